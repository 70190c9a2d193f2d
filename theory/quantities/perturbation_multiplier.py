"""`PerturbationMultiplier(c, eta)`: what one step of gradient descent does to a small perturbation."""

from __future__ import annotations

from typing import Any

from sympy import Eq

from theory.quantities.sharpness import Sharpness
from theory.quantity import Quantity, as_configuration

__all__ = ["PerturbationMultiplier"]


class PerturbationMultiplier(Quantity):
    r"""The factor by which one step multiplies a tiny perturbation along the top eigenvector.

    .. math:: 1 - \eta\, \lambda_{\max}(\nabla^2 \mathrm{Loss})

    to first order in the perturbation.  Statement ``linear-stability``.

    Args:
        c: a configuration.
        eta: the step size.

    Raises:
        StatementError: `c` is no configuration.

    Example:
        >>> from sympy import Rational
        >>> from theory import SinglePath
        >>> PerturbationMultiplier(SinglePath(3, 8), Rational(1, 12)).doit()
        -3
    """

    def __new__(cls, c: Any, eta: Any) -> PerturbationMultiplier:
        """Check and make it."""
        return super().__new__(cls, as_configuration("PerturbationMultiplier", c), eta)

    def closed_form(self) -> Any:
        """``1 - eta * sharpness``."""
        return 1 - self.args[1] * Sharpness(self.configuration).closed_form()

    def meanings(self, *parameters: Any) -> tuple[Any, ...]:
        """``1 - eta Sharpness(c)``: the derivative of ``W - eta grad Loss(W)`` is ``I - eta Hess``.

        On the top eigenvector of the Hessian, whose eigenvalue is the sharpness, it is this number.

        Args:
            parameters: none.

        Returns:
            The proposition.
        """
        c, eta = self.args
        return (Eq(self, 1 - eta * Sharpness(c), evaluate=False),)
