"""Rules for real numbers: identities, signs, linear combinations, powers, convexity.

Sources: G. Hardy, J. Littlewood, G. Pólya, Inequalities, 1934 (HLP), theorem numbers in the rules; W. Rudin,
Principles of Mathematical Analysis.  ``0^0 = 1`` throughout.
"""

from __future__ import annotations

from typing import Any

from sympy import Abs, And, E, Eq, Equivalent, Ge, Gt, Integer, Le, Lt, Max, Or, Piecewise, Sum, log

from theory import ForAll

from .terms import eq, ge, gt, is_equivalence, is_free_in, le, lt, ranged, replaced, same, sides
from .theorem import Premises, require, rule
from .world import NONNEGATIVE, NONPOSITIVE, POSITIVE, World

_REVERSED = {Lt: Gt, Gt: Lt, Le: Ge, Ge: Le, Eq: Eq}


def bound_or_equality(claim: Any, bound: Any, equality: Any, when: str) -> bool:
    """Whether the claim says when both sides of a bound are equal; it has to say that, or the bound."""
    left, right = sides(bound)
    if isinstance(claim, Equivalent):
        concludes = is_equivalence(claim, eq(left, right), equality)
        require(concludes, "concludes: equal iff {}", when)
        return True
    require(same(claim, bound), "concludes {} {} {}", left, bound.rel_op, right)
    return False


@rule("identity")
def _identity(claim: Any, premises: Premises) -> None:
    """Premises: facts.  Side conditions: both sides are defined; the oracle shows them equal, audited.

    Conclusion: a = b.
    """
    World.of(premises).identity(*sides(claim, Eq))


@rule("sign", "sign of a sum")
def _sign(claim: Any, premises: Premises) -> None:
    """Premises: facts.  Side conditions: both sides are defined; the signs of the parts of a - b decide.

    A sum that does not run backwards has the sign of its terms.  Conclusion: a R b.
    """
    World.of(premises).defined(*sides(claim))
    World.of(premises).insist(claim)


@rule("combination")
def _combination(claim: Any, premises: Premises) -> None:
    """Premises: relations a_k R_k b_k, then facts; a multiplier c_k for each of the former is handed over.

    Side conditions: c_k >= 0 unless R_k is =; for a strict claim some c_k > 0 with R_k strict;
    a - b = sum_k c_k (a_k - b_k).  Conclusion: a R b, with R among =, <=, <, >=, >.
    """
    multipliers, world = premises.using, World.of(premises)
    require(len(multipliers) <= len(premises.theorems), "hands over a multiplier for the first premises")
    left, right = sides(claim, *_REVERSED)
    total, strict = Integer(0), False
    for c, premise in zip(multipliers, premises.conclusions, strict=False):
        a, b = sides(premise, *_REVERSED)
        world.defined(c)
        total += c * (b - a if isinstance(premise, Le | Lt) else a - b)
        if isinstance(premise, Eq):
            continue
        require(not isinstance(claim, Eq), "an equation is combined of equations")
        world.insist(ge(c, 0))
        strict = strict or (isinstance(premise, Lt | Gt) and world.holds(gt(c, 0)))
    needs = isinstance(claim, Lt | Gt)
    require(strict or not needs, "a strict claim has a strict premise with a positive multiplier")
    world.identity(right - left if isinstance(claim, Le | Lt) else left - right, total)


