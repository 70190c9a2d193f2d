"""What pytest loads of sharpath at its start: the options, and nothing else until a theorem file is named.

Every pytest run in an environment that has sharpath loads this module.  So it imports none of sharpath's
packages, and its name is unlikely to occur anywhere else: `python -m pytest` looks for modules in the current
folder first, and somebody else's project may have its own `theory`, `numerics` or `proofs_check` there.  Such
a project is left alone; only if it asks for a theorem file is it told what is in the way (`hidden_package`).
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

__all__ = ["asked_files", "hidden_package", "listed_files", "pytest_addoption", "pytest_configure"]

PACKAGES = ("theory", "numerics", "proofs_check")
HOME = Path(__file__).resolve().parent


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options, which mirror those of `sharpath check`.

    Args:
        parser: pytest's.
    """
    group = parser.getgroup("sharpath", "theorem files as tests (sharpath)")
    group.addoption(
        "--sharpath",
        action="append",
        metavar="FILE",
        help="judge each Statement of this theorem file as a test (may be repeated); without other paths"
        " nothing else is collected",
    )
    group.addoption("--sharpath-quick", action="store_true", help="fewer instances and measurements")
    group.addoption(
        "--sharpath-digits",
        type=_whole_number("--sharpath-digits 50", 15, 1000),
        default=50,
        metavar="N",
        help="digits to agree on (15 to 1000, 50)",
    )
    group.addoption(
        "--sharpath-seed",
        type=_whole_number("--sharpath-seed 0", 0),
        default=0,
        metavar="N",
        help="seed of all sampling (0)",
    )
    group.addoption(
        "--sharpath-require",
        choices=("SUPPORTED", "CERTIFIED", "PROVED"),
        default="SUPPORTED",
        metavar="GRADE",
        help="least grade that passes: SUPPORTED, CERTIFIED, PROVED (SUPPORTED)",
    )
    group.addoption(
        "--sharpath-floor",
        metavar="X",
        help="least share of mutants that the check of a statement must refute (0.9)",
    )
    parser.addini("sharpath", "theorem files that belong to the test suite", type="paths", default=[])


def pytest_configure(config: pytest.Config) -> None:
    """Start the plugin proper if a theorem file is named on the command line or in the ini file.

    Args:
        config: pytest's.

    Raises:
        pytest.UsageError: another package hides one of sharpath's, or a file cannot be a theorem file.
    """
    files = asked_files(config) + listed_files(config)
    if not files:
        return
    here = (config.invocation_params.dir, config.rootpath, *(file.parent for file in files))
    hidden = hidden_package(here)
    if hidden:
        raise pytest.UsageError(hidden)
    from proofs_check.pytest_plugin import TheoremFiles

    config.pluginmanager.register(TheoremFiles(config), "sharpath-theorem-files")


def asked_files(config: pytest.Config) -> list[Path]:
    """The theorem files named on the command line, each once.

    Args:
        config: pytest's.

    Returns:
        Absolute paths, without following links.
    """
    return _each_once(config.invocation_params.dir / text for text in config.getoption("sharpath") or ())


def listed_files(config: pytest.Config) -> list[Path]:
    """The theorem files named in the ini file, each once.

    Args:
        config: pytest's.

    Returns:
        Absolute paths, without following links.
    """
    return _each_once(config.getini("sharpath"))


def _each_once(files: Iterable[Path]) -> list[Path]:
    # Not resolved: pytest collects files under the names that it comes to them by.
    return list({os.path.realpath(file): Path(os.path.abspath(file)) for file in files}.values())  # noqa: PTH100


def hidden_package(folders: Iterable[Path] = ()) -> str | None:
    """Whether another package has the name of one of sharpath's and would be, or was, imported instead.

    pytest puts the folders of tests on the module search path while it runs, so those are looked at as well.

    Args:
        folders: folders that may come to the front of the module search path.

    Returns:
        One line that names both, or None.
    """
    folders = list(dict.fromkeys(folders))
    for name in PACKAGES:
        ours = HOME / name
        for found in (
            *_imported_from(name),
            *(file for folder in folders for file in _code_in(folder, name)),
        ):
            if found.resolve() != ours:
                return (
                    f"sharpath: {found} hides sharpath's own package {ours}; remedy: rename it,"
                    " or keep the theorem file in another folder and run pytest there"
                )
    return None


def _imported_from(name: str) -> Iterator[Path]:
    """Where `import name` has found, or would find, its code."""
    module = sys.modules.get(name)
    try:
        spec: Any = getattr(module, "__spec__", None) if module else importlib.util.find_spec(name)
    except (ImportError, ValueError):
        spec = None
    folders = getattr(spec, "submodule_search_locations", None)
    if folders:
        yield Path(next(iter(folders)))
    elif spec is not None and spec.origin:
        yield Path(spec.origin)
    elif module is not None:
        yield Path(getattr(module, "__file__", None) or name)


def _code_in(folder: Path, name: str) -> Iterator[Path]:
    """A package or module of that name in a folder; a folder of notes, say, is neither."""
    package, module = folder / name, folder / f"{name}.py"
    if any(package.glob("*.py")):
        yield package
    elif module.is_file():
        yield module


def _whole_number(example: str, least: int, most: int | None = None) -> Callable[[str], int]:
    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = least - 1
        if number < least or (most is not None and number > most):
            span = f"from {least} to {most}" if most is not None else f"of at least {least}"
            raise argparse.ArgumentTypeError(
                f"must be a whole number {span}; given {text[:20]}; remedy: write {example}, say"
            )
        return number

    return read
