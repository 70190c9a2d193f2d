"""The mode recursion of `numerics.recursion`, in float64, over many cells at once; a structured solver.

`w_h <- w_h - eta w_h^(L_h-1) (sum_k w_k^(L_k) - s)` in every cell, with step sizes and targets of its own. It
leans on the decoupling of modes and on equal layers staying equal: for speed, never evidence for either. No
bound on rounding errors.

Main result: `run_cells`. A cell that ends keeps its last finite weights and a code that says how it ended.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from numerics.recursion import ESCAPE, ModeOutcome, Recorder, checked_counts, checked_depths
from numerics.schedules import Constant, Schedule, step_sizes
from numerics.sweep_cells import finite_floats

Floats = npt.NDArray[np.float64]

OUTCOMES = tuple(ModeOutcome)
"""The outcome of a cell with code `k` in `CellRun.codes` is `OUTCOMES[k]`."""


@dataclass(frozen=True)
class CellRun:
    """Many finished runs.

    Attributes:
        codes: Per cell, the place of its outcome in `OUTCOMES`.
        steps: Per cell, the number of steps made; a cell that ended early keeps its last finite weights.
        first_flip: Per cell, the step of the first sign change, -1 if there was none.
        times: Step numbers at which observables were recorded.
        records: For each observable, its values at those times.
        final: Shape `(H, *cells)`.
    """

    codes: npt.NDArray[np.int8]
    steps: npt.NDArray[np.int64]
    first_flip: npt.NDArray[np.int64]
    times: tuple[int, ...]
    records: Mapping[str, tuple[Any, ...]]
    final: Floats


def run_cells(
    depths: Sequence[int],
    weights: npt.ArrayLike,
    target: npt.ArrayLike,
    eta: npt.ArrayLike,
    steps: int,
    observables: Mapping[str, Callable[[Floats], Any]] | None = None,
    *,
    every: int = 1,
    momentum: float = 0.0,
    schedule: Schedule | None = None,
    stop_at_flip: bool = False,
    escape: float = ESCAPE,
) -> CellRun:
    """Run one recursion per cell, in float64.

    Args:
        depths: `L_h >= 2`, the same in every cell.
        weights: Shape `(H, *cells)`.
        target: `s`, of a shape that broadcasts to `cells`; so does `eta`.
        eta: The step size.
        steps: How many steps to make, at least 0.
        observables: Functions of the weights (shape `(H, *cells)`; not to be changed), by name. A cell that
            ended keeps its last finite weights.
        every: How often to record.
        momentum: `beta`, `-1 < beta < 1`.
        schedule: Factors of `eta`.
        stop_at_flip: Whether a cell stops with `SIGN_FLIP`.
        escape: A cell stops with `DIVERGED` beyond this.

    Returns:
        The runs. It ends early when no cell is left. Cost: `H` powers per cell and step.

    Raises:
        ValueError: If shapes do not match; or a number, given or observed, is not finite or not real.

    >>> done = run_cells([3], [[0.5, 0.5]], 1.0, [0.1, 1e9], 500)
    >>> [OUTCOMES[k].name for k in done.codes], round(float(done.final[0, 0]), 9)
    (['FINISHED', 'DIVERGED'], 1.0)
    """
    w = finite_floats(weights, "weights")
    depths = checked_depths(depths, len(w) if w.ndim else 0)
    checked_counts(steps, every)
    s, rate = finite_floats(target, "target"), finite_floats(eta, "eta")
    if not abs(momentum) < 1:
        raise ValueError(f"momentum must lie between -1 and 1, got {momentum}")
    cells = w.shape[1:]
    for name, array in (("target", s), ("eta", rate)):
        fits = array.ndim <= len(cells) and all(
            n in {1, m} for n, m in zip(reversed(array.shape), reversed(cells), strict=False)
        )
        if not fits:
            raise ValueError(f"{name} must broadcast to the cells {cells}, got shape {array.shape}")
    codes, made, flips = np.zeros(cells, np.int8), np.zeros(cells, np.int64), np.full(cells, -1)
    seen = Recorder({n: _whole(o) for n, o in (observables or {}).items()}, every)
    _observe(seen, 0, w)
    v = np.zeros_like(w)
    sizes = step_sizes(schedule or Constant(), rate, float)
    finished, bad, far, flip = (OUTCOMES.index(x) for x in _CODED)
    with np.errstate(all="ignore"):
        for t in range(1, steps + 1):
            alive = codes == finished
            if not alive.any():
                break
            # Of cells that go on; the others stay where they are, whatever they would do next.
            powers = np.zeros_like(w)
            for x, depth, found in zip(w, depths, powers, strict=True):
                np.power(x, depth - 1, out=found, where=alive)
            v = momentum * v - powers * (((w * powers).sum(axis=0) - s) * next(sizes))
            after = w + v
            finite = np.isfinite(after).all(axis=0)
            codes[alive & ~finite] = bad
            alive &= finite
            flipped = alive & (np.sign(after) != np.sign(w)).any(axis=0, where=w != 0)
            w = np.where(alive, after, w)
            made += alive
            flips[flipped & (flips < 0)] = t
            codes[alive & (np.abs(w) > escape).any(axis=0)] = far
            if stop_at_flip:
                codes[flipped & (codes == finished)] = flip
            _observe(seen, t, w)
    records = {name: tuple(values) for name, values in seen.values.items()}
    return CellRun(codes, made, flips, tuple(seen.times), records, w)


_CODED = (ModeOutcome.FINISHED, ModeOutcome.NON_FINITE, ModeOutcome.DIVERGED, ModeOutcome.SIGN_FLIP)


def _observe(seen: Recorder, made: int, w: Floats) -> None:
    if not seen.record(made, list(w)):
        raise ValueError(f"observables must be finite, got inf or nan at step {made}; lower escape")


def _whole(observable: Callable[[Floats], Any]) -> Callable[[Any], Any]:
    return lambda rows: observable(np.array(rows))
