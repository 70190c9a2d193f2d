"""The largest eigenvalue of the Hessian of any loss that can be called, at any point.

From the definition: the callable is run on second-order jets, and the largest eigenvalue of the matrix of
second derivatives is enclosed.
"""

from collections.abc import Callable, Sequence
from typing import Any

from numerics.hessian.callable import Number, hessian_of
from numerics.hessian.enclosure import largest_eigenvalue
from numerics.measurement import Measurement
from numerics.precision import bits_for, known_digits, working_precision

GUARD_BITS = 64


def measure(
    loss: Callable[[list[Any]], Any], point: Callable[[], Sequence[Number]], digits: int, seed: int = 0
) -> Measurement:
    """Enclose the largest eigenvalue of the Hessian of a loss.

    Args:
        loss: A function of a list of numbers, see `numerics.hessian.callable.hessian_of`. It is called again
            at every precision.
        point: Gives the point at the working precision.
        digits: The relative width of the enclosure is at most `10^-digits`, unless the eigenvalue is 0.
        seed: Nothing is drawn; only recorded.

    Returns:
        The measurement, rigorous.

    Raises:
        ArithmeticError: If the loss has no finite second derivatives at the point.

    >>> result = measure(lambda w: w[0] ** 2 + 2 * w[0] * w[1] + w[1] ** 2, lambda: [3, 5], 30)
    >>> result.value.overlaps(4), result.parameters  # the Hessian is ((2, 2), (2, 2))
    (True, 2)
    """
    guard = GUARD_BITS
    while True:
        with working_precision(bits=bits_for(digits) + guard):
            matrix = hessian_of(loss, point())
            finite = all(x.is_finite() for x in matrix.entries())
            value = largest_eigenvalue(matrix, digits) if finite else None
            if guard > 16 * GUARD_BITS or (value is not None and known_digits(value) >= digits):
                break
        guard *= 2
    if value is None:
        raise ArithmeticError("the loss must have finite second derivatives at the point; move the point")
    return Measurement(
        value=value,
        rigorous=True,
        digits=digits,
        parameters=matrix.nrows(),
        solver="definition: second-order jets of the loss, Rayleigh + LDL^T",
        seed=seed,
        blind_to="whether the loss is the one that is meant: both sides are given the same one",
    )
