"""What is known of a proposition at a point, and Kleene's rules for combining it.

What is undecided stays undecided unless the rest settles it; what fails remembers the relation that failed.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from flint import arb

__all__ = [
    "HOLDS",
    "Outcome",
    "Truth",
    "both_or_neither",
    "conjunction",
    "disjunction",
    "exclusive",
    "negation",
]


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
        violation: ``lhs - rhs`` of the relation that fails, or None if it fails by exact equality or is no
            relation.
        failing: the relation that fails.
        reason: why nothing is known, in words.
        exact: whether it fails by exact equality.
    """

    truth: Truth
    violation: arb | None = None
    failing: Any = None
    reason: str = ""
    exact: bool = False


HOLDS = Outcome(Truth.TRUE)


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


def conjunction(outcomes: Iterable[Outcome]) -> Outcome:
    """And: the weakest of the outcomes; evaluation stops at the first that is false.

    Args:
        outcomes: of the parts.

    Returns:
        The outcome of all of them together.
    """
    weakest = HOLDS
    for outcome in outcomes:
        if _ORDER.index(outcome.truth) < _ORDER.index(weakest.truth):
            weakest = outcome
        if weakest.truth is Truth.FALSE:
            break
    return weakest


def disjunction(outcomes: list[Outcome]) -> Outcome:
    """Or: the strongest of the outcomes; if all fail, the last says how (the conclusion of an implication).

    Args:
        outcomes: of the alternatives.

    Returns:
        The outcome of at least one of them.
    """
    for truth in (Truth.TRUE, Truth.EQUAL, Truth.AGREES, Truth.UNDEFINED, Truth.TOO_LARGE, Truth.UNDECIDED):
        found = next((outcome for outcome in outcomes if outcome.truth is truth), None)
        if found:
            return found
    return outcomes[-1]


def negation(outcome: Outcome, proposition: Any) -> Outcome:
    """Not: equality is refuted exactly, agreement says nothing.

    Args:
        outcome: of the proposition.
        proposition: what fails if the outcome holds.

    Returns:
        The outcome of its negation.
    """
    if outcome.truth is Truth.TRUE:
        return Outcome(Truth.FALSE, outcome.violation, proposition)
    if outcome.truth is Truth.EQUAL:
        return Outcome(Truth.FALSE, None, proposition, exact=True)
    if outcome.truth is Truth.FALSE:
        return HOLDS
    return replace(outcome, truth=Truth.UNDECIDED) if outcome.truth is Truth.AGREES else outcome


def both_or_neither(outcomes: list[Outcome], parts: tuple[Any, ...]) -> Outcome:
    """Equivalent: all hold or all fail.

    Args:
        outcomes: of the sides.
        parts: the sides.

    Returns:
        The outcome; where one side fails and another holds, the failing one says how.
    """
    if all(outcome.truth is Truth.FALSE for outcome in outcomes):
        return HOLDS
    failing = next((o for o in outcomes if o.truth is Truth.FALSE), None)
    if failing is None:
        return conjunction(outcomes)
    if any(o.truth in {Truth.TRUE, Truth.EQUAL} for o in outcomes):
        return failing
    open_ = (o for o in outcomes if not o.truth.holds and o.truth is not Truth.FALSE)
    return next(open_, Outcome(Truth.UNDECIDED))


def exclusive(outcomes: list[Outcome], proposition: Any) -> Outcome:
    """Exclusive or: an odd number of parts hold.

    Args:
        outcomes: of the parts.
        proposition: what fails.

    Returns:
        The outcome.
    """
    unsettled = next((o for o in outcomes if o.truth not in {Truth.TRUE, Truth.EQUAL, Truth.FALSE}), None)
    if unsettled is not None:
        return negation(unsettled, proposition)
    odd = sum(outcome.truth is not Truth.FALSE for outcome in outcomes) % 2
    return HOLDS if odd else Outcome(Truth.FALSE, None, proposition)
