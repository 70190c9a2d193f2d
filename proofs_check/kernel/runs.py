"""Rules about whole runs: what gradient flow keeps, and which steps of gradient descent are safe.

What the flow and the map of one weight are, from the loss, is said by `theory.LayerGradient` and
`theory.WorstCaseReturn`.
"""

from __future__ import annotations

from typing import Any

from sympy import Eq, Ge, IndexedBase, Le, Symbol

from theory import BoxCox, FlowLimit, FlowRate, WorstCaseReturn
from theory.quantities.worst_case_return import gradient_step

from .logic import arbitrary
from .terms import eq, ge, gt, is_free_in, le, lt, same, sides, standard
from .theorem import Premises, hypotheses_of, require, rule
from .world import World


@rule("conserved along gradient flow")
def _conserved(claim: Any, premises: Premises) -> frozenset[Any]:
    """Premises: FlowRate(p, h, q) = FlowRate(p, k, r).  Handed over: a, the scale of the start.

    Side conditions: the layer values of p are an indexed family, or symbols; s, L, q, r, a and the hypotheses
    of the premise, except those of the rates, do not speak of them: so the premise holds all along the flow.
    Conclusion: BoxCox(q, .) - BoxCox(r, .) of the limits of h and k is that of the start, a w_h and a w_k.
    Source: a function whose derivative is 0 is constant (Rudin, theorem 5.11), and continuous in the limit.
    """  # noqa: DOC201
    one, other = sides(premises.first(), Eq)
    require(isinstance(one, FlowRate) and isinstance(other, FlowRate), "the premise equates two rates")
    (point, h, q), (same_point, k, r), a = one.args, other.args, premises.handed("the scale")
    require(point == same_point, "both rates are at one point")
    values = [point.args[1]] if isinstance(point.args[1], IndexedBase) else list(point.args[1])
    free = all(isinstance(v, IndexedBase | Symbol) for v in values) and len({*values}) == len(values)
    require(free, "layer values are arbitrary, and so unlike each other")
    own = (*one.hypotheses, *other.hypotheses)
    others = [hyp for hyp in premises.hypotheses if not any(same(hyp, given) for given in own)]
    speak = [part for part in (point.args[0], point.target, h, k, q, r, a, *others) if part.has(*values)]
    require(not speak, "{} does not depend on layer values", *speak[:1])
    ends, starts = (FlowLimit(point, h, a), FlowLimit(point, k, a)), (point.layer_of(h), point.layer_of(k))
    kept = BoxCox(q, a * starts[0]) - BoxCox(r, a * starts[1])
    expected = eq(BoxCox(q, ends[0]) - BoxCox(r, ends[1]), kept)
    require(same(claim, expected), "concludes {}", expected)
    return premises.hypotheses.union(*(end.hypotheses for end in ends))


def _read(claim: Any, kind: Any, gamma: Any, *others: Any) -> tuple[Any, Any, frozenset[Any]]:
    """The depth and the bound of a worst-case return, and its hypotheses; gamma > 0 is new there."""
    quantity, g = sides(claim, kind)
    require(type(quantity) is WorstCaseReturn, "says what bounds a worst-case return")
    (depth,) = quantity.args
    for symbol in (gamma, *others):
        require(standard(symbol) == (False, 0, True), "{} > 0 is any real number", symbol)
        require(not is_free_in(symbol, claim), "{} is new", symbol)
    return depth, g, frozenset(quantity.hypotheses)


@rule("safe below")
def _safe(claim: Any, premises: Premises) -> frozenset[Any]:
    """Premises: f(x) > 0; f(x) <= X, perhaps under x <= X and gamma < g; facts, perhaps under the latter.

    Handed over: gamma, x, X.  Side conditions: gamma, x > 0 are arbitrary, x is not in X; X >= 1, g > 0.
    Conclusion: WorstCaseReturn(L) >= g: (0, X] is mapped into itself and contains all starts.
    """  # noqa: DOC201
    gamma, x, X = premises.handed("gamma, x and X", 3)
    L, g, hypotheses = _read(claim, Ge, gamma, x)
    require(gamma != x and not is_free_in(x, X), "{} does not depend on {}", X, x)
    f, (first, second) = gradient_step(x, gamma, L), premises.first(2)
    require(same(first, gt(f, 0)) and same(second, le(f, X)), "the premises are {} > 0 and {} <= {}", f, f, X)
    World.of(premises, 2).insist(ge(X, 1), gt(g, 0))
    inside = arbitrary(x, hypotheses_of(premises.theorems[:2]), le(x, X))
    kept = inside | arbitrary(x, hypotheses_of(premises.theorems[2:]))
    return arbitrary(gamma, kept, lt(gamma, g)) | hypotheses


@rule("unsafe above")
def _unsafe(claim: Any, premises: Premises) -> frozenset[Any]:
    """Premises: f(f(x)) <= 0, perhaps under gamma > g; facts.

    Handed over: gamma, x.  Side conditions: gamma > 0 is arbitrary and not in x; 0 < x < 1.
    Conclusion: WorstCaseReturn(L) <= g: the start x comes to 0 or below in two steps.
    """  # noqa: DOC201
    gamma, x = premises.handed("gamma and the start x", 2)
    L, g, hypotheses = _read(claim, Le, gamma)
    require(not is_free_in(gamma, x), "{} is new", gamma)
    lands = le(gradient_step(gradient_step(x, gamma, L), gamma, L), 0)
    require(same(premises.first(), lands), "the premise is {}", lands)
    World.of(premises, 1).insist(gt(x, 0), lt(x, 1))
    return arbitrary(gamma, premises.hypotheses, gt(gamma, g)) | hypotheses
