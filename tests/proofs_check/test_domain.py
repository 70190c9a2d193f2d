"""Domains: what they draw satisfies the hypotheses exactly, is counted, and is the same for the same seed.

Blind to: values that a domain never draws, except where it is finite and all points are compared, and except
for the points listed under `NEVER_EXCLUDED`.  Membership is judged again with SymPy's own substitution.
"""

from __future__ import annotations

import os
import subprocess
import sys
from fractions import Fraction
from itertools import islice, product
from typing import Any

import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sympy import (
    Abs,
    And,
    Eq,
    Ge,
    Gt,
    IndexedBase,
    Le,
    Lt,
    Ne,
    Or,
    Product,
    Rational,
    Sum,
    log,
    sqrt,
    symbols,
)

from proofs_check.domain import Account, Domain, conjuncts
from proofs_check.sampling import generator, modest_points, points
from theory import AllEqual, ForAll, HillNumber, Sharpness, SinglePath, Split, Statement

F = Fraction
a, b, c = symbols("a b c", positive=True)
s, t = symbols("s t", real=True)
H, L, h = symbols("H L h", integer=True, positive=True)
m, n = symbols("m n", integer=True)
even = symbols("even", even=True)
sigma, tau = IndexedBase("sigma", nonnegative=True), IndexedBase("tau", positive=True)
ell = IndexedBase("ell", integer=True, positive=True)
shares, depths = Sum(sigma[h], (h, 1, H)), Sum(ell[h], (h, 1, H))


def domain_of(*hypotheses: Any, claim: Any = None) -> Domain:
    return Domain.of(Statement("s", Ge(H, 0, evaluate=False) if claim is None else claim, hypotheses), 50)


def number(value: Fraction) -> Any:
    return Rational(value.numerator, value.denominator)


def substituted(expr: Any, values: dict[str, Any]) -> Any:
    """The value by SymPy: sums written out, then elements, then scalars."""
    scalars = {
        symbol: number(values[symbol.name])
        for symbol in expr.free_symbols
        if symbol.is_Symbol and symbol.name in values and not isinstance(values[symbol.name], tuple)
    }
    plain = expr.xreplace(scalars).doit()
    elements = {
        e: number(values[e.base.name][int(e.indices[0].xreplace(scalars)) - 1])
        for e in plain.atoms(sympy.Indexed)
    }
    return plain.xreplace(elements).xreplace(scalars)


def drawn(domain: Domain, count: int) -> list[dict[str, Any]]:
    """Special and drawn points, admitted or not."""
    return list(islice(points(domain, generator("id", 0)), count))


EQUALITIES: dict[str, tuple[Any, ...]] = {
    "a simplex": (Eq(shares, s), s > 0),
    "a simplex, turned": (Eq(s, shares), s > 0),
    "a simplex of sum one": (Eq(shares, 1),),
    "a family with a fixed product": (Eq(Product(tau[h], (h, 1, H)), a),),
    "a sum of two": (Eq(a + b, 1),),
    "a sum of three, twice": (Eq(a + b + c, 3), Eq(a - b, Rational(1, 2))),
    "two families": (Eq(shares, Sum(tau[h], (h, 1, H))), Eq(Sum(tau[h], (h, 1, H)), 1)),
    "a target that is solved for": (Eq(s, t + 1), Eq(shares, s**2)),
    "a target that is solved for later": (Eq(shares, s**2), Eq(s, t + 1)),
    "a number of elements": (Eq(H, n + 1), Eq(shares, 1)),
    "one that follows from another": (Eq(s, t), Eq(2 * s, 2 * t)),
    "a product of two": (Eq(a * b, 2),),
    "a product with a power": (Eq(a * b**2, 2),),
    "a symbol that is given": (Eq(s, t**2 + 1),),
    "a symbol given by the other side": (Eq(t**2 + 1, s),),
    "a chain": (Eq(s, t + 1), Eq(a, b * 2)),
    "an integer given by a real": (Eq(s, n / 2), n > 0),
    "a number": (Eq(s, Rational(22, 7)),),
    "beside inequalities": (Eq(a + b, 1), a > b),
}


