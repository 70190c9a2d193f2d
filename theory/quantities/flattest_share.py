"""`FlattestShare(depths, s, h, ...)`: what a pathway carries at the flattest split over unequal depths."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sympy import Ge, Gt, IndexedBase, Integer, Lambda, Le, Tuple, exp, log, symbols, sympify, true
from sympy.logic.boolalg import Boolean

from theory.arguments import as_count, as_depth, depths_base
from theory.errors import StatementError
from theory.implicit_root import ImplicitRoot
from theory.naming import index_apart_from
from theory.predicates import ForAll
from theory.quantity import Quantity

__all__ = ["FlattestShare"]


class FlattestShare(Quantity):
    r"""The share of pathway ``h`` at the split of ``s`` over pathways of given depths that is flattest.

    It is ``(c/(L_h-1))^(L_h/(L_h-2))`` at the only ``c > 0`` with

    .. math:: \sum_k \Big(\frac{c}{L_k - 1}\Big)^{L_k/(L_k - 2)} = s,

    as the sum increases from 0 to infinity with ``c``.  Statement ``heterogeneous-balance``.

    * ``FlattestShare((L1, L2), s, h)``: explicit depths;
    * ``FlattestShare(ell, s, h, H)``: depths ``ell[1], ..., ell[H]``, ``H`` may be a symbol.

    Args:
        depths: a tuple of depths, each at least 3, or an indexed base of them.
        s: what all pathways carry together, positive.
        h: a pathway, counted from 1.
        rest: after an indexed base the number of pathways.

    Raises:
        StatementError: `depths` is neither, or there is no such pathway.

    Example:
        >>> FlattestShare((3, 3), 2, 1)
        FlattestShare((3, 3), 2, 1)
    """

    def __new__(cls, depths: Any, s: Any, h: Any, *rest: Any) -> FlattestShare:
        """Check and make it."""
        place = sympify(h)
        if isinstance(depths, IndexedBase) and len(rest) == 1 and place.is_integer:
            return super().__new__(cls, depths_base(depths), sympify(s), place, as_count(rest[0]))
        if not isinstance(depths, list | tuple | Tuple) or not depths or rest:
            raise StatementError(
                "FlattestShare",
                "takes ((L1, L2), s, h) or (ell, s, h, H)",
                (depths, s, h, *rest),
                "write FlattestShare((3, 5), s, 1)",
            )
        if not isinstance(place, Integer) or not 1 <= place <= len(depths):
            required = f"must be an integer from 1 to {len(depths)}"
            raise StatementError("the pathway h", required, h, "name a pathway of those depths")
        return super().__new__(cls, Tuple(*map(as_depth, depths)), sympify(s), place)

    @property
    def indexed(self) -> bool:
        """Whether the depths are an indexed base and the number of pathways an expression."""
        return isinstance(self.args[0], IndexedBase)

    @property
    def hypotheses(self) -> tuple[Boolean, ...]:
        """Every depth ``>= 3``, ``s > 0``, and ``1 <= h <= H``."""
        depths: Any
        depths, s, h, *rest = self.args
        if self.indexed:
            k = index_apart_from(self)
            rules = [ForAll(Ge(depths[k], 3), (k, 1, rest[0])), Ge(h, 1), Le(h, rest[0])]
        else:
            rules = [Ge(depth, 3) for depth in depths]
        return tuple(rule for rule in dict.fromkeys([*rules, Gt(s, 0)]) if rule != true)

    def closed_form(self) -> Any:
        """``(c/(L_h-1))^(L_h/(L_h-2))`` at the root of the equation, with ``c = e^z``."""
        depths: Any
        depths, s, h, *rest = self.args
        formula, common, term = _equation()
        if self.indexed:
            k = index_apart_from(self)
            return ImplicitRoot(formula, common, term, [depths[h]], [(depths[k],), (k, 1, rest[0])], s)
        return ImplicitRoot(formula, common, term, [depths[int(h) - 1]], [(depth,) for depth in depths], s)


@lru_cache(maxsize=1)
def _equation() -> tuple[Any, Any, Any]:
    """The share of pathway ``h`` at the level ``e^z``, the level, and the share of any."""
    z, level = symbols("z G", real=True)
    own, depth = symbols("L_h L_k", integer=True, positive=True)

    def share(height: Any, layers: Any) -> Any:
        return exp((height - log(layers - 1)) * layers / (layers - 2))

    return (
        Lambda((z, own), share(z, own)),
        Lambda((z, own), z),
        Lambda((level, depth), share(level, depth)),
    )
