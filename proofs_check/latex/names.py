r"""Names in LaTeX: how a symbol is spelled, and which spellings are one name.

``x_1`` and ``x_{1}``, ``\eta_\mathrm{WCR}`` and ``\eta_{\text{WCR}}``, ``s^*`` and ``s^{\star}`` are one
name each.

Main results: `spellings` of a SymPy name, `candidates` at a place among tokens, `key_of` a spelling.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from proofs_check.latex.tex import Tok, Unreadable, braced, tokenise

__all__ = ["GREEK", "candidates", "group_at", "key_of", "spellings"]

_LETTERS = """
    alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi rho
    sigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega ell
"""
GREEK = frozenset(_LETTERS.split())
_UPRIGHT = frozenset({
    r"\mathrm",
    r"\operatorname",
    r"\operatorname*",
    r"\text",
    r"\textrm",
    r"\mathit",
    r"\textit",
})
_ACCENTS = frozenset(
    {
        r"\mathbf",
        r"\mathcal",
        r"\mathbb",
        r"\mathsf",
        r"\boldsymbol",
        r"\bm",
        r"\hat",
        r"\tilde",
        r"\bar",
        r"\vec",
    }
    | {r"\widehat", r"\widetilde", r"\overline"}
)
_STARS = {"*": "*", r"\star": "*", r"\ast": "*", r"\prime": "'", r"\top": r"\top"}
_WORD = re.compile(r"([A-Za-z]+?)(?:_?(\d+)|_([A-Za-z]+))?\Z")


def spellings(name: str) -> Iterator[str]:
    r"""Ways to write a name, the best first, without end.

    Args:
        name: of a SymPy symbol.

    Yields:
        LaTeX; different names share none of the later ones.

    Example:
        >>> ways = spellings("lambda_1")
        >>> next(ways), next(ways)
        ('\\lambda_{1}', '\\mathrm{lambda\\_1}')
    """
    found = _WORD.fullmatch(name)
    if found:
        stem = f"\\{found[1]}" if found[1] in GREEK else found[1]
        if len(found[1]) > 1 and found[1] not in GREEK:
            stem = rf"\mathrm{{{found[1]}}}"
        sub = found[2] or found[3]
        if sub is None:
            yield stem
        elif sub in GREEK:
            yield rf"{stem}_{{\{sub}}}"
        else:
            yield f"{stem}_{{{sub}}}" if sub.isdigit() or len(sub) == 1 else rf"{stem}_{{\mathrm{{{sub}}}}}"
    plain = "".join(c if c.isalnum() and c.isascii() else r"\_" if c == "_" else f"u{ord(c):x}" for c in name)
    marks = ""
    while True:
        yield rf"\mathrm{{{plain}}}{marks}"
        marks += "'"


def group_at(toks: Sequence[Tok], k: int) -> tuple[list[Tok], int]:
    """The group or single token at `k`, and the index after it.

    Args:
        toks: the tokens.
        k: where.

    Returns:
        The tokens without their braces, and the next index.

    Raises:
        Unreadable: nothing stands there.
    """
    if k >= len(toks):
        raise Unreadable(toks[-1], "is followed by nothing", "write its argument in braces")
    if toks[k].text == "{":
        end = braced(toks, k)
        return list(toks[k + 1 : end]), end + 1
    if toks[k].text in _UPRIGHT | _ACCENTS and k + 1 < len(toks) and toks[k + 1].text == "{":
        return list(toks[k : braced(toks, k + 1) + 1]), braced(toks, k + 1) + 1
    return [toks[k]], k + 1


def candidates(toks: Sequence[Tok], k: int) -> list[tuple[str, int]]:
    r"""The names that may begin at `k`, the longest first.

    Args:
        toks: the tokens.
        k: where a letter or control word stands.

    Returns:
        For each its key, which is the same for all spellings, and the index after it.

    Example:
        >>> candidates(tokenise(r"s_{i}^* + 1"), 0)
        [('s_{i}^*', 7), ('s_{i}', 5), ('s', 1)]
    """
    found = [_stem(toks, k)]
    stem, end = found[0]
    sub = star = ""
    while end < len(toks):
        mark = toks[end].text
        if mark == "'":
            star, end = star + "'", end + 1
        elif mark == "_" and not sub:
            inside, end = group_at(toks, end + 1)
            sub = f"_{{{_subscript(inside)}}}"
        elif mark == "^" and end + 1 < len(toks):
            inside, after = group_at(toks, end + 1)
            if not inside or any(tok.text not in _STARS for tok in inside):
                break
            star, end = star + "^" + "".join(_STARS[tok.text] for tok in inside), after
        else:
            break
        found.append((stem + sub + star, end))
    return found[::-1]


def _stem(toks: Sequence[Tok], k: int) -> tuple[str, int]:
    text = toks[k].text
    if text in _UPRIGHT | _ACCENTS:
        inside, end = group_at(toks, k + 1)
        word = "".join(tok.text for tok in inside)
        if text in _UPRIGHT:
            text = r"\mathrm"
        return f"{text}{{{word}}}", end
    return text, k + 1


def _subscript(toks: Sequence[Tok]) -> str:
    words = (tok.text for tok in toks if tok.text not in _UPRIGHT | {"{", "}"})
    # \max and max, but \sigma is not sigma.
    return "".join(w[1:] if w[:1] == "\\" and w[1:].isalpha() and w[1:] not in GREEK else w for w in words)


def key_of(spelling: str) -> str:
    r"""The key of a name that is written alone.

    Args:
        spelling: LaTeX.

    Returns:
        The key.

    Raises:
        Unreadable: it is no name.

    Example:
        >>> key_of(r"\eta_\mathrm{WCR}") == key_of(r"\eta_{\text{WCR}}")
        True
    """
    toks = tokenise(spelling)
    if not toks:
        raise Unreadable(Tok(""), "a name is missing", "write a letter, say")
    if not (toks[0].text[0].isalpha() or re.fullmatch(r"\\[A-Za-z]+\*?", toks[0].text)):
        raise Unreadable(toks[0], "no name begins so", "begin it with a letter")
    key, end = candidates(toks, 0)[0]
    if end < len(toks):
        raise Unreadable(
            toks[end], "does not belong to a name", "write a letter, with a subscript if need be"
        )
    return key
