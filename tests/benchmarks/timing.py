"""Medians of interleaved timings.

In every round each call is timed once, in turn, so that what slows the machine down slows all of them. A call
that is too short for the clock is repeated within its turn.
"""

import gc
import statistics
from collections.abc import Callable, Mapping
from time import perf_counter
from typing import Any

SHORTEST = 0.02
"""Seconds that one turn takes at least."""

LONG = 1.0
"""Seconds after which a first call is not repeated to see how long it takes once it is warm."""


def interleaved(
    calls: Mapping[str, Callable[[], Any]],
    rounds: int,
    shortest: float = SHORTEST,
    progress: Callable[[int], None] = lambda _: None,
) -> tuple[dict[str, float], dict[str, Any]]:
    """Median seconds per call, and the answers of the first, untimed turn, which also compiles."""
    answers, repeats = {}, {}
    for name, call in calls.items():
        began = perf_counter()
        answers[name] = call()
        if perf_counter() - began < LONG:  # else once is enough
            began = perf_counter()
            call()
        repeats[name] = max(1, round(shortest / max(perf_counter() - began, 1e-9)))
    times: dict[str, list[float]] = {name: [] for name in calls}
    for turn in range(rounds):
        progress(turn)
        for name, call in calls.items():
            gc.collect()
            gc.disable()
            try:
                began = perf_counter()
                for _ in range(repeats[name]):
                    call()
                times[name].append((perf_counter() - began) / repeats[name])
            finally:
                gc.enable()
    return {name: statistics.median(values) for name, values in times.items()}, answers
