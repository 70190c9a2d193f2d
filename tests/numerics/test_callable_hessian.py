# Blind to: a wrong rule of calculus that mpmath's numeric differentiation shares; functions evaluated where
# they have no derivative (only that the result is then not finite); Arb's own elementary functions.
from fractions import Fraction

import mpmath
import pytest
from flint import arb, arb_mat, fmpq
from hypothesis import given
from hypothesis import strategies as st

from numerics.hessian.callable import FUNCTIONS, Jet, elementary, hessian_of
from numerics.hessian.enclosure import largest_eigenvalue
from numerics.precision import working_precision
from numerics.quantities.largest_hessian_eigenvalue import measure
from tests.numerics.strategies import encloses, few, signed, some, spectra, with_spectrum

MPMATH = {name: getattr(mpmath, name) for name in FUNCTIONS if hasattr(mpmath, name)} | {
    "LambertW": lambda x: mpmath.lambertw(x).real
}
AT = {"acosh": Fraction(7, 3), "log": Fraction(2, 3), "sqrt": Fraction(5, 7), "LambertW": Fraction(4, 5)}


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_derivatives_of_elementary_functions_agree_with_differences(name):
    x = AT.get(name, Fraction(3, 7))
    with working_precision(digits=60):
        at = mpmath.mpf(x.numerator) / x.denominator
        triple = FUNCTIONS[name](arb(fmpq(x.numerator, x.denominator)))
        for order, ball in enumerate(triple):
            expected = mpmath.diff(MPMATH[name], at, order) if order else MPMATH[name](at)
            # mpmath differentiates at raised precision with a step of 2^-prec: at least half the digits hold.
            assert abs(mpmath.mpf(ball.mid().str(70, radius=False)) - expected) < mpmath.mpf(10) ** -25
            assert ball.rad() < arb(10) ** -55


@st.composite
def cubics(draw):
    """Coefficients of a polynomial of degree 3 in three variables, by exponents."""
    exponents = st.tuples(*(st.integers(0, 3),) * 3)
    return draw(st.dictionaries(exponents, signed, min_size=1, max_size=6))


@given(cubics(), st.tuples(signed, signed, signed))
@some
def test_hessian_of_a_polynomial_is_enclosed(terms, point):
    def f(w):
        total = Fraction(0)
        for (i, j, k), c in terms.items():
            total = w[0] ** i * w[1] ** j * w[2] ** k * c + total
        return total

    with working_precision(bits=120):
        found = hessian_of(f, point)
    for i in range(3):
        for j in range(3):
            exact = Fraction(0)
            for exponents, c in terms.items():
                powers, factor = list(exponents), c
                for variable in (i, j):
                    factor *= powers[variable]
                    powers[variable] -= 1
                if factor:
                    for x, n in zip(point, powers, strict=True):
                        factor *= x**n
                exact += factor
            assert encloses(found[i, j], exact)


@given(signed.filter(bool), signed.filter(bool), st.integers(-4, 4))
@some
def test_quotients_and_powers_follow_from_products(x, y, n):
    def quotient(w):
        return (w[0] / w[1]) * w[1] - w[0]

    def power(w):
        return (w[0] ** n) * (w[0] ** -n)

    def real_power(w):
        return (w[0] ** 2) ** Fraction(3, 2) - elementary("exp", 3 * elementary("log", w[0] ** 2) / 2)

    for f in (
        quotient,
        power,
        real_power,
        lambda w: (2 - w[0]) - (-(w[0] - 2)),
        lambda w: 3 ** w[1] / 3 ** w[1],
    ):
        with working_precision(bits=200):
            found = hessian_of(f, [x, y])
        assert found.contains(arb_mat(2, 2, [0] * 4))
        assert all(entry.rad() < arb(10) ** -40 for entry in found.entries())


@given(spectra(max_size=4), st.integers(0, 2**16))
@few
def test_quadratic_forms_give_back_their_largest_eigenvalue(eigenvalues, seed):
    a = with_spectrum(eigenvalues, seed)
    n = a.nrows()

    def form(w):
        return sum(w[i] * w[j] * a[i, j] / 2 for i in range(n) for j in range(n))

    result = measure(form, lambda: [Fraction(k, 3) for k in range(n)], 30)
    assert encloses(result.value, eigenvalues[-1])
    assert result.rigorous
    assert result.parameters == n


def test_a_tanh_net_off_its_minimum_agrees_with_differences():
    a, b, x, y = Fraction(3, 2), Fraction(2, 5), Fraction(4, 3), Fraction(1, 7)

    def loss(w):
        return (w[0] * elementary("tanh", w[1] * x) - y) ** 2 / 2

    with working_precision(digits=50):
        found = hessian_of(loss, [a, b])
        number = {q: mpmath.mpf(q.numerator) / q.denominator for q in (a, b, x, y)}

        def plain(u, v):
            return (u * mpmath.tanh(v * number[x]) - number[y]) ** 2 / 2

        for (i, j), order in {(0, 0): (2, 0), (0, 1): (1, 1), (1, 1): (0, 2)}.items():
            expected = mpmath.diff(plain, (number[a], number[b]), order)
            assert abs(mpmath.mpf(found[i, j].mid().str(60, radius=False)) - expected) < mpmath.mpf(10) ** -25


def test_where_there_is_no_derivative_nothing_is_claimed():
    for f in (lambda w: w[0] ** Fraction(3, 2), lambda w: 1 / w[0], lambda w: elementary("log", w[0])):
        assert not hessian_of(f, [0])[0, 0].is_finite()
        with pytest.raises(ArithmeticError, match="finite second derivatives"):
            measure(f, lambda: [0], 20)


def test_constants_and_unknown_functions():
    assert hessian_of(lambda w: 7, [1, 2]).entries() == [0] * 4
    assert measure(lambda w: 7, lambda: [1, 2], 20).value == 0
    with pytest.raises(ValueError, match="use one of"):
        elementary("Abs", Jet(arb(1), (arb(1),), (arb(0),)))


def test_the_point_is_taken_again_at_every_precision():
    asked = []

    def point():
        asked.append(arb.pi())
        return [asked[-1]]

    value = measure(lambda w: elementary("cos", w[0]) * 10**30 - w[0] ** 2 * 10**30 / 2, point, 40).value
    # -cos'' - 1 at pi is 1 - 1 = 0 up to cancellation: more bits are tried, and 0 stays inside.
    assert value.contains(0)
    assert len(asked) > 1
    assert largest_eigenvalue(arb_mat([[0]]), 10) == 0


@pytest.mark.parametrize("name", sorted(set(FUNCTIONS) - {"acosh", "log", "sqrt"}))
def test_a_ball_around_zero_gives_balls_around_the_derivatives_at_zero(name):
    wide, narrow = FUNCTIONS[name](arb(0, 1e-9)), FUNCTIONS[name](arb(0))
    for ball, inside in zip(wide, narrow, strict=True):
        assert ball.is_finite()
        assert ball.contains(inside)
        assert ball.rad() < 1e-7


@pytest.mark.parametrize("n", range(6))
def test_powers_of_a_ball_around_zero_are_finite(n):
    # Arb's own x**2 of such a ball is not.
    result = hessian_of(lambda w: w[0] ** n, [arb(0, 1e-9)])[0, 0]
    assert result.is_finite()
    assert result.contains(2 if n == 2 else 0)
