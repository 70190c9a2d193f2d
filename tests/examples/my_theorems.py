from sympy import Eq, Ge, symbols
from theory import Balanced, Sharpness, SinglePath, Split, Statement

H, L = symbols("H L", integer=True, positive=True)
a, b, s = symbols("a b s", positive=True)

reduction = Statement(
    "reduction-factor",
    Eq(Sharpness(Balanced(H, L, s)) / Sharpness(SinglePath(L, s)), H ** (2 / L - 1)),
    given=[L >= 2],
    title="Distributing a mode over H pathways divides its sharpness",
    source="Kim & Lee 2026",
)
flattest = Statement("two-path-bound", Ge(Sharpness(Split(L, a, b)), L * 2 ** (2 / L - 1) * (a + b) ** (2 - 2 / L)), given=[L >= 2])
