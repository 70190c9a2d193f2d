"""`BoxCox(q, x)`: powers and the logarithm as one family (a defined quantity)."""

from __future__ import annotations

from typing import Any

from sympy import Eq, Gt, Piecewise, log, sympify, true
from sympy.logic.boolalg import Boolean

from theory.errors import StatementError
from theory.quantity import Quantity

__all__ = ["BoxCox"]


class BoxCox(Quantity):
    r"""The function of ``x > 0`` whose derivative is ``x^(q-1)`` and whose value at 1 is 0.

    .. math:: \frac{x^q - 1}{q}, \qquad \log x \text{ at } q = 0 \text{ (its limit)}

    With ``q = 2 - L`` it is what gradient flow raises at one rate in all pathways (`FlowRate`).
    Source: G. Box, D. Cox 1964, J. R. Stat. Soc. B 26(2).

    Args:
        q: a real exponent.
        x: a positive number.

    Raises:
        StatementError: `q` or `x` is not known to be real.

    Example:
        >>> BoxCox(-1, 2).doit(), BoxCox(0, 2).doit()
        (1/2, log(2))
    """

    measured = False

    def __new__(cls, q: Any, x: Any) -> BoxCox:
        """Check and make it."""
        for name, given in (("the exponent q", sympify(q)), ("the argument x", sympify(x))):
            if not given.is_real:
                raise StatementError(name, "must be known to be real", given, "declare it positive=True")
        return super().__new__(cls, q, x)

    @property
    def hypotheses(self) -> tuple[Boolean, ...]:
        """``x > 0``, unless that is plain."""
        positive = Gt(self.args[1], 0)
        return () if positive == true or self.args[1].has(Quantity) else (positive,)

    def closed_form(self) -> Any:
        """``(x^q - 1)/q``, or ``log x``."""
        q, x = self.args
        if q.is_number:
            return log(x) if q == 0 else (x**q - 1) / q
        return Piecewise((log(x), Eq(q, 0)), ((x**q - 1) / q, True))
