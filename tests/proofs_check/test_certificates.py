"""Finding certificates and what they are evidence of; the commands are in test_certificate_commands.py.

Whatever is found has to be established by the checker, which has its own tests (test_recheck.py) and is
trusted here; that a claim follows from what is established is tested by claims that do not follow.  Blind to:
claims that follow and for which no certificate is found.
"""

import itertools
import json
import re
import time
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import (
    And,
    Eq,
    Equivalent,
    Expr,
    Ge,
    Gt,
    IndexedBase,
    Integer,
    Le,
    Lt,
    Max,
    Or,
    Poly,
    Rational,
    Sum,
    Symbol,
    atan,
    cos,
    exp,
    log,
    sin,
    sqrt,
    symbols,
)

from proofs_check.algebras import Unsupported
from proofs_check.certificates.bounds import bounds_used
from proofs_check.certificates.families import prove_mode_bounds, prove_pair_bounds
from proofs_check.certificates.language import certificate, dumps, expression, number
from proofs_check.certificates.recheck import digest, enclosure, establish, read
from proofs_check.certificates.region import read_side, sides_of
from proofs_check.certificates.squares import prove_exact, prove_polynomial
from proofs_check.certificates.store import file_names
from proofs_check.certificates.subdivision import prove_on_box
from proofs_check.decide import Decider
from proofs_check.domain import Domain
from proofs_check.engine import judge_statement
from proofs_check.evidence.certificate import certify, find_certificates
from proofs_check.ranges import Range, range_of
from proofs_check.result import Options
from proofs_check.verdict import Counts, Evidence, Grade, Kind
from tests.proofs_check.test_recheck import true_at_random_points
from theory import AllEqual, Balanced, HillNumber, OneNonzero, Sharpness, SinglePath, Split, Statement
from theory.statements import all_statements

H, L, n = symbols("H L n", integer=True, positive=True)
a, b, c, p = symbols("a b c p", positive=True)
x, y, z = symbols("x y z", real=True)
sigma = IndexedBase("sigma", nonnegative=True)
h = Symbol("h", integer=True, positive=True)
total = Sum(sigma[h], (h, 1, H))
DOCUMENT = Path(__file__).parents[2] / "docs" / "certificates.md"
SPLIT = Sharpness(Split(L, sigma, H))
LEAST, MOST = L * H ** (2 / L - 1) * total ** (2 - 2 / L), L * total ** (2 - 2 / L)
TWO = L * 2 ** (2 / L - 1) * (a + b) ** (2 - 2 / L)


def domain(statement: Statement) -> Domain:
    return Domain.of(statement, 50)


def region_of(claim: Any, *given: Any) -> Any:
    """The region on which a claim is certified, or None; every certificate is established."""
    statement = Statement("a-claim", claim, list(given))
    found = find_certificates(statement, domain(statement))
    if found is None:
        return None
    assert all(establish(one) for one in found.certificates)
    return found.region, found.beyond


# Families.

BUILT_IN = {
    "cross-mode-bound": ("every depth 2, ..., 40, every H, all shares", "depths above 40", {"pair"}),
    "sharpness-is-largest-mode-eigenvalue": (
        "every depth 2, ..., 40, every H, all shares",
        "depths above 40",
        {"pair"},
    ),
    "single-path-is-sharpest": ("L = 2, ..., 40, every H, all shares", "L > 40", {"whole"}),
    "balanced-is-flattest": ("L = 2, ..., 40, every H, all shares", "L > 40", {"mean"}),
    "sharpness-is-hill-number": ("L = 3, ..., 40, every H, all shares", "L = 2 or L > 40", {"mean", "whole"}),
}


def test_built_in_statements_that_rest_on_certificates():
    for statement in all_statements():
        found = find_certificates(statement, domain(statement))
        if statement.id not in BUILT_IN:
            assert found is None, statement.id
            continue
        region, beyond, bounds = BUILT_IN[statement.id]
        assert (found.region, found.beyond) == (region, beyond)
        assert {one["claim"]["holds"][0] for one in found.certificates} == bounds
        for one in found.certificates:
            assert establish(one)
            assert true_at_random_points(one["claim"])


