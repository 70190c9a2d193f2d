"""The loss of a deep linear network with parallel pathways, and its first two derivatives.

Pathway `h` has layers `W[h][0], ..., W[h][L_h - 1]`; layer 0 acts first:

    Omega_h = W[h][L_h-1] ... W[h][1] W[h][0],     M = sum_h Omega_h,     loss = 1/2 ||M - M*||_F^2.

Layers may be rectangular, as long as each product has the shape of `M*`.

Main results: `end_to_end`, `loss`, `gradient`, `hessian_vector_product`. The last is the derivative of
`gradient` along a direction, by running the *same* gradient on dual matrices `A + e A'`, `e^2 = 0`: the
product rule and nothing else. Gradient and product cost `O(sum_h L_h d^3)`. In float64 an overflow gives inf
or nan with NumPy's warning; `numerics.descent` and `numerics.hessian` turn that into outcomes and errors.

**Order of the parameters** in a flat vector (`flatten`, `unflatten`): pathway by pathway, in a pathway layer
0 first, in a layer row by row. The derivative with respect to a parameter stands where the parameter stands.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any, Protocol, TypeAlias

from numerics.dual import Dual, DualProducts
from numerics.matrices import Kind, Matrix, Scalar

Weights: TypeAlias = tuple[tuple[Matrix, ...], ...]
"""`weights[h][l]`, layer `l` of pathway `h`."""


@dataclass(frozen=True)
class Network:
    """Weights and target.

    Attributes:
        kind: The kind of the matrices.
        weights: `weights[h][l]`, layer `l` of pathway `h`, layer 0 acting first.
        target: `M*`.

    Raises:
        ValueError: If there is no pathway, a pathway has fewer than two layers, shapes do not chain to that
            of the target, or a matrix is of another kind, not real or not finite.
    """

    kind: Kind
    weights: Weights
    target: Matrix

    def __post_init__(self) -> None:
        if not self.weights:
            raise ValueError("weights must hold at least one pathway, got none; give a tuple of layers each")
        _check_matrix(self.kind, self.target, "target")
        for h, path in enumerate(self.weights):
            _check_pathway(self.kind, path, self.kind.shape(self.target), f"weights[{h}]")

    @property
    def parameters(self) -> int:
        """Number of weights, `sum_h sum_l` rows times columns."""
        return sum(r * c for path in self.weights for r, c in map(self.kind.shape, path))

    def moved(self, weights: Weights) -> "Network":
        """The network with other weights of the same shapes, taken as they are (they may be non-finite).

        Args:
            weights: The new weights.

        Returns:
            A network with the same kind and target.
        """
        network = object.__new__(Network)
        network.__dict__.update(kind=self.kind, weights=weights, target=self.target)
        return network

    def is_finite(self) -> bool:
        """Whether every weight is a finite number.

        Returns:
            True if so.
        """
        return all(self.kind.is_finite(layer) for path in self.weights for layer in path)


def _check_matrix(kind: Kind, matrix: Matrix, name: str) -> None:
    if not kind.owns(matrix):
        given = f"{type(matrix).__name__} {getattr(matrix, 'dtype', '')}".strip()
        raise ValueError(f"{name} must be a real {kind.name} matrix, got {given}; convert it to that kind")
    if 0 in kind.shape(matrix):
        raise ValueError(f"{name} must not be empty, got shape {kind.shape(matrix)}; give rows and columns")
    if not kind.is_finite(matrix):
        raise ValueError(f"{name} must be finite, got inf or nan entries; start from finite numbers")


def _check_pathway(kind: Kind, path: Sequence[Matrix], target: tuple[int, int], name: str) -> None:
    if len(path) < 2:
        raise ValueError(f"{name} must have at least 2 layers, got {len(path)}; split the matrix in factors")
    for layer, matrix in enumerate(path):
        _check_matrix(kind, matrix, f"{name}[{layer}]")
    shapes = [kind.shape(matrix) for matrix in path]
    ends = [target[1], *(rows for rows, _ in shapes)]
    if ends[-1] != target[0] or any(cols != ends[i] for i, (_, cols) in enumerate(shapes)):
        raise ValueError(
            f"{name} must have layers (first one first) whose product has the target's shape {target}, "
            f"got shapes {shapes}; make the columns of each layer match the rows of the layer before"
        )


class _Products(Protocol):
    # All that the gradient needs besides + and -.
    def matmul(self, a: Any, b: Any, /) -> Any: ...

    def transpose(self, a: Any, /) -> Any: ...


def _chain(algebra: _Products, path: Sequence[Any]) -> list[Any]:
    # [W_0, W_1 W_0, ..., W_{L-1} ... W_0]
    products = [path[0]]
    for layer in path[1:]:
        products.append(algebra.matmul(layer, products[-1]))
    return products


def _pull_back(
    algebra: _Products, path: Sequence[Any], chain: Sequence[Any], covector: Any
) -> tuple[Any, ...]:
    # d<C, Omega>/dW_l = (W_{L-1}...W_{l+1})^T C (W_{l-1}...W_0)^T, from the last layer to the first.
    slopes = []
    signal = covector
    for layer in range(len(path) - 1, 0, -1):
        slopes.append(algebra.matmul(signal, algebra.transpose(chain[layer - 1])))
        signal = algebra.matmul(algebra.transpose(path[layer]), signal)
    slopes.append(signal)
    return tuple(reversed(slopes))


def end_to_end(network: Network) -> Matrix:
    """The end-to-end map `M = sum_h W[h][L_h-1] ... W[h][0]`.

    Args:
        network: The network.

    Returns:
        A matrix of the target's shape.
    """
    return reduce(add, (_chain(network.kind, path)[-1] for path in network.weights))


def loss(network: Network) -> Scalar:
    """`1/2 ||M - M*||_F^2`.

    Args:
        network: The network.

    Returns:
        A scalar of the network's kind.

    >>> import numpy as np
    >>> from numerics.matrices import FLOAT64
    >>> one = np.ones((1, 1))
    >>> loss(Network(FLOAT64, ((2 * one, 3 * one),), one))
    12.5
    """
    residual = end_to_end(network) - network.target
    return network.kind.inner(residual, residual) / 2


def gradient(network: Network) -> Weights:
    """The derivative of the loss with respect to every weight.

    `dloss/dW[h][l] = (W[h][L-1] ... W[h][l+1])^T (M - M*) (W[h][l-1] ... W[h][0])^T`.

    Args:
        network: The network.

    Returns:
        Matrices of the shapes of the weights.

    >>> import numpy as np
    >>> from numerics.matrices import FLOAT64
    >>> one = np.ones((1, 1))
    >>> [float(g[0, 0]) for g in gradient(Network(FLOAT64, ((2 * one, 3 * one),), one))[0]]
    [15.0, 10.0]
    """
    chains = [_chain(network.kind, path) for path in network.weights]
    residual = reduce(add, (chain[-1] for chain in chains)) - network.target
    return tuple(
        _pull_back(network.kind, path, chain, residual)
        for path, chain in zip(network.weights, chains, strict=True)
    )


def gradient_of_map(network: Network, covector: Matrix) -> Weights:
    """The derivative of the number `<C, M(W)> = tr(C^T M)` with respect to every weight.

    With `C = u v^T` the number is `u^T M v`.

    Args:
        network: The network.
        covector: `C`, of the target's shape.

    Returns:
        Matrices of the shapes of the weights.

    Raises:
        ValueError: If `C` has another shape than the target.
    """
    kind = network.kind
    if kind.shape(covector) != kind.shape(network.target):
        raise ValueError(
            f"covector must have the target's shape {kind.shape(network.target)}, "
            f"got {kind.shape(covector)}; transpose it?"
        )
    return tuple(_pull_back(kind, path, _chain(kind, path), covector) for path in network.weights)


def hessian_vector_product(network: Network, direction: Weights) -> Weights:
    """The second derivative of the loss applied to a direction: `d/de gradient(W + e V)` at `e = 0`.

    Args:
        network: The network, at `W`.
        direction: `V`, matrices of the shapes of the weights.

    Returns:
        Matrices of the shapes of the weights.

    Raises:
        ValueError: If the direction has other shapes than the weights, or is not finite.

    >>> import numpy as np
    >>> from numerics.matrices import FLOAT64
    >>> one = np.ones((1, 1))
    >>> v = ((one, 0 * one),)
    >>> [float(g[0, 0]) for g in hessian_vector_product(Network(FLOAT64, ((2 * one, 3 * one),), one), v)[0]]
    [9.0, 11.0]
    """
    kind = network.kind
    shapes = [[kind.shape(layer) for layer in path] for path in network.weights]
    given = [[kind.shape(layer) for layer in path] for path in direction]
    if given != shapes:
        raise ValueError(f"direction must have the weights' shapes {shapes}, got {given}; see unflatten")
    if not all(kind.is_finite(layer) for path in direction for layer in path):
        raise ValueError("direction must be finite, got inf or nan; check where it comes from")
    algebra = DualProducts(kind)
    weights = tuple(
        tuple(map(Dual, path, slopes)) for path, slopes in zip(network.weights, direction, strict=True)
    )
    chains = [_chain(algebra, path) for path in weights]
    moved = reduce(add, (chain[-1] for chain in chains))
    residual = Dual(moved.value - network.target, moved.slope)
    return tuple(
        tuple(dual.slope for dual in _pull_back(algebra, path, chain, residual))
        for path, chain in zip(weights, chains, strict=True)
    )


def flatten(kind: Kind, weights: Weights) -> list[Scalar]:
    """All entries in the documented order.

    Args:
        kind: The kind of the matrices.
        weights: Matrices.

    Returns:
        A flat list of scalars.
    """
    return [x for path in weights for layer in path for x in kind.entries(layer)]


class _Weighted(Protocol):
    @property
    def kind(self) -> Kind: ...
    @property
    def weights(self) -> Weights: ...
    @property
    def parameters(self) -> int: ...


def unflatten(network: _Weighted, vector: Sequence[Scalar]) -> Weights:
    """The inverse of `flatten`, in the shapes of the network's weights.

    Args:
        network: Gives kind and shapes.
        vector: One scalar per parameter.

    Returns:
        Matrices of the shapes of the weights.

    Raises:
        ValueError: If the length is not the number of parameters.
    """
    if len(vector) != network.parameters:
        raise ValueError(f"vector must have {network.parameters} entries, got {len(vector)}; give them all")
    paths, start = [], 0
    for path in network.weights:
        layers = []
        for rows, cols in map(network.kind.shape, path):
            layers.append(network.kind.matrix(rows, cols, vector[start : start + rows * cols]))
            start += rows * cols
        paths.append(tuple(layers))
    return tuple(paths)
