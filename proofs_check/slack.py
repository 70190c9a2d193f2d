"""How far a claim is from failing, as a float to search along; never used to decide anything.

The slack of ``lhs >= rhs`` is ``(lhs - rhs) / (|lhs| + |rhs|)``; connectives take minima and maxima.
Positive where the claim holds comfortably.  An equality has none: where it holds there is nothing to climb.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy
from sympy.core.relational import Relational

from proofs_check.algebras import Indeterminate, TooLarge, Undefined
from proofs_check.decide import Decider
from theory import AllEqual, OneNonzero

__all__ = ["slack"]

#: Bits at which slack is computed.
BITS = 192


def slack(claim: Any, values: Mapping[str, Any], decider: Decider) -> float | None:
    """The slack of a claim at a point.

    Args:
        claim: a SymPy proposition.
        values: exact values by name.
        decider: how expressions are evaluated.

    Returns:
        The slack, or None where the claim has no size to speak of.
    """
    if isinstance(claim, sympy.Eq):
        return None
    if isinstance(claim, Relational):
        return _of_relation(claim, values, decider)
    if isinstance(claim, AllEqual | OneNonzero):
        return None
    parts = [
        slack(part, values, decider) for part in claim.args if isinstance(part, sympy.logic.boolalg.Boolean)
    ]
    known = [part for part in parts if part is not None]
    if not known or isinstance(claim, sympy.Equivalent | sympy.Xor):
        return None
    if isinstance(claim, sympy.And):
        return min(known)
    if isinstance(claim, sympy.Or):
        return max(known)
    if isinstance(claim, sympy.Not):
        return -known[0]
    if isinstance(claim, sympy.Implies):
        return max(
            -parts[0] if parts[0] is not None else known[0], parts[1] if parts[1] is not None else known[0]
        )
    return None


def _of_relation(relation: Any, values: Mapping[str, Any], decider: Decider) -> float | None:
    try:
        left, right = (decider.value(side, values, BITS) for side in relation.args)
    except (Undefined, Indeterminate, TooLarge, KeyError):
        return None
    scale = float((abs(left) + abs(right)).mid())
    difference = float(((left - right) / scale).mid()) if scale else 0.0
    if isinstance(relation, sympy.Ge | sympy.Gt):
        return difference
    if isinstance(relation, sympy.Le | sympy.Lt):
        return -difference
    return abs(difference)
