"""Characteristic polynomial of the Hessian at an aligned point, usually off the minimum.

The determinant of the full dense matrix of second derivatives of the loss, in balls.
"""

from collections.abc import Sequence
from fractions import Fraction

from flint import arb

from numerics.hessian.definition import characteristic_polynomial_value, hessian
from numerics.measurement import Measurement, enclosed
from numerics.minima import aligned_point
from numerics.precision import exact, to_arb


def measure(
    layers: Sequence[Sequence[Sequence[Fraction]]],
    targets: Sequence[Fraction],
    digits: int,
    seed: int,
    *,
    x: Fraction,
) -> Measurement:
    """Enclose `det(x I - Hess)`.

    Args:
        layers: `layers[h][l][i]`, diagonal entries in the aligned basis.
        targets: `s*_i`.
        digits: Digits wanted, relative to the value; at a root the ball contains 0 instead.
        seed: Seed of the orthogonal factors.
        x: The argument, an exact rational.

    Returns:
        The measurement, rigorous. Inadmissible input is a `ValueError`, see `numerics.minima.aligned_point`.

    >>> one = Fraction(1)
    >>> measure([[[one], [one]]], [one], 30, 0, x=Fraction(5)).value.contains(15)
    True
    """
    argument = exact(x, "x")

    def solve() -> tuple[arb, int]:
        network = aligned_point(layers, targets, seed=seed).network
        return characteristic_polynomial_value(hessian(network), to_arb(argument)), network.parameters

    return enclosed(
        solve,
        digits,
        seed,
        doublings=4,
        solver="definition: determinant of the dense Hessian",
        blind_to="at a root only a ball around 0 is known, never that the value is exactly 0",
    )
