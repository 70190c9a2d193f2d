"""Tightness: where the two sides of an inequality are equal.

For every inequality among the claim's conjuncts: the instances at which both sides are exactly equal, the
simplest of them, and simple conditions under which every instance seen was one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sympy

from proofs_check.decide import Decider
from proofs_check.domain import Values, conjuncts
from proofs_check.outcome import Truth
from proofs_check.shrink import complexity
from proofs_check.verdict import Evidence, Kind
from proofs_check.witness import value_text
from theory import Statement

__all__ = ["tightness"]

#: Instances that a condition needs before it is reported.
ENOUGH_SEEN = 3


def tightness(statement: Statement, decider: Decider, instances: Sequence[Values]) -> Evidence | None:
    """Look for equality in every inequality of the claim.

    Args:
        statement: the statement.
        decider: by closed forms.
        instances: admissible points.

    Returns:
        Evidence, or None where the claim has no inequality.
    """
    kinds = (sympy.Ge, sympy.Gt, sympy.Le, sympy.Lt)
    found: dict[str, dict[str, Any]] = {}
    for relation in (part for part in conjuncts(statement.claim) if isinstance(part, kinds)):
        equality = sympy.Eq(*relation.args, evaluate=False)
        tight = [decider.decide(equality, values).truth is Truth.EQUAL for values in instances]
        points = [values for values, equal in zip(instances, tight, strict=True) if equal]
        if not points:
            found[str(relation)] = {"tight": False}
            continue
        simplest = min(points, key=complexity)
        found[str(relation)] = {
            "tight": True,
            "instances": len(points),
            "simplest": {name: value_text(v) for name, v in sorted(simplest.items())},
            "where": list(_conditions(instances, tight)),
        }
    if not found:
        return None
    words = [_words(about) for about in found.values()]
    return Evidence(
        Kind.TIGHTNESS,
        "; ".join(dict.fromkeys(words)),
        "equality at values not tried; that the conditions named are the only ones",
        data={"relations": found},
    )


def _words(about: dict[str, Any]) -> str:
    if not about["tight"]:
        return "not seen tight"
    return "tight" + (f" where {' or '.join(about['where'])}" if about["where"] else "")


def _conditions(instances: Sequence[Values], tight: list[bool]) -> Iterator[str]:
    """Conditions under which every instance seen was tight, without those that others explain."""
    found: dict[str, frozenset[int]] = {}
    for name, holds in _candidates(instances[0]):
        seen = frozenset(k for k, values in enumerate(instances) if holds(values))
        if ENOUGH_SEEN <= len(seen) < len(instances) and all(tight[k] for k in seen):
            found[name] = seen
    explained: set[int] = set()
    for name, seen in sorted(found.items(), key=lambda item: -len(item[1])):
        if not seen <= explained:
            explained |= seen
            yield name


def _candidates(sample: Values) -> Iterator[tuple[str, Any]]:
    scalars = sorted(name for name, value in sample.items() if not isinstance(value, tuple))
    for name in sorted(set(sample) - set(scalars)):
        yield f"all {name} are equal", lambda v, n=name: len(v[n]) > 1 and len(set(v[n])) == 1
        for value in (0, 1, 2):
            yield f"every {name} is {value}", lambda v, n=name, c=value: len(v[n]) > 1 and set(v[n]) == {c}
        yield (
            f"one {name} is not 0",
            lambda v, n=name: len(v[n]) > 1 and sum(element != 0 for element in v[n]) == 1,
        )
    families = sorted(set(sample) - set(scalars))
    for k, name in enumerate(families):
        for other in families[k + 1 :]:
            yield f"{name} = {other}", lambda v, n=name, m=other: v[n] == v[m]
    for k, name in enumerate(scalars):
        for value in (0, 1, 2):
            yield f"{name} = {value}", lambda v, n=name, c=value: v[n] == c
        for other in scalars[k + 1 :]:
            yield f"{name} = {other}", lambda v, n=name, m=other: v[n] == v[m]
