# Blind to: the map itself (test_orbit.py compares with exact rationals); here the loop in MPFR and float64 is
# compared with the loop in balls, which shares none of its bounds.
from fractions import Fraction

import gmpy2
import pytest
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st

from numerics import mean_value
from numerics.orbit import OrbitOutcome, enclosed_orbit
from numerics.precision import to_arb, working_precision
from numerics.schedules import Warmup
from tests.numerics.strategies import encloses, some

weight = st.fractions(Fraction(1, 10), Fraction(11, 10), max_denominator=40)
etas = st.fractions(Fraction(1, 50), Fraction(1, 2), max_denominator=50)


def in_balls(*arguments, **options):
    before, mean_value.MOST_BITS = mean_value.MOST_BITS, 0
    try:
        return enclosed_orbit(*arguments, **options)
    finally:
        mean_value.MOST_BITS = before


@some
@given(st.integers(2, 30), weight, weight, etas, st.integers(1, 60), st.sampled_from([30, 60, 167, 700]))
def test_both_loops_enclose_the_orbit_and_lose_about_the_same(depth, start, target, eta, steps, bits):
    with working_precision(bits=bits):
        fast = enclosed_orbit([depth], [start], target, eta, steps)
        slow = in_balls([depth], [start], target, eta, steps)
    with working_precision(bits=2000):
        made = min(fast.steps, slow.steps)
        truth = in_balls([depth], [start], target, eta, made).final[0]
        for run in (fast, slow):
            if run.steps == made and truth.rad() < run.final[0].rad():
                assert abs(run.final[0].mid() - truth.mid()) <= run.final[0].rad() + truth.rad()
    # Errors per step are bounded by 8 roundings here, by about 2 there: three bits, and two for small balls.
    assert abs(fast.bits_lost - slow.bits_lost) <= 6 or bits == 30


@some
@given(st.integers(2, 5), weight, weight, etas, st.integers(1, 3), st.integers(-8, 8), st.integers(6, 30))
def test_wide_balls_hold_the_orbits_of_their_points(depth, start, target, eta, steps, k, reach):
    # Weight, target and step size in balls of radius 2^-reach: a bound on f' that is too small shows.
    radius = Fraction(1, 2**reach)
    with working_precision(bits=100):
        balls = [arb(to_arb(x), to_arb(radius)) for x in (start, target, eta)]
        wide = enclosed_orbit([depth], balls[:1], *balls[1:], steps, keep_bits=1)
    w, s, size = (x + radius * Fraction(k, 8) for x in (start, target, eta))
    for _ in range(wide.steps):
        w -= size * w ** (depth - 1) * (w**depth - s)
    assert encloses(wide.final[0], w)


corners = st.tuples(*[st.sampled_from([-1, 0, 1])] * 3)


@given(st.integers(2, 6), weight, weight, etas, st.tuples(*[st.integers(7, 60)] * 3), corners)
@settings(max_examples=250, deadline=None)
def test_one_step_holds_the_images_of_all_corners(depth, start, target, eta, reaches, corner):
    # As wide as the fast loop takes them, one by one and together: curvature, and slopes that a wide step
    # size or target changes, show only here.
    radii = [Fraction(1, 2**reach) for reach in reaches]
    with working_precision(bits=100):
        pairs = zip((start, target, eta), radii, corner, strict=True)
        balls = [arb(to_arb(x), to_arb(r) if side else 0) for x, r, side in pairs]
        wide = enclosed_orbit([depth], balls[:1], *balls[1:], 1, keep_bits=1)
    if wide.steps:
        edges = zip((start, target, eta), radii, corner, strict=True)
        w, s, size = (x + r * k for x, r, k in edges)
        assert encloses(wide.final[0], w - size * w ** (depth - 1) * (w**depth - s))


@some
@given(st.integers(2, 12), weight, weight, etas, st.integers(8, 40))
def test_the_ball_is_not_much_wider_than_the_image(depth, start, target, eta, reach):
    # One step of a wide ball: twice the reach times |f'|, up to second order, and no rounding to speak of.
    radius = Fraction(1, 2**reach)
    with working_precision(bits=150):
        ball = arb(to_arb(start), to_arb(radius))
        done = enclosed_orbit([depth], [ball], target, eta, 1, keep_bits=1)
        if done.steps:
            p = start ** (depth - 2)
            slope = abs(1 - eta * p * ((2 * depth - 1) * start**depth - (depth - 1) * target))
            second = eta * radius * 4 * depth**3 * (Fraction(12, 10) ** (2 * depth))
            assert done.final[0].rad() <= to_arb(radius * (slope + second) * Fraction(101, 100)) + to_arb(
                Fraction(1, 2**38)
            ) * to_arb(radius) + to_arb(Fraction(1, 2**140))


def test_the_fast_loop_does_the_work():
    with working_precision(bits=167):
        loop = mean_value.MeanValue(20, [to_arb(Fraction(9, 10))], arb(1))
        made, size = loop._in_mpfr(iter([arb(1) / 20] * 500), 500, (arb(0), arb(10) ** 100), 8)
    assert (made, size) == (500, None)
    assert loop.x.overlaps(arb(1))


@pytest.mark.parametrize(
    ("start", "target", "eta", "steps"),
    [
        (Fraction(1, 10**150), 1, Fraction(1, 10), 30),  # weights beyond float64's squares
        (Fraction(1, 2), Fraction(1, 10**200), Fraction(1, 10), 30),
        (Fraction(1, 2), 0, Fraction(1, 10), 30),
        (Fraction(1, 2), 1, 0, 30),
        (Fraction(1, 2), 1, Fraction(1, 10**120), 30),
        (Fraction(-1, 2), 1, Fraction(1, 10), 30),
        (Fraction(10**60), 1, Fraction(1, 10**130), 3),
    ],
)
def test_what_floats_cannot_carry_is_left_to_balls(start, target, eta, steps):
    with working_precision(bits=167):
        fast = enclosed_orbit([3], [start], target, eta, steps)
        slow = in_balls([3], [start], target, eta, steps)
    assert (fast.outcome, fast.steps, fast.first_flip) == (slow.outcome, slow.steps, slow.first_flip)
    assert fast.final[0].overlaps(slow.final[0])
    assert abs(fast.bits_lost - slow.bits_lost) <= 6


def test_flips_divergence_and_schedules_are_seen_by_both_loops():
    cases = [
        (([2], [1], 2, 1, 5), {}),  # 1 -> 2 -> -2
        (([3], [Fraction(13, 10)], 1, Fraction(13, 20), 400), {}),
        (([3], [Fraction(13, 10)], 1, Fraction(13, 20), 400), {"schedule": Warmup(50)}),
        (([3], [9], 1, 5, 400), {}),
        (([3], [Fraction(9, 10)], 1, Fraction(1, 5), 100), {"every": 7}),
    ]
    with working_precision(bits=167):
        for arguments, options in cases:
            fast, slow = enclosed_orbit(*arguments, **options), in_balls(*arguments, **options)
            for name in ("outcome", "steps", "first_flip", "times"):
                assert getattr(fast, name) == getattr(slow, name)
            for one, other in zip(fast.records, slow.records, strict=True):
                assert one[0].overlaps(other[0])


def test_the_context_of_gmpy2_is_left_alone():
    before = gmpy2.get_context().precision
    with working_precision(bits=167):
        assert enclosed_orbit([3], [Fraction(1, 2)], 1, Fraction(1, 4), 50).outcome is OrbitOutcome.FINISHED
        assert gmpy2.get_context().precision == 167
    assert gmpy2.get_context().precision == before
