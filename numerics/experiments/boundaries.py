"""Protocol: where the outcome of the runs of `pathways` changes as the step size grows.

A grid of step sizes `eta = g unit`, coarse first (`1/COARSE` in `g`) and then `1/FINE` where the outcome
changes for the first time: the outcome is assumed not to change twice within one coarse cell.

Main result: `observe`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import lru_cache

import numpy as np

from numerics.experiments.pathways import STEPS, Setting, first_weights, flow_limit, run
from numerics.phases import LEAD, QUIET, Bools, Floats, lead, sharpness
from numerics.sweep_cells import Cells

COARSE, FINE = 20, 400
FIRST, LAST = 15, 45
"""The coarse grid runs from 15/20 to 45/20."""


def observe(settings: Iterable[Setting]) -> dict[Setting, Mapping[str, float]]:
    """Look for the boundaries from each start.

    Args:
        settings: `(L, H, seed, unit)` each; `unit` is the step size at `g = 1`.

    Returns:
        For each setting:

        - `last_settling`: the largest step size of the grid up to which every run settles: the largest
          residual of its last steps is at most `QUIET`;
        - `first_rebalancing`: the smallest one whose run ends with less than `LEAD` of the first lead;
        - `sharpness_of_flow`: the sharpness at the limit of gradient flow from the same start.

    An outcome that does not change on the grid is an `ArithmeticError`.
    """
    found: dict[Setting, Mapping[str, float]] = {}
    for setting in dict.fromkeys(settings):
        depth, pathways, seed = map(int, setting[:3])
        unit = float(setting[3])
        start = np.array(first_weights(depth, pathways, seed))
        limit = np.array(flow_limit(depth, pathways, seed)) ** (1 / depth)

        def settles(g: Floats, depth: int = depth, start: Floats = start, unit: float = unit) -> Bools:
            _, residuals = _run(depth, start, g * unit)
            return np.asarray(np.abs(residuals).max(axis=0) <= QUIET)

        def keeps(g: Floats, depth: int = depth, start: Floats = start, unit: float = unit) -> Bools:
            cells, _ = _run(depth, start, g * unit)
            first = np.repeat(start[:, None], g.size, axis=1)
            return np.asarray(lead(depth, first, cells.weights) >= LEAD)

        last, _ = boundary(settles)
        _, first = boundary(keeps)
        found[setting] = {
            "last_settling": float(last * setting[3]),
            "first_rebalancing": float(first * setting[3]),
            "sharpness_of_flow": float(sharpness(depth, limit[:, None], np.ones(1))[0]),
        }
    return found


def boundary(holds: Callable[[Floats], Bools], last: int = LAST) -> tuple[Fraction, Fraction]:
    """Where something that holds for small `g` stops to hold.

    Args:
        holds: whether it does, for each `g` of an array.
        last: where the coarse grid ends, in its steps.

    Returns:
        The last point of the fine grid at which it holds, and the next one.

    Raises:
        ArithmeticError: it does not hold at the first point, or holds at all of them.

    >>> boundary(lambda g: g < 1.30125)
    (Fraction(13, 10), Fraction(521, 400))
    """
    before, following = Fraction(FIRST, COARSE), Fraction(last, COARSE)
    for size in (COARSE, FINE):
        grid = [Fraction(k, size) for k in range(int(before * size), int(following * size) + 1)]
        seen = holds(np.array([float(g) for g in grid]))
        if not seen[0] or seen.all():
            raise ArithmeticError(f"nothing changes between g = {grid[0]} and g = {grid[-1]}")
        place = int(np.argmin(seen))
        before, following = grid[place - 1], grid[place]
    return before, following


def _run(depth: int, start: Floats, eta: Floats) -> tuple[Cells, Floats]:
    return _made(depth, tuple(start), tuple(eta))


@lru_cache(maxsize=8)
def _made(depth: int, start: tuple[float, ...], eta: tuple[float, ...]) -> tuple[Cells, Floats]:
    weights = np.repeat(np.array(start)[:, None], len(eta), axis=1)
    return run(depth, weights, np.array(eta), STEPS)
