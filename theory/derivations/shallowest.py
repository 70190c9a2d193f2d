"""At unequal depths the shallowest pathway wins: what the others keep at most.

Main result: `shallowest_wins_bound`.
"""

from __future__ import annotations

from typing import Any

from sympy import Eq, Ge, Integer, Le, Lt, Sum

from theory.derivation import Derivation
from theory.derivations.flow import POINT, conserved, increases, positive, potential, substituted
from theory.derivations.layers import each, ge, gt, le, lt
from theory.derivations.writer import Writer
from theory.notation import H, a, ell, h, j, k, rho, s
from theory.predicates import ForAll
from theory.quantities import FlowLimit

__all__ = ["shallowest_wins_bound"]


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
    for name, value, *signs in (("end j", other, f"limit {j} > 0"), ("start j", a * rho[j])):
        potential(w, ell[j], value, name, "deep here", *signs, deep=True)
    _below_target(w, first, j)
    increases(w, ell[1], first, s ** (1 / ell[1]), "rises", "first depth", "first below", "limit 1 > 0")
    kept = substituted(w["kept"], w, ["end j", "start j"])
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
    rest = Sum(share(k), span)
    w("all shares", ForAll(ge(share(k), 0), span), "for all", "some share")
    facts = ("all shares", "not the first", "a pathway")
    w("one of the rest", le(share(other), rest), "a term is at most the sum", *facts, using=(rest, other))
    w("its share", gt(share(other), 0), "sign", f"limit {other} > 0")
    every = Sum(share(k), (k, 1, H))
    w("on the target", Eq(every, s), "meaning", using=(FlowLimit(POINT, 1, a),))
    split = Eq(every, share(Integer(1)) + rest)
    w("first and rest", split, "parts of a range", "pathways", using=(every, 1))
    parts = ("on the target", "first and rest", "one of the rest", "its share")
    w("share below", lt(share(Integer(1)), s), "combination", *parts, using=(-1, 1, 1, 1))
    w("raised", lt(share(Integer(1)) ** p, s**p), "monotone power", "share below", "limit 1 > 0", using=(p,))
    w("root", Eq(share(Integer(1)) ** p, first), "identity", "limit 1 > 0")
    w("first below", lt(first, s**p), "rewrite", "raised", "root")
