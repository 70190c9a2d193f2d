"""Aligned points off the minimum, where gradient descent and gradient flow move.

`AlignedPoint(L, w, H, s)`: one mode of a network of ``H`` pathways whose layers are aligned and equal
within a pathway (depth balance): every layer of pathway ``h`` has the diagonal entry ``w_h >= 0`` in this
mode, so the pathway carries ``w_h^(L_h)``; the target is ``s > 0``.  The residual
``r = sum_h w_h^(L_h) - s`` is any number: the minima are where it is 0, and those are
`theory.configuration`'s subject.

`BalancedPoint(H, L, w, s)`: the same with one layer value for all pathways.
`Modes(AlignedPoint(...), AlignedPoint(...))` is a point of several modes.  Quantities of a minimum
(`Sharpness`, ...) refuse a point; `Loss` and `LayerGradient` take one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sympy import Basic, Ge, IndexedBase, Integer, Tuple, sympify
from sympy.logic.boolalg import Boolean

from theory.arguments import (
    as_count,
    as_depth,
    as_expression,
    as_share,
    depths_base,
    indexed_pair,
    must_be_nonnegative,
    must_be_positive,
    must_fit,
    shares_base,
    with_rules_checked,
)
from theory.configuration import Configuration, OneMode
from theory.errors import StatementError
from theory.naming import index_apart_from
from theory.predicates import ForAll

__all__ = ["AfterStep", "AlignedPoint", "BalancedPoint", "as_point"]


class AlignedPoint(OneMode):
    """Layer values ``w_h >= 0`` and a target ``s > 0`` of one mode; depths, layers, target, in this order.

    * ``AlignedPoint(L, (w1, w2), s)``: explicit layer values at one depth;
    * ``AlignedPoint((L1, L2), (w1, w2), s)``: at a depth for each;
    * ``AlignedPoint(L, w, H, s)``: ``w[1], ..., w[H]`` of an indexed base, ``H`` may be a symbol;
    * ``AlignedPoint(ell, w, H, s)``: the same with depths ``ell[1], ..., ell[H]``.

    An explicit layer value may be any real expression, the outcome of a step of gradient descent, say; that
    it is not negative is then a hypothesis.

    Args:
        depths: ``L_h >= 2``: an integer expression, a tuple of them, or an indexed base.
        layers: a tuple of ``w_h``, or an indexed base that is known to be non-negative.
        rest: the target ``s > 0``; after an indexed base the number of pathways ``H`` and the target.

    Raises:
        StatementError: an argument of another kind or range, or lengths that do not match.

    Example:
        >>> from sympy import IndexedBase, Symbol, symbols
        >>> L, H = symbols("L H", integer=True, positive=True)
        >>> w, s = IndexedBase("w", nonnegative=True), Symbol("s", positive=True)
        >>> AlignedPoint(L, w, H, s).residual
        -s + Sum(w[h]**L, (h, 1, H))
        >>> AlignedPoint((2, 3), (3, 1), 4).residual
        6
    """

    def __new__(cls, depths: Any, layers: Any, *rest: Any) -> AlignedPoint:
        """Check and make it."""
        if isinstance(layers, IndexedBase):
            if len(rest) != 2:
                raise StatementError(
                    "AlignedPoint",
                    "takes (L, w, H, s)",
                    (depths, layers, *rest),
                    "write AlignedPoint(L, w, H, s)",
                )
            w, H = indexed_pair("AlignedPoint(L, w, H, s)", (layers, rest[0]))
            found = depths_base(depths) if isinstance(depths, IndexedBase) else as_depth(depths)
            return with_rules_checked(
                Basic.__new__(
                    cls,
                    found,
                    shares_base(w),
                    as_count(H),
                    as_share("the target s", rest[1]),
                )
            )
        if not isinstance(layers, list | tuple | Tuple) or not layers or len(rest) != 1:
            raise StatementError(
                "AlignedPoint",
                "takes depths, a tuple of layer values, a target",
                (depths, layers, *rest),
                "write AlignedPoint(L, (w1, w2), s)",
            )
        values = Tuple(*(as_share(f"layer value {k}", w) for k, w in enumerate(layers, 1)))
        return with_rules_checked(
            Basic.__new__(cls, _depths(depths, len(values)), values, as_share("the target s", rest[0]))
        )

    @property
    def is_minimum(self) -> bool:
        """False: the residual need not be 0."""
        return False

    @property
    def indexed(self) -> bool:
        """Whether the layer values are an indexed base and the number of pathways an expression."""
        return isinstance(self.args[1], IndexedBase)

    @property
    def pathways(self) -> Any:
        """``H``."""
        return self.args[2] if self.indexed else Integer(len(self.args[1]))

    @property
    def target(self) -> Any:
        """``s``."""
        return self.args[-1]

    @property
    def total(self) -> Any:
        """``sum_h w_h^(L_h)``, which need not be the target."""
        return self.sum_over_pathways(lambda depth, share: share)

    @property
    def residual(self) -> Any:
        """``r = sum_h w_h^(L_h) - s``."""
        return self.total - self.target

    def residual_beside(self, h: Any) -> Any:
        """``r``, with another index than `h` for the pathways."""
        index = index_apart_from(self)
        return self.residual.xreplace({index: index_apart_from(self, sympify(h))})

    def depth_of(self, h: Any) -> Any:
        """``L_h``."""
        depths = self.args[0]
        if isinstance(depths, IndexedBase):
            return depths[h]
        return depths[int(h) - 1] if isinstance(depths, Tuple) else depths

    def layer_of(self, h: Any) -> Any:
        """``w_h``."""
        return self.args[1][h] if self.indexed else self.args[1][int(h) - 1]

    def share_of(self, h: Any) -> Any:
        """``w_h^(L_h)``, what pathway ``h`` carries."""
        return self.layer_of(h) ** self.depth_of(h)

    def rules(self) -> Iterable[Boolean]:
        """Every depth ``>= 2``, every layer value ``>= 0``, the target ``> 0`` (and ``H >= 1``)."""
        depths = self.args[0]
        if isinstance(depths, IndexedBase):
            h = index_apart_from(self)
            yield ForAll(Ge(depths[h], 2), (h, 1, self.pathways))
        else:
            yield from (Ge(depth, 2) for depth in (depths if isinstance(depths, Tuple) else (depths,)))
        if self.indexed:
            yield Ge(self.pathways, 1)
        else:
            yield from (must_be_nonnegative(f"layer value {k}", w) for k, w in enumerate(self.args[1], 1))
        yield must_be_positive("the target s", self.target)


def as_point(quantity: str, given: Any) -> Configuration:
    """Insist on an `AlignedPoint`, or on `Modes` of them, as the argument of a quantity.

    Args:
        quantity: the name of the quantity, for the message.
        given: what the user passed.

    Returns:
        `given`.

    Example:
        >>> as_point("Loss", AlignedPoint(3, (1, 2), 5))
        AlignedPoint(3, (1, 2), 5)
    """
    modes = given.modes if isinstance(given, Configuration) else (None,)
    fits = all(isinstance(mode, AlignedPoint) for mode in modes)
    remedy = "write AlignedPoint(L, (w1, w2), s), say"
    return must_fit(quantity, given, fits, "must be an aligned point (or Modes of them)", remedy)


def _depths(given: Any, count: int) -> Any:
    if not isinstance(given, list | tuple | Tuple):
        return as_depth(given)
    if len(given) != count:
        raise StatementError(
            "the depths", f"must be one, or one for each of {count} layer values", given, "match them"
        )
    return Tuple(*(as_depth(depth, f"the depth of pathway {k}") for k, depth in enumerate(given, 1)))


class BalancedPoint(AlignedPoint):
    """``H`` pathways of depth ``L`` with one layer value ``w >= 0`` in common, and a target ``s > 0``.

    Args:
        H: the number of pathways.
        L: the depth.
        w: the layer value, any real expression; that it is not negative is a hypothesis.
        s: the target.

    Raises:
        StatementError: an argument of another kind or range.

    Example:
        >>> BalancedPoint(3, 2, 2, 5).residual
        7
    """

    def __new__(cls, H: Any, L: Any, w: Any, s: Any) -> BalancedPoint:
        """Check and make it."""
        made = (as_count(H), as_depth(L), as_share("the layer value w", w), as_share("the target s", s))
        return with_rules_checked(Basic.__new__(cls, *made))

    @property
    def indexed(self) -> bool:
        """True: pathways may be named by any index, all are alike."""
        return True

    @property
    def pathways(self) -> Any:
        """``H``."""
        return self.args[0]

    def depth_of(self, h: Any) -> Any:
        """``L``."""
        return self.args[1]

    def layer_of(self, h: Any) -> Any:
        """``w``."""
        return self.args[2]

    def sum_over_pathways(self, term: Any) -> Any:
        """``H term(L, w^L)``."""
        return self.pathways * term(self.args[1], self.share_of(1))

    def rules(self) -> Iterable[Boolean]:
        """``H >= 1``, ``L >= 2``, ``w >= 0``, ``s > 0``."""
        H, L, w, s = self.args
        return (
            Ge(H, 1),
            Ge(L, 2),
            must_be_nonnegative("the layer value w", w),
            must_be_positive("the target s", s),
        )


class AfterStep(AlignedPoint):
    """Where one step of gradient descent leads from an aligned point: depth balance stays.

    Statement ``gd-preserves-depth-balance`` says that the layers of a pathway stay equal.

    Args:
        point: an `AlignedPoint`.
        eta: the step size.

    Raises:
        StatementError: `point` is something else.

    Example:
        >>> AfterStep(AlignedPoint(2, (3,), 8), 1).layer_of(1)  # 3 - 3 (9 - 8)
        0
    """

    def __new__(cls, point: Any, eta: Any) -> AfterStep:
        """Check and make it."""
        if not isinstance(point, AlignedPoint):
            raise StatementError(
                "the argument of AfterStep", "must be an AlignedPoint", point, "write AlignedPoint(...)"
            )
        return with_rules_checked(Basic.__new__(cls, point, as_expression("the step size eta", eta)))

    @property
    def indexed(self) -> bool:
        """As of the point before."""
        found: bool = self.args[0].indexed
        return found

    @property
    def pathways(self) -> Any:
        """As of the point before."""
        return self.args[0].pathways

    @property
    def target(self) -> Any:
        """As of the point before."""
        return self.args[0].target

    def depth_of(self, h: Any) -> Any:
        """As of the point before."""
        return self.args[0].depth_of(h)

    def layer_of(self, h: Any) -> Any:
        """``w_h - eta w_h^(L_h-1) r``."""
        before: Any = self.args[0]
        w = before.layer_of(h)
        return w - self.args[1] * w ** (before.depth_of(h) - 1) * before.residual_beside(h)

    def rules(self) -> Iterable[Boolean]:
        """Those of the point before, and every new layer value ``>= 0``."""
        yield from self.args[0].rules()
        if not self.indexed:
            count = range(1, int(self.pathways) + 1)
            yield from (must_be_nonnegative(f"layer value {h}", self.layer_of(h)) for h in count)
        else:
            h = index_apart_from(self)
            yield ForAll(Ge(self.layer_of(h), 0), (h, 1, self.pathways))
