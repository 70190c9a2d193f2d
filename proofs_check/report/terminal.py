"""The report for people: a line for every statement, a block for each that did not pass, a last line.

Plain text; the same for a terminal and a pipe, and the same from run to run but for the times.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from proofs_check.floor import FLOOR, floor_text
from proofs_check.report.stream import WIDTH
from proofs_check.result import Result
from proofs_check.verdict import Counts, Evidence, Grade, Kind

if TYPE_CHECKING:
    from proofs_check.files import Unusable

__all__ = ["counts_text", "time_text", "values_text", "verdict_lines", "verdict_table"]


def verdict_table(
    results: Sequence[Result],
    unusable: Sequence[Unusable],
    require: Grade,
    width: int = WIDTH,
    floor: Fraction = FLOOR,
) -> str:
    """The whole report of a run.

    Args:
        results: in the order in which they were asked for; at least one.
        unusable: the files that could not be judged.
        require: the least grade that passes.
        width: columns.
        floor: the least share of mutants that passes.

    Returns:
        Lines of text, the last one a summary.
    """
    names = max(len(text) for text in ("STATEMENT", *(r.id for r in results)))
    grades = max(len(text) for text in ("VERDICT", *(r.grade for r in results)))
    # Room for 999.9 s: what is cut from the evidence must not depend on the time it took.
    times = max(7, *(len(time_text(r)) for r in results))
    room = max(20, width - names - grades - times - 6)
    rows = [("STATEMENT", "VERDICT", "EVIDENCE", "TIME")]
    rows += [(r.id, r.grade.value, _in_few_words(r, room), time_text(r)) for r in results]
    lines = [
        f"{name:<{names}}  {grade:<{grades}}  {_cut(words, room):<{room}}  {time:>{times}}"
        for name, grade, words, time in rows
    ]
    for result in results:
        passed = result.passes(require, floor)
        if not passed or result.verdict.defect or result.below(floor):
            lines += [
                "",
                f"{result.id}: {result.grade}" + (f"  ({result.location})" if result.location else ""),
            ]
            lines += [f"  {line}" for line in verdict_lines(result, require, floor)]
    return "\n".join([*lines, "", _last_line(results, unusable, require, floor)])


def verdict_lines(result: Result, require: Grade, floor: Fraction = FLOOR) -> list[str]:
    """What is behind a verdict: reason, witness, what would help.

    Args:
        result: the result.
        require: the least grade that passes.
        floor: the least share of mutants that passes.

    Returns:
        Lines; only the line to paste may be long.
    """
    verdict, witness = result.verdict, result.witness
    facts: list[tuple[str, str]] = []
    if witness is not None:
        facts += [("witness", values_text(witness.values)), ("violation", witness.violation)]
        facts += [("margin", witness.margin)]
    if verdict.reason:
        facts.append(("reason", verdict.reason))
    if verdict.remedy:
        facts.append(("would help", verdict.remedy))
    if result.expect is not None:
        facts.append(("expected", result.expect))
    elif result.grade.positive and result.grade.rank < require.rank:
        facts.append(("required", f"{require} or better"))
    if result.below(floor):
        below = f"sensitivity {result.sensitivity} is below the floor {floor_text(floor)}"
        facts += [("too weak", f"{below}: the check would miss too many wrong claims")]
        facts += [("missed", place) for place in _survivors(result)]
    if verdict.defect:
        facts.append(("DEFECT", f"{verdict.defect}: report this, the checker is wrong somewhere"))
    lines = [line for name, text in facts for line in _filled(name, text)]
    return [*lines, f"{'paste':<10}  {witness.paste}"] if witness is not None and witness.paste else lines


def values_text(values: Mapping[str, str]) -> str:
    """The values of a witness on one line.

    Args:
        values: exact values by name.

    Returns:
        ``H = 2, L = 3``.
    """
    return ", ".join(f"{name} = {value}" for name, value in values.items()) or "no free symbols"


def counts_text(counts: Counts) -> str:
    """Outcomes of instances on one line.

    Args:
        counts: the outcomes.

    Returns:
        ``82 true, 38 equal``.
    """
    return ", ".join(f"{count} {name}" for name, count in vars(counts).items() if count) or "no instance"


def time_text(result: Result) -> str:
    """How long a result took, for people.

    Args:
        result: the result.

    Returns:
        Seconds with one digit after the point, or that an earlier run found it.
    """
    return "kept" if result.cached else f"{result.seconds:.1f} s"


def _in_few_words(result: Result, room: int) -> str:
    expected = "as expected: " if result.expect == result.grade and not result.grade.positive else ""
    if result.witness is not None:
        where = f" at {values_text(result.witness.values)}" if result.witness.values else ""
        return f"{expected}false{where}"
    words = ""
    # The region of what is certified belongs to the headline: it comes before what may be cut.
    certified = result.grade is Grade.CERTIFIED
    pieces = sorted(result.evidence, key=lambda p: certified and p.kind is not Kind.CERTIFICATE)
    for total_only in (False, True):
        found = [_brief(piece, total_only) for piece in pieces]
        if result.grade in {Grade.ERROR, Grade.UNDECIDED}:
            found.insert(0, result.verdict.reason)
        words = expected + "; ".join(text for text in found if text)
        if len(words) <= room:
            break
    return words


def _brief(piece: Evidence, total_only: bool) -> str:
    """The summary, or something shorter that says the same; nothing for what only `sharpath show` tells."""
    data = piece.data
    if piece.kind in {Kind.SAMPLED, Kind.EXHAUSTIVE} and piece.counts is not None:
        total = sum(vars(piece.counts).values())
        counts = (
            f"{total} instances" if total_only and total == piece.counts.good else counts_text(piece.counts)
        )
        where = "its one instance: " if piece.ground else "every point: "
        folded = " (folded by SymPy)" if piece.folded else ""
        return (where if piece.ground or piece.kind is Kind.EXHAUSTIVE else "") + counts + folded
    if piece.kind is Kind.MEASURED and data.get("agreement_digits") and "points" in data:
        return f"{data['points']} measured, {min(data['agreement_digits'].values())} digits"
    if piece.kind is Kind.SYMBOLIC and data.get("identities"):
        shown, all_of_them = sum(map(bool, data["identities"].values())), len(data["identities"])
        return "derived" if shown == all_of_them else f"derived {shown}/{all_of_them}"
    if piece.kind is Kind.PROOF and "steps" in data:
        return f"proof of {len(data['steps'])} steps"
    if piece.kind is Kind.SENSITIVITY and "score" in data:
        return f"{data['score']} mutants"
    return "" if piece.kind in {Kind.NECESSITY, Kind.TIGHTNESS} else piece.summary


def _survivors(result: Result, most: int = 3) -> list[str]:
    """The first mutants that the check did not notice."""
    found = [
        str(place)
        for piece in result.evidence
        if piece.kind is Kind.SENSITIVITY
        for place in piece.data.get("survivors", ())
    ]
    more = f"and {len(found) - most} more: see sharpath mutate"
    return [*found[:most], *([more] if len(found) > most else [])]


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else text[: room - 3] + "..."


def _filled(name: str, text: str) -> Iterator[str]:
    lines = textwrap.wrap(text, WIDTH - 14, break_long_words=False, break_on_hyphens=False) or [""]
    for k, line in enumerate(lines):
        yield f"{'' if k else name:<10}  {line}"


def _last_line(
    results: Sequence[Result], unusable: Sequence[Unusable], require: Grade, floor: Fraction
) -> str:
    counts = Counter(result.grade for result in results)
    grades = ", ".join(f"{counts[g]} {g}" for g in sorted(counts, key=lambda g: -g.rank))
    failed = sum(not result.passes(require, floor) for result in results)
    outcome = f"{failed} did not pass" if failed else "all pass"
    files = (
        f"; {len(unusable)} {'file' if len(unusable) == 1 else 'files'} could not be used" if unusable else ""
    )
    return f"{len(results)} {'statement' if len(results) == 1 else 'statements'}: {grades}; {outcome}{files}"
