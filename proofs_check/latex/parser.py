r"""The parser: LaTeX in our notation, or in an author's, as SymPy objects.

A grammar (``grammar.lark``, LALR) over words whose names are bound by a `Notation`: an author's ``a(b+1)``
is a product where ``a`` is a symbol and a call where it is a quantity. Nothing is guessed: what has two
common readings (``1/2x``, ``\log 2x``) is refused with the place and the remedy.

Main results: `parse`; `Unreadable`, with token, line and column.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources
from typing import Any

from lark import Lark, Token, UnexpectedInput
from lark.exceptions import UnexpectedToken
from lark.lexer import Lexer

from proofs_check.latex.meaning import Meaning
from proofs_check.latex.notation import Notation
from proofs_check.latex.reader import words
from proofs_check.latex.tex import Macro, Tok, Unreadable, expand, tokenise

__all__ = ["Unreadable", "parse", "parse_tokens"]

#: Words for people, for what the grammar would have accepted.
_WORDS = {
    "RELATION": "a relation", "NAME": "a name", "NUMBER": "a number", "CLOSE": "}", "RPAR": ")", "LPAR": "(",
    "COMMA": "a comma", "END": r"\end{cases}", "RSET": r"\}", "RABS": "a closing |", "$END": "the end",
    "SUP": "^", "SUB": "_", "FORALL": r"\text{for all}", "IF": r"\text{if}", "TO": r"\to", "PLUS": "+",
    "MINUS": "-",
}  # fmt: skip


class _Words(Lexer):
    """The words are found beforehand: the grammar's lexer hands them on."""

    def __init__(self, configuration: Any) -> None:
        pass

    def lex(self, lexer_state: Any, parser_state: Any = None) -> Iterator[Token]:
        yield from lexer_state


@functools.cache
def _grammar() -> Lark:
    text = resources.files("proofs_check.latex").joinpath("grammar.lark").read_text(encoding="utf-8")
    return Lark(text, parser="lalr", lexer=_Words)


def parse(
    text: str,
    notation: Notation,
    macros: Mapping[str, Macro] | None = None,
    *,
    line: int = 1,
    column: int = 1,
) -> Any:
    r"""A formula as a SymPy object; `Unreadable` with token, line and column where it is none.

    Args:
        text: LaTeX without delimiters.
        notation: what names mean.
        macros: those of the document.
        line: the line of its first character.
        column: the column of its first character.

    Returns:
        An expression, a proposition, or a configuration; relations are not evaluated.

    Example:
        >>> from sympy import symbols
        >>> a, b = symbols("a b", positive=True)
        >>> parse(r"a\left(b+1\right) \le \frac12", Notation.of(a, b))
        a*(b + 1) <= 1/2
        >>> parse(r"a + c", Notation.of(a, b))  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        proofs_check.latex.tex.Unreadable: line 1, column 5, at c: has no meaning here; remedy: ...
    """
    return parse_tokens(tokenise(text, line, column), notation, macros)


def parse_tokens(toks: Sequence[Tok], notation: Notation, macros: Mapping[str, Macro] | None = None) -> Any:
    """As `parse`, from tokens of TeX.

    Args:
        toks: the tokens.
        notation: what names mean.
        macros: those of the document.

    Returns:
        A SymPy object.

    Raises:
        Unreadable: token, line and column, and why.
    """
    found, meanings = words(expand(toks, macros or {}, notation.words), notation)
    if not found:
        where = toks[-1] if toks else Tok("")
        raise Unreadable(where, "there is no formula", "write one")
    try:
        tree = _grammar().parse(found)
    except UnexpectedToken as error:
        unreadable: Unreadable = _unexpected(error, found)
        raise unreadable from None
    except UnexpectedInput as error:
        raise Unreadable(Tok(""), str(error), "write it in another way") from None
    try:
        return Meaning(meanings).of(tree)
    except RecursionError:
        raise Unreadable(Tok(found[0]), "is nested too deeply", "split the formula") from None


def _unexpected(error: UnexpectedToken, found: Sequence[Token]) -> Unreadable:
    ends = error.token.type == "$END"
    token = found[-1] if ends else error.token
    place = Tok(
        "" if ends else str(token), token.line or 1, (token.column or 1) + (len(token) if ends else 0)
    )
    wanted = sorted(_WORDS[name] for name in error.accepts or error.expected if name in _WORDS)
    remedy = f"expected {', '.join(wanted)}" if wanted else "write it in another way"
    return Unreadable(place, "the formula ends too early" if ends else "is not expected here", remedy)
