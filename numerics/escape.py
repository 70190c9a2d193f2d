"""The largest step size at which gradient descent that starts next to a minimum stays there, from runs alone.

A minimum is disturbed in all weights at random by a tiny amount, gradient descent is run for a *burn-in*, and
then the residual `|M - M*|` is compared with itself two steps later: it decays, or it grows. The step size
between the two is closed in on, then the burn-in is doubled until the answer no longer depends on it. No
Hessian, no direction that is singled out: after the burn-in the run itself has sorted out what survives.

Main results: `escape` (any minimum: rectangular layers, not aligned, not balanced, unequal depths) and
`single_path_escape` (one pathway carries the signal, the others a tiny share).

What is measured is the limit of small disturbances. Blind to: what happens at finite distance; the step size
itself, where terms of higher order decide; a component of the residual that the random start does not have.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from flint import arb, arb_mat

from numerics.descent import step
from numerics.measurement import Measurement
from numerics.minima import Bases, checked_shares, minimum
from numerics.network import Network, loss
from numerics.perturbation import precision_bits, scale_bits, steps_near
from numerics.precision import exact, working_precision

MARGIN = 4
"""Digits beyond those asked for, to which the step size is closed in on."""
FIRST_BURN_IN, LONGEST_BURN_IN = 8, 1024
BLIND_TO = (
    "a component of the residual that the random start does not have; what happens at finite distance, and "
    "at the step size itself"
)


@dataclass(frozen=True)
class Escape:
    """Where gradient descent near a minimum turns from staying to leaving.

    Attributes:
        stays: A step size at which the residual decays after the burn-in. The edge itself lies between the
            two up to the size of the disturbance, `10^-(digits + 20)`.
        leaves: A larger one, within `10^-(digits + 4)`, at which it grows.
        burn_in: Steps made before the comparison.
        moved: By how much the last doubling of the burn-in moved the answer.
        settled: Whether that is below `10^-(digits + 2)` times the step size.
    """

    stays: arb
    leaves: arb
    burn_in: int
    moved: arb
    settled: bool


def growth_of_residual(start: Network, eta: arb, burn_in: int) -> arb:
    """The logarithm of the factor by which the residual grows in a step, after a burn-in.

    Args:
        start: The start, of kind `ARB_MIDPOINT`.
        eta: The step size.
        burn_in: Steps before the comparison.

    Returns:
        `log(|R_{t+2}| / |R_t|) / 2` at `t = burn_in`, as an exact midpoint; infinite if the weights become
        infinite.
    """
    network, losses = start, []
    for made in range(burn_in + 3):
        if made in {burn_in, burn_in + 2}:
            losses.append(loss(network).mid())
        network = step(network, eta)
        if not network.is_finite():
            return arb.pos_inf()
    return arb((losses[1] / losses[0]).log() / 4).mid()


def escape(network: Network, digits: int, *, seed: int = 0, scale: int = 1) -> Escape:
    """Close in on the step size at which a minimum is left.

    Args:
        network: A minimum, in Arb, made at `numerics.perturbation.precision_bits(digits, scale)` or more; the
            working precision is that one.
        digits: Digits wanted.
        seed: Seed of the disturbance.
        scale: Bits by which weights are larger or smaller than 1, see `scale_bits`.

    Returns:
        The two step sizes, and whether they had settled.

    Raises:
        ValueError: If the network is not at a minimum of loss 0.

    >>> with working_precision(bits=precision_bits(20, 1)):
    ...     point = minimum([3], [[Fraction(1)]], bases="identity").network
    ...     found = escape(point, 20)
    ...     bool(abs(found.stays - arb(2) / 3) < 1e-22), found.settled
    (True, True)
    """
    steps = steps_near(network, digits, scale)
    if not loss(steps.network) < steps.size**3:
        raise ValueError(
            f"network must be at a minimum of loss 0, got a loss of {loss(network).str(3)}; move it there"
        )
    draw = random.Random(seed)
    disturbance = [arb(draw.randint(-1000, 1000)) / 1000 for _ in range(network.parameters)]
    start = steps.perturbed(arb_mat(network.parameters, 1, disturbance))
    tolerance = arb(10) ** (-digits - MARGIN)
    burn_in, moved = FIRST_BURN_IN, arb.pos_inf()
    low, high = _bracket(lambda eta: growth_of_residual(start, eta, burn_in))
    low, high = _crossing(lambda eta: growth_of_residual(start, eta, burn_in), low, high, tolerance)
    while True:
        settled = bool(moved < high * tolerance * 100)
        if settled or burn_in >= LONGEST_BURN_IN:
            return Escape(low, high, burn_in, moved, settled)
        burn_in *= 2
        before = high

        def growth(eta: arb, burn_in: int = burn_in) -> arb:
            return growth_of_residual(start, eta, burn_in)

        low, high = _crossing(growth, *_around(growth, low, high, tolerance), tolerance)
        moved = abs(high - before).mid()


def _bracket(growth: Callable[[arb], arb]) -> tuple[arb, arb]:
    # Some step size that decays and twice that, which grows.
    low = arb(1)
    while growth(low) > 0:
        low = low / 2
    while not growth(2 * low) > 0:
        low = 2 * low
    return low, 2 * low


def _around(growth: Callable[[arb], arb], low: arb, high: arb, tolerance: arb) -> tuple[arb, arb]:
    # From a bracket that an earlier burn-in gave: widened until it holds the new crossing.
    reach = high * tolerance
    while growth(low) > 0:
        low, reach = (low - reach).mid().max(low / 2).mid(), reach * 1000
    while not growth(high) > 0:
        high, reach = (high + reach).mid(), reach * 1000
    return low, high


def _crossing(growth: Callable[[arb], arb], low: arb, high: arb, tolerance: arb) -> tuple[arb, arb]:
    # Secant inside a bracket, bisection where that leaves it; then a step across to close the bracket.
    (x, gx), (y, gy) = (low, growth(low)), (high, growth(high))
    while high - low > high * tolerance:
        guess = (y - gy * (y - x) / (gy - gx)).mid()
        if not low < guess < high:
            guess = ((low + high) / 2).mid()
        x, gx, y, gy = y, gy, guess, growth(guess)
        low, high = (low, y) if gy > 0 else (y, high)
        if abs(y - x) < y * tolerance / 4:
            across = (y - y * tolerance / 2 if gy > 0 else y + y * tolerance / 2).mid()
            if low < across < high:
                low, high = (low, across) if growth(across) > 0 else (across, high)
    return low, high


def measure(
    depths: Sequence[int],
    shares: Sequence[Sequence[Fraction]],
    digits: int = 20,
    seed: int = 0,
    bases: Bases = "rational",
) -> Measurement:
    """The step size at which the minimum with these shares is left.

    Args:
        depths: `L_h >= 2`, one per pathway.
        shares: `shares[h][i] = sigma_hi >= 0`.
        digits: Correct digits wanted.
        seed: Seed of the orthogonal factors and of the disturbance.
        bases: Which orthogonal factors; "identity" or "rational".

    Returns:
        The measurement, not rigorous. Its radius is the width of the bracket, plus what the last doubling of
        the burn-in changed, plus the value times `10^-(digits + 4)` for the finite disturbance; wide if two
        curvatures are so close that the longest burn-in does not part them. Inadmissible input is a
        `ValueError`, see `checked_shares`.

    >>> bool(measure([3, 3], [[Fraction(1)], [Fraction(0)]], 20).value.overlaps(arb(2) / 3))
    True
    """
    scale = scale_bits(checked_shares(depths, shares))
    with working_precision(bits=precision_bits(digits, scale)):
        point = minimum(depths, shares, bases=bases, seed=seed).network
        found = escape(point, digits, seed=seed, scale=scale)
        middle = ((found.stays + found.leaves) / 2).mid()
        error = found.leaves - found.stays + found.moved + middle * arb(10) ** (-digits - MARGIN)
        value = arb(middle, error.abs_upper())
    return Measurement(
        value=value,
        rigorous=False,
        digits=digits,
        parameters=point.parameters,
        solver="definition: gradient descent from a disturbed minimum, decay or growth of the residual",
        seed=seed,
        blind_to=BLIND_TO,
    )


def single_path_escape(
    depth: int,
    pathways: int,
    target: Fraction,
    digits: int = 20,
    seed: int = 0,
    *,
    tiny: Fraction | None = None,
) -> Measurement:
    """The step size at which a minimum is left whose signal is in one pathway, the others being nearly empty.

    Args:
        depth: `L >= 2` of every pathway.
        pathways: `H >= 1`.
        target: The singular value `s*`, one mode.
        digits: Correct digits wanted.
        seed: Seed of the disturbance.
        tiny: Share of each other pathway; by default `10^-(digits + 10)` times the target.

    Returns:
        The measurement, as of `measure`; blind also to what the tiny shares change, which falls with them.

    Raises:
        ValueError: If `pathways` is below 1, or the shares do not fit into the target.

    >>> bool(single_path_escape(3, 2, Fraction(1)).value.overlaps(arb(2) / 3))
    True
    """
    target = exact(target, "target")
    tiny = target / 10 ** (digits + 10) if tiny is None else exact(tiny, "tiny")
    if not isinstance(pathways, int) or pathways < 1:
        raise ValueError(f"pathways must be an integer >= 1, got {pathways!r}; give their number")
    if not 0 <= tiny * (pathways - 1) < target:
        raise ValueError(
            f"tiny must be >= 0 and leave the first pathway a share of {target}, got {tiny}; make it smaller"
        )
    shares = [[target - (pathways - 1) * tiny], *([[tiny]] * (pathways - 1))]
    return measure([depth] * pathways, shares, digits, seed, "identity")
