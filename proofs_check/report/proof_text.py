"""A checked proof for people: readable steps for the terminal, a LaTeX proof for a paper.

Both show every step with what it follows from and under which open assumptions it stands.

Main results: `proof_lines`, `latex_proof`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from proofs_check.kernel.terms import conjuncts
from proofs_check.report.latex import latex
from theory.configuration import Configuration

if TYPE_CHECKING:
    from proofs_check.kernel.theorem import Accepted, Proof
    from theory.statement import Statement

__all__ = ["latex_proof", "proof_lines"]

#: What a mathematician calls a rule, where its name alone would not do.
_PHRASES = {
    "absolute value": "definition of the absolute value",
    "cases": "case distinction",
    "combination": "adding up",
    "conjunction": "together",
    "contradiction": "the alternatives contradict each other",
    "definition": "by definition",
    "disjunction": "a fortiori",
    "dominated argument of a maximum": "a maximum ignores what another argument exceeds",
    "equivalence": "both directions",
    "for all": "the pathway was arbitrary",
    "geometric sum": "geometric sum",
    "Hessian at a minimum": "the Hessian at zero residual is $J^{\\top} J$",
    "identity": "algebra",
    "implication": "the assumption is discharged",
    "induction": "induction",
    "instance": "in particular",
    "integer cases": "integers",
    "limit at infinity": "continuity at $1/n = 0$",
    "linearised step": "linearisation of a step of gradient descent",
    "monotone exponent": "monotonicity of the exponential",
    "monotone power": "monotonicity of the power",
    "part": "in particular",
    "rewrite": "inserting",
    "termwise": "summing term by term",
    "weighted AM-GM": "weighted AM--GM",
}


def _phrase(rule: str, *, tex: bool) -> str:
    phrase = _PHRASES.get(rule, rule)
    return phrase if tex else phrase.replace("$", "").replace("^{\\top}", "^T").replace("--", "-")


class _Reader:
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


def _listed(numbers: list[int], *, tex: bool = False) -> str:
    shown = [rf"\ref{{step:{k}}}" if tex else str(k) for k in numbers]
    return ", ".join(f"({k})" for k in shown)


def proof_lines(statement: Statement, proof: Proof) -> list[str]:
    """A proof for the terminal.

    Args:
        statement: what is proved.
        proof: its proof, checked.

    Returns:
        Lines: what is assumed, the numbered steps, what was believed unchecked.
    """
    reader = _Reader(proof, frozenset(proof.theorem.hypotheses))
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


def _terminal_step(accepted: Accepted, reader: _Reader, width: int) -> Iterator[str]:
    step = accepted.step
    k, indent = reader.number[step.name], " " * (width + 4)
    if step.rule == "assume":
        granted = step.claim in reader.granted
        yield f"({k:>{width}}) {'given' if granted else 'assume'}  {step.claim}"
        return
    yield f"({k:>{width}}) {step.claim}"
    used, under = reader.used(accepted), reader.open_assumptions(accepted)
    reason = _phrase(step.rule, tex=False) + (f", from {_listed(used)}" if used else "")
    yield f"{indent}{reason}" + (f"   [under {_listed(under)}]" if under else "")
    if step.note:
        yield f"{indent}{step.note}"


def latex_proof(statement: Statement, proof: Proof) -> str:
    """A theorem with its proof, for a paper.

    Args:
        statement: what is proved.
        proof: its proof, checked.

    Returns:
        A `theorem` and a `proof` environment (amsthm), one numbered item for each step.
    """
    names = _names(statement, proof)
    reader = _Reader(proof, frozenset(proof.theorem.hypotheses))
    hypotheses = [f"${latex(h, names)}$" for h in statement.hypotheses if h in proof.theorem.hypotheses]
    lines = [rf"\begin{{theorem}}[{_tex(statement.title)}]\label{{thm:{statement.id}}}"]
    lines += [f"Let ${name}$ be the minimum ${latex(c)}$." for c, name in names.items()]
    lines += [f"Suppose that {', '.join(hypotheses)}. Then"] if hypotheses else ["Then"]
    parts = conjuncts(statement.claim)
    lines += [
        r"\begin{gather*}",
        " \\\\\n".join(f"  {latex(part, names)}" for part in parts),
        r"\end{gather*}",
    ]
    lines += [r"\end{theorem}", r"\begin{proof}", "Steps are numbered; assumptions in force are named.", ""]
    lines += [r"\begin{enumerate}"]
    for accepted in proof.steps:
        lines.append(_latex_step(accepted, reader, names))
    lines += [r"\end{enumerate}", r"\end{proof}"]
    return "\n".join(lines) + "\n"


def _latex_step(accepted: Accepted, reader: _Reader, names: dict[Any, str]) -> str:
    step = accepted.step
    label = rf"  \item\label{{step:{reader.number[step.name]}}}"
    shown = rf"$\displaystyle {latex(step.claim, names)}$"
    if step.rule == "assume":
        return f"{label} {'Given:' if step.claim in reader.granted else 'Assume'} {shown}."
    used, under = reader.used(accepted), reader.open_assumptions(accepted)
    reason = _phrase(step.rule, tex=True) + (f", from {_listed(used, tex=True)}" if used else "")
    scope = f"; under {_listed(under, tex=True)}" if under else ""
    note = f" {_tex(step.note[0].upper() + step.note[1:])}." if step.note else ""
    return f"{label} {shown}\n    \\quad({reason}{scope}).{note}"


def _names(statement: Statement, proof: Proof) -> dict[Any, str]:
    """Letters for the configurations, which would fill the lines otherwise."""
    claims = [statement.claim, *(accepted.step.claim for accepted in proof.steps)]
    found: dict[Any, None] = {}
    for claim in claims:
        for quantity in sorted(claim.atoms(Configuration), key=str):
            found[quantity] = None
    inside = {part for c in found for part in c.args if isinstance(part, Configuration)}
    outer = [c for c in found if c not in inside]
    letters = ["c"] if len(outer) == 1 else [f"c_{{{k}}}" for k in range(1, len(outer) + 1)]
    return dict(zip(outer, letters, strict=True))


def _tex(text: str) -> str:
    """Plain words for text mode."""
    for plain, safe in (
        ("\\", r"\textbackslash{}"),
        ("^", r"\^{}"),
        ("_", r"\_"),
        ("&", r"\&"),
        ("%", r"\%"),
    ):
        text = text.replace(plain, safe)
    return text
