"""At unequal depths the shallowest pathway wins: what the others keep at most, and vanishing starts.

Main results: `shallowest_wins_bound`, `shallowest_wins_limit`.
"""

from __future__ import annotations

from typing import Any

from sympy import Ge, Gt, Integer, Le, Limit, Lt, Or, Rational, Sum, log, oo, sqrt

from theory.derivation import Derivation
from theory.derivations.flow import POINT, conserved, increases, positive, potential, substituted
from theory.derivations.layers import each, eq, ge, gt, le, lt
from theory.derivations.lemmas import monotone_exponent
from theory.derivations.winner import BOUND, B, leader_at_most
from theory.derivations.writer import Writer
from theory.notation import H, a, ell, h, j, k, rho, s
from theory.predicates import ForAll
from theory.quantities import BoxCox, FlowLimit

__all__ = ["shallowest_wins_bound", "shallowest_wins_limit"]

#: Of the layer value of pathway 1: where it cannot get beyond.
_TOP = s ** (1 / ell[1])
#: From a start of scale ``1/b`` a deeper pathway keeps at most ``b^(-1/2)`` times `_most_kept`.
_HALF = Rational(1, 2)


def shallowest_wins_bound(claim: Any) -> Derivation:
    """Pathway 1 gains at most what takes it to the target, and the others gain as much as it does."""
    w = Writer()
    _bound(w, a)
    w("every bound", ForAll(w["bound"], (j, 2, H)), "for all", "bound")
    w("claim", claim, "part", "every bound")
    return w.derivation()


def _most_gain(scale: Any) -> Any:
    """What takes the potential of pathway 1 from its start to the target."""
    return BoxCox(2 - ell[1], _TOP) - BoxCox(2 - ell[1], scale * rho[1])


def _bound(w: Writer, scale: Any) -> None:
    """The step "bound": what ``F_j^(2-L_j)`` of a deeper pathway is above, from a start of some scale."""
    one = Integer(1)
    w("deeper", ForAll(Lt(ell[1], ell[h]), (h, 2, H)), "assume")
    w("not the first", ge(j, 2), "assume")
    w("a pathway", Le(j, H), "assume")
    w("depths", each(Ge(ell[h], 2)), "assume")
    w("pathways", ge(H, 2), "combination", "not the first", "a pathway", using=(1, 1))
    w("deeper here", lt(ell[1], ell[j]), "instance", "deeper", "not the first", "a pathway", using=(j,))
    w("first depth", Ge(ell[1], 2), "instance", "depths", "pathways", using=(1,))
    w("deep here", gt(ell[j], 2), "combination", "deeper here", "first depth", using=(1, 1))
    conserved(w, POINT, j, one, scale, "kept")
    first, other = FlowLimit(POINT, one, scale), FlowLimit(POINT, j, scale)
    positive(w, POINT, one, scale)
    positive(w, POINT, j, scale)
    for name, value, *signs in (("end j", other, f"limit {j} > 0"), ("start j", scale * rho[j])):
        potential(w, ell[j], value, name, "deep here", *signs, deep=True)
    _below_target(w, first, j, scale)
    increases(w, ell[1], first, _TOP, "rises", "first depth", "first below", "limit 1 > 0")
    kept = substituted(w["kept"], w, ["end j", "start j"])
    w("kept, written out", kept, "rewrite", "kept", "end j", "start j")
    facts = ("deep here", f"limit {j} > 0", "limit 1 > 0")
    q = 2 - ell[j]
    bound = Gt(other**q, (scale * rho[j]) ** q - (ell[j] - 2) * _most_gain(scale))
    w("bound", bound, "combination", "kept, written out", "rises", *facts, using=(q, -q))


