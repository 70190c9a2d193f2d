"""One statement on a page, for `sharpath show`: claim, hypotheses, proof, numbers, evidence, blind spots."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from inspect import cleandoc
from itertools import islice
from typing import Any

from sympy import Symbol, pretty

from proofs_check.domain import conjuncts
from proofs_check.floor import FLOOR
from proofs_check.report.numbers import examples
from proofs_check.report.proof_text import phrase
from proofs_check.report.stream import WIDTH
from proofs_check.report.terminal import counts_text, time_text, verdict_lines
from proofs_check.result import Result
from proofs_check.verdict import Evidence, Grade, Kind
from theory.configuration import Configuration
from theory.statement import Statement

__all__ = ["page"]

#: Rules of logic and algebra: what follows by them is not an idea of a proof.
ROUTINE = frozenset(
    {
        "assume", "cases", "combination", "conjunction", "contradiction", "definition", "disjunction",
        "equivalence", "excluded middle", "for all", "identity", "implication", "instance", "integer cases",
        "modus ponens", "part", "piecewise", "rewrite", "sign", "substitution",
        "telescoping", "linearity", "termwise",
    }
)  # fmt: skip
#: How many ideas of a proof are shown, and how much of each.
MOST_IDEAS, MOST_SHOWN = 8, 160
#: Configurations longer than this get a letter.
LONG = 24


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
    letters = _letters(statement)
    lines += _section("claim", _claim(statement.claim, unicode, letters))
    lines += _hypotheses(statement, result)
    lines += _section("remarks", _paragraphs(statement.remarks)) if statement.remarks else []
    for name, told in (
        ("equality", (_short(text, letters) for text in _equality(result))),
        ("proof", _proof(statement, result, letters)),
        ("numbers", _numbers(statement)),
    ):
        shown = [line for text in told for line in _filled("    ", text)]
        lines += _section(name, (line[4:] for line in shown)) if shown else []
    facts = {"source": statement.source, "made in": result.location}
    stated = [f"{name + ':':<9} {text}" for name, text in facts.items() if text]
    lines += ["", *stated] if stated else []
    lines += _section("related", _related(statement)) if statement.related else []
    lines += ["", f"verdict: {result.grade}  ({time_text(result)})"]
    lines += [f"    {line}" for line in verdict_lines(result, Grade.SUPPORTED, floor)]
    lines += ["", "evidence" if result.evidence else "evidence: none"]
    for number, piece in enumerate(result.evidence, 1):
        lines += _piece(number, piece)
    return "\n".join(lines)


def _letters(statement: Statement) -> dict[str, str]:
    """Letters for long configurations that the claim names more than once, by their text."""
    text = str(statement.claim)
    found = sorted(map(str, statement.claim.atoms(Configuration)), key=len, reverse=True)
    # A configuration inside another one is part of it.
    outer = [c for k, c in enumerate(found) if not any(c in other for other in found[:k])]
    often = [c for c in outer if len(c) > LONG and text.count(c) > 1]
    taken = {symbol.name for symbol in statement.claim.atoms(Symbol)}
    return dict(zip(often, (letter for letter in "cdefgh" if letter not in taken), strict=False))


def _short(text: str, letters: Mapping[str, str]) -> str:
    for long, letter in letters.items():
        text = text.replace(long, letter)
    return " ".join(text.split())


def _found(result: Result, kind: Kind) -> Mapping[str, Any]:
    """The data of the evidence of a kind, empty if there is none."""
    return next((piece.data for piece in result.evidence if piece.kind is kind), {})


def _hypotheses(statement: Statement, result: Result) -> list[str]:
    """Hypotheses, each with what goes wrong without it."""
    # Hypotheses are short: SymPy's one-line form reads better than stacked fractions.
    needed = _found(result, Kind.NECESSITY).get("hypotheses", {})
    lines = []
    if statement.given:
        width = max(len(str(h)) for h in statement.given)
        told = ((str(h), _why(needed.get(str(h)))) for h in statement.given)
        rows = [f"{text:<{width}}   {why}".rstrip() for text, why in told]
        lines += _section("given", rows if max(map(len, rows)) <= WIDTH - 4 else map(str, statement.given))
    if statement.understood:
        lines += _section("understood", map(str, statement.understood))
    return lines


def _why(what: Any) -> str:
    if isinstance(what, Mapping):
        return "without it false at " + ", ".join(f"{name} = {value}" for name, value in what.items())
    return str(what or "")


def _equality(result: Result) -> Iterator[str]:
    for relation, about in _found(result, Kind.TIGHTNESS).get("relations", {}).items():
        if about["tight"]:
            where = " or ".join(about["where"]) or "at " + _why(about["simplest"]).removeprefix(
                "without it false at "
            )
            yield f"{relation}: both sides are equal where {where}"
        else:
            yield f"{relation}: no equality was seen"


def _proof(statement: Statement, result: Result, letters: Mapping[str, str]) -> Iterator[str]:
    """The ideas of the proof: its steps by rules of analysis, not those of logic and algebra."""
    steps = _found(result, Kind.PROOF).get("steps", ())
    if not steps:
        return
    yield f"{len(steps)} steps, each accepted by the checker; sharpath derive {statement.id} prints them"
    ideas: dict[tuple[str, str], None] = {}
    for step in steps:
        if step["rule"] not in ROUTINE:
            ideas.setdefault((phrase(step["rule"], tex=False), step["claim"]))
    for rule, claim in islice(ideas, MOST_IDEAS):
        text = _short(claim, letters)
        yield f"{rule}: {text if len(text) <= MOST_SHOWN else text[: MOST_SHOWN - 3] + '...'}"
    if len(ideas) > MOST_IDEAS:
        yield f"and {len(ideas) - MOST_IDEAS} more of this kind"


def _numbers(statement: Statement) -> Iterator[str]:
    for example in examples(statement):
        shown = "; ".join(f"{left} {sign} {right}" for sign, left, right in example.sides)
        yield f"{example.point}: {shown}"


def _related(statement: Statement) -> list[str]:
    from theory.statements import all_statements

    titles = {other.id: other.title for other in all_statements()}
    width = max(map(len, statement.related))
    return [f"{name:<{width}}  {titles.get(name, '')}".rstrip() for name in statement.related]


def _section(name: str, content: Iterable[str]) -> list[str]:
    return ["", name, *(f"    {line}" for line in content)]


def _paragraphs(text: str) -> Iterator[str]:
    for k, paragraph in enumerate(cleandoc(text).split("\n\n")):
        yield from ([""] if k else [])
        yield from textwrap.wrap(" ".join(paragraph.split()), WIDTH - 4, break_on_hyphens=False)


def _claim(claim: Any, unicode: bool, letters: Mapping[str, str]) -> Iterator[str]:
    """The parts of a claim, all of which hold."""
    parts, named = tuple(conjuncts(claim)), False
    for number, part in enumerate(parts, 1):
        lead = f"({number})  " if len(parts) > 1 else ""
        width = WIDTH - 4 - len(lead)
        lines = _formula(part, unicode, width)
        if lines is None:
            text, named = _short(str(part), letters), True
            lines = textwrap.wrap(text, width, break_long_words=False)
        yield from ([""] if number > 1 and len(lines) > 1 else [])
        middle = len(lines) // 2 if lead and len(lines) > 1 else 0
        for k, line in enumerate(lines):
            yield f"{lead if k == middle else ' ' * len(lead)}{line}".rstrip()
    for long, letter in letters.items() if named else ():
        yield from ("", f"where {letter} = {long}")


def _formula(claim: Any, unicode: bool, width: int) -> list[str] | None:
    lines: list[str] = [
        line.rstrip() for line in pretty(claim, use_unicode=unicode, wrap_line=False).splitlines()
    ]
    return lines if max(map(len, lines)) <= width else None


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
