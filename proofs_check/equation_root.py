"""Enclosing numbers that theory defines by an equation: `theory.EquationRoot`.

The equation comes from theory as a SymPy expression and is compiled once, with its derivative, into functions
of Arb balls and of floats. A float root, found by safeguarded Newton, gives a narrow bracket; what counts is
`numerics.roots.certified_root` on it, which knows no formula.

Main results: `root_ball` (any such root at an exact or enclosed parameter), `worst_case_return`
(``gamma_WCR(L)`` to any number of digits).

Blind to: other roots in the interval that theory names. That there is one only is theory's part (the function
is monotone); what is shown here is that the narrow bracket holds exactly one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

import sympy
from flint import arb, fmpq
from sympy.printing.pycode import PythonCodePrinter

from numerics.precision import known_digits, to_fmpq, working_precision
from numerics.roots import certified_root
from proofs_check.algebras import Indeterminate, Undefined, Unsupported
from theory import WorstCaseReturn

__all__ = ["root_ball", "worst_case_return"]

#: Digits that a formula in the root may lose; where it loses more, more are asked for.
GUARD_DIGITS = 3
#: How often.
MOST_TRIES = 3
#: A bracket from bisection is so narrow that fewer digits could not tell its ends apart.
LEAST_DIGITS = 30
#: Relative half-widths, in bits, of the brackets around the float root that are tried in turn.
NARROW = (46, 40, 32, 20)
#: Steps of Newton in floats, and of bisection in balls.
MOST_STEPS, BISECTIONS = 60, 80
#: Bits at which signs are asked for where floats fail.
SIGN_BITS = 128

_FUNCTIONS = ("exp", "log", "log1p", "expm1")


@dataclass(frozen=True)
class _Compiled:
    """One equation as functions of ``(unknown, parameter)``, the ends as one of the parameter."""

    formula: Callable[[Any, Any], Any]
    value: Callable[[Any, Any], Any]
    slope: Callable[[Any, Any], Any]
    value_and_slope: Callable[[float, float], tuple[float, float]]
    ends: Callable[[Any], Any]


class _Balls(PythonCodePrinter):
    """Python for balls: rationals as they are, never as floats."""

    def _print_Rational(self, expr: Any) -> str:  # noqa: N802 - SymPy dispatches on these names
        return f"fmpq({expr.p}, {expr.q})"


@lru_cache(maxsize=64)
def _compiled(formula: Any, equation: Any, interval: Any) -> _Compiled:
    u, p = equation.variables
    value, slope, wanted, ends = (
        equation.expr,
        sympy.diff(equation.expr, u),
        formula(u, p),
        tuple(interval(p)),
    )
    parts = (value, slope, wanted, *ends)
    used = {f for part in parts for f in part.atoms(sympy.Function, sympy.NumberSymbol)}
    foreign = sorted(str(f) for f in used if type(f).__name__ not in _FUNCTIONS)
    if foreign:
        raise Unsupported(f"{foreign[0]} in an equation")
    return _Compiled(
        formula=_function((u, p), wanted),
        value=_function((u, p), value),
        slope=_function((u, p), slope),
        value_and_slope=sympy.lambdify((u, p), (value, slope), modules="math", cse=True),
        ends=_function((p,), ends),
    )


def _function(names: tuple[Any, ...], expr: Any) -> Callable[..., Any]:
    """A SymPy expression as a function of balls."""
    names_of_balls = {name: getattr(arb, name) for name in (*_FUNCTIONS, "sqrt")} | {"fmpq": fmpq}
    settings = {"fully_qualified_modules": False, "user_functions": {n: n for n in _FUNCTIONS}}
    made: Callable[..., Any] = sympy.lambdify(
        names, expr, modules=[names_of_balls], printer=_Balls(settings), cse=True
    )
    return made


def root_ball(root: Any, parameter: fmpq | arb, digits: int) -> arb:
    """A ball that contains an `EquationRoot`.

    Args:
        root: formula, equation and interval; its own `value` is not looked at.
        parameter: where the parameter is put, exactly or as a ball.
        digits: digits wanted, reached where the parameter is exact.

    Returns:
        The ball.

    Raises:
        Indeterminate: no narrow bracket could be certified, or the parameter is hardly known. Where there is
            nothing between the ends it is `Undefined`, for an unknown function in the equation `Unsupported`.

    Example:
        >>> root_ball(WorstCaseReturn(sympy.Symbol("L")).closed_form(), fmpq(2), 30).str(10, radius=False)
        '3.196152423'
    """
    made = _compiled(*root.args[:3])
    most = None if isinstance(parameter, fmpq) else known_digits(parameter)
    guard = GUARD_DIGITS
    for _ in range(MOST_TRIES):
        reach = max(digits + guard, LEAST_DIGITS) if most is None else most - guard
        if reach < 1:
            break
        u = _root(made, parameter, reach)
        with working_precision(digits=digits + 2 * guard):
            ball: arb = made.formula(u, arb(parameter))
            if most is not None or known_digits(ball) >= digits:
                return ball
        guard *= 8
    raise Indeterminate("the root is hardly known")


def _root(made: _Compiled, parameter: fmpq | arb, digits: int) -> arb:
    def value(u: Any) -> Any:
        return made.value(u, arb(parameter))

    def slope(u: Any) -> Any:
        return made.slope(u, arb(parameter))

    for bracket in _brackets(made, parameter):
        found = certified_root(value, bracket, digits=digits, derivative=slope, pieces=1)
        if found.root is not None:
            return found.root
    raise Indeterminate("no bracket of the root could be certified")


def _brackets(made: _Compiled, parameter: Any) -> Any:
    """Narrow brackets around an approximate root, then one from bisection in balls."""
    try:
        size = int(parameter.p) / int(parameter.q) if isinstance(parameter, fmpq) else float(parameter)
        ends = made.ends(size)
        middle = _float_root(made, size, *ends)
    except (ValueError, OverflowError, ZeroDivisionError):
        pass
    else:
        for bits in NARROW:
            reach = abs(middle) * 2.0**-bits
            # Both ends inside by more than the rounding of floats.
            if ends[0] < middle - 2 * reach and middle + 2 * reach < ends[1]:
                yield arb(middle - reach), arb(middle + reach)
    yield _bisected(made, parameter)


def _float_root(made: _Compiled, size: float, low: float, high: float) -> float:
    """Newton in floats, kept between ends that only move inwards, as the function is monotone."""
    if not low < high:
        raise ValueError("no float lies between the ends")
    middle = (low + high) / 2
    for _ in range(MOST_STEPS):
        height, slope = made.value_and_slope(middle, size)
        move = -height / slope
        # A few roundings of a float: closer, Newton's steps are noise.
        if abs(move) <= 1e-15 * abs(middle):
            return middle
        if move > 0:
            low = middle
        else:
            high = middle
        middle += move
        if not low < middle < high:
            middle = (low + high) / 2
    return middle


def _bisected(made: _Compiled, parameter: Any) -> tuple[arb, arb]:
    """Signs of the derivative and of the function say on which side the root lies."""
    bits = SIGN_BITS + 2 * int(arb(parameter).abs_upper().log().abs_upper().ceil().unique_fmpz() or 0)
    with working_precision(bits=bits):
        low, high = (arb(end).mid() for end in made.ends(arb(parameter)))
        if not low < high:
            raise Undefined("an equation without an interval")
        for _ in range(BISECTIONS):
            middle = ((low + high) / 2).mid()
            height, slope = made.value(middle, arb(parameter)), made.slope(middle, arb(parameter))
            if not (height * slope > 0 or height * slope < 0):
                break
            if height * slope < 0:
                low = middle
            else:
                high = middle
        return low, high


def worst_case_return(depth: int | Fraction, digits: int) -> arb:
    """``gamma_WCR(L)`` by theory's equation, enclosed.

    Args:
        depth: ``L >= 2``, an integer or a fraction.
        digits: the relative width of the ball is at most ``10^-digits``.

    Returns:
        The ball, at a working precision that holds it.

    Raises:
        ValueError: `depth` is below 2.

    Example:
        >>> with working_precision(digits=60):
        ...     worst_case_return(2, 50).overlaps(3 * arb(3).sqrt() - 2)
        True
    """
    parameter = to_fmpq(Fraction(depth))
    if parameter < 2:
        raise ValueError(f"depth must be >= 2, got {depth}; a pathway has two or more layers")
    return root_ball(_return_of_a_depth(), parameter, digits)


@lru_cache(maxsize=1)
def _return_of_a_depth() -> Any:
    return WorstCaseReturn(sympy.Symbol("L", positive=True)).closed_form()
