"""Explicit weights at aligned points, among them global minima.

An aligned point has layers `W[h][l] = Q[h][l+1] S[h][l] Q[h][l]^T` with orthogonal `Q`, `Q[h][0] = V`,
`Q[h][L_h] = U` and diagonal `S`. The inner `Q` cancel in the product, `Omega_h = U (prod_l S[h][l]) V^T`, and
`M* = U diag(s*) V^T`, so choosing the diagonal entries chooses the point.

Main results: `minimum` (equal layers in a pathway, `s*_i = sum_h sigma_hi`: the loss is 0) and
`aligned_point` (any diagonal entries, any target: usually off the minimum).

With rational bases and Arb, the weights enclose exact ones: the bases are exact, the entries of `S` are balls
around exact roots, and the target is the exact rational matrix.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from flint import fmpq_mat

from numerics.matrices import ARB, FLOAT64, Kind, Matrix, Scalar
from numerics.network import Network
from numerics.orthogonal import haar_orthogonal, rational_orthogonal
from numerics.precision import exact

Bases: TypeAlias = Literal["identity", "rational", "random"]
"""Orthogonal factors: all the identity; exactly rational ones; Haar distributed ones (float64 only)."""


MOST_WEIGHTS = 200_000
"""The most weights of a network that is made layer by layer."""


@dataclass(frozen=True)
class AlignedPoint:
    """A network at an aligned point, and the singular bases of its target.

    Attributes:
        network: Weights and target.
        left: `U`.
        right: `V`.
        seed: Seed of the bases.
        factors: `factors[h][l] = Q[h][l]`, from `V` at `l = 0` to `U` at `l = L_h`.
    """

    network: Network
    left: Matrix
    right: Matrix
    seed: int
    factors: tuple[tuple[Matrix, ...], ...] = ()


def checked_shares(
    depths: Sequence[int], shares: Sequence[Sequence[object]]
) -> tuple[tuple[Fraction, ...], ...]:
    """The shares as fractions, after checking them against the depths.

    Args:
        depths: `L_h`, integers of at least 2, one per pathway.
        shares: `shares[h][i] = sigma_hi >= 0`, exact rationals, one row per pathway, all rows of one length.

    Returns:
        The shares as fractions.

    Raises:
        ValueError: If the shapes do not match, a depth is below 2, a share is negative or not exact, or some
            mode has no share above 0 in any pathway.
    """
    if not depths:
        raise ValueError("depths must name at least one pathway, got none; give one depth per pathway")
    for h, depth in enumerate(depths):
        if not isinstance(depth, int) or isinstance(depth, bool) or depth < 2:
            raise ValueError(
                f"depths[{h}] must be an integer >= 2, got {depth!r}; "
                "a pathway is a product of two or more layers"
            )
    if len(shares) != len(depths):
        raise ValueError(
            f"shares must have one row per pathway, got {len(shares)} rows for {len(depths)} depths; "
            "add or drop rows"
        )
    rows = tuple(_exact_row(row, f"shares[{h}]") for h, row in enumerate(shares))
    modes = len(rows[0])
    if modes == 0 or any(len(row) != modes for row in rows):
        raise ValueError(
            f"shares must have the same number (>= 1) of modes in every row, got {[len(r) for r in rows]}; "
            "write a zero where a pathway carries nothing"
        )
    for h, row in enumerate(rows):
        for i, share in enumerate(row):
            if share < 0:
                raise ValueError(
                    f"shares[{h}][{i}] must be >= 0, got {share}; singular values are never negative"
                )
    for i in range(modes):
        if not any(row[i] for row in rows):
            raise ValueError(
                f"shares[.][{i}] must not be 0 in every pathway, got zeros only, so singular value {i} of "
                "the target is 0; give some pathway a positive share"
            )
    return rows


def _exact_row(row: Sequence[object], name: str) -> tuple[Fraction, ...]:
    if not isinstance(row, Sequence):
        raise ValueError(f"{name} must be a row, one share per mode, got {row!r}; write [{row}]")
    return tuple(exact(x, f"{name}[{i}]") for i, x in enumerate(row))


def _factors(
    depths: Sequence[int], size: int, bases: Bases, seed: int, kind: Kind
) -> tuple[list[list[Matrix]], Matrix]:
    # Q[h][0..L_h] for every pathway, and U. One stream of seeds: the same seed gives the same bases.
    stream = random.Random(seed)

    def draw() -> Matrix:
        sub_seed = stream.getrandbits(32)
        if bases == "identity":
            return kind.exact(fmpq_mat(size, size, [int(i == j) for i in range(size) for j in range(size)]))
        if bases == "rational":
            return kind.exact(rational_orthogonal(size, sub_seed))
        return haar_orthogonal(size, sub_seed)

    if bases not in {"identity", "rational", "random"}:
        raise ValueError(
            f'bases must be "identity", "rational" or "random", got {bases!r}; choose one of them'
        )
    if bases == "random" and kind is not FLOAT64:
        raise ValueError(
            f'bases="random" exists in float64 only, got kind {kind.name}; '
            'use bases="rational" (exactly orthogonal)'
        )
    left, right = draw(), draw()
    return [[right, *(draw() for _ in range(depth - 1)), left] for depth in depths], left


def _build(
    entries: Sequence[Sequence[Sequence[Scalar]]],
    singular_values: Sequence[Fraction],
    bases: Bases,
    seed: int,
    kind: Kind,
) -> AlignedPoint:
    if not isinstance(seed, int):
        raise ValueError(f"seed must be an integer, got {seed!r}; the same integer gives the same bases")
    size = len(singular_values)
    weights_made = sum(len(path) for path in entries) * size**2
    if weights_made > MOST_WEIGHTS:
        raise ValueError(
            f"depths must give at most {MOST_WEIGHTS} weights when every layer is made, got {weights_made}; "
            "use numerics.recursion or numerics.hessian.modes, which make no layers"
        )
    factors, left = _factors([len(path) for path in entries], size, bases, seed, kind)
    right = factors[0][0]

    def sandwich(u: Matrix, diagonal: Sequence[Scalar], v: Matrix) -> Matrix:
        return kind.matmul(kind.matmul(u, kind.diagonal(diagonal)), kind.transpose(v))

    weights = tuple(
        tuple(sandwich(qs[layer + 1], diagonal, qs[layer]) for layer, diagonal in enumerate(path))
        for path, qs in zip(entries, factors, strict=True)
    )
    target = sandwich(left, [kind.scalar(s) for s in singular_values], right)
    return AlignedPoint(Network(kind, weights, target), left, right, seed, tuple(map(tuple, factors)))


def minimum(
    depths: Sequence[int],
    shares: Sequence[Sequence[Fraction]],
    *,
    bases: Bases = "rational",
    seed: int = 0,
    kind: Kind = ARB,
) -> AlignedPoint:
    """An aligned global minimum whose layers are equal within each pathway.

    `S[h][l] = diag(sigma_hi^(1/L_h))` for every `l`, and `M* = U diag(sum_h sigma_hi) V^T`, so `M = M*`.

    Args:
        depths: `L_h`, at least 2, one per pathway.
        shares: `shares[h][i] = sigma_hi >= 0`; zeros are allowed, but not one mode with zeros only.
        bases: Which orthogonal factors.
        seed: Seed of the factors.
        kind: Number kind; the working precision is the current one.

    Returns:
        The point, with `d = len(shares[0])` and all layers `d x d`. Inadmissible input is a `ValueError`, see
        `checked_shares`.

    >>> from numerics.network import loss
    >>> point = minimum([2, 3], [[Fraction(4)], [Fraction(8)]], bases="identity")
    >>> [layer[0, 0].str(radius=False) for path in point.network.weights for layer in path]
    ['2.00000000000000', '2.00000000000000', '2.00000000000000', '2.00000000000000', '2.00000000000000']
    >>> loss(point.network).contains(0)
    True
    """
    rows = checked_shares(depths, shares)
    roots = [[kind.root(x, depth) for x in row] for depth, row in zip(depths, rows, strict=True)]
    entries = [[row] * depth for depth, row in zip(depths, roots, strict=True)]
    totals = [sum(column, Fraction(0)) for column in zip(*rows, strict=True)]
    return _build(entries, totals, bases, seed, kind)


def aligned_point(
    layers: Sequence[Sequence[Sequence[Fraction]]],
    singular_values: Sequence[Fraction],
    *,
    bases: Bases = "rational",
    seed: int = 0,
    kind: Kind = ARB,
) -> AlignedPoint:
    """An aligned point with the given diagonal entries in every layer.

    Args:
        layers: `layers[h][l][i] = S[h][l]_ii`, exact rationals of any sign.
        singular_values: `s*_i`, exact rationals; `M* = U diag(s*) V^T`.
        bases: Which orthogonal factors.
        seed: Seed of the factors.
        kind: Number kind; the working precision is the current one.

    Returns:
        The point, with `d = len(singular_values)`.

    Raises:
        ValueError: If there is no pathway or mode, a pathway has fewer than two layers, a layer has another
            number of entries than there are singular values, or a number is not exact.

    >>> from numerics.network import loss
    >>> third = Fraction(1, 3)
    >>> point = aligned_point([[[3, third], [third, 3]]], [1, 1], bases="identity")
    >>> loss(point.network).contains(0)
    True
    """
    values = [exact(s, f"singular_values[{i}]") for i, s in enumerate(singular_values)]
    if not values or not layers:
        raise ValueError(
            f"layers and singular_values must not be empty, got {len(layers)} pathways and {len(values)} "
            "modes; give at least one of each"
        )
    for h, path in enumerate(layers):
        if len(path) < 2 or any(len(row) != len(values) for row in path):
            raise ValueError(
                f"layers[{h}] must hold at least 2 layers of {len(values)} entries each, got lengths "
                f"{[len(row) for row in path]}; give one entry per mode"
            )
    entries = [
        [
            [kind.scalar(exact(x, f"layers[{h}][{layer}][{i}]")) for i, x in enumerate(row)]
            for layer, row in enumerate(path)
        ]
        for h, path in enumerate(layers)
    ]
    return _build(entries, values, bases, seed, kind)
