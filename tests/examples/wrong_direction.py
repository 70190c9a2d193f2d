"""False: the balanced split is the flattest, so this bound holds the other way round."""

from sympy import Le, symbols
from theory import Sharpness, Split, Statement

L = symbols("L", integer=True, positive=True)
a, b = symbols("a b", positive=True)

flattest = Statement(
    "two-path-bound",
    Le(Sharpness(Split(L, a, b)), L * 2 ** (2 / L - 1) * (a + b) ** (2 - 2 / L)),
    given=[L >= 2],
)
