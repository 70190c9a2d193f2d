"""Gradient flow `dW/dt = -dloss/dW`, by SciPy's solvers, in float64.

| function | solver of | kind |
|---|---|---|
| `flow_network` | full matrices, the gradient of `numerics.network` | definition |
| `flow_modes` | `dw_h/dt = -w_h^(L_h-1) (sum_k w_k^(L_k) - s)` | structured |

The second leans on the decoupling of modes and on equal layers staying equal; it is tested against the first
and is for speed. Errors: local tolerances `rtol |W| + atol` per step
of the solver; they are kept, not bounded in the end. The default, DOP853, is an explicit Runge-Kutta
method of order 8 (Hairer, Norsett and Wanner, Solving ordinary differential equations I, 1993, II.5); LSODA
switches to BDF where the flow is stiff (Petzold, Automatic selection of methods, 1983).

How a flow ended is part of its result. The number of gradients is bounded, so nothing hangs.
"""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.integrate import solve_ivp

from numerics.matrices import FLOAT64
from numerics.network import Network, flatten, gradient, unflatten
from numerics.recursion import checked_depths

Floats: TypeAlias = npt.NDArray[np.float64]
Method: TypeAlias = Literal["DOP853", "LSODA", "RK45", "Radau", "BDF"]
REJECTING = ("DOP853", "RK45")
"""Explicit methods reject a trial step that overflows and try a smaller one; others would go on with it."""

METHODS = ("DOP853", "LSODA", "RK45", "Radau", "BDF")


class FlowOutcome(Enum):
    """How a flow ended."""

    SETTLED = "settled"
    """The largest slope fell below `settle`."""

    TIME_REACHED = "time reached"
    """The whole time was covered; the flow still moves."""

    ESCAPED = "escaped"
    """A number exceeded the bound in size."""

    NON_FINITE = "non-finite"
    """A slope was inf or nan; the flow is not continued."""

    BUDGET_SPENT = "budget spent"
    """More gradients were wanted than allowed: a stiff flow; try LSODA, or allow more."""

    SOLVER_FAILED = "solver failed"
    """The solver gave up, usually because its step became too small."""


@dataclass(frozen=True)
class Flow:
    """A finished flow.

    Attributes:
        outcome: How it ended.
        times: The times asked for, as far as they were reached, and the time of the end.
        states: The numbers at those times, shape `(len(times), n)`; all finite.
        slope: The largest slope at the end, in absolute value; inf or nan only if the outcome says so.
        gradients: How many gradients were computed.
        method: The solver's name.
        rtol: Its relative tolerance.
        atol: Its absolute tolerance.
    """

    outcome: FlowOutcome
    times: Floats
    states: Floats
    slope: float
    gradients: int
    method: str
    rtol: float
    atol: float


class _Stop(Exception):  # noqa: N818
    def __init__(self, outcome: FlowOutcome) -> None:
        self.outcome = outcome


def _floats(value: object, name: str, ndim: int) -> Floats:
    array = np.asarray(value)
    if array.dtype.kind not in "iuf" or array.ndim != ndim:
        raise ValueError(
            f"{name} must be real numbers with {ndim} axes, got dtype {array.dtype}, shape {array.shape}"
        )
    if not np.isfinite(array.astype(np.float64)).all():
        raise ValueError(f"{name} must be finite, got inf or nan; start from finite numbers")
    return array.astype(np.float64)


def _integrate(
    slope: Callable[[Floats], Floats],
    start: Floats,
    time: float,
    *,
    at: Sequence[float] = (),
    method: Method = "DOP853",
    rtol: float = 1e-10,
    atol: float = 1e-12,
    settle: float = 0.0,
    escape: float = 1e50,
    budget: int = 200_000,
) -> Flow:
    _check_options(method, time, rtol, atol)
    wanted = _floats(at, "at", 1)
    if (wanted[1:] <= wanted[:-1]).any() or (wanted < 0).any() or (wanted > time).any():
        raise ValueError(f"at must increase within 0 and {time}, got {at}")
    used, last = 0, (0.0, start)

    def velocity(t: float, y: Floats) -> Floats:
        nonlocal used
        if used >= budget:
            raise _Stop(FlowOutcome.BUDGET_SPENT)
        used += 1
        value = -slope(y)
        if method not in REJECTING and not np.isfinite(value).all():
            raise _Stop(FlowOutcome.NON_FINITE)
        return value

    def settled(t: float, y: Floats) -> float:
        nonlocal last
        last = (t, np.array(y))  # events are looked at after every accepted step
        return _size(slope(y)) - settle

    def escaped(t: float, y: Floats) -> float:
        return _size(y) - escape

    for event in (settled, escaped):
        event.terminal = True  # type: ignore[attr-defined]
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # LSODA warns where it also says that it failed
        outcome = _at_once(_size(slope(start)), _size(start), time, settle, escape)
        times, states = np.zeros(1), start[None]
        if outcome is None:
            # The solvers' own guess evaluates the slope after a step of unchecked size.
            gentle = 1e-3 * max(_size(start), atol) / _size(slope(start))
            try:
                found = solve_ivp(
                    velocity,
                    (0.0, time),
                    start,
                    method,
                    dense_output=True,
                    events=(settled, escaped),
                    rtol=rtol,
                    atol=atol,
                    first_step=min(time, max(gentle, 1e-300)),
                )
            except _Stop as stop:
                outcome, times, states = stop.outcome, np.array([last[0]]), last[1][None]
            else:
                outcome = _ended(found)
                times = np.append(wanted[wanted < found.t[-1]], found.t[-1])
                states = np.vstack([found.sol(t) for t in times[:-1]] + [found.y[:, -1]])
        final = _size(slope(states[-1]))
    return Flow(outcome, times, states, final, used, method, rtol, atol)


