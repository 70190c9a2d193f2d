"""The largest eigenvalue of the Hessian at arbitrary weights, by Lanczos on products, in float64.

Nothing is assumed about the point; widths may be rectangular and depths unequal. With the products
`F_l = W_l ... W_0` and the signals `G_l = (W_{L-1} ... W_{l+1})^T R` of every pathway kept, `R = M - M*`, the
derivative along `V` is

    F_l' = V_l F_{l-1} + W_l F_{l-1}',   R' = sum_h F_{L-1}',   G_{l-1}' = V_l^T G_l + W_l^T G_l',
    (Hess V)_l = G_l' F_{l-1}^T + G_l F_{l-1}'^T,

which is `numerics.network.hessian_vector_product` without the sums that do not depend on `V`. Pathways of
equal shapes are multiplied in one batch.

Main results: `HessianOperator`, `largest_eigenvalue` (residual reported, not converged is an outcome). Along
a trajectory, `numerics.hessian.trajectory` takes fewer products. The implicitly restarted Lanczos method is
ARPACK's, by `scipy.sparse.linalg.eigsh` (Lehoucq, Sorensen and Yang, ARPACK Users' Guide, 1998). The residual
certifies, up to rounding, that *some* eigenvalue is as near; that it is the largest is not certified.
"""

from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import Any, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.sparse.linalg import ArpackError, LinearOperator, eigsh

from numerics.matrices import FLOAT64
from numerics.network import Network

Float: TypeAlias = npt.NDArray[np.float64]

STIR = 2.0**-10
"""Part of a random direction in every start: a start with nothing of the top eigenvector never finds it."""

COLD, WARM = 20, 10
"""Lanczos vectors between restarts, without and with a start vector."""


class Outcome(Enum):
    """How a solve ended."""

    CONVERGED = "converged"
    """The residual is at most the tolerance times the eigenvalue, or as small as rounding allows."""

    NOT_CONVERGED = "not converged"
    """The restarts ran out; value, vector and residual are the best found, the value usually too small."""

    NON_FINITE = "non-finite"
    """A product overflowed; value and residual are nan, and the vector is the start."""


@dataclass(frozen=True, eq=False)
class LanczosResult:
    """A Ritz pair.

    Attributes:
        outcome: How the solve ended.
        value: The Rayleigh quotient of `vector`, a lower bound of the largest eigenvalue up to rounding.
        residual: `||Hess v - value v||` for the unit vector `v`: some eigenvalue is within it of `value`.
        vector: The unit vector, in the order of `numerics.network.flatten`.
        products: How many Hessian-vector products were taken.
        tolerance: What was asked for.
        seed: Seed of the random part of the start.
    """

    outcome: Outcome
    value: float
    residual: float
    vector: Float
    products: int
    tolerance: float
    seed: int


class Operator(Protocol):
    """A symmetric matrix of `parameters` rows, known by its products with vectors, which it counts."""

    parameters: int
    products: int

    def __call__(self, vector: Float, /) -> Float:
        """The matrix times a vector of shape `(parameters,)`."""


