"""Gradient flow beside a run, at the clock of the run: the sum of its step sizes, over 1 - momentum."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from proofs_check.figures.simulate import FlowOverlay, size

if TYPE_CHECKING:
    from proofs_check.simulation_setting import Setting

__all__ = ["flow_beside"]


def flow_beside(setting: Setting, times: Sequence[int]) -> tuple[FlowOverlay | None, str]:
    """Gradient flow of every mode of a linear network, in float64.

    Args:
        setting: the run.
        times: its recorded steps.

    Returns:
        The flow, or None and why.
    """
    from numerics.flow import FlowOutcome, flow_modes
    from numerics.matrices import FLOAT64
    from numerics.observation import imbalance

    clock = _clock(setting, times)
    if not 0 < clock[-1] < float("inf"):
        return None, ""
    columns = []
    for i, target in enumerate(setting.targets):
        start = [
            FLOAT64.root(row[i], depth) for row, depth in zip(setting.initial, setting.depths, strict=True)
        ]
        done = flow_modes(setting.depths, start, float(target), clock[-1], at=clock[:-1])
        if done.outcome is FlowOutcome.BUDGET_SPENT:
            done = flow_modes(setting.depths, start, float(target), clock[-1], at=clock[:-1], method="LSODA")
        if done.outcome not in {FlowOutcome.TIME_REACHED, FlowOutcome.SETTLED}:
            return None, f"gradient flow is not drawn: mode {i + 1} ended with: {done.outcome.value}"
        # Settled means at rest from the start, and is one state.
        columns.append(done.states if len(done.states) == len(clock) else [done.states[-1]] * len(clock))
    shares = [
        [[float(column[k][h] ** depth) for column in columns] for h, depth in enumerate(setting.depths)]
        for k, _ in enumerate(clock)
    ]
    spreads = [
        [imbalance(FLOAT64, setting.depths, [row[i] for row in at]) for i in range(len(columns))]
        for at in shares
    ]
    return FlowOverlay(times, shares, spreads), ""


def _clock(setting: Setting, times: Sequence[int]) -> list[float]:
    # The time of flow at each of the recorded steps.
    schedule = setting.how.schedule
    settled = 0 if schedule is None else schedule.settled_at
    slow, full = 1 - float(setting.how.momentum), float(setting.how.eta)
    clock, at, total = [], 0, 0.0
    for t in times:
        while at < min(t, settled):
            total += size(setting, at)
            at += 1
        total += (t - at) * full
        at = t
        clock.append(total / slow)
    return clock
