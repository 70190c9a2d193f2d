"""Figure: what gradient descent does below, within and above the window of re-balancing; H = 2, L = 20.

Lines named by theory are closed forms; what runs is numerics, which is told numbers only.

Main result: `draw`.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from numerics.flow import flow_modes
from numerics.matrices import FLOAT64
from numerics.observation import Descent, imbalance
from numerics.simulation import simulate_modes
from proofs_check.figures.style import COLOURS, DASHES, Drawn, new_figure
from proofs_check.simulation_setting import reference

if TYPE_CHECKING:
    from numerics.observation import Simulation

__all__ = ["draw"]

PATHWAYS, DEPTH, TARGET = 2, 20, Fraction(1)
#: Step sizes over the single-path threshold: below it, in the window, above the balanced threshold (1.866).
RELATIVE = (Fraction(9, 10), Fraction(13, 10), Fraction(21, 10))
STEPS = 3000
#: Odd, so that an oscillation of period 2 does not look like a constant.
EVERY = 5
#: Records of which the mean is drawn.
WINDOW = 10

_CAPTION = (
    "Symmetry breaking and re-balancing: H = 2 pathways of depth L = 20, target s* = 1, first shares"
    " 10^-3 and 1.5 * 10^-3. Predicted: below 2/S_1 the run follows gradient flow to a single path (left);"
    " between 2/S_1 and the balanced threshold {window:.4g} * 2/S_1 no single path is stable, and the run"
    " must stop at a flatter minimum, eta * sharpness <= 2 (middle); above it no minimum is stable and the"
    " pathways become equal and oscillate (right); S_1 and lambda_min are the closed forms of single-path"
    " and balanced sharpness. Measured: gradient descent of modes in float64, sharpness from blocks of the"
    " Hessian, every {every} steps; lines are means of {window_size} records, bands their range. {ends}"
)


def draw(steps: int = STEPS, relative: Sequence[Fraction] = RELATIVE) -> Drawn:
    """Draw it; within `proofs_check.figures.style.style`.

    Args:
        steps: of each run.
        relative: step sizes over the single-path threshold, a column each.

    Returns:
        The figure with its data.
    """
    theory = reference((DEPTH,) * PATHWAYS, TARGET)
    # The target is positive and the depths are equal.
    assert theory is not None
    assert theory.balanced is not None
    start = [(Fraction(1, 1000) * (1 + Fraction(h, 2)),) for h in range(PATHWAYS)]
    figure, panels = new_figure(4.6, 2, len(relative), sharex=True, sharey="row", squeeze=False)
    rows: list[tuple[Any, ...]] = []
    ends = []
    for k, factor in enumerate(relative):
        eta = factor * 2 / theory.single
        run = simulate_modes(FLOAT64, [DEPTH] * PATHWAYS, start, [TARGET], Descent(eta, steps, EVERY))
        flow = _flow(run, start, float(eta))
        _shares(panels[0, k], run, flow)
        _sharpness(panels[1, k], run, float(eta), float(theory.single), float(theory.balanced))
        panels[0, k].set_title(f"$\\eta = {float(factor):g} \\times 2/S_1$")
        rows += _rows(run, float(factor), float(eta), flow)
        ends.append(_end(run, factor, float(eta)))
    panels[0, 0].set_ylabel("share $\\sigma_h$ of the target")
    panels[1, 0].set_ylabel("sharpness $\\lambda_{\\max}$")
    handles = [panels[row, 0].get_legend_handles_labels() for row in (0, 1)]
    figure.legend(
        *([*upper, *lower] for upper, lower in zip(*handles, strict=True)),
        loc="outside lower center",
        ncols=4,
    )
    panels[1, 0].set_ylim(0, 1.5 * float(theory.single))
    for panel in panels[1]:
        panel.set_xlabel("step $t$ (count)")
    window = float(theory.single / theory.balanced)
    header: tuple[str, ...] = (
        "relative_eta",
        "eta",
        "step",
        "share_1",
        "share_2",
        "sharpness",
        "stability_edge",
        "imbalance",
    )
    header += ("flow_share_1", "flow_share_2")
    caption = _CAPTION.format(window=window, every=EVERY, window_size=WINDOW, ends=" ".join(ends))
    return Drawn(figure, header, tuple(rows), caption)


def _flow(run: Simulation, start: Sequence[Sequence[Fraction]], eta: float) -> list[list[float]]:
    # Gradient flow at the clock of the run.
    clock = [eta * t for t in run.times]
    weights = [FLOAT64.root(row[0], DEPTH) for row in start]
    done = flow_modes([DEPTH] * PATHWAYS, weights, float(TARGET), clock[-1], at=clock[:-1])
    return [[float(w) ** DEPTH for w in state] for state in done.states]


def _band(panel: Any, times: Sequence[int], values: Sequence[float], colour: str, **options: Any) -> None:
    # Oscillations would fill the panel: their band is shaded, the mean of some records drawn.
    windows = [values[max(0, k - WINDOW + 1) : k + 1] for k in range(len(values))]
    low, high = ([pick(window) for window in windows] for pick in (min, max))
    panel.fill_between(times, low, high, color=colour, alpha=0.22, linewidth=0)
    panel.plot(times, [sum(window) / len(window) for window in windows], color=colour, **options)


def _shares(panel: Any, run: Simulation, flow: Sequence[Sequence[float]]) -> None:
    for h in range(PATHWAYS):
        values = [float(moment.shares[h][0]) for moment in run.moments]
        _band(panel, run.times, values, COLOURS[h], linestyle=DASHES[h], label=f"$\\sigma_{h + 1}$ measured")
        panel.plot(run.times, [at[h] for at in flow], color="black", linestyle=":", linewidth=1.0)
    panel.plot([], [], color="black", linestyle=":", linewidth=1.0, label="gradient flow")
    panel.margins(x=0.01)


def _sharpness(panel: Any, run: Simulation, eta: float, single: float, balanced: float) -> None:
    values = [moment.sharpness for moment in run.moments]
    _band(panel, run.times, values, COLOURS[2], label="$\\lambda_{\\max}$ measured")
    panel.axhline(2 / eta, color=COLOURS[3], linestyle=DASHES[1], label="stability edge $2/\\eta$")
    panel.axhline(single, color="black", linestyle=(0, (8, 3)), linewidth=0.9, label="$S_1$ (theory)")
    panel.axhline(balanced, color="black", linestyle="-.", linewidth=1.0, label="$\\lambda_{\\min}$ (theory)")
    panel.margins(x=0.01)


def _rows(
    run: Simulation, factor: float, eta: float, flow: Sequence[Sequence[float]]
) -> list[tuple[Any, ...]]:
    return [
        (factor, eta, t, *(float(row[0]) for row in moment.shares), moment.sharpness, 2 / eta, spread[0], *at)
        for t, moment, spread, at in zip(run.times, run.moments, run.imbalance, flow, strict=True)
    ]


def _end(run: Simulation, factor: Fraction, eta: float) -> str:
    last = run.moments[-1]
    shares = [float(row[0]) for row in last.shares]
    spread = imbalance(FLOAT64, [DEPTH] * PATHWAYS, shares)
    kept = "undefined" if spread is None else f"{float(spread):.3g}"
    return (
        f"At {float(factor):g}: {run.ending.value}, shares {shares[0]:.4f} and {shares[1]:.4f},"
        f" imbalance {kept}, eta * sharpness / 2 = {eta * last.sharpness / 2:.4f}."
    )
