"""`Loss(point)`: the loss at an aligned point."""

from __future__ import annotations

from typing import Any

from sympy import Integer, Sum

from theory.aligned_layers import AlignedLayers
from theory.naming import index_apart_from
from theory.point import as_point
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
