"""Formulas as MathML: everything that is in the formula is there, in order, in elements that browsers know.

Blind to: how browsers lay it out; whether the LaTeX that it is made of is right (tests of the LaTeX printer).
"""

import re
from xml.etree import ElementTree as Xml

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from proofs_check.latex.printer import latex
from proofs_check.report.mathml import Unreadable, from_latex, mathml
from theory.statements import all_statements

#: Elements of MathML Core.
CORE = {
    *(
        "math",
        "mrow",
        "mi",
        "mn",
        "mo",
        "mtext",
        "mspace",
        "mfrac",
        "msqrt",
        "mroot",
        "msub",
        "msup",
        "msubsup",
    ),
    *("munder", "mover", "munderover", "mtable", "mtr", "mtd", "mpadded", "mstyle"),
}
#: How many children each of these has.
ARITY = {"mfrac": 2, "msub": 2, "msup": 2, "msubsup": 3, "munder": 2, "mover": 2, "munderover": 3, "mroot": 2}


def checked(text):
    """The element, of which every part is as MathML Core wants it."""
    root = Xml.fromstring(text)
    for node in root.iter():
        assert node.tag in CORE
        assert "\\" not in (node.text or "")
        if node.tag in ARITY:
            assert len(node) == ARITY[node.tag]
    return root


@pytest.mark.parametrize("statement", all_statements(), ids=lambda s: s.id)
def test_every_built_in_formula_becomes_mathml(statement):
    for proposition in (statement.claim, *statement.hypotheses):
        shown = checked(mathml(proposition, block=True))
        symbols = {s.name for s in proposition.atoms(sp.Symbol) if len(s.name) == 1 and s.name.isalpha()}
        written = {node.text for node in shown.iter("mi")}
        assert symbols <= written


x, y, L = sp.symbols("x y L", positive=True)
TERMS = st.recursive(
    st.sampled_from([x, y, L]) | st.integers(2, 99).map(sp.Integer),
    lambda inner: st.builds(
        lambda make, a, b: make(a, b),
        st.sampled_from([
            lambda a, b: sp.Add(a, b, evaluate=False),
            lambda a, b: sp.Mul(a, b, evaluate=False),
            lambda a, b: sp.Pow(a, b, evaluate=False),
            lambda a, b: sp.log(a + b),
        ]),
        inner,
        inner,
    ),
    max_leaves=8,
)


@given(TERMS, st.booleans())
def test_letters_and_numbers_of_any_expression_are_there_in_order(term, block):
    text = latex(term)
    letters = re.sub(r"\\[A-Za-z]+|[^A-Za-z0-9]", "", text.replace(r"\log", "l@g"))
    shown = checked(from_latex(text, block=block))
    found = "".join(node.text or "" for node in shown.iter() if node.tag in {"mi", "mn"})
    assert found.replace("log", "lg") == letters
    assert shown.get("display") == ("block" if block else None)


def test_names_are_one_piece_and_limits_stand_above_and_below():
    root = checked(
        from_latex(r"\sum_{h=1}^{H} \mathrm{Split}(\sigma) \implies \gamma_{\mathrm{WCR}}", block=True)
    )
    assert [node.text for node in root.iter("mi")] == ["h", "H", "Split", "σ", "γ", "WCR"]
    assert root[0].tag == "munderover"
    (arrow,) = [node for node in root.iter("mo") if node.text == "⟹"]
    assert arrow.get("lspace") == "0.6em"


@pytest.mark.parametrize("text", [r"\nonsense x", r"\frac{", r"\left( x"])
def test_what_cannot_be_read_is_said_to_be_so(text):
    with pytest.raises(Unreadable):
        from_latex(text)
