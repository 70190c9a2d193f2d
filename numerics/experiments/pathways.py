"""Protocol: one mode, `H` pathways of one depth `L`, small unequal first shares, many step sizes.

First shares `sigma_h = 10^-3 (1 + h/2) (1 + u_h/5)`, `h = 1..H`, with `u_h` in `[-1, 1)` a hash of the seed
and `h`; target 1; `STEPS` steps in float64 by the mode recursion (`numerics.sweep_cells`, structured: it
leans on the decoupling of modes and on equal layers staying equal).

Main results: `observe`, `first_shares`, `side_by_side`, `flow_limit`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import zip_longest

import numpy as np

from numerics.flow import FlowOutcome, flow_modes
from numerics.phases import QUIET, Floats, lead, sharpness, window
from numerics.sweep import Line
from numerics.sweep_cells import BURST, Cells, advance, start_cells

Setting = tuple[Fraction, ...]

STEPS = 24_000
"""Most runs settle within a tenth of this; next to a boundary, and where one more pathway is recruited, they
take longer."""

SPREAD = 0.2
"""How far a seed moves the first shares."""

EQUAL = 0.9
"""A pathway is as large as the largest from this part of it on."""

FLOW_TIME = 1e9
"""Gradient flow has come to rest long before."""


def first_shares(pathways: int) -> tuple[float, ...]:
    """The first shares before a seed moves them.

    Args:
        pathways: `H`.

    Returns:
        `10^-3 (1 + h/2)`, one for each pathway.

    >>> first_shares(2)
    (0.0015, 0.002)
    """
    return tuple(1e-3 * (1 + h / 2) for h in range(1, pathways + 1))


@lru_cache(maxsize=256)
def first_weights(depth: int, pathways: int, seed: int) -> tuple[float, ...]:
    """The first weights of the protocol.

    Args:
        depth: `L`.
        pathways: `H`.
        seed: at least 0.

    Returns:
        `w_h`, the `L`-th roots of the first shares.
    """
    line = Line(depth=depth, shares=first_shares(pathways), etas=(0.0,), spread=SPREAD, seed=seed)
    return tuple(map(float, line.start()))


@lru_cache(maxsize=256)
def flow_limit(depth: int, pathways: int, seed: int) -> tuple[float, ...]:
    """The shares in the limit of gradient flow from the same start.

    Args:
        depth: `L`.
        pathways: `H`.
        seed: at least 0.

    Returns:
        `sigma_h`, one for each pathway, to about ten digits.

    Raises:
        ArithmeticError: the solver gave up.
    """
    start = first_weights(depth, pathways, seed)
    flow = flow_modes([depth] * pathways, start, 1.0, FLOW_TIME, settle=1e-11, method="LSODA")
    if flow.outcome is not FlowOutcome.SETTLED:
        raise ArithmeticError(f"gradient flow ended with: {flow.outcome.value}")
    return tuple(float(w) ** depth for w in flow.states[-1])


def observe(settings: Iterable[Setting]) -> dict[Setting, Mapping[str, float]]:
    """Run gradient descent under each setting.

    Args:
        settings: `(eta, L, H, seed)` each; `eta > 0`, `L >= 2`, `H >= 1`.

    Returns:
        For each setting, of the last point unless it says otherwise:

        - `edge`: `eta * sharpness / 2`, inf if beyond float64;
        - `edge_of_flow`: the same at the limit of gradient flow from the same start;
        - `loudness`: the largest `|residual|` over the last `BURST` steps;
        - `flips`: 1 if any weight changed its sign at any step, else 0;
        - `period`: 1 at rest, 2 for an orbit of period 2, 0 for neither;
        - `inequality`: `1 - smallest share / largest`;
        - `kept_lead`: the part of its lead that the first largest pathway has kept (`numerics.phases.lead`);
        - `equal_leaders`: how many pathways carry at least `EQUAL` of the largest share;
        - `distance_from_flow`: `max_h |sigma_h - its value in the limit of gradient flow|`.

    >>> setting = (Fraction(1, 10), Fraction(3), Fraction(2), Fraction(0))
    >>> seen = observe([setting])[setting]
    >>> seen["period"], seen["flips"], seen["edge"] < 1
    (1.0, 0.0, True)
    """
    groups: dict[int, list[Setting]] = {}
    for setting in dict.fromkeys(settings):
        groups.setdefault(int(setting[1]), []).append(setting)
    found: dict[Setting, Mapping[str, float]] = {}
    for depth, group in groups.items():
        found |= _observed(depth, group)
    return found


def side_by_side(depth: int, networks: Sequence[tuple[int, int]]) -> Floats:
    """The first weights of networks of one depth that may differ in how many pathways they have.

    Args:
        depth: `L`.
        networks: `(H, seed)` each.

    Returns:
        One column for each, filled up with zeros: a pathway that begins at 0 stays there, and adds 0.

    >>> side_by_side(2, [(1, 0), (2, 0)])[1, 0]
    np.float64(0.0)
    """
    columns = [first_weights(depth, pathways, seed) for pathways, seed in networks]
    return np.array(list(zip_longest(*columns, fillvalue=0.0)))


def run(depth: int, start: Floats, eta: Floats, steps: int) -> tuple[Cells, Floats]:
    """Run cells of one depth.

    Args:
        depth: `L`.
        start: First weights, shape `(H, N)`.
        eta: Step sizes, shape `(N,)`.
        steps: how many, at least `BURST`.

    Returns:
        The cells, and the residuals after each of the last `BURST` steps, shape `(BURST, N)`; inf in a cell
        that diverged.
    """
    cells = start_cells(depth, start, 1.0, eta, quiet=QUIET)
    advance(cells, steps - BURST)
    last = []
    for _ in range(BURST):
        advance(cells, 1)
        last.append(np.where(cells.ended, np.inf, cells.residual()))
    return cells, np.array(last)


def _observed(depth: int, group: list[Setting]) -> dict[Setting, Mapping[str, float]]:
    sizes = [int(setting[2]) for setting in group]
    seeds = [int(setting[3]) for setting in group]
    eta = np.array([float(setting[0]) for setting in group])
    start = side_by_side(depth, list(zip(sizes, seeds, strict=True)))
    cells, residuals = run(depth, start, eta, STEPS)
    of_all = {
        "loudness": np.abs(residuals).max(axis=0),
        "flips": (cells.first_flip >= 0).astype(float),
        "period": window(residuals, cells.target).period.astype(float),
    }
    found: dict[Setting, Mapping[str, float]] = {}
    for pathways in dict.fromkeys(sizes):
        chosen = [k for k, size in enumerate(sizes) if size == pathways]
        limits = np.array([flow_limit(depth, pathways, seeds[k]) for k in chosen]).T
        columns = {name: column[chosen] for name, column in of_all.items()} | _of_shares(
            depth, eta[chosen], start[:pathways, chosen], cells.weights[:pathways, chosen], limits
        )
        for j, k in enumerate(chosen):
            found[group[k]] = {name: float(column[j]) for name, column in columns.items()}
    return found


def _of_shares(depth: int, eta: Floats, start: Floats, end: Floats, limits: Floats) -> dict[str, Floats]:
    """What `observe` reports of the last shares, and of those of gradient flow."""
    target = np.ones(eta.size)
    with np.errstate(all="ignore"):
        shares = end**depth
        return {
            "edge": eta * sharpness(depth, end, target) / 2,
            "edge_of_flow": eta * sharpness(depth, limits ** (1 / depth), target) / 2,
            "inequality": 1 - shares.min(axis=0) / shares.max(axis=0),
            "kept_lead": lead(depth, start, end),
            "equal_leaders": (shares >= EQUAL * shares.max(axis=0)).sum(axis=0).astype(float),
            "distance_from_flow": np.abs(shares - limits).max(axis=0),
        }
