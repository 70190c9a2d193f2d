"""Roots of theory's equations, enclosed: known roots, certificates, and the worst-case return by both roads.

Blind to: an equation that is not monotone. What the two roads to the worst-case return share is Arb, the map
``f`` and `numerics.roots`; theory's road never maximises, the map's road never sees an equation.
"""

from dataclasses import replace
from fractions import Fraction

import pytest
import sympy
from flint import arb, fmpq
from hypothesis import given
from hypothesis import strategies as st
from sympy import Eq, Gt, Lambda, Le, Rational, cos, exp, log, pi, sqrt, symbols

from numerics.precision import agreement_digits, known_digits, working_precision
from numerics.quantities import worst_case_return as measured
from numerics.roots import isolate_roots
from proofs_check import equation_root
from proofs_check.algebras import Balls, Indeterminate, Undefined, Unsupported
from proofs_check.concrete import TooCostly
from proofs_check.decide import Decider
from proofs_check.engine import judge_statement
from proofs_check.equation_root import root_ball, worst_case_return
from proofs_check.evaluate import Scope
from proofs_check.measure import measure
from proofs_check.result import Options
from proofs_check.verdict import Grade
from theory import EquationRoot, Statement, WorstCaseReturn

u, p = symbols("u p", positive=True)
L = sympy.Symbol("L", integer=True, positive=True)


def power(n, formula=None):
    """The root of ``n log u = log p`` between 1 and p."""
    pair = (u, p)
    equation = Lambda(pair, n * log(u) - log(p))
    return EquationRoot(Lambda(pair, u if formula is None else formula), equation, Lambda(p, (1, p)), p)


@given(st.integers(2, 30), st.fractions(Fraction(3, 2), 10**6), st.sampled_from([5, 30, 100, 400]))
def test_known_roots_to_any_number_of_digits(n, value, digits):
    ball = root_ball(power(n), fmpq(value.numerator, value.denominator), digits)
    with working_precision(digits=digits + 20):
        assert known_digits(ball) >= digits
        assert (ball**n).overlaps(arb(value.numerator) / value.denominator)
        assert not ((ball * (1 + arb(10) ** -digits)) ** n).overlaps(arb(value.numerator) / value.denominator)


def test_a_formula_that_loses_digits_gets_more():
    # u - 1 at p = 1 + 10^-30: thirty digits cancel.
    ball = root_ball(power(2, u - 1), fmpq(10**30 + 1, 10**30), 40)
    with working_precision(digits=120):
        assert known_digits(ball) >= 40
        assert ball.overlaps((1 + arb(10) ** -30).sqrt() - 1)


def test_a_parameter_that_is_a_ball_gives_as_many_digits_as_it_has():
    with working_precision(digits=50):
        value = arb(2).sqrt() + arb(0, arb(10) ** -20)
        ball = root_ball(power(2), value, 50)
        assert ball.contains(arb(2).root(4))
        assert 15 <= known_digits(ball) <= 21
        for useless in (arb(2, 1), arb.nan(), arb.pos_inf()):
            with pytest.raises(Indeterminate):
                root_ball(power(2), useless, 50)


def test_what_floats_cannot_do_is_bisected(monkeypatch):
    def fails(*_):
        raise OverflowError

    expected = root_ball(power(3), fmpq(5), 30)
    monkeypatch.setattr(equation_root, "_float_root", fails)
    assert root_ball(power(3), fmpq(5), 30).overlaps(expected)
    assert known_digits(root_ball(power(3), fmpq(5), 12)) >= 12


def test_a_wrong_approximation_is_never_believed(monkeypatch):
    right = root_ball(power(3), fmpq(5), 30)
    for wrong in (1.5, 1.7099, 4.9):
        monkeypatch.setattr(equation_root, "_float_root", lambda *_, wrong=wrong: wrong)
        assert root_ball(power(3), fmpq(5), 30).overlaps(right)


def test_an_empty_interval_and_unknown_functions_are_named():
    with pytest.raises((Undefined, Indeterminate)):
        root_ball(power(2), fmpq(1, 2), 20)
    for equation in (cos(u) - p, u - pi * p):
        root = EquationRoot(Lambda((u, p), u), Lambda((u, p), equation), Lambda(p, (0, 1)), p)
        with pytest.raises(Unsupported):
            root_ball(root, fmpq(1, 2), 20)


def test_rationals_in_an_equation_stay_exact():
    root = EquationRoot(
        Lambda((u, p), u / 3), Lambda((u, p), exp(u / 7) - exp(p / 3)), Lambda(p, (0, 100)), p
    )
    with working_precision(digits=60):
        assert agreement_digits(root_ball(root, fmpq(1), 50), arb(7) / 9) >= 50


def test_depth_two_is_enclosed():
    for digits in (15, 50, 500):
        with working_precision(digits=digits + 20):
            ball = worst_case_return(2, digits)
            assert (
                ball.contains(3 * arb(3).sqrt() - 2)
                or agreement_digits(ball, 3 * arb(3).sqrt() - 2) >= digits
            )
            assert known_digits(ball) >= digits


