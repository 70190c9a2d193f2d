"""The command ``sharpath phase-diagram``: many runs, their outcomes as a picture, and both as tables.

Into the folder go the picture, `cells.csv` (every run), `boundaries.csv` (every row's boundaries, measured
and predicted) and the finished lines, from which the same command continues.

Main results: `phase_diagram` (the command), `Plan`.
"""

from __future__ import annotations

import csv
import io
import math
from argparse import Namespace
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from numerics.phases import OUTCOMES
from numerics.sweep import Line, LineResult
from proofs_check.figures.phase_diagram import Row, draw
from proofs_check.files import Unusable, write_atomically
from proofs_check.phase_boundaries import Measured, Predicted, measured, predicted, single_path_sharpness
from proofs_check.report.progress import progress
from proofs_check.report.stream import say
from proofs_check.sweep_backends import run_lines
from proofs_check.sweep_store import Store

__all__ = ["Plan", "boundaries", "phase_diagram", "title"]


@dataclass(frozen=True)
class Plan:
    """What is run.

    Attributes:
        rows: depth and number of pathways of every row; one of the two is the same in all.
        scaled: step sizes over the single-path threshold, increasing.
        lines: the runs of every row.
    """

    rows: tuple[tuple[int, int], ...]
    scaled: tuple[float, ...]
    lines: tuple[Line, ...]

    @property
    def over_depth(self) -> bool:
        """Whether rows differ in depth, not in the number of pathways."""
        return len({pathways for _, pathways in self.rows}) == 1

    @classmethod
    def of(cls, arguments: Namespace) -> Plan:
        """Read the plan from the command line.

        Args:
            arguments: the command's.

        Returns:
            The plan.

        Raises:
            Unusable: both depth and number of pathways are ranges, or a start is out of range.
        """
        pathways = arguments.pathways or (2,)
        depths = arguments.depths or (tuple(range(3, 41)) if len(pathways) == 1 else (20,))
        if len(depths) > 1 and len(pathways) > 1:
            raise Unusable(
                "--depths and --pathways", "both are ranges, and a picture has one vertical axis", "fix one"
            )
        low, high = arguments.between
        scaled = tuple(np.linspace(low, high, arguments.resolution).tolist())
        rows = tuple((depth, count) for depth in depths for count in pathways)
        try:
            lines = tuple(_line(depth, count, scaled, arguments) for depth, count in rows)
        except ValueError as error:
            raise Unusable("the runs", str(error), "see sharpath phase-diagram --help") from None
        return cls(rows, scaled, lines)


def _line(depth: int, pathways: int, scaled: Sequence[float], arguments: Namespace) -> Line:
    unit = 2 / single_path_sharpness(depth)
    return Line(
        depth=depth,
        shares=tuple(arguments.initial * (1 + h / 2) for h in range(pathways)),
        etas=tuple(unit * x for x in scaled),
        steps=arguments.steps,
        spread=arguments.spread,
        seed=arguments.seed,
    )


def phase_diagram(arguments: Namespace) -> int:
    """Run what is missing; write tables and picture.

    Args:
        arguments: the command's.

    Returns:
        0. What is unusable raises `Unusable`.
    """
    plan = Plan.of(arguments)
    store = Store(arguments.output, plan.lines, force=arguments.force)
    missing = store.missing()
    with progress(len(missing), "running") as tick:
        for line, result in run_lines(
            missing, jobs=arguments.jobs, backend=arguments.backend, scheduler=arguments.scheduler
        ):
            store.save(line, result)
            tick(line)
    results = [_stored(store, line) for line in plan.lines]
    found = [measured(plan.scaled, result) for result in results]
    theirs = [predicted(line) for line in plan.lines]
    rows = [
        Row(depth if plan.over_depth else pathways, result.outcome, mine, other)
        for (depth, pathways), result, mine, other in zip(plan.rows, results, found, theirs, strict=True)
    ]
    pictures = draw(rows, plan.scaled, title(plan), plan.over_depth, arguments.formats)
    files: dict[str, str | bytes] = {
        "cells.csv": _table(_cells(plan, results)),
        "boundaries.csv": _table(boundaries(plan, found, theirs)),
        **{f"phase-diagram.{name}": picture for name, picture in pictures.items()},
    }
    for name, content in files.items():
        write_atomically(str(store.folder / name), content)
    say(_summary(results, store.folder, files), colour=False)
    return 0


