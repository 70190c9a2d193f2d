"""Rules for functions of a real variable: limits, signs of derivatives, intermediate values, enclosures.

Sources: W. Rudin, Principles of Mathematical Analysis, theorem numbers in the rules; K. Ross, Elementary
Analysis.  Functions are built of the variable and of what does not contain it by ``+ * ^ exp log``; nothing
else counts as continuous here.

Main results: the rules "limit at infinity", "squeeze", "mean value", "unique root" and "enclosure";
`derivative`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy as sp
from sympy import Add, Eq, Ge, Gt, Integer, Le, Limit, Lt, Mul, Ne, Pow, exp, log

from proofs_check.decide import Decider
from proofs_check.outcome import Truth
from theory import UniqueRoot

from . import oracle
from .logic import arbitrary
from .terms import ARITHMETIC, eq, ge, gt, is_free_in, le, lt, replaced, same, sides, standard, whole
from .theorem import Premises, Theorem, hypotheses_of, require, rule
from .world import POSITIVE, World


def _limit_of(claim: Any) -> tuple[Any, Any, Any]:
    """The sequence, its index and what the claim says to be its limit."""
    limit, value = sides(claim, Eq)
    require(isinstance(limit, Limit), "concludes a limit at infinity")
    f, n = limit.args[:2]
    require(not is_free_in(n, value), "the value does not depend on {}", n)
    standard(n)
    return f, n, value


@rule("limit at infinity", inherits=True)
def _limit(claim: Any, premises: Premises) -> None:
    """Premises: facts.  Side conditions: f(1/t) is defined for t >= 0 and continuous there.

    Conclusion: lim_{n -> oo} f(n) = f(1/t) at t = 0.  Source: Rudin, theorems 4.4 and 4.9.
    """
    f, n, value = _limit_of(claim)
    t, inside = (sp.Dummy("t", **{sign: True}) for sign in ("nonnegative", "positive"))
    world = World.of(premises)
    start = f.xreplace({n: 1 / inside})
    near = sp.expand(start, power_base=True)
    oracle.audited("SymPy: expand", world.abstract(start), world.abstract(near), premises.oracles)
    near = near.xreplace({inside: t})
    _smooth(near, t, world)
    world.identity(near.xreplace({t: Integer(0)}), value)


@rule("squeeze", inherits=True)
def _squeeze(claim: Any, premises: Premises) -> frozenset[Any]:
    """Premises: f(n) <= u(n) and f(n) >= l(n), or >, <, perhaps under n >= c; lim u = v; lim l = v.

    In this order, the limits for n -> oo.  Side conditions: c is a number, n in no other hypothesis and not
    in v.  Conclusion: lim f = v.  Source: Ross, exercise 8.5.
    """  # noqa: DOC201
    f, n, value = _limit_of(claim)
    above, below, *limits = premises.first(4)
    for bound, known, kinds in zip((above, below), limits, ((Le, Lt), (Ge, Gt)), strict=True):
        inner, outer = sides(bound, *kinds)
        require(same(inner, f), "both bounds are about {}", f)
        tends = eq(Limit(outer, n, *claim.lhs.args[2:]), value)
        require(same(known, tends), "knows that {} tends to {}", outer, value)
    bounds = hypotheses_of(premises.theorems[:2])
    large = [h for h in bounds if isinstance(h, Ge) and h.lhs == n and h.rhs.is_Rational]
    return arbitrary(n, bounds, *large) | hypotheses_of(premises.theorems[2:])


def derivative(f: Any, x: Any) -> Any:
    """``f'`` by the rules for sums, products, powers, exp and log, where `_smooth` accepts ``f``.

    Args:
        f: a function of `x`.
        x: its variable.

    Returns:
        The derivative.  Source: theorems 5.3 and 5.5.

    Example:
        >>> from sympy import Symbol
        >>> x, p = Symbol("x", positive=True), Symbol("p", positive=True)
        >>> derivative(x**p * log(x), x)
        p*x**(p - 1)*log(x) + x**p/x
    """
    if f == x or not is_free_in(x, f):
        return Integer(f == x)
    if isinstance(f, Add):
        return Add(*(derivative(term, x) for term in f.args))
    if isinstance(f, Mul):
        return Add(*(Mul(*f.args[:k], derivative(g, x), *f.args[k + 1 :]) for k, g in enumerate(f.args)))
    if isinstance(f, log):
        return derivative(f.args[0], x) / f.args[0]
    require(isinstance(f, Pow | exp), "{} is built by + * ^ exp log", f)
    base, power = f.as_base_exp()
    if not is_free_in(x, power):
        return power * base ** (power - 1) * derivative(base, x)
    return f * (derivative(power, x) * log(base) + power * derivative(base, x) / base)


def _smooth(f: Any, x: Any, world: World, *, differentiable: bool = False) -> None:
    """Insist that, where the facts of a world hold, ``f`` is defined and continuous in ``x``.

    A power has a base above 0, or an integer exponent without ``x`` that is natural or whose base is not 0.
    If it need not be differentiable, any fixed exponent will do for which it is defined.
    """
    world.defined(f)
    for part in (part for part in sp.preorder_traversal(f) if is_free_in(x, part)):
        known = part == x or isinstance(part, Add | Mul | exp | log | Pow)
        require(known, "{} is built of {} by + * ^ exp log", part, x)
        if isinstance(part, Pow):
            base, power = part.args
            fixed, signs = not is_free_in(x, power), world.sign(base)
            natural = isinstance(power, Integer) and power >= 0
            fine = natural or signs <= POSITIVE or (whole(power) and fixed and 0 not in signs)
            require(fine or (fixed and not differentiable), "{} is smooth enough in {}", part, x)


def _where(facts: Sequence[Theorem], x: Any, within: Sequence[Any], oracles: set[str]) -> World:
    """What holds for all ``x`` within a range: facts that need no other hypothesis about ``x``."""
    free = [[h for h in fact.hypotheses if is_free_in(x, h)] for fact in facts]
    known = [all(any(same(h, r) for r in within) for h in about) for about in free]
    return World([*(f.conclusion for f, k in zip(facts, known, strict=True) if k), *within], oracles)


def takes(x: Any, world: World, low: Any, *, low_itself: bool) -> None:
    """Insist that a symbol can have all real values above `low`."""
    integer, least, open_ = standard(x)
    require(not integer, "{} takes all real values in its range", x)
    if least is not None:
        world.insist(gt(low, 0) if open_ and low_itself else ge(low, 0))


def _range(x: Any, ends: Any, order: Any, facts: Sequence[Theorem], oracles: set[str]) -> World:
    """Insist on ends in an order, and on a symbol that takes all values between; what holds outside."""
    require(not any(is_free_in(x, end) for end in ends), "{} is not in its own range", x)
    outside = _where(facts, x, (), oracles)
    outside.defined(*ends)
    outside.insist(order(*ends))
    takes(x, outside, ends[0], low_itself=True)
    return outside


@rule("mean value", inherits=True)
def _mean_value(claim: Any, premises: Premises) -> frozenset[Any]:
    """Premises: g(x) R 0, perhaps under p < x < q; facts, perhaps under that or p <= x <= q.

    Handed over: f, x, p, q.  Side conditions: x in no other hypothesis; p < q (p <= q where R is not
    strict); f is defined and continuous for p <= x <= q, differentiable for p < x < q, where f' = g.
    Conclusion: f(q) R f(p), with R among <, <=, =, >=, >.  Source: theorems 5.10 and 5.11.
    """  # noqa: DOC201
    f, x, p, q = premises.handed("the function, its variable and the ends", 4)
    slope, facts, oracles = premises.first(), premises.theorems, premises.oracles
    _range(x, (p, q), lt if isinstance(slope, Lt | Gt) else le, facts, oracles)
    closed, strict = (ge(x, p), le(x, q)), (gt(x, p), lt(x, q))
    _smooth(f, x, _where(facts, x, closed, oracles))
    inside = _where(facts, x, (*strict, *closed), oracles)
    _smooth(f, x, inside, differentiable=True)
    left, right = sides(slope, Lt, Le, Eq, Ge, Gt)
    inside.identity(left - right, derivative(f, x))
    expected = type(slope)(replaced(f, x, q), replaced(f, x, p), evaluate=False)
    require(same(claim, expected), "concludes {}", expected)
    return arbitrary(x, hypotheses_of(premises.theorems), *closed, *strict)


@rule("unique root", inherits=True)
def _unique_root(claim: Any, premises: Premises) -> frozenset[Any]:
    """Premises: f(b) < 0, > 0 or != 0, perhaps under f(a) = 0, lo < a < b < hi; f(lo) R 0; f(hi) S 0; facts.

    Handed over: a, b.  Side conditions: a and b in no other hypothesis; R, S are < and > in some order;
    lo < hi; f is continuous for lo <= x <= hi (facts may need that).
    Conclusion: UniqueRoot(f, x, (lo, hi)).  Source: theorem 4.23 (existence).
    """  # noqa: DOC201
    require(isinstance(claim, UniqueRoot), "concludes that a root is unique")
    f, x, (lo, hi) = claim.args
    a, b = premises.handed("two variables", 2)
    other, *signs = premises.first(3)
    only, *facts = premises.theorems
    require(a != b and not any(is_free_in(t, claim) for t in (a, b)), "{} and {} are new", a, b)
    outside = _range(x, (lo, hi), lt, facts, premises.oracles)
    for variable in (a, b):
        takes(variable, outside, lo, low_itself=False)
    closed = (ge(x, lo), le(x, hi))
    _smooth(f, x, _where(facts, x, closed, premises.oracles))
    require({type(sign) for sign in signs} == {Lt, Gt}, "the function is below 0 at one end, above at one")
    require(isinstance(other, Lt | Gt | Ne), "the first premise says that {} is no root too", b)
    for said, place in zip((other, *signs), (b, lo, hi), strict=True):
        wanted = type(said)(replaced(f, x, place), 0, evaluate=False)
        require(same(said, wanted), "{} says how the function is at {}", said, place)
    pair = (eq(replaced(f, x, a), 0), gt(a, lo), lt(a, b), lt(b, hi), gt(b, lo), lt(a, hi))
    return arbitrary(b, arbitrary(a, only.hypotheses, *pair)) | arbitrary(x, hypotheses_of(facts), *closed)


@rule("enclosure", inherits=True)
def _enclosure(claim: Any, premises: Premises) -> None:
    """Premises: none.  Side condition: a and b are numbers built by + * ^ exp log | | max min.

    Conclusion: a R b, with R among <, <=, >=, >, !=, as balls of Arb around both are apart.
    """
    left, right = sides(claim, Lt, Le, Ge, Gt, Ne)
    require(not premises.theorems, "uses no earlier step")
    for part in (part for side in (left, right) for part in sp.preorder_traversal(side)):
        require(isinstance(part, (*ARITHMETIC, sp.Rational, sp.NumberSymbol)), "{} is a number", part)
    premises.oracles.add("Arb")
    apart = Decider(20).decide(claim, {}).truth is Truth.TRUE
    require(apart, "balls around {} and {} are apart, with {} between them", left, right, claim.rel_op)
