"""Flow rate: how fast a power of a layer value changes along gradient flow, at an aligned point.

The velocity is minus the gradient of full matrices (`numerics.quantities.layer_gradient`); the power's
rate is
read off the power of the series `w + velocity t`.
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
) -> Measurement:
    """The rate of `(w^q - 1)/q`, of `log w` for `q = 0`; `w` is the layer value of pathway `h`.

    Args:
        layers: `layers[h][l][i]`, exact rationals, the same in every layer of a pathway.
        targets: `s_i`, one per mode.
        digits: Digits wanted.
        seed: Seed of the orthogonal factors and of the modes that are added.
        bases: Which orthogonal factors; "identity" or "rational".
        h: The pathway, counted from 0.
        q: The exponent.

    Returns:
        The measurement, rigorous.

    Raises:
        ValueError: If the layer value is not positive; or as for `layer_gradient.measure`.

    >>> two, one = Fraction(2), Fraction(1)
    >>> found = measure([[[two], [two]], [[one], [one]]], [Fraction(3)], 30, 0, h=0, q=Fraction(0))
    >>> found.value.contains(-2)  # -2 (4 + 1 - 3) / 2
    True
    """
    slope = layer_gradient.measure(layers, targets, digits + 2, seed, bases, h=h)
    value, power = exact(layers[h][0][0], f"layers[{h}][0][0]"), exact(q, "q")
    if value <= 0:
        raise ValueError(f"layers[{h}][0][0] must be positive, got {value}; powers of it would not be real")

    def solve() -> tuple[arb, int]:
        moving = arb_series([to_arb(value), -slope.value], prec=2)
        if power == 0:
            return moving.log()[1], slope.parameters
        return (moving.log() * to_arb(power)).exp()[1] / to_arb(power), slope.parameters

    return enclosed(
        solve,
        digits,
        seed,
        doublings=2,
        solver=f"{slope.solver}; powers of series",
        blind_to=slope.blind_to,
    )
