"""Perturbation multiplier: the signed factor that one gradient-descent step puts on a tiny perturbation.

The perturbation points along the direction that large steps amplify most, found from steps alone. A negative
factor means that the perturbation changes side at every step.
"""

from collections.abc import Sequence
from fractions import Fraction

from flint import arb

from numerics.measurement import Measurement
from numerics.minima import Bases, checked_shares, minimum
from numerics.network import Network
from numerics.perturbation import (
    most_amplified,
    precision_bits,
    scale_bits,
    signed_growth,
    steps_near,
)
from numerics.precision import exact, to_arb, working_precision


def measure(
    depths: Sequence[int],
    shares: Sequence[Sequence[Fraction]],
    digits: int,
    seed: int,
    bases: Bases = "rational",
    *,
    eta: Fraction,
) -> Measurement:
    """The component along `v` of `(G(W + eps v) - G(W))/eps`, `v` the most amplified direction.

    Args:
        depths: `L_h >= 2`, one per pathway.
        shares: `shares[h][i] = sigma_hi >= 0`.
        digits: Digits wanted, relative to `1 + |factor|`.
        seed: Seed of the orthogonal factors and of the first perturbation.
        bases: Which orthogonal factors; "identity" or "rational".
        eta: The step size, an exact positive rational.

    Returns:
        The measurement, not rigorous. Its radius is `1 + |factor|` times the relative error of the direction
        plus `10^-(digits + 5)` for the finite perturbation.
        Inadmissible input is a `ValueError`, see `at` and `checked_shares`.

    >>> measure([3], [[Fraction(8)]], 20, 0, eta=Fraction(1, 16)).value.contains(-2)
    True
    """
    scale = scale_bits(checked_shares(depths, shares))
    with working_precision(bits=precision_bits(digits, scale)):
        network = minimum(depths, shares, bases=bases, seed=seed).network
        return at(network, digits, seed, scale=scale, eta=eta)


def at(network: Network, digits: int, seed: int, *, scale: int, eta: Fraction) -> Measurement:
    """The same at any minimum: rectangular layers, not aligned, not balanced.

    Args:
        network: A minimum in Arb, made at `numerics.perturbation.precision_bits(digits, scale)` or more; the
            working precision is that one.
        digits: Digits wanted, relative to `1 + |factor|`.
        seed: Seed of the first perturbation.
        scale: Bits by which weights are larger or smaller than 1, see `scale_bits`.
        eta: The step size, an exact positive rational.

    Returns:
        The measurement, as of `measure`.

    Raises:
        ValueError: If `eta` is not positive.
    """
    eta = exact(eta, "eta")
    if eta <= 0:
        raise ValueError(f"eta must be > 0, got {eta}; a step size is positive")
    steps = steps_near(network, digits, scale)
    direction = most_amplified(steps, digits, seed)
    factor = signed_growth(steps, direction, to_arb(eta).mid())
    error = (1 + abs(factor)) * (direction.error + arb(10) ** (-digits - 5))
    value = arb(factor, error.abs_upper())
    return Measurement(
        value=value,
        rigorous=False,
        digits=digits,
        parameters=steps.network.parameters,
        solver="definition: one gradient-descent step from a perturbed minimum",
        seed=seed,
        blind_to=(
            "one step of a tiny perturbation is a numerical derivative of the step; a direction that the "
            "random start does not contain"
        ),
    )
