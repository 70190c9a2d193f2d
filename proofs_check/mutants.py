"""Mutants of a claim: each wrong in one place, by operators fixed before anything is scored.

| operator | what it changes |
|---|---|
| exponent | one exponent by +1 or -1 |
| coefficient | one number by +1 or -1; a term without one is doubled |
| sign | the sign of one summand, or of one side |
| swap | two symbols of one kind, within one side |
| strictness | ``>=`` and ``>``, ``<=`` and ``<`` |
| extremum | ``Max`` and ``Min`` |
| drop | one factor or one summand |

Quantities and configurations are left alone: they are what the claim is about.  So are the ends of sums and
the conditions of `Piecewise`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import sympy
from sympy.core.relational import Relational

from theory import Configuration, Quantity
from theory.predicates import Proposition

__all__ = ["Mutant", "mutants"]

_STRICTNESS = {sympy.Ge: sympy.Gt, sympy.Gt: sympy.Ge, sympy.Le: sympy.Lt, sympy.Lt: sympy.Le}
_OPAQUE = (Quantity, Configuration, sympy.Tuple, sympy.Indexed, sympy.IndexedBase)


@dataclass(frozen=True)
class Mutant:
    """A claim that is wrong, or at least different, in one place.

    Attributes:
        operator: which operator made it.
        place: what was changed into what, in words.
        claim: the mutated claim.
    """

    operator: str
    place: str
    claim: Any


def mutants(claim: Any) -> list[Mutant]:
    """All mutants of a claim, each different claim once, in a fixed order.

    Args:
        claim: a SymPy proposition.

    Returns:
        The mutants; mutations that SymPy turns back into the claim itself are not among them.

    Example:
        >>> x = sympy.Symbol("x", positive=True)
        >>> [m.place for m in mutants(sympy.Ge(x**2, 1))][:3]
        ['>= becomes >', 'x**2 becomes x**3', 'x**2 becomes x']
    """
    found: dict[Any, Mutant] = {}
    for operator, place, mutated in _of_proposition(claim):
        if mutated != claim and mutated not in found:
            found[mutated] = Mutant(operator, place, mutated)
    return list(found.values())


_Change = tuple[str, str, Any]


def _of_proposition(claim: Any) -> Iterator[_Change]:
    if isinstance(claim, Relational):
        yield from _of_relation(claim)
    elif not isinstance(claim, Proposition):
        for k, part in enumerate(claim.args):
            for operator, place, mutated in _of_proposition(part):
                yield operator, place, claim.func(*claim.args[:k], mutated, *claim.args[k + 1 :])


def _of_relation(relation: Any) -> Iterator[_Change]:
    # Unevaluated: asking SymPy whether sides of this size compare costs more than deciding a mutant.
    other = _STRICTNESS.get(type(relation))
    left, right = relation.args
    if other is not None:
        yield "strictness", f"{relation.rel_op} becomes {other.rel_op}", other(left, right, evaluate=False)
    for k, side in enumerate((left, right)):
        for operator, place, mutated in (*_of_expression(side), *_whole(side)):
            sides = (mutated, right) if k == 0 else (left, mutated)
            yield operator, place, relation.func(*sides, evaluate=False)


def _whole(side: Any) -> Iterator[_Change]:
    """Mutations of a side as a whole."""
    if side != 0:
        yield "sign", f"{_show(side)} changes sign", -side
        if not side.is_Add and not side.is_number and side.as_coeff_Mul()[0] == 1:
            yield "coefficient", f"{_show(side)} is doubled", 2 * side
    symbols = sorted((s for s in side.free_symbols if isinstance(s, sympy.Symbol)), key=lambda s: s.name)
    bases = {str(base.label) for base in side.atoms(sympy.IndexedBase)}
    for a, b in combinations([s for s in symbols if s.name not in bases], 2):
        if bool(a.is_integer) == bool(b.is_integer):
            yield "swap", f"{a} and {b} swap in {_show(side)}", _swapped(side, a, b)


def _swapped(expr: Any, a: Any, b: Any) -> Any:
    if isinstance(expr, Quantity | Configuration):
        return expr
    if expr in (a, b):
        return b if expr == a else a
    if isinstance(expr, sympy.Sum | sympy.Product):
        return expr.func(_swapped(expr.function, a, b), *expr.limits)
    return expr.func(*(_swapped(arg, a, b) for arg in expr.args)) if expr.args else expr


def _of_expression(expr: Any) -> Iterator[_Change]:
    if isinstance(expr, _OPAQUE):
        return
    yield from _here(expr)
    for k, arg in enumerate(expr.args):
        if isinstance(expr, sympy.Sum | sympy.Product | sympy.Limit) and k > 0:
            break
        inner: Iterator[_Change]
        if isinstance(arg, sympy.functions.elementary.piecewise.ExprCondPair):
            inner = ((o, p, (m, arg.cond)) for o, p, m in _of_expression(arg.expr))
        else:
            inner = _of_expression(arg)
        for operator, place, mutated in inner:
            yield operator, place, _rebuilt(expr, (*expr.args[:k], mutated, *expr.args[k + 1 :]))


def _rebuilt(expr: Any, args: tuple[Any, ...]) -> Any:
    """The same operation on other arguments; products and powers of long sums are left as they are."""
    # SymPy would ask for the sign of every factor, which takes longer than deciding the mutant.
    long = any(isinstance(arg, sympy.Basic) and arg.has(sympy.Sum, sympy.Product) for arg in args)
    return expr.func(*args, evaluate=False) if long and (expr.is_Mul or expr.is_Pow) else expr.func(*args)


def _here(expr: Any) -> Iterator[_Change]:
    """Mutations at the top of an expression."""
    if expr.is_Rational and expr != -1:
        for step in (1, -1):
            yield "coefficient", f"{expr} becomes {expr + step}", expr + step
    if expr.is_Pow:
        for step in (1, -1):
            changed = expr.base ** (expr.exp + step)
            yield "exponent", f"{_show(expr)} becomes {_show(changed)}", changed
    if isinstance(expr, sympy.Max | sympy.Min):
        other = sympy.Min if isinstance(expr, sympy.Max) else sympy.Max
        yield "extremum", f"{type(expr).__name__} becomes {other.__name__}", other(*expr.args)
    if expr.is_Add or expr.is_Mul:
        for k, arg in enumerate(expr.args):
            if arg == -1:
                continue
            rest = expr.func(*expr.args[:k], *expr.args[k + 1 :])
            yield "drop", f"{_show(arg)} is dropped from {_show(expr)}", rest
            if expr.is_Add:
                yield "sign", f"{_show(arg)} changes sign in {_show(expr)}", rest - arg
                if not arg.is_number and arg.as_coeff_Mul()[0] == 1:
                    yield "coefficient", f"{_show(arg)} is doubled in {_show(expr)}", rest + 2 * arg


def _show(expr: Any) -> str:
    text = " ".join(str(expr).split())
    return text if len(text) <= 60 else text[:57] + "..."
