"""Rules for finite sums and products over an index from `low` to `high`.

Source: R. Graham, D. Knuth, O. Patashnik, Concrete Mathematics, chapter 2 (the laws of sums, and the same for
products).  A range may be empty; one that runs backwards, where SymPy's sums change their sign (Karr), is
refused by every rule.
"""

from __future__ import annotations

from typing import Any

from sympy import Add, Eq, Ge, Gt, Integer, Le, Lt, Mul, Product, Sum, expand_mul, sift

from theory import ForAll

from .inequalities import Ways, inside, law
from .terms import ARITHMETIC, eq, ge, gt, is_free_in, ranged, replaced, same, sides, whole
from .theorem import Premises, require, rule
from .world import World

#: Sums and products between numbers are written out up to this length.
MOST_TERMS = 100


@rule("termwise", inherits=True)
def _termwise(claim: Any, premises: Premises) -> None:
    """Premises: f(h) R g(h) for all h from low to high; facts.  R is =, <=, >=, < or >.

    Side conditions: low <= high + 1; where R is < or >, low <= high; for products R is =, <= or >=, and the
    smaller of f(h) and g(h) is not negative in the range.  Conclusion: sum f R sum g there, or prod f R prod
    g.
    """
    inner, *limits = ranged(premises.first(), ForAll)
    kind, world = type(sides(claim)[0]), World.of(premises, 1)
    require(kind in {Sum, Product}, "the claim is about sums or products")
    strict = isinstance(inner, Lt | Gt)
    world.insist((gt if strict else ge)(limits[2] - limits[1] + 1, 0))
    if kind is Product and not isinstance(inner, Eq):
        require(not strict, "compares products by =, <= or >=")
        inside(world, *limits).insist(ge(inner.lts, 0))
    both = (kind(side, tuple(limits)) for side in sides(inner, Eq, Le, Lt, Ge, Gt))
    require(same(claim, type(inner)(*both, evaluate=False)), "the claim sums or multiplies both sides")


@rule("linearity")
def _linearity(claim: Any, premises: Premises) -> None:
    """Premises: facts.  Side conditions: c without h; the claim is defined, low <= high + 1.

    Conclusion: sum (c f + g + ...) = c sum f + sum g + ..., sum of a constant c = (high - low + 1) c; prod (f
    g ...) = (prod f) (prod g) ..., prod of a constant c = c^(high - low + 1), prod f^m = (prod f)^m for a
    natural number m, prod c^f = c^(sum f); and what has a number of terms or factors is f(low) +
    ... + f(high), or f(low) ... f(high).
    """
    world = World.of(premises)
    world.identity(*(_simpler(side, world) for side in sides(claim, Eq)))


def _simpler(expr: Any, world: World) -> Any:
    """The same with every sum or product that stands by itself in terms of simpler ones."""
    if isinstance(expr, ARITHMETIC):
        return expr.func(*(_simpler(arg, world) for arg in expr.args))
    if not isinstance(expr, Sum | Product):
        return expr
    body, *limits = ranged(expr)
    index, count = limits[0], limits[2] - limits[1] + 1
    world.insist(ge(count, 0))
    if (written := _written_out(type(expr), body, *limits)) != expr:
        return written
    if isinstance(expr, Product):
        return Mul(*(_factor(part, tuple(limits), count, world) for part in Mul.make_args(body)))
    total = Integer(0)
    for term in Add.make_args(expand_mul(body)):
        within, outside = sift(Mul.make_args(term), lambda f: is_free_in(index, f), binary=True)
        total += _simpler(Mul(*outside), world) * (Sum(Mul(*within), tuple(limits)) if within else count)
    return total


def _factor(part: Any, limits: tuple[Any, ...], count: Any, world: World) -> Any:
    """The product of one factor over a range in terms of simpler ones."""
    base, power = part.as_base_exp()
    if not is_free_in(limits[0], part):
        return _simpler(part, world) ** count
    if not is_free_in(limits[0], base):
        return base ** _simpler(Sum(power, limits), world)
    natural = power.is_Integer and power > 0
    return Product(base, limits) ** power if natural else Product(part, limits)


def _written_out(kind: Any, body: Any, index: Any, low: Any, high: Any) -> Any:
    """A sum or product, term by term if it has a number of them that is not large."""
    count = high - low + 1
    if not (count.is_Integer and 0 <= count <= MOST_TERMS):
        return kind(body, (index, low, high))
    terms = (replaced(body, index, low + k) for k in range(int(count)))
    return Add(*terms) if kind is Sum else Mul(*terms)


@rule("telescoping", inherits=True)
def _telescoping(claim: Any, premises: Premises) -> None:
    """Premises: facts.  Handed over: F(h), in terms of the index.  Side conditions: f(h) = F(h) - F(h - 1).

    That in the range, where all of it is defined; low <= high + 1.  Conclusion: sum of f(h) from low to high
    = F(high) - F(low - 1).
    """
    end, world = premises.handed("what the sum up to its index is"), World.of(premises)
    left, right = sides(claim, Eq)
    body, index, low, high = ranged(left, Sum)
    world.insist(ge(high - low + 1, 0))
    inside(world, index, low, high).identity(body, end - replaced(end, index, index - 1))
    world.identity(right, replaced(end, index, high) - replaced(end, index, low - 1))


@law("parts of a range", "the sum or product and where its first part ends", 2)
def _parts(_: World, total: Any, k: Any) -> Ways:
    """Premises: facts.  Handed over: a sum or product from low to high, and k.

    Side conditions: low - 1 <= k <= high, integers.  Conclusion: sum of f from low to high = sum from low to
    k + sum from k + 1 to high, and the same with products; a part of a number of terms is written out.
    """  # noqa: DOC201
    body, index, low, high = ranged(total, Sum, Product)
    require(whole(k), "{} is an integer", k)
    parts = (_written_out(type(total), body, index, *ends) for ends in ((low, k), (k + 1, high)))
    both = (Add if isinstance(total, Sum) else Mul)(*parts)
    return {eq(total, both): [ge(k, low - 1), ge(high, k)]}


@law("shifted index", "the sum or product and the shift", 2)
def _shifted(_: World, total: Any, c: Any) -> Ways:
    """Premises: facts.  Handed over: a sum or product from low to high, and c, an integer.

    Side condition: low <= high + 1.  Conclusion: sum of f(l), l from low to high = sum of f(l + c), l from
    low - c to high - c; or products.
    """  # noqa: DOC201
    body, index, low, high = ranged(total, Sum, Product)
    require(whole(c) and not is_free_in(index, c), "{} is an integer without {}", c, index)
    shifted = type(total)(replaced(body, index, index + c), (index, low - c, high - c))
    return {eq(total, shifted): [ge(high - low + 1, 0)]}
