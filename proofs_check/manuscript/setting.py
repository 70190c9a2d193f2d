r"""What names mean in a manuscript: the symbols of the statement, ours, and the author's own.

An author's line is ``NAME = EXPRESSION``: a name in LaTeX, and what it stands for as theorem files write it,
``\lambda_1 = Sharpness(Balanced(H, L, s))`` or ``k = Symbol("k", integer=True, positive=True)``.

Main results: `notation_for`, `hypotheses_of`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import sympy as sp
from sympy.logic.boolalg import Boolean

from proofs_check.latex.notation import Notation
from proofs_check.latex.parser import parse
from proofs_check.latex.python_text import PythonTextError, read_python, shared_symbols
from proofs_check.latex.tex import Macro, Tok, Unreadable

if TYPE_CHECKING:
    from proofs_check.manuscript.marks import Note
    from theory.statement import Statement

__all__ = ["hypotheses_of", "notation_for"]

_REMEDY = r"write \lambda_1 = Sharpness(Balanced(H, L, s)), say"


def notation_for(statement: Statement | None, notes: Iterable[Note]) -> Notation:
    """The notation in which a marked formula is read.

    Args:
        statement: the statement that it names, if there is one.
        notes: the author's lines.

    Returns:
        The notation; the author's names win over the statement's, and those over ours.
    """
    claims = [] if statement is None else [statement.claim, *statement.hypotheses]
    own = {str(part): part for claim in claims for part in claim.atoms(sp.Symbol, sp.IndexedBase)}
    own |= {str(base): base for claim in claims for base in claim.atoms(sp.IndexedBase)}
    names = {name: thing for name, thing in shared_symbols().items() if name not in own} | own
    notation = Notation.of(*claims, *names.values(), standard=True)
    for note in notes:
        _bind(note, notation, names)
    return notation


def _bind(note: Note, notation: Notation, names: dict[str, Any]) -> None:
    name, equals, meaning = note.text.partition("=")
    place = Tok(note.text, note.line, note.column)
    if not equals or not name.strip():
        raise Unreadable(place, "is no line NAME = EXPRESSION", _REMEDY)
    try:
        thing = read_python(meaning, names)
    except PythonTextError as error:
        raise Unreadable(place, str(error), _REMEDY) from None
    if not isinstance(thing, sp.Basic | type):
        raise Unreadable(place, "stands for nothing that can occur in a formula", _REMEDY)
    try:
        notation.bind(name.strip(), thing)
    except Unreadable as error:
        raise Unreadable(place, f"{error.tok.text or 'the name'} {error.what}", error.remedy) from None
    if isinstance(thing, sp.Symbol | sp.IndexedBase):
        names[str(thing)] = thing


def hypotheses_of(notes: Sequence[Note], notation: Notation, macros: Mapping[str, Macro]) -> list[Any]:
    """What an author says is assumed.

    Args:
        notes: the lines; ``none`` assumes nothing.
        notation: what names mean.
        macros: those of the manuscript.

    Returns:
        Propositions.

    Raises:
        Unreadable: a line that is no proposition.
    """
    found: list[Any] = []
    for note in notes:
        if note.text.strip().lower() == "none":
            continue
        proposition = parse(note.text, notation, macros, line=note.line, column=note.column)
        if not isinstance(proposition, Boolean) or isinstance(proposition, sp.Symbol):
            raise Unreadable(
                Tok(note.text, note.line, note.column), "assumes nothing", "write a relation, or none"
            )
        found += proposition.args if isinstance(proposition, sp.And) else [proposition]
    return found
