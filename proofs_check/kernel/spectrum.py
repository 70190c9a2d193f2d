"""Rules that begin at the loss ``1/2 ||sum_h W_{h,L_h} ... W_{h,1} - M*||_F^2``: what quantities mean.

At a global minimum the residual is 0, so the Hessian is ``J^T J`` with ``J`` the derivative of the end-to-end
map (the product rule).  At an aligned depth-balanced point every layer of pathway ``h`` is
``diag(w_h1, w_h2, ...)`` in the aligned basis, and the map is linear in each layer: the derivative by entry
``(a, b)`` of layer ``l`` is ``w_ha^(L_h-l) w_hb^(l-1) E_ab`` (`_derivative_by_a_layer` takes it).  So ``J J^T``
is diagonal, with ``mu_ab = sum_h sum_l w_ha^(2(L_h-l)) w_hb^(2(l-1))`` at ``(a, b)``; ``J^T J`` has the same
non-zero eigenvalues with the same multiplicities, and otherwise 0.
Source of the last step: R. Horn, C. Johnson, Matrix Analysis, theorem 1.3.22.
"""

from __future__ import annotations

from functools import cache
from math import prod
from typing import Any

from sympy import Abs, Eq, Equivalent, Lt, Matrix, Max, Sum, Symbol, diag, symbols

from proofs_check.kernel.terms import is_free_in, same, sides
from proofs_check.kernel.theorem import Premises, require, rule
from theory import (
    HessianCharacteristicPolynomial,
    HessianEigenvalue,
    PerturbationMultiplier,
    Sharpness,
    StabilityThreshold,
)
from theory.configuration import Configuration
from theory.naming import index_apart_from

__all__: list[str] = []


@cache
def _derivative_by_a_layer() -> bool:
    """Whether the derivative of ``D^(L-l) (D + t X) D^(l-1)`` by t is ``w_a^(L-l) w_b^(l-1) x_ab`` at (a, b)."""
    # An entry names two modes; those of D being diagonal, no others take part.
    L, at = symbols("L l", integer=True, positive=True)
    t, w, entries = Symbol("t"), symbols("w1:3", positive=True), Matrix(2, 2, symbols("x1:5"))
    above, below = (diag(*(v**count for v in w)) for count in (L - at, at - 1))
    derivative = (above * (diag(*w) + t * entries) * below).diff(t)
    expected = Matrix(2, 2, lambda a, b: w[a] ** (L - at) * w[b] ** (at - 1) * entries[a, b])
    return bool((derivative - expected).expand().is_zero_matrix)


def _squared_length(c: Configuration, i: int, j: int) -> Any:
    """``mu_ij``, layer by layer."""
    ell = Symbol("l", integer=True, positive=True)
    ell = ell if not c.has(ell) else index_apart_from(c, ell)

    def layers(depth: Any, *shares: Any) -> Any:
        a, b = shares[i - 1], shares[j - 1]
        return Sum(a ** (2 * (depth - ell) / depth) * b ** (2 * (ell - 1) / depth), (ell, 1, depth))

    return c.sum_over_pathways(layers)


@rule("Hessian at a minimum")
def _hessian(claim: Any, premises: Premises) -> frozenset[Any]:
    """Premises: none.  Conclusion, under the hypotheses of the configuration c, one of:

    HessianEigenvalue(c, i, j) = sum_h sum_l sigma_hi^(2 (L_h - l)/L_h) sigma_hj^(2 (l - 1)/L_h);
    Sharpness(c) = the largest of them, max_{i <= j}; HessianEigenvalue(c, i, j) = HessianEigenvalue(c, j, i);
    HessianCharacteristicPolynomial(c, x) = x^(N - d^2) prod_ij (x - HessianEigenvalue(c, i, j)).
    """
    premises.only(0)
    require(_derivative_by_a_layer(), "the derivative by a layer is as stated")
    premises.oracles.add("SymPy: diff")
    quantity, value = sides(claim)
    require(isinstance(claim, Eq) and hasattr(quantity, "configuration"), "says what a quantity equals")
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
        require(isinstance(quantity, HessianCharacteristicPolynomial), "is a quantity of the Hessian")
        x, d = quantity.args[1], len(c.modes)
        layers = c.sum_over_pathways(lambda depth, *shares: depth)
        product = prod(x - HessianEigenvalue(c, i, j) for i in modes for j in modes)
        expected = [x ** (d**2 * layers - d**2) * product]
    require(any(same(value, e) for e in expected), f"is what the Hessian gives: {expected[0]}")
    return frozenset(c.hypotheses)


@rule("linearised step")
def _step(claim: Any, premises: Premises) -> frozenset[Any]:
    """Premises: none.  Conclusion: PerturbationMultiplier(c, eta) = 1 - eta Sharpness(c).

    The derivative of W - eta grad loss(W) is I - eta Hess; on the top eigenvector it is this number.
    """
    premises.only(0)
    quantity, value = sides(claim)
    require(isinstance(claim, Eq) and isinstance(quantity, PerturbationMultiplier), "is about a multiplier")
    c, eta = quantity.args
    require(same(value, 1 - eta * Sharpness(c)), "concludes 1 - eta Sharpness(c)")
    return frozenset(c.hypotheses)


@rule("threshold")
def _threshold(claim: Any, premises: Premises) -> None:
    """Premises: |PerturbationMultiplier(c, eta)| < 1 iff eta < t.  Side condition: eta > 0 is arbitrary.

    Conclusion: StabilityThreshold(c) = t.  The other eigenvalues are at most the largest, so they contract
    wherever it does.
    """
    (premise,) = premises.only(1)
    quantity, t = sides(claim)
    require(isinstance(claim, Eq) and isinstance(quantity, StabilityThreshold), "is about a threshold")
    (c,) = quantity.args
    etas = [s for s in premise.free_symbols if s.is_positive and not is_free_in(s, claim)]
    forms = [
        Equivalent(Lt(Abs(PerturbationMultiplier(c, eta)), 1, evaluate=False), Lt(eta, t, evaluate=False))
        for eta in etas
        if not any(is_free_in(eta, h) for h in premises.hypotheses)
    ]
    require(any(same(premise, form) for form in forms), "the premise says for which eta > 0 steps contract")
