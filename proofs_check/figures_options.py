"""What ``sharpath figures`` may be told; loads nothing heavy."""

from __future__ import annotations

from argparse import ArgumentParser

from proofs_check.option_types import FORMATS, formats

__all__ = ["add_figures_options"]


def add_figures_options(sub: ArgumentParser) -> None:
    """Add the options of ``figures``.

    Args:
        sub: its parser.
    """
    sub.add_argument("names", nargs="*", metavar="NAME", help="only these; --list shows them")
    sub.add_argument("--list", action="store_true", help="list the figures, one line each, and draw none")
    sub.add_argument("-o", "--output", default="figures", metavar="DIR", help="folder (%(default)s)")
    shown = f"of the figures: {', '.join(FORMATS)} (all)"
    sub.add_argument("--format", type=formats, default=FORMATS, metavar="F1,...", help=shown)
    sub.add_argument("--force", action="store_true", help="replace files that are there")
