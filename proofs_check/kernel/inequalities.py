"""Rules for real numbers: identities, signs, linear combinations, powers, convexity.

Sources: G. Hardy, J. Littlewood, G. Pólya, Inequalities, 1934 (HLP), theorem numbers in the rules; W. Rudin,
Principles of Mathematical Analysis.  ``0^0 = 1`` throughout.
"""

from __future__ import annotations

from typing import Any

from sympy import (
    Abs,
    And,
    Eq,
    Equivalent,
    Ge,
    Gt,
    Integer,
    Le,
    Limit,
    Lt,
    Max,
    Ne,
    Or,
    Piecewise,
    Sum,
    log,
    oo,
)

from proofs_check.kernel.sums import summed, within
from proofs_check.kernel.terms import is_free_in, replaced, same, sides
from proofs_check.kernel.theorem import Premises, require, rule
from proofs_check.kernel.world import NONNEGATIVE, POSITIVE, SAYS, World
from theory import ForAll

__all__: list[str] = []


@rule("identity")
def _identity(claim: Any, premises: Premises) -> None:
    """Premises: facts.  Side conditions: both sides are defined; the oracle shows them equal, audited.

    Conclusion: a = b.
    """
    require(isinstance(claim, Eq), "concludes an equation")
    World.of(premises).identity(*sides(claim))


@rule("sign")
def _sign(claim: Any, premises: Premises) -> None:
    """Premises: facts.  Side conditions: both sides are defined; the signs of the parts of a - b decide.

    Conclusion: a R b.
    """
    world = World.of(premises)
    left, right = sides(claim)
    world.defined(left, right)
    wanted = {**SAYS, Ne: frozenset({-1, 1})}[type(claim)]
    require(world.sign(left - right) <= wanted, f"{left - right} has that sign")


@rule("combination")
def _combination(claim: Any, premises: Premises) -> None:
    """Premises: relations a_k R_k b_k, then facts; the step hands over a multiplier c_k for each of the former.

    Side conditions: c_k >= 0 unless R_k is =; for a strict claim some c_k > 0 with R_k strict;
    a - b = sum_k c_k (a_k - b_k).  Conclusion: a R b, with R among =, <=, <, >=, >.
    """
    multipliers = premises.using
    require(len(multipliers) <= len(premises.theorems), "hands over a multiplier for the first premises")
    world = World.of(premises)
    left, right = sides(claim)
    total, strict = Integer(0), False
    for c, premise in zip(multipliers, premises.conclusions, strict=False):
        a, b = sides(premise)
        world.defined(c)
        total += c * (b - a if isinstance(premise, Le | Lt) else a - b)
        if isinstance(premise, Eq):
            continue
        require(
            type(premise) in {Le, Lt, Ge, Gt} and not isinstance(claim, Eq), "combines relations of its kind"
        )
        signs = world.sign(c)
        require(signs <= NONNEGATIVE, f"the multiplier {c} is not negative")
        strict = strict or (isinstance(premise, Lt | Gt) and signs == POSITIVE)
    require(type(claim) in SAYS, "concludes =, <=, <, >= or >")
    require(
        strict or not isinstance(claim, Lt | Gt),
        "a strict claim has a strict premise with a positive multiplier",
    )
    world.identity(right - left if isinstance(claim, Le | Lt) else left - right, total)


