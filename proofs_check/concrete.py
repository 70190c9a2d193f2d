"""Configurations and arguments at a point as plain numbers, for those who measure.

Main results: `concrete` (depths and shares of a configuration), `concrete_point` (layer values and targets of
an aligned point), `argument` (an exact rational), `TooCostly`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import sympy

from proofs_check.algebras import Balls
from proofs_check.evaluate import Scope, rational_value
from theory import AlignedLayers, Configuration

__all__ = ["Concrete", "ConcretePoint", "TooCostly", "argument", "concrete", "concrete_point"]

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


class ConcretePoint:
    """An aligned point with numbers: ``layers[h][l][i]`` and ``targets[i]``."""

    def __init__(self, layers: tuple[Shares, ...], targets: tuple[Fraction, ...]) -> None:
        self.layers, self.targets = layers, targets


def concrete_point(point: Any, scope: Scope) -> ConcretePoint:
    """Put numbers into an aligned point.

    Args:
        point: an `AlignedPoint`, `Modes` of them, or an `AlignedLayers`.
        scope: values.

    Returns:
        Layer values and targets.

    Raises:
        TooCostly: more than `MOST_WEIGHTS` weights, with one more mode where there is one only.
    """
    exactly = Scope(scope.values, Balls(), None, scope.decide)

    def number(expr: Any) -> Fraction:
        value = rational_value(expr, exactly)
        return Fraction(int(value.p), int(value.q))

    def numbers(most: Any) -> list[sympy.Integer]:
        return [sympy.Integer(n) for n in range(1, int(most) + 1)]

    layered = isinstance(point, AlignedLayers)
    count = number(point.number_of_pathways)
    pathways = numbers(count) if count <= MOST_WEIGHTS else []
    depths = [number(point.depth(h)) for h in pathways]
    modes: Any = number(point.number_of_modes) if layered else len(point.modes)
    if not depths or sum(depths) * max(2, modes) ** 2 > MOST_WEIGHTS:
        raise TooCostly(f"{count} pathways of depths {', '.join(map(str, depths))}")
    if layered:
        deep = ((h, numbers(depth)) for h, depth in zip(pathways, depths, strict=True))
        rows = ((tuple(number(point.entry(i, h, m)) for i in numbers(modes)) for m in ms) for h, ms in deep)
        targets = tuple(number(point.target_of(i)) for i in numbers(modes))
        return ConcretePoint(tuple(map(tuple, rows)), targets)
    equal = [tuple(number(mode.layer_of(h)) for mode in point.modes) for h in pathways]
    layers = tuple((row,) * int(depth) for row, depth in zip(equal, depths, strict=True))
    return ConcretePoint(layers, tuple(number(mode.target) for mode in point.modes))


def argument(expr: Any, scope: Scope) -> Fraction:
    """The value of an argument, which has to be rational.

    Args:
        expr: a SymPy expression.
        scope: values.

    Returns:
        The exact value; `Indeterminate` is raised where it is not known to be rational.
    """
    value = rational_value(expr, Scope(scope.values, Balls(), None, scope.decide))
    return Fraction(int(value.p), int(value.q))
