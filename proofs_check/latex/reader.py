r"""From TeX's tokens to the words of the grammar: names found, spacing and layout left out.

Layout is ``\left``, ``\big``, ``\,``, ``\quad``, ``&`` and line breaks outside of ``cases``, ``\label`` and
its like, a full stop at the end. An argument without braces (``x^2``, ``\frac12``) gets them.

Main result: `words`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import sympy as sp
from lark import Token

from proofs_check.latex.names import GREEK, candidates, group_at
from proofs_check.latex.notation import FUNCTIONS, Notation
from proofs_check.latex.tex import Tok, Unreadable, braced, flat
from proofs_check.latex.vocabulary import (
    CLOSING,
    FRACTIONS,
    LAYOUT,
    RELATIONS,
    SIGNS,
    SIZES,
    SPACING,
    TEXT,
    TEXTS,
    WITH_ARGUMENT,
)

__all__ = ["words"]


def words(toks: Sequence[Tok], notation: Notation) -> tuple[list[Token], list[Any]]:
    r"""The words of a formula.

    Args:
        toks: its tokens, macros worked out.
        notation: what names mean.

    Returns:
        Tokens of the grammar, each with line and column; and what they mean, at the index that is their
        ``start_pos``: of a name the object or class, or the key where it means nothing.

    Example:
        >>> from proofs_check.latex.tex import tokenise
        >>> [word.type for word in words(tokenise(r"\frac12 \, x^2."), Notation())[0]]
        ['FRAC', 'OPEN', 'NUMBER', 'CLOSE', 'OPEN', 'NUMBER', 'CLOSE', 'NAME', 'SUP', 'NUMBER', 'CLOSE']
    """
    end = len(toks)
    while end and toks[end - 1].text in {".", ",", ";"} | SPACING:
        end -= 1
    reader = _Reader(notation)
    reader.read(toks[:end])
    return reader.found, reader.meanings


class _Reader:
    """Reads tokens in order; `found` grows."""

    def __init__(self, notation: Notation) -> None:
        self.notation = notation
        self.found: list[Token] = []
        self.meanings: list[Any] = []
        self.environments: list[str] = []
        self.bars = 0

    def read(self, toks: Sequence[Tok]) -> None:
        k = 0
        while k < len(toks):
            k = self._one(toks, k)

    def _emit(self, kind: str, tok: Tok, value: Any = None) -> None:
        if kind in {"CELL", "ROW", "END"} and self.found and self.found[-1].type == "COMMA":
            # Punctuation of the text: "a, & if x > 0,".
            del self.found[-1], self.meanings[-1]
        place = len(self.found)
        self.found.append(Token(kind, tok.text, start_pos=place, line=tok.line, column=tok.column))
        self.meanings.append(value)

    def _one(self, toks: Sequence[Tok], k: int) -> int:
        tok = toks[k]
        text = tok.text
        if text in SPACING or text in SIZES or text in {r"\left", r"\right", r"\middle"}:
            return self._delimited(toks, k)
        if text in WITH_ARGUMENT:
            return group_at(toks, k + 1)[1]
        if text in {r"\begin", r"\end"}:
            return self._environment(toks, k)
        if text in {"&", r"\\"}:
            return self._row(toks, k)
        if text == "." and k + 1 < len(toks) and toks[k + 1].text in {r"\\", r"\end"}:
            return k + 1
        if text.isdigit() or (text == "." and k + 1 < len(toks) and toks[k + 1].text.isdigit()):
            return self._number(toks, k)
        if text in {"^", "_"}:
            return self._script(toks, k)
        if text in TEXT and self._is_text(toks, k):
            return self._text(toks, k)
        if text in FRACTIONS or text == r"\sqrt" or text == r"\binom":
            return self._arguments(toks, k)
        if text == "|":
            return self._bar(tok, k)
        if text in RELATIONS:
            self._emit("RELATION", tok, RELATIONS[text])
            return k + 1
        return self._sign_or_name(toks, k)

    def _sign_or_name(self, toks: Sequence[Tok], k: int) -> int:
        tok = toks[k]
        if tok.text == r"\not":
            return self._negated(toks, k)
        if tok.text in SIGNS:
            self._emit(SIGNS[tok.text], tok)
            return k + 1
        return self._name(toks, k)

    def _delimited(self, toks: Sequence[Tok], k: int) -> int:
        side, following = toks[k].text, toks[k + 1] if k + 1 < len(toks) else None
        if side in {r"\left", r"\right"} and following is not None:
            if following.text == ".":
                raise Unreadable(following, "a bracket that is left out", "write both brackets")
            if following.text in {"|", r"\vert"}:
                self._emit("LABS" if side == r"\left" else "RABS", following)
                self.bars += 1 if side == r"\left" else -1
                return k + 2
        sized = side in SIZES and following is not None and following.text in {"|", r"\vert"}
        if sized and side[-1] in "lr":
            self._emit("LABS" if side[-1] == "l" else "RABS", following or toks[k])
            return k + 2
        return k + 1

    def _environment(self, toks: Sequence[Tok], k: int) -> int:
        name, after = group_at(toks, k + 1)
        word = "".join(tok.text for tok in name)
        cells = {"cases": "CASES", "dcases": "CASES", "pmatrix": "MATRIX", "bmatrix": "MATRIX"}.get(word)
        if cells is None and word not in LAYOUT:
            raise Unreadable(toks[k], f"{{{word}}} has no place in a formula", "write the formula without it")
        if toks[k].text == r"\begin":
            self.environments.append(word)
            if cells:
                self._emit(cells, toks[k])
            while word in LAYOUT and after < len(toks) and toks[after].text == "[":
                after = braced(toks, after, "[", "]") + 1
        else:
            if not self.environments or self.environments.pop() != word:
                raise Unreadable(
                    toks[k], f"ends a {{{word}}} that was not begun", "begin it, or take this out"
                )
            if cells:
                self._emit("END", toks[k])
        return after

    def _row(self, toks: Sequence[Tok], k: int) -> int:
        if self.environments and self.environments[-1] not in LAYOUT:
            ends = toks[k].text == r"\\" and k + 1 < len(toks) and toks[k + 1].text == r"\end"
            if not ends:
                self._emit("CELL" if toks[k].text == "&" else "ROW", toks[k])
        if toks[k].text == r"\\" and k + 1 < len(toks) and toks[k + 1].text == "[":
            return braced(toks, k + 1, "[", "]") + 1
        return k + 1

    def _number(self, toks: Sequence[Tok], k: int) -> int:
        end = k
        while end < len(toks) and (
            toks[end].text.isdigit()
            or (toks[end].text == "." and end + 1 < len(toks) and toks[end + 1].text.isdigit())
        ):
            end += 1
        digits = "".join(tok.text for tok in toks[k:end])
        if digits.count(".") > 1:
            raise Unreadable(toks[k], f"{digits} is no number", "write one decimal point")
        self._emit("NUMBER", replace(toks[k], text=digits), sp.Rational(digits))
        return end

    def _script(self, toks: Sequence[Tok], k: int) -> int:
        inside, after = group_at(toks, k + 1)
        side = inside[0].text if len(inside) == 1 else ""
        if toks[k].text == "^" and side in {"+", "-"}:
            self._emit("ABOVE" if side == "+" else "BELOW", toks[k])
            return after
        self._emit("SUP" if toks[k].text == "^" else "SUB", toks[k])
        return self._braces(toks, k + 1)

    def _braces(self, toks: Sequence[Tok], k: int) -> int:
        """An argument, with what closes it."""
        inside, after = group_at(toks, k)
        self.read(inside)
        last = toks[after - 1]
        self._emit("CLOSE", last if last.text == "}" else replace(last, text="}"))
        return after

    def _arguments(self, toks: Sequence[Tok], k: int) -> int:
        text, after = toks[k].text, k + 1
        if text == r"\sqrt":
            self._emit("SQRT", toks[k])
            if after < len(toks) and toks[after].text == "[":
                end = braced(toks, after, "[", "]")
                self._emit("ROOT", toks[after])
                self.read(toks[after + 1 : end])
                self._emit("CLOSE", toks[end])
                after = end + 1
        else:
            self._emit("FRAC" if text in FRACTIONS else "BINOM", toks[k])
            self._emit("OPEN", toks[k])
            after = self._braces(toks, after)
        self._emit("OPEN", toks[k])
        return self._braces(toks, after)

    def _bar(self, tok: Tok, k: int) -> int:
        closes = self.bars > 0 and self.found and self.found[-1].type in CLOSING
        self._emit("RABS" if closes else "LABS", tok)
        self.bars += -1 if closes else 1
        return k + 1

    def _negated(self, toks: Sequence[Tok], k: int) -> int:
        if k + 1 >= len(toks) or toks[k + 1].text != "=":
            raise Unreadable(toks[k], r"\not is read before = only", r"write \ne, \le, \ge or \lnot")
        self._emit("RELATION", toks[k], "!=")
        return k + 2

    def _is_text(self, toks: Sequence[Tok], k: int) -> bool:
        """Whether this is words, and not a name set upright."""
        keys = [key for key, _ in candidates(toks, k)]
        return all(self.notation.meaning(key) is None for key in keys)

    def _text(self, toks: Sequence[Tok], k: int) -> int:
        inside, after = group_at(toks, k + 1)
        # Spaces are gone: a phrase is known by its letters.
        letters = "".join(tok.text for tok in inside if tok.text not in SPACING and tok.text not in ".,;:")
        for phrase, kind in TEXTS.items():
            if letters == phrase.replace(" ", ""):
                self._emit(kind, replace(toks[k], text=rf"\text{{{phrase}}}"))
                return after
        if letters:
            known = ", ".join(sorted(TEXTS))
            raise Unreadable(
                toks[k], f"the words {letters!r} have no meaning in a formula", f"use one of: {known}"
            )
        return after

    def _name(self, toks: Sequence[Tok], k: int) -> int:
        tok = toks[k]
        if not (tok.text[0].isalpha() or re.fullmatch(r"\\[A-Za-z]+\*?", tok.text)):
            raise Unreadable(tok, "has no place in a formula", "take it out")
        if tok.text in FUNCTIONS:
            kind = "EXTREMUM" if tok.text in {r"\max", r"\min"} else "FUNCTION"
            self._emit(kind, tok, FUNCTIONS[tok.text])
            return k + 1
        found = candidates(toks, k)
        for key, after in found:
            meaning = self.notation.meaning(key)
            if meaning is not None:
                kind = (
                    "HEAD"
                    if isinstance(meaning, type)
                    else "BASE"
                    if isinstance(meaning, sp.IndexedBase)
                    else "NAME"
                )
                self._emit(kind, replace(tok, text=flat(toks[k:after])), meaning)
                return after
        known = tok.text[0].isalpha() or tok.text[1:] in GREEK
        key, after = found[0] if known else found[-1]
        self._emit("NAME", replace(tok, text=flat(toks[k:after])), key)
        return after
