"""`SharpnessCurvature(L, s, e, H)`: how fast the sharpness grows along a direction from balance."""

from __future__ import annotations

from typing import Any

from sympy import Rational, Sum

from theory.naming import index_apart_from
from theory.quantity import Quantity

__all__ = ["SharpnessCurvature"]


class SharpnessCurvature(Quantity):
    r"""The limit of `ExcessOverImbalance` at balance: the coefficient of ``|zeta|^2`` in the sharpness.

    .. math:: \lim_{t \to 0} \frac{\lambda/\lambda_{\min} - 1}{|\zeta|^2} =
              \frac{\tfrac12 q (q - 1) \tfrac1H |e - \bar e|^2}{p^2 (s/H)^{2 p} |e - \bar e|^2}, \qquad
              \sigma_h = s\, \frac{1 + t e_h}{\sum_k (1 + t e_k)}

    with ``q = 2 - 2/L`` and ``p = 2/L - 1``.  Both parts are to second order in ``t``: ``lambda/lambda_min``
    is the mean of ``(H sigma_h/s)^q``, and ``zeta_h`` the part of ``y_h = sigma_h^p`` beside the mean.  Every
    direction but 0 gives the same.  Statement ``imbalance-raises-sharpness``.

    Args:
        L: the depth.
        s: the singular value.
        e: the direction, an indexed base.
        H: the number of pathways.
    """

    def __new__(cls, L: Any, s: Any, e: Any, H: Any) -> SharpnessCurvature:
        """Make it."""
        return super().__new__(cls, L, s, e, H)

    def closed_form(self) -> Any:
        """The quotient of the second orders, written out."""
        L, s, e, H = self.args
        h = index_apart_from(self)
        q, p = 2 - 2 / L, 2 / L - 1
        variance = Sum(e[h] ** 2, (h, 1, H)) - Sum(e[h], (h, 1, H)) ** 2 / H
        excess = Rational(1, 2) * q * (q - 1) * variance / H
        return excess / (p**2 * (s / H) ** (2 * p) * variance)
