"""Walking trees: every ball contains the value that SymPy and mpmath find, exact values agree with balls.

The reference is SymPy's `evalf`, on mpmath, at three times the digits; it never sees our walk.
Blind to: functions and shapes that are not drawn here.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
import sympy
from flint import arb, fmpq
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from sympy import (
    Abs,
    Derivative,
    E,
    IndexedBase,
    LambertW,
    Limit,
    Max,
    Min,
    Piecewise,
    Product,
    Rational,
    Sum,
    ceiling,
    erf,
    exp,
    factorial,
    floor,
    gamma,
    log,
    oo,
    pi,
    sign,
    sqrt,
    symbols,
)

from numerics.precision import working_precision
from proofs_check.algebras import Balls, Indeterminate, Radicals, TooLarge, Undefined, Unsupported
from proofs_check.decide import Decider, literal_digits
from proofs_check.evaluate import MOST_TERMS, Scope, closed_form, evaluate, rational_value
from proofs_check.radical import NotExact
from theory import HillNumber, Sharpness, Split

F = Fraction
x, y = symbols("x y", real=True)
a, b = symbols("a b", positive=True)
j, k, L, n = symbols("j k L n", integer=True, positive=True)
m = symbols("m", integer=True)
sigma = IndexedBase("sigma", nonnegative=True)
BITS = 128
#: The error of the reference at 120 digits, with room for the cancellation that trees of this size can reach.
REFERENCE_DIGITS, REFERENCE_ERROR = 120, "1e-80"

reals = st.fractions(-4, 4, max_denominator=30)
positives = st.fractions(F(1, 30), 8, max_denominator=30)
numbers = st.sampled_from([sympy.Integer(2), Rational(1, 3), Rational(-5, 2), sqrt(2), pi, E])
UNARY = (
    lambda e: 1 / (1 + e**2),
    lambda e: sqrt(1 + e**2),
    lambda e: (1 + e**2) ** Rational(2, 3),
    lambda e: exp(-(e**2)),
    lambda e: log(2 + sympy.cos(e)),
    lambda e: sympy.sin(e) * sympy.atan(e),
    lambda e: sympy.tanh(e) + sympy.asinh(e),
    lambda e: sympy.cosh(sympy.sin(e)) - sympy.sinh(sympy.atan(e)),
    lambda e: LambertW(e**2),
    lambda e: erf(e),
    lambda e: gamma(1 + 1 / (1 + e**2)),
    lambda e: Abs(e),
    lambda e: e**3,
    lambda e: (2 + e**2) ** sympy.sin(e),
)
BINARY = (
    lambda e, f: e + f,
    lambda e, f: e - f,
    lambda e, f: e * f,
    lambda e, f: Max(e, f),
    lambda e, f: Min(e, f, 1),
    lambda e, f: Piecewise((e, x > y), (f, True)),
    lambda e, f: (1 + e**2) ** (1 / (1 + f**2)),
)


def _grow(children: Any) -> Any:
    return st.builds(lambda f, e: f(e), st.sampled_from(UNARY), children) | st.builds(
        lambda f, e, g: f(e, g), st.sampled_from(BINARY), children, children
    )


expressions = st.recursive(st.sampled_from([x, y, x, y]) | numbers, _grow, max_leaves=5).filter(
    lambda e: e.free_symbols and literal_digits(e) < 40
)


def ball(expr: Any, values: dict[str, Any], bits: int = BITS) -> arb:
    """By our walk, conditions decided as in a real decision."""
    return Decider(50).value(expr, values, bits)


def reference(expr: Any, values: dict[str, Any]) -> arb | None:
    """By SymPy, as a ball of its own error; None where it is not real."""
    exact = {
        sympy.Symbol(name, real=True): Rational(value.numerator, value.denominator)
        for name, value in values.items()
    }
    value = sympy.N(expr.xreplace(exact), REFERENCE_DIGITS)
    if not value.is_Float and not value.is_Integer:
        return None
    text = str(value)
    with working_precision(bits=512):
        middle = arb(text)
        return middle + arb(0, (abs(middle) + 1) * arb(REFERENCE_ERROR))


@settings(max_examples=300)
@given(expressions, reals, reals)
@example(x**3 + Piecewise((x, x > y), (y, True)), F(1, 3), F(1, 3))
@example((2 + x**2) ** y, F(-4), F(4))
def test_balls_contain_the_value(expr: Any, at: Fraction, also: Fraction) -> None:
    values = {"x": at, "y": also}
    expected = reference(expr, values)
    assume(expected is not None)
    found = ball(expr, values)
    with working_precision(bits=512):
        assert found.overlaps(expected)
        # Not by being wide: a tree of this size loses a few bits to each node and the size of what cancels.
        assert ball(expr, values, 4 * BITS).rad() <= (abs(expected).upper() + 1) * arb("1e-20")


@settings(max_examples=60)
@given(expressions, reals, reals)
def test_more_bits_give_a_narrower_ball_inside_the_wider(expr: Any, at: Fraction, also: Fraction) -> None:
    values = {"x": at, "y": also}
    wide, narrow = ball(expr, values), ball(expr, values, 4 * BITS)
    assert wide.overlaps(narrow)
    assert narrow.rad() <= wide.rad()


def test_the_comparison_with_the_reference_can_fail() -> None:
    expected = reference(sqrt(2 + x), {"x": F(1, 3)})
    assert expected is not None
    with working_precision(bits=512):
        assert not (ball(sqrt(2 + x), {"x": F(1, 3)}) + arb("1e-30")).overlaps(expected)


radical_leaves = st.builds(
    lambda c, r: c * r,
    st.sampled_from([1, 2, Rational(-3, 4)]),
    st.sampled_from([a ** Rational(1, 2), b ** Rational(2, 3), a * b, sqrt(a * b), log(a), log(b), a / b]),
)
radical_trees = st.recursive(
    radical_leaves,
    lambda c: st.builds(lambda e, f: e + f, c, c) | st.builds(lambda e, f: e * f, c, st.just(sqrt(2 * a))),
    max_leaves=5,
)


@settings(max_examples=200)
@given(radical_trees, radical_trees, positives, positives, st.booleans())
def test_exact_zero_and_balls_agree(left: Any, right: Any, at: Fraction, also: Fraction, same: bool) -> None:
    """Where radicals say zero every ball holds 0; where they say otherwise one does not."""
    values = {"a": at, "b": also}
    right = sympy.expand(left * 3) / 3 if same else right
    try:
        scope = Scope(values, Radicals())
        zero = (evaluate(left, scope) - evaluate(right, scope)).is_zero()
    except NotExact:
        return
    overlaps = [ball(left, values, bits).overlaps(ball(right, values, bits)) for bits in (64, 256, 1024)]
    assert overlaps == [True] * 3 if zero else not overlaps[-1]
    assert zero or not same


@pytest.mark.parametrize(
    ("expr", "values", "expected"),
    [
        (0**x * 1 + x, {"x": F(2)}, F(2)),
        (x**y, {"x": F(0), "y": F(0)}, F(1)),
        (x**y, {"x": F(0), "y": F(1, 2)}, F(0)),
        (x**y, {"x": F(-2), "y": F(3)}, F(-8)),
        (x**y, {"x": F(-1), "y": F(10**12)}, F(1)),
        (sympy.tanh(x) + sympy.sin(x) + erf(x) + LambertW(x), {"x": F(0)}, F(0)),
        (sympy.cos(x) + exp(x) + factorial(m), {"x": F(0), "m": F(0)}, F(3)),
        (log(x) + sympy.acos(x), {"x": F(1)}, F(0)),
        (floor(x) + ceiling(x) + sign(x) + Abs(x), {"x": F(-5, 2)}, F(-7, 2)),
        ((-1) ** floor(sqrt(a)), {"a": F(10)}, F(-1)),
        (Sum(k, (k, 1, n)), {"n": F(100)}, F(5050)),
        (Sum(k * j, (k, 1, j), (j, 1, n)), {"n": F(3)}, F(25)),
        (Sum(a, (k, 1, n)), {"n": F(10**12), "a": F(1, 2)}, F(10**12, 2)),
        (Sum(k, (k, 1, m)), {"m": F(0)}, F(0)),
        (Sum(k, (k, 1, m)), {"m": F(-3)}, F(3)),
        (Sum(a, (k, 1, m)), {"m": F(-3), "a": F(1, 3)}, F(-1)),
        (Product(k, (k, 1, n)), {"n": F(5)}, F(120)),
        (Product(a, (k, 1, n)), {"n": F(3), "a": F(2)}, F(8)),
        (Product(k + 5, (k, 2, m)), {"m": F(-3)}, F(1, 360)),
        (Sum(sigma[k] * sigma[n + 1 - k], (k, 1, n)), {"n": F(3), "sigma": (F(1), F(2), F(5))}, F(14)),
        (Derivative(x**3, x), {"x": F(2)}, F(12)),
        (Max(x, y, 0) - Min(x, y, 0), {"x": F(-1), "y": F(3)}, F(4)),
        (Piecewise((1, x > 0), (2, x < 0), (3, True)), {"x": F(0)}, F(3)),
        (Limit((a * x**2 + 1) / (2 * x**2 + x), x, oo), {"a": F(3)}, F(3, 2)),
        (Limit(1 / (1 + x), x, 1, "-"), {}, F(1, 2)),
        (Limit(Piecewise((x, x < 1), (7, True)), x, 1, "+"), {}, F(7)),
        (Limit(Piecewise((x, x < 1), (7, True)), x, 1, "-"), {}, F(1)),
        (Sharpness(Split(L, a, b)), {"L": F(3), "a": F(8), "b": F(1)}, F(51)),
        (HillNumber(Split(L, a, b)), {"L": F(2), "a": F(5), "b": F(5)}, F(2)),
    ],
)
def test_known_values(expr: Any, values: dict[str, Any], expected: Fraction) -> None:
    with working_precision(bits=512):
        assert ball(expr, values).overlaps(arb(fmpq(expected.numerator, expected.denominator)))
    assert ball(expr, values).rad() < arb("1e-30")


@settings(max_examples=100)
@given(st.integers(-8, 8), st.integers(-8, 8))
def test_ranges_mean_what_sympy_means(low: int, high: int) -> None:
    values, index = {"m": F(high)}, sympy.Symbol("index", integer=True)
    for kind in (Sum, Product):
        expr = kind(2 * index + 1, (index, low, m))
        expected = expr.subs(m, high).doit()
        with working_precision(bits=512):
            assert ball(expr, values).overlaps(arb(fmpq(int(expected.p), int(expected.q))))


@pytest.mark.parametrize(
    ("expr", "values", "raised"),
    [
        (1 / x, {"x": F(0)}, Undefined),
        (log(x), {"x": F(0)}, Undefined),
        (log(x - 2), {"x": F(1)}, Undefined),
        (sqrt(x), {"x": F(-1)}, Undefined),
        (x ** (y / 3), {"x": F(-8), "y": F(1)}, Undefined),
        (x**y, {"x": F(0), "y": F(-1, 2)}, Undefined),
        (x ** log(y), {"x": F(-8), "y": F(2)}, Undefined),
        (gamma(x), {"x": F(-2)}, Undefined),
        (factorial(m), {"m": F(-1)}, Undefined),
        (Sum(k, (k, 1, x)), {"x": F(5, 2)}, Undefined),
        (sigma[n], {"n": F(3), "sigma": (F(1), F(2))}, Undefined),
        (Piecewise((1, x > 0)), {"x": F(0)}, Undefined),
        (Sum(k**2, (k, 1, n)), {"n": F(MOST_TERMS + 1)}, TooLarge),
        (x ** (log(8) / log(2)), {"x": F(-2)}, Indeterminate),
        (sqrt(sqrt(2) * sqrt(3) - sqrt(6) + x), {"x": F(0)}, None),
        (1 / (exp(x) - E), {"x": F(1)}, Indeterminate),
        (sympy.zeta(a), {"a": F(3)}, Unsupported),
    ],
)
def test_where_there_is_no_value(expr: Any, values: dict[str, Any], raised: Any) -> None:
    if raised is None:
        assert ball(expr, values).contains(0)
        return
    with pytest.raises(raised):
        ball(expr, values)


def test_bound_indices_hide_outer_symbols_of_the_same_name() -> None:
    assert ball(Sum(k, (k, 1, 3)) + k, {"k": F(100)}).contains(106)


def test_values_of_quantities_are_remembered_at_their_own_precision_only() -> None:
    decider, quantity = Decider(50), Sharpness(Split(L, a, b))
    values = {"L": F(3), "a": F(2), "b": F(1)}
    decider.remember([values])
    wide, narrow = (decider.value(quantity, values, bits) for bits in (64, 640))
    assert narrow.rad() < wide.rad() * arb("1e-100")
    assert decider.value(quantity, values, 64).rad() == wide.rad()
    other = {**values, "a": F(8)}
    assert decider.value(quantity, other, 64).contains(51)


def test_closed_forms_and_rational_values() -> None:
    assert closed_form(Sharpness(Split(3, a, b))) is closed_form(Sharpness(Split(3, a, b)))
    assert rational_value(x / 3, Scope({"x": F(2)}, Balls())) == fmpq(2, 3)
    with pytest.raises(Indeterminate):
        rational_value(sqrt(x), Scope({"x": F(2)}, Balls()))
