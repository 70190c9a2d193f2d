"""Blocks of the Hessian at an aligned point, one per mode and per pair of modes, in float64.

With layers `W[h][l] = Q[h][l+1] S[h][l] Q[h][l]^T`, `S` diagonal with entries `a_hl,i`, the second derivative
of the loss at a direction whose layers have entries `e_hl,ij` in the bases `Q` is, by the product rule,

    sum_ij (sum_hl A_hl,i B_hl,j e_hl,ij)^2
        + 2 sum_h sum_{l<m} sum_ij r_i A_hm,i C_hlm,j B_hl,i e_hm,ij e_hl,ji,

`A`, `B`, `C` the products of the entries after, before and between. Entries `(i, j)` and `(j, i)` of all
layers therefore form a block: `d` blocks of size `n = sum_h L_h` and `d (d - 1) / 2` of size `2 n`. If the
layers of each pathway are equal, the pair blocks commute with the exchange of `(l, ij)` and `(L-1-l, ji)` and
fall apart into two of size `n`, and the blocks `(i, i)` reduce to `H x H`.

Main results: `BalancedBlocks`, `LayerBlocks`, `secular_matrices`. They lean on the decoupling of modes.
"""

from collections.abc import Iterator
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from numerics.hessian.modes import AlignedModes, Float

Index: TypeAlias = npt.NDArray[np.intp]

LARGEST_BLOCK = 4096
"""Rows of the largest block that is formed: 134 MB, and half a minute for its eigenvalues."""


def powers(base: Float, count: int) -> Float:
    """`base^k` for `k = 0..count-1`, with `0^0 = 1`, in a new last axis.

    Args:
        base: Any array.
        count: How many, at least 1.

    Returns:
        An array of shape `base.shape + (count,)`.

    >>> powers(np.array([0.0, 3.0]), 3).tolist()
    [[1.0, 0.0, 0.0], [1.0, 3.0, 9.0]]
    """
    if count > 64:  # repeated products lose a rounding per factor
        return np.asarray(base[..., None] ** np.arange(count))
    table = np.empty((*base.shape, count))
    table[..., 0] = 1
    table[..., 1:] = base[..., None]
    return np.asarray(np.multiply.accumulate(table, axis=-1))


