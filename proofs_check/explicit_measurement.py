"""Measurements at minima with explicit weights (`AnyMinimum`, `LayerTable`); the rest of `measure`'s table.

Explicit rational weights go to numerics, which makes a network of them and starts from its loss.
"""

from __future__ import annotations

from fractions import Fraction
from math import prod
from typing import Any

from numerics.general_minima import general_minimum
from numerics.measurement import Measurement
from numerics.minima import aligned_point
from numerics.perturbation import precision_bits, scale_bits
from numerics.precision import working_precision
from numerics.quantities import (
    hessian_eigenvalue,
    hessian_rank,
    perturbation_multiplier,
    sharpness,
    stability_threshold,
    target_norm,
)
from proofs_check.concrete import MOST_WEIGHTS, TooCostly, argument
from proofs_check.evaluate import Scope
from proofs_check.explicit import explicit_layers, table_rows
from theory import HessianEigenvalue, PerturbationMultiplier, Quantity, Sharpness, StabilityThreshold
from theory.any_minimum import AnyMinimum
from theory.layer_table import LayerTable
from theory.quantities.hessian_rank import HessianRank
from theory.quantities.target_norm import TargetNorm, TargetRank

__all__ = ["is_explicit", "measure_explicit"]

_BLIND_TO = "weights that are not rational"


def is_explicit(quantity: Any) -> bool:
    """Whether a quantity is one of a minimum with explicit weights.

    Args:
        quantity: a quantity.

    Returns:
        True if so.
    """
    return any(isinstance(arg, AnyMinimum | LayerTable) for arg in quantity.args)


def measure_explicit(quantity: Quantity, digits: int, dynamic: int, seed: int, scope: Scope) -> Measurement:
    """Measure it.

    Args:
        quantity: a quantity for which `is_explicit` holds.
        digits: digits asked for.
        dynamic: digits that running gradient descent is asked for.
        seed: of orthogonal bases and starting vectors.
        scope: values.

    Returns:
        The measurement.

    Raises:
        TooCostly: a large network, or a quantity without a measurement there.
    """
    c = quantity.args[0]
    if isinstance(c, LayerTable):
        return _of_table(quantity, c, digits, seed, scope)
    layers = explicit_layers(c, scope)
    if isinstance(quantity, HessianRank):
        return hessian_rank.measure(layers, digits, seed)
    if isinstance(quantity, TargetNorm):
        return target_norm.measure(layers, digits, seed)
    if isinstance(quantity, TargetRank):
        return target_norm.measure_rank(layers, digits, seed)
    if isinstance(quantity, Sharpness):
        return sharpness.at(lambda: general_minimum(layers), digits, seed, _BLIND_TO)
    numbers = [[x for path in layers for layer in path for row in layer for x in map(abs, row)]]
    scale = scale_bits(numbers) * max(map(len, layers))
    asked = min(digits, dynamic)
    with working_precision(bits=precision_bits(asked, scale)):
        network = general_minimum(layers)
        if isinstance(quantity, StabilityThreshold):
            return stability_threshold.at(network, asked, seed, scale=scale)
        if isinstance(quantity, PerturbationMultiplier):
            eta = argument(quantity.args[1], scope)
            return perturbation_multiplier.at(network, asked, seed, scale=scale, eta=eta)
    raise TooCostly(f"{type(quantity).__name__} at any minimum")


def _of_table(quantity: Any, c: LayerTable, digits: int, seed: int, scope: Scope) -> Measurement:
    """In a network that has one more mode, with 1 in every layer."""
    if not isinstance(quantity, HessianEigenvalue):
        raise TooCostly(f"{type(quantity).__name__} of layers that are not equal")
    rows = table_rows(c, scope)
    if 4 * sum(map(len, rows)) > MOST_WEIGHTS:
        raise TooCostly(f"{sum(map(len, rows))} layers")
    one = Fraction(1)
    layers = [[[entry, one] for entry in row] for row in rows]
    targets = [sum((prod(row, start=one) for row in rows), Fraction(0)), Fraction(len(rows))]
    return hessian_eigenvalue.at(lambda: aligned_point(layers, targets, seed=seed), digits, seed, i=0, j=0)
