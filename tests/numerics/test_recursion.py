# Blind to: thresholds and phases; only that the recursion is gradient descent at aligned points with equal
# layers, and that its endings are named. Full matrices (`numerics.descent`) are the other side.
from fractions import Fraction
from itertools import islice, pairwise

import gmpy2
import mpmath
import numpy as np
import pytest
from flint import arb
from hypothesis import assume, given
from hypothesis import strategies as st

from numerics import descent
from numerics.matrices import ARB, ARB_MIDPOINT, FLOAT64, MPFR, MPMATH
from numerics.minima import aligned_point
from numerics.network import end_to_end
from numerics.precision import working_precision
from numerics.recursion import ModeOutcome, run
from numerics.recursion_cells import OUTCOMES, run_cells
from numerics.schedules import Constant, Piecewise, Warmup, step_sizes
from tests.numerics.strategies import few, seeds, some

weight = st.fractions(Fraction(1, 10), Fraction(6, 5), max_denominator=50)
etas = st.fractions(Fraction(1, 100), Fraction(1, 2), max_denominator=100)
schedules = st.sampled_from([
    Constant(),
    Warmup(5),
    Warmup(3, Fraction(1, 2)),
    Piecewise(((0, 1), (2, Fraction(1, 3)), (4, 1))),
])
KINDS = [FLOAT64, MPMATH, MPFR, ARB_MIDPOINT]


@st.composite
def modes(draw, max_modes=2):
    depths = draw(st.lists(st.integers(2, 5), min_size=1, max_size=3))
    count = draw(st.integers(1, max_modes))
    weights = [[draw(weight) for _ in range(count)] for _ in depths]
    targets = [draw(weight) for _ in range(count)]
    return depths, weights, targets


@few
@given(modes(), etas, seeds, st.sampled_from(KINDS))
def test_every_mode_follows_gradient_descent_on_full_matrices(case, eta, seed, kind):
    depths, weights, targets = case
    steps = 6
    layers = [[row] * depth for depth, row in zip(depths, weights, strict=True)]
    with working_precision(bits=300):
        point = aligned_point(layers, targets, seed=seed)
        net = point.network
        for _ in range(steps):
            net = descent.step(net, arb(eta.numerator) / eta.denominator)
        # Layers move, bases do not: end to end it is U diag(sum_h w_h^L_h) V^T.
        core = point.left.transpose() * end_to_end(net) * point.right
        runs = [run(kind, depths, [row[i] for row in weights], s, eta, steps) for i, s in enumerate(targets)]
        # A mode on its way to infinity takes the balls of all entries along.
        assume(all(done.outcome is ModeOutcome.FINISHED for done in runs))
        assume(all(abs(float(x)) <= 10 for done in runs for x in done.final))
        for i, done in enumerate(runs):
            value = sum(arb(float(x)) ** d for x, d in zip(done.final, depths, strict=True))
            assert abs(core[i, i] - value) < 1e-11 * (1 + abs(value))


@some
@given(modes(1), etas, st.fractions(Fraction(-4, 5), Fraction(4, 5), max_denominator=9), schedules)
def test_one_scalar_layer_at_a_time_gives_the_exact_recursion(case, eta, beta, schedule):
    # By hand in rationals: the derivative of 1/2 r^2 with respect to one of L equal factors is r w^(L-1).
    depths, weights, targets = case
    w, v = [row[0] for row in weights], [Fraction(0)] * len(depths)
    for t in range(3):
        r = sum(x**d for x, d in zip(w, depths, strict=True)) - targets[0]
        v = [
            beta * y - eta * schedule.factor(t) * r * x ** (d - 1)
            for x, y, d in zip(w, v, depths, strict=True)
        ]
        w = [x + y for x, y in zip(w, v, strict=True)]
    start = [row[0] for row in weights]
    with working_precision(bits=200):
        for kind, tolerance in ((FLOAT64, 1e-11), (MPMATH, 1e-50), (MPFR, 1e-50), (ARB_MIDPOINT, 1e-50)):
            done = run(kind, depths, start, targets[0], eta, 3, momentum=beta, schedule=schedule)
            assert done.outcome is ModeOutcome.FINISHED
            for x, exact in zip(done.final, w, strict=True):
                assert abs(x - kind.scalar(exact)) < tolerance * (1 + abs(exact))
    cells = run_cells(
        depths,
        [[float(x)] * 2 for x in start],
        float(targets[0]),
        [float(eta)] * 2,
        3,
        momentum=float(beta),
        schedule=schedule,
    )
    assert np.allclose(cells.final, np.array([float(x) for x in w])[:, None], rtol=1e-10, atol=1e-12)


