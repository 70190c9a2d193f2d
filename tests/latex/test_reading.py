r"""Formulas as authors write them, and complaints that name the token and the place.

Blind to: LaTeX that no author in this list has written.
"""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp
from sympy import Eq, Ge, Gt, Implies, Le, Lt, Ne, Rational, Sum

from proofs_check.latex.notation import Notation
from proofs_check.latex.parser import Unreadable, parse
from proofs_check.latex.python_text import PythonTextError, read_python, shared_symbols
from proofs_check.latex.tex import definitions, expand, flat, tokenise
from theory import (
    AllEqual,
    Balanced,
    ForAll,
    HessianEigenvalue,
    Modes,
    OneNonzero,
    Sharpness,
    Split,
    UniqueRoot,
)
from theory.notation import H, L, ell, eta, h, s, sigma, x

a, b, star = sp.symbols("a b s_star", positive=True)
C = Modes(Split(L, a, b), Split(L, b, a))
MACROS = definitions(
    tokenise(r"""
    \newcommand{\half}{\frac12} \newcommand\ratio[2]{\frac{#1}{#2}} \newcommand{\opt}[2][a]{#1 #2}
    \def\q{2 - \frac{2}{L}} \DeclareMathOperator{\Sh}{Sharpness} \newcommand{\loop}{\loop}
    """)
)


def notation() -> Notation:
    made = Notation.of(a, b, H, L, ell, eta, h, s, sigma, x, standard=True)
    made.bind("s^*", star)
    made.bind(r"\Lambda", Sharpness(Split(L, a, b)))
    made.bind("c", C)
    return made


READ: list[tuple[str, Any]] = [
    (r"a\left(b+1\right)", a * (b + 1)),
    (r"2 a b - b a", a * b),
    (r"\tfrac12 a", a / 2),
    (r"\frac{a}{b}\cdot\frac b a", sp.S(1)),
    (r"a^2 b^{-1}", a**2 / b),
    (r"\frac{a}{\frac{b}{2}} + a/(b/2)", 4 * a / b),
    (r"a^{2/L-1}", a ** (2 / L - 1)),
    (r"-a^2", -(a**2)),
    (r"\sqrt a + \sqrt[3]{b}", sp.sqrt(a) + b ** Rational(1, 3)),
    (r"0.25 a", a / 4),
    (r"\log L + \ln(a b)", sp.log(L) + sp.log(a * b)),
    (r"2 \log\frac{L}{2 \log L}", 2 * sp.log(L / (2 * sp.log(L)))),
    (r"\sin^2(x) + \exp x^2", sp.sin(x) ** 2 + sp.exp(x**2)),
    (r"e^{-x}", sp.exp(-x)),
    (r"|x| + \lvert -a \rvert + \left|x+1\right|", sp.Abs(x) + a + sp.Abs(x + 1)),
    (r"\max\{a, b\} - \min(a, b)", sp.Max(a, b) - sp.Min(a, b)),
    (r"\binom{L}{2}", sp.binomial(L, 2)),
    (r"(s^*)^2 + s^\star", star**2 + star),
    (r"\sum_{h=1}^H \sigma_h^2 + 1", Sum(sigma[h] ** 2, (h, 1, H)) + 1),
    (r"\sum_{k=1}^{H} \sigma_k", Sum(sigma[sp.Symbol("k", integer=True, positive=True)], ("k", 1, H))),
    (r"\prod\limits_{h=1}^{H} 2 \sigma_{h}", sp.Product(2 * sigma[h], (h, 1, H))),
    (r"\lim_{L \to \infty} \frac1L = 0", Eq(sp.Limit(1 / L, L, sp.oo), 0, evaluate=False)),
    (r"\lim_{x\to 0^+} x", sp.Limit(x, x, 0, "+")),
    (r"\begin{cases} a, & \text{if } x > 0, \\ b & \text{otherwise}. \end{cases}",
     sp.Piecewise((a, x > 0), (b, True))),
    (r"a &= b \nonumber\\ &\le 2 \label{x}", sp.And(Eq(a, b), Le(b, 2))),
    (r"a = b, \quad x \neq 0.", sp.And(Eq(a, b), Ne(x, 0))),
    (r"a < b < 2", sp.And(Lt(a, b), Lt(b, 2))),
    (r"a \geqslant b \text{ if } L \ge 3", Implies(Ge(L, 3), Ge(a, b))),
    (r"a > b \implies b < a \land x > 0", Implies(Gt(a, b), sp.And(Lt(b, a), Gt(x, 0)))),
    (r"\lnot (a = b) \lor x = 1", sp.Or(Ne(a, b), Eq(x, 1))),
    (r"\sigma_h = 0 \quad\text{for all } 1 \le h \le H", ForAll(Eq(sigma[h], 0), (h, 1, H))),
    (r"\sigma_h > 0 \text{ for all } h \in \{1, \dots, H\}", ForAll(Gt(sigma[h], 0), (h, 1, H))),
    (r"\sigma_1 = \cdots = \sigma_H", AllEqual(sigma, H)),
    (r"\text{at most one of } \sigma_1, \dots, \sigma_H \text{ is not } 0", OneNonzero(sigma, H)),
    (r"x^2 = a \text{ for exactly one } x \in (0, 1)", UniqueRoot(x**2 - a, x, (0, 1))),
    (r"\Sharpness(\Balanced(H, L, s)) \big/ 2", Sharpness(Balanced(H, L, s)) / 2),
    (r"\lambda_\text{max}\bigl(\mathrm{Split}(L, a, b)\bigr)", Sharpness(Split(L, a, b))),
    (r"\Sh(\operatorname{Split}(L, a, b)) - \Lambda", sp.S(0)),
    (r"\mu_{12}(c) - \mu_{1,2}(c)", sp.S(0)),
    (r"\mu_{2}(c)", HessianEigenvalue(C, 2, 2)),
    (r"\half a + \ratio{a}{b} + \opt{b} + \opt[b]{b}", a / 2 + a / b + a * b + b**2),
    (r"s^{\q}", s ** (2 - 2 / L)),
    (r"{a + b} \, \big[ a \big]", (a + b) * a),
    (r"\frac{\partial}{\partial x}(x^2 a)", sp.Derivative(x**2 * a, x)),
]  # fmt: skip


