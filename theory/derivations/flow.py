"""Gradient flow: rates, what it conserves, and what each pathway keeps in the end.

Main results: `relative_growth`, `conserves_imbalance`, `conserves_imbalance_at_equal_depth`,
`winner_takes_all`, `winner_takes_all_limit`, `equal_leaders`, `shallowest_wins_bound`.
"""

from __future__ import annotations

from typing import Any

from sympy import E, Eq, Ge, Gt, Implies, IndexedBase, Integer, Le, Limit, Lt, Ne, Or, Sum, Symbol, log, oo

from theory.derivation import Derivation
from theory.derivations.layers import each, ge, gt, le, lt
from theory.derivations.writer import Writer
from theory.notation import H, L, a, ell, h, j, k, m, rho, s
from theory.point import AlignedPoint
from theory.predicates import ForAll
from theory.quantities import BoxCox, FlowLimit, FlowRate, LayerGradient

__all__ = [
    "conserves_imbalance",
    "conserves_imbalance_at_equal_depth",
    "equal_leaders",
    "final_split",
    "relative_growth",
    "shallowest_wins_bound",
    "winner_takes_all",
    "winner_takes_all_limit",
]

ONE_DEPTH = AlignedPoint(L, rho, H, s)
POINT = AlignedPoint(ell, rho, H, s)
#: A pathway behind several leaders: an index whose range does not begin at a number.
FOLLOWER = Symbol("p", integer=True)
#: The scale of a start is ``1/b``, and ``b`` tends to infinity.
B = Symbol("b", positive=True)
#: A name for what followers keep at most, relative to the scale.
BOUND = IndexedBase("c", nonnegative=True)


def rate(w: Writer, point: Any, pathway: Any, exponent: Any, name: str) -> Any:
    """``FlowRate = -w^(q-1) w^(L-1) r``: the step `name`."""
    gradient, power = LayerGradient(point, pathway), point.layer_of(pathway) ** (exponent - 1)
    value = point.layer_of(pathway) ** (point.depth_of(pathway) - 1) * point.residual
    start, chain = f"{name}: gradient", f"{name}: chain rule"
    w(start, Eq(gradient, value), "gradient at an aligned point")
    w(chain, Eq(FlowRate(point, pathway, exponent), -power * gradient), "rate along gradient flow")
    w(name, Eq(FlowRate(point, pathway, exponent), -power * value), "rewrite", chain, start)
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
        w(f"{name}: quotient", Eq(one / other, ratio), "identity", "moving", note="the residual cancels")
        quotient = Eq(FlowRate(ONE_DEPTH, j, q) / FlowRate(ONE_DEPTH, k, q), ratio)
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
        w(f"{name}: residual {pathway}", Eq(value, -point.residual), "identity")
        residuals += [f"{name}: rate {pathway}", f"{name}: residual {pathway}"]
    rates = Eq(*(FlowRate(point, p, 2 - point.depth_of(p)) for p in (first, second)))
    alike = Eq(-point.residual, -point.residual, evaluate=False)
    w(f"{name}: same", alike, "identity")
    w(f"{name}: rates", rates, "rewrite", f"{name}: same", *residuals, note="all potentials change by -r")

    def gap(value: Any) -> Any:
        one, other = (BoxCox(2 - point.depth_of(p), value(p)) for p in (first, second))
        return one - other

    kept = Eq(gap(lambda p: FlowLimit(point, p, scale)), gap(lambda p: scale * point.layer_of(p)))
    w(name, kept, "conserved along gradient flow", f"{name}: rates", note="what has rate 0 is constant")
    return name


def conserves_imbalance(claim: Any) -> Derivation:
    """Both rates are minus the residual."""
    w = Writer()
    conserved(w, POINT, j, k, Integer(1), "conserved")
    w("claim", claim, "conjunction", "conserved: rates", "conserved")
    return w.derivation()


