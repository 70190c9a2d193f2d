"""The report of `sharpath mutate`: every mutant of a claim under what became of it, and the score.

Plain text; the same from run to run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from proofs_check.floor import floor_text
from proofs_check.result import Result, Score
from proofs_check.verdict import Kind

__all__ = ["mutation_report"]

_MEANING = {
    "survivor": "not noticed: a wrong claim like these would have passed",
    "refuted": "noticed",
    "equivalent": "shown to say the same; not scored",
    "implied": "shown to follow from the claim; not scored",
    "invalid": "without a real value somewhere; not scored",
}


def mutation_report(results: Sequence[Result], floor: Fraction) -> str:
    """What became of the mutants of some claims.

    Args:
        results: the judged statements; at least one.
        floor: the least share of mutants that has to be refuted.

    Returns:
        A block of lines for each statement, and a last line.
    """
    lines = [line for result in results for line in (*_block(result, floor), "")]
    scores = [result.sensitivity for result in results if result.sensitivity]
    below = sum(result.below(floor) for result in results)
    words = [f"{len(results)} {'statement' if len(results) == 1 else 'statements'}"]
    if scores:
        total = Score(sum(s.refuted for s in scores), sum(s.scored for s in scores))
        words[0] += f": {total} mutants refuted ({_rounded_down(total.share)})"
        reached = f"{below} below it" if below else "all reach it"
        words.append(f"floor {floor_text(floor)}: {reached}")
    if len(scores) < len(results):
        words.append(f"{len(results) - len(scores)} without a score")
    return "\n".join([*lines, "; ".join(words)])


def _block(result: Result, floor: Fraction) -> Iterator[str]:
    if result.sensitivity is None:
        yield f"{result.id}: {result.grade}, no score: {_why(result)}"
        return
    below = f", below the floor {floor_text(floor)}" if result.below(floor) else ""
    yield f"{result.id}: {result.grade}, {result.sensitivity} mutants refuted{below}"
    fates = _fates(result)
    for fate, meaning in _MEANING.items():
        if fates.get(fate):
            yield f"  {fate} ({len(fates[fate])}): {meaning}"
            yield from (f"    {place}" for place in fates[fate])


def _fates(result: Result) -> dict[str, list[str]]:
    """The mutants of a claim by what became of them."""
    data = next(piece.data for piece in result.evidence if piece.kind is Kind.SENSITIVITY)
    scored = {"survivor": data["survivors"], "refuted": data["refuted_places"]}
    return {**scored, **data["excluded_places"]}


def _why(result: Result) -> str:
    if result.verdict.reason:
        return result.verdict.reason
    if result.grade.positive:
        return "no mutant says anything else than the claim"
    return "only a claim that holds wherever it was tried has mutants"


def _rounded_down(share: Fraction) -> str:
    """Three digits after the point; 1.000 only for all of them."""
    thousandths = share.numerator * 1000 // share.denominator
    return f"{thousandths // 1000}.{thousandths % 1000:03}"
