"""How large a step gradient descent survives from the worst start: the worst-case return.

`wcr-equation`, `wcr-depth-two`, `wcr-exceeds-two`, `wcr-logarithmic`, `wcr-increases`,
`full-balance-is-safe`, `wcr-single-path-is-worst`.
"""

from sympy import Abs, And, Eq, Equivalent, Ge, Gt, Le, Lt, Sum, Symbol, log, sqrt

from theory.configuration import Balanced, SinglePath
from theory.derivations import (
    worst_case_bounds,
    worst_case_equation,
    worst_case_numbers,
    worst_case_pathways,
)
from theory.notation import H, L, eta, h, k, s, w
from theory.point import AlignedPoint
from theory.predicates import UniqueRoot
from theory.quantities import LayerGradient, Sharpness, StabilityThreshold, WorstCaseReturn
from theory.quantities.worst_case_return import flip_equation, interval, stationary_gamma
from theory.statement import Statement

__all__ = ["STATEMENTS"]

_KIM_LEE = "Kim & Lee 2026"
_EXTENDS = "extends Kim & Lee 2026"

#: A depth that need not be an integer, and the worst start to the power of the depth.
_depth, _u = Symbol("L", positive=True), Symbol("u", positive=True)
_low, _high = interval(L)

wcr_equation = Statement(
    "wcr-equation",
    And(
        UniqueRoot(flip_equation(_u, L), _u, (_low, _high)),
        Equivalent(Gt(stationary_gamma(_u, L), WorstCaseReturn(L)), Gt(flip_equation(_u, L), 0)),
    ),
    given=[Gt(_u, _low)],
    title="The worst-case return is where one equation has its only root",
    source=_KIM_LEE,
    derivation=worst_case_equation.wcr_equation,
    related=("wcr-depth-two", "wcr-exceeds-two"),
    remarks=(
        "In units of the minimum a step on one pathway is f(x) = x + (gamma/L) x^(L-1) (1 - x^L), and "
        "the worst-case return is the supremum of the gamma = eta S_1 for which no start in (0, 1) "
        "ever comes to 0 or below. The start u^(1/L) is sent furthest where gamma = L u^(-(L-2)/L)/D, "
        "D = (2L-1) u - (L-1), and reaches X = u^(1/L) N/D, N = (2L-2) u - (L-2). The equation is the "
        "flip factor (gamma/L) X^(L-2) (X^L - 1) minus 1, times D (D/N)^(2L-2): over N^(2L-2), the "
        "algebraic form N^(L-2) (u N^L - D^L) = D^(2L-1).\n\n"
        "Below the edge (0, X] is mapped into itself, so no sign ever changes; above it the start "
        "u^(1/L) itself flips in two steps. gamma falls as u rises, so gamma is unsafe exactly where "
        "the equation is above 0, and its root is the only one. That u > (L-1)/(2L-1), where D > 0, "
        "is needed: below it no gamma > 0 makes u^(1/L) the worst start. The proof holds at real L >= "
        "2."
    ),
)

wcr_depth_two = Statement(
    "wcr-depth-two",
    Eq(WorstCaseReturn(2), 3 * sqrt(3) - 2),
    title="At depth 2 the worst-case return is 3 sqrt(3) - 2",
    source=_EXTENDS,
    derivation=worst_case_numbers.wcr_depth_two,
    related=("wcr-equation",),
    remarks=(
        "The worst start is sqrt(u) with u = (9 + 2 sqrt(3))/23; it reaches X with X^2 - f(x)^2 = "
        "(gamma/2)^2 (4 u - x^2) (x^2 - u)^2, and f(X) = 0."
    ),
)

wcr_exceeds_two = Statement(
    "wcr-exceeds-two",
    Gt(WorstCaseReturn(_depth) / 2, 1),
    title="Gradient descent survives the edge of stability",
    source=_KIM_LEE,
    derivation=worst_case_numbers.wcr_exceeds_two,
    related=("wcr-equation", "single-path-threshold"),
    remarks=(
        "2 is the edge of stability of the single-path minimum. So past it gradient descent leaves "
        "that minimum, but no start in (0, 1) is thrown through 0: there is room for oscillation and "
        "re-balancing. The proof gives 9/4, at every real depth; the least value is 3 sqrt(3) - 2 at "
        "depth 2 if the worst-case return increases with depth."
    ),
)

