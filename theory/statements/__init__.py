"""The built-in statements, under their permanent ids, in the order of the theory."""

from theory.statement import Statement

__all__ = ["all_statements"]


def all_statements() -> tuple[Statement, ...]:
    """Every built-in statement, in the order of the theory.

    Returns:
        The statements.

    Raises:
        ValueError: two statements have the same id.

    Example:
        >>> all_statements()[0].id
        'hessian-spectrum-at-minimum'
    """
    from theory.statements import gradient_descent, minima

    found = (*minima.STATEMENTS, *gradient_descent.STATEMENTS)
    ids = [statement.id for statement in found]
    if len(set(ids)) != len(ids):
        raise ValueError(f"ids must be unique; given {sorted(ids)}; rename one of the statements")
    return found
