"""What the statements on gradient flow and their false companions get.

Blind to: starts far below the target; there the solver of the flow would take too long, and only theory's
road says where it ends.
"""

from pathlib import Path

import pytest

from proofs_check.collect import Source, collect
from proofs_check.engine import judge_statement
from proofs_check.kernel import check
from proofs_check.result import Options
from proofs_check.verdict import Grade
from theory.statements import companions, gradient_flow

FALSE = Path(__file__).parent / "examples" / "false_gradient_flow.py"
PROVED = [s for s in (*gradient_flow.STATEMENTS, *companions.STATEMENTS) if s.derivation is not None]


def test_what_has_to_be_proved_is_proved():
    wanted = {"flow-relative-growth", "flow-conserves-imbalance", "winner-takes-all", "shallowest-wins-limit"}
    assert wanted <= {s.id for s in PROVED}


@pytest.mark.parametrize("statement", PROVED, ids=lambda s: s.id)
def test_derivations_are_accepted(statement):
    assert check(statement.derivation).theorem.conclusion == statement.claim


def test_false_versions_are_refuted():
    statements = collect(Source(str(FALSE)))
    assert len(statements) == 4
    for statement in statements:
        assert statement.expect == "REFUTED"
        assert judge_statement(statement, Options(quick=True)).grade is Grade.REFUTED
