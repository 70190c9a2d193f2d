"""Proofs that nothing satisfies the hypotheses; where none is found, nothing is said."""

from __future__ import annotations

import sympy

from proofs_check.domain import Domain
from proofs_check.verdict import Counts, Evidence, Kind
from theory import Statement

__all__ = ["prove_empty"]


def prove_empty(statement: Statement, domain: Domain) -> Evidence | None:
    """Look for a proof that no value satisfies the hypotheses.

    Args:
        statement: the statement.
        domain: its hypotheses.

    Returns:
        The proof, or None.
    """
    if sympy.false in domain.checks:
        return _proof("a hypothesis is false for all values")
    for name, found in sorted(domain.ranges.items()):
        if found.empty:
            about = [
                h for h in statement.hypotheses if name in {s.name for s in h.free_symbols if s.is_Symbol}
            ]
            kind = "integer" if found.integer else "real number"
            return _proof(f"no {kind} {name} satisfies {' and '.join(map(str, about)) or 'its assumptions'}")
    for family in domain.families:
        if family.element.empty:
            return _proof(f"no element of {family.name} satisfies its hypotheses")
    return None


def _proof(summary: str) -> Evidence:
    return Evidence(Kind.EMPTY, summary, "nothing: it is a proof", counts=Counts())
