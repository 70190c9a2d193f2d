"""Dual matrices `A + e A'` with `e^2 = 0`: differentiate a matrix computation by running it.

The slope of the outcome is the derivative of the outcome along the slopes of the input, by the product rule
`(A + e A')(B + e B') = A B + e (A' B + A B')` and nothing else.
"""

from dataclasses import dataclass

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
