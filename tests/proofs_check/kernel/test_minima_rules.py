"""Rules about products, named families and arbitrary minima: what they accept, and what each condition stops.

Blind to: mistakes in the mathematics of the rules' docstrings; measured evidence stands against those.
"""

import pytest
from sympy import Eq, Equivalent, Ge, IndexedBase, Product, Sum, Symbol, symbols, sympify

from proofs_check.kernel import Rejected, check
from theory import AnyMinimum, ForAll, LayerTable, Pathways, Sharpness, TargetNorm
from theory.derivation import Derivation, Step

n, k = symbols("n k", integer=True, positive=True)
m = Symbol("m", integer=True)
f, g, t, ell = (
    IndexedBase("f", nonnegative=True),
    IndexedBase("g", nonnegative=True),
    IndexedBase("t", nonnegative=True),
    IndexedBase("ell", integer=True, positive=True),
)
W, D = IndexedBase("W", real=True), IndexedBase("D", integer=True, positive=True)
H, L = symbols("H L", integer=True, positive=True)


def eq(a, b):
    return Eq(a, b, evaluate=False)


def ge(a, b):
    return Ge(a, b, evaluate=False)


def prod(term, low, high):
    return Product(term, (m, low, high))


def accepts(claim, rule, *facts, using=()):
    """Whether a rule accepts a claim from facts, which are assumed."""
    steps = [Step(f"fact {j}", fact, "assume", ()) for j, fact in enumerate(facts)]
    names = tuple(step.name for step in steps)
    try:
        check(Derivation((*steps, Step("claim", claim, rule, names, tuple(map(sympify, using))))))
    except Rejected:
        return False
    return True


def test_a_range_falls_into_two_parts():
    whole, total = prod(f[m], 1, n), Sum(f[m], (m, 1, n))
    parts = prod(f[m], 1, k) * prod(f[m], k + 1, n)
    assert accepts(eq(whole, parts), "parts of a range", ge(n, k), using=(whole, k))
    first = eq(total, f[1] + Sum(f[m], (m, 2, n)))
    assert accepts(first, "parts of a range", using=(total, 1))
    last = eq(whole, prod(f[m], 1, n - 1) * f[n])
    assert accepts(last, "parts of a range", using=(whole, n - 1))
    # Beyond the end; another split; a sum of parts for a product.
    assert not accepts(eq(whole, parts), "parts of a range", using=(whole, k))
    assert not accepts(eq(whole, parts), "parts of a range", ge(n, k), using=(whole, 1))
    added = prod(f[m], 1, k) + prod(f[m], k + 1, n)
    assert not accepts(eq(whole, added), "parts of a range", ge(n, k), using=(whole, k))


def test_an_empty_range():
    assert accepts(eq(prod(f[m], n + 1, n), 1), "linearity")
    assert accepts(eq(Sum(f[m], (m, 1, 0)), 0), "linearity")
    assert not accepts(eq(prod(f[m], n, n), 1), "linearity")
    assert not accepts(eq(prod(f[m], n + 1, n), 0), "linearity")


def test_shifted_indices():
    whole, later = prod(f[m], 2, n), prod(f[m], 4, n)
    assert accepts(eq(whole, prod(f[m + 1], 1, n - 1)), "shifted index", using=(whole, 1))
    assert not accepts(eq(whole, prod(f[m - 1], 1, n - 1)), "shifted index", using=(whole, 1))
    # A range that runs backwards.
    assert not accepts(eq(later, prod(f[m + 1], 3, n - 1)), "shifted index", using=(later, 1))


def test_products_of_products():
    both = prod(f[m] * g[m], 1, n)
    assert accepts(eq(both, prod(f[m], 1, n) * prod(g[m], 1, n)), "linearity")
    assert accepts(eq(prod(f[m] ** 2, 1, n), prod(f[m], 1, n) ** 2), "linearity")
    assert not accepts(eq(both, prod(f[m], 1, n) * prod(g[m], 1, n - 1)), "linearity")
    assert not accepts(eq(prod(f[m] + g[m], 1, n), prod(f[m], 1, n) * prod(g[m], 1, n)), "linearity")


def test_equal_factors():
    assert accepts(eq(prod(k, 1, n), k**n), "linearity")
    assert not accepts(eq(prod(m, 1, n), m**n), "linearity")
    assert not accepts(eq(prod(k, 1, n), k ** (n - 1)), "linearity")


def test_am_gm_needs_terms_that_are_not_negative():
    real = IndexedBase("r", real=True)

    def mean(x, *facts):
        total, product = Sum(x[m], (m, 1, n)), prod(x[m], 1, n)
        bound = Ge(total / n, product ** (1 / n), evaluate=False).reversed
        return accepts(bound, "AM-GM", *facts, ge(product, 0), using=(total,))

    assert mean(f)
    assert mean(real, ForAll(ge(real[m], 0), (m, 1, n)))
    # No premise; about too few terms; one that bounds by another number.
    assert not mean(real)
    assert not mean(real, ForAll(ge(real[m], 0), (m, 2, n)))
    assert not mean(real, ForAll(ge(real[m], -1), (m, 1, n)))
    alike, total = ForAll(eq(f[m], f[1]), (m, 1, n)), Sum(f[m], (m, 1, n))
    equal, fact = eq(prod(f[m], 1, n) ** (1 / n), total / n), ge(prod(f[m], 1, n), 0)
    assert accepts(Equivalent(equal, alike), "AM-GM", fact, using=(total,))
    zero = Equivalent(equal, ForAll(eq(f[m], 0), (m, 1, n)))
    assert not accepts(zero, "AM-GM", fact, using=(total,))


