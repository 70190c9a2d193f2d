"""What gradient descent did: outcome classes of finished runs of the mode recursion, from the run alone.

No threshold is known here. A class says what the weights, the residual `r = sum_h w_h^L - s` and the measured
sharpness of the final point did, by the numbers below; whether the classes meet where a theory says is for
others to compare.

- `QUIET = 1e-6` of `s`: far above rounding (`L 10^-16`), far below every oscillation seen.
- `EQUAL = 1e-8`, half of the digits: differences shrink by a factor per step, so equal is equal to rounding.
- `SUSTAINED = 3/4`: exactly at a threshold an oscillation decays like `t^(-1/2)`, so to .71 of itself in the
  second half of a run; one that does not decay keeps 1.
- `TURNING = 1/4` of the steps: an orbit of period 2 turns at every step, a slow escape from 0 at none.
- `LEAD = 2/3`: gradient flow keeps 1; steps that follow it lose `O(eta)`, a quarter at most in what was seen
  (depth 3, at the edge); oscillating at the edge of stability loses nearly all.

Main results: `Outcome`, `classify`, `sharpness`, `growth`, `imbalance`, `lead`.
"""

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from numerics.hessian.blocks import eigenvalues, secular_matrices
from numerics.hessian.modes import balanced_modes

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]
Bools: TypeAlias = npt.NDArray[np.bool_]

QUIET = 1e-6
EQUAL = 1e-8
SUSTAINED = 3 / 4
TURNING = 1 / 4
LEAD = 2 / 3

LARGEST = 1e300
"""Squares of end-to-end values up to here have a finite second derivative of the loss."""


class Outcome(Enum):
    """How a run ended; each value's text is its contract. The first that holds is the outcome.

    "Settled": every residual from some step to the end is at most `QUIET * s`, and the final point is
    linearly stable as measured: `growth` at most 1, without momentum `eta * sharpness / 2 <= 1`.
    """

    DIVERGENCE = "divergence"
    """A residual beyond `ESCAPE`, or a next weight that is not finite."""

    COLLAPSE = "collapse"
    """`L` is odd, a sign changed, no weight is positive, and `eta |w_h|^(L-2) |r| < 1` for every `h`: then
    every further step brings every weight closer to 0 and none across, and the minimum is never reached."""

    SIGN_FLIP = "sign flip"
    """A weight changed its sign or became 0 at some step, and the run neither diverged nor collapsed."""

    ONE_WINNER = "one winner"
    """Settled, without a sign flip, where gradient flow leads up to `O(eta)`: the largest pathway of the
    start kept at least `LEAD` of its lead over each other one (see `lead`). One pathway alone always counts
    as this. With equal or large first values, or `L = 2`, the winner need not carry much more than the
    others."""

    REBALANCED = "re-balanced"
    """Settled, without a sign flip, where gradient flow does not lead: some pathway caught up, or the largest
    ones were equal from the start."""

    SYMMETRIC_OSCILLATION = "symmetric oscillation"
    """No sign flip, all pathways equal up to `EQUAL`, and an oscillation that lasts: in the middle and at the
    end of the run the residual turns at least at every fourth step, and its swing at the end is at least
    `SUSTAINED` of that in the middle. Of period 2 or not; one pathway alone is symmetric."""

    NOT_SETTLED = "not settled"
    """Nothing of the above by the last step: still descending, or near 0 for long, or oscillating unequally
    or with a decreasing swing, or at rest on a minimum that is not stable. More steps may tell."""


OUTCOMES = tuple(Outcome)
"""A cell with code `k` has the outcome `OUTCOMES[k]`."""


@dataclass(frozen=True, eq=False)
class Window:
    """Some consecutive steps.

    Attributes:
        swing: Largest minus smallest residual, per cell.
        turns: Changes of direction of the residual per step, from 0 to 1.
        period: 1 if the residual changed by at most `QUIET * s` at any step, 2 if it did so over any two
            steps, else 0.
    """

    swing: Floats
    turns: Floats
    period: npt.NDArray[np.int8]


