"""Interval certificates: an inequality in few parameters on a bounded box, by adaptive subdivision.

The difference of the sides is enclosed on a box with the very function that rechecks it (balls, the theorems
of the mean value and of Taylor); where its sign is not certain the box is halved along the side that matters
most.  Where that does not end, the box that is left is searched for a zero of the difference, which is taken
out first (`proofs_check.certificates.zeros`).

Main result: `prove_on_box`.  What it cannot certify, true or not: differences with more than one zero in the
box, or one that `zeros` does not find, and those that need more boxes than allowed.

Moore, Kearfott, Cloud 2009, Introduction to Interval Analysis, ch. 6 (mean value form) and 8 (subdivision).
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import count
from typing import Any

import sympy
from flint import arb, fmpq

from numerics.precision import working_precision
from proofs_check.algebras import Unsupported
from proofs_check.certificates.language import certificate, expression, number
from proofs_check.certificates.recheck import WORK, Fails, _work, enclosure
from proofs_check.certificates.squares import oriented
from proofs_check.certificates.zeros import candidates
from proofs_check.ranges import Range

__all__ = ["BITS", "MOST_BOXES", "prove_on_box"]

BITS, MOST_BOXES = 96, 2000
#: Fewer boxes for long expressions: boxes times nodes stay below this.
MOST_WORK = 400_000
#: A side is not halved below this share of its first length.
LEAST_SIDE = Fraction(1, 2**30)
#: Bits of the ends of the range that a certificate states.
RANGE_BITS = 24

Box = tuple[tuple[fmpq, fmpq], ...]


def prove_on_box(
    claim: Any, ranges: Mapping[str, Range], statement: str, most: int = MOST_BOXES
) -> dict[str, Any] | None:
    """Certify an inequality on a box.

    Args:
        claim: a SymPy relation without quantities or families.
        ranges: a bounded range for each of its symbols; open ends count as closed.
        statement: the id of the statement that it is for.
        most: the largest number of boxes.

    Returns:
        The certificate, or None: the claim was not certified, which says nothing against it.

    Example:
        >>> x = sympy.Symbol("x", real=True)
        >>> found = prove_on_box(sympy.exp(x) > x, {"x": Range(low=Fraction(0), high=Fraction(1))}, "")
        >>> found["proof"]["boxes"]
        [[[0, 1]]]
    """
    found = oriented(claim)
    symbols = sorted(claim.free_symbols, key=str)
    if found is None or not symbols or not all(_bounded(ranges.get(s.name)) for s in symbols):
        return None
    relation, left, right = found
    sides = {s.name: ranges[s.name] for s in symbols}
    parameters = {
        name: ["integer" if side.integer else "real", number(side.low or 0), number(side.high or 0)]
        for name, side in sides.items()
    }
    most = min(most, MOST_WORK // sum(1 for _ in sympy.preorder_traversal(left - right)))
    _work[0] = WORK
    try:
        holds, zero = [relation, expression(left), expression(right)], list[Any]()
        boxes, undecided = _subdivide(holds, sides, most, zero)
        for zero, *both in candidates(left, right, parameters, undecided) if relation == ">=" else ():
            holds, _work[0] = [relation, *map(expression, both)], WORK
            boxes, _ = _subdivide(holds, sides, most, zero)
            if boxes:
                break
    except Unsupported:
        return None
    if not boxes:
        return None
    least, most_of_all = min(low for low, _ in boxes.values()), max(high for _, high in boxes.values())
    proof = {
        "method": "boxes",
        "bits": BITS,
        "zero": zero,
        "range": _range(least, most_of_all),
        "boxes": [
            [[number(_plain(low)), number(_plain(high))] for low, high in box] for box in sorted(boxes)
        ],
    }
    return certificate("interval", parameters, holds, proof, statement)


def _bounded(side: Range | None) -> bool:
    return side is not None and side.low is not None and side.high is not None and not side.empty


def _subdivide(
    holds: Any, sides: Mapping[str, Range], most: int, zero: Sequence[Any]
) -> tuple[dict[Box, tuple[arb, arb]], list[tuple[Fraction, Fraction]]]:
    """Boxes that cover a region, each with the ends between which the difference lies, or its quotient by a
    zero, above 0; or none, and a box where that is not certain.
    """  # noqa: D205, DOC201
    relation, left, right = holds
    e, strict = ["+", left, ["*", -1, right]], relation == ">"
    whole = tuple((_fmpq(side.low), _fmpq(side.high)) for side in sides.values())
    integer = [side.integer for side in sides.values()]
    done: dict[Box, tuple[arb, arb]] = {}
    # The worst box first: where there is no certificate this is seen early.
    order = count()
    waiting: list[tuple[float, int, Box]] = [(0.0, next(order), whole)]
    tried = 0
    with working_precision(bits=BITS):
        while waiting:
            _, _, box = heapq.heappop(waiting)
            tried += 1
            ends = _ends(e, dict(zip(sides, box, strict=True)), zero)
            if ends is not None and (ends[0] > 0 or (not strict and ends[0] >= 0)):
                done[box] = ends
                continue
            k = _side_to_halve(e, list(sides), box, whole, zero)
            if k is None or tried + len(waiting) >= 2 * most or (ends is not None and ends[1] < 0):
                return {}, [(_plain(a), _plain(b)) for a, b in box]
            worst = float(ends[0]) if ends is not None else float("-inf")
            for half in _halves(box, k, integer[k]):
                heapq.heappush(waiting, (worst, next(order), half))
    return done, []


def _ends(e: Any, box: dict[str, Any], zero: Sequence[Any]) -> tuple[arb, arb] | None:
    try:
        return enclosure(e, box, *zero)
    except (Fails, ArithmeticError, AttributeError, ValueError, TypeError):
        return None


def _side_to_halve(e: Any, names: list[str], box: Box, whole: Box, zero: Sequence[Any]) -> int | None:
    """The side whose halving narrows the enclosure most; the longest one where that cannot be told."""
    shares = [(b - a) / (d - c) if d != c else fmpq(0) for (a, b), (c, d) in zip(box, whole, strict=True)]
    open_sides = [k for k, share in enumerate(shares) if share > _fmpq(LEAST_SIDE)]
    if not open_sides:
        return None
    widths = {}
    for k in open_sides:
        middle = (box[k][0] + box[k][1]) / 2
        inner = (*box[:k], (middle, middle), *box[k + 1 :])
        ends = _ends(e, dict(zip(names, inner, strict=True)), zero)
        widths[k] = float(ends[1] - ends[0]) if ends is not None else float("inf")
    narrowest = min(widths.values())
    if narrowest == float("inf"):
        return max(open_sides, key=lambda k: shares[k])
    return min(open_sides, key=lambda k: (widths[k], -shares[k]))


def _halves(box: Box, k: int, integer: bool) -> list[Box]:
    a, b = box[k]
    middle = (a + b) / 2
    below = fmpq(middle.floor()) if integer else middle
    above = below + 1 if integer else below
    return [(*box[:k], ends, *box[k + 1 :]) for ends in ((a, below), (above, b))]


def _range(least: arb, most: arb) -> list[int]:
    """``[m, r, s]``: the ball ``(m +- r) 2^s`` reaches from just below `least` to just above `most`."""
    low, high = _fraction(least), _fraction(most)
    scale = min(_exponent(low or high), _exponent(high)) - RANGE_BITS
    unit = Fraction(2) ** scale
    first, last = low // unit, -(-high // unit)
    return [int(first + last), int(last - first), scale - 1]


def _exponent(value: Fraction) -> int:
    return value.numerator.bit_length() - value.denominator.bit_length()


def _fraction(ball: arb) -> Fraction:
    mantissa, exponent = ball.man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def _fmpq(value: Fraction | None) -> fmpq:
    return fmpq(0) if value is None else fmpq(value.numerator, value.denominator)


def _plain(value: fmpq) -> Fraction:
    return Fraction(int(value.p), int(value.q))
