"""Rules for real numbers: identities, signs, linear combinations, powers; and inequalities known by name.

Such an inequality is a `law`: values handed over, a statement about them, side conditions.

Sources: G. Hardy, J. Littlewood, G. Pólya, Inequalities, 1934 (HLP), theorem numbers in the rules; W. Rudin,
Principles of Mathematical Analysis.  ``0^0 = 1`` throughout.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from sympy import Abs, And, Eq, Equivalent, Ge, Gt, Integer, Le, Lt, Max, Piecewise, Product, Sum, log

from theory import ForAll

from .terms import eq, ge, gt, is_free_in, le, lt, ranged, replaced, same, sides, whole
from .theorem import Premises, require, rule
from .world import NONNEGATIVE, NONPOSITIVE, POSITIVE, World

_REVERSED = {Lt: Gt, Gt: Lt, Le: Ge, Ge: Le, Eq: Eq}


@rule("identity")
def _identity(claim: Any, premises: Premises) -> None:
    """Premises: facts.  Side conditions: both sides are defined; the oracle shows them equal, audited.

    Conclusion: a = b.
    """
    World.of(premises).identity(*sides(claim, Eq))


@rule("sign", "sign of a sum")
def _sign(claim: Any, premises: Premises) -> None:
    """Premises: facts.  Side conditions: the claim is defined; the signs of the parts of a - b decide.

    A sum that does not run backwards has the sign of its terms.  Conclusion: a R b.
    """
    World.of(premises).insist(claim)


def _gap(relation: Any) -> Any:
    """What a relation says to be 0, or at least 0, or above 0."""
    left, right = sides(relation, *_REVERSED)
    return right - left if isinstance(relation, Le | Lt) else left - right


@rule("combination")
def _combination(claim: Any, premises: Premises) -> None:
    """Premises: relations a_k R_k b_k, then facts; a multiplier c_k for each of the former is handed over.

    Side conditions: c_k >= 0 unless R_k is =; for a strict claim some c_k > 0 with R_k strict;
    a - b = sum_k c_k (a_k - b_k).  Conclusion: a R b, with R among =, <=, <, >=, >.
    """
    multipliers, world = premises.using, World.of(premises)
    require(len(multipliers) <= len(premises.theorems), "hands over a multiplier for the first premises")
    gap, total, strict = _gap(claim), Integer(0), False
    for c, premise in zip(multipliers, premises.conclusions, strict=False):
        total += c * _gap(premise)
        if not isinstance(premise, Eq):
            require(not isinstance(claim, Eq), "an equation is combined of equations")
            world.insist(ge(c, 0))
            strict = strict or (isinstance(premise, Lt | Gt) and world.holds(gt(c, 0)))
    require(strict or not isinstance(claim, Lt | Gt), "has a strict premise with a positive multiplier")
    world.identity(gap, total)


def _applied(function: Callable[[Any], Any], relation: Any, rise: frozenset[int]) -> Any:
    """A relation between the values of a function that rises or falls, as the signs in `rise` say."""
    kind = type(relation) if rise <= NONNEGATIVE else _REVERSED[type(relation)]
    return kind(*map(function, sides(relation, *_REVERSED)), evaluate=False)


@rule("monotone power")
def _monotone_power(claim: Any, premises: Premises) -> None:
    """Premises: a R b; facts.  Handed over: p.  Side conditions: a, b >= 0, and > 0 where p may be negative.

    Conclusion: a^p R b^p for p > 0, turned round for p < 0; for p >= 0 or p <= 0 with <=, >= or = only.
    From a^p R b^p the conclusion a R b likewise, for p > 0 or p < 0.  Source: Rudin, theorem 1.21 and 8.6.
    """
    p, premise, world = premises.handed("the exponent"), premises.first(), World.of(premises, 1)
    signs = world.sign(p)
    require(signs <= NONNEGATIVE or signs <= NONPOSITIVE, "{} has one sign", p)

    def power(side: Any) -> Any:
        # SymPy leaves 0^p as it is while it does not know the sign of p.
        return side if side == 0 and signs == POSITIVE else side**p

    up = same(_applied(power, premise, signs), claim)
    down = same(_applied(power, claim, signs), premise)
    require(up or down, "one relation is the other with both sides raised to {}, turned round if < 0", p)
    plain, facts = (premise, World.of(premises)) if up else (claim, world)
    facts.insist(*((gt if -1 in signs else ge)(side, 0) for side in sides(plain)))
    require(0 not in signs or (up and isinstance(premise, Le | Ge | Eq)), "{} is not 0", p)


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


#: What a law says of its values: propositions, each with its side conditions.
Ways = dict[Any, list[Any]]


def law(name: str, values: str, count: int = 1) -> Callable[[Callable[..., Ways]], Any]:
    """Register a rule: a schema, given the facts and `count` values, says what can be concluded of them."""
    return lambda schema: rule(name)(wraps(schema)(partial(_conclude, schema, values, count)))


def _conclude(schema: Callable[..., Ways], values: str, count: int, claim: Any, premises: Premises) -> None:
    require(len(premises.using) == count, "hands over {}", values)
    world = World.of(premises)
    ways = schema(world, *premises.using)
    found = [conditions for said, conditions in ways.items() if same(claim, said)]
    require(found, "concludes {}", " or ".join(map(str, ways)))
    world.insist(*found[0])


def _bound(bound: Any, equality: Any, conditions: list[Any], strictly: list[Any]) -> Ways:
    """A bound, and when both its sides are equal, for which more has to hold."""
    return {bound: conditions, Equivalent(eq(*sides(bound)), equality): conditions + strictly}


@law("Bernoulli", "x and p", 2)
def _bernoulli(_: World, x: Any, p: Any) -> Ways:
    """Premises: facts.  The step hands over x and p.  Side conditions: x >= 0, p >= 1 (p > 1 for the second).

    Conclusion: x^p >= 1 + p (x - 1); or: x^p = 1 + p (x - 1) iff x = 1.  Source: HLP, theorem 42.
    """  # noqa: DOC201
    return _bound(ge(x**p, 1 + p * (x - 1)), eq(x, 1), [ge(x, 0), ge(p, 1)], [gt(p, 1)])


@law("weighted AM-GM", "x, y and t", 3)
def _weighted(_: World, x: Any, y: Any, t: Any) -> Ways:
    """Premises: facts.  The step hands over x, y and t.  Side conditions: x, y >= 0, 0 <= t <= 1 (0 < t < 1).

    Conclusion: x^t y^(1-t) <= t x + (1-t) y; or, for 0 < t < 1: equal iff x = y.  Source: HLP, theorem 9.
    """  # noqa: DOC201
    bound = le(x**t * y ** (1 - t), t * x + (1 - t) * y)
    return _bound(bound, eq(x, y), [ge(x, 0), ge(y, 0), ge(t, 0), ge(1, t)], [gt(t, 0), gt(1, t)])


@law("logarithm", "x")
def _logarithm(_: World, x: Any) -> Ways:
    """Premises: facts.  The step hands over x.  Side condition: x > 0.

    Conclusion: log x <= x - 1; or: log x = x - 1 iff x = 1.  Source: HLP, theorem 142.
    """  # noqa: DOC201
    return _bound(le(log(x), x - 1), eq(x, 1), [gt(x, 0)], [])


@law("absolute value", "a and b", 2)
def _absolute_value(_: World, a: Any, b: Any) -> Ways:
    """Premises: facts.  The step hands over a and b.  Conclusion: |a| < b iff -b < a and a < b."""
    return {Equivalent(lt(Abs(a), b), And(gt(a, -b), lt(a, b), evaluate=False)): []}


@law("maximum", "a and m", 2)
def _maximum(_: World, a: Any, m: Any) -> Ways:
    """Premises: facts.  The step hands over a and m.  Conclusion: a <= max(a, m), equal iff m <= a."""
    return _bound(le(a, Max(a, m)), le(m, a), [], [])


def inside(world: World, *limits: Any) -> World:
    """The world inside a range, from its index, low and high: with what the facts say for all of it."""
    said = [f.condition for f in world.facts if isinstance(f, ForAll) and tuple(f.args[1]) == limits]
    return World((*world.within(*limits).facts, *said), world.oracles)


def _terms(total: Any, world: World) -> tuple[Any, tuple[Any, ...], Any]:
    """Of a sum of f(h) >= 0, by a premise or its sign: f, the range, and its size."""
    f, *limits = ranged(total, Sum)
    count = limits[2] - limits[1] + 1
    world.insist(ge(count, 0))
    inside(world, *limits).insist(ge(f, 0))
    return f, tuple(limits), count


def _alike(f: Any, limits: tuple[Any, ...]) -> Any:
    """That f(h) is the same in the whole range."""
    return ForAll(eq(f, replaced(f, *limits[:2])), limits)


@law("Jensen", "the sum and the exponent", 2)
def _jensen(world: World, total: Any, p: Any) -> Ways:
    """Premises: f(h) >= 0 for all h, unless seen; facts.  Handed over: the sum of the n terms f(h), and p.

    Side conditions: f(h) >= 0 in the range, n >= 1, p does not depend on h, x^p is convex: p >= 1 (p > 1).
    Conclusion: sum f^p >= n^(1-p) (sum f)^p; or, for p > 1: equal iff f(h) = f(low) for all h.
    Source: J. Jensen 1906; HLP, theorems 16 (power means) and 86.
    """  # noqa: DOC201
    f, limits, n = _terms(total, world)
    require(not is_free_in(limits[0], p), "the exponent {} does not depend on {}", p, limits[0])
    bound = ge(Sum(f**p, limits), n ** (1 - p) * total**p)
    # Convex, or strictly convex.
    return _bound(bound, _alike(f, limits), [ge(n, 1), ge(p, 1)], [gt(p, 1)])


@law("AM-GM", "the sum")
def _am_gm(world: World, total: Any) -> Ways:
    """Premises: f(h) >= 0 for all h, unless seen; facts.  Handed over: the sum of the n terms f(h).

    Side conditions: f(h) >= 0 in the range, n >= 1.  Conclusion: (prod f)^(1/n) <= (sum f)/n; or: equal iff
    f(h) = f(low) for all h.  Source: HLP, theorem 9.
    """  # noqa: DOC201
    f, limits, n = _terms(total, world)
    return _bound(le(Product(f, limits) ** (1 / n), total / n), _alike(f, limits), [ge(n, 1)], [])


@law("a sum of nonnegative terms vanishes", "the sum")
def _vanishing_sum(world: World, total: Any) -> Ways:
    """Premises: f(h) >= 0 for all h from low to high, unless seen; facts.  Handed over: the sum of f(h).

    Side conditions: f(h) >= 0 in the range, low <= high + 1.  Conclusion: sum f >= 0; or: sum f = 0 iff
    f(h) = 0 for all h from low to high.
    """  # noqa: DOC201
    f, limits, _ = _terms(total, world)
    return _bound(ge(total, 0), ForAll(eq(f, 0), limits), [], [])


@law("a term is at most the sum", "the sum and an index", 2)
def _member(world: World, total: Any, k: Any) -> Ways:
    """Premises: f(h) >= 0 for all h from low to high, unless seen; facts.  Handed over: the sum, and k.

    Side conditions: f(h) >= 0 in the range, low <= k <= high, an integer.  Conclusion: f(k) <= sum f.
    """  # noqa: DOC201
    f, (index, low, high), _ = _terms(total, world)
    require(whole(k), "{} is an integer", k)
    return {le(f if k == index else replaced(f, index, k), total): [ge(k, low), ge(high, k)]}
