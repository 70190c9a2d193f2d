# Heavy ball and schedules of full-matrix gradient descent, against a loop written here and against the
# recursion of modes. Blind to: whether the gradient is right (tests of the loss do that; the loop here uses
# it too, except where two scalar layers are differentiated by hand).
from fractions import Fraction

import gmpy2
import mpmath
import numpy as np
import pytest
from flint import arb
from hypothesis import given
from hypothesis import strategies as st

from numerics import recursion
from numerics.descent import Outcome, run, step
from numerics.matrices import ARB, ARB_MIDPOINT, FLOAT64, MPFR, MPMATH
from numerics.minima import aligned_point
from numerics.network import Network, end_to_end, flatten, gradient, loss, unflatten
from numerics.precision import to_arb, working_precision
from numerics.schedules import Piecewise, Warmup
from tests.numerics.strategies import few, fmpq_of, network, raw_networks, seeds, signed, some

etas = st.fractions(Fraction(1, 1000), Fraction(1, 10), max_denominator=1000)
betas = st.fractions(Fraction(-9, 10), Fraction(9, 10), max_denominator=20)
schedules = st.sampled_from([
    None,
    Warmup(3),
    Warmup(4, Fraction(1, 4)),
    Piecewise(((0, 1), (2, Fraction(1, 3)))),
])
KINDS = [FLOAT64, MPMATH, MPFR, ARB_MIDPOINT]


def factor(schedule, t):
    return Fraction(1) if schedule is None else schedule.factor(t)


@some
@given(signed, signed, signed, etas, betas, schedules)
def test_balls_enclose_the_exact_heavy_ball_of_two_scalar_layers(a, b, target, eta, beta, schedule):
    raw = ([[[[a]], [[b]]]], [[target]])
    u = v = Fraction(0)
    for t in range(4):
        residual, size = a * b - target, eta * factor(schedule, t)
        u, v = beta * u - size * residual * b, beta * v - size * residual * a
        a, b = a + u, b + v
    with working_precision(bits=200):
        final = run(network(raw, ARB), eta, 4, {}, momentum=beta, schedule=schedule).final
        first, second = flatten(ARB, final.weights)
        assert first.overlaps(arb(fmpq_of(a)))
        assert second.overlaps(arb(fmpq_of(b)))
        # 4 steps of some 10 roundings at 200 bits of numbers below 10^6: far below 2^-100.
        assert all(x.rad() < 2.0**-100 for x in (first, second))


@few
@given(raw_networks(), etas, betas, schedules, st.sampled_from(KINDS))
def test_heavy_ball_is_the_loop_that_its_docstring_says(raw, eta, beta, schedule, kind):
    eta = eta / 1000
    net = network(raw, kind)
    final = run(net, eta, 5, {}, momentum=beta, schedule=schedule).final
    moving = network(raw, FLOAT64)
    v = np.zeros(moving.parameters)
    for t in range(5):
        slope = np.array(flatten(FLOAT64, gradient(moving)))
        v = float(beta) * v - float(eta * factor(schedule, t)) * slope
        w = np.array(flatten(FLOAT64, moving.weights)) + v
        moving = moving.moved(unflatten(moving, w))
    found = np.array([float(x) for x in flatten(kind, final.weights)])
    # Weights are at most 3, gradients below 10^5, steps below 10^-4: 5 steps of rounding at 2^-53.
    assert np.abs(found - np.array(flatten(FLOAT64, moving.weights))).max() < 1e-9


@few
@given(
    seeds, st.sampled_from([Fraction(0), Fraction(1, 2), Fraction(-1, 3)]), schedules, st.sampled_from(KINDS)
)
def test_aligned_points_follow_the_modes_to_forty_digits(seed, beta, schedule, kind):
    depths, targets = [2, 4], [Fraction(3, 2), Fraction(2, 3)]
    weights = [[Fraction(1, 2), Fraction(1, 3)], [Fraction(3, 4), Fraction(4, 5)]]
    layers = [[row] * depth for depth, row in zip(depths, weights, strict=True)]
    eta, steps = Fraction(1, 5), 30
    with working_precision(digits=50):
        point = aligned_point(layers, targets, seed=seed, kind=kind)
        net = run(point.network, eta, steps, {}, momentum=beta, schedule=schedule).final
        core = kind.matmul(kind.matmul(kind.transpose(point.left), end_to_end(net)), point.right)
        values = kind.entries(core)
        for i, target in enumerate(targets):
            start = [row[i] for row in weights]
            w = recursion.run(kind, depths, start, target, eta, steps, momentum=beta, schedule=schedule).final
            wanted = sum(x**depth for x, depth in zip(w, depths, strict=True))
            # 50 digits, or 16; 30 steps on stable orbits lose a few.
            assert abs(values[2 * i + i] - wanted) < (1e-13 if kind is FLOAT64 else 1e-40)
            assert abs(values[2 * i + 1 - i]) < (1e-13 if kind is FLOAT64 else 1e-40)


def test_no_momentum_is_gradient_descent_bit_for_bit():
    net = network(([[[[Fraction(1, 3)]], [[Fraction(2, 3)]]]], [[Fraction(1)]]), FLOAT64)
    once = step(step(net, 0.3), 0.3)
    for other in (run(net, 0.3, 2, {}), run(net, Fraction(3, 10), 2, {}, momentum=0, schedule=Warmup(1, 1))):
        assert flatten(FLOAT64, other.final.weights) == flatten(FLOAT64, once.weights)


