"""`gamma_WCR(2..200)`: theory's equation and the map alone, against two nested bisections."""

from typing import Any

import mpmath

from numerics.precision import working_precision
from numerics.worst_case_return import measure
from tests.benchmarks.rows import Call, Contest, NotInstalledError, Row

DIGITS = 50
DEPTHS = range(2, 201)
SOME = range(2, 201, 33)


def nested_bisection(depth: int, digits: int) -> Any:
    """The step size, in units of `1/L`, at which the largest value of one step is sent to 0 by the next.

    The largest value by bisection on the derivative, on its falling branch; the step size by bisection on the
    sign of the second step. What one writes down first, in mpmath.
    """
    bits = int(digits * 3.33) + 4
    with mpmath.workdps(digits + 5):
        one, L, n = mpmath.mpf(1), depth, depth - 1

        def worst(gamma: Any) -> Any:
            # f' = 1 - (gamma/L) x^(L-2) ((2L-1) x^L - (L-1)) falls where x^L > (L-1)/(2L-1).
            low, high = (mpmath.mpf(n) / (2 * L - 1)) ** (one / L), one
            for _ in range(bits):
                x = (low + high) / 2
                p = x ** (L - 2)
                if gamma / L * p * ((2 * L - 1) * p * x * x - n) < 1:
                    low = x
                else:
                    high = x
            return low + gamma / L * low**n * (1 - low**L)

        def survives(gamma: Any) -> bool:
            x = worst(gamma)
            return bool(x + gamma / L * x**n * (1 - x**L) > 0)

        low, high = one, mpmath.mpf(2)
        while survives(high):
            low, high = high, 2 * high
        for _ in range(bits):
            gamma = (low + high) / 2
            low, high = (gamma, high) if survives(gamma) else (low, gamma)
        return (low + high) / 2


def _deviation(ours: Any, theirs: Any) -> float:
    # Answers by depth; ours are balls.
    with mpmath.workdps(DIGITS + 10):
        return float(
            max(
                abs(mpmath.mpf(ours[depth].mid().str(DIGITS + 8, radius=False)) / value - 1)
                for depth, value in theirs.items()
            )
        )


def _peer(tiny: bool) -> dict[str, Call]:
    depths = [2, 3] if tiny else SOME
    backend = f"{mpmath.__version__} on {mpmath.libmp.BACKEND}"
    return {
        "nested bisection in mpmath": Call(
            lambda: {depth: nested_bisection(depth, DIGITS) for depth in depths}, len(depths), backend
        )
    }


def by_equation(tiny: bool) -> Contest:
    try:
        from proofs_check.equation_root import worst_case_return
    except ImportError as missing:
        raise NotInstalledError(f"the equation is not there: {missing}") from None
    depths = [2, 3] if tiny else DEPTHS

    def ours() -> Any:
        with working_precision(digits=DIGITS + 10):
            return {depth: worst_case_return(depth, DIGITS) for depth in depths}

    return Contest(
        Call(ours, len(depths)), _peer(tiny), _deviation, 1e-48, note=f"peer on {len(SOME)} depths"
    )


def by_map(tiny: bool) -> Contest:
    depths = [2, 3] if tiny else DEPTHS

    def ours() -> Any:
        found = {}
        for depth in depths:
            value = measure(depth, DIGITS).value
            with working_precision(digits=DIGITS + 10):
                found[depth] = value * depth  # in units of 1/L
        return found

    return Contest(
        Call(ours, len(depths)), _peer(tiny), _deviation, 1e-48, note=f"peer on {len(SOME)} depths"
    )


_SIZE: dict[str, int | str] = {"H": 1, "L": "2..200"}

ROWS = (
    Row(
        "gamma-equation",
        "gamma_WCR(L), certified, by theory's equation",
        _SIZE,
        DIGITS,
        "L = 2..200",
        300,
        by_equation,
        rounds=3,
    ),
    Row(
        "gamma-map",
        "gamma_WCR(L), certified, by the map alone",
        _SIZE,
        DIGITS,
        "L = 2..200",
        None,
        by_map,
        rounds=3,
    ),
)
