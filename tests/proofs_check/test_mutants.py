"""Mutants: every operator is there, nothing is mutated that the claim is about, none is the claim itself.

Blind to: whether a mutant is an error at all (`test_implied`), and whether it is noticed (sensitivity).
"""

from __future__ import annotations

from typing import Any

import pytest
import sympy
from hypothesis import given, settings
from sympy import (
    And,
    Eq,
    Equivalent,
    Ge,
    Gt,
    Implies,
    IndexedBase,
    Le,
    Limit,
    Lt,
    Max,
    Min,
    Ne,
    Not,
    Or,
    Piecewise,
    Sum,
    log,
    oo,
    symbols,
)
from sympy.logic.boolalg import Boolean

from proofs_check.mutants import mutants
from tests import strategies
from tests.proofs_check.corpus import FALSE, TRUE
from theory import AllEqual, Configuration, ForAll, Quantity, Sharpness, Split, UniqueRoot
from theory.statements import all_statements

x, y = symbols("x y", real=True)
a, b = symbols("a b", positive=True)
H, L, h = symbols("H L h", integer=True, positive=True)
sigma, tau = IndexedBase("sigma", nonnegative=True), IndexedBase("tau", nonnegative=True)
total = Sum(sigma[h], (h, 1, H))
flat = Sharpness(Split(L, sigma, H))
OPERATORS = {"exponent", "coefficient", "sign", "swap", "strictness", "extremum", "drop"}
CLAIMS = [s.claim for s in (*all_statements(), *TRUE, *FALSE)]


def claims(of: Any) -> set[Any]:
    return {mutant.claim for mutant in mutants(of)}


def by(operator: str, of: Any) -> set[Any]:
    return {mutant.claim for mutant in mutants(of) if mutant.operator == operator}


def test_a_rich_claim_meets_every_operator() -> None:
    claim = Ge(Max(x**2, y) * 3 + a, b * x - y)
    assert {mutant.operator for mutant in mutants(claim)} == OPERATORS


@pytest.mark.parametrize(
    ("operator", "claim", "expected"),
    [
        ("strictness", Ge(x, y), {Gt(x, y)}),
        ("strictness", Lt(x, y), {Le(x, y)}),
        ("strictness", Eq(x, y), set()),
        ("strictness", Ne(x, y), set()),
        ("exponent", Eq(x**3, y), {Eq(x**4, y), Eq(x**2, y)}),
        ("exponent", Eq(a**x, y), {Eq(a ** (x + 1), y), Eq(a ** (x - 1), y)}),
        ("coefficient", Eq(5 * x, y), {Eq(6 * x, y), Eq(4 * x, y), Eq(5 * x, 2 * y)}),
        ("coefficient", Eq(x + y, a), {Eq(2 * x + y, a), Eq(x + 2 * y, a), Eq(x + y, 2 * a)}),
        ("sign", Eq(x + y, a), {Eq(-x + y, a), Eq(x - y, a), Eq(-x - y, a), Eq(x + y, -a)}),
        ("swap", Eq(x - 2 * y, a * H), {Eq(y - 2 * x, a * H)}),
        ("swap", Eq(a**b, H**L), {Eq(b**a, H**L), Eq(a**b, L**H)}),
        ("extremum", Eq(Max(x, y), 1), {Eq(Min(x, y), 1)}),
        ("extremum", Eq(Min(x, y, a), 1), {Eq(Max(x, y, a), 1)}),
        (
            "drop",
            Eq(x * y, x + a),
            {Eq(x, x + a, evaluate=False), Eq(y, x + a), Eq(x * y, x), Eq(x * y, a)},
        ),
        ("drop", Eq(x, y), set()),
    ],
)
def test_what_each_operator_makes(operator: str, claim: Any, expected: set[Any]) -> None:
    assert by(operator, claim) == expected


@pytest.mark.parametrize("claim", CLAIMS, ids=range(len(CLAIMS)))
def test_mutants_are_new_different_and_in_a_fixed_order(claim: Any) -> None:
    found = mutants(claim)
    assert claim not in claims(claim)
    assert len(claims(claim)) == len(found)
    assert {mutant.operator for mutant in found} <= OPERATORS
    assert all(isinstance(mutant.claim, Boolean) for mutant in found)
    assert found == mutants(claim)


def kept(proposition: Any) -> list[set[Any]]:
    """What the claim is about: quantities, configurations, ranges, conditions, predicates, limits' ends."""
    ends = {tuple(node.args[1:]) for node in proposition.atoms(Sum, sympy.Product, Limit, ForAll, UniqueRoot)}
    conditions = {case.cond for pieces in proposition.atoms(Piecewise) for case in pieces.args}
    return [proposition.atoms(Quantity), proposition.atoms(Configuration), ends, conditions - {sympy.true}]


@pytest.mark.parametrize("claim", CLAIMS, ids=range(len(CLAIMS)))
def test_arguments_of_quantities_ends_of_sums_and_conditions_are_left_alone(claim: Any) -> None:
    whole = kept(claim)
    for mutant in mutants(claim):
        # Something may be dropped, nothing may be new.
        for part, before in zip(kept(mutant.claim), whole, strict=True):
            assert part <= before, mutant


@settings(max_examples=60)
@given(strategies.propositions)
def test_no_proposition_is_too_strange(proposition: Any) -> None:
    for mutant in mutants(proposition):
        assert mutant.claim != proposition
        assert mutant.claim.atoms(Configuration) <= proposition.atoms(Configuration)


def test_connectives_are_mutated_part_by_part_and_predicates_not_at_all() -> None:
    p, q = Gt(x, 0), Gt(y, 1)
    for connective in (And, Or, Implies, Equivalent):
        assert connective(Ge(x, 0), q) in claims(connective(p, q))
        assert connective(p, Ge(y, 1)) in claims(connective(p, q))
    assert Not(And(Ge(x, 0), q)) in claims(Not(And(p, q)))
    assert mutants(AllEqual(sigma, H)) == []
    assert mutants(UniqueRoot(x**2 - 2, x, (0, 2))) == []
    assert mutants(ForAll(sigma[h] > 0, (h, 1, H))) == []
    assert mutants(sympy.true) == []


def test_inside_sums_limits_and_pieces_only_terms_change() -> None:
    claim = Ge(Sum(sigma[h] ** 2, (h, 1, H)), total)
    assert Ge(Sum(sigma[h] ** 3, (h, 1, H)), total) in claims(claim)
    assert Eq(Limit(1 / x + a, x, oo), b) in claims(Eq(Limit(1 / x**2 + a, x, oo), b))
    piecewise = Piecewise((x**2, x > 1), (y, True))
    assert Eq(Piecewise((x**3, x > 1), (y, True)), 1) in claims(Eq(piecewise, 1))


def test_a_side_that_is_not_real_any_more_does_no_harm() -> None:
    """``log(1 - L)`` cannot be compared: SymPy refuses, and the mutant stays to be found undefined."""
    claim = Le(log(L + 1), total)
    assert any(getattr(mutant.claim, "lhs", None) == log(1 - L) for mutant in mutants(claim))


def test_a_quantity_is_scaled_and_dropped_but_never_opened() -> None:
    claim = Ge(flat, L * total)
    assert Ge(2 * flat, L * total) in claims(claim)
    assert all(part == flat for mutant in mutants(claim) for part in mutant.claim.atoms(Sharpness))
