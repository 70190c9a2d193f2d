"""Gradient descent brings pathways closer: the imbalance that gradient flow conserves shrinks at every step.

`gd-contracts-imbalance` with `gd-step-of-imbalance-coordinate`, `gd-keeps-order` and
`gd-contracts-absolute-imbalance`; `imbalance-drift`, `drift-targets-flattest`,
`flow-solution-sharpness-decreases`.
"""

from sympy import Abs, And, Eq, Equivalent, Ge, Gt, Le, Lt, Max, Ne, Or, Sum, Symbol, symbols

from theory.derivations import imbalance
from theory.notation import H, L, eta, j, s, w
from theory.point import AfterStep, AlignedPoint
from theory.quantities import FlattestShare, FlowLimit, LayerGradient, StepCoefficient
from theory.statement import Statement

__all__ = ["STATEMENTS"]

_KIM_LEE = "Kim & Lee 2026"
_EXTENDS = "extends Kim & Lee 2026"

#: One mode of pathways of one depth; two of its pathways, before and after a step.
_point = AlignedPoint(L, w, H, s)
_r = Sum(w[j] ** L, (j, 1, H)) - s


def _after(pathway, point=_point):  # type: ignore[no-untyped-def]
    """The layer value of a pathway after a step."""
    return w[pathway] - eta * LayerGradient(point, pathway)


def _y(value):  # type: ignore[no-untyped-def]
    """The coordinate in which a step is the same function for all pathways."""
    return value ** (2 - L)


_gap, _next_gap = _y(w[2]) - _y(w[1]), _y(_after(2)) - _y(_after(1))
_slope = LayerGradient(_point, 1)
#: ``s_1 = eta r w_1^(L-2)``: by which part of itself the layer value of pathway 1 shrinks.
_ratio = eta * _slope / w[1]

_y_1 = _y(w[1])

gd_step_of_imbalance_coordinate = Statement(
    "gd-step-of-imbalance-coordinate",
    And(
        Eq(_y(_after(1)), _y_1 ** (L - 1) / (_y_1 - eta * _r) ** (L - 2)),
        Le(1 - (L - 1) * _ratio, (1 - _ratio) ** (L - 1)),
    ),
    given=[Ge(L, 3), Gt(w[1], 0), Gt(_after(1), 0)],
    title="In y = w^(2-L) a step is the same function for all pathways, with slope at most 1",
    source=_EXTENDS,
    derivation=imbalance.gd_step_of_imbalance_coordinate,
    related=("gd-contracts-imbalance",),
    remarks="""With c = eta r a step takes every y to phi(y) = y^(L-1)/(y - c)^(L-2); its slope is (1 -
(L-1) s)/(1 - s)^(L-1) with s = c/y, which is at most 1 by Bernoulli's inequality: that is the second
line. In layer values s = eta LayerGradient/w.""",
)

#: The larger pathway is called 1, the smaller 2; all is positive, and this is no minimum.
_leader = [Ge(L, 3), Lt(w[2], w[1]), Gt(w[2], 0), Gt(_after(1), 0), Gt(_after(2), 0), Ne(_slope, 0)]

gd_contracts_imbalance = Statement(
    "gd-contracts-imbalance",
    Lt(_next_gap, _gap),
    given=_leader,
    title="Every step off the minimum brings pathways closer: the signed gap of w^(2-L) strictly decreases",
    source=_EXTENDS,
    expect="PROVED",
    derivation=imbalance.gd_contracts_imbalance,
    related=("gd-step-of-imbalance-coordinate", "gd-keeps-order", "gd-contracts-absolute-imbalance"),
    remarks="""Gradient flow conserves the gap y_2 - y_1 of y = w^(2-L) between a smaller pathway and a
larger one; the larger is called 1 and the smaller 2, as the order of pathways means nothing. A step of
any size does not: it takes every y to phi(y), whose slope is below 1 wherever the residual is not 0
(gd-step-of-imbalance-coordinate). So the signed gap strictly decreases, for a residual of either sign and
every step size that leaves the values positive.

Signed: a large step with a positive residual may exchange the two pathways (gd-keeps-order says when it
does not) and leave an even larger gap of the other sign (gd-contracts-absolute-imbalance says when it
does not).

At L = 2 the coordinate y is constant and the ratio of the layer values does not change. At residual 0
nothing moves. Without positive values after the step w^(2-L) has another sign, or is infinite.""",
)

