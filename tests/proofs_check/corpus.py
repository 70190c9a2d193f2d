"""False statements, each wrong in one realistic way, and true ones that are easy to refute by mistake.

Data only; `test_corpus` judges them.  The title of a false one names the mistake.
"""

from __future__ import annotations

from typing import Any

from sympy import (
    Abs,
    And,
    E,
    Eq,
    Equivalent,
    Ge,
    Gt,
    Implies,
    IndexedBase,
    LambertW,
    Le,
    Limit,
    Lt,
    Max,
    Min,
    Ne,
    Not,
    Or,
    Piecewise,
    Product,
    Rational,
    Sum,
    Symbol,
    Xor,
    cos,
    cosh,
    exp,
    factorial,
    floor,
    log,
    oo,
    pi,
    sin,
    sinh,
    sqrt,
    symbols,
    tanh,
)

from theory import (
    AllEqual,
    Balanced,
    ForAll,
    HessianEigenvalue,
    HillNumber,
    Modes,
    OneNonzero,
    Pathways,
    PerturbationMultiplier,
    Sharpness,
    SinglePath,
    Split,
    StabilityThreshold,
    Statement,
    UniqueRoot,
)

__all__ = ["FALSE", "TRUE"]

FALSE: list[Statement] = []
TRUE: list[Statement] = []

H, K, L, h, j = symbols("H K L h j", integer=True, positive=True)
a, b, c, d, eta, p, s = symbols("a b c d eta p s", positive=True)
u, v, w = symbols("u v w", nonnegative=True)
x, y, z = symbols("x y z", real=True)
m = symbols("m", integer=True)
n = symbols("n", integer=True, nonnegative=True)
even, odd = Symbol("even", even=True), Symbol("odd", odd=True)
below = Symbol("below", integer=True, negative=True)
minus = Symbol("minus", negative=True)
sigma, tau = IndexedBase("sigma", nonnegative=True), IndexedBase("tau", positive=True)
rho = IndexedBase("rho", nonnegative=True)

total = Sum(sigma[h], (h, 1, H))
q = 2 - 2 / L
TINY = Rational(1, 10**25)
split, two = Split(L, sigma, H), Split(L, a, b)
single, balanced = SinglePath(L, s), Balanced(H, L, s)
factor = Sharpness(balanced) / Sharpness(single)
pair = Modes(Split(L, a, b), Split(L, c, d))


def mu(i: int, k: int, of: Any = pair) -> Any:
    """An eigenvalue of the Hessian."""
    return HessianEigenvalue(of, i, k)


def entropy(t: Any) -> Any:
    """Of a coin."""
    return -t * log(t) - (1 - t) * log(1 - t)


def wrong(id: str, mistake: str, claim: Any, *given: Any) -> None:  # noqa: A002
    """Add a false statement."""
    FALSE.append(Statement(id, claim, given, title=mistake))


def right(id: str, claim: Any, *given: Any) -> None:  # noqa: A002
    """Add a true statement."""
    TRUE.append(Statement(id, claim, given))


# False: about minima and gradient descent.

