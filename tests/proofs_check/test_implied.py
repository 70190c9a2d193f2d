"""Mutants called implied or equivalent are no errors: no point makes the claim true and the mutant false.

Mutants come from the operators themselves; points satisfy the hypotheses of the statement.
Blind to: violations between the points drawn; what could be shown to be implied and is not.
"""

from __future__ import annotations

from itertools import islice
from typing import Any

import pytest
import sympy
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from sympy import (
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
    Product,
    Rational,
    Sum,
    sqrt,
    symbols,
)

from proofs_check.decide import Decider
from proofs_check.domain import Account, Domain
from proofs_check.implied import relation_to_claim, sign
from proofs_check.mutants import mutants
from proofs_check.outcome import Truth
from proofs_check.sampling import generator, points
from tests.proofs_check.corpus import FALSE, TRUE
from theory import Statement
from theory.statements import all_statements

x, y = symbols("x y", real=True)
a, b = symbols("a b", positive=True)
u, v = symbols("u v", nonnegative=True)
H, L, h, k = symbols("H L h k", integer=True, positive=True)
m = symbols("m", integer=True)
n = symbols("n", integer=True, nonnegative=True)
sigma = IndexedBase("sigma", nonnegative=True)
total = Sum(sigma[h], (h, 1, H))
DECIDED = {Truth.TRUE, Truth.EQUAL, Truth.FALSE}


def admitted(domain: Domain, count: int) -> list[dict[str, Any]]:
    """Special and drawn points that satisfy the hypotheses."""
    drawn = islice(points(domain, generator("implied", 0)), 4 * count)
    found = (values for values in drawn if domain.admits(values, Account()))
    return list(islice(found, count))


def contradictions(claim: Any, mutant: Any, domain: Domain, where: list[dict[str, Any]]) -> list[Any]:
    """Points at which what was shown is wrong."""
    shown = relation_to_claim(claim, mutant, domain.ranges)
    assert shown in {"", "implied", "equivalent"}
    if not shown:
        return []
    decider = Decider(30)
    wrong = []
    for values in where:
        truths = [decider.decide(part, values).truth for part in (claim, mutant)]
        if not set(truths) <= DECIDED:
            continue
        before, after = (truth.holds for truth in truths)
        if (before and not after) or (shown == "equivalent" and before != after):
            wrong.append((shown, claim, mutant, values))
    return wrong


def check(statement: Statement, count: int) -> None:
    domain = Domain.of(statement, 30)
    where = admitted(domain, count)
    assert where
    for mutant in mutants(statement.claim):
        assert not contradictions(statement.claim, mutant.claim, domain, where)


@pytest.mark.parametrize("statement", [*TRUE[1::9], *FALSE[3::9]], ids=lambda s: s.id)
def test_mutants_of_the_corpus(statement: Statement) -> None:
    check(statement, 40)


@pytest.mark.exhaustive
@pytest.mark.parametrize("statement", [*TRUE, *FALSE, *all_statements()], ids=lambda s: s.id)
def test_mutants_of_every_statement(statement: Statement) -> None:
    check(statement, 120)


terms = st.sampled_from([
    a, b, u, v, H, L, n, m, x, 1 / L, a ** (1 / L), sqrt(b), u**2, a * b, x**2, u * v, 2**m, H ** (2 / L - 1),
    Max(a, b), total, Sum(sigma[h] ** 2, (h, 1, H)), Sum(k, (k, 1, m)), Product(1 + sigma[h], (h, 1, H)),
])  # fmt: skip
coefficients = st.sampled_from([1, 1, 2, 3, -1, Rational(1, 2)])
sides = st.recursive(
    st.builds(lambda c, t: c * t, coefficients, terms) | st.integers(-1, 2).map(sympy.Integer),
    lambda inner: (
        st.builds(lambda s, t: s + t, inner, inner)
        | st.builds(lambda s, t: s * t, inner, inner)
        | inner.map(lambda s: s**2)
    ),
    max_leaves=3,
)
relations = st.builds(
    lambda kind, left, right: kind(left, right), st.sampled_from([Eq, Ne, Ge, Gt, Le, Lt]), sides, sides
)
claims = relations | st.builds(
    lambda join, p, q: join(p, q), st.sampled_from([And, Or, Implies, Equivalent]), relations, relations
)
bounds = st.sampled_from([(), (L >= 2,), (a >= 1,), (L >= 2, a >= 1, m >= 1), (x > -1, u <= 1), (m <= 3,)])


