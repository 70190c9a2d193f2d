"""Global minima with any weights: the target is the map that they make.

Main results: `general_minimum`, and `exact_map`, the map of rational weights in rational arithmetic.
"""

from collections.abc import Sequence
from fractions import Fraction
from functools import reduce

from flint import fmpq, fmpq_mat

from numerics.matrices import ARB, Kind
from numerics.network import Network
from numerics.precision import exact

Layers = Sequence[Sequence[Sequence[Sequence[Fraction]]]]
"""`layers[h][l]`, the rows of layer `l` of pathway `h`, exact rationals; layer 0 acts first."""


def exact_layers(layers: Layers) -> list[list[fmpq_mat]]:
    """The layers as rational matrices.

    Args:
        layers: `layers[h][l]`, rows of exact rationals.

    Returns:
        `found[h][l]`.

    Raises:
        ValueError: If there is no pathway, or a layer is empty, ragged or not exact.
    """
    if not layers:
        raise ValueError("layers must hold at least one pathway, got none; give a list of layers each")
    return [
        [_matrix(rows, f"layers[{h}][{place}]") for place, rows in enumerate(path)]
        for h, path in enumerate(layers)
    ]


def _matrix(rows: Sequence[Sequence[Fraction]], name: str) -> fmpq_mat:
    lengths = {len(row) for row in rows}
    if len(lengths) != 1 or 0 in lengths:
        raise ValueError(f"{name} must have rows of one length, got lengths {sorted(lengths)}; fill them up")
    values = [exact(x, f"{name}[{i}][{j}]") for i, row in enumerate(rows) for j, x in enumerate(row)]
    return fmpq_mat(len(rows), lengths.pop(), [fmpq(v.numerator, v.denominator) for v in values])


def exact_map(layers: Layers) -> fmpq_mat:
    """`sum_h W[h][L_h-1] ... W[h][0]`, exactly.

    Args:
        layers: `layers[h][l]`, rows of exact rationals.

    Returns:
        The matrix.

    >>> exact_map([[[[2]], [[3]]], [[[1]], [[Fraction(1, 2)]]]])[0, 0]
    13/2
    """
    products = [reduce(lambda product, layer: layer * product, path) for path in exact_layers(layers)]
    return reduce(lambda total, product: total + product, products)


def general_minimum(layers: Layers, kind: Kind = ARB) -> Network:
    """The network with these weights, whose target is their map: the loss is 0.

    Args:
        layers: `layers[h][l]`, rows of exact rationals; rectangular layers are fine.
        kind: Number kind; the working precision is the current one.

    Returns:
        The network. Shapes that do not chain are a `ValueError`, see `numerics.network.Network`.

    >>> from numerics.network import loss
    >>> loss(general_minimum([[[[1], [2]], [[3, Fraction(1, 3)]]]])).contains(0)
    True
    """
    weights = tuple(tuple(map(kind.exact, path)) for path in exact_layers(layers))
    return Network(kind, weights, kind.exact(exact_map(layers)))
