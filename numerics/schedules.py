"""Step-size schedules: exact factors `c_t` by which a step size `eta` is multiplied at step `t = 0, 1, ...`.

A schedule is a number without units, so that one schedule serves every step size, every number kind and
every cell of a sweep: `eta_t = c_t eta`. Factors are exact rationals.

Main results: `Constant`, `Warmup` (linear), `Piecewise`, and `step_sizes`, which converts a factor only when
it changes.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import count, pairwise
from typing import Any, Protocol, TypeVar

from numerics.precision import exact

T = TypeVar("T", bound=Any)


class Schedule(Protocol):
    """What a recursion asks of a schedule."""

    def factor(self, step: int) -> Fraction:
        """`c_t >= 0` at step `t`, the first step being 0."""

    @property
    def settled_at(self) -> int:
        """From this step on, the factor does not change any more."""


def _factor(value: object, name: str) -> Fraction:
    number = exact(value, name)
    if number < 0:
        raise ValueError(f"{name} must be >= 0, got {number}; a step size never changes its sign")
    return number


@dataclass(frozen=True)
class Constant:
    """`c_t = value`.

    Attributes:
        value: An exact rational of at least 0, else a `ValueError`.

    >>> Constant().factor(7)
    Fraction(1, 1)
    """

    value: Fraction = Fraction(1)

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", _factor(self.value, "value"))

    def factor(self, step: int) -> Fraction:  # noqa: ARG002, D102, RUF100
        return self.value

    @property
    def settled_at(self) -> int:  # noqa: D102
        return 0


@dataclass(frozen=True)
class Warmup:
    """Linear warm-up: `c_t = start + (1 - start) t/steps` for `t < steps`, then 1.

    Attributes:
        steps: Number of steps before the full step size, at least 1.
        start: The first factor, an exact rational of at least 0, else a `ValueError`.

    >>> [str(Warmup(4).factor(t)) for t in range(6)]
    ['0', '1/4', '1/2', '3/4', '1', '1']
    """

    steps: int
    start: Fraction = Fraction(0)

    def __post_init__(self) -> None:
        if not isinstance(self.steps, int) or isinstance(self.steps, bool) or self.steps < 1:
            raise ValueError(f"steps must be an integer >= 1, got {self.steps!r}; use Constant for none")
        object.__setattr__(self, "start", _factor(self.start, "start"))

    def factor(self, step: int) -> Fraction:  # noqa: D102
        if step >= self.steps:
            return Fraction(1)
        return self.start + (1 - self.start) * Fraction(step, self.steps)

    @property
    def settled_at(self) -> int:  # noqa: D102
        return self.steps


@dataclass(frozen=True)
class Piecewise:
    """A step function: the factor of the last piece whose first step is not after `t`.

    Attributes:
        pieces: Pairs (first step, factor), the first of them at step 0, first steps increasing, factors
            exact rationals of at least 0; else a `ValueError`.

    >>> schedule = Piecewise(((0, Fraction(1, 2)), (3, Fraction(1))))
    >>> [str(schedule.factor(t)) for t in range(5)]
    ['1/2', '1/2', '1/2', '1', '1']
    """

    pieces: tuple[tuple[int, Fraction], ...]

    def __post_init__(self) -> None:
        starts = [start for start, _ in self.pieces]
        if not starts or starts[0] != 0 or any(not a < b for a, b in pairwise(starts)):
            raise ValueError(
                f"pieces must begin at step 0 and have increasing first steps, got {starts}; sort them"
            )
        checked = tuple((start, _factor(c, f"pieces[{k}][1]")) for k, (start, c) in enumerate(self.pieces))
        object.__setattr__(self, "pieces", checked)

    def factor(self, step: int) -> Fraction:  # noqa: D102
        return self.pieces[bisect_right(self.pieces, step, key=lambda piece: piece[0]) - 1][1]

    @property
    def settled_at(self) -> int:  # noqa: D102
        return self.pieces[-1][0]


def step_sizes(schedule: Schedule, eta: T, convert: Callable[[Fraction], Any]) -> Iterator[T]:
    """`c_0 eta, c_1 eta, ...` without end.

    Args:
        schedule: Gives `c_t`.
        eta: The step size, a scalar of any kind or an array.
        convert: Turns an exact factor into something that multiplies `eta`.

    Yields:
        The step size of each step; `eta` itself where the factor is 1. Cost: one conversion per change.

    >>> from itertools import islice
    >>> list(islice(step_sizes(Warmup(2), 0.5, float), 4))
    [0.0, 0.25, 0.5, 0.5]
    """
    before, size, settled = Fraction(1), eta, schedule.settled_at
    for t in count():
        if t <= settled:
            factor = schedule.factor(t)
            if factor != before:
                before, size = factor, eta if factor == 1 else eta * convert(factor)
        yield size
