"""Results kept between runs: evidence under a fingerprint of all it depends on, and witnesses to try again.

One JSON file for each statement, written as soon as the statement is judged: an interrupted run goes on where
it stopped.  A file is complete or not there, carries a checksum, and holds data only, so that reading one can
run no code.  What is damaged is redone; a directory that cannot be written is reported once.

* ``evidence/FINGERPRINT.json``: evidence, and the stored witnesses that it took into account.
* ``witnesses/STATEMENT/HASH.json``: values that once refuted a statement, whatever the seed and the code.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import stat
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from proofs_check import fingerprint as prints
from proofs_check.files import Unusable, one_line, write_atomically
from proofs_check.packing import packed, read_value, unpacked

if TYPE_CHECKING:
    from proofs_check.result import Options
    from proofs_check.verdict import Evidence
    from theory.statement import Statement

__all__ = ["Cache", "Kept", "default_folder"]

FORMAT = "sharpath-cache"
VERSION = 1
#: Entries are forgotten after this many days.
DAYS = 60
#: No entry of ours is as long as this.
_LONGEST = 2**26
#: More witnesses of one statement than this are not tried again.
_MOST_WITNESSES = 8

_NAME = re.compile(r"[0-9a-f]{64}\.json|\.sharpath-[0-9a-f]+\.tmp")
#: What the evidence calls a violation that it owes to an earlier run.
_STORED = "a stored witness"


def default_folder(environment: Mapping[str, str]) -> Path:
    """Where results are kept if nobody says otherwise.

    Args:
        environment: of the process: SHARPATH_CACHE names the directory, XDG_CACHE_HOME one to put it in.

    Returns:
        The directory, ``~/.cache/sharpath`` without either.

    Raises:
        Unusable: there is no home directory.

    Example:
        >>> default_folder({"XDG_CACHE_HOME": "/scratch"}).as_posix()
        '/scratch/sharpath'
    """
    if environment.get("SHARPATH_CACHE"):
        return Path(environment["SHARPATH_CACHE"])
    # By its specification, a relative XDG_CACHE_HOME is to be ignored.
    base = Path(environment.get("XDG_CACHE_HOME", ""))
    if base.is_absolute():
        return base / "sharpath"
    try:
        return Path.home() / ".cache" / "sharpath"
    except RuntimeError:
        raise Unusable("cache", "has no home directory to be in", "set SHARPATH_CACHE") from None


@dataclass(frozen=True)
class Kept:
    """What an earlier run found out.

    Attributes:
        evidence: all of it.
        seconds: how long it took then.
    """

    evidence: tuple[Evidence, ...]
    seconds: float


class Cache:
    """The results that are kept in one directory, for one way of judging.

    Args:
        folder: the directory; made when it is first written to.
        options: how statements are judged.
        warn: called with one line for whatever is damaged or cannot be written.
    """

    def __init__(self, folder: Path, options: Options, warn: Callable[[str], None]) -> None:
        self.folder, self.options, self.warn = folder, options, warn
        self.program, self.opened = prints.code(), time.time()
        self.written = self.broken = False

    def find(self, statement: Statement, path: str | None) -> Kept | None:
        """The evidence about a statement, if it is kept and nothing that it depends on has changed.

        Args:
            statement: the statement.
            path: the file it is from; None for a built-in one.

        Returns:
            The evidence, or None.
        """
        name = self._name(statement, path)
        entry = name and self._read(name, f"cache entry for {statement.id} is damaged; redone")
        if not name or not entry:
            return None
        try:
            kept = Kept(unpacked(entry["evidence"]), float(entry["seconds"]))
            tried = entry["tried"]
            ours = entry["name"] == name
        except (KeyError, TypeError, ValueError):
            ours = False
        if not ours:
            # A complete entry, put under another name by hand.
            self.warn(f"cache entry for {statement.id} is damaged; redone")
            return None
        return kept if tried is None or tried == list(self.witnesses(statement)) else None

    def keep(self, statement: Statement, path: str | None, kept: Kept, tried: Iterable[str]) -> None:
        """Keep the evidence about a statement, and the witness if there is one.

        Args:
            statement: the statement.
            path: the file it is from; None for a built-in one.
            kept: what to keep.
            tried: the names of the stored witnesses that were at hand.
        """
        name = self._name(statement, path)
        if name is None or self.program.changed_since(prints.LOADED):
            return
        alone = _by_itself(kept.evidence)
        entry = {"name": name, "id": statement.id, "tried": None if alone else list(tried)}
        self._write(name, {**entry, "seconds": kept.seconds, "evidence": packed(kept.evidence)})
        values = next((dict(piece.witness.values) for piece in kept.evidence if piece.witness), None)
        if values and alone and None not in map(read_value, values.values()):
            digest = hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()
            self._write(f"witnesses/{prints.identity(statement)}/{digest}.json", {"values": values})

    def witnesses(self, statement: Statement) -> dict[str, dict[str, Any]]:
        """Values that refuted a statement in earlier runs, whatever their seed, options and code.

        Args:
            statement: the statement.

        Returns:
            By name of the witness, in a fixed order: for every symbol a `Fraction`, or a tuple of them.
        """
        try:
            folder = self.folder / "witnesses" / prints.identity(statement)
            names = sorted(path.name for path in folder.iterdir() if _NAME.fullmatch(path.name))
        except Exception:
            # As in `_name`; or there is no such directory.
            return {}
        found = {}
        for name in [name for name in names if name.endswith(".json")][:_MOST_WITNESSES]:
            entry = self._read(f"witnesses/{folder.name}/{name}", "")
            texts = entry.get("values") if entry else None
            values = {k: read_value(text) for k, text in texts.items()} if isinstance(texts, dict) else {}
            if values and None not in values.values():
                found[name] = values
            else:
                self.warn(f"stored witness for {statement.id} is damaged; left out")
                with contextlib.suppress(OSError):
                    (folder / name).unlink()
        return found

    def _name(self, statement: Statement, path: str | None) -> str | None:
        """Where evidence about a statement is kept; None if what it depends on cannot be told."""
        try:
            own = path is not None and prints.uses_own_classes(statement)
            file = prints.imported(Path(path)) if own and path is not None else None
            if file is not None and file.changed_since(self.opened):
                return None
            return f"evidence/{prints.fingerprint(statement, self.options, self.program, file)}.json"
        except Exception:
            # A deep claim, a file that is gone, or a user's class that fails when it is written down.
            return None

    def _read(self, name: str, complaint: str) -> dict[str, Any] | None:
        """The content of an entry, or None if there is none; what is damaged is reported."""
        path = self.folder / name
        try:
            status = path.stat()
        except OSError:
            return None
        try:
            if not stat.S_ISREG(status.st_mode) or status.st_size > _LONGEST:
                raise ValueError("not an entry")
            found = json.loads(path.read_bytes())
            if (found["format"], found["version"]) != (FORMAT, VERSION):
                raise ValueError("not an entry")
            if not isinstance(found["content"], dict) or found["sha256"] != _checksum(found["content"]):
                raise ValueError("not what was written")
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            if complaint:
                self.warn(complaint)
            return None
        content: dict[str, Any] = found["content"]
        return content

    def _write(self, name: str, content: dict[str, Any]) -> None:
        if self.broken:
            return
        path = self.folder / name
        whole = {"format": FORMAT, "version": VERSION, "sha256": _checksum(content), "content": content}
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(str(path), _dumps(whole))
            if not self.written:
                self._forget_what_is_old()
        except (OSError, Unusable) as error:
            self.broken = True
            reason = error.what if isinstance(error, Unusable) else f"cannot be written: {error.strerror}"
            self.warn(one_line(f"results are not kept: {self.folder} {reason}"))
        self.written = True

    def _forget_what_is_old(self) -> None:
        for path in (self.folder / "evidence").iterdir():
            if _NAME.fullmatch(path.name):
                with contextlib.suppress(OSError):
                    if time.time() - path.stat().st_mtime > DAYS * 86400:
                        path.unlink()


def _by_itself(evidence: Sequence[Evidence]) -> bool:
    """Whether a witness was found without the help of stored ones, which therefore made no difference."""
    found = [piece.data.get("search", {}).get("found_by") for piece in evidence if piece.witness]
    return bool(found) and _STORED not in found


def _dumps(content: Any) -> str:
    # Keys stay in their order: reports show some of them.
    return json.dumps(content, separators=(",", ":"), allow_nan=False)


def _checksum(content: Any) -> str:
    return hashlib.sha256(_dumps(content).encode()).hexdigest()
