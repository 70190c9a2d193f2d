"""Gradient descent: which step sizes a minimum survives, and what equal pathways do at large ones.

`linear-stability`, `single-path-threshold`, `balanced-threshold`, `momentum-threshold`,
`balanced-renormalisation`, `balanced-oscillation-stability`, `single-path-converges-below-the-edge`.
"""

from sympy import Abs, And, Eq, Equivalent, Ge, Le, Lt, Ne, Symbol

from theory.configuration import Balanced, Modes, Pathways, SinglePath
from theory.derivations import momentum, renormalisation, stability
from theory.notation import H, L, ell, eta, s, sigma, tau
from theory.point import AlignedPoint, BalancedPoint
from theory.quantities import (
    ImbalanceMultiplier,
    LargestRootModulus,
    LayerGradient,
    MomentumThreshold,
    PerturbationMultiplier,
    Sharpness,
    StabilityThreshold,
    WorstCaseReturn,
)
from theory.statement import Statement

__all__ = ["STATEMENTS"]

_KIM_LEE = "Kim & Lee 2026"
_EXTENDS = "extends Kim & Lee 2026"
_minimum = Modes(Pathways(ell, sigma, H), Pathways(ell, tau, H))
_multiplier = PerturbationMultiplier(_minimum, eta)

linear_stability = Statement(
    "linear-stability",
    And(
        Eq(_multiplier, 1 - eta * Sharpness(_minimum)),
        Equivalent(Lt(Abs(_multiplier), 1), Lt(eta, StabilityThreshold(_minimum))),
        Eq(StabilityThreshold(_minimum) * Sharpness(_minimum), 2),
    ),
    title="A step multiplies the worst perturbation by 1 - eta sharpness; stable exactly below 2/sharpness",
    source=_KIM_LEE,
    remarks="""Along the manifold of minima the multiplier is 1: nothing grows or shrinks there to first
order. Stable means contraction on the range of the Hessian, so strictly below 2/sharpness. At equality
linearised steps stay bounded; above they grow.""",
    derivation=stability.linear_stability,
    related=("single-path-threshold", "balanced-threshold"),
)

_single = StabilityThreshold(SinglePath(L, s))
_balanced = StabilityThreshold(Balanced(H, L, s))

single_path_threshold = Statement(
    "single-path-threshold",
    Eq(_single, 2 / (L * s ** (2 - 2 / L))),
    given=[Ge(L, 2)],
    title="A single-path minimum is left from the step size 2/(L s^(2-2/L)) on",
    source=_KIM_LEE,
    remarks="""The threshold of the sharpest split: a single path is the first minimum to be left as the
step grows.""",
    derivation=stability.single_path_threshold,
    related=("linear-stability", "balanced-threshold"),
)

balanced_threshold = Statement(
    "balanced-threshold",
    And(
        Eq(_balanced, 2 / (L * H ** (2 / L - 1) * s ** (2 - 2 / L))),
        Eq(_balanced / _single, H ** (1 - 2 / L)),
    ),
    given=[Ge(L, 2)],
    title="A balanced minimum survives step sizes larger by H^(1-2/L)",
    source=_KIM_LEE,
    remarks="""The threshold of the flattest split. Between the two thresholds lies the window in which
pathways re-balance (rebalancing-window).""",
    derivation=stability.balanced_threshold,
    related=("linear-stability", "single-path-threshold"),
)

_beta = Symbol("beta", real=True)
_with_momentum = MomentumThreshold(_minimum, _beta)

momentum_threshold = Statement(
    "momentum-threshold",
    And(
        Equivalent(
            Lt(LargestRootModulus(eta * Sharpness(_minimum) - 1 - _beta, _beta), 1), Lt(eta, _with_momentum)
        ),
        Eq(_with_momentum * Sharpness(_minimum), 2 * (1 + _beta)),
    ),
    title="With momentum beta a minimum is stable exactly below 2 (1 + beta)/sharpness",
    source=f"{_EXTENDS}; Polyak 1964",
    derivation=momentum.momentum_threshold,
    related=("linear-stability",),
    remarks="""Heavy-ball descent: V <- beta V - eta grad, W <- W + V. Along an eigenvector of the Hessian
with eigenvalue mu > 0 the perturbation follows u_(t+1) = (1 + beta - eta mu) u_t - beta u_(t-1), whose
multipliers are the roots of z^2 + (eta mu - 1 - beta) z + beta. Both are inside the unit circle exactly
if |beta| < 1 and eta mu < 2 (1 + beta) (Schur and Cohn), and the largest eigenvalue decides first.

At beta = 0 this is linear-stability. A negative beta makes the threshold smaller. At equality one root is
-1: linearised iterates stay bounded. Directions along the manifold of minima (eigenvalue 0) have the root
1 and are left out, as in linear-stability.

|beta| < 1 is needed: the product of the roots is beta, so for |beta| >= 1 one of them is never inside the
unit circle, and no step size is stable.""",
)

_layer, _other = Symbol("y", positive=True), Symbol("z", positive=True)
_together = BalancedPoint(H, L, _layer, s)
_alone = AlignedPoint(L, (_layer,), s)


def _map(unit, size):  # type: ignore[no-untyped-def]
    """The single-path map in units of its fixed point: ``x + (gamma/L) x^(L-1) (1 - x^L)``."""
    x = _layer / unit
    return x + size / L * x ** (L - 1) * (1 - x**L)


_unit, _shared = s ** (1 / L), (s / H) ** (1 / L)

