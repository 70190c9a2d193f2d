"""What is known of the variables, and the signs that follow from it.

A `World` is made from facts: propositions that hold.  It abstracts an expression: every part that is not
built by ``+ * ^ log exp | | max min`` from smaller ones (a symbol, ``sigma[h]``, a whole sum) becomes a
variable of its own, written as its least value plus a variable that is positive or not negative.  What holds
for all values of those variables holds in particular for the parts that they stand for.

Main results: `World.sign` (signs by the rules for sums, products and powers), `World.defined` (every part is
a real number), `World.identity` (by the oracle, audited).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import product
from typing import Any

import sympy as sp
from sympy import Add, Eq, Indexed, Integer, Mul, Pow, Sum

from theory import AllEqual, ForAll, OneNonzero, Quantity, UniqueRoot
from theory.configuration import Configuration

from . import oracle
from .terms import ARITHMETIC, canonical, conjuncts, ge, is_free_in, le, ranged, whole
from .theorem import Premises, require

Signs = frozenset[int]
POSITIVE, NEGATIVE, ZERO = frozenset({1}), frozenset({-1}), frozenset({0})
NONNEGATIVE, NONPOSITIVE, ANY = POSITIVE | ZERO, NEGATIVE | ZERO, POSITIVE | ZERO | NEGATIVE

#: What a relation says of ``lhs - rhs``.
SAYS: dict[Any, Signs] = {sp.Gt: POSITIVE, sp.Ge: NONNEGATIVE, Eq: ZERO, sp.Le: NONPOSITIVE, sp.Lt: NEGATIVE}
SAYS[sp.Ne] = POSITIVE | NEGATIVE


class World:
    """The consequences of some facts.

    Args:
        facts: propositions that hold; relations count, and conjunctions of them.
        oracles: where the names of oracle calls go.
    """

    def __init__(self, facts: Iterable[Any], oracles: set[str]) -> None:
        self.facts, self.oracles = tuple(facts), oracles
        relations = [part for fact in self.facts for part in conjuncts(fact) if isinstance(part, sp.Rel)]
        self._known = [(r.lhs - r.rhs, SAYS[type(r)]) for r in relations]
        self._variables: dict[Any, Any] = {}

    @classmethod
    def of(cls, premises: Premises, after: int = 0) -> World:
        """The world of what the premises conclude, perhaps without the first few."""
        return cls(premises.conclusions[after:], premises.oracles)

    def _with(self, fact: Any) -> World:
        return World((*self.facts, fact), self.oracles)

    def within(self, index: Any, low: Any, high: Any) -> World:
        """The world inside a sum: what was known of another `index` is forgotten, and it is in its range."""
        facts = [fact for fact in self.facts if not is_free_in(index, fact)]
        return World((*facts, ge(index, low), le(index, high)), self.oracles)

    def holds(self, relation: Any) -> bool:
        """Whether the signs show a relation between real numbers."""
        return isinstance(relation, sp.Rel) and self.sign(relation.lhs - relation.rhs) <= SAYS[type(relation)]

    def insist(self, *relations: Any) -> None:
        """Insist on relations; the one that the signs do not show is the side condition that fails."""
        for r in relations:
            require(self.holds(r), "{} {} {}", r.lhs, r.rel_op, r.rhs)

    def sign(self, expr: Any) -> Signs:
        """The signs that an expression, a real number, can have: a subset of {-1, 0, 1}."""
        return self._sign(self.abstract(expr), frozenset())

    def _sign(self, expr: Any, used: frozenset[Any]) -> Signs:
        """The signs of an expression in variables: as it is, multiplied out, in factors."""
        found = self._signs(expr, used)
        for form in (oracle.expanded, oracle.factored):
            if len(found) > 1:
                found &= self._signs(form(expr, self.oracles), used)
        return found

    def _signs(self, expr: Any, used: frozenset[Any]) -> Signs:
        """The signs of an expression from those of its parts, and from facts about it."""
        found = _combined(expr, [self._signs(arg, used) for arg in expr.args])
        return found & self._from_facts(expr, used) if len(found) > 1 else found

    def defined(self, *terms: Any) -> None:
        """Insist that every part of some terms or propositions is a real number."""
        part = self.undefined(*terms)
        require(part is None, "is defined for all admissible values ({} may not be)", part)

    def identity(self, left: Any, right: Any) -> None:
        """Insist that two expressions are equal for all values.

        Where a variable may be 0 but both sides are continuous there, it is taken as positive: expressions
        that agree where all are positive agree on the closure.
        """
        self.defined(left, right)
        pair = self.abstract(left), self.abstract(right)
        opened = _opened(pair)
        shown = oracle.equal(pair[0].xreplace(opened), pair[1].xreplace(opened), self.oracles)
        require(shown, "{} = {} is an identity that the oracle confirms", left, right)
        # At 0 too.
        oracle.audited("SymPy: expand, together, powsimp", *pair, self.oracles)

    def abstract(self, expr: Any) -> Any:
        """`expr` in variables; see the module's first lines."""
        if expr.is_Rational or isinstance(expr, sp.NumberSymbol):
            return expr
        if isinstance(expr, ARITHMETIC):
            return expr.func(*(self.abstract(arg) for arg in expr.args))
        part = canonical(expr)
        if part not in self._variables:
            self._variables[part] = self._variable(expr)
        return self._variables[part]

    def _variable(self, part: Any) -> Any:
        integer, bounds = whole(part), list(self._bounds(part))
        if not bounds:
            return oracle.variable(part, integer, "real")
        low, open_ = max(bounds)
        if integer:
            low, open_ = Integer(math.floor(low) + 1 if open_ else math.ceil(low)), False
        return low + oracle.variable(part, integer, "positive" if open_ else "nonnegative")

    def _bounds(self, part: Any) -> Iterator[tuple[Any, bool]]:
        """Lower bounds that assumptions and facts give, and whether each is excluded."""
        if isinstance(part, sp.Symbol | Indexed) and part.is_nonnegative:
            yield Integer(0), bool(part.is_positive)
        if isinstance(part, Sum):
            body, index, low, high = ranged(part)
            # Facts about sums would lead back here.
            simple = World([fact for fact in self.facts if not fact.has(Sum)], self.oracles)
            signs = simple.within(index, low, high).sign(body)
            if signs <= NONNEGATIVE and simple.holds(ge(high - low + 1, 0)):
                yield Integer(0), signs <= POSITIVE and simple.holds(ge(high, low))
        for terms, signs in self._linear:
            if part in terms and terms.keys() <= {part, Integer(1)}:
                said = signs if terms[part] > 0 else frozenset(-sign for sign in signs)
                if -1 not in said:
                    yield -terms[Integer(1)] / terms[part], 0 not in said

    @cached_property
    def _linear(self) -> list[tuple[Any, Signs]]:
        """What is known, as the terms of a sum with their rational coefficients."""
        return [(difference.as_coefficients_dict(), signs) for difference, signs in self._known]

    @cached_property
    def _facts(self) -> list[tuple[Any, Any, Signs]]:
        """What is known, in variables, as it is and expanded, with coefficients."""
        known = [(self.abstract(difference), signs) for difference, signs in self._known]
        flat = [(oracle.expanded(difference, self.oracles), signs) for difference, signs in known]
        return [(d, d.as_coefficients_dict(), signs) for d, signs in dict.fromkeys(known + flat)]

    def _from_facts(self, expr: Any, used: frozenset[Any]) -> Signs:
        """What a fact about a rational multiple of an expression says, or an equation for a variable."""
        found, terms = ANY, expr.as_coefficients_dict()
        for fact, others, signs in self._facts:
            scales = {terms[key] / scale for key, scale in others.items() if key in terms}
            if len(scales) != 1 or fact in used:
                continue
            scale = scales.pop()
            rest = expr - scale * fact
            if rest == 0:
                found &= signs if scale > 0 else frozenset(-sign for sign in signs)
            elif signs == ZERO and expr.is_Symbol and not rest.has(expr):
                found &= self._sign(rest, used | {fact})
        return found

    @cached_property
    def _real(self) -> frozenset[Any]:
        """What the facts speak of outside of sums, alternatives and the like: as they hold, real numbers."""
        return frozenset(part for fact in self.facts for part in _spoken_of(fact))

    def _undefined_part(self, term: Any) -> Any | None:
        """The first part that may not be a real number."""
        always = Quantity | Configuration | AllEqual | OneNonzero | sp.IndexedBase
        if isinstance(term, always) or term in self._real:
            return None
        if isinstance(term, sp.Limit | UniqueRoot):
            return term
        if isinstance(term, Sum | sp.Product | ForAll):
            body, index, low, high = ranged(term)
            # A sum that runs backwards is minus a sum over other indices (Karr).
            if not isinstance(term, ForAll) and not self.holds(ge(high - low + 1, 0)):
                return term
            part = self.undefined(low, high)
            return self.within(index, low, high).undefined(body) if part is None else part
        if isinstance(term, sp.Implies):
            part = self.undefined(term.args[0])
            return self._with(term.args[0]).undefined(term.args[1]) if part is None else part
        if isinstance(term, sp.Piecewise):
            return self._undefined_case(term)
        part = self.undefined(*term.args)
        if part is None and isinstance(term, Pow) and not self._power_is_real(term):
            return term
        if part is None and isinstance(term, sp.log) and not self.sign(term.args[0]) <= POSITIVE:
            return term
        return part

    def undefined(self, *terms: Any) -> Any | None:
        """The first part of some terms that may not be a real number."""
        return next((part for term in terms if (part := self._undefined_part(term)) is not None), None)

    def _undefined_case(self, term: Any) -> Any | None:
        world = self
        for value, condition in term.args:
            part = world.undefined(condition)
            if part is None and not world.holds(sp.Not(condition)):
                part = world._with(condition).undefined(value)
            if part is not None or world.holds(condition):
                return part
            world = world._with(sp.Not(condition))
        return None if term.args[-1].cond == True else term  # noqa: E712

    def _power_is_real(self, power: Any) -> bool:
        base, exponent = power.base, power.exp
        if exponent.is_Integer and exponent >= 0:
            return True
        signs = self.sign(base)
        if signs <= POSITIVE or (whole(exponent) and 0 not in signs):
            return True
        # 0^0 = 1 throughout.
        natural = (signs <= NONNEGATIVE or whole(exponent)) and self.sign(exponent) <= NONNEGATIVE
        # x^(-x) is 1 at 0.
        return natural or (signs <= NONNEGATIVE and bool((exponent / base).is_Rational))


