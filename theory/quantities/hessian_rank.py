"""`HessianRank(c)`: in how many directions the loss bends at a minimum."""

from __future__ import annotations

from typing import Any

from sympy import Integer

from theory.any_minimum import ExplicitNumber, as_any_minimum
from theory.quantity import Quantity

__all__ = ["HessianRank"]


class HessianRank(Quantity):
    r"""The rank of the Hessian: the codimension of the minima where that is the largest possible.

    .. math:: \operatorname{rank} \sum_h \sum_l (A_{hl} A_{hl}^T) \otimes (B_{hl}^T B_{hl})

    with ``A``, ``B`` the products of the layers after and before layer ``l`` (`AnyMinimum.curvature`).
    Statement ``minima-are-nondegenerate``.

    Args:
        c: an `AnyMinimum`.

    Raises:
        StatementError: `c` is none.

    Example:
        >>> from theory.any_minimum import AnyMinimum
        >>> HessianRank(AnyMinimum(2, 1, (2,), (1, 0, 0, 1, 1, 2, 3, 4))).doit()
        4
    """

    def __new__(cls, c: Any) -> HessianRank:
        """Check and make it."""
        return super().__new__(cls, as_any_minimum("HessianRank", c))

    def closed_form(self) -> Any:
        """By elimination."""
        (c,) = self.args
        return Integer(c.curvature().rank()) if c.explicit else ExplicitNumber("curvature rank", c)
