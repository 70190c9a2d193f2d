"""Proofs of emptiness: never of a system with a known solution, and found where a contradiction was built in.

Blind to: errors that balls, SymPy's own folding of relations and the construction of a system share, and to
how much of what is empty is found outside the classes below (real systems, bounded integer systems).  The
real systems are judged again by linear programming in floating point, the integer ones by trying all points.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
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
    Max,
    Ne,
    Not,
    Or,
    Piecewise,
    Rational,
    Sum,
    Symbol,
    Xor,
    cos,
    exp,
    floor,
    log,
    pi,
    sin,
    sqrt,
    symbols,
)

from proofs_check import fourier_motzkin
from proofs_check.boxes import MOST_BOXES, Cover, discard_all
from proofs_check.domain import Domain
from proofs_check.evidence.emptiness import prove_empty, prove_empty_by_enumeration
from proofs_check.fourier_motzkin import Row, bounds, contradiction
from proofs_check.ranges import Range
from proofs_check.verdict import Evidence, Grade, Kind, judge
from theory import AllEqual, ForAll, OneNonzero, Sharpness, SinglePath, Split, Statement

F = Fraction
a, b, c, x, y, z = symbols("a b c x y z", real=True)
p, q = symbols("p q", positive=True)
u, v = symbols("u v", nonnegative=True)
k, m, n = symbols("k m n", integer=True)
N = symbols("N", integer=True, nonnegative=True)
H, L, h = symbols("H L h", integer=True, positive=True)
even, odd = symbols("even", even=True), symbols("odd", odd=True)
ell, sigma = IndexedBase("ell", integer=True, positive=True), IndexedBase("sigma", nonnegative=True)
tau = IndexedBase("tau", positive=True)
signed = IndexedBase("signed", real=True)


def prove(*hypotheses: Any) -> Evidence | None:
    statement = Statement("s", Ge(a**3, -7), given=hypotheses)
    return prove_empty(statement, Domain.of(statement, 50))


# --- Never empty where a point is known.

SYMBOLS = {
    "real": ({"real": True}, st.fractions(-3, 3, max_denominator=4)),
    "positive": ({"positive": True}, st.fractions(F(1, 4), 3, max_denominator=4)),
    "nonpositive": ({"nonpositive": True}, st.fractions(-3, 0, max_denominator=4)),
    "integer": ({"integer": True}, st.integers(-4, 4).map(F)),
    "natural": ({"integer": True, "positive": True}, st.integers(1, 4).map(F)),
    "even": ({"even": True}, st.integers(-2, 2).map(lambda i: F(2 * i))),
    "odd": ({"odd": True}, st.integers(-2, 2).map(lambda i: F(2 * i + 1))),
}
Point = dict[Any, F]


@st.composite
def known_points(draw: st.DrawFn) -> Point:
    """Symbols of all kinds and an admissible value for each."""
    point = {}
    for i in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from(sorted(SYMBOLS)))
        assumptions, values = SYMBOLS[kind]
        point[Symbol(f"{kind}{i}", **assumptions)] = draw(values)
    return point


def rational(value: F) -> Any:
    return Rational(value.numerator, value.denominator)


def forms(point: Point) -> st.SearchStrategy[tuple[Any, F]]:
    """A linear form and its value at the point."""
    coefficients = st.lists(st.integers(-4, 4).map(F), min_size=len(point), max_size=len(point))
    scales = st.sampled_from([F(1), F(1, 2), F(3)])
    return st.tuples(coefficients, scales).map(
        lambda drawn: (
            sum((rational(d * drawn[1]) * s for d, s in zip(drawn[0], point, strict=True)), sympy.S.Zero),
            sum((d * drawn[1] * v for d, v in zip(drawn[0], point.values(), strict=True)), F(0)),
        )
    )


@st.composite
def true_relations(draw: st.DrawFn, terms: st.SearchStrategy[tuple[Any, F]]) -> Any:
    """A relation between a term and a number that is true at the point, often barely."""
    term, value = draw(terms)
    slack = draw(st.sampled_from([F(0), F(1, 4), F(1), F(2)]))
    kind = draw(st.sampled_from([Eq, Ge, Le, Gt, Lt, Ne]))
    if kind is Eq:
        return Eq(term, rational(value))
    if kind in {Gt, Lt, Ne}:
        slack = slack or F(1, 8)
    return kind(term, rational(value - slack if kind in {Ge, Gt} else value + slack))


@st.composite
def true_propositions(draw: st.DrawFn, terms: st.SearchStrategy[tuple[Any, F]]) -> Any:
    """A relation or a combination of relations that is true at the point."""
    true, also = draw(true_relations(terms)), draw(true_relations(terms))
    false = Not(also)
    return draw(
        st.sampled_from([
            true,
            true,
            true,
            Or(true, false, evaluate=False),
            Or(false, true, also, evaluate=False),
            And(true, also, evaluate=False),
            Implies(also, true, evaluate=False),
            Implies(false, Not(true), evaluate=False),
            Equivalent(true, also, evaluate=False),
            Equivalent(false, Not(true), evaluate=False),
            Not(And(true, false, evaluate=False), evaluate=False),
            Not(Or(false, Not(true), evaluate=False), evaluate=False),
            Not(Implies(true, false, evaluate=False), evaluate=False),
            Xor(true, false, evaluate=False),
        ])
    )


@given(st.data(), known_points())
@settings(max_examples=200, deadline=None)
def test_linear_systems_with_a_solution_are_not_empty(data: st.DataObject, point: Point) -> None:
    hypotheses = data.draw(st.lists(true_propositions(forms(point)), min_size=1, max_size=6))
    assert prove(*hypotheses) is None


def monomials(point: Point) -> st.SearchStrategy[tuple[Any, F]]:
    exponents = st.lists(st.integers(0, 3), min_size=len(point), max_size=len(point))

    def power(drawn: list[int]) -> tuple[Any, F]:
        value = F(1)
        for e, v in zip(drawn, point.values(), strict=True):
            value *= v**e
        return sympy.Mul(*(s**e for e, s in zip(drawn, point, strict=True))), value

    return exponents.map(power)


def polynomials(point: Point) -> st.SearchStrategy[tuple[Any, F]]:
    def total(drawn: list[tuple[int, tuple[Any, F]]]) -> tuple[Any, F]:
        return sum((i * t for i, (t, _) in drawn), sympy.S.Zero), sum((i * v for i, (_, v) in drawn), F(0))

    return st.lists(st.tuples(st.integers(-3, 3), monomials(point)), min_size=1, max_size=3).map(total)


@given(st.data(), known_points())
@settings(max_examples=120, deadline=None)
def test_polynomial_systems_with_a_solution_are_not_empty(data: st.DataObject, point: Point) -> None:
    point = dict(list(point.items())[:2])
    hypotheses = data.draw(st.lists(true_propositions(polynomials(point)), min_size=1, max_size=4))
    # Subdivision needs bounded symbols; they barely contain the point.
    slack = data.draw(st.sampled_from([0, 1]))
    hypotheses += [Ge(s, rational(v) - slack) for s, v in point.items()]
    hypotheses += [Le(s, rational(v) + slack * 2) for s, v in point.items()]
    assert prove(*hypotheses) is None


@given(
    st.integers(0, 3),
    st.lists(st.integers(1, 4), max_size=3),
    st.lists(st.tuples(st.integers(1, 4), st.integers(0, 4)), max_size=4),
)
@settings(max_examples=150, deadline=None)
def test_families_with_a_solution_are_not_empty(
    count: int, shares: list[int], ranges: list[tuple[int, int]]
) -> None:
    """Every "for all" says what is true of the elements in its range, and nothing where that is empty."""
    values = [*shares, 1, 2, 3, 4][:4]
    hypotheses: list[Any] = [Eq(N, count)]
    for low, high in [*ranges, (1, count)]:
        inside = values[low - 1 : high]
        end = N if high == count else high
        hypotheses.append(ForAll(ell[h] >= (min(inside) if inside else 9), (h, low, end)))
        hypotheses.append(ForAll(ell[h] <= (max(inside) if inside else 1), (h, low, end)))
    assert prove(*hypotheses) is None


# --- Empty where a contradiction was built in.


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_a_negated_consequence_is_found(data: st.DataObject) -> None:
    """Farkas: rows ``f >= 0``, ``g > 0`` and ``3*f + 2*g < 0``; every one named is needed."""
    variables = symbols(f"r:{data.draw(st.integers(1, 4))}", real=True)
    numbers = st.integers(-4, 4)
    rows = data.draw(
        st
        .lists(st.tuples(st.lists(numbers, min_size=len(variables), max_size=len(variables)), numbers))
        .filter(lambda rows: len(rows) <= 5)
        .filter(bool)
    )
    lefts = [sum((i * v for i, v in zip(cs, variables, strict=True)), sympy.S.Zero) + d for cs, d in rows]
    strict = data.draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows)))
    weights = data.draw(st.lists(st.integers(1, 5), min_size=len(rows), max_size=len(rows)))
    total = sum((w * left for w, left in zip(weights, lefts, strict=True)), sympy.S.Zero)
    hypotheses = [Gt(left, 0) if s else Ge(left, 0) for left, s in zip(lefts, strict, strict=True)]
    hypotheses.append(Le(total, 0) if any(strict) else Lt(total, 0))
    assume(sympy.false not in hypotheses)
    found = prove(*hypotheses)
    assert found is not None
    named = {str(hypothesis): hypothesis for hypothesis in hypotheses}
    core = [named[text] for text in found.data["hypotheses"]]
    assert prove(*core) is not None
    for left_out in core:
        assert prove(*(hypothesis for hypothesis in core if hypothesis != left_out)) is None


@given(
    st.lists(
        st.tuples(st.lists(st.integers(-4, 4), min_size=3, max_size=3), st.integers(-6, 6), st.booleans()),
        min_size=1,
        max_size=8,
    )
)
@settings(max_examples=300, deadline=None)
def test_real_systems_agree_with_linear_programming(rows: list[tuple[list[int], int, bool]]) -> None:
    """Non-strict systems of small integers: HiGHS's tolerance of 1e-7 is far below any gap they can have.

    A gap is a quotient of determinants of at most 4 by 4 integers up to 6, so above 1e-5.
    """
    system = [
        Row({v: F(i) for v, i in zip("xyz", cs, strict=True) if i}, F(d), "=" if equality else ">=")
        for cs, d, equality in rows
    ]
    at_most = [([-i for i in cs], d) for cs, d, equality in rows if not equality]
    equal = [(cs, -d) for cs, d, equality in rows if equality]
    solved = linprog(
        [0, 0, 0],
        A_ub=[cs for cs, _ in at_most] or None,
        b_ub=[d for _, d in at_most] or None,
        A_eq=[cs for cs, _ in equal] or None,
        b_eq=[d for _, d in equal] or None,
        bounds=(None, None),
    )
    assert solved.status in {0, 2}
    assert (contradiction(system, set()) is not None) == (solved.status == 2)


@given(st.data(), st.lists(st.integers(-3, 3), min_size=3, max_size=3))
@settings(max_examples=200, deadline=None)
def test_bounds_contain_every_solution(data: st.DataObject, point: list[int]) -> None:
    rows = []
    for _ in range(data.draw(st.integers(1, 6))):
        cs = data.draw(st.lists(st.integers(-3, 3), min_size=3, max_size=3))
        value = sum(i * v for i, v in zip(cs, point, strict=True))
        slack = data.draw(st.integers(0, 2))
        relation = data.draw(st.sampled_from(["=", ">=", ">"]))
        constant = -value if relation == "=" else slack - value + (relation == ">")
        coefficients = {v: F(i) for v, i in zip("xyz", cs, strict=True) if i}
        rows.append(Row(coefficients, F(constant), relation))
    integers = data.draw(st.sets(st.sampled_from("xyz")))
    assert contradiction(rows, integers) is None
    low, high = bounds(rows, integers, "x")
    assert low is None or low <= point[0]
    assert high is None or point[0] <= high


def test_bounds_are_the_ends_of_the_projection() -> None:
    triangle = [
        Row({"x": F(1)}, F(0), ">="),
        Row({"y": F(1)}, F(-1), ">"),
        Row({"x": F(-2), "y": F(-3)}, F(6), ">="),
    ]
    assert bounds(triangle, set(), "x") == (0, F(3, 2))
    assert bounds(triangle, {"x"}, "x") == (0, 1)
    assert bounds(triangle, set(), "y") == (1, 2)
    assert bounds(triangle[:2], set(), "x") == (0, None)


@given(st.integers(-12, 12), st.integers(-12, 12), st.integers(-12, 12), st.integers(-30, 30))
@settings(max_examples=200, deadline=None)
def test_an_integer_equation_is_empty_exactly_when_the_divisor_does_not_divide(
    d: int, e: int, f: int, g: int
) -> None:
    equation = Row({v: F(i) for v, i in zip("xyz", (d, e, f), strict=True) if i}, F(g), "=")
    divisor = sympy.igcd(d, e, f)
    solvable = g % divisor == 0 if divisor else g == 0
    assert (contradiction([equation], set("xyz")) is None) == solvable
    if divisor:  # over the reals there is always a solution
        assert contradiction([equation], set("xy")) is None or f == 0


_OPERATORS: dict[Any, Callable[[Any, Any], bool]] = {
    Eq: lambda s, t: s == t,
    Ne: lambda s, t: s != t,
    Ge: lambda s, t: s >= t,
    Gt: lambda s, t: s > t,
}


@given(
    st.lists(
        st.tuples(
            st.integers(-5, 5),
            st.integers(-5, 5),
            st.integers(-2, 2),
            st.sampled_from(sorted(_OPERATORS, key=str)),
            st.integers(-9, 9),
        ),
        min_size=1,
        max_size=5,
    )
)
@settings(max_examples=150, deadline=None)
def test_bounded_integer_systems_are_empty_exactly_when_no_point_is_left(
    rows: list[tuple[int, int, int, Any, int]],
) -> None:
    """Lattice points are lost between parallel lines, at strict ends and under products."""
    hypotheses = [n >= -3, n <= 3, m >= -3, m <= 2]
    hypotheses += [kind(d * n + e * m + f * n * m, g) for d, e, f, kind, g in rows]
    left = any(
        all(_OPERATORS[kind](d * i + e * j + f * i * j, g) for d, e, f, kind, g in rows)
        for i, j in product(range(-3, 4), range(-3, 3))
    )
    assert (prove(*hypotheses) is None) == left


# --- Cases one by one.

EMPTY: dict[str, tuple[Any, ...]] = {
    "a cycle": (a > b, b > c, c > a),
    "a cycle with one strict": (a >= b, b >= c, c > a),
    "an open end": (x > 1, x <= 1),
    "two open ends": (x > 1, x < 1),
    "between neighbours": (n > 3, n < 4),
    "between neighbours, scaled": (2 * n > 3, 2 * n < 4),
    "between neighbours, two symbols": (2 * n + 2 * m > 3, 2 * n + 2 * m < 4),
    "even and odd by divisors": (Eq(2 * n - 2 * m, 1),),
    "even and odd by declaration": (Eq(even, odd + 2 * n),),
    "an odd product": (Eq(even * n + 1, 2 * m),),
    "twice an integer, and odd": (Eq(odd + 2 * m, 2 * n),),
    "no even number": (even > 0, even < 2),
    "no divisor": (Eq(6 * n + 10 * m + 14 * k, 1),),
    "an equality on an integer": (Eq(3 * n, 7),),
    "between multiples, two symbols": (4 * n - 4 * m >= 1, 4 * n - 4 * m <= 3),
    "a multiple of two and odd": (Eq(2 * n, 3 * m), Eq(m, 2 * k + 1)),
    "between multiples of two, by an equality": (Eq(2 * n, 3 * m), m - 2 * k >= 1, m - 2 * k <= 1),
    "equalities that together miss integers": (Eq(n + m, 1), Eq(n - m, 2)),
    "equality of a real and an integer, then rounding": (Eq(x, n), x > 1, x < 2),
    "a sum of positive integers": (H + L < 2,),
    "a sum of positive numbers": (p + q <= x, x <= 0),
    "equalities of reals": (Eq(a + b, 1), Eq(a - b, 1), b > 0),
    "an irrational bound": (x > sqrt(2), x < Rational(14142, 10000)),
    "pi": (x >= pi, 7 * x <= 22 - Rational(1, 50)),
    "alternatives": (Or(x < 0, x > 3), x > 1, x < 2),
    "alternatives on both sides": (Or(x < 0, x > 3), Or(Eq(x, 1), Eq(x, 2))),
    "unequal and between": (Ne(x, 2), x >= 2, x <= 2),
    "unequal integers": (Ne(n, 2), n > 1, n < 3),
    "an implication": (Implies(x > 0, y > 0), x > 1, y < 0),
    "a negated implication": (Not(Implies(x > 0, y > 0)), y > 1),
    "an equivalence": (Equivalent(x > 0, y > 0), x > 1, y < 0),
    "a negated conjunction": (Not(And(x > 0, y > 0)), x > 1, y > 1),
    "a nested conjunction": (Or(And(x > 1, y > 1), And(x < -1, y > 1)), Eq(y, x * 0)),
    "a common nonlinear term": (x**2 * y > 2, x**2 * y < 1),
    "a quotient": (1 / x > 2, 1 / x < 1),
    "squares, written out": ((a + b) ** 2 < a**2 + 2 * a * b + b**2,),
    "a product, written out": ((a + b) * (a - b) > a**2, b**2 < 0 * a + 1, b**2 > 2),
    "a square and a number": (x**2 + y**2 <= -z, z > 0),
    "a positive product": (p * q + x < 0, x >= 0),
    "the integer part": (Eq(2 * floor(x), 2 * n + 1),),
    "an absolute value": (Abs(x * y) + z < 0, z >= 0),
    "an exponential": (exp(x) + z <= 0, z >= 0),
    "a sum of shares": (Eq(Sum(sigma[h], (h, 1, H)), x), x < 0),
    "family, positive number of elements": (ForAll(ell[h] >= 2, (h, 1, H)), ForAll(ell[h] <= 1, (h, 1, H))),
    "family, number of elements known": (
        ForAll(ell[h] >= 2, (h, 1, N)),
        ForAll(ell[h] <= 1, (h, 1, N)),
        N > 0,
    ),
    "family, number of elements implied": (
        ForAll(ell[h] >= 2, (h, 1, N)),
        ForAll(ell[h] <= 1, (h, 1, N)),
        N + n >= 4,
        n <= 3,
    ),
    "family, overlapping ranges": (ForAll(sigma[h] >= 2, (h, 1, 3)), ForAll(sigma[h] <= 1, (h, 3, 4))),
    "family, an explicit element": (ForAll(sigma[h] >= 2, (h, 1, H)), sigma[1] < 2),
    "family, the last element": (ForAll(sigma[h] >= 2, (h, 1, H)), sigma[H] < 2),
    "family, an element inside": (ForAll(sigma[h] >= 2, (h, 1, H)), sigma[3] < 2, H > 4),
    "family, all equal": (AllEqual(sigma, H), sigma[1] > 2, sigma[H] < 1),
    "family, one nonzero": (
        OneNonzero(sigma, H),
        sigma[1] > 1,
        Eq(Sum(sigma[h], (h, 1, H)), 4),
        sigma[1] < 3,
    ),
    "family of integers": (ForAll(2 * ell[h] < 4, (h, 1, H)), ForAll(2 * ell[h] > 2, (h, 1, H))),
    "family, a bound that grows with the index": (ForAll(signed[h] >= h, (h, 1, 5)), signed[5] < 5),
    "circle and hyperbola": (x**2 + y**2 < 1, x * y > 1),
    "circle and line": (x**2 + y**2 <= 1, x + y > sqrt(2) + Rational(1, 100)),
    "a parabola below its top": (x >= 0, x <= 1, x * (1 - x) > Rational(251, 1000)),
    "a bound on a square": (x >= 2, x**2 < 1),
    "a bound on a cube of a positive number": (p >= 2, p**3 < 7),
    "a sine": (Eq(sin(x), 2), x >= 0, x <= 3),
    "a fixed point that is not there": (Eq(cos(x), x), x >= 1, x <= 5),
    "a square root from zero": (x >= 0, x <= 1, sqrt(x) > 1 + x / 2 + Rational(1, 1000)),
    "undefined everywhere": (log(x) < 1, x > -2, x < -1),
    "a piecewise on one side": (Piecewise((x, x > 0), (-x, True)) > 3, x >= 1, x <= 2),
    "a piecewise on integers": (Piecewise((n, n > 0), (-n, True)) > 3, n >= -2, n <= 3),
    "a maximum": (Max(x, y) > 3, x >= 0, x <= 2, y >= 0, y <= 2),
    "alternatives that are not linear": (Or(x**2 > 5, x**4 < -1), x >= -2, x <= 2),
    "irrational, on integers": (Eq(n**2, 2), n >= 1, n <= 10**9),
    "irrational, on pairs of integers": (Eq(n**2, 2 * m**2), n >= 1, n <= 40, m >= 1, m <= 40),
    "a power of an integer": (Eq(2**n, 12), n >= 0, n <= 2000),
    "a closed form": (Sharpness(SinglePath(2, 1)) < 1,),
    "a ground relation": (log(2) + log(3) > 2,),
    "one part, beside unbounded symbols": (x**2 > 5, x >= -2, x <= 2, y * z > 1),
}

NOT_EMPTY: dict[str, tuple[Any, ...]] = {
    "no hypothesis": (),
    "one number": (x >= 1, x <= 1),
    "a cycle of equal numbers": (a >= b, b >= c, c >= a),
    "a square that vanishes": (x**2 <= 0,),
    "a parabola at its top": (x >= 0, x <= 1, x * (1 - x) >= Rational(1, 4)),
    "a circle and its tangent": (x**2 + y**2 <= 2, x + y >= 2),
    "between neighbours, reals": (x > 3, x < 4),
    "an integer end": (n > 3, n < 5),
    "neighbouring parities": (Eq(even + 1, odd),),
    "twice an integer, and even": (Eq(even + 2 * m, 2 * n),),
    "a product that vanishes": (u * v + x <= 0, x >= 0),
    "an odd power": (x**3 + y <= -1, y >= 0),
    "an absolute value that vanishes": (Abs(x * y) + z <= 0, z >= 0),
    "a sum of no positive numbers": (Eq(Sum(tau[h], (h, 1, N)), x), x <= 0),
    "coprime together": (Eq(6 * n + 10 * m + 15 * k, 1),),
    "an integer equation over reals": (Eq(2 * x, 2 * y + 1),),
    "half an integer": (Eq(2 * x, n), x > 1, x < 2),
    "least positive integers": (H + L <= 2,),
    "an irrational bound": (x > sqrt(2), x < Rational(14143, 10000)),
    "alternatives": (Or(x < 0, x > 3), x > 1, x < 4),
    "an implication that is silent": (Implies(x > 0, y > 0), y < 0),
    "an exclusive or": (Xor(x > 0, x < 1), x > 0),
    "family, perhaps no element": (ForAll(ell[h] >= 2, (h, 1, N)), ForAll(ell[h] <= 1, (h, 1, N))),
    "family, no element": (ForAll(ell[h] >= 2, (h, 1, N)), ForAll(ell[h] <= 1, (h, 1, N)), N < 1),
    "family, an empty range": (ForAll(sigma[h] >= 2, (h, 4, 3)), ForAll(sigma[h] <= 1, (h, 4, 3))),
    "family, disjoint ranges": (ForAll(sigma[h] >= 2, (h, 1, 2)), ForAll(sigma[h] <= 1, (h, 3, 4))),
    "family, from the second on": (ForAll(sigma[h] >= 2, (h, 2, H)), sigma[1] < 2),
    "family, all equal but none": (AllEqual(sigma, N), sigma[1] > 2, sigma[2] < 1),
    "family, an element beyond": (ForAll(sigma[h] >= 2, (h, 1, H)), sigma[3] < 2),
    "family, alternatives inside": (
        ForAll(Or(ell[h] >= 2, ell[h] <= 1), (h, 1, H)),
        ForAll(ell[h] <= 1, (h, 1, H)),
    ),
    "family, a free symbol that is bound inside": (
        ForAll(Sum(signed[m] - h, (m, 1, 1)) <= 0, (h, 2, m)),
        Sum(signed[k] - k, (k, 1, 1)) > 0,
        m >= 2,
    ),
    "family, an index of the same name": (
        ForAll(Sum(sigma[h], (h, 1, k)) >= 2, (k, 1, H)),
        ForAll(sigma[h] <= 1, (h, 2, H)),
    ),
    "a negative base, even powers": (Eq((-2) ** n, 4), n >= 1, n <= 3),
    "a negative base, real exponent": (Eq((-2) ** x, 4), x >= 1, x <= 3),
    "undefined on a part": (log(x) < 1, x > -2, x < 1),
    "undefined, but implied by falsehood": (Implies(x > 5, log(x - 9) > 0), x >= 0, x <= 1),
    "a square root at zero": (sqrt(x) <= 0, x >= 0, x <= 1),
    "a quotient at its pole": (1 / x > 10**6, x >= 0, x <= 1),
    "circle and hyperbola": (x**2 + y**2 < 1, x * y > Rational(49, 100)),
    "square numbers": (Eq(n**2, 2 * m**2), n >= 0, n <= 40, m >= 0, m <= 40),
    "a Pythagorean triple": (
        Eq(n**2 + m**2, k**2),
        n >= 1,
        n <= 20,
        m >= 1,
        m <= 20,
        k >= 1,
        k <= 20,
    ),
    "a power of an integer": (Eq(2**n, 4096), n >= 0, n <= 2000),
    "tiny room": (x > 1, x < 1 + Rational(1, 10**30), x**2 > 1),
}


@pytest.mark.parametrize("hypotheses", EMPTY.values(), ids=EMPTY)
def test_empty(hypotheses: tuple[Any, ...]) -> None:
    found = prove(*hypotheses)
    assert found is not None
    assert found.kind is Kind.EMPTY
    assert judge([found]).grade is Grade.VACUOUS


@pytest.mark.parametrize("hypotheses", NOT_EMPTY.values(), ids=NOT_EMPTY)
def test_not_empty(hypotheses: tuple[Any, ...]) -> None:
    assert prove(*hypotheses) is None


SUMMARIES: dict[str, tuple[Any, ...]] = {
    "a > b, b > c and a < c cannot hold together": (a > b, x > 0, b > c, a < c, y < x),
    "no integer L satisfies L > 3 and L < 4": (L >= 2, L > 3, L < 4),
    "no real number x satisfies x > 3 and x < 3": (x > 3, x < 3),
    "ForAll(ell[h] >= 2, (h, 1, N)), ForAll(ell[h] <= 1, (h, 1, N)) and N > 0 cannot hold together": (
        ForAll(ell[h] >= 2, (h, 1, N)),
        ForAll(ell[h] <= 1, (h, 1, N)),
        N > 0,
    ),
    "H + L < 2 cannot hold for H, L as declared": (H >= 1, H + L < 2),
    "x*y > 1 and x**2 + y**2 < 1 cannot hold together: "
    "false on each of 23 boxes that cover -1 <= x <= 1, -1 <= y <= 1": (x * y > 1, x**2 + y**2 < 1),
    "Eq(n**2 + n, 3) cannot hold: false on each of 3 boxes that cover 0 <= n <= 2": (
        Eq(n**2 + n, 3),
        n >= 0,
        n <= 4,
    ),
    "Sharpness(SinglePath(2, 1)) < 1 cannot hold": (Sharpness(SinglePath(2, 1)) < 1,),
}


@pytest.mark.parametrize(("summary", "hypotheses"), SUMMARIES.items(), ids=SUMMARIES)
def test_the_summary_names_what_contradicts(summary: str, hypotheses: tuple[Any, ...]) -> None:
    found = prove(*hypotheses)
    assert found is not None
    assert found.summary == summary


def test_a_closed_form_is_named_as_what_the_proof_rests_on() -> None:
    by_closed_form, plain = prove(Sharpness(SinglePath(2, 1)) < 1), prove(x > 1, x < 1)
    assert by_closed_form is not None
    assert plain is not None
    assert "closed form" in by_closed_form.blind_to
    assert plain.blind_to == "nothing: it is a proof"


# --- The parts by themselves.


def enumerated(*hypotheses: Any) -> Evidence | None:
    statement = Statement("s", Ge(n, -(10**6)), given=(n >= 1, n <= 30, *hypotheses))
    return prove_empty_by_enumeration(Domain.of(statement, 50))


def test_enumeration_needs_every_point_to_be_certainly_outside() -> None:
    found = enumerated(Eq(n**2, 2))
    assert found is not None
    assert found.summary.endswith("false at each of 30 points with 1 <= n <= 30")
    assert enumerated(Eq(n**2, 4)) is None
    # At n = 3 an equality that no precision settles; log(n - 5) has no value up to 5.
    assert enumerated(Eq(sin(n) ** 2 + cos(n) ** 2 + Abs(n - 3), 1)) is None
    assert enumerated(log(n - 5) < 0) is None


def test_enumeration_is_for_few_points() -> None:
    many = Statement("s", Ge(n, -(10**6)), given=(n >= 1, n <= 4001, Eq(n**2, 2)))
    assert prove_empty_by_enumeration(Domain.of(many, 50)) is None
    unbounded = Statement("s", Ge(n, -(10**6)), given=(Eq(n**2, 2),))
    assert prove_empty_by_enumeration(Domain.of(unbounded, 50)) is None


def test_a_case_split_beyond_the_limit_is_given_up() -> None:
    few = [Or(x < i, x > i + 1) for i in range(3)]
    assert prove(*few, x >= 0, x <= 3, Eq(2 * x, 1)) is not None
    assert prove(*(Ne(x, i) for i in range(40)), x >= 0) is None


def test_a_system_that_grows_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer may be missing, never late or wrong."""
    rows = [Row({"x": F(1), "y": F(i)}, F(i), ">=") for i in range(1, 5)]
    rows += [Row({"x": F(-1), "y": F(i)}, F(-9), ">=") for i in range(-4, 0)]
    rows += [Row({"y": F(1)}, F(0), ">=")]
    assert contradiction(rows, set()) is not None
    monkeypatch.setattr(fourier_motzkin, "MOST_ROWS", 6)
    assert contradiction(rows, set()) is None
    monkeypatch.undo()
    variables = range(12)
    long = [
        Row({v: F((3 * i * v + i + v) % 7 - 3) for v in variables if (3 * i * v + i + v) % 7 != 3}, F(1), ">")
        for i in range(60)
    ]
    assert contradiction(long, set()) is None  # every row holds at the origin


