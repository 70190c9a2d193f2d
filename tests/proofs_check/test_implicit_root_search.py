"""The search for the root of an increasing function: near a pole, near 0, where the precision is too low."""

import pytest
from flint import arb

from numerics.precision import working_precision
from proofs_check.algebras import Indeterminate
from proofs_check.implicit_root import MOST_UNSURE, _root


def pole(edge, order, goal):
    """`-order log(1 - z/edge) - goal`, which grows without end towards `edge`, and what it was asked."""
    asked = []

    def look(z):
        asked.append(z)
        left = 1 - z / edge
        if left <= 0:
            return arb("inf"), arb("nan")
        left = left if left > 0 else arb("nan")
        return -order * left.log() - goal, order / (edge * left)

    return look, asked


@pytest.mark.parametrize("size", [0, 40, 200, 500, 800])
@pytest.mark.parametrize("halvings", [-3, 1, 30])
def test_a_root_of_any_size_next_to_a_pole(size, halvings):
    # 1 - z/edge = 2^-halvings; far from it a step of Newton is short because the slope is steep.
    with working_precision(bits=300):
        edge = arb(2) ** -size
        look, asked = pole(edge, 3, 3 * halvings * arb(2).log())
        found = _root(look)
        assert found.contains(edge * (1 - arb(2) ** -halvings))
        assert found.rad() < edge * arb(2) ** -200
        # Some for every halving of the distance, and as many as the exponent has bits.
        assert len(asked) <= 60 + 3 * abs(halvings)


def test_a_precision_that_is_too_low_is_noticed_soon():
    with working_precision(bits=300):
        edge = arb(arb(2) ** -200, arb(2) ** -260)
        look, asked = pole(edge, 3, 300 * arb(2).log())
        with pytest.raises(Indeterminate):
            _root(look)
    unsure = [z for z in asked if abs(z - edge).contains(0)]
    assert MOST_UNSURE < len(asked) < 160
    assert len(unsure) <= MOST_UNSURE + 1
