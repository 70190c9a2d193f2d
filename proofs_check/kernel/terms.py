"""Terms and propositions as the kernel reads them: bound variables, conjuncts, equality up to renaming.

Main results: `same`, `bound_symbols`, `conjuncts`, `replaced` (substitution that refuses capture).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from sympy import And, Basic, Dummy, Indexed, Limit, Product, Sum
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean

from proofs_check.kernel.theorem import require
from theory import AllEqual, ForAll, OneNonzero, UniqueRoot

__all__ = [
    "body_and_range",
    "bound_symbols",
    "canonical",
    "conjuncts",
    "is_free_in",
    "replaced",
    "same",
    "sides",
]


def conjuncts(proposition: Any) -> tuple[Any, ...]:
    """The parts of a conjunction, or the proposition itself."""
    return tuple(proposition.args) if isinstance(proposition, And) else (proposition,)


def sides(proposition: Any) -> tuple[Any, Any]:
    """Both sides of a relation between real numbers."""
    require(isinstance(proposition, Relational), "speaks of a relation")
    return proposition.lhs, proposition.rhs


def _binder(term: Any) -> tuple[Any, ...] | None:
    """The limits ``(index, low, high)`` of a sum, product or "for all"; the outermost, if there are several."""
    if isinstance(term, Sum | Product):
        return tuple(term.limits[-1])
    if isinstance(term, ForAll):
        return (term.index, *term.bounds)
    return None


def body_and_range(term: Any) -> tuple[Any, Any, Any, Any]:
    """What a sum, product or "for all" ranges over: ``(body, index, low, high)``."""
    limits = _binder(term)
    require(limits is not None and len(limits) == 3, "is a sum, product or ForAll over a range")
    assert limits is not None
    if isinstance(term, ForAll):
        return term.condition, *limits
    # SymPy writes a sum of sums as one sum with several limits.
    inner = term.limits[:-1]
    return (term.func(term.function, *inner) if inner else term.function), *limits


def bound_symbols(term: Any) -> set[Any]:
    """Every symbol that some part of the term binds."""
    found = {limits[0] for part in _parts(term) if (limits := _binder(part))}
    return found | {part.args[1] for part in _parts(term) if isinstance(part, Limit)}


def _parts(term: Any) -> Iterator[Any]:
    yield term
    for arg in getattr(term, "args", ()):
        yield from _parts(arg)


def is_free_in(symbol: Any, term: Any) -> bool:
    """Whether the value of the term can depend on the symbol."""
    limits = _binder(term)
    if limits is not None:
        body = body_and_range(term)[0]
        outer = any(is_free_in(symbol, bound) for bound in limits[1:])
        return outer or (limits[0] != symbol and is_free_in(symbol, body))
    if isinstance(term, Limit) and term.args[1] == symbol:
        return is_free_in(symbol, term.args[2])
    return term == symbol or any(is_free_in(symbol, arg) for arg in getattr(term, "args", ()))


def canonical(term: Any, level: int = 0) -> Any:
    """The same with bound symbols renamed by how deep they are bound, and shares' predicates written out."""
    if isinstance(term, AllEqual | OneNonzero):
        return canonical(term.unfold(), level)
    limits = _binder(term)
    if limits is not None:
        body, index, low, high = body_and_range(term)
        name = _name(level, frozenset(index.assumptions0.items()))
        body = canonical(body.xreplace({index: name}), level + 1)
        low, high = canonical(low, level), canonical(high, level)
        return term.func(body, (name, low, high))
    if not isinstance(term, Basic) or not term.args or isinstance(term, Indexed):
        return term
    parts = [canonical(arg, level) for arg in term.args]
    # SymPy would turn a proposition that it believes into true: that is not for this function to decide.
    if isinstance(term, Boolean) and not isinstance(term, ForAll | UniqueRoot):
        return term.func(*parts, evaluate=False)
    return term.func(*parts)


@lru_cache(maxsize=256)
def _name(level: int, assumptions: frozenset[Any]) -> Any:
    # A dummy, which no statement can contain.
    return Dummy(f"_{level}", **dict(assumptions))


def same(one: Any, other: Any) -> bool:
    """Whether two terms or propositions are the same up to the names of bound symbols."""
    return bool(one == other or canonical(one) == canonical(other))


def replaced(term: Any, old: Any, new: Any) -> Any:
    """Put `new` for `old` everywhere in `term`.

    Raises:
        Rejected: a symbol of `old` or `new` would be captured.
    """
    captured = bound_symbols(term) & (old.free_symbols | new.free_symbols)
    require(not captured, f"captures no variable ({', '.join(sorted(map(str, captured)))} is bound there)")
    return term.xreplace({old: new})
