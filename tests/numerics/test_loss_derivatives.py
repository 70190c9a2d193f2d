# Blind to: an error in the loss itself, from which both sides of every difference quotient are made; the
# examples worked by hand are there for that. Difference quotients cannot see errors below their own
# truncation.
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from flint import arb
from hypothesis import given

from numerics.matrices import ARB, FLOAT64, MPMATH
from numerics.network import (
    Network,
    end_to_end,
    flatten,
    gradient,
    gradient_of_map,
    hessian_vector_product,
    loss,
    unflatten,
)
from numerics.precision import to_arb, working_precision
from tests.numerics.strategies import direction, network, raw_networks, seeds, shifted, signed, some


def pairing(net, a, b):
    return sum((x * y for x, y in zip(flatten(net.kind, a), flatten(net.kind, b), strict=True)), arb(0))


# Central differences: error <= eps^2/6 * |third derivative|. Entries are at most 3, directions at most 6,
# depth at most 4, width at most 3, so the loss along the line is a polynomial in eps of degree 8 with
# coefficients below (2 * (3 * 9)^4)^2 * 8^8 < 1e20. With eps = 10^-40 the error is below 1e-60.
BOUND = arb(10) ** -58


@some
@given(raw_networks(), seeds)
def test_gradient_is_the_slope_of_the_loss(raw, seed):
    with working_precision(digits=150):
        net, eps = network(raw, ARB), arb(10) ** -40
        v = direction(net, seed)
        quotient = (loss(shifted(net, v, eps)) - loss(shifted(net, v, -eps))) / (2 * eps)
        assert abs(quotient - pairing(net, gradient(net), v)) < BOUND


@some
@given(raw_networks(), seeds)
def test_hessian_vector_product_is_the_slope_of_the_gradient(raw, seed):
    with working_precision(digits=150):
        net, eps = network(raw, ARB), arb(10) ** -40
        v = direction(net, seed)
        ahead, behind = gradient(shifted(net, v, eps)), gradient(shifted(net, v, -eps))
        product = flatten(ARB, hessian_vector_product(net, v))
        for x, y, z in zip(flatten(ARB, ahead), flatten(ARB, behind), product, strict=True):
            assert abs((x - y) / (2 * eps) - z) < BOUND


@some
@given(raw_networks(), seeds, seeds)
def test_second_derivative_is_symmetric_and_linear(raw, seed, other):
    net = network(raw, ARB)
    u, v = direction(net, seed), direction(net, other + 1)
    hu, hv = hessian_vector_product(net, u), hessian_vector_product(net, v)
    assert pairing(net, hu, v).overlaps(pairing(net, u, hv))
    total = tuple(tuple(x + 3 * y for x, y in zip(p, q, strict=True)) for p, q in zip(u, v, strict=True))
    for x, y, z in zip(*(flatten(ARB, w) for w in (hessian_vector_product(net, total), hu, hv)), strict=True):
        assert x.overlaps(y + 3 * z)


@some
@given(raw_networks(), seeds)
def test_derivative_of_the_map_against_differences(raw, seed):
    with working_precision(digits=150):
        net, eps = network(raw, ARB), arb(10) ** -40
        v, covector = direction(net, seed), net.target
        change = end_to_end(shifted(net, v, eps)) - end_to_end(shifted(net, v, -eps))
        assert (
            abs(ARB.inner(covector, change) / (2 * eps) - pairing(net, gradient_of_map(net, covector), v))
            < BOUND
        )


@some
@given(raw_networks(), seeds)
def test_the_three_kinds_agree(raw, seed):
    results = []
    for kind in (FLOAT64, MPMATH, ARB):
        net = network(raw, kind)
        results.append([
            loss(net),
            *flatten(kind, gradient(net)),
            *flatten(kind, hessian_vector_product(net, direction(net, seed))),
        ])
    scale = 1 + max(abs(float(z)) for z in results[2])
    for x, y, z in zip(*results, strict=True):
        # Cancellation is bounded by the products of absolute values, (3 * 3)^4 * 6 < 1e5 in units of 2^-53.
        assert abs(x - float(z)) < 1e-9 * scale
        assert abs(float(y) - float(z)) < 1e-9 * scale


@some
@given(signed, signed, signed)
def test_two_scalar_layers_by_hand(a, b, target):
    # loss = (ab - t)^2/2: gradient (b r, a r), Hessian [[b^2, ab + r], [ab + r, a^2]], r = ab - t.
    net = network(([[[[a]], [[b]]]], [[target]]), ARB)
    r = a * b - target
    assert loss(net).overlaps(to_arb(r * r / 2))
    for x, y in zip(flatten(ARB, gradient(net)), (b * r, a * r), strict=True):
        assert x.overlaps(to_arb(y))
    unit = unflatten(net, [arb(1), arb(0)])
    for x, y in zip(flatten(ARB, hessian_vector_product(net, unit)), (b * b, a * b + r), strict=True):
        assert x.overlaps(to_arb(y))


def test_layer_zero_acts_first():
    first, second = np.array([[1.0, 2.0]]), np.array([[3.0], [4.0], [5.0]])
    net = Network(FLOAT64, ((first, second),), np.zeros((3, 2)))
    assert end_to_end(net).tolist() == [[3.0, 6.0], [4.0, 8.0], [5.0, 10.0]]
    assert flatten(FLOAT64, net.weights) == [1, 2, 3, 4, 5]


@some
@given(raw_networks())
def test_flatten_and_unflatten_are_inverse(raw):
    net = network(raw, FLOAT64)
    back = unflatten(net, flatten(FLOAT64, net.weights))
    assert all(
        (x == y).all() for p, q in zip(back, net.weights, strict=True) for x, y in zip(p, q, strict=True)
    )
    with pytest.raises(ValueError, match="vector must have"):
        unflatten(net, [1.0] * (net.parameters + 1))


one = np.ones((2, 2))


@pytest.mark.parametrize(
    ("weights", "target", "message"),
    [
        ((), one, "at least one pathway"),
        (((one,),), one, "at least 2 layers"),
        (((one, np.ones((3, 2))),), one, "target's shape"),
        (((one, np.ones((2, 3))),), one, "target's shape"),
        (((one, one * 1j),), one, r"weights\[0\]\[1\] must be a real float64 matrix, got ndarray complex128"),
        (((one, one.astype(object)),), one, "must be a real float64 matrix"),
        (((one, one[0]),), one, "must be a real float64 matrix"),
        (((one, one * np.nan),), one, r"weights\[0\]\[1\] must be finite"),
        (((one, one),), one * np.inf, "target must be finite"),
        (((one, mpmath.matrix([[1, 2], [3, 4]])),), one, "must be a real float64 matrix"),
    ],
)
def test_bad_networks_are_named(weights, target, message):
    with pytest.raises(ValueError, match=message):
        Network(FLOAT64, weights, target)


def test_exact_halves_survive():
    net = network(([[[[Fraction(1, 2)]], [[Fraction(1, 4)]]]], [[Fraction(1, 8)]]), ARB)
    assert loss(net).is_zero()