balanced_renormalisation = Statement(
    "balanced-renormalisation",
    And(
        Eq((_layer - eta * LayerGradient(_alone, 1)) / _unit, _map(_unit, eta * Sharpness(SinglePath(L, s)))),
        Eq(
            (_layer - eta * LayerGradient(_together, 1)) / _shared,
            _map(_shared, eta * Sharpness(Balanced(H, L, s))),
        ),
        Eq(_balanced / _single, H ** (1 - 2 / L)),
        Eq(
            WorstCaseReturn(L) / Sharpness(Balanced(H, L, s)),
            H ** (1 - 2 / L) * (WorstCaseReturn(L) / Sharpness(SinglePath(L, s))),
        ),
    ),
    title="H equal pathways follow the single-path map; edge and worst-case return scale by H^(1-2/L)",
    source=_EXTENDS,
    derivation=renormalisation.balanced_renormalisation,
    related=("balanced-threshold", "reduction-factor", "wcr-equation"),
    remarks="""In units of its fixed point s^(1/L), the layer value x of a single pathway follows x <- x +
(gamma/L) x^(L-1) (1 - x^L) with gamma = eta times the sharpness of the single-path minimum. H equal
pathways follow the same map in units of (s/H)^(1/L), with gamma = eta times the sharpness of the balanced
minimum. So everything that the map decides happens at step sizes larger by the same factor H^(1-2/L),
which is the reciprocal of the reduction factor: the edge of stability gamma = 2, the worst-case return
gamma_WCR(L), and period doublings and chaos as well.

At L = 2 the factor is 1. The pathways have to be exactly equal; whether they stay so is another question
(balanced-oscillation-stability).""",
)

#: The step size and target for which ``y -> z -> y`` is an orbit of equal pathways.
_orbit_step = (_layer - _other) * (_layer ** (1 - L) + _other ** (1 - L))
_orbit = [
    Eq(eta * H * (_layer**L - _other**L), _orbit_step),
    Eq(s, H * _layer**L - (_layer - _other) * _layer ** (1 - L) / eta),
]
_there, _back = BalancedPoint(H, L, _layer, s), BalancedPoint(H, L, _other, s)
_s_there = eta * (H * _layer**L - s) * _layer ** (L - 2)
_s_back = eta * (H * _other**L - s) * _other ** (L - 2)

balanced_oscillation_stability = Statement(
    "balanced-oscillation-stability",
    And(
        Eq(_layer - eta * LayerGradient(_there, 1), _other),
        Eq(_other - eta * LayerGradient(_back, 1), _layer),
        Equivalent(
            Lt(Abs(ImbalanceMultiplier(_there, eta) * ImbalanceMultiplier(_back, eta)), 1),
            Lt((L - 1) * (L - 2) * Abs(_s_there * _s_back), 2),
        ),
    ),
    given=[Ge(L, 3), Ge(H, 2), Ne(_layer, _other), *_orbit],
    title="Equal pathways that oscillate with period 2 stay equal as long as (L-1)(L-2) |s_1 s_2| < 2",
    source=_EXTENDS,
    related=("balanced-renormalisation", "no-stable-minimum"),
    remarks="""The hypotheses say that y and z are a balanced orbit of period 2: a linear system for eta
and s has them as its only solution, and the first two lines of the claim show that it is one. A tiny
difference between two pathways leaves the residual as it is, so one step multiplies it by 1 - (L-1) s_t,
s_t = eta r_t w_t^(L-2). On the orbit (1 - s_1)(1 - s_2) = 1, so s_1 + s_2 = s_1 s_2 < 0, and over one
period the factor is 1 - (L-1)(L-2) |s_1 s_2|.

At L = 2 that factor is 1: differences neither grow nor shrink. One pathway has no imbalance.""",
)

#: The target is ``t^L`` and the step size ``gamma`` over the single-path sharpness.
_root, _gamma = Symbol("t", positive=True), Symbol("gamma", positive=True)
_step = _gamma / (L * _root ** (2 * L - 2))
_slope = LayerGradient(AlignedPoint(L, (_layer,), _root**L), 1)
_next_slope = LayerGradient(AlignedPoint(L, (_layer - _step * _slope,), _root**L), 1)


single_path_converges_below_the_edge = Statement(
    "single-path-converges-below-the-edge",
    And(
        Lt(_slope, 0),
        Lt(_slope + _next_slope, 0),
    ),
    given=[Ge(L, 2), Lt(_layer, _root), Le(_gamma, 2)],
    title="Below the edge a single pathway converges from every start below its minimum",
    source=_EXTENDS,
    expect="SUPPORTED",
    related=("single-path-threshold", "wcr-equation"),
    remarks="""The target is s = t^L, the minimum y = t, and the step size gamma over the sharpness L
t^(2L-2). Two steps from y lead to y - eta (slope + next slope). So from a start y below the minimum a
step goes up, and two steps do not come back to y: there is no 2-cycle. A continuous map of an interval
into itself without a 2-cycle converges from every point to a fixed point (Coppel 1955), and the only
fixed point above 0 is the minimum; so the local threshold is a global one. The limit itself is that
theorem's and not checked here.

The step size may reach the edge, gamma = 2. Above it, the minimum repels and there is a 2-cycle.""",
)

STATEMENTS = (
    linear_stability,
    single_path_threshold,
    balanced_threshold,
    momentum_threshold,
    balanced_renormalisation,
    balanced_oscillation_stability,
    single_path_converges_below_the_edge,
)
