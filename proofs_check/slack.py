"""How far a claim is from failing, to search along; never used to decide anything.

The slack of ``lhs >= rhs`` is ``(lhs - rhs) / (|lhs| + |rhs|)``, which does not change with the scale of both
sides; where it is constant (one side is 0) the difference itself ranks.  Connectives take minima and maxima.
Positive where the claim holds comfortably.  An equality has none: where it holds there is nothing to climb.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import sympy
from flint import arb
from sympy.core.relational import Relational

from numerics.precision import working_precision
from proofs_check.algebras import Indeterminate, TooLarge, Undefined
from proofs_check.decide import Decider
from theory import AllEqual, OneNonzero

__all__ = ["Slack", "slack"]

#: Bits at which slack is computed: differences of 10^-50 still rank.
BITS = 192


class Slack(NamedTuple):
    """Compared by `relative`, then by `difference`; both are exact midpoints.

    Attributes:
        relative: the difference of the sides, over the sum of their sizes.
        difference: of the sides, positive where the claim holds.
    """

    relative: arb
    difference: arb

    def __neg__(self) -> Slack:
        """The slack of the negation."""
        with working_precision(bits=BITS):
            return Slack(-self.relative, -self.difference)


def slack(claim: Any, values: Mapping[str, Any], decider: Decider) -> Slack | None:
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
    if not known or isinstance(claim, sympy.Xor):
        return None
    if isinstance(claim, sympy.Equivalent):
        # It fails between the boundaries of its sides, where one holds and another does not.
        return max(min(known), min(-part for part in known)) if len(known) == len(parts) else None
    if isinstance(claim, sympy.And):
        return min(known)
    if isinstance(claim, sympy.Or):
        return max(known)
    if isinstance(claim, sympy.Not):
        return -known[0]
    if isinstance(claim, sympy.Implies):
        premise, conclusion = parts
        return max(known[0] if premise is None else -premise, known[0] if conclusion is None else conclusion)
    return None


def _of_relation(relation: Any, values: Mapping[str, Any], decider: Decider) -> Slack | None:
    try:
        left, right = (decider.value(side, values, BITS) for side in relation.args)
    except (Undefined, Indeterminate, TooLarge, KeyError):
        return None
    with working_precision(bits=BITS):
        difference = (left - right).mid()
        scale = (abs(left) + abs(right)).mid()
        found = Slack((difference / scale).mid() if scale > 0 else arb(0), difference)
        if isinstance(relation, sympy.Ge | sympy.Gt):
            return found
        if isinstance(relation, sympy.Le | sympy.Lt):
            return -found
        return Slack(abs(found.relative), abs(found.difference))
