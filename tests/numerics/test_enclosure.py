# Blind to: an error in Arb. The spectra are known exactly because the matrices are built from them with
# rational orthogonal bases; every truth below is a rational number, compared without rounding.
from fractions import Fraction

import pytest
from flint import arb, arb_mat, fmpq, fmpq_mat
from hypothesis import assume, given
from hypothesis import strategies as st

from numerics.hessian.enclosure import eigenvalue_near, largest_eigenvalue
from numerics.hessian.ldl import factor_if_positive
from numerics.precision import known_digits, working_precision
from tests.numerics.strategies import encloses, fmpq_of, seeds, some, spectra, with_spectrum

digits = st.sampled_from([10, 30, 50])


@some
@given(spectra(), seeds, digits)
def test_largest_eigenvalue_is_enclosed_tightly(eigenvalues, seed, asked):
    with working_precision(bits=400):
        ball = largest_eigenvalue(arb_mat(with_spectrum(eigenvalues, seed)), asked)
        assert encloses(ball, eigenvalues[-1])
        if eigenvalues[-1]:
            assert known_digits(ball) >= asked
        else:
            assert ball.rad() < arb(10) ** -asked


@some
@given(spectra(), seeds, digits, st.integers(5, 60), st.data())
def test_no_symmetric_matrix_in_the_balls_is_left_out(eigenvalues, seed, asked, k, data):
    matrix = with_spectrum(eigenvalues, seed)
    n, radius = len(eigenvalues), fmpq(1, 10**k)
    corners = data.draw(st.lists(st.sampled_from([-1, 1]), min_size=n, max_size=n))
    # matrix + radius * (s s^T) is a corner of the balls; its spectrum is unknown but bounded from below by
    # Rayleigh.
    with working_precision(bits=400):
        balls = arb_mat(n, n, [arb(x, arb(radius).upper()) for x in arb_mat(matrix).entries()])
        wide = largest_eigenvalue(balls, asked)
        assert encloses(wide, eigenvalues[-1])
        corner = fmpq_mat(n, n, [radius * corners[i] * corners[j] for i in range(n) for j in range(n)])
        exact = largest_eigenvalue(arb_mat(matrix + corner), asked + 70)
        assert wide.overlaps(exact)
        assert wide.upper() >= exact.lower()


@some
@given(seeds)
def test_balls_move_with_their_centre(seed):
    # x I + balls of radius r: the members' largest eigenvalues fill [x - r, x + n r]. All of it must be
    # inside.
    n, r = 4, arb((1, -20))
    balls = arb_mat(n, n, [arb(int(i == j) * (seed % 7), r) for i in range(n) for j in range(n)])
    ball = largest_eigenvalue(balls, 30)
    assert ball.contains(arb(seed % 7) + n * r)
    assert ball.contains(arb(seed % 7) - r)


@pytest.mark.parametrize("gap", [Fraction(1, 10**30), Fraction(1, 10**47), Fraction(1, 10**52), Fraction(0)])
@pytest.mark.parametrize("size", [2, 5, 12])
def test_clusters_at_the_top(gap, size):
    eigenvalues = [1 - k * gap for k in range(size)] + [Fraction(1, 2), Fraction(-3)]
    with working_precision(bits=300):
        ball = largest_eigenvalue(arb_mat(with_spectrum(eigenvalues, size)), 50)
        assert ball.contains(1)
        assert known_digits(ball) >= 50


@pytest.mark.parametrize("gap", [Fraction(k, 10**30) for k in (1, 2, 4, 9)])
@pytest.mark.parametrize("seed", [9, 4188])
def test_gaps_as_wide_as_the_digits_asked_for(gap, seed):
    # Found by the property above: the search for the upper bound used to give up at 29 digits.
    with working_precision(bits=400):
        ball = largest_eigenvalue(arb_mat(with_spectrum([Fraction(0), Fraction(2), 2 + gap], seed)), 30)
        assert encloses(ball, 2 + gap)
        assert known_digits(ball) >= 30


@pytest.mark.parametrize("below", [1, 2, 5])
@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("digits", [29, 30, 31, 50])
def test_a_top_eigenvalue_that_float64_misses(below, seed, digits):
    # Several equal eigenvalues and one just above: the float64 vector may have nothing of the top one.
    top = 1 + Fraction(1, 10**30)
    with working_precision(bits=400):
        eigenvalues = [Fraction(1)] * below + [top]
        diagonal = fmpq_mat(below + 1, below + 1)
        for i, x in enumerate(eigenvalues):
            diagonal[below - i, below - i] = fmpq_of(x)
        for matrix in (with_spectrum(eigenvalues, seed), diagonal):
            ball = largest_eigenvalue(arb_mat(matrix), digits)
            assert encloses(ball, top)
            assert known_digits(ball) >= digits


