"""`sharpath derive ID`: a statement's derivation, checked step by step, to read or for a paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from proofs_check.files import one_line
from proofs_check.kernel import AuditError, Rejected, check
from proofs_check.latex.document import HEADER, fragment
from proofs_check.report.proof_text import proof_lines
from proofs_check.report.stream import complain, say

if TYPE_CHECKING:
    from theory.statement import Statement

__all__ = ["derive"]


def derive(statement: Statement, *, latex: bool) -> int:
    """Check the derivation of one statement and print it.

    Args:
        statement: the statement.
        latex: whether to print LaTeX.

    Returns:
        The exit status: 0 if every step is accepted, 1 if there is no derivation or a step is rejected.
    """
    if statement.derivation is None:
        complain(f"{statement.id}: has no derivation; give one with derivation=, see theory.derivations")
        return 1
    try:
        proof = check(statement.derivation)
    except Rejected as rejected:
        complain(
            one_line(
                f"{statement.id}: step {rejected.step!r} ({rejected.rule}) is rejected: {rejected.condition}"
            )
        )
        return 1
    except AuditError as error:
        complain(one_line(f"{statement.id}: stopped by the audit: {error}"))
        return 1
    text = HEADER + fragment(statement, proof).text if latex else "\n".join(proof_lines(statement, proof))
    say(text.rstrip("\n"))
    return 0
