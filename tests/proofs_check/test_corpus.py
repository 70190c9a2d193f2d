"""The corpus judged: every false statement is refuted by a simple exact witness, no true one ever is.

Witnesses are judged again with SymPy alone: assumptions and hypotheses by exact substitution, the claim by
SymPy's own evaluation to 60 digits.
Blind to: mistakes of kinds that the corpus does not have, violations at irrational points (only rationals are
drawn), and how long a refutation takes.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
import sympy
from sympy.core.relational import Relational
from sympy.logic.boolalg import BooleanAtom

from proofs_check.decide import Decider, literal_digits
from proofs_check.domain import Domain
from proofs_check.engine import judge_statement
from proofs_check.evidence.instances import decide_instances
from proofs_check.result import Options
from proofs_check.verdict import Grade, Witness, judge
from tests.proofs_check.corpus import FALSE, TRUE
from theory import AllEqual, ForAll, OneNonzero, Statement, UniqueRoot
from theory.quantity import unfold

F = Fraction
#: Sides that differ by less are equal: no claim of the corpus is off by less than 10^-42 at its witness.
EQUAL = sympy.Rational(1, 10**50)
DIGITS = 60


def name(statement: Statement) -> str:
    return statement.id


def numbers(witness: Witness) -> dict[str, Any]:
    """The values of a witness, read back from their text."""
    return {
        key: tuple(map(F, text[1:-1].split(", "))) if text.startswith("[") else F(text)
        for key, text in witness.values.items()
    }


def exactly(value: Fraction) -> Any:
    return sympy.Rational(value.numerator, value.denominator)


def substituted(expr: Any, values: dict[str, Any], bound: dict[Any, Any]) -> Any:
    """An expression at exact values, by SymPy: bound indices, scalars, written-out sums, elements."""
    scalars = {
        symbol: exactly(values[symbol.name])
        for symbol in expr.free_symbols
        if symbol.is_Symbol and isinstance(values.get(symbol.name), F)
    }
    plain = unfold(expr).subs(bound).xreplace(scalars).doit()
    elements = {e: exactly(values[e.base.name][int(e.indices[0]) - 1]) for e in plain.atoms(sympy.Indexed)}
    return plain.xreplace(elements).doit()


def holds(proposition: Any, values: dict[str, Any], bound: dict[Any, Any] | None = None) -> bool:
    """The truth of a proposition at a point, without proofs_check."""
    bound = bound or {}
    if isinstance(proposition, BooleanAtom):
        return bool(proposition)
    if isinstance(proposition, AllEqual | OneNonzero):
        return holds(proposition.unfold(), values, bound)
    if isinstance(proposition, ForAll):
        low, high = (int(substituted(end, values, bound)) for end in proposition.bounds)
        return all(
            holds(proposition.condition, values, {**bound, proposition.index: k})
            for k in range(low, high + 1)
        )
    if isinstance(proposition, UniqueRoot):
        f, x, (low, high) = proposition.args
        found = sympy.real_roots(sympy.Poly(substituted(f, values, bound), x))
        return len({root for root in found if low < root < high}) == 1
    if isinstance(proposition, Relational):
        left, right = (substituted(side, values, bound) for side in proposition.args)
        difference = sympy.N(left - right, DIGITS, maxn=400)
        assert difference.is_number, (proposition, difference)
        sign = 0 if abs(difference) < EQUAL else 1 if difference > 0 else -1
        return bool(type(proposition)(sign, 0))
    truths = [holds(part, values, bound) for part in proposition.args]
    return bool(proposition.func(*map(sympy.sympify, truths)))


def assumed(thing: Any, values: dict[str, Any]) -> bool:
    """Whether the numbers have every property that the symbol or family was declared with."""
    given = values[thing.label.name if isinstance(thing, sympy.IndexedBase) else thing.name]
    facts = {key: value for key, value in thing.assumptions0.items() if value is not None}
    return all(
        getattr(exactly(number), f"is_{fact}") == value
        for number in (given if isinstance(given, tuple) else (given,))
        for fact, value in facts.items()
    )


def check_witness(statement: Statement, witness: Witness | None) -> None:
    assert witness is not None
    values = numbers(witness)
    assert set(values) == {str(thing) for thing in statement.parameters}
    assert all(assumed(thing, values) for thing in statement.parameters)
    for hypothesis in statement.hypotheses:
        assert holds(hypothesis, values), (hypothesis, values)
    assert not holds(statement.claim, values), values
    # Shrunk: what one would write by hand, or as short as the mistake allows.
    assert all(len(text) <= 20 for text in witness.values.values()), witness.values


def test_the_corpus_is_large_and_its_ids_are_unique() -> None:
    assert len(FALSE) >= 44
    assert len(TRUE) >= 44
    assert len({s.id for s in FALSE}) == len(FALSE)
    assert len({s.id for s in TRUE}) == len(TRUE)


@pytest.mark.parametrize("statement", FALSE, ids=name)
def test_false_statements_are_refuted_by_an_exact_witness(statement: Statement) -> None:
    result = judge_statement(statement, Options())
    assert result.grade is Grade.REFUTED, result.verdict
    assert not result.verdict.defect
    check_witness(statement, result.witness)


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("statement", FALSE, ids=name)
def test_false_statements_are_refuted_whatever_the_seed(statement: Statement, seed: int) -> None:
    evidence = decided(statement, Options(seed=seed))
    assert judge((evidence,)).grade is Grade.REFUTED
    check_witness(statement, evidence.witness)


def decided(statement: Statement, options: Options) -> Any:
    """What instances and search say of a statement; sensitivity and the rest are left out."""
    written = literal_digits(statement.claim, *statement.given)
    digits = options.digits if written < options.digits // 2 else options.digits + 2 * written
    return decide_instances(statement, Domain.of(statement, digits), Decider(digits), options)[0]


@pytest.mark.parametrize("statement", TRUE, ids=name)
def test_true_statements_are_supported(statement: Statement) -> None:
    evidence = decided(statement, Options(quick=True))
    assert evidence.witness is None, evidence.witness
    assert judge((evidence,)).grade.positive, evidence.data


@pytest.mark.exhaustive
@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("statement", TRUE, ids=name)
def test_true_statements_are_supported_in_full_and_whatever_the_seed(statement: Statement, seed: int) -> None:
    result = judge_statement(statement, Options(seed=seed))
    assert result.witness is None, result.witness
    assert result.grade.positive, result.verdict


def test_the_second_judgement_of_a_witness_can_fail() -> None:
    x = sympy.Symbol("x", positive=True)
    strict = Statement("s", x > 2, given=[x > 1])

    def witness(text: str) -> Witness:
        return Witness({"x": text}, "", "exact", "")

    check_witness(strict, witness("2"))
    for wrong in ("3", "1", "-2", "1.00000000000000000000001"):
        with pytest.raises(AssertionError):
            check_witness(strict, witness(wrong))
