"""Rules of natural deduction.  Source: D. Prawitz, Natural Deduction, 1965; G. Gentzen 1935.

Each rule's docstring says: premises; side conditions; conclusion.
"""

from __future__ import annotations

from typing import Any

from sympy import Eq, Equivalent, Ge, Gt, Implies, Le, Lt, Not, Or
from sympy.core.relational import Relational

from proofs_check.kernel.terms import (
    body_and_range,
    bound_symbols,
    conjuncts,
    is_free_in,
    replaced,
    same,
    sides,
)
from proofs_check.kernel.theorem import Premises, Theorem, require, rule
from proofs_check.kernel.world import NONNEGATIVE, SAYS, World
from theory import ForAll, Quantity

__all__: list[str] = []


def without(theorem: Theorem, discharged: Any) -> frozenset[Any]:
    """The hypotheses of a theorem but one, or but the parts of a conjunction."""
    gone = (discharged, *conjuncts(discharged))
    return frozenset(h for h in theorem.hypotheses if not any(same(h, g) for g in gone))


def _has(propositions: list[Any], wanted: Any) -> bool:
    return any(same(part, wanted) for p in propositions for part in (p, *conjuncts(p)))


@rule("assume")
def _assume(claim: Any, premises: Premises) -> frozenset[Any]:
    """Premises: none.  Conclusion: any P, under the hypothesis P."""
    premises.only(0)
    return frozenset({claim})


@rule("conjunction")
def _conjunction(claim: Any, premises: Premises) -> None:
    """Premises: P1, ..., Pn.  Conclusion: P1 and ... and Pn (or some of them)."""
    for part in conjuncts(claim):
        require(_has(premises.conclusions, part), f"every conjunct is a premise; {part} is not")


@rule("part")
def _part(claim: Any, premises: Premises) -> None:
    """Premises: P1 and ... and Pn.  Conclusion: some of them."""
    _conjunction(claim, premises)


@rule("disjunction")
def _disjunction(claim: Any, premises: Premises) -> None:
    """Premises: P; facts.  Conclusion: P or Q; Q any proposition whose parts are defined."""
    require(premises.theorems, "uses what holds")
    premise = premises.conclusions[0]
    require(
        isinstance(claim, Or) and any(same(p, premise) for p in claim.args), "the premise is one of the cases"
    )
    World.of(premises).defined(claim)


@rule("implication")
def _implication(claim: Any, premises: Premises) -> frozenset[Any]:
    """Premises: Q, perhaps under the hypothesis P.  Conclusion: P implies Q, without it."""
    (premise,) = premises.only(1)
    require(isinstance(claim, Implies), "concludes an implication")
    require(same(claim.args[1], premise), "the premise is what is implied")
    return without(premises.theorems[0], claim.args[0])


@rule("modus ponens")
def _modus_ponens(claim: Any, premises: Premises) -> None:
    """Premises: P implies Q, or P iff Q; and P.  Conclusion: Q."""
    first, *others = premises.conclusions or [None]
    require(isinstance(first, Implies | Equivalent), "the first premise is an implication or an equivalence")
    pairs = [first.args] if isinstance(first, Implies) else [first.args, first.args[::-1]]
    require(
        any(same(q, claim) and all(_has(others, part) for part in conjuncts(p)) for p, q in pairs),
        "the other premises are what implies the claim",
    )


@rule("equivalence")
def _equivalence(claim: Any, premises: Premises) -> frozenset[Any]:
    """Premises: Q, perhaps under P; and P, perhaps under Q.  Conclusion: P iff Q."""
    one, other = premises.only(2)
    require(isinstance(claim, Equivalent) and len(claim.args) == 2, "concludes that P iff Q")
    p, q = claim.args if same(claim.args[1], one) else claim.args[::-1]
    require(same(q, one) and same(p, other), "the premises are both sides")
    return without(premises.theorems[0], p) | without(premises.theorems[1], q)


@rule("cases")
def _cases(claim: Any, premises: Premises) -> frozenset[Any]:
    """Premises: P1 or ... or Pn; then the claim under each of P1, ..., Pn.  Conclusion: the claim."""
    require(
        premises.theorems and isinstance(premises.conclusions[0], Or), "the first premise names the cases"
    )
    cases = premises.conclusions[0].args
    found = set(premises.theorems[0].hypotheses)
    for theorem in premises.theorems[1:]:
        require(same(theorem.conclusion, claim), "every case ends in the claim")
    for case in cases:
        # The weakest theorem that covers the case: some theorem must do with the case as a hypothesis.
        rest = [without(t, case) for t in premises.theorems[1:]]
        leftover = [r for r in rest if not any(_is_case(h, cases, case) for h in r)]
        require(leftover, f"the case {case} is dealt with")
        found |= min(leftover, key=len)
    return frozenset(found)


