# Watched runs: modes against full matrices, records against quantities computed here, endings, robustness.
# Blind to: rounding of long chaotic runs; both sides of the comparison share `numerics.observation`.
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from numerics import descent
from numerics.hessian import lanczos
from numerics.hessian.definition import spectrum
from numerics.matrices import ARB_MIDPOINT, FLOAT64, MPFR, MPMATH
from numerics.minima import aligned_point
from numerics.network_simulation import simulate_matrices, simulate_tanh
from numerics.observation import Descent, Ending, ending, first_change_of_sign, imbalance, odd_distance
from numerics.precision import working_precision
from numerics.schedules import Warmup
from numerics.simulation import simulate_modes
from tests.numerics.strategies import few, seeds

shares = st.fractions(Fraction(1, 50), Fraction(1, 2), max_denominator=50)
KINDS = [FLOAT64, MPMATH, MPFR, ARB_MIDPOINT]


def one_mode(depths, start, eta, steps, kind=FLOAT64, target=Fraction(1), **more):
    how = Descent(Fraction(eta), steps, **more)
    return simulate_modes(kind, depths, [[Fraction(x)] for x in start], [target], how)


@few
@given(st.data(), seeds, st.sampled_from(KINDS), st.sampled_from([0, Fraction(1, 3)]))
def test_modes_are_full_matrices(data, seed, kind, momentum):
    depths = data.draw(st.lists(st.integers(2, 4), min_size=1, max_size=2))
    modes = data.draw(st.integers(1, 2))
    start = [[data.draw(shares) for _ in range(modes)] for _ in depths]
    targets = [data.draw(shares) + Fraction(1, 2) for _ in range(modes)]
    how = Descent(Fraction(1, 5), 12, 3, Fraction(momentum), Warmup(4, Fraction(1, 4)))
    a = simulate_modes(kind, depths, start, targets, how)
    b = simulate_matrices(kind, depths, start, targets, how, seed=seed)
    assert (a.steps, a.times, a.parameters) == (b.steps, b.times, b.parameters)
    for p, q in zip(a.moments, b.moments, strict=True):
        # 12 steps in 53 bits from starts below 2; Lanczos to 1e-8.
        flat = [(x, y) for r, s in zip(p.shares, q.shares, strict=True) for x, y in zip(r, s, strict=True)]
        assert all(abs(float(x - y)) < 1e-12 for x, y in flat)
        assert abs(float(p.loss - q.loss)) < 1e-12
        assert q.converged
        assert abs(p.sharpness - q.sharpness) <= 1e-7 * max(1, p.sharpness)


@few
@given(st.lists(shares, min_size=1, max_size=3), st.integers(2, 4), seeds)
def test_records_are_what_they_say(start, depth, seed):
    depths = [depth] * len(start)
    run = one_mode(depths, start, Fraction(1, 10), 7, every=3)
    assert run.times == (0, 3, 6)
    layers = [[[Fraction(float(x) ** (1 / depth))]] * depth for x in start]
    for t, moment in zip(run.times, run.moments, strict=True):
        net = aligned_point(layers, [Fraction(1)], bases="identity", kind=FLOAT64).network
        net = descent.run(net, Fraction(1, 10), t, {}).final
        products = [np.prod(path) for path in net.weights]
        assert [row[0] for row in moment.shares] == pytest.approx(products, abs=1e-13)
        assert moment.loss == pytest.approx((sum(products) - 1) ** 2 / 2, abs=1e-13)
        # The dense Hessian from the definition; both in float64.
        assert moment.sharpness == pytest.approx(max(map(float, spectrum(net))), abs=1e-9)


def test_the_papers_setting_breaks_symmetry_and_rebalances():
    start = [Fraction(1, 1000), Fraction(3, 2000)]
    small, large, beyond = (one_mode([20, 20], start, eta, 3000) for eta in ("9/100", "13/100", "195/1000"))
    # Below the single-path edge 2/20: one winner; gradient flow's imbalance is nearly kept.
    assert small.ending is Ending.SETTLED
    assert float(small.moments[-1].shares[0][0]) < 0.01
    assert small.imbalance[-1][0] > 0.9 * small.imbalance[0][0]
    # Between that and the balanced edge: a winner first, then re-balancing to a flatter minimum.
    assert large.ending is Ending.SETTLED
    middle = large.moments[300].shares
    assert middle[0][0] < 0.01 < 0.1 < large.moments[-1].shares[0][0]
    assert 0.9 < 0.13 * large.moments[-1].sharpness / 2 <= 1
    assert max(moment.sharpness for moment in large.moments) > 20 > large.moments[-1].sharpness
    # Beyond it: equal pathways that oscillate.
    assert beyond.ending is Ending.PERIOD_TWO
    assert beyond.moments[-1].shares[0][0] == pytest.approx(beyond.moments[-1].shares[1][0], rel=1e-9)


