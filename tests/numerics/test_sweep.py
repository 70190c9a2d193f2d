# Blind to: whether the recursion is gradient descent (test_recursion.py) and what outcomes mean
# (test_phases.py). Both engines must equal a third implementation below, one cell in Python, bit for bit.
import dataclasses
import itertools
import math
import platform
import subprocess
import sys
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from numerics import sweep_cells
from numerics.matrices import FLOAT64
from numerics.phases import OUTCOMES
from numerics.recursion import run
from numerics.schedules import Constant, Piecewise, Warmup
from numerics.sweep import FEWEST_STEPS, Line, LineResult, run_line, sweep_lines
from numerics.sweep_cells import BURST, ESCAPE, advance, start_cells
from tests.numerics.strategies import few, seeds

pytest.importorskip("numba")

SHAPES = [(20, 2, 0.0), (3, 3, 0.7), (3, 3, -0.4)]
SCHEDULES = [Constant(), Warmup(45), Piecewise(((0, 1), (33, Fraction(1, 3)), (70, 1)))]


@pytest.fixture(scope="module")
def _compiled():
    # Hypothesis traces what it runs, and traced compiling takes ten times as long.
    for depth, pathways, momentum in SHAPES:
        advance(random_cells(depth, pathways, 0, 1, momentum=momentum), 1, engine="numba")


def random_cells(depth, pathways, seed, count, *, momentum=0.0, schedule=None):
    """Signs, zeros, step sizes from harmless to absurd, targets of both signs."""
    draw = np.random.default_rng(seed)
    weights = draw.uniform(-0.3, 1.3, (pathways, count))
    weights[:, ::7] *= draw.integers(0, 2, weights[:, ::7].shape)
    eta = 10 ** draw.uniform(-3, 1.3, count) / depth
    eta[::31] = 1e305
    target = draw.uniform(-0.5, 1.5, count)
    return start_cells(depth, weights, target, eta, momentum=momentum, schedule=schedule, quiet=1e-8)


def same(a, b):
    """Bit for bit, signs of zeros included."""
    for field in dataclasses.fields(a):
        x, y = getattr(a, field.name), getattr(b, field.name)
        assert x.tobytes() == y.tobytes() if isinstance(x, np.ndarray) else x == y, field.name


