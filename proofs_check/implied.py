"""Showing that a mutant is no error: equivalent to the claim, or implied by it.

For an inequality ``lhs >= rhs`` a mutant with a smaller right side or a larger left side says less; that one
side only moved that way is shown by the sign of the difference, or by comparing the ratio with 1, using what
SymPy knows of the symbols, their ranges, and `sign` below.  Failing that, the conjuncts of the claim, as
linear relations between their non-linear parts, must contradict the negated mutant (Fourier-Motzkin).
Sides that SymPy brings to the same form are equal.  What cannot be shown counts against the statement.

Where a side was seen to move the other way at some point, nothing is tried: it could not be shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

import sympy
from sympy.core.relational import Relational

from proofs_check.domain import conjuncts
from proofs_check.fourier_motzkin import Row, contradiction
from proofs_check.linear_terms import system
from proofs_check.ranges import Range
from theory.quantity import unfold

__all__ = ["relation_to_claim", "sign"]

_WEAKER = {(sympy.Gt, sympy.Ge), (sympy.Lt, sympy.Le)}
_LINEAR = {sympy.Eq: "=", sympy.Ge: ">=", sympy.Gt: ">", sympy.Le: ">=", sympy.Lt: ">"}
_NEGATED = {sympy.Ge: sympy.Lt, sympy.Gt: sympy.Le, sympy.Le: sympy.Gt, sympy.Lt: sympy.Ge}

#: Of a sum, written out.
HIGHEST_POWER = 8

Ranges = Mapping[str, Range]
#: The directions, 1 or -1, in which an expression moves at some points when another takes its place.
Seen = Callable[[Any, Any], Iterator[int]]

#: The directions in which the left side may move, for a weaker relation; the right side may in the others.
_LEFT = {sympy.Ge: {0, 1}, sympy.Gt: {0, 1}, sympy.Le: {0, -1}, sympy.Lt: {0, -1}}


def _nothing_seen(before: Any, after: Any) -> Iterator[int]:
    return iter(())


def relation_to_claim(
    claim: Any, mutant: Any, ranges: Ranges | None = None, seen: Seen = _nothing_seen
) -> str:
    """How a mutant relates to the claim, as far as can be shown.

    Args:
        claim: the claim.
        mutant: the claim with one place changed.
        ranges: what the hypotheses leave to each symbol.
        seen: given an expression and one in its place, the directions in which it is known to move at
            points in these ranges; nothing that contradicts them is tried.

    Returns:
        ``"equivalent"``, ``"implied"``, or ``""`` where neither can be shown.

    Example:
        >>> x = sympy.Symbol("x", positive=True)
        >>> relation_to_claim(sympy.Gt(x, 1), sympy.Ge(x, 1))
        'implied'
    """
    ranges = ranges or {}
    if mutant == sympy.true:
        return "implied"
    shown = _by_parts(claim, mutant, ranges, seen)
    if not shown and _follows_linearly(claim, mutant, ranges):
        shown = "implied"
    return shown


def _by_parts(claim: Any, mutant: Any, ranges: Ranges, seen: Seen) -> str:
    if isinstance(claim, Relational) and isinstance(mutant, Relational):
        return _relations(claim, mutant, ranges, seen)
    if type(claim) is type(mutant) and len(claim.args) == len(mutant.args):
        # And, Or and Equivalent sort their arguments: what was changed may have moved.
        old = [part for part in claim.args if part not in mutant.args]
        new = [part for part in mutant.args if part not in claim.args]
        if len(old) == len(new) == 1:
            before, after = old[0], new[0]
            if isinstance(claim, sympy.Implies) and claim.args[0] == before:
                # A stronger premise makes a weaker claim.
                return relation_to_claim(after, before, ranges, seen)
            inner = _by_parts(before, after, ranges, seen)
            monotone = isinstance(claim, sympy.And | sympy.Or | sympy.Implies)
            return inner if inner == "equivalent" or monotone else ""
    if isinstance(claim, sympy.And) and isinstance(mutant, sympy.And | Relational):
        # A conjunct was folded to true, or became another conjunct.
        return "implied" if set(conjuncts(mutant)) <= set(claim.args) else ""
    return ""


def _follows_linearly(claim: Any, mutant: Any, ranges: Ranges) -> bool:
    """Whether each new conjunct of the mutant follows from the claim's conjuncts and the ranges."""
    known = list(conjuncts(claim))
    new = [part for part in conjuncts(mutant) if part not in known]
    if not new or any(type(part) not in _NEGATED for part in new):
        return False
    for part in new:
        negated = _NEGATED[type(part)](*part.args, evaluate=False)
        rows, integers = system((fact, frozenset()) for fact in (*known, negated))
        terms = sorted({term for row in rows for term in row.coefficients}, key=str)
        rows += [row for term in terms for row in _range_rows(term, ranges)]
        if contradiction(rows, integers) is None:
            return False
    return True


