"""False, but only where the shares are equal: there both sides are exactly equal."""

from sympy import Gt, symbols
from theory import Sharpness, Split, Statement

L = symbols("L", integer=True, positive=True)
a, b = symbols("a b", positive=True)

strict = Statement(
    "two-path-bound-strict",
    Gt(Sharpness(Split(L, a, b)), L * 2 ** (2 / L - 1) * (a + b) ** (2 - 2 / L)),
    given=[L > 2],
)
