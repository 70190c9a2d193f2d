"""Gradient descent on full matrices: `W <- W - eta dloss/dW`, all layers at once.

Works for every number kind. With `ARB` the weights are balls that enclose the exact iterates, and grow; with
`ARB_MIDPOINT` their radii are dropped after every step: high precision for long runs, *not* rigorous.

Main results: `step` and `run`, which records observables along the way and never hides a non-finite number:
how a run ended is part of its result.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

import mpmath
import numpy as np
from flint import arb

from numerics.matrices import Scalar
from numerics.network import Network, gradient


class Outcome(Enum):
    """How a run ended."""

    FINISHED = "finished"
    """All steps were made."""

    ESCAPED = "escaped"
    """A weight exceeded the bound in size; the run stopped there."""

    NON_FINITE = "non-finite"
    """A weight or an observed number became inf or nan; the run stopped there and did not record it."""


@dataclass(frozen=True)
class Run:
    """A finished run.

    Attributes:
        outcome: How it ended.
        steps: The number of steps made.
        times: The step numbers at which observables were recorded, 0 being the start.
        records: For each observable, its values at those times.
        final: The last network; not finite if the outcome says so.
    """

    outcome: Outcome
    steps: int
    times: tuple[int, ...]
    records: Mapping[str, tuple[Any, ...]]
    final: Network


def step(network: Network, eta: Scalar) -> Network:
    """One step of gradient descent.

    Args:
        network: The network at `W`.
        eta: The step size, a scalar of the network's kind.

    Returns:
        The network at `W - eta dloss/dW`. In float64 the weights may overflow to inf or nan, without a
        warning: ask `is_finite`.

    >>> from numerics.matrices import FLOAT64
    >>> one = np.ones((1, 1))
    >>> after = step(Network(FLOAT64, ((2 * one, 3 * one),), one), 0.1)
    >>> [float(layer[0, 0]) for layer in after.weights[0]]
    [0.5, 2.0]
    """
    settle = network.kind.settle
    with np.errstate(all="ignore"):
        return network.moved(
            tuple(
                tuple(settle(w - slope * eta) for w, slope in zip(path, slopes, strict=True))
                for path, slopes in zip(network.weights, gradient(network), strict=True)
            )
        )


def run(
    network: Network,
    eta: Scalar,
    steps: int,
    observables: Mapping[str, Callable[[Network], Any]],
    *,
    every: int = 1,
    escape: float = 1e100,
) -> Run:
    """Run gradient descent and record observables; intermediate weights are not kept.

    Args:
        network: The start.
        eta: The step size, a scalar of the network's kind.
        steps: How many steps to make, at least 0.
        observables: Functions of the network by name, called at step 0 and then at every `every`-th step.
        every: How often to record.
        escape: The run stops with `Outcome.ESCAPED` when a weight is larger than this in absolute value.

    Returns:
        The run.

    Raises:
        ValueError: If `steps` is negative, `every` below 1, or the start is not finite.
    """
    if steps < 0 or every < 1:
        raise ValueError(f"steps must be >= 0 and every >= 1, got {steps} and {every}; raise them")
    if not network.is_finite():
        raise ValueError("network must be finite at the start, got inf or nan weights; check the start")
    times: list[int] = []
    records: dict[str, list[Any]] = {name: [] for name in observables}
    outcome, made = Outcome.FINISHED, 0
    while True:
        if made % every == 0:
            with np.errstate(all="ignore"):
                seen = {name: observable(network) for name, observable in observables.items()}
            if not all(_is_finite(value) for value in seen.values()):
                outcome = Outcome.NON_FINITE
                break
            times.append(made)
            for name, value in seen.items():
                records[name].append(value)
        if made == steps:
            break
        network = step(network, eta)
        made += 1
        if not network.is_finite():
            outcome = Outcome.NON_FINITE
            break
        if _exceeds(network, escape):
            outcome = Outcome.ESCAPED
            break
    return Run(
        outcome, made, tuple(times), {name: tuple(values) for name, values in records.items()}, network
    )


def _is_finite(value: Any) -> bool:
    # Observed numbers only; what else an observable may return is its own business.
    if isinstance(value, arb):
        return value.is_finite()
    return not isinstance(value, float | mpmath.mpf) or bool(mpmath.isfinite(value))


def _exceeds(network: Network, bound: float) -> bool:
    entries = network.kind.entries
    return any(abs(x) > bound for path in network.weights for layer in path for x in entries(layer))
