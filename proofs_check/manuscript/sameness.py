"""Whether two propositions say the same, and what that rests on.

Relations are the same if they are the same formula once definitions are unfolded and bound indices renamed;
if both sides agree as functions of all symbols and of the quantities that both mention (exactly, by the
radical normal form, or in Arb); or if both, solved for such a quantity, give the same value. What is joined
by connectives is compared part by part.

Main result: `Comparison.same`, `Comparison.distinction`.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence
from typing import Any

import sympy as sp
from sympy.core.relational import Relational

from proofs_check.decide import Decider
from proofs_check.kernel.terms import same as same_term
from proofs_check.manuscript.opaque import Opaque, Point, agreement, made_opaque, root_in
from proofs_check.outcome import Truth
from theory import AllEqual, ForAll, OneNonzero, UniqueRoot
from theory.quantity import unfold

__all__ = ["Comparison"]

_TURNED = {sp.Gt: sp.Lt, sp.Ge: sp.Le}
#: More ways to pair the parts of two conjunctions are not tried.
MOST_PARTS = 6
#: Values tried for a bound index or unknown.
_INDICES, _UNKNOWNS = (1, 2, 3), ("1/3", "3/4", "7/5")


class Comparison:
    """Compares propositions at points.

    Args:
        points: where all hypotheses hold: values of all symbols.
        decider: how values are decided.
        seed: of the numbers that stand for quantities.
    """

    def __init__(self, points: Sequence[Point], decider: Decider, seed: int = 0) -> None:
        self.points, self.decider = tuple(points), decider
        self.rng = random.Random(seed)

    def same(self, one: Any, other: Any) -> str | None:
        """Whether two propositions say the same.

        Args:
            one: the author's.
            other: the statement's.

        Returns:
            What it rests on, in words, or None.
        """
        if same_term(_turned(one), _turned(other)):
            return "the same formula"
        if isinstance(one, Relational) and isinstance(other, Relational):
            return self._same_relation(_turned(one), _turned(other))
        if isinstance(one, UniqueRoot) and isinstance(other, UniqueRoot):
            return self._same_root(one, other)
        if _is_range(one) and _is_range(other):
            return self._same_range(_as_for_all(one), _as_for_all(other))
        if type(one) is not type(other):
            return None
        if isinstance(one, sp.Implies):
            return _joined(self.same(p, q) for p, q in zip(one.args, other.args, strict=True))
        if isinstance(one, sp.Not):
            return self.same(one.args[0], other.args[0])
        return self._same_parts(one.args, other.args)

    def _same_parts(self, mine: Sequence[Any], theirs: Sequence[Any]) -> str | None:
        if len(mine) != len(theirs) or len(mine) > MOST_PARTS:
            return None
        found = {(i, j): self.same(p, q) for i, p in enumerate(mine) for j, q in enumerate(theirs)}
        for order in itertools.permutations(range(len(theirs))):
            how = _joined(found[i, j] for i, j in enumerate(order))
            if how:
                return how
        return None

    def _same_relation(self, one: Any, other: Any) -> str | None:
        if type(one) is not type(other):
            return None
        limits = self._limits(one, other)
        if limits:
            return limits
        pair = made_opaque(one, other, self.points, self.decider, self.rng)
        if not all(isinstance(part, Relational) for part in (pair.one, pair.other)):
            return None
        return self._same_sides(pair) or self._same_solution(pair) or self._same_multiple(pair)

    def _same_sides(self, pair: Opaque) -> str | None:
        ways = [pair.other.args]
        if isinstance(pair.other, sp.Eq | sp.Ne):
            ways.append(pair.other.args[::-1])
        for sides in ways:
            found = [
                agreement(p, q, pair.points, self.decider) for p, q in zip(pair.one.args, sides, strict=True)
            ]
            if all(found):
                words = _joined(how for how in found if how != "the same") or "the same after unfolding"
                return f"both sides are {words}"
        return None

    def _same_solution(self, pair: Opaque) -> str | None:
        for symbol, quantity in pair.names.items():
            first, second = (
                root_in(_difference(p), symbol, pair.points, self.decider) for p in (pair.one, pair.other)
            )
            if first is None or second is None:
                continue
            (mine, rise), (theirs, climb) = first, second
            how = agreement(mine, theirs, pair.points, self.decider)
            same_side = isinstance(pair.one, sp.Eq | sp.Ne) or all(
                self.decider.decide(sp.Gt(rise * climb, 0, evaluate=False), values).truth.holds
                for values in pair.points
            )
            if how and same_side:
                agree = "both are the same" if how == "the same" else f"both are {how}"
                return f"solved for {quantity}, {agree}"
        return None

    def _same_multiple(self, pair: Opaque) -> str | None:
        """Whether one difference of sides is a rational multiple of the other."""
        if pair.names or isinstance(pair.one, sp.Eq):
            # Two identities have differences that vanish everywhere: that says nothing.
            return None
        mine, theirs = _difference(pair.one), _difference(pair.other)
        for values in pair.points[:3]:
            try:
                ratio = self.decider.value(mine, values, 256) / self.decider.value(theirs, values, 256)
                factor = sp.nsimplify(float(ratio.mid()), rational=True, tolerance=1e-12)
            except (ArithmeticError, ValueError, KeyError):
                continue
            if factor.is_positive and max(factor.p, factor.q) < 10**6:
                how = agreement(mine, factor * theirs, pair.points, self.decider)
                return how and f"the differences of the sides are, up to the factor {factor}, {how}"
        return None

    def _limits(self, one: Any, other: Any) -> str | None:
        """Whether both relations compare a limit, of the same function at the same point."""
        mine, theirs = (next((s for s in r.args if isinstance(s, sp.Limit)), None) for r in (one, other))
        if mine is None or theirs is None or mine.args[2:] != theirs.args[2:]:
            return None
        if not isinstance(one, sp.Eq | sp.Ne) and (one.lhs is mine) is not (other.lhs is theirs):
            # One bounds the limit from above, the other from below.
            return None
        (f, x, *_), (g, y, *_) = mine.args, theirs.args
        rest = [
            next((s for s in r.args if s is not side), side) for r, side in ((one, mine), (other, theirs))
        ]
        inside = made_opaque(f, g.xreplace({y: x}), _extended(self.points, x), self.decider, self.rng)
        how = agreement(inside.one, inside.other, inside.points, self.decider)
        values = agreement(unfold(rest[0]), unfold(rest[1]), self.points, self.decider)
        return f"the limits are of functions that are {how}" if how and values else None

    def _same_root(self, one: Any, other: Any) -> str | None:
        (f, x, mine), (g, y, theirs) = one.args, other.args
        ends = [
            agreement(unfold(p), unfold(q), self.points, self.decider)
            for p, q in zip(mine, theirs, strict=True)
        ]
        inside = Comparison(_extended(self.points, x), self.decider)
        how = inside.same(
            sp.Eq(f, sp.S(0), evaluate=False), sp.Eq(g.xreplace({y: x}), sp.S(0), evaluate=False)
        )
        return how if all(ends) else None

    def _same_range(self, one: Any, other: Any) -> str | None:
        ends = [
            agreement(p, q, self.points, self.decider) for p, q in zip(one.bounds, other.bounds, strict=True)
        ]
        if not all(ends):
            return None
        renamed = other.condition.xreplace({other.index: one.index})
        return Comparison(_extended(self.points, one.index), self.decider).same(one.condition, renamed)

    def distinction(self, one: Any, other: Any) -> tuple[Point, bool, dict[str, str]] | None:
        """Values at which one proposition holds and the other does not, quantities being any numbers.

        Args:
            one: the author's.
            other: the statement's.

        Returns:
            The values, whether the author's holds there, and by name what stands for quantities; None if
            none is found.
        """
        pair = made_opaque(one, other, self.points, self.decider, self.rng)
        shown = {symbol.name: str(quantity) for symbol, quantity in pair.names.items()}
        for mine, theirs, extra in self._variants(pair):
            for values in pair.points:
                truths = [self.decider.decide(part, values).truth for part in (mine, theirs)]
                known = [truth.holds or truth is Truth.FALSE for truth in truths]
                if all(known) and truths[0].holds != truths[1].holds:
                    return {**values, **extra}, truths[0].holds, shown
        return None

    def _variants(self, pair: Opaque) -> Iterator[tuple[Any, Any, dict[str, Any]]]:
        """The pair, and the pair where a relation of either is an equality."""
        yield pair.one, pair.other, {}
        for relation in [r for part in (pair.other, pair.one) for r in part.atoms(Relational)]:
            for symbol in pair.names:
                found = root_in(_difference(relation), symbol, pair.points, self.decider)
                if found is not None:
                    rule = {symbol: found[0]}
                    yield _replaced(pair.one, rule), _replaced(pair.other, rule), {symbol.name: str(found[0])}


def _replaced(part: Any, rule: dict[Any, Any]) -> Any:
    if isinstance(part, Relational):
        return type(part)(*(side.xreplace(rule) for side in part.args), evaluate=False)
    return part.xreplace(rule)


def _turned(part: Any) -> Any:
    """A relation with the smaller side on the left."""
    turned = _TURNED.get(type(part))
    return part if turned is None else turned(part.rhs, part.lhs, evaluate=False)


def _difference(relation: Any) -> Any:
    turned = _turned(relation)
    return turned.lhs - turned.rhs


def _is_range(part: Any) -> bool:
    return isinstance(part, ForAll | AllEqual | OneNonzero)


def _as_for_all(part: Any) -> Any:
    return part if isinstance(part, ForAll) else part.unfold()


def _joined(parts: Any) -> str | None:
    found = list(parts)
    return "; ".join(dict.fromkeys(found)) if found and all(found) else None


def _extended(points: Sequence[Point], symbol: Any) -> tuple[Point, ...]:
    """Points with values for a bound symbol."""
    from fractions import Fraction

    numbers = [Fraction(n) for n in (_INDICES if symbol.is_integer else _UNKNOWNS)]
    if not points:
        return tuple({symbol.name: number} for number in numbers)
    return tuple({**values, symbol.name: numbers[k % len(numbers)]} for k, values in enumerate(points))
