"""Minima with explicit weights at a point: `AnyMinimum` and `LayerTable` as rational numbers.

Main results: `explicit_layers`, `table_rows`, and `explicit_number`, what an `ExplicitNumber` of theory is
worth: theory's matrix ``sum_h sum_l (A A^T) kron (B^T B)``, put together in rational arithmetic.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache, reduce
from math import prod
from typing import Any

import sympy
from flint import arb, arb_mat, ctx, fmpq, fmpq_mat, fmpq_poly

from numerics.hessian.enclosure import largest_eigenvalue
from numerics.precision import BITS_PER_DIGIT, working_precision
from proofs_check.algebras import Balls, TooLarge, Undefined
from proofs_check.evaluate import Scope, rational_value
from proofs_check.radical import NotExact
from theory.any_minimum import AnyMinimum, ExplicitNumber, laid_out
from theory.layer_table import LayerTable

__all__ = ["explicit_layers", "explicit_number", "table_rows"]

#: The most layers, weights, and entries of the target that are put together.
MOST_LAYERS, MOST_WEIGHTS, MOST_ENTRIES = 24, 60, 9
#: Bits to which an eigenvalue is enclosed before it is looked for among the rational ones.
EXACT_BITS = 512

Rows = tuple[tuple[tuple[Fraction, ...], ...], ...]


def explicit_layers(c: AnyMinimum, scope: Scope) -> tuple[Rows, ...]:
    """The layers of a minimum at a point.

    Args:
        c: the minimum.
        scope: values.

    Returns:
        ``found[h][l]``, rows of rationals.

    Raises:
        TooLarge: more layers, weights or entries of the target than `MOST_LAYERS`, ....
        Undefined: no pathways, sizes or weights.
    """
    depths = _depths(c, scope)
    sizes, weights = ([_number(x, scope) for x in _listed(part, scope)] for part in c.args[2:])
    widths = [int(size) for size in sizes]
    if not depths or not widths or not weights:
        raise Undefined("a network without pathways, sizes or weights")
    if sum(depths) * max(widths) > 4 * MOST_WEIGHTS:
        raise TooLarge(f"{sum(depths)} layers of width {max(widths)}")
    found = laid_out(depths, widths, weights)
    count = sum(len(layer) * len(layer[0]) for path in found for layer in path)
    target = len(found[0][-1]) * len(found[0][0][0])
    if count > MOST_WEIGHTS or target > MOST_ENTRIES:
        raise TooLarge(f"{count} weights, and a target of {target} entries")
    return tuple(tuple(tuple(map(tuple, layer)) for layer in path) for path in found)


def table_rows(c: LayerTable, scope: Scope) -> tuple[tuple[Fraction, ...], ...]:
    """The layers of every pathway of a mode at a point.

    Args:
        c: the mode.
        scope: values.

    Returns:
        ``found[h][l]``.
    """
    rows = []
    for h, depth in enumerate(_depths(c, scope), 1):
        entries = (c.entry(sympy.Integer(h), sympy.Integer(place)) for place in range(1, depth + 1))
        rows.append(tuple(_number(entry, scope) for entry in entries))
    return tuple(rows)


def explicit_number(expr: ExplicitNumber, scope: Scope) -> Any:
    """The value of an `ExplicitNumber`.

    Args:
        expr: the number.
        scope: values.

    Returns:
        A ball; a rank is exact.
    """
    if expr.name == "mode curvature":
        return scope.algebra.rational(_mode_curvature(table_rows(expr.args[1], scope)))
    if expr.name == "pair polynomial":
        return scope.algebra.rational(_pair_polynomial(expr.args[1][0], expr.args[1][1], scope))
    layers = explicit_layers(expr.args[1], scope)
    if expr.name in {"curvature rank", "target rank"}:
        matrix = _curvature(layers) if expr.name == "curvature rank" else _target(layers)
        return scope.algebra.rational(fmpq(matrix.rank()))
    squared, algebra = expr.name == "target norm", scope.algebra
    if isinstance(algebra, Balls):
        found = _largest(layers, "squared target" if squared else "curvature", ctx.prec)
        return found.sqrt() if squared else found
    if squared and (eigenvalue := _of_target(layers)) is not None:
        return _written(eigenvalue, algebra)
    found = _written(_exact_largest(layers, "squared target" if squared else "curvature"), algebra)
    return algebra.power(found, algebra.rational(fmpq(1, 2))) if squared else found


def _pair_polynomial(point: Any, x: Any, scope: Scope) -> fmpq:
    """``det(x I - B)``, ``B`` the block of a pair of modes, from theory's entries (`PairPolynomial`)."""
    depths = _depths(point, scope)
    values = (
        tuple(_rational(mode.layer_of(sympy.Integer(h)), scope) for mode in point.modes)
        for h in range(1, len(depths) + 1)
    )
    targets = tuple(_rational(mode.target, scope) for mode in point.modes)
    return _pair_determinant(tuple(depths), tuple(values), targets, _rational(x, scope))


