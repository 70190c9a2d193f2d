"""How SymPy is asked to bring expressions to 0, to multiply them out and to factor them.

Nothing here is trusted: `proofs_check.kernel.oracle` audits every answer before a proof may lean on it.

Main results: `vanishes`, `expanded`, `factored`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sympy import Pow, cancel, exp, expand, factor, fraction, log, powdenest, powsimp, together

__all__ = ["expanded", "factored", "vanishes"]


@lru_cache(maxsize=4096)
def expanded(expr: Any) -> Any:
    """`expr` multiplied out."""
    # Every hint is a walk of its own.
    return expand(expr, basic=False, log=expr.has(log))


@lru_cache(maxsize=4096)
def factored(expr: Any) -> Any:
    """`expr` with numerator and denominator in factors."""
    numerator, denominator = fraction(together(expr))
    return factor(numerator) / factor(denominator)


@lru_cache(maxsize=4096)
def vanishes(difference: Any) -> bool:
    """Whether SymPy brings an expression to 0.

    Args:
        difference: an expression.

    Returns:
        True if one of a few ways of simplifying ends in 0.

    Example:
        >>> from sympy import Symbol
        >>> x, n = Symbol("x", positive=True), Symbol("n", positive=True)
        >>> vanishes((x + 1) ** 2 - x**2 - 2 * x - 1), vanishes(x ** (n + 1) - x * x**n), vanishes(x - 1)
        (True, True, False)
    """
    flat = expanded(difference)
    # Most are rational in what they are made of; only the others need their powers to be looked at.
    if flat == 0 or _numerator(flat) == 0:
        return True
    for start in (difference, flat, _numerator(flat)):
        # SymPy leaves exponents like (2 - 2/(n+2))(n+2) as they are.
        tidy = _tidy_exponents(powsimp(_tidy_exponents(start)))
        if expanded(tidy) == 0 or _numerator(tidy) == 0 or _tidy_exponents(powsimp(expanded(tidy))) == 0:
            return True
    return False


def _numerator(expr: Any) -> Any:
    numerator, denominator = fraction(together(expanded(expr)))
    return expanded(numerator) if expanded(denominator) != 0 else expr


def _tidy_exponents(expr: Any) -> Any:
    if any(power.base.has(Pow, exp) for power in expr.atoms(Pow)):
        expr = powdenest(expr)
    return expr.replace(lambda e: e.is_Pow and not e.exp.is_Atom, lambda e: e.base ** cancel(e.exp))
