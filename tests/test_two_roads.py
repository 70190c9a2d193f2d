"""The two roads meet: closed forms of theory against measurements of numerics, which share no formula.

What they do share: the shares and depths of a configuration, and Arb.  Blind to: networks larger than those
measured here; a configuration whose weights `numerics.minima` and theory both understood wrongly (the weights
are the definition: every layer has the singular values sigma^(1/L)).  The threshold is measured by one step
of gradient descent on a tiny perturbation, which is a numerical derivative of the step; `numerics.escape`
makes runs and compares the residual along them; the long runs below show growth and decay themselves, on both
sides, at a distance of one part in a thousand. The roads to the worst-case return meet in
tests/proofs_check/test_equation_root.py.
"""

from fractions import Fraction

import pytest
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st

from numerics import balanced_stability, escape
from numerics.precision import agreement_digits, working_precision
from numerics.quantities import sharpness, stability_threshold
from proofs_check.algebras import Balls
from proofs_check.decide import Decider
from proofs_check.domain import Domain
from proofs_check.engine import judge_statement
from proofs_check.evaluate import Scope, evaluate
from proofs_check.evidence.measured import compare_roads
from proofs_check.measure import MEASUREMENTS, concrete
from proofs_check.result import Options
from proofs_check.verdict import Grade, Kind
from theory import Balanced, Modes, Pathways, Sharpness, SinglePath, Split, StabilityThreshold, quantities
from theory.quantity import Quantity
from theory.statements import all_statements

CONFIGURATIONS = {
    "single path": Modes(SinglePath(3, 2), SinglePath(3, Fraction(1, 3))),
    "single path, depth 5": Modes(SinglePath(5, Fraction(7, 2)), SinglePath(5, 1)),
    "balanced": Modes(Balanced(3, 4, 2), Balanced(3, 4, 1)),
    "balanced, depth 2": Modes(Balanced(2, 2, 3), Balanced(2, 2, 3)),
    "unequal split": Modes(Split(3, 1, Fraction(1, 7)), Split(3, Fraction(2, 5), Fraction(9, 10))),
    "a zero share": Modes(Split(4, 2, 0), Split(4, Fraction(1, 2), Fraction(1, 3))),
    "three modes": Modes(Split(2, 1, 2), Split(2, 2, 1), Split(2, Fraction(3, 2), 1)),
    "unequal depths": Modes(Pathways((3, 1), (5, Fraction(1, 2))), Pathways((3, Fraction(1, 4)), (5, 1))),
    "depths 2, 3 and 7": Modes(
        Pathways((2, 1), (3, 2), (7, 1)), Pathways((2, 0), (3, 1), (7, Fraction(1, 9)))
    ),
}


def derived(quantity, digits):
    scope = Scope({}, Balls(), None, Decider(digits)._condition)
    with working_precision(digits=digits + 20):
        return arb(evaluate(quantity.closed_form(), scope))


def numbers(configuration):
    return concrete(configuration, Scope({}, Balls(), None, None))


@pytest.mark.parametrize("name", CONFIGURATIONS)
@pytest.mark.parametrize("seed", [0, 1])
def test_sharpness_at_fifty_digits(name, seed):
    c = numbers(CONFIGURATIONS[name])
    assert len(c.shares[0]) >= 2
    measured = sharpness.measure(c.depths, c.shares, 50, seed, "rational")
    assert measured.rigorous
    with working_precision(digits=70):
        assert agreement_digits(derived(Sharpness(CONFIGURATIONS[name]), 50), measured.value) >= 45


shares = st.fractions(0, 3, max_denominator=9)


