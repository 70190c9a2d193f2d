"""A measured number together with where it came from, and the precision that it takes.

Main results: `Measurement`, `enclosed`, `with_enough_bits`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from flint import arb

from numerics.precision import bits_for, known_digits, working_precision

#: Bits beyond those of the digits asked for, at first.
GUARD_BITS = 64


@dataclass(frozen=True)
class Measurement:
    """The outcome of one measurement.

    Attributes:
        value: A ball. If `rigorous`, it contains the exact quantity; otherwise its radius is the stated
            error estimate of the solver.
        rigorous: Whether every step of the solver was done in balls.
        digits: The number of decimal digits that was asked for. Read off what was reached with
            `numerics.precision.known_digits(value)`.
        parameters: The number of weights of the network.
        solver: The solver, for example `"definition: dense Hessian, Rayleigh + LDL^T"`.
        seed: The seed of everything that was drawn.
        blind_to: What this measurement cannot see.
    """

    value: arb
    rigorous: bool
    digits: int
    parameters: int
    solver: str
    seed: int
    blind_to: str


def with_enough_bits(solve: Callable[[], tuple[arb, int]], digits: int, *, doublings: int) -> tuple[arb, int]:
    """Enclose a number at growing precision until its ball is narrow enough.

    Args:
        solve: Computes a ball at the working precision, and the number of weights.
        digits: Digits wanted.
        doublings: How often the guard bits are doubled at most; then the wider ball is returned as it is.

    Returns:
        The last ball and the number of weights.

    >>> value, _ = with_enough_bits(lambda: (arb(2).sqrt(), 1), 50, doublings=1)
    >>> value.rad() < 1e-50
    True
    """
    for doubling in range(doublings + 1):
        with working_precision(bits=bits_for(digits) + (GUARD_BITS << doubling)):
            value, parameters = solve()
            if known_digits(value) >= digits:
                break
    return value, parameters


def enclosed(
    solve: Callable[[], tuple[arb, int]],
    digits: int,
    seed: int,
    *,
    doublings: int,
    solver: str,
    blind_to: str,
) -> Measurement:
    """A rigorous measurement by a solver in balls, at growing precision (`with_enough_bits`).

    Args:
        solve: Computes a ball at the working precision, and the number of weights.
        digits: Digits wanted.
        seed: The seed of everything that `solve` draws.
        doublings: How often the guard bits are doubled at most.
        solver: What `solve` does, for the reader of the evidence.
        blind_to: What it cannot see.

    Returns:
        The measurement.

    >>> found = enclosed(lambda: (arb(2).sqrt(), 1), 30, 0, doublings=1, solver="root", blind_to="nothing")
    >>> found.rigorous, (found.value**2).contains(2)
    (True, True)
    """
    value, parameters = with_enough_bits(solve, digits, doublings=doublings)
    return Measurement(value, True, digits, parameters, solver, seed, blind_to)
