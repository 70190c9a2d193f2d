"""Rigorous enclosures of all eigenvalues of a symmetric matrix of balls, multiple ones included.

For any nonsingular `X`, Ostrowski's theorem gives `lambda_k(X^T A X) = theta_k lambda_k(A)` with `theta_k`
between the extreme eigenvalues of `X^T X` (Horn and Johnson, Matrix Analysis, 4.5.9), both in increasing
order; Weyl's inequality says that the `k`-th eigenvalue of `X^T A X` differs from its `k`-th largest diagonal
entry by at most the norm of the rest. So any `X` that nearly diagonalises `A` and is nearly orthogonal gives
an enclosure. Here `X` starts from float64 eigenvectors, is made orthogonal by Newton-Schulz steps and
improved by Jacobi rotations, all approximate; only the last check is done in balls.
"""

import numpy as np
from flint import arb, arb_mat, ctx

from numerics.hessian.enclosure import checked_symmetric, norm_bound, power_of_two_scale
from numerics.precision import bits_for, working_precision

SWEEPS = 12


def enclosed_spectrum(matrix: arb_mat, digits: int) -> list[arb]:
    """Balls around all eigenvalues, in increasing order.

    Args:
        matrix: A symmetric matrix of balls.
        digits: Radii are at most `10^-digits` times the norm of the matrix, or as small as the radii of the
            entries allow.

    Returns:
        `n` balls; the `k`-th contains the `k`-th smallest eigenvalue of every symmetric matrix in the balls.

    >>> low, high = enclosed_spectrum(arb_mat([[2, 1], [1, 2]]), 30)
    >>> low.overlaps(arb(1)), high.overlaps(arb(3))
    (True, True)
    """
    a = checked_symmetric(matrix)
    n = a.nrows()
    if all(x.is_zero() for x in a.entries()):
        return [arb(0)] * n
    with working_precision(bits=max(ctx.prec, bits_for(digits) + 32 + n)):
        unit = power_of_two_scale(a)
        scaled = a * unit
        basis = _orthogonalised(_float_eigenvectors(scaled))
        basis = _jacobi(scaled, basis, arb(10) ** (-digits - 2))
        return [x / unit for x in _check(scaled, basis)]


def _float_eigenvectors(a: arb_mat) -> arb_mat:
    n = a.nrows()
    vectors = np.linalg.eigh(np.array([float(x) for x in a.entries()]).reshape(n, n))[1]
    return arb_mat(n, n, [float(x) for x in vectors.ravel()])


def _orthogonalised(x: arb_mat) -> arb_mat:
    # Newton-Schulz: X <- X (3 I - X^T X)/2 squares the departure from orthogonality.
    n = x.nrows()
    three = arb_mat(n, n, [3 * int(i == j) for i in range(n) for j in range(n)])
    for _ in range(ctx.prec.bit_length()):
        x = (x * (three - x.transpose() * x) / 2).mid()
    return x


def _jacobi(a: arb_mat, x: arb_mat, tolerance: arb) -> arb_mat:
    # Cyclic Jacobi on X^T A X, which is nearly diagonal from the start. Rows of `vectors` are columns of X.
    n = a.nrows()
    g = [[y.mid() for y in row] for row in (x.transpose() * a * x).tolist()]
    vectors = x.transpose().tolist()
    small = tolerance / n
    for _ in range(SWEEPS):
        rotations = 0
        for p in range(n - 1):
            for q in range(p + 1, n):
                if abs(g[p][q]) > small:
                    _rotate(g, vectors, p, q)
                    rotations += 1
        if not rotations:
            break
    return arb_mat(n, n, [y for row in vectors for y in row]).transpose()


def _rotate(g: list[list[arb]], vectors: list[list[arb]], p: int, q: int) -> None:
    # The rotation in the plane (p, q) that makes g_pq zero (Golub and Van Loan, 8.5.2).
    theta = (g[q][q] - g[p][p]) / (2 * g[p][q])
    t = 1 / (abs(theta) + (theta * theta + 1).sqrt())
    if theta < 0:
        t = -t
    c = (1 / (t * t + 1).sqrt()).mid()
    s = (t * c).mid()
    for rows in (g, vectors):
        upper, lower = rows[p], rows[q]
        rows[p] = [(c * y - s * z).mid() for y, z in zip(upper, lower, strict=True)]
        rows[q] = [(s * y + c * z).mid() for y, z in zip(upper, lower, strict=True)]
    for row in g:
        row[p], row[q] = (c * row[p] - s * row[q]).mid(), (s * row[p] + c * row[q]).mid()


def _check(a: arb_mat, x: arb_mat) -> list[arb]:
    n = a.nrows()
    g = x.transpose() * a * x
    middle = [g[i, i].mid() for i in range(n)]
    rest = norm_bound(g - arb_mat(n, n, [middle[i] if i == j else 0 for i in range(n) for j in range(n)]))
    identity = arb_mat(n, n, [int(i == j) for i in range(n) for j in range(n)])
    departure = norm_bound(x.transpose() * x - identity)
    if not departure < 1:
        bound = norm_bound(a)
        return [arb(0, bound)] * n
    return [arb(m, rest) / arb(1, departure) for m in sorted(middle, key=_Ordered)]


class _Ordered:
    # Exact balls in their natural order.
    def __init__(self, value: arb) -> None:
        self.value = value

    def __lt__(self, other: "_Ordered") -> bool:
        return bool(self.value < other.value)
