"""What is known of the variables, and the signs that follow from it.

A `World` is made from facts: relations that hold.  It abstracts an expression: every part that is not built
by ``+ * ^ log exp`` from smaller ones (a symbol, ``sigma[h]``, a whole sum) becomes a variable of its own,
written as its least value plus a variable that is positive or not negative.  What holds for all values of
those variables holds in particular for the parts that they stand for.

Main results: `World.sign` (signs by the rules for sums, products and powers, no oracle but `normal forms`),
`World.defined` (every part is a real number), `World.identity` (by the oracle, audited).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from sympy import (
    Abs,
    Add,
    Dummy,
    Eq,
    Ge,
    Gt,
    Indexed,
    Integer,
    Le,
    Lt,
    Max,
    Min,
    Mul,
    Not,
    NumberSymbol,
    Piecewise,
    Pow,
    Product,
    Sum,
    exp,
    expand,
    log,
)
from sympy.logic.boolalg import BooleanTrue

from proofs_check.kernel import oracle
from proofs_check.kernel.terms import body_and_range, canonical, conjuncts
from proofs_check.kernel.theorem import Premises, require
from theory import ForAll, Quantity

__all__ = ["ANY", "NEGATIVE", "NONNEGATIVE", "NONPOSITIVE", "POSITIVE", "World"]

Signs = frozenset[int]
POSITIVE, NEGATIVE, ZERO = frozenset({1}), frozenset({-1}), frozenset({0})
NONNEGATIVE, NONPOSITIVE, ANY = frozenset({0, 1}), frozenset({-1, 0}), frozenset({-1, 0, 1})

#: What a relation says of ``lhs - rhs``.
SAYS: dict[Any, Signs] = {Gt: POSITIVE, Ge: NONNEGATIVE, Lt: NEGATIVE, Le: NONPOSITIVE, Eq: ZERO}

_BUILT = (Add, Mul, Pow, log, exp, Abs, Max, Min)


class World:
    """The consequences of some facts.

    Args:
        facts: propositions that hold; only relations, and conjunctions of them, are used.
        oracles: where the names of oracle calls go.
    """

    def __init__(self, facts: Iterable[Any], oracles: set[str]) -> None:
        self.facts, self.oracles = tuple(facts), oracles
        relations = [part for fact in self.facts for part in conjuncts(fact)]
        self._known = [(expand(r.lhs - r.rhs), SAYS[type(r)]) for r in relations if type(r) in SAYS]
        self._variables: dict[Any, Any] = {}

    @classmethod
    def of(cls, premises: Premises) -> World:
        """The world of what the premises conclude."""
        return cls(premises.conclusions, premises.oracles)

    def with_facts(self, *facts: Any) -> World:
        """The same with more facts."""
        return World((*self.facts, *facts), self.oracles)

    def sign(self, expr: Any) -> Signs:
        """The signs that `expr` can have.

        Args:
            expr: an expression.

        Returns:
            A subset of {-1, 0, 1}.
        """
        found = self._signs(expr)
        if len(found) > 1:
            factored = oracle.factored(expr)
            if factored != expr:
                oracle.audited("SymPy: factor", self.abstract(expr), self.abstract(factored), self.oracles)
                found &= self._signs(factored)
        return found

    def _signs(self, expr: Any) -> Signs:
        """The signs of an expression from those of its parts, and from facts about it."""
        found = self._from_a_fact(expand(expr))
        if len(found) == 1:
            return found
        if isinstance(expr, _BUILT):
            found &= _combined(expr, [self._signs(arg) for arg in expr.args])
            if isinstance(expr, Add):
                # Least values taken together: n - 1 with n >= 2.
                found &= _of_variables(expand(self.abstract(expr)))
            return found
        return found & _of_variables(self.abstract(expr))

    def defined(self, *terms: Any) -> None:
        """Insist that every part of some terms or propositions is a real number.

        Raises:
            Rejected: some part may be undefined.
        """
        for term in terms:
            part = self._undefined_part(term)
            require(part is None, f"is defined for all admissible values ({part} may not be)")

    def identity(self, left: Any, right: Any) -> None:
        """Insist that two expressions are equal for all values.

        Where a variable may be 0 but both sides are continuous there, it is taken as positive: expressions
        that agree where all are positive agree on the closure.

        Raises:
            Rejected: the oracle does not say so, or an expression may be undefined.
        """
        self.defined(left, right)
        if left == right:
            return
        pair = self.abstract(left), self.abstract(right)
        opened = _opened(pair)
        pair = pair[0].xreplace(opened), pair[1].xreplace(opened)
        require(
            oracle.equal(*pair, self.oracles), f"{left} = {right} is an identity that the oracle confirms"
        )

    def abstract(self, expr: Any) -> Any:
        """`expr` in variables; see the module's first lines."""
        if expr.is_Rational or isinstance(expr, NumberSymbol):
            return expr
        if isinstance(expr, _BUILT):
            return expr.func(*(self.abstract(arg) for arg in expr.args))
        part = canonical(expr)
        if part not in self._variables:
            self._variables[part] = self._variable(expr)
        return self._variables[part]

    def _variable(self, part: Any) -> Any:
        require(part.is_real is not False, f"{part} is real")
        integer = bool(part.is_integer)
        low = self._least(part)
        if low is None:
            return Dummy(f"v{len(self._variables)}", real=True, integer=integer or None)
        value, open_ = low
        if integer:
            value, open_ = Integer(math.floor(value) + 1 if open_ else math.ceil(value)), False
        kind = {"positive": True} if open_ else {"nonnegative": True}
        return value + Dummy(f"v{len(self._variables)}", integer=integer or None, **kind)

    def _least(self, part: Any) -> tuple[Any, bool] | None:
        """The greatest lower bound that assumptions and facts give, and whether it is excluded."""
        bounds = []
        if part.is_nonnegative:
            bounds.append((Integer(0), bool(part.is_positive)))
        for difference, signs in self._known:
            scale = difference.coeff(part)
            rest = difference - scale * part
            if scale.is_Rational and scale != 0 and rest.is_Rational:
                said = signs if scale > 0 else frozenset(-sign for sign in signs)
                if -1 not in said:
                    bounds.append((-rest / scale, 0 not in said))
        return max(bounds, default=None)

    def _from_a_fact(self, expr: Any) -> Signs:
        """What a fact about a rational multiple of `expr` says."""
        found, terms = ANY, expr.as_coefficients_dict()
        for difference, signs in self._known:
            others = difference.as_coefficients_dict()
            if terms.keys() == others.keys():
                ratios = {terms[key] / others[key] for key in terms}
                if len(ratios) == 1:
                    found &= signs if ratios.pop() > 0 else frozenset(-sign for sign in signs)
        return found

    def _undefined_part(self, term: Any) -> Any | None:
        """The first part that may not be a real number."""
        if isinstance(term, Quantity | Indexed) or not getattr(term, "args", ()):
            return None if term.is_real is not False else term
        if isinstance(term, Sum | Product | ForAll):
            body, index, low, high = body_and_range(term)
            inside = self.with_facts(
                *(f for f in (Ge(index, low), Le(index, high)) if not isinstance(f, BooleanTrue))
            )
            return inside._undefined_part(body) if index.is_integer else index
        if isinstance(term, Piecewise):
            world = self
            for value, condition in term.args:
                part = world.with_facts(condition)._undefined_part(value)
                if part is not None:
                    return part
                world = world.with_facts(Not(condition))
            return None
        for arg in term.args:
            part = self._undefined_part(arg)
            if part is not None:
                return part
        if isinstance(term, Pow):
            return None if self._power_is_real(term) else term
        if isinstance(term, log):
            return None if self.sign(term.args[0]) == POSITIVE else term
        return None

    def _power_is_real(self, power: Any) -> bool:
        base, exponent = power.base, power.exp
        if exponent.is_Integer and exponent >= 0:
            return True
        signs = self.sign(base)
        if signs == POSITIVE:
            return True
        exponents = self.sign(exponent)
        if exponent.is_integer and (0 not in signs or exponents <= NONNEGATIVE):
            return True
        # 0^0 = 1 throughout.
        return signs <= NONNEGATIVE and exponents <= NONNEGATIVE


