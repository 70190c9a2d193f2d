"""What is wrong with a theorem file that failed, in one line: where, what, remedy.

`complaint` turns any exception into an `Unusable`.  It names the innermost line that is in the user's file,
and a remedy for the mistakes that people make with SymPy and with the names of `theory`.
"""

from __future__ import annotations

import difflib
import importlib
import re
import traceback
from pathlib import Path

from proofs_check.files import Unusable
from theory.statement import StatementError

__all__ = ["complaint"]

_NO_TRUTH_VALUE = "cannot determine truth value of Relational"
_FROM_THEORY = re.compile(r"cannot import name '(?P<name>\w+)' from '(?P<module>theory(\.\w+)*)'")
_IN_THEORY = re.compile(r"module '(?P<module>theory(\.\w+)*)' has no attribute '(?P<name>\w+)'")
_UNDEFINED = re.compile(r"name '(?P<name>\w+)' is not defined")


def complaint(path: str, error: BaseException) -> Unusable:
    """What to tell the author of a file that could not be compiled or run.

    Args:
        path: the file, as its code objects name it.
        error: what it raised.

    Returns:
        The complaint; the caller raises it.
    """
    where = _where(path, error)
    if isinstance(error, StatementError):
        argument, required, given, remedy = error.args
        return Unusable(where, f"{argument} {required}; given {given}", remedy)
    if isinstance(error, SyntaxError) and error.filename == path:
        return Unusable(where, f"is not valid Python: {error.msg}", "mend that line")
    if isinstance(error, SystemExit):
        remedy = "take that out: a theorem file only makes statements"
        return Unusable(where, f"ends the program ({_described(error)})", remedy)
    return Unusable(where, f"raises {_described(error)}", _remedy(path, error))


def _where(path: str, error: BaseException) -> str:
    frames = traceback.walk_tb(error.__traceback__)
    lines = [line for frame, line in frames if frame.f_code.co_filename == path]
    if isinstance(error, SyntaxError) and error.filename == path and error.lineno:
        lines.append(error.lineno)
    return f"{path}:{lines[-1]}" if lines else path


def _described(error: BaseException) -> str:
    """The exception as Python would end a traceback with it, without paths of this installation."""
    name, text = type(error).__name__, _text(error)
    if isinstance(error, ImportError) and error.path:
        text = text.replace(f" ({error.path})", "")
    if isinstance(error, SyntaxError):
        text = f"{error.msg} ({Path(error.filename or '?').name}:{error.lineno})"
    return f"{name}: {text}" if text else name


def _text(told: object) -> str:
    """The text of an exception or of what it holds, which may raise another when it is asked for it."""
    try:
        return str(told)
    except Exception:
        return ""


def _remedy(path: str, error: BaseException) -> str:
    text = _text(error.args[0]) if error.args else ""
    if isinstance(error, TypeError) and text.startswith(_NO_TRUTH_VALUE):
        return (
            "for a chain write And(1 < x, x < 2); for and, or, not write And, Or, Not;"
            " if, max and min cannot depend on a symbol: use given=[...], Piecewise, Max, Min"
        )
    if isinstance(error, ModuleNotFoundError) and (error.name or "").startswith("theory."):
        return "import it from theory itself"
    if isinstance(error, ImportError) and (found := _FROM_THEORY.match(text)):
        return _name_in(found["module"], found["name"])
    if isinstance(error, AttributeError) and (found := _IN_THEORY.match(text)):
        return _name_in(found["module"], found["name"])
    if isinstance(error, NameError) and (found := _UNDEFINED.match(text)):
        for module in ("theory", "sympy"):
            if found["name"] in _public(module):
                return f"add the line: from {module} import {found['name']}"
    return f"mend that line (python {path} shows the whole traceback)"


def _name_in(module: str, name: str) -> str:
    names = _public(module)
    close = difflib.get_close_matches(name, names, n=1)
    return f"did you mean {close[0]}?" if close else f"{module} has " + ", ".join(names)


def _public(module: str) -> list[str]:
    found = importlib.import_module(module)
    return sorted(getattr(found, "__all__", [name for name in vars(found) if not name.startswith("_")]))
