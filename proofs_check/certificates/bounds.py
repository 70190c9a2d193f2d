"""Claims about shares of one mode, brought down to the bounds that certificates establish.

With ``S = sum_h s_h > 0`` and ``P = sum_h s_h^e``, ``e > 1``, certificates know two bounds: *mean*,
``P >= H^(1-e) S^e`` with equality where all shares are equal, and *whole*, ``P <= S^e`` with equality where
at most one share is not 0.  A claim at one depth is walked: each relation compares two products of powers of
positive numbers, and the ratio of the sides has to be 1, or a power of the ratio of the sides of a bound.

Main result: `bounds_used`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import sympy
from sympy.core.relational import Relational
from sympy.logic.boolalg import BooleanAtom

from proofs_check.domain import conjuncts
from theory import AllEqual, OneNonzero

__all__ = ["bounds_used", "nodes"]

#: Numbers above this one are not taken apart into primes, which could take for ever.
LARGEST = 2**64

_HOLDS: dict[Any, frozenset[int]] = {
    sympy.Eq: frozenset({0}),
    sympy.Ne: frozenset({-1, 1}),
    sympy.Gt: frozenset({1}),
    sympy.Ge: frozenset({0, 1}),
    sympy.Lt: frozenset({-1}),
    sympy.Le: frozenset({-1, 0}),
}


class Other(Exception):  # noqa: N818 - nothing is wrong with the claim
    """A claim of another kind."""


@dataclass(frozen=True)
class PowerSum:
    """``sum_h s_h^exponent`` over a family of `count` shares."""

    names: tuple[str, ...]
    count: Any
    exponent: Fraction


@dataclass
class _Walk:
    """One walk over a claim at one depth: families whose sum is positive, and the bounds used so far."""

    families: frozenset[Any]
    bounds: set[tuple[str, Fraction]] = field(default_factory=set)

    def holds(self, claim: Any) -> bool:
        """Whether the claim follows from bounds, which are noted."""
        return all(self._truth(part) is True for part in conjuncts(claim))

    def _truth(self, part: Any) -> Any:
        """True, False, or the condition under which a part of the claim holds."""
        if isinstance(part, BooleanAtom):
            return bool(part)
        if isinstance(part, sympy.Equivalent) and len(part.args) == 2:
            known, other = sorted(part.args, key=lambda p: not self._compares(p))
            return self._truth(known) == self._condition(other)
        if not isinstance(part, Relational):
            raise Other
        sign, equal = self._against_one(_ratio(self.product(part.lhs), self.product(part.rhs)))
        below, at = sign in _HOLDS[type(part)], 0 in _HOLDS[type(part)]
        if sign == 0 or below == at:
            return at
        return equal if at else ("not", equal)

    def _compares(self, part: Any) -> bool:
        return isinstance(part, Relational) and any(isinstance(a, sympy.Sum | sympy.Add) for a in nodes(part))

    def _condition(self, condition: Any) -> Any:
        """A condition in the form in which the bounds name theirs."""
        if isinstance(condition, AllEqual | OneNonzero):
            base, count = condition.args
            return (type(condition).__name__, (str(base),), count)
        if isinstance(condition, BooleanAtom):
            return bool(condition)
        if isinstance(condition, sympy.Eq) and all(side.is_Symbol for side in condition.args):
            return ("AllEqual", tuple(sorted(map(str, condition.args))), sympy.Integer(2))
        raise Other

    def _against_one(self, ratio: dict[Any, Fraction]) -> tuple[int, Any]:
        """On which side of 1 a product of powers lies, and where it is 1."""
        if not ratio:
            return 0, True
        sums = sorted((a for a in ratio if isinstance(a, PowerSum)), key=lambda a: a.exponent)
        if len(sums) != 2:
            raise Other
        total, powers = sums
        e, k = powers.exponent, ratio[powers]
        alike = (total.names, total.count) == (powers.names, powers.count)
        if not alike or not total.exponent == 1 < e or ratio[total] != -e * k:
            raise Other
        rest = {atom: r / k for atom, r in ratio.items() if atom not in sums}
        count = {p: r * (e - 1) for p, r in self.product(powers.count).items()}
        if rest not in ({}, count):
            raise Other
        # A family of one share is its own mean: what then holds is the equality of both bounds.
        bound, name, sign = ("mean", "AllEqual", 1) if rest else ("whole", "OneNonzero", -1)
        self.bounds.add((bound, e))
        return (sign if k > 0 else -sign), (name, powers.names, powers.count)

    def product(self, expr: Any) -> dict[Any, Fraction]:
        """``prod atom^r`` as ``{atom: r}``; atoms are primes, positive symbols, power sums: all positive."""
        if expr.is_Rational and expr > 0 and max(expr.p, expr.q) < LARGEST:
            return {int(p): Fraction(int(k)) for p, k in sympy.factorrat(expr).items()}
        if expr.is_Symbol and expr.is_positive:
            return {expr: Fraction(1)}
        if expr.is_Mul:
            return _collected((atom, r) for part in expr.args for atom, r in self.product(part).items())
        if expr.is_Pow and expr.exp.is_Rational:
            n = Fraction(int(expr.exp.p), int(expr.exp.q))
            return {atom: r * n for atom, r in self.product(expr.base).items()}
        if isinstance(expr, sympy.Sum) and len(expr.limits) == 1:
            return self._sum(expr)
        if expr.is_Add:
            return self._explicit_sum(expr)
        raise Other

    def _sum(self, expr: Any) -> dict[Any, Fraction]:
        index, first, last = expr.limits[0]
        shares = [a for a in expr.function.atoms(sympy.Indexed) if a.indices == (index,)]
        if first != 1 or len(shares) != 1 or (shares[0].base, last) not in self.families:
            raise Other
        stand_in = sympy.Dummy(positive=True)
        body = self.product(expr.function.xreplace({shares[0]: stand_in}))
        exponent = body.pop(stand_in, Fraction(0))
        if exponent <= 0 or any(getattr(atom, "name", None) == index.name for atom in body):
            raise Other
        return {**body, PowerSum((str(shares[0].base),), last, exponent): Fraction(1)}

    def _explicit_sum(self, expr: Any) -> dict[Any, Fraction]:
        """``c a^e + c b^e + ...`` over different positive symbols."""
        parts = [self.product(term) for term in expr.args]
        own = [
            [a for a in part if isinstance(a, sympy.Symbol) and sum(a in p for p in parts) == 1]
            for part in parts
        ]
        if any(len(symbols) != 1 for symbols in own):
            raise Other
        exponents = {part.pop(symbol) for part, (symbol,) in zip(parts, own, strict=True)}
        if len(exponents) != 1 or min(exponents) <= 0 or any(part != parts[0] for part in parts):
            raise Other
        names = tuple(sorted(symbol.name for (symbol,) in own))
        return {**parts[0], PowerSum(names, sympy.Integer(len(parts)), exponents.pop()): Fraction(1)}


def bounds_used(claim: Any, families: Iterable[Any]) -> frozenset[tuple[str, Fraction]] | None:
    """The bounds from which a claim follows.

    Args:
        claim: without quantities, at one depth.
        families: ``(base, H)`` for each family of shares ``base[1..H] >= 0`` whose sum is positive.

    Returns:
        Pairs of a bound's name and its exponent, or None if the claim is of another kind.

    Example:
        >>> a, b = sympy.symbols("a b", positive=True)
        >>> bounds_used(a**2 + b**2 >= (a + b)**2 / 2, ())
        frozenset({('mean', Fraction(2, 1))})
    """
    walk = _Walk(frozenset(families))
    try:
        return frozenset(walk.bounds) if walk.holds(claim) else None
    except Other:
        return None


def nodes(expr: Any) -> list[Any]:
    """All subexpressions of an expression or proposition that are numbers.

    Args:
        expr: a SymPy object.

    Returns:
        Them, the outermost first.
    """
    return [node for node in sympy.preorder_traversal(expr) if isinstance(node, sympy.Expr)]


def _ratio(left: dict[Any, Fraction], right: dict[Any, Fraction]) -> dict[Any, Fraction]:
    return _collected([*left.items(), *((atom, -r) for atom, r in right.items())])


def _collected(powers: Iterable[tuple[Any, Fraction]]) -> dict[Any, Fraction]:
    total: dict[Any, Fraction] = {}
    for atom, r in powers:
        total[atom] = total.get(atom, Fraction(0)) + r
    return {atom: r for atom, r in total.items() if r}
