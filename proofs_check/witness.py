"""Witnesses for people: exact values as text, the size of the violation, and a line that shows it.

The line uses SymPy alone: quantities are replaced by their closed forms, sums over pathways are written out,
and the values are exact rationals.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import sympy
from flint import arb
from sympy.core.relational import Relational
from sympy.logic.boolalg import BooleanAtom
from sympy.printing.str import StrPrinter

from proofs_check.algebras import Balls, Indeterminate
from proofs_check.decide import Decider
from proofs_check.evaluate import Scope, rational_value
from proofs_check.outcome import Outcome
from proofs_check.verdict import Witness
from theory import AllEqual, ForAll, OneNonzero
from theory.quantity import unfold

__all__ = ["describe", "paste_line", "value_text", "witness_of"]

#: More relations than this are not pasted.
MOST_RELATIONS = 8


def witness_of(claim: Any, values: Mapping[str, Any], outcome: Outcome, decider: Decider) -> Witness:
    """Write a violation down.

    Args:
        claim: the claim.
        values: exact values of all parameters.
        outcome: what was decided there; false.
        decider: how, for the sizes of both sides.

    Returns:
        The witness.
    """
    return Witness(
        values={name: value_text(value) for name, value in sorted(values.items())},
        violation=describe(outcome, values, decider),
        margin="exact" if outcome.violation is None else "enclosed",
        paste=paste_line(claim, values),
    )


def value_text(value: Any) -> str:
    """An exact value as text; a family as ``[1, 1/2]``.

    Args:
        value: a number, or a tuple of them.

    Returns:
        The text.

    Example:
        >>> from fractions import Fraction
        >>> value_text((Fraction(1), Fraction(1, 2)))
        '[1, 1/2]'
    """
    return "[" + ", ".join(map(value_text, value)) + "]" if isinstance(value, tuple) else str(value)


def describe(outcome: Outcome, values: Mapping[str, Any], decider: Decider) -> str:
    """What fails and by how much, on one line.

    Args:
        outcome: what was decided; false.
        values: exact values of all parameters.
        decider: how.

    Returns:
        The sentence.
    """
    relation = outcome.failing
    if isinstance(relation, BooleanAtom):
        return "SymPy made the claim false when it was written: it fails for every value"
    text = " ".join(str(relation).split())
    text = text if len(text) <= 120 else text[:117] + "..."
    if outcome.violation is None:
        exactly = "both sides are exactly equal" if isinstance(relation, Relational) else "exactly"
        return f"{text} fails: {exactly}"
    size = f"lhs - rhs = {_short(outcome.violation)}"
    try:
        scale = abs(decider.value(relation.rhs, values, 128))
        if scale > 0:
            size += f", {_short(abs(outcome.violation) / scale)} of the right side"
    except (ArithmeticError, ValueError, KeyError):
        # The relation holds a bound index or a limit: its sides have no value of their own.
        pass
    return f"{text} fails: {size}"


def paste_line(claim: Any, values: Mapping[str, Any]) -> str:
    """A line that prints both sides of the claim's relations with SymPy alone.

    Args:
        claim: the claim.
        values: exact values of all parameters.

    Returns:
        A shell command.
    """
    relations = [r for r in _relations(claim, values) if not r.has(sympy.Limit)][:MOST_RELATIONS]
    names = [f"{name} = {_python(value)}" for name, value in sorted(values.items())]
    shows = [f"N({_text(r.lhs)}, 30), '{r.rel_op}', N({_text(r.rhs)}, 30)" for r in relations]
    if isinstance(claim, BooleanAtom):
        shows = [str(claim)]
    body = "; ".join(["from sympy import *", *names, *(f"print({show})" for show in shows)])
    return f'python -c "{body}"'


class _Exact(StrPrinter):
    """SymPy text in which every number stays exact when Python reads it."""

    _default_settings: ClassVar[dict[str, Any]] = {**StrPrinter._default_settings, "sympy_integers": True}

    def _print_Indexed(self, expr: Any) -> str:  # noqa: N802 - SymPy dispatches on this name
        return f"{expr.base}[{', '.join(str(i) for i in expr.indices)}]"


def _text(expr: Any) -> str:
    return _Exact().doprint(expr).replace('"', "'")


def _python(value: Any) -> str:
    if isinstance(value, tuple):
        return "{" + ", ".join(f"{k}: {_python(v)}" for k, v in enumerate(value, 1)) + "}"
    return (
        f"Rational({value.numerator}, {value.denominator})" if value.denominator != 1 else f"Integer({value})"
    )


def _relations(proposition: Any, values: Mapping[str, Any]) -> list[Any]:
    """The relations of a claim, with quantities unfolded and families written out."""
    if isinstance(proposition, AllEqual | OneNonzero):
        return _relations(proposition.unfold(), values)
    if isinstance(proposition, ForAll):
        cases = _cases(proposition.index, *proposition.bounds, values)
        instances = (proposition.condition.xreplace({proposition.index: k}) for k in cases)
        return [r for instance in instances for r in _relations(instance, values)]
    if isinstance(proposition, Relational):
        sides = [_expanded(unfold(side), values) for side in proposition.args]
        return [type(proposition)(*sides, evaluate=False)]
    return [r for part in getattr(proposition, "args", ()) for r in _relations(part, values)]


def _expanded(expr: Any, values: Mapping[str, Any]) -> Any:
    """Write out sums and products over short ranges, outermost first."""
    if isinstance(expr, sympy.Sum | sympy.Product) and len(expr.limits) == 1:
        index, low, high = expr.limits[0]
        terms = [
            _expanded(expr.function.xreplace({index: k}), values) for k in _cases(index, low, high, values)
        ]
        return sympy.Add(*terms) if isinstance(expr, sympy.Sum) else sympy.Mul(*terms)
    if not expr.args or not expr.has(sympy.Sum, sympy.Product):
        return expr
    return expr.func(*(_expanded(arg, values) for arg in expr.args))


def _cases(index: Any, low: Any, high: Any, values: Mapping[str, Any]) -> list[Any]:
    scope = Scope(values, Balls())
    try:
        first, last = (int(rational_value(end, scope).p) for end in (low, high))
    except (Indeterminate, ArithmeticError):
        return []
    return [sympy.Integer(k) for k in range(first, min(last, first + 63) + 1)]


def _short(ball: arb) -> str:
    return str(ball.mid().str(6, radius=False))
