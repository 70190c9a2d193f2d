"""Bare loops of the mode recursion for one and two weights, for number kinds whose arithmetic is fast.

A step of `numerics.recursion.run` spends more on lists and on the sign and size of every weight than on MPFR
arithmetic at 50 digits. These loops make the same roundings in the same order and stop *before* the first
step that would be worth a report: `run` then makes that step itself, and judges it.

Main result: `uneventful_steps`.
"""

from collections.abc import Sequence

import gmpy2

from numerics.matrices import Scalar

LOOPS = 2
"""Most weights for which there is a loop."""

OVERFLOWS = (OverflowError, gmpy2.OverflowResultError, gmpy2.InvalidOperationError)
"""Raised by Python's floats, and by MPFR where its traps are set."""


def uneventful_steps(
    depths: Sequence[int],
    w: list[Scalar],
    target: Scalar,
    eta: Scalar,
    count: int,
    ranges: Sequence[tuple[Scalar, Scalar]],
) -> tuple[int, list[Scalar]]:
    """Make steps while every weight stays strictly inside its range.

    Args:
        depths: `L_h`, at most `LOOPS` of them.
        w: The weights.
        target: `s`.
        eta: The step size.
        count: Most steps to make.
        ranges: Low and high end per weight.

    Returns:
        The number of steps made and the weights after them, all inside their ranges. A step to nan is not
        made: nan is inside no range.

    >>> uneventful_steps([2], [1.0], 2.0, 1.0, 9, [(0.0, 1e9)])  # 1 -> 2 -> -2
    (1, [2.0])
    """
    if len(w) == 1:
        return _one(depths[0] - 1, w[0], target, eta, count, *ranges[0])
    return _two(depths[0] - 1, depths[1] - 1, w[0], w[1], target, eta, count, *ranges[0], *ranges[1])


def _one(
    m: int, x: Scalar, target: Scalar, eta: Scalar, count: int, low: Scalar, high: Scalar
) -> tuple[int, list[Scalar]]:
    made = 0
    try:
        for made in range(count):
            p = x**m
            after = x - p * ((x * p - target) * eta)
            if not low < after < high:
                return made, [x]
            x = after
    except OVERFLOWS:
        return made, [x]
    return count, [x]


def _two(
    m: int,
    n: int,
    x: Scalar,
    y: Scalar,
    target: Scalar,
    eta: Scalar,
    count: int,
    low: Scalar,
    high: Scalar,
    low_y: Scalar,
    high_y: Scalar,
) -> tuple[int, list[Scalar]]:
    made = 0
    try:
        for made in range(count):
            p, q = x**m, y**n
            pull = (x * p - target + y * q) * eta
            after, after_y = x - p * pull, y - q * pull
            if not (low < after < high and low_y < after_y < high_y):
                return made, [x, y]
            x, y = after, after_y
    except OVERFLOWS:
        return made, [x, y]
    return count, [x, y]
