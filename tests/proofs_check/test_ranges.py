"""Ranges of one symbol against membership, number by number.

Blind to: numbers off the grid below, and relations that SymPy decides before they reach `narrow`.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Eq, Ge, Gt, Le, Lt, Max, Ne, Piecewise, Rational, Symbol, exp, floor, sqrt

from proofs_check.ranges import Range, narrow, range_of, solve_linear

F = Fraction
GRID = sorted({F(numerator, d) for d in (1, 2, 3) for numerator in range(-9 * d, 9 * d + 1)})
OPERATORS: dict[Any, Callable[[F, F], bool]] = {
    Eq: lambda s, t: s == t,
    Ge: lambda s, t: s >= t,
    Gt: lambda s, t: s > t,
    Le: lambda s, t: s <= t,
    Lt: lambda s, t: s < t,
}
SIGNS: dict[str, Callable[[F], bool]] = {
    "real": lambda v: True,
    "positive": lambda v: v > 0,
    "nonnegative": lambda v: v >= 0,
    "negative": lambda v: v < 0,
    "nonpositive": lambda v: v <= 0,
}
KINDS: dict[str, Callable[[F], bool]] = {
    "real": lambda v: True,
    "integer": lambda v: v.denominator == 1,
    "even": lambda v: v % 2 == 0,
    "odd": lambda v: v % 2 == 1,
}
# The same numbers as st.fractions would draw, in a tenth of the time.
numbers = st.sampled_from(sorted({F(k, d) for d in (1, 2, 3) for k in range(-6 * d, 6 * d + 1)}, key=abs))
slopes = st.sampled_from(sorted({F(k, d) for d in (1, 2) for k in range(-3 * d, 3 * d + 1) if k}, key=abs))
x, y = Symbol("x", real=True), Symbol("y", real=True)
n = Symbol("n", integer=True)


def rational(value: F) -> Any:
    return Rational(value.numerator, value.denominator)


@given(
    st.sampled_from([(s, k) for s in SIGNS for k in KINDS]),
    st.lists(
        st.tuples(st.sampled_from(list(OPERATORS)), slopes, numbers, numbers, st.booleans()), max_size=3
    ),
)
@settings(max_examples=400, deadline=None)
def test_a_number_is_inside_exactly_when_everything_is_true_of_it(
    facts: tuple[str, str], relations: list[tuple[Any, F, F, F, bool]]
) -> None:
    sign, kind = facts
    symbol = Symbol("x", **{sign: True, kind: True})
    true = {value for value in GRID if SIGNS[sign](value) and KINDS[kind](value)}
    found = range_of(symbol)
    for relation, slope, rest, right, swapped in relations:
        left = rational(slope) * symbol + rational(rest)
        sides = (rational(right), left) if swapped else (left, rational(right))
        found = narrow(found, relation(*sides, evaluate=False), symbol)
        holds = OPERATORS[relation]
        true = {
            v for v in true if (holds(right, slope * v + rest) if swapped else holds(slope * v + rest, right))
        }
    assert {value for value in GRID if found.contains(value)} == true
    assert not (found.empty and true)
    if found.integer and found.low is not None and found.high is not None:
        between = range(int(found.low), int(found.high) + 1)
        assert found.count == sum(found.contains(F(value)) for value in between)
        assert found.empty == (found.count == 0)


@given(
    st.booleans(), st.sampled_from([None, 0, 1]), st.lists(st.tuples(st.booleans(), numbers, st.booleans()))
)
@settings(max_examples=300, deadline=None)
def test_the_order_of_bounds_does_not_matter(
    integer: bool, parity: int | None, ends: list[tuple[bool, F, bool]]
) -> None:
    def bounded(order: list[tuple[bool, F, bool]]) -> Range:
        found = Range(integer=integer, parity=parity if integer else None)
        for from_below, bound, strict in order:
            found = found.at_least(bound, strict) if from_below else found.at_most(bound, strict)
        return found

    assert bounded(ends) == bounded(ends[::-1]) == bounded(sorted(ends))


@pytest.mark.parametrize(
    ("relations", "expected"),
    [
        ([n > 3, n < 5], Range(True, F(4), F(4))),
        ([n > 3, n < 4], Range(True, F(4), F(3))),
        ([2 * n > 3, 2 * n < 5], Range(True, F(2), F(2))),
        ([n >= Rational(5, 2)], Range(True, F(3))),
        ([n <= -Rational(5, 2)], Range(True, None, F(-3))),
        ([Eq(2 * n, 3, evaluate=False)], Range(True, F(2), F(1))),
        ([x > 3, x >= 3], Range(False, F(3), None, True)),
        ([x >= 3, x > 3], Range(False, F(3), None, True)),
        ([x < 3, x <= 3], Range(False, None, F(3), False, True)),
        ([x <= 3, x < 3], Range(False, None, F(3), False, True)),
        ([-2 * x >= 3], Range(False, None, F(-3, 2))),
        ([1 - x > 0], Range(False, None, F(1), False, True)),
        ([2 * x + 1 < 3 * x], Range(False, F(1), None, True)),
        ([Eq(3 * x, 2)], Range(False, F(2, 3), F(2, 3))),
    ],
    ids=str,
)
def test_narrowed(relations: list[Any], expected: Range) -> None:
    symbol = n if expected.integer else x
    found = range_of(symbol)
    for relation in relations:
        found = narrow(found, relation, symbol)
    assert found == expected


def test_parity_moves_ends_inwards() -> None:
    odd = range_of(Symbol("o", odd=True, positive=True))
    assert (odd.low, odd.parity) == (1, 1)
    even = range_of(Symbol("e", even=True, positive=True))
    assert (even.low, even.parity) == (2, 0)
    assert even.at_most(F(7)) == Range(True, F(2), F(6), parity=0)
    assert even.at_most(F(7)).count == 3
    assert even.at_most(F(3)).count == 1
    assert even.at_most(F(2), strict=True).empty
    assert odd.at_least(F(2)).at_most(F(2)).empty


@pytest.mark.parametrize(
    ("found", "empty", "count"),
    [
        (Range(), False, None),
        (Range(low=F(0)), False, None),
        (Range(low=F(0), high=F(1)), False, None),
        (Range(low=F(1), high=F(1)), False, 1),
        (Range(low=F(1), high=F(1), low_open=True), True, 0),
        (Range(low=F(1), high=F(1), high_open=True), True, 0),
        (Range(low=F(1), high=F(0)), True, 0),
        (Range(True, F(0), F(9)), False, 10),
        (Range(True, F(0), None), False, None),
        (Range(True, None, F(0)), False, None),
        (Range(True, F(-3), F(3), parity=1), False, 4),
    ],
    ids=str,
)
def test_empty_and_count(found: Range, empty: bool, count: int | None) -> None:
    assert found.empty == empty
    assert found.count == count


@pytest.mark.parametrize(
    "relation",
    [
        Ne(x, 1),
        Gt(x, y),
        Gt(x**2, 1),
        Gt(1 / x, 1),
        Gt(floor(x), 1),
        Gt(Max(x, 1), 2),
        Gt(Piecewise((x, x > 0), (2 * x, True)), 1),
        Gt(exp(x), 1),
        Gt(x * sqrt(2), 1),
        Gt(x, sqrt(2)),
    ],
    ids=str,
)
def test_what_is_not_rational_and_linear_in_one_symbol_narrows_nothing(relation: Any) -> None:
    found = Range(low=F(-1), high=F(7))
    assert narrow(found, relation, x) is found


def test_slope_and_rest() -> None:
    assert solve_linear(Eq(2 * x + y, 3), x) == (2, y - 3)
    assert solve_linear(Eq(x * y, 3), x) == (y, -3)
    assert solve_linear(Eq((x + 1) ** 2, x**2), x) == (2, 1)
    assert solve_linear(Eq(x**2, 3), x) is None
    assert solve_linear(Eq(y, 3), x) is None
    assert solve_linear(Eq(floor(x), 3), x) is None


@pytest.mark.parametrize("value", [F(0), F(1, 2), F(-7, 3)])
def test_a_bound_at_the_end_excludes_or_keeps_it(value: F) -> None:
    for closed in (Range().at_least(value), Range().at_most(value)):
        assert closed.contains(value)
    for opened in (Range().at_least(value, strict=True), Range().at_most(value, strict=True)):
        assert not opened.contains(value)
