"""Layer gradient: the diagonal entry of one mode, in the aligned basis, of the loss's gradient in the layers.

The gradient is that of full matrices, of a network in which other modes are present; it is turned back by
the orthogonal factors. That all layers of the pathway give one number, and that nothing stands beside the
diagonal in the row and column of the mode, is not assumed: both widen the ball.
"""

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
    i: int = 0,
) -> Measurement:
    """The entry `(i, i)` of the gradient in every layer of pathway `h`, plus or minus what is beside it.

    Args:
        layers: `layers[h][l][i]`, exact rationals.
        targets: `s_i`, one per mode.
        digits: Digits wanted; reached if the gradient is diagonal in mode `i` and equal in all layers.
        seed: Seed of the orthogonal factors and of the modes that are added.
        bases: Which orthogonal factors; "identity" or "rational".
        h: The pathway, counted from 0.
        i: The mode, counted from 0.

    Returns:
        The measurement, rigorous: the ball contains the entry in every layer, and its radius is at least the
        size of every other entry in the row and the column of the mode. Inadmissible input is a
        `ValueError`, see `aligned_point`.

    >>> two, one = Fraction(2), Fraction(1)
    >>> found = measure([[[two], [two]], [[one], [one]]], [Fraction(3)], 30, 0, h=0)
    >>> found.value.contains(4)  # 2 (4 + 1 - 3)
    True
    """
    checked_index("h", h, len(layers))
    checked_index("i", i, len(targets))

    def solve() -> tuple[arb, int]:
        point = crowded(layers, targets, seed, bases)
        entries, beside = [], arb(0)
        for layer in range(len(layers[h])):
            rows = rotated_gradient(point, h, layer)
            entries.append(rows[i][i])
            others = [rows[i][j] for j in range(len(rows)) if j != i]
            others += [rows[j][i] for j in range(len(rows)) if j != i]
            for other in others:
                beside = beside.max(abs(other).upper())
        value = entries[0]
        for entry in entries[1:]:
            value = value.union(entry)
        return value + arb(0, beside), point.network.parameters

    return enclosed(
        solve,
        digits,
        seed,
        doublings=2,
        solver="definition: gradient of full matrices, turned into the aligned basis",
        blind_to="other orthogonal factors and other modes than those that were drawn",
    )
