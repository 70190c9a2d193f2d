"""`sharpath manuscript`: which equations are marked, and whether they say what was verified.

The test manuscript holds 29 marked equations, 6 of them with a seeded error.  Blind to: errors that neither a
value nor a comparison of sides shows, and environments that no equation here uses.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sympy as sp

from proofs_check.cli import main
from proofs_check.collect import Source, collect
from proofs_check.decide import Decider
from proofs_check.files import Unusable
from proofs_check.manuscript.judgement import Verdict
from proofs_check.manuscript.marks import read_marks
from proofs_check.manuscript.sameness import Comparison
from proofs_check.manuscript_command import judge_manuscript
from proofs_check.result import FewerSamples
from theory import AllEqual, Balanced, ForAll, Sharpness, SinglePath, UniqueRoot
from theory.notation import H, L, h, s, sigma, x
from theory.statements import all_statements

HERE = Path(__file__).parent
PAPER = (HERE / "manuscript.tex").read_text()
KNOWN = {s.id: s for s in (*all_statements(), *collect(Source(str(HERE / "known.py"))))}
SEEDED = {number for number, line in enumerate(PAPER.splitlines(), 1) if "% SEEDED" in line}


def judged(text: str) -> list[Any]:
    return [one for one, _ in judge_manuscript(text, KNOWN, FewerSamples(quick=True))]


@pytest.fixture(scope="module")
def verdicts() -> list[Any]:
    return judged(PAPER)


def test_exactly_the_seeded_errors_differ(verdicts: list[Any]) -> None:
    assert len(verdicts) == 29
    assert {one.line for one in verdicts if one.verdict is Verdict.DIFFERS} == SEEDED
    assert len(SEEDED) == 6
    assert {one.verdict for one in verdicts} == {Verdict.MATCHES, Verdict.DIFFERS}


def test_every_difference_has_a_witness(verdicts: list[Any]) -> None:
    for one in verdicts:
        assert bool(one.witness) is (one.verdict is Verdict.DIFFERS)
    (dropped,) = (
        one for one in verdicts if one.verdict is Verdict.DIFFERS and one.id == "two-paths-are-flatter"
    )
    assert dropped.witness["L"] == "2"
    assert "the statement assumes L > 2" in dropped.words


def test_what_a_match_rests_on_is_said(verdicts: list[Any]) -> None:
    said = {one.line: one.words for one in verdicts}
    assert said[21] == "the same formula"
    assert said[26] == "solved for Sharpness(Balanced(H, L, s)), both are the same"
    assert said[66].startswith("part 1, 2 of 3")


NOTATION = r"""
% sharpath-notation: \lambda = Sharpness(Balanced(H, L, s))
% sharpath-notation: \lambda_1 = Sharpness(SinglePath(L, s))
% sharpath: {name}
\[ {formula} \]
"""
FORMULAS = [
    (r"\lambda = H^{2/L-1} \lambda_1", Verdict.MATCHES),
    (r"\lambda / H^{2/L-1} = L s^{2-2/L}", Verdict.MATCHES),
    (r"2 \lambda \cdot H = 2 \lambda_1 \cdot H^{2/L}", Verdict.MATCHES),
    (r"\lambda^2 = \lambda_1^2 H^{4/L-2}", Verdict.UNDECIDED),  # the same, but no rule of ours shows it
    (r"\lambda \ge H^{2/L-1} \lambda_1", Verdict.DIFFERS),
    (r"\lambda = \lambda", Verdict.DIFFERS),
    (r"\lambda \le \lambda_1", Verdict.DIFFERS),
    (r"\lambda \neq H^{2/L-1} \lambda_1", Verdict.DIFFERS),
    (r"\lambda_1 = H^{2/L-1} \lambda", Verdict.DIFFERS),
    (r"\lambda = H^{2/L-1} \mu", Verdict.UNREADABLE),
    (r"\lambda + 1", Verdict.UNREADABLE),
]


@pytest.mark.parametrize(("formula", "verdict"), FORMULAS, ids=[formula for formula, _ in FORMULAS])
def test_true_equations_that_say_something_else_differ(formula: str, verdict: Verdict) -> None:
    (one,) = judged(NOTATION.replace("{name}", "reduction-factor").replace("{formula}", formula))
    assert one.verdict is verdict, one.words
    assert one.line == 5
    assert bool(one.witness) is (verdict is Verdict.DIFFERS)


def test_hypotheses_that_are_too_weak_differ_though_the_equation_is_true() -> None:
    text = "% sharpath: the-weaker-is-further\n% sharpath-given: {}\n"
    text += r"\[ \sigma_2^{{2-L}} > \sigma_1^{{2-L}} \]"
    fine, weak, odd = (
        judged(text.format(given))[0]
        for given in (r"L > 3, \sigma_1 > \sigma_2, \sigma_2 > 0", r"L > 2, \sigma_2 > 0", r"L + 1")
    )
    assert fine.verdict is Verdict.MATCHES  # a special case
    assert weak.verdict is Verdict.DIFFERS
    assert odd.verdict is Verdict.UNREADABLE
    assert odd.line == 2


def test_the_statement_says_nothing_beyond_its_hypotheses() -> None:
    # True without a > b as well; but that is not what was verified.
    marked = r"""
