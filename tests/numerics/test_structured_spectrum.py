# Blind to: an error that the definition solver makes too (test_dense_hessian.py and test_loss_derivatives.py
# look at that one), and to sizes beyond N = 150, where the dense Hessian is too slow to compare with. Points
# with identity bases have dyadic entries, so both sides see the same numbers without rounding.
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from numerics.hessian import definition
from numerics.hessian.structured import aligned_modes, balanced_modes, spectrum
from numerics.matrices import FLOAT64
from numerics.minima import aligned_point, minimum
from tests.numerics.strategies import depths_and_shares, few, seeds, some

quarters = st.integers(-6, 6).map(lambda k: Fraction(k, 4))


@st.composite
def points(draw, balanced, at_minimum, max_modes=3):
    """Layers and singular values, all dyadic; zeros, repetitions and unequal depths included."""
    modes = draw(st.integers(1, max_modes))
    row = st.one_of(st.lists(quarters, min_size=modes, max_size=modes), quarters.map(lambda x: [x] * modes))
    layers = []
    for _ in range(draw(st.integers(1, 3))):
        depth = draw(st.integers(2, 4))
        layers.append([draw(row)] * depth if balanced else [draw(row) for _ in range(depth)])
    products = [[np.prod([layer[i] for layer in path]) for i in range(modes)] for path in layers]
    if at_minimum:
        return layers, [sum(column) for column in zip(*products, strict=True)]
    return layers, draw(
        st.lists(st.integers(0, 6).map(lambda k: Fraction(k, 2)), min_size=modes, max_size=modes)
    )


def floats(layers):
    return [[[float(x) for x in layer] for layer in path] for path in layers]


def dense(layers, target, bases="identity", seed=0):
    point = aligned_point(layers, target, bases=bases, seed=seed, kind=FLOAT64)
    return np.array(definition.spectrum(point.network))


def close(found, truth, scale):
    # Both sides: eigvalsh errs by a modest multiple of N 2^-53 (N <= 108: 1.2e-14) times the norm.
    return found.shape == truth.shape and np.abs(found - truth).max() <= 1e-12 * scale


def norm(eigenvalues):
    return np.abs(eigenvalues).max()


def zeros(eigenvalues):
    return int((np.abs(eigenvalues) <= 1e-12 * norm(eigenvalues)).sum())


@pytest.mark.parametrize("balanced", [True, False])
@pytest.mark.parametrize("at_minimum", [True, False])
def test_all_eigenvalues_are_those_of_the_dense_hessian(balanced, at_minimum):
    @some
    @given(points(balanced, at_minimum))
    def check(case):
        layers, target = case
        truth = dense(layers, target)
        found = spectrum(aligned_modes(floats(layers), [float(s) for s in target]))
        assert close(found, truth, norm(truth))
        assert zeros(found) == zeros(truth)

    check()


@few
@given(points(False, False), seeds)
def test_bases_do_not_matter(case, seed):
    layers, target = case
    truth = dense(layers, target, "random", seed)
    # Haar bases round entries of products of at most 4 factors of norm at most 1.5 to 1e-15.
    found = spectrum(aligned_modes(floats(layers), [float(s) for s in target]))
    assert close(found, truth, max(1, norm(truth)))


@some
@given(depths_and_shares(max_modes=3))
def test_at_balanced_minima_the_rank_is_the_square_of_the_modes(case):
    depths, shares = case
    roots = [[float(x) ** (1 / depth) for x in row] for depth, row in zip(depths, shares, strict=True)]
    found = spectrum(balanced_modes(depths, roots))
    truth = np.array(definition.spectrum(minimum(depths, shares, bases="identity", kind=FLOAT64).network))
    assert close(found, truth, norm(truth))
    # Smallest eigenvalue against largest: shares in [1/20, 60], depth at most 4, so beyond (1/1200)^2 = 7e-7.
    assert zeros(found) == zeros(truth) == len(found) - len(shares[0]) ** 2


