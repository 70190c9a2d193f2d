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

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from itertools import chain

from flint import fmpq, fmpz

MAX_BITS = 20_000  # an integer power is written out up to this size
MAX_SUM_BITS = 50 * MAX_BITS  # a coefficient may grow to this size
MAX_TERMS = 400  # in one sum
MAX_PRODUCTS = 10 * MAX_TERMS  # of terms, when two sums are multiplied
_PRIME = 2**127 - 1  # an integer that is not zero modulo this is not zero

_Powers = tuple[tuple[int, Fraction], ...]  # base and exponent, sorted
_Key = tuple[_Powers, int]  # and the argument of the logarithm, 1 for none
_Term = tuple[_Key, fmpq]
_Terms = dict[_Key, fmpq]  # a sum, without zero coefficients
_Wholes = tuple[tuple[int, int], ...]  # base and integer part of the exponent, sorted

_UNIT: _Terms = {((), 1): fmpq(1)}


class NotExact(Exception):  # noqa: N818 - an outcome of the arithmetic, not a mistake of the caller
    """The operation leaves the class of radicals and logarithms, or would cost too much."""


@dataclass(frozen=True, slots=True, eq=False)
class Exact:
    """An immutable real number ``numerator / denominator``; ``==`` is equality of numbers; no hash.

    >>> root = Exact.of(2).power(Fraction(1, 2))
    >>> Exact.of(1) / (root - Exact.of(1)) == root + Exact.of(1)
    True
    >>> Exact.of(6).log() == Exact.of(2).log() + Exact.of(3).log()
    True
    """

    numerator: _Terms
    denominator: _Terms
    __hash__ = None  # type: ignore[assignment]

    @staticmethod
    def of(value: int | Fraction) -> Exact:
        """Return the rational number, exactly."""
        return Exact({((), 1): fmpq(value.numerator, value.denominator)} if value else {}, _UNIT)

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
        return _quotient(_times(self.numerator, other.numerator), _times(self.denominator, other.denominator))

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
            return Exact(dict([_term_power(term, q)]), _UNIT)
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
        return Exact(_collect((((), b), fmpq(e.numerator, e.denominator)) for b, e in logs if b > 1), _UNIT)

    def exp(self) -> Exact:
        """Return ``exp(sum q_i log b_i) = prod b_i**q_i``.

        Raises:
            NotExact: unless the number is a rational combination of logarithms.

        >>> (Exact.of(3).log() / Exact.of(2)).exp() == Exact.of(3).power(Fraction(1, 2))
        True
        """
        (terms,) = _normal(self.numerator)
        if terms and (self.denominator != _UNIT or any(powers or log == 1 for powers, log in terms)):
            raise NotExact("only the exponential of a rational combination of logarithms is in the class")
        powers = {log: Fraction(int(c.p), int(c.q)) for (_, log), c in terms.items()}
        return Exact(dict([_fold(powers, 1, fmpq(1))]), _UNIT)

    def is_zero(self) -> bool:
        """Return whether the number is zero, a proof either way: its normal form has no term."""
        return not self.numerator or (len(self.numerator) > 1 and not _normal(self.numerator)[0])

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

    def _single_term(self) -> _Term | None:
        """Return the term, over perfect-power-free bases, that a non-zero number equals, if there is one."""
        top, bottom = _normal(self.numerator, self.denominator)
        if len(top) > 1 and not all(0 < e < 1 for powers, _ in chain(top, bottom) for _, e in powers):
            raise NotExact("the integers in a sum are too large to write out")
        if bottom == _UNIT or len(top) != len(bottom):
            return next(iter(top.items())) if len(top) == len(bottom) else None
        if len(top) ** 2 > MAX_TERMS:
            raise NotExact(f"whether a quotient of sums of {len(top)} terms simplifies is too much work")
        (powers, log), c = next(iter(bottom.items()))
        inverse = _term_power(((powers, 1), c), Fraction(-1))
        for (factors, argument), scale in top.items():  # one of them must be the answer times the term below
            if log in {1, argument}:
                ratio = _term_product(((factors, argument if log == 1 else 1), scale), inverse)
                if Exact(top, _UNIT) == Exact(_times(bottom, dict([ratio])), _UNIT):
                    return ratio
        return None


