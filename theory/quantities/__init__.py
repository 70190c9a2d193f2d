"""Quantities with closed forms, one to a file; the measurement of each is in numerics under the same name."""

from theory.quantities.characteristic_polynomial import HessianCharacteristicPolynomial
from theory.quantities.hessian_eigenvalue import HessianEigenvalue
from theory.quantities.hill_number import HillNumber
from theory.quantities.largest_hessian_eigenvalue import LargestEigenvalue, LargestHessianEigenvalue
from theory.quantities.perturbation_multiplier import PerturbationMultiplier
from theory.quantities.sharpness import Sharpness
from theory.quantities.stability_threshold import StabilityThreshold
from theory.quantities.worst_case_return import WorstCaseReturn
from theory.quantity import Quantity

__all__ = [
    "HessianCharacteristicPolynomial",
    "HessianEigenvalue",
    "HillNumber",
    "LargestEigenvalue",
    "LargestHessianEigenvalue",
    "PerturbationMultiplier",
    "Quantity",
    "Sharpness",
    "StabilityThreshold",
    "WorstCaseReturn",
]
