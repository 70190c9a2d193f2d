"""Worst-case return of one pathway, measured from the map alone.

All signal in one pathway of `L` equal layers of one weight, target 1: a step of gradient descent is

    f(w) = w - eta w^(L-1) (w^L - 1),

the definition of the map; no equation for the answer is derived here. Let `X(eta)` be the largest value that
one step reaches from a start in (0, 1). The measured number is the step size at which the *next* step, from
`X`, lands on 0:  `f(X(eta)) = 0`.

How: a coarse search in float64, then Newton in balls without radii for the maximiser (root of `f'`) and the
step size, all derivatives by running the map on power series. What counts is the certificate at the end, in
balls: at both ends `eta-`, `eta+` of the enclosure

1. `f'` has exactly one root in (0, 1), falling through 0 there (a scan of the whole interval): a maximum;
2. the maximum `X` is enclosed by the mean-value form around it;
3. `f(X) > 0` at `eta-` and `f(X) < 0` at `eta+`, so by continuity it is 0 in between.

Cost: a scan of some tens of pieces, and ten to twenty runs of the map on short series at full precision; the
time hardly depends on the depth.
"""

from functools import partial
from typing import Any

import numpy as np
from flint import arb, arb_series, ctx

from numerics.measurement import Measurement
from numerics.precision import bits_for, working_precision
from numerics.roots import isolate_roots

GUARD_BITS = 64
SCAN_BITS = 64
BLIND_TO = (
    "a smaller step size at which some start is also thrown to 0 or below: the next step is looked at from "
    "the largest value only, and only inside the enclosure; later steps; layers that are not equal"
)


def step(w: Any, eta: Any, depth: int) -> Any:
    """One step of gradient descent, `w - eta w^(L-1) (w^L - 1)`.

    Args:
        w: A number, an array or a power series.
        eta: The step size, likewise.
        depth: `L`.

    Returns:
        The weight after the step.

    >>> step(0.5, 1.0, 2)
    0.875
    """
    power = w ** (depth - 1)
    return w - eta * power * (w * power - 1)


def measure(depth: int, digits: int) -> Measurement:
    """Enclose the step size at which the worst-case return is 0.

    Args:
        depth: `L >= 2`.
        digits: The relative width of the enclosure is at most `10^-digits`.

    Returns:
        The measurement, rigorous: the ball contains a step size `eta` with `f(X(eta)) = 0`.

    Raises:
        ValueError: If `depth` is not an integer of at least 2, or above 1.8e308.
        ArithmeticError: If the certificate fails at four times the precision. No known depth up to `10^15`
            does; far beyond, float64 cannot tell the maximiser from 1.

    >>> result = measure(2, 30)
    >>> with working_precision(digits=40):
    ...     result.rigorous, result.value.overlaps((3 * arb(3).sqrt() - 2) / 2)
    (True, True)
    """
    if not isinstance(depth, int) or isinstance(depth, bool) or depth < 2:
        raise ValueError(f"depth must be an integer >= 2, got {depth!r}; give the number of layers")
    wanted = bits_for(digits)
    try:
        w, eta = _coarse(depth)
    except OverflowError:
        raise ValueError(
            "depth must be a number that fits float64, got more than 1.8e308; lower it"
        ) from None
    for extra in (GUARD_BITS, wanted + 4 * GUARD_BITS, 3 * wanted + 16 * GUARD_BITS):
        # A depth of n bits puts the maximiser within 2^-n of 1: as many bits more.
        with working_precision(bits=wanted + extra + 2 * depth.bit_length()):
            top, size = _newton(arb(w), arb(eta), depth)
            ball = _certified(top, size, depth, wanted)
        if ball is not None:
            return Measurement(
                value=ball,
                rigorous=True,
                digits=digits,
                parameters=depth,
                solver="map: enclosed maximum of one step over all starts, then the sign of the next step",
                seed=0,
                blind_to=BLIND_TO,
            )
    raise ArithmeticError(
        f"the worst-case return at depth {depth} could not be certified; lower the depth (10^15 works)"
    )


