"""What the command line may say.  Bad usage is one line with the remedy; loads nothing heavy."""

from __future__ import annotations

import os
import re
from argparse import SUPPRESS, Action, ArgumentParser
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, NoReturn

from proofs_check.certificates.region import read_side
from proofs_check.figures_options import add_figures_options
from proofs_check.files import one_line
from proofs_check.floor import FLOOR, floor_text, read_floor
from proofs_check.latex_options import add_latex_options, add_manuscript_options
from proofs_check.option_types import OptionTextError, whole
from proofs_check.phase_diagram_options import add_phase_diagram_options
from proofs_check.report.stream import complain, say
from proofs_check.report_options import add_report_options
from proofs_check.simulate_options import add_simulate_options

__all__ = ["parser"]

#: As in `theory.statement.GRADES`, which would load SymPy.
PASSING = ("SUPPORTED", "CERTIFIED", "PROVED")

_EPILOG = (
    "exit status: 0 every statement at the required grade or better (or as its expect says), no score below"
    " the floor; 1 some are not; 2 unusable input or an ERROR, after the rest was judged"
)


def parser(commands: Mapping[str, Callable[..., int]]) -> ArgumentParser:
    """The parser of the command `sharpath`.

    Args:
        commands: what runs each of the commands ``verify``, ``check``, ``list``, ``show``, ``derive``,
            ``mutate``, ``simulate``, ``phase-diagram``.

    Returns:
        The parser; the namespace it gives has the function to run as ``run``.
    """
    whole = _Parser(
        prog="sharpath",
        description="Verify statements on sharpness in deep linear networks by two roads that do not touch.",
        epilog=_EPILOG,
        allow_abbrev=False,
    )
    whole.add_argument("--version", action=_Version, nargs=0, default=SUPPRESS, help="show the version")
    parts = whole.add_subparsers(metavar="COMMAND", required=True, dest="command")

    def command(name: str, text: str) -> ArgumentParser:
        sub: ArgumentParser = parts.add_parser(
            name, help=text, description=text, epilog=_EPILOG, allow_abbrev=False
        )
        sub.set_defaults(run=commands[name])
        return sub

    verify = command("verify", "judge the built-in statements")
    verify.add_argument("ids", nargs="*", metavar="ID", help="only these statements")
    verify.add_argument(
        "--kernel",
        choices=("coq",),
        help="also check the Coq library where coqc is installed; no verdict depends on it,"
        " but the exit status is 1 if Coq refuses the library",
    )
    check = command("check", "judge every statement made in some files")
    check.add_argument(
        "files", nargs="+", metavar="FILE", help="a theorem file: Python that makes Statements"
    )
    listing = command("list", "list statements, one line each")
    listing.add_argument(
        "files", nargs="*", metavar="FILE", help="theorem files instead of the built-in statements"
    )
    show = command("show", "show one statement, its verdict and all evidence")
    show.add_argument("id", metavar="ID", help="the statement")
    show.add_argument("--file", metavar="FILE", help="the theorem file it is in, if it is not built in")
    derive = command("derive", "show the proof of a statement, checked step by step")
    derive.epilog = "exit status: 0 every step is accepted; 1 a step is rejected, or there is no derivation"
    derive.add_argument("id", metavar="ID", help="the statement")
    derive.add_argument("--file", metavar="FILE", help="the theorem file it is in, if it is not built in")
    derive.add_argument("--latex", action="store_true", help="as a LaTeX theorem with its proof (amsthm)")
    mutate = command("mutate", "show which wrong versions of a statement its check would notice")
    mutate.add_argument(
        "targets", nargs="+", metavar="ID|FILE", help="a built-in statement, or every one made in a file"
    )
    simulate = command("simulate", "run gradient descent once: a figure, its data, a summary")
    simulate.epilog = "exit status: 0 however the run ended; 2 unusable input"
    add_simulate_options(simulate)
    diagram = command(
        "phase-diagram", "run gradient descent for many step sizes: a figure of what came of it"
    )
    diagram.epilog = "exit status: 0 whatever the outcomes; 2 unusable input or output"
    add_phase_diagram_options(diagram)
    recheck = command("recheck", "verify certificates anew, from the numbers in them alone")
    recheck.epilog = "exit status: 0 every claim is established; 1 some are not; 2 some are no certificates"
    recheck.add_argument("files", nargs="+", metavar="FILE", help="a certificate, from --certificates")
    latex = command("latex", "write statements, proofs and verdicts, or single formulas, for a paper")
    latex.epilog = "exit status: 0 written; 2 unusable input or output"
    add_latex_options(latex)
    manuscript = command("manuscript", "check the marked equations of a paper against what is verified")
    manuscript.epilog = (
        "exit status: 0 every marked equation matches a statement that passes; 1 some differ;"
        " 2 some are unreadable"
    )
    add_manuscript_options(manuscript)
    _add_require(manuscript)
    figures = command("figures", "draw the figures of a paper, with their data and captions")
    figures.epilog = "exit status: 0 all are written; 2 unusable input or output"
    add_figures_options(figures)
    report = command("report", "write a page to read: HTML, Markdown or JSON")
    add_report_options(report)
    for sub in (verify, check, show, mutate, report, latex, manuscript):
        _add_effort(sub)
    for sub in (verify, check, show, mutate, report, manuscript):
        _add_floor(sub)
    _add_require(report)
    for sub in (verify, check):
        _add_outcome(sub)
    return whole


