"""A wrong oracle is caught by the audit, which names the step and the identity."""

import pytest
from kernel_steps import a, conclude, eq, ge, gt, n, p, x, y
from sympy import Integer, Symbol, prod

from proofs_check import simplification
from proofs_check.kernel import AuditError, Rejected, check, oracle
from theory import Statement
from theory.derivation import Derivation, Step


def test_an_oracle_that_says_true(monkeypatch):
    monkeypatch.setattr(simplification, "vanishes", lambda difference: True)
    with pytest.raises(AuditError, match=r"step 'claim' \(identity\): the oracle says .* it is false"):
        conclude(eq(x**2, x), "identity")


@pytest.mark.parametrize("last", [12, 30])
def test_a_polynomial_that_vanishes_at_small_numbers(monkeypatch, last):
    # Points 1, 2, ..., 12 alone would confirm this.
    monkeypatch.setattr(simplification, "vanishes", lambda difference: True)
    claim = eq(prod(n - t for t in range(1, last + 1)), 0)
    with pytest.raises(AuditError):
        conclude(claim, "identity")


def test_an_oracle_that_is_wrong_at_the_edge_only(monkeypatch):
    # 0^a is 0 but for 0^0 = 1.
    monkeypatch.setattr(simplification, "vanishes", lambda difference: True)
    with pytest.raises(AuditError, match="at _a = 0 it is false"):
        conclude(eq(Integer(0) ** a, 0), "identity")


def test_an_oracle_that_loses_a_sign_in_factoring(monkeypatch):
    monkeypatch.setattr(simplification, "factored", lambda expr: Integer(1))
    with pytest.raises(AuditError, match="the oracle says"):
        conclude(gt(x**2 - 2 * x * y + y**2, 0), "sign")


def test_an_oracle_that_drops_a_term_in_expanding(monkeypatch):
    monkeypatch.setattr(simplification, "expanded", lambda expr: expr.args[0] if expr.is_Add else expr)
    with pytest.raises(AuditError, match="the oracle says"):
        conclude(ge(p - a, 0), "sign")


def test_the_error_stops_the_proof(monkeypatch):
    monkeypatch.setattr(simplification, "vanishes", lambda difference: True)
    steps = (
        Step("good", gt(p, 0), "sign"),
        Step("bad", eq(x, y), "identity"),
        Step("later", gt(p, 0), "sign"),
    )
    with pytest.raises(AuditError, match="step 'bad'"):
        check(Derivation(steps))


def test_the_names_of_the_oracles_stay_with_the_theorem():
    theorem = conclude(eq((x + y) ** 2, x**2 + 2 * x * y + y**2), "identity")
    assert theorem.oracles == {"SymPy: expand, together, powsimp"}
    assert not conclude(gt(p, 0), "sign").oracles


def test_what_too_few_points_can_decide_is_rejected(monkeypatch):
    monkeypatch.setattr(oracle, "TRIES", 3)
    with pytest.raises(Rejected, match="can be audited"):
        conclude(eq((x + 1) ** 3, x**3 + 3 * x**2 + 3 * x + 1), "identity")


def test_variables_of_one_name_are_never_audited_as_one():
    one, other = (oracle.variable(symbol, False, "real") for symbol in (x, Symbol("x", positive=True)))
    assert one != other
    with pytest.raises(Rejected, match="can be audited: 0 of"):
        oracle.audited("SymPy", one, other, set())


def test_a_statement_whose_derivation_meets_a_wrong_oracle_is_no_proof(monkeypatch):
    from proofs_check.evidence.proof import prove

    claim = eq(x**2, x)
    statement = Statement("wrong", claim, derivation=Derivation((Step("claim", claim, "identity"),)))
    monkeypatch.setattr(simplification, "vanishes", lambda difference: True)
    evidence = prove(statement)
    assert evidence.kind == "failure"
    assert "error of SymPy" in evidence.summary
    assert "the oracle says" in evidence.message
