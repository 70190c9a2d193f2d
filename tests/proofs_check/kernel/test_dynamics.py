"""Loss, gradient and momentum in the kernel: what is accepted, and what has to be refused.

Blind to: a rule and a closed form of theory that are wrong alike; the measurements of numerics are compared
with the closed forms elsewhere.
"""

import pytest
from kernel_steps import conclude, derive, eq, every, facts, ge, gt, le, lt, ne, step
from sympy import (
    Abs,
    And,
    Equivalent,
    Implies,
    IndexedBase,
    Integer,
    Product,
    Rational,
    Sum,
    Symbol,
    symbols,
)

from proofs_check.kernel import Rejected
from theory import (
    AlignedLayers,
    AlignedPoint,
    BalancedPoint,
    GradientEntry,
    ImbalanceMultiplier,
    LargestRootModulus,
    LayerGradient,
    Loss,
    Modes,
    MomentumThreshold,
    ResidualEntry,
    Sharpness,
    SinglePath,
)

L, H, d, h, i, j, k, m = symbols("L H d h i j k m", integer=True, positive=True)
w, u = (IndexedBase(name, nonnegative=True) for name in "wu")
v, t = IndexedBase("v", real=True), IndexedBase("t", positive=True)
ell = IndexedBase("ell", integer=True, positive=True)
target, eta, y = symbols("target eta y", positive=True)
beta = Symbol("beta", real=True)

POINT = AlignedPoint(ell, w, H, target)
LAYERS = AlignedLayers(L, v, H, d, t)
R = Sum(w[k] ** ell[k], (k, 1, H)) - target
SLOPE = w[h] ** (ell[h] - 1) * R


def carried(mode):
    """``r_i``, written out."""
    place = ((mode - 1) * H + h - 1) * L
    p = Symbol("p", integer=True)
    return Sum(Product(v[place + p], (p, 1, L)), (h, 1, H)) - t[mode]


@pytest.mark.parametrize(
    ("claim", "rule"),
    [
        (eq(LayerGradient(POINT, h), SLOPE), "meaning"),
        (eq(Loss(POINT), R**2 / 2), "meaning"),
        (
            eq(
                Loss(Modes(AlignedPoint(L, w, H, 3), AlignedPoint(L, u, H, 2))),
                (Sum(w[k] ** L, (k, 1, H)) - 3) ** 2 / 2 + (Sum(u[k] ** L, (k, 1, H)) - 2) ** 2 / 2,
            ),
            "meaning",
        ),
        (eq(ResidualEntry(LAYERS, i, i), carried(i)), "meaning"),
    ],
)
def test_what_quantities_mean(claim, rule):
    assert conclude(claim, rule).conclusion == claim


def test_the_gradient_holds_where_there_is_such_a_pathway():
    theorem = conclude(eq(LayerGradient(POINT, h), SLOPE), "meaning")
    assert theorem.hypotheses == {le(h, H), every(ge(ell[h], 2), h, 1, H)}


@pytest.mark.parametrize(
    ("claim", "rule"),
    [
        (eq(LayerGradient(POINT, h), w[h] ** ell[h] * R), "meaning"),
        (eq(LayerGradient(POINT, h), w[k] ** (ell[k] - 1) * R), "meaning"),
        (eq(LayerGradient(POINT, h), -SLOPE), "meaning"),
        (eq(LayerGradient(POINT, h), w[h] ** (ell[h] - 1) * (R + 1)), "meaning"),
        (eq(Loss(POINT), R**2), "meaning"),
        (eq(Loss(POINT), R / 2), "meaning"),
        (eq(Loss(LAYERS), Integer(0)), "meaning"),
        (eq(ResidualEntry(LAYERS, i, i), 0), "meaning"),
        (eq(ResidualEntry(LAYERS, i, i), carried(j)), "meaning"),
        # i and j may be the same mode.
        (eq(ResidualEntry(LAYERS, i, j), 0), "meaning"),
        (eq(GradientEntry(POINT, h, m), w[h] ** (ell[h] - m) * R * w[h] ** m), "meaning"),
        (eq(GradientEntry(LAYERS, h, m, i, j), 0), "meaning"),
        (eq(Loss(POINT), Integer(0)), "meaning"),
    ],
)
def test_what_they_do_not_mean(claim, rule):
    with pytest.raises(Rejected):
        conclude(claim, rule)


