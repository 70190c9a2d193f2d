"""All eigenvalues of the Hessian at an aligned point, from blocks of mode pairs, in float64.

With layers `W[h][l] = Q[h][l+1] S[h][l] Q[h][l]^T`, `S` diagonal with entries `a_hl,i`, the second derivative
of the loss at a direction whose layers have entries `e_hl,ij` in the bases `Q` is, by the product rule,

    sum_ij (sum_hl A_hl,i B_hl,j e_hl,ij)^2
        + 2 sum_h sum_{l<m} sum_ij r_i A_hm,i C_hlm,j B_hl,i e_hm,ij e_hl,ji,

`A`, `B`, `C` the products of the entries after, before and between. Entries `(i, j)` and `(j, i)` of all
layers therefore form a block: `d` blocks of size `n = sum_h L_h` and `d (d - 1) / 2` of size `2 n`. If the
layers of each pathway are equal, the pair blocks commute with the exchange of `(l, ij)` and `(L-1-l, ji)` and
fall apart into two of size `n`, and the blocks `(i, i)` reduce to `H x H`.

Main results: `aligned_modes` and `balanced_modes` (the points), `spectrum`. **A structured solver**: it
leans on the decoupling of modes and is no evidence for it (`mode-decoupling`, `hessian-spectrum-at-minimum`,
`hessian-spectrum-off-minimum`). It is tested against `numerics.hessian.definition`, which assumes nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Float: TypeAlias = npt.NDArray[np.float64]
Index: TypeAlias = npt.NDArray[np.intp]

LARGEST_BLOCK = 4096
"""Rows of the largest block that is formed: 134 MB, and half a minute for its eigenvalues."""

CHUNK = 2**20
"""Entries of blocks held at a time."""


@dataclass(frozen=True, eq=False)
class AlignedModes:
    """An aligned point without its bases, which do not matter for the spectrum.

    Made by `aligned_modes` or `balanced_modes`, which check it.

    Attributes:
        layers: One array `a_hl,i` of shape `(L_h, d)` per pathway, layer 0 acting first.
        residuals: `r_i = sum_h prod_l a_hl,i - s*_i`, shape `(d,)`.
        balanced: Whether every pathway has equal layers.
    """

    layers: tuple[Float, ...]
    residuals: Float
    balanced: bool

    @property
    def modes(self) -> int:
        """The number `d` of modes."""
        return len(self.residuals)

    @cached_property
    def depths(self) -> tuple[int, ...]:
        """`L_h`, one per pathway."""
        return tuple(len(path) for path in self.layers)

    @cached_property
    def values(self) -> Float:
        """The entries of layer 0, shape `(H, d)`; those of every layer if the point is depth-balanced."""
        return np.array([path[0] for path in self.layers])


def _numbers(value: Any, name: str, dimensions: int) -> Float:
    try:
        array = np.asarray(value)
    except ValueError:
        raise ValueError(f"{name} must have rows of one length, got a ragged list; fill in zeros") from None
    if array.dtype.kind not in "fiu" or array.ndim != dimensions or array.size == 0:
        raise ValueError(
            f"{name} must be a non-empty real array of {dimensions} dimension(s), got shape {array.shape} "
            f"and dtype {array.dtype}; convert it to float64"
        )
    if not np.isfinite(array).all():
        raise ValueError(f"{name} must be finite, got inf or nan; start from finite numbers")
    return array.astype(np.float64)


def _residuals(products: Sequence[Float], singular_values: Any) -> Float:
    total = np.sum(products, axis=0)
    if not np.isfinite(total).all():
        raise ValueError("layers must have products below 1.8e308, got an overflow; scale the entries down")
    if singular_values is None:
        return np.zeros(len(total))
    target = _numbers(singular_values, "singular_values", 1)
    if target.shape != total.shape:
        raise ValueError(
            f"singular_values must have one entry per mode ({len(total)}), got {len(target)}; "
            "add or drop some"
        )
    return np.asarray(total - target)


def _deep_enough(depth: Any, name: str) -> None:
    if not isinstance(depth, int | np.integer) or isinstance(depth, bool) or depth < 2:
        raise ValueError(f"{name} must be an integer >= 2, got {depth!r}; split the matrix in factors")


def aligned_modes(layers: Sequence[Any], singular_values: Any = None) -> AlignedModes:
    """The aligned point with these diagonal entries.

    Args:
        layers: `layers[h][l][i]`, real numbers of any sign; every pathway at least two layers, every layer
            `d` entries.
        singular_values: `s*_i`, shape `(d,)`, zeros and repetitions allowed. None stands for the point's own
            products: a global minimum whose residuals are exactly 0, not 0 up to rounding.

    Returns:
        The point.

    Raises:
        ValueError: If there is no pathway, shapes do not match, a pathway has fewer than two layers, or a
            number is not real, not finite, or overflows in a product.

    >>> aligned_modes([[[3, 1], [1, 2]], [[1, 1], [1, 1]]], [4, 2]).residuals.tolist()
    [0.0, 1.0]
    """
    paths = tuple(_numbers(path, f"layers[{h}]", 2) for h, path in enumerate(layers))
    if len({path.shape[1] for path in paths}) != 1:
        raise ValueError(
            f"layers must hold at least one pathway and as many entries in each layer, got shapes "
            f"{[path.shape for path in paths]}; give one entry per mode"
        )
    for h, path in enumerate(paths):
        _deep_enough(len(path), f"len(layers[{h}])")
    if all((path == path[0]).all() for path in paths):
        return balanced_modes([len(path) for path in paths], [path[0] for path in paths], singular_values)
    with np.errstate(all="ignore"):
        return AlignedModes(paths, _residuals([path.prod(axis=0) for path in paths], singular_values), False)


def balanced_modes(depths: Sequence[int], values: Any, singular_values: Any = None) -> AlignedModes:
    """The depth-balanced aligned point with these entries in every layer; takes no memory per layer.

    Args:
        depths: `L_h`, at least 2, one per pathway.
        values: `values[h][i]`, the entry of every layer of pathway `h`; real, of any sign.
        singular_values: As in `aligned_modes`.

    Returns:
        The point. Bad input is a `ValueError`, as in `aligned_modes`.

    Raises:
        ValueError: If there are not as many depths as rows of values.

    >>> balanced_modes([2, 3], [[2], [2]], [11]).residuals.tolist()
    [1.0]
    """
    rows = _numbers(values, "values", 2)
    if len(depths) != len(rows):
        raise ValueError(
            f"depths must have one entry per row of values ({len(rows)}), got {len(depths)}; add or drop some"
        )
    for h, depth in enumerate(depths):
        _deep_enough(depth, f"depths[{h}]")
    with np.errstate(all="ignore"):
        residuals = _residuals(rows ** np.array(depths)[:, None], singular_values)
    views = [np.broadcast_to(row, (depth, len(row))) for row, depth in zip(rows, depths, strict=True)]
    return AlignedModes(tuple(views), residuals, True)


def powers(base: Float, count: int) -> Float:
    """`base^k` for `k = 0..count-1`, with `0^0 = 1`, in a new last axis.

    Args:
        base: Any array.
        count: How many, at least 1.

    Returns:
        An array of shape `base.shape + (count,)`.
    """
    if count > 64:  # repeated products lose a rounding per factor
        return np.asarray(base[..., None] ** np.arange(count))
    table = np.empty((*base.shape, count))
    table[..., 0] = 1
    table[..., 1:] = base[..., None]
    return np.asarray(np.multiply.accumulate(table, axis=-1))


class BalancedBlocks:
    """Blocks at a depth-balanced point.

    Attributes:
        point: The point.
        size: `n`, the number of rows of a block.
    """

    def __init__(self, point: AlignedModes) -> None:
        self.point = point
        self.size = sum(point.depths)
        self.tables = [powers(w, depth) for w, depth in zip(point.values, point.depths, strict=True)]

    def of_pairs(self, first: Index, second: Index) -> Float:
        """The two halves `g g^T + K J` and `g g^T - K J` of the block of every pair.

        In pathway `h`, `g_l = w_i^(L-1-l) w_j^l`, and `K J` is the Hankel matrix with `r_i c_k` on the `k`-th
        diagonal after the main antidiagonal and `r_j c_(L-k)` on the `k`-th before, for
        `c_k = w_i^(L-1-k) w_j^(k-1)`.

        Args:
            first: The modes `i`.
            second: The modes `j`, none equal to its `i`.

        Returns:
            Shape `(2, pairs, n, n)`.
        """
        r = self.point.residuals
        g = np.concatenate([t[first, ::-1] * t[second] for t in self.tables], axis=1)
        blocks = np.empty((2, len(first), self.size, self.size))
        blocks[:] = g[:, :, None] * g[:, None, :]
        start = 0
        for table, depth in zip(self.tables, self.point.depths, strict=True):
            c = table[first, depth - 2 :: -1] * table[second, : depth - 1]
            antidiagonals = np.concatenate(
                [r[second, None] * c, np.zeros((len(c), 1)), r[first, None] * c], axis=1
            )
            hankel = np.lib.stride_tricks.sliding_window_view(antidiagonals, depth, axis=1)
            rows = slice(start, start + depth)
            blocks[0, :, rows, rows] += hankel
            blocks[1, :, rows, rows] -= hankel
            start += depth
        return blocks


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


def _pieces(blocks: BalancedBlocks | LayerBlocks) -> Iterator[Float]:
    first, second = np.triu_indices(blocks.point.modes, 1)
    step = max(1, CHUNK // (4 * blocks.size**2))
    for start in range(0, len(first), step):
        piece = slice(start, start + step)
        yield eigenvalues(blocks.of_pairs(first[piece], second[piece])).ravel()


def spectrum(point: AlignedModes) -> Float:
    """All eigenvalues of the Hessian at an aligned point, in increasing order.

    Off the minimum or at it, depth-balanced or not, equal or unequal depths. Errors are those of
    `numpy.linalg.eigvalsh`, a modest multiple of `2^-53` times the largest eigenvalue in size. Cost:
    `O(d^2 n^3)`, `n = sum_h L_h`, a quarter of it at depth-balanced points; give the BLAS one thread.

    Args:
        point: The point.

    Returns:
        `n d^2` numbers. A pair's block of more than `LARGEST_BLOCK` rows, or an overflow in one, is a
        `ValueError`.

    >>> spectrum(aligned_modes([[[3, 1 / 3], [1 / 3, 3]]]))[-4:].round(2).tolist()
    [0.22, 9.11, 9.11, 18.0]
    """
    n, d = sum(point.depths), point.modes
    if d > 1 or not point.balanced:
        checked_size(n if d == 1 else n if point.balanced else 2 * n, "the block of a pair of modes")
    with np.errstate(all="ignore"):
        if point.balanced:
            shift, matrices = secular_matrices(point)
            parts = [eigenvalues(matrices).ravel()]
            parts += [np.repeat(-shift[:, h], depth - 1) for h, depth in enumerate(point.depths)]
            if d > 1:
                parts += _pieces(BalancedBlocks(point))
        else:
            blocks = LayerBlocks(point)
            parts = [eigenvalues(blocks.of_modes(np.arange(d))).ravel(), *_pieces(blocks)]
    return np.sort(np.concatenate(parts))
