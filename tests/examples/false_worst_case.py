"""What is false of the worst-case return, each with the witness that `sharpath verify` finds or is given."""

from sympy import And, Gt, Implies, Le, Lt, Rational, log
from theory import AlignedPoint, LayerGradient, Statement, WorstCaseReturn
from theory.notation import L

#: The bound holds from depth 17 on: at depth 16 it is 5.545, and the worst-case return 5.568.
upper_bound_at_every_depth = Statement(
    "wcr-at-most-2-log-L",
    Le(WorstCaseReturn(L), 2 * log(L)),
    given=[L >= 2],
    title="Not so: below depth 17",
    expect="REFUTED",
)

_layers = (Rational(77695, 10**5), Rational(827, 10**5))
_target, _eta = Rational(27389, 10**5), Rational(583415, 10**5)
_depths = (7, 2)
_before = AlignedPoint(_depths, _layers, _target)
_first = tuple(w - _eta * LayerGradient(_before, h).doit() for h, w in enumerate(_layers, 1))
_after = AlignedPoint(_depths, _first, _target)

#: The step size 5.83415 is below both single-path thresholds at s* = .27389, and yet a sign changes.
single_path_is_worst_for_unequal_depths = Statement(
    "wcr-single-path-is-worst-for-unequal-depths",
    Implies(
        And(
            *(
                Lt(_eta * depth * _target ** (2 - Rational(2, depth)), WorstCaseReturn(depth))
                for depth in _depths
            )
        ),
        And(*(Gt(_first[h] - _eta * LayerGradient(_after, h + 1), 0) for h in (0, 1))),
    ),
    title="Not so: depths 7 and 2 flip in two steps from a start below the target",
    expect="REFUTED",
)
