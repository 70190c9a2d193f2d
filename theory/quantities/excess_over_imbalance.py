"""`ExcessOverImbalance(L, s, b, e, H)`: how much sharper a split is, for its imbalance."""

from __future__ import annotations

from typing import Any

from sympy import Sum

from theory.naming import index_apart_from
from theory.quantity import Quantity

__all__ = ["ExcessOverImbalance"]


class ExcessOverImbalance(Quantity):
    r"""The relative excess of the sharpness over the squared imbalance, near balance.

    .. math:: \frac{\lambda/\lambda_{\min} - 1}{|\zeta|^2}, \qquad
              \sigma_h = s\,\frac{b + e_h}{\sum_k (b + e_k)}, \qquad \zeta = y - \bar y, \quad
              y_h = \sigma_h^{2/L-1} = w_h^{2-L}

    The shares add up to ``s`` and tend to the balanced ones as ``b`` grows.  The imbalance is a definition;
    both sharpnesses are measured.  Statement ``imbalance-raises-sharpness``.

    Args:
        L: the depth.
        s: the singular value.
        b: how near to balance.
        e: the direction, an indexed base.
        H: the number of pathways.
    """

    def __new__(cls, L: Any, s: Any, b: Any, e: Any, H: Any) -> ExcessOverImbalance:
        """Make it."""
        return super().__new__(cls, L, s, b, e, H)

    def closed_form(self) -> Any:
        """The quotient, written out."""
        L, s, b, e, H = self.args
        h = index_apart_from(self)
        share = s * (b + e[h]) / (H * b + Sum(e[h], (h, 1, H)))
        y = share ** (2 / L - 1)
        least = L * H ** (2 / L - 1) * s ** (2 - 2 / L)
        mean = Sum(y, (h, 1, H)) / H
        excess = Sum(L * share ** (2 - 2 / L), (h, 1, H)) / least - 1
        return excess / (Sum(y**2, (h, 1, H)) - H * mean**2)
