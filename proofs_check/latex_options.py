"""What ``sharpath latex`` and ``sharpath manuscript`` may be told beyond how statements are judged.

Loads nothing heavy.
"""

from __future__ import annotations

from argparse import ArgumentParser

from proofs_check.option_types import number

__all__ = ["add_latex_options", "add_manuscript_options"]


def add_latex_options(sub: ArgumentParser) -> None:
    """Add the options of ``latex``.

    Args:
        sub: its parser.
    """
    sub.add_argument("targets", nargs="*", metavar="ID|FILE", help="built-in statements, or theorem files")
    sub.add_argument("-o", "--output", default="-", metavar="FILE", help="where to write (standard output)")
    sub.add_argument("--standalone", action="store_true", help="a document of its own, for pdflatex")
    sub.add_argument("--formulas", action="store_true", help="the formulas alone, one a line")
    sub.add_argument(
        "--expression",
        action="append",
        default=[],
        metavar="TEXT",
        help="write this expression instead of statements: Sharpness(Balanced(H, L, s)), say",
    )
    sub.add_argument(
        "--plain", action="store_true", help="with --formulas or --expression: without our macros"
    )
    sub.add_argument(
        "--no-verdict", action="store_true", help="judge nothing: no footnotes on verdict and evidence"
    )
    sub.add_argument(
        "--column",
        type=number(120, 2000, "--column 345"),
        default=345,
        metavar="PT",
        help="width of the text in points, in which formulas have to fit (%(default)s)",
    )
    sub.add_argument("--macros", metavar="FILE", help="write the macros that formulas use, for a preamble")
    sub.add_argument("--bib", metavar="FILE", help="write the sources, for BibTeX")
    sub.add_argument("--force", action="store_true", help="replace existing files")


def add_manuscript_options(sub: ArgumentParser) -> None:
    """Add the options of ``manuscript``.

    Args:
        sub: its parser.
    """
    sub.add_argument("files", nargs="+", metavar="FILE", help="LaTeX with marked equations")
    sub.add_argument("--file", metavar="FILE", help="a theorem file whose statements are known too")
