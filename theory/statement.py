"""`Statement`: a claim with its hypotheses, under a permanent id.  A frozen value, no logic about evidence.

What a statement may say is checked when it is made (`theory.validation`), so that a mistake is reported at
the line that made it.  `collecting` gathers the statements that a theorem file makes.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

from sympy.logic.boolalg import Boolean

from theory.derivation import Derivation
from theory.display import statement_html, statement_latex
from theory.errors import StatementError
from theory.quantity import Quantity
from theory.validation import check_names, check_proposition, parameters

__all__ = ["GRADES", "Statement", "StatementError", "collecting"]

#: What a verdict may be, from worst to best among those that pass, and so what `expect` may say.
GRADES = ("REFUTED", "ERROR", "VACUOUS", "UNDECIDED", "SUPPORTED", "CERTIFIED", "PROVED")

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]*")


@dataclass(frozen=True)
class Statement:
    """A claim under hypotheses.

    Args:
        id: permanent, unique in its file: letters, digits, ``- _ . +``.
        claim: what is said: a SymPy relation, or And/Or/Not/Implies/Equivalent/Xor of relations and of
            the propositions in `theory.predicates`.
        given: hypotheses, propositions like the claim.
        title: one line for people.
        source: where it comes from.
        expect: the verdict this statement is known to get; turns it into a regression test.
        derivation: the steps that prove it, or a function that takes the claim and returns them.
        related: ids of statements to read next.
        remarks: paragraphs for the reader, parted by empty lines: what it means, when equality holds, what
            fails without a hypothesis, what evidence is missing and why.

    Raises:
        StatementError: an argument breaks a rule; the message names argument, rule and remedy.

    Example:
        >>> from sympy import Ge, symbols
        >>> from theory import Sharpness, SinglePath
        >>> L = symbols("L", integer=True, positive=True)
        >>> Statement("at-least-depth", Ge(Sharpness(SinglePath(L, 1)), L), given=[L >= 2]).id
        'at-least-depth'
    """

    id: str
    claim: Any
    given: Any = ()
    title: str = field(default="", kw_only=True)
    source: str = field(default="", kw_only=True)
    expect: str | None = field(default=None, kw_only=True)
    derivation: Any = field(default=None, kw_only=True)
    related: Any = field(default=(), kw_only=True)
    remarks: str = field(default="", kw_only=True)
    location: str = field(default="", init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Check everything and report to `collecting`."""
        if not isinstance(self.id, str) or not _ID.fullmatch(self.id):
            remedy = 'write "my-theorem", say'
            raise StatementError("id", "must be a word of letters, digits, - _ . +", repr(self.id), remedy)
        for name in ("given", "related"):
            object.__setattr__(self, name, self._tuple(name))
        self._check("title", "a string", isinstance(self.title, str), "put it in quotes")
        self._check("source", "a string", isinstance(self.source, str), "put it in quotes")
        self._check("remarks", "a string", isinstance(self.remarks, str), "put it in quotes")
        self._check(
            "expect", "a verdict", self.expect in (None, *GRADES), "write one of " + ", ".join(GRADES)
        )
        if callable(self.derivation):
            object.__setattr__(self, "derivation", Derivation.of(self.claim, self.derivation))
        derivation_fits = self.derivation is None or isinstance(self.derivation, Derivation)
        required = "a Derivation, or a function that takes the claim and returns one"
        self._check("derivation", required, derivation_fits, "see theory.derivation")
        check_proposition(f"statement {self.id}: claim", self.claim)
        for k, hypothesis in enumerate(self.given, 1):
            check_proposition(f"statement {self.id}: given[{k}]", hypothesis)
        check_names(f"statement {self.id}", (self.claim, *self.given))
        _report(self)

    @property
    def understood(self) -> tuple[Any, ...]:
        """Hypotheses not in `given` that the claim needs to mean anything (`Quantity.hypotheses`)."""
        parts = (self.claim, *self.given)
        quantities = sorted({q for p in parts for q in p.atoms(Quantity)}, key=lambda q: q.sort_key())
        mine = set(self.parameters)
        found = {h: None for q in quantities for h in q.hypotheses if h not in self.given}
        # A quantity under a limit or a sum may speak of the bound variable: nothing to be understood there.
        return tuple(h for h in found if set(parameters(h)) <= mine)

    @property
    def hypotheses(self) -> tuple[Any, ...]:
        """`given`, then `understood`."""
        return self.given + self.understood

    @property
    def parameters(self) -> tuple[Any, ...]:
        """The free symbols and indexed bases of claim and hypotheses, sorted by name."""
        return parameters(self.claim, *self.given)

    def _repr_latex_(self) -> str:
        """Claim and hypotheses for a notebook."""
        return statement_latex(self)

    def _repr_html_(self) -> str:
        """Id, title, hypotheses and claim for a notebook."""
        return statement_html(self)

    def _check(self, argument: str, required: str, holds: bool, remedy: str) -> None:
        if not holds:
            given = repr(getattr(self, argument))
            raise StatementError(f"statement {self.id}: {argument}", f"must be {required}", given, remedy)

    def _tuple(self, argument: str) -> tuple[Any, ...]:
        value = getattr(self, argument)
        if isinstance(value, Boolean | bool) or (argument == "related" and isinstance(value, str)):
            return (value,)
        self._check(argument, "a list", isinstance(value, Iterable) and not isinstance(value, str), "use [ ]")
        return tuple(value)


_collector: ContextVar[tuple[str, list[Statement]] | None] = ContextVar("collector", default=None)


@contextmanager
def collecting(path: str) -> Iterator[list[Statement]]:
    """Gather the statements that the file at `path` makes while the block runs.

    Args:
        path: the file name that its code objects carry.

    Yields:
        A list that grows.  Statements made by modules that the file imports are not in it.
    """
    found: list[Statement] = []
    token = _collector.set((path, found))
    try:
        yield found
    finally:
        _collector.reset(token)


def _report(statement: Statement) -> None:
    collector = _collector.get()
    if collector is None:
        return
    path, found = collector
    line = _line_in(path)
    if line is None:
        return
    object.__setattr__(statement, "location", f"{path}:{line}")
    earlier = next((other for other in found if other.id == statement.id), None)
    if earlier is not None:
        raise StatementError(
            f"id {statement.id!r}",
            "must be unique in its file",
            f"a second one (the first is at line {earlier.location.rpartition(':')[2]})",
            "give one of them another id",
        )
    found.append(statement)


def _line_in(path: str) -> int | None:
    """The innermost line of `path` on the stack, unless another module is being imported in between."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if frame.f_code.co_filename == path:
            return frame.f_lineno
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return None
        frame = frame.f_back
    return None
