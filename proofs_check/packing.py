"""Evidence and the values of witnesses as JSON data, and back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from proofs_check.verdict import Counts, Evidence, Kind, Witness

__all__ = ["packed", "read_value", "unpacked"]

_EXACT = re.compile(r"-?[0-9]{1,4000}(/[0-9]{1,4000})?")


def packed(evidence: Sequence[Evidence]) -> list[dict[str, Any]]:
    """Evidence as JSON data; `unpacked` gives it back.

    Args:
        evidence: any evidence.

    Returns:
        Dictionaries, in the order in which a report shows things.
    """
    return [
        {
            **vars(piece),
            "kind": piece.kind.value,
            "counts": piece.counts and dict(vars(piece.counts)),
            "witness": piece.witness and {**vars(piece.witness), "values": dict(piece.witness.values)},
            "data": dict(piece.data),
        }
        for piece in evidence
    ]


def unpacked(data: Sequence[Mapping[str, Any]]) -> tuple[Evidence, ...]:
    """Evidence from what `packed` returned, through JSON or not.

    Args:
        data: the dictionaries.

    Returns:
        The evidence.
    """
    return tuple(
        Evidence(**{
            **piece,
            "kind": Kind(piece["kind"]),
            "counts": piece["counts"] and Counts(**piece["counts"]),
            "witness": piece["witness"] and Witness(**piece["witness"]),
        })
        for piece in data
    )


def read_value(text: Any) -> Any:
    """The value of a symbol in a witness, from the text that `proofs_check.witness.value_text` writes.

    Args:
        text: anything.

    Returns:
        A `Fraction`, a tuple of them for a family, or None for what is no such text.

    Example:
        >>> read_value("3"), read_value("[1, -1/2]"), read_value("1/0")
        (Fraction(3, 1), (Fraction(1, 1), Fraction(-1, 2)), None)
    """
    if not isinstance(text, str):
        return None
    if text.startswith("[") and text.endswith("]"):
        members = tuple(read_value(part) for part in text[1:-1].split(", ")) if text != "[]" else ()
        return members if all(isinstance(member, Fraction) for member in members) else None
    try:
        return Fraction(text) if _EXACT.fullmatch(text) else None
    except ZeroDivisionError:
        return None
