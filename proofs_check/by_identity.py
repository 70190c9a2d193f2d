"""A cache for functions of expressions that are asked about the same objects again and again.

Expressions that are equal but not the same object are compared part by part by a `functools.lru_cache`, which
takes longer than most of what is cached here.

Main result: `by_identity`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVar

__all__ = ["by_identity"]

T = TypeVar("T")


def by_identity(size: int) -> Callable[[Callable[[Any], T]], Callable[[Any], T]]:
    """Cache a function of one expression, which must give equal results for equal ones.

    Args:
        size: how many expressions are kept; the least recently used ones of an `lru_cache` behind them.

    Returns:
        A decorator.

    Example:
        >>> from sympy import Symbol
        >>> @by_identity(8)
        ... def once(expr):
        ...     print("called")
        ...     return expr + 1
        >>> x = Symbol("x")
        >>> once(x), once(x)
        called
        (x + 1, x + 1)
    """

    def decorate(function: Callable[[Any], T]) -> Callable[[Any], T]:
        by_value = lru_cache(maxsize=size)(function)
        # With the object itself, so that its id stays its own.
        seen: dict[int, tuple[Any, T]] = {}

        @wraps(function)
        def cached(expr: Any) -> T:
            found = seen.get(id(expr))
            if found is not None:
                return found[1]
            value = by_value(expr)
            if len(seen) >= size:
                seen.clear()
            seen[id(expr)] = expr, value
            return value

        return cached

    return decorate
