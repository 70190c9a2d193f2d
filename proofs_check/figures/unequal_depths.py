"""Figure: pathways of depths 3, 5 and 7, and which of them carry the target after larger and larger steps.

The predicted split is where theory's closed form of the sharpness is smallest on ``sum sigma_h = s*``: found
here from its derivative. The runs know nothing of it.

Main results: `draw`, `flattest_split`.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

from sympy import nsolve, symbols

from numerics.flow import flow_modes
from numerics.matrices import FLOAT64
from numerics.observation import Descent, Ending
from numerics.simulation import simulate_modes
from proofs_check.figures.style import COLOURS, DASHES, GREY, MARKS, Drawn, new_figure
from theory import Pathways, Sharpness

__all__ = ["draw", "flattest_split"]

DEPTHS, TARGET = (3, 5, 7), Fraction(1)
START = tuple(Fraction(1, 1000) * (1 + Fraction(h, 2)) for h in range(len(DEPTHS)))
ETAS = tuple(Fraction(k, 40) for k in range(16, 39))
#: Three times an odd number: the last two records are of both phases of an oscillation of period 2.
STEPS = 20_001
#: Of gradient flow; it stops when it rests.
FOREVER = 1e9

_CAPTION = (
    "Unequal depths 3, 5, 7, target s* = 1, first shares 10^-3 (1 + h/2). Predicted (dashed): the"
    " flattest split ({split}), where (L_h - 1) sigma_h^(1-2/L_h) is the same for all pathways; no minimum"
    " is stable from eta = {threshold:.4f} on (vertical line). Measured (marks): shares after {steps}"
    " steps of gradient descent, hollow where the run oscillates (mean of the last two records); dotted:"
    " the limit of gradient flow, integrated. Small steps follow the flow to the shallowest pathway;"
    " larger ones move towards the flattest split, which they need not reach, as they stop at the edge of"
    " stability. Right: eta * sharpness / 2 at the end, 1 at the edge."
)


@lru_cache(maxsize=4)
def flattest_split(depths: tuple[int, ...] = DEPTHS) -> tuple[tuple[float, ...], float]:
    """Where the closed form of the sharpness is smallest on shares that sum to 1, and its value there.

    Args:
        depths: of the pathways, above 2 each.

    Returns:
        The shares, and the sharpness.

    Example:
        >>> split, value = flattest_split()
        >>> [round(share, 3) for share in split]
        [0.595, 0.236, 0.169]
    """
    shares = symbols(f"sigma1:{len(depths) + 1}", positive=True)
    value = Sharpness(Pathways(*zip(depths, shares, strict=True))).doit()
    slopes = [value.diff(share) for share in shares]
    conditions = [sum(shares) - 1, *(slope - slopes[0] for slope in slopes[1:])]
    # The smallest of a convex function: the only root.
    root = nsolve(conditions, shares, [1 / len(depths)] * len(depths), prec=20)
    return tuple(float(x) for x in root), float(value.subs(dict(zip(shares, root, strict=True))))


def draw(etas: Sequence[Fraction] = ETAS, steps: int = STEPS) -> Drawn:
    """Draw it; within `proofs_check.figures.style.style`.

    Args:
        etas: step sizes.
        steps: of each run.

    Returns:
        The figure with its data.
    """
    split, least = flattest_split()
    rows = [_run(eta, steps) for eta in etas]
    flow = _flow_limit()
    figure, (left, right) = new_figure(3.5, 1, 2)
    for h, depth in enumerate(DEPTHS):
        for settled in (True, False):
            points = [(row[0], row[1 + h]) for row in rows if (row[-1] == Ending.SETTLED.value) is settled]
            left.plot(
                [x for x, _ in points],
                [y for _, y in points],
                MARKS[h],
                color=COLOURS[h],
                markerfacecolor=COLOURS[h] if settled else "white",
                label=f"depth {depth}" if settled else None,
            )
        left.axhline(split[h], color=COLOURS[h], linestyle=DASHES[1], linewidth=1.0)
        left.axhline(flow[h], color=COLOURS[h], linestyle=":", linewidth=1.0)
    left.plot([], [], color=GREY, linestyle=DASHES[1], label="flattest split")
    left.plot([], [], color=GREY, linestyle=":", label="limit of gradient flow")
    left.set_ylabel("final share $\\sigma_h$ of the target")
    left.set_ylim(-0.03, 1.03)
    figure.legend(loc="outside lower center", ncols=5)
    for settled in (True, False):
        points = [(row[0], row[4]) for row in rows if (row[-1] == Ending.SETTLED.value) is settled]
        face = "black" if settled else "white"
        right.plot([x for x, _ in points], [y for _, y in points], "o", color="black", markerfacecolor=face)
    right.axhline(1, color=GREY, linestyle=DASHES[1], linewidth=1.0)
    left.annotate(
        "$2/\\lambda$ of the flattest split",
        (2 / least, 0.42),
        (-4, 0),
        textcoords="offset points",
        ha="right",
        fontsize=8,
    )
    right.annotate("edge of stability", (float(etas[0]), 1), va="bottom", fontsize=8, color=GREY)
    right.set_ylabel("final $\\eta\\,\\lambda_{\\max}/2$")
    for panel in (left, right):
        panel.axvline(2 / least, color=COLOURS[3], linewidth=1.2)
        panel.set_xlabel("step size $\\eta$")
    header = ("eta", *(f"share_of_depth_{depth}" for depth in DEPTHS), "edge", "ending")
    shown = ", ".join(f"{share:.3f}" for share in split)
    return Drawn(figure, header, tuple(rows), _CAPTION.format(split=shown, threshold=2 / least, steps=steps))


def _run(eta: Fraction, steps: int) -> tuple[Any, ...]:
    start = [(share,) for share in START]
    run = simulate_modes(FLOAT64, DEPTHS, start, [TARGET], Descent(eta, steps, steps // 3))
    ends = run.moments[-2:]
    shares = [sum(float(end.shares[h][0]) for end in ends) / 2 for h in range(len(DEPTHS))]
    return (float(eta), *shares, float(eta) * ends[-1].sharpness / 2, run.ending.value)


def _flow_limit() -> list[float]:
    weights = [FLOAT64.root(share, depth) for share, depth in zip(START, DEPTHS, strict=True)]
    end = flow_modes(DEPTHS, weights, float(TARGET), FOREVER, settle=1e-9).states[-1]
    return [float(w) ** depth for w, depth in zip(end, DEPTHS, strict=True)]