def _add_effort(sub: ArgumentParser) -> None:
    digits, natural, positive = (
        whole(15, 1000, "--digits 50"),
        whole(0, None, "--seed 0"),
        whole(1, None, "--jobs 2"),
    )
    sub.add_argument(
        "--quick",
        action="store_true",
        help="fewer instances and measurements, 40 mutants of a claim at most, no hypothesis dropped, no"
        " certificate or mutant of what is proved",
    )
    sub.add_argument(
        "--digits", type=digits, default=50, metavar="N", help="digits to agree on (15 to 1000, %(default)s)"
    )
    sub.add_argument(
        "--seed", type=natural, default=0, metavar="N", help="seed of all sampling (%(default)s)"
    )
    sub.add_argument(
        "--box",
        type=_side,
        action="append",
        default=[],
        metavar="NAME=LOW..HIGH",
        help="certify inequalities on a box where this is one side; once for each unbounded parameter",
    )
    sub.add_argument(
        "--jobs", type=positive, default=os.cpu_count() or 1, metavar="N", help="processes (%(default)s)"
    )
    sub.add_argument(
        "--cache-dir",
        metavar="DIR",
        help="keep results in DIR (SHARPATH_CACHE, else sharpath in XDG_CACHE_HOME or ~/.cache)",
    )
    sub.add_argument(
        "--no-cache", action="store_true", help="neither use results of earlier runs nor keep any"
    )


def _add_floor(sub: ArgumentParser) -> None:
    sub.add_argument(
        "--floor",
        type=_floor,
        default=FLOOR,
        metavar="X",
        help=f"least share of mutants that the check must refute ({floor_text(FLOOR)})",
    )


def _add_outcome(sub: ArgumentParser) -> None:
    sub.add_argument("--json", metavar="FILE", help="write a report, replacing an earlier sharpath report")
    sub.add_argument(
        "--certificates", metavar="DIR", help="write a certificate of whatever is CERTIFIED by one to DIR"
    )
    sub.add_argument("--force", action="store_true", help="let --json and --certificates replace any file")
    _add_require(sub)
    sub.add_argument(
        "--against", metavar="FILE", help="show what changed since an earlier report; 1 if anything is worse"
    )


def _add_require(sub: ArgumentParser) -> None:
    grades = ", ".join(PASSING)
    sub.add_argument(
        "--require",
        choices=PASSING,
        default="SUPPORTED",
        metavar="GRADE",
        help=f"least grade: {grades} (%(default)s)",
    )


def _side(text: str) -> str:
    try:
        return read_side(text)
    except ValueError as error:
        raise OptionTextError("one side of a box, as in a=1/10..10", text, str(error)) from None


def _floor(text: str) -> Fraction:
    try:
        return read_floor(text)
    except ValueError:
        raise OptionTextError("a decimal or a fraction from 0 to 1", text, "write --floor 0.9, say") from None


class _Parser(ArgumentParser):
    """Reports bad usage in one line, with the remedy."""

    def print_help(self, file: Any = None) -> None:
        """Write the help."""
        say(self.format_help().rstrip(), colour=False)

    def error(self, message: str) -> NoReturn:
        """Report and leave."""
        remedy = f"see {self.prog} --help"
        found = re.search(r"invalid choice: '([^']*)' \(choose from (.*)\)", message, re.DOTALL)
        if found:
            import difflib

            close = difflib.get_close_matches(found[1], re.findall(r"\w+", found[2]), n=1)
            remedy = f"did you mean {close[0]}?" if close else remedy
        complain(one_line(message) + ("" if "; remedy: " in message else f"; remedy: {remedy}"))
        self.exit(2)


class _Version(Action):
    """Prints the version; looks it up only when asked."""

    def __call__(self, parser: ArgumentParser, *unused: Any) -> None:
        from proofs_check.report.json_report import sharpath_version

        say(f"sharpath {sharpath_version()}", colour=False)
        parser.exit()
