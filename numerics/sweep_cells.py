"""The recursion `w_h <- w_h - eta w_h^(L-1) (sum_k w_k^L - s)` in millions of cells, in float64; structured.

It leans on the decoupling of modes and on equal layers staying equal: for speed, never evidence for either.
No bound on rounding errors; `numerics.recursion_cells` is for unequal depths and for observables.

One step, in this order of operations and with every one rounded once:

    p_h = w_h^(L-1)   those of w_h, w_h^2, w_h^4, ... that the bits of L - 1 name, multiplied from the lowest
    r   = (p_1 w_1 + p_2 w_2 + ...) - s   summed in the order of the pathways
    w_h <- w_h - p_h (r (eta c_t))        heavy ball: v_h <- beta v_h - p_h (r (eta c_t)), w_h <- w_h + v_h

The engines `numerics.sweep_numpy` and `numerics.sweep_kernel` (Numba) make the same roundings: their results
are the same bit for bit, so the engine is a matter of speed alone.

Main results: `start_cells`, `advance`, `engine_for`. How a cell ended is part of its result; its weights are
always finite.
"""

from dataclasses import dataclass
from importlib.util import find_spec
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from numerics.recursion import checked_counts, checked_depths
from numerics.schedules import Constant, Schedule

Floats: TypeAlias = npt.NDArray[np.float64]
Engine: TypeAlias = Literal["auto", "numba", "numpy"]

BURST = 32
"""Loudness is noted once for so many steps."""

ESCAPE = 1e100
"""A residual larger than this ends a cell. Far beyond it the next products overflow."""

COMPILES_FROM = 2e9
"""Weights times steps from which two seconds of compiling pay."""


def power(w: Floats, exponent: int) -> Floats:
    """`w^exponent` by squaring from the lowest bit, every product rounded once.

    Few of these products wait for each other: from the leading bit they would all, and a processor does
    several at a time.

    Args:
        w: The bases.
        exponent: At least 1.

    Returns:
        A new array.

    >>> power(np.array([2.0, -3.0]), 5).tolist()
    [32.0, -243.0]
    """
    square = w
    while not exponent & 1:
        square = square * square
        exponent >>= 1
    p = square
    while exponent := exponent >> 1:
        square = square * square
        if exponent & 1:
            p = p * square
    return p.copy() if p is w else p


def residual(w: Floats, powers: Floats, target: Floats) -> Floats:
    """`sum_h w_h w_h^(L-1) - s`, summed in the order of the pathways.

    Args:
        w: Shape `(H, N)`.
        powers: `w_h^(L-1)`.
        target: `s`.

    Returns:
        Shape `(N,)`.
    """
    products = powers * w
    total: Floats = products[0]
    for row in products[1:]:
        total += row
    total -= target
    return total


@dataclass(eq=False)
class Cells:
    """Cells under way; made by `start_cells`, moved by `advance`, not to be changed otherwise.

    Attributes:
        depth: `L`, of every pathway.
        weights: `w_h`, shape `(H, N)`, finite.
        velocity: `v_h` of the heavy ball.
        signs: The signs of the first weights, shape `(H, N)`: 1, -1, or 0.
        target: `s`, shape `(N,)`.
        eta: The step size, shape `(N,)`.
        momentum: `beta`.
        schedule: Factors `c_t` of the step size.
        quiet: A step is loud if it starts from a residual of more than `quiet * |s|`.
        made: Steps made so far by the cells that have not ended.
        steps: Per cell, the steps made.
        ended: Per cell, whether its next step was not made, because its residual is larger than `ESCAPE` or
            its next weights would not be finite: it diverged.
        first_flip: Per cell, the step after which a weight had changed its sign or become 0, for the first
            time; -1 if none has.
        loud_until: Per cell, the end of the last burst with a loud step: a multiple of `BURST`, or `made`.
    """

    depth: int
    weights: Floats
    velocity: Floats
    signs: npt.NDArray[np.int8]
    target: Floats
    eta: Floats
    momentum: float
    schedule: Schedule
    quiet: float
    made: int
    steps: npt.NDArray[np.int64]
    ended: npt.NDArray[np.bool_]
    first_flip: npt.NDArray[np.int64]
    loud_until: npt.NDArray[np.int64]

    def residual(self) -> Floats:
        """`sum_h w_h^L - s`, rounded as in a step; inf where it overflows."""
        with np.errstate(all="ignore"):
            return residual(self.weights, power(self.weights, self.depth - 1), self.target)


def finite_floats(value: object, name: str) -> Floats:
    """A new array of finite float64 numbers.

    Args:
        value: Real numbers.
        name: The argument's name, for the complaint.

    Returns:
        The array.

    Raises:
        ValueError: If it is ragged, not real, wider than float64, or not finite.
    """
    try:
        array = np.asarray(value)
    except ValueError:
        raise ValueError(f"{name} must have rows of one length, got a ragged list; fill it up") from None
    if array.dtype.kind not in "iuf" or array.dtype.itemsize > 8:
        raise ValueError(f"{name} must be real float64 numbers, got dtype {array.dtype}; convert them")
    array = array.astype(np.float64)
    if not np.isfinite(array).all():
        raise ValueError(f"{name} must be finite, got inf or nan; drop those cells")
    return array


