"""The geometry of the minima: the spectrum of the Hessian, and which split is sharp or flat.

`hessian-spectrum-at-minimum`, `mode-eigenvalue`, `cross-mode-bound`, `sharpness-is-largest-mode-eigenvalue`,
`single-path-is-sharpest`, `balanced-is-flattest`, `reduction-factor` and its corollaries,
`sharpness-is-hill-number`.
"""

from sympy import And, Eq, Equivalent, Ge, Gt, Implies, Le, Limit, Lt, Max, Or, Piecewise, Sum, oo

from theory.configuration import Balanced, Modes, Pathways, SinglePath, Split
from theory.derivations import balanced, cross_mode, hill_number, reduction, single_path, spectrum
from theory.notation import H, L, ell, h, s, sigma, tau, total, x
from theory.predicates import AllEqual, ForAll, OneNonzero
from theory.quantities import HessianCharacteristicPolynomial, HessianEigenvalue, HillNumber, Sharpness
from theory.statement import Statement

__all__ = ["STATEMENTS"]

_KIM_LEE = "Kim & Lee 2026"
_EXTENDS = "extends Kim & Lee 2026"

_one = Pathways(ell, sigma, H)
_two = Modes(_one, Pathways(ell, tau, H))
_split = Split(L, sigma, H)
_layers = Sum(ell[h], (h, 1, H))
_q = 2 - 2 / L


def _lambda(shares):  # type: ignore[no-untyped-def]
    return Sum(ell[h] * shares[h] ** (2 - 2 / ell[h]), (h, 1, H))


def _mu():  # type: ignore[no-untyped-def]
    """``sum_h`` of the geometric sum over layers, written out."""
    a, b, depth = sigma[h], tau[h], ell[h]
    unequal = (a**2 - b**2) / (a ** (2 / depth) - b ** (2 / depth))
    return Sum(Piecewise((depth * a ** (2 - 2 / depth), Eq(a, b)), (unequal, True)), (h, 1, H))


_mu_12 = HessianEigenvalue(_two, 1, 2)

hessian_spectrum_at_minimum = Statement(
    "hessian-spectrum-at-minimum",
    And(
        Eq(
            HessianCharacteristicPolynomial(_two, x),
            x ** (4 * _layers - 4) * (x - _lambda(sigma)) * (x - _lambda(tau)) * (x - _mu()) ** 2,
        ),
        Gt(HessianEigenvalue(_two, 1, 1), 0),
        Gt(HessianEigenvalue(_two, 2, 2), 0),
        Gt(_mu_12, 0),
    ),
    title="At a minimum the Hessian has d^2 positive eigenvalues, one for each ordered pair of modes",
    source=_KIM_LEE,
    remarks="""
    Two modes stand for any number d of modes: at a minimum the Hessian is J^T J, and J J^T is diagonal,
    with one entry for each ordered pair of modes. So exactly d^2 eigenvalues are positive and all others,
    sum_h L_h d^2 - d^2 of them, are 0, whichever shares are 0: a layer that no other layer multiplies
    contributes 1 (0^0 = 1).

    The eigenvalue of a pair is a geometric sum over the layers of each pathway; the Piecewise says what
    its closed form is where both shares are equal. That shares are not negative is a hypothesis of every
    configuration: with odd depth a negative layer gives a negative share, and much of what follows fails.
    """,
    derivation=spectrum.hessian_spectrum_at_minimum,
    related=("mode-eigenvalue", "cross-mode-bound"),
)

mode_eigenvalue = Statement(
    "mode-eigenvalue",
    Eq(HessianEigenvalue(_two, 1, 1), _lambda(sigma)),
    title="The eigenvalue of a single mode is the sum of L sigma^(2-2/L) over its pathways",
    source=_KIM_LEE,
    remarks="""
    A pathway that carries nothing contributes nothing, as 2 - 2/L > 0. At depth 2 the eigenvalue is 2
    sum_h sigma_h whatever the split; from depth 3 on it depends on the split.
    """,
    derivation=spectrum.mode_eigenvalue,
    related=("hessian-spectrum-at-minimum",),
)

