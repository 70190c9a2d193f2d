"""Imbalance multiplier: the factor that one step of gradient descent puts on a difference of two pathways.

The derivative of the step on full matrices, along the direction that raises one mode in all layers of the
first pathway and lowers it in those of the second. That the step only stretches this direction is not
assumed: what it adds beside it widens the ball.
"""

from collections.abc import Sequence
from fractions import Fraction
from functools import partial
from itertools import pairwise

from flint import arb, arb_mat

from numerics.hessian.enclosure import eigenvalue_near
from numerics.matrices import ARB
from numerics.measurement import Measurement, enclosed
from numerics.minima import Bases
from numerics.network import Network, flatten, hessian_vector_product, unflatten
from numerics.precision import exact, to_arb
from numerics.quantities.aligned import Layers, crowded


def measure(
    layers: Layers,
    targets: Sequence[Fraction],
    digits: int,
    seed: int,
    bases: Bases = "rational",
    *,
    eta: Fraction,
) -> Measurement:
    """Rayleigh quotient of the step's derivative at the direction, plus or minus the residual norm.

    Args:
        layers: `layers[h][l][i]`, exact rationals, of two pathways or more.
        targets: `s_i`, one per mode; the first mode is looked at.
        digits: Digits wanted; reached if the direction is only stretched.
        seed: Seed of the orthogonal factors and of the modes that are added.
        bases: Which orthogonal factors; "identity" or "rational".
        eta: The step size, an exact rational.

    Returns:
        The measurement, rigorous: the ball contains an eigenvalue of the step's derivative.

    Raises:
        ValueError: If there are not two pathways; or for inadmissible input, see `aligned_point`.

    >>> one = Fraction(1)
    >>> pathways = [[[one]] * 3, [[one]] * 3]
    >>> measure(pathways, [Fraction(4)], 30, 0, eta=one).value.contains(5)
    True
    """
    if len(layers) < 2:
        raise ValueError(f"layers must be of two pathways or more, got {len(layers)}; add a pathway")

    size = exact(eta, "eta")

    def solve() -> tuple[arb, int]:
        point = crowded(layers, targets, seed, bases)
        network, d = point.network, point.left.nrows()
        one = arb_mat(d, d, [int(place == 0) for place in range(d * d)])
        zero = arb_mat(d, d)
        signs = [one, -one, *[zero] * (len(layers) - 2)]
        direction = tuple(
            tuple(after * sign * before.transpose() for before, after in pairwise(qs))
            for sign, qs in zip(signs, point.factors, strict=True)
        )
        column = arb_mat(network.parameters, 1, flatten(ARB, direction))
        value = 1 - to_arb(size) * eigenvalue_near(partial(_apply_hessian, network), column)
        return value, network.parameters

    return enclosed(
        solve,
        digits,
        seed,
        doublings=2,
        solver="definition: derivative of a step on full matrices, Rayleigh quotient and residual",
        blind_to="differences that are not tiny; other pairs of pathways than the first two",
    )


def _apply_hessian(network: Network, column: arb_mat) -> arb_mat:
    product = hessian_vector_product(network, unflatten(network, column.entries()))
    return arb_mat(network.parameters, 1, flatten(ARB, product))
