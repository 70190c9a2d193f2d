"""Worst-case return: the step size, in units of the minimum's curvature, at which some start is thrown to 0.

From the map of one pathway alone, `numerics.worst_case_return`. The unit comes from the map too: near the
minimum `w = 1` a step multiplies a distance by `f'(1) = 1 - gamma`, and that `gamma` is what is measured.
"""

from flint import arb, arb_series

from numerics import worst_case_return
from numerics.measurement import Measurement
from numerics.precision import working_precision


def measure(depth: int, digits: int) -> Measurement:
    """Enclose `gamma = 1 - f'(1)` at the step size of the worst-case return.

    Args:
        depth: `L >= 2`.
        digits: The relative width of the enclosure is at most `10^-digits`.

    Returns:
        The measurement, rigorous. Inadmissible input is a `ValueError`, see `worst_case_return.measure`.

    >>> with working_precision(digits=40):
    ...     measure(2, 30).value.overlaps(3 * arb(3).sqrt() - 2)
    True
    """
    # Two digits for the multiplication by a number of up to `depth`, which balls round outwards.
    found = worst_case_return.measure(depth, digits + 2)
    with working_precision(digits=digits + 10 + len(str(depth))):
        multiplier = worst_case_return.step(arb_series([1, 1], prec=2), found.value, depth)[1]
        value = arb(1 - multiplier)
    return Measurement(
        value=value,
        rigorous=found.rigorous,
        digits=digits,
        parameters=found.parameters,
        solver=found.solver,
        seed=found.seed,
        blind_to=found.blind_to,
    )
