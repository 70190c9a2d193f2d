"""Dual matrices `A + e A'` with `e^2 = 0`: differentiate a matrix computation by running it.

The slope of the outcome is the derivative of the outcome along the slopes of the input, by the product rule
`(A + e A')(B + e B') = A B + e (A' B + A B')` and nothing else.

Main results: `Dual` and `DualProducts`, over any kind of matrix; `DualArray` and `tanh`, over NumPy arrays,
with operators and products entry by entry.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from numerics.matrices import Kind, Matrix


@dataclass(frozen=True)
class Dual:
    """The dual matrix `value + e slope`.

    Attributes:
        value: `A`.
        slope: `A'`, of the same shape.
    """

    value: Matrix
    slope: Matrix

    def __add__(self, other: "Dual") -> "Dual":
        return Dual(self.value + other.value, self.slope + other.slope)


class DualProducts:
    """Products and transposes of dual matrices over one kind of matrix.

    Args:
        kind: The kind of values and slopes.
    """

    def __init__(self, kind: Kind) -> None:
        self.kind = kind

    def matmul(self, a: Dual, b: Dual) -> Dual:
        """The product `a b`, by the product rule.

        Args:
            a: Left factor.
            b: Right factor.

        Returns:
            The dual product.
        """
        product = self.kind.matmul
        return Dual(product(a.value, b.value), product(a.slope, b.value) + product(a.value, b.slope))

    def transpose(self, a: Dual) -> Dual:
        """The transpose of `a`.

        Args:
            a: A dual matrix.

        Returns:
            The dual transpose.
        """
        return Dual(self.kind.transpose(a.value), self.kind.transpose(a.slope))


@dataclass(frozen=True, eq=False)
class DualArray:
    """The dual array `value + e slope`; `*` multiplies entry by entry.

    Attributes:
        value: An array.
        slope: An array of the same shape.

    >>> cube = (x := DualArray(np.array(2.0), np.array(1.0))) * x * x
    >>> float(cube.value), float(cube.slope)
    (8.0, 12.0)
    """

    value: Any
    slope: Any

    def __add__(self, other: "DualArray") -> "DualArray":
        return DualArray(self.value + other.value, self.slope + other.slope)

    def __sub__(self, other: Any) -> "DualArray":
        return DualArray(self.value - other, self.slope)

    def __rsub__(self, other: float) -> "DualArray":
        return DualArray(other - self.value, -self.slope)

    def __mul__(self, other: "DualArray") -> "DualArray":
        return DualArray(self.value * other.value, self.slope * other.value + self.value * other.slope)

    def __truediv__(self, other: int) -> "DualArray":
        return DualArray(self.value / other, self.slope / other)

    def __matmul__(self, other: "DualArray") -> "DualArray":
        return DualArray(self.value @ other.value, self.slope @ other.value + self.value @ other.slope)

    @property
    def T(self) -> "DualArray":  # noqa: N802, RUF100 - as for arrays
        """The transpose."""
        return DualArray(self.value.T, self.slope.T)


def tanh(a: Any) -> Any:
    """The hyperbolic tangent, entry by entry; `tanh' = 1 - tanh^2`.

    Args:
        a: An array (real or complex) or a `DualArray`.

    Returns:
        The same type.

    >>> result = tanh(DualArray(np.array(0.0), np.array(3.0)))
    >>> float(result.value), float(result.slope)
    (0.0, 3.0)
    """
    if isinstance(a, DualArray):
        value = np.tanh(a.value)
        return DualArray(value, (1 - value * value) * a.slope)
    return np.tanh(a)
