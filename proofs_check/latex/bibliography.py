r"""Sources: from "Kim & Lee 2026" to a citation, and the list of references.

The references are in ``sources.bib`` beside this module.  A statement names a source as one would in a talk:
``A 2020``, ``A & B 2020``, ``A, B & C 2020`` or ``A et al. 2020``; what is not in the list stays text.

Main results: `cited`, `bibliography`, `bib_text`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from importlib import resources

from proofs_check.latex.words import plain

__all__ = ["bib_text", "bibliography", "cited", "references"]

_ENTRY = re.compile(r"@\w+\{(?P<key>\w+),\n(?P<fields>.*?)\n\}", re.DOTALL)
_FIELD = re.compile(r"^  (\w+) = \{(.*)\},$", re.MULTILINE)


def bib_text() -> str:
    """The references, for BibTeX."""
    return resources.files("proofs_check.latex").joinpath("sources.bib").read_text(encoding="utf-8")


@functools.cache
def references() -> Mapping[str, Mapping[str, str]]:
    """The references by key, each with its fields.

    Returns:
        The fields as in the file.

    Example:
        >>> references()["KimLee2026"]["year"]
        '2026'
    """
    return {entry["key"]: dict(_FIELD.findall(entry["fields"])) for entry in _ENTRY.finditer(bib_text())}


@functools.cache
def _short() -> dict[str, str]:
    """How people name the references, with the key of each."""
    found: dict[str, str] = {}
    for key, fields in references().items():
        names = [author.partition(",")[0] for author in fields["author"].split(" and ")]
        year = fields["year"]
        if len(names) == 1:
            ways = [names[0]]
        else:
            ways = [f"{', '.join(names[:-1])} & {names[-1]}"]
            ways += [f"{names[0]} et al."] if len(names) > 2 else []
        found |= {f"{way} {year}": key for way in ways}
    return found


def cited(source: str) -> tuple[str, tuple[str, ...]]:
    r"""A source for text mode.

    Args:
        source: as a statement gives it.

    Returns:
        LaTeX, and the keys that it cites.

    Example:
        >>> cited("extends Kim & Lee 2026")
        ('extends \\cite{KimLee2026}', ('KimLee2026',))
        >>> cited("a talk & a blackboard")
        ('a talk \\& a blackboard', ())
    """
    found: list[str] = []
    parts = re.split("(" + "|".join(map(re.escape, sorted(_short(), key=len, reverse=True))) + ")", source)
    text = ""
    for part in parts:
        key = _short().get(part)
        if key is None:
            text += plain(part)
        else:
            found.append(key)
            text += rf"\cite{{{key}}}"
    return text, tuple(dict.fromkeys(found))


def bibliography(keys: Iterable[str]) -> str:
    r"""A list of references that needs no BibTeX.

    Args:
        keys: those that are cited.

    Returns:
        A ``thebibliography`` environment, empty text without keys.

    Example:
        >>> print(bibliography(["KimLee2026"]).splitlines()[1])
        \bibitem{KimLee2026} Hee-Sung Kim and Sungyoon Lee.
    """
    wanted = [key for key in references() if key in set(keys)]
    if not wanted:
        return ""
    lines = [rf"\begin{{thebibliography}}{{{'9' * len(str(len(wanted)))}}}"]
    for key in wanted:
        fields = references()[key]
        people = [" ".join(reversed(author.split(", "))) for author in fields["author"].split(" and ")]
        who = people[0] if len(people) == 1 else f"{', '.join(people[:-1])} and {people[-1]}"
        series = f", {fields['series']} {fields['volume']}" if "series" in fields else ""
        journal = f"{fields['journal']} {fields['volume']}" if "journal" in fields else ""
        where = f"{journal or 'In: ' + fields['booktitle'] + series}, {fields['year']}."
        arxiv = f" arXiv:{fields['eprint']}." if "eprint" in fields else ""
        lines += [rf"\bibitem{{{key}}} {who}.", f"  {fields['title']}.", f"  {where}{arxiv}"]
    return "\n".join([*lines, r"\end{thebibliography}"]) + "\n"
