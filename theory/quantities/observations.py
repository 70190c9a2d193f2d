"""What the experiments of the phases observe (section 7 of the theory); the protocols are in numerics.

Settings: ``eta`` the step size, ``L`` the depth, ``H`` the number of pathways, ``seed`` of the first shares,
``unit`` of a grid of step sizes.
"""

from typing import ClassVar

from theory.observation import Observation

__all__ = [
    "DistanceFromFlow",
    "EdgeOfFlow",
    "EqualLeaders",
    "FinalEdge",
    "FinalInequality",
    "FinalLoudness",
    "FinalPeriod",
    "FirstFlippingStep",
    "FirstRebalancingStep",
    "KeptLead",
    "LastSettlingStep",
    "SharpnessOfFlow",
    "SignFlips",
    "TanhLargerShare",
    "TanhSmallerShare",
    "UnequalDepthsEdge",
    "UnequalDepthsResidual",
    "UnequalDepthsShare1",
    "UnequalDepthsShare2",
    "UnequalDepthsShare3",
]


class _OfPathways(Observation):
    """Of one run of `numerics.experiments.pathways`."""

    protocol = "pathways"
    settings: ClassVar[tuple[str, ...]] = ("eta", "L", "H", "seed")


class FinalEdge(_OfPathways):
    """``eta * sharpness / 2`` at the last point; 1 is the edge of stability."""

    observes = "edge"


class EdgeOfFlow(_OfPathways):
    """``eta * sharpness / 2`` at the limit of gradient flow from the same start."""

    observes = "edge_of_flow"


class FinalLoudness(_OfPathways):
    """The largest size of the residual over the last steps."""

    observes = "loudness"


class SignFlips(_OfPathways):
    """1 if a weight changed its sign at some step, else 0."""

    observes = "flips"


class FinalPeriod(_OfPathways):
    """1 at rest, 2 on an orbit of period 2, 0 for neither."""

    observes = "period"


class FinalInequality(_OfPathways):
    """``1 - smallest share / largest share`` at the last point; 0 where all are equal."""

    observes = "inequality"


class KeptLead(_OfPathways):
    """The part of its lead that the first largest pathway kept; gradient flow keeps 1."""

    observes = "kept_lead"


class DistanceFromFlow(_OfPathways):
    """``max_h |sigma_h - its limit under gradient flow|`` at the last point."""

    observes = "distance_from_flow"


class EqualLeaders(_OfPathways):
    """How many pathways carry at least nine tenths of the largest share at the last point."""

    observes = "equal_leaders"


class _OfBoundaries(Observation):
    """Of a grid of runs of `numerics.experiments.boundaries`."""

    protocol = "boundaries"
    settings: ClassVar[tuple[str, ...]] = ("L", "H", "seed", "unit")


class LastSettlingStep(_OfBoundaries):
    """The largest step size up to which every run of the grid settles."""

    observes = "last_settling"


class FirstRebalancingStep(_OfBoundaries):
    """The smallest step size of the grid at which the first leader loses a third of its lead."""

    observes = "first_rebalancing"


class SharpnessOfFlow(_OfBoundaries):
    """The sharpness at the limit of gradient flow from the same start."""

    observes = "sharpness_of_flow"


class FirstFlippingStep(Observation):
    """The smallest step size of a grid at which some start of one pathway in ``(0, 1)`` changes its sign."""

    protocol = "worst_start"
    observes = "first_flip"
    settings: ClassVar[tuple[str, ...]] = ("L", "unit")


class _OfUnequalDepths(Observation):
    """Of one run of `numerics.experiments.unequal_depths`."""

    protocol = "unequal_depths"
    settings: ClassVar[tuple[str, ...]] = ("eta", "L_1", "L_2", "L_3")


class UnequalDepthsShare1(_OfUnequalDepths):
    """The share of the first pathway at the last point."""

    observes = "share_1"


class UnequalDepthsShare2(_OfUnequalDepths):
    """The share of the second pathway at the last point."""

    observes = "share_2"


class UnequalDepthsShare3(_OfUnequalDepths):
    """The share of the third pathway at the last point."""

    observes = "share_3"


class UnequalDepthsResidual(_OfUnequalDepths):
    """The sum of the shares minus the target, at the last point."""

    observes = "residual"


class UnequalDepthsEdge(_OfUnequalDepths):
    """``eta * sharpness / 2`` at the last point."""

    observes = "edge"


class _OfTanh(Observation):
    """Of one run of `numerics.experiments.tanh`; empirical."""

    protocol = "tanh"
    settings: ClassVar[tuple[str, ...]] = ("eta", "L", "seed")


class TanhLargerShare(_OfTanh):
    """The larger of the two shares over the target, at the last point."""

    observes = "larger"


class TanhSmallerShare(_OfTanh):
    """The smaller of the two shares over the target, at the last point."""

    observes = "smaller"