% sharpath-notation: a = Symbol("a", positive=True)
% sharpath-notation: b = Symbol("b", positive=True)
% sharpath: two-means
% sharpath-given: L \ge 2, a b \ge 1
\[ a + b \ge 2 (a b)^{1/L} \]
"""
    (one,) = judged(marked)
    assert one.verdict is Verdict.DIFFERS
    assert one.words == "your hypotheses allow this, the statement assumes a > b and says nothing here"
    assert one.witness
    assert judged(marked.replace("a b \\ge 1", "a b \\ge 1, a > b"))[0].verdict is Verdict.MATCHES


@pytest.mark.parametrize(
    ("notation", "words"),
    [
        (r"\lambda", "is no line NAME = EXPRESSION"),
        (r"\lambda = Sharp(s)", "Sharp is not known"),
        (r"1 = Sharpness(SinglePath(L, s))", "no name begins so"),
        (r"k = Symbol('k')", "must be known to be real"),
    ],
)
def test_notation_that_cannot_be_read(notation: str, words: str) -> None:
    (one,) = judged(f"% sharpath-notation: {notation}\n% sharpath: reduction-factor\n\\[ k = s \\]\n")
    assert one.verdict is Verdict.UNREADABLE
    assert words in one.words


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [
        (r"\[ a = b \]", "p.tex", "marks no equation"),
        ("% sharpath: reduction-facter\n\\[ s = s \\]", "p.tex:1", "did you mean reduction-factor"),
        ("% sharpath-givn: L > 2\n% sharpath: reduction-factor\n\\[ s = s \\]", "p.tex:1", "is not known"),
        ("% sharpath-given: L > 2\n", "p.tex:1", "belongs to no marked equation"),
    ],
)
def test_marks_that_lead_nowhere(text: str, where: str, words: str) -> None:
    with pytest.raises(Unusable) as raised:
        judge_manuscript(text, KNOWN, FewerSamples(quick=True), "p.tex")
    assert raised.value.where == where
    assert words in str(raised.value)


MARKED = r"""
% sharpath: one
Text with $a = b$ and, displayed,
\begin{align*}
  a &= b \\ % sharpath: two
    &= c + {} \\
    &\quad d \label{e} % sharpath: three
\end{align*}
\begin{verbatim}
% sharpath: no
\end{verbatim}
Here \% sharpath: no; but $c < d$ % sharpath: four
\begin{multline} % sharpath: five
 a \\ = \begin{cases} 1 & a \\ 2 & b \end{cases}
