"""The neighbourhood of a limit point: ``x = 1/t`` or ``x = x0 + t`` with ``0 <= t <= 2^-k``."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import sympy
from flint import arb, ctx

from theory.quantity import unfold

__all__ = ["near_the_point", "sides", "tail"]


def tail() -> arb:
    """The ball ``0 <= t <= 2^-k``, ``k`` the working precision in bits."""
    half = arb(2) ** -(ctx.prec + 1)
    return arb(half, half)


@lru_cache(maxsize=256)
def near_the_point(limit: Any) -> tuple[Any, str]:
    """The function in terms of the distance ``t`` from the limit point, and the name of ``t``.

    Args:
        limit: a SymPy `Limit`.

    Returns:
        An expression in ``t``, with quantities unfolded, and the name of ``t``.
    """
    function, variable, point, direction = limit.args
    name = f"t_{variable.name}"
    t = sympy.Symbol(name, positive=True)
    sign = -1 if str(direction) == "-" else 1
    inside = {sympy.oo: 1 / t, -sympy.oo: -1 / t}.get(point, point + sign * t)
    near = unfold(function).subs(variable, inside)
    # A quotient that is infinite over infinite, or 0 over 0, cannot be enclosed before common factors go.
    return (sympy.cancel(near) if near.is_rational_function(t) else near), name


def sides(limit: Any) -> tuple[Any, ...]:
    """The one-sided limits that a limit is: two of them for direction ``+-``, else itself.

    Args:
        limit: a SymPy `Limit`.

    Returns:
        Limits from one side each.
    """
    function, variable, point, direction = limit.args
    if str(direction) != "+-":
        return (limit,)
    return tuple(sympy.Limit(function, variable, point, side) for side in "+-")
