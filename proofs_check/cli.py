"""The command `sharpath`.  Exit status: 0 all passed, 1 some did not, 2 unusable input or an ERROR.

Everything heavy is imported by the command that needs it, after its arguments have been checked: `--help`
loads neither SymPy nor any numeric library.
"""

from __future__ import annotations

import os
import re
import sys
import time
from argparse import SUPPRESS, Action, ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

from proofs_check.files import Unusable, check_target, one_line, write_atomically
from proofs_check.report.stream import OutputClosed, columns, complain, say

if TYPE_CHECKING:
    from proofs_check.collect import Gathered
    from proofs_check.result import Result
    from theory.statement import Statement

__all__ = ["main"]

#: As in `theory.statement.GRADES`, which would load SymPy.
PASSING = ("SUPPORTED", "CERTIFIED", "PROVED")
COMMANDS = ("verify", "check", "list", "show")

_EPILOG = (
    "exit status: 0 every statement at the required grade or better (or as its expect says); 1 some are not;"
    " 2 unusable input or an ERROR, after the rest was judged"
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        argv: the arguments; by default the process's own.

    Returns:
        The exit status.
    """
    try:
        return _run(argv)
    except Unusable as error:
        complain(str(error))
        return 2
    except SystemExit as error:
        # Only argparse leaves this way: --help, --version, and usage errors, which have been reported.
        return int(error.code or 0)
    except OutputClosed:
        return 141
    except KeyboardInterrupt:
        return 130


def _run(argv: Sequence[str] | None) -> int:
    arguments = _parser().parse_args(argv)
    command: Callable[[Namespace], int] = arguments.run
    return command(arguments)


def _verify(arguments: Namespace) -> int:
    _check_json(arguments)
    from proofs_check.collect import Gathered, Source, collect

    builtin = Source(None)
    known = [statement.id for statement in collect(builtin)]
    wanted = [_known_id(name, known) for name in dict.fromkeys(arguments.ids)]
    return _judge(Gathered((builtin,), tuple((0, name) for name in wanted or known), ()), arguments)


def _check(arguments: Namespace) -> int:
    _check_json(arguments)
    from proofs_check.collect import gather

    gathered = gather(arguments.files)
    _complain_about(gathered)
    return _judge(gathered, arguments) if gathered.chosen else 2


def _list(arguments: Namespace) -> int:
    from proofs_check.collect import Gathered, Source, collect, gather

    gathered = gather(arguments.files) if arguments.files else Gathered((Source(None),), (), ())
    _complain_about(gathered)
    statements = [statement for source in gathered.sources for statement in collect(source)]
    width = max((len(statement.id) for statement in statements), default=0)
    say("\n".join(f"{s.id:<{width}}  {s.title}".rstrip() for s in statements))
    return 2 if gathered.unusable else 0


def _show(arguments: Namespace) -> int:
    from proofs_check.collect import Source, collect
    from proofs_check.report.page import page

    source = Source(arguments.file)
    statements = {statement.id: statement for statement in collect(source)}
    statement: Statement = statements[_known_id(arguments.id, list(statements))]
    results = _results([source], [(0, statement.id)], arguments)
    unicode = "utf" in (getattr(sys.stdout, "encoding", None) or "").lower()
    say(page(statement, results[0], unicode=unicode))
    return _status(results, "SUPPORTED")


def _judge(gathered: Gathered, arguments: Namespace) -> int:
    start = time.perf_counter()
    results = _results(gathered.sources, gathered.chosen, arguments)
    from proofs_check.report import json_report, terminal
    from proofs_check.verdict import Grade

    require = Grade(arguments.require)
    if arguments.json is not None:
        # Before the table: whoever reads standard output may stop early.
        seconds = time.perf_counter() - start
        report = json_report.dumps(results, gathered.unusable, _options(arguments), require, seconds)
        write_atomically(arguments.json, report)
    say(terminal.verdict_table(results, gathered.unusable, require, columns()))
    return 2 if gathered.unusable else _status(results, arguments.require)


def _results(sources: Sequence[Any], chosen: Sequence[tuple[int, str]], arguments: Namespace) -> list[Result]:
    from proofs_check.engine import judge_statements
    from proofs_check.report.progress import progress

    with progress(len(chosen), "judging") as on_result:
        return judge_statements(
            sources, chosen, _options(arguments), jobs=arguments.jobs, on_result=on_result
        )


def _status(results: Sequence[Result], require: str) -> int:
    from proofs_check.verdict import Grade, passes

    failed = [result for result in results if not passes(result.grade, Grade(require), result.expect)]
    return 2 if any(result.grade is Grade.ERROR for result in failed) else 1 if failed else 0


def _options(arguments: Namespace) -> Any:
    from proofs_check.result import Options

    return Options(digits=arguments.digits, seed=arguments.seed, quick=arguments.quick)


def _check_json(arguments: Namespace) -> None:
    from proofs_check.report.json_report import is_report

    if arguments.json is not None:
        check_target(arguments.json, is_report, force=arguments.force)


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


class _Parser(ArgumentParser):
    """Reports bad usage in one line, with the remedy."""

    def print_help(self, file: Any = None) -> None:
        """Write the help."""
        say(self.format_help().rstrip(), colour=False)

    def error(self, message: str) -> NoReturn:
        """Report and leave."""
        remedy = f"see {self.prog} --help"
        found = re.search(r"invalid choice: '([^']*)'", message)
        if found:
            import difflib

            close = difflib.get_close_matches(found[1], (*COMMANDS, *PASSING), n=1)
            remedy = f"did you mean {close[0]}?" if close else remedy
        complain(one_line(message) + ("" if "; remedy: " in message else f"; remedy: {remedy}"))
        self.exit(2)


class _Version(Action):
    """Prints the version; looks it up only when asked."""

    def __call__(self, parser: ArgumentParser, *unused: Any) -> None:
        from proofs_check.report.json_report import sharpath_version

        say(f"sharpath {sharpath_version()}", colour=False)
        parser.exit()


def _whole_number(least: int, most: int | None, example: str) -> Callable[[str], int]:
    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = least - 1
        if number < least or (most is not None and number > most):
            span = f"from {least} to {most}" if most is not None else f"of at least {least}"
            raise ArgumentTypeError(
                f"must be a whole number {span}; given {text[:20]}; remedy: write {example}, say"
            )
        return number

    return read


def _parser() -> ArgumentParser:
    parser = _Parser(
        prog="sharpath",
        description="Verify statements on sharpness in deep linear networks by two roads that do not touch.",
        epilog=_EPILOG,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action=_Version, nargs=0, default=SUPPRESS, help="show the version")
    commands = parser.add_subparsers(metavar="COMMAND", required=True, dest="command")

    def command(name: str, run: Callable[[Namespace], int], text: str) -> ArgumentParser:
        sub: ArgumentParser = commands.add_parser(
            name, help=text, description=text, epilog=_EPILOG, allow_abbrev=False
        )
        sub.set_defaults(run=run)
        return sub

    verify = command("verify", _verify, "judge the built-in statements")
    verify.add_argument("ids", nargs="*", metavar="ID", help="only these statements")
    check = command("check", _check, "judge every statement made in some files")
    check.add_argument(
        "files", nargs="+", metavar="FILE", help="a theorem file: Python that makes Statements"
    )
    listing = command("list", _list, "list statements, one line each")
    listing.add_argument(
        "files", nargs="*", metavar="FILE", help="theorem files instead of the built-in statements"
    )
    show = command("show", _show, "show one statement, its verdict and all evidence")
    show.add_argument("id", metavar="ID", help="the statement")
    show.add_argument("--file", metavar="FILE", help="the theorem file it is in, if it is not built in")
    for sub in (verify, check, show):
        _add_effort(sub)
    for sub in (verify, check):
        _add_outcome(sub)
    return parser


def _add_effort(sub: ArgumentParser) -> None:
    digits, natural, positive = (
        _whole_number(15, 1000, "--digits 50"),
        _whole_number(0, None, "--seed 0"),
        _whole_number(1, None, "--jobs 2"),
    )
    sub.add_argument("--quick", action="store_true", help="fewer instances and measurements")
    sub.add_argument(
        "--digits", type=digits, default=50, metavar="N", help="digits to agree on (15 to 1000, %(default)s)"
    )
    sub.add_argument(
        "--seed", type=natural, default=0, metavar="N", help="seed of all sampling (%(default)s)"
    )
    sub.add_argument(
        "--jobs", type=positive, default=os.cpu_count() or 1, metavar="N", help="processes (%(default)s)"
    )


def _add_outcome(sub: ArgumentParser) -> None:
    sub.add_argument("--json", metavar="FILE", help="write a report, replacing an earlier sharpath report")
    sub.add_argument("--force", action="store_true", help="let --json replace any file")
    grades = ", ".join(PASSING)
    sub.add_argument(
        "--require",
        choices=PASSING,
        default="SUPPORTED",
        metavar="GRADE",
        help=f"least grade: {grades} (%(default)s)",
    )
