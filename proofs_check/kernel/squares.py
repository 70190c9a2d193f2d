"""Rules that rest on squares: Cauchy-Schwarz, and polynomials with the factor ``(x - 1)^2``.

Source: G. Hardy, J. Littlewood, G. Pólya, Inequalities, 1934 (HLP), theorem numbers in the rules.
"""

from __future__ import annotations

from typing import Any

from sympy import Dummy, Eq, Equivalent, Ge, Integer, Le, Sum

from theory import ForAll

from .inequalities import bound_or_equality
from .terms import eq, ge, gt, is_equivalence, le, ranged, replaced, same, sides
from .theorem import Premises, require, rule
from .world import World


@rule("Cauchy-Schwarz")
def _cauchy_schwarz(claim: Any, premises: Premises) -> None:
    """Premises: facts.  The step hands over the sums of f(h) and of g(h), each from low to high.

    Side conditions: both sums have one index and one range; they are defined, so that low <= high + 1 and
    f(h), g(h) are real numbers there.  Conclusion: (sum f g)^2 <= (sum f^2) (sum g^2); or: equal iff
    f(h) g(k) = f(k) g(h) for all h and k.  Source: HLP, theorem 7, by Lagrange's identity.
    """
    (f, *limits), (g, *others) = map(ranged, premises.handed("the sums of f and of g", 2), (Sum, Sum))
    require(limits == others, "both sums have one index and one range")
    index, k = limits[0], Dummy(**limits[0].assumptions0)
    mixed, squared, other = (Sum(term, tuple(limits)) for term in (f * g, f**2, g**2))
    f_k, g_k = (replaced(term, index, k) for term in (f, g))
    every_k = ForAll(eq(f * g_k, f_k * g), (k, *limits[1:]))
    bound_or_equality(
        claim, le(mixed**2, squared * other), ForAll(every_k, tuple(limits)), "f(h) g(k) = f(k) g(h) always"
    )


@rule("square factor")
def _square_factor(claim: Any, premises: Premises) -> None:
    """Premises: facts.  The step hands over x and the coefficients q_0, ..., q_n, rational numbers.

    Side conditions: x >= 0, every q_k >= 0; a - b (b - a for <=) = (x - 1)^2 (q_0 + q_1 x + ... + q_n x^n);
    for the second q_0 + ... + q_n x^n > 0.  Conclusion: a >= b (b <= a); or: a = b iff x = 1.
    Source: HLP, section 2.6.
    """
    require(premises.using, "hands over x and the coefficients")
    x, *coefficients = premises.using
    world = World.of(premises)
    require(all(q.is_Rational and q >= 0 for q in coefficients), "every coefficient is a number, >= 0")
    world.insist(ge(x, 0))
    quotient = sum((q * x**k for k, q in enumerate(coefficients)), Integer(0))
    if isinstance(claim, Equivalent):
        equalities = [part for part in claim.args if not same(part, eq(x, 1))] or [eq(x, 1)]
        require(is_equivalence(claim, equalities[0], eq(x, 1)), "concludes: a = b iff x = 1")
        left, right = sides(equalities[0], Eq)
        world.insist(gt(quotient, 0))
    else:
        left, right = sides(claim, Ge, Le)
    gap = right - left if isinstance(claim, Le) else left - right
    world.identity(gap, (x - 1) ** 2 * quotient)
