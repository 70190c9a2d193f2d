r"""LaTeX for statements and proofs: SymPy's printer with the notation of this field.

Main results: `latex` of an expression or proposition, `PREAMBLE` with the packages and macros that it needs.
"""

# SymPy finds the methods of a printer by their names.
# ruff: noqa: N802, N815

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sympy.printing.latex import LatexPrinter

__all__ = ["PREAMBLE", "latex"]

#: Names of quantities; the arguments follow in parentheses.
_QUANTITIES = {
    "Sharpness": r"\lambda_{\max}",
    "StabilityThreshold": r"\eta_{\max}",
    "PerturbationMultiplier": r"\rho",
    "HillNumber": r"N",
    "HessianCharacteristicPolynomial": r"\chi",
    "WorstCaseReturn": r"\gamma_{\mathrm{WCR}}",
    "Imbalance": r"\zeta",
}

PREAMBLE = r"""\usepackage{amsmath,amssymb,amsthm}
\newtheorem{theorem}{Theorem}
"""


class _Printer(LatexPrinter):
    """SymPy's printer, taught quantities, configurations and the propositions of `theory.predicates`."""

    names: dict[Any, str]

    def _range(self, limits: Any) -> str:
        index, low, high = (self._print(part) for part in limits)
        return rf"{low} \le {index} \le {high}"

    def _print_ForAll(self, expr: Any) -> str:
        limits = self._range((expr.index, *expr.bounds))
        return rf"{self._print(expr.condition)} \quad \text{{for all }} {limits}"

    def _print_AllEqual(self, expr: Any) -> str:
        base, count = (self._print(arg) for arg in expr.args)
        return rf"{base}_{{1}} = \dots = {base}_{{{count}}}"

    def _print_OneNonzero(self, expr: Any) -> str:
        base, count = (self._print(arg) for arg in expr.args)
        return rf"\text{{at most one of }} {base}_{{1}}, \dots, {base}_{{{count}}} \text{{ is not }} 0"

    def _print_UniqueRoot(self, expr: Any) -> str:
        f, x, (low, high) = expr.args
        unknown = self._print(x)
        zero = rf"{self._print(f)} = 0"
        return rf"{zero} \text{{ for exactly one }} {unknown} \in ({self._print(low)}, {self._print(high)})"

    def _print_Equivalent(self, expr: Any, altchar: Any = None) -> str:
        return r" \iff ".join(self._bracketed(arg) for arg in expr.args)

    def _print_Implies(self, expr: Any, altchar: Any = None) -> str:
        return r" \implies ".join(self._bracketed(arg) for arg in expr.args)

    def _print_And(self, expr: Any) -> str:
        return r" \;\text{ and }\; ".join(self._bracketed(arg) for arg in expr.args)

    def _print_Or(self, expr: Any) -> str:
        return r" \;\text{ or }\; ".join(self._bracketed(arg) for arg in expr.args)

    def _bracketed(self, proposition: Any) -> str:
        text = self._print(proposition)
        compound = type(proposition).__name__ in {"And", "Or", "Equivalent", "Implies", "ForAll"}
        return rf"\left({text}\right)" if compound else str(text)

    def _print_Configuration(self, expr: Any) -> str:
        return rf"\mathrm{{{type(expr).__name__}}}({', '.join(self._print(arg) for arg in expr.args)})"

    _print_SinglePath = _print_Balanced = _print_Split = _print_Pathways = _print_Configuration

    def _print_Modes(self, expr: Any) -> str:
        return "; ".join(self._print(member) for member in expr.args)

    def _quantity(self, expr: Any) -> str:
        name = type(expr).__name__
        if name == "HessianEigenvalue":
            c, i, j = expr.args
            return rf"\mu_{{{self._print(i)}{self._print(j)}}}({self._print(c)})"
        shown = _QUANTITIES.get(name, rf"\operatorname{{{name}}}")
        return rf"{shown}({', '.join(self._print(arg) for arg in expr.args)})"

    def _print(self, expr: Any, **keywords: Any) -> str:
        # Quantities have a `_latex` of their own, for SymPy's printer; ours knows the field's symbols.
        from theory import Quantity

        if expr in self.names:
            return self.names[expr]
        if isinstance(expr, Quantity):
            return self._quantity(expr)
        return str(super()._print(expr, **keywords))

    def _print_Pow(self, expr: Any) -> str:
        if isinstance(expr.base, self._power_needs_braces()) and not expr.exp.is_Rational:
            return rf"{{\left({self._print(expr.base)}\right)}}^{{{self._print(expr.exp)}}}"
        return str(super()._print_Pow(expr))

    @staticmethod
    def _power_needs_braces() -> tuple[Any, ...]:
        from theory import Quantity

        return (Quantity,)


def latex(expr: Any, names: Mapping[Any, str] | None = None) -> str:
    r"""One expression or proposition, for math mode.

    Args:
        expr: a SymPy object.
        names: what to write for some configurations.

    Returns:
        LaTeX without delimiters.

    Example:
        >>> from sympy import symbols, Ge
        >>> from theory import Sharpness, SinglePath
        >>> L, s = symbols("L s", integer=True, positive=True)
        >>> latex(Ge(Sharpness(SinglePath(L, s)), L))
        '\\lambda_{\\max}(\\mathrm{SinglePath}(L, s)) \\geq L'
    """
    printer = _Printer()
    printer.names = dict(names or {})
    return printer.doprint(expr)
