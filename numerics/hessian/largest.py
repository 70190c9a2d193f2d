"""The largest eigenvalue of the Hessian at an aligned point, to rounding, without forming most blocks.

At a depth-balanced point the blocks `(i, i)` reduce to `H x H`. For a pair of modes, with `g_h` the part of
pathway `h` in the Gauss-Newton vector and `K_h` its coupling (both in `numerics.hessian.blocks`),

    mu_ij = sum_h |g_h,ij|^2  <=  top of the pair's block  <=  top of [[a a^T, k], [k, b b^T]],

`a_h = |g_h,ij|`, `b_h = |g_h,ji|`, `k = diag(kappa_h)` and `kappa_h^2` the largest row sum of `|K_h|` times
the largest column sum, at least `||K_h||^2`. Below: `g_ij` itself is a test vector that the coupling maps to
the other half. Above: the norms of the parts (Horn and Johnson, Topics in Matrix Analysis, 3.1). At
depth-balanced points `kappa_h = max(|r_i|, |r_j|) sum_k |w_hi|^(L_h-2-k) |w_hj|^k`, and what this leaves open
is bounded through the Rayleigh quotient of `g` and its residual, which is sharp to second order. Blocks that
the bounds leave open are refused by a Cholesky factorisation of `t I - block`, or diagonalised.

Main result: `largest_eigenvalue`. **A structured solver**: it leans on the decoupling of modes and is no
evidence for `mode-decoupling` or `hessian-spectrum-off-minimum`; it is tested against
`numerics.hessian.structured.spectrum` and `numerics.hessian.definition`.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.linalg.lapack import dpotrf

from numerics.hessian.blocks import (
    BalancedBlocks,
    Index,
    LayerBlocks,
    checked_size,
    eigenvalues,
    secular_matrices,
)
from numerics.hessian.modes import AlignedModes, Float

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
        The eigenvalue. Where blocks of more than `blocks.LARGEST_BLOCK` rows or tables of more than
        `LARGEST_TABLE` entries would be needed, or a product overflows, it is a `ValueError`.

    >>> from numerics.hessian.modes import aligned_modes, balanced_modes
    >>> largest_eigenvalue(aligned_modes([[[3, 1 / 3], [1 / 3, 3]]])).block
    (0, 1)
    >>> largest_eigenvalue(balanced_modes([10**6], [[1.0]])).value
    1000000.0
    """
    with np.errstate(all="ignore"):
        return (_balanced if point.balanced else _unbalanced)(point)


def _balanced(point: AlignedModes) -> TopEigenvalue:
    depths, d = point.depths, point.modes
    search = _Search(point, *_secular_top(point))
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
    for table in blocks.tables:
        square, size = table * table, np.abs(table[:, :, :-1])
        squares.append(square[:, :, ::-1] @ square.transpose(0, 2, 1))
        norms.append(size[:, :, ::-1] @ size.transpose(0, 2, 1))
    mu, kappa = np.concatenate(squares), np.concatenate(norms) * np.maximum(r[:, None], r)
    # a_h = b_h here, so that the bound is |g|^2 + max_h kappa_h.
    total, coupling = mu.sum(axis=0), kappa.max(axis=0)
    first, second = search.open_pairs(total, total + coupling, blocks.size)
    if len(first):
        bounds = search.sharpened(blocks, coupling[first, second], first, second)
        search.look(blocks.of_pairs, first, second, bounds, blocks.size)
    return search.result()


def _secular_top(point: AlignedModes) -> tuple[float, tuple[int, int]]:
    # The largest eigenvalue of the blocks (i, i) of a depth-balanced point, and a mode that has it. The top
    # of diag(e) + v v^T lies between |v|^2 + min e and |v|^2 + max e.
    shift, matrices = secular_matrices(point)
    spread = (np.array(point.depths) - 1) * shift
    squares = np.einsum("ihh->i", matrices) - spread.sum(axis=1)
    high = np.maximum(squares + spread.max(axis=1), (-shift).max(axis=1))
    low = np.maximum(squares + spread.min(axis=1), (-shift).max(axis=1))
    rounding = MARGIN * len(point.depths) * (np.abs(squares) + np.abs(spread).sum(axis=1))
    modes = np.nonzero(~(high + rounding < (low - rounding).max()))[0]
    tops = np.maximum(eigenvalues(matrices[modes])[:, -1], (-shift[modes]).max(axis=1))
    best = int(tops.argmax())
    return float(tops[best]), (int(modes[best]), int(modes[best]))


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
    first, second = search.open_pairs(mu.sum(axis=0), _crude(mu, kappa), 2 * blocks.size)
    search.look(blocks.of_pairs, first, second, _fine(mu, kappa, first, second), 2 * blocks.size)
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
    bounds = (total + total.T) / 2 + np.hypot((total - total.T) / 2, largest)
    return np.asarray(_finite(bounds))


def _finite(bounds: Float) -> Float:
    if not bounds.max() < np.inf:  # nan included
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

    def open_pairs(self, total: Float, bounds: Float, rows: int) -> tuple[Index, Index]:
        # Pairs that crude bounds do not exclude, the most promising first. Blocks (i, i) are done, and their
        # coupling stays in the same half.
        _finite(bounds)
        for table in (total, bounds):
            np.fill_diagonal(table, -np.inf)
        i, j = divmod(int(total.argmax()), len(total))
        self.found(float(total[i, j]), (min(i, j), max(i, j)))
        if bounds.max() <= self.limit:
            return np.empty(0, np.intp), np.empty(0, np.intp)
        first, second = np.nonzero(np.triu(bounds > self.limit, 1))
        if len(first):
            checked_size(rows, f"the block of modes {first[0]} and {second[0]}, which bounds cannot exclude,")
        order = np.argsort(-bounds[first, second])
        return first[order], second[order]

    def sharpened(self, blocks: BalancedBlocks, kappa: Float, first: Index, second: Index) -> Float:
        # Upper bounds for pairs at a depth-balanced point. In a basis that begins with u = g/|g| a half is
        # [[rq, b^T], [b, E']], |b| the residual and top E' <= kappa. Values found on the way exclude others.
        bounds = np.full(len(first), np.inf)
        step = max(1, BATCH // sum(depth**2 for depth in blocks.point.depths))
        for start in range(0, len(first), step):
            part = slice(start, start + step)
            quotient, residual = blocks.rayleigh(first[part], second[part])
            best = int(quotient.argmax())
            self.found(float(quotient[best]), (int(first[part][best]), int(second[part][best])))
            mean, half = (quotient + kappa[part]) / 2, (quotient - kappa[part]) / 2
            bounds[part] = mean + np.hypot(half, residual)
        return bounds

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
