"""Derivations as data: steps that somebody else checks.

A `Derivation` is a list of `Step`: a claim, the name of the rule it follows by, and the earlier steps it
uses.  Nothing here judges a step; that is the business of `proofs_check`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ["Derivation", "Step"]


@dataclass(frozen=True)
class Step:
    """One step of a derivation.

    Attributes:
        name: what later steps call it.
        claim: a SymPy relation.
        rule: the name of the rule by which it follows.
        uses: the names of the earlier steps it needs.
        note: why, in words a reader of a paper would expect.
    """

    name: str
    claim: Any
    rule: str
    uses: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Derivation:
    """Steps in order; the last is the conclusion.

    Attributes:
        steps: the steps.
        assumptions: relations that hold throughout.
    """

    steps: tuple[Step, ...]
    assumptions: tuple[Any, ...] = ()
