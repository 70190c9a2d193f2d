"""Rules for families of numbers: a name for one, the least of one, configurations with the same shares.

Each rule's docstring says: premises; side conditions; conclusion.
"""

from __future__ import annotations

from typing import Any

from sympy import And, Dummy, Eq, Ge, IndexedBase, Min, Symbol

from proofs_check.kernel.terms import eq, is_equivalence, lt, ranged, replaced, same, sides, whole
from proofs_check.kernel.theorem import Premises, require, rule
from theory import ForAll, Quantity
from theory.configuration import Modes, OneMode

#: What may be assumed of a family that is only a name: any numbers >= 0, or any integers >= 1.
_NONNEGATIVE = IndexedBase("x", nonnegative=True).assumptions0
_COUNTING = IndexedBase("x", integer=True, positive=True).assumptions0


def is_fresh(base: Any, *terms: Any) -> bool:
    """Whether a base is a name for any numbers of its kind, and stands in none of some terms.

    Args:
        base: the base: of non-negative numbers, or of integers of at least 1.
        terms: terms and propositions.

    Returns:
        True if so.
    """
    fit = isinstance(base, IndexedBase) and base.assumptions0 in (_NONNEGATIVE, _COUNTING) and not base.shape
    names = {str(other) for term in terms for other in term.atoms(IndexedBase, Symbol)}
    return bool(fit) and str(base) not in names


@rule("a named family", inherits=True)
def _named(claim: Any, premises: Premises) -> frozenset[Any]:
    """Premises: P, perhaps under t[h] = f(h) for all h from low to high; f(h) >= c for all those h; facts.

    Handed over: t.  Side conditions: t is a name for numbers >= 0 and c = 0, or for integers >= 1, f(h) is an
    integer and c = 1; it stands neither in P, nor in f and the range, nor in another hypothesis.
    Conclusion: P.  Source: J. Shoenfield, Mathematical Logic, section 4.6 (extensions by definitions).
    """  # noqa: DOC201
    t = premises.handed("the name of the family")
    found, known = premises.first(2)
    require(same(claim, found), "the first premise is the claim")
    inner, index, low, high = ranged(known, ForAll)
    f, least = sides(inner, Ge)
    named = ForAll(eq(t[index], f), (index, low, high))
    under, *facts = premises.theorems
    kept = frozenset(h for h in under.hypotheses if not same(h, named))
    kept = kept.union(*(fact.hypotheses for fact in facts))
    require(is_fresh(t, claim, known, *kept), "{} is a name that stands in no other place", t)
    counts = t.assumptions0 == _COUNTING
    require(least == int(counts), "the second premise is f(h) >= {}", int(counts))
    require(whole(f) or not counts, "{} is an integer", f)
    return kept


@rule("equal configurations", inherits=True)
def _equal_configurations(claim: Any, premises: Premises) -> frozenset[Any]:
    """Premises: equations a(h) = b(h) for all h from 1 to H.

    Side conditions: Q is a quantity; c and d are minima of as many modes over H pathways, and depths and
    shares in pathway h are the same once each a(h) is replaced by b(h).
    Conclusion, under the hypotheses of both: Q(c, ...) = Q(d, ...).
    What a quantity of a configuration is depends on its depths and shares, and on nothing else.
    """  # noqa: DOC201
    one, other = sides(claim, Eq)
    alike = isinstance(one, Quantity) and type(one) is type(other) and one.args[1:] == other.args[1:]
    require(alike, "is about one quantity")
    c, d = one.args[0], other.args[0]
    minima = all(isinstance(x, OneMode | Modes) and x.is_minimum for x in (c, d))
    require(minima and len(c.modes) == len(d.modes), "{} and {} are minima of as many modes", c, d)
    count = c.number_of_pathways
    require(count == d.number_of_pathways, "there are as many pathways")
    h = Dummy("h", integer=True, positive=True)
    equations = []
    for premise in premises.conclusions:
        inner, index, low, high = ranged(premise, ForAll)
        require(low == 1 and high == count, "the premises are about all pathways")
        equations.append(tuple(replaced(side, index, h) for side in sides(inner, Eq)))

    def at(x: Any) -> list[Any]:
        terms = [x.depth(h), *(mode.share_of(h) for mode in x.modes)]
        for left, right in equations:
            terms = [replaced(term, left, right) for term in terms]
        return terms

    agree = all(same(a, b) for a, b in zip(at(c), at(d), strict=True))
    require(agree, "depths and shares are the same, pathway by pathway")
    return premises.hypotheses | frozenset((*c.hypotheses, *d.hypotheses))


@rule("least of several")
def _least(claim: Any, premises: Premises) -> None:
    """Handed over: a, b, c, ....  Conclusion: a < min(b, c, ...) iff a < b and a < c and ...."""
    require(len(premises.using) > 2, "hands over a number and at least two others")
    a, *others = premises.using
    each = And(*(lt(a, b) for b in others), evaluate=False)
    require(is_equivalence(claim, lt(a, Min(*others)), each), "concludes a < min(b, ...) iff a < b and ...")
