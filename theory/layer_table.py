"""One mode of an aligned minimum whose layers need not be equal.

`LayerTable(ell, w, H, n)`: layer ``l`` of pathway ``h`` has the diagonal entry ``w[(h-1) n + l]`` in this
mode, for ``l = 1, ..., ell[h] <= n``: row ``h`` of a table with rows of length ``n``.  The pathway carries
the product of its row, and the target of the mode is the sum of those; entries may have any sign.
"""

from __future__ import annotations

from typing import Any

from sympy import And, Ge, IndexedBase, Le, Product, Sum, Symbol, Tuple
from sympy.core.basic import Basic
from sympy.logic.boolalg import Boolean

from theory.arguments import as_count, known_base
from theory.configuration import Configuration
from theory.errors import StatementError
from theory.naming import index_apart_from
from theory.predicates import ForAll

__all__ = ["LayerTable"]

#: The layers of a product.
_M = Symbol("m", integer=True)


class LayerTable(Configuration):
    """Entries of any size in every layer; depths, entries, number of pathways, length of a row.

    Args:
        ell: the depths, an indexed base of positive integers.
        w: the entries, an indexed base of real numbers.
        H: the number of pathways.
        n: the length of a row, at least every depth.

    Raises:
        StatementError: an argument of another kind.

    Example:
        >>> from sympy import symbols
        >>> H, n, h = symbols("H n h", integer=True, positive=True)
        >>> ell = IndexedBase("ell", integer=True, positive=True)
        >>> LayerTable(ell, IndexedBase("w", real=True), H, n).share(h)
        Product(w[m + n*(h - 1)], (m, 1, ell[h]))
    """

    def __new__(cls, ell: Any, w: Any, H: Any, n: Any) -> LayerTable:
        """Check and make it."""
        # SymPy makes it again from its own arguments.
        w = w[0] if isinstance(w, Tuple) else w
        for base, argument, facts in (
            (ell, "the depths", ("integer", "positive")),
            (w, "the entries", ("real",)),
        ):
            if not isinstance(base, IndexedBase):
                raise StatementError(
                    argument, "must be an IndexedBase", base, "write LayerTable(ell, w, H, n)"
                )
            known_base(argument, base, " and ".join(facts), *facts)
        count, row = as_count(H), as_count(n)
        taken = {str(symbol) for symbol in (count.free_symbols | row.free_symbols)} & {"l", "m"}
        if taken:
            remedy = "call it something else"
            raise StatementError("H and n", "must not be called l or m, the names of layers", taken, remedy)
        return Basic.__new__(cls, ell, Tuple(w, count * row), count, row)

    @property
    def is_minimum(self) -> bool:
        """True: the target is what the pathways carry."""
        return True

    @property
    def modes(self) -> tuple[Any, ...]:
        """There are none that are depth-balanced."""
        required, remedy = "must be a depth-balanced minimum", "write Pathways(...) or Modes(...)"
        raise StatementError("the configuration", required, self, remedy)

    @property
    def number_of_pathways(self) -> Any:
        """``H``."""
        return self.args[2]

    def depth(self, h: Any) -> Any:
        """``L_h``."""
        return self.args[0][h]

    def entry(self, h: Any, layer: Any) -> Any:
        """The diagonal entry of a layer, both counted from 1."""
        return self.args[1][0][(h - 1) * self.args[3] + layer]

    def share(self, h: Any) -> Any:
        """``sigma_h``, the product of the layers of a pathway."""
        return Product(self.entry(h, _M), (_M, 1, self.depth(h)))

    def other_layers(self, h: Any, layer: Any) -> Any:
        """The product of the squares of all layers of a pathway but one."""
        square = self.entry(h, _M) ** 2
        return Product(square, (_M, 1, layer - 1)) * Product(square, (_M, layer + 1, self.depth(h)))

    def curvature(self) -> Any:
        """``sum_h sum_l`` of `other_layers`: the derivative of the map by one entry, squared, and summed."""
        h, layer = index_apart_from(self), self.layer_index
        inner = Sum(self.other_layers(h, layer), (layer, 1, self.depth(h)))
        return Sum(inner, (h, 1, self.args[2]))

    @property
    def layer_index(self) -> Any:
        """The name of a layer."""
        return Symbol("l", integer=True, positive=True)

    @property
    def hypotheses(self) -> tuple[Boolean, ...]:
        """``2 <= L_h <= n`` for every pathway."""
        h = index_apart_from(self)
        depth = self.depth(h)
        return (ForAll(And(Ge(depth, 2), Le(depth, self.args[3])), (h, 1, self.args[2])),)
