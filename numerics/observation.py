"""What is watched in one run of gradient descent, and how a run ends.

Per mode `i`: the shares `sigma_hi`, and their **imbalance** (a definition), `max_h Y_h - min_h Y_h` of

    Y_h = w_h^(2 - L_h) / (L_h - 2),    w_h = sigma_h^(1/L_h)        (-log w_h at depth 2),

whose differences gradient flow of one mode keeps. It is defined for positive shares only.

An oscillation with period 2 looks like a constant when every second step is recorded, so records belong at
odd distances.

Main results: `Simulation` and `Descent` (what comes out and goes in), `Ending`, `imbalance`, `odd_distance`.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Any, TypeAlias

import gmpy2
import mpmath
from flint import arb

from numerics.matrices import ARB, ARB_MIDPOINT, FLOAT64, MPFR, MPMATH, Kind, Scalar
from numerics.precision import exact, to_float
from numerics.recursion import checked_depths
from numerics.schedules import Schedule

Shares: TypeAlias = tuple[tuple[Scalar, ...], ...]
"""`shares[h][i]`."""

Tick: TypeAlias = Callable[[int], None]
"""Told the number of steps made whenever something is recorded."""

KINDS: Mapping[str, Kind] = {"float64": FLOAT64, "mpmath": MPMATH, "mpfr": MPFR, "arb": ARB_MIDPOINT}
"""The kinds of numbers that a run may have; `arb` drops radii and is not rigorous."""

FITTED = 1e-3
"""Residual of every mode, relative to the largest target, with which a run may be called settled."""

_LOGARITHMS: Mapping[str, Callable[[Any], Any]] = {
    FLOAT64.name: math.log,
    MPMATH.name: mpmath.log,
    MPFR.name: gmpy2.log,
    ARB.name: arb.log,
    ARB_MIDPOINT.name: arb.log,
}


def nothing(_: int) -> None:
    """The `Tick` that does nothing."""


class Ending(Enum):
    """How a run ended."""

    SETTLED = "settled"
    """One more step changes next to nothing, and the target is fitted."""

    PERIOD_TWO = "period 2"
    """One more step changes the shares, two more give them back."""

    NOT_SETTLED = "not settled"
    """All steps were made; neither of the above."""

    DIVERGED = "diverged"
    """A weight exceeded the bound in size."""

    NON_FINITE = "non-finite"
    """A weight, the loss or the sharpness would overflow; what is recorded ends before that."""


@dataclass(frozen=True)
class Descent:
    """How to descend.

    Attributes:
        eta: The step size, an exact rational.
        steps: How many steps to make.
        every: How often to record; see `odd_distance`.
        momentum: `beta` of the heavy ball, an exact rational, `-1 < beta < 1`.
        schedule: Factors of `eta`.
        escape: Weights beyond this end the run.
    """

    eta: Fraction
    steps: int
    every: int = 1
    momentum: Fraction = Fraction(0)
    schedule: Schedule | None = None
    escape: float = 1e100


@dataclass(frozen=True)
class Moment:
    """What is seen at one recorded step.

    Attributes:
        shares: `shares[h][i]`, in the kind of the run.
        loss: The loss, likewise.
        sharpness: The largest eigenvalue of the Hessian, in float64.
        residual: Of the eigenvalue solver; 0 where it is direct.
        converged: Whether it converged; the eigenvalue is too small if not.
    """

    shares: Shares
    loss: Scalar
    sharpness: float
    residual: float
    converged: bool


@dataclass(frozen=True)
class Simulation:
    """A watched run.

    Attributes:
        ending: How it ended.
        steps: The number of steps made.
        first_flip: The first step (of modes) or recorded step at which a weight or share was 0 or had another
            sign than before; None if there was none.
        times: The recorded steps; none if the start itself is out of range.
        moments: What was seen then.
        imbalance: Then, one per mode; None where a share is not positive.
        parameters: The number of weights.
        solver: What was iterated, and how the sharpness was measured.
    """

    ending: Ending
    steps: int
    first_flip: int | None
    times: tuple[int, ...]
    moments: tuple[Moment, ...]
    imbalance: tuple[tuple[Scalar | None, ...], ...]
    parameters: int
    solver: str


def odd_distance(steps: int, records: int) -> int:
    """The smallest odd `every` that records `steps` steps at most `records` times after the start.

    Args:
        steps: The number of steps.
        records: At least 1.

    Returns:
        An odd number.

    >>> odd_distance(1000, 2000), odd_distance(1000, 500), odd_distance(1000, 100)
    (1, 3, 11)
    """
    return -(-max(steps, 1) // records) | 1


def imbalance(kind: Kind, depths: Sequence[int], shares: Sequence[Scalar]) -> Scalar | None:
    """The spread of `Y_h = sigma_h^(2/L_h - 1)/(L_h - 2)`, or of `-log(sigma_h)/2` at depth 2, over pathways.

    Args:
        kind: The kind of the shares.
        depths: `L_h`.
        shares: `sigma_h` of one mode.

    Returns:
        `max_h Y_h - min_h Y_h`; None if a share is not positive, or it overflows float64.

    >>> imbalance(FLOAT64, [4, 4], [1.0, 0.0625])  # Y = 1/2 and 4/2
    1.5
    """
    if not all(x > 0 for x in shares):
        return None
    try:
        values = [_conserved(kind, depth, share) for depth, share in zip(depths, shares, strict=True)]
        spread = kind.settle(max(values) - min(values))
        return spread if math.isfinite(float(spread)) else None
    except OverflowError:
        return None


def _conserved(kind: Kind, depth: int, share: Scalar) -> Scalar:
    if depth == 2:
        return kind.settle(-_LOGARITHMS[kind.name](share) / 2)
    return kind.settle(share ** kind.scalar(Fraction(2 - depth, depth)) / (depth - 2))


def first_change_of_sign(times: Sequence[int], shares: Sequence[Shares]) -> int | None:
    """The first recorded step at which a share has another sign than at the record before, or became 0.

    Args:
        times: The recorded steps.
        shares: The shares then.

    Returns:
        The step, or None.
    """
    signs = [[(x > 0) - (x < 0) for row in at for x in row] for at in shares]
    for t, before, after in zip(times[1:], signs, signs[1:], strict=False):
        if any(a != b and a for a, b in zip(before, after, strict=True)):
            return t
    return None


STILL = 1e-9
"""A run has settled if one more step changes no share by more than this, relative to the largest target."""


def ending(states: Sequence[Shares], targets: Sequence[float], fitted: float) -> Ending:
    """How a run that made all its steps ended.

    Args:
        states: The shares at the end, after one more step, and after two; the last is left out where it
            cannot be had, and period 2 is not recognised then.
        targets: `s*_i`; sizes are relative to the largest, or to the largest share if all are 0.
        fitted: A run may be called settled if `|sum_h sigma_hi - s*_i|` is at most this, relatively.

    Returns:
        `SETTLED`, `PERIOD_TWO` or `NOT_SETTLED`.

    >>> ending([((1.0,),), ((2.0,),), ((1.0,),)], [1.5], 1e-3)
    <Ending.PERIOD_TWO: 'period 2'>
    """
    now = states[0]
    scale = max(targets) or max(abs(float(x)) for row in now for x in row) or 1.0
    moves = [_distance(now, later) for later in states[1:]]
    missed = max(
        abs(float(sum(column)) - s) for column, s in zip(zip(*now, strict=True), targets, strict=True)
    )
    if moves[0] <= STILL * scale:
        return Ending.SETTLED if missed <= fitted * scale else Ending.NOT_SETTLED
    if len(moves) > 1 and moves[1] <= 1e-3 * moves[0] < math.inf:
        return Ending.PERIOD_TWO
    return Ending.NOT_SETTLED


def _distance(a: Shares, b: Shares) -> float:
    return max(abs(float(y - x)) for p, q in zip(a, b, strict=True) for x, y in zip(p, q, strict=True))


def imbalances(
    kind: Kind, depths: Sequence[int], moments: Sequence[Moment]
) -> tuple[tuple[Scalar | None, ...], ...]:
    """`imbalance` of every mode at every moment.

    Args:
        kind: The kind of the shares.
        depths: `L_h`.
        moments: What was seen.

    Returns:
        One tuple per moment, one entry per mode.
    """
    return tuple(
        tuple(imbalance(kind, depths, column) for column in zip(*moment.shares, strict=True))
        for moment in moments
    )


def checked_start(
    depths: Sequence[int], shares: Sequence[Sequence[Fraction]], targets: Sequence[Fraction]
) -> list[float]:
    """Refuse what is not a start.

    Args:
        depths: `L_h >= 2`.
        shares: `shares[h][i] >= 0`.
        targets: `s*_i >= 0`.

    Returns:
        The targets in float64.

    Raises:
        ValueError: If shapes do not match, or a number is negative or not an exact rational.
    """
    checked_depths(depths, len(shares))
    if not targets or any(len(row) != len(targets) for row in shares):
        raise ValueError(
            f"shares must have one number per target ({len(targets)}, at least 1) in every pathway, got "
            f"{[len(row) for row in shares]}; add or drop some"
        )
    for name, numbers in (("targets", targets), *((f"shares[{h}]", row) for h, row in enumerate(shares))):
        if any(exact(x, name) < 0 for x in numbers):
            raise ValueError(f"{name} must be >= 0, got {[str(x) for x in numbers]}; take absolute values")
    return [to_float(s) for s in targets]