def window(residuals: Floats, target: Floats) -> Window:
    """What the residuals of consecutive steps show.

    Args:
        residuals: Shape `(steps, N)`, at least three steps; inf in a cell that diverged.
        target: `s`, shape `(N,)`.

    Returns:
        The window; a cell that diverged has swing 0 and period 0.

    >>> seen = window(np.array([[1.0, 1.0], [-1.0, 0.5], [1.0, 0.2]]), np.ones(2))
    >>> seen.swing.tolist(), seen.turns.tolist(), seen.period.tolist()
    ([2.0, 0.8], [1.0, 0.0], [2, 0])
    """
    finite = np.isfinite(residuals).all(axis=0)
    r = np.where(finite, residuals, 0.0)
    change = np.diff(r, axis=0)
    turns = (change[1:] * np.sign(change[:-1]) < 0).mean(axis=0)
    small = QUIET * np.abs(target)
    rest = (np.abs(change) <= small).all(axis=0)
    double = (np.abs(r[2:] - r[:-2]) <= small).all(axis=0)
    period = np.where(rest, 1, np.where(double, 2, 0)) * finite
    return Window(np.ptp(r, axis=0), turns, period.astype(np.int8))


def sharpness(depth: int, weights: Floats, target: Floats) -> Floats:
    """Largest eigenvalue of the Hessian of the loss of one mode at equal layers.

    The loss is `1/2 (sum_h prod_l w_hl - s)^2`. Taken from the mode's block
    (`numerics.hessian.blocks`), a structured solver, on or off the minimum.

    Args:
        depth: `L >= 2`.
        weights: `w_h`, shape `(H, N)`.
        target: `s`, shape `(N,)`.

    Returns:
        One number per cell; inf where second derivatives exceed float64.

    >>> sharpness(3, np.array([[2.0, 0.0]]), np.array([8.0, 1.0])).round(9).tolist()
    [48.0, 0.0]
    """
    with np.errstate(all="ignore"):
        finite = (weights ** (2 * depth) <= LARGEST / len(weights)).all(axis=0) & (target**2 <= LARGEST)
        result = np.full(target.shape, np.inf)
        if finite.any():
            point = balanced_modes([depth] * len(weights), weights[:, finite], target[finite])
            shift, matrices = secular_matrices(point)
            result[finite] = np.maximum(eigenvalues(matrices)[:, -1], (-shift).max(axis=1))
    return result


def growth(eta: Floats, sharpness: Floats, momentum: float) -> Floats:
    """By how much a step multiplies a tiny perturbation along the top direction, in the long run.

    The largest size of an eigenvalue of one linearised step,
    `(x, v) -> (x + beta v - eta lambda x, beta v - eta lambda x)`, computed as such.

    Args:
        eta: Step sizes, shape `(N,)`.
        sharpness: `lambda`, shape `(N,)`.
        momentum: `beta`.

    Returns:
        Per cell; inf where `eta lambda` is beyond float64.

    >>> growth(np.array([0.5, 0.5]), np.array([3.0, 6.0]), 0.0).tolist()
    [0.5, 2.0]
    """
    with np.errstate(all="ignore"):
        pull = np.where(eta > 0, eta, 0.0) * np.where(eta > 0, sharpness, 0.0)
    result = np.full(pull.shape, np.inf)
    finite = np.isfinite(pull)
    a = pull[finite]
    beta = np.full_like(a, momentum)
    step = np.array([[1 - a, beta], [-a, beta]]).transpose(2, 0, 1)
    result[finite] = np.abs(np.linalg.eigvals(step)).max(axis=1)
    if not momentum:
        result[finite] = np.abs(1 - a)
    return result


def _invariants(depth: int, weights: Floats) -> Floats:
    # What gradient flow changes equally in all pathways: w^(2-L), or -log w at depth 2.
    return -np.log(weights) if depth == 2 else weights ** (2.0 - depth)


