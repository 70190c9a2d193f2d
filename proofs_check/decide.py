"""Deciding SymPy propositions at exact points: true, false, equal, agrees or undecided.

A relation ``lhs R rhs`` is decided on its difference in Arb, with the precision doubled until zero is
outside the ball; where the ball keeps touching zero, exact arithmetic with radicals says whether both sides
are equal.  `false` needs a violation of more than ``2^32`` times the radius of its ball (`MARGIN`), or exact
equality where the relation is strict.  Propositions are combined by Kleene's rules: what is undecided stays
undecided unless the rest settles it.

What this is blind to: an equality that is neither exact in radicals and logarithms nor separated at the
working precision only *agrees* to that many digits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import sympy
from flint import arb, fmpq
from sympy.core.relational import Relational
from sympy.logic.boolalg import BooleanAtom

from numerics.precision import bits_for, working_precision
from proofs_check.algebras import Balls, Indeterminate, Radicals, TooLarge, Undefined
from proofs_check.by_identity import by_identity
from proofs_check.evaluate import MOST_TERMS, Scope, evaluate, rational_value
from proofs_check.limits import approaches_along_a_sequence, escapes
from proofs_check.outcome import (
    HOLDS,
    Outcome,
    Truth,
    both_or_neither,
    conjunction,
    disjunction,
    exclusive,
    negation,
)
from proofs_check.radical import NotExact
from proofs_check.roots import unique_root
from proofs_check.tails import sides
from theory import AllEqual, ForAll, OneNonzero, UniqueRoot
from theory.quantity import Quantity

__all__ = ["MARGIN", "Decider", "literal_digits"]

#: A violation counts when it exceeds this many radii of its ball.
MARGIN = 2**32
#: How often the precision is doubled before giving up, and where the sides are known to differ.
DOUBLINGS, MOST_DOUBLINGS = 3, 9


class Decider:
    """Decides propositions at points.

    Args:
        digits: decimal digits to which an equality has to agree.
        quantity: what a quantity evaluates to in balls; by default its closed form.
            With one given, equalities are never decided exactly.
    """

    def __init__(self, digits: int, quantity: Callable[[Quantity, Scope], Any] | None = None) -> None:
        self.digits = digits
        self._quantity = quantity
        self._memos: dict[int, tuple[Mapping[str, Any], dict[Any, Any]]] = {}

    @property
    def bits(self) -> int:
        """The precision that is tried first."""
        return bits_for(self.digits) + 32

    def remember(self, points: Iterable[Mapping[str, Any]]) -> None:
        """Keep the values of quantities at some points, for deciding many propositions there.

        Args:
            points: the very objects that will be passed to `decide`.
        """
        # The point is kept too, so that its id stays its own.
        self._memos = {id(values): (values, {}) for values in points}

    def decide(self, proposition: Any, values: Mapping[str, Any]) -> Outcome:
        """The truth of `proposition` at a point.

        Args:
            proposition: a SymPy relation or a combination of them.
            values: exact values by name.

        Returns:
            The outcome.
        """
        if isinstance(proposition, BooleanAtom):
            return HOLDS if proposition else Outcome(Truth.FALSE, failing=proposition, exact=True)
        if isinstance(proposition, Relational):
            one_sided = _one_sided(proposition)
            if len(one_sided) > 1:
                return conjunction(self.decide(part, values) for part in one_sided)
            return self._guarded(lambda: self._relation(proposition, values))
        if isinstance(proposition, ForAll):
            return self._guarded(lambda: self._for_all(proposition, values))
        if isinstance(proposition, AllEqual | OneNonzero):
            return self.decide(_unfolded(proposition), values)
        if isinstance(proposition, UniqueRoot):
            return self._guarded(lambda: self._unique_root(proposition, values))
        return self._connective(proposition, values)

    def value(self, expr: Any, values: Mapping[str, Any], bits: int) -> arb:
        """An enclosure of `expr`.

        Args:
            expr: a SymPy expression.
            values: exact values by name.
            bits: the working precision.

        Returns:
            A ball.
        """
        with working_precision(bits=bits):
            return arb(evaluate(expr, self._scope(values, Balls())))

    def _guarded(self, judge: Callable[[], Outcome]) -> Outcome:
        try:
            return judge()
        except Undefined as error:
            return Outcome(Truth.UNDEFINED, reason=str(error))
        except TooLarge as error:
            return Outcome(Truth.TOO_LARGE, reason=str(error))
        except Indeterminate:
            return Outcome(Truth.UNDECIDED, reason="a ball stays too wide")

    def _scope(self, values: Mapping[str, Any], algebra: Any) -> Scope:
        memo = self._memos.get(id(values))
        return Scope(values, algebra, self._quantity, self._condition, memo=memo[1] if memo else None)

    def _condition(self, proposition: Any, scope: Scope) -> bool:
        """The truth of a condition inside an expression, which has to be known."""
        if any(symbol.name in scope.intervals for symbol in proposition.free_symbols):
            return _holds_on_balls(proposition, scope)
        truth = self.decide(proposition, scope.values).truth
        if truth is Truth.UNDEFINED:
            raise Undefined(f"the condition {proposition}")
        if truth in {Truth.UNDECIDED, Truth.AGREES, Truth.TOO_LARGE}:
            raise Indeterminate
        return truth.holds

    def _relation(self, relation: Any, values: Mapping[str, Any]) -> Outcome:
        bits = self.bits
        equal: bool | None = None
        doublings = DOUBLINGS
        for doubling in range(MOST_DOUBLINGS + 1):
            difference, sign = self._difference(relation, values, bits << doubling)
            if sign is not None:
                return _judge(relation, sign, difference)
            if doubling == 0:
                equal = self._equal(relation, values)
                if equal:
                    return _judge(relation, 0, fmpq(0))
                # Sides known to differ are separated in the end; otherwise there may be nothing to find.
                doublings = DOUBLINGS if equal is None else MOST_DOUBLINGS
            if doubling == doublings:
                break
        overlap = difference is not None and difference.contains(0)
        sharp = overlap and self._sharp(relation, values, difference, bits << doublings)
        if isinstance(relation, sympy.Eq) and equal is None and sharp:
            return Outcome(Truth.AGREES, reason=f"the sides agree to {self.digits} digits")
        approached = self._approached(relation, values) if difference is None else None
        return approached or Outcome(Truth.UNDECIDED, reason="the sides overlap at every precision tried")

    def _difference(
        self, relation: Any, values: Mapping[str, Any], bits: int
    ) -> tuple[Any | None, int | None]:
        """``lhs - rhs`` and its sign, where a violation is wide enough; (None, None) to try again."""
        with working_precision(bits=bits):
            scope = self._scope(values, Balls())
            try:
                left, right = evaluate(relation.lhs, scope), evaluate(relation.rhs, scope)
            except Indeterminate:
                return None, None
            difference = left - right
            if isinstance(difference, fmpq):
                return difference, (difference > 0) - (difference < 0)
            if abs(difference).lower() > difference.rad() * MARGIN:
                return difference, 1 if difference > 0 else -1
            return difference, None

    def _sharp(self, relation: Any, values: Mapping[str, Any], difference: Any, bits: int) -> bool:
        """Whether the ball of the difference is narrow at the scale of its sides."""
        # Where the sides are 0 they have no scale; twice as many digits after the point are asked for then.
        with working_precision(bits=bits):
            scope = self._scope(values, Balls())
            narrow = arb(10) ** -self.digits
            scale = abs(arb(evaluate(relation.lhs, scope))).upper().max(narrow)
            return bool(arb(difference).rad() <= scale * narrow)

    def _equal(self, relation: Any, values: Mapping[str, Any]) -> bool | None:
        """Whether both sides are exactly equal, or None where radicals and logarithms cannot say."""
        if self._quantity is not None:
            return None
        scope = self._scope(values, Radicals())
        try:
            return (evaluate(relation.lhs, scope) - evaluate(relation.rhs, scope)).is_zero()
        except (NotExact, Indeterminate):
            return None

    def _approached(self, relation: Any, values: Mapping[str, Any]) -> Outcome | None:
        """The outcome of ``Eq(Limit(...), value)`` where no ball around the limit could be formed."""
        for limit, other in (relation.args, reversed(relation.args)):
            bare = isinstance(limit, sympy.Limit) and not other.has(sympy.Limit)
            if not bare or not isinstance(relation, sympy.Eq):
                continue
            scope = self._scope(values, Balls())
            gap = escapes(limit, other, scope, self.digits)
            if gap is not None:
                return Outcome(Truth.FALSE, gap, relation)
            if approaches_along_a_sequence(limit, other, scope, self.digits):
                return Outcome(Truth.AGREES, reason=f"a sequence approaches it to {self.digits} digits")
        return None

    def _unique_root(self, proposition: Any, values: Mapping[str, Any]) -> Outcome:
        with working_precision(digits=self.digits):
            verdict = unique_root(proposition, self._scope(values, Balls()))
        if verdict is None:
            return Outcome(Truth.UNDECIDED, reason="the zeros could not be counted")
        return HOLDS if verdict else Outcome(Truth.FALSE, None, proposition)

    def _for_all(self, proposition: ForAll, values: Mapping[str, Any]) -> Outcome:
        scope = self._scope(values, Balls())
        first, last = (rational_value(bound, scope) for bound in proposition.bounds)
        if first.q != 1 or last.q != 1:
            raise Undefined(f"a range from {first} to {last}")
        if last - first >= MOST_TERMS:
            raise TooLarge(f"{last - first + 1} cases")
        name = proposition.index.name
        return conjunction(
            self.decide(proposition.condition, {**values, name: first + k})
            for k in range(int(last - first) + 1)
        )

    def _connective(self, proposition: Any, values: Mapping[str, Any]) -> Outcome:
        parts = proposition.args
        if isinstance(proposition, sympy.And):
            return conjunction(self.decide(part, values) for part in parts)
        if isinstance(proposition, sympy.Or):
            return disjunction([self.decide(part, values) for part in parts])
        if isinstance(proposition, sympy.Not):
            return negation(self.decide(parts[0], values), parts[0])
        if isinstance(proposition, sympy.Implies):
            premise = self.decide(parts[0], values)
            if premise.truth is Truth.FALSE:
                return HOLDS
            return disjunction([negation(premise, parts[0]), self.decide(parts[1], values)])
        outcomes = [self.decide(part, values) for part in parts]
        if isinstance(proposition, sympy.Equivalent):
            return both_or_neither(outcomes, parts)
        return exclusive(outcomes, proposition)


@by_identity(256)
def _unfolded(proposition: Any) -> Any:
    return proposition.unfold()


@by_identity(1024)
def _one_sided(relation: Any) -> tuple[Any, ...]:
    """An equality with a limit from both sides as one for each side; anything else as it is."""
    for k, limit in enumerate(relation.args if isinstance(relation, sympy.Eq) else ()):
        if isinstance(limit, sympy.Limit) and len(sides(limit)) > 1:
            other = relation.args[1 - k]
            return tuple(sympy.Eq(side, other, evaluate=False) for side in sides(limit))
    return (relation,)


def literal_digits(*expressions: Any) -> int:
    """Decimal digits of the longest number written in some expressions.

    A claim may be off by a factor ``1 + 10^-40``: working precision has to exceed that.

    Args:
        expressions: SymPy objects.

    Returns:
        A number of digits.

    Example:
        >>> literal_digits(1 + sympy.Rational(1, 10**40))
        41
    """
    numbers = {number for expr in expressions for number in expr.atoms(sympy.Rational)}
    # Python refuses to write out very long integers.
    return max((int(max(abs(n.p), n.q)).bit_length() * 30103 // 100000 + 1 for n in numbers), default=1)


_HOLDS: dict[Any, frozenset[int]] = {
    sympy.Eq: frozenset({0}),
    sympy.Ne: frozenset({-1, 1}),
    sympy.Gt: frozenset({1}),
    sympy.Ge: frozenset({0, 1}),
    sympy.Lt: frozenset({-1}),
    sympy.Le: frozenset({-1, 0}),
}


def _judge(relation: Any, sign: int, difference: Any) -> Outcome:
    if sign in _HOLDS[type(relation)]:
        return Outcome(Truth.EQUAL) if sign == 0 else HOLDS
    return Outcome(Truth.FALSE, None if sign == 0 else arb(difference), relation, exact=sign == 0)


def _holds_on_balls(condition: Any, scope: Scope) -> bool:
    """The truth of a condition on whole intervals (the tail of a limit, a piece of a root search)."""
    if isinstance(condition, BooleanAtom):
        return bool(condition)
    if isinstance(condition, sympy.And | sympy.Or):
        parts = [_holds_on_balls(part, scope) for part in condition.args]
        return all(parts) if isinstance(condition, sympy.And) else any(parts)
    if isinstance(condition, sympy.Not):
        return not _holds_on_balls(condition.args[0], scope)
    if not isinstance(condition, Relational):
        raise Indeterminate
    difference = evaluate(condition.lhs, scope) - evaluate(condition.rhs, scope)
    if isinstance(difference, arb) and difference.contains(0):
        raise Indeterminate
    return int(difference > 0) - int(difference < 0) in _HOLDS[type(condition)]