@rule("monotone power")
def _monotone_power(claim: Any, premises: Premises) -> None:
    """Premises: a R b; facts.  Handed over: p.  Side conditions: a, b >= 0, and > 0 where p may be negative.

    Conclusion: a^p R b^p for p > 0, turned round for p < 0; for p >= 0 or p <= 0 with <=, >= or = only.
    From a^p R b^p the conclusion a R b likewise, for p > 0 or p < 0.  Source: Rudin, theorem 1.21 and 8.6.
    """
    p, premise = premises.handed("the exponent"), premises.first()
    world = World.of(premises, 1)
    world.defined(p)
    signs = world.sign(p)
    plain, raised = (claim, premise) if _powers(claim, premise, p, signs) else (premise, claim)
    require(_powers(plain, raised, p, signs), "one relation is the other with both sides raised to {}", p)
    facts, compare = world if raised is premise else World.of(premises), gt if -1 in signs else ge
    facts.insist(*(compare(side, 0) for side in sides(plain)))
    up = signs <= NONNEGATIVE
    require(up or signs <= NONPOSITIVE, "{} has one sign", p)
    expected = type(premise) if up else _REVERSED[type(premise)]
    require(type(claim) is expected, "{} is turned round exactly where {} < 0", premise, p)
    loose = raised is claim and isinstance(premise, Le | Ge | Eq)
    require(loose or 0 not in signs, "{} is not 0", p)


def _powers(plain: Any, raised: Any, p: Any, signs: Any) -> bool:
    def power(a: Any) -> Any:
        # SymPy leaves 0^p as it is while it does not know the sign of p.
        return a if a == 0 and signs == POSITIVE else a**p

    pairs = zip(sides(plain, *_REVERSED), sides(raised, *_REVERSED), strict=True)
    return all(same(power(a), b) for a, b in pairs)


@rule("monotone exponent")
def _monotone_exponent(claim: Any, premises: Premises) -> None:
    """Premises: p R q; facts.  Handed over: b.  Side conditions: b > 1 (b >= 1 for <=) or 0 < b < 1.

    Conclusion: b^p R b^q, turned round where b < 1.  Source: Rudin, exercise 1.6.
    """
    b, premise, world = premises.handed("the base"), premises.first(), World.of(premises)
    p, q = sides(premise, *_REVERSED)
    world.insist(gt(b, 0))
    above = POSITIVE if b == E else world.sign(b - 1)
    require(above <= NONNEGATIVE or above <= NONPOSITIVE, "{} is on one side of 1", b)
    require(0 not in above or isinstance(premise, Le | Ge), "{} is not 1 where the order is strict", b)
    order = type(premise) if above <= NONNEGATIVE else _REVERSED[type(premise)]
    require(same(claim, order(b**p, b**q, evaluate=False)), "compares the powers of the base")


@rule("Bernoulli")
def _bernoulli(claim: Any, premises: Premises) -> None:
    """Premises: facts.  The step hands over x and p.  Side conditions: x >= 0, p >= 1 (p > 1 for the second).

    Conclusion: x^p >= 1 + p (x - 1); or: x^p = 1 + p (x - 1) iff x = 1.  Source: HLP, theorem 42.
    """
    x, p = premises.handed("x and p", 2)
    bound = ge(x**p, 1 + p * (x - 1))
    strictly = bound_or_equality(claim, bound, eq(x, 1), "x = 1")
    World.of(premises).insist(ge(x, 0), gt(p, 1) if strictly else ge(p, 1))


@rule("weighted AM-GM")
def _am_gm(claim: Any, premises: Premises) -> None:
    """Premises: facts.  The step hands over x, y and t.  Side conditions: x, y >= 0, 0 <= t <= 1 (0 < t < 1).

    Conclusion: x^t y^(1-t) <= t x + (1-t) y; or, for 0 < t < 1: equal iff x = y.  Source: HLP, theorem 9.
    """
    x, y, t = premises.handed("x, y and t", 3)
    bound = le(x**t * y ** (1 - t), t * x + (1 - t) * y)
    compare = gt if bound_or_equality(claim, bound, eq(x, y), "x = y") else ge
    World.of(premises).insist(ge(x, 0), ge(y, 0), compare(t, 0), compare(1, t))


