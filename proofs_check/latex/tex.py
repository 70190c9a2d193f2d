r"""TeX's tokens with their places, and the macros of a document.

Main results: `tokenise`, `definitions` (``\newcommand`` and its like), `expand`, and `Unreadable`, the
complaint that names the token, its line and its column.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

__all__ = ["Macro", "Tok", "Unreadable", "braced", "definitions", "expand", "flat", "tokenise"]

#: More expansions than this are taken for a macro that expands to itself.
MOST_EXPANSIONS = 10_000

#: Control words with a form that has a star; after any other a star multiplies.
_STARRED = "newcommand|renewcommand|providecommand|DeclareMathOperator|operatorname|tag|hspace|vspace"
_TOKEN = re.compile(
    rf"(?P<comment>%[^\n]*)|(?P<space>\s+)|(?P<token>\\(?:{_STARRED})\*|\\[A-Za-z]+|\\.|[^\s])", re.DOTALL
)
_PROVIDE = {r"\providecommand", r"\providecommand*"}
_DEFINE = {r"\newcommand", r"\renewcommand", r"\newcommand*", r"\renewcommand*", r"\def"} | _PROVIDE
_OPERATOR = {r"\DeclareMathOperator", r"\DeclareMathOperator*"}


@dataclass(frozen=True)
class Tok:
    """One token of TeX.

    Attributes:
        text: a control sequence or a character.
        line: where it stands, counted from 1; for what a macro expands to, where the macro stands.
        column: as `line`, counted from 1.
    """

    text: str
    line: int = 1
    column: int = 1


@dataclass(frozen=True)
class Macro:
    """A macro: its number of arguments, what it expands to, its first argument where that is left out."""

    arguments: int
    body: tuple[Tok, ...]
    default: tuple[Tok, ...] | None = None


class Unreadable(Exception):  # noqa: N818 - the verdict on a formula, not a mistake of the program
    r"""A formula that cannot be read.

    Args:
        tok: where reading stopped.
        what: why.
        remedy: what to do about it.

    Example:
        >>> print(Unreadable(Tok(r"\foo", 3, 7), "has no meaning here", "bind it"))
        line 3, column 7, at \foo: has no meaning here; remedy: bind it
    """

    def __init__(self, tok: Tok, what: str, remedy: str) -> None:
        super().__init__(tok, what, remedy)
        self.tok, self.what, self.remedy = tok, what, remedy

    def __str__(self) -> str:
        place = f"line {self.tok.line}, column {self.tok.column}"
        return f"{place}, at {self.tok.text or 'the end'}: {self.what}; remedy: {self.remedy}"


def tokenise(text: str, line: int = 1, column: int = 1) -> list[Tok]:
    r"""The tokens of a piece of TeX; spaces and comments are left out, digits stay apart.

    Args:
        text: the source.
        line: the line of its first character.
        column: the column of its first character.

    Returns:
        The tokens.

    Example:
        >>> [tok.text for tok in tokenise(r"\frac12 x % half")]
        ['\\frac', '1', '2', 'x']
    """
    found = []
    for match in _TOKEN.finditer(text):
        if match["token"]:
            found.append(Tok(match["token"], line, column))
        breaks = match[0].count("\n")
        line += breaks
        column = len(match[0]) - match[0].rfind("\n") if breaks else column + len(match[0])
    return found


def flat(toks: Sequence[Tok]) -> str:
    """Tokens as text, with a space only where a control word needs one.

    Args:
        toks: the tokens.

    Returns:
        The text.
    """
    text = ""
    for tok in toks:
        apart = re.search(r"\\[A-Za-z]+\Z", text) and tok.text[0].isalpha()
        text += f" {tok.text}" if apart else tok.text
    return text


def braced(toks: Sequence[Tok], start: int, opening: str = "{", closing: str = "}") -> int:
    """Where the group that opens at `start` ends.

    Args:
        toks: the tokens.
        start: the index of the opening one.
        opening: what opens a group.
        closing: what closes it.

    Returns:
        The index of the closing one.

    Raises:
        Unreadable: it is never closed.
    """
    depth = 0
    for k in range(start, len(toks)):
        depth += (toks[k].text == opening) - (toks[k].text == closing)
        if depth == 0:
            return k
    raise Unreadable(toks[start], f"this {opening} is never closed", f"close it with {closing}")


def _group(toks: Sequence[Tok], k: int) -> tuple[list[Tok], int]:
    """The group or single token at `k` without its braces, and the index after it."""
    if k >= len(toks):
        last = toks[-1]
        raise Unreadable(replace(last, column=last.column + len(last.text), text=""), "ends here", "go on")
    if toks[k].text != "{":
        return [toks[k]], k + 1
    end = braced(toks, k)
    return list(toks[k + 1 : end]), end + 1


def definitions(toks: Sequence[Tok]) -> dict[str, Macro]:
    r"""The macros that a document defines.

    Args:
        toks: the tokens of the document.

    Returns:
        By name; of several definitions the last, but ``\providecommand`` replaces none. What is not
        understood (``\def`` with delimited arguments) is left out, and reading a formula that uses it says
        that it has no meaning.

    Example:
        >>> sorted(definitions(tokenise(r"\newcommand{\half}[1]{\frac{#1}{2}} \def\q{2}")))
        ['\\half', '\\q']
    """
    found: dict[str, Macro] = {}
    for k, tok in enumerate(toks):
        if tok.text in _DEFINE or tok.text in _OPERATOR:
            try:
                read = _operator(toks, k + 1) if tok.text in _OPERATOR else _definition(toks, k)
            except Unreadable:
                continue
            if read and not (tok.text in _PROVIDE and read[0] in found):
                found[read[0]] = read[1]
    return found


def _operator(toks: Sequence[Tok], k: int) -> tuple[str, Macro] | None:
    name, k = _group(toks, k)
    body, _ = _group(toks, k)
    shown = (Tok(r"\operatorname"), Tok("{"), *body, Tok("}"))
    return (name[0].text, Macro(0, shown)) if len(name) == 1 else None


def _definition(toks: Sequence[Tok], k: int) -> tuple[str, Macro] | None:
    primitive = toks[k].text == r"\def"
    name, k = _group(toks, k + 1)
    count, default = 0, None
    while primitive and k + 1 < len(toks) and toks[k].text == "#":
        count, k = count + 1, k + 2
    options = []
    while not primitive and k < len(toks) and toks[k].text == "[":
        end = braced(toks, k, "[", "]")
        options.append(tuple(toks[k + 1 : end]))
        k = end + 1
    if options:
        given = "".join(tok.text for tok in options[0]) or "0"
        if not re.fullmatch("[0-9]", given):
            return None
        count = int(given)
        default = options[1] if len(options) > 1 else None
    if len(name) != 1 or k >= len(toks) or toks[k].text != "{":
        return None
    body, _ = _group(toks, k)
    return name[0].text, Macro(count, tuple(body), default)


def expand(toks: Sequence[Tok], macros: Mapping[str, Macro], keep: Collection[str] = ()) -> list[Tok]:
    r"""Tokens with the macros worked out.

    Args:
        toks: the tokens.
        macros: by name.
        keep: names that mean something as they stand.

    Returns:
        The tokens; what a macro expands to stands where the macro stood.

    Raises:
        Unreadable: a macro without its arguments, or one that never ends.

    Example:
        >>> macros = definitions(tokenise(r"\newcommand{\half}[1]{\frac{#1}{2}}"))
        >>> flat(expand(tokenise(r"\half{x}+1"), macros))
        '\\frac{x}{2}+1'
    """
    known = {name: macro for name, macro in macros.items() if name not in keep}
    queue, found, budget = list(reversed(toks)), [], MOST_EXPANSIONS
    while queue:
        tok = queue.pop()
        macro = known.get(tok.text)
        if macro is None:
            found.append(tok)
            continue
        budget -= 1
        if budget < 0:
            raise Unreadable(tok, "expands without end", "mend the definition of this macro")
        given = list(_arguments(tok, macro, queue))
        queue.extend(reversed(list(_filled(macro, given, tok))))
    return found


def _arguments(tok: Tok, macro: Macro, queue: list[Tok]) -> Iterator[list[Tok]]:
    count = macro.arguments
    if count and macro.default is not None:
        count -= 1
        if queue and queue[-1].text == "[":
            ahead = queue[::-1]
            end = braced(ahead, 0, "[", "]")
            del queue[len(queue) - end - 1 :]
            yield ahead[1:end]
        else:
            yield list(macro.default)
    for _ in range(count):
        if not queue:
            raise Unreadable(tok, f"takes {macro.arguments} arguments", "write them in braces")
        ahead = queue[::-1] if queue[-1].text == "{" else queue[-1:]
        body, used = _group(ahead, 0)
        del queue[len(queue) - used :]
        yield body


def _filled(macro: Macro, given: Sequence[Sequence[Tok]], place: Tok) -> Iterator[Tok]:
    body = iter(macro.body)
    for part in body:
        number = next(body, None) if part.text == "#" else None
        if number is None:
            yield replace(part, line=place.line, column=place.column)
        elif number.text.isdigit() and 1 <= int(number.text) <= len(given):
            yield from given[int(number.text) - 1]
        else:
            raise Unreadable(place, "its definition uses an argument it does not take", "mend the definition")
