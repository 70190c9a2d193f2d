"""The report as JSON; ``schema.json`` beside this module describes it.

The same statements, options and versions give the same bytes, whatever the number of jobs; only what stands
under ``timing`` differs from run to run.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from proofs_check.floor import FLOOR

if TYPE_CHECKING:
    from proofs_check.files import Unusable
    from proofs_check.result import Options, Result
    from proofs_check.verdict import Evidence, Grade, Witness

__all__ = ["SCHEMA", "VERSION", "as_text", "dumps", "is_report", "report_data", "sharpath_version"]

SCHEMA = "sharpath-report"
VERSION = 2


def dumps(
    results: Sequence[Result],
    unusable: Sequence[Unusable],
    options: Options,
    require: Grade,
    seconds: float,
    floor: Fraction = FLOOR,
    coq: Mapping[str, Any] | None = None,
) -> str:
    """The report of a run.

    Args:
        results: in the order in which they were asked for.
        unusable: the files that could not be judged.
        options: how the statements were judged.
        require: the least grade that passes.
        seconds: how long the run took.
        floor: the least share of mutants that passes.
        coq: what Coq said, if it was asked.

    Returns:
        JSON, with sorted keys and a line break at the end.
    """
    return as_text(report_data(results, unusable, options, require, seconds, floor, coq))


def as_text(report: Mapping[str, Any]) -> str:
    """A report as JSON.

    Args:
        report: from `report_data`.

    Returns:
        Sorted keys, and a line break at the end.
    """
    return json.dumps(report, sort_keys=True, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def report_data(
    results: Sequence[Result],
    unusable: Sequence[Unusable],
    options: Options,
    require: Grade,
    seconds: float,
    floor: Fraction = FLOOR,
    coq: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """What `dumps` writes, before it is text.

    Args:
        results: in the order in which they were asked for.
        unusable: the files that could not be judged.
        options: how the statements were judged.
        require: the least grade that passes.
        seconds: how long the run took.
        floor: the least share of mutants that passes.
        coq: what Coq said, if it was asked.

    Returns:
        The report, as the schema describes it.
    """
    from proofs_check.fingerprint import versions

    report: dict[str, Any] = {
        "schema": SCHEMA,
        "version": VERSION,
        "sharpath": sharpath_version(),
        "options": {
            "digits": options.digits,
            "seed": options.seed,
            "quick": options.quick,
            "box": options.box,
            "require": require.value,
            "floor": str(floor),
        },
        "versions": versions(),
        "statements": [_statement(result, require, floor) for result in results],
        "unusable": [{"where": u.where, "what": u.what, "remedy": u.remedy} for u in unusable],
        "timing": {"seconds": round(seconds, 3)},
    }
    if coq is not None:
        report["coq"] = dict(coq)
    return report


def is_report(path: Path) -> bool:
    """Whether a file is a report of this kind, of any version.

    Args:
        path: an existing file.

    Returns:
        True if it is JSON that carries the name of the schema.
    """
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(found, dict) and found.get("schema") == SCHEMA


def sharpath_version() -> str:
    """The version of the installed distribution, or ``unknown``."""
    try:
        return metadata.version("sharpath")
    except metadata.PackageNotFoundError:
        return "unknown"


def _statement(result: Result, require: Grade, floor: Fraction) -> dict[str, Any]:
    verdict, score = result.verdict, result.sensitivity
    return {
        "id": result.id,
        "title": result.title,
        "source": result.source,
        "related": list(result.related),
        "location": result.location,
        "claim": result.claim,
        "given": list(result.given),
        "understood": list(result.understood),
        "expect": result.expect,
        "verdict": verdict.grade.value,
        "reason": verdict.reason,
        "remedy": verdict.remedy,
        "defect": verdict.defect,
        "passed": result.passes(require, floor),
        "sensitivity": score
        and {"score": str(score), "floor": str(floor), "below_floor": result.below(floor)},
        "evidence": [_evidence(piece) for piece in result.evidence],
        "witness": _witness(result.witness),
        "timing": {"seconds": round(result.seconds, 3), "cached": result.cached},
    }


def _evidence(piece: Evidence) -> dict[str, Any]:
    return {
        "kind": piece.kind.value,
        "summary": piece.summary,
        "blind_to": piece.blind_to,
        "counts": None if piece.counts is None else dict(vars(piece.counts)),
        "ground": piece.ground,
        "folded": piece.folded,
        "message": piece.message,
        "data": dict(piece.data),
    }


def _witness(witness: Witness | None) -> dict[str, Any] | None:
    if witness is None:
        return None
    return {
        "values": dict(witness.values),
        "violation": witness.violation,
        "margin": witness.margin,
        "paste": witness.paste,
    }
