"""Aligned points by their entries: what the structured Hessian solvers start from, in float64.

Layers are `W[h][l] = Q[h][l+1] S[h][l] Q[h][l]^T` with orthogonal `Q` and diagonal `S`. The spectrum of the
Hessian does not depend on `Q`, so a point is the entries `a_hl,i` of every `S` and the residuals
`r_i = sum_h prod_l a_hl,i - s*_i`.

Main results: `AlignedModes`, `aligned_modes`, `balanced_modes` (equal layers in each pathway).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Float: TypeAlias = npt.NDArray[np.float64]


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
