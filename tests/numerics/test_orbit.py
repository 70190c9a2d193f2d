# Blind to: the mode recursion itself (test_recursion.py compares it with full matrices); here exact rationals
# and a run with many more bits are what balls must contain.
from fractions import Fraction

import pytest
from flint import arb
from hypothesis import given
from hypothesis import strategies as st

from numerics import orbit as module
from numerics.orbit import OrbitOutcome, enclosed_orbit
from numerics.precision import to_arb, working_precision
from numerics.schedules import Constant, Piecewise, Warmup
from tests.numerics.strategies import encloses, few, some

weight = st.fractions(Fraction(1, 10), Fraction(11, 10), max_denominator=40)
etas = st.fractions(Fraction(1, 50), Fraction(1, 2), max_denominator=50)
betas = st.one_of(st.just(Fraction(0)), st.fractions(Fraction(-4, 5), Fraction(4, 5), max_denominator=9))
schedules = st.sampled_from([Constant(), Warmup(3), Piecewise(((0, 1), (2, Fraction(1, 3))))])
pathways = st.lists(st.tuples(st.integers(2, 4), weight), min_size=1, max_size=3)


def exact_orbit(paths, target, eta, beta, schedule, steps):
    w, v = [w for _, w in paths], [Fraction(0)] * len(paths)
    for t in range(steps):
        r = sum(x**d for x, (d, _) in zip(w, paths, strict=True)) - target
        rate = eta * schedule.factor(t)
        v = [beta * y - rate * r * x ** (d - 1) for x, y, (d, _) in zip(w, v, paths, strict=True)]
        w = [x + y for x, y in zip(w, v, strict=True)]
    return w


@some
@given(pathways, weight, etas, betas, schedules, st.integers(0, 4))
def test_balls_contain_the_exact_orbit(paths, target, eta, beta, schedule, steps):
    with working_precision(bits=60):
        done = enclosed_orbit(
            [d for d, _ in paths],
            [w for _, w in paths],
            target,
            eta,
            steps,
            momentum=beta,
            schedule=schedule,
        )
    exact = exact_orbit(paths, target, eta, beta, schedule, done.steps)
    assert all(encloses(ball, x) for ball, x in zip(done.final, exact, strict=True))


def wide_box(paths, target, eta, beta, steps, radius):
    balls = [arb(to_arb(w), radius) for _, w in paths]
    return enclosed_orbit([d for d, _ in paths], balls, target, eta, steps, momentum=beta, keep_bits=1)


@some
@given(pathways, weight, etas, betas, st.integers(1, 3), st.lists(st.integers(-4, 4), min_size=3, max_size=3))
def test_wide_balls_contain_the_orbits_of_the_points_in_them(paths, target, eta, beta, steps, corners):
    # Points at up to the edge of a ball of radius 1/200: here a wrong derivative shows, not only rounding.
    done = wide_box(paths, target, eta, beta, steps, arb(1) / 200)
    moved = [(d, w + Fraction(k, 801)) for (d, w), k in zip(paths, corners, strict=False)]
    exact = exact_orbit(moved, target, eta, beta, Constant(), done.steps)
    assert all(encloses(ball, x) for ball, x in zip(done.final, exact, strict=True))


@some
@given(pathways, weight, etas, betas, st.integers(1, 3), st.data())
def test_a_ball_that_is_wide_in_one_weight_moves_like_its_two_ends(paths, target, eta, beta, steps, data):
    # A segment stays a segment, nothing is lost by wrapping: the derivative is seen to a part in 1000.
    h = data.draw(st.integers(0, len(paths) - 1))
    # Far ends show whether the derivative was taken on all of the ball.
    reach = data.draw(st.sampled_from([Fraction(1, 10**9), Fraction(1, 20)]))
    with working_precision(bits=200):
        balls = [arb(to_arb(w), to_arb(reach) if k == h else 0) for k, (_, w) in enumerate(paths)]
        if beta:
            steps = 1  # with momentum the ball stands for two numbers that move apart
        done = enclosed_orbit([d for d, _ in paths], balls, target, eta, steps, momentum=beta, keep_bits=1)
        ends = []
        for side in (-reach * 999 / 1000, reach * 999 / 1000):
            moved = [(d, w + side * (k == h)) for k, (d, w) in enumerate(paths)]
            ends.append(exact_orbit(moved, target, eta, beta, Constant(), done.steps))
        for k, ball in enumerate(done.final):
            low, high = sorted(end[k] for end in ends)
            assert encloses(ball, low)
            assert encloses(ball, high)
            if not beta:
                # Second-order terms: derivatives below 10^6 times reach^2.
                assert ball.rad() <= to_arb((high - low) / 2 * Fraction(1003, 1000) + reach**2 * 10**6)


ORBITS = {
    # depths, weights, step size, momentum
    "one weight, converging": ([20], ["9/10"], "1/20", 0),
    "one weight, slow": ([3], ["1/10"], "1/100", 0),
    "one weight, period 2": ([20], ["9/10"], "21/200", 0),
    "one weight, period 2, shallow": ([3], ["9/10"], "7/10", 0),
    "two weights, converging": ([20, 20], ["9/10", "17/20"], "1/20", 0),
    "two weights, edge of stability": ([3, 3], ["9/10", "17/20"], "3/5", 0),
    "two weights, period 2": ([20, 20], ["9/10", "17/20"], "21/100", 0),
    "two weights, period 2, shallow": ([3, 3], ["9/10", "17/20"], "87/100", 0),
    "two weights, one far smaller": ([3, 3], ["9/10", "1/1000000000000"], "1/5", 0),
    "two unequal depths": ([3, 5], ["1/2", "3/5"], "1/5", 0),
    "one weight with momentum": ([3], ["9/10"], "1/5", Fraction(9, 10)),
    "two weights with momentum": ([3, 3], ["9/10", "1/2"], "1/5", Fraction(1, 2)),
}


