"""Cauchy-Schwarz and ``(x - 1)^2 q(x)`` in the kernel: what is accepted, and what has to be refused.

Whatever is accepted at random coefficients is decided at points in Arb.  Blind to: an inequality that fails
at none of the points.
"""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernel_steps import a, b, conclude, eq, every, ge, gt, h, i, k, le, lt, m, n, over, p, r, s, x, y
from sympy import Equivalent, Indexed, Integer, Rational, Sum, expand, sqrt

from proofs_check.decide import Decider
from proofs_check.kernel import Rejected
from proofs_check.outcome import Truth

f, g = r[h], s[h]
BOTH = (over(f), over(g))
PRODUCT = over(f * g) ** 2
SQUARES = over(f**2) * over(g**2)
PARALLEL = every(every(eq(r[h] * s[k], r[k] * s[h]), k))
#: x^3 - 3 x + 2 = (x - 1)^2 (x + 2).
CUBIC = (a, 2, 1)
AT_ONE = eq(a, 1)


@pytest.mark.parametrize(
    ("claim", "given_", "using"),
    [
        (le(PRODUCT, SQUARES), [], BOTH),
        (Equivalent(eq(PRODUCT, SQUARES), PARALLEL), [], BOTH),
        (Equivalent(PARALLEL, eq(PRODUCT, SQUARES)), [], BOTH),
        # The names of indices do not matter, and a range may be empty.
        (le(over(r[k] * s[k], k) ** 2, over(r[m] ** 2, m) * over(s[h] ** 2)), [], BOTH),
    ],
)
def test_cauchy_schwarz(claim, given_, using):
    assert conclude(claim, "Cauchy-Schwarz", *given_, using=using).conclusion == claim


def test_cauchy_schwarz_for_an_empty_range():
    one, other = (Sum(term, (h, 1, i)) for term in (f, g))
    claim = le(Sum(f * g, (h, 1, i)) ** 2, Sum(f**2, (h, 1, i)) * Sum(g**2, (h, 1, i)))
    assert conclude(claim, "Cauchy-Schwarz", ge(i, 0), using=(one, other))
    with pytest.raises(Rejected, match="may not be"):
        conclude(claim, "Cauchy-Schwarz", ge(i, -1), using=(one, other))


@pytest.mark.parametrize(
    ("claim", "using", "condition"),
    [
        (lt(PRODUCT, SQUARES), BOTH, "concludes"),
        (ge(PRODUCT, SQUARES), BOTH, "concludes"),
        (le(over(f * g), over(f**2) * over(g**2)), BOTH, "concludes"),
        (le(PRODUCT, over(f) ** 2 * over(g**2)), BOTH, "concludes"),
        # r = (1, 1), s = (1, 0): equal neighbours are not enough.
        (Equivalent(eq(PRODUCT, SQUARES), every(eq(f * g, f * g))), BOTH, "concludes: equal iff"),
        (Equivalent(eq(PRODUCT, SQUARES), every(eq(f, g))), BOTH, "concludes: equal iff"),
        # Only the neighbour of the first: r = (0, 1, 2), s = (0, 1, 1).
        (
            Equivalent(eq(PRODUCT, SQUARES), every(eq(r[h] * s[1], r[1] * s[h]))),
            BOTH,
            "concludes: equal iff",
        ),
        # Fewer k than h.
        (
            Equivalent(eq(PRODUCT, SQUARES), every(every(eq(r[h] * s[k], r[k] * s[h]), k, 1, 2))),
            BOTH,
            "concludes: equal iff",
        ),
        # Different ranges, and different indices.
        (
            le(PRODUCT, over(f**2) * over(g**2, high=m)),
            (over(f), over(g, high=m)),
            "one index and one range",
        ),
        (le(over(r[h] * s[m]) ** 2, over(f**2) * over(s[m] ** 2, m)), (over(f), over(s[m], m)), "one index"),
        # What is not real: sqrt(-1)^2 is a number all the same.
        (
            le(over(sqrt(x) * g) ** 2, over(x) * over(g**2)),
            (over(sqrt(x)), over(g)),
            "may not be",
        ),
        # A range that runs backwards.
        (
            le(Sum(f * g, (h, 1, i)) ** 2, Sum(f**2, (h, 1, i)) * Sum(g**2, (h, 1, i))),
            (Sum(f, (h, 1, i)), Sum(g, (h, 1, i))),
            "may not be",
        ),
        (le(PRODUCT, SQUARES), (over(f),), "hands over"),
        (le(PRODUCT, SQUARES), (f, g), "is a Sum"),
    ],
)
def test_what_is_not_cauchy_schwarz(claim, using, condition):
    with pytest.raises(Rejected, match=condition):
        conclude(claim, "Cauchy-Schwarz", using=using)


