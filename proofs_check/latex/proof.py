r"""A checked derivation as the proof of a paper: numbered steps with their reasons and open assumptions.

Main result: `proof_environment`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from proofs_check.latex.words import plain
from proofs_check.report.proof_text import Reader, phrase

if TYPE_CHECKING:
    from proofs_check.kernel.theorem import Accepted, Proof
    from theory.statement import Statement

__all__ = ["proof_environment"]


def proof_environment(statement: Statement, proof: Proof, formula: Callable[[Any], str]) -> str:
    """A ``proof`` environment (amsthm).

    Args:
        statement: what is proved.
        proof: its proof, checked.
        formula: how to write a claim, for math mode.

    Returns:
        One numbered item for each step, labelled ``step:ID:NUMBER``.
    """
    reader = Reader(proof, frozenset(proof.theorem.hypotheses))
    items = [_item(statement.id, accepted, reader, formula) for accepted in proof.steps]
    oracles = sorted(proof.theorem.oracles)
    trust = f"; these were trusted, and audited: {plain('; '.join(oracles))}" if oracles else ""
    return "\n".join([
        r"\begin{proof}",
        f"Each step was checked by the kernel{trust}.",
        r"\begin{enumerate}\raggedright",
        *items,
        r"\end{enumerate}",
        r"\end{proof}",
    ])


def _item(name: str, accepted: Accepted, reader: Reader, formula: Callable[[Any], str]) -> str:
    step = accepted.step
    label = rf"  \item\label{{step:{name}:{reader.number[step.name]}}}"
    shown = rf"$\displaystyle {formula(step.claim)}$"
    if step.rule == "assume":
        return f"{label} {'Given:' if step.claim in reader.granted else 'Assume'} {shown}."
    used, under = reader.used(accepted), reader.open_assumptions(accepted)
    reason = phrase(step.rule, tex=True) + (f", from {_listed(name, used)}" if used else "")
    scope = f"; under {_listed(name, under)}" if under else ""
    note = f" {plain(step.note[0].upper() + step.note[1:])}." if step.note else ""
    return f"{label} {shown}\n    \\quad({reason}{scope}).{note}"


def _listed(name: str, numbers: list[int]) -> str:
    return ", ".join(rf"(\ref{{step:{name}:{k}}})" for k in numbers)
