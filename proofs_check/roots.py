"""Counting the zeros of a function on an interval by bisection in Arb.

A piece where the ball of ``f`` excludes 0 has no zero; a piece where the ball of ``f'`` excludes 0 has at
most one, and exactly one if ``f`` changes sign over it.  Pieces are halved until each is of one kind.

Blind to: nothing where it answers; it gives up (None) on a zero at an end of the interval, on a multiple
zero, and on functions that cannot be enclosed.
"""

from __future__ import annotations

from typing import Any

import sympy
from flint import arb, fmpq

from proofs_check.algebras import Indeterminate
from proofs_check.evaluate import Scope, evaluate, rational_value

__all__ = ["unique_root"]

#: Halvings before giving up on a piece.
DEEPEST = 40
#: Pieces before giving up altogether.
MOST_PIECES = 4000


def unique_root(proposition: Any, scope: Scope) -> bool | None:
    """Whether ``f`` has exactly one zero strictly inside the interval.

    Args:
        proposition: a `UniqueRoot`.
        scope: values and balls.

    Returns:
        True or False where the zeros were counted, None where they could not be.
    """
    f, x, interval = proposition.args
    slope = sympy.diff(f, x)
    low, high = (rational_value(end, scope) for end in interval)
    if not low < high:
        return False
    pieces, zeros, seen = [(low, high, 0)], 0, 0
    while pieces:
        a, b, depth = pieces.pop()
        seen += 1
        kind = _piece(f, slope, x, a, b, scope)
        if kind is None:
            if depth == DEEPEST or seen == MOST_PIECES:
                return None
            middle = _between(a, b)
            pieces += [(a, middle, depth + 1), (middle, b, depth + 1)]
            continue
        zeros += kind
    return zeros == 1


def _between(a: fmpq, b: fmpq) -> fmpq:
    """Where a piece is cut: near the middle, or that of the exponents where the ends are of unlike size."""
    # Odd fractions, so that simple rational zeros do not fall on the ends of pieces.
    if a > 0 and b > 16 * a:
        doublings = int(b / a).bit_length() // 2
        return a * fmpq(2) ** (doublings - 1) * fmpq(73, 71)
    return a + (b - a) * fmpq(37, 73)


def _piece(f: Any, slope: Any, x: Any, a: fmpq, b: fmpq, scope: Scope) -> int | None:
    """The number of zeros in ``[a, b]`` if it is certainly 0 or 1, none of them at an end."""
    whole = arb((a + b) / 2, (b - a) / 2)
    value = _ball(f, x, whole, scope)
    if value is not None and not value.contains(0):
        return 0
    ends = [_ball(f, x, arb(end), scope) for end in (a, b)]
    steepness = _ball(slope, x, whole, scope)
    if steepness is None or steepness.contains(0) or any(end is None or end.contains(0) for end in ends):
        return None
    return 1 if (ends[0] > 0) != (ends[1] > 0) else 0  # type: ignore[operator]


def _ball(expr: Any, x: Any, ball: arb, scope: Scope) -> arb | None:
    inside = Scope(
        scope.values, scope.algebra, scope.quantity, scope.decide, {**scope.intervals, x.name: ball}
    )
    try:
        return arb(evaluate(expr, inside))
    except Indeterminate:
        return None
