"""Rules that begin at the loss, off the minimum: the loss at an aligned point and its gradient.

Multiplying from the left and right by orthogonal matrices changes no Frobenius norm (R. Horn, C. Johnson,
Matrix Analysis, section 5.6), and at an aligned point the inner orthogonal factors cancel in every product of
neighbouring layers.  So ``U^T (M - M*) V`` is diagonal with the residuals
``r_i = sum_h prod_l s_hi^(l) - s*_i``, and the loss is half the sum of their squares.  The end-to-end map is
linear in each layer (it is multilinear), so by the product rule the loss's gradient in layer ``l`` of pathway
``h`` is ``A^T (M - M*) B^T``, with ``A`` and ``B`` the products of the layers after and before ``l``; in the
aligned basis this is a product of diagonal matrices, with ``r_i prod_{m != l} s_hi^(m)`` at ``(i, i)`` and 0
elsewhere.  Where every layer of pathway ``h`` has ``w_h`` in the mode, that is ``w_h^(L_h-1) r``.
A step of gradient descent subtracts ``eta`` times this, in the same basis; gradient flow moves against it.
"""

from __future__ import annotations

from typing import Any

from sympy import Abs, Add, And, Eq, Integer, Ne, Or, Sum

from proofs_check.kernel.logic import arbitrary, index_in_range
from proofs_check.kernel.terms import (
    eq,
    gt,
    is_equivalence,
    is_free_in,
    lt,
    ranged,
    replaced,
    same,
    sides,
    standard,
)
from proofs_check.kernel.theorem import Premises, require, rule
from proofs_check.kernel.world import World
from theory import (
    AlignedLayers,
    ForAll,
    GradientEntry,
    ImbalanceMultiplier,
    LargestRootModulus,
    LayerGradient,
    Loss,
    MomentumThreshold,
    ResidualEntry,
    Sharpness,
)
from theory.naming import index_apart_from


@rule("loss at an aligned point")
def _loss(claim: Any, premises: Premises) -> frozenset[Any]:
    """Premises: none.  Conclusion, under the hypotheses of the point p: Loss(p) = sum_i r_i^2/2.

    r_i = sum_h w_hi^(L_h) - s_i is the residual of mode i.
    """  # noqa: DOC201
    quantity, value = sides(claim, Eq)
    require(isinstance(quantity, Loss), "says what a loss equals")
    (point,) = quantity.args
    require(not isinstance(point, AlignedLayers), "is about layers that are equal")
    expected = Add(*(mode.residual**2 / 2 for mode in point.modes))
    require(same(value, expected), "is what the loss gives: {}", expected)
    return frozenset(quantity.hypotheses)


@rule("Frobenius norm")
def _frobenius(claim: Any, premises: Premises) -> frozenset[Any]:
    """Premises: none.  Conclusion, for layers p: Loss(p) = sum_i sum_j ResidualEntry(p, i, j)^2/2.

    Half the sum of the squares of the entries of U^T (M - M*) V.
    """  # noqa: DOC201
    quantity, value = sides(claim, Eq)
    require(isinstance(quantity, Loss), "says what a loss equals")
    (point,) = quantity.args
    require(isinstance(point, AlignedLayers), "is about layers that need not be equal")
    i, d = index_apart_from(point), point.number_of_modes
    j = index_apart_from(point, i)
    expected = Sum(Sum(ResidualEntry(point, i, j) ** 2, (j, 1, d)), (i, 1, d)) / 2
    require(same(value, expected), "is what the loss gives: {}", expected)
    return frozenset(quantity.hypotheses)


@rule("product of aligned layers")
def _aligned_product(claim: Any, premises: Premises) -> frozenset[Any]:
    """Premises: facts.  Conclusion, for layers p that have the modes i and j, one of these.

    ResidualEntry(p, i, i) = sum_h prod_l s_hi^(l) - t_i; or, if i != j, ResidualEntry(p, i, j) = 0.
    """  # noqa: DOC201
    quantity, value = sides(claim, Eq)
    require(isinstance(quantity, ResidualEntry), "says what an entry of the residual equals")
    point, i, j = quantity.args
    if i == j:
        expected = point.residual(i)
    else:
        expected = Integer(0)
        World.of(premises).insist(Ne(i, j, evaluate=False))
    require(same(value, expected), "is what aligned layers give: {}", expected)
    return premises.hypotheses.union(quantity.hypotheses)


@rule("a sum of one term")
def _one_term(claim: Any, premises: Premises) -> None:
    """Premises: j = k or f(j) = 0, for all j from low to high; facts.  Handed over: k, an integer.

    Side conditions: low <= k <= high; k does not depend on j.  Conclusion: sum f = f(k).
    Source: R. Graham, D. Knuth, O. Patashnik, Concrete Mathematics, chapter 2.
    """
    cases, index, low, high = ranged(premises.first(), ForAll)
    k = index_in_range(premises, low, high)
    left, right = sides(claim, Eq)
    f, own, *ends = ranged(left, Sum)
    require(not is_free_in(index, k) and not is_free_in(own, k), "{} does not depend on the index", k)
    body = f if own == index else replaced(f, own, index)
    either = Or(eq(index, k), eq(body, 0), evaluate=False)
    require(own == index or not is_free_in(index, f), "{} is not in the sum yet", index)
    require(same(cases, either), "the premise says j = k or f(j) = 0 of the terms of the sum")
    require(same(ends[0], low) and same(ends[1], high), "both have one range")
    require(same(right, replaced(body, index, k)), "concludes f(k)")


