"""What the definition of the worst-case return lets conclude, and what derivations about it may not do.

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
STEP, WCR = gradient_step(x, gamma, DEPTH), WorstCaseReturn(DEPTH)


def safe(g, top, *, up=None, bound=None, starts=None, some=None, claim=None, drop=()):
    """What the first inference is asked, with its premises assumed."""
    premises = {
        "up": gt(STEP, 0) if up is None else up,
        "bound": le(STEP, top) if bound is None else bound,
        "starts": ge(top, 1) if starts is None else starts,
        "some": gt(g, 0) if some is None else some,
    }
    claim = ge(WCR, g) if claim is None else claim
    used = [name for name in premises if name not in drop]
    return (
        *(step(name, premise, "assume") for name, premise in premises.items()),
        step("claim", claim, "inference", *used, using=(WCR, g, gamma, x, top)),
    )


def test_what_is_assumed_of_every_x_stays_assumed():
    # The premises speak of x, which they were not shown for all of: x is not arbitrary.
    with pytest.raises(Rejected, match="is arbitrary; the hypothesis"):
        derive(*safe(Integer(1), Integer(2)))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"g": Integer(1), "top": Rational(1, 2), "starts": ge(2, 1)}, "has the premises .* 1/2 >= 1"),
        ({"g": Integer(-1), "top": Integer(2), "some": gt(1, 0)}, "has the premises .*-1 > 0"),
        ({"g": Integer(1), "top": Integer(2), "bound": le(STEP, 3)}, "has the premises"),
        ({"g": Integer(1), "top": Integer(2), "up": gt(STEP, -1)}, "has the premises"),
        ({"g": Integer(1), "top": Integer(2), "drop": ("starts",)}, "has the premises"),
        ({"g": Integer(1), "top": Integer(2), "drop": ("some",)}, "has the premises"),
        ({"g": Integer(1), "top": 1 + x}, "does not depend on x"),
        ({"g": gamma, "top": Integer(2)}, "gamma does not depend on gamma"),
        ({"g": x, "top": Integer(2)}, "x does not depend on x"),
        ({"g": Integer(1), "top": Integer(2), "claim": ge(gamma, 1)}, "lets conclude"),
        ({"g": Integer(1), "top": Integer(2), "claim": ge(WCR, 2)}, "lets conclude"),
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
        step("starts", ge(top, 1), "contradiction", *clash),
        step("some", gt(100, 0), "sign"),
    )
    names = ("up", "bound", "starts", "some")
    last = step("claim", ge(WCR, 100), "inference", *names, using=(WCR, 100, gamma, x, top))
    with pytest.raises(Rejected, match="x is arbitrary"):
        derive(*steps, last)


def test_gamma_is_arbitrary_where_it_is_positive_too():
    # Under gamma < g = -1 for gamma > 0 everything holds, that g > 0 too.
    g, clash = Integer(-1), ("gamma", "positive")
    premises = {"up": gt(STEP, 0), "bound": le(STEP, 2), "starts": ge(2, 1), "some": gt(g, 0)}
    steps = (
        step("gamma", lt(gamma, g), "assume"),
        step("positive", gt(gamma, 0), "sign"),
        *(step(name, premise, "contradiction", *clash) for name, premise in premises.items()),
        step("claim", ge(WCR, g), "inference", *premises, using=(WCR, g, gamma, x, 2)),
    )
    with pytest.raises(Rejected, match="gamma is arbitrary"):
        derive(*steps)


def unsafe(g, start, lands=None, drop=()):
    there = gradient_step(gradient_step(start, gamma, DEPTH), gamma, DEPTH)
    premises = {"lands": le(there, 0) if lands is None else lands, "low": gt(start, 0), "high": lt(start, 1)}
    used = [name for name in premises if name not in drop]
    return (
        *(step(name, premise, "assume") for name, premise in premises.items()),
        step("claim", le(WCR, g), "inference", *used, using=(WCR, g, gamma, start)),
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"g": Integer(1), "start": Rational(1, 2)}, "gamma is arbitrary"),
        ({"g": Integer(1), "start": Rational(3, 2), "drop": ("high",)}, "has the premises"),
        ({"g": Integer(1), "start": Rational(-1, 2), "drop": ("low",)}, "has the premises"),
        ({"g": Integer(1), "start": gamma}, "gamma does not depend on gamma"),
        ({"g": gamma, "start": Rational(1, 2)}, "gamma does not depend on gamma"),
        ({"g": Integer(1), "start": Rational(1, 2), "lands": lt(gamma, 0)}, "has the premises"),
    ],
)
def test_no_unsafe_steps(arguments, words):
    with pytest.raises(Rejected, match=words):
        derive(*unsafe(**arguments))


def test_only_quantities_of_theory_let_conclude_anything():
    class WorstCase(WorstCaseReturn):
        """A subclass that means what it likes."""

    other = WorstCase(2)
    with pytest.raises(Rejected, match="lets conclude"):
        derive(step("claim", ge(other, 1), "inference", using=(other, 1, gamma, x, 2)))
    with pytest.raises(Rejected, match="about a quantity"):
        derive(step("claim", ge(gamma, 1), "inference"))


def test_steps_and_starts_are_all_positive_numbers():
    whole, some = Symbol("m", integer=True, positive=True), Symbol("y", real=True)
    for names in ((whole, x), (some, x)):
        f, used = gradient_step(names[1], names[0], DEPTH), (WCR, 1, *names, 2)
        premises = {"up": gt(f, 0), "bound": le(f, 2), "starts": ge(2, 1), "some": gt(1, 0)}
        assumed = [step(name, premise, "assume") for name, premise in premises.items()]
        with pytest.raises(Rejected, match="any number of its kind"):
            derive(*assumed, step("claim", ge(WCR, 1), "inference", *premises, using=used))