# A claim and its mutants are decided at the same points.
@lru_cache(maxsize=1024)
def _pair_determinant(
    depths: tuple[int, ...], values: tuple[tuple[fmpq, ...], ...], targets: tuple[fmpq, ...], x: fmpq
) -> fmpq:
    r = [sum((row[i] ** n for row, n in zip(values, depths, strict=True)), -targets[i]) for i in (0, 1)]
    places = [(h, place) for h, depth in enumerate(depths) for place in range(1, depth + 1)]
    n = len(places)

    moves = [
        [values[h][i] ** (depths[h] - place) * values[h][1 - i] ** (place - 1) for h, place in places]
        for i in (0, 1)
    ]
    block = fmpq_mat(2 * n, 2 * n)
    for a, (h, one) in enumerate(places):
        for c, (k, other) in enumerate(places):
            for i in (0, 1):
                block[a + i * n, c + i * n] = moves[i][a] * moves[i][c]
            if h == k and one < other:
                for i in (0, 1):
                    # Entry (j, i) of the earlier layer and (i, j) of the later one.
                    apart = other - one - 1
                    value = r[i] * values[h][i] ** (depths[h] - apart - 2) * values[h][1 - i] ** apart
                    earlier, later = a + (1 - i) * n, c + i * n
                    block[earlier, later] = block[later, earlier] = value
    return (_identity(2 * n) * x - block).det()


def _rational(expr: Any, scope: Scope) -> fmpq:
    return rational_value(expr, Scope(scope.values, Balls(), None, scope.decide))


def _mode_curvature(rows: tuple[tuple[Fraction, ...], ...]) -> fmpq:
    """``sum_h sum_l`` of the squares of all layers but one, multiplied."""
    total = fmpq(0)
    for row in rows:
        squares = [fmpq(x.numerator, x.denominator) ** 2 for x in row]
        for place in range(len(squares)):
            total += prod((*squares[:place], *squares[place + 1 :]), start=fmpq(1))
    return total


#: ``a + b sqrt(d)``.
Quadratic = tuple[fmpq, fmpq, fmpq]


def _written(number: Quadratic, algebra: Any) -> Any:
    a, b, d = map(algebra.rational, number)
    root = algebra.power(d, algebra.rational(fmpq(1, 2)))
    return algebra.add([a, algebra.multiply([b, root])]) if number[1] else a


def _of_target(layers: tuple[Rows, ...]) -> Quadratic | None:
    """The largest eigenvalue of the target where that is its norm: where it is symmetric, none below 0."""
    target = _target(layers)
    if target.nrows() != target.ncols() or target != target.transpose():
        return None
    # All roots are real, so none is below 0 iff the signs of the coefficients alternate.
    signs = (c if (target.nrows() - k) % 2 == 0 else -c for k, c in enumerate(target.charpoly().coeffs()))
    return _exact_largest(layers, "target") if all(c >= 0 for c in signs) else None


def _matrix(layers: tuple[Rows, ...], which: str) -> fmpq_mat:
    if which == "curvature":
        return _curvature(layers)
    target = _target(layers)
    return target if which == "target" else target * target.transpose()