def _is_case(hypothesis: Any, cases: Any, this: Any) -> bool:
    others = [part for case in cases if not same(case, this) for part in (case, *conjuncts(case))]
    return any(same(hypothesis, other) for other in others)


@rule("excluded middle")
def _excluded_middle(claim: Any, premises: Premises) -> None:
    """Premises: facts.  Side condition: P is defined.  Conclusion: P or not P; or a < b or a = b or a > b."""
    require(isinstance(claim, Or), "concludes a disjunction")
    World.of(premises).defined(claim)
    first, *others = claim.args
    if len(others) == 1:
        require(same(Not(first), others[0]), "one case is the negation of the other")
        return
    require(all(isinstance(case, Relational) for case in claim.args), "names the three orders of two numbers")
    pairs = {type(case): sides(case) for case in claim.args}
    a, b = pairs.get(Eq, (None, None))
    known = [pairs.get(Lt, (None, None)), pairs.get(Gt, (None, None))]
    ordered = all(pair in ((a, b), (b, a)) for pair in known) and (known[0] == known[1])
    require(len(pairs) == 3 and ordered, "names the three orders of two numbers")


@rule("integer cases")
def _integer_cases(claim: Any, premises: Premises) -> None:
    """Premises: facts.  Side conditions: n is an integer, n >= c.  Conclusion: n = c or n >= c + 1."""
    require(isinstance(claim, Or) and len(claim.args) == 2, "concludes n = c or n >= c + 1")
    by_type = {type(case): case for case in claim.args}
    require(set(by_type) == {Eq, Ge} or set(by_type) == {Eq, Gt}, "concludes n = c or n >= c + 1")
    n, c = sides(by_type[Eq])
    require(n.is_integer and c.is_integer, f"{n} and {c} are integers")
    beyond = Ge(n, c + 1) if Ge in by_type else Gt(n, c)
    require(same(by_type.get(Ge, by_type.get(Gt)), beyond), "concludes n = c or n >= c + 1")
    require(World.of(premises).sign(n - c) <= NONNEGATIVE, f"{n} >= {c}")


@rule("contradiction")
def _contradiction(claim: Any, premises: Premises) -> frozenset[Any]:
    """Premises: propositions that exclude each other, perhaps under not P.  Conclusion: P, if defined."""
    conclusions = premises.conclusions
    clash = any(_has(conclusions, Not(part)) for p in conclusions for part in conjuncts(p))
    for k, one in enumerate(conclusions):
        if type(one) in SAYS and not clash:
            others = World([c for j, c in enumerate(conclusions) if j != k], premises.oracles)
            clash = not (others.sign(one.lhs - one.rhs) & SAYS[type(one)])
    require(clash, "the premises exclude each other")
    World(premises.hypotheses, premises.oracles).defined(claim)
    return frozenset().union(*(without(theorem, Not(claim)) for theorem in premises.theorems))


@rule("for all")
def _for_all(claim: Any, premises: Premises) -> frozenset[Any]:
    """Premises: P(h), perhaps under low <= h <= high.  Side condition: h is in no other hypothesis.

    Conclusion: P(h) for all integers h from low to high.
    """
    require(isinstance(claim, ForAll), "concludes a ForAll")
    body, index, low, high = body_and_range(claim)
    (premise,) = premises.only(1)
    require(index.is_integer, f"{index} is an integer")
    require(same(body, premise), "the premise is the condition, for one index")
    require(_covers(index, low), f"{low} is within what the assumptions of {index} say")
    range_ = [Ge(index, low), Le(low, index), Le(index, high), Ge(high, index)]
    left = frozenset(h for h in premises.theorems[0].hypotheses if not any(same(h, r) for r in range_))
    stuck = [h for h in left if is_free_in(index, h)]
    require(not stuck, f"{index} is arbitrary; the hypothesis {stuck[0] if stuck else ''} speaks of it")
    return left


def _covers(index: Any, low: Any) -> bool:
    """Whether every integer from `low` on is among the values that the symbol's assumptions allow."""
    if index.is_positive:
        return bool(low.is_positive)
    if index.is_nonnegative:
        return bool(low.is_nonnegative)
    return not index.assumptions0.get("zero") and index.is_negative is None and index.is_even is None


