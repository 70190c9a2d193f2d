"""False statements about minima are refuted, each with a witness; and measurements that two roads share.

Blind to: false statements that nobody wrote down.
"""

from fractions import Fraction
from pathlib import Path

from flint import arb

from numerics.general_minima import general_minimum
from numerics.quantities import hessian_rank, sharpness
from proofs_check.collect import Source, collect
from proofs_check.engine import judge_statement
from proofs_check.result import Options
from proofs_check.verdict import Grade
from theory import AnyMinimum, HessianRank, Sharpness

FALSE = Path(__file__).parent / "examples" / "false_minima.py"
WEIGHTS = (3, 0, 0, Fraction(1, 3), Fraction(1, 3), 0, 0, 3)


def test_what_is_false_is_refuted_with_a_witness():
    for statement in collect(Source(str(FALSE))):
        result = judge_statement(statement, Options(quick=True))
        assert result.grade is Grade.REFUTED, statement.id
        assert any(piece.witness for piece in result.evidence)


def test_without_depth_balance_the_sharpness_sits_at_a_pair_of_modes():
    layers = [[[[3, 0], [0, Fraction(1, 3)]], [[Fraction(1, 3), 0], [0, 3]]]]
    measured = sharpness.at(lambda: general_minimum(layers), 30, 0, "")
    assert measured.value.contains(arb(18))
    minimum = AnyMinimum(2, 1, (2,), WEIGHTS)
    assert Sharpness(minimum).doit() == 18
    assert HessianRank(minimum).doit() == 4
    assert hessian_rank.measure(layers, 30, 0).value == 4
