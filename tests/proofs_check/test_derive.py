"""`sharpath derive`: proofs to read and to print.

What is printed is compared with what the kernel checked: every step once, in order, with what it needs.
LaTeX is tested in tests/latex.  Blind to: whether a human finds the order of steps natural.
"""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from proofs_check.cli import main
from proofs_check.kernel import AuditError, check
from proofs_check.report.proof_text import proof_lines
from theory.statements import all_statements

STATEMENTS = {statement.id: statement for statement in all_statements()}


def test_every_step_is_shown_once_with_what_it_uses() -> None:
    statement = STATEMENTS["balanced-is-flattest"]
    proof = check(statement.derivation)
    text = "\n".join(proof_lines(statement, proof))
    numbers = [int(k) for k in re.findall(r"^\( *(\d+)\)", text, re.MULTILINE)]
    assert numbers == list(range(1, len(proof.steps) + 1))
    for accepted in proof.steps:
        assert str(accepted.step.claim) in text
    assert "Jensen" in text
    assert text.count("assuming  ") == len(statement.hypotheses)


def test_open_assumptions_are_those_of_the_theorem() -> None:
    # Counted from the text alone: what a step stands under is what the kernel says it needs.
    statement = STATEMENTS["balanced-is-flattest"]
    proof = check(statement.derivation)
    lines = proof_lines(statement, proof)
    granted = proof.theorem.hypotheses
    under = [re.findall(r"\((\d+)\)", m[1]) for line in lines if (m := re.search(r"\[under (.*)\]", line))]
    expected = [
        len(accepted.theorem.hypotheses - granted)
        for accepted in proof.steps
        if accepted.step.rule != "assume" and accepted.theorem.hypotheses - granted
    ]
    assert [len(numbers) for numbers in under] == expected
    assert not lines[-3].endswith("]")  # the conclusion stands under nothing


def test_the_command_prints_what_is_checked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["derive", "mode-eigenvalue"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("mode-eigenvalue\n")
    assert "checked: " in shown
    assert main(["derive", "mode-eigenvalue", "--latex"]) == 0
    assert r"\begin{proof}" in capsys.readouterr().out


FILE = """
    from sympy import Eq, Ge, Symbol
    from theory import Statement
    from theory.derivation import Derivation, Step
    x = Symbol("x", real=True)
    Statement("bare", Ge(x**2, 0))
    Statement("wrong", Eq(x/x**2, 1/x), derivation=Derivation((Step("cancel", Eq(2*x, x), "identity"),)))
"""


@pytest.mark.parametrize(
    ("name", "status", "words"),
    [
        ("bare", 1, "has no derivation"),
        ("wrong", 1, "step 'cancel' (identity) is rejected"),
        ("other", 2, "no statement has this id"),
    ],
)
def test_what_cannot_be_shown_is_one_line(
    name: str, status: int, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mine.py"
    file.write_text(dedent(FILE))
    assert main(["derive", name, "--file", str(file)]) == status
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 1
    assert words in err


def test_an_error_of_the_oracle_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def caught(derivation: Any) -> Any:
        raise AuditError("the oracle says 1 = 2")

    monkeypatch.setattr("proofs_check.derive.check", caught)
    assert main(["derive", "mode-eigenvalue"]) == 1
    assert "stopped by the audit" in capsys.readouterr().err
