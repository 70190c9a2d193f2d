"""Sums of terms ``c * b_1**e_1 * ... * b_n**e_n [* log b_0]`` and their normal form.

The arithmetic below `proofs_check.radical`, which says why the normal form decides equality.

Main results: `normal`, `collect`, `times`, `term_power`, `NotExact`.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import chain

from flint import fmpq, fmpz

__all__ = [
    "MAX_BITS",
    "MAX_TERMS",
    "UNIT",
    "Key",
    "NotExact",
    "Powers",
    "Term",
    "Terms",
    "collect",
    "fold",
    "normal",
    "term_power",
    "term_product",
    "times",
]

MAX_BITS = 20_000  # an integer power is written out up to this size
MAX_SUM_BITS = 50 * MAX_BITS  # a coefficient may grow to this size
MAX_TERMS = 400  # in one sum
MAX_PRODUCTS = 10 * MAX_TERMS  # of terms, when two sums are multiplied
_PRIME = 2**127 - 1  # an integer that is not zero modulo this is not zero

Powers = tuple[tuple[int, Fraction], ...]  # base and exponent, sorted
Key = tuple[Powers, int]  # and the argument of the logarithm, 1 for none
Term = tuple[Key, fmpq]
Terms = dict[Key, fmpq]  # a sum, without zero coefficients
_Wholes = tuple[tuple[int, int], ...]  # base and integer part of the exponent, sorted

UNIT: Terms = {((), 1): fmpq(1)}


class NotExact(Exception):  # noqa: N818 - an outcome of the arithmetic, not a mistake of the caller
    """The operation leaves the class of radicals and logarithms, or would cost too much."""


def fold(powers: dict[int, Fraction], log: int, coefficient: fmpq) -> Term:
    """Return a term with the integer parts of its exponents in the coefficient, unless they are too large."""
    wholes = {b: math.floor(e) for b, e in powers.items() if not 0 <= e.numerator < e.denominator}
    if wholes and sum(abs(w) * b.bit_length() for b, w in wholes.items()) <= MAX_BITS:
        for base, whole in wholes.items():
            coefficient *= fmpq(base) ** whole
            powers[base] -= whole
    return (tuple(sorted((b, e) for b, e in powers.items() if e)), log), coefficient


def collect(items: Iterable[Term]) -> Terms:
    """Return the sum with the coefficients of equal keys added and zeros dropped."""
    terms: Terms = {}
    for key, c in items:
        terms[key] = terms[key] + c if key in terms else c
    terms = {key: c for key, c in terms.items() if c}
    if len(terms) > MAX_TERMS and len(terms := normal(terms)[0]) > MAX_TERMS:
        raise NotExact(f"a sum exceeds {MAX_TERMS} terms")
    if any(c.height_bits() > MAX_SUM_BITS for c in terms.values()):
        raise NotExact(f"a coefficient exceeds {MAX_SUM_BITS} bits")
    return terms


def times(left: Terms, right: Terms) -> Terms:
    """The product of two sums."""
    if left == UNIT or right == UNIT:
        return right if left == UNIT else left
    if len(left) * len(right) > MAX_PRODUCTS:
        left, right = normal(left, right)
    if len(left) * len(right) > MAX_PRODUCTS:
        raise NotExact(f"multiplying sums of {len(left)} and {len(right)} terms is too much work")
    return collect(term_product(a, b) for a in left.items() for b in right.items())


def term_product(left: Term, right: Term) -> Term:
    """The product of two terms, at most one of them with a logarithm."""
    ((powers, log), c), ((factors, other_log), scale) = left, right
    if log > 1 and other_log > 1:
        raise NotExact("a product of two logarithms is outside the class")
    merged = dict(powers)
    for base, exponent in factors:
        merged[base] = merged[base] + exponent if base in merged else exponent
    return fold(merged, log * other_log, c * scale)


def term_power(term: Term, exponent: Fraction) -> Term:
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
    return fold(raised, 1, fmpq(sign))


def normal(*sums: Terms) -> tuple[Terms, ...]:
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


def _merged_classes(terms: Terms, refined: dict[int, list[tuple[int, int]]]) -> Iterator[Term]:
    """Yield the sums of the terms that differ only by integer parts of exponents, without the zero ones."""
    classes: defaultdict[Key, defaultdict[_Wholes, fmpq]] = defaultdict(lambda: defaultdict(fmpq))
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
                yield fold(shared, log, value)
        elif _vanishes_modulo_prime(rest):
            raise NotExact("integers too large to add, and zero modulo a prime")
        else:
            yield from (fold({b: e + counts[b] for b, e in shared.items()}, log, c) for c, counts in rest)


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
    # In FLINT's integers: Python's take quadratic time, and there may be 10^5 bits.
    basis, everything = list[fmpz](), fmpz(1)
    for number in numbers:
        stack = [fmpz(number)]
        while stack:
            new = stack.pop()
            if new.gcd(everything) == 1:
                basis.append(new)
                everything *= new
                continue
            old, common = next((b, d) for b in basis if (d := new.gcd(b)) > 1)
            if common < old:
                basis.remove(old)
                everything //= old
                stack += [common, old // common]
            stack += [new // common] if common < new else []
    return dict.fromkeys(map(int, basis), 1)


def _multiplicities(number: int, basis: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield the elements of the basis that divide the number, and how often."""
    rest = fmpz(number)
    for base in basis:
        multiplicity = 0
        while rest % base == 0:
            rest //= base
            multiplicity += 1
        if multiplicity:
            yield base, multiplicity
        if rest == 1:
            return


def _root(base: int, order: int) -> tuple[int, int]:
    """Return ``(h, k)`` with ``base = h**k``, h no p-th power for any prime p that divides the order."""
    root, degree = base, 1
    for p in range(2, base.bit_length()) if order > 1 else ():
        while order % p == 0 and (candidate := int(fmpz(root).root(p))) ** p == root:
            root, degree = candidate, degree * p
    return root, degree
