"""Derivations as data: steps that somebody else checks.

A `Derivation` is a list of `Step`: a claim, the name of the rule it follows by, the earlier steps it
uses and the values it hands to the rule.  Nothing here judges a step; that is the business of `proofs_check`.
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
        using: values that the rule asks for: a multiplier, an exponent, the value of an index.
        note: why, in words a reader of a paper would expect.
    """

    name: str
    claim: Any
    rule: str
    uses: tuple[str, ...] = ()
    using: tuple[Any, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Derivation:
    """Steps in order; the last is the conclusion.

    Attributes:
        steps: the steps.
    """

    steps: tuple[Step, ...]
