"""The Hessian at a global minimum by the small Gram matrix of the end-to-end map, in float64.

At residual 0 the Hessian is `J^T J`, `J` the derivative of `M` with respect to all weights, and its non-zero
eigenvalues are those of

    J J^T = sum_h sum_l (A_hl A_hl^T) kron (B_hl^T B_hl),

`A_hl`, `B_hl` the products of the layers after and before layer `l`, in the order of the entries of `M`
row by row. Its size is `d_out d_in`, whatever the depths, widths and number of pathways.

Main results: `gram_matrix`, `spectrum_at_minimum`, `largest_eigenvalue_at_minimum`. **A structured solver**:
it leans on `hessian-spectrum-at-minimum` (and on the identity in `global-flatness`) and is no evidence for
them; it is tested against `numerics.hessian.definition`.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from numerics.matrices import FLOAT64
from numerics.network import Network

Float: TypeAlias = npt.NDArray[np.float64]

LARGEST_GRAM = 4096
"""Rows of the largest Gram matrix that is formed: 134 MB, and half a minute for its eigenvalues."""

ROUNDING = 1e-12
"""Residual, relative to the sizes of the pathways' products, that counts as zero: thousands of roundings."""


@dataclass(frozen=True, eq=False)
class GramSpectrum:
    """The spectrum of the Hessian at a global minimum.

    Attributes:
        nonzero: The non-zero eigenvalues, increasing: those above `2^-52 d_out d_in` times the largest.
        zeros: How often 0 is an eigenvalue; `len(nonzero) + zeros` is the number of weights.
        residual: `||M - M*||_F`, which was checked to be zero up to rounding.
    """

    nonzero: Float
    zeros: int
    residual: float


def _factors(network: Network, tolerance: float) -> tuple[list[tuple[Float, Float]], float]:
    # (A A^T, B^T B) for every layer of every pathway, and the residual.
    if network.kind is not FLOAT64:
        raise ValueError(f"network must be of kind float64, got {network.kind.name}; build it in float64")
    if not network.is_finite():
        raise ValueError("network must be finite, got inf or nan weights; check the run it came from")
    rows, cols = network.target.shape
    factors, total, size = [], -network.target, float(np.linalg.norm(network.target))
    with np.errstate(all="ignore"):
        for path in network.weights:
            after = [np.eye(rows)]
            for layer in path[:0:-1]:
                after.append(after[-1] @ layer)
            before, bound = np.eye(cols), 1.0
            for layer, left in zip(path, reversed(after), strict=True):
                factors.append((left @ left.T, before.T @ before))
                before = layer @ before
                bound *= float(np.linalg.norm(layer, 2))
            total = total + before
            size += bound
        residual = float(np.linalg.norm(total))
    if not all(np.isfinite(x).all() for pair in factors for x in pair) or not np.isfinite(residual):
        raise ValueError("network must have products below 1.8e308, got inf or nan; scale the weights down")
    if not residual <= tolerance * size:
        raise ValueError(
            f"network must be at a global minimum, M = M*, up to {tolerance:g} of the size of its products, "
            f"got ||M - M*|| = {residual:.3g}; use hessian.lanczos or hessian.definition off the minimum"
        )
    return factors, residual


def gram_matrix(network: Network, *, tolerance: float = ROUNDING) -> Float:
    """`sum_h sum_l (A_hl A_hl^T) kron (B_hl^T B_hl)`.

    Cost: `O(sum_h L_h (d^3 + (d_out d_in)^2))`.

    Args:
        network: A float64 network at a global minimum, of any widths.
        tolerance: Residual that counts as zero, relative to `||M*||_F + sum_h prod_l ||W_hl||_2`. A residual
            that is not zero moves eigenvalues by up to its size times products of all layers but two.

    Returns:
        A symmetric positive semidefinite matrix of `d_out d_in` rows.

    Raises:
        ValueError: If the network is not at a global minimum, of another kind, overflows in a product, or
            its matrix would exceed `LARGEST_GRAM` rows.

    >>> one = np.ones((1, 1))
    >>> gram_matrix(Network(FLOAT64, ((2 * one, 3 * one),), 6 * one)).tolist()
    [[13.0]]
    """
    rows, cols = network.kind.shape(network.target)
    if rows * cols > LARGEST_GRAM:
        raise ValueError(
            f"target must have at most {LARGEST_GRAM} entries, got {rows} x {cols}; use hessian.lanczos"
        )
    factors, _ = _factors(network, tolerance)
    left, right = (np.array(side) for side in zip(*factors, strict=True))
    # kron(A, B)[(i, k), (j, l)] = A_ij B_kl: one matrix product over the layers, then an exchange of axes.
    gram = left.reshape(len(left), -1).T @ right.reshape(len(right), -1)
    gram = gram.reshape(rows, rows, cols, cols).transpose(0, 2, 1, 3).reshape(rows * cols, rows * cols)
    return np.asarray((gram + gram.T) / 2)


def spectrum_at_minimum(network: Network, *, tolerance: float = ROUNDING) -> GramSpectrum:
    """All eigenvalues of the Hessian at a global minimum.

    Args:
        network: As for `gram_matrix`, whose errors apply.
        tolerance: As for `gram_matrix`.

    Returns:
        The non-zero eigenvalues, and how many are zero. Where `M*` is singular, eigenvalues that are zero
        and eigenvalues below `2^-52 d_out d_in` times the largest cannot be told apart: both count as zero.

    >>> one = np.ones((1, 1))
    >>> found = spectrum_at_minimum(Network(FLOAT64, ((2 * one, 3 * one),), 6 * one))
    >>> found.nonzero.tolist(), found.zeros
    ([13.0], 1)
    """
    gram = gram_matrix(network, tolerance=tolerance)
    eigenvalues = np.linalg.eigvalsh(gram)
    nonzero = eigenvalues[eigenvalues > 2.0**-52 * len(gram) * eigenvalues[-1]]
    return GramSpectrum(nonzero, network.parameters - len(nonzero), _factors(network, tolerance)[1])


def largest_eigenvalue_at_minimum(network: Network, *, tolerance: float = ROUNDING) -> float:
    """The largest eigenvalue of the Hessian at a global minimum.

    Args:
        network: As for `gram_matrix`, whose errors apply.
        tolerance: As for `gram_matrix`.

    Returns:
        The eigenvalue, to a modest multiple of `2^-53` of itself.

    >>> one = np.ones((1, 1))
    >>> largest_eigenvalue_at_minimum(Network(FLOAT64, ((2 * one, 3 * one),), 6 * one))
    13.0
    """
    return float(np.linalg.eigvalsh(gram_matrix(network, tolerance=tolerance))[-1])
