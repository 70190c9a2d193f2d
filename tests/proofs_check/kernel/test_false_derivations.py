"""Derivations that do not hold: each is rejected, and the step and the side condition are named.

Where it is not plain why, a note says at which values the conclusion is false.
"""

import pytest
from kernel_steps import (
    a,
    b,
    c,
    derive,
    eq,
    every,
    facts,
    ge,
    gt,
    h,
    i,
    j,
    k,
    le,
    lemma,
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
    u,
    x,
    y,
    z,
)
from sympy import (
    Abs,
    And,
    Equivalent,
    Float,
    Function,
    I,
    Implies,
    IndexedBase,
    Integer,
    Integral,
    Limit,
    Max,
    Mul,
    Or,
    Piecewise,
    Pow,
    Product,
    Rational,
    S,
    Sum,
    Symbol,
    exp,
    floor,
    log,
    nan,
    oo,
    sin,
    sqrt,
    symbols,
    zoo,
)

from proofs_check.kernel import Rejected
from theory import (
    AllEqual,
    ForAll,
    HessianCharacteristicPolynomial,
    HessianEigenvalue,
    Modes,
    PerturbationMultiplier,
    Quantity,
    Sharpness,
    SinglePath,
    Split,
    StabilityThreshold,
)
from theory.derivations.lemmas import limit_of_equals, maximum_without, zero_product

L = symbols("L", integer=True, positive=True)
even = Symbol("even", integer=True, positive=True, even=True)
nonzero = Symbol("w", real=True, nonzero=True)
prime = Symbol("prime", integer=True, prime=True)
unknown = Symbol("unknown")
eta, whole_eta = Symbol("eta", positive=True), Symbol("eta", integer=True, positive=True)
single = SinglePath(L, p)


class Reciprocal(Quantity):
    """A defined quantity without a value at 0."""

    measured = False

    def closed_form(self):
        return 1 / self.args[0]


class Sharpness2(Quantity):
    """Another quantity."""

    def closed_form(self):
        return Integer(1)


Sharpness2.__name__ = "Sharpness"


def one(claim, rule, *given, using=()):
    """Assumed premises and one step."""
    return [*facts(*given), step("claim", claim, rule, *(f"f{t}" for t in range(len(given))), using=using)]


def stable(step_size, bound):
    return Equivalent(lt(Abs(PerturbationMultiplier(single, step_size)), 1), lt(step_size, bound))


#: name: (steps, the step that fails, words of the condition)


class Ours(Sharpness):
    """A subclass of a measured quantity, with a meaning that is false."""

    def meanings(self, *parameters):
        return (eq(self, 7),)


edge = StabilityThreshold(single)
inside = lt(Abs(PerturbationMultiplier(single, eta)), 1)

