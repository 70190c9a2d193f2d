"""Sweeps of the mode recursion over step sizes, depths, pathways, first shares and seeds, and their outcomes.

A sweep is a list of lines: one depth, one start, many step sizes. A line is a value: what it computes depends
on nothing but its content, not on the order, the process or the machine that runs it, and its key is a hash
of that content. So lines can be run anywhere, in any order, and kept by their keys.

Main results: `Line`, `run_line`, `LineResult`, `sweep_lines`. Structured, float64, no bound on rounding
errors: see `numerics.sweep_cells`; what the outcomes mean is in `numerics.phases`.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt

from numerics.phases import (
    QUIET,
    Bools,
    Floats,
    Ints,
    Window,
    classify,
    growth,
    imbalance,
    lead,
    sharpness,
    window,
)
from numerics.recursion import checked_counts, checked_depths
from numerics.schedules import Constant, Warmup
from numerics.sweep_cells import BURST, Cells, Engine, advance, engine_for, finite_floats, start_cells

FORMAT = "sharpath-sweep-2"
"""Part of every key: change it when the same line would give other numbers."""

FEWEST_STEPS = 8 * BURST
"""A shorter run has no middle and end to compare."""


def _numbers(value: Any, name: str) -> tuple[float, ...]:
    array = finite_floats(value, name)
    if array.ndim != 1 or not array.size:
        raise ValueError(f"{name} must be a non-empty list of numbers, got shape {array.shape}")
    return tuple(array.tolist())


@dataclass(frozen=True)
class Line:
    """Runs that differ in their step size only.

    Pathway `h` starts from the end-to-end value `shares[h] (1 + spread u_h)`, so from `w_h` its `L`-th root,
    with `u_h` in `[-1, 1)` a hash of `seed` and `h` alone: the same seed gives the same start at every depth.

    Attributes:
        depth: `L >= 2`, of every pathway.
        shares: End-to-end values `sigma_h(0) >= 0` before they are spread.
        etas: Step sizes, at least 0.
        target: `s > 0`.
        steps: Most steps of a run, at least `FEWEST_STEPS`.
        spread: At least 0 and below 1.
        seed: At least 0.
        momentum: `beta` of the heavy ball, `-1 < beta < 1`.
        warm_up: Steps of linear warm-up from 0, 0 for none.

    Anything else is a `ValueError`.

    >>> Line(depth=3, shares=(0.001, 0.002), etas=(0.1,)).key[:12]
    '2d515c7fad7a'
    """

    depth: int
    shares: tuple[float, ...]
    etas: tuple[float, ...]
    target: float = 1.0
    steps: int = 20_000
    spread: float = 0.0
    seed: int = 0
    momentum: float = 0.0
    warm_up: int = 0

    def __post_init__(self) -> None:
        checked_depths([self.depth], 1)
        for name in ("shares", "etas"):
            numbers = _numbers(getattr(self, name), name)
            if min(numbers) < 0:
                raise ValueError(f"{name} must be >= 0, got {min(numbers)}; drop the negative ones")
            object.__setattr__(self, name, numbers)
        if not any(self.shares):
            raise ValueError(
                "shares must not all be 0, a point that gradient descent never leaves; raise one"
            )
        for name, low, high in (("target", 0, np.inf), ("spread", -1, 1), ("momentum", -1, 1)):
            (number,) = _numbers([getattr(self, name)], name)
            if not low < number < high or (name == "spread" and number < 0):
                least = "0 <=" if name == "spread" else f"{low} <"
                raise ValueError(f"{name} must satisfy {least} {name} < {high}, got {number}; choose another")
            object.__setattr__(self, name, number)
        checked_counts(self.steps, 1)
        if self.steps < FEWEST_STEPS:
            raise ValueError(f"steps must be at least {FEWEST_STEPS} to tell outcomes, got {self.steps}")
        for name in ("seed", "warm_up"):
            value = getattr(self, name)
            if not isinstance(value, int) or isinstance(value, bool) or value < 0:
                raise ValueError(f"{name} must be an integer >= 0, got {value!r}")

    @property
    def key(self) -> str:
        """A hash of the content, the same on every machine."""
        content = [FORMAT, *(f"{field.name}={_text(getattr(self, field.name))}" for field in fields(self))]
        return hashlib.sha256("\n".join(content).encode()).hexdigest()

    def start(self) -> Floats:
        """The first weights, shape `(H,)`."""
        shifts = np.array([_uniform(self.seed, h) for h in range(len(self.shares))])
        values = np.array(self.shares) * (1 + self.spread * shifts)
        return np.asarray(values ** (1 / self.depth))


def _text(value: Any) -> str:
    if isinstance(value, tuple):
        return ",".join(map(_text, value))
    return value.hex() if isinstance(value, float) else str(value)


def _uniform(seed: int, pathway: int) -> float:
    # Not FORMAT: the same seed keeps its start.
    digest = hashlib.sha256(f"sharpath-sweep-1 start {seed} {pathway}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**63 - 1


@dataclass(frozen=True, eq=False)
class LineResult:
    """What came of the runs of a line, one entry per step size.

    Attributes:
        outcome: Places in `numerics.phases.OUTCOMES`.
        steps: Steps made.
        settled: The step from which every residual is at most `QUIET * s`, rounded up to a multiple of
            `BURST` but in the two windows; -1 if the last ones are not.
        first_flip: The step after which a weight had changed its sign or become 0; -1 if there was none.
        edge: `eta * sharpness / 2` at the final point; inf if beyond float64.
        imbalance: `numerics.phases.imbalance` of the final point.
        kept: `numerics.phases.lead`.
        period: 1, 2 or 0 for neither, in the last window.
        shares: `w_h^L / s` at the end, shape `(H, cells)`; infinite where it overflows.
    """

    outcome: npt.NDArray[np.int8]
    steps: Ints
    settled: Ints
    first_flip: Ints
    edge: Floats
    imbalance: Floats
    kept: Floats
    period: npt.NDArray[np.int8]
    shares: Floats


def run_line(line: Line, engine: Engine = "auto") -> LineResult:
    """Make all runs of a line.

    Args:
        line: What to run.
        engine: See `numerics.sweep_cells.advance`; the result does not depend on it.

    Returns:
        The result.

    >>> from numerics.phases import OUTCOMES
    >>> done = run_line(Line(depth=3, shares=(1e-3, 2e-3), etas=(0.5, 0.9, 1.5), steps=4000))
    >>> [OUTCOMES[k].value for k in done.outcome], done.edge[:1].round(3).tolist()
    (['one winner', 'symmetric oscillation', 'collapse'], [0.717])
    """
    eta = np.array(line.etas)
    start = np.repeat(line.start()[:, None], eta.size, axis=1)
    cells = start_cells(
        line.depth,
        start,
        line.target,
        eta,
        momentum=line.momentum,
        schedule=Warmup(line.warm_up) if line.warm_up else Constant(),
        quiet=QUIET,
    )
    engine = engine_for(cells, line.steps, engine)
    half = line.steps // 2 // BURST * BURST
    advance(cells, half - BURST, engine=engine)
    middle = _watch(cells, BURST, engine)
    advance(cells, (line.steps - half) // BURST * BURST - BURST, engine=engine)
    end = _watch(cells, line.steps - cells.made, engine)
    settled: Bools = ~cells.ended & (cells.loud_until < line.steps)
    residual = cells.residual()
    settled &= np.abs(residual) <= QUIET * cells.target
    steepest = sharpness(line.depth, cells.weights, cells.target)
    kept = lead(line.depth, start, cells.weights)
    outcome = classify(
        line.depth,
        cells.weights,
        eta=eta,
        residual=residual,
        ended=cells.ended,
        first_flip=cells.first_flip,
        settled=settled,
        stable=growth(eta, steepest, line.momentum) <= 1,
        kept=kept,
        middle=middle,
        end=end,
    )
    with np.errstate(all="ignore"):
        edge = np.where(eta > 0, eta * steepest / 2, 0.0)
        shares = cells.weights**line.depth / line.target
    return LineResult(
        outcome=outcome,
        steps=cells.steps,
        settled=np.where(settled, cells.loud_until, -1),
        first_flip=cells.first_flip,
        edge=edge,
        imbalance=imbalance(line.depth, cells.weights),
        kept=kept,
        period=end.period,
        shares=shares,
    )


def _watch(cells: Cells, steps: int, engine: Engine) -> Window:
    residuals = []
    for _ in range(steps):
        advance(cells, 1, engine=engine)
        residuals.append(np.where(cells.ended, np.inf, cells.residual()))
    return window(np.array(residuals), cells.target)


def sweep_lines(
    etas: npt.ArrayLike,
    depths: Iterable[int],
    starts: Iterable[Sequence[float]],
    seeds: Iterable[int] = (0,),
    *,
    cells: int = 65_536,
    **options: Any,
) -> list[Line]:
    """The lines of a full product: every depth with every start, seed and step size.

    Args:
        etas: Step sizes.
        depths: Depths `L`.
        starts: First shares, as many as there are pathways; starts may differ in their number.
        seeds: Seeds.
        cells: Most runs in a line; longer ones are cut.
        options: Everything else of a `Line`.

    Returns:
        The lines, step sizes running fastest.

    >>> [(line.depth, line.seed, len(line.etas)) for line in sweep_lines([1, 2, 3], [3, 4], [[0.1]], cells=2)]
    [(3, 0, 2), (3, 0, 1), (4, 0, 2), (4, 0, 1)]
    """
    checked_counts(0, cells)
    sizes = _numbers(etas, "etas")
    pieces = [sizes[k : k + cells] for k in range(0, len(sizes), cells)]
    return [
        Line(depth=depth, shares=tuple(start), etas=piece, seed=seed, **options)
        for depth, start, seed, piece in product(depths, starts, seeds, pieces)
    ]
