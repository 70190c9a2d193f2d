"""Rules that begin at the loss of one pathway: what the worst-case return is.

With all signal in one pathway of ``L`` equal layers ``w`` the loss is ``(w^L - s)^2/2``.  By each layer's
entry it has the derivative ``w^(L-1) (w^L - s)``, so a step of gradient descent is
``w - eta w^(L-1) (w^L - s)``.  In units of the minimum, ``x = w/s^(1/L)``, and with
``gamma = eta L s^(2-2/L)``, the step size times the sharpness there, it is ``f`` of `_step`.  ``gamma`` is
*safe* if from no start in ``(0, 1)`` an iterate of ``f`` is 0 or negative; the worst-case return is the
supremum of all safe ``gamma > 0``.  There are some: for ``gamma <= 1``, by Bernoulli,
``x < f(x) <= x + gamma (1 - x) <= 1`` in ``(0, 1)``.  They are bounded: from any one start a large ``gamma``
leads above 1 and from there below 0.
"""

from __future__ import annotations

from typing import Any

from sympy import Ge, Integer, Le, sympify

from proofs_check.kernel.logic import arbitrary
from proofs_check.kernel.terms import ge, gt, is_free_in, le, lt, same, sides, standard
from proofs_check.kernel.theorem import Premises, require, rule
from proofs_check.kernel.world import World
from theory import WorstCaseReturn


def _step(x: Any, gamma: Any, L: Any) -> Any:
    """``f(x) = x + (gamma/L) x^(L-1) (1 - x^L)``."""
    return x + gamma / L * x ** (L - 1) * (1 - x**L)


def _read(claim: Any, kind: Any) -> tuple[Any, Any, frozenset[Any]]:
    """The depth and the number that a claim compares its worst-case return with, and its hypotheses."""
    quantity, g = sides(claim, kind)
    require(isinstance(quantity, WorstCaseReturn), "says what bounds a worst-case return")
    return quantity.args[0], g, frozenset(map(sympify, quantity.hypotheses))


def _positive(*symbols: Any) -> None:
    for symbol in symbols:
        require(standard(symbol) == (False, Integer(0), True), "{} > 0 is any real number", symbol)


@rule("safe below")
def _safe(claim: Any, premises: Premises) -> frozenset[Any]:
    """Premises: f(x) > 0; f(x) <= X, perhaps under x <= X and gamma < g; facts, perhaps under the latter.

    Handed over: gamma, x, X.  Side conditions: gamma, x > 0 are arbitrary, x is not in X; X >= 1, g > 0.
    Conclusion: WorstCaseReturn(L) >= g: (0, X] is mapped into itself and contains all starts.
    """  # noqa: DOC201
    L, g, hypotheses = _read(claim, Ge)
    gamma, x, X = premises.handed("gamma, x and X", 3)
    _positive(gamma, x)
    require(not any(is_free_in(t, part) for t in (gamma, x) for part in (L, g)), "x and gamma are new")
    require(gamma != x and not is_free_in(x, X), "{} does not depend on {}", X, x)
    f, (first, second) = _step(x, gamma, L), premises.first(2)
    require(same(first, gt(f, 0)) and same(second, le(f, X)), "the premises are {} > 0 and {} <= {}", f, f, X)
    World.of(premises, 2).insist(ge(X, 1), gt(g, 0))
    steps = (gt(g, gamma), lt(gamma, g))
    inside = frozenset().union(*(theorem.hypotheses for theorem in premises.theorems[:2]))
    facts = frozenset().union(*(theorem.hypotheses for theorem in premises.theorems[2:]))
    kept = arbitrary(x, inside, le(x, X), ge(X, x)) | arbitrary(x, facts)
    return arbitrary(gamma, kept, *steps) | hypotheses


@rule("unsafe above")
def _unsafe(claim: Any, premises: Premises) -> frozenset[Any]:
    """Premises: f(f(x)) <= 0, perhaps under gamma > g; facts.

    Handed over: gamma, x.  Side conditions: gamma > 0 is arbitrary and not in x; 0 < x < 1.
    Conclusion: WorstCaseReturn(L) <= g: the start x comes to 0 or below in two steps.
    """  # noqa: DOC201
    L, g, hypotheses = _read(claim, Le)
    gamma, x = premises.handed("gamma and the start x", 2)
    _positive(gamma)
    require(not any(is_free_in(gamma, part) for part in (L, g, x)), "{} is new", gamma)
    lands = le(_step(_step(x, gamma, L), gamma, L), 0)
    require(same(premises.first(), lands), "the premise is {}", lands)
    World.of(premises, 1).insist(gt(x, 0), lt(x, 1))
    above = gt(gamma, g)
    return arbitrary(gamma, premises.hypotheses, above, above.reversed) | hypotheses
