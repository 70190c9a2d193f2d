"""Loss, gradient and momentum in the kernel: what is accepted, and what has to be refused.

Blind to: a rule and a closed form of theory that are wrong alike; the measurements of numerics are compared
with the closed forms elsewhere.
"""

import pytest
from kernel_steps import conclude, derive, eq, every, facts, ge, gt, le, lt, n, ne, over, r, s, step
from sympy import Abs, And, Equivalent, IndexedBase, Integer, Or, Product, Rational, Sum, Symbol, symbols

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
        (eq(LayerGradient(POINT, h), SLOPE), "gradient at an aligned point"),
        (eq(Loss(POINT), R**2 / 2), "loss at an aligned point"),
        (
            eq(
                Loss(Modes(AlignedPoint(L, w, H, 3), AlignedPoint(L, u, H, 2))),
                (Sum(w[k] ** L, (k, 1, H)) - 3) ** 2 / 2 + (Sum(u[k] ** L, (k, 1, H)) - 2) ** 2 / 2,
            ),
            "loss at an aligned point",
        ),
        (eq(ResidualEntry(LAYERS, i, i), carried(i)), "product of aligned layers"),
    ],
)
def test_what_quantities_mean(claim, rule):
    assert conclude(claim, rule).conclusion == claim


def test_the_gradient_holds_where_there_is_such_a_pathway():
    theorem = conclude(eq(LayerGradient(POINT, h), SLOPE), "gradient at an aligned point")
    assert theorem.hypotheses == {le(h, H), every(ge(ell[h], 2), h, 1, H)}


@pytest.mark.parametrize(
    ("claim", "rule"),
    [
        (eq(LayerGradient(POINT, h), w[h] ** ell[h] * R), "gradient at an aligned point"),
        (eq(LayerGradient(POINT, h), w[k] ** (ell[k] - 1) * R), "gradient at an aligned point"),
        (eq(LayerGradient(POINT, h), -SLOPE), "gradient at an aligned point"),
        (eq(LayerGradient(POINT, h), w[h] ** (ell[h] - 1) * (R + 1)), "gradient at an aligned point"),
        (eq(Loss(POINT), R**2), "loss at an aligned point"),
        (eq(Loss(POINT), R / 2), "loss at an aligned point"),
        (eq(Loss(LAYERS), Integer(0)), "loss at an aligned point"),
        (eq(ResidualEntry(LAYERS, i, i), 0), "product of aligned layers"),
        (eq(ResidualEntry(LAYERS, i, i), carried(j)), "product of aligned layers"),
        # i and j may be the same mode.
        (eq(ResidualEntry(LAYERS, i, j), 0), "product of aligned layers"),
        (eq(GradientEntry(POINT, h, m), w[h] ** (ell[h] - m) * R * w[h] ** m), "product rule"),
        (eq(GradientEntry(LAYERS, h, m, i, j), 0), "product rule"),
        (eq(Loss(POINT), Integer(0)), "Frobenius norm"),
    ],
)
def test_what_they_do_not_mean(claim, rule):
    with pytest.raises(Rejected):
        conclude(claim, rule)


def test_entries_of_two_modes_vanish():
    claim = eq(ResidualEntry(LAYERS, i, j), 0)
    for apart in (ne(i, j), lt(i, j), gt(i, j), ne(j, i)):
        assert apart in conclude(claim, "product of aligned layers", apart).hypotheses
    with pytest.raises(Rejected):
        conclude(claim, "product of aligned layers", le(i, j))


def test_the_norm_is_the_sum_of_all_squares():
    squares = Sum(Sum(ResidualEntry(LAYERS, i, j) ** 2, (j, 1, d)), (i, 1, d))
    assert conclude(eq(Loss(LAYERS), squares / 2), "Frobenius norm")
    for wrong in (squares, Sum(ResidualEntry(LAYERS, i, i) ** 2, (i, 1, d)) / 2):
        with pytest.raises(Rejected):
            conclude(eq(Loss(LAYERS), wrong), "Frobenius norm")


def test_the_product_rule_keeps_the_order_of_the_modes():
    before, after = (LAYERS.product(*ends) for ends in ((j, h, 1, m - 1), (i, h, m + 1, L)))
    entry, residual = GradientEntry(LAYERS, h, m, i, j), ResidualEntry(LAYERS, i, j)
    claim = eq(entry, after * residual * before)
    assert derive(*facts(le(m, L)), step("claim", claim, "product rule", "f0"))
    swapped = LAYERS.product(i, h, 1, m - 1) * LAYERS.product(j, h, m + 1, L)
    with pytest.raises(Rejected, match="what the product rule gives"):
        derive(*facts(le(m, L)), step("claim", eq(entry, swapped * residual), "product rule", "f0"))


ONE = every(Or(eq(n, k), eq(s[n], 0)), n, 1, H)