FALSE = {
    # A dropped side condition, or facts that do not give it.
    "sign without a fact": (one(gt(x, 0), "sign"), "claim", "x > 0"),
    "sign of what may be 0": (one(gt(a, 0), "sign"), "claim", "a > 0"),
    "sign of a difference": (one(ge(p - q, 0), "sign"), "claim", "p - q >= 0"),
    "odd power of a real": (one(ge(x**3, 0), "sign"), "claim", "x**3 >= 0"),
    "0 < 0 from 0 < 1": (one(lt(S(0), S(0)), "sign", gt(S(1), 0)), "claim", "0 < 0"),
    "0 = 1": (one(eq(S(0), S(1)), "identity"), "claim", "0 = 1 is an identity"),
    "other terms of a sum": (one(gt(over(s[h]), 0), "sign of a sum"), "claim", "> 0"),
    "a sum whose range may run backwards": (
        one(eq(Sum(s[h], (h, 1, n - 5)), Sum(s[h], (h, 1, n - 5))), "identity"),
        "claim",
        "may not be",
    ),  # for n = 2 it has terms from -2 to 0 (Karr)
    "Bernoulli below 1": (one(ge(a**p, 1 + p * (a - 1)), "Bernoulli", using=(a, p)), "claim", "p >= 1"),
    "Bernoulli for negative x": (
        one(ge(x**2, 1 + 2 * (x - 1)), "Bernoulli", using=(x, S(2))),
        "claim",
        "x >= 0",
    ),
    "AM-GM with weight above 1": (
        one(le(a ** (1 + p) * b ** (-p), (1 + p) * a - p * b), "weighted AM-GM", using=(a, b, 1 + p)),
        "claim",
        "1 >= p + 1",
    ),
    "AM-GM with negative numbers": (
        one(le(x**2 * y ** (-1), 2 * x - y), "weighted AM-GM", using=(x, y, S(2))),
        "claim",
        "x >= 0",
    ),
    "AM-GM equality at weight 0": (
        one(
            Equivalent(eq(a**c * b ** (1 - c), c * a + (1 - c) * b), eq(a, b)),
            "weighted AM-GM",
            le(c, 1),
            using=(a, b, c),
        ),
        "claim",
        "c > 0",
    ),
    "logarithm of what may be 0": (one(le(log(a), a - 1), "logarithm", using=(a,)), "claim", "a > 0"),
    "telescoping to nothing": (
        one(eq(over(h), n * (n + 1) / 2), "telescoping"),
        "claim",
        "hands over what the sum",
    ),
    "weights that do not add up": (
        lemma(
            lambda w: maximum_without(w, "claim", x, [(S.Half, y), (Rational(1, 3), z)], "f0"),
            le(x, y / 2 + z / 3),
        ),
        "claim: below",
        "identity",
    ),
    "a negative weight": (
        lemma(lambda w: maximum_without(w, "claim", x, [(S(2), y), (S(-1), z)], "f0"), le(x, 2 * y - z)),
        "claim: below",
        "-1 >= 0",
    ),
    "products of negative factors": (
        one(
            le(Product(r[h], (h, 1, n)), Product(s[h], (h, 1, n))),
            "termwise",
            every(le(r[h], s[h])),
        ),
        "claim",
        "r[h] >= 0",
    ),
    "product of powers of a negative base": (
        one(eq(Product(x ** s[h], (h, 1, n)), x ** Sum(s[h], (h, 1, n))), "linearity"),
        "claim",
        "x**Sum(s[h], (h, 1, n)) may not be",
    ),
    # Jensen.
    "Jensen with a concave function": (
        one(ge(over(sqrt(s[h])), sqrt(n) * over(s[h]) ** S.Half), "Jensen", using=(over(s[h]), S.Half)),
        "claim",
        "1/2 >= 1",
    ),
    "Jensen with an exponent between 0 and 1": (
        one(ge(over(s[h] ** p), n ** (1 - p) * over(s[h]) ** p), "Jensen", using=(over(s[h]), p)),
        "claim",
        "p >= 1",
    ),
    "Jensen with terms of any sign": (
        one(ge(over(r[h] ** 3), n ** (-2) * over(r[h]) ** 3), "Jensen", using=(over(r[h]), S(3))),
        "claim",
        "r[h] >= 0",
    ),
    "Jensen without terms": (
        one(
            ge(Sum(s[h] ** 2, (h, 1, m - 1)), Sum(s[h], (h, 1, m - 1)) ** 2 / (m - 1)),
            "Jensen",
            using=(Sum(s[h], (h, 1, m - 1)), S(2)),
        ),
        "claim",
        "m - 1 >= 1",
    ),
    "Jensen's equality for the exponent 1": (
        one(
            Equivalent(eq(over(s[h]), over(s[h])), every(eq(s[h], s[1]))), "Jensen", using=(over(s[h]), S(1))
        ),
        "claim",
        "1 > 1",
    ),
    "Jensen with its bound turned round": (
        one(le(over(s[h] ** 2), over(s[h]) ** 2 / n), "Jensen", using=(over(s[h]), S(2))),
        "claim",
        "concludes",
    ),
    # What depends on the summation index.
    "an exponent that depends on the index": (
        one(
            ge(over(s[h] ** (1 + h)), n ** (-h) * over(s[h]) ** (1 + h)),
            "Jensen",
            using=(over(s[h]), 1 + h),
        ),
        "claim",
        "does not depend on h",
    ),
    "a count that depends on the index": (
        one(
            ge(Sum(s[h] ** 2, (h, 1, h)), Sum(s[h], (h, 1, h)) ** 2 / h),
            "Jensen",
            using=(Sum(s[h], (h, 1, h)), S(2)),
        ),
        "claim",
        "not in its own range",
    ),
    "a factor that depends on the index": (
        one(eq(over(h * s[h]), h * over(s[h])), "linearity"),
        "claim",
        "identity",
    ),
    "equal terms that are not": (
        one(eq(over(s[h]), n * s[h]), "telescoping", using=(h * s[h],)),
        "claim",
        "s[h] = ",
    ),
    "equal terms, counted one short": (
        one(eq(over(x), (n - 1) * x), "telescoping", using=(h * x,)),
        "claim",
        "x*(n - 1) = n*x",
    ),
    "a base that depends on the index": (
        one(eq(Product(h ** s[h], (h, 1, n)), h ** over(s[h])), "linearity"),
        "claim",
        "identity",
    ),
    "an exponent that depends on the index of a product": (
        one(eq(Product(s[h] ** h, (h, 1, n)), Product(s[h], (h, 1, n)) ** h), "linearity"),
        "claim",
        "identity",
    ),
    "a product of sums": (
        one(
            eq(Product(r[h] + s[h], (h, 1, n)), Product(r[h], (h, 1, n)) + Product(s[h], (h, 1, n))),
            "linearity",
        ),
        "claim",
        "identity",
    ),
    "equal factors, counted one short": (
        one(eq(Product(x, (h, 1, n)), x ** (n - 1)), "linearity"),
        "claim",
        "identity",
    ),
    "a ratio that depends on the index": (
        one(
            eq(over(h ** (n - h) * p ** (h - 1)), (h**n - p**n) / (h - p)),
            "telescoping",
            gt(p, n),
            using=(h ** (n - h) * p**h / (p - h),),
        ),
        "claim",
        "may not be",
    ),
    "what the sum is has no value before its first term": (
        one(eq(Sum(1 / (h * (h + 1)), (h, 1, n)), 1), "telescoping", using=(-n / (h * (n + 1)),)),
        "claim",
        "may not be",
    ),
    # Variables: capture, names, arbitrary indices.
    "substitution into a bound name": (
        one(
            eq(over(n * s[h]), n * over(s[h])),
            "substitution",
            eq(over(m * s[h]), m * over(s[h])),
            using=(m, h),
        ),
        "claim",
        "captures no variable",
    ),
    "instance with the name that is bound inside": (
        one(
            eq(s[h], Sum(s[h], (h, 1, 3))),
            "instance",
            every(eq(s[k], Sum(s[h], (h, 1, 3))), k),
            le(h, n),
            using=(h,),
        ),
        "claim",
        "captures no variable",
    ),
    "rewriting under a binder": (
        one(eq(over(s[h]), over(x)), "rewrite", eq(over(s[h]), over(s[h])), eq(s[h], x)),
        "claim",
        "captures no variable",
    ),
    "for all, while a hypothesis speaks of the index": (
        one(every(gt(s[h], 1)), "for all", gt(s[h], 1)),
        "claim",
        "h is arbitrary",
    ),
    "a fact about a free h inside a sum over h": (
        one(ge(over(h - 3), 0), "sign of a sum", ge(h, 5)),
        "claim",
        ">= 0",
    ),
    "for all from below what the symbol can be": (
        one(ForAll(gt(h, 0), (h, -3, 3)), "assume"),
        "claim",
        "within what the assumptions",
    ),
    "a sum from below what the symbol can be": (
        one(gt(Sum(h, (h, -5, 1)), 0), "sign of a sum"),
        "claim",
        "within what the assumptions",
    ),
    "an index that is never 0": (
        one(
            ForAll(eq(j, j), (Symbol("z0", integer=True, nonzero=True), -1, 1)),
            "assume",
        ),
        "claim",
        "nothing else",
    ),
    "an index that is prime": (
        one(ForAll(ge(prime, 2), (prime, 1, 5)), "assume"),
        "claim",
        "nothing else",
    ),
    "an index that is not an integer": (one(gt(Sum(p, (p, 1, n)), 0), "assume"), "claim", "integers"),
    "a range that ends between integers": (
        one(eq(Sum(1, (h, 1, n / 2)), n / 2), "linearity"),
        "claim",
        "integers",
    ),
    "a family at a fraction": (one(ge(s[h / 2], 0), "sign"), "claim", "at an integer"),
    "induction over a variable in a hypothesis": (
        [
            step("n is 1", eq(n, 1), "assume"),
            step("base", eq(S(1), 1), "identity"),
            step("next", eq(n + 1, 1), "combination", "n is 1", "n is 1", using=(1,)),
        ],
        "next",
        "identity",
    ),
    "one name, two symbols": (
        [step("first", ge(p, 0), "sign"), step("second", eq(Symbol("p", real=True), p), "identity")],
        "second",
        "one symbol",
    ),
    # A limit exchanged.
    "the limit of x^(1/n), x perhaps 0": (
        one(eq(Limit(a ** (1 / n), n, oo), 1), "limit at infinity"),
        "claim",
        "is smooth enough",
    ),  # 0 at a = 0
    "a limit that depends on its variable": (
        one(eq(Limit(1 / n, n, oo), 1 / n), "limit at infinity"),
        "claim",
        "does not depend on n",
    ),
    "a limit that is infinite": (
        one(eq(Limit(n * p, n, oo), 0), "limit at infinity"),
        "claim",
        "may not be",
    ),
    "the limit under a sum that grows": (
        one(eq(Limit(Sum(1 / n, (h, 1, n)), n, oo), 0), "limit at infinity"),
        "claim",
        "integers",
    ),
    "the limit inside a step": (
        one(
            eq(Limit(Piecewise((S(0), gt(x / n, 0)), (S(1), True)), n, oo), 1),
            "limit at infinity",
        ),
        "claim",
        "is built of",
    ),
    "the limit of an alternating sequence": (
        one(eq(Limit((-1) ** n, n, oo), 1), "limit at infinity"),
        "claim",
        "may not be",
    ),
    "a limit at a point": (one(eq(Limit(x, x, 0), 0), "limit at infinity"), "claim", "limit at infinity"),
    "limits of what is equal for one n": (
        lemma(
            lambda w: limit_of_equals(w, "claim", "f0", "f1"), eq(n * a, 1 / n), eq(Limit(1 / n, n, oo), 0)
        ),
        "claim",
        "n is arbitrary",
    ),
    # Division by something that may vanish, and other terms without a value.
    "x/x where x may be 0": (
        one(eq(Mul(x, 1 / x, evaluate=False), 1), "identity"),
        "claim",
        "1/x may not be",
    ),
    "x/x by reading 1 = 1 otherwise": (
        one(eq(Mul(x, 1 / x, evaluate=False), y), "conjunction", eq(S(1), y)),
        "claim",
        "every conjunct is a premise",
    ),
    "dividing an equation by what may be 0": (
        one(eq(y, z), "combination", eq(x * y, x * z), using=(1 / x,)),
        "claim",
        "1/x may not be",
    ),
    "dividing an inequality by what may be 0": (
        one(ge(y, z), "combination", ge(a * y, a * z), using=(1 / a,)),
        "claim",
        "1/a may not be",
    ),
    "rewriting 1 as a/b": (one(eq(z, x / y), "rewrite", eq(z, 1), eq(x, y)), "claim", "1/y may not be"),
    "a factor lost in a linear combination": (
        one(eq(Mul(1 / x, x + x * over(s[h]), evaluate=False), 1 + over(s[h])), "linearity"),
        "claim",
        "1/x may not be",
    ),
    "or something without a value": (
        one(
            Or(
                gt(
                    p,
                    0,
                ),
                gt(log(x), 0),
            ),
            "disjunction",
            gt(p, 0),
        ),
        "claim",
        "log(x) may not be",
    ),
    "or a quotient without a value": (
        one(Or(gt(1 / x, 0), ne(y, y + 1), evaluate=False), "disjunction", ne(y, y + 1)),
        "claim",
        "1/x may not be",
    ),
    "excluded middle without a value": (
        one(Or(gt(1 / x, 0), eq(1 / x, 0), lt(1 / x, 0)), "excluded middle"),
        "claim",
        "1/x may not be",
    ),
    "implication from what has no value": (
        [
            *facts(eq(1 / x, 1)),
            step("claim", Implies(eq(1 / x, 1), eq(1 / x, 1), evaluate=False), "implication", "f0"),
        ],
        "claim",
        "1/x may not be",
    ),
    "equivalence of what has no value": (
        [
            *facts(eq(1 / x, 1), And(eq(1 / x, 1), gt(p, 0), evaluate=False)),
            step("both", And(eq(1 / x, 1), gt(p, 0), evaluate=False), "conjunction", "f1"),
            step("claim", Equivalent(eq(1 / x, 1), And(eq(1 / x, 1), gt(p, q))), "equivalence", "both", "f0"),
        ],
        "claim",
        "the first premises are what is implied",
    ),
    "contradiction that gives its own claim a meaning": (
        [
            step("not", le(1 / x, 0), "assume"),
            step("positive", gt(x, 0), "assume"),
            step("so", gt(1 / x, 0), "sign", "positive"),
            step("y", le(y, 0), "assume"),
            step("z", gt(y, 0), "assume"),
            step("claim", gt(1 / x, 0), "contradiction", "not", "y", "z"),
        ],
        "claim",
        "1/x may not be",
    ),
    "square root of a negative number": (
        one(eq(Pow(sqrt(x), 2, evaluate=False), x), "identity"),
        "claim",
        "sqrt(x) may not be",
    ),
    "(-1)^(1/2), behind an unknown base": (
        one(eq(x ** (1 / p), x ** (1 / p)), "identity"),
        "claim",
        "may not be",
    ),
    "a cube root of a negative number": (
        one(eq(Pow(-p, Rational(1, 3), evaluate=False), -(p ** Rational(1, 3))), "identity"),
        "claim",
        "may not be",
    ),
    "a negative power of a share": (one(ge(s[1] ** (-p), 0), "sign"), "claim", "may not be"),
    "logarithm of a share": (one(eq(log(s[1]), log(s[1])), "identity"), "claim", "may not be"),
    "logarithm of a negative number": (one(eq(log(x), log(x)), "identity", lt(x, 0)), "claim", "may not be"),
    "square root below 0": (one(eq(sqrt(x), sqrt(x)), "identity", lt(x, 0)), "claim", "may not be"),
    "1/0": (one(eq(1 / (x - y), 1 / (x - y)), "identity", eq(x, y)), "claim", "may not be"),
    "alternatives that leave out a case": (
        one(ne(Piecewise((S(1), gt(x, 0))) + exp(x), exp(x) + Piecewise((S(1), gt(x, 0))) + 1), "sign"),
        "claim",
        "may not be",
    ),
    "an alternative without a value": (
        one(
            ne(Piecewise((1 / x, gt(x, -1)), (S(1), True)), Piecewise((1 / x, gt(x, -1)), (S(1), True)) + 1),
            "sign",
        ),
        "claim",
        "1/x may not be",
    ),
    "1/0 inside a sum": (one(eq(over(1 / (h - 2)), over(1 / (h - 2))), "identity"), "claim", "may not be"),
    "a definition without a value": (
        one(eq(Reciprocal(x), 1 / x), "definition"),
        "claim",
        "1/x may not be",
    ),
    "a monotone power of an undefined exponent": (
        one(ge(S(1), S(1)), "monotone power", ge(S(1), S(1)), using=(1 / a,)),
        "claim",
        "1/a may not be",
    ),
    # A strict conclusion from premises that are not strict; signs of multipliers; the direction.
    "strict from non-strict": (one(gt(x, y), "combination", ge(x, y), using=(1,)), "claim", "strict premise"),
    "strict with a multiplier that may be 0": (
        one(gt(a * x, a * y), "combination", gt(x, y), using=(a,)),
        "claim",
        "strict premise with a positive multiplier",
    ),
    "a negative multiplier": (one(ge(-x, -y), "combination", ge(x, y), using=(-1,)), "claim", "-1 >= 0"),
    "a multiplier of unknown sign": (
        one(ge(z * x, z * y), "combination", ge(x, y), using=(z,)),
        "claim",
        "z >= 0",
    ),
    "an equation from an inequality": (
        one(eq(x, y), "combination", ge(x, y), using=(1,)),
        "claim",
        "combined of equations",
    ),
    "a combination that says something else": (
        one(ge(x, y), "combination", ge(x, z), using=(1,)),
        "claim",
        "identity",
    ),
    "a combination of ne": (one(gt(x, y), "combination", ne(x, y), using=(1,)), "claim", "relation"),
    "strictly smaller sums of nothing": (
        one(
            lt(Sum(s[h], (h, 1, m - 1)), Sum(1 + s[h], (h, 1, m - 1))),
            "termwise",
            every(lt(s[h], 1 + s[h]), high=m - 1),
        ),
        "claim",
        "m - 1 > 0",
    ),
    "termwise in a range that runs backwards": (
        one(le(Sum(r[i], (i, 1, j)), Sum(s[i], (i, 1, j))), "termwise", ForAll(le(r[i], s[i]), (i, 1, j))),
        "claim",
        "j >= 0",
    ),
    "a sum that runs backwards vanishes": (
        one(
            Equivalent(eq(Sum(s[i], (i, 1, j)), 0), ForAll(eq(s[i], 0), (i, 1, j))),
            "a sum of nonnegative terms vanishes",
            ForAll(ge(s[i], 0), (i, 1, j)),
            using=(Sum(s[i], (i, 1, j)),),
        ),
        "claim",
        "j >= 0",
    ),
    "a sum of any terms vanishes": (
        one(
            Equivalent(eq(over(r[h]), 0), every(eq(r[h], 0))),
            "a sum of nonnegative terms vanishes",
            every(ge(r[h], -1)),
            using=(over(r[h]),),
        ),
        "claim",
        "r[h] >= 0",
    ),
    "a sum vanishes, while terms of a smaller range are known": (
        one(
            Equivalent(eq(over(r[h]), 0), every(eq(r[h], 0))),
            "a sum of nonnegative terms vanishes",
            every(ge(r[h], 0), high=n - 1),
            ge(r[h], 0),
            using=(over(r[h]),),
        ),
        "claim",
        "r[h] >= 0",
    ),
    "a term that is not in the sum": (
        one(le(s[n + 1], over(s[h])), "a term is at most the sum", using=(over(s[h]), n + 1)),
        "claim",
        "n >= n + 1",
    ),
    "a term before the sum": (
        one(
            le(s[1], over(s[h], low=2, high=n + 1)),
            "a term is at most the sum",
            using=(over(s[h], low=2, high=n + 1), 1),
        ),
        "claim",
        "1 >= 2",
    ),
    "a term between two": (
        one(le(x + s[1] - x, over(s[h])), "a term is at most the sum", using=(over(s[h]), S.Half)),
        "claim",
        "an integer",
    ),
    "a term of a sum of any terms": (
        one(le(r[1], over(r[h])), "a term is at most the sum", using=(over(r[h]), 1)),
        "claim",
        "r[h] >= 0",
    ),
    "an instance out of range": (
        one(gt(s[k], 1), "instance", every(gt(s[h], 1)), using=(k,)),
        "claim",
        "n >= k",
    ),
    "an instance between integers": (
        one(gt(x, 0), "instance", every(gt(h, 0)), using=(x,)),
        "claim",
        "x is an integer",
    ),
    # A rewrite, or a power, valid for positive arguments only.
    "(x^2)^(1/2) = x for any x": (
        one(eq(Pow(x**2, S.Half, evaluate=False), x), "identity"),
        "claim",
        "identity",
    ),
    "log of a product of any numbers": (
        one(eq(log(x * y), log(x) + log(y)), "identity", gt(x * y, 0)),
        "claim",
        "log(x) may not be",
    ),
    "squares of numbers of any sign": (
        one(ge(x**2, y**2), "monotone power", ge(x, y), using=(2,)),
        "claim",
        "x >= 0",
    ),
    "roots of squares of any sign": (
        one(eq(x, y), "monotone power", eq(x**2, y**2), using=(2,)),
        "claim",
        ">= 0",
    ),
    "a negative power keeps the order": (
        one(ge(1 / p, 1 / q), "monotone power", ge(p, q), using=(-1,)),
        "claim",
        "turned round",
    ),
    "a power of 0 keeps the order strict": (
        one(gt(p**a, q**a), "monotone power", gt(p, q), using=(a,)),
        "claim",
        "a is not 0",
    ),
    "back from the power 0": (
        one(eq(p, q), "monotone power", eq(p**a, q**a), using=(a,)),
        "claim",
        "a is not 0",
    ),
    "an exponent of either sign": (
        one(ge(p**x, q**x), "monotone power", ge(p, q), using=(x,)),
        "claim",
        "has one sign",
    ),
    # Induction.
    "induction without its base": (
        [
            step("hypothesis", ge(x**n, n), "assume"),
            step("claim", ge(x**n, n), "induction", "hypothesis", using=(n, 1)),
        ],
        "claim",
        "at least 2 earlier steps",
    ),
    "induction from a wrong base": (
        [
            step("base", ge(S(2), 1), "sign"),
            step("hypothesis", ge(n, 5), "assume"),
            step("next", ge(n + 1, 5), "sign", "hypothesis"),
            step("claim", ge(n, 5), "induction", "base", "next", using=(n, 1)),
        ],
        "claim",
        "the claim at n = 1",
    ),
    "induction from below the first value": (
        [
            step("hypothesis", le(n, -5), "assume"),
            step("base", le(S(-5), -5), "sign"),
            step("next", le(n + 1, -5), "contradiction", "hypothesis"),
            step("claim", le(n, -5), "induction", "base", "next", using=(n, -5)),
        ],
        "claim",
        "a value that n can have",
    ),
    "induction over a real number": (
        [
            step("base", ge(S(0), 0), "sign"),
            step("hypothesis", ge(x, 0), "assume"),
            step("next", ge(x + 1, 0), "sign", "hypothesis"),
            step("claim", ge(x, 0), "induction", "base", "next", using=(x, 0)),
        ],
        "claim",
        "integer variable",
    ),
    "an induction step for the wrong successor": (
        [
            step("base", ge(S(1), 1), "sign"),
            step("next", ge(n + 2, 1), "sign"),
            step("claim", ge(n, 1), "induction", "base", "next", using=(n, 1)),
        ],
        "claim",
        "the claim at n + 1",
    ),
    # Substitution: values that the symbol cannot take.
    "a negative value for a positive symbol": (
        one(gt(-p, 0), "substitution", gt(q, 0), using=(q, -p)),
        "claim",
        "sign",
    ),
    "0 for a positive symbol": (one(gt(S(0), 0), "substitution", gt(q, 0), using=(q, 0)), "claim", "sign"),
    "a fraction for an integer": (
        one(ge(S.Half, 1), "substitution", ge(n, 1), using=(n, S.Half)),
        "claim",
        "is an integer",
    ),
    "an odd number for an even symbol": (
        one(ge(S(3), 2), "substitution", ge(even, 2), using=(even, 3)),
        "claim",
        "nothing else",
    ),
    "0 for a symbol that is not 0": (
        one(ne(S(0), 0), "substitution", ne(nonzero, 0), using=(nonzero, 0)),
        "claim",
        "nothing else",
    ),
    "a value without meaning": (
        one(eq(1 / x, 1 / x), "substitution", eq(y, y), using=(y, 1 / x)),
        "claim",
        "1/x may not be",
    ),
    # Propositions.
    "a conclusion about fewer cases": (
        [
            *facts(Or(gt(x, 1), lt(x, -1)), gt(x, 1), lt(x, -1)),
            step("one", gt(x, 0), "sign", "f1"),
            step("claim", gt(x, 0), "cases", "f0"),
        ],
        "claim",
        "is dealt with",
    ),
    "cases, one of them for the other": (
        [
            *facts(Or(gt(x, 1), gt(y, 1)), gt(x, 1)),
            step("one", gt(x, 0), "sign", "f1"),
            step("claim", gt(x, 0), "cases", "f0", "one"),
        ],
        "claim",
        "y > 1 is dealt with",
    ),
    "cases with another conclusion": (
        one(gt(x, 0), "cases", Or(gt(x, 1), gt(y, 1)), gt(x, 0), gt(y, 0)),
        "claim",
        "every case ends in the claim",
    ),
    "modus ponens backwards": (
        one(gt(x, 0), "modus ponens", Implies(gt(x, 0), gt(x, -1)), gt(x, -1)),
        "claim",
        "what implies the claim",
    ),
    "an equivalence from one direction": (
        one(Equivalent(gt(x, 0), gt(y, 0)), "equivalence", gt(x, 0)),
        "claim",
        "y > 0 is not among them",
    ),
    "a conjunct too many": (one(And(gt(x, 0), gt(y, 0)), "conjunction", gt(x, 0)), "claim", "y > 0 is not"),
    "the wrong case": (one(Or(gt(x, 0), gt(y, 0)), "disjunction", gt(z, 0)), "claim", "one of the cases"),
    "two orders of three": (
        one(Or(lt(x, y), gt(x, y)), "excluded middle"),
        "claim",
        "names every order",
    ),
    "orders of two pairs": (
        one(Or(lt(x, y), eq(x, z), gt(x, y)), "excluded middle"),
        "claim",
        "order two numbers",
    ),
    "integer cases of a real number": (
        one(Or(eq(x, 2), ge(x, 3)), "integer cases", ge(x, 2)),
        "claim",
        "they order two numbers",
    ),
    "integer cases that skip one": (
        one(Or(eq(n, 1), ge(n, 3)), "integer cases"),
        "claim",
        "they order two numbers",
    ),
    "integer cases without the bound": (
        one(Or(eq(n, 2), ge(n, 3)), "integer cases"),
        "claim",
        "every order that n and 2 can have",
    ),
    "contradiction without one": (
        one(gt(x, 5), "contradiction", gt(x, 0), lt(y, 0)),
        "claim",
        "exclude each other",
    ),
    "one case of a Piecewise without a reason": (
        one(eq(Piecewise((S(1), gt(x, 0)), (S(2), True)), 2), "piecewise"),
        "claim",
        "it is known whether",
    ),
    "the wrong case of a Piecewise": (
        one(eq(Piecewise((S(1), gt(x, 0)), (S(2), True)), 2), "piecewise", gt(x, 0)),
        "claim",
        "the value of that case",
    ),
    "a product that vanishes in one factor only": (
        [
            *lemma(lambda w: zero_product(w, "claim", x, y))[:-1],
            step(
                "claim",
                Equivalent(eq(x * y, 0), eq(x, 0)),
                "equivalence",
                "claim: then either",
                "claim: then product",
            ),
        ],
        "claim",
        "the first premises are what is implied",
    ),
    "a factor that is divided by where it vanishes": (
        one(eq(y, 0), "combination", eq(x * y, 0), using=(1 / x,)),
        "claim",
        "1/x may not be",
    ),
    "|a| <= b for |a| < b": (
        one(
            Equivalent(le(Abs(x), y), And(gt(x, -y), lt(x, y))),
            "absolute value",
            using=(x, y),
        ),
        "claim",
        "concludes Equivalent",
    ),
    # A correct proof of another statement.
    "termwise maxima": (
        one(le(Max(r[1], x), Max(s[1], x)), "termwise", every(le(r[h], s[h]))),
        "claim",
        "sums or",
    ),
    "strictly smaller products": (
        one(lt(Product(s[h], (h, 1, n)), Product(r[h], (h, 1, n))), "termwise", every(lt(s[h], r[h]))),
        "claim",
        "compares products",
    ),
    "termwise with a square too many": (
        one(le(over(r[h] ** 2), over(s[h])), "termwise", every(le(r[h], s[h]))),
        "claim",
        "both sides",
    ),
    "a product of powers that runs backwards": (
        one(eq(Product(p ** r[i], (i, 1, j)), p ** Sum(r[i], (i, 1, j))), "linearity"),
        "claim",
        "j >= 0",
    ),
    "a product of powers of undefined exponents": (
        one(eq(Product(p ** (1 / s[h]), (h, 1, n)), p ** over(1 / s[h])), "linearity"),
        "claim",
        "may not be",
    ),
    "a product as the power of a product": (
        one(eq(Product(p ** r[h], (h, 1, n)), p ** Product(r[h], (h, 1, n))), "linearity"),
        "claim",
        "identity",
    ),
    "a linear combination of undefined terms": (
        one(eq(over(2 / s[h]), 2 * over(1 / s[h])), "linearity"),
        "claim",
        "may not be",
    ),
    "Gauss for squares": (
        one(eq(over(h**2), n * (n + 1) / 2), "telescoping", using=(h * (h + 1) / 2,)),
        "claim",
        "h**2 = ",
    ),
    "Gauss from 2": (
        one(eq(Sum(h, (h, 2, n)), n * (n + 1) / 2), "telescoping", using=(h * (h + 1) / 2,)),
        "claim",
        "- 1 is an identity",
    ),
    "Gauss backwards": (
        one(eq(Sum(i, (i, 1, j)), j * (j + 1) / 2), "telescoping", using=(i * (i + 1) / 2,)),
        "claim",
        "j >= 0",
    ),
    "a geometric sum without the sum": (
        one(eq(p - q, p**n - q**n), "telescoping", using=(p**h,)),
        "claim",
        "is a Sum",
    ),
    "a geometric sum of equal numbers": (
        one(
            eq(over(p ** (n - h) * q ** (h - 1)), (p**n - q**n) / (p - q)),
            "telescoping",
            using=(p ** (n - h) * q**h / (q - p),),
        ),
        "claim",
        "may not be",
    ),
    "a sum that is 0 iff its first term is": (
        one(
            Equivalent(eq(over(s[h]), 0), eq(s[1], 0)),
            "a sum of nonnegative terms vanishes",
            using=(over(s[h]),),
        ),
        "claim",
        "concludes",
    ),
    "a term is at least the sum": (
        one(ge(s[1], over(s[h])), "a term is at most the sum", using=(over(s[h]), 1)),
        "claim",
        "concludes s[1] <=",
    ),
    "equal in Bernoulli iff x = 0": (
        one(Equivalent(eq(a**2, 1 + 2 * (a - 1)), eq(a, 0)), "Bernoulli", using=(a, 2)),
        "claim",
        "Eq(a, 1)",
    ),
    "equal in Bernoulli for the exponent 1": (
        one(Equivalent(eq(a**n, 1 + n * (a - 1)), eq(a, 1)), "Bernoulli", using=(a, n)),
        "claim",
        "n > 1",
    ),
    "AM-GM with another negative number": (
        one(le(a**2 * y ** (-1), 2 * a - y), "weighted AM-GM", using=(a, y, S(2))),
        "claim",
        "y >= 0",
    ),
    "AM-GM with a negative weight": (
        one(le(p ** (-1) * q**2, 2 * q - p), "weighted AM-GM", using=(p, q, S(-1))),
        "claim",
        "-1 >= 0",
    ),
    "AM-GM equality at weight 1": (
        one(
            Equivalent(eq(a**p * b ** (1 - p), p * a + (1 - p) * b), eq(a, b)),
            "weighted AM-GM",
            le(p, 1),
            using=(a, b, p),
        ),
        "claim",
        "1 > p",
    ),
    "AM-GM of terms of any sign": (
        one(
            le(Product(r[h], (h, 1, n)) ** (1 / n), over(r[h]) / n),
            "AM-GM",
            ge(Product(r[h], (h, 1, n)), 0),
            using=(over(r[h]),),
        ),
        "claim",
        "r[h] >= 0",
    ),
    "AM-GM of no terms": (
        one(
            le(Product(p, (h, 1, m - 1)) ** (1 / (m - 1)), Sum(p, (h, 1, m - 1)) / (m - 1)),
            "AM-GM",
            using=(Sum(p, (h, 1, m - 1)),),
        ),
        "claim",
        "m - 1 >= 1",
    ),
    "equal in AM-GM iff all are 0": (
        one(
            Equivalent(eq(Product(s[h], (h, 1, n)) ** (1 / n), over(s[h]) / n), every(eq(s[h], 0))),
            "AM-GM",
            ge(Product(s[h], (h, 1, n)), 0),
            using=(over(s[h]),),
        ),
        "claim",
        "concludes",
    ),
    "parts at a fraction": (
        one(eq(over(s[h]), x), "parts of a range", using=(over(s[h]), S.Half)),
        "claim",
        "1/2 is an integer",
    ),
    "parts, the first of which runs backwards": (
        one(
            eq(Sum(r[i], (i, 3, n + 3)), Sum(r[i], (i, 3, 1)) + Sum(r[i], (i, 2, n + 3))),
            "parts of a range",
            using=(Sum(r[i], (i, 3, n + 3)), 1),
        ),
        "claim",
        "1 >= 2",
    ),
    "parts, the second of which runs backwards": (
        one(
            eq(Sum(r[i], (i, 1, n)), Sum(r[i], (i, 1, n + 2)) + Sum(r[i], (i, n + 3, n))),
            "parts of a range",
            using=(Sum(r[i], (i, 1, n)), n + 2),
        ),
        "claim",
        "n >= n + 2",
    ),
    "a shift by a fraction": (
        one(eq(over(s[h]), over(s[h])), "shifted index", using=(over(s[h]), S.Half)),
        "claim",
        "is an integer without h",
    ),
    "a shift by the index": (
        one(eq(over(s[h]), over(s[2 * h])), "shifted index", using=(over(s[h]), h)),
        "claim",
        "is an integer without h",
    ),
    "a shift of a range that runs backwards": (
        one(
            eq(Sum(r[i], (i, 4, n)), Sum(r[i + 1], (i, 3, n - 1))),
            "shifted index",
            using=(Sum(r[i], (i, 4, n)), 1),
        ),
        "claim",
        "n - 3 >= 0",
    ),
    "more multipliers than premises": (
        one(ge(x, y), "combination", ge(x, y), using=(1, 1)),
        "claim",
        "a multiplier for the first premises",
    ),
    "another power": (
        one(ge(p**3, q**2), "monotone power", ge(p, q), using=(2,)),
        "claim",
        "both sides raised to 2",
    ),
    "Jensen for a sum from 2": (
        one(
            ge(Sum(s[h] ** 2, (h, 2, n + 1)), Sum(s[h], (h, 2, n + 1)) ** 2 / (n + 1)),
            "Jensen",
            using=(Sum(s[h], (h, 2, n + 1)), 2),
        ),
        "claim",
        "concludes",
    ),
    "a maximum without another argument": (
        one(Equivalent(eq(y, Max(y, u)), le(x, y)), "maximum", using=(y, x)),
        "claim",
        "concludes",
    ),
    "a maximum at most its argument": (one(ge(x, Max(x, y)), "maximum", using=(x, y)), "claim", "concludes"),
    "dominated by what is not an argument": (
        lemma(lambda w: maximum_without(w, "claim", x, [(S(1), y)], "f0"), le(x, z)),
        "claim: below",
        "identity",
    ),
    "dominated by another mean": (
        lemma(lambda w: maximum_without(w, "claim", x, [(S(1), y)], "f0"), le(z, y)),
        "claim: below",
        "identity",
    ),
    "a maximum without its other arguments": (one(le(x, Max(x, y)), "maximum"), "claim", "hands over"),
    "what is no Piecewise": (one(eq(x, y), "piecewise"), "claim", "is about a Piecewise"),
    "no limit": (one(eq(x, y), "limit at infinity"), "claim", "concludes a limit"),
    "an equation for a limit": (
        one(eq(x, y), "squeeze", le(x, y), ge(x, y), eq(Limit(1 / n, n, oo), 0), eq(Limit(1 / n, n, oo), 0)),
        "claim",
        "concludes a limit",
    ),
    "the limit of another sequence": (
        one(
            eq(Limit(x + 1 / n, n, oo), 0),
            "squeeze",
            le(1 / n, 1 / n),
            ge(1 / n, 1 / n),
            eq(Limit(1 / n, n, oo), 0),
            eq(Limit(1 / n, n, oo), 0),
        ),
        "claim",
        "both bounds are about",
    ),
    "another sequence is known": (
        one(
            eq(Limit(1 / n, n, oo), 0),
            "squeeze",
            le(1 / n, 1 / n),
            ge(1 / n, 1 / n),
            eq(Limit(2 / n, n, oo), 0),
            eq(Limit(1 / n, n, oo), 0),
        ),
        "claim",
        "knows that 1/n tends to 0",
    ),
    "another limit": (
        one(
            eq(Limit(1 / n, n, oo), 1),
            "squeeze",
            le(1 / n, 1 / n),
            ge(1 / n, 1 / n),
            eq(Limit(1 / n, n, oo), 0),
            eq(Limit(1 / n, n, oo), 0),
        ),
        "claim",
        "knows that 1/n tends to 1",
    ),
    "a step that multiplies the sharpness": (
        one(eq(Sharpness(single), 1 - eta * Sharpness(single)), "meaning"),
        "claim",
        "is what Sharpness(SinglePath(L, p)) means",
    ),
    "an instance of what is no ForAll": (
        one(gt(s[1], 0), "instance", gt(over(s[h]), 0), using=(1,)),
        "claim",
        "is a ForAll",
    ),
    "an assumption with premises": (one(gt(x, 0), "assume", gt(y, 0)), "claim", "uses no earlier step"),
    "an implication that is a conjunction": (
        one(And(gt(y, 0), gt(x, 0)), "implication", gt(x, 0)),
        "claim",
        "is an implication or an equivalence",
    ),
    "an implication of something else": (
        one(Implies(gt(x, 0), gt(z, 0)), "implication", gt(y, 0)),
        "claim",
        "what is implied",
    ),
    "modus ponens from a disjunction": (
        one(gt(y, 0), "modus ponens", Or(gt(x, 0), gt(y, 0)), gt(x, 0)),
        "claim",
        "an implication or an equivalence",
    ),
    "cases of a conjunction": (
        one(gt(x, 0), "cases", Equivalent(gt(y, 0), gt(z, 0)), gt(x, 0)),
        "claim",
        "names the cases",
    ),
    "for all of something else": (
        one(every(gt(s[h], 1)), "for all", gt(s[1], 1)),
        "claim",
        "the premise is the condition",
    ),
    "another instance": (
        one(gt(s[1], 2), "instance", every(gt(s[h], 1)), using=(1,)),
        "claim",
        "the claim is that instance",
    ),
    "a rewrite to something else": (
        one(gt(x, 1), "rewrite", gt(x, 0), eq(x, y)),
        "claim",
        "once each a is replaced",
    ),
    "a rewrite by an inequality": (
        one(gt(y, 0), "rewrite", gt(x, 0), ge(x, y)),
        "claim",
        "once each a is replaced",
    ),
    "a substitution in one place of two": (
        one(ge(y * z, 0), "substitution", ge(y * y, 0), using=(y, z)),
        "claim",
        "the claim is P(e)",
    ),
    "another definition": (
        one(eq(Reciprocal(p), 2 / p), "definition"),
        "claim",
        "is what Reciprocal(p) means",
    ),
    "integer cases of a conjunction": (
        one(And(eq(n, 1), ge(n, 2), evaluate=False), "integer cases"),
        "claim",
        "they order two numbers",
    ),
    "the bound of another exponent": (
        one(ge(over(s[h] ** 3), over(s[h]) ** 2 / n), "Jensen", using=(over(s[h]), S(2))),
        "claim",
        "concludes",
    ),
    "a predicate of another family": (
        one(AllEqual(s, n), "definition", every(eq(r[h], r[1]))),
        "claim",
        "relation",
    ),
    "a predicate over another range": (
        one(AllEqual(s, n), "definition", every(eq(s[h], s[1]), high=n - 1)),
        "claim",
        "relation",
    ),
    "a predicate of fewer pathways": (
        one(every(gt(s[h], 1), high=n), "conjunction", every(gt(s[h], 1), high=n - 1)),
        "claim",
        "every conjunct is a premise",
    ),
    "the eigenvalue of another mode": (
        one(
            eq(
                HessianEigenvalue(Modes(Split(2, p, q), Split(2, 1, 1)), 1, 1),
                HessianEigenvalue(Split(2, p, q)),
            ),
            "meaning",
        ),
        "claim",
        "means: ",
    ),
    "the sharpness without the factor L": (
        one(eq(Sharpness(single), p ** (2 - 2 / L)), "meaning"),
        "claim",
        "means: ",
    ),
    "a spectrum without its zeros": (
        one(
            eq(HessianCharacteristicPolynomial(single, x), x - HessianEigenvalue(single, 1, 1)),
            "meaning",
        ),
        "claim",
        "means: ",
    ),
    "a quantity of the same name": (
        one(eq(Sharpness2(single), HessianEigenvalue(single, 1, 1)), "meaning"),
        "claim",
        "nothing from the loss",
    ),
    "a measured quantity by definition": (
        one(eq(Sharpness(single), Sharpness(single).closed_form()), "definition"),
        "claim",
        "is what Sharpness(SinglePath(L, p)) means",
    ),
    "a multiplier with the wrong sign": (
        one(eq(PerturbationMultiplier(single, eta), 1 + eta * Sharpness(single)), "meaning"),
        "claim",
        "means: Eq(PerturbationMultiplier(",
    ),
    "a threshold that is passed": (
        one(
            Implies(
                gt(Sharpness(single), 0),
                Equivalent(le(Abs(PerturbationMultiplier(single, eta)), 1), lt(eta, edge)),
            ),
            "meaning",
            using=(edge, eta),
        ),
        "claim",
        "means: ",
    ),
    "a threshold where nothing is sharp": (
        one(Equivalent(inside, lt(eta, edge)), "meaning", using=(edge, eta)),
        "claim",
        "means: ",
    ),
    "a threshold that speaks of another step": (
        one(
            Implies(
                gt(Sharpness(single), 0),
                Equivalent(lt(Abs(PerturbationMultiplier(single, 2 * eta)), 1), lt(eta, edge)),
            ),
            "meaning",
            using=(edge, eta),
        ),
        "claim",
        "means: ",
    ),
    "the closed form of a measured quantity": (
        one(eq(Sharpness(single), Sharpness(single).closed_form()), "meaning"),
        "claim",
        "means: ",
    ),
    "meanings that somebody else wrote": (
        one(eq(Ours(single), 7), "meaning"),
        "claim",
        "nothing from the loss",
    ),
    "the meaning of another quantity": (
        one(eq(Sharpness(single), HessianEigenvalue(single, 1, 1)), "meaning", using=(edge,)),
        "claim",
        "means: ",
    ),
    # What the kernel does not understand is rejected, not waved through.
    "a sine": (one(le(sin(x), 1), "assume"), "claim", "is understood"),
    "a floor": (one(le(floor(x), x), "assume"), "claim", "is understood"),
    "an undefined function": (one(eq(Function("f")(x), 0), "assume"), "claim", "understood"),
    "an integral": (one(eq(Integral(x, (x, 0, 1)), S.Half), "assume"), "claim", "is understood"),
    "an imaginary number": (one(eq(x, I), "assume"), "claim", "is understood"),
    "a symbol that may be complex": (one(eq(unknown, unknown), "assume"), "claim", "known to be real"),
    "infinity": (one(lt(x, oo), "assume"), "claim", "is understood"),
    "nan": (one(eq(x, nan), "assume"), "claim", "is understood"),
    "zoo": (one(eq(x, zoo), "assume"), "claim", "is understood"),
    "a float": (one(ge(x**2, Float(0.0)), "assume"), "claim", "is understood"),
    "a family that may be complex": (one(eq(IndexedBase("w")[1], 0), "assume"), "claim", "real number"),
    # The derivation itself.
    "a rule that does not exist": (one(gt(x, 0), "trust me"), "claim", "names a rule of the kernel"),
    "a later step": ([step("claim", gt(p, 0), "sign", "later")], "claim", "earlier steps only"),
    "the same name twice": (
        [step("claim", gt(p, 0), "sign"), step("claim", gt(q, 0), "sign")],
        "claim",
        "a name of its own",
    ),
    "a Python bool": ([step("claim", True, "assume")], "claim", "SymPy terms"),
    "nothing": ([], "", "at least one step"),
}


@pytest.mark.parametrize("name", FALSE)
def test_it_is_rejected_and_says_why(name):
    steps, failing, words = FALSE[name]
    with pytest.raises(Rejected) as caught:
        derive(*steps)
    assert caught.value.step == failing
    assert "names a rule" not in caught.value.condition or "rule that does not exist" in name
    assert words in caught.value.condition
    if failing:
        assert caught.value.rule
    assert "can read" not in caught.value.condition, "a condition should say it, not an exception"


def test_there_are_enough_of_them():
    assert len(FALSE) >= 60