@pytest.mark.parametrize("scale", [Fraction(10) ** 400, Fraction(1, 10**400)])
def test_sizes_that_float64_cannot_hold(scale):
    with working_precision(bits=300):
        ball = largest_eigenvalue(arb_mat(with_spectrum([-2 * scale, scale / 3, scale], 5)), 50)
        assert encloses(ball, scale)
        assert known_digits(ball) >= 50


@pytest.mark.parametrize(
    ("matrix", "value"),
    [
        (arb_mat([[5]]), 5),
        (arb_mat([[0]]), 0),
        (arb_mat(3, 3), 0),
        (arb_mat([[-1, 0], [0, -2]]), -1),
        (arb_mat([[0, 0], [0, -2]]), 0),
        (arb_mat([[0, 1], [1, 0]]), 1),
        (arb_mat([[2, 2], [2, 2]]), 4),
    ],
)
def test_small_matrices_by_hand(matrix, value):
    ball = largest_eigenvalue(matrix, 30)
    assert ball.contains(value)
    assert ball.rad() < arb(10) ** -29


def test_wide_input_gives_an_honest_wide_ball():
    ball = largest_eigenvalue(arb_mat([[arb(2, 0.25), 0], [0, 1]]), 50)
    assert ball.contains(arb(2, 0.25))
    assert ball.rad() < 0.5


@some
@given(spectra(), seeds, st.data())
def test_some_eigenvalue_lies_near_any_vector(eigenvalues, seed, data):
    n = len(eigenvalues)
    v = data.draw(st.lists(st.integers(-9, 9), min_size=n, max_size=n).filter(any))
    with working_precision(bits=300):
        matrix = arb_mat(with_spectrum(eigenvalues, seed))
        for operator in (matrix, lambda x: matrix * x):
            ball = eigenvalue_near(operator, arb_mat(n, 1, v))
            assert any(ball.overlaps(arb(fmpq_of(x))) for x in eigenvalues)


@some
@given(spectra(), seeds)
def test_factors_never_certify_what_is_not_positive(eigenvalues, seed):
    assume(eigenvalues[0] <= 0)
    matrix = arb_mat(with_spectrum(eigenvalues, seed)).tolist()
    assert factor_if_positive([row[i:] for i, row in enumerate(matrix)]) is None


@some
@given(spectra(), seeds)
def test_factors_certify_and_solve(eigenvalues, seed):
    eigenvalues = [x - eigenvalues[0] + Fraction(1, 100) for x in eigenvalues]
    n = len(eigenvalues)
    with working_precision(bits=200):
        matrix = arb_mat(with_spectrum(eigenvalues, seed))
        factors = factor_if_positive([row[i:] for i, row in enumerate(matrix.tolist())])
        assert factors is not None
        rhs = [arb(k + 1) for k in range(n)]
        x = arb_mat(n, 1, factors.solve(rhs))
        # Condition number at most 700: 60 digits of working precision leave far more than 50.
        assert all(abs(y) < arb(10) ** -50 for y in (matrix * x - arb_mat(n, 1, rhs)).entries())


@pytest.mark.parametrize(
    ("matrix", "message"),
    [
        (arb_mat([[1, 2]]), "must be square"),
        (arb_mat(0, 0), "not empty"),
        (arb_mat([[1, 2], [3, 1]]), "must be symmetric"),
        (arb_mat([[1, arb.nan()], [arb.nan(), 1]]), "must be finite"),
        (arb_mat([[arb.pos_inf(), 0], [0, 1]]), "must be finite"),
        ([[1, 2], [2, 1]], "must be an arb_mat"),
    ],
)
def test_bad_matrices_are_named(matrix, message):
    with pytest.raises(ValueError, match=message):
        largest_eigenvalue(matrix, 10)


@pytest.mark.parametrize("vector", [arb_mat([[0], [0]]), arb_mat([[arb.nan()], [1]]), arb_mat([[1, 2]])])
def test_bad_vectors_are_named(vector):
    with pytest.raises(ValueError, match="vector must"):
        eigenvalue_near(arb_mat([[1, 0], [0, 1]]), vector)
