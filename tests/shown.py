"""What the README shows, made by running it: ``python -m tests.shown`` rewrites the blocks.

A block is preceded by ``<!-- shown: COMMAND -->``: the arguments of `sharpath`, or ``file PATH``.  Times
differ from run to run and are left out before anything is compared.
"""

import contextlib
import io
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
BLOCK = re.compile(r"(<!-- shown: (?P<command>.*?) -->\n```(?P<kind>\w*)\n)(?P<text>.*?)(```)", re.DOTALL)
TIME = re.compile(r" +\d+\.\d s$", re.MULTILINE)


def run(command: str) -> str:
    """What a command prints, or what is in a file."""
    first, *rest = command.split()
    if first == "file":
        return (ROOT / rest[0]).read_text()
    from proofs_check.cli import main

    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.chdir(ROOT):
        main([first, *rest, "--no-cache"])
    return printed.getvalue()


def blocks() -> list[tuple[str, str]]:
    """The commands that the README shows, and what it says they print."""
    return [(found["command"], found["text"]) for found in BLOCK.finditer(README.read_text())]


def without_times(text: str) -> str:
    """Text whose times are blanked."""
    return TIME.sub("", text)


def rewrite() -> None:
    """Run everything again and put what it prints into the README."""
    text = BLOCK.sub(lambda found: found[1] + run(found["command"]) + found[5], README.read_text())
    README.write_text(text)


if __name__ == "__main__":
    rewrite()
    sys.stdout.write(f"{len(blocks())} blocks rewritten\n")
