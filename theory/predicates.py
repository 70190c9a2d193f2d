"""What relations alone cannot say: bounded "for all", equal shares, one share, a unique root.

* `ForAll(condition, (h, low, high))`: the condition holds for every integer ``low <= h <= high``.
* `AllEqual(sigma, H)`: all of ``sigma[1..H]`` are equal.
* `OneNonzero(sigma, H)`: at most one of the non-negative ``sigma[1..H]`` differs from 0.
* `UniqueRoot(f, x, (lo, hi))`: ``f`` has exactly one zero in the open interval.

Limits need no predicate: ``Eq(Limit(f, x, x0), c)``.  "Equality exactly when" is
``Equivalent(Eq(lhs, rhs), AllEqual(sigma, H))``.
"""

from __future__ import annotations

from typing import Any

from sympy import Eq, Indexed, IndexedBase, Or, Sum, Symbol, Tuple, sympify
from sympy.core.basic import Basic
from sympy.logic.boolalg import Boolean

from theory.errors import StatementError
from theory.naming import index_apart_from

__all__ = ["AllEqual", "ForAll", "OneNonzero", "Proposition", "UniqueRoot"]


class Proposition(Boolean):
    """A proposition that SymPy's relations cannot express."""

    def _eval_subs(self, old: Any, new: Any) -> Any:
        # A bound symbol is not replaced; None: go on with the arguments.
        return self if old in getattr(self, "bound_symbols", ()) else None


class ForAll(Proposition):
    """``condition`` holds for every integer ``h`` from ``low`` to ``high`` (empty range: true)."""

    def __new__(cls, condition: Any, limits: Any) -> ForAll:
        """Check and make it."""
        if not isinstance(limits, tuple | Tuple) or len(limits) != 3 or not isinstance(limits[0], Symbol):
            raise StatementError(
                "ForAll", "needs limits (index, low, high)", limits, "write ForAll(condition, (h, 1, H))"
            )
        condition = sympify(condition)
        if not isinstance(condition, Boolean):
            raise StatementError(
                "the condition of ForAll", "must be a relation", condition, "use Eq, Ge, Implies, ..."
            )
        return Basic.__new__(cls, condition, Tuple(*limits))

    @property
    def condition(self) -> Any:
        """The condition, containing `index`."""
        return self.args[0]

    @property
    def index(self) -> Symbol:
        """The bound symbol."""
        return self.args[1][0]

    @property
    def bounds(self) -> tuple[Any, Any]:
        """The least and the greatest value of `index`."""
        return self.args[1][1], self.args[1][2]

    @property
    def bound_symbols(self) -> list[Symbol]:
        """The index (SymPy's name for it, so that substitution leaves it alone)."""
        return [self.index]

    @property
    def free_symbols(self) -> set[Any]:
        """All symbols but the index."""
        inside = {s for s in self.condition.free_symbols if not _mentions(s, self.index)}
        return inside | self.bounds[0].free_symbols | self.bounds[1].free_symbols


class _OfShares(Proposition):
    """A predicate of the family ``sigma[1..H]``."""

    def __new__(cls, sigma: Any, H: Any) -> _OfShares:
        if not isinstance(sigma, IndexedBase):
            raise StatementError(
                cls.__name__, "needs an IndexedBase and a number", sigma, f"write {cls.__name__}(sigma, H)"
            )
        return Basic.__new__(cls, sigma, sympify(H))

    def unfold(self) -> ForAll:
        """The same proposition as a `ForAll`."""
        raise NotImplementedError


class AllEqual(_OfShares):
    """``sigma[1] = ... = sigma[H]``."""

    def unfold(self) -> ForAll:
        """``sigma[h] = sigma[1]`` for every ``h``."""
        sigma, H = self.args
        h = index_apart_from(self)
        return ForAll(Eq(sigma[h], sigma[1]), (h, 1, H))


class OneNonzero(_OfShares):
    """At most one of ``sigma[1], ..., sigma[H] >= 0`` is not 0 (a single-path split)."""

    def unfold(self) -> ForAll:
        """Every share is 0 or the whole sum."""
        sigma, H = self.args
        h = index_apart_from(self)
        k = Symbol(f"{h.name}_", integer=True, positive=True)
        return ForAll(Or(Eq(sigma[h], 0), Eq(sigma[h], Sum(sigma[k], (k, 1, H)))), (h, 1, H))


class UniqueRoot(Proposition):
    """``f``, continuous on ``[lo, hi]``, has exactly one zero ``x`` with ``lo < x < hi``."""

    def __new__(cls, f: Any, x: Any, interval: Any) -> UniqueRoot:
        """Check and make it."""
        if not isinstance(x, Symbol):
            raise StatementError(
                "UniqueRoot", "needs the unknown as a symbol", x, "write UniqueRoot(f, x, (lo, hi))"
            )
        if not isinstance(interval, tuple | Tuple) or len(interval) != 2:
            raise StatementError(
                "UniqueRoot", "needs an interval (lo, hi)", interval, "write UniqueRoot(f, x, (lo, hi))"
            )
        return Basic.__new__(cls, sympify(f), x, Tuple(*interval))

    @property
    def bound_symbols(self) -> list[Symbol]:
        """The unknown."""
        return [self.args[1]]

    @property
    def free_symbols(self) -> set[Any]:
        """All symbols but the unknown."""
        return (self.args[0].free_symbols - {self.args[1]}) | self.args[2].free_symbols


def _mentions(symbol: Basic, index: Symbol) -> bool:
    return symbol == index or (isinstance(symbol, Indexed) and index in symbol.free_symbols)