@settings(max_examples=60)
@given(claims, bounds, st.data())
@example(Ge(Sum(k, (k, 1, m)), x), (), None)
@example(Ge(Sum(-k, (k, 1, m)) + x, x), (), None)
@example(And(Ge(a, b), Ge(b, 1)), (a >= 1,), None)
def test_random_claims(claim: Any, given_: tuple[Any, ...], data: Any) -> None:
    assume(not isinstance(claim, sympy.logic.boolalg.BooleanAtom))
    domain = Domain.of(Statement("s", claim, given_), 30)
    where = admitted(domain, 60)
    found = mutants(claim)
    assume(where)
    assume(found)
    chosen = found if data is None else data.draw(st.lists(st.sampled_from(found), max_size=4, unique=True))
    for mutant in chosen:
        assert not contradictions(claim, mutant.claim, domain, where)


@settings(max_examples=100)
@given(relations, relations)
def test_random_pairs(claim: Any, other: Any) -> None:
    """Relations that have nothing to do with each other."""
    assume(not any(isinstance(part, sympy.logic.boolalg.BooleanAtom) for part in (claim, other)))
    domain = Domain.of(Statement("s", And(claim, other)), 30)
    where = admitted(domain, 60)
    assert not contradictions(claim, other, domain, where)


@settings(max_examples=150)
@given(sides)
def test_signs_are_right(expr: Any) -> None:
    shown = sign(expr)
    if shown is None:
        return
    domain = Domain.of(Statement("s", Ge(expr, 0, evaluate=False)), 30)
    expected = {1: Ge, -1: Le, 0: Eq}[shown](expr, 0, evaluate=False)
    decider = Decider(30)
    for values in admitted(domain, 60):
        assert decider.decide(expected, values).truth is not Truth.FALSE, (expr, shown, values)


def test_a_wrong_answer_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    domain = Domain.of(Statement("s", Ge(a, b)), 30)
    where = admitted(domain, 60)
    for answer in ("implied", "equivalent"):
        monkeypatch.setattr(f"{__name__}.relation_to_claim", lambda *of, answer=answer: answer)
        assert contradictions(Ge(a, b), Gt(a, b), domain, where)
    assert contradictions(Gt(a, b), Ge(a, b), domain, where)
    monkeypatch.setattr(f"{__name__}.relation_to_claim", lambda *of: "implied")
    assert not contradictions(Gt(a, b), Ge(a, b), domain, where)


