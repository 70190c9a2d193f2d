"""Rigorous enclosures of orbits of the mode recursion in balls that do not blow up; a structured solver.

The map is `w_h <- w_h - eta w_h^(L_h-1) (sum_k w_k^(L_k) - s)`, plus `beta (w_h - previous w_h)`. It leans
on the decoupling of modes and on equal layers staying equal: tested against full matrices, never evidence for
either. Iterating it in plain balls loses about a bit per step, because a ball forgets that its points move
together. Two remedies, both general interval analysis, in `numerics.mean_value` and `numerics.lohner`:

| state | method | a step costs |
|---|---|---|
| one weight | mean-value form `f(X) in f(c) + f'(X) (X - c)`, `c` the midpoint | 2 powers |
| several numbers | QR-carried: `c + D Q r`, `r` a box, `Q` orthogonal, `D` powers of 2 | 2H powers |

Main result: `enclosed_orbit`. On orbits that settle it loses a few bits in all. A chaotic orbit loses bits at
its Lyapunov rate whatever one does: the run ends, labelled, while its balls still mean something.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from flint import arb, ctx

from numerics.lohner import Carried
from numerics.mean_value import MeanValue
from numerics.precision import exact, to_arb
from numerics.recursion import ESCAPE, checked_counts, checked_depths
from numerics.schedules import Constant, Schedule, step_sizes

KEEP_BITS = 8


class OrbitOutcome(Enum):
    """How an enclosure ended."""

    FINISHED = "finished"
    """All steps were made."""

    DIVERGED = "diverged"
    """A weight certainly exceeded the bound in size."""

    ACCURACY_LOST = "accuracy lost"
    """After one more step a ball would carry too few bits: a chaotic or repelling orbit, or one through 0."""

    NON_FINITE = "non-finite"
    """After one more step a ball would not be finite."""


@dataclass(frozen=True)
class EnclosedOrbit:
    """An enclosed orbit.

    Attributes:
        outcome: How it ended.
        steps: The number of steps made.
        final: Balls that contain the exact weights after these steps.
        bits_lost: Relative accuracy at the start (at most the working precision) less that at the end, in
            bits, each of the worst weight.
        first_flip: The step after which a weight had certainly changed its sign, for the first time. None:
            every weight certainly kept its sign.
        times: Step numbers at which balls were recorded.
        records: The balls at those times.
        method: "mean-value form" or "QR-carried".
    """

    outcome: OrbitOutcome
    steps: int
    final: tuple[arb, ...]
    bits_lost: int
    first_flip: int | None
    times: tuple[int, ...]
    records: tuple[tuple[arb, ...], ...]
    method: str


def _ball(value: object, name: str) -> arb:
    ball = value if isinstance(value, arb) else to_arb(exact(value, name))
    if not ball.is_finite():
        raise ValueError(f"{name} must be finite, got {ball}")
    return ball


def _accuracy(balls: Sequence[arb]) -> int:
    # Bits of the worst ball; a weight that is exactly 0 stays 0 and has nothing to lose.
    return min(
        (min(ctx.prec, int(x.rel_accuracy_bits())) for x in balls if not x.is_zero()), default=ctx.prec
    )


_NOT_MADE = (OrbitOutcome.NON_FINITE, OrbitOutcome.ACCURACY_LOST)


class _Watch:
    # Between low and high, with its sign as at the start, a weight needs no further look.
    def __init__(self, start: Sequence[arb], keep_bits: int, bound: arb) -> None:
        self.keep_bits, self.bound, self.flipped = keep_bits, bound, False
        self.ranges = [(arb(0) if x > 0 else -bound, arb(0) if x < 0 else bound) for x in start]

    def judge(self, after: Sequence[arb]) -> OrbitOutcome:
        if not all(x.is_finite() for x in after):
            return OrbitOutcome.NON_FINITE
        if _accuracy(after) < self.keep_bits:
            return OrbitOutcome.ACCURACY_LOST
        if not self.flipped:
            # Only 0 as an end says something about a sign.
            self.flipped = any(
                (low.is_zero() and not x > low) or (high.is_zero() and not x < high)
                for x, (low, high) in zip(after, self.ranges, strict=True)
            )
            if self.flipped:
                self.ranges = [(-self.bound, self.bound)] * len(after)
        far = any(abs(x) > self.bound for x in after)
        return OrbitOutcome.DIVERGED if far else OrbitOutcome.FINISHED


def enclosed_orbit(
    depths: Sequence[int],
    weights: Sequence[Fraction | arb],
    target: Fraction | arb,
    eta: Fraction | arb,
    steps: int,
    *,
    momentum: Fraction | arb = Fraction(0),
    schedule: Schedule | None = None,
    every: int | None = None,
    escape: float = ESCAPE,
    keep_bits: int = KEEP_BITS,
) -> EnclosedOrbit:
    """Enclose an orbit at the working precision.

    Args:
        depths: `L_h >= 2`.
        weights: `w_h` at the start: exact rationals or balls.
        target: `s`, an exact rational or a ball, like `eta`. A ball stands for every number in it, which
            may be another one at each step.
        eta: The step size.
        steps: How many steps to make, at least 0.
        momentum: `beta` of the heavy ball, `-1 < beta < 1`.
        schedule: Factors of `eta`.
        every: How often to record balls, from step 0 on; never if None.
        escape: The run stops with `DIVERGED` when a weight is certainly larger than this in absolute value.
        keep_bits: The run stops with `ACCURACY_LOST` before a weight carries fewer bits than this.

    Returns:
        The orbit.

    Raises:
        ValueError: If an argument is out of range, not finite or not exact.

    >>> orbit = enclosed_orbit([3], [Fraction(1, 2)], 1, Fraction(1, 4), 300)
    >>> orbit.outcome.name, orbit.final[0].contains(1), orbit.bits_lost < 5
    ('FINISHED', True, True)
    """
    depths = checked_depths(depths, len(weights))
    checked_counts(steps, 1 if every is None else every)
    if keep_bits < 1:
        raise ValueError(f"keep_bits must be >= 1, got {keep_bits}; a ball must exclude 0")
    w = [_ball(x, f"weights[{h}]") for h, x in enumerate(weights)]
    target, rate, beta = _ball(target, "target"), _ball(eta, "eta"), _ball(momentum, "momentum")
    if not abs(beta) < 1:
        raise ValueError(f"momentum must lie between -1 and 1, got {momentum}")
    carried: MeanValue | Carried
    if len(w) == 1 and beta.is_zero():
        carried = MeanValue(depths[0], w, target)
    else:
        carried = Carried(depths, w, target, None if beta.is_zero() else beta)
    sizes = step_sizes(schedule or Constant(), rate, to_arb)
    watch, began = _Watch(w, keep_bits, arb(escape)), _accuracy(w)
    made, flip, outcome = 0, None, OrbitOutcome.FINISHED
    times, records = ([0], [tuple(w)]) if every is not None else ([], [])
    while made < steps:
        count = steps - made if every is None else min(steps - made, every - made % every)
        passed, w, after = carried.advance(sizes, count, watch.ranges, keep_bits)
        made += passed
        if after is not None:
            outcome = watch.judge(after)
            if outcome in _NOT_MADE:
                break
            w, made = after, made + 1
        if watch.flipped and flip is None:
            flip = made
        if every is not None and made % every == 0:
            times.append(made)
            records.append(tuple(w))
        if outcome is not OrbitOutcome.FINISHED:
            break
    lost = began - _accuracy(w)
    return EnclosedOrbit(outcome, made, tuple(w), lost, flip, tuple(times), tuple(records), carried.method)
