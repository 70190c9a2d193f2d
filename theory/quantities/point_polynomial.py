"""`PointPolynomial(point, x)`: the spectrum of the Hessian at an aligned point off the minimum."""

from __future__ import annotations

from typing import Any

from sympy import Integer, Product, Sum, Symbol, Tuple, prod

from theory.any_minimum import ExplicitNumber
from theory.errors import StatementError
from theory.point import as_point
from theory.quantity import Quantity

__all__ = ["PairPolynomial", "PointPolynomial"]


class PointPolynomial(Quantity):
    r"""The determinant ``det(x I - Hess)`` at an aligned depth-balanced point of one or two modes.

    For one mode, with residual ``r`` and layer values ``w_h``,

    .. math:: \prod_h (x + r w_h^{L_h-2})^{L_h-1}
              \Big(\prod_h D_h - \sum_k L_k w_k^{2L_k-2} \prod_{h \ne k} D_h\Big), \qquad
              D_h = x - (L_h - 1)\, r\, w_h^{L_h-2};

    for two the product of both and of the block of their pair (`PairPolynomial`).  Statement
    ``hessian-spectrum-off-minimum``.

    Args:
        point: an `AlignedPoint`, or `Modes` of two.
        x: a real number.

    Raises:
        StatementError: `point` is none, or has more modes.

    Example:
        >>> from theory import AlignedPoint
        >>> PointPolynomial(AlignedPoint(2, (1,), 1), 5).doit()  # eigenvalues 2 and 0
        15
    """

    def __new__(cls, point: Any, x: Any) -> PointPolynomial:
        """Check and make it."""
        point = as_point("PointPolynomial", point)
        if len(point.modes) > 2:
            remedy = "name one or two"
            raise StatementError(
                "the argument of PointPolynomial", "must have one or two modes", point, remedy
            )
        return super().__new__(cls, point, x)

    def closed_form(self) -> Any:
        """Block by block."""
        point, x = self.args
        single = [_of_one_mode(mode, x) for mode in point.modes]
        return prod(single) * (PairPolynomial(point, x).closed_form() if len(single) == 2 else 1)


class PairPolynomial(Quantity):
    r"""``det(x I - B)`` for the block ``B`` of the entries ``(1, 2)`` and ``(2, 1)`` (a defined quantity).

    With ``w_i`` the layer values and ``r_i`` the residuals of both modes, entry ``(i, j)`` of layer
    ``l`` moves
    the map by ``w_i^(L-l) w_j^(l-1)``, which gives a rank-one part for ``(1, 2)`` and one for ``(2,
    1)``; on top
    of that, within a pathway and for ``l < m``, entry ``(j, i)`` of layer ``l`` couples to ``(i, j)`` of
    layer ``m`` by
    ``r_i w_i^(L-m+l-1) w_j^(m-l-1)``.

    Args:
        point: `Modes` of two aligned points.
        x: a real number.

    Raises:
        StatementError: `point` is none, or has another number of modes.
    """

    measured = False

    def __new__(cls, point: Any, x: Any) -> PairPolynomial:
        """Check and make it."""
        point = as_point("PairPolynomial", point)
        if len(point.modes) != 2:
            remedy = "write Modes(AlignedPoint(...), AlignedPoint(...))"
            raise StatementError("the argument of PairPolynomial", "must have two modes", point, remedy)
        return super().__new__(cls, point, x)

    def closed_form(self) -> Any:
        """The determinant, computed where the numbers are known."""
        return ExplicitNumber("pair polynomial", Tuple(*self.args))


def _of_one_mode(point: Any, x: Any) -> Any:
    count, r = point.pathways, point.residual

    def factor(h: Any) -> Any:
        return x - (point.depth_of(h) - 1) * r * point.layer_of(h) ** (point.depth_of(h) - 2)

    def many(h: Any) -> Any:
        return (x + r * point.layer_of(h) ** (point.depth_of(h) - 2)) ** (point.depth_of(h) - 1)

    def squared(h: Any) -> Any:
        return point.depth_of(h) * point.layer_of(h) ** (2 * point.depth_of(h) - 2)

    if count.is_Integer:
        places = [Integer(h) for h in range(1, int(count) + 1)]
        rest = [squared(k) * prod(factor(h) for h in places if h != k) for k in places]
        return prod(many(h) for h in places) * (prod(factor(h) for h in places) - sum(rest, Integer(0)))
    h, k = Symbol("h", integer=True), Symbol("k_", integer=True, positive=True)
    others = Product(factor(h), (h, 1, k - 1)) * Product(factor(h), (h, k + 1, count))
    secular = Product(factor(h), (h, 1, count)) - Sum(squared(k) * others, (k, 1, count))
    return Product(many(h), (h, 1, count)) * secular
