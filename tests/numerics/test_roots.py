# Blind to: discontinuous functions, where a sign change is no root; the docstring of numerics.roots says so.
from fractions import Fraction
from functools import reduce
from itertools import pairwise
from operator import mul

import pytest
from flint import arb
from hypothesis import given
from hypothesis import strategies as st

from numerics.precision import known_digits, to_arb, working_precision
from numerics.roots import RootOutcome, certified_root, isolate_roots
from tests.numerics.strategies import encloses, few, fmpq_of, signed, some

roots_of = st.lists(signed, min_size=1, max_size=4, unique=True).map(sorted)


def product(roots):
    return lambda x: reduce(mul, (x - fmpq_of(r) for r in roots))


@some
@given(roots_of, st.sampled_from([10, 50, 200]))
def test_every_root_of_a_product_is_found_alone_in_its_bracket(roots, digits):
    ends = [Fraction(-5), *((a + b) / 2 for a, b in pairwise(roots)), Fraction(5)]
    for k, root in enumerate(roots):
        found = certified_root(product(roots), (ends[k], ends[k + 1]), digits=digits)
        assert found.outcome is RootOutcome.CERTIFIED
        assert encloses(found.root, root)
        with working_precision(digits=digits + 10):
            assert known_digits(found.root) >= digits or (root == 0 and found.root.rad() < arb(10) ** -digits)
        # Moved by a little more than the ball, the number is not in the ball any more.
        assert not encloses(found.root, root + Fraction(8, 10**digits) * (1 + abs(root)))


@some
@given(roots_of)
def test_isolation_finds_all_roots_and_nothing_else(roots):
    found = isolate_roots(product(roots), (-7, Fraction(13, 2)))
    assert not found.undecided
    assert len(found.roots) == len(roots)
    for (low, high), root in zip(found.roots, roots, strict=True):
        assert to_arb(root) > low
        assert to_arb(root) < high
    assert isolate_roots(lambda x: x * x + 1, (-5, 5)).roots == ()


@some
@given(roots_of.filter(lambda r: len(r) > 1))
def test_a_bracket_with_several_roots_is_refused(roots):
    found = certified_root(product(roots), (-5, 5), digits=20)
    odd = len(roots) % 2
    assert found.outcome is (RootOutcome.SEVERAL_ROOTS if odd else RootOutcome.NO_SIGN_CHANGE)
    assert found.root is None


@few
@given(signed, st.integers(2, 5))
def test_multiple_roots_are_never_certified(root, power):
    found = certified_root(lambda x: (x - fmpq_of(root)) ** power, (-5, 5), digits=20)
    if power % 2:
        assert found.outcome is RootOutcome.DERIVATIVE_VANISHES
    else:
        assert found.outcome is RootOutcome.NO_SIGN_CHANGE
    scan = isolate_roots(lambda x: (x - fmpq_of(root)) ** power, (-5, 5))
    assert scan.roots == ()
    assert any(low <= to_arb(root) <= high for low, high in scan.undecided)


def test_known_constants_to_a_thousand_digits():
    with working_precision(digits=1010):
        for f, bracket, truth in (
            (lambda x: x.sin(), (3, 4), arb.pi()),
            (lambda x: x * x - 2, (1, 2), arb(2).sqrt()),
            (lambda x: x.exp() * x - 1, (0, 1), arb(1).lambertw()),
        ):
            found = certified_root(f, bracket, digits=1000)
            assert found.outcome is RootOutcome.CERTIFIED
            assert found.root.overlaps(truth)
            assert known_digits(found.root) >= 1000
            assert found.evaluations < 60


def test_a_given_derivative_is_used_and_a_wrong_one_is_believed():
    slopes = []

    def derivative(x):
        slopes.append(x)
        return 2 * x

    found = certified_root(lambda x: x * x - 2, (1, 2), digits=30, derivative=derivative)
    assert found.root.overlaps(arb(2).sqrt())
    assert slopes
    hidden = certified_root(lambda x: (x - 1) ** 3, (0, 3), digits=30, derivative=lambda x: arb(0))
    assert hidden.outcome is RootOutcome.DERIVATIVE_VANISHES


@pytest.mark.parametrize(
    ("f", "bracket"),
    [
        (lambda x: 1 / x, (-1, 3)),
        (lambda x: x, (0, 1)),
        (lambda x: arb.nan() * x, (0, 1)),
        (lambda x: x.log(), (-1, 2)),
        (lambda x: x - arb(1, 1e-9), (0, 3)),
        (lambda x: x - arb(1).sin(), (0, arb(1, 0.3).sin())),
    ],
)
def test_what_cannot_be_shown_is_not_certified(f, bracket):
    found = certified_root(f, bracket, digits=30, pieces=300)
    assert found.outcome is RootOutcome.NOT_CERTIFIED
    assert found.root is None


def test_a_root_that_hides_needs_more_pieces():
    def f(x):
        return (x - 1) * ((x - 2) ** 2 + arb(10) ** -12)

    assert certified_root(f, (0, 3), digits=20).outcome is RootOutcome.CERTIFIED
    few_pieces = isolate_roots(f, (0, 3), pieces=3)
    assert few_pieces.undecided


@pytest.mark.parametrize(
    ("bracket", "digits", "message"),
    [
        ((1, 1), 20, "low < high"),
        ((2, 1), 20, "low < high"),
        ((0.5, 1), 20, "exact rational"),
        ((0, arb.pos_inf()), 20, "must be finite"),
        ((arb.nan(), 1), 20, "must be finite"),
        ((0, 1), 0, "digits"),
    ],
)
def test_bad_arguments_are_named(bracket, digits, message):
    with pytest.raises(ValueError, match=message):
        certified_root(lambda x: x, bracket, digits=digits)
