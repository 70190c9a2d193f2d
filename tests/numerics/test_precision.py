# Blind to: threads. flint.ctx.prec is global to the process, and nothing here runs two threads.
from fractions import Fraction

import gmpy2
import mpmath
import pytest
from flint import arb, ctx
from hypothesis import given
from hypothesis import strategies as st

from numerics.precision import (
    agreement_digits,
    bits_for,
    exact,
    known_digits,
    to_arb,
    to_float,
    to_mpf,
    to_mpfr,
    working_precision,
)
from tests.numerics.strategies import encloses, signed, some


def test_precision_is_restored_even_after_an_error():
    def precisions():
        return ctx.prec, mpmath.mp.prec, gmpy2.get_context().precision

    before = precisions()
    with working_precision(digits=40):
        assert precisions() == (bits_for(40),) * 3
        with working_precision(bits=500):
            assert precisions() == (500,) * 3
        with pytest.raises(ZeroDivisionError), working_precision(bits=500):
            raise ZeroDivisionError
        assert precisions() == (bits_for(40),) * 3
    assert precisions() == before


def test_a_context_of_the_caller_comes_back_with_its_traps():
    with gmpy2.context(precision=77, trap_overflow=True) as mine:
        with working_precision(bits=200):
            assert not gmpy2.get_context().trap_overflow
        assert gmpy2.get_context().precision == 77
        assert gmpy2.get_context().trap_overflow
        assert mine.precision == 77


@pytest.mark.parametrize(
    "arguments", [{}, {"digits": 3, "bits": 10}, {"digits": 0}, {"bits": -5}, {"digits": 2.5}]
)
def test_bad_precisions_are_named(arguments):
    with pytest.raises(ValueError, match=r"digits|bits"), working_precision(**arguments):
        pass


@some
@given(st.fractions())
def test_conversions_enclose_and_agree(value):
    ball = to_arb(value)
    assert encloses(ball, value)
    assert ball.rad() <= abs(ball.mid()) * arb(2) ** -50
    with gmpy2.context(precision=200):
        # One rounding to nearest, of a number that mpq holds exactly.
        assert abs(gmpy2.mpq(to_mpfr(value)) - gmpy2.mpq(value)) <= abs(gmpy2.mpq(value)) / 2**200
    if abs(value) < 10**15:
        # One rounding each: relative error 2^-53 twice.
        assert abs(float(to_mpf(value)) - to_float(value)) <= abs(to_float(value)) * 2**-51


@pytest.mark.parametrize("value", [0.5, "1/2", None, 1j])
def test_inexact_numbers_are_refused(value):
    with pytest.raises(ValueError, match="exact rational"):
        exact(value, "share")


def test_floats_that_overflow_are_refused():
    with pytest.raises(ValueError, match="must fit float64"):
        to_float(Fraction(10) ** 400)


@some
@given(signed.filter(bool), st.integers(1, 14), st.integers(1, 9))
def test_agreement_counts_the_digits_of_a_known_difference(value, k, leading):
    with working_precision(digits=60):
        a = to_arb(value)
        b = a * (1 + arb(leading) / 10**k)
        # |a - b| / max(|a|, |b|) = d/(1 + d) with d = leading * 10^-k; just below a power of ten it may round
        # up.
        digits = agreement_digits(a, b)
        difference = leading * 10.0**-k / (1 + leading * 10.0**-k)
        assert 10.0 ** -(digits + 1) <= difference * (1 + 1e-9)
        assert difference <= 10.0**-digits * (1 + 1e-9)


def test_agreement_is_never_infinite_and_never_negative():
    cap = int(ctx.prec / 3.3219)
    assert agreement_digits(arb(0), arb(0)) == agreement_digits(arb(3), arb(3)) == cap
    assert agreement_digits(arb(1), arb(-1)) == 0
    assert agreement_digits(arb(1), arb.nan()) == agreement_digits(arb(1), arb.pos_inf()) == 0
    assert agreement_digits(arb(0), arb(0, 1)) == 0
    assert known_digits(arb(1, 1)) == 0
    assert known_digits(arb(7)) == cap


@some
@given(signed, signed, st.integers(1, 20), st.integers(1, 20))
def test_agreement_is_symmetric_and_wider_balls_agree_less(x, y, j, k):
    a, b = arb(to_arb(x), arb(10) ** -j), arb(to_arb(y), arb(10) ** -k)
    assert agreement_digits(a, b) == agreement_digits(b, a)
    assert agreement_digits(arb(a.mid(), a.rad() * 10), b) <= agreement_digits(a, b)
