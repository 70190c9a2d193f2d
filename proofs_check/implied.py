"""Showing that a mutant is no error: equivalent to the claim, or implied by it.

For an inequality ``lhs >= rhs`` a mutant with a smaller right side or a larger left side says less; that one
side only moved that way is shown by the sign of the difference, or by comparing the ratio with 1, using what
SymPy knows of the symbols and `sign` below.  Sides that SymPy brings to the same form are equal.  What
cannot be shown counts against the statement.
"""

from __future__ import annotations

from typing import Any

import sympy
from sympy.core.relational import Relational

from theory.quantity import unfold

__all__ = ["Relation", "relation_to_claim", "sign"]

Relation = str  # "equivalent", "implied" or ""

_WEAKER = {(sympy.Gt, sympy.Ge), (sympy.Lt, sympy.Le)}


def relation_to_claim(claim: Any, mutant: Any) -> Relation:
    """How a mutant relates to the claim, as far as can be shown.

    Args:
        claim: the claim.
        mutant: the claim with one place changed.

    Returns:
        ``"equivalent"``, ``"implied"``, or ``""`` where neither can be shown.

    Example:
        >>> x = sympy.Symbol("x", positive=True)
        >>> relation_to_claim(sympy.Gt(x, 1), sympy.Ge(x, 1))
        'implied'
    """
    if mutant == sympy.true:
        return "implied"
    if isinstance(claim, Relational) and isinstance(mutant, Relational):
        return _relations(claim, mutant)
    if type(claim) is type(mutant) and len(claim.args) == len(mutant.args):
        # And, Or and Equivalent sort their arguments: what was changed may have moved.
        old = [part for part in claim.args if part not in mutant.args]
        new = [part for part in mutant.args if part not in claim.args]
        if len(old) == len(new) == 1:
            before, after = old[0], new[0]
            if isinstance(claim, sympy.Implies) and claim.args[0] == before:
                # A stronger premise makes a weaker claim.
                return relation_to_claim(after, before)
            inner = relation_to_claim(before, after)
            monotone = isinstance(claim, sympy.And | sympy.Or | sympy.Implies)
            return inner if inner == "equivalent" or monotone else ""
    if isinstance(claim, sympy.And) and isinstance(mutant, sympy.And | Relational):
        # A conjunct was folded to true, or became another conjunct.
        parts = mutant.args if isinstance(mutant, sympy.And) else (mutant,)
        return "implied" if set(parts) <= set(claim.args) else ""
    return ""


def _relations(claim: Any, mutant: Any) -> Relation:
    kinds = (type(claim), type(mutant))
    left, right = (_moved(a, b) for a, b in zip(claim.args, mutant.args, strict=True))
    if kinds[0] is kinds[1] and (left == right == 0 or _rescaled(claim, mutant)):
        return "equivalent"
    if kinds in _WEAKER and left == right == 0:
        return "implied"
    if kinds[0] is not kinds[1] or left is None or right is None:
        return ""
    if kinds[0] in {sympy.Ge, sympy.Gt}:
        return "implied" if left >= 0 and right <= 0 else ""
    if kinds[0] in {sympy.Le, sympy.Lt}:
        return "implied" if left <= 0 and right >= 0 else ""
    return ""


def _rescaled(claim: Any, mutant: Any) -> bool:
    """Whether one side is 0 and the other was multiplied by a positive number."""
    for zero, side in ((0, 1), (1, 0)):
        if claim.args[zero] == mutant.args[zero] == 0:
            factor = mutant.args[side] / claim.args[side]
            return bool(factor.is_Rational and factor > 0)
    return False


def _moved(before: Any, after: Any) -> int | None:
    """The direction in which a side moved: -1 or 1 (or stayed), 0 for equal, None for unknown."""
    if before == after:
        return 0
    before, after = unfold(before), unfold(after)
    difference = sympy.powsimp(sympy.expand(after - before))
    if difference == 0:
        return 0
    direction = sign(difference)
    if direction is None:
        direction = _by_ratio(before, after)
    return direction


def _by_ratio(before: Any, after: Any) -> int | None:
    size = sign(before)
    if size is None or size == 0:
        return None
    ratio = sympy.powsimp(sympy.simplify(after / before))
    excess = sign(sympy.factor(ratio - 1))
    excess = _above_one(ratio) if excess is None else excess
    return None if excess is None else excess * size


def _above_one(ratio: Any) -> int | None:
    """1 if a product of powers is at least 1, -1 if at most 1, None if neither can be shown."""
    directions = set()
    for factor in sympy.Mul.make_args(ratio):
        base, exponent = factor.as_base_exp()
        parts = sign(sympy.factor(base - 1)), sign(sympy.factor(exponent))
        if None in parts or sign(base) != 1:
            return None
        directions.add(parts[0] * parts[1])  # type: ignore[operator]
    directions.discard(0)
    return 0 if not directions else directions.pop() if len(directions) == 1 else None


def sign(expr: Any) -> int | None:
    """The sign that an expression has for all values of its symbols.

    Args:
        expr: a SymPy expression.

    Returns:
        1 if it is never negative, -1 if never positive, 0 if always 0, None if neither can be shown.

    Example:
        >>> n = sympy.Symbol("n", integer=True, positive=True)
        >>> sign(1 - n), sign(n - 2)
        (-1, None)
    """
    if expr.is_zero:
        return 0
    if expr.is_nonnegative:
        return 1
    if expr.is_nonpositive:
        return -1
    if isinstance(expr, sympy.Sum | sympy.Product):
        inner = sign(expr.function)
        return inner if isinstance(expr, sympy.Sum) or inner in {0, 1} else None
    if expr.is_Mul:
        signs = [sign(arg) for arg in expr.args]
        product = 1
        for one in signs:
            if one is None:
                return None
            product *= one
        return product
    if expr.is_Add:
        signs = [sign(arg) for arg in expr.args]
        if None in signs:
            return None
        directions = {one for one in signs if one}
        return directions.pop() if len(directions) == 1 else None
    if expr.is_Pow and sign(expr.base) in {0, 1} and expr.exp.is_real:
        return 1
    return None
