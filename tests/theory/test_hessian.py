"""The symbolic Hessian: every identity holds, and none of them would if what it checks were wrong.

Blind to: an error shared by SymPy's `expand` and its polynomial ring (both sides of the comparison with
`theory.network` are SymPy's); modes beyond the four that an entry can name, which the module argues and
`theory.network` checks at width up to 3; the sentences in the notes that join the identities.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import combinations_with_replacement, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Eq, Integer, Matrix, Max, Min, Piecewise, Poly, Rational, Symbol, pi, symbols

from theory import HessianCharacteristicPolynomial, PerturbationMultiplier, Sharpness, StabilityThreshold
from theory.errors import StatementError
from theory.hessian import (
    KINDS,
    depth,
    entry,
    jacobian,
    position,
    residual,
    weight,
)
from theory.hessian_identities import Identity, derivation_report, derive, holds
from theory.network import characteristic_polynomial_at, network
from theory.quantities import hessian_eigenvalue
from theory.quantities.hessian_eigenvalue import layer_sum

IDENTITIES = {identity.name: identity for identity in derive()}


@pytest.mark.parametrize("name", IDENTITIES)
def test_identity_holds(name):
    assert holds(IDENTITIES[name])


@pytest.mark.parametrize("name", IDENTITIES)
def test_identity_has_content_that_can_fail(name):
    identity = IDENTITIES[name]
    for wrong in (2 * identity.rhs, identity.rhs + Rational(1, 1000), identity.rhs**2 + 2):
        assert not holds(replace(identity, rhs=wrong))


@pytest.mark.parametrize("name", sorted(set(IDENTITIES) - {"threshold-of-the-whole-network"}))
def test_a_changed_exponent_fails(name):
    # The first power of a weight anywhere in the right side gets one more factor.
    identity = IDENTITIES[name]
    w = min(identity.rhs.free_symbols & {weight(p, i) for p in ("h", "k") for i in (1, 2)}, key=str)
    power = min((e for e in identity.rhs.atoms(type(w**2)) if e.base == w), key=str, default=w)
    assert not holds(replace(identity, rhs=identity.rhs.subs(power, power * w)))


def test_names_are_unique_and_reported():
    assert len(IDENTITIES) == len(derive())
    assert derivation_report() == tuple((name, True) for name in IDENTITIES)


def test_every_identity_says_why():
    assert all(identity.note for identity in IDENTITIES.values())


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (symbols("x", positive=True), symbols("x", real=True)),
        (Max(*symbols("x y", real=True)), Max(*symbols("x z", real=True))),
        (Max(*symbols("x y", real=True)), Max(*symbols("x y z", real=True))),
        (Max(*symbols("x y z", real=True)), Max(*symbols("x y", real=True))),
        (Max(*symbols("x y", real=True)), Min(*symbols("x y", real=True))),
        (pi, Integer(3)),
        (Integer(0) * pi, Integer(1)),
        (Symbol("x") / Symbol("y"), Integer(0)),
    ],
)
def test_what_is_not_shown_equal_does_not_hold(left, right):
    assert not holds(Identity("", left, right, ""))


# The quantities are tied to the derivation: each way of getting one wrong makes an identity fail.


def _with_branches(equal, different):
    def wrong(L, a, b):
        return equal(L, a) if a == b else Piecewise((equal(L, a), Eq(a, b)), (different(L, a, b), True))

    return wrong


def _equal(L, a):
    return L * a ** (2 - 2 / L)


def _different(L, a, b):
    return (a**2 - b**2) / (a ** (2 / L) - b ** (2 / L))


WRONG_LAYER_SUMS = {
    "exponent of the equal branch": _with_branches(lambda L, a: L * a ** (2 - 1 / L), _different),
    "L - 1 layers": _with_branches(lambda L, a: (L - 1) * a ** (2 - 2 / L), _different),
    "single layer": _with_branches(lambda L, a: a ** (2 - 2 / L), _different),
    "numerator": _with_branches(_equal, lambda L, a, b: (a**3 - b**3) / (a ** (2 / L) - b ** (2 / L))),
    "denominator": _with_branches(_equal, lambda L, a, b: (a**2 - b**2) / (a ** (1 / L) - b ** (1 / L))),
    "sign": _with_branches(_equal, lambda L, a, b: (a**2 + b**2) / (a ** (2 / L) + b ** (2 / L))),
    "mean of the modes": _with_branches(_equal, lambda L, a, b: (_equal(L, a) + _equal(L, b)) / 2),
    "first mode only": _with_branches(_equal, lambda L, a, b: _equal(L, a)),
    "nothing at a zero share": lambda L, a, b: Integer(0) if a == 0 or b == 0 else layer_sum(L, a, b),
    "something at zero shares": lambda L, a, b: Integer(1) if a == 0 == b else layer_sum(L, a, b),
}


@pytest.mark.parametrize("name", WRONG_LAYER_SUMS)
def test_a_wrong_layer_sum_fails(name, monkeypatch):
    monkeypatch.setattr(hessian_eigenvalue, "layer_sum", WRONG_LAYER_SUMS[name])
    failed = {identity.name for identity in derive() if not holds(identity)}
    assert failed
    # Only what speaks of a quantity may fail: the entries of the Hessian know none.
    assert not any(name.startswith(("entries", "rank-one", "telescoping", "mode-block")) for name in failed)


def test_the_right_layer_sum_in_the_same_form_passes(monkeypatch):
    monkeypatch.setattr(hessian_eigenvalue, "layer_sum", _with_branches(_equal, _different))
    assert all(holds(identity) for identity in derive())


@pytest.mark.parametrize(
    ("quantity", "wrong", "expected"),
    [
        (Sharpness, lambda self: Min(*Sharpness.right(self).args), "sharpness"),
        (Sharpness, lambda self: Max(*Sharpness.right(self).args[:2]), "sharpness"),
        (StabilityThreshold, lambda self: StabilityThreshold.right(self) / 2, "stable-below-threshold"),
        (
            StabilityThreshold,
            lambda self: 2 / Sharpness.closed_form(self) ** 2,
            "threshold-of-the-whole-network",
        ),
        (PerturbationMultiplier, lambda self: -PerturbationMultiplier.right(self), "perturbation-multiplier"),
        (
            HessianCharacteristicPolynomial,
            lambda self: self.args[1] * HessianCharacteristicPolynomial.right(self),
            "characteristic-polynomial",
        ),
    ],
)
def test_a_wrong_quantity_fails(quantity, wrong, expected, monkeypatch):
    monkeypatch.setattr(quantity, "right", quantity.closed_form, raising=False)
    monkeypatch.setattr(quantity, "closed_form", wrong)
    assert expected in {identity.name for identity in derive() if not holds(identity)}


# Against brute force, entry by entry and off the minimum, where the residual shows.


def _index(size, h, ell, row, column):
    depths, d = size
    return (sum(depths[:h]) + ell) * d**2 + row * d + column


_entry = cache(entry)


@pytest.mark.parametrize("size", [((2,), 2), ((3, 2), 2), ((4,), 2), ((2, 2), 3), ((3,), 3)])
@given(data=st.data())
@settings(max_examples=5)
def test_entries_are_those_of_brute_force(size, data):
    depths, d = size
    numbers = st.lists(st.integers(1, 9), min_size=d, max_size=d)
    w = [data.draw(numbers) for _ in depths]
    r = data.draw(st.lists(st.integers(-9, 9), min_size=d, max_size=d))
    brute = network(depths, d).hessian_at(w, r)
    layers = [(h, ell) for h, L in enumerate(depths) for ell in range(L)]
    # Each way in which two weights can couple, and two in which they cannot.
    ends = [(0, 1, 1, 0), (1, 0, 0, 1), (0, 1, 0, 1), (0, 0, 0, 0), (1, 1, 1, 1), (0, 0, 1, 1), (0, 1, 1, 1)]
    for (h, ell), (k, m) in combinations_with_replacement(layers, 2):
        kind = KINDS[2] if h != k else KINDS[1] if ell != m else KINDS[0]
        values = {depth("h"): depths[h], depth("k"): depths[k], position("l"): ell + 1, position("m"): m + 1}
        values |= {weight("h", i + 1): w[h][i] for i in range(d)} | {residual(i + 1): r[i] for i in range(d)}
        values |= {weight("k", i + 1): w[k][i] for i in range(d)}
        for a, b, c, e in ends:
            derived = _entry(kind, (a + 1, b + 1), (c + 1, e + 1)).subs(values)
            assert derived == brute[_index(size, h, ell, a, b)][_index(size, k, m, c, e)]


@given(w=st.integers(1, 9), r=st.integers(-20, 20), L=st.integers(2, 5))
@settings(max_examples=20)
def test_one_pathway_one_mode_off_the_minimum(w, r, L):
    # Known answer: -r w^(L-2), L - 1 times, and L w^(2L-2) + (L-1) r w^(L-2).
    matrix = network((L,), 1).hessian_at([[w]], [r])
    x = Symbol("x")
    expected = (x + r * w ** (L - 2)) ** (L - 1) * (x - L * w ** (2 * L - 2) - (L - 1) * r * w ** (L - 2))
    assert Poly(_characteristic_polynomial(matrix), x) == Poly(expected, x)


def _characteristic_polynomial(matrix):
    return Matrix(matrix).charpoly(Symbol("x")).as_expr()


@pytest.mark.parametrize(("w", "r"), [([[2], [3]], [5]), ([[1], [4]], [-7]), ([[0], [2]], [3])])
def test_two_pathways_reduce_to_two_by_two(w, r):
    # Depth 3: diag((L-1) r w_h^(L-2)) + v v^T with v_h = sqrt(L) w_h^(L-1), by trace and determinant.
    L, x = 3, Symbol("x")
    (a,), (b,) = w
    alpha, beta = ((L - 1) * r[0] * u ** (L - 2) + L * u ** (2 * L - 2) for u in (a, b))
    gamma = L * (a * b) ** (L - 1)
    reduced = x**2 - (alpha + beta) * x + alpha * beta - gamma**2
    rest = (x + r[0] * a ** (L - 2)) ** (L - 1) * (x + r[0] * b ** (L - 2)) ** (L - 1)
    matrix = network((L, L), 1).hessian_at(w, r)
    assert Poly(_characteristic_polynomial(matrix), x) == Poly(reduced * rest, x)


def test_modes_of_an_entry_are_checked():
    with pytest.raises(StatementError, match=r"must be from 1 to 4; given .*; remedy: rename them"):
        entry("one layer", (1, 5), (1, 1))


def test_two_weights_of_different_pairs_do_not_couple():
    # Of the 15 ways two weights can share modes only two couple: (ab, ab) and, in one pathway, (ab, ba).
    for first, second in product(product((1, 2, 3, 4), repeat=2), repeat=2):
        couples = second in (first, first[::-1])
        assert (entry("two layers", first, second) != 0) == couples


def test_jacobian_is_the_derivative_of_the_end_to_end_map():
    net = network((3,), 2)
    values = [2, 0, 0, 3] * 3 + [0] * 4
    for ell in (1, 2, 3):
        w = net.weights[0][ell - 1][0][1]
        slope = net.end_to_end[0][1].diff(w).evaluate(list(zip(net.loss.ring.gens, values, strict=True)))
        substituted = {depth("h"): 3, weight("h", 1): 2, weight("h", 2): 3}
        assert jacobian("h", 1, 2, ell).subs(substituted) == slope


def test_characteristic_polynomial_at_a_known_point():
    # mu_11 = 3 * 2^4, mu_22 = 3, mu_12 = mu_21 = 16 + 4 + 1.
    x = Symbol("x")
    expected = Poly(x**8 * (x - 48) * (x - 3) * (x - 21) ** 2, x).all_coeffs()
    assert list(characteristic_polynomial_at((3,), 2, [[2, 1]])) == expected
