"""From evidence to a verdict: one small pure function, `judge`.

| grade | means | may only come from |
|---|---|---|
| PROVED | holds for all values the hypotheses allow | a derivation accepted step by step |
| CERTIFIED | holds on a stated region | exact decision of every admissible point, or a certificate |
| SUPPORTED | no counterexample | `ENOUGH` instances; the one of a ground claim; all runs of an experiment |
| UNDECIDED | none of the above | a reason code and what would help |
| VACUOUS | no value satisfies the hypotheses | a proof of emptiness |
| REFUTED | false | a witness |
| ERROR | could not be evaluated | the message says why |

REFUTED, ERROR, VACUOUS and UNDECIDED never pass.  A witness wins over everything; a witness against a proof
or certificate is reported as a defect of the checker.  A claim that is false on measured values without a
witness is UNDECIDED, whatever speaks for it.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from theory.statement import GRADES

__all__ = ["ENOUGH", "Counts", "Evidence", "Grade", "Kind", "Verdict", "Witness", "judge", "passes"]

#: Instances that support a claim.
ENOUGH = 100

#: The reason code where a claim is false on measured values; nothing positive stands against it.
_CLASH = "roads-disagree"


class Grade(enum.StrEnum):
    """The seven grades; see the module's table."""

    REFUTED = "REFUTED"
    ERROR = "ERROR"
    VACUOUS = "VACUOUS"
    UNDECIDED = "UNDECIDED"
    SUPPORTED = "SUPPORTED"
    CERTIFIED = "CERTIFIED"
    PROVED = "PROVED"

    @property
    def rank(self) -> int:
        """The place in the order from REFUTED to PROVED."""
        return GRADES.index(self.value)

    @property
    def positive(self) -> bool:
        """Whether this grade can pass at all."""
        return self in {Grade.SUPPORTED, Grade.CERTIFIED, Grade.PROVED}


class Kind(enum.StrEnum):
    """What a piece of evidence is."""

    SAMPLED = "sampled"  #: instances drawn from the hypotheses, decided by closed forms
    EXHAUSTIVE = "exhaustive"  #: every admissible point, decided by closed forms
    MEASURED = (
        "measured"  #: closed forms against measurements from the loss, and the claim on measured values
    )
    SYMBOLIC = "symbolic"  #: closed forms derived again from the loss
    EXPERIMENT = "experiment"  #: every run that the hypotheses name, by the criteria of the claim
    EMPTY = "empty"  #: a proof that nothing satisfies the hypotheses
    CERTIFICATE = "certificate"  #: a certificate for a region
    PROOF = "proof"  #: a derivation that the kernel accepted
    SENSITIVITY = "sensitivity"  #: how many mutants of the claim the same attack refutes
    NECESSITY = "necessity"  #: what goes wrong without each hypothesis
    TIGHTNESS = "tightness"  #: where the sides of an inequality are equal
    FAILURE = "failure"  #: evaluation failed, or the two roads disagree


@dataclass(frozen=True)
class Counts:
    """Outcomes of instances.

    Attributes:
        true: certainly true.
        equal: both sides exactly equal, as the relation allows.
        agrees: an equality whose enclosures overlap.
        false: violated.
        undecided: none of these.
        undefined: the claim has no real value at an admissible point.
    """

    true: int = 0
    equal: int = 0
    agrees: int = 0
    false: int = 0
    undecided: int = 0
    undefined: int = 0

    @property
    def good(self) -> int:
        """Instances that speak for the claim."""
        return self.true + self.equal + self.agrees


@dataclass(frozen=True)
class Witness:
    """Exact values that satisfy the hypotheses and violate the claim.

    Attributes:
        values: by name, exact; a family as ``[1, 1/2]``.
        violation: what fails and by how much.
        margin: ``exact`` where a strict relation fails by equality, else ``enclosed``.
        paste: a line that shows the violation with SymPy alone.
    """

    values: Mapping[str, str]
    violation: str
    margin: str
    paste: str


@dataclass(frozen=True)
class Evidence:
    """One piece of evidence about one statement.

    Attributes:
        kind: what it is.
        summary: in a few words.
        blind_to: what it cannot see.
        counts: outcomes of instances, for sampled, exhaustive and measured evidence.
        witness: a counterexample.
        message: for failures: argument, rule and remedy.
        ground: whether the claim has no free symbols, so that there is one instance.
        folded: whether SymPy had made the claim true or false when it was written.
        data: further numbers, ready for JSON.
    """

    kind: Kind
    summary: str
    blind_to: str
    counts: Counts | None = None
    witness: Witness | None = None
    message: str = ""
    ground: bool = False
    folded: bool = False
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Verdict:
    """The headline.

    Attributes:
        grade: the grade.
        reason: a stable code for UNDECIDED; a message for ERROR; empty otherwise.
        remedy: what would help.
        defect: a clash that only a defect of the checker can explain, or empty.
    """

    grade: Grade
    reason: str = ""
    remedy: str = ""
    defect: str = ""

    def _repr_html_(self) -> str:
        """The grade and what is behind it, for a notebook."""
        from proofs_check.report.html_result import verdict_html

        return verdict_html(self)

    def _repr_latex_(self) -> str:
        """The grade, for a notebook without HTML."""
        return rf"$\text{{{self.grade.value}}}$"


