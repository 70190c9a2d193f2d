"""Gradient flow: how pathways grow relative to each other, what is conserved, and where flow ends.

Main results: `relative_growth`, `conserves_imbalance`, `conserves_imbalance_at_equal_depth`, `final_split`.
"""

from __future__ import annotations

from typing import Any

from sympy import And, E, Ge, Gt, Implies, IndexedBase, Integer, Le, Lt, Ne, Or, Sum, log

from theory.derivation import Derivation
from theory.derivations.layers import each, eq, ge, gt, le, lt, over
from theory.derivations.lemmas import monotone_exponent
from theory.derivations.writer import Writer
from theory.notation import H, L, ell, h, j, k, rho, s
from theory.point import AlignedPoint
from theory.predicates import ForAll
from theory.quantities import BoxCox, FlowLimit, FlowRate, LayerGradient

__all__ = [
    "ONE_DEPTH",
    "OTHER",
    "POINT",
    "conserved",
    "conserves_imbalance",
    "conserves_imbalance_at_equal_depth",
    "final_split",
    "increases",
    "kept_powers",
    "positive",
    "potential",
    "rate",
    "relative_growth",
    "substituted",
]

#: Positive layer values that satisfy the conservation laws on the target.
OTHER = IndexedBase("u", positive=True)
ONE_DEPTH = AlignedPoint(L, rho, H, s)
POINT = AlignedPoint(ell, rho, H, s)


def rate(w: Writer, point: Any, pathway: Any, exponent: Any, name: str) -> Any:
    """``FlowRate = -w^(q-1) w^(L-1) r``: the step `name`."""
    gradient, power = LayerGradient(point, pathway), point.layer_of(pathway) ** (exponent - 1)
    value = point.layer_of(pathway) ** (point.depth_of(pathway) - 1) * point.residual
    start, chain = f"{name}: gradient", f"{name}: chain rule"
    w(start, eq(gradient, value), "meaning")
    w(chain, eq(FlowRate(point, pathway, exponent), -power * gradient), "meaning")
    w(name, eq(FlowRate(point, pathway, exponent), -power * value), "rewrite", chain, start)
    return -power * value


def relative_growth(claim: Any) -> Derivation:
    """The residual cancels in both ratios."""
    w = Writer()
    w("moving", Ne(ONE_DEPTH.residual, 0), "assume")
    shares = (rho[j] ** L / rho[k] ** L) ** (2 - 2 / L)
    for q, ratio in ((Integer(1), (rho[j] / rho[k]) ** (L - 1)), (L, shares)):
        name = "layers" if q == 1 else "shares"
        one, other = (rate(w, ONE_DEPTH, p, q, f"{name}: rate {p}") for p in (j, k))
        w(f"{name}: not at rest", Ne(other, 0), "sign", "moving")
        moves = Ne(FlowRate(ONE_DEPTH, k, q), 0)
        w(f"{name}: moves", moves, "rewrite", f"{name}: not at rest", f"{name}: rate {k}")
        w(f"{name}: quotient", eq(one / other, ratio), "identity", "moving", note="the residual cancels")
        quotient = eq(FlowRate(ONE_DEPTH, j, q) / FlowRate(ONE_DEPTH, k, q), ratio)
        rates = (f"{name}: rate {j}", f"{name}: rate {k}")
        w(name, quotient, "rewrite", f"{name}: quotient", *rates, f"{name}: moves", "moving")
    w("claim", claim, "conjunction", "layers", "shares")
    return w.derivation()


def conserved(w: Writer, point: Any, first: Any, second: Any, scale: Any, name: str) -> str:
    """The potentials of two pathways keep their difference: the step `name`; before it "{name}: rates"."""
    residuals = []
    for pathway in (first, second):
        q = 2 - point.depth_of(pathway)
        value = rate(w, point, pathway, q, f"{name}: rate {pathway}")
        w(f"{name}: residual {pathway}", eq(value, -point.residual), "identity")
        residuals += [f"{name}: rate {pathway}", f"{name}: residual {pathway}"]
    rates = eq(*(FlowRate(point, p, 2 - point.depth_of(p)) for p in (first, second)))
    alike = eq(-point.residual, -point.residual)
    w(f"{name}: same", alike, "identity")
    w(f"{name}: rates", rates, "rewrite", f"{name}: same", *residuals, note="all potentials change by -r")

    def gap(value: Any) -> Any:
        one, other = (BoxCox(2 - point.depth_of(p), value(p)) for p in (first, second))
        return one - other

    kept = eq(gap(lambda p: FlowLimit(point, p, scale)), gap(lambda p: scale * point.layer_of(p)))
    why = "what has rate 0 is constant"
    exponents = (2 - point.depth_of(p) for p in (first, second))
    using = (FlowLimit(point, first, scale), second, *exponents)
    w(name, kept, "inference", f"{name}: rates", using=using, note=why)
    return name


