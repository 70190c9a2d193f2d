"""Zeros of a difference in a box: where it vanishes, and of which order, shown exactly.

A difference that vanishes at ``x = z`` is not seen to be positive by balls, however small; its quotient by
``(x - z)^k`` is, by Taylor's theorem.  Places are guessed: the simplest number in a box that subdivision
could not decide, and the other parameters.  Whether it vanishes there is shown by the checker's own
`zero_of`, for which powers and logarithms are written so that what they are taken of is 1 there.

Main result: `candidates`.  What it does not find: zeros at irrational numbers, and where a factor remains
that is no rational function of the other parameters.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from typing import Any

import sympy

from proofs_check.algebras import Unsupported
from proofs_check.certificates.language import expression
from proofs_check.certificates.recheck import ORDER, Fails, zero_of

__all__ = ["candidates", "simplest"]

#: How far from an undecided box a zero is looked for: a difference of high order is small far from it.
NEAR = (Fraction(1, 10**4), Fraction(1, 100), Fraction(1, 10))


def candidates(
    left: Any, right: Any, parameters: Mapping[str, Any], box: Sequence[tuple[Fraction, Fraction]]
) -> Iterator[tuple[list[Any], Any, Any]]:
    """Zeros of a difference.

    Args:
        left: the greater side of an inequality.
        right: the smaller side.
        parameters: their ranges in the certificate language.
        box: ends between which each parameter lies where the difference may vanish.

    Yields:
        ``[x, z, k]`` for a zero of order k at ``x = z``, and both sides, equal to those given, written so
        that it is seen.

    Example:
        >>> x = sympy.Symbol("x", positive=True)
        >>> near = [(Fraction(9, 10), Fraction(2))]
        >>> [zero for zero, *_ in candidates(x - 1, sympy.log(x), {"x": ["real", 0, 2]}, near)]
        [['x', 1, 2]]
    """
    symbols = {s.name: s for s in (left - right).free_symbols}
    for (name, (kind, *_)), (low, high) in zip(parameters.items(), box, strict=True):
        if kind != "real":
            continue
        middle, half = (low + high) / 2, (high - low) / 2
        numbers = dict.fromkeys(simplest(middle, half + near) for near in NEAR)
        others = [
            symbols[other]
            for other, (a, b) in zip(parameters, box, strict=True)
            if other != name and a <= high and low <= b
        ]
        for place in (*(sympy.Rational(n.numerator, n.denominator) for n in numbers), *others):
            both = [_written(side, symbols[name], place) for side in (left, right)]
            with suppress(Unsupported):
                one, other = map(expression, both)
                z = expression(place)
                order = _order(parameters, ["+", one, ["*", -1, other]], name, z)
                if order:
                    yield [name, z, order], *both


def simplest(value: Fraction, slack: Fraction) -> Fraction:
    """The number with the least denominator near another.

    Args:
        value: a number.
        slack: how far from it is near, above 0.

    Returns:
        The number.

    Example:
        >>> print(simplest(Fraction(999, 1000), Fraction(1, 100)), simplest(Fraction(1, 3), Fraction(1, 10)))
        1 1/3
    """
    limit = 1
    while abs(value.limit_denominator(limit) - value) > slack:
        limit += 1
    return value.limit_denominator(limit)


def _order(parameters: Mapping[str, Any], difference: Any, name: str, z: Any) -> int:
    """How many Taylor coefficients at ``x = z`` vanish, as far as the factor has a known sign; 0 for none."""
    found = 0
    for order in range(1, ORDER + 1):
        try:
            zero_of(parameters, difference, name, z, order)
            found = order
        except Fails as error:
            if "factor" not in str(error):
                break
        except (ArithmeticError, KeyError, TypeError, ValueError):
            # The factor of an odd order has a known sign only where z is a number.
            if order % 2 == 0:
                break
    return found


def _written(expr: Any, x: Any, z: Any) -> Any:
    """With ``u^v = u0^v (u/u0)^v`` and ``log u = log u0 + log(u/u0)``, where u is u0 at x = z."""

    def scaled(part: Any) -> Any:
        inner = part.base if part.is_Pow else part.args[0]
        at = inner.subs(x, z)
        if not at.is_positive or at == 1 or not inner.has(x):
            return part
        rest = sympy.expand(inner / at)
        return at**part.exp * rest**part.exp if part.is_Pow else sympy.log(at) + sympy.log(rest)

    written = expr.replace(
        lambda part: isinstance(part, sympy.log) or (part.is_Pow and not part.exp.is_integer), scaled
    )
    return expr if written == expr else sympy.powsimp(sympy.expand_mul(written))
