"""Rigorous enclosures of orbits of the mode recursion in balls that do not blow up; a structured solver.

The map is `w_h <- w_h - eta w_h^(L_h-1) (sum_k w_k^(L_k) - s)`, plus `beta (w_h - previous w_h)`. It leans
on the decoupling of modes and on equal layers staying equal: tested against full matrices, never evidence for
either. Iterating it in plain balls loses about a bit per step, because a ball forgets that its points move
together. Two remedies, both general interval analysis:

| state | method | a step costs |
|---|---|---|
| one weight | mean-value form `f(X) in f(c) + f'(X) (X - c)`, `c` the midpoint | 2 powers |
| several numbers | QR-carried: `c + D Q r`, `r` a box, `Q` orthogonal, `D` powers of 2 | 2H powers |

The second is Lohner's (Enclosing the solutions of ordinary initial and boundary value problems, 1987; columns
in order of their reach), in units of each weight, so that a weight far smaller than others keeps its digits.

Main result: `enclosed_orbit`. On orbits that settle it loses a few bits in all. A chaotic orbit loses bits at
its Lyapunov rate whatever one does: the run ends, labelled, while its balls still mean something.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

import numpy as np
from flint import arb, arb_mat, ctx

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


class _MeanValue:
    # One weight, no memory: c the midpoint of X, X <- f(c) + f'(X) (X - c).
    method = "mean-value form"

    def __init__(self, depth: int, start: arb, target: arb) -> None:
        self.power, self.target, self.x = depth - 2, target, start
        self.high, self.low = 2 * depth - 1, (depth - 1) * target

    def step(self, eta: arb) -> list[arb]:
        x, n, target = self.x, self.power, self.target
        c = x.mid()
        # w^(L-1) (w^L - s), with one power; and its derivative w^(L-2) ((2L-1) w^L - (L-1) s).
        p = c**n
        value = c - eta * (p * c) * (p * c * c - target)
        p = x**n
        slope = 1 - eta * p * (self.high * (p * x * x) - self.low)
        self.x = value + slope * (x - c)
        return [self.x]


class _Carried:
    # z = (weights, previous weights if there is momentum) in c + D Q r with r in a box around 0.
    method = "QR-carried"

    def __init__(self, depths: Sequence[int], start: Sequence[arb], target: arb, beta: arb | None) -> None:
        self.depths, self.target, self.beta = depths, target, beta
        state = list(start) if beta is None else [*start, *start]
        self.size = len(state)
        self.center, self.radii = [x.mid() for x in state], [arb(x.rad()) for x in state]
        self.frame = _diagonal([arb(1)] * self.size)

    def step(self, eta: arb) -> list[arb]:
        hull = [c + arb(0, reach) for c, reach in zip(self.center, self._reaches(), strict=True)]
        image, moved = self._map(self.center, eta), self._jacobian(hull, eta) * self.frame
        if not all(x.is_finite() for x in [*image, *moved.entries()]):
            return [arb.nan()]
        center = [x.mid() for x in image]
        scale = [_power_of_two(c) for c in center]
        shrunk = _diagonal([1 / x for x in scale])
        moved = shrunk * moved
        basis = _orthogonal(moved, self.radii)
        if basis is None:
            return [arb.nan()]
        inverse = basis.inv()
        turned = inverse * moved
        errors = inverse * shrunk * arb_mat(self.size, 1, [x - c for x, c in zip(image, center, strict=True)])
        n = range(self.size)
        reaches = [sum((abs(turned[i, j]) * self.radii[j] for j in n), abs(errors[i, 0])) for i in n]
        self.radii = [x.abs_upper() for x in reaches]
        self.center, self.frame = center, _diagonal(scale) * basis
        pathways = len(self.depths)
        return [c + arb(0, reach) for c, reach in zip(center[:pathways], self._reaches(), strict=False)]

    def _reaches(self) -> list[arb]:
        n = range(self.size)
        return [sum((abs(self.frame[i, j]) * self.radii[j] for j in n), arb(0)).abs_upper() for i in n]

    def _map(self, z: list[arb], eta: arb) -> list[arb]:
        w = z[: len(self.depths)]
        powers = [x ** (depth - 1) for x, depth in zip(w, self.depths, strict=True)]
        pull = eta * (sum((x * p for x, p in zip(w, powers, strict=True)), arb(0)) - self.target)
        if self.beta is None:
            return [x - p * pull for x, p in zip(w, powers, strict=True)]
        past = z[len(w) :]
        return [
            *(x + self.beta * (x - y) - p * pull for x, y, p in zip(w, past, powers, strict=True)),
            *w,
        ]

    def _jacobian(self, z: list[arb], eta: arb) -> arb_mat:
        w, pathways = z[: len(self.depths)], range(len(self.depths))
        low = [x ** (depth - 2) for x, depth in zip(w, self.depths, strict=True)]
        slopes = [x * p for x, p in zip(w, low, strict=True)]
        residual = sum((x * p for x, p in zip(w, slopes, strict=True)), arb(0)) - self.target
        keep = arb(1) if self.beta is None else 1 + self.beta
        rows = arb_mat(self.size, self.size)
        for h in pathways:
            for k in pathways:
                rows[h, k] = -eta * slopes[h] * slopes[k] * self.depths[k]
            rows[h, h] += keep - eta * (self.depths[h] - 1) * low[h] * residual
            if self.beta is not None:
                rows[h, len(w) + h] = -self.beta
                rows[len(w) + h, h] = arb(1)
        return rows


def _diagonal(values: Sequence[arb]) -> arb_mat:
    matrix = arb_mat(len(values), len(values))
    for i, x in enumerate(values):
        matrix[i, i] = x
    return matrix


def _power_of_two(c: arb) -> arb:
    if c.is_zero():
        return arb(1)
    mantissa, exponent = c.man_exp()
    return arb((1, int(exponent) + int(abs(mantissa)).bit_length()))


def _orthogonal(moved: arb_mat, radii: Sequence[arb]) -> arb_mat | None:
    # Any invertible matrix would be rigorous; a good one begins along the longest side of the box.
    n = len(radii)
    columns = np.array([float(x) for x in moved.mid().entries()]).reshape(n, n)
    if not np.isfinite(columns).all():
        return None
    total = sum(radii, arb(0))
    ratios = np.array([float((x / total).mid()) if total > 0 else 1.0 for x in radii])
    order = np.argsort(-np.linalg.norm(columns, axis=0) * ratios, kind="stable")
    basis = np.linalg.qr(columns[:, order])[0]
    return arb_mat(n, n, [arb(float(x)) for x in basis.ravel()])


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
    carried: _MeanValue | _Carried
    if len(w) == 1 and beta.is_zero():
        carried = _MeanValue(depths[0], w[0], target)
    else:
        carried = _Carried(depths, w, target, None if beta.is_zero() else beta)
    sizes = step_sizes(schedule or Constant(), rate, to_arb)
    watch, began = _Watch(w, keep_bits, arb(escape)), _accuracy(w)
    made, flip, outcome = 0, None, OrbitOutcome.FINISHED
    times, records = ([0], [tuple(w)]) if every is not None else ([], [])
    while made < steps:
        after = carried.step(next(sizes))
        for x, (low, high) in zip(after, watch.ranges, strict=False):
            if x.rel_accuracy_bits() < keep_bits or not low < x < high:
                outcome = watch.judge(after)
                break
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