@settings(max_examples=25)
@given(st.data())
def test_sharpness_at_drawn_configurations(data):
    depths = data.draw(st.lists(st.integers(2, 4), min_size=1, max_size=3))
    modes = data.draw(st.integers(1, 2))
    columns = [
        data.draw(st.lists(shares, min_size=len(depths), max_size=len(depths)).filter(any))
        for _ in range(modes)
    ]
    members = [Pathways(*zip(depths, column, strict=True)) for column in columns]
    c = numbers(Modes(*members))
    measured = sharpness.measure(c.depths, c.shares, 50, data.draw(st.integers(0, 9)))
    with working_precision(digits=70):
        assert agreement_digits(derived(Sharpness(Modes(*members)), 50), measured.value) >= 45


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_threshold_from_dynamics_at_twenty_digits(name):
    c = numbers(CONFIGURATIONS[name])
    measured = stability_threshold.measure(c.depths, c.shares, 24, 3)
    with working_precision(digits=40):
        assert agreement_digits(derived(StabilityThreshold(CONFIGURATIONS[name]), 30), measured.value) >= 20


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_escape_from_runs_at_twenty_digits(name):
    c = numbers(CONFIGURATIONS[name])
    measured = escape.measure(c.depths, c.shares, 22, 3)
    expected = derived(StabilityThreshold(CONFIGURATIONS[name]), 30)
    with working_precision(digits=40):
        assert measured.value.overlaps(expected)
        assert agreement_digits(expected, measured.value) >= 20


@pytest.mark.parametrize("target", [1, Fraction(7, 3)])
@pytest.mark.parametrize("depth", [2, 3, 5, 20])
def test_single_path_and_balanced_minima_are_left_where_theory_says(depth, target):
    # The tiny shares, 10^-32, change the curvature by at most as much.
    single = escape.single_path_escape(depth, 3, target, 22).value
    balanced = balanced_stability.measure(depth, 3, target, 22, steps=50)
    with working_precision(digits=40):
        assert agreement_digits(derived(StabilityThreshold(SinglePath(depth, target)), 30), single) >= 20
        expected = derived(StabilityThreshold(Balanced(3, depth, target)), 30)
        assert agreement_digits(expected, balanced.threshold.value) >= 20
    assert balanced.contracts == (depth > 2)


@pytest.mark.parametrize("name", ["single path", "balanced", "unequal depths"])
def test_long_runs_grow_above_the_threshold_and_decay_below(name):
    c = numbers(CONFIGURATIONS[name])
    runs = stability_threshold.long_runs(c.depths, c.shares, 20, 1, steps=400, every=100)
    threshold = derived(StabilityThreshold(CONFIGURATIONS[name]), 20)
    assert runs.below < threshold < runs.above
    # A multiplier of -(1 + 2/1000) for 400 steps is a factor of 2.2; of -(1 - 2/1000), one of 0.45.
    assert runs.norms_above[-1] > 2 * runs.norms_above[0]
    assert runs.norms_below[-1] < runs.norms_below[0] / 2


def test_every_measured_quantity_has_both_sides():
    ours = {q for q in vars(quantities).values() if isinstance(q, type) and issubclass(q, Quantity)}
    measured = {q for q in ours - {Quantity} if q.measured}
    assert len(measured) >= 6
    assert measured == set(MEASUREMENTS)
    for quantity in measured:
        assert quantity.closed_form is not Quantity.closed_form
    assert not quantities.HillNumber.measured
    assert quantities.HillNumber not in MEASUREMENTS


def test_a_wrong_closed_form_is_an_error_and_never_a_pass(monkeypatch):
    statement = next(s for s in all_statements() if s.id == "mode-eigenvalue")
    right = quantities.HessianEigenvalue.closed_form
    # As if somebody had lost one layer.
    monkeypatch.setattr(quantities.HessianEigenvalue, "closed_form", lambda q: right(q) * Fraction(2, 3))
    from proofs_check.evaluate import closed_form

    closed_form.cache_clear()
    try:
        found = compare_roads(statement, Domain.of(statement, 50), Options(quick=True))
        assert found is not None
        assert found.kind is Kind.FAILURE
        assert "HessianEigenvalue: its closed form and its measurement must agree" in found.message
        assert judge_statement(statement, Options(quick=True)).grade is Grade.ERROR
    finally:
        closed_form.cache_clear()
