"""Rules for limits at infinity.  Source: W. Rudin, Principles of Mathematical Analysis, chapter 4."""

from __future__ import annotations

from functools import partial
from typing import Any

from sympy import Add, Dummy, Eq, Ge, Integer, Limit, Mul, Pow, expand, preorder_traversal

from . import oracle
from .logic import arbitrary
from .terms import is_free_in, same, sides, standard
from .theorem import Premises, require, rule
from .world import World


@rule("limit at infinity", inherits=True)
def _limit(claim: Any, premises: Premises) -> None:
    """Premises: facts.  Side conditions: f(1/t) is defined for t >= 0 and continuous at t = 0.

    That is, built from t and what does not contain it by + * and powers, of a base that does not vanish or
    with an exponent without t.  Conclusion: lim_{n -> oo} f(n) = f(1/t) at t = 0.  Source: theorems 4.4 and
    4.9.
    """
    limit, value = sides(claim, Eq)
    require(isinstance(limit, Limit), "concludes a limit at infinity")
    f, n = limit.args[:2]
    require(not is_free_in(n, value), "the value does not depend on {}", n)
    standard(n)
    t, inside = (Dummy("t", **{sign: True}) for sign in ("nonnegative", "positive"))
    world = World.of(premises)
    start = f.xreplace({n: 1 / inside})
    near = expand(start, power_base=True)
    oracle.audited("SymPy: expand", world.abstract(start), world.abstract(near), premises.oracles)
    near = near.xreplace({inside: t})
    world.defined(near)
    for part in filter(partial(is_free_in, t), preorder_traversal(near)):
        power = isinstance(part, Pow) and (not is_free_in(t, part.exp) or world.sign(part.base) == {1})
        require(power or part == t or isinstance(part, Add | Mul), "{} is continuous at t = 0", part)
    world.identity(near.xreplace({t: Integer(0)}), value)


@rule("limit of equals", inherits=True)
def _limit_of_equals(claim: Any, premises: Premises) -> frozenset[Any]:
    """Premises: f(n) = g(n), perhaps under n >= c; lim_{n -> oo} g(n) = v.

    Side conditions: c is a number, n in no other hypothesis.  Conclusion: lim_{n -> oo} f(n) = v, or is that
    of g. Source: definition 4.33.
    """  # noqa: DOC201
    equation, known = premises.first(2)
    (f, g), (limit, value) = sides(equation, Eq), sides(known, Eq)
    found, other = sides(claim, Eq)
    require(all(isinstance(side, Limit) for side in (found, limit)), "is about limits at infinity")
    n = found.args[1]
    ends = [Limit(side, n, *found.args[2:]) for side in (f, g)]
    require(any(same(limit, end) for end in ends), "knows the limit of one side")
    require(any(same(found, end) for end in ends), "is about the other side")
    require(same(other, limit) or same(other, value), "concludes the limit that is known")
    first, *others = premises.theorems
    large = [h for h in first.hypotheses if isinstance(h, Ge) and h.lhs == n and h.rhs.is_Rational]
    standard(n)
    return arbitrary(n, first.hypotheses, *large).union(*(theorem.hypotheses for theorem in others))