FOLLOWS = {
    "two pathways": (Ge(Sharpness(Split(L, a, b)), TWO), "L = 2, ..., 40, all shares"),
    "the other way round": (Le(TWO, Sharpness(Split(L, a, b))), "L = 2, ..., 40, all shares"),
    "with equality": (
        And(
            Ge(Sharpness(Split(L, a, b)), TWO),
            Equivalent(Eq(Sharpness(Split(L, a, b)), TWO), Or(Eq(L, 2), Eq(a, b))),
        ),
        "L = 2, ..., 40, all shares",
    ),
    "one depth": (Ge(Sharpness(Split(5, sigma, H)), LEAST.subs(L, 5)), "every H, all shares"),
    "three pathways": (
        Ge(Sharpness(Split(L, a, b, c)), L * 3 ** (2 / L - 1) * (a + b + c) ** (2 - 2 / L)),
        "L = 2, ..., 40, all shares",
    ),
    "as a ratio": (Le(SPLIT / MOST, 1), "L = 2, ..., 40, every H, all shares"),
    "a power of it": (Le(SPLIT**3, MOST**3), "L = 2, ..., 40, every H, all shares"),
    "strictly unless equal": (
        Equivalent(Gt(SPLIT, LEAST), And(L > 2, AllEqual(sigma, H))),
        None,
    ),
    "power means": (Ge(a**2 + b**2, (a + b) ** 2 / 2), "all values"),
}


@pytest.mark.parametrize("name", FOLLOWS)
def test_claims_of_users(name):
    claim, region = FOLLOWS[name]
    found = region_of(claim, L >= 2) if claim.has(L) else region_of(claim)
    assert (found and found[0]) == region


FOLLOWS_NOT = {
    "wrong exponent of H": Ge(SPLIT, L * H ** (1 / L - 1) * total ** (2 - 2 / L)),
    "wrong exponent of the sum": Ge(SPLIT, L * H ** (2 / L - 1) * total ** (2 - 1 / L)),
    "wrong coefficient": Ge(SPLIT, 2 * LEAST),
    "wrong relation": Le(SPLIT, LEAST),
    "strict": Gt(SPLIT, LEAST),
    "strict above": Lt(SPLIT, MOST),
    "equal": Eq(SPLIT, LEAST),
    "wrong equality case": Equivalent(Eq(SPLIT, LEAST), OneNonzero(sigma, H)),
    "equality at depth three too": Equivalent(Eq(SPLIT, LEAST), Or(L <= 3, AllEqual(sigma, H))),
    "wrong conjunct": And(Ge(SPLIT, LEAST), Eq(SPLIT, MOST)),
    "the bounds exchanged": Ge(SPLIT, MOST),
    "a larger number of shares": Ge(SPLIT, L * (H + 1) ** (2 / L - 1) * total ** (2 - 2 / L)),
    "only the first shares": Ge(SPLIT, L * H ** (2 / L - 1) * sigma[1] ** (2 - 2 / L)),
    "Hill number below 1": Le(HillNumber(Split(L, sigma, H)), 1),
    "Hill number strictly below H": Lt(HillNumber(Split(L, sigma, H)), H),
    "two pathways as three": Ge(Sharpness(Split(L, a, b)), L * 3 ** (2 / L - 1) * (a + b) ** (2 - 2 / L) * 2),
    "two pathways, strictly": Gt(Sharpness(Split(L, a, b)), TWO),
    "another symbol": Ge(Sharpness(Split(L, a, b)), L * 2 ** (2 / L - 1) * (a + c) ** (2 - 2 / L)),
    "balanced is no family": Ge(Sharpness(Balanced(H, L, a)), Sharpness(SinglePath(L, a))),
}


@pytest.mark.parametrize("name", FOLLOWS_NOT)
def test_claims_that_do_not_follow_have_no_certificate(name):
    assert region_of(FOLLOWS_NOT[name], L >= 2) is None


def test_the_region_is_cut_to_the_hypotheses():
    claim = Ge(SPLIT, LEAST)
    assert region_of(claim, L >= 5, L <= 9) == ("L = 5, ..., 9, every H, all shares", "")
    assert region_of(claim, L >= 38) == ("L = 38, ..., 40, every H, all shares", "L > 40")
    assert region_of(claim, L >= 41) is None
    # False at depth 2, where every split is as flat; certified where it holds.
    found = region_of(Equivalent(Eq(SPLIT, LEAST), AllEqual(sigma, H)), L >= 2)
    assert found == ("L = 3, ..., 40, every H, all shares", "L = 2 or L > 40")
    even = Symbol("L", integer=True, positive=True, even=True)
    assert region_of(claim.subs(L, even), even >= 2) is None