@rule("product rule")
def _product_rule(claim: Any, premises: Premises) -> frozenset[Any]:
    """Premises: none.  Conclusion, for pathway h, layer m, modes i and j of the point p, one of these.

    GradientEntry(p, h, m, i, j) = prod_{n > m} s_hi^(n) ResidualEntry(p, i, j) prod_{n < m} s_hj^(n);
    where the layers are equal, GradientEntry(p, h, m) = w_h^(L_h - m) r w_h^(m - 1).
    """  # noqa: DOC201
    quantity, value = sides(claim, Eq)
    require(isinstance(quantity, GradientEntry), "says what an entry of the gradient equals")
    point, h, m, i, j = quantity.args
    depth = point.depth(h)
    if isinstance(point, AlignedLayers):
        after, before = point.product(i, h, m + 1, depth), point.product(j, h, Integer(1), m - 1)
        expected = after * ResidualEntry(point, i, j) * before
    else:
        w = point.layer_of(h)
        expected = w ** (depth - m) * point.residual * w ** (m - 1)
    require(same(value, expected), "is what the product rule gives: {}", expected)
    return frozenset(quantity.hypotheses)


@rule("linearised step on an imbalance")
def _imbalance(claim: Any, premises: Premises) -> frozenset[Any]:
    """Premises: none.  Conclusion: ImbalanceMultiplier(p, eta) = 1 - eta (L - 1) w^(L - 2) r.

    What raises one w_h and lowers another as much leaves the residual r as it is, to first order, so the
    derivative of w_h - eta w_h^(L-1) r is this number.
    """  # noqa: DOC201
    quantity, value = sides(claim, Eq)
    require(isinstance(quantity, ImbalanceMultiplier), "says what an imbalance is multiplied by")
    point, eta = quantity.args
    depth, w = point.depth_of(1), point.layer_of(1)
    expected = 1 - eta * (depth - 1) * w ** (depth - 2) * point.residual
    require(same(value, expected), "is what the loss gives: {}", expected)
    return frozenset(quantity.hypotheses)


@rule("Schur-Cohn")
def _schur_cohn(claim: Any, premises: Premises) -> None:
    """Premises: none.  Conclusion: LargestRootModulus(a, b) < 1 iff |a| < 1 + b and b < 1.

    Both roots of z^2 + a z + b are inside the unit circle then.  The step hands over a and b.
    Source: E. Jury, Theory and Application of the z-Transform Method, 1964.
    """
    a, b = premises.handed("the coefficients a and b", 2)
    inside = lt(LargestRootModulus(a, b), 1)
    conditions = And(lt(Abs(a), 1 + b), lt(b, 1), evaluate=False)
    require(is_equivalence(claim, inside, conditions), "concludes: iff |a| < 1 + b and b < 1")


@rule("heavy ball")
def _heavy_ball(claim: Any, premises: Premises) -> frozenset[Any]:
    """Premises: LargestRootModulus(eta Sharpness(c) - 1 - beta, beta) < 1 iff eta < t; facts.

    Side conditions: eta > 0 is arbitrary; t > 0.  Conclusion: MomentumThreshold(c, beta) = t.

    Linearised at a minimum, V <- beta V - eta grad, W <- W + V takes (u_t, u_(t-1)) along an eigenvector of
    the Hessian with eigenvalue mu to u_(t+1) = (1 + beta - eta mu) u_t - beta u_(t-1), so its multipliers are
    the roots of z^2 + (eta mu - 1 - beta) z + beta; with |beta| < 1 they are inside the unit circle iff
    0 < eta mu < 2 (1 + beta) (Schur-Cohn), hence for all eigenvalues but 0 if for the largest.
    """  # noqa: DOC201
    premise = premises.first()
    quantity, t = sides(claim, Eq)
    require(isinstance(quantity, MomentumThreshold), "is about a threshold with momentum")
    c, beta = quantity.args
    moduli = premise.atoms(LargestRootModulus)
    require(len(moduli) == 1, "the premise is about the roots of one polynomial")
    symbols = [v for v in moduli.pop().free_symbols if not is_free_in(v, claim)]
    require(len(symbols) == 1, "the premise speaks of one more symbol, the step size")
    (eta,) = symbols
    require(standard(eta) == (False, 0, True), "{} > 0 is any real number", eta)
    inside = lt(LargestRootModulus(eta * Sharpness(c) - 1 - beta, beta), 1)
    require(is_equivalence(premise, inside, lt(eta, t)), "the premise says for which eta > 0 steps contract")
    World.of(premises, 1).insist(gt(t, 0))
    return arbitrary(eta, premises.hypotheses).union(quantity.hypotheses)


@rule("gradient at an aligned point")
def _gradient(claim: Any, premises: Premises) -> frozenset[Any]:
    """Premises: none.  Conclusion, for a pathway h of the point p: LayerGradient(p, h) = w_h^(L_h - 1) r.

    Under the hypotheses of p and 1 <= h <= H; r = sum_k w_k^(L_k) - s is the residual.
    """  # noqa: DOC201
    quantity, value = sides(claim, Eq)
    require(isinstance(quantity, LayerGradient), "says what a gradient equals")
    point, h = quantity.args
    expected = point.layer_of(h) ** (point.depth_of(h) - 1) * point.residual
    require(same(value, expected), "is what the loss gives: {}", expected)
    return frozenset(quantity.hypotheses)
