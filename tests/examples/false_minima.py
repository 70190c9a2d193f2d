"""Statements about minima that are false, each next to a true one; kept as regression tests.

Without depth balance the sharpness need not sit at a single mode; at depth 2 pathways make nothing flatter.
"""

from sympy import Eq, Ge, Gt, Implies, Lt, Max, symbols
from theory import (
    AnyMinimum,
    Balanced,
    HillNumber,
    Sharpness,
    SinglePath,
    Split,
    StabilityThreshold,
    Statement,
)
from theory.notation import H, L, eta, s, sigma, total

#: Two layers of one pathway, both diagonal: an aligned minimum of two modes that is not depth-balanced.
a1, a2, b1, b2 = symbols("a1 a2 b1 b2", positive=True)
unbalanced = AnyMinimum(2, 1, (2,), (a1, 0, 0, b1, a2, 0, 0, b2))

Statement(
    "sharpness-is-largest-mode-eigenvalue-without-depth-balance",
    Eq(Sharpness(unbalanced), Max(a1**2 + a2**2, b1**2 + b2**2)),
    title="False: layers diag(3, 1/3) and diag(1/3, 3) have mode eigenvalues 9.1 and sharpness 18",
    expect="REFUTED",
    related=("sharpness-is-largest-mode-eigenvalue",),
)

Statement(
    "reduction-is-strict-at-depth-two",
    Lt(Sharpness(Balanced(H, L, s)), Sharpness(SinglePath(L, s))),
    given=[Ge(H, 2), Ge(L, 2)],
    title="False at L = 2: pathways make no difference there",
    expect="REFUTED",
    related=("reduction-factor-below-one", "reduction-factor-at-depth-two"),
)


Statement(
    "every-pathway-is-active",
    Implies(Lt(eta, StabilityThreshold(Split(L, sigma, H))), Ge(HillNumber(Split(L, sigma, H)), H)),
    given=[Ge(L, 3), Gt(total, 0)],
    title="False: a small step keeps every minimum",
    expect="REFUTED",
    related=("active-pathways",),
)