@rule("monotone power")
def _monotone_power(claim: Any, premises: Premises) -> None:
    """Premises: a R b; facts.  The step hands over p.  Side conditions: a, b >= 0, and > 0 where p may be negative.

    Conclusion: a^p R b^p for p > 0, turned round for p < 0; for p >= 0 or p <= 0 with <= or >= only.
    From a^p R b^p the conclusion a R b likewise, for p > 0 or p < 0.  Source: Rudin, theorem 1.21 and 8.6.
    """
    require(premises.theorems and len(premises.using) == 1, "hands over the exponent")
    (p,) = premises.using
    premise = premises.conclusions[0]
    world = World(premises.conclusions[1:], premises.oracles)
    both = World.of(premises)
    plain, raised = (claim, premise) if _powers(claim, premise, p) else (premise, claim)
    require(_powers(plain, raised, p), f"one relation is the other with both sides raised to {p}")
    signs = world.sign(p)
    bases = (both if plain is premise else world), (POSITIVE if -1 in signs else NONNEGATIVE)
    require(
        all(bases[0].sign(side) <= bases[1] for side in sides(plain)), f"both sides of {plain} are admissible"
    )
    up = signs <= NONNEGATIVE
    require(up or signs <= frozenset({-1, 0}), f"{p} has one sign")
    order = type(premise)
    expected = order if up else {Lt: Gt, Gt: Lt, Le: Ge, Ge: Le, Eq: Eq}[order]
    require(type(claim) is expected, f"{premise} is turned round exactly where {p} < 0")
    loose = raised is claim and order in {Le, Ge, Eq}
    require(loose or 0 not in signs, f"{p} is not 0")


def _powers(plain: Any, raised: Any, p: Any) -> bool:
    return all(same(a**p, b) for a, b in zip(sides(plain), sides(raised), strict=True))


@rule("monotone exponent")
def _monotone_exponent(claim: Any, premises: Premises) -> None:
    """Premises: p R q; facts.  The step hands over b.  Side conditions: b > 1 (b >= 1 for <=), or 0 < b < 1.

    Conclusion: b^p R b^q, turned round where b < 1.  Source: Rudin, exercise 1.6.
    """
    require(premises.theorems and len(premises.using) == 1, "hands over the base")
    (b,) = premises.using
    premise, world = premises.conclusions[0], World.of(premises)
    p, q = sides(premise)
    world.defined(p, q)
    require(world.sign(b) == POSITIVE, f"{b} > 0")
    above = world.sign(b - 1)
    require(above <= NONNEGATIVE or above <= frozenset({-1, 0}), f"{b} is on one side of 1")
    require(0 not in above or isinstance(premise, Le | Ge), f"{b} is not 1 where the order is strict")
    order = type(premise) if above <= NONNEGATIVE else {Lt: Gt, Gt: Lt, Le: Ge, Ge: Le}[type(premise)]
    require(same(claim, order(b**p, b**q, evaluate=False)), "compares the powers of the base")


@rule("Bernoulli")
def _bernoulli(claim: Any, premises: Premises) -> None:
    """Premises: facts.  The step hands over x and p.  Side conditions: x >= 0, p >= 1 (p > 1 for the second).

    Conclusion: x^p >= 1 + p (x - 1); or: x^p = 1 + p (x - 1) iff x = 1.  Source: HLP, theorem 42.
    """
    require(len(premises.using) == 2, "hands over x and p")
    x, p = premises.using
    world = World.of(premises)
    world.defined(x, p)
    require(world.sign(x) <= NONNEGATIVE, f"{x} >= 0")
    line = 1 + p * (x - 1)
    if isinstance(claim, Equivalent):
        require(world.sign(p - 1) == POSITIVE, f"{p} > 1")
        require(same(claim, Equivalent(Eq(x**p, line), Eq(x, 1))), "concludes: equal iff x = 1")
        return
    require(world.sign(p - 1) <= NONNEGATIVE, f"{p} >= 1")
    require(same(claim, Ge(x**p, line, evaluate=False)), "concludes x^p >= 1 + p (x - 1)")


