# The tanh network: loss, backpropagation, Hessian-vector products, sharpness, shares, runs. Truth comes from
# a naive evaluation at 60 digits, complex steps, differences, a dense Hessian and the linear network.
# Blind to: where the change from one winner to equal pathways lies (an observation, shown for two sizes).
from itertools import pairwise

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from numerics import descent, network
from numerics import tanh_network as tn
from numerics.hessian import lanczos
from numerics.hessian.tanh import HessianOperator, sharpness
from numerics.matrices import FLOAT64
from numerics.network import Network
from tests.numerics.strategies import few, seeds


@st.composite
def networks(draw, size=1.0):
    """Pathways of any depth and width in general position, on whitened inputs."""
    rng = np.random.default_rng(draw(seeds))
    rows, columns = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    paths = []
    for _ in range(draw(st.integers(1, 3))):
        depth = draw(st.integers(2, 5))
        widths = [columns, *(draw(st.integers(1, 3)) for _ in range(depth - 1)), rows]
        paths.append([size * rng.standard_normal((widths[k + 1], widths[k])) for k in range(depth)])
    inputs = tn.whitened_inputs(columns, columns + draw(st.integers(0, 4)), draw(seeds))
    return tn.tanh_network(paths, rng.standard_normal((rows, columns)), inputs)


def flat(weights):
    return np.concatenate([layer.ravel() for path in weights for layer in path])


def moved(net, vector):
    """The network with the weights in a flat vector (of any dtype)."""
    paths, start = [], 0
    for path in net.weights:
        paths.append([])
        for layer in path:
            paths[-1].append(vector[start : start + layer.size].reshape(layer.shape))
            start += layer.size
    return net.moved(tuple(map(tuple, paths)))


def naive_loss(net, weights, dot):
    """Input by input, entry by entry, in mpmath or complex numbers: shares no line with the module."""
    total = 0
    for k in range(net.inputs.shape[1]):
        error = [-x for x in net.wanted[:, k]]
        for path in weights:
            signal = list(net.inputs[:, k])
            for number, layer in enumerate(path):
                signal = [sum(w * x for w, x in zip(row, signal, strict=True)) for row in layer]
                if number < len(path) - 1:
                    signal = [dot(x) for x in signal]
            error = [a + b for a, b in zip(error, signal, strict=True)]
        total += sum(a * a for a in error)
    return total / (2 * net.inputs.shape[1])


