"""The compiled engine of `numerics.sweep_cells`; importing this module loads Numba.

One block of `WIDTH` cells at a time goes through all steps, the loop over cells inside the loop over steps:
the block stays in the first-level cache and the compiler uses vector instructions. Depth and number of
pathways are compiled in, so powers and sums are unrolled.

A burst of steps only keeps, per cell, the largest residual, whether a sign bit has changed, and the state
before the burst (`numerics.sweep_block` says where). Where these show that something happened (a first flip,
an end), the cell's burst is made again alone, step by step, to see when.

The same roundings as in NumPy: neither fast-math nor contraction of products and sums (LLVM contracts only
instructions marked for it, and Numba marks none); the tests compare bits and look for fused instructions.

Main results: `advance_compiled`, `compiled`.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import numba
import numpy as np

from numerics.sweep_block import WIDTH, alarm_kernel, aligned, load_kernel, rest_kernel, store_kernel
from numerics.sweep_cells import BURST, ESCAPE, Cells, Floats
from numerics.sweep_intrinsics import bits, get, put, shelf


def advance_compiled(cells: Cells, factors: Floats, steps: int) -> None:
    """Make more steps; `numerics.sweep_cells.advance` has checked everything and counts them.

    Args:
        cells: The cells, changed in place.
        factors: The first factors of the step size; the last of them stays.
        steps: How many steps, at least 0.
    """
    H, heavy = len(cells.weights), cells.momentum != 0
    views = (
        cells.weights,
        cells.velocity,
        cells.signs,
        cells.target,
        cells.eta,
        cells.ended,
        cells.first_flip,
        cells.loud_until,
    )
    block = (aligned(((2 if heavy else 1) * H + 3) * WIDTH), aligned((H + 1) * WIDTH).view(np.int64))
    kernel = compiled(cells.depth, H, heavy)
    kernel(views, block, cells.steps, cells.quiet, cells.momentum, factors, cells.made, steps)


@cache
def compiled(depth: int, pathways: int, heavy: bool) -> Callable[..., None]:
    """The kernel for one depth and number of pathways; two seconds of compiling at its first call.

    Args:
        depth: `L >= 2`.
        pathways: `H >= 1`.
        heavy: Whether there is momentum.

    Returns:
        A function of what `advance_compiled` gives it.

    >>> compiled(3, 1, False) is compiled(3, 1, False)
    True
    """
    power = _power_kernel(depth - 1)
    burst = _burst_kernel(power, pathways, heavy)
    look = _look_kernel(_again_kernel(power, pathways, heavy), pathways, heavy)
    kernel: Callable[..., None] = _all_blocks(burst, _attend_kernel(look, pathways, heavy), pathways, heavy)
    return kernel


def _power_kernel(exponent: int) -> Any:
    lowest = (exponent & -exponent).bit_length()
    rest, more = exponent >> lowest, exponent.bit_length() - lowest

    def power(w: float) -> float:
        square = w
        for _ in range(lowest - 1):
            square = square * square
        p = square
        for k in range(more):
            square = square * square
            if (rest >> k) & 1:
                p = p * square
        return p

    return numba.njit(inline="always")(power)


def _stretch_kernel(power: Any, pathways: int, heavy: bool) -> Any:
    H, new = pathways, shelf(pathways)
    S, RATE, HIGH, V, TURNED = H * WIDTH, (H + 1) * WIDTH, (H + 2) * WIDTH, (H + 3) * WIDTH, H * WIDTH

    def stretch(z, m, beta, steps, lanes):  # type: ignore[no-untyped-def]
        # Steps of one factor.
        p = new()
        for _ in range(steps):
            for i in range(lanes):
                total = put(p, 0, power(z[i])) * z[i]
                for h in range(1, H):
                    x = z[h * WIDTH + i]
                    total = total + put(p, h, power(x)) * x
                r = total - z[S + i]
                size, high = abs(r), z[HIGH + i]
                z[HIGH + i] = size if size > high else high
                pull = r * z[RATE + i]
                turned = m[TURNED + i]
                for h in range(H):
                    k = h * WIDTH + i
                    if heavy:
                        y = beta * z[V + k] - get(p, h) * pull
                        z[V + k] = y
                        x = z[k] + y
                    else:
                        x = z[k] - get(p, h) * pull
                    z[k] = x
                    same = bits(x) ^ m[k]
                    turned |= same
                    if heavy:  # momentum carries a weight on that has landed on 0, perhaps back
                        turned |= same - 1
                m[TURNED + i] = turned

    return numba.njit()(stretch)


def _burst_kernel(power: Any, pathways: int, heavy: bool) -> Any:
    H = pathways
    RATE, HIGH, V, TURNED = (H + 1) * WIDTH, (H + 2) * WIDTH, (H + 3) * WIDTH, H * WIDTH
    stretch = _stretch_kernel(power, H, heavy)

    def burst(z, m, before, eta, beta, factors, offset, steps, used):  # type: ignore[no-untyped-def]
        for k in range(H * WIDTH):
            before[k] = z[k]
        if heavy:
            for k in range(V, V + H * WIDTH):
                before[k] = z[k]
        for i in range(used):
            z[HIGH + i], m[TURNED + i] = 0.0, 0
        made = 0
        while made < steps:
            factor, until = factors[min(offset + made, len(factors) - 1)], made + 1
            while until < steps and factors[min(offset + until, len(factors) - 1)] == factor:
                until += 1
            for i in range(used):
                z[RATE + i] = eta[i] * factor
            stretch(z, m, beta, until - made, used)
            made = until

    return numba.njit()(burst)


def _again_kernel(power: Any, pathways: int, heavy: bool) -> Any:
    H = pathways
    S, V = H * WIDTH, (H + 3) * WIDTH

    def again(z, signs, eta, beta, factors, offset, steps, i, j):  # type: ignore[no-untyped-def]
        # One cell from the start of the burst: (steps made, step of the first flip or -1).
        p, after, speed = np.empty(H), np.empty(H), np.empty(H)
        flip = -1
        for t in range(steps):
            factor = factors[min(offset + t, len(factors) - 1)]
            p[0] = power(z[i])
            total = p[0] * z[i]
            for h in range(1, H):
                p[h] = power(z[h * WIDTH + i])
                total = total + p[h] * z[h * WIDTH + i]
            r = total - z[S + i]
            pull = r * (eta[i] * factor)
            fine = abs(r) <= ESCAPE
            for h in range(H):
                k = h * WIDTH + i
                if heavy:
                    speed[h] = beta * z[V + k] - p[h] * pull
                    after[h] = z[k] + speed[h]
                else:
                    after[h] = z[k] - p[h] * pull
                fine = fine and np.isfinite(after[h])
            if not fine:
                return t, flip
            for h in range(H):
                z[h * WIDTH + i] = after[h]
                if heavy:
                    z[V + h * WIDTH + i] = speed[h]
                if flip < 0 and signs[h, j] != 0 and after[h] * signs[h, j] <= 0:
                    flip = t + 1
        return steps, flip

    return numba.njit()(again)


def _look_kernel(again: Any, pathways: int, heavy: bool) -> Any:
    H = pathways
    HIGH, V, TURNED = (H + 2) * WIDTH, (H + 3) * WIDTH, H * WIDTH

    def look(z, m, before, signs, eta, armed, gone, beta, factors, offset, steps, i, j):  # type: ignore[no-untyped-def]
        # One lane of an alarmed block: (steps it made, step of its first flip or -1).
        fine, turned = z[HIGH + i] <= ESCAPE, (m[TURNED + i] & armed[i]) < 0
        for h in range(H):
            fine = fine and np.isfinite(z[h * WIDTH + i])
        if gone[i] or (fine and not turned):
            return steps, -1
        for h in range(H):
            z[h * WIDTH + i] = before[h * WIDTH + i]
            if heavy:
                z[V + h * WIDTH + i] = before[V + h * WIDTH + i]
        done, flip = again(z, signs, eta, beta, factors, offset, steps, i, j)
        if flip >= 0:
            flip, armed[i] = (flip if armed[i] else -1), 0
        return done, flip

    return numba.njit()(look)


def _attend_kernel(look: Any, pathways: int, heavy: bool) -> Any:
    H, V, rest = pathways, (pathways + 3) * WIDTH, rest_kernel(pathways, heavy)

    def attend(first, cells, count, z, m, before, lanes, beta, factors, offset, began, steps):  # type: ignore[no-untyped-def]
        # All cells of an alarmed block; how many of them have ended.
        W, velocity, signs, target, _, ended, first_flip, loud_until = cells
        eta, _, _, armed, gone = lanes
        ends = 0
        for i in range(min(WIDTH, target.size - first)):
            j = first + i
            done, flip = look(z, m, before, signs, eta, armed, gone, beta, factors, offset, steps, i, j)
            if flip >= 0:
                first_flip[j] = began + flip
            if done < steps:
                ends += 1
                ended[j], count[j], loud_until[j] = True, began + done, began + done
                for h in range(H):
                    W[h, j] = z[h * WIDTH + i]
                    if heavy:
                        velocity[h, j] = z[V + h * WIDTH + i]
                rest(i, z, m, lanes)
        return ends

    return numba.njit()(attend)


def _all_blocks(burst: Any, attend: Any, pathways: int, heavy: bool) -> Any:
    load, store, alarm = load_kernel(pathways, heavy), store_kernel(pathways, heavy), alarm_kernel(pathways)

    def advance(cells, block, count, quiet, beta, factors, made, steps):  # type: ignore[no-untyped-def]
        z, m = block
        last, size = made + steps, len(count)
        before, eta, hush = np.empty(len(z)), np.empty(WIDTH), np.empty(WIDTH)
        # Armed is -1 while a first flip is looked for and 0 after it.
        loud, armed, gone = np.empty(WIDTH, np.int64), np.empty(WIDTH, np.int64), np.empty(WIDTH, np.bool_)
        lanes = (eta, hush, loud, armed, gone)
        for first in range(0, size, WIDTH):
            used, left = load(first, cells, quiet, z, m, lanes)
            now = made
            while now < last and left:
                length, offset, began = min(BURST - now % BURST, last - now), now - made, now
                burst(z, m, before, eta, beta, factors, offset, length, used)
                now += length
                alarms, moved = alarm(z, m, before, hush, loud, armed, now, used)
                if not moved and length == BURST and offset >= len(factors) - 1:
                    # Back where the burst began: so it is after every other whole burst.
                    now += (last - now) // BURST * BURST
                    alarm(z, m, before, hush, loud, armed, now, used)
                if alarms:
                    left -= attend(
                        first, cells, count, z, m, before, lanes, beta, factors, offset, began, length
                    )
            store(first, cells, count, z, loud, gone, last)

    return numba.njit()(advance)
