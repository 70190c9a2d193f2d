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

import enum
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import sympy
from flint import arb, fmpq
from sympy.core.relational import Relational
from sympy.logic.boolalg import BooleanAtom

from numerics.precision import bits_for, working_precision
from proofs_check.evaluate import (
    MOST_TERMS,
    Balls,
    Indeterminate,
    Radicals,
    Scope,
    TooLarge,
    Undefined,
    evaluate,
    rational_value,
)
from proofs_check.limits import approaches
from proofs_check.radical import NotExact
from proofs_check.roots import unique_root
from theory import AllEqual, ForAll, OneNonzero, UniqueRoot
from theory.quantity import Quantity

__all__ = ["MARGIN", "Decider", "Outcome", "Truth", "literal_digits"]

#: A violation counts when it exceeds this many radii of its ball.
MARGIN = 2**32
#: How often the precision is doubled before giving up.
DOUBLINGS = 5


class Truth(enum.StrEnum):
    """What is known of a proposition at one point."""

    TRUE = "true"  #: certainly so, with a margin
    EQUAL = "equal"  #: both sides are exactly equal, as the relation allows
    AGREES = "agrees"  #: an equality whose enclosures overlap at the working precision
    FALSE = "false"  #: violated by more than the margin, or exactly
    UNDECIDED = "undecided"  #: none of these can be shown
    UNDEFINED = "undefined"  #: some expression has no real value here
    TOO_LARGE = "too large"  #: evaluating it here would take too long

    @property
    def holds(self) -> bool:
        """Whether the proposition is known to hold, at least to the working precision."""
        return self in {Truth.TRUE, Truth.EQUAL, Truth.AGREES}


@dataclass(frozen=True)
class Outcome:
    """The truth of a proposition at a point, and how it fails.

    Attributes:
        truth: what is known.
        violation: ``lhs - rhs`` of the relation that fails, or None if it fails by exact equality.
        failing: the relation that fails.
        reason: why nothing is known, in words.
    """

    truth: Truth
    violation: arb | None = None
    failing: Any = None
    reason: str = ""


_TRUE = Outcome(Truth.TRUE)


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

    def decide(self, proposition: Any, values: Mapping[str, Any]) -> Outcome:
        """The truth of `proposition` at a point.

        Args:
            proposition: a SymPy relation or a combination of them.
            values: exact values by name.

        Returns:
            The outcome.
        """
        if isinstance(proposition, BooleanAtom):
            return _TRUE if proposition else Outcome(Truth.FALSE, failing=proposition)
        if isinstance(proposition, Relational):
            return self._guarded(lambda: self._relation(proposition, values))
        if isinstance(proposition, ForAll):
            return self._guarded(lambda: self._for_all(proposition, values))
        if isinstance(proposition, AllEqual | OneNonzero):
            return self.decide(proposition.unfold(), values)
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
        return Scope(values, algebra, self._quantity, self._condition)

    def _condition(self, proposition: Any, scope: Scope) -> bool:
        """The truth of a condition inside an expression, which has to be known."""
        truth = self.decide(proposition, scope.values).truth
        if truth is Truth.UNDEFINED:
            raise Undefined(f"the condition {proposition}")
        if truth in {Truth.UNDECIDED, Truth.AGREES, Truth.TOO_LARGE}:
            raise Indeterminate
        return truth.holds

    def _relation(self, relation: Any, values: Mapping[str, Any]) -> Outcome:
        if relation.lhs.has(sympy.Limit) or relation.rhs.has(sympy.Limit):
            return self._limit(relation, values)
        bits = bits_for(self.digits) + 32
        sign = None
        for doubling in range(DOUBLINGS + 1):
            difference, sign = self._difference(relation, values, bits << doubling)
            if sign is not None:
                return _judge(relation, sign, difference)
            if doubling == 0 and self._equal(relation, values):
                return _judge(relation, 0, fmpq(0))
            if difference is not None and isinstance(relation, sympy.Eq | sympy.Ne):
                if self._sharp(relation, values, difference, bits << doubling):
                    truth = Truth.AGREES if isinstance(relation, sympy.Eq) else Truth.UNDECIDED
                    return Outcome(truth, reason=f"the sides agree to {self.digits} digits")
        return Outcome(Truth.UNDECIDED, reason="the sides overlap at every precision tried")

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
        with working_precision(bits=bits):
            scope = self._scope(values, Balls())
            scale = abs(arb(evaluate(relation.lhs, scope))).upper()
            return bool(arb(difference).rad() <= scale * arb(10) ** -self.digits) or bool(scale == 0)

    def _equal(self, relation: Any, values: Mapping[str, Any]) -> bool:
        if self._quantity is not None:
            return False
        scope = self._scope(values, Radicals())
        try:
            return (evaluate(relation.lhs, scope) - evaluate(relation.rhs, scope)).is_zero()
        except (NotExact, Indeterminate):
            return False

    def _limit(self, relation: Any, values: Mapping[str, Any]) -> Outcome:
        sides = (relation.lhs, relation.rhs)
        limit = next((side for side in sides if isinstance(side, sympy.Limit)), None)
        other = sides[1] if limit is sides[0] else sides[0]
        if limit is None or not isinstance(relation, sympy.Eq) or other.has(sympy.Limit):
            return Outcome(Truth.UNDECIDED, reason="a limit is only judged as Eq(Limit(f, x, x0), value)")
        verdict, gap = approaches(limit, other, self._scope(values, Balls()), self.digits)
        if verdict is None:
            return Outcome(Truth.UNDECIDED, reason="the limit could not be enclosed")
        return Outcome(Truth.AGREES) if verdict else Outcome(Truth.FALSE, gap, relation)

    def _unique_root(self, proposition: Any, values: Mapping[str, Any]) -> Outcome:
        with working_precision(digits=self.digits):
            verdict = unique_root(proposition, self._scope(values, Balls()))
        if verdict is None:
            return Outcome(Truth.UNDECIDED, reason="the zeros could not be counted")
        return _TRUE if verdict else Outcome(Truth.FALSE, None, proposition)

    def _for_all(self, proposition: ForAll, values: Mapping[str, Any]) -> Outcome:
        scope = self._scope(values, Balls())
        first, last = (rational_value(bound, scope) for bound in proposition.bounds)
        if last - first >= MOST_TERMS:
            raise TooLarge(f"{last - first + 1} cases")
        name = proposition.index.name
        return _all(
            self.decide(proposition.condition, {**values, name: first + k})
            for k in range(int(last - first) + 1)
        )

    def _connective(self, proposition: Any, values: Mapping[str, Any]) -> Outcome:
        parts = proposition.args
        if isinstance(proposition, sympy.And):
            return _all(self.decide(part, values) for part in parts)
        if isinstance(proposition, sympy.Or):
            return _any([self.decide(part, values) for part in parts])
        if isinstance(proposition, sympy.Not):
            return _not(self.decide(parts[0], values), parts[0])
        if isinstance(proposition, sympy.Implies):
            premise = self.decide(parts[0], values)
            if premise.truth is Truth.FALSE:
                return _TRUE
            return _any([_not(premise, parts[0]), self.decide(parts[1], values)])
        outcomes = [self.decide(part, values) for part in parts]
        if isinstance(proposition, sympy.Equivalent):
            return _same(outcomes, parts)
        return _odd(outcomes, proposition)


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
    return max((len(str(max(abs(n.p), n.q))) for n in numbers), default=1)


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
        return Outcome(Truth.EQUAL) if sign == 0 else _TRUE
    return Outcome(Truth.FALSE, None if sign == 0 else arb(difference), relation)


