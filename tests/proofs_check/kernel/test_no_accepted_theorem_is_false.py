"""Random claims: whatever the kernel accepts holds, and has a value, at every point of its hypotheses that is
tried.

The kernel works with signs and SymPy; the points are decided in Arb by a walk over the tree as it was
written.
"""

import itertools
from fractions import Fraction

from hypothesis import event, given
from hypothesis import strategies as st
from kernel_steps import a, b, conclude, eq, every, ge, gt, h, i, le, lt, n, ne, over, p, r, s, x, y
from sympy import (
    Abs,
    Equivalent,
    Integer,
    Max,
    Min,
    Mul,
    Piecewise,
    Rational,
    Sum,
    exp,
    expand,
    factor,
    log,
    powsimp,
    sqrt,
)
from sympy import Pow as Power

from proofs_check.decide import Decider
from proofs_check.kernel import Rejected
from proofs_check.outcome import Truth
from theory import ForAll

HALVES = [Fraction(v, 2) for v in (-4, -2, -1, 0, 1, 2, 5)]
VALUES = {
    "x": HALVES,
    "y": HALVES,
    "a": [v for v in HALVES if v >= 0],
    "b": [v for v in HALVES if v >= 0],
    "p": [v for v in HALVES if v > 0],
    "n": [Fraction(v) for v in (1, 2, 3)],
    "i": [Fraction(v) for v in (-2, 0, 1, 3)],
    "h": [Fraction(v) for v in (1, 2)],
}
FAMILIES = {
    "s": [(Fraction(0),) * 6, tuple(map(Fraction, (0, 1, 2, 0, 1, 3))), (Fraction(1, 2),) * 6],
    "r": [tuple(map(Fraction, (-1, 2, 0, 1, -3, 1))), (Fraction(1),) * 6],
}
FALSE = {Truth.FALSE, Truth.UNDEFINED}
relations = st.sampled_from([eq, ne, ge, gt, le, lt])
leaves = st.sampled_from([x, y, a, b, p, n, i, *map(Integer, (-2, -1, 0, 1, 2, 3)), Rational(1, 2)])


def _quotient(one, other):
    return one if other == 0 else one / other


def _power(one, other):
    # SymPy would write zoo for 0 to a negative number, and I for a root of one.
    safe = other if other.is_number and abs(other) <= 3 else Integer(2)
    free = not one.is_number or (one.is_positive and not other.is_number)
    return one ** (other if free and (other.is_number or len(str(other)) < 6) else abs(safe)) if free else one


def _extreme(kind, one, other):
    # SymPy refuses to compare what it takes to be complex.
    try:
        return kind(one, other)
    except ValueError:
        return one


def _log(one):
    return log(one) if not one.is_number else one


def _grown(parts):
    pairs = st.tuples(parts, parts)
    return st.one_of(
        *(
            pairs.map(lambda two, f=f: f(*two))
            for f in (lambda u, v: u + v, lambda u, v: u * v, lambda u, v: u - v)
        ),
        pairs.map(lambda two: _quotient(*two)),
        pairs.map(lambda two: _power(*two)),
        pairs.map(lambda two: _extreme(Max, *two)),
        pairs.map(lambda two: _extreme(Min, *two)),
        *(parts.map(f) for f in (Abs, exp, _log, lambda u: sqrt(u) if not u.is_number else u)),
    )


terms = st.recursive(leaves, _grown, max_leaves=5)
some_facts = st.lists(st.builds(lambda rel, u, v: rel(u, v), relations, leaves, leaves), max_size=2)


def _points(propositions):
    """Points at which to try them, the edges first; a few hundred at most."""
    named = sorted(
        {t.name for prop in propositions for t in prop.free_symbols if hasattr(t, "name")} & VALUES.keys()
    )
    families = sorted({base for base in FAMILIES for prop in propositions if base in str(prop.free_symbols)})
    choices = [VALUES[name] for name in named] + [FAMILIES[name] for name in families]
    every_point = itertools.product(*choices)
    for values in itertools.islice(every_point, 0, 3000, 7 if len(named) > 3 else 1):
        yield dict(zip((*named, *families), values, strict=True))


def no_counterexample(claim, rule, facts=(), using=()):
    try:
        theorem = conclude(claim, rule, *facts, using=using)
    except Rejected as rejected:
        event(f"{rule}: rejected, {rejected.condition[:20]}")
        return
    event(f"{rule}: accepted")
    decider = Decider(20)
    tried = 0
    for values in _points((claim, *theorem.hypotheses)):
        if all(decider.decide(h, values).truth in {Truth.TRUE, Truth.EQUAL} for h in theorem.hypotheses):
            tried += 1
            found = decider.decide(claim, values)
            assert found.truth not in FALSE, (claim, theorem.hypotheses, values, found)
            if tried == 150:
                break


@given(relations, terms, terms, some_facts)
def test_sign(relation, left, right, facts):
    no_counterexample(relation(left, right), "sign", facts)


@given(relations, terms, some_facts)
def test_sign_against_zero(relation, left, facts):
    no_counterexample(relation(left, Integer(0)), "sign", facts)


def _split_powers(term):
    return term.replace(
        lambda e: e.is_Pow and e.exp.is_Add, lambda e: Mul(*(e.base**part for part in e.exp.args))
    )


def _joined(term):
    return term.replace(lambda e: e.is_Pow and e.base.is_Pow, lambda e: e.base.base ** (e.base.exp * e.exp))


