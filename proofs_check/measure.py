"""The one table that joins the two roads: for each measured quantity of theory, its measurement in numerics.

A configuration at a point becomes explicit depths and shares (exact rationals); the measurement starts from
there and from the loss.  Nothing else passes between the roads.  Three kinds of quantity bring their own
definition: `WorstCaseReturn` the map of one pathway, `LargestHessianEigenvalue` its loss, which becomes a
callable, and a user's `Quantity` its ``measurement``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

from sympy import IndexedBase

from numerics.hessian.callable import FUNCTIONS, Jet, elementary
from numerics.measurement import Measurement
from numerics.quantities import (
    characteristic_polynomial,
    excess_over_imbalance,
    factor_flow_sharpness,
    flattest_share,
    flow_limit,
    flow_rate,
    gradient_entry,
    hessian_eigenvalue,
    hessian_rank,
    imbalance_multiplier,
    largest_hessian_eigenvalue,
    layer_gradient,
    loss,
    momentum_threshold,
    perturbation_multiplier,
    point_polynomial,
    residual_entry,
    sharpness,
    sharpness_curvature,
    stability_threshold,
    step_coefficient,
    target_norm,
    worst_case_return,
)
from proofs_check.algebras import Balls, Indeterminate, TooLarge, Undefined, Unsupported
from proofs_check.concrete import Concrete, TooCostly, argument, concrete, concrete_point
from proofs_check.evaluate import Scope, evaluate
from proofs_check.explicit_measurement import is_explicit, measure_explicit
from proofs_check.own_measurement import own_measurement
from theory import (
    ExcessOverImbalance,
    FactorFlowSharpness,
    FlattestShare,
    FlowLimit,
    FlowRate,
    GradientEntry,
    HessianCharacteristicPolynomial,
    HessianEigenvalue,
    HessianRank,
    ImbalanceMultiplier,
    LargestHessianEigenvalue,
    LayerGradient,
    Loss,
    MomentumThreshold,
    PerturbationMultiplier,
    PointPolynomial,
    Quantity,
    ResidualEntry,
    Sharpness,
    SharpnessCurvature,
    StabilityThreshold,
    StepCoefficient,
    TargetNorm,
    TargetRank,
    WorstCaseReturn,
)

__all__ = [
    "MEASUREMENTS",
    "OF_THE_HESSIAN",
    "OF_THE_NETWORK",
    "Concrete",
    "TooCostly",
    "concrete",
    "has_measurement",
    "measure",
]

#: Digits that running gradient descent is asked for: bisection on a step size converges by a bit a run.
DYNAMIC_DIGITS = 24
#: Digits asked of a limit: it takes Hessians of some four times as many.
EXTRAPOLATED_DIGITS = 30
#: The most weights of a network of one mode whose Hessian is taken again and again.
MOST_LAYERS = 16
#: By how much a flow that is measured may grow: its solver takes some twenty steps for every tenfold.
MOST_GROWTH = 10**6


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


def _momentum(module: Any, quantity: Any, digits: int, seed: int, scope: Scope) -> Measurement:
    c, beta = concrete(quantity.configuration, scope), argument(quantity.args[1], scope)
    return module.measure(c.depths, c.shares, min(digits, DYNAMIC_DIGITS), seed, beta=beta)


def _imbalance(module: Any, quantity: Any, digits: int, seed: int, scope: Scope) -> Measurement:
    point, eta = concrete_point(quantity.args[0], scope), argument(quantity.args[1], scope)
    return module.measure(point.layers, point.targets, digits, seed, eta=eta)


def _at_point(module: Any, quantity: Any, digits: int, seed: int, scope: Scope) -> Measurement:
    point = concrete_point(quantity.args[0], scope)
    return module.measure(point.layers, point.targets, digits, seed)


def _point_polynomial(module: Any, quantity: Any, digits: int, seed: int, scope: Scope) -> Measurement:
    point, x = concrete_point(quantity.args[0], scope), argument(quantity.args[1], scope)
    return module.measure(point.layers, point.targets, digits, seed, x=x)


def _entry_of(*names: str) -> Callable[..., Measurement]:
    """An entry at a point: pathway ``h``, ``layer``, modes ``i`` and ``j``, counted from 1 in theory."""

    def hand_over(module: Any, quantity: Any, digits: int, seed: int, scope: Scope) -> Measurement:
        point, indices = concrete_point(quantity.args[0], scope), {}
        most = {"h": len(point.layers), "i": len(point.targets), "j": len(point.targets)}
        for name, expr in zip(names, quantity.args[1:], strict=True):
            place = argument(expr, scope)
            if place.denominator != 1 or not 1 <= place <= most.setdefault(name, 0):
                raise Undefined(f"there is no {name} = {place}")
            indices[name] = int(place) - 1
            most["layer"] = len(point.layers[indices.get("h", 0)])
        return module.measure(point.layers, point.targets, digits, seed, **indices)

    return hand_over


def _flow_rate(module: Any, quantity: Any, digits: int, seed: int, scope: Scope) -> Measurement:
    point, h = concrete_point(quantity.args[0], scope), argument(quantity.args[1], scope)
    if h.denominator != 1 or not 1 <= h <= len(point.layers):
        raise Undefined(f"there is no pathway {h}")
    q = argument(quantity.args[2], scope)
    return module.measure(point.layers, point.targets, digits, seed, h=int(h) - 1, q=q)


def _step_coefficient(module: Any, quantity: Any, digits: int, seed: int, scope: Scope) -> Measurement:
    point, (h, q, n) = (
        concrete_point(quantity.args[0], scope),
        (argument(a, scope) for a in quantity.args[1:]),
    )
    if h.denominator != 1 or not 1 <= h <= len(point.layers):
        raise Undefined(f"there is no pathway {h}")
    return module.measure(point.layers, point.targets, digits, seed, h=int(h) - 1, q=q, n=int(n))


def _near_balance(module: Any, quantity: Any, digits: int, seed: int, scope: Scope) -> Measurement:
    """Depth, target, perhaps the distance from balance, a direction and the number of pathways."""
    depth, *numbers, count = (
        argument(arg, scope) for arg in quantity.args if not isinstance(arg, IndexedBase)
    )
    if depth * count > MOST_LAYERS:
        raise TooCostly(f"{count} pathways of depth {depth}")
    direction = [Fraction(e) for e in scope.values[str(quantity.args[-2])][: int(count)]]
    if len(set(direction)) < 2:
        raise Undefined("a direction from balance")
    return module.measure(int(depth), *numbers, direction, min(digits, EXTRAPOLATED_DIGITS), seed)


def _flattest_share(module: Any, quantity: Any, digits: int, seed: int, scope: Scope) -> Measurement:
    """The split between two pathways; with more the search is not of one variable."""
    depths, total, h = quantity.args[0], *(argument(arg, scope) for arg in quantity.args[1:3])
    count = argument(quantity.args[3], scope) if quantity.indexed else len(depths)
    if count != 2 or h not in {1, 2}:
        raise TooCostly(f"the flattest split over {count} pathways")
    both = [int(argument(depths[k] if quantity.indexed else depths[k - 1], scope)) for k in (1, 2)]
    if sum(both) > MOST_LAYERS:
        raise TooCostly(f"depths {', '.join(map(str, both))}")
    try:
        return module.measure(both, total, min(digits, DYNAMIC_DIGITS), seed, h=int(h) - 1)
    except ArithmeticError as error:
        raise TooCostly(str(error)) from error


def _flow_limit(module: Any, quantity: Any, digits: int, seed: int, scope: Scope) -> Measurement:
    point, (_, h, a) = concrete_point(quantity.args[0], scope), quantity.args
    place, scale = argument(h, scope), argument(a, scope)
    if place.denominator != 1 or not 1 <= place <= len(point.layers):
        raise Undefined(f"there is no pathway {place}")
    values = [scale * path[0][0] for path in point.layers]
    depths = [len(path) for path in point.layers]
    if (sum(point.targets) / sum(v**d for v, d in zip(values, depths, strict=True))) > MOST_GROWTH:
        raise TooCostly("a flow from a start that is too small")
    return module.measure(values, depths, point.targets[0], min(digits, DYNAMIC_DIGITS), h=int(place) - 1)


def _target_norm(module: Any, quantity: Any, digits: int, seed: int, scope: Scope) -> Measurement:
    c = concrete(quantity.configuration, scope)
    return module.of_shares(c.depths, c.shares, digits, seed)


def _explicit(module: Any, quantity: Any, digits: int, seed: int, scope: Scope) -> Measurement:
    return measure_explicit(quantity, digits, DYNAMIC_DIGITS, seed, scope)


def _factors(module: Any, quantity: Any, digits: int, seed: int, scope: Scope) -> Measurement:
    u, v, target = (argument(arg, scope) for arg in quantity.args)
    if min(u, v) <= 0 or target / (u * v) > MOST_GROWTH:
        raise TooCostly("a flow from a start that is too small")
    return module.measure(u, v, target, min(digits, DYNAMIC_DIGITS))


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
OF_THE_HESSIAN: dict[type[Quantity], tuple[Callable[..., Measurement], Any]] = {
    Sharpness: (_of_hessian, sharpness),
    HessianEigenvalue: (_eigenvalue, hessian_eigenvalue),
    HessianCharacteristicPolynomial: (_polynomial, characteristic_polynomial),
    StabilityThreshold: (_threshold, stability_threshold),
    PerturbationMultiplier: (_multiplier, perturbation_multiplier),
}
#: Those and the quantities of a point off the minimum.
OF_THE_NETWORK = OF_THE_HESSIAN | {
    Loss: (_at_point, loss),
    LayerGradient: (_entry_of("h"), layer_gradient),
    GradientEntry: (_entry_of("h", "layer", "i", "j"), gradient_entry),
    ResidualEntry: (_entry_of("i", "j"), residual_entry),
    ImbalanceMultiplier: (_imbalance, imbalance_multiplier),
    MomentumThreshold: (_momentum, momentum_threshold),
    StepCoefficient: (_step_coefficient, step_coefficient),
    ExcessOverImbalance: (_near_balance, excess_over_imbalance),
    SharpnessCurvature: (_near_balance, sharpness_curvature),
    FlattestShare: (_flattest_share, flattest_share),
    FlowRate: (_flow_rate, flow_rate),
    FlowLimit: (_flow_limit, flow_limit),
    FactorFlowSharpness: (_factors, factor_flow_sharpness),
    HessianRank: (_explicit, hessian_rank),
    PointPolynomial: (_point_polynomial, point_polynomial),
    TargetNorm: (_target_norm, target_norm),
    TargetRank: (_explicit, target_norm),
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
    if is_explicit(quantity):
        return measure_explicit(quantity, digits, DYNAMIC_DIGITS, seed, scope)
    hand_over, module = MEASUREMENTS[type(quantity)]
    return hand_over(module, quantity, digits, seed, scope)
