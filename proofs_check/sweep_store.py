"""A sweep on disk: a folder that says what belongs in it, and one file for every line that is finished.

Files appear whole or not at all and are named by the hash of what they answer, so a run that was killed, or
that found the disk full, is continued by the same command, and gives the same table byte for byte.

Main result: `Store`.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from numerics.sweep import FORMAT, Line, LineResult
from proofs_check.files import Unusable, write_atomically

__all__ = ["MANIFEST", "Store"]

MANIFEST = "sweep.json"
PARTS = "lines"


class Store:
    """The results of some lines, in a folder.

    Args:
        folder: the folder; made if it is missing.
        lines: what belongs in it, in the order of the table.
        force: use the folder even if it holds another sweep or files of others, which stay.

    Raises:
        Unusable: the folder cannot be made or written, or holds something else.
    """

    def __init__(self, folder: str, lines: Sequence[Line], *, force: bool = False) -> None:
        self.folder, self.lines = Path(folder), tuple(lines)
        keys = [line.key for line in self.lines]
        text = json.dumps({"format": FORMAT, "lines": keys}, indent=1) + "\n"
        try:
            if self.folder.exists() and not force:
                self._check_ours(text)
            (self.folder / PARTS).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            what = f"cannot be used as a folder: {error.strerror or error}"
            raise Unusable(folder, what, "name a folder that you may write to") from None
        write_atomically(str(self.folder / MANIFEST), text)

    def _check_ours(self, text: str) -> None:
        manifest = self.folder / MANIFEST
        if manifest.is_file():
            if manifest.read_text(encoding="utf-8", errors="replace") != text:
                raise Unusable(
                    str(self.folder),
                    "holds another sweep",
                    "name another folder with --output, or add --force",
                )
        elif any(self.folder.iterdir()):
            raise Unusable(
                str(self.folder),
                "is not empty and holds no sweep",
                "name another folder with --output, or add --force",
            )

    def path(self, line: Line) -> Path:
        """Where the result of a line is kept."""
        return self.folder / PARTS / f"{line.key[:32]}.npz"

    def missing(self) -> list[Line]:
        """The lines whose result is not there, or cannot be read."""
        return [line for line in self.lines if self.load(line) is None]

    def save(self, line: Line, result: LineResult) -> None:
        """Keep a result.

        Args:
            line: the line.
            result: what came of it.

        Raises:
            Unusable: the operating system refused, a full disk included; what was kept before still is.
        """
        content = io.BytesIO()
        parts: dict[str, Any] = {field.name: getattr(result, field.name) for field in fields(result)}
        np.savez(content, key=np.array(line.key), **parts)
        try:
            write_atomically(str(self.path(line)), content.getvalue())
        except Unusable as error:
            kept = len(self.lines) - len(self.missing())
            remedy = f"make room and run the same command again: {kept} of {len(self.lines)} lines are kept"
            raise Unusable(error.where, error.what, remedy) from None

    def load(self, line: Line) -> LineResult | None:
        """The result of a line.

        Args:
            line: the line.

        Returns:
            Its result, or None if there is none, or a damaged one.
        """
        try:
            # From memory: NumPy leaves a damaged file open.
            content = io.BytesIO(self.path(line).read_bytes())
            with np.load(content, allow_pickle=False) as file:
                if str(file["key"]) != line.key:
                    return None
                parts = {field.name: file[field.name] for field in fields(LineResult)}
        except (OSError, ValueError, KeyError, EOFError, BadZipFile):
            return None
        cells = len(line.etas)
        shapes = dict.fromkeys(parts, (cells,)) | {"shares": (len(line.shares), cells)}
        return LineResult(**parts) if all(parts[n].shape == shape for n, shape in shapes.items()) else None
