"""`TargetNorm(c)` and `TargetRank(c)`: the target's largest singular value, and its rank."""

from __future__ import annotations

from typing import Any

from sympy import Eq, ImmutableMatrix, Integer, sqrt

from theory.any_minimum import AnyMinimum, ExplicitNumber, as_any_minimum
from theory.configuration import OneMode
from theory.quantities.largest_hessian_eigenvalue import largest_eigenvalue_of
from theory.quantity import Quantity

__all__ = ["TargetNorm", "TargetRank"]


class TargetNorm(Quantity):
    r"""The largest singular value ``s*_1`` of the target, which a minimum's pathways make together.

    .. math:: \max_{|u| = |v| = 1} u^T \Big(\sum_h W_{h,L_h} \cdots W_{h,1}\Big) v

    Args:
        c: an `AnyMinimum`; or an aligned minimum of one mode, then it is the sum of the shares.

    Raises:
        StatementError: `c` is neither.

    Example:
        >>> from theory.configuration import Split
        >>> TargetNorm(AnyMinimum(2, 1, (1,), (2, -3))).doit(), TargetNorm(Split(3, 1, 2)).doit()
        (6, 3)
    """

    def __new__(cls, c: Any) -> TargetNorm:
        """Check and make it."""
        one = isinstance(c, OneMode) and c.is_minimum
        return super().__new__(cls, c if one else as_any_minimum("TargetNorm", c))

    def closed_form(self) -> Any:
        """The root of the largest eigenvalue of ``M M^T``; at an aligned minimum ``sum_h sigma_h``."""
        (c,) = self.args
        if isinstance(c, OneMode):
            return c.total
        if not c.explicit:
            return ExplicitNumber("target norm", c)
        target = _target(c)
        return sqrt(largest_eigenvalue_of(ImmutableMatrix(target * target.T)))

    def meanings(self, *parameters: Any) -> tuple[Any, ...]:
        """At an aligned minimum of one mode ``sum_h sigma_h``.

        The map of such a minimum has that singular value, which is not negative, and no other but 0.

        Args:
            parameters: none.

        Returns:
            The proposition; none for an `AnyMinimum`.
        """
        (c,) = self.args
        return (Eq(self, c.total, evaluate=False),) if isinstance(c, OneMode) else ()


class TargetRank(Quantity):
    """The rank of the target; full where it is the smaller of the numbers of rows and columns.

    Args:
        c: an `AnyMinimum`.

    Raises:
        StatementError: `c` is none.

    Example:
        >>> TargetRank(AnyMinimum(2, 1, (2, 2, 1), (1, 1, 2, 3))).doit()  # 2 x 2 through a layer of width 1
        1
    """

    def __new__(cls, c: Any) -> TargetRank:
        """Check and make it."""
        return super().__new__(cls, as_any_minimum("TargetRank", c))

    def closed_form(self) -> Any:
        """By elimination."""
        (c,) = self.args
        return Integer(_target(c).rank()) if c.explicit else ExplicitNumber("target rank", c)


def _target(c: AnyMinimum) -> Any:
    total = None
    for path in c.layers():
        product = None
        for layer in path:
            matrix = ImmutableMatrix(layer)
            product = matrix if product is None else matrix * product
        total = product if total is None else total + product
    return total
