"""Lemmas of `theory.derivations.lemmas`: the kernel accepts their steps, and refuses false ones.

Whatever is accepted at random coefficients is decided at points in Arb.  Blind to: an inequality that fails
at none of the points.
"""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernel_steps import (
    a,
    b,
    derive,
    eq,
    facts,
    ge,
    gt,
    h,
    i,
    le,
    lemma,
    lt,
    m,
    n,
    over,
    p,
    q,
    r,
    s,
    step,
    x,
    y,
    z,
)
from sympy import Abs, E, Equivalent, Integer, Limit, Max, Or, Rational, Sum, exp, expand, oo, sqrt

from proofs_check.decide import Decider
from proofs_check.kernel import Rejected
from proofs_check.outcome import Truth
from theory.derivations.lemmas import (
    cauchy_schwarz,
    limit_of_equals,
    maximum_without,
    monotone_exponent,
    square_factor,
    square_factor_iff,
    zero_product,
)

f, g = r[h], s[h]
PRODUCT = over(f * g) ** 2
SQUARES = over(f**2) * over(g**2)
#: x^3 - 3 x + 2 = (x - 1)^2 (x + 2).
CUBIC = (2, 1)
AT_ONE = eq(a, 1)


def named(*given_):
    return [f"f{number}" for number in range(len(given_))]


def cauchy(one, other, limits=(h, 1, n), facts=()):
    return lemma(lambda w: cauchy_schwarz(w, "claim", one, other, limits, *named(*facts)), *facts)


def other_claim(steps, claim):
    """The steps of a lemma, of which the last claims something else."""
    last = steps[-1]
    return [*steps[:-1], step(last.name, claim, last.rule, *last.uses, using=last.using)]


@pytest.mark.parametrize(("one", "other"), [(f, g), (g, f), (f, h), (x * f, f * g), (f, Integer(1))])
def test_cauchy_schwarz(one, other):
    theorem = derive(*cauchy(one, other))
    assert theorem.conclusion == le(over(one * other) ** 2, over(one**2) * over(other**2))
    assert not theorem.hypotheses


def test_cauchy_schwarz_for_an_empty_range():
    claim = le(Sum(f * g, (h, 1, i)) ** 2, Sum(f**2, (h, 1, i)) * Sum(g**2, (h, 1, i)))
    assert derive(*cauchy(f, g, (h, 1, i), [ge(i, 0)])).conclusion == claim
    with pytest.raises(Rejected, match="i >= 0"):
        derive(*cauchy(f, g, (h, 1, i), [ge(i, -1)]))
    with pytest.raises(Rejected, match="i >= 0"):
        derive(*cauchy(f, g, (h, 1, i)))


def test_cauchy_schwarz_of_what_is_not_real():
    # sqrt(-1)^2 is a number all the same.
    with pytest.raises(Rejected, match="may not be"):
        derive(*cauchy(sqrt(x), g))


@pytest.mark.parametrize(
    "claim",
    [
        lt(PRODUCT, SQUARES),
        ge(PRODUCT, SQUARES),
        le(over(f * g), SQUARES),
        le(PRODUCT, over(f) ** 2 * over(g**2)),
        le(PRODUCT, over(f**2) * over(g**2, high=m)),
        le(2 * PRODUCT, SQUARES),
    ],
)
def test_what_is_not_cauchy_schwarz(claim):
    with pytest.raises(Rejected, match=r"strict premise|is an identity") as caught:
        derive(*other_claim(cauchy(f, g), claim))
    assert caught.value.step == "claim"


def factored(claim, facts, using):
    number, *coefficients = using
    write = square_factor_iff if isinstance(claim, Equivalent) else square_factor
    what = next(part for part in claim.args if part != eq(number, 1)) if write is square_factor_iff else claim
    return lemma(lambda w: write(w, "claim", what, number, coefficients, *named(*facts)), *facts)


