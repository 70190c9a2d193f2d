"""Flattest share: where the largest eigenvalue of the dense Hessian is smallest among the splits of a target.

Over the splits between two pathways, by a search that knows values only: a grid, then parabolas through three
values. That the place is a minimum is shown by values in balls, on both sides of it.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import lru_cache

from flint import arb

from numerics.measurement import Measurement
from numerics.precision import bits_for, exact, to_arb, working_precision
from numerics.quantities import sharpness

#: Splits that are tried at first, on either side of the middle; each carries a quarter of the one before.
GRID = 8
#: Steps of the search: of golden sections, and of parabolas, which double the digits.
SECTIONS, PARABOLAS = 24, 12
GUARD_DIGITS = 6


def measure(depths: Sequence[int], target: Fraction, digits: int, seed: int, *, h: int) -> Measurement:
    """What pathway `h` carries at the split of the target with the smallest sharpness.

    Args:
        depths: The depths of two pathways.
        target: What both carry together, positive.
        digits: Digits wanted, relative to the target.
        seed: Of the measurement; orthogonal factors of one mode are signs.
        h: The pathway, counted from 0.

    Returns:
        The measurement, rigorous: the ball contains a local minimum.

    Raises:
        ValueError: If there are not two pathways, or `h` is none of them.

    Where no minimum between the two ends is found it raises `ArithmeticError`.

    >>> found = measure([3, 3], Fraction(2), 20, 0, h=0)
    >>> found.value.contains(1), found.value.rad() < 1e-20
    (True, True)
    """
    if len(depths) != 2:
        raise ValueError(f"depths must be those of two pathways, got {len(depths)}")
    if h not in {0, 1}:
        raise ValueError(f"h must be 0 or 1, got {h!r}; count from 0")
    total = exact(target, "target")
    first = _flattest(tuple(depths), total, digits, seed)
    place = first if h == 0 else 1 - first
    with working_precision(bits=_bits(digits)):
        value = to_arb(total) * (to_arb(place) + arb(0, to_arb(_reach(digits))))
    return Measurement(
        value=value,
        rigorous=True,
        digits=digits,
        parameters=sum(depths),
        solver="definition: dense Hessians, the smallest largest eigenvalue among splits",
        seed=seed,
        blind_to="other minima among the splits, between the points of a grid; networks of several modes",
    )


def _bits(digits: int) -> int:
    return 4 * bits_for(digits + GUARD_DIGITS) + 256


def _reach(digits: int) -> Fraction:
    """How far from the place that is found the minimum may be."""
    return Fraction(1, 10 ** (digits + GUARD_DIGITS))


@lru_cache(maxsize=64)
def _flattest(depths: tuple[int, ...], total: Fraction, digits: int, seed: int) -> Fraction:
    """The part of the target that pathway 0 carries at a local minimum, to `_reach`; shown by values."""

    def height(part: Fraction, known: int) -> arb:
        """The sharpness where pathway 0 carries `part` of the target."""
        return sharpness.measure(depths, [[total * part], [total * (1 - part)]], known, seed).value

    with working_precision(bits=_bits(digits)):
        place, reach = _smallest(height, digits), _reach(digits)
        low, middle, high = (height(place + k * reach, 2 * digits + 4 * GUARD_DIGITS) for k in (-1, 0, 1))
        if not (middle < low and middle < high):
            raise ArithmeticError(f"no minimum near {float(place)} of the target; ask for fewer digits")
    return place


def _smallest(height: Callable[[Fraction, int], arb], digits: int) -> Fraction:
    """The part with the smallest height, by values alone."""
    parts = [Fraction(1, 2 * 4**k) for k in range(GRID, -1, -1)]
    parts += [1 - part for part in reversed(parts[:-1])]
    heights = [height(part, 15) for part in parts]
    lowest = min(range(len(parts)), key=lambda k: float(heights[k]))
    if lowest in {0, len(parts) - 1}:
        raise ArithmeticError(f"the smallest height is at {parts[lowest]} of the target, the end of the grid")
    low, high = parts[lowest - 1], parts[lowest + 1]
    for _ in range(SECTIONS):
        third = (high - low) / 3
        left, right = _short(low + third, 20), _short(high - third, 20)
        if height(left, 20) < height(right, 20):
            high = right
        else:
            low = left
    place, step = (low + high) / 2, high - low
    known = digits + GUARD_DIGITS
    for _ in range(PARABOLAS):
        # Three values tell the place to three times the digits of their distance, if they are as many.
        below, here, above = (height(place + k * step, 4 * known) for k in (-1, 0, 1))
        shift = step * _fraction((below - above) / (2 * (below - 2 * here + above)), known)
        place = _short(place + shift, known + GUARD_DIGITS)
        if abs(shift) < Fraction(1, 10 ** (known + 2)):
            return place
        step = max(min(step, abs(shift)), Fraction(1, 10**known))
    raise ArithmeticError("the search did not settle; ask for fewer digits")


def _short(value: Fraction, digits: int) -> Fraction:
    """The nearest fraction over a power of ten."""
    return Fraction(round(value * 10**digits), 10**digits)


def _fraction(value: arb, digits: int) -> Fraction:
    middle = value.mid()
    mantissa, exponent = (int(part) for part in middle.man_exp())
    return _short(Fraction(mantissa) * Fraction(2) ** exponent, digits)
