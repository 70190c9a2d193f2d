"""False: exponents of layers for shares, winners at depth 2, ratios that stay beyond depth 2."""

from sympy import Eq, Ge, Le, Lt, Ne, symbols
from theory import AlignedPoint, FlowLimit, FlowRate, Statement

L = symbols("L", integer=True, positive=True)
s, b, u, v = symbols("s b u v", positive=True)

start = AlignedPoint(L, (u, v), s)
moving = [L >= 3, Ne(start.residual, 0)]

wrong_pairing = Statement(
    "flow-relative-growth-of-shares-with-the-exponent-of-layers",
    Eq(FlowRate(start, 1, L) / FlowRate(start, 2, L), (u**L / v**L) ** (L - 1)),
    given=moving,
    expect="REFUTED",
)

other_pairing = Statement(
    "flow-relative-growth-of-layers-with-the-exponent-of-shares",
    Eq(FlowRate(start, 1, 1) / FlowRate(start, 2, 1), (u / v) ** (2 - 2 / L)),
    given=moving,
    expect="REFUTED",
)

two = AlignedPoint(2, (u, v), s)

winner_at_depth_two = Statement(
    "winner-takes-all-at-depth-two",
    Le(FlowLimit(two, 2, 1 / b) ** 2, s / b),
    given=[Lt(v, u), Ge(b, 2)],
    expect="REFUTED",
)

ratio_beyond_depth_two = Statement(
    "ratio-is-kept-beyond-depth-two",
    Eq(FlowLimit(start, 1) / FlowLimit(start, 2), u / v),
    given=[L >= 3],
    expect="REFUTED",
)
