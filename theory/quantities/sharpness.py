"""`Sharpness(c)`: the largest eigenvalue of the Hessian over all weights."""

from __future__ import annotations

from typing import Any

from sympy import Max

from theory.any_minimum import AnyMinimum, ExplicitNumber
from theory.quantities.hessian_eigenvalue import eigenvalue
from theory.quantities.largest_hessian_eigenvalue import largest_eigenvalue_of
from theory.quantity import Quantity, as_configuration

__all__ = ["Sharpness"]


class Sharpness(Quantity):
    r"""The largest eigenvalue of the Hessian of the loss over all ``sum_h L_h d^2`` weights.

    .. math:: \max_{i \le j} \mu_{ij}

    over all pairs of modes: that the largest sits at a single mode (``sharpness-is-largest-mode-eigenvalue``)
    is a theorem and not assumed here.  Source: Kim & Lee 2026.

    Args:
        c: a configuration.

    Raises:
        StatementError: `c` is no configuration.

    Example:
        >>> from theory import Balanced, SinglePath
        >>> Sharpness(SinglePath(3, 8)).doit(), Sharpness(Balanced(8, 3, 8)).doit()
        (48, 24)
    """

    def __new__(cls, c: Any) -> Sharpness:
        """Check and make it."""
        return super().__new__(cls, as_configuration("Sharpness", c))

    def closed_form(self) -> Any:
        """``max mu_ij``; of an `AnyMinimum` the largest eigenvalue of its `curvature`."""
        c = self.configuration
        if isinstance(c, AnyMinimum):
            return largest_eigenvalue_of(c.curvature()) if c.explicit else ExplicitNumber("curvature", c)
        modes = range(1, len(c.modes) + 1)
        return Max(*(eigenvalue(c, i, j) for i in modes for j in modes if i <= j))
