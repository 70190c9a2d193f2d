"""Questions that the kernel asks SymPy, each with a name in the trace, and the audit of its answers.

SymPy, and the way it is asked (`proofs_check.simplification`), may err.  So every identity it reports is
evaluated in Arb at values of its variables, by the tree walk of `proofs_check.decide`, which shares nothing
with SymPy's simplification but the expressions; only "agrees" and "equal" pass.  What this is blind to: an
identity that fails at none of the points, and what SymPy's constructors do by themselves (``x/x`` is 1 before
anybody sees it).

Main results: `equal`, `expanded`, `factored`, `audited`, `AuditError`.
"""

from __future__ import annotations

import random
from fractions import Fraction
from functools import lru_cache
from typing import Any

from flint import arb
from sympy import Dummy

from proofs_check import simplification
from proofs_check.algebras import Indeterminate, TooLarge, Undefined
from proofs_check.decide import Decider

from .theorem import require

#: Points at which each identity is audited, how many are tried to find them, and digits that have to agree.
POINTS, TRIES, DIGITS = 12, 48, 30

_DECIDER = Decider(DIGITS)


class AuditError(Exception):
    """The oracle reported an identity that is false: the proof stops here."""


@lru_cache(maxsize=4096)
def variable(part: Any, integer: bool, sign: str) -> Any:
    """What stands for a part: real, nonnegative or positive; a dummy, unlike the symbols of statements.

    The same in all worlds, so that what SymPy was asked in one it is not asked again in another.
    """  # noqa: DOC201
    return Dummy(str(part), integer=integer or None, **{sign: True})


def equal(left: Any, right: Any, oracles: set[str]) -> bool:
    """Whether SymPy brings ``left - right``, expressions in variables, to 0; only if the audit passes."""
    shown = left == right or simplification.vanishes(left - right)
    if shown:
        audited("SymPy: expand, together, powsimp", left, right, oracles)
    return shown


def expanded(expr: Any, oracles: set[str]) -> Any:
    """`expr`, in variables, multiplied out, and audited."""
    return audited("SymPy: expand", expr, simplification.expanded(expr), oracles)


def factored(expr: Any, oracles: set[str]) -> Any:
    """`expr`, in variables, with numerator and denominator in factors, and audited."""
    return audited("SymPy: factor", expr, simplification.factored(expr), oracles)


def audited(name: str, left: Any, right: Any, oracles: set[str]) -> Any:
    """`right`, which SymPy says equals `left`, both in variables, once that is recorded and audited."""
    if left != right:
        oracles.add(name)
        _audit(left, right)
    return right


@lru_cache(maxsize=4096)
def _audit(left: Any, right: Any) -> None:
    """Raise `AuditError` where an identity is false at a point, `Rejected` where too few points decide it."""
    variables = sorted(left.free_symbols | right.free_symbols, key=lambda v: v.name)
    rng, confirmed = random.Random("audit"), 0
    for k in range(TRIES):
        values = {v.name: _value(v, rng, k) for v in variables}
        agrees = _agree(left, right, values)
        if agrees is False:
            shown = ", ".join(f"_{name} = {value}" for name, value in values.items())
            raise AuditError(f"the oracle says {left} = {right}; at {shown or 'its one value'} it is false")
        # Two variables of one name are given one value, which tells too little.
        confirmed += agrees is True and len(values) == len(variables)
        if confirmed == POINTS or (confirmed and not variables):
            return
    require(False, "{} = {} can be audited: {} of {} points tried decide it", left, right, confirmed, TRIES)


def _agree(left: Any, right: Any, values: dict[str, Fraction]) -> bool | None:
    """Whether both sides are the same number to `DIGITS`; None where that cannot be told."""
    try:
        one, other = (_DECIDER.value(side, values, 12 * DIGITS) for side in (left, right))
    except (Undefined, TooLarge, Indeterminate):
        return None
    # Where both are 0 there is no scale: digits after the point count then.
    narrow = max(one.rad(), other.rad()) <= arb(10) ** -DIGITS * abs(one).upper().max(arb(1))
    return False if not one.overlaps(other) else True if narrow else None


def _value(variable: Any, rng: random.Random, k: int) -> Fraction:
    """Small numbers and large, the least value and 1 together first, and often by itself."""
    edge = Fraction(0 if variable.is_nonnegative and not variable.is_positive else 1)
    if k < 2 or rng.random() < 0.15:
        return edge if k != 1 else Fraction(1)
    most = rng.choice((12, 60, 600))
    size = Fraction(rng.randint(1, most), 1 if variable.is_integer else rng.randint(1, 60))
    return size if variable.is_nonnegative or rng.random() < 0.5 else -size
