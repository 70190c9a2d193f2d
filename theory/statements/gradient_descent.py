"""Gradient descent near a minimum: which step sizes a minimum survives.

`linear-stability`, `single-path-threshold`, `balanced-threshold`.
"""

from sympy import Abs, And, Eq, Equivalent, Ge, Lt

from theory.configuration import Balanced, Modes, Pathways, SinglePath
from theory.derivations import stability
from theory.notation import H, L, ell, eta, s, sigma, tau
from theory.quantities import PerturbationMultiplier, Sharpness, StabilityThreshold
from theory.statement import Statement

__all__ = ["STATEMENTS"]

_KIM_LEE = "Kim & Lee 2026"
_minimum = Modes(Pathways(ell, sigma, H), Pathways(ell, tau, H))
_multiplier = PerturbationMultiplier(_minimum, eta)

linear_stability = Statement(
    "linear-stability",
    And(
        Eq(_multiplier, 1 - eta * Sharpness(_minimum)),
        Equivalent(Lt(Abs(_multiplier), 1), Lt(eta, StabilityThreshold(_minimum))),
        Eq(StabilityThreshold(_minimum) * Sharpness(_minimum), 2),
    ),
    title="A step multiplies the worst perturbation by 1 - eta sharpness; stable exactly below 2/sharpness",
    source=_KIM_LEE,
    derivation=stability.linear_stability,
    related=("single-path-threshold", "balanced-threshold"),
)

_single = StabilityThreshold(SinglePath(L, s))
_balanced = StabilityThreshold(Balanced(H, L, s))

single_path_threshold = Statement(
    "single-path-threshold",
    Eq(_single, 2 / (L * s ** (2 - 2 / L))),
    given=[Ge(L, 2)],
    title="A single-path minimum is left from the step size 2/(L s^(2-2/L)) on",
    source=_KIM_LEE,
    derivation=stability.single_path_threshold,
    related=("linear-stability", "balanced-threshold"),
)

balanced_threshold = Statement(
    "balanced-threshold",
    And(
        Eq(_balanced, 2 / (L * H ** (2 / L - 1) * s ** (2 - 2 / L))),
        Eq(_balanced / _single, H ** (1 - 2 / L)),
    ),
    given=[Ge(L, 2)],
    title="A balanced minimum survives step sizes larger by H^(1-2/L)",
    source=_KIM_LEE,
    derivation=stability.balanced_threshold,
    related=("linear-stability", "single-path-threshold"),
)

STATEMENTS = (linear_stability, single_path_threshold, balanced_threshold)
