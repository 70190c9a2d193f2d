"""Which pathway wins at one depth: bounds for every start, the limit of vanishing starts, equal leaders.

Main results: `winner_takes_all`, `winner_takes_all_limit`, `equal_leaders`.
"""

from __future__ import annotations

from typing import Any

from sympy import Ge, Gt, Implies, IndexedBase, Integer, Le, Limit, Lt, Sum, Symbol, oo

from theory.derivation import Derivation
from theory.derivations.flow import ONE_DEPTH, kept_powers
from theory.derivations.layers import eq, ge, gt, le, lt
from theory.derivations.writer import Writer
from theory.notation import H, L, a, h, j, k, m, rho, s
from theory.predicates import ForAll
from theory.quantities import FlowLimit

__all__ = [
    "BOUND",
    "FOLLOWER",
    "B",
    "equal_leaders",
    "leader_at_most",
    "winner_takes_all",
    "winner_takes_all_limit",
]

#: A pathway behind several leaders: an index whose range does not begin at a number.
FOLLOWER = Symbol("p", integer=True)
#: The scale of a start is ``1/b``, and ``b`` tends to infinity.
B = Symbol("b", positive=True)
#: A name for what followers keep at most, relative to the scale.
BOUND = IndexedBase("c", nonnegative=True)


def _end(pathway: Any) -> Any:
    return FlowLimit(ONE_DEPTH, pathway, a)


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
    kept_powers(w, i, Integer(1), a, "gap is kept")
    w("leader", gt(_end(1) ** (2 - L), 0), "sign", "limit 1 > 0")
    scaled, unit = _end(i) ** (2 - L) * a ** (L - 2), a ** (L - 2)
    facts = (f"limit {i} > 0", "limit 1 > 0", "deep", "gap")
    w("power at the end", gt(scaled, gap), "combination", "gap is kept", "leader", *facts, using=(unit, unit))
    raised = lt(scaled**p, _behind(i))
    w("raised", raised, "monotone power", "power at the end", *facts, using=(p,))
    w("share", eq(raised.lhs, _end(i) ** L * a ** (-L)), "identity", *facts)
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
    w("scale", eq(relative, shares * a ** (-L)), "linearity", "enough pathways")
    w("rest", le(shares, a**L * bounds), "combination", "added", "scale", using=(a**L, a**L))
    total = eq(Sum(_end(i) ** L, (i, 1, H)), s)
    w("on the target", total, "meaning", using=(_end(Integer(1)), i))


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
    split = eq(Sum(_end(j) ** L, (j, 1, H)), _end(1) ** L + Sum(_end(j) ** L, (j, 2, H)))
    w("one and the others", split, "parts of a range", "enough pathways", using=(split.lhs, 1))
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
    named = ForAll(eq(BOUND[j], _behind(j)), span)
    w("bounds", named, "assume")
    w("bound", eq(BOUND[j], _behind(j)), "instance", "bounds", "after the leaders", "a pathway", using=(j,))
    w("bounds added", eq(Sum(BOUND[j], span), Sum(_behind(j), span)), "termwise", "bounds", "enough pathways")
    w("bound >= 0", ge(_behind(j), 0), "sign", "gap", "deep")
    w("bounds >= 0", ForAll(w["bound >= 0"], span), "for all", "bound >= 0")
    # A follower.
    share, upper = at(_end(j) ** L), at(a**L) * BOUND[j]
    w("follower below", lt(share, upper), "rewrite", "follower: scaled", "bound", "gap", "deep")
    w("positive", gt(at(_end(j)), 0), "meaning")
    w("follower >= 0", ge(share, 0), "sign", "positive")
    w("upper", eq(Limit(upper, B, oo), 0), "limit at infinity")
    w("lower", eq(Limit(Integer(0), B, oo), 0), "limit at infinity")
    vanishing = eq(Limit(share, B, oo), 0)
    w("follower vanishes", vanishing, "squeeze", "follower below", "follower >= 0", "upper", "lower")
    w("followers vanish", ForAll(vanishing, span), "for all", "follower vanishes")
    # The leader.
    leader_at_most(w, ONE_DEPTH, scale)
    leader, least = at(_end(1) ** L), s - at(a**L) * Sum(BOUND[j], span)
    rest = ("leader keeps the rest: scaled", "bounds added", "added: scaled")
    w("leader at least", ge(leader, least), "combination", *rest, using=(1, at(a**L)))
    w("lower limit", eq(Limit(least, B, oo), s), "limit at infinity", "enough pathways")
    w("upper limit", eq(Limit(s, B, oo), s), "limit at infinity")
    wins = eq(Limit(leader, B, oo), s)
    w("leader wins", wins, "squeeze", "leader at most", "leader at least", "upper limit", "lower limit")
    w("both", claim, "conjunction", "leader wins", "followers vanish")
    w("claim", claim, "there is", "both", "bounds >= 0", using=(BOUND,))
    return w.derivation()


