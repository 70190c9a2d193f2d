"""Statements as LaTeX documents: what stands in them, and that pdflatex is content.

Blind to: whether a page is pleasant to read (pages were looked at), other TeX distributions.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from sympy import Ge, Gt, Symbol, symbols

from proofs_check.engine import judge_statement
from proofs_check.kernel import check
from proofs_check.latex.bibliography import bib_text, bibliography, cited, references
from proofs_check.latex.document import document, fragment
from proofs_check.latex.macros import ENVIRONMENTS, macro_file
from proofs_check.latex.notation import Notation, library
from proofs_check.latex.printer import latex
from proofs_check.latex.words import letters, plain, ranges_in_words
from proofs_check.result import Options
from proofs_check.verdict import Grade
from theory import Sharpness, SinglePath, Statement
from theory.statements import all_statements

STATEMENTS = {statement.id: statement for statement in all_statements()}
LIGHT = ["mode-eigenvalue", "balanced-is-flattest", "reduction-factor-below-one", "single-path-threshold"]
L, s = Symbol("L", integer=True, positive=True), Symbol("s", positive=True)
needs_tex = pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed")


def overfull(text: str, folder: Path) -> list[float]:
    """How far boxes stick out, in points; compiled twice, for the references."""
    (folder / "all.tex").write_text(text)
    for _ in range(2):
        done = subprocess.run(
            ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "all.tex"],
            cwd=folder,
            capture_output=True,
            timeout=200,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-2000:]
    log = (folder / "all.log").read_text(errors="replace")
    assert "undefined" not in log
    return [float(found) for found in re.findall(r"Overfull \\[hv]box \(([\d.]+)pt", log)]


def checked(name: str) -> str:
    statement = STATEMENTS[name]
    return fragment(statement, check(statement.derivation)).text


@pytest.mark.parametrize("name", LIGHT)
def test_every_step_is_there_and_every_environment_closed(name: str) -> None:
    text, proof = checked(name), check(STATEMENTS[name].derivation)
    assert text.count(r"\item\label") == len(proof.steps)
    for environment in ("theorem", "proof", "enumerate", "gather"):
        assert text.count(rf"\begin{{{environment}}}") == text.count(rf"\end{{{environment}}}") == 1
    assert text.count("{") - text.count(r"\{") == text.count("}") - text.count(r"\}")
    labels = set(re.findall(r"\\label\{(step:[^}]+)\}", text))
    assert len(labels) == len(proof.steps)
    assert set(re.findall(r"\\ref\{(step:[^}]+)\}", text)) <= labels
    assert rf"\label{{thm:{name}}}" in text
    assert r"\cite{KimLee2026}" in text


def test_hypotheses_are_all_said() -> None:
    statement = STATEMENTS["balanced-is-flattest"]
    text = checked(statement.id)
    for hypothesis in statement.hypotheses:
        assert f"${latex(hypothesis)}$" in text
    assert r"Here $H$ and $L$ are positive integers; $\sigma_{1}, \sigma_{2}, \dots$ are non-negative" in text


@needs_tex
def test_it_compiles_and_fits(tmp_path: Path) -> None:
    fragments = [fragment(STATEMENTS[name], check(STATEMENTS[name].derivation)) for name in LIGHT]
    # The claims of these do not fit on a line.
    fragments += [fragment(STATEMENTS[name]) for name in ("hessian-spectrum-at-minimum", "cross-mode-bound")]
    # A reader does not see what sticks out by less than 5 points, as issue 7 asks.
    assert max(overfull(document(fragments), tmp_path), default=0) <= 5
    assert (tmp_path / "all.pdf").stat().st_size > 50_000


@needs_tex
@pytest.mark.exhaustive
def test_all_statements_compile_and_fit(tmp_path: Path) -> None:
    proofs = [check(s.derivation) if s.derivation else None for s in STATEMENTS.values()]
    fragments = [fragment(s, proof) for s, proof in zip(STATEMENTS.values(), proofs, strict=True)]
    assert max(overfull(document(fragments), tmp_path), default=0) <= 5


@needs_tex
def test_a_long_formula_would_stick_out_unbroken(tmp_path: Path) -> None:
    # The check above sees something: the same claim without breaks.
    statement = STATEMENTS["hessian-spectrum-at-minimum"]
    text = document([fragment(statement, column=10_000)]).replace(r"\setlength{\textwidth}{10000pt}", "")
    assert max(overfull(text, tmp_path)) > 5


@pytest.mark.parametrize(("claim", "holds"), [(s + 1 / s > 2, False), (Ge(s + 1 / s, 2), True)])
def test_the_environment_and_the_footnote_say_the_grade(claim: Any, holds: bool) -> None:
    statement = Statement("mine", claim, remarks="First.\n\nSecond & last.", source="a talk")
    result = judge_statement(statement, Options(quick=True))
    grade = result.grade
    assert grade.positive is holds
    text = fragment(statement, None, result).text
    assert rf"\begin{{{ENVIRONMENTS[grade.value][0]}}}[{{mine; a talk}}]" in text
    assert rf"\footnote{{\raggedright {grade.value} by sharpath" in text
    assert ("false" in text or "fails" in text) is (grade is Grade.REFUTED)
    assert r"Second \& last. \end{remark*}" in text
    assert r"\begin{proof}" not in text


def test_macros_expand_to_what_is_written_without_them() -> None:
    defined = dict(re.findall(r"\\providecommand\{(\\\w+)\}\{(.+)\}$", macro_file(), re.MULTILINE))
    assert set(defined) >= {rf"\{name}" for name in library()}
    expr = Sharpness(SinglePath(L, s)) / L
    text = latex(expr, macros=True)
    for name, expansion in defined.items():
        text = text.replace(name, expansion)
    assert text == latex(expr)


def test_sources_are_cited_and_listed() -> None:
    assert cited("Kim & Lee 2026 and Kreisler et al. 2023")[1] == ("KimLee2026", "KreislerEtAl2023")
    assert cited("Shi, Shea-Brown & Buice 2022")[1] == ("ShiSheaBrownBuice2022",)
    assert cited("50% of_it")[0] == r"50\% of\_it"
    assert bib_text().count("@") == len(references())
    listed = bibliography(["KreislerEtAl2023", "KimLee2026"])
    assert re.findall(r"\\bibitem\{(\w+)\}", listed) == ["KimLee2026", "KreislerEtAl2023"]
    for statement in STATEMENTS.values():
        if re.search(r"\b20\d\d\b", statement.source):
            assert cited(statement.source)[1], statement.id


def test_words_around_formulas() -> None:
    assert plain(r"a\b{c}~^$#") == r"a\textbackslash{}b\{c\}\textasciitilde{}\textasciicircum{}\$\#"
    x, n = Symbol("x", real=True), Symbol("n", integer=True, nonnegative=True)
    said = ranges_in_words([x, n], Notation.of(x, n))
    assert said == "$x$ is a real number; $n$ is a non-negative integer"
    c = symbols("c", positive=True)
    # The letter c is taken.
    assert set(letters(Gt(Sharpness(SinglePath(L, c)), c)).values()) == {"C"}


def test_a_wide_fraction_is_broken() -> None:
    wide = sum(Symbol(f"x_{k}", real=True) for k in range(30)) / Symbol("y", positive=True)
    assert r"\frac" in latex(wide)
    assert r"\frac" not in latex(wide, column=float(Fraction(345, 10)))


@needs_tex
def test_pdflatex_sets_the_greek_of_titles_and_remarks(tmp_path: Path) -> None:
    made = Statement(
        "greek", Ge(s + 1 / s, 2), title="λ ≥ 2 − ℓ for η → ∞ [1, 2]", remarks="Σ σ_h ≠ Ω · ½ ± 5 % × 2 ‘é’"
    )
    assert plain("λΣ") == r"\ensuremath{\lambda}\ensuremath{\Sigma}"
    assert overfull(document([fragment(made)]), tmp_path) == []