@pytest.mark.parametrize("kind", KINDS)
def test_endings_are_labelled(kind):
    assert one_mode([3, 3], ["1/8", "1/9"], "1/4", 300, kind).ending is Ending.SETTLED
    assert one_mode([3, 3], ["1/8", "1/9"], "1/4", 3, kind).ending is Ending.NOT_SETTLED
    assert one_mode([3], [0], "1/4", 30, kind).ending is Ending.NOT_SETTLED
    for eta in (50, 10**9, 10**300):
        run = one_mode([3], [8], eta, 10**6, kind)
        assert run.ending in {Ending.DIVERGED, Ending.NON_FINITE}
        assert run.first_flip == 1
        assert run.steps < 10
    for size in (10**200, 10**307):
        run = one_mode([3], [size], 1, 5, kind)
        assert (run.ending, run.times, run.moments) == (Ending.NON_FINITE, (), ())


@pytest.mark.parametrize("kind", KINDS)
def test_a_million_layers_end_at_once(kind):
    for eta, endings in (("26/10000000", {Ending.NOT_SETTLED}), (1, {Ending.DIVERGED, Ending.NON_FINITE})):
        run = one_mode([10**6] * 2, ["1/1000", "3/2000"], eta, 40, kind)
        assert run.ending in endings
        assert all(np.isfinite(moment.sharpness) for moment in run.moments)
    how = Descent(Fraction(1), 1)
    with pytest.raises(ValueError, match="at most 1024 when there are several modes"):
        simulate_modes(kind, [10**6], [[Fraction(1, 2)] * 2], [Fraction(1)] * 2, how)


def test_momentum_and_precision_are_passed_on():
    with working_precision(digits=50):
        run = one_mode([3, 3], ["1/8", "1/9"], "1/4", 800, MPFR, momentum=Fraction(1, 2))
        assert run.ending is Ending.SETTLED
        # Multipliers below 0.95 a step: 10^-18 would stop float64 long before.
        assert abs(sum(row[0] for row in run.moments[-1].shares) - 1) < 1e-25
        assert 0 < run.moments[-1].loss < 1e-50 or run.moments[-1].loss == 0
    # 2 (1 + beta) / 3 is the edge at s* = 1, L = 3: 0.9 is beyond 2/3.
    assert one_mode([3], ["99/100"], "9/10", 500, momentum=Fraction(1, 2)).ending is Ending.SETTLED
    assert one_mode([3], ["99/100"], "9/10", 500).ending is not Ending.SETTLED


def test_a_tick_for_every_record():
    seen = []
    how = Descent(Fraction(1, 10), 10, 3)
    arguments = ([3], [[Fraction(1, 2)]], [Fraction(1)], how)
    simulate_modes(FLOAT64, *arguments, tick=seen.append)
    simulate_matrices(FLOAT64, *arguments, tick=seen.append)
    simulate_tanh(*arguments, inputs=4, tick=seen.append)
    assert seen == [0, 3, 6, 9] * 3


def test_tanh_runs_are_watched():
    start = [[Fraction(3, 10**5)], [Fraction(1, 10**4)]]
    run = simulate_tanh([5, 5], start, [Fraction(1, 100)], Descent(Fraction(824), 6000, 301), inputs=32)
    last = run.moments[-1]
    assert last.shares[0][0] == pytest.approx(last.shares[1][0], rel=0.01)
    assert all(
        moment.converged and moment.residual <= 1e-8 * moment.sharpness + 1e-15 for moment in run.moments
    )
    gone = simulate_tanh([5, 5], start, [Fraction(1, 100)], Descent(Fraction(10**9), 60), inputs=32)
    assert gone.ending in {Ending.DIVERGED, Ending.NON_FINITE, Ending.NOT_SETTLED}


