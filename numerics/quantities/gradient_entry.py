"""Gradient entry: one entry, in the aligned basis, of the gradient in one layer, from full matrices."""

from collections.abc import Sequence
from fractions import Fraction

from flint import arb

from numerics.measurement import Measurement, enclosed
from numerics.minima import Bases
from numerics.quantities.aligned import Layers, checked_index, crowded, rotated_gradient


def measure(
    layers: Layers,
    targets: Sequence[Fraction],
    digits: int,
    seed: int,
    bases: Bases = "rational",
    *,
    h: int,
    layer: int,
    i: int,
    j: int,
) -> Measurement:
    """Enclose the entry `(i, j)` of `Q[h][l+1]^T (dloss/dW[h][l]) Q[h][l]`.

    Args:
        layers: `layers[h][l][i]`, exact rationals.
        targets: `s_i`, one per mode.
        digits: Digits wanted; where the entry is 0 the ball contains 0 instead.
        seed: Seed of the orthogonal factors and of the mode that is added to a single one.
        bases: Which orthogonal factors; "identity" or "rational".
        h: The pathway, counted from 0.
        layer: The layer `l`, counted from 0.
        i: The mode of the row, counted from 0.
        j: The mode of the column, counted from 0.

    Returns:
        The measurement, rigorous. Inadmissible input is a `ValueError`, see `aligned_point`.

    >>> two, three = Fraction(2), Fraction(3)
    >>> measure([[[two], [three]]], [Fraction(5)], 30, 0, h=0, layer=0, i=0, j=0).value.contains(3)
    True
    """
    checked_index("h", h, len(layers))
    checked_index("layer", layer, len(layers[h]))
    checked_index("i", i, len(targets))
    checked_index("j", j, len(targets))

    def solve() -> tuple[arb, int]:
        point = crowded(layers, targets, seed, bases)
        return rotated_gradient(point, h, layer)[i][j], point.network.parameters

    return enclosed(
        solve,
        digits,
        seed,
        doublings=2,
        solver="definition: gradient of full matrices, turned into the aligned basis",
        blind_to="other orthogonal factors than those that were drawn; at 0 only a ball around 0 is known",
    )
