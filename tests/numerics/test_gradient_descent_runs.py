# Blind to: long rigorous runs; balls grow with every step and only a few steps are enclosed here.
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from flint import arb
from hypothesis import given
from hypothesis import strategies as st

from numerics.descent import Outcome, run, step
from numerics.matrices import ARB, ARB_MIDPOINT, FLOAT64, MPMATH
from numerics.network import flatten, loss
from numerics.precision import to_arb, working_precision
from tests.numerics.strategies import few, fmpq_of, network, raw_networks, signed, some

unit_eta = st.fractions(Fraction(1, 1000), Fraction(1, 10), max_denominator=1000)


@some
@given(signed, signed, signed, unit_eta)
def test_two_scalar_layers_follow_the_exact_recursion(a, b, target, eta):
    net = network(([[[[a]], [[b]]]], [[target]]), ARB)
    with working_precision(bits=200):
        for _ in range(4):
            net = step(net, to_arb(eta))
            residual = a * b - target
            a, b = a - eta * b * residual, b - eta * a * residual
            first, second = flatten(ARB, net.weights)
            assert first.overlaps(arb(fmpq_of(a)))
            assert second.overlaps(arb(fmpq_of(b)))


@few
@given(raw_networks(), st.integers(1, 5))
def test_kinds_run_alike(raw, steps):
    eta = Fraction(1, 10**6)
    finals = [
        run(network(raw, k), k.scalar(eta), steps, {}).final for k in (FLOAT64, MPMATH, ARB, ARB_MIDPOINT)
    ]
    values = [[float(x) for x in flatten(net.kind, net.weights)] for net in finals]
    for other in values[1:]:
        assert np.abs(np.array(values[0]) - np.array(other)).max() < 1e-10


@few
@given(raw_networks())
def test_small_steps_lower_the_loss(raw):
    net = network(raw, FLOAT64)
    losses = run(net, 1e-9, 3, {"loss": loss}).records["loss"]
    assert all(after <= before * (1 + 1e-12) for before, after in pairwise(losses))


def test_midpoints_drop_radii_and_balls_keep_them():
    raw = ([[[[Fraction(1, 3)]], [[Fraction(2, 3)]]]], [[Fraction(1)]])
    for kind, exact in ((ARB, False), (ARB_MIDPOINT, True)):
        final = run(network(raw, kind), to_arb(Fraction(1, 7)), 3, {}).final
        assert all(x.is_exact() == exact for x in flatten(kind, final.weights))


def test_observables_are_recorded_at_the_asked_times():
    net = network(([[[[Fraction(1)]], [[Fraction(1)]]]], [[Fraction(1)]]), FLOAT64)
    result = run(net, 0.1, 7, {"loss": loss, "first": lambda n: n.weights[0][0][0, 0]}, every=3)
    assert result.times == (0, 3, 6)
    assert result.records["loss"] == (0.0, 0.0, 0.0)
    assert result.records["first"] == (1.0, 1.0, 1.0)
    assert (result.outcome, result.steps) == (Outcome.FINISHED, 7)


@pytest.mark.parametrize("kind", [FLOAT64, MPMATH, ARB_MIDPOINT])
def test_a_run_that_blows_up_says_so(kind):
    net = network(([[[[Fraction(9)]], [[Fraction(9)]], [[Fraction(9)]]]], [[Fraction(1)]]), kind)
    result = run(net, kind.scalar(Fraction(5)), 200, {"loss": loss})
    assert result.outcome is Outcome.ESCAPED
    assert result.steps < 10
    assert all(abs(x) < float("inf") for x in result.records["loss"])


def test_overflow_is_labelled_and_never_recorded():
    net = network(([[[[Fraction(9)]], [[Fraction(9)]], [[Fraction(9)]]]], [[Fraction(1)]]), FLOAT64)
    for observables in ({"loss": loss}, {"first": lambda n: n.weights[0][0][0, 0]}, {}):
        result = run(net, 1e200, 200, observables, escape=float("inf"))
        assert result.outcome is Outcome.NON_FINITE
        assert result.steps < 5
        assert all(np.isfinite(values).all() for values in result.records.values())
        # The weights themselves overflow one step after the loss does.
        assert result.final.is_finite() == ("loss" in observables)


def test_bad_runs_are_named():
    net = network(([[[[Fraction(1)]], [[Fraction(1)]]]], [[Fraction(1)]]), FLOAT64)
    with pytest.raises(ValueError, match="steps must be >= 0"):
        run(net, 0.1, -1, {})
    with pytest.raises(ValueError, match="must be finite at the start"):
        run(net.moved(((np.array([[np.nan]]), np.array([[1.0]])),)), 0.1, 1, {})
    with working_precision(bits=100):
        assert step(network(([[[[1]], [[1]]]], [[1]]), ARB), arb(1)).is_finite()