def _below_target(w: Writer, first: Any, other: Any, scale: Any) -> None:
    """The steps "first below": ``F_1 < s^(1/L_1)``, as pathway `other` carries something."""

    def share(pathway: Any) -> Any:
        return FlowLimit(POINT, pathway, scale) ** ell[pathway]

    span, p = (k, 2, H), 1 / ell[1]
    positive(w, POINT, k, scale)
    w("a share of the rest", ge(share(k), 0), "sign", f"limit {k} > 0")
    rest = Sum(share(k), span)
    w("all shares", ForAll(ge(share(k), 0), span), "for all", "a share of the rest")
    facts = ("all shares", "not the first", "a pathway")
    w("one of the rest", le(share(other), rest), "a term is at most the sum", *facts, using=(rest, other))
    w("its share", gt(share(other), 0), "sign", f"limit {other} > 0")
    every = Sum(share(k), (k, 1, H))
    w("on the target", eq(every, s), "meaning", using=(first,))
    split = eq(every, share(Integer(1)) + rest)
    w("first and rest", split, "parts of a range", "pathways", using=(every, 1))
    parts = ("on the target", "first and rest", "one of the rest", "its share")
    w("share below", lt(share(Integer(1)), s), "combination", *parts, using=(-1, 1, 1, 1))
    w("raised", lt(share(Integer(1)) ** p, s**p), "monotone power", "share below", "limit 1 > 0", using=(p,))
    w("root", eq(share(Integer(1)) ** p, first), "identity", "limit 1 > 0")
    w("first below", lt(first, s**p), "rewrite", "raised", "root")


def shallowest_wins_limit(claim: Any) -> Derivation:
    """The bound at the scale ``1/b`` leaves each of the others at most a constant times ``b^(-1/2)``."""
    w, scale, span = Writer(), 1 / B, (j, 2, H)
    w("large", Ge(B, 1), "assume")
    _bound(w, scale)
    _gain_at_most(w, scale)
    _share_below(w, scale)
    share, upper = FlowLimit(POINT, j, scale) ** ell[j], B**-_HALF * _most_kept(j)
    # A deeper pathway.
    w("share >= 0", ge(share, 0), "sign", f"limit {j} > 0")
    w("upper", eq(Limit(upper, B, oo), 0), "limit at infinity")
    w("lower", eq(Limit(Integer(0), B, oo), 0), "limit at infinity")
    vanishing = eq(Limit(share, B, oo), 0)
    w("it vanishes", vanishing, "squeeze", "kept below", "share >= 0", "upper", "lower")
    w("others vanish", ForAll(vanishing, span), "for all", "it vanishes")
    # The shallowest.
    w("enough pathways", ge(H, 1), "sign")
    leader_at_most(w, POINT, scale)
    w("at most", le(share, upper), "combination", "kept below", "deep here", using=(1,))
    w("each at most", ForAll(w["at most"], span), "for all", "at most")
    others, bounds = Sum(share, span), Sum(_most_kept(j), span)
    w("added", le(others, Sum(upper, span)), "termwise", "each at most", "enough pathways")
    w("scale", eq(Sum(upper, span), B**-_HALF * bounds), "linearity")
    every, first = Sum(share, (j, 1, H)), FlowLimit(POINT, Integer(1), scale) ** ell[1]
    w("one and the others", eq(every, first + others), "parts of a range", using=(every, 1))
    # A name for the bounds, which keeps them together in limits.
    w("bounds", ForAll(eq(BOUND[j], _most_kept(j)), span), "assume")
    named = Sum(BOUND[j], span)
    w("bounds added", eq(named, bounds), "termwise", "bounds", "enough pathways")
    w("bound >= 0", ge(_most_kept(j), 0), "sign", "deep here")
    w("bounds >= 0", ForAll(w["bound >= 0"], span), "for all", "bound >= 0")
    least, unit = s - B**-_HALF * named, B**-_HALF
    parts = ("added", "scale", "all of them", "one and the others", "bounds added")
    w("leader at least", ge(first, least), "combination", *parts, using=(1, -1, 1, -1, unit))
    w("lower limit", eq(Limit(least, B, oo), s), "limit at infinity")
    w("upper limit", eq(Limit(s, B, oo), s), "limit at infinity")
    wins = eq(Limit(first, B, oo), s)
    w("leader wins", wins, "squeeze", "leader at most", "leader at least", "upper limit", "lower limit")
    w("both", claim, "conjunction", "leader wins", "others vanish")
    w("claim", claim, "there is", "both", "bounds >= 0", using=(BOUND,))
    return w.derivation()


def _constants() -> tuple[Any, Any]:
    """What bounds the gain of pathway 1 in units of ``b^(L_j-5/2)``: at depth 2, and beyond."""
    return 2 * _TOP**_HALF * rho[1] ** -_HALF, rho[1] ** (2 - ell[1])


def _most_kept(pathway: Any) -> Any:
    """What the share of a deeper pathway is below, in units of ``b^(-1/2)``."""
    beyond, depth = ell[pathway] - 2, ell[pathway]
    return rho[pathway] ** beyond * (s ** (2 / depth) + beyond * sum(_constants()) * s)


