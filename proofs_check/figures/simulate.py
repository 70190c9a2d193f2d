"""The figure of one run: shares, loss, sharpness against the stability edge, imbalance, over steps.

Colours are those of Okabe and Ito, which the colour-blind tell apart; dashes tell lines apart in grey.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from proofs_check.figures.style import COLOURS, DASHES, GREY, render

if TYPE_CHECKING:
    from numerics.observation import Simulation
    from proofs_check.simulation_setting import Setting

__all__ = ["FlowOverlay", "draw", "size"]

#: Lines beyond this get no entry in the legend.
MOST_NAMED = 8
LEGEND: dict[str, Any] = {"fontsize": 8, "loc": "best", "edgecolor": "none", "framealpha": 0.8}
#: How gradient flow is drawn.
FLOW: dict[str, Any] = {"linewidth": 0.9, "linestyle": (0, (1, 2)), "alpha": 0.8}


@dataclass(frozen=True)
class FlowOverlay:
    """Gradient flow at the clock of the run.

    Attributes:
        steps: the steps whose clock was reached.
        shares: ``shares[k][h][i]`` then.
        imbalance: ``imbalance[k][i]`` then; None where it is not defined.
    """

    steps: Sequence[int]
    shares: Sequence[Sequence[Sequence[float]]]
    imbalance: Sequence[Sequence[float | None]]


def draw(
    setting: Setting, run: Simulation, flow: FlowOverlay | None, title: str, formats: Sequence[str]
) -> dict[str, bytes]:
    """Draw a run.

    Args:
        setting: what was run.
        run: what came out, with one record at least.
        flow: gradient flow from the same start, or None.
        title: one line.
        formats: among ``svg``, ``png``, ``pdf``.

    Returns:
        The files by format; the same for the same run and version of Matplotlib.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    style = {"svg.hashsalt": "sharpath", "svg.fonttype": "none", "font.size": 10, "axes.titlesize": 10}
    with mpl.rc_context(style):
        figure = Figure(figsize=(9.6, 6.6), layout="constrained")
        panels = figure.subplots(2, 2, sharex=True)
        figure.suptitle(title, fontsize=11)
        _shares(panels[0, 0], setting, run, flow)
        _loss(panels[0, 1], setting, run)
        _sharpness(panels[1, 0], setting, run)
        _imbalance(panels[1, 1], setting, run, flow)
        for panel in panels.flat:
            panel.spines[["top", "right"]].set_visible(False)
            panel.margins(x=0.01)
        for panel in panels[1]:
            panel.set_xlabel("step t (count; all other quantities are pure numbers)")
        return render(figure, formats, dpi=120)


def _trace(panel: Any, times: Sequence[int], values: Sequence[float], **style: Any) -> None:
    # Faint: every record. Firm: the mean of two, in the middle of an oscillation with period 2.
    if len(times) < 3:
        panel.plot(times, values, marker="o", markersize=3, **style)
        return
    panel.plot(times, values, color=style["color"], linewidth=0.5, alpha=0.35)
    means = [(x + y) / 2 for x, y in pairwise(values)]
    panel.plot([(t + u) / 2 for t, u in pairwise(times)], means, linewidth=1.5, **style)


def _shares(panel: Any, setting: Setting, run: Simulation, flow: FlowOverlay | None) -> None:
    several, named = len(setting.targets) > 1, 0
    for i, target in enumerate(setting.targets):
        for h, depth in enumerate(setting.depths):
            colour, dash = COLOURS[h % len(COLOURS)], DASHES[(h + i) % len(DASHES)]
            values = [float(moment.shares[h][i]) for moment in run.moments]
            label = f"σ_{h + 1}, mode {i + 1}" if several else f"σ_{h + 1}, depth {depth}"
            named += 1
            shown = label if named <= MOST_NAMED else None
            _trace(panel, run.times, values, color=colour, linestyle=dash, label=shown)
            if flow is not None:
                panel.plot(flow.steps, [at[h][i] for at in flow.shares], color=colour, **FLOW)
        if target and len(set(setting.depths)) == 1:
            panel.axhline(float(target) / len(setting.depths), color=GREY, linewidth=0.9, linestyle=":")
    if flow is not None:
        panel.plot([], [], color=GREY, label="gradient flow", **FLOW)
    panel.set_title("shares of the pathways" + ("" if len(set(setting.depths)) > 1 else " (dotted: s*/H)"))
    panel.set_ylabel("share σ_h")
    panel.legend(**LEGEND)


