"""Figure: two pathways of tanh layers beside two linear ones, at the same step sizes.

Empirical: no theorem covers the tanh network.

Main result: `draw`.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from numerics.matrices import FLOAT64
from numerics.network_simulation import simulate_tanh
from numerics.observation import Descent, Simulation
from numerics.simulation import simulate_modes
from proofs_check.figures.style import COLOURS, GREY, MARKS, Drawn, new_figure
from proofs_check.simulation_setting import reference

__all__ = ["draw"]

PATHWAYS, DEPTH, TARGET = 2, 5, Fraction(1, 100)
#: Step sizes over the linear single-path threshold.
RELATIVE = tuple(Fraction(k, 20) for k in range(10, 33))
#: Nine times an odd number: two records after each other are of both phases of an oscillation of period 2.
STEPS = 6003
INPUTS, SEED = 32, 0
#: Pathways count as equal if their shares differ by less than this part of the target.
EQUAL = 0.01

_CAPTION = (
    "Empirical: two pathways of 5 tanh layers (marks) and of 5 linear layers (lines), trained on the"
    " linear target s* = 0.01 from the same shares, 10^-3 s* and 1.5 * 10^-3 s*. Predicted, for the linear"
    " network only: one winner below 2/S_1, equal pathways from the balanced threshold on, at"
    " {balanced:.4g} (vertical lines). Measured: shares after {steps} steps (dots: after a third of them;"
    " where the two differ the run still moves); a tanh pathway's share is its part of the best linear fit"
    " on {inputs} whitened inputs. The shares are equal to 1 % from {linear} on for the linear network and"
    " from {tanh} on for tanh; that change comes at a smaller step here, and more slowly. No statement"
    " covers the tanh network."
)


def draw(relative: Sequence[Fraction] = RELATIVE, steps: int = STEPS) -> Drawn:
    """Draw it; within `proofs_check.figures.style.style`.

    Args:
        relative: step sizes over the single-path threshold of the linear network, increasing.
        steps: of each run.

    Returns:
        The figure with its data.
    """
    theory = reference((DEPTH,) * PATHWAYS, TARGET)
    # The target is positive and the depths are equal.
    assert theory is not None
    assert theory.balanced is not None
    rows = []
    for factor in relative:
        eta = factor * 2 / theory.single
        (early, tanh), (_, linear) = (_shares(network, eta, steps) for network in ("tanh", "linear"))
        rows.append((float(factor), float(eta), *tanh, *linear, *early))
    figure, panel = new_figure(3.6)
    places = [row[0] for row in rows]
    for h, name in ((0, "smaller first share"), (1, "larger first share")):
        panel.plot(places, [row[4 + h] for row in rows], color=COLOURS[h], label=f"linear, {name}")
        panel.plot(
            places,
            [row[2 + h] for row in rows],
            MARKS[h],
            color=COLOURS[h],
            markerfacecolor="white",
            label=f"tanh, {name}",
        )
        panel.plot(places, [row[6 + h] for row in rows], ".", color=COLOURS[h], markersize=3)
    panel.plot([], [], ".", color="black", markersize=3, label="tanh, after a third of the steps")
    balanced = float(theory.single / theory.balanced)
    for place, name in ((1.0, "$2/S_1$"), (balanced, "$2/\\lambda_{\\min}$")):
        panel.axvline(place, color=GREY, linewidth=0.9, linestyle=":")
        panel.annotate(name, (place, 1.28), (3, 0), textcoords="offset points", fontsize=8)
    panel.set_ylim(-0.03, 1.35)
    panel.set_xlabel("step size over the linear single-path threshold,  $\\eta S_1/2$")
    panel.set_ylabel("final share $\\sigma_h/s^*$")
    panel.set_title("empirical: tanh network beside the linear one, $H = 2$, $L = 5$")
    figure.legend(loc="outside lower center", ncols=2)
    caption = _CAPTION.format(
        balanced=balanced, steps=steps, inputs=INPUTS, linear=_first(rows, 4), tanh=_first(rows, 2)
    )
    names: tuple[str, ...] = ("tanh_share_1", "tanh_share_2", "linear_share_1", "linear_share_2")
    names += ("tanh_share_1_early", "tanh_share_2_early")
    return Drawn(figure, ("relative_eta", "eta", *names), tuple(rows), caption)


def _shares(network: str, eta: Fraction, steps: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """After a third of the steps, and after all."""
    moments = _run(network, Descent(eta, steps, steps // 9)).moments
    found = []
    for last in (moments[2:4], moments[8:10]):
        means = (sum(float(moment.shares[h][0]) for moment in last) / len(last) for h in range(PATHWAYS))
        found.append(tuple(mean / float(TARGET) for mean in means))
    return found[0], found[1]


def _run(network: str, how: Descent) -> Simulation:
    depths = (DEPTH,) * PATHWAYS
    start = tuple((TARGET / 1000 * (1 + Fraction(h, 2)),) for h in range(PATHWAYS))
    if network == "tanh":
        return simulate_tanh(depths, start, (TARGET,), how, inputs=INPUTS, seed=SEED)
    return simulate_modes(FLOAT64, depths, start, (TARGET,), how)


def _first(rows: Sequence[Sequence[Any]], column: int) -> str:
    """The first step size from which on the two shares stay equal."""
    equal = [abs(row[column] - row[column + 1]) < EQUAL for row in rows]
    if not equal[-1]:
        return "no step size shown"
    return f"{rows[len(equal) - equal[::-1].index(False)][0]:g}" if False in equal else f"{rows[0][0]:g}"
