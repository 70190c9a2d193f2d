"""`ResidualEntry(point, i, j)`: how far the end-to-end map is from its target, entry by entry."""

from __future__ import annotations

from typing import Any

from sympy import Eq, Ge, Implies, Integer, Le, Ne, Piecewise, sympify, true
from sympy.logic.boolalg import Boolean

from theory.aligned_layers import AlignedLayers
from theory.arguments import must_fit
from theory.errors import StatementError
from theory.quantity import Quantity

__all__ = ["ResidualEntry", "as_layers", "within"]


class ResidualEntry(Quantity):
    r"""The entry ``(i, j)`` of ``U^T (M - M*) V``, in the singular bases of the target.

    .. math:: \delta_{ij} \Big(\sum_h \prod_l s_{hi}^{(l)} - s^*_i\Big)

    Statement ``mode-decoupling``.

    Args:
        point: an `AlignedLayers`.
        i: a mode, counted from 1, any integer expression.
        j: a mode.

    Raises:
        StatementError: `point` is something else, or a mode is no integer of at least 1.

    Example:
        >>> from theory.notation import H, L, d, t, v
        >>> ResidualEntry(AlignedLayers(L, v, H, d, t), 1, 2).doit()
        0
    """

    def __new__(cls, point: Any, i: Any, j: Any) -> ResidualEntry:
        """Check and make it."""
        as_layers("ResidualEntry", point)
        return super().__new__(cls, point, *(_counted(name, n) for name, n in (("i", i), ("j", j))))

    @property
    def hypotheses(self) -> tuple[Boolean, ...]:
        """Those of the point, and that it has these modes."""
        point: Any
        point, i, j = self.args
        return (*super().hypotheses, *within((i, point.number_of_modes), (j, point.number_of_modes)))

    def closed_form(self) -> Any:
        """``r_i`` on the diagonal, 0 elsewhere."""
        point: Any
        point, i, j = self.args
        return on_the_diagonal(point.residual(i, j), i, j)

    def meanings(self, *parameters: Any) -> tuple[Any, ...]:
        """``sum_h prod_l s_hi^(l) - t_i`` where ``i = j``; where ``i != j`` it is 0.

        At an aligned point the inner orthogonal factors cancel in every product of neighbouring layers, so
        ``U^T M V`` is the sum over pathways of products of diagonal matrices; and ``U^T M* V`` is the
        diagonal matrix of the targets.

        Args:
            parameters: none.

        Returns:
            The proposition for these modes.
        """
        point: Any
        point, i, j = self.args
        if i == j:
            return (Eq(self, point.residual(i), evaluate=False),)
        return (Implies(Ne(i, j, evaluate=False), Eq(self, 0, evaluate=False)),)


def on_the_diagonal(value: Any, i: Any, j: Any) -> Any:
    """``value`` if ``i = j``, and otherwise 0.

    Args:
        value: an expression.
        i: an index.
        j: an index.

    Returns:
        The value, 0, or a `Piecewise`.

    Example:
        >>> on_the_diagonal(Integer(3), Integer(1), Integer(2))
        0
    """
    return value if i == j else Piecewise((value, Eq(i, j)), (Integer(0), True))


def as_layers(quantity: str, given: Any) -> Any:
    """Insist on an `AlignedLayers` as the argument of a quantity.

    Args:
        quantity: the name of the quantity, for the message.
        given: what the user passed.

    Returns:
        `given`.

    """
    remedy = "write AlignedLayers(L, v, H, d, t)"
    return must_fit(quantity, given, isinstance(given, AlignedLayers), "must be an AlignedLayers", remedy)


def _counted(name: str, n: Any) -> Any:
    index: Any = None if isinstance(n, bool) else sympify(n)
    if index is None or not index.is_integer or (index - 1).is_negative:
        raise StatementError(f"the index {name}", "must be an integer of at least 1", n, "count from 1")
    return index


def within(*indices: tuple[Any, Any]) -> tuple[Boolean, ...]:
    """That every index lies between 1 and its bound, as far as it is not plain.

    Args:
        indices: pairs of an index and its bound.

    Returns:
        Relations.

    Example:
        >>> within((Integer(1), Integer(3)))
        ()
    """
    relations = (relation for n, most in indices for relation in (Ge(n, 1), Le(n, most)))
    return tuple(relation for relation in relations if relation != true)
