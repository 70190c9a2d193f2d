"""Proofs that nothing satisfies the hypotheses; where none is found, nothing is said.

Four ways, cheapest first:

* linear hypotheses contradict each other, by `proofs_check.fourier_motzkin`: a term that is not linear
  counts as a variable of its own, alternatives are taken one at a time, and "for all" is applied to indices
  that are known to be in its range;
* the range of a symbol is empty (`proofs_check.ranges`);
* on every box of a bounded region some hypothesis is false (`proofs_check.boxes`);
* at every one of finitely many points some hypothesis is false.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import ceil
from typing import Any

import sympy

from proofs_check.boxes import discard_all
from proofs_check.domain import Account, Domain
from proofs_check.facts import (
    Fact,
    Sources,
    cases_of,
    contradiction_in,
    instances,
    relations_of,
    together,
)
from proofs_check.fourier_motzkin import Row, bounds
from proofs_check.linear_terms import sign_of, system
from proofs_check.ranges import Range
from proofs_check.verdict import Counts, Evidence, Kind
from theory import Quantity, Statement

__all__ = ["prove_empty", "prove_empty_by_enumeration"]

#: Finite domains of at most so many points are tried point by point.
MOST_POINTS = 4000
#: Regions of at most so many dimensions are subdivided.
MOST_DIMENSIONS = 4
#: At most so many combinations of alternatives, indices to which "for all" is applied, terms of a product.
MOST_CASES, MOST_INDICES, MOST_TERMS = 8, 12, 200
BITS = 128


def prove_empty(statement: Statement, domain: Domain) -> Evidence | None:
    """Look for a proof that no value satisfies the hypotheses.

    Args:
        statement: the statement.
        domain: its hypotheses.

    Returns:
        The proof, or None.
    """
    if sympy.false in domain.checks:
        return _proof("a hypothesis is false for all values", [sympy.false])
    facts = [Fact(h, frozenset({k})) for k, h in enumerate(domain.checks)]
    sources = _smallest(facts)
    if sources is not None:
        used = [h for k, h in enumerate(domain.checks) if k in sources]
        return _proof(_contradicting(domain, used, sources), used)
    for name, found in sorted(domain.ranges.items()):
        if found.empty:
            about = [h for h in domain.checks if {str(s) for s in h.free_symbols} == {name}]
            return _proof(_no_value(name, found, about), about)
    return _by_subdivision(domain, facts) or prove_empty_by_enumeration(domain)


def prove_empty_by_enumeration(domain: Domain) -> Evidence | None:
    """Try every point of a finite domain.

    Args:
        domain: the hypotheses.

    Returns:
        A proof if some hypothesis is false at each of at most `MOST_POINTS` points, otherwise None.
    """
    if domain.points is None or domain.points > MOST_POINTS:
        return None
    for values in domain.all_points():
        account = Account()
        domain.admits(values, account)
        if not account.outside:
            return None
    every = "the only point" if domain.points == 1 else f"each of {domain.points} points with"
    where = f": false at {every} {_region(domain.ranges)}" if domain.ranges else ""
    return _proof(_cannot_hold(domain.checks) + where, domain.checks, points=domain.points)


# Contradictions between linear relations.


def _smallest(facts: Sequence[Fact]) -> Sources | None:
    """Sources of a contradiction none of which can be left out, as far as `_refuted` can tell."""
    found = _refuted(facts)
    for fact in facts:
        if found is not None and fact.sources <= found:
            without = _refuted([f for f in facts if f.sources <= found - fact.sources])
            found = found if without is None else without
    return found


def _refuted(facts: Sequence[Fact]) -> Sources | None:
    """Sources of a contradiction: one in every case."""
    sources: Sources = frozenset()
    for case in together(list(map(cases_of, [*facts, *instances(facts)]))):
        found = contradiction_in(case)
        if found is None:
            return None
        sources |= found
    return sources


# Boxes.


def _by_subdivision(domain: Domain, facts: Sequence[Fact]) -> Evidence | None:
    """Discard all boxes of a bounded region, for hypotheses that share symbols."""
    known = [case[0] for fact in facts if len(case := cases_of(fact)) == 1]
    rows, integers = system(relations_of(fact for case in known for fact in case))
    box: dict[str, Range] = {}
    for name, found in domain.ranges.items():
        bounded = _bounded(name, found, rows, integers)
        if bounded.empty:
            about = [h for h in domain.checks if name in _names(h)]
            return _proof(_no_value(name, found, about), about)
        if bounded.low is not None and bounded.high is not None:
            box[name] = bounded
    for hypotheses, names in _components([(h, _names(h)) for h in domain.checks if _names(h) <= box.keys()]):
        if len(names) > MOST_DIMENSIONS:
            continue
        part = {name: box[name] for name in sorted(names)}
        cover = discard_all(hypotheses, part)
        if cover is not None:
            used = [hypotheses[k] for k in cover.used]
            boxes = "the box" if cover.boxes == 1 else f"each of {cover.boxes} boxes that cover"
            where = f": false on {boxes} {_region(part)}" if part else ""
            return _proof(_cannot_hold(used) + where, used, boxes=cover.boxes)
    return None


def _names(hypothesis: Any) -> set[str]:
    return {str(symbol) for symbol in hypothesis.free_symbols}


def _bounded(name: str, found: Range, rows: list[Row], integers: set[Any]) -> Range:
    """A range narrowed by what rows say of a symbol and of its even powers."""
    terms = {term for row in rows for term in row.coefficients if isinstance(term, sympy.Expr)}
    for term in sorted(terms, key=str):
        if term.is_Symbol and term.name == name:
            low, high = bounds(rows, integers, term)
            found = found if low is None else found.at_least(low)
            found = found if high is None else found.at_most(high)
        elif term.is_Pow and str(term.base) == name and term.exp.is_Integer and term.exp > 0:
            _, high = bounds(rows, integers, term)
            if high is not None and (term.exp % 2 == 0 or sign_of(term.base) is not None):
                root, exact = sympy.integer_nthroot(max(ceil(high), 0), int(term.exp))
                end = Fraction(int(root) + (not exact))
                found = found.at_least(-end).at_most(end)
    return found


def _components(items: list[tuple[Any, set[str]]]) -> list[tuple[list[Any], set[str]]]:
    """Hypotheses that share symbols, directly or through others."""
    components: list[tuple[list[Any], set[str]]] = []
    for hypothesis, names in items:
        touching = [c for c in components if c[1] & names]
        merged = ([h for c in touching for h in c[0]] + [hypothesis], names.union(*(c[1] for c in touching)))
        components = [c for c in components if c not in touching] + [merged]
    return components


# Words.


def _contradicting(domain: Domain, used: Sequence[Any], sources: Sources) -> str:
    names = {name for h in used for name in _names(h)}
    if len(names) == 1 and names <= domain.ranges.keys() and used:
        (name,) = names
        return _no_value(name, domain.ranges[name], used)
    known = {*domain.ranges, *(family.name for family in domain.families)}
    assumed = sorted(known & sources)
    return _cannot_hold(used) + (f" for {', '.join(assumed)} as declared" if assumed else "")


def _cannot_hold(hypotheses: Sequence[Any]) -> str:
    return f"{_joined(hypotheses)} cannot hold{' together' if len(hypotheses) > 1 else ''}"


def _no_value(name: str, found: Range, about: Sequence[Any]) -> str:
    kind = "integer" if found.integer else "real number"
    return f"no {kind} {name} satisfies {_joined(about) or 'its assumptions'}"


def _joined(hypotheses: Sequence[Any]) -> str:
    *first, last = map(str, hypotheses or [""])
    return f"{', '.join(first)} and {last}" if first else last


def _region(box: Mapping[str, Range]) -> str:
    return ", ".join(f"{side.low} <= {name} <= {side.high}" for name, side in sorted(box.items()))


def _proof(summary: str, hypotheses: Sequence[Any], **numbers: int) -> Evidence:
    by_closed_form = any(h.has(Quantity) for h in hypotheses)
    blind = (
        "a wrong closed form; apart from that it is a proof" if by_closed_form else "nothing: it is a proof"
    )
    data = {"hypotheses": list(map(str, hypotheses)), **numbers}
    return Evidence(Kind.EMPTY, summary, blind, counts=Counts(), data=data)
