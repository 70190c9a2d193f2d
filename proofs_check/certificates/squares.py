"""Certificates for inequalities of polynomials and of rational functions, by sums of squares.

Three ways to find one for ``D >= 0`` or ``D > 0``, all exact:

* factors of even multiplicity are squares; the others, written in the distances of the parameters from their
  least values, have to have coefficients that are not negative;
* a polynomial of degree 2 is a sum of squares of linear ones exactly if it is never negative: completing the
  square, symbol by symbol;
* a polynomial in one variable is one whenever it is never negative (`one_variable`).

Main results: `prove_polynomial`; `prove_exact`, for rational functions too.  A claim that no way shows is not
certified here, true or not.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import sympy
from flint import Ordering, fmpq, fmpq_mpoly_ctx, fmpq_poly

from proofs_check.certificates.language import certificate, expression, number
from proofs_check.certificates.one_variable import terms_in_range
from proofs_check.ranges import Range

__all__ = ["oriented", "prove_exact", "prove_polynomial", "reals"]

#: What is left above 0 where a relation is strict.
LEAST = [fmpq(1, 2**k) for k in (0, 4, 9, 16, 30)]
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
    return None if found is None else _prove(*found, sorted(claim.free_symbols, key=str), ranges, statement)


def prove_exact(claim: Any, ranges: Mapping[str, Range], statement: str) -> tuple[dict[str, Any], ...]:
    """Certify an inequality between polynomials or rational functions with rational coefficients.

    Args:
        claim: a SymPy relation without quantities.
        ranges: what the hypotheses leave to each parameter.
        statement: the id of the statement that it is for.

    Returns:
        One certificate; for a rational function two: its numerator, up to the sign of both, is not negative
        (positive), its denominator is positive.  None if none was found.

    Example:
        >>> x = sympy.Symbol("x", positive=True)
        >>> claim = x / (x**2 + 1) <= sympy.Rational(1, 2)
        >>> [found["claim"]["holds"] for found in prove_exact(claim, {"x": Range()}, "")]
        [['>=', ['+', 1, ['*', -2, 'x'], ['^', 'x', 2]], 0], ['>', ['+', 2, ['*', 2, ['^', 'x', 2]]], 0]]
    """
    found = oriented(claim)
    if found is None:
        return ()
    relation, left, right = found
    symbols = sorted(claim.free_symbols, key=str)
    whole = _prove(relation, left, right, symbols, ranges, statement)
    # Not cancelled: a zero of the denominator is a point without a value.
    numerator, denominator = sympy.fraction(sympy.together(left - right))
    if whole is not None or not denominator.free_symbols:
        return () if whole is None else (whole,)
    nought = sympy.Integer(0)
    for sign in (1, -1):
        n, d = sympy.expand(sign * numerator), sympy.expand(sign * denominator)
        below = _prove(">", d, nought, symbols, ranges, statement)
        above = None if below is None else _prove(relation, n, nought, symbols, ranges, statement)
        if above is not None and below is not None:
            return above, below
    return ()


def _prove(
    relation: str, left: Any, right: Any, symbols: list[Any], ranges: Mapping[str, Range], statement: str
) -> dict[str, Any] | None:
    known = {symbol.name for symbol in symbols} <= ranges.keys()
    if not known or not 1 <= len(symbols) <= MOST_PARAMETERS or not _low_degree(left - right, symbols):
        return None
    poly = sympy.Poly(left - right, *symbols)
    rational = poly.domain.is_QQ or poly.domain.is_ZZ
    if not rational or poly.total_degree() > HIGHEST or len(poly.terms()) > MOST_TERMS:
        return None
    strict = relation == ">"
    terms = _by_factors(poly, symbols, ranges, strict) or _by_completing(poly, symbols, strict)
    if terms is None and len(symbols) == 1:
        terms = _in_one_variable(poly, symbols[0], ranges[symbols[0].name], strict)
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


def _low_degree(expr: Any, symbols: list[Any]) -> bool:
    """Whether it is a polynomial of degree at most `HIGHEST`, told without expanding it."""
    return bool(expr.is_polynomial(*symbols)) and _degree(expr) <= HIGHEST


def _degree(expr: Any) -> int:
    """A bound for the degree."""
    if expr.is_Pow:
        return int(expr.exp) * _degree(expr.base) if expr.base.free_symbols else 0
    parts = [_degree(part) for part in expr.args]
    return sum(parts) if expr.is_Mul else max(parts, default=int(expr.is_Symbol))


def _factored(poly: Any) -> tuple[Any, Any]:
    """``poly = square^2 rest``."""
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
    square, rest = _factored(poly)
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


def _in_one_variable(poly: Any, symbol: Any, side: Range, strict: bool) -> Any:
    """By sums of squares; for a strict relation of what is left above a small number."""
    if side.empty or (side.low is not None and side.low == side.high):
        return None
    p = fmpq_poly([fmpq(int(c.p), int(c.q)) for c in reversed(poly.all_coeffs())])
    for least in LEAST if strict else (fmpq(0),):
        found = terms_in_range(p - least, side.low, side.high)
        if found is not None:
            break
    else:
        return None
    low, high = (None if end is None else number(end) for end in (side.low, side.high))
    above = symbol.name if low is None else ["+", symbol.name, ["*", -1, low]]
    below = above if high is None else ["+", high, ["*", -1, symbol.name]]
    terms = [] if least == 0 else [[_exact(least), [], 1]]
    for c, (i, j), g in found:
        parts = []
        for k, a in enumerate(g):
            # Powers of the one distance that there is, or of both.
            rest = len(g) - 1 - k if low is not None and high is not None else 0
            powers = [(below if low is None else above, k), (below, rest)]
            parts += [["*", _exact(a), *(["^", base, n] for base, n in powers if n)]] if a != 0 else []
        terms.append([_exact(c), [0] * i + [int(low is not None)] * j, ["+", *parts]])
    return terms


def _exact(value: Any) -> Any:
    return number(Fraction(int(value.p), int(value.q)))
