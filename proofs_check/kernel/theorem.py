"""Theorems, rules and the checking of a derivation, in the manner of LCF.

A derivation enters as data (`theory.derivation`).  `check` goes through its steps in order; each names a rule,
and the rule, a small function registered here by name, accepts the step's claim or raises `Rejected` with the
side condition that fails.  A `Theorem` says: whenever its hypotheses hold, so does its conclusion, for all
values that the assumptions of the symbols allow, and everything in the conclusion is then a real number.

Python lets anyone make a `Theorem`; so nobody accepts one from elsewhere: the verdict layer runs `check` on
the data itself.

Main results: `check`, `Proof`, `Theorem`, `Rejected`, `rule`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sympy import Basic

from theory.derivation import Derivation, Step

__all__ = [
    "RULES",
    "Accepted",
    "Premises",
    "Proof",
    "Rejected",
    "Rule",
    "Theorem",
    "check",
    "require",
    "rule",
]


@dataclass(frozen=True)
class Theorem:
    """What a step established.

    Attributes:
        hypotheses: propositions it needs.
        conclusion: what holds when they do.
        oracles: what was believed without being checked by the kernel: names of calls, and how often audited.
    """

    hypotheses: frozenset[Any]
    conclusion: Any
    oracles: frozenset[str] = frozenset()


class Rejected(Exception):  # noqa: N818 - the verdict on a step, not a mistake of the program
    """A step does not follow.

    Attributes:
        condition: the side condition that fails, in words.
        step: the name of the step.
        rule: the name of its rule.
    """

    def __init__(self, condition: str, step: str = "", rule: str = "") -> None:
        super().__init__(f"step {step!r} ({rule}): {condition}" if step else condition)
        self.condition, self.step, self.rule = condition, step, rule


def require(holds: object, condition: str) -> None:
    """Reject the step unless a side condition holds.

    Args:
        holds: whether it does.
        condition: the condition in words.

    Raises:
        Rejected: it does not.
    """
    if not holds:
        raise Rejected(condition)


@dataclass
class Premises:
    """What a rule is given besides the claim.

    Attributes:
        theorems: those the step uses, in the order it names them.
        using: values the step hands to the rule.
        oracles: names of oracle calls, to which rules add.
    """

    theorems: Sequence[Theorem]
    using: tuple[Any, ...] = ()
    oracles: set[str] = field(default_factory=set)

    @property
    def conclusions(self) -> list[Any]:
        """What the used theorems say."""
        return [theorem.conclusion for theorem in self.theorems]

    @property
    def hypotheses(self) -> frozenset[Any]:
        """All hypotheses of the used theorems."""
        return frozenset().union(*(theorem.hypotheses for theorem in self.theorems))

    def only(self, count: int) -> list[Any]:
        """The conclusions, if there are `count` of them."""
        require(len(self.theorems) == count, f"uses {count} earlier steps, not {len(self.theorems)}")
        return self.conclusions


#: A rule returns the hypotheses of the new theorem, or None for those of its premises.
Rule = Callable[[Any, Premises], "frozenset[Any] | None"]

RULES: dict[str, Rule] = {}


def rule(name: str) -> Callable[[Rule], Rule]:
    """Register a rule under the name that steps use.

    Args:
        name: unique.

    Returns:
        A decorator.
    """

    def register(function: Rule) -> Rule:
        assert name not in RULES, name
        RULES[name] = function
        return function

    return register


@dataclass(frozen=True)
class Accepted:
    """A step and the theorem it became."""

    step: Step
    theorem: Theorem


@dataclass(frozen=True)
class Proof:
    """A checked derivation.

    Attributes:
        steps: every step with its theorem, in order.
    """

    steps: tuple[Accepted, ...]

    @property
    def theorem(self) -> Theorem:
        """What the last step established."""
        return self.steps[-1].theorem


def check(derivation: Derivation) -> Proof:
    """Check every step.

    Args:
        derivation: the data.

    Returns:
        The proof; its last theorem is what was derived.

    Raises:
        Rejected: a step does not follow; it names the step, its rule and the side condition.
    """
    done: dict[str, Accepted] = {}
    for step in derivation.steps:
        try:
            require(step.name not in done, "has a name of its own")
            require(step.rule in RULES, f"names a rule of the kernel: {', '.join(sorted(RULES))}")
            require(set(step.uses) <= set(done), "uses earlier steps only")
            require(all(isinstance(v, Basic) for v in (step.claim, *step.using)), "speaks in SymPy terms")
            premises = Premises([done[name].theorem for name in step.uses], step.using)
            found = RULES[step.rule](step.claim, premises)
        except Rejected as rejected:
            raise Rejected(rejected.condition, step.name, step.rule) from rejected
        hypotheses = premises.hypotheses if found is None else found
        oracles = frozenset(premises.oracles).union(*(t.oracles for t in premises.theorems))
        done[step.name] = Accepted(step, Theorem(hypotheses, step.claim, oracles))
    if not done:
        raise Rejected("a derivation has at least one step")
    return Proof(tuple(done.values()))
