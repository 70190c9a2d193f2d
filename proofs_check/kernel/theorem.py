"""Theorems and rules of inference, in the manner of LCF.

A `Theorem` says: for all values that the assumptions of the symbols allow, wherever its hypotheses hold (so that
all they speak of is a real number) its conclusion holds, and every part of it is a real number.  A rule is
a small function registered by name: it accepts the claim of a step or raises `Rejected` with the side
condition that fails.  Python lets anyone make a `Theorem`; so nobody accepts one from elsewhere: the verdict
layer runs `proofs_check.kernel.check` on the derivation itself.

Main results: `Theorem`, `Proof`, `Rejected`, `rule`, `require`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from theory.derivation import Step

__all__ = ["INHERITS", "RULES", "Accepted", "Premises", "Proof", "Rejected", "Theorem", "require", "rule"]


@dataclass(frozen=True)
class Theorem:
    """What a step established.

    Attributes:
        hypotheses: propositions it needs.
        conclusion: what holds when they do.
        oracles: names of the calls whose answers it leans on; see `proofs_check.kernel.oracle`.
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
    """Reject the step unless a side condition, given in words too, holds.

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

    def first(self, count: int = 1) -> Any:
        """The first conclusion, or the first few; the others are facts."""
        require(len(self.theorems) >= count, f"uses at least {count} earlier step{'s'[: count - 1]}")
        return self.conclusions[0] if count == 1 else self.conclusions[:count]

    def handed(self, what: str, count: int = 1) -> Any:
        """The value that the step hands over, or the values."""
        require(len(self.using) == count, f"hands over {what}")
        return self.using[0] if count == 1 else self.using


#: A rule returns the hypotheses of the new theorem, or None for those of its premises.
Rule = Callable[[Any, Premises], "frozenset[Any] | None"]

RULES: dict[str, Rule] = {}
#: Rules whose conclusions are real numbers throughout because their premises are (or by their own conditions).
INHERITS: set[str] = set()


def rule(*names: str, inherits: bool = False) -> Callable[[Rule], Rule]:
    """Register a rule.

    Args:
        names: what steps call it; unique.
        inherits: whether it sees itself to it that every part of the conclusion is a real number.

    Returns:
        A decorator.
    """

    def register(function: Rule) -> Rule:
        assert not RULES.keys() & set(names), names
        RULES.update(dict.fromkeys(names, function))
        INHERITS.update(names if inherits else ())
        return function

    return register


@dataclass(frozen=True)
class Accepted:
    """A step and the theorem it became."""

    step: Step
    theorem: Theorem


@dataclass(frozen=True)
class Proof:
    """A checked derivation: every step with its theorem, in order."""

    steps: tuple[Accepted, ...]

    @property
    def theorem(self) -> Theorem:
        """What the last step established."""
        return self.steps[-1].theorem
