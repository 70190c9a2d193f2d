"""What Coq said, for people and as JSON; beside the verdicts, which do not depend on it."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from proofs_check.coq.check import CoqReport

__all__ = ["coq_data", "coq_text"]


def coq_text(report: CoqReport, ids: Collection[str] | None) -> str:
    """The theorems by statement, each with the axioms that it rests on.

    Args:
        report: what was found.
        ids: the statements that were asked for, or None for all.

    Returns:
        Lines; one alone where there is no coqc or the library was refused.
    """
    if not report.available:
        return f"Coq: {report.message}"
    head = f"Coq {report.version}, {report.seconds:.1f} s: {report.message}"
    if not report.ok:
        return head
    chosen = [
        (name, theorem)
        for name, theorems in report.theorems.items()
        if ids is None or name in ids
        for theorem in theorems
    ]
    head += "; no verdict depends on it"
    if not chosen:
        return f"{head}\n  none of them on the statements asked for"
    axioms = sorted({axiom for _, theorem in chosen for axiom in theorem.axioms})
    rows = [("STATEMENT", "THEOREM", "AXIOMS")]
    for name, theorem in chosen:
        numbers = " ".join(str(axioms.index(axiom) + 1) for axiom in theorem.axioms)
        rows.append((name, theorem.name.removeprefix("Sharpath."), numbers or "none"))
    left, middle = (max(len(row[k]) for row in rows) for k in range(2))
    lines = [f"  {name:<{left}}  {theorem:<{middle}}  {numbers}" for name, theorem, numbers in rows]
    return "\n".join([head, *lines, *(f"  axiom {k}: {axiom}" for k, axiom in enumerate(axioms, 1))])


def coq_data(report: CoqReport, ids: Collection[str] | None) -> dict[str, Any]:
    """The same for the JSON report, with what each theorem says.

    Args:
        report: what was found.
        ids: the statements that were asked for, or None for all.

    Returns:
        The value of ``coq`` in ``schema.json``.
    """
    return {
        "available": report.available,
        "ok": report.ok,
        "version": report.version,
        "message": report.message,
        "theorems": {
            name: [
                {"name": theorem.name, "statement": theorem.statement, "axioms": list(theorem.axioms)}
                for theorem in theorems
            ]
            for name, theorems in report.theorems.items()
            if ids is None or name in ids
        },
        "timing": {"seconds": round(report.seconds, 3)},
    }