gd_keeps_order = Statement(
    "gd-keeps-order",
    Lt(_after(2), _after(1)),
    given=[*_leader, Or(Lt(_slope, 0), Le((L - 1) * _ratio, 1))],
    title="A step keeps the order of pathways below the minimum, and above it if (L-1) eta r w^(L-2) <= 1",
    source=_EXTENDS,
    derivation=imbalance.gd_keeps_order,
    related=("gd-contracts-imbalance", "gd-contracts-absolute-imbalance"),
    remarks="""The condition is about the larger pathway, with s = eta LayerGradient/w = eta r w^(L-2),
the part of itself that it loses: phi has a positive slope there and beyond. Together with
gd-contracts-imbalance the gap stays positive and shrinks.""",
)

gd_contracts_absolute_imbalance = Statement(
    "gd-contracts-absolute-imbalance",
    Lt(Abs(_next_gap), _gap),
    given=[*_leader, Le((L - 1) * _ratio - 1, (1 - _ratio) ** (L - 1))],
    title="The absolute gap shrinks as well where the slope of a step is at least -1 for the larger pathway",
    source=_EXTENDS,
    derivation=imbalance.gd_contracts_absolute_imbalance,
    related=("gd-contracts-imbalance", "gd-keeps-order"),
    remarks="""The condition says that phi'(y) = (1 - (L-1) s)/(1 - s)^(L-1) is at least -1 for the larger
pathway; phi is convex, so it is more than -1 for the smaller one and in between. It holds for every
negative residual.

Without it the claim is false: a large step from two unequal pathways above the minimum can leave them
further apart than before, with the order exchanged.""",
)


def _order(n):  # type: ignore[no-untyped-def]
    """The coefficient of ``eta^n`` in what a step makes of the gap."""
    return StepCoefficient(_point, 2, 2 - L, n) - StepCoefficient(_point, 1, 2 - L, n)


def _difference(power):  # type: ignore[no-untyped-def]
    return w[1] ** power - w[2] ** power


#: Coordinates ``y = w^(2-L)`` of a larger and a smaller pathway, and ``c = eta r``.
_u, _v = symbols("u v", positive=True)
_c = Symbol("c", real=True)


def _phi(y):  # type: ignore[no-untyped-def]
    """Where a step takes the coordinate of a pathway (`gd-step-of-imbalance-coordinate`)."""
    return y ** (L - 1) / (y - _c) ** (L - 2)


_change = _phi(_v) - _phi(_u) - (_v - _u)
_second = (L - 2) * (L - 1) / 2 * _c**2 * (1 / _u - 1 / _v)
_third = (L - 2) * (L - 1) * L / 6 * _c**3 * (1 / _u**2 - 1 / _v**2)
#: Lagrange's form of the rest; the largest value is taken at one of the two ends of a step.
_fourth = (L - 2) * (L - 1) * L * (L + 1) / 24 * _c**4 / _u**3 * Max(1, (_u / (_u - _c)) ** (L + 2))

imbalance_drift = Statement(
    "imbalance-drift",
    And(
        Eq(_order(1), 0),
        Eq(_order(2), -(L - 2) * (L - 1) / 2 * _r**2 * _difference(L - 2)),
        Lt(_order(2), 0),
        Eq(_order(3), -(L - 2) * (L - 1) * L / 6 * _r**3 * _difference(2 * L - 4)),
        Lt(Abs(_change + _second + _third), _fourth),
    ),
    given=[Ge(L, 3), Lt(w[2], w[1]), Gt(w[2], 0), Ne(_r, 0), Lt(_u, _v), Lt(_c, _u), Ne(_c, 0)],
    title="To second order in the step size the gap of w^(2-L) shrinks, whatever the sign of the residual",
    source=_KIM_LEE,
    related=("gd-step-of-imbalance-coordinate", "gd-contracts-imbalance", "drift-targets-flattest"),
    remarks="""A step of size eta changes the gap y_2 - y_1 of y = w^(2-L) between a larger pathway 1 and a
smaller pathway 2 by a power series in eta. It has no term of first order, as gradient flow conserves the
gap; the one of second order is negative for a residual of either sign, so that oscillating around the
minimum does not average it out.

The last line is the same expansion with an explicit rest, in Lagrange's form, at every step that leaves the
values positive: u < v are the coordinates of a larger and a smaller pathway, c = eta r, and a step takes
each to phi(y) = y^(L-1)/(y - c)^(L-2) (gd-step-of-imbalance-coordinate, from the loss).

Measured: the coefficients, by a step of gradient descent on full matrices, taken as a power series in the
step size. No proof is checked for the expansion; that the gap shrinks is proved as
gd-contracts-imbalance.""",
)

_pair = symbols("y z", positive=True)
_K = Symbol("K", integer=True, positive=True)
_depths, _unequal = (_K, L), AlignedPoint((_K, L), _pair, s)
_carried = sum(value**depth for value, depth in zip(_pair, _depths, strict=True))
_off = _carried - s


