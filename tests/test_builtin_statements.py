"""What the built-in statements rest on: sensitivity of all of them together, necessity, tightness.

Blind to: errors that no mutation operator makes.  Survivors are listed with the reason why no search refutes
them; a new survivor fails the test and has to be looked at.
"""

from fractions import Fraction

import pytest
from sympy import Eq, Ge, Gt, Le, Lt, Not, Or

from proofs_check.decide import Decider
from proofs_check.domain import Domain
from proofs_check.engine import judge_statement
from proofs_check.evidence.instances import decide_instances
from proofs_check.evidence.sensitivity import sensitivity
from proofs_check.result import Options
from proofs_check.verdict import Grade, Kind
from theory import AllEqual, OneNonzero, Sharpness, Split, Statement
from theory.notation import H, L, sigma, total
from theory.statements import all_statements

#: (statement, operator) -> why the mutant is no error, or cannot be seen.
EXPLAINED = {
    ("cross-mode-bound", "sign"): (
        "-mu_12 <= mean is true because eigenvalues at a minimum are positive, which is another statement's "
        "claim (hessian-spectrum-at-minimum) and not a fact of this one"
    ),
}


def test_sensitivity_of_all_statements_together():
    refuted, survivors = 0, []
    for statement in all_statements():
        domain, decider, options = Domain.of(statement, 50), Decider(50), Options(quick=True)
        _, attack = decide_instances(statement, domain, decider, options)
        found = sensitivity(statement, domain, decider, options, attack.instances)
        assert found is not None, statement.id
        refuted += found.data["refuted"]
        survivors += [(statement.id, place.split(":")[0]) for place in found.data["survivors"]]
    assert set(survivors) <= set(EXPLAINED)
    assert len(survivors) == len(set(survivors))
    assert refuted > 400
    assert Fraction(refuted, refuted + len(survivors)) >= Fraction(97, 100)


BOUND = L * H ** (2 / L - 1) * total ** (2 - 2 / L)
MOST = L * total ** (2 - 2 / L)
STRICT = {
    "balanced": Statement(
        "strictly-flatter", Gt(Sharpness(Split(L, sigma, H)), BOUND), [L > 2, Not(AllEqual(sigma, H))]
    ),
    "single path": Statement(
        "strictly-sharper", Lt(Sharpness(Split(L, sigma, H)), MOST), [L > 2, Not(OneNonzero(sigma, H))]
    ),
}


@pytest.mark.parametrize("name", STRICT)
def test_depth_above_two_is_necessary_where_the_bound_is_strict(name):
    result = judge_statement(STRICT[name], Options(quick=True))
    assert result.grade is Grade.SUPPORTED
    (necessity,) = (piece for piece in result.evidence if piece.kind is Kind.NECESSITY)
    assert necessity.data["hypotheses"]["L > 2"]["L"] == "2"
    assert all(isinstance(witness, dict) for witness in necessity.data["hypotheses"].values())


@pytest.mark.parametrize(
    ("bound", "where"),
    [
        (Ge(Sharpness(Split(L, sigma, H)), BOUND), "all sigma are equal"),
        (Le(Sharpness(Split(L, sigma, H)), MOST), "one sigma is not 0"),
    ],
)
def test_the_bounds_that_are_not_strict_are_tight(bound, where):
    result = judge_statement(Statement("bound", bound, [L >= 2]), Options(quick=True))
    (tightness,) = (piece for piece in result.evidence if piece.kind is Kind.TIGHTNESS)
    (relation,) = tightness.data["relations"].values()
    assert relation["tight"]
    assert where in relation["where"]
    assert "L = 2" in relation["where"]


@pytest.mark.parametrize(
    "claim",
    [
        Gt(Sharpness(Split(L, sigma, H)), BOUND),
        Eq(Sharpness(Split(L, sigma, H)), MOST),
        Or(Eq(L, 2), AllEqual(sigma, H)),
    ],
)
def test_what_is_false_is_refuted(claim):
    assert judge_statement(Statement("false", claim, [L >= 2]), Options(quick=True)).grade is Grade.REFUTED