def judge(evidence: Sequence[Evidence]) -> Verdict:
    """The verdict on a statement.

    Args:
        evidence: all that was gathered.

    Returns:
        The best grade reached, unless anything refutes, fails or shows the hypotheses empty.
    """
    reached = [_reached(piece) for piece in evidence]
    best = max((v for v in reached if v.grade.positive), key=lambda v: v.grade.rank, default=None)
    if any(piece.witness for piece in evidence):
        clash = best is not None and best.grade in {Grade.PROVED, Grade.CERTIFIED}
        defect = f"a witness stands against evidence of grade {best.grade}" if clash and best else ""
        return Verdict(Grade.REFUTED, defect=defect)
    for stop in (Grade.ERROR, Grade.VACUOUS, _CLASH):
        found = next((v for v in reached if stop in {v.grade, v.reason}), None)
        if found:
            return found
    if best is not None:
        return best
    return next(
        (v for v in reached if v.reason),
        Verdict(Grade.UNDECIDED, "no-evidence", "give the statement values that can be sampled"),
    )


def passes(grade: Grade, require: Grade, expect: str | None, *, below_floor: bool = False) -> bool:
    """Whether a verdict is good enough.

    Args:
        grade: the verdict's grade.
        require: the least grade that passes.
        expect: the grade the statement is known to get, which then decides instead of `require`; a
            positive one may be exceeded, a negative one has to be met.
        below_floor: whether its check would miss too many wrong claims; then it meets no requirement.

    Returns:
        True if it passes.
    """
    if expect is None:
        return grade.positive and grade.rank >= require.rank and not below_floor
    wanted = Grade(expect)
    return grade is wanted or (wanted.positive and grade.rank >= wanted.rank)


def _reached(piece: Evidence) -> Verdict:
    """What one piece of evidence shows by itself."""
    if piece.kind is Kind.FAILURE:
        return Verdict(Grade.ERROR, piece.message)
    if piece.kind is Kind.EMPTY:
        return Verdict(Grade.VACUOUS, remedy="weaken a hypothesis: " + piece.summary)
    if piece.kind is Kind.PROOF:
        return Verdict(Grade.PROVED)
    if piece.kind is Kind.CERTIFICATE:
        return Verdict(Grade.CERTIFIED)
    if piece.kind in {Kind.SAMPLED, Kind.EXHAUSTIVE, Kind.EXPERIMENT} and piece.counts is not None:
        return _instances(piece, piece.counts)
    if piece.kind is Kind.MEASURED and piece.counts is not None and piece.counts.false:
        return Verdict(
            Grade.UNDECIDED,
            _CLASH,
            "the claim is false on measured values, and by closed forms it is not: raise --digits, report it",
        )
    # Measured and symbolic evidence is about quantities; alone it does not carry a claim.
    return Verdict(Grade.UNDECIDED)


def _instances(piece: Evidence, counts: Counts) -> Verdict:
    if counts.false:
        return Verdict(Grade.UNDECIDED, "unconfirmed-witness", "report this: a violation was not confirmed")
    if counts.undefined:
        return Verdict(
            Grade.UNDECIDED,
            "undefined-instances",
            f"the claim has no real value at {counts.undefined} admissible points: add a hypothesis",
        )
    if counts.undecided:
        return Verdict(
            Grade.UNDECIDED,
            "undecided-instances",
            f"{counts.undecided} instances could not be decided: raise --digits, or exclude equality",
        )
    runs = piece.kind is Kind.EXPERIMENT
    every = piece.kind is Kind.EXHAUSTIVE or (piece.ground and not runs)
    if every and counts.good and not counts.agrees and not piece.folded:
        return Verdict(Grade.CERTIFIED)
    if counts.good >= ENOUGH or (counts.good and (piece.ground or runs)):
        return Verdict(Grade.SUPPORTED)
    if not counts.good:
        return Verdict(
            Grade.UNDECIDED,
            "no-sample",
            "no value satisfying the hypotheses was found: simplify the hypotheses",
        )
    return Verdict(
        Grade.UNDECIDED,
        "too-few-instances",
        f"only {counts.good} of the {ENOUGH} instances needed were found: widen the hypotheses",
    )