@pytest.mark.parametrize(
    ("claim", "given", "using"),
    [
        (eq(over(s[n], n, 1, H), s[k]), [ONE, le(k, H)], k),
        (eq(over(s[h], h, 1, H), s[k]), [ONE, le(k, H)], k),
    ],
)
def test_a_sum_of_one_term(claim, given, using):
    assert conclude(claim, "a sum of one term", *given, using=(using,))


@pytest.mark.parametrize(
    ("claim", "given", "using"),
    [
        # The one term may lie beyond the end.
        (eq(over(s[n], n, 1, H), s[k]), [ONE], k),
        (eq(over(s[n], n, 1, H), s[k]), [every(eq(s[n], 0), n, 1, H), le(k, H)], k),
        (eq(over(s[n], n, 1, H), s[m]), [ONE, le(k, H), le(m, H)], m),
        (eq(over(r[n], n, 1, H), r[k]), [ONE, le(k, H)], k),
        (eq(over(s[n], n, 1, H + 1), s[k]), [ONE, le(k, H)], k),
        (eq(over(s[n], n, 1, H), s[k] + 1), [ONE, le(k, H)], k),
        # Every n is n: nothing is said.
        (eq(over(s[n], n, 1, H), s[n]), [every(Or(eq(n, k), eq(s[n], 0)), n, 1, H), le(n, H)], n),
    ],
)
def test_a_sum_of_more_terms(claim, given, using):
    with pytest.raises(Rejected):
        conclude(claim, "a sum of one term", *given, using=(using,))


BALANCED = BalancedPoint(H, L, y, target)
SHARE = H * y**L - target


def test_an_imbalance():
    rule = "linearised step on an imbalance"
    right = eq(ImbalanceMultiplier(BALANCED, eta), 1 - eta * (L - 1) * y ** (L - 2) * SHARE)
    assert ge(H, 2) in conclude(right, rule).hypotheses
    for factor in (L, L - 2):
        wrong = eq(right.lhs, 1 - eta * factor * y ** (L - 2) * SHARE)
        with pytest.raises(Rejected):
            conclude(wrong, rule)


A = eta * Sharpness(SinglePath(L, target)) - 1 - beta
INSIDE = lt(LargestRootModulus(A, beta), 1)
EDGE = 2 * (1 + beta) / Sharpness(SinglePath(L, target))
THRESHOLD = MomentumThreshold(SinglePath(L, target), beta)


def test_schur_and_cohn():
    conditions = And(lt(Abs(A), 1 + beta), lt(beta, 1), evaluate=False)
    assert conclude(Equivalent(INSIDE, conditions), "Schur-Cohn", using=(A, beta))
    for wrong in (
        lt(Abs(A), 1 + beta),
        And(le(Abs(A), 1 + beta), lt(beta, 1), evaluate=False),
        And(lt(A, 1 + beta), lt(beta, 1), evaluate=False),
    ):
        with pytest.raises(Rejected):
            conclude(Equivalent(INSIDE, wrong), "Schur-Cohn", using=(A, beta))


def heavy_ball(premise, claim, *more):
    return conclude(claim, "heavy ball", premise, *more)


def test_heavy_ball():
    iff = Equivalent(INSIDE, lt(eta, EDGE))
    positive = gt(EDGE, 0)
    # The premise holds for any eta: as a hypothesis it would speak of one.
    with pytest.raises(Rejected, match="arbitrary"):
        heavy_ball(iff, eq(THRESHOLD, EDGE), positive)


@pytest.mark.parametrize(
    ("premise", "claim"),
    [
        (Equivalent(INSIDE, lt(eta, EDGE)), eq(THRESHOLD, 2 * EDGE)),
        (Equivalent(INSIDE, le(eta, EDGE)), eq(THRESHOLD, EDGE)),
        (Equivalent(lt(LargestRootModulus(-A, beta), 1), lt(eta, EDGE)), eq(THRESHOLD, EDGE)),
        (Equivalent(lt(LargestRootModulus(A, 0), 1), lt(eta, EDGE)), eq(THRESHOLD, EDGE)),
        (Equivalent(INSIDE, lt(eta, EDGE)), eq(MomentumThreshold(SinglePath(L, 1), beta), EDGE)),
        (lt(eta, EDGE), eq(THRESHOLD, EDGE)),
    ],
)
def test_other_heavy_balls(premise, claim):
    with pytest.raises(Rejected, match=r"premise|speaks|threshold"):
        heavy_ball(premise, claim, gt(EDGE, 0))


def test_a_threshold_is_positive():
    with pytest.raises(Rejected, match="> 0"):
        heavy_ball(Equivalent(INSIDE, lt(eta, EDGE)), eq(THRESHOLD, EDGE))


def test_layers_are_no_point():
    with pytest.raises(Rejected, match="equal"):
        conclude(eq(Loss(LAYERS), Rational(1, 2)), "loss at an aligned point")
