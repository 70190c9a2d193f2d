"""Sharpness curvature: how the largest eigenvalue of dense Hessians grows along the minima, from balance.

Values of `excess_over_imbalance` on both sides of balance, and ever nearer to it, extrapolated.
"""

from collections.abc import Sequence
from fractions import Fraction

from flint import arb

from numerics.measurement import Measurement
from numerics.precision import bits_for, working_precision
from numerics.quantities import excess_over_imbalance

GUARD_DIGITS = 8


def measure(
    depth: int, target: Fraction, direction: Sequence[Fraction], digits: int, seed: int
) -> Measurement:
    """The limit of `(lambda/lambda_balanced - 1)/|zeta|^2` at balance, along a direction.

    The mean of both sides of balance is even in the distance `t`, so off by `O(t^2)`; the distance is
    `10^-(digits/2 + 8)`, and what the mean changes by at twice the distance is the stated error.

    Args:
        depth: `L >= 3`, of every pathway.
        target: What the shares add up to, positive.
        direction: `e_h`, not all equal.
        digits: Digits wanted.
        seed: Of the measurement.

    Returns:
        The measurement, not rigorous. Inadmissible input is a `ValueError`, see
        `excess_over_imbalance.measure`.

    >>> found = measure(4, Fraction(2), [Fraction(0), Fraction(1)], 25, 0)
    >>> found.value.contains(arb(3) / 4)
    True
    """
    scale = max(Fraction(1), *(abs(e) for e in direction))
    near = scale * 10 ** ((digits + 1) // 2 + GUARD_DIGITS)

    def mean(b: Fraction) -> tuple[arb, int]:
        both = [
            excess_over_imbalance.measure(depth, target, side, direction, digits + 4, seed)
            for side in (b, -b)
        ]
        return (both[0].value + both[1].value) / 2, both[0].parameters

    with working_precision(bits=bits_for(digits) + 64):
        (value, parameters), (farther, _) = mean(near), mean(near / 2)
        found = value + arb(0, abs(value - farther).upper())
    return Measurement(
        value=found,
        rigorous=False,
        digits=digits,
        parameters=parameters,
        solver="definition: dense Hessians at minima on both sides of balance, extrapolated",
        seed=seed,
        blind_to="networks of several modes; other minima with the same shares; "
        "whatever both distances from balance are wrong about alike",
    )
