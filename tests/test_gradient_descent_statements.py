"""What the statements on modes and gradient descent, and their false companions, get.

Blind to: depths and numbers of modes whose networks have more than 64 weights; large numbers are left to the
closed forms and to the proofs.
"""

from pathlib import Path

import pytest

from proofs_check.collect import Source, collect
from proofs_check.engine import judge_statement
from proofs_check.kernel import check
from proofs_check.result import Options
from proofs_check.verdict import Grade
from theory.statements import gradient_descent, imbalance, modes

FALSE = Path(__file__).parent / "examples" / "false_imbalance.py"
STATEMENTS = (*modes.STATEMENTS, *gradient_descent.STATEMENTS, *imbalance.STATEMENTS)
PROVED = [s for s in STATEMENTS if s.derivation is not None]


def test_what_has_to_be_proved_is_proved():
    assert {
        "mode-decoupling",
        "gd-preserves-alignment",
        "gd-preserves-depth-balance",
        "gd-contracts-imbalance",
        "balanced-renormalisation",
        "momentum-threshold",
    } <= {s.id for s in PROVED}


@pytest.mark.parametrize("statement", PROVED, ids=lambda s: s.id)
def test_derivations_are_accepted(statement):
    theorem = check(statement.derivation).theorem
    assert theorem.conclusion == statement.claim
    assert theorem.hypotheses <= set(statement.hypotheses)


def test_false_versions_are_refuted():
    statements = collect(Source(str(FALSE)))
    assert len(statements) == 4
    for statement in statements:
        assert statement.expect == "REFUTED"
        assert judge_statement(statement, Options(quick=True)).grade is Grade.REFUTED
