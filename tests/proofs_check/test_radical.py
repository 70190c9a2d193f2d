"""Exact radicals against identities built in two ways, and against 90-digit mpmath on the same tree.

Blind to: numbers so close that 60 digits cannot tell them apart (the theorems cited in the module decide
those, mpmath cannot); trees larger than those drawn here; values outside the class, beyond their refusal.
"""

import operator
import pickle
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import mpmath
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from proofs_check.radical import MAX_TERMS, Exact, NotExact, product, total

F = Fraction

DIGITS = 90
# Nodes lose at most a few digits each, cancellation at most the ~20 digits that these small trees can reach.
TOLERANCE = mpmath.mpf(10) ** -60

P100 = 10**99 + 289  # two large coprime integers; nothing below needs their factors
Q100 = 10**100 + 267
HALF = F(1, 2)
one, two, three, six = (Exact.of(n) for n in (1, 2, 3, 6))


def root(number: int | F, exponent: F = HALF) -> Exact:
    return Exact.of(number).power(exponent)


# ("pow", rational, exponent), ("log", rational), (operation, tree, tree) or ("int", tree, integer exponent)

Tree = tuple[Any, ...]
OPERATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}


def exact(tree: Tree) -> Exact:
    match tree:
        case ("pow", base, exponent):
            return Exact.of(base).power(exponent)
        case ("log", argument):
            return Exact.of(argument).log()
        case ("int", inner, n):
            return exact(inner).power(F(n))
        case (operation, left, right):
            result: Exact = OPERATIONS[operation](exact(left), exact(right))
            return result
    raise AssertionError(tree)


def numeric(tree: Tree) -> Any:
    match tree:
        case ("pow", base, exponent):
            value = mpmath.mpf(base.numerator) / base.denominator
            return value ** (mpmath.mpf(exponent.numerator) / exponent.denominator)
        case ("log", argument):
            return mpmath.log(mpmath.mpf(argument.numerator) / argument.denominator)
        case ("int", inner, n):
            return numeric(inner) ** n
        case (operation, left, right):
            return OPERATIONS[operation](numeric(left), numeric(right))
    raise AssertionError(tree)


rationals = st.builds(F, st.integers(1, 60), st.integers(1, 12))
exponents = st.builds(F, st.integers(-7, 7), st.sampled_from([1, 2, 2, 3, 4, 6]))
monomials = st.tuples(st.just("pow"), rationals, exponents)


