"""Where outcomes change along a row of a phase diagram, and where the theory says that they do.

All on one scale: the step size over the single-path stability threshold, `eta S_1 / 2`.

- End of gradient flow: the first run that is not "one winner"; predicted: the closed form of the single-path
  threshold. Where first values are not small the flow's limit is flatter than a single path; the threshold of
  that limit, measured, is next to it.
- End of settling: the last run that settles; predicted: the closed form of the balanced threshold.
- First sign flip: the first run that flips; next to it the worst-case return, measured from the map.

The last two need not meet: the worst-case return is about the worst start, the runs have one start each.
Nor need the second beyond the worst-case return.

Main results: `Measured`, `measured`, `Predicted`, `predicted`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from numerics.flow import FlowOutcome, flow_modes
from numerics.phases import OUTCOMES, QUIET, Outcome, sharpness
from numerics.sweep import Line, LineResult
from numerics.worst_case_return import measure
from theory import Balanced, Sharpness, SinglePath, StabilityThreshold

__all__ = ["Measured", "Predicted", "measured", "predicted", "single_path_sharpness"]

#: More than a picture shows, and soon measured.
DIGITS = 15

#: Of gradient flow; it stops when it rests.
FOREVER = 1e9


@dataclass(frozen=True)
class Measured:
    """Where outcomes change, each the middle between two step sizes that were run; None outside them.

    Attributes:
        leaves_flow: the end of the first run of "one winner".
        last_settled: after the last run that settles, without a flip.
        first_flip: before the first run with a sign flip.
    """

    leaves_flow: float | None
    last_settled: float | None
    first_flip: float | None


@dataclass(frozen=True)
class Predicted:
    """Where theory and the map say that they change.

    Attributes:
        single_path: the threshold of a single-path minimum: 1, by the choice of the scale.
        balanced: the threshold of the balanced minimum, by theory's closed form.
        flow_limit: the threshold where gradient flow ends, both measured; None where it does not settle.
        worst_case_return: measured from the map by numerics.
    """

    single_path: float
    balanced: float
    flow_limit: float | None
    worst_case_return: float


@cache
def single_path_sharpness(depth: int) -> float:
    """Theory's `S_1` of a mode of singular value 1.

    Args:
        depth: `L`.

    Returns:
        Its closed form, in float64.

    Example:
        >>> single_path_sharpness(20)
        20.0
    """
    return float(Sharpness(SinglePath(depth, 1)).doit())


def predicted(line: Line) -> Predicted:
    """The predicted boundaries of a row.

    Args:
        line: its runs, with target 1.

    Returns:
        The boundaries.

    Example:
        >>> row = predicted(Line(depth=4, shares=(1e-3, 2e-3, 3e-3, 4e-3), etas=(0.1,)))
        >>> row.single_path, round(row.balanced, 9), round(row.flow_limit, 3), round(row.worst_case_return, 3)
        (1.0, 2.0, 1.141, 1.989)
    """
    depth, pathways = line.depth, len(line.shares)
    scale = single_path_sharpness(depth) / 2
    single = StabilityThreshold(SinglePath(depth, 1)).doit()
    balanced = StabilityThreshold(Balanced(pathways, depth, 1)).doit()
    danger = float(measure(depth, DIGITS).value)
    limit = _flow_limit(line)
    return Predicted(
        single_path=float(single) * scale,
        balanced=float(balanced) * scale,
        flow_limit=None if limit is None else limit * scale,
        worst_case_return=danger * scale,
    )


def _flow_limit(line: Line) -> float | None:
    # Slopes are of the size of the residual; the sharpness moves by as little.
    flow = flow_modes([line.depth] * len(line.shares), line.start(), 1.0, FOREVER, settle=QUIET)
    if flow.outcome is not FlowOutcome.SETTLED:
        return None
    end = np.asarray(flow.states[-1])[:, None]
    if abs(float((end**line.depth).sum()) - 1) > 1e-3:
        # Near 0 slopes are tiny too.
        return None
    return 2 / float(sharpness(line.depth, end, np.ones(1))[0])


def measured(scaled: Sequence[float], result: LineResult) -> Measured:
    """The measured boundaries of a row.

    Args:
        scaled: `eta S_1 / 2`, increasing.
        result: what came of these step sizes.

    Returns:
        The boundaries.
    """
    outcomes = [OUTCOMES[code] for code in result.outcome]
    settles = [outcome in {Outcome.ONE_WINNER, Outcome.REBALANCED} for outcome in outcomes]
    ends = settles[::-1].index(True) if any(settles) else len(settles)
    return Measured(
        _before_first(scaled, [outcome is not Outcome.ONE_WINNER for outcome in outcomes]),
        _middle(scaled, len(settles) - ends),
        _before_first(scaled, [flip >= 0 for flip in result.first_flip]),
    )


def _before_first(scaled: Sequence[float], there: Sequence[bool]) -> float | None:
    return _middle(scaled, there.index(True)) if any(there) else None


def _middle(scaled: Sequence[float], place: int) -> float | None:
    return (scaled[place - 1] + scaled[place]) / 2 if 0 < place < len(scaled) else None
