"""Protocol: one pathway from every start of a grid; from which step size on does a sign flip?

`w <- w - eta w^(L-1) (w^L - 1)` from `STARTS` starts spread evenly over `(0, 1)`, `STEPS` steps each, for
step sizes `eta = g 2/L` on a grid.  The grid of starts misses the very worst one: the step size found lies
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
"""The grid of step sizes ends at `80/20` times `2/L`."""


def observe(settings: Iterable[Setting]) -> dict[Setting, Mapping[str, float]]:
    """Look for the first flip at each depth.

    Args:
        settings: `(L,)` each.

    Returns:
        For each setting `first_flip`, the smallest step size of the grid at which a sign flips.

    >>> seen = observe([(Fraction(3),)])
    >>> round(seen[(Fraction(3),)]["first_flip"], 2)
    1.22
    """
    found: dict[Setting, Mapping[str, float]] = {}
    starts = np.arange(1, STARTS) / STARTS
    for setting in dict.fromkeys(settings):
        depth = int(setting[0])

        def safe(g: Floats, depth: int = depth) -> Bools:
            weights = np.broadcast_to(starts[:, None], (1, starts.size, g.size))
            done = run_cells([depth], weights, 1.0, 2 * g / depth, STEPS, stop_at_flip=True)
            return np.asarray((done.first_flip < 0).all(axis=0))

        found[setting] = {"first_flip": float(2 * boundary(safe, LAST)[1] / depth)}
    return found
