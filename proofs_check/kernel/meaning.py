"""What quantities mean, which theory says; names for numbers that there are; the least of several numbers.

Source: D. Prawitz, Natural Deduction, 1965 (elimination of "there is"); J. Shoenfield, Mathematical Logic,
section 4.6 (extensions by definitions).
"""

from __future__ import annotations

from typing import Any

from sympy import And, Ge, IndexedBase, Min, Symbol

from theory import ForAll, Sharpness, UniqueRoot, quantities

from .terms import eq, ge, gt, is_equivalence, lt, ranged, replaced, same, sides, standard, whole
from .theorem import Premises, require, rule
from .world import World

#: What may be assumed of a family that is only a name: any numbers >= 0, or any integers >= 1.
_KINDS = [IndexedBase("x", nonnegative=True), IndexedBase("x", integer=True, positive=True)]


@rule("meaning")
def _meaning(claim: Any, premises: Premises) -> frozenset[Any]:
    """Premises: facts.  Handed over: a quantity Q, then what its meanings speak of besides; or nothing.

    Side conditions: Q, the left side if it is not handed over, is of theory; the claim, which is defined, is
    one of its `meanings`, which begin at the loss.  Conclusion: the claim, under the hypotheses of Q.
    """  # noqa: DOC201
    quantity, *others = premises.using or (sides(claim)[0],)
    ours = vars(quantities).get(type(quantity).__name__) is type(quantity)
    known = quantity.meanings(*others) if ours else ()
    shown = any(same(claim, meaning) for meaning in known)
    require(shown, "is what {} means: {}", quantity, " or ".join(map(str, known)) or "nothing from the loss")
    return premises.hypotheses.union(quantity.hypotheses)


@rule("there is", inherits=True)
def _there_is(claim: Any, premises: Premises) -> frozenset[Any]:
    """Premises: P, perhaps under what is said of v; then, in (a) and (b), that there is such a v; facts.

    (a) UniqueRoot(f, x, (lo, hi)).  Said: f(v) = 0, lo < v, v < hi; v can have all values above lo.
    (b) f(h) >= c for all h from low to high.  Said: v[h] = f(h) for all those; v is a name for numbers >= 0
    and c = 0, or for integers >= 1, f(h) is an integer and c = 1.
    (c) The step hands over Sharpness(c) first.  Said: its `witnesses`, of three names for numbers >= 0.
    Handed over: v.  Side conditions: all of v are different names, and stand neither in P, nor in what says
    that there is such a v, nor in another hypothesis.  Conclusion: P; in (c) under the hypotheses of c too.
    """  # noqa: DOC201
    require(
        premises.using and same(claim, premises.first()), "hands over a name; the first premise is the claim"
    )
    (known, *names), own, kind = premises.using, (), _KINDS[0]
    said: tuple[Any, ...]
    if type(known) is Sharpness:
        said, own = known.witnesses(*names), known.hypotheses
    else:
        v, (_, known) = premises.handed("the name"), premises.first(2)
        names = [v]
        if isinstance(known, UniqueRoot):
            (f, x, (lo, hi)), (integer, least, _), kind = known.args, standard(v), v
            require(not integer, "{} takes all real values in its range", v)
            World.of(premises, 2).insist(*(() if least is None else (ge(lo, 0),)))
            said = (eq(replaced(f, x, v), 0), gt(v, lo), lt(lo, v), lt(v, hi), gt(hi, v))
        else:
            inner, index, low, high = ranged(known, ForAll)
            f, least = sides(inner, Ge)
            require(least == 0 or (least == 1 and whole(f)), "{} >= 0, or an integer {} >= 1", f, f)
            said, kind = (ForAll(eq(v[index], f), (index, low, high)),), _KINDS[int(least)]
    under, *facts = premises.theorems
    kept = frozenset(h for h in under.hypotheses if not any(same(h, s) for s in said))
    kept = kept.union(own, *(fact.hypotheses for fact in facts))
    used = [str(name) for name in names]
    used += {str(other) for term in (claim, known, *kept) for other in term.atoms(IndexedBase, Symbol)}
    for name in names:
        fits = type(name) is type(kind) and name.assumptions0 == kind.assumptions0
        require(fits and not getattr(name, "shape", None), "{} is a name for any number of its kind", name)
        require(used.count(str(name)) == 1, "{} is a name that stands in no other place", name)
    return kept


@rule("least of several")
def _least(claim: Any, premises: Premises) -> None:
    """Handed over: a, b, c, ....  Conclusion: a < min(b, c, ...) iff a < b and a < c and ...."""
    a, *others = premises.using
    each = And(*(lt(a, b) for b in others), evaluate=False)
    iff = is_equivalence(claim, lt(a, Min(*others)), each)
    require(iff, "concludes a < min(b, ...) iff a < b and ...")
