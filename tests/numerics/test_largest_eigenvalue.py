# Blind to: in the seeded comparison of thousands of points, an error that the full structured spectrum makes
# too; the property against the dense Hessian sees it, at smaller sizes. Neither sees slowness: the counts of
# formed blocks do, roughly.
import numpy as np
import pytest
from hypothesis import given

from numerics.hessian.largest import largest_eigenvalue
from numerics.hessian.structured import aligned_modes, balanced_modes, spectrum
from tests.numerics.strategies import some
from tests.numerics.test_structured_spectrum import dense, floats, norm, points


def random_point(rng, kind):
    pathways, modes = rng.integers(1, 4), rng.integers(1, 5)
    depths, size = rng.integers(2, 6, pathways), rng.choice([0.3, 1, 2])
    target = rng.uniform(0, 3, modes)
    if kind == "balanced":
        return balanced_modes(depths, rng.normal(size=(pathways, modes)) * size, target)
    if kind == "nearly repeated":  # bounds and values nearly tie
        near = rng.choice([0, 1e-14, 1e-9, 1e-3]) * rng.normal(size=(pathways, modes))
        rows = np.round(rng.normal(size=(pathways, 1)) * size, 1) + near
        return balanced_modes(depths, rows, np.full(modes, target[0]))
    if kind == "general":
        return aligned_modes([rng.normal(size=(depth, modes)) * size for depth in depths], target)
    layers = [np.round(rng.normal(size=(depth, modes)) * size) for depth in depths]
    if kind == "with zeros":
        return aligned_modes(layers, target)
    if kind == "minimum":
        return aligned_modes([rng.normal(size=(depth, modes)) * size for depth in depths])
    layers = [path[:, :1] + np.zeros(modes) + 1e-9 * rng.normal(size=path.shape) for path in layers]
    return aligned_modes(layers, np.full(modes, target[0]))


KINDS = ["balanced", "nearly repeated", "general", "with zeros", "minimum", "general, nearly repeated"]


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_the_largest_of_the_full_spectrum(kind):
    rng = np.random.default_rng(KINDS.index(kind))
    pairs = formed = blocks = 0
    for _ in range(700):
        point = random_point(rng, kind)
        everything, found = spectrum(point), largest_eigenvalue(point)
        # Blocks of at most 30 rows: eigvalsh and the bounds err by far less than 1e-12 of the norm.
        assert abs(found.value - everything[-1]) <= 1e-12 * norm(everything)
        assert found.parameters == len(everything)
        pairs += found.block[0] != found.block[1]
        formed += found.formed
        blocks += point.modes * (point.modes + (-1 if point.balanced else 1)) // 2
    assert pairs >= 100  # a search that looks at modes (i, i) only would be wrong that often
    assert formed <= 0.85 * blocks  # and one that forms every block would not be a search


@pytest.mark.parametrize("balanced", [True, False])
def test_it_is_the_largest_of_the_dense_hessian(balanced):
    @some
    @given(points(balanced, at_minimum=False))
    def check(case):
        layers, target = case
        truth = dense(layers, target)
        found = largest_eigenvalue(aligned_modes(floats(layers), [float(s) for s in target]))
        assert abs(found.value - truth[-1]) <= 1e-12 * norm(truth)

    check()


@pytest.mark.parametrize("kind", KINDS)
def test_the_block_named_has_the_eigenvalue(kind):
    rng = np.random.default_rng(7)
    for _ in range(50):
        point = random_point(rng, kind)
        found = largest_eigenvalue(point)
        modes = sorted(set(found.block))
        layers = [path[:, modes] for path in point.layers]
        # The same residuals: singular values are products minus residuals.
        target = sum(path.prod(axis=0) for path in layers) - point.residuals[modes]
        alone = spectrum(aligned_modes(layers, target))
        assert abs(alone[-1] - found.value) <= 1e-11 * norm(alone)  # the residual is rounded once more


def test_a_pair_wins_below_the_target_by_hand():
    # L = 2, W = w I, r < 0: rotations W1 -> W1 + A, W0 -> W0 - A cost |r|, and 2 w^2 + r < |r| for small w.
    found = largest_eigenvalue(balanced_modes([2], [[0.5, 0.5]], [2.0, 2.0]))
    assert found.value == pytest.approx(2 * 0.25 + 1.75, rel=1e-14)
    assert found.block == (0, 1)


def test_no_pair_is_formed_near_a_balanced_minimum_with_distinct_modes():
    rng = np.random.default_rng(3)
    target = np.linspace(1, 0.3, 32)
    values = (target / 8) ** 0.1 * rng.uniform(0.999, 1.001, (8, 32))
    found = largest_eigenvalue(balanced_modes([10] * 8, values, target))
    assert (found.formed, found.parameters) == (0, 81920)


def test_one_formed_pair_settles_496_that_tie():
    found = largest_eigenvalue(balanced_modes([10] * 8, np.full((8, 32), 0.8), np.full(32, 2.0)))
    assert found.formed <= 3
    assert found.block[0] != found.block[1]


def test_a_zero_hessian():
    assert largest_eigenvalue(balanced_modes([3], [[0.0, 0.0]], [1, 2])).value == 0
    assert largest_eigenvalue(aligned_modes([[[0.0], [0.0], [0.0], [1.0]]], [1])).value == 0


@pytest.mark.timeout(20)
def test_very_deep_pathways():
    # sigma = w^L = 1, r = 0: the eigenvalue is L. With two modes of the same size the pair ties at L.
    assert largest_eigenvalue(balanced_modes([10**6], [[1.0]])).value == 10**6
    assert largest_eigenvalue(balanced_modes([10**6], [[1.0, 0.5]])).value == 10**6
    assert largest_eigenvalue(balanced_modes([10**6] * 2, [[1.0], [-1.0]])).value == pytest.approx(2e6)
    assert largest_eigenvalue(aligned_modes([np.ones((10**6, 1))])).value == 10**6


def test_what_is_too_deep_is_named():
    with pytest.raises(ValueError, match="modes 0 and 1, which bounds cannot exclude, within 4096 rows"):
        largest_eigenvalue(balanced_modes([10**4], [[1.0, 1.0]], [1.5, 1.5]))
    with pytest.raises(ValueError, match="within 4096 rows, got 1000000"):
        largest_eigenvalue(aligned_modes([np.linspace(0.9, 1.1, 10**6)[:, None]]))
    with pytest.raises(ValueError, match="within 10000000 when there are several modes"):
        largest_eigenvalue(balanced_modes([10**7], [[1.0, 1.0]]))


@pytest.mark.parametrize(
    "point",
    [
        balanced_modes([4], [[1e70]]),  # squares overflow
        balanced_modes([4], [[1e70, 1.0]]),
        balanced_modes([4], [[1e60, 1.0]], [-1e300, 0]),  # the residual's part does
        aligned_modes([[[1e160, 1.0], [1.0, 1.0], [1e-160, 1.0]]]),
        aligned_modes([[[1e160], [1.0], [1e-160]]]),
        aligned_modes([[[1e100, 1.0], [1e60, 1.0], [1e-160, 1.0]]], [1e250, 0]),
    ],
)
def test_overflow_is_named(point):
    with pytest.raises(ValueError, match=r"below 1\.8e308"):
        largest_eigenvalue(point)
    with pytest.raises(ValueError, match=r"below 1\.8e308"):
        spectrum(point)