def test_imbalance_is_the_spread_that_flow_keeps():
    # dw_h/dt = -w_h^(L_h - 1) r, so w_h^(2 - L_h)/(L_h - 2) moves by w_h^(1 - L_h) w_h^(L_h - 1) r = r.
    assert imbalance(FLOAT64, [2, 4], [np.exp(-2.0).item(), 1.0]) == pytest.approx(0.5)  # 1 and 1/2
    assert imbalance(FLOAT64, [3, 3], [1.0, 1.0]) == 0
    for bad in ([1.0, 0.0], [1.0, -1.0], [1.0, float("nan")]):
        assert imbalance(FLOAT64, [3, 3], bad) is None
    assert imbalance(FLOAT64, [3, 10**6], [1e-300, 1e-300]) > 0
    assert imbalance(FLOAT64, [3, 10**6], [1e-300, 1e-310]) is None  # 10^310


def test_changes_of_sign_and_endings_of_shares():
    assert first_change_of_sign((0, 5, 9), [((1.0,),), ((0.5,),), ((-0.5,),)]) == 9
    assert first_change_of_sign((0, 5), [((1.0,),), ((0.0,),)]) == 5
    assert first_change_of_sign((0, 5), [((0.0,),), ((1.0,),)]) is None
    still = ((1.0,),)
    assert ending([still, still, still], [1.0], 1e-3) is Ending.SETTLED
    assert ending([still, still, still], [1.1], 1e-3) is Ending.NOT_SETTLED
    assert ending([still, ((2.0,),), ((3.0,),)], [1.0], 1e-3) is Ending.NOT_SETTLED
    assert ending([still, ((2.0,),)], [1.0], 1e-3) is Ending.NOT_SETTLED
    assert ending([((0.0,),)] * 3, [0.0], 1e-3) is Ending.SETTLED
    nan = ((float("nan"),),)
    assert ending([still, nan, nan], [1.0], 1e-3) is Ending.NOT_SETTLED


@given(st.integers(0, 10**6), st.integers(1, 5000))
def test_records_are_few_and_at_odd_distances(steps, records):
    every = odd_distance(steps, records)
    assert every % 2 == 1
    assert steps // every <= records
    assert every == 1 or steps // max(1, every - 2) >= records


@pytest.mark.parametrize(
    ("depths", "start", "targets", "message"),
    [
        ([3], [[Fraction(1)], [Fraction(1)]], [Fraction(1)], "depths must be as many"),
        ([3], [[Fraction(1)] * 2], [Fraction(1)], "one number per target"),
        ([3], [[]], [], "one number per target"),
        ([3], [[Fraction(-1)]], [Fraction(1)], "must be >= 0"),
        ([3], [[Fraction(1)]], [Fraction(-1)], "must be >= 0"),
        ([3], [[0.5]], [Fraction(1)], "exact rational"),
        ([3], [[1j]], [Fraction(1)], "exact rational"),
        ([1], [[Fraction(1)]], [Fraction(1)], "integer >= 2"),
    ],
)
@pytest.mark.parametrize(
    "simulate",
    [
        lambda *a: simulate_modes(FLOAT64, *a),
        lambda *a: simulate_matrices(FLOAT64, *a),
        lambda *a: simulate_tanh(*a, inputs=3),
    ],
)
def test_bad_starts_are_named(simulate, depths, start, targets, message):
    with pytest.raises(ValueError, match=message):
        simulate(depths, start, targets, Descent(Fraction(1, 10), 1))


@pytest.mark.parametrize(
    ("outcome", "value", "over"),
    [
        (lanczos.Outcome.NOT_CONVERGED, 1.0, Ending.NOT_SETTLED),
        (lanczos.Outcome.NON_FINITE, float("nan"), Ending.NON_FINITE),
    ],
)
def test_an_eigenvalue_that_failed_is_never_passed_off_as_one(monkeypatch, outcome, value, over):
    solve = lanczos.largest_eigenvalue

    def failing(*arguments, **options):
        return replace(solve(*arguments, **options), outcome=outcome, value=value, residual=value)

    monkeypatch.setattr(lanczos, "largest_eigenvalue", failing)
    how = Descent(Fraction(1, 10), 4)
    run = simulate_matrices(FLOAT64, [3], [[Fraction(1, 2)]], [Fraction(1)], how)
    assert run.ending is over
    assert [moment.converged for moment in run.moments] == [False] * (5 if value == 1 else 0)
