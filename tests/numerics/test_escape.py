# Blind to: minima at which two curvatures are closer than the longest burn-in can part. The known answers
# come from the Hessian at the same weights (numerics.hessian.definition), which the runs never build, and
# from one-weight maps worked out by hand; tests/test_two_roads.py has theory's closed forms.
import random
from fractions import Fraction

import pytest
from flint import arb, arb_mat, fmpq_mat
from hypothesis import given
from hypothesis import strategies as st

from numerics import balanced_stability, escape
from numerics.hessian.definition import hessian
from numerics.hessian.enclosure import largest_eigenvalue
from numerics.matrices import ARB, ARB_MIDPOINT
from numerics.network import Network, end_to_end
from numerics.perturbation import precision_bits
from numerics.precision import agreement_digits, known_digits, working_precision
from numerics.quantities import stability_threshold
from tests.numerics.strategies import few

SHAPES = {
    "rectangular, equal depths": [[(3, 2), (3, 3), (2, 3)], [(2, 2), (2, 2), (2, 2)]],
    "rectangular, unequal depths": [[(1, 2), (2, 1)], [(3, 2), (2, 3), (2, 2)]],
    "one pathway, wide": [[(4, 2), (3, 4)]],
}


def any_minimum(shapes, seed):
    """Random rational weights with the target put where they are: not aligned, not balanced."""
    draw = random.Random(seed)

    def layer(rows, cols):
        entries = [draw.randint(-9, 9) for _ in range(rows * cols)]
        return ARB.exact(fmpq_mat(rows, cols, entries)) / 8

    weights = tuple(tuple(layer(*shape) for shape in path) for path in shapes)
    rows, cols = shapes[0][-1][0], shapes[0][0][1]
    still = Network(ARB, weights, arb_mat(rows, cols))
    return Network(ARB, weights, end_to_end(still))


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("seed", [1, 2])
def test_any_minimum_is_left_at_two_over_its_largest_curvature(name, seed):
    with working_precision(bits=precision_bits(22, 4)):
        point = any_minimum(SHAPES[name], seed)
        expected = 2 / largest_eigenvalue(hessian(point), 40)
        amplified = stability_threshold.at(point, 22, seed, scale=4)
        assert agreement_digits(amplified.value, expected) >= 20
        found = escape.escape(point, 22, seed=seed, scale=4)
        assert found.settled
        assert agreement_digits(found.stays, expected) >= 20
        assert agreement_digits(found.leaves, expected) >= 20
        assert found.stays < found.leaves


def test_a_point_off_the_minimum_is_refused():
    with working_precision(bits=precision_bits(20, 4)):
        point = any_minimum(SHAPES["one pathway, wide"], 1)
        off = Network(ARB, point.weights, point.target * 2)
        for refused in (escape.escape, stability_threshold.at):
            with pytest.raises(ValueError, match="network must be at a minimum"):
                refused(off, 20)


@few
@given(
    st.lists(st.integers(2, 5), min_size=1, max_size=3),
    st.data(),
    st.integers(0, 9),
)
def test_escape_and_one_step_growth_agree(depths, data, seed):
    share = st.fractions(Fraction(1, 9), 3, max_denominator=9)
    column = data.draw(st.lists(share, min_size=len(depths), max_size=len(depths)))
    shares = [[s] for s in column]
    one, other = (road.measure(depths, shares, 22, seed) for road in (escape, stability_threshold))
    with working_precision(digits=40):
        assert one.value.overlaps(other.value)
        assert agreement_digits(one.value, other.value) >= 20


def test_close_curvatures_are_told_apart_or_said_not_to_be():
    # Curvatures 3 and 3 (1 + 10^-3): after 1024 steps the smaller is still there, and the ball says so.
    shares = [[Fraction(1), Fraction(1001, 1000)]]
    found = escape.measure([3], shares, 20, 0)
    with working_precision(digits=40):
        expected = arb(2) / 3 / (arb(1001) / 1000) ** (arb(4) / 3)
        assert found.value.overlaps(expected)


