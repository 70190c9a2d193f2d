"""Questions that the kernel asks SymPy, each with a name in the trace, and the audit of its answers.

SymPy may err.  So every identity it reports is evaluated in Arb at sampled values of its variables, by the
tree walk of `proofs_check.decide`, which shares nothing with SymPy's simplification but the expressions; only
"agrees" and "equal" pass.  What this is blind to: an identity that fails at none of the sampled points.

Main results: `equal`, `factored`, `audited`, `AuditError`.
"""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from sympy import Eq, cancel, expand, factor, fraction, powdenest, powsimp, together

from proofs_check.decide import Decider
from proofs_check.outcome import Truth

__all__ = ["POINTS", "AuditError", "audited", "equal", "factored"]

#: Points at which each identity is audited, and the digits to which both sides have to agree there.
POINTS, DIGITS = 12, 30


class AuditError(Exception):
    """The oracle reported an identity that is false: the proof stops here."""


def equal(left: Any, right: Any, oracles: set[str]) -> bool:
    """Whether SymPy brings ``left - right`` to 0.

    Args:
        left: an expression in variables.
        right: another.
        oracles: where the name of the call goes.

    Returns:
        True only if it does and the audit passes.
    """
    if left == right:
        return True
    if not _vanishes(left - right):
        return False
    audited("SymPy: expand, together, powsimp", left, right, oracles)
    return True


def factored(expr: Any) -> Any:
    """Numerator and denominator in factors, as SymPy finds them.

    Args:
        expr: an expression.

    Returns:
        An expression that equals it if SymPy does not err; see `audited`.
    """
    numerator, denominator = fraction(together(expr))
    return factor(numerator) / factor(denominator)


def audited(name: str, left: Any, right: Any, oracles: set[str]) -> None:
    """Record an answer of SymPy, and check it at points.

    Args:
        name: of the call.
        left: an expression in variables.
        right: what SymPy says it equals.
        oracles: where the name goes.

    Raises:
        AuditError: it does not.
    """
    oracles.add(name)
    _audit(left, right)


def _vanishes(difference: Any) -> bool:
    if expand(difference) == 0:
        return True
    for start in (difference, expand(difference), _numerator(difference)):
        # SymPy leaves exponents like (2 - 2/(n+2))(n+2) as they are.
        tidy = _tidy_exponents(powsimp(_tidy_exponents(start)))
        if expand(tidy) == 0 or _numerator(tidy) == 0 or _tidy_exponents(powsimp(expand(tidy))) == 0:
            return True
    return False


def _numerator(expr: Any) -> Any:
    numerator, denominator = fraction(together(expand(expr)))
    return expand(numerator) if expand(denominator) != 0 else expr


def _tidy_exponents(expr: Any) -> Any:
    return powdenest(expr).replace(lambda e: e.is_Pow, lambda e: e.base ** cancel(e.exp))


def _audit(left: Any, right: Any) -> None:
    variables = sorted(
        (left - right).free_symbols | left.free_symbols | right.free_symbols, key=lambda v: v.name
    )
    rng = random.Random(f"audit {len(variables)}")
    decider = Decider(DIGITS)
    claim = Eq(left, right, evaluate=False)
    for k in range(POINTS):
        values = {v.name: _value(v, rng, k) for v in variables}
        truth = decider.decide(claim, values).truth
        if truth not in {Truth.EQUAL, Truth.AGREES}:
            shown = ", ".join(f"{name} = {value}" for name, value in values.items())
            raise AuditError(f"the oracle says {left} = {right}; at {shown} this is {truth.value}")


def _value(variable: Any, rng: random.Random, k: int) -> Fraction:
    size = (
        Fraction(rng.randint(1, 12))
        if variable.is_integer
        else Fraction(rng.randint(1, 60), rng.randint(1, 12))
    )
    if variable.is_nonnegative and not variable.is_positive and k == 0:
        return Fraction(0)
    if not variable.is_nonnegative and rng.random() < 0.5:
        return -size
    return size
