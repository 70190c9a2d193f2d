# Blind to: residuals below the tolerance that nevertheless matter at weights of very different sizes, and to
# zeros that rounding makes indistinguishable from small eigenvalues (the result says so).
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given

from numerics.hessian import definition
from numerics.hessian.gram import gram_matrix, largest_eigenvalue_at_minimum, spectrum_at_minimum
from numerics.matrices import ARB, FLOAT64
from numerics.minima import aligned_point, minimum
from numerics.network import Network, end_to_end, flatten, gradient_of_map
from tests.numerics.strategies import depths_and_shares, few, network, raw_networks, seeds, some


def at_minimum(net):
    """The same weights with their own product as target."""
    return Network(FLOAT64, net.weights, end_to_end(net))


def padded(found):
    return np.concatenate([np.zeros(found.zeros), found.nonzero])


@some
@given(raw_networks(max_pathways=3))
def test_any_rectangular_weights_against_the_dense_hessian(raw):
    net = at_minimum(network(raw, FLOAT64))
    truth = np.array(definition.spectrum(net))
    found = spectrum_at_minimum(net)
    # eigvalsh on both sides: a modest multiple of N 2^-53 times the norm, N <= 81. The target is the rounded
    # product, so the residual is exactly 0.
    assert np.abs(padded(found) - truth).max() <= 1e-12 * truth[-1]
    assert abs(largest_eigenvalue_at_minimum(net) - truth[-1]) <= 1e-12 * truth[-1]


@some
@given(depths_and_shares(max_modes=3), seeds)
def test_zeros_at_aligned_minima(case, seed):
    depths, shares = case
    net = minimum(depths, shares, bases="random", seed=seed, kind=FLOAT64).network
    found = spectrum_at_minimum(net)
    # M* is invertible here, so the rank is the number of its entries.
    assert len(found.nonzero) == len(shares[0]) ** 2
    assert found.zeros == net.parameters - len(shares[0]) ** 2
    truth = np.array(definition.spectrum(net))
    assert np.abs(padded(found) - truth).max() <= 1e-12 * truth[-1]


def test_a_singular_target_has_more_zeros():
    # W0 = W1 = diag(1, 0): entry (i, j) of M moves by A_ij (W0)_jj + (W1)_ii B_ij: 2, 1, 1 and 0.
    net = aligned_point([[[1, 0], [1, 0]]], [1, 0], bases="identity", kind=FLOAT64).network
    found = spectrum_at_minimum(net)
    assert found.nonzero.tolist() == [1, 1, 2]
    assert (found.zeros, found.residual) == (5, 0)


def test_rounded_zeros_are_zeros_and_small_eigenvalues_are_not():
    # Eigenvalues 2, 1, 1, 0 again, in bases that round; then 2, 1 + e, 1 + e, 2 e.
    net = aligned_point([[[1, 0], [1, 0]]], [1, 0], bases="random", seed=3, kind=FLOAT64).network
    assert len(spectrum_at_minimum(net).nonzero) == 3
    small = Fraction(1, 10**10)
    found = spectrum_at_minimum(minimum([2], [[1, small]], bases="random", seed=3, kind=FLOAT64).network)
    assert found.nonzero == pytest.approx([2e-10, 1 + 1e-10, 1 + 1e-10, 2], rel=1e-5)


@few
@given(raw_networks(max_pathways=2))
def test_the_matrix_is_that_of_the_derivatives_of_every_entry(raw):
    net = at_minimum(network(raw, FLOAT64))
    rows, cols = net.target.shape
    jacobian = []
    for k in range(rows * cols):
        unit = np.zeros(rows * cols)
        unit[k] = 1
        jacobian.append(flatten(FLOAT64, gradient_of_map(net, unit.reshape(rows, cols))))
    expected = np.array(jacobian) @ np.array(jacobian).T
    found = gram_matrix(net)
    assert np.abs(found - expected).max() <= 1e-13 * max(1e-3, np.abs(expected).max())
    assert (found == found.T).all()


def test_zero_weights_have_a_zero_spectrum():
    zero = np.zeros((2, 2))
    found = spectrum_at_minimum(Network(FLOAT64, ((zero, zero),), zero))
    assert len(found.nonzero) == 0
    assert found.zeros == 8


def test_off_the_minimum_is_an_error():
    net = minimum([3], [[2, 1]], bases="random", kind=FLOAT64).network
    moved = Network(FLOAT64, net.weights, net.target + 1e-9)
    for function in (gram_matrix, spectrum_at_minimum, largest_eigenvalue_at_minimum):
        function(net)
        with pytest.raises(ValueError, match=r"must be at a global minimum.* got \|\|M - M\*\|\| = 2e-09"):
            function(moved)
        function(moved, tolerance=1e-6)


def test_bad_networks_are_named():
    with pytest.raises(ValueError, match="kind float64, got Arb"):
        gram_matrix(minimum([2], [[1]], kind=ARB).network)
    big = np.ones((65, 1))
    with pytest.raises(ValueError, match="at most 4096 entries, got 65 x 65"):
        gram_matrix(Network(FLOAT64, ((big.T, big),), big @ big.T))
    one = np.ones((1, 1))
    with pytest.raises(ValueError, match=r"below 1\.8e308"):
        gram_matrix(Network(FLOAT64, ((1e200 * one, 1e-200 * one),), one))
    nan = Network(FLOAT64, ((one, one),), one).moved(((np.nan * one, one),))
    with pytest.raises(ValueError, match="network must be finite"):
        gram_matrix(nan)
