"""`FactorFlowSharpness(u, v, s)`: the sharpness where gradient flow of two factors ends."""

from __future__ import annotations

from typing import Any

from sympy import Eq, Gt, sqrt, true
from sympy.logic.boolalg import Boolean

from theory.errors import StatementError
from theory.quantity import Quantity

__all__ = ["FactorFlowSharpness"]


class FactorFlowSharpness(Quantity):
    r"""The sharpness of the minimum that gradient flow on ``(x y - s)^2/2`` reaches from ``x = u, y = v``.

    .. math:: \sqrt{(u^2 - v^2)^2 + 4 s^2}

    The flow keeps ``x^2 - y^2`` and ends at ``x y = s``; there the Hessian is the square of the gradient
    ``(y, x)`` of ``x y``, so its largest eigenvalue is ``x^2 + y^2 = sqrt((x^2 - y^2)^2 + 4 x^2 y^2)``.
    Source: Kreisler, Nacson, Soudry & Carmon 2023, who call it the sharpness of the gradient-flow solution.

    Args:
        u: the first factor at the start, positive.
        v: the second factor at the start, positive.
        s: the target, positive.

    Raises:
        StatementError: an argument is not known to be real.

    Example:
        >>> FactorFlowSharpness(2, 1, 2).doit()
        5
    """

    def __new__(cls, u: Any, v: Any, s: Any) -> FactorFlowSharpness:
        """Check and make it."""
        made = super().__new__(cls, u, v, s)
        for name, given in zip(("u", "v", "s"), made.args, strict=True):
            if not given.is_real:
                raise StatementError(f"the argument {name}", "must be known to be real", given, "declare it")
        return made

    @property
    def hypotheses(self) -> tuple[Boolean, ...]:
        """``u, v, s > 0``."""
        rules = (Gt(arg, 0) for arg in self.args)
        return tuple(rule for rule in rules if rule != true)

    def closed_form(self) -> Any:
        """``sqrt((u^2 - v^2)^2 + 4 s^2)``."""
        u, v, s = self.args
        return sqrt((u**2 - v**2) ** 2 + 4 * s**2)

    def meanings(self, *parameters: Any) -> tuple[Any, ...]:
        """Positive; and its square is ``(u^2 - v^2)^2 + 4 s^2``.

        On the loss ``(x y - s)^2/2`` gradient flow is ``dx/dt = -r y``, ``dy/dt = -r x``, so ``x^2 - y^2`` is
        constant; as ``d(x + y)/dt = -r (x + y)``, ``x + y`` stays positive, and so do ``x`` and ``y`` where
        ``x y`` starts above 0 (``d(x y)/dt = -r (x^2 + y^2)``, ``r = x y - s``); ``r`` falls to 0
        exponentially, as ``x^2 + y^2 >= 2 min(u v, s)``.  At ``r = 0`` the Hessian is ``g g^T``,
        ``g = (y, x)``, whose largest eigenvalue is ``|g|^2 = x^2 + y^2``, and
        ``(x^2 + y^2)^2 = (x^2 - y^2)^2 + 4 x^2 y^2 = (u^2 - v^2)^2 + 4 s^2``.

        Args:
            parameters: none.

        Returns:
            The propositions.
        """
        u, v, s = self.args
        square = Eq(self**2, (u**2 - v**2) ** 2 + 4 * s**2, evaluate=False)
        return (Gt(self, 0, evaluate=False), square)