def _spoken_of(term: Any) -> Iterator[Any]:
    """The parts that have to be real numbers for a proposition to hold, or for a term to be one."""
    if isinstance(term, sp.Expr):
        yield term
    if isinstance(term, (*ARITHMETIC, sp.Rel, sp.And, sp.Equivalent)):
        for arg in term.args:
            yield from _spoken_of(arg)


def _opened(pair: tuple[Any, ...]) -> dict[Any, Any]:
    """Positive variables for those that may be 0 where both sides are continuous in them.

    Powers of a base that may be 0 have non-negative exponents (`World.defined`), and are continuous for a
    fixed exponent: so no exponent may contain the variable.
    """  # noqa: DOC201
    free = set().union(*(part.free_symbols for part in pair))
    inside = set().union(*(power.exp.free_symbols for part in pair for power in part.atoms(Pow)))
    return {
        v: oracle.variable(v, False, "positive")
        for v in free - inside
        if v.is_nonnegative and not v.is_integer and not v.is_positive
    }


def _combined(expr: Any, parts: list[Signs]) -> Signs:
    """The signs of an expression in variables whose arguments have the signs `parts`."""
    if expr.is_Rational:
        return frozenset({(expr.p > 0) - (expr.p < 0)})
    if expr.is_Symbol or isinstance(expr, sp.NumberSymbol):
        return POSITIVE if expr.is_positive else NONNEGATIVE if expr.is_nonnegative else ANY
    if isinstance(expr, Add):
        signs = frozenset().union(*parts)
        return ANY if signs >= {1, -1} else signs - ZERO if any(0 not in part for part in parts) else signs
    if isinstance(expr, Mul):
        return frozenset(math.prod(signs) for signs in product(*parts))
    if isinstance(expr, sp.exp):
        return POSITIVE
    if isinstance(expr, Pow):
        return _of_power(expr.exp, *parts)
    if isinstance(expr, sp.Abs):
        return frozenset(abs(sign) for sign in parts[0])
    if isinstance(expr, sp.Max | sp.Min):
        pick = max if isinstance(expr, sp.Max) else min
        return frozenset(range(pick(map(min, parts)), pick(map(max, parts)) + 1))
    return ANY


def _of_power(exponent: Any, base: Signs, exponents: Signs) -> Signs:
    if base <= POSITIVE:
        return POSITIVE
    if exponent.is_Integer and exponent % 2 == 0:
        return POSITIVE if 0 not in base else NONNEGATIVE
    if base <= NONNEGATIVE:
        return base if exponents == POSITIVE else NONNEGATIVE
    return base if exponent.is_Integer and (exponent > 0 or 0 not in base) else ANY
