"""Symbols stand for what they are declared to be, and limits for limits.

Blind to: assumptions other than those listed, and oscillations that take the claimed value along every
sequence that is looked at.
"""

import pytest
from sympy import Abs, Eq, Ge, Gt, Limit, Rational, ceiling, exp, floor, oo, pi, sign, sin, symbols

from proofs_check.decide import Decider
from proofs_check.domain import Domain
from proofs_check.evidence.instances import decide_instances
from proofs_check.outcome import Truth
from proofs_check.result import Options
from theory import Statement

x = symbols("x", real=True)
p, q = symbols("p", prime=True), symbols("q", real=True, nonzero=True)
broken, composite = symbols("broken", real=True, integer=False), symbols("composite", composite=True)
irrational = symbols("irrational", irrational=True)


def instances_of(claim):
    statement = Statement("s", claim)
    return decide_instances(statement, Domain.of(statement, 50), Decider(50), Options())[0]


@pytest.mark.parametrize(
    "claim",
    [
        Ge(p**2, 3 + p / 2),
        Gt(exp(q) + exp(-q), 2),
        Eq(Abs(q) / q, sign(q)),
        Gt(ceiling(broken), floor(broken) + Rational(1, 2)),
        Ge(composite**2, 16),
    ],
)
def test_what_holds_for_symbols_as_declared_is_not_refuted(claim):
    found = instances_of(claim)
    assert found.witness is None
    assert found.counts.undefined == 0
    assert found.counts.good > 0 or found.folded


def test_rational_numbers_are_no_instances_of_irrational_symbols():
    found = instances_of(Gt(irrational, 5))
    assert found.witness is None
    assert found.counts.good == 0


@pytest.mark.parametrize(
    "claim",
    [
        Eq(Limit(sin(2 * pi * x), x, oo), 0),
        Eq(Limit(sin(pi / x), x, 0), 0),
        Eq(Limit(x - floor(x), x, oo), 0),
        Eq(Limit(Abs(x) / x, x, 0, "+-"), 1),
    ],
)
def test_a_limit_that_does_not_exist_is_not_supported(claim):
    assert not Decider(50).decide(claim, {}).truth.holds
    assert Decider(50).decide(claim, {}).truth is not Truth.AGREES


def test_a_limit_from_one_side_is_another():
    decider = Decider(50)
    assert decider.decide(Eq(Limit(Abs(x) / x, x, 0, "+-"), 1), {}).truth is Truth.FALSE
    assert decider.decide(Eq(Limit(Abs(x) / x, x, 0, "+"), 1), {}).truth.holds
    assert decider.decide(Eq(Limit(Abs(x), x, 0, "+-"), 0), {}).truth.holds