def test_cauchy_schwarz_captures_nothing():
    inner = Sum(Indexed(r, k) * Indexed(s, h), (k, 1, n))
    total = Sum(inner * 1, (h, 1, n))
    assert len(total.limits) == 2
    claim = le(over(inner * g) ** 2, over(inner**2) * over(g**2))
    assert conclude(claim, "Cauchy-Schwarz", using=(over(inner), over(g)))


@pytest.mark.parametrize(
    ("claim", "facts", "using"),
    [
        (ge(a**3, 3 * a - 2), [], CUBIC),
        (le(3 * a - 2, a**3), [], CUBIC),
        (Equivalent(eq(a**3, 3 * a - 2), AT_ONE), [], CUBIC),
        (Equivalent(AT_ONE, eq(a**3, 3 * a - 2)), [], CUBIC),
        # (p - 1)^2 p: the quotient has no constant, but p > 0.
        (Equivalent(eq(p**3 + p, 2 * p**2), eq(p, 1)), [], (p, 0, 1)),
        (ge(a**3 + a, 2 * a**2), [], (a, 0, 1)),
        (ge((x - 1) ** 2, 0), [ge(x, 0)], (x, 1)),
        # x may be a term: t = sqrt(p).
        (ge(p ** Rational(3, 2), 3 * sqrt(p) - 2), [], (sqrt(p), 2, 1)),
        (ge(a, a), [], (a,)),
        (ge((a - 1) ** 2 / 3, 0), [], (a, Rational(1, 3))),
    ],
)
def test_square_factor(claim, facts, using):
    assert conclude(claim, "square factor", *facts, using=using).conclusion == claim


@pytest.mark.parametrize(
    ("claim", "using", "condition"),
    [
        # At x = -3: -16.
        (ge(x**3, 3 * x - 2), (x, 2, 1), "x >= 0"),
        # (a - 1)^2 (2 - a) at a = 3.
        (ge((a - 1) ** 2 * (2 - a), 0), (a, 2, -1), "every coefficient is a number, >= 0"),
        # b may be 0, but is no number: other rules are for that.
        (ge((a - 1) ** 2 * b, 0), (a, b), "every coefficient is a number"),
        (ge((a - 1) ** 2 * y, 0), (a, y), "every coefficient is a number"),
        (ge((a - 1) ** 2, 1), (a, 1), "is an identity"),
        (ge(a**3, 3 * a - 1), CUBIC, "is an identity"),
        (ge(3 * a - 2, a**3), CUBIC, "is an identity"),
        (le(a**3, 3 * a - 2), CUBIC, "is an identity"),
        (gt(a**3, 3 * a - 2), CUBIC, "speaks of a relation"),
        (eq(a**3, 3 * a - 2), CUBIC, "speaks of a relation"),
        # Equal at 0 too.
        (Equivalent(eq(a**3 + a, 2 * a**2), AT_ONE), (a, 0, 1), "> 0"),
        # Equal everywhere.
        (Equivalent(eq(a, a), AT_ONE), (a,), "0 > 0"),
        (Equivalent(eq(a**3, 3 * a - 2), eq(a, 2)), CUBIC, "concludes: a = b iff x = 1"),
        (Equivalent(ge(a**3, 3 * a - 2), AT_ONE), CUBIC, "speaks of a relation"),
        (Equivalent(eq(a**3, 3 * a - 1), AT_ONE), CUBIC, "is an identity"),
        (Equivalent(eq(a**3, 3 * a - 2), AT_ONE, eq(b, 1)), CUBIC, "concludes: a = b iff x = 1"),
        (ge(a**3, 3 * a - 2), (), "hands over x and the coefficients"),
    ],
)
def test_what_is_no_square_factor(claim, using, condition):
    with pytest.raises(Rejected, match=condition):
        conclude(claim, "square factor", using=using)


small = st.integers(-2, 3)


@given(st.lists(small, min_size=1, max_size=4), small, st.booleans())
def test_whatever_is_accepted_is_true(coefficients, off, equality):
    """Random quotients, some negative, some not the quotient: only what holds is accepted."""
    product = expand(
        (a - 1) ** 2 * sum(c * a**d for d, c in enumerate(coefficients)) + (off if off > 1 else 0)
    )
    claim = Equivalent(eq(product, 0), AT_ONE) if equality else ge(product, 0)
    try:
        conclude(claim, "square factor", using=(a, *map(Integer, coefficients)))
    except Rejected:
        assert off > 1 or min(coefficients) < 0 or (equality and coefficients[0] <= 0)
        return
    decider = Decider(20)
    for value in map(Fraction, ("0", "1/3", "1", "3/2", "7")):
        assert decider.decide(claim, {"a": value}).truth in {Truth.TRUE, Truth.EQUAL}
