"""Hessian eigenvalue of a mode pair: curvature of the loss along one entry of the end-to-end map.

Let `u_i`, `v_j` be the singular vectors of the target and `g` the derivative of the number `u_i^T M(W) v_j`
with respect to all weights. If `g` is an eigenvector of the full Hessian, its eigenvalue belongs to `(i, j)`.
That it is one is not assumed: the residual is part of the ball.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial

from flint import arb, arb_mat

from numerics.hessian.enclosure import eigenvalue_near
from numerics.matrices import ARB, Matrix
from numerics.measurement import Measurement, enclosed
from numerics.minima import AlignedPoint, Bases, minimum
from numerics.network import Network, Weights, flatten, gradient_of_map, hessian_vector_product, unflatten


def _column(matrix: Matrix, j: int) -> arb_mat:
    return arb_mat(matrix.nrows(), 1, [matrix[k, j] for k in range(matrix.nrows())])


def _as_column(network: Network, weights: Weights) -> arb_mat:
    return arb_mat(network.parameters, 1, flatten(ARB, weights))


def _apply_hessian(network: Network, v: arb_mat) -> arb_mat:
    return _as_column(network, hessian_vector_product(network, unflatten(network, v.entries())))


def measure(
    depths: Sequence[int],
    shares: Sequence[Sequence[Fraction]],
    digits: int,
    seed: int,
    bases: Bases = "rational",
    *,
    i: int,
    j: int,
) -> Measurement:
    """Rayleigh quotient of the full Hessian at `g`, plus or minus the residual norm.

    Args:
        depths: `L_h >= 2`, one per pathway.
        shares: `shares[h][i] = sigma_hi >= 0`.
        digits: Digits wanted; reached if `g` is an eigenvector.
        seed: Seed of the orthogonal factors.
        bases: Which orthogonal factors; "identity" or "rational".
        i: Mode on the left, counted from 0.
        j: Mode on the right, counted from 0.

    Returns:
        The measurement. Rigorous: the ball contains an eigenvalue of the full Hessian.

    Raises:
        ValueError: If `i` or `j` is no mode; or for inadmissible input, see `checked_shares`.

    >>> measure([3], [[Fraction(8)]], 30, 0, i=0, j=0).value.contains(48)
    True
    """
    modes = len(shares[0]) if shares else 0
    for name, mode in (("i", i), ("j", j)):
        if not isinstance(mode, int) or not 0 <= mode < modes:
            raise ValueError(f"{name} must be a mode 0 <= {name} < {modes}, got {mode!r}; count from 0")

    return at(lambda: minimum(depths, shares, bases=bases, seed=seed), digits, seed, i=i, j=j)


def at(make: Callable[[], AlignedPoint], digits: int, seed: int, *, i: int, j: int) -> Measurement:
    """The same at any aligned point: layers need not be equal.

    Args:
        make: Makes the point in Arb at the working precision.
        digits: Digits wanted; reached if the gradient of the map is an eigenvector.
        seed: Seed that the point was made with.
        i: Mode on the left, counted from 0.
        j: Mode on the right, counted from 0.

    Returns:
        The measurement, as of `measure`.
    """

    def solve() -> tuple[arb, int]:
        point = make()
        network = point.network
        covector = _column(point.left, i) * _column(point.right, j).transpose()
        direction = _as_column(network, gradient_of_map(network, covector))
        return eigenvalue_near(partial(_apply_hessian, network), direction), network.parameters

    return enclosed(
        solve,
        digits,
        seed,
        doublings=4,
        solver="definition: Hessian-vector product, Rayleigh quotient and residual",
        blind_to=(
            "which eigenvalue it is, when several lie in the ball; if the direction is no eigenvector the "
            "ball is as wide as its residual"
        ),
    )