class BalancedBlocks:
    """Blocks at a depth-balanced point. Pathways of one depth stand together, in one array.

    Attributes:
        point: The point.
        size: `n`, the number of rows of a block.
        tables: Per depth `w_hi^k`, shape `(pathways of that depth, d, depth)`.
    """

    def __init__(self, point: AlignedModes) -> None:
        self.point = point
        self.size = sum(point.depths)
        depths = np.array(point.depths)
        self.tables = [powers(point.values[depths == depth], depth) for depth in dict.fromkeys(point.depths)]

    def parts(self, first: Index, second: Index) -> Iterator[tuple[Float, Float]]:
        """Gauss-Newton vectors and couplings of pairs.

        In pathway `h`, `g_l = w_i^(L-1-l) w_j^l`, and `K J` is the Hankel matrix with `r_i c_k` on the `k`-th
        diagonal after the main antidiagonal and `r_j c_(L-k)` on the `k`-th before, for
        `c_k = w_i^(L-1-k) w_j^(k-1)`.

        Args:
            first: The modes `i`.
            second: The modes `j`, none equal to its `i`.

        Yields:
            For the pathways of one depth, `g` of shape `(pairs, pathways, depth)` and `K J` of shape
            `(pairs, pathways, depth, depth)`.
        """
        r = self.point.residuals
        for table in self.tables:
            a, b = (table[:, modes].transpose(1, 0, 2) for modes in (first, second))
            pairs, pathways, depth = a.shape
            c = a[:, :, depth - 2 :: -1] * b[:, :, : depth - 1]
            antidiagonals = np.zeros((pairs, pathways, 2 * depth - 1))
            antidiagonals[:, :, : depth - 1] = r[second, None, None] * c
            antidiagonals[:, :, depth:] = r[first, None, None] * c
            layers = np.arange(depth)
            yield a[:, :, ::-1] * b, antidiagonals[:, :, layers[:, None] + layers]

    def of_pairs(self, first: Index, second: Index) -> Float:
        """The two halves `g g^T + K J` and `g g^T - K J` of the block of every pair.

        Args:
            first: The modes `i`.
            second: The modes `j`, none equal to its `i`.

        Returns:
            Shape `(2, pairs, n, n)`.
        """
        parts = list(self.parts(first, second))
        g = np.concatenate([part.reshape(len(first), -1) for part, _ in parts], axis=1)
        blocks = np.empty((2, len(first), self.size, self.size))
        blocks[:] = g[:, :, None] * g[:, None, :]
        start = 0
        for part, hankel in parts:
            _, pathways, depth = part.shape
            plus, minus = _diagonal_blocks(blocks, start, pathways, depth)
            plus += hankel
            minus -= hankel
            start += pathways * depth
        return blocks

    def rayleigh(self, first: Index, second: Index) -> tuple[Float, Float]:
        """Rayleigh quotient and residual norm of `g` in the half where the quotient is larger.

        With `E = K J`, `u = g/|g|` and `alpha = u^T E u` these are `|g|^2 + |alpha|` and `|E u - alpha u|`.

        Args:
            first: The modes `i`.
            second: The modes `j`, none equal to its `i`.

        Returns:
            Two arrays of shape `(pairs,)`; 0 and 0 where `g = 0`.
        """
        square, form, moved = np.zeros((3, len(first)))
        for g, hankel in self.parts(first, second):
            image = (hankel @ g[..., None])[..., 0]
            square += np.einsum("phl,phl->p", g, g)
            form += np.einsum("phl,phl->p", g, image)
            moved += np.einsum("phl,phl->p", image, image)
        scale = np.where(square > 0, square, 1)
        alpha = form / scale
        return square + np.abs(alpha), np.sqrt(np.maximum(moved / scale - alpha**2, 0))


def _diagonal_blocks(blocks: Float, start: int, count: int, size: int) -> Float:
    # A view of count blocks of the diagonal, from row start on: shape (..., count, size, size).
    *outer, row, entry = blocks.strides
    return np.lib.stride_tricks.as_strided(
        blocks[..., start:, start:],
        (*blocks.shape[:-2], count, size, size),
        (*outer, size * (row + entry), row, entry),
    )


class LayerBlocks:
    """Blocks at any aligned point; no division, so zero entries are like any others.

    Attributes:
        point: The point.
        size: `n`, half the number of rows of a pair's block.
        after: `A_hl,i`, shape `(d, n)`.
        before: `B_hl,i`, shape `(d, n)`.
        outer: Per pathway `A_m,i B_l,i` for `m > l`, else 0, shape `(d, L, L)`.
        inner: Per pathway `C_lm,i` for `m > l`, else 0, shape `(d, L, L)`.
    """

    def __init__(self, point: AlignedModes) -> None:
        self.point = point
        self.size = sum(point.depths)
        above = [_before(path[::-1])[:, ::-1] for path in point.layers]
        below = [_before(path) for path in point.layers]
        self.after, self.before = np.concatenate(above, axis=1), np.concatenate(below, axis=1)
        self.outer = [_outer(a, b) for a, b in zip(above, below, strict=True)]
        self.inner = [_inner(path) for path in point.layers]

    def of_modes(self, modes: Index) -> Float:
        """The blocks `(i, i)`: `g g^T + r_i P`, `P_lm` the product of all entries but two.

        Args:
            modes: The modes `i`.

        Returns:
            Shape `(modes, n, n)`.
        """
        return self._gauss_newton(modes, modes) + self._coupling(modes, modes)

    def of_pairs(self, first: Index, second: Index) -> Float:
        """The blocks of pairs: `g_ij g_ij^T` and `g_ji g_ji^T` on the diagonal, `K` and `K^T` off it.

        Args:
            first: The modes `i`.
            second: The modes `j`, none equal to its `i`.

        Returns:
            Shape `(1, pairs, 2 n, 2 n)`.
        """
        n = self.size
        blocks = np.empty((1, len(first), 2 * n, 2 * n))
        blocks[0, :, :n, :n] = self._gauss_newton(first, second)
        blocks[0, :, n:, n:] = self._gauss_newton(second, first)
        blocks[0, :, :n, n:] = self._coupling(first, second)
        blocks[0, :, n:, :n] = blocks[0, :, :n, n:].transpose(0, 2, 1)
        return blocks

    def _gauss_newton(self, first: Index, second: Index) -> Float:
        g = self.after[first] * self.before[second]
        return np.asarray(g[:, :, None] * g[:, None, :])

    def _coupling(self, first: Index, second: Index) -> Float:
        r = self.point.residuals
        coupling = np.zeros((len(first), self.size, self.size))
        start = 0
        for outer, inner in zip(self.outer, self.inner, strict=True):
            rows = slice(start, start + outer.shape[1])
            coupling[:, rows, rows] = r[first, None, None] * (outer[first] * inner[second])
            coupling[:, rows, rows] += r[second, None, None] * (outer[second] * inner[first]).transpose(
                0, 2, 1
            )
            start = rows.stop
        return coupling


