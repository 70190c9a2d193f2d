"""The compiled engine of `numerics.sweep_cells`; importing this module loads Numba.

One block of `WIDTH` cells at a time goes through all steps, the loop over cells inside the loop over steps:
the block stays in the first-level cache and the compiler uses vector instructions. Depth and number of
pathways are compiled in, so powers and sums are unrolled; `H > 16` pathways are not unrolled, several times
slower.

A burst of steps only keeps, per cell, the largest residual, the lowest weight in units of its first sign, and
the state before the burst. Where these show that something happened (a first flip, an end), the cell's burst
is made again alone, step by step, to see when.

The same roundings as in NumPy: neither fast-math nor contraction of products and sums (LLVM contracts only
instructions marked for it, and Numba marks none); the tests compare bits and look for fused instructions.

Main results: `advance_compiled`, `compiled`.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import numba
import numpy as np

from numerics.sweep_cells import BURST, ESCAPE, Cells, Floats

WIDTH = 128


def advance_compiled(cells: Cells, factors: Floats, steps: int) -> None:
    """Make more steps; `numerics.sweep_cells.advance` has checked everything and counts them.

    Args:
        cells: The cells, changed in place.
        factors: The first factors of the step size; the last of them stays.
        steps: How many steps, at least 0.
    """
    kernel = compiled(cells.depth, len(cells.weights), cells.momentum != 0)
    views = (
        cells.weights,
        cells.velocity,
        cells.signs,
        cells.target,
        cells.eta,
        cells.quiet * np.abs(cells.target),
        cells.ended,
        cells.first_flip,
        cells.loud_until,
    )
    kernel(views, cells.steps, cells.momentum, factors, cells.made, steps)


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
    exponent, H = depth - 1, pathways
    burst, look = _burst_kernel(exponent, H, heavy), _look_kernel(_again_kernel(exponent, H, heavy), H)
    kernel: Callable[..., None] = _all_blocks(_load_kernel(H), burst, _alarm_kernel(H), look, H)
    return kernel


def _power_kernel(exponent: int) -> Any:
    bits = exponent.bit_length() - 1

    def power(w: float) -> float:
        p = w
        for k in range(bits):
            p = p * p
            if (exponent >> (bits - 1 - k)) & 1:
                p = p * w
        return p

    return numba.njit(inline="always")(power)


def _burst_kernel(exponent: int, pathways: int, heavy: bool) -> Any:
    H, power = pathways, _power_kernel(exponent)

    def burst(w, v, w0, v0, signs, s, eta, beta, factors, offset, steps, p, low, high):  # type: ignore[no-untyped-def]
        for k in range(H * WIDTH):
            w0[k], v0[k] = w[k], v[k]
        for i in range(WIDTH):
            low[i], high[i] = np.inf, 0.0
        for t in range(steps):
            factor = factors[min(offset + t, len(factors) - 1)]
            for i in range(WIDTH):
                x = w[i]
                p[i] = power(x)
                total = p[i] * x
                for h in range(1, H):
                    x = w[h * WIDTH + i]
                    y = power(x)
                    p[h * WIDTH + i] = y
                    total = total + y * x
                r = total - s[i]
                size = abs(r)
                high[i] = size if size > high[i] else high[i]
                pull = r * (eta[i] * factor)
                lowest = low[i]
                for h in range(H):
                    k = h * WIDTH + i
                    if heavy:
                        y = beta * v[k] - p[k] * pull
                        v[k] = y
                        x = w[k] + y
                    else:
                        x = w[k] - p[k] * pull
                    w[k] = x
                    x = x * signs[k]
                    lowest = x if x < lowest else lowest
                low[i] = lowest

    return numba.njit()(burst)


def _again_kernel(exponent: int, pathways: int, heavy: bool) -> Any:
    H, power = pathways, _power_kernel(exponent)

    def again(w, v, signs, s, eta, beta, factors, offset, steps, i):  # type: ignore[no-untyped-def]
        # One cell from the start of the burst: (steps made, step of the first flip or -1).
        p, after, speed = np.empty(H), np.empty(H), np.empty(H)
        flip = -1
        for t in range(steps):
            factor = factors[min(offset + t, len(factors) - 1)]
            p[0] = power(w[i])
            total = p[0] * w[i]
            for h in range(1, H):
                p[h] = power(w[h * WIDTH + i])
                total = total + p[h] * w[h * WIDTH + i]
            r = total - s[i]
            pull = r * (eta[i] * factor)
            fine = abs(r) <= ESCAPE
            for h in range(H):
                k = h * WIDTH + i
                if heavy:
                    speed[h] = beta * v[k] - p[h] * pull
                    after[h] = w[k] + speed[h]
                else:
                    after[h] = w[k] - p[h] * pull
                fine = fine and np.isfinite(after[h])
            if not fine:
                return t, flip
            for h in range(H):
                k = h * WIDTH + i
                w[k] = after[h]
                if heavy:
                    v[k] = speed[h]
                if flip < 0 and signs[k] != 0 and after[h] * signs[k] <= 0:
                    flip = t + 1
        return steps, flip

    return numba.njit()(again)


@cache
def _alarm_kernel(pathways: int) -> Any:
    rows = pathways * WIDTH

    def alarm(w, v, w0, v0, signs, low, floor, high, quiet, loud, now):  # type: ignore[no-untyped-def]
        # Without branches, so that the compiler uses vector instructions.
        alarms, moved = 0, 0
        for i in range(WIDTH):
            alarms += (not high[i] <= ESCAPE) | (low[i] < floor[i])
            loud[i] = now if high[i] > quiet[i] else loud[i]
        for k in range(rows):
            alarms += (not abs(w[k]) < np.inf) | ((w[k] == 0) & (signs[k] != 0))
            moved += (w[k] != w0[k]) | (v[k] != v0[k])
        return alarms, moved

    return numba.njit()(alarm)


@cache
def _load_kernel(pathways: int) -> Any:
    H = pathways

    def load(first, cells, lanes):  # type: ignore[no-untyped-def]
        # The block from cell `first` on, and how many of its cells go on; other lanes rest at 0.
        W, V, S, target, eta, quiet, ended, first_flip, loud_until = cells
        w, v, signs, s, rate, hush, loud, floor, gone = lanes
        left = 0
        for i in range(WIDTH):
            j = first + i
            gone[i] = j >= target.size or ended[j]
            if gone[i]:
                s[i], rate[i], hush[i], loud[i], floor[i] = 0.0, 0.0, np.inf, 0.0, -np.inf
            else:
                left += 1
                s[i], rate[i], hush[i], loud[i] = target[j], eta[j], quiet[j], loud_until[j]
                floor[i] = -np.inf if first_flip[j] >= 0 else 0.0
            for h in range(H):
                k = h * WIDTH + i
                if gone[i]:
                    w[k], v[k], signs[k] = 0.0, 0.0, 0.0
                else:
                    w[k], v[k], signs[k] = W[h, j], V[h, j], S[h, j]
        return left

    return numba.njit()(load)


def _look_kernel(again: Any, pathways: int) -> Any:
    H = pathways

    def look(i, lanes, w0, v0, low, high, beta, factors, offset, length):  # type: ignore[no-untyped-def]
        # One lane of an alarmed block: (steps it made, step of its first flip or -1).
        w, v, signs, s, rate, hush, _, floor, gone = lanes
        fine, zero = high[i] <= ESCAPE, False
        for h in range(H):
            k = h * WIDTH + i
            fine = fine and np.isfinite(w[k])
            zero = zero or (w[k] == 0 and signs[k] != 0)
        flipped = floor[i] == 0 and (zero or low[i] < 0)
        if gone[i] or (fine and not flipped):
            return length, -1
        for h in range(H):
            k = h * WIDTH + i
            w[k], v[k] = w0[k], v0[k]
        done, flip = again(w, v, signs, s, rate, beta, factors, offset, length, i)
        if flip >= 0:
            flip, floor[i] = (flip if floor[i] == 0 else -1), -np.inf
        if done < length:
            s[i], rate[i], hush[i], floor[i], gone[i] = 0.0, 0.0, np.inf, -np.inf, True
        return done, flip

    return numba.njit()(look)


def _all_blocks(load: Any, burst: Any, alarm: Any, look: Any, pathways: int) -> Any:
    H = pathways

    def advance(cells, count, beta, factors, made, steps):  # type: ignore[no-untyped-def]
        W, V, _, target, _, _, ended, first_flip, loud_until = cells
        last = made + steps
        w, v, signs = np.empty(H * WIDTH), np.empty(H * WIDTH), np.empty(H * WIDTH)
        w0, v0, p = np.empty(H * WIDTH), np.empty(H * WIDTH), np.empty(H * WIDTH)
        s, rate, low, high = np.empty(WIDTH), np.empty(WIDTH), np.empty(WIDTH), np.empty(WIDTH)
        # Lows below the floor call for a closer look; step numbers are exact in float64.
        floor, hush, loud = np.empty(WIDTH), np.empty(WIDTH), np.empty(WIDTH)
        gone = np.empty(WIDTH, np.bool_)
        lanes = (w, v, signs, s, rate, hush, loud, floor, gone)
        for first in range(0, target.size, WIDTH):
            left, now = load(first, cells, lanes), made
            while now < last and left:
                length, offset = min(BURST - now % BURST, last - now), now - made
                burst(w, v, w0, v0, signs, s, rate, beta, factors, offset, length, p, low, high)
                before, now = now, now + length
                alarms, moved = alarm(w, v, w0, v0, signs, low, floor, high, hush, loud, now)
                if not moved and length == BURST and offset >= len(factors) - 1:
                    # Back where the burst began: so it is after every other whole burst.
                    now += (last - now) // BURST * BURST
                    alarm(w, v, w0, v0, signs, low, floor, high, hush, loud, now)
                for i in range(WIDTH if alarms else 0):
                    done, flip = look(i, lanes, w0, v0, low, high, beta, factors, offset, length)
                    if flip >= 0:
                        first_flip[first + i] = before + flip
                    if done < length:
                        ended[first + i] = True
                        left -= 1
                        count[first + i] = loud_until[first + i] = before + done
                        for h in range(H):
                            k = h * WIDTH + i
                            W[h, first + i], V[h, first + i] = w[k], v[k]
                            w[k], v[k], signs[k] = 0.0, 0.0, 0.0
            for i in range(min(WIDTH, target.size - first)):
                if not gone[i]:
                    count[first + i], loud_until[first + i] = last, loud[i]
                    for h in range(H):
                        W[h, first + i], V[h, first + i] = w[h * WIDTH + i], v[h * WIDTH + i]

    return numba.njit()(advance)
