"""Files: the one-line complaint about them, and writing that is complete or did not happen.

* `Unusable`: an input or output that cannot be used; where, what, remedy.
* `check_target`: whether a file can be written, asked before the work that fills it.
* `write_atomically`: the new content or the old, never half of it.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Callable
from pathlib import Path

__all__ = ["Unusable", "check_target", "one_line", "write_atomically"]

#: Longer texts are cut; a complaint is read on one line.
_LONGEST = 300

_ROOM = "name a file in a directory with room that you may write to"


class Unusable(Exception):  # noqa: N818 - not always an error of ours or theirs: a full disk, say
    """An input or output that cannot be used.

    Args:
        where: the file, with the line if there is one.
        what: what is wrong.
        remedy: what to do about it.

    Example:
        >>> print(Unusable("a.py:3", "the file raised ZeroDivisionError", "mend that line"))
        a.py:3: the file raised ZeroDivisionError; remedy: mend that line
    """

    def __init__(self, where: str, what: str, remedy: str) -> None:
        super().__init__(where, what, remedy)
        self.where, self.what, self.remedy = (one_line(part) for part in (where, what, remedy))

    def __str__(self) -> str:
        return f"{self.where}: {self.what}; remedy: {self.remedy}"


def one_line(text: str) -> str:
    r"""Text without line breaks, control characters and excess.

    Args:
        text: any text.

    Returns:
        At most `_LONGEST` characters that a terminal shows as they are.

    Example:
        >>> one_line("two\n  lines")
        'two lines'
    """
    words = " ".join(text.split())
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in words)
    return shown if len(shown) <= _LONGEST else shown[: _LONGEST - 3] + "..."


def check_target(path: str, may_replace: Callable[[Path], bool], *, force: bool) -> None:
    """Insist that `write_atomically` will be able to write `path`.

    Args:
        path: the file as the user named it.
        may_replace: whether an existing, non-empty file is ours to replace.
        force: replace any file.

    Raises:
        Unusable: it is not a file, its directory is missing or not writable, or the file is someone else's.
    """
    try:
        target = Path(path).resolve()
        if not path or target.is_dir():
            raise Unusable(
                path or "''", "is a directory, not a file", "name a file in it, such as report.json"
            )
        if not target.parent.is_dir():
            raise Unusable(path, "its directory does not exist", f"create it: mkdir -p {Path(path).parent}")
        if target.exists():
            if not target.is_file():
                raise Unusable(path, "is not a regular file", "name a file that can be replaced")
            if not force and target.stat().st_size and not may_replace(target):
                raise Unusable(
                    path, "exists and is not a sharpath report", "name another file, or add --force"
                )
        # Permissions, quotas and read-only file systems have one honest test.
        probe = _temporary_beside(target)
        probe.touch(exist_ok=False)
        probe.unlink()
    except OSError as error:
        raise Unusable(path, _refusal(error), _ROOM) from None


def write_atomically(path: str, text: str | bytes) -> None:
    r"""Replace the content of `path`, or leave it as it was.

    The text goes to a new file in the same directory, to the disk, and then takes the place of the old one.

    Args:
        path: the file; a symbolic link keeps pointing where it did.
        text: the content; what UTF-8 cannot hold is written as ``\uXXXX``. Bytes are written as they are.

    Raises:
        Unusable: the operating system refused, a full disk included.
    """
    try:
        content = text if isinstance(text, bytes) else text.encode("utf-8", "backslashreplace")
        _replace(Path(path).resolve(), content)
    except OSError as error:
        raise Unusable(path, _refusal(error), _ROOM) from None


def _replace(target: Path, content: bytes) -> None:
    temporary = _temporary_beside(target)
    try:
        with temporary.open("xb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        with contextlib.suppress(FileNotFoundError):
            temporary.chmod(target.stat().st_mode & 0o777)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _temporary_beside(target: Path) -> Path:
    return target.parent / f".sharpath-{secrets.token_hex(8)}.tmp"


def _refusal(error: OSError) -> str:
    return f"cannot be written: {error.strerror or error}"
