"""Quantities: closed forms at known answers, relations among them, and what they do not assume.

Blind to: whether a closed form is that of the loss (`test_hessian`, `test_network` and numerics say that);
here they are compared with answers worked out by hand and with each other.
"""

from __future__ import annotations

import doctest
import importlib
import pickle
import pkgutil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Abs, Eq, Gt, Integer, Max, Product, Rational, Sum, log, oo, simplify, sqrt, symbols

import theory
from tests.strategies import SIGMA, A, B, H, L, S, configurations, depths, one_mode, perfect_shares
from theory import (
    Balanced,
    HessianCharacteristicPolynomial,
    HessianEigenvalue,
    HillNumber,
    Modes,
    Pathways,
    PerturbationMultiplier,
    Quantity,
    Sharpness,
    SinglePath,
    Split,
    StabilityThreshold,
)
from theory.errors import StatementError
from theory.quantities.hessian_eigenvalue import layer_sum
from theory.quantity import unfold

MODULES = sorted(m.name for m in pkgutil.walk_packages(theory.__path__, "theory."))


@pytest.mark.parametrize("name", ["theory", *MODULES])
def test_doctests(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_doctests_are_found():
    finder = doctest.DocTestFinder(exclude_empty=True)
    examples = [t for m in MODULES for t in finder.find(importlib.import_module(m)) if t.examples]
    assert len(examples) >= 15


Q = Rational
KNOWN = [
    # L s^(2-2/L)
    (Sharpness(SinglePath(2, 5)), 10),
    (Sharpness(SinglePath(3, 8)), 48),
    (Sharpness(SinglePath(4, 16)), 256),
    (Sharpness(SinglePath(L, S)), L * S ** (2 - 2 / L)),
    # H L (s/H)^(2-2/L)
    (Sharpness(Balanced(8, 3, 8)), 24),
    (Sharpness(Balanced(7, 2, 5)), 10),
    (Sharpness(Balanced(1, 3, 8)), 48),
    (Sharpness(Balanced(H, 2, S)), 2 * S),
    # 3 (8^(4/3) + 1) and 2 * 4 + 3 * 8^(4/3)
    (Sharpness(Split(3, 8, 0, 1)), 51),
    (Sharpness(Pathways((2, 4), (3, 8))), 56),
    # mu_12 = 8^(4/3) + 8^(2/3) + 1, and 16 + 1 where one mode of a pathway is 0
    (HessianEigenvalue(Modes(SinglePath(3, 8), SinglePath(3, 1)), 1, 2), 21),
    (HessianEigenvalue(Modes(SinglePath(3, 8), SinglePath(3, 1)), 2, 1), 21),
    (HessianEigenvalue(Modes(SinglePath(3, 8), SinglePath(3, 1)), 2), 3),
    (HessianEigenvalue(Modes(Split(3, 8, 0), Split(3, 0, 1)), 1, 2), 17),
    (HessianEigenvalue(Modes(SinglePath(2, 3), SinglePath(2, 5)), 1, 2), 8),
    (HessianEigenvalue(Modes(SinglePath(3, 8), SinglePath(3, 8)), 1, 2), 48),
    (Sharpness(Modes(SinglePath(3, 1), SinglePath(3, 8))), 48),
    (StabilityThreshold(SinglePath(3, 8)), Q(1, 24)),
    (PerturbationMultiplier(SinglePath(3, 8), Q(1, 24)), -1),
    (PerturbationMultiplier(SinglePath(3, 8), Q(1, 48)), 0),
    (HessianCharacteristicPolynomial(SinglePath(3, 8), 2), 4 * (2 - 48)),
    (HessianCharacteristicPolynomial(Modes(SinglePath(2, 3), SinglePath(2, 5)), 7), 7**4 * (1 * -3 * 1)),
    (HillNumber(SinglePath(L, S)), 1),
    (HillNumber(Balanced(6, 3, 5)), 6),
    (HillNumber(Balanced(H, 2, S)), H),
    (HillNumber(Split(3, 1, 1, 0)), 2),
    (HillNumber(Split(2, 0, 7)), 1),
    # Entropy of (1/4, 3/4): 4^(1/4) (4/3)^(3/4)
    (HillNumber(Split(2, 1, 0, 3)), 4 / 3 ** Q(3, 4)),
    # order 3/2 at L = 4 of (1/17, 16/17): (65/17^(3/2))^(-2)
    (HillNumber(Split(4, 1, 16)), Q(17**3, 65**2)),
]


@pytest.mark.parametrize("case", range(len(KNOWN)))
def test_known_answers(case):
    quantity, answer = KNOWN[case]
    closed = quantity.doit()
    assert simplify(closed - answer) == 0
    assert not closed.has(Quantity)


@given(depths, st.integers(2, 9))
def test_layer_sum_is_the_sum(L, w):
    for u in (0, 1, w, w + 1):
        # 0^0 = 1, as in Python.
        by_hand = sum(w ** (2 * (L - k)) * u ** (2 * (k - 1)) for k in range(1, L + 1))
        assert layer_sum(Integer(L), Integer(w) ** L, Integer(u) ** L) == by_hand
        assert layer_sum(Integer(L), Integer(u) ** L, Integer(w) ** L) == by_hand


def test_layer_sum_of_nothing():
    assert layer_sum(Integer(2), Integer(0), Integer(0)) == 0
    assert layer_sum(Integer(5), Integer(0), Integer(0)) == 0


@given(st.data())
def test_eigenvalues_of_a_split(data):
    depth, count = data.draw(st.integers(2, 6)), data.draw(st.integers(1, 4))
    first, second = (data.draw(perfect_shares(depth, count)) for _ in range(2))
    c = Modes(Split(depth, *first), Split(depth, *second))
    one, cross, two = (HessianEigenvalue(c, *pair).doit() for pair in ((1, 1), (1, 2), (2, 2)))
    assert cross == HessianEigenvalue(c, 2, 1).doit() > 0
    # cross-mode-bound, with equality at depth 2
    assert cross <= (one + two) / 2
    assert depth > 2 or cross == (one + two) / 2
    assert Sharpness(c).doit() == max(one, two)
    assert one == HessianEigenvalue(Split(depth, *first)).doit() == Sharpness(Split(depth, *first)).doit()
    # single-path-is-sharpest, balanced-is-flattest
    s = sum(first)
    assert one <= Sharpness(SinglePath(depth, s)).doit()
    assert one >= Sharpness(Balanced(count, depth, s)).doit()


@given(one_mode, st.integers(1, 20))
@settings(max_examples=40)
def test_threshold_multiplier_and_polynomial_follow_from_sharpness(c, k):
    sharpness, eta = Sharpness(c).doit(), Rational(k, 7)
    assert simplify(StabilityThreshold(c).doit() * sharpness - 2) == 0
    assert simplify(PerturbationMultiplier(c, eta).doit() + eta * sharpness - 1) == 0
    # One mode: x^(N-1) (x - sharpness).
    layers = c.sum_over_pathways(lambda depth, share: depth)
    polynomial = HessianCharacteristicPolynomial(c, Integer(2)).doit()
    assert simplify(polynomial - 2 ** (layers - 1) * (2 - sharpness)) == 0


@given(st.data())
def test_hill_number_is_between_one_and_the_number_of_pathways(data):
    depth, count = data.draw(depths), data.draw(st.integers(1, 4))
    c = Split(depth, *data.draw(perfect_shares(depth, count)))
    effective = HillNumber(c).doit().evalf(40)
    # evalf carries 40 digits; 30 are asked of it.
    assert 1 - Q(1, 10**30) <= effective <= count + Q(1, 10**30)
    # sharpness-is-hill-number: lambda = S N^(2/L - 1)
    single = Sharpness(SinglePath(depth, c.total)).doit().evalf(40)
    error = Sharpness(c).doit().evalf(40) - single * effective ** (Q(2, depth) - 1)
    assert Abs(error) <= single * Q(1, 10**30)


def test_hill_number_at_symbolic_depth_has_both_cases():
    closed = HillNumber(Split(L, A, B)).doit()
    at_two = closed.subs(L, 2)
    assert simplify(at_two.subs({A: 1, B: 1}) - 2) == 0
    assert simplify(closed.subs(L, 3).subs({A: 1, B: 1}) - 2) == 0
    # Its logarithm is the entropy, -d/dq log sum p^q at 1 (l'Hospital).
    q, p = symbols("q"), Rational(1, 3)
    slope = log(p**q + (1 - p) ** q).diff(q).subs(q, 1)
    assert simplify(log(at_two.subs({A: p, B: 1 - p})) + slope) == 0


def test_indexed_shares_give_sums():
    h = symbols("h", integer=True, positive=True)
    assert Sharpness(Split(L, SIGMA, H)).doit() == Sum(L * SIGMA[h] ** (2 - 2 / L), (h, 1, H))
    assert Sharpness(Split(3, SIGMA, 2)).doit() == 3 * SIGMA[1] ** Q(4, 3) + 3 * SIGMA[2] ** Q(4, 3)
    assert HillNumber(Split(2, SIGMA, H)).doit().has(Product)


def test_single_path_next_to_balanced_with_symbolic_count():
    # The first pathway couples both modes, each of the others, empty in mode 1, only at its end.
    mu = HessianEigenvalue(Modes(SinglePath(L, A), Balanced(H, L, B)), 1, 2).doit()
    by_hand = HessianEigenvalue(Modes(Split(3, 27, 0, 0), Split(3, 8, 8, 8)), 1, 2).doit()
    assert by_hand == (81 + 36 + 16) + 2 * 16
    assert mu.subs({H: 3, L: 3, A: 27, B: 24}) == by_hand


def test_a_pathway_that_carries_nothing():
    for depth in (2, 3, 7):
        assert simplify(Sharpness(Split(depth, A, 0)).doit() - Sharpness(SinglePath(depth, A)).doit()) == 0


@given(configurations, st.sampled_from([Sharpness, StabilityThreshold, HessianEigenvalue]))
def test_nothing_is_assumed(c, kind):
    quantity = kind(c)
    assert quantity.is_real
    assert quantity.is_finite
    assert quantity.is_commutative
    for sign in ("positive", "nonnegative", "nonzero", "negative", "zero", "integer", "rational"):
        assert getattr(quantity, f"is_{sign}") is None
    # So a theorem is not folded to true when it is written, and absolute values stay.
    assert isinstance(quantity > 0, Gt)
    assert isinstance(sqrt(quantity**2), Abs)
    assert Max(quantity, 0) != quantity
    assert quantity.hypotheses == c.hypotheses


@given(configurations)
@settings(max_examples=50)
def test_quantities_pickle(c):
    for quantity in (Sharpness(c), StabilityThreshold(c), HessianEigenvalue(c), PerturbationMultiplier(c, S)):
        again = pickle.loads(pickle.dumps(quantity))
        assert again == quantity
        assert hash(again) == hash(quantity)


REFUSED = [
    (lambda: Sharpness(3), "the argument of Sharpness must be a configuration; given 3"),
    (lambda: StabilityThreshold(S), "the argument of StabilityThreshold must be a configuration; given s"),
    (lambda: HessianEigenvalue(SinglePath(3, 1), 2), "the mode i must be an integer from 1 to 1; given 2"),
    (lambda: HessianEigenvalue(SinglePath(3, 1), 1, 0), "the mode j must be an integer from 1 to 1; given 0"),
    (
        lambda: HessianEigenvalue(SinglePath(3, 1), True),
        "the mode i must be an integer from 1 to 1",
    ),
    (lambda: HessianEigenvalue(SinglePath(3, 1), L), "the mode i must be an integer from 1 to 1; given L"),
    (
        lambda: HillNumber(Pathways((2, 1), (3, 1))),
        "the argument of HillNumber must be one mode",
    ),
    (lambda: HillNumber(Modes(SinglePath(3, 1))), "the argument of HillNumber must be one mode"),
]


@pytest.mark.parametrize("case", range(len(REFUSED)))
def test_refused_with_one_clear_line(case):
    make, beginning = REFUSED[case]
    with pytest.raises(StatementError) as caught:
        make()
    assert str(caught.value).startswith(beginning)
    assert "; remedy: " in str(caught.value)
    assert "\n" not in str(caught.value)


def test_unfold_touches_nothing_else():
    claim = Eq(Sharpness(SinglePath(L, S)) + Max(A, 2 * A - A), B)
    assert unfold(claim) == Eq(L * S ** (2 - 2 / L) + A, B)
    assert unfold(Gt(A, oo)) == Gt(A, oo)


def test_a_users_quantity_is_real_and_unfolds():
    class Trace(Quantity):
        """The sum of all shares."""

        def closed_form(self):
            return self.configuration.total

    assert unfold(Gt(Trace(Split(3, A, B)), 0) | Gt(B, A)) == (Gt(A + B, 0) | Gt(B, A))
    assert Trace(Split(3, A, B)).is_positive is None
    with pytest.raises(NotImplementedError, match="must define closed_form"):
        type("Empty", (Quantity,), {})(SinglePath(3, 1)).doit()
