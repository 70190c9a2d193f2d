"""Protocol: one mode, three pathways of different depths, small unequal first shares.

First shares `10^-3 (1 + h/2)`, `h = 1, 2, 3`; target 1; `STEPS` steps in float64 by the mode recursion
(`numerics.recursion_cells`, structured).

Main result: `observe`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

import numpy as np

from numerics.experiments.pathways import first_shares
from numerics.hessian.largest import largest_eigenvalue
from numerics.hessian.modes import balanced_modes
from numerics.recursion_cells import run_cells

Setting = tuple[Fraction, ...]
STEPS = 6_000
"""Runs that settle do so within a third of this."""


def observe(settings: Iterable[Setting]) -> dict[Setting, Mapping[str, float]]:
    """Run gradient descent under each setting.

    Args:
        settings: `(eta, L_1, L_2, L_3)` each.

    Returns:
        For each setting, of the last point:

        - `share_1`, `share_2`, `share_3`: `w_h^(L_h)`;
        - `residual`: their sum minus 1;
        - `edge`: `eta * sharpness / 2`.

    >>> setting = tuple(map(Fraction, ("1/2", 3, 5, 7)))
    >>> round(observe([setting])[setting]["share_1"], 2)
    0.98
    """
    found: dict[Setting, Mapping[str, float]] = {}
    groups: dict[tuple[int, ...], list[Setting]] = {}
    for setting in dict.fromkeys(settings):
        groups.setdefault(tuple(map(int, setting[1:])), []).append(setting)
    for depths, group in groups.items():
        eta = np.array([float(setting[0]) for setting in group])
        start = np.array(first_shares(3)) ** (1 / np.array(depths))
        done = run_cells(depths, np.repeat(start[:, None], eta.size, axis=1), 1.0, eta, STEPS)
        for k, setting in enumerate(group):
            w = done.final[:, k]
            shares = w ** np.array(depths)
            point = balanced_modes(depths, w[:, None], [1.0])
            found[setting] = {
                **{f"share_{h}": float(share) for h, share in enumerate(shares, 1)},
                "residual": float(shares.sum() - 1),
                "edge": float(eta[k] * largest_eigenvalue(point).value / 2),
            }
    return found
