"""Facts with their sources, split into cases: alternatives, and "for all" applied to indices in range."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sympy

from proofs_check.fourier_motzkin import contradiction
from proofs_check.linear_terms import is_integer, system
from theory import AllEqual, Configuration, ForAll, OneNonzero

__all__ = ["Case", "Fact", "Sources", "cases_of", "contradiction_in", "instances", "relations_of", "together"]

#: At most so many combinations of alternatives, and indices to which "for all" is applied.
MOST_CASES, MOST_INDICES = 8, 12

Sources = frozenset[Any]
Case = tuple["Fact", ...]


@dataclass(frozen=True)
class Fact:
    """A proposition that is true wherever its sources are.

    Attributes:
        proposition: a SymPy proposition.
        sources: numbers of hypotheses, and names of symbols for their assumptions.
    """

    proposition: Any
    sources: Sources


def together(parts: list[list[Case]]) -> list[Case]:
    """One of these cases holds if one of each part does; parts that make them too many are left out."""
    total: list[Case] = [()]
    for cases in sorted(parts, key=len):
        if len(total) * len(cases) <= MOST_CASES:
            total = [(*one, *other) for one in total for other in cases]
    return total


def cases_of(fact: Fact) -> list[Case]:
    """Cases, facts that hold together, of which one holds if the fact does."""

    def either(*propositions: Any) -> list[Case]:
        return [case for p in propositions for case in cases_of(Fact(p, fact.sources))]

    match fact.proposition:
        case sympy.Or(args=parts):
            return either(*parts)
        case sympy.And(args=parts):
            return together([either(part) for part in parts])
        case sympy.Implies(args=(premise, conclusion)):
            return either(~premise, conclusion)
        case sympy.Equivalent(args=parts):
            return either(sympy.And(*parts), sympy.And(*(~part for part in parts)))
        case sympy.Ne(lhs=left, rhs=right):
            return either(left < right, left > right)
        case sympy.Not(args=(sympy.And(args=parts),)):
            return either(*(~part for part in parts))
        case sympy.Not(args=(sympy.Or(args=parts),)):
            return together([either(~part) for part in parts])
        case sympy.Not(args=(sympy.Implies(args=(premise, conclusion)),)):
            return together([either(premise), either(~conclusion)])
    return [(fact,)]


def instances(facts: Sequence[Fact]) -> Iterator[Fact]:
    """What "for all" says of single indices that other facts show to be in its range."""
    families = [
        Fact(p.unfold() if isinstance(p, AllEqual | OneNonzero) else p, fact.sources)
        for fact in facts
        if isinstance(p := fact.proposition, ForAll | AllEqual | OneNonzero)
    ]
    single = [case for fact in facts if len(case := cases_of(fact)) == 1] if families else []
    known = tuple(fact for (case,) in single for fact in case)
    for index in _indices([fact.proposition for fact in (*families, *known)]):
        for family in families:
            forall = family.proposition
            low, high = forall.bounds
            # A configuration is not cut short.
            if forall.condition.has(Configuration):
                continue
            if not (is_integer(index) and is_integer(low)):
                continue
            inside = [
                contradiction_in((*known, Fact(beyond, frozenset())))
                for beyond in (index < low, index > high)
            ]
            if None not in inside:
                sources = family.sources.union(*(s for s in inside if s))
                yield Fact(forall.condition.xreplace({forall.index: index}), sources)


def _indices(propositions: list[Any]) -> list[Any]:
    """Ends of ranges and explicit indices of elements; no bound symbols, so that no sum captures them."""
    found: dict[Any, None] = {}
    bound = {symbol for p in propositions for symbol in _bound_symbols(p)}
    for p in propositions:
        ends = p.bounds if isinstance(p, ForAll) else ()
        elements = sorted(p.atoms(sympy.Indexed), key=str)
        for index in (*ends, *(e.indices[0] for e in elements)):
            if not index.free_symbols & bound:
                found[index] = None
    return list(found)[:MOST_INDICES]


def _bound_symbols(expr: Any) -> set[Any]:
    nodes = sympy.preorder_traversal(expr)
    return {symbol for node in nodes for symbol in getattr(node, "bound_symbols", ())}


def relations_of(facts: Iterable[Fact]) -> list[tuple[Any, Sources]]:
    """Propositions with their sources, as `linear_terms.system` takes them."""
    return [(fact.proposition, fact.sources) for fact in facts]


def contradiction_in(case: Case) -> Sources | None:
    """Sources of facts that cannot hold together, or None."""
    false = next((fact.sources for fact in case if fact.proposition == sympy.false), None)
    return false if false is not None else contradiction(*system(relations_of(case)))
