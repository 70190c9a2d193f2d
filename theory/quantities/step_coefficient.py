"""`StepCoefficient(point, h, q, n)`: a power of a layer value after a step, as a series in the step size."""

from __future__ import annotations

from typing import Any

from sympy import Gt, Integer, Mul, Rational, factorial, sympify
from sympy.logic.boolalg import Boolean, BooleanTrue

from theory.errors import StatementError
from theory.quantities.layer_gradient import LayerGradient
from theory.quantity import Quantity

__all__ = ["StepCoefficient"]


class StepCoefficient(Quantity):
    r"""The coefficient of ``eta^n`` in ``w_h^q`` after one step of gradient descent of size ``eta``.

    .. math:: \Big(w_h - \eta\, w_h^{L_h-1} r\Big)^q = \sum_n c_n \eta^n, \qquad
              c_n = \binom{q}{n} (-r)^n\, w_h^{q + n (L_h - 2)}, \qquad r = \sum_k w_k^{L_k} - s

    ``n = 0`` is the power before the step, ``n = 1`` is ``q`` times the `FlowRate`.  Statements
    ``imbalance-drift``, ``drift-targets-flattest``.

    Args:
        point: an `AlignedPoint` with ``w_h > 0``.
        h: a pathway, counted from 1.
        q: a real exponent.
        n: the order, an integer ``>= 0``.

    Raises:
        StatementError: as for `LayerGradient`; `q` is not known to be real, or `n` is no number.

    Example:
        >>> from theory import AlignedPoint
        >>> point = AlignedPoint((3, 3), (2, 1), 8)  # r = 8 + 1 - 8, and w_1 goes to 2 - 4 eta
        >>> [StepCoefficient(point, 1, -1, n).doit() for n in (0, 1, 2)]
        [1/2, 1, 2]
    """

    def __new__(cls, point: Any, h: Any, q: Any, n: Any) -> StepCoefficient:
        """Check and make it."""
        gradient, exponent, order = LayerGradient(point, h), sympify(q), sympify(n)
        if not exponent.is_real:
            raise StatementError("the exponent q", "must be known to be real", q, "declare it real=True")
        if not (isinstance(order, Integer) and order >= 0):
            raise StatementError("the order n", "must be one of 0, 1, 2, ...", n, "name one coefficient")
        return super().__new__(cls, *gradient.args, exponent, order)

    @property
    def hypotheses(self) -> tuple[Boolean, ...]:
        """Those of `LayerGradient`, and ``w_h > 0``."""
        point, h, *_ = self.args
        positive = Gt(point.layer_of(h), 0)
        rules = LayerGradient(point, h).hypotheses
        return rules if isinstance(positive, BooleanTrue) else (*rules, positive)

    def closed_form(self) -> Any:
        """``binomial(q, n) (-r)^n w_h^(q + n (L_h-2))``."""
        point: Any
        point, h, q, n = self.args
        falling = Mul(*(q - k for k in range(int(n)))) * Rational(1, factorial(int(n)))
        power = q + n * (point.depth_of(h) - 2)
        return falling * (-point.residual_beside(h)) ** n * point.layer_of(h) ** power
