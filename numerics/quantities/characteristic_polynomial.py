"""Characteristic polynomial of the Hessian, `det(x I - Hess)`, at a given argument.

The determinant of the full dense matrix in balls, at an explicit minimum with the given shares.
"""

from collections.abc import Sequence
from fractions import Fraction

from numerics.hessian.definition import characteristic_polynomial_value, hessian
from numerics.measurement import Measurement
from numerics.minima import Bases, minimum
from numerics.precision import bits_for, exact, known_digits, to_arb, working_precision

GUARD_BITS = 64


def measure(
    depths: Sequence[int],
    shares: Sequence[Sequence[Fraction]],
    digits: int,
    seed: int,
    bases: Bases = "rational",
    *,
    x: Fraction,
) -> Measurement:
    """Enclose `det(x I - Hess)`.

    Args:
        depths: `L_h >= 2`, one per pathway.
        shares: `shares[h][i] = sigma_hi >= 0`.
        digits: Digits wanted, relative to the value; at a root of the polynomial the ball contains 0 instead.
        seed: Seed of the orthogonal factors.
        bases: Which orthogonal factors; "identity" or "rational".
        x: The argument, an exact rational.

    Returns:
        The measurement, rigorous. Inadmissible input is a `ValueError`, see `numerics.minima.checked_shares`.

    >>> measure([3], [[Fraction(8)]], 30, 0, x=Fraction(49)).value.contains(49**2)
    True
    """
    argument = exact(x, "x")
    guard = GUARD_BITS
    while True:
        with working_precision(bits=bits_for(digits) + guard):
            network = minimum(depths, shares, bases=bases, seed=seed).network
            value = characteristic_polynomial_value(hessian(network), to_arb(argument))
            if known_digits(value) >= digits or guard > 8 * GUARD_BITS:
                break
        guard *= 2
    return Measurement(
        value=value,
        rigorous=True,
        digits=digits,
        parameters=network.parameters,
        solver="definition: determinant of the dense Hessian",
        seed=seed,
        blind_to="at a root only a ball around 0 is known, never that the value is exactly 0",
    )
