"""One run of ``sharpath simulate``: from what the command line says to numbers, and to the solver.

Thresholds come from theory (`reference`): they scale the step size and are lines in the figure.  What runs is
numerics, which is told numbers only.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from flint import arb

from numerics.matrices import Kind
from numerics.network_simulation import simulate_matrices, simulate_tanh
from numerics.observation import KINDS, Descent, Simulation, odd_distance
from numerics.precision import working_precision
from numerics.schedules import Warmup
from numerics.simulation import simulate_modes
from proofs_check.algebras import Balls
from proofs_check.evaluate import Scope, evaluate
from proofs_check.files import Unusable
from theory import Balanced, Quantity, Sharpness, SinglePath

__all__ = ["Reference", "Setting", "read_setting", "reference"]

#: The most weights and layers of a network whose matrices are iterated.
MOST_WEIGHTS, MOST_LAYERS = 200_000, 2_000
MOST_TARGETS = 64
#: Records of a run, about: a sharpness takes a tenth of a millisecond by blocks, some by Lanczos.
RECORDS, LANCZOS_RECORDS = 3_000, 500


@dataclass(frozen=True)
class Reference:
    """What theory says of the largest target, for a linear network.

    Attributes:
        single: sharpness if the shallowest pathway carries all of it.
        balanced: sharpness if all pathways carry the same; None for unequal depths.
    """

    single: Fraction
    balanced: Fraction | None


@dataclass(frozen=True)
class Setting:
    """All that determines a run.

    Attributes:
        network: ``"linear"`` or ``"tanh"``.
        matrices: whether full matrices are iterated, not modes.
        depths: `L_h`.
        targets: `s*_i`.
        initial: ``initial[h][i]``, the shares at the start.
        how: step size, momentum, schedule, steps.
        kind: name of the number kind.
        digits: of the working precision.
        seed: of bases and inputs.
        inputs: of the tanh network.
        reference: theory's sharpnesses; None if every target is 0.
    """

    network: str
    matrices: bool
    depths: tuple[int, ...]
    targets: tuple[Fraction, ...]
    initial: tuple[tuple[Fraction, ...], ...]
    how: Descent
    kind: str
    digits: int
    seed: int
    inputs: int
    reference: Reference | None

    @property
    def numbers(self) -> Kind:
        """The kind."""
        return KINDS[self.kind]

    @property
    def bits(self) -> dict[str, int]:
        """The working precision."""
        return {"bits": 53} if self.kind == "float64" else {"digits": self.digits}

    def run(self, tick: Callable[[int], None]) -> Simulation:
        """Run it; the working precision must be set.

        Args:
            tick: told of every record.

        Returns:
            The run.

        Raises:
            Unusable: numerics refused.
        """
        what = self.depths, self.initial, self.targets, self.how
        try:
            if self.network == "tanh":
                return simulate_tanh(*what, inputs=self.inputs, seed=self.seed, tick=tick)
            if self.matrices:
                return simulate_matrices(self.numbers, *what, seed=self.seed, tick=tick)
            return simulate_modes(self.numbers, *what, tick=tick)
        except ValueError as error:
            text, _, remedy = str(error).rpartition("; ")
            raise Unusable("simulate", text or str(error), remedy if text else "change the options") from None


def reference(depths: tuple[int, ...], target: Fraction) -> Reference | None:
    """Theory's sharpnesses at minima of one mode.

    Args:
        depths: of the pathways.
        target: `s*`.

    Returns:
        Them, rounded to 30 digits; None if the target is 0.
    """
    if not target:
        return None
    single = _number(Sharpness(SinglePath(min(depths), target)))
    equal = len(set(depths)) == 1
    balanced = _number(Sharpness(Balanced(len(depths), depths[0], target))) if equal else None
    return Reference(single, balanced)


def _number(quantity: Quantity) -> Fraction:
    with working_precision(digits=30):
        value = arb(evaluate(quantity.closed_form(), Scope({}, Balls(), None, None)))
        mantissa, exponent = value.mid().man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def read_setting(arguments: Namespace) -> Setting:
    """The setting that the command line describes.

    Args:
        arguments: of ``simulate``.

    Returns:
        The setting.

    Raises:
        Unusable: options do not fit together.
    """
    tanh, matrices = arguments.network == "tanh", arguments.full_matrices is not None
    if tanh and (matrices or arguments.flow):
        option = "--full-matrices" if matrices else "--flow"
        raise Unusable(option, "is for the linear network", "leave it out, or --network linear")
    if arguments.inputs is not None and not tanh:
        raise Unusable("--inputs", "is for the tanh network", "leave it out, or --network tanh")
    depths = _depths(arguments, tanh)
    targets = _targets(arguments, tanh)
    initial = _initial(arguments, len(depths), targets)
    if (tanh or matrices) and (sum(depths) > MOST_LAYERS or sum(depths) * len(targets) ** 2 > MOST_WEIGHTS):
        raise Unusable(
            "simulate",
            f"{sum(depths)} layers of {len(targets)} x {len(targets)} weights are more than {MOST_LAYERS} "
            f"layers or {MOST_WEIGHTS} weights",
            "take fewer or shallower pathways, or for a linear network leave out --full-matrices",
        )
    inputs = arguments.inputs or max(32, 2 * len(targets))
    if inputs < len(targets):
        raise Unusable("--inputs", f"must be at least {len(targets)}, the number of targets", "give more")
    kind, digits = _kind(arguments, tanh, matrices)
    scale = reference(depths, max(targets))
    records = LANCZOS_RECORDS if tanh or matrices else RECORDS
    how = Descent(
        _eta(arguments, scale),
        arguments.steps,
        arguments.every or odd_distance(arguments.steps, records),
        arguments.momentum,
        # The first step has a size: gradient flow's clock, the sum of all sizes, never stands still.
        Warmup(arguments.warm_up, Fraction(1, arguments.warm_up)) if arguments.warm_up else None,
    )
    return Setting(
        arguments.network,
        matrices,
        depths,
        targets,
        initial,
        how,
        kind,
        digits,
        arguments.seed,
        inputs,
        scale,
    )


def _depths(arguments: Namespace, tanh: bool) -> tuple[int, ...]:
    if arguments.depths is None:
        return (arguments.depth or (5 if tanh else 20),) * (arguments.pathways or 2)
    if arguments.depth is not None:
        raise Unusable("--depth", "says the same as --depths", "give one of them")
    if arguments.pathways not in {None, len(arguments.depths)}:
        raise Unusable(
            "--pathways",
            f"is {arguments.pathways}, and --depths has {len(arguments.depths)}",
            "give one of them",
        )
    return tuple(arguments.depths)


def _targets(arguments: Namespace, tanh: bool) -> tuple[Fraction, ...]:
    targets = tuple(arguments.targets or [Fraction(1, 100) if tanh else Fraction(1)])
    size = arguments.full_matrices
    if len(targets) > MOST_TARGETS:
        raise Unusable("--targets", f"has {len(targets)} values", f"give at most {MOST_TARGETS}")
    if size is not None and len(targets) not in {1, size}:
        raise Unusable(
            "--targets",
            f"has {len(targets)} values for matrices of size {size}",
            f"give one value, or {size}",
        )
    return targets * size if size is not None and len(targets) == 1 else targets


def _initial(
    arguments: Namespace, pathways: int, targets: tuple[Fraction, ...]
) -> tuple[tuple[Fraction, ...], ...]:
    if arguments.initial is None:
        parts = [Fraction(1, 1000) * (1 + Fraction(h, 2)) for h in range(pathways)]
        return tuple(tuple(part * (s or 1) for s in targets) for part in parts)
    if len(arguments.initial) != pathways:
        raise Unusable(
            "--initial", f"has {len(arguments.initial)} values for {pathways} pathways", "give one for each"
        )
    return tuple((share,) * len(targets) for share in arguments.initial)


def _kind(arguments: Namespace, tanh: bool, matrices: bool) -> tuple[str, int]:
    exact = "arb" if matrices else "mpfr"
    kind = arguments.kind or ("float64" if arguments.digits is None else exact)
    if tanh and kind != "float64":
        raise Unusable("--network tanh", "is computed in float64", "leave out --kind and --digits")
    if kind == "float64" and arguments.digits is not None:
        raise Unusable("--digits", "float64 has its own precision", "--kind mpfr, or leave out --digits")
    return kind, arguments.digits or (17 if kind == "float64" else 50)


def _eta(arguments: Namespace, scale: Reference | None) -> Fraction:
    if arguments.eta is not None:
        return Fraction(arguments.eta)
    if scale is None:
        raise Unusable("--eta-relative", "has no threshold to refer to when every target is 0", "give --eta")
    relative = Fraction(13, 10) if arguments.eta_relative is None else arguments.eta_relative
    return Fraction(relative * 2 / scale.single)