def potential(w: Writer, depth: Any, value: Any, name: str, *facts: str, deep: bool) -> None:
    """``BoxCox(2 - L, x)`` written out, beyond depth 2 or at it, where facts say which and that ``x > 0``."""
    quantity = BoxCox(2 - depth, value)
    form = quantity.closed_form()
    written = form.args[1 if deep else 0][0]
    w(f"{name}: definition", Eq(quantity, form), "definition", *facts)
    w(f"{name}: case", Eq(form, written), "piecewise", *facts)
    w(name, Eq(quantity, written), "rewrite", f"{name}: definition", f"{name}: case")


def positive(w: Writer, point: Any, pathway: Any, scale: Any, *facts: str) -> str:
    """``FlowLimit > 0``."""
    name = f"limit {pathway} > 0"
    return w(name, gt(FlowLimit(point, pathway, scale), 0), "limit of gradient flow", *facts)


def _end(pathway: Any) -> Any:
    return FlowLimit(ONE_DEPTH, pathway, a)


def _powers(w: Writer, first: Any, second: Any, scale: Any, name: str) -> None:
    """``F_h^(2-L) - F_k^(2-L) = (a rho_h)^(2-L) - (a rho_k)^(2-L)``; needs "deep": ``L > 2``."""
    kept, ends = conserved(w, ONE_DEPTH, first, second, scale, f"{name}: potentials"), []
    written = []
    for p in (first, second):
        limit = FlowLimit(ONE_DEPTH, p, scale)
        sign = positive(w, ONE_DEPTH, p, scale) if f"limit {p} > 0" not in w else f"limit {p} > 0"
        ends.append(limit)
        for part, value in (("end", limit), ("start", scale * rho[p])):
            written.append(f"{name}: {part} {p}")
            potential(w, L, value, written[-1], "deep", sign, deep=True)
    w(f"{name}: written out", _substituted(w[kept], w, written), "rewrite", kept, *written)
    powers = Eq(
        ends[0] ** (2 - L) - ends[1] ** (2 - L),
        (scale * rho[first]) ** (2 - L) - (scale * rho[second]) ** (2 - L),
    )
    signs = (f"limit {first} > 0", f"limit {second} > 0", "deep")
    w(name, powers, "combination", f"{name}: written out", *signs, using=(2 - L,))


def _substituted(claim: Any, w: Writer, equations: list[str]) -> Any:
    """The claim with every equation's right side for its left side."""
    return claim.xreplace({w[name].lhs: w[name].rhs for name in equations})


def _behind(pathway: Any) -> Any:
    return (rho[pathway] ** (2 - L) - rho[1] ** (2 - L)) ** (-L / (L - 2))


def _followers(w: Writer, leaders: Any, i: Any) -> None:
    """The step "relative bound": what each follower keeps less than, in units of ``a^L``."""
    p = -L / (L - 2)
    w("deep", Gt(L, 2), "assume")
    index = h if i.is_positive else i
    behind = ForAll(Lt(rho[index], rho[1]), (index, leaders + 1, H))
    w("behind the leaders", behind, "assume")
    w("after the leaders", ge(i, leaders + 1), "assume")
    w("a pathway", Le(i, H), "assume")
    w(
        "behind",
        lt(rho[i], rho[1]),
        "instance",
        "behind the leaders",
        "after the leaders",
        "a pathway",
        using=(i,),
    )
    gap = rho[i] ** (2 - L) - rho[1] ** (2 - L)
    w(
        "powers at the start",
        gt(rho[i] ** (2 - L), rho[1] ** (2 - L)),
        "monotone power",
        "behind",
        "deep",
        using=(2 - L,),
    )
    w("gap", gt(gap, 0), "combination", "powers at the start", using=(1,))
    _powers(w, i, Integer(1), a, "gap is kept")
    w("leader", gt(_end(1) ** (2 - L), 0), "sign", "limit 1 > 0")
    scaled, unit = _end(i) ** (2 - L) * a ** (L - 2), a ** (L - 2)
    facts = (f"limit {i} > 0", "limit 1 > 0", "deep", "gap")
    w("power at the end", gt(scaled, gap), "combination", "gap is kept", "leader", *facts, using=(unit, unit))
    raised = lt(scaled**p, _behind(i))
    w("raised", raised, "monotone power", "power at the end", *facts, using=(p,))
    w("share", Eq(raised.lhs, _end(i) ** L * a ** (-L)), "identity", *facts)
    w("relative bound", lt(_end(i) ** L * a ** (-L), _behind(i)), "rewrite", "raised", "share", "deep", "gap")
    if not i.is_positive:
        w("counted from 1", ge(i, 1), "combination", "after the leaders", "counted leaders", using=(1, 1))


