"""Figures: the outcome of gradient descent over step size and depth, and over step size and pathways.

Main results: `over_depth`, `over_pathways`.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence

from numerics.sweep import run_line
from proofs_check.figures.phase_diagram import Row, picture
from proofs_check.figures.style import Drawn
from proofs_check.phase_boundaries import measured, predicted
from proofs_check.phase_diagram import Plan, boundaries, title

__all__ = ["over_depth", "over_pathways"]

STEPS, RESOLUTION = 20_000, 121

_CAPTION = (
    "Outcome of gradient descent by {axis} and step size. Predicted (lines): the single-path threshold,"
    " where runs stop following gradient flow, and the balanced threshold, beyond which nothing settles,"
    " are closed forms; the threshold of the flow's limit and the worst-case return are computed from the"
    " flow and from the map. Measured (colours, letters and white marks): {runs} runs of at most {steps}"
    " steps, {title}. The worst-case return is about the worst start, each run has one start, so the first"
    " flip may come later. Largest distance of the last settled run from the balanced threshold where that"
    " is below the worst-case return: {distance}."
)


def over_depth(
    depths: Sequence[int] = tuple(range(3, 41)), resolution: int = RESOLUTION, steps: int = STEPS
) -> Drawn:
    """Two pathways of every depth.

    Args:
        depths: the rows, consecutive.
        resolution: how many step sizes.
        steps: most steps of a run.

    Returns:
        The figure with its boundaries.
    """
    return _drawn(tuple(depths), (2,), resolution, steps)


def over_pathways(
    pathways: Sequence[int] = tuple(range(2, 13)), resolution: int = RESOLUTION, steps: int = STEPS
) -> Drawn:
    """Any number of pathways of depth 20.

    Args:
        pathways: the rows, consecutive.
        resolution: how many step sizes.
        steps: most steps of a run.

    Returns:
        The figure with its boundaries.
    """
    return _drawn((20,), tuple(pathways), resolution, steps)


def _drawn(depths: tuple[int, ...], pathways: tuple[int, ...], resolution: int, steps: int) -> Drawn:
    plan = Plan.of(
        Namespace(
            depths=depths,
            pathways=pathways,
            between=(0.5, 3.5),
            resolution=resolution,
            initial=1e-3,
            spread=0.0,
            seed=0,
            steps=steps,
        )
    )
    results = [run_line(line) for line in plan.lines]
    found = [measured(plan.scaled, result) for result in results]
    theirs = [predicted(line) for line in plan.lines]
    rows = [
        Row(depth if plan.over_depth else count, result.outcome, mine, other)
        for (depth, count), result, mine, other in zip(plan.rows, results, found, theirs, strict=True)
    ]
    figure = picture(rows, plan.scaled, title(plan), plan.over_depth)
    header, *data = boundaries(plan, found, theirs)
    gaps = [
        abs(mine.last_settled - other.balanced)
        for mine, other in zip(found, theirs, strict=True)
        if mine.last_settled is not None and other.balanced < other.worst_case_return
    ]
    caption = _CAPTION.format(
        axis="depth" if plan.over_depth else "number of pathways",
        runs=len(rows) * resolution,
        steps=steps,
        title=title(plan),
        distance=f"{max(gaps):.3g}" if gaps else "none",
    )
    return Drawn(figure, tuple(map(str, header)), tuple(map(tuple, data)), caption)