\end{multline}
$$ x $$ % sharpath: six
% sharpath: seven
"""


def test_marks_belong_to_the_next_display_or_the_formula_before() -> None:
    marked, loose, _ = read_marks(MARKED)
    found = {m.id: m.formula and "".join(tok.text for tok in m.formula.toks) for m in marked}
    assert not loose
    assert found == {
        "one": "a&=b",
        "two": "a&=b",
        "three": r"a&=c+{}&\quadd\label{e}",
        "four": "c<d",
        "five": r"a\\=\begin{cases}1&a\\2&b\end{cases}",
        "six": "x",
        "seven": None,
    }
    assert {m.id: m.formula.line for m in marked if m.formula}["three"] == 6


POINTS = [{"H": sp.Rational(n), "L": sp.Rational(n + 1), "s": sp.Rational(2, n)} for n in range(1, 9)]
lam, one = Sharpness(Balanced(H, L, s)), Sharpness(SinglePath(L, s))
SAME = [
    (sp.Lt(lam, one), sp.Gt(one, lam), True),
    (sp.Lt(lam, one), sp.Le(lam, one), False),
    (sp.Lt(lam / one, 1), sp.Lt(lam, one), True),
    (sp.Lt(lam / one, 1), sp.Gt(lam, one), False),
    (sp.And(sp.Lt(lam, one), L > 2), sp.And(L > 2, sp.Gt(one, lam)), True),
    (sp.Or(sp.Lt(lam, one), L > 2), sp.And(L > 2, sp.Gt(one, lam)), False),
    (sp.Implies(L > 2, sp.Lt(lam, one)), sp.Implies(sp.Lt(lam, one), L > 2), False),
    (sp.Eq(sp.Limit(2 * lam, L, sp.oo), 1), sp.Eq(sp.Limit(lam, L, sp.oo), 1), False),
    (sp.Eq(sp.Limit(lam * s, L, sp.oo), 1), sp.Eq(sp.Limit(s * lam, L, sp.oo), 1), True),
    (UniqueRoot(x**2 - s, x, (0, 2 * s)), UniqueRoot(2 * x**2 - 2 * s, x, (0, s + s)), False),
    (UniqueRoot(x - s, x, (0, s)), UniqueRoot(x - s, x, (0, 2 * s)), False),
    (ForAll(sp.Eq(sigma[h], sigma[1]), (h, 1, H)), AllEqual(sigma, H), True),
    (ForAll(sp.Eq(sigma[h], sigma[1]), (h, 2, H)), AllEqual(sigma, H), False),
]


@pytest.mark.parametrize(("mine", "theirs", "same"), SAME)
def test_sameness(mine: Any, theirs: Any, same: bool) -> None:
    from fractions import Fraction

    points = [
        {n: Fraction(int(v.p), int(v.q)) for n, v in p.items()} | {"sigma": (Fraction(1),) * 9}
        for p in POINTS
    ]
    assert bool(Comparison(points, Decider(30)).same(mine, theirs)) is same


OWN = r"""
% sharpath-notation: a = Symbol("a", positive=True)
% sharpath-notation: b = Symbol("b", positive=True)
% sharpath:
\[ (a + b)^2 \ge 4 a b \]
% sharpath: sharper
\[ (a + b)^2 > 4 a b \]
"""


def test_an_equation_of_its_own_is_judged_as_by_check(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paper = tmp_path / "paper.tex"
    paper.write_text(OWN)
    assert main(["manuscript", str(paper), "--quick", "--no-cache", "--jobs", "1"]) == 1
    first, second, witness, *_ = capsys.readouterr().out.splitlines()
    assert first.startswith(f"{paper}:5: JUDGED line-5 (")
    assert second.startswith(f"{paper}:7: DIFFERS sharper: by itself")
    assert witness.strip() == "at a = 1, b = 1"


@pytest.mark.parametrize(
    ("formula", "options", "status"),
    [
        (r"\lambda = H^{2/L-1} \lambda_1", [], 0),
        (r"\lambda = H^{2/L-1} \lambda_1", ["--require", "PROVED"], 0),
        (r"\lambda = H^{1-2/L} \lambda_1", [], 1),
        (r"\lambda = H^{2/L-1 \lambda_1", [], 2),
    ],
)
def test_exit_status(formula: str, options: list[str], status: int, tmp_path: Path) -> None:
    paper = tmp_path / "paper.tex"
    paper.write_text(NOTATION.replace("{name}", "reduction-factor").replace("{formula}", formula))
    assert main(["manuscript", str(paper), "--quick", "--no-cache", "--jobs", "1", *options]) == status


def test_assuming_nothing_with_a_condition_does_not_assume_what_the_statement_does() -> None:
    mark = "% sharpath: two-means\n% sharpath-given: none\n"
    (one,) = judged(mark + r"\[ a + b \ge 2 (a b)^{1/L} \text{ if } L \ge 2 \]")
    assert one.verdict is Verdict.DIFFERS
    assert "which your hypotheses do not" in one.words or "your hypotheses allow this" in one.words


def test_a_bound_on_a_limit_has_two_directions() -> None:
    f = sp.Limit(2 + 1 / x, x, sp.oo)
    compared = Comparison([{}], Decider(30))
    assert compared.same(sp.Le(f, 3, evaluate=False), sp.Ge(3, f, evaluate=False))
    assert compared.same(sp.Eq(f, 3, evaluate=False), sp.Eq(3, f, evaluate=False))
    assert compared.same(sp.Ge(f, 3, evaluate=False), sp.Le(f, 3, evaluate=False)) is None


@pytest.mark.parametrize("feed", ["\f", "\v", "\x1c", "\x85", "\u2028", "\r"])
def test_lines_are_counted_as_tex_counts_them(feed: str) -> None:
    marked, _, _ = read_marks(f"a page{feed}\n% sharpath: one\n\\[ a = b \\]\n\\[ c = d \\]")
    assert [(mark.id, mark.place.line, mark.formula and mark.formula.line) for mark in marked] == [
        ("one", 2, 3)
    ]


def test_a_mark_right_after_a_line_break() -> None:
    marked, _, _ = read_marks("\\begin{align}\na &= b \\\\% sharpath: one\nc &= d\n\\end{align}")
    assert [(mark.id, mark.formula and mark.formula.line) for mark in marked] == [("one", 2)]
    assert read_marks("5\\% sharpath: one\n\\[ a = b \\]")[0] == []


def test_dollars_in_verbatim_words_open_no_formula() -> None:
    marked, _, _ = read_marks("Type \\verb|$| and \\verb*+%+.\n\\[ a = b \\] % sharpath: one\nand $c$")
    assert [(mark.id, mark.formula and mark.formula.line) for mark in marked] == [("one", 2)]


def test_an_interval_with_its_ends_is_another_one() -> None:
    mark = "% sharpath: line-2\n% sharpath-notation: y = Symbol('y', real=True)\n"
    found = [
        judged(mark + rf"\[ y - 1 = 0 \text{{ for exactly one }} y \in {i} \]")[0]
        for i in ("(0, 2)", "[0, 2]")
    ]
    assert [one.verdict for one in found] == [Verdict.JUDGED, Verdict.UNREADABLE]
    assert "(0, 1)" in found[1].words
