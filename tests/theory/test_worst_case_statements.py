"""Statements about the worst-case return that `sharpath list` does not show: a proof, and what is false.

Blind to: what the kernel's own rules get wrong, for which there is tests/proofs_check/kernel.
"""

from pathlib import Path

import pytest

from proofs_check.collect import Source, collect
from proofs_check.engine import judge_statement
from proofs_check.evidence.proof import prove
from proofs_check.result import Options
from proofs_check.verdict import Grade, Kind
from theory.statements.worst_case_return import wcr_single_path_is_worst

FALSE = Path(__file__).parents[1] / "examples" / "false_worst_case.py"


def test_no_split_goes_further_than_a_single_path():
    assert prove(wcr_single_path_is_worst).kind is Kind.PROOF


@pytest.mark.parametrize("statement", collect(Source(str(FALSE))), ids=lambda statement: statement.id)
def test_what_is_false_is_refuted(statement):
    assert judge_statement(statement, Options(quick=True)).grade is Grade.REFUTED
    assert statement.expect == "REFUTED"
