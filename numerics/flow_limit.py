"""Where gradient flow ends: the limit of `dW/dt = -dloss/dW` for one singular value, to many digits.

With one singular value the network is `r = sum_h prod_l W_hl - s`, the loss `r^2/2`, and the flow
`dW/dt = -r grad r`. So `dr/dt = -r |grad r|^2`: the residual falls to 0 and never reaches it. Its limit point
depends on the path only, not on the time taken, so the residual itself can be the clock:

    dW/dr = grad r / |grad r|^2,    from `r(W(0))` to `r = 0`,

a regular equation on a finite interval as long as `grad r` does not vanish. It is solved by Taylor series of
high order, each coefficient from the equation itself. Nothing that the flow conserves is used: tests see
whether it is conserved.

Layers of a pathway with the same value have the same derivative, being factors of one product; they are kept
as one number with a multiplicity.

Main result: `flow_limit`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from operator import mul
from typing import Any, TypeAlias

from flint import arb, arb_series, ctx

from numerics.precision import bits_for, exact, to_arb, working_precision

Layers: TypeAlias = Sequence[tuple[Any, int]]
"""The layers of a pathway: values, exact rationals or balls, and how many layers have each."""

MOST_STEPS = 2_000
"""Steps of the Taylor method before it gives up."""

GUARD_DIGITS = 8
"""Digits beyond those asked for that every step is good for: there are fewer than 2,000 steps, and errors
across the path shrink relative to it or grow slowly; the difference of two solutions says how far."""

EXTRA_ORDER = 6
"""By how much the orders of the two solutions differ."""


@dataclass(frozen=True)
class FlowLimit:
    """The limit of a flow.

    Attributes:
        layers: `layers[h][g]`, the limit of the layers with the `g`-th value given for pathway `h`; balls
            whose radius is an error estimate.
        steps: Steps of the Taylor method.
        order: Its order.
    """

    layers: tuple[tuple[arb, ...], ...]
    steps: int
    order: int


def _product(factors: Sequence[Any]) -> Any:
    return reduce(mul, factors, arb_series([1], prec=factors[0].prec) if factors else arb(1))


class _Scalar:
    """The network of one singular value, as functions of the numbers in a flat list."""

    def __init__(self, pathways: Sequence[Layers], target: arb) -> None:
        self.counts = [[count for _, count in path] for path in pathways]
        self.target = target

    def _paths(self, flat: Sequence[Any]) -> list[list[Any]]:
        values = iter(flat)
        return [[next(values) for _ in path] for path in self.counts]

    def residual(self, flat: Sequence[Any]) -> Any:
        """`sum_h prod_l W_hl - s`."""
        products = [
            reduce(mul, [x**count for x, count in zip(path, counts, strict=True)])
            for path, counts in zip(self._paths(flat), self.counts, strict=True)
        ]
        return sum(products[1:], products[0]) - self.target

    def slopes(self, flat: Sequence[Any]) -> list[Any]:
        """The derivative of the residual by one layer of each kind."""
        found = []
        for path, counts in zip(self._paths(flat), self.counts, strict=True):
            powers = [x**count for x, count in zip(path, counts, strict=True)]
            for g, (x, count) in enumerate(zip(path, counts, strict=True)):
                others = powers[:g] + powers[g + 1 :]
                lower = [x ** (count - 1)] if count > 1 else []
                factors = [*lower, *others]
                found.append(reduce(mul, factors))
        return found

    def direction(self, flat: Sequence[Any]) -> list[Any]:
        """`grad r / |grad r|^2`."""
        slopes = self.slopes(flat)
        copies = [count for counts in self.counts for count in counts]
        squares = [slope * slope * count for slope, count in zip(slopes, copies, strict=True)]
        size = 1 / sum(squares[1:], squares[0])
        return [slope * size for slope in slopes]


def _series(network: _Scalar, start: Sequence[arb], order: int) -> list[list[arb]]:
    # Picard: with coefficients up to t^k right on the right-hand side, the integral is right up to t^(k+1).
    current, cap = [[x] for x in start], ctx.cap
    try:
        for k in range(1, order + 1):
            ctx.cap = k
            slopes = network.direction([arb_series(c, prec=k) for c in current])
            for c, slope in zip(current, slopes, strict=True):
                c.append((slope[k - 1] / k).mid())
    finally:
        ctx.cap = cap
    return current


def _step(coefficients: Sequence[Sequence[arb]], tolerance: arb) -> arb:
    # The largest step whose last two terms are below the tolerance, relative to each number.
    order = len(coefficients[0]) - 1
    sizes = []
    for c in coefficients:
        for k in (order - 1, order):
            relative = abs(c[k]) / (abs(c[0]) * tolerance)
            if relative > 0:
                sizes.append((relative.log() / k).exp())
    return arb(1) / max(sizes, key=float) if sizes else arb("inf")


def _solve(network: _Scalar, start: Sequence[arb], order: int, tolerance: arb) -> tuple[list[arb], int]:
    now, clock = list(start), network.residual(start).mid()
    for done in range(MOST_STEPS):
        if clock == 0:
            return now, done
        coefficients = _series(network, now, order)
        reach = _step(coefficients, tolerance)
        last = not reach < abs(clock)
        step = -clock if last else (-reach if clock > 0 else reach).mid()
        now = [_horner(c, step).mid() for c in coefficients]
        if not all(x.is_finite() for x in now):
            break
        clock = arb(0) if last else (clock + step).mid()
    raise ArithmeticError(
        f"the flow must reach residual 0 within {MOST_STEPS} steps, got no end; start farther from 0"
    )


def _horner(coefficients: Sequence[arb], t: arb) -> arb:
    value = coefficients[-1]
    for c in reversed(coefficients[:-1]):
        value = (value * t + c).mid()
    return value


def flow_limit(pathways: Sequence[Layers], target: Fraction | arb, digits: int) -> FlowLimit:
    """The limit of gradient flow on the loss `1/2 (sum_h prod_l W_hl - s)^2`.

    Args:
        pathways: For each pathway its layers as pairs (value, how many); values positive, at least two
            layers each.
        target: `s > 0`.
        digits: Digits wanted, relative to each number.

    Returns:
        The limit, not rigorous: the radius is ten times the difference of two solutions of different order,
        plus `10^-digits` relative. A flow of more than `MOST_STEPS` steps is an `ArithmeticError`.

    Raises:
        ValueError: A value or the target is not positive, or a pathway has fewer than two layers.

    >>> found = flow_limit([[(Fraction(1, 10), 2)]], Fraction(4), 30)
    >>> found.layers[0][0].overlaps(arb(2))
    True
    """
    for h, path in enumerate(pathways):
        if sum(count for _, count in path) < 2 or any(count < 1 for _, count in path):
            raise ValueError(f"pathways[{h}] must have at least 2 layers, got {path}; give (value, count)")
    order = digits + GUARD_DIGITS
    with working_precision(bits=bits_for(digits + 3 * GUARD_DIGITS)):
        start = [_positive(x, f"pathways[{h}]") for h, path in enumerate(pathways) for x, _ in path]
        network = _Scalar(pathways, _positive(target, "target"))
        tolerance = arb(10) ** -(digits + GUARD_DIGITS)
        ends, steps = _solve(network, start, order, tolerance)
        others, _ = _solve(network, start, order - EXTRA_ORDER, tolerance)
        found = [
            arb(one, (10 * abs(one - other) + abs(one) * arb(10) ** -digits).abs_upper())
            for one, other in zip(ends, others, strict=True)
        ]
        paths = network._paths(found)
    return FlowLimit(tuple(tuple(path) for path in paths), steps, order)


def _positive(value: Any, name: str) -> arb:
    ball = value if isinstance(value, arb) else to_arb(exact(value, name))
    if not ball > 0:
        raise ValueError(f"{name} must be positive, got {value}; the flow of a layer at 0 never leaves it")
    return ball.mid()
