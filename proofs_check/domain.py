"""Hypotheses as a sampling domain: ranges, lengths of families, equalities solved exactly, membership.

`Domain` is read off a statement once.  Every symbol gets a range (`proofs_check.ranges`); an equality
hypothesis is solved for a symbol in which it is linear, or scales a family onto a simplex, so that it holds
exactly and is never hit by luck; everything else is checked at each point and must evaluate to true.
An `Account` keeps the fate of every drawn point.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any

import sympy
from flint import fmpq

from proofs_check.algebras import Balls, Indeterminate, TooLarge, Undefined
from proofs_check.decide import Decider
from proofs_check.equalities import MOST_OPERATIONS, MOST_WAYS, ways
from proofs_check.evaluate import Scope, rational_value
from proofs_check.outcome import Truth
from proofs_check.ranges import Range, narrow, range_of
from theory import Configuration, ForAll, Quantity, Statement

__all__ = ["Account", "Domain", "conjuncts"]

Values = dict[str, Any]


@dataclass
class Account:
    """The fate of drawn points.

    Attributes:
        satisfying: hypotheses are all true.
        outside: some hypothesis is false.
        undecidable: some hypothesis could not be decided.
        unsamplable: a value could not be formed or walked.
    """

    satisfying: int = 0
    outside: int = 0
    undecidable: int = 0
    unsamplable: int = 0

    def __str__(self) -> str:
        return (
            f"{self.satisfying} satisfying, {self.outside} outside, "
            f"{self.undecidable} undecidable, {self.unsamplable} unsamplable"
        )


@dataclass(frozen=True)
class Family:
    """An indexed base: the range of its elements and how many there are.

    Attributes:
        base: the `IndexedBase`.
        element: the range of each element.
        lengths: expressions whose largest value is the number of elements.
    """

    base: Any
    element: Range
    lengths: tuple[Any, ...]

    @cached_property
    def name(self) -> str:
        """The name of the base."""
        return str(self.base)


@dataclass(frozen=True)
class Domain:
    """Where a statement speaks.

    Attributes:
        ranges: a range for every scalar symbol, by name.
        families: the indexed bases.
        solved: symbols that equality hypotheses determine, in order, with their expressions.
        scaled: families that an equality hypothesis scales: (name, sum or product expression, target).
        checks: the hypotheses, each of which has to be true at a point.
        decider: decides them.
        others: the same for the other ways in which the equalities can hold (`proofs_check.equalities`).
    """

    ranges: dict[str, Range]
    families: tuple[Family, ...]
    solved: tuple[tuple[str, Any], ...]
    scaled: tuple[tuple[str, Any, Any], ...]
    checks: tuple[Any, ...]
    decider: Decider = field(repr=False)
    _scalars: tuple[Any, ...] = ()
    others: tuple[Domain, ...] = field(default=(), repr=False)

    @classmethod
    def of(cls, statement: Statement, digits: int) -> Domain:
        """Read the domain off a statement.

        Args:
            statement: the statement.
            digits: the working digits for hypotheses.

        Returns:
            The domain.
        """
        hypotheses = tuple(part for h in statement.hypotheses for part in conjuncts(h))
        scalars = tuple(p for p in statement.parameters if isinstance(p, sympy.Symbol))
        families = tuple(
            _family(base, statement, hypotheses) for base in statement.parameters if base not in scalars
        )
        plain = cls({}, families, (), (), hypotheses, Decider(digits), scalars)
        first, *others = plain._where(hypotheses)
        hints = [e for h in hypotheses if not isinstance(h, sympy.Eq) for e in plain.equalities_in(h)]
        others += [way for equality in hints for way in plain._where((*hypotheses, equality))]
        return replace(first, others=tuple(others[: MOST_WAYS - 1]))

    def along(self, equality: Any) -> tuple[Domain, ...]:
        """The ways in which an equality can hold beside the hypotheses, to draw points from.

        Args:
            equality: a SymPy equation in symbols of the statement.

        Returns:
            Domains with the same hypotheses, in each of which points satisfy the equality.
        """
        found = self._where((*self.checks, equality))
        return tuple(way for way in found if len(way.solved) > len(self.solved) or way.ranges != self.ranges)

    def equalities_in(self, proposition: Any) -> list[Any]:
        """Equalities and their negations anywhere in a proposition, where they can be solved.

        Args:
            proposition: a claim or hypothesis.

        Returns:
            Equations between polynomials in the symbols of the statement.
        """
        return self._solvable(proposition.atoms(sympy.Eq, sympy.Ne))

    def boundaries_in(self, claim: Any) -> list[Any]:
        """Where the sides of a relation in a claim are equal, if the claim may fail there and not nearby.

        Args:
            claim: the claim.

        Returns:
            Equations between polynomials in the symbols of the statement.
        """
        safe = {part for part in conjuncts(claim) if isinstance(part, sympy.Eq | sympy.Ge | sympy.Le)}
        return self._solvable(claim.atoms(sympy.core.relational.Relational) - safe)

    def _solvable(self, relations: set[Any]) -> list[Any]:
        ordered = sorted(relations, key=sympy.default_sort_key)
        equalities = dict.fromkeys(sympy.Eq(*relation.args) for relation in ordered)
        return [
            e
            for e in equalities
            if isinstance(e, sympy.Eq)
            and e.free_symbols <= set(self._scalars)
            and not e.has(Quantity)
            and sympy.count_ops(e) <= MOST_OPERATIONS
            and (e.lhs - e.rhs).is_polynomial(*e.free_symbols)
        ]

    def _where(self, hypotheses: tuple[Any, ...]) -> list[Domain]:
        """The ways in which hypotheses can hold: ranges narrowed, equalities solved; the same checks."""
        ranges = {}
        for symbol in self._scalars:
            found = range_of(symbol)
            for relation in hypotheses:
                if isinstance(relation, sympy.core.relational.Relational):
                    found = narrow(found, relation, symbol)
            ranges[symbol.name] = found
        equalities = [h for h in hypotheses if isinstance(h, sympy.Eq)]
        return [
            replace(self, ranges=ranges, solved=way.solved, scaled=way.scaled, others=())
            for way in ways(equalities, self._scalars, self.families, ranges)
        ]

    @property
    def ways(self) -> tuple[Domain, ...]:
        """This domain, and one for each other way in which the equalities can hold."""
        return (self, *self.others)

    @property
    def drawn(self) -> tuple[str, ...]:
        """The scalar symbols to be drawn: those that no equality determines, sorted by name."""
        determined = {name for name, _ in self.solved}
        return tuple(name for name in sorted(self.ranges) if name not in determined)

    @property
    def small(self) -> frozenset[str]:
        """Symbols that count elements of families: drawing them large is drawing long families."""
        return frozenset(s.name for f in self.families for e in f.lengths for s in e.free_symbols)

    def complete(self, values: Values) -> Values | None:
        """Scale families and add the symbols that equality hypotheses determine.

        Args:
            values: values of `drawn` and of the families.

        Returns:
            All values, or None where one cannot be formed exactly or falls outside its range.
        """
        values = dict(values)
        scope = Scope(values, Balls(), None, None)
        try:
            for name, expr, target in self.scaled:
                goal, found = rational_value(target, scope), rational_value(expr, scope)
                if not values[name]:
                    # Nothing to scale: an empty sum or product is what it is.
                    if goal != found:
                        return None
                elif isinstance(expr, sympy.Sum):
                    values[name] = tuple(share * _fraction(goal / found) for share in values[name])
                else:
                    values[name] = (*values[name][:-1], values[name][-1] * _fraction(goal / found))
            for name, expr in self.solved:
                value = _fraction(rational_value(expr, scope))
                if not self.ranges[name].contains(value):
                    return None
                values[name] = value
        except (Indeterminate, Undefined, TooLarge, ZeroDivisionError):
            return None
        return values if self._in_range(values) else None

    def fits(self, values: Values) -> bool:
        """Whether `values` names exactly the parameters, each in its range and each family of its length."""
        if set(values) != set(self.ranges) | {f.name for f in self.families}:
            return False
        lengths = all(
            isinstance(values[f.name], tuple) and len(values[f.name]) == self.length(f, values)
            for f in self.families
        )
        return lengths and self._in_range(values)

    def _in_range(self, values: Values) -> bool:
        scalars = all(found.contains(values[name]) for name, found in self.ranges.items())
        return scalars and all(f.element.contains(v) for f in self.families for v in values[f.name])

    def length(self, family: Family, values: Values) -> int | None:
        """The number of elements of `family` at a point, or None if it is not a number."""
        scope = Scope(values, Balls(), None, None)
        try:
            lengths = [rational_value(expr, scope) for expr in family.lengths]
        except (Indeterminate, Undefined, TooLarge):
            return None
        return max((int(n.p) for n in lengths if n.q == 1), default=None)

    def admits(self, values: Values, account: Account) -> bool:
        """Whether every hypothesis is true at a point; the account is kept.

        Args:
            values: values of all parameters.
            account: counts the fate of the point.

        Returns:
            True only where all hypotheses are known to hold exactly.
        """
        fate = "satisfying" if self._as_declared(values) else "outside"
        for hypothesis in self.checks if fate == "satisfying" else ():
            truth = self.decider.decide(hypothesis, values).truth
            if truth in {Truth.TRUE, Truth.EQUAL}:
                continue
            if truth is Truth.FALSE:
                fate = "outside"
                break
            fate = "unsamplable" if truth in {Truth.TOO_LARGE, Truth.UNDEFINED} else "undecidable"
        setattr(account, fate, getattr(account, fate) + 1)
        return fate == "satisfying"

    def _as_declared(self, values: Values) -> bool:
        """Whether numbers are what symbols are declared to be."""
        if not self._in_range(values):
            return False
        bases = [*self._scalars, *(family.base for family in self.families)]
        for base in bases:
            facts = _declared(base)
            found = values[str(base)] if facts else ()
            for number in found if isinstance(found, tuple) else (found,):
                known = sympy.Rational(int(number.numerator), int(number.denominator))
                if any(getattr(known, f"is_{fact}") is not wanted for fact, wanted in facts):
                    return False
        return True

    @property
    def points(self) -> int | None:
        """How many points there are to try, if finitely many: integers in bounded ranges, no families."""
        if self.families:
            return None
        total = 1
        for found in self.ranges.values():
            if found.count is None:
                return None
            total *= found.count
        return total

    def all_points(self) -> Iterator[Values]:
        """Every point of a finite domain (`points` is not None)."""
        names = sorted(self.ranges)

        def extend(k: int, values: Values) -> Iterator[Values]:
            if k == len(names):
                yield dict(values)
                return
            found = self.ranges[names[k]]
            if found.low is None or found.count is None:
                return
            step = 2 if found.parity is not None else 1
            for n in range(found.count):
                yield from extend(k + 1, {**values, names[k]: found.low + step * n})

        yield from extend(0, {})


def conjuncts(proposition: Any) -> Iterator[Any]:
    """The parts of a conjunction, or the proposition itself.

    Args:
        proposition: a SymPy proposition.

    Yields:
        Propositions that hold together iff the whole does.
    """
    if isinstance(proposition, sympy.And):
        for part in proposition.args:
            yield from conjuncts(part)
    else:
        yield proposition


def _family(base: Any, statement: Statement, hypotheses: tuple[Any, ...]) -> Family:
    """Find how long the family is: the upper ends of all ranges over which it is indexed."""
    lengths: dict[Any, None] = {}
    for part in (statement.claim, *hypotheses):
        for node in sympy.preorder_traversal(part):
            for end in _uses(node, base):
                lengths[end] = None
    element = range_of(base)
    for hypothesis in hypotheses:
        if isinstance(hypothesis, ForAll) and isinstance(
            hypothesis.condition, sympy.core.relational.Relational
        ):
            low, high = hypothesis.bounds
            # What holds for a part of the family narrows no other element.
            if low != 1 or not lengths.keys() <= {high, low}:
                continue
            stand_in = sympy.Symbol("element", **base.assumptions0)
            relation = hypothesis.condition.subs(base[hypothesis.index], stand_in)
            element = narrow(element, relation, stand_in)
    return Family(base, element, tuple(lengths))


def _uses(node: Any, base: Any) -> Iterator[Any]:
    if isinstance(node, Configuration) and base in node.args:
        yield node.length_of(base)
    elif isinstance(node, sympy.Sum | sympy.Product):
        for index, _, high in node.limits:
            if any(index in i.indices for i in node.function.atoms(sympy.Indexed) if i.base == base):
                yield high
    elif isinstance(node, ForAll):
        if any(node.index in i.indices for i in node.condition.atoms(sympy.Indexed) if i.base == base):
            yield node.bounds[1]
    elif isinstance(node, sympy.Indexed) and node.base == base and node.indices[0].is_Integer:
        yield node.indices[0]
    elif base in getattr(node, "args", ()) and not isinstance(node, sympy.Indexed):
        yield node.args[-1]


@lru_cache(maxsize=1024)
def _declared(base: Any) -> tuple[tuple[str, bool], ...]:
    """What a symbol or indexed base is declared to be, or not to be, beyond what a `Range` knows."""
    facts = base.assumptions0
    known = {("integer", True), ("rational", True), ("nonzero", False)}
    if facts.get("positive") or facts.get("negative"):
        known.add(("nonzero", True))
    told = [(fact, facts.get(fact)) for fact in ("prime", "composite", "nonzero", "integer", "rational")]
    return tuple((fact, value) for fact, value in told if value is not None and (fact, value) not in known)


def _fraction(value: fmpq) -> Fraction:
    return Fraction(int(value.p), int(value.q))