def start_cells(
    depth: int,
    weights: npt.ArrayLike,
    target: npt.ArrayLike,
    eta: npt.ArrayLike,
    *,
    momentum: float = 0.0,
    schedule: Schedule | None = None,
    quiet: float = 0.0,
) -> Cells:
    """Cells before their first step.

    Args:
        depth: `L >= 2`.
        weights: Shape `(H, N)`.
        target: `s`, one number or `N` of them; so is `eta`.
        eta: The step size.
        momentum: `beta`, `-1 < beta < 1`.
        schedule: Factors of `eta`.
        quiet: The relative residual from which a step is loud, at least 0.

    Returns:
        The cells.

    Raises:
        ValueError: If shapes do not match, or a number is out of range, not finite or not real.
    """
    w = finite_floats(weights, "weights")
    if w.ndim != 2 or not w.size:
        raise ValueError(f"weights must have the shape (pathways, cells), got {w.shape}; add an axis")
    checked_depths([depth], 1)
    if not abs(momentum) < 1:
        raise ValueError(f"momentum must lie between -1 and 1, got {momentum}")
    if not 0 <= quiet < np.inf:
        raise ValueError(f"quiet must be a finite number >= 0, got {quiet}")
    N = w.shape[1]
    rows = []
    for name, value in (("target", target), ("eta", eta)):
        row = finite_floats(value, name)
        if row.shape not in {(), (1,), (N,)}:
            raise ValueError(f"{name} must be one number or one per cell ({N}), got shape {row.shape}")
        rows.append(np.ascontiguousarray(np.broadcast_to(row, (N,))))
    return Cells(
        depth=depth,
        weights=w,
        velocity=np.zeros(w.shape),
        signs=(w > 0).view(np.int8) - (w < 0).view(np.int8),
        target=rows[0],
        eta=rows[1],
        momentum=float(momentum),
        schedule=schedule or Constant(),
        quiet=float(quiet),
        made=0,
        steps=np.zeros(N, np.int64),
        ended=np.zeros(N, np.bool_),
        first_flip=np.full(N, -1, np.int64),
        loud_until=np.zeros(N, np.int64),
    )


def numba_is_there() -> bool:
    """Whether Numba can be imported; it is not imported."""
    try:
        return find_spec("numba") is not None
    except ValueError:  # None in sys.modules: somebody forbids it
        return False


def engine_for(cells: Cells, steps: int, engine: Engine) -> Engine:
    """The engine that `advance` will use.

    Args:
        cells: The cells.
        steps: How many steps will be made.
        engine: "numba", "numpy" or "auto".

    Returns:
        "numba" or "numpy".

    Raises:
        ValueError: If the engine is unknown, or Numba is asked for and cannot be imported.
    """
    if engine not in {"auto", "numba", "numpy"}:
        raise ValueError(f'engine must be "auto", "numba" or "numpy", got {engine!r}; choose one of them')
    if engine == "numba" and not numba_is_there():
        raise ValueError('engine "numba" needs Numba, which cannot be imported; choose "auto"')
    if engine != "auto":
        return engine
    return "numba" if cells.weights.size * steps >= COMPILES_FROM and numba_is_there() else "numpy"


def advance(cells: Cells, steps: int, *, engine: Engine = "auto") -> None:
    """Make more steps in every cell that has not ended.

    Args:
        cells: The cells, changed in place.
        steps: How many steps, at least 0.
        engine: "numba", "numpy", or "auto": Numba where it can be imported and the work is worth compiling
            for. The result is the same bit for bit. Cost per weight and step: about `1.5 log2 L`
            multiplications.

    >>> cells = start_cells(3, [[0.5, 9.0]], 1.0, [0.1, 1e9])
    >>> advance(cells, 500)
    >>> cells.ended.tolist(), cells.steps.tolist(), round(float(cells.weights[0, 0]), 9)
    ([False, True], [500, 2], 1.0)
    """
    checked_counts(steps, 1)
    engine = engine_for(cells, steps, engine)
    # One factor per step while they change, and then the last of them for ever.
    moving = max(0, min(steps, cells.schedule.settled_at - cells.made))
    factors = np.array([float(cells.schedule.factor(cells.made + t)) for t in range(moving + 1)])
    if engine == "numba":
        from numerics.sweep_kernel import advance_compiled

        advance_compiled(cells, factors, steps)
    else:
        from numerics.sweep_numpy import advance_interpreted

        advance_interpreted(cells, factors, steps)
    cells.made += steps