def _size(y: Floats) -> float:
    return float(np.abs(y).max())


def _check_options(method: str, time: float, rtol: float, atol: float) -> None:
    if method not in METHODS:
        raise ValueError(f"method must be one of {', '.join(METHODS)}, got {method!r}")
    for name, number, least in (("time", time, 0.0), ("rtol", rtol, 2.3e-14), ("atol", atol, 0.0)):
        if not least <= number < np.inf:
            raise ValueError(f"{name} must be finite and >= {least}, got {number}")


def _at_once(slope: float, size: float, time: float, settle: float, escape: float) -> FlowOutcome | None:
    # What can be said without a single step.
    if not np.isfinite(slope):
        return FlowOutcome.NON_FINITE
    if size > escape:
        return FlowOutcome.ESCAPED
    if slope <= settle:
        return FlowOutcome.SETTLED
    return FlowOutcome.TIME_REACHED if time == 0 else None


def _ended(found: Any) -> FlowOutcome:
    if not np.isfinite(found.y).all() or found.status == -1:
        return FlowOutcome.SOLVER_FAILED
    if found.status == 1:
        return FlowOutcome.SETTLED if len(found.t_events[0]) else FlowOutcome.ESCAPED
    return FlowOutcome.TIME_REACHED


def flow_modes(
    depths: Sequence[int], weights: npt.ArrayLike, target: float, time: float, **options: Any
) -> Flow:
    """Gradient flow of one mode: `dw_h/dt = -w_h^(L_h-1) (sum_k w_k^(L_k) - s)`; structured.

    Args:
        depths: `L_h >= 2`.
        weights: `w_h` at the start, shape `(H,)`.
        target: `s`.
        time: How long to flow, at least 0.
        **options: `at` (times to report), `method`, `rtol`, `atol`, `settle` (stop when every slope is
            below), `escape` (stop beyond this size), `budget` (largest number of gradients).

    Returns:
        The flow; states have shape `(times, H)`. Ill-formed arguments are a `ValueError`.

    >>> done = flow_modes([2], [0.1], 4.0, 100.0, settle=1e-9)
    >>> done.outcome.name, round(float(done.states[-1, 0]), 8)
    ('SETTLED', 2.0)
    """
    w = _floats(weights, "weights", 1)
    layers = checked_depths(depths, len(w))
    goal = float(_floats(target, "target", 0))

    def slope(y: Floats) -> Floats:
        powers = np.array([x ** (depth - 1) for x, depth in zip(y, layers, strict=True)])
        return np.asarray(powers * (y @ powers - goal))

    return _integrate(slope, w, time, **options)


def flow_network(network: Network, time: float, **options: Any) -> Flow:
    """Gradient flow of all weights: from the definition.

    Args:
        network: The start, in float64.
        time: How long to flow, at least 0.
        **options: As for `flow_modes`.

    Returns:
        The flow; states have shape `(times, parameters)` in the order of `numerics.network.flatten`.

    Raises:
        ValueError: If the network is not in float64, or an option is out of range.

    >>> one = np.ones((1, 1))
    >>> done = flow_network(Network(FLOAT64, ((2 * one, one),), one), 30.0)
    >>> round(float(np.prod(done.states[-1])), 9)
    1.0
    """
    if network.kind is not FLOAT64:
        raise ValueError(f"network must be in float64, got {network.kind.name}; SciPy solves in float64 only")

    def slope(y: Floats) -> Floats:
        moved = network.moved(unflatten(network, [float(x) for x in y]))
        return np.array(flatten(FLOAT64, gradient(moved)))

    return _integrate(slope, np.array(flatten(FLOAT64, network.weights)), time, **options)
