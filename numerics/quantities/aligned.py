"""Aligned points with given layer values, among modes of which the caller knows nothing.

Main results: `rotated_gradient`; and `crowded`, the point that was asked for, beside modes that are drawn: a
quantity of the modes asked for that depends on the others, or on the orthogonal factors, shows it.
"""

import random
from collections.abc import Sequence
from fractions import Fraction

from flint import arb

from numerics.minima import AlignedPoint, Bases, aligned_point
from numerics.network import gradient

Layers = Sequence[Sequence[Sequence[Fraction]]]
"""`layers[h][l][i]`, the diagonal entry of mode `i` in layer `l` of pathway `h`."""


def crowded(
    layers: Layers,
    targets: Sequence[Fraction],
    seed: int,
    bases: Bases = "rational",
    *,
    at_minimum: bool = False,
    least: int = 2,
) -> AlignedPoint:
    """An aligned point with the given modes first, and drawn ones behind until there are `least` modes.

    The drawn modes have unequal layer values of both signs, so they are not depth-balanced.

    Args:
        layers: `layers[h][l][i]`, exact rationals.
        targets: `s_i`, one per given mode.
        seed: Seed of the drawn modes and of the orthogonal factors.
        bases: Which orthogonal factors; "identity" or "rational".
        at_minimum: Whether the targets of the drawn modes are what their pathways carry; drawn otherwise.
        least: The number of modes in the end, unless more are given.

    Returns:
        The point at the working precision. Inadmissible input is a `ValueError`, see `aligned_point`.

    >>> point = crowded([[[Fraction(2)], [Fraction(3)]]], [Fraction(1)], seed=0)
    >>> point.network.parameters
    8
    """
    draw = random.Random(seed)
    rows = [[list(row) for row in path] for path in layers]
    values = list(targets)
    while len(values) < least:
        carried = Fraction(0)
        for path in rows:
            product = Fraction(1)
            for row in path:
                row.append(Fraction(draw.choice([-1, 1]) * draw.randint(2, 9), draw.randint(2, 9)))
                product *= row[-1]
            carried += product
        values.append(carried if at_minimum else Fraction(draw.randint(1, 20), draw.randint(1, 9)))
    return aligned_point(rows, values, bases=bases, seed=seed)


def rotated_gradient(point: AlignedPoint, h: int, layer: int) -> list[list[arb]]:
    """`Q[h][l+1]^T (dloss/dW[h][l]) Q[h][l]`, row by row.

    Args:
        point: An aligned point.
        h: The pathway, counted from 0.
        layer: The layer `l`, counted from 0.

    Returns:
        The entries of the gradient in the aligned basis.
    """
    slopes, factors = gradient(point.network)[h][layer], point.factors[h]
    rows: list[list[arb]] = (factors[layer + 1].transpose() * slopes * factors[layer]).tolist()
    return rows


def checked_index(name: str, place: int, count: int) -> None:
    """Insist on an index that counts from 0.

    Args:
        name: What to call it in the message.
        place: The index.
        count: How many there are.

    Raises:
        ValueError: If it is no integer from 0 to `count - 1`.

    >>> checked_index("h", 1, 2)
    """
    if not isinstance(place, int) or not 0 <= place < count:
        raise ValueError(f"{name} must be an integer 0 <= {name} < {count}, got {place!r}; count from 0")
