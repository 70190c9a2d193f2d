"""Gradient descent on full networks, watched: shares of the pathways, loss, sharpness, imbalance over time.

**Definition solvers**: `simulate_matrices` iterates the full matrices of the linear network, `simulate_tanh`
the tanh network; the sharpness is the largest eigenvalue of the Hessian of the loss by Lanczos, in float64,
at the recorded steps. They start aligned with the target and with equal layers in every pathway,
`w_hi = sigma_hi^(1/L_h)`.

Shares are `u_i^T Omega_h v_i`, and for tanh those of `numerics.tanh_network.shares`. What comes out is
described in `numerics.observation`; no threshold is known here.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from numerics import descent, tanh_network
from numerics.hessian import lanczos, tanh
from numerics.matrices import ARB, FLOAT64, Kind, Matrix, Scalar
from numerics.minima import Bases, aligned_point
from numerics.network import Network, end_to_end, loss
from numerics.observation import (
    FITTED,
    Descent,
    Ending,
    Moment,
    Shares,
    Simulation,
    Tick,
    checked_start,
    ending,
    first_change_of_sign,
    imbalances,
    nothing,
)

TANH_FITTED = 0.5
"""In place of `FITTED`, as tanh cannot fit a linear target exactly: it says that the start was left."""


def simulate_matrices(
    kind: Kind,
    depths: Sequence[int],
    shares: Sequence[Sequence[Fraction]],
    targets: Sequence[Fraction],
    how: Descent,
    *,
    seed: int = 0,
    tick: Tick = nothing,
) -> Simulation:
    """Watch gradient descent on full matrices, from the definition of the loss.

    Args:
        kind: The kind of numbers.
        depths: `L_h >= 2`.
        shares: `shares[h][i] = sigma_hi >= 0` at the start.
        targets: `s*_i >= 0`, one per row of the matrices.
        how: How to descend.
        seed: Seed of the bases, and of the eigenvalue solver.
        tick: Told of every record.

    Returns:
        The run. Shapes that do not match and numbers out of range are a `ValueError`.

    >>> how = Descent(eta=Fraction(1, 4), steps=200, every=201)
    >>> run = simulate_matrices(FLOAT64, [3], [[Fraction(1, 8)]], [Fraction(1)], how)
    >>> run.ending.name, run.parameters, run.times
    ('SETTLED', 3, (0,))
    """
    goals = checked_start(depths, shares, targets)
    layers = [[[_root(x, depth) for x in row]] * depth for depth, row in zip(depths, shares, strict=True)]
    bases: Bases = "random" if kind is FLOAT64 else "rational"
    point = aligned_point(layers, targets, bases=bases, seed=seed, kind=kind)

    def seen(network: Network) -> Shares:
        maps = [end_to_end(network.moved((path,))) for path in network.weights]
        product, left = kind.matmul, kind.transpose(point.left)
        cores = [kind.entries(product(product(left, one), point.right)) for one in maps]
        return tuple(tuple(core[i * len(targets) + i] for i in range(len(targets))) for core in cores)

    def sharpness(network: Network, start: Any) -> lanczos.LanczosResult:
        floats = tuple(tuple(_floats(kind, layer) for layer in path) for path in network.weights)
        converted = Network(FLOAT64, floats, _floats(kind, network.target))
        return lanczos.largest_eigenvalue(converted, start=start, tolerance=1e-8, seed=seed)

    watch = _Watch(seen, loss, sharpness, tick, how.every)
    return watch.run(
        point.network,
        depths,
        how,
        goals,
        FITTED,
        None,
        "definition: full matrices; sharpness by Lanczos",
    )


def simulate_tanh(
    depths: Sequence[int],
    shares: Sequence[Sequence[Fraction]],
    targets: Sequence[Fraction],
    how: Descent,
    *,
    inputs: int,
    seed: int = 0,
    tick: Tick = nothing,
) -> Simulation:
    """Watch gradient descent on the tanh network, in float64: target and layers diagonal at the start.

    Args:
        depths: `L_h >= 2`.
        shares: `w_hi^(L_h)` at the start, at least 0: the shares if tanh were linear.
        targets: `s*_i >= 0`.
        how: How to descend.
        inputs: The number of whitened inputs, at least that of the targets.
        seed: Seed of the inputs, and of the eigenvalue solver.
        tick: Told of every record.

    Returns:
        The run. Shapes that do not match and numbers out of range are a `ValueError`.

    >>> how = Descent(eta=Fraction(1), steps=300, every=300)
    >>> run = simulate_tanh([2], [[Fraction(1, 10)]], [Fraction(1, 10)], how, inputs=8)
    >>> 0.09 < run.moments[-1].shares[0][0] < 0.11
    True
    """
    goals = checked_start(depths, shares, targets)
    units = np.eye(len(targets))
    weights = [
        [np.diag([FLOAT64.root(x, depth) for x in row])] * depth
        for depth, row in zip(depths, shares, strict=True)
    ]
    data = tanh_network.whitened_inputs(len(targets), inputs, seed)

    def seen(network: tanh_network.TanhNetwork) -> Shares:
        columns = [tanh_network.shares(network, unit, unit) for unit in units]
        return tuple(zip(*columns, strict=True))

    def sharpness(network: tanh_network.TanhNetwork, start: Any) -> lanczos.LanczosResult:
        return tanh.sharpness(network, start=start, seed=seed)

    watch = _Watch(seen, tanh_network.loss, sharpness, tick, how.every)
    return watch.run(
        tanh_network.tanh_network(weights, np.diag(goals), data),
        depths,
        how,
        goals,
        TANH_FITTED,
        tanh_network.gradient,
        "definition: tanh network; sharpness by Lanczos",
    )


class _Watch:
    # Observes networks along a run; each eigenvalue solve starts from the vector before.
    def __init__(
        self,
        shares: Callable[[Any], Shares],
        loss: Callable[[Any], Scalar],
        sharpness: Callable[[Any, Any], lanczos.LanczosResult],
        tick: Tick,
        every: int,
    ) -> None:
        self.shares, self.loss, self.sharpness = shares, loss, sharpness
        self.tick, self.every, self.made = tick, every, 0
        self.vector: Any = None
        self.converged: list[bool] = []

    def look(self, network: Any) -> tuple[Shares, Scalar, float, float]:
        self.tick(self.made)
        self.made += self.every
        shares, loss = self.shares(network), self.loss(network)
        found = self.sharpness(network, self.vector)
        finite = found.outcome is not lanczos.Outcome.NON_FINITE
        self.vector = found.vector if finite else None
        self.converged.append(found.outcome is lanczos.Outcome.CONVERGED)
        return shares, loss, found.value, found.residual

    def run(
        self,
        network: Any,
        depths: Sequence[int],
        how: Descent,
        targets: Sequence[float],
        fitted: float,
        slopes: Any,
        solver: str,
    ) -> Simulation:
        done = descent.run(
            network,
            how.eta,
            how.steps,
            {"seen": self.look},
            every=how.every,
            escape=how.escape,
            momentum=how.momentum,
            schedule=how.schedule,
            slopes=slopes,
        )
        moments = [
            Moment(shares, loss, top, residual, ok)
            for (shares, loss, top, residual), ok in zip(done.records["seen"], self.converged, strict=False)
        ]
        over = _ENDINGS[done.outcome]
        if over is Ending.NOT_SETTLED:
            later = [descent.run(done.final, how.eta, k, {}, slopes=slopes).final for k in range(3)]
            with np.errstate(all="ignore"):
                states = list(map(self.shares, later))
            over = ending(states[: 2 if how.momentum else 3], targets, fitted)
        kind: Kind = network.kind
        return Simulation(
            over,
            done.steps,
            first_change_of_sign(done.times, [moment.shares for moment in moments]),
            done.times,
            tuple(moments),
            imbalances(kind, depths, moments),
            network.parameters,
            solver,
        )


_ENDINGS = {
    descent.Outcome.FINISHED: Ending.NOT_SETTLED,
    descent.Outcome.ESCAPED: Ending.DIVERGED,
    descent.Outcome.NON_FINITE: Ending.NON_FINITE,
}


def _root(share: Fraction, depth: int) -> Fraction:
    # A rational near the root, to the working precision: it becomes the start in every kind.
    mantissa, exponent = ARB.root(share, depth).mid().man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def _floats(kind: Kind, a: Matrix) -> Matrix:
    return FLOAT64.matrix(*kind.shape(a), [float(x) for x in kind.entries(a)])
