# Blind to: starts so small that the flow takes thousands of steps; more than one singular value (the modes'
# decoupling is tested elsewhere). What the flow conserves is not used by the solver, so it is a check of it.
from fractions import Fraction

import numpy as np
import pytest
from flint import arb, ctx
from hypothesis import given
from hypothesis import strategies as st

from numerics.flow import flow_modes
from numerics.flow_limit import flow_limit
from numerics.precision import to_arb, working_precision
from numerics.quantities import factor_flow_sharpness, flow_rate
from numerics.quantities import flow_limit as quantity
from tests.numerics.strategies import few

values = st.fractions(Fraction(1, 5), 2, max_denominator=9)
targets = st.fractions(Fraction(1, 2), 4, max_denominator=5)


def potential(value, depth):
    return value.log() if depth == 2 else value ** (2 - depth) / (2 - depth)


@few
@given(st.lists(st.tuples(values, st.integers(2, 4)), min_size=2, max_size=3), targets)
def test_the_limit_is_on_the_target_and_keeps_the_conservation_laws(starts, target):
    found = flow_limit([[pair] for pair in starts], target, 24)
    with working_precision(digits=40):
        ends = [path[0] for path in found.layers]
        depths = [depth for _, depth in starts]
        total = sum((end**depth for end, depth in zip(ends, depths, strict=True)), arb(0))
        # The radius is 10^-24 relative; powers up to 4 and sums of three cost less than two digits.
        assert abs(total / to_arb(target) - 1) < arb("1e-22")
        gains = [potential(e, d) - potential(to_arb(w), d) for e, (w, d) in zip(ends, starts, strict=True)]
        sizes = max(float(abs(potential(to_arb(w), d))) for w, d in starts)
        assert all(abs(gain - gains[0]) < arb("1e-20") * (1 + sizes) for gain in gains)


@pytest.mark.parametrize("target", [Fraction(1, 2), 3])
def test_the_flow_of_the_mode_in_floats_ends_there(target):
    found = flow_limit([[(Fraction(2, 3), 3)], [(Fraction(1, 2), 2)]], Fraction(target), 20)
    done = flow_modes([3, 2], [2 / 3, 1 / 2], float(target), 1e4, settle=1e-11, rtol=1e-12, atol=1e-14)
    ends = [float(path[0]) for path in found.layers]
    # Local tolerances of 10^-12 per step, of which there are some hundreds.
    assert np.allclose(done.states[-1], ends, rtol=1e-9)


def test_layers_of_one_pathway_may_differ():
    # x y = 2 and x^2 - y^2 = 3 at (2, 1): the start (7/2, 3)/... keeps the difference of squares.
    u, v = Fraction(7, 4), Fraction(1, 4)
    assert u * u - v * v == 3
    found = flow_limit([[(u, 1), (v, 1)]], Fraction(2), 30)
    x, y = found.layers[0]
    assert x.overlaps(arb(2))
    assert y.overlaps(arb(1))
    assert x.rad() < 1e-28


def test_a_start_on_the_target_stays():
    found = flow_limit([[(Fraction(1), 3)], [(Fraction(1), 2)]], Fraction(2), 30)
    assert found.steps == 0
    assert [path[0] == 1 or path[0].contains(1) for path in found.layers] == [True, True]


def test_series_precision_is_restored():
    before = ctx.cap
    flow_limit([[(Fraction(1, 2), 2)]], Fraction(1), 10)
    assert ctx.cap == before


@pytest.mark.parametrize(
    ("pathways", "target", "named"),
    [
        ([[(Fraction(0), 2)]], Fraction(1), r"pathways\[0\] must be positive"),
        ([[(Fraction(1), 1)]], Fraction(1), r"pathways\[0\] must have at least 2 layers"),
        ([[(Fraction(1), 2)]], Fraction(-1), "target must be positive"),
    ],
)
def test_refused(pathways, target, named):
    with pytest.raises(ValueError, match=named):
        flow_limit(pathways, target, 20)


def test_quantities_refuse_what_is_not_there():
    with pytest.raises(ValueError, match="one per pathway"):
        quantity.measure([Fraction(1)], [2, 3], Fraction(1), 20, h=0)
    with pytest.raises(ValueError, match="h must be an integer"):
        quantity.measure([Fraction(1)], [2], Fraction(1), 20, h=1)
    with pytest.raises(ValueError, match="must be positive"):
        flow_rate.measure([[[Fraction(0)]] * 2], [Fraction(1)], 20, 0, h=0, q=Fraction(1))


@few
@given(values, st.integers(2, 4), targets, st.fractions(-3, 3, max_denominator=2))
def test_rate_of_a_power_by_hand(value, depth, target, q):
    found = flow_rate.measure([[[value]] * depth], [target], 30, 1, h=0, q=q)
    with working_precision(digits=60):
        residual = to_arb(value) ** depth - to_arb(target)
        assert found.value.overlaps(-(to_arb(value) ** (arb(depth - 2) + to_arb(q))) * residual)


def test_sharpness_after_the_flow_of_two_factors():
    found = factor_flow_sharpness.measure(Fraction(7, 4), Fraction(1, 4), Fraction(2), 24)
    assert found.value.contains(5)
    assert found.value.rad() < 1e-20
