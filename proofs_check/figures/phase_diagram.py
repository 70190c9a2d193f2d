"""The picture of a phase diagram: outcomes as colours with letters, boundaries as lines and marks.

The colours run from light to dark, so that they stay apart in grey, and avoid pairs that the colour-blind
confuse; every large region also carries its letter. Lines are predicted, marks are measured.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from numerics.phases import OUTCOMES, Outcome
from proofs_check.figures.style import render

if TYPE_CHECKING:
    from proofs_check.phase_boundaries import Measured, Predicted

__all__ = ["COLOURS", "Row", "draw", "picture"]

#: Letter and colour, in the order of the legend; relative luminance falls from .92 to .01.
COLOURS = {
    Outcome.ONE_WINNER: ("W", "#FFF6D5"),
    Outcome.REBALANCED: ("R", "#F5C242"),
    Outcome.NOT_SETTLED: ("N", "#B4B4B4"),
    Outcome.SYMMETRIC_OSCILLATION: ("O", "#4A98D3"),
    Outcome.SIGN_FLIP: ("F", "#00735C"),
    Outcome.COLLAPSE: ("C", "#7B1E3A"),
    Outcome.DIVERGENCE: ("D", "#141414"),
}

#: Regions below this share of the picture carry no letter.
LETTERED = 0.01

_MARKS = {
    "leaves_flow": ("o", "first run that leaves gradient flow"),
    "last_settled": ("s", "last run that settles"),
    "first_flip": ("^", "first run with a sign flip"),
}


@dataclass(frozen=True)
class Row:
    """One row.

    Attributes:
        height: its depth or number of pathways.
        outcome: codes of its runs.
        measured: its measured boundaries.
        predicted: its predicted ones.
    """

    height: int
    outcome: npt.NDArray[np.int8]
    measured: Measured
    predicted: Predicted


def draw(
    rows: Sequence[Row], scaled: Sequence[float], title: str, over_depth: bool, formats: Sequence[str]
) -> dict[str, bytes]:
    """Draw a diagram.

    Args:
        rows: from the lowest to the highest, heights consecutive.
        scaled: step sizes over the single-path threshold, evenly spaced.
        title: one line.
        over_depth: whether heights are depths.
        formats: among ``svg``, ``png``, ``pdf``.

    Returns:
        The files by format; the same for the same runs and version of Matplotlib.
    """
    import matplotlib as mpl

    with mpl.rc_context({"svg.hashsalt": "sharpath", "svg.fonttype": "none", "font.size": 10}):
        return render(picture(rows, scaled, title, over_depth), formats)


def picture(rows: Sequence[Row], scaled: Sequence[float], title: str, over_depth: bool) -> Any:
    """The figure of a diagram, before it is a file.

    Args:
        rows: from the lowest to the highest, heights consecutive.
        scaled: step sizes over the single-path threshold, evenly spaced.
        title: one line.
        over_depth: whether heights are depths.

    Returns:
        Matplotlib's figure.
    """
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    figure = Figure(figsize=(7.6, 6.4), layout="constrained")
    axes = figure.subplots()
    _regions(axes, rows, scaled)
    _lines(axes, rows)
    _marks(axes, rows)
    edges = _edges(scaled)
    axes.set_xlim(float(edges[0]), float(edges[-1]))
    axes.set_ylim(rows[0].height - 0.5, rows[-1].height + 0.5)
    axes.set_xlabel("step size over the single-path threshold,  $\\eta S_1 / 2$")
    axes.set_ylabel("depth $L$" if over_depth else "number of pathways $H$")
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_title(title, fontsize=9)
    figure.legend(loc="outside lower center", ncols=3, fontsize=8, frameon=False)
    return figure


def _edges(centres: Sequence[float]) -> npt.NDArray[np.float64]:
    inner = np.asarray(centres, dtype=np.float64)
    half = (inner[1] - inner[0]) / 2
    return np.concatenate([inner - half, [inner[-1] + half]])


def _regions(axes: Any, rows: Sequence[Row], scaled: Sequence[float]) -> None:
    from matplotlib.colors import ListedColormap
    from matplotlib.patheffects import withStroke

    ranks = {outcome: rank for rank, outcome in enumerate(COLOURS)}
    order = np.array([ranks[outcome] for outcome in OUTCOMES])
    codes = np.array([order[row.outcome] for row in rows])
    heights = [row.height for row in rows]
    levels = np.concatenate([np.array(heights) - 0.5, [heights[-1] + 0.5]])
    colours = ListedColormap([colour for _, colour in COLOURS.values()])
    axes.pcolormesh(
        _edges(scaled), levels, codes, cmap=colours, vmin=-0.5, vmax=len(COLOURS) - 0.5, rasterized=True
    )
    for outcome, (letter, colour) in COLOURS.items():
        there = codes == ranks[outcome]
        if not there.any():
            continue
        axes.fill([], [], facecolor=colour, edgecolor="#555555", label=f"{letter}  {outcome.value}")
        if there.mean() >= LETTERED:
            place = _inside(there)
            dark = ranks[outcome] >= ranks[Outcome.SIGN_FLIP]
            x, y = scaled[place[1]], heights[place[0]]
            axes.text(
                x,
                y,
                letter,
                color="white" if dark else "black",
                ha="center",
                va="center",
                fontsize=13,
                fontweight="bold",
                path_effects=[withStroke(linewidth=2.5, foreground="black" if dark else "white")],
            )


def _inside(there: npt.NDArray[np.bool_]) -> tuple[int, int]:
    # The cell farthest from every other outcome, both directions in units of the picture.
    from scipy.ndimage import distance_transform_edt

    n, m = there.shape
    deep = distance_transform_edt(np.pad(there, 1), sampling=(1 / n, 1 / m))[1:-1, 1:-1]
    row, column = np.unravel_index(int(np.argmax(deep)), there.shape)
    return int(row), int(column)


def _lines(axes: Any, rows: Sequence[Row]) -> None:
    from matplotlib.patheffects import withStroke

    heights = [float(row.height) for row in rows]
    if len(rows) == 1:
        heights = [heights[0] - 0.5, heights[0] + 0.5]
    halo = [withStroke(linewidth=3.2, foreground="white")]
    for name, dash, label in (
        ("single_path", "-", "$2/S_1$: single-path threshold (theory)"),
        ("balanced", (0, (5, 2)), "$2/\\lambda_{\\min}$: balanced threshold (theory)"),
        ("flow_limit", (0, (1, 1.5)), "threshold of the flow's limit (measured)"),
        ("worst_case_return", (0, (5, 1.5, 1, 1.5)), "worst-case return (measured from the map)"),
    ):
        known = [getattr(row.predicted, name) for row in rows]
        places = [np.nan if x is None else x for x in known] * (2 if len(rows) == 1 else 1)
        axes.plot(places, heights, linestyle=dash, color="black", lw=1.4, path_effects=halo, label=label)


def _marks(axes: Any, rows: Sequence[Row]) -> None:
    for name, (marker, label) in _MARKS.items():
        points = [(getattr(row.measured, name), row.height) for row in rows]
        known = [(x, y) for x, y in points if x is not None]
        axes.plot(
            [x for x, _ in known],
            [y for _, y in known],
            marker,
            markersize=4,
            markerfacecolor="white",
            markeredgecolor="black",
            markeredgewidth=0.8,
            label=label,
        )
