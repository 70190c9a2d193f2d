"""False by a factor 1 + 10^-25, which no float64 can see."""

from sympy import Eq, Rational, symbols
from theory import Balanced, Sharpness, SinglePath, Statement

H, L = symbols("H L", integer=True, positive=True)
s = symbols("s", positive=True)

reduction = Statement(
    "reduction-factor-slightly-off",
    Eq(
        Sharpness(Balanced(H, L, s)) / Sharpness(SinglePath(L, s)),
        H ** (2 / L - 1) * (1 + Rational(1, 10**25)),
    ),
    given=[L >= 2],
)
