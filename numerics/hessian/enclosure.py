"""Rigorous enclosures of eigenvalues of a symmetric matrix of balls.

Largest eigenvalue, `largest_eigenvalue`. From below, the Rayleigh quotient `v^T A v / v^T v` of any vector.
From above, any `t` such that `t I - A` is certainly positive definite (`LDL^T` with certainly positive
pivots). Both hold whatever the vector, so it may come from approximate arithmetic: float64 first, then
inverse iteration with `(t I - A)^-1`, where `t` is the certified upper bound. As `t` lies *above* the whole
spectrum, the iteration favours the top eigenvalue, however close the next one is; the bound and the vector
improve each other.

Some eigenvalue, `eigenvalue_near`. For symmetric `A` and any `v`, the interval `rq +- ||A v - rq v|| / ||v||`
around `rq = v^T A v / v^T v` contains an eigenvalue (Weinstein; Parlett, The Symmetric Eigenvalue Problem,
4.5).
"""

from collections.abc import Callable, Sequence

import numpy as np
from flint import arb, arb_mat, ctx

from numerics.hessian.ldl import Factors, factor_if_positive
from numerics.precision import bits_for, working_precision

ROUNDS = 32
"""Most attempts to certify a better upper bound; an ordinary matrix needs one, a cluster five to ten."""

ITERATIONS = 60
"""Most steps of inverse iteration with one upper bound; an ordinary matrix needs four."""

NEAR = 0.9
"""A bound or a vector that leaves more than this part of the gap between the bounds no longer improves."""


def checked_symmetric(matrix: arb_mat) -> arb_mat:
    """The matrix, if it may be used here.

    Args:
        matrix: A matrix of balls.

    Returns:
        The matrix with the upper triangle mirrored into the lower one.

    Raises:
        ValueError: If it is empty, not square, not finite, or certainly not symmetric.
    """
    if not isinstance(matrix, arb_mat):
        raise ValueError(f"matrix must be an arb_mat, got {type(matrix).__name__}; use arb_mat(...)")
    n = matrix.nrows()
    if n != matrix.ncols() or n == 0:
        raise ValueError(f"matrix must be square and not empty, got {n} x {matrix.ncols()}; check its shape")
    if not all(x.is_finite() for x in matrix.entries()):
        raise ValueError("matrix must be finite, got inf or nan entries; check where they come from")
    if not matrix.overlaps(matrix.transpose()):
        raise ValueError("matrix must be symmetric, got certainly different a_ij and a_ji; use (A + A^T)/2")
    return symmetric_part_of_enclosure(matrix)


def symmetric_part_of_enclosure(matrix: arb_mat) -> arb_mat:
    """Mirror the upper triangle; an enclosure of a symmetric matrix stays one.

    Args:
        matrix: Balls around the entries of a symmetric matrix.

    Returns:
        Balls around the same matrix, the same ball on both sides of the diagonal.
    """
    n, entries = matrix.nrows(), matrix.entries()
    return arb_mat(n, n, [entries[min(i, j) * n + max(i, j)] for i in range(n) for j in range(n)])


def _column(values: Sequence[arb]) -> arb_mat:
    return arb_mat(len(values), 1, values)


def _dot(a: arb_mat, b: arb_mat) -> arb:
    return (a.transpose() * b)[0, 0]


def eigenvalue_near(operator: arb_mat | Callable[[arb_mat], arb_mat], vector: arb_mat) -> arb:
    """A ball that certainly contains an eigenvalue: Rayleigh quotient plus or minus the residual norm.

    Args:
        operator: A symmetric matrix of balls, or the function `v -> A v` of one, evaluated in balls.
        vector: `v`, a column, not zero. Its radii are dropped: the statement holds for any vector.

    Returns:
        `rq +- ||A v - rq v|| / ||v||`; wide if `v` is no eigenvector.

    Raises:
        ValueError: If `v` is zero or not finite, or the matrix is not symmetric.

    >>> eigenvalue_near(arb_mat([[2, 1], [1, 2]]), arb_mat([[1], [1]]))
    3.00000000000000
    """
    v = vector.mid()
    if v.ncols() != 1 or not all(x.is_finite() for x in v.entries()):
        raise ValueError(f"vector must be one finite column, got {vector!r}; give an n x 1 matrix")
    if all(x.is_zero() for x in v.entries()):
        raise ValueError(
            "vector must not be zero, got zeros only, without a Rayleigh quotient; give a direction"
        )
    if isinstance(operator, arb_mat) and operator.ncols() != v.nrows():
        raise ValueError(
            f"vector must have {operator.ncols()} rows, got {v.nrows()}; one per row of the matrix"
        )
    image = checked_symmetric(operator) * v if isinstance(operator, arb_mat) else operator(v)
    square = _dot(v, v)
    quotient = _dot(v, image) / square
    residual = image - v * quotient.mid()
    radius = (_dot(residual, residual).abs_upper() / square).sqrt()
    # The residual is that of the midpoint, so the interval is centred there.
    return arb(quotient.mid(), radius.abs_upper())


