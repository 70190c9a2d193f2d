"""`LDL^T` factors of a symmetric matrix in balls: a proof of positive definiteness, and a linear solver.

If elimination without pivoting meets only pivots that are certainly positive, then every symmetric matrix in
the given balls is positive definite (Sylvester). The factors also solve linear systems approximately.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from flint import arb


@dataclass(frozen=True)
class Factors:
    """`A = L D L^T` with unit lower triangular `L`.

    Attributes:
        columns: `columns[k]` holds the entries of column `k` of `L` below the diagonal.
        pivots: The diagonal of `D`, certainly positive.
    """

    columns: Sequence[Sequence[arb]]
    pivots: Sequence[arb]

    def solve(self, rhs: Sequence[arb]) -> list[arb]:
        """An approximate solution of `A x = b` (radii are dropped on the way).

        Args:
            rhs: `b`.

        Returns:
            `x`, as exact midpoints.
        """
        x = list(rhs)
        n = len(x)
        for k, column in enumerate(self.columns):
            pivot_value = x[k] = x[k].mid()
            if not pivot_value.is_zero():
                x[k + 1 :] = [y - c * pivot_value for y, c in zip(x[k + 1 :], column, strict=True)]
        x = [y / p for y, p in zip(x, self.pivots, strict=True)]
        for k in range(n - 1, -1, -1):
            total = x[k]
            for c, y in zip(self.columns[k], x[k + 1 :], strict=True):
                total -= c * y
            x[k] = total.mid()
        return x


def factor_if_positive(upper: Sequence[Sequence[arb]]) -> Factors | None:
    """Factor a symmetric matrix, provided that it is certainly positive definite.

    Args:
        upper: `upper[i]` holds the entries `A_ii, A_i,i+1, ..., A_i,n-1`.

    Returns:
        The factors, if every pivot is certainly positive; then every symmetric matrix in the balls is
        positive definite. `None` if some pivot is not: the matrix may still be positive definite.

    >>> factor_if_positive([[arb(2), arb(1)], [arb(2)]]).pivots
    [2.00000000000000, 1.50000000000000]
    >>> factor_if_positive([[arb(1), arb(1)], [arb(1)]]) is None
    True
    """
    rest = [list(row) for row in upper]
    columns, pivots = [], []
    for k, row in enumerate(rest):
        pivot = row[0]
        if not pivot > 0:
            return None
        column = [x / pivot for x in row[1:]]
        for i, factor in enumerate(column):
            if not factor.is_zero():
                rest[k + 1 + i] = [x - factor * y for x, y in zip(rest[k + 1 + i], row[1 + i :], strict=True)]
        columns.append(column)
        pivots.append(pivot)
    return Factors([[c.mid() for c in column] for column in columns], pivots)
