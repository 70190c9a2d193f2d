"""Orbits of the mode recursion in boxes that turn with the flow, for several weights or momentum.

A box is `c + D Q r`: `r` a box around 0, `Q` orthogonal and carried along by QR, columns in order of their
reach, `D` powers of 2, one per weight, so that a weight far smaller than others keeps its digits (Lohner,
Enclosing the solutions of ordinary initial and boundary value problems, 1987).

Main result: `Carried`, a method of `numerics.orbit`.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from flint import arb, arb_mat

from numerics.mean_value import Advance, Ranges


class Carried:
    """Several weights, or momentum: `z`, the weights and with momentum those before, lies in `c + D Q r`.

    Attributes:
        method: For reports.

    >>> box = Carried([2, 2], [arb(1), arb(1)], arb(2), None)  # w -> w - (2 - 2)/2: stays
    >>> box.advance(iter([arb(0.5)] * 9), 9, [(arb(0), arb(9))] * 2, 8)
    (9, [1.00000000000000, 1.00000000000000], None)
    """

    method = "QR-carried"

    def __init__(self, depths: Sequence[int], start: Sequence[arb], target: arb, beta: arb | None) -> None:
        self.depths, self.target, self.beta = depths, target, beta
        state = list(start) if beta is None else [*start, *start]
        self.size, self.weights = len(state), list(start)
        self.center, self.radii = [x.mid() for x in state], [arb(x.rad()) for x in state]
        self.frame = _diagonal([arb(1)] * self.size)

    def advance(self, sizes: Iterator[arb], count: int, ranges: Ranges, keep_bits: int) -> Advance:
        """Make steps until there is something to report.

        Args:
            sizes: Step sizes.
            count: Most steps to make.
            ranges: Where the weights may go without a report.
            keep_bits: Relative accuracy below which there is a report.

        Returns:
            What was done.
        """
        w = self.weights
        for made in range(count):
            self.weights = self._step(next(sizes))
            for x, (low, high) in zip(self.weights, ranges, strict=False):
                if x.rel_accuracy_bits() < keep_bits or not low < x < high:
                    return made, w, self.weights
            w = self.weights
        return count, w, None

    def _step(self, eta: arb) -> list[arb]:
        hull = [c + arb(0, reach) for c, reach in zip(self.center, self._reaches(), strict=True)]
        image, moved = self._map(self.center, eta), self._jacobian(hull, eta) * self.frame
        if not all(x.is_finite() for x in [*image, *moved.entries()]):
            return [arb.nan()]
        center = [x.mid() for x in image]
        scale = [_power_of_two(c) for c in center]
        shrunk = _diagonal([1 / x for x in scale])
        moved = shrunk * moved
        basis = _orthogonal(moved, self.radii)
        if basis is None:
            return [arb.nan()]
        inverse = basis.inv()
        turned = inverse * moved
        errors = inverse * shrunk * arb_mat(self.size, 1, [x - c for x, c in zip(image, center, strict=True)])
        n = range(self.size)
        reaches = [sum((abs(turned[i, j]) * self.radii[j] for j in n), abs(errors[i, 0])) for i in n]
        self.radii = [x.abs_upper() for x in reaches]
        self.center, self.frame = center, _diagonal(scale) * basis
        pathways = len(self.depths)
        return [c + arb(0, reach) for c, reach in zip(center[:pathways], self._reaches(), strict=False)]

    def _reaches(self) -> list[arb]:
        n = range(self.size)
        return [sum((abs(self.frame[i, j]) * self.radii[j] for j in n), arb(0)).abs_upper() for i in n]

    def _map(self, z: list[arb], eta: arb) -> list[arb]:
        w = z[: len(self.depths)]
        powers = [x ** (depth - 1) for x, depth in zip(w, self.depths, strict=True)]
        pull = eta * (sum((x * p for x, p in zip(w, powers, strict=True)), arb(0)) - self.target)
        if self.beta is None:
            return [x - p * pull for x, p in zip(w, powers, strict=True)]
        past = z[len(w) :]
        return [
            *(x + self.beta * (x - y) - p * pull for x, y, p in zip(w, past, powers, strict=True)),
            *w,
        ]

    def _jacobian(self, z: list[arb], eta: arb) -> arb_mat:
        w, pathways = z[: len(self.depths)], range(len(self.depths))
        low = [x ** (depth - 2) for x, depth in zip(w, self.depths, strict=True)]
        slopes = [x * p for x, p in zip(w, low, strict=True)]
        residual = sum((x * p for x, p in zip(w, slopes, strict=True)), arb(0)) - self.target
        keep = arb(1) if self.beta is None else 1 + self.beta
        rows = arb_mat(self.size, self.size)
        for h in pathways:
            for k in pathways:
                rows[h, k] = -eta * slopes[h] * slopes[k] * self.depths[k]
            rows[h, h] += keep - eta * (self.depths[h] - 1) * low[h] * residual
            if self.beta is not None:
                rows[h, len(w) + h] = -self.beta
                rows[len(w) + h, h] = arb(1)
        return rows


def _diagonal(values: Sequence[arb]) -> arb_mat:
    matrix = arb_mat(len(values), len(values))
    for i, x in enumerate(values):
        matrix[i, i] = x
    return matrix


def _power_of_two(c: arb) -> arb:
    if c.is_zero():
        return arb(1)
    mantissa, exponent = c.man_exp()
    return arb((1, int(exponent) + int(abs(mantissa)).bit_length()))


def _orthogonal(moved: arb_mat, radii: Sequence[arb]) -> arb_mat | None:
    # Any invertible matrix would be rigorous; a good one begins along the longest side of the box.
    n = len(radii)
    columns = np.array([float(x) for x in moved.mid().entries()]).reshape(n, n)
    if not np.isfinite(columns).all():
        return None
    total = sum(radii, arb(0))
    ratios = np.array([float((x / total).mid()) if total > 0 else 1.0 for x in radii])
    order = np.argsort(-np.linalg.norm(columns, axis=0) * ratios, kind="stable")
    basis = np.linalg.qr(columns[:, order])[0]
    return arb_mat(n, n, [arb(float(x)) for x in basis.ravel()])