@pytest.mark.parametrize(
    ("claim", "mutant", "expected"),
    [
        (Gt(x, y), Ge(x, y), "implied"),
        (Ge(x, y), Gt(x, y), ""),
        (Ge(x, u), Ge(x, u - 1), "implied"),
        (Ge(x, u), Ge(x, u + 1), ""),
        (Ge(a * L, b), Ge(a * L**2, b), "implied"),
        (Ge(x * L, b), Ge(x * L**2, b), ""),
        (Eq(x**2 - y**2, 1), Eq((x - y) * (x + y), 1), "equivalent"),
        (Ge(x, 0, evaluate=False), Ge(2 * x, 0, evaluate=False), "equivalent"),
        (Ge(x, 0, evaluate=False), Ge(-x, 0, evaluate=False), ""),
        (And(x > 1, y > 1), And(x > 0, y > 1), "implied"),
        (Or(x > 1, y > 1), Or(x > 0, y > 1), "implied"),
        (Implies(x > 1, y > 1), Implies(x > 2, y > 1), "implied"),
        (Implies(x > 1, y > 1), Implies(x > 0, y > 1), ""),
        (Implies(x > 1, y > 1), Implies(x > 1, y > 0), "implied"),
        (Equivalent(x > 1, y > 1), Equivalent(x > 0, y > 1), ""),
        (Not(And(x > 1, y > 1)), Not(And(x > 0, y > 1)), ""),
        (And(x > 1, y > 1), x > 1, "implied"),
        (x > 1, sympy.true, "implied"),
        (x > 1, sympy.false, ""),
        (Ge(Sum(k, (k, 1, n)), x), Ge(2 * Sum(k, (k, 1, n)), x), "implied"),
        (Ge(Sum(k, (k, 1, m)), x), Ge(2 * Sum(k, (k, 1, m)), x), ""),
        (Ge(x * total + v * L, b), Ge(x * total + v * L**2, b), "implied"),
        (Ge(x * total + m * L, b), Ge(x * total + m * L**2, b), ""),
        (Ge((x * total + v * L) * -a, b), Ge((x * total + v * L**2) * -a, b), ""),
        (Le((x * total + v * L) * -a, b), Le((x * total + v * L**2) * -a, b), "implied"),
        (Ge(a * Product(sigma[h], (h, 1, H)), x), Ge(2 * a * Product(sigma[h], (h, 1, H)), x), "implied"),
    ],
)
def test_known_relations(claim: Any, mutant: Any, expected: str) -> None:
    assert relation_to_claim(claim, mutant) == expected


@pytest.mark.parametrize(
    ("claim", "mutant", "direction", "expected"),
    [
        (Ge(a * L, b), Ge(a * L**2, b), 1, "implied"),
        (Ge(a * L, b), Ge(a * L**2, b), -1, ""),
        (Le(b, a * L), Le(b, a * L**2), 1, "implied"),
        (Le(b, a * L), Le(b, a * L**2), -1, ""),
        (Eq(x**2 - y**2, 1), Eq((x - y) * (x + y), 1), 1, ""),
        (Gt(x, y), Ge(x, y), 1, "implied"),
        (Implies(a * L**2 > b, y > 1), Implies(a * L > b, y > 1), 1, "implied"),
        (Implies(a * L**2 > b, y > 1), Implies(a * L > b, y > 1), -1, ""),
    ],
)
def test_nothing_is_shown_against_what_was_seen(
    claim: Any, mutant: Any, direction: int, expected: str
) -> None:
    assert relation_to_claim(claim, mutant, seen=lambda before, after: iter([direction])) == expected


def test_high_powers_of_sums_are_not_written_out() -> None:
    """Expanding ``(1 + a)^(38 + b)`` to the end takes minutes; nothing has to be shown."""
    claim = Ge((1 + a / L + b) ** (L + 38) * ((1 + a) ** (40 + L) - 1), 1)
    assert relation_to_claim(claim, Ge((1 + a / L + b) ** (L + 39) * ((1 + a) ** (40 + L) - 1), 1)) in {
        "",
        "implied",
    }


@pytest.mark.parametrize(
    ("expr", "expected"),
    [
        (1 - L, -1),
        (L - 2, None),
        (x**2 + 1, 1),
        (-u - v, -1),
        (x, None),
        (u - u, 0),
        (total, 1),
        (-total * a, -1),
        (Sum(k, (k, 1, m)), None),
        (Sum(k, (k, 1, n)), 1),
        (Product(sigma[h], (h, 1, H)), 1),
        (Product(-sigma[h], (h, 1, H)), None),
    ],
)
def test_known_signs(expr: Any, expected: int | None) -> None:
    assert sign(expr) == expected


def test_a_product_that_changes_sign_moves_by_the_signs_of_its_factors():
    x, y = sympy.symbols("x y", positive=True)
    z = sympy.Symbol("z", real=True)
    product = ((x + 2) ** 2 - x**2) * ((y + 1) ** 2 - y**2)
    assert relation_to_claim(Gt(z, product), Gt(z, -product)) == "implied"
    assert relation_to_claim(Gt(z, -product), Gt(z, product)) == ""
    assert relation_to_claim(Gt(z, product * (x - y)), Gt(z, -product * (x - y))) == ""
