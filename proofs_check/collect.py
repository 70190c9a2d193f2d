"""Statements from theorem files, and the built-in ones.

* `collect`: the statements of one source; whatever is wrong with a file becomes one `Unusable`.
* `gather`: the statements of several files, each file once, every id once.

A theorem file runs as a script would: its directory is importable while it runs, and nothing that it does
to the module search path, to its directory's modules or to standard output outlasts it.
"""

from __future__ import annotations

import contextlib
import functools
import importlib.util
import multiprocessing
import os
import signal
import sys
import threading
import types
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from proofs_check.files import Unusable
from proofs_check.report.complaint import complaint
from theory.statement import Statement, collecting

__all__ = ["Gathered", "Source", "Unusable", "collect", "gather"]

MODULE = "__sharpath__"


@dataclass(frozen=True)
class Source:
    """Where statements come from.  Workers collect again from it.

    Attributes:
        path: a theorem file as the user named it; None for the built-in statements.
    """

    path: str | None


@dataclass(frozen=True)
class Gathered:
    """The statements of several files.

    Attributes:
        sources: the usable files.
        chosen: for every statement the index of its source, and its id.
        unusable: what is wrong with the other files.
    """

    sources: tuple[Source, ...]
    chosen: tuple[tuple[int, str], ...]
    unusable: tuple[Unusable, ...]


@functools.cache
def collect(source: Source) -> tuple[Statement, ...]:
    """The statements of a source, in the order in which they are made.

    Args:
        source: a file or the built-in statements.

    Returns:
        The statements; those that a file imports are not among them.

    Raises:
        Unusable: the file cannot be read, compiled or run, or makes no statement.
        KeyboardInterrupt: Ctrl-C while the file ran.
    """
    if source.path is None:
        from theory.statements import all_statements

        return all_statements()
    code = _compiled(source.path)
    with collecting(source.path) as found, _as_script(source.path) as module:
        try:
            exec(code, module.__dict__)
        except _Interrupted:
            raise KeyboardInterrupt from None
        except BaseException as error:
            unusable = complaint(source.path, error)
            raise unusable from None
    if not found:
        remedy = 'write Statement("my-theorem", claim) in it (imported statements do not count)'
        raise Unusable(source.path, "makes no Statement", remedy)
    return tuple(found)


def gather(paths: Sequence[str]) -> Gathered:
    """Collect several files.

    Args:
        paths: files as the user named them; one that occurs twice counts once.

    Returns:
        What can be judged, and what cannot.
    """
    sources: list[Source] = []
    chosen: list[tuple[int, str]] = []
    unusable: list[Unusable] = []
    owner: dict[str, Statement] = {}
    for path in _each_once(paths):
        source = Source(path)
        try:
            statements = collect(source)
            _insist_on_new_ids(statements, owner)
        except Unusable as error:
            unusable.append(error)
            continue
        owner |= {statement.id: statement for statement in statements}
        chosen += [(len(sources), statement.id) for statement in statements]
        sources.append(source)
    return Gathered(tuple(sources), tuple(chosen), tuple(unusable))


def _each_once(paths: Iterable[str]) -> Iterator[str]:
    seen = set()
    for path in paths:
        real = os.path.realpath(path)
        if real not in seen:
            seen.add(real)
            yield path


def _insist_on_new_ids(statements: Iterable[Statement], owner: dict[str, Statement]) -> None:
    for statement in statements:
        if statement.id in owner:
            raise Unusable(
                statement.location,
                f"id {statement.id!r} is taken by {owner[statement.id].location}",
                "give one of them another id, or check the files one at a time",
            )


def _compiled(path: str) -> types.CodeType:
    file = Path(path)
    try:
        if not file.exists():
            raise Unusable(path, "does not exist", _similar_file(file))
        if file.is_dir():
            raise Unusable(path, "is a directory", "name the .py files in it")
        if not file.is_file() or file.suffix != ".py":
            raise Unusable(path, "is not a Python file", "name a file that ends in .py")
        data = file.read_bytes()
    except OSError as error:
        raise Unusable(path, f"cannot be read: {error.strerror}", "check its name and permissions") from None
    if b"\0" in data:
        raise Unusable(path, "contains null bytes, so it is not Python text", "save it as UTF-8 text")
    try:
        text = importlib.util.decode_source(data)
    except (UnicodeDecodeError, SyntaxError) as error:
        raise Unusable(path, f"cannot be decoded: {error}", "save it as UTF-8 text") from None
    try:
        return compile(text, path, "exec", dont_inherit=True)
    except Exception as error:
        unusable = complaint(path, error)
        raise unusable from None


def _similar_file(file: Path) -> str:
    import difflib

    names = [other.name for other in file.parent.glob("*.py")] if file.parent.is_dir() else []
    close = difflib.get_close_matches(file.name, sorted(names), n=1)
    return f"did you mean {file.parent / close[0]}?" if close else "check the name and the directory"


@contextmanager
def _as_script(path: str) -> Iterator[types.ModuleType]:
    """A fresh module in which the file can run; everything around it is put back afterwards."""
    module = types.ModuleType(MODULE)
    module.__file__ = str(Path(path).resolve())
    folder, here = str(Path(module.__file__).parent), Path.cwd()
    search_path, known = list(sys.path), set(sys.modules)
    with _output_set_aside(), _interrupts_marked():
        sys.path.insert(0, folder)
        sys.modules[MODULE] = module
        try:
            yield module
        finally:
            sys.path[:] = search_path
            os.chdir(here)
            _forget({MODULE, *_local_modules(folder, known)})


def _local_modules(folder: str, known: set[str]) -> set[str]:
    """Modules that the file took from beside it: another folder may have its own of the same name."""
    ours = {"theory", "numerics", "proofs_check"}
    new = {name for name in sys.modules if name not in known}
    beside = {name for name in new - ours if "." not in name and _origin_folder(sys.modules[name]) == folder}
    return {name for name in new if name.partition(".")[0] in beside}


def _origin_folder(module: Any) -> str | None:
    origin = getattr(getattr(module, "__spec__", None), "origin", None)
    if not isinstance(origin, str):
        return None
    file = Path(origin)
    return str(file.parent.parent if file.name == "__init__.py" else file.parent)


def _forget(names: Iterable[str]) -> None:
    for name in names:
        sys.modules.pop(name, None)


@contextmanager
def _output_set_aside() -> Iterator[None]:
    """Standard output belongs to the report: what the file prints goes to standard error, once."""
    if multiprocessing.parent_process() is None:
        with contextlib.redirect_stdout(sys.stderr):
            yield
    else:
        with Path(os.devnull).open("w", encoding="utf-8") as nowhere, contextlib.redirect_stdout(nowhere):
            yield


class _Interrupted(KeyboardInterrupt):
    """Ctrl-C, as against a file that raises KeyboardInterrupt."""


@contextmanager
def _interrupts_marked() -> Iterator[None]:
    usual = signal.getsignal(signal.SIGINT)
    if usual is not signal.default_int_handler or threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(signum: int, frame: Any) -> None:
        raise _Interrupted

    signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, usual)
