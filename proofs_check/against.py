"""What changed against an earlier report: verdicts, witnesses, sensitivity; statements that came and went.

*Worse* is a lower grade, a lower sensitivity, or a statement that is gone.  Where a statement says what it
expects, meeting that is better than not meeting it, whatever the grade.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from proofs_check.files import Unusable
from proofs_check.report.json_report import SCHEMA, VERSION
from proofs_check.result import Result, Score
from proofs_check.verdict import Grade, passes

if TYPE_CHECKING:
    from proofs_check.result import Options

__all__ = ["Before", "Change", "Earlier", "change_report", "changes", "read_report"]

_REMEDY = "name a file written by sharpath verify --json"


@dataclass(frozen=True)
class Before:
    """One statement in an earlier report.

    Attributes:
        grade: its verdict.
        witness: the values that refuted it, or None.
        sensitivity: its score, or None.
    """

    grade: Grade
    witness: Mapping[str, str] | None
    sensitivity: Score | None


@dataclass(frozen=True)
class Earlier:
    """An earlier report.

    Attributes:
        statements: by id.
        made_with: the options and versions that can change a verdict, by name.
    """

    statements: Mapping[str, Before]
    made_with: Mapping[str, str]


@dataclass(frozen=True)
class Change:
    """One difference.

    Attributes:
        kind: ``worse``, ``better``, ``changed``, ``new`` or ``vanished``.
        id: the statement.
        what: the difference in words.
    """

    kind: str
    id: str
    what: str

    @property
    def worse(self) -> bool:
        """Whether it makes the comparison fail."""
        return self.kind in {"worse", "vanished"}


def read_report(path: str) -> Earlier:
    """Read an earlier report.

    Args:
        path: the file as the user named it.

    Returns:
        What is needed of it.

    Raises:
        Unusable: it cannot be read, is no report, or is one of another version.
    """
    try:
        found = json.loads(Path(path).read_bytes())
    except OSError as error:
        raise Unusable(path or "''", f"cannot be read: {error.strerror or error}", _REMEDY) from None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or found.get("schema") != SCHEMA:
        raise Unusable(path, "is not a sharpath report", _REMEDY)
    if found.get("version") != VERSION:
        what = f"is a report of version {found.get('version')}, and this compares version {VERSION}"
        raise Unusable(path, what, "write it again with this version of sharpath")
    try:
        statements = {str(entry["id"]): _before(entry) for entry in found["statements"]}
        options = {"box": "", **found["options"]}
        made_with = {str(k): str(v) for part in (options, found["versions"]) for k, v in part.items()}
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Unusable(path, "is a damaged sharpath report", _REMEDY) from None
    return Earlier(statements, made_with)


def _before(entry: Mapping[str, Any]) -> Before:
    witness, sensitivity = entry["witness"], entry["sensitivity"]
    refuted, scored = map(int, sensitivity["score"].split("/")) if sensitivity else (0, 1)
    if scored < 1:
        raise ValueError("a score of nothing")
    return Before(
        Grade(entry["verdict"]),
        None if witness is None else {str(name): str(value) for name, value in witness["values"].items()},
        Score(refuted, scored) if sensitivity else None,
    )


def changes(earlier: Earlier, results: Sequence[Result], asked: Collection[str] | None) -> list[Change]:
    """Compare.

    Args:
        earlier: the earlier report.
        results: of this run.
        asked: the ids that were asked for, if not all were; others cannot vanish.

    Returns:
        Every difference: in the order of `results`, then what vanished in the order of the earlier report.
    """
    known = {result.id for result in results}
    found = [change for result in results for change in _of(result, earlier.statements.get(result.id))]
    gone = [
        (name, before)
        for name, before in earlier.statements.items()
        if name not in known and (asked is None or name in asked)
    ]
    return found + [Change("vanished", name, f"was {before.grade}") for name, before in gone]


def _of(result: Result, before: Before | None) -> Iterator[Change]:
    if before is None:
        yield Change("new", result.id, f"is {result.grade}")
        return
    witness = None if result.witness is None else dict(result.witness.values)
    pairs = [
        ("verdict", before.grade, result.grade),
        ("sensitivity", _text(before.sensitivity), _text(result.sensitivity)),
        ("witness", _text(before.witness), _text(witness)),
    ]
    words = [f"{name} {old} -> {new}" for name, old, new in pairs if old != new]
    if words:
        merits = [_merit(before.grade, result), _merit(result.grade, result)]
        if before.grade.positive and result.grade.positive:
            # Only what holds wherever it was tried has a score; elsewhere the verdict says it all.
            merits[0] += (_share(before.sensitivity),)
            merits[1] += (_share(result.sensitivity),)
        worse = any(now < then for then, now in zip(*merits, strict=True))
        kind = "worse" if worse else "changed" if merits[0] == merits[1] else "better"
        yield Change(kind, result.id, "; ".join(words))


def _merit(grade: Grade, result: Result) -> tuple[Any, ...]:
    """How good a grade is for a statement."""
    return ((result.expect is None or passes(grade, Grade.SUPPORTED, result.expect), grade.rank),)


def _share(score: Score | None) -> Fraction:
    return Fraction(-1) if score is None else score.share


def _text(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, Mapping):
        return ", ".join(f"{name} = {text}" for name, text in value.items()) or "no free symbols"
    return str(value)


def change_report(name: str, earlier: Earlier, found: Sequence[Change], options: Options) -> str:
    """The differences for people.

    Args:
        name: the file of the earlier report.
        earlier: the earlier report.
        found: the differences.
        options: of this run.

    Returns:
        Lines of text.
    """
    counts = Counter(change.kind for change in found)
    total = ", ".join(f"{count} {kind}" for kind, count in counts.items()) or "no change"
    lines = [f"against {name}: {total}", *_other_conditions(earlier, options)]
    kinds, names = (max((len(text) for text in texts), default=0) for texts in _columns(found))
    return "\n".join(lines + [f"  {c.kind:<{kinds}}  {c.id:<{names}}  {c.what}" for c in found])


def _columns(found: Sequence[Change]) -> tuple[list[str], list[str]]:
    return [change.kind for change in found], [change.id for change in found]


def _other_conditions(earlier: Earlier, options: Options) -> list[str]:
    """How the earlier report was made, if otherwise than this one."""
    from proofs_check.fingerprint import versions

    now = {name: str(value) for name, value in {**vars(options), **versions()}.items()}
    then = {name: earlier.made_with.get(name, "unknown") for name in now}
    other = [f"{name} {then[name]}, now {now[name]}" for name in now if then[name] != now[name]]
    return [f"  it was made with {'; '.join(other)}"] if other else []
