"""The built-in statements, under their permanent ids, in the order of the theory."""

from importlib import import_module

from theory.statement import Statement

__all__ = ["all_statements"]

#: The modules of this folder, in the order of the theory.
_MODULES = (
    "modes",
    "minima",
    "all_minima",
    "off_minimum",
    "gradient_flow",
    "gradient_descent",
    "imbalance",
    "stability_windows",
    "worst_case_return",
    "phases",
    "companions",
)


def all_statements() -> tuple[Statement, ...]:
    """Every built-in statement, in the order of the theory.

    Returns:
        The statements.

    Raises:
        ValueError: two statements have the same id.

    Example:
        >>> all_statements()[0].id
        'mode-decoupling'
    """
    found = [s for name in _MODULES for s in import_module(f"theory.statements.{name}").STATEMENTS]
    ids = [statement.id for statement in found]
    if len(set(ids)) != len(ids):
        raise ValueError(f"ids must be unique; given {sorted(ids)}; rename one of the statements")
    return tuple(found)
