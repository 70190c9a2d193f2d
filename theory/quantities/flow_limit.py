"""`FlowLimit(point, h)`: the layer value of a pathway where gradient flow ends."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sympy import Eq, Gt, Lambda, Max, Piecewise, exp, symbols, sympify, true
from sympy.logic.boolalg import Boolean

from theory.errors import StatementError
from theory.implicit_root import ImplicitRoot
from theory.naming import index_apart_from
from theory.predicates import ForAll
from theory.quantities.layer_gradient import LayerGradient
from theory.quantity import Quantity

__all__ = ["FlowLimit"]


class FlowLimit(Quantity):
    r"""The layer value of pathway ``h`` in the limit of gradient flow from ``a`` times the point's values.

    It is ``a w_h e^z``, where ``z`` is the only root of

    .. math:: \sum_k v_k(z)^{L_k} = s, \qquad \Phi_k(v_k(z)) - \Phi_k(a w_k) = \Phi_h(a w_h e^z) - \Phi_h(a
    w_h),

    with ``Phi_k(v) = v^(2 - L_k)/(2 - L_k)``, and ``log v`` where ``L_k = 2``.  The sum increases from 0 to
    infinity with ``z``: every ``Phi_k`` increases.  Statement ``flow-final-split``; for the flow itself see
    `proofs_check.kernel.flow`.

    Args:
        point: an `AlignedPoint` with positive layer values.
        h: a pathway, counted from 1.
        a: a scale of the start, positive; 1 if not given.

    Raises:
        StatementError: as for `LayerGradient`, or `a` is not known to be real.

    Example:
        >>> from sympy import Rational
        >>> from theory import AlignedPoint
        >>> FlowLimit(AlignedPoint(2, (1, 1), 8), 1, Rational(1, 10))
        FlowLimit(AlignedPoint(2, (1, 1), 8), 1, 1/10)
    """

    costly = True

    def __new__(cls, point: Any, h: Any, a: Any = 1) -> FlowLimit:
        """Check and make it."""
        gradient, scale = LayerGradient(point, h), sympify(a)
        if not scale.is_real:
            raise StatementError("the scale a", "must be known to be real", a, "declare it positive=True")
        return super().__new__(cls, *gradient.args, scale)

    @property
    def hypotheses(self) -> tuple[Boolean, ...]:
        """Those of `LayerGradient`, all layer values ``> 0``, and ``a > 0``."""
        point, h, a = self.args
        if point.indexed:
            k = index_apart_from(self)
            positive = Gt(point.layer_of(k), 0)
            rules = [] if positive == true else [ForAll(positive, (k, 1, point.pathways))]
        else:
            rules = [Gt(point.layer_of(k), 0) for k in range(1, int(point.pathways) + 1)]
        found = (*LayerGradient(point, h).hypotheses, *rules, Gt(a, 0))
        return tuple(rule for rule in found if rule != true)

    def closed_form(self) -> Any:
        """``a w_h e^z`` at the root of the equation."""
        point, h, a = self.args
        own = point.depth_of(h), a * point.layer_of(h)
        if point.indexed:
            k = index_apart_from(self)
            rows = [(point.depth_of(k), a * point.layer_of(k)), (k, 1, point.pathways)]
        else:
            places = range(1, int(point.pathways) + 1)
            rows = [(point.depth_of(k), a * point.layer_of(k)) for k in places]
        return ImplicitRoot(*_equation(), own, rows, point.target)


@lru_cache(maxsize=1)
def _equation() -> tuple[Any, Any, Any]:
    """The end of pathway ``h`` after a growth by ``e^z``, what every potential gained, and shares then."""
    z, gained = symbols("z G", real=True)
    (own, depth), (start, value) = (
        symbols("L_h L_k", integer=True, positive=True),
        symbols("w_h w_k", positive=True),
    )
    # Phi_h(start e^z) - Phi_h(start).
    gain = Piecewise((z, Eq(own, 2)), (start ** (2 - own) * (1 - exp((2 - own) * z)) / (own - 2), True))
    deeper = Max(0, value ** (2 - depth) - (depth - 2) * gained) ** (-depth / (depth - 2))
    share = Piecewise((value**2 * exp(2 * gained), Eq(depth, 2)), (deeper, True))
    here = (z, own, start)
    return Lambda(here, start * exp(z)), Lambda(here, gain), Lambda((gained, depth, value), share)
