"""Which step sizes leave some minima unstable and others not.

`no-stable-minimum`, `rebalancing-window`, `rank-p-window`, `active-pathways`.
"""

from sympy import Abs, And, Equivalent, Ge, Gt, Implies, IndexedBase, Le, Lt, Min, Symbol

from theory.configuration import Balanced, Modes, SinglePath, Split
from theory.derivations import active, windows
from theory.notation import H, L, eta, s, sigma, tau, total
from theory.predicates import ForAll
from theory.quantities import (
    FlattestSharpness,
    HillNumber,
    PathwaysNeeded,
    PerturbationMultiplier,
    Sharpness,
    StabilityThreshold,
    TargetNorm,
    WorstCaseReturn,
)
from theory.statement import Statement
from theory.statements.all_minima import _equal_depths

__all__ = ["STATEMENTS"]

_KIM_LEE = "Kim & Lee 2026"
_EXTENDS = "extends Kim & Lee 2026"
_q = 2 - 2 / L

_edge = 2 / FlattestSharpness(_equal_depths)

no_stable_minimum = Statement(
    "no-stable-minimum",
    And(
        Gt(StabilityThreshold(_equal_depths), 0),
        Le(StabilityThreshold(_equal_depths), _edge),
        Implies(Ge(eta, _edge), Ge(Abs(PerturbationMultiplier(_equal_depths, eta)), 1)),
    ),
    given=[Gt(TargetNorm(_equal_depths), 0)],
    title="From 2/lambda_min on no minimum at all is linearly stable",
    source=_EXTENDS,
    derivation=windows.no_stable_minimum,
    remarks=(
        "Not stable: the multiplier of the worst perturbation is at least 1 in absolute value, "
        "and exactly 1 at the balanced minimum with eta = 2/lambda_min. A target of 0 is "
        "excluded: all weights 0 are then a minimum of sharpness 0."
    ),
    related=("global-flatness", "balanced-threshold", "linear-stability"),
)

_single = SinglePath(L, s)
_survived = WorstCaseReturn(L) / Sharpness(_single)

rebalancing_window = Statement(
    "rebalancing-window",
    Equivalent(
        Lt(StabilityThreshold(_single), Min(StabilityThreshold(Balanced(H, L, s)), _survived)),
        And(Ge(H, 2), Gt(L, 2)),
    ),
    given=[Ge(L, 2)],
    title="Some step sizes leave every single path and keep the balanced minimum",
    source=_KIM_LEE,
    derivation=windows.rebalancing_window,
    remarks=(
        "The least of both edges exceeds the threshold of the single path exactly then. That no "
        "start changes sign is no restriction at the lower end: the worst-case return is above 2 "
        "at every depth (wcr-exceeds-two)."
    ),
    related=("single-path-threshold", "balanced-threshold", "wcr-exceeds-two"),
)

#: Singular values of the target, their number and the place of one of them.
target = IndexedBase("t", positive=True)
d, p, i = (Symbol(name, integer=True, positive=True) for name in ("d", "p", "i"))


def _left(mode):  # type: ignore[no-untyped-def]
    """The step size from which the single path of a mode is left."""
    return StabilityThreshold(SinglePath(L, target[mode]))


_next = (i, p + 1, Min(p + 1, d))

rank_p_window = Statement(
    "rank-p-window",
    And(
        Implies(
            And(Lt(_left(p), eta), ForAll(Lt(eta, _left(i)), _next)),
            ForAll(Equivalent(Ge(eta, _left(i)), Le(i, p)), (i, 1, d)),
        ),
        Equivalent(
            And(
                Lt(_left(p), WorstCaseReturn(L) / Sharpness(SinglePath(L, target[1]))),
                ForAll(Lt(_left(p), _left(i)), _next),
            ),
            And(
                Lt((target[1] / target[p]) ** _q, WorstCaseReturn(L) / 2),
                ForAll(Lt(target[i], target[p]), _next),
            ),
        ),
    ),
    given=[Ge(L, 2), Le(p, d), ForAll(Ge(target[i], target[i + 1]), (i, 1, d - 1))],
    title="A step size that leaves the single paths of exactly the p largest modes",
    source=_KIM_LEE,
    remarks=(
        "t[1] >= t[2] >= ... are the singular values. For p = d there is no upper edge. Not "
        "derived by the kernel; the claim follows from single-path-threshold and the order of the "
        "t. Strict and weak inequality differ only where a step size is exactly a threshold, which no "
        "sample meets: so wrong versions of that kind are not noticed, and the verdict is expected as it is."
    ),
    expect="SUPPORTED",
    related=("single-path-threshold", "rebalancing-window"),
)

_two_modes = Modes(Split(L, sigma, H), Split(L, tau, H))
_single_paths = Modes(*(SinglePath(L, total.xreplace({sigma: shares})) for shares in (sigma, tau)))
#: The step size times the sharpness of the single paths: any positive number.
Gamma = Symbol("Gamma", positive=True)
_step = Gamma / Sharpness(_single_paths)


def _enough(shares):  # type: ignore[no-untyped-def]
    """``N > (eta S/2)^(L/(L-2))``."""
    whole = total.xreplace({sigma: shares})
    return Gt(HillNumber(Split(L, shares, H)), PathwaysNeeded(L, whole, _step))


active_pathways = Statement(
    "active-pathways",
    Equivalent(Lt(_step, StabilityThreshold(_two_modes)), And(_enough(sigma), _enough(tau))),
    given=[Ge(L, 3)],
    title="A minimum is stable exactly if enough pathways carry every mode",
    source=_EXTENDS,
    derivation=active.active_pathways,
    remarks=(
        "eta = Gamma/S with S the sharpness of the single paths, so eta is any positive number. "
        "The Hill number is at most the number of pathways that carry the mode (take H to be that "
        "number), so more than PathwaysNeeded of them carry it. At depth 2 the sharpness does not "
        "depend on the split, and no number of pathways helps."
    ),
    related=("sharpness-is-hill-number", "linear-stability"),
)

STATEMENTS = (no_stable_minimum, rebalancing_window, rank_p_window, active_pathways)
