"""Exact equality of expressions in real radicals and logarithms: the radical normal form.

A value is a quotient of sums of terms ``c * b_1**e_1 * ... * b_n**e_n``, or such a product times ``log b_0``,
with rational c and e_i and integers b_i > 1. To decide whether a sum vanishes:

1. Write all bases in one coprime basis, found by gcds (Bach, Driscoll & Shallit, J. Algorithms 15, 1993), no
   factoring; there replace ``h**k`` by h whenever k divides the lcm of its exponents' denominators.
2. Write exponents as integer plus fraction in [0, 1); add up terms of equal fractions and equal logarithm.

The sum is zero exactly when no term is left. A product of such bases with exponents in (-1, 1), not all zero,
is irrational, and positive radicals whose ratios are all irrational are linearly independent over Q
(Besicovitch, J. London Math. Soc. 15, 1940; Mordell, Pacific J. Math. 3, 1953). Logarithms of coprime
integers above 1 are linearly independent over Q, as integers factor uniquely; hence, together with 1, over
the algebraic numbers too (Baker, Mathematika 13, 1966; with the 1: Transcendental Number Theory, 1975,
Theorem 2.1).

Integer parts too large to write out stay exponents: ``2**(10**9)`` costs nothing. Whatever leaves the class
or exceeds the limits raises `NotExact`: an answer, once given, is a proof.

Main results: `Exact`, `total`, `product`, `NotExact`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from itertools import chain

from flint import fmpq

from proofs_check.radical_terms import (
    MAX_BITS,
    MAX_TERMS,
    UNIT,
    Key,
    NotExact,
    Term,
    Terms,
    collect,
    fold,
    normal,
    term_power,
    term_product,
    times,
)

__all__ = ["MAX_TERMS", "Exact", "NotExact", "product", "total"]


@dataclass(frozen=True, slots=True, eq=False)
class Exact:
    """An immutable real number ``numerator / denominator``; ``==`` is equality of numbers; no hash.

    >>> root = Exact.of(2).power(Fraction(1, 2))
    >>> Exact.of(1) / (root - Exact.of(1)) == root + Exact.of(1)
    True
    >>> Exact.of(6).log() == Exact.of(2).log() + Exact.of(3).log()
    True
    """

    numerator: Terms
    denominator: Terms
    __hash__ = None  # type: ignore[assignment]

    @staticmethod
    def of(value: int | Fraction) -> Exact:
        """Return the rational number, exactly."""
        return Exact({((), 1): fmpq(value.numerator, value.denominator)} if value else {}, UNIT)

    def __add__(self, other: Exact) -> Exact:
        return total((self, other))

    def __neg__(self) -> Exact:
        return Exact({key: -c for key, c in self.numerator.items()}, self.denominator)

    def __sub__(self, other: Exact) -> Exact:
        return self + -other

    def __mul__(self, other: Exact) -> Exact:
        if self.numerator == other.denominator:
            return _quotient(other.numerator, self.denominator)
        if other.numerator == self.denominator:
            return _quotient(self.numerator, other.denominator)
        return _quotient(times(self.numerator, other.numerator), times(self.denominator, other.denominator))

    def __truediv__(self, other: Exact) -> Exact:
        if other.is_zero():
            raise ZeroDivisionError("division by an expression that is exactly zero")
        return self * _quotient(other.denominator, other.numerator)

    def __eq__(self, other: object) -> bool:
        return (self - other).is_zero() if isinstance(other, Exact) else NotImplemented

    @property
    def size(self) -> int:
        """How many terms it has."""
        return len(self.numerator) + len(self.denominator) - 1

    @property
    def whole(self) -> bool:
        """Whether its denominator is a single term."""
        return len(self.denominator) == 1

    def power(self, exponent: Fraction | Exact) -> Exact:
        """Return ``self**exponent``, with ``0**0 = 1`` and ``0**positive = 0``.

        Args:
            exponent: a rational number; a proper sum of terms takes integers only.

        Returns:
            The power; for a single positive term ``(c * b**e)**q = c**q * b**(e*q)``, a positive real.

        Raises:
            NotExact: for an irrational exponent, or a fractional one of a negative number or a proper sum.
            ZeroDivisionError: for a negative power of zero.

        >>> share = Exact.of(Fraction(1, 10**9))
        >>> share.power(Fraction(-1, 10**9)).power(Fraction(10**9)).as_fraction()
        Fraction(1000000000, 1)
        """
        q = exponent.as_fraction() if isinstance(exponent, Exact) else exponent
        if q is None:
            raise NotExact("the exponent is irrational")
        if q == 0:
            return Exact.of(1)
        if self.is_zero():
            if q < 0:
                raise ZeroDivisionError("a negative power of an expression that is exactly zero")
            return Exact.of(0)
        if (term := self._single_term()) and term[0][1] == 1:
            return Exact(dict([term_power(term, q)]), UNIT)
        if q.denominator > 1:
            raise NotExact("a fractional power of a proper sum or of a logarithm is outside the class")
        base, result = self if q > 0 else Exact.of(1) / self, Exact.of(1)
        for bit in f"{abs(q.numerator):b}":
            result *= result
            if bit == "1":
                result *= base
        return result

    def log(self) -> Exact:
        """Return ``log(c * prod b_i**e_i) = log c + sum e_i log b_i``.

        Raises:
            NotExact: unless the number is a single positive term.
        """
        term = None if self.is_zero() else self._single_term()
        if term is None or term[0][1] > 1 or term[1] < 0:
            raise NotExact("only the logarithm of a single positive term is in the class")
        (powers, _), c = term
        logs = [*powers, (int(c.p), Fraction(1)), (int(c.q), Fraction(-1))]
        return Exact(collect((((), b), fmpq(e.numerator, e.denominator)) for b, e in logs if b > 1), UNIT)

    def exp(self) -> Exact:
        """Return ``exp(sum q_i log b_i) = prod b_i**q_i``.

        Raises:
            NotExact: unless the number is a rational combination of logarithms.

        >>> (Exact.of(3).log() / Exact.of(2)).exp() == Exact.of(3).power(Fraction(1, 2))
        True
        """
        (terms,) = normal(self.numerator)
        if terms and (self.denominator != UNIT or any(powers or log == 1 for powers, log in terms)):
            raise NotExact("only the exponential of a rational combination of logarithms is in the class")
        powers = {log: Fraction(int(c.p), int(c.q)) for (_, log), c in terms.items()}
        return Exact(dict([fold(powers, 1, fmpq(1))]), UNIT)

    def is_zero(self) -> bool:
        """Return whether the number is zero, a proof either way: its normal form has no term."""
        return not self.numerator or (len(self.numerator) > 1 and not normal(self.numerator)[0])

    def sign(self) -> int | None:
        """Return -1, 0 or 1 for zero and for a number equal to a single term, else None."""
        if self.is_zero():
            return 0
        term = self._single_term()
        return None if term is None else 1 if term[1] > 0 else -1

    def as_fraction(self) -> Fraction | None:
        """Return the number if it is rational, else None.

        Raises:
            NotExact: if it is rational but too large to write out.
        """
        if self.is_zero():
            return Fraction(0)
        term = self._single_term()
        if term is None or term[0][1] > 1 or any(e.denominator > 1 for _, e in term[0][0]):
            return None
        if term[0][0]:
            raise NotExact(f"a rational number of more than {MAX_BITS} bits")
        return Fraction(int(term[1].p), int(term[1].q))

    def _single_term(self) -> Term | None:
        """Return the term, over perfect-power-free bases, that a non-zero number equals, if there is one."""
        top, bottom = normal(self.numerator, self.denominator)
        if len(top) > 1 and not all(0 < e < 1 for powers, _ in chain(top, bottom) for _, e in powers):
            raise NotExact("the integers in a sum are too large to write out")
        if bottom == UNIT or len(top) != len(bottom):
            return next(iter(top.items())) if len(top) == len(bottom) else None
        if len(top) ** 2 > MAX_TERMS:
            raise NotExact(f"whether a quotient of sums of {len(top)} terms simplifies is too much work")
        (powers, log), c = next(iter(bottom.items()))
        inverse = term_power(((powers, 1), c), Fraction(-1))
        for (factors, argument), scale in top.items():  # one of them must be the answer times the term below
            if log in {1, argument}:
                ratio = term_product(((factors, argument if log == 1 else 1), scale), inverse)
                if Exact(top, UNIT) == Exact(times(bottom, dict([ratio])), UNIT):
                    return ratio
        return None


def total(items: Iterable[Exact]) -> Exact:
    """Return the sum of the items, over one denominator."""
    groups: defaultdict[frozenset[Term], list[Term]] = defaultdict(list)
    for item in items:
        groups[frozenset(item.denominator.items())] += item.numerator.items()
    top, bottom = dict[Key, fmpq](), UNIT
    for below, terms in groups.items():
        if added := collect(terms):
            top = collect(chain(times(top, dict(below)).items(), times(added, bottom).items()))
            bottom = times(bottom, dict(below))
    return Exact(top, bottom if top else UNIT)


def product(items: Iterable[Exact]) -> Exact:
    """Return the product of the items."""
    return reduce(Exact.__mul__, items, Exact.of(1))


def _quotient(top: Terms, bottom: Terms) -> Exact:
    """Return top / bottom, without denominator where a single term can be inverted."""
    if top == bottom or bottom == UNIT or not top:
        return Exact(UNIT if top == bottom else top, UNIT)
    first = next(iter(bottom.items()))
    if len(bottom) == 1 and first[0][1] == 1:
        return Exact(times(top, dict([term_power(first, Fraction(-1))])), UNIT)
    return Exact(top, bottom)
