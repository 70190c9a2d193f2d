"""`LayerGradient(point, h)`: the loss's gradient in each layer of pathway ``h``, and so what a step does."""

from __future__ import annotations

from typing import Any

from sympy import Eq, Ge, Integer, Le, sympify, true
from sympy.logic.boolalg import Boolean

from theory.errors import StatementError
from theory.point import AlignedPoint, as_point
from theory.quantity import Quantity

__all__ = ["LayerGradient"]


class LayerGradient(Quantity):
    r"""The diagonal entry, in the aligned basis, of the loss's gradient in each layer of pathway ``h``.

    At an aligned depth-balanced point with layer values ``w_h`` and target ``s`` of one mode

    .. math:: w_h^{L_h - 1} \Big(\sum_k w_k^{L_k} - s\Big),

    the same in every layer of the pathway, whatever the other modes are.  So a step of gradient descent is
    ``w_h - eta * LayerGradient(point, h)``, and gradient flow ``dw_h/dt = -LayerGradient(point, h)``.
    Source: Kim & Lee 2026; statements ``gd-preserves-alignment``, ``gd-preserves-depth-balance``.

    Args:
        point: an `AlignedPoint`.
        h: a pathway, counted from 1; an integer expression where the layer values are an indexed base.

    Raises:
        StatementError: `point` is no aligned point of one mode, or it has no such pathway.

    Example:
        >>> LayerGradient(AlignedPoint((2, 3), (3, 1), 4), 1).doit()  # 3 (9 + 1 - 4)
        18
    """

    def __new__(cls, point: Any, h: Any) -> LayerGradient:
        """Check and make it."""
        point = as_point("LayerGradient", point)
        if not isinstance(point, AlignedPoint):
            raise StatementError(
                "the argument of LayerGradient",
                "must be of one mode",
                point,
                "name the AlignedPoint of the mode",
            )
        count = point.pathways
        named: Any = None if isinstance(h, bool) else sympify(h)
        inside = named is not None and named.is_integer and (named - 1).is_negative is not True
        if not inside or (not point.indexed and (not named.is_Integer or named > count)):
            required = f"must be an integer from 1 to {count}"
            raise StatementError("the pathway h", required, h, "name a pathway of the point")
        return super().__new__(cls, point, named)

    @property
    def hypotheses(self) -> tuple[Boolean, ...]:
        """Those of the point, and ``1 <= h <= H``."""
        point, h = self.args
        inside = (Ge(h, 1), Le(h, point.pathways))
        return (*super().hypotheses, *(rule for rule in inside if rule != true))

    def closed_form(self) -> Any:
        """``w_h^(L_h-1) r``."""
        point: Any
        point, h = self.args
        return point.layer_of(h) ** (point.depth_of(h) - Integer(1)) * point.residual_beside(h)

    def meanings(self, *parameters: Any) -> tuple[Any, ...]:
        """``w_h^(L_h - 1) r`` with the residual ``r = sum_k w_k^(L_k) - s``.

        The product rule, as for `GradientEntry`, where every layer of pathway ``h`` has ``w_h`` in the mode.

        Args:
            parameters: none.

        Returns:
            The proposition.
        """
        point: Any
        point, h = self.args
        slope = point.layer_of(h) ** (point.depth_of(h) - 1) * point.residual
        return (Eq(self, slope, evaluate=False),)
