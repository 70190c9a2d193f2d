"""Step coefficient: one step of gradient descent as a power series in the step size, at an aligned point.

The step is that of full matrices: minus the gradient (`numerics.quantities.layer_gradient`) times the step
size, which is the variable of the series. Its powers are those of series; no expansion is written down.
"""

from collections.abc import Sequence
from fractions import Fraction

from flint import arb, arb_series

from numerics.measurement import Measurement, enclosed
from numerics.minima import Bases
from numerics.precision import exact, to_arb
from numerics.quantities import layer_gradient
from numerics.quantities.aligned import Layers


def measure(
    layers: Layers,
    targets: Sequence[Fraction],
    digits: int,
    seed: int,
    bases: Bases = "rational",
    *,
    h: int,
    q: Fraction,
    n: int,
) -> Measurement:
    """The coefficient of `eta^n` in `w^q`, with `w` the layer value of pathway `h` after a step `eta`.

    Args:
        layers: `layers[h][l][i]`, exact rationals, the same in every layer of a pathway.
        targets: `s_i`, one per mode.
        digits: Digits wanted.
        seed: Seed of the orthogonal factors and of the modes that are added.
        bases: Which orthogonal factors; "identity" or "rational".
        h: The pathway, counted from 0.
        q: The exponent.
        n: The order of the coefficient.

    Returns:
        The measurement, rigorous.

    Raises:
        ValueError: If the layer value is not positive, or `n < 0`; or as for `layer_gradient.measure`.

    >>> two, one = Fraction(2), Fraction(1)
    >>> pathways = [[[two]] * 3, [[one]] * 3]
    >>> measure(pathways, [Fraction(8)], 30, 0, h=0, q=Fraction(-1), n=2).value.contains(2)  # 1/(2 - 4 eta)
    True
    """
    value, power = exact(layers[h][0][0], f"layers[{h}][0][0]"), exact(q, "q")
    if value <= 0:
        raise ValueError(f"layers[{h}][0][0] must be positive, got {value}; powers of it would not be real")
    if n < 0:
        raise ValueError(f"n must be at least 0, got {n}; there are no other coefficients")
    slope = layer_gradient.measure(layers, targets, digits + 2 + 2 * n, seed, bases, h=h)

    def solve() -> tuple[arb, int]:
        after = arb_series([to_arb(value), -slope.value], prec=n + 1)
        raised = (after.log() * to_arb(power)).exp() if power else arb_series([1], prec=n + 1)
        return raised[n], slope.parameters

    return enclosed(
        solve,
        digits,
        seed,
        doublings=2,
        solver=f"{slope.solver}; the step as a power series in the step size",
        blind_to=slope.blind_to,
    )
