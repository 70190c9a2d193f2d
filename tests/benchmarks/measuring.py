"""From a row to its result."""

from collections.abc import Callable
from dataclasses import replace

from tests.benchmarks.rows import Contest, Fact, Measured, NotInstalledError, Row
from tests.benchmarks.timing import SHORTEST, interleaved

OURS = "ours"


def measured(
    row: Row,
    *,
    rounds: int | None = None,
    tiny: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> Measured:
    """Prepare a row, time it, compare the answers."""
    progress("preparing")
    try:
        prepared = row.prepare(tiny)
    except NotInstalledError as missing:
        return Measured(row, "not available", note=str(missing))
    if isinstance(prepared, Fact):
        return Measured(row, "measured", value=prepared.value, note=prepared.note, tiny=tiny)
    return _contest(row, prepared, rounds or row.rounds, tiny, progress)


def _contest(
    row: Row, contest: Contest, rounds: int, tiny: bool, progress: Callable[[str], None]
) -> Measured:
    calls = {OURS: contest.ours, **contest.peers}
    times, answers = interleaved(
        {name: call.run for name, call in calls.items()},
        rounds,
        0.0 if tiny else SHORTEST,
        lambda turn: progress(f"round {turn + 1} of {rounds}"),
    )
    units = {name: times[name] / call.work for name, call in calls.items()}
    missing = ", ".join(contest.missing)
    note = "; ".join(part for part in (contest.note, missing and f"not installed: {missing}") if part)
    result = Measured(row, "peer not installed", ours=units[OURS], note=note, tiny=tiny)
    if not contest.peers:
        return replace(result, peer=missing)
    best = min(contest.peers, key=lambda name: units[name])
    deviations = {name: contest.deviation(answers[OURS], answers[name]) for name in contest.peers}
    wrong = [f"{name} is off by {far:.1e}" for name, far in deviations.items() if not far <= contest.allowed]
    return replace(
        result,
        status="measured",
        peer=best,
        peer_version=contest.peers[best].version,
        theirs=units[best],
        value=units[best] / units[OURS],
        agrees=deviations[best] <= contest.allowed,
        deviation=deviations[best],
        note="; ".join(part for part in (note, *wrong) if part),
        others={name: units[name] for name in contest.peers if name != best},
    )