def test_the_residual_of_one_weight_by_hand():
    # Two layers w, target 1: R -> R (1 - 2 eta) near the minimum, so a step of 3/4 halves it.
    with working_precision(bits=400):
        layer = ARB_MIDPOINT.matrix(1, 1, [1 + arb(10) ** -40])
        start = Network(ARB_MIDPOINT, ((layer, layer),), ARB_MIDPOINT.matrix(1, 1, [arb(1)]))
        rate = escape.growth_of_residual(start, arb(3) / 4, 5)
        assert agreement_digits(rate, -arb(2).log()) >= 35
        # Far beyond divergence the exponents of Arb still hold the numbers.
        assert escape.growth_of_residual(start, arb(10) ** 9, 4000) > 1


@pytest.mark.parametrize("depth", [2, 3, 7, 20])
def test_a_smaller_tiny_share_changes_nothing(depth):
    one = escape.single_path_escape(depth, 3, Fraction(2), 20, 1)
    other = escape.single_path_escape(depth, 3, Fraction(2), 20, 2, tiny=Fraction(1, 10**50))
    with working_precision(digits=40):
        assert agreement_digits(one.value, other.value) >= 20
        # And a share that is not tiny does change it, but at depth 2.
        third = escape.single_path_escape(depth, 3, Fraction(2), 20, 1, tiny=Fraction(1, 3))
        assert (known_digits(one.value - third.value) == 0) == (depth == 2)


@few
@given(st.integers(2, 9), st.integers(2, 4), st.fractions(Fraction(1, 3), 3, max_denominator=5))
def test_imbalance_contracts_from_depth_three_on(depth, pathways, target):
    seen = balanced_stability.measure(depth, pathways, target, steps=100)
    assert seen.contracts == (depth > 2)
    # (1 - 2/100)^100 = 0.13 of a residual of 1 percent of w, against growth by 7 up to where it saturates.
    assert seen.residual_below < seen.residual_above
    if depth > 2:  # a residual that stays goes on pushing
        assert seen.imbalance_above < seen.imbalance_below


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"pathways": 1}, "pathways must be"),
        ({"pathways": 2.5}, "pathways must be"),
        ({"steps": 0}, "steps must be"),
        ({"delta": Fraction(0)}, "delta must be"),
        ({"offset": Fraction(3)}, "offset must be"),
        ({"spread": 0.1}, "spread must be"),
        ({"target": Fraction(-1)}, "must be >= 0"),
        ({"target": 0}, "must not be 0"),
        ({"depth": 1}, "depths"),
    ],
)
def test_bad_arguments_are_named(changed, message):
    with pytest.raises(ValueError, match=message):
        balanced_stability.measure(**({"depth": 3, "pathways": 2, "target": Fraction(1)} | changed))


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"pathways": 0}, "pathways must be"),
        ({"tiny": Fraction(-1)}, "tiny must be"),
        ({"tiny": Fraction(1)}, "tiny must be"),
        ({"target": 0.5}, "target must be an exact rational"),
    ],
)
def test_bad_shares_of_a_single_path_are_named(changed, message):
    with pytest.raises(ValueError, match=message):
        escape.single_path_escape(**({"depth": 3, "pathways": 2, "target": Fraction(1)} | changed))


@few
@given(st.fractions(Fraction(1, 10), 10), st.sampled_from([1, 3]))
def test_the_bracket_has_decay_below_and_growth_above(root, power):
    with working_precision(bits=300):
        edge, tolerance = arb(root.numerator) / root.denominator, arb(10) ** -30

        def growth(eta):
            return ((eta - edge) ** power).mid()

        low, high = escape._crossing(growth, *escape._bracket(growth), tolerance)
        assert not growth(low) > 0
        assert growth(high) > 0
        assert high - low <= high * tolerance
