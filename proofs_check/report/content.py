"""What a report to read says, before it is a page: the same for HTML and Markdown.

It is made from the data of the JSON report, and from statements for what that has as text only: formulas,
and remarks. A statement counts only while its claim is the one that was judged.

Main results: `content`, `Content`, `Section`, `Formula`.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from inspect import cleandoc
from typing import Any

from proofs_check.kernel.terms import conjuncts
from proofs_check.latex.notation import Notation
from proofs_check.latex.printer import Printer, latex
from proofs_check.report.details import details
from proofs_check.report.numbers import examples
from proofs_check.report.proof_text import phrase
from proofs_check.verdict import Grade
from theory.configuration import Configuration
from theory.statement import Statement

__all__ = ["Content", "Formula", "Piece", "Section", "Step", "content", "letters_of", "paragraphs"]

#: A configuration that a claim names this often, or that has several modes, gets a letter.
_OFTEN = 3


@dataclass(frozen=True)
class Formula:
    """One formula.

    Attributes:
        text: as SymPy prints it.
        latex: for math mode; empty where only the text is known.
    """

    text: str
    latex: str = ""


@dataclass(frozen=True)
class Step:
    """One step of a checked proof.

    Attributes:
        number: from 1.
        claim: what holds.
        reason: the rule, in words.
        uses: numbers of the steps it follows from.
        under: numbers of the assumptions it stands under.
        note: why, in words; may be empty.
    """

    number: int
    claim: Formula
    reason: str
    uses: tuple[int, ...]
    under: tuple[int, ...]
    note: str


@dataclass(frozen=True)
class Piece:
    """One piece of evidence.

    Attributes:
        kind: what it is.
        summary: in a few words.
        blind_to: what it cannot see.
        details: lines of name and text.
    """

    kind: str
    summary: str
    blind_to: str
    details: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Section:
    """One statement.

    Attributes:
        data: its part of the JSON report.
        claim: its parts, all of which hold.
        letters: letters for configurations, and what they stand for.
        hypotheses: those written, and those understood.
        remarks: paragraphs.
        numbers: both sides of its relations at a few points.
        evidence: all that was gathered.
        proof: the steps of the derivation that was checked; empty if there is none.
        trusted: what the proof leans on beyond the checker's rules.
        command: shows this statement again.
    """

    data: Mapping[str, Any]
    claim: tuple[Formula, ...]
    letters: tuple[tuple[str, Formula], ...]
    hypotheses: tuple[Formula, ...]
    remarks: tuple[str, ...]
    numbers: tuple[str, ...]
    evidence: tuple[Piece, ...]
    proof: tuple[Step, ...]
    trusted: tuple[str, ...]
    command: str

    @property
    def id(self) -> str:
        """The id."""
        return str(self.data["id"])

    @property
    def grade(self) -> str:
        """The grade of the verdict."""
        return str(self.data["verdict"])

    @property
    def file(self) -> str:
        """The theorem file that made it, as the user named it; empty for a built-in statement."""
        path, _, line = self.data["location"].rpartition(":")
        return path if line.isdigit() else ""


@dataclass(frozen=True)
class Content:
    """A whole report.

    Attributes:
        data: the JSON report.
        sections: the statements, in the order of the report.
        command: makes this report again.
    """

    data: Mapping[str, Any]
    sections: tuple[Section, ...]
    command: str

    @property
    def grades(self) -> dict[str, int]:
        """How many statements have each grade, best first."""
        from theory.statement import GRADES

        found = [section.grade for section in self.sections]
        return {grade: found.count(grade) for grade in reversed(GRADES) if grade in found}

    @property
    def failed(self) -> tuple[Section, ...]:
        """Statements that did not pass."""
        return tuple(section for section in self.sections if not section.data["passed"])


def content(data: Mapping[str, Any], statements: Sequence[Statement]) -> Content:
    """Bring a report into the order of a page.

    Args:
        data: the JSON report.
        statements: where the formulas come from.

    Returns:
        The content.
    """
    known = {statement.id: statement for statement in statements}
    sections = tuple(_section(entry, known.get(entry["id"]), data) for entry in data["statements"])
    return Content(data, sections, _command(data, sections))


def _section(entry: Mapping[str, Any], statement: Statement | None, data: Mapping[str, Any]) -> Section:
    if statement is not None and str(statement.claim) != entry["claim"]:
        statement = None
    letters = {} if statement is None else letters_of(statement)
    write, bare = _writers(statement, letters)
    proof: Mapping[str, Any] = next(
        (piece["data"] for piece in entry["evidence"] if piece["kind"] == "proof"), {}
    )
    found = Section(
        entry,
        _claim(entry, statement, write),
        tuple((letter, Formula(str(c), bare(c))) for c, letter in letters.items()),
        _hypotheses(entry, statement, write),
        paragraphs("" if statement is None else statement.remarks),
        _numbers(statement) if statement is not None and Grade(entry["verdict"]).positive else (),
        tuple(
            Piece(piece["kind"], piece["summary"], piece["blind_to"], details(piece))
            for piece in entry["evidence"]
        ),
        _steps(proof.get("steps", ()), statement, write),
        tuple(proof.get("oracles", ())),
        command="",
    )
    return replace(found, command=_show(found, data))


def _writers(
    statement: Statement | None, letters: Mapping[Any, str]
) -> tuple[Callable[[Any], str], Callable[[Any], str]]:
    """What writes the formulas of a statement, with letters and without."""
    if statement is None:
        return latex, latex
    steps = () if statement.derivation is None else statement.derivation.steps
    everything = [statement.claim, *statement.hypotheses, *(step.claim for step in steps)]
    # One notation for all of them: apart from each other, x1 and x_1 would be written alike.
    notation = Notation.of(*everything, *letters, *statement.parameters, names=letters)
    return Printer(notation).show, Printer(notation.without(letters)).show


def _claim(
    entry: Mapping[str, Any], statement: Statement | None, write: Callable[[Any], str]
) -> tuple[Formula, ...]:
    if statement is None:
        return (Formula(entry["claim"]),)
    return tuple(Formula(str(part), write(part)) for part in conjuncts(statement.claim))


def _hypotheses(
    entry: Mapping[str, Any], statement: Statement | None, write: Callable[[Any], str]
) -> tuple[Formula, ...]:
    texts = (*entry["given"], *entry["understood"])
    if statement is None or len(statement.hypotheses) != len(texts):
        return tuple(map(Formula, texts))
    return tuple(Formula(text, write(h)) for text, h in zip(texts, statement.hypotheses, strict=True))


def letters_of(statement: Statement) -> dict[Any, str]:
    """Letters for the configurations that a claim names often.

    Args:
        statement: the statement.

    Returns:
        Letters in LaTeX, none of which is a symbol of the statement.
    """
    found = sorted(statement.claim.atoms(Configuration), key=str)
    inner = {part for c in found for part in c.args if isinstance(part, Configuration)}
    text = str(statement.claim)
    often = [
        c for c in found if c not in inner and (text.count(str(c)) >= _OFTEN or type(c).__name__ == "Modes")
    ]
    taken = {str(parameter) for parameter in statement.parameters}
    letter = next(letter for letter in ("c", "m", "k", r"\mathfrak{c}") if letter not in taken)
    names = [letter] if len(often) == 1 else [f"{letter}_{{{k}}}" for k, _ in enumerate(often, 1)]
    return dict(zip(often, names, strict=True))


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a text with indented lines.

    Args:
        text: with empty lines between them.

    Returns:
        Each on one line.
    """
    return tuple(" ".join(part.split()) for part in cleandoc(text).split("\n\n") if part.strip())