def imbalance(depth: int, weights: Floats) -> Floats:
    """Largest difference of `w_h^(2-L)` between two pathways, of `log w_h` for `L = 2`.

    Args:
        depth: `L >= 2`.
        weights: Shape `(H, N)`.

    Returns:
        Per cell; inf where it exceeds float64, and nan where some weight is not positive, which has no such
        power.

    >>> imbalance(4, np.array([[1.0, 1.0], [0.5, -1.0]])).tolist()
    [3.0, nan]
    """
    with np.errstate(all="ignore"):
        y = _invariants(depth, np.where(weights > 0, weights, np.nan))
        low = y.min(axis=0)
        return np.asarray(np.where(np.isinf(low), np.inf, y.max(axis=0) - low))


def lead(depth: int, start: Floats, weights: Floats) -> Floats:
    """How much of its lead the largest pathway of the start has kept over the one that came closest.

    With `z_h = w_h^(2-L) - w_k^(2-L)`, `k` the largest pathway of the start (`log(w_k/w_h)` for `L = 2`), the
    smallest `z_h(end) / z_h(start)` over `h != k`. Gradient flow keeps it at 1; negative: overtaken.

    Args:
        depth: `L >= 2`.
        start: First weights, shape `(H, N)`.
        weights: Last weights, shape `(H, N)`.

    Returns:
        Per cell; 0 if another pathway was as large at the start, 1 for one pathway alone, and nan where some
        weight is not positive or both leads exceed float64.

    >>> lead(3, np.array([[1.0], [0.5]]), np.array([[1.0], [0.8]])).round(9).tolist()
    [0.25]
    """
    H, N = start.shape
    if H == 1:
        return np.where((start > 0).all(axis=0) & (weights > 0).all(axis=0), 1.0, np.nan)
    first, cells = np.argmax(start, axis=0), np.arange(N)
    sizes = []
    with np.errstate(all="ignore"):
        # In units of the smallest weight of all, so that deep networks do not overflow.
        unit = np.minimum(start.min(axis=0), weights.min(axis=0))
        for w in (start, weights):
            y = _invariants(depth, np.where(w > 0, w / unit, np.nan))
            sizes.append(y - y[first, cells])
        before, after = sizes
        kept = np.where(before > 0, after / before, np.where(before == 0, 0.0, np.nan))
    kept[first, cells] = np.inf
    return np.asarray(kept.min(axis=0))


def classify(
    depth: int,
    weights: Floats,
    *,
    eta: Floats,
    residual: Floats,
    ended: Bools,
    first_flip: Ints,
    settled: Bools,
    stable: Bools,
    kept: Floats,
    middle: Window,
    end: Window,
) -> npt.NDArray[np.int8]:
    """The outcome of each run.

    Args:
        depth: `L >= 2`.
        weights: The last weights, shape `(H, N)`.
        eta: The step size, shape `(N,)`, as everything below.
        residual: `r` at the end.
        ended: Whether the run diverged.
        first_flip: Step of the first sign change, -1 if there was none.
        settled: Whether the residual stayed below `QUIET * s`.
        stable: Whether the final point is, by `growth`.
        kept: `lead`.
        middle: The window in the middle of the run.
        end: The window at its end.

    Returns:
        Codes, places in `OUTCOMES`.
    """
    with np.errstate(all="ignore"):
        flipped = first_flip >= 0
        shrinks = eta * np.abs(weights) ** (depth - 2) * np.abs(residual) < 1
        stuck = (weights <= 0).all(axis=0) & shrinks.all(axis=0) & (depth % 2 == 1)
        rests = settled & stable
        scale = np.abs(weights).max(axis=0)
        equal = np.ptp(weights, axis=0) <= EQUAL * scale
        lasts = (end.swing >= SUSTAINED * middle.swing) & (end.period != 1)
        turning = np.minimum(middle.turns, end.turns) >= TURNING
        cases = {
            Outcome.DIVERGENCE: ended,
            Outcome.COLLAPSE: flipped & stuck,
            Outcome.SIGN_FLIP: flipped,
            Outcome.ONE_WINNER: rests & (kept >= LEAD),
            Outcome.REBALANCED: rests & (kept < LEAD),
            Outcome.SYMMETRIC_OSCILLATION: ~rests & equal & turning & lasts,
        }
    codes = [OUTCOMES.index(outcome) for outcome in cases]
    return np.select(list(cases.values()), codes, OUTCOMES.index(Outcome.NOT_SETTLED)).astype(np.int8)
