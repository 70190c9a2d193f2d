"""Sharpness where gradient flow of two factors ends: the flow by `numerics.flow_limit`, then the Hessian.

Nothing that the flow conserves is used, and the Hessian is that of the loss, by second derivatives.
"""

from fractions import Fraction

from flint import arb, arb_mat

from numerics.flow_limit import flow_limit
from numerics.hessian.callable import hessian_of
from numerics.hessian.enclosure import largest_eigenvalue
from numerics.measurement import Measurement
from numerics.precision import to_arb, working_precision


def measure(u: Fraction, v: Fraction, target: Fraction, digits: int) -> Measurement:
    """The largest eigenvalue of the Hessian of `(x y - s)^2/2` where gradient flow from `(u, v)` ends.

    Args:
        u: The first factor at the start, positive.
        v: The second factor at the start, positive.
        target: `s > 0`.
        digits: Digits wanted.

    Returns:
        The measurement, not rigorous: what widens it is the estimate of `numerics.flow_limit`, whose errors
        it passes on.


    >>> measure(Fraction(2), Fraction(1), Fraction(2), 24).value.contains(5)
    True
    """
    found = flow_limit([[(u, 1), (v, 1)]], target, digits + 2)
    with working_precision(digits=digits + 20):
        goal = to_arb(target)

        def loss(point: list[object]) -> object:
            residual = point[0] * point[1] - goal  # type: ignore[operator]
            return residual * residual / 2

        hessian: arb_mat = hessian_of(loss, list(found.layers[0]))
        value = arb(largest_eigenvalue(hessian, digits))
    return Measurement(
        value=value,
        rigorous=False,
        digits=digits,
        parameters=2,
        solver=f"definition: gradient flow in the residual, Taylor series of order {found.order}; Hessian",
        seed=0,
        blind_to="errors that two Taylor solutions of different order share",
    )