@rule("Jensen")
def _jensen(claim: Any, premises: Premises) -> None:
    """Premises: facts.  The step hands over the sum of f(h) from 1 to n, and p.

    Side conditions: f(h) >= 0 in the range, n >= 1, p does not depend on h, x^p is convex: p >= 1 (p > 1).
    Conclusion: sum f^p >= n^(1-p) (sum f)^p; or, for p > 1: equal iff f(h) = f(1) for all h.
    Source: J. Jensen 1906; HLP, theorems 16 (power means) and 86.
    """
    total, p = premises.handed("the sum and the exponent", 2)
    f, index, low, n = ranged(total, Sum)
    world = World.of(premises)
    require(low == 1, "the sum runs from 1")
    require(not is_free_in(index, p), "the exponent {} does not depend on {}", p, index)
    world.insist(ge(n, 1))
    world.within(index, low, n).insist(ge(f, 0))
    bound = ge(Sum(f**p, (index, low, n)), n ** (1 - p) * total**p)
    alike = ForAll(eq(f, replaced(f, index, Integer(1))), (index, 1, n))
    strictly = bound_or_equality(claim, bound, alike, "all terms are equal")
    # Convex, or strictly convex.
    world.insist(gt(p, 1) if strictly else ge(p, 1))


@rule("logarithm")
def _logarithm(claim: Any, premises: Premises) -> None:
    """Premises: facts.  The step hands over x.  Side condition: x > 0.

    Conclusion: log x <= x - 1; or: log x = x - 1 iff x = 1.  Source: HLP, theorem 142.
    """
    x = premises.handed("x")
    bound_or_equality(claim, le(log(x), x - 1), eq(x, 1), "x = 1")
    World.of(premises).insist(gt(x, 0))


@rule("zero product")
def _zero_product(claim: Any, premises: Premises) -> None:
    """Premises: facts.  Side conditions: a and b are defined.  Conclusion: a b = 0 iff a = 0 or b = 0.

    The step hands over a and b.  Source: Rudin, proposition 1.16.
    """
    a, b = premises.handed("both factors", 2)
    either = Or(eq(a, 0), eq(b, 0), evaluate=False)
    require(is_equivalence(claim, eq(a * b, 0), either), "concludes a b = 0 iff a = 0 or b = 0")


@rule("absolute value")
def _absolute_value(claim: Any, premises: Premises) -> None:
    """Premises: facts.  The step hands over a and b.  Conclusion: |a| < b iff -b < a and a < b."""
    a, b = premises.handed("a and b", 2)
    inside = And(gt(a, -b), lt(a, b), evaluate=False)
    within = is_equivalence(claim, lt(Abs(a), b), inside)
    require(within, "concludes |a| < b iff -b < a < b")


@rule("dominated argument of a maximum")
def _maximum(claim: Any, premises: Premises) -> None:
    """Premises: c <= sum_k t_k a_k; facts.  The step hands over c and the pairs (t_k, a_k).

    Side conditions: t_k >= 0, sum_k t_k = 1, each a_k among the other arguments.
    Conclusion: max(c, a, ...) = max(a, ...).
    """
    require(premises.using, "hands over c and the weights")
    c, *pairs = premises.using
    full, rest = sides(claim, Eq)
    arguments, kept = (side.args if isinstance(side, Max) else (side,) for side in (full, rest))
    require(set(arguments) == {c, *kept} and c not in kept, "one maximum is the other without c")
    require(all(a in kept for _, a in pairs), "compares c with the other arguments")
    world = World.of(premises)
    world.insist(*(ge(t, 0) for t, _ in pairs))
    world.identity(sum((t for t, _ in pairs), Integer(0)), Integer(1))
    mean = sum((t * a for t, a in pairs), Integer(0))
    require(same(premises.first(), le(c, mean)), "the first premise is c <= the mean")


@rule("piecewise")
def _piecewise(claim: Any, premises: Premises) -> None:
    """Premises: what decides the conditions.  Conclusion: a Piecewise is its first case that holds."""
    left, right = sides(claim, Eq)
    world, said = World.of(premises), premises.conclusions
    for value, condition in left.args if isinstance(left, Piecewise) else ():
        if condition == True or any(same(p, condition) for p in said):  # noqa: E712
            require(same(value, right), "{} is the value of that case", right)
            return
        excluded = any(same(p, ~condition) for p in said) or world.holds(~condition)
        require(excluded, "it is known whether {}", condition)
    require(False, "is about a Piecewise of which some case holds")
