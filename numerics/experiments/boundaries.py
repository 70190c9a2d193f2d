"""Protocol: where the outcome of the runs of `pathways` changes as the step size grows.

A grid of step sizes `eta = g unit`, coarse first (`1/COARSE` in `g`) and then `1/FINE` where the outcome
changes for the first time: the outcome is assumed not to change twice within one coarse cell.

Main results: `observe`, `boundary`, `boundaries`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import chain

import numpy as np

from numerics.experiments.pathways import STEPS, Setting, flow_limit, run, side_by_side
from numerics.phases import LEAD, QUIET, Bools, Floats, lead, sharpness

Grid = list[Fraction]

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
    groups: dict[int, list[Setting]] = {}
    for setting in dict.fromkeys(settings):
        groups.setdefault(int(setting[0]), []).append(setting)
    found: dict[Setting, Mapping[str, float]] = {}
    for depth, group in groups.items():
        found |= _observed(depth, group)
    return found


def _observed(depth: int, group: list[Setting]) -> dict[Setting, Mapping[str, float]]:
    """Both boundaries of every setting of one depth, looked for in the same runs."""
    networks = [(int(setting[1]), int(setting[2])) for setting in group]
    units = [float(setting[3]) for setting in group]

    def hold(grids: list[Grid]) -> list[Bools]:
        """Where runs settle, for each setting; then where they keep their lead."""
        wanted = [[(k % len(group), g) for g in grid] for k, grid in enumerate(grids)]
        cell = {point: k for k, point in enumerate(dict.fromkeys(chain(*wanted)))}
        owners = np.array([owner for owner, _ in cell])
        eta = np.array([float(g) * units[owner] for owner, g in cell])
        start = side_by_side(depth, networks)[:, owners]
        cells, residuals = run(depth, start, eta, STEPS)
        settled = np.abs(residuals).max(axis=0) <= QUIET
        kept = np.empty(len(cell), dtype=bool)
        for pathways in {pathways for pathways, _ in networks}:
            chosen = np.array([pathways == networks[owner][0] for owner in owners])
            end = cells.weights[:pathways, chosen]
            kept[chosen] = lead(depth, start[:pathways, chosen], end) >= LEAD
        columns = [[cell[point] for point in row] for row in wanted]
        half = len(group)
        return [settled[row] for row in columns[:half]] + [kept[row] for row in columns[half:]]

    ends = boundaries(hold, 2 * len(group))
    limits = [np.array(flow_limit(depth, *network)) ** (1 / depth) for network in networks]
    return {
        setting: {
            "last_settling": float(ends[k][0] * setting[3]),
            "first_rebalancing": float(ends[len(group) + k][1] * setting[3]),
            "sharpness_of_flow": float(sharpness(depth, limits[k][:, None], np.ones(1))[0]),
        }
        for k, setting in enumerate(group)
    }


def boundary(holds: Callable[[Floats], Bools], last: int = LAST) -> tuple[Fraction, Fraction]:
    """Where something that holds for small `g` stops to hold.

    Args:
        holds: whether it does, for each `g` of an array.
        last: where the coarse grid ends, in its steps.

    Returns:
        The last point of the fine grid at which it holds, and the next one.

    It raises `ArithmeticError` where it does not hold at the first point, or holds at all of them.

    >>> boundary(lambda g: g < 1.30125)
    (Fraction(13, 10), Fraction(521, 400))
    """
    return boundaries(lambda grids: [holds(np.array([float(g) for g in grids[0]]))], 1, last)[0]


def boundaries(
    hold: Callable[[list[Grid]], Sequence[Bools]], count: int, last: int = LAST
) -> list[tuple[Fraction, Fraction]]:
    """Several boundaries, so that what all of them look at may be run side by side.

    Args:
        hold: given a grid for each boundary, where on it that holds which stops to hold.
        count: how many boundaries.
        last: where the coarse grids end, in their steps.

    Returns:
        What `boundary` returns, for each.

    It raises `ArithmeticError` like `boundary`.

    >>> boundaries(lambda grids: [np.array([g < 1 + k for g in grid]) for k, grid in enumerate(grids)], 2)[1]
    (Fraction(799, 400), Fraction(2, 1))
    """
    ends = [(Fraction(FIRST, COARSE), Fraction(last, COARSE))] * count
    for size in (COARSE, FINE):
        grids = [[Fraction(k, size) for k in range(int(a * size), int(b * size) + 1)] for a, b in ends]
        ends = [_change(grid, seen) for grid, seen in zip(grids, hold(grids), strict=True)]
    return ends


def _change(grid: Grid, seen: Bools) -> tuple[Fraction, Fraction]:
    """The points between which it stops to hold for the first time."""
    if not seen[0] or seen.all():
        raise ArithmeticError(f"nothing changes between g = {grid[0]} and g = {grid[-1]}")
    place = int(np.argmin(seen))
    return grid[place - 1], grid[place]