#: From what settles a conjunction to what says nothing against it.
_ORDER = (
    Truth.FALSE,
    Truth.UNDEFINED,
    Truth.TOO_LARGE,
    Truth.UNDECIDED,
    Truth.AGREES,
    Truth.EQUAL,
    Truth.TRUE,
)


def _all(outcomes: Iterable[Outcome]) -> Outcome:
    weakest = _TRUE
    for outcome in outcomes:
        if _ORDER.index(outcome.truth) < _ORDER.index(weakest.truth):
            weakest = outcome
        if weakest.truth is Truth.FALSE:
            break
    return weakest


def _any(outcomes: list[Outcome]) -> Outcome:
    for truth in (Truth.TRUE, Truth.EQUAL, Truth.AGREES, Truth.UNDEFINED, Truth.TOO_LARGE, Truth.UNDECIDED):
        found = next((outcome for outcome in outcomes if outcome.truth is truth), None)
        if found:
            return found
    # Every alternative fails: the last says how (for an implication, its conclusion).
    return outcomes[-1]


def _not(outcome: Outcome, proposition: Any) -> Outcome:
    if outcome.truth is Truth.TRUE:
        return Outcome(Truth.FALSE, outcome.violation, proposition)
    if outcome.truth is Truth.EQUAL:
        return Outcome(Truth.FALSE, None, proposition)
    if outcome.truth is Truth.FALSE:
        return _TRUE
    return replace(outcome, truth=Truth.UNDECIDED) if outcome.truth is Truth.AGREES else outcome


def _same(outcomes: list[Outcome], parts: tuple[Any, ...]) -> Outcome:
    if all(outcome.truth is Truth.FALSE for outcome in outcomes):
        return _TRUE
    failing = next((o for o in outcomes if o.truth is Truth.FALSE), None)
    if failing is None:
        return _all(outcomes)
    if any(o.truth in {Truth.TRUE, Truth.EQUAL} for o in outcomes):
        return failing
    return next((o for o in outcomes if not o.truth.holds and o is not failing), Outcome(Truth.UNDECIDED))


def _odd(outcomes: list[Outcome], proposition: Any) -> Outcome:
    """Exclusive or."""
    unsettled = next((o for o in outcomes if o.truth not in {Truth.TRUE, Truth.EQUAL, Truth.FALSE}), None)
    if unsettled is not None:
        return _not(unsettled, proposition)
    odd = sum(outcome.truth is not Truth.FALSE for outcome in outcomes) % 2
    return _TRUE if odd else Outcome(Truth.FALSE, None, proposition)
