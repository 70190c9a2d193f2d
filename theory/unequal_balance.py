"""The flattest split of a mode over pathways of unequal depths.

`UnequalBalance(ell, c, H)`: pathway ``h`` of depth ``ell[h] >= 3`` carries
``(c/(ell[h]-1))^(ell[h]/(ell[h]-2))``,
so that ``(ell[h]-1) sigma_h^(1-2/ell[h]) = c`` in every pathway.  The shares grow with ``c``; which ``c``
belongs to a given sum has no formula.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sympy import Ge, IndexedBase
from sympy.core.basic import Basic
from sympy.logic.boolalg import Boolean

from theory.arguments import as_count, as_share, depths_base, must_be_positive, with_rules_checked
from theory.configuration import OneMode
from theory.errors import StatementError
from theory.naming import index_apart_from
from theory.predicates import ForAll

__all__ = ["UnequalBalance"]


class UnequalBalance(OneMode):
    """Depths, the common value ``c``, and the number of pathways.

    Args:
        ell: the depths, an indexed base of positive integers.
        c: the common value of ``(L_h - 1) sigma_h^(1-2/L_h)``, positive.
        H: the number of pathways.

    Raises:
        StatementError: an argument of another kind.

    Example:
        >>> from sympy import symbols
        >>> ell = IndexedBase("ell", integer=True, positive=True)
        >>> H, h = symbols("H h", integer=True, positive=True)
        >>> UnequalBalance(ell, 6, H).share_of(h)
        (6/(ell[h] - 1))**(ell[h]/(ell[h] - 2))
    """

    def __new__(cls, ell: Any, c: Any, H: Any) -> UnequalBalance:
        """Check and make it."""
        if not isinstance(ell, IndexedBase):
            raise StatementError(
                "the depths", "must be an IndexedBase", ell, "write UnequalBalance(ell, c, H)"
            )
        depths_base(ell)
        return with_rules_checked(Basic.__new__(cls, ell, as_share("the common value c", c), as_count(H)))

    @property
    def pathways(self) -> Any:
        """``H``."""
        return self.args[2]

    def depth_of(self, h: Any) -> Any:
        """``L_h``."""
        return self.args[0][h]

    def share_of(self, h: Any) -> Any:
        """``(c/(L_h - 1))^(L_h/(L_h - 2))``."""
        depth = self.depth_of(h)
        return (self.args[1] / (depth - 1)) ** (depth / (depth - 2))

    def rules(self) -> Iterable[Boolean]:
        """Every depth ``>= 3``, ``c > 0`` and ``H >= 1``."""
        h = index_apart_from(self)
        yield Ge(self.args[2], 1)
        yield ForAll(Ge(self.depth_of(h), 3), (h, 1, self.args[2]))
        yield must_be_positive("the common value c", self.args[1])