@pytest.mark.parametrize("hypotheses", EQUALITIES.values(), ids=EQUALITIES)
def test_equalities_hold_exactly_and_never_by_luck(hypotheses: tuple[Any, ...]) -> None:
    domain = domain_of(*hypotheses)
    account, satisfied = Account(), 0
    equalities = [e for e in hypotheses if isinstance(e, Eq)]
    for values in drawn(domain, 200):
        for equality in equalities:
            assert substituted(equality.lhs, values) == substituted(equality.rhs, values)
        satisfied += domain.admits(values, account)
    assert satisfied >= 30
    assert account.undecidable == account.unsamplable == 0


def test_symbols_given_by_equalities_are_not_drawn() -> None:
    assert domain_of(Eq(a + b, 1)).drawn == ("H", "b")
    assert domain_of(Eq(n, 2 * s)).drawn == ("H", "n")  # not n: half an integer is a number
    assert domain_of(Eq(s, 3)).drawn == ("H", "s")  # its range is the one number


def test_a_simplex_has_zero_shares_and_equal_ones() -> None:
    values = [v["sigma"] for v in drawn(domain_of(Eq(shares, 1)), 300)]
    assert any(len(v) > 1 and len(set(v)) == 1 for v in values)
    assert any(len(v) > 1 and sum(share == 0 for share in v) == len(v) - 1 for v in values)
    assert {len(v) for v in values} >= {1, 2, 3, 4, 7}


MIXED = {
    "inequalities": (a > b, b > c),
    "a root": (sqrt(a) + sqrt(b) < 2,),
    "alternatives": (Or(a > 2, b > 2),),
    "unequal": (Ne(a, b),),
    "integers": (n > m, m > 0),
    "parity": (even > 3,),
    "a family": (ForAll(ell[h] >= 2, (h, 1, H)), depths <= 30),
    "an equal family": (AllEqual(sigma, H),),
    "perhaps no number": (log(a - 1) > 0,),
}


@pytest.mark.parametrize("hypotheses", MIXED.values(), ids=MIXED)
def test_admitted_points_satisfy_and_the_account_adds_up(hypotheses: tuple[Any, ...]) -> None:
    domain = domain_of(*hypotheses)
    account, satisfying = Account(), 0
    tried = drawn(domain, 400)
    for values in tried:
        admitted = domain.admits(values, account)
        satisfying += admitted
        if admitted:
            for hypothesis in hypotheses:
                # (SymPy takes log(1 + 2*10**-25) > 0 for false.)
                if isinstance(hypothesis, sympy.core.relational.Relational) and not hypothesis.has(log):
                    assert substituted(hypothesis, values) == sympy.true
    assert account.satisfying == satisfying >= 20
    assert sum(vars(account).values()) == len(tried)
    assert str(account).startswith(f"{satisfying} satisfying, ")


def test_hypotheses_have_to_be_true_and_not_merely_not_false() -> None:
    account = Account()
    point = {"a": F(2), "H": F(1), "b": F(1)}
    # Equal to every precision, but not by rational or radical normal form.
    undecidable = Eq(sympy.sin(a) ** 2 + sympy.cos(a) ** 2, b)
    assert not domain_of(undecidable).admits(point, account)
    assert (account.undecidable, account.satisfying) == (1, 0)
    assert not domain_of(Ge(sympy.sin(a) ** 2 + sympy.cos(a) ** 2, b)).admits(point, account)
    assert account.undecidable == 2
    assert not domain_of(log(b - a) < 1).admits(point, account)
    assert account.unsamplable == 1
    assert not domain_of(a < b).admits(point, account)
    assert account.outside == 1
    assert domain_of(Eq(sqrt(a) * sqrt(a * b), 2 * sqrt(b))).admits(point, account)
    assert account.satisfying == 1


