"""Derivations as data: steps that somebody else checks.

A `Derivation` is a list of `Step`: a claim, the name of the rule it follows by, the earlier steps it
uses and the values it hands to the rule.  Nothing here judges a step; that is the business of `proofs_check`.
`Derivation.of` makes one that is written down when its steps are first asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from theory.errors import StatementError

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

    @classmethod
    def of(cls, claim: Any, write: Callable[[Any], Derivation]) -> Derivation:
        """The derivation of a claim, which `write` writes down when its steps are first asked for.

        Args:
            claim: a proposition.
            write: takes it and returns the derivation.

        Returns:
            A derivation like any other; asking for its steps raises `StatementError` if `write` does not
            return a derivation.

        Example:
            >>> late = Derivation.of(True, lambda claim: Derivation((Step("one", claim, "assume"),)))
            >>> late.steps[0].claim
            True
        """
        # Writing all the built-in ones down takes a good part of a second, and most commands need none.
        made = object.__new__(cls)
        object.__setattr__(made, "_late", (claim, write))
        return made

    @property
    def writer(self) -> Callable[[Any], Derivation] | None:
        """What writes the steps down when they are first asked for, if they were not given."""
        late = self.__dict__.get("_late")
        return None if late is None else late[1]

    def __getattr__(self, name: str) -> Any:
        """The steps, once they are asked for."""
        late = self.__dict__.get("_late")
        if name != "steps" or late is None:
            raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")
        claim, write = late
        written = write(claim)
        if not isinstance(written, Derivation):
            remedy = "return a Derivation, see theory.derivation"
            raise StatementError("derivation", "must write down a Derivation", repr(written), remedy)
        object.__setattr__(self, "steps", written.steps)
        return written.steps

    def __reduce__(self) -> Any:
        """Pickle who writes it where possible: SymPy would read ``x >= 0`` as true for ``x > 0``."""
        late = self.__dict__.get("_late")
        return (Derivation, (self.steps,)) if late is None else (Derivation.of, late)