wcr_logarithmic = Statement(
    "wcr-logarithmic",
    Lt(Abs(WorstCaseReturn(L) - 2 * log(L) + log(2 * log(L))), log(2 * log(L))),
    given=[Ge(L, 17)],
    title="The worst-case return grows like 2 log L",
    source=_EXTENDS,
    derivation=worst_case_bounds.wcr_logarithmic,
    related=("wcr-increases", "wcr-equation"),
    remarks=(
        "That is, 2 log(L/(2 log L)) < gamma < 2 log L: the claim says it by the distance from the "
        "middle between both. So gamma/log L tends to 2. The upper bound fails at L = 16 (5.568 "
        "against 5.545) and below, the lower one holds at every depth. The proof gives 2 log L - "
        "1/100 from above: the start 1/2 from L = 40 on, the start 5/8 in Arb at each depth from 17 "
        "to 39."
    ),
)

wcr_increases = Statement(
    "wcr-increases",
    Lt(Abs(WorstCaseReturn(L + 1) - WorstCaseReturn(L) - 1 / L), 1 / L),
    given=[Ge(L, 2)],
    title="The worst-case return increases with depth, by less than 2/L",
    source=_KIM_LEE,
    related=("wcr-logarithmic",),
    remarks=(
        "No proof yet: at large L the envelope theorem gives the sign of the derivative of the flip "
        "factor by L; what resists is a bound of that sign uniform in L with the rules at hand. The "
        "measured values at consecutive depths are enclosed in Arb from the map alone."
    ),
)

_limit = WorstCaseReturn(L) / Sharpness(SinglePath(L, s))
full_balance_is_safe = Statement(
    "full-balance-is-safe",
    And(
        Equivalent(
            Le(StabilityThreshold(Balanced(H, L, s)), _limit),
            Le(H, (WorstCaseReturn(L) / 2) ** (L / (L - 2))),
        ),
        Lt(StabilityThreshold(Balanced(H, 2, s)), WorstCaseReturn(2) / Sharpness(SinglePath(2, s))),
    ),
    given=[Gt(L, 2)],
    title="Every number of pathways up to (gamma/2)^(L/(L-2)) can be balanced safely",
    source=_EXTENDS,
    derivation=worst_case_pathways.full_balance_is_safe,
    related=("balanced-threshold", "wcr-exceeds-two"),
    remarks=(
        "S_1 is the sharpness of the single path, so WorstCaseReturn/S_1 is the step size from which "
        "some start of a single pathway flips. Up to that many pathways, every step size for which "
        "the balanced minimum is stable is safe; at depth 2 for any number of them. L > 2 is needed "
        "for the exponent."
    ),
)

_point = AlignedPoint(L, w, H, s)
_signal = Sum(w[k] ** L, (k, 1, H))
_after = Sum((w[h] - eta * LayerGradient(_point, h)) ** L, (h, 1, H))
_path = Symbol("p", positive=True)
#: One pathway as far below its target: at p = u^(1/L) that target is s.
_alone = AlignedPoint(L, (_path,), s - _signal + _path**L)

wcr_single_path_is_worst = Statement(
    "wcr-single-path-is-worst",
    Le(_after, (_path - eta * LayerGradient(_alone, 1)) ** L),
    given=[Le(_signal, s), Le(_signal, _path**L)],
    title="Below the target no step carries several equal pathways further than a single one",
    source=_EXTENDS,
    expect="PROVED",
    derivation=worst_case_pathways.wcr_single_path_is_worst,
    related=("wcr-equation", "full-balance-is-safe"),
    remarks=(
        "u = sum_h w_h^L is the signal before the step, and the left side the signal after it. The right "
        "side is what the same step makes of a single pathway with layer value p that is as far below a "
        "target of its own, p^L + s - u. At p = u^(1/L), which the hypotheses allow, that pathway carries "
        "u and its target is s. The right side increases with p, so the claim for every p >= u^(1/L) "
        "says the same as for that one, without roots. At p = u^(1/L) both sides are equal for every "
        "split at depth 2, and for a single pathway at every depth. The claim is about one step: it does "
        "not say that the next signal is below the target.\n\n"
        "The depths are equal here. For depths 7 and 2 a start below the target flips at a step size "
        "below both single-path thresholds: see the witness in tests/examples/false_worst_case.py."
    ),
)

STATEMENTS = (
    wcr_equation,
    wcr_depth_two,
    wcr_exceeds_two,
    wcr_logarithmic,
    wcr_increases,
    full_balance_is_safe,
    wcr_single_path_is_worst,
)