def total(items: Iterable[Exact]) -> Exact:
    """Return the sum of the items, over one denominator."""
    groups: defaultdict[frozenset[_Term], list[_Term]] = defaultdict(list)
    for item in items:
        groups[frozenset(item.denominator.items())] += item.numerator.items()
    top, bottom = dict[_Key, fmpq](), _UNIT
    for below, terms in groups.items():
        if added := _collect(terms):
            top = _collect(chain(_times(top, dict(below)).items(), _times(added, bottom).items()))
            bottom = _times(bottom, dict(below))
    return Exact(top, bottom if top else _UNIT)


def product(items: Iterable[Exact]) -> Exact:
    """Return the product of the items."""
    return reduce(Exact.__mul__, items, Exact.of(1))


def _quotient(top: _Terms, bottom: _Terms) -> Exact:
    """Return top / bottom, without denominator where a single term can be inverted."""
    if top == bottom or bottom == _UNIT or not top:
        return Exact(_UNIT if top == bottom else top, _UNIT)
    first = next(iter(bottom.items()))
    if len(bottom) == 1 and first[0][1] == 1:
        return Exact(_times(top, dict([_term_power(first, Fraction(-1))])), _UNIT)
    return Exact(top, bottom)


def _fold(powers: dict[int, Fraction], log: int, coefficient: fmpq) -> _Term:
    """Return a term with the integer parts of its exponents in the coefficient, unless they are too large."""
    wholes = {b: math.floor(e) for b, e in powers.items() if not 0 <= e.numerator < e.denominator}
    if wholes and sum(abs(w) * b.bit_length() for b, w in wholes.items()) <= MAX_BITS:
        for base, whole in wholes.items():
            coefficient *= fmpq(base) ** whole
            powers[base] -= whole
    return (tuple(sorted((b, e) for b, e in powers.items() if e)), log), coefficient


def _collect(items: Iterable[_Term]) -> _Terms:
    """Return the sum with the coefficients of equal keys added and zeros dropped."""
    terms: _Terms = {}
    for key, c in items:
        terms[key] = terms[key] + c if key in terms else c
    terms = {key: c for key, c in terms.items() if c}
    if len(terms) > MAX_TERMS and len(terms := _normal(terms)[0]) > MAX_TERMS:
        raise NotExact(f"a sum exceeds {MAX_TERMS} terms")
    if any(c.height_bits() > MAX_SUM_BITS for c in terms.values()):
        raise NotExact(f"a coefficient exceeds {MAX_SUM_BITS} bits")
    return terms


def _times(left: _Terms, right: _Terms) -> _Terms:
    if left == _UNIT or right == _UNIT:
        return right if left == _UNIT else left
    if len(left) * len(right) > MAX_PRODUCTS:
        left, right = _normal(left, right)
    if len(left) * len(right) > MAX_PRODUCTS:
        raise NotExact(f"multiplying sums of {len(left)} and {len(right)} terms is too much work")
    return _collect(_term_product(a, b) for a in left.items() for b in right.items())


def _term_product(left: _Term, right: _Term) -> _Term:
    ((powers, log), c), ((factors, other_log), scale) = left, right
    if log > 1 and other_log > 1:
        raise NotExact("a product of two logarithms is outside the class")
    merged = dict(powers)
    for base, exponent in factors:
        merged[base] = merged[base] + exponent if base in merged else exponent
    return _fold(merged, log * other_log, c * scale)


def _term_power(term: _Term, exponent: Fraction) -> _Term:
    """Return ``(c * b**e * ...)**exponent`` of a term without logarithm."""
    ((powers, _), c), sign = term, 1
    if c < 0:
        if exponent.denominator > 1:
            raise NotExact("a fractional power of a negative number is not real")
        sign = -1 if exponent.numerator % 2 else 1
    raised = defaultdict(Fraction, {b: e * exponent for b, e in powers})
    raised[abs(int(c.p))] += exponent
    raised[int(c.q)] -= exponent
    raised.pop(1, None)
    return _fold(raised, 1, fmpq(sign))


def _normal(*sums: _Terms) -> tuple[_Terms, ...]:
    """Return normal forms over one common basis: a sum is zero exactly when its normal form is empty."""
    orders: dict[int, int] = {}
    for powers, log in chain.from_iterable(sums):
        for base, exponent in powers:
            orders[base] = math.lcm(orders.get(base, 1), exponent.denominator)
        if log > 1:
            orders.setdefault(log, 1)
    if not orders:
        return sums
    refined = _refinement(orders)
    return tuple(dict(_merged_classes(terms, refined)) for terms in sums)


