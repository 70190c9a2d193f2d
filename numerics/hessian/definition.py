"""The dense Hessian of the loss, column by column from Hessian-vector products, and its spectrum.

Main results: `hessian`, `spectrum`, `characteristic_polynomial_value`. Nothing is assumed about the point.
Cost: `N` Hessian-vector products for `N` parameters.
"""

from fractions import Fraction

import mpmath
import numpy as np
from flint import arb, arb_mat

from numerics.hessian.enclosure import symmetric_part_of_enclosure
from numerics.hessian.spectrum import enclosed_spectrum
from numerics.matrices import FLOAT64, MPMATH, Kind, Matrix, Scalar
from numerics.network import Network, flatten, hessian_vector_product, unflatten
from numerics.precision import bits_for

MOST_PARAMETERS = 10_000
"""Of a dense Hessian in float64; a tenth of that in other kinds."""


def hessian(network: Network) -> Matrix:
    """The matrix of second derivatives of the loss, in the documented order of the parameters.

    Column `k` is the Hessian-vector product with the `k`-th unit vector. The true matrix is symmetric;
    float64 and mpmath round both triangles separately and are averaged, Arb keeps the balls of the upper
    triangle for both (each ball encloses the true entry).

    Args:
        network: The network.

    Returns:
        A symmetric `N x N` matrix of the network's kind, `N = network.parameters`.

    Raises:
        ValueError: If an entry is not finite, or there are too many parameters for a dense matrix.

    >>> from numerics.minima import aligned_point
    >>> hessian(aligned_point([[[2], [3]]], [1], bases="identity", kind=FLOAT64).network).tolist()
    [[9.0, 11.0], [11.0, 4.0]]
    """
    kind, n = network.kind, network.parameters
    most = MOST_PARAMETERS if kind is FLOAT64 else MOST_PARAMETERS // 10
    if n > most:
        raise ValueError(
            f"network must have at most {most} parameters for a dense Hessian, got {n}; "
            "use numerics.hessian.lanczos, or numerics.hessian.largest at aligned points"
        )
    zero, one = kind.scalar(Fraction(0)), kind.scalar(Fraction(1))
    columns: list[Scalar] = []
    with np.errstate(all="ignore"):
        for k in range(n):
            unit = [zero] * n
            unit[k] = one
            columns += flatten(kind, hessian_vector_product(network, unflatten(network, unit)))
        matrix = _symmetric(kind, kind.matrix(n, n, columns))
    if not kind.is_finite(matrix):
        raise ValueError(
            "network must have finite second derivatives, got inf or nan; scale the weights down"
        )
    return matrix


def _symmetric(kind: Kind, matrix: Matrix) -> Matrix:
    if isinstance(matrix, arb_mat):
        return symmetric_part_of_enclosure(matrix)
    return (matrix + kind.transpose(matrix)) / 2


def spectrum(network: Network, digits: int = 15) -> list[Scalar]:
    """All eigenvalues of the Hessian, in increasing order.

    Args:
        network: The network.
        digits: For Arb, the digits wanted relative to the largest eigenvalue; the other kinds give what their
            working precision gives.

    Returns:
        Floats from `numpy.linalg.eigvalsh`, `mpf` from `mpmath.eigsy`, or balls, the `k`-th of which contains
        the `k`-th smallest eigenvalue. Digits below 1 are a `ValueError`.
    """
    bits_for(digits)
    matrix = hessian(network)
    if network.kind is FLOAT64:
        return [float(x) for x in np.linalg.eigvalsh(matrix)]
    if network.kind is MPMATH:
        return list(mpmath.mp.eigsy(matrix, eigvals_only=True))
    return list(enclosed_spectrum(matrix, digits))


def characteristic_polynomial_value(matrix: arb_mat, x: arb) -> arb:
    """`det(x I - A)` in balls.

    Args:
        matrix: `A`, square.
        x: The argument.

    Returns:
        A ball that contains the determinant for every matrix in the balls of `A`.

    Raises:
        ValueError: If the matrix is not square, or something is not finite.

    >>> characteristic_polynomial_value(arb_mat([[2, 0], [0, 3]]), arb(5))
    6.00000000000000
    """
    n = matrix.nrows()
    if matrix.ncols() != n or not all(entry.is_finite() for entry in (x, *matrix.entries())):
        raise ValueError(
            f"matrix must be square and finite, and x finite, got {n} x {matrix.ncols()} and {x}; check them"
        )
    identity = arb_mat(n, n, [int(i == j) for i in range(n) for j in range(n)])
    return (identity * x - matrix).det()
