"""`FlattestSharpness(c)`: the least sharpness that a minimum with a given target can have, ``lambda_min``."""

from __future__ import annotations

from typing import Any

from theory.any_minimum import as_any_minimum
from theory.errors import StatementError
from theory.quantities.target_norm import TargetNorm
from theory.quantity import Quantity

__all__ = ["FlattestSharpness"]


class FlattestSharpness(Quantity):
    r"""The sharpness of the balanced minimum that has the same target (a defined quantity).

    .. math:: \lambda_{\min} = L\, H^{2/L-1} (s^*_1)^{2-2/L}

    with ``s*_1`` the largest singular value of the target.  That no minimum is flatter is the statement
    ``global-flatness``.

    Args:
        c: an `AnyMinimum` at one depth.

    Raises:
        StatementError: `c` is none, or its pathways are of unequal depths.

    Example:
        >>> from theory.any_minimum import AnyMinimum
        >>> from theory.quantity import unfold
        >>> unfold(FlattestSharpness(AnyMinimum(3, 1, (1,), (2, 2, 2))))
        48
    """

    measured = False

    def __new__(cls, c: Any) -> FlattestSharpness:
        """Check and make it."""
        c = as_any_minimum("FlattestSharpness", c)
        if c.common_depth is None:
            remedy = "write AnyMinimum(L, ...)"
            raise StatementError("the argument of FlattestSharpness", "must have one depth", c, remedy)
        return super().__new__(cls, c)

    def closed_form(self) -> Any:
        """``L H^(2/L-1) s^(2-2/L)``."""
        (c,) = self.args
        depth = c.common_depth
        return depth * c.number_of_pathways ** (2 / depth - 1) * TargetNorm(c) ** (2 - 2 / depth)