def _follower(w: Writer, i: Any) -> None:
    """The step "follower": the same in shares."""
    bound, facts = lt(_end(i) ** L, a**L * _behind(i)), (f"limit {i} > 0", "deep", "gap")
    w("follower", bound, "combination", "relative bound", *facts, using=(a**L,))


def _rest(w: Writer, leaders: Any, i: Any) -> None:
    """The steps "rest": all followers together; "on the target": ``s`` is the sum of all."""
    span, share = (i, leaders + 1, H), _end(i) ** L
    shares, bounds = Sum(share, span), Sum(_behind(i), span)
    w(
        "at most",
        le(share * a ** (-L), _behind(i)),
        "combination",
        "relative bound",
        "gap",
        "deep",
        using=(1,),
    )
    w("each at most", ForAll(w["at most"], span), "for all", _among(w, "at most", i))
    relative = Sum(share * a ** (-L), span)
    w("added", le(relative, bounds), "termwise", "each at most", "enough pathways")
    w("scale", Eq(relative, shares * a ** (-L)), "linearity", "enough pathways")
    w("rest", le(shares, a**L * bounds), "combination", "added", "scale", using=(a**L, a**L))
    w("on the target", Eq(Sum(_end(i) ** L, (i, 1, H)), s), "limit of gradient flow")


def _among(w: Writer, name: str, i: Any) -> str:
    """A step about follower ``i`` without the hypothesis ``i >= 1``, if it has that."""
    return name if i.is_positive else _among_all(w, name, "counted from 1")


def winner_takes_all(claim: Any) -> Derivation:
    """The gap of ``w^(2-L)`` is kept, and the leader's is positive in the end."""
    w = Writer()
    _winner(w)
    w("followers", ForAll(w["follower"], (j, 2, H)), "for all", "follower")
    w("claim", claim, "conjunction", "followers", "leader keeps the rest")
    return w.derivation()


def _winner(w: Writer) -> None:
    """The steps "follower" and "leader keeps the rest"."""
    w("enough pathways", ge(H, 1), "sign")
    _followers(w, Integer(1), j)
    _follower(w, j)
    _rest(w, Integer(1), j)
    split = Eq(Sum(_end(j) ** L, (j, 1, H)), _end(1) ** L + Sum(_end(j) ** L, (j, 2, H)))
    w("one and the others", split, "parts of a range", "enough pathways", using=(1,))
    target = Le(s - _end(1) ** L, a**L * Sum(_behind(j), (j, 2, H)))
    w(
        "leader keeps the rest",
        target,
        "combination",
        "rest",
        "on the target",
        "one and the others",
        using=(1, 1, -1),
    )


