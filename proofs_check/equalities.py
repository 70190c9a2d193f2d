"""Equality hypotheses, solved exactly: every way in which they can hold together.

An equality that is linear in a symbol is solved for it: ``slope * symbol + rest = 0``.  Where the slope
may be 0 there is a second way, in which slope and rest both are.  One that is linear in none and is a product
holds where any of its factors is 0.  A family that an equality says the sum or product of is scaled.  What is
none of these is left to be checked at each point.

Main result: `ways`.  What it is blind to: ways beyond the first `MOST_WAYS`, and solutions of what is neither
linear in a symbol nor a product.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from typing import Any

import sympy

from proofs_check.ranges import Range, solve_linear

__all__ = ["MOST_WAYS", "Way", "ways"]

#: At most so many ways for the equalities of a statement to hold.
MOST_WAYS = 8
#: Longer differences are not factored.
MOST_OPERATIONS = 200


@dataclass(frozen=True)
class Way:
    """One way for equalities to hold.

    Attributes:
        solved: symbols that they determine, in the order in which they can be computed, with expressions.
        scaled: families that they scale: (name, sum or product expression, target).
    """

    solved: tuple[tuple[str, Any], ...]
    scaled: tuple[tuple[str, Any, Any], ...]


def ways(
    equalities: Sequence[Any], scalars: Sequence[Any], families: Sequence[Any], ranges: Mapping[str, Range]
) -> tuple[Way, ...]:
    """The ways in which equalities can hold together, the generic one first.

    Args:
        equalities: SymPy equations.
        scalars: the symbols that may be solved for.
        families: the families, each with its `base` and the expressions of its `lengths`.
        ranges: the range of each symbol, by name.

    Returns:
        At least one way.
    """
    solver = _Solver(frozenset(scalars), tuple(families), ranges)
    # Numbers of elements and targets have to be known before families are drawn and scaled.
    fixed = {symbol for family in families for length in family.lengths for symbol in length.free_symbols}
    found = islice(solver.ways(tuple(equalities), (), (), frozenset(fixed)), MOST_WAYS)
    return tuple(dict.fromkeys(found)) or (Way((), ()),)


@dataclass(frozen=True)
class _Solver:
    scalars: frozenset[Any]
    families: tuple[Any, ...]
    ranges: Mapping[str, Range]

    def ways(
        self, left: tuple[Any, ...], solved: tuple[Any, ...], scaled: tuple[Any, ...], fixed: frozenset[Any]
    ) -> Iterator[Way]:
        """The ways for the equalities that are left, given what is solved and scaled."""
        if not left:
            yield _way(solved, scaled)
            return
        equality, left = _substituted(left[0], solved), left[1:]
        if not isinstance(equality, sympy.Eq):
            # The earlier ones settle it.
            if equality != sympy.false:
                yield from self.ways(left, solved, scaled, fixed)
            return
        # Real symbols first: an integer may turn out not to be one.
        candidates = sorted(
            equality.free_symbols & self.scalars - fixed, key=lambda s: (self.ranges[s.name].integer, s.name)
        )
        for symbol in candidates:
            linear = solve_linear(equality, symbol)
            if linear is None or self.ranges[symbol.name].count == 1:
                continue
            slope, rest = linear
            value = -rest / slope
            if not value.is_Rational or self.ranges[symbol.name].contains(
                Fraction(int(value.p), int(value.q))
            ):
                yield from self.ways(left, (*solved, (symbol, value)), scaled, fixed)
            if not self._never_zero(slope):
                both = (sympy.Eq(slope, 0), sympy.Eq(rest, 0))
                yield from self.ways((*both, *left), solved, scaled, fixed)
            return
        factors = _factors(equality) if candidates else []
        if len(factors) > 1:
            for factor in factors:
                if not self._never_zero(factor):
                    yield from self.ways((sympy.Eq(factor, 0), *left), solved, scaled, fixed)
            return
        scaling = _scaling(equality, self.families, fixed)
        if scaling is None:
            yield from self.ways(left, solved, scaled, fixed)
        else:
            name, _, target = scaling
            base = next(family.base for family in self.families if family.name == name)
            yield from self.ways(left, solved, (*scaled, scaling), fixed | {base, *target.free_symbols})

    def _never_zero(self, expr: Any) -> bool:
        """Whether an expression is known to differ from 0 wherever its symbols are in their ranges."""
        parts = sympy.Mul.make_args(sympy.factor_terms(expr))
        return all(part.is_nonzero or self._bounded_away(part) for part in parts)

    def _bounded_away(self, part: Any) -> bool:
        base = part.base if part.is_Pow and part.exp.is_positive else part
        if len(base.free_symbols) != 1 or not base.free_symbols <= self.scalars:
            return False
        (symbol,) = base.free_symbols
        linear = solve_linear(sympy.Eq(base, 0, evaluate=False), symbol)
        if linear is None or not all(number.is_Rational for number in linear):
            return False
        zero = -linear[1] / linear[0]
        return not self.ranges[symbol.name].contains(Fraction(int(zero.p), int(zero.q)))


def _substituted(equality: Any, solved: tuple[Any, ...]) -> Any:
    for symbol, value in solved:
        equality = equality.xreplace({symbol: value})
    return equality


def _way(solved: tuple[Any, ...], scaled: tuple[Any, ...]) -> Way:
    # A target that is made of other families waits for them.
    targets = sorted(scaled, key=lambda item: len(item[2].atoms(sympy.IndexedBase)))
    # A later solution is free of the symbols solved before it, an earlier one may need it.
    return Way(tuple((symbol.name, value) for symbol, value in reversed(solved)), tuple(targets))


def _factors(equality: Any) -> list[Any]:
    """The factors of the difference of both sides, each once; none where that is long."""
    difference = equality.lhs - equality.rhs
    if sympy.count_ops(difference) > MOST_OPERATIONS:
        return []
    try:
        product = sympy.factor(difference)
    except sympy.PolynomialError:
        return []
    bases = [
        part.base if part.is_Pow and part.exp.is_positive else part for part in sympy.Mul.make_args(product)
    ]
    return [base for base in dict.fromkeys(bases) if base.free_symbols]


def _scaling(equality: Any, families: Sequence[Any], used: frozenset[Any]) -> tuple[str, Any, Any] | None:
    for side, target in ((equality.lhs, equality.rhs), (equality.rhs, equality.lhs)):
        for family in families:
            whole = (
                isinstance(side, sympy.Sum | sympy.Product)
                and side.function == family.base[side.limits[0][0]]
            )
            if whole and not target.has(family.base) and family.base not in used:
                return family.name, side, target
    return None
