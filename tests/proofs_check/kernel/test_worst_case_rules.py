"""The rules that say what the worst-case return is, and what derivations about it may not do.

Blind to: whether the map is that of the network; numerics measures the worst-case return from its loss.
"""

import pytest
from kernel_steps import derive, ge, gt, le, lt, step
from sympy import Integer, Rational, Symbol

from proofs_check.kernel import Rejected
from theory import WorstCaseReturn
from theory.quantities.worst_case_return import gradient_step

x, gamma = (Symbol(name, positive=True) for name in ("x", "gamma"))
DEPTH = Integer(2)
STEP = gradient_step(x, gamma, DEPTH)


def safe(g, top, *, up=None, bound=None, more=(), facts=(), claim=None):
    """What "safe below" is asked, with its premises assumed."""
    assumed = [
        step("x", le(x, top), "assume"),
        step("gamma", lt(gamma, g), "assume"),
        *(step(f"h{k}", fact, "assume") for k, fact in enumerate(more)),
    ]
    return (
        *assumed,
        step("up", gt(STEP, 0) if up is None else up, "assume"),
        step("bound", le(STEP, top) if bound is None else bound, "assume"),
        *facts,
        step(
            "claim",
            ge(WorstCaseReturn(DEPTH), g) if claim is None else claim,
            "safe below",
            "up",
            "bound",
            *(fact.name for fact in facts),
            using=(gamma, x, top),
        ),
    )


def test_what_is_assumed_of_every_x_stays_assumed():
    # The premises speak of x, which they were not shown for all of: x is not arbitrary.
    with pytest.raises(Rejected, match="x is arbitrary; the hypothesis"):
        derive(*safe(Integer(1), Integer(2)))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"g": Integer(1), "top": Rational(1, 2)}, "1/2 >= 1"),
        ({"g": Integer(-1), "top": Integer(2)}, "-1 > 0"),
        ({"g": Integer(1), "top": Integer(2), "bound": le(STEP, 3)}, "the premises are"),
        ({"g": Integer(1), "top": Integer(2), "up": gt(STEP, -1)}, "the premises are"),
        ({"g": Integer(1), "top": 1 + x}, "does not depend on x"),
        ({"g": gamma, "top": Integer(2)}, "gamma is new"),
        ({"g": Integer(1), "top": Integer(2), "claim": ge(gamma, 1)}, "says what bounds"),
    ],
)
def test_no_safe_steps(arguments, words):
    with pytest.raises(Rejected, match=words):
        derive(*safe(**arguments))


def test_a_bound_that_no_weight_meets_makes_nothing_safe():
    # Under x <= y < 0 for x > 0 everything holds, that y >= 1 too.
    top, clash = Symbol("y", real=True), ("at most", "below")
    steps = (
        step("x", le(x, top), "assume"),
        step("negative", lt(top, 0), "assume"),
        step("below", lt(x, 0), "combination", "x", "negative", using=(1, 1)),
        step("at most", gt(x, 0), "sign"),
        step("up", gt(STEP, 0), "contradiction", *clash),
        step("bound", le(STEP, top), "contradiction", *clash),
        step("fact", ge(top, 1), "contradiction", *clash),
    )
    claim = ge(WorstCaseReturn(DEPTH), 100)
    last = step("claim", claim, "safe below", "up", "bound", "fact", using=(gamma, x, top))
    with pytest.raises(Rejected, match="x is arbitrary"):
        derive(*steps, last)


def unsafe(g, start, lands=None):
    there = gradient_step(gradient_step(start, gamma, DEPTH), gamma, DEPTH)
    lands = le(there, 0) if lands is None else lands
    return (
        step("lands", lands, "assume"),
        step("claim", le(WorstCaseReturn(DEPTH), g), "unsafe above", "lands", using=(gamma, start)),
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"g": Integer(1), "start": Rational(1, 2)}, "gamma is arbitrary"),
        ({"g": Integer(1), "start": Rational(3, 2)}, "3/2 < 1"),
        ({"g": Integer(1), "start": Rational(-1, 2)}, "-1/2 > 0"),
        ({"g": Integer(1), "start": gamma}, "gamma is new"),
        ({"g": Integer(1), "start": Rational(1, 2), "lands": lt(gamma, 0)}, "the premise is"),
    ],
)
def test_no_unsafe_steps(arguments, words):
    with pytest.raises(Rejected, match=words):
        derive(*unsafe(**arguments))


def test_steps_and_starts_are_all_positive_numbers():
    whole, some = Symbol("m", integer=True, positive=True), Symbol("y", real=True)
    for names in ((whole, x), (gamma, some)):
        last = step("claim", ge(WorstCaseReturn(DEPTH), 1), "safe below", "up", "up", using=(*names, 2))
        with pytest.raises(Rejected, match="> 0 is any real number"):
            derive(step("up", gt(STEP, 0), "assume"), last)
