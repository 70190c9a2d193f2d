"""Shrinking: the claim still fails, the hypotheses hold, nothing gets longer, and no single step is left.

Blind to: witnesses that are simpler but cannot be reached by simplifying one number, or equal ones together.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import islice
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sympy import Eq, Ge, Gt, IndexedBase, Le, Lt, Ne, Product, Sum, Symbol, sqrt, symbols

from proofs_check.decide import Decider, literal_digits
from proofs_check.domain import Account, Domain
from proofs_check.engine import judge_statement
from proofs_check.outcome import Truth
from proofs_check.result import Options
from proofs_check.sampling import generator, points
from proofs_check.shrink import BUDGET, complexity, shrink
from tests.proofs_check.corpus import FALSE
from theory import AllEqual, Sharpness, Split, Statement

F = Fraction
a, b, c = symbols("a b c", positive=True)
x, y = symbols("x y", real=True)
H, L, h = symbols("H L h", integer=True, positive=True)
m = symbols("m", integer=True)
odd = Symbol("odd", odd=True)
sigma, rho = IndexedBase("sigma", nonnegative=True), IndexedBase("rho", nonnegative=True)
tau = IndexedBase("tau", positive=True)
total = Sum(sigma[h], (h, 1, H))


class Case:
    """A statement, how to tell a violation, and shrinking from a point."""

    def __init__(self, statement: Statement) -> None:
        self.claim = statement.claim
        digits = 50 + 2 * literal_digits(statement.claim)
        self.domain, self.decider = Domain.of(statement, digits), Decider(digits)
        self.seen: list[dict[str, Any]] = []

    def violates(self, values: dict[str, Any]) -> bool:
        self.seen.append(values)
        return self.decider.decide(self.claim, values).truth is Truth.FALSE

    def admits(self, values: dict[str, Any]) -> bool:
        return self.domain.fits(values) and self.domain.admits(values, Account())

    def shrunk(self, values: dict[str, Any]) -> dict[str, Any]:
        return shrink(values, self.domain, self.violates)[0]


def from_point(claim: Any, *given: Any, **values: Any) -> dict[str, Any]:
    """Shrink from a point, which has to be a violation to begin with."""
    case = Case(Statement("s", claim, given))
    start = {n: tuple(map(F, v)) if isinstance(v, tuple) else F(v) for n, v in values.items()}
    assert case.admits(start)
    assert case.violates(start)
    return case.shrunk(start)


@pytest.mark.parametrize("statement", [s for s in FALSE if s.parameters], ids=lambda s: s.id)
def test_shrinking_keeps_the_violation_and_the_hypotheses(statement: Statement) -> None:
    case = Case(statement)
    starts = (
        values
        for values in islice(points(case.domain, generator("shrink", 5)), 500)
        if case.admits(values) and case.violates(values)
    )
    for start in islice(starts, 3):
        found = case.shrunk(start)
        assert case.admits(found)
        assert case.violates(found)
        assert complexity(found) <= complexity(start)
        # A second time there is nothing left to do.
        assert case.shrunk(found) == found


def test_complexity_falls_at_every_step() -> None:
    case = Case(Statement("s", Lt(L * a, 1000)))
    accepted: list[dict[str, Any]] = []

    def violates(values: dict[str, Any]) -> bool:
        fails = case.violates(values)
        accepted.extend([values] if fails else [])
        return fails

    start = {"L": F(987654), "a": F(123456789, 7919)}
    found, tried = shrink(start, case.domain, violates)
    sizes = [complexity(values) for values in (start, *accepted)]
    assert sizes == sorted(sizes, reverse=True)
    assert len(set(sizes)) == len(sizes)
    assert accepted[-1] == found
    assert 0 < tried <= BUDGET


@pytest.mark.parametrize(
    ("claim", "hypotheses", "start", "expected"),
    [
        (Lt(L, 37), (), {"L": 10**9}, {"L": 37}),
        (Ne(L, 37), (), {"L": 37}, {"L": 37}),
        (Gt(m, -37), (), {"m": -(10**9)}, {"m": -37}),
        (Lt(odd**2, 30), (), {"odd": -999}, {"odd": 7}),
        (Lt(a, 1), (), {"a": F(10**30 + 1, 10**30)}, {"a": 1}),
        (Gt(a, F(1, 10**6).limit_denominator()), (), {"a": F(1, 10**9 + 7)}, {"a": F(1, 10**6)}),
        (Le(a, b), (), {"a": F(22, 7), "b": F(355, 113)}, {"a": 2, "b": 1}),
        (Lt(sqrt(a * b), (a + b) / 2), (), {"a": F(7, 5), "b": F(7, 5)}, {"a": 1, "b": 1}),
        (Ne(9 * a, 25 * b), (), {"a": F(65, 9), "b": F(13, 5)}, {"a": 1, "b": F(9, 25)}),
        (Lt(x * y, 0), (x > 3, y > 5), {"x": F(31, 7), "y": F(99, 8)}, {"x": 4, "y": 6}),
        (Lt(a, b), (Eq(a + b, 1),), {"a": F(617, 1000), "b": F(383, 1000)}, {"a": F(1, 2), "b": F(1, 2)}),
        (
            AllEqual(sigma, H),
            (Eq(total, 1),),
            {"H": 4, "sigma": (F(1, 7), F(2, 7), F(4, 7), 0)},
            {"H": 2, "sigma": (0, 1)},
        ),
        (
            Le(Product(tau[h], (h, 1, H)), 5),
            (),
            {"H": 3, "tau": (F(7, 3), F(9, 2), F(11, 5))},
            {"H": 2, "tau": (2, 3)},
        ),
        (
            Le(Sum(sigma[h] * rho[h], (h, 1, H)), 0),
            (),
            {"H": 3, "sigma": (F(1, 3), 0, 2), "rho": (F(2, 9), 5, 0)},
            {"H": 1, "sigma": (1,), "rho": (1,)},
        ),
        (
            Gt(Sharpness(Split(L, a, b)), L * 2 ** (2 / L - 1) * (a + b) ** (2 - 2 / L)),
            (L >= 3,),
            {"L": 97, "a": F(5, 11), "b": F(5, 11)},
            {"L": 3, "a": 1, "b": 1},
        ),
    ],
)
def test_what_one_would_write_by_hand(
    claim: Any, hypotheses: tuple[Any, ...], start: dict[str, Any], expected: dict[str, Any] | None
) -> None:
    found = from_point(claim, *hypotheses, **start)
    if expected is None:
        assert complexity(found) < complexity({name: F(value) for name, value in start.items()})
    else:
        assert found == expected


@given(st.fractions(-100, 100), st.fractions(-100, 100))
def test_complexity_is_a_total_order_that_tells_points_apart(one: Fraction, other: Fraction) -> None:
    first, second = complexity({"a": one}), complexity({"a": other})
    assert (first == second) == (one == other)
    assert (first < second) != (first >= second)


def test_complexity_counts_numbers_first() -> None:
    assert complexity({"s": (F(10**9), F(1, 97))}) < complexity({"s": (F(0), F(0), F(0))})
    assert (
        complexity({"a": F(0)}) < complexity({"a": F(1)}) < complexity({"a": F(-1)}) < complexity({"a": F(2)})
    )
    assert complexity({"a": F(8)}) < complexity({"a": F(7, 5)})


@settings(max_examples=30)
@given(st.fractions(F(1, 50), 50), st.fractions(F(1, 50), 50), st.integers(2, 500), st.fractions(-1, 30))
def test_any_threshold_is_kept(one: Fraction, other: Fraction, depth: int, bound: Fraction) -> None:
    case = Case(Statement("s", Ge(L, 0, evaluate=False), [a + b > 0, L >= 2]))
    start = {"L": F(depth)}
    case = Case(Statement("s", Gt(a * b, L), [Gt(a, b), L >= 2]))
    start = {"L": F(depth), "a": max(one, other), "b": min(one, other)}
    assume(case.admits(start))
    assume(case.violates(start))

    def also(values: dict[str, Any]) -> bool:
        return case.violates(values) and values["a"] > bound

    assume(also(start))
    found, _ = shrink(start, case.domain, also)
    assert case.admits(found)
    assert also(found)
    assert shrink(found, case.domain, also)[0] == found


COUNT, INDEX = Symbol("H", integer=True, positive=True), Symbol("h", integer=True, positive=True)
TOTAL = Sum(tau[INDEX], (INDEX, 1, COUNT))


@pytest.mark.parametrize(
    ("claim", "given"),
    [
        (Lt(TOTAL, COUNT), ()),
        (Gt(TOTAL, COUNT / 100), ()),
        (Ge(TOTAL, COUNT + 1), (Eq(Product(tau[INDEX], (INDEX, 1, COUNT)), 1),)),
    ],
)
def test_a_number_of_pathways_that_is_positive_shrinks_to_1_and_not_to_0(claim: Any, given: Any) -> None:
    result = judge_statement(Statement("s", claim, given), Options(quick=True))
    assert result.witness is not None
    assert result.witness.values["H"] == "1"


def test_no_point_outside_of_what_symbols_are_declared_to_be_is_admitted() -> None:
    domain = Domain.of(Statement("s", Lt(TOTAL, COUNT)), 50)
    assert domain.admits({"H": Fraction(1), "tau": (Fraction(1),)}, Account())
    assert not domain.admits({"H": Fraction(0), "tau": ()}, Account())
    assert not domain.admits({"H": Fraction(1), "tau": (Fraction(-1),)}, Account())
