"""The one table that joins the two roads: for each measured quantity of theory, its measurement in numerics.

A configuration at a point becomes explicit depths and shares (exact rationals); the measurement starts from
there and from the loss.  Nothing else passes between the roads.  Three kinds of quantity bring their own
definition: `WorstCaseReturn` the map of one pathway, `LargestHessianEigenvalue` its loss, which becomes a
callable, and a user's `Quantity` its ``measurement``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from numerics.hessian.callable import FUNCTIONS, Jet, elementary
from numerics.measurement import Measurement
from numerics.quantities import (
    characteristic_polynomial,
    hessian_eigenvalue,
    largest_hessian_eigenvalue,
    perturbation_multiplier,
    sharpness,
    stability_threshold,
    worst_case_return,
)
from proofs_check.algebras import Balls, Indeterminate, TooLarge, Undefined, Unsupported
from proofs_check.concrete import Concrete, TooCostly, argument, concrete
from proofs_check.evaluate import Scope, evaluate
from proofs_check.own_measurement import own_measurement
from theory import (
    HessianCharacteristicPolynomial,
    HessianEigenvalue,
    LargestHessianEigenvalue,
    PerturbationMultiplier,
    Quantity,
    Sharpness,
    StabilityThreshold,
    WorstCaseReturn,
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


def _of_hessian(module: Any, quantity: Any, digits: int, seed: int, scope: Scope) -> Measurement:
    c = concrete(quantity.configuration, scope)
    return module.measure(c.depths, c.shares, digits, seed)


def _eigenvalue(module: Any, quantity: Any, digits: int, seed: int, scope: Scope) -> Measurement:
    c, (_, i, j) = concrete(quantity.configuration, scope), quantity.args
    return module.measure(c.depths, c.shares, digits, seed, i=int(i) - 1, j=int(j) - 1)


def _polynomial(module: Any, quantity: Any, digits: int, seed: int, scope: Scope) -> Measurement:
    c = concrete(quantity.configuration, scope)
    return module.measure(c.depths, c.shares, digits, seed, x=argument(quantity.args[1], scope))


def _threshold(module: Any, quantity: Any, digits: int, seed: int, scope: Scope) -> Measurement:
    return _of_hessian(module, quantity, min(digits, DYNAMIC_DIGITS), seed, scope)


def _multiplier(module: Any, quantity: Any, digits: int, seed: int, scope: Scope) -> Measurement:
    c, eta = concrete(quantity.configuration, scope), argument(quantity.args[1], scope)
    return module.measure(c.depths, c.shares, min(digits, DYNAMIC_DIGITS), seed, eta=eta)


def _of_map(module: Any, quantity: Any, digits: int, seed: int, scope: Scope) -> Measurement:
    depth = argument(quantity.args[0], scope)
    if depth.denominator != 1:
        raise TooCostly(f"{depth} layers")
    try:
        return module.measure(int(depth), digits)
    except ArithmeticError as error:  # a depth that floats cannot start from
        raise TooCostly(str(error)) from error


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
MEASUREMENTS = OF_THE_NETWORK | {
    WorstCaseReturn: (_of_map, worst_case_return),
    LargestHessianEigenvalue: (_of_loss, largest_hessian_eigenvalue),
}


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
        return own_measurement(quantity, digits, seed, scope)
    hand_over, module = MEASUREMENTS[type(quantity)]
    return hand_over(module, quantity, digits, seed, scope)
