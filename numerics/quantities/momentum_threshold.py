"""Momentum threshold: the step size above which heavy-ball gradient descent amplifies a tiny perturbation.

From runs only: the minimum is perturbed along the direction that steps amplify most, two heavy-ball steps are
made from rest, and the linear map that takes place and velocity from each step to the next is read off the
run. The step size at which its spectral radius passes 1 is bisected. No Hessian is built.
"""

from collections.abc import Sequence
from fractions import Fraction
from functools import partial

from flint import arb, arb_mat

from numerics.descent import run
from numerics.matrices import ARB_MIDPOINT
from numerics.measurement import Measurement
from numerics.minima import Bases, checked_shares, minimum
from numerics.network import Network, flatten
from numerics.perturbation import Direction, Steps, most_amplified, precision_bits, scale_bits, steps_near
from numerics.precision import bits_for, exact, working_precision

MARGIN = 5
"""Digits beyond those asked for, to which the bisection goes on."""


def measure(
    depths: Sequence[int],
    shares: Sequence[Sequence[Fraction]],
    digits: int = 20,
    seed: int = 0,
    bases: Bases = "rational",
    *,
    beta: Fraction,
) -> Measurement:
    """The step size between decay and growth along the most amplified direction.

    Args:
        depths: `L_h >= 2`, one per pathway.
        shares: `shares[h][i] = sigma_hi >= 0`.
        digits: Correct digits wanted; five more are bisected.
        seed: Seed of the orthogonal factors and of the search for the direction.
        bases: Which orthogonal factors; "identity" or "rational".
        beta: The momentum, an exact rational between -1 and 1.

    Returns:
        The measurement, not rigorous. Its radius is the width of the bisection, plus the value times the
        relative error of the direction, plus the value times `10^-(digits + 5)` for the finite perturbation.

    Raises:
        ValueError: If `beta` is not between -1 and 1; or for inadmissible input, see `checked_shares`.

    >>> measure([3], [[Fraction(8)]], 20, beta=Fraction(1, 2)).value.overlaps(arb(1) / 16)
    True
    """
    beta = exact(beta, "beta")
    if not abs(beta) < 1:
        raise ValueError(f"beta must lie between -1 and 1, got {beta}; a heavy ball loses speed")
    # Close to the ends of the range of beta the map of a step is nearly singular.
    scale = scale_bits([*checked_shares(depths, shares), (1 - beta, 1 + beta)])
    with working_precision(bits=precision_bits(digits, scale)):
        steps = steps_near(minimum(depths, shares, bases=bases, seed=seed).network, digits, scale)
        direction = most_amplified(steps, digits, seed)
        low, high = arb(1), arb(2)
        while radius(steps, direction, low, beta) > 1:
            low, high = low / 2, low
        while radius(steps, direction, high, beta) <= 1:
            low, high = high, high * 2
        for _ in range(bits_for(digits + MARGIN) + 4):
            middle = ((low + high) / 2).mid()
            if radius(steps, direction, middle, beta) > 1:
                high = middle
            else:
                low = middle
        middle = ((low + high) / 2).mid()
        error = (high - low) + middle * (direction.error + arb(10) ** (-digits - MARGIN))
        value = arb(middle, error.abs_upper())
    return Measurement(
        value=value,
        rigorous=False,
        digits=digits,
        parameters=steps.network.parameters,
        solver="definition: heavy-ball steps from a perturbed minimum, bisected in the step size",
        seed=seed,
        blind_to=(
            "steps of a tiny perturbation are a numerical derivative; a direction that the random start does "
            "not contain; what happens at finite distance"
        ),
    )


def radius(steps: Steps, direction: Direction, eta: arb, beta: Fraction) -> arb:
    """The spectral radius of the map of place and velocity along a direction, read off two steps from rest.

    Args:
        steps: The steps near a point.
        direction: The direction.
        eta: The step size.
        beta: The momentum.

    Returns:
        The larger modulus of the two eigenvalues of the map that takes `(u_t, u_t - u_(t-1))` to the next,
        `u_t` the distance from the minimum along the direction.
    """
    along = partial(_along, steps, direction)
    done = run(steps.perturbed(direction.vector), eta, 2, {"u": along}, momentum=beta)
    u0, u1, u2 = done.records["u"]
    # The states (u0, 0), (u1, u1 - u0), (u2, u2 - u1), one after the other.
    before = arb_mat([[u0, u1], [arb(0), u1 - u0]])
    after = arb_mat([[u1, u2], [u1 - u0, u2 - u1]])
    matrix = (after * before.inv()).mid()
    half, det = (matrix.trace() / 2).mid(), matrix.det().mid()
    spread = (half * half - det).mid()
    return det.sqrt().mid() if spread < 0 else (abs(half) + spread.sqrt()).mid()


def _along(steps: Steps, direction: Direction, network: Network) -> arb:
    base = arb_mat(network.parameters, 1, flatten(ARB_MIDPOINT, steps.network.weights))
    here = arb_mat(network.parameters, 1, flatten(ARB_MIDPOINT, network.weights))
    return (direction.vector.transpose() * (here - base) / steps.size)[0, 0].mid()
