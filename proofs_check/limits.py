"""Limits where no ball can be formed: functions that escape, and values along a sequence.

A function is enclosed on a whole neighbourhood of the limit point by `proofs_check.evaluate`; a claimed value
outside that ball is certainly not the limit.  Where the ball cannot be formed, the reciprocal may be: if it
is tiny on the whole neighbourhood, the function is huge there and no number is its limit.  Failing that,
values along ``t = c 2^-k`` for a few c have to approach the claim, which can only support it.

Blind to: a function that approaches the claimed value down to ``2^-k`` and turns away after, and one that
oscillates and takes the claimed value along all of these.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from flint import arb, fmpq

from numerics.precision import bits_for, working_precision
from proofs_check.algebras import Indeterminate
from proofs_check.evaluate import Scope, evaluate
from proofs_check.tails import near_the_point, tail

__all__ = ["approaches_along_a_sequence", "escapes"]

#: Tails ``0 < t <= 2^-k`` at which a sequence is looked at.
SEQUENCE = (8, 16, 32, 64, 128, 256, 512, 1024)
#: From where they start: powers of two alone are zeros of ``sin(pi/t)``, and of ``1/t`` less its floor.
STARTS = (fmpq(1), fmpq(7, 11), fmpq(977, 1009))


def escapes(limit: Any, claimed: Any, scope: Scope, digits: int) -> arb | None:
    """How far at least the function stays from the claimed value near the limit point, if it escapes.

    Args:
        limit: a SymPy `Limit`.
        claimed: an expression without the limit's variable.
        scope: values and balls.
        digits: the working digits.

    Returns:
        A lower bound of the distance, on a whole neighbourhood; None if none can be shown.
    """
    near, name = near_the_point(limit)
    with working_precision(bits=bits_for(digits) + 64):
        target = abs(arb(evaluate(claimed, scope)))
        try:
            reciprocal = abs(arb(evaluate(1 / near, scope.over(name, tail()))))
        except Indeterminate:
            return None
        if reciprocal.upper() == 0 or not reciprocal.upper() * (2 * target + 1) < 1:
            return None
        return 1 / reciprocal.upper() - target


def approaches_along_a_sequence(limit: Any, claimed: Any, scope: Scope, digits: int) -> bool:
    """Whether values along ``t = c 2^-k`` approach the claimed value; that can only support a claim.

    Args:
        limit: a SymPy `Limit`.
        claimed: an expression without the limit's variable.
        scope: values and balls.
        digits: to how many digits the last value has to agree.

    Returns:
        True if they do.
    """
    near, name = near_the_point(limit)
    return all(_approaches(near, name, claimed, scope, digits, start) for start in STARTS)


def _approaches(near: Any, name: str, claimed: Any, scope: Scope, digits: int, start: fmpq) -> bool:
    gaps = []
    for k in SEQUENCE:
        # 1 + 2^-k has to be told from 1.
        with working_precision(bits=bits_for(digits) + 64 + 2 * k):
            target = arb(evaluate(claimed, scope))
            try:
                value = arb(evaluate(near, scope.bind(name, start / 2**k)))
            except Indeterminate:
                return False
            gaps.append(abs(value - target).upper())
    with working_precision(digits=digits):
        narrow = arb(10) ** -digits * (abs(target) + 1)
        # Far from the limit a function may do anything.
        late = gaps[len(gaps) // 2 :]
        settled = all(later <= earlier or later <= narrow for earlier, later in pairwise(late))
        return bool(settled and gaps[-1] <= narrow)
