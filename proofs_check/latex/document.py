r"""Statements for a paper: what is assumed, what holds, why, and on what evidence.

One statement becomes an environment whose name says its grade (only what is proved is a theorem), with a
footnote on verdict and evidence, and its proof if it has one. Formulas are broken so that they fit a
column.

Main results: `fragment`, `document`, `Fragment`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from proofs_check.kernel.terms import conjuncts
from proofs_check.latex.bibliography import bibliography, cited
from proofs_check.latex.macros import ENVIRONMENTS, FITTED, PREAMBLE, macro_file
from proofs_check.latex.notation import HEADS, Notation, library
from proofs_check.latex.printer import Printer
from proofs_check.latex.proof import proof_environment
from proofs_check.latex.width import width
from proofs_check.latex.words import configuration_in_words, enumerated, letters, plain, ranges_in_words

if TYPE_CHECKING:
    from proofs_check.kernel.theorem import Proof
    from proofs_check.result import Result
    from theory.statement import Statement

__all__ = ["COLUMN", "HEADER", "Fragment", "document", "fragment"]

#: What a fragment needs from elsewhere.
HEADER = "% Macros: sharpath latex --macros FILE; sources: sharpath latex --bib FILE.\n"
#: The text width of an article at 10pt, in points; one em is 10 of them.
COLUMN = 345
_EM = 10.0
#: What of a line a formula may fill; beside it stands its number.
_FULL = 0.82


@dataclass(frozen=True)
class Fragment:
    """One statement in LaTeX.

    Attributes:
        text: the environments.
        keys: the references that it cites.
        heads: the quantities and configurations whose macros it uses.
    """

    text: str
    keys: tuple[str, ...]
    heads: frozenset[Any]


def fragment(
    statement: Statement, proof: Proof | None = None, result: Result | None = None, *, column: float = COLUMN
) -> Fragment:
    """A statement with its proof, verdict and evidence.

    Args:
        statement: the statement.
        proof: its derivation, checked, if there is one.
        result: its judgement; without one there is no footnote, and what has no proof is a mere statement.
        column: the width of the text in points.

    Returns:
        The LaTeX, labelled ``thm:ID`` and ``eq:ID``.
    """
    claims = [accepted.step.claim for accepted in proof.steps] if proof else []
    everything = [statement.claim, *statement.hypotheses, *claims]
    names = letters(*everything)
    notation = Notation.of(*everything, *names, *statement.parameters, names=names, macros=True)
    printer = Printer(notation, column / _EM)
    grade = result.grade.value if result else "PROVED" if proof else ""
    source, keys = cited(statement.source)
    title = plain(statement.title or statement.id) + (f"; {source}" if source else "")
    environment = ENVIRONMENTS[grade][0]
    lines = [rf"\begin{{{environment}}}[{{{title}}}]\label{{thm:{statement.id}}}\sloppy"]
    lines += _setting(statement, names, notation, printer)
    note = _footnote(result) if result else ""
    lines += [f"Then{note}", *_display(statement, printer, column / _EM), rf"\end{{{environment}}}"]
    for paragraph in filter(None, (part.strip() for part in statement.remarks.split("\n\n"))):
        lines += [rf"\begin{{remark*}}\sloppy {plain(' '.join(paragraph.split()))} \end{{remark*}}"]
    if proof:
        lines.append(proof_environment(statement, proof, printer.show))
    return Fragment("\n".join(lines) + "\n", keys, notation.heads)


def _setting(statement: Statement, names: dict[Any, str], notation: Notation, printer: Printer) -> list[str]:
    """What the letters stand for, and what is assumed."""
    lines = []
    ranges = ranges_in_words(statement.parameters, notation)
    if ranges:
        lines.append(f"Here {ranges}.")
    bare = Printer(notation.without(names), printer.column)
    used = [c for c in names if statement.claim.has(c) or any(h.has(c) for h in statement.hypotheses)]
    for c in used:
        lines.append(f"Let ${names[c]}$ be {configuration_in_words(c)} ${bare.show(c)}$.")
    hypotheses = [f"${printer.show(h)}$" for h in statement.hypotheses]
    if hypotheses:
        lines.append(f"Suppose that {enumerated(hypotheses)}.")
    return lines


def _display(statement: Statement, printer: Printer, column: float) -> list[str]:
    """The claim, a line to each part of a conjunction, with numbers to refer to."""
    parts = conjuncts(statement.claim)
    rows = []
    for k, part in enumerate(parts, 1):
        shown = printer.show(part)
        label = rf"\label{{eq:{statement.id}{f':{k}' if len(parts) > 1 else ''}}}"
        if width(shown) > _FULL * column:
            shown = f"{FITTED}{{{shown}}}"
        rows.append(f"  {shown} {label}")
    return [r"\begin{gather}", " \\\\\n".join(rows), r"\end{gather}"]


def _footnote(result: Result) -> str:
    from proofs_check.report.json_report import sharpath_version

    # These are about the check and the hypotheses, not about the claim.
    about = {"sensitivity", "necessity", "tightness"}
    found = [piece for piece in result.evidence if piece.kind.value not in about]
    said = [f"{piece.kind.value}: {piece.summary}" for piece in found]
    witness = result.witness
    if witness is not None:
        values = ", ".join(f"{name} = {value}" for name, value in witness.values.items())
        said.append(f"at {values or 'its one instance'}: {witness.violation}")
    if result.verdict.reason:
        said.append(result.verdict.reason)
    text = plain("; ".join(said) or "no evidence")
    return (
        rf"\footnote{{\raggedright {result.grade.value} by sharpath {sharpath_version()}. {_capital(text)}.}}"
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def document(fragments: Sequence[Fragment], *, column: float = COLUMN) -> str:
    """A document of its own, which needs no other file.

    Args:
        fragments: the statements.
        column: the width of the text in points.

    Returns:
        LaTeX for pdflatex, to be run twice for the references.
    """
    heads = sorted({head for piece in fragments for head in piece.heads}, key=lambda head: head.__name__)
    keys = [key for piece in fragments for key in piece.keys]
    return "\n".join([
        r"\documentclass{article}",
        r"\usepackage[utf8]{inputenc}",
        PREAMBLE.rstrip(),
        rf"\setlength{{\textwidth}}{{{column:g}pt}}",
        r"\setlength{\emergencystretch}{3em}",
        macro_file().rstrip(),
        r"\begin{document}",
        *_glossary(heads),
        *(piece.text for piece in fragments),
        bibliography(keys),
        r"\end{document}",
        "",
    ])


def _glossary(heads: Sequence[Any]) -> list[str]:
    if not heads:
        return []
    rows = []
    for head in heads:
        name = head.__name__
        said = (head.__doc__ or name).strip().splitlines()[0].replace("`", "")
        shown = rf"$\{name}$" if HEADS.get(name) and name in library() else rf"\textsf{{{plain(name)}}}"
        rows.append(rf"\item[{shown}] {plain(said)}")
    return [r"\section*{Notation}", r"\begin{description}\raggedright", *rows, r"\end{description}", ""]