def hypotheses(*steps):
    return check(Derivation(steps)).theorem.hypotheses


def test_a_name_is_discharged_only_where_it_is_one():
    named, known = ForAll(eq(t[k], f[k]), (k, 1, n)), ForAll(ge(f[k], 0), (k, 1, n))
    claim = ge(n, 1)

    def discharge(claim, named, known, name):
        first = Step("a", named, "assume", ())
        second = Step("b", claim, "conjunction", ("p",), ())
        both = (Step("p", claim, "assume", ()), second, first, Step("k", known, "assume", ()))
        return hypotheses(*both, Step("c", claim, "there is", ("b", "k", "a"), (name,)))

    # The naming stays where it comes as a fact; P that speaks of the name is refused.
    with pytest.raises(Rejected, match="t is arbitrary; the hypothesis"):
        discharge(claim, named, known, t)
    with pytest.raises(Rejected, match="stands in no other place"):
        discharge(ge(t[1], 0), named, known, t)
    first, last = Step("k", known, "assume", ()), ("p", "k")
    done = hypotheses(Step("p", claim, "sign", ()), first, Step("c", claim, "there is", last, (t,)))
    assert done == {known}
    # The name stands in what it is a name for; something else is concluded.
    positive = Step("one", ge(t[k] + 1, 0), "sign", ())
    every = Step("k", ForAll(positive.claim, (k, 1, n)), "for all", ("one",))
    circular = (Step("p", claim, "sign", ()), positive, every)
    with pytest.raises(Rejected, match="stands in no other place"):
        hypotheses(*circular, Step("c", claim, "there is", last, (t,)))
    with pytest.raises(Rejected, match="the first premise is the claim"):
        hypotheses(Step("p", claim, "sign", ()), first, Step("c", ge(n, 2), "there is", last, (t,)))
    # Negative numbers have no such name, and fractions no integer one.
    for wrong, name in ((ForAll(ge(f[k], -1), (k, 1, n)), t), (ForAll(ge(f[k], 1), (k, 1, n)), ell)):
        steps = (Step("p", claim, "sign", ()), Step("k", wrong, "assume", ()))
        with pytest.raises(Rejected):
            hypotheses(*steps, Step("c", claim, "there is", last, (name,)))


def test_a_singular_pair_is_new():
    c = AnyMinimum(L, H, (D, k), (W, n))
    alpha, beta, omega = (IndexedBase(name, nonnegative=True) for name in ("alpha", "beta", "omega"))
    below = ge(TargetNorm(c), 0)

    def discharge(names, premise=below, claim=below):
        return hypotheses(
            Step("p", premise, "assume", ()), Step("q", claim, "there is", ("p",), (Sharpness(c), *names))
        )

    assert below not in discharge((alpha, beta, omega))
    assert discharge((alpha, beta, omega)) == set(c.hypotheses)
    bad = ge(omega[1], 1)
    for names, premise in (
        ((alpha, alpha, omega), below),
        ((W, beta, omega), below),
        ((alpha, beta, IndexedBase("omega", positive=True)), below),
        # Integers of at least 1 are not any numbers.
        ((alpha, beta, IndexedBase("omega", integer=True, positive=True)), below),
        ((alpha, beta, IndexedBase("omega", nonnegative=True, shape=(3,))), below),
        ((alpha, beta, omega), bad),
    ):
        with pytest.raises(Rejected):
            discharge(names, premise, premise)
    # What no minimum promises stays a hypothesis.
    sharp = ge(Sharpness(c), 7)
    assert sharp in discharge((alpha, beta, omega), sharp, sharp)


def test_depth_balanced_rules_refuse_other_minima():
    any_minimum, table = AnyMinimum(L, H, (D, k), (W, n)), LayerTable(ell, W, H, n)
    assert not accepts(eq(Sharpness(any_minimum), 0), "meaning")
    assert not accepts(eq(Sharpness(table), 0), "meaning")
    from theory import HessianEigenvalue

    eigenvalue = HessianEigenvalue(table)
    assert accepts(eq(eigenvalue, table.curvature()), "meaning")
    assert not accepts(eq(eigenvalue, 2 * table.curvature()), "meaning")


def test_the_target_of_an_aligned_minimum_of_one_mode():
    one, rule = Pathways((2, 3), (4, 5)), "meaning"
    assert accepts(eq(TargetNorm(one), 8), rule)
    assert not accepts(eq(TargetNorm(one), 3), rule)
    assert not accepts(eq(Sharpness(one), 8), rule)
    assert not accepts(eq(TargetNorm(AnyMinimum(L, H, (D, k), (W, n))), 8), rule)


def test_the_least_of_several():
    from sympy import And, Gt, Lt, Min

    a, b, c = symbols("a b c", real=True)
    below = Lt(a, Min(b, c), evaluate=False)
    assert accepts(Equivalent(below, And(Lt(a, b), Lt(a, c))), "least of several", using=(a, b, c))
    assert not accepts(Equivalent(below, Lt(a, b)), "least of several", using=(a, b, c))
    assert not accepts(Equivalent(below, And(Gt(a, b), Lt(a, c))), "least of several", using=(a, b, c))
