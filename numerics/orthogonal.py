"""Orthogonal matrices: exactly rational ones by the Cayley transform, and Haar distributed ones in float64.

For a skew-symmetric `A` the matrix `(I - A)(I + A)^-1` is orthogonal, and rational if `A` is. It never has
the eigenvalue -1 and always determinant 1; a signed permutation in front lifts both restrictions.
"""

import random

import numpy as np
import numpy.typing as npt
from flint import fmpq, fmpq_mat


def cayley(skew: fmpq_mat) -> fmpq_mat:
    """The Cayley transform `(I - A)(I + A)^-1`.

    Args:
        skew: `A`, with `A^T = -A`, so that `I + A` is invertible.

    Returns:
        An exactly orthogonal rational matrix.

    Raises:
        ValueError: If `A` is not skew-symmetric.

    >>> cayley(fmpq_mat([[0, 2], [-2, 0]])).tolist()
    [[-3/5, -4/5], [4/5, -3/5]]
    """
    n = skew.nrows()
    if skew.ncols() != n or skew.transpose() != -skew:
        raise ValueError("skew must satisfy A^T = -A, but it does not; use A - A^T")
    one = fmpq_mat(n, n, [int(i == j) for i in range(n) for j in range(n)])
    return (one - skew) * (one + skew).inv()


def _check_size(size: int) -> None:
    if not isinstance(size, int) or isinstance(size, bool) or size < 1:
        raise ValueError(f"size must be an integer >= 1, got {size!r}; give the number of rows")


def rational_orthogonal(size: int, seed: int) -> fmpq_mat:
    """A random, exactly orthogonal, exactly rational matrix without special directions.

    A signed permutation times the Cayley transform of a skew matrix with entries +-1, +-2, +-3 above the
    diagonal (+-2, +-3 for size 2, where 1 gives a rotation by a right angle), drawn until no entry is 0.

    Args:
        size: Number of rows, at least 1.
        seed: Seed of the draw.

    Returns:
        A matrix `Q` with `Q^T Q = I` exactly. A size below 1 is a `ValueError`.

    >>> q = rational_orthogonal(3, 0)
    >>> q * q.transpose() == fmpq_mat([[1, 0, 0], [0, 1, 0], [0, 0, 1]])
    True
    """
    _check_size(size)
    draw = random.Random(seed)
    order = draw.sample(range(size), size)
    signed = fmpq_mat(size, size)
    for i, j in enumerate(order):
        signed[i, j] = fmpq(draw.choice([1, -1]))
    if size == 1:
        return signed
    choices = [2, 3, -2, -3] if size == 2 else [1, 2, 3, -1, -2, -3]
    while True:
        skew = fmpq_mat(size, size)
        for i in range(size):
            for j in range(i + 1, size):
                skew[i, j] = fmpq(draw.choice(choices))
                skew[j, i] = -skew[i, j]
        rotation = cayley(skew)
        if all(rotation.entries()):  # some small skew matrices give permutations of the axes
            return signed * rotation


def haar_orthogonal(size: int, seed: int) -> npt.NDArray[np.float64]:
    """A random orthogonal matrix in float64, Haar distributed.

    QR of a Gaussian matrix, the signs of R's diagonal moved to Q (Mezzadri, How to generate random matrices
    from the classical compact groups, 2007).

    Args:
        size: Number of rows, at least 1.
        seed: Seed of the draw.

    Returns:
        An array of shape `(size, size)`, orthogonal to rounding. A size below 1 is a `ValueError`.
    """
    _check_size(size)
    q, r = np.linalg.qr(np.random.default_rng(seed).standard_normal((size, size)))
    signs: npt.NDArray[np.float64] = np.where(np.diag(r) < 0, -1.0, 1.0)
    return np.asarray(q * signs)
