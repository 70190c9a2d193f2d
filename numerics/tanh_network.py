"""Parallel pathways of tanh layers, trained on an aligned linear target; full batch, float64.

Pathway `h` computes `f_h(x) = W_{h,L} tanh(W_{h,L-1} ... tanh(W_{h,1} x))`, the output is `sum_h f_h(x)`, and

    loss = 1/(2 n) sum_k |sum_h f_h(x_k) - M* x_k|^2        for n whitened inputs, (1/n) sum_k x_k x_k^T = I.

With tiny weights tanh is the identity up to third order and this is the loss of `numerics.network`.

**Share of a pathway** (a definition, not a theorem): `sigma_h = (1/n) sum_k (u^T f_h(x_k)) (v^T x_k)`, with
`u`, `v` a pair of singular directions of the target. It is `u^T A_h v` for the linear map `A_h` that fits the
pathway best, and `u^T Omega_h v` if the pathway is linear. The shares sum to `s*` plus the residual's part in
that direction, so to `s*` wherever the fit is right in it.

Main results: `tanh_network`, `loss`, `gradient` (backpropagation), `hessian_vector_product` (the same
backpropagation on dual arrays `A + e A'`, `e^2 = 0`: forward over reverse, exact; Pearlmutter, Fast exact
multiplication by the Hessian, 1994), `shares`. `numerics.hessian.tanh` measures the sharpness; for runs give
`gradient` to `numerics.descent.run`. Nothing here knows anything about stability or thresholds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from numerics.dual import DualArray, tanh
from numerics.matrices import FLOAT64, Kind
from numerics.network import Weights

Float: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class TanhNetwork:
    """Weights, inputs and wanted outputs. Made by `tanh_network`, which checks them.

    Attributes:
        weights: `weights[h][l]`, layer `l` of pathway `h`, layer 0 acting first; float64.
        inputs: One column per input, shape `(columns, n)`.
        wanted: `M* x_k`, shape `(rows, n)`.
    """

    weights: Weights
    inputs: Float
    wanted: Float

    @property
    def kind(self) -> Kind:
        """Always `FLOAT64`."""
        return FLOAT64

    @property
    def parameters(self) -> int:
        """The number of weights."""
        return sum(layer.size for path in self.weights for layer in path)

    def moved(self, weights: Weights) -> "TanhNetwork":
        """The network with other weights of the same shapes, taken as they are (they may be non-finite).

        Args:
            weights: The new weights.

        Returns:
            A network with the same data.
        """
        return TanhNetwork(weights, self.inputs, self.wanted)

    def is_finite(self) -> bool:
        """Whether every weight is a finite number.

        Returns:
            True if so.
        """
        return all(bool(np.isfinite(layer).all()) for path in self.weights for layer in path)


def whitened_inputs(size: int, count: int, seed: int) -> Float:
    """Columns `x_k` with `(1/n) sum_k x_k x_k^T = I`, from normal numbers by QR.

    Args:
        size: The length of an input, at least 1.
        count: The number `n` of inputs, at least `size`.
        seed: Seed of the normal numbers.

    Returns:
        Shape `(size, count)`.

    Raises:
        ValueError: If there are fewer inputs than entries of an input.

    >>> x = whitened_inputs(2, 5, seed=0)
    >>> bool(np.allclose(x @ x.T / 5, np.eye(2)))
    True
    """
    if not 1 <= size <= count:
        raise ValueError(f"count must be >= size >= 1, got {count} and {size}; draw more inputs")
    basis = np.linalg.qr(np.random.default_rng(seed).standard_normal((count, size)))[0]
    return np.asarray(basis.T * np.sqrt(count))


def tanh_network(weights: Sequence[Sequence[Any]], target: Any, inputs: Any) -> TanhNetwork:
    """A network with a linear target.

    Args:
        weights: `weights[h][l]`, real matrices, at least two per pathway; layers may be rectangular.
        target: `M*`, rows times columns.
        inputs: One column per input, `(1/n) X X^T = I` to `1e-8`.

    Returns:
        The network.

    Raises:
        ValueError: If shapes do not chain, the inputs are not white, or a number is not real or not finite.

    >>> net = tanh_network([[[[0.5]], [[2.0]]]], [[1.0]], [[1.0, -1.0]])
    >>> round(loss(net), 6)  # (2 tanh(1/2) - 1)^2 / 2
    0.00287
    """
    m, x = _matrix(target, "target"), _matrix(inputs, "inputs")
    rows, columns = m.shape
    if x.shape[0] != columns:
        raise ValueError(f"inputs must have {columns} rows, as the target has columns, got {x.shape[0]}")
    if np.abs(x @ x.T / x.shape[1] - np.eye(columns)).max() > 1e-8:
        raise ValueError("inputs must be white, (1/n) X X^T = I, and are not; use whitened_inputs")
    if not weights:
        raise ValueError("weights must hold at least one pathway, got none; give a tuple of layers each")
    paths = tuple(
        tuple(_matrix(layer, f"weights[{h}][{k}]") for k, layer in enumerate(path))
        for h, path in enumerate(weights)
    )
    for h, path in enumerate(paths):
        shapes = [layer.shape for layer in path]
        ends = [columns, *(r for r, _ in shapes)]
        if len(path) < 2 or ends[-1] != rows or any(c != ends[k] for k, (_, c) in enumerate(shapes)):
            raise ValueError(
                f"weights[{h}] must have at least 2 layers (first one first) whose product has the target's "
                f"shape {m.shape}, got shapes {shapes}; make columns match the rows of the layer before"
            )
    return TanhNetwork(paths, x, m @ x)


def _matrix(value: Any, name: str) -> Float:
    try:
        array = np.asarray(value)
    except ValueError:
        raise ValueError(f"{name} must be a matrix, got a ragged list; give rows of one length") from None
    if array.dtype.kind not in "fiu" or array.ndim != 2 or array.size == 0:
        raise ValueError(
            f"{name} must be a real matrix and not empty, got dtype {array.dtype} and shape {array.shape}; "
            "convert it to float64"
        )
    if not np.isfinite(array).all():
        raise ValueError(f"{name} must be finite, got inf or nan entries; start from finite numbers")
    return array.astype(np.float64)


def _forward(path: Sequence[Any], inputs: Any) -> tuple[list[Any], Any]:
    # What enters each layer, and the output.
    entering = [inputs]
    for layer in path[:-1]:
        entering.append(tanh(layer @ entering[-1]))
    return entering, path[-1] @ entering[-1]


def _backpropagated(paths: Sequence[Sequence[Any]], inputs: Any, wanted: Float) -> list[list[Any]]:
    # The slopes of the loss, on arrays (complex ones too) or on duals.
    passes = [_forward(path, inputs) for path in paths]
    error = (reduce(add, (output for _, output in passes)) - wanted) / wanted.shape[1]
    slopes = []
    for path, (entering, _) in zip(paths, passes, strict=True):
        signal, found = error, []
        for k in range(len(path) - 1, 0, -1):
            found.append(signal @ entering[k].T)
            signal = (path[k].T @ signal) * (1 - entering[k] * entering[k])
        found.append(signal @ entering[0].T)
        slopes.append(found[::-1])
    return slopes


def outputs(network: TanhNetwork) -> list[Float]:
    """What each pathway computes, `f_h(x_k)` in columns.

    Args:
        network: The network.

    Returns:
        One array of shape `(rows, n)` per pathway.
    """
    return [_forward(path, network.inputs)[1] for path in network.weights]


def loss(network: TanhNetwork) -> float:
    """`1/(2 n) sum_k |sum_h f_h(x_k) - M* x_k|^2`.

    Args:
        network: The network.

    Returns:
        The loss.
    """
    error: Float = reduce(add, outputs(network)) - network.wanted
    size: int = error.shape[1]
    return float(np.vdot(error, error)) / (2 * size)


def gradient(network: TanhNetwork) -> Weights:
    """The derivative of the loss with respect to every weight, by backpropagation.

    In the example, with `t = tanh(1/2)` and `r = 2 t - 1`, it is `2 r (1 - t^2)` and `r t`.

    Args:
        network: The network.

    Returns:
        Matrices of the shapes of the weights.

    >>> net = tanh_network([[[[0.5]], [[2.0]]]], [[1.0]], [[1.0, -1.0]])
    >>> [round(float(g[0, 0]), 6) for g in gradient(net)[0]]
    [-0.119172, -0.035013]
    """
    return tuple(map(tuple, _backpropagated(network.weights, network.inputs, network.wanted)))


def hessian_vector_product(network: TanhNetwork, direction: Weights) -> Weights:
    """The second derivative of the loss applied to a direction: `d/de gradient(W + e V)` at `e = 0`, exactly.

    Args:
        network: The network, at `W`.
        direction: `V`, matrices of the shapes of the weights.

    Returns:
        Matrices of the shapes of the weights.
    """
    paths = [list(map(DualArray, p, q)) for p, q in zip(network.weights, direction, strict=True)]
    inputs = DualArray(network.inputs, np.zeros_like(network.inputs))
    return tuple(tuple(g.slope for g in path) for path in _backpropagated(paths, inputs, network.wanted))


def shares(network: TanhNetwork, left: Float, right: Float) -> tuple[float, ...]:
    """The share of every pathway in one direction, `(1/n) sum_k (u^T f_h(x_k)) (v^T x_k)`.

    Args:
        network: The network.
        left: `u`, a unit vector, shape `(rows,)`.
        right: `v`, a unit vector, shape `(columns,)`.

    Returns:
        One number per pathway.

    >>> net = tanh_network([[[[0.5]], [[2.0]]]], [[1.0]], [[1.0, -1.0]])
    >>> [round(share, 6) for share in shares(net, np.ones(1), np.ones(1))]
    [0.924234]
    """
    along = right @ network.inputs / network.inputs.shape[1]
    return tuple(float(left @ output @ along) for output in outputs(network))
