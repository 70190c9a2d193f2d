"""What gradient descent does to a tiny perturbation of a point, from its steps alone.

With `G` the map of one gradient-descent step, the *step difference* `(G(W + eps v) - G(W))/eps` is how one
step changes the perturbation `v`, up to `O(eps)`. No Hessian is built anywhere here. The direction that a
large step amplifies most is found by iterating step differences: a Krylov basis with full
reorthogonalisation, then power iteration (repeated squaring) of the step operator seen in that basis.

Not rigorous: finite differences, at a precision that puts their error below what is asked for.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from flint import arb, arb_mat, ctx

from numerics.descent import step
from numerics.matrices import ARB_MIDPOINT
from numerics.network import Network, Weights, flatten, unflatten
from numerics.precision import bits_for

MARGIN_DIGITS = 20


def scale_bits(shares: Sequence[Sequence[Fraction]]) -> int:
    """How many powers of two the positive shares are away from 1: the weights may be that small or large.

    Args:
        shares: `shares[h][i]`.

    Returns:
        `max |log2(share)|`, rounded up, over the positive shares.
    """
    sizes = [
        abs(x.numerator.bit_length() - x.denominator.bit_length()) for row in shares for x in row if x > 0
    ]
    return max(sizes, default=0) + 1


def precision_bits(digits: int, scale: int) -> int:
    """Working precision at which step differences have a relative error below `10^-digits`.

    With weights of size 1 and `eps = 10^-(digits + 20)` the truncation error is `O(eps)` and the rounding
    error `2^-bits/eps`; weights of other sizes need a smaller `eps` and more bits, in proportion to `scale`.

    Args:
        digits: Digits wanted of the step differences.
        scale: `scale_bits` of the shares.

    Returns:
        Bits for `2 (digits + 20) + 20` digits, plus six times `scale`.
    """
    return 2 * bits_for(digits) + bits_for(3 * MARGIN_DIGITS) + 6 * scale


@dataclass(frozen=True)
class Steps:
    """Gradient-descent steps near one point, as a map of perturbations.

    Attributes:
        network: The point, with kind `ARB_MIDPOINT`.
        size: `eps`, the size of the perturbations.
    """

    network: Network
    size: arb

    def perturbed(self, vector: arb_mat) -> Network:
        """The network at `W + eps v`.

        Args:
            vector: `v`, a column in the order of the parameters.

        Returns:
            The perturbed network.
        """
        shift = unflatten(self.network, (vector * self.size).entries())
        return self.network.moved(
            tuple(
                tuple((w + s).mid() for w, s in zip(path, slopes, strict=True))
                for path, slopes in zip(self.network.weights, shift, strict=True)
            )
        )

    def offset(self, moved: Weights, base: Weights) -> arb_mat:
        """`(moved - base)/eps` as a column.

        Args:
            moved: Weights near the point.
            base: Weights at the point.

        Returns:
            A column in the order of the parameters.
        """
        a, b = (arb_mat(self.network.parameters, 1, flatten(ARB_MIDPOINT, x)) for x in (moved, base))
        return ((a - b) / self.size).mid()

    def difference(self, vector: arb_mat, eta: arb) -> arb_mat:
        """The step difference `(G(W + eps v) - G(W))/eps`.

        Args:
            vector: `v`, a column in the order of the parameters.
            eta: The step size of `G`.

        Returns:
            A column.
        """
        return self.offset(step(self.perturbed(vector), eta).weights, step(self.network, eta).weights)


@dataclass(frozen=True)
class Direction:
    """The direction that a large step amplifies most.

    Attributes:
        vector: `v`, a column of norm 1 in the order of the parameters.
        error: Relative size of the part of the step's effect on `v` that is not along `v`: 0 for a direction
            that the step only stretches.
        iterations: Number of step differences it took.
    """

    vector: arb_mat
    error: arb
    iterations: int


def steps_near(network: Network, digits: int, scale: int) -> Steps:
    """Gradient-descent steps near a point, with a perturbation size fit for `digits` digits.

    Args:
        network: The point, in Arb, made at `precision_bits(digits, scale)` or more.
        digits: Digits wanted.
        scale: `scale_bits` of the shares.

    Returns:
        The steps, on the midpoints of the weights.
    """
    middle = Network(
        ARB_MIDPOINT,
        tuple(tuple(layer.mid() for layer in path) for path in network.weights),
        network.target.mid(),
    )
    return Steps(middle, arb((1, -bits_for(digits + MARGIN_DIGITS) - scale)))


def _norm(v: arb_mat) -> arb:
    return (v.transpose() * v)[0, 0].mid().sqrt().mid()


def most_amplified(steps: Steps, digits: int, seed: int) -> Direction:
    """The direction `v` on which one step acts most strongly, `|v - (step difference)|` largest.

    The change `v - (G(W + eps v) - G(W))/eps` at step size 1 is linear in `v` up to `O(eps)`. Its action on
    the Krylov space of a random start is a small matrix; squaring that again and again leaves the projector
    on the direction that is stretched most, however close the next one comes.

    Args:
        steps: The steps near a point.
        digits: Relative error below which a remainder counts as zero.
        seed: Seed of the start.

    Returns:
        The direction.

    Raises:
        ValueError: If the steps do not move any perturbation, so that no direction is amplified.
    """
    draw, one = random.Random(seed), arb(1)
    n = steps.network.parameters

    def change(v: arb_mat) -> arb_mat:
        return (v - steps.difference(v, one)).mid()

    v = arb_mat(n, 1, [draw.randint(-1000, 1000) for _ in range(n - 1)] + [1001])
    basis: list[arb_mat] = [(v / _norm(v)).mid()]
    images: list[arb_mat] = []
    tolerance = arb(10) ** (-digits - MARGIN_DIGITS // 2)
    largest = arb(0)
    while True:
        image = change(basis[-1])
        images.append(image)
        largest = largest.max(_norm(image)).mid()
        rest = image
        for _ in range(2):  # once is not enough, twice is
            for q in basis:
                rest = (rest - q * (q.transpose() * rest)[0, 0].mid()).mid()
        size = _norm(rest)
        if len(basis) == n or not size > tolerance * largest:
            break
        basis.append((rest / size).mid())
    if not largest * steps.size > arb((1, 16 - ctx.prec)):
        raise ValueError(
            "network must have a perturbation that a step changes, found none; is the loss flat?"
        )
    weights = _dominant(_stack(basis).transpose() * _stack(images))
    v = (_stack(basis) * weights).mid()
    v = (v / _norm(v)).mid()
    image = change(v)
    along = (v.transpose() * image)[0, 0].mid()
    return Direction(v, (_norm((image - v * along).mid()) / abs(along)).mid(), len(images) + 1)


def _stack(columns: list[arb_mat]) -> arb_mat:
    rows = zip(*(c.entries() for c in columns), strict=True)
    return arb_mat(columns[0].nrows(), len(columns), [x for row in rows for x in row])


def _dominant(small: arb_mat) -> arb_mat:
    # Power iteration by repeated squaring: P <- P^2/|P^2| tends to the projector on the dominant direction.
    # After k squarings a competitor that is smaller by a factor 1 - g is down to (1 - g)^(2^k), so `prec` + a
    # few squarings settle every gap that the precision can see.
    m = small.nrows()
    power = ((small + small.transpose()) / 2).mid()
    for _ in range(ctx.prec // 2 + 12):
        square = (power * power).mid()
        after = (square / square.trace()).mid()
        moved, power = (after - power).mid(), after
        if all(abs(x) < arb((1, 16 - ctx.prec)) for x in moved.entries()):
            break
    columns = [arb_mat(m, 1, [power[i, j] for i in range(m)]) for j in range(m)]
    return max(columns, key=lambda c: float(_norm(c)))


def growth(steps: Steps, direction: Direction, eta: arb) -> arb:
    """How much longer or shorter one step makes a tiny perturbation: `|G(W + eps v) - G(W)| / |eps v|`.

    Args:
        steps: The steps near a point.
        direction: `v`.
        eta: The step size.

    Returns:
        The factor, as an exact midpoint.
    """
    return _norm(steps.difference(direction.vector, eta))


def signed_growth(steps: Steps, direction: Direction, eta: arb) -> arb:
    """The component along `v` of what one step makes of `eps v`, divided by `eps`.

    Args:
        steps: The steps near a point.
        direction: `v`.
        eta: The step size.

    Returns:
        The signed factor, as an exact midpoint.
    """
    v = direction.vector
    return (v.transpose() * steps.difference(v, eta))[0, 0].mid()