def test_both_roads_at_every_depth_to_two_hundred():
    with working_precision(digits=70):
        for depth in range(2, 201):
            derived, seen = worst_case_return(depth, 50), measured.measure(depth, 35)
            assert seen.rigorous
            assert known_digits(derived) >= 50
            assert derived.overlaps(seen.value)
            assert agreement_digits(derived, seen.value) >= 34


@pytest.mark.parametrize("depth", [10**4, 10**6, 10**9, 10**12])
def test_both_roads_at_very_large_depths(depth):
    with working_precision(digits=70):
        derived, seen = worst_case_return(depth, 50), measured.measure(depth, 40).value
        assert derived.overlaps(seen)
        assert agreement_digits(derived, seen) >= 39


@pytest.mark.parametrize("depth", [Fraction(5, 2), Fraction(201, 100), 10**50, 10**400])
def test_depths_beyond_the_map_satisfy_the_equation_by_signs(depth):
    # phi > 1 just below and phi < 1 just above u; u is recovered from gamma by a second root, in u.
    with working_precision(digits=70):
        low, high = (worst_case_return(d, 40) for d in (depth, Fraction(depth) * Fraction(1001, 1000)))
        assert known_digits(low) >= 40
        assert low < high  # wcr-increases, for real depths too


@pytest.mark.parametrize("depth", [2, 3, 5, 20, 200])
def test_the_equation_has_one_root_in_nearly_the_whole_interval(depth):
    made = equation_root._compiled(*WorstCaseReturn(p).closed_form().args[:3])
    low, high = Fraction(depth - 1, 2 * depth - 1), Fraction(1)
    margin = (high - low) / 50
    with working_precision(bits=200):
        found = isolate_roots(
            lambda v: made.value(v, arb(depth)),
            (low + margin, high - margin),
            derivative=lambda v: made.slope(v, arb(depth)),
        )
    assert (len(found.roots), found.undecided) == (1, ())


@pytest.mark.parametrize("depth", [1, 0, -3, Fraction(19, 10)])
def test_a_depth_below_two_is_named(depth):
    with pytest.raises(ValueError, match="depth must be >= 2"):
        worst_case_return(depth, 20)


def test_the_table_measures_integers_and_leaves_the_rest_out():
    scope = Scope({}, Balls(), None, Decider(30)._condition)
    with working_precision(digits=40):
        assert measure(WorstCaseReturn(2), scope, 30, 0).value.overlaps(3 * arb(3).sqrt() - 2)
    with pytest.raises(TooCostly):
        measure(WorstCaseReturn(Rational(5, 2)), scope, 30, 0)


CLAIMS = {
    "in radicals": (Eq(WorstCaseReturn(2), 3 * sqrt(3) - 2), Grade.SUPPORTED),
    "off by 1e-25": (Eq(WorstCaseReturn(2), 3 * sqrt(3) - 2 + Rational(1, 10**25)), Grade.REFUTED),
    "exceeds two": (Gt(WorstCaseReturn(L), 2), Grade.SUPPORTED),
    "exceeds 33/10": (Gt(WorstCaseReturn(L), Rational(33, 10)), Grade.REFUTED),
    "at most 2 log L, too early": (Le(WorstCaseReturn(L), 2 * log(L)), Grade.REFUTED),
}


@pytest.mark.parametrize("name", CLAIMS)
def test_claims_about_it_get_verdicts(name):
    claim, grade = CLAIMS[name]
    result = judge_statement(Statement("a-claim", claim), Options(quick=True))
    assert result.grade is grade
    if grade is Grade.SUPPORTED:
        assert any("measured" in str(e.summary) for e in result.evidence)


def test_a_wrong_equation_is_an_error_and_never_a_pass(monkeypatch):
    from proofs_check.evaluate import closed_form

    formula, equation, ends, _ = WorstCaseReturn(p).closed_form().args
    # As if somebody had lost a layer in the equation.
    v, n = equation.variables
    wrong = Lambda((v, n), equation.expr - log(v) / 100)
    monkeypatch.setattr(
        WorstCaseReturn, "closed_form", lambda q: EquationRoot(formula, wrong, ends, q.args[0])
    )
    closed_form.cache_clear()
    try:
        result = judge_statement(Statement("a-claim", Gt(WorstCaseReturn(L), 2)), Options(quick=True))
        assert result.grade is Grade.ERROR
    finally:
        closed_form.cache_clear()


@given(st.integers(2, 30), st.floats(1.5, 1e6))
def test_the_float_root_is_as_good_as_floats_are(n, value):
    made = equation_root._compiled(*power(n).args[:3])
    calls = []

    def counted(u, p):
        calls.append(u)
        return made.value_and_slope(u, p)

    found = equation_root._float_root(replace(made, value_and_slope=counted), value, 1.0, value)
    # Some twenty bisections of a wide bracket at most, then Newton; bisection alone would take sixty.
    assert len(calls) < 45
    assert found == pytest.approx(value ** (1 / n), rel=1e-14)
