"""Random expressions and propositions of the statement language, deeper than those of `tests.strategies`."""

from __future__ import annotations

from typing import Any

import sympy as sp
from hypothesis import strategies as st
from sympy import I, IndexedBase, Integer, Rational, Symbol, nan, oo, symbols, zoo
from sympy.core.relational import Relational

from tests.strategies import configurations
from theory import (
    AllEqual,
    Balanced,
    ForAll,
    HessianEigenvalue,
    HillNumber,
    Modes,
    OneNonzero,
    PerturbationMultiplier,
    Sharpness,
    SinglePath,
    UniqueRoot,
    WorstCaseReturn,
)

H, L, k, h = symbols("H L k h", integer=True, positive=True)
a, b, s, eta, lambda_1, width = symbols("a b s eta lambda_1 width", positive=True)
x, odd = Symbol("x", real=True), Symbol("u'", real=True)
sigma = IndexedBase("sigma", nonnegative=True)
ell = IndexedBase("ell", integer=True, positive=True)
TWO = Modes(SinglePath(L, a), Balanced(H, L, b))

integers = st.integers(-6, 30).map(Integer)
rationals = st.builds(Rational, st.integers(-9, 9), st.integers(2, 12))
names = st.sampled_from([
    H,
    L,
    k,
    a,
    b,
    s,
    eta,
    lambda_1,
    width,
    x,
    odd,
    sigma[h],
    sigma[1],
    ell[h],
    sigma[h + 1],
])
constants = st.sampled_from([sp.pi, sp.E, sp.Integer(1), sp.Integer(-1)])
quantities = st.one_of(
    configurations.map(Sharpness),
    st.sampled_from([
        HessianEigenvalue(TWO, 1, 2),
        HillNumber(Balanced(H, L, s)),
        WorstCaseReturn(L + 1),
        PerturbationMultiplier(SinglePath(L, s), eta),
    ]),
)
leaves = st.one_of(integers, rationals, names, names, constants, quantities)
#: What raises or has no real value is no expression of the language.
_NOT_REAL = (I, nan, zoo, oo, -oo)


def _or_one(make: Any) -> Any:
    """What `make` makes, or 1 where SymPy has no real value for it."""

    def tried(*parts: Any) -> Any:
        try:
            found = make(*parts)
        except (TypeError, ValueError, ZeroDivisionError, RecursionError):
            return Integer(1)
        real = not found.has(*_NOT_REAL, sp.AccumBounds) or found.has(sp.Limit)
        # SymPy does not let a limit commute with another, so their products have no canonical form.
        return (
            found if real and (found.is_commutative or not isinstance(found, sp.Mul | sp.Pow)) else Integer(1)
        )

    return tried


def _smaller(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    lists = st.lists(parts, min_size=2, max_size=4)
    return st.one_of(
        lists.map(_or_one(lambda terms: sp.Add(*terms))),
        lists.map(_or_one(lambda factors: sp.Mul(*factors))),
        st.builds(_or_one(lambda p, q: p / q), parts, parts),
        st.builds(
            _or_one(sp.Pow), parts, st.one_of(rationals, st.sampled_from([2 / L, 1 - 2 / L, -H, x, -x / 2]))
        ),
        st.builds(_or_one(sp.Pow), names, parts),
        st.builds(
            _or_one(lambda f, p: f(p)), st.sampled_from([sp.log, sp.exp, sp.Abs, sp.tanh, sp.sqrt]), parts
        ),
        st.builds(_or_one(lambda f, p: f(p, x)), st.sampled_from([sp.Max, sp.Min]), parts),
        st.builds(_or_one(lambda p: sp.Sum(p, (h, 1, H))), parts),
        st.builds(_or_one(lambda p: sp.Product(p, (h, 1, k - 1))), parts),
        st.builds(_or_one(lambda p, to: sp.Limit(p, x, to)), parts, st.sampled_from([oo, Integer(0), a])),
        st.builds(_or_one(lambda p, n: sp.Derivative(p, (x, n))), parts, st.integers(1, 3)),
        st.builds(_or_one(lambda p, q: sp.Piecewise((p, sp.Lt(x, a)), (q, True))), parts, parts),
    )


expressions = st.recursive(leaves, _smaller, max_leaves=8)


def _relation(kind: Any, left: Any, right: Any) -> Any:
    return kind(left, right, evaluate=False)


relations = st.builds(
    _relation, st.sampled_from([sp.Eq, sp.Ne, sp.Lt, sp.Le, sp.Gt, sp.Ge]), expressions, expressions
)
simple = st.one_of(
    relations,
    st.sampled_from([AllEqual(sigma, H), OneNonzero(sigma, H)]),
    expressions.map(lambda f: UniqueRoot(f, x, (0, a))),
)
propositions = st.recursive(
    simple,
    lambda parts: st.one_of(
        st.builds(lambda p, q: sp.And(p, q), parts, parts),
        st.builds(lambda p, q: sp.Or(p, q), parts, parts),
        st.builds(lambda p, q: sp.Implies(p, q), parts, parts),
        st.builds(lambda p, q: sp.Equivalent(p, q), parts, parts),
        parts.map(sp.Not),
        parts.map(lambda p: ForAll(p, (h, 1, H))),
    ),
    max_leaves=3,
)
formulas = st.one_of(expressions, expressions, propositions)


def rebuilt(expr: Any) -> Any:
    """The same expression made anew by SymPy's constructors: its canonical form."""
    if not expr.args or isinstance(expr, sp.IndexedBase | Symbol):
        return expr
    parts = [rebuilt(part) for part in expr.args]
    return type(expr)(*parts, evaluate=False) if isinstance(expr, Relational) else expr.func(*parts)
