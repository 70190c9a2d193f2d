"""Global minima that need not be aligned, balanced or square.

`AnyMinimum(depths, H, sizes, weights)`: the weights of a network of ``H`` pathways, and as its target the map
that they make.  So the loss is 0 there, and every global minimum of every target is one of these.

The numbers are read off two lists, pathway after pathway, layer after layer (the one that acts first comes
first), row by row; where a list is over it is read again from its beginning:

* sizes: the number of columns of the target, of its rows, then the widths of all hidden layers;
* weights: the entries of the layers.

Main results: `AnyMinimum`, and `ExplicitNumber`, a number that belongs to explicit weights.
"""

from __future__ import annotations

from itertools import cycle
from typing import Any

from sympy import Expr, Ge, ImmutableMatrix, IndexedBase, Tuple, eye, kronecker_product, sympify
from sympy.core.basic import Basic
from sympy.core.symbol import Str
from sympy.logic.boolalg import Boolean

from theory.arguments import as_count, as_depth, as_expression, depths_base, known_base, must_fit
from theory.configuration import Configuration
from theory.errors import StatementError
from theory.naming import index_apart_from
from theory.predicates import ForAll

__all__ = ["AnyMinimum", "ExplicitNumber", "as_any_minimum", "laid_out"]


class AnyMinimum(Configuration):
    """Any weights, with the map that they make as the target.

    Args:
        depths: ``L_h >= 2``: an integer expression for all pathways, or an indexed base.
        H: the number of pathways.
        sizes: ``(D, k)`` with an indexed base of positive integers, or a tuple of them.
        weights: ``(W, n)`` with an indexed base of real numbers, or a tuple of them.

    Raises:
        StatementError: an argument of another kind.

    Example:
        >>> point = AnyMinimum(2, 1, (1,), (2, 3))  # one pathway of two layers, 1 x 1, with target 6
        >>> point.layers()
        (([[2]], [[3]]),)
        >>> point.curvature()  # 2^2 + 3^2
        Matrix([[13]])
    """

    def __new__(cls, depths: Any, H: Any, sizes: Any, weights: Any) -> AnyMinimum:
        """Check and make it."""
        if isinstance(depths, IndexedBase):
            depths_base(depths)
        else:
            depths = as_depth(depths)
        lists = (
            _list(sizes, "the sizes", "integer", "positive"),
            _list(weights, "the weights", "real"),
        )
        return Basic.__new__(cls, depths, as_count(H), *lists)

    @property
    def is_minimum(self) -> bool:
        """True: the loss is 0."""
        return True

    @property
    def modes(self) -> tuple[Any, ...]:
        """There are none: it need not be aligned."""
        required, remedy = "must be an aligned, depth-balanced minimum", "write Pathways(...) or Modes(...)"
        raise StatementError("the configuration", required, self, remedy)

    @property
    def number_of_pathways(self) -> Any:
        """``H``."""
        return self.args[1]

    def depth(self, h: Any) -> Any:
        """``L_h``."""
        return self.args[0][h] if self.common_depth is None else self.common_depth

    @property
    def common_depth(self) -> Any:
        """``L`` where all pathways have one depth, else None."""
        return None if isinstance(self.args[0], IndexedBase) else self.args[0]

    @property
    def hypotheses(self) -> tuple[Boolean, ...]:
        """Every depth ``>= 2``, ``H >= 1``, and lists that are not empty."""
        depths, count = self.args[:2]
        if isinstance(depths, IndexedBase):
            h = index_apart_from(self)
            deep: Any = ForAll(Ge(depths[h], 2), (h, 1, count))
        else:
            deep = Ge(depths, 2)
        lengths = (part[1] for part in self.args[2:] if _indexed(part))
        rules = (deep, Ge(count, 1), *(Ge(length, 1) for length in lengths))
        return tuple(rule for rule in rules if rule != True)  # noqa: E712

    @property
    def explicit(self) -> bool:
        """Whether depths, number of pathways and sizes are numbers, and the weights are listed."""
        depths, count, sizes, weights = self.args
        numbers = not isinstance(depths, IndexedBase) and not _indexed(sizes)
        return numbers and not _indexed(weights) and all(n.is_Integer for n in (depths, count, *sizes))

    def layers(self) -> tuple[tuple[Any, ...], ...]:
        """Every layer of every pathway as a nested list, the one that acts first in front.

        Returns:
            ``found[h][l]``, a list of rows.

        Raises:
            StatementError: a depth, the number of pathways or a size is not a number.
        """
        if not self.explicit:
            remedy = "put in numbers first"
            raise StatementError("layers()", "needs numbers for depths and sizes", self, remedy)
        depths, count, sizes, weights = self.args
        return laid_out([int(depths)] * int(count), list(map(int, sizes)), list(weights))

    def curvature(self) -> Any:
        """``sum_h sum_l (A A^T) kron (B^T B)``, which has the non-zero eigenvalues of the Hessian.

        ``A`` and ``B`` are the products of the layers after and before layer ``l`` of pathway ``h``.  At a
        minimum the Hessian is ``J^T J`` with ``J`` the derivative of the map, and this is ``J J^T``: the map
        changes by ``A X B`` where that layer changes by ``X``.

        Returns:
            A SymPy matrix.
        """
        total = None
        for path in self.layers():
            matrices = [ImmutableMatrix(layer) for layer in path]
            for place in range(len(matrices)):
                before, after = eye(matrices[0].cols), eye(matrices[place].rows)
                for matrix in matrices[:place]:
                    before = matrix * before
                for matrix in matrices[place + 1 :]:
                    after = matrix * after
                part = kronecker_product(after * after.T, before.T * before)
                total = part if total is None else total + part
        return total


