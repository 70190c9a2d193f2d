"""Pictures for the HTML report, where one says more than a formula: inline SVG, ids made unique.

Main results: `pictures`, `inline`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from proofs_check.report.html_section import Picture

__all__ = ["inline", "pictures"]


def pictures(ids: Sequence[str]) -> dict[str, Picture]:
    """The figures that illustrate statements on a page, each once and only if it is drawn in seconds.

    Args:
        ids: the built-in statements on the page, in order.

    Returns:
        SVG elements and captions, by the first statement that each illustrates.
    """
    from proofs_check.figures.catalogue import FIGURES, draw
    from proofs_check.figures.style import render, style

    found: dict[str, Picture] = {}
    for name, entry in FIGURES.items():
        first = next((known for known in entry.statements if known in ids and known not in found), None)
        if entry.quick and first is not None:
            with style():
                drawn = draw(name)
                svg = render(drawn.figure, ("svg",))["svg"].decode()
            found[first] = inline(svg, name, entry.title), drawn.caption
    return found


def inline(svg: str, name: str, title: str) -> str:
    """A Matplotlib SVG as an element of a page.

    Args:
        svg: the file.
        name: goes before every id, so that pictures on a page do not share any.
        title: what a screen reader says.

    Returns:
        The element.

    Example:
        >>> inline('<?xml?><svg width="9pt" viewBox="0 0 9 9"><g id="a"/><use href="#a"/></svg>', "n", "t")
        '<svg role="img" aria-label="t" viewBox="0 0 9 9"><g id="n-a"/><use href="#n-a"/></svg>'
    """
    element = svg[svg.index("<svg") :].strip()
    element = re.sub(r"<metadata>.*?</metadata>", "", element, flags=re.DOTALL)
    element = re.sub(r'\bid="', f'id="{name}-', element)
    element = re.sub(r'(url\(|href=")#', rf"\g<1>#{name}-", element)
    head, rest = element.split(">", 1)
    # The page says how wide it is; names of namespaces mean nothing in HTML.
    head = re.sub(r'\s(?:width|height|version|xmlns(?::\w+)?)="[^"]*"', "", head)
    return head.replace("<svg", f'<svg role="img" aria-label="{escape(title)}"', 1) + ">" + rest
