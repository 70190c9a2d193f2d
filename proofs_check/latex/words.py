r"""Words around formulas: plain text made safe, what symbols range over, what configurations are called.

Main results: `plain`, `ranges_in_words`, `letters`, `configuration_in_words`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

import sympy as sp

from proofs_check.latex.names import GREEK
from proofs_check.latex.notation import Notation
from theory.configuration import Configuration

__all__ = ["configuration_in_words", "enumerated", "letters", "plain", "ranges_in_words"]

_SAFE = {
    "\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "|": r"\textbar{}",
    "_": r"\_", "&": r"\&", "%": r"\%", "#": r"\#", "$": r"\$", "{": r"\{", "}": r"\}",
    "<": r"\ensuremath{<}", ">": r"\ensuremath{>}",
}  # fmt: skip
_GREEK_LETTER = re.compile(r"GREEK (SMALL|CAPITAL) LETTER (\w+)")
_SIGNS = ("positive", "negative", "nonnegative", "nonpositive")
_NAMES = {"nonnegative": "non-negative", "nonpositive": "non-positive"}
_CALLED = {
    "SinglePath": "the single-path minimum",
    "Balanced": "the balanced minimum",
    "Split": "the minimum with the split",
    "Pathways": "the minimum with the depths and shares",
    "Modes": "the minimum with the modes",
    "AlignedPoint": "the aligned point",
}


def plain(text: str) -> str:
    r"""Words for text mode.

    Args:
        text: as people type it.

    Returns:
        LaTeX that shows it.

    Example:
        >>> plain("S_1 & 5%")
        'S\\_1 \\& 5\\%'
    """
    return "".join(_SAFE.get(c, c) if c.isascii() else _ascii(c) for c in text)


def _ascii(character: str) -> str:
    known = {
        "–": "--",
        "—": "---",
        "…": r"\dots{}",
        "’": "'",
        "“": "``",
        "”": "''",
        "\u00a0": "~",
        "‘": "`",
        "≤": r"\ensuremath{\le}",
        "≥": r"\ensuremath{\ge}",
        "≠": r"\ensuremath{\ne}",
        "≈": r"\ensuremath{\approx}",
        "→": r"\ensuremath{\to}",
        "∞": r"\ensuremath{\infty}",
        "−": r"\ensuremath{-}",
        "×": r"\ensuremath{\times}",
        "±": r"\ensuremath{\pm}",
        "·": r"\ensuremath{\cdot}",
        "∈": r"\ensuremath{\in}",
        "ℓ": r"\ensuremath{\ell}",
    }
    return known.get(character) or _greek(character) or character


def _greek(character: str) -> str:
    """A Greek letter, which pdflatex knows in formulas only; empty for any other character."""
    found = _GREEK_LETTER.fullmatch(unicodedata.name(character, ""))
    if not found:
        return ""
    # Unicode spells it lamda.
    name = found[2].lower().replace("lamda", "lambda")
    name = name.capitalize() if found[1] == "CAPITAL" else name
    return rf"\ensuremath{{\{name}}}" if name in GREEK else ""


def enumerated(parts: Sequence[str]) -> str:
    """Parts with commas and a last "and".

    Args:
        parts: words.

    Returns:
        The words.

    Example:
        >>> enumerated(["a", "b", "c"])
        'a, b and c'
    """
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""


def ranges_in_words(parameters: Iterable[Any], notation: Notation) -> str:
    r"""What symbols and families stand for.

    Args:
        parameters: symbols and indexed bases.
        notation: how they are written.

    Returns:
        LaTeX for text mode, without an article; empty without parameters.

    Example:
        >>> from sympy import symbols
        >>> H, L = symbols("H L", integer=True, positive=True)
        >>> ranges_in_words([H, L], Notation.of(H, L))
        '$H$ and $L$ are positive integers'
    """
    groups: dict[str, list[str]] = {}
    for thing in parameters:
        name = notation.spelling(thing) or str(thing)
        family = isinstance(thing, sp.IndexedBase)
        shown = rf"${name}_{{1}}, {name}_{{2}}, \dots$" if family else f"${name}$"
        groups.setdefault(_range(thing), []).append(shown)
    said = []
    for kind, names in groups.items():
        many = len(names) > 1 or r"\dots" in names[0]
        said.append(f"{enumerated(names)} {'are' if many else 'is a'} {kind}{'s' if many else ''}")
    return "; ".join(said)


def _range(thing: Any) -> str:
    facts = thing.assumptions0
    sign = next((_NAMES.get(s, s) + " " for s in _SIGNS if facts.get(s)), "")
    special = "".join(f"{s} " for s in ("even", "odd", "prime") if facts.get(s))
    return f"{sign}{special}{'integer' if facts.get('integer') else 'real number'}"


def letters(*propositions: Any) -> dict[Any, str]:
    """Letters for the configurations, which would fill the lines otherwise.

    Args:
        propositions: where they occur.

    Returns:
        By configuration; one that stands in another gets none.

    Example:
        >>> from sympy import Gt, symbols
        >>> from theory import Sharpness, SinglePath
        >>> L, s = symbols("L s", integer=True, positive=True)
        >>> letters(Gt(Sharpness(SinglePath(L, s)), 0))
        {SinglePath(L, s): 'c'}
    """
    found = {c: None for p in propositions for c in sorted(p.atoms(Configuration), key=str)}
    inside = {part for c in found for part in c.args if isinstance(part, Configuration)}
    outer = [c for c in found if c not in inside]
    # A bound index inside would be lost by a letter that stands for all its values.
    free = {s for p in propositions for s in p.free_symbols}
    outer = [c for c in outer if c.free_symbols <= free]
    names = {str(s) for p in propositions for s in p.atoms(sp.Symbol)}
    stem = next(
        x for x in ("c", "C", r"\mathfrak{c}") if not any(n == x or n.startswith(f"{x}_") for n in names)
    )
    return {c: stem if len(outer) == 1 else f"{stem}_{{{k}}}" for k, c in enumerate(outer, 1)}


def configuration_in_words(configuration: Any) -> str:
    """What a configuration is called.

    Args:
        configuration: any.

    Returns:
        Words for text mode.
    """
    return _CALLED.get(type(configuration).__name__, "the configuration")