@pytest.mark.parametrize(
    "powers", [a**2 + b**2 / 4, a**2 / 4 + b**2, a**2 + b**3, a**3 + b**2, a**2 + a * b, a**2 + c * b**2]
)
def test_a_sum_of_other_terms_is_no_power_sum(powers):
    assert bounds_used(Ge(a**2 + b**2, (a + b) ** 2 / 2), []) == {("mean", Fraction(2))}
    for exponent in (2, 3):
        assert bounds_used(Ge(powers, (a + b) ** exponent * 2 ** (1 - Integer(exponent))), []) is None


def test_only_positive_factors_cancel():
    assert bounds_used(Ge(c * (a**2 + b**2), c * (a + b) ** 2 / 2), []) == {("mean", Fraction(2))}
    assert bounds_used(Ge(y * (a**2 + b**2), y * (a + b) ** 2 / 2), []) is None


def test_certificates_are_for_the_exponent_of_the_depth_alone():
    e = 3 - 2 / L
    assert bounds_used(Ge(a**e + b**e, 2 ** (1 - e) * (a + b) ** e).subs(L, 4), [])
    assert region_of(Ge(a**e + b**e, 2 ** (1 - e) * (a + b) ** e), L >= 2) is None


def test_shares_that_may_be_negative_have_no_certificate():
    real = IndexedBase("sigma", real=True)
    e, whole = Rational(4, 3), Sum(real[h], (h, 1, H))
    powers = Sum(real[h] ** 2, (h, 1, H))
    assert region_of(Ge(powers, whole**2 / H)) is None
    assert bounds_used(Ge(powers, whole**2 / H), [(real, H)]) is not None
    assert bounds_used(Ge(powers, whole**2 / H), []) is None
    assert bounds_used(Ge(powers, whole**2 / H), [(real, H + 1)]) is None
    # Without knowing that the sum is positive nothing may be divided by it.
    nonnegative = Sum(sigma[h] ** e, (h, 1, H))
    assert region_of(Ge(nonnegative, H ** (1 - e) * total**e)) is None
    assert region_of(Ge(nonnegative, H ** (1 - e) * total**e), Gt(total, 0)) == ("every H, all shares", "")


@settings(max_examples=60, deadline=None)
@given(
    st.integers(2, 9),
    st.integers(1, 3),
    st.integers(-2, 2),
    st.integers(-2, 2),
    st.integers(-1, 1),
    st.sampled_from([Ge, Gt, Le, Lt, Eq]),
)
def test_whatever_is_certified_is_true(depth, power, of_count, of_total, of_two, relation):
    """Relations near the bounds, nearly all of them false: the certified ones are true at every instance."""
    e = 2 - Rational(2, depth)
    powers, whole = Sum(sigma[h] ** e, (h, 1, H)), total
    claim = relation(
        powers**power * 2 ** Integer(of_two), H ** (of_count * (1 - e)) * whole ** (of_total * e)
    )
    used = bounds_used(claim, [(sigma, H)])
    if used is None:
        return
    decider = Decider(30)
    for shares in ((1,), (1, 1), (1, 0), (3, 1, 0), (2, 5), (1, 1, 1, 1), (7, 2, 2)):
        values = {"H": Fraction(len(shares)), "sigma": tuple(map(Fraction, shares))}
        assert decider.decide(claim, values).truth.holds


# Polynomials.


def ranges(*side: Any) -> dict[str, Range]:
    return {symbol.name: range_of(symbol) for symbol in side}


POLYNOMIALS = {
    "two squares": (x**2 + y**2 >= 2 * x * y, True),
    "muirhead": (a**3 + b**3 >= a**2 * b + a * b**2, True),
    "three": (x**2 + y**2 + z**2 >= x * y + y * z + z * x, True),
    "no real root": (x**2 + x + 1 > 0, True),
    "a double root": (a**3 - 3 * a + 2 >= 0, True),
    "a product": (x**2 * y**2 + 1 >= 2 * x * y, True),
    "an integer": (n**2 >= n, True),
    "an integer, false": (n**2 > n, False),
    "indefinite": (x**2 >= y**2, False),
    "a double root, strictly": (x**2 + 1 > 2 * x, False),
    "odd": (x**3 >= 0, False),
    "negative": (x**2 + y**2 <= 2 * x * y, False),
    "below": (x**2 + x + Rational(1, 5) >= 0, False),
    "no polynomial": (sqrt(a) * a >= 0, False),
    "irrational": (x**2 + 2 >= 2 * sqrt(2) * x, False),
    "degree 4": (x**4 + 3 > 3 * x, True),
    "degree 4, false": (x**4 + 1 >= 3 * x, False),
    "two double roots": ((x**2 - 2) ** 2 * (x**2 + x + 1) >= 0, True),
    "two double roots, strictly": ((x**2 - 2) ** 2 * (x**2 + x + 1) > 0, False),
    "a small gap": (x**4 - x**2 + Rational(1, 4) + Rational(1, 10**6) > 0, True),
    "on a half line": (a**3 + 1 > a, True),
    "on a half line, false": (a**3 + Rational(3, 10) > a, False),
    "a high degree": (x**16 + x**7 + 1 > 0, True),
}


