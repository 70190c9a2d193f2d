"""The symbolic road: statements, configurations, quantities with closed forms, derivations.

SymPy only.  Nothing here measures anything; what `numerics` measures never passes through here.

A theorem file needs only this page::

    from sympy import Eq, symbols
    from theory import Balanced, Sharpness, SinglePath, Statement

Configurations (where the loss is minimal): `SinglePath`, `Balanced`, `Split`, `Pathways`, `Modes`.
Quantities (numbers that belong to one): `Sharpness`, `HessianEigenvalue`,
`HessianCharacteristicPolynomial`, `StabilityThreshold`, `PerturbationMultiplier`, `HillNumber`; of a depth
`WorstCaseReturn`; for any loss `LargestHessianEigenvalue`; your own as subclasses of `Quantity`.
Predicates that relations alone cannot say: `ForAll`, `AllEqual`, `OneNonzero`, `UniqueRoot`.
"""

from theory.configuration import Balanced, Configuration, Modes, Pathways, SinglePath, Split
from theory.equation_root import EquationRoot
from theory.predicates import AllEqual, ForAll, OneNonzero, UniqueRoot
from theory.quantities import (
    HessianCharacteristicPolynomial,
    HessianEigenvalue,
    HillNumber,
    LargestEigenvalue,
    LargestHessianEigenvalue,
    PerturbationMultiplier,
    Quantity,
    Sharpness,
    StabilityThreshold,
    WorstCaseReturn,
)
from theory.statement import Statement, StatementError

__all__ = [
    "AllEqual",
    "Balanced",
    "Configuration",
    "EquationRoot",
    "ForAll",
    "HessianCharacteristicPolynomial",
    "HessianEigenvalue",
    "HillNumber",
    "LargestEigenvalue",
    "LargestHessianEigenvalue",
    "Modes",
    "OneNonzero",
    "Pathways",
    "PerturbationMultiplier",
    "Quantity",
    "Sharpness",
    "SinglePath",
    "Split",
    "StabilityThreshold",
    "Statement",
    "StatementError",
    "UniqueRoot",
    "WorstCaseReturn",
]
