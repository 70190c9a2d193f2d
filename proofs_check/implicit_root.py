"""Enclosing `theory.ImplicitRoot`: the only root of an increasing sum over pathways.

The formulas come from theory and are compiled once, with the derivative, into functions of Arb balls.  The
root is searched for at exact numbers (Newton, kept between ends of known sign); what counts in the end is a
step of interval Newton that lands inside a narrow ball.

Main result: `implicit_root`.

Blind to: other roots.  That there is one only is theory's part; what is shown here is that the narrow bracket
holds exactly one.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import chain
from typing import Any

import sympy
from flint import arb, ctx, fmpq
from sympy.printing.pycode import PythonCodePrinter

from proofs_check.algebras import Indeterminate, TooLarge

__all__ = ["implicit_root"]

#: Steps of the search; each halves the bracket at least, or how many powers of 2 it spans.
MOST_STEPS = 600
#: Numbers at which the sum cannot be told from the target, until the precision is said to be too low.
MOST_UNSURE = 8
#: The search stops where Newton's step is below 2^-24 of the bracket's size; the bracket is then narrow.
NARROW = 24
#: A size far below every root that is looked for, where the root is 0 itself.
TINY = arb(2) ** -1000
#: Deeper pathways need thousands of digits: powers up to the depth decide which one leads.
DEEPEST = 12
#: Bits beyond which a comparison is given up: its sides agree to hundreds of digits.
MOST_BITS = 2500
#: Rounds of interval Newton, which double the digits.
MOST_ROUNDS = 40

Row = list[fmpq | arb]
#: The value of an expression, with an index and its value or without.
Number = Callable[..., "fmpq | arb"]


class _Beyond(Exception):  # noqa: N818 - an answer
    """The unknown is beyond the interval on which the sum is defined."""


class _Printer(PythonCodePrinter):
    """Python for balls: rationals as they are, and `Max(0, b)` as a question."""

    def _print_Rational(self, expr: Any) -> str:  # noqa: N802 - SymPy dispatches on these names
        return f"fmpq({expr.p}, {expr.q})"

    def _print_Max(self, expr: Any) -> str:  # noqa: N802
        (inside,) = (arg for arg in expr.args if arg != 0)
        return f"inside({self._print(inside)})"

    def _print_Pow(self, expr: Any, **settings: Any) -> str:  # noqa: N802
        return f"({self._print(expr.base)})**({self._print(expr.exp)})"


def _inside(b: arb) -> arb:
    if b <= 0:
        raise _Beyond
    return b if b > 0 else arb("nan")


@lru_cache(maxsize=16)
def _compiled(formula: Any, common: Any, term: Any) -> tuple[Callable[..., arb], ...]:
    names = {"exp": lambda x: arb(x).exp(), "log": lambda x: arb(x).log(), "fmpq": fmpq, "inside": _inside}
    plain = term.expr.replace(sympy.Max, lambda *parts: next(part for part in parts if part != 0))
    settings = {"fully_qualified_modules": False, "user_functions": {n: n for n in ("exp", "log")}}

    def made(variables: Any, expr: Any) -> Callable[..., arb]:
        found: Callable[..., arb] = sympy.lambdify(
            variables, expr, modules=[names], printer=_Printer(settings)
        )
        return found

    pairs = [(formula.variables, formula.expr)]
    for function, expr in ((common, common.expr), (term, plain)):
        pairs += [
            (function.variables, function.expr),
            (function.variables, sympy.diff(expr, function.variables[0])),
        ]
    return tuple(made(variables, expr) for variables, expr in pairs)


def implicit_root(root: Any, number: Number, range_of: Callable[[Any], tuple[str, int]]) -> arb:
    """A ball that contains an `ImplicitRoot`, at the working precision.

    Args:
        root: the node.
        number: the value of an expression, at the current precision: exact for an integer, else a ball.
        range_of: the name of an index and the end of its range.

    Returns:
        The ball; `Indeterminate` is raised where no narrow one was found, or none could be certified.

    Raises:
        TooLarge: numbers beyond what can be computed with.
    """
    if ctx.prec > MOST_BITS:
        raise TooLarge(f"{ctx.prec} bits of a root")
    formula, common, term, parameters, rows, target = root.args
    shown, gain, speed, share, slope = _compiled(formula, common, term)

    def short(given: fmpq | arb) -> fmpq | arb:
        if isinstance(given, fmpq) and abs(given) > DEEPEST:
            raise TooLarge(f"depth {given}")
        return given

    @lru_cache(maxsize=8)
    def values(bits: int) -> tuple[Row, list[Row], arb]:
        own = [short(number(p)) for p in parameters]
        if not root.indexed:
            return own, [[short(number(q)) for q in row] for row in rows], arb(number(target))
        name, last = range_of(rows[1])
        all_rows = [[short(number(q, index=name, value=k)) for q in rows[0]] for k in range(1, last + 1)]
        return own, all_rows, arb(number(target))

    def look(z: arb) -> tuple[arb, arb]:
        # The logarithm of the sum over the target, and its slope: exponential growth is a line to Newton.
        own, others, goal = values(ctx.prec)
        try:
            reached = gain(z, *own)
            total = sum((share(reached, *row) for row in others), arb(0))
            steep = sum((slope(reached, *row) for row in others), arb(0)) * speed(z, *own)
            return (total / goal).log(), steep / total
        except _Beyond:
            # The sum grows without end towards the end of its interval.
            return arb("inf"), arb("nan")

    try:
        own, others, goal = values(ctx.prec)
        key = (root, *(arb(v).str(20, radius=False) for v in (*own, *chain(*others), goal)))
        found = _from(look, _ROOTS.get(key)) or _root(look)
        if len(_ROOTS) > MOST_ROOTS:
            _ROOTS.clear()
        _ROOTS[key] = found
        return shown(found, *own)
    except (OverflowError, ZeroDivisionError) as error:
        raise TooLarge(str(error)) from error


#: The height of a function and its slope.
Look = Callable[[arb], tuple[arb, arb]]


#: Roots found at some precision: where to begin at the next.
_ROOTS: dict[Any, arb] = {}
MOST_ROOTS = 4000


def _from(look: Look, before: arb | None) -> arb | None:
    """The root from a ball that is likely to contain it, or None."""
    if before is None:
        return None
    try:
        return _newton(
            look, arb(before.mid(), (before.rad() * 4 + (abs(before) + TINY) * _rounding()).upper())
        )
    except (Indeterminate, _Beyond):
        return None


def _rounding() -> arb:
    return arb(2) ** (8 - ctx.prec)


def _root(look: Look) -> arb:
    """The root, searched for."""
    return _newton(look, _near(look))


def _newton(look: Look, x: arb) -> arb:
    """Interval Newton (R. Moore, R. Kearfott, M. Cloud, Introduction to Interval Analysis, chapter 8)."""
    certified = False
    for _ in range(MOST_ROUNDS):
        middle = x.mid()
        image = middle - look(middle)[0] / look(x)[1]
        inside = image.is_finite() and x.lower() < image and image < x.upper()
        certified = certified or inside
        if not inside or image.rad() * 4 >= x.rad():
            x = x.intersection(image) if certified and image.overlaps(x) else x
            break
        x = image
    if not certified:
        raise Indeterminate("no bracket of the root could be certified")
    return x


def _near(look: Look) -> arb:
    """A narrow ball around the root, as far as the precision can tell."""
    low: arb | None = None
    high: arb | None = None
    z, reach, last, unsure = arb(0), arb(1), arb("inf"), 0
    for _ in range(MOST_STEPS):
        here, slope = look(z)
        known = here.is_finite() and slope > 0
        step = (-here / slope).mid() if known else arb("nan")
        if known and (here.contains(0) or _narrow(here, step, low, high)):
            width = 2 * abs(step) + 4 * (here.rad() / slope).upper()
            # And more than the rounding of the next step.
            return arb(z, (width + (abs(z) + width + TINY) * _rounding()).upper())
        below = bool(here < 0)
        if below:
            low = z
        else:
            high = z
        unsure += not below and not here > 0
        if unsure > MOST_UNSURE:
            break
        if low is None or high is None:
            z = reach if below else -reach
            reach *= 2
            continue
        # Newton as long as its steps get shorter fast.
        newton, fast = (z + step).mid(), bool(2 * abs(step) < last)
        last = abs(step) if fast else arb("inf")
        z = newton if fast and low < newton < high else _between(low, high)
        if not low < z < high:
            # The ends are neighbours at this precision.
            break
    raise Indeterminate("no bracket of the root was found")


def _narrow(here: arb, step: arb, low: arb | None, high: arb | None) -> bool:
    # Far below the target a short step says how steep it is, not how near.
    bracketed = low is not None and high is not None and abs(step) < (high - low) * arb(2) ** -NARROW
    return bracketed and bool(abs(here) < 1)


def _between(low: arb, high: arb) -> arb:
    """The middle, of the exponents where they differ: small roots are found soon too."""
    small, large = (low, high) if abs(low) < abs(high) else (high, low)
    if small == 0:
        return (large * min(abs(large), arb(1) / 64)).mid()
    if abs(large) > 4 * abs(small):
        return (small * (large / small).sqrt()).mid()
    return ((low + high) / 2).mid()
