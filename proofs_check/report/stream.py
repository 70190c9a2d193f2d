"""Standard output and standard error: the report goes to one, complaints to the other.

Loads nothing heavy, so that bad usage is reported at once.
"""

from __future__ import annotations

import os
import shutil
import sys
from typing import TextIO

from proofs_check.files import Unusable

__all__ = ["WIDTH", "OutputClosed", "columns", "complain", "say", "warn"]

#: Columns where there is no terminal; a table narrower than `NARROWEST` says too little.
WIDTH = 120
NARROWEST = 80

_STYLES = {
    "bold red": "REFUTED|ERROR",
    "yellow": "VACUOUS|UNDECIDED",
    "green": "SUPPORTED|CERTIFIED|PROVED",
}


class OutputClosed(Exception):  # noqa: N818 - the reader's right, not an error
    """Nobody reads standard output any more."""


def say(text: str, *, colour: bool = True) -> None:
    """Write to standard output; a terminal shows the grades in colour.

    Args:
        text: lines.
        colour: False for plain text everywhere.

    Raises:
        OutputClosed: nobody reads it.
        Unusable: it cannot be written, to a full disk say.
    """
    if not sys.stdout:
        # Closed by whoever started this process; there is nobody to tell.
        return
    _never_fail_to_encode(sys.stdout)
    try:
        if colour and sys.stdout.isatty():
            _in_colour(text)
        else:
            print(text, flush=True)
    except OSError as error:
        # Python flushes again at exit, and would complain a second time.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            raise OutputClosed from None
        raise Unusable("standard output", f"cannot be written: {error.strerror}", "redirect it") from None


def complain(text: str) -> None:
    """Write one line to standard error.

    Args:
        text: what, where, remedy.
    """
    _line_of_complaint(f"sharpath: error: {text}")


def warn(text: str) -> None:
    """Write one line to standard error about what does not keep the work from going on.

    Args:
        text: what, where, what follows.
    """
    _line_of_complaint(f"sharpath: warning: {text}")


def _line_of_complaint(text: str) -> None:
    if sys.stderr:
        _never_fail_to_encode(sys.stderr)
        print(text, file=sys.stderr, flush=True)


def columns() -> int:
    """Columns for a table on standard output.

    Returns:
        The terminal's, within reason; `WIDTH` where there is none.
    """
    return (
        max(NARROWEST, shutil.get_terminal_size((WIDTH, 24)).columns)
        if sys.stdout and sys.stdout.isatty()
        else WIDTH
    )


def _in_colour(text: str) -> None:
    from rich.console import Console
    from rich.text import Text

    coloured = Text(text)
    for style, grades in _STYLES.items():
        coloured.highlight_regex(rf"\b({grades})\b", style)
    Console(file=sys.stdout, highlight=False).print(coloured, soft_wrap=True)


def _never_fail_to_encode(stream: TextIO) -> None:
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")