@pytest.mark.parametrize(
    ("claim", "facts", "using"),
    [
        (ge(a**3, 3 * a - 2), [], (a, *CUBIC)),
        (Equivalent(eq(a**3, 3 * a - 2), AT_ONE), [], (a, *CUBIC)),
        # (p - 1)^2 p: the quotient has no constant, but p > 0.
        (Equivalent(eq(p**3 + p, 2 * p**2), eq(p, 1)), [], (p, 0, 1)),
        (ge(a**3 + a, 2 * a**2), [], (a, 0, 1)),
        (ge((x - 1) ** 2, 0), [ge(x, 0)], (x, 1)),
        # x may be a term: t = sqrt(p).
        (ge(p ** Rational(3, 2), 3 * sqrt(p) - 2), [], (sqrt(p), 2, 1)),
        (ge((a - 1) ** 2 / 3, 0), [], (a, Rational(1, 3))),
    ],
)
def test_square_factor(claim, facts, using):
    theorem = derive(*factored(claim, facts, using))
    assert theorem.conclusion == claim
    assert theorem.hypotheses == set(facts)


@pytest.mark.parametrize(
    ("claim", "using", "where", "condition"),
    [
        # At x = -3: -16.
        (ge(x**3, 3 * x - 2), (x, *CUBIC), "claim: at least 0", ">= 0"),
        # (a - 1)^2 (2 - a) at a = 3.
        (ge((a - 1) ** 2 * (2 - a), 0), (a, 2, -1), "claim: at least 0", ">= 0"),
        (ge((a - 1) ** 2 * y, 0), (a, y), "claim: at least 0", ">= 0"),
        (ge((a - 1) ** 2, 1), (a, 1), "claim: factors", "is an identity"),
        (ge(a**3, 3 * a - 1), (a, *CUBIC), "claim: factors", "is an identity"),
        (ge(3 * a - 2, a**3), (a, *CUBIC), "claim: factors", "is an identity"),
        # Equal at 0 too.
        (Equivalent(eq(a**3 + a, 2 * a**2), AT_ONE), (a, 0, 1), "claim: positive", "> 0"),
        # Equal everywhere.
        (Equivalent(eq(b, b), AT_ONE), (a, 0), "claim: positive", "0 > 0"),
        (Equivalent(eq(a**3, 3 * a - 1), AT_ONE), (a, *CUBIC), "claim: factors", "is an identity"),
    ],
)
def test_what_is_no_square_factor(claim, using, where, condition):
    with pytest.raises(Rejected, match=condition) as caught:
        derive(*factored(claim, [], using))
    assert caught.value.step == where


@pytest.mark.parametrize("claim", [gt(a**3, 3 * a - 2), eq(a**3, 3 * a - 2)])
def test_a_square_factor_is_not_above_0_and_not_0(claim):
    steps = factored(ge(a**3, 3 * a - 2), [], (a, *CUBIC))
    with pytest.raises(Rejected, match=r"strict premise|combined of equations"):
        derive(*other_claim(steps, claim))


@pytest.mark.parametrize("other", [eq(a, 2), eq(b, 1)])
def test_equal_at_1_and_nowhere_else(other):
    equation = eq(a**3, 3 * a - 2)
    steps = factored(Equivalent(equation, AT_ONE), [], (a, *CUBIC))
    with pytest.raises(Rejected, match="the first premises are what is implied"):
        derive(*other_claim(steps, Equivalent(equation, other)))


small = st.integers(-2, 3)


@given(st.lists(small, min_size=1, max_size=4), small, st.booleans())
def test_whatever_is_accepted_is_true(coefficients, off, equality):
    """Random quotients, some negative, some not the quotient: only what holds is accepted."""
    product = expand(
        (a - 1) ** 2 * sum(c * a**d for d, c in enumerate(coefficients)) + (off if off > 1 else 0)
    )
    claim = Equivalent(eq(product, 0), AT_ONE) if equality else ge(product, 0)
    try:
        derive(*factored(claim, [], (a, *map(Integer, coefficients))))
    except Rejected:
        assert off > 1 or min(coefficients) < 0 or (equality and coefficients[0] <= 0)
        return
    decider = Decider(20)
    for value in map(Fraction, ("0", "1/3", "1", "3/2", "7")):
        assert decider.decide(claim, {"a": value}).truth in {Truth.TRUE, Truth.EQUAL}