def _loss(panel: Any, setting: Setting, run: Simulation) -> None:
    values = [float(moment.loss) for moment in run.moments]
    # Zero has no logarithm: below the smallest float64 the line stops.
    shown = [value if value > 0 else math.nan for value in values]
    panel.plot(run.times, shown, color=COLOURS[0], linewidth=0.9, **_dot(run))
    if any(value > 0 for value in values):
        panel.set_yscale("log")
    panel.set_title("loss")
    linear = setting.network == "linear"
    panel.set_ylabel("loss ½‖M − M*‖²" if linear else "loss 1/(2n) Σ|error|²")


def _sharpness(panel: Any, setting: Setting, run: Simulation) -> None:
    values = [moment.sharpness for moment in run.moments]
    _trace(panel, run.times, values, color=COLOURS[0], linestyle="-", label="measured, mean of two records")
    momentum = setting.how.momentum
    sizes = [size(setting, t) for t in run.times]
    edge = [2 * (1 + float(momentum)) / eta for eta in sizes]
    name = "2(1+β)/η" if momentum else "2/η"
    panel.plot(
        run.times, edge, color=COLOURS[1], linestyle=DASHES[1], linewidth=1.4, label=f"stability edge {name}"
    )
    top = max([*values, edge[-1]])
    if setting.reference is not None:
        kind = "" if setting.network == "linear" else ", linear theory"
        lines = (
            ("single path", setting.reference.single, ":"),
            ("balanced", setting.reference.balanced, "-."),
        )
        for label, value, dash in lines:
            if value is not None:
                panel.axhline(float(value), color=GREY, linewidth=0.9, linestyle=dash, label=label + kind)
                top = max(top, float(value))
    panel.set_ylim(min(0.0, *values), 1.06 * top if top > 0 else None)
    panel.set_title("sharpness against the stability edge")
    panel.set_ylabel("sharpness λ_max")
    panel.legend(**LEGEND)


def size(setting: Setting, step: int) -> float:
    """The step size at a step, schedule included.

    Args:
        setting: what was run.
        step: its number.

    Returns:
        `c_t eta`.
    """
    factor = 1 if setting.how.schedule is None else setting.how.schedule.factor(step)
    return float(setting.how.eta * factor)


def _dot(run: Simulation) -> dict[str, Any]:
    # A line through one point is invisible.
    return {"marker": "o", "markersize": 3} if len(run.times) < 3 else {}


def _imbalance(panel: Any, setting: Setting, run: Simulation, flow: FlowOverlay | None) -> None:
    positive = False
    for i, _ in enumerate(setting.targets):
        values = [math.nan if (x := at[i]) is None else float(x) for at in run.imbalance]
        shown = [value if value > 0 else math.nan for value in values]
        positive = positive or any(value > 0 for value in values)
        dash = DASHES[i % len(DASHES)]
        label = f"mode {i + 1}" if len(setting.targets) > 1 and i < MOST_NAMED else None
        colour = COLOURS[i % len(COLOURS)]
        panel.plot(run.times, shown, color=colour, linestyle=dash, linewidth=1.3, label=label, **_dot(run))
        if flow is not None:
            kept = [math.nan if at[i] is None else at[i] for at in flow.imbalance]
            panel.plot(flow.steps, kept, color=colour, **FLOW)
    if positive:
        panel.set_yscale("log")
    else:
        panel.text(
            0.5, 0.5, "not defined or 0 throughout", transform=panel.transAxes, ha="center", color=GREY
        )
    shallow = ", −log w_h at L_h = 2" if 2 in setting.depths else ""
    panel.set_title(
        f"imbalance; Y_h = w_h^(2 − L_h)/(L_h − 2){shallow}", fontsize="small" if shallow else None
    )
    panel.set_ylabel("max Y_h − min Y_h")
    if flow is not None:
        panel.plot([], [], color=GREY, label="gradient flow keeps it", **FLOW)
    if flow is not None or len(setting.targets) > 1:
        panel.legend(**LEGEND)
