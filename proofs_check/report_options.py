"""What ``sharpath report`` may be told beyond how statements are judged; loads nothing heavy."""

from __future__ import annotations

from argparse import ArgumentParser

__all__ = ["ENDINGS", "add_report_options"]

#: By format.
ENDINGS = {"html": "html", "markdown": "md", "json": "json"}


def add_report_options(sub: ArgumentParser) -> None:
    """Add the options of ``report``.

    Args:
        sub: its parser.
    """
    sub.add_argument("targets", nargs="*", metavar="ID|FILE", help="built-in statements, or theorem files")
    sub.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        help="the page, - for standard output (sharpath-report.html, .md, .json)",
    )
    sub.add_argument("--format", choices=tuple(ENDINGS), help="by default what FILE ends in, else html")
    sub.add_argument(
        "--from",
        dest="earlier",
        metavar="FILE",
        help="judge nothing: show a report from --json, with the options that it was made with",
    )
    sub.add_argument("--force", action="store_true", help="let --output replace a file that is there")
