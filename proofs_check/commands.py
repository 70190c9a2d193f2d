"""What each command does, from its arguments to its exit status.

Arguments are checked before anything is judged; what is heavy is imported by the command that needs it.
"""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from proofs_check.files import Unusable
from proofs_check.report.stream import complain, say
from proofs_check.session import Session, check_outputs

if TYPE_CHECKING:
    from proofs_check.collect import Gathered, Source
    from theory.statement import Statement

__all__ = ["COMMANDS"]


def _verify(arguments: Namespace) -> int:
    check_outputs(arguments)
    session = Session(arguments)
    from proofs_check.collect import Gathered, Source, collect

    builtin = Source(None)
    known = [statement.id for statement in collect(builtin)]
    wanted = [_known_id(name, known) for name in dict.fromkeys(arguments.ids)]
    gathered = Gathered((builtin,), tuple((0, name) for name in wanted or known), ())
    return session.judge_all(gathered, wanted or None)


def _check(arguments: Namespace) -> int:
    check_outputs(arguments)
    session = Session(arguments)
    from proofs_check.collect import gather

    gathered = gather(arguments.files)
    _complain_about(gathered)
    return session.judge_all(gathered, None) if gathered.chosen else 2


def _list(arguments: Namespace) -> int:
    from proofs_check.collect import Gathered, Source, collect, gather

    gathered = gather(arguments.files) if arguments.files else Gathered((Source(None),), (), ())
    _complain_about(gathered)
    statements = [statement for source in gathered.sources for statement in collect(source)]
    width = max((len(statement.id) for statement in statements), default=0)
    say("\n".join(f"{s.id:<{width}}  {s.title}".rstrip() for s in statements))
    return 2 if gathered.unusable else 0


def _show(arguments: Namespace) -> int:
    session = Session(arguments)
    from proofs_check.report.page import page

    source, statement = _statement(arguments)
    results = session.results([source], [(0, statement.id)])
    unicode = "utf" in (getattr(sys.stdout, "encoding", None) or "").lower()
    say(page(statement, results[0], floor=arguments.floor, unicode=unicode))
    return session.status(results, "SUPPORTED")


def _mutate(arguments: Namespace) -> int:
    session = Session(arguments)
    from proofs_check.report.mutation import mutation_report

    gathered = _targets(arguments.targets)
    if not gathered.chosen:
        return 2
    results = session.results(gathered.sources, gathered.chosen)
    say(mutation_report(results, arguments.floor))
    return 2 if gathered.unusable else session.status(results, "SUPPORTED")


def _report(arguments: Namespace) -> int:
    from proofs_check.report_command import report

    session = Session(arguments)
    return report(arguments, lambda: session.report_data(_targets(arguments.targets)))


def _derive(arguments: Namespace) -> int:
    from proofs_check.derive import derive

    return derive(_statement(arguments)[1], latex=arguments.latex)


def _recheck(arguments: Namespace) -> int:
    from proofs_check.certificates.store import recheck_files

    status, lines = recheck_files(arguments.files)
    say("\n".join(lines), colour=False)
    return status


def _simulate(arguments: Namespace) -> int:
    from proofs_check.simulate import simulate

    return simulate(arguments)


def _phase_diagram(arguments: Namespace) -> int:
    from proofs_check.phase_diagram import phase_diagram

    return phase_diagram(arguments)


def _figures(arguments: Namespace) -> int:
    from proofs_check.figures_command import figures

    return figures(arguments)


def _latex(arguments: Namespace) -> int:
    from proofs_check.latex_command import latex_command

    session = Session(arguments)
    return latex_command(
        arguments,
        lambda: _targets(arguments.targets),
        lambda gathered: session.results(gathered.sources, gathered.chosen),
    )


def _manuscript(arguments: Namespace) -> int:
    from proofs_check.collect import Source, collect
    from proofs_check.manuscript_command import manuscript_command

    session = Session(arguments)
    sources = [Source(None), *([Source(arguments.file)] if arguments.file else [])]
    where = {
        statement.id: (k, statement) for k, source in enumerate(sources) for statement in collect(source)
    }
    return manuscript_command(
        arguments,
        {name: statement for name, (_, statement) in where.items()},
        session.options,
        lambda names: session.results(sources, [(where[name][0], name) for name in names]),
    )


#: By name, in the order of the help.
COMMANDS: dict[str, Callable[[Namespace], int]] = {
    "verify": _verify,
    "check": _check,
    "list": _list,
    "show": _show,
    "derive": _derive,
    "mutate": _mutate,
    "recheck": _recheck,
    "latex": _latex,
    "manuscript": _manuscript,
    "report": _report,
    "simulate": _simulate,
    "phase-diagram": _phase_diagram,
    "figures": _figures,
}


def _targets(targets: Sequence[str]) -> Gathered:
    """Built-in statements by id, all of them if nothing is named, and whatever files make."""
    from proofs_check.collect import Gathered, Source, collect, gather

    builtin = Source(None)
    known = [statement.id for statement in collect(builtin)]
    files = [name for name in targets if name not in known and _is_file(name)]
    wanted = [_known_id(name, known) for name in dict.fromkeys(targets) if name not in files]
    found = gather(files) if files else Gathered((), (), ())
    _complain_about(found)
    twice = [
        Unusable(name, "is asked for, and a file has its own", "take them one at a time")
        for _, name in found.chosen
        if name in wanted
    ]
    if twice:
        raise twice[0]
    chosen = [(0, name) for name in (wanted if targets else known)] + [
        (k + 1, name) for k, name in found.chosen
    ]
    return Gathered((builtin, *found.sources), tuple(chosen), found.unusable)


def _is_file(target: str) -> bool:
    return target.endswith(".py") or "/" in target or os.sep in target


def _statement(arguments: Namespace) -> tuple[Source, Statement]:
    """The statement that ``id`` and ``file`` name, and where it is."""
    from proofs_check.collect import Source, collect

    source = Source(arguments.file)
    statements = {statement.id: statement for statement in collect(source)}
    return source, statements[_known_id(arguments.id, list(statements))]


def _known_id(name: str, known: Sequence[str]) -> str:
    if name in known:
        return name
    import difflib

    close = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
    remedy = f"did you mean {' or '.join(close)}?" if close else "sharpath list shows every id"
    raise Unusable(name or "''", "no statement has this id", remedy)


def _complain_about(gathered: Gathered) -> None:
    for error in gathered.unusable:
        complain(str(error))