_alike = ForAll(Implies(Ge(ell[h], 3), Eq(sigma[h], tau[h])), (h, 1, H))
_mean = (HessianEigenvalue(_two, 1, 1) + HessianEigenvalue(_two, 2, 2)) / 2

cross_mode_bound = Statement(
    "cross-mode-bound",
    And(Le(_mu_12, _mean), Equivalent(Eq(_mu_12, _mean), _alike)),
    title="The eigenvalue of a pair of modes is at most the mean of the two single ones",
    source=_EXTENDS,
    remarks="""
    Weighted AM-GM, layer by layer: a^(L-l) b^(l-1) is at most ((L-l) a^(L-1) + (l-1) b^(L-1))/(L-1), and
    summed over the layers both weights add up to the same. Equality holds exactly if every pathway of
    depth 3 or more carries the same in both modes; a pathway of depth 2 always gives equality.

    Depth balance is needed: with one pathway of two layers diag(3, 1/3) and diag(1/3, 3) the pair has the
    eigenvalue 18, the modes 9.11 each.
    """,
    derivation=cross_mode.cross_mode_bound,
    related=("sharpness-is-largest-mode-eigenvalue",),
)

sharpness_is_largest_mode_eigenvalue = Statement(
    "sharpness-is-largest-mode-eigenvalue",
    Eq(Sharpness(_two), Max(HessianEigenvalue(_two, 1, 1), HessianEigenvalue(_two, 2, 2))),
    title="The sharpness of a depth-balanced minimum sits at a single mode",
    source=_EXTENDS,
    remarks="""
    Every pair of modes lies below the mean of its two modes (cross-mode-bound), so below the larger one.
    Off the minimum, and at minima that are not depth-balanced, the largest eigenvalue can sit at a pair.
    """,
    derivation=cross_mode.sharpness_is_largest_mode_eigenvalue,
    related=("cross-mode-bound",),
)

_single = Sharpness(SinglePath(L, s))

single_path_is_sharpest = Statement(
    "single-path-is-sharpest",
    And(
        Le(Sharpness(_split), L * total**_q),
        Equivalent(Eq(Sharpness(_split), L * total**_q), Or(Eq(L, 2), OneNonzero(sigma, H))),
        Eq(_single, L * s**_q),
    ),
    given=[Ge(L, 2)],
    title="No split is sharper than the single path; beyond depth 2 only single paths are as sharp",
    source=_KIM_LEE,
    remarks="""
    Each share is at most the sum, so sigma_h^q <= sigma_h total^(q-1) with q = 2 - 2/L; summed over the
    pathways this is the bound. For L > 2 there is equality exactly where all but one share are 0, at L =
    2 always.
    """,
    derivation=single_path.single_path_is_sharpest,
    related=("balanced-is-flattest", "reduction-factor"),
)

_least = L * H ** (2 / L - 1) * total**_q

balanced_is_flattest = Statement(
    "balanced-is-flattest",
    And(
        Ge(Sharpness(_split), _least),
        Equivalent(Eq(Sharpness(_split), _least), Or(Eq(L, 2), AllEqual(sigma, H))),
    ),
    given=[Ge(L, 2)],
    title="No split is flatter than the balanced one; beyond depth 2 it is the only flattest",
    source=_KIM_LEE,
    remarks="""
    Jensen for x^q with q = 2 - 2/L, convex for L >= 2 and strictly so for L > 2, where only equal shares
    attain it. At L = 2 every split is as flat as the balanced one. All depths are equal here; for unequal
    depths see heterogeneous-balance, and for minima that are neither aligned nor depth-balanced
    global-flatness.
    """,
    derivation=balanced.balanced_is_flattest,
    related=("single-path-is-sharpest", "reduction-factor"),
)

_factor = Sharpness(Balanced(H, L, s)) / _single
_more = Sharpness(Balanced(H + 1, L, s)) / _single
_deeper = Sharpness(Balanced(H, L + 1, s)) / Sharpness(SinglePath(L + 1, s))
_COROLLARY = ("reduction-factor",)

