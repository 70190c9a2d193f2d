"""Points: the same for the same seed, each once, extremes first, and what a claim may fail at among them.

Blind to: whether hypotheses hold at the points (`test_domain`), and how likely a drawn point is.
"""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import redirect_stdout
from fractions import Fraction
from io import StringIO
from itertools import islice
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Eq, Ge, Gt, IndexedBase, Le, Lt, Ne, Rational, Sum, Symbol, symbols

from proofs_check.domain import Account, Domain
from proofs_check.ranges import Range
from proofs_check.sampling import LONGEST, NEAR, TINY, generator, modest_points, nth, points
from tests.proofs_check.corpus import FALSE, TRUE
from theory import AllEqual, ForAll, Statement

F = Fraction
a, b = symbols("a b", positive=True)
u = symbols("u", nonnegative=True)
x = symbols("x", real=True)
H, L, h = symbols("H L h", integer=True, positive=True)
m = symbols("m", integer=True)
even, odd = Symbol("even", even=True), Symbol("odd", odd=True)
minus = Symbol("minus", negative=True)
sigma, tau = IndexedBase("sigma", nonnegative=True), IndexedBase("tau", nonnegative=True)
ell = IndexedBase("ell", integer=True, positive=True)


def domain(claim: Any, *hypotheses: Any) -> Domain:
    return Domain.of(Statement("s", claim, hypotheses), 50)


def first(where: Domain, count: int, seed: int = 0) -> list[dict[str, Any]]:
    return list(islice(points(where, generator("s", seed)), count))


def column(name: str, claim: Any, *hypotheses: Any, count: int = 100) -> set[Any]:
    return {values[name] for values in first(domain(claim, *hypotheses), count)}


