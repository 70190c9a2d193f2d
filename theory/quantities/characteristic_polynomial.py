"""`HessianCharacteristicPolynomial(c, x)`: the whole spectrum of the Hessian, zeros included."""

from __future__ import annotations

from math import prod
from typing import Any

from theory.quantities.hessian_eigenvalue import eigenvalue
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