def one_cell(cells, i, steps):
    """The contract of `advance`, for a new cell, in Python floats."""
    w = [float(x) for x in cells.weights[:, i]]
    start, v = list(w), [0.0] * len(w)
    s, eta, beta = float(cells.target[i]), float(cells.eta[i]), cells.momentum
    flip, loud = -1, 0
    for t in range(steps):
        powers = []
        for x in w:
            squares = [x]
            for _ in range((cells.depth - 1).bit_length() - 1):
                squares.append(squares[-1] * squares[-1])
            named = [y for y, bit in zip(squares, bin(cells.depth - 1)[:1:-1], strict=True) if bit == "1"]
            powers.append(math.prod(named[1:], start=named[0]))
        total = powers[0] * w[0]
        for p, x in zip(powers[1:], w[1:], strict=True):
            total = total + p * x
        r = total - s
        pull = r * (eta * float(cells.schedule.factor(t)))
        v = [beta * y - p * pull for y, p in zip(v, powers, strict=True)]
        after = [x + y for x, y in zip(w, v, strict=True)]
        if not (abs(r) <= ESCAPE and np.isfinite(after).all()):
            return w, t, True, flip, t
        if abs(r) > cells.quiet * abs(s):
            loud = min(steps, (t // BURST + 1) * BURST)
        w = after
        if flip < 0 and any(x * y <= 0 and y != 0 for x, y in zip(w, start, strict=True)):
            flip = t + 1
    return w, steps, False, flip, loud


@pytest.mark.usefixtures("_compiled")
@few
@given(
    seeds,
    st.sampled_from(SHAPES),
    st.sampled_from(SCHEDULES),
    st.lists(st.integers(0, 130), min_size=1, max_size=3),
)
def test_both_engines_are_the_same_bit_for_bit(seed, shape, schedule, pieces):
    # Depths and pathways are few because each is compiled.
    depth, pathways, momentum = shape
    found = []
    for engine in ("numba", "numpy"):
        cells = random_cells(depth, pathways, seed, 150, momentum=momentum, schedule=schedule)
        for steps in pieces:
            advance(cells, steps, engine=engine)
        assert np.isfinite(cells.weights).all()
        found.append(cells)
    same(*found)


@few
@given(seeds, st.sampled_from([(2, 1), (3, 2), (41, 2), (7, 4)]), st.integers(1, 100))
def test_cells_do_what_the_contract_says_bit_for_bit(seed, shape, steps):
    cells = random_cells(*shape, seed, 40)
    expected = [one_cell(cells, i, steps) for i in range(40)]
    advance(cells, steps, engine="numpy")
    for i, (w, made, ended, flip, loud) in enumerate(expected):
        assert cells.weights[:, i].tolist() == w
        assert (cells.steps[i], cells.ended[i], cells.first_flip[i]) == (made, ended, flip)
        assert cells.loud_until[i] == loud


def test_a_cell_that_ends_anywhere_in_a_burst_ends_at_the_right_step():
    # Where the last steps of a burst go unlooked at, what should end there ends in the next one.  One at a
    # time, and long after its first flip: a cell that ends or flips has its whole burst looked at.  A little
    # beyond the step size 2, w <- w (1 + eta (1 - w^2)) is chaotic until it escapes.
    seen = set()
    for start in np.linspace(0.5, 1.4, 1000):
        cell = start_cells(2, [[start]], 1.0, 2.02)
        w, made, ended, flip, loud = one_cell(cell, 0, 4 * BURST)
        advance(cell, 4 * BURST, engine="numpy")
        assert cell.weights[:, 0].tolist() == w
        assert (cell.steps[0], cell.ended[0], cell.first_flip[0]) == (made, ended, flip)
        assert cell.loud_until[0] == loud
        seen |= {made % BURST} if ended and made // BURST > flip // BURST else set()
    assert seen == set(range(BURST))


@pytest.mark.parametrize("engine", ["numpy", "numba"])
def test_a_step_to_infinity_is_not_made(engine):
    # Its residual is small, and no sign flips: only the next weight, 30 + 30 * 9100 * 10^305, tells.
    cell = start_cells(2, [[30.0]], 10_000.0, 1e305)
    advance(cell, 1, engine=engine)
    assert (cell.weights.tolist(), cell.steps[0], cell.ended[0]) == ([[30.0]], 0, True)


@few
@given(seeds, st.integers(2, 30))
def test_a_few_steps_are_those_of_the_single_run(seed, depth):
    # The single run takes powers otherwise: a relative error of some L 2^-53 per step, which ten steps from
    # tame starts amplify by less than a thousand.
    draw = np.random.default_rng(seed)
    w, eta = draw.uniform(0.1, 1.0, (2, 1)), draw.uniform(0.1, 1.0) / depth
    cells = start_cells(depth, w, 1.0, eta)
    advance(cells, 10, engine="numpy")
    one = run(FLOAT64, [depth] * 2, w[:, 0].tolist(), 1.0, eta, 10)
    assert np.allclose(cells.weights[:, 0], one.final, rtol=1e3 * depth * 2.0**-53, atol=0)


def test_the_kernel_uses_vector_instructions_and_fuses_nothing():
    from numerics.sweep_kernel import compiled

    cells = random_cells(20, 2, 1, 10)
    advance(cells, 5, engine="numba")
    (assembly,) = compiled(20, 2, False).inspect_asm().values()
    assert "fmadd" not in assembly
    assert "fmla" not in assembly
    assert "fmsub" not in assembly
    if platform.machine() in {"x86_64", "AMD64"}:
        assert "mulpd" in assembly


@pytest.mark.parametrize("engine", ["numba", "numpy"])
def test_cells_that_repeat_exactly_cost_nothing(engine):
    # Without the shortcut this would take hours; what 32 does not divide is made, not skipped.
    cells = start_cells(20, [[0.9, 0.9, 5.0], [0.8, 0.9, 6.0]], 1.0, [0.04, 0.195, 0.9], quiet=1e-8)
    brief = start_cells(20, [[0.9, 0.9, 5.0], [0.8, 0.9, 6.0]], 1.0, [0.04, 0.195, 0.9], quiet=1e-8)
    for _ in range(241):  # 241 times 17 is 4097, and 17 steps are too few for the shortcut
        advance(brief, 17, engine="numpy")
    advance(cells, 10**12 + 1, engine=engine)
    assert cells.weights.tobytes() == brief.weights.tobytes()
    assert cells.ended.tolist() == [False, False, True]
    assert 0 <= cells.loud_until[0] - brief.loud_until[0] < BURST
    assert brief.loud_until[0] < 2000
    # The second oscillates for ever.
    assert cells.loud_until[1] == 10**12 + 1


@pytest.mark.parametrize("engine", ["numba", "numpy"])
def test_landing_on_zero_and_a_hair_beyond_are_flips(engine):
    # 1 -> 1 - eta (1 - 0); a weight that starts at 0 never moves and never flips.
    # One at a time: a neighbour's flip would draw attention to it.
    landings = ((1.0, 1, 0.0), (1 + 2.0**-40, 1, -(2.0**-40)), (1 - 2.0**-40, -1, 2.0**-40))
    for sign, (eta, flip, end) in itertools.product((1.0, -1.0), landings):
        cells = start_cells(20, [[sign], [0.0]], 0.0, eta)
        advance(cells, 3, engine=engine)
        assert cells.first_flip[0] == flip
        assert cells.weights[:, 0].tolist() == [sign * end, 0.0]


@pytest.mark.parametrize("engine", ["numba", "numpy"])
@pytest.mark.parametrize("momentum", [-0.4, 0.7])
def test_momentum_that_carries_a_weight_on_from_zero_hides_no_flip(engine, momentum):
    # 1 -> 1 - 1 (1 - 0) = 0, then 0 + beta (0 - 1): back where it came from if beta < 0. A third weight of 0.
    for sign in (1.0, -1.0):
        cells = start_cells(3, [[sign], [0.0], [0.0]], 0.0, 1.0, momentum=momentum)
        advance(cells, 2, engine=engine)
        assert cells.weights[0, 0] == -sign * momentum
        assert cells.first_flip[0] == 1


def test_without_numba_the_fallback_gives_the_same(monkeypatch):
    cells, again = random_cells(20, 2, 5, 64), random_cells(20, 2, 5, 64)
    monkeypatch.setattr(sweep_cells, "COMPILES_FROM", 0)
    advance(cells, 50)
    monkeypatch.setitem(sys.modules, "numba", None)
    monkeypatch.delitem(sys.modules, "numerics.sweep_kernel")
    advance(again, 50)
    same(cells, again)
    with pytest.raises(ValueError, match="cannot be imported"):
        advance(cells, 1, engine="numba")


def test_numba_is_loaded_only_when_it_pays():
    code = (
        "import sys, numerics.sweep, numpy\n"
        "numerics.sweep.run_line(numerics.sweep.Line(3, (.1,), (.1,), steps=256))\n"
        "print('numba' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("target", [0.0, 1.0])
def test_extreme_depth_and_target_zero_stay_finite(target):
    cells = start_cells(10**6, [[0.999999, 1.5, 0.5]], target, [1e-6, 1.0, 1e300], quiet=1e-8)
    advance(cells, 300)
    assert np.isfinite(cells.weights).all()
    assert cells.ended.tolist() == [False, True, False]


@few
@given(
    st.integers(2, 50),
    st.lists(st.floats(0, 10), min_size=1, max_size=4).filter(any),
    st.lists(st.one_of(st.floats(0, 3), st.sampled_from([1e-300, 1e10, 1e300])), min_size=1, max_size=5),
    st.floats(1e-6, 1e6),
    st.sampled_from([0.0, 0.9]),
)
def test_every_run_gets_an_outcome_and_no_number_is_a_silent_nan(depth, shares, etas, target, momentum):
    done = run_line(Line(depth, tuple(shares), tuple(etas), target=target, steps=300, momentum=momentum))
    assert set(done.outcome) <= set(range(len(OUTCOMES)))
    assert not np.isnan(done.edge).any()
    assert not np.isnan(done.shares).any()
    # Documented: a weight that is not positive has no imbalance.
    assert not np.isnan(done.imbalance[done.first_flip < 0]).any() or not all(shares)


def test_lines_do_not_depend_on_how_they_are_cut_or_on_the_engine():
    etas = tuple(np.linspace(0.02, 0.3, 30).tolist())
    whole = run_line(Line(20, (1e-3, 2e-3), etas, steps=400), engine="numba")
    pieces = sweep_lines(etas, [20], [(1e-3, 2e-3)], cells=7, steps=400)
    found = [run_line(piece, engine="numpy") for piece in pieces]
    for field in dataclasses.fields(LineResult):
        joined = np.concatenate([getattr(piece, field.name) for piece in found], axis=-1)
        assert joined.tobytes() == getattr(whole, field.name).tobytes(), field.name


def test_a_start_depends_on_seed_and_pathway_only():
    few_ways = Line(3, (0.1, 0.2), (0.1,), spread=0.5, seed=4)
    more = Line(9, (0.1, 0.2, 0.3), (0.7, 0.8), spread=0.5, seed=4)
    assert np.allclose(few_ways.start() ** 3, more.start()[:2] ** 9, rtol=1e-14)
    other = Line(3, (0.1, 0.2), (0.1,), spread=0.5, seed=5)
    assert not (few_ways.start() == other.start()).any()
    assert (np.abs(other.start() ** 3 / [0.1, 0.2] - 1) <= 0.5 + 1e-12).all()


def test_every_part_of_a_line_is_in_its_key():
    line = Line(3, (0.1, 0.2), (0.1,))
    changed = {
        "depth": 4,
        "shares": (0.1, 0.3),
        "etas": (0.2,),
        "target": 2.0,
        "steps": 300,
        "spread": 0.1,
        "seed": 1,
        "momentum": 0.1,
        "warm_up": 1,
    }
    assert set(changed) == {field.name for field in dataclasses.fields(Line)}
    keys = {dataclasses.replace(line, **{name: value}).key for name, value in changed.items()}
    assert len(keys | {line.key}) == len(changed) + 1
    assert Line(3, [0.1, 0.2], np.array([0.1]), target=1).key == line.key


def test_warm_up_and_momentum_reach_the_run():
    plain, warm, heavy = (
        Line(3, (0.5,), (0.3,), steps=256, **more) for more in ({}, {"warm_up": 100}, {"momentum": 0.5})
    )
    settled = [int(run_line(line).settled[0]) for line in (plain, warm, heavy)]
    assert settled[0] < settled[1]
    assert settled[0] != settled[2]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: start_cells(1, [[0.5]], 1.0, 0.1), "depths"),
        (lambda: start_cells(3, [0.5], 1.0, 0.1), r"shape \(pathways, cells\)"),
        (lambda: start_cells(3, [[]], 1.0, 0.1), r"shape \(pathways, cells\)"),
        (lambda: start_cells(3, [[0.5], [0.1, 0.2]], 1.0, 0.1), "rows of one length"),
        (lambda: start_cells(3, [[0.5j]], 1.0, 0.1), "real float64"),
        (lambda: start_cells(3, np.array([[None]]), 1.0, 0.1), "real float64"),
        (lambda: start_cells(3, [[np.nan]], 1.0, 0.1), "finite"),
        (
            lambda: start_cells(3, [[0.5, 0.5, 0.5]], 1.0, [0.1, 0.2]),
            "eta must be one number or one per cell",
        ),
        (lambda: start_cells(3, [[0.5]], np.inf, 0.1), "target must be finite"),
        (lambda: start_cells(3, [[0.5]], 1.0, 0.1, momentum=1.0), "momentum"),
        (lambda: start_cells(3, [[0.5]], 1.0, 0.1, quiet=np.nan), "quiet"),
        (lambda: advance(start_cells(3, [[0.5]], 1.0, 0.1), -1), "steps"),
        (lambda: advance(start_cells(3, [[0.5]], 1.0, 0.1), 1, engine="cuda"), "engine"),
        (lambda: Line(1, (0.1,), (0.1,)), "depths"),
        (lambda: Line(3, (), (0.1,)), "shares must be a non-empty list"),
        (lambda: Line(3, (0.0, 0.0), (0.1,)), "shares must not all be 0"),
        (lambda: Line(3, (-0.1,), (0.1,)), "shares must be >= 0"),
        (lambda: Line(3, (0.1,), (float("inf"),)), "etas must be finite"),
        (lambda: Line(3, (0.1,), [[0.1]]), "etas must be a non-empty list"),
        (lambda: Line(3, (0.1,), (1j,)), "etas must be real"),
        (lambda: Line(3, (0.1,), (0.1,), target=0), "target must satisfy"),
        (lambda: Line(3, (0.1,), (0.1,), spread=1.0), "spread must satisfy"),
        (lambda: Line(3, (0.1,), (0.1,), spread=-0.5), "spread must satisfy"),
        (lambda: Line(3, (0.1,), (0.1,), momentum=-1), "momentum must satisfy"),
        (lambda: Line(3, (0.1,), (0.1,), steps=FEWEST_STEPS - 1), "steps must be at least"),
        (lambda: Line(3, (0.1,), (0.1,), seed=-1), "seed must be an integer"),
        (lambda: Line(3, (0.1,), (0.1,), warm_up=1.5), "warm_up must be an integer"),
        (lambda: sweep_lines([0.1], [3], [(0.1,)], cells=0), "every must be"),
    ],
)
def test_bad_arguments_are_named(make, message):
    with pytest.raises(ValueError, match=message):
        make()