def conserves_imbalance_at_equal_depth(claim: Any) -> Derivation:
    """The potentials written out, beyond depth 2 and at depth 2."""
    w, one = Writer(), Integer(1)
    deep, two = Gt(L, 2), Eq(L, 2)
    ends = [FlowLimit(ONE_DEPTH, p, one) for p in (j, k)]
    w("deep", deep, "assume")
    _powers(w, j, k, one, "powers")
    w("beyond depth 2", Implies(deep, w["powers"]), "implication", "powers")
    w("depth 2", two, "assume")
    written = []
    for p, end in zip((j, k), ends, strict=True):
        for part, value in (("end", end), ("start", rho[p])):
            written.append(f"logarithm of {part} {p}")
            potential(w, L, value, written[-1], "depth 2", f"limit {p} > 0", deep=False)
    kept = _substituted(w["powers: potentials"], w, written)
    w("logarithms", kept, "rewrite", "powers: potentials", *written)
    ratios = Eq(ends[0] / ends[1], rho[j] / rho[k])
    w("ratios", ratios, "monotone exponent", "logarithms", f"limit {j} > 0", f"limit {k} > 0", using=(E,))
    w("at depth 2", Implies(two, w["ratios"]), "implication", "ratios")
    w("claim", claim, "conjunction", "beyond depth 2", "at depth 2")
    return w.derivation()


def winner_takes_all_limit(claim: Any) -> Derivation:
    """The bounds of `winner_takes_all` at the scale ``1/b``, and both tend to 0."""
    w = Writer()
    _winner(w)
    scale = 1 / B

    def at(value: Any) -> Any:
        return value.xreplace({a: scale})

    _at_scale(w, "follower", at)
    _at_scale(w, "leader keeps the rest", at)
    _at_scale(w, "added", at)
    # A name for the bounds, which keeps them together in limits.
    span = (j, 2, H)
    named = ForAll(Eq(BOUND[j], _behind(j)), span)
    w("bounds", named, "assume")
    w("bound", Eq(BOUND[j], _behind(j)), "instance", "bounds", "after the leaders", "a pathway", using=(j,))
    w("bounds added", Eq(Sum(BOUND[j], span), Sum(_behind(j), span)), "termwise", "bounds", "enough pathways")
    w("bound >= 0", ge(_behind(j), 0), "sign", "gap", "deep")
    w("bounds >= 0", ForAll(w["bound >= 0"], span), "for all", "bound >= 0")
    # A follower.
    share, upper = at(_end(j) ** L), at(a**L) * BOUND[j]
    w("follower below", lt(share, upper), "rewrite", "follower: scaled", "bound", "gap", "deep")
    w("positive", gt(at(_end(j)), 0), "limit of gradient flow")
    w("follower >= 0", ge(share, 0), "sign", "positive")
    w("upper", Eq(Limit(upper, B, oo), 0), "limit at infinity")
    w("lower", Eq(Limit(Integer(0), B, oo), 0, evaluate=False), "limit at infinity")
    vanishing = Eq(Limit(share, B, oo), 0)
    w("follower vanishes", vanishing, "squeeze", "follower below", "follower >= 0", "upper", "lower")
    w("followers vanish", ForAll(vanishing, span), "for all", "follower vanishes")
    # The leader.
    _leader_at_most(w, scale)
    leader, least = at(_end(1) ** L), s - at(a**L) * Sum(BOUND[j], span)
    rest = ("leader keeps the rest: scaled", "bounds added", "added: scaled")
    w("leader at least", ge(leader, least), "combination", *rest, using=(1, at(a**L)))
    w("lower limit", Eq(Limit(least, B, oo), s), "limit at infinity", "enough pathways")
    w("upper limit", Eq(Limit(s, B, oo), s, evaluate=False), "limit at infinity")
    wins = Eq(Limit(leader, B, oo), s)
    w("leader wins", wins, "squeeze", "leader at most", "leader at least", "upper limit", "lower limit")
    w("both", claim, "conjunction", "leader wins", "followers vanish")
    w("claim", claim, "a named family", "both", "bounds >= 0", using=(BOUND,))
    return w.derivation()


def _at_scale(w: Writer, name: str, at: Any) -> None:
    w(f"{name}: scaled", _unevaluated(w[name], at), "substitution", name, using=(a, 1 / B))


