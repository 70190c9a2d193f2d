"""Largest singular value of a target, and its rank, from the map that the weights make."""

from collections.abc import Sequence
from fractions import Fraction

from flint import arb

from numerics.general_minima import Layers, general_minimum
from numerics.hessian.enclosure import largest_eigenvalue
from numerics.matrices import RATIONAL
from numerics.measurement import Measurement, with_enough_bits
from numerics.minima import minimum
from numerics.network import Network, end_to_end


def _found(value: arb, network: Network, digits: int, seed: int, solver: str) -> Measurement:
    return Measurement(
        value=value,
        rigorous=True,
        digits=digits,
        parameters=network.parameters,
        solver=solver,
        seed=seed,
        blind_to="weights that are not rational",
    )


def measure(layers: Layers, digits: int, seed: int) -> Measurement:
    """Enclose the largest singular value of the map.

    Args:
        layers: `layers[h][l]`, rows of exact rationals.
        digits: The relative width of the enclosure is at most `10^-digits`.
        seed: Not needed, nothing is drawn.

    Returns:
        The measurement, rigorous.

    >>> measure([[[[Fraction(2)]], [[Fraction(-3)]]]], 30, 0).value.contains(6)
    True
    """

    def solve() -> tuple[arb, int]:
        network = general_minimum(layers)
        target = end_to_end(network)
        return largest_eigenvalue(target.transpose() * target, digits).sqrt(), network.parameters

    value, _ = with_enough_bits(solve, digits, doublings=4)
    return _found(value, general_minimum(layers), digits, seed, "definition: end-to-end map, M^T M in balls")


def of_shares(
    depths: Sequence[int], shares: Sequence[Sequence[Fraction]], digits: int, seed: int
) -> Measurement:
    """The same at the aligned minimum with these shares.

    Args:
        depths: `L_h >= 2`, one per pathway.
        shares: `shares[h][i] = sigma_hi >= 0`.
        digits: The relative width of the enclosure is at most `10^-digits`.
        seed: Seed of the orthogonal factors.

    Returns:
        The measurement, rigorous. Inadmissible input is a `ValueError`, see `numerics.minima.checked_shares`.

    >>> of_shares([3, 2], [[Fraction(8)], [Fraction(1, 2)]], 30, 0).value.contains(arb(17) / 2)
    True
    """

    def solve() -> tuple[arb, int]:
        network = minimum(depths, shares, seed=seed).network
        target = end_to_end(network)
        return largest_eigenvalue(target.transpose() * target, digits).sqrt(), network.parameters

    value, _ = with_enough_bits(solve, digits, doublings=4)
    network = minimum(depths, shares, seed=seed).network
    return _found(value, network, digits, seed, "definition: end-to-end map, M^T M in balls")


def measure_rank(layers: Layers, digits: int, seed: int) -> Measurement:
    """The rank of the map, exactly.

    Args:
        layers: `layers[h][l]`, rows of exact rationals.
        digits: Not needed, the rank is exact.
        seed: Not needed, nothing is drawn.

    Returns:
        The measurement, exact.

    >>> measure_rank([[[[Fraction(2)]], [[Fraction(0)]]]], 30, 0).value
    0
    """
    network = general_minimum(layers, RATIONAL)
    rank = arb(end_to_end(network).rank())
    return _found(rank, network, digits, seed, "definition: end-to-end map, elimination in rationals")
