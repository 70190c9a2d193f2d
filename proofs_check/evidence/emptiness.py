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

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Any

import sympy
from flint import arb
from sympy.core.relational import Relational

from numerics.precision import working_precision
from proofs_check.algebras import Balls, Indeterminate, TooLarge, Undefined, Unsupported
from proofs_check.boxes import discard_all
from proofs_check.domain import Account, Domain
from proofs_check.evaluate import Scope, evaluate
from proofs_check.fourier_motzkin import Row, bounds, contradiction
from proofs_check.ranges import Range, range_of
from proofs_check.verdict import Counts, Evidence, Kind
from theory import AllEqual, Configuration, ForAll, OneNonzero, Quantity, Statement

__all__ = ["prove_empty", "prove_empty_by_enumeration"]

#: Finite domains of at most so many points are tried point by point.
MOST_POINTS = 4000
#: Regions of at most so many dimensions are subdivided.
MOST_DIMENSIONS = 4
#: At most so many combinations of alternatives, indices to which "for all" is applied, terms of a product.
MOST_CASES, MOST_INDICES, MOST_TERMS = 8, 12, 200
BITS = 128

Sources = frozenset[Any]
Case = tuple["Fact", ...]


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


@dataclass(frozen=True)
class Fact:
    """A proposition that is true wherever its sources are.

    Attributes:
        proposition: a SymPy proposition.
        sources: numbers of hypotheses, and names of symbols for their assumptions.
    """

    proposition: Any
    sources: Sources


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
    for case in _together(list(map(_cases_of, [*facts, *_instances(facts)]))):
        found = _contradiction_in(case)
        if found is None:
            return None
        sources |= found
    return sources


def _contradiction_in(case: Case) -> Sources | None:
    false = next((fact.sources for fact in case if fact.proposition == sympy.false), None)
    return false if false is not None else contradiction(*_system(case))


def _together(parts: list[list[Case]]) -> list[Case]:
    """One of these cases holds if one of each part does; parts that make them too many are left out."""
    total: list[Case] = [()]
    for cases in sorted(parts, key=len):
        if len(total) * len(cases) <= MOST_CASES:
            total = [(*one, *other) for one in total for other in cases]
    return total


def _cases_of(fact: Fact) -> list[Case]:
    """Cases, facts that hold together, of which one holds if the fact does."""

    def either(*propositions: Any) -> list[Case]:
        return [case for p in propositions for case in _cases_of(Fact(p, fact.sources))]

    match fact.proposition:
        case sympy.Or(args=parts):
            return either(*parts)
        case sympy.And(args=parts):
            return _together([either(part) for part in parts])
        case sympy.Implies(args=(premise, conclusion)):
            return either(~premise, conclusion)
        case sympy.Equivalent(args=parts):
            return either(sympy.And(*parts), sympy.And(*(~part for part in parts)))
        case sympy.Ne(lhs=left, rhs=right):
            return either(left < right, left > right)
        case sympy.Not(args=(sympy.And(args=parts),)):
            return either(*(~part for part in parts))
        case sympy.Not(args=(sympy.Or(args=parts),)):
            return _together([either(~part) for part in parts])
        case sympy.Not(args=(sympy.Implies(args=(premise, conclusion)),)):
            return _together([either(premise), either(~conclusion)])
    return [(fact,)]


