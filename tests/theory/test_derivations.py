"""The derivations of the built-in statements, checked by the kernel, whole and damaged.

That a derivation is accepted says as much as the kernel is worth; these tests cannot see a mistake in a rule.
Damage shows that a derivation is no longer than it has to be, and that the kernel reads every step: a damaged
one must be rejected, or end in another claim, or need another hypothesis.
"""

import pickle
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sympy import And, Eq, Equivalent, Ge, Gt, Implies, Le, Lt, Not, Or, Pow, Symbol, preorder_traversal
from sympy.core.relational import Relational

from proofs_check.kernel import RULES, Rejected, check
from proofs_check.kernel.terms import same
from proofs_check.kernel.theorem import Premises
from theory.derivation import Derivation, Step
from theory.errors import StatementError
from theory.statement import Statement
from theory.statements import all_statements

STATEMENTS = {s.id: s for s in all_statements() if s.derivation is not None}
every_statement = pytest.mark.parametrize("name", STATEMENTS)

#: A relation that says something else; an equation becomes a weaker one.
FLIPPED = {Le: Ge, Ge: Le, Lt: Gt, Gt: Lt, Eq: Le}
X = Symbol("x", real=True)


@cache
def theorems(name):
    """What the steps of a derivation establish, by name."""
    return {accepted.step.name: accepted.theorem for accepted in check(STATEMENTS[name].derivation).steps}


def proves(derivation, statement):
    """Whether the kernel finds that it proves the statement."""
    try:
        theorem = check(derivation).theorem
    except Rejected:
        return False
    return theorem.conclusion == statement.claim and theorem.hypotheses <= set(statement.hypotheses)


@every_statement
def test_it_is_accepted_and_concludes_the_claim(name):
    statement = STATEMENTS[name]
    theorem = theorems(name)[statement.derivation.steps[-1].name]
    assert theorem.conclusion == statement.claim
    assert theorem.hypotheses <= set(statement.hypotheses)


@every_statement
def test_every_step_is_used_later(name):
    steps = STATEMENTS[name].derivation.steps
    used = {use for step in steps for use in step.uses}
    assert [step.name for step in steps[:-1] if step.name not in used] == []


@every_statement
def test_without_a_step_it_is_rejected(name):
    steps = STATEMENTS[name].derivation.steps
    # An early one, for speed; that every step counts is tested above.
    k = len(steps) // 4
    # Steps that use it are refused, or one before them that is defined because of what it says.
    with pytest.raises(Rejected, match=r"uses earlier steps only|is defined for all admissible values"):
        check(Derivation((*steps[:k], *steps[k + 1 :])))


@every_statement
def test_names_are_words(name):
    for step in STATEMENTS[name].derivation.steps:
        assert step.name == step.name.strip() != ""
        assert all(ord(letter) < 128 for letter in step.name + step.note)


def put(term, old, new):
    """`term` with `new` for the first `old`; propositions are not evaluated."""
    if term == old:
        return new
    args = list(term.args)
    for k, arg in enumerate(args):
        if any(part == old for part in preorder_traversal(arg)):
            args[k] = put(arg, old, new)
            logical = isinstance(term, Relational | And | Or | Not | Implies | Equivalent)
            return term.func(*args, evaluate=False) if logical else term.func(*args)
    return term


def first(claim, kind):
    return next((part for part in preorder_traversal(claim) if isinstance(part, kind)), None)


def flip(step):
    found = first(step.claim, Relational)
    other = FLIPPED.get(type(found))
    return replace(step, claim=put(step.claim, found, other(*found.args, evaluate=False))) if other else step


def double(step):
    found = first(step.claim, Relational)
    if found is None:
        return step
    return replace(step, claim=put(step.claim, found, found.func(found.lhs, 2 * found.rhs, evaluate=False)))


def raise_exponent(step):
    powers = (part for part in preorder_traversal(step.claim) if isinstance(part, Pow))
    found = next((part for part in powers if part.base.free_symbols and part.exp != -1), None)
    return replace(step, claim=put(step.claim, found, found.base ** (found.exp + 1))) if found else step


def use_nothing(step):
    return replace(step, uses=())


def differs(damage, step):
    """Whether damage leaves another step: turning x < x round says the same, read from the other side."""
    damaged = damage(step)
    return damaged.uses != step.uses or not same(damaged.claim, step.claim)


def is_noticed(name, k, damage):
    """Whether the derivation with step `k` damaged proves the statement no longer."""
    statement, known = STATEMENTS[name], theorems(name)
    steps = statement.derivation.steps
    damaged = damage(steps[k])
    try:
        # Most damage is noticed at once; checking the whole derivation takes far longer.
        RULES[damaged.rule](damaged.claim, Premises([known[use] for use in damaged.uses], damaged.using))
    except Rejected:
        return True
    return not proves(Derivation((*steps[:k], damaged, *steps[k + 1 :])), statement)


DAMAGES = (flip, double, raise_exponent, use_nothing)


@given(data=st.data())
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_a_damaged_step_is_noticed(data):
    name = data.draw(st.sampled_from(sorted(STATEMENTS)))
    k = data.draw(st.integers(0, len(STATEMENTS[name].derivation.steps) - 1))
    damage = data.draw(st.sampled_from(DAMAGES))
    step = STATEMENTS[name].derivation.steps[k]
    assume(differs(damage, step))
    assert is_noticed(name, k, damage), step.name


@pytest.mark.exhaustive
@every_statement
def test_every_damaged_step_is_noticed(name):
    steps = STATEMENTS[name].derivation.steps
    unnoticed = [
        (steps[k].name, damage.__name__)
        for k in range(len(steps))
        for damage in DAMAGES
        if differs(damage, steps[k]) and not is_noticed(name, k, damage)
    ]
    assert unnoticed == []


def test_a_statement_writes_its_derivation_down_when_asked():
    asked = []

    def write(claim):
        asked.append(claim)
        return Derivation((Step("one", claim, "assume"),))

    statement = Statement("a", Gt(X, 0), derivation=write)
    assert asked == []
    assert statement.derivation.steps == (Step("one", Gt(X, 0), "assume"),)
    assert statement.derivation == Derivation((Step("one", Gt(X, 0), "assume"),))
    assert asked == [Gt(X, 0)]


def test_a_statement_with_its_derivation_pickles():
    statement = STATEMENTS["reduction-factor-below-one"]
    again = pickle.loads(pickle.dumps(statement))
    # Relations that SymPy would take for true, such as H >= 0, are still there.
    assert again.derivation == statement.derivation
    assert again == statement


def test_who_writes_no_derivation_is_told():
    statement = Statement("a", Gt(X, 0), derivation=lambda claim: claim)
    with pytest.raises(StatementError, match="must write down a Derivation; given x > 0"):
        assert statement.derivation.steps
    with pytest.raises(AttributeError, match="no attribute 'step'"):
        assert statement.derivation.step
