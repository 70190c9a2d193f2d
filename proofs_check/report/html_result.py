"""A result as a few lines of HTML, for a notebook, whose style sheet it borrows.

Main results: `result_html`, `verdict_html`.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from proofs_check.report.mathml import Unreadable, from_latex

if TYPE_CHECKING:
    from proofs_check.result import Result
    from proofs_check.verdict import Verdict

__all__ = ["result_html", "verdict_html"]


def verdict_html(verdict: Verdict) -> str:
    """A verdict.

    Args:
        verdict: the verdict.

    Returns:
        Its grade, with reason and remedy if there are any.
    """
    facts = (("", verdict.reason), ("would help: ", verdict.remedy), ("defect: ", verdict.defect))
    told = "".join(f"; {escape(name + text)}" for name, text in facts if text)
    return f"<span><strong>{verdict.grade.value}</strong>{told}</span>"


def result_html(result: Result) -> str:
    """A result.

    Args:
        result: the result.

    Returns:
        Id, verdict, claim, counterexample, and what every piece of evidence shows and is blind to.
    """
    head = f"<strong>{escape(result.id)}</strong>: {verdict_html(result.verdict)}"
    return f"<div><p>{head}</p>{''.join(_lines(result))}</div>"


def _lines(result: Result) -> Iterator[str]:
    yield f"<p>{_claim(result)}</p>"
    witness = result.witness
    if witness is not None:
        values = ", ".join(f"{name} = {value}" for name, value in witness.values.items()) or "no free symbols"
        yield f"<p>False at {escape(values)}: {escape(witness.violation)}</p>"
    if result.evidence:
        yield "<ul>"
        for piece in result.evidence:
            blind = f" <em>Blind to: {escape(piece.blind_to)}.</em>" if piece.blind_to else ""
            yield f"<li>{escape(piece.kind.value)}: {escape(piece.summary)}.{blind}</li>"
        yield "</ul>"


def _claim(result: Result) -> str:
    try:
        return from_latex(result.latex["claim"], block=True)
    except (KeyError, Unreadable):
        return f"<code>{escape(result.claim)}</code>"
