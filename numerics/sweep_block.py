"""Blocks of cells for the compiled engine of sweeps: how they lie in memory, are filled and looked over.

The rows of a block lie in one array `z` at fixed distances, row `h` of lane `i` at `z[h * WIDTH + i]`: with
several arrays the compiler has to find out at every step whether they overlap.

    z    w (H rows), s, eta c_t, largest residual of the burst, v (H rows; with momentum only)
    m    H rows: 0 for a weight that starts above 0, SIGN below, UNMOVED at 0; then one row that is negative
         where a weight has left its first sign

Main results: `aligned`, `load_kernel`, `store_kernel`, `alarm_kernel`, `rest_kernel`. Importing this
module loads Numba.
"""

from functools import cache
from typing import Any

import numba
import numpy as np

from numerics.sweep_cells import ESCAPE, Floats
from numerics.sweep_intrinsics import SIGN, bits

WIDTH = 128
"""Lanes of a block."""

VECTOR = 8
"""Lanes in use are rounded up to a multiple of the widest vector of float64."""

UNMOVED = 1
"""The mark of a weight that starts at 0: it has no sign to lose."""


def aligned(size: int) -> Floats:
    """Zeros that begin where a cache line does: a vector across two lines takes twice as long to load.

    Args:
        size: How many.

    Returns:
        The array.

    >>> aligned(3).ctypes.data % 64
    0
    """
    room = np.zeros(size + VECTOR)
    skipped = -(room.ctypes.data // room.itemsize) % VECTOR
    return room[skipped : skipped + size]


@cache
def alarm_kernel(pathways: int) -> Any:
    """What looks a block over after a burst.

    Args:
        pathways: `H`.

    Returns:
        A compiled function that notes which lanes were loud, and gives the numbers of signs of trouble and of
        rows of lanes that have moved: only 0 or not matters.
    """
    H = pathways
    HIGH, V, TURNED = (H + 2) * WIDTH, (H + 3) * WIDTH, H * WIDTH

    def alarm(z, m, before, hush, loud, armed, now, used):  # type: ignore[no-untyped-def]
        # Without branches, so that the compiler uses vector instructions.
        alarms, moved = 0, 0
        for h in range(H):
            for i in range(used):
                k = h * WIDTH + i
                m[TURNED + i] |= (bits(z[k]) ^ m[k]) - 1  # without momentum, what is 0 stays 0
                alarms += not abs(z[k]) < np.inf
                moved += z[k] != before[k]
        for k in range(V, len(z)):
            moved += z[k] != before[k]
        for i in range(used):
            high = z[HIGH + i]
            alarms += (not high <= ESCAPE) | ((m[TURNED + i] & armed[i]) < 0)
            loud[i] = now if high > hush[i] else loud[i]
        return alarms, moved

    return numba.njit()(alarm)


@cache
def load_kernel(pathways: int, heavy: bool) -> Any:
    """What fills a block with the cells from a given one on.

    Args:
        pathways: `H`.
        heavy: Whether there is momentum.

    Returns:
        A compiled function that gives the lanes in use and the number of cells that go on.
    """
    H = pathways
    S, V = H * WIDTH, (H + 3) * WIDTH
    rest = rest_kernel(H, heavy)

    def load(first, cells, quiet, z, m, lanes):  # type: ignore[no-untyped-def]
        W, velocity, signs, target, sizes, ended, first_flip, loud_until = cells
        here = min(WIDTH, target.size - first)
        eta, hush, loud, armed, gone = lanes
        used = (here + VECTOR - 1) // VECTOR * VECTOR
        # Views, because an index that might be negative forbids vector instructions; assigning slices would
        # compile for two seconds more.
        part = slice(first, first + here)
        for h in range(H):
            row, marks = W[h, part], signs[h, part]
            for i in range(here):
                z[h * WIDTH + i] = row[i]
            for i in range(here):
                m[h * WIDTH + i] = UNMOVED if marks[i] == 0 else (SIGN if marks[i] < 0 else 0)
            if heavy:
                row = velocity[h, part]
                for i in range(here):
                    z[V + h * WIDTH + i] = row[i]
        s, rates, over, flips, until = (
            target[part],
            sizes[part],
            ended[part],
            first_flip[part],
            loud_until[part],
        )
        for i in range(here):
            z[S + i], hush[i] = s[i], quiet * abs(s[i])
        for i in range(here):
            eta[i], gone[i] = rates[i], over[i]
        for i in range(here):
            loud[i], armed[i] = until[i], -1 if flips[i] < 0 else 0
        left = here
        for i in range(used):
            if i >= here or gone[i]:
                left -= i < here
                rest(i, z, m, lanes)
        return used, left

    return numba.njit()(load)


@cache
def store_kernel(pathways: int, heavy: bool) -> Any:
    """What writes back the cells of a block that go on.

    Args:
        pathways: `H`.
        heavy: Whether there is momentum.

    Returns:
        A compiled function.
    """
    H, V = pathways, (pathways + 3) * WIDTH

    def store(first, cells, count, z, loud, gone, last):  # type: ignore[no-untyped-def]
        W, velocity, _, _, _, _, _, loud_until = cells
        here = min(WIDTH, len(count) - first)
        part = slice(first, first + here)
        for h in range(H):
            row, speeds = W[h, part], velocity[h, part]
            for i in range(here):
                if not gone[i]:
                    row[i] = z[h * WIDTH + i]
                    if heavy:
                        speeds[i] = z[V + h * WIDTH + i]
        made, until = count[part], loud_until[part]
        for i in range(here):
            if not gone[i]:
                made[i], until[i] = last, loud[i]

    return numba.njit()(store)


@cache
def rest_kernel(pathways: int, heavy: bool) -> Any:
    """What empties a lane, which then rests at 0.

    Args:
        pathways: `H`.
        heavy: Whether there is momentum.

    Returns:
        A compiled function.
    """
    H = pathways
    S, V = H * WIDTH, (H + 3) * WIDTH

    def rest(i, z, m, lanes):  # type: ignore[no-untyped-def]
        eta, hush, loud, armed, gone = lanes
        for h in range(H):
            z[h * WIDTH + i], m[h * WIDTH + i] = 0.0, UNMOVED
            if heavy:
                z[V + h * WIDTH + i] = 0.0
        z[S + i], eta[i], hush[i], loud[i], armed[i], gone[i] = 0.0, 0.0, np.inf, 0, 0, True

    return numba.njit()(rest)
