"""False: the reduction factor is H^(2/L - 1), not H^(1/L - 1)."""

from sympy import Eq, symbols
from theory import Balanced, Sharpness, SinglePath, Statement

H, L = symbols("H L", integer=True, positive=True)
s = symbols("s", positive=True)

reduction = Statement(
    "reduction-factor",
    Eq(Sharpness(Balanced(H, L, s)) / Sharpness(SinglePath(L, s)), H ** (1 / L - 1)),
    given=[L >= 2],
)
