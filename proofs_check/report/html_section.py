"""One statement of the HTML report.

Main results: `section`, `formula`, `escape` of text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import escape

from proofs_check.report.content import Formula, Piece, Section, Step
from proofs_check.report.details import KINDS
from proofs_check.report.mathml import Unreadable, from_latex

__all__ = ["Picture", "anchor", "badge", "formula", "section"]

#: A picture and its caption, as HTML and as text.
Picture = tuple[str, str]


def anchor(name: str) -> str:
    """The id of a statement's section on the page.

    Args:
        name: the statement's id, which holds letters, digits and ``. _ + -`` only.

    Returns:
        The same with a letter in front, so that it meets no other id.
    """
    return f"s-{name}"


def badge(grade: str) -> str:
    """A grade.

    Args:
        grade: its name.

    Returns:
        Its name on its colour.
    """
    return f'<span class="grade {grade.lower()}">{escape(grade)}</span>'


def formula(shown: Formula, *, block: bool = False) -> str:
    """A formula, as text where it cannot be MathML.

    Args:
        shown: the formula.
        block: on a line of its own, which scrolls if it is too long.

    Returns:
        HTML.
    """
    try:
        found = from_latex(shown.latex, block=block) if shown.latex else ""
    except Unreadable:
        found = ""
    found = found or f"<code>{escape(shown.text)}</code>"
    # What scrolls must be reachable by keyboard.
    return (
        f'<div class="formula" tabindex="0" role="group" aria-label="formula">{found}</div>'
        if block
        else found
    )


def section(part: Section, pictures: Mapping[str, Picture], known: Iterable[str]) -> str:
    """A statement with all that is known of it.

    Args:
        part: the statement.
        pictures: by id of the statement.
        known: ids on the page, to which links lead.

    Returns:
        A ``section`` element.
    """
    passed = "" if part.data["passed"] else " failed"
    name = anchor(part.id)
    lines = [
        f'<section class="statement {part.grade.lower()}{passed}" id="{name}" aria-labelledby="{name}-h">',
        f'<h3 id="{name}-h">{escape(part.data["title"] or part.id)}</h3>',
        f'<p class="id">{badge(part.grade)} <code>{escape(part.id)}</code>{_origin(part)}</p>',
        *_claim(part),
        *_verdict(part),
        *_witness(part),
        *(f"<p>{escape(paragraph)}</p>" for paragraph in part.remarks),
        *_numbers(part),
        *_picture(part, pictures),
        *_evidence(part.evidence),
        *_proof(part),
        *_related(part, set(known)),
        "<details><summary>Reproduce this</summary>",
        f"<pre>{escape(part.command)}</pre>",
        "<p>The claim as SymPy writes it:</p>",
        f"<pre>{escape(part.data['claim'])}</pre></details>",
        "</section>",
    ]
    return "\n".join(lines)


def _origin(part: Section) -> str:
    facts = [part.data["source"], part.data["location"]]
    shown = "; ".join(escape(fact) for fact in facts if fact)
    return f' <span class="quiet">{shown}</span>' if shown else ""


def _claim(part: Section) -> Iterator[str]:
    if part.letters:
        named = ", ".join(
            f"{formula(Formula(letter, letter))} for {formula(stands_for)}"
            for letter, stands_for in part.letters
        )
        yield f'<p class="quiet">Write {named}.</p>'
    if part.hypotheses:
        shown = ", ".join(formula(h) for h in part.hypotheses)
        yield f"<p>Suppose that {shown}. Then</p>"
    yield from (formula(claim, block=True) for claim in part.claim)


def _verdict(part: Section) -> Iterator[str]:
    facts = (
        ("Reason", part.data["reason"]),
        ("Would help", part.data["remedy"]),
        ("Expected", part.data["expect"] or ""),
        ("Defect of the checker", part.data["defect"]),
    )
    for name, text in facts:
        if text:
            yield f"<p><strong>{name}:</strong> {escape(text)}</p>"
    score = part.data["sensitivity"]
    if score:
        below = f", below the floor {escape(score['floor'])}" if score["below_floor"] else ""
        said = "Of the wrong versions that were tried, the same check refutes"
        yield f"<p>{said} {escape(score['score'])}{below}.</p>"


def _witness(part: Section) -> Iterator[str]:
    witness = part.data["witness"]
    if witness is None:
        return
    values = ", ".join(f"{name} = {value}" for name, value in witness["values"].items()) or "no free symbols"
    yield "<h4>Counterexample</h4>"
    yield f"<p><code>{escape(values)}</code></p>"
    yield f"<p>{escape(witness['violation'])} (margin: {escape(witness['margin'])})</p>"
    if witness["paste"]:
        yield f"<p>To see it with SymPy alone:</p>\n<pre>{escape(witness['paste'])}</pre>"


def _numbers(part: Section) -> Iterator[str]:
    if part.numbers:
        shown = "".join(f"<li><code>{escape(text)}</code></li>" for text in part.numbers)
        yield f'<p>For example, at</p><ul class="lines">{shown}</ul>'


def _picture(part: Section, pictures: Mapping[str, Picture]) -> Iterator[str]:
    if part.id in pictures:
        svg, caption = pictures[part.id]
        paper = f'<div class="paper" tabindex="0" role="group" aria-label="figure">{svg}</div>'
        yield f"<figure>{paper}<figcaption>{escape(caption)}</figcaption></figure>"


def _evidence(evidence: Iterable[Piece]) -> Iterator[str]:
    yield "<h4>Evidence, and what each kind is blind to</h4>"
    pieces = list(evidence)
    if not pieces:
        yield "<p>None.</p>"
        return
    yield "<dl>"
    for piece in pieces:
        yield f"<dt>{escape(piece.kind)}: {escape(piece.summary)}</dt>"
        yield f'<dd><span class="quiet">{escape(KINDS.get(piece.kind, ""))}.</span>'
        if piece.blind_to:
            yield f"<br>Blind to: {escape(piece.blind_to)}."
        if piece.details:
            lines = "".join(f"<li>{escape(name)}: {escape(text)}</li>" for name, text in piece.details)
            yield f'<details><summary>Details</summary><ul class="lines">{lines}</ul></details>'
        yield "</dd>"
    yield "</dl>"


def _proof(part: Section) -> Iterator[str]:
    if not part.proof:
        return
    name = anchor(part.id)
    count = len(part.proof)
    yield f"<details><summary>Proof, {count} {'step' if count == 1 else 'steps'}, checked</summary>"
    trusted = "; ".join(part.trusted) or "nothing"
    yield f'<p class="quiet">Leaning, beyond the checker’s rules, on: {escape(trusted)}.</p>'
    yield '<ol class="proof">'
    yield from (_step(step, name) for step in part.proof)
    yield "</ol></details>"


def _step(step: Step, name: str) -> str:
    def links(numbers: Iterable[int]) -> str:
        return ", ".join(f'<a href="#{name}-{k}">({k})</a>' for k in numbers)

    reason = escape(step.reason) + (f", from {links(step.uses)}" if step.uses else "")
    under = f"; under {links(step.under)}" if step.under else ""
    note = f" {escape(step.note[0].upper() + step.note[1:])}." if step.note else ""
    shown = formula(step.claim, block=True)
    return f'<li id="{name}-{step.number}">{shown}<span class="reason">{reason}{under}.{note}</span></li>'


def _related(part: Section, known: set[str]) -> Iterator[str]:
    related = part.data["related"]
    if related:
        links = ", ".join(
            f'<a href="#{anchor(name)}">{escape(name)}</a>' if name in known else escape(name)
            for name in related
        )
        yield f"<p>Read next: {links}.</p>"