@some
@given(points(True, False))
def test_equal_layers_give_the_same_spectrum_on_the_general_road(case):
    layers, target = floats(case[0]), [float(s) for s in case[1]]
    fast = aligned_modes(layers, target)
    assert fast.balanced
    slow = type(fast)(fast.layers, fast.residuals, False)
    assert close(spectrum(slow), spectrum(fast), norm(spectrum(fast)))


def seeded_point(seed):
    """In general position, or with zeros and repetitions: layers, and a target or None (a minimum)."""
    rng = np.random.default_rng(seed)
    kind, modes = ("balanced", "unbalanced", "rounded")[seed % 3], int(rng.integers(1, 4))
    depths = rng.integers(2, 5, int(rng.integers(1, 4 if modes < 3 else 3)))
    shape = {"balanced": lambda depth: (1, modes)}.get(kind, lambda depth: (depth, modes))
    layers = [rng.normal(size=shape(depth)) + np.zeros((depth, modes)) for depth in depths]
    if kind == "rounded":
        layers = [np.round(path) for path in layers]
    return layers, rng.uniform(0, 3, modes) if rng.integers(2) else None


def test_five_hundred_seeded_points():
    depths, counted = set(), 0
    for seed in range(500):
        layers, target = seeded_point(seed)
        point = aligned_modes(layers, target)
        whole = np.sum([path.prod(axis=0) for path in layers], axis=0) if target is None else target
        exact = [[[Fraction(float(x)) for x in row] for row in path] for path in layers]
        truth = dense(exact, [Fraction(float(s)) for s in whole])
        found = spectrum(point)
        assert close(found, truth, norm(truth)), seed
        depths.add((point.balanced, len({len(path) for path in layers}) > 1))
        sizes = np.abs(truth) / max(norm(truth), 1e-300)
        # Between these, nobody can tell small from zero.
        if target is None and not ((sizes > 1e-13) & (sizes < 1e-9)).any():
            assert zeros(found) == zeros(truth), seed
            counted += 1
    assert depths == {(False, False), (False, True), (True, False), (True, True)}
    assert counted > 150


def test_off_balance_minimum_by_hand():
    # W1 = diag(3, 1/3), W0 = diag(1/3, 3): entry (i, j) of M moves by A_ij (W0)_jj + (W1)_ii B_ij.
    found = spectrum(aligned_modes([[[1 / 3, 3], [3, 1 / 3]]]))
    assert np.allclose(found, [0, 0, 0, 0, 2 / 9, 82 / 9, 82 / 9, 18], atol=1e-14)


def test_a_saddle_by_hand():
    # All weights 0, L = 2, M* = diag(2, 1): loss is -tr(M*^T W1 W0) + ..., so +-2 and +-1, twice each.
    found = spectrum(aligned_modes([[[0, 0], [0, 0]]], [2, 1]))
    assert found.tolist() == [-2, -2, -1, -1, 1, 1, 2, 2]


def test_pathways_of_many_layers_and_chunks():
    # Traces survive any mistake in chunking only if every block is there: sum of squares of all entries.
    rng = np.random.default_rng(0)
    layers = [rng.uniform(0.7, 1.1, (20, 6)), rng.uniform(0.7, 1.1, (9, 6))]
    point = aligned_modes(layers, rng.uniform(0, 2, 6))
    found = spectrum(point)
    trace = 0.0
    for path in layers:
        for layer in range(len(path)):
            above, below = path[layer + 1 :].prod(axis=0), path[:layer].prod(axis=0)
            trace += (above**2).sum() * (below**2).sum()
    assert len(found) == 29 * 36
    assert found.sum() == pytest.approx(trace, rel=1e-12)


