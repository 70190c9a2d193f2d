"""Rules for finite sums over an index from `low` to `high`.

Source: R. Graham, D. Knuth, O. Patashnik, Concrete Mathematics, chapter 2.
"""

from __future__ import annotations

from typing import Any

from sympy import Add, Eq, Equivalent, Ge, Gt, Integer, Le, Lt, Mul, Sum, expand_mul

from proofs_check.kernel.terms import body_and_range, is_free_in, replaced, same, sides
from proofs_check.kernel.theorem import Premises, require, rule
from proofs_check.kernel.world import NONNEGATIVE, POSITIVE, World
from theory import ForAll

__all__ = ["summed"]


def summed(term: Any) -> tuple[Any, Any, Any, Any]:
    """``(body, index, low, high)`` of a sum.

    Raises:
        Rejected: it is no sum over one index.
    """
    require(isinstance(term, Sum), f"{term} is a sum")
    body, index, low, high = body_and_range(term)
    require(index.is_integer, f"{index} is an integer")
    return body, index, low, high


def within(world: World, index: Any, low: Any, high: Any) -> World:
    """The world inside a sum: the index is in its range."""
    return world.with_facts(Ge(index, low), Le(index, high))


@rule("termwise")
def _termwise(claim: Any, premises: Premises) -> None:
    """Premises: f(h) R g(h) for all h from low to high; facts.  R is =, <= or <.

    Side condition: where R is <, low <= high.  Conclusion: sum f R sum g over that range.
    """
    require(
        premises.theorems and isinstance(premises.conclusions[0], ForAll), "the first premise is a ForAll"
    )
    inner, index, low, high = body_and_range(premises.conclusions[0])
    left, right = (Sum(side, (index, low, high)) for side in sides(inner))
    require(type(inner) in {Eq, Le, Lt, Ge, Gt} and type(claim) is type(inner), "both are the same relation")
    if type(inner) in {Lt, Gt}:
        world = World(premises.conclusions[1:], premises.oracles)
        require(world.sign(high - low) <= NONNEGATIVE, f"the range is not empty: {low} <= {high}")
    require(same(claim.lhs, left) and same(claim.rhs, right), "the claim sums both sides")


@rule("linearity")
def _linearity(claim: Any, premises: Premises) -> None:
    """Premises: facts.  Side conditions: c does not depend on h; bodies are defined in the range, low <= high + 1.

    Conclusion: sum (c f + g + ...) = c sum f + sum g + ..., and sum of a constant c = (high - low + 1) c.
    """
    require(isinstance(claim, Eq), "concludes an equation")
    world = World.of(premises)
    world.identity(*(_split_up(side, world) for side in sides(claim)))


def _split_up(expr: Any, world: World) -> Any:
    """The same with every sum that stands by itself as a linear combination of simpler ones."""
    total = Integer(0)
    for term in Add.make_args(expand_mul(expr)):
        sums = [f for f in Mul.make_args(term) if isinstance(f, Sum)]
        if len(sums) != 1:
            total += term
            continue
        outside = term / sums[0]
        body, index, low, high = summed(sums[0])
        require(world.sign(high - low + 1) <= NONNEGATIVE, f"the range is not backwards: {low} <= {high} + 1")
        within(world, index, low, high).defined(body)
        for part in Add.make_args(expand_mul(body)):
            inside, constant = [], outside
            for factor in Mul.make_args(part):
                if is_free_in(index, factor):
                    inside.append(factor)
                else:
                    constant *= factor
            rest = Sum(Mul(*inside), (index, low, high)) if inside else high - low + 1
            total += constant * rest
    return total


@rule("sum of equal terms")
def _equal_terms(claim: Any, premises: Premises) -> None:
    """Premises: facts.  Side conditions: f(l) = c in the range, c does not depend on l, low <= high + 1.

    Conclusion: sum f = (high - low + 1) c, where the step hands over c.
    """
    require(isinstance(claim, Eq) and len(premises.using) == 1, "hands over the value of the terms")
    (c,) = premises.using
    body, index, low, high = summed(claim.lhs)
    world = World.of(premises)
    require(not is_free_in(index, c), f"{c} does not depend on {index}")
    require(world.sign(high - low + 1) <= NONNEGATIVE, f"the range is not backwards: {low} <= {high} + 1")
    within(world, index, low, high).identity(body, c)
    world.identity(claim.rhs, (high - low + 1) * c)


