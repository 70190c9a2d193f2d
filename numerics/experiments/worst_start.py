"""Protocol: one pathway from every start of a grid; from which step size on does a sign flip?

`w <- w - eta w^(L-1) (w^L - 1)` from `STARTS` starts spread evenly over `(0, 1)`, `STEPS` steps each, for
step sizes `eta = g unit` on a grid.  The grid of starts misses the very worst one: the step size found lies
above the true one by a little (second order in the spacing) and by the grid of steps.

Main result: `observe`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

import numpy as np

from numerics.experiments.boundaries import boundary
from numerics.phases import Bools, Floats
from numerics.recursion_cells import run_cells

Setting = tuple[Fraction, ...]
STARTS, STEPS = 2001, 64
LAST = 80
"""The grid of step sizes ends at `80/20` of the unit."""


def observe(settings: Iterable[Setting]) -> dict[Setting, Mapping[str, float]]:
    """Look for the first flip at each depth.

    Args:
        settings: `(L, unit)` each; `unit` is the step size at `g = 1`.

    Returns:
        For each setting `first_flip`, the smallest step size of the grid at which a sign flips.

    >>> setting = (Fraction(3), Fraction(2, 3))
    >>> round(observe([setting])[setting]["first_flip"], 2)
    1.22
    """
    found: dict[Setting, Mapping[str, float]] = {}
    starts = np.arange(1, STARTS) / STARTS
    for setting in dict.fromkeys(settings):
        depth, unit = int(setting[0]), float(setting[1])

        def safe(g: Floats, depth: int = depth, unit: float = unit) -> Bools:
            weights = np.broadcast_to(starts[:, None], (1, starts.size, g.size))
            done = run_cells([depth], weights, 1.0, g * unit, STEPS, stop_at_flip=True)
            return np.asarray((done.first_flip < 0).all(axis=0))

        found[setting] = {"first_flip": float(boundary(safe, LAST)[1] * setting[1])}
    return found