def _grow(children: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    return st.tuples(st.sampled_from("+-*/"), children, children) | st.tuples(
        st.just("int"), children, st.sampled_from([-1, 2])
    )


radicals = st.recursive(monomials, _grow, max_leaves=4)
logs = st.tuples(st.just("log"), rationals)
log_terms = st.tuples(st.just("*"), monomials, logs)
mixed = st.recursive(log_terms | monomials, lambda c: st.tuples(st.sampled_from("+-"), c, c), max_leaves=5)
trees = radicals | mixed


@st.composite
def rewritings(draw: st.DrawFn, tree: Tree) -> Tree:
    """The same number, by an identity of algebra at every node."""
    match tree:
        case ("pow", base, exponent):
            factor, k, split = draw(rationals), draw(st.integers(1, 4)), draw(exponents)
            return draw(
                st.sampled_from([
                    tree,
                    ("*", ("pow", factor, exponent), ("pow", base / factor, exponent)),
                    ("pow", base**k, exponent / k),
                    ("pow", 1 / base, -exponent),
                    ("*", ("pow", base, split), ("pow", base, exponent - split)),
                ])
            )
        case ("log", argument):
            factor, k = draw(rationals), draw(st.integers(1, 4))
            whole = ("/", ("log", argument**k), ("pow", F(k), F(1)))
            return draw(st.sampled_from([whole, ("+", ("log", factor), ("log", argument / factor))]))
        case ("int", inner, n):
            again = draw(rewritings(inner))
            return ("int", again, n) if n < 0 else ("*", inner, again)
        case ("*", ("+" | "-" as sign, a, b), c):
            a, b, c = (draw(rewritings(part)) for part in (a, b, c))
            return (sign, ("*", a, c), ("*", b, c))
        case ("/", a, b):
            return ("*", draw(rewritings(a)), ("int", draw(rewritings(b)), -1))
        case (operation, a, b):
            a, b = draw(rewritings(a)), draw(rewritings(b))
            if operation == "-":
                minus = ("-", ("pow", F(1), F(1)), ("pow", F(2), F(1)))
                return ("+", ("*", minus, b), a)
            return (operation, b, a)
    raise AssertionError(tree)


def evaluated(tree: Tree) -> Exact:
    """The tree in exact arithmetic; discards trees that divide by zero, once mpmath confirms the zero."""
    try:
        return exact(tree)
    except ZeroDivisionError:
        with mpmath.workdps(DIGITS):
            assume(not _divides_by_zero(tree))
        raise


def _divides_by_zero(tree: Tree) -> bool:
    match tree:
        case ("/", left, right):
            return _divides_by_zero(left) or _divides_by_zero(right) or abs(numeric(right)) < TOLERANCE
        case ("int", inner, n):
            return _divides_by_zero(inner) or (n < 0 and abs(numeric(inner)) < TOLERANCE)
        case (str(operation), left, right) if operation in OPERATIONS:
            return _divides_by_zero(left) or _divides_by_zero(right)
    return False


@given(st.data(), trees)
@settings(max_examples=300, deadline=None)
def test_equal_by_algebra_is_equal(data: st.DataObject, tree: Tree) -> None:
    other = data.draw(rewritings(tree))
    assert evaluated(tree) == evaluated(other)


@given(st.data(), trees, rationals, exponents, st.integers(0, 40))
@settings(max_examples=300, deadline=None)
def test_perturbed_is_not_equal(data: st.DataObject, tree: Tree, base: F, exponent: F, digits: int) -> None:
    bump = ("*", ("pow", base, exponent), ("pow", F(10), F(-digits)))
    other = ("+", data.draw(rewritings(tree)), bump)
    assert evaluated(tree) != evaluated(other)


@given(trees, trees)
@settings(max_examples=400, deadline=None)
def test_zero_exactly_when_numerically_zero(left: Tree, right: Tree) -> None:
    difference = ("-", left, right)
    verdict = evaluated(difference).is_zero()
    with mpmath.workdps(DIGITS):
        scale = 1 + abs(numeric(left)) + abs(numeric(right))
        assert verdict == (abs(numeric(difference)) < TOLERANCE * scale)


small = st.tuples(
    st.just("pow"),
    st.sampled_from([F(n) for n in (2, 3, 4, 6, 8, 12)]),
    st.sampled_from([F(1, 2), F(3, 2), F(1, 4)]),
)
signs = st.sampled_from([F(-2), F(-1), F(1), F(2)])


@given(st.lists(st.tuples(signs, small), min_size=1, max_size=6))
@example([(F(1), ("pow", F(8), HALF)), (F(-2), ("pow", F(2), HALF))])
@settings(max_examples=400, deadline=None)
def test_small_sums_that_often_vanish(items: list[tuple[F, Tree]]) -> None:
    value = total(Exact.of(c) * exact(tree) for c, tree in items)
    with mpmath.workdps(DIGITS):
        number = sum(mpmath.mpf(int(c)) * numeric(tree) for c, tree in items)
        assert value.is_zero() == (abs(number) < TOLERANCE)
        if (sign := value.sign()) is not None:
            assert sign == (0 if abs(number) < TOLERANCE else mpmath.sign(number))
        if (fraction := value.as_fraction()) is not None:
            assert abs(number - mpmath.mpf(fraction.numerator) / fraction.denominator) < TOLERANCE


@given(radicals, monomials)
@settings(max_examples=150, deadline=None)
def test_a_quotient_that_is_a_monomial_is_recognised(tree: Tree, monomial: Tree) -> None:
    value, factor = evaluated(tree), exact(monomial)
    assume(not value.is_zero())
    quotient = (value * factor + value) / value - one
    assert (quotient * quotient).as_fraction() == (factor * factor).as_fraction()
    assert quotient.power(F(1, 3)) == factor.power(F(1, 3))
    assert quotient.log() == factor.log()


IDENTITIES = {
    "root of a square factor": (root(8), two * root(2)),
    "one base under two roots": (
        root(4) * root(5) + root(4, F(1, 3)) * root(7) * root(11),
        two * root(5) + root(4, F(1, 3)) * root(77),
    ),
    "one base under two roots, in the other order": (
        root(4, F(1, 3)) * root(7) * root(11) + root(4) * root(5),
        root(4, F(1, 3)) * root(77) + two * root(5),
    ),
    "fourth root of a square": (root(4, F(1, 4)), root(2)),
    "shared factor of bases": (root(6) * root(15), three * root(10)),
    "integer from cube roots": (root(12, F(1, 3)) * root(18, F(1, 3)), six),
    "negative exponent": (root(F(3, 4), -HALF), two / root(3)),
    "rationalised denominator": (one / (root(2) - one), root(2) + one),
    "expanded cube": ((one + root(2)).power(F(3)), Exact.of(7) + Exact.of(5) * root(2)),
    "inverse square": ((one + root(2)).power(F(-2)), three - two * root(2)),
    "a sum that is a monomial, rooted": ((root(2) * root(3) + root(6)).power(HALF), root(24, F(1, 4))),
    "a quotient of sums that is a monomial": (((two + root(8)) / (root(2) + one)).power(HALF), root(2)),
    "logarithm of a product": (six.log(), two.log() + three.log()),
    "logarithm of a radical": (root(F(8, 9), F(1, 3)).log(), two.log() - three.log() * Exact.of(F(2, 3))),
    "quotient of logarithms": (Exact.of(8).log() / two.log(), three),
    "quotient of logarithms in two bases": (six.log() / (two.log() + three.log()), one),
    "exponential of half a logarithm": ((three.log() / two).exp(), root(3)),
    "exponential of zero": (Exact.of(0).exp(), one),
    "radical times logarithm": (root(2) * Exact.of(9).log(), root(8) * three.log()),
    "exponent that is a quotient of logarithms": (two.power(Exact.of(8).log() / two.log()), Exact.of(8)),
    "power of zero": (Exact.of(0).power(F(1, 3)), Exact.of(0)),
    "zero to the zero": ((root(8) - two * root(2)).power(F(0)), one),
    "odd power of a negative number": ((-root(2)).power(F(3)), -two * root(2)),
    "100-digit bases": (root(P100 * Q100) * root(P100), Exact.of(P100) * root(Q100)),
    "cube of a 100-digit base": (root(P100**3, F(1, 6)), root(P100)),
    "power of a hidden common factor": (root(P100**2 * Q100) / root(Q100 * 49), Exact.of(F(P100, 7))),
    "huge integer exponents": (two.power(F(10**9)), Exact.of(4).power(F(5 * 10**8))),
    "huge exponents with a sum": (two.power(F(10**9)) + two.power(F(10**9)), two.power(F(10**9 + 1))),
    "huge exponents that cancel": (six.power(F(10**12)) / three.power(F(10**12)), two.power(F(10**12))),
    "half-integer huge exponent": (root(2, 10**9 + HALF), two.power(F(10**9)) * root(2)),
    "symbolic and written-out power": (
        two.power(F(30_000)),
        product([two.power(F(15_000)), two.power(F(15_000))]),
    ),
}


@pytest.mark.parametrize(("left", "right"), IDENTITIES.values(), ids=IDENTITIES)
def test_identity(left: Exact, right: Exact) -> None:
    assert left == right
    assert (left - right).sign() == 0


DIFFERENT = {
    "square roots do not add": (root(2) + root(3), root(5)),
    "product of roots": (root(2) * root(3), root(5)),
    "cube root and square root": (root(2, F(1, 3)), root(2)),
    "an integer next to a radical": (root(10**40 + 1), Exact.of(10**20)),
    "logarithm and rational": (two.log(), Exact.of(F(6931471805599453, 10**16))),
    "logarithms of different numbers": (two.log() + three.log(), Exact.of(5).log()),
    "radical multiples of one logarithm": (root(2) * three.log(), root(3) * three.log()),
    "huge powers of different bases": (two.power(F(10**9)), three.power(F(10**9))),
    "huge power and its neighbour": (two.power(F(10**9)), two.power(F(10**9)) + one),
    "100-digit bases": (root(P100), root(Q100)),
    "an almost integer": (root(P100 * P100 + 1), Exact.of(P100)),
}


@pytest.mark.parametrize(("left", "right"), DIFFERENT.values(), ids=DIFFERENT)
def test_different(left: Exact, right: Exact) -> None:
    assert left != right
    assert not (left - right).is_zero()


@pytest.mark.parametrize("count", [2, 7, 50, 10**9])
def test_exponential_of_the_entropy_at_equal_shares_is_the_count(count: int) -> None:
    share = F(1, count)
    if count <= 50:
        assert product(Exact.of(share).power(-share) for _ in range(count)) == Exact.of(count)
        assert (-total(Exact.of(share) * Exact.of(share).log() for _ in range(count))).exp() == Exact.of(
            count
        )
    assert root(share, -share).power(F(count)).as_fraction() == count


def test_exponents_with_denominator_one_billion() -> None:
    H = L = 10**9
    flattened = Exact.of(L) * root(H, F(2, L) - 1) * root(5, 2 - F(2, L))
    assert flattened / (Exact.of(L) * root(5, 2 - F(2, L))) == root(H, F(2, L) - 1)
    assert root(H, F(2, L) - 1) != root(H, F(2, L + 1) - 1)


def many_roots(factor: int) -> Exact:
    return total(root(factor * n) for n in range(1, 100))


REFUSED: dict[str, Callable[[], object]] = {
    "fractional power of a negative number": lambda: (-two).power(F(1, 3)),
    "fractional power of a proper sum": lambda: (one + root(2)).power(HALF),
    "irrational exponent": lambda: two.power(root(2)),
    "logarithm of a proper sum": lambda: (one + root(2)).log(),
    "logarithm of a negative number": lambda: (-two).log(),
    "logarithm of zero": lambda: (root(8) - two * root(2)).log(),
    "product of logarithms": lambda: two.log() * three.log(),
    "fractional power of a logarithm": lambda: two.log().power(HALF),
    "exponential of one": one.exp,
    "exponential of a radical times a logarithm": lambda: (root(2) * three.log()).exp(),
    "exponential of a quotient": lambda: (two.log() / (one + root(2))).exp(),
    "huge number that the prime divides": lambda: (two.power(F(127 * 10**6)) - one).is_zero(),
    "quotient of long sums": lambda: (many_roots(2) / many_roots(14)).as_fraction(),
    "a fraction too large to write out": lambda: two.power(F(10**9)).as_fraction(),
    "a sum too large to write out": lambda: (two.power(F(10**9)) + one).as_fraction(),
    "too many terms": lambda: total(root(n) for n in range(10**6, 10**6 + 2 * MAX_TERMS)),
    "a power of a sum with too many terms": lambda: total(root(n) for n in range(2, 40)).power(F(5)),
    "too much work in a product": lambda: total(root(2, F(i, 300)) for i in range(200)).power(F(2)),
    "a power of a sum with huge coefficients": lambda: (one + root(2)).power(F(10**9)),
}


@pytest.mark.parametrize("operation", REFUSED.values(), ids=REFUSED)
def test_outside_the_class_or_the_limits_is_refused(operation: Callable[[], object]) -> None:
    with pytest.raises(NotExact):
        operation()


ZERO = root(8) - two * root(2)


@pytest.mark.parametrize(
    "operation",
    [
        lambda: one / ZERO,
        lambda: ZERO.power(F(-1)),
        lambda: Exact.of(0).power(-HALF),
        lambda: one / Exact.of(0),
    ],
)
def test_division_by_a_hidden_zero(operation: Callable[[], object]) -> None:
    with pytest.raises(ZeroDivisionError):
        operation()


def test_signs_and_fractions() -> None:
    assert [Exact.of(n).sign() for n in (-3, 0, 3)] == [-1, 0, 1]
    assert (-root(2)).sign() == -1
    assert (root(2) - root(8)).sign() == -1
    assert (root(2) - root(3)).sign() is None
    assert (root(2) * root(18)).as_fraction() == 6
    assert ((two - root(8)) / (root(2) - one)).as_fraction() == -2
    assert root(2).as_fraction() is None
    assert (one + root(2)).as_fraction() is None
    assert two.log().as_fraction() is None
    assert (Exact.of(8).log() / Exact.of(4).log()).as_fraction() == F(3, 2)


def test_sums_of_many_equal_terms_stay_within_the_limit() -> None:
    count = MAX_TERMS + 100  # different bases until refined
    assert total(root(2 * n * n) for n in range(1, count + 1)) == root(2) * Exact.of(count * (count + 1) // 2)


def test_long_sums_that_refine_to_one_term_multiply() -> None:
    value = total(root(2 * n * n) for n in range(1, 201))
    assert (value * value).as_fraction() == 2 * 20_100**2


@given(st.integers(1, 10**30), st.integers(1, 12), st.integers(-3, 3), st.integers(1, 4))
@settings(deadline=None)
def test_root_of_a_power_is_a_fraction(base: int, k: int, j: int, scale: int) -> None:
    assert root(base**k, F(j, k)).as_fraction() == F(base) ** j
    assert root(base ** (k * scale), F(j, k)).as_fraction() == F(base) ** (j * scale)


def test_values_are_unhashable_immutable_and_pickle() -> None:
    with pytest.raises(TypeError):
        hash(root(2))
    with pytest.raises(AttributeError):
        root(2).numerator = {}  # type: ignore[misc]
    assert pickle.loads(pickle.dumps(root(2) + one)) == root(2) + one
    assert root(4) != 2  # only Exact values compare
