"""`HessianCharacteristicPolynomial(c, x)`: the whole spectrum of the Hessian, zeros included."""

from __future__ import annotations

from math import prod
from typing import Any

from sympy import Eq

from theory.quantities.hessian_eigenvalue import HessianEigenvalue, eigenvalue
from theory.quantity import Quantity, as_configuration

__all__ = ["HessianCharacteristicPolynomial"]


class HessianCharacteristicPolynomial(Quantity):
    r"""The determinant ``det(x I - Hess)`` over all ``N = sum_h L_h d^2`` weights.

    .. math:: x^{N - d^2} \prod_{i,j=1}^{d} (x - \mu_{ij})

    so a claim about it for all ``x`` is a claim about every eigenvalue and its multiplicity.
    Statement ``hessian-spectrum-at-minimum``.

    Args:
        c: a configuration.
        x: a real number.

    Raises:
        StatementError: `c` is no configuration.

    Example:
        >>> from theory import SinglePath
        >>> HessianCharacteristicPolynomial(SinglePath(3, 1), 5).doit()
        50
    """

    def __new__(cls, c: Any, x: Any) -> HessianCharacteristicPolynomial:
        """Check and make it."""
        return super().__new__(cls, as_configuration("HessianCharacteristicPolynomial", c), x)

    def closed_form(self) -> Any:
        """``x^(N - d^2) prod (x - mu_ij)``."""
        c, x = self.args
        d = len(c.modes)
        layers = c.sum_over_pathways(lambda depth, *shares: depth)
        modes = range(1, d + 1)
        return x ** (d**2 * (layers - 1)) * prod(x - eigenvalue(c, i, j) for i in modes for j in modes)

    def meanings(self, *parameters: Any) -> tuple[Any, ...]:
        """``x^(N - d^2) prod_ij (x - HessianEigenvalue(c, i, j))``, with ``N = d^2 sum_h L_h`` weights.

        ``J J^T``, ``d^2`` by ``d^2``, is diagonal with these numbers (`HessianEigenvalue.meanings`), and
        the Hessian ``J^T J`` has the same non-zero eigenvalues with the same multiplicities, otherwise 0.
        Source: R. Horn, C. Johnson, Matrix Analysis, theorem 1.3.22.

        Args:
            parameters: none.

        Returns:
            The proposition.
        """
        c, x = self.args
        modes = range(1, len(c.modes) + 1)
        layers = c.sum_over_pathways(lambda depth, *shares: depth)
        product = prod(x - HessianEigenvalue(c, i, j) for i in modes for j in modes)
        return (Eq(self, x ** (len(c.modes) ** 2 * layers - len(c.modes) ** 2) * product, evaluate=False),)