class HessianOperator:
    """The Hessian of a float64 network as a function of vectors.

    Attributes:
        parameters: The number of weights.
        products: How many products were taken so far.
    """

    def __init__(self, network: Network) -> None:
        if network.kind is not FLOAT64:
            raise ValueError(f"network must be of kind float64, got {network.kind.name}; build it in float64")
        if not network.is_finite():
            raise ValueError("network must be finite, got inf or nan weights; check the run it came from")
        self.parameters = network.parameters
        self.products = 0
        groups: dict[tuple[Any, ...], list[int]] = {}
        for h, path in enumerate(network.weights):
            groups.setdefault(tuple(layer.shape for layer in path), []).append(h)
        sizes = [sum(layer.size for layer in path) for path in network.weights]
        starts = np.cumsum([0, *sizes])
        with np.errstate(all="ignore"):
            self._groups = [
                _Group(
                    [np.stack(layers) for layers in zip(*(network.weights[h] for h in members), strict=True)],
                    np.array([np.arange(starts[h], starts[h + 1]) for h in members]),
                )
                for members in groups.values()
            ]
            residual = sum(group.chain[-1].sum(axis=0) for group in self._groups) - network.target
            for group in self._groups:
                group.send_back(residual)

    def __call__(self, vector: Float) -> Float:
        """The Hessian times a vector.

        Args:
            vector: One entry per parameter, in the order of `numerics.network.flatten`.

        Returns:
            The product, in the same order; not finite, without a warning, if it overflows.

        Raises:
            ValueError: If the vector has another shape.

        >>> one = np.ones((1, 1))
        >>> HessianOperator(Network(FLOAT64, ((2 * one, 3 * one),), one))(np.array([1.0, 0.0])).tolist()
        [9.0, 11.0]
        """
        if vector.shape != (self.parameters,):
            raise ValueError(
                f"vector must have shape ({self.parameters},), got {vector.shape}; give one per parameter"
            )
        self.products += 1
        image = np.empty(self.parameters)
        with np.errstate(all="ignore"):
            slopes = [group.forward(vector) for group in self._groups]
            change = sum(slope[-1].sum(axis=0) for _, slope in slopes)
            for group, (direction, slope) in zip(self._groups, slopes, strict=True):
                image[group.places] = group.backward(direction, slope, change)
        return image


class _Group:
    # Pathways of equal shapes: layer l of all of them in one array (pathways, rows, columns).
    def __init__(self, layers: list[Float], places: npt.NDArray[np.intp]) -> None:
        self.layers, self.places = layers, places
        self.transposed = [layer.transpose(0, 2, 1) for layer in layers]
        self.chain = [layers[0]]
        for layer in layers[1:]:
            self.chain.append(layer @ self.chain[-1])
        self.signals: list[Float] = []
        sizes = [0, *np.cumsum([layer[0].size for layer in layers])]
        self.cuts = [slice(a, b) for a, b in pairwise(sizes)]

    def send_back(self, residual: Float) -> None:
        signals = [np.broadcast_to(residual, (len(self.places), *residual.shape))]
        for layer in reversed(self.transposed[1:]):
            signals.append(layer @ signals[-1])
        self.signals = signals[::-1]

    def forward(self, vector: Float) -> tuple[list[Float], list[Float]]:
        flat = vector[self.places]
        direction = [flat[:, cut].reshape(w.shape) for cut, w in zip(self.cuts, self.layers, strict=True)]
        slopes = [direction[0]]
        for v, w, product in zip(direction[1:], self.layers[1:], self.chain, strict=False):
            slopes.append(v @ product + w @ slopes[-1])
        return direction, slopes

    def backward(self, direction: list[Float], slopes: list[Float], change: Float) -> Float:
        image = np.empty(self.places.shape)
        for layer in range(len(self.layers) - 1, 0, -1):
            before, moved = self.chain[layer - 1].transpose(0, 2, 1), slopes[layer - 1].transpose(0, 2, 1)
            part = change @ before + self.signals[layer] @ moved
            image[:, self.cuts[layer]] = part.reshape(len(image), -1)
            change = (
                direction[layer].transpose(0, 2, 1) @ self.signals[layer] + self.transposed[layer] @ change
            )
        image[:, self.cuts[0]] = np.broadcast_to(change, self.layers[0].shape).reshape(len(image), -1)
        return image


def _start(size: int, warm: Float | None, seed: int) -> Float:
    noise: Float = np.random.default_rng(seed).standard_normal(size)
    noise /= np.linalg.norm(noise)
    if warm is None:
        return noise
    length = float(np.linalg.norm(warm)) if warm.shape == (size,) and warm.dtype == np.float64 else 0.0
    if not 0 < length < np.inf:
        raise ValueError(
            f"start must be a finite float64 vector of {size} entries, not zero, got shape {warm.shape} and "
            f"dtype {warm.dtype}; pass LanczosResult.vector of a network of the same shapes, or None"
        )
    start: Float = warm / length + STIR * noise
    return start / float(np.linalg.norm(start))


