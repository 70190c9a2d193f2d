"""Orbits of the mode recursion of one weight, enclosed by the mean-value form.

For `f(w) = w - eta w^(L-1) (w^L - s)` the ball `X` around `c` goes to `f(c) + f'(X) (X - c)`: what is lost is
what `f'` really stretches, and roundings.

Two loops give the same enclosure up to a few bits. The fast one keeps `c` in MPFR and the radius, in units
`u = 2^-p` at `p` bits, in float64. MPFR rounds every operation correctly (each errs by at most `u` relative),
so that `c - q (eta (q c - s))`, `q = c^(L-1)`, errs by at most

    u (|c'| + |q| (|eta| (7 N + u_s) + 2 N u_eta)),    N = |q c| + |s|,

`u_s`, `u_eta` the radii of `s` and `eta` in units `u`; and with `A = (2L-1) eta q^2`, `B = (L-1) s eta q/c`,

    |f'| <= |1 - A + B| + (|A| + |B|) (4 (L-1) rho + 2 u (u_eta/|eta| + u_s/|s|) + 2^-40) + 2^-40

on all of `X`, `rho <= 1/(16 L)` its relative radius: `(1 + rho)^n - 1 <= 2 n rho` for `n <= 2L - 2`. The
margins `2^-40` cover float64's own roundings, a few dozen of `2^-53`; no function of the C library is called.
A step that is not plainly harmless, or out of float64's range, is left to the second loop, in Arb's balls
throughout.

Main result: `MeanValue`, a method of `numerics.orbit`. A structured solver, like everything there.
"""

from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

import gmpy2
from flint import arb, ctx

Advance: TypeAlias = tuple[int, list[arb], list[arb] | None]
"""Steps made on which there is nothing to report, the weights after them, and those after one step more,
which is to be judged; None if all were made."""

Ranges: TypeAlias = Sequence[tuple[arb, arb]]
"""Per weight, the open interval in which there is nothing to report."""

MOST_BITS = 900
"""Radii in units `2^-p` must fit float64."""

MARGIN = 2.0**-40
SMALL, LARGE = 1e-100, 1e100


class MeanValue:
    """One weight without momentum.

    Attributes:
        method: For reports.
        depth: `L`.
        target: `s`.
        x: The ball.

    >>> orbit = MeanValue(2, [arb(1)], arb(2))  # 1 -> 2 -> -2, which leaves the range
    >>> made, (ball,), (after,) = orbit.advance(iter([arb(1)] * 9), 9, [(arb(0), arb(9))], 8)
    >>> made, float(ball), float(after)
    (1, 2.0, -2.0)
    """

    method = "mean-value form"

    def __init__(self, depth: int, start: Sequence[arb], target: arb) -> None:
        self.depth, self.target, self.x = depth, target, start[0]

    def advance(self, sizes: Iterator[arb], count: int, ranges: Ranges, keep_bits: int) -> Advance:
        """Make steps until there is something to report.

        Args:
            sizes: Step sizes.
            count: Most steps to make.
            ranges: Where the weight may go without a report.
            keep_bits: Relative accuracy below which there is a report.

        Returns:
            What was done.
        """
        made, pending = self._in_mpfr(sizes, count, ranges[0], keep_bits)
        x, m, n, target, one, eta = self.x, self.depth - 1, self.depth - 2, self.target, arb(1), None
        low, high = ranges[0]
        while made < count:
            size = next(sizes) if pending is None else pending
            pending = None
            if size is not eta:
                eta, steep, flat = size, (2 * m + 1) * size, m * target * size
            c = x.mid()
            # w^(L-1) (w^L - s), with one power; and its derivative w^(L-2) ((2L-1) w^L - (L-1) s).
            q, p = c**m, x**n
            after = (c - q * (eta * (q * c - target))) + (one - p * (steep * (p * x * x) - flat)) * (x - c)
            if after.rel_accuracy_bits() < keep_bits or not low < after < high:
                self.x = after
                return made, [x], [after]
            x, made = after, made + 1
        self.x = x
        return made, [x], None

    def _in_mpfr(
        self, sizes: Iterator[arb], count: int, limits: tuple[arb, arb], keep_bits: int
    ) -> tuple[int, arb | None]:
        # The number of steps made, and the size of the step that was refused.
        if ctx.prec > MOST_BITS:
            return 0, None
        unit, m, steepness = 2.0**-ctx.prec, self.depth - 1, 2 * self.depth - 1
        # Relative radii, in units, that leave the accuracy and the bound on powers alone.
        most = min(1 / (16 * self.depth), 2.0 ** (-keep_bits - 4)) / unit
        # Balls of that radius around these numbers stay inside the limits.
        low, high = (float(x) / 2 if x else SMALL * side for x, side in zip(limits, (1, -1), strict=True))
        made, size, rate = 0, None, None
        with gmpy2.context(precision=ctx.prec):
            s, spread = _in_units(self.target, unit)
            c, r = _in_units(self.x, unit)
            x, target = float(c), float(s)
            if not (SMALL < abs(x) < LARGE and r < most * abs(x) and SMALL < abs(target) < LARGE):
                return 0, None
            while made < count:
                size = next(sizes)
                if size is not rate:
                    rate = size
                    eta, wide = _in_units(rate, unit)
                    step = float(eta)
                    if not SMALL < abs(step) < LARGE:
                        break
                    blur = 2 * unit * (wide / abs(step) + spread / abs(target)) + MARGIN
                    steep, flat = steepness * step, m * target * step
                q = c**m
                after = c - q * (eta * (q * c - s))
                f, y = float(q), float(after)
                a, b, n = steep * f * f, flat * f / x, abs(f * x) + abs(target)
                slope = abs(1 - a + b) + (abs(a) + abs(b)) * (4 * m * unit * r / abs(x) + blur) + MARGIN
                errors = abs(y) + abs(f) * (abs(step) * (7 * n + spread) + 2 * n * wide)
                grown = (slope * r + errors) * (1 + MARGIN)
                if not (low < y < high and abs(y) > SMALL and abs(f) > SMALL and grown < most * abs(y)):
                    break
                c, x, r, made, size = after, y, grown, made + 1, None
            if made:
                self.x = _exact(c) + arb(0, r) * arb((1, -ctx.prec))
        return made, size


def _exact(x: Any) -> arb:
    mantissa, exponent = x.as_mantissa_exp()
    return arb((int(mantissa), int(exponent)))


def _in_units(ball: arb, unit: float) -> tuple[Any, float]:
    # The midpoint in MPFR, and a radius in units that covers the rounding too.
    mantissa, exponent = (int(part) for part in ball.mid().man_exp())
    shift = gmpy2.mul_2exp if exponent > 0 else gmpy2.div_2exp
    middle = shift(gmpy2.mpfr(mantissa), abs(exponent))
    return middle, float(abs(ball - _exact(middle)).upper()) / unit * (1 + MARGIN)
