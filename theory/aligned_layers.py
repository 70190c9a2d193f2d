"""Aligned networks whose layers need not be equal: the whole set on which gradient descent decouples.

`AlignedLayers(L, v, H, d, t)`: ``d`` modes and ``H`` pathways of depth ``L``; layer ``l`` of pathway ``h`` is
``Q_{h,l+1} S_hl Q_hl^T`` with ``S_hl`` diagonal and orthogonal ``Q`` that begin at ``V`` and end at ``U``.
All diagonal entries, of either sign, stand in one family ``v``, in the order modes, pathways, layers; the
target of mode ``i`` is ``t[i] > 0``.  `AlignedLayers(ell, v, H, d, t, n)` has depths ``ell[h] <= n``; of the
``n`` places for a pathway the last ones are not used.
Source: Kim & Lee 2026 (singular-vector-stationary set).
"""

from __future__ import annotations

from typing import Any

from sympy import Basic, Ge, IndexedBase, Integer, Le, Product, Sum, Symbol, sympify
from sympy.logic.boolalg import Boolean

from theory.arguments import as_count, as_depth, as_integer, depths_base, with_rules_checked
from theory.configuration import Configuration
from theory.errors import StatementError
from theory.naming import index_apart_from
from theory.predicates import ForAll

__all__ = ["AlignedLayers"]


class AlignedLayers(Configuration):
    """All diagonal entries ``v[1], ..., v[d H n]`` of an aligned network, and targets ``t[1], ..., t[d]``.

    Args:
        L: the depth of all pathways, at least 2, or an indexed base of depths.
        v: an indexed base of real numbers.
        H: the number of pathways.
        d: the number of modes.
        t: an indexed base of positive numbers.
        n: after an indexed base of depths: how many places a pathway has, at least its depth.

    Raises:
        StatementError: an argument of another kind or range.

    Example:
        >>> from theory.notation import H, L, d, t, v
        >>> AlignedLayers(L, v, H, d, t).entry(1, 1, 3)
        v[3]
    """

    def __new__(cls, L: Any, v: Any, H: Any, d: Any, t: Any, n: Any = None) -> AlignedLayers:
        """Check and make it."""
        if isinstance(L, IndexedBase) == (n is None):
            raise StatementError(
                "AlignedLayers",
                "takes one depth, or an indexed base of depths and n",
                (L, v, H, d, t, *(() if n is None else (n,))),
                "write AlignedLayers(L, v, H, d, t) or AlignedLayers(ell, v, H, d, t, n)",
            )
        for name, base, fact in (("v", v, "real"), ("t", t, "positive")):
            if not isinstance(base, IndexedBase) or not base.assumptions0.get(fact):
                raise StatementError(
                    f"the family {name}",
                    f"must be an indexed base known to be {fact}",
                    base,
                    f'write IndexedBase("{name}", {fact}=True)',
                )
        modes = as_integer(
            "the number of modes d", d, 1, 'declare it with symbols("d", integer=True, positive=True)'
        )
        if n is None:
            return with_rules_checked(Basic.__new__(cls, as_depth(L), v, as_count(H), modes, t))
        remedy = 'declare it with symbols("n", integer=True, positive=True)'
        places = as_integer("the number of places n", n, 2, remedy)
        return with_rules_checked(
            Basic.__new__(
                cls,
                depths_base(L),
                v,
                as_count(H),
                modes,
                t,
                places,
            )
        )

    @property
    def is_minimum(self) -> bool:
        """False: the residuals need not be 0."""
        return False

    @property
    def number_of_pathways(self) -> Any:
        """``H``."""
        return self.args[2]

    @property
    def number_of_modes(self) -> Any:
        """``d``."""
        return self.args[3]

    @property
    def places(self) -> Any:
        """``n``, or ``L``: the number of places for one mode of a pathway."""
        return self.args[-1] if len(self.args) == 6 else self.args[0]

    def depth(self, h: Any) -> Any:
        """``L_h``."""
        depths: Any = self.args[0]
        return depths[h] if isinstance(depths, IndexedBase) else depths

    def length_of(self, base: Any) -> Any:
        """``d H n`` diagonal entries, ``d`` targets, ``H`` depths."""
        _, v, H, d, t = self.args[:5]
        return {v: d * H * self.places, t: d}.get(base, H)

    def entry(self, i: Any, h: Any, m: Any) -> Any:
        """The entry of mode ``i`` in layer ``m`` of pathway ``h``."""
        return self.args[1][((sympify(i) - 1) * self.args[2] + sympify(h) - 1) * self.places + m]

    def target_of(self, i: Any) -> Any:
        """``t[i]``."""
        return self.args[4][i]

    def product(self, i: Any, h: Any, low: Any, high: Any) -> Any:
        """The product of the entries of mode ``i`` in the layers ``low`` to ``high`` of pathway ``h``."""
        # No positive symbol: a range may begin after a layer that is any expression.
        used = {str(x) for part in (self, *map(sympify, (i, h, low, high))) for x in part.free_symbols}
        m = Symbol(next(name for name in ("p", "q", "p_", "q_") if name not in used), integer=True)
        return Product(self.entry(i, h, m), (m, low, high))

    def residual(self, i: Any, *beside: Any) -> Any:
        """``r_i``: the sum over pathways of the product of all layers, less the target.

        Args:
            i: the mode.
            beside: expressions that share no name with the indices of the sum.
        """  # noqa: DOC201
        h = index_apart_from(self, *map(sympify, (i, *beside)))
        return Sum(self.product(i, h, Integer(1), self.depth(h)), (h, 1, self.args[2])) - self.target_of(i)

    def rules(self) -> tuple[Boolean, ...]:
        """``2 <= L_h <= n`` for every pathway, ``H >= 1``, ``d >= 1``."""
        depths, _, H, d = self.args[:4]
        counts = (Ge(H, 1), Ge(d, 1))
        if not isinstance(depths, IndexedBase):
            return (Ge(depths, 2), *counts)
        h = index_apart_from(self)
        ends = (Ge(depths[h], 2), Le(depths[h], self.places))
        return (*(ForAll(end, (h, 1, H)) for end in ends), *counts)

    @property
    def hypotheses(self) -> tuple[Boolean, ...]:
        """The rules that the symbols may still violate."""
        return tuple(rule for rule in self.rules() if rule != True)  # noqa: E712  (SymPy's true)