@pytest.mark.parametrize("name", POLYNOMIALS)
def test_polynomials(name):
    claim, provable = POLYNOMIALS[name]
    if not isinstance(claim, Ge | Gt | Le | Lt):
        return
    found = prove_polynomial(claim, ranges(*claim.free_symbols), "p")
    assert (found is not None) == provable
    if found is not None:
        assert establish(found)
        assert true_at_random_points(found["claim"])


RATIONAL = {
    "at most a half": (x / (x**2 + 1) <= Rational(1, 2), 2),
    "less than a half": (x / (x**2 + 1) < Rational(1, 2), 0),
    "nothing above": (Gt(1 / (x**2 + 1), 0, evaluate=False), 2),
    "on a half line": (Lt(a / (a + 1), 1, evaluate=False), 2),
    "of two": ((a + b) / 2 >= 2 * a * b / (a + b), 2),
    "nested": (Lt(1 / (1 + 1 / a), 1, evaluate=False), 2),
    "a pole": (1 / (x - 1) ** 2 > 0, 0),
    "a hole": (Ge((x**3 - x**2 + x - 1) / (x**3 - x**2 + 2 * x - 2), 0, evaluate=False), 0),
    "a negative denominator": (Lt(1 / (-1 - x**2), 0, evaluate=False), 2),
    "a sign that changes": (1 / x >= 0, 0),
    "a polynomial": (x**2 >= 0, 1),
}


@pytest.mark.parametrize("name", RATIONAL)
def test_rational_functions(name):
    claim, count = RATIONAL[name]
    known = ranges(*claim.free_symbols)
    if name == "a polynomial":
        known = {"x": Range()}
        claim = Ge(x**2, 0, evaluate=False)
    found = prove_exact(claim, known, "r")
    assert len(found) == count
    for one in found:
        assert establish(one)
        assert true_at_random_points(one["claim"])
    if count:
        statement = Statement("r", claim)
        assert (
            certify(statement, domain(statement), "", decided(true=100), []).summary
            == "certified: all values"
        )


small = st.integers(-3, 3)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(-4, 4), min_size=2, max_size=7),
    st.none() | st.integers(-2, 0),
    st.none() | st.fractions(1, 3, max_denominator=3),
    st.booleans(),
)
def test_one_variable_is_certified_exactly_if_it_is_never_negative(coefficients, low, high, strict):
    """Decided by the real roots of the polynomial and its values between them."""
    poly = Poly(coefficients, x)
    if poly.degree() < 1:
        return
    left = None if low is None else Fraction(low)
    claim = (Gt if strict else Ge)(poly.as_expr(), 0, evaluate=False)
    found = prove_polynomial(claim, {"x": Range(low=left, high=high)}, "u")
    first, last = (None if end is None else Rational(end.numerator, end.denominator) for end in (left, high))
    inside = [r for r in poly.real_roots() if (first is None or r >= first) and (last is None or r <= last)]
    ends = [e for e in (first, last) if e is not None]
    bounds = sorted({*inside, *ends}, key=lambda r: r.evalf(40))
    tries = [(r + s) / 2 for r, s in itertools.pairwise(bounds)] or ([*bounds] if len(ends) == 2 else [])
    tries += [(bounds[0] if bounds else 0) - 1] if first is None else []
    tries += [(bounds[-1] if bounds else 0) + 1] if last is None else []
    never = all(poly.eval(r) > 0 for r in tries) and not (strict and inside)
    assert (found is not None) == never
    if found is not None:
        assert establish(found)
        assert true_at_random_points(found["claim"])