def conserves_imbalance(claim: Any) -> Derivation:
    """Both rates are minus the residual."""
    w = Writer()
    conserved(w, POINT, j, k, Integer(1), "conserved")
    w("claim", claim, "conjunction", "conserved: rates", "conserved")
    return w.derivation()


def potential(w: Writer, depth: Any, value: Any, name: str, *facts: str, deep: bool) -> None:
    """``BoxCox(2 - L, x)`` written out, beyond depth 2 or at it.

    The first fact says which; others that ``x > 0``, unless that is seen.
    """
    quantity = BoxCox(2 - depth, value)
    form = quantity.closed_form()
    written = form.args[1 if deep else 0][0]
    w(f"{name}: definition", eq(quantity, form), "definition", *facts[1:])
    w(f"{name}: case", eq(form, written), "piecewise", *facts)
    w(name, eq(quantity, written), "rewrite", f"{name}: definition", f"{name}: case")


def increases(w: Writer, depth: Any, low: Any, high: Any, name: str, *facts: str) -> str:
    """``BoxCox(2 - L, low) < BoxCox(2 - L, high)``: the step `name`.

    Args:
        w: where to write.
        depth: ``L``.
        low: the smaller value.
        high: the larger one.
        name: what to call the step.
        facts: the step ``L >= 2``, the step ``low < high``, and what shows that both are positive.

    Returns:
        The name.
    """
    deep, below, *signs = facts
    q, order = 2 - depth, Lt(BoxCox(2 - depth, low), BoxCox(2 - depth, high), evaluate=False)
    case = {"two": eq(depth, 2), "more": Gt(depth, 2)}
    w(f"{name}: two or more", Or(*case.values()), "integer cases", deep)
    for kind, known in case.items():
        here = f"{name}: {kind}"
        w(here, known, "assume")
        for part, value in (("low", low), ("high", high)):
            potential(w, depth, value, f"{here}: {part}", here, *signs, deep=kind == "more")
    ratio, two, more = low / high, f"{name}: two", f"{name}: more"
    w(f"{two}: tangent", le(log(ratio), ratio - 1), "logarithm", *signs, using=(ratio,))
    logs = lt(log(low), log(high))
    w(f"{two}: order", logs, "combination", f"{two}: tangent", below, *signs, using=(1, 1 / high))
    w(f"{more}: powers", gt(low**q, high**q), "monotone power", below, more, *signs, using=(q,))
    steps = lt((low**q - 1) / q, (high**q - 1) / q)
    w(f"{more}: order", steps, "combination", f"{more}: powers", more, *signs, using=(1 / (depth - 2),))
    for here in (two, more):
        w(f"{here}: rises", order, "rewrite", f"{here}: order", f"{here}: low", f"{here}: high")
    return w(name, order, "cases", f"{name}: two or more", f"{two}: rises", f"{more}: rises")


def positive(w: Writer, point: Any, pathway: Any, scale: Any, *facts: str) -> str:
    """``FlowLimit > 0``."""
    name = f"limit {pathway} > 0"
    return w(name, gt(FlowLimit(point, pathway, scale), 0), "meaning", *facts)


def kept_powers(w: Writer, first: Any, second: Any, scale: Any, name: str) -> None:
    """``F_h^(2-L) - F_k^(2-L) = (a rho_h)^(2-L) - (a rho_k)^(2-L)``; needs "deep": ``L > 2``."""
    kept, ends = conserved(w, ONE_DEPTH, first, second, scale, f"{name}: potentials"), []
    written = []
    for p in (first, second):
        limit = FlowLimit(ONE_DEPTH, p, scale)
        sign = positive(w, ONE_DEPTH, p, scale) if f"limit {p} > 0" not in w else f"limit {p} > 0"
        ends.append(limit)
        for part, value in (("end", limit), ("start", scale * rho[p])):
            written.append(f"{name}: {part} {p}")
            potential(w, L, value, written[-1], "deep", *((sign,) if part == "end" else ()), deep=True)
    w(f"{name}: written out", substituted(w[kept], w, written), "rewrite", kept, *written)
    powers = eq(
        ends[0] ** (2 - L) - ends[1] ** (2 - L),
        (scale * rho[first]) ** (2 - L) - (scale * rho[second]) ** (2 - L),
    )
    signs = (f"limit {first} > 0", f"limit {second} > 0", "deep")
    w(name, powers, "combination", f"{name}: written out", *signs, using=(2 - L,))


