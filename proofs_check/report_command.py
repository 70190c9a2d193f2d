"""The command ``sharpath report``: judge, or take what was judged, and write a page to read.

Main result: `report`.
"""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from proofs_check.files import Unusable, check_target, write_atomically
from proofs_check.report.stream import say
from proofs_check.report_options import ENDINGS

if TYPE_CHECKING:
    from theory.statement import Statement

__all__ = ["report"]

#: Judges what was asked for: the data of a report, and the statements in it.
Judge = Callable[[], tuple[dict[str, Any], Sequence["Statement"]]]

_REMEDY = "name a file written by sharpath verify --json"


def report(arguments: Namespace, judge: Judge) -> int:
    """Write the page.

    Args:
        arguments: those of `proofs_check.report_options`.
        judge: judges the statements, unless an earlier report is given.

    Returns:
        The exit status that the verdicts deserve: 0, 1, or 2 for an ERROR or an unusable file.
    """
    shape = _format(arguments)
    path = arguments.output or f"sharpath-report.{ENDINGS[shape]}"
    if path != "-":
        _check_room(path, shape, named=bool(arguments.output), force=arguments.force)
    if arguments.earlier is None:
        data, statements = judge()
    else:
        from theory.statements import all_statements

        data, statements = _earlier(arguments.earlier, arguments.targets), all_statements()
    text = _text(data, statements, shape)
    if path == "-":
        say(text.rstrip("\n"), colour=False)
    else:
        write_atomically(path, text)
        say(_summary(path, data))
    return _status(data)


def _format(arguments: Namespace) -> str:
    if arguments.format:
        return str(arguments.format)
    suffix = Path(arguments.output or "").suffix.lower()
    return {".md": "markdown", ".json": "json"}.get(suffix, "html")


def _check_room(path: str, shape: str, *, named: bool, force: bool) -> None:
    from proofs_check.report.html import is_page
    from proofs_check.report.json_report import is_report
    from proofs_check.report.markdown import is_markdown

    # Nobody named the default: an earlier page of ours may go.
    ours = {"html": is_page, "markdown": is_markdown, "json": is_report}[shape]
    if named and not force and Path(path).is_file() and Path(path).stat().st_size:
        raise Unusable(path, "exists already", "name another file, or add --force")
    check_target(path, ours, force=force)


def _text(data: dict[str, Any], statements: Sequence[Statement], shape: str) -> str:
    if shape == "json":
        from proofs_check.report.json_report import as_text

        return as_text(data)
    from proofs_check.report.content import content

    try:
        found = content(data, statements)
        if shape == "markdown":
            from proofs_check.report.markdown import markdown_page

            return markdown_page(found)
        from proofs_check.report.html import html_page
        from proofs_check.report.html_pictures import pictures

        return html_page(found, pictures([part.id for part in found.sections if not part.file]))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        what = f"is a damaged sharpath report ({type(error).__name__}: {error})"
        raise Unusable("the report", what, _REMEDY) from error


def _earlier(path: str, wanted: Collection[str]) -> dict[str, Any]:
    from proofs_check.against import read_report

    # Its complaints are the same; what it returns is less than a page needs.
    known = read_report(path).statements
    for name in wanted:
        if name not in known:
            raise Unusable(name or "''", f"is not in {path}", "leave it out, or judge it: no --from")
    data: dict[str, Any] = json.loads(Path(path).read_bytes())
    if wanted:
        data["statements"] = [entry for entry in data["statements"] if entry["id"] in wanted]
    return data


def _summary(path: str, data: Mapping[str, Any]) -> str:
    grades = [entry["verdict"] for entry in data["statements"]]
    counted = ", ".join(f"{grades.count(grade)} {grade}" for grade in sorted(set(grades)))
    failed = sum(not entry["passed"] for entry in data["statements"])
    return f"{path}: {counted or 'no statement'}; {f'{failed} did not pass' if failed else 'all pass'}"


def _status(data: Mapping[str, Any]) -> int:
    failed = [entry["verdict"] for entry in data["statements"] if not entry["passed"]]
    if data["unusable"] or "ERROR" in failed:
        return 2
    return int(bool(failed))
