"""`FlowLimit(point, h)`: the layer value of a pathway where gradient flow ends."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sympy import Add, Eq, Gt, Lambda, Max, Piecewise, Sum, Symbol, exp, symbols, sympify, true
from sympy.logic.boolalg import Boolean

from theory.arguments import must_fit
from theory.errors import StatementError
from theory.implicit_root import ImplicitRoot
from theory.inference import Inference
from theory.naming import index_apart_from
from theory.predicates import ForAll
from theory.quantities.box_cox import BoxCox
from theory.quantities.flow_rate import FlowRate
from theory.quantities.layer_gradient import LayerGradient
from theory.quantity import Quantity

__all__ = ["FlowLimit"]


class FlowLimit(Quantity):
    r"""The layer value of pathway ``h`` in the limit of gradient flow from ``a`` times the point's values.

    It is ``a w_h e^z``, where ``z`` is the only root of

    .. math:: \sum_k v_k(z)^{L_k} = s, \qquad \Phi_k(v_k(z)) - \Phi_k(a w_k) = \Phi_h(a w_h e^z) - \Phi_h(a
    w_h),

    with ``Phi_k(v) = v^(2 - L_k)/(2 - L_k)``, and ``log v`` where ``L_k = 2``.  The sum increases from 0 to
    infinity with ``z``: every ``Phi_k`` increases.  One pathway alone carries the target: ``s^(1/L_1)``.
    Statement ``flow-final-split``; for the flow itself see `meanings`.

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
        """``a w_h e^z`` at the root of the equation; with one pathway ``s^(1/L)``."""
        point, h, a = self.args
        own = point.depth_of(h), a * point.layer_of(h)
        if point.indexed:
            k = index_apart_from(self)
            rows = [(point.depth_of(k), a * point.layer_of(k)), (k, 1, point.pathways)]
        else:
            places = range(1, int(point.pathways) + 1)
            rows = [(point.depth_of(k), a * point.layer_of(k)) for k in places]
        alone = point.target ** (1 / point.depth_of(h))
        if point.pathways == 1:
            return alone
        found = ImplicitRoot(*_equation(), own, rows, point.target)
        return (
            found if point.pathways.is_Integer else Piecewise((alone, Eq(point.pathways, 1)), (found, True))
        )

    def meanings(self, *parameters: Any) -> tuple[Any, ...]:
        """Positive; and on the target: ``sum_k FlowLimit(p, k, a)^(L_k) = s``.

        At an aligned depth-balanced point gradient flow moves every layer of pathway ``h`` by
        ``dw_h/dt = -w_h^(L_h-1) r``, ``r = sum_k w_k^(L_k) - s`` (`LayerGradient.meanings`).  What follows
        for a start with all ``w_h > 0``, ``L_h >= 2``, ``s > 0``:

        * The right side is a polynomial: solutions are unique (E. Coddington, N. Levinson, Theory of
          Ordinary Differential Equations, theorem 2.2 of chapter 1).  ``w_h = 0`` is a solution of its
          equation, so ``w_h > 0`` for ever.
        * ``dr/dt = -r sum_h L_h w_h^(2 L_h-2)``, so ``r`` keeps its sign, and all ``w_h`` rise (``r < 0``,
          and then ``w_h^(L_h) < s``) or all fall (``r > 0``, and then the sum stays above ``s``); or nothing
          moves.  Bounded monotone functions converge, and the limit is a zero of the right side.
        * If all rise, the limits are positive, so ``r = 0`` there.  If all fall, ``sum_h w_h^(L_h) >= s > 0``
          in the limit, so some limit is positive and again ``r = 0``; then ``sum_h L_h w_h^(2 L_h-2)`` stays
          above a positive number and ``r`` falls exponentially; as ``|d log w_h/dt| = r w_h^(L_h-2)`` has a
          finite integral, every limit is positive.

        Args:
            parameters: the index of the sum, an integer symbol; or none.

        Returns:
            The propositions.
        """
        point: Any
        point, _, a = self.args
        if point.indexed:
            k = parameters[0] if parameters else index_apart_from(point, a)
            fits = isinstance(k, Symbol) and k.is_integer and not {k} & (point.free_symbols | a.free_symbols)
            must_fit("meanings()", k, fits, "must be an index of its own", "name another one")
            total = Sum(FlowLimit(point, k, a) ** point.depth_of(k), (k, 1, point.pathways))
        else:
            places = range(1, int(point.pathways) + 1)
            total = Add(*(FlowLimit(point, k, a) ** point.depth_of(k) for k in places))
        return (Gt(self, 0, evaluate=False), Eq(total, point.target, evaluate=False))

    def inferences(self, *parameters: Any) -> tuple[Inference, ...]:
        """``BoxCox(q, .) - BoxCox(r, .)`` of the limits of ``h`` and ``k`` is that of the start.

        That is if ``FlowRate(p, h, q) = FlowRate(p, k, r)`` at all positive layer values, and so all along
        the flow (`meanings`): a function whose derivative is 0 is constant, and continuous in the limit.
        Source: W. Rudin, Principles of Mathematical Analysis, theorem 5.11.

        Args:
            parameters: ``k``, ``q`` and ``r``; no exponent, pathway, depth, target or scale depends on the
                layer values, which are an indexed family or symbols unlike each other.

        Returns:
            The inference.
        """
        point: Any
        k, q, r = parameters
        point, h, a = self.args
        other = type(self)(point, k, a)
        rates = FlowRate(point, h, q), FlowRate(point, k, r)
        ends, starts = (self, other), (a * point.layer_of(h), a * point.layer_of(k))
        gaps = (BoxCox(q, one) - BoxCox(r, two) for one, two in (ends, starts))
        values = [point.args[1]] if point.indexed else list(point.args[1])
        fixed = (point.args[0], point.target, h, k, q, r, a)
        names = ((v, (*fixed, *values[:n], *values[n + 1 :])) for n, v in enumerate(values))
        along = (*rates[0].hypotheses, *rates[1].hypotheses)
        needed = (*self.hypotheses, *other.hypotheses)
        premise = Eq(*rates, evaluate=False)
        return (Inference(Eq(*gaps, evaluate=False), ((premise, along),), tuple(names), needed),)


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
