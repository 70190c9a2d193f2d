"""What evidence depends on, as one hash: the statement, how it is judged, the code, the libraries.

Runs with the same fingerprint gather the same evidence.  A statement that uses classes of its file (a
quantity of the user's own, say) depends on the text of that file too, and on the modules that it imports.
Blind to: data files that such a class reads, modules whose names are made at run time, and files that change
our own classes.

Loads nothing heavy: the hash of the code is taken before the code that it stands for is loaded.
"""

from __future__ import annotations

import ast
import dataclasses
import functools
import hashlib
import importlib.util
import json
import platform
import sys
import time
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from proofs_check.result import Options
    from theory.statement import Statement

__all__ = [
    "LIBRARIES",
    "LOADED",
    "Files",
    "code",
    "fingerprint",
    "identity",
    "imported",
    "uses_own_classes",
    "versions",
]

#: When this program began to load: files changed later are not what is running.
LOADED = time.time()
#: Libraries whose version can change a report.
LIBRARIES = ("hypothesis", "mpmath", "numpy", "python-flint", "scipy", "sympy")

_OURS = ("theory", "numerics", "proofs_check")
#: Modules that need no hash: `_OURS` by `code`, the others by `versions`.
_COVERED = {*_OURS, *sys.stdlib_module_names, "flint", "hypothesis", "mpmath", "numpy", "scipy", "sympy"}


@functools.cache
def versions() -> dict[str, str]:
    """The versions of Python and of the libraries that can change a report."""
    return {"python": platform.python_version(), **{name: _version(name) for name in LIBRARIES}}


def _version(distribution: str) -> str:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return "unknown"


@dataclasses.dataclass(frozen=True)
class Files:
    """The content of some files.

    Attributes:
        paths: where they are.
        digest: a hash of their names and contents.
    """

    paths: tuple[Path, ...]
    digest: str

    def changed_since(self, moment: float) -> bool:
        """Whether any of the files changed after a moment, in seconds since the epoch."""
        try:
            return any(path.stat().st_mtime > moment for path in self.paths)
        except OSError:
            return True


def code() -> Files:
    """The source files of this program."""
    root = Path(__file__).resolve().parent.parent
    files = [path for name in _OURS for path in sorted((root / name).rglob("*.py"))]
    return Files(tuple(files), _digest((path.relative_to(root).as_posix(), path) for path in files))


def imported(theorem_file: Path) -> Files:
    """A theorem file and the modules that it imports, and that they import, and so on.

    Args:
        theorem_file: the file.

    Returns:
        Their contents; libraries of which `versions` tells, and the standard library, are left out.
    """
    waiting, seen = [theorem_file.resolve()], set[Path]()
    while waiting:
        file = waiting.pop()
        if file not in seen:
            seen.add(file)
            for name in _imports(file) - _COVERED:
                waiting += _files_of(name, theorem_file.resolve().parent)
    paths = sorted(seen)
    return Files(tuple(paths), _digest((path.name, path) for path in paths))


def _imports(file: Path) -> set[str]:
    """The top-level modules that a file names in import statements, wherever they stand in it."""
    try:
        tree = ast.parse(file.read_bytes())
    except (OSError, SyntaxError, ValueError, RecursionError):
        return set()
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names


def _files_of(module: str, folder: Path) -> list[Path]:
    """All files of a module: beside the theorem file, where Python looks first, or elsewhere."""
    if (folder / module / "__init__.py").is_file():
        return sorted((folder / module).resolve().rglob("*.py"))
    if (folder / f"{module}.py").is_file():
        return [(folder / f"{module}.py").resolve()]
    try:
        spec = importlib.util.find_spec(module)
    except (ImportError, ValueError):
        return []
    if spec is None:
        return []
    if spec.submodule_search_locations:
        return sorted(
            p.resolve() for place in spec.submodule_search_locations for p in Path(place).rglob("*.py")
        )
    return [Path(spec.origin).resolve()] if spec.origin and spec.origin.endswith(".py") else []


def _digest(files: Iterable[tuple[str, Path]]) -> str:
    whole = hashlib.sha256()
    for name, content in sorted(
        (name, hashlib.sha256(path.read_bytes()).hexdigest()) for name, path in files
    ):
        whole.update(f"{name}\0{content}\n".encode("utf-8", "backslashreplace"))
    return whole.hexdigest()


def identity(statement: Statement) -> str:
    """A hash of what a statement says, however it is judged; a claim that is too deep raises RecursionError.

    Args:
        statement: the statement.

    Returns:
        Hexadecimal digits.
    """
    return _hash([statement.id, *_plain((statement.claim, statement.given))])


def fingerprint(statement: Statement, options: Options, program: Files, file: Files | None) -> str:
    """A hash of all that the evidence about a statement depends on; a claim too deep raises RecursionError.

    Args:
        statement: the statement.
        options: digits, seed and effort.
        program: from `code`.
        file: from `imported`, where `uses_own_classes`.

    Returns:
        Hexadecimal digits.
    """
    fields = [f.name for f in dataclasses.fields(statement) if f.name != "location"]
    return _hash({
        "statement": {name: _plain(getattr(statement, name)) for name in fields},
        "options": dataclasses.asdict(options),
        "program": program.digest,
        "file": None if file is None else file.digest,
        "versions": versions(),
        "machine": [sys.implementation.name, sys.platform, platform.machine()],
    })


def uses_own_classes(statement: Statement) -> bool:
    """Whether a statement uses classes that are neither SymPy's nor ours, as quantities of a user are."""
    from sympy import preorder_traversal

    nodes = (node for part in (statement.claim, *statement.given) for node in preorder_traversal(part))
    modules = {str(getattr(type(node), "__module__", None)).partition(".")[0] for node in nodes}
    return not modules <= {"sympy", "theory"}


def _plain(value: Any) -> Any:
    """Text and lists that are equal only for equal values."""
    from sympy import Basic, srepr

    if isinstance(value, Basic):
        return srepr(value)
    writer = getattr(value, "writer", None)
    if writer is not None and writer.__module__.partition(".")[0] in _OURS:
        # A derivation of ours: its claim is hashed with the statement, what writes it with the code.
        return f"{writer.__module__}.{writer.__qualname__}"
    if dataclasses.is_dataclass(value):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, tuple | list):
        return [_plain(part) for part in value]
    return repr(value)


def _hash(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
