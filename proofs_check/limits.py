"""Limits at a point: an enclosure of the function near the limit point, and values along a sequence.

For ``Limit(f, x, x0)`` the function is evaluated on a whole ball ``0 <= t <= 2^-k`` with ``x = 1/t`` (or
``x = x0 + t``).  If a claimed value lies outside that ball the limit is certainly another one, or none; if it
lies inside, the claim agrees.  Where the ball cannot be formed, values along ``t = 2^-k`` have to approach
the claim; that can only support it.

Blind to: a function that approaches the claimed value down to ``2^-k`` and turns away after.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import Any

import sympy
from flint import arb, ctx, fmpq

from numerics.precision import bits_for, working_precision
from proofs_check.algebras import Indeterminate
from proofs_check.evaluate import Scope, evaluate
from theory.quantity import unfold

__all__ = ["approaches_along_a_sequence", "enclose_limit"]

#: Tails ``0 < t <= 2^-k`` at which a sequence is looked at.
SEQUENCE = (8, 16, 32, 64, 128, 256, 512, 1024)


def enclose_limit(limit: Any, scope: Scope) -> Any:
    """A ball that contains the limit, if there is one: the function on a whole tail.

    The tail is ``0 <= t <= 2^-k`` with ``k`` the working precision in bits.

    Args:
        limit: a SymPy `Limit`.
        scope: values and balls; where the function cannot be enclosed the walk raises.

    Returns:
        The ball.
    """
    near, name = _near(limit)
    half = arb(2) ** -(ctx.prec + 1)
    tail = {**scope.intervals, name: arb(half, half)}
    return evaluate(near, Scope(scope.values, scope.algebra, scope.quantity, scope.decide, tail))


def approaches_along_a_sequence(limit: Any, claimed: Any, scope: Scope, digits: int) -> bool:
    """Whether values along ``t = 2^-k`` approach the claimed value; that can only support a claim.

    Args:
        limit: a SymPy `Limit`.
        claimed: an expression without the limit's variable.
        scope: values and balls.
        digits: to how many digits the last value has to agree.

    Returns:
        True if they do.
    """
    near, name = _near(limit)
    gaps = []
    for k in SEQUENCE:
        # 1 + 2^-k has to be told from 1.
        with working_precision(bits=bits_for(digits) + 64 + 2 * k):
            target = arb(evaluate(claimed, scope))
            try:
                value = arb(evaluate(near, scope.bind(name, fmpq(1, 2**k))))
            except Indeterminate:
                return False
            gaps.append(abs(value - target).upper())
    with working_precision(digits=digits):
        narrow = arb(10) ** -digits * (abs(target) + 1)
        # Far from the limit a function may do anything.
        late = gaps[len(gaps) // 2 :]
        settled = all(later <= earlier or later <= narrow for earlier, later in pairwise(late))
        return bool(settled and gaps[-1] <= narrow)


@lru_cache(maxsize=256)
def _near(limit: Any) -> tuple[Any, str]:
    """The function in terms of the distance ``t`` from the limit point, and the name of ``t``."""
    function, variable, point, direction = limit.args
    name = f"t_{variable.name}"
    t = sympy.Symbol(name, positive=True)
    sign = -1 if str(direction) == "-" else 1
    inside = {sympy.oo: 1 / t, -sympy.oo: -1 / t}.get(point, point + sign * t)
    near = unfold(function).subs(variable, inside)
    # A quotient that is infinite over infinite, or 0 over 0, cannot be enclosed before common factors go.
    return (sympy.cancel(near) if near.is_rational_function(t) else near), name
