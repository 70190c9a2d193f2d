"""`Loss(point)`: the loss at an aligned point."""

from __future__ import annotations

from typing import Any

from sympy import Add, Eq, Integer, Sum

from theory.aligned_layers import AlignedLayers
from theory.naming import index_apart_from
from theory.point import as_point
from theory.quantities.residual_entry import ResidualEntry
from theory.quantity import Quantity

__all__ = ["Loss"]


class Loss(Quantity):
    r"""The loss ``1/2 ||M - M*||_F^2`` at an aligned point; modes not named are at their minimum.

    .. math:: \sum_i \frac12 \Big(\sum_h \prod_l s_{hi}^{(l)} - s^*_i\Big)^2

    Source: Kim & Lee 2026; statement ``mode-decoupling``.

    Args:
        point: an `AlignedPoint`, `Modes` of them, or an `AlignedLayers`.

    Raises:
        StatementError: `point` is none of these.

    Example:
        >>> from theory import AlignedPoint, Modes
        >>> Loss(Modes(AlignedPoint(2, (3, 1), 4), AlignedPoint(2, (1, 1), 1))).doit()  # (6^2 + 1^2)/2
        37/2
    """

    def __new__(cls, point: Any) -> Loss:
        """Check and make it."""
        return super().__new__(cls, point if isinstance(point, AlignedLayers) else as_point("Loss", point))

    def closed_form(self) -> Any:
        """``sum_i r_i^2 / 2``."""
        point: Any = self.configuration
        if isinstance(point, AlignedLayers):
            i = index_apart_from(point)
            return Sum(point.residual(i) ** 2, (i, 1, point.number_of_modes)) / 2
        modes: Any = point.modes
        return sum((mode.residual**2 for mode in modes), Integer(0)) / 2

    def meanings(self, *parameters: Any) -> tuple[Any, ...]:
        """Of layers ``sum_i sum_j ResidualEntry(p, i, j)^2 / 2``; where they are equal ``sum_i r_i^2 / 2``.

        Multiplying from the left and right by orthogonal matrices changes no Frobenius norm (R. Horn,
        C. Johnson, Matrix Analysis, section 5.6), so the loss is half the sum of the squares of the entries
        of ``U^T (M - M*) V``.  Where the layers are equal within a pathway that matrix is diagonal, with the
        residual ``r_i = sum_h w_hi^(L_h) - s_i`` of mode ``i`` at ``(i, i)`` (`ResidualEntry.meanings`).

        Args:
            parameters: none.

        Returns:
            The proposition.
        """
        point: Any = self.configuration
        if not isinstance(point, AlignedLayers):
            value = Add(*(mode.residual**2 / 2 for mode in point.modes))
        else:
            i, d = index_apart_from(point), point.number_of_modes
            j = index_apart_from(point, i)
            value = Sum(Sum(ResidualEntry(point, i, j) ** 2, (j, 1, d)), (i, 1, d)) / 2
        return (Eq(self, value, evaluate=False),)
