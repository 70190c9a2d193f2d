"""Statements in a notebook: `judge` one where it is written, and formulas in the field's notation.

Importing this module makes statements and quantities show themselves in that notation.

Main results: `judge`, `figure`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from proofs_check.engine import judge_statement
from proofs_check.figures.catalogue import FIGURES, draw
from proofs_check.figures.style import Drawn, style
from proofs_check.latex.printer import latex
from proofs_check.report.content import Formula
from proofs_check.report.html_section import formula
from proofs_check.result import Options, Result
from theory import display
from theory.statement import Statement

__all__ = ["figure", "judge"]


def _in_html(expr: Any) -> str:
    return formula(Formula(str(expr), latex(expr)))


display.use(latex, _in_html)


def figure(name: str) -> Drawn:
    """Draw one of the figures of `sharpath figures`.

    Args:
        name: its name.

    Returns:
        The figure, which shows itself, with its data and its caption.

    Raises:
        ValueError: there is no such figure.
    """
    if name not in FIGURES:
        raise ValueError(f"name must be one of {', '.join(FIGURES)}; got {name!r}; take one of them")
    with style():
        return draw(name)


def judge(statement: Statement, *, quick: bool = True, digits: int = 50, seed: int = 0) -> Result:
    """Judge a statement here and now, in this process.

    Args:
        statement: the statement.
        quick: as `sharpath check --quick`; no grade is easier to reach.
        digits: to which equalities have to agree.
        seed: of all sampling.

    Returns:
        The result, which shows itself.

    Example:
        >>> from sympy import Ge, Symbol
        >>> x = Symbol("x", positive=True)
        >>> judge(Statement("at-least-two", Ge(x + 1 / x, 2))).grade.positive
        True
    """
    result = judge_statement(statement, Options(digits=digits, seed=seed, quick=quick))
    shown = {"claim": latex(statement.claim), "given": [latex(h) for h in statement.hypotheses]}
    return replace(result, latex=shown)