def _before(path: Float) -> Float:
    # [i, l] = prod_{k<l} a_k,i
    products = np.ones((path.shape[1], len(path)))
    np.multiply.accumulate(path[:-1].T, axis=1, out=products[:, 1:])
    return products


def _outer(after: Float, before: Float) -> Float:
    return np.asarray(np.tril(after[:, :, None] * before[:, None, :], -1))


def _inner(path: Float) -> Float:
    depth, modes = path.shape
    between = np.zeros((modes, depth, depth))
    for m in range(1, depth):
        between[:, m, : m - 1] = between[:, m - 1, : m - 1] * path[m - 1][:, None]
        between[:, m, m - 1] = 1
    return between


def checked_size(rows: int, what: str) -> None:
    """Refuse blocks too large to be diagonalised.

    Args:
        rows: Rows of the block.
        what: What the block belongs to.

    Raises:
        ValueError: If there are more than `LARGEST_BLOCK`.
    """
    if rows > LARGEST_BLOCK:
        raise ValueError(
            f"depths must keep {what} within {LARGEST_BLOCK} rows, got {rows}; use fewer or shallower "
            "pathways, or largest.largest_eigenvalue at a depth-balanced point, which rarely forms blocks"
        )


def secular_matrices(point: AlignedModes) -> tuple[Float, Float]:
    """The blocks `(i, i)` of a depth-balanced point, reduced.

    Args:
        point: A depth-balanced point.

    Returns:
        `r_i w_hi^(L_h-2)`, of shape `(d, H)`: minus each is an eigenvalue `L_h - 1` times; and the matrices
        `diag((L_h - 1) r_i w_hi^(L_h-2)) + v v^T`, `v_h = sqrt(L_h) w_hi^(L_h-1)`, of shape `(d, H, H)`.
    """
    depths = np.array(point.depths)
    w = point.values.T
    lower = w ** (depths - 2)
    v = np.sqrt(depths) * lower * w
    shift = point.residuals[:, None] * lower
    matrices = v[:, :, None] * v[:, None, :]
    diagonal = np.arange(len(depths))
    matrices[:, diagonal, diagonal] += (depths - 1) * shift
    return shift, matrices


def eigenvalues(blocks: Float) -> Float:
    """Eigenvalues of many symmetric matrices.

    Args:
        blocks: Shape `(..., n, n)`.

    Returns:
        Shape `(..., n)`, increasing.

    Raises:
        ValueError: If the blocks overflowed.
    """
    if not np.isfinite(blocks).all():
        raise ValueError("layers must have products below 1.8e308, got an overflow; scale the entries down")
    return np.asarray(np.linalg.eigvalsh(blocks))