@few
@given(networks())
def test_loss_and_gradient_at_high_precision(net):
    v = flat(net.weights)
    with mpmath.workdps(60):
        exact = [mpmath.mpf(float(x)) for x in v]

        def at(vector):
            return naive_loss(net, moved(net, np.array(vector, dtype=object)).weights, mpmath.tanh)

        value = at(exact)
        # float64 with sums of at most some hundred terms.
        assert abs(tn.loss(net) - value) <= 1e-12 * (1 + value)
        slopes, h = flat(tn.gradient(net)), mpmath.mpf(10) ** -20
        scale = 1 + np.abs(slopes).max()
        for k in range(0, len(v), max(1, len(v) // 4)):
            high, low = list(exact), list(exact)
            high[k] += h
            low[k] -= h
            # Central differences: h^2 = 10^-40, and 60 - 20 digits are left of the difference.
            assert abs((at(high) - at(low)) / (2 * h) - slopes[k]) <= 1e-12 * scale


@few
@given(networks())
def test_gradient_by_complex_steps(net):
    v, slopes = flat(net.weights).astype(complex), flat(tn.gradient(net))
    for k in range(len(v)):
        v[k] += 1e-30j
        # No difference is taken, so nothing cancels.
        slope = naive_loss(net, moved(net, v).weights, np.tanh).imag / 1e-30
        assert abs(slope - slopes[k]) <= 1e-12 * (1 + np.abs(slopes).max())
        v[k] = v[k].real


@few
@given(networks(), seeds)
def test_hessian_vector_products_are_slopes_of_the_gradient(net, seed):
    rng = np.random.default_rng(seed)
    v, direction = flat(net.weights), rng.standard_normal(net.parameters)
    product = flat(tn.hessian_vector_product(net, moved(net, direction).weights))
    # By complex steps along the direction: the gradient is analytic, nothing cancels.
    slope = flat(tn.gradient(moved(net, v + 1e-30j * direction))).imag / 1e-30
    scale = 1 + np.abs(product).max()
    assert np.abs(product - slope).max() <= 1e-11 * scale
    # By differences of real gradients: the error is quadratic in h, so halving h shows three quarters of it.
    coarse, fine = (
        (flat(tn.gradient(moved(net, v + h * direction))) - flat(tn.gradient(moved(net, v - h * direction))))
        / (2 * h)
        for h in (1e-4, 5e-5)
    )
    rounding = 1e-14 * (1 + np.abs(flat(tn.gradient(net))).max()) / 1e-4
    assert np.abs(product - coarse).max() <= 2 * np.abs(coarse - fine).max() + rounding
    other = rng.standard_normal(net.parameters)
    mirrored = flat(tn.hessian_vector_product(net, moved(net, other).weights))
    assert abs(other @ product - direction @ mirrored) <= 1e-10 * scale * net.parameters


@few
@given(networks())
def test_sharpness_is_the_top_of_the_dense_hessian(net):
    operator = HessianOperator(net)
    dense = np.array([operator(unit) for unit in np.eye(net.parameters)])
    top = np.linalg.eigvalsh((dense + dense.T) / 2)
    found = sharpness(net)
    assert found.outcome is lanczos.Outcome.CONVERGED
    scale = np.abs(top).max()
    # The tolerance of the solve, 1e-8, bounds the residual; a Rayleigh quotient is within it of the spectrum.
    assert found.residual <= 1e-8 * abs(found.value) + 1e-12 * scale * net.parameters
    assert abs(found.value - top[-1]) <= 2e-8 * scale
    image = operator(found.vector)
    assert np.linalg.norm(image - found.value * found.vector) <= found.residual + 1e-12 * scale
    assert operator.products == net.parameters + 1


@few
@given(networks(), st.sampled_from([1e-3, 1e-4]))
def test_tiny_weights_are_the_linear_network(net, size):
    # tanh z = z - z^3/3 + ...: the first layer makes numbers below 10 size, so relative errors below
    # L (10 size)^2, of the output and of every slope. Outputs are tiny beside the target: pathway by pathway.
    small = moved(net, size * flat(net.weights))
    unit = 5 * (60 * size) ** 2
    linear = [
        network.end_to_end(Network(FLOAT64, (path,), np.zeros((len(net.wanted), len(net.inputs)))))
        for path in small.weights
    ]
    for output, one in zip(tn.outputs(small), linear, strict=True):
        assert np.abs(output - one @ net.inputs).max() <= unit * np.abs(net.inputs).max() * max_path(small)
    target = net.wanted @ net.inputs.T / net.inputs.shape[1]
    there = Network(FLOAT64, small.weights, target)
    a, b = flat(tn.gradient(small)), flat(network.gradient(there))
    assert np.abs(a - b).max() <= unit * max(np.abs(b).max(), slope_bound(small))
    # Inputs are white: the losses differ by what no linear map can fit, which is nothing here.
    assert abs(tn.loss(small) - network.loss(there)) <= unit * network.loss(there) + 1e-12


def max_path(net):
    return max(np.prod([np.linalg.norm(layer) for layer in path]) for path in net.weights)


def slope_bound(net):
    """A bound of the slopes: the target times the product of the norms of all layers but the smallest."""
    target = np.linalg.norm(net.wanted) / np.sqrt(net.inputs.shape[1])
    norms = [[np.linalg.norm(layer) for layer in path] for path in net.weights]
    return (target + 1) * max(np.prod(n) / min(n) for n in norms)


@few
@given(networks())
def test_shares_sum_to_the_target_plus_the_residual_in_their_direction(net):
    count = net.inputs.shape[1]
    target = net.wanted @ net.inputs.T / count
    u, s, vt = np.linalg.svd(target)
    error = sum(tn.outputs(net)) - net.wanted
    for i, value in enumerate(s):
        along = u[:, i] @ error @ (vt[i] @ net.inputs) / count
        assert abs(sum(tn.shares(net, u[:, i], vt[i])) - value - along) <= 1e-11 * (1 + abs(along))
    # Each is u^T A v for the linear map that fits the pathway best, by least squares.
    for h, output in enumerate(tn.outputs(net)):
        best = np.linalg.lstsq(net.inputs.T, output.T, rcond=None)[0].T
        assert abs(tn.shares(net, u[:, 0], vt[0])[h] - u[:, 0] @ best @ vt[0]) <= 1e-10 * (
            1 + np.abs(best).max()
        )


def test_a_linear_pathway_has_its_singular_value_as_share():
    # The last two layers of depth 2 with a tiny first one: linear to 10^-12.
    inputs = tn.whitened_inputs(2, 9, 3)
    first, last = 1e-6 * np.diag([1.0, 2.0]), 1e6 * np.diag([3.0, 5.0])
    net = tn.tanh_network([[first, last]], np.diag([3.0, 10.0]), inputs)
    unit = np.eye(2)
    assert tn.shares(net, unit[0], unit[0])[0] == pytest.approx(3, rel=1e-9)
    assert tn.shares(net, unit[1], unit[1])[0] == pytest.approx(10, rel=1e-9)
    assert abs(tn.shares(net, unit[0], unit[1])[0]) < 1e-9


def test_gradient_descent_is_run_by_the_same_loop_and_lowers_the_loss():
    net = tn.tanh_network([[[[0.3]], [[0.3]]], [[[0.2]], [[0.4]]]], [[0.1]], tn.whitened_inputs(1, 6, 0))
    done = descent.run(net, 0.1, 400, {"loss": tn.loss}, slopes=tn.gradient, every=100, momentum=0.5)
    losses = done.records["loss"]
    assert all(b < a for a, b in pairwise(losses))
    assert isinstance(done.final, tn.TanhNetwork)
    # One step by hand.
    one = descent.run(net, 0.25, 1, {}, slopes=tn.gradient).final
    assert np.array_equal(flat(one.weights), flat(net.weights) - flat(tn.gradient(net)) * 0.25)


def test_a_step_far_beyond_divergence_is_labelled():
    net = tn.tanh_network([[[[0.3]], [[0.3]]]], [[0.1]], tn.whitened_inputs(1, 6, 0))
    for eta in (1e200, 1e308):
        done = descent.run(net, eta, 50, {"loss": tn.loss}, slopes=tn.gradient, escape=float("inf"))
        assert done.outcome in {descent.Outcome.NON_FINITE, descent.Outcome.FINISHED}
        assert np.isfinite(done.records["loss"]).all()
        assert descent.run(net, eta, 50, {}, slopes=tn.gradient).outcome is descent.Outcome.ESCAPED
    huge = net.moved(((np.array([[0.0]]), np.array([[1e200]])),))
    assert sharpness(huge).outcome is lanczos.Outcome.NON_FINITE


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: tn.tanh_network([], [[1.0]], [[1.0, -1.0]]), "at least one pathway"),
        (lambda: tn.tanh_network([[[[1.0]]]], [[1.0]], [[1.0, -1.0]]), "at least 2 layers"),
        (
            lambda: tn.tanh_network([[[[1.0, 2.0]], [[1.0]]]], [[1.0]], [[1.0, -1.0]]),
            "product has the target",
        ),
        (lambda: tn.tanh_network([[[[1j]], [[1.0]]]], [[1.0]], [[1.0, -1.0]]), "real matrix"),
        (lambda: tn.tanh_network([[[[None]], [[1.0]]]], [[1.0]], [[1.0, -1.0]]), "real matrix"),
        (lambda: tn.tanh_network([[[[1.0], [1.0, 2.0]], [[1.0]]]], [[1.0]], [[1.0, -1.0]]), "ragged"),
        (lambda: tn.tanh_network([[[[np.nan]], [[1.0]]]], [[1.0]], [[1.0, -1.0]]), "finite"),
        (lambda: tn.tanh_network([[[[1.0]], [[1.0]]]], [[1.0]], [[1.0, -2.0]]), "white"),
        (lambda: tn.tanh_network([[[[1.0]], [[1.0]]]], [[1.0]], np.eye(2)), "1 rows"),
        (lambda: tn.tanh_network([[[[1.0]], [[1.0]]]], [1.0], [[1.0, -1.0]]), "target must be a real matrix"),
        (lambda: tn.whitened_inputs(3, 2, 0), "count must be"),
    ],
)
def test_bad_arguments_are_named(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_a_network_that_is_not_finite_has_no_sharpness():
    net = tn.tanh_network([[[[1.0]], [[1.0]]]], [[1.0]], [[1.0, -1.0]])
    with pytest.raises(ValueError, match="must be finite"):
        sharpness(net.moved(((np.array([[np.inf]]), np.array([[1.0]])),)))


@pytest.mark.parametrize(("relative", "equal"), [(0.4, False), (1.3, True)])
def test_small_steps_have_one_winner_and_large_steps_equal_pathways(relative, equal):
    # An observation, not a theorem: depth 5, shares at the start 1 and 0.3 per cent of the target 0.01.
    depth, s = 5, 0.01
    start = [1e-2 * s, 3e-3 * s]
    weights = [[np.array([[share ** (1 / depth)]])] * depth for share in start]
    net = tn.tanh_network(weights, [[s]], tn.whitened_inputs(1, 32, 0))
    eta = relative * 2 / (depth * s ** (2 - 2 / depth))
    done = descent.run(net, eta, 6000, {}, slopes=tn.gradient)
    first, second = tn.shares(done.final, np.ones(1), np.ones(1))
    assert first >= second > 0
    assert abs(first + second - s) < 0.15 * s
    assert (second > 0.95 * first) if equal else (second < 0.03 * first)
