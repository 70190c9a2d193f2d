"""Questions that the kernel asks SymPy, each with a name in the trace, and the audit of its answers.

SymPy may err.  So every identity it reports is evaluated in Arb at values of its variables, by the tree walk of
`proofs_check.decide`, which shares nothing with SymPy's simplification but the expressions; only "agrees" and
"equal" pass.  What this is blind to: an identity that fails at none of the points, and what SymPy's
constructors do by themselves (``x/x`` is 1 before anybody sees it).

Main results: `equal`, `expanded`, `factored`, `audited`, `AuditError`.
"""

from __future__ import annotations

import random
from fractions import Fraction
from functools import lru_cache
from typing import Any

from sympy import Dummy, Eq, cancel, expand, factor, fraction, powdenest, powsimp, together

from proofs_check.decide import Decider
from proofs_check.outcome import Truth

__all__ = ["POINTS", "AuditError", "audited", "equal", "expanded", "factored", "variable"]

#: Points at which each identity is audited, how many are tried to find them, and digits that have to agree.
POINTS, TRIES, DIGITS = 12, 48, 30


class AuditError(Exception):
    """The oracle reported an identity that is false: the proof stops here."""


@lru_cache(maxsize=4096)
def variable(k: int, integer: bool, sign: str) -> Any:
    """The `k`-th variable of its kind (real, nonnegative or positive); a dummy, which no statement contains."""
    return Dummy(f"v{k}", integer=integer or None, **{sign: True})


def equal(left: Any, right: Any, oracles: set[str]) -> bool:
    """Whether SymPy brings ``left - right``, expressions in variables, to 0; only if the audit passes."""
    if left == right:
        return True
    if not _vanishes(left - right):
        return False
    audited("SymPy: expand, together, powsimp", left, right, oracles)
    return True


def expanded(expr: Any, oracles: set[str]) -> Any:
    """`expr`, in variables, multiplied out, and audited."""
    found = _expand(expr)
    audited("SymPy: expand", expr, found, oracles)
    return found


def factored(expr: Any, oracles: set[str]) -> Any:
    """`expr`, in variables, with numerator and denominator in factors, and audited."""
    found = _factor(expr)
    audited("SymPy: factor", expr, found, oracles)
    return found


def audited(name: str, left: Any, right: Any, oracles: set[str]) -> None:
    """Record an answer of SymPy, that two expressions in variables are equal, and check it at points.

    Raises:
        AuditError: it is wrong at some point, or there are too few at which it can be decided.
    """
    if left != right:
        oracles.add(name)
        _audit(left, right)


@lru_cache(maxsize=4096)
def _expand(expr: Any) -> Any:
    return expand(expr)


@lru_cache(maxsize=4096)
def _factor(expr: Any) -> Any:
    numerator, denominator = fraction(together(expr))
    return factor(numerator) / factor(denominator)


@lru_cache(maxsize=4096)
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


@lru_cache(maxsize=4096)
def _audit(left: Any, right: Any) -> None:
    variables = sorted(left.free_symbols | right.free_symbols, key=lambda v: v.name)
    rng, decider = random.Random("audit"), Decider(DIGITS)
    claim, confirmed = Eq(left, right, evaluate=False), 0
    for k in range(TRIES):
        values = {v.name: _value(v, rng, k) for v in variables}
        truth = decider.decide(claim, values).truth
        if truth is Truth.FALSE:
            shown = ", ".join(f"{name} = {value}" for name, value in values.items())
            raise AuditError(f"the oracle says {left} = {right}; at {shown or 'its one value'} it is false")
        confirmed += truth in {Truth.EQUAL, Truth.AGREES}
        if confirmed == POINTS or (confirmed and not variables):
            return
    raise AuditError(f"the oracle says {left} = {right}; only {confirmed} of {TRIES} points could confirm it")


def _value(variable: Any, rng: random.Random, k: int) -> Fraction:
    """Small numbers and large, the least value and 1 together first, and often by itself."""
    edge = Fraction(0 if variable.is_nonnegative and not variable.is_positive else 1)
    if k < 2 or rng.random() < 0.15:
        return edge if k != 1 else Fraction(1)
    most = rng.choice((12, 60, 600))
    size = Fraction(rng.randint(1, most), 1 if variable.is_integer else rng.randint(1, 60))
    return size if variable.is_nonnegative or rng.random() < 0.5 else -size
