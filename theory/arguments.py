"""Arguments of configurations and quantities: each check says argument, rule, what was given, remedy.

Main results: `as_expression`, `as_integer`, `as_depth`, `as_count`, `as_share`, `indexed_pair`, `known_base`,
`depths_base`, `shares_base`, `must_be_positive`, `must_be_nonnegative`, `must_fit`, `with_rules_checked`.
"""

from __future__ import annotations

from typing import Any

from sympy import Ge, Gt, IndexedBase, sympify
from sympy.core.expr import Expr
from sympy.core.sympify import SympifyError
from sympy.logic.boolalg import Boolean

from theory.errors import StatementError

__all__ = [
    "as_count",
    "as_depth",
    "as_expression",
    "as_integer",
    "as_share",
    "depths_base",
    "indexed_pair",
    "known_base",
    "must_be_nonnegative",
    "must_be_positive",
    "must_fit",
    "shares_base",
    "with_rules_checked",
]


def with_rules_checked(configuration: Any) -> Any:
    """Raise now what its rules say of numbers; symbols are checked where they get values."""
    tuple(configuration.rules())
    return configuration


def must_fit(quantity: str, given: Any, fits: bool, required: str, remedy: str) -> Any:
    """Insist on an argument of a quantity that fits.

    Args:
        quantity: the name of the quantity.
        given: what the user passed.
        fits: whether it will do.
        required: what it must be.
        remedy: what to write instead.

    Returns:
        `given`.

    Raises:
        StatementError: it does not fit.
    """
    if not fits:
        raise StatementError(f"the argument of {quantity}", required, given, remedy)
    return given


def as_expression(argument: str, value: Any) -> Any:
    """An exact SymPy expression.

    Args:
        argument: its name.
        value: what the user passed.

    Returns:
        The expression.

    Raises:
        StatementError: it is none, or a Float.
    """
    required = "must be a number or a SymPy expression"
    if isinstance(value, bool):
        raise StatementError(argument, required, value, "use an integer or a symbol")
    try:
        expr = sympify(value, strict=True)
    except SympifyError as error:
        raise StatementError(argument, required, repr(value), "use symbols()") from error
    if not isinstance(expr, Expr) or isinstance(expr, IndexedBase):
        raise StatementError(argument, required, repr(value), "use symbols()")
    if expr.is_Float:
        raise StatementError(argument, "must be exact, not a Float", value, "use Rational or an Integer")
    return expr


def as_integer(argument: str, value: Any, least: int, remedy: str) -> Any:
    """An expression that is known to be an integer and not known to be below `least`.

    Args:
        argument: its name.
        value: what the user passed.
        least: the least value.
        remedy: what to write if it is not known to be an integer.

    Returns:
        The expression.

    Raises:
        StatementError: it is none.
    """
    expr = as_expression(argument, value)
    if not expr.is_integer:
        raise StatementError(argument, "must be known to be an integer", expr, remedy)
    if (expr - least).is_negative:
        raise StatementError(argument, f"must be at least {least}", expr, f"give {least} or more")
    return expr


def as_depth(value: Any, argument: str = "the depth L") -> Any:
    """A depth: an integer of at least 2."""
    return as_integer(argument, value, 2, 'declare it with symbols("L", integer=True, positive=True)')


def as_count(value: Any) -> Any:
    """A number of pathways: an integer of at least 1."""
    remedy = 'declare it with symbols("H", integer=True, positive=True)'
    return as_integer("the number of pathways H", value, 1, remedy)


def as_share(argument: str, value: Any) -> Any:
    """An expression that is known to be real and not known to be negative.

    Args:
        argument: its name.
        value: what the user passed.

    Returns:
        The expression.

    Raises:
        StatementError: it is none.
    """
    expr = as_expression(argument, value)
    if not expr.is_real:
        remedy = 'declare it with symbols("s", nonnegative=True)'
        raise StatementError(argument, "must be known to be real", expr, remedy)
    if expr.is_negative:
        required = "must be at least 0 (depth balance needs non-negative shares)"
        raise StatementError(argument, required, expr, "give 0 or more")
    return expr


def indexed_pair(usage: str, rest: tuple[Any, ...]) -> tuple[Any, Any]:
    """An indexed base and the number of its elements.

    Args:
        usage: how it is written.
        rest: what the user passed.

    Returns:
        Both.

    Raises:
        StatementError: it is something else.
    """
    if len(rest) != 2 or not isinstance(rest[0], IndexedBase):
        required = "must be followed by the number of pathways"
        raise StatementError("indexed shares", required, rest, f"write {usage}")
    return rest[0], rest[1]


def known_base(argument: str, base: IndexedBase, required: str, *facts: str) -> IndexedBase:
    """Insist on what is assumed of the elements of an indexed base.

    Args:
        argument: what it stands for.
        base: the base.
        required: the facts in words.
        facts: names of SymPy's assumptions.

    Returns:
        `base`.

    Raises:
        StatementError: a fact is not assumed.
    """
    if not all(base.assumptions0.get(fact) for fact in facts):
        declared = ", ".join(f"{fact}=True" for fact in facts)
        raise StatementError(
            f"{argument} {base}",
            f"must be known to be {required}",
            f"IndexedBase('{base}')",
            f'write IndexedBase("{base}", {declared})',
        )
    return base


def shares_base(sigma: IndexedBase) -> IndexedBase:
    """Shares or layer values that are known to be non-negative."""
    return known_base("the shares", sigma, "non-negative", "nonnegative")


def depths_base(ell: IndexedBase) -> IndexedBase:
    """Depths that are known to be positive integers."""
    return known_base("the depths", ell, "positive integers", "integer", "positive")


def must_be_positive(argument: str, expr: Any) -> Boolean:
    """The condition ``expr > 0``.

    Args:
        argument: its name.
        expr: the expression.

    Returns:
        The condition.

    Raises:
        StatementError: it is known to be false.
    """
    condition = Gt(expr, 0)
    if condition == False:  # noqa: E712  (SymPy's false)
        required = "must be positive (the target is invertible)"
        raise StatementError(argument, required, expr, "give a positive value")
    return condition


def must_be_nonnegative(argument: str, expr: Any) -> Boolean:
    """The condition ``expr >= 0``.

    Args:
        argument: its name.
        expr: the expression.

    Returns:
        The condition.

    Raises:
        StatementError: it is known to be false.
    """
    condition = Ge(expr, 0)
    if condition == False:  # noqa: E712  (SymPy's false)
        raise StatementError(argument, "must be at least 0", expr, "give 0 or more")
    return condition