def _instances(facts: Sequence[Fact]) -> Iterator[Fact]:
    """What "for all" says of single indices that other facts show to be in its range."""
    families = [
        Fact(p.unfold() if isinstance(p, AllEqual | OneNonzero) else p, fact.sources)
        for fact in facts
        if isinstance(p := fact.proposition, ForAll | AllEqual | OneNonzero)
    ]
    single = [case for fact in facts if len(case := _cases_of(fact)) == 1] if families else []
    known = tuple(fact for (case,) in single for fact in case)
    for index in _indices([fact.proposition for fact in (*families, *known)]):
        for family in families:
            forall = family.proposition
            low, high = forall.bounds
            # A configuration is not cut short.
            if forall.condition.has(Configuration):
                continue
            if not (_is_integer(index) and _is_integer(low)):
                continue
            inside = [
                _contradiction_in((*known, Fact(beyond, frozenset())))
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


# Reading relations as rows.


def _system(case: Iterable[Fact]) -> tuple[list[Row], set[Any]]:
    """The linear rows of some facts with what is known of their terms, and which terms are integers."""
    rows = [row for fact in case for row in _rows(fact)]
    terms = list(dict.fromkeys(term for row in rows for term in row.coefficients))
    integers = {term for term in terms if _is_integer(term)}
    for term in terms:
        rows += _known_of(term, integers)
    return rows, integers


def _rows(fact: Fact) -> Iterator[Row]:
    relation = fact.proposition
    signs = {sympy.Eq: "=", sympy.Gt: ">", sympy.Lt: ">", sympy.Ge: ">=", sympy.Le: ">="}
    if not isinstance(relation, Relational) or type(relation) not in signs:
        return
    if relation.has(sympy.oo, -sympy.oo, sympy.nan, sympy.zoo):
        return
    larger, smaller = relation.args if isinstance(relation, sympy.Gt | sympy.Ge) else reversed(relation.args)
    difference = larger - smaller
    # Sums that differ in the name of their index alone are one term.
    total = _linear(difference.as_dummy() if difference.has(sympy.Sum, sympy.Product) else difference)
    constant = total.pop(sympy.S.One, Fraction(0))
    yield Row(total, constant, signs[type(relation)], fact.sources)


def _linear(expr: Any) -> dict[Any, Fraction]:
    """Write an expression as a sum of rational multiples of terms, multiplied out where that is short."""
    if expr.is_Rational:
        return {sympy.S.One: Fraction(int(expr.p), int(expr.q))} if expr else {}
    if expr.is_Add:
        return _sum(_linear(arg) for arg in expr.args)
    if expr.is_Mul and any(arg.is_Add or _is_short_power(arg) for arg in expr.args):
        factors = expr.args
    elif _is_short_power(expr):
        factors = (expr.base,) * int(expr.exp)
    else:
        coefficient, term = expr.as_coeff_Mul(rational=True)
        return {term: Fraction(int(coefficient.p), int(coefficient.q))}
    product = {sympy.S.One: Fraction(1)}
    for factor in map(_linear, factors):
        if len(product) * len(factor) > MOST_TERMS:
            return {expr: Fraction(1)}
        product = _sum(_times(s, t, c * d) for s, c in product.items() for t, d in factor.items())
    return product


def _is_short_power(expr: Any) -> bool:
    return expr.is_Pow and expr.base.is_Add and expr.exp.is_Integer and 2 <= int(expr.exp) <= 6


def _times(left: Any, right: Any, factor: Fraction) -> dict[Any, Fraction]:
    return {term: c * factor for term, c in _linear(left * right).items()}


def _sum(parts: Iterable[Mapping[Any, Fraction]]) -> dict[Any, Fraction]:
    total: dict[Any, Fraction] = {}
    for part in parts:
        for term, c in part.items():
            total[term] = total.get(term, Fraction(0)) + c
    return {term: c for term, c in total.items() if c}


def _known_of(term: Any, integers: set[Any]) -> Iterator[Row]:
    """Bounds of a term from assumptions, from its shape, or from its value if it is a number."""
    named = {term.base} if isinstance(term, sympy.Indexed) else term.free_symbols
    found, sources = Range(), frozenset(map(str, named))
    if isinstance(term, sympy.Symbol | sympy.Indexed):
        found = _assumed(term)
        if found.parity is not None:
            half = ("half of", term)
            integers.add(half)
            row = {term: Fraction(1), half: Fraction(-2)}
            yield Row(row, Fraction(-found.parity), "=", sources)
    elif not term.free_symbols:
        found = _enclosed(term)
    else:
        sign = _sign(term)
        found = found if sign is None else found.at_least(Fraction(0), strict=sign > 0)
    if found.low is not None:
        yield Row({term: Fraction(1)}, -found.low, ">" if found.low_open else ">=", sources)
    if found.high is not None:
        yield Row({term: Fraction(-1)}, found.high, ">" if found.high_open else ">=", sources)


def _assumed(term: Any) -> Range:
    return range_of(term.base if isinstance(term, sympy.Indexed) else term)


def _enclosed(number: Any) -> Range:
    """A range around a number that is not rational."""
    with working_precision(bits=BITS):
        try:
            ball = arb(evaluate(number, Scope({}, Balls())))
        except (Indeterminate, TooLarge, Undefined, Unsupported):
            return Range()
        low, high = (Fraction(int(q.p), int(q.q)) for q in (ball.lower().fmpq(), ball.upper().fmpq()))
    return Range(low=low, high=high)


def _is_integer(expr: Any, bound: frozenset[Any] = frozenset()) -> bool:
    """Whether a term is an integer wherever it has a value; bound symbols may be anything."""

    def integer(*parts: Any) -> bool:
        return all(_is_integer(part, bound) for part in parts)

    match expr:
        case sympy.Symbol() | sympy.Indexed():
            return expr not in bound and _assumed(expr).integer
        case sympy.Rational():
            return bool(expr.is_Integer)
        case sympy.Add(args=parts) | sympy.Mul(args=parts):
            return integer(*parts)
        case sympy.Pow(base=base, exp=exponent):
            return integer(base, exponent) and _sign(exponent, bound) is not None
        case sympy.Sum(function=function, limits=limits):
            return _is_integer(function, bound.union(limit[0] for limit in limits))
    return isinstance(expr, sympy.floor | sympy.ceiling)


def _sign(expr: Any, bound: frozenset[Any] = frozenset()) -> int | None:
    """1 if a term is positive wherever it has a value, 0 if it is not negative, None if not known."""

    def least(*parts: Any) -> int | None:
        signs = [sign for part in parts if (sign := _sign(part, bound)) is not None]
        return min(signs, default=1) if len(signs) == len(parts) else None

    match expr:
        case sympy.Symbol() | sympy.Indexed():
            found = Range() if expr in bound else _assumed(expr)
            if found.low is None or found.low < 0:
                return None
            return int(found.low_open or found.low > 0)
        case sympy.Rational():
            return None if expr < 0 else 1 if expr > 0 else 0
        case sympy.NumberSymbol() | sympy.exp():
            return 1
        case sympy.Abs():
            return 0
        case sympy.Mul(args=parts):
            return least(*parts)
        case sympy.Pow(base=base, exp=exponent):
            sign = least(base)
            even = exponent.is_Integer and exponent % 2 == 0
            return 1 if sign == 1 else 0 if sign == 0 or even else None
        case sympy.Sum(function=function, limits=limits) | sympy.Product(function=function, limits=limits):
            sign = _sign(function, bound.union(limit[0] for limit in limits))
            return min(sign, 0) if sign is not None and isinstance(expr, sympy.Sum) else sign
    return None


# Boxes.


def _by_subdivision(domain: Domain, facts: Sequence[Fact]) -> Evidence | None:
    """Discard all boxes of a bounded region, for hypotheses that share symbols."""
    known = [case[0] for fact in facts if len(case := _cases_of(fact)) == 1]
    rows, integers = _system([fact for case in known for fact in case])
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
            if high is not None and (term.exp % 2 == 0 or _sign(term.base) is not None):
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