def laid_out(depths: list[int], sizes: list[int], weights: list[Any]) -> tuple[tuple[Any, ...], ...]:
    """Layers as nested lists, read off the lists as the first lines of the module say.

    Args:
        depths: of every pathway.
        sizes: the list of sizes.
        weights: the list of weights.

    Returns:
        ``found[h][l]``, a list of rows.

    Example:
        >>> laid_out([2], [1, 2, 1], [5, 6, 7])  # 1 column, 2 rows, hidden width 1
        (([[5]], [[6], [7]]),)
    """
    widths, entries = cycle(sizes), cycle(weights)
    columns, rows = next(widths), next(widths)
    found = []
    for depth in depths:
        ends = [columns, *(next(widths) for _ in range(depth - 1)), rows]
        found.append(
            tuple(
                [[next(entries) for _ in range(ends[place])] for _ in range(ends[place + 1])]
                for place in range(depth)
            )
        )
    return tuple(found)


class ExplicitNumber(Expr):
    """A number that belongs to explicit weights: it is computed where they are known.

    Its name says which: ``"curvature"``, the largest eigenvalue of `AnyMinimum.curvature`, ``"curvature
    rank"``, its rank, ``"target norm"`` and ``"target rank"``, those of the target; of a `LayerTable` ``"mode
    curvature"``, its `curvature`.

    Args:
        name: the name.
        c: the minimum.
    """

    is_commutative = True
    is_real = True
    is_finite = True

    def __new__(cls, name: str, c: Any) -> ExplicitNumber:
        """Make it."""
        return Expr.__new__(cls, Str(str(name)), sympify(c))

    @property
    def name(self) -> str:
        """Which number."""
        return str(self.args[0])


def as_any_minimum(quantity: str, given: Any) -> AnyMinimum:
    """Insist on an `AnyMinimum` as the argument of a quantity.

    Args:
        quantity: the name of the quantity, for the message.
        given: what the user passed.

    Returns:
        `given`.
    """
    remedy = "write AnyMinimum(L, H, (D, k), (W, n))"
    return must_fit(quantity, given, isinstance(given, AnyMinimum), "must be an AnyMinimum", remedy)


def _indexed(part: Any) -> bool:
    return isinstance(part[0], IndexedBase)


def _list(given: Any, argument: str, *facts: str) -> Tuple:
    if not isinstance(given, list | tuple | Tuple) or not given:
        raise StatementError(
            argument, "must be a tuple of numbers, or (D, k)", given, "write (D, k) with an IndexedBase D"
        )
    if isinstance(given[0], IndexedBase):
        if len(given) != 2:
            remedy = "write (D, k)"
            raise StatementError(argument, "must be an IndexedBase and a number", given, remedy)
        known_base(argument, given[0], " and ".join(facts), *facts)
        return Tuple(given[0], as_count(given[1]))
    numbers = [as_expression(f"{argument}, number {k},", number) for k, number in enumerate(given, 1)]
    for k, number in enumerate(numbers, 1):
        if not all(number.assumptions0.get(fact, getattr(number, f"is_{fact}")) for fact in facts):
            required = f"must be known to be {' and '.join(facts)}"
            raise StatementError(f"{argument}, number {k},", required, number, "declare it so")
    return Tuple(*numbers)
