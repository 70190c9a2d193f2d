"""Rules of natural deduction.  Source: D. Prawitz, Natural Deduction, 1965; G. Gentzen 1935.

Each rule's docstring says: premises; side conditions; conclusion.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sympy import Eq, Equivalent, Ge, Implies, Integer, Not, Or, Rel

from theory import ForAll

from .terms import conjuncts, ge, is_free_in, ranged, replaced, same, sides, standard, whole
from .theorem import Premises, Theorem, hypotheses_of, require, rule
from .world import NONNEGATIVE, POSITIVE, SAYS, World


def without(theorem: Theorem, discharged: Any) -> frozenset[Any]:
    """The hypotheses of a theorem but one, or but the parts of a conjunction."""
    gone = (discharged, *conjuncts(discharged))
    return frozenset(h for h in theorem.hypotheses if not any(same(h, g) for g in gone))


def arbitrary(variable: Any, hypotheses: Iterable[Any], *range_: Any) -> frozenset[Any]:
    """The hypotheses without the range of a variable; no other may speak of it."""
    left = frozenset(h for h in hypotheses if not any(same(h, r) for r in range_))
    stuck = [h for h in left if is_free_in(variable, h)]
    require(not stuck, "{} is arbitrary; the hypothesis {} speaks of it", variable, stuck[0] if stuck else "")
    return left


def _has(propositions: Iterable[Any], wanted: Any) -> bool:
    return any(same(part, wanted) for p in propositions for part in (p, *conjuncts(p)))


def _ways(proposition: Any) -> list[Any]:
    """The pairs (P, Q) for which an implication or an equivalence says that P implies Q."""
    known = isinstance(proposition, Implies | Equivalent) and len(proposition.args) == 2
    require(known, "{} is an implication or an equivalence of two parts", proposition)
    both = [proposition.args, proposition.args[::-1]]
    return both if isinstance(proposition, Equivalent) else both[:1]


@rule("assume", inherits=True)
def _assume(claim: Any, premises: Premises) -> frozenset[Any]:
    """Premises: none.  Conclusion: any P, under the hypothesis P."""
    require(not premises.theorems, "uses no earlier step")
    return frozenset({claim})


@rule("conjunction", "part", inherits=True)
def _conjunction(claim: Any, premises: Premises) -> None:
    """Premises: P1 and ... and Pn, together or one by one.  Conclusion: some of them, together."""
    for part in conjuncts(claim):
        require(_has(premises.conclusions, part), "every conjunct is a premise; {} is not", part)


@rule("disjunction")
def _disjunction(claim: Any, premises: Premises) -> None:
    """Premises: P; facts.  Side condition: every part is defined.  Conclusion: P or Q."""
    cases = claim.args if isinstance(claim, Or) else ()
    require(any(same(p, premises.first()) for p in cases), "the first premise is one of the cases")


@rule("implication", "equivalence")
def _implication(claim: Any, premises: Premises) -> frozenset[Any]:
    """Premises: Q, perhaps under P; for the second also P, perhaps under Q; facts.  P and Q are defined.

    Conclusion: P implies Q; or P iff Q.
    """  # noqa: DOC201
    ways = _ways(claim)
    kept = hypotheses_of(premises.theorems[len(ways) :])
    for p, q in ways:
        shown = [t for t in premises.theorems[: len(ways)] if same(t.conclusion, q)]
        require(shown, "the first premises are what is implied; {} is not among them", q)
        kept |= without(shown[0], p)
    return kept


@rule("modus ponens", inherits=True)
def _modus_ponens(claim: Any, premises: Premises) -> None:
    """Premises: P implies Q, or P iff Q; and P.  Conclusion: Q."""
    ways, others = _ways(premises.first()), premises.conclusions[1:]
    shown = any(same(q, claim) and all(_has(others, part) for part in conjuncts(p)) for p, q in ways)
    require(shown, "the other premises are what implies the claim")


@rule("cases", inherits=True)
def _cases(claim: Any, premises: Premises) -> frozenset[Any]:
    """Premises: P1 or ... or Pn; then the claim, under each of P1, ..., Pn.  Conclusion: the claim."""
    require(isinstance(premises.first(), Or), "the first premise names the cases")
    named, *rest = premises.theorems
    found, cases = set(named.hypotheses), named.conclusion.args
    require(all(same(theorem.conclusion, claim) for theorem in rest), "every case ends in the claim")
    for case in cases:
        others = [part for c in cases if not same(c, case) for part in (c, *conjuncts(c))]
        dealt = [t for t in rest if not any(_has(others, h) for h in without(t, case))]
        require(dealt, "the case {} is dealt with", case)
        found |= min((without(t, case) for t in dealt), key=lambda left: len(left - named.hypotheses))
    return frozenset(found)


def _order(case: Any) -> tuple[Any, Any, frozenset[int]]:
    """The numbers that a case orders and the signs of their difference; of integers a >= b + 1 says a > b."""
    a, b = sides(case)
    beyond = isinstance(case, Ge) and whole(a) and whole(b)
    return (a, b - 1, POSITIVE) if beyond else (a, b, SAYS[type(case)])


@rule("excluded middle", "integer cases")
def _excluded_middle(claim: Any, premises: Premises) -> None:
    """Premises: facts.  Side conditions: every part is defined; the cases leave out no order of a and b.

    Conclusion: P or not P; or a < b or a = b or a > b, or those of the three that the facts do not exclude;
    with integers a and b, a >= b + 1 is another way to say a > b.
    """
    cases: tuple[Any, ...] = claim.args if isinstance(claim, Or) else ()
    if len(cases) == 2 and same(Not(cases[0]), cases[1]):
        return
    orders = [_order(case) for case in cases]
    pairs, named = {order[:2] for order in orders}, frozenset().union(*(signs for *_, signs in orders))
    require(len(pairs) == 1, "one case is the negation of the other, or they order two numbers")
    ((a, b),) = pairs
    require(World.of(premises).sign(a - b) <= named, "names every order that {} and {} can have", a, b)


@rule("contradiction")
def _contradiction(claim: Any, premises: Premises) -> frozenset[Any]:
    """Premises: what excludes each other, perhaps under not P.  P is defined.  Conclusion: P."""
    said = premises.conclusions
    clash = any(_has(said, Not(part)) for p in said for part in conjuncts(p))
    for k, one in enumerate(said if not clash else ()):
        others = World([*said[:k], *said[k + 1 :]], premises.oracles)
        if isinstance(one, Rel):
            clash = clash or not others.sign(one.lhs - one.rhs) & SAYS[type(one)]
    require(clash, "the premises exclude each other")
    return frozenset().union(*(without(theorem, Not(claim)) for theorem in premises.theorems))


@rule("for all", inherits=True)
def _for_all(claim: Any, premises: Premises) -> frozenset[Any]:
    """Premises: P(h), perhaps under low <= h <= high; h in no other hypothesis.  Conclusion: P for all h."""
    body, index, low, high = ranged(claim, ForAll)
    require(same(body, premises.first()), "the premise is the condition, for one index")
    return arbitrary(index, hypotheses_of(premises.theorems), ge(index, low), ge(high, index))


@rule("instance", inherits=True)
def _instance(claim: Any, premises: Premises) -> None:
    """Premises: P(h) for all h from low to high; facts.  Side condition: low <= k <= high, an integer.

    Conclusion: P(k), where the step hands over k.
    """
    body, index, low, high = ranged(premises.first(), ForAll)
    k = premises.handed("the value of the index")
    require(whole(k), "{} is an integer", k)
    World.of(premises, 1).insist(ge(k, low), ge(high, k))
    require(same(body if k == index else replaced(body, index, k), claim), "the claim is that instance")


@rule("rewrite")
def _rewrite(claim: Any, premises: Premises) -> None:
    """Premises: P, equations a = b; facts.  Side conditions: nothing is captured, the conclusion is defined.

    Conclusion: P with a for b or b for a, in some places.  Source: Leibniz's law.
    """
    old, new = premises.first(), claim
    for left, right in (p.args for p in premises.conclusions[1:] if isinstance(p, Eq)):
        old, new = replaced(old, left, right), replaced(new, left, right)
    require(same(old, new), "both propositions are the same once each a is replaced by b")


@rule("substitution")
def _substitution(claim: Any, premises: Premises) -> frozenset[Any]:
    """Premises: P(v); facts.  Side conditions: e is a value that v can take; no variable is captured.

    Handed over: v and e.  Conclusion: P(e) under the hypotheses of P(v) with e for v that the facts do not
    show.
    """  # noqa: DOC201
    v, e = premises.handed("the variable and its value", 2)
    world = World.of(premises, 1)
    world.defined(e)
    integer, least, open_ = standard(v)
    require(whole(e) or not integer, "{} is an integer", e)
    signs = POSITIVE if open_ or least == 1 else NONNEGATIVE
    require(least is None or world.sign(e) <= signs, "{} has a sign that {} can have", e, v)
    require(same(replaced(premises.first(), v, e), claim), "the claim is P(e)")
    first, *facts = premises.theorems
    put = (replaced(h, v, e) for h in first.hypotheses)
    kept = {h for h in put if not _has(world.facts, h)}
    return hypotheses_of(facts) | {h for h in kept if world.undefined(h) is not None or not world.holds(h)}


@rule("induction")
def _induction(claim: Any, premises: Premises) -> frozenset[Any]:
    """Premises: P(c); P(n + 1), perhaps under P(n) and n >= c.  Handed over: n and c.

    Side conditions: n is an integer, c a number that it can be; n in no other hypothesis; nothing is
    captured. Conclusion: P(n) under n >= c.  Source: Peano's fifth axiom.
    """  # noqa: DOC201
    base, step = premises.first(2)
    n, first = premises.handed("the variable and the first value", 2)
    integer, least, _ = standard(n)
    require(integer and isinstance(first, Integer), "{} is an integer variable, {} an integer", n, first)
    require(least is None or first >= least, "{} is a value that {} can have", first, n)
    require(same(base, replaced(claim, n, first)), "the first premise is the claim at {} = {}", n, first)
    require(same(step, replaced(claim, n, n + 1)), "the second premise is the claim at {} + 1", n)
    at_least = ge(n, first)
    rest = premises.theorems[0].hypotheses.union(*(without(t, claim) for t in premises.theorems[1:]))
    kept = arbitrary(n, rest, at_least)
    return kept if least is not None and first <= least else kept | {at_least}
