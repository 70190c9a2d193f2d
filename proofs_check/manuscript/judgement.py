"""One marked equation: does it say what was verified?

Main results: `judge_equation`, `Judged`, `Verdict`.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sympy as sp
from sympy.logic.boolalg import Boolean

from proofs_check.decide import Decider
from proofs_check.domain import Domain
from proofs_check.evidence.instances import attack
from proofs_check.kernel.terms import conjuncts
from proofs_check.latex.parser import parse_tokens
from proofs_check.latex.tex import Macro, Tok, Unreadable
from proofs_check.manuscript.sameness import Comparison
from proofs_check.manuscript.setting import hypotheses_of, notation_for
from proofs_check.outcome import Truth
from proofs_check.result import Options
from proofs_check.witness import describe, value_text
from theory import Statement, StatementError

if TYPE_CHECKING:
    from proofs_check.manuscript.marks import Marked

__all__ = ["Judged", "Verdict", "judge_equation", "own_statement"]

#: At how many admissible points two propositions are compared.
COMPARED = 24


class Verdict(enum.StrEnum):
    """What is said of an equation."""

    MATCHES = "MATCHES"  #: it says what the statement says, or a part of it
    DIFFERS = "DIFFERS"  #: it does not, and a value shows it
    UNDECIDED = "UNDECIDED"  #: neither was shown
    UNREADABLE = "UNREADABLE"  #: it cannot be read
    JUDGED = "JUDGED"  #: it names no statement and was judged by itself


@dataclass(frozen=True)
class Judged:
    """The verdict on one marked equation.

    Attributes:
        verdict: the verdict.
        line: where the equation begins; for what cannot be read, where reading stopped.
        id: the statement that it names, or the name under which it was judged.
        words: what the verdict rests on, or how the two differ.
        witness: exact values by name, where it differs.
    """

    verdict: Verdict
    line: int
    id: str
    words: str
    witness: Mapping[str, str] = field(default_factory=dict)


def judge_equation(
    marked: Marked, statement: Statement, macros: Mapping[str, Macro], options: Options
) -> Judged:
    """Compare a marked equation with the statement that it names.

    Args:
        marked: the equation.
        statement: the statement.
        macros: those of the manuscript.
        options: digits, seed and effort.

    Returns:
        The verdict.
    """
    try:
        claim, given = _read(marked, statement, macros)
        pair = Statement(
            statement.id,
            sp.Or(claim, statement.claim, evaluate=False),
            given=statement.given if given is None else given,
        )
    except Unreadable as error:
        return unreadable(marked, error)
    except StatementError as error:
        return Judged(Verdict.UNREADABLE, _line(marked), marked.id, str(error))
    return _Judge(marked, statement, claim, given, pair, options).verdict()


def unreadable(marked: Marked, error: Unreadable) -> Judged:
    """The verdict on an equation that cannot be read."""
    return Judged(Verdict.UNREADABLE, error.tok.line, marked.id, str(error))


def own_statement(marked: Marked, macros: Mapping[str, Macro]) -> Statement:
    """A marked equation as a statement of its own.

    Args:
        marked: the equation.
        macros: those of the manuscript.

    Returns:
        The statement.

    Raises:
        Unreadable: it cannot be read, or breaks a rule of statements.
    """
    claim, given = _read(marked, None, macros)
    name = marked.id or f"line-{_line(marked)}"
    try:
        return Statement(name, claim, given=given or ())
    except StatementError as error:
        place = marked.formula.own[0] if marked.formula else Tok("", marked.place.line, 1)
        raise Unreadable(place, str(error), "see the rules of theorem files") from None


def _read(
    marked: Marked, statement: Statement | None, macros: Mapping[str, Macro]
) -> tuple[Any, list[Any] | None]:
    """The claim, and what the author assumes; None where nothing is said about that."""
    place = Tok(marked.place.text, marked.place.line, marked.place.column)
    if marked.formula is None:
        raise Unreadable(
            place, "no equation follows this mark", "put it before a displayed one, or after an inline one"
        )
    notation = notation_for(statement, marked.notation)
    claim = parse_tokens(marked.formula.toks, notation, macros)
    if not isinstance(claim, Boolean) or isinstance(claim, sp.Symbol):
        raise Unreadable(marked.formula.own[0], "is no statement", "mark an equation or an inequality")
    given = None if marked.given is None else hypotheses_of(marked.given, notation, macros)
    if isinstance(claim, sp.Implies) and (statement is None or not statement.claim.has(sp.Implies)):
        # "... if L > 2" says what is assumed.
        condition, claim = claim.args
        assumed = (statement.given if statement else ()) if given is None else given
        given = [*assumed, *conjuncts(condition)]
    return claim, given


def _line(marked: Marked) -> int:
    return marked.formula.line if marked.formula else marked.place.line


class _Judge:
    """Gathers what is known of one equation."""

    def __init__(
        self,
        marked: Marked,
        statement: Statement,
        claim: Any,
        given: list[Any] | None,
        pair: Statement,
        options: Options,
    ) -> None:
        self.marked, self.statement, self.claim, self.given = marked, statement, claim, given
        self.decider = Decider(options.digits)
        self.options = options
        self.domain = Domain.of(pair, options.digits)
        self.alone = Statement(statement.id, claim, given=pair.given)

    def verdict(self) -> Judged:
        attempt, _ = attack(self.alone, self.domain, self.decider, self.options)
        outcome = attempt.simplify()
        if outcome is not None and attempt.violating is not None:
            return self._false(attempt.violating, outcome)
        outside = self._outside(attempt.instances)
        if outside is not None:
            return outside
        if not attempt.instances:
            return self._said(Verdict.UNDECIDED, "no values were found that satisfy the hypotheses")
        comparison = Comparison(attempt.instances[:COMPARED], self.decider, self.options.seed)
        how = self._match(comparison)
        if how is not None:
            return self._said(Verdict.MATCHES, how)
        return self._distinct(comparison)

    def _said(self, verdict: Verdict, words: str, witness: Mapping[str, Any] | None = None) -> Judged:
        shown = {
            name: value if isinstance(value, str) else value_text(value)
            for name, value in (witness or {}).items()
        }
        return Judged(verdict, _line(self.marked), self.statement.id, words, shown)

    def _false(self, values: Mapping[str, Any], outcome: Any) -> Judged:
        words = f"false there: {describe(outcome, values, self.decider)}"
        lost = self._lost(values)
        if lost:
            words += f"; the statement assumes {lost}, which your hypotheses do not"
        return self._said(Verdict.DIFFERS, words, values)

    def _lost(self, values: Mapping[str, Any]) -> str:
        """The hypotheses of the statement that fail at values that the author's allow."""
        if self.given is None:
            return ""
        failing = [h for h in self.statement.given if self.decider.decide(h, values).truth is Truth.FALSE]
        return ", ".join(map(str, failing))

    def _outside(self, instances: list[Any]) -> Judged | None:
        for values in instances:
            lost = self._lost(values)
            if lost:
                words = f"your hypotheses allow this, the statement assumes {lost} and says nothing here"
                return self._said(Verdict.DIFFERS, words, values)
        return None

    def _match(self, comparison: Comparison) -> str | None:
        whole = comparison.same(self.claim, self.statement.claim)
        if whole:
            return whole
        parts, mine = conjuncts(self.statement.claim), conjuncts(self.claim)
        found = []
        for part in mine:
            hows = [(k, comparison.same(part, other)) for k, other in enumerate(parts, 1)]
            known = [(k, how) for k, how in hows if how]
            if not known:
                return None
            found.append(min(known, key=lambda one: one[1] != "the same formula"))
        numbers = sorted({k for k, _ in found})
        which = f"part {', '.join(map(str, numbers))} of {len(parts)}"
        return f"{which}: {'; '.join(dict.fromkeys(how for _, how in found))}"

    def _distinct(self, comparison: Comparison) -> Judged:
        parts = conjuncts(self.statement.claim)
        candidates = [self.statement.claim, *(parts if len(parts) > 1 else ())]
        tried = [comparison.distinction(self.claim, other) for other in candidates]
        found = [one for one in tried if one is not None]
        if len(found) < len(candidates):
            return self._said(Verdict.UNDECIDED, "no difference was found, and no proof that it is the same")
        values, holds, quantities = min(found, key=lambda one: len(one[0]))
        shown = {quantities.get(name, name): value for name, value in values.items()}
        which = (
            "yours holds and the statement does not" if holds else "the statement holds and yours does not"
        )
        words = f"true, but it says something else: with these numbers for the quantities {which}"
        return self._said(Verdict.DIFFERS, words, shown)