rewritings = st.sampled_from([
    expand,
    factor,
    powsimp,
    _split_powers,
    _joined,
    lambda t: Power(t**2, Rational(1, 2), evaluate=False),
    lambda t: Mul(t, x, 1 / x, evaluate=False),
    lambda t: Mul(t, a**p, a ** (-p), evaluate=False),
    lambda t: expand(t, force=True),
    lambda t: powsimp(t, force=True),
    lambda t: t + log(a * b) - log(a) - log(b),
    lambda t: t + Abs(x) - Max(x, -x),
    lambda t: Power(Power(t, 3, evaluate=False), Rational(1, 3), evaluate=False),
])


@given(terms, rewritings, some_facts)
def test_identity(term, rewrite, facts):
    no_counterexample(eq(term, rewrite(term)), "identity", facts)


@given(relations, relations, leaves, leaves, st.one_of(leaves, terms), some_facts)
def test_monotone_power(relation, another, one, other, exponent, facts):
    if any(t.has(exp) or not t.is_real for t in (one, other)) or (0 in (one, other)) or exponent.has(log):
        return
    if one.is_negative or other.is_negative:
        return
    for premise, claim in (
        (relation(one, other), another(one**exponent, other**exponent)),
        (relation(one**exponent, other**exponent), another(one, other)),
    ):
        no_counterexample(claim, "monotone power", [premise, *facts], using=(exponent,))


@given(relations, relations, leaves, leaves, terms, some_facts)
def test_combination(relation, another, one, other, factor_, facts):
    claim = another(factor_ * one, factor_ * other)
    no_counterexample(claim, "combination", [relation(one, other), *facts], using=(factor_,))


@given(leaves, leaves, st.booleans(), some_facts)
def test_bernoulli(number, exponent, strictly, facts):
    if number == 0 or number.is_negative:
        return
    line = 1 + exponent * (number - 1)
    claim = Equivalent(eq(number**exponent, line), eq(number, 1)) if strictly else ge(number**exponent, line)
    no_counterexample(claim, "Bernoulli", facts, using=(number, exponent))


@given(leaves, leaves, leaves, st.booleans(), some_facts)
def test_am_gm(one, other, t, strictly, facts):
    if any(z == 0 or z.is_negative for z in (one, other)):
        return
    product, mean = one**t * other ** (1 - t), t * one + (1 - t) * other
    claim = Equivalent(eq(product, mean), eq(one, other)) if strictly else le(product, mean)
    no_counterexample(claim, "weighted AM-GM", facts, using=(one, other, t))


bodies = st.sampled_from([
    s[h],
    r[h],
    s[h] + 1,
    s[h] * h,
    s[h] - r[h],
    h,
    h - 2,
    s[h] * x,
    Integer(2),
    x,
    r[h] ** 2,
    1 / (s[h] + h),
])
ends = st.sampled_from([Integer(0), Integer(3), n, n - 1, n + 1, i, n - 2])


@given(bodies, bodies, ends, relations, some_facts)
def test_sums(one, other, end, relation, facts):
    def total(body):
        return Sum(body, (h, 1, end))

    no_counterexample(relation(total(one), 0), "sign of a sum", facts)
    no_counterexample(relation(total(one), total(other)), "sign", facts)
    claim = eq(total(expand(x * one + other)), x * total(one) + total(other))
    no_counterexample(claim, "linearity", facts)
    no_counterexample(eq(total(one), end * one), "telescoping", facts, using=(one * h,))
    no_counterexample(eq(total(h), end * (end + 1) / 2), "telescoping", facts, using=(h * (h + 1) / 2,))
    premise = ForAll(relation(one, other), (h, 1, end))
    no_counterexample(relation(total(one), total(other)), "termwise", [premise, *facts])
    some = ForAll(ge(one, 0), (h, 1, end))
    no_counterexample(le(one, total(one)), "a term is at most the sum", [some, *facts], using=(total(one), h))
    vanishes = Equivalent(eq(total(one), 0), ForAll(eq(one, 0), (h, 1, end)))
    no_counterexample(vanishes, "a sum of nonnegative terms vanishes", [some, *facts], using=(total(one),))


@given(bodies, ends, st.one_of(leaves, terms), st.booleans(), some_facts)
def test_jensen(body, end, exponent, strictly, facts):
    total = Sum(body, (h, 1, end))
    if body.is_number or end == 0:
        return
    powers, bound = Sum(body**exponent, (h, 1, end)), end ** (1 - exponent) * total**exponent
    alike = ForAll(eq(body, body.subs(h, 1)), (h, 1, end))
    claim = Equivalent(eq(powers, bound), alike) if strictly else ge(powers, bound)
    no_counterexample(claim, "Jensen", facts, using=(total, exponent))


@given(
    st.lists(st.tuples(terms, relations, leaves, leaves), min_size=1, max_size=2),
    terms,
    relations,
    some_facts,
)
def test_piecewise(cases, last, relation, facts):
    value = Piecewise(*((term, rel(u, v)) for term, rel, u, v in cases), (last, True), evaluate=False)
    no_counterexample(eq(value, last), "piecewise", facts)
    no_counterexample(relation(value, value + 1), "sign", facts)


@given(relations, terms, leaves, leaves, some_facts)
def test_rewrite(relation, term, one, other, facts):
    if one.is_number:
        return
    claim = relation(term, term.xreplace({one: other}))
    no_counterexample(relation(term, term), "rewrite", [claim, eq(one, other), *facts])


def test_the_points_are_not_vacuous():
    # If acceptance never happened the tests above would show nothing.
    for claim, rule in ((ge(a * p, 0), "sign"), (eq(over(2 * s[h]), 2 * over(s[h])), "linearity")):
        assert conclude(claim, rule)
        assert len(list(_points((claim,)))) > 2
    assert conclude(le(over(r[h]), over(s[h])), "termwise", every(le(r[h], s[h])))
