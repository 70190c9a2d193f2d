"""Protocol: two pathways of tanh layers of one depth, trained on an aligned linear target; empirical.

One mode with target `TARGET`, first shares 3/10 and 1 percent of it, whitened inputs (their seed is the seed
of the run), `STEPS` steps of gradient descent by backpropagation (`numerics.tanh_network`), float64.

Main result: `observe`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from numerics.network_simulation import simulate_tanh
from numerics.observation import Descent

Setting = tuple[Fraction, ...]
TARGET = Fraction(1, 100)
FIRST = (TARGET * Fraction(3, 1000), TARGET / 100)
STEPS, INPUTS = 4000, 32


def observe(settings: Iterable[Setting]) -> dict[Setting, Mapping[str, float]]:
    """Train under each setting.

    Args:
        settings: `(eta, L, seed)` each.

    Returns:
        For each setting, of the last point:

        - `larger`, `smaller`: the shares of the pathways over the target (`numerics.tanh_network.shares`).

    >>> setting = (Fraction(200), Fraction(4), Fraction(0))
    >>> observe([setting])[setting]["larger"] > 0.9
    True
    """
    found: dict[Setting, Mapping[str, float]] = {}
    for setting in dict.fromkeys(settings):
        eta, depth, seed = setting
        how = Descent(eta, STEPS, STEPS // 2)
        run = simulate_tanh(
            [int(depth)] * 2, [[s] for s in FIRST], [TARGET], how, inputs=INPUTS, seed=int(seed)
        )
        smaller, larger = sorted(float(row[0]) / float(TARGET) for row in run.moments[-1].shares)
        found[setting] = {"larger": larger, "smaller": smaller}
    return found
