"""The loss from its definition in torch, and its dense Hessian; shared by the benchmarks and tests/peers."""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from numerics.network import Network

torch.set_num_threads(1)


def flat_weights(network: Network) -> Any:
    """All weights in one vector: pathway by pathway, layer 0 first, row by row."""
    layers = [layer.ravel() for path in network.weights for layer in path]
    return torch.from_numpy(np.concatenate(layers))


def loss_of(network: Network) -> Callable[[Any], Any]:
    """`1/2 ||sum_h W_{h,L-1} ... W_{h,0} - M*||_F^2` as a function of the flat weights."""
    shapes = [[layer.shape for layer in path] for path in network.weights]
    target = torch.from_numpy(np.array(network.target))

    def loss(flat: Any) -> Any:
        total, start = -target, 0
        for path in shapes:
            product = None
            for rows, cols in path:
                layer = flat[start : start + rows * cols].reshape(rows, cols)
                start += rows * cols
                product = layer if product is None else layer @ product
            total = total + product
        return (total * total).sum() / 2

    return loss


def dense_hessian(network: Network, chunk: int | None = None) -> Any:
    """The dense Hessian in float64, by forward over reverse differentiation, `chunk` columns at a time."""
    point, gradient = flat_weights(network), torch.func.grad(loss_of(network))

    def product(direction: Any) -> Any:
        return torch.func.jvp(gradient, (point,), (direction,))[1]

    return torch.func.vmap(product, chunk_size=chunk)(torch.eye(len(point), dtype=torch.float64))