@few
@given(st.integers(2, 12), st.floats(0.01, 3), seeds)
def test_cells_do_what_single_runs_do(depth, scale, seed):
    draw = np.random.default_rng(seed)
    start = draw.uniform(0.05, 1.2, (2, 6))
    etas = scale * np.linspace(0.1, 3, 6)
    for stop in (False, True):
        done = run_cells([depth] * 2, start, 1.0, etas, 60, stop_at_flip=stop)
        for k in range(6):
            cell = [float(x) for x in start[:, k]]
            one = run(FLOAT64, [depth] * 2, cell, 1.0, float(etas[k]), 60, stop_at_flip=stop)
            # Chaotic orbits part after some 50 steps; how soon a run ends or flips early on does not.
            assert np.isfinite(done.final[:, k]).all()
            if one.steps < 15 or done.steps[k] < 15:
                assert OUTCOMES[done.codes[k]] is one.outcome
                assert done.steps[k] == one.steps
            if (one.first_flip or 99) < 15:
                assert done.first_flip[k] == one.first_flip


@pytest.mark.parametrize("kind", KINDS)
def test_observables_are_recorded_at_their_times_and_nothing_else_is_kept(kind):
    start = [Fraction(1, 2), Fraction(1, 4)]
    done = run(kind, [3, 3], start, 1, Fraction(1, 4), 7, {"w": lambda w: w[0]}, every=3)
    assert done.times == (0, 3, 6)
    assert len(done.records["w"]) == 3
    assert done.records["w"][0] == kind.scalar(Fraction(1, 2))
    assert done.steps == 7


@pytest.mark.parametrize("kind", KINDS)
def test_a_step_far_beyond_divergence_is_labelled(kind):
    for eta in (5, 10**6, 10**30):
        done = run(kind, [3], [9], 1, eta, 10**6)
        assert done.outcome in {ModeOutcome.DIVERGED, ModeOutcome.NON_FINITE}
        assert done.steps < 6
        assert done.first_flip == 1
        assert all(abs(float(x)) < float("inf") for x in done.final)
        stopped = run(kind, [3], [9], 1, eta, 10**6, stop_at_flip=True)
        assert stopped.outcome in {ModeOutcome.SIGN_FLIP, ModeOutcome.DIVERGED}
    done = run(kind, [10**6], [Fraction(9, 10)], 1, Fraction(1, 10**6), 50)
    assert (done.outcome, done.first_flip) == (ModeOutcome.FINISHED, None)
    done = run(kind, [10**6], [2], 1, Fraction(1, 10**6), 50)
    assert done.outcome in {ModeOutcome.DIVERGED, ModeOutcome.NON_FINITE}


@pytest.mark.parametrize("kind", KINDS)
def test_flips_are_seen_from_both_sides(kind):
    for sign in (1, -1):  # 1 -> 1 - 1 (1 - 2) = 2 -> 2 - 2 (4 - 2) = -2, and its mirror image
        done = run(kind, [2], [sign], 2, 1, 9, stop_at_flip=True)
        assert (done.outcome, done.steps, done.final[0]) == (ModeOutcome.SIGN_FLIP, 2, -2 * sign)
    cells = run_cells([2], [[1, -1]], 2, 1, 9, stop_at_flip=True)
    assert list(cells.steps) == list(cells.first_flip) == [2, 2]


def test_numbers_that_overflow_in_an_observable_end_the_run_and_are_not_recorded():
    done = run(FLOAT64, [2], [3.0], 1.0, 0.9, 50, {"big": lambda w: w[0] ** 40})
    assert done.outcome is ModeOutcome.NON_FINITE
    assert all(np.isfinite(x) for x in done.records["big"])
    with pytest.raises(ValueError, match="observables must be finite"):
        run_cells([2], [[3.0]], 1.0, 0.9, 50, {"big": lambda w: w**40})