def largest_eigenvalue(matrix: arb_mat, digits: int) -> arb:
    """A ball that contains the largest eigenvalue of every symmetric matrix in the given balls.

    Args:
        matrix: A symmetric matrix of balls (exact entries, or balls that contain them).
        digits: The ball is tightened until its width is at most `10^-digits` times its value, or as far as
            the radii of the entries allow; then the wider ball is returned.

    Returns:
        The ball. `numerics.precision.known_digits` tells what was reached. A matrix that is empty, not
        square, not finite or certainly not symmetric is a `ValueError`.

    >>> largest_eigenvalue(arb_mat([[2, 1], [1, 2]]), 30).overlaps(arb(3))
    True
    """
    a = checked_symmetric(matrix)
    n = a.nrows()
    if n == 1:
        return a[0, 0]
    if all(x.is_zero() for x in a.entries()):
        return arb(0)
    with working_precision(bits=max(ctx.prec, bits_for(digits) + 64 + 2 * n)):
        unit = power_of_two_scale(a)
        return _Search(a * unit, digits).run() / unit


def power_of_two_scale(a: arb_mat) -> arb:
    """The power of two that brings the norm bound of a matrix to between 1/2 and 1, so that it fits float64.

    Args:
        a: A finite matrix of balls, not exactly zero.

    Returns:
        The exact power of two.
    """
    bound = norm_bound(a)
    return arb((1, -int(bound.man_exp()[1]) - bound.bits()))


def norm_bound(a: arb_mat) -> arb:
    """`max_i sum_j |a_ij|`, which bounds the spectral radius, and the spectral norm of a symmetric matrix.

    Args:
        a: A square matrix of balls.

    Returns:
        An exact upper bound.
    """
    n, entries = a.nrows(), [abs(x) for x in a.entries()]
    bound = arb(0)
    for i in range(n):
        bound = bound.max(sum(entries[i * n : (i + 1) * n], arb(0)))
    return bound.upper()


class _Search:
    # The search for matching bounds of one matrix, scaled so that its norm bound is about 1.
    def __init__(self, a: arb_mat, digits: int) -> None:
        self.a = a
        self.n = a.nrows()
        entries = a.entries()
        self.rows = [[-x for x in entries[i * self.n + i : (i + 1) * self.n]] for i in range(self.n)]
        self.tolerance = arb(10) ** (-digits)
        self.floor = arb((8 * self.n, -ctx.prec))
        self.low = arb(-2)  # every eigenvalue is at least -1 in this scale
        self.residual = arb(1)

    def certify(self, top: arb) -> Factors | None:
        # Factors of  top I - A,  if that is certainly positive definite.
        return factor_if_positive([[top + row[0], *row[1:]] for row in self.rows])

    def look_at(self, vector: Sequence[arb]) -> arb_mat:
        # Normalise, and take the Rayleigh quotient as lower bound if it is the best so far.
        v = _column(vector)
        v = (v / _dot(v, v).sqrt()).mid()
        image, square = self.a * v, _dot(v, v)
        quotient = _dot(v, image) / square
        rest = image - v * quotient
        self.residual = (_dot(rest, rest).abs_upper() / square).sqrt().upper()
        self.low = self.low.max(quotient.lower()).lower()
        return v

    def run(self) -> arb:
        floats = np.array([float(x) for x in self.a.entries()]).reshape(self.n, self.n)
        values, vectors = np.linalg.eigh(floats)
        # A little of every direction: in a cluster the float64 vector can miss the top one altogether.
        stir = np.random.default_rng(0).standard_normal(self.n) * 2.0**-20
        v = self.look_at([arb(float(x)) for x in vectors[:, -1] + stir])
        top, factors = self.start(float(values[-1]))
        if factors is None:
            return self.ball(top)
        failed: arb | None = None  # the largest bound below `top` that could not be certified
        for _ in range(ROUNDS):
            before, residual = self.low, self.residual
            v = self.inverse_iteration(factors, v)
            slack = (abs(self.low) * self.tolerance).max(self.floor)
            if (top - self.low) <= slack:
                break
            if failed is not None and failed <= self.low:
                failed = None
            gap = top - self.low
            hopeless = slack / 4 if failed is None else failed - self.low
            aim = 2 * self.residual + slack / 4
            if (failed is not None and not aim > 2 * hopeless) or not aim < NEAR * gap:
                aim = (gap * hopeless).sqrt()
            if not aim <= NEAR * gap:
                if gap > NEAR * (top - before) and not self.residual > 2 * residual:
                    break
                continue  # the bound cannot move much yet, but the vector still improves
            candidate = (self.low + aim).upper()
            attempt = self.certify(candidate)
            if attempt is None:
                failed = candidate
            else:
                top, factors = candidate, attempt
        return self.ball(top)

    def start(self, estimate: float) -> tuple[arb, Factors | None]:
        # A first certified bound: close to the float64 estimate, else further away, else the norm.
        for margin in (2.0**-44 * self.n, 2.0**-30, 2.0**-10):
            top = arb(estimate + margin)
            factors = self.certify(top)
            if factors is not None:
                return top, factors
        top = norm_bound(self.a)
        return top, self.certify((2 * top).upper())

    def inverse_iteration(self, factors: Factors, v: arb_mat) -> arb_mat:
        # Until the residual is below what is asked for, or no longer changes. (It rises on the way from one
        # eigenvector of a cluster to a higher one.)
        stalls = 0
        for _ in range(ITERATIONS):
            before = self.residual
            v = self.look_at(factors.solve(v.entries()))
            if self.residual * 8 <= (abs(self.low) * self.tolerance).max(self.floor):
                break
            stalls += not (self.residual * 2 < before or self.residual > before * 2)
            if stalls == 3:
                break
        return v

    def ball(self, top: arb) -> arb:
        return self.low.union(top)
