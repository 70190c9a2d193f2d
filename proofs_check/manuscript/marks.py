r"""Which equations of a manuscript are marked, with what, and where they stand.

A mark is a comment: ``% sharpath: ID``, with ``% sharpath-given: L \ge 2`` for what the text assumes there.
At the end of a line it marks the last formula on that line, a row of an ``align`` or an inline formula; on
a line of its own it marks the next displayed formula (or the one inside which it stands). ``%
sharpath-notation: NAME = ...`` holds from where it stands to the end of the file.

Rows of ``align``, ``gather`` and the like are formulas of their own; a row that begins with a relation
takes the left side of the formula before it, one that begins with ``+`` or ends with an operator goes on.
``\input`` is not followed.

Main results: `read_marks`, `Formula`, `Marked`, `Note`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from proofs_check.latex.tex import Tok, tokenise

__all__ = ["Formula", "Marked", "Note", "read_marks"]

_COMMENT = re.compile(r"(?<!\\)(?:\\\\)*(?P<sign>%+)\s*sharpath(?P<kind>-[A-Za-z]+)?\s*:(?P<text>.*)$")
_KINDS = {None: "mark", "-given": "given", "-notation": "notation"}
_ONE = frozenset({"equation", "displaymath", "math", "multline", "dmath"})
_ROWS = frozenset({"align", "gather", "eqnarray", "flalign", "alignat", "aligned*", "xalignat"})
_VERBATIM = re.compile(r"\\begin\{(verbatim\*?|lstlisting|minted|comment)\}.*?\\end\{\1\}", re.DOTALL)
_VERB = re.compile(r"(?<!\\)\\(?:verb|lstinline)\*?(?P<ends>[^A-Za-z*\s{\[]).*?(?P=ends)")
_INLINE = {"$": "$", r"\(": r"\)", r"\[": r"\]"}
_RELATIONS = frozenset(
    {"=", "<", ">", r"\le", r"\leq", r"\ge", r"\geq", r"\ne", r"\neq", r"\lt", r"\gt", r"\iff", r"\implies"}
    | {r"\leqslant", r"\geqslant", r"\equiv"}
)
_OPERATORS = frozenset({"+", "-", r"\cdot", r"\times", "/", r"\land", r"\lor"})
_EMPTY = frozenset({"&", r"\,", r"\;", r"\:", r"\!", r"\quad", r"\qquad", r"\nonumber", r"\notag", "{", "}"})


@dataclass(frozen=True)
class Note:
    """A comment for sharpath.

    Attributes:
        kind: ``mark``, ``given`` or ``notation``; something else if it is misspelt.
        text: what it says.
        line: where it stands, counted from 1.
        column: of its text.
        alone: whether nothing else stands on its line.
    """

    kind: str
    text: str
    line: int
    column: int
    alone: bool


@dataclass(frozen=True)
class Formula:
    """A formula of the text.

    Attributes:
        toks: its tokens, layout included.
        displayed: whether on a line of its own.
        borrowed: how many of the tokens are a left side that it takes from the formula before.
    """

    toks: tuple[Tok, ...]
    displayed: bool
    borrowed: int = 0

    @property
    def line(self) -> int:
        """Where it begins."""
        return self.own[0].line

    @property
    def own(self) -> tuple[Tok, ...]:
        """Its tokens without a left side that it takes from the formula before."""
        return self.toks[self.borrowed :]


@dataclass(frozen=True)
class Marked:
    """A marked formula.

    Attributes:
        id: what the mark says, perhaps nothing.
        place: the mark.
        formula: the formula, or None where none follows.
        given: the notes on what is assumed; None where nothing is said.
        notation: the notes on notation in force.
    """

    id: str
    place: Note
    formula: Formula | None
    given: tuple[Note, ...] | None
    notation: tuple[Note, ...] = field(default=())


def read_marks(text: str) -> tuple[list[Marked], list[Note], list[Tok]]:
    r"""The marked formulas of a manuscript.

    Args:
        text: LaTeX.

    Returns:
        Them, in the order of their marks; notes that belong to none or are misspelt; all tokens, for macros.

    Example:
        >>> marked, loose, _ = read_marks("% sharpath: one\n\\[ a = b \\]\n$c > d$ % sharpath: two")
        >>> [(m.id, m.formula.line) for m in marked], loose
        ([('one', 2), ('two', 3)], [])
    """
    source = text
    for kind in (_VERBATIM, _VERB):
        source = kind.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), source)
    toks, notes = tokenise(source), list(_notes(source))
    formulas = list(_formulas(toks))
    owners = {id(note): _owner(note, formulas) for note in notes if note.kind in {"mark", "given"}}
    known = [note for note in notes if note.kind == "notation"]
    marked, used = [], set()
    for note in notes:
        if note.kind != "mark":
            continue
        formula = owners[id(note)]
        given = [g for g in notes if g.kind == "given" and formula is not None and owners[id(g)] is formula]
        used |= set(map(id, given))
        last = (note.line if formula is None else max(note.line, formula.toks[-1].line), 0)
        force = tuple(n for n in known if (n.line, 0) <= last)
        marked.append(Marked(note.text, note, formula, tuple(given) or None, force))
    loose = [note for note in notes if note.kind not in {"mark", "notation"} and id(note) not in used]
    return marked, loose, toks


def _notes(source: str) -> Iterator[Note]:
    # As TeX counts lines: a form feed, say, ends none.
    for number, line in enumerate(source.split("\n"), 1):
        found = _COMMENT.search(line)
        if found:
            kind = _KINDS.get(found["kind"], f"sharpath{found['kind']}")
            words = found["text"]
            column = found.start("text") + 1 + len(words) - len(words.lstrip())
            yield Note(kind, words.strip(), number, column, not line[: found.start("sign")].strip())


def _owner(note: Note, formulas: Sequence[Formula]) -> Formula | None:
    """The formula that a note is about."""
    if not note.alone:
        here = [f for f in formulas if any(tok.line == note.line for tok in f.own)]
        if here:
            return here[-1]
    following = (f for f in formulas if f.displayed and f.toks[-1].line > note.line)
    return next(following, None)


def _formulas(toks: Sequence[Tok]) -> Iterator[Formula]:
    k = 0
    while k < len(toks):
        text = toks[k].text
        if text == r"\begin":
            name, after = _environment(toks, k)
            bare = name.rstrip("*")
            if bare in _ONE | _ROWS:
                end = _end_of(toks, after, name)
                inside = (
                    _without_argument(toks[after:end]) if bare in {"alignat", "xalignat"} else toks[after:end]
                )
                yield from _split(inside, rows=bare in _ROWS)
                k = end
                continue
            k = after
        elif text in _INLINE:
            double = text == "$" and k + 1 < len(toks) and toks[k + 1].text == "$"
            start = k + 1 + double
            end = next((j for j in range(start, len(toks)) if toks[j].text == _INLINE[text]), len(toks))
            yield from _split(toks[start:end], rows=False, displayed=double or text == r"\[")
            k = end + 1 + double
        else:
            k += 1


def _environment(toks: Sequence[Tok], k: int) -> tuple[str, int]:
    end = next((j for j in range(k, len(toks)) if toks[j].text == "}"), len(toks) - 1)
    return "".join(tok.text for tok in toks[k + 2 : end]), end + 1


def _end_of(toks: Sequence[Tok], k: int, name: str) -> int:
    for j in range(k, len(toks)):
        if toks[j].text == r"\end" and _environment(toks, j)[0] == name:
            return j
    return len(toks)


def _without_argument(toks: Sequence[Tok]) -> Sequence[Tok]:
    end = next((j for j, tok in enumerate(toks) if tok.text == "}"), -1)
    return toks[end + 1 :]


def _split(toks: Sequence[Tok], *, rows: bool, displayed: bool = True) -> Iterator[Formula]:
    found: list[list[Tok]] = []
    borrowed: list[int] = []
    for row in _rows(toks) if rows else [list(toks)]:
        begins = next((tok.text for tok in row if tok.text not in _EMPTY), "")
        ends = next((tok.text for tok in reversed(found[-1]) if tok.text not in _EMPTY), "") if found else ""
        if found and (begins in _OPERATORS or ends in _OPERATORS | _RELATIONS):
            found[-1] += row
        elif found and begins in _RELATIONS:
            left = _left_side(found[-1])
            borrowed.append(len(left))
            found.append([*left, *row])
        elif begins:
            borrowed.append(0)
            found.append(row)
    yield from (Formula(tuple(row), displayed, count) for row, count in zip(found, borrowed, strict=True))


def _rows(toks: Sequence[Tok]) -> Iterator[list[Tok]]:
    row: list[Tok] = []
    depth = 0
    for tok in toks:
        depth += (tok.text in {r"\begin", "{"}) - (tok.text in {r"\end", "}"})
        if tok.text == r"\\" and depth == 0:
            yield row
            row = []
        else:
            row.append(tok)
    yield row


def _left_side(row: Sequence[Tok]) -> list[Tok]:
    depth = 0
    for k, tok in enumerate(row):
        depth += (tok.text in {"{", "(", "[", r"\{"}) - (tok.text in {"}", ")", "]", r"\}"})
        if depth == 0 and tok.text in _RELATIONS:
            return [part for part in row[:k] if part.text != "&"]
    return []
