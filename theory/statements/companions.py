"""Companions: results of others on sharpness and stability of deep linear networks, each with its source.

Each states what is established here, which need not be the full theorem of its source; the remarks say where
they differ.
"""

from sympy import And, Eq, Equivalent, Ge, Gt, IndexedBase, Le, Lt, Ne, Or, Symbol, sqrt, symbols

from theory.any_minimum import AnyMinimum
from theory.configuration import SinglePath
from theory.derivations import companions
from theory.notation import H, L, eta, j, k, rho, s
from theory.point import AlignedPoint
from theory.quantities import FactorFlowSharpness, FlowLimit, Sharpness, TargetNorm
from theory.statement import Statement

__all__ = ["STATEMENTS"]

_sizes, _weights = IndexedBase("D", integer=True, positive=True), IndexedBase("W", real=True)
_n = Symbol("n", integer=True, positive=True)
_one_pathway = AnyMinimum(L, 1, (_sizes, k), (_weights, _n))

single_pathway_flatness = Statement(
    "single-pathway-flatness",
    And(
        Ge(Sharpness(_one_pathway), L * TargetNorm(_one_pathway) ** (2 - 2 / L)),
        Eq(Sharpness(SinglePath(L, s)), L * s ** (2 - 2 / L)),
    ),
    title="One pathway: no minimum is flatter than L s^(2-2/L), and the depth-balanced one is as flat",
    source="Mulayoff & Michaeli 2020",
    derivation=companions.single_pathway_flatness,
    related=("global-flatness", "depth-balance-is-flattest-per-pathway"),
    remarks=(
        "The flattest minima of a plain deep linear network, as found in 'Unique properties of flat "
        "minima in "
        "deep networks'. Any widths, any layers; s is the largest singular value of the target.\n\n"
        "It is the case H = 1 of global-flatness, whose proof it shares: with more pathways minima can be "
        "flatter, by up to H^(1-2/L)."
    ),
)

_start = AlignedPoint(L, rho, H, s)
_p = 2 / L - 1


def _end_share(pathway):  # type: ignore[no-untyped-def]
    return FlowLimit(_start, pathway) ** L


pathways_race = Statement(
    "pathways-race",
    Eq(
        _end_share(j) ** _p - _end_share(k) ** _p,
        (rho[j] ** L) ** _p - (rho[k] ** L) ** _p,
    ),
    given=[Gt(L, 2), Le(j, H), Le(k, H)],
    title="Pathways race: differences of sigma^(2/L-1) are kept, so a small lead decides",
    source="Shi, Shea-Brown & Buice 2022",
    derivation=companions.pathways_race,
    related=("flow-conserves-imbalance", "winner-takes-all", "the-richer-get-richer"),
    remarks=(
        "The conservation law of flow-conserves-imbalance in the coordinates of 'Learning dynamics of deep "
        "linear networks with multiple pathways': the share sigma = w^L that a pathway carries in one mode, "
        "here at its start and in the limit.\n\n"
        "Why L > 2: at depth 2 the exponent is 0 and the law is empty; there the ratio of shares is "
        "kept. The "
        "equation needs depth balance within each pathway: otherwise layers of one pathway race too."
    ),
)


u, v = symbols("u v", positive=True)
_two_pathways = AlignedPoint(L, (u, v), s)

the_richer_get_richer = Statement(
    "the-richer-get-richer",
    Gt(FlowLimit(_two_pathways, 1) / FlowLimit(_two_pathways, 2), u / v),
    given=[Gt(L, 2), Le(L, 12), Lt(v, u), Lt(_two_pathways.residual, 0)],
    title="From below the target, gradient flow widens the ratio of two unequal pathways",
    source="Shi, Shea-Brown & Buice 2022",
    expect="SUPPORTED",
    related=("pathways-race", "winner-takes-all"),
    remarks=(
        "Why L > 2: at depth 2 all ratios are kept. Why from below: from above the target all pathways "
        "shrink, and ratios move towards 1. Depths to 12 only because the limit of the flow is not computed "
        "beyond. One wrong version is not noticed, as it is true: u and v exchanged, since u/v > 1 > v/u."
    ),
)

_residual = u * v - s
_before = FactorFlowSharpness(u, v, s)
_after = FactorFlowSharpness(u - eta * _residual * v, v - eta * _residual * u, s)