@rule("instance")
def _instance(claim: Any, premises: Premises) -> None:
    """Premises: P(h) for all h from low to high; facts.  Side condition: low <= k <= high, an integer.

    Conclusion: P(k), where the step hands over k.
    """
    require(premises.theorems and len(premises.using) == 1, "hands over the value of the index")
    body, index, low, high = body_and_range(premises.conclusions[0])
    require(isinstance(premises.conclusions[0], ForAll), "the first premise is a ForAll")
    (k,) = premises.using
    world = World(premises.conclusions[1:], premises.oracles)
    require(k.is_integer, f"{k} is an integer")
    require(
        world.sign(k - low) <= NONNEGATIVE and world.sign(high - k) <= NONNEGATIVE, f"{low} <= {k} <= {high}"
    )
    require(same(replaced(body, index, k) if k != index else body, claim), "the claim is that instance")


@rule("rewrite")
def _rewrite(claim: Any, premises: Premises) -> None:
    """Premises: P, then equations a = b.  Side condition: no variable is captured.

    Conclusion: P with a for b or b for a, in some places.
    """
    require(len(premises.theorems) >= 2, "uses a proposition and equations")
    old, *equations = premises.conclusions
    new = claim
    for equation in equations:
        require(isinstance(equation, Eq), "every premise but the first is an equation")
        left, right = sides(equation)
        old, new = replaced(old, left, right), replaced(new, left, right)
    require(same(old, new), "both propositions are the same once each a is replaced by b")


@rule("substitution")
def _substitution(claim: Any, premises: Premises) -> frozenset[Any]:
    """Premises: P(v); facts.  Side conditions: e is a value that v can take; no variable is captured.

    Conclusion: P(e) under the hypotheses of P(v) with e for v, where the step hands over v and e.
    """
    require(premises.theorems and len(premises.using) == 2, "hands over the variable and its value")
    v, e = premises.using
    world = World(premises.conclusions[1:], premises.oracles)
    require(v.is_Symbol, f"{v} is a symbol")
    world.defined(e)
    require(e.is_real or e.is_integer, f"{e} is real")
    require(not v.is_integer or e.is_integer, f"{e} is an integer")
    allowed = World([], premises.oracles).sign(v)
    require(world.sign(e) <= allowed, f"{e} has a sign that {v} can have")
    known = {"real", "integer", "positive", "nonnegative", "nonzero"}
    extra = {k for k, given in v._assumptions_orig.items() if given and k not in known}
    require(not extra, f"nothing more is assumed of {v}")
    require(same(replaced(premises.conclusions[0], v, e), claim), "the claim is P(e)")
    kept = {replaced(h, v, e) for h in premises.theorems[0].hypotheses}
    facts = [part for c in premises.conclusions[1:] for part in (c, *conjuncts(c))]
    kept = {h for h in kept if h != True and not any(same(h, f) for f in facts)}  # noqa: E712
    return frozenset(kept).union(*(t.hypotheses for t in premises.theorems[1:]))


@rule("definition")
def _definition(claim: Any, premises: Premises) -> None:
    """Premises: none.  Conclusion: Q = its definition, for a quantity Q that is defined and not measured.

    Or premises: P.  Conclusion: P with AllEqual and OneNonzero written out or put together.
    """
    if premises.theorems:
        (premise,) = premises.only(1)
        require(same(premise, claim), "both say the same once predicates are written out")
        return
    quantity, value = sides(claim)
    defined = isinstance(claim, Eq) and isinstance(quantity, Quantity) and not quantity.measured
    require(defined and same(value, quantity.closed_form()), "is the definition of a defined quantity")


@rule("induction")
def _induction(claim: Any, premises: Premises) -> frozenset[Any]:
    """Premises: P(c); P(n + 1), perhaps under P(n) and n >= c.  Side conditions: n is an integer, c a number,
    n in no other hypothesis.

    Conclusion: P(n) under n >= c, where the step hands over n and c.  Source: Peano's fifth axiom.
    """
    base, step = premises.only(2)
    require(len(premises.using) == 2, "hands over the variable and the first value")
    n, first = premises.using
    require(
        n.is_Symbol and n.is_integer and first.is_Integer, f"{n} is an integer variable, {first} an integer"
    )
    require(n not in bound_symbols(claim), "captures no variable")
    require(same(base, replaced(claim, n, first)), f"the first premise is the claim at {n} = {first}")
    require(same(step, replaced(claim, n, n + 1)), f"the second premise is the claim at {n} + 1")
    rest = [h for h in without(premises.theorems[1], claim) if not same(h, Ge(n, first))]
    stuck = [h for h in (*rest, *premises.theorems[0].hypotheses) if is_free_in(n, h)]
    require(not stuck, f"{n} is arbitrary; the hypothesis {stuck[0] if stuck else ''} speaks of it")
    at_least = Ge(n, first)
    kept = frozenset(rest) | premises.theorems[0].hypotheses
    return kept if at_least == True else kept | {at_least}  # noqa: E712