def _unevaluated(relation: Any, at: Any) -> Any:
    return type(relation)(*map(at, relation.args), evaluate=False)


def _leader_at_most(w: Writer, scale: Any) -> None:
    """The leader carries at most the target: the others are not negative."""
    limits = (j, 1, H)
    share = FlowLimit(ONE_DEPTH, j, scale) ** L
    w("some share", gt(FlowLimit(ONE_DEPTH, j, scale), 0), "limit of gradient flow")
    w("some share >= 0", ge(share, 0), "sign", "some share")
    w("every share >= 0", ForAll(w["some share >= 0"], limits), "for all", "some share >= 0")
    first = le(share.xreplace({j: Integer(1)}), Sum(share, limits))
    w("one of all", first, "a term is at most the sum", "every share >= 0", "enough pathways", using=(1,))
    w("all of them", Eq(Sum(share, limits), s), "limit of gradient flow")
    w("leader at most", le(first.lhs, s), "combination", "one of all", "all of them", using=(1, -1))


def equal_leaders(claim: Any) -> Derivation:
    """Equal starts have equal limits; the followers' bound is that of `winner_takes_all`."""
    w = Writer()
    w("some leaders", Le(m, H), "assume")
    w("enough pathways", ge(H - m + 1, 1), "sign", "some leaders")
    w("counted leaders", ge(m, 0), "sign")
    _followers(w, m, FOLLOWER)
    _rest(w, m, FOLLOWER)
    w("start alike", ForAll(Eq(rho[h], rho[1]), (h, 1, m)), "assume")
    w("a leader", Le(k, m), "assume")
    w("leader starts alike", Eq(rho[k], rho[1]), "instance", "start alike", "a leader", using=(k,))
    _powers(w, k, Integer(1), a, "leaders")
    kept = Eq(_end(k) ** (2 - L), _end(1) ** (2 - L))
    w("powers of starts", Eq(a * rho[k], a * rho[1]), "combination", "leader starts alike", using=(a,))
    start = Eq((a * rho[k]) ** (2 - L), (a * rho[1]) ** (2 - L))
    w("starts", start, "monotone power", "powers of starts", "deep", using=(2 - L,))
    signs = ("limit k > 0", "limit 1 > 0", "deep")
    w("powers of ends", kept, "combination", "leaders", "starts", *signs, using=(1, 1))
    w("end alike", Eq(_end(k), _end(1)), "monotone power", "powers of ends", *signs, using=(2 - L,))
    w("a pathway too", Le(k, H), "combination", "a leader", "some leaders", using=(1, 1))
    every_end = _among_all(w, "end alike", "a pathway too")
    w("all ends alike", ForAll(Eq(_end(k), _end(1)), (k, 1, m)), "for all", every_end)
    w("shares alike", Eq(_end(k) ** L, _end(1) ** L), "monotone power", "end alike", *signs[:2], using=(L,))
    every_share = _among_all(w, "shares alike", "a pathway too")
    w("all shares alike", ForAll(w["shares alike"], (k, 1, m)), "for all", every_share)
    # The same with the index of the followers.
    w("counted", ge(FOLLOWER, 1), "assume")
    w("not a follower", le(FOLLOWER, m), "assume")
    share = Eq(_end(FOLLOWER) ** L, _end(1) ** L)
    w("share alike", share, "instance", "all shares alike", "counted", "not a follower", using=(FOLLOWER,))
    w("leading shares", ForAll(share, (FOLLOWER, 1, m)), "for all", "share alike")
    leading, equal = (Sum(side, (FOLLOWER, 1, m)) for side in share.args)
    w("leaders added", Eq(leading, equal), "termwise", "leading shares")
    w("m times one", Eq(equal, m * _end(1) ** L), "linearity")
    every, others = Sum(_end(FOLLOWER) ** L, (FOLLOWER, 1, H)), Sum(_end(FOLLOWER) ** L, (FOLLOWER, m + 1, H))
    both = Eq(every, Sum(_end(FOLLOWER) ** L, (FOLLOWER, 1, m)) + others)
    w("leaders and followers", both, "parts of a range", "some leaders", using=(m,))
    _not_negative(w, others, FOLLOWER)
    parts = ("on the target", "leaders and followers", "leaders added", "m times one")
    least = Ge(s / m - _end(1) ** L, 0)
    w("at least", least, "combination", "followers >= 0", *parts, using=(1 / m, -1 / m, 1 / m, 1 / m, 1 / m))
    most = Le(s / m - _end(1) ** L, a**L / m * Sum(_behind(FOLLOWER), (FOLLOWER, m + 1, H)))
    w(
        "at most their bound",
        most,
        "combination",
        "rest",
        *parts,
        using=(1 / m, 1 / m, -1 / m, -1 / m, -1 / m),
    )
    w("claim", claim, "conjunction", "all ends alike", "at least", "at most their bound")
    return w.derivation()


