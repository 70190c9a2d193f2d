"""Gradient flow: pathways compete, and which one wins.  All layer values are positive.

`flow-relative-growth`, `flow-conserves-imbalance` and its form at equal depth, `flow-final-split`,
`winner-takes-all`, its limit and its form with several leaders, `shallowest-wins` and its limit.
"""

from sympy import And, Eq, Ge, Gt, Implies, Le, Limit, Lt, Ne, Sum, Symbol, oo

from theory.derivations import flow, shallowest, winner
from theory.derivations.flow import OTHER
from theory.derivations.winner import FOLLOWER
from theory.notation import H, L, a, ell, h, j, k, m, rho, s
from theory.point import AlignedPoint
from theory.predicates import ForAll
from theory.quantities import BoxCox, FlowLimit, FlowRate
from theory.statement import Statement

__all__ = ["STATEMENTS"]

_KIM_LEE = "Kim & Lee 2026"
_EXTENDS = "extends Kim & Lee 2026"

#: Starts of gradient flow: pathways of one depth, and of any depths.
_one_depth = AlignedPoint(L, rho, H, s)
_point = AlignedPoint(ell, rho, H, s)
_pair = [Le(j, H), Le(k, H)]
#: The scale of a start is ``1/b``, and ``b`` tends to infinity.
_b = Symbol("b", positive=True)


def _velocity(pathway, exponent):  # type: ignore[no-untyped-def]
    return FlowRate(_one_depth, pathway, exponent)


flow_relative_growth = Statement(
    "flow-relative-growth",
    And(
        Eq(_velocity(j, 1) / _velocity(k, 1), (rho[j] / rho[k]) ** (L - 1)),
        Eq(_velocity(j, L) / _velocity(k, L), (rho[j] ** L / rho[k] ** L) ** (2 - 2 / L)),
    ),
    given=[*_pair, Ne(_one_depth.residual, 0)],
    title="Layer values grow in the ratio of their powers L-1, shares in the ratio of their powers 2-2/L",
    source=_KIM_LEE,
    derivation=flow.relative_growth,
    related=("flow-conserves-imbalance", "winner-takes-all"),
    remarks=(
        "The layer values of two pathways grow in the ratio of their powers L-1, the shares w^L that the "
        "pathways carry in the ratio of their powers 2-2/L: the second is the chain rule on the first. "
        "FlowRate(p, h, 1) is the velocity of the layer value, L FlowRate(p, h, L) that of the share. Either "
        "exponent in the other coordinates is false.\n\n"
        "Why the residual must not be 0: at a minimum nothing moves, and there is no ratio."
    ),
)


def _potential(pathway, value):  # type: ignore[no-untyped-def]
    return BoxCox(2 - ell[pathway], value)


def _gap(first, second, value):  # type: ignore[no-untyped-def]
    return _potential(first, value(first)) - _potential(second, value(second))


def _start(pathway):  # type: ignore[no-untyped-def]
    return rho[pathway]


def _limit(pathway, scale=1):  # type: ignore[no-untyped-def]
    return FlowLimit(_point, pathway, scale)


def _end(pathway, scale=1):  # type: ignore[no-untyped-def]
    return FlowLimit(_one_depth, pathway, scale)


flow_conserves_imbalance = Statement(
    "flow-conserves-imbalance",
    And(
        Eq(FlowRate(_point, j, 2 - ell[j]), FlowRate(_point, k, 2 - ell[k])),
        Eq(_gap(j, k, _limit), _gap(j, k, _start)),
    ),
    given=_pair,
    title="Gradient flow keeps the difference of w^(2-L)/(2-L), log w at depth 2, between any two pathways",
    source=_KIM_LEE,
    derivation=flow.conserves_imbalance,
    related=("flow-conserves-imbalance-at-equal-depth", "flow-final-split", "gd-contracts-imbalance"),
    remarks=(
        "BoxCox(2-L, w) is (w^(2-L) - 1)/(2-L), and log w at depth 2. The first equation says that these "
        "potentials change at one rate in all pathways (minus the residual), the second that therefore "
        "their differences "
        "are in the limit what they were at the start.\n\n"
        "The limits are measured by solving the flow with Taylor series that use no conservation law; their "
        "accuracy, some 24 digits, is set there."
    ),
)