@settings(max_examples=80, deadline=None)
@given(st.lists(small, min_size=6, max_size=6), st.booleans())
def test_quadratics_are_certified_exactly_if_they_are_never_negative(coefficients, strict):
    p, q, r, s, t, u = coefficients
    form = p * x**2 + q * x * y + r * y**2 + s * x + t * y + u
    claim = (Gt if strict else Ge)(form, 0, evaluate=False)
    if not {x, y} <= form.free_symbols or form.as_poly(x, y).total_degree() < 2:
        return
    found = prove_polynomial(claim, ranges(x, y), "q")
    if found is not None:
        establish(found)
        assert true_at_random_points(found["claim"])
    else:
        # Never negative means: the matrix of the form with a third coordinate 1 is positive semidefinite.
        assert strict or not semidefinite([[2 * p, q, s], [q, 2 * r, t], [s, t, 2 * u]])


def semidefinite(m: list[list[int]]) -> bool:
    """By the principal minors."""
    two = [m[i][i] * m[j][j] - m[i][j] ** 2 for i, j in ((0, 1), (0, 2), (1, 2))]
    three = m[0][0] * two[2] - m[0][1] * (m[0][1] * m[2][2] - m[1][2] * m[0][2])
    three += m[0][2] * (m[0][1] * m[1][2] - m[1][1] * m[0][2])
    return min(m[0][0], m[1][1], m[2][2], *two, three) >= 0


# Boxes.


def side(low: Any, high: Any, integer: bool = False) -> Range:
    return Range(integer=integer, low=Fraction(low), high=Fraction(high))


ON_BOXES = {
    "exp": (exp(x) > x, {"x": side(0, 1)}, True),
    "near the tangent": (exp(x) > 1 + x, {"x": side("1/100", 2)}, True),
    # Zeros in the box, with their slopes, taken out first.
    "touching": (exp(x) >= 1 + x, {"x": side(-1, 1)}, True),
    "touching, strictly": (exp(x) > 1 + x, {"x": side(-1, 1)}, False),
    "touching, and crossing": (exp(x) >= 1 + x + Rational(1, 10**9), {"x": side(-1, 1)}, False),
    "of order 4": (Ge(cos(x), 1 - x**2 / 2), {"x": side(-1, 1)}, True),
    "of odd order at the end": (x >= sin(x), {"x": side(0, 1)}, True),
    "of odd order inside": (x >= sin(x), {"x": side(-1, 1)}, False),
    "the tangent of the logarithm": (Ge(a - 1, log(a)), {"a": side("1/2", 2)}, True),
    "a power at 2": (a ** Rational(3, 2) >= 3 * sqrt(2) * a / 2 - sqrt(2), {"a": side(1, 3)}, False),
    "on a line": (Ge(a - b, b * log(a) - b * log(b)), {"a": side("1/2", 2), "b": side("1/2", 2)}, True),
    "at an irrational number": (
        Ge(exp(x), x * exp(sqrt(2)) + (1 - sqrt(2)) * exp(sqrt(2))),
        {"x": side(1, 2)},
        False,
    ),
    "two pathways at every real depth": (
        Ge(p * (a ** (2 - 2 / p) + 1), p * 2 ** (2 / p - 1) * (a + 1) ** (2 - 2 / p)),
        {"p": side(3, 4), "a": side("3/4", "4/3")},
        True,
    ),
    "false": (exp(x) > 1 + 2 * x, {"x": side("1/100", 2)}, False),
    "false at one point only": (exp(x) * 10**9 > 10**9 + x, {"x": side(0, 1)}, False),
    "two pathways away from equality": (
        Gt(L * (a ** (2 - 2 / L) + 1), L * 2 ** (2 / L - 1) * (a + 1) ** (2 - 2 / L)),
        {"L": side(3, 20, True), "a": side("1/10", "9/10")},
        True,
    ),
    "two pathways with equality": (
        Ge(L * (a ** (2 - 2 / L) + 1), L * 2 ** (2 / L - 1) * (a + 1) ** (2 - 2 / L)),
        {"L": side(3, 20, True), "a": side("1/2", 2)},
        True,
    ),
    "a squared factor": (
        ((x - y) ** 2 * (exp(1) * 0 + x**2 + y**2 - x * y / 2 - x + 1) >= 0),
        {"x": side(-1, 1), "y": side(-1, 1)},
        True,
    ),
    "a squared factor, strictly": ((x - 3) ** 2 * (x + 2) > 0, {"x": side(0, 1)}, True),
    "roots at the end": (sqrt(a) + Rational(1, 10) > a, {"a": side(0, 1)}, True),
    "logarithm": (log(a) < a, {"a": side("1/1000", 1000)}, True),
    "trigonometric": (cos(x) + sin(x) < Rational(3, 2), {"x": side(-4, 4)}, True),
    "arctangent": (atan(x) < x + 1, {"x": side(-1, 5)}, True),
    "only integers": (n * (5 - n) > Rational(7, 2), {"n": side(1, 4, True)}, True),
    "an integer between": (Gt((n - Rational(5, 2)) ** 2, Rational(1, 5)), {"n": side(1, 4, True)}, True),
    "unbounded": (exp(x) > x, {"x": Range()}, False),
}


