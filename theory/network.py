r"""The network at small explicit sizes, as polynomials: brute force from the definition of the loss.

Pathway ``h`` has layers ``W_h1, ..., W_hL_h``, all ``d x d``, layer 1 acting first:

.. math:: M = \sum_h W_{hL_h} \cdots W_{h1}, \qquad \mathrm{loss} = \tfrac12 \lVert M - M^* \rVert_F^2.

Weights and target are the generators of a polynomial ring over the rationals; gradient and Hessian are the
derivatives of the loss, taken one after another, and use no theorem.  At an aligned minimum the bases may be
taken as ``U = V = Q = I``: an orthogonal change of basis of the weights conjugates the Hessian by an
orthogonal matrix and leaves its characteristic polynomial alone.

Main results: `Network` (end-to-end map, loss, gradient, Hessian), `characteristic_polynomial_at` (brute
force) against `predicted_polynomial_at` (the closed form of the quantity), `brute_force_agrees`, with the
probability that it is fooled (`failure_bound`).  `SMALL` lists the sizes that are checked exhaustively,
`QUICK` a cheap part of them (`brute_force_report`).

**What it is blind to**: sizes not listed; and `failure_bound` speaks of closed forms that are polynomials in
``w``, as `theory.hessian` derives (any other closed form is only compared at the points).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import product
from math import prod
from random import Random
from typing import Any

from sympy import QQ, ZZ, Integer, Poly, Rational, Symbol, ring
from sympy.polys.matrices import DomainMatrix

from theory.configuration import Modes, Pathways
from theory.errors import StatementError
from theory.quantities.characteristic_polynomial import HessianCharacteristicPolynomial

__all__ = [
    "POINT_RANGE",
    "QUICK",
    "SMALL",
    "Agreement",
    "Network",
    "brute_force_agrees",
    "brute_force_report",
    "characteristic_polynomial_at",
    "failure_bound",
    "network",
    "predicted_polynomial_at",
]

#: Random weights are drawn from 1 to this.
POINT_RANGE = 2**64

Size = tuple[tuple[int, ...], int]
Weights = Sequence[Sequence[int]]

#: Sizes ``(depths, d)``: all of ``d <= 2``, ``H <= 2``, ``2 <= L <= 3``; more of each; unequal depths.
SMALL: tuple[Size, ...] = (
    *((pathways * (depth,), d) for d, pathways, depth in product((1, 2), (1, 2), (2, 3))),
    *(((2,), 3), ((3,), 3), ((2, 2, 2), 2), ((5,), 2)),
    *(((2, 3), 1), ((2, 3), 2), ((2, 3, 4), 1), ((4, 2), 2)),
)

#: The part of `SMALL` that takes a fraction of a second.
QUICK: tuple[Size, ...] = (((2,), 1), ((2, 2), 1), ((2,), 2), ((2, 2), 2), ((3,), 1))


@dataclass(frozen=True)
class Network:
    """A network of explicit size whose weights and target are indeterminates.

    Attributes:
        depths: ``L_h`` for every pathway.
        d: the width of all layers.

    Raises:
        StatementError: there is no pathway, a depth is below 2, or the width is below 1.

    Example:
        >>> Network((2,), 1).loss.as_expr()
        T_11**2/2 - T_11*W_1_1_11*W_1_2_11 + W_1_1_11**2*W_1_2_11**2/2
    """

    depths: tuple[int, ...]
    d: int

    def __post_init__(self) -> None:
        """Check the size."""
        if not self.depths or min(self.depths) < 2:
            raise StatementError(
                "depths", "must be at least one, each 2 or more", self.depths, "write (2, 3), say"
            )
        if self.d < 1:
            raise StatementError("the width d", "must be at least 1", self.d, "give 1 or more")

    @property
    def number_of_weights(self) -> int:
        """``N = sum_h L_h d^2``."""
        return sum(self.depths) * self.d**2

    @cached_property
    def _generators(self) -> tuple[Any, ...]:
        entries = [(i, j) for i in range(1, self.d + 1) for j in range(1, self.d + 1)]
        layers = [(h, ell) for h, depth in enumerate(self.depths, 1) for ell in range(1, depth + 1)]
        names = [f"W_{h}_{ell}_{i}{j}" for h, ell in layers for i, j in entries]
        return tuple(ring([*names, *(f"T_{i}{j}" for i, j in entries)], QQ)[1:])

    def _matrix(self, start: int) -> Any:
        d = self.d
        return [list(self._generators[start + d * i : start + d * i + d]) for i in range(d)]

    @cached_property
    def weights(self) -> tuple[tuple[Any, ...], ...]:
        """``W[h][l]``, matrices (lists of rows) of indeterminates; layer 0 of a pathway acts first."""
        starts = iter(range(0, self.number_of_weights, self.d**2))
        return tuple(tuple(self._matrix(next(starts)) for _ in range(depth)) for depth in self.depths)

    @cached_property
    def target(self) -> Any:
        """``M*``, a matrix of indeterminates."""
        return self._matrix(self.number_of_weights)

    @cached_property
    def end_to_end(self) -> Any:
        """``M = sum_h W[h][L_h-1] ... W[h][0]``."""
        modes = range(self.d)
        total: Any = [[0] * self.d for _ in modes]
        for pathway in self.weights:
            product_so_far = pathway[0]
            for layer in pathway[1:]:
                product_so_far = [
                    [sum(layer[i][k] * product_so_far[k][j] for k in modes) for j in modes] for i in modes
                ]
            total = [[total[i][j] + product_so_far[i][j] for j in modes] for i in modes]
        return total

    @cached_property
    def loss(self) -> Any:
        """``1/2 ||M - M*||_F^2``, an element of the ring."""
        modes = range(self.d)
        return sum((self.end_to_end[i][j] - self.target[i][j]) ** 2 for i in modes for j in modes) * QQ(1, 2)

    @cached_property
    def gradient(self) -> tuple[Any, ...]:
        """The derivative of `loss` by every weight: pathway by pathway, layer by layer, row by row."""
        return tuple(self.loss.diff(weight) for weight in self._generators[: self.number_of_weights])

    @cached_property
    def hessian(self) -> tuple[tuple[Any, ...], ...]:
        """The derivative of `gradient` by every weight, all ``N^2`` of them (no symmetry is used)."""
        weights = self._generators[: self.number_of_weights]
        return tuple(tuple(slope.diff(weight) for weight in weights) for slope in self.gradient)

    def hessian_at(self, w: Weights, residuals: Sequence[int] = ()) -> list[list[int]]:
        """The Hessian at the depth-balanced point ``W_hl = diag(w_h1, ..., w_hd)``, exactly.

        Args:
            w: ``w[h][i]``, integers.
            residuals: ``r_i``, integers; the target is ``M*_ii = sum_h w_hi^(L_h) - r_i``.  Default 0: a
                global minimum.

        Returns:
            An ``N x N`` matrix of integers.

        Raises:
            StatementError: the sizes do not fit.
        """
        if len(w) != len(self.depths) or any(len(row) != self.d for row in w):
            raise StatementError(
                "w", f"must be {len(self.depths)} rows of {self.d} integers", w, "give w[h][i]"
            )
        r = residuals or (0,) * self.d
        modes = range(self.d)
        sums = [sum(row[i] ** depth for row, depth in zip(w, self.depths, strict=True)) for i in modes]
        diagonals = [list(row) for row, depth in zip(w, self.depths, strict=True) for _ in range(depth)]
        diagonals.append([total - r_i for total, r_i in zip(sums, r, strict=True)])
        values = [row[i] if i == j else 0 for row in diagonals for i in modes for j in modes]
        return [[_evaluate(element, values) for element in row] for row in self.hessian]


def _evaluate(element: Any, values: Sequence[int]) -> int:
    total = QQ(0)
    for powers, coefficient in element.terms():
        total += coefficient * prod(
            value**power for value, power in zip(values, powers, strict=True) if power
        )
    return int(ZZ.convert_from(total, QQ))


@cache
def network(depths: tuple[int, ...], d: int) -> Network:
    """The network of a size, made once: its Hessian is differentiated once.

    Args:
        depths: ``L_h`` for every pathway.
        d: the width.

    Returns:
        The network.
    """
    return Network(depths, d)


def characteristic_polynomial_at(depths: tuple[int, ...], d: int, w: Weights) -> tuple[int, ...]:
    """``det(x I - Hess)`` by brute force at the depth-balanced minimum with weights `w`.

    Args:
        depths: ``L_h`` for every pathway.
        d: the width.
        w: ``w[h][i]``, integers, 0 allowed.

    Returns:
        The ``N + 1`` coefficients, the leading 1 first.

    Example:
        >>> characteristic_polynomial_at((3,), 1, [[2]])  # x^2 (x - 48)
        (1, -48, 0, 0)
    """
    matrix = network(depths, d).hessian_at(w)
    return tuple(int(c) for c in DomainMatrix(matrix, (len(matrix), len(matrix)), ZZ).charpoly())


def predicted_polynomial_at(depths: tuple[int, ...], d: int, w: Weights) -> tuple[Any, ...]:
    """The closed form of `HessianCharacteristicPolynomial` at shares ``sigma_hi = w_hi^(L_h)``.

    Args:
        depths: ``L_h`` for every pathway.
        d: the width.
        w: ``w[h][i]``, non-negative integers; every mode needs one that is not 0.

    Returns:
        The coefficients, the leading one first: SymPy integers, or what else a wrong closed form gives.

    Example:
        >>> predicted_polynomial_at((3,), 1, [[2]])
        (1, -48, 0, 0)
    """
    x = Symbol("x", real=True)
    shares = [[Integer(value) ** depth for value in row] for row, depth in zip(w, depths, strict=True)]
    modes = (
        Pathways(*((depth, row[i]) for row, depth in zip(shares, depths, strict=True))) for i in range(d)
    )
    closed_form = HessianCharacteristicPolynomial(Modes(*modes), x).closed_form()
    return tuple(Poly(closed_form, x).all_coeffs())


def failure_bound(depths: tuple[int, ...], d: int, points: int) -> Rational:
    """An upper bound for the probability that `brute_force_agrees` on different polynomials.

    An entry of the Hessian at a minimum is a product of two derivatives of ``M``, and such a derivative is a
    product of ``L_h - 1`` layers: its degree in ``w`` is at most ``2 max L - 2``, and so is that of a
    predicted eigenvalue.  The coefficient of ``x^(N-k)`` adds up ``k x k`` minors, or products of ``k``
    eigenvalues: its degree is at most ``k (2 max L - 2) <= N (2 max L - 2)``.  If the two polynomials in
    ``x`` differ, one such coefficient differs, and a non-zero polynomial of that degree vanishes at a random
    point, uniform on ``{1, ..., R}^n``, with probability at most degree/R (Schwartz 1980, Zippel 1979).

    Args:
        depths: ``L_h`` for every pathway.
        d: the width.
        points: how many independent points.

    Returns:
        ``(N (2 max L - 2) / R)^points``, over the choice of the points, ``R`` being `POINT_RANGE`.

    Example:
        >>> failure_bound((2,), 1, 1) == Rational(4, 2**64)
        True
    """
    degree = sum(depths) * d**2 * (2 * max(depths) - 2)
    return Rational(degree, POINT_RANGE) ** points


def brute_force_agrees(depths: tuple[int, ...], d: int, *, points: int = 2, seed: int = 0) -> bool:
    """Whether brute force and closed form give the same characteristic polynomial, multiplicities included.

    At `points` random points (`failure_bound`), and at one point of each kind where the closed form has
    a case of its own: every pattern of zero weights, and all modes equal.

    Args:
        depths: ``L_h`` for every pathway.
        d: the width.
        points: how many random points.
        seed: of the points.

    Returns:
        True if they agree everywhere.
    """
    random = Random(f"{depths}, {d}, {seed}")
    chosen = [_random_weights(random, len(depths), d) for _ in range(points)]
    return all(
        characteristic_polynomial_at(depths, d, w) == predicted_polynomial_at(depths, d, w)
        for w in (*chosen, *_special_weights(random, len(depths), d))
    )


def _random_weights(random: Random, pathways: int, d: int) -> list[list[int]]:
    return [[random.randint(1, POINT_RANGE) for _ in range(d)] for _ in range(pathways)]


def _special_weights(random: Random, pathways: int, d: int) -> Iterator[list[list[int]]]:
    # In each mode a non-empty set of pathways carries something, by turns every such set.
    carried = [pattern for pattern in product((0, 1), repeat=pathways) if any(pattern)]
    for patterns in product(carried, repeat=d):
        if any(0 in pattern for pattern in patterns):
            yield [[patterns[i][h] * random.randint(1, 99) for i in range(d)] for h in range(pathways)]
    yield [[random.randint(1, 99)] * d for _ in range(pathways)]


@dataclass(frozen=True)
class Agreement:
    """What `brute_force_agrees` found at one size.

    Attributes:
        depths: ``L_h`` for every pathway.
        d: the width.
        agrees: whether the polynomials agree.
        points: how many random points were used, besides the special ones.
        seed: of the points.
        failure_bound: see `failure_bound`.
    """

    depths: tuple[int, ...]
    d: int
    agrees: bool
    points: int
    seed: int
    failure_bound: Rational


@cache
def brute_force_report(
    sizes: tuple[Size, ...] = QUICK, points: int = 1, seed: int = 0
) -> tuple[Agreement, ...]:
    """`brute_force_agrees` at several sizes.

    Args:
        sizes: pairs ``(depths, d)``.
        points: how many random points at each.
        seed: of the points.

    Returns:
        One `Agreement` for each size.
    """
    return tuple(
        Agreement(
            depths,
            d,
            brute_force_agrees(depths, d, points=points, seed=seed),
            points,
            seed,
            failure_bound(depths, d, points),
        )
        for depths, d in sizes
    )
