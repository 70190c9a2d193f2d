"""Rates, limits and conservation laws of gradient flow in the kernel: what is accepted, what is refused.

Blind to: whether the module's argument that the limit exists is right; the limits are measured by
`numerics.flow_limit` elsewhere.
"""

import pytest
from kernel_steps import conclude, eq, ge, gt, le
from sympy import Eq, IndexedBase, Integer, Limit, Sum, Symbol, oo, symbols

from proofs_check.kernel import Rejected, check
from theory import AlignedPoint, BoxCox, FactorFlowSharpness, FlowLimit, FlowRate, LayerGradient
from theory.derivation import Derivation, Step
from theory.derivations.flow import ONE_DEPTH, conserved
from theory.derivations.writer import Writer

L, H, h, j, k = symbols("L H h j k", integer=True, positive=True)
rho, ell = IndexedBase("rho", positive=True), IndexedBase("ell", integer=True, positive=True)
s, a, u, v = symbols("s a u v", positive=True)
q = Symbol("q", real=True)
POINT, ANY = AlignedPoint(L, rho, H, s), AlignedPoint(ell, rho, H, s)
EXPLICIT = AlignedPoint(3, (u, v), s)


def rate(point, pathway, exponent, power):
    return eq(
        FlowRate(point, pathway, exponent),
        -(point.layer_of(pathway) ** power) * LayerGradient(point, pathway),
    )


@pytest.mark.parametrize(("point", "pathway"), [(POINT, j), (ANY, j), (EXPLICIT, Integer(2))])
def test_the_rate_of_a_power(point, pathway):
    claim = rate(point, pathway, q, q - 1)
    assert conclude(claim, "meaning").conclusion == claim
    for wrong in (q, q - 2, 1 - q):
        with pytest.raises(Rejected, match="means"):
            conclude(rate(point, pathway, q, wrong), "meaning")


def carried(point, limits, scale=a):
    index = limits[0]
    return Sum(FlowLimit(point, index, scale) ** point.depth_of(index), limits)


def at_the_limit(claim, limit, *index):
    return conclude(claim, "meaning", using=(limit, *index))


def test_the_limit_is_positive_and_on_the_target():
    assert conclude(gt(FlowLimit(POINT, j, a), 0), "meaning")
    assert at_the_limit(eq(carried(ANY, (h, 1, H)), s), FlowLimit(ANY, 1, a))
    both = FlowLimit(EXPLICIT, 1, a) ** 3 + FlowLimit(EXPLICIT, 2, a) ** 3
    assert at_the_limit(eq(both, s), FlowLimit(EXPLICIT, 1, a))
    i = Symbol("i", integer=True)
    assert at_the_limit(eq(carried(ANY, (i, 1, H)), s), FlowLimit(ANY, 1, a), i)


@pytest.mark.parametrize(
    ("claim", "limit", "index"),
    [
        (gt(FlowLimit(POINT, j, a), 1), FlowLimit(POINT, j, a), ()),
        (gt(FlowRate(POINT, j, 1), 0), FlowRate(POINT, j, 1), ()),
        # Not all pathways, another target, another depth, an index in the scale.
        (eq(carried(ANY, (h, 2, H)), s), FlowLimit(ANY, 1, a), ()),
        (eq(carried(ANY, (h, 1, H)), 2 * s), FlowLimit(ANY, 1, a), ()),
        (eq(Sum(FlowLimit(ANY, h, a) ** 2, (h, 1, H)), s), FlowLimit(ANY, 1, a), ()),
        (eq(carried(ANY, (h, 1, H), 1 / h), s), FlowLimit(ANY, 1, 1 / h), ()),
        (eq(carried(ANY, (h, 1, H), 1 / h), s), FlowLimit(ANY, 1, 1 / h), (h,)),
        (eq(carried(ANY, (H, 1, H)), s), FlowLimit(ANY, 1, a), (H,)),
        (eq(FlowLimit(EXPLICIT, 1, a) ** 3, s), FlowLimit(EXPLICIT, 1, a), ()),
    ],
)
def test_other_claims_about_the_limit_are_refused(claim, limit, index):
    with pytest.raises(Rejected):
        at_the_limit(claim, limit, *index)


def rates(point, q=2 - L, r=2 - L):
    return eq(FlowRate(point, j, q), FlowRate(point, k, r))


def kept(point, scale=a, q=2 - L, start=None):
    ends = BoxCox(q, FlowLimit(point, j, scale)) - BoxCox(q, FlowLimit(point, k, scale))
    start = scale if start is None else start
    return eq(ends, BoxCox(q, start * rho[j]) - BoxCox(q, start * rho[k]))