def substituted(claim: Any, w: Writer, equations: list[str]) -> Any:
    """The claim with every equation's right side for its left side."""
    return claim.xreplace({w[name].lhs: w[name].rhs for name in equations})


def conserves_imbalance_at_equal_depth(claim: Any) -> Derivation:
    """The potentials written out, beyond depth 2 and at depth 2."""
    w, one = Writer(), Integer(1)
    deep, two = Gt(L, 2), eq(L, 2)
    ends = [FlowLimit(ONE_DEPTH, p, one) for p in (j, k)]
    w("deep", deep, "assume")
    kept_powers(w, j, k, one, "powers")
    w("beyond depth 2", Implies(deep, w["powers"]), "implication", "powers")
    w("depth 2", two, "assume")
    written = []
    for p, end in zip((j, k), ends, strict=True):
        for part, value in (("end", end), ("start", rho[p])):
            written.append(f"logarithm of {part} {p}")
            signs = (f"limit {p} > 0",) if part == "end" else ()
            potential(w, L, value, written[-1], "depth 2", *signs, deep=False)
    kept = substituted(w["powers: potentials"], w, written)
    w("logarithms", kept, "rewrite", "powers: potentials", *written)
    ratios = eq(ends[0] / ends[1], rho[j] / rho[k])
    monotone_exponent(w, "ratios", ratios, E, "logarithms", f"limit {j} > 0", f"limit {k} > 0")
    w("at depth 2", Implies(two, w["ratios"]), "implication", "ratios")
    w("claim", claim, "conjunction", "beyond depth 2", "at depth 2")
    return w.derivation()


def final_split(claim: Any) -> Derivation:
    """The limit is on the target and positive, and what has no rate is kept; no other values are so."""
    w, one = Writer(), Integer(1)
    conserved(w, POINT, j, one, one, "kept")
    w("every difference", ForAll(w["kept"], (j, 1, H)), "for all", "kept")
    positive(w, POINT, j, one)
    w("all positive", ForAll(w[f"limit {j} > 0"], (j, 1, H)), "for all", f"limit {j} > 0")
    w("on the target", eq(over(_share(_end)), s), "meaning", using=(_end(1),))
    w("pathways", ge(H, 1), "sign")
    _only_one(w)
    w("claim", claim, "conjunction", "on the target", "all positive", "every difference", "only one")
    return w.derivation()


def _end(pathway: Any) -> Any:
    return FlowLimit(POINT, pathway, Integer(1))


def _other(pathway: Any) -> Any:
    return OTHER[pathway]


def _share(value: Any, pathway: Any = h) -> Any:
    """What a pathway carries."""
    return value(pathway) ** ell[pathway]


def _raised(value: Any, pathway: Any) -> Any:
    """The potential of a pathway."""
    return BoxCox(2 - ell[pathway], value(pathway))