def _pull(n):  # type: ignore[no-untyped-def]
    """The coefficient of ``eta^n`` in the difference of the potentials ``w^(2-depth)/(depth - 2)``."""
    first, second = (
        StepCoefficient(_unequal, place, 2 - depth, n) / (depth - 2) for place, depth in enumerate(_depths, 1)
    )
    return first - second


def _level(share, depth):  # type: ignore[no-untyped-def]
    """What is equal for all pathways of the flattest split: ``(L-1) sigma^(1-2/L)``."""
    return (depth - 1) * share ** (1 - 2 / depth)


_levels = [_level(value**depth, depth) for value, depth in zip(_pair, _depths, strict=True)]
_flattest = [FlattestShare(_depths, _carried, place) for place in (1, 2)]

drift_targets_flattest = Statement(
    "drift-targets-flattest",
    And(
        Eq(_pull(1), 0),
        Eq(_pull(2), _off**2 / 2 * (_levels[0] - _levels[1])),
        Equivalent(Gt(_pull(2), 0), Gt(_pair[0] ** _K, _flattest[0])),
        Eq(_level(_flattest[0], _K), _level(_flattest[1], L)),
        Eq(_flattest[0] + _flattest[1], _carried),
    ),
    given=[Ge(_K, 3), Ge(L, 3), Ne(_off, 0), Ne(*_levels)],
    title="With unequal depths gradient descent drifts towards the flattest split, and rests there",
    source=_EXTENDS,
    related=("imbalance-drift", "heterogeneous-balance", "gd-contracts-imbalance"),
    remarks="""Two pathways of depths K and L with layer values y and z. Gradient flow conserves the
difference of the potentials w^(2-depth)/(depth - 2): to first order a step changes both alike. To second
order it changes their difference by r^2/2 times the difference of (depth - 1) sigma^(1-2/depth), which is 0
exactly at the flattest split of what the two pathways carry together (heterogeneous-balance). A larger
potential is a smaller pathway: where pathway 1 carries more than at the flattest split its potential grows,
and it gives way. At equal depths that is balance.

Measured: the coefficients, by a step of gradient descent on full matrices, taken as a power series in the
step size; and the flattest split, as the smallest among the largest eigenvalues of dense Hessians at splits,
by a search that knows no formula. That the measured coefficient of second order is positive on one side of
the measured minimum and negative on the other, and 0 where both sides of the fourth line agree, is the
claim on measured values.

Why the last hypothesis: where the levels are equal the pathways are at rest, and the third line compares
equals. Depth 2 is left out: there the potential is -log w, and its pull is the constant 1. Not derived by
the kernel.""",
)

_two = AlignedPoint(L, _pair, s)
_pace = eta * (_pair[0] ** L + _pair[1] ** L - s)


def _flow_sharpness(point):  # type: ignore[no-untyped-def]
    """The sharpness of the minimum where gradient flow from a point ends."""
    return L * sum(FlowLimit(point, pathway) ** (2 * L - 2) for pathway in (1, 2))


flow_solution_sharpness_decreases = Statement(
    "flow-solution-sharpness-decreases",
    Lt(_flow_sharpness(AfterStep(_two, eta)), _flow_sharpness(_two)),
    given=[
        Ge(L, 3),
        Le(L, 12),
        Lt(_pair[0], _pair[1]),
        Ge(10**12 * _pair[0] ** L, s),
        Ne(_pace, 0),
        *(Le((L - 1) * _pace * value ** (L - 2), 1) for value in _pair),
    ],
    title="A step of gradient descent never raises the sharpness of where gradient flow would end",
    source=f"{_EXTENDS}; Kreisler, Nacson, Soudry & Carmon 2023",
    related=("gd-contracts-imbalance", "flow-final-split", "mode-eigenvalue"),
    remarks="""FlowLimit is the layer value that gradient flow from a point reaches; the two sides are the
sharpness of the minimum that flow reaches from the point, and from the point after a step
(mode-eigenvalue).

Under the condition a step keeps the order of the pathways and brings their conserved coordinates w^(2-L)
closer (gd-contracts-imbalance), so the split where flow ends is majorised by the one before, and the sum
of the powers q >= 1 of the shares is Schur-convex.

Shares below 10^-12 of the target and depths beyond 12 are left out only because the two sides then
agree to hundreds of digits; the argument does not need it. Stated for two pathways, as a sum over a
symbolic number of flow limits cannot be written down yet; the argument is the same for any number.
Equality: at L = 2, where the sharpness is 2 s for every split; at a minimum; and where all pathways are
equal. The condition is void for a negative residual.""",
)

STATEMENTS = (
    gd_step_of_imbalance_coordinate,
    gd_contracts_imbalance,
    gd_keeps_order,
    gd_contracts_absolute_imbalance,
    imbalance_drift,
    drift_targets_flattest,
    flow_solution_sharpness_decreases,
)
