"""A checked proof for people: readable steps for the terminal.

Every step is shown with what it follows from and under which open assumptions it stands; for a paper in
`proofs_check.latex.proof`.

Main results: `proof_lines`, `Reader`, `phrase`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from proofs_check.kernel.theorem import Accepted, Proof
    from theory.statement import Statement

__all__ = ["Reader", "phrase", "proof_lines"]

#: What a mathematician calls a rule, where its name alone would not do.
_PHRASES = {
    "absolute value": "definition of the absolute value",
    "cases": "case distinction",
    "combination": "adding up",
    "conjunction": "together",
    "contradiction": "the alternatives contradict each other",
    "definition": "by definition",
    "disjunction": "a fortiori",
    "equivalence": "both directions",
    "for all": "the pathway was arbitrary",
    "identity": "algebra",
    "implication": "the assumption is discharged",
    "induction": "induction",
    "inference": "what it means for whole runs",
    "instance": "in particular",
    "integer cases": "integers",
    "limit at infinity": "continuity at $1/n = 0$",
    "maximum": "a maximum is at least its arguments",
    "meaning": "what it means, from the loss",
    "monotone power": "monotonicity of the power",
    "part": "in particular",
    "rewrite": "inserting",
    "telescoping": "by its partial sums",
    "termwise": "summing term by term",
    "there is": "there are such numbers, whatever they are called",
    "weighted AM-GM": "weighted AM--GM",
}


def phrase(rule: str, *, tex: bool) -> str:
    """What a mathematician calls a rule.

    Args:
        rule: its name in the kernel.
        tex: whether for LaTeX.

    Returns:
        A few words.

    Example:
        >>> phrase("for all", tex=False), phrase("weighted AM-GM", tex=True)
        ('the pathway was arbitrary', 'weighted AM--GM')
    """
    words = _PHRASES.get(rule, rule)
    return words if tex else words.replace("$", "").replace("^{\\top}", "^T").replace("--", "-")


class Reader:
    """Numbers the steps of a proof and knows which assumptions are open at each.

    Args:
        proof: the proof.
        granted: what the theorem assumes anyway.
    """

    def __init__(self, proof: Proof, granted: frozenset[Any]) -> None:
        self.proof, self.granted = proof, granted
        self.number = {accepted.step.name: k for k, accepted in enumerate(proof.steps, 1)}
        self.assumed = {
            accepted.step.claim: self.number[accepted.step.name]
            for accepted in reversed(proof.steps)
            if accepted.step.rule == "assume"
        }

    def open_assumptions(self, accepted: Accepted) -> list[int]:
        """The numbers of the steps that assumed what this step still needs."""
        needed = accepted.theorem.hypotheses - self.granted
        return sorted(
            {self.assumed[h] for h in needed if h in self.assumed} - {self.number[accepted.step.name]}
        )

    def used(self, accepted: Accepted) -> list[int]:
        """The numbers of the steps that this one follows from."""
        return [self.number[name] for name in accepted.step.uses]


def _listed(numbers: list[int]) -> str:
    return ", ".join(f"({k})" for k in numbers)


def proof_lines(statement: Statement, proof: Proof) -> list[str]:
    """A proof for the terminal.

    Args:
        statement: what is proved.
        proof: its proof, checked.

    Returns:
        Lines: what is assumed, the numbered steps, what was believed unchecked.
    """
    reader = Reader(proof, frozenset(proof.theorem.hypotheses))
    lines = [statement.id, statement.title, ""]
    assumed = [str(h) for h in statement.hypotheses if h in proof.theorem.hypotheses]
    lines += [f"assuming  {text}" for text in assumed] + [""] * bool(assumed)
    width = len(str(len(proof.steps)))
    for accepted in proof.steps:
        lines += _terminal_step(accepted, reader, width)
    oracles = sorted(proof.theorem.oracles)
    lines += [
        "",
        f"checked: {len(proof.steps)} steps; trusted, and audited in Arb: {', '.join(oracles) or 'nothing'}",
    ]
    return lines


def _terminal_step(accepted: Accepted, reader: Reader, width: int) -> Iterator[str]:
    step = accepted.step
    k, indent = reader.number[step.name], " " * (width + 4)
    if step.rule == "assume":
        granted = step.claim in reader.granted
        yield f"({k:>{width}}) {'given' if granted else 'assume'}  {step.claim}"
        return
    yield f"({k:>{width}}) {step.claim}"
    used, under = reader.used(accepted), reader.open_assumptions(accepted)
    reason = phrase(step.rule, tex=False) + (f", from {_listed(used)}" if used else "")
    yield f"{indent}{reason}" + (f"   [under {_listed(under)}]" if under else "")
    if step.note:
        yield f"{indent}{step.note}"
