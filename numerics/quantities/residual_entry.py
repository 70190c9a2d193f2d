"""Residual entry: `(U^T (M - M*) V)_ij` of full matrices at an aligned point."""

from collections.abc import Sequence
from fractions import Fraction

from flint import arb

from numerics.measurement import Measurement, enclosed
from numerics.minima import Bases
from numerics.network import end_to_end
from numerics.quantities.aligned import Layers, checked_index, crowded


def measure(
    layers: Layers,
    targets: Sequence[Fraction],
    digits: int,
    seed: int,
    bases: Bases = "rational",
    *,
    i: int,
    j: int,
) -> Measurement:
    """Enclose the entry `(i, j)` of the residual in the singular bases of the target.

    Args:
        layers: `layers[h][l][i]`, exact rationals.
        targets: `s_i`, one per mode.
        digits: Digits wanted; where the entry is 0 the ball contains 0 instead.
        seed: Seed of the orthogonal factors and of the mode that is added to a single one.
        bases: Which orthogonal factors; "identity" or "rational".
        i: The mode on the left, counted from 0.
        j: The mode on the right, counted from 0.

    Returns:
        The measurement, rigorous. Inadmissible input is a `ValueError`, see `aligned_point`.

    >>> two, one = Fraction(2), Fraction(1)
    >>> measure([[[two], [two]], [[one], [one]]], [Fraction(3)], 30, 0, i=0, j=0).value.contains(2)
    True
    """
    checked_index("i", i, len(targets))
    checked_index("j", j, len(targets))

    def solve() -> tuple[arb, int]:
        point = crowded(layers, targets, seed, bases)
        residual = end_to_end(point.network) - point.network.target
        turned = point.left.transpose() * residual * point.right
        return turned[i, j], point.network.parameters

    return enclosed(
        solve,
        digits,
        seed,
        doublings=2,
        solver="definition: product of full matrices, turned into the singular bases of the target",
        blind_to="other orthogonal factors than those that were drawn; at 0 only a ball around 0 is known",
    )
