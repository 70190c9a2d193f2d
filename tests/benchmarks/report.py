"""The table as text and as JSON, written atomically."""

import json
import os
import platform
import sys
import tempfile
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from tests.benchmarks.rows import Measured

FORMAT = "sharpath-benchmarks-1"
LIBRARIES = ("numpy", "scipy", "numba", "python-flint", "gmpy2", "mpmath", "torch", "jax")
THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS", "XLA_FLAGS")


def versions() -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = None
    return found


def as_data(results: Sequence[Measured]) -> dict[str, Any]:
    """What goes into the file; times in seconds."""
    return {
        "format": FORMAT,
        "python": platform.python_version(),
        "machine": platform.machine(),
        "processors": os.cpu_count(),
        "threads": {name: os.environ.get(name) for name in THREADS},
        "versions": versions(),
        "rows": [_row(result) for result in results],
    }


def _row(result: Measured) -> dict[str, Any]:
    row = result.row
    return {
        "name": row.name,
        "title": row.title,
        "H": row.size.get("H"),
        "L": row.size.get("L"),
        "d": row.size.get("d"),
        "cells": row.size.get("cells"),
        "digits": row.digits,
        "regime": row.regime,
        "status": result.status,
        "peer": result.peer,
        "peer_version": result.peer_version,
        "ours_median_s": result.ours,
        "theirs_median_s": result.theirs,
        "ratio_or_value": result.value,
        "target": row.target,
        "target_is": "at most" if row.at_most else "at least",
        "met": result.met,
        "agrees": result.agrees,
        "deviation": result.deviation,
        "other_peers_s": dict(result.others),
        "tiny": result.tiny,
        "note": result.note,
    }


def write(path: Path, results: Sequence[Measured]) -> None:
    """A reader sees the old file or the new one, never half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(as_data(results), file, indent=1)
            file.write("\n")
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _seconds(value: float | None) -> str:
    if value is None:
        return "-"
    for scale, unit in ((1, "s"), (1e-3, "ms"), (1e-6, "us")):
        if value >= scale:
            return f"{value / scale:.3g} {unit}"
    return f"{value / 1e-9:.3g} ns"


def _verdict(result: Measured) -> str:
    if result.agrees is False:
        return "DIFFERS"
    return {True: "met", False: "NOT MET", None: ""}[result.met]


def table(results: Sequence[Measured]) -> str:
    """One line per row, notes below their row."""
    lines = [
        f"{'row':32} {'ours':>9} {'theirs':>9} {'value':>9} {'target':>9}  {'':8} peer",
    ]
    for result in results:
        row = result.row
        target = "-" if row.target is None else f"{'<=' if row.at_most else '>='} {row.target:g}"
        value = "-" if result.value is None else f"{result.value:.3g}"
        peer = f"{result.peer} {result.peer_version}".strip()
        if result.status != "measured":
            peer = f"{result.status}: {peer or result.note}"
        lines.append(
            f"{row.name:32} {_seconds(result.ours):>9} {_seconds(result.theirs):>9} {value:>9} {target:>9}  "
            f"{_verdict(result):8} {peer}".rstrip()
        )
        lines += [f"    {name}: {_seconds(time)}" for name, time in result.others.items()]
        if result.note and result.status == "measured":
            lines.append(f"    {result.note}")
    return "\n".join(lines)


def progress(text: str) -> None:
    """Progress goes to the error stream, so that the table can be redirected."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{text}")
    else:
        sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
