"""The range of one symbol: what its assumptions and the hypotheses that mention only it allow.

A `Range` is an interval of integers or reals with exact rational ends.  `range_of` reads assumptions,
`narrow` a linear relation in one symbol; integers are rounded inwards, so ``3 < L < 4`` is empty.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor
from typing import Any

import sympy

__all__ = ["Range", "narrow", "range_of", "solve_linear"]


@dataclass(frozen=True)
class Range:
    """An interval of integers or reals.

    Attributes:
        integer: whether only integers count.
        low: the lower end, or None.
        high: the upper end, or None.
        low_open: whether the lower end itself is excluded (never for integers).
        high_open: whether the upper end itself is excluded (never for integers).
        parity: 0 for even, 1 for odd integers, None for any.
    """

    integer: bool = False
    low: Fraction | None = None
    high: Fraction | None = None
    low_open: bool = False
    high_open: bool = False
    parity: int | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing is inside."""
        if self.low is None or self.high is None:
            return False
        return self.low > self.high or (self.low == self.high and (self.low_open or self.high_open))

    @property
    def count(self) -> int | None:
        """How many numbers are inside, or None for infinitely many."""
        if self.empty:
            return 0
        if not self.integer:
            return 1 if self.low is not None and self.low == self.high else None
        if self.low is None or self.high is None:
            return None
        return int(self.high - self.low) // (2 if self.parity is not None else 1) + 1

    def contains(self, value: Fraction) -> bool:
        """Whether `value` is inside."""
        if self.integer and (value.denominator != 1 or self.parity not in (None, value.numerator % 2)):
            return False
        above = self.low is None or value > self.low or (value == self.low and not self.low_open)
        return above and (
            self.high is None or value < self.high or (value == self.high and not self.high_open)
        )

    def at_least(self, bound: Fraction, strict: bool = False) -> Range:
        """The part that is ``>= bound``, or ``> bound`` if `strict`."""
        if self.low is not None and (bound, strict) <= (self.low, self.low_open):
            return self
        return replace(self, low=bound, low_open=strict)._rounded()

    def at_most(self, bound: Fraction, strict: bool = False) -> Range:
        """The part that is ``<= bound``, or ``< bound`` if `strict`."""
        if self.high is not None and (bound, not strict) >= (self.high, not self.high_open):
            return self
        return replace(self, high=bound, high_open=strict)._rounded()

    def _rounded(self) -> Range:
        if not self.integer:
            return self
        low, high = self.low, self.high
        if low is not None:
            low = Fraction(floor(low) + 1 if self.low_open else ceil(low))
            low += self.parity is not None and low.numerator % 2 != self.parity
        if high is not None:
            high = Fraction(ceil(high) - 1 if self.high_open else floor(high))
            high -= self.parity is not None and high.numerator % 2 != self.parity
        return replace(self, low=low, high=high, low_open=False, high_open=False)


def range_of(symbol: Any) -> Range:
    """What the assumptions of a symbol or indexed base allow.

    Args:
        symbol: a SymPy symbol or indexed base.

    Returns:
        The range of it, or of each element.

    Example:
        >>> range_of(sympy.Symbol("n", integer=True, positive=True)).low
        Fraction(1, 1)
    """
    facts = symbol.assumptions0
    parity = 0 if facts.get("even") else 1 if facts.get("odd") else None
    found = Range(integer=bool(facts.get("integer")), parity=parity)
    if facts.get("positive"):
        found = found.at_least(Fraction(0), strict=True)
    elif facts.get("nonnegative"):
        found = found.at_least(Fraction(0))
    if facts.get("negative"):
        found = found.at_most(Fraction(0), strict=True)
    elif facts.get("nonpositive"):
        found = found.at_most(Fraction(0))
    if facts.get("zero"):
        found = found.at_least(Fraction(0)).at_most(Fraction(0))
    return found


def solve_linear(relation: Any, symbol: Any) -> tuple[Any, Any] | None:
    """Write ``lhs - rhs`` as ``slope * symbol + rest``.

    Args:
        relation: a SymPy relation.
        symbol: one of its symbols.

    Returns:
        ``(slope, rest)`` free of `symbol`, or None if the relation is not linear in it.
    """
    difference = sympy.expand(relation.lhs - relation.rhs)
    slope = difference.diff(symbol) if not difference.has(sympy.Piecewise) else None
    if slope is None or slope.has(symbol) or slope.has(sympy.Derivative) or slope == 0:
        return None
    return slope, difference.subs(symbol, 0)


def narrow(found: Range, relation: Any, symbol: Any) -> Range:
    """The part of a range that a linear inequality or equality in `symbol` alone allows.

    Args:
        found: the range so far.
        relation: a SymPy relation.
        symbol: the symbol.

    Returns:
        The narrowed range; `found` itself if the relation is not of that kind.
    """
    if relation.free_symbols != {symbol} or isinstance(relation, sympy.Ne):
        return found
    linear = solve_linear(relation, symbol)
    if linear is None or not all(part.is_Rational for part in linear):
        return found
    slope, rest = (Fraction(int(part.p), int(part.q)) for part in linear)
    bound = -rest / slope
    if isinstance(relation, sympy.Eq):
        return found.at_least(bound).at_most(bound)
    strict = isinstance(relation, sympy.Gt | sympy.Lt)
    upwards = isinstance(relation, sympy.Gt | sympy.Ge) == (slope > 0)
    return found.at_least(bound, strict) if upwards else found.at_most(bound, strict)
