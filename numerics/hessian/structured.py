"""All eigenvalues of the Hessian at an aligned point, from blocks of mode pairs, in float64.

The Hessian of `N = d^2 n` rows, `n = sum_h L_h`, falls apart into blocks of at most `2 n` rows
(`numerics.hessian.blocks`); the spectrum is the union of theirs.

Main results: `spectrum`, and the points it takes, `aligned_modes` and `balanced_modes`. **A structured
solver**: it leans on the decoupling of modes and is no evidence for it (`mode-decoupling`,
`hessian-spectrum-at-minimum`, `hessian-spectrum-off-minimum`). It is tested against
`numerics.hessian.definition`, which assumes nothing.
"""

from collections.abc import Iterator

import numpy as np

from numerics.hessian.blocks import (
    BalancedBlocks,
    LayerBlocks,
    checked_size,
    eigenvalues,
    secular_matrices,
)
from numerics.hessian.modes import AlignedModes, Float, aligned_modes, balanced_modes

__all__ = ["AlignedModes", "aligned_modes", "balanced_modes", "spectrum"]

CHUNK = 2**20
"""Entries of blocks held at a time."""


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
