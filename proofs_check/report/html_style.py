"""How the HTML report looks: one style sheet, light and dark, phone and desktop, print.

Colours are listed once, by role;
  `PAIRS` says which text stands on which ground, and a test computes that
each pair has at least the contrast 4.5 of WCAG AA.

Main results: `style_sheet`, `LIGHT`, `DARK`, `PAIRS`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

__all__ = ["DARK", "LIGHT", "PAIRS", "style_sheet"]

LIGHT: Mapping[str, str] = {
    "ground": "#ffffff",
    "raised": "#f4f5f7",
    "text": "#1b1f24",
    "quiet": "#4a5260",
    "link": "#0b57b0",
    "edge": "#868f9c",
    "proved": "#0b6138",
    "certified": "#0b4f8a",
    "supported": "#5b4a00",
    "undecided": "#8a3d00",
    "vacuous": "#5f4b8b",
    "refuted": "#a3123a",
    "error": "#7a0000",
    "on-grade": "#ffffff",
}
DARK: Mapping[str, str] = {
    "ground": "#14171b",
    "raised": "#1f242b",
    "text": "#e7eaee",
    "quiet": "#b3bcc8",
    "link": "#8ec1ff",
    "edge": "#788494",
    "proved": "#7fd8a8",
    "certified": "#8cc4f7",
    "supported": "#e3cf74",
    "undecided": "#ffb37a",
    "vacuous": "#c9b6f2",
    "refuted": "#ff9db4",
    "error": "#ff9a9a",
    "on-grade": "#14171b",
}
GRADES = ("proved", "certified", "supported", "undecided", "vacuous", "refuted", "error")
#: Text and what it stands on.
PAIRS: tuple[tuple[str, str], ...] = (
    *((text, ground) for text in ("text", "quiet", "link") for ground in ("ground", "raised")),
    *(("on-grade", grade) for grade in GRADES),
)

_RULES = """
*, *::before, *::after { box-sizing: border-box; }
html { color-scheme: light dark; -webkit-text-size-adjust: 100%; scroll-behavior: auto; }
body { margin: 0 auto; padding: 1rem; max-width: 60rem; background: var(--ground); color: var(--text);
  font: 1rem/1.55 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  overflow-wrap: break-word; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0.5rem 0; }
h2 { font-size: 1.3rem; margin: 2.2rem 0 0.6rem; }
h3 { font-size: 1.1rem; margin: 0 0 0.3rem; }
h4 { font-size: 1rem; margin: 1.2rem 0 0.3rem; }
p, ul, ol, dl { margin: 0.4rem 0; }
a { color: var(--link); }
a:focus-visible, summary:focus-visible, input:focus-visible, [tabindex]:focus-visible {
  outline: 3px solid var(--link); outline-offset: 2px; }
code, pre, kbd { font-size: 0.9em;
  font-family: ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; }
pre { background: var(--raised); border: 1px solid var(--edge); border-radius: 4px;
  padding: 0.6rem; margin: 0.4rem 0;
  white-space: pre-wrap; overflow-wrap: anywhere; }
math { font-size: 1.1em; }
.formula { overflow-x: auto; overflow-y: hidden; padding: 0.35rem 0; }
.formula math { margin: 0; text-align: left; display: block math; width: max-content; max-width: none; }
.quiet { color: var(--quiet); }
.skip { position: absolute; left: -100vw; }
.skip:focus { position: static; }
.grade { display: inline-block; padding: 0.05rem 0.5rem; border-radius: 4px; font-weight: 700;
  font-size: 0.8rem;
  letter-spacing: 0.03em; color: var(--on-grade); }
.statement { background: var(--raised); border: 1px solid var(--edge); border-left-width: 6px;
  border-radius: 6px;
  padding: 0.9rem 1rem; margin: 1rem 0; }
.statement > .id { font-size: 0.95rem; }
.statement pre { background: var(--ground); }
details { margin: 0.6rem 0; }
summary { cursor: pointer; font-weight: 600; padding: 0.2rem 0; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 0.3rem 0.6rem 0.3rem 0;
  border-bottom: 1px solid var(--edge); }
td .title { display: block; }
fieldset { border: 1px solid var(--edge); border-radius: 6px; padding: 0.3rem 0.8rem 0.6rem;
  margin: 0.8rem 0; }
fieldset label { display: inline-block; padding: 0.25rem 0.9rem 0.25rem 0; cursor: pointer; }
dt { font-weight: 600; margin-top: 0.5rem; }
dd { margin: 0 0 0 1rem; }
.proof > li { margin: 0.55rem 0; padding-left: 0.2rem; }
.proof .reason { color: var(--quiet); font-size: 0.92rem; }
ul.lines { padding-left: 1.1rem; font-size: 0.92rem; }
figure { margin: 0.8rem 0; }
figure .paper { background: #ffffff; border-radius: 4px; padding: 0.3rem; overflow-x: auto; }
figure svg { display: block; width: 100%; min-width: 34rem; max-width: 46rem; height: auto; margin: 0 auto; }
figcaption { font-size: 0.92rem; color: var(--quiet); }
@media (max-width: 30rem) {
  body { padding: 0.6rem; }
  .statement { padding: 0.7rem; }
  dd { margin-left: 0.6rem; }
  ol.proof { padding-left: 1.6rem; }
}
@media print {
  body { max-width: none; }
  .filter, .skip { display: none; }
  .statement { break-inside: avoid-page; }
}
"""


def style_sheet(grades: Iterable[str], *, failed: bool) -> str:
    """The style sheet of a page.

    Args:
        grades: the grades that occur on it, which its filter offers.
        failed: whether the filter offers what did not pass.

    Returns:
        CSS that asks for nothing from the network.
    """
    offered = [grade.lower() for grade in grades]
    shown = "".join(_filter(f".{grade}", grade) for grade in offered)
    if failed:
        shown += _filter(".failed", "failed")
    coloured = "".join(
        f".grade.{grade} {{ background: var(--{grade}); }}\n"
        f".statement.{grade} {{ border-left-color: var(--{grade}); }}\n"
        for grade in GRADES
    )
    dark = f"@media (prefers-color-scheme: dark) {{\n{_colours(DARK)}}}\n"
    return f"{_colours(LIGHT)}{dark}{_RULES.lstrip()}{coloured}{shown}"


def _colours(colours: Mapping[str, str]) -> str:
    return ":root { " + " ".join(f"--{name}: {value};" for name, value in colours.items()) + " }\n"


def _filter(kept: str, name: str) -> str:
    return f"body:has(#show-{name}:checked) :is(.statement, .row):not({kept}) {{ display: none; }}\n"
