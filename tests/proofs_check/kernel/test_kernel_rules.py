"""Correct uses of every rule, at the boundaries of their conditions too; what is false is in its own
table."""

from pathlib import Path

import pytest
from kernel_steps import (
    a,
    b,
    c,
    conclude,
    derive,
    eq,
    every,
    facts,
    ge,
    gt,
    h,
    i,
    k,
    le,
    lt,
    m,
    n,
    ne,
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
from sympy import (
    Abs,
    And,
    Equivalent,
    Implies,
    Limit,
    Max,
    Mul,
    Or,
    Piecewise,
    Product,
    Rational,
    S,
    Sum,
    Symbol,
    exp,
    log,
    oo,
    sqrt,
    symbols,
)

from proofs_check.kernel import RULES, Rejected, check
from proofs_check.kernel.terms import replaced, same
from theory import (
    AllEqual,
    HessianCharacteristicPolynomial,
    HessianEigenvalue,
    OneNonzero,
    PerturbationMultiplier,
    Quantity,
    Sharpness,
    SinglePath,
    Split,
    StabilityThreshold,
)
from theory.derivations.stability import threshold_steps
from theory.derivations.writer import Writer

L, H, depth_l = symbols("L H l", integer=True, positive=True)
eta = Symbol("eta", positive=True)
single = SinglePath(L, p)
ell = Symbol("l", integer=True, positive=True)
edge = 2 / Sharpness(single)
multiplier = PerturbationMultiplier(single, eta)
FACTOR = 1 - eta * Sharpness(single)
INSIDE = And(gt(FACTOR, -1), lt(FACTOR, 1))


class Half(Quantity):
    """Half of a number."""

    measured = False

    def closed_form(self):
        return self.args[0] / 2


def layers(depth, share, other, index=ell):
    return Sum(share ** (2 * (depth - index) / depth) * other ** (2 * (index - 1) / depth), (index, 1, depth))


#: claim, rule, premises, values.
TRUE = [
    (gt(x, 0), "assume", [], ()),
    (And(gt(x, 0), gt(y, 0)), "conjunction", [gt(y, 0), gt(x, 0)], ()),
    (gt(x, 0), "part", [And(gt(x, 0), gt(y, 0))], ()),
    (Or(gt(x, 0), gt(y, 0)), "disjunction", [gt(y, 0)], ()),
    (Implies(gt(x, 0), gt(y, 0)), "implication", [gt(y, 0)], ()),
    (Equivalent(gt(x, 0), gt(y, 0)), "equivalence", [gt(x, 0), gt(y, 0)], ()),
    (gt(y, 0), "modus ponens", [Implies(gt(x, 0), gt(y, 0)), gt(x, 0)], ()),
    (gt(x, 0), "modus ponens", [Equivalent(gt(x, 0), gt(y, 0)), gt(y, 0)], ()),
    (gt(z, 0), "cases", [Or(gt(x, 0), gt(y, 0)), gt(z, 0)], ()),
    (Or(lt(x, y), eq(x, y), gt(x, y)), "excluded middle", [], ()),
    (Or(eq(a, 0), gt(a, 0)), "excluded middle", [], ()),
    (Or(eq(n, 1), ge(n, 2)), "integer cases", [], ()),
    (Or(eq(i, -3), gt(i, -3)), "integer cases", [ge(i, -3)], ()),
    (gt(y, 0), "contradiction", [gt(x, 0), lt(x, 0)], ()),
    (every(gt(s[1], 0)), "for all", [gt(s[1], 0)], ()),
    (gt(s[k], 1), "instance", [every(gt(s[h], 1)), le(k, n)], (k,)),
    (gt(s[1], 1), "instance", [every(gt(s[h], 1))], (1,)),
    (gt(s[n], 1), "instance", [every(gt(s[h], 1))], (n,)),
    (gt(y, 0), "rewrite", [gt(x, 0), eq(x, y)], ()),
    (eq(z, x / y), "rewrite", [eq(z, 1), eq(x, y), gt(y, 0)], ()),
    (gt(1 + q, 0), "substitution", [gt(p, 0)], (p, 1 + q)),
    (ge(n + 1, 0), "substitution", [ge(m, 0)], (m, n + 1)),
    (ge(over(x * s[h]), 0), "substitution", [ge(over(y * s[h]), 0)], (y, x)),
    (AllEqual(s, n), "part", [every(eq(s[k], s[1]), k)], ()),
    (every(Or(eq(s[h], 0), eq(s[h], over(s[k], k)))), "part", [OneNonzero(s, n)], ()),
    (eq(Half(x), x / 2), "definition", [], ()),
    (le(over(s[h]), over(r[h])), "termwise", [every(le(s[h], r[h]))], ()),
    (lt(over(s[h]), over(r[h])), "termwise", [every(lt(s[h], r[h]))], ()),
    (
        eq(Sum(s[h], (h, 1, m - 1)), Sum(r[h], (h, 1, m - 1))),
        "termwise",
        [every(eq(s[h], r[h]), high=m - 1)],
        (),
    ),
    (le(Product(s[h], (h, 1, n)), Product(r[h], (h, 1, n))), "termwise", [every(le(s[h], r[h]))], ()),
    (eq(over(2 * s[h] + x), 2 * over(s[h]) + n * x), "linearity", [], ()),
    (eq(Sum(h * x, (h, 1, 3)), 6 * x), "linearity", [], ()),
    (eq(Sum(s[h] + 1, (h, 1, m - 1)), Sum(s[h], (h, 1, m - 1)) + m - 1), "linearity", [], ()),
    (eq(over(p ** (h - 1) * p ** (1 - h)), n), "telescoping", [], (h,)),
    (eq(over(h), n * (n + 1) / 2), "telescoping", [], (h * (h + 1) / 2,)),
    (eq(Sum(h, (h, 1, m - 1)), m * (m - 1) / 2), "telescoping", [], (h * (h + 1) / 2,)),
    (eq(Sum(1 / (i * (i - 1)), (i, 2, n)), 1 - 1 / n), "telescoping", [], (-1 / i,)),
    (
        eq(Sum(p ** (n - h) * q ** (h - 1), (h, 1, n)), (p**n - q**n) / (p - q)),
        "telescoping",
        [gt(p, q)],
        (p ** (n - h) * q**h / (q - p),),
    ),
    (
        # What the facts say for the whole range counts inside: 0^0 = 1, and no power is negative.
        eq(Sum(a ** (n - h) * b ** (h - 1), (h, 1, n)), (a**n - b**n) / (a - b)),
        "telescoping",
        [gt(a, b), every(ge(n - h + 1, 0))],
        (a ** (n - h) * b**h / (b - a),),
    ),
    (
        Equivalent(eq(over(s[h]), 0), every(eq(s[h], 0))),
        "a sum of nonnegative terms vanishes",
        [],
        (over(s[h]),),
    ),
    (
        Equivalent(eq(over(r[h]), 0), every(eq(r[h], 0))),
        "a sum of nonnegative terms vanishes",
        [every(ge(r[h], 0))],
        (over(r[h]),),
    ),
    (ge(over(r[h]), 0), "a sum of nonnegative terms vanishes", [every(ge(r[h], 0))], (over(r[h]),)),
    (le(s[n], over(s[h])), "a term is at most the sum", [], (over(s[h]), n)),
    (le(r[h], over(r[h])), "a term is at most the sum", [every(ge(r[h], 0)), le(h, n)], (over(r[h]), h)),
    (ge(over(s[h]), 0), "sign of a sum", [], ()),
    (gt(over(1 + s[h]), 0), "sign of a sum", [], ()),
    (ge(Sum(s[h], (h, 1, m - 1)), 0), "sign of a sum", [], ()),
    (eq(Product(p ** r[h], (h, 1, n)), p ** over(r[h])), "linearity", [], ()),
    (eq(Product(exp(r[h]), (h, 1, n)), exp(over(r[h]))), "linearity", [], ()),
    (
        eq(Product(2 * r[h] ** 2, (h, 1, n)), 2**n * Product(r[h], (h, 1, n)) ** 2),
        "linearity",
        [],
        (),
    ),
    (eq(Product(s[h] + 1, (h, n, n + 1)), (s[n] + 1) * (s[n + 1] + 1)), "linearity", [], ()),
    (eq((x + y) ** 2, x**2 + 2 * x * y + y**2), "identity", [], ()),
    (eq(Mul(x, 1 / x, evaluate=False), 1), "identity", [gt(x, 0)], ()),
    (eq(a**b * a ** (1 - b), a), "identity", [le(b, 1)], ()),
    (ge(a * b, 0), "sign", [], ()),
    (ge(n - 1, 0), "sign", [], ()),
    (gt(i, 2), "sign", [gt(i, Rational(3, 2)), ne(i, 2)], ()),
    (ne(p, 0), "sign", [], ()),
    (gt(x, z), "combination", [gt(x, y), ge(y, z)], (1, 1)),
    (ge(a * x, a * y), "combination", [ge(x, y)], (a,)),
    (eq(x, z), "combination", [eq(x, y), eq(z, y)], (1, -1)),
    (ge(p**a, q**a), "monotone power", [ge(p, q)], (a,)),
    (gt(a ** (1 + c), b ** (1 + c)), "monotone power", [gt(a, b)], (1 + c,)),
    (lt(1 / p, 1 / q), "monotone power", [gt(p, q)], (-1,)),
    (eq(a, b), "monotone power", [eq(a**2, b**2)], (2,)),
    (eq(a, 0), "monotone power", [eq(a**p, 0)], (p,)),
    (ge(a**n, 1 + n * (a - 1)), "Bernoulli", [], (a, n)),
    (Equivalent(eq(a ** (1 + p), 1 + (1 + p) * (a - 1)), eq(a, 1)), "Bernoulli", [], (a, 1 + p)),
    (le(a**c * b ** (1 - c), c * a + (1 - c) * b), "weighted AM-GM", [le(c, 1)], (a, b, c)),
    (le(sqrt(a) * sqrt(b), a / 2 + b / 2), "weighted AM-GM", [], (a, b, S.Half)),
    (ge(over(s[h] ** n), n ** (1 - n) * over(s[h]) ** n), "Jensen", [], (over(s[h]), n)),
    (
        Equivalent(eq(over(s[h] ** 2), over(s[h]) ** 2 / n), every(eq(s[h], s[1]))),
        "Jensen",
        [],
        (over(s[h]), 2),
    ),
    (le(log(p), p - 1), "logarithm", [], (p,)),
    (Equivalent(eq(log(p), p - 1), eq(p, 1)), "logarithm", [], (p,)),
    (Equivalent(lt(Abs(x), y), And(gt(x, -y), lt(x, y))), "absolute value", [], (x, y)),
    (le(x, Max(x, y, z)), "maximum", [], (x, Max(y, z))),
    (Equivalent(eq(x, Max(x, y, z)), le(Max(y, z), x)), "maximum", [], (x, Max(y, z))),
    (eq(Piecewise((x, gt(x, 0)), (-x, True)), -x), "piecewise", [le(x, 0)], ()),
    (eq(Piecewise((x, gt(x, 0)), (-x, True)), x), "piecewise", [gt(x, 0)], ()),
    (eq(Limit(2 / n + p, n, oo), p), "limit at infinity", [], ()),
    (eq(Limit(p ** (1 / n), n, oo), 1), "limit at infinity", [], ()),
    (eq(HessianEigenvalue(single, 1, 1), layers(L, p, p)), "meaning", [], ()),
    (eq(Sharpness(single), HessianEigenvalue(single, 1, 1)), "meaning", [], ()),
    (
        eq(HessianCharacteristicPolynomial(single, x), x ** (L - 1) * (x - HessianEigenvalue(single, 1, 1))),
        "meaning",
        [],
        (),
    ),
    (eq(multiplier, FACTOR), "meaning", [], ()),
]


@pytest.mark.parametrize("row", TRUE, ids=lambda row: f"{row[1]}: {row[0]}")
def test_a_correct_use_is_accepted(row):
    claim, rule, given, using = row
    theorem = conclude(claim, rule, *given, using=using)
    assert theorem.conclusion == claim


def test_every_rule_is_used_correctly_somewhere():
    """Here, or in the file of tests for its family; test_false_derivations.py does not count."""
    elsewhere = {"induction"}
    families = [path for path in Path(__file__).parent.glob("test_*.py") if "false" not in path.stem]
    texts = [path.read_text(encoding="utf-8") for path in families if path != Path(__file__)]
    named = {name for name in RULES if any(f'"{name}"' in text for text in texts)}
    assert {row[1] for row in TRUE} | elsewhere | named == set(RULES)


def test_every_rule_says_what_it_needs():
    for name, function in RULES.items():
        text = function.__doc__ or ""
        assert "Conclusion" in text, name


def test_induction():
    theorem = derive(
        step("first", ge(a**1, 0), "sign"),
        step("hypothesis", ge(a**n, 0), "assume"),
        step("next", ge(a ** (n + 1), 0), "combination", "hypothesis", using=(a,)),
        step("claim", ge(a**n, 0), "induction", "first", "next", using=(n, 1)),
    )
    assert theorem.hypotheses == frozenset()


def test_induction_from_a_later_value_keeps_its_range():
    theorem = derive(
        step("first", gt(S(3), 2), "sign"),
        step("hypothesis", gt(n, 2), "assume"),
        step("next", gt(n + 1, 2), "sign", "hypothesis"),
        step("claim", gt(n, 2), "induction", "first", "next", using=(n, 3)),
    )
    assert theorem.hypotheses == {ge(n, 3)}


def test_threshold_and_its_hypotheses():
    w = Writer()
    w("depth", ge(L, 2), "assume")
    w("sharpness", gt(Sharpness(single), 0), "assume")
    threshold_steps(w, single, "sharpness")
    theorem = check(w.derivation()).theorem
    assert theorem.conclusion == eq(StabilityThreshold(single), edge)
    assert theorem.hypotheses == {ge(L, 2), gt(Sharpness(single), 0)}


def test_a_threshold_means_something_for_positive_steps_only():
    threshold = StabilityThreshold(single)
    for step_size in (x, a, p - 1, eta):
        contracts = lt(Abs(PerturbationMultiplier(single, step_size)), 1)
        said = Implies(gt(Sharpness(single), 0), Equivalent(contracts, lt(step_size, threshold)))
        if step_size == eta:
            assert conclude(said, "meaning", using=(threshold, eta)).hypotheses == {ge(L, 2)}
            continue
        with pytest.raises(Rejected, match="must be a positive symbol"):
            conclude(said, "meaning", using=(threshold, step_size))


def test_hypotheses_are_discharged_only_where_they_may_be():
    theorem = derive(
        *facts(gt(x, 1), gt(y, 1)),
        step("sum", gt(x + y, 2), "combination", "f0", "f1", using=(1, 1)),
        step("claim", Implies(gt(x, 1), gt(x + y, 2)), "implication", "sum"),
    )
    assert theorem.hypotheses == {gt(y, 1)}


def test_for_all_discharges_its_range_and_nothing_else():
    theorem = derive(
        *facts(le(h, n), gt(x, 0)),
        step("one", ge(n - h + x, 0), "combination", "f0", "f1", using=(1, 1)),
        step("claim", every(ge(n - h + x, 0)), "for all", "one"),
    )
    assert theorem.hypotheses == {gt(x, 0)}


def test_substitution_leaves_the_hypotheses_that_facts_do_not_show():
    steps = [*facts(gt(x, 2)), step("more", gt(x, 1), "sign", "f0")]
    put = step("claim", gt(z + 1, 1), "substitution", "more", using=(x, z + 1))
    assert derive(*steps, put).hypotheses == {gt(z + 1, 2)}
    shown = step("claim", gt(p + 3, 1), "substitution", "more", using=(x, p + 3))
    assert derive(*steps, shown).hypotheses == frozenset()


def test_bound_names_do_not_matter_and_free_ones_do():
    assert same(every(gt(s[h], x)), every(gt(s[k], x), k))
    assert not same(every(gt(s[h], x)), every(gt(s[h], y)))
    assert not same(over(s[h] * k), over(s[k] * k, k))
    assert same(over(over(s[h] * s[k], k)), over(over(s[k] * s[h], h), k))
    assert not same(every(gt(s[i], x), i), every(gt(s[h], x))), "another kind of index is another claim"


def test_comparing_does_not_evaluate():
    assert not same(every(ge(s[h], 0)), every(ge(s[h] ** 2, 0)))
    assert not same(every(ge(1 / s[h], 0)), every(ge(s[h], 0)))
    assert replaced(le(x, y), y, x) == le(x, x)


def test_the_layer_index_is_apart_from_the_index_of_pathways():
    # A depth called l takes the usual name of the layer index; the first free name is the pathways'.
    c = Split(depth_l, s, H)
    wrong = Sum(layers(depth_l, s[h], s[h], h).function, (h, 1, depth_l), (h, 1, H))
    right = Sum(layers(depth_l, s[h], s[h], k).function, (k, 1, depth_l), (h, 1, H))
    assert conclude(eq(HessianEigenvalue(c, 1, 1), right), "meaning")
    with pytest.raises(Exception, match=r"means|range"):
        conclude(eq(HessianEigenvalue(c, 1, 1), wrong), "meaning")