def test_boxes_end() -> None:
    unit = Range(low=F(0), high=F(1))
    assert discard_all([Eq(x, y), Eq(x, y + x * y - y * x)], {"x": unit, "y": unit}) is None
    assert discard_all([x * 0 + y > 2], {"x": unit, "y": unit}) == Cover(1, (0,))
    assert discard_all([x > 0], {"x": Range(low=F(1), high=F(0))}) == Cover(0, ())
    assert discard_all([n**3 < 8], {"n": Range(True, F(2), F(3))}) is not None  # false at its end, exactly
    assert MOST_BOXES == 20_000
    with pytest.raises(ValueError, match="given x without an end"):
        discard_all([x > 0], {"x": Range(low=F(1))})


@given(st.fractions(-2, 2, max_denominator=5), st.sampled_from([F(2), F(3), F(4), F(1, 2), F(4, 3)]))
@settings(deadline=None)
def test_powers_of_intervals_around_zero(value: F, power: F) -> None:
    """The box holds a point at which the power has this very value."""
    exponent = rational(power)
    goal = rational(value if power.denominator == 1 else abs(value)) ** exponent
    box = {"x": Range(low=F(-2), high=F(2))}
    assert discard_all([x**exponent >= goal, x**exponent <= goal], box) is None
    largest = 2**exponent + Rational(1, 1000)
    assert discard_all([x**exponent > largest], box) is not None


@pytest.mark.parametrize("depth", [Split(L, sigma, H), Split(L, a**2, b**2)])
def test_quantities_of_families_say_nothing(depth: Any) -> None:
    assert prove(Sharpness(depth) > 1, L >= 2) is None
