"""The one table that joins the two roads: for each measured quantity of theory, its measurement in numerics.

A configuration at a point becomes explicit depths and shares (exact rationals); the measurement starts from
there and from the loss.  Nothing else passes between the roads.  Two kinds of quantity bring their own
definition: `LargestHessianEigenvalue` its loss, which becomes a callable, and a user's `Quantity` its
``measurement``.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import lru_cache
from numbers import Rational
from typing import Any

import mpmath
import sympy
from flint import arb, fmpq

from numerics.hessian.callable import FUNCTIONS, Jet, elementary
from numerics.measurement import Measurement
from numerics.precision import BITS_PER_DIGIT, bits_for, exact, to_arb, working_precision
from numerics.quantities import (
    characteristic_polynomial,
    hessian_eigenvalue,
    largest_hessian_eigenvalue,
    perturbation_multiplier,
    sharpness,
    stability_threshold,
)
from proofs_check.algebras import Balls, Indeterminate, TooLarge, Undefined, Unsupported
from proofs_check.evaluate import Scope, evaluate, rational_value
from theory import (
    Configuration,
    HessianCharacteristicPolynomial,
    HessianEigenvalue,
    LargestHessianEigenvalue,
    PerturbationMultiplier,
    Quantity,
    Sharpness,
    StabilityThreshold,
    StatementError,
)

__all__ = [
    "MEASUREMENTS",
    "OF_THE_NETWORK",
    "Concrete",
    "TooCostly",
    "concrete",
    "has_measurement",
    "measure",
]

#: Digits that running gradient descent is asked for: bisection on a step size converges by a bit a run.
DYNAMIC_DIGITS = 24
#: The most weights of a network that is measured.
MOST_WEIGHTS = 64
#: Above this an integer argument may make a user's measurement run for ever.
MOST_STEPS = 10**4
#: Digits that a float or mpf holds and that are not trusted: a float, with 15, is trusted to 12.
GUARD_DIGITS = 3

Depths = tuple[int, ...]
Shares = tuple[tuple[Fraction, ...], ...]


class TooCostly(Exception):  # noqa: N818 - an outcome, not a mistake
    """Measuring this would take too long."""


class Concrete:
    """A configuration with numbers: ``depths[h]`` and ``shares[h][i]``."""

    def __init__(self, depths: Depths, shares: Shares) -> None:
        self.depths, self.shares = depths, shares

    @property
    def weights(self) -> int:
        """The number of weights of the network."""
        return sum(self.depths) * len(self.shares[0]) ** 2


def concrete(c: Configuration, scope: Scope) -> Concrete:
    """Put numbers into a configuration.

    Args:
        c: the configuration.
        scope: values.

    Returns:
        Depths and shares.

    Raises:
        TooCostly: more than `MOST_WEIGHTS` weights.
    """
    exactly = Scope(scope.values, Balls(), None, scope.decide)
    count = int(rational_value(c.number_of_pathways, exactly).p)
    if count * 2 > MOST_WEIGHTS:
        raise TooCostly(f"{count} pathways")
    depths, shares = [], []
    for k in range(1, count + 1):
        h = sympy.Integer(k)
        depths.append(int(rational_value(c.depth(h), exactly).p))
        row = [rational_value(mode.share_of(h), exactly) for mode in c.modes]
        shares.append(tuple(Fraction(int(v.p), int(v.q)) for v in row))
    found = Concrete(tuple(depths), tuple(shares))
    if found.weights > MOST_WEIGHTS:
        raise TooCostly(f"{found.weights} weights")
    return found


def _of_hessian(module: Any, quantity: Any, digits: int, seed: int, scope: Scope) -> Measurement:
    c = concrete(quantity.configuration, scope)
    return module.measure(c.depths, c.shares, digits, seed)


def _eigenvalue(module: Any, quantity: Any, digits: int, seed: int, scope: Scope) -> Measurement:
    c, (_, i, j) = concrete(quantity.configuration, scope), quantity.args
    return module.measure(c.depths, c.shares, digits, seed, i=int(i) - 1, j=int(j) - 1)


def _polynomial(module: Any, quantity: Any, digits: int, seed: int, scope: Scope) -> Measurement:
    c = concrete(quantity.configuration, scope)
    return module.measure(c.depths, c.shares, digits, seed, x=_argument(quantity.args[1], scope))


def _threshold(module: Any, quantity: Any, digits: int, seed: int, scope: Scope) -> Measurement:
    return _of_hessian(module, quantity, min(digits, DYNAMIC_DIGITS), seed, scope)


def _multiplier(module: Any, quantity: Any, digits: int, seed: int, scope: Scope) -> Measurement:
    c, eta = concrete(quantity.configuration, scope), _argument(quantity.args[1], scope)
    return module.measure(c.depths, c.shares, min(digits, DYNAMIC_DIGITS), seed, eta=eta)


def _of_loss(module: Any, quantity: Any, digits: int, seed: int, scope: Scope) -> Measurement:
    """The loss as a callable: the walk of its tree, with jets for the parameters."""
    names = [symbol.name for symbol in quantity.bound_symbols]

    def loss(weights: Sequence[Jet]) -> Any:
        jets: Any = dict(zip(names, weights, strict=True))
        return evaluate(quantity.loss, Scope(scope.values, Jets(), None, scope.decide, jets))

    def point() -> list[Any]:
        return [evaluate(value, scope) for value in quantity.point]

    try:
        return module.measure(loss, point, digits, seed)
    except (Undefined, Indeterminate, TooLarge):
        raise
    except ArithmeticError as error:
        raise Undefined(str(error)) from error


class Jets(Balls):
    """Balls among which there are jets of `numerics.hessian.callable`: derivatives come along with values."""

    def power(self, base: Any, exponent: Any) -> Any:
        """``base**exponent``; differentiable where the base is positive or the exponent an integer."""
        if isinstance(exponent, Jet):
            return elementary("exp", exponent * self.function("log", [base]))
        return base**exponent if isinstance(base, Jet) else super().power(base, exponent)

    def function(self, name: str, arguments: list[Any]) -> Any:
        """Elementary functions."""
        if not any(isinstance(argument, Jet) for argument in arguments):
            return super().function(name, arguments)
        if name not in FUNCTIONS or len(arguments) > 1:
            raise Unsupported(f"the derivative of {name}")
        return elementary(name, arguments[0])


#: Quantities of the network's Hessian -> how their arguments are handed over, and the module of numerics.
OF_THE_NETWORK: dict[type[Quantity], tuple[Callable[..., Measurement], Any]] = {
    Sharpness: (_of_hessian, sharpness),
    HessianEigenvalue: (_eigenvalue, hessian_eigenvalue),
    HessianCharacteristicPolynomial: (_polynomial, characteristic_polynomial),
    StabilityThreshold: (_threshold, stability_threshold),
    PerturbationMultiplier: (_multiplier, perturbation_multiplier),
}
#: All measured quantities of theory.
MEASUREMENTS = OF_THE_NETWORK | {LargestHessianEigenvalue: (_of_loss, largest_hessian_eigenvalue)}


def has_measurement(quantity: Quantity) -> bool:
    """Whether a quantity can be measured: by the table, or by a user's ``measurement``."""
    return type(quantity) in MEASUREMENTS or callable(getattr(quantity, "measurement", None))


