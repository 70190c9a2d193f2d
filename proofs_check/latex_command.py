"""The command ``sharpath latex``: statements with proof, verdict and evidence, or single formulas.

Main result: `latex_command`.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from proofs_check.files import Unusable, check_target, write_atomically
from proofs_check.report.stream import say

if TYPE_CHECKING:
    from proofs_check.collect import Gathered
    from proofs_check.kernel.theorem import Proof
    from proofs_check.result import Result
    from theory.statement import Statement

__all__ = ["latex_command"]


def latex_command(
    arguments: Namespace, gather: Callable[[], Gathered], judge: Callable[[Gathered], Sequence[Result]]
) -> int:
    """Write what was asked for.

    Args:
        arguments: those of `proofs_check.latex_options`.
        gather: finds the statements.
        judge: judges them.

    Returns:
        The exit status: 0, or 2 where a theorem file cannot be used.

    Raises:
        Unusable: an expression that cannot be read, or a file that cannot be written.
    """
    targets = [
        path for path in (arguments.output, arguments.macros, arguments.bib) if path not in (None, "-")
    ]
    for path in targets:
        _check_room(path, force=arguments.force)
    if len({Path(path).resolve() for path in targets}) < len(targets):
        raise Unusable(targets[0], "is named twice", "name different files")
    status = 0
    if arguments.expression:
        text = _expressions(arguments)
    elif arguments.macros or arguments.bib:
        # A preamble alone needs no statement to be judged.
        asked = arguments.targets or arguments.output != "-" or arguments.standalone or arguments.formulas
        text, status = _statements(arguments, gather, judge) if asked else ("", 0)
    else:
        text, status = _statements(arguments, gather, judge)
    _write_others(arguments)
    if arguments.output != "-":
        write_atomically(arguments.output, text)
    elif text:
        say(text.rstrip("\n"), colour=False)
    return status


def _check_room(path: str, *, force: bool) -> None:
    if not force and Path(path).is_file() and Path(path).stat().st_size:
        raise Unusable(path, "exists already", "name another file, or add --force")
    check_target(path, lambda _: False, force=force)


def _write_others(arguments: Namespace) -> None:
    if arguments.macros:
        from proofs_check.latex.macros import PREAMBLE, macro_file

        packages = "".join(f"% {line}\n" for line in PREAMBLE.splitlines())
        write_atomically(
            arguments.macros, f"% Needs in the preamble, before this file:\n{packages}{macro_file()}"
        )
    if arguments.bib:
        from proofs_check.latex.bibliography import bib_text

        write_atomically(arguments.bib, bib_text())


def _expressions(arguments: Namespace) -> str:
    from sympy import Basic, SympifyError

    from proofs_check.latex.printer import latex
    from proofs_check.latex.python_text import PythonTextError, read_python, shared_symbols

    lines = []
    for text in arguments.expression:
        try:
            found = _as_sympy(read_python(text, shared_symbols()))
        except (PythonTextError, SympifyError) as error:
            raise Unusable(f"--expression {text}", str(error), "write it as in a theorem file") from None
        if not isinstance(found, Basic):
            raise Unusable(
                f"--expression {text}", "stands for no formula", "give it its arguments in brackets"
            )
        lines.append(latex(found, macros=not arguments.plain))
    return "\n".join(lines) + "\n"


def _as_sympy(found: Any) -> Any:
    from sympy import sympify

    return sympify(found)


def _statements(
    arguments: Namespace, gather: Callable[[], Gathered], judge: Callable[[Gathered], Sequence[Result]]
) -> tuple[str, int]:
    from proofs_check.collect import collect

    gathered = gather()
    by_source = [{s.id: s for s in collect(source)} for source in gathered.sources]
    statements = [by_source[k][name] for k, name in gathered.chosen]
    status = 2 if gathered.unusable else 0
    if arguments.formulas:
        return _formulas(statements, plain=arguments.plain), status
    from proofs_check.latex.document import HEADER, document, fragment

    results: Sequence[Result | None] = [None] * len(statements)
    if not arguments.no_verdict and statements:
        results = judge(gathered)
    fragments = [
        fragment(statement, _proof(statement), result, column=float(arguments.column))
        for statement, result in zip(statements, results, strict=True)
    ]
    if arguments.standalone:
        return document(fragments, column=float(arguments.column)), status
    return HEADER + "\n".join(piece.text for piece in fragments), status


def _formulas(statements: Sequence[Statement], *, plain: bool) -> str:
    from proofs_check.kernel.terms import conjuncts
    from proofs_check.latex.notation import Notation
    from proofs_check.latex.printer import Printer

    lines = []
    for statement in statements:
        # One notation for all parts: two symbols stay two.
        printer = Printer(Notation.of(statement.claim, macros=not plain))
        lines.append(f"% sharpath: {statement.id}")
        lines += [printer.show(part) for part in conjuncts(statement.claim)]
    return "\n".join(lines) + "\n"


def _proof(statement: Statement) -> Proof | None:
    """The derivation, where the kernel accepts it; the footnote says what is wrong where it does not."""
    from proofs_check.kernel import AuditError, Rejected, check

    if statement.derivation is None:
        return None
    try:
        return check(statement.derivation)
    except (Rejected, AuditError):
        return None
