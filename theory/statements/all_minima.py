"""Minima that are not depth-balanced, not aligned, or of unequal depths.

`minima-are-nondegenerate`, `heterogeneous-balance`, its level and its form beside depth 2, `global-flatness`,
`depth-balance-is-flattest-per-pathway`.
"""

from sympy import (
    And,
    Eq,
    Equivalent,
    Ge,
    Gt,
    Implies,
    IndexedBase,
    Integer,
    Le,
    Lt,
    Min,
    Piecewise,
    Sum,
    Symbol,
)

from theory.any_minimum import AnyMinimum
from theory.configuration import Pathways
from theory.derivations import global_flatness as _global
from theory.derivations import layer_table, saturated, unequal_depths
from theory.layer_table import LayerTable
from theory.notation import H, L, ell, h, s, sigma, total
from theory.predicates import ForAll, UniqueRoot
from theory.quantities import (
    DepthBalancedEigenvalue,
    FlattestShare,
    FlattestSharpness,
    HessianEigenvalue,
    HessianRank,
    Sharpness,
    TargetNorm,
    TargetRank,
)
from theory.statement import Statement
from theory.unequal_balance import UnequalBalance

__all__ = ["STATEMENTS"]

_EXTENDS = "extends Kim & Lee 2026"

#: The common value of ``(L_h - 1) sigma_h^(1-2/L_h)``, and the shares that have it.
c = Symbol("c", positive=True)
_balance = UnequalBalance(ell, c, H)
_every = (h, 1, H)

#: Lists of sizes and weights, and their lengths.
D, W = IndexedBase("D", integer=True, positive=True), IndexedBase("W", real=True)
k, n = (Symbol(name, integer=True, positive=True) for name in ("k", "n"))
_equal_depths = AnyMinimum(L, H, (D, k), (W, n))
_any_depths = AnyMinimum(ell, H, (D, k), (W, n))


minima_are_nondegenerate = Statement(
    "minima-are-nondegenerate",
    Eq(HessianRank(_any_depths), D[1] * D[2]),
    given=[Ge(TargetRank(_any_depths), Min(D[1], D[2])), Ge(k, 2)],
    title="Where the target has full rank, the Hessian has full rank at every minimum",
    source=_EXTENDS,
    remarks=(
        "Rectangular layers and layers narrower than the target are allowed: full rank of the "
        "target is enough, as X M^T = 0 only for X = 0. D[1] and D[2] are the numbers of columns "
        "and rows of the target. Without full rank it fails: one weight 0 in each layer has the "
        "Hessian 0. Not derived by the kernel; both ranks are exact, by elimination on theory's "
        "matrix and on the dense Hessian."
    ),
    related=("hessian-spectrum-at-minimum", "linear-stability"),
)

_split = Sharpness(Pathways(ell, sigma, H))

_flattest, _share = Sharpness(_balance), _balance.share_of(h)

heterogeneous_balance = Statement(
    "heterogeneous-balance",
    And(
        Gt(_flattest, 0),
        Ge(_split, _flattest),
        Equivalent(Eq(_split, _flattest), ForAll(Implies(Ge(ell[h], 3), Eq(sigma[h], _share)), _every)),
        ForAll(Equivalent(Eq((ell[h] - 1) * sigma[h] ** (1 - 2 / ell[h]), c), Eq(sigma[h], _share)), _every),
    ),
    given=[Ge(total, _balance.total)],
    title="At unequal depths beyond 2 exactly one split is flattest",
    source="Kim & Lee 2026",
    derivation=unequal_depths.heterogeneous_balance,
    remarks=(
        "For every c the split with (L_h - 1) sigma_h^(1-2/L_h) = c in each pathway is flatter "
        "than every other split that carries at least as much. As its sum grows strictly with c, "
        "from 0 without bound, exactly one c belongs to each target: heterogeneous-balance-level. "
        "Depth 2 is excluded: there the power is constant, and such pathways carry nothing until the "
        "others are saturated: heterogeneous-balance-with-depth-two."
    ),
    related=("heterogeneous-balance-level", "heterogeneous-balance-with-depth-two", "global-flatness"),
)

_level = (ell[h] - 1) * FlattestShare(ell, s, h, H) ** (1 - 2 / ell[h])

heterogeneous_balance_level = Statement(
    "heterogeneous-balance-level",
    And(
        UniqueRoot(_balance.total - s, c, (s / (H + s), ell[1] * (1 + s))),
        Eq(Sum(FlattestShare(ell, s, h, H), (h, 1, H)), s),
        ForAll(Eq(_level, _level.xreplace({h: Integer(1)})), _every),
    ),
    given=[ForAll(Ge(ell[h], 3), _every)],
    title="At unequal depths beyond 2 every target has exactly one flattest split",
    source="Kim & Lee 2026",
    remarks=(
        "heterogeneous-balance starts from a level c, the common value of (L_h - 1) sigma_h^(1-2/L_h); here "
        "exactly one level belongs to each target s. It lies between s/(H + s) and L_1 (1 + s): some pathway "
        "carries s/H or more, and pathway 1 at most s. Outside there is none, as the sum increases with c "
        "from 0 without bound.\n\n"
        "Measured: the flattest split between two pathways, as the smallest among the largest eigenvalues of "
        "dense Hessians at splits, by a search that knows no formula; its shares have equal levels and add "
        "up to s. With more pathways nothing is measured. The kernel has no rule for a root of a sum over "
        "a symbolic number of pathways, so there is no checked proof."
    ),
    related=("heterogeneous-balance", "drift-targets-flattest"),
)