def _among_all(w: Writer, name: str, known: str) -> str:
    """A step without a hypothesis that the step `known` shows."""
    w(f"{name}: if among all", Implies(w[known], w[name]), "implication", name)
    return w(f"{name}: among all", w[name], "modus ponens", f"{name}: if among all", known)


def _not_negative(w: Writer, others: Any, i: Any) -> None:
    """The steps "followers >= 0": a sum of positive shares."""
    limits = others.limits[0]
    w("a share >= 0", ge(others.function, 0), "sign", f"limit {i} > 0")
    w("shares >= 0", ForAll(w["a share >= 0"], tuple(limits)), "for all", _among(w, "a share >= 0", i))
    nothing = Sum(Integer(0), tuple(limits))
    w("shares added", ge(others, nothing), "termwise", "shares >= 0", "enough pathways")
    w("nothing added", Eq(nothing, 0, evaluate=False), "linearity", "enough pathways")
    w("followers >= 0", ge(others, 0), "combination", "shares added", "nothing added", using=(1, 1))


def shallowest_wins_bound(claim: Any) -> Derivation:
    """Pathway 1 gains at most what takes it to the target, and the others gain as much as it does."""
    w, one = Writer(), Integer(1)
    bound = claim.condition.xreplace({h: j})
    w("deeper", ForAll(Lt(ell[1], ell[h]), (h, 2, H)), "assume")
    w("not the first", ge(j, 2), "assume")
    w("a pathway", Le(j, H), "assume")
    w("depths", each(Ge(ell[h], 2)), "assume")
    w("pathways", ge(H, 2), "combination", "not the first", "a pathway", using=(1, 1))
    w("deeper here", lt(ell[1], ell[j]), "instance", "deeper", "not the first", "a pathway", using=(j,))
    w("first depth", Ge(ell[1], 2), "instance", "depths", "pathways", using=(1,))
    w("deep here", gt(ell[j], 2), "combination", "deeper here", "first depth", using=(1, 1))
    conserved(w, POINT, j, one, a, "kept")
    first, other = FlowLimit(POINT, one, a), FlowLimit(POINT, j, a)
    positive(w, POINT, one, a)
    positive(w, POINT, j, a)
    for name, value in (("end j", other), ("start j", a * rho[j])):
        potential(w, ell[j], value, name, "deep here", f"limit {j} > 0", deep=True)
    _below_target(w, first, j)
    # The potential of pathway 1 increases.
    cap = s ** (1 / ell[1])
    rises = lt(BoxCox(2 - ell[1], first), BoxCox(2 - ell[1], cap))
    w("two or more", Or(Eq(ell[1], 2), Gt(ell[1], 2)), "integer cases", "first depth")
    w("two", Eq(ell[1], 2), "assume")
    w("more", Gt(ell[1], 2), "assume")
    for name, deep in (("two", False), ("more", True)):
        for part, value in (("first", first), ("cap", cap)):
            potential(w, ell[1], value, f"{name}: {part}", name, "limit 1 > 0", deep=deep)
        q = 2 - ell[1]
        if deep:
            w(
                "more: powers",
                gt(first**q, cap**q),
                "monotone power",
                "first below",
                name,
                "limit 1 > 0",
                using=(q,),
            )
            step = lt((first**q - 1) / q, (cap**q - 1) / q)
            w(
                "more: order",
                step,
                "combination",
                "more: powers",
                name,
                "limit 1 > 0",
                using=(1 / (ell[1] - 2),),
            )
        else:
            ratio = first / cap
            w("tangent", le(log(ratio), ratio - 1), "logarithm", "limit 1 > 0", using=(ratio,))
            order = lt(log(first), log(cap))
            w("two: order", order, "combination", "tangent", "first below", "limit 1 > 0", using=(1, 1 / cap))
        w(f"{name}: rises", rises, "rewrite", f"{name}: order", f"{name}: first", f"{name}: cap")
    w("rises", rises, "cases", "two or more", "two: rises", "more: rises")
    kept = _substituted(w["kept"], w, ["end j", "start j"])
    w("kept, written out", kept, "rewrite", "kept", "end j", "start j")
    facts = ("deep here", f"limit {j} > 0", "limit 1 > 0")
    w("bound", bound, "combination", "kept, written out", "rises", *facts, using=(2 - ell[j], ell[j] - 2))
    w("every bound", ForAll(bound, (j, 2, H)), "for all", "bound")
    w("claim", claim, "part", "every bound")
    return w.derivation()


