"""Asking a user's `Quantity` for its measurement, and reading what it returns.

Main result: `own_measurement`; `theory.Quantity` says what a ``measurement`` gets and may return.
"""

from __future__ import annotations

import contextlib
import sys
from fractions import Fraction
from numbers import Rational
from typing import Any

import mpmath
import sympy
from flint import arb, fmpq

from numerics.measurement import Measurement
from numerics.precision import BITS_PER_DIGIT, bits_for, exact, to_arb, working_precision
from proofs_check.concrete import Concrete, TooCostly, argument, concrete
from proofs_check.evaluate import Scope
from theory import Configuration, StatementError

__all__ = ["own_measurement"]

#: Above this an integer argument may make a user's measurement run for ever.
MOST_STEPS = 10**4
#: Digits that a float or mpf holds and that are not trusted: a float, with 15, is trusted to 12.
GUARD_DIGITS = 3


def own_measurement(quantity: Any, digits: int, seed: int, scope: Scope) -> Measurement:
    """Ask a user's ``measurement``.

    Args:
        quantity: the quantity, with a ``measurement``.
        digits: digits wanted.
        seed: recorded only.
        scope: values.

    Returns:
        The measurement.

    Raises:
        TooCostly: it is left out here.
        StatementError: it breaks down, or returns something else than it may.
    """
    values = tuple(_numbers(arg, scope) for arg in quantity.args)
    try:
        with working_precision(bits=bits_for(digits) + 64), contextlib.redirect_stdout(sys.stderr):
            returned = quantity.measurement(values, digits)
            value, trusted = _reading(quantity, returned, digits)
    except (OverflowError, MemoryError) as error:
        raise TooCostly(str(error)) from error
    except (TooCostly, StatementError):
        raise
    except (Exception, SystemExit) as error:
        raise StatementError(*_complaint(quantity, values, f"{type(error).__name__}: {error}")) from error
    if value is None:
        raise StatementError(*_complaint(quantity, values, f"{returned} ({type(returned).__name__})"))
    blind = f"mistakes that {type(quantity).__name__} makes in closed form and measurement alike"
    if trusted is not None:
        blind += f"; differences below 10^-{trusted} max(1, |value|), as it is no enclosure"
    solver = f"measurement() of {type(quantity).__name__}"
    return Measurement(value, trusted is None, digits, 0, solver, seed, blind)


def _numbers(arg: Any, scope: Scope) -> Any:
    """An argument as exact numbers."""
    if isinstance(arg, Configuration):
        return concrete(arg, scope)
    if isinstance(arg, sympy.Tuple):
        return tuple(_numbers(part, scope) for part in arg)
    if isinstance(arg, sympy.IndexedBase):
        return tuple(Fraction(value) for value in scope.values[str(arg)])
    value = argument(arg, scope)
    if value.denominator == 1 and abs(value) > MOST_STEPS:
        raise TooCostly(f"{arg} = {value}")
    return value


def _reading(quantity: Any, returned: Any, digits: int) -> tuple[arb | None, int | None]:
    """A returned number as a ball (None: it is none), and to how many digits (None: it is an enclosure)."""
    if returned is NotImplemented:
        raise TooCostly(f"{quantity} is left out")
    if isinstance(returned, tuple | list) and len(returned) == 2:
        low, high = map(_point, returned)
        return (None if low is None or high is None or low > high else low.union(high)), None
    value, trusted = _point(returned), quantity.accuracy
    if value is None or not isinstance(returned, float | mpmath.mpf):
        return value, None
    if trusted is None:
        # A short mantissa, of 1/2 say, does not mean that the computation was short.
        held = 53 if isinstance(returned, float) else max(53, int(returned.man_exp[0]).bit_length())
        trusted = min(digits, int(held / BITS_PER_DIGIT) - GUARD_DIGITS)
    return value + arb(0, arb(10) ** -trusted * abs(value).max(arb(1)).upper()), trusted


def _point(returned: Any) -> arb | None:
    if isinstance(returned, bool) or not isinstance(returned, Rational | fmpq | float | mpmath.mpf | arb):
        return None
    value = to_arb(exact(returned)) if isinstance(returned, Rational) else arb(returned)
    return value if value.is_finite() else None


def _complaint(quantity: Any, values: tuple[Any, ...], given: str) -> tuple[str, str, str, str]:
    name = type(quantity).__name__
    numbers = ", ".join(map(_text, values))
    return (
        f"measurement() of {name}",
        "must give an int, Fraction, float, mpf, arb or pair (low, high)",
        f"{' '.join(given.split())} at {name}({numbers})",
        "mend it, or return NotImplemented where it cannot be measured",
    )


def _text(value: Any) -> str:
    if isinstance(value, Concrete):
        return f"depths {_text(value.depths)}, shares {_text(value.shares)}"
    return "(" + ", ".join(map(_text, value)) + ")" if isinstance(value, tuple) else str(value)
