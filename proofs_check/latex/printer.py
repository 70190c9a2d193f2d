r"""The printer: expressions, propositions and our own objects as LaTeX that the parser reads back.

The shapes are few, so that each has one reading: a product is written side by side, a sum or product over
an index reaches to the end of its term, ``\left(``, ``\right)`` group, a name with arguments has them in
brackets.

Main result: `latex` of an expression or proposition.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sympy as sp
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean, BooleanAtom
from sympy.matrices.matrixbase import MatrixBase

from proofs_check.latex.notation import CONSTANTS, Notation
from proofs_check.latex.terms import TermPrinter, is_below, is_negative
from proofs_check.latex.width import height, width
from theory import AllEqual, ForAll, HessianEigenvalue, OneNonzero, UniqueRoot

__all__ = ["Printer", "latex"]

_RELATIONS = {sp.Eq: "=", sp.Ne: r"\ne", sp.Lt: "<", sp.Le: r"\le", sp.Gt: ">", sp.Ge: r"\ge"}
_CONNECTIVES: dict[Any, str] = {
    sp.And: r" \;\text{ and }\; ",
    sp.Or: r" \;\text{ or }\; ",
    sp.Implies: r" \implies ",
    sp.Equivalent: r" \iff ",
    sp.Xor: r" \oplus ",
}
_COMPOUND = (*_CONNECTIVES, ForAll, UniqueRoot, OneNonzero)


def latex(
    expr: Any, names: Mapping[Any, str] | None = None, *, macros: bool = False, column: float = 0
) -> str:
    r"""One expression or proposition, for math mode.

    Args:
        expr: a SymPy object.
        names: what to write for some objects, configurations say.
        macros: whether to write quantities and configurations as macros (`proofs_check.latex.macros`).
        column: the width in em within which lines have to fit; 0 leaves long formulas unbroken.

    Returns:
        LaTeX without delimiters.

    Example:
        >>> from sympy import symbols, Ge
        >>> from theory import Sharpness, SinglePath
        >>> L, s = symbols("L s", integer=True, positive=True)
        >>> print(latex(Ge(Sharpness(SinglePath(L, s)), 2 / L)))
        \lambda_{\max}(\mathrm{SinglePath}(L, s)) \ge \frac{2}{L}
    """
    return Printer(Notation.of(expr, names=names, macros=macros), column).show(expr)


class Printer(TermPrinter):
    """Writes what a notation has names for.

    Args:
        notation: the names.
        column: as for `latex`.
    """

    def show(self, expr: Any) -> str:
        """LaTeX of any object of a statement.

        Args:
            expr: an expression, a proposition, a configuration, a tuple.

        Returns:
            LaTeX without delimiters.
        """
        if isinstance(expr, Boolean) and not isinstance(expr, sp.Symbol):
            return self._proposition(expr)
        if isinstance(expr, sp.Add):
            return self._sum(expr)
        if isinstance(expr, sp.Mul):
            return self._signed(expr)
        return self._atom(expr)

    def _atom(self, expr: Any) -> str:
        name = self.notation.spelling(expr)
        if name is not None:
            return name
        for kind, write in _WRITERS:
            if isinstance(expr, kind):
                return write(self, expr)
        return self._called(expr)

    # Atoms.

    def _number(self, expr: Any) -> str:
        if expr.is_Integer:
            return str(expr.p)
        if expr is sp.S.NegativeInfinity:
            return r"-\infty"
        if not expr.is_Rational:
            return next((text for text, value in CONSTANTS.items() if value == expr), None) or self._called(
                expr
            )
        sign = "-" if expr < 0 else ""
        return sign + (f"{abs(expr.p)}/{expr.q}" if self._inline else rf"\frac{{{abs(expr.p)}}}{{{expr.q}}}")

    def _constant(self, expr: Any) -> str:
        if expr == sp.E and self.notation.meaning("e") is not sp.E:
            return r"\exp(1)"
        text = next((text for text, value in CONSTANTS.items() if value == expr), None)
        return text if text is not None else rf"\operatorname{{{type(expr).__name__}}}"

    def _pow(self, expr: Any) -> str:
        return self._product([expr]) if is_below(expr) else self._power(*expr.args)

    def _indexed(self, expr: Any) -> str:
        base, *indices = expr.args
        return f"{self._atom(base)}_{{{', '.join(map(self.show, indices))}}}"

    def _ranged(self, expr: Any) -> str:
        body, sign = expr.function, r"\sum" if isinstance(expr, sp.Sum) else r"\prod"
        signs = ""
        for limits in reversed(expr.limits):
            index, low, high = limits
            signs += rf"{sign}_{{{self.show(index)} = {self.show(low)}}}^{{{self.show(high)}}} "
        return signs + self._body(body)

    def _body(self, body: Any) -> str:
        """What a sign that reaches to the end of its term stands before."""
        alone = isinstance(body, sp.Add) or is_negative(body)
        return self._bracketed(body) if alone else self._signed(body)

    def _limit(self, expr: Any) -> str:
        body, variable, point, direction = expr.args
        side = "" if point.is_infinite or str(direction) == "+-" else f"^{{{direction}}}"
        shown = f"{{{self.show(point)}}}" if side and not point.is_Symbol else self.show(point)
        return rf"\lim_{{{self.show(variable)} \to {shown}{side}}} {self._body(body)}"

    def _derivative(self, expr: Any) -> str:
        body, *variables = expr.args
        order = sum(count for _, count in variables)
        below = " ".join(rf"\partial {self.show(v)}" + (f"^{{{n}}}" if n != 1 else "") for v, n in variables)
        above = r"\partial" + (f"^{{{order}}}" if order != 1 else "")
        return rf"\frac{{{above}}}{{{below}}}{self._bracketed(body)}"

    def _piecewise(self, expr: Any) -> str:
        def rows() -> str:
            shown = []
            for value, condition in expr.args:
                when = (
                    r"\text{otherwise}" if condition == sp.true else rf"\text{{if }} {self.show(condition)}"
                )
                shown.append(f"{self.show(value)} & {when}")
            return r" \\ ".join(shown)

        before, self._inline = self._inline, False
        text = rf"\begin{{cases}} {self._lines_unbroken(rows)} \end{{cases}}"
        self._inline = before
        return text

    def _matrix(self, expr: Any) -> str:
        rows = [" & ".join(map(self.show, row)) for row in expr.tolist()]
        body = r" \\ ".join(rows)
        return rf"\begin{{pmatrix}} {body} \end{{pmatrix}}"

    def _tuple(self, expr: Any) -> str:
        return self._bracket(self._listed(expr.args) + ("," if len(expr.args) == 1 else ""))

    def _lambda(self, expr: Any) -> str:
        variables = list(expr.variables)
        shown = self.show(variables[0]) if len(variables) == 1 else self._tuple(sp.Tuple(*variables))
        body = self.show(expr.expr)
        return self._bracket(rf"{shown} \mapsto {body}")

    def _extremum(self, expr: Any) -> str:
        return self._head(expr) + self._bracket(self._listed(expr.args), r"\{", r"\}")

    def _exp(self, expr: Any) -> str:
        if self.notation.meaning("e") is sp.E:
            raised = self._power(sp.E, expr.args[0])
            if height(raised[1:]) == 1 and (not self.column or width(raised) < 0.2 * self.column):
                return raised
        return rf"\exp{self._bracketed(expr.args[0])}"

    def _abs(self, expr: Any) -> str:
        return self._bracket(self.show(expr.args[0]), "|", "|")

    def _eigenvalue(self, expr: Any) -> str:
        c, i, j = expr.args
        pair = f"{i}{j}" if max(i, j) < 10 else f"{i},{j}"
        return rf"{self._head(expr)}_{{{pair}}}{self._bracket(self.show(c))}"

    def _called(self, expr: Any) -> str:
        before, self._inline = self._inline, False
        text = self._head(expr) + self._bracket(self._listed(expr.args))
        self._inline = before
        return text

    def _head(self, expr: Any) -> str:
        found = self.notation.spelling(type(expr))
        if found is None:
            self.notation._head(type(expr))
            found = self.notation.spelling(type(expr))
        return found or ""

    # Propositions.

    def _proposition(self, expr: Any) -> str:
        if isinstance(expr, Relational):
            return f"{self.show(expr.lhs)} {_RELATIONS[type(expr)]} {self.show(expr.rhs)}"
        if isinstance(expr, BooleanAtom):
            return rf"\text{{{'true' if expr else 'false'}}}"
        connective = _CONNECTIVES.get(type(expr))
        if connective is not None:
            # SymPy keeps the parts of And and Or in an order of its own.
            return connective.join(map(self._part, expr.args))
        if isinstance(expr, sp.Not):
            return rf"\lnot {self._bracket(self.show(expr.args[0]))}"
        return self._predicate(expr)

    def _part(self, expr: Any) -> str:
        text = self.show(expr)
        return self._bracket(text) if isinstance(expr, _COMPOUND) else text

    def _predicate(self, expr: Any) -> str:
        if isinstance(expr, ForAll):
            index, (low, high) = expr.index, expr.bounds
            limits = rf"{self.show(low)} \le {self.show(index)} \le {self.show(high)}"
            return rf"{self._part(expr.condition)} \quad \text{{for all }} {limits}"
        if isinstance(expr, AllEqual):
            base, count = map(self.show, expr.args)
            return rf"{base}_{{1}} = \dots = {base}_{{{count}}}"
        if isinstance(expr, OneNonzero):
            base, count = map(self.show, expr.args)
            return rf"\text{{at most one of }} {base}_{{1}}, \dots, {base}_{{{count}}} \text{{ is not }} 0"
        if isinstance(expr, UniqueRoot):
            f, x, ends = expr.args
            interval = self._bracket(self._listed(ends))
            return rf"{self.show(f)} = 0 \text{{ for exactly one }} {self.show(x)} \in {interval}"
        return self._called(expr)


_WRITERS: tuple[tuple[Any, Callable[[Printer, Any], str]], ...] = (
    (sp.Number, Printer._number),
    (sp.NumberSymbol | type(sp.I), Printer._constant),
    (sp.exp, Printer._exp),
    (sp.Pow, Printer._pow),
    (sp.Indexed, Printer._indexed),
    (sp.Sum | sp.Product, Printer._ranged),
    (sp.Limit, Printer._limit),
    (sp.Derivative, Printer._derivative),
    (sp.Piecewise, Printer._piecewise),
    (MatrixBase, Printer._matrix),
    (sp.Tuple, Printer._tuple),
    (sp.Lambda, Printer._lambda),
    (sp.Max | sp.Min, Printer._extremum),
    (sp.Abs, Printer._abs),
    (HessianEigenvalue, Printer._eigenvalue),
    (sp.Add, Printer._bracketed),
    (sp.Mul, Printer._bracketed),
    (Boolean, Printer._bracketed),
)
