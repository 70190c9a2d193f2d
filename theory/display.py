r"""How statements and quantities show themselves in a notebook.

Formulas are written by SymPy's LaTeX printer until `use` is told of a better one: `proofs_check.notebook`,
which knows the field's notation, does so when it is imported.

Main results: `statement_html`, `statement_latex`, `quantity_html`, `use`.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING, Any

import sympy

if TYPE_CHECKING:
    from theory.quantity import Quantity
    from theory.statement import Statement

__all__ = ["latex", "quantity_html", "statement_html", "statement_latex", "use"]

_in_latex: Callable[[Any], str] | None = None
_in_html: Callable[[Any], str] | None = None


def use(in_latex: Callable[[Any], str] | None, in_html: Callable[[Any], str] | None) -> None:
    """Say what writes formulas from now on.

    Args:
        in_latex: takes a SymPy object, returns LaTeX without delimiters; None for SymPy's printer.
        in_html: takes one, returns an element of HTML; None for LaTeX between dollar signs.
    """
    global _in_latex, _in_html
    _in_latex, _in_html = in_latex, in_html


def latex(expr: Any) -> str | None:
    """A formula by the printer that was named.

    Args:
        expr: a SymPy object.

    Returns:
        LaTeX without delimiters; None if no printer was named.
    """
    return None if _in_latex is None else _in_latex(expr)


def _latex(expr: Any) -> str:
    return latex(expr) or str(sympy.latex(expr))


def _html(expr: Any) -> str:
    if _in_html is not None:
        return _in_html(expr)
    return escape(rf"$\displaystyle {_latex(expr)}$")


def statement_latex(statement: Statement) -> str:
    r"""A statement as a line of math.

    Args:
        statement: the statement.

    Returns:
        Claim and hypotheses between dollar signs.

    Example:
        >>> from sympy import Eq, symbols
        >>> from theory import Statement
        >>> H, L = symbols("H L", positive=True)
        >>> statement_latex(Statement("a", Eq(L, 2), given=[Eq(H, 1)]))
        '$\\displaystyle L = 2 \\qquad \\text{if } H = 1$'
    """
    given = r",\; ".join(map(_latex, statement.hypotheses))
    suffix = rf" \qquad \text{{if }} {given}" if given else ""
    return rf"$\displaystyle {_latex(statement.claim)}{suffix}$"


def statement_html(statement: Statement) -> str:
    """A statement as a few lines of HTML.

    Args:
        statement: the statement.

    Returns:
        Id, title, hypotheses, and every part of the claim.
    """
    title = f": {escape(statement.title)}" if statement.title else ""
    given = ", ".join(map(_html, statement.hypotheses))
    suppose = f"<p>Suppose that {given}. Then</p>" if given else ""
    parts = statement.claim.args if isinstance(statement.claim, sympy.And) else (statement.claim,)
    claims = "".join(f"<p>{_html(part)}</p>" for part in parts)
    return f"<div><strong>{escape(statement.id)}</strong>{title}{suppose}{claims}</div>"


def quantity_html(quantity: Quantity) -> str:
    """A quantity.

    Args:
        quantity: the quantity.

    Returns:
        An element of HTML.
    """
    return f"<span>{_html(quantity)}</span>"