@pytest.mark.parametrize(("one", "other"), [(x, y), (a, x), (p - 1, y), (s[1], r[1])])
def test_zero_product(one, other):
    theorem = derive(*lemma(lambda w: zero_product(w, "claim", one, other)))
    assert theorem.conclusion == Equivalent(eq(one * other, 0), Or(eq(one, 0), eq(other, 0)))
    assert not theorem.hypotheses


def test_a_product_of_what_has_no_value():
    with pytest.raises(Rejected, match="1/x may not be"):
        derive(*lemma(lambda w: zero_product(w, "claim", y, 1 / x)))


@pytest.mark.parametrize(
    "pairs",
    [[(Integer(1), y)], [(Rational(1, 2), y), (Rational(1, 2), z)], [(a, y), (1 - a, z)]],
)
def test_maximum_without(pairs):
    bound = le(x, sum(t * c for t, c in pairs))
    given_ = [bound, le(a, 1)]
    theorem = derive(*lemma(lambda w: maximum_without(w, "claim", x, pairs, "f0", "f1"), *given_))
    most = Max(*(c for _, c in pairs))
    assert theorem.conclusion == eq(Max(x, most), most)
    assert theorem.hypotheses <= set(given_)


def test_a_maximum_needs_its_dominated_argument():
    pairs = [(Rational(1, 2), y), (Rational(1, 2), z)]
    steps = lemma(lambda w: maximum_without(w, "claim", x, pairs, "f0"), le(x, y / 2 + z / 2))
    for claim in (eq(Max(x, y, z), Max(x, y)), eq(Max(x, y, z), Max(y, Abs(z)))):
        with pytest.raises(Rejected, match="is an identity"):
            derive(*other_claim(steps, claim))


def test_limit_of_equals():
    claim = eq(Limit(p * Max(2, n) / n, n, oo), p)
    steps = [
        *facts(ge(n, 2)),
        step("iff", Equivalent(eq(n, Max(2, n)), le(2, n)), "maximum", using=(n, 2)),
        step("below", le(2, n), "sign", "f0"),
        step("largest", eq(n, Max(2, n)), "modus ponens", "iff", "below"),
        step("equal", eq(p * Max(2, n) / n, p), "combination", "largest", using=(-p / n,)),
        step("limit", eq(Limit(p, n, oo), p), "limit at infinity"),
    ]

    def write(w):
        for known in steps:
            w(known.name, known.claim, known.rule, *known.uses, using=known.using)
        limit_of_equals(w, "claim", "equal", "limit")

    theorem = derive(*lemma(write))
    assert theorem.conclusion == claim
    assert theorem.hypotheses == frozenset()


def exponents(claim, base, *given_):
    return lemma(lambda w: monotone_exponent(w, "claim", claim, base, *named(*given_)), *given_)


@pytest.mark.parametrize(
    ("claim", "base", "given_"),
    [
        (gt(2**x, 2**y), Integer(2), [gt(x, y)]),
        (ge(n**x, n**y), n, [ge(x, y)]),
        (gt(n**x, n**y), n, [gt(x, y), ge(n, 2)]),
        (lt(Rational(1, 2) ** x, Rational(1, 2) ** y), Rational(1, 2), [gt(x, y)]),
        (le(1, exp(a)), E, [le(0, a)]),
        (eq(exp(x), exp(y)), E, [eq(x, y)]),
    ],
)
def test_monotone_exponent(claim, base, given_):
    theorem = derive(*exponents(claim, base, *given_))
    assert theorem.conclusion == claim
    assert theorem.hypotheses == set(given_)


@pytest.mark.parametrize(
    ("claim", "base", "given_", "words"),
    [
        # The order turns round below 1, is kept by bases of which that is known, and needs a base above 0.
        (gt(Rational(1, 2) ** p, Rational(1, 2) ** q), Rational(1, 2), [gt(p, q)], "is an identity"),
        (ge(p**x, p**y), p, [ge(x, y)], "p >= 1"),
        (gt(n**x, n**y), n, [gt(x, y)], "n > 1"),
        (le(a**p, a**q), a, [ge(p, q), lt(a, 1)], "a >= 1"),
    ],
)
def test_no_monotone_exponent(claim, base, given_, words):
    with pytest.raises(Rejected, match=words):
        derive(*exponents(claim, base, *given_))
