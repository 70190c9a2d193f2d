"""`DepthBalancedEigenvalue(c)`: the eigenvalue of a mode if its pathways had layers of equal size."""

from __future__ import annotations

from typing import Any

from sympy import Abs, Sum

from theory.errors import StatementError
from theory.layer_table import LayerTable
from theory.naming import index_apart_from
from theory.quantity import Quantity

__all__ = ["DepthBalancedEigenvalue"]


class DepthBalancedEigenvalue(Quantity):
    r"""The mode's eigenvalue at the depth-balanced minimum with the same shares (a defined quantity).

    .. math:: \sum_h L_h |\sigma_h|^{2-2/L_h}, \qquad \sigma_h = \prod_{l=1}^{L_h} w_{hl}

    That no other layers make it smaller is the statement ``depth-balance-is-flattest-per-pathway``.

    Args:
        c: a `LayerTable`.

    Raises:
        StatementError: `c` is none.

    Example:
        >>> from sympy import IndexedBase
        >>> ell, w = IndexedBase("ell", integer=True, positive=True), IndexedBase("w", real=True)
        >>> DepthBalancedEigenvalue(LayerTable(ell, w, 1, 2)).doit()
        Sum(Abs(Product(w[2*h + m - 2], (m, 1, ell[h])))**(2 - 2/ell[h])*ell[h], (h, 1, 1))
    """

    measured = False

    def __new__(cls, c: Any) -> DepthBalancedEigenvalue:
        """Check and make it."""
        if not isinstance(c, LayerTable):
            remedy = "write LayerTable(ell, w, H, n)"
            raise StatementError("the argument of DepthBalancedEigenvalue", "must be a LayerTable", c, remedy)
        return super().__new__(cls, c)

    def closed_form(self) -> Any:
        """``sum_h L_h |sigma_h|^(2-2/L_h)``."""
        (c,) = self.args
        h = index_apart_from(c)
        depth = c.depth(h)
        return Sum(depth * Abs(c.share(h)) ** (2 - 2 / depth), (h, 1, c.number_of_pathways))
