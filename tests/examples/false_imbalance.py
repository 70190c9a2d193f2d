"""False: the absolute gap without its condition, the signed gap at depth 2, order kept, an edge unmoved."""

from sympy import Abs, Eq, Gt, IndexedBase, Lt, Ne, Symbol, symbols
from theory import AlignedPoint, LayerGradient, MomentumThreshold, Sharpness, SinglePath, Statement

L, H = symbols("L H", integer=True, positive=True)
w = IndexedBase("w", nonnegative=True)
s, eta = symbols("s eta", positive=True)
beta = Symbol("beta", real=True)

point = AlignedPoint(L, w, H, s)
slope = LayerGradient(point, 1)


def after(h):
    return w[h] - eta * LayerGradient(point, h)


def gap(one, other):
    return other ** (2 - L) - one ** (2 - L)


positive = [Lt(w[2], w[1]), Gt(w[2], 0), Gt(after(1), 0), Gt(after(2), 0), Ne(slope, 0)]

absolute_gap = Statement(
    "absolute-gap-shrinks-without-its-condition",
    Lt(Abs(gap(after(1), after(2))), gap(w[1], w[2])),
    given=[L >= 3, *positive],
    expect="REFUTED",
)

at_depth_two = Statement(
    "signed-gap-shrinks-at-depth-two",
    Lt(gap(after(1), after(2)), gap(w[1], w[2])),
    given=[L >= 2, *positive],
    expect="REFUTED",
)

order = Statement(
    "order-is-kept-by-every-step",
    Lt(after(2), after(1)),
    given=[L >= 3, *positive],
    expect="REFUTED",
)

momentum = Statement(
    "momentum-does-not-move-the-edge",
    Eq(MomentumThreshold(SinglePath(L, s), beta) * Sharpness(SinglePath(L, s)), 2),
    expect="REFUTED",
)
