"""One run of a command that judges: its options, its cache, what it writes, its exit status.

Main result: `Session`.
"""

from __future__ import annotations

import os
import time
from argparse import Namespace
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from proofs_check.files import Unusable, check_target, write_atomically
from proofs_check.report.stream import columns, say, warn

if TYPE_CHECKING:
    from proofs_check.against import Earlier
    from proofs_check.cache import Cache
    from proofs_check.collect import Gathered
    from proofs_check.coq.check import CoqReport
    from proofs_check.result import Options, Result
    from theory.statement import Statement

__all__ = ["Session", "check_outputs"]


class Session:
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

    def report_data(self, gathered: Gathered) -> tuple[dict[str, Any], list[Statement]]:
        """Judge; the data of a report, and the statements that it is about."""
        from proofs_check.collect import collect
        from proofs_check.report.json_report import report_data
        from proofs_check.verdict import Grade

        results = self.results(gathered.sources, gathered.chosen)
        seconds, require = time.perf_counter() - self.start, Grade(self.arguments.require)
        floor = self.arguments.floor
        data = report_data(results, gathered.unusable, self.options, require, seconds, floor)
        return data, [statement for source in gathered.sources for statement in collect(source)]

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
    from proofs_check.coq.check import check_library
    from proofs_check.report.progress import progress

    with progress(1, "checking with Coq"):
        return check_library()


def _earlier(arguments: Namespace) -> Earlier | None:
    if getattr(arguments, "against", None) is None:
        return None
    from proofs_check.against import read_report

    return read_report(arguments.against)


def check_outputs(arguments: Namespace) -> None:
    """Insist, before anything is judged, that what the command writes can be written.

    Args:
        arguments: the command's.
    """
    from proofs_check.report.json_report import is_report

    if arguments.json is not None:
        check_target(arguments.json, is_report, force=arguments.force)
    if arguments.certificates is not None:
        from proofs_check.certificates.store import check_folder

        check_folder(arguments.certificates)
