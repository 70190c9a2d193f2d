"""Counting zeros on an interval whose ends are of unlike size.  Blind to: other functions than these."""

import pytest
from flint import fmpq
from sympy import Rational, Symbol

from proofs_check.decide import Decider
from proofs_check.outcome import Truth
from theory import UniqueRoot

c = Symbol("c", positive=True)


@pytest.mark.parametrize("size", [1, 10**10, 10**30])
def test_a_root_far_below_the_middle_is_counted(size):
    # (c/6)^(7/5) = 1/size has its only root where the ends are 14 to 42 orders of magnitude apart.
    s = Symbol("s", positive=True)
    claim = UniqueRoot((c / 6) ** Rational(7, 5) - s, c, (s / (1 + s), 7 * (1 + s)))
    assert Decider(30).decide(claim, {"s": fmpq(1, size)}).truth is Truth.TRUE


def test_two_roots_are_not_one():
    claim = UniqueRoot((c - Rational(1, 10**20)) * (c - 1), c, (Rational(1, 10**25), 7))
    assert Decider(30).decide(claim, {}).truth is Truth.FALSE
