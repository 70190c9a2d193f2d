"""Numbers for a statement: both sides of its relations at a few small points of its hypotheses.

Main result: `examples`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sympy.core.relational import Relational

from proofs_check.algebras import Indeterminate, TooLarge, Undefined, Unsupported
from proofs_check.decide import Decider
from proofs_check.domain import Account, Domain, conjuncts
from proofs_check.sampling import generator, modest_points
from proofs_check.witness import value_text
from theory import Statement

__all__ = ["Example", "examples"]

DIGITS = 10
#: Points tried for each one shown, and relations shown at each.
TRIES, MOST = 40, 4


@dataclass(frozen=True)
class Example:
    """A point and what stands there.

    Attributes:
        point: exact values, ``H = 2, L = 3``.
        sides: for each relation its sign and the values of both sides.
    """

    point: str
    sides: tuple[tuple[str, str, str], ...]


def examples(statement: Statement, count: int = 2) -> tuple[Example, ...]:
    """Values of both sides at a few points.

    Args:
        statement: the statement.
        count: how many points.

    Returns:
        Fewer, or none, where the claim has no relations with values of their own, or no point is found.

    Example:
        >>> from sympy import Ge, Symbol
        >>> x = Symbol("x", positive=True)
        >>> examples(Statement("at-least-two", Ge(x + 1 / x, 2)), 1)[0].sides[0][2]
        '2'
    """
    relations = [part for part in conjuncts(statement.claim) if isinstance(part, Relational)][:MOST]
    if not relations or not statement.parameters:
        return ()
    return tuple(islice(_examples(statement, relations), count))


def _examples(statement: Statement, relations: list[Any]) -> Iterator[Example]:
    domain, decider = Domain.of(statement, 3 * DIGITS), Decider(3 * DIGITS)
    for values in islice(modest_points(domain, generator(statement.id, 0, "numbers")), TRIES):
        if not domain.admits(values, Account()):
            continue
        try:
            sides = tuple(
                (r.rel_op, _text(decider, r.lhs, values), _text(decider, r.rhs, values)) for r in relations
            )
        except (Indeterminate, TooLarge, Undefined, Unsupported):
            continue
        point = ", ".join(f"{name} = {value_text(value)}" for name, value in sorted(values.items()))
        yield Example(point, sides)


def _text(decider: Decider, side: Any, values: Any) -> str:
    if side.is_Rational:
        return str(side)
    for bits in (16 * DIGITS, 64 * DIGITS, 256 * DIGITS):
        value = decider.value(side, values, bits)
        if value.is_exact() or value.rel_accuracy_bits() >= 4 * DIGITS:
            break
    # Only digits that are known; what may be zero is shown with its radius.
    return str(value.str(DIGITS, radius=bool(value.contains(0) and not value.is_exact())))