def key(values: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(sorted(values.items()))


@pytest.mark.parametrize("statement", [*FALSE, *TRUE][::7], ids=lambda s: s.id)
def test_the_same_seed_gives_the_same_points_each_once(statement: Statement) -> None:
    where = Domain.of(statement, 50)
    run = first(where, 400)
    assert run == first(Domain.of(statement, 50), 400)
    assert len({key(values) for values in run}) == len(run)
    if len(run) == 400 and any(found.count is None for found in where.ranges.values()):
        assert first(where, 400, seed=1) != run


PRINT = """
from itertools import islice
from proofs_check.domain import Domain
from proofs_check.sampling import generator, points
from tests.proofs_check.corpus import FALSE
for s in FALSE[::9]:
    print(s.id, list(islice(points(Domain.of(s, 50), generator(s.id, 3)), 60)))
"""


def test_points_do_not_depend_on_the_hash_seed() -> None:
    # This process has one hash seed (a random one, unless it was told), the other process another.
    other = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"
    there = subprocess.run(
        [sys.executable, "-c", PRINT],
        env={**os.environ, "PYTHONHASHSEED": other},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    ).stdout
    with redirect_stdout(StringIO()) as here:
        exec(PRINT, {})
    assert here.getvalue() == there != ""


def test_generators_are_independent() -> None:
    draws = [generator(*of).random() for of in (("a", 0), ("b", 0), ("a", 1), ("a", 0, "search"), ("a", 0))]
    assert len(set(draws)) == 4
    assert draws[0] == draws[-1]


@pytest.mark.parametrize(
    ("claim", "hypotheses", "name", "wanted"),
    [
        (Gt(a, 0, evaluate=False), (), "a", {F(1), F(2), F(1, 2), TINY, F(10**6), F(10**12)}),
        (Gt(u, 0, evaluate=False), (), "u", {F(0), TINY, F(1)}),
        (Gt(x, 0), (), "x", {F(0), F(1), F(-1), F(-1, 2), F(10**12), F(-(10**12))}),
        (Gt(x, 0), (x > 3, x <= 5), "x", {F(5), 3 + TINY, F(4), F(7, 2)}),
        (Gt(x, 0), (x >= Rational(1, 3),), "x", {F(1, 3), F(4, 3), F(1, 3) + TINY}),
        (Gt(x, 0), (x < -7,), "x", {-7 - TINY, F(-8)}),
        (Gt(minus, -1), (), "minus", {F(-1), -TINY, -F(1, 2)}),
        (Gt(L, 1), (), "L", {F(1), F(2), F(3), F(10**9 + 1), F(10**12 + 1)}),
        (Gt(L, 1), (L >= 2,), "L", {F(2), F(3), F(4), F(10**9 + 2)}),
        (Gt(L, 1), (L <= 10**6,), "L", {F(1), F(10**6), F(10**6 - 1)}),
        (Gt(m, 1), (), "m", {F(0), F(1), F(-1), F(10**9), F(-(10**9))}),
        (Gt(m, 1), (m < 4,), "m", {F(3), F(2), 3 - F(10**9)}),
        (Gt(even, 1), (), "even", {F(0), F(2), F(-2)}),
        (Gt(odd, 1), (odd > 4,), "odd", {F(5), F(7), F(9)}),
    ],
)
def test_special_values_come_first(
    claim: Any, hypotheses: tuple[Any, ...], name: str, wanted: set[Any]
) -> None:
    assert wanted <= column(name, claim, *hypotheses)


def test_special_points_combine_symbols() -> None:
    two = {(v["a"], v["b"]) for v in first(domain(Gt(a, b)), 200)}
    assert {(F(1), F(1)), (F(2), F(1)), (F(1), F(2)), (F(10**12), F(1)), (F(1), TINY), (F(2), F(2))} <= two
    both = {(v["H"], v["L"]) for v in first(domain(Gt(H, L)), 200)}
    assert {(F(1), F(1)), (F(2), F(3)), (F(10**9 + 1), F(1)), (F(1), F(10**9 + 1))} <= both


def shares(claim: Any, *hypotheses: Any) -> list[tuple[Fraction, ...]]:
    """Of the first points, before anything is drawn at random."""
    return [values["sigma"] for values in first(domain(claim, *hypotheses), 40)]


total = Sum(sigma[h], (h, 1, H))


@pytest.mark.parametrize("hypotheses", [(), (Eq(total, 1),)])
def test_families_are_equal_single_nearly_equal_and_hold_zeros(hypotheses: tuple[Any, ...]) -> None:
    found = [s for s in shares(Ge(total, 0, evaluate=False), *hypotheses) if len(s) > 2]
    assert any(len(set(s)) == 1 and s[0] for s in found)
    assert any(s[0] and not any(s[1:]) for s in found)
    assert any(s[-1] and not any(s[:-1]) for s in found)
    assert any(any(s) and 0 in s and sum(map(bool, s)) > 1 for s in found)
    assert any(0 < abs(s[0] / s[1] - 1) <= NEAR for s in found if s[1])
    assert any(0 < s[-1] < s[0] * TINY * 10 for s in found)
    assert {1, 2, 3, 4, 7} <= {len(s) for s in shares(Ge(total, 0, evaluate=False), *hypotheses)}
    assert max(map(len, found)) <= LONGEST


def test_families_that_belong_together_have_one_length_and_take_equal_and_different_shapes() -> None:
    claim = Ge(Sum(sigma[h] * tau[h] * ell[h], (h, 1, H)), 0, evaluate=False)
    run = first(domain(claim), 300)
    assert all(len(v["sigma"]) == len(v["tau"]) == len(v["ell"]) == v["H"] for v in run)
    assert any(v["sigma"] == v["tau"] and v["H"] > 1 for v in run)
    apart = [v for v in run if not any(s * t for s, t in zip(v["sigma"], v["tau"], strict=True))]
    assert any(any(v["sigma"]) and any(v["tau"]) for v in apart)
    assert all(n.denominator == 1 and n >= 1 for v in run for n in v["ell"])


def test_drawn_points_mix_scales_ties_and_large_integers() -> None:
    run = first(domain(And_of_four), 600)[300:]
    assert any(v["a"] == v["b"] for v in run)
    assert any(0 < abs(v["a"] / v["b"] - 1) <= NEAR for v in run)
    assert any(v["a"] > 10**9 for v in run)
    assert any(v["a"] < F(1, 10**9) for v in run)
    assert any(v["L"] >= 10**9 for v in run)
    assert sum(v["L"] <= 13 for v in run) > 100


And_of_four = Gt(a * H, b * L)


@pytest.mark.parametrize("statement", [*FALSE, *TRUE][::5], ids=lambda s: s.id)
def test_points_lie_in_their_ranges_and_are_mostly_admitted(statement: Statement) -> None:
    where, account = Domain.of(statement, 50), Account()
    run = first(where, 150)
    for values in run:
        assert where.fits(values)
        where.admits(values, account)
    assert account.satisfying >= min(len(run) // 2, 15)
    assert account.undecidable == 0


@given(
    st.integers(0, 40),
    st.none() | st.integers(-9, 9),
    st.none() | st.integers(-9, 9),
    st.sampled_from([None, 0, 1]),
)
def test_the_nth_integer_of_a_range_is_inside(
    step: int, low: int | None, high: int | None, parity: int | None
) -> None:
    found = Range(integer=True, parity=parity)
    found = found if low is None else found.at_least(F(low))
    found = found if high is None else found.at_most(F(high))
    if not found.empty:
        assert found.contains(nth(found, step))
        ahead = [nth(found, k) for k in range(step + 1)]
        assert len(set(ahead)) == (step + 1 if found.count is None else min(step + 1, found.count))


def test_modest_points_stay_small_and_admit() -> None:
    claim = Ge(Sum(ell[h] * sigma[h], (h, 1, H)) * a, L)
    where = domain(claim, ForAll(ell[h] >= 2, (h, 1, H)), L >= 2)
    run = list(modest_points(where, generator("s", 0)))
    assert len(run) > 100
    assert run == list(modest_points(where, generator("s", 0)))
    for values in run:
        assert where.fits(values)
        assert values["L"] <= 6
        assert all(2 <= n <= 5 for n in values["ell"])
        assert values["H"] <= 5


def test_finite_domains_and_domains_that_equalities_determine() -> None:
    assert column("L", Gt(L, 1), L >= 3, L <= 5) == {F(3), F(4), F(5)}
    assert column("x", Gt(x, 1), Eq(x, 7)) == {F(7)}
    assert column("a", Lt(a, b), Eq(a, 2 * b)) >= {F(2), F(4), F(2) * 10**12}
    empty = domain(Gt(L, 1), L > 3, L < 4)
    assert not any(empty.admits(values, Account()) for values in first(empty, 20))
    assert all(v["sigma"] for v in first(domain(AllEqual(sigma, H), Le(H, 3), Ne(H, 2)), 50))
