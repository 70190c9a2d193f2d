"""Facts of mathematics that follow from rules of the kernel: each function writes the steps to one of them.

Main results: `maximum_without`, `limit_of_equals`, `monotone_exponent`, `zero_product`, `square_factor`,
`square_factor_iff`, `cauchy_schwarz`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import Eq, Equivalent, Gt, Integer, Limit, Lt, Max, Or, Sum, Symbol, Tuple, expand, oo

from theory.derivations.layers import eq, ge, gt, le, lt
from theory.derivations.writer import Writer
from theory.naming import index_apart_from
from theory.predicates import ForAll

__all__ = [
    "cauchy_schwarz",
    "limit_of_equals",
    "maximum_without",
    "monotone_exponent",
    "square_factor",
    "square_factor_iff",
    "zero_product",
]


def maximum_without(
    w: Writer, name: str, c: Any, pairs: Sequence[tuple[Any, Any]], bound: str, *facts: str
) -> str:
    """``max(c, a, ...) = max(a, ...)`` where ``c <= sum_k t_k a_k`` with weights that add up to 1.

    Args:
        w: where to write.
        name: of the last step, and the beginning of the others' names.
        c: the argument that can go.
        pairs: every other argument ``a_k``, behind its weight ``t_k``.
        bound: the step that says ``c <= sum_k t_k a_k``.
        facts: steps that say that the weights are not negative if their looks do not.

    Returns:
        The name of the last step.
    """
    most = Max(*(a for _, a in pairs))
    below = []
    for k, (_, a) in enumerate(pairs):
        rest = Max(*(other for _, other in pairs if other != a)) if len(pairs) > 1 else a
        claim = le(a, most)
        below.append(w(f"{name}: argument {k + 1}", claim, "maximum", using=(a, rest)))
    used, using = (bound, *below, *facts), (1, *(t for t, _ in pairs))
    small = w(f"{name}: below", le(c, most), "combination", *used, using=using)
    same = eq(most, Max(c, most))
    iff = w(f"{name}: iff", Equivalent(same, le(c, most)), "maximum", using=(most, c))
    turned = w(f"{name}: turned round", same, "modus ponens", iff, small)
    return w(name, eq(Max(c, most), most), "combination", turned, using=(-1,))


def limit_of_equals(w: Writer, name: str, equation: str, limit: str, *facts: str) -> str:
    """``lim f = v`` where ``f(n) = g(n)``, perhaps for ``n >= c`` only, and ``lim g = v``: both bounds are g.

    Args:
        w: where to write.
        name: of the last step, and the beginning of the others' names.
        equation: the step that says ``f(n) = g(n)``.
        limit: the step that says ``lim g = v``.
        facts: steps that show that both sides are defined.

    Returns:
        The name of the last step.
    """
    f, g = w[equation].args
    n = w[limit].lhs.args[1]
    above = w(f"{name}: at most", le(f, g), "combination", equation, *facts, using=(-1,))
    below = w(f"{name}: at least", ge(f, g), "combination", equation, *facts, using=(1,))
    claim = eq(Limit(f, n, oo), w[limit].rhs)
    return w(name, claim, "squeeze", above, below, limit, limit)


def monotone_exponent(w: Writer, name: str, claim: Any, base: Any, order: str, *facts: str) -> str:
    """``b^p R b^q`` where ``p R q``, turned round where ``b < 1``: ``b^q - b^p = b^p (b^(q-p) - 1)``.

    Args:
        w: where to write.
        name: of the last step, and the beginning of the others' names.
        claim: the relation between the powers.
        base: ``b > 0``; a number that is not 1, or ``b > 1``, where the order is not strict ``b >= 1``.
        order: the step that says ``p R q``.
        facts: steps that say how ``b`` compares with 1 if its looks do not, and that all is defined.

    Returns:
        The name of the last step.
    """
    p, q = w[order].args
    if isinstance(w[order], Eq):
        ways = ((le, -1), (ge, 1))
        for kind, sign in ways:
            w(f"{name}: exponents {sign}", kind(p, q), "combination", order, *facts, using=(sign,))
            half = kind(*claim.args)
            monotone_exponent(w, f"{name}: {sign}", half, base, f"{name}: exponents {sign}", *facts)
        return w(name, claim, "sign", f"{name}: -1", f"{name}: 1", *facts)
    up, strict = w[order].gts - w[order].lts, isinstance(w[order], Lt | Gt)
    rises = not (base.is_Rational and base < 1)
    kinds = (gt, lt) if strict else (ge, le)
    beyond, rule = kinds[not rises], "enclosure" if base.is_number else "sign"
    above = w(f"{name}: base", beyond(base, 1), rule, *(() if base.is_number else facts))
    power = w(f"{name}: power", beyond(base**up, 1), "monotone power", above, order, *facts, using=(up,))
    least = base ** w[order].lts
    return w(name, claim, "combination", power, above, order, *facts, using=(least,))


def zero_product(w: Writer, name: str, a: Any, b: Any) -> str:
    """``a b = 0`` exactly if ``a = 0`` or ``b = 0``, for terms that are always defined.

    Args:
        w: where to write.
        name: of the last step, and the beginning of the others' names.
        a: a factor.
        b: the other.

    Returns:
        The name of the last step.
    """

    def step(part: str, claim: Any, rule: str, *uses: str, **more: Any) -> str:
        return w(f"{name}: {part}", claim, rule, *uses, **more)

    product, first, second = (eq(term, 0) for term in (a * b, a, b))
    either = Or(first, second)
    orders = (Lt(a, 0, evaluate=False), first, gt(a, 0))
    zero = step("product", product, "assume")
    order = step("order", Or(*orders), "excluded middle")
    here = step("first", first, "assume")
    ends = [step("first of both", either, "disjunction", here)]
    for side in orders[::2]:
        sign = step(f"{side.rel_op}", side, "assume")
        other = step(f"{side.rel_op}: second", second, "combination", zero, sign, using=(1 / a,))
        ends.append(step(f"{side.rel_op}: either", either, "disjunction", other))
    to = step("then either", either, "cases", order, *ends)
    factors = step("one of both", either, "assume")
    there = step("the second", second, "assume")
    vanish = (
        step("first vanishes", product, "combination", here, using=(b,)),
        step("second vanishes", product, "combination", there, using=(a,)),
    )
    back = step("then product", product, "cases", factors, *vanish)
    return w(name, Equivalent(product, either), "equivalence", to, back)


def square_factor(w: Writer, name: str, claim: Any, x: Any, coefficients: Sequence[Any], *facts: str) -> str:
    """``a >= b`` as ``a - b = (x - 1)^2 (q_0 + q_1 x + ...)`` with ``q_k >= 0`` and ``x >= 0``.

    Args:
        w: where to write.
        name: of the last step, and the beginning of the others' names.
        claim: ``a >= b``.
        x: a number that is not negative.
        coefficients: ``q_0, q_1, ...``.
        facts: steps that say that ``x >= 0`` if its looks do not.

    Returns:
        The name of the last step.
    """
    factor = sum((q * x**k for k, q in enumerate(coefficients)), Integer(0))
    square = (x - 1) ** 2 * factor
    gap = eq(claim.lhs - claim.rhs, square)
    w(f"{name}: factors", gap, "identity", *facts)
    w(f"{name}: at least 0", ge(square, 0), "sign", *facts)
    return w(name, claim, "combination", f"{name}: factors", f"{name}: at least 0", *facts, using=(1, 1))


def square_factor_iff(
    w: Writer, name: str, equation: Any, x: Any, coefficients: Sequence[Any], *facts: str
) -> str:
    """``a = b`` exactly if ``x = 1``, as ``a - b = (x - 1)^2 (q_0 + q_1 x + ...)`` with a positive factor.

    Args:
        w: where to write.
        name: of the last step, and the beginning of the others' names.
        equation: ``a = b``.
        x: a number that is not negative.
        coefficients: ``q_0, q_1, ...``, not negative.
        facts: steps that say that ``x >= 0`` and ``q_0 + q_1 x + ... > 0`` if their looks do not.

    Returns:
        The name of the last step.
    """

    def step(part: str, claim: Any, rule: str, *uses: str, **more: Any) -> str:
        return w(f"{name}: {part}", claim, rule, *uses, **more)

    factor = sum((q * x**k for k, q in enumerate(coefficients)), Integer(0))
    gap = eq(equation.lhs - equation.rhs, (x - 1) ** 2 * factor)
    factors = step("factors", gap, "identity", *facts)
    positive = step("positive", gt(factor, 0), "sign", *facts)
    at_one = eq(x, 1)
    equal = step("equal", equation, "assume")
    square = eq((x - 1) ** 2, 0)
    zero = step(
        "square is 0", square, "combination", factors, equal, positive, using=(-1 / factor, 1 / factor)
    )
    ends = []
    for side in (Lt(x, 1, evaluate=False), gt(x, 1)):
        apart = step(f"{side.rel_op}", side, "assume")
        above = step(f"{side.rel_op}: square", gt((x - 1) ** 2, 0), "sign", apart)
        ends.append(step(f"{side.rel_op}: never", at_one, "contradiction", above, zero))
    itself = step("at 1", at_one, "assume")
    order = step("order", Or(Lt(x, 1, evaluate=False), at_one, gt(x, 1)), "excluded middle")
    to = step("then 1", at_one, "cases", order, itself, *ends)
    back = step("then equal", equation, "combination", factors, itself, using=(1, (x - 1) * factor))
    return w(name, Equivalent(equation, at_one), "equivalence", to, back)


def cauchy_schwarz(w: Writer, name: str, f: Any, g: Any, limits: tuple[Any, Any, Any], *facts: str) -> str:
    """``(sum f g)^2 <= (sum f^2)(sum g^2)``: the sum over ``h`` and ``k`` of ``(f(h) g(k) - f(k) g(h))^2``.

    Args:
        w: where to write.
        name: of the last step, and the beginning of the others' names.
        f: ``f(h)``, a product (linearity does not multiply out the square of a sum).
        g: ``g(h)``, a product.
        limits: ``(h, low, high)``.
        facts: steps that say that the range does not run backwards if its looks do not.

    Returns:
        The name of the last step.
    """

    def step(part: str, claim: Any, rule: str, *uses: str, **more: Any) -> str:
        return w(f"{name}: {part}", claim, rule, *uses, **more)

    index, *ends = limits
    k = Symbol(index_apart_from(Tuple(f, g, *limits)).name, **index.assumptions0)
    f_k, g_k = (term.xreplace({index: k}) for term in (f, g))
    mixed, squared, other = (Sum(term, limits) for term in (f * g, f**2, g**2))
    inner = Sum(expand((f * g_k - f_k * g) ** 2), limits)
    value = g_k**2 * squared - 2 * f_k * g_k * mixed + f_k**2 * other
    one = step("one", eq(inner, value), "linearity", *facts)
    every = step("all", ForAll(w[one], (k, *ends)), "for all", one)
    outer, values = Sum(inner, (k, *ends)), Sum(value, (k, *ends))
    added = step("added", eq(outer, values), "termwise", every, *facts)
    sums = eq(values, 2 * squared * other - 2 * mixed**2)
    closed = step("closed", sums, "linearity", *facts)
    sign = step("sign", ge(outer, 0), "sign", *facts)
    half = Integer(1) / 2
    claim = le(mixed**2, squared * other)
    return w(name, claim, "combination", sign, added, closed, *facts, using=(half, -half, -half))
