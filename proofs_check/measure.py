"""The one table that joins the two roads: for each measured quantity of theory, its measurement in numerics.

A configuration at a point becomes explicit depths and shares (exact rationals); the measurement starts from
there and from the loss.  Nothing else passes between the roads.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from typing import Any

from numerics.measurement import Measurement
from numerics.quantities import (
    characteristic_polynomial,
    hessian_eigenvalue,
    perturbation_multiplier,
    sharpness,
    stability_threshold,
)
from proofs_check.algebras import Balls
from proofs_check.evaluate import Scope, rational_value
from theory import (
    Configuration,
    HessianCharacteristicPolynomial,
    HessianEigenvalue,
    PerturbationMultiplier,
    Quantity,
    Sharpness,
    StabilityThreshold,
)

__all__ = ["MEASUREMENTS", "Concrete", "TooCostly", "concrete", "measure"]

#: Digits that running gradient descent is asked for: bisection on a step size converges by a bit a run.
DYNAMIC_DIGITS = 24
#: The most weights of a network that is measured.
MOST_WEIGHTS = 64

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
    import sympy

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


def _of_hessian(module: Any, quantity: Any, c: Concrete, digits: int, seed: int, scope: Scope) -> Measurement:
    return module.measure(c.depths, c.shares, digits, seed)


def _eigenvalue(module: Any, quantity: Any, c: Concrete, digits: int, seed: int, scope: Scope) -> Measurement:
    _, i, j = quantity.args
    return module.measure(c.depths, c.shares, digits, seed, i=int(i) - 1, j=int(j) - 1)


def _polynomial(module: Any, quantity: Any, c: Concrete, digits: int, seed: int, scope: Scope) -> Measurement:
    return module.measure(c.depths, c.shares, digits, seed, x=_argument(quantity.args[1], scope))


def _threshold(module: Any, quantity: Any, c: Concrete, digits: int, seed: int, scope: Scope) -> Measurement:
    return module.measure(c.depths, c.shares, min(digits, DYNAMIC_DIGITS), seed)


def _multiplier(module: Any, quantity: Any, c: Concrete, digits: int, seed: int, scope: Scope) -> Measurement:
    eta = _argument(quantity.args[1], scope)
    return module.measure(c.depths, c.shares, min(digits, DYNAMIC_DIGITS), seed, eta=eta)


#: Quantity -> how its arguments are handed over, and the module of numerics that measures it.
MEASUREMENTS: dict[type[Quantity], tuple[Callable[..., Measurement], Any]] = {
    Sharpness: (_of_hessian, sharpness),
    HessianEigenvalue: (_eigenvalue, hessian_eigenvalue),
    HessianCharacteristicPolynomial: (_polynomial, characteristic_polynomial),
    StabilityThreshold: (_threshold, stability_threshold),
    PerturbationMultiplier: (_multiplier, perturbation_multiplier),
}


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
    hand_over, module = MEASUREMENTS[type(quantity)]
    return hand_over(module, quantity, concrete(quantity.configuration, scope), digits, seed, scope)


def _argument(expr: Any, scope: Scope) -> Fraction:
    value = rational_value(expr, Scope(scope.values, Balls(), None, scope.decide))
    return Fraction(int(value.p), int(value.q))
