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
    assert conclude(claim, "rate along gradient flow").conclusion == claim
    for wrong in (q, q - 2, 1 - q):
        with pytest.raises(Rejected, match="chain rule"):
            conclude(rate(point, pathway, q, wrong), "rate along gradient flow")


def carried(point, limits, scale=a):
    index = limits[0]
    return Sum(FlowLimit(point, index, scale) ** point.depth_of(index), limits)


def test_the_limit_is_positive_and_on_the_target():
    assert conclude(gt(FlowLimit(POINT, j, a), 0), "limit of gradient flow")
    assert conclude(eq(carried(ANY, (h, 1, H)), s), "limit of gradient flow")
    both = FlowLimit(EXPLICIT, 1, a) ** 3 + FlowLimit(EXPLICIT, 2, a) ** 3
    assert conclude(eq(both, s), "limit of gradient flow")


@pytest.mark.parametrize(
    "claim",
    [
        gt(FlowLimit(POINT, j, a), 1),
        gt(FlowRate(POINT, j, 1), 0),
        # Not all pathways, another target, another depth, an index in the scale.
        eq(carried(ANY, (h, 2, H)), s),
        eq(carried(ANY, (h, 1, H)), 2 * s),
        eq(Sum(FlowLimit(ANY, h, a) ** 2, (h, 1, H)), s),
        eq(carried(ANY, (h, 1, H), 1 / h), s),
        eq(FlowLimit(EXPLICIT, 1, a) ** 3, s),
    ],
)
def test_other_claims_about_the_limit_are_refused(claim):
    with pytest.raises(Rejected):
        conclude(claim, "limit of gradient flow")


def rates(point, q=2 - L, r=2 - L):
    return eq(FlowRate(point, j, q), FlowRate(point, k, r))


def kept(point, scale=a, q=2 - L, start=None):
    ends = BoxCox(q, FlowLimit(point, j, scale)) - BoxCox(q, FlowLimit(point, k, scale))
    start = scale if start is None else start
    return eq(ends, BoxCox(q, start * rho[j]) - BoxCox(q, start * rho[k]))


def concluded_from_derived_rates(claim):
    w = Writer()
    conserved(w, ONE_DEPTH, j, k, a, "potentials")
    *before, _ = w.derivation().steps
    last = Step("claim", claim, "conserved along gradient flow", ("potentials: rates",))
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
    with pytest.raises(Rejected):
        concluded_from_derived_rates(claim)


def test_rates_that_are_assumed_conserve_nothing():
    with pytest.raises(Rejected, match="does not depend on layer values"):
        conclude(kept(POINT), "conserved along gradient flow", rates(POINT))
    for point, q in ((POINT, rho[j]), (AlignedPoint(L, rho, H, rho[1]), 2 - L)):
        with pytest.raises(Rejected, match="does not depend on layer values"):
            conclude(kept(point, q=q), "conserved along gradient flow", rates(point, q, q))


def test_rates_that_agree_at_some_points_only_conserve_nothing():
    # Both pathways have layer value 1 now, and move on at different rates.
    unequal = AlignedPoint((2, 3), (1, 1), s)
    premise = eq(FlowRate(unequal, 1, 1), FlowRate(unequal, 2, 1))
    ends = BoxCox(1, FlowLimit(unequal, 1)) - BoxCox(1, FlowLimit(unequal, 2))
    with pytest.raises(Rejected, match="arbitrary"):
        conclude(eq(ends, BoxCox(1, 1) - BoxCox(1, 1)), "conserved along gradient flow", premise)


def test_two_factors():
    found = FactorFlowSharpness(u, v, s)
    assert conclude(eq(found**2, (u**2 - v**2) ** 2 + 4 * s**2), "flow of two factors")
    assert conclude(gt(found, 0), "flow of two factors")
    for wrong in (eq(found**2, (u**2 - v**2) ** 2 + 2 * s**2), eq(found, u**2 + v**2), gt(found, 1)):
        with pytest.raises(Rejected):
            conclude(wrong, "flow of two factors")


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
