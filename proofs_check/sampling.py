"""Points of a domain: special ones first, then drawn ones; the same for the same id and seed.

Special points are small and extreme numbers in all simple combinations: ends of ranges, equal values, zero
shares, very large depth.  Drawn points mix scales: small integers, simple fractions, ties and near-ties with
earlier values, numbers near the ends of their range, numbers up to ``10^12`` and down to ``10^-20``.
The generator is seeded by ``sha256(id, seed)``; symbols are taken in order of their names.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any

from proofs_check.domain import Domain, Family, Values
from proofs_check.ranges import Range

__all__ = ["LONGEST", "generator", "modest_points", "nth", "points"]

TINY, NEAR, HUGE = Fraction(1, 10**20), Fraction(1, 10**25), Fraction(10**12)
#: At most this many special points.
MOST_SPECIAL = 240
#: The longest family drawn.
LONGEST = 24

_STEPS = (0, 1, 2, 3, 5, 10, 97, 10**3, 10**6, 10**9, 10**12)
_REALS = tuple(
    Fraction(n)
    for n in (
        1,
        2,
        Fraction(1, 2),
        3,
        Fraction(1, 3),
        Fraction(3, 2),
        10,
        Fraction(1, 100),
        10**6,
        TINY,
        HUGE,
    )
)


def generator(id: str, seed: int, purpose: str = "") -> random.Random:  # noqa: A002 - the statement's id
    """A generator of its own for a statement, a seed and a purpose.

    Args:
        id: the id of the statement.
        seed: the user's seed.
        purpose: what it is for.

    Returns:
        A seeded generator, independent of the hash seed.
    """
    return random.Random(hashlib.sha256(f"{id}\0{seed}\0{purpose}".encode()).digest())


def points(domain: Domain, rng: random.Random) -> Iterator[Values]:
    """Special points, then drawn ones without end; hypotheses are not yet checked.

    Args:
        domain: the domain.
        rng: the generator.

    Yields:
        Values for all parameters, each point once.
    """
    seen: set[tuple[Any, ...]] = set()
    yield from _in_turn([_points(way, rng, seen) for way in domain.ways])


def _points(domain: Domain, rng: random.Random, seen: set[tuple[Any, ...]]) -> Iterator[Values]:
    """The points of one way in which the equalities can hold."""
    for partial in _special(domain):
        yield from _new(domain, partial, seen)
    misses = 0
    while misses < 2000:
        found = list(_new(domain, _drawn(domain, rng), seen))
        yield from found
        misses = 0 if found else misses + 1


def _in_turn(sources: list[Iterator[Values]]) -> Iterator[Values]:
    """One point of each source after another, until all have ended."""
    while sources:
        for source in list(sources):
            point = next(source, None)
            if point is None:
                sources.remove(source)
            else:
                yield point


def modest_points(domain: Domain, rng: random.Random) -> Iterator[Values]:
    """Points at which a measurement is affordable: depths and counts near their least values.

    Args:
        domain: the domain.
        rng: the generator.

    Yields:
        Values for all parameters, each point once, at most a few thousand.
    """
    seen: set[tuple[Any, ...]] = set()
    yield from _in_turn([_modest_points(way, rng, seen) for way in domain.ways])


def _modest_points(domain: Domain, rng: random.Random, seen: set[tuple[Any, ...]]) -> Iterator[Values]:
    for _ in range(3000):
        scalars: Values = {}
        for name in domain.drawn:
            found = domain.ranges[name]
            if found.integer:
                scalars[name] = nth(found, rng.choice((0, 1, 2, 2, 3, 4)))
            else:
                scalars[name] = _inside(found, Fraction(rng.randint(1, 24), rng.randint(4, 12)), rng)
        families = _families(domain, scalars, lambda family, length: _modest_family(family, length, rng))
        if families is not None:
            yield from _new(domain, {**scalars, **families}, seen)


def _new(domain: Domain, partial: Values | None, seen: set[tuple[Any, ...]]) -> Iterator[Values]:
    values = None if partial is None else domain.complete(partial)
    if values is not None:
        key = tuple(values[name] for name in sorted(values))
        if key not in seen:
            seen.add(key)
            yield values


def _special(domain: Domain) -> Iterator[Values | None]:
    names = domain.drawn
    menus = [_menu(domain.ranges[name], name in domain.small) for name in names]
    for scalars in _combinations(names, menus):
        if not domain.families:
            yield scalars
            continue
        for pattern in range(len(_PATTERNS)):
            for shift in (0, 3) if len(domain.families) > 1 else (0,):
                families = _families(domain, scalars, _Patterns(domain, pattern, shift))
                yield None if families is None else {**scalars, **families}


def _combinations(names: tuple[str, ...], menus: list[list[Fraction]]) -> Iterator[Values]:
    """One extreme at a time around two plain points, then everything in order of simplicity."""
    if any(not menu for menu in menus):
        return
    for plain in (0, 2):
        base = [menu[min(plain, len(menu) - 1)] for menu in menus]
        for k, menu in enumerate(menus):
            for value in menu:
                yield dict(zip(names, [*base[:k], value, *base[k + 1 :]], strict=True))
    ranked = sorted(
        product(*(range(min(len(menu), 7)) for menu in menus)) if len(menus) <= 4 else [],
        key=lambda indices: (sum(indices), indices),
    )
    for indices in ranked[:MOST_SPECIAL]:
        yield {name: menu[i] for name, menu, i in zip(names, menus, indices, strict=True)}


def _menu(found: Range, counts_elements: bool) -> list[Fraction]:
    """Special values of one symbol, simplest first."""
    if counts_elements:
        return [n for n in map(Fraction, (1, 2, 3, 4, 7)) if found.contains(n)]
    if found.integer:
        low, high = found.low, found.high
        menu = [low + n for n in _STEPS] if low is not None else [Fraction(n) for n in (0, *_STEPS)]
        if low is None and high is None:
            menu += [Fraction(-n) for n in _STEPS]
        if high is not None:
            menu = menu[:5] + [high - n for n in _STEPS[:6]]
    else:
        menu = list(_REALS) + ([] if found.low is not None else [Fraction(0)] + [-n for n in _REALS])
        for end, sign in ((found.low, 1), (found.high, -1)):
            if end is not None:
                menu += [end, *(end + sign * n for n in (Fraction(1), Fraction(1, 2), TINY))]
        if found.low is not None and found.high is not None:
            menu = [found.low + (found.high - found.low) * p for p in _PORTIONS] + menu
        # Simplest in front: integers, then short fractions.
        menu.sort(key=lambda v: (v.denominator != 1, len(str(v)), abs(v - 1)))
    return list(dict.fromkeys(value for value in menu if found.contains(value)))


_PORTIONS = (Fraction(1, 2), Fraction(1, 3), Fraction(9, 10), Fraction(0), Fraction(1), TINY)

#: Shapes of a family of shares; `_patterned` scales them into the range of the elements.
_PATTERNS = (
    "equal",
    "first only",
    "ascending",
    "geometric",
    "last only",
    "near-equal",
    "one zero",
    "tiny tail",
)


class _Patterns:
    """The same pattern for all families, or another one for each."""

    def __init__(self, domain: Domain, pattern: int, shift: int) -> None:
        names = [family.name for family in domain.families]
        self._of = {name: (pattern + k * shift) % len(_PATTERNS) for k, name in enumerate(names)}

    def __call__(self, family: Family, length: int) -> tuple[Fraction, ...]:
        return _patterned(family, length, self._of[family.name])


def _patterned(family: Family, length: int, pattern: int) -> tuple[Fraction, ...]:
    shape = _PATTERNS[pattern]
    count = range(length)
    if family.element.integer:
        steps = {
            "equal": [0] * length,
            "near-equal": [1] * length,
            "tiny tail": [5] * length,
            "ascending": list(count),
            "geometric": [2 ** min(k, 20) for k in count],
        }
        chosen = steps.get(shape, [(pattern * (k + 1)) % 5 for k in count])
        return tuple(nth(family.element, step) for step in chosen)
    shapes = {
        "equal": [Fraction(1)] * length,
        "first only": [Fraction(k == 0) for k in count],
        "last only": [Fraction(2 * (k == length - 1)) for k in count],
        "ascending": [Fraction(k + 1) for k in count],
        "geometric": [Fraction(1, 10**k) for k in count],
        "near-equal": [1 + NEAR * (k == 0) for k in count],
        "one zero": [Fraction(3 * (k != length - 1)) for k in count],
        "tiny tail": [Fraction(1) if k == 0 else TINY for k in count],
    }
    return tuple(shapes[shape])


def _families(domain: Domain, scalars: Values, draw: Any) -> Values | None:
    values: Values = {}
    for family in domain.families:
        length = domain.length(family, scalars)
        if length is None or not 0 <= length <= LONGEST:
            return None
        values[family.name] = draw(family, length)
    return values


def _drawn(domain: Domain, rng: random.Random) -> Values | None:
    scalars: Values = {}
    for name in domain.drawn:
        found = domain.ranges[name]
        small = name in domain.small
        scalars[name] = _draw(found, rng, [v for v in scalars.values() if found.contains(v)], small)
    families = _families(domain, scalars, lambda family, length: _draw_family(family, length, rng))
    return None if families is None else {**scalars, **families}


def _draw(found: Range, rng: random.Random, earlier: list[Fraction], small: bool = False) -> Fraction:
    if found.integer:
        kind = rng.random()
        if small:
            return nth(found, rng.randint(0, 5))
        if kind < 0.6:
            return nth(found, rng.randint(0, 12))
        return nth(found, rng.choice((rng.randint(0, 200), 10 ** rng.randint(2, 12), rng.randint(0, 10**6))))
    kind = rng.random()
    if earlier and kind < 0.2:
        tie = rng.choice(earlier)
        return _inside(found, tie * rng.choice((Fraction(1), 1 + NEAR, 1 - NEAR, Fraction(2))), rng)
    if kind < 0.7:
        value = Fraction(rng.randint(1, 30), rng.randint(1, 12))
    elif kind < 0.85:
        value = Fraction(rng.randint(1, 999), 10 ** rng.randint(3, 20))
    else:
        value = Fraction(rng.randint(1, 999) * 10 ** rng.randint(0, 12))
    return _inside(found, value, rng)


def _draw_family(family: Family, length: int, rng: random.Random) -> tuple[Fraction, ...]:
    if rng.random() < 0.25 and not family.element.integer:
        scale = Fraction(rng.randint(1, 9), rng.randint(1, 4))
        scaled = tuple(scale * v for v in _patterned(family, length, rng.randrange(len(_PATTERNS))))
        return scaled if all(map(family.element.contains, scaled)) else tuple(v / scale for v in scaled)
    values: list[Fraction] = []
    zeros = rng.random() < 0.3 and family.element.contains(Fraction(0))
    for _ in range(length):
        value = _draw(family.element, rng, values)
        values.append(Fraction(0) if zeros and rng.random() < 0.5 else value)
    return tuple(values)


def _modest_family(family: Family, length: int, rng: random.Random) -> tuple[Fraction, ...]:
    if family.element.integer:
        return tuple(nth(family.element, rng.choice((0, 0, 1, 1, 2, 3))) for _ in range(length))
    shares = [Fraction(rng.randint(1, 12), rng.randint(3, 9)) for _ in range(length)]
    if length > 1 and rng.random() < 0.3 and family.element.contains(Fraction(0)):
        shares[rng.randrange(length)] = Fraction(0)
    return tuple(_inside(family.element, share, rng) for share in shares)


def nth(found: Range, step: int) -> Fraction:
    """The least value plus a step, in a range of integers; 0, 1, -1, 2, ... where there is no end.

    Args:
        found: the range.
        step: how far from its end.

    Returns:
        The integer, at most the other end.
    """
    stride = step * (2 if found.parity is not None else 1)
    if found.low is not None:
        value = found.low + stride
        return value if found.high is None else min(value, found.high)
    if found.high is not None:
        return found.high - stride
    return Fraction(
        (-1) ** step * ((step + 1) // 2) * (2 if found.parity is not None else 1) + (found.parity or 0)
    )


def _inside(found: Range, value: Fraction, rng: random.Random) -> Fraction:
    """Move a positive number into a range of reals."""
    if found.low is not None and found.high is not None:
        if found.low == found.high:
            return found.low
        portion = rng.choice((Fraction(rng.randint(1, 99), 100), *_PORTIONS[:3], TINY, 1 - TINY))
        return (
            value
            if found.contains(value) and rng.random() < 0.5
            else found.low + (found.high - found.low) * portion
        )
    if found.low is None and found.high is None:
        return value if rng.random() < 0.5 else -value
    if found.low is not None:
        return value if found.contains(value) else found.low + abs(value)
    return -value if found.contains(-value) else (found.high or 0) - abs(value)
