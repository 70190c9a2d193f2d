"""The rules for derivatives, roots and enclosed numbers: what they accept, and false derivations they reject.

Each false one drops a side condition; a note says where its conclusion would be false.  `derivative` is
compared with SymPy's.  Blind to: functions that the random ones do not resemble.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernel_steps import a, conclude, derive, eq, ge, gt, le, lt, n, ne, p, q, step, u, x, y, z
from sympy import Abs, IndexedBase, Integer, Rational, Symbol, diff, exp, log, simplify, sqrt

from proofs_check.kernel import Rejected
from proofs_check.kernel.calculus import derivative
from theory import Sharpness, SinglePath, UniqueRoot

t = Symbol("t", positive=True)
ZERO, ONE, TWO, FIVE = map(Integer, (0, 1, 2, 5))


def mean_value(f, slope, relation, low, high, *, of=x, order=None, claim=None, more=()):
    """``slope R 0`` between the ends, by signs, and what follows for ``f``."""
    extra = [step(f"e{k}", fact, "assume") for k, fact in enumerate(more)]
    names = [fact.name for fact in extra]
    if claim is None:
        claim = relation(f.subs(of, high), f.subs(of, low))
    return (
        step("low", gt(of, low), "assume"),
        step("high", lt(of, high), "assume"),
        step("order", lt(low, high) if order is None else order, "assume"),
        *extra,
        step("slope", relation(slope, 0), "sign", "low", "high", *names),
        step("claim", claim, "mean value", "slope", "order", *names, using=(f, of, low, high)),
    )


MEAN_VALUES = {
    "a square": mean_value(x**2, 2 * x, gt, ZERO, ONE),
    "exp": mean_value(exp(x), exp(x), gt, y, z),
    "not strict": mean_value(exp(x), exp(x), ge, y, z, order=le(y, z)),
    "a root at its end": mean_value(sqrt(a), 1 / (2 * sqrt(a)), gt, ZERO, ONE, of=a),
    "log": mean_value(log(t), 1 / t, gt, p, q, of=t),
    "the variable in the exponent": mean_value(p**x, p**x * log(p), gt, y, z, more=[gt(log(p), 0)]),
    "conserved": mean_value(x - x + a, 0 * x, eq, y, z),
}


@pytest.mark.parametrize("name", MEAN_VALUES)
def test_mean_value(name):
    theorem = derive(*MEAN_VALUES[name])
    assert not any(x in h.free_symbols for h in theorem.hypotheses)


NO_MEAN_VALUES = {
    # 1/x falls on both sides of 0, and is larger at 1 than at -1.
    "a pole inside": (mean_value(1 / x, -1 / x**2, lt, -ONE, ONE), "slope", "-1/x**2 < 0"),
    "a pole at the end": (
        mean_value(log(a), 1 / a, gt, ZERO, ONE, of=a, claim=gt(ONE, 0)),
        "claim",
        "may not",
    ),
    "strict from p <= q": (mean_value(exp(x), exp(x), gt, y, z, order=le(y, z)), "claim", "y < z"),
    "strict from what is not": (mean_value(x, 1 + 0 * x, ge, y, z, claim=gt(z, y)), "claim", "concludes"),
    "the ends exchanged": (
        mean_value(exp(x), exp(x), gt, y, z, claim=gt(exp(y), exp(z))),
        "claim",
        "concludes",
    ),
    "another derivative": (mean_value(x**2, 3 * x, gt, ZERO, ONE), "claim", "is an identity"),
    "no derivative at 0": (mean_value(Abs(x), ONE, gt, -ONE, ONE), "claim", "is built of x"),
    "a quantity": (
        mean_value(Sharpness(SinglePath(n, t)), ONE, gt, p, q, of=t),
        "claim",
        "is built of t",
    ),
    "the variable is in its range": (mean_value(x, ONE, gt, ZERO, x**2 + 1), "claim", "its own range"),
    "an integer": (mean_value(n**2, 2 * n, gt, ONE, FIVE, of=n), "claim", "all real values"),
    "below what the symbol can be": (mean_value(t, ONE, gt, -ONE, ONE, of=t), "claim", "-1 > 0"),
}


@pytest.mark.parametrize("name", NO_MEAN_VALUES)
def test_no_mean_value(name):
    steps, where, words = NO_MEAN_VALUES[name]
    with pytest.raises(Rejected) as caught:
        derive(*steps)
    assert (caught.value.step, words in caught.value.condition) == (where, True), caught.value.condition


def test_the_variable_has_to_be_arbitrary():
    # x is 2 here: its square is no larger at 5 than at 3 for that reason.
    steps = [
        step("two", eq(x, 2), "assume"),
        step("slope", gt(2 * x, 0), "sign", "two"),
        step("order", lt(Integer(3), Integer(5)), "sign"),
        step("claim", gt(Integer(25), Integer(9)), "mean value", "slope", "order", using=(x**2, x, 3, 5)),
    ]
    with pytest.raises(Rejected, match="x is arbitrary; the hypothesis"):
        derive(*steps)


def test_facts_of_the_open_range_do_not_reach_its_ends():
    # 1/x is defined for x > 0, not at 0.
    steps = mean_value(1 / (x * (x + 1)), ONE, lt, ZERO, ONE, claim=lt(Rational(1, 2), 5))
    with pytest.raises(Rejected):
        derive(*steps)


def rising(f, slope, interval, *, relation=gt, signs=(lt, gt), facts=(), second=z, order=None, ends=None):
    """A strictly monotone function with a change of sign: its only root."""
    low, _ = interval
    extra = [step(f"e{k}", fact, "assume") for k, fact in enumerate(facts)]
    names = [fact.name for fact in extra]
    one, two = f.subs(x, y), f.subs(x, z)
    at = ends or [f.subs(x, end) for end in interval]
    return (
        step("one", gt(y, low), "assume"),
        step("two", lt(y, z), "assume"),
        step("zero", eq(one, 0), "assume"),
        step("from one", gt(u, y), "assume"),
        step("to two", lt(u, z), "assume"),
        step("inside", gt(u, low), "combination", "from one", "one", using=(1, 1)),
        step("slope", relation(slope.subs(x, u), 0), "sign", "inside"),
        step("rise", relation(two, one), "mean value", "slope", "two", "one", using=(f.subs(x, u), u, y, z)),
        step("other", relation(two, 0), "combination", "rise", "zero", using=(1, 1)),
        *extra,
        step("at low", signs[0](at[0], 0), "sign", *names),
        step("at high", signs[1](at[1], 0), "sign", *names),
        step(
            "claim",
            UniqueRoot(f, x, order or interval),
            "unique root",
            "other",
            "at low",
            "at high",
            *names,
            using=(y, second),
        ),
    )


CUBE = (x**3 - 2, 3 * x**2, (ZERO, FIVE))


def test_a_unique_root():
    assert not derive(*rising(*CUBE)).hypotheses


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"second": y}, "are new"),
        ({"order": (FIVE, ZERO)}, "5 < 0"),
        # The sign at 2, where the range ends at 5; and at 1, where it begins at 0.
        ({"ends": (Integer(-2), Integer(6))}, "says how the function is at 5"),
        ({"ends": (Integer(-1), Integer(123))}, "says how the function is at 0"),
        ({"order": (x - x, x)}, "its own range"),
    ],
)
def test_no_unique_root(arguments, words):
    with pytest.raises(Rejected, match=words):
        derive(*rising(*CUBE, **arguments))


def test_a_unique_root_needs_a_change_of_sign_without_a_jump():
    # 1/x changes its sign at 0 without a zero; it falls on both sides.
    other = ne(1 / z, 0)
    claim = UniqueRoot(1 / x, x, (-1, 1))
    given_ = [other, lt(Integer(-1), 0), gt(Integer(1), 0)]
    with pytest.raises(Rejected, match="may not be"):
        conclude(claim, "unique root", *given_, using=(y, z))
    # x^2 + 1 has none: twice the same sign.
    squared = UniqueRoot(x**2 + 1, x, (-1, 1))
    with pytest.raises(Rejected, match="below 0 at one end"):
        conclude(squared, "unique root", ne(z**2 + 1, 0), gt(TWO, 0), gt(TWO, 0), using=(y, z))


def test_a_unique_root_is_where_the_function_is_continuous():
    # |x| is not built by + * ^ exp log.
    with pytest.raises(Rejected, match="is built of x"):
        conclude(
            UniqueRoot(x + Abs(x) / 2, x, (-1, 1)),
            "unique root",
            ne(z + Abs(z) / 2, 0),
            lt(Rational(-1, 2), 0),
            gt(Rational(3, 2), 0),
            using=(y, z),
        )


def test_roots_are_compared_by_what_the_function_is_at_the_second():
    below, above = lt(Integer(-1), 0), gt(Integer(1), 0)
    for other, words in ((ne(z + 1, 0), "says how"), (ge(z, 0), "is no root too")):
        with pytest.raises(Rejected, match=words):
            conclude(UniqueRoot(x, x, (-1, 1)), "unique root", other, below, above, using=(y, z))


@pytest.mark.parametrize(("first", "second"), [(n, z), (y, n), (p, z), (y, p)])
def test_the_roots_that_are_compared_may_be_anywhere(first, second):
    # x^3 - x has three roots between -2 and 2, no two of them positive, no two of them positive integers.
    claim, other = UniqueRoot(x**3 - x, x, (-2, 2)), ne(second**3 - second, 0)
    with pytest.raises(Rejected, match=r"all real values|-2 >= 0"):
        conclude(claim, "unique root", other, lt(Integer(-6), 0), gt(Integer(6), 0), using=(first, second))


def test_a_unique_root_needs_that_no_other_is_one():
    # x (x - 1)(x + 1) has three roots between -2 and 2.
    given_ = [ne(z**3 - z, 0), lt(Integer(-6), 0), gt(Integer(6), 0)]
    with pytest.raises(Rejected, match="z is arbitrary"):
        conclude(UniqueRoot(x**3 - x, x, (-2, 2)), "unique root", *given_, using=(y, z))


def test_a_root_stands_for_itself_only():
    unique = UniqueRoot(x**3 - 2, x, (0, 5))
    steps = [
        step("unique", unique, "assume"),
        step("root", eq(y**3 - 2, 0), "assume"),
        step("above", gt(y, 0), "assume"),
        step("positive", gt(y + 1 - y + a, 0), "sign", "above"),
    ]
    claim = steps[-1].claim
    used = step("claim", claim, "there is", "positive", "unique", using=(y,))
    theorem = derive(*steps, used)
    assert theorem.hypotheses == {unique}
    with pytest.raises(Rejected, match="stands in no other place"):
        derive(*steps[:3], step("claim", gt(y, 0), "there is", "above", "unique", using=(y,)))
    narrow = step("narrow", gt(y, 1), "assume")
    more = step("more", gt(a + 1, 0), "sign", "narrow")
    with pytest.raises(Rejected, match="y is arbitrary; the hypothesis y > 1"):
        derive(steps[0], narrow, more, step("claim", more.claim, "there is", "more", "unique", using=(y,)))
    # An integer, a number that cannot be between the ends, and a family stand for no root.
    for other, words in (
        (n, "takes all real values"),
        (p, "-5 >= 0"),
        (IndexedBase("r", real=True), "is a symbol assumed real"),
    ):
        below = UniqueRoot(x**3 + 2, x, (-5, 0))
        found = step("found", gt(a + 1, 0), "sign")
        last = step("claim", found.claim, "there is", "found", "below", using=(other,))
        with pytest.raises(Rejected, match=words):
            derive(step("below", below, "assume"), found, last)


NUMBERS = [
    (lt(log(TWO), 1), True),
    (gt(exp(ONE), Rational(2718, 1000)), True),
    (ne(sqrt(TWO), Rational(14142, 10000)), True),
    (ge(log(TWO), log(Integer(3))), False),
    (lt(exp(ONE), Rational(2718, 1000)), False),
    (ge(sqrt(TWO) * sqrt(Integer(3)), sqrt(Integer(6))), False),  # true, and no balls can say so
    (eq(sqrt(TWO), sqrt(TWO)), False),
    (gt(exp(a), 0), False),
    (gt(Sharpness(SinglePath(2, 1)), 0), False),
]


@pytest.mark.parametrize(("claim", "holds"), NUMBERS)
def test_enclosure(claim, holds):
    if holds:
        assert conclude(claim, "enclosure").oracles == {"Arb"}
        return
    with pytest.raises(Rejected):
        conclude(claim, "enclosure")


leaves = st.sampled_from([x, t, a, Integer(2), Rational(1, 3), Integer(-1)])
functions = st.recursive(
    leaves,
    lambda parts: st.one_of(
        st.builds(lambda f, g: f + g, parts, parts),
        st.builds(lambda f, g: f * g, parts, parts),
        st.builds(lambda f, k: f**k, parts, st.integers(1, 3)),
        st.builds(lambda f: exp(f / 4), parts),
        st.builds(lambda f: log(2 + f**2), parts),
        st.builds(lambda f, g: (1 + f**2) ** g, parts, leaves),
    ),
    max_leaves=5,
)


@given(functions)
def test_the_derivative_is_that_of_sympy(f):
    difference = derivative(f, x) - diff(f, x)
    values = {x: Rational(3, 7), t: Rational(5, 4), a: Rational(1, 3)}
    assert abs(difference.subs(values).evalf(30)) < 1e-20 * (1 + abs(f.subs(values).evalf(30))) or (
        simplify(difference) == 0
    )