@pytest.mark.parametrize(("text", "meaning"), READ, ids=[text for text, _ in READ])
def test_authors_formulas(text: str, meaning: Any) -> None:
    found = parse(text, notation(), MACROS)
    if isinstance(meaning, Sum) and meaning.limits[0][0].name == "k":
        meaning = Sum(sigma[found.limits[0][0]], (found.limits[0][0], 1, H))
    assert found == meaning


WRONG = [
    (r"a + \foo", r"\foo", 5, "no meaning"),
    (r"a + q_1", "q_1", 5, "no meaning"),
    (r"a + = b", "=", 5, "not expected"),
    (r"a + (b", "", 7, "too early"),
    (r"\frac{a}{b", "{", 9, "never closed"),
    (r"1/2 a", "a", 5, "two readings"),
    (r"\log 2 a", "a", 8, "two readings"),
    (r"a = b = ", "", 8, "too early"),
    (r"(a = b) + 1", "(", 1, "a number is expected"),
    (r"\sigma > 1", r"\sigma", 1, "many numbers"),
    (r"a \text{ hence } b", r"\text", 3, "no meaning"),
    (r"\sin^{-1}(x)", r"\sin", 1, "two readings"),
    (r"\loop", r"\loop", 1, "without end"),
    (r"\half{", "", 7, "too early"),
    (r"\ratio{a}", r"\ratio", 1, "arguments"),
    (r"\Sharpness(a)", r"\Sharpness", 1, "must be a configuration"),
    (r"\mu_{13}(c)", r"\mu", 1, "must be an integer from 1 to 2"),
    (r"f(a, b) = 1", "f", 1, "written with arguments"),
    (r"a \in b", "a", 1, r"\in"),
    (r"\begin{tabular} a \end{tabular}", r"\begin", 1, "no place"),
    (r"\left. a \right|", ".", 6, "left out"),
    (r"", "", 1, "no formula"),
]


@pytest.mark.parametrize(("text", "token", "column", "words"), WRONG, ids=[text for text, *_ in WRONG])
def test_complaints_name_the_token_and_the_column(text: str, token: str, column: int, words: str) -> None:
    with pytest.raises(Unreadable) as raised:
        parse(text, notation(), MACROS, line=3)
    assert words in str(raised.value)
    assert raised.value.tok.text == token
    if token or text:
        assert (raised.value.tok.line, raised.value.tok.column) == (3, column)


def test_places_survive_line_breaks_comments_and_macros() -> None:
    with pytest.raises(Unreadable) as raised:
        parse("a + % \\foo is no problem here\n  \\ratio{a}{\\bar}", notation(), MACROS)
    assert (raised.value.tok.line, raised.value.tok.column) == (2, 13)


