"""What stands behind the summary of a piece of evidence, as lines of name and text.

Main results: `details`, `KINDS` (what each kind is, for readers).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

__all__ = ["KINDS", "details"]

#: What each kind of evidence is.
KINDS = {
    "sampled": "instances drawn from the hypotheses, both sides decided exactly or in balls",
    "exhaustive": "every admissible point, decided",
    "measured": "closed forms against measurements that start from the loss and know no formula",
    "symbolic": "closed forms derived again from the loss",
    "experiment": "runs of gradient descent, each judged by the criteria of the claim",
    "empty": "a proof that nothing satisfies the hypotheses",
    "certificate": "numbers from which anyone can verify the claim on a region",
    "proof": "a derivation, every step of which a small checker accepted",
    "sensitivity": "how many wrong versions of the claim the same check refutes",
    "necessity": "what goes wrong without each hypothesis",
    "tightness": "where the two sides of an inequality are equal",
    "failure": "evaluation failed, or the two roads disagree",
}
#: More places than this are counted, not listed.
MOST = 12


def details(piece: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Lines about one piece of evidence.

    Args:
        piece: its part of the JSON report.

    Returns:
        Names and texts.

    Example:
        >>> piece = {"kind": "sensitivity", "counts": None, "message": "", "data": {"survivors": ["sign: x"]}}
        >>> details(piece)
        (('missed', 'sign: x'),)
    """
    return tuple(_lines(piece))


def _lines(piece: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    counts = {name: n for name, n in (piece["counts"] or {}).items() if n}
    if counts:
        yield "outcomes", ", ".join(f"{n} {name}" for name, n in counts.items())
    if piece["message"]:
        yield "message", piece["message"]
    data = piece["data"]
    if "account" in data:
        drawn = ", ".join(f"{n} {name}" for name, n in data["account"].items() if n)
        yield "points drawn", drawn or "none"
    yield from _of_kind(piece["kind"], data)


def _of_kind(kind: str, data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    reader = _READERS.get(kind)
    if reader is not None:
        yield from reader(data)


def _experiment(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, ends in data.get("observed", {}).items():
        yield name, f"observed from {ends[0]} to {ends[-1]}"
    yield from _listed("what was run", data.get("protocols", ()))


def _measured(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, how in data.get("provenance", {}).items():
        digits = data.get("agreement_digits", {}).get(name)
        agreed = f"; agrees to {digits} digits" if digits is not None else ""
        enclosed = "enclosed" if how.get("rigorous") else "not enclosed"
        yield name, f"{how.get('solver', 'unknown solver')}, {enclosed}{agreed}"


def _sensitivity(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from _listed("missed", data.get("survivors", ()))
    for why, places in data.get("excluded_places", {}).items():
        yield from _listed(f"not scored, {why}", places)


def _necessity(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for hypothesis, what in data.get("hypotheses", {}).items():
        yield hypothesis, _plain(what)


def _tightness(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for relation, found in data.get("relations", {}).items():
        where = found.get("where", ())
        text = f"equal where {' or '.join(where)}" if where else "equal at some points"
        yield relation, text if found.get("tight") else "equal at no point that was tried"


def _certificate(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, name in (("region", "certified for"), ("beyond", "says nothing of")):
        if data.get(key):
            yield name, str(data[key])
    yield from _listed("established", data.get("established", ()))


def _symbolic(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from _listed(
        "not derived", [name for name, shown in data.get("identities", {}).items() if not shown]
    )


_READERS = {
    "experiment": _experiment,
    "measured": _measured,
    "sensitivity": _sensitivity,
    "necessity": _necessity,
    "tightness": _tightness,
    "certificate": _certificate,
    "symbolic": _symbolic,
}


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} = {_plain(part)}" for name, part in value.items())
    return str(value)


def _listed(name: str, places: Any) -> Iterator[tuple[str, str]]:
    shown = list(places)
    for place in shown[:MOST]:
        yield name, str(place)
    if len(shown) > MOST:
        yield name, f"and {len(shown) - MOST} more"
