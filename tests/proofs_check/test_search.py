"""Climbing and the second search: what sampling misses they find, and a run is the same every time.

Blind to: claims whose slack says nothing of where they fail, beyond small integers; budgets spent on the way.
"""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import (
    Abs,
    And,
    Eq,
    Equivalent,
    Ge,
    Gt,
    Implies,
    IndexedBase,
    Le,
    Lt,
    Ne,
    Not,
    Or,
    Product,
    Rational,
    Sum,
    exp,
    floor,
    sqrt,
    symbols,
)

from proofs_check.decide import Decider
from proofs_check.domain import Account, Domain
from proofs_check.outcome import Truth
from proofs_check.search import second_search, uphill
from proofs_check.slack import slack
from theory import AllEqual, Statement

F = Fraction
a, b, c = symbols("a b c", positive=True)
x, y = symbols("x y", real=True)
H, L, h, k = symbols("H L h k", integer=True, positive=True)
m = symbols("m", integer=True)
sigma = IndexedBase("sigma", nonnegative=True)
total = Sum(sigma[h], (h, 1, H))
BUDGET = 400
HALF_AND_QUARTERS = {"a": F(1, 2), "b": F(1, 4), "c": F(1, 4)}


def climb(claim: Any, *hypotheses: Any, budget: int = BUDGET, **start: Any) -> tuple[Any, int, Domain]:
    values = {n: tuple(map(F, v)) if isinstance(v, tuple) else F(v) for n, v in start.items()}
    where, decider = Domain.of(Statement("s", claim, hypotheses), 50), Decider(50)
    assert where.admits(values, Account())
    assert decider.decide(claim, values).truth is Truth.TRUE
    found, tried = uphill(claim, where, decider, [values], budget)
    if found is not None:
        assert where.fits(found)
        assert where.admits(found, Account())
        assert decider.decide(claim, found).truth is Truth.FALSE
    return found, tried, where


@pytest.mark.parametrize(
    ("claim", "hypotheses", "start"),
    [
        (Gt((7 * x - 5) ** 2, Rational(1, 10**12)), (), {"x": 3}),
        (Gt(x**2 - sqrt(2) * x + Rational(1, 2), Rational(1, 10**25)), (), {"x": -4}),
        (Gt(exp(x) - x, 1 + Rational(1, 10**12)), (), {"x": F(7, 3)}),
        (Ge(Abs(a - sqrt(3)), Rational(1, 10**9)), (), {"a": 1}),
        (Gt(9 * a + 25 * b, 30 * sqrt(a * b)), (), {"a": F(29, 4), "b": F(13, 5)}),
        (Lt(a * b + b * c + c * a, Rational(1, 3)), (Eq(a + b + c, 1),), HALF_AND_QUARTERS),
        (Ge(sqrt(a * b), (a + b) / 2 - Rational(3, 2) * a), (), {"a": 1, "b": 1}),
        (Lt(a / b, 10**7), (), {"a": 1, "b": 1}),
        (Gt((L - 37) ** 2, 0), (), {"L": 900}),
        (Ne(m**2 + 5 * m, 66), (), {"m": 3}),
        (Gt(Abs(m + 5000), 3), (), {"m": 3}),
        (Gt((m - 41) * (m - 42), 0), (m > 10,), {"m": 1000}),
        (Lt(L, 10**8), (), {"L": 2}),
        (Ne(L - 23 * floor(L / 23), 17), (), {"L": 1}),
        (Ne(L**2 - 7 * H**2, 1), (), {"L": 1, "H": 1}),
        (And(x > 0, (x - 8) ** 2 > 0), (x > 0,), {"x": 1}),
        (Or(x > 0, y > 0), (), {"x": 6, "y": 3}),
        (Implies(x > 1, x * y > -5), (), {"x": F(1, 2), "y": 0}),
        (Not(And(x > 6, y > 5)), (), {"x": F(1, 2), "y": 0}),
        (
            Gt(total, H * Product(sigma[h], (h, 1, H)) ** (1 / H)),
            (),
            {"H": 3, "sigma": (9, F(1, 9), 4)},
        ),
        (Lt(sigma[1], 50), (), {"sigma": (1,)}),
    ],
)
def test_climbing_finds_what_sampling_may_miss(claim: Any, hypotheses: tuple[Any, ...], start: Any) -> None:
    found, tried, _ = climb(claim, *hypotheses, **start)
    assert found is not None
    assert 0 < tried <= BUDGET
    again, as_many, _ = climb(claim, *hypotheses, **start)
    assert (again, as_many) == (found, tried)


@pytest.mark.parametrize(
    ("claim", "start"),
    [
        (Ge(a**2 + b**2 + 1, 2 * a * b), {"a": 2, "b": F(1, 3)}),
        (Ge((x - 3) ** 2, Rational(-1, 10**30)), {"x": 1}),
        (Gt(L**2 + L, 1), {"L": 7}),
        (Eq(a * L, L * a, evaluate=False) | Gt(a, 0, evaluate=False), {"a": 1, "L": 2}),
    ],
)
def test_climbing_finds_nothing_where_there_is_nothing(claim: Any, start: Any) -> None:
    found, tried, _ = climb(claim, **start)
    assert found is None
    assert tried <= BUDGET


