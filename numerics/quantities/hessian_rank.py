"""Rank of the Hessian at a minimum with rational weights: elimination on the full dense matrix, exactly."""

from flint import arb

from numerics.general_minima import Layers, general_minimum
from numerics.hessian.definition import hessian
from numerics.matrices import RATIONAL
from numerics.measurement import Measurement


def measure(layers: Layers, digits: int, seed: int) -> Measurement:
    """The rank of the matrix of second derivatives.

    Args:
        layers: `layers[h][l]`, rows of exact rationals.
        digits: Not needed, the rank is exact.
        seed: Not needed, nothing is drawn.

    Returns:
        The measurement, exact.

    >>> from fractions import Fraction
    >>> two, one = Fraction(2), Fraction(1)
    >>> measure([[[[two]], [[one]]]], 30, 0).value  # 1 x 1: two weights, one number
    1.00000000000000
    """
    network = general_minimum(layers, RATIONAL)
    return Measurement(
        value=arb(hessian(network).rank()),
        rigorous=True,
        digits=digits,
        parameters=network.parameters,
        solver="definition: elimination on the dense Hessian, in rational arithmetic",
        seed=seed,
        blind_to="weights that are not rational",
    )
