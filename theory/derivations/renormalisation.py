"""Equal pathways follow the map of a single one, in other units.

Main result: `balanced_renormalisation`.
"""

from __future__ import annotations

from typing import Any

from sympy import Integer, Symbol

from theory.configuration import Balanced, SinglePath
from theory.derivation import Derivation
from theory.derivations.layers import balanced, eq, q, single
from theory.derivations.stability import closed_threshold
from theory.derivations.writer import Writer
from theory.notation import H, L, eta, s
from theory.point import AlignedPoint, BalancedPoint
from theory.quantities import LayerGradient, Sharpness, StabilityThreshold, WorstCaseReturn

__all__ = ["balanced_renormalisation"]

_Y, _C = Symbol("y", positive=True), Symbol("c", positive=True)


def balanced_renormalisation(claim: Any) -> Derivation:
    """Gradient and sharpness scale alike, so both maps have one form; step sizes scale as 1/sharpness."""
    w, one, many = Writer(), SinglePath(L, s), Balanced(H, L, s)
    first, second = single(w), balanced(w)
    _map(w, AlignedPoint(L, (_Y,), s), Integer(1), one, "single")
    _map(w, BalancedPoint(H, L, _Y, s), H, many, "balanced")
    closed_threshold(w, one, first, "single")
    closed_threshold(w, many, second, "balanced")
    factor, worst = H ** (1 - 2 / L), WorstCaseReturn(L)
    w("quotient", eq((2 / second) / (2 / first), factor), "identity")
    edges = eq(StabilityThreshold(many) / StabilityThreshold(one), factor)
    w("edges", edges, "rewrite", "quotient", "single threshold", "balanced threshold")
    w("scaled", eq(worst / second, factor * (worst / first)), "identity")
    returns = eq(worst / Sharpness(many), factor * (worst / Sharpness(one)))
    positive = ("single: positive", "balanced: positive")
    w("returns", returns, "rewrite", "scaled", "single", "balanced", *positive)
    w("claim", claim, "conjunction", "single: map", "balanced: map", "edges", "returns")
    return w.derivation()


def _map(w: Writer, point: Any, count: Any, c: Any, name: str) -> None:
    """``(y - eta LayerGradient)/unit`` is the map of a single pathway at ``gamma = eta Sharpness(c)``."""
    gradient, value = LayerGradient(point, 1), _Y ** (L - 1) * point.residual
    w(f"{name}: gradient", eq(gradient, value), "meaning")

    def form(slope: Any, share: Any, sharpness: Any) -> Any:
        x = _Y / share ** (1 / L)
        return eq((_Y - eta * slope) / share ** (1 / L), x + eta * sharpness / L * x ** (L - 1) * (1 - x**L))

    # With one letter for what a pathway carries at the minimum.
    slope, curvature = _Y ** (L - 1) * (count * _Y**L - count * _C), count * L * _C ** q()
    w(f"{name}: any units", form(slope, _C, curvature), "identity")
    units = form(value, s / count, w[name].rhs)
    w(f"{name}: in its units", units, "substitution", f"{name}: any units", using=(_C, s / count))
    claim = form(gradient, s / count, Sharpness(c))
    w(f"{name}: map", claim, "rewrite", f"{name}: in its units", f"{name}: gradient", name)
