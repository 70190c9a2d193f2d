# Blind to: sizes at which the dense Hessian cannot be enclosed; there, only the float64 search on the same
# blocks is compared with. Below that the dense enclosure starts from the loss and knows no block.
from fractions import Fraction

import numpy as np
import pytest
from flint import arb
from hypothesis import given
from hypothesis import strategies as st

from numerics.hessian import definition
from numerics.hessian.enclosure import largest_eigenvalue
from numerics.hessian.largest import largest_eigenvalue as in_float64
from numerics.hessian.largest_enclosure import enclosed_largest_eigenvalue
from numerics.hessian.modes import balanced_modes
from numerics.matrices import ARB
from numerics.minima import aligned_point
from numerics.precision import known_digits, to_arb, working_precision
from tests.numerics.strategies import few, some
from tests.numerics.test_structured_spectrum import points


def exact_point(layers, target):
    return [[[Fraction(x) for x in row] for row in path] for path in layers], [Fraction(s) for s in target]


@pytest.mark.parametrize("at_minimum", [True, False])
@pytest.mark.parametrize("balanced", [True, False])
def test_it_overlaps_the_enclosure_of_the_dense_hessian(balanced, at_minimum):
    @few
    @given(points(balanced, at_minimum, max_modes=2))
    def check(case):
        layers, target = exact_point(*case)
        with working_precision(digits=60):
            network = aligned_point(layers, target, bases="rational", kind=ARB).network
            truth = largest_eigenvalue(definition.hessian(network), 30)
            found = enclosed_largest_eigenvalue(layers, target, 30).value
            # Both contain the number; both are narrow; so a wrong one is seen to 29 digits.
            assert found.overlaps(truth)
            assert found.is_zero() or known_digits(found) >= 29
            if at_minimum:
                assert enclosed_largest_eigenvalue(layers, None, 30).value.overlaps(truth)

    check()


@some
@given(points(False, False), st.integers(5, 120))
def test_more_digits_lie_inside_fewer(case, digits):
    layers, target = exact_point(*case)
    narrow = enclosed_largest_eigenvalue(layers, target, digits)
    wide = enclosed_largest_eigenvalue(layers, target, 5)
    with working_precision(digits=digits + 20):
        assert narrow.value.is_zero() or known_digits(narrow.value) >= digits - 1
        assert wide.value.overlaps(narrow.value)


@few
@given(points(False, False, max_modes=2), st.lists(st.integers(-9, 9), min_size=40, max_size=40))
def test_wide_entries_give_a_ball_for_every_point_in_them(case, moves):
    layers, target = exact_point(*case)
    reach, moves = Fraction(1, 10**6), iter(moves)
    with working_precision(digits=30):
        wide = [[[arb(to_arb(x), to_arb(reach)) for x in row] for row in path] for path in layers]
        inside = [[[x + reach * next(moves, 0) / 10 for x in row] for row in path] for path in layers]
        ball = enclosed_largest_eigenvalue(wide, target, 15).value
        assert ball.overlaps(enclosed_largest_eigenvalue(inside, target, 15).value)


@pytest.mark.parametrize(
    ("H", "L", "d", "scale"),
    [
        (2, 20, 10, 0.9),
        (2, 20, 10, 0.99),
        (4, 20, 16, 0.97),
        (8, 10, 32, 0.99),
        (3, 2, 6, 0.5),
        (2, 6, 5, 1.1),
    ],
)
def test_large_hessians_agree_with_float64(H, L, d, scale):
    # N up to 81,920: a dense enclosure would take years.
    rng = np.random.default_rng(d)
    target = np.linspace(1, 0.3, d)
    values = (target / H) ** (1 / L) * rng.uniform(scale - 0.01, scale, (H, d))
    rough = in_float64(balanced_modes([L] * H, values, target))
    layers, shares = exact_point([[row] * L for row in values.tolist()], target.tolist())
    found = enclosed_largest_eigenvalue(layers, shares, 40)
    assert found.parameters == H * L * d * d
    assert found.block == rough.block
    with working_precision(digits=60):
        assert known_digits(found.value) >= 39
        # float64 errs by a modest multiple of 2^-53 times the norm, here the value, and powers up to 20.
        assert abs(float(found.value.mid()) / rough.value - 1) < 1e-12


def test_blocks_that_tie_are_not_all_formed():
    # 32 equal modes at a minimum: 528 blocks with the same largest eigenvalue H L = 80.
    found = enclosed_largest_eigenvalue([[[1] * 32] * 10] * 8, None, 50)
    assert found.value.contains(80)
    assert found.formed == 0


def test_a_pair_wins_by_hand():
    # L = 2, W = I/2, M* = 2 I: w^2 and r = -7/4 give 2 w^2 - r for the pair, 2 w^2 + r for the modes.
    found = enclosed_largest_eigenvalue([[[Fraction(1, 2)] * 2] * 2], [2, 2], 60)
    assert found.block == (0, 1)
    assert found.value.contains(Fraction(9, 4).numerator / arb(4))


def test_zero_and_one_weight():
    assert enclosed_largest_eigenvalue([[[0, 0]] * 3], [1, 2], 20).value.is_zero()
    assert enclosed_largest_eigenvalue([[[1], [1]]], [1], 20).value.overlaps(arb(2))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([], None, 20), "pathways of at least two layers"),
        (([[[1]]], None, 20), "pathways of at least two layers"),
        (([[[1, 2], [1]]], None, 20), "as many entries"),
        (([[[], []]], None, 20), "as many entries"),
        (([[[1], [1]]], [1, 2], 20), r"singular_values must have one entry per mode \(1\), got 2"),
        (([[[0.5], [1]]], None, 20), r"layers\[0\]\[0\]\[0\] must be an exact rational"),
        (([[[arb.nan()], [1]]], None, 20), "must be finite"),
        (([[[1], [1]]], [arb(0, "inf")], 20), "must be finite"),
        (([[[1]] * 2000], None, 20), "within 1000000, got 4000000"),
        (([[[Fraction(9, 10), 1]] * 501], [3, 2], 2), "within 1000 rows, got 1002 for modes"),
    ],
)
def test_bad_arguments_are_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        enclosed_largest_eigenvalue(*arguments)
