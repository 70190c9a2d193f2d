# Blind to: small errors; the tolerance is 1e-10 per step, and 1e-7 is asked of the end. Known answer:
# for one weight of depth 2, dw/dt = w (s - w^2) is the logistic equation in w^2.
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from numerics.descent import run
from numerics.flow import FlowOutcome, flow_modes, flow_network
from numerics.matrices import ARB, FLOAT64
from numerics.minima import aligned_point
from numerics.network import Network, flatten, gradient, hessian_vector_product, loss
from tests.numerics.strategies import few, network, raw_networks, seeds


@few
@given(st.floats(0.05, 3), st.floats(0.1, 4), st.floats(0.1, 5), st.sampled_from(["DOP853", "LSODA"]))
def test_the_logistic_equation(w, s, time, method):
    done = flow_modes([2], [w], s, time, at=[0, time / 2], method=method)
    at_rest = w * (w * w - s) == 0
    assert done.outcome is (FlowOutcome.SETTLED if at_rest else FlowOutcome.TIME_REACHED)
    for t, (value,) in zip(done.times, done.states, strict=True):
        # u = w^2 obeys du/dt = 2 u (s - u).
        u = s / (1 + (s / w**2 - 1) * math.exp(-2 * s * t))
        assert abs(value**2 - u) < 1e-7 * (1 + u)


@few
@given(st.lists(st.integers(2, 4), min_size=1, max_size=3), seeds)
def test_modes_flow_like_full_matrices(depths, seed):
    draw = np.random.default_rng(seed)
    w, s = draw.uniform(0.1, 1.2, (len(depths), 2)), draw.uniform(0.3, 2, 2)
    q = [np.linalg.qr(draw.standard_normal((2, 2)))[0] for _ in range(2)]
    paths = []
    for depth, row in zip(depths, w, strict=True):
        layers = [np.diag(row)] * depth
        layers[0] = layers[0] @ q[1].T
        layers[-1] = q[0] @ layers[-1]
        paths.append(tuple(layers))
    net = Network(FLOAT64, tuple(paths), q[0] @ np.diag(s) @ q[1].T)
    full = flow_network(net, 2.0)
    first = 0
    for h, depth in enumerate(depths):
        # The first layer at the end is (its basis) diag(w_h) (its basis); its singular values are |w_h|.
        layer = full.states[-1][first : first + 4].reshape(2, 2)
        first += 4 * depth
        ends = [abs(flow_modes(depths, w[:, i], s[i], 2.0).states[-1, h]) for i in range(2)]
        assert np.allclose(np.linalg.svd(layer)[1], sorted(ends, reverse=True), atol=1e-7)


@few
@given(raw_networks())
def test_the_flow_is_the_limit_of_small_steps_and_lowers_the_loss(raw):
    net = network(raw, FLOAT64)
    time, steps = 1e-4, 50
    small = run(net, time / steps, steps, {"loss": loss}).records["loss"]
    done = flow_network(net, time)
    last = run(net, time / steps, steps, {}).final
    # Euler's error is time^2/(2 steps) times a second derivative, Hess times gradient, between the two ends;
    # the factor 4 is for what it does on the way. 1e-9: the tolerance of the solver.
    second = max(np.abs(flatten(FLOAT64, hessian_vector_product(n, gradient(n)))).max() for n in (net, last))
    gap = np.abs(done.states[-1] - flatten(FLOAT64, last.weights)).max()
    assert gap < 4 * second * time**2 / steps + 1e-9
    assert small[-1] <= small[0] * (1 + 1e-12)


def test_endings_are_labelled():
    assert flow_modes([3], [0.5], 1.0, 1e6, settle=1e-6).outcome is FlowOutcome.SETTLED
    assert flow_modes([3], [1.0], 1.0, 5.0).outcome is FlowOutcome.SETTLED
    assert flow_modes([3], [0.5], 1.0, 0.0).outcome is FlowOutcome.TIME_REACHED
    assert flow_modes([3], [1e60], 1.0, 1.0).outcome is FlowOutcome.ESCAPED
    assert flow_modes([10**6], [9.0], 1.0, 1.0).outcome is FlowOutcome.NON_FINITE
    deep = flow_modes([10**6], [0.5], 1.0, 1.0)
    assert (deep.outcome, deep.states[-1, 0]) == (FlowOutcome.SETTLED, 0.5)  # the slope underflows to 0
    for method in ("DOP853", "LSODA"):
        stiff = flow_modes([20], [1.5], 1.0, 1e9, method=method, budget=300)
        assert stiff.outcome in {FlowOutcome.BUDGET_SPENT, FlowOutcome.SOLVER_FAILED}
        assert stiff.gradients <= 300
        assert np.isfinite(stiff.states).all()
    away = flow_modes([3], [-0.5, 0.0][:1], -1.0, 50.0, settle=1e-9)
    assert away.outcome is FlowOutcome.SETTLED
    assert abs(away.states[-1, 0] + 1) < 1e-6


def test_lsoda_needs_fewer_gradients_where_the_flow_is_stiff():
    runs = [flow_modes([20], [0.9], 1.0, 2000.0, method=m) for m in ("LSODA", "DOP853")]
    assert all(abs(r.states[-1, 0] - 1) < 1e-8 for r in runs)
    assert runs[0].gradients < runs[1].gradients / 5


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: flow_modes([2], [0.5], 1.0, -1.0), "time must be"),
        (lambda: flow_modes([2], [0.5], 1.0, math.inf), "time must be"),
        (lambda: flow_modes([2], [0.5], 1.0, 1.0, method="Euler"), "method must be one of"),
        (lambda: flow_modes([2], [0.5], 1.0, 1.0, rtol=0.0), "rtol"),
        (lambda: flow_modes([2], [0.5], 1.0, 1.0, at=[0.5, 0.2]), "at must increase"),
        (lambda: flow_modes([2], [0.5], 1.0, 1.0, at=[2.0]), "at must increase"),
        (lambda: flow_modes([2, 2], [0.5], 1.0, 1.0), "depths must be as many"),
        (lambda: flow_modes([2], [0.5j], 1.0, 1.0), "weights must be real"),
        (lambda: flow_modes([2], [None], 1.0, 1.0), "weights must be real"),
        (lambda: flow_modes([2], [[0.5]], 1.0, 1.0), "weights must be real numbers with 1 axes"),
        (lambda: flow_modes([2], [math.nan], 1.0, 1.0), "weights must be finite"),
        (lambda: flow_modes([2], [0.5], [1.0], 1.0), "target must be real"),
        (lambda: flow_network(aligned_point([[[1], [1]]], [1], kind=ARB).network, 1.0), "must be in float64"),
    ],
)
def test_bad_arguments_are_named(make, message):
    with pytest.raises(ValueError, match=message):
        make()
