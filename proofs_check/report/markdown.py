"""The report as Markdown: for a repository, a wiki, a comment; formulas as LaTeX between dollar signs.

Main results: `markdown_page`, `is_markdown`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from proofs_check.report.content import Content, Formula, Section

__all__ = ["MARK", "is_markdown", "markdown_page"]

#: How a page of ours is known again.
MARK = "<!-- written by sharpath "


def markdown_page(content: Content) -> str:
    """The page.

    Args:
        content: what it says.

    Returns:
        Markdown, with ``details`` elements for proofs.
    """
    count = len(content.sections)
    lines = [
        f"{MARK}{content.data['sharpath']} -->",
        f"# Verification of {count} {'statement' if count == 1 else 'statements'}",
        "",
        ", ".join(f"{n} {grade}" for grade, n in content.grades.items())
        + (f"; {len(content.failed)} did not pass." if content.failed else "; all pass."),
        "",
        "| statement | verdict | says |",
        "|---|---|---|",
        *(
            f"| [{part.id}](#{part.id}) | {part.grade} | {_cell(part.data['title'])} |"
            for part in content.sections
        ),
    ]
    known = {part.id for part in content.sections}
    for part in content.sections:
        lines += _section(part, known)
    lines += _unusable(content)
    versions = {"sharpath": content.data["sharpath"], **content.data["versions"]}
    lines += [
        "",
        "## How to reproduce this",
        "",
        *_fenced(content.command),
        "",
        f"Seed {content.data['options']['seed']}, {content.data['options']['digits']} digits. Versions: "
        + ", ".join(f"{name} {version}" for name, version in versions.items())
        + ".",
    ]
    return "\n".join(lines) + "\n"


def is_markdown(path: Path) -> bool:
    """Whether a file is a page of ours.

    Args:
        path: an existing file.

    Returns:
        True if it says so in its first line.
    """
    try:
        with path.open("rb") as stream:
            return stream.read(len(MARK)) == MARK.encode()
    except OSError:
        return False


def _section(part: Section, known: set[str]) -> Iterator[str]:
    yield from ("", f'<a id="{part.id}"></a>', "", f"## {part.id}: {part.grade}", "")
    if part.data["title"]:
        yield from (f"{_plain(part.data['title'])}.", "")
    if part.letters:
        named = ", ".join(f"{_inline(Formula(a, a))} for {_inline(c)}" for a, c in part.letters)
        yield from (f"Write {named}.", "")
    if part.hypotheses:
        yield from (f"Suppose that {', '.join(map(_inline, part.hypotheses))}. Then", "")
    for claim in part.claim:
        yield from _block(claim)
    for name in ("source", "reason", "remedy", "expect", "defect"):
        if part.data[name]:
            yield from (f"**{name.capitalize()}:** {_plain(part.data[name])}", "")
    for paragraph in part.remarks:
        yield from (_plain(paragraph), "")
    for text in part.numbers:
        yield from (f"For example, at {_code(text)}", "")
    witness = part.data["witness"]
    if witness is not None:
        values = ", ".join(f"{name} = {value}" for name, value in witness["values"].items())
        yield from (f"**Counterexample:** {_code(values or 'no free symbols')}", "")
        yield from (f"{_plain(witness['violation'])} (margin: {witness['margin']})", "")
        if witness["paste"]:
            yield from (*_fenced(witness["paste"]), "")
    yield from _evidence(part)
    yield from _proof(part)
    if part.data["related"]:
        yield from (
            "",
            "Read next: "
            + ", ".join(f"[{name}](#{name})" if name in known else name for name in part.data["related"])
            + ".",
        )
    yield from ("", *_fenced(part.command))


def _evidence(part: Section) -> Iterator[str]:
    for piece in part.evidence:
        blind = f" Blind to: {_plain(piece.blind_to)}." if piece.blind_to else ""
        yield f"- **{piece.kind}**: {_plain(piece.summary)}.{blind}"
        yield from (f"  - {_plain(name)}: {_plain(text)}" for name, text in piece.details)


def _proof(part: Section) -> Iterator[str]:
    if not part.proof:
        return
    yield from ("", f"<details><summary>Proof, {len(part.proof)} steps, checked</summary>", "")
    for step in part.proof:
        uses = f", from {_numbers(step.uses)}" if step.uses else ""
        under = f"; under {_numbers(step.under)}" if step.under else ""
        note = f" {_plain(step.note[0].upper() + step.note[1:])}." if step.note else ""
        yield f"{step.number}. {_inline(step.claim)}  "
        yield f"   {step.reason}{uses}{under}.{note}"
    trusted = "; ".join(part.trusted) or "nothing"
    yield from ("", f"Leaning, beyond the checker's rules, on: {trusted}.", "", "</details>")


def _unusable(content: Content) -> Iterator[str]:
    if content.data["unusable"]:
        yield from ("", "## Files that could not be used", "")
        for entry in content.data["unusable"]:
            yield f"- {_code(entry['where'])}: {_plain(entry['what'])}; {_plain(entry['remedy'])}"


def _numbers(steps: Iterable[int]) -> str:
    return ", ".join(f"({k})" for k in steps)


def _inline(shown: Formula) -> str:
    return f"${shown.latex}$" if shown.latex else _code(shown.text)


def _block(shown: Formula) -> tuple[str, ...]:
    return ("$$", shown.latex, "$$", "") if shown.latex else (*_fenced(shown.text), "")


def _fenced(text: str) -> tuple[str, str, str]:
    fence = "`" * max(3, _ticks(text) + 1)
    return (f"{fence}text", text, fence)


def _code(text: str) -> str:
    # A name may hold the sign that ends code.
    fence, apart = "`" * (_ticks(text) + 1), " " if "`" in text else ""
    return f"{fence}{apart}{text}{apart}{fence}"


def _ticks(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)


def _plain(text: str) -> str:
    # Stars, underscores and the like would be read as markup.
    return re.sub(r"([\\`*_\[\]<>|#$])", r"\\\1", text)


def _cell(text: str) -> str:
    return _plain(text)
