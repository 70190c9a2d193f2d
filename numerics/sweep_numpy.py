"""The engine of `numerics.sweep_cells` in NumPy: where Numba is missing, or compiling would not pay.

Cells that end are taken out of their block, so that the others move without a mask.

Main result: `advance_interpreted`.
"""

from math import isfinite

import numpy as np
import numpy.typing as npt

from numerics.sweep_cells import BURST, ESCAPE, Cells, Floats, power, residual

BLOCK = 2048
"""Cells of a block: its rows stay in the cache."""


def advance_interpreted(cells: Cells, factors: Floats, steps: int) -> None:
    """Make more steps; `numerics.sweep_cells.advance` has checked everything and counts them.

    Args:
        cells: The cells, changed in place.
        factors: The first factors of the step size; the last of them stays.
        steps: How many steps, at least 0.

    >>> from numerics.sweep_cells import start_cells
    >>> cells = start_cells(2, [[0.5]], 1.0, 1.0)
    >>> advance_interpreted(cells, np.ones(1), 1)  # 0.5 - 0.5 (0.25 - 1)
    >>> cells.weights.tolist()
    [[0.875]]
    """
    for start in range(0, cells.weights.shape[1], BLOCK):
        _advance_block(cells, factors, steps, slice(start, start + BLOCK))


def _advance_block(cells: Cells, factors: Floats, steps: int, block: slice) -> None:
    index = np.arange(cells.target.size)[block][~cells.ended[block]]
    part = _Part(cells, index)
    made, last = cells.made, cells.made + steps
    with np.errstate(all="ignore"):
        while made < last and part.index.size:
            burst = min(BURST - made % BURST, last - made)
            before, velocity = part.w, part.v
            offset = made - cells.made
            rates = [factors[min(k, len(factors) - 1)] for k in range(offset, offset + burst)]
            loudest = part.burst(made, rates)
            made += burst
            loud = loudest > part.quiet
            cells.loud_until[part.index[loud]] = made
            same = len(loud) == before.shape[1] and not (
                (part.w != before).any() or (part.v != velocity).any()
            )
            if same and burst == BURST and made - burst - cells.made >= len(factors) - 1:
                # Back where the burst began: so it is after every other whole burst.
                made += (last - made) // BURST * BURST
                cells.loud_until[part.index[loud]] = made
    part.store(last)


class _Part:
    """The cells of a block that go on."""

    def __init__(self, cells: Cells, index: npt.NDArray[np.intp]) -> None:
        self.cells, self.index, self.heavy = cells, index, cells.momentum != 0
        self.w, self.v = cells.weights[:, index], cells.velocity[:, index]
        # Only the first flip of a cell is looked for: no signs where it was seen.
        self.signs = np.where(cells.first_flip[index] < 0, cells.signs[:, index], 0).astype(np.float64)
        self.s, self.eta = cells.target[index], cells.eta[index]
        self.quiet = cells.quiet * np.abs(self.s)

    def burst(self, t: int, factors: list[float]) -> Floats:
        """Steps from `t` on, with these factors; returns the largest residuals of the cells that go on."""
        loudest = self._uneventful(factors)
        if loudest is None:
            loudest = np.zeros(self.index.size)
            for k, factor in enumerate(factors):
                loudest = self._step(t + k, factor, loudest)
        return loudest

    def _uneventful(self, factors: list[float]) -> Floats | None:
        """The same steps if no cell ends and none flips; otherwise None, and nothing has changed.

        What ends has a residual beyond `ESCAPE`, or weights that are not finite from there on; so looking
        once at the largest residual and at the last weights is enough.
        """  # noqa: DOC201
        w, v, signs = self.w, self.v, self.signs
        loudest, lowest = np.zeros(self.index.size), np.full(w.shape, np.inf)
        watched = signs != 0
        watching = bool(watched.any())
        for factor in factors:
            w, v, size = self._moved(w, v, factor)
            np.maximum(loudest, size, out=loudest)
            if watching:
                np.minimum(lowest, w * signs, out=lowest)
        if not (loudest.max(initial=0.0) <= ESCAPE and isfinite(w.sum())):
            return None
        if watching and (lowest[watched] <= 0).any():
            return None
        self.w, self.v = w, v
        return loudest

    def _step(self, t: int, factor: float, loudest: Floats) -> Floats:
        """Step `t`; returns the largest residuals so far of the cells that go on."""
        w, v, size = self._moved(self.w, self.v, factor)
        loudest = np.maximum(loudest, size)
        # First cheaply for all; a sum may overflow where nothing did, and is then looked into.
        if not (size.max(initial=0.0) <= ESCAPE and isfinite(w.sum())):
            fine = (size <= ESCAPE) & np.isfinite(w).all(axis=0)
            self._end(~fine, t, loudest)
            w, v, loudest = w[:, fine], v[:, fine], loudest[fine]
        self.w, self.v = w, v
        flipped = ((w * self.signs <= 0) & (self.signs != 0)).any(axis=0)
        self.cells.first_flip[self.index[flipped]] = t + 1
        self.signs[:, flipped] = 0
        return loudest

    def _moved(self, w: Floats, v: Floats, factor: float) -> tuple[Floats, Floats, Floats]:
        """The next weights and velocities, and the sizes of the residuals of these ones."""
        powers = power(w, self.cells.depth - 1)
        r = residual(w, powers, self.s)
        size = np.abs(r)
        r *= self.eta * factor
        powers *= r
        if not self.heavy:
            return w - powers, v, size
        v = self.cells.momentum * v - powers
        return w + v, v, size

    def _end(self, over: npt.NDArray[np.bool_], t: int, loudest: Floats) -> None:
        gone, cells = self.index[over], self.cells
        cells.weights[:, gone], cells.velocity[:, gone] = self.w[:, over], self.v[:, over]
        cells.ended[gone], cells.steps[gone] = True, t
        # A cell that ended is loud until its end, whatever its last residuals were.
        cells.loud_until[gone] = t
        rest = ~over
        self.w, self.v, self.signs = self.w[:, rest], self.v[:, rest], self.signs[:, rest]
        self.index, self.s, self.eta, self.quiet = (
            self.index[rest],
            self.s[rest],
            self.eta[rest],
            self.quiet[rest],
        )

    def store(self, made: int) -> None:
        """Write back what goes on."""
        self.cells.weights[:, self.index], self.cells.velocity[:, self.index] = self.w, self.v
        self.cells.steps[self.index] = made
