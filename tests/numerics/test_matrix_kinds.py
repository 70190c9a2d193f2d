# Blind to: whether a kind is fast. The exact rationals of FLINT are the other side.
from fractions import Fraction

import gmpy2
import numpy as np
import pytest
from flint import arb_mat
from hypothesis import given
from hypothesis import strategies as st

from numerics.hessian import definition
from numerics.matrices import ARB, ARB_MIDPOINT, FLOAT64, MPFR, MPMATH
from numerics.network import flatten, gradient
from numerics.precision import to_arb, working_precision
from tests.numerics.strategies import few, network, raw_networks

KINDS = [FLOAT64, MPMATH, MPFR, ARB_MIDPOINT, ARB]
exact = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


def as_fractions(kind, values):
    if kind in {ARB, ARB_MIDPOINT}:
        return [
            Fraction(int(x.mid().man_exp()[0])) * Fraction(2) ** int(x.mid().man_exp()[1]) for x in values
        ]
    if kind is MPMATH:
        signs = [-1 if x < 0 else 1 for x in values]
        return [
            s * Fraction(int(x.man)) * Fraction(2) ** int(x.exp) for s, x in zip(signs, values, strict=True)
        ]
    return [Fraction(*map(int, x.as_integer_ratio())) for x in values]


@exact
@few
@given(raw_networks(max_width=2, max_depth=3))
def test_gradient_and_hessian_are_those_of_exact_rationals(kind, raw):
    with working_precision(bits=2000):
        truth = [x.mid() for x in flatten(ARB, gradient(network(raw, ARB)))]
    with working_precision(bits=300):
        net = network(raw, kind)
        found = as_fractions(kind, flatten(kind, gradient(net)))
        assert kind.owns(definition.hessian(net))
        digits = 50 if kind is FLOAT64 else 280
        # At most six factors of at most 3 and sums of three terms: below 10^6 roundings of 1.
        for x, y in zip(found, truth, strict=True):
            assert abs(to_arb(x) - y) < to_arb(Fraction(10**6, 2**digits))


@few
@given(st.integers(1, 3), st.integers(1, 3), st.data())
def test_mpfr_is_a_kind_like_the_others(rows, cols, data):
    entries = [data.draw(st.fractions(-3, 3, max_denominator=12)) for _ in range(rows * cols)]
    with working_precision(bits=200):
        a = MPFR.matrix(rows, cols, [MPFR.scalar(x) for x in entries])
        b = ARB.matrix(rows, cols, [ARB.scalar(x) for x in entries])
        assert MPFR.owns(a)
        assert not MPFR.owns(np.ones((2, 2)))
        assert not FLOAT64.owns(a)
        assert MPFR.shape(a) == ARB.shape(b)
        square = ARB.matmul(b, ARB.transpose(b))
        found = MPFR.matmul(a, MPFR.transpose(a))
        products = as_fractions(MPFR, MPFR.entries(found))
        ball = arb_mat(rows, rows, list(map(to_arb, products)))
        assert max(abs(x).abs_upper() for x in (ball - square).entries()) < 2.0**-180
        assert abs(to_arb(as_fractions(MPFR, [MPFR.inner(a, a)])[0]) - ARB.inner(b, b)) < 2.0**-180
        assert MPFR.is_finite(a)
        assert not MPFR.is_finite(a / gmpy2.mpfr(0))
        root = MPFR.root(Fraction(2), 5)
        assert abs(root**5 - 2) < 2.0**-190


def test_a_chain_of_midpoint_products_keeps_its_digits():
    # Rational orthogonal bases; with radii in between, Arb loses 15 bits of the midpoints.
    from numerics.minima import aligned_point
    from numerics.network import end_to_end

    layers = [[[Fraction(9, 10)] * 10] * 20]
    with working_precision(bits=400):
        truth = end_to_end(aligned_point(layers, [1] * 10, kind=ARB_MIDPOINT).network)
    with working_precision(bits=167):
        found = end_to_end(aligned_point(layers, [1] * 10, kind=ARB_MIDPOINT).network)
        # 400 products of ten terms, each of at most 1: some hundred roundings.
        assert max(abs(x).abs_upper() for x in (found - truth).entries()) < 2.0**-158
