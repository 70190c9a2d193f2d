"""What each command does, from its arguments to its exit status.

Arguments are checked before anything is judged; what is heavy is imported by the command that needs it.
"""

from __future__ import annotations

import os
import sys
import time
from argparse import Namespace
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from proofs_check.files import Unusable, check_target, write_atomically
from proofs_check.report.stream import columns, complain, say, warn

if TYPE_CHECKING:
    from proofs_check.against import Earlier
    from proofs_check.cache import Cache
    from proofs_check.collect import Gathered, Source
    from proofs_check.kernel.coq_check import CoqReport
    from proofs_check.result import Options, Result
    from theory.statement import Statement

__all__ = ["COMMANDS"]


def _verify(arguments: Namespace) -> int:
    _check_outputs(arguments)
    session = _Session(arguments)
    from proofs_check.collect import Gathered, Source, collect

    builtin = Source(None)
    known = [statement.id for statement in collect(builtin)]
    wanted = [_known_id(name, known) for name in dict.fromkeys(arguments.ids)]
    gathered = Gathered((builtin,), tuple((0, name) for name in wanted or known), ())
    return session.judge_all(gathered, wanted or None)


def _check(arguments: Namespace) -> int:
    _check_outputs(arguments)
    session = _Session(arguments)
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
    session = _Session(arguments)
    from proofs_check.report.page import page

    source, statement = _statement(arguments)
    results = session.results([source], [(0, statement.id)])
    unicode = "utf" in (getattr(sys.stdout, "encoding", None) or "").lower()
    say(page(statement, results[0], floor=arguments.floor, unicode=unicode))
    return session.status(results, "SUPPORTED")


def _mutate(arguments: Namespace) -> int:
    session = _Session(arguments)
    from proofs_check.collect import Gathered, Source, collect, gather
    from proofs_check.report.mutation import mutation_report

    builtin = Source(None)
    known = [statement.id for statement in collect(builtin)]
    files = [name for name in arguments.targets if name not in known and _is_file(name)]
    wanted = [_known_id(name, known) for name in dict.fromkeys(arguments.targets) if name not in files]
    gathered = gather(files) if files else Gathered((), (), ())
    _complain_about(gathered)
    chosen = [(0, name) for name in wanted] + [(k + 1, name) for k, name in gathered.chosen]
    if not chosen:
        return 2
    results = session.results([builtin, *gathered.sources], chosen)
    say(mutation_report(results, arguments.floor))
    return 2 if gathered.unusable else session.status(results, "SUPPORTED")


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


#: By name, in the order of the help.
COMMANDS: dict[str, Callable[[Namespace], int]] = {
    "verify": _verify,
    "check": _check,
    "list": _list,
    "show": _show,
    "derive": _derive,
    "mutate": _mutate,
    "recheck": _recheck,
    "simulate": _simulate,
    "phase-diagram": _phase_diagram,
}


class _Session:
    """One run: its options, its cache, and how it judges.

    Args:
        arguments: the command's.
    """

    def __init__(self, arguments: Namespace) -> None:
        # First of all: the hash of the code is taken before the code is loaded.
        self.arguments, self.start = arguments, time.perf_counter()
        self.cache = _cache(arguments)
        self.earlier = _earlier(arguments)

    @property
    def options(self) -> Options:
        """How statements are judged."""
        return _options(self.arguments)

    def judge_all(self, gathered: Gathered, asked: Collection[str] | None) -> int:
        """Judge, report, compare with an earlier report."""
        from proofs_check.report import json_report, terminal
        from proofs_check.report.coq import coq_data, coq_text
        from proofs_check.verdict import Grade

        arguments, options = self.arguments, self.options
        require, floor = Grade(arguments.require), arguments.floor
        results = self.results(gathered.sources, gathered.chosen)
        coq = _coq(arguments)
        if arguments.json is not None:
            # Before the table: whoever reads standard output may stop early.
            seconds = time.perf_counter() - self.start
            said = None if coq is None else coq_data(coq, asked)
            report = json_report.dumps(results, gathered.unusable, options, require, seconds, floor, said)
            write_atomically(arguments.json, report)
        if arguments.certificates is not None:
            from proofs_check.certificates.store import write_certificates
            from proofs_check.evidence.certificate import certificates_of

            certificates = certificates_of(gathered.sources, gathered.chosen, results, options)
            write_certificates(arguments.certificates, certificates, force=arguments.force)
        text = terminal.verdict_table(results, gathered.unusable, require, columns(), floor)
        if coq is not None:
            text += "\n\n" + coq_text(coq, asked)
        worse = coq is not None and coq.available and not coq.ok
        if self.earlier is not None:
            from proofs_check.against import change_report, changes

            found = changes(self.earlier, results, asked)
            text += "\n\n" + change_report(arguments.against, self.earlier, found, options)
            worse = worse or any(change.worse for change in found)
        say(text)
        return 2 if gathered.unusable else self.status(results, arguments.require) or int(worse)

    def results(self, sources: Sequence[Any], chosen: Sequence[tuple[int, str]]) -> list[Result]:
        """Judge some statements."""
        from proofs_check.engine import judge_statements
        from proofs_check.report.progress import progress

        if self.options.box:
            _check_box(self.options.box, sources, chosen)
        with progress(len(chosen), "judging") as on_result:
            return judge_statements(
                sources,
                chosen,
                self.options,
                jobs=self.arguments.jobs,
                on_result=on_result,
                cache=self.cache,
            )

    def status(self, results: Sequence[Result], require: str) -> int:
        """The exit status that results deserve."""
        from proofs_check.verdict import Grade

        failed = [r for r in results if not r.passes(Grade(require), self.arguments.floor)]
        return 2 if any(result.grade is Grade.ERROR for result in failed) else 1 if failed else 0


def _options(arguments: Namespace) -> Options:
    from proofs_check.result import Options

    box = " ".join(sorted(arguments.box))
    return Options(digits=arguments.digits, seed=arguments.seed, quick=arguments.quick, box=box)


def _check_box(box: str, sources: Sequence[Any], chosen: Sequence[tuple[int, str]]) -> None:
    from proofs_check.certificates.region import check_names
    from proofs_check.collect import collect

    wanted = [s for k, name in chosen for s in collect(sources[k]) if s.id == name]
    check_names(box, (str(parameter) for statement in wanted for parameter in statement.parameters))


def _cache(arguments: Namespace) -> Cache | None:
    if arguments.no_cache:
        return None
    from proofs_check.cache import Cache, default_folder

    try:
        folder = Path(arguments.cache_dir) if arguments.cache_dir else default_folder(os.environ)
    except Unusable as error:
        warn(f"results are not kept: {error}")
        return None
    return Cache(folder, _options(arguments), warn)


def _coq(arguments: Namespace) -> CoqReport | None:
    if getattr(arguments, "kernel", None) is None:
        return None
    from proofs_check.kernel.coq_check import check_library
    from proofs_check.report.progress import progress

    with progress(1, "checking with Coq"):
        return check_library()


def _earlier(arguments: Namespace) -> Earlier | None:
    if getattr(arguments, "against", None) is None:
        return None
    from proofs_check.against import read_report

    return read_report(arguments.against)


def _check_outputs(arguments: Namespace) -> None:
    from proofs_check.report.json_report import is_report

    if arguments.json is not None:
        check_target(arguments.json, is_report, force=arguments.force)
    if arguments.certificates is not None:
        from proofs_check.certificates.store import check_folder

        check_folder(arguments.certificates)


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