wrong("reduction-exponent", "wrong exponent", Eq(factor, H ** (1 / L - 1)), L >= 2)
wrong("sharpness-exponent", "wrong exponent", Eq(Sharpness(single), L * s ** (2 - 1 / L)))
wrong(
    "growth-in-shares",
    "the exponent of layer values for the growth of shares",
    Eq((L * a**q) / (L * b**q), (a / b) ** (L - 1)),
    L >= 2,
)
wrong(
    "growth-in-layers",
    "the exponent of shares for the growth of layer values",
    Eq(a ** (L - 1) / b ** (L - 1), (a / b) ** q),
    L >= 2,
)
wrong(
    "flattest-strictly",
    "strict where equality occurs",
    Gt(Sharpness(two), L * 2 ** (2 / L - 1) * (a + b) ** q),
    L >= 3,
)
wrong("flattest-reversed", "reversed", Le(Sharpness(two), L * 2 ** (2 / L - 1) * (a + b) ** q), L >= 2)
wrong("reduced-at-any-depth", "true only beyond depth 2", Lt(factor, 1), L >= 2, H >= 2)
wrong(
    "sharpest-strictly",
    "false only with a zero share",
    Lt(Sharpness(Split(L, u, v)), L * (u + v) ** q),
    L >= 3,
    u + v > 0,
)
wrong(
    "threshold-nearly",
    "off by 10^-25",
    Eq(StabilityThreshold(balanced) * L * H ** (2 / L - 1) * s**q, 2 + 2 * TINY),
)
wrong("bound-nearly", "off by 10^-25", Ge(Sharpness(split), (1 + TINY) * L * H ** (2 / L - 1) * total**q))
wrong(
    "unequal-depths-bound",
    "the bound of equal depths for unequal ones",
    Ge(Sharpness(Pathways((2, a), (L, b))), L * 2 ** (2 / L - 1) * (a + b) ** q),
)
wrong(
    "unequal-depths-flattest",
    "equal shares are flattest at equal depths only",
    Ge(Sharpness(Pathways((3, a), (5, b))), Sharpness(Pathways((3, (a + b) / 2), (5, (a + b) / 2)))),
)
wrong(
    "deeper-carries-less",
    "which depth carries more depends on the target",
    Le(4 * (a / 4) ** Rational(3, 5), 2 * (a / 2) ** Rational(1, 3)),
)
wrong("sharpness-least-mode", "min for max", Eq(Sharpness(pair), Min(mu(1, 1), mu(2, 2))))
wrong("cross-mode-product", "geometric mean for mean", Le(mu(1, 2), sqrt(mu(1, 1) * mu(2, 2))), L >= 2)
wrong("cross-mode-strictly", "strict where equality occurs", Lt(mu(1, 2), Max(mu(1, 1), mu(2, 2))))
wrong(
    "cross-mode-equality",
    "equality has nothing to do with pathways of depth 2",
    Equivalent(Eq(mu(1, 2), (mu(1, 1) + mu(2, 2)) / 2), And(Eq(a, c), Eq(b, d))),
)
wrong(
    "hill-of-order-two",
    "wrong order of the Hill number",
    Eq(Sharpness(two), L * (a + b) ** q * ((a + b) ** 2 / (a**2 + b**2)) ** (2 / L - 1)),
)
wrong("hill-is-entropy", "true only at depth 2", Eq(HillNumber(two), HillNumber(Split(2, a, b))))
wrong("hill-full", "reversed", Ge(HillNumber(two), 2))
wrong("hill-below-count", "strict where equality occurs", Lt(HillNumber(split), H), H >= 2)
wrong(
    "flattest-when",
    "the condition forgets depth 2",
    Equivalent(Eq(Sharpness(split), L * H ** (2 / L - 1) * total**q), AllEqual(sigma, H)),
)
wrong(
    "sharpest-when",
    "the condition of the flattest",
    Equivalent(Eq(Sharpness(split), L * total**q), Or(Eq(L, 2), AllEqual(sigma, H))),
)
wrong("reduced-when", "the condition forgets depth 2", Equivalent(Lt(factor, 1), H >= 2))
wrong("threshold-of-split", "reversed", Le(StabilityThreshold(two), StabilityThreshold(SinglePath(L, a + b))))
wrong(
    "stable-up-to-the-threshold",
    "the threshold itself is not stable",
    Lt(Abs(PerturbationMultiplier(single, eta)), 1),
    eta * L * s**q <= 2,
)
wrong("deep-limit", "wrong limit", Eq(Limit(factor, L, oo), 1 / (H + 1)), L >= 2)
wrong("deep-sharpness", "wrong limit", Eq(Limit(Sharpness(single) / L, L, oo), s), s > 1, L >= 2)
wrong("deeper-is-sharper", "only for large targets", Ge(Sharpness(SinglePath(L + 1, s)), Sharpness(single)))
wrong("half-each", "not every share is small", ForAll(Le(sigma[h], total / 2), (h, 1, H)), H >= 2, total > 0)
wrong(
    "majority-is-sharper",
    "wrong premise",
    Implies(Gt(a, c), Gt(Sharpness(Split(L, a, b)), Sharpness(Split(L, c, d)))),
)
wrong(
    "winner-bound",
    "true only for L > 2 where the exponent is positive",
    Lt(a ** (L - 2), b ** (L - 2)),
    L >= 2,
    a < b,
)
wrong(
    "edge-of-depth-two",
    "the threshold 3 sqrt(3) - 2 rounded up",
    Lt(p / 2 * ((2 + p) ** 3 / (27 * p) - 1), 1),
    p <= Rational(3197, 1000),
)
wrong(
    "contraction-everywhere",
    "the hypothesis s < 1 is missing",
    Le((1 - (L - 1) * x) * (1 - x) ** (1 - L), 1),
    L >= 3,
    Ne(x, 1),
)
wrong("two-log-from-two", "true only for large L", Le(L, (2 * log(L)) ** 3), L >= 2)

