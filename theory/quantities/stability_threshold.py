"""`StabilityThreshold(c)`: the step size from which gradient descent leaves a minimum."""

from __future__ import annotations

from typing import Any

from theory.quantities.sharpness import Sharpness
from theory.quantity import Quantity, as_configuration

__all__ = ["StabilityThreshold"]


class StabilityThreshold(Quantity):
    r"""The step size above which tiny perturbations of the minimum grow under gradient descent.

    .. math:: 2 / \lambda_{\max}(\nabla^2 \mathrm{Loss})

    A minimum is *linearly stable* iff the step is strictly below it: the Jacobian of a step is
    ``I - eta Hess``, contracting on the range of the Hessian.  Statement ``linear-stability``.

    Args:
        c: a configuration.

    Raises:
        StatementError: `c` is no configuration.

    Example:
        >>> from theory import SinglePath
        >>> StabilityThreshold(SinglePath(3, 8)).doit()
        1/24
    """

    def __new__(cls, c: Any) -> StabilityThreshold:
        """Check and make it."""
        return super().__new__(cls, as_configuration("StabilityThreshold", c))

    def closed_form(self) -> Any:
        """``2 / sharpness``."""
        return 2 / Sharpness(self.configuration).closed_form()
