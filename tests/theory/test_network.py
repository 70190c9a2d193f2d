"""Brute force from the loss against the closed forms, whole characteristic polynomials at explicit sizes.

Blind to: sizes not listed (`theory.hessian` is for symbolic depth); an error in SymPy's polynomial ring or
integer matrices that its expressions share; minima that are not depth-balanced.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Integer, Matrix, Poly, Rational, Symbol, hessian, interpolate

from tests.theory.test_hessian import WRONG_LAYER_SUMS
from theory.errors import StatementError
from theory.network import (
    POINT_RANGE,
    QUICK,
    SMALL,
    Network,
    brute_force_agrees,
    brute_force_report,
    characteristic_polynomial_at,
    failure_bound,
    network,
    predicted_polynomial_at,
)
from theory.quantities import hessian_eigenvalue


@pytest.mark.parametrize("size", SMALL)
def test_brute_force_agrees_with_the_closed_form(size):
    assert brute_force_agrees(*size, points=2, seed=1)


def test_the_promised_sizes_are_checked():
    promised = {((depth,) * H, d) for d in (1, 2) for H in (1, 2) for depth in (2, 3)}
    assert promised | {((2,), 3), ((2, 3), 2)} <= set(SMALL)
    assert set(QUICK) <= set(SMALL)


@pytest.mark.parametrize("name", WRONG_LAYER_SUMS)
def test_a_wrong_closed_form_disagrees(name, monkeypatch):
    monkeypatch.setattr(hessian_eigenvalue, "layer_sum", WRONG_LAYER_SUMS[name])
    assert not brute_force_agrees((3, 3), 2, points=1)


@pytest.mark.parametrize("size", [((2,), 1), ((2, 2), 1), ((3,), 1), ((2,), 2)])
def test_hessian_is_that_of_plain_expressions(size):
    # A second road: SymPy expressions, its matrix product and its `hessian`.
    (depths, d), net = size, network(*size)
    ring = net.loss.ring
    weights = [Matrix(d, d, lambda i, j, W=W: W[i][j].as_expr()) for path in net.weights for W in path]
    target = Matrix(d, d, lambda i, j: net.target[i][j].as_expr())
    total, start = -target, 0
    for depth in depths:
        product = Matrix.eye(d)
        for W in weights[start : start + depth]:
            product = W * product
        total, start = total + product, start + depth
    loss = (total.T * total).trace() / 2
    expected = hessian(loss, [ring.symbols[k] for k in range(net.number_of_weights)])
    given_ = Matrix([[element.as_expr() for element in row] for row in net.hessian])
    assert (expected - given_).expand() == Matrix.zeros(net.number_of_weights)


def test_loss_at_a_known_point():
    # Omega = 3 * 2 + 5 * 1 = 11 against 1: 1/2 * 10^2.
    net = Network((2, 2), 1)
    assert net.loss.evaluate(list(zip(net.loss.ring.gens, [2, 3, 1, 5, 1], strict=True))) == 50


@given(data=st.data())
@settings(max_examples=15)
def test_hessian_is_symmetric_and_singular_exactly_as_often_as_said(data):
    depths, d = data.draw(st.sampled_from([((2, 3), 2), ((3, 3), 2), ((2,), 3)]))
    row = st.lists(st.integers(0, 5), min_size=d, max_size=d)
    w = [data.draw(row) for _ in depths]
    matrix = Matrix(network(depths, d).hessian_at(w))
    assert matrix == matrix.T
    if all(any(path[i] for path in w) for i in range(d)):
        assert matrix.rank() == d**2
        assert characteristic_polynomial_at(depths, d, w) == predicted_polynomial_at(depths, d, w)


def test_characteristic_polynomial_is_sympys():
    # DomainMatrix splits into blocks first; the expression matrix does not.
    matrix = network((2, 3), 1).hessian_at([[2], [3]])
    expected = Matrix(matrix).charpoly(Symbol("x")).all_coeffs()
    assert list(characteristic_polynomial_at((2, 3), 1, [[2], [3]])) == expected


def test_known_spectrum():
    # Depth 2: mu_ij = w_i^2 + w_j^2, from the paper's formula by hand.
    x = Symbol("x")
    expected = Poly(x**4 * (x - 8) * (x - 18) * (x - 13) ** 2, x).all_coeffs()
    assert list(characteristic_polynomial_at((2,), 2, [[2, 3]])) == expected


def test_off_the_minimum_the_closed_form_fails():
    # The check can tell a minimum from its neighbourhood.
    matrix = network((3,), 1).hessian_at([[2]], [1])
    assert Matrix(matrix).charpoly().all_coeffs() != list(predicted_polynomial_at((3,), 1, [[2]]))


@pytest.mark.parametrize("size", [((2,), 2), ((3, 3), 1), ((2, 3), 1), ((3,), 2)])
def test_degrees_are_within_the_bound(size):
    # Along t w the coefficient of x^(N-k) is a polynomial in t; interpolation through two points too many
    # shows its degree: exactly k (2 max L - 2), so the bound cannot be lowered.
    depths, d = size
    w = [[2 + i + 3 * h for i in range(d)] for h in range(len(depths))]
    t = Symbol("t")
    for k in range(1, d**2 + 1):
        degree = k * (2 * max(depths) - 2)
        samples = [
            (n, characteristic_polynomial_at(depths, d, [[n * u for u in row] for row in w])[k])
            for n in range(degree + 3)
        ]
        assert Poly(interpolate(samples, t), t).degree() == degree
    assert (
        failure_bound(depths, d, 2) == Rational(sum(depths) * d**2 * (2 * max(depths) - 2), POINT_RANGE) ** 2
    )


def test_points_are_those_of_the_seed(monkeypatch):
    seen = []
    real = characteristic_polynomial_at
    monkeypatch.setattr(
        "theory.network.characteristic_polynomial_at", lambda *args: seen.append(args[2]) or real(*args)
    )
    for seed in (3, 3, 4):
        brute_force_agrees((2, 2), 1, points=2, seed=seed)
    third = len(seen) // 3
    assert seen[:third] == seen[third : 2 * third] != seen[2 * third :]
    assert any(0 in row for w in seen for row in w)
    assert all(1 <= value <= POINT_RANGE for w in seen[:2] for row in w for value in row)


def test_report():
    report = brute_force_report()
    assert [(found.depths, found.d) for found in report] == list(QUICK)
    assert all(found.agrees and found.failure_bound < Rational(1, 2**55) for found in report)


@pytest.mark.parametrize(("depths", "d"), [((), 1), ((1,), 1), ((2, 1), 2), ((2,), 0)])
def test_sizes_are_checked(depths, d):
    with pytest.raises(StatementError, match="remedy"):
        Network(depths, d)


def test_weights_must_fit():
    with pytest.raises(StatementError, match=r"w must be 2 rows of 1 integers"):
        characteristic_polynomial_at((2, 2), 1, [[1]])


def test_wide_integers_are_exact():
    w = Integer(2) ** 64
    assert characteristic_polynomial_at((3,), 1, [[int(w)]]) == (1, -3 * w**4, 0, 0)
