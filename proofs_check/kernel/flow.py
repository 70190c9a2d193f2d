"""Rules for gradient flow ``dw_h/dt = -LayerGradient``: rates, what is conserved, where it ends.

At an aligned depth-balanced point gradient flow moves every layer of pathway ``h`` by
``dw_h/dt = -w_h^(L_h-1) r``, ``r = sum_k w_k^(L_k) - s`` (`proofs_check.kernel.dynamics`).  What follows
for a
start with all ``w_h > 0``, ``L_h >= 2``, ``s > 0``:

* The right side is a polynomial: solutions are unique (E. Coddington, N. Levinson, Theory of Ordinary
  Differential Equations, theorem 2.2 of chapter 1).  ``w_h = 0`` is a solution of its equation, so ``w_h >
  0``
  for ever.
* ``dr/dt = -r sum_h L_h w_h^(2 L_h-2)``, so ``r`` keeps its sign, and all ``w_h`` rise (``r < 0``, and then
  ``w_h^(L_h) < s``) or all fall (``r > 0``, and then the sum stays above ``s``); or nothing moves.  Bounded
  monotone functions converge, and the limit is a zero of the right side.
* If all rise, the limits are positive, so ``r = 0`` there.  If all fall, ``sum_h w_h^(L_h) >= s > 0`` in the
  limit, so some limit is positive and again ``r = 0``; then ``sum_h L_h w_h^(2 L_h-2)`` stays above a
  positive
  number and ``r`` falls exponentially; as ``|d log w_h/dt| = r w_h^(L_h-2)`` has a finite integral,
  every limit is positive.

So the limit exists, is positive and lies on the target: the rule "limit of gradient flow".
"""

from __future__ import annotations

from typing import Any

from sympy import Add, Eq, Gt, IndexedBase, Integer, Sum, Symbol

from proofs_check.kernel.terms import is_free_in, same, sides
from proofs_check.kernel.theorem import Premises, require, rule
from theory import BoxCox, FactorFlowSharpness, FlowLimit, FlowRate, LayerGradient


@rule("rate along gradient flow")
def _rate(claim: Any, premises: Premises) -> frozenset[Any]:
    """Premises: none.  Conclusion: FlowRate(p, h, q) = -w_h^(q-1) LayerGradient(p, h).

    Under the hypotheses of the rate; w_h^(q-1) is the derivative of (w^q - 1)/q, and of log w for q = 0.
    Source: W. Rudin, Principles of Mathematical Analysis, theorems 5.5 and 8.6.
    """  # noqa: DOC201
    rate, value = sides(claim, Eq)
    require(isinstance(rate, FlowRate), "says what a rate equals")
    point, h, q = rate.args
    expected = -(point.layer_of(h) ** (q - 1)) * LayerGradient(point, h)
    require(same(value, expected), "is what the chain rule gives: {}", expected)
    return frozenset(rate.hypotheses)


@rule("limit of gradient flow")
def _limit(claim: Any, premises: Premises) -> frozenset[Any]:
    """Premises: none.  Conclusion: FlowLimit(p, h, a) > 0; or sum_h FlowLimit(p, h, a)^(L_h) = s.

    Under the hypotheses of the limit (of pathway 1, where the sum runs over all).  Source: the module's
    lines.
    """  # noqa: DOC201
    value, other = sides(claim, Gt, Eq)
    if isinstance(claim, Gt):
        require(isinstance(value, FlowLimit) and other == 0, "says that a limit is positive")
        return frozenset(value.hypotheses)
    limits = sorted(value.atoms(FlowLimit), key=str)
    require(limits, "is about limits of gradient flow")
    point, _, a = limits[0].args
    if isinstance(value, Sum):
        ((index, low, high),) = value.limits
        require(low == 1 and high == point.pathways, "sums over all pathways")
        require(not is_free_in(index, point) and not is_free_in(index, a), "{} is an index only", index)
        expected = FlowLimit(point, index, a) ** point.depth_of(index)
        require(same(value.function, expected), "sums what pathways carry")
    else:
        count = point.pathways
        require(count.is_Integer, "sums over all pathways")
        carried = (FlowLimit(point, k, a) ** point.depth_of(k) for k in range(1, int(count) + 1))
        require(same(value, Add(*carried)), "sums what pathways carry")
    require(same(other, point.target), "the limit lies on the target {}", point.target)
    return frozenset(FlowLimit(point, Integer(1), a).hypotheses)