@pytest.mark.parametrize("name", ON_BOXES)
def test_boxes(name):
    claim, box, provable = ON_BOXES[name]
    found = prove_on_box(claim, box, "b")
    assert (found is not None) == provable
    if found is not None:
        assert establish(found)
        assert true_at_random_points(found["claim"])


def test_subdivision_ends_soon_where_nothing_can_be_shown():
    start = time.perf_counter()
    claim = Ge(sin(x) ** 2 + cos(x) ** 2 + sin(y) ** 2 + cos(y) ** 2, 2, evaluate=False)
    assert prove_on_box(claim, {"x": side(-3, 3), "y": side(-3, 3)}, "b", 300) is None
    # 300 boxes take a fraction of a second; the bound is loose for busy machines.
    assert time.perf_counter() - start < 60


@settings(max_examples=60, deadline=None)
@given(st.integers(-4, 4), st.integers(-4, 4), st.integers(-3, 3), st.fractions(-2, 2, max_denominator=4))
def test_what_is_certified_on_a_box_is_true_there(p, q, r, low):
    claim = Gt(p * exp(x) + q * x**2 + r * x, -3)
    if not claim.free_symbols:
        return
    found = prove_on_box(claim, {"x": side(low, low + 2)}, "b")
    if found is not None:
        establish(found)
        assert true_at_random_points(found["claim"])


# The language.


@pytest.mark.parametrize(
    "bad", [sqrt(x), x**y, Symbol("s p", real=True), Symbol("exp", real=True), Max(x, y), Sum(x, (h, 1, H))]
)
def test_what_the_language_cannot_say_is_refused(bad):
    with pytest.raises(Unsupported):
        expression(bad)


expressions = st.recursive(
    st.sampled_from([a, b, Integer(2), Rational(-3, 4), L]),
    lambda parts: st.one_of(
        st.builds(lambda p, q: p + q, parts, parts),
        st.builds(lambda p, q: p * q, parts, parts),
        parts.map(lambda p: (p**2 + 1) ** Rational(1, 3)),
        parts.map(lambda p: exp(-(p**2))),
        parts.map(lambda p: atan(p)),
        st.just(a ** (2 - 2 / L)),
    ),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None)
@given(expressions, st.integers(2, 9), st.fractions("1/9", 9, max_denominator=9))
def test_expressions_mean_what_sympy_means(expr, depth, share):
    """Against the walk of `proofs_check.evaluate`, which shares no code with the checker."""
    from flint import fmpq

    values = {"a": share, "b": share / 2 + 1, "L": Fraction(depth)}
    ends = {name: (fmpq(v.numerator, v.denominator),) * 2 for name, v in values.items()}
    low, high = enclosure(expression(expr), ends)
    walked = Decider(20).value(expr, values, 80)
    assert not low > walked
    assert not high < walked


def test_files_hold_what_was_put_in():
    content = certificate(
        "exact",
        {"x": ["real", None, None]},
        [">=", ["^", "x", 2], 0],
        {"method": "squares", "terms": [[1, [], "x"]]},
        "s",
    )
    assert read(dumps(content).encode()) == content
    assert establish(read(dumps(content).encode())) == "for real x: (x^2) >= 0"
    assert number(Fraction(-6, 4)) == ["/", -3, 2]
    assert file_names([content, content]) == ["s.squares.json", "s.squares-2.json"]


def test_the_document_shows_a_certificate_that_is_one():
    text = DOCUMENT.read_text()
    shown = json.loads(re.search(r"```json\n(.*?)```", text, re.DOTALL)[1])
    said = re.search(r"It establishes: `(.*)`", text)[1]
    shown["sha256"] = digest(shown)
    assert establish(shown) == said


