"""The floor of sensitivity: exact numbers from 0 to 1, read from text and shown.  Loads nothing heavy."""

from __future__ import annotations

import re
from fractions import Fraction

__all__ = ["FLOOR", "floor_text", "read_floor"]

#: The least share of mutants that the check of a statement has to refute.
FLOOR = Fraction(9, 10)

#: Short enough that no exponent or length makes reading it slow.
_NUMBER = re.compile(r"[0-9]{1,20}(\.[0-9]{0,20})?|\.[0-9]{1,20}|[0-9]{1,20}/[0-9]{1,20}")


def read_floor(text: str) -> Fraction:
    """A decimal or a fraction, exactly.

    Args:
        text: ``0.9``, ``9/10``, ``1``.

    Returns:
        The number.

    Raises:
        ValueError: it is neither, or not from 0 to 1.

    Example:
        >>> read_floor("0.95"), read_floor("2/3")
        (Fraction(19, 20), Fraction(2, 3))
    """
    if not _NUMBER.fullmatch(text):
        raise ValueError("neither a decimal nor a fraction")
    try:
        floor = Fraction(text)
    except ZeroDivisionError:
        raise ValueError("a fraction with denominator 0") from None
    if floor > 1:
        raise ValueError("more than 1")
    return floor


def floor_text(floor: Fraction) -> str:
    """A number for people: a decimal if a short one is exact, else a fraction.

    Args:
        floor: the number.

    Returns:
        The text; `read_floor` gives the number back.

    Example:
        >>> floor_text(FLOOR), floor_text(Fraction(2, 3))
        ('0.9', '2/3')
    """
    short = f"{float(floor):.6f}".rstrip("0").rstrip(".")
    return short if Fraction(short) == floor else str(floor)
