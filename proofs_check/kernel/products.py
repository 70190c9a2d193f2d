"""Rules for finite sums and products alike: parts of a range, shifted indices; and AM-GM for n numbers.

Sources: R. Graham, D. Knuth, O. Patashnik, Concrete Mathematics, chapter 2 (the laws of sums, and the same
for products); G. Hardy, J. Littlewood, G. Pólya, Inequalities, 1934 (HLP).  Every range runs forwards, or is
empty.
"""

from __future__ import annotations

from typing import Any

from sympy import Add, Eq, Ge, Integer, Mul, Pow, Product, Sum

from proofs_check.kernel.inequalities import bound_or_equality
from proofs_check.kernel.terms import eq, ge, is_free_in, le, ranged, replaced, same, sides, whole
from proofs_check.kernel.theorem import Premises, require, rule
from proofs_check.kernel.world import World
from theory import ForAll

_JOINED = {Sum: (Add, Integer(0)), Product: (Mul, Integer(1))}


@rule("parts of a range")
def _parts(claim: Any, premises: Premises) -> None:
    """Premises: facts.  Handed over: k.  Side conditions: low - 1 <= k <= high, integers.

    Conclusion: sum of f from low to high = sum from low to k + sum from k + 1 to high, and the same with
    products; a part of one term may be written as that term.
    """
    k = premises.handed("the end of the first part")
    left, right = sides(claim, Eq)
    body, index, low, high = ranged(left, Sum, Product)
    require(whole(k), "{} is an integer", k)
    World.of(premises).insist(ge(k, low - 1), ge(high, k))
    kind = type(left)
    join, _ = _JOINED[kind]
    first, second = [kind(body, (index, low, k))], [kind(body, (index, k + 1, high))]
    if k == low:
        first.append(replaced(body, index, low))
    if k + 1 == high:
        second.append(replaced(body, index, high))
    require(any(same(right, join(a, b)) for a in first for b in second), "the right side is both parts")


@rule("empty range")
def _empty(claim: Any, premises: Premises) -> None:
    """Premises: facts.  Side condition: high = low - 1.  Conclusion: the sum is 0, the product is 1."""
    left, right = sides(claim, Eq)
    _, _, low, high = ranged(left, Sum, Product)
    World.of(premises).identity(high, low - 1)
    require(right == _JOINED[type(left)][1], "an empty sum is 0, an empty product 1")


@rule("shifted index")
def _shifted(claim: Any, premises: Premises) -> None:
    """Premises: facts.  Handed over: c, an integer.  Side condition: low <= high + 1.

    Conclusion: sum of f(l), l from low to high = sum of f(l + c), l from low - c to high - c; or products.
    """
    c = premises.handed("the shift")
    left, right = sides(claim, Eq)
    body, index, low, high = ranged(left, Sum, Product)
    require(whole(c) and not is_free_in(index, c), "{} is an integer without {}", c, index)
    World.of(premises).insist(ge(high - low + 1, 0))
    wanted = type(left)(replaced(body, index, index + c), (index, low - c, high - c))
    require(same(right, wanted), "the right side is {}", wanted)


@rule("product of products")
def _of_products(claim: Any, premises: Premises) -> None:
    """Premises: facts.  Side conditions: f and g are defined in the range, low <= high + 1.

    Conclusion: prod f g = (prod f) (prod g), over one range; the right side may be the square of one product.
    """
    left, right = sides(claim, Eq)
    body, index, low, high = ranged(left, Product)
    squared = isinstance(right, Pow) and right.exp == 2
    parts = [right.base] * 2 if squared else Mul.make_args(right)
    require(len(parts) == 2, "the right side has two factors")
    (f, *limits), (g, *others) = (ranged(part, Product) for part in parts)
    require([index, low, high] == limits == others, "all products have one index and one range")
    world = World.of(premises)
    world.insist(ge(high - low + 1, 0))
    world.within(index, low, high).identity(body, f * g)


@rule("product of equal terms")
def _equal_factors(claim: Any, premises: Premises) -> None:
    """Premises: facts.  Handed over: c.  Side conditions: f(l) = c in the range, no l in c, low <= high + 1.

    Conclusion: prod f = c^(high - low + 1).
    """
    c = premises.handed("the value of the factors")
    left, right = sides(claim, Eq)
    body, index, low, high = ranged(left, Product)
    require(not is_free_in(index, c), "{} does not depend on {}", c, index)
    world = World.of(premises)
    world.insist(ge(high - low + 1, 0))
    world.within(index, low, high).identity(body, c)
    require(same(right, c ** (high - low + 1)), "concludes c^(high - low + 1)")


@rule("AM-GM")
def _am_gm(claim: Any, premises: Premises) -> None:
    """Premises: f(l) >= 0 for all l from 1 to n; facts.  Side condition: n >= 1.

    Conclusion: (prod f)^(1/n) <= (sum f)/n; or: equal iff f(l) = f(1) for all l.  Source: HLP, theorem 9.
    """
    inner, index, low, n = ranged(premises.first(), ForAll)
    f, zero = sides(inner, Ge)
    require(zero == 0 and low == 1, "the premise is f(l) >= 0 for all l from 1")
    World.of(premises, 1).insist(ge(n, 1))
    limits = (index, low, n)
    alike = ForAll(eq(f, replaced(f, index, Integer(1))), limits)
    bound_or_equality(claim, le(Product(f, limits) ** (1 / n), Sum(f, limits) / n), alike, "all are equal")
