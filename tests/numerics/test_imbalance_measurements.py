"""What a step does to the gap of pathways, and the flattest split: measurements against independent numbers.

The numbers expected here come from exact rational arithmetic (the step of one layer value, expanded by long
division) and from conditions that the measurements do not use.  Blind to: networks larger than these.
"""

from fractions import Fraction

import pytest
from flint import arb

from numerics.precision import known_digits, working_precision
from numerics.quantities import excess_over_imbalance, flattest_share, sharpness_curvature, step_coefficient


def inverse_power(value, slope, power, order):
    """The coefficient of ``t^order`` in ``(value - slope t)^(-power)``, by long division."""
    series = [Fraction(1)] + [Fraction(0)] * order
    for _ in range(power):
        for n in range(order + 1):
            series[n] = (series[n] + (slope * series[n - 1] if n else 0)) / value
    return series[order]


@pytest.mark.parametrize("target", [Fraction(1), Fraction(40)])
@pytest.mark.parametrize("order", [0, 1, 2, 3])
def test_a_step_as_a_series(order, target):
    layers = [[[Fraction(3, 2)]] * 4, [[Fraction(2)]] * 3]
    residual = Fraction(3, 2) ** 4 + 8 - target
    for h, (value, depth) in enumerate([(Fraction(3, 2), 4), (Fraction(2), 3)]):
        slope = residual * value ** (depth - 1)
        expected = inverse_power(value, slope, depth - 2, order)
        found = step_coefficient.measure(layers, [target], 40, 1, h=h, q=Fraction(2 - depth), n=order)
        assert found.rigorous
        with working_precision(digits=60):
            assert abs(found.value - arb(expected.numerator) / expected.denominator) < 1e-38 * (
                1 + abs(expected)
            )


def test_a_step_from_a_value_that_is_not_positive_is_refused():
    with pytest.raises(ValueError, match="must be positive"):
        step_coefficient.measure([[[Fraction(-1)]] * 3], [Fraction(1)], 20, 0, h=0, q=Fraction(1), n=1)
    with pytest.raises(ValueError, match="must be at least 0"):
        step_coefficient.measure([[[Fraction(1)]] * 3], [Fraction(1)], 20, 0, h=0, q=Fraction(1), n=-1)


@pytest.mark.parametrize("depths", [(3, 5), (7, 3), (4, 4), (3, 9)])
@pytest.mark.parametrize("target", [Fraction(1, 50), Fraction(3)])
def test_the_flattest_split_has_equal_slopes(depths, target):
    # The second from a search of its own: in one search both shares add up to the target by construction.
    shares = [flattest_share.measure(order, target, 24, 0, h=0).value for order in (depths, depths[::-1])]
    assert flattest_share.measure(depths, target, 24, 0, h=1).value.overlaps(shares[1])
    with working_precision(digits=50):
        assert (shares[0] + shares[1]).contains(arb(target.numerator) / target.denominator)
        # The slope of L x^(2-2/L) over 2, at both.
        levels = [(d - 1) * x ** (1 - arb(2) / d) for d, x in zip(depths, shares, strict=True)]
        assert levels[0].overlaps(levels[1])
        assert min(map(known_digits, levels)) >= 20


def test_where_no_split_is_flattest_nothing_is_found():
    # At depth 2 the sharpness does not depend on the split.
    with pytest.raises(ArithmeticError):
        flattest_share.measure((2, 2), Fraction(1), 20, 0, h=0)
    with pytest.raises(ValueError, match="two pathways"):
        flattest_share.measure((3,), Fraction(1), 20, 0, h=0)
    with pytest.raises(ValueError, match="h must be 0 or 1, got 2"):
        flattest_share.measure((3, 4), Fraction(1), 20, 0, h=2)


@pytest.mark.parametrize("direction", [(0, 1), (1, 0, Fraction(1, 3)), (-1, 1, 0)])
def test_the_sharpness_near_balance_tends_to_its_curvature(direction):
    limit = sharpness_curvature.measure(5, Fraction(3), list(map(Fraction, direction)), 24, 0)
    assert not limit.rigorous
    with working_precision(digits=40):
        assert known_digits(limit.value) >= 20
    gaps = []
    for b in (10**3, 10**4):
        near = excess_over_imbalance.measure(
            5, Fraction(3), Fraction(b), list(map(Fraction, direction)), 20, 0
        )
        assert near.rigorous
        gaps.append(abs(near.value - limit.value))
    assert gaps[0] < 0.01
    assert gaps[1] < gaps[0] / 5


def test_a_direction_that_is_none_is_refused():
    with pytest.raises(ValueError, match="not all equal"):
        excess_over_imbalance.measure(3, Fraction(1), Fraction(10), [Fraction(1), Fraction(1)], 20, 0)