# False: plain mathematics.

wrong("means-strictly", "false only at a = b", Gt((a + b) / 2, sqrt(a * b)))
wrong("square-nearly", "false only near a = b", Ge(a**2 + b**2, 2 * a * b + Rational(1, 10**20) * a * b))
wrong("ratio-of-logs", "false only for a/b > 10^6", Le(log(a / b), log(10**6)))
wrong("ratio-in-sum", "false only for a/b > 10^6", Le(a / (a + b), 1 - Rational(1, 10**6)))
wrong("not-thirty-seven", "false only at 37", Ne(L**2 - 36 * L, 37))
wrong("sine-of-integers", "false only at few integers", Gt(Abs(sin(L)), Rational(1, 100)))
wrong("apart-from-a-prime", "false only at 37", Gt((L - 37) ** 2, 0))
wrong("residues", "false only at one residue", Ne(L - 37 * floor(L / 37), 36))
wrong("window", "false only in 40..43", Gt((L - 40) * (L - 43), 0))
wrong("window-in-steps", "false only in 40..43", Or(floor(L / 4) < 10, floor(L / 4) > 10))
wrong("small-logarithm", "false only for L > 10^6", Le(log(L), 14))
wrong("far-beyond", "false only for L > 10^6", Gt(1 + 10**6 / L**2, 1 + 1 / L))
wrong("up-to-sixteen", "true only up to 16", Ge(L**4, 2**L), L >= 2)
wrong("tiny-interval", "false only inside a tiny interval", Gt((7 * x - 5) ** 2, Rational(1, 10**12)))
wrong("tiny-dip", "false only inside a tiny interval", Gt(x**2 - sqrt(2) * x + Rational(1, 2), TINY))
wrong("between-a-third", "false only near 1/3", Ge(Abs(u - Rational(1, 3)), Rational(1, 10**9)), u <= 1)
wrong("harmonic", "true only for small n", Ge(Sum(1 / j, (j, 1, L)), log(L) + Rational(29, 50)))
wrong("sum-of-squares", "wrong sum bound", Le(Sum(sigma[h] ** 2, (h, 1, H)), total**2 / H))
wrong("power-mean", "true only for p >= 1", Ge((a**p + b**p) / 2, ((a + b) / 2) ** p))
wrong("bernoulli-any-power", "true only for p >= 1", Ge((1 + x) ** p, 1 + p * x), x >= -1)
wrong("bernoulli-any-base", "x >= -1 is missing", Ge((1 + x) ** odd, 1 + odd * x), odd >= 1)
wrong("max-of-three", "wrong sum bound", Le(Max(a, b, c), (a + b + c) / 2))
wrong("median", "max and min swapped", Eq(a + b + c - 2 * Max(a, b, c), Min(a, b, c)))
wrong("nested-extrema", "max and min swapped", Ge(Min(a, Max(b, c)), Max(Min(a, b), c)))
wrong("sign-of-product", "wrong premise", Implies(x * y > 0, x > 0))
wrong("sign-of-square", "the condition forgets negative x", Equivalent(x**2 > 1, x > 1))
wrong("either-sign", "zero is neither", Xor(x > 0, x < 0))
wrong("not-both", "both may hold", Not(And(x > y, y > z)))
wrong("even-square", "zero is even", Ge(even**2, 4))
wrong("odd-squares", "8 divides, not 16", Eq(floor((odd**2 - 1) / 16) * 16, odd**2 - 1))
wrong("negative-powers", "false only below -30", Ge(2**below, Rational(1, 10**9)))
wrong("of-negative-numbers", "reversed for negative numbers", Le(minus, 2 * minus))
wrong("exponential-series", "wrong coefficient", Ge(exp(u), 1 + u + u**2 / 2 + u**3 / 5))
wrong("tanh-series", "wrong coefficient", Ge(tanh(u), u - u**3 / 4), u <= 1)
wrong("lambert-log", "true only beyond e", Le(LambertW(a), log(a)), a > 1)
wrong("root-of-sum", "roots are not additive", Eq(sqrt(u + v), sqrt(u) + sqrt(v)))
wrong("logarithm-series", "wrong sign", Ge(log(1 + x), x - x**2 / 2), x > -1)
wrong("coin-entropy", "reversed", Le(entropy(p), 4 * p * (1 - p) * log(2)), p < 1)
wrong(
    "coin-entropy-power",
    "wrong exponent",
    Le(entropy(p), log(2) * (4 * p * (1 - p)) ** Rational(4, 5)),
    p < 1,
)
wrong("squares-of-counts", "false only at 1", ForAll(Ge(j**2, 2 * j), (j, 1, L)))
wrong(
    "product-of-complements",
    "shares above 1",
    Ge(Product(1 - sigma[h], (h, 1, H)), 1 - total),
)
wrong("simplex-of-three", "wrong constant", Le(a * b + b * c + c * a, Rational(3, 10)), Eq(a + b + c, 1))
wrong(
    "simplex-entropy",
    "wrong base",
    Le(-Sum(tau[h] * log(tau[h]), (h, 1, H)), log(H) / log(3)),
    Eq(Sum(tau[h], (h, 1, H)), 1),
)
wrong("product-strictly", "false only at a = b = 1/2", Lt(a * b, Rational(1, 4)), Eq(a + b, 1))
wrong(
    "simplex-strictly",
    "false only at a = b = c = 1/3",
    Lt(a * b + b * c + c * a, Rational(1, 3)),
    Eq(a + b + c, 1),
)
wrong("weighted-means-strictly", "false only at 9 a = 25 b", Gt(9 * a + 25 * b, 30 * sqrt(a * b)))
wrong("near-an-irrational", "false only near sqrt(2)", Ge(Abs(p - sqrt(2)), Rational(1, 10**11)))
wrong("pell", "false only at few pairs", Ne(L**2 - 7 * H**2, 1))
wrong("sum-at-fixed-product", "false only at a = b = 1", Gt(a + b, 2), Eq(a * b, 1))
wrong(
    "family-means-strictly",
    "false only at equal elements",
    Gt(total / H, Product(sigma[h], (h, 1, H)) ** (1 / H)),
    H >= 2,
)
wrong("square-of-sum", "off by 10^-40", Eq((a + b) ** 2, a**2 + (2 + Rational(1, 10**40)) * a * b + b**2))
wrong("both-large", "false only for H L > 10^18", Lt(H * L, 10**18))
wrong("fixed-product", "reversed", Le(Sum(tau[h], (h, 1, H)), H), Eq(Product(tau[h], (h, 1, H)), 1))
wrong(
    "cauchy-schwarz",
    "a square is missing",
    Le(Sum(sigma[h] * rho[h], (h, 1, H)) ** 2, Sum(sigma[h] ** 2, (h, 1, H)) * Sum(rho[h], (h, 1, H))),
)
wrong("means-nearly", "off by 10^-25", Le(2 * sqrt(a * b), (a + b) * (1 - TINY)))
wrong("euler-reversed", "reversed", Ge((1 + 1 / L) ** L, (1 + 1 / (L + 1)) ** (L + 1)))
wrong("cubic-root", "three roots for small a", UniqueRoot(x**3 - a * x, x, (-2, 3)))
wrong("limit-of-ratio", "wrong limit", Eq(Limit((a * x**2 + 1) / (2 * x**2 + x), x, oo), a))
wrong("cosine-from-below", "wrong coefficient", Le(1 - x**2 / 2 + x**4 / 24, cos(x)))
wrong("stirling", "wrong constant", Le(factorial(L), sqrt(2 * pi * L) * (L / E) ** L * (1 + 1 / (12 * L))))
wrong("root-two", "a good approximation", Eq(sqrt(2), Rational(886731088897, 627013566048)))
wrong("pieces", "wrong at the joint", Gt(Piecewise((x, x >= 0), (-x, True)), 0))
wrong("integers-between", "false only at -3", Ne(m**3 + 27, 0))
wrong("negative-family", "zero shares", Equivalent(total > 0, ForAll(sigma[h] > 0, (h, 1, H))))
wrong("deep-and-wide", "false only for H > 10^6", Lt(H ** (1 - 2 / L), 10**6), L >= 3)
wrong("squared-gap", "false only for x between y and y + 10^-6", Or(x <= y, x - y > Rational(1, 10**6)))