flow_conserves_imbalance_at_equal_depth = Statement(
    "flow-conserves-imbalance-at-equal-depth",
    And(
        Implies(Gt(L, 2), Eq(_end(j) ** (2 - L) - _end(k) ** (2 - L), rho[j] ** (2 - L) - rho[k] ** (2 - L))),
        Implies(Eq(L, 2), Eq(_end(j) / _end(k), rho[j] / rho[k])),
    ),
    given=_pair,
    title="At one depth L gradient flow keeps differences of w^(2-L), and ratios at depth 2",
    source=_KIM_LEE,
    derivation=flow.conserves_imbalance_at_equal_depth,
    related=("flow-conserves-imbalance",),
    remarks=(
        "The form in which the law is mostly quoted. Beyond depth 12 instances are not decided: powers "
        "of the "
        "layer values then differ by more than the working precision holds."
    ),
)


def _other(pathway):  # type: ignore[no-untyped-def]
    return OTHER[pathway]


_conserves = ForAll(Eq(_gap(h, 1, _other), _gap(h, 1, _start)), (h, 1, H))

flow_final_split = Statement(
    "flow-final-split",
    And(
        Eq(Sum(_limit(h) ** ell[h], (h, 1, H)), s),
        ForAll(Gt(_limit(h), 0), (h, 1, H)),
        ForAll(Eq(_gap(h, 1, _limit), _gap(h, 1, _start)), (h, 1, H)),
        Implies(
            And(Eq(Sum(OTHER[h] ** ell[h], (h, 1, H)), s), _conserves),
            ForAll(Eq(OTHER[h], _limit(h)), (h, 1, H)),
        ),
    ),
    title="Gradient flow ends at the only positive solution of its conservation laws on the target",
    source=_EXTENDS,
    derivation=flow.final_split,
    related=("flow-conserves-imbalance", "winner-takes-all", "shallowest-wins"),
    remarks=(
        "The limit is positive, on the target, and has the potential differences of the start; and positive "
        "values u that are and have the same are the limit. For every potential BoxCox(2-L, w) increases "
        "with w, so of two solutions one is larger in all pathways, and the sum of its shares w^L is larger "
        "too.\n\n"
        "The closed form of FlowLimit is the root of these equations, and the limits are measured by "
        "solving the "
        "flow with Taylor series that use none of them. That there is no other solution rests on the proof: "
        "values that satisfy all equations are hardly ever drawn."
    ),
)


def _behind(pathway):  # type: ignore[no-untyped-def]
    """What ``(w_h/a)^L`` is below for ever, where pathway 1 leads."""
    return (rho[pathway] ** (2 - L) - rho[1] ** (2 - L)) ** (-L / (L - 2))


_leads = ForAll(Lt(rho[h], rho[1]), (h, 2, H))

winner_takes_all = Statement(
    "winner-takes-all",
    And(
        ForAll(Lt(_end(h, a) ** L, a**L * _behind(h)), (h, 2, H)),
        Le(s - _end(1, a) ** L, a**L * Sum(_behind(h), (h, 2, H))),
    ),
    given=[Gt(L, 2), _leads],
    title="Beyond depth 2 all pathways but the leading one keep a share of order a^L from a start of scale a",
    source=_EXTENDS,
    derivation=winner.winner_takes_all,
    related=(
        "winner-takes-all-limit",
        "winner-takes-all-equal-leaders",
        "flow-conserves-imbalance",
        "shallowest-wins",
    ),
    remarks=(
        "With a unique largest start every other pathway keeps less than a^L (rho_h^(2-L) - "
        "rho_1^(2-L))^(-L/(L-2)), "
        "for every scale a > 0 of the start and whatever the target; the leader takes the rest. The bound on "
        "a follower is strict: equality would need a leader that grows for ever.\n\n"
        "Why L > 2: at depth 2 the flow keeps all ratios and nobody wins. Why a unique leader: see "
        "winner-takes-all-equal-leaders."
    ),
)

winner_takes_all_limit = Statement(
    "winner-takes-all-limit",
    And(
        Eq(Limit(_end(1, 1 / _b) ** L, _b, oo), s),
        ForAll(Eq(Limit(_end(h, 1 / _b) ** L, _b, oo), 0), (h, 2, H)),
    ),
    given=[Gt(L, 2), _leads],
    title="From vanishing starts the leading pathway takes everything",
    source=_KIM_LEE,
    derivation=winner.winner_takes_all_limit,
    related=("winner-takes-all",),
    remarks=(
        "The scale of the start is 1/b. The limit is squeezed between the bounds of winner-takes-all.\n\n"
        "Limits are not measured: the flow from a vanishing start takes for ever."
    ),
)