def _numbers(statement: Statement) -> tuple[str, ...]:
    return tuple(
        f"{example.point}: " + "; ".join(f"{left} {sign} {right}" for sign, left, right in example.sides)
        for example in examples(statement)
    )


def _steps(
    traced: Sequence[Mapping[str, Any]], statement: Statement | None, write: Callable[[Any], str]
) -> tuple[Step, ...]:
    written = {}
    if statement is not None and statement.derivation is not None:
        written = {step.name: step for step in statement.derivation.steps}
    numbers = {step["step"]: k for k, step in enumerate(traced, 1)}
    found = []
    for step in traced:
        mine = written.get(step["step"])
        same = mine is not None and str(mine.claim) == step["claim"]
        formula = Formula(step["claim"], write(mine.claim) if mine is not None and same else "")
        uses = tuple(numbers[name] for name in step["uses"])
        under = tuple(numbers[name] for name in step.get("under", ()))
        reason = phrase(step["rule"], tex=False)
        found.append(Step(numbers[step["step"]], formula, reason, uses, under, step.get("note", "")))
    return tuple(found)


def _options(data: Mapping[str, Any]) -> list[str]:
    options = data["options"]
    box = [word for side in str(options.get("box", "")).split() for word in ("--box", side)]
    return [
        *(["--quick"] if options["quick"] else []),
        *("--digits", str(options["digits"]), "--seed", str(options["seed"])),
        *box,
    ]


def _show(part: Section, data: Mapping[str, Any]) -> str:
    where = ["--file", part.file] if part.file else []
    return shlex.join(["sharpath", "show", part.id, *where, *_options(data)])


def _command(data: Mapping[str, Any], sections: Sequence[Section]) -> str:
    files = list(dict.fromkeys(section.file for section in sections))
    targets = [file for file in files if file]
    if "" in files:
        targets += [section.id for section in sections if not section.file]
    options = data["options"]
    require = ["--require", options["require"], "--floor", options["floor"]]
    return shlex.join(["sharpath", "report", *targets, *_options(data), *require])
