"""Flow limit: the layer value of a pathway where gradient flow ends.

From the flow itself, see `numerics.flow_limit`: nothing that it conserves is used.
"""

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache

from flint import arb

from numerics import flow_limit
from numerics.measurement import Measurement
from numerics.precision import exact

Start = tuple[tuple[Fraction, int], ...]


@lru_cache(maxsize=64)
def _ends(start: Start, target: Fraction, digits: int) -> tuple[tuple[arb, ...], int]:
    found = flow_limit.flow_limit([[path] for path in start], target, digits)
    return tuple(path[0] for path in found.layers), found.order


def measure(
    values: Sequence[Fraction], depths: Sequence[int], target: Fraction, digits: int, *, h: int
) -> Measurement:
    """The layer value of pathway `h` in the limit of gradient flow.

    Args:
        values: `w_h > 0` at the start, the same in every layer of a pathway; exact rationals.
        depths: `L_h >= 2`.
        target: `s > 0`.
        digits: Digits wanted.
        h: The pathway, counted from 0.

    Returns:
        The measurement, not rigorous; its radius is the estimate of `numerics.flow_limit`, whose
        errors it passes on.

    Raises:
        ValueError: If lengths do not match or there is no such pathway.

    >>> third, tenth = Fraction(1, 3), Fraction(1, 10)
    >>> found = measure([third, tenth], [2, 2], Fraction(1), 24, h=0)
    >>> found.value.overlaps(10 / arb(109).sqrt())  # at depth 2 the ratio stays 10 to 3
    True
    """
    if len(values) != len(depths):
        raise ValueError(f"values must be one per pathway, got {len(values)} for {len(depths)} depths")
    if not isinstance(h, int) or not 0 <= h < len(depths):
        raise ValueError(f"h must be an integer 0 <= h < {len(depths)}, got {h!r}; count from 0")
    pairs = zip(values, depths, strict=True)
    start = tuple((exact(w, f"values[{k}]"), depth) for k, (w, depth) in enumerate(pairs))
    ends, order = _ends(start, exact(target, "target"), digits)
    return Measurement(
        value=ends[h],
        rigorous=False,
        digits=digits,
        parameters=sum(depths),
        solver=f"definition: gradient flow in the residual, Taylor series of order {order}",
        seed=0,
        blind_to=(
            "errors that two Taylor solutions of different order share; starts so small that the flow takes "
            f"more than {flow_limit.MOST_STEPS} steps; more than one mode"
        ),
    )
