"""Statements that the test manuscript cites beside the built-in ones."""

from sympy import Ge, Gt, IndexedBase, Lt, symbols

from theory import Sharpness, Split, Statement

L = symbols("L", integer=True, positive=True)
a, b = symbols("a b", positive=True)
sigma = IndexedBase("sigma", nonnegative=True)

strict = Statement(
    "two-paths-are-flatter", Lt(Sharpness(Split(L, a, b)), L * (a + b) ** (2 - 2 / L)), given=[L > 2]
)
gap = Statement(
    "the-weaker-is-further",
    Gt(sigma[2] ** (2 - L) - sigma[1] ** (2 - L), 0),
    given=[L > 2, sigma[1] > sigma[2], sigma[2] > 0],
)
means = Statement("two-means", Ge(a + b, 2 * (a * b) ** (1 / L)), given=[Ge(L, 2), a * b >= 1, a > b])
