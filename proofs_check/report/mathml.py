r"""Formulas as MathML, which browsers and screen readers know without a script.

The LaTeX of `proofs_check.latex.printer` goes through latex2mathml, so that page and paper show one notation;
what comes out is tidied: names in one piece, arrows as operators, no empty wrapping.

Main results: `mathml` of an expression or proposition, `from_latex`, `Unreadable`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from xml.etree import ElementTree as Xml

from proofs_check.latex.printer import latex

__all__ = ["Unreadable", "from_latex", "mathml"]

_NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"
#: Identifiers of latex2mathml that are operators, with the space around them.
_OPERATORS = {"⟹", "⟺", "¬", ";", "⌊", "⌋", "⌈", "⌉"}
#: Large operators and functions whose limits go above and below.
_LIMITS = {"msub": "munder", "msup": "mover", "msubsup": "munderover"}
_MOVABLE = {"∑", "∏", "lim", "max", "min", "inf", "sup"}


class Unreadable(ValueError):  # noqa: N818 - the formula's fault, not an error of the program
    """LaTeX that cannot become MathML; the formula must be shown as text."""


def mathml(expr: Any, names: Mapping[Any, str] | None = None, *, block: bool = False) -> str:
    """An expression or proposition.

    Args:
        expr: a SymPy object.
        names: what to write for some configurations, in LaTeX.
        block: on a line of its own, with room for limits.

    Returns:
        A ``math`` element; raises `Unreadable` as `from_latex` does.

    Example:
        >>> from sympy import Symbol
        >>> mathml(Symbol("H") ** 2)
        '<math><msup><mi>H</mi><mn>2</mn></msup></math>'
    """
    return from_latex(latex(expr, names), block=block)


@lru_cache(maxsize=4096)
def from_latex(text: str, *, block: bool = False) -> str:
    r"""LaTeX for math mode.

    Args:
        text: without delimiters.
        block: on a line of its own.

    Returns:
        A ``math`` element.

    Raises:
        Unreadable: a command in it is not known.

    Example:
        >>> from_latex(r"\operatorname{Foo}_1 + \ell_2")
        '<math><msub><mi>Foo</mi><mn>1</mn></msub><mo>+</mo><msub><mi>ℓ</mi><mn>2</mn></msub></math>'
        >>> from_latex(r"\nonsense")
        Traceback (most recent call last):
        ...
        proofs_check.report.mathml.Unreadable: \nonsense
    """
    from latex2mathml.converter import convert

    try:
        root = Xml.fromstring(convert(text, display="block" if block else "inline").replace("<mi>&</mi>", ""))
    except Exception as error:  # the library raises exceptions of many kinds
        raise Unreadable(f"{type(error).__name__}: {error}") from error
    unknown = [node.text for node in root.iter() if "\\" in (node.text or "")]
    if unknown:
        raise Unreadable(" ".join(map(str, unknown)))
    for node in root.iter():
        node.tag = node.tag.removeprefix(_NAMESPACE)
    _tidy(root)
    root.attrib = {"display": "block"} if block else {}
    return Xml.tostring(root, encoding="unicode")


def _tidy(node: Xml.Element) -> None:
    for child in node:
        _tidy(child)
    _join_letters(node)
    for k, child in enumerate(node):
        if child.tag == "mrow" and not child.attrib and len(child) == 1:
            node[k] = child[0]
    if node.tag == "math" and len(node) == 1 and node[0].tag == "mrow":
        node[:] = list(node[0])
    text = node.text or ""
    if node.tag == "mi" and text in _OPERATORS:
        node.tag = "mo"
        if text in "⟹⟺":
            node.attrib = {"lspace": "0.6em", "rspace": "0.6em"}
    elif node.tag == "mo" and text.isalpha() and len(text) > 1:
        node.tag = "mi"
    elif node.tag in _LIMITS and node[0].text in _MOVABLE:
        node.tag = _LIMITS[node.tag]
    elif node.tag == "mtd" and "columnalign" in node.attrib:
        # MathML Core knows style sheets only.
        node.attrib = {"style": f"text-align:{node.attrib['columnalign']}"}


def _join_letters(node: Xml.Element) -> None:
    """One name where latex2mathml writes a row of upright letters."""
    letters = [child.text or "" for child in node if child.get("mathvariant") == "normal"]
    if node.tag == "mrow" and letters and len(letters) == len(node):
        name = Xml.Element("mi")
        name.text = "".join(letters)
        if len(name.text) == 1:
            name.set("mathvariant", "normal")
        node[:] = [name]