def measure(quantity: Quantity, scope: Scope, digits: int, seed: int) -> Measurement:
    """Measure a quantity at a point.

    Args:
        quantity: a measured quantity.
        scope: values.
        digits: digits asked for.
        seed: of orthogonal bases and starting vectors.

    Returns:
        The measurement.
    """
    return _measured(quantity, tuple(sorted(scope.values.items())), scope.decide, digits, seed)


@lru_cache(maxsize=256)
def _measured(
    quantity: Any, values: tuple[tuple[str, Any], ...], decide: Any, digits: int, seed: int
) -> Measurement:
    scope = Scope(dict(values), Balls(), None, decide)
    if type(quantity) not in MEASUREMENTS:
        return _own(quantity, digits, seed, scope)
    hand_over, module = MEASUREMENTS[type(quantity)]
    return hand_over(module, quantity, digits, seed, scope)


def _argument(expr: Any, scope: Scope) -> Fraction:
    value = rational_value(expr, Scope(scope.values, Balls(), None, scope.decide))
    return Fraction(int(value.p), int(value.q))


def _own(quantity: Any, digits: int, seed: int, scope: Scope) -> Measurement:
    """Ask a user's ``measurement``; see `theory.Quantity` for what it gets and may return."""
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
        raise _complaint(quantity, values, f"{type(error).__name__}: {error}") from error
    if value is None:
        raise _complaint(quantity, values, f"{returned} ({type(returned).__name__})")
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
    value = _argument(arg, scope)
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


def _complaint(quantity: Any, values: tuple[Any, ...], given: str) -> StatementError:
    name = type(quantity).__name__
    numbers = ", ".join(map(_text, values))
    return StatementError(
        f"measurement() of {name}",
        "must give an int, Fraction, float, mpf, arb or pair (low, high)",
        f"{' '.join(given.split())} at {name}({numbers})",
        "mend it, or return NotImplemented where it cannot be measured",
    )


def _text(value: Any) -> str:
    if isinstance(value, Concrete):
        return f"depths {_text(value.depths)}, shares {_text(value.shares)}"
    return "(" + ", ".join(map(_text, value)) + ")" if isinstance(value, tuple) else str(value)
