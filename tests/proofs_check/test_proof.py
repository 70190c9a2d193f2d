"""Proof evidence: what counts as a proof of a statement, and what is said where a derivation is none."""

import json

from sympy import And, Eq, Ge, Gt, Symbol, symbols

from proofs_check.evidence.proof import prove
from proofs_check.verdict import Counts, Evidence, Grade, Kind, judge
from theory import Statement
from theory.derivation import Derivation, Step

x, y = symbols("x y", real=True)
p = Symbol("p", positive=True)
sampled = Evidence(Kind.SAMPLED, "500 instances", "the rest", counts=Counts(true=500))


def stated(claim, *steps, given=()):
    return Statement("claimed", claim, given=given, derivation=Derivation(steps))


def test_without_a_derivation_there_is_nothing_to_say():
    assert prove(Statement("bare", Gt(x, 0))) is None


def test_an_accepted_derivation_is_a_proof_with_its_trace():
    claim = Eq((x + y) ** 2, x**2 + 2 * x * y + y**2)
    evidence = prove(stated(claim, Step("square", claim, "identity")))
    assert evidence.kind is Kind.PROOF
    assert judge([sampled, evidence]).grade is Grade.PROVED
    assert "1 step" in evidence.summary
    assert "SymPy: expand" in evidence.summary
    assert "SymPy: expand" in evidence.blind_to
    assert "kernel" in evidence.blind_to
    (step,) = json.loads(json.dumps(evidence.data))["steps"]
    assert step["rule"] == "identity"
    assert step["oracles"] == ["SymPy: expand, together, powsimp"]


def test_a_rejected_derivation_is_reported_and_is_no_support():
    evidence = prove(stated(Ge(x, 0), Step("guess", Ge(x, 0), "sign")))
    assert evidence.kind is Kind.FAILURE
    assert judge([sampled, evidence]).grade is Grade.ERROR
    assert evidence.message == (
        "derivation of claimed: must prove its claim; given step 'guess' (sign), where this fails: x >= 0; "
        "remedy: mend that step"
    )


def test_a_correct_proof_of_another_statement_is_none():
    evidence = prove(stated(Gt(p, 1), Step("other", Ge(p**2, 0, evaluate=False), "sign")))
    assert evidence.kind is Kind.FAILURE
    assert "its last step concludes" in evidence.message


def test_a_proof_for_fewer_cases_is_none():
    steps = (Step("case", Gt(x, 1), "assume"), Step("claim", Gt(x, 0), "sign", ("case",)))
    evidence = prove(stated(Gt(x, 0), *steps, given=[Gt(x, -1)]))
    assert evidence.kind is Kind.FAILURE
    assert "it needs the hypothesis x > 1" in evidence.message


def test_hypotheses_may_be_given_or_follow_from_what_is_given():
    steps = (Step("case", Gt(x, 1), "assume"), Step("claim", Gt(x, 0), "sign", ("case",)))
    for given in ([Gt(x, 1)], [And(Gt(x, 1), Gt(y, 0))], [Ge(x, 2)]):
        assert prove(stated(Gt(x, 0), *steps, given=given)).kind is Kind.PROOF, given


def test_assuming_the_claim_is_no_proof():
    assert prove(stated(Gt(x, 0), Step("claim", Gt(x, 0), "assume"))).kind is Kind.FAILURE


def test_a_symbol_with_other_assumptions_is_another_statement():
    other = Symbol("x", positive=True)
    steps = (Step("claim", Gt(other, 0, evaluate=False), "sign"),)
    assert prove(stated(Gt(x, 0), *steps)).kind is Kind.FAILURE


def test_an_empty_derivation_is_a_failure():
    assert "at least one step" in prove(stated(Gt(x, 0))).message