def test_entries_of_two_modes_vanish():
    entry = ResidualEntry(LAYERS, i, j)
    said = Implies(ne(i, j), eq(entry, 0))
    assert conclude(said, "meaning", using=(entry,)).hypotheses >= {le(i, d), le(j, d)}
    for wrong in (Implies(le(i, j), eq(entry, 0)), eq(entry, 0), Implies(ne(i, j), eq(entry, 1))):
        with pytest.raises(Rejected, match="means"):
            conclude(wrong, "meaning", using=(entry,))


def test_the_norm_is_the_sum_of_all_squares():
    squares = Sum(Sum(ResidualEntry(LAYERS, i, j) ** 2, (j, 1, d)), (i, 1, d))
    assert conclude(eq(Loss(LAYERS), squares / 2), "meaning")
    for wrong in (squares, Sum(ResidualEntry(LAYERS, i, i) ** 2, (i, 1, d)) / 2):
        with pytest.raises(Rejected):
            conclude(eq(Loss(LAYERS), wrong), "meaning")


def test_the_product_rule_keeps_the_order_of_the_modes():
    before, after = (LAYERS.product(*ends) for ends in ((j, h, 1, m - 1), (i, h, m + 1, L)))
    entry, residual = GradientEntry(LAYERS, h, m, i, j), ResidualEntry(LAYERS, i, j)
    claim = eq(entry, after * residual * before)
    assert derive(*facts(le(m, L)), step("claim", claim, "meaning", "f0"))
    swapped = LAYERS.product(i, h, 1, m - 1) * LAYERS.product(j, h, m + 1, L)
    with pytest.raises(Rejected, match="means"):
        derive(*facts(le(m, L)), step("claim", eq(entry, swapped * residual), "meaning", "f0"))


BALANCED = BalancedPoint(H, L, y, target)
SHARE = H * y**L - target


def test_an_imbalance():
    rule = "meaning"
    right = eq(ImbalanceMultiplier(BALANCED, eta), 1 - eta * (L - 1) * y ** (L - 2) * SHARE)
    assert ge(H, 2) in conclude(right, rule).hypotheses
    for factor in (L, L - 2):
        wrong = eq(right.lhs, 1 - eta * factor * y ** (L - 2) * SHARE)
        with pytest.raises(Rejected):
            conclude(wrong, rule)


A = eta * Sharpness(SinglePath(L, target)) - 1 - beta
INSIDE = lt(LargestRootModulus(A, beta), 1)
THRESHOLD = MomentumThreshold(SinglePath(L, target), beta)


def test_schur_and_cohn():
    conditions = And(lt(Abs(A), 1 + beta), lt(beta, 1), evaluate=False)
    modulus = LargestRootModulus(A, beta)
    assert conclude(Equivalent(INSIDE, conditions), "meaning", using=(modulus,))
    for wrong in (
        lt(Abs(A), 1 + beta),
        And(le(Abs(A), 1 + beta), lt(beta, 1), evaluate=False),
        And(lt(A, 1 + beta), lt(beta, 1), evaluate=False),
    ):
        with pytest.raises(Rejected, match="means"):
            conclude(Equivalent(INSIDE, wrong), "meaning", using=(modulus,))


def test_heavy_ball():
    sharp = gt(Sharpness(SinglePath(L, target)), 0)
    iff = Equivalent(INSIDE, lt(eta, THRESHOLD))
    assert conclude(Implies(sharp, iff), "meaning", using=(THRESHOLD, eta)).hypotheses >= {lt(beta, 1)}
    assert conclude(Implies(sharp, gt(THRESHOLD, 0)), "meaning", using=(THRESHOLD,))
    outside = lt(LargestRootModulus(-A, beta), 1)
    for wrong in (
        iff,
        Implies(sharp, Equivalent(INSIDE, le(eta, THRESHOLD))),
        Implies(sharp, Equivalent(outside, lt(eta, THRESHOLD))),
        Implies(sharp, Equivalent(lt(LargestRootModulus(A, 0), 1), lt(eta, THRESHOLD))),
        Implies(sharp, Equivalent(INSIDE, lt(eta, MomentumThreshold(SinglePath(L, 1), beta)))),
    ):
        with pytest.raises(Rejected, match="means"):
            conclude(wrong, "meaning", using=(THRESHOLD, eta))


def test_layers_are_no_point():
    with pytest.raises(Rejected, match="means"):
        conclude(eq(Loss(LAYERS), Rational(1, 2)), "meaning")
