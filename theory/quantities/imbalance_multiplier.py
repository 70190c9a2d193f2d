"""`ImbalanceMultiplier(point, eta)`: what a step makes of a tiny difference between equal pathways."""

from __future__ import annotations

from typing import Any

from sympy import Eq, Ge, true
from sympy.logic.boolalg import Boolean

from theory.errors import StatementError
from theory.point import BalancedPoint
from theory.quantity import Quantity

__all__ = ["ImbalanceMultiplier"]


class ImbalanceMultiplier(Quantity):
    r"""The factor that one step of size ``eta`` puts on a tiny difference between two equal pathways.

    .. math:: 1 - (L - 1)\, \eta\, r\, w^{L-2}, \qquad r = H w^L - s

    The eigenvalue of ``I - eta Hess`` along the direction that raises all layers of one pathway in the mode
    and lowers those of another as much.  Statement ``balanced-oscillation-stability``.

    Args:
        point: a `BalancedPoint` of at least two pathways.
        eta: the step size.

    Raises:
        StatementError: `point` is no balanced point.

    Example:
        >>> ImbalanceMultiplier(BalancedPoint(2, 3, 1, 4), 1).doit()  # r = -2
        5
    """

    def __new__(cls, point: Any, eta: Any) -> ImbalanceMultiplier:
        """Check and make it."""
        if not isinstance(point, BalancedPoint):
            raise StatementError(
                "the argument of ImbalanceMultiplier",
                "must be a BalancedPoint",
                point,
                "write BalancedPoint(H, L, w, s)",
            )
        return super().__new__(cls, point, eta)

    @property
    def hypotheses(self) -> tuple[Boolean, ...]:
        """Those of the point, and that there are two pathways."""
        rule = Ge(self.args[0].pathways, 2)
        return (*super().hypotheses, *(() if rule == true else (rule,)))

    def closed_form(self) -> Any:
        """``1 - (L-1) eta r w^(L-2)``."""
        point: Any
        point, eta = self.args
        L, w = point.depth_of(1), point.layer_of(1)
        return 1 - (L - 1) * eta * point.residual * w ** (L - 2)

    def meanings(self, *parameters: Any) -> tuple[Any, ...]:
        """``1 - eta (L - 1) w^(L - 2) r``.

        A step takes ``w_h`` to ``w_h - eta w_h^(L-1) r`` (`LayerGradient.meanings`).  What raises one
        ``w_h`` and lowers another as much leaves the residual ``r`` as it is, to first order, so on the
        difference the derivative of a step is this number.

        Args:
            parameters: none.

        Returns:
            The proposition.
        """
        point: Any
        eta: Any
        point, eta = self.args
        depth, w = point.depth_of(1), point.layer_of(1)
        return (Eq(self, 1 - eta * (depth - 1) * w ** (depth - 2) * point.residual, evaluate=False),)
