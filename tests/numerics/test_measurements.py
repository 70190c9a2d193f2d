# Blind to: a wrong loss, which all measurements share; the values worked by hand for one weight per layer do
# not share it. There the loss is 1/2 (sum_h prod_l w_hl - t)^2, so at residual 0 the Hessian is g g^T with g
# the derivatives of the sum of products, and its only non-zero eigenvalue is |g|^2.
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from flint import arb
from hypothesis import given
from hypothesis import strategies as st

from numerics.descent import Outcome
from numerics.hessian.definition import spectrum
from numerics.matrices import FLOAT64
from numerics.measurement import Measurement
from numerics.minima import minimum
from numerics.precision import agreement_digits, known_digits, to_arb, working_precision
from numerics.quantities import (
    characteristic_polynomial,
    hessian_eigenvalue,
    perturbation_multiplier,
    sharpness,
    stability_threshold,
)
from tests.numerics.strategies import depths_and_shares, encloses, few, positive, seeds

SMALL = depths_and_shares(max_pathways=2, max_depth=3)
weights = st.lists(
    st.tuples(st.integers(2, 5), st.one_of(st.just(Fraction(0)), positive)), min_size=1, max_size=3
)


def slope_squared(layers):
    # |g|^2 for layers (depth, w): depth times the square of the product of the other depth - 1 layers.
    return sum((depth * w ** (2 * (depth - 1)) for depth, w in layers), Fraction(0))


@few
@given(weights.filter(lambda layers: any(w for _, w in layers)), seeds)
def test_one_weight_per_layer_by_hand(layers, seed):
    depths = [depth for depth, _ in layers]
    shares = [[w**depth] for depth, w in layers]
    truth = slope_squared(layers)
    with working_precision(digits=80):
        value = to_arb(truth)
        assert sharpness.measure(depths, shares, 40, seed).value.overlaps(value)
        assert hessian_eigenvalue.measure(depths, shares, 40, seed, i=0, j=0).value.overlaps(value)
        x = Fraction(7, 3)
        polynomial = characteristic_polynomial.measure(depths, shares, 40, seed, x=x)
        assert polynomial.parameters == sum(depths)
        assert polynomial.value.overlaps(to_arb(x ** (sum(depths) - 1) * (x - truth)))
        assert characteristic_polynomial.measure(depths, shares, 20, seed, x=truth).value.contains(0)
        threshold = stability_threshold.measure(depths, shares, 20, seed)
        assert agreement_digits(threshold.value, 2 / value) >= 20
        eta = Fraction(1, 3)
        factor = perturbation_multiplier.measure(depths, shares, 20, seed, eta=eta)
        assert abs(factor.value - (1 - to_arb(eta) * value)) < (1 + abs(value)) * arb(10) ** -20


@few
@given(SMALL, seeds, st.sampled_from([10, 30, 50]))
def test_sharpness_is_tight_and_is_the_top_of_the_spectrum(case, seed, digits):
    result = sharpness.measure(*case, digits, seed)
    assert isinstance(result, Measurement)
    assert result.rigorous
    assert (result.digits, result.seed) == (digits, seed)
    with working_precision(digits=60):
        assert known_digits(result.value) >= digits
        assert result.value.overlaps(spectrum(minimum(*case, seed=seed + 1).network, 40)[-1])
    haar = spectrum(minimum(*case, kind=FLOAT64, bases="random", seed=seed).network)[-1]
    # eigvalsh of at most 24 x 24 entries, each a few roundings: 1e-11 relative is generous.
    assert abs(float(result.value) - haar) < 1e-11 * (1 + haar)


@few
@given(SMALL, seeds)
def test_mode_pairs_are_eigenvalues_and_no_larger_than_the_sharpness(case, seed):
    depths, shares = case
    d = len(shares[0])
    with working_precision(digits=70):
        top = sharpness.measure(depths, shares, 40, seed).value
        balls = spectrum(minimum(depths, shares, seed=seed).network, 40)
        values = []
        for i in range(d):
            for j in range(d):
                result = hessian_eigenvalue.measure(depths, shares, 40, seed, i=i, j=j)
                assert result.rigorous
                assert known_digits(result.value) >= 40
                assert any(result.value.overlaps(x) for x in balls)
                assert not result.value > top
                values.append(result.value)
        assert any(x.overlaps(top) for x in values)
        # As many balls away from zero as mode pairs: the directions found all of the range.
        assert sum(not x.contains(0) for x in balls) == d * d


@few
@given(SMALL, seeds, st.fractions(-30, 30, max_denominator=9))
def test_characteristic_polynomial_is_the_product_over_the_spectrum(case, seed, x):
    with working_precision(digits=70):
        truth = arb(1)
        for ball in spectrum(minimum(*case, seed=seed).network, 50):
            truth *= to_arb(x) - ball
        assert characteristic_polynomial.measure(*case, 30, seed + 1, x=x).value.overlaps(truth)


