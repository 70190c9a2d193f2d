"""The derivation of the worst-case return, step by step, for symbolic depth.

Every step is one identity that SymPy has to reduce to zero; the same identities are evaluated at rational
points with mpmath, as SymPy's simplification is an oracle. Blind to: whether ``f`` is the right map (numerics
measures that), and whether the root is the only one in the interval: that is an argument in the docstrings,
sampled here and counted for some depths in tests/proofs_check/test_equation_root.py.
"""

from fractions import Fraction
from functools import lru_cache

import mpmath
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sympy import (
    Eq,
    Integer,
    Lambda,
    Rational,
    Symbol,
    diff,
    exp,
    factor,
    lambdify,
    latex,
    powdenest,
    powsimp,
    radsimp,
    simplify,
    sqrt,
    symbols,
)

from theory import EquationRoot, Statement, StatementError, WorstCaseReturn
from theory.quantities.worst_case_return import (
    algebraic_sides,
    gradient_step,
    interval,
    log_flip_factor,
    slope_factor,
    stationary_gamma,
    worst_value,
)

L, x, u, gamma, X, N, D = symbols("L x u gamma X N D", positive=True)

depths = st.fractions(2, 40, max_denominator=9)
places = st.fractions(Fraction(1, 100), Fraction(99, 100))


def tidy(expr):
    return simplify(powsimp(powdenest(expr, force=True), force=True))


def flip_factor(gamma, X):
    return gamma / L * X ** (L - 2) * (X**L - 1)


STEPS = {
    "the slope of the map": diff(gradient_step(x, gamma, L), x)
    - (1 - gamma / L * x ** (L - 2) * slope_factor(x**L, L)),
    "the gamma that makes it 0": (diff(gradient_step(x, gamma, L), x)).subs(gamma, stationary_gamma(x**L, L)),
    "in the form of the paper": stationary_gamma(u, L)
    - L * u ** (-(L - 2) / L) / ((2 * L - 1) * u - (L - 1)),
    "the value it reaches": gradient_step(x, stationary_gamma(x**L, L), L) - worst_value(x**L, L),
    "the flip factor": gradient_step(X, gamma, L) - X * (1 - flip_factor(gamma, X)),
    "N over D": worst_value(u, L) - u ** (1 / L) * ((2 * L - 2) * u - (L - 2)) / slope_factor(u, L),
    "the left end": slope_factor(interval(L)[0], L),
}


@pytest.mark.parametrize("name", STEPS)
def test_a_step_of_the_derivation(name):
    assert tidy(STEPS[name]) == 0


def test_the_flip_factor_in_terms_of_the_worst_start():
    # With gamma = L u^((2-L)/L)/D and X = u^(1/L) N/D as symbols: the quotient of the algebraic sides.
    shown = flip_factor(L * u ** ((2 - L) / L) / D, u ** (1 / L) * N / D)
    assert tidy((shown - N ** (L - 2) * (u * N**L - D**L) / D ** (2 * L - 1)).expand()) == 0


def ends(depth):
    return Fraction(depth - 1) / (2 * depth - 1), Fraction(1)


@lru_cache
def compiled(expr, names):
    symbols_of = {"L": L, "u": u, "x": x, "gamma": gamma, "X": X}
    return lambdify([symbols_of[name] for name in names], expr, modules="mpmath")


def at(expr, **values):
    with mpmath.workdps(200):
        numbers = (mpmath.mpf(v.numerator) / v.denominator for v in map(Fraction, values.values()))
        return compiled(expr, tuple(values))(*numbers)


FORMS = (
    algebraic_sides(u, L)[0] / algebraic_sides(u, L)[1],
    exp(log_flip_factor(u, L)),
    flip_factor(stationary_gamma(u, L), worst_value(u, L)),
)


@given(depths, places)
def test_the_three_forms_of_the_flip_factor_are_one_number(depth, place):
    low, high = ends(depth)
    where = {"L": depth, "u": low + (high - low) * place}
    forms = [at(form, **where) for form in FORMS]
    # 200 digits each; no more than some tens are lost to cancellation in u N^L - D^L.
    assert all(abs(f - forms[0]) < abs(forms[0]) * mpmath.mpf(10) ** -100 for f in forms)


@given(depths, places)
def test_the_steps_hold_at_rational_points_too(depth, place):
    where = {"L": depth, "u": place, "x": place, "gamma": 3, "X": place}
    # The left end, where D = 0, is outside of what the steps are about.
    assume(all(at(slope_factor(z, L), **where) != 0 for z in (u, x**L)))
    for name, step in STEPS.items():
        assert abs(at(step, **where)) < 1e-40, name


def test_depth_two_in_radicals():
    left, right = algebraic_sides(u, Integer(2))
    assert factor(right - left) == u * (23 * u**2 - 18 * u + 3)
    root = (9 + 2 * sqrt(3)) / 23
    assert simplify((right - left).subs(u, root)) == 0
    assert interval(Integer(2))[0] < root < 1
    assert not interval(Integer(2))[0] < (9 - 2 * sqrt(3)) / 23
    assert radsimp(stationary_gamma(root, Integer(2))) == 3 * sqrt(3) - 2


@settings(max_examples=40)
@given(depths, places, places)
def test_gamma_and_the_flip_factor_fall_as_the_worst_start_rises(depth, place, other):
    assume(place != other)
    low, high = ends(depth)
    one, other = ({"L": depth, "u": low + (high - low) * p} for p in sorted((place, other)))
    for form in (stationary_gamma(u, L), log_flip_factor(u, L)):
        assert at(form, **one) > at(form, **other)


def test_it_is_a_quantity_with_a_hypothesis():
    n = Symbol("n", integer=True, positive=True)
    a = Symbol("a", positive=True)
    assert WorstCaseReturn(n).hypotheses == (n >= 2,)
    assert WorstCaseReturn(n + 1).hypotheses == WorstCaseReturn(2).hypotheses == ()
    assert WorstCaseReturn(a).closed_form().free_symbols == {a}
    assert WorstCaseReturn(a).is_positive is None
    assert Statement("of-a-depth", WorstCaseReturn(n) > 2).understood == (n >= 2,)


@pytest.mark.parametrize("depth", [1, Rational(3, 2), -4, 0, Eq(L, 2)])
def test_a_depth_below_two_is_named(depth):
    with pytest.raises(StatementError, match="depth of WorstCaseReturn must be a number of at least 2"):
        WorstCaseReturn(depth)


@pytest.mark.parametrize(
    "parts",
    [
        (u, Lambda((u, L), u), Lambda(L, (1, 2))),
        (Lambda((u, L), u), Lambda((u, L), x), Lambda(L, (1, 2))),
        (Lambda((u, L), u), Lambda((u, L), u), Lambda(L, (1, 2, 3))),
        (Lambda((u, L), u), Lambda((u, L), u), Lambda(L, (1, x))),
    ],
)
def test_an_ill_formed_equation_is_named(parts):
    with pytest.raises(StatementError, match="of EquationRoot must be a Lambda without free symbols"):
        EquationRoot(*parts, 2)


def test_its_closed_form_can_be_printed():
    text = latex(EquationRoot(Lambda((u, L), u / L), Lambda((u, L), u**2 - L), Lambda(L, (1, L)), 5))
    assert text == r"\left.\frac{u}{5}\right|_{u^{2} - 5 = 0,\; 1 < u < 5}"