_followers = Sum(_behind(FOLLOWER), (FOLLOWER, m + 1, H))

winner_takes_all_equal_leaders = Statement(
    "winner-takes-all-equal-leaders",
    And(
        ForAll(Eq(_end(h, a), _end(1, a)), (h, 1, m)),
        Ge(s / m - _end(1, a) ** L, 0),
        Le(s / m - _end(1, a) ** L, a**L / m * _followers),
    ),
    given=[
        Gt(L, 2),
        Le(m, H),
        ForAll(Eq(rho[h], rho[1]), (h, 1, m)),
        ForAll(Lt(rho[FOLLOWER], rho[1]), (FOLLOWER, m + 1, H)),
    ],
    title="Leaders that start equal stay equal: each of m takes s/m",
    source=_EXTENDS,
    derivation=winner.equal_leaders,
    related=("winner-takes-all",),
    remarks=(
        "Equal starts have equal limits, by the conservation law and not by symmetry of one network alone; "
        "with m = 1 this is winner-takes-all."
    ),
)

_shallowest = ForAll(Lt(ell[1], ell[h]), (h, 2, H))
_most_gain = BoxCox(2 - ell[1], s ** (1 / ell[1])) - BoxCox(2 - ell[1], a * rho[1])

shallowest_wins = Statement(
    "shallowest-wins",
    ForAll(
        Gt(
            _limit(h, a) ** (2 - ell[h]),
            (a * rho[h]) ** (2 - ell[h]) - (ell[h] - 2) * _most_gain,
        ),
        (h, 2, H),
    ),
    given=[_shallowest],
    title="The one shallowest pathway wins: how little a deeper one gains while it grows to the target",
    source=_EXTENDS,
    derivation=shallowest.shallowest_wins_bound,
    related=("shallowest-wins-limit", "winner-takes-all", "flow-conserves-imbalance"),
    remarks=(
        "Depth beats head start: from vanishing starts the one shallowest pathway takes everything, wherever "
        "the others start. It can raise its potential by what takes it to s^(1/L_1), and no other pathway "
        "raises its own by more. The left side is large where the layer value is small: as a -> 0 the "
        "first term "
        "on the right, of order a^(2-L_h), outgrows the other, of order a^(2-L_1), or log(1/a) where "
        "L_1 = 2; so the layer value of a deeper pathway stays of order a.\n\n"
        "Why a unique shallowest: two of them compete as in winner-takes-all, or at depth 2 keep their ratio."
    ),
)

shallowest_wins_limit = Statement(
    "shallowest-wins-limit",
    And(
        Eq(Limit(_limit(1, 1 / _b) ** ell[1], _b, oo), s),
        ForAll(Eq(Limit(_limit(h, 1 / _b) ** ell[h], _b, oo), 0), (h, 2, H)),
    ),
    given=[_shallowest],
    title="From vanishing starts the one shallowest pathway takes everything, wherever the others start",
    source=_EXTENDS,
    derivation=shallowest.shallowest_wins_limit,
    related=("shallowest-wins", "winner-takes-all-limit"),
    remarks=(
        "The scale of the start is 1/b. In shallowest-wins the gain of pathway 1 is at most "
        "G b^(L_h-5/2) for b >= 1, with G = 2 (s^(1/L_1)/rho_1)^(1/2) + rho_1^(2-L_1): at L_1 = 2 because "
        "log x <= 2 (x^(1/2) - 1), beyond because L_1 - 2 <= L_h - 3. Multiplied by w_h^(L_h) "
        "(rho_h/b)^(L_h-2), the bound becomes w_h^(L_h) < K_h b^(-1/2) with K_h = rho_h^(L_h-2) (s^(2/L_h) + "
        "(L_h-2) G s), for no share is above s. So each deeper share is squeezed to 0, and what they leave "
        "to pathway 1 to s. The true order is b^(-L_h); any order that vanishes will do here.\n\n"
        "Limits are not measured: the flow from a vanishing start takes for ever."
    ),
)

STATEMENTS = (
    flow_relative_growth,
    flow_conserves_imbalance,
    flow_conserves_imbalance_at_equal_depth,
    flow_final_split,
    winner_takes_all,
    winner_takes_all_limit,
    winner_takes_all_equal_leaders,
    shallowest_wins,
    shallowest_wins_limit,
)
