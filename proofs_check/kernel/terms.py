"""Terms and propositions: what the kernel understands, bound variables, equality up to renaming, replacing.

Main results: `understood`, `same`, `replaced`, `is_free_in`, `whole`, `conjuncts`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from sympy import (
    Abs,
    Add,
    And,
    Eq,
    Equivalent,
    Ge,
    Gt,
    Implies,
    Indexed,
    IndexedBase,
    Integer,
    Le,
    Limit,
    Lt,
    Max,
    Min,
    Mul,
    Ne,
    Not,
    NumberSymbol,
    Or,
    Piecewise,
    Pow,
    Product,
    Rational,
    Sum,
    Symbol,
    Tuple,
    exp,
    log,
    oo,
    preorder_traversal,
)
from sympy.functions.elementary.piecewise import ExprCondPair
from sympy.logic.boolalg import Boolean, BooleanAtom

from proofs_check.kernel.theorem import require
from theory import AllEqual, ForAll, OneNonzero, Quantity, UniqueRoot
from theory.configuration import Configuration

__all__ = [
    "ARITHMETIC",
    "binder",
    "canonical",
    "conjuncts",
    "is_equivalence",
    "is_free_in",
    "ranged",
    "replaced",
    "same",
    "sides",
    "standard",
    "understood",
    "whole",
]

ARITHMETIC = (Add, Mul, Pow, exp, log, Abs, Max, Min)
_RELATIONS = (Eq, Ne, Lt, Le, Gt, Ge)
_CONNECTIVES = (And, Or, Not, Implies, Equivalent)
_PREDICATES = (ForAll, AllEqual, OneNonzero, UniqueRoot)
_LEAVES = (Rational, NumberSymbol, BooleanAtom, IndexedBase)
_OTHERS = (Sum, Product, Piecewise, ExprCondPair, Tuple, Quantity, Configuration)
_UNDERSTOOD = ARITHMETIC + _RELATIONS + _CONNECTIVES + _PREDICATES + _LEAVES + _OTHERS
_COMMUTE = (Add, Mul, Max, Min, And, Or, Equivalent)

#: What a symbol can be assumed to be where a rule goes through its values: (integer?, least value, excluded?).
_STANDARD = {
    frozenset(Symbol("x", **given).assumptions0.items()): values
    for given, values in (
        ({"real": True}, (False, None, False)),
        ({"nonnegative": True}, (False, Integer(0), False)),
        ({"positive": True}, (False, Integer(0), True)),
        ({"integer": True}, (True, None, False)),
        ({"integer": True, "nonnegative": True}, (True, Integer(0), False)),
        ({"integer": True, "positive": True}, (True, Integer(1), False)),
    )
}


def standard(symbol: Any) -> tuple[bool, Any, bool]:
    """The values of a symbol: whether integers, the least one (or None), whether that is excluded.

    Raises:
        Rejected: something else is assumed of it than to be real, integer, non-negative or positive.
    """
    values = _STANDARD.get(frozenset(symbol.assumptions0.items())) if isinstance(symbol, Symbol) else None
    require(values, f"{symbol} is a symbol assumed to be real, integer, non-negative or positive, nothing else")
    assert values is not None
    return values


def understood(*terms: Any) -> None:
    """Insist that terms are built of what the kernel knows the meaning of.

    Raises:
        Rejected: some part is something else, an index runs beyond its assumptions, or no integer indexes.
    """
    for term in terms:
        walk = preorder_traversal(term)
        for part in walk:
            if isinstance(part, Symbol):
                require(part.is_real, f"{part} is known to be real")
            elif isinstance(part, Indexed):
                require(part.is_real and all(map(whole, part.indices)), f"{part} is a real number at an integer")
                walk.skip()
                understood(*part.indices)
            elif isinstance(part, Limit):
                require(part.args[2] == oo, f"{part} is a limit at infinity")
                walk.skip()
                understood(part.args[0])
            else:
                require(isinstance(part, _UNDERSTOOD), f"{part} ({type(part).__name__}) is understood")
            if isinstance(part, Sum | Product | ForAll):
                body = ranged(part)[0]
                if isinstance(body, Sum | Product):
                    understood(body)
            if isinstance(part, IndexedBase):
                walk.skip()


def conjuncts(proposition: Any) -> tuple[Any, ...]:
    """The parts of a conjunction, or the proposition itself."""
    return tuple(proposition.args) if isinstance(proposition, And) else (proposition,)


def sides(proposition: Any, *relations: Any) -> tuple[Any, Any]:
    """Both sides of a relation between real numbers, of one of the kinds given if there are any."""
    kinds = relations or _RELATIONS
    require(isinstance(proposition, kinds), f"speaks of a relation ({', '.join(k.__name__ for k in kinds)})")
    return proposition.lhs, proposition.rhs


def binder(term: Any) -> tuple[Any, Any, tuple[Any, ...]] | None:
    """The bound symbol, its scope, and what stands outside of that; None for a term that binds nothing."""
    if isinstance(term, Sum | Product):
        *inner, limits = term.limits
        require(len(limits) == 3, f"{term} has an index with two ends")
        # SymPy joins nested sums; the outermost limits come last.
        return limits[0], term.func(term.function, *inner) if inner else term.function, limits[1:]
    if isinstance(term, ForAll):
        return term.index, term.condition, term.bounds
    if isinstance(term, Limit):
        return term.args[1], term.args[0], term.args[2:]
    if isinstance(term, UniqueRoot):
        return term.args[1], term.args[0], tuple(term.args[2])
    return None


def ranged(term: Any, *kinds: Any) -> tuple[Any, Any, Any, Any]:
    """``(body, index, low, high)`` of a sum, product or "for all"; of one of the kinds, if any are given.

    Raises:
        Rejected: it is none, or its range is not one of integers that the assumptions of its index allow.
    """
    kinds = kinds or (Sum, Product, ForAll)
    require(isinstance(term, kinds), f"{term} is a {' or '.join(kind.__name__ for kind in kinds)}")
    found = binder(term)
    assert found is not None
    index, body, (low, high) = found
    integer, least, _ = standard(index)
    require(integer and whole(low) and whole(high), f"{index} runs through integers, {low} and {high} are some")
    known = isinstance(low, Integer | Symbol)
    inside = least is None or (known and (low.is_positive if least == 1 else low.is_nonnegative))
    require(inside, f"{low} is within what the assumptions of {index} say")
    require(not is_free_in(index, low) and not is_free_in(index, high), f"{index} is not in its own range")
    return body, index, low, high


def is_free_in(symbol: Any, term: Any) -> bool:
    """Whether the value of the term can depend on the symbol."""
    bound = binder(term)
    if bound is None:
        return bool(term == symbol or any(is_free_in(symbol, arg) for arg in term.args))
    index, body, outside = bound
    return any(is_free_in(symbol, end) for end in outside) or (index != symbol and is_free_in(symbol, body))


def whole(term: Any) -> bool:
    """Whether it is an integer by its looks: built of integers by + and *, and powers with natural exponents."""
    if isinstance(term, Symbol | Indexed | Rational):
        return bool(term.is_integer)
    if isinstance(term, Pow):
        natural = isinstance(term.exp, Integer | Symbol | Indexed) and term.exp.is_nonnegative
        return whole(term.base) and whole(term.exp) and bool(natural)
    if isinstance(term, Sum):
        return whole(term.function)
    return isinstance(term, Add | Mul | Max | Min | Abs) and all(map(whole, term.args))


def canonical(term: Any, names: Mapping[Any, Any] | None = None, depth: int = 0) -> Any:
    """A value that two terms share if they differ in the names of bound symbols and in order only.

    Predicates of shares are written out; nothing is evaluated.
    """
    names = names or {}
    if isinstance(term, AllEqual | OneNonzero):
        term = term.unfold()
    if term in names:
        return names[term]
    bound = binder(term)
    if bound is not None:
        index, body, outside = bound
        kind = frozenset(index.assumptions0.items())
        inside = canonical(body, {**names, index: ("bound", depth)}, depth + 1)
        return (id(type(term)), kind, inside, *(canonical(end, names, depth) for end in outside))
    if not term.args or isinstance(term, IndexedBase):
        return "leaf", term
    parts = [canonical(arg, names, depth) for arg in term.args]
    # SymPy cannot compare a term with a class.
    return id(type(term)), frozenset(Counter(parts).items()) if isinstance(term, _COMMUTE) else tuple(parts)


def same(one: Any, other: Any) -> bool:
    """Whether two terms or propositions are the same up to the names of bound symbols."""
    return bool(one == other or canonical(one) == canonical(other))


def is_equivalence(claim: Any, one: Any, other: Any) -> bool:
    """Whether `claim` says that `one` holds exactly if `other` does."""
    sides = claim.args if isinstance(claim, Equivalent) else ()
    return len(sides) == 2 and any(same(p, one) and same(q, other) for p, q in (sides, sides[::-1]))


def replaced(term: Any, old: Any, new: Any) -> Any:
    """Put `new` for `old` everywhere in `term`; propositions are not evaluated.

    Raises:
        Rejected: a symbol of `old` or `new` would be captured.
    """
    bound = {found[0] for part in preorder_traversal(term) if (found := binder(part))}
    captured = sorted(str(symbol) for symbol in bound if any(is_free_in(symbol, t) for t in (old, new)))
    require(not captured, f"captures no variable ({', '.join(captured)} is bound there)")
    return _replaced(term, old, new)


def _replaced(term: Any, old: Any, new: Any) -> Any:
    if term == old:
        return new
    if isinstance(term, IndexedBase) or not term.args:
        return term
    args = tuple(_replaced(arg, old, new) for arg in term.args)
    if args == term.args:
        return term
    logical = isinstance(term, Boolean) and not isinstance(term, _PREDICATES)
    return term.func(*args, evaluate=False) if logical else term.func(*args)
