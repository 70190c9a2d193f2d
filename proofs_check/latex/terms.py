r"""The printer of terms: sums, products, fractions, powers and the brackets around them.

Main result: `TermPrinter`, which `proofs_check.latex.printer` completes.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import sympy as sp

import theory
from proofs_check.latex.notation import Notation
from proofs_check.latex.width import height, width

__all__ = ["RANGED", "TermPrinter", "is_below", "is_negative"]

RANGED = (sp.Sum, sp.Product, sp.Limit)
#: Brackets that let a line break inside, by the height of what they hold.
_SIZES = {1: "big", 2: "Big", 3: "bigg"}


class TermPrinter:
    """Writes what has parts; `show` and `_atom` are the printer's.

    Args:
        notation: the names.
        column: the width in em within which lines have to fit; 0 leaves long formulas unbroken.
    """

    def __init__(self, notation: Notation, column: float = 0) -> None:
        self.notation, self.column = notation, column
        self._inline = False

    def show(self, expr: Any) -> str:
        """LaTeX of any object."""
        raise NotImplementedError

    def _atom(self, expr: Any) -> str:
        raise NotImplementedError

    def _sum(self, expr: Any) -> str:
        terms = list(expr.as_ordered_terms())
        if is_negative(terms[0]):
            first = next((k for k, term in enumerate(terms) if not is_negative(term)), 0)
            terms.insert(0, terms.pop(first))
        text = self._term(terms[0], first=True)
        for term in terms[1:]:
            text += self._term(term, first=False)
        return text

    def _term(self, term: Any, *, first: bool) -> str:
        shown = self._bracketed(term) if isinstance(term, sp.Add) else self._signed(term)
        if first:
            return shown
        return f" - {shown[1:]}" if shown.startswith("-") else f" + {shown}"

    def _signed(self, term: Any) -> str:
        """A term without brackets around it."""
        if isinstance(term, sp.Mul):
            factors = list(term.args) if _is_loose(term) else term.as_ordered_factors()
            return self._product(factors)
        return self._atom(term)

    def _product(self, factors: Sequence[Any]) -> str:
        above, below, sign = [], [], ""
        for k, factor in enumerate(factors):
            if k == 0 and factor.is_Rational and not (factor is sp.S.One and len(factors) > 1):
                sign = "-" if factor < 0 else ""
                above += [sp.Integer(abs(factor.p))] if abs(factor.p) != 1 or len(factors) == 1 else []
                below += [sp.Integer(factor.q)] if factor.q != 1 else []
            elif is_below(factor):
                over = -factor.exp
                below.append(factor.base if over is sp.S.One else sp.Pow(factor.base, over, evaluate=False))
            else:
                above.append(factor)
        return sign + self._fraction(above, below)

    def _fraction(self, above: Sequence[Any], below: Sequence[Any]) -> str:
        if not below:
            return self._side_by_side(above)
        if self._inline and len(below) == 1:
            # What follows a sum belongs to it.
            open_ended = not above or any(isinstance(factor, RANGED) for factor in above)
            shown_above = self._beside(above) if open_ended else self._side_by_side(above)
            return f"{shown_above}/{self._factor(below[0], last=False)}"
        parts = [self._lines_unbroken(functools.partial(self._whole, side)) for side in (above, below)]
        if self.column and max(map(width, parts)) > 0.6 * self.column:
            shown = [self._beside(side) for side in (above, below)]
            return rf"{shown[0]} \big/ {shown[1]}" if not self._inline else rf"{shown[0]}/{shown[1]}"
        return rf"\frac{{{parts[0]}}}{{{parts[1]}}}"

    def _beside(self, factors: Sequence[Any]) -> str:
        """What stands before or after the stroke of a fraction."""
        if len(factors) > 1:
            return self._bracket(self._side_by_side(factors))
        return self._factor(factors[0], last=False) if factors else "1"

    def _whole(self, factors: Sequence[Any]) -> str:
        """What stands above or below the line of a fraction."""
        if not factors:
            return "1"
        return self.show(factors[0]) if len(factors) == 1 else self._side_by_side(factors)

    def _side_by_side(self, factors: Sequence[Any]) -> str:
        ranged = [factor for factor in factors if isinstance(factor, RANGED)]
        others = [factor for factor in factors if not isinstance(factor, RANGED)]
        # A depth stands before a power of something else.
        ordered = sorted(others, key=lambda f: not f.is_Rational and not f.is_Symbol) + ranged
        text = ""
        for k, factor in enumerate(ordered):
            shown = self._factor(factor, last=k == len(ordered) - 1)
            apart = (
                r" \cdot "
                if shown[0].isdigit() or (shown.startswith(r"\frac{") and text[-1:].isdigit())
                else " "
            )
            wide = r" \allowbreak" if self.column and text.endswith(")") and len(text) > 60 else ""
            text += (wide + apart if text else "") + shown
        return text

    def _factor(self, factor: Any, *, last: bool) -> str:
        if isinstance(factor, sp.Add | sp.Mul) or is_negative(factor):
            return self._bracketed(factor)
        if isinstance(factor, RANGED) and not last:
            return self._bracketed(factor)
        if isinstance(factor, sp.Rational) and not factor.is_Integer and self._inline:
            return self._bracketed(factor)
        return self._atom(factor)

    def _power(self, base: Any, exponent: Any) -> str:
        if exponent == sp.S.Half and not self._inline:
            return rf"\sqrt{{{self._lines_unbroken(lambda: self.show(base))}}}"
        if exponent is sp.S.One:
            return self._factor(base, last=True)
        before, self._inline = self._inline, True
        raised = self._lines_unbroken(lambda: self.show(exponent))
        self._inline = before
        shown = self._atom(base)
        plain = isinstance(base, sp.Symbol | sp.Indexed | sp.Integer | theory.Quantity) or (
            base in {sp.pi, sp.E} and self.notation.meaning("e") is sp.E
        )
        if (
            not plain
            or is_negative(base)
            or ("^" in shown and not isinstance(base, sp.Indexed | theory.Quantity))
        ):
            shown = self._bracketed(base)
        return f"{shown}^{{{raised}}}"

    def _bracketed(self, expr: Any) -> str:
        before, self._inline = self._inline, False
        text = self._bracket(self.show(expr))
        self._inline = before
        return text

    def _bracket(self, text: str, left: str = "(", right: str = ")") -> str:
        if left != "|" and height(text) == 1:
            return f"{left}{text}{right}"
        if self.column and width(text) > 0.3 * self.column and r"\begin" not in text:
            size = _SIZES[height(text)]
            return rf"\{size}l{left}{text}\{size}r{right}"
        return rf"\left{left}{text}\right{right}"

    def _lines_unbroken(self, write: Callable[[], str]) -> str:
        """What stands where no line can break."""
        column, self.column = self.column, 0
        try:
            return write()
        finally:
            self.column = column

    def _listed(self, parts: Sequence[Any]) -> str:
        shown = [self.show(part) for part in parts]
        wide = self.column and len(parts) > 1 and sum(map(width, shown)) > 0.3 * self.column
        return (r", \allowbreak " if wide else ", ").join(shown)


def is_negative(expr: Any) -> bool:
    """Whether its LaTeX begins with a minus."""
    if isinstance(expr, sp.Mul):
        first = expr.args[0]
        return bool(first.is_Rational and first < 0)
    return bool(isinstance(expr, sp.Rational) and expr < 0) or expr is sp.S.NegativeInfinity


def is_below(factor: Any) -> bool:
    """Whether a factor belongs below the line of a fraction."""
    if not isinstance(factor, sp.Pow):
        return False
    base, exponent = factor.args
    if base.is_Rational and not base.is_Integer:
        # SymPy reads 1/(1/3)**x as 3**x and leaves (1/3)**(-x) alone.
        return False
    return (
        is_negative(exponent) and not isinstance(exponent, sp.Add) and exponent is not sp.S.NegativeInfinity
    )


@functools.lru_cache(maxsize=1024)
def _is_loose(term: Any) -> bool:
    """Whether a product was left as it was written: sorting its factors would lose that."""
    return any(isinstance(part, sp.Mul) or part is sp.S.One for part in term.args)
