"""The squeeze rule for limits at infinity.  Source: K. Ross, Elementary Analysis, exercise 8.5."""

from __future__ import annotations

from typing import Any

from sympy import Eq, Ge, Gt, Le, Limit, Lt, oo

from proofs_check.kernel.logic import arbitrary
from proofs_check.kernel.terms import is_free_in, same, sides, standard
from proofs_check.kernel.theorem import Premises, require, rule


@rule("squeeze", inherits=True)
def _squeeze(claim: Any, premises: Premises) -> frozenset[Any]:
    """Premises: f(n) <= u(n) and f(n) >= l(n), or >, <, perhaps under n >= c; lim u = v; lim l = v.

    In this order, the limits for n -> oo.  Side conditions: c is a number, n in no other hypothesis and not
    in v.  Conclusion: lim f = v.
    """  # noqa: DOC201
    above, below, *limits = premises.first(4)
    found, value = sides(claim, Eq)
    require(isinstance(found, Limit) and found.args[2] == oo, "concludes a limit at infinity")
    f, n = found.args[:2]
    standard(n)
    require(not is_free_in(n, value), "the value does not depend on {}", n)
    (first, upper), (second, lower) = sides(above, Le, Lt), sides(below, Ge, Gt)
    require(same(first, f) and same(second, f), "both bounds are about {}", f)
    for bound, known in zip((upper, lower), limits, strict=True):
        wanted = Limit(bound, n, *found.args[2:])
        limit, reached = sides(known, Eq)
        require(same(limit, wanted) and same(reached, value), "knows that {} tends to {}", bound, value)
    bounds, rest = premises.theorems[:2], premises.theorems[2:]
    hypotheses = frozenset().union(*(theorem.hypotheses for theorem in bounds))
    large = [h for h in hypotheses if isinstance(h, Ge) and h.lhs == n and h.rhs.is_Rational]
    return arbitrary(n, hypotheses, *large).union(*(theorem.hypotheses for theorem in rest))
