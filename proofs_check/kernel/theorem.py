"""Theorems and rules of inference, in the manner of LCF.

A `Theorem` says: for all values that the assumptions of the symbols allow, wherever its hypotheses hold (so
that all they speak of is a real number) its conclusion holds, and every part of it is a real number.  A rule
is a small function registered by name: it accepts the claim of a step or raises `Rejected` with the side
condition that fails.  Python lets anyone make a `Theorem`; so nobody accepts one from elsewhere: the verdict
layer runs `proofs_check.kernel.check` on the derivation itself.

Main results: `Theorem`, `Proof`, `Rejected`, `rule`, `require`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from theory.derivation import Step


@dataclass(frozen=True)
class Theorem:
    """What a step established: what holds under which hypotheses, and the oracles it leans on (`oracle`)."""

    hypotheses: frozenset[Any]
    conclusion: Any
    oracles: frozenset[str] = frozenset()


class Rejected(Exception):  # noqa: N818 - the verdict on a step, not a mistake of the program
    """A step does not follow: the side condition that fails, in words, and the names of step and rule."""

    def __init__(self, condition: str, step: str = "", rule: str = "") -> None:
        super().__init__(f"step {step!r} ({rule}): {condition}" if step else condition)
        self.condition, self.step, self.rule = condition, step, rule


def require(holds: object, condition: str, *parts: Any) -> None:
    """Reject the step unless a side condition holds; its words are a format, filled in only to complain."""
    if not holds:
        raise Rejected(condition.format(*parts) if parts else condition)


def hypotheses_of(theorems: Iterable[Theorem]) -> frozenset[Any]:
    """All hypotheses of some theorems."""
    return frozenset().union(*(theorem.hypotheses for theorem in theorems))


@dataclass
class Premises:
    """The theorems and values that a step hands to its rule; to `oracles` the rule adds those it asks."""

    theorems: Sequence[Theorem]
    using: tuple[Any, ...] = ()
    oracles: set[str] = field(default_factory=set)

    @property
    def conclusions(self) -> list[Any]:
        """What the used theorems say."""
        return [theorem.conclusion for theorem in self.theorems]

    def first(self, count: int = 1) -> Any:
        """The first conclusion, or the first few; the others are facts."""
        require(len(self.theorems) >= count, "uses at least {} earlier step{}", count, "s"[: count - 1])
        return self.conclusions[0] if count == 1 else self.conclusions[:count]

    def handed(self, what: str, count: int = 1) -> Any:
        """The value that the step hands over, or the values."""
        require(len(self.using) == count, "hands over {}", what)
        return self.using[0] if count == 1 else self.using


#: A rule returns the hypotheses of the new theorem, or None for those of its premises.
Rule = Callable[[Any, Premises], "frozenset[Any] | None"]
RULES: dict[str, Rule] = {}
#: Rules that see themselves to it that every part of the conclusion is a real number.
INHERITS: set[str] = set()


def rule(*names: str, inherits: bool = False) -> Callable[[Rule], Rule]:
    """Register a rule under the names that steps use; `inherits`: see `INHERITS`."""

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
    """A checked derivation: every step with its theorem, in order, and what the last one established."""

    steps: tuple[Accepted, ...]
    theorem: Theorem
