"""`sharpath latex`: what is written where, and what is never overwritten.

Blind to: disks that fill up while a file is written (`proofs_check.files` is tested elsewhere).
"""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from proofs_check.cli import main
from proofs_check.latex.notation import Notation
from proofs_check.latex.parser import parse
from theory.statements import all_statements

FACTOR = next(statement for statement in all_statements() if statement.id == "reduction-factor")


def test_formulas_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["latex", "reduction-factor", "--formulas", "--no-cache"]) == 0
    mark, formula = capsys.readouterr().out.splitlines()
    assert mark == "% sharpath: reduction-factor"
    assert parse(formula, Notation.of(FACTOR.claim, standard=True)) == FACTOR.claim
    assert main(["latex", "reduction-factor", "--formulas", "--plain", "--no-cache"]) == 0
    assert r"\lambda_{\max}" in capsys.readouterr().out


def test_an_expression_on_request(capsys: pytest.CaptureFixture[str]) -> None:
    text = "Sharpness(Balanced(H, L, s)) / Sharpness(SinglePath(L, s))"
    assert main(["latex", "--expression", text, "--no-cache"]) == 0
    shown = capsys.readouterr().out.strip()
    assert shown == r"\frac{\Sharpness(\Balanced(H, L, s))}{\Sharpness(\SinglePath(L, s))}"


def test_a_document_with_everything(tmp_path: Path) -> None:
    out, macros, bib = tmp_path / "out.tex", tmp_path / "macros.tex", tmp_path / "sources.bib"
    files = ["-o", str(out), "--macros", str(macros), "--bib", str(bib)]
    assert (
        main(["latex", "reduction-factor", "--standalone", "--quick", "--no-cache", "--jobs", "1", *files])
        == 0
    )
    text = out.read_text()
    assert r"\documentclass" in text
    assert r"\footnote{\raggedright PROVED by sharpath" in text
    assert r"\providecommand{\Sharpness}" in macros.read_text()
    assert "@inproceedings{KimLee2026" in bib.read_text()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["macros.tex", "out.tex", "sources.bib"]


@pytest.mark.parametrize("option", ["-o", "--macros", "--bib"])
def test_a_named_file_is_not_overwritten(
    option: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mine.tex"
    file.write_text("mine")
    command = ["latex", "reduction-factor", "--formulas", "--no-cache", option, str(file)]
    assert main(command) == 2
    assert file.read_text() == "mine"
    err = capsys.readouterr().err
    assert len(err.splitlines()) == 1
    assert "exists already; remedy: name another file, or add --force" in err
    assert main([*command, "--force"]) == 0
    assert file.read_text() != "mine"


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (["latex", "reduction-facter", "--formulas"], "did you mean reduction-factor"),
        (["latex", "--expression", "Sharpness(s)"], "must be a configuration"),
        (["latex", "--expression", "s +"], "is no Python expression"),
        (["latex", "reduction-factor", "--column", "10"], "a number between 120 and 2000"),
        (["latex", "--macros", "x.tex", "--bib", "x.tex"], "is named twice"),
        (["latex", "reduction-factor", "-o", "no/such/folder/x.tex"], "directory does not exist"),
    ],
)
def test_bad_usage_is_one_line(
    command: list[str],
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main([*command, "--no-cache"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 1
    assert words in err
    assert not list(tmp_path.iterdir())


def test_a_theorem_file_and_a_rejected_derivation(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "mine.py"
    file.write_text(
        dedent("""
            from sympy import Eq, Symbol
            from theory import Statement
            from theory.derivation import Derivation, Step
            x = Symbol("x", real=True)
            wrong = Derivation((Step("one", Eq(2*x, x), "identity"),))
            Statement("wrong", Eq(x + 0, x, evaluate=False), derivation=wrong)
        """)
    )
    assert main(["latex", str(file), "--quick", "--no-cache", "--jobs", "1"]) == 0
    text = capsys.readouterr().out
    assert r"\begin{unjudged}" in text
    assert "is rejected" in text
    assert r"\begin{proof}" not in text


@pytest.mark.parametrize("text", ["Sharpness", "Sum", "sqrt", "(1, sqrt)"])
def test_a_name_without_arguments_is_no_formula(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["latex", "--expression", text, "--no-cache"]) == 2
    assert "--expression" in capsys.readouterr().err


def test_two_symbols_are_two_in_all_parts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "two.py"
    lines = ["from sympy import And, Le, symbols", "from theory import Statement"]
    lines += ['a, b = symbols("x1 x_1", positive=True)', 'Statement("two", And(Le(a, 3), Le(b, 3)))']
    file.write_text("\n".join(lines))
    assert main(["latex", str(file), "--formulas", "--no-cache"]) == 0
    _, first, second = capsys.readouterr().out.splitlines()
    assert first != second