def test_what_is_false_is_outside_even_where_something_else_is_not_known() -> None:
    account = Account()
    unknown = Eq(sympy.sin(a) ** 2 + sympy.cos(a) ** 2, b)
    assert not domain_of(unknown, a < b).admits({"a": F(2), "H": F(1), "b": F(1)}, account)
    assert account == Account(outside=1)


FINITE: dict[str, tuple[tuple[Any, ...], int]] = {
    "one integer": ((n >= -2, n <= 5), 8),
    "two integers": ((n >= 0, n < 4, m > 1, m <= 3), 8),
    "strict between": ((n > 3, n < 5), 1),
    "parity": ((even > -5, even < 5), 5),
    "a real that is one number": ((n >= 0, n <= 2, Eq(s, 3)), 3),
    "an equality on an integer": ((Eq(n, 4), m >= 0, m <= 1), 2),
}


@pytest.mark.parametrize(("hypotheses", "count"), FINITE.values(), ids=FINITE)
def test_finite_domains_list_every_point_once(hypotheses: tuple[Any, ...], count: int) -> None:
    domain = Domain.of(Statement("s", Ge(n + m + s + even, -(10**3)), [*hypotheses, *fixed(hypotheses)]), 50)
    listed = list(domain.all_points())
    assert domain.points == len(listed) == count
    assert len({tuple(sorted(v.items())) for v in listed}) == count
    satisfying = [v for v in listed if domain.admits(v, Account())]
    grid = product(range(-9, 10), range(-9, 10), (0, 3), range(-8, 9, 2))
    by_substitution = [
        g
        for g in grid
        if all(h.subs(dict(zip((n, m, s, even), g, strict=True))) for h in (*hypotheses, *fixed(hypotheses)))
    ]
    assert sorted((v["n"], v["m"], v["s"], v["even"]) for v in satisfying) == sorted(by_substitution)


def fixed(hypotheses: tuple[Any, ...]) -> list[Any]:
    """Equalities for the symbols that some hypotheses do not mention."""
    mentioned = {symbol for hypothesis in hypotheses for symbol in hypothesis.free_symbols}
    return [Eq(symbol, 0) for symbol in (n, m, s, even) if symbol not in mentioned]


@pytest.mark.parametrize(
    "hypotheses", [(n >= 0,), (n <= 0,), (n >= 0, n <= 5, s >= 0, s <= 1), (n >= 0, n <= 5, sigma[1] > 0)]
)
def test_other_domains_are_not_finite(hypotheses: tuple[Any, ...]) -> None:
    assert Domain.of(Statement("s", Ge(n, -(10**6)), hypotheses), 50).points is None


PROGRAM = """
from itertools import islice
from sympy import Eq, Ge, IndexedBase, Sum, symbols
from proofs_check.domain import Domain
from proofs_check.sampling import generator, modest_points, points
from theory import Statement

b, a, s = symbols("b a s", positive=True)
H, h = symbols("H h", integer=True, positive=True)
sigma = IndexedBase("sigma", nonnegative=True)
statement = Statement("s", Ge(a + b, 0, evaluate=False), [Eq(Sum(sigma[h], (h, 1, H)), s), a < b, a + b < s])
domain = Domain.of(statement, 50)
for walk in (points, modest_points):
    for values in islice(walk(domain, generator("s", 3)), 400):
        print(sorted(values.items()))
"""


def test_points_are_the_same_for_every_hash_seed() -> None:
    runs = [
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1")
    ]
    assert runs[0] == runs[1]
    assert len(runs[0].splitlines()) == 800


@pytest.mark.parametrize("walk", [points, modest_points])
def test_points_depend_on_id_seed_and_purpose_alone(walk: Any) -> None:
    domain = domain_of(a < b)

    def first(name: str, seed: int, purpose: str = "") -> list[dict[str, Any]]:
        return list(islice(walk(domain, generator(name, seed, purpose)), 600))

    assert first("one", 0) == first("one", 0)
    others = [first("two", 0), first("one", 1), first("one", 0, "measured")]
    assert all(other != first("one", 0) for other in others)
    keys = [tuple(sorted(values.items())) for values in first("one", 0)]
    assert len(set(keys)) == len(keys)


