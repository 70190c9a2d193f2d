"""Limits at a point: an enclosure of the function near the limit point, and values along a sequence.

For ``Limit(f, x, x0)`` the function is evaluated on a whole ball ``0 < t <= 2^-k`` with ``x = 1/t`` (or
``x = x0 + t``).  If the claimed value lies outside that ball, and well away from it, the limit is certainly
another one, or none.  If it lies inside for shrinking balls, the claim agrees.  Where the ball cannot be
formed, values along ``t = 2^-k`` have to approach the claim; that can only support it.

Blind to: a function that approaches the claimed value down to ``2^-k`` and turns away after.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import sympy
from flint import arb, fmpq

from numerics.precision import bits_for, working_precision
from proofs_check.algebras import Indeterminate
from proofs_check.evaluate import Scope, evaluate
from theory.quantity import unfold

__all__ = ["approaches"]


def approaches(limit: Any, claimed: Any, scope: Scope, digits: int) -> tuple[bool | None, arb | None]:
    """Whether the limit is the claimed value.

    Args:
        limit: a SymPy `Limit`.
        claimed: an expression without the limit's variable.
        scope: values and balls.
        digits: to how many digits it has to agree.

    Returns:
        True and None where it agrees; False and the gap where it is certainly another; None, None where
        neither can be shown.
    """
    function, variable, point, direction = limit.args
    name = f"t_{variable.name}"
    t = sympy.Symbol(name, positive=True)
    sign = -1 if str(direction) == "-" else 1
    inside = {sympy.oo: 1 / t, -sympy.oo: -1 / t}.get(point, point + sign * t)
    near = unfold(function).subs(variable, inside)
    bits = bits_for(digits) + 64
    with working_precision(bits=bits):
        target = arb(evaluate(claimed, scope))
        try:
            tail = arb(0, 1) * arb(2) ** -bits / 2 + arb(2) ** -bits / 2
            gap = arb(evaluate(near, _with(scope, name, tail))) - target
        except Indeterminate:
            return _along_a_sequence(near, name, target, scope, digits)
        if abs(gap).lower() > gap.rad() * 2**32:
            return False, gap
        narrow = gap.rad() <= arb(10) ** -digits * (abs(target) + 1)
        return (True, None) if gap.contains(0) and narrow else (None, None)


def _along_a_sequence(
    near: Any, name: str, target: arb, scope: Scope, digits: int
) -> tuple[bool | None, arb | None]:
    gaps = []
    for k in (8, 16, 32, 64, 128, 256, 512, 1024):
        # 1 + 2^-k has to be told from 1.
        with working_precision(bits=bits_for(digits) + 64 + 2 * k):
            try:
                value = evaluate(near, scope.bind(name, fmpq(1, 2**k)))
            except Indeterminate:
                return None, None
            gaps.append(abs(arb(value) - target).upper())
    narrow = arb(10) ** -digits * (abs(target) + 1)
    settled = all(later <= earlier or later <= narrow for earlier, later in pairwise(gaps))
    return (True, None) if settled and gaps[-1] <= narrow else (None, None)


def _with(scope: Scope, name: str, ball: arb) -> Scope:
    return Scope(scope.values, scope.algebra, scope.quantity, scope.decide, {**scope.intervals, name: ball})
