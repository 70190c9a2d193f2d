"""Proof: the statement's derivation, accepted by the kernel step by step.

Main result: `prove`.  The kernel runs on the data of the derivation here, and no theorem is taken from
elsewhere. A derivation that is rejected is a failure, and so makes the verdict ERROR: whoever wrote it meant
the statement to be proved, and instances that agree must not hide that it is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from proofs_check.kernel import AuditError, Proof, Rejected, check
from proofs_check.kernel.terms import conjuncts, same
from proofs_check.kernel.world import World
from proofs_check.strings import Strings
from proofs_check.verdict import Evidence, Kind
from theory import Statement

__all__ = ["prove"]


def prove(statement: Statement) -> Evidence | None:
    """Run the kernel on the derivation of a statement.

    Args:
        statement: the statement.

    Returns:
        Evidence of kind PROOF; a FAILURE where a step is rejected, SymPy is caught in an error, or what was
        derived is another statement; None without a derivation.

    Example:
        >>> from sympy import Eq, Symbol
        >>> from theory.derivation import Derivation, Step
        >>> x = Symbol("x", real=True)
        >>> claim = Eq((x + 1)**2, x**2 + 2*x + 1)
        >>> steps = Derivation((Step("square", claim, "identity"),))
        >>> prove(Statement("square", claim, derivation=steps)).summary
        'derived in 1 step, leaning on SymPy: expand, together, powsimp'
        >>> wrong = Derivation((Step("square", Eq(x**2, x), "identity"),))
        >>> prove(Statement("wrong", Eq(x**2, x), derivation=wrong)).kind
        <Kind.FAILURE: 'failure'>
    """
    if statement.derivation is None:
        return None
    try:
        proof = check(statement.derivation)
    except Rejected as rejected:
        where = f"step {rejected.step!r} ({rejected.rule}), where this fails: " if rejected.step else ""
        return _failure(statement, "is rejected", f"{where}{rejected.condition}", "mend that step")
    except AuditError as error:
        return _failure(statement, "met an error of SymPy", str(error), "report this, and avoid that step")
    missing = _missing(statement, proof)
    if missing:
        return _failure(
            statement, "proves another statement", missing, "derive the claim from its hypotheses"
        )
    return _evidence(proof)


def _missing(statement: Statement, proof: Proof) -> str:
    """What keeps the last theorem from being the statement, or nothing."""
    theorem = proof.theorem
    if not same(theorem.conclusion, statement.claim):
        return f"its last step concludes {theorem.conclusion}"
    given = [part for hypothesis in statement.hypotheses for part in (hypothesis, *conjuncts(hypothesis))]
    world = World(statement.hypotheses, set())
    for hypothesis in sorted(theorem.hypotheses, key=str):
        known = any(same(hypothesis, part) for part in given)
        if not known and not (world.undefined(hypothesis) is None and world.holds(hypothesis)):
            return f"it needs the hypothesis {hypothesis}"
    return ""


def _evidence(proof: Proof) -> Evidence:
    count, oracles = len(proof.steps), sorted(proof.theorem.oracles)
    leaning = f", leaning on {'; '.join(oracles)}" if oracles else ""
    errors = (
        f"errors of {'; '.join(oracles)} that none of the audited points shows, " if oracles else ""
    ) + "errors of the kernel itself, and what SymPy does by itself when a term is written"
    return Evidence(
        Kind.PROOF,
        f"derived in {count} step{'s' * (count > 1)}{leaning}",
        errors,
        data={"oracles": oracles, "steps": list(_traced(proof))},
    )


def _traced(proof: Proof) -> Iterator[dict[str, Any]]:
    written = Strings()
    for accepted in proof.steps:
        step = accepted.step
        # Assumptions that the theorem itself does not make, under which the step stands.
        open_ones = accepted.theorem.hypotheses - proof.theorem.hypotheses
        under = [s.step.name for s in proof.steps if s.step.rule == "assume" and s.step.claim in open_ones]
        yield {
            "step": step.name,
            "rule": step.rule,
            "claim": written.doprint(step.claim),
            "uses": list(step.uses),
            "under": [name for name in under if name != step.name],
            "note": step.note,
            "oracles": sorted(accepted.theorem.oracles),
        }


def _failure(statement: Statement, summary: str, given: str, remedy: str) -> Evidence:
    told = " ".join(given.split())
    message = f"derivation of {statement.id}: must prove its claim; given {told}; remedy: {remedy}"
    return Evidence(Kind.FAILURE, f"the derivation {summary}", "", message=message)
