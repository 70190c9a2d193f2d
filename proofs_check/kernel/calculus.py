"""Rules for functions of a real variable: signs of derivatives, intermediate values, numbers enclosed in Arb.

Source: W. Rudin, Principles of Mathematical Analysis, theorem numbers in the rules.  Functions are built of
the variable and of what does not contain it by ``+ * ^ exp log``; nothing else counts as continuous here.

Main results: the rules "mean value", "unique root" and "enclosure"; `derivative`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from sympy import Add, Eq, Ge, Gt, Integer, Le, Lt, Mul, Ne, NumberSymbol, Pow, Rational, exp, log
from sympy import preorder_traversal as parts_of

from proofs_check.algebras import Indeterminate
from proofs_check.decide import Decider
from proofs_check.kernel.logic import arbitrary
from proofs_check.kernel.terms import (
    ARITHMETIC,
    eq,
    ge,
    gt,
    is_free_in,
    le,
    lt,
    replaced,
    same,
    sides,
    standard,
    whole,
)
from proofs_check.kernel.theorem import Premises, Theorem, require, rule
from proofs_check.kernel.world import POSITIVE, SAYS, World
from theory import UniqueRoot

#: Working precisions, in bits, at which numbers are compared.
PRECISIONS = (64, 256, 1024, 4096)

_DECIDER = Decider(20)


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
    if not is_free_in(x, f):
        return Integer(0)
    if f == x:
        return Integer(1)
    if isinstance(f, Add):
        return Add(*(derivative(term, x) for term in f.args))
    if isinstance(f, Mul):
        return Add(*(Mul(*f.args[:k], derivative(g, x), *f.args[k + 1 :]) for k, g in enumerate(f.args)))
    if isinstance(f, log):
        return derivative(f.args[0], x) / f.args[0]
    if isinstance(f, exp):
        return f * derivative(f.args[0], x)
    require(isinstance(f, Pow), "{} is built by + * ^ exp log", f)
    base, power = f.args
    if not is_free_in(x, power):
        return power * base ** (power - 1) * derivative(base, x)
    return f * (derivative(power, x) * log(base) + power * derivative(base, x) / base)


def _smooth(f: Any, x: Any, world: World, *, differentiable: bool = False) -> None:
    """Insist that, where the facts of a world hold, ``f`` is defined and continuous in ``x``.

    A power has a base above 0, or an integer exponent without ``x`` that is natural or whose base is not 0.
    If it need not be differentiable, any fixed exponent will do for which it is defined.
    """
    world.defined(f)
    for part in filter(partial(is_free_in, x), parts_of(f)):
        known = part == x or isinstance(part, Add | Mul | exp | log | Pow)
        require(known, "{} is built of {} by + * ^ exp log", part, x)
        if isinstance(part, Pow):
            base, power = part.args
            fixed, signs = not is_free_in(x, power), world.sign(base)
            natural = isinstance(power, Integer) and power >= 0
            fine = natural or signs <= POSITIVE or (whole(power) and fixed and 0 not in signs)
            kind = "differentiable" if differentiable else "continuous"
            require(fine or (fixed and not differentiable), "{} is {} in {}", part, kind, x)


def _forms(relations: Sequence[Any]) -> tuple[Any, ...]:
    """Relations, and each read from right to left."""
    return (*relations, *(relation.reversed for relation in relations))


def _where(facts: Sequence[Theorem], x: Any, within: Sequence[Any], oracles: set[str]) -> World:
    """What holds for all ``x`` within a range: facts that need no other hypothesis about ``x``."""
    free = [[h for h in fact.hypotheses if is_free_in(x, h)] for fact in facts]
    known = [all(any(same(h, r) for r in _forms(within)) for h in about) for about in free]
    return World([*(f.conclusion for f, k in zip(facts, known, strict=True) if k), *within], oracles)


def _takes(x: Any, world: World, low: Any, *, low_itself: bool) -> None:
    """Insist that a symbol can have all real values above `low`."""
    integer, least, open_ = standard(x)
    require(not integer, "{} takes all real values in its range", x)
    if least is not None:
        world.insist(gt(low, 0) if open_ and low_itself else ge(low, 0))


@rule("mean value", inherits=True)
def _mean_value(claim: Any, premises: Premises) -> frozenset[Any]:
    """Premises: g(x) R 0, perhaps under p < x < q; facts, perhaps under that or p <= x <= q.

    Handed over: f, x, p, q.  Side conditions: x in no other hypothesis; p < q (p <= q where R is not
    strict); f is defined and continuous for p <= x <= q, differentiable for p < x < q, where f' = g.
    Conclusion: f(q) R f(p), with R among <, <=, =, >=, >.  Source: theorems 5.10 and 5.11.
    """  # noqa: DOC201
    f, x, p, q = premises.handed("the function, its variable and the ends", 4)
    slope, facts, oracles = premises.first(), premises.theorems, premises.oracles
    require(not any(is_free_in(x, end) for end in (p, q)), "{} is not in its own range", x)
    closed, strict = (ge(x, p), le(x, q)), (gt(x, p), lt(x, q))
    outside = _where(facts, x, (), oracles)
    outside.defined(p, q)
    outside.insist(lt(p, q) if isinstance(slope, Lt | Gt) else le(p, q))
    _takes(x, outside, p, low_itself=True)
    _smooth(f, x, _where(facts, x, closed, oracles))
    inside = _where(facts, x, (*strict, *closed), oracles)
    _smooth(f, x, inside, differentiable=True)
    left, right = sides(slope, Lt, Le, Eq, Ge, Gt)
    inside.identity(left - right, derivative(f, x))
    expected = type(slope)(replaced(f, x, q), replaced(f, x, p), evaluate=False)
    require(same(claim, expected), "concludes {}", expected)
    return arbitrary(x, premises.hypotheses, *_forms(closed), *_forms(strict))


@rule("unique root", inherits=True)
def _unique_root(claim: Any, premises: Premises) -> frozenset[Any]:
    """Premises: f(b) < 0, > 0 or != 0, perhaps under f(a) = 0, lo < a < b < hi; f(p) R 0; f(q) S 0; facts.

    Handed over: a, b, p, q.  Side conditions: a and b in no other hypothesis; R, S are < and > in some order;
    lo <= p < q <= hi; f is continuous for p <= x <= q and defined for lo < x < hi (facts may need that).
    Conclusion: UniqueRoot(f, x, (lo, hi)).  Source: theorem 4.23 (existence).
    """  # noqa: DOC201
    require(isinstance(claim, UniqueRoot), "concludes that a root is unique")
    f, x, (lo, hi) = claim.args
    a, b, p, q = premises.handed("two variables and the ends of a change of sign", 4)
    other, *signs = premises.first(3)
    oracles, (only, *facts) = premises.oracles, premises.theorems
    require(a != b and not any(is_free_in(t, claim) for t in (a, b)), "{} and {} are new", a, b)
    require(not any(is_free_in(x, end) for end in (lo, hi, p, q)), "{} is not in its own range", x)
    outside = _where(facts, x, (), oracles)
    outside.defined(lo, hi, p, q)
    outside.insist(le(lo, p), lt(p, q), le(q, hi))
    for variable in (a, b):
        _takes(variable, outside, lo, low_itself=False)
    _takes(x, outside, p, low_itself=True)
    within, strict = (ge(x, lo), le(x, hi)), (gt(x, lo), lt(x, hi))
    closed = (
        ge(x, p),
        le(x, q),
        *within,
        *(r for r, e in zip(strict, (p, q), strict=True) if outside.holds(replaced(r, x, e))),
    )
    _smooth(f, x, _where(facts, x, closed, oracles))
    _where(facts, x, (*strict, *within), oracles).defined(f)
    at = {place: replaced(f, x, place) for place in (a, b, p, q)}
    require({type(sign) for sign in signs} == {Lt, Gt}, "the function is below 0 at one end, above at one")
    for sign, place in zip(signs, (p, q), strict=True):
        require(same(sign, type(sign)(at[place], 0, evaluate=False)), "{} is the sign at {}", sign, place)
    require(
        isinstance(other, Lt | Gt | Ne) and same(other, type(other)(at[b], 0, evaluate=False)),
        "the first premise says that {} is no root too",
        b,
    )
    pair = _forms((eq(at[a], 0), gt(a, lo), lt(a, b), lt(b, hi), gt(b, lo), lt(a, hi)))
    rest = frozenset().union(*(fact.hypotheses for fact in facts))
    return arbitrary(b, arbitrary(a, only.hypotheses, *pair)) | arbitrary(
        x, rest, *_forms((*closed, *strict))
    )


@rule("enclosure", inherits=True)
def _enclosure(claim: Any, premises: Premises) -> None:
    """Premises: none.  Side condition: a and b are numbers built by + * ^ exp log | | max min.

    Conclusion: a R b, with R among <, <=, >=, >, !=, as balls of Arb around both are apart.
    """
    left, right = sides(claim, Lt, Le, Ge, Gt, Ne)
    require(not premises.theorems, "uses no earlier step")
    for part in (part for side in (left, right) for part in parts_of(side)):
        require(isinstance(part, (*ARITHMETIC, Rational, NumberSymbol)), "{} is a number", part)
    premises.oracles.add("Arb")
    for bits in PRECISIONS:
        try:
            gap = _DECIDER.value(Add(left, Mul(-1, right, evaluate=False), evaluate=False), {}, bits)
        except Indeterminate:
            continue
        if gap > 0 or gap < 0:
            require((1 if gap > 0 else -1) in SAYS[type(claim)], "{} {} {}", left, claim.rel_op, right)
            return
    require(False, "{} and {} can be told apart", left, right)
