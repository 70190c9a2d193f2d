"""Points off the minimum: their rules, and closed forms against SymPy's derivatives of the loss.

Every layer gets a variable of its own here, and the loss of a scalar network is differentiated; blind to what
other modes do, which `tests/numerics/test_aligned_measurements.py` looks at.
"""

import pickle
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import IndexedBase, Integer, Rational, Symbol, symbols, sympify

from proofs_check.kernel.terms import same
from theory import (
    AfterStep,
    AlignedLayers,
    AlignedPoint,
    BalancedPoint,
    GradientEntry,
    ImbalanceMultiplier,
    LargestRootModulus,
    LayerGradient,
    Loss,
    Modes,
    Sharpness,
    Split,
    StatementError,
)
from theory.notation import H, L, d, ell, eta, h, n, s, t, v, w

values = st.fractions(0, 3, max_denominator=5).map(lambda f: Rational(f.numerator, f.denominator))
targets = values.filter(lambda x: x > 0)
pathways = st.lists(st.tuples(st.integers(2, 4), values), min_size=1, max_size=3)


@given(pathways, targets)
def test_loss_and_gradient_are_those_of_a_scalar_network(chosen, target):
    depths, layers = zip(*chosen, strict=True)
    point = AlignedPoint(depths, layers, target)
    weights = [symbols(f"x_{k}_1:{depth + 1}") for k, depth in enumerate(depths)]
    loss = (sum(prod(path) for path in weights) - target) ** 2 / 2
    here = {x: value for path, value in zip(weights, layers, strict=True) for x in path}
    assert Loss(point).doit() == loss.subs(here)
    for k, path in enumerate(weights, 1):
        for m, x in enumerate(path, 1):
            slope = loss.diff(x).subs(here)
            assert LayerGradient(point, k).doit() == slope
            assert GradientEntry(point, k, m).doit() == slope


@given(st.integers(2, 4), st.integers(2, 4), values, targets, targets)
def test_imbalance_is_the_derivative_of_a_step(count, depth, value, target, size):
    layers = symbols(f"x1:{count + 1}")
    residual = sum(x**depth for x in layers) - target
    after = [x - size * x ** (depth - 1) * residual for x in layers]
    here = dict.fromkeys(layers, value)
    # Along (1, -1, 0, ...).
    moved = [(a.diff(layers[0]) - a.diff(layers[1])).subs(here) for a in after]
    multiplier = ImbalanceMultiplier(BalancedPoint(count, depth, value, target), size).doit()
    assert moved == [multiplier, -multiplier, *[0] * (count - 2)]


@given(values, values, st.booleans())
def test_largest_root(a, b, negative):
    b = -b if negative else b
    z = Symbol("z")
    roots = sympify(z**2 + a * z + b).as_poly(z).all_roots(multiple=True)
    largest = max(abs(root).evalf(30) for root in roots)
    assert abs(LargestRootModulus(a, b).doit().evalf(30) - largest) < 1e-20


POINTS = [
    AlignedPoint(L, w, H, s),
    AlignedPoint(ell, w, H, s),
    AlignedPoint((2, L), (1, Symbol("b", nonnegative=True)), s),
    BalancedPoint(H, L, 2, s),
    AfterStep(AlignedPoint(L, w, H, s), eta),
    AlignedLayers(L, v, H, d, t),
    AlignedLayers(ell, v, H, d, t, n),
]


@pytest.mark.parametrize("point", POINTS, ids=str)
def test_points_hash_pickle_and_sympify(point):
    again = pickle.loads(pickle.dumps(point))
    assert again == point
    assert hash(again) == hash(point)
    assert sympify(point) is point
    assert point.func(*point.args) == point
    assert not point.is_minimum


def test_a_balanced_point_is_an_aligned_point():
    balanced, explicit = BalancedPoint(3, 4, 2, 7), AlignedPoint(4, (2, 2, 2), 7)
    assert balanced.residual == explicit.residual == 41
    assert LayerGradient(balanced, 1).doit() == LayerGradient(explicit, 3).doit()
    assert Loss(balanced).doit() == Loss(explicit).doit()


def test_a_step_subtracts_the_gradient():
    point = AlignedPoint((2, 3), (3, 1), 4)
    after = AfterStep(point, Rational(1, 20))
    assert after.layer_of(1) == 3 - Rational(1, 20) * LayerGradient(point, 1).doit()
    assert after.residual == after.layer_of(1) ** 2 + after.layer_of(2) ** 3 - 4


def test_indices_of_sums_stay_apart():
    gradient = LayerGradient(AlignedPoint(L, w, H, s), h).doit()
    assert gradient.free_symbols >= {h, H, L, s}
    # Nothing is captured where h is replaced, and the value is that of pathway 2.
    at_two = LayerGradient(AlignedPoint(L, w, H, s), 2).doit()
    assert same(gradient.subs(h, 2), at_two)
    assert not same(gradient, at_two)


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: AlignedPoint(3, (1, -2), 5), "layer value 2 must be at least 0"),
        (lambda: AlignedPoint(3, (1, 2), 0), "the target s must be positive"),
        (lambda: AlignedPoint(1, (1, 2), 1), "the depth L must be at least 2"),
        (lambda: AlignedPoint((2, 3), (1,), 1), "the depths must be one, or one for each of 1"),
        (lambda: AlignedPoint(3, 1, 5), "takes depths, a tuple of layer values, a target"),
        (lambda: AlignedPoint(L, w, s), "AlignedPoint takes"),
        (lambda: AlignedPoint(L, IndexedBase("x", real=True), H, s), "must be known to be non-negative"),
        (lambda: AlignedPoint(IndexedBase("x"), w, H, s), "must be known to be positive integers"),
        (lambda: BalancedPoint(0, 3, 1, 1), "the number of pathways H must be at least 1"),
        (lambda: AfterStep(Split(3, 1), eta), "must be an AlignedPoint"),
        (lambda: AlignedLayers(ell, v, H, d, t), "takes one depth, or an indexed base"),
        (lambda: AlignedLayers(L, v, H, d, v), "the family t must be an indexed base known to be positive"),
        (lambda: Sharpness(AlignedPoint(3, (1, 2), 5)), "must be a minimum"),
        (lambda: Loss(Split(3, 1, 2)), "must be an aligned point"),
        (lambda: Loss(Modes(Split(3, 1, 2), AlignedPoint(3, (1, 2), 5))), "must be an aligned point"),
        (lambda: LayerGradient(AlignedPoint(3, (1, 2), 5), 3), "must be an integer from 1 to 2"),
        (lambda: LayerGradient(Modes(AlignedPoint(3, (1, 2), 5)), 1), "must be of one mode"),
        (lambda: GradientEntry(AlignedPoint(3, (1,), 5), 1, 1, 1, 2), "must be an AlignedLayers"),
        (
            lambda: GradientEntry(AlignedPoint(3, (1,), 5), 1, 0),
            "the index m must be an integer of at least 1",
        ),
        (lambda: ImbalanceMultiplier(AlignedPoint(3, (1,), 5), 1), "must be a BalancedPoint"),
    ],
)
def test_mistakes_are_named(make, told):
    with pytest.raises(StatementError, match=told):
        make()


def test_layers_are_counted_mode_by_mode():
    layers = AlignedLayers(3, v, 2, 2, t)
    order = [layers.entry(i, k, m) for i in (1, 2) for k in (1, 2) for m in (1, 2, 3)]
    assert order == [v[place] for place in range(1, 13)]
    assert layers.length_of(v) == Integer(12)
    assert layers.length_of(t) == 2
