"""Two propositions with what they have in common made opaque: quantities as plain numbers.

Two true equations always agree in truth; so whether they *say* the same is asked with every quantity that
both mention replaced by a number of its own, which may be any, and all other quantities by their closed
forms.

Main results: `Opaque`, `Sampled` points with such numbers.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy as sp

from proofs_check.decide import Decider
from proofs_check.outcome import Truth
from theory import Quantity, StatementError
from theory.quantity import unfold

__all__ = ["Opaque", "Point", "agreement", "made_opaque", "root_in"]

Point = Mapping[str, Any]

#: The least number of points at which sides have to agree, where there are that many.
ENOUGH = 5


@dataclass(frozen=True)
class Opaque:
    """A pair of propositions without common quantities.

    Attributes:
        one: the author's.
        other: the statement's.
        names: the symbols that stand for quantities.
        points: values of all symbols.
    """

    one: Any
    other: Any
    names: Mapping[Any, Quantity]
    points: tuple[Point, ...]


def made_opaque(
    one: Any, other: Any, points: Sequence[Point], decider: Decider, rng: random.Random
) -> Opaque:
    """Replace common quantities by symbols, and give these values.

    Args:
        one: the author's proposition.
        other: the statement's.
        points: values of the symbols of both.
        decider: for the signs of quantities.
        rng: draws the values.

    Returns:
        The pair; a quantity keeps the sign that it has.
    """
    both = [_free_quantities(part) for part in (one, other)]
    common = sorted(both[0] & both[1], key=str)
    # The outermost of nested ones is replaced first.
    names = {sp.Symbol(f"quantity{k}", real=True): q for k, q in enumerate(common, 1)}
    rule = {q: symbol for symbol, q in names.items()}
    plain = [_unfolded(part.xreplace(rule)) for part in (one, other)]
    extended = []
    for values in points:
        drawn = {
            s.name: _sign(q, values, decider) * Fraction(rng.randint(1, 40), rng.randint(3, 20))
            for s, q in names.items()
        }
        extended.append({**values, **drawn})
    return Opaque(plain[0], plain[1], names, tuple(extended))


def _free_quantities(part: Any) -> set[Any]:
    free = part.free_symbols
    return {q for q in part.atoms(Quantity) if q.free_symbols <= free}


def _unfolded(part: Any) -> Any:
    try:
        return unfold(part)
    except (StatementError, TypeError, ValueError):
        return part


def _sign(quantity: Any, values: Point, decider: Decider) -> int:
    for relation, sign in ((sp.Lt, -1),):
        if decider.decide(relation(quantity, 0, evaluate=False), values).truth is Truth.TRUE:
            return sign
    return 1


def agreement(left: Any, right: Any, points: Sequence[Point], decider: Decider) -> str | None:
    """Whether two expressions have the same value wherever both have one.

    Args:
        left: an expression.
        right: an expression.
        points: where to look.
        decider: how.

    Returns:
        How they agree, in words; None where they differ or too little is known.
    """
    if left == right:
        return "the same"
    equation = sp.Eq(left, right, evaluate=False)
    exact = rough = 0
    for values in points:
        truth = decider.decide(equation, values).truth
        if truth is Truth.FALSE:
            return None
        exact += truth in {Truth.EQUAL, Truth.TRUE}
        rough += truth is Truth.AGREES
    if exact + rough < min(ENOUGH, len(points)) or not points:
        return None
    where = "at one point" if len(points) == 1 else f"at {exact + rough} points"
    return f"exactly equal {where}" if not rough else f"equal to {decider.digits} digits {where}"


def root_in(
    difference: Any, symbol: Any, points: Sequence[Point], decider: Decider
) -> tuple[Any, Any] | None:
    """Where an expression vanishes that is affine in a symbol.

    Args:
        difference: the expression.
        symbol: the symbol.
        points: where it is checked that it is affine.
        decider: how.

    Returns:
        The root and the slope, or None.
    """
    if symbol not in difference.free_symbols:
        return None
    start = difference.xreplace({symbol: sp.S.Zero})
    slope = difference.xreplace({symbol: sp.S.One}) - start
    if slope == 0 or any(
        part.has(sp.zoo, sp.nan, sp.oo) and not difference.has(sp.oo) for part in (start, slope)
    ):
        return None
    affine = agreement(difference, slope * symbol + start, points, decider)
    return (-start / slope, slope) if affine else None
