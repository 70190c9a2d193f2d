"""Gradient descent on full matrices: `W <- W - eta dloss/dW`, all layers at once; a definition solver.

Heavy ball: `V <- beta V - eta dloss/dW`, `W <- W + V`, from `V = 0` (Polyak, Some methods of speeding up the
convergence of iteration methods, 1964). The step size may follow a schedule, `eta_t = c_t eta`.

Works for every number kind. With `ARB` the weights are balls that enclose the exact iterates, and grow; with
`ARB_MIDPOINT` their radii are dropped after every step: high precision for long runs, *not* rigorous.

Main results: `step` and `run`, which records observables along the way and never hides a non-finite number:
how a run ended is part of its result. A step costs `3 sum_h (L_h - 1)` matrix products.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Any, Generic, Protocol, TypeVar

import gmpy2
import mpmath
import numpy as np
from flint import arb

from numerics.matrices import Kind, Scalar
from numerics.network import Network, Weights, gradient
from numerics.schedules import Constant, Schedule, step_sizes


class Trainable(Protocol):
    """What gradient descent needs of a network; `numerics.network.Network` is one."""

    @property
    def kind(self) -> Kind:
        """The kind of the weights."""

    @property
    def weights(self) -> Weights:
        """`weights[h][l]`."""

    def moved(self, weights: Weights, /) -> Any:
        """The network with other weights of the same shapes, taken as they are."""

    def is_finite(self) -> bool:
        """Whether every weight is a finite number."""


N = TypeVar("N", bound=Trainable)


class Outcome(Enum):
    """How a run ended."""

    FINISHED = "finished"
    """All steps were made."""

    ESCAPED = "escaped"
    """A weight exceeded the bound in size; the run stopped there."""

    NON_FINITE = "non-finite"
    """A weight or an observed number became inf or nan; the run stopped there and did not record it."""


@dataclass(frozen=True)
class Run(Generic[N]):
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
    final: N


def step(network: Network, eta: Scalar) -> Network:
    """One step of gradient descent.

    Args:
        network: The network at `W`.
        eta: The step size, an exact rational or a scalar of the network's kind; anything else, or one that is
            not finite, is a `ValueError`.

    Returns:
        The network at `W - eta dloss/dW`. In float64 the weights may overflow to inf or nan, without a
        warning: ask `is_finite`.

    >>> from numerics.matrices import FLOAT64
    >>> one = np.ones((1, 1))
    >>> after = step(Network(FLOAT64, ((2 * one, 3 * one),), one), 0.1)
    >>> [float(layer[0, 0]) for layer in after.weights[0]]
    [0.5, 2.0]
    """
    eta = _scalar(network, eta, "eta")
    with np.errstate(all="ignore"):
        return _stepped(network, gradient(network), eta)


def _stepped(network: N, slopes: Weights, eta: Scalar) -> N:
    moved: N = network.moved(_joined(lambda w, g: w - g * eta, network, network.weights, slopes))
    return moved


def _joined(
    join: Callable[[Any, Any], Any], network: Trainable, weights: Weights, others: Weights
) -> Weights:
    # Joins the matrices that stand in the same place; what an iteration carries on is settled.
    settle = network.kind.settle
    return tuple(
        tuple(settle(join(a, b)) for a, b in zip(path, more, strict=True))
        for path, more in zip(weights, others, strict=True)
    )


def _rolled(
    network: N, slopes: Weights, velocity: Weights | None, eta: Scalar, beta: Scalar
) -> tuple[N, Weights]:
    # One heavy-ball step; no velocity stands for zero.
    if velocity is None:
        velocity = _joined(lambda _, g: -(g * eta), network, network.weights, slopes)
    else:
        velocity = _joined(lambda v, g: v * beta - g * eta, network, velocity, slopes)
    return network.moved(_joined(lambda w, v: w + v, network, network.weights, velocity)), velocity


def run(
    network: N,
    eta: Scalar,
    steps: int,
    observables: Mapping[str, Callable[[N], Any]],
    *,
    every: int = 1,
    escape: float = 1e100,
    momentum: Scalar = 0,
    schedule: Schedule | None = None,
    slopes: Callable[[N], Weights] | None = None,
) -> Run[N]:
    """Run gradient descent and record observables; intermediate weights are not kept.

    Args:
        network: The start.
        eta: The step size, an exact rational or a scalar of the network's kind.
        steps: How many steps to make, at least 0.
        observables: Functions of the network by name, called at step 0 and then at every `every`-th step.
        every: How often to record.
        escape: The run stops with `Outcome.ESCAPED` when a weight is larger than this in absolute value.
        momentum: `beta` of the heavy ball, `-1 < beta < 1`, like `eta`.
        schedule: Factors of `eta`; constant by default.
        slopes: The gradient of the loss, where that is not `numerics.network.gradient`.

    Returns:
        The run.

    Raises:
        ValueError: If `steps` is no integer >= 0, `every` none >= 1, `escape` not positive, a number not
            finite or of another kind, or the start is not finite.

    >>> from numerics.matrices import FLOAT64
    >>> one = np.ones((1, 1))
    >>> done = run(Network(FLOAT64, ((2 * one, 3 * one),), one), 0.05, 200, {}, momentum=0.5)
    >>> done.outcome.name, round(float(np.prod(done.final.weights)), 9)
    ('FINISHED', 1.0)
    """
    if not (type(steps) is int and type(every) is int and steps >= 0 and every >= 1):
        raise ValueError(
            f"steps must be >= 0 and every >= 1, both integers, got {steps!r} and {every!r}; fix them"
        )
    if not escape > 0:
        raise ValueError(f"escape must be positive, got {escape}; weights beyond it end the run")
    if not network.is_finite():
        raise ValueError("network must be finite at the start, got inf or nan weights; check the start")
    eta, beta = _scalar(network, eta, "eta"), _scalar(network, momentum, "momentum")
    if not abs(beta) < 1:
        raise ValueError(f"momentum must lie between -1 and 1, got {momentum}; try 0.9")
    sizes = step_sizes(schedule or Constant(), eta, network.kind.scalar)
    gradient_of: Callable[[Any], Weights] = slopes or gradient
    times: list[int] = []
    records: dict[str, list[Any]] = {name: [] for name in observables}
    outcome, made = Outcome.FINISHED, 0
    velocity: Weights | None = None
    while True:
        if made % every == 0:
            seen = _seen(network, observables)
            if seen is None:
                outcome = Outcome.NON_FINITE
                break
            times.append(made)
            for name, value in seen.items():
                records[name].append(value)
        if made == steps:
            break
        with np.errstate(all="ignore"):
            size, downhill = next(sizes), gradient_of(network)
            if momentum:
                network, velocity = _rolled(network, downhill, velocity, size, beta)
            else:
                network = _stepped(network, downhill, size)
        made += 1
        outcome = _judge(network, escape)
        if outcome is not Outcome.FINISHED:
            break
    return Run(
        outcome, made, tuple(times), {name: tuple(values) for name, values in records.items()}, network
    )


def _seen(network: N, observables: Mapping[str, Callable[[N], Any]]) -> dict[str, Any] | None:
    try:
        with np.errstate(all="ignore"):
            seen = {name: observable(network) for name, observable in observables.items()}
    except OverflowError:  # Python's floats raise where NumPy's give inf
        return None
    return seen if all(map(_is_finite, seen.values())) else None


def _scalar(network: Trainable, value: object, name: str) -> Scalar:
    kind = network.kind
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        value = kind.scalar(Fraction(value))
    if not isinstance(value, type(kind.scalar(Fraction(0)))):
        raise ValueError(
            f"{name} must be an exact rational or a {kind.name} number, got {value!r}; convert it"
        )
    if not _is_finite(value):
        raise ValueError(f"{name} must be finite, got {value}; give a finite number")
    return value


def _is_finite(value: Any) -> bool:
    # Observed numbers only; what else an observable may return is its own business.
    if isinstance(value, arb):
        return value.is_finite()
    if isinstance(value, gmpy2.mpfr):
        return bool(gmpy2.is_finite(value))
    if isinstance(value, tuple | list):
        return all(map(_is_finite, value))
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return bool(np.isfinite(value).all())
    return not isinstance(value, float | mpmath.mpf) or bool(mpmath.isfinite(value))


def _judge(network: Trainable, bound: float) -> Outcome:
    kind = network.kind
    layers = [layer for path in network.weights for layer in path]
    if all(kind.within(layer, bound) for layer in layers):
        return Outcome.FINISHED
    if not network.is_finite():
        return Outcome.NON_FINITE
    exceeds = any(abs(x) > bound for layer in layers for x in kind.entries(layer))
    return Outcome.ESCAPED if exceeds else Outcome.FINISHED
