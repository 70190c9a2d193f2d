"""Necessity: what goes wrong when one hypothesis is dropped.

A witness against the claim without the hypothesis shows that it is needed.  Where none is found nothing is
shown, and the report says so; a hypothesis that the configurations bring along anyway cannot be dropped.
"""

from __future__ import annotations

from dataclasses import replace

from proofs_check.decide import Decider
from proofs_check.domain import Domain
from proofs_check.evidence.instances import attack
from proofs_check.result import Options
from proofs_check.verdict import Evidence, Kind
from proofs_check.witness import value_text
from theory import Statement

__all__ = ["necessity"]


def necessity(statement: Statement, decider: Decider, options: Options) -> Evidence | None:
    """Drop each hypothesis in turn and attack what is left.

    Args:
        statement: the statement.
        decider: by closed forms.
        options: seed and effort.

    Returns:
        Evidence, or None for a statement without hypotheses of its own.
    """
    if not statement.given:
        return None
    found: dict[str, object] = {}
    for k, hypothesis in enumerate(statement.given):
        weaker = replace(statement, given=(*statement.given[:k], *statement.given[k + 1 :]))
        if hypothesis in weaker.understood:
            found[str(hypothesis)] = "understood: the configurations need it to mean anything"
            continue
        domain = Domain.of(weaker, decider.digits)
        attempt, _ = attack(weaker, domain, decider, replace(options, quick=True))
        if attempt.simplify() is None or attempt.violating is None:
            found[str(hypothesis)] = "not shown necessary"
        else:
            found[str(hypothesis)] = {name: value_text(v) for name, v in sorted(attempt.violating.items())}
    needed = sum(isinstance(what, dict) for what in found.values())
    return Evidence(
        Kind.NECESSITY,
        f"{needed} of {len(found)} hypotheses shown necessary",
        "weaker hypotheses that would do",
        data={"hypotheses": found},
    )
