"""One statement on a page, for `sharpath show`: what it says, and all evidence with its blind spots."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from fractions import Fraction
from inspect import cleandoc
from typing import Any

from sympy import pretty

from proofs_check.floor import FLOOR
from proofs_check.report.stream import WIDTH
from proofs_check.report.terminal import counts_text, time_text, verdict_lines
from proofs_check.result import Result
from proofs_check.verdict import Evidence, Grade
from theory.statement import Statement

__all__ = ["page"]


def page(statement: Statement, result: Result, *, floor: Fraction = FLOOR, unicode: bool = True) -> str:
    """The page.

    Args:
        statement: the statement.
        result: its judgement.
        floor: the least share of mutants that passes.
        unicode: whether formulas may use more than ASCII.

    Returns:
        Lines of text.
    """
    lines = [f"{statement.id}: {statement.title}" if statement.title else statement.id]
    lines += _section("claim", _formula(statement.claim, unicode))
    for name, hypotheses in (("given", statement.given), ("understood", statement.understood)):
        # Hypotheses are short: SymPy's one-line form reads better than stacked fractions.
        lines += _section(name, map(str, hypotheses)) if hypotheses else []
    if statement.remarks:
        lines += ["", "remarks", *_paragraphs(statement.remarks)]
    facts = {"source": statement.source, "related": ", ".join(statement.related), "made in": result.location}
    told = [f"{name + ':':<9} {text}" for name, text in facts.items() if text]
    lines += ["", *told] if told else []
    lines += ["", f"verdict: {result.grade}  ({time_text(result)})"]
    lines += [f"    {line}" for line in verdict_lines(result, Grade.SUPPORTED, floor)]
    lines += ["", "evidence" if result.evidence else "evidence: none"]
    for number, piece in enumerate(result.evidence, 1):
        lines += _piece(number, piece)
    return "\n".join(lines)


def _section(name: str, content: Iterable[str]) -> list[str]:
    return ["", name, *(f"    {line}" for line in content)]


def _paragraphs(text: str) -> Iterator[str]:
    for k, paragraph in enumerate(cleandoc(text).split("\n\n")):
        yield from ([""] if k else [])
        yield from _filled("    ", " ".join(paragraph.split()))


def _formula(claim: Any, unicode: bool) -> list[str]:
    lines: list[str] = [
        line.rstrip() for line in pretty(claim, use_unicode=unicode, wrap_line=False).splitlines()
    ]
    if max(map(len, lines)) <= WIDTH - 4:
        return lines
    return textwrap.wrap(str(claim), WIDTH - 4, break_long_words=False)


def _piece(number: int, piece: Evidence) -> Iterator[str]:
    yield from _filled(f"    {number}. ", f"{piece.kind}: {piece.summary}")
    if piece.counts is not None and any(vars(piece.counts).values()):
        yield from _filled("       ", f"instances: {counts_text(piece.counts)}")
    if "account" in piece.data:
        drawn = ", ".join(f"{count} {name}" for name, count in piece.data["account"].items())
        yield from _filled("       ", f"points drawn: {drawn}")
    if piece.message:
        yield from _filled("       ", piece.message)
    if piece.blind_to:
        yield from _filled("       ", f"blind to: {piece.blind_to}")


def _filled(lead: str, text: str) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=lead, subsequent_indent=" " * len(lead), break_on_hyphens=False
    )