def _at_scale(w: Writer, name: str, at: Any) -> None:
    w(f"{name}: scaled", _unevaluated(w[name], at), "substitution", name, using=(a, 1 / B))


def _unevaluated(relation: Any, at: Any) -> Any:
    return type(relation)(*map(at, relation.args), evaluate=False)


def leader_at_most(w: Writer, point: Any, scale: Any) -> None:
    """The steps "leader at most": pathway 1 carries at most the target; "all of them": ``s`` is the sum."""
    limits = (j, 1, H)
    share = FlowLimit(point, j, scale) ** point.depth_of(j)
    w("some share", gt(FlowLimit(point, j, scale), 0), "meaning")
    w("some share >= 0", ge(share, 0), "sign", "some share")
    w("every share >= 0", ForAll(w["some share >= 0"], limits), "for all", "some share >= 0")
    first, using = share.xreplace({j: Integer(1)}), (Sum(share, limits), 1)
    facts = ("every share >= 0", "enough pathways")
    w("one of all", le(first, using[0]), "a term is at most the sum", *facts, using=using)
    w("all of them", eq(Sum(share, limits), s), "meaning", using=(FlowLimit(point, 1, scale),))
    w("leader at most", le(first, s), "combination", "one of all", "all of them", using=(1, -1))


def equal_leaders(claim: Any) -> Derivation:
    """Equal starts have equal limits; the followers' bound is that of `winner_takes_all`."""
    w = Writer()
    w("some leaders", Le(m, H), "assume")
    w("enough pathways", ge(H - m + 1, 1), "sign", "some leaders")
    w("counted leaders", ge(m, 0), "sign")
    _followers(w, m, FOLLOWER)
    _rest(w, m, FOLLOWER)
    w("start alike", ForAll(eq(rho[h], rho[1]), (h, 1, m)), "assume")
    w("a leader", Le(k, m), "assume")
    w("leader starts alike", eq(rho[k], rho[1]), "instance", "start alike", "a leader", using=(k,))
    kept_powers(w, k, Integer(1), a, "leaders")
    kept = eq(_end(k) ** (2 - L), _end(1) ** (2 - L))
    w("powers of starts", eq(a * rho[k], a * rho[1]), "combination", "leader starts alike", using=(a,))
    start = eq((a * rho[k]) ** (2 - L), (a * rho[1]) ** (2 - L))
    w("starts", start, "monotone power", "powers of starts", "deep", using=(2 - L,))
    signs = ("limit k > 0", "limit 1 > 0", "deep")
    w("powers of ends", kept, "combination", "leaders", "starts", *signs, using=(1, 1))
    w("end alike", eq(_end(k), _end(1)), "monotone power", "powers of ends", *signs, using=(2 - L,))
    w("a pathway too", Le(k, H), "combination", "a leader", "some leaders", using=(1, 1))
    every_end = _among_all(w, "end alike", "a pathway too")
    w("all ends alike", ForAll(eq(_end(k), _end(1)), (k, 1, m)), "for all", every_end)
    w("shares alike", eq(_end(k) ** L, _end(1) ** L), "monotone power", "end alike", *signs[:2], using=(L,))
    every_share = _among_all(w, "shares alike", "a pathway too")
    w("all shares alike", ForAll(w["shares alike"], (k, 1, m)), "for all", every_share)
    # The same with the index of the followers.
    w("counted", ge(FOLLOWER, 1), "assume")
    w("not a follower", le(FOLLOWER, m), "assume")
    share = eq(_end(FOLLOWER) ** L, _end(1) ** L)
    w("share alike", share, "instance", "all shares alike", "counted", "not a follower", using=(FOLLOWER,))
    w("leading shares", ForAll(share, (FOLLOWER, 1, m)), "for all", "share alike")
    leading, equal = (Sum(side, (FOLLOWER, 1, m)) for side in share.args)
    w("leaders added", eq(leading, equal), "termwise", "leading shares")
    w("m times one", eq(equal, m * _end(1) ** L), "linearity")
    every, others = Sum(_end(FOLLOWER) ** L, (FOLLOWER, 1, H)), Sum(_end(FOLLOWER) ** L, (FOLLOWER, m + 1, H))
    both = eq(every, Sum(_end(FOLLOWER) ** L, (FOLLOWER, 1, m)) + others)
    w("leaders and followers", both, "parts of a range", "some leaders", using=(every, m))
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
    w("nothing added", eq(nothing, 0), "linearity", "enough pathways")
    w("followers >= 0", ge(others, 0), "combination", "shares added", "nothing added", using=(1, 1))
