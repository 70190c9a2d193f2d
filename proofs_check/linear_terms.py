"""Relations as linear rows between their non-linear terms, with what is known of those terms.

Main results: `rows_of` (a relation), `system` (several, with sign bounds of squares, products and sums).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

import sympy
from flint import arb
from sympy.core.relational import Relational

from numerics.precision import working_precision
from proofs_check.algebras import Balls, Indeterminate, TooLarge, Undefined, Unsupported
from proofs_check.evaluate import Scope, evaluate
from proofs_check.fourier_motzkin import Row
from proofs_check.ranges import Range, range_of
from theory.errors import StatementError

__all__ = ["is_integer", "rows_of", "sign_of", "system"]

#: At most so many terms of a product.
MOST_TERMS = 200
BITS = 128


def system(relations: Iterable[tuple[Any, frozenset[Any]]]) -> tuple[list[Row], set[Any]]:
    """The linear rows of some relations with what is known of their terms, and which terms are integers.

    Args:
        relations: propositions with their sources; those that are no relations are left out.

    Returns:
        The rows, and the terms that take integers only.
    """
    rows = [row for relation, sources in relations for row in rows_of(relation, sources)]
    terms = list(dict.fromkeys(term for row in rows for term in row.coefficients))
    integers = {term for term in terms if is_integer(term)}
    for term in terms:
        rows += _known_of(term, integers)
    return rows, integers


def rows_of(relation: Any, sources: frozenset[Any] = frozenset()) -> Iterator[Row]:
    """A relation as a row: ``sum(c * term) + constant R 0``.

    Args:
        relation: a SymPy proposition.
        sources: what the row follows from.

    Yields:
        The row, if it is a relation between finite numbers other than ``!=``.
    """
    signs = {sympy.Eq: "=", sympy.Gt: ">", sympy.Lt: ">", sympy.Ge: ">=", sympy.Le: ">="}
    if not isinstance(relation, Relational) or type(relation) not in signs:
        return
    if relation.has(sympy.oo, -sympy.oo, sympy.nan, sympy.zoo):
        return
    larger, smaller = relation.args if isinstance(relation, sympy.Gt | sympy.Ge) else reversed(relation.args)
    difference = larger - smaller
    total = _linear(_renamed(difference) if difference.has(sympy.Sum, sympy.Product) else difference)
    constant = total.pop(sympy.S.One, Fraction(0))
    yield Row(total, constant, signs[type(relation)], sources)


def _renamed(expr: Any) -> Any:
    """The same with canonical indices: sums that differ in the name of their index alone are one term."""
    try:
        return expr.as_dummy()
    except StatementError:
        # A canonical index is not known to be an integer, and a quantity may refuse it as its pathway.
        return expr


def _linear(expr: Any) -> dict[Any, Fraction]:
    """Write an expression as a sum of rational multiples of terms, multiplied out where that is short."""
    if expr.is_Rational:
        return {sympy.S.One: Fraction(int(expr.p), int(expr.q))} if expr else {}
    if expr.is_Add:
        return _sum(_linear(arg) for arg in expr.args)
    if expr.is_Mul and any(arg.is_Add or _is_short_power(arg) for arg in expr.args):
        factors = expr.args
    elif _is_short_power(expr):
        factors = (expr.base,) * int(expr.exp)
    else:
        coefficient, term = expr.as_coeff_Mul(rational=True)
        return {term: Fraction(int(coefficient.p), int(coefficient.q))}
    product = {sympy.S.One: Fraction(1)}
    for factor in map(_linear, factors):
        if len(product) * len(factor) > MOST_TERMS:
            return {expr: Fraction(1)}
        product = _sum(_times(s, t, c * d) for s, c in product.items() for t, d in factor.items())
    return product


def _is_short_power(expr: Any) -> bool:
    return expr.is_Pow and expr.base.is_Add and expr.exp.is_Integer and 2 <= int(expr.exp) <= 6


def _times(left: Any, right: Any, factor: Fraction) -> dict[Any, Fraction]:
    return {term: c * factor for term, c in _linear(left * right).items()}


def _sum(parts: Iterable[Mapping[Any, Fraction]]) -> dict[Any, Fraction]:
    total: dict[Any, Fraction] = {}
    for part in parts:
        for term, c in part.items():
            total[term] = total.get(term, Fraction(0)) + c
    return {term: c for term, c in total.items() if c}


def _known_of(term: Any, integers: set[Any]) -> Iterator[Row]:
    """Bounds of a term from assumptions, from its shape, or from its value if it is a number."""
    named = {term.base} if isinstance(term, sympy.Indexed) else term.free_symbols
    found, sources = Range(), frozenset(map(str, named))
    if isinstance(term, sympy.Symbol | sympy.Indexed):
        found = _assumed(term)
        if found.parity is not None:
            half = ("half of", term)
            integers.add(half)
            row = {term: Fraction(1), half: Fraction(-2)}
            yield Row(row, Fraction(-found.parity), "=", sources)
    elif not term.free_symbols:
        found = _enclosed(term)
    else:
        sign = sign_of(term)
        found = found if sign is None else found.at_least(Fraction(0), strict=sign > 0)
    if found.low is not None:
        yield Row({term: Fraction(1)}, -found.low, ">" if found.low_open else ">=", sources)
    if found.high is not None:
        yield Row({term: Fraction(-1)}, found.high, ">" if found.high_open else ">=", sources)


def _assumed(term: Any) -> Range:
    return range_of(term.base if isinstance(term, sympy.Indexed) else term)


def _enclosed(number: Any) -> Range:
    """A range around a number that is not rational."""
    with working_precision(bits=BITS):
        try:
            ball = arb(evaluate(number, Scope({}, Balls())))
        except (Indeterminate, TooLarge, Undefined, Unsupported):
            return Range()
        low, high = (Fraction(int(q.p), int(q.q)) for q in (ball.lower().fmpq(), ball.upper().fmpq()))
    return Range(low=low, high=high)


def is_integer(expr: Any, bound: frozenset[Any] = frozenset()) -> bool:
    """Whether a term is an integer wherever it has a value; bound symbols may be anything."""

    def integer(*parts: Any) -> bool:
        return all(is_integer(part, bound) for part in parts)

    match expr:
        case sympy.Symbol() | sympy.Indexed():
            return expr not in bound and _assumed(expr).integer
        case sympy.Rational():
            return bool(expr.is_Integer)
        case sympy.Add(args=parts) | sympy.Mul(args=parts):
            return integer(*parts)
        case sympy.Pow(base=base, exp=exponent):
            return integer(base, exponent) and sign_of(exponent, bound) is not None
        case sympy.Sum(function=function, limits=limits):
            return is_integer(function, bound.union(limit[0] for limit in limits))
    return isinstance(expr, sympy.floor | sympy.ceiling)


def sign_of(expr: Any, bound: frozenset[Any] = frozenset()) -> int | None:
    """1 if a term is positive wherever it has a value, 0 if it is not negative, None if not known."""

    def least(*parts: Any) -> int | None:
        signs = [sign for part in parts if (sign := sign_of(part, bound)) is not None]
        return min(signs, default=1) if len(signs) == len(parts) else None

    match expr:
        case sympy.Symbol() | sympy.Indexed():
            found = Range() if expr in bound else _assumed(expr)
            if found.low is None or found.low < 0:
                return None
            return int(found.low_open or found.low > 0)
        case sympy.Rational():
            return None if expr < 0 else 1 if expr > 0 else 0
        case sympy.NumberSymbol() | sympy.exp():
            return 1
        case sympy.Abs():
            return 0
        case sympy.Mul(args=parts):
            return least(*parts)
        case sympy.Pow(base=base, exp=exponent):
            sign = least(base)
            even = exponent.is_Integer and exponent % 2 == 0
            return 1 if sign == 1 else 0 if sign == 0 or even else None
        case sympy.Sum(function=function, limits=limits) | sympy.Product(function=function, limits=limits):
            sign = sign_of(function, bound.union(limit[0] for limit in limits))
            return min(sign, 0) if sign is not None and isinstance(expr, sympy.Sum) else sign
    return None
