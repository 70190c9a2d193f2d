"""A rigorous enclosure of the largest eigenvalue of the Hessian at an aligned point, block by block.

The blocks are those of `numerics.hessian.blocks`, for any layers: `g g^T + K` of `n = sum_h L_h` rows for a
mode, `[[g g^T, K], [K^T, g' g'^T]]` of `2 n` rows for a pair, `K` block diagonal over the pathways. For the
largest eigenvalue of such a block, `a = |g|^2`, `b = |g'|^2` and `k^2` the largest row sum of `|K|` times its
largest column sum, at least `||K||^2`,

    max(a, b)  <=  top  <=  (a + b)/2 + sqrt((a - b)^2/4 + k^2)     for a pair,
                   top  <=  a + k                                   for a mode.

Blocks are looked at in the order of these upper bounds. The first gets an enclosure of its own
by `numerics.hessian.enclosure`, the others an `LDL^T` that shows them to lie below it, or an enclosure if it
does not; when the next upper bound is no more than what was found, the rest is excluded. So a Hessian of
80,000 rows, far beyond a dense enclosure, costs a few factorisations of 100 rows. All in Arb's balls.

Main result: `enclosed_largest_eigenvalue`. **A structured solver**: it leans on the decoupling of modes and
is no evidence for it; it is tested against `numerics.hessian.enclosure` on the dense Hessian.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations_with_replacement
from typing import TypeAlias

from flint import arb, arb_mat

from numerics.hessian.enclosure import largest_eigenvalue
from numerics.hessian.ldl import factor_if_positive
from numerics.precision import bits_for, exact, to_arb, working_precision

Entry: TypeAlias = int | Fraction | arb

GUARD_BITS = 64
LARGEST_ROWS = 1000
"""Rows of the largest block that is formed: minutes at 50 digits."""

LARGEST_TABLE = 10**6
"""Most products of entries `d sum_h L_h^2` that are kept."""


@dataclass(frozen=True)
class EnclosedTop:
    """The enclosure, and what it took.

    Attributes:
        value: A ball that contains the largest eigenvalue.
        block: The modes `(i, j)`, `i <= j`, of the block with the best lower bound.
        formed: How many blocks were formed; the others were excluded by bounds.
        parameters: `d^2 sum_h L_h`, the size of the Hessian.
    """

    value: arb
    block: tuple[int, int]
    formed: int
    parameters: int


def enclosed_largest_eigenvalue(
    layers: Sequence[Sequence[Sequence[Entry]]],
    singular_values: Sequence[Entry] | None,
    digits: int,
) -> EnclosedTop:
    """Enclose the largest eigenvalue of the Hessian at an aligned point, at or off a minimum.

    Args:
        layers: `layers[h][l][i]`, exact rationals or balls, as in `modes.aligned_modes`; a ball stands for
            every number in it.
        singular_values: `s*_i`. None stands for the point's own products: residuals exactly 0.
        digits: The ball is tightened until its width is about `10^-digits` of its value, or as far as the
            balls given allow.

    Returns:
        The enclosure. Cost: `O(d^2 sum_h L_h^2)` for the bounds, and `O(n^3)` per block formed.

    Raises:
        ValueError: If balls are so wide that bounds are not finite; likewise if shapes do not match, an entry
            is neither exact nor a finite ball, or a table or a block is too large.

    >>> third = Fraction(1, 3)
    >>> found = enclosed_largest_eigenvalue([[[3, third], [third, 3]]], None, 30)
    >>> found.block, found.value.overlaps(arb(18)), found.value.rad() < 1e-29
    ((0, 1), True, True)
    """
    depths = _checked(layers, singular_values)
    rows, modes = sum(depths), len(layers[0][0])
    with working_precision(bits=bits_for(digits) + GUARD_BITS + 4 * rows.bit_length() + max(depths)):
        point = _Point(layers, singular_values)
        bounds = [_bounds(point, i, j) for i, j in combinations_with_replacement(range(modes), 2)]
        if not all(bound.low.is_finite() and bound.high.is_finite() for bound in bounds):
            raise ValueError("layers must give finite bounds, got wide balls; narrow them")
        bounds.sort(key=lambda bound: _Descending(bound.high))
        return _searched(point, bounds, digits)


def _checked(
    layers: Sequence[Sequence[Sequence[Entry]]], singular_values: Sequence[Entry] | None
) -> tuple[int, ...]:
    widths = {len(layer) for path in layers for layer in path}
    if len(widths) != 1 or 0 in widths or any(len(path) < 2 for path in layers):
        raise ValueError(
            f"layers must hold pathways of at least two layers with as many entries in each, got pathways of "
            f"{[len(path) for path in layers]} layers with {sorted(widths)} entries; give one entry per mode"
        )
    (modes,) = widths
    if singular_values is not None and len(singular_values) != modes:
        raise ValueError(
            f"singular_values must have one entry per mode ({modes}), got {len(singular_values)}; "
            "add or drop some"
        )
    depths = tuple(len(path) for path in layers)
    size = modes * sum(depth**2 for depth in depths)
    if size > LARGEST_TABLE:
        raise ValueError(
            f"layers must keep d * sum(depths^2) within {LARGEST_TABLE}, got {size}; use hessian.largest"
        )
    return depths


def _ball(value: Entry, name: str) -> arb:
    ball = value if isinstance(value, arb) else to_arb(exact(value, name))
    if not ball.is_finite():
        raise ValueError(f"{name} must be finite, got {ball}; start from finite numbers")
    return ball


class _Point:
    # Per mode and pathway: after A_l, before B_l and inner C_lm, the products of the entries between l and m.
    def __init__(
        self, layers: Sequence[Sequence[Sequence[Entry]]], singular_values: Sequence[Entry] | None
    ) -> None:
        self.modes, self.rows = len(layers[0][0]), sum(len(path) for path in layers)
        self.inner: list[list[list[list[arb]]]] = []
        self.after: list[list[list[arb]]] = []
        self.before: list[list[list[arb]]] = []
        self.residuals: list[arb] = []
        for i in range(self.modes):
            paths = [
                [_ball(layer[i], f"layers[{h}][{m}][{i}]") for m, layer in enumerate(path)]
                for h, path in enumerate(layers)
            ]
            inner = [[_running(path[m + 1 :]) for m in range(len(path))] for path in paths]
            before = [_running(path)[:-1] for path in paths]
            self.inner.append(inner)
            self.before.append(before)
            self.after.append([[row[-1] for row in table] for table in inner])
            residual = arb(0)
            if singular_values is not None:
                residual = sum((x[-1] * path[-1] for x, path in zip(before, paths, strict=True)), arb(0))
                residual -= _ball(singular_values[i], f"singular_values[{i}]")
            self.residuals.append(residual)

    def vector(self, i: int, j: int) -> list[arb]:
        # g_ij = A_i B_j.
        return [
            a * b
            for after, before in zip(self.after[i], self.before[j], strict=True)
            for a, b in zip(after, before, strict=True)
        ]

    def couplings(self, i: int, j: int) -> Iterator[list[list[arb]]]:
        # Per pathway K_ml = r_i A_m,i B_l,i C_lm,j and K_lm = r_j A_m,j B_l,j C_lm,i for m > l, else 0.
        for h, table in enumerate(self.inner[i]):
            depth = len(table)
            block = [[arb(0)] * depth for _ in range(depth)]
            for low in range(depth):
                for high in range(low + 1, depth):
                    for (x, y), (row, col) in (((i, j), (high, low)), ((j, i), (low, high))):
                        outer = self.after[x][h][high] * self.before[x][h][low]
                        block[row][col] = self.residuals[x] * outer * self.inner[y][h][low][high - low - 1]
            yield block

    def block(self, i: int, j: int) -> list[list[arb]]:
        # The rows of the block, from the diagonal on.
        first, second = self.vector(i, j), self.vector(j, i)
        n, vectors = self.rows, [first] if i == j else [first, second]
        size = n * len(vectors)
        whole = [[arb(0)] * size for _ in range(size)]
        for part, g in enumerate(vectors):
            for row in range(n):
                for col in range(n):
                    whole[part * n + row][part * n + col] = g[row] * g[col]
        start, shift = 0, size - n
        for coupling in self.couplings(i, j):
            for row, entries in enumerate(coupling):
                for col, entry in enumerate(entries):
                    whole[start + row][start + col + shift] += entry
            start += len(coupling)
        return [row[k:] for k, row in enumerate(whole)]


def _running(values: Sequence[arb]) -> list[arb]:
    # 1, v_0, v_0 v_1, ...
    products = [arb(1)]
    for value in values:
        products.append(products[-1] * value)
    return products


@dataclass(frozen=True)
class _Bounds:
    modes: tuple[int, int]
    low: arb
    high: arb


def _bounds(point: _Point, i: int, j: int) -> _Bounds:
    a, b = (sum((x * x for x in point.vector(*pair)), arb(0)) for pair in ((i, j), (j, i)))
    norm = arb(0)
    for coupling in point.couplings(i, j):
        sizes = [[abs(x) for x in row] for row in coupling]
        rows, cols = ([sum(line, arb(0)) for line in lines] for lines in (sizes, zip(*sizes, strict=True)))
        norm = norm.max((_largest(rows) * _largest(cols)).abs_upper().sqrt())
    if i == j:  # the coupling stays in the same half, and may lower the eigenvalue
        return _Bounds((i, j), arb(0), (a + norm).upper())
    half = (((a - b) / 2).abs_upper() ** 2 + norm.abs_upper() ** 2).sqrt()  # a ball around 0 has no root
    return _Bounds((i, j), a.max(b).lower(), ((a + b) / 2 + half).upper())


class _Descending:
    # Exact numbers, the largest first; floats would overflow.
    def __init__(self, value: arb) -> None:
        self.value = value

    def __lt__(self, other: "_Descending") -> bool:
        return bool(self.value > other.value)


def _largest(values: Sequence[arb]) -> arb:
    largest = arb(0)
    for value in values:
        largest = largest.max(value)
    return largest.upper()


def _searched(point: _Point, bounds: Sequence[_Bounds], digits: int) -> EnclosedTop:
    best = min(bounds, key=lambda bound: _Descending(bound.low))
    low, high, block, formed = best.low, best.low, best.modes, 0
    near, nearer = (1 + arb(10) ** (-digits) / part for part in (4, 1000))
    for bound in bounds:
        if bound.high <= high * near:
            # Neither this block nor one after it exceeds what was found, up to the width asked for.
            high = high.max(bound.high)
            break
        size = point.rows * (1 if bound.modes[0] == bound.modes[1] else 2)
        if size > LARGEST_ROWS:
            raise ValueError(
                f"layers must keep blocks within {LARGEST_ROWS} rows, got {size} for modes {bound.modes}, "
                "which bounds cannot exclude; use hessian.largest"
            )
        rows = point.block(*bound.modes)
        formed += 1
        top = (high * nearer).upper()
        if _positive(rows, top):
            high = top
            continue
        found = largest_eigenvalue(_symmetric(rows), digits + 2)
        if not found.lower() <= low:
            low, block = found.lower(), bound.modes
        high = high.max(found.upper())
    return EnclosedTop(low.union(high), block, formed, point.modes**2 * point.rows)


def _positive(rows: Sequence[Sequence[arb]], top: arb) -> bool:
    # Whether top I - block is certainly positive definite.
    if not top > 0:
        return False
    return factor_if_positive([[top - row[0], *(-x for x in row[1:])] for row in rows]) is not None


def _symmetric(rows: Sequence[Sequence[arb]]) -> arb_mat:
    n = len(rows)
    return arb_mat(n, n, [rows[min(i, j)][abs(i - j)] for i in range(n) for j in range(n)])
