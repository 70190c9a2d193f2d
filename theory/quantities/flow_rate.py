"""`FlowRate(point, h, q)`: how fast a power of a layer value changes along gradient flow."""

from __future__ import annotations

from typing import Any

from sympy import Eq, Gt, sympify
from sympy.logic.boolalg import Boolean, BooleanTrue

from theory.errors import StatementError
from theory.quantities.layer_gradient import LayerGradient
from theory.quantity import Quantity

__all__ = ["FlowRate"]


class FlowRate(Quantity):
    r"""The rate at which ``(w_h^q - 1)/q`` changes along gradient flow, ``log w_h`` for ``q = 0``.

    .. math:: \frac{d}{dt}\, \frac{w_h^q - 1}{q} = w_h^{q-1}\, \frac{dw_h}{dt}, \qquad
              \frac{dw_h}{dt} = -\,w_h^{L_h-1} \Big(\sum_k w_k^{L_k} - s\Big)

    ``q = 1`` is the velocity of the layer value; ``L_h`` times that at ``q = L_h`` is the velocity of the
    share
    ``w_h^(L_h)`` that the pathway carries; at ``q = 2 - L_h`` it is ``-r``, the same for all pathways
    (statement ``flow-conserves-imbalance``).  The family of functions is that of Box and Cox: continuous in
    ``q``, also at 0.

    Args:
        point: an `AlignedPoint` with ``w_h > 0``.
        h: a pathway, counted from 1.
        q: a real exponent.

    Raises:
        StatementError: as for `LayerGradient`, or `q` is not known to be real.

    Example:
        >>> from theory import AlignedPoint
        >>> point = AlignedPoint((2, 3), (3, 1), 4)  # r = 9 + 1 - 4
        >>> [FlowRate(point, 1, q).doit() for q in (1, 2, 0)]
        [-18, -54, -6]
    """

    def __new__(cls, point: Any, h: Any, q: Any) -> FlowRate:
        """Check and make it."""
        gradient, exponent = LayerGradient(point, h), sympify(q)
        if not exponent.is_real:
            raise StatementError("the exponent q", "must be known to be real", q, "declare it real=True")
        return super().__new__(cls, *gradient.args, exponent)

    @property
    def hypotheses(self) -> tuple[Boolean, ...]:
        """Those of `LayerGradient`, and ``w_h > 0``."""
        point, h, _ = self.args
        positive = Gt(point.layer_of(h), 0)
        rules = LayerGradient(point, h).hypotheses
        return rules if isinstance(positive, BooleanTrue) else (*rules, positive)

    def closed_form(self) -> Any:
        """``-w_h^(q-1) w_h^(L_h-1) r``."""
        point, h, q = self.args
        return -(point.layer_of(h) ** (q - 1)) * LayerGradient(point, h).closed_form()

    def meanings(self, *parameters: Any) -> tuple[Any, ...]:
        """``-w_h^(q-1) LayerGradient(p, h)``: the chain rule.

        ``w^(q-1)`` is the derivative of ``(w^q - 1)/q``, and of ``log w`` for ``q = 0``; gradient flow is
        ``dw_h/dt = -LayerGradient``.  Source: W. Rudin, Principles of Mathematical Analysis, theorems 5.5
        and 8.6.

        Args:
            parameters: none.

        Returns:
            The proposition.
        """
        point: Any
        q: Any
        point, h, q = self.args
        rate = -(point.layer_of(h) ** (q - 1)) * LayerGradient(point, h)
        return (Eq(self, rate, evaluate=False),)
