# An outside library as oracle: torch differentiates the loss, written in torch from its definition, twice.
# Shared with our side are NumPy's `eigvalsh` and the order of the parameters (entries are compared too, as
# spectra would not show a wrong order). Blind to sizes beyond N = 150.
#
# Tolerance: `eigvalsh` errs by a modest multiple of N 2^-53 <= 2e-14 times the norm, and each Hessian is
# off by some tens of roundings of products of at most five factors. 1e-12 of the norm leaves room
# for products that cancel; a wrong term would be off by parts of the norm.
from itertools import pairwise

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is not installed (extra: peers)")

from numerics.hessian import definition  # noqa: E402
from numerics.hessian.gram import spectrum_at_minimum  # noqa: E402
from numerics.hessian.modes import aligned_modes, balanced_modes  # noqa: E402
from numerics.hessian.structured import spectrum  # noqa: E402
from numerics.matrices import FLOAT64  # noqa: E402
from numerics.network import Network, end_to_end  # noqa: E402
from numerics.orthogonal import haar_orthogonal  # noqa: E402
from tests.benchmarks.torch_network import dense_hessian  # noqa: E402

pytestmark = [
    pytest.mark.peers,
    pytest.mark.filterwarnings("ignore:.*torch.jit.script:DeprecationWarning"),  # torch about itself
]

RELATIVE = 1e-12


def by_torch(network):
    matrix = dense_hessian(network).numpy()
    return matrix, np.linalg.eigvalsh((matrix + matrix.T) / 2)


def norm(eigenvalues):
    return np.abs(eigenvalues).max()


def zeros(eigenvalues):
    return int((np.abs(eigenvalues) <= RELATIVE * norm(eigenvalues)).sum())


def close(found, truth):
    return np.shape(found) == truth.shape and norm(np.array(found) - truth) <= RELATIVE * norm(truth)


def aligned(seed, balanced, minimum):
    """An aligned point in random bases, as modes and as a network."""
    rng = np.random.default_rng(seed)
    d, depths = int(rng.integers(1, 4)), rng.integers(2, 5, int(rng.integers(1, 4)))
    if balanced:
        values = rng.uniform(0.4, 1.4, (len(depths), d)) * rng.choice([1, 1, -1], (len(depths), 1))
        layers = [np.tile(row, (depth, 1)) for row, depth in zip(values, depths, strict=True)]
    else:
        layers = [rng.uniform(0.4, 1.4, (depth, d)) * rng.choice([1, 1, -1], (depth, d)) for depth in depths]
    products = np.sum([path.prod(axis=0) for path in layers], axis=0)
    target = None if minimum else products + rng.uniform(-1, 1, d)
    point = balanced_modes(depths, values, target) if balanced else aligned_modes(layers, target)
    left, right = haar_orthogonal(d, 2 * seed), haar_orthogonal(d, 2 * seed + 1)
    weights = []
    for h, path in enumerate(layers):
        bases = [right, *(haar_orthogonal(d, 99 * seed + 7 * h + m) for m in range(len(path) - 1)), left]
        weights.append(tuple((bases[m + 1] * row) @ bases[m].T for m, row in enumerate(path)))
    matrix = (left * (products if target is None else target)) @ right.T
    return point, Network(FLOAT64, tuple(weights), matrix)


@pytest.mark.parametrize("minimum", [True, False])
@pytest.mark.parametrize("balanced", [True, False])
def test_aligned_points(balanced, minimum):
    for seed in range(25):
        point, network = aligned(seed + 100 * balanced, balanced, minimum)
        matrix, truth = by_torch(network)
        assert close(spectrum(point), truth)
        assert close(definition.spectrum(network), truth)
        assert norm(np.array(definition.hessian(network)) - matrix) <= RELATIVE * norm(truth)
        if minimum:
            # No entry is 0, so the Gram matrix is regular: d^2 eigenvalues are not 0, and well above.
            assert zeros(spectrum(point)) == zeros(truth) == len(truth) - point.modes**2


def rectangular(seed, minimum):
    """Layers of random widths, in general position."""
    rng = np.random.default_rng(seed)
    rows, cols = rng.integers(1, 4, 2)
    weights = []
    for _ in range(int(rng.integers(1, 4))):
        widths = [cols, *rng.integers(1, 5, int(rng.integers(1, 4))), rows]
        weights.append(tuple(rng.normal(size=(m, n)) for n, m in pairwise(widths)))
    network = Network(FLOAT64, tuple(weights), rng.normal(size=(rows, cols)))
    return Network(FLOAT64, network.weights, end_to_end(network)) if minimum else network


@pytest.mark.parametrize("minimum", [True, False])
def test_rectangular_layers_in_general_position(minimum):
    for seed in range(50):
        network = rectangular(seed + 1000 * minimum, minimum)
        matrix, truth = by_torch(network)
        assert close(definition.spectrum(network), truth)
        assert norm(np.array(definition.hessian(network)) - matrix) <= RELATIVE * norm(truth)
        if minimum:
            gram = spectrum_at_minimum(network)
            assert close([*np.zeros(gram.zeros), *gram.nonzero], truth)
            if gram.nonzero[0] > 1e-9 * gram.nonzero[-1]:  # else nobody can tell small from zero
                assert gram.zeros == zeros(truth)