flow_sharpness_decreases_for_two_factors = Statement(
    "flow-sharpness-decreases-for-two-factors",
    Equivalent(Le(_after, _before), Or(Eq(u, v), Le((eta * _residual) ** 2, 2))),
    title="A step never raises the sharpness of the gradient-flow solution as long as eta |r| <= sqrt(2)",
    source="Kreisler, Nacson, Soudry & Carmon 2023",
    derivation=companions.flow_sharpness_decreases,
    related=("flow-solution-sharpness-decreases", "two-factors-start-small-end-flat"),
    remarks=(
        "The scalar network of two layers in 'Gradient descent monotonically decreases the sharpness of "
        "gradient flow solutions in scalar networks and beyond', where it is shown for any number of "
        "layers and small "
        "steps. Here the condition is exact: a step multiplies u^2 - v^2 by 1 - (eta r)^2, and the "
        "sharpness of the flow's end is sqrt((u^2 - v^2)^2 + 4 s^2).\n\n"
        "Both factors stay positive, before and after the step: that is understood. From above the target "
        "(r > 0) it already implies eta r < 1, so there every such step lowers the sharpness."
    ),
)

two_factors_start_small_end_flat = Statement(
    "two-factors-start-small-end-flat",
    And(Ge(_before, 2 * s), Le(_before, 2 * s + abs(u**2 - v**2))),
    title="Gradient flow of two factors from a small start ends nearly flattest",
    source="after Marion & Chizat 2024",
    derivation=companions.start_small_end_flat,
    related=("single-pathway-flatness", "flow-sharpness-decreases-for-two-factors"),
    remarks=(
        "In the spirit of 'Deep linear networks for regression are implicitly regularized towards flat "
        "minima', for the smallest network only: factors of a start that are at most alpha give at most "
        "2 s + alpha^2, where 2 s is the least sharpness of any minimum. Equality on the left exactly for "
        "u = v."
    ),
)

_stable = FactorFlowSharpness(u, v, u * v)

large_steps_balance_factors = Statement(
    "large-steps-balance-factors",
    Equivalent(Lt(eta * _stable, 2), Lt((u - v) ** 2, 2 / eta - 2 * u * v)),
    title="A minimum of two factors that survives large steps has nearly equal factors",
    source="after Wang, Chen, Zhao & Tao 2022",
    derivation=companions.large_steps_balance,
    related=("linear-stability", "flow-sharpness-decreases-for-two-factors"),
    remarks=(
        "The balancing of 'Large learning rate tames homogeneity: convergence and balancing effect', as a "
        "statement about linear stability: at the minimum (u, v) itself, where the target is u v, the flow "
        "stays, and the sharpness is u^2 + v^2. With eta u v >= 1 no minimum with this product is stable."
    ),
)

gamma = Symbol("gamma", positive=True)
x = Symbol("x", positive=True)
#: ``sqrt(1 - 2/gamma)`` for one point of the orbit, minus that for the other.
r = Symbol("r", real=True)


def _step(weight, size=gamma):  # type: ignore[no-untyped-def]
    """One step at depth 2 in units of the minimum, ``gamma = eta S_1``."""
    return weight + size / 2 * weight * (1 - weight**2)


def _on_orbit(swing):  # type: ignore[no-untyped-def]
    return (sqrt(4 - 3 * swing**2) + swing) / 2


period_two_above_the_edge = Statement(
    "period-two-above-the-edge",
    And(Eq(_step(_on_orbit(r), 2 / (1 - r**2)), _on_orbit(-r)), Gt(_on_orbit(r), 0)),
    given=[Gt(r, -1), Lt(r, 1)],
    title="Above the edge of stability two equal factors have an orbit of period 2 around the minimum",
    source="after Ghosh et al. 2025",
    derivation=companions.period_two,
    related=("no-period-two-below-the-edge", "balanced-oscillation-stability", "single-path-threshold"),
    remarks=(
        "The orbit of 'Learning dynamics of deep matrix factorization beyond the edge of stability' at "
        "depth 2 in one mode, in closed form. Weights are in units of the minimum, gamma = eta S_1 = "
        "2/(1 - r^2) takes every value above 2, and the two points of the orbit belong to r and -r: "
        "their product is 2/gamma, the sum of their squares 1 + 2/gamma.\n\n"
        "At r = 0, that is gamma = 2, both are the minimum: there the orbit is born."
    ),
)

no_period_two_below_the_edge = Statement(
    "no-period-two-below-the-edge",
    Ne(_step(_step(x)), x),
    given=[Le(gamma, 2), Gt(_step(x), 0), Ne(x, 1)],
    title="Up to the edge of stability two equal factors have no orbit of period 2",
    source="after Ghosh et al. 2025",
    expect="PROVED",
    derivation=companions.no_period_two,
    related=("period-two-above-the-edge", "single-path-converges-below-the-edge"),
    remarks=(
        "Why gamma <= 2: period-two-above-the-edge. Why a positive next weight: orbits that change sign are "
        "others, x = sqrt(1 + 4/gamma) goes to -x and back for every gamma. Why not x = 1: it stays."
    ),
)

STATEMENTS = (
    single_pathway_flatness,
    pathways_race,
    the_richer_get_richer,
    flow_sharpness_decreases_for_two_factors,
    two_factors_start_small_end_flat,
    large_steps_balance_factors,
    period_two_above_the_edge,
    no_period_two_below_the_edge,
)
