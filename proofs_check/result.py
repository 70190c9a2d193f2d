"""What the engine returns for a statement: text and numbers only, so that it crosses processes and files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from proofs_check.verdict import Evidence, Grade, Verdict, Witness

__all__ = ["Options", "Result"]


@dataclass(frozen=True)
class Options:
    """How a statement is judged.

    Attributes:
        digits: decimal digits to which equalities have to agree and quantities are measured.
        seed: of all sampling.
        quick: fewer instances and measurements, no grade is easier to reach.
    """

    digits: int = 50
    seed: int = 0
    quick: bool = False

    @property
    def instances(self) -> int:
        """How many instances are decided."""
        return 120 if self.quick else 300

    @property
    def search(self) -> int:
        """How many points the search may try after sampling."""
        return 100 if self.quick else 400


@dataclass(frozen=True)
class Result:
    """The judgement of one statement.

    Attributes:
        id: the statement's id.
        title: its title.
        source: where it comes from.
        location: file and line, or the module of a built-in one.
        claim: as SymPy prints it.
        given: hypotheses written.
        understood: hypotheses that the claim needs to mean anything.
        expect: the verdict it is known to get, or None.
        related: ids to read next.
        verdict: the headline.
        evidence: all that was gathered.
        seconds: how long it took; the only field that differs from run to run.
        latex: claim and hypotheses in LaTeX, by name.
    """

    id: str
    title: str
    source: str
    location: str
    claim: str
    given: tuple[str, ...]
    understood: tuple[str, ...]
    expect: str | None
    related: tuple[str, ...]
    verdict: Verdict
    evidence: tuple[Evidence, ...]
    seconds: float
    latex: Mapping[str, Any] = field(default_factory=dict)

    @property
    def grade(self) -> Grade:
        """The grade of the verdict."""
        return self.verdict.grade

    @property
    def witness(self) -> Witness | None:
        """The counterexample, if there is one."""
        return next((piece.witness for piece in self.evidence if piece.witness), None)