def _opened(pair: Iterable[Any]) -> dict[Any, Any]:
    """Positive variables for those that may be 0 where both sides are continuous in them.

    Powers of a base that may be 0 have non-negative exponents (`World.defined`), and are continuous for a
    fixed exponent: so no exponent may contain the variable.
    """
    pair = tuple(pair)
    free = set().union(*(part.free_symbols for part in pair))
    inside = set().union(*(power.exp.free_symbols for part in pair for power in part.atoms(Pow)))
    return {
        v: Dummy(v.name, positive=True)
        for v in sorted(free - inside, key=lambda v: v.name)
        if v.is_nonnegative and not v.is_integer and not v.is_positive
    }


def _of_variables(expr: Any) -> Signs:
    """The signs of an expression in variables."""
    if expr.is_Rational:
        return frozenset({(expr.p > 0) - (expr.p < 0)})
    if expr.is_Symbol:
        if expr.is_nonnegative:
            return POSITIVE if expr.is_positive else NONNEGATIVE
        return ANY
    if isinstance(expr, NumberSymbol):
        return POSITIVE
    return _combined(expr, [_of_variables(arg) for arg in expr.args])


def _combined(expr: Any, parts: list[Signs]) -> Signs:
    """The signs of an expression whose arguments have the signs `parts`."""
    if isinstance(expr, Add):
        for side in (1, -1):
            if all(-side not in part for part in parts):
                return frozenset({side}) if any(0 not in part for part in parts) else frozenset({0, side})
        return ANY
    if isinstance(expr, Mul):
        found = POSITIVE
        for part in parts:
            found = frozenset(a * b for a in found for b in part)
        return found
    if isinstance(expr, Pow):
        return _of_power(expr.exp, *parts)
    if isinstance(expr, exp):
        return POSITIVE
    if isinstance(expr, Abs):
        return frozenset(abs(sign) for sign in parts[0])
    if isinstance(expr, Max | Min):
        pick = max if isinstance(expr, Max) else min
        return frozenset(range(pick(map(min, parts)), pick(map(max, parts)) + 1))
    return ANY


def _of_power(exponent: Any, base: Signs, exponents: Signs) -> Signs:
    if base == POSITIVE:
        return POSITIVE
    if exponent.is_even:
        return POSITIVE if 0 not in base else NONNEGATIVE
    if base <= NONNEGATIVE:
        return base if exponents == POSITIVE else NONNEGATIVE
    if exponent.is_odd and exponents == POSITIVE:
        return base
    return ANY
