"""`HillNumber(c)`: the effective number of pathways that carry a mode (a defined quantity)."""

from __future__ import annotations

from math import prod
from typing import Any

from sympy import Eq, IndexedBase, Integer, Piecewise, Product

from theory.configuration import OneMode, Pathways
from theory.errors import StatementError
from theory.naming import index_apart_from
from theory.quantity import Quantity, as_configuration

__all__ = ["HillNumber"]


class HillNumber(Quantity):
    r"""The Hill number of order ``q = 2 - 2/L`` of the shares ``p_h = sigma_h / s*``.

    .. math:: N = \Big(\sum_h p_h^q\Big)^{1/(1-q)}, \qquad
              N = \prod_h p_h^{-p_h} \text{ at } L = 2 \text{ (its limit, the exponential of the entropy)}

    with ``0^0 = 1``.  ``1 <= N <= H``: 1 for a single path, ``H`` for the balanced split.
    Source: M. O. Hill 1973, Ecology 54(2); statement ``sharpness-is-hill-number``.

    Args:
        c: a configuration of one mode and one depth.

    Raises:
        StatementError: `c` has several modes or unequal depths, for which no order is defined.

    Example:
        >>> from theory import Balanced, Split
        >>> HillNumber(Balanced(8, 3, 8)).doit(), HillNumber(Split(2, 1, 1)).doit()
        (8, 2)
    """

    measured = False

    def __new__(cls, c: Any) -> HillNumber:
        """Check and make it."""
        c = as_configuration("HillNumber", c)
        if not isinstance(c, OneMode) or isinstance(c, Pathways):
            raise StatementError(
                "the argument of HillNumber",
                "must be one mode at one depth (its order is 2 - 2/L)",
                c,
                "use SinglePath, Balanced or Split",
            )
        return super().__new__(cls, c)

    def closed_form(self) -> Any:
        """``N``; at ``L = 2`` the limit."""
        c: Any = self.configuration
        total, L = c.total, c.depth_of(Integer(1))
        moment = c.sum_over_pathways(lambda depth, share: share ** (2 - 2 / depth)) / total ** (2 - 2 / L)
        if L == 2:
            return _exponential_entropy(c, total)
        order_not_one = moment ** (L / (2 - L))
        if (L - 2).is_nonzero:
            return order_not_one
        return Piecewise((_exponential_entropy(c, total), Eq(L, 2)), (order_not_one, True))


def _exponential_entropy(c: Any, total: Any) -> Any:
    def factor(share: Any) -> Any:
        return (share / total) ** (-share / total)

    count = c.number_of_pathways
    if count.is_Integer:
        factors = [factor(c.share_of(Integer(h))) for h in range(1, int(count) + 1)]
        return prod(factors)
    if not any(isinstance(arg, IndexedBase) for arg in c.args):
        return factor(c.share_of(Integer(1))) ** count
    h = index_apart_from(c, total)
    return Product(factor(c.share_of(h)), (h, 1, count))