def _deeper_by_one(w: Writer) -> None:
    """The step "deeper by one": ``L_j >= L_1 + 1``."""
    by_one, alike = Ge(ell[j], ell[1] + 1), eq(ell[j], ell[1])
    w("by one or not", Or(by_one, alike), "integer cases", "deeper here")
    w("by one", by_one, "assume")
    w("not deeper", alike, "assume")
    w("impossible", by_one, "contradiction", "not deeper", "deeper here")
    w("deeper by one", by_one, "cases", "by one or not", "by one", "impossible")


def _gain_at_most(w: Writer, scale: Any) -> None:
    """The step "gain": pathway 1 gains at most a constant times ``b^(L_j-5/2)``."""
    start, two, more = scale * rho[1], *_constants()
    q, most, ratio = 2 - ell[1], ell[j] - 5 * _HALF, sqrt(_TOP / start)
    gain = le(_most_gain(scale), (two + more) * B**most)
    for kind in ("two", "more"):
        potential(w, ell[1], start, f"start 1: {kind}", f"rises: {kind}", deep=kind == "more")
    # At depth 2.
    w("two: exponents", le(_HALF, most), "sign", "deep here")
    monotone_exponent(w, "two: powers", le(B**_HALF, B**most), B, "two: exponents", "large")
    w("two: tangent", le(log(ratio), ratio - 1), "logarithm", using=(ratio,))
    w("two: rest", gt(more * B**most + 2, 0), "sign")
    logs, parts = le(log(_TOP) - log(start), gain.rhs), ("two: powers", "two: tangent", "two: rest")
    w("two: written out", logs, "combination", *parts, using=(two, 2, 1))
    # Beyond.
    _deeper_by_one(w)
    w("half", gt(_HALF, 0), "sign")
    w("more: exponents", le(-q, most), "combination", "deeper by one", "half", using=(1, 1))
    monotone_exponent(w, "more: powers", le(B**-q, B**most), B, "more: exponents", "large")
    rest = two * B**most - _TOP**q / q + start**q * (ell[1] - 3) / (ell[1] - 2)
    w("more: rest", gt(rest, 0), "sign", "rises: more")
    powers = le((_TOP**q - 1) / q - (start**q - 1) / q, gain.rhs)
    w(
        "more: written out",
        powers,
        "combination",
        "more: powers",
        "more: rest",
        "rises: more",
        using=(more, 1),
    )
    for kind in ("two", "more"):
        ends = (f"rises: {kind}: high", f"start 1: {kind}")
        w(f"{kind}: gain", gain, "rewrite", f"{kind}: written out", *ends)
    w("gain", gain, "cases", "rises: two or more", "two: gain", "more: gain")


def _share_below(w: Writer, scale: Any) -> None:
    """The step "kept below": ``F_j^(L_j) < b^(-1/2)`` times `_most_kept`."""
    end, beyond, root = FlowLimit(POINT, j, scale), ell[j] - 2, s ** (2 / ell[j])
    share, start = end ** ell[j], (scale * rho[j]) ** beyond
    own = rho[j] ** beyond
    factor = beyond * sum(_constants()) * own * B**-_HALF
    signs = ("deep here", f"limit {j} > 0")
    itself = lt(share, start * end**2 + factor * share)
    w("itself", itself, "combination", "bound", "gain", *signs, using=(share * start, beyond * share * start))
    w("first share", gt(FlowLimit(POINT, 1, scale) ** ell[1], 0), "sign", "limit 1 > 0")
    parts = ("on the target", "first and rest", "one of the rest", "first share")
    w("on target at most", le(share, s), "combination", *parts, using=(-1, 1, 1, 1))
    power = 2 / ell[j]
    w("share raised", le(share**power, root), "monotone power", "on target at most", *signs, using=(power,))
    w("square", eq(share**power, end**2), "identity", *signs)
    w("square at most", le(end**2, root), "rewrite", "share raised", "square")
    w("exponents", le(-beyond, -_HALF), "sign", "deep here")
    monotone_exponent(w, "powers", le(B**-beyond, B**-_HALF), B, "exponents", "large")
    below, parts = (
        lt(share, B**-_HALF * _most_kept(j)),
        ("itself", "on target at most", "square at most", "powers"),
    )
    w("kept below", below, "combination", *parts, *signs, using=(1, factor, start, own * root))