# Evidence and verdict.


def decided(**counts: int) -> Evidence:
    return Evidence(Kind.SAMPLED, "", "", counts=Counts(**counts))


def test_the_summary_is_the_region_and_the_rest_is_in_the_blind_spot():
    statement = next(s for s in all_statements() if s.id == "balanced-is-flattest")
    found = certify(statement, domain(statement), "", decided(true=100), [])
    assert found.kind is Kind.CERTIFICATE
    assert found.summary == "certified: L = 2, ..., 40, every H, all shares"
    assert found.blind_to.startswith("L > 40; a wrong closed form")
    assert found.data["certificates"] == len(found.data["established"]) == 1


def test_nothing_is_certified_where_the_claim_has_no_value():
    statement = Statement("p", Ge(x**2, 0, evaluate=False))
    assert certify(statement, domain(statement), "", decided(true=100), []) is not None
    assert certify(statement, domain(statement), "", decided(true=99, undefined=1), []) is None


def test_the_verdict_is_certified_and_never_for_what_is_false():
    options = Options(quick=True)
    good = judge_statement(Statement("good", exp(x) > x, [x >= 0, x <= 1]), options)
    assert good.grade is Grade.CERTIFIED
    assert any(piece.summary == "certified: 0 <= x <= 1" for piece in good.evidence)
    bad = judge_statement(Statement("bad", exp(x) > 2 * x + 1, [x >= 0, x <= 1]), options)
    assert bad.grade is Grade.REFUTED
    assert not any(piece.kind is Kind.CERTIFICATE for piece in bad.evidence)


def test_a_box_names_the_region_and_what_is_left_out():
    statement = Statement("growth", exp(a) > 2 * log(a))
    assert find_certificates(statement, domain(statement)) is None
    found = find_certificates(statement, domain(statement), read_side("a=0.5..4"))
    assert (found.region, found.beyond) == ("1/2 <= a <= 4", "what is outside of the box")


def test_every_conjunct_has_to_be_certified():
    both = Statement("both", And(exp(x) > x, x**2 >= -1 + 2 * x), [x >= 0, x <= 1])
    assert [one["kind"] for one in find_certificates(both, domain(both)).certificates].count("exact") == 1
    one = Statement("one", And(exp(x) > x, sin(exp(x)) >= 0), [x >= 0, x <= 4])
    assert find_certificates(one, domain(one)) is None


def test_an_expression_that_is_not_the_claim_is_noticed(monkeypatch):
    from proofs_check.certificates import subdivision

    statement = Statement("growth", exp(x) > x, [x >= 0, x <= 1])
    points = [{"x": Fraction(1, 3)}]
    assert certify(statement, domain(statement), "", decided(true=100), points).data["audited"] == 1

    def mistaken(expr: Expr) -> Any:
        return expression(expr.subs(x, x + 1)) if expr.has(exp) else expression(expr)

    monkeypatch.setattr(subdivision, "expression", mistaken)
    with pytest.raises(ArithmeticError, match="not the claim"):
        certify(statement, domain(statement), "", decided(true=100), points)


@pytest.mark.parametrize(
    "text", ["a", "a=1", "a=1..", "a=..2", "=1..2", "a=2..1", "a=1/0..2", "a=x..2", "a=1..2..3", "a=nan..inf"]
)
def test_sides_that_are_none_are_refused(text):
    with pytest.raises(ValueError, match=r"write|smaller"):
        read_side(text)


def test_sides():
    box = " ".join(map(read_side, ["a=-1..0.25", "L=2..20"]))
    assert sides_of(box) == {"a": (Fraction(-1), Fraction(1, 4)), "L": (Fraction(2), Fraction(20))}


def test_pair_bounds_need_the_whole_claim():
    statement = next(s for s in all_statements() if s.id == "cross-mode-bound")
    bound, equality = statement.claim.args
    wrong = (Eq(*bound.args), Lt(*bound.args), And(bound, Eq(*bound.args), evaluate=False))
    for claim, found in ((bound, True), (equality, True), *((claim, False) for claim in wrong)):
        part = Statement("part", claim, statement.given)
        assert (prove_pair_bounds(part, domain(part)) is not None) == found
        assert prove_mode_bounds(part, domain(part)) is None
