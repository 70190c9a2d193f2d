r"""How wide and how tall a formula is about to be, from its LaTeX.

Estimates for Computer Modern, only used to choose where a line may break: TeX does the breaking.

Main results: `width` in em, `height` in lines.
"""

from __future__ import annotations

from collections.abc import Sequence

from proofs_check.latex.names import GREEK
from proofs_check.latex.notation import HEADS
from proofs_check.latex.tex import Tok, braced, tokenise

__all__ = ["height", "width"]

_WIDE = frozenset("=+-<>") | frozenset({
    r"\le",
    r"\ge",
    r"\ne",
    r"\cdot",
    r"\iff",
    r"\implies",
    r"\to",
    r"\mapsto",
    r"\in",
    r"\quad",
    r"\sum",
    r"\prod",
})
_NONE = frozenset(
    {
        "{",
        "}",
        "&",
        "^",
        "_",
        r"\left",
        r"\right",
        r"\bigl",
        r"\bigr",
        r"\Bigl",
        r"\Bigr",
        r"\biggl",
        r"\biggr",
    }
    | {
        r"\displaystyle",
        r"\allowbreak",
        r"\,",
        r"\;",
        r"\begin",
        r"\end",
        r"\mathrm",
        r"\operatorname",
        r"\text",
    }
)
_SMALL = 0.7
_TALL = {r"\sum": 2, r"\prod": 2, r"\lim": 2, r"\begin": 3}


def width(text: str) -> float:
    r"""The width of a formula in em.

    Args:
        text: LaTeX for math mode.

    Returns:
        An estimate; about 35 em fit the line of an article at 10pt.

    Example:
        >>> width("a") < width(r"\frac{a+b}{c}") < width("a+b+c")
        True
    """
    return round(_width(tokenise(text)), 2)


def _width(toks: Sequence[Tok]) -> float:
    total, k = 0.0, 0
    while k < len(toks):
        text = toks[k].text
        if text in {"^", "_"} and k + 1 < len(toks):
            inside, k = _argument(toks, k + 1)
            total += _SMALL * _width(inside)
        elif text == r"\frac":
            above, k = _argument(toks, k + 1)
            below, k = _argument(toks, k)
            total += max(_width(above), _width(below)) + 0.25
        elif text == r"\begin" and k + 1 < len(toks):
            _, k = _argument(toks, k + 1)
        else:
            total += _one(text)
            k += 1
    return total


def _one(text: str) -> float:
    if text in _NONE:
        return 0.0
    if text in _WIDE:
        return 1.35
    if text[:1] == "\\" and text[1:2].isupper() and text[1:] not in GREEK:
        # A macro of ours.
        return _width(tokenise(HEADS[text[1:]])) if text[1:] in HEADS else 0.52 * (len(text) - 1)
    if text[0] == "\\":
        return 0.65 if len(text) < 8 else 1.2
    return 0.4 if text in ".,()|" else 0.58


def _argument(toks: Sequence[Tok], k: int) -> tuple[Sequence[Tok], int]:
    if k < len(toks) and toks[k].text == "{":
        end = braced(toks, k)
        return toks[k + 1 : end], end + 1
    return toks[k : k + 1], k + 1


def height(text: str) -> int:
    r"""How tall a formula is: 1 for a line, 2 for a fraction or a sum, 3 for one in another.

    Args:
        text: LaTeX for math mode.

    Returns:
        The estimate.

    Example:
        >>> height("x"), height(r"\frac{a}{b}"), height(r"\frac{1}{1 + \frac{a}{b}}")
        (1, 2, 3)
    """
    return _height(tokenise(text))


def _height(toks: Sequence[Tok]) -> int:
    tallest, k = 1, 0
    while k < len(toks):
        text = toks[k].text
        if text in {"^", "_"}:
            _, k = _argument(toks, k + 1)
        elif text == r"\frac":
            above, k = _argument(toks, k + 1)
            below, k = _argument(toks, k)
            tallest = max(tallest, 1 + max(_height(above), _height(below)))
        else:
            tallest = max(tallest, _TALL.get(text, 1))
            k += 1
    return min(tallest, 3)