def _merged_classes(terms: _Terms, refined: dict[int, list[tuple[int, int]]]) -> Iterator[_Term]:
    """Yield the sums of the terms that differ only by integer parts of exponents, without the zero ones."""
    classes: defaultdict[_Key, defaultdict[_Wholes, fmpq]] = defaultdict(lambda: defaultdict(fmpq))
    for (powers, log), c in terms.items():
        exponents: defaultdict[int, Fraction] = defaultdict(Fraction)
        for base, exponent in powers:
            for factor, multiplicity in refined[base]:
                exponents[factor] += exponent * multiplicity
        fractions = tuple(sorted((b, e % 1) for b, e in exponents.items() if e.denominator > 1))
        wholes = tuple(sorted((b, whole) for b, e in exponents.items() if (whole := math.floor(e))))
        for argument, multiplicity in refined.get(log, [(1, 1)]):
            classes[fractions, argument][wholes] += c * multiplicity
    for (fractions, log), members in classes.items():
        rest = [(c, Counter(dict(wholes))) for wholes, c in members.items() if c]
        shared = defaultdict(Fraction, fractions)
        for base in {b for _, counts in rest for b in counts}:
            low = min(counts[base] for _, counts in rest)
            shared[base] += low
            for _, counts in rest:
                counts[base] -= low
        if all(sum(n * b.bit_length() for b, n in counts.items()) <= 2 * MAX_SUM_BITS for _, counts in rest):
            integers = (c * math.prod(fmpz(b) ** n for b, n in counts.items()) for c, counts in rest)
            if value := sum(integers, fmpq(0)):
                yield _fold(shared, log, value)
        elif _vanishes_modulo_prime(rest):
            raise NotExact("integers too large to add, and zero modulo a prime")
        else:
            yield from (_fold({b: e + counts[b] for b, e in shared.items()}, log, c) for c, counts in rest)


def _vanishes_modulo_prime(rest: list[tuple[fmpq, Counter[int]]]) -> bool:
    """Return whether a sum of rationals times integer powers, denominators cleared, is 0 mod the prime."""
    clear = math.lcm(*(int(c.q) for c, _ in rest))
    parts = (int((c * clear).p) * math.prod(pow(b, w, _PRIME) for b, w in ws.items()) for c, ws in rest)
    return sum(parts) % _PRIME == 0


def _refinement(orders: dict[int, int]) -> dict[int, list[tuple[int, int]]]:
    """Return each key in a common basis; a value is the lcm of the denominators of its exponents."""
    basis = _coprime_basis(orders)
    split = {b: [(b, 1)] if b in basis else list(_multiplicities(b, basis)) for b in orders}
    for base, factors in split.items():
        for factor, _ in factors:
            basis[factor] = math.lcm(basis[factor], orders[base])
    roots = {factor: _root(factor, order) for factor, order in basis.items()}
    return {b: [(roots[f][0], roots[f][1] * m) for f, m in factors] for b, factors in split.items()}


def _coprime_basis(numbers: Iterable[int]) -> dict[int, int]:
    """Return, each with the value 1, pairwise coprime integers > 1 of which every number is a product."""
    basis, everything = dict[int, int](), 1
    for number in numbers:
        stack = [number]
        while stack:
            new = stack.pop()
            if math.gcd(new, everything) == 1:
                basis[new] = 1
                everything *= new
                continue
            old, common = next((b, d) for b in basis if (d := math.gcd(new, b)) > 1)
            if common < old:
                del basis[old]
                everything //= old
                stack += [common, old // common]
            stack += [new // common] if common < new else []
    return basis


def _multiplicities(number: int, basis: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield the elements of the basis that divide the number, and how often."""
    for base in basis:
        multiplicity = 0
        while number % base == 0:
            number //= base
            multiplicity += 1
        if multiplicity:
            yield base, multiplicity
        if number == 1:
            return


def _root(base: int, order: int) -> tuple[int, int]:
    """Return ``(h, k)`` with ``base = h**k``, h no p-th power for any prime p that divides the order."""
    root, degree = base, 1
    for p in range(2, base.bit_length()) if order > 1 else ():
        while order % p == 0 and (candidate := int(fmpz(root).root(p))) ** p == root:
            root, degree = candidate, degree * p
    return root, degree
