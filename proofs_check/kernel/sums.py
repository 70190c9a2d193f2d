"""Rules for finite sums over an index from `low` to `high`.

Source: R. Graham, D. Knuth, O. Patashnik, Concrete Mathematics, chapter 2.  A sum may be empty; a range that
runs backwards, where SymPy's sums change their sign (Karr), is refused by every rule.
"""

from __future__ import annotations

from typing import Any

from sympy import Add, Eq, Ge, Gt, Integer, Le, Lt, Mul, Product, Sum, expand_mul

from theory import ForAll

from .logic import index_in_range
from .terms import eq, ge, gt, is_equivalence, is_free_in, le, ranged, replaced, same, sides
from .theorem import Premises, require, rule
from .world import World

#: Sums between numbers are written out up to this length.
MOST_TERMS = 100


def _forwards(world: World, low: Any, high: Any, *, nonempty: bool = False) -> Any:
    """Insist that a range does not run backwards, or is not even empty; the number of its members."""
    count = high - low + 1
    world.insist(gt(count, 0) if nonempty else ge(count, 0))
    return count


@rule("termwise", inherits=True)
def _termwise(claim: Any, premises: Premises) -> None:
    """Premises: f(h) R g(h) for all h from low to high; facts.  R is =, <=, >=, < or >.

    Side conditions: low <= high + 1; where R is < or >, low <= high; for products R is =, <= or >=, and the
    smaller of f(h) and g(h) is not negative in the range.  Conclusion: sum f R sum g there, or prod f R prod
    g.
    """
    inner, index, low, high = ranged(premises.first(), ForAll)
    f, g = sides(inner, Eq, Le, Lt, Ge, Gt)
    kind, world = type(sides(claim)[0]), World.of(premises, 1)
    require(kind in {Sum, Product}, "the claim is about sums or products")
    _forwards(world, low, high, nonempty=isinstance(inner, Lt | Gt))
    if kind is Product:
        require(not isinstance(inner, Lt | Gt), "compares products by =, <= or >=")
        smaller = f if isinstance(inner, Le) else g
        if not isinstance(inner, Eq):
            world.within(index, low, high).insist(ge(smaller, 0))
    wanted = type(inner)(kind(f, (index, low, high)), kind(g, (index, low, high)), evaluate=False)
    require(same(claim, wanted), "the claim sums or multiplies both sides")


@rule("product of powers")
def _product_of_powers(claim: Any, premises: Premises) -> None:
    """Premises: facts.  Handed over: b and f.  Side conditions: b > 0 without h; f defined, low <= high + 1.

    Conclusion: prod b^f(h) = b^(sum f(h)).
    """
    b, f = premises.handed("the base and the exponent", 2)
    left, right = sides(claim, Eq)
    _, index, low, high = ranged(left, Product)
    world = World.of(premises)
    require(not is_free_in(index, b), "the base does not depend on {}", index)
    world.insist(gt(b, 0))
    _forwards(world, low, high)
    world.within(index, low, high).defined(f)
    limits = (index, low, high)
    shown = same(left, Product(b**f, limits)) and same(right, b ** Sum(f, limits))
    require(shown, "concludes b^(sum f)")


@rule("linearity")
def _linearity(claim: Any, premises: Premises) -> None:
    """Premises: facts.  Side conditions: c without h; bodies are defined in the range, low <= high + 1.

    Conclusion: sum (c f + g + ...) = c sum f + sum g + ..., sum of a constant c = (high - low + 1) c, and a
    sum between numbers is f(low) + ... + f(high).
    """
    world = World.of(premises)
    world.identity(*(_split_up(side, world) for side in sides(claim, Eq)))


def _split_up(expr: Any, world: World) -> Any:
    """The same with every sum that stands by itself as a linear combination of simpler ones."""
    total = Integer(0)
    for term in Add.make_args(expand_mul(expr)):
        sums = [f for f in Mul.make_args(term) if isinstance(f, Sum)]
        if len(sums) != 1:
            total += term
            continue
        outside = term / sums[0]
        body, index, low, high = ranged(sums[0], Sum)
        count = _forwards(world, low, high)
        world.within(index, low, high).defined(body)
        if low.is_Integer and high.is_Integer and high - low < MOST_TERMS:
            terms = (replaced(body, index, Integer(k)) for k in range(int(low), int(high) + 1))
            total += outside * sum(terms, Integer(0))
            continue
        for part in Add.make_args(expand_mul(body)):
            inside, outer = [], outside
            for factor in Mul.make_args(part):
                if is_free_in(index, factor):
                    inside.append(factor)
                else:
                    outer *= factor
            total += outer * (Sum(Mul(*inside), (index, low, high)) if inside else count)
    return total