def test_values_keep_every_assumption() -> None:
    domain = domain_of(Eq(shares, 1), claim=Gt(a + s + n + even + L, -(10**40)))
    for values in drawn(domain, 400):
        assert values["a"] > 0
        assert values["n"].denominator == values["L"].denominator == values["H"].denominator == 1
        assert values["L"] >= 1
        assert values["even"] % 2 == 0
        assert all(share >= 0 for share in values["sigma"])
        assert len(values["sigma"]) == values["H"]


def test_depth_reaches_a_billion() -> None:
    values = drawn(domain_of(claim=Ge(Sharpness(SinglePath(L, a)), 0)), 300)
    assert max(v["L"] for v in values) >= 10**9
    assert max(v["a"] for v in values) >= 10**12
    assert min(v["a"] for v in values) <= F(1, 10**20)


LENGTHS = [
    (Ge(shares, 1), 0),
    (Ge(Sharpness(Split(L, sigma, H)), 0), 0),
    (Ge(HillNumber(Split(L, sigma, H)), 0), 0),
    (Ge(Sum(sigma[h], (h, 1, H + 2)), 1), 2),
]


@pytest.mark.parametrize(("claim", "more"), LENGTHS, ids=str)
def test_families_are_as_long_as_they_are_used(claim: Any, more: int) -> None:
    for values in drawn(domain_of(claim=claim), 100):
        assert len(values["sigma"]) == values["H"] + more


def test_an_explicit_element_exists() -> None:
    domain = domain_of(claim=Ge(sigma[3] + shares, 1))
    assert all(len(v["sigma"]) == max(3, v["H"]) for v in drawn(domain, 50))


#: Admissible points that a domain must accept: (hypotheses, values).
NEVER_EXCLUDED: dict[str, tuple[tuple[Any, ...], dict[str, Any]]] = {
    "for all, on a part of the family": (
        (ForAll(sigma[h] >= 2, (h, 1, 2)), ForAll(sigma[h] <= 1, (h, 3, 4))),
        {"H": F(1), "sigma": (F(2), F(3), F(1), F(0))},
    ),
    "for all, from the second on": (
        (ForAll(sigma[h] >= 2, (h, 2, H)), sigma[1] < 1),
        {"H": F(2), "sigma": (F(0), F(2))},
    ),
    "for all, over no element": (
        (ForAll(sigma[h] >= 2, (h, 4, 3)), sigma[1] < 1),
        {"H": F(1), "sigma": (F(0),)},
    ),
    "an end that belongs": ((a >= 2, a <= 2), {"H": F(1), "a": F(2)}),
}


@pytest.mark.parametrize(("hypotheses", "values"), NEVER_EXCLUDED.values(), ids=NEVER_EXCLUDED)
def test_admissible_points_are_not_excluded(hypotheses: tuple[Any, ...], values: dict[str, Any]) -> None:
    domain = domain_of(*hypotheses)
    assert domain.admits(values, Account())
    assert domain.complete(values) == values


@given(
    st.lists(st.tuples(st.sampled_from([Ge, Gt, Le, Lt]), st.fractions(-3, 3, max_denominator=3)), max_size=4)
)
@settings(deadline=None, max_examples=60)
def test_drawn_values_lie_in_their_range(bounds: list[tuple[Any, Fraction]]) -> None:
    domain = domain_of(*(kind(s, number(bound)) for kind, bound in bounds))
    assume(not domain.ranges["s"].empty if bounds else True)
    account = Account()
    for values in drawn(domain, 60):
        assert domain.admits(values, account)  # nothing drawn is wasted on a range
    assert account.outside == 0


def test_conjunctions_are_taken_apart() -> None:
    assert set(conjuncts(And(a > 1, And(b > 1, Or(a > 2, b > 2))))) == {a > 1, b > 1, Or(a > 2, b > 2)}
    assert domain_of(And(n >= 0, n <= 3), claim=Ge(n, 0)).ranges["n"].count == 4
    assert list(conjuncts(Abs(s) > 1)) == [Abs(s) > 1]
