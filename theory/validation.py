"""What a statement may say: relations, exact numbers, real symbols, one meaning to a name.

Every rule has one function; each raises `StatementError` with the argument, the rule, what was given and
the remedy.
"""

from __future__ import annotations

from typing import Any

from sympy import And, Equivalent, Float, I, Implies, IndexedBase, Not, Or, Symbol, Xor, nan, zoo
from sympy.core.basic import Basic
from sympy.core.expr import Expr
from sympy.core.function import AppliedUndef
from sympy.core.relational import Relational
from sympy.logic.boolalg import BooleanAtom

from theory.errors import StatementError
from theory.predicates import ForAll, Proposition

__all__ = ["check_names", "check_proposition", "parameters"]

#: Infinite limits of a `Limit` are fine; these never are.
_NOT_REAL = (I, nan, zoo)
_CONNECTIVES = (And, Or, Not, Implies, Equivalent, Xor)


def check_proposition(argument: str, proposition: Any) -> None:
    """Insist on a proposition built of relations, with exact numbers.

    Args:
        argument: what to call it in a message.
        proposition: the claim or a hypothesis.

    Raises:
        StatementError: it breaks a rule.
    """
    if isinstance(proposition, bool):
        raise StatementError(
            argument,
            "must be a SymPy relation",
            f"the Python bool {proposition}",
            "use Eq(a, b), not a == b (and Ne, not !=)",
        )
    _check_shape(argument, proposition)
    floats = proposition.atoms(Float)
    if floats:
        remedy = "use Rational(1, 10) or an integer, not 0.1"
        raise StatementError(argument, "must be exact", f"the Float {min(floats)}", remedy)
    undefined = proposition.atoms(AppliedUndef)
    if undefined:
        given = _show(min(undefined, key=str))
        raise StatementError(argument, "must not contain undefined functions", given, "write out what it is")
    if proposition.has(*_NOT_REAL):
        given = _show(proposition)
        raise StatementError(argument, "must speak of real numbers", given, "take out I, nan or zoo")


def _check_shape(argument: str, proposition: Any) -> None:
    if isinstance(proposition, Relational):
        for side in proposition.args:
            if not isinstance(side, Expr) or isinstance(side, IndexedBase):
                remedy = "relate numbers: Sharpness(c) rather than c, sigma[h] rather than sigma"
                raise StatementError(argument, "must relate numbers", _show(side), remedy)
        return
    if isinstance(proposition, BooleanAtom):
        return
    if isinstance(proposition, ForAll):
        _check_shape(argument, proposition.condition)
    elif isinstance(proposition, _CONNECTIVES):
        for part in proposition.args:
            _check_shape(argument, part)
    elif not isinstance(proposition, Proposition):
        remedy = "use Eq, Ne, Lt, Le, Gt, Ge, joined by And, Or, Not, Implies, Equivalent"
        raise StatementError(argument, "must be a SymPy relation", _show(proposition), remedy)


def check_names(where: str, parts: tuple[Any, ...]) -> None:
    """Insist that one name means one symbol, and that every free symbol is known to be real.

    Args:
        where: what to call the statement in a message.
        parts: its claim and hypotheses.

    Raises:
        StatementError: a name has two sets of assumptions, or a free symbol is not known to be real.
    """
    labels = {base.label for part in parts for base in part.atoms(IndexedBase)}
    seen: dict[str, Any] = {}
    for part in parts:
        for thing in sorted(part.atoms(Symbol, IndexedBase) - labels, key=lambda s: (str(s), _facts(s))):
            other = seen.setdefault(str(thing), thing)
            if other != thing:
                raise StatementError(
                    f"{where}: the name {thing}",
                    "must mean one symbol",
                    f"{_facts(other)} and {_facts(thing)}",
                    "declare it once with symbols() and use that",
                )
    for thing in parameters(*parts):
        if not thing.assumptions0.get("real"):
            kind = "IndexedBase" if isinstance(thing, IndexedBase) else "symbols"
            raise StatementError(
                f"{where}: the symbol {thing}",
                "must be known to be real",
                _facts(thing),
                f'declare it {kind}("{thing}", real=True), or positive=True, integer=True, ...',
            )


def parameters(*propositions: Any) -> tuple[Any, ...]:
    """The free symbols and indexed bases of some propositions, sorted by name.

    Args:
        propositions: SymPy objects.

    Returns:
        An indexed base once, without its label and elements; bound indices not at all.

    Example:
        >>> from sympy import IndexedBase, Sum, symbols
        >>> sigma, h, H = IndexedBase("sigma", nonnegative=True), *symbols("h H", integer=True)
        >>> parameters(Sum(sigma[h], (h, 1, H)))
        (H, sigma)
    """
    found: set[Any] = set()
    for part in propositions:
        bases = part.atoms(IndexedBase)
        labels = {base.label for base in bases}
        found |= bases | {s for s in part.free_symbols if isinstance(s, Symbol) and s not in labels}
    return tuple(sorted(found, key=str))


def _facts(symbol: Any) -> str:
    made_with = getattr(symbol, "_assumptions_orig", None) or symbol.assumptions0
    stated = [name if value else f"not {name}" for name, value in sorted(made_with.items())]
    words = ", ".join(word for word in stated if word != "commutative") or "no assumptions"
    return f"{'an indexed base' if isinstance(symbol, IndexedBase) else 'a symbol'} ({words})"


def _show(thing: Any) -> str:
    text = " ".join(str(thing).split())
    kind = "" if isinstance(thing, Basic) else f" ({type(thing).__name__})"
    return (text if len(text) <= 60 else text[:57] + "...") + kind