@rule("weighted AM-GM")
def _am_gm(claim: Any, premises: Premises) -> None:
    """Premises: facts.  The step hands over x, y and t.  Side conditions: x, y >= 0, 0 <= t <= 1 (0 < t < 1).

    Conclusion: x^t y^(1-t) <= t x + (1-t) y; or, for 0 < t < 1: equal iff x = y.  Source: HLP, theorem 9.
    """
    require(len(premises.using) == 3, "hands over x, y and t")
    x, y, t = premises.using
    world = World.of(premises)
    world.defined(x, y, t)
    require(all(world.sign(z) <= NONNEGATIVE for z in (x, y)), f"{x} >= 0 and {y} >= 0")
    product, mean = x**t * y ** (1 - t), t * x + (1 - t) * y
    strict = isinstance(claim, Equivalent)
    allowed = POSITIVE if strict else NONNEGATIVE
    require(world.sign(t) <= allowed and world.sign(1 - t) <= allowed, f"{t} is between 0 and 1")
    if strict:
        require(same(claim, Equivalent(Eq(product, mean), Eq(x, y))), "concludes: equal iff x = y")
    else:
        require(same(claim, Le(product, mean, evaluate=False)), "concludes x^t y^(1-t) <= t x + (1-t) y")


@rule("Jensen")
def _jensen(claim: Any, premises: Premises) -> None:
    """Premises: facts.  The step hands over the sum of f(h) from 1 to n, and p.

    Side conditions: f(h) >= 0 in the range, n >= 1, p does not depend on h, x^p is convex: p >= 1 (p > 1).
    Conclusion: sum f^p >= n^(1-p) (sum f)^p; or, for p > 1: equal iff f(h) = f(1) for all h.
    Source: J. Jensen 1906; HLP, theorems 16 and 86.
    """
    require(len(premises.using) == 2, "hands over the sum and the exponent")
    total, p = premises.using
    f, index, low, n = summed(total)
    world = World.of(premises)
    require(low == 1 and world.sign(n - 1) <= NONNEGATIVE, f"the sum runs from 1 to {n} >= 1")
    require(not is_free_in(index, p), f"the exponent {p} does not depend on {index}")
    require(not is_free_in(index, n), f"the number of terms {n} does not depend on {index}")
    inside = within(world, index, low, n)
    inside.defined(f)
    world.defined(p)
    require(inside.sign(f) <= NONNEGATIVE, f"{f} >= 0 for every {index}")
    powers, bound = Sum(f**p, (index, low, n)), n ** (1 - p) * total**p
    if isinstance(claim, Equivalent):
        require(world.sign(p - 1) == POSITIVE, f"x^p is strictly convex: {p} > 1")
        alike = ForAll(Eq(f, replaced(f, index, Integer(1))), (index, 1, n))
        require(same(claim, Equivalent(Eq(powers, bound), alike)), "concludes: equal iff all f(h) are equal")
        return
    require(world.sign(p - 1) <= NONNEGATIVE, f"x^p is convex: {p} >= 1")
    require(same(claim, Ge(powers, bound, evaluate=False)), "concludes sum f^p >= n^(1-p) (sum f)^p")


@rule("logarithm")
def _logarithm(claim: Any, premises: Premises) -> None:
    """Premises: facts.  The step hands over x.  Side condition: x > 0.

    Conclusion: log x <= x - 1; or: log x = x - 1 iff x = 1.  Source: HLP, theorem 142.
    """
    require(len(premises.using) == 1, "hands over x")
    (x,) = premises.using
    require(World.of(premises).sign(x) == POSITIVE, f"{x} > 0")
    forms = (Le(log(x), x - 1, evaluate=False), Equivalent(Eq(log(x), x - 1), Eq(x, 1)))
    require(any(same(claim, form) for form in forms), "concludes log x <= x - 1, or where it is an equality")


@rule("zero product")
def _zero_product(claim: Any, premises: Premises) -> None:
    """Premises: facts.  Side conditions: a and b are defined.  Conclusion: a b = 0 iff a = 0 or b = 0.

    The step hands over a and b.  Source: Rudin, proposition 1.16.
    """
    require(len(premises.using) == 2, "hands over both factors")
    a, b = premises.using
    World.of(premises).defined(a, b)
    product, either = Eq(a * b, 0, evaluate=False), Or(Eq(a, 0), Eq(b, 0))
    require(same(claim, Equivalent(product, either)), "concludes a b = 0 iff a = 0 or b = 0")