# True: about minima and gradient descent.

right("reduction-factor", Eq(factor, H ** (2 / L - 1)))
right("flattest-of-two", Ge(Sharpness(two), L * 2 ** (2 / L - 1) * (a + b) ** q))
right("flattest-strictly-apart", Gt(Sharpness(two), L * 2 ** (2 / L - 1) * (a + b) ** q), L >= 3, Ne(a, b))
right("flattest-of-many", Ge(Sharpness(split), L * H ** (2 / L - 1) * total**q))
right("sharpest-of-many", Le(Sharpness(split), L * total**q))
right("sharpest-strictly-inside", Lt(Sharpness(two), L * (a + b) ** q), L >= 3)
right(
    "sharpest-exactly-when",
    Equivalent(Eq(Sharpness(split), L * total**q), Or(Eq(L, 2), OneNonzero(sigma, H))),
)
right(
    "flattest-exactly-when",
    Equivalent(Eq(Sharpness(two), L * 2 ** (2 / L - 1) * (a + b) ** q), Or(Eq(L, 2), Eq(a, b))),
)
right("hill-number", Eq(Sharpness(two), L * (a + b) ** q * HillNumber(two) ** (2 / L - 1)))
right("hill-between", And(Ge(HillNumber(two), 1), Le(HillNumber(two), 2)))
right("hill-of-equal-shares", Eq(HillNumber(Split(L, s, s, s)), 3))
right("threshold-times-sharpness", Eq(StabilityThreshold(two) * Sharpness(two), 2))
right(
    "window-exactly-when",
    Equivalent(Lt(StabilityThreshold(single), StabilityThreshold(balanced)), And(H >= 2, L > 2)),
)
right("contraction-below-the-threshold", Lt(Abs(PerturbationMultiplier(single, eta)), 1), eta * L * s**q < 2)
right("deep-limit-of-the-factor", Eq(Limit(factor, L, oo), 1 / H), L >= 2)
right("cross-mode-mean", Le(mu(1, 2), (mu(1, 1) + mu(2, 2)) / 2))
right("cross-mode-from-below", Ge(mu(1, 2), L * (a * c) ** (1 - 1 / L) + L * (b * d) ** (1 - 1 / L)))
right("sharpness-of-modes", Eq(Sharpness(pair), Max(mu(1, 1), mu(2, 2))))
right("sharpness-of-depth-two-and-more", Eq(Sharpness(Pathways((2, a), (L, b))), 2 * a + L * b**q))
right("growth-in-layer-values", Eq((L * a**q) / (L * b**q), (a ** (1 / L) / b ** (1 / L)) ** (2 * L - 2)))
right("order-of-pathways", Eq(Sharpness(Split(L, u, v)), Sharpness(Split(L, v, u))), u + v > 0)
right("every-share", ForAll(Le(sigma[h], Sum(sigma[j], (j, 1, H))), (h, 1, H)))
right(
    "balance-at-depth-three",
    Ge((a * b) ** 2 + (b * c) ** 2 + (a * c) ** 2, 3 * (a * b * c) ** Rational(4, 3)),
)
right(
    "conservation-at-depth-three",
    Eq(Limit(((a + x * a**2) ** -1 - (b + x * b**2) ** -1 - 1 / a + 1 / b) / x, x, 0), 0),
)
right("gap-contracts", Le((1 - (L - 1) * x) * (1 - x) ** (1 - L), 1), L >= 3, x < 1)
right("gap-derivative-positive", Gt((1 - (L - 1) * minus) / (1 - minus) ** (L - 1), 0), L >= 3)
right("edge-at-depth-two", Eq((3 * sqrt(3) - 2) / 2 * ((3 * sqrt(3)) ** 3 / (27 * (3 * sqrt(3) - 2)) - 1), 1))
right("safe-at-depth-two", Lt(p / 2 * ((2 + p) ** 3 / (27 * p) - 1), 1), p <= Rational(3196, 1000))
right("return-exceeds-two", Lt(E / 2 * (E / 2 - 1), 1))
_peak = Rational(1, 2) ** (1 / L) * (1 + 2 * log(L) / L * Rational(1, 2) ** (1 - 2 / L) / 2)
right("return-below-two-log", Ge(2 * log(L) / L * _peak ** (L - 2) * (_peak**L - 1), 1), L >= 40, L <= 10**12)
right("return-lambert", Ge(LambertW(2 * L), log(2 * L) - log(log(2 * L))), L >= 2)
_D, _N = 5 * x - 2, 4 * x - 1
right("return-root-at-depth-three", UniqueRoot(_N * (x * _N**3 - _D**3) - _D**5, x, (Rational(9, 20), 1)))
right("renormalisation", Eq(2 / (L * H ** (2 / L - 1)) / (2 / L), H ** (1 - 2 / L)))

