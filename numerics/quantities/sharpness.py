"""Sharpness: the largest eigenvalue of the Hessian of the loss with respect to all weights.

At an explicit minimum with the given shares, from the definition: products of matrices, their second
derivatives, and a rigorous enclosure of the largest eigenvalue of the dense matrix.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction

from flint import arb

from numerics.hessian.definition import hessian
from numerics.hessian.enclosure import largest_eigenvalue
from numerics.measurement import Measurement, enclosed
from numerics.minima import Bases, minimum
from numerics.network import Network


def measure(
    depths: Sequence[int],
    shares: Sequence[Sequence[Fraction]],
    digits: int,
    seed: int,
    bases: Bases = "rational",
) -> Measurement:
    """Enclose the sharpness of the minimum with these shares.

    Args:
        depths: `L_h >= 2`, one per pathway.
        shares: `shares[h][i] = sigma_hi >= 0`.
        digits: The relative width of the enclosure is at most `10^-digits`.
        seed: Seed of the orthogonal factors.
        bases: Which orthogonal factors; "identity" or "rational".

    Returns:
        The measurement, rigorous. Inadmissible input is a `ValueError`, see `numerics.minima.checked_shares`.

    >>> result = measure([3], [[Fraction(8)]], 30, seed=0)  # 3 layers of weight 2: 3 times (2 * 2)^2
    >>> result.value.contains(48), result.parameters
    (True, 3)
    """
    return at(
        lambda: minimum(depths, shares, bases=bases, seed=seed).network,
        digits,
        seed,
        "other minima with the same shares: only one set of orthogonal factors is looked at",
    )


def at(make: Callable[[], Network], digits: int, seed: int, blind_to: str) -> Measurement:
    """The same at any point: rectangular layers, not aligned, not balanced.

    Args:
        make: Makes the network in Arb at the working precision.
        digits: The relative width of the enclosure is at most `10^-digits`.
        seed: What the network was drawn with.
        blind_to: What the choice of this network cannot see.

    Returns:
        The measurement, rigorous.
    """

    def solve() -> tuple[arb, int]:
        network = make()
        return largest_eigenvalue(hessian(network), digits), network.parameters

    return enclosed(
        solve,
        digits,
        seed,
        doublings=5,
        solver="definition: dense Hessian, Rayleigh + LDL^T",
        blind_to=blind_to,
    )
