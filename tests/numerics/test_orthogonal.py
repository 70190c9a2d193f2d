# Blind to: whether the rational bases are evenly spread over the orthogonal group; only Haar claims that.
import numpy as np
import pytest
from flint import fmpq_mat
from hypothesis import given
from hypothesis import strategies as st

from numerics.orthogonal import cayley, haar_orthogonal, rational_orthogonal
from tests.numerics.strategies import seeds, some


def identity(n):
    return fmpq_mat(n, n, [int(i == j) for i in range(n) for j in range(n)])


@some
@given(st.integers(1, 6), seeds)
def test_rational_bases_are_exactly_orthogonal(size, seed):
    q = rational_orthogonal(size, seed)
    assert q * q.transpose() == identity(size)
    assert q == rational_orthogonal(size, seed)


@some
@given(st.integers(2, 6), seeds)
def test_rational_bases_mix_the_axes(size, seed):
    assert all(0 < abs(x) < 1 for x in rational_orthogonal(size, seed).entries())


def test_cayley_refuses_what_is_not_skew():
    with pytest.raises(ValueError, match="skew must satisfy"):
        cayley(fmpq_mat([[0, 1], [1, 0]]))


@some
@given(st.integers(1, 6), seeds)
def test_haar_bases_are_orthogonal_to_rounding(size, seed):
    q = haar_orthogonal(size, seed)
    # QR by Householder reflections: departure a small multiple of size * 2^-53; 100 * 6 * 2^-53 < 1e-13.
    assert np.abs(q.T @ q - np.eye(size)).max() < 1e-13
