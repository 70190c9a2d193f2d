"""`PathwaysNeeded(L, s, eta)`: how many active pathways a step size asks for."""

from __future__ import annotations

from typing import Any

from sympy import Ge, Gt
from sympy.logic.boolalg import Boolean

from theory.configuration import SinglePath
from theory.quantities.sharpness import Sharpness
from theory.quantity import Quantity

__all__ = ["PathwaysNeeded"]


class PathwaysNeeded(Quantity):
    r"""The effective number of pathways at which a mode's sharpness is ``2/eta`` (a defined quantity).

    .. math:: \Big(\frac{\eta S}{2}\Big)^{L/(L-2)}, \qquad S = L\, s^{2-2/L}

    as a split of Hill number ``N`` has the sharpness ``S N^(2/L-1)``.  Statement ``active-pathways``.

    Args:
        L: the depth, at least 3.
        s: the singular value.
        eta: the step size.

    Example:
        >>> PathwaysNeeded(3, 1, 2).doit()  # three times the threshold 2/3 of the single path
        27
    """

    measured = False

    def __new__(cls, L: Any, s: Any, eta: Any) -> PathwaysNeeded:
        """Make it."""
        return super().__new__(cls, L, s, eta)

    @property
    def hypotheses(self) -> tuple[Boolean, ...]:
        """``L >= 3`` and ``s > 0``."""
        return tuple(rule for rule in (Ge(self.args[0], 3), Gt(self.args[1], 0)) if rule != True)  # noqa: E712

    def closed_form(self) -> Any:
        """``(eta S/2)^(L/(L-2))``."""
        L, s, eta = self.args
        return (eta * Sharpness(SinglePath(L, s)).closed_form() / 2) ** (L / (L - 2))