def test_no_matter_how_blocks_are_chunked(monkeypatch):
    rng = np.random.default_rng(1)
    for values in (rng.uniform(0.5, 1, (2, 1, 5)), rng.uniform(0.5, 1, (2, 4, 5))):
        point = aligned_modes(np.broadcast_to(values, (2, 4, 5)), np.ones(5))
        whole = spectrum(point)
        monkeypatch.setattr("numerics.hessian.structured.CHUNK", 1)
        assert (spectrum(point) == whole).all()
        monkeypatch.undo()


def test_one_mode_may_be_very_deep():
    found = spectrum(balanced_modes([10**5, 3], [[1.0], [0.0]], [2.0]))
    # r = -1: 10^5 - (10^5 - 1) = 1, then 1 with multiplicity 10^5 - 1; depth 3 at 0 gives zeros.
    assert len(found) == 10**5 + 3
    assert zeros(found) == 3
    assert np.allclose(found[3:], 1, atol=1e-9)  # 10^5 - (10^5 - 1) cancels five digits


ONE = [[[1.0], [1.0]]]


@pytest.mark.parametrize(
    ("layers", "target", "message"),
    [
        ([], [1], "at least one pathway"),
        ([[[1.0]]], [1], r"len\(layers\[0\]\) must be an integer >= 2, got 1"),
        ([[[1.0, 2.0], [1.0]]], [1], r"layers\[0\] must have rows of one length"),
        ([[[1.0], [1.0]], [[1.0, 1.0], [1.0, 1.0]]], [1], "as many entries in each layer"),
        ([[1.0, 1.0]], [1], r"layers\[0\] must be a non-empty real array of 2"),
        ([[[], []]], [], r"layers\[0\] must be a non-empty real array"),
        ([[[1.0], [np.nan]]], [1], r"layers\[0\] must be finite"),
        ([[[1.0], [np.inf]]], [1], r"layers\[0\] must be finite"),
        ([[[1j], [1.0]]], [1], "dtype complex128; convert it"),
        ([[[Fraction(1)], [Fraction(2)]]], [1], "dtype object; convert it"),
        ([[[True], [False]]], [1], "dtype bool; convert it"),
        (ONE, [1, 2], r"singular_values must have one entry per mode \(1\), got 2"),
        (ONE, [np.inf], "singular_values must be finite"),
        (ONE, [[1.0]], "singular_values must be a non-empty real array of 1"),
        ([[[1e200], [1e200]]], [1], "below 1.8e308"),
        ([[[1e200], [1e201]]], [1], "below 1.8e308"),
    ],
)
def test_bad_points_are_named(layers, target, message):
    with pytest.raises(ValueError, match=message):
        aligned_modes(layers, target)


@pytest.mark.parametrize(
    ("depths", "values", "message"),
    [
        ([1], [[1.0]], r"depths\[0\] must be an integer >= 2, got 1"),
        ([2.0], [[1.0]], r"depths\[0\] must be an integer >= 2, got 2.0"),
        ([True], [[1.0]], r"depths\[0\] must be an integer >= 2, got True"),
        ([2, 2], [[1.0]], "depths must have one entry per row"),
    ],
)
def test_bad_depths_are_named(depths, values, message):
    with pytest.raises(ValueError, match=message):
        balanced_modes(depths, values)


def test_blocks_that_overflow_or_are_too_large_are_named():
    with pytest.raises(ValueError, match=r"below 1\.8e308"):
        spectrum(balanced_modes([2], [[1e160, 1.0]], [0, 0]))
    with pytest.raises(ValueError, match=r"below 1\.8e308"):
        spectrum(aligned_modes([[[1e160, 1.0], [1.0, 1.0], [1e-160, 1.0]]], [0, 0]))
    with pytest.raises(ValueError, match="within 4096 rows, got 10000"):
        spectrum(balanced_modes([10**4], [[1.0, 1.0]]))
    with pytest.raises(ValueError, match="within 4096 rows, got 6000"):
        spectrum(aligned_modes([np.linspace(0.9, 1.1, 6000).reshape(3000, 2)]))