def concluded_from_derived_rates(claim, scale=a):
    w = Writer()
    conserved(w, ONE_DEPTH, j, k, a, "potentials")
    *before, _ = w.derivation().steps
    using = (FlowLimit(POINT, j, scale), k, 2 - L, 2 - L)
    last = Step("claim", claim, "inference", ("potentials: rates",), using)
    return check(Derivation((*before, last))).theorem


def test_what_has_no_rate_is_kept():
    assert concluded_from_derived_rates(kept(POINT)).conclusion == kept(POINT)


@pytest.mark.parametrize(
    "claim",
    [
        # The scale at the end only, another exponent, another point, a scale that changes along the flow.
        kept(POINT, start=Integer(1)),
        kept(POINT, q=3 - L),
        kept(AlignedPoint(L, rho, H, 2 * s)),
        kept(POINT, scale=rho[1]),
    ],
)
def test_what_is_not_conserved_is_refused(claim):
    for scale in (a, Integer(1), rho[1]):
        with pytest.raises(Rejected, match=r"lets conclude|does not depend on rho"):
            concluded_from_derived_rates(claim, scale)


def conserves(claim, premise, point, q=2 - L, scale=a, pathways=(j, k)):
    one, other = pathways
    return conclude(claim, "inference", premise, using=(FlowLimit(point, one, scale), other, q, q))


def test_rates_that_are_assumed_conserve_nothing():
    with pytest.raises(Rejected, match="rho is arbitrary"):
        conserves(kept(POINT), rates(POINT), POINT)
    for point, q in ((POINT, rho[j]), (AlignedPoint(L, rho, H, rho[1]), 2 - L)):
        with pytest.raises(Rejected, match="does not depend on rho"):
            conserves(kept(point, q=q), rates(point, q, q), point, q)


def ends(point, scale=1):
    limits = [BoxCox(1, FlowLimit(point, n, scale)) for n in (1, 2)]
    return eq(
        limits[0] - limits[1], BoxCox(1, scale * point.args[1][0]) - BoxCox(1, scale * point.args[1][1])
    )


@pytest.mark.parametrize(
    ("values", "words"),
    [
        # Both pathways have layer value 1 now, and move on at different rates.
        ((1, 1), "does not depend on 1"),
        ((1, 2), "does not depend on 1"),
        ((u, u), "u does not depend on u"),
        ((u, 2 * u), "does not depend on u"),
        (tuple(symbols("m n", integer=True, positive=True)), "any number of its kind"),
        (tuple(symbols("m n", real=True)), "any number of its kind"),
    ],
)
def test_rates_that_agree_at_some_points_only_conserve_nothing(values, words):
    point = AlignedPoint((2, 3), values, s)
    premise = eq(FlowRate(point, 1, 1), FlowRate(point, 2, 1))
    with pytest.raises(Rejected, match=words):
        conserves(ends(point), premise, point, Integer(1), Integer(1), (1, 2))


@pytest.mark.parametrize(
    "premise",
    [
        eq(LayerGradient(POINT, j), LayerGradient(POINT, k)),
        eq(FlowRate(POINT, j, 2 - L), FlowRate(AlignedPoint(L, rho, H, 2 * s), k, 2 - L)),
        rates(POINT, 2 - L, 3 - L),
    ],
)
def test_a_premise_that_is_about_something_else(premise):
    with pytest.raises(Rejected, match="has the premises"):
        conserves(kept(POINT), premise, POINT)


def test_two_factors():
    found = FactorFlowSharpness(u, v, s)
    assert conclude(eq(found**2, (u**2 - v**2) ** 2 + 4 * s**2), "meaning", using=(found,))
    assert conclude(gt(found, 0), "meaning")
    for wrong in (eq(found**2, (u**2 - v**2) ** 2 + 2 * s**2), eq(found, u**2 + v**2), gt(found, 1)):
        with pytest.raises(Rejected):
            conclude(wrong, "meaning", using=(found,))


def limit(value):
    return Limit(value, u, oo)


def squeezed(f, above, below, upper, lower, value=1):
    premises = (above, below, upper, lower)
    return conclude(eq(limit(f), value), "squeeze", *premises)


def test_a_squeeze_needs_bounds_for_all_values_and_both_limits():
    f = 1 / u
    upper, lower = Eq(limit(2 / u), 0, evaluate=False), Eq(limit(Integer(0)), 0, evaluate=False)
    # Bounds that are only assumed speak of u: nothing holds for all values.
    with pytest.raises(Rejected, match="arbitrary"):
        squeezed(f, le(f, 2 / u), ge(f, 0), upper, lower, 0)
    for above, below, one, other in (
        (ge(f, 2 / u), ge(f, 0), upper, lower),
        (le(f, 2 / u), le(f, 0), upper, lower),
        (le(f, 3 / u), ge(f, 0), upper, lower),
        (le(f, 2 / u), ge(f, 0), upper, upper),
    ):
        with pytest.raises(Rejected):
            squeezed(f, above, below, one, other, 0)
