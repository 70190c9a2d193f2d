"""What a row of the table is: our call, the peers' calls for the same work, and the wanted ratio.

A row is prepared on demand, so that one row can be run without the rest and a peer that is not installed is
found out when it is needed. Every contest also says whether both sides came to the same answer: a fast wrong
answer is no result.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


class NotInstalledError(Exception):
    """A peer, or something of ours that is not written yet, cannot be imported."""


@dataclass(frozen=True)
class Call:
    """Something to be timed.

    Attributes:
        run: Does the work and returns the answer.
        work: How much of the common unit it does: times are divided by it.
        version: Of the library that does it.
    """

    run: Callable[[], Any]
    work: float = 1.0
    version: str = ""


@dataclass(frozen=True)
class Contest:
    """One row, ready to run.

    Attributes:
        ours: Our call.
        peers: The peers' calls by name; the fastest of them is the one that counts.
        deviation: How far our answer is from a peer's.
        allowed: The largest deviation that counts as the same answer.
        missing: Peers that are not installed.
        note: What else should be known.
    """

    ours: Call
    peers: Mapping[str, Call]
    deviation: Callable[[Any, Any], float]
    allowed: float
    missing: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Fact:
    """A number that is measured once: bits lost, say.

    Attributes:
        value: The number.
        note: How it came about.
    """

    value: float
    note: str = ""


@dataclass(frozen=True)
class Row:
    """A row of the table.

    Attributes:
        name: For `--row`.
        title: What is computed.
        size: `H`, `L`, `d` as far as they apply.
        digits: Decimal digits of the arithmetic.
        regime: Which part of parameter space.
        target: What is wanted of the ratio (peer's time over ours), or of the fact.
        at_most: Whether the target is an upper bound.
        prepare: Makes the contest, or measures the fact; takes `tiny`, for trying out the benchmark itself.
        rounds: How often everything is timed.
    """

    name: str
    title: str
    size: Mapping[str, int | str]
    digits: int
    regime: str
    target: float | None
    prepare: Callable[[bool], Contest | Fact]
    at_most: bool = False
    rounds: int = 7


@dataclass(frozen=True)
class Measured:
    """A row with its result; what the JSON file holds.

    Attributes:
        row: The row.
        status: "measured", "peer not installed" or "not available".
        peer: The fastest peer, and its version.
        ours: Our median, in seconds per unit of work.
        theirs: The fastest peer's.
        value: The ratio, or the fact.
        agrees: Whether both sides gave the same answer.
        deviation: How far apart the answers are.
        note: What else should be known.
        others: Medians of the other peers.
        tiny: Whether sizes were tiny: then the target says nothing.
    """

    row: Row
    status: str
    peer: str = ""
    peer_version: str = ""
    ours: float | None = None
    theirs: float | None = None
    value: float | None = None
    agrees: bool | None = None
    deviation: float | None = None
    note: str = ""
    others: Mapping[str, float] = field(default_factory=dict)
    tiny: bool = False

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None where there is none, or where the answers differ."""
        if self.tiny or self.value is None or self.row.target is None or self.agrees is False:
            return None
        return self.value <= self.row.target if self.row.at_most else self.value >= self.row.target
