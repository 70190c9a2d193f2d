"""How the text of an option becomes a value, or one line with the remedy; loads nothing heavy.

Main results: `whole`, `number`, `real`, `several`, `formats` for ``type=``; `OptionTextError`;
`add_seed`, `add_formats`.
"""

from __future__ import annotations

import math
import re
from argparse import ArgumentTypeError
from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from argparse import _ActionsContainer

__all__ = [
    "FORMATS",
    "OptionTextError",
    "add_formats",
    "add_seed",
    "finite",
    "formats",
    "number",
    "real",
    "several",
    "whole",
]

T = TypeVar("T")

#: What a figure may be written as.
FORMATS = ("svg", "png", "pdf")

#: Python reads no whole number of more than 4300 digits.
_WHOLE = re.compile(r"\s*\+?\d{1,4000}\s*")

#: Enough for any number that makes sense; an exponent of nine digits would fill the memory.
_NUMBER = re.compile(
    r"[+-]?(\d{1,60}(\.\d{0,60})?|\.\d{1,60})(e[+-]?\d{1,3})?|[+-]?\d{1,60}/0*[1-9]\d{0,59}", re.IGNORECASE
)


class OptionTextError(ArgumentTypeError):
    """What to raise about the text of an option; argparse names the option.

    Args:
        required: what it must be.
        text: what was given.
        remedy: what to do.

    Example:
        >>> str(OptionTextError("a colour", "loud", "write --colour red, say"))
        'must be a colour; given loud; remedy: write --colour red, say'
    """

    def __init__(self, required: str, text: str, remedy: str) -> None:
        super().__init__(f"must be {required}; given {text[:40]}; remedy: {remedy}")


def whole(least: int, most: int | None, example: str) -> Callable[[str], int]:
    """A reader of whole numbers.

    Args:
        least: the least that is allowed, at least 0.
        most: the most, if there is one.
        example: an option that is right.

    Returns:
        The reader.

    Example:
        >>> whole(15, 1000, "--digits 50")("40")
        40
    """
    span = f"of at least {least}" if most is None else f"from {least} to {most}"

    def read(text: str) -> int:
        value = int(text) if _WHOLE.fullmatch(text) else least - 1
        if value < least or (most is not None and value > most):
            raise OptionTextError(f"a whole number {span}", text, f"write {example}, say")
        return value

    return read


def number(least: int, most: int | None, example: str, *, strict: bool = False) -> Callable[[str], Fraction]:
    """A reader of decimals and fractions, exactly.

    Args:
        least: the lower bound.
        most: what they must be below, if there is such a number.
        example: an option that is right.
        strict: whether they must be above the lower bound.

    Returns:
        The reader.

    Example:
        >>> read = number(0, None, "--eta 0.1")
        >>> read("0.1"), read("1e-3"), read("2/3")
        (Fraction(1, 10), Fraction(1, 1000), Fraction(2, 3))
    """
    lower = f"{'above' if strict else 'of at least'} {least}"
    span = lower if most is None else f"between {least} and {most}"

    def read(text: str) -> Fraction:
        stripped = text.strip()
        value = Fraction(stripped) if _NUMBER.fullmatch(stripped) else None
        low = value is None or value < least or (strict and value == least)
        if value is None or low or (most is not None and value >= most):
            raise OptionTextError(f"a number {span}", text, f"write {example}, say")
        return value

    return read


def finite(text: str) -> float:
    """A finite float, nan if the text is none.

    Args:
        text: the text.

    Returns:
        The number: compared with anything, nan is no good.

    Example:
        >>> finite("1e-3"), finite("inf"), finite("x")
        (0.001, nan, nan)
    """
    try:
        value = float(text)
    except ValueError:
        return math.nan
    return value if math.isfinite(value) else math.nan


def real(required: str, holds: Callable[[float], bool], example: str) -> Callable[[str], float]:
    """A reader of floats.

    Args:
        required: what they must be, in words.
        holds: the same; false of nan.
        example: an option that is right.

    Returns:
        The reader.

    Example:
        >>> real("a number above 0", lambda x: x > 0, "--initial 1e-3")("1e-3")
        0.001
    """

    def read(text: str) -> float:
        value = finite(text)
        if not holds(value):
            raise OptionTextError(required, text, f"write {example}, say")
        return value

    return read


def several(read: Callable[[str], T], example: str) -> Callable[[str], list[T]]:
    """A reader of values with commas between them.

    Args:
        read: the reader of one.
        example: an option that is right.

    Returns:
        The reader of at most 1000.

    Example:
        >>> several(whole(2, 9, "3"), "--depths 3,5")("3,5")
        [3, 5]
    """

    def read_all(text: str) -> list[T]:
        parts = text.split(",")
        if len(parts) > 1000:
            raise OptionTextError("at most 1000 values", str(len(parts)), f"write {example}, say")
        return [read(part) for part in parts]

    return read_all


def formats(text: str) -> tuple[str, ...]:
    """The formats of a figure, each once.

    Args:
        text: some of `FORMATS`, with commas between them.

    Returns:
        Their names.

    Raises:
        OptionTextError: something else is among them.

    Example:
        >>> formats("SVG, png,svg")
        ('svg', 'png')
    """
    names = tuple(dict.fromkeys(part.strip().lower() for part in text.split(",")))
    if not set(names) <= set(FORMATS):
        raise OptionTextError(f"among {', '.join(FORMATS)}", text, "write --formats svg,png, say")
    return names


def add_seed(options: _ActionsContainer, of: str) -> None:
    """Add ``--seed``.

    Args:
        options: a parser or a group of its options.
        of: what is drawn.
    """
    seed = whole(0, 2**63, "--seed 0")
    options.add_argument("--seed", type=seed, default=0, metavar="N", help=f"of {of} (%(default)s)")


def add_formats(options: _ActionsContainer) -> None:
    """Add ``--formats``.

    Args:
        options: a parser or a group of its options.
    """
    shown = f"of the figure: {', '.join(FORMATS)} (svg,png)"
    options.add_argument("--formats", type=formats, default=("svg", "png"), metavar="F1,...", help=shown)
