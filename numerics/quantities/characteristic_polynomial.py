"""Characteristic polynomial of the Hessian, `det(x I - Hess)`, at a given argument.

The determinant of the full dense matrix in balls, at an explicit minimum with the given shares.
"""

from collections.abc import Sequence
from fractions import Fraction

from flint import arb

from numerics.hessian.definition import characteristic_polynomial_value, hessian
from numerics.measurement import Measurement, enclosed
from numerics.minima import Bases, minimum
from numerics.precision import exact, to_arb


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

    def solve() -> tuple[arb, int]:
        network = minimum(depths, shares, bases=bases, seed=seed).network
        return characteristic_polynomial_value(hessian(network), to_arb(argument)), network.parameters

    return enclosed(
        solve,
        digits,
        seed,
        doublings=4,
        solver="definition: determinant of the dense Hessian",
        blind_to="at a root only a ball around 0 is known, never that the value is exactly 0",
    )
