"""Gradient descent beyond float64: the mode recursion and full matrices, against mpmath."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import mpmath

from numerics import descent
from numerics.matrices import ARB_MIDPOINT, MPFR, MPMATH
from numerics.minima import aligned_point
from numerics.orbit import enclosed_orbit
from numerics.precision import working_precision
from numerics.recursion import run
from tests.benchmarks.rows import Call, Contest, Fact, Row

DIGITS = 50
START = (Fraction(9, 10), Fraction(17, 20))
CONVERGING, PERIOD_2, CHAOTIC = Fraction(1, 20), Fraction(21, 200), Fraction(29, 200)


def _mpmath_one(depth: int, eta: Fraction, steps: int) -> Any:
    w, s = mpmath.mpf(START[0].numerator) / START[0].denominator, mpmath.mpf(1)
    size, n = mpmath.mpf(eta.numerator) / eta.denominator, depth - 1
    for _ in range(steps):
        p = w**n
        w -= size * p * (w * p - s)
    return [w]


def _mpmath_two(depth: int, eta: Fraction, steps: int) -> Any:
    v, w = (mpmath.mpf(x.numerator) / x.denominator for x in START)
    s, size, n = mpmath.mpf(1), mpmath.mpf(eta.numerator) / eta.denominator, depth - 1
    for _ in range(steps):
        p, q = v**n, w**n
        pull = size * (v * p + w * q - s)
        v, w = v - p * pull, w - q * pull
    return [v, w]


def _at_digits(work: Callable[[], Any]) -> Callable[[], Any]:
    def run_it() -> Any:
        with working_precision(digits=DIGITS):
            return work()

    return run_it


def _deviation(ours: Any, theirs: Any) -> float:
    # Ours are mpfr or balls, theirs mpf.
    with mpmath.workdps(DIGITS + 10):
        pairs = zip(ours, theirs, strict=True)
        return float(max(abs(mpmath.mpf(_text(a)) / b - 1) for a, b in pairs))


def _text(x: Any) -> str:
    return str(x.mid().str(DIGITS + 5, radius=False)) if hasattr(x, "mid") else f"{x:.{DIGITS + 5}g}"


def unrigorous(pathways: int) -> Callable[[bool], Contest]:
    def prepare(tiny: bool) -> Contest:
        steps = 50 if tiny else 4000
        weights, loop = START[:pathways], (_mpmath_one, _mpmath_two)[pathways - 1]
        ours = _at_digits(lambda: run(MPFR, [20] * pathways, weights, 1, CONVERGING, steps).final)
        theirs = _at_digits(lambda: loop(20, CONVERGING, steps))
        backend = f"{mpmath.__version__} on {mpmath.libmp.BACKEND}"
        # Orbits converge: errors stay at a few roundings of 1e-50.
        return Contest(Call(ours, steps), {"mpmath loop": Call(theirs, steps, backend)}, _deviation, 1e-47)

    return prepare


def enclosed(eta: Fraction) -> Callable[[bool], Contest]:
    def prepare(tiny: bool) -> Contest:
        steps = 50 if tiny else 4000
        ours = _at_digits(lambda: enclosed_orbit([20], START[:1], 1, eta, steps).final)
        theirs = _at_digits(lambda: _mpmath_one(20, eta, steps))
        backend = f"{mpmath.__version__} on {mpmath.libmp.BACKEND}"
        return Contest(Call(ours, steps), {"mpmath loop": Call(theirs, steps, backend)}, _deviation, 1e-46)

    return prepare


def bits_lost(pathways: int, depth: int, eta: Fraction) -> Callable[[bool], Fact]:
    def measure(tiny: bool) -> Fact:
        with working_precision(digits=DIGITS):
            orbit = enclosed_orbit([depth] * pathways, START[:pathways], 1, eta, 100 if tiny else 10**4)
        note = f"{orbit.outcome.value} after {orbit.steps} steps, {orbit.method}"
        return Fact(orbit.bits_lost, note)

    return measure


def full_matrices(tiny: bool) -> Contest:
    H, L, d, steps = (1, 3, 2, 2) if tiny else (2, 20, 10, 20)
    layers = [[[Fraction(9 - h, 10)] * d] * L for h in range(H)]
    with working_precision(digits=DIGITS):
        nets = {
            kind.name: aligned_point(layers, [1] * d, bases="rational", kind=kind).network
            for kind in (ARB_MIDPOINT, MPMATH)
        }

    def ours() -> Any:
        return descent.run(nets[ARB_MIDPOINT.name], Fraction(1, 20), steps, {}).final

    def theirs() -> Any:
        return descent.run(nets[MPMATH.name], Fraction(1, 20), 1 if not tiny else steps, {}).final

    def deviation(_: Any, network: Any) -> float:
        with working_precision(digits=DIGITS):
            mine = descent.run(nets[ARB_MIDPOINT.name], Fraction(1, 20), 1 if not tiny else steps, {}).final
            a = [x for path in mine.weights for layer in path for x in layer.entries()]
            b = [x for path in network.weights for layer in path for x in layer]
            return float(
                max(abs(mpmath.mpf(x.mid().str(60, radius=False)) - y) for x, y in zip(a, b, strict=True))
            )

    backend = f"{mpmath.__version__} on {mpmath.libmp.BACKEND}"
    return Contest(
        Call(_at_digits(ours), steps),
        {"mpmath matrices": Call(_at_digits(theirs), 1 if not tiny else steps, backend)},
        deviation,
        1e-47,
        note="Arb midpoints, not rigorous; entries are of size 1",
    )


def _size(pathways: int) -> dict[str, int | str]:
    return {"H": pathways, "L": 20}


def _bits(pathways: int, name: str, eta: Fraction, target: float | None, depth: int = 20) -> Row:
    return Row(
        f"orbit-bits-{name}-H{pathways}",
        "bits lost by an enclosed orbit in 10^4 steps",
        {"H": pathways, "L": depth},
        DIGITS,
        name,
        target,
        bits_lost(pathways, depth, eta),
        at_most=True,
    )


ROWS = (
    Row("recursion-H2", "a step of the mode recursion", _size(2), DIGITS, "converging", 7, unrigorous(2)),
    Row("recursion-H1", "a step of the mode recursion", _size(1), DIGITS, "converging", 4, unrigorous(1)),
    Row("orbit-H1", "an enclosed step", _size(1), DIGITS, "converging", 1.5, enclosed(CONVERGING)),
    Row("orbit-H1-period-2", "an enclosed step", _size(1), DIGITS, "period 2", 1.5, enclosed(PERIOD_2)),
    _bits(1, "converging", CONVERGING, 20),
    _bits(1, "period-2", PERIOD_2, 20),
    _bits(1, "chaotic", CHAOTIC, None),
    _bits(2, "converging", CONVERGING, 20),
    _bits(2, "period-2", 2 * PERIOD_2, 20),
    _bits(2, "chaotic", Fraction(6, 5), None, depth=3),
    Row(
        "full-matrices",
        "a step of gradient descent on full matrices",
        {"H": 2, "L": 20, "d": 10},
        DIGITS,
        "aligned start, converging",
        20,
        full_matrices,
        rounds=3,
    ),
)
