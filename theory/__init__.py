"""The symbolic road: statements, configurations, quantities with closed forms, derivations.

SymPy only.  Nothing here measures anything; what `numerics` measures never passes through here.

A theorem file needs only this page::

    from sympy import Eq, symbols
    from theory import Balanced, Sharpness, SinglePath, Statement

Configurations (where the loss is minimal): `SinglePath`, `Balanced`, `Split`, `Pathways`, `Modes`; not
depth-balanced `LayerTable`; not even aligned `AnyMinimum`, with `HessianRank`, `TargetNorm`, `TargetRank`.
Off the minimum: `AlignedPoint`, `BalancedPoint`, `AfterStep`, with `Loss` and `LayerGradient`; layers that
are not equal: `AlignedLayers`, with `ResidualEntry` and `GradientEntry`.
Quantities (numbers that belong to one): `Sharpness`, `HessianEigenvalue`,
`HessianCharacteristicPolynomial`, `StabilityThreshold`, `PerturbationMultiplier`, `HillNumber`; of a depth
`WorstCaseReturn`; for any loss `LargestHessianEigenvalue`; your own as subclasses of `Quantity`.
Predicates that relations alone cannot say: `ForAll`, `AllEqual`, `OneNonzero`, `UniqueRoot`.
"""

from theory.aligned_layers import AlignedLayers
from theory.any_minimum import AnyMinimum
from theory.configuration import Balanced, Configuration, Modes, Pathways, SinglePath, Split
from theory.equation_root import EquationRoot
from theory.implicit_root import ImplicitRoot
from theory.layer_table import LayerTable
from theory.point import AfterStep, AlignedPoint, BalancedPoint
from theory.predicates import AllEqual, ForAll, OneNonzero, UniqueRoot
from theory.quantities import (
    BoxCox,
    ExcessOverImbalance,
    FactorFlowSharpness,
    FlattestShare,
    FlowLimit,
    FlowRate,
    GradientEntry,
    HessianCharacteristicPolynomial,
    HessianEigenvalue,
    HessianRank,
    HillNumber,
    ImbalanceMultiplier,
    LargestEigenvalue,
    LargestHessianEigenvalue,
    LargestRootModulus,
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
from theory.statement import Statement, StatementError
from theory.unequal_balance import UnequalBalance

__all__ = [
    "AfterStep",
    "AlignedLayers",
    "AlignedPoint",
    "AllEqual",
    "AnyMinimum",
    "Balanced",
    "BalancedPoint",
    "BoxCox",
    "Configuration",
    "EquationRoot",
    "ExcessOverImbalance",
    "FactorFlowSharpness",
    "FlattestShare",
    "FlowLimit",
    "FlowRate",
    "ForAll",
    "GradientEntry",
    "HessianCharacteristicPolynomial",
    "HessianEigenvalue",
    "HessianRank",
    "HillNumber",
    "ImbalanceMultiplier",
    "ImplicitRoot",
    "LargestEigenvalue",
    "LargestHessianEigenvalue",
    "LargestRootModulus",
    "LayerGradient",
    "LayerTable",
    "Loss",
    "Modes",
    "MomentumThreshold",
    "OneNonzero",
    "Pathways",
    "PerturbationMultiplier",
    "PointPolynomial",
    "Quantity",
    "ResidualEntry",
    "Sharpness",
    "SharpnessCurvature",
    "SinglePath",
    "Split",
    "StabilityThreshold",
    "Statement",
    "StatementError",
    "StepCoefficient",
    "TargetNorm",
    "TargetRank",
    "UnequalBalance",
    "UniqueRoot",
    "WorstCaseReturn",
]
