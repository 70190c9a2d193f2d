"""Certificates for polynomial inequalities: sums of squares, times what the ranges say is not negative.

Two ways to find one for ``D >= 0`` or ``D > 0``, both exact:

* factors of even multiplicity are squares; the others, written in the distances of the parameters from their
  least values, have to have coefficients that are not negative;
* a polynomial of degree 2 is a sum of squares of linear ones exactly if it is never negative: completing the
  square, symbol by symbol.

Main result: `prove_polynomial`.  A claim that neither way shows is not certified here, true or not.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import sympy
from flint import Ordering, fmpq, fmpq_mpoly_ctx

from proofs_check.certificates.language import certificate, expression, number
from proofs_check.ranges import Range

__all__ = ["factored", "low_degree", "oriented", "prove_polynomial", "reals"]

#: Polynomials with more parameters, of a higher degree or of more terms are not tried.
MOST_PARAMETERS, HIGHEST, MOST_TERMS = 4, 24, 200


def prove_polynomial(claim: Any, ranges: Mapping[str, Range], statement: str) -> dict[str, Any] | None:
    """Certify an inequality between polynomials with rational coefficients.

    Args:
        claim: a SymPy relation without quantities.
        ranges: what the hypotheses leave to each parameter.
        statement: the id of the statement that it is for.

    Returns:
        The certificate, or None if none was found.

    Example:
        >>> x, y = sympy.symbols("x y", real=True)
        >>> prove_polynomial(x**2 + y**2 >= 2 * x * y, {"x": Range(), "y": Range()}, "")["proof"]["terms"]
        [[1, [], ['+', 'x', ['*', -1, 'y']]]]
    """
    found = oriented(claim)
    symbols = sorted(claim.free_symbols, key=str)
    known = {symbol.name for symbol in symbols} <= ranges.keys()
    if found is None or not known or not 1 <= len(symbols) <= MOST_PARAMETERS:
        return None
    relation, left, right = found
    if not low_degree(left - right, symbols):
        return None
    poly = sympy.Poly(left - right, *symbols)
    rational = poly.domain.is_QQ or poly.domain.is_ZZ
    if not rational or poly.total_degree() > HIGHEST or len(poly.terms()) > MOST_TERMS:
        return None
    strict = relation == ">"
    terms = _by_factors(poly, symbols, ranges, strict) or _by_completing(poly, symbols, strict)
    if terms is None:
        return None
    holds, proof = [relation, expression(left), expression(right)], {"method": "squares", "terms": terms}
    return certificate("exact", reals(symbols, ranges), holds, proof, statement)


def oriented(claim: Any) -> tuple[str, Any, Any] | None:
    """An inequality with the greater side first.

    Args:
        claim: a SymPy proposition.

    Returns:
        ``>=`` or ``>``, the greater and the smaller side; None for anything else.
    """
    if isinstance(claim, sympy.Ge | sympy.Gt):
        return (">=" if isinstance(claim, sympy.Ge) else ">"), claim.lhs, claim.rhs
    if isinstance(claim, sympy.Le | sympy.Lt):
        return (">=" if isinstance(claim, sympy.Le) else ">"), claim.rhs, claim.lhs
    return None


def reals(symbols: list[Any], ranges: Mapping[str, Range]) -> dict[str, Any]:
    """The ranges of parameters in the certificate language; open ends that are not 0 count as closed.

    Args:
        symbols: the parameters.
        ranges: their ranges.

    Returns:
        By name: ``["positive"]``, or the kind and both ends.
    """
    found: dict[str, Any] = {}
    for symbol in symbols:
        side = ranges[symbol.name]
        if _positive(side):
            found[symbol.name] = ["positive"]
        else:
            ends = [None if end is None else number(end) for end in (side.low, side.high)]
            found[symbol.name] = ["integer" if side.integer else "real", *ends]
    return found


def _positive(side: Range) -> bool:
    return not side.integer and side.low == 0 and side.low_open and side.high is None


def low_degree(expr: Any, symbols: list[Any]) -> bool:
    """Whether an expression is a polynomial whose degree is at most `HIGHEST`, told without expanding it.

    Args:
        expr: a SymPy expression.
        symbols: in these.

    Returns:
        False also where the degree only looks higher.
    """
    return bool(expr.is_polynomial(*symbols)) and _degree(expr) <= HIGHEST


def _degree(expr: Any) -> int:
    """A bound for the degree."""
    if expr.is_Pow:
        return int(expr.exp) * _degree(expr.base) if expr.base.free_symbols else 0
    parts = [_degree(part) for part in expr.args]
    return sum(parts) if expr.is_Mul else max(parts, default=int(expr.is_Symbol))


def factored(poly: Any) -> tuple[Any, Any]:
    """``poly = square^2 * rest``, with the square as large as it can be, by FLINT's factorisation.

    Args:
        poly: a `sympy.Poly` with rational coefficients.

    Returns:
        Both as SymPy expressions.

    Example:
        >>> x, y = sympy.symbols("x y")
        >>> factored(sympy.Poly(x**3 - 2 * x**2 * y + x * y**2, x, y))
        (x - y, x)
    """
    names = tuple(map(str, poly.gens))
    ring = fmpq_mpoly_ctx.get(names, Ordering.lex)
    terms = {powers: fmpq(int(c.p), int(c.q)) for powers, c in poly.terms()}
    constant, factors = ring.from_dict(terms).factor()
    square, rest = sympy.Integer(1), sympy.Rational(int(constant.p), int(constant.q))
    for factor, multiplicity in factors:
        found = {powers: sympy.Rational(int(c.p), int(c.q)) for powers, c in factor.to_dict().items()}
        expr = sympy.Poly(found, *poly.gens).as_expr()
        square, rest = square * expr ** (int(multiplicity) // 2), rest * expr ** (int(multiplicity) % 2)
    return square, rest


def _by_factors(poly: Any, symbols: list[Any], ranges: Mapping[str, Range], strict: bool) -> Any:
    """``c prod f^m``: squares, times factors that are sums of products of distances from the least values."""
    square, rest = factored(poly)
    lows = {s: low for s in symbols if (low := ranges[s.name].low) is not None}
    least = {s: sympy.Rational(low.numerator, low.denominator) for s, low in lows.items()}
    shifted = rest.subs({s: s + low for s, low in least.items()}, simultaneous=True)
    # The checker numbers the distances from both ends of each range, as far as there are ends.
    places, place = {}, 0
    for symbol in symbols:
        places[symbol] = place
        place += (symbol in lows) + (ranges[symbol.name].high is not None)
    terms, positive = [], False
    for powers, coefficient in sympy.Poly(shifted, *symbols).terms():
        odd = [s for s, power in zip(symbols, powers, strict=True) if power % 2]
        if coefficient <= 0 or not lows.keys() >= {*odd}:
            return None
        halves = ((s - least.get(s, 0)) ** (power // 2) for s, power in zip(symbols, powers, strict=True))
        root = square * sympy.prod(halves)
        terms.append([_exact(coefficient), [places[s] for s in odd], expression(root)])
        positive |= root == 1 and all(_positive(ranges[s.name]) for s in odd)
    return terms if terms and (positive or not strict) else None


def _by_completing(poly: Any, symbols: list[Any], strict: bool) -> Any:
    """``sum c_k g_k^2`` with linear ``g_k``, for a polynomial of degree 2."""
    if poly.total_degree() != 2:
        return None
    rest, terms = poly.as_expr(), []
    for symbol in symbols:
        in_symbol = sympy.Poly(rest, symbol)
        a, b = in_symbol.coeff_monomial(symbol**2), in_symbol.coeff_monomial(symbol)
        if a == 0 and b == 0:
            continue
        if not a.is_Rational or a <= 0:
            return None
        root = sympy.expand(symbol + b / (2 * a))
        terms.append([_exact(a), [], expression(root)])
        rest = sympy.expand(rest - a * root**2)
    if not rest.is_Rational or rest < 0 or (strict and rest == 0):
        return None
    return terms + ([[_exact(rest), [], 1]] if rest else [])


def _exact(value: Any) -> Any:
    return number(Fraction(int(value.p), int(value.q)))