@rule("sum of powers of the index")
def _sum_of_index(claim: Any, premises: Premises) -> None:
    """Premises: facts.  Side condition: 1 <= n + 1.  Conclusion: sum of l from 1 to n = n (n + 1)/2 (Gauss)."""
    left, right = sides(claim)
    body, index, low, high = summed(left)
    require(isinstance(claim, Eq) and body == index and low == 1, "is the sum of the index from 1")
    world = World.of(premises)
    require(world.sign(high) <= NONNEGATIVE, f"{high} >= 0")
    world.identity(right, high * (high + 1) / 2)


@rule("geometric sum")
def _geometric(claim: Any, premises: Premises) -> None:
    """Premises: facts.  Side conditions: n >= 1; x and y do not depend on l.

    Conclusion: (x - y) sum_{l=1}^n x^(n-l) y^(l-1) = x^n - y^n, where the step hands over x and y.
    """
    require(isinstance(claim, Eq) and len(premises.using) == 2, "hands over x and y")
    x, y = premises.using
    found = [f for f in Mul.make_args(claim.lhs) if isinstance(f, Sum)]
    require(len(found) == 1, "the left side is a factor times a sum")
    body, index, low, n = summed(found[0])
    require(low == 1 and not any(is_free_in(index, z) for z in (x, y)), "x and y do not depend on the index")
    world = World.of(premises)
    require(world.sign(n - 1) <= NONNEGATIVE, f"{n} >= 1")
    within(world, index, low, n).identity(body, x ** (n - index) * y ** (index - 1))
    world.identity(claim.lhs / found[0], x - y)
    world.identity(claim.rhs, x**n - y**n)


@rule("a sum of nonnegative terms vanishes")
def _vanishing_sum(claim: Any, premises: Premises) -> None:
    """Premises: f(h) >= 0 for all h from low to high.

    Conclusion: sum f = 0 iff f(h) = 0 for all h from low to high.
    """
    (premise,) = premises.only(1)
    inner, index, low, high = body_and_range(premise)
    require(
        isinstance(premise, ForAll) and isinstance(inner, Ge) and inner.rhs == 0, "the premise is f(h) >= 0"
    )
    total = Eq(Sum(inner.lhs, (index, low, high)), 0)
    each = ForAll(Eq(inner.lhs, 0), (index, low, high))
    require(same(claim, Equivalent(total, each)), "concludes: sum f = 0 iff every f(h) = 0")


@rule("a term is at most the sum")
def _member(claim: Any, premises: Premises) -> None:
    """Premises: f(h) >= 0 for all h from low to high; facts.  Side condition: low <= k <= high.

    Conclusion: f(k) <= sum f, where the step hands over k.
    """
    require(premises.theorems and len(premises.using) == 1, "hands over the index")
    (k,) = premises.using
    inner, index, low, high = body_and_range(premises.conclusions[0])
    first = premises.conclusions[0]
    require(
        isinstance(first, ForAll) and isinstance(inner, Ge) and inner.rhs == 0, "the premise is f(h) >= 0"
    )
    world = World(premises.conclusions[1:], premises.oracles)
    require(k.is_integer, f"{k} is an integer")
    require(
        world.sign(k - low) <= NONNEGATIVE and world.sign(high - k) <= NONNEGATIVE, f"{low} <= {k} <= {high}"
    )
    term = inner.lhs if k == index else replaced(inner.lhs, index, k)
    require(
        same(claim, Le(term, Sum(inner.lhs, (index, low, high)), evaluate=False)), "concludes f(k) <= sum f"
    )


@rule("sign of a sum")
def _sign_of_sum(claim: Any, premises: Premises) -> None:
    """Premises: facts.  Side conditions: the body has that sign in the whole range; for >, low <= high.

    Conclusion: sum f >= 0, or > 0.
    """
    require(type(claim) in {Ge, Gt} and claim.rhs == 0, "concludes that a sum is >= 0 or > 0")
    body, index, low, high = summed(claim.lhs)
    world = World.of(premises)
    inside = within(world, index, low, high)
    inside.defined(body)
    wanted = POSITIVE if isinstance(claim, Gt) else NONNEGATIVE
    require(inside.sign(body) <= wanted, f"{body} has that sign for every {index}")
    if isinstance(claim, Gt):
        require(world.sign(high - low) <= NONNEGATIVE, f"the range is not empty: {low} <= {high}")
    else:
        require(world.sign(high - low + 1) <= NONNEGATIVE, f"the range is not backwards: {low} <= {high} + 1")
