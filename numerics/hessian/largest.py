"""The largest eigenvalue of the Hessian at an aligned point, to rounding, without forming most blocks.

At a depth-balanced point the blocks `(i, i)` reduce to `H x H`. For a pair of modes, with `g_h` the part of
pathway `h` in the Gauss-Newton vector and `K_h` its coupling (both in `numerics.hessian.structured`),

    mu_ij = sum_h |g_h,ij|^2  <=  top of the pair's block  <=  top of [[a a^T, k], [k, b b^T]],

`a_h = |g_h,ij|`, `b_h = |g_h,ji|`, `k = diag(kappa_h)` and `kappa_h^2` the largest row sum of `|K_h|` times
the largest column sum, at least `||K_h||^2`. Below: `g_ij` itself is a test vector that the coupling maps to
the other half. Above: the norms of the parts (Horn and Johnson, Topics in Matrix Analysis, 3.1). At
depth-balanced points `kappa_h = max(|r_i|, |r_j|) sum_k |w_hi|^(L_h-2-k) |w_hj|^k`. Blocks that the bounds
leave open are refused by a Cholesky factorisation of `t I - block`, or diagonalised.

Main result: `largest_eigenvalue`. **A structured solver**: it leans on the decoupling of modes and is no
evidence for `mode-decoupling` or `hessian-spectrum-off-minimum`; it is tested against
`numerics.hessian.structured.spectrum` and `numerics.hessian.definition`.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.linalg.lapack import dpotrf

from numerics.hessian.structured import (
    AlignedModes,
    BalancedBlocks,
    Float,
    Index,
    LayerBlocks,
    checked_size,
    eigenvalues,
    secular_matrices,
)

MARGIN = 64 * 2.0**-52
"""Blocks that exceed the best value by no more than this, relative to it, are not looked at."""

POWER_STEPS = 6
"""Steps of power iteration that sharpen the upper bounds of all open pairs."""

BATCH = 2**17
"""Entries of blocks formed at a time."""

LARGEST_TABLE = 10**7
"""Entries of the tables of powers at a depth-balanced point with more than one mode."""


@dataclass(frozen=True)
class TopEigenvalue:
    """The largest eigenvalue, and what it took.

    Attributes:
        value: The eigenvalue, to a modest multiple of `2^-53` times the largest eigenvalue in size.
        block: The modes `(i, j)`, `i <= j`, of a block that has it.
        formed: How many blocks of modes or of pairs were formed in full; the others were excluded.
        parameters: `d^2 sum_h L_h`, the size of the Hessian.
    """

    value: float
    block: tuple[int, int]
    formed: int
    parameters: int


def largest_eigenvalue(point: AlignedModes) -> TopEigenvalue:
    """The largest eigenvalue of the Hessian at an aligned point, at or off a minimum.

    Cost at depth-balanced points `O(d H^3 + d^2 sum_h L_h)` when the bounds exclude all pairs; each block
    that they leave open costs `O(n^3 / 3)`, `n = sum_h L_h` (at worst all of them). With one mode the depth
    does not matter: `L = 10^6` is immediate. Off balance `O(d^2 sum_h L_h^2)` plus at least one block.

    Args:
        point: From `aligned_modes` or `balanced_modes`.

    Returns:
        The eigenvalue. Where blocks of more than `structured.LARGEST_BLOCK` rows or tables of more than
        `LARGEST_TABLE` entries would be needed, or a product overflows, it is a `ValueError`.

    >>> from numerics.hessian.structured import aligned_modes, balanced_modes
    >>> largest_eigenvalue(aligned_modes([[[3, 1 / 3], [1 / 3, 3]]])).block
    (0, 1)
    >>> largest_eigenvalue(balanced_modes([10**6], [[1.0]])).value
    1000000.0
    """
    with np.errstate(all="ignore"):
        return (_balanced if point.balanced else _unbalanced)(point)


def _balanced(point: AlignedModes) -> TopEigenvalue:
    depths, d = point.depths, point.modes
    shift, matrices = secular_matrices(point)
    tops = np.maximum(eigenvalues(matrices)[:, -1], (-shift).max(axis=1))
    best = int(tops.argmax())
    search = _Search(point, float(tops[best]), (best, best))
    if d == 1:
        return search.result()
    if d * sum(depths) > LARGEST_TABLE:
        raise ValueError(
            f"depths must keep d * sum(depths) within {LARGEST_TABLE} when there are several modes, got "
            f"{d * sum(depths)}; use fewer modes or shallower pathways"
        )
    blocks = BalancedBlocks(point)
    r = np.abs(point.residuals)
    squares, norms = [], []
    for table, depth in zip(blocks.tables, depths, strict=True):
        square, size = table * table, np.abs(table[:, : depth - 1])
        squares.append(square[:, ::-1] @ square.T)
        norms.append(size[:, ::-1] @ size.T)
    mu, kappa = np.array(squares), np.array(norms) * np.maximum(r[:, None], r)
    np.einsum("hii->hi", kappa)[:] = -np.inf  # blocks (i, i) are done
    search.pairs(blocks.of_pairs, mu, kappa, blocks.size)
    return search.result()


def _unbalanced(point: AlignedModes) -> TopEigenvalue:
    rows = sum(point.depths) * (1 if point.modes == 1 else 2)
    checked_size(rows, "a block")
    blocks = LayerBlocks(point)
    mu, kappa = _layer_bounds(blocks)
    search = _Search(point, 0.0, (0, 0))  # no entry on a block's diagonal is negative
    modes = np.arange(point.modes)
    search.look(
        lambda i, _: blocks.of_modes(i)[None], modes, modes, _crude(mu, kappa)[modes, modes], blocks.size
    )
    if point.modes == 1:
        return search.result()
    np.einsum("hii->hi", kappa)[:] = -np.inf
    search.pairs(blocks.of_pairs, mu, kappa, 2 * blocks.size)
    return search.result()


def _layer_bounds(blocks: LayerBlocks) -> tuple[Float, Float]:
    # |g_h,ij|^2 and kappa_h,ij for all pairs, from row sums over l of A_m,i B_l,i C_lm,j and their mirror.
    r = np.abs(blocks.point.residuals)
    mu, kappa, start = [], [], 0
    for outer, inner in zip(blocks.outer, blocks.inner, strict=True):
        part = slice(start, start + outer.shape[1])
        mu.append(blocks.after[:, part] ** 2 @ (blocks.before[:, part] ** 2).T)
        start = part.stop
        out, between = np.abs(outer), np.abs(inner)
        lower = out.transpose(1, 0, 2) @ between.transpose(1, 2, 0)
        upper = between.transpose(2, 0, 1) @ out.transpose(2, 1, 0)
        rows = (r[:, None] * lower + r * upper).max(axis=0)
        kappa.append(np.sqrt(rows * rows.T))
    return np.array(mu), np.array(kappa)


def _crude(mu: Float, kappa: Float) -> Float:
    # Top of [[mu_ij, k], [k, mu_ji]], k = max_h kappa_h.
    total, largest = mu.sum(axis=0), kappa.max(axis=0)
    mean, half = (total + total.T) / 2, (total - total.T) / 2
    bounds = np.asarray(mean + np.copysign(np.hypot(half, largest), largest))
    if np.isnan(bounds).any() or (bounds == np.inf).any():
        raise ValueError("layers must have products below 1.8e308, got an overflow; scale the entries down")
    return bounds


def _fine(mu: Float, kappa: Float, first: Index, second: Index) -> Float:
    # Top of the 2 H x 2 H matrix of norms for some pairs, from above: max_h (M x)_h / x_h for x > 0 bounds
    # the top of M >= 0 (Collatz and Wielandt), ever better as x becomes M x.
    a, b, k = np.sqrt(mu[:, first, second]), np.sqrt(mu[:, second, first]), kappa[:, first, second]
    floor = np.sqrt((a**2 + b**2).sum(axis=0)) / 64 + np.finfo(np.float64).tiny
    x, y = a + floor, b + floor
    for _ in range(POWER_STEPS):
        below, other = x, y
        x = a * (a * below).sum(axis=0) + k * other
        y = b * (b * other).sum(axis=0) + k * below
        bound = np.maximum(x / below, y / other).max(axis=0)
        x, y = x + bound * below / 8, y + bound * other / 8  # keeps both positive
    return np.asarray(bound)


class _Search:
    # The best eigenvalue so far, and the blocks that may still exceed it.
    def __init__(self, point: AlignedModes, value: float, block: tuple[int, int]) -> None:
        self.value, self.block = value, block
        self.formed = 0
        self.parameters = point.modes**2 * sum(point.depths)

    def result(self) -> TopEigenvalue:
        return TopEigenvalue(self.value, self.block, self.formed, self.parameters)

    @property
    def limit(self) -> float:
        return self.value * (1 + MARGIN)

    def found(self, value: float, block: tuple[int, int]) -> None:
        if value > self.value:
            self.value, self.block = value, block

    def pairs(self, form: Callable[[Index, Index], Float], mu: Float, kappa: Float, rows: int) -> None:
        bounds = _crude(mu, kappa)
        total = mu.sum(axis=0)
        np.fill_diagonal(total, -np.inf)  # the coupling of a block (i, i) stays in the same half
        i, j = divmod(int(total.argmax()), len(total))
        self.found(float(total[i, j]), (min(i, j), max(i, j)))
        first, second = np.nonzero(np.triu(bounds > self.limit, 1))
        if len(first) == 0:
            return
        checked_size(rows, f"the block of modes {first[0]} and {second[0]}, which bounds cannot exclude,")
        bounds = _fine(mu, kappa, first, second)
        self.look(form, first, second, bounds, rows)

    def look(
        self, form: Callable[[Index, Index], Float], first: Index, second: Index, bounds: Float, rows: int
    ) -> None:
        # The most promising block first; then batches of those that still may exceed the best.
        step, order = 1, np.argsort(-bounds)
        while len(order := order[~(bounds[order] <= self.limit)]):
            chosen, order = order[:step], order[step:]
            for half in form(first[chosen], second[chosen]):
                for i, j, block in zip(first[chosen], second[chosen], half, strict=True):
                    if not _certainly_below(block, self.limit):
                        self.found(float(eigenvalues(block)[-1]), (int(i), int(j)))
            self.formed += len(chosen)
            step = min(2 * step, max(1, BATCH // rows**2))


def _certainly_below(block: Float, limit: float) -> bool:
    # Whether limit I - block is positive definite, to rounding: a fifteenth of the work of its eigenvalues.
    shifted = -block
    shifted.flat[:: len(block) + 1] += limit
    return bool(dpotrf(shifted, overwrite_a=True, clean=False)[1] == 0)