def largest_eigenvalue(
    network: Network,
    *,
    start: Float | None = None,
    tolerance: float = 1e-10,
    restarts: int = 300,
    seed: int = 0,
) -> LanczosResult:
    """The largest eigenvalue of the Hessian of a float64 network.

    Cost: a product is `6 sum_h L_h` matrix products, two to three times a gradient; from a cold start 20
    products at least, from a warm one 10.

    Args:
        network: Any weights.
        start: A vector near the eigenvector, such as the result's at the step before.
        tolerance: Wanted residual, relative to the eigenvalue.
        restarts: Most restarts of the Lanczos method.
        seed: Seed of the random part of the start.

    Returns:
        The result, whatever its outcome. A network that is not finite or not of float64 is a `ValueError`,
        and so is what `largest_eigenvalue_of` refuses.

    >>> one = np.ones((1, 1))
    >>> round(largest_eigenvalue(Network(FLOAT64, ((2 * one, 3 * one),), one)).value, 6)
    17.780514
    """
    return largest_eigenvalue_of(
        HessianOperator(network), start=start, tolerance=tolerance, restarts=restarts, seed=seed
    )


def largest_eigenvalue_of(
    operator: Operator, *, start: Float | None, tolerance: float, restarts: int, seed: int
) -> LanczosResult:
    """The largest eigenvalue of any symmetric matrix known by its products; see `largest_eigenvalue`."""
    if not 0 < tolerance < 1 or restarts < 1:
        raise ValueError(
            f"tolerance must lie in (0, 1) and restarts be >= 1, got {tolerance} and {restarts}; "
            "try 1e-10 and 300"
        )
    n = operator.parameters
    first = _start(n, start, seed)
    image = operator(first)
    scale = float(np.linalg.norm(image))
    if not np.isfinite(scale):
        return LanczosResult(Outcome.NON_FINITE, np.nan, np.nan, first, operator.products, tolerance, seed)
    vector = first
    if scale > 0:  # zero at a random vector: the Hessian is zero
        vectors = COLD if start is None else WARM
        shape = LinearOperator((n, n), matvec=operator, dtype=np.float64)
        try:
            # ARPACK's criterion is an estimate: ask for a little more than is checked below.
            _, found = eigsh(
                shape, 1, which="LA", v0=first, tol=tolerance / 2, maxiter=restarts, ncv=min(n, vectors)
            )
        except ArpackError as stopped:  # ArpackNoConvergence is one
            found = getattr(stopped, "eigenvectors", np.empty((n, 0)))
        if found.shape[1]:
            vector = np.asarray(found[:, 0])
    return judged(operator, vector, scale, tolerance, seed)


def judged(operator: Operator, vector: Float, scale: float, tolerance: float, seed: int) -> LanczosResult:
    """The Ritz pair of a vector, with the outcome that its residual decides; costs one product.

    Args:
        operator: The matrix.
        vector: A unit vector.
        scale: Size of the matrix as far as known, relative to which residuals of rounding count as 0.
        tolerance: Wanted residual, relative to the eigenvalue.
        seed: For the record.

    Returns:
        The result.
    """
    image = operator(vector)
    value = float(vector @ image)
    residual = float(np.linalg.norm(image - value * vector))
    rounding = 2.0**-52 * operator.parameters * max(scale, float(np.linalg.norm(image)))
    done = residual <= max(tolerance * abs(value), rounding)
    outcome = Outcome.CONVERGED if done else Outcome.NOT_CONVERGED
    if not np.isfinite(residual):
        outcome = Outcome.NON_FINITE
    return LanczosResult(outcome, value, residual, vector, operator.products, tolerance, seed)