def _saturated(level):  # type: ignore[no-untyped-def]
    """What a pathway carries at a level of at most 1: nothing at depth 2."""
    deep = (level / (ell[h] - 1)) ** (ell[h] / (ell[h] - 2))
    return Piecewise((Integer(0), Eq(ell[h], 2)), (deep, True))


def _together(level, weight, power):  # type: ignore[no-untyped-def]
    return Sum(weight * _saturated(level) ** power, _every)


#: Two levels: that of depth 2, and one below.
_full, _at_c = (_together(level, ell[h], 2 - 2 / ell[h]) for level in (Integer(1), c))
_carried_full, _carried_at_c = (_together(level, 1, 1) for level in (Integer(1), c))

_nothing_at_two = Implies(Eq(ell[h], 2), Eq(sigma[h], 0))
_deep_at_c = Implies(Ge(ell[h], 3), Eq(sigma[h], _saturated(c).args[1][0]))

heterogeneous_balance_with_depth_two = Statement(
    "heterogeneous-balance-with-depth-two",
    And(
        Ge(_split, _full + 2 * (total - _carried_full)),
        Equivalent(
            Eq(_split, _full + 2 * (total - _carried_full)),
            ForAll(Implies(Ge(ell[h], 3), Eq(sigma[h], _saturated(1))), _every),
        ),
        Implies(
            Ge(total, _carried_at_c),
            And(
                Ge(_split, _at_c),
                Equivalent(Eq(_split, _at_c), ForAll(And(_nothing_at_two, _deep_at_c), _every)),
            ),
        ),
    ),
    given=[Lt(c, 1)],
    title="Beside depth 2 the deeper pathways carry what they can up to saturation, depth 2 the rest",
    source=_EXTENDS,
    derivation=saturated.with_depth_two,
    remarks=(
        "Let T = sum over the deeper pathways of (L_h-1)^(-L_h/(L_h-2)). The first two lines: a split is "
        "flattest for what it carries exactly where every deeper pathway carries its (L_h-1)^(-L_h/(L_h-2)), "
        "and then pathways of depth 2 carry all the rest, total - T. So that is the flattest split of a "
        "target of at least T, and there are several where two pathways of depth 2 can share the rest.\n\n"
        "The third: for a level c < 1 the deeper pathways carry (c/(L_h-1))^(L_h/(L_h-2)), which is less, "
        "and pathways of depth 2 carry nothing: the only flattest split of that sum, which is below T. As "
        "in heterogeneous-balance these are tangents of L x^(2-2/L), of slope 2 c; at depth 2 the graph is "
        "itself a line of slope 2."
    ),
    related=("heterogeneous-balance", "heterogeneous-balance-level"),
)

_least = FlattestSharpness(_equal_depths)

global_flatness = Statement(
    "global-flatness",
    And(
        Ge(_least, 0),
        Ge(Sharpness(_equal_depths), _least),
        Gt(_flattest, 0),
        Implies(Le(TargetNorm(_balance), TargetNorm(_any_depths)), Ge(Sharpness(_any_depths), _flattest)),
    ),
    title="No minimum at all is flatter than the balanced one",
    source=_EXTENDS,
    expect="PROVED",
    derivation=_global.global_flatness,
    remarks=(
        "The first pair of claims is about equal depths, the others about unequal depths of at "
        "least 3, where the flattest split has no formula and is named by c. The largest singular "
        "value is enough: the bound grows with it. Equality holds at the balanced minimum. The "
        "proof: a Rayleigh quotient at a pair of singular vectors, Cauchy-Schwarz and AM-GM over "
        "the layers, Jensen or tangents over the pathways. The sharpness has no formula here; "
        "sampled instances enclose it from theory's matrix of products, the measurement from the "
        "dense Hessian of the loss."
    ),
    related=("balanced-is-flattest", "heterogeneous-balance", "no-stable-minimum"),
)

_table = LayerTable(ell, IndexedBase("w", real=True), H, n)
_l = _table.layer_index
_of_layers = HessianEigenvalue(_table)
_of_shares = DepthBalancedEigenvalue(_table)

depth_balance_is_flattest_per_pathway = Statement(
    "depth-balance-is-flattest-per-pathway",
    And(
        Ge(_of_shares, 0),
        Ge(_of_layers, _of_shares),
        Equivalent(
            Eq(_of_layers, _of_shares),
            ForAll(
                ForAll(Eq(_table.other_layers(h, _l), _table.other_layers(h, 1)), (_l, 1, ell[h])), _every
            ),
        ),
    ),
    title="Layers of unequal size make a minimum sharper",
    source=_EXTENDS,
    derivation=layer_table.depth_balance_is_flattest_per_pathway,
    remarks=(
        "w[(h-1) n + l] is the entry of layer l of pathway h, of either sign. Equality asks for "
        "equal products of all layers but one: entries of equal size, or two layers that are 0. "
        "The eigenvalue is that of the mode; without depth balance the sharpness can be larger, "
        "as it may sit at a pair of modes."
    ),
    related=("global-flatness", "mode-eigenvalue"),
)

STATEMENTS = (
    minima_are_nondegenerate,
    heterogeneous_balance,
    heterogeneous_balance_level,
    heterogeneous_balance_with_depth_two,
    global_flatness,
    depth_balance_is_flattest_per_pathway,
)
