"""The sharpness of a tanh network: the largest eigenvalue of the Hessian of its loss, in float64.

By Lanczos on exact Hessian-vector products (`numerics.tanh_network.hessian_vector_product`). The residual is
reported; it certifies up to rounding that some eigenvalue is as near, not that it is the largest.

Main result: `sharpness`.
"""

from collections.abc import Sequence
from typing import TypeAlias, cast

import numpy as np
import numpy.typing as npt

from numerics.hessian.lanczos import LanczosResult, largest_eigenvalue_of
from numerics.network import unflatten
from numerics.tanh_network import TanhNetwork, hessian_vector_product

Float: TypeAlias = npt.NDArray[np.float64]


class HessianOperator:
    """The Hessian of the loss as a function of vectors, in the order of `numerics.network.flatten`.

    Attributes:
        parameters: The number of weights.
        products: How many products were taken so far.
    """

    def __init__(self, network: TanhNetwork) -> None:
        if not network.is_finite():
            raise ValueError("network must be finite, got inf or nan weights; check the run it came from")
        self._network, self.parameters, self.products = network, network.parameters, 0

    def __call__(self, vector: Float) -> Float:
        """The Hessian times a vector.

        Args:
            vector: Shape `(parameters,)`.

        Returns:
            The product; not finite, without a warning, if it overflows.
        """
        self.products += 1
        direction = unflatten(self._network, cast("Sequence[float]", vector))
        with np.errstate(all="ignore"):
            image = hessian_vector_product(self._network, direction)
        return np.concatenate([part.ravel() for path in image for part in path])


def sharpness(
    network: TanhNetwork,
    *,
    start: Float | None = None,
    tolerance: float = 1e-8,
    restarts: int = 300,
    seed: int = 0,
) -> LanczosResult:
    """The largest eigenvalue of the Hessian of the actual loss, by Lanczos on exact products.

    Args:
        network: The network.
        start: A vector near the eigenvector, such as the result's at the step before.
        tolerance: Wanted residual, relative to the eigenvalue.
        restarts: Most restarts of the Lanczos method.
        seed: Seed of the random part of the start.

    Returns:
        The result, whatever its outcome, with its residual. A network that is not finite is a `ValueError`.

    >>> from numerics.tanh_network import tanh_network
    >>> net = tanh_network([[[[0.0]], [[2.0]]]], [[1.0]], [[1.0, -1.0]])
    >>> result = sharpness(net)  # Hessian [[4, -1], [-1, 0]]: at w_1 = 0 tanh has slope 1
    >>> result.outcome.name, round(result.value, 6)
    ('CONVERGED', 4.236068)
    """
    return largest_eigenvalue_of(
        HessianOperator(network), start=start, tolerance=tolerance, restarts=restarts, seed=seed
    )