@rule("sum of equal terms")
def _equal_terms(claim: Any, premises: Premises) -> None:
    """Premises: facts.  Side conditions: f(l) = c in the range, c does not depend on l, low <= high + 1.

    Conclusion: sum f = (high - low + 1) c, where the step hands over c.
    """
    c = premises.handed("the value of the terms")
    left, right = sides(claim, Eq)
    body, index, low, high = ranged(left, Sum)
    world = World.of(premises)
    require(not is_free_in(index, c), "{} does not depend on {}", c, index)
    world.within(index, low, high).identity(body, c)
    world.identity(right, _forwards(world, low, high) * c)


@rule("sum of powers of the index")
def _sum_of_index(claim: Any, premises: Premises) -> None:
    """Premises: facts.  Side condition: n >= 0.  Conclusion: sum of l from 1 to n = n (n + 1)/2 (Gauss)."""
    left, right = sides(claim, Eq)
    body, index, low, n = ranged(left, Sum)
    require(body == index and low == 1, "is the sum of the index from 1")
    world = World.of(premises)
    _forwards(world, low, n)
    world.identity(right, n * (n + 1) / 2)


@rule("geometric sum")
def _geometric(claim: Any, premises: Premises) -> None:
    """Premises: facts.  Side conditions: n >= 1; x and y do not depend on l.

    Conclusion: (x - y) sum_{l=1}^n x^(n-l) y^(l-1) = x^n - y^n, where the step hands over x and y.
    """
    x, y = premises.handed("x and y", 2)
    left, right = sides(claim, Eq)
    found = [f for f in Mul.make_args(left) if isinstance(f, Sum)]
    require(len(found) == 1, "the left side is a factor times a sum")
    body, index, low, n = ranged(found[0], Sum)
    require(low == 1 and not any(is_free_in(index, z) for z in (x, y)), "x and y do not depend on the index")
    world = World.of(premises)
    _forwards(world, low, n, nonempty=True)
    world.within(index, low, n).identity(body, x ** (n - index) * y ** (index - 1))
    world.identity(left / found[0], x - y)
    world.identity(right, x**n - y**n)


def _nonnegative_terms(premises: Premises) -> tuple[Any, Any, Any, Any]:
    """What the first premise says to be at least 0, for all of which indices."""
    inner, index, low, high = ranged(premises.first(), ForAll)
    require(sides(inner, Ge)[1] == 0, "the premise is f(h) >= 0")
    return inner.lhs, index, low, high


@rule("a sum of nonnegative terms vanishes")
def _vanishing_sum(claim: Any, premises: Premises) -> None:
    """Premises: f(h) >= 0 for all h from low to high; facts.  Side condition: low <= high + 1.

    Conclusion: sum f = 0 iff f(h) = 0 for all h from low to high.
    """
    f, index, low, high = _nonnegative_terms(premises)
    _forwards(World.of(premises, 1), low, high)
    total = eq(Sum(f, (index, low, high)), 0)
    every = ForAll(eq(f, 0), (index, low, high))
    require(is_equivalence(claim, total, every), "concludes: sum f = 0 iff every f(h) = 0")


@rule("a term is at most the sum")
def _member(claim: Any, premises: Premises) -> None:
    """Premises: f(h) >= 0 for all h from low to high; facts.  Side condition: low <= k <= high, an integer.

    Conclusion: f(k) <= sum f, where the step hands over k.
    """
    f, index, low, high = _nonnegative_terms(premises)
    k = index_in_range(premises, low, high)
    term = f if k == index else replaced(f, index, k)
    wanted = le(term, Sum(f, (index, low, high)))
    require(same(claim, wanted), "concludes f(k) <= sum f")