def _below_target(w: Writer, first: Any, other: Any) -> None:
    """The steps "first below": ``F_1 < s^(1/L_1)``, as pathway `other` carries something."""

    def share(pathway: Any) -> Any:
        return FlowLimit(POINT, pathway, a) ** ell[pathway]

    span, p = (k, 2, H), 1 / ell[1]
    positive(w, POINT, k, a)
    w("some share", ge(share(k), 0), "sign", f"limit {k} > 0")
    w("all shares", ForAll(ge(share(k), 0), span), "for all", "some share")
    rest = Sum(share(k), span)
    range_ = ("not the first", "a pathway")
    w(
        "one of the rest",
        le(share(other), rest),
        "a term is at most the sum",
        "all shares",
        *range_,
        using=(other,),
    )
    w("its share", gt(share(other), 0), "sign", f"limit {other} > 0")
    every = Sum(share(k), (k, 1, H))
    w("on the target", Eq(every, s), "limit of gradient flow")
    split = Eq(every, share(Integer(1)) + rest)
    w("first and rest", split, "parts of a range", "pathways", using=(1,))
    parts = ("on the target", "first and rest", "one of the rest", "its share")
    w("share below", lt(share(Integer(1)), s), "combination", *parts, using=(-1, 1, 1, 1))
    w("raised", lt(share(Integer(1)) ** p, s**p), "monotone power", "share below", "limit 1 > 0", using=(p,))
    w("root", Eq(share(Integer(1)) ** p, first), "identity", "limit 1 > 0")
    w("first below", lt(first, s**p), "rewrite", "raised", "root")


def final_split(claim: Any) -> Derivation:
    """The limit is on the target and positive, and what has no rate is kept."""
    w, one = Writer(), Integer(1)
    conserved(w, POINT, j, one, one, "kept")
    w("every difference", ForAll(w["kept"], (j, 1, H)), "for all", "kept")
    positive(w, POINT, j, one)
    w("all positive", ForAll(w[f"limit {j} > 0"], (j, 1, H)), "for all", f"limit {j} > 0")
    carried = Sum(FlowLimit(POINT, h, one) ** ell[h], (h, 1, H))
    w("on the target", Eq(carried, s), "limit of gradient flow")
    w("claim", claim, "conjunction", "on the target", "all positive", "every difference")
    return w.derivation()
