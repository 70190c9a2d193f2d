"""What the README shows, made by running it: ``python -m tests.shown`` rewrites the blocks.

A block is preceded by ``<!-- shown: COMMAND -->``: the arguments of `sharpath`, or ``file PATH``.  With ``;``
between them several commands run one after another, and what one in parentheses prints is not shown; commands
that write run in an empty folder, where ``tests`` is this repository's.  Times differ from run to run and are
left out before anything is compared.  ``python -m tests.shown derive simulate`` rewrites only the blocks that
begin so.

Examples with ``>>>`` are doctests, and run as such.
"""

import contextlib
import doctest
import io
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
BLOCK = re.compile(r"(<!-- shown: (?P<command>.*?) -->\n```(?P<kind>\w*)\n)(?P<text>.*?)(```)", re.DOTALL)
EXAMPLE = re.compile(r"^```pycon\n(.*?)^```", re.DOTALL | re.MULTILINE)
TIME = re.compile(r" +\d+\.\d s$", re.MULTILINE)
JUDGING = ("verify", "check", "show", "mutate")
WRITING = ("simulate", "phase-diagram")


def run(command: str, *more: str) -> str:
    """What commands print, with more arguments if need be, or what is in a file."""
    if command.startswith("file "):
        return (ROOT / command.removeprefix("file ")).read_text()
    from proofs_check.cli import main

    parts = [part.strip() for part in command.split(";")]
    shown = ""
    with empty_folder() if len(parts) > 1 or parts[0].startswith(WRITING) else contextlib.chdir(ROOT):
        for part in parts:
            first, *rest = part.strip("()").split()
            with contextlib.redirect_stdout(io.StringIO()) as printed:
                main([first, *rest, *more, *(["--no-cache"] if first in JUDGING else [])])
            shown += "" if part.startswith("(") else printed.getvalue()
    return shown


@contextlib.contextmanager
def empty_folder() -> Iterator[None]:
    """Stand in a folder with nothing in it but the way to the examples."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        Path("tests").symlink_to(ROOT / "tests")
        yield


def blocks() -> list[tuple[str, str]]:
    """The commands that the README shows, and what it says they print."""
    return [(found["command"], found["text"]) for found in BLOCK.finditer(README.read_text())]


def examples() -> doctest.DocTest:
    """The README's examples in Python, as one session."""
    text = "\n".join(EXAMPLE.findall(README.read_text()))
    return doctest.DocTestParser().get_doctest(text, {}, "README", str(README), 0)


def without_times(text: str) -> str:
    """Text whose times are blanked."""
    return TIME.sub("", text)


def rewrite(beginnings: tuple[str, ...]) -> int:
    """Run everything that begins so again, put what it prints into the README, and count the blocks."""
    chosen = [command for command, _ in blocks() if command.startswith(beginnings or ("",))]

    def again(found: re.Match[str]) -> str:
        return found[1] + run(found["command"]) + found[5] if found["command"] in chosen else found[0]

    README.write_text(BLOCK.sub(again, README.read_text()))
    return len(chosen)


if __name__ == "__main__":
    sys.stdout.write(f"{rewrite(tuple(sys.argv[1:]))} blocks rewritten\n")
