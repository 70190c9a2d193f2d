"""Loss: `1/2 ||M - M*||_F^2` of full matrices at an aligned point; an added mode is at its minimum."""

from collections.abc import Sequence
from fractions import Fraction

from flint import arb

from numerics.measurement import Measurement, enclosed
from numerics.minima import Bases
from numerics.network import loss
from numerics.quantities.aligned import Layers, crowded


def measure(
    layers: Layers, targets: Sequence[Fraction], digits: int, seed: int, bases: Bases = "rational"
) -> Measurement:
    """Enclose the loss at an aligned point.

    Args:
        layers: `layers[h][l][i]`, exact rationals.
        targets: `s_i`, one per mode.
        digits: Digits wanted, relative to the value; where it is 0 the ball contains 0 instead.
        seed: Seed of the orthogonal factors and of the mode that is added to a single one.
        bases: Which orthogonal factors; "identity" or "rational".

    Returns:
        The measurement, rigorous. Inadmissible input is a `ValueError`, see `aligned_point`.

    >>> two, one = Fraction(2), Fraction(1)
    >>> measure([[[two], [two]], [[one], [one]]], [Fraction(3)], 30, 0).value.contains(2)  # (4 + 1 - 3)^2/2
    True
    """

    def solve() -> tuple[arb, int]:
        network = crowded(layers, targets, seed, bases, at_minimum=True).network
        return loss(network), network.parameters

    return enclosed(
        solve,
        digits,
        seed,
        doublings=2,
        solver="definition: loss of full matrices",
        blind_to="other orthogonal factors than those that were drawn",
    )