def test_cells_end_one_by_one():
    start, etas = [[0.5, 0.5, 9.0, 1e99]], [0.1, 5.5, 5.0, 1e9]
    done = run_cells([3], start, 1.0, etas, 300, {"w": lambda w: w[0]}, every=50)
    assert [OUTCOMES[k].name for k in done.codes[[0, 2, 3]]] == ["FINISHED", "DIVERGED", "NON_FINITE"]
    assert done.steps[0] == 300 and done.steps[3] == 0  # noqa: PT018
    assert np.isfinite(done.final).all()
    assert np.isfinite(done.records["w"]).all()
    assert done.first_flip[0] == -1
    assert done.first_flip[2] == 1


def test_a_warm_up_keeps_a_run_that_the_full_step_throws_away():
    arguments = (FLOAT64, [3], [1.3], 1.0, 0.65, 400)  # 1.3 - .65 1.69 1.197 = -.015
    assert run(*arguments).first_flip == 1
    warm = run(*arguments, schedule=Warmup(50))
    assert warm.first_flip is None
    assert abs(warm.final[0] - 1) < 1e-9


@some
@given(st.integers(1, 30), st.fractions(0, 1, max_denominator=7))
def test_warm_up_is_linear_and_settles(steps, start):
    factors = [Warmup(steps, start).factor(t) for t in range(steps + 3)]
    assert factors[0] == start
    assert factors[steps:] == [1] * 3
    gaps = {b - a for a, b in pairwise(factors[: steps + 1])}
    assert gaps == {(1 - start) / steps}
    assert list(islice(step_sizes(Warmup(steps, start), Fraction(2), Fraction), steps + 3)) == [
        2 * f for f in factors
    ]


@some
@given(modes(1), etas, st.integers(0, 60), st.sampled_from([60, 167, 400]), st.integers(1, 9))
def test_mpfr_does_what_mpmath_does(case, eta, steps, bits, every):
    # One or two weights take the bare loop, three do not; mpmath never does.
    depths, weights, targets = case
    start = [row[0] for row in weights]
    look = {"w": lambda w: w[0]}
    with working_precision(bits=bits):
        fast, slow = (
            run(kind, depths, start, targets[0], eta, steps, look, every=every) for kind in (MPFR, MPMATH)
        )
        assert (fast.outcome, fast.steps, fast.first_flip) == (slow.outcome, slow.steps, slow.first_flip)
        assert fast.times == slow.times
        numbers = [*zip(fast.final, slow.final, strict=True)]
        numbers += zip(fast.records["w"], slow.records["w"], strict=True)
    with mpmath.workprec(bits + 60):
        for x, y in numbers:
            # Both round every operation to nearest; powers differ by a rounding, and chaotic or diverging
            # orbits would amplify it: here steps are few and sizes moderate, so most bits remain.
            near = abs(mpmath.mpf(str(x)) - y) <= mpmath.mpf(2) ** (12 - bits) * (1 + abs(y))
            assert near or steps > 15 or abs(y) > 2


def test_mpfr_agrees_to_nearly_full_precision_on_a_long_orbit_that_settles():
    start = [Fraction(9, 10), Fraction(17, 20)]
    with working_precision(digits=50):
        fast, slow = (run(kind, [20, 20], start, 1, Fraction(1, 20), 5000).final for kind in (MPFR, MPMATH))
    with mpmath.workdps(70):
        # The fixed points form a curve: errors along it add up, 5000 of them at 2^-167.
        for x, y in zip(fast, slow, strict=True):
            assert abs(mpmath.mpf(f"{x:.60g}") - y) < 1e-47


@few
@given(modes(1), etas, st.integers(1, 40), st.booleans())
def test_the_bare_loop_makes_the_same_roundings(case, eta, steps, stop):
    depths, weights, targets = case
    depths, start = depths[:2], [row[0] for row in weights[:2]]
    with working_precision(bits=120):
        arguments = (MPFR, depths, start, targets[0], eta, steps)
        bare = run(*arguments, stop_at_flip=stop)
        # Observing at every step leaves nothing to the bare loop.
        seen = run(*arguments, {"w": lambda w: w[0]}, stop_at_flip=stop)
    for name in ("outcome", "steps", "first_flip", "final"):
        assert getattr(bare, name) == getattr(seen, name)


