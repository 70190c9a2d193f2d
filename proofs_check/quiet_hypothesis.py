"""Hypothesis as a search engine that gives the same answer every time and leaves nothing behind.

Two of its habits make runs differ: it keeps a folder of examples and constants, and it mixes constants from
the modules that happen to be loaded into what it draws.  `quietly` redirects the first and stops the second.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from functools import lru_cache
from typing import Any

from hypothesis import configuration
from hypothesis import strategies as st
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants

from proofs_check.domain import Domain, Values
from proofs_check.ranges import Range

__all__ = ["quietly", "strategy_for"]


@contextmanager
def quietly() -> Iterator[None]:
    """Keep Hypothesis from reading or writing anything outside the search."""
    before = configuration.__dict__.get("__hypothesis_home_directory")
    local = getattr(providers, "_get_local_constants", None)
    cache = getattr(providers, "CONSTANTS_CACHE", None)
    with tempfile.TemporaryDirectory() as folder:
        configuration.set_hypothesis_home_dir(folder)
        if local is not None and cache is not None:
            # Asking for the constants themselves would parse every module that is loaded.
            nothing = Constants()
            providers._get_local_constants = lambda: nothing
            cache.cache.clear()
        try:
            yield
        finally:
            configuration.set_hypothesis_home_dir(before)
            if local is not None and cache is not None:
                providers._get_local_constants = local
                cache.cache.clear()


def strategy_for(domain: Domain, longest: int) -> st.SearchStrategy[Values | None]:
    """Values for all parameters; None where a family would be too long or a value cannot be formed.

    Args:
        domain: the hypotheses.
        longest: the longest family.

    Returns:
        The strategy.
    """

    @st.composite
    def draw_values(draw: Any) -> Values | None:
        values: Values = {}
        for name in domain.drawn:
            found = domain.ranges[name]
            values[name] = draw(_number(_shortened(found, longest) if name in domain.small else found))
        for family in domain.families:
            length = domain.length(family, values)
            if length is None or not 0 <= length <= longest:
                return None
            values[family.name] = draw(_members(family.element, length))
        return domain.complete(values)

    return draw_values()


@lru_cache(maxsize=256)
def _members(element: Range, length: int) -> st.SearchStrategy[tuple[Fraction, ...]]:
    return st.lists(_number(element), min_size=length, max_size=length).map(tuple)


@lru_cache(maxsize=256)
def _number(found: Range) -> st.SearchStrategy[Fraction]:
    if found.integer:
        low = None if found.low is None else int(found.low)
        high = None if found.high is None else int(found.high)
        return st.integers(low, high).map(Fraction).filter(found.contains)
    fractions = st.fractions(found.low, found.high, max_denominator=None)
    return fractions.filter(found.contains)


def _shortened(found: Range, longest: int) -> Range:
    low = found.low if found.low is not None else Fraction(0)
    return found.at_least(low).at_most(low + min(longest, 6))