def _coarse(depth: int) -> tuple[float, float]:
    # Starts on a grid that is even in w^L; the step size by doubling and bisection.
    starts = np.linspace(0.001, 0.999, 400) ** (1 / depth)
    power = starts ** (depth - 1)
    rise = power * (1 - starts * power)

    def survives(eta: float) -> bool:
        with np.errstate(all="ignore"):
            return bool(step(np.max(starts + eta * rise), eta, depth) > 0)

    low, high = 0.0, 1 / depth
    while survives(high):
        low, high = high, 2 * high
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (middle, high) if survives(middle) else (low, middle)
    return float(starts[np.argmax(starts + low * rise)]), low


def _slopes(w: arb, eta: arb, depth: int) -> tuple[arb, arb, arb]:
    # f, f', f'' at w.
    series = step(arb_series([w, 1], prec=3), eta, depth)
    return series[0], series[1], 2 * series[2]


def _return(w: arb, eta: arb, depth: int) -> tuple[arb, arb]:
    # The value after two steps from w, and its derivative with respect to the step size at fixed w. At the
    # maximiser this is the whole derivative, as f'(w) = 0 there.
    size = arb_series([eta, 1], prec=2)
    series = step(step(w, size, depth), size, depth)
    return series[0], series[1]


def _newton(w: arb, eta: arb, depth: int) -> tuple[arb, arb]:
    # No rigour: midpoints. Both errors fall quadratically.
    for _ in range(100):
        _, slope, curvature = _slopes(w, eta, depth)
        move = (slope / curvature).mid()
        w = (w - move).mid()
        value, rate = _return(w, eta, depth)
        shift = (value / rate).mid()
        eta = (eta - shift).mid()
        if not (w.is_finite() and eta.is_finite()) or (_tiny(move, w) and _tiny(shift, eta)):
            break
    return w, eta


def _tiny(change: arb, value: arb) -> bool:
    # Errors are squared: with more than half of the bits right before the change, all are right after it.
    return bool(change.is_zero() or abs(change / value) < arb((1, -(ctx.prec // 2 + 8))))


def _certified(top: arb, size: arb, depth: int, wanted: int) -> arb | None:
    if not (top.is_finite() and size.is_finite() and top > 0 and top < 1 and size > 0):
        return None
    reach = (size * arb((1, -wanted - 4))).mid()
    low, high = (size - reach).mid(), (size + reach).mid()
    both = low.union(high)
    if not (_one_maximum(both, depth) and _after_worst(top, low, depth) > 0 > _after_worst(top, high, depth)):
        return None
    return both


def _one_maximum(eta: arb, depth: int) -> bool:
    # For every step size in the ball, f' goes from plus to minus once in (0, 1): one root, and the signs.
    slope = partial(_slope, eta=eta, depth=depth)

    def curvature(w: arb) -> arb:
        return _slopes(w, eta, depth)[2]

    with working_precision(bits=SCAN_BITS + 2 * depth.bit_length()):
        # The maximiser is about 1/depth away from 1: pieces have to become narrower than that.
        scan = isolate_roots(slope, (0, 1), derivative=curvature, narrowest=40 + depth.bit_length())
        signs = slope(arb(0)) > 0 and slope(arb(1)) < 0
    return bool(signs and len(scan.roots) == 1 and not scan.undecided)


def _after_worst(top: arb, eta: arb, depth: int) -> arb:
    # Encloses f(X): the maximiser for this step size lies in top +- reach, by signs of f' at its ends, and
    # X = f(top) + f'(somewhere between) * (maximiser - top), where both factors are small.
    top = _maximiser(top, eta, depth)
    reach = arb((1, -(ctx.prec // 2)))
    slope = partial(_slope, eta=eta, depth=depth)
    if not (top - reach > 0 and top + reach < 1 and slope(top - reach) > 0 and slope(top + reach) < 0):
        return arb.nan()
    highest = step(top, eta, depth) + slope(top + arb(0, reach)) * arb(0, reach)
    return arb(step(highest, eta, depth))


def _maximiser(w: arb, eta: arb, depth: int) -> arb:
    # No rigour: Newton for f' = 0.
    for _ in range(50):
        _, slope, curvature = _slopes(w, eta, depth)
        move = (slope / curvature).mid()
        w = (w - move).mid()
        if not w.is_finite() or _tiny(move, w):
            break
    return w


def _slope(w: arb, eta: arb, depth: int) -> arb:
    return arb(step(arb_series([w, 1], prec=2), eta, depth)[1])
