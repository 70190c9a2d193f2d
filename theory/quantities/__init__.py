"""Quantities with closed forms, one to a file; the measurement of each is in numerics under the same name."""

from theory.quantities.box_cox import BoxCox
from theory.quantities.characteristic_polynomial import HessianCharacteristicPolynomial
from theory.quantities.depth_balanced_eigenvalue import DepthBalancedEigenvalue
from theory.quantities.excess_over_imbalance import ExcessOverImbalance
from theory.quantities.factor_flow_sharpness import FactorFlowSharpness
from theory.quantities.flattest_share import FlattestShare
from theory.quantities.flattest_sharpness import FlattestSharpness
from theory.quantities.flow_limit import FlowLimit
from theory.quantities.flow_rate import FlowRate
from theory.quantities.gradient_entry import GradientEntry
from theory.quantities.hessian_eigenvalue import HessianEigenvalue
from theory.quantities.hessian_rank import HessianRank
from theory.quantities.hill_number import HillNumber
from theory.quantities.imbalance_multiplier import ImbalanceMultiplier
from theory.quantities.largest_hessian_eigenvalue import LargestEigenvalue, LargestHessianEigenvalue
from theory.quantities.layer_gradient import LayerGradient
from theory.quantities.loss import Loss
from theory.quantities.momentum_threshold import LargestRootModulus, MomentumThreshold
from theory.quantities.pathways_needed import PathwaysNeeded
from theory.quantities.perturbation_multiplier import PerturbationMultiplier
from theory.quantities.point_polynomial import PairPolynomial, PointPolynomial
from theory.quantities.residual_entry import ResidualEntry
from theory.quantities.sharpness import Sharpness
from theory.quantities.sharpness_curvature import SharpnessCurvature
from theory.quantities.stability_threshold import StabilityThreshold
from theory.quantities.step_coefficient import StepCoefficient
from theory.quantities.target_norm import TargetNorm, TargetRank
from theory.quantities.worst_case_return import WorstCaseReturn
from theory.quantity import Quantity

__all__ = [
    "BoxCox",
    "DepthBalancedEigenvalue",
    "ExcessOverImbalance",
    "FactorFlowSharpness",
    "FlattestShare",
    "FlattestSharpness",
    "FlowLimit",
    "FlowRate",
    "GradientEntry",
    "HessianCharacteristicPolynomial",
    "HessianEigenvalue",
    "HessianRank",
    "HillNumber",
    "ImbalanceMultiplier",
    "LargestEigenvalue",
    "LargestHessianEigenvalue",
    "LargestRootModulus",
    "LayerGradient",
    "Loss",
    "MomentumThreshold",
    "PairPolynomial",
    "PathwaysNeeded",
    "PerturbationMultiplier",
    "PointPolynomial",
    "Quantity",
    "ResidualEntry",
    "Sharpness",
    "SharpnessCurvature",
    "StabilityThreshold",
    "StepCoefficient",
    "TargetNorm",
    "TargetRank",
    "WorstCaseReturn",
]
