"""The command ``sharpath manuscript``: the marked equations of a paper against what is verified.

Main result: `manuscript_command`, `judge_manuscript`.
"""

from __future__ import annotations

import difflib
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from proofs_check.files import Unusable, one_line
from proofs_check.report.stream import say

if TYPE_CHECKING:
    from proofs_check.manuscript.judgement import Judged
    from proofs_check.manuscript.marks import Marked
    from proofs_check.result import Options, Result
    from theory.statement import Statement

__all__ = ["judge_manuscript", "manuscript_command"]

#: Judges statements by id.
Judge = Callable[[Sequence[str]], Sequence["Result"]]


def manuscript_command(
    arguments: Namespace, statements: Mapping[str, Statement], options: Options, judge: Judge
) -> int:
    """Judge the marked equations of some files, and say so line by line.

    Args:
        arguments: those of `proofs_check.latex_options`, effort and floor.
        statements: those that a mark may name.
        options: digits, seed and effort.
        judge: judges those that were named.

    Returns:
        The exit status: 0 all match statements that pass, 1 some do not, 2 some cannot be read.
    """
    from proofs_check.manuscript.judgement import Verdict
    from proofs_check.verdict import Grade

    found = [
        (path, one)
        for path in dict.fromkeys(arguments.files)
        for one in _judged_file(path, statements, options)
    ]
    named = sorted({one.id for _, (one, _) in found if one.verdict is Verdict.MATCHES})
    results = {result.id: result for result in (judge(named) if named else ())}
    status, counts = 0, dict.fromkeys(Verdict, 0)
    for path, (one, own) in found:
        result = own or results.get(one.id)
        failed = result is not None and not result.passes(Grade(arguments.require), arguments.floor)
        say("\n".join(_lines(path, one, result)))
        counts[one.verdict] += 1
        worse = one.verdict in {Verdict.DIFFERS, Verdict.UNDECIDED} or failed
        broken = one.verdict is Verdict.UNREADABLE or (
            failed and result is not None and result.grade is Grade.ERROR
        )
        status = max(status, 2 if broken else int(worse))
    shown = ", ".join(f"{count} {verdict}" for verdict, count in counts.items() if count)
    say(f"\n{len(found)} marked equation{'s' * (len(found) != 1)}: {shown}")
    return status


def judge_manuscript(
    text: str, statements: Mapping[str, Statement], options: Options, where: str = "the manuscript"
) -> list[tuple[Judged, Result | None]]:
    """The verdicts on the marked equations of a manuscript.

    Args:
        text: LaTeX.
        statements: those that a mark may name.
        options: digits, seed and effort.
        where: the file, for complaints.

    Returns:
        For each its verdict, and what came of judging it by itself where it names no statement.

    Raises:
        Unusable: no equation is marked, or a comment is misspelt or belongs to none.
    """
    from proofs_check.latex.tex import definitions
    from proofs_check.manuscript.marks import read_marks

    marked, loose, toks = read_marks(text)
    if loose:
        note = loose[0]
        what = "belongs to no marked equation" if note.kind == "given" else f"%{note.kind}: is not known"
        remedy = "put it beside a mark, % sharpath: ID; the others are sharpath-given and sharpath-notation"
        raise Unusable(f"{where}:{note.line}", what, remedy)
    if not marked:
        raise Unusable(where, "marks no equation", "write a comment before one: % sharpath: reduction-factor")
    macros = definitions(toks)
    return [_judged(one, statements, macros, options, where) for one in marked]


def _judged_file(
    path: str, statements: Mapping[str, Statement], options: Options
) -> list[tuple[Judged, Result | None]]:
    try:
        text = Path(path).read_bytes().decode("utf-8", "replace")
    except OSError as error:
        raise Unusable(path, f"cannot be read: {error.strerror}", "name a .tex file") from None
    return judge_manuscript(text, statements, options, path)


def _judged(
    marked: Marked, statements: Mapping[str, Statement], macros: Any, options: Options, where: str
) -> tuple[Judged, Result | None]:
    from proofs_check.engine import judge_statement
    from proofs_check.latex.tex import Unreadable
    from proofs_check.manuscript.judgement import Judged, Verdict, judge_equation, own_statement, unreadable
    from proofs_check.verdict import Grade

    if marked.id in statements:
        return judge_equation(marked, statements[marked.id], macros, options), None
    close = difflib.get_close_matches(marked.id, list(statements), n=1, cutoff=0.6)
    hint = f"did you mean {close[0]}?" if close else "sharpath list shows every id"
    if not marked.notation:
        remedy = f"{hint} Or give % sharpath-notation: lines to have it judged by itself"
        raise Unusable(f"{where}:{marked.place.line}", f"no statement has the id {marked.id!r}", remedy)
    try:
        statement = own_statement(marked, macros)
    except Unreadable as error:
        return unreadable(marked, error), None
    result = judge_statement(statement, options)
    line = marked.formula.line if marked.formula else marked.place.line
    unknown = f"; no statement has the id {marked.id}, {hint}" if marked.id and close else ""
    if result.grade is Grade.REFUTED and result.witness is not None:
        words = f"by itself: {result.witness.violation}{unknown}"
        return Judged(Verdict.DIFFERS, line, statement.id, words, result.witness.values), result
    return Judged(Verdict.JUDGED, line, statement.id, f"by itself{unknown}"), result


def _lines(path: str, one: Judged, result: Result | None) -> list[str]:
    shown = result is not None and one.verdict in {"MATCHES", "JUDGED"}
    grade = f" ({result.grade.value})" if shown and result is not None else ""
    lines = [f"{path}:{one.line}: {one.verdict.value} {one.id}{grade}: {one_line(one.words)}"]
    if one.witness:
        lines.append(
            "    at " + one_line(", ".join(f"{name} = {value}" for name, value in one.witness.items()))
        )
    return lines
