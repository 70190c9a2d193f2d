"""`WorstCaseReturn(L)`: how large a step gradient descent survives when all signal is in one pathway.

The step of one weight, in units of the minimum and of the single-path sharpness, is the map

    ``x <- f(x) = x + (gamma/L) x^(L-1) (1 - x^L)``,

and the worst start in ``(0, 1)`` is sent to ``X = max f``. The *flip factor*
``phi = (gamma/L) X^(L-2) (X^L - 1)`` is 1 exactly where the next step lands on 0, as
``f(X) = X (1 - phi)``.

Main results, each derived here from ``f`` for symbolic ``L``: `stationary_gamma` (the ``gamma`` for which a
given start is the worst), `worst_value` (``X`` for it), `log_flip_factor` (the equation whose root has no
formula) and `algebraic_sides` (the same equation as a polynomial one where ``L`` is an integer).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sympy import Ge, Gt, Integer, Lambda, Le, Lt, Symbol, diff, exp, log, powdenest, simplify, sympify, true
from sympy.codegen.cfunctions import log1p
from sympy.core.expr import Expr
from sympy.logic.boolalg import Boolean

from theory.equation_root import EquationRoot
from theory.errors import StatementError
from theory.inference import Inference
from theory.quantity import Quantity

__all__ = [
    "WorstCaseReturn",
    "algebraic_sides",
    "flip_equation",
    "gradient_step",
    "interval",
    "log_flip_factor",
    "slope_factor",
    "stationary_gamma",
    "worst_value",
]

_L, _x, _u, _gamma = (Symbol(name, positive=True) for name in ("L", "x", "u", "gamma"))


def gradient_step(x: Any, gamma: Any, L: Any) -> Any:
    """The map ``f``: one step of gradient descent on one weight.

    Args:
        x: the weight over ``s*^(1/L)``.
        gamma: the step size times the single-path sharpness ``L s*^(2-2/L)``.
        L: the depth.

    Returns:
        ``x + (gamma/L) x^(L-1) (1 - x^L)``.

    Example:
        >>> gradient_step(Integer(2), Integer(1), Integer(2))
        -1
    """
    return x + gamma / L * x ** (L - 1) * (1 - x**L)


@lru_cache(maxsize=1)
def _stationary() -> tuple[Any, Any]:
    # f' = 1 + gamma c(x) is linear in gamma, so f'(x) = 0 gives gamma = -1/c. D is what remains of
    # L x^(2-L)/gamma, a polynomial in u = x^L.
    c = diff(gradient_step(_x, _gamma, _L), _x, _gamma)
    factor = simplify(-_L * c * _x ** (2 - _L))
    D = simplify(powdenest(factor.subs(_x, _u ** (1 / _L)), force=True))
    return D, _L * _u ** ((2 - _L) / _L) / D


def slope_factor(u: Any, L: Any) -> Any:
    """``D(u)``, by which the worst start ``u = x^L`` and the step are bound to each other.

    ``f'(x) = 1 - (gamma/L) x^(L-2) D``, so ``f'(x) = 0`` says ``(gamma/L) x^(L-2) = 1/D``.

    Args:
        u: the worst start to the power `L`.
        L: the depth.

    Returns:
        ``(2L-1) u - (L-1)``, from the derivative of `gradient_step`.

    Example:
        >>> L, u = Symbol("L", positive=True), Symbol("u", positive=True)
        >>> (slope_factor(u, L) - ((2 * L - 1) * u - (L - 1))).expand()
        0
    """
    return _stationary()[0].subs({_u: u, _L: L}, simultaneous=True)


def stationary_gamma(u: Any, L: Any) -> Any:
    """The ``gamma`` for which the start ``x = u^(1/L)`` is stationary: the root of ``f'(x) = 0``.

    It falls strictly from infinity to 1 as ``u`` rises through ``((L-1)/(2L-1), 1)``, as ``u^((L-2)/L)`` and
    ``D`` rise.

    Args:
        u: the start to the power `L`.
        L: the depth.

    Returns:
        ``L u^(-(L-2)/L) / D``.

    Example:
        >>> stationary_gamma(Integer(1), Integer(5))
        1
    """
    return _stationary()[1].subs({_u: u, _L: L}, simultaneous=True)


def worst_value(u: Any, L: Any) -> Any:
    """``X``, the value that the start ``u^(1/L)`` reaches in one step where it is stationary.

    Args:
        u: the worst start to the power `L`.
        L: the depth.

    Returns:
        ``u^(1/L) (1 + (1-u)/D)``, that is ``u^(1/L) N/D`` with ``N = (2L-2) u - (L-2)``: as
        ``f(x) = x (1 + (gamma/L) x^(L-2) (1 - x^L))`` and ``(gamma/L) x^(L-2) = 1/D``.

    Example:
        >>> worst_value(Integer(1), Integer(5))
        1
    """
    return u ** (1 / sympify(L)) * (1 + (1 - u) / slope_factor(u, L))


def log_flip_factor(u: Any, L: Any) -> Any:
    """``log phi`` in terms of the worst start: 0 exactly at the worst-case return.

    With ``t = log(X/x) = log(1 + (1-u)/D)``: ``(gamma/L) X^(L-2) = e^((L-2) t)/D`` and
    ``X^L = u e^(L t)``. With ``log1p`` for ``t`` it loses no digits at any depth. It falls strictly in ``u``:
    the flip factor rises with ``gamma``, as ``X`` does, and ``gamma`` falls in ``u``.

    Args:
        u: the worst start to the power `L`, between the ends of `interval`.
        L: the depth.

    Returns:
        ``(L-2) t - log D + log(u e^(L t) - 1)``.
    """
    D = slope_factor(u, L)
    t = log1p((1 - u) / D)
    return (L - 2) * t - log(D) + log(u * exp(L * t) - 1)


def algebraic_sides(u: Any, L: Any) -> tuple[Any, Any]:
    """The two sides whose quotient is the flip factor: polynomials in ``u`` where ``L`` is an integer.

    Args:
        u: the worst start to the power `L`.
        L: the depth.

    Returns:
        ``N^(L-2) (u N^L - D^L)`` and ``D^(2L-1)``, with ``N = D + 1 - u``.

    Example:
        >>> from sympy import factor
        >>> left, right = algebraic_sides(Symbol("u", positive=True), Integer(2))
        >>> factor(right - left)  # the root in (1/3, 1) is (9 + 2 sqrt(3))/23
        u*(23*u**2 - 18*u + 3)
    """
    D = slope_factor(u, L)
    N = D + 1 - u
    return N ** (L - 2) * (u * N**L - D**L), D ** (2 * L - 1)


def flip_equation(u: Any, L: Any) -> Any:
    """The difference of `algebraic_sides` over ``N^(2L-2)``, which is positive: of the sign of ``phi - 1``.

    With ``r = D/N``, the worst start over the value that it reaches, written without a difference of nearly
    equal numbers.

    Args:
        u: the worst start to the power `L`.
        L: the depth.

    Returns:
        ``u - r^L - N r^(2L-1)`` with ``r = 1 - (1-u)/N``: continuous at both ends of `interval` too.

    Example:
        >>> u = Symbol("u", positive=True)
        >>> flip_equation(u, Integer(2)).subs(u, 1)
        -2
    """
    N = (2 * L - 2) * u - (L - 2)
    r = 1 - (1 - u) / N
    return u - r**L - N * r ** (2 * L - 1)


def interval(L: Any) -> tuple[Any, Any]:
    """Where the worst start lies: ``D > 0``, as ``gamma > 0``, and ``x < 1``.

    Args:
        L: the depth.

    Returns:
        ``((L-1)/(2L-1), 1)``: the zero of `slope_factor`, and 1.
    """
    return (L - 1) / (2 * L - 1), Integer(1)


@lru_cache(maxsize=1)
def _equation() -> tuple[Any, Any, Any]:
    names = (_u, _L)
    formula, equation = Lambda(names, stationary_gamma(*names)), Lambda(names, log_flip_factor(*names))
    return formula, equation, Lambda(_L, interval(_L))


class WorstCaseReturn(Quantity):
    r"""The largest ``gamma = eta S_1`` below which no start in ``(0, 1)`` ever changes sign.

    .. math:: \gamma_{\mathrm{WCR}}(L) = L\, u^{-(L-2)/L} / D(u), \qquad
              N^{L-2} (u N^L - D^L) = D^{2L-1}, \qquad \tfrac{L-1}{2L-1} < u < 1,

    with ``D = (2L-1)u - (L-1)`` and ``N = (2L-2)u - (L-2)``: the root has no formula, but for
    ``gamma_WCR(2) = 3 sqrt(3) - 2``. Statement ``wcr-equation``. Source: Kim & Lee 2026; the algebraic
    equation is derived in this file.

    Args:
        L: the depth, a real number of at least 2.

    Raises:
        StatementError: `L` is a number below 2.

    Example:
        >>> from sympy import Float, N, sqrt
        >>> root = WorstCaseReturn(2).closed_form()
        >>> abs(N(eval(str(root)) - (3 * sqrt(3) - 2), 15)) < 10**-45
        True
    """

    def __new__(cls, L: Any) -> WorstCaseReturn:
        """Check and make it."""
        made = super().__new__(cls, L)
        depth = made.args[0]
        if not isinstance(depth, Expr) or (depth.is_number and not depth >= 2):
            raise StatementError(
                "the depth of WorstCaseReturn",
                "must be a number of at least 2",
                L,
                "write WorstCaseReturn(L)",
            )
        return made

    @property
    def hypotheses(self) -> tuple[Boolean, ...]:
        """``L >= 2``."""
        rule = Ge(self.args[0], 2)
        return () if rule is true else (rule,)

    def closed_form(self) -> Any:
        """``gamma`` at the root of the equation."""
        return EquationRoot(*_equation(), self.args[0])

    def inferences(self, *parameters: Any) -> tuple[Inference, ...]:
        """What makes steps safe, and what makes them unsafe; ``f`` is `gradient_step`.

        * ``WorstCaseReturn(L) >= g`` if ``g > 0`` and for all ``0 < gamma < g`` there is ``X >= 1`` with
          ``0 < f(x) <= X`` for all ``0 < x <= X``: then ``(0, X]`` is mapped into itself and contains all
          starts, none of which ever changes its sign.
        * ``WorstCaseReturn(L) <= g`` if a start ``0 < x < 1`` has ``f(f(x)) <= 0`` for all ``gamma > g``: it
          comes to 0 or below in two steps.

        Args:
            parameters: ``g``, ``gamma``, ``x``, ``X`` for the first, where ``X`` may depend on ``gamma``; or
                ``g``, ``gamma`` and the start, which does not, for the second.

        Returns:
            The one inference that they belong to.
        """
        (L,) = self.args
        g, gamma, x, *rest = parameters
        start = gradient_step(x, gamma, L)
        if not rest:
            lands = _at_most(gradient_step(start, gamma, L), 0)
            above = Gt(gamma, g, evaluate=False)
            starts = (Gt(x, 0, evaluate=False), ()), (Lt(x, 1, evaluate=False), ())
            shown = ((lands, (above,)), *starts)
            return (Inference(_at_most(self, g), shown, ((gamma, (L, g, x)),), self.hypotheses),)
        (top,) = rest
        below = Lt(gamma, g, evaluate=False)
        kept = (_at_most(x, top), below)
        premises = (
            (Gt(start, 0, evaluate=False), kept),
            (_at_most(start, top), kept),
            (Ge(top, 1, evaluate=False), (below,)),
            (Gt(g, 0, evaluate=False), ()),
        )
        names = ((gamma, (L, g)), (x, (L, g, gamma, top)))
        return (Inference(Ge(self, g, evaluate=False), premises, names, self.hypotheses),)


def _at_most(one: Any, other: Any) -> Any:
    return Le(one, other, evaluate=False)
