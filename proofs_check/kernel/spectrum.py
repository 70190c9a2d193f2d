"""Rules that begin at the loss ``1/2 ||sum_h W_{h,L_h} ... W_{h,1} - M*||_F^2``: what quantities mean.

At a global minimum the residual is 0, so the Hessian is ``J^T J`` with ``J`` the derivative of the end-to-end
map (the product rule).  At an aligned depth-balanced point every layer of pathway ``h`` is
``diag(w_h1, w_h2, ...)`` in the aligned basis, and the map is linear in each layer: the derivative by entry
``(a, b)`` of layer ``l`` is ``W^(L_h-l) E_ab W^(l-1) = w_ha^(L_h-l) w_hb^(l-1) E_ab``.  So ``J J^T``
is diagonal, with ``mu_ab = sum_h sum_l w_ha^(2(L_h-l)) w_hb^(2(l-1))`` at ``(a, b)``; ``J^T J`` has the same
non-zero eigenvalues with the same multiplicities, and otherwise 0.
Source of the last step: R. Horn, C. Johnson, Matrix Analysis, theorem 1.3.22.
"""

from __future__ import annotations

from math import prod
from typing import Any

from sympy import Abs, Eq, Max, Sum, Symbol

from theory import (
    HessianCharacteristicPolynomial,
    HessianEigenvalue,
    PerturbationMultiplier,
    Sharpness,
    StabilityThreshold,
)
from theory.configuration import Configuration
from theory.naming import index_apart_from

from .logic import arbitrary
from .terms import is_equivalence, is_free_in, lt, same, sides, standard
from .theorem import Premises, require, rule


def _squared_length(c: Configuration, i: int, j: int) -> Any:
    """``mu_ij``, layer by layer."""
    ell = Symbol("l", integer=True, positive=True)
    # Apart from the index of the pathways too, which `sum_over_pathways` names in this way.
    ell = ell if not c.has(ell) else index_apart_from(c, index_apart_from(c))

    def layers(depth: Any, *shares: Any) -> Any:
        a, b = shares[i - 1], shares[j - 1]
        return Sum(a ** (2 * (depth - ell) / depth) * b ** (2 * (ell - 1) / depth), (ell, 1, depth))

    return c.sum_over_pathways(layers)


@rule("Hessian at a minimum")
def _hessian(claim: Any, premises: Premises) -> frozenset[Any]:
    """Premises: none.  Conclusion, under the hypotheses of the configuration c, one of these.

    HessianEigenvalue(c, i, j) = sum_h sum_l sigma_hi^(2 (L_h - l)/L_h) sigma_hj^(2 (l - 1)/L_h);
    Sharpness(c) = the largest of them, max_{i <= j}; HessianEigenvalue(c, i, j) = HessianEigenvalue(c, j, i);
    HessianCharacteristicPolynomial(c, x) = x^(N - d^2) prod_ij (x - HessianEigenvalue(c, i, j)).
    """  # noqa: DOC201
    quantity, value = sides(claim, Eq)
    kinds = HessianEigenvalue | Sharpness | HessianCharacteristicPolynomial
    require(isinstance(quantity, kinds), "says what a quantity of the Hessian equals")
    c = quantity.configuration
    modes = range(1, len(c.modes) + 1)
    if isinstance(quantity, HessianEigenvalue):
        i, j = int(quantity.args[1]), int(quantity.args[2])
        # Reversing the order of the layers exchanges i and j.
        expected = [_squared_length(c, i, j), _squared_length(c, j, i), HessianEigenvalue(c, j, i)]
    elif isinstance(quantity, Sharpness):
        # The zeros never matter: every mu is a sum of squares.
        expected = [
            Max(*(HessianEigenvalue(c, i, j) for i in modes for j in modes if i <= j), evaluate=False)
        ]
        expected.append(expected[0].doit(deep=False) if len(c.modes) > 1 else expected[0].args[0])
    else:
        x, d = quantity.args[1], len(c.modes)
        layers = c.sum_over_pathways(lambda depth, *shares: depth)
        product = prod(x - HessianEigenvalue(c, i, j) for i in modes for j in modes)
        expected = [x ** (d**2 * layers - d**2) * product]
    require(any(same(value, e) for e in expected), "is what the Hessian gives: {}", expected[0])
    return frozenset(c.hypotheses)


@rule("linearised step")
def _step(claim: Any, premises: Premises) -> frozenset[Any]:
    """Premises: none.  Conclusion: PerturbationMultiplier(c, eta) = 1 - eta Sharpness(c).

    The derivative of W - eta grad loss(W) is I - eta Hess; on the top eigenvector it is this number.
    """  # noqa: DOC201
    quantity, value = sides(claim, Eq)
    require(isinstance(quantity, PerturbationMultiplier), "is about a multiplier")
    c, eta = quantity.args
    require(same(value, 1 - eta * Sharpness(c)), "concludes 1 - eta Sharpness(c)")
    return frozenset(c.hypotheses)


@rule("threshold")
def _threshold(claim: Any, premises: Premises) -> frozenset[Any]:
    """Premises: |PerturbationMultiplier(c, eta)| < 1 iff eta < t.  Side condition: eta > 0 is arbitrary.

    Conclusion: StabilityThreshold(c) = t.  The other eigenvalues are at most the largest, so they contract
    wherever it does.
    """  # noqa: DOC201
    premise = premises.first()
    quantity, t = sides(claim, Eq)
    require(isinstance(quantity, StabilityThreshold), "is about a threshold")
    (c,) = quantity.args
    multipliers = premise.atoms(PerturbationMultiplier)
    require(len(multipliers) == 1, "the premise is about one multiplier")
    ((_, eta),) = (multiplier.args for multiplier in multipliers)
    positive = standard(eta) == (False, 0, True) and not is_free_in(eta, claim)
    require(positive, "{} > 0 is any real number", eta)
    contracts = lt(Abs(PerturbationMultiplier(c, eta)), 1)
    iff = is_equivalence(premise, contracts, lt(eta, t))
    require(iff, "the premise says for which eta > 0 steps contract")
    return arbitrary(eta, premises.hypotheses) | frozenset(c.hypotheses)