@lru_cache(maxsize=4096)
def _largest(layers: tuple[Rows, ...], which: str, bits: int) -> arb:
    return largest_eigenvalue(arb_mat(_matrix(layers, which)), int(bits / BITS_PER_DIGIT))


@lru_cache(maxsize=1024)
def _exact_largest(layers: tuple[Rows, ...], which: str) -> Quadratic:
    """The largest eigenvalue where it is the root of a factor of degree 1 or 2, the only one in its ball."""
    polynomial = _matrix(layers, which).charpoly()
    with working_precision(bits=EXACT_BITS):
        place = _largest(layers, which, EXACT_BITS)
        for factor, _ in polynomial.factor()[1]:
            rest = polynomial
            while (rest % factor).is_zero():
                rest = rest // factor
            if factor.degree() > 2 or _at(rest, place).contains(0) or not _at(factor, place).contains(0):
                continue
            c, b, a = (*factor.coeffs(), fmpq(0))[:3]
            if not a:
                return -c / b, fmpq(0), fmpq(0)
            # The larger root: the smaller one is no largest eigenvalue.
            return -b / (2 * a), 1 / abs(2 * a), b * b - 4 * a * c
    raise NotExact("an eigenvalue that is not a root of degree 2")


def _at(polynomial: fmpq_poly, place: arb) -> arb:
    value = arb(0)
    for coefficient in reversed(polynomial.coeffs()):
        value = value * place + arb(coefficient)
    return value


@lru_cache(maxsize=1024)
def _paths(layers: tuple[Rows, ...]) -> list[list[fmpq_mat]]:
    return [
        [fmpq_mat([[fmpq(x.numerator, x.denominator) for x in row] for row in layer]) for layer in path]
        for path in layers
    ]


@lru_cache(maxsize=1024)
def _target(layers: tuple[Rows, ...]) -> fmpq_mat:
    products = (reduce(lambda product, layer: layer * product, path) for path in _paths(layers))
    return reduce(lambda one, other: one + other, products)


@lru_cache(maxsize=1024)
def _curvature(layers: tuple[Rows, ...]) -> fmpq_mat:
    """``sum_h sum_l (A A^T) kron (B^T B)``."""
    parts = []
    for path in _paths(layers):
        before, after = [_identity(path[0].ncols())], [_identity(path[-1].nrows())]
        for layer in path[:-1]:
            before.append(layer * before[-1])
        for layer in reversed(path[1:]):
            after.append(after[-1] * layer)
        for a, b in zip(reversed(after), before, strict=True):
            parts.append(_kronecker(a * a.transpose(), b.transpose() * b))
    return reduce(lambda one, other: one + other, parts)


def _identity(n: int) -> fmpq_mat:
    return fmpq_mat(n, n, [int(i == j) for i in range(n) for j in range(n)])


def _kronecker(a: fmpq_mat, b: fmpq_mat) -> fmpq_mat:
    m, n = a.nrows(), b.nrows()
    entries = [a[i // n, j // n] * b[i % n, j % n] for i in range(m * n) for j in range(m * n)]
    return fmpq_mat(m * n, m * n, entries)


def _depths(c: Any, scope: Scope) -> list[int]:
    count = _number(c.number_of_pathways, scope)
    if count > MOST_LAYERS:
        raise TooLarge(f"{count} pathways")
    depths = [_number(c.depth(sympy.Integer(h)), scope) for h in range(1, int(count) + 1)]
    if sum(depths) > MOST_LAYERS:
        raise TooLarge(f"{sum(depths)} layers")
    if any(depth.denominator != 1 or depth < 2 for depth in depths):
        raise Undefined(f"depths {depths}")
    return [int(depth) for depth in depths]


def _listed(part: Any, scope: Scope) -> list[Any]:
    if not isinstance(part[0], sympy.IndexedBase):
        return list(part)
    return [part[0][sympy.Integer(k)] for k in range(1, int(_number(part[1], scope)) + 1)]


def _number(expr: Any, scope: Scope) -> Fraction:
    if isinstance(expr, Fraction):
        return expr
    value = rational_value(expr, Scope(scope.values, Balls(), None, scope.decide))
    return Fraction(int(value.p), int(value.q))