def _only_one(w: Writer) -> None:
    """The step "only one": every positive solution of the laws on the target is the limit.

    If it is below the limit in pathway 1 then, as all potentials differ by the same, it is in no pathway
    above, and carries less than the target; and the other way round.
    """
    one = Integer(1)

    def gap(value: Any, pathway: Any) -> Any:
        return _raised(value, pathway) - _raised(value, one)

    laws = each(eq(gap(_other, h), gap(lambda p: rho[p], h)))
    carried = eq(over(_share(_other)), s)
    w("laws", laws, "assume")
    w("carried", carried, "assume")
    w("some pathway", Le(j, H), "assume")
    w("depths", each(Ge(ell[h], 2)), "assume")
    for pathway, known in ((one, "pathways"), (j, "some pathway")):
        w(f"depth {pathway}", Ge(ell[pathway], 2), "instance", "depths", known, using=(pathway,))
    positive(w, POINT, one, one)
    sums = eq(over(_share(_other)), over(_share(_end)))
    w("same sums", sums, "combination", "carried", "on the target", using=(1, -1))
    law = eq(gap(_other, j), gap(lambda p: rho[p], j))
    w("law", law, "instance", "laws", "some pathway", using=(j,))
    alike = eq(_raised(_other, j) - _raised(_end, j), _raised(_other, one) - _raised(_end, one))
    w("alike", alike, "combination", "law", "kept", using=(1, -1), note="by how much the potentials differ")
    ways = {"below": (_other, _end), "above": (_end, _other)}
    for name, (low, high) in ways.items():
        for pathway in (one, j):
            here = f"{name} {pathway}"
            relation = lt if name == "below" else gt
            w(f"{here}: assumed", relation(_other(pathway), _end(pathway)), "assume")
            w(here, lt(low(pathway), high(pathway)), "combination", f"{here}: assumed", using=(1,))
            facts = (f"depth {pathway}", here, f"limit {pathway} > 0")
            increases(w, ell[pathway], low(pathway), high(pathway), f"{here}: potential", *facts)
    for name, other in (("below", "above"), ("above", "below")):
        _on_one_side(w, name, other, *ways[name])
    same = eq(OTHER[one], _end(one))
    w("same first", same, "assume")
    first, here = (eq(_raised(_other, p), _raised(_end, p)) for p in (one, j))
    w("itself", eq(first.rhs, first.rhs), "identity")
    w("same potential", first, "rewrite", "itself", "same first", "limit 1 > 0")
    w("same potential here", here, "combination", "alike", "same potential", using=(1, 1))
    found = eq(OTHER[j], _end(j))
    w("in order", _orders(j), "excluded middle", f"limit {j} > 0")
    w("same", found, "assume")
    for name in ways:
        w(f"{name}: not here", found, "contradiction", f"{name} {j}: potential", "same potential here")
    w("if same first", found, "cases", "in order", "below: not here", "same", "above: not here")
    w("first in order", _orders(one), "excluded middle", "limit 1 > 0")
    w("found", found, "cases", "first in order", "below: found", "if same first", "above: found")
    w("every one found", each(found, j), "for all", "found")
    w("only one", Implies(And(carried, laws), each(found, j)), "implication", "every one found")


def _orders(pathway: Any) -> Any:
    u, end = _other(pathway), _end(pathway)
    return Or(Lt(u, end), eq(u, end), Gt(u, end))


def _on_one_side(w: Writer, name: str, other: str, low: Any, high: Any) -> None:
    """The step "{name}: found", whatever it says, as one family is below the other in pathway 1."""
    one, sign = Integer(1), -1 if low is _other else 1
    order = lt(_raised(low, j), _raised(high, j))
    w(f"{name}: here too", order, "combination", f"{name} 1: potential", "alike", using=(1, sign))
    at_most, clash = (le if name == "below" else ge)(_other(j), _end(j)), f"{other} {j}: potential"
    w(f"{name}: not beyond", at_most, "contradiction", f"{name}: here too", clash)
    w(f"{name}: at most", le(low(j), high(j)), "combination", f"{name}: not beyond", using=(1,))
    signs = (f"limit {j} > 0", f"depth {j}")
    share = le(_share(low, j), _share(high, j))
    w(f"{name}: share", share, "monotone power", f"{name}: at most", *signs, using=(ell[j],))
    rest, others = (j, 2, H), [Sum(_share(value, j), (j, 2, H)) for value in (low, high)]
    w(f"{name}: shares", ForAll(share, rest), "for all", f"{name}: share")
    w(f"{name}: rest", le(*others), "termwise", f"{name}: shares", "pathways")
    first = lt(_share(low, one), _share(high, one))
    w(f"{name}: first", first, "monotone power", f"{name} 1", "limit 1 > 0", "depth 1", using=(ell[1],))
    for part, value, sums in (("low", low, others[0]), ("high", high, others[1])):
        split = eq(over(_share(value)), _share(value, one) + sums)
        w(f"{name}: {part} split", split, "parts of a range", "pathways", using=(over(_share(value)), 1))
    parts = (f"{name}: low split", f"{name}: high split")
    less = lt(over(_share(low)), over(_share(high)))
    w(f"{name}: less", less, "combination", f"{name}: rest", f"{name}: first", *parts, using=(1, 1, -1, 1))
    w(f"{name}: found", eq(OTHER[j], _end(j)), "contradiction", f"{name}: less", "same sums")