# True: plain mathematics.

right("means", Ge((a + b) / 2, sqrt(a * b)))
right("means-but-1e-30", Ge(a + b, 2 * sqrt(a * b) * (1 - Rational(1, 10**30))))
right("squares-but-1e-30", Gt(x**2 + y**2 + Rational(1, 10**30), 2 * x * y))
right("means-of-many", Ge(total / H, Product(sigma[h], (h, 1, H)) ** (1 / H)))
right("harmonic-mean", Le(2 / (1 / a + 1 / b), sqrt(a * b)))
right(
    "weighted-means",
    Le(a ** (L - h) * b ** (h - 1), ((L - h) * a ** (L - 1) + (h - 1) * b ** (L - 1)) / (L - 1)),
    L >= 2,
    h <= L,
)
right("power-means", Ge((u**p + v**p) / 2, ((u + v) / 2) ** p), p >= 1)
right("power-mean-of-many", Ge(Sum(sigma[h] ** K, (h, 1, H)) * H ** (K - 1), total**K))
right("jensen-of-logarithm", Ge(log((a + b) / 2), (log(a) + log(b)) / 2))
right(
    "cauchy",
    Le(Sum(sigma[h] * rho[h], (h, 1, H)) ** 2, Sum(sigma[h] ** 2, (h, 1, H)) * Sum(rho[h] ** 2, (h, 1, H))),
)
right("entropy-of-many", Le(-Sum(tau[h] * log(tau[h]), (h, 1, H)), log(H)), Eq(Sum(tau[h], (h, 1, H)), 1))
right("coin-entropy-from-below", Ge(entropy(p), 4 * p * (1 - p) * log(2)), p < 1)
right(
    "weierstrass-product", Ge(Product(1 - sigma[h], (h, 1, H)), 1 - total), ForAll(sigma[h] <= 1, (h, 1, H))
)
right("weierstrass-product-above", Ge(Product(1 + sigma[h], (h, 1, H)), 1 + total))
right("bernoulli", Ge((1 + x) ** L, 1 + L * x), x >= -1)
right("bernoulli-real", Ge((1 + x) ** p, 1 + p * x), x >= -1, p >= 1)
right("young", Le(a * b, a**p / p + b ** (p / (p - 1)) * (p - 1) / p), p > 1)
right("sum-of-product-one", Ge(Sum(tau[h], (h, 1, H)), H), Eq(Product(tau[h], (h, 1, H)), 1))
right("geometric-sum", Eq(Sum(x**j, (j, 1, n)) * (x - 1), x ** (n + 1) - x))
right("sum-of-integers", Eq(Sum(j, (j, 1, n)), n * (n + 1) / 2))
right("harmonic-numbers", And(Le(log(L + 1), Sum(1 / j, (j, 1, L))), Le(Sum(1 / j, (j, 1, L)), 1 + log(L))))
right("binary-depth", Le((H * L) ** (1 / L), H ** (1 / L) * Rational(145, 100)), H <= 10**9, L <= 10**9)
right("roots-of-counts", Ge(H ** (2 / L - 1) * H, 1), L <= 10**9)
right("compound-interest", Lt((1 + 1 / L) ** L, (1 + 1 / (L + 1)) ** (L + 1)), L <= 10**9)
right("compound-interest-below-e", Lt((1 + 1 / L) ** L, E))
right("compound-limit", Eq(Limit((1 + 1 / x) ** x, x, oo), E))
right("limit-at-zero", Eq(Limit((sqrt(1 + a * x) - 1) / x, x, 0), a / 2))
right("rational-limit", Eq(Limit((a * x**2 + 1) / (2 * x**2 + x), x, oo), a / 2))
right("logarithm-bounds", And(Le(1 - 1 / a, log(a)), Le(log(a), a - 1)))
right("exponential-bound", Ge(exp(x), 1 + x))
right("exponential-series-to-three", Ge(exp(u), 1 + u + u**2 / 2 + u**3 / 6))
right("tanh-below", And(Le(tanh(u), u), Ge(tanh(u), u - u**3 / 3)))
right("hyperbolic", Eq(cosh(x) ** 2 - sinh(x) ** 2, 1), Abs(x) <= 30)
right("lambert", Eq(LambertW(u) * exp(LambertW(u)), u), u <= 10**9)
right("lambert-bounds", And(Le(LambertW(a), log(a)), Ge(LambertW(a), log(a) - log(log(a)))), a >= 3)
right("factorial", Ge(factorial(L), (L / E) ** L), L <= 10**9)
right("nested-roots", Eq(sqrt(5 + 2 * sqrt(6)), sqrt(2) + sqrt(3)))
right("square-of-roots", Eq((sqrt(a) + sqrt(b)) ** 2 - 2 * sqrt(a * b), a + b))
right("rationalised", Eq(1 / (sqrt(a + 1) - sqrt(a)), sqrt(a + 1) + sqrt(a)), a <= 10**6)
right("triangle", Le(Abs(x + y), Abs(x) + Abs(y)))
right("sorted-three", And(Eq(Max(x, y) + Min(x, y), x + y), Ge(3 * Max(x, y, z), x + y + z)))
right("lattice-of-extrema", Eq(Min(x, Max(y, z)), Max(Min(x, y), Min(x, z))))
right("one-or-the-other", Xor(x > y, x <= y))
right("not-both-ways", Not(And(x > y, y > z, z > x)))
right("squares-and-signs", Equivalent(x**2 > 1, Or(x > 1, x < -1)))
right("odd-square", Eq(floor((odd**2 - 1) / 8), (odd**2 - 1) / 8))
right("even-square-plus", Ne(even**2, 2))
right("negative-exponents", Lt(2**below, 1 + minus**2))
right("nesbitt", Ge(a / (b + c) + b / (c + a) + c / (a + b), Rational(3, 2)))
right("schur", Ge(u * (u - v) * (u - w) + v * (v - u) * (v - w) + w * (w - u) * (w - v), 0))
right("simplex-products", Le(a * b + b * c + c * a, Rational(1, 3)), Eq(a + b + c, 1))
right("cubic-has-one-root", UniqueRoot(x**3 + a * x - 1, x, (0, 1)))
right("alternating-powers", Eq((-1) ** floor(sqrt(n)) ** 2, (-1) ** floor(sqrt(n))))
right("absolute-pieces", Eq(Piecewise((x, x >= 0), (-x, True)), Abs(x)))
right("quadratic-roots", Eq((x - sqrt(2)) * (x + sqrt(2)), x**2 - 2))
