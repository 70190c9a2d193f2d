"""Measurements at aligned points against exact arithmetic with the diagonal entries alone.

The expected numbers are those of scalar networks, one per mode, in fractions: so decoupling and alignment are
what is tested.  Blind to: orthogonal factors that are not drawn.
"""

from fractions import Fraction
from math import prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from numerics.precision import known_digits, to_arb, working_precision
from numerics.quantities import (
    gradient_entry,
    imbalance_multiplier,
    layer_gradient,
    loss,
    momentum_threshold,
    residual_entry,
    stability_threshold,
)

DIGITS = 30
entries = st.fractions(-2, 2, max_denominator=4)
targets = st.fractions("1/4", 3, max_denominator=4)


@st.composite
def networks(draw):
    """``layers[h][l][i]`` and targets of one or two modes."""
    modes = draw(st.integers(1, 2))
    depths = draw(st.lists(st.integers(2, 3), min_size=1, max_size=2))
    row = st.lists(entries, min_size=modes, max_size=modes)
    layers = [[draw(row) for _ in range(depth)] for depth in depths]
    return layers, draw(st.lists(targets, min_size=modes, max_size=modes))


def residual(layers, values, i):
    return sum(prod(row[i] for row in path) for path in layers) - values[i]


def digits(ball):
    # No more than those of the working precision are ever known.
    with working_precision(digits=DIGITS + 20):
        return known_digits(ball)


def contains(measurement, value):
    with working_precision(digits=DIGITS + 20):
        assert measurement.rigorous
        assert measurement.value.overlaps(to_arb(value))
        assert measurement.value.rad() < 10**-DIGITS * (1 + abs(to_arb(value)))
    return True


@settings(max_examples=15)
@given(networks(), st.integers(0, 5))
def test_modes_decouple(network, seed):
    layers, values = network
    half = sum(residual(layers, values, i) ** 2 for i in range(len(values))) / 2
    assert contains(loss.measure(layers, values, DIGITS, seed), half)
    for i in range(len(values)):
        for j in range(len(values)):
            expected = residual(layers, values, i) if i == j else Fraction(0)
            assert contains(residual_entry.measure(layers, values, DIGITS, seed, i=i, j=j), expected)


@settings(max_examples=15)
@given(networks(), st.integers(0, 5), st.data())
def test_gradients_are_diagonal(network, seed, data):
    layers, values = network
    h = data.draw(st.integers(0, len(layers) - 1))
    place = data.draw(st.integers(0, len(layers[h]) - 1))
    for i in range(len(values)):
        others = prod(row[i] for m, row in enumerate(layers[h]) if m != place)
        for j in range(len(values)):
            expected = others * residual(layers, values, i) if i == j else Fraction(0)
            found = gradient_entry.measure(layers, values, DIGITS, seed, h=h, layer=place, i=i, j=j)
            assert contains(found, expected)


def test_unequal_layers_widen_the_common_gradient():
    one, two = [Fraction(1)], [Fraction(2)]
    # 2 (4 - 3) in both layers; then 1 (2 - 3) and 2 (2 - 3).
    equal = layer_gradient.measure([[two, two]], [Fraction(3)], DIGITS, 0, h=0).value
    assert equal.contains(2)
    assert digits(equal) >= DIGITS
    unequal = layer_gradient.measure([[one, two]], [Fraction(3)], DIGITS, 0, h=0).value
    assert unequal.contains(-1)
    assert unequal.contains(-2)


def test_imbalance_of_pathways_that_are_not_equal_is_no_factor():
    one, two = [[Fraction(1)]] * 3, [[Fraction(2)]] * 3
    eta = Fraction(1, 10)
    equal = imbalance_multiplier.measure([one, one], [Fraction(4)], DIGITS, 0, eta=eta).value
    assert (5 * equal).contains(7)  # 1 + 2 * 2/10
    assert digits(equal) >= DIGITS
    assert digits(imbalance_multiplier.measure([one, two], [Fraction(4)], DIGITS, 0, eta=eta).value) < 2
    with pytest.raises(ValueError, match="two pathways"):
        imbalance_multiplier.measure([one], [Fraction(4)], DIGITS, 0, eta=eta)


@pytest.mark.parametrize("beta", [Fraction(-1, 2), Fraction(0), Fraction(9, 10)])
def test_momentum_moves_the_threshold_by_its_own_runs(beta):
    shares = [[Fraction(1)], [Fraction(1, 3)]]
    found = momentum_threshold.measure([2, 3], shares, 20, 1, beta=beta).value
    plain = stability_threshold.measure([2, 3], shares, 20, 1).value
    with working_precision(digits=40):
        assert found.overlaps((1 + to_arb(beta)) * plain)
        assert known_digits(found) >= 20


@pytest.mark.parametrize("beta", [Fraction(1), Fraction(-1), Fraction(3, 2)])
def test_momentum_has_a_range(beta):
    with pytest.raises(ValueError, match="beta must lie between -1 and 1"):
        momentum_threshold.measure([3], [[Fraction(8)]], 20, beta=beta)


@pytest.mark.parametrize(("name", "place"), [("i", 1), ("j", -1)])
def test_modes_are_counted_from_zero(name, place):
    indices = {"i": 0, "j": 0, name: place}
    with pytest.raises(ValueError, match=f"{name} must be an integer 0 <= {name} < 1"):
        residual_entry.measure([[[Fraction(1)]] * 2], [Fraction(1)], DIGITS, 0, **indices)
