"""One matrix vocabulary for float64, mpmath, MPFR and Arb, so that the mathematics is written once.

`+`, `-` and scalar `*` mean the same for NumPy arrays, `mpmath.matrix` and `flint.arb_mat`; the rest differs,
and a `Kind` names it. There are six: `FLOAT64`, `MPMATH`, `MPFR` (gmpy2, unrigorous, the fastest for single
numbers of many digits), `ARB` (balls: rigorous) and `ARB_MIDPOINT`, which is Arb with the radii dropped after
every step of an iteration: high precision, *not* rigorous, for long runs of gradient descent, where balls
grow with every step; and `RATIONAL`, exact, without roots.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from math import isfinite
from typing import Any, TypeAlias

import gmpy2
import mpmath
import numpy as np
from flint import arb, arb_mat, fmpq, fmpq_mat

from numerics.precision import to_arb, to_float, to_mpf, to_mpfr

Matrix: TypeAlias = Any
"""A NumPy array of float64 or `gmpy2.mpfr`, an `mpmath.matrix`, a `flint.arb_mat` or a `flint.fmpq_mat`."""

Scalar: TypeAlias = Any
"""A `float`, an `mpmath.mpf`, a `gmpy2.mpfr`, a `flint.arb` or a `flint.fmpq`."""


class Kind(ABC):
    """What network, Hessian and descent need to know about one kind of matrix.

    Attributes:
        name: For messages and reports.
        rigorous: Whether results enclose the exact ones.
    """

    name: str
    rigorous: bool = False

    @abstractmethod
    def scalar(self, value: Fraction) -> Scalar:
        """`value` in this kind."""

    @abstractmethod
    def root(self, value: Fraction, degree: int) -> Scalar:
        """`value^(1/degree)` for `value >= 0`."""

    @abstractmethod
    def matrix(self, rows: int, cols: int, entries: Sequence[Scalar]) -> Matrix:
        """The matrix with these entries, row by row."""

    @abstractmethod
    def entries(self, a: Matrix) -> list[Scalar]:
        """The entries, row by row."""

    @abstractmethod
    def shape(self, a: Matrix) -> tuple[int, int]:
        """Numbers of rows and columns."""

    @abstractmethod
    def matmul(self, a: Matrix, b: Matrix) -> Matrix:
        """The matrix product `a b`."""

    @abstractmethod
    def transpose(self, a: Matrix) -> Matrix:
        """The transpose of `a`."""

    @abstractmethod
    def inner(self, a: Matrix, b: Matrix) -> Scalar:
        """The Frobenius inner product `tr(a^T b)`."""

    @abstractmethod
    def is_finite(self, a: Matrix) -> bool:
        """Whether every entry is a finite number."""

    @abstractmethod
    def owns(self, a: object) -> bool:
        """Whether `a` is a real matrix of this kind."""

    def within(self, a: Matrix, bound: float) -> bool:
        """Whether every entry is finite and, for certain, at most `bound` in absolute value.

        Args:
            a: A matrix.
            bound: The bound, positive. For Arb it may be missed by one part in a million: an entry as near
                to the bound as that may count as not within.

        Returns:
            True if so; False does not say that some entry exceeds the bound.
        """
        return all(abs(x) <= bound for x in self.entries(a)) and self.is_finite(a)

    def settle(self, a: Matrix) -> Matrix:
        """What an iteration carries to its next step: `a` itself, unless radii are dropped.

        Args:
            a: A matrix.

        Returns:
            A matrix of the same shape.
        """
        return a

    def exact(self, a: fmpq_mat) -> Matrix:
        """An exactly rational matrix in this kind.

        Args:
            a: The exact matrix.

        Returns:
            The matrix, each entry converted once.
        """
        values = [self.scalar(Fraction(int(x.p), int(x.q))) for x in a.entries()]
        return self.matrix(a.nrows(), a.ncols(), values)

    def diagonal(self, values: Sequence[Scalar]) -> Matrix:
        """The square matrix with `values` on its diagonal.

        Args:
            values: The diagonal.

        Returns:
            The matrix.
        """
        n, zero = len(values), self.scalar(Fraction(0))
        return self.matrix(n, n, [values[i] if i == j else zero for i in range(n) for j in range(n)])


class _Float64(Kind):
    name = "float64"

    def scalar(self, value: Fraction) -> Scalar:
        return to_float(value)

    def root(self, value: Fraction, degree: int) -> Scalar:
        return to_float(value) ** (1 / degree)

    def matrix(self, rows: int, cols: int, entries: Sequence[Scalar]) -> Matrix:
        return np.array(entries, dtype=np.float64).reshape(rows, cols)

    def entries(self, a: Matrix) -> list[Scalar]:
        return [float(x) for x in a.ravel()]

    def shape(self, a: Matrix) -> tuple[int, int]:
        rows, cols = a.shape
        return rows, cols

    def matmul(self, a: Matrix, b: Matrix) -> Matrix:
        return a @ b

    def transpose(self, a: Matrix) -> Matrix:
        return a.T

    def inner(self, a: Matrix, b: Matrix) -> Scalar:
        return float(np.vdot(a, b))

    def is_finite(self, a: Matrix) -> bool:
        return bool(np.isfinite(a).all())

    def within(self, a: Matrix, bound: float) -> bool:
        # The largest of entries with a nan among them is nan.
        largest = float(np.maximum.reduce(np.abs(a), axis=None, initial=0.0))
        return largest <= bound and isfinite(largest)

    def owns(self, a: object) -> bool:
        return isinstance(a, np.ndarray) and a.ndim == 2 and a.dtype == np.float64


class _Mpmath(Kind):
    name = "mpmath"

    def scalar(self, value: Fraction) -> Scalar:
        return to_mpf(value)

    def root(self, value: Fraction, degree: int) -> Scalar:
        return mpmath.root(to_mpf(value), degree)

    def matrix(self, rows: int, cols: int, entries: Sequence[Scalar]) -> Matrix:
        return mpmath.matrix([list(entries[i * cols : (i + 1) * cols]) for i in range(rows)])

    def entries(self, a: Matrix) -> list[Scalar]:
        return list(a)

    def shape(self, a: Matrix) -> tuple[int, int]:
        return a.rows, a.cols

    def matmul(self, a: Matrix, b: Matrix) -> Matrix:
        return a * b

    def transpose(self, a: Matrix) -> Matrix:
        return a.T

    def inner(self, a: Matrix, b: Matrix) -> Scalar:
        return mpmath.fdot(a, b)

    def is_finite(self, a: Matrix) -> bool:
        return all(mpmath.isfinite(x) for x in a)

    def owns(self, a: object) -> bool:
        return isinstance(a, mpmath.matrix) and all(isinstance(x, mpmath.mpf | int) for x in a)


@lru_cache(maxsize=64)
def _box(rows: int, cols: int, bound: float) -> arb_mat:
    # A radius has 30 bits and is rounded up; shrunk by more than that, every entry of the box is within.
    return arb_mat(rows, cols, [arb(0, bound * (1 - 1e-6))] * (rows * cols))


class _Mpfr(_Float64):
    # NumPy arrays of objects; what float64 and MPFR share is inherited.
    name = "MPFR"

    def scalar(self, value: Fraction) -> Scalar:
        return to_mpfr(value)

    def root(self, value: Fraction, degree: int) -> Scalar:
        return gmpy2.rootn(to_mpfr(value), degree)

    def matrix(self, rows: int, cols: int, entries: Sequence[Scalar]) -> Matrix:
        return np.array(entries, dtype=object).reshape(rows, cols)

    def entries(self, a: Matrix) -> list[Scalar]:
        return list(a.ravel())

    def inner(self, a: Matrix, b: Matrix) -> Scalar:
        return (a * b).sum()

    def is_finite(self, a: Matrix) -> bool:
        return all(map(gmpy2.is_finite, a.flat))

    def owns(self, a: object) -> bool:
        return isinstance(a, np.ndarray) and a.ndim == 2 and all(isinstance(x, gmpy2.mpfr) for x in a.flat)


class _Arb(Kind):
    name = "Arb"
    rigorous = True

    def scalar(self, value: Fraction) -> Scalar:
        return to_arb(value)

    def root(self, value: Fraction, degree: int) -> Scalar:
        return to_arb(value).root(degree) if value else arb(0)

    def matrix(self, rows: int, cols: int, entries: Sequence[Scalar]) -> Matrix:
        return arb_mat(rows, cols, entries)

    def entries(self, a: Matrix) -> list[Scalar]:
        values: list[arb] = a.entries()
        return values

    def shape(self, a: Matrix) -> tuple[int, int]:
        return a.nrows(), a.ncols()

    def matmul(self, a: Matrix, b: Matrix) -> Matrix:
        return a * b

    def transpose(self, a: Matrix) -> Matrix:
        return a.transpose()

    def inner(self, a: Matrix, b: Matrix) -> Scalar:
        return (a.transpose() * b).trace()

    def is_finite(self, a: Matrix) -> bool:
        return all(x.is_finite() for x in a.entries())

    def within(self, a: Matrix, bound: float) -> bool:
        # One comparison of matrices: looking at entries one by one costs as much as a product of matrices.
        if bound == float("inf"):
            return self.is_finite(a)
        return bool(_box(a.nrows(), a.ncols(), bound).contains(a))

    def owns(self, a: object) -> bool:
        return isinstance(a, arb_mat)

    def exact(self, a: fmpq_mat) -> Matrix:
        return arb_mat(a)


class _ArbMidpoint(_Arb):
    name = "Arb midpoints"
    rigorous = False

    def matmul(self, a: Matrix, b: Matrix) -> Matrix:
        # In a chain of products Arb rounds midpoints to where their radii begin: 15 bits for 20 layers.
        return (a * b).mid()

    def settle(self, a: Matrix) -> Matrix:
        return a.mid()


class _Rational(Kind):
    name = "rational"
    rigorous = True

    def scalar(self, value: Fraction) -> Scalar:
        return fmpq(value.numerator, value.denominator)

    def root(self, value: Fraction, degree: int) -> Scalar:
        raise ValueError(f"roots must not be taken of rationals, got {value}^(1/{degree}); use the kind ARB")

    def matrix(self, rows: int, cols: int, entries: Sequence[Scalar]) -> Matrix:
        return fmpq_mat(rows, cols, entries)

    def entries(self, a: Matrix) -> list[Scalar]:
        values: list[fmpq] = a.entries()
        return values

    def shape(self, a: Matrix) -> tuple[int, int]:
        return a.nrows(), a.ncols()

    def matmul(self, a: Matrix, b: Matrix) -> Matrix:
        return a * b

    def transpose(self, a: Matrix) -> Matrix:
        return a.transpose()

    def inner(self, a: Matrix, b: Matrix) -> Scalar:
        return sum((x * y for x, y in zip(a.entries(), b.entries(), strict=True)), fmpq(0))

    def is_finite(self, a: Matrix) -> bool:
        return True

    def owns(self, a: object) -> bool:
        return isinstance(a, fmpq_mat)

    def exact(self, a: fmpq_mat) -> Matrix:
        return a


FLOAT64: Kind = _Float64()
MPMATH: Kind = _Mpmath()
MPFR: Kind = _Mpfr()
ARB: Kind = _Arb()
ARB_MIDPOINT: Kind = _ArbMidpoint()
RATIONAL: Kind = _Rational()
