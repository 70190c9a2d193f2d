"""What parts of a formula are worth while it is read: products, relations, lists before they are SymPy's.

SymPy evaluates what it is handed, and ``2*(x + 1)*y`` is another tree than ``(2*(x + 1))*y``: so a product is
collected whole and handed over once, and so is a sum.

Main results: `Factors`, `Chain`, `Several`, `Dots`, `relation`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp

__all__ = ["Chain", "Dots", "Factors", "Members", "Several", "relation"]

_RELATIONS = {"=": sp.Eq, "!=": sp.Ne, "<": sp.Lt, "<=": sp.Le, ">": sp.Gt, ">=": sp.Ge}


@dataclass(frozen=True)
class Factors:
    """A product.

    Attributes:
        above: its factors.
        below: what it is divided by.
        loose: why nothing may be written beside its last factor without a sign; empty if it may.
    """

    above: tuple[Any, ...]
    below: tuple[Any, ...] = ()
    loose: str = ""

    def expr(self, sign: int = 1) -> Any:
        """The product as an expression.

        Args:
            sign: 1 or -1.

        Returns:
            What SymPy makes of it.

        Example:
            >>> Factors((sp.Integer(3), sp.Symbol("x")), (sp.Integer(6),)).expr()
            x/2
        """
        factors = [*self.above, *(sp.Pow(factor, -1) for factor in self.below)]
        signs = [sp.S.NegativeOne] if sign < 0 else []
        return sp.Mul(*signs, *factors) if signs or len(factors) != 1 else factors[0]

    def times(self, other: Factors) -> Factors:
        """This product times another."""
        return Factors(self.above + other.above, self.below + other.below, other.loose)

    def over(self, other: Factors) -> Factors:
        """This product divided by another."""
        return Factors(self.above + other.below, self.below + other.above)


@dataclass(frozen=True)
class Chain:
    """Relations in a row, ``a = b <= c``: the sides, and what stands between them."""

    sides: tuple[Any, ...]
    signs: tuple[str, ...]


@dataclass(frozen=True)
class Several:
    """Things with commas between them, in brackets."""

    items: tuple[Any, ...]


@dataclass(frozen=True)
class Members:
    """A set by its members."""

    items: tuple[Any, ...]


class Dots:
    """Three dots."""


def relation(sign: str, left: Any, right: Any) -> Any:
    """A relation as it stands: SymPy does not decide it.

    Args:
        sign: one of ``= != < <= > >=``.
        left: an expression.
        right: an expression.

    Returns:
        The relation.

    Example:
        >>> relation("=", sp.Integer(1), sp.Integer(2))
        Eq(1, 2)
    """
    return _RELATIONS[sign](left, right, evaluate=False)
