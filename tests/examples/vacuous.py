"""Says nothing: no number is above and below 3."""

from sympy import Eq, symbols
from theory import Balanced, Sharpness, SinglePath, Statement

H, L = symbols("H L", integer=True, positive=True)
s = symbols("s", positive=True)

reduction = Statement(
    "reduction-factor",
    Eq(Sharpness(Balanced(H, L, s)) / Sharpness(SinglePath(L, s)), H ** (2 / L - 1)),
    given=[L > 3, L < 3],
)
