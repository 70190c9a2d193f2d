"""What the definition of a quantity lets conclude from facts about arbitrary numbers, as data.

Some quantities speak of whole runs: where gradient flow ends, which steps of gradient descent are safe from
all starts.  No proposition about one point says that.  An `Inference` does: its premises, shown for numbers
of which nothing else is known, and its conclusion.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ["Inference"]


@dataclass(frozen=True)
class Inference:
    """A conclusion, and what it follows from.

    Attributes:
        conclusion: a proposition.
        premises: each proposition that has to be shown, with the hypotheses that may be used for it.
        names: symbols or families that stand for arbitrary positive numbers in the premises, each with the
            terms that do not depend on it.
        hypotheses: what the conclusion needs besides.
    """

    conclusion: Any
    premises: tuple[tuple[Any, tuple[Any, ...]], ...]
    names: tuple[tuple[Any, tuple[Any, ...]], ...]
    hypotheses: tuple[Any, ...]
