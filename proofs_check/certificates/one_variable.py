"""Polynomials in one variable that are never negative, as sums of squares with exact rational numbers.

On the whole line: the square part is split off; what is left, ``p > 0``, is perturbed to
``p - eps (1 + x^2 + ... + x^2m) = c |prod (x - z)|^2`` over its roots z in the upper half plane: two squares,
whose coefficients are rounded; what rounding leaves is small, and the perturbation pays for it exactly.
On a half line or an interval, ``x = low + y^2`` or ``(low + high y^2)/(1 + y^2)`` leads back to the whole
line, and the even part of ``(a(y^2) + y b(y^2))^2`` is ``a(s)^2 + s b(s)^2``.

Main results: `sum_of_squares`, `terms_in_range`.

Chevillard, Harrison, Joldes, Lauter 2011, Theoretical Computer Science 412, section 5 (perturbation);
F. Lukács 1918 (intervals).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from flint import acb, acb_poly, fmpq, fmpq_poly

from numerics.precision import working_precision

__all__ = ["sum_of_squares", "terms_in_range"]

#: Perturbations ``2^-k`` of the size of the leading coefficient that are tried, and bits beyond k.
PERTURBATIONS, GUARD = (2, 5, 9, 14, 20, 30, 44), 24

Squares = list[tuple[fmpq, fmpq_poly]]
#: ``c (x - low)^i (high - x)^j g^2`` as c, (i, j), g.
Term = tuple[fmpq, tuple[int, int], list[fmpq]]


def sum_of_squares(p: fmpq_poly) -> Squares | None:
    """``p = sum c_k g_k^2`` with rational ``c_k > 0``.

    Args:
        p: a polynomial, not 0.

    Returns:
        Pairs ``(c_k, g_k)``; None if there are none, or none was found.

    Example:
        >>> x = fmpq_poly([0, 1])
        >>> p = x**4 - 3 * x + 3
        >>> found = sum_of_squares(p)
        >>> sum(c * g**2 for c, g in found) == p, sum_of_squares(x**4 - 3 * x + 1)
        (True, None)
    """
    constant, factors = p.factor()
    square, rest = fmpq_poly([1]), fmpq_poly([constant])
    for factor, multiplicity in factors:
        square, rest = square * factor ** (multiplicity // 2), rest * factor ** (multiplicity % 2)
    if rest.degree() % 2 or rest[rest.degree()] <= 0:
        return None
    found = [(rest[0], fmpq_poly([1]))] if rest.degree() == 0 else _positive(rest)
    return None if found is None else [(c, g * square) for c, g in found]


def _positive(p: fmpq_poly) -> Squares | None:
    """The same for a polynomial without a square factor, by perturbations that become smaller."""
    half = p.degree() // 2
    ladder = fmpq_poly([(k + 1) % 2 for k in range(2 * half + 1)])
    for k in PERTURBATIONS:
        eps = p[2 * half] / 2**k
        perturbed = p - eps * ladder
        with working_precision(bits=256):
            roots = [root for root, _ in perturbed.numer().complex_roots()]
        above = [root for root in roots if root.imag > 0]
        if len(above) < half:
            continue
        found = _rounded(p, eps, perturbed[2 * half], above, k + GUARD)
        if found is not None:
            return found
    return None


def _rounded(p: fmpq_poly, eps: fmpq, leading: fmpq, roots: list[Any], bits: int) -> Squares | None:
    with working_precision(bits=256):
        product = acb_poly([1])
        for root in roots:
            product *= acb_poly([-root, acb(1)])
        parts = [
            fmpq_poly([_nearest(part(c), bits) for c in product.coeffs()]) for part in (_real, _imaginary)
        ]
    rest = p - sum((leading * g**2 for g in parts), fmpq_poly([0]))
    half = p.degree() // 2
    found = [(leading, g) for g in parts if g.degree() >= 0]
    left = [rest[2 * i] for i in range(half + 1)]
    # r x^(2i+1) = |r|/2 ((x^(i+1) +- x^i)^2 - x^(2i+2) - x^(2i)).
    for i in range(half):
        r = rest[2 * i + 1]
        if r != 0:
            found.append((abs(r) / 2, fmpq_poly([0] * i + [1 if r > 0 else -1, 1])))
            left[i], left[i + 1] = left[i] - abs(r) / 2, left[i + 1] - abs(r) / 2
    if min(left) < 0:
        return None
    return found + [(c, fmpq_poly([0] * i + [1])) for i, c in enumerate(left) if c != 0]


def _real(c: Any) -> Any:
    return c.real


def _imaginary(c: Any) -> Any:
    return c.imag


def _nearest(ball: Any, bits: int) -> fmpq:
    return fmpq(int((ball.mid() * 2**bits + 0.5).floor().unique_fmpz())) / 2**bits


def terms_in_range(p: fmpq_poly, low: Fraction | None, high: Fraction | None) -> list[Term] | None:
    """Terms that show ``p(x) >= 0`` for ``low <= x <= high``.

    Args:
        p: a polynomial, not 0.
        low: the least x, or None.
        high: the greatest x, or None; above `low`.

    Returns:
        ``(c, (i, j), g)`` for ``c (x - low)^i (high - x)^j g^2``, where g lists coefficients of powers of x;
        of ``x - low`` or ``high - x`` if there is one such end; of ``(x - low)^k (high - x)^(m-k)`` if there
        are both.  None if there are none, or none was found.

    Example:
        >>> terms_in_range(fmpq_poly([0, 1, -1]), Fraction(0), Fraction(1))
        [(1, (1, 1), [1])]
    """
    ends = [None if end is None else fmpq(end.numerator, end.denominator) for end in (low, high)]
    x, degree = fmpq_poly([0, 1]), p.degree()
    first, last = ends
    if first is not None and last is not None:
        powers = [c * (first + last * x) ** i * (1 + x) ** (degree - i) for i, c in enumerate(p.coeffs())]
        moved = sum(powers, fmpq_poly([0])) / (last - first) ** degree
    elif last is not None:
        moved = p(last - x)
    else:
        moved = p if first is None else p(first + x)
    squares = sum_of_squares(moved if ends == [None, None] else moved(x**2))
    if squares is None:
        return None
    if ends == [None, None]:
        return [(c, (0, 0), g.coeffs()) for c, g in squares]
    found: list[Term] = []
    for c, g in squares:
        for odd in (0, 1):
            part = g.coeffs()[odd::2]
            if any(part):
                room = (degree - odd) // 2 + 1
                spare = degree - odd - 2 * (room - 1)
                padded = part + [fmpq(0)] * (room - len(part))
                both = first is not None and last is not None
                used = (odd, spare) if both else (odd, 0) if last is None else (0, odd)
                found.append((c, used, padded if both else part))
    return found