@pytest.mark.parametrize("budget", [0, 1, 7, 50])
def test_the_budget_is_kept(budget: int) -> None:
    found, tried, _ = climb(Lt(a * b * L, 10**200), budget=budget, a=1, b=1, L=1)
    assert found is None
    assert tried <= budget


def test_no_instance_no_climbing() -> None:
    where = Domain.of(Statement("s", Gt(a, b)), 50)
    assert uphill(Gt(a, b), where, Decider(50), [], 100) == (None, 0)


def test_climbing_stays_inside_the_hypotheses() -> None:
    found, _, _ = climb(Lt(x, 10), x <= 9, x >= 1, x=F(3, 2))
    assert found is None
    found, _, _ = climb(Lt(x, 9), x <= 9, x >= 1, x=F(3, 2))
    assert found == {"x": 9}


reals = st.fractions(-9, 9, max_denominator=9)


@settings(max_examples=100)
@given(st.sampled_from([Ge, Gt, Le, Lt, Ne]), reals, reals)
def test_slack_has_the_sign_of_the_claim(kind: Any, left: Fraction, right: Fraction) -> None:
    decider, values = Decider(50), {"x": left, "y": right}
    size = slack(kind(x, y), values, decider)
    assert size is not None
    holds = decider.decide(kind(x, y), values).truth is not Truth.FALSE
    assert (size.relative > 0) == (size.difference > 0) == (holds and left != right)
    assert (size.relative < 0) == (not holds and left != right)
    assert -1 <= size.relative <= 1
    negated = slack(Not(And(kind(x, y), kind(x, y) | sympy.false)), values, decider)
    assert negated in {None, -size}


@given(reals, reals)
def test_slack_of_connectives(left: Fraction, right: Fraction) -> None:
    decider, values = Decider(50), {"x": left, "y": right}
    p, q = x > 1, y >= 2
    of_p, of_q = (slack(part, values, decider) for part in (p, q))
    assert of_p is not None
    assert of_q is not None
    assert slack(And(p, q), values, decider) == min(of_p, of_q)
    assert slack(Or(p, q), values, decider) == max(of_p, of_q)
    assert slack(Implies(p, q), values, decider) == max(-of_p, of_q)
    assert slack(Implies(p, Eq(x, y)), values, decider) == max(-of_p, of_p)
    assert slack(And(p, Eq(x, y)), values, decider) == of_p
    assert slack(Equivalent(p, q), values, decider) == max(min(of_p, of_q), min(-of_p, -of_q))


@pytest.mark.parametrize(
    "claim",
    [
        Eq(x, y),
        Equivalent(x > 1, Eq(x, y)),
        AllEqual(sigma, 2),
        x / (y - 1) > 2,
        sqrt(y - 2) > x,
        sympy.true,
    ],
)
def test_what_has_no_slack(claim: Any) -> None:
    assert slack(claim, {"x": F(0), "y": F(1), "sigma": (F(1), F(1))}, Decider(50)) is None


def test_slack_ranks_tiny_and_one_sided_differences() -> None:
    decider = Decider(50)

    def at(claim: Any, value: Fraction) -> Any:
        return slack(claim, {"x": value}, decider)

    steep = Gt((x - 5) ** 2, Rational(1, 10**30))
    assert at(steep, F(6)) < at(steep, F(7)) < at(steep, F(10**6))
    zero = Gt((x - 5) ** 2, 0)
    assert at(zero, F(5)) < at(zero, F(6)) < at(zero, F(7))
    scaled = Ge(x, 2 * x - 3)
    assert at(scaled, F(1)).relative > at(scaled, F(2)).relative


def second(claim: Any, *hypotheses: Any, seed: int = 0, examples: int = 200) -> tuple[Any, int]:
    where, decider = Domain.of(Statement("s", claim, hypotheses), 50), Decider(50)
    return second_search(
        where,
        lambda values: decider.decide(claim, values).truth is Truth.FALSE,
        random.Random(seed),
        examples,
    )


def test_the_second_search_finds_and_repeats_itself() -> None:
    claim = Lt(m * 3, 100)
    found, tried = second(claim)
    assert found is not None
    assert found["m"] >= 34
    assert second(claim) == (found, tried)
    nothing, tried = second(Ge(m**2, 0, evaluate=False), examples=30)
    assert nothing is None
    assert 0 < tried <= 30


def test_the_second_search_draws_families_and_keeps_hypotheses() -> None:
    claim = Lt(Sum(sigma[h] ** 2, (h, 1, H)), Rational(9, 10))
    found, _ = second(claim, Eq(total, 1))
    assert found is not None
    assert sum(found["sigma"]) == 1
    assert len(found["sigma"]) == found["H"]


def test_the_second_search_leaves_the_random_state_alone() -> None:
    random.seed(5)
    before = random.getstate()
    second(Lt(a, 10), examples=20)
    assert random.getstate() == before