def test_nothing_is_missed_after_a_step_that_was_judged():
    # 1 -> 2 -> -2 -> 2 -> ...: the flip at step 2 falls between two times at which weights are recorded.
    fast, slow = (run(kind, [2], [1], 2, 1, 20, {"w": lambda w: w[0]}, every=3) for kind in (MPFR, FLOAT64))
    assert fast.times == slow.times == tuple(range(0, 21, 3))
    assert fast.first_flip == slow.first_flip == 2
    assert [float(x) for x in fast.records["w"]] == list(slow.records["w"])


def test_mpfr_overflow_is_labelled_even_where_traps_are_set():
    for traps in (False, True):
        with gmpy2.context(precision=100, emax=4000, trap_overflow=traps, trap_invalid=traps):
            done = run(MPFR, [30], [10], 1, 10**6, 100, escape=1e300)
            watched = run(MPFR, [2], [3], 1, 1, 100, {"big": lambda w: w[0] ** 3000}, escape=1e300)
        assert done.outcome in {ModeOutcome.NON_FINITE, ModeOutcome.DIVERGED}
        assert watched.outcome is ModeOutcome.NON_FINITE
        assert all(gmpy2.is_finite(x) for x in (*done.final, *watched.records["big"]))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Constant(-1), "value must be >= 0"),
        (lambda: Constant(0.5), "exact rational"),
        (lambda: Warmup(0), "steps must be an integer"),
        (lambda: Piecewise(()), "pieces must begin at step 0"),
        (lambda: Piecewise(((0, 1), (0, 2))), "increasing first steps"),
        (lambda: run(FLOAT64, [1], [0.5], 1.0, 0.1, 1), "depths"),
        (lambda: run(FLOAT64, [], [], 1.0, 0.1, 1), "depths"),
        (lambda: run(FLOAT64, [2, 2], [0.5], 1.0, 0.1, 1), "depths must be as many"),
        (lambda: run(FLOAT64, [2], [0.5j], 1.0, 0.1, 1), "exact rational or a float64"),
        (lambda: run(FLOAT64, [2], [float("nan")], 1.0, 0.1, 1), "must be finite"),
        (lambda: run(MPMATH, [2], [0.5], 1, 1, 1), "exact rational or a mpmath"),
        (lambda: run(MPMATH, [2], [mpmath.inf], 1, 1, 1), "must be finite"),
        (lambda: run(MPFR, [2], [gmpy2.inf()], 1, 1, 1), "must be finite"),
        (lambda: run(MPFR, [2], [0.5], 1, 1, 1), "exact rational or a MPFR"),
        (lambda: run(ARB, [2], [1], 1, 1, 1), "for balls use orbit"),
        (lambda: run(ARB_MIDPOINT, [2], [1], 1, arb.nan(), 1), "eta must be finite"),
        (lambda: run(FLOAT64, [2], [0.5], 1.0, 0.1, -1), "steps"),
        (lambda: run(FLOAT64, [2], [0.5], 1.0, 0.1, 1, every=0), "every"),
        (lambda: run(FLOAT64, [2], [0.5], 1.0, 0.1, 1, momentum=1), "momentum"),
        (lambda: run_cells([2], [[0.5j]], 1.0, 0.1, 1), "real float64"),
        (lambda: run_cells([2], np.array([[None]]), 1.0, 0.1, 1), "real float64"),
        (lambda: run_cells([2], [[np.inf]], 1.0, 0.1, 1), "finite"),
        (lambda: run_cells([2], [[0.5]], 1.0, [0.1, 0.2], 1), "eta must broadcast"),
        (lambda: run_cells([2], 0.5, 1.0, 0.1, 1), "depths must be as many"),
    ],
)
def test_bad_arguments_are_named(make, message):
    with pytest.raises(ValueError, match=message):
        make()
