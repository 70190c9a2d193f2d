"""A measured number together with where it came from."""

from dataclasses import dataclass

from flint import arb


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