@rule("absolute value")
def _absolute_value(claim: Any, premises: Premises) -> None:
    """Premises: facts.  The step hands over a and b.  Conclusion: |a| < b iff -b < a and a < b."""
    require(len(premises.using) == 2, "hands over a and b")
    a, b = premises.using
    World.of(premises).defined(a, b)
    inside = And(Gt(a, -b, evaluate=False), Lt(a, b, evaluate=False))
    require(
        same(claim, Equivalent(Lt(Abs(a), b, evaluate=False), inside)), "concludes |a| < b iff -b < a < b"
    )


@rule("dominated argument of a maximum")
def _maximum(claim: Any, premises: Premises) -> None:
    """Premises: c <= sum_k t_k a_k; facts.  The step hands over c and the pairs (t_k, a_k).

    Side conditions: t_k >= 0, sum_k t_k = 1, each a_k among the other arguments.
    Conclusion: max(c, a, ...) = max(a, ...).
    """
    require(premises.theorems and premises.using, "hands over c and the weights")
    c, *pairs = premises.using
    require(isinstance(claim, Eq), "concludes an equation")
    world = World.of(premises)
    full, rest = claim.lhs, claim.rhs
    arguments = full.args if isinstance(full, Max) else (full,)
    kept = rest.args if isinstance(rest, Max) else (rest,)
    require(set(arguments) == {c, *kept} and c not in kept, "one maximum is the other without c")
    require(all(a in kept for _, a in pairs), "compares c with the other arguments")
    require(all(world.sign(t) <= NONNEGATIVE for t, _ in pairs), "the weights are not negative")
    world.identity(sum((t for t, _ in pairs), Integer(0)), Integer(1))
    mean = sum((t * a for t, a in pairs), Integer(0))
    require(same(premises.conclusions[0], Le(c, mean, evaluate=False)), "the first premise is c <= the mean")


@rule("piecewise")
def _piecewise(claim: Any, premises: Premises) -> None:
    """Premises: what decides the conditions.  Conclusion: Piecewise(...) = the value of the first case that holds."""
    left, right = sides(claim)
    require(isinstance(claim, Eq) and isinstance(left, Piecewise), "concludes the value of a Piecewise")
    for value, condition in left.args:
        if condition == True or any(same(p, condition) for p in premises.conclusions):  # noqa: E712
            require(same(value, right), f"{right} is the value of that case")
            return
        world = World.of(premises)
        excluded = any(same(p, ~condition) for p in premises.conclusions)
        decided = type(condition) in SAYS and not (
            world.sign(condition.lhs - condition.rhs) & SAYS[type(condition)]
        )
        require(excluded or decided, f"it is known whether {condition}")
    require(False, "some case holds")


@rule("limit at infinity")
def _limit(claim: Any, premises: Premises) -> None:
    """Premises: facts.  Side conditions: f(1/t) is built from constants and t by + * ^ with positive bases and
    no t in a denominator: so it is continuous at t = 0.

    Conclusion: lim_{n -> oo} f(n) = f(1/t) at t = 0.  Source: Rudin, theorems 4.4 and 4.9.
    """
    limit, value = sides(claim)
    require(
        isinstance(claim, Eq) and isinstance(limit, Limit) and limit.args[2] == oo, "concludes a limit at oo"
    )
    f, n = limit.args[0], limit.args[1]
    require(not is_free_in(n, value), f"the value does not depend on {n}")
    from sympy import Dummy, expand

    t = Dummy("t", nonnegative=True)
    near = expand(f.xreplace({n: 1 / t}), power_base=True)
    world = World.of(premises)
    world.defined(near)
    world.identity(near.xreplace({t: Integer(0)}), value)
