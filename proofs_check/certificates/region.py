"""Boxes that a user asks to have certified: ``NAME=LOW..HIGH``, exact numbers.  Loads nothing heavy."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

from proofs_check.files import Unusable

__all__ = ["check_names", "read_side", "sides_of"]

_SIDE = re.compile(r"([A-Za-z][A-Za-z0-9_]*)=([^.=]+(?:\.[0-9]+)?)\.\.([^.=]+(?:\.[0-9]+)?)")


def read_side(text: str) -> str:
    """Check one side of a box.

    Args:
        text: ``NAME=LOW..HIGH``; the ends are integers, decimals or fractions.

    Returns:
        The same with exact ends in lowest terms.

    Raises:
        ValueError: it is not of that form, or LOW exceeds HIGH.

    Example:
        >>> read_side("a=0.5..4/2")
        'a=1/2..2'
    """
    found = _SIDE.fullmatch(text)
    if found is None:
        raise ValueError("write NAME=LOW..HIGH")
    try:
        low, high = Fraction(found[2]), Fraction(found[3])
    except (ValueError, ZeroDivisionError):
        raise ValueError("write NAME=LOW..HIGH with integers, decimals or fractions") from None
    if low > high:
        raise ValueError("put the smaller end first")
    return f"{found[1]}={low}..{high}"


def check_names(box: str, names: Iterable[str]) -> None:
    """Insist that every side of a box is about a parameter of some statement.

    Args:
        box: what `read_side` returned, with blanks in between.
        names: the names of the parameters of all statements to be judged.

    Raises:
        Unusable: a side is about none.
    """
    known = sorted(set(names))
    for name in sides_of(box):
        if name not in known:
            remedy = f"name one of {', '.join(known)}" if known else "leave it out"
            raise Unusable(f"--box {name}", "no statement to be judged has this parameter", remedy)


def sides_of(box: str) -> dict[str, tuple[Fraction, Fraction]]:
    """The sides of a box by name; where a name is there twice, the last one counts.

    Args:
        box: what `read_side` returned, with blanks in between.

    Returns:
        Both ends of each side.
    """
    sides = {}
    for text in box.split():
        name, _, ends = text.partition("=")
        low, _, high = ends.partition("..")
        sides[name] = (Fraction(low), Fraction(high))
    return sides
