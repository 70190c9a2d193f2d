# Blind to: an error that the Hessian-vector product makes in all three kinds alike; test_loss_derivatives.py
# checks it against differences. The spectra of rational matrices are exact and come from neither side.
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from flint import arb, arb_mat
from hypothesis import given

from numerics.hessian.definition import characteristic_polynomial_value, hessian, spectrum
from numerics.hessian.enclosure import largest_eigenvalue
from numerics.hessian.spectrum import enclosed_spectrum
from numerics.matrices import ARB, FLOAT64, MPMATH
from numerics.minima import aligned_point, minimum
from numerics.network import flatten, hessian_vector_product
from numerics.precision import to_arb, working_precision
from tests.numerics.strategies import (
    depths_and_shares,
    direction,
    encloses,
    few,
    network,
    raw_networks,
    seeds,
    signed,
    some,
    spectra,
    with_spectrum,
)


@few
@given(raw_networks(max_width=2), seeds)
def test_hessian_applied_to_a_vector_is_the_product(raw, seed):
    net = network(raw, ARB)
    v = direction(net, seed)
    image = hessian(net) * arb_mat(net.parameters, 1, flatten(ARB, v))
    for x, y in zip(image.entries(), flatten(ARB, hessian_vector_product(net, v)), strict=True):
        assert x.overlaps(y)


@few
@given(raw_networks(max_width=2, max_depth=3))
def test_spectra_of_the_three_kinds_agree(raw):
    floats = spectrum(network(raw, FLOAT64))
    with working_precision(digits=40):
        high = spectrum(network(raw, MPMATH))
        balls = spectrum(network(raw, ARB), 30)
    scale = 1 + max(abs(x) for x in floats)
    for x, y, z in zip(floats, high, balls, strict=True):
        # eigvalsh: error a modest multiple of N 2^-53 times the norm, N <= 24; entries lose at most 1e-9, see
        # test_loss_derivatives.py. mpmath at 40 digits: 30 are left with room.
        assert abs(x - float(z)) < 1e-8 * scale
        with working_precision(digits=40):
            assert abs(arb(y) - z) < arb(10) ** -25 * scale


@some
@given(spectra(), seeds)
def test_enclosed_spectrum_contains_every_eigenvalue(eigenvalues, seed):
    with working_precision(bits=300):
        balls = enclosed_spectrum(arb_mat(with_spectrum(eigenvalues, seed)), 40)
        for ball, x in zip(balls, eigenvalues, strict=True):
            assert encloses(ball, x)
            assert ball.rad() < arb(10) ** -39 * 20


def test_enclosed_spectrum_of_wide_balls_is_wide():
    balls = enclosed_spectrum(arb_mat([[arb(2, 0.1), 0], [0, arb(1, 0.1)]]), 30)
    assert balls[0].contains(arb(1, 0.1))
    assert balls[1].contains(arb(2, 0.1))


@some
@given(spectra(), seeds, signed)
def test_characteristic_polynomial_is_the_product_over_the_spectrum(eigenvalues, seed, x):
    truth = Fraction(1)
    for y in eigenvalues:
        truth *= x - y
    with working_precision(bits=300):
        ball = characteristic_polynomial_value(arb_mat(with_spectrum(eigenvalues, seed)), to_arb(x))
        assert encloses(ball, truth)
        assert ball.rad() < arb(10) ** -40


@few
@given(depths_and_shares(max_pathways=2, max_depth=3), seeds)
def test_the_bases_do_not_change_the_spectrum(case, seed):
    depths, shares = case
    with working_precision(digits=60):
        plain = spectrum(minimum(depths, shares, bases="identity").network, 40)
        turned = spectrum(minimum(depths, shares, bases="rational", seed=seed).network, 40)
    haar = spectrum(minimum(depths, shares, bases="random", seed=seed, kind=FLOAT64).network)
    scale = 1 + abs(float(plain[-1]))
    for x, y, z in zip(plain, turned, haar, strict=True):
        assert x.overlaps(y)
        # Haar bases are orthogonal to 1e-15, the products have at most 3 factors of norm at most 3.
        assert abs(float(x) - z) < 1e-10 * scale


def test_unbalanced_layers_by_hand():
    # W0 = diag(1/3, 3), W1 = diag(3, 1/3), M = M* = I. Changing (W1, W0) by (A, B) changes M by A W0 + W1 B:
    # entry (i, j) by A_ij (W0)_jj + (W1)_ii B_ij, so the eigenvalues are (W0)_jj^2 + (W1)_ii^2, at most 9 +
    # 9.
    third = Fraction(1, 3)
    point = aligned_point([[[third, 3], [3, third]]], [1, 1], seed=4)
    assert largest_eigenvalue(hessian(point.network), 12).contains(18)


def test_hessians_are_exactly_symmetric_in_every_kind():
    depths, shares = [3, 2], [[2, 1], [1, 0]]
    a = hessian(minimum(depths, shares, kind=FLOAT64).network)
    assert (a == a.T).all()
    b = hessian(minimum(depths, shares, kind=MPMATH).network)
    assert b == b.T
    c = hessian(minimum(depths, shares, kind=ARB).network)
    assert [str(x) for x in c.entries()] == [str(x) for x in c.transpose().entries()]
    assert np.abs(a - np.array(b.tolist(), dtype=float)).max() < 1e-12
    assert mpmath.isfinite(b[0, 0])


def test_bad_matrices_are_named():
    with pytest.raises(ValueError, match="must be square"):
        enclosed_spectrum(arb_mat([[1, 2]]), 10)
