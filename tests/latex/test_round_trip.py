"""What is printed is read back as the same object.

Blind to: formulas that print well but mislead a human, and shapes that neither the built-in statements nor
the strategies make.  That sums over an index reach to the end of their term is our convention.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
import sympy as sp
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from proofs_check.kernel import check
from proofs_check.latex.notation import Notation
from proofs_check.latex.parser import parse
from proofs_check.latex.printer import Printer
from tests.latex.expressions import TWO, H, L, formulas, h, rebuilt
from theory import HessianEigenvalue, HillNumber, Quantity, Sharpness, SinglePath, Split, WorstCaseReturn
from theory.statements import all_statements

ALL = {statement.id: statement for statement in all_statements()}


def returned(expr: Any, *, macros: bool, column: float, **names: Any) -> Any:
    notation = Notation.of(expr, macros=macros, **names)
    return parse(Printer(notation, column).show(expr), notation)


def comes_back(expr: Any, **options: Any) -> bool:
    found = returned(expr, **options)
    return bool(found == expr or found == rebuilt(expr))


@pytest.mark.parametrize("name", ALL)
def test_every_built_in_statement(name: str) -> None:
    statement = ALL[name]
    for part in (statement.claim, *statement.hypotheses):
        assert returned(part, macros=True, column=30) == part
    assert returned(statement.claim, macros=False, column=0) == statement.claim


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", [name for name, statement in ALL.items() if statement.derivation])
def test_every_step_of_every_proof(name: str) -> None:
    for accepted in check(ALL[name].derivation).steps:
        assert comes_back(accepted.step.claim, macros=True, column=30)


SLOW = settings(deadline=None, suppress_health_check=list(HealthCheck))


@settings(SLOW, max_examples=200)
@given(formulas, st.sampled_from([0, 20, 40]), st.booleans())
@example(H ** (2 * sp.Sum(1, (h, 1, H)) / L), 0, False)
def test_random_formulas(expr: Any, column: float, macros: bool) -> None:
    assert comes_back(expr, macros=macros, column=column)


@pytest.mark.exhaustive
@settings(SLOW, max_examples=2000)
@given(formulas)
def test_many_random_formulas(expr: Any) -> None:
    assert comes_back(expr, macros=True, column=30)


NAMES = [
    *("N", "e", "E", "pi", "I", "S", "rho", "mu", "chi", "lambda", "lambda_1", "x1", "x_1", "sigma_1"),
    *("sigma", "ell", "gamma_WCR", "max", "log", "d"),
]
odd_names = st.one_of(
    st.sampled_from(NAMES),
    st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1, max_size=4),
)


@settings(SLOW, max_examples=60)
@given(st.lists(odd_names, min_size=2, max_size=5, unique=True))
def test_names_never_clash(names: list[str]) -> None:
    # With an indexed base of the name sigma, sigma_1 is not its first element.
    sigma = sp.IndexedBase("sigma", nonnegative=True)
    symbols = [sp.Symbol(name, positive=True) for name in names]
    L = sp.Symbol("L", integer=True, positive=True)
    others = [
        sigma[1],
        sp.E,
        sp.pi,
        HillNumber(Split(L, 1, 2)),
        HessianEigenvalue(TWO, 1, 2),
        WorstCaseReturn(L),
    ]
    expr = sum((k * part for k, part in enumerate([*symbols, *others], 2)), sp.S(0))
    assert returned(expr, macros=True, column=0) == expr


def test_one_name_with_two_sets_of_assumptions() -> None:
    expr = sp.Symbol("L", positive=True) - sp.Symbol("L", integer=True)
    assert returned(expr, macros=False, column=0) == expr


class Mean(Quantity):
    """A user's own."""

    measured = False

    def closed_form(self) -> Any:
        return sum(self.args) / len(self.args)


u, p, x = sp.symbols("u p x", positive=True)
OTHERS = {
    "a user's quantity": Mean(x, 2) ** Mean(x),
    "a closed form without a formula": WorstCaseReturn(x + 2).closed_form(),
    "a function": sp.Lambda((u, p), sp.log(p) - u),
    "a matrix": sp.Function("f")(0) * 0 + Sharpness(SinglePath(3, 8)) - sp.besselj(0, x),
    "derivatives": sp.Derivative(sp.Derivative(u**2 * p, u), (p, 2)) + sp.Derivative(u, u),
    "cases": sp.Piecewise((x, sp.And(x > 1, x < 2)), (sp.Piecewise((1, x > 5), (2, True)), True)) * x,
    "powers of fractions": sp.Rational(1, 3) ** (-x / 2) + sp.Rational(-2, 3) ** (-u),
    "two limits of a sum": sp.Sum(u**x, (u, 1, p), (x, 0, 3)),
}


@pytest.mark.parametrize("what", OTHERS)
def test_other_objects(what: str) -> None:
    assert returned(OTHERS[what], macros=False, column=30) == OTHERS[what]


def test_a_letter_for_a_configuration_is_read_as_it() -> None:
    c = SinglePath(3, x)
    notation = Notation.of(Sharpness(c), c, names={c: "c"})
    assert Printer(notation).show(Sharpness(c) ** 2) == r"\lambda_{\max}(c)^{2}"
    assert parse(r"\lambda_{\max}(c)^{2}", notation) == Sharpness(c) ** 2
    assert Printer(notation.without([c])).show(c) == r"\mathrm{SinglePath}(3, x)"


def test_infinity_has_a_sign_and_constants_have_names() -> None:
    assert Printer(Notation()).show(-sp.oo) == r"-\infty"
    for expr in (
        sp.Limit(sp.exp(x), x, -sp.oo),
        sp.EulerGamma * x - sp.GoldenRatio,
        sp.I * x + sp.Symbol("i"),
    ):
        assert returned(expr, macros=False, column=0) == expr
        assert "()" not in Printer(Notation.of(expr)).show(expr)


@pytest.mark.parametrize("name", ["x_1", "sigma1", "x_max", "sigma_h"])
def test_a_family_has_one_subscript(name: str) -> None:
    # TeX stops at x_{1}_{2}: "Double subscript".
    family = sp.IndexedBase(name, nonnegative=True)
    expr = family[2] + family[h] + sp.Symbol(name)
    assert returned(expr, macros=False, column=0) == expr
    assert not re.search(r"\}_\{", re.sub(r"\\mathrm\{[^}]*\}", "x", Printer(Notation.of(expr)).show(expr)))


def test_an_eigenvalue_and_a_symbol_that_looks_like_one() -> None:
    for name in ("mu_12", "mu12"):
        expr = sp.Symbol(name, positive=True) + HessianEigenvalue(TWO, 1, 2)
        assert returned(expr, macros=False, column=0) == expr
        assert returned(expr, macros=True, column=0) == expr