def follow(name, steps, bits, **options):
    depths, weights, eta, beta = ORBITS[name]
    with working_precision(bits=bits):
        return enclosed_orbit(
            depths, list(map(Fraction, weights)), 1, Fraction(eta), steps, momentum=beta, **options
        )


@pytest.mark.parametrize("name", ORBITS)
def test_orbits_that_settle_lose_few_bits_and_contain_the_orbit(name):
    steps = 1500
    done = follow(name, steps, 167)
    assert (done.outcome, done.steps, done.first_flip) == (OrbitOutcome.FINISHED, steps, None)
    assert done.bits_lost <= 20
    truth = follow(name, steps, 400)
    with working_precision(bits=450):
        for ball, narrow in zip(done.final, truth.final, strict=True):
            # Contained up to the far smaller ball around the truth.
            assert abs(ball.mid() - narrow.mid()) <= ball.rad() + narrow.rad()
            assert narrow.rad() < ball.rad() / 2**100 or ball.is_exact()


@pytest.mark.parametrize("name", [n for n in ORBITS if "period" in n or "converging" in n])
def test_ten_thousand_steps_lose_at_most_twenty_bits(name):
    done = follow(name, 10**4, 167)
    assert done.outcome is OrbitOutcome.FINISHED
    assert done.bits_lost <= (8 if done.method == "mean-value form" else 20)


def test_plain_balls_blow_up_on_the_same_orbit():
    # What the two methods are for; if this fails, the tests above show nothing.
    with working_precision(bits=167):
        x, eta = to_arb(Fraction(9, 10)), to_arb(Fraction(21, 200))
        for _ in range(600):
            x -= eta * x**19 * (x**20 - 1)
        assert not x.rel_accuracy_bits() > 100


@pytest.mark.parametrize(("depths", "eta"), [([20], "29/200"), ([3, 3], "6/5")])
def test_chaotic_orbits_end_with_the_bits_lost(depths, eta):
    with working_precision(bits=167):
        weights = [Fraction(9, 10) - Fraction(h, 20) for h in range(len(depths))]
        done = enclosed_orbit(depths, weights, 1, Fraction(eta), 10**4)
        more = enclosed_orbit(depths, weights, 1, Fraction(eta), done.steps // 2)
    assert done.outcome is OrbitOutcome.ACCURACY_LOST
    assert 100 < done.steps < 10**4
    assert 140 <= done.bits_lost <= 167 - module.KEEP_BITS
    # About linear in the number of steps: a Lyapunov rate.
    assert 0.2 * done.bits_lost < more.bits_lost < 0.8 * done.bits_lost


def test_endings_and_flips_are_labelled():
    with working_precision(bits=100):
        far = enclosed_orbit([3, 3], [10**6, 1], 1, Fraction(1, 5), 300)
        assert (far.outcome, far.first_flip) == (OrbitOutcome.DIVERGED, 1)
        huge = enclosed_orbit([10**6], [2], 1, 10**9, 300)
        assert huge.outcome in {OrbitOutcome.DIVERGED, OrbitOutcome.NON_FINITE}
        deep = enclosed_orbit([10**6], [Fraction(9, 10)], 1, Fraction(1, 10**6), 50)
        assert (deep.outcome, deep.first_flip) == (OrbitOutcome.FINISHED, None)
        still = enclosed_orbit([3, 3], [1, 0], 1, Fraction(1, 5), 50, every=20)
        assert still.outcome is OrbitOutcome.FINISHED
        assert still.final[1].is_zero()
        assert (still.times, len(still.records)) == ((0, 20, 40), 3)
        wide = enclosed_orbit([3], [arb(1, 1)], 1, Fraction(1, 5), 50)
        assert (wide.outcome, wide.steps) == (OrbitOutcome.ACCURACY_LOST, 0)
        zero = enclosed_orbit([2], [1], 2, 1, 5)  # 1 -> 1 - 1 (1 - 2) = 2 -> 2 - 2 (4 - 2) = -2
        assert (zero.first_flip, zero.method) == (2, "mean-value form")


@few
@given(st.integers(2, 6), st.integers(1, 30))
def test_a_step_size_known_to_a_ball_gives_a_ball_for_each_step_size(depth, steps):
    with working_precision(bits=100):
        eta = arb(Fraction(1, 10).numerator) / 10
        wide = enclosed_orbit([depth], [Fraction(1, 2)], 1, arb(eta, 1e-6), steps)
        sharp = enclosed_orbit([depth], [Fraction(1, 2)], 1, eta + arb("9e-7"), steps)
        assert wide.final[0].contains(sharp.final[0])


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        (([2], [0.5], 1, 1, 1), {}, "exact rational"),
        (([2], [1j], 1, 1, 1), {}, "exact rational"),
        (([2], [arb.nan()], 1, 1, 1), {}, "must be finite"),
        (([2, 2], [1], 1, 1, 1), {}, "depths must be as many"),
        (([1], [1], 1, 1, 1), {}, "depths"),
        (([2], [1], 1, 1, -1), {}, "steps"),
        (([2], [1], 1, 1, 1), {"every": 0}, "every"),
        (([2], [1], 1, 1, 1), {"momentum": 1}, "momentum"),
        (([2], [1], 1, 1, 1), {"keep_bits": 0}, "keep_bits"),
    ],
)
def test_bad_arguments_are_named(arguments, options, message):
    with pytest.raises(ValueError, match=message):
        enclosed_orbit(*arguments, **options)
