"""Terms and propositions: what the kernel understands, bound variables, equality up to renaming, replacing.

Main results: `understood`, `same`, `replaced`, `is_free_in`, `ranged`, `whole`, `conjuncts`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import partial
from typing import Any

import sympy as sp
from sympy import Equivalent, Indexed, IndexedBase, Integer, Product, Rational, Sum, Symbol
from sympy.functions.elementary.piecewise import ExprCondPair
from sympy.logic.boolalg import Boolean, BooleanAtom

from theory import AllEqual, ForAll, OneNonzero, Quantity, UniqueRoot
from theory.configuration import Configuration

from .theorem import require

ARITHMETIC = (sp.Add, sp.Mul, sp.Pow, sp.exp, sp.log, sp.Abs, sp.Max, sp.Min)
_RELATIONS = (sp.Eq, sp.Ne, sp.Lt, sp.Le, sp.Gt, sp.Ge)
_PREDICATES = (ForAll, AllEqual, OneNonzero, UniqueRoot)
_LOGIC = (sp.And, sp.Or, sp.Not, sp.Implies, Equivalent, *_PREDICATES, BooleanAtom)
_OTHERS = (Sum, Product, sp.Piecewise, ExprCondPair, sp.Tuple, Quantity, Configuration, IndexedBase)
_UNDERSTOOD = (*ARITHMETIC, *_RELATIONS, *_LOGIC, *_OTHERS, Rational, sp.NumberSymbol)
_COMMUTE = (sp.Add, sp.Mul, sp.Max, sp.Min, sp.And, sp.Or, Equivalent)

#: What can be assumed of a symbol where a rule goes through its values.
_SIGNS = ("real", "nonnegative", "positive")
_STANDARD = [Symbol("x", integer=i, **{sign: True}).assumptions0 for i in (None, True) for sign in _SIGNS]

#: Relations as they stand: SymPy shall not decide them.
eq, ge, gt, le, lt = (partial(kind, evaluate=False) for kind in (sp.Eq, sp.Ge, sp.Gt, sp.Le, sp.Lt))


def standard(symbol: Any) -> tuple[bool, Any, bool]:
    """The values of a symbol: whether integers, the least one (or None), whether that is excluded."""
    known = isinstance(symbol, Symbol) and symbol.assumptions0 in _STANDARD
    require(known, "{} is a symbol assumed real, integer, non-negative or positive, nothing else", symbol)
    integer, positive = bool(symbol.is_integer), bool(symbol.is_positive)
    return integer, Integer(integer and positive) if symbol.is_nonnegative else None, positive and not integer


def understood(*terms: Any) -> None:
    """Insist on terms that are built of what the kernel knows, with integers as indices and in ranges."""
    for term in terms:
        parts = term.args
        if isinstance(term, Symbol):
            require(term.is_real, "{} is known to be real", term)
        elif isinstance(term, Indexed):
            require(term.is_real and all(map(whole, term.indices)), "{} is a real number at an integer", term)
            parts = term.indices
        elif isinstance(term, sp.Limit):
            require(term.args[2] == sp.oo, "{} is a limit at infinity", term)
            parts = term.args[:1]
        elif isinstance(term, Sum | Product | ForAll):
            body, _, low, high = ranged(term)
            parts = (body, low, high)
        else:
            require(isinstance(term, _UNDERSTOOD), "{} ({}) is understood", term, type(term).__name__)
        understood(*(() if isinstance(term, IndexedBase) else parts))


def conjuncts(proposition: Any) -> tuple[Any, ...]:
    """The parts of a conjunction, or the proposition itself."""
    return tuple(proposition.args) if isinstance(proposition, sp.And) else (proposition,)


def sides(proposition: Any, *relations: Any) -> tuple[Any, Any]:
    """Both sides of a relation between real numbers, of one of the kinds given if there are any."""
    kinds = relations or _RELATIONS
    require(isinstance(proposition, kinds), "speaks of a relation ({})", ", ".join(k.__name__ for k in kinds))
    return proposition.lhs, proposition.rhs


def binder(term: Any) -> tuple[Any, Any, tuple[Any, ...]] | None:
    """The bound symbol, its scope, and what stands outside of that; None for a term that binds nothing."""
    if isinstance(term, Sum | Product):
        # SymPy joins nested sums; the outermost limits come last.
        *inner, limits = term.limits
        require(len(limits) == 3, "{} has an index with two ends", term)
        return limits[0], term.func(term.function, *inner) if inner else term.function, limits[1:]
    if isinstance(term, ForAll):
        return term.index, term.condition, term.bounds
    if isinstance(term, sp.Limit):
        return term.args[1], term.args[0], term.args[2:]
    return (term.args[1], term.args[0], tuple(term.args[2])) if isinstance(term, UniqueRoot) else None


def ranged(term: Any, *kinds: Any) -> tuple[Any, Any, Any, Any]:
    """``(body, index, low, high)`` of a sum, product or "for all", of integers that its index may be."""
    kinds = kinds or (Sum, Product, ForAll)
    require(isinstance(term, kinds), "{} is a {}", term, " or ".join(kind.__name__ for kind in kinds))
    index, body, (low, high) = binder(term) or (None, None, (None, None))
    integer, least, _ = standard(index)
    integral = integer and whole(low) and whole(high)
    require(integral, "{} runs through integers, {} and {} are some", index, low, high)
    known = isinstance(low, Integer | Symbol) and (low.is_positive if least == 1 else low.is_nonnegative)
    require(least is None or known, "{} is within what the assumptions of {} say", low, index)
    require(not is_free_in(index, low) and not is_free_in(index, high), "{} is not in its own range", index)
    return body, index, low, high


def is_free_in(symbol: Any, term: Any) -> bool:
    """Whether the value of the term can depend on the symbol."""
    bound = binder(term)
    if bound is None:
        return bool(term == symbol or any(is_free_in(symbol, arg) for arg in term.args))
    index, body, outside = bound
    return any(is_free_in(symbol, end) for end in outside) or (index != symbol and is_free_in(symbol, body))


def whole(term: Any) -> bool:
    """Whether it is an integer by its looks: built of integers by + and *, and natural powers."""
    if isinstance(term, Symbol | Indexed | Rational):
        return bool(term.is_integer)
    if isinstance(term, sp.Pow):
        natural = isinstance(term.exp, Integer | Symbol | Indexed) and term.exp.is_nonnegative
        return whole(term.base) and whole(term.exp) and bool(natural)
    if isinstance(term, Sum):
        return whole(term.function)
    return isinstance(term, sp.Add | sp.Mul | sp.Max | sp.Min | sp.Abs) and all(map(whole, term.args))


def canonical(term: Any, names: Mapping[Any, Any] | None = None, depth: int = 0) -> Any:
    """A value that two terms share if they differ in the names of bound symbols and in order only.

    Predicates of shares are written out, a > b is b < a; nothing is evaluated.
    """  # noqa: DOC201
    names = names or {}
    term = term.unfold() if isinstance(term, AllEqual | OneNonzero) else term
    term = term.reversed if isinstance(term, sp.Gt | sp.Ge) else term
    if term in names:
        return names[term]
    bound = binder(term)
    if bound is not None:
        index, body, outside = bound
        inside = canonical(body, {**names, index: ("bound", depth)}, depth + 1)
        ends = tuple(canonical(end, names, depth) for end in outside)
        return id(type(term)), frozenset(index.assumptions0.items()), inside, ends
    if not term.args or isinstance(term, IndexedBase):
        return "leaf", term
    parts = [canonical(arg, names, depth) for arg in term.args]
    # The class itself would not do: SymPy cannot compare a term with a class.
    return id(type(term)), frozenset(Counter(parts).items()) if isinstance(term, _COMMUTE) else tuple(parts)


def same(one: Any, other: Any) -> bool:
    """Whether two terms or propositions are the same up to the names of bound symbols."""
    return bool(one == other or canonical(one) == canonical(other))


def replaced(term: Any, old: Any, new: Any) -> Any:
    """`term` with `new` for `old` everywhere, if that captures no symbol; propositions are not evaluated."""
    bound = {found[0] for part in sp.preorder_traversal(term) if (found := binder(part))}
    captured = sorted(str(symbol) for symbol in bound if any(is_free_in(symbol, t) for t in (old, new)))
    require(not captured, "captures no variable ({} is bound there)", ", ".join(captured))
    return _replaced(term, old, new)


def _replaced(term: Any, old: Any, new: Any) -> Any:
    if term == old:
        return new
    args = () if isinstance(term, IndexedBase) else tuple(_replaced(arg, old, new) for arg in term.args)
    if not args or args == term.args:
        return term
    logical = isinstance(term, Boolean) and not isinstance(term, _PREDICATES)
    return term.func(*args, evaluate=False) if logical else term.func(*args)
