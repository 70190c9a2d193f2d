"""The recursion of modes, watched: shares of the pathways, loss, sharpness and imbalance over time.

**A structured solver**: it leans on the decoupling of modes and on equal layers staying equal, and is for
speed; it is tested against `numerics.network_simulation`, which iterates full matrices. Sharpness comes from
blocks of mode pairs, in float64, whatever the kind of the run.

Main result: `simulate_modes`. What comes out is described in `numerics.observation`; no threshold is known.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from numerics import recursion
from numerics.hessian.largest import largest_eigenvalue
from numerics.hessian.modes import balanced_modes
from numerics.matrices import Kind, Scalar
from numerics.observation import (
    FITTED,
    Descent,
    Ending,
    Moment,
    Shares,
    Simulation,
    Tick,
    checked_start,
    ending,
    imbalances,
    nothing,
)

LARGEST_SHARE = 1e140
"""Loss and sharpness overflow float64 not far beyond; a run is recorded up to there."""

MOST_LAYERS = 1024
"""With several modes the sharpness may need a block of twice as many rows: a second for 2048."""


def simulate_modes(
    kind: Kind,
    depths: Sequence[int],
    shares: Sequence[Sequence[Fraction]],
    targets: Sequence[Fraction],
    how: Descent,
    *,
    tick: Tick = nothing,
) -> Simulation:
    """Watch the mode recursion.

    Args:
        kind: The kind of numbers, one of `KINDS`.
        depths: `L_h >= 2`.
        shares: `shares[h][i] = sigma_hi >= 0` at the start.
        targets: `s*_i >= 0`.
        how: How to descend.
        tick: Told of every record of every mode.

    Returns:
        The run.

    Raises:
        ValueError: If shapes do not match, a number is out of range, or the network is too deep for the
            sharpness of several modes.

    >>> from numerics.matrices import FLOAT64
    >>> how = Descent(eta=Fraction(1, 4), steps=200)
    >>> run = simulate_modes(FLOAT64, [3, 3], [[Fraction(1, 8)], [Fraction(1, 9)]], [Fraction(1)], how)
    >>> run.ending.name, round(sum(row[0] for row in run.moments[-1].shares), 9)
    ('SETTLED', 1.0)
    """
    floats = checked_start(depths, shares, targets)
    if len(targets) > 1 and sum(depths) > MOST_LAYERS:
        raise ValueError(
            f"depths must sum to at most {MOST_LAYERS} when there are several modes, got {sum(depths)}; "
            "watch one mode, or take shallower pathways"
        )
    goals = [kind.scalar(s) for s in targets]

    def run(i: int, w: Sequence[Scalar], steps: int, watched: bool = False) -> recursion.ModeRun:
        made = iter(range(0, how.steps + 1, how.every))

        def watch(w: tuple[Scalar, ...]) -> tuple[Scalar, ...]:
            tick(next(made))
            return w

        options: dict[str, Any] = {"every": how.every, "momentum": how.momentum, "schedule": how.schedule}
        return recursion.run(
            kind,
            depths,
            w,
            goals[i],
            how.eta,
            steps,
            {"w": watch} if watched else {},
            escape=how.escape,
            **(options if watched else {}),
        )

    start = [[kind.root(x, depth) for x in row] for depth, row in zip(depths, shares, strict=True)]
    runs = [run(i, [row[i] for row in start], how.steps, watched=True) for i in range(len(goals))]
    times = min((r.times for r in runs), key=len)
    moments = []
    for column in zip(*(r.records["w"] for r in runs), strict=False):
        moment = _moment(kind, depths, list(zip(*column, strict=True)), goals, floats)
        if moment is None:
            break
        moments.append(moment)
    first = min(runs, key=lambda r: r.steps)
    over = _ENDINGS[first.outcome] if len(moments) == len(times) else Ending.NON_FINITE
    if over is Ending.NOT_SETTLED:
        later = [[run(i, r.final, k).final for i, r in enumerate(runs)] for k in range(3)]
        states = [_powers(depths, list(zip(*column, strict=True))) for column in later]
        over = ending(states[: 2 if how.momentum else 3], floats, FITTED)
    flips = [r.first_flip for r in runs if r.first_flip is not None and r.first_flip <= first.steps]
    return Simulation(
        over,
        first.steps,
        min(flips, default=None),
        times[: len(moments)],
        tuple(moments),
        imbalances(kind, depths, moments),
        sum(depths) * len(targets) ** 2,
        "structured: mode recursion; sharpness from blocks of mode pairs",
    )


_ENDINGS = {
    recursion.ModeOutcome.FINISHED: Ending.NOT_SETTLED,
    recursion.ModeOutcome.DIVERGED: Ending.DIVERGED,
    recursion.ModeOutcome.NON_FINITE: Ending.NON_FINITE,
}


def _powers(depths: Sequence[int], w: Sequence[Sequence[Scalar]]) -> Shares:
    return tuple(tuple(_power(x, depth) for x in row) for depth, row in zip(depths, w, strict=True))


def _power(x: Scalar, depth: int) -> Scalar:
    try:
        return x**depth
    except OverflowError:  # Python's floats raise where NumPy's give inf
        return float("inf")


def _moment(
    kind: Kind,
    depths: Sequence[int],
    w: Sequence[Sequence[Scalar]],
    goals: Sequence[Scalar],
    targets: Sequence[float],
) -> Moment | None:
    # None if something is out of range.
    shares = tuple(tuple(kind.settle(x) for x in row) for row in _powers(depths, w))
    if not all(abs(float(x)) < LARGEST_SHARE for row in shares for x in row):
        return None
    misses = [sum(column) - goal for column, goal in zip(zip(*shares, strict=True), goals, strict=True)]
    loss = kind.settle(sum(miss * miss for miss in misses) / 2)
    return Moment(shares, loss, _top_of_blocks(depths, w, targets), 0.0, True)


def _top_of_blocks(depths: Sequence[int], w: Sequence[Sequence[Scalar]], targets: Sequence[float]) -> float:
    values = np.array([[float(x) for x in row] for row in w])
    return largest_eigenvalue(balanced_modes(depths, values, targets)).value
