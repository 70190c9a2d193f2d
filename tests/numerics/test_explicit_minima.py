# Blind to: minima that are not aligned; only aligned points are built. That the loss and gradient are zero is
# checked through the code of the loss, which test_loss_derivatives.py checks by hand.
from fractions import Fraction

import numpy as np
import pytest
from flint import arb, arb_mat
from hypothesis import given

from numerics.matrices import ARB, FLOAT64, MPMATH
from numerics.minima import aligned_point, minimum
from numerics.network import end_to_end, flatten, gradient, loss
from numerics.precision import to_arb, working_precision
from tests.numerics.strategies import depths_and_shares, few, fmpq_of, seeds, some


@some
@given(depths_and_shares(max_modes=3), seeds)
def test_minima_have_zero_loss_and_zero_gradient(case, seed):
    with working_precision(digits=60):
        net = minimum(*case, seed=seed).network
        assert loss(net).contains(0)
        assert loss(net).rad() < arb(10) ** -50
        for x in flatten(ARB, gradient(net)):
            assert x.contains(0)
            assert x.rad() < arb(10) ** -50
        assert end_to_end(net).contains(net.target.mid()) or end_to_end(net).overlaps(net.target)


@some
@given(depths_and_shares(max_modes=3), seeds)
def test_the_pathways_carry_the_shares(case, seed):
    depths, shares = case
    with working_precision(digits=60):
        point = minimum(depths, shares, seed=seed)
        d = len(shares[0])
        for path, row in zip(point.network.weights, shares, strict=True):
            product = path[0]
            for layer in path[1:]:
                product = layer * product
            diagonal = point.left.transpose() * product * point.right
            expected = [fmpq_of(row[i]) if i == j else 0 for i in range(d) for j in range(d)]
            for x, y in zip(diagonal.entries(), expected, strict=True):
                assert x.contains(y)
                assert x.rad() < arb(10) ** -50


@few
@given(depths_and_shares(max_modes=3), seeds)
def test_the_kinds_build_the_same_point(case, seed):
    exact = flatten(ARB, minimum(*case, seed=seed).network.weights)
    for kind in (FLOAT64, MPMATH):
        rounded = flatten(kind, minimum(*case, seed=seed, kind=kind).network.weights)
        for x, y in zip(exact, rounded, strict=True):
            # Weights are at most 20^(1/2), bases at most 1: a few roundings of 2^-53.
            assert abs(float(x) - float(y)) < 1e-13


@few
@given(depths_and_shares(), seeds)
def test_layers_of_a_pathway_have_equal_singular_values(case, seed):
    net = minimum(*case, seed=seed, kind=FLOAT64).network
    for path in net.weights:
        values = [np.linalg.svd(layer, compute_uv=False) for layer in path]
        assert all(np.abs(v - values[0]).max() < 1e-13 for v in values)


def test_one_seed_gives_one_point():
    first, again, other = (minimum([3], [[1, 2]], seed=s).network for s in (1, 1, 2))
    assert [str(x) for x in flatten(ARB, first.weights)] == [str(x) for x in flatten(ARB, again.weights)]
    assert not first.target.overlaps(other.target)


def test_points_off_the_minimum_have_the_loss_of_their_residual():
    # sigma = 2 * 3 = 6 and (-1) * 1 = -1; targets 5 and 1: residuals 1 and -2, loss (1 + 4)/2.
    point = aligned_point([[[2, -1], [3, 1]]], [5, 1], seed=3)
    assert loss(point.network).contains(arb(5) / 2)


@pytest.mark.parametrize(
    ("depths", "shares", "message"),
    [
        ([], [], "at least one pathway"),
        ([1], [[1]], r"depths\[0\] must be an integer >= 2, got 1"),
        ([2.0], [[1]], r"depths\[0\] must be an integer"),
        ([True], [[1]], r"depths\[0\] must be an integer"),
        ([2, 3], [[1]], "one row per pathway, got 1 rows for 2 depths"),
        ([2, 3], [[1], [1, 2]], "same number"),
        ([2], [[]], "same number"),
        ([2], [[Fraction(-1, 2)]], r"shares\[0\]\[0\] must be >= 0, got -1/2"),
        ([2], [[0.5]], r"shares\[0\]\[0\] must be an exact rational"),
        ([2], [[float("nan")]], r"shares\[0\]\[0\] must be an exact rational"),
        ([2], [[1j]], r"shares\[0\]\[0\] must be an exact rational"),
        ([2, 2], [[1, 0], [1, 0]], r"shares\[\.\]\[1\] must not be 0"),
    ],
)
def test_bad_shares_are_named(depths, shares, message):
    with pytest.raises(ValueError, match=message):
        minimum(depths, shares)


def test_bad_bases_and_layers_are_named():
    with pytest.raises(ValueError, match="bases must be"):
        minimum([2], [[1]], bases="haar")
    with pytest.raises(ValueError, match='bases="random" exists in float64 only'):
        minimum([2], [[1]], bases="random")
    with pytest.raises(ValueError, match="seed must be an integer"):
        minimum([2], [[1]], seed="0")
    with pytest.raises(ValueError, match=r"layers\[0\] must hold at least 2 layers"):
        aligned_point([[[1]]], [1])
    with pytest.raises(ValueError, match=r"layers\[0\] must hold at least 2 layers of 2 entries"):
        aligned_point([[[1], [2]]], [1, 1])
    with pytest.raises(ValueError, match="must not be empty"):
        aligned_point([], [])
    with pytest.raises(ValueError, match=r"layers\[0\]\[1\]\[0\] must be an exact rational"):
        aligned_point([[[1], [0.5]]], [1])


def test_conversions_keep_zero_exact():
    net = minimum([3, 3], [[0], [1]], bases="identity").network
    assert isinstance(net.target, arb_mat)
    assert net.weights[0][0][0, 0].is_zero()
    assert to_arb(Fraction(0)).is_zero()
