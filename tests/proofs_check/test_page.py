"""The page of `sharpath show`: what a reader finds there, and that it is what was judged.

Blind to: whether the prose is good.
"""

import pytest
from sympy import Eq, Ge, Gt, Le, Rational, cosh, exp, sinh, symbols

from proofs_check.engine import judge_statement
from proofs_check.report.numbers import examples
from proofs_check.report.page import page
from proofs_check.result import Options
from theory import Pathways, Sharpness, SinglePath, Split, Statement
from theory.notation import H, L, sigma, total
from theory.statements import all_statements

a, b = symbols("a b", positive=True)


def shown(statement, *, quick=True):
    return page(statement, judge_statement(statement, Options(quick=quick)), unicode=False)


def section(text, name):
    lines = text.splitlines()
    start = lines.index(name) + 1
    end = next((k for k in range(start, len(lines)) if lines[k] and not lines[k].startswith(" ")), len(lines))
    return "\n".join(lines[start:end])


@pytest.fixture(scope="module")
def bound():
    """A bound that needs its second hypothesis, with remarks."""
    return shown(
        Statement(
            "bound",
            Ge(Sharpness(Split(L, a, b)), L * (a + b) ** (2 - 2 / L) * Rational(9, 10)),
            given=[L >= 2, Ge(a, 100 * b)],
            remarks="""
            First paragraph.

            Second one.
            """,
            related=("balanced-is-flattest", "unknown"),
        ),
        # A quick run drops no hypothesis.
        quick=False,
    )


def test_hypotheses_say_why_they_are_needed(bound):
    given = section(bound, "given")
    assert "understood: the configurations need it" in given
    assert "a >= 100*b" in given
    assert "without it false at L = " in given


def test_remarks_and_related_statements(bound):
    assert section(bound, "remarks").split() == ["First", "paragraph.", "Second", "one."]
    assert "balanced-is-flattest  No split is flatter" in section(bound, "related")


def test_long_configurations_get_letters_and_proofs_their_ideas():
    chosen = next(s for s in all_statements() if s.id == "cross-mode-bound")
    text = shown(chosen)
    claim, proof = section(text, "claim"), section(text, "proof")
    assert "where c = Modes(Pathways(ell, sigma, H), Pathways(ell, tau, H))" in claim
    assert claim.count("Modes(") == 1
    assert "weighted AM-GM" in proof
    assert "sharpath derive cross-mode-bound prints them" in proof
    assert "sigma = tau" in section(text, "equality")


def test_numbers_are_values_of_both_sides():
    (one,) = examples(Statement("known", Eq(Sharpness(SinglePath(3, 8)) * a, 48 * a)), 1)
    left, right = (float(text) for text in one.sides[0][1:])
    value = float(eval(one.point.removeprefix("a = ").replace("/", "*1.0/")))
    assert left == pytest.approx(48 * value) == right


def test_a_claim_without_values_has_no_numbers():
    assert examples(Statement("ground", Le(1, Sharpness(SinglePath(3, 8))))) == ()
    split = Statement("split", Ge(Sharpness(Split(L, sigma, H)), 0), given=[total >= 1])
    assert len(examples(split)) == 2


def test_a_letter_for_a_configuration_is_no_symbol_of_the_claim():
    from proofs_check.report.page import _letters

    c, d, a = symbols("c d a", positive=True)
    long = Sharpness(Pathways((2, c), (3, a), (5, a + 1)))
    assert list(_letters(Statement("letters", Ge(c * long + d * long**2, 0))).values()) == ["e"]


def test_numbers_survive_cancellation():
    x = symbols("x", positive=True)
    for example in examples(Statement("tiny", Gt(cosh(100 + x) - sinh(100 + x), 0))):
        value = Rational(example.point.removeprefix("x = "))
        assert example.sides[0][1:] == (str(exp(-100 - value).evalf(10)), "0")
