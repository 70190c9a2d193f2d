"""What the engine returns for a statement: text and numbers only, so that it crosses processes and files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from proofs_check.floor import FLOOR
from proofs_check.verdict import Evidence, Grade, Kind, Verdict, Witness, passes

__all__ = ["FewerSamples", "FewestSamples", "HurriedSamples", "Options", "Result", "Score"]


@dataclass(frozen=True)
class Options:
    """How a statement is judged.

    Attributes:
        digits: decimal digits to which equalities have to agree and quantities are measured.
        seed: of all sampling.
        quick: fewer instances, measurements and mutants, hypotheses are not dropped, and what is proved gets
            no certificate; no grade is easier to reach.
        box: sides of a region to certify, ``L=2..20 a=1/10..10`` (`proofs_check.certificates.region`).
    """

    digits: int = 50
    seed: int = 0
    quick: bool = False
    box: str = ""

    @property
    def instances(self) -> int:
        """How many instances are decided."""
        return 120 if self.quick else 300

    @property
    def draws(self) -> int:
        """How many points are drawn at most to find those instances; in a hurry just as many."""
        return 7500

    @property
    def search(self) -> int:
        """How many points the search may try after sampling."""
        return 60 if self.quick else 400


class FewerSamples(Options):
    """What a run makes do with where a proof was accepted and time is short: the grade rests on the proof."""

    instances = 60
    draws = 1500
    search = 0


class HurriedSamples(FewerSamples):
    """The same in a quick run."""

    instances = 20


class FewestSamples(FewerSamples):
    """The same for limits of quantities whose values take long: each instance is a sequence of values."""

    instances = 8
    draws = 200


@dataclass(frozen=True)
class Score:
    """Mutants of a claim that its check refutes, among those that it should.

    Attributes:
        refuted: how many are refuted.
        scored: refuted ones and survivors; at least one.
    """

    refuted: int
    scored: int

    @property
    def share(self) -> Fraction:
        """The refuted share, exactly."""
        return Fraction(self.refuted, self.scored)

    def __str__(self) -> str:
        return f"{self.refuted}/{self.scored}"


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
        seconds: how long it took; this and `cached` alone differ from run to run.
        latex: claim and hypotheses in LaTeX, by name.
        cached: whether the evidence is from an earlier run.
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
    evidence: tuple[Evidence, ...] = field(repr=False)
    seconds: float = field(repr=False)
    latex: Mapping[str, Any] = field(default_factory=dict, repr=False)
    cached: bool = False

    @property
    def grade(self) -> Grade:
        """The grade of the verdict."""
        return self.verdict.grade

    @property
    def witness(self) -> Witness | None:
        """The counterexample, if there is one."""
        return next((piece.witness for piece in self.evidence if piece.witness), None)

    @property
    def sensitivity(self) -> Score | None:
        """How many wrong claims the check would have noticed, if the claim has mutants."""
        for piece in self.evidence:
            if piece.kind is Kind.SENSITIVITY and "score" in piece.data:
                return Score(*map(int, piece.data["score"].split("/")))
        return None

    def _repr_html_(self) -> str:
        """Verdict, claim and evidence for a notebook."""
        from proofs_check.report.html_result import result_html

        return result_html(self)

    def _repr_latex_(self) -> str | None:
        """Claim and verdict for a notebook, if the claim is there in LaTeX."""
        if "claim" not in self.latex:
            return None
        return rf"$\displaystyle {self.latex['claim']} \qquad \text{{{self.grade.value}}}$"

    def below(self, floor: Fraction) -> bool:
        """Whether the check of this statement misses too many wrong claims.

        Args:
            floor: the least share of mutants that it has to refute.

        Returns:
            False also where nothing was scored.
        """
        return self.sensitivity is not None and self.sensitivity.share < floor

    def passes(self, require: Grade, floor: Fraction = FLOOR) -> bool:
        """Whether the verdict is good enough, and the check behind it.

        Args:
            require: the least grade that passes.
            floor: the least share of mutants that the check has to refute.

        Returns:
            True if it passes.
        """
        return passes(self.grade, require, self.expect, below_floor=self.below(floor))
