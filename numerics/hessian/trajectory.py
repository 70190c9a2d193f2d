"""The largest eigenvalue of the Hessian along a trajectory, each solve started from the one before.

The eigenvector changes little from one network to the next, so a space that contains the old one needs few
products. It is a trap too: when two eigenvalues of blocks that do not interact cross, the old vector stays an
eigenvector, with a small residual, and is not the largest any more. Two answers:

| | products, cold solves taking 100 | where two eigenvalues have just crossed |
|---|---|---|
| stirred (default) | 55 to 80 | Lanczos from the old vector with a part of a random one finds the new |
| followed | 30 to 65 | the new one is found there or at one of the next networks |

(Counted at residual `1e-8`, on gradient descent at 200 to 82,000 weights.) Followed means:

1. start from the old vector, those of `FOLLOWERS` runners-up, stirred, and at first a random one;
2. Rayleigh-Ritz: the largest Ritz pairs and their residuals;
3. add the first residual to the space and repeat, until it is small enough; then likewise those of the
   runners-up that reach the first value with their residual; stop when there are none.

This is Davidson's block method without a preconditioner (Sleijpen and van der Vorst, A Jacobi-Davidson
iteration method for linear eigenvalue problems, 1996, section 2). All in float64.

Main result: `along_trajectory`. A residual certifies, up to rounding, that *some* eigenvalue is as near; that
it is the largest is not certified.
"""

from collections.abc import Iterable, Iterator

import numpy as np

from numerics.hessian.lanczos import (
    Float,
    HessianOperator,
    LanczosResult,
    Outcome,
    judged,
    largest_eigenvalue,
)
from numerics.network import Network

FOLLOWERS = 2
"""Runners-up that are carried along."""

STIR = 2.0**-6
"""Part of a random direction in each of them."""

LARGEST, KEPT = 24, 6
"""Vectors in the space at most, and after it was cut back to its best Ritz vectors."""


def along_trajectory(
    networks: Iterable[Network],
    *,
    stirred: bool = True,
    tolerance: float = 1e-10,
    products: int = 400,
    seed: int = 0,
) -> Iterator[LanczosResult]:
    """The largest eigenvalue at each of a sequence of networks of the same shapes.

    Args:
        networks: For example the iterates of gradient descent.
        stirred: True for the safe method, False to follow with half the products.
        tolerance: Wanted residual, relative to the eigenvalue.
        products: Most Hessian-vector products per network, for the second method.
        seed: Seed of the random directions.

    Yields:
        One result per network. After a solve that was not finite the next one starts cold.

    Raises:
        ValueError: If shapes change on the way, or an argument is out of range, as for
            `lanczos.largest_eigenvalue`.

    >>> from numerics.matrices import FLOAT64
    >>> one = np.ones((1, 1))
    >>> path = [Network(FLOAT64, ((w * one, 3 * one),), one) for w in (2.0, 1.9)]
    >>> [round(result.value, 6) for result in along_trajectory(path)]
    [17.780514, 17.048511]
    """
    if products < 1:
        raise ValueError(f"products must be >= 1, got {products}; try 400")
    noise = np.random.default_rng(seed)
    start: Float | None = None
    for network in networks:
        if start is not None and network.parameters != start.shape[1]:
            raise ValueError(
                f"networks must have the same shapes, got {network.parameters} weights after "
                f"{start.shape[1]}; start a trajectory of its own"
            )
        if start is None or stirred:
            first = None if start is None else start[0]
            result = largest_eigenvalue(network, start=first, tolerance=tolerance, seed=seed)
            start = result.vector[None]
        else:
            result, start = _followed(network, start, noise, tolerance, products, seed)
        yield result
        if result.outcome is Outcome.NON_FINITE:
            start = None


def _followed(
    network: Network,
    start: Float,
    noise: np.random.Generator,
    tolerance: float,
    products: int,
    seed: int,
) -> tuple[LanczosResult, Float]:
    operator = HessianOperator(network)
    space = _Space(operator)
    space.add(start[0])
    for follower in [*start[1:], *np.zeros((1 + FOLLOWERS - len(start), start.shape[1]))]:
        random = noise.standard_normal(operator.parameters)
        space.add(follower + STIR / np.linalg.norm(random) * random)
    grown = False
    while space.scale < np.inf:
        values, vectors, residuals = space.largest(1 + FOLLOWERS)
        sizes = np.linalg.norm(residuals, axis=1)
        rounding = 2.0**-52 * operator.parameters * space.scale
        enough = max(tolerance * abs(float(values[0])), rounding)
        wanted = (sizes > enough) & (values + sizes > values[0] + enough)
        if not grown:  # whatever the residuals: a crossing that just happened must have a chance to show
            wanted[:2] = True
        elif sizes[0] > enough:
            wanted[:] = np.arange(len(wanted)) == 0
        if not wanted.any() or operator.products >= products or not space.grow(residuals[wanted]):
            return judged(operator, vectors[0], space.scale, tolerance, seed), vectors
        grown = True
    nothing = LanczosResult(Outcome.NON_FINITE, np.nan, np.nan, start[0], operator.products, tolerance, seed)
    return nothing, start


class _Space:
    # An orthonormal basis and its images, in the first rows of two tables.
    def __init__(self, operator: HessianOperator) -> None:
        self.operator, self.count, self.scale = operator, 0, 0.0
        self.basis, self.images = np.empty((2, LARGEST + FOLLOWERS + 1, operator.parameters))

    def add(self, vector: Float) -> bool:
        # False if the vector lies in the space already, up to rounding.
        basis, length = self.basis[: self.count], float(np.linalg.norm(vector))
        if not 0 < length < np.inf:
            return False
        vector = vector / length
        for _ in range(2):  # once is not enough for orthogonality to rounding, twice is
            vector = vector - (basis @ vector) @ basis
        left = float(np.linalg.norm(vector))
        if left < 2.0**-40:
            return False
        self.basis[self.count] = vector / left
        image = self.operator(self.basis[self.count])
        self.images[self.count] = image
        size = float(np.linalg.norm(image))
        self.scale = max(self.scale, size) if size < np.inf else np.inf
        self.count += 1
        return True

    def grow(self, directions: Float) -> bool:
        return any([self.add(direction) for direction in directions])  # noqa: C419, every one is added

    def largest(self, count: int) -> tuple[Float, Float, Float]:
        basis, images = self.basis[: self.count], self.images[: self.count]
        small = basis @ images.T
        values, mix = np.linalg.eigh((small + small.T) / 2)
        values, mix = values[::-1], mix[:, ::-1].T
        vectors, found = mix[:count] @ basis, mix[:count] @ images
        if self.count >= LARGEST:  # the Ritz vectors take the place of the space
            self.basis[:KEPT], self.images[:KEPT] = mix[:KEPT] @ basis, mix[:KEPT] @ images
            self.count = KEPT
        return values[:count], vectors, found - values[:count, None] * vectors