@rule("conserved along gradient flow")
def _conserved(claim: Any, premises: Premises) -> frozenset[Any]:
    """Premises: FlowRate(p, h, q) = FlowRate(p, k, r).

    Side conditions: the layer values of p are an indexed family, or symbols, of which neither s, L, q, r
    nor a
    hypothesis of the premise speaks, except those of the rates: so the premise holds all along the flow.
    Conclusion: BoxCox(q, .) - BoxCox(r, .) of the limits of h and k is that of the start, a w_h and a w_k.
    Source: a function whose derivative is 0 is constant (Rudin, theorem 5.11), and continuous in the limit.
    """  # noqa: DOC201
    one, other = sides(premises.first(), Eq)
    require(isinstance(one, FlowRate) and isinstance(other, FlowRate), "the premise equates two rates")
    (point, h, q), (same_point, k, r) = one.args, other.args
    require(point == same_point, "both rates are at one point")
    base = point.args[1]
    values = (base,) if isinstance(base, IndexedBase) else tuple(base)
    require(all(isinstance(v, IndexedBase | Symbol) for v in values), "layer values are arbitrary")
    require(len(set(values)) == len(values), "layer values are arbitrary, and so unlike each other")
    own = (*one.hypotheses, *other.hypotheses)
    others = [hyp for hyp in premises.hypotheses if not any(same(hyp, given) for given in own)]
    speak = (point.args[0], point.target, h, k, q, r, *others)
    stuck = [part for part in speak if any(part.has(v) for v in values)]
    require(not stuck, "{} does not depend on layer values", *stuck[:1])
    left, right = sides(claim, Eq)
    limits = sorted(left.atoms(FlowLimit), key=str)
    require(limits and limits[0].args[0] == point, "is about limits of flow from that point")
    a = limits[0].args[2]
    require(not any(a.has(v) for v in values), "the scale {} does not depend on layer values", a)

    def gap(first: Any, second: Any) -> Any:
        return BoxCox(q, first) - BoxCox(r, second)

    ends = gap(FlowLimit(point, h, a), FlowLimit(point, k, a))
    starts = gap(a * point.layer_of(h), a * point.layer_of(k))
    require(same(left, ends) and same(right, starts), "concludes {} = {}", ends, starts)
    return premises.hypotheses | frozenset((*limits[0].hypotheses, *FlowLimit(point, k, a).hypotheses))


@rule("flow of two factors")
def _factors(claim: Any, premises: Premises) -> frozenset[Any]:
    """Premises: none.  Conclusion: FactorFlowSharpness(u, v, s)^2 = (u^2 - v^2)^2 + 4 s^2; or it is > 0.

    Under u, v, s > 0.  On the loss (x y - s)^2/2 gradient flow is dx/dt = -r y, dy/dt = -r x, so x^2 - y^2 is
    constant; as d(x + y)/dt = -r (x + y), x + y stays positive, and so do x and y where x y starts above 0
    (d(x y)/dt = -r (x^2 + y^2), r = x y - s); r falls to 0 exponentially, as x^2 + y^2 >= 2 min(u v, s).
    At r = 0 the Hessian is g g^T, g = (y, x), whose largest eigenvalue is |g|^2 = x^2 + y^2, and
    (x^2 + y^2)^2 = (x^2 - y^2)^2 + 4 s^2.
    """  # noqa: DOC201
    value, other = sides(claim, Gt, Eq)
    if isinstance(claim, Gt):
        require(isinstance(value, FactorFlowSharpness) and other == 0, "says that a sharpness is positive")
        return frozenset(value.hypotheses)
    found = sorted(value.atoms(FactorFlowSharpness), key=str)
    require(len(found) == 1 and same(value, found[0] ** 2), "says what the square of a sharpness equals")
    u, v, s = found[0].args
    require(same(other, (u**2 - v**2) ** 2 + 4 * s**2), "concludes (u^2 - v^2)^2 + 4 s^2")
    return frozenset(found[0].hypotheses)
