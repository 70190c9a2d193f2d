"""Gradient descent for one mode: `w_h <- w_h - eta w_h^(L_h-1) (sum_k w_k^(L_k) - s)`, a structured solver.

It leans on the decoupling of modes and on equal layers staying equal, so it is no evidence for either; it is
there for speed, and tested against `numerics.descent` on full matrices at aligned points. Heavy ball:
`v <- beta v - eta g`, `w <- w + v`, from `v = 0` (Polyak, Some methods of speeding up the convergence of
iteration methods, 1964).

Main result: `run`, in float64, mpmath, MPFR or Arb midpoints; a step costs `H` powers, and only observables
are stored. MPFR is the fast one for many digits: with one or two weights and a constant step size, steps on
which nothing is to be reported are made in a bare loop, rounded as everywhere else. Nothing here bounds
rounding errors; `numerics.orbit` does. `numerics.recursion_cells` runs many at once in float64. How a run
ended is part of its result, and no recorded number is ever inf or nan.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Any

import gmpy2
import mpmath
import numpy as np
from flint import arb

from numerics.matrices import ARB_MIDPOINT, FLOAT64, MPFR, MPMATH, Kind, Scalar
from numerics.recursion_loop import LOOPS, OVERFLOWS, uneventful_steps
from numerics.schedules import Constant, Schedule, step_sizes

ESCAPE = 1e100


class ModeOutcome(Enum):
    """How a run ended."""

    FINISHED = "finished"
    """All steps were made."""

    DIVERGED = "diverged"
    """A weight exceeded the bound in size."""

    NON_FINITE = "non-finite"
    """The next weights, or an observed number, would be inf or nan; they are not part of the result."""

    SIGN_FLIP = "sign flip"
    """A weight became 0 or changed its sign, and the run was asked to stop there."""


@dataclass(frozen=True)
class ModeRun:
    """A finished run.

    Attributes:
        outcome: How it ended.
        steps: The number of steps made.
        first_flip: The step after which a weight had changed its sign or become 0, for the first time.
        times: Step numbers at which observables were recorded, 0 being the start.
        records: For each observable, its values at those times.
        final: The last finite weights, one per pathway.
    """

    outcome: ModeOutcome
    steps: int
    first_flip: int | None
    times: tuple[int, ...]
    records: Mapping[str, tuple[Any, ...]]
    final: tuple[Scalar, ...]


_NUMBERS: Mapping[str, type] = {
    FLOAT64.name: float,
    MPMATH.name: mpmath.mpf,
    MPFR.name: gmpy2.mpfr,
    ARB_MIDPOINT.name: arb,
}


def checked_depths(depths: Sequence[int], pathways: int) -> tuple[int, ...]:
    """The depths, if they are integers of at least 2 and as many as the weights.

    Args:
        depths: `L_h`.
        pathways: The number of weights.

    Returns:
        The depths.

    Raises:
        ValueError: If not.
    """
    if not pathways or len(depths) != pathways:
        raise ValueError(f"depths must be as many as the weights, got {len(depths)} for {pathways} weights")
    for h, depth in enumerate(depths):
        if not isinstance(depth, int) or isinstance(depth, bool) or depth < 2:
            raise ValueError(f"depths[{h}] must be an integer >= 2, got {depth!r}; give the number of layers")
    return tuple(depths)


def checked_counts(steps: int, every: int) -> None:
    """Refuse a negative number of steps, or recording more often than every step.

    Args:
        steps: How many steps to make, at least 0.
        every: How often to record, at least 1.

    Raises:
        ValueError: If not.
    """
    for name, value, least in (("steps", steps, 0), ("every", every, 1)):
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            raise ValueError(f"{name} must be an integer >= {least}, got {value!r}")


def _is_finite(value: Any) -> bool:
    if isinstance(value, arb):
        return bool(value.is_finite())
    if isinstance(value, mpmath.mpf):
        return bool(mpmath.isfinite(value))
    if isinstance(value, gmpy2.mpfr):
        return bool(gmpy2.is_finite(value))
    if isinstance(value, float | np.ndarray):
        return bool(np.isfinite(value).all())
    return not isinstance(value, tuple | list) or all(map(_is_finite, value))


def _scalar(kind: Kind, value: object, name: str) -> Scalar:
    number = value
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        number = kind.scalar(Fraction(value))
    if not isinstance(number, _NUMBERS[kind.name]):
        raise ValueError(f"{name} must be an exact rational or a {kind.name} number, got {value!r}")
    if not _is_finite(number):
        raise ValueError(f"{name} must be finite, got {value}")
    return kind.settle(number)


def _advance(
    depths: Sequence[int], w: list[Scalar], v: list[Scalar] | None, target: Scalar, eta: Scalar, beta: Scalar
) -> tuple[list[Scalar], list[Scalar] | None]:
    powers = [x ** (depth - 1) for x, depth in zip(w, depths, strict=True)]
    pull = -target
    for x, power in zip(w, powers, strict=True):
        pull += x * power
    pull *= eta
    if v is None:
        return [x - power * pull for x, power in zip(w, powers, strict=True)], None
    v = [beta * y - power * pull for y, power in zip(v, powers, strict=True)]
    return [x + y for x, y in zip(w, v, strict=True)], v


def run(
    kind: Kind,
    depths: Sequence[int],
    weights: Sequence[Scalar],
    target: Scalar,
    eta: Scalar,
    steps: int,
    observables: Mapping[str, Callable[[tuple[Scalar, ...]], Any]] | None = None,
    *,
    every: int = 1,
    momentum: Scalar = 0,
    schedule: Schedule | None = None,
    stop_at_flip: bool = False,
    escape: float = ESCAPE,
) -> ModeRun:
    """Run the recursion in one number kind, at the working precision.

    Args:
        kind: `FLOAT64`, `MPMATH`, `MPFR` or `ARB_MIDPOINT` (radii dropped at every step: not rigorous).
        depths: `L_h >= 2`.
        weights: `w_h` at the start: exact rationals or numbers of the kind. Targets and step sizes likewise.
        target: `s`.
        eta: The step size.
        steps: How many steps to make, at least 0.
        observables: Functions of the weights, by name, called at step 0 and then at every `every`-th step.
        every: How often to record.
        momentum: `beta` of the heavy ball, `-1 < beta < 1`.
        schedule: Factors of `eta`.
        stop_at_flip: Whether to stop with `SIGN_FLIP`; the first flip is reported in any case.
        escape: The run stops with `DIVERGED` when a weight is larger than this in absolute value.

    Returns:
        The run.

    Raises:
        ValueError: If an argument is out of range, not finite, or of another kind.

    >>> result = run(FLOAT64, [2], [0.5], 1.0, 0.25, 40, {"w": lambda w: w[0]}, every=20)
    >>> result.outcome.name, result.times, [round(w, 9) for w in result.records["w"]]
    ('FINISHED', (0, 20, 40), [0.5, 0.999996557, 1.0])
    """
    if kind.name not in _NUMBERS:
        raise ValueError(
            f"kind must be float64, mpmath, MPFR or Arb midpoints, got {kind.name}; for balls use orbit"
        )
    depths = checked_depths(depths, len(weights))
    checked_counts(steps, every)
    w = [_scalar(kind, x, f"weights[{h}]") for h, x in enumerate(weights)]
    target, eta, beta = (
        _scalar(kind, x, n) for x, n in ((target, "target"), (eta, "eta"), (momentum, "momentum"))
    )
    if not abs(beta) < 1:
        raise ValueError(f"momentum must lie between -1 and 1, got {momentum}")
    zero, bound = kind.scalar(Fraction(0)), _scalar(kind, Fraction(escape), "escape")
    seen = Recorder(observables or {}, every)
    v = [zero for _ in w] if beta else None
    sizes = step_sizes(schedule or Constant(), eta, kind.scalar)
    bare = kind is MPFR and len(w) <= LOOPS and v is None and isinstance(schedule, Constant | None)
    made, flip = 0, None
    outcome = ModeOutcome.FINISHED if seen.record(0, w) else ModeOutcome.NON_FINITE
    while outcome is ModeOutcome.FINISHED and made < steps:
        size = next(sizes)
        if bare:  # up to the step before one that is recorded, or where something happens
            ranges = [_range(x, flip is None, zero, bound) for x in w]
            count = (min(steps, made + every - made % every) if seen.observables else steps) - made - 1
            passed, w = uneventful_steps(depths, w, target, size, count, ranges)
            made += passed
        try:
            after, v = _advance(depths, w, v, target, size, beta)
        except OVERFLOWS:  # NumPy gives inf, and so does MPFR without traps
            outcome = ModeOutcome.NON_FINITE
            break
        if kind is ARB_MIDPOINT:
            after = [x.mid() for x in after]
            v = None if v is None else [y.mid() for y in v]
        outcome, flipped = _judge(w, after, zero, bound)
        if outcome is ModeOutcome.NON_FINITE:
            break
        w, made = after, made + 1
        if flipped and flip is None:
            flip = made
        if outcome is ModeOutcome.FINISHED:
            if flipped and stop_at_flip:
                outcome = ModeOutcome.SIGN_FLIP
            elif not seen.record(made, w):
                outcome = ModeOutcome.NON_FINITE
    records = {name: tuple(values) for name, values in seen.values.items()}
    return ModeRun(outcome, made, flip, tuple(seen.times), records, tuple(w))


def _range(x: Scalar, watched: bool, zero: Scalar, bound: Scalar) -> tuple[Scalar, Scalar]:
    # Inside it, a weight has not gone far, and if signs are watched, it has kept its own.
    return zero if watched and x > zero else -bound, zero if watched and x < zero else bound


def _judge(
    before: list[Scalar], after: list[Scalar], zero: Scalar, bound: Scalar
) -> tuple[ModeOutcome, bool]:
    flipped = far = False
    for x, y in zip(before, after, strict=True):
        if not -bound <= y <= bound:
            far = True
        if (x > zero and not y > zero) or (x < zero and not y < zero):
            flipped = True
    if not far:
        return ModeOutcome.FINISHED, flipped
    return (ModeOutcome.DIVERGED if all(map(_is_finite, after)) else ModeOutcome.NON_FINITE), flipped


class Recorder:
    """Keeps the finite values of observables.

    Attributes:
        times: Step numbers at which they were kept.
        values: Their values by name.
    """

    def __init__(self, observables: Mapping[str, Callable[[Any], Any]], every: int) -> None:
        self.observables, self.every = observables, every
        self.times: list[int] = []
        self.values: dict[str, list[Any]] = {name: [] for name in observables}

    def record(self, made: int, w: Sequence[Scalar]) -> bool:
        """Observe, if it is time to.

        Args:
            made: The number of steps made.
            w: The weights.

        Returns:
            False, and nothing is kept, if some observed number is not finite.
        """
        if made % self.every or not self.observables:
            return True
        try:
            seen = {name: observable(tuple(w)) for name, observable in self.observables.items()}
        except OVERFLOWS:
            return False
        if not all(map(_is_finite, seen.values())):
            return False
        self.times.append(made)
        for name, value in seen.items():
            self.values[name].append(value)
        return True
