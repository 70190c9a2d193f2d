"""Decisions at points: margin, precision doubling, exact equality, Kleene's rules against brute force.

Blind to: whether balls contain their values (`test_evaluate`), whether radicals are right (`test_radical`).
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

import pytest
import sympy
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import (
    And,
    E,
    Eq,
    Equivalent,
    Ge,
    Gt,
    Implies,
    IndexedBase,
    LambertW,
    Le,
    Limit,
    Lt,
    Ne,
    Not,
    Or,
    Piecewise,
    Product,
    Rational,
    Sum,
    Xor,
    cosh,
    exp,
    log,
    oo,
    sinh,
    sqrt,
    symbols,
)

from proofs_check import decide
from proofs_check.decide import MARGIN, Decider, literal_digits
from proofs_check.evaluate import MOST_TERMS, Scope
from proofs_check.outcome import (
    HOLDS,
    Outcome,
    Truth,
    both_or_neither,
    conjunction,
    disjunction,
    exclusive,
    negation,
)
from theory import AllEqual, ForAll, HillNumber, OneNonzero, Sharpness, SinglePath, Split, UniqueRoot

F = Fraction
x, y = symbols("x y", real=True)
a, b = symbols("a b", positive=True)
H, L, h, k, n = symbols("H L h k n", integer=True, positive=True)
sigma = IndexedBase("sigma", nonnegative=True)
TRUE, EQUAL, AGREES, FALSE = Truth.TRUE, Truth.EQUAL, Truth.AGREES, Truth.FALSE
UNDECIDED, UNDEFINED, TOO_LARGE = Truth.UNDECIDED, Truth.UNDEFINED, Truth.TOO_LARGE
KINDS = (Eq, Ne, Ge, Gt, Le, Lt)


def truth(proposition: Any, digits: int = 50, **values: Any) -> Truth:
    exact = {name: tuple(map(F, v)) if isinstance(v, tuple) else F(v) for name, v in values.items()}
    return Decider(digits).decide(proposition, exact).truth


rationals = st.fractions(-3, 3, max_denominator=4)


@given(st.sampled_from(KINDS), rationals, rationals)
def test_relations_of_rationals(kind: Any, left: Fraction, right: Fraction) -> None:
    outcome = Decider(50).decide(kind(x, y), {"x": left, "y": right})
    holds = bool(kind(sympy.Rational(str(left)), sympy.Rational(str(right))))
    assert outcome.truth is (EQUAL if left == right else TRUE) if holds else FALSE
    # How a relation fails: by exact equality, or by a difference of this size.
    assert outcome.exact == (not holds and left == right)
    assert (outcome.violation is None) == (holds or left == right)
    if outcome.violation is not None:
        gap = left - right
        assert outcome.violation.overlaps(arb(gap.numerator) / gap.denominator)


SIDES = {
    "radicals": (sqrt(a) * sqrt(b), sqrt(a * b, evaluate=False)),
    "a sum of radicals": ((sqrt(a) + sqrt(b)) ** 2, a + b + 2 * sqrt(a * b)),
    "logarithms": (log(a * b, evaluate=False), log(a) + log(b)),
    "a power": ((a**2) ** (1 / a), a ** (2 / a)),
    "an entropy": (log(4) / 2, log(2)),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("sides", SIDES.values(), ids=SIDES)
def test_exact_equality_decides_every_relation(sides: tuple[Any, Any], kind: Any) -> None:
    outcome = Decider(50).decide(kind(*sides, evaluate=False), {"a": F(6), "b": F(10, 3)})
    assert outcome.truth is (EQUAL if kind in {Eq, Ge, Le} else FALSE)
    assert outcome.exact == (kind in {Ne, Gt, Lt})
    assert outcome.violation is None


@pytest.mark.parametrize("exponent", [1, 30, 60, 300, 1000])
@pytest.mark.parametrize("base", [sqrt(2), sympy.pi])
def test_tiny_differences_are_found_by_doubling_the_precision(base: Any, exponent: int) -> None:
    off = 1 + Rational(1, 10**exponent)
    if base == sympy.pi and exponent == 1000:
        # Nothing says that the sides differ, and the precision is doubled three times only.
        assert truth(Lt(a * base, a * base * off, evaluate=False), a=1) is UNDECIDED
        return
    for kind, expected in ((Eq, FALSE), (Ne, TRUE), (Lt, TRUE), (Le, TRUE), (Gt, FALSE), (Ge, FALSE)):
        assert truth(kind(a * base, a * base * off, evaluate=False), a=F(7, 3)) is expected


def test_a_violation_has_to_exceed_the_margin(monkeypatch: pytest.MonkeyPatch) -> None:
    """A quantity that evaluates to a ball of fixed radius: 1 below the bound counts from 2^32 radii on."""
    assert MARGIN == 2**32
    quantity = Sharpness(SinglePath(L, 1))

    def decider(radius: arb) -> Decider:
        return Decider(50, lambda q, scope: arb(0, radius))

    wide, narrow = arb(1) / (MARGIN // 2), arb(1) / (2 * MARGIN)
    for kind, expected in ((Ge, FALSE), (Gt, FALSE), (Eq, FALSE), (Le, TRUE), (Lt, TRUE), (Ne, TRUE)):
        relation = kind(quantity, 1, evaluate=False)
        assert decider(narrow).decide(relation, {"L": F(3)}).truth is expected
        assert decider(wide).decide(relation, {"L": F(3)}).truth is UNDECIDED
    monkeypatch.setattr(decide, "MARGIN", 1)
    assert decider(wide).decide(Ge(quantity, 1, evaluate=False), {"L": F(3)}).truth is FALSE


def test_balls_that_merely_do_not_overlap_do_not_agree() -> None:
    """1 +- 10^-60 against 1 + 10^-53: apart, but not by the margin."""
    quantity = Sharpness(SinglePath(L, 1))

    def near(gap: str) -> Truth:
        decider = Decider(50, lambda q, scope: 1 + arb(gap) + arb(0, "1e-60"))
        return decider.decide(Eq(quantity, 1, evaluate=False), {"L": F(3)}).truth

    assert near("0") is AGREES
    assert near("1e-61") is AGREES
    assert near("1e-53") is UNDECIDED
    assert near("1e-40") is FALSE


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        (Eq(cosh(x) ** 2 - sinh(x) ** 2, 1), AGREES),
        (Eq(cosh(x) ** 2 - sinh(x) ** 2 - 1, 0), AGREES),
        (Eq(LambertW(a) * exp(LambertW(a)), a), AGREES),
        (Eq(sqrt(a + 2 * sqrt(a - 1)), 1 + sqrt(a - 1)), EQUAL),
        (Eq(sqrt(a + 1 + 2 * sqrt(a)), 1 + sqrt(a)), AGREES),
        (Ne(cosh(x) ** 2 - sinh(x) ** 2, 1), UNDECIDED),
        (Ge(cosh(x) ** 2 - sinh(x) ** 2, 1), UNDECIDED),
        (Gt(cosh(x) ** 2 - sinh(x) ** 2, 1), UNDECIDED),
        (Not(Ne(cosh(x) ** 2 - sinh(x) ** 2, 1)), AGREES),
        (Eq(Limit((1 + 1 / y) ** y, y, oo), E), AGREES),
        (Eq(Limit((1 + 1 / y) ** y, y, oo), 2), UNDECIDED),
        (Eq(Limit(a / (1 + y), y, 0), a), AGREES),
        (Eq(Limit(a / (1 + y), y, 0), a + Rational(1, 10**30)), FALSE),
        (Ne(Limit(a / (1 + y), y, 0), a / 2), TRUE),
        (Gt(Limit(a / (1 + y), y, 0), a / 2), TRUE),
        (Eq(Limit((a * y**2 + 1) / (2 * y**2 + y), y, oo), a), FALSE),
    ],
)
def test_what_cannot_be_decided_exactly(claim: Any, expected: Truth) -> None:
    assert truth(claim, x=F(7, 3), a=F(5)) is expected


@pytest.mark.parametrize(
    ("claim", "values", "expected"),
    [
        (Gt(1 / x, 0), {"x": 0}, UNDEFINED),
        (Gt(log(x), 0), {"x": -1}, UNDEFINED),
        (Gt(sqrt(x), 0), {"x": -1}, UNDEFINED),
        (Eq(Sum(k, (k, 1, x)), 1), {"x": F(3, 2)}, UNDEFINED),
        (ForAll(sigma[h] > 0, (h, 1, L / 2)), {"L": 3, "sigma": (1, 1)}, UNDEFINED),
        (ForAll(sigma[h] > 0, (h, 1, 3)), {"sigma": (1, 1)}, UNDEFINED),
        (Gt(Sum(k**2, (k, 1, n)), 1), {"n": MOST_TERMS + 1}, TOO_LARGE),
        (Gt(Sum(k**2, (k, 1, n)), 1), {"n": MOST_TERMS}, TRUE),
        (ForAll(h < 10**9, (h, 1, n)), {"n": MOST_TERMS + 1}, TOO_LARGE),
        (ForAll(h < 10**9, (h, 1, n)), {"n": MOST_TERMS}, TRUE),
        (Gt(Piecewise((x, x > 0)), 0), {"x": 0}, UNDEFINED),
        (Gt(Piecewise((x, 1 / x > 0), (2, True)), 0), {"x": 0}, UNDEFINED),
        (Gt(Piecewise((1, Eq(exp(log(2) * x), 4)), (2, True)), 0), {"x": 2}, TRUE),
        (Gt(2 ** (L * log(L)), 10**100), {"L": 10**12}, TRUE),
        (Lt((1 + 1 / L) ** L, E), {"L": 10**15}, TRUE),
        (Eq(H ** (1 - 2 / L), 10**6), {"H": 10**9, "L": 6}, EQUAL),
        (Eq(Product(sigma[h], (h, 1, H)), 6), {"H": 3, "sigma": (1, 2, 3)}, EQUAL),
        (Eq(HillNumber(Split(L, a, b)), 2), {"L": 2, "a": 3, "b": 3}, EQUAL),
    ],
)
def test_points_without_a_value_and_points_far_out(
    claim: Any, values: dict[str, Any], expected: Truth
) -> None:
    assert truth(claim, **values) is expected


@pytest.mark.parametrize(
    ("claim", "values", "expected"),
    [
        (ForAll(sigma[h] >= 0, (h, 1, H)), {"H": 0, "sigma": ()}, TRUE),
        (ForAll(sigma[h] >= 1, (h, 1, H)), {"H": 2, "sigma": (2, 1)}, EQUAL),
        (ForAll(ForAll(sigma[h] + k > 1, (k, 1, h)), (h, 1, H)), {"H": 2, "sigma": (1, 0)}, FALSE),
        (ForAll(sigma[h] <= Sum(sigma[h], (h, 1, H)) / 2, (h, 1, H)), {"H": 3, "sigma": (1, 1, 1)}, TRUE),
        (AllEqual(sigma, H), {"H": 3, "sigma": (2, 2, 2)}, EQUAL),
        (AllEqual(sigma, H), {"H": 3, "sigma": (2, 2, 1)}, FALSE),
        (OneNonzero(sigma, H), {"H": 3, "sigma": (0, 2, 0)}, EQUAL),
        (OneNonzero(sigma, H), {"H": 3, "sigma": (0, 0, 0)}, EQUAL),
        (OneNonzero(sigma, H), {"H": 3, "sigma": (1, 2, 0)}, FALSE),
        (UniqueRoot(x**3 + a * x - 1, x, (0, 1)), {"a": 1}, TRUE),
        (UniqueRoot(x**2 + a, x, (-1, 1)), {"a": 1}, FALSE),
        (UniqueRoot(x**3 - a * x, x, (-2, 3)), {"a": 1}, FALSE),
        (UniqueRoot((x - a / 3) ** 2, x, (0, 1)), {"a": 1}, UNDECIDED),
        (UniqueRoot(x - a, x, (1, 2)), {"a": 1}, UNDECIDED),
        (UniqueRoot(x - a, x, (3, 2)), {"a": 1}, FALSE),
        (UniqueRoot(Piecewise((x - a, x < 5), (7, True)), x, (0, 2)), {"a": 1}, TRUE),
        (sympy.true, {}, TRUE),
        (sympy.false, {}, FALSE),
    ],
)
def test_predicates(claim: Any, values: dict[str, Any], expected: Truth) -> None:
    assert truth(claim, **values) is expected


def test_a_decider_that_is_given_values_never_decides_equality_exactly() -> None:
    def walk(quantity: Any, scope: Scope) -> Any:
        return arb(3) + arb(0, "1e-70")

    quantity = Sharpness(SinglePath(L, 1))
    assert Decider(50).decide(Eq(quantity, 3), {"L": F(3)}).truth is EQUAL
    assert Decider(50, walk).decide(Eq(quantity, 3), {"L": F(3)}).truth is AGREES


# Kleene's rules: an outcome stands for what the proposition may be.

MAY_BE = {
    TRUE: {True},
    EQUAL: {True},
    AGREES: {True, False},
    FALSE: {False},
    UNDECIDED: {True, False},
    UNDEFINED: {True, False},
    TOO_LARGE: {True, False},
}
ANY = tuple(MAY_BE)
PLAIN = (TRUE, EQUAL, FALSE)


def outcomes(*truths: Truth) -> list[Outcome]:
    return [Outcome(t, arb(-1) if t is FALSE else None, f"part {k}") for k, t in enumerate(truths)]


def combine(name: str, parts: list[Outcome]) -> Outcome:
    return {
        "and": lambda: conjunction(parts),
        "or": lambda: disjunction(parts),
        "not": lambda: negation(parts[0], "not"),
        "implies": lambda: disjunction([negation(parts[0], "premise"), parts[1]]),
        "equivalent": lambda: both_or_neither(parts, ("p", "q")),
        "xor": lambda: exclusive(parts, "xor"),
    }[name]()


MEANS = {
    "and": all,
    "or": any,
    "not": lambda v: not v[0],
    "implies": lambda v: not v[0] or v[1],
    "equivalent": lambda v: len(set(v)) == 1,
    "xor": lambda v: sum(v) % 2 == 1,
}


@pytest.mark.parametrize("name", MEANS)
@pytest.mark.parametrize("count", [1, 2, 3])
def test_connectives_say_no_more_than_all_possibilities_allow(name: str, count: int) -> None:
    """Where the parts leave both open nothing is claimed; where they settle it the answer is theirs."""
    count = {"not": 1, "implies": 2}.get(name, count)
    for truths in product(ANY, repeat=count):
        possible = {bool(MEANS[name](v)) for v in product(*(MAY_BE[t] for t in truths))}
        found = combine(name, outcomes(*truths)).truth
        if found is FALSE:
            assert possible == {False}, truths
        elif found in {TRUE, EQUAL}:
            assert possible == {True}, truths
        if set(truths) <= set(PLAIN):
            assert found.holds == (possible == {True}), truths
        if found is AGREES:
            # It would hold if every agreement were an equality, and something did agree.
            best = bool(MEANS[name]([t.holds for t in truths]))
            assert AGREES in truths, truths
            assert best, truths


def test_one_part_that_settles_it_is_enough() -> None:
    for other in ANY:
        assert combine("and", outcomes(other, FALSE)).truth is FALSE
        assert combine("and", outcomes(FALSE, other)).truth is FALSE
        assert combine("or", outcomes(other, TRUE)).truth is TRUE
        assert combine("implies", outcomes(FALSE, other)).truth is TRUE
        assert combine("implies", outcomes(other, TRUE)).truth is TRUE


def test_an_agreement_never_refutes() -> None:
    for name in sorted(set(MEANS) - {"not"}):
        for other in PLAIN:
            for truths in ((AGREES, other), (other, AGREES)):
                if combine(name, outcomes(*truths)).truth is FALSE:
                    assert FALSE in truths


def test_what_fails_is_remembered() -> None:
    assert combine("and", outcomes(TRUE, FALSE, FALSE)).failing == "part 1"
    assert combine("or", outcomes(FALSE, FALSE)).failing == "part 1"
    assert combine("implies", outcomes(TRUE, FALSE)).failing == "part 1"
    assert combine("equivalent", outcomes(EQUAL, FALSE)).failing == "part 1"
    assert combine("equivalent", outcomes(FALSE, TRUE)).violation == -1
    assert combine("not", outcomes(TRUE)).failing == "not"
    assert (combine("not", outcomes(EQUAL)).exact, combine("not", outcomes(TRUE)).exact) == (True, False)
    assert combine("xor", outcomes(FALSE, FALSE)).failing == "xor"


P, Q = Gt(x, 0), Ge(y, 1)


@settings(max_examples=100)
@given(rationals, rationals)
def test_connectives_of_sympy(at: Fraction, also: Fraction) -> None:
    p, q = at > 0, also >= 1
    expected = {
        And(P, Q): p and q,
        Or(P, Q): p or q,
        Not(And(P, Q)): not (p and q),
        Implies(P, Q): not p or q,
        Equivalent(P, Q): p == q,
        Xor(P, Q): p != q,
        Equivalent(P, Q, Gt(x, 1)): p == q == (at > 1),
        Xor(P, Q, Gt(x, 1)): (p + q + (at > 1)) % 2 == 1,
    }
    for proposition, holds in expected.items():
        found = truth(proposition, x=at, y=also)
        assert found.holds == holds
        assert (found is FALSE) == (not holds)


def test_an_implication_is_not_evaluated_where_its_premise_fails() -> None:
    assert truth(Implies(x > 0, log(x) < x), x=-1) is TRUE
    assert truth(Implies(x > 0, log(x) < x), x=1) is TRUE
    assert truth(Implies(x < 0, log(x) < x), x=-1) is UNDEFINED


def test_literal_digits() -> None:
    assert literal_digits(x + 1) == 1
    assert literal_digits(Rational(1, 10**40) * x, Ge(x, 12345)) == 41
    assert literal_digits(x) == 1
    assert 10**4 < literal_digits(x + 10 ** (10**4)) < 10**4 + 3


def test_outcomes_are_plain_values() -> None:
    assert Outcome(TRUE) == HOLDS
    assert [t.holds for t in (TRUE, EQUAL, AGREES, FALSE, UNDECIDED)] == [True, True, True, False, False]
