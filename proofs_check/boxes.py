"""Propositions that are false everywhere on a box, by subdivision in Arb.

A box gives every symbol a closed interval, or a single number.  Propositions are walked with balls in place
of symbols: the ball of ``lhs - rhs`` contains every value that the difference takes on the box, so that a
relation whose ball lies wholly on the wrong side is false on the whole box.  Where some proposition is false
on a box the box is discarded, otherwise it is halved along its widest side, integers down to single numbers.

Main result: `discard_all`.  What it is blind to: propositions that are only just false (the boxes become too
small or too many) and those it cannot walk; it then says nothing.

Moore, Kearfott, Cloud 2009, Introduction to Interval Analysis, ch. 5 (inclusion) and 8 (subdivision).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

import sympy
from flint import arb, fmpq
from sympy.core.relational import Relational
from sympy.logic.boolalg import BooleanAtom

from numerics.precision import working_precision
from proofs_check.algebras import Balls, Indeterminate, TooLarge, Undefined, Unsupported
from proofs_check.evaluate import Scope, evaluate
from proofs_check.ranges import Range
from theory import Quantity

__all__ = ["MOST_BOXES", "Cover", "discard_all"]

#: At most so many boxes; fewer where propositions are long, so that boxes times nodes stay below `MOST_WORK`.
MOST_BOXES, MOST_WORK = 20_000, 4_000_000
#: A side is not halved below this share of its first length.
LEAST_SIDE = Fraction(1, 2**40)
BITS = 96

Box = Mapping[str, Range]


@dataclass(frozen=True)
class Cover:
    """Boxes that were all discarded.

    Attributes:
        boxes: how many there were.
        used: indices of the propositions of which one is false on each of them.
    """

    boxes: int
    used: tuple[int, ...]


def discard_all(propositions: Sequence[Any], box: Box) -> Cover | None:
    """Cover a box by smaller ones on each of which some proposition is false.

    Args:
        propositions: SymPy propositions without families.
        box: a bounded range for each of their symbols, by name; ends count as inside.

    Returns:
        The cover, or None if none was found.

    Raises:
        ValueError: a range is not bounded.

    Example:
        >>> x = sympy.Symbol("x", real=True)
        >>> discard_all([x**2 > 4], {"x": Range(low=Fraction(-1), high=Fraction(1))})
        Cover(boxes=1, used=(0,))
    """
    unbounded = [name for name, side in box.items() if side.low is None or side.high is None]
    if unbounded:
        raise ValueError(
            f"box: every range must be bounded; given {unbounded[0]} without an end; leave it out"
        )
    work = sum(1 for p in propositions for _ in sympy.preorder_traversal(p))
    most = min(MOST_BOXES, MOST_WORK // max(work, 1))
    waiting: list[Box] = [] if any(side.empty for side in box.values()) else [box]
    used: dict[int, None] = {}
    count = 0
    with working_precision(bits=BITS):
        while waiting:
            current = waiting.pop()
            count += 1
            # Those that served before come first: fewer of them are needed in all.
            order = [*used, *(k for k in range(len(propositions)) if k not in used)]
            scope = _scope(current)
            truths: list[bool | None] = []
            for k in order:
                truths.append(_hypothesis(propositions[k], scope))
                if truths[-1] is False:
                    used[k] = None
                    break
            else:
                side = None if all(truths) else _widest(current, box)
                if side is None or count >= most:
                    return None
                waiting += _halves(current, side)
    return Cover(count, tuple(sorted(used)))


class _Intervals(Balls):
    """Balls that may be wide: powers of those that contain zero have ends too."""

    def power(self, base: Any, exponent: Any) -> Any:
        """``base**exponent``, for the numbers of `base` that have a real power."""
        if not (isinstance(base, arb) and isinstance(exponent, fmpq) and exponent > 0 and base.contains(0)):
            return super().power(base, exponent)
        low, high = -base.lower(), base.upper()
        if exponent.q != 1:
            # Negative numbers have no such power.
            return arb(0).union(high ** arb(exponent))
        if exponent.p % 2 == 0:
            return arb(0).union(low**exponent.p).union(high**exponent.p)
        return (-(low**exponent.p)).union(high**exponent.p)


def _scope(box: Box) -> Scope:
    values = {name: side.low for name, side in box.items() if side.count == 1}
    intervals = {name: _ball(side) for name, side in box.items() if name not in values}
    return Scope(values, _Intervals(), None, _condition, intervals)


def _ball(side: Range) -> arb:
    """A ball that contains the interval between the ends."""
    middle, radius = _middle(side), _width(side) / 2
    return arb(fmpq(middle.numerator, middle.denominator), fmpq(radius.numerator, radius.denominator))


def _ends(side: Range) -> tuple[Fraction, Fraction]:
    return side.low or Fraction(0), side.high or Fraction(0)


def _middle(side: Range) -> Fraction:
    return sum(_ends(side)) / Fraction(2)


def _width(side: Range) -> Fraction:
    low, high = _ends(side)
    return high - low


def _widest(box: Box, whole: Box) -> str | None:
    """The side that is longest compared with the whole box; None if every side is short enough."""
    shares = {n: _width(side) / _width(whole[n]) for n, side in sorted(box.items()) if side.count != 1}
    long = [name for name, share in shares.items() if box[name].integer or share > LEAST_SIDE]
    return max(long, key=lambda name: shares[name], default=None)


def _halves(box: Box, name: str) -> list[Box]:
    side = box[name]
    middle = _middle(side)
    # Integers fall on one side of the middle, reals may lie on it.
    halves = (side.at_most(middle), side.at_least(middle, strict=side.integer))
    return [{**box, name: half} for half in halves if not half.empty]


def _condition(proposition: Any, scope: Scope) -> bool:
    """The truth of a condition inside an expression, which has to be the same on the whole box."""
    truth = _truth(proposition, scope)
    if truth is None:
        raise Indeterminate
    return truth


def _hypothesis(proposition: Any, scope: Scope) -> bool | None:
    """Whether a proposition is true (False: nowhere true) on a whole box; None if that is not known."""
    try:
        return _truth(proposition, scope)
    except Undefined:
        return False if _undefined_everywhere(proposition) else None


def _truth(proposition: Any, scope: Scope) -> bool | None:
    """Kleene's rules on a box.

    Args:
        proposition: a SymPy proposition.
        scope: the box.

    Returns:
        True or False if it is so on the whole box, otherwise None.
    """
    if isinstance(proposition, BooleanAtom):
        return bool(proposition)
    if isinstance(proposition, Relational):
        return _relation(proposition, scope)
    if not isinstance(proposition, sympy.And | sympy.Or | sympy.Not | sympy.Implies | sympy.Equivalent):
        return None
    try:
        parts = [_truth(part, scope) for part in proposition.args]
    except Undefined:
        return None
    if isinstance(proposition, sympy.Equivalent):
        return None if None in parts else len(set(parts)) == 1
    if isinstance(proposition, sympy.Not):
        return _not(parts[0])
    if isinstance(proposition, sympy.And):
        return _not(_any([_not(part) for part in parts]))
    return _any([_not(parts[0]), parts[1]] if isinstance(proposition, sympy.Implies) else parts)


def _not(truth: bool | None) -> bool | None:
    return None if truth is None else not truth


def _any(truths: list[bool | None]) -> bool | None:
    return True if True in truths else None if None in truths else False


def _relation(relation: Any, scope: Scope) -> bool | None:
    try:
        difference = evaluate(relation.lhs, scope) - evaluate(relation.rhs, scope)
    except (Indeterminate, TooLarge, Unsupported):
        return None
    # Comparisons of balls are true only if they are true for all of their numbers.
    possible = {
        sign
        for sign, excluded in ((-1, difference >= 0), (0, difference != 0), (1, difference <= 0))
        if not excluded
    }
    holding = _HOLDS[type(relation)]
    return True if possible <= holding else None if possible & holding else False


_HOLDS: dict[Any, frozenset[int]] = {
    sympy.Eq: frozenset({0}),
    sympy.Ne: frozenset({-1, 1}),
    sympy.Gt: frozenset({1}),
    sympy.Ge: frozenset({0, 1}),
    sympy.Lt: frozenset({-1}),
    sympy.Le: frozenset({-1, 0}),
}


@lru_cache(maxsize=1024)
def _undefined_everywhere(proposition: Any) -> bool:
    """Whether "no real value" on a box means that there is none anywhere on it."""
    # Balls refuse a negative base under every exponent that is not one exact integer, although (-2)**n
    # exists for the integers n in a ball: exponents have to be written numbers.
    return (
        isinstance(proposition, Relational)
        and all(power.exp.is_Rational for power in proposition.atoms(sympy.Pow))
        and not proposition.has(Quantity, sympy.Piecewise, sympy.Derivative)
    )
