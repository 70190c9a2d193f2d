"""Claims about runs: decided on every run, refuted by one, never better than SUPPORTED.

Blind to: whether a protocol is a good picture of what people train; rounding errors of the runs.
"""

from fractions import Fraction

import pytest
from sympy import And, Eq, Ge, Le, Rational, Symbol

from numerics.experiments import boundaries, pathways, unequal_depths
from numerics.matrices import FLOAT64
from numerics.network_simulation import simulate_matrices
from numerics.observation import Descent
from proofs_check import observe
from proofs_check.engine import judge_statement
from proofs_check.result import Options
from proofs_check.verdict import Grade, Kind
from theory import Statement, StatementError
from theory.quantities.observations import FinalEdge, KeptLead, SignFlips, UnequalDepthsShare1

k = Symbol("k", integer=True, positive=True)
FEW = [Ge(k, 1), Le(k, 3)]
ETA = k / 10
RUN = (ETA, 3, 2, 1)


def judged(claim, given):
    return judge_statement(Statement("tried", claim, given), Options(quick=True))


def test_all_runs_as_claimed_are_support_and_no_more():
    result = judged(And(Eq(SignFlips(*RUN), 0), Le(FinalEdge(*RUN), Rational(1, 2))), FEW)
    assert result.grade is Grade.SUPPORTED
    (runs,) = result.evidence
    assert runs.kind is Kind.EXPERIMENT
    assert (runs.counts.good, runs.counts.false) == (3, 0)
    low, high = next(ends for name, ends in runs.data["observed"].items() if name.startswith("FinalEdge"))
    assert 0.1 < low < high < 0.5


def test_one_run_that_fails_refutes():
    # eta * sharpness / 2 grows with eta.
    result = judged(Le(FinalEdge(*RUN), Rational(1, 4)), FEW)
    assert result.grade is Grade.REFUTED
    assert result.witness.values == {"k": "2"}


def test_settings_have_to_be_finitely_many():
    result = judged(Eq(SignFlips(*RUN), 0), [Ge(k, 1)])
    assert result.grade is Grade.ERROR
    assert "bound every symbol" in result.verdict.reason


def test_a_run_that_ends_in_infinity_is_no_support():
    result = judged(Ge(KeptLead(10 * k, 3, 2, 1), 0), [Ge(k, 1), Le(k, 2)])
    assert result.grade is Grade.UNDECIDED
    assert result.verdict.reason == "undefined-instances"


def test_hypotheses_may_speak_of_runs():
    result = judged(Le(FinalEdge(*RUN), Rational(1, 4)), [*FEW, Le(FinalEdge(*RUN), Rational(1, 5))])
    assert result.grade is Grade.SUPPORTED
    assert result.evidence[0].counts.good == 1


def test_runs_are_made_once(monkeypatch):
    monkeypatch.setattr(observe, "_SHOWN", observe.defaultdict(dict))
    asked = []

    def no_flips(settings):
        asked.append(settings)
        return {setting: {"flips": 0.0} for setting in settings}

    monkeypatch.setattr(pathways, "observe", no_flips)
    judged(Eq(SignFlips(*RUN), 0), FEW)
    judged(Eq(SignFlips(*RUN), 0), FEW)
    assert [len(settings) for settings in asked] == [3]


def test_there_is_no_closed_form():
    with pytest.raises(StatementError, match="observed and has no closed form"):
        FinalEdge(*RUN).closed_form()
    with pytest.raises(StatementError, match="takes eta, L, H, seed"):
        FinalEdge(ETA, 3)


@pytest.mark.parametrize("eta", [Fraction(3, 10), Fraction(4, 5)])
def test_the_protocol_is_gradient_descent_on_matrices(eta, monkeypatch):
    monkeypatch.setattr(pathways, "STEPS", 400)
    monkeypatch.setattr(pathways, "first_weights", lambda *_: (0.5, 0.6))
    # A seed of its own: limits of the flow are remembered.
    setting = (eta, Fraction(3), Fraction(2), Fraction(987))
    seen = pathways.observe([setting])[setting]
    shares = [[Fraction(0.5) ** 3], [Fraction(0.6) ** 3]]
    run = simulate_matrices(FLOAT64, [3, 3], shares, [Fraction(1)], Descent(eta, 400, 400))
    # Both settle; rounding shrinks with the residual.
    assert seen["edge"] == pytest.approx(float(eta) * run.moments[-1].sharpness / 2, rel=1e-6)


def test_the_first_pathway_is_the_first():
    setting = (Fraction(1, 2), Fraction(7), Fraction(5), Fraction(3))
    seen = unequal_depths.observe([setting])[setting]
    assert seen["share_3"] > 0.9 > seen["share_1"]
    assert UnequalDepthsShare1.observes == "share_1"


def test_boundaries_need_a_change():
    assert boundaries.boundary(lambda g: g <= 1.5) == (Fraction(3, 2), Fraction(601, 400))
    for never in (lambda g: g > 0, lambda g: g < 0):
        with pytest.raises(ArithmeticError, match="nothing changes"):
            boundaries.boundary(never)