reduction_factor = Statement(
    "reduction-factor",
    Eq(_factor, H ** (2 / L - 1)),
    given=[Ge(L, 2)],
    title="Distributing a mode over H pathways divides its sharpness by H^(1-2/L)",
    source=_KIM_LEE,
    remarks="""
    The power 2/L - 1 lies between -1 and 0: distributing helps from three layers on, and the deeper the
    network, the closer the factor comes to 1/H.
    """,
    derivation=reduction.reduction_factor,
    related=(
        "reduction-factor-below-one",
        "reduction-factor-in-pathways",
        "reduction-factor-in-depth",
        "reduction-factor-at-depth-two",
        "reduction-factor-deep-limit",
    ),
)

reduction_factor_below_one = Statement(
    "reduction-factor-below-one",
    Equivalent(Lt(_factor, 1), And(Ge(H, 2), Gt(L, 2))),
    given=[Ge(L, 2)],
    title="The sharpness is reduced exactly when there are two pathways and three layers",
    source=_KIM_LEE,
    remarks="""
    Both conditions are needed: with one pathway there is nothing to distribute, and at depth 2 the
    sharpness does not depend on the split.
    """,
    derivation=reduction.reduction_factor_below_one,
    related=_COROLLARY,
)

reduction_factor_in_pathways = Statement(
    "reduction-factor-in-pathways",
    Equivalent(Lt(_more, _factor), Gt(L, 2)),
    given=[Ge(L, 2)],
    title="More pathways reduce it further, exactly beyond depth 2",
    source=_KIM_LEE,
    remarks="""
    Written for H against H + 1; at depth 2 both factors are 1.
    """,
    derivation=reduction.reduction_factor_in_pathways,
    related=_COROLLARY,
)

reduction_factor_in_depth = Statement(
    "reduction-factor-in-depth",
    Equivalent(Lt(_deeper, _factor), Ge(H, 2)),
    given=[Ge(L, 2)],
    title="More depth reduces it further, exactly with several pathways",
    source=_KIM_LEE,
    remarks="""
    Written for L against L + 1; with one pathway both factors are 1.
    """,
    derivation=reduction.reduction_factor_in_depth,
    related=_COROLLARY,
)

reduction_factor_at_depth_two = Statement(
    "reduction-factor-at-depth-two",
    Eq(Sharpness(Balanced(H, 2, s)) / Sharpness(SinglePath(2, s)), 1),
    title="At depth 2 pathways make no difference",
    source=_KIM_LEE,
    remarks="""
    The exponent 2/L - 1 vanishes.
    """,
    derivation=reduction.reduction_factor_at_depth_two,
    related=_COROLLARY,
)

reduction_factor_deep_limit = Statement(
    "reduction-factor-deep-limit",
    Eq(Limit(_factor, L, oo), 1 / H),
    given=[Ge(L, 2)],
    title="In the limit of large depth the reduction is the number of pathways",
    source=_KIM_LEE,
    remarks="""
    Continuity of H^x at x = -1.
    """,
    derivation=reduction.reduction_factor_deep_limit,
    related=_COROLLARY,
)

_hill = HillNumber(_split)

sharpness_is_hill_number = Statement(
    "sharpness-is-hill-number",
    And(Eq(Sharpness(_split), L * total**_q * _hill ** (2 / L - 1)), Ge(_hill, 1), Le(_hill, H)),
    given=[Ge(L, 2)],
    title="The sharpness of a split is that of the single path at its effective number of pathways",
    source=_EXTENDS,
    remarks="""
    The Hill number of order q is the effective number of pathways: 1 for a single path, H where all
    shares are equal. At L = 2 the order is 1, the Hill number is the exponential of the Shannon entropy,
    and the exponent 2/L - 1 = 0 hides it.
    """,
    derivation=hill_number.sharpness_is_hill_number,
    related=("balanced-is-flattest", "single-path-is-sharpest"),
)

STATEMENTS = (
    hessian_spectrum_at_minimum,
    mode_eigenvalue,
    cross_mode_bound,
    sharpness_is_largest_mode_eigenvalue,
    single_path_is_sharpest,
    balanced_is_flattest,
    reduction_factor,
    reduction_factor_below_one,
    reduction_factor_in_pathways,
    reduction_factor_in_depth,
    reduction_factor_at_depth_two,
    reduction_factor_deep_limit,
    sharpness_is_hill_number,
)
