"""Configurations and arguments at a point as plain numbers, for those who measure.

Main results: `concrete` (depths and shares of a configuration), `argument` (an exact rational), `TooCostly`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import sympy

from proofs_check.algebras import Balls
from proofs_check.evaluate import Scope, rational_value
from theory import Configuration

__all__ = ["Concrete", "TooCostly", "argument", "concrete"]

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
