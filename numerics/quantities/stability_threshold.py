"""Stability threshold: the step size above which gradient descent amplifies a tiny perturbation of a minimum.

From dynamics only: the minimum is perturbed, gradient descent on full matrices is run, and the step size
between growth and decay is bisected. No Hessian is built.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from flint import arb

from numerics.descent import Outcome, run
from numerics.measurement import Measurement
from numerics.minima import Bases, checked_shares, minimum
from numerics.network import Network, loss
from numerics.perturbation import (
    Direction,
    Steps,
    growth,
    most_amplified,
    precision_bits,
    scale_bits,
    steps_near,
)
from numerics.precision import bits_for, exact, to_arb, working_precision

MARGIN = 5
"""Digits beyond those asked for, to which the bisection goes on."""


def _bisect(steps: Steps, direction: Direction, digits: int) -> tuple[arb, arb]:
    # (decays, grows), relatively closer than 10^-(digits + MARGIN).
    low, high = arb(1), arb(2)
    while growth(steps, direction, low) > 1:
        low, high = low / 2, low
    while growth(steps, direction, high) <= 1:
        low, high = high, high * 2
    for _ in range(bits_for(digits + MARGIN) + 4):
        if (high - low) < high * arb(10) ** (-digits - MARGIN):
            break
        middle = ((low + high) / 2).mid()
        if growth(steps, direction, middle) > 1:
            high = middle
        else:
            low = middle
    return low, high


def measure(
    depths: Sequence[int],
    shares: Sequence[Sequence[Fraction]],
    digits: int = 20,
    seed: int = 0,
    bases: Bases = "rational",
) -> Measurement:
    """The step size between decay and growth of a perturbation along the most amplified direction.

    Args:
        depths: `L_h >= 2`, one per pathway.
        shares: `shares[h][i] = sigma_hi >= 0`.
        digits: Correct digits wanted; five more are bisected.
        seed: Seed of the orthogonal factors and of the first perturbation.
        bases: Which orthogonal factors; "identity" or "rational".

    Returns:
        The measurement, not rigorous. Its radius is the width of the bisection, plus the value times the
        relative error of the direction, plus the value times `10^-(digits + 5)` for the finite perturbation.

    >>> measure([3], [[Fraction(8)]], 20).value.overlaps(arb(2) / 48)
    True
    """
    scale = scale_bits(checked_shares(depths, shares))
    with working_precision(bits=precision_bits(digits, scale)):
        return at(minimum(depths, shares, bases=bases, seed=seed).network, digits, seed, scale=scale)


def at(network: Network, digits: int = 20, seed: int = 0, *, scale: int = 1) -> Measurement:
    """The same at any minimum: rectangular layers, not aligned, not balanced, unequal depths.

    Args:
        network: A minimum in Arb, made at `numerics.perturbation.precision_bits(digits, scale)` or more; the
            working precision is that one.
        digits: Correct digits wanted.
        seed: Seed of the first perturbation.
        scale: Bits by which weights are larger or smaller than 1, see `scale_bits`.

    Returns:
        The measurement, as of `measure`.

    Raises:
        ValueError: If the network is not at a minimum of loss 0: a step would move it, not only what is
            perturbed.
    """
    steps = steps_near(network, digits, scale)
    if not loss(steps.network) < steps.size**3:
        raise ValueError(
            f"network must be at a minimum of loss 0, got a loss of {loss(network).str(3)}; move it there"
        )
    direction = most_amplified(steps, digits, seed)
    low, high = _bisect(steps, direction, digits)
    middle = ((low + high) / 2).mid()
    error = (high - low) + middle * (direction.error + arb(10) ** (-digits - MARGIN))
    return Measurement(
        value=arb(middle, error.abs_upper()),
        rigorous=False,
        digits=digits,
        parameters=steps.network.parameters,
        solver="definition: growth of a perturbation under gradient descent, bisected in the step size",
        seed=seed,
        blind_to=(
            "one step of a tiny perturbation is a numerical derivative of the step; a direction that the "
            "random start does not contain; what happens at finite distance"
        ),
    )


@dataclass(frozen=True)
class LongRuns:
    """Gradient descent from a perturbed minimum, just below and just above the measured threshold.

    Attributes:
        below: Step size `(1 - delta)` times the threshold.
        above: Step size `(1 + delta)` times the threshold.
        times: The steps at which norms were recorded.
        norms_below: `|W_t - W| / |W_0 - W|` with step size `below`.
        norms_above: The same with step size `above`.
        outcomes: How the two runs ended.
    """

    below: arb
    above: arb
    times: tuple[int, ...]
    norms_below: tuple[float, ...]
    norms_above: tuple[float, ...]
    outcomes: tuple[Outcome, Outcome]


def long_runs(
    depths: Sequence[int],
    shares: Sequence[Sequence[Fraction]],
    digits: int = 20,
    seed: int = 0,
    bases: Bases = "rational",
    *,
    delta: Fraction = Fraction(1, 1000),
    steps: int = 1000,
    every: int = 50,
) -> LongRuns:
    """Many steps on both sides of the threshold, from the minimum perturbed by `10^-(digits + 20)`.

    Args:
        depths: `L_h >= 2`, one per pathway.
        shares: `shares[h][i] = sigma_hi >= 0`.
        digits: Digits of the threshold; they fix precision and perturbation too.
        seed: Seed of the orthogonal factors and of the first perturbation.
        bases: Which orthogonal factors; "identity" or "rational".
        delta: Relative distance to the threshold, `0 < delta < 1`.
        steps: Number of steps of each run.
        every: How often to record.

    Returns:
        The two runs.

    Raises:
        ValueError: If `delta` is not in (0, 1); or for inadmissible input, see `checked_shares`.
    """
    if not 0 < exact(delta, "delta") < 1:
        raise ValueError(f"delta must be between 0 and 1, got {delta}; give a small positive fraction")
    scale = scale_bits(checked_shares(depths, shares))
    with working_precision(bits=precision_bits(digits, scale)):
        near = steps_near(minimum(depths, shares, bases=bases, seed=seed).network, digits, scale)
        direction = most_amplified(near, digits, seed)
        threshold = _bisect(near, direction, digits)[1]
        start = near.perturbed(direction.vector)

        def norm(network: Network) -> float:
            offset = near.offset(network.weights, near.network.weights)
            return float((offset.transpose() * offset)[0, 0].sqrt())

        below = (threshold * (1 - to_arb(delta))).mid()
        above = (threshold * (1 + to_arb(delta))).mid()
        runs = [run(start, eta, steps, {"norm": norm}, every=every) for eta in (below, above)]
    return LongRuns(
        below=below,
        above=above,
        times=runs[0].times,
        norms_below=runs[0].records["norm"],
        norms_above=runs[1].records["norm"],
        outcomes=(runs[0].outcome, runs[1].outcome),
    )