def _stored(store: Store, line: Line) -> LineResult:
    result = store.load(line)
    if result is None:
        raise Unusable(
            str(store.path(line)), "was removed or changed meanwhile", "run the same command again"
        )
    return result


def title(plan: Plan) -> str:
    """One line above the picture.

    Args:
        plan: what is run.

    Returns:
        What is the same in all rows.
    """
    (depth, pathways), line = plan.rows[0], plan.lines[0]
    fixed = f"H = {pathways}" if plan.over_depth else f"L = {depth}"
    drawn = f", spread {line.spread:g}, seed {line.seed}" if line.spread else ""
    return f"{fixed}, s = 1, first shares {line.shares[0]:g} (1 + h/2){drawn}, {line.steps} steps"


def _table(rows: Iterable[Sequence[Any]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _number(value: float | None) -> str:
    # What is not defined is left empty; what exceeds float64 is inf.
    return "" if value is None or math.isnan(value) else repr(float(value))


def _cells(plan: Plan, results: Sequence[LineResult]) -> Iterable[Sequence[Any]]:
    most = max(pathways for _, pathways in plan.rows)
    yield [
        *("depth", "pathways", "eta", "scaled_eta", "outcome", "steps", "settled", "first_flip"),
        *("edge", "imbalance", "kept_lead", "period"),
        *(f"share_{h + 1}" for h in range(most)),
    ]
    for (depth, pathways), line, result in zip(plan.rows, plan.lines, results, strict=True):
        for k, scaled in enumerate(plan.scaled):
            yield [
                *(depth, pathways, _number(line.etas[k]), _number(scaled)),
                *(OUTCOMES[result.outcome[k]].value, result.steps[k]),
                *("" if step < 0 else step for step in (result.settled[k], result.first_flip[k])),
                *(_number(row[k]) for row in (result.edge, result.imbalance, result.kept)),
                result.period[k] or "",
                *(_number(share) for share in result.shares[:, k]),
                *[""] * (most - pathways),
            ]


def boundaries(plan: Plan, found: Sequence[Measured], theirs: Sequence[Predicted]) -> Iterable[Sequence[Any]]:
    """The table of boundaries.

    Args:
        plan: what is run.
        found: measured boundaries of every row.
        theirs: predicted ones.

    Yields:
        The header, then a row for each.
    """
    yield [
        *("depth", "pathways", "leaves_flow", "last_settled", "first_flip"),
        *(
            "single_path_threshold",
            "balanced_threshold",
            "threshold_of_the_flow_limit",
            "worst_case_return_of_the_map",
        ),
    ]
    for row, mine, other in zip(plan.rows, found, theirs, strict=True):
        yield [
            *row,
            *map(_number, (mine.leaves_flow, mine.last_settled, mine.first_flip)),
            *map(_number, (other.single_path, other.balanced, other.flow_limit, other.worst_case_return)),
        ]


def _summary(results: Sequence[LineResult], folder: Path, files: Iterable[str]) -> str:
    codes = np.concatenate([result.outcome for result in results])
    counts = np.bincount(codes, minlength=len(OUTCOMES))
    width = max(len(outcome.value) for outcome in OUTCOMES)
    lines = [
        f"{outcome.value:<{width}}  {count:>9}  {count / codes.size:6.1%}"
        for outcome, count in zip(OUTCOMES, counts, strict=True)
    ]
    return "\n".join([*lines, f"{folder}: {', '.join(files)}"])