def test_names_that_mean_something_are_not_expanded() -> None:
    macros = definitions(tokenise(r"\newcommand{\Sharpness}{S} \newcommand{\S}{T}"))
    assert flat(expand(tokenise(r"\Sharpness \S"), macros, {r"\Sharpness"})) == r"\Sharpness T"


PYTHON = [
    ("Sharpness(Balanced(H, L, s)) / 2", Sharpness(Balanced(H, L, s)) / 2),
    ("sigma[1] ** Rational(1, 2)", sp.sqrt(sigma[1])),
    ("2 <= L < 5", sp.And(Le(2, L), Lt(L, 5))),
    ("Symbol('k', integer=True)", sp.Symbol("k", integer=True)),
    ("Sum(sigma[h], (h, 1, H))", Sum(sigma[h], (h, 1, H))),
    ("-sqrt(s)", -sp.sqrt(s)),
]


@pytest.mark.parametrize(("text", "meaning"), PYTHON)
def test_expressions_in_python(text: str, meaning: Any) -> None:
    assert read_python(text, shared_symbols()) == meaning


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("__import__('os').system('true')", "cannot be called|not known|no place"),
        ("s.__class__", "no place"),
        ("(lambda: 1)()", "no place"),
        ("0.1 * s", "no exact number"),
        ("2 ** 10 ** 9", "too large"),
        ("unknown + 1", "not known"),
        ("Sharpness(s)", "configuration"),
        ("s +", "no Python expression"),
        ("Symbol('k', integer=unknown)", "declare"),
        ("s[1]", "no elements"),
        ("'a'", "no exact number"),
        ("s" * 3000, "longer"),
    ],
)
def test_python_that_is_no_formula(text: str, words: str) -> None:
    with pytest.raises(PythonTextError, match=words):
        read_python(text, shared_symbols())


@pytest.mark.parametrize("tex", [r"10\,000 a", r"2 \; 3 a", r"2\frac12 a", r"a 2\tfrac{1}{2}", r"a + 1{}000"])
def test_numbers_side_by_side_are_refused(tex: str) -> None:
    # 10\,000 is ten thousand to a reader and 0 as a product, 2\frac12 may be five halves.
    with pytest.raises(Unreadable):
        parse(tex, notation())


@pytest.mark.parametrize(
    ("tex", "meant"),
    [
        (r"2 \cdot 3 a", 6 * a),
        (r"2\frac{a}{2}", a),
        (r"\frac12 \frac{1}{3} a", a / 6),
        (r"\frac12 2^{L}", 2**L / 2),
    ],
)
def test_other_products_of_numbers_are_read(tex: str, meant: Any) -> None:
    assert parse(tex, notation()) == meant


def test_a_star_after_a_control_word_is_a_product() -> None:
    assert parse(
        r"\eta*a + \lambda*b", Notation.of(a, b, eta, sp.Symbol("lambda"))
    ) == eta * a + b * sp.Symbol("lambda")
    assert parse(r"\operatorname*{Sharpness}(\operatorname{Split}(L, a, b))", notation()) == Sharpness(
        Split(L, a, b)
    )


def test_a_definition_that_is_not_understood_is_left_out() -> None:
    assert definitions(tokenise(r"\newcommand{\foo}[\n]{a} \newcommand{\bar}[x]{b}")) == {}


def test_providecommand_provides_only_what_is_missing() -> None:
    macros = definitions(
        tokenise(r"\newcommand{\p}{a} \providecommand{\p}{b} \providecommand*{\q}{b} \renewcommand{\q}{a}")
    )
    assert parse(r"\p + \q", notation(), macros) == 2 * a


@pytest.mark.parametrize("text", ["Sum(1,())", "sigma[()]", "L + sqrt"])
def test_python_that_is_no_expression_is_refused(text: str) -> None:
    with pytest.raises(PythonTextError):
        read_python(text, shared_symbols())


@pytest.mark.parametrize(
    "text",
    [
        "(10**9999)**9999",
        "((10**10000)**10000)**50",
        "factorial(10**6)",
        "factorial(factorial(20))",
        "Rational(1, 3)**-10000**2",
    ],
)
@pytest.mark.timeout(20)
def test_python_that_would_be_worked_out_for_ever_is_refused(text: str) -> None:
    with pytest.raises(PythonTextError):
        read_python(text, shared_symbols())
