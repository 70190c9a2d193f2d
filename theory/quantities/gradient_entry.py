"""`GradientEntry(point, h, m, i, j)`: the loss's gradient in one layer, in the aligned basis."""

from __future__ import annotations

from typing import Any

from sympy import Eq, Integer
from sympy.logic.boolalg import Boolean

from theory.point import AlignedPoint
from theory.quantities.residual_entry import ResidualEntry, _counted, as_layers, on_the_diagonal, within
from theory.quantity import Quantity

__all__ = ["GradientEntry"]


class GradientEntry(Quantity):
    r"""The entry ``(i, j)`` of ``Q_{h,m+1}^T (dLoss/dW_hm) Q_hm``, layer ``m`` of pathway ``h``.

    .. math:: \delta_{ij} r_i \prod_{n \ne m} s_{hi}^{(n)}, \quad r_i = \sum_h \prod_n s_{hi}^{(n)} - s^*_i

    and ``w_h^(L_h-1) r`` for the mode of an `AlignedPoint`, where all layers are equal.  Statements
    ``gd-preserves-alignment``, ``gd-preserves-depth-balance``.

    Args:
        point: an `AlignedLayers`, or an `AlignedPoint` (then ``i = j = 1``).
        h: a pathway, counted from 1, any integer expression.
        m: a layer, the first one first.
        i: the mode of the row (default 1).
        j: the mode of the column (default 1).

    Raises:
        StatementError: `point` is something else, or an index is no integer of at least 1.

    Example:
        >>> GradientEntry(AlignedPoint((2, 3), (3, 1), 4), 1, 2).doit()
        18
    """

    def __new__(cls, point: Any, h: Any, m: Any, i: Any = 1, j: Any = 1) -> GradientEntry:
        """Check and make it."""
        if not isinstance(point, AlignedPoint) or (i, j) != (1, 1):
            as_layers("GradientEntry", point)
        named = (("h", h), ("m", m), ("i", i), ("j", j))
        return super().__new__(cls, point, *(_counted(name, n) for name, n in named))

    @property
    def hypotheses(self) -> tuple[Boolean, ...]:
        """Those of the point, and that it has this pathway, layer and these modes."""
        point: Any
        point, h, m, i, j = self.args
        modes = 1 if isinstance(point, AlignedPoint) else point.number_of_modes
        bounds = ((h, point.number_of_pathways), (m, point.depth(h)), (i, modes), (j, modes))
        return (*super().hypotheses, *within(*bounds))

    def closed_form(self) -> Any:
        """The product of the other layers and the residual, on the diagonal."""
        point: Any
        point, h, m, i, j = self.args
        if isinstance(point, AlignedPoint):
            return point.layer_of(h) ** (point.depth_of(h) - Integer(1)) * point.residual_beside(h)
        others = point.product(i, h, Integer(1), m - 1) * point.product(i, h, m + 1, point.depth(h))
        return on_the_diagonal(others * point.residual(i, h, m, j), i, j)

    def meanings(self, *parameters: Any) -> tuple[Any, ...]:
        """``prod_{n > m} s_hi^(n) ResidualEntry(p, i, j) prod_{n < m} s_hj^(n)``.

        The end-to-end map ``M`` is linear in each layer (it is multilinear), so by the product rule the
        loss's gradient in layer ``m`` of pathway ``h`` is ``A^T (M - M*) B^T``, with ``A`` and ``B`` the
        products of the layers after and before ``m``; in the aligned basis ``A`` and ``B`` are diagonal,
        and ``U^T (M - M*) V`` has the entries `ResidualEntry`.  Where the layers are equal this is
        ``w_h^(L_h - m) r w_h^(m - 1)``.

        Args:
            parameters: none.

        Returns:
            The proposition.
        """
        point: Any
        h: Any
        m: Any
        point, h, m, i, j = self.args
        depth = point.depth(h)
        if isinstance(point, AlignedPoint):
            w = point.layer_of(h)
            value = w ** (depth - m) * point.residual * w ** (m - 1)
        else:
            after, before = point.product(i, h, m + 1, depth), point.product(j, h, Integer(1), m - 1)
            value = after * ResidualEntry(point, i, j) * before
        return (Eq(self, value, evaluate=False),)