def test_momentum_doubles_what_a_step_size_survives():
    # Two layers of one weight near the minimum w = 1: sharpness 2, edge 1, with momentum 1 + beta.
    net = Network(FLOAT64, ((np.full((1, 1), 1.01), np.full((1, 1), 1.0)),), np.ones((1, 1)))
    assert run(net, 1.5, 400, {"loss": loss}).records["loss"][-1] > 1e-3
    assert run(net, 1.5, 400, {"loss": loss}, momentum=0.9).records["loss"][-1] < 1e-12


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("momentum", [Fraction(0), Fraction(1, 2)])
def test_divergence_is_labelled_in_every_kind(kind, momentum):
    net = network(([[[[Fraction(9)]], [[Fraction(9)]], [[Fraction(9)]]]], [[Fraction(1)]]), kind)
    for eta in (Fraction(5), Fraction(10**30)):
        done = run(net, eta, 10**6, {"loss": loss}, momentum=momentum)
        assert done.outcome in {Outcome.ESCAPED, Outcome.NON_FINITE}
        assert done.steps < 10
        assert all(abs(float(x)) < float("inf") for x in done.records["loss"])


BAD = {
    FLOAT64: [np.inf, np.nan],
    MPMATH: [mpmath.inf, mpmath.nan],
    MPFR: [gmpy2.inf(-1), gmpy2.nan()],
    ARB: [arb.pos_inf(), arb.nan()],
    ARB_MIDPOINT: [arb.neg_inf(), arb.nan()],
}


@pytest.mark.parametrize("kind", BAD)
def test_within_is_the_bound_on_every_entry(kind):
    # Arb's comparison may leave out a millionth below the bound.
    rows = [Fraction(1), Fraction(-5), Fraction(3), Fraction(0)]
    a = kind.matrix(2, 2, [kind.scalar(x) for x in rows])
    assert kind.within(a, 5.0001)
    assert not kind.within(a, 4.9999)
    assert kind.within(a, float("inf"))
    for bad in BAD[kind]:
        assert not kind.within(kind.matrix(1, 1, [bad]), 1e300)
        assert not kind.within(kind.matrix(1, 1, [bad]), float("inf"))


@pytest.mark.parametrize("kind", [ARB, ARB_MIDPOINT])
def test_a_weight_just_beyond_the_bound_ends_the_run_and_one_just_inside_does_not(kind):
    # One step from (1, 1) towards 2 with step 1: (2, 2).
    net = network(([[[[1]], [[1]]]], [[2]]), kind)
    for bound, outcome in ((2 - 2.0**-40, Outcome.ESCAPED), (2 + 2.0**-40, Outcome.FINISHED)):
        assert run(net, 1, 1, {}, escape=bound).outcome is outcome


def test_an_observable_that_overflows_in_python_ends_the_run():
    net = network(([[[[Fraction(9)]], [[Fraction(9)]]]], [[Fraction(1)]]), FLOAT64)
    observe = {"power": lambda n: float(n.weights[0][0][0, 0]) ** 200, "pair": lambda n: (1.0, (2.0,))}
    done = run(net, 1.0, 50, observe)
    assert done.outcome is Outcome.NON_FINITE
    assert len(done.records["power"]) == len(done.records["pair"]) == len(done.times) >= 1
    nested = run(net, 0.0, 1, {"nested": lambda n: (1.0, [float("nan")])})
    assert (nested.outcome, nested.times) == (Outcome.NON_FINITE, ())
    arrays = run(net, 0.0, 1, {"array": lambda n: np.array([np.inf])})
    assert arrays.outcome is Outcome.NON_FINITE


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"eta": float("nan")}, "eta must be finite"),
        ({"eta": 1j}, "eta must be an exact rational or a float64"),
        ({"eta": "0.1"}, "eta must be an exact rational"),
        ({"eta": mpmath.mpf(1)}, "eta must be an exact rational"),
        ({"momentum": 1}, "momentum must lie between"),
        ({"momentum": -1.0}, "momentum must lie between"),
        ({"momentum": float("inf")}, "momentum must be finite"),
        ({"momentum": None}, "momentum must be an exact rational"),
        ({"escape": 0}, "escape must be positive"),
        ({"escape": float("nan")}, "escape must be positive"),
        ({"every": 0}, "every >= 1"),
        ({"steps": 2.5}, "both integers"),
        ({"steps": True}, "both integers"),
    ],
)
def test_bad_arguments_are_named(arguments, message):
    net = network(([[[[Fraction(1)]], [[Fraction(1)]]]], [[Fraction(1)]]), FLOAT64)
    with pytest.raises(ValueError, match=message):
        run(net, **{"eta": 0.1, "steps": 1, "observables": {}, **arguments})


@pytest.mark.parametrize(
    "bad", [np.ones((1, 1), dtype=complex), np.ones((1, 1), dtype=object), np.ones(1), None]
)
def test_what_is_not_a_real_matrix_never_starts(bad):
    with pytest.raises(ValueError, match="must be a real float64 matrix"):
        Network(FLOAT64, ((bad, np.ones((1, 1))),), np.ones((1, 1)))


def test_arb_scalars_of_the_kind_are_taken_as_they_are():
    net = network(([[[[Fraction(1, 3)]], [[Fraction(2, 3)]]]], [[Fraction(1)]]), ARB)
    a = run(net, to_arb(Fraction(1, 7)), 3, {}).final
    b = run(net, Fraction(1, 7), 3, {}).final
    for x, y in zip(flatten(ARB, a.weights), flatten(ARB, b.weights), strict=True):
        assert x.overlaps(y)
