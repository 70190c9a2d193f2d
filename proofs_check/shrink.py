"""Shrinking a witness: simpler values at which the claim still fails.

From any violating point, one value at a time is replaced by a simpler one: integers by smaller ones,
rationals by shorter ones, families by fewer elements, as long as every hypothesis stays true and the claim
stays false.  What is simpler is measured by `complexity`, which falls at every step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import ceil, floor
from typing import Any

from proofs_check.domain import Account, Domain, Values
from proofs_check.ranges import Range

__all__ = ["complexity", "shrink"]

#: The most points tried.
BUDGET = 1500


def shrink(values: Values, domain: Domain, violates: Callable[[Values], bool]) -> tuple[Values, int]:
    """Simplify a witness.

    Args:
        values: a violating point.
        domain: the hypotheses.
        violates: whether the claim fails at an admissible point.

    Returns:
        A violating point at least as simple, and how many points were tried.
    """
    account, tried = Account(), 0
    seen: set[Any] = set()
    improved = True
    while improved and tried < BUDGET:
        improved = False
        for candidate in _simpler(values, domain):
            key = tuple(sorted(candidate.items()))
            if key in seen or complexity(candidate) >= complexity(values):
                continue
            seen.add(key)
            tried += 1
            if domain.admits(candidate, account) and violates(candidate):
                values, improved = candidate, True
                break
            if tried >= BUDGET:
                break
    return values, tried


def complexity(values: Values) -> tuple[int, int, tuple[Any, ...]]:
    """How far a point is from what one would write by hand.

    Args:
        values: a point.

    Returns:
        How many numbers, how many digits they have together, and the numbers themselves.

    Example:
        >>> complexity({"a": Fraction(1, 2)}) < complexity({"a": Fraction(17, 35)})
        True
    """
    numbers = [n for _, v in sorted(values.items()) for n in (v if isinstance(v, tuple) else (v,))]
    size = sum(_size(n) for n in numbers)
    return len(numbers), size, tuple(_order(n) for n in numbers)


def _size(n: Fraction) -> int:
    """Bits to write it down: zero and one are free, a denominator costs extra."""
    return n.numerator.bit_length() - (abs(n) == 1) + (n.denominator.bit_length() + 1) * (n.denominator != 1)


def _order(n: Fraction) -> tuple[int, int, int]:
    return abs(n.numerator) + n.denominator, n.denominator, n < 0


def _simpler(values: Values, domain: Domain) -> Iterator[Values]:
    for family in domain.families:
        yield from _shorter(values, domain, family.name)
    for name in domain.drawn:
        for candidate in _simpler_numbers(values[name], domain.ranges[name]):
            yield from _completed(domain, {**values, name: candidate})
    for family in domain.families:
        members = values[family.name]
        for k, member in enumerate(members):
            for candidate in _simpler_numbers(member, family.element):
                yield from _completed(
                    domain, {**values, family.name: (*members[:k], candidate, *members[k + 1 :])}
                )
        alike = tuple(sorted(members))
        yield from _completed(domain, {**values, family.name: alike})
    yield from _together(values, domain)


def _together(values: Values, domain: Domain) -> Iterator[Values]:
    """Change several numbers at once: those that are equal, and all real ones by one factor."""
    scalars = [name for name in domain.drawn if name not in domain.small]
    for name in scalars:
        alike = [other for other in scalars if values[other] == values[name]]
        if len(alike) > 1 and alike[0] == name:
            for candidate in _simpler_numbers(values[name], domain.ranges[name]):
                if all(domain.ranges[other].contains(candidate) for other in alike):
                    yield from _completed(domain, {**values, **dict.fromkeys(alike, candidate)})
    reals = [name for name in scalars if not domain.ranges[name].integer]
    families = [family for family in domain.families if not family.element.integer]
    numbers = [values[n] for n in reals] + [member for f in families for member in values[f.name]]
    for factor in dict.fromkeys(1 / abs(number) for number in numbers if number):
        scaled = {n: values[n] * factor for n in reals}
        shares = {f.name: tuple(member * factor for member in values[f.name]) for f in families}
        if all(domain.ranges[n].contains(value) for n, value in scaled.items()):
            yield from _completed(domain, {**values, **scaled, **shares})


def _shorter(values: Values, domain: Domain, name: str) -> Iterator[Values]:
    """Drop one element from every family of the same length, and from the symbol that counts them."""
    length = len(values[name])
    together = [f.name for f in domain.families if len(values[f.name]) == length]
    counters = [n for n in domain.small if n in domain.drawn and values[n] == length]
    for k in range(length - 1, -1, -1):
        shorter = {n: (*values[n][:k], *values[n][k + 1 :]) for n in together}
        yield from _completed(domain, {**values, **shorter, **{n: values[n] - 1 for n in counters}})


def _completed(domain: Domain, values: Values) -> Iterator[Values]:
    if any(domain.length(f, values) != len(values[f.name]) for f in domain.families):
        return
    done = domain.complete(values)
    if done is not None:
        yield done


def _simpler_numbers(value: Fraction, found: Range) -> Iterator[Fraction]:
    candidates = _integers(value, found) if found.integer else _rationals(value, found)
    for candidate in dict.fromkeys(candidates):
        if candidate != value and found.contains(candidate):
            yield candidate


def _integers(value: Fraction, found: Range) -> Iterator[Fraction]:
    low = found.low if found.low is not None else Fraction(0)
    yield from (low + n for n in (*range(41), 100))
    gap = value - low
    while gap:
        gap = Fraction(int(gap / 2))
        yield low + gap
    # Round numbers, and one less: the threshold itself.
    yield from (Fraction(10**k) for k in range(len(str(abs(value.numerator)))))
    gap = (value - low) / 2
    while abs(gap) >= 1:
        yield Fraction(int(value - gap))
        gap /= 2
    yield value - (1 if value > 0 else -1)


#: What one would write by hand, simplest first.
_SIMPLE = tuple(Fraction(n) for n in (1, 0, 2, Fraction(1, 2), 3, Fraction(1, 3), 4, 10, -1))


def _rationals(value: Fraction, found: Range) -> Iterator[Fraction]:
    yield from _SIMPLE
    yield Fraction(round(value))
    yield from (Fraction(floor(end) + 1) for end in (found.low,) if end is not None)
    yield from (Fraction(ceil(end) - 1) for end in (found.high,) if end is not None)
    if found.low is not None and found.high is not None:
        yield (found.low + found.high) / 2
    for limit in (2, 3, 4, 5, 8, 10, 100, 10**4, 10**8, 10**16):
        yield value.limit_denominator(limit)
    if value:
        exponent = _decade(abs(value))
        sign = 1 if value > 0 else -1
        yield from (sign * Fraction(10) ** e for e in (exponent // 2, exponent, exponent + 1, exponent - 1))
        leading = round(abs(value) / Fraction(10) ** exponent)
        yield sign * leading * Fraction(10) ** exponent
    # Close to 1, and close to a simple number: shorten the distance.
    anchor = value.limit_denominator(4)
    rest = value - anchor
    if rest:
        exponent = _decade(abs(rest))
        for e in (exponent // 2, exponent + 1, exponent):
            yield anchor + (1 if rest > 0 else -1) * Fraction(10) ** e


def _decade(value: Fraction) -> int:
    """The exponent of the largest power of ten that is at most about `value`."""
    return len(str(value.numerator)) - len(str(value.denominator))