def _range_rows(atom: Any, ranges: Ranges) -> Iterator[Row]:
    found = ranges.get(atom.name) if isinstance(atom, sympy.Symbol) else None
    if found is not None and found.low is not None:
        yield Row({atom: Fraction(1)}, -found.low, ">" if found.low_open else ">=")
    if found is not None and found.high is not None:
        yield Row({atom: Fraction(-1)}, found.high, ">" if found.high_open else ">=")


def _relations(claim: Any, mutant: Any, ranges: Ranges, seen: Seen) -> str:
    kinds = (type(claim), type(mutant))
    if kinds[0] is kinds[1] and _rescaled(claim, mutant):
        return "equivalent"
    if kinds[0] is not kinds[1] and kinds not in _WEAKER:
        return ""
    left = _LEFT.get(kinds[0], {0}) if kinds[0] is kinds[1] else {0}
    sides = list(zip(claim.args, mutant.args, (left, {-way for way in left}), strict=True))
    if any(way not in may for old, new, may in sides if old != new for way in seen(old, new)):
        return ""
    moved = [_moved(old, new, ranges) for old, new, _ in sides]
    if any(way not in may for way, (_, _, may) in zip(moved, sides, strict=True)):
        return ""
    return "equivalent" if kinds[0] is kinds[1] and moved == [0, 0] else "implied"


def _rescaled(claim: Any, mutant: Any) -> bool:
    """Whether one side is 0 and the other was multiplied by a positive number."""
    for zero, side in ((0, 1), (1, 0)):
        if claim.args[zero] == mutant.args[zero] == 0:
            factor = mutant.args[side] / claim.args[side]
            return bool(factor.is_Rational and factor > 0)
    return False


def _shifted(expr: Any, ranges: Ranges) -> Any:
    """Write every bounded symbol as its lower end plus something non-negative, for SymPy to see."""
    replacements = {}
    # A name may be free here and bound there; what is bound is not replaced.
    bound = {s for part in sympy.preorder_traversal(expr) for s in getattr(part, "bound_symbols", ())}
    for symbol in expr.free_symbols - bound:
        found = ranges.get(symbol.name) if symbol.is_Symbol else None
        if found is not None and found.low is not None and found.low != 0:
            beyond = {"positive": True} if found.low_open else {"nonnegative": True}
            distance = sympy.Symbol(f"{symbol.name}_beyond", integer=symbol.is_integer, **beyond)
            replacements[symbol] = sympy.Rational(found.low.numerator, found.low.denominator) + distance
    return expr.xreplace(replacements)


def _moved(before: Any, after: Any, ranges: Ranges) -> int | None:
    """The direction in which a side moved: -1 or 1 (or stayed), 0 for equal, None for unknown."""
    if before == after:
        return 0
    before, after = (_shifted(unfold(side), ranges) for side in (before, after))
    turned, before, after = _without_what_stayed(before, after)
    direction = _moved_as_a_whole(before, after)
    return None if direction is None else direction * turned


def _without_what_stayed(before: Any, after: Any) -> tuple[int, Any, Any]:
    """The parts of two expressions that differ, and 1 or -1: common summands and factors taken away."""
    turned = 1
    while type(before) is type(after) and (before.is_Add or before.is_Mul):
        common = [arg for arg in before.args if arg in after.args]
        if before.is_Mul:
            # Without a sign a factor stays: its product with what differs may still have one.
            common = [arg for arg in common if sign(arg) in {1, -1}]
            turned *= -1 if sum(sign(arg) == -1 for arg in common) % 2 else 1
        if not common:
            break
        before, after = (
            expr.func(*(arg for arg in expr.args if arg not in common)) for expr in (before, after)
        )
    return turned, before, after


def _moved_as_a_whole(before: Any, after: Any) -> int | None:
    if before.is_Mul and after == -before:
        # Multiplied out it would be many terms, which hide the signs of the factors.
        return _turned(before)
    difference = sympy.powsimp(_expanded(after - before))
    if difference == 0:
        return 0
    direction = sign(difference)
    if direction is None:
        direction = _by_ratio(before, after)
    return direction


def _turned(product: Any) -> int | None:
    """Where a product moves when its sign changes."""
    direction = -1
    for factor in product.args:
        size = sign(factor)
        size = sign(sympy.powsimp(_expanded(factor))) if size is None else size
        if size is None:
            return None
        direction *= size
    return direction


def _expanded(expr: Any) -> Any:
    """Expand, but no high power of a sum: it has no end."""
    powers = [power.exp.as_coeff_Add()[0] for power in expr.atoms(sympy.Pow) if power.base.has(sympy.Add)]
    return sympy.expand(expr, multinomial=max(map(abs, powers), default=0) <= HIGHEST_POWER)


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
        # A range that may run backwards turns the sign of a sum; an empty product is 1.
        if not all((high - low + 1).is_nonnegative for _, low, high in expr.limits):
            return None
        inner = sign(expr.function)
        return inner if isinstance(expr, sympy.Sum) else 1 if inner in {0, 1} else None
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
