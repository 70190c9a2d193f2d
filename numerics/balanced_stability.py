"""How large a step the balanced minimum survives, and whether imbalance shrinks while it is survived.

All pathways carry the same share of one mode. Two things are read off runs of gradient descent on the layers,
`numerics.descent.step`:

1. the step size at which a disturbed balanced minimum is left (`numerics.escape`);
2. the *imbalance*, the spread of the end-to-end values `(max_h sigma_h - min_h sigma_h) / sum_h sigma_h`,
   before and after a run from a point that is off the minimum and slightly unbalanced, at step sizes just
   below and just above the first number.

Main result: `measure`, a `BalancedStability`. Blind to: imbalance between layers of one pathway (all are
equal at the start, and gradient descent keeps that up to rounding), larger imbalance than the one given, and
later steps.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from flint import arb

from numerics import escape
from numerics.descent import step
from numerics.matrices import ARB_MIDPOINT, Matrix
from numerics.measurement import Measurement
from numerics.network import Network
from numerics.precision import exact, to_arb, working_precision

RUN_BITS = 256


@dataclass(frozen=True)
class BalancedStability:
    """What gradient descent does around a balanced minimum.

    Attributes:
        threshold: The step size at which the balanced minimum is left.
        below: A step size below that, at which imbalance was watched.
        above: A step size above.
        imbalance: Imbalance at the start of both runs.
        imbalance_below: Imbalance at the end, step size `below`.
        imbalance_above: Imbalance at the end, step size `above`.
        residual_below: `|M - M*|` at the end over that at the start, step size `below`.
        residual_above: The same, step size `above`.
        steps: Steps of each run.
    """

    threshold: Measurement
    below: arb
    above: arb
    imbalance: arb
    imbalance_below: arb
    imbalance_above: arb
    residual_below: arb
    residual_above: arb
    steps: int

    @property
    def contracts(self) -> bool:
        """Whether imbalance was smaller after both runs than before, by more than rounding."""
        bar = self.imbalance * (1 - arb((1, -RUN_BITS // 4)))
        return bool(self.imbalance_below < bar and self.imbalance_above < bar)


def measure(
    depth: int,
    pathways: int,
    target: Fraction,
    digits: int = 20,
    seed: int = 0,
    *,
    delta: Fraction = Fraction(1, 100),
    offset: Fraction = Fraction(1, 100),
    spread: Fraction = Fraction(1, 1000),
    steps: int = 200,
) -> BalancedStability:
    """Find the step size at which the balanced minimum is left, and watch imbalance on both sides of it.

    Args:
        depth: `L >= 2` of every pathway.
        pathways: `H >= 2`.
        target: The singular value `s*`, one mode.
        digits: Correct digits wanted of the threshold.
        seed: Seed of the disturbance.
        delta: The runs use `(1 - delta)` and `(1 + delta)` times the threshold.
        offset: All weights start `1 + offset` times those of the minimum.
        spread: The weights of the first pathway are another `1 + spread` times larger.
        steps: Steps of each run.

    Returns:
        What was seen.

    Raises:
        ValueError: If there are fewer than two pathways, or a number is out of its range.
        ArithmeticError: If a run diverges.

    >>> seen = measure(3, 2, Fraction(1))
    >>> seen.contracts, bool(seen.residual_below < 1 < seen.residual_above)
    (True, True)
    >>> measure(2, 2, Fraction(1)).contracts  # two layers: imbalance stays what it is
    False
    """
    if not isinstance(pathways, int) or pathways < 2:
        raise ValueError(f"pathways must be an integer >= 2, got {pathways!r}; one pathway has no imbalance")
    if not isinstance(steps, int) or steps < 1:
        raise ValueError(f"steps must be an integer >= 1, got {steps!r}; make some")
    small = {"delta": delta, "offset": offset, "spread": spread}
    for name, value in small.items():
        if not 0 < exact(value, name) < 1:
            raise ValueError(f"{name} must be between 0 and 1, got {value}; give a small positive fraction")
    share = exact(target, "target") / pathways
    threshold = escape.measure([depth] * pathways, [[share]] * pathways, digits, seed, "identity")
    with working_precision(bits=RUN_BITS):
        weight = ARB_MIDPOINT.root(share, depth) * (1 + to_arb(offset))
        start = _equal_layers([weight * (1 + to_arb(spread)), *[weight] * (pathways - 1)], depth, target)
        sizes = [(threshold.value * (1 + sign * to_arb(delta))).mid() for sign in (-1, 1)]
        ends = [_after(start, eta, steps) for eta in sizes]
        if not all(end.is_finite() for end in ends):
            raise ArithmeticError(
                "a run diverged; start closer to the minimum (offset), or closer below (delta)"
            )
        before = abs(_residual(start))
        return BalancedStability(
            threshold=threshold,
            below=sizes[0],
            above=sizes[1],
            imbalance=imbalance(start),
            imbalance_below=imbalance(ends[0]),
            imbalance_above=imbalance(ends[1]),
            residual_below=(abs(_residual(ends[0])) / before).mid(),
            residual_above=(abs(_residual(ends[1])) / before).mid(),
            steps=steps,
        )


def imbalance(network: Network) -> arb:
    """The spread of the end-to-end values of the pathways, over their sum; layers of one weight each.

    Args:
        network: A network of 1 x 1 layers in Arb.

    Returns:
        `(max sigma - min sigma) / sum sigma`, as an exact midpoint.
    """
    values = _end_to_end(network)
    total = sum(values[1:], values[0])
    largest, least = values[0], values[0]
    for value in values[1:]:
        largest, least = largest.max(value), least.min(value)
    return arb((largest - least) / total).mid()


def _equal_layers(weights: Sequence[arb], depth: int, target: Fraction) -> Network:
    def layer(weight: arb) -> Matrix:
        return ARB_MIDPOINT.matrix(1, 1, [weight.mid()])

    paths = tuple((layer(weight),) * depth for weight in weights)
    return Network(ARB_MIDPOINT, paths, layer(to_arb(target)))


def _end_to_end(network: Network) -> list[arb]:
    values = []
    for path in network.weights:
        value = arb(1)
        for layer in path:
            value = (value * layer[0, 0]).mid()
        values.append(value)
    return values


def _residual(network: Network) -> arb:
    values = _end_to_end(network)
    return arb(sum(values[1:], values[0]) - network.target[0, 0]).mid()


def _after(network: Network, eta: arb, steps: int) -> Network:
    for _ in range(steps):
        if not network.is_finite():
            break
        network = step(network, eta)
    return network
