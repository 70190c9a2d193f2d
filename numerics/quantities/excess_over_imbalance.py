"""Excess over imbalance: dense Hessians at a split near balance and at balance, and the layers between.

Both sharpnesses are largest eigenvalues of the dense Hessian of the loss at explicit minima; the imbalance is
read off their layer values, as it is defined.
"""

from collections.abc import Sequence
from fractions import Fraction

from flint import arb

from numerics.measurement import Measurement, enclosed
from numerics.precision import exact, to_arb
from numerics.quantities import sharpness


def measure(
    depth: int, target: Fraction, b: Fraction, direction: Sequence[Fraction], digits: int, seed: int
) -> Measurement:
    """`(lambda/lambda_balanced - 1)/|zeta|^2` at shares in the ratio of `b + e_h`.

    Args:
        depth: `L >= 3`, of every pathway.
        target: What the shares add up to, positive.
        b: How near to balance; of either sign, but larger in size than every `e_h`.
        direction: `e_h`, not all equal.
        digits: Digits wanted.
        seed: Of the measurement; orthogonal factors of one mode are signs.

    Returns:
        The measurement, rigorous.

    Raises:
        ValueError: If the direction has equal parts only, or a share is not positive.

    >>> direction = [Fraction(0), Fraction(1)]
    >>> found = measure(3, Fraction(2), Fraction(10), direction, 25, 0)
    >>> found.rigorous, abs(found.value - 1) < 0.1
    (True, True)
    """
    count, total = len(direction), exact(target, "target")
    parts = [exact(b, "b") + exact(e, "e") for e in direction]
    shares = [total * part / sum(parts) for part in parts]
    if len(set(shares)) < 2 or min(shares) <= 0:
        raise ValueError(f"shares must be positive and not all equal, got {', '.join(map(str, shares))}")
    # The excess is of second order in the spread: twice its digits are lost, and the imbalance loses as many.
    spread = (max(shares) - min(shares)) / total
    lost = 2 * max(0, len(str(int(1 / spread)))) + 4
    least, here = (
        sharpness.measure([depth] * count, [[x] for x in row], digits + lost, seed)
        for row in ([total / count] * count, shares)
    )

    def solve() -> tuple[arb, int]:
        layers = [to_arb(x).root(depth) for x in shares]
        y = [w ** (2 - depth) for w in layers]
        mean = sum(y, arb(0)) / count
        squared = sum(((v - mean) ** 2 for v in y), arb(0))
        return (here.value / least.value - 1) / squared, here.parameters

    return enclosed(
        solve,
        digits + lost,
        seed,
        doublings=1,
        solver="definition: dense Hessians at the split and at balance",
        blind_to="networks of several modes; other minima with the same shares",
    )
