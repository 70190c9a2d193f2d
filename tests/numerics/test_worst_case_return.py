# Blind to: other depths than those drawn; layers that are not equal. Known answers: at depth 2 the maximum of
# a cubic and its return can be worked out by hand; elsewhere a dense search in float64 shares only the map.
from fractions import Fraction

import numpy as np
import pytest
from flint import arb
from hypothesis import given
from hypothesis import strategies as st

from numerics import descent
from numerics import worst_case_return as module
from numerics.matrices import ARB
from numerics.measurement import Measurement
from numerics.network import Network, flatten
from numerics.precision import known_digits, to_arb, working_precision
from numerics.recursion_cells import run_cells
from numerics.worst_case_return import measure, step
from tests.numerics.strategies import few, some

depths = st.integers(2, 200)


def test_depth_two_by_hand():
    with working_precision(digits=120):
        value = measure(2, 100).value
        assert value.overlaps((3 * arb(3).sqrt() - 2) / 2)
        assert known_digits(value) >= 100


@some
@given(depths, st.sampled_from([5, 50, 60]))
def test_the_enclosure_is_as_narrow_as_asked_and_frozen(depth, digits):
    result = measure(depth, digits)
    assert isinstance(result, Measurement)
    assert (result.rigorous, result.digits, result.parameters) == (True, digits, depth)
    assert result.blind_to
    with working_precision(digits=digits + 10):
        assert known_digits(result.value) >= digits
        assert result.value.overlaps(measure(depth, digits + 20).value)


@some
@given(depths)
def test_a_dense_search_flips_just_above_and_not_just_below(depth):
    eta = float(measure(depth, 20).value)
    starts = np.linspace(1e-4, 1 - 1e-4, 4001) ** (1 / depth)
    # The grid misses the maximum by less than 1e-6 relative, as it is flat there: 1e-4 is generous.
    for factor, expected in ((1 - 1e-4, 0), (1 + 1e-4, 1)):
        done = run_cells([depth], starts[None], 1.0, eta * factor, 2)
        assert (done.first_flip >= 0).any() == bool(expected)


@few
@given(depths, st.floats(0.02, 0.999))
def test_no_smaller_step_size_is_seen_to_flip(depth, fraction):
    eta = fraction * float(measure(depth, 20).value)
    starts = np.linspace(1e-4, 1 - 1e-4, 2001) ** (1 / depth)
    assert (run_cells([depth], starts[None], 1.0, eta, 12).first_flip == -1).all()


@few
@given(st.integers(2, 12), st.fractions(0, 2, max_denominator=9), st.fractions(0, 3, max_denominator=9))
def test_the_map_is_gradient_descent_on_equal_layers(depth, w, eta):
    with working_precision(bits=200):
        layer = ARB.matrix(1, 1, [to_arb(w)])
        after = descent.step(Network(ARB, ((layer,) * depth,), ARB.matrix(1, 1, [arb(1)])), to_arb(eta))
        assert all(x.overlaps(step(to_arb(w), to_arb(eta), depth)) for x in flatten(ARB, after.weights))


@pytest.mark.parametrize("depth", [2, 3, 17, 200, 10**6, 10**9])
def test_the_certificate_refuses_every_other_enclosure(depth):
    with working_precision(bits=300):
        top, eta = module._newton(*map(arb, module._coarse(depth)), depth)
        assert module._certified(top, eta, depth, 100) is not None
        for shift in ("1e-20", "-1e-20", "1e-3", "-1e-3", "0.5"):
            assert module._certified(top, (eta * (1 + arb(shift))).mid(), depth, 100) is None
        # With two maxima, or none, there is nothing to show.
        assert not module._one_maximum(arb(1) / (2 * depth), depth)


def test_every_part_of_the_certificate_is_needed(monkeypatch):
    depth = 10**4
    with working_precision(bits=400):
        top, eta = module._newton(*map(arb, module._coarse(depth)), depth)
        truth = module._after_worst(top, eta, depth)
    with working_precision(bits=120):
        # A maximiser off by most of its allowance: the ball has to pay for it.
        reach = arb((1, -60))
        monkeypatch.setattr(module, "_maximiser", lambda w, e, d: (top + reach * 0.9).mid())
        assert module._after_worst(top, eta, depth).overlaps(truth)
        # Off by more: nothing is claimed.
        monkeypatch.setattr(module, "_maximiser", lambda w, e, d: (top + reach * 2).mid())
        assert not module._after_worst(top, eta, depth).is_finite()
        monkeypatch.undo()
        assert module._certified(top.mid(), eta, depth, 40) is not None
        monkeypatch.setattr(module, "_one_maximum", lambda e, d: False)
        assert module._certified(top.mid(), eta, depth, 40) is None


def test_consecutive_depths_and_a_large_one():
    values = [measure(depth, 30).value for depth in (2, 3, 5, 10, 10**6)]
    assert all(x > 0 for x in values)
    with working_precision(digits=40):
        assert all(known_digits(x) >= 30 for x in values)


@pytest.mark.parametrize("depth", [1, 0, -3, 2.0, True, "3", Fraction(3)])
def test_bad_depths_are_named(depth):
    with pytest.raises(ValueError, match="depth must be an integer"):
        measure(depth, 20)


def test_bad_digits_are_named():
    with pytest.raises(ValueError, match="digits"):
        measure(3, 0)