@few
@given(SMALL, seeds, st.fractions(Fraction(1, 50), 3, max_denominator=50))
def test_dynamics_agree_with_the_hessian(case, seed, eta):
    # Two roads that share the gradient only: growth of a perturbation, and an eigenvalue of second
    # derivatives.
    with working_precision(digits=60):
        top = sharpness.measure(*case, 40, seed).value
        threshold = stability_threshold.measure(*case, 20, seed)
        assert not threshold.rigorous
        assert known_digits(threshold.value) >= 20
        assert threshold.value.overlaps(2 / top)
        factor = perturbation_multiplier.measure(*case, 20, seed, eta=eta)
        assert not factor.rigorous
        assert factor.value.overlaps(1 - to_arb(eta) * top)


@few
@given(SMALL, seeds)
def test_gradient_descent_grows_above_and_decays_below(case, seed):
    result = stability_threshold.long_runs(*case, 20, seed, delta=Fraction(1, 100), steps=120, every=40)
    assert result.times == (0, 40, 80, 120)
    assert result.outcomes == (Outcome.FINISHED, Outcome.FINISHED)
    assert all(x > 1.5 * y for y, x in pairwise(result.norms_above))
    # Per step the factor is 1 - 2 delta = .98 below and 1 + 2 delta = 1.02 above: .98^40 = .446, 1.02^40 =
    # 2.21.
    assert all(x < 0.6 * y for y, x in pairwise(result.norms_below))


def test_nearly_equal_modes_and_equal_modes():
    for gap in (Fraction(0), Fraction(1, 10**12), Fraction(1, 10**30)):
        shares = [[Fraction(1), 1 - gap]]
        with working_precision(digits=60):
            value = sharpness.measure([3], shares, 50, 0).value
            assert value.contains(3)
            assert stability_threshold.measure([3], shares, 25, 0).value.overlaps(2 / value)


@pytest.mark.parametrize("scale", [Fraction(1, 10**40), Fraction(10**40)])
def test_very_small_and_very_large_shares(scale):
    depths, shares = [3, 2], [[scale, scale / 2], [Fraction(0), 2 * scale]]
    with working_precision(digits=80):
        value = sharpness.measure(depths, shares, 40, 2)
        assert known_digits(value.value) >= 40
        threshold = stability_threshold.measure(depths, shares, 20, 2)
        assert known_digits(threshold.value) >= 20
        assert threshold.value.overlaps(2 / value.value)


@pytest.mark.parametrize("measure", [sharpness.measure, stability_threshold.measure])
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([1], [[1]], 20, 0), "depths"),
        (([2], [[-1]], 20, 0), "shares"),
        (([2, 2], [[1, 0], [2, 0]], 20, 0), "shares"),
        (([2], [[1]], 0, 0), "digits must be an integer >= 1"),
        (([2], [[1]], 20.0, 0), "digits must be an integer >= 1"),
        (([2], [[1]], 20, 0, "haar"), "bases must be"),
    ],
)
def test_bad_arguments_are_named(measure, arguments, message):
    with pytest.raises(ValueError, match=message):
        measure(*arguments)


def test_bad_keywords_are_named():
    with pytest.raises(ValueError, match="i must be a mode"):
        hessian_eigenvalue.measure([2], [[1]], 20, 0, i=1, j=0)
    with pytest.raises(ValueError, match="j must be a mode"):
        hessian_eigenvalue.measure([2], [[1]], 20, 0, i=0, j=-1)
    with pytest.raises(ValueError, match="eta must be > 0"):
        perturbation_multiplier.measure([2], [[1]], 20, 0, eta=Fraction(0))
    with pytest.raises(ValueError, match="eta must be an exact rational"):
        perturbation_multiplier.measure([2], [[1]], 20, 0, eta=0.5)
    with pytest.raises(ValueError, match="x must be an exact rational"):
        characteristic_polynomial.measure([2], [[1]], 20, 0, x=0.5)
    with pytest.raises(ValueError, match="delta must be between 0 and 1"):
        stability_threshold.long_runs([2], [[1]], delta=Fraction(1))


def test_measurements_are_frozen_and_say_what_they_are_blind_to():
    results = [
        sharpness.measure([2], [[1]], 20, 0),
        hessian_eigenvalue.measure([2], [[1]], 20, 0, i=0, j=0),
        characteristic_polynomial.measure([2], [[1]], 20, 0, x=Fraction(1)),
        stability_threshold.measure([2], [[1]], 20, 0),
        perturbation_multiplier.measure([2], [[1]], 20, 0, eta=Fraction(1)),
    ]
    assert all(r.blind_to and r.solver.startswith("definition: ") for r in results)
    assert len({r.solver for r in results}) == len(results)
    with pytest.raises(AttributeError):
        results[0].value = arb(0)
    assert np.isfinite([float(r.value) for r in results]).all()
    assert encloses(sharpness.measure([2], [[1]], 20, 0).value, Fraction(2))
