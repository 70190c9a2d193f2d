"""The report as one HTML page: nothing from the network, nothing that needs a script.

The filter by verdict is a row of radio buttons and a style sheet; proofs and details are folded.

Main results: `html_page`, `is_page`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path

from proofs_check.report.content import Content, Section
from proofs_check.report.html_section import Picture, anchor, badge, section
from proofs_check.report.html_style import style_sheet

__all__ = ["GRADES", "MARK", "html_page", "is_page"]

#: How a page of ours is known again.
MARK = '<meta name="generator" content="sharpath '

#: What the grades mean, in the words of `proofs_check.verdict`.
GRADES = {
    "PROVED": "holds for all values that the hypotheses allow: a derivation whose every step was accepted",
    "CERTIFIED": "holds on a stated region: every admissible point decided exactly, or a certificate",
    "SUPPORTED": "no counterexample among at least 100 exact instances and a search for one",
    "UNDECIDED": "none of these, and the reason; never a pass",
    "VACUOUS": "nothing satisfies the hypotheses; never a pass",
    "REFUTED": "false: exact values that satisfy the hypotheses and violate the claim",
    "ERROR": "could not be evaluated, or the two roads to a number disagree",
}

_ROADS = (
    "Two roads lead to every number, and they do not touch: closed forms, derived symbolically from the loss,"
    " and measurements, which start from the loss and know no formula. Every statement was attacked by a"
    " search for counterexamples and, where it has a proof, that was checked step by step."
)


def html_page(content: Content, pictures: Mapping[str, Picture] | None = None) -> str:
    """The page.

    Args:
        content: what it says.
        pictures: SVG and caption by id of the statement they illustrate.

    Returns:
        HTML; the same for the same content and pictures.
    """
    grades, failed = content.grades, content.failed
    head = [
        "<!doctype html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f'{MARK}{escape(content.data["sharpath"])}">',
        # An icon that is asked of nobody.
        '<link rel="icon" href="data:,">',
        f"<title>{escape(_title(content))}</title>",
        f"<style>\n{style_sheet(grades, failed=bool(failed))}</style>",
        "</head>",
    ]
    known = [part.id for part in content.sections]
    body = [
        "<body>",
        '<a class="skip" href="#statements">Skip to the statements</a>',
        f"<header>\n<h1>{escape(_title(content))}</h1>\n<p>{_in_short(content)}</p>\n</header>",
        "<main>",
        *_summary(content),
        '<h2 id="statements">Statements</h2>',
        *_filter(content),
        *(section(part, pictures or {}, known) for part in content.sections),
        *_unusable(content),
        *_reproduce(content),
        "</main>",
        "</body>",
        "</html>",
    ]
    return "\n".join([*head, *body]) + "\n"


def is_page(path: Path) -> bool:
    """Whether a file is a page of ours.

    Args:
        path: an existing file.

    Returns:
        True if it says so.
    """
    try:
        with path.open("rb") as stream:
            return MARK.encode() in stream.read(1000)
    except OSError:
        return False


def _title(content: Content) -> str:
    count = len(content.sections)
    return f"Verification of {count} {'statement' if count == 1 else 'statements'}"


def _in_short(content: Content) -> str:
    counted = ", ".join(f"{n} {badge(grade)}" for grade, n in content.grades.items())
    failed = len(content.failed)
    outcome = f"{failed} did not pass" if failed else "all pass"
    return f"{counted}; {outcome} (required: {escape(content.data['options']['require'])})."


def _summary(content: Content) -> Iterator[str]:
    yield "<h2>Summary</h2>"
    yield f"<p>{_ROADS}</p>"
    yield "<details><summary>What the verdicts mean</summary>\n<dl>"
    for grade, meaning in GRADES.items():
        yield f"<dt>{badge(grade)}</dt><dd>{escape(meaning)}.</dd>"
    yield "</dl></details>"
    if len(content.sections) > 1:
        yield '<table><thead><tr><th scope="col">Statement</th>'
        yield '<th scope="col">Verdict</th></tr></thead><tbody>'
        yield from map(_row, content.sections)
        yield "</tbody></table>"


def _row(part: Section) -> str:
    passed = "" if part.data["passed"] else " failed"
    link = f'<a href="#{anchor(part.id)}">{escape(part.id)}</a>'
    title = f'<span class="title quiet">{escape(part.data["title"])}</span>' if part.data["title"] else ""
    kind = f"row {part.grade.lower()}{passed}"
    return f'<tr class="{kind}"><td>{link}{title}</td><td>{badge(part.grade)}</td></tr>'


def _filter(content: Content) -> Iterator[str]:
    offered = [(grade.lower(), f"{grade} ({n})") for grade, n in content.grades.items()]
    if content.failed:
        offered.append(("failed", f"did not pass ({len(content.failed)})"))
    if len(offered) < 2:
        return
    yield '<fieldset class="filter"><legend>Show</legend>'
    for name, text in [("all", f"all ({len(content.sections)})"), *offered]:
        checked = " checked" if name == "all" else ""
        yield f'<label><input type="radio" name="show" id="show-{name}"{checked}> {escape(text)}</label>'
    yield "</fieldset>"


def _unusable(content: Content) -> Iterator[str]:
    if content.data["unusable"]:
        yield "<h2>Files that could not be used</h2>\n<ul>"
        for entry in content.data["unusable"]:
            where, what, remedy = (escape(entry[name]) for name in ("where", "what", "remedy"))
            yield f"<li><code>{where}</code>: {what}; {remedy}</li>"
        yield "</ul>"


def _reproduce(content: Content) -> Iterator[str]:
    data = content.data
    yield "<h2>How to reproduce this</h2>"
    yield f"<pre>{escape(content.command)}</pre>"
    versions = {"sharpath": data["sharpath"], **data["versions"]}
    shown = ", ".join(f"{name} {version}" for name, version in versions.items())
    seed, digits = data["options"]["seed"], data["options"]["digits"]
    yield f"<p>Seed {seed}, {digits} digits. Versions: {escape(shown)}.</p>"
    yield "<p>With the same seed and versions everything above is the same, for any number of processes.</p>"
