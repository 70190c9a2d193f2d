"""`EquationRoot`: a number that is defined by an equation and has no formula.

Main result: `EquationRoot(formula, equation, interval, value)`, a formula at the root of ``F(u, p) = 0``
between two ends that depend on a parameter ``p``, at ``p = value``; enclosed in `proofs_check.equation_root`.
"""

from __future__ import annotations

from typing import Any

from sympy import Expr, Lambda, sympify
from sympy.printing.pycode import MpmathPrinter

from theory.errors import StatementError

__all__ = ["EquationRoot"]


class EquationRoot(Expr):
    r"""``g(u, p)`` at ``p = value``, where ``u`` is the root of ``F(u, p) = 0`` with ``lo(p) < u < hi(p)``.

    There is exactly one: ``F(., p)`` is strictly monotone and changes sign between the ends; whoever builds
    it says why. The ends themselves need not belong to the domain of ``F``. Its text is a line of Python that
    computes it to 50 digits.

    Args:
        formula: ``g``, a `Lambda` of ``(u, p)``, without other free symbols; ``u`` itself, say.
        equation: ``F``, a `Lambda` of ``(u, p)``, without other free symbols.
        interval: a `Lambda` of ``p`` that gives the two ends.
        value: where the parameter is put; a SymPy expression.

    Raises:
        StatementError: a part is no such `Lambda`.

    Example:
        >>> from sympy import Float, N, log, symbols
        >>> u, p = symbols("u p", positive=True)
        >>> square = Lambda((u, p), log(p) - 2 * log(u))
        >>> root = EquationRoot(Lambda((u, p), u), square, Lambda(p, (1, p)), 2)
        >>> N(eval(str(root)), 12)
        1.41421356237
    """

    is_commutative = True
    is_real = True
    is_finite = True

    def __new__(cls, formula: Any, equation: Any, interval: Any, value: Any) -> EquationRoot:
        """Check and make it."""
        parts = (("formula", formula, 2), ("equation", equation, 2), ("interval", interval, 1))
        for name, given, variables in parts:
            if (
                not isinstance(given, Lambda)
                or len(given.variables) != variables
                or given.free_symbols
                or (name == "interval" and len(given.expr) != 2)
            ):
                raise StatementError(
                    f"the {name} of EquationRoot",
                    "must be a Lambda without free symbols",
                    given,
                    "write Lambda((u, p), F) and Lambda(p, (lo, hi))",
                )
        return Expr.__new__(cls, formula, equation, interval, sympify(value))

    @property
    def value(self) -> Any:
        """Where the parameter is put."""
        return self.args[3]

    def _xreplace(self, rule: Any) -> Any:
        # The unknown and the parameter are bound: a symbol of the same name is none of them.
        if self in rule:
            return rule[self], True
        value, changed = self.value._xreplace(rule)
        return (self.func(*self.args[:3], value) if changed else self), changed

    def _sympystr(self, printer: Any) -> str:
        formula, equation, interval, value = self.args
        u, p = equation.variables
        code = MpmathPrinter().doprint
        low, high = map(code, interval(p))
        # A secant from points just inside: at the ends the equation may have no value.
        near = f"({low} + ({high} - ({low}))/10**6, {high} - ({high} - ({low}))/10**6)"
        root = f"m.findroot(lambda {u}: {code(equation.expr)}, {near}, solver='anderson')"
        made = f"lambda m, {p}: (lambda {u}: {code(formula(u, p))})({root})".replace("mpmath.", "m.")
        # The value is written outside of that: a symbol of the same name may occur in it.
        exact = f"mpf(str(N({printer.doprint(value)}, 70)))"
        return (
            f"Float((lambda m: m.workdps(60)({made})(m, m.workdps(70)(lambda: m.{exact})()))"
            f"(__import__('mpmath')), 50)"
        )

    def _latex(self, printer: Any, **settings: Any) -> str:
        formula, equation, interval, value = self.args
        u = equation.variables[0]
        low, high = interval(value)
        shown, condition, *ends, name = map(
            printer._print, (formula(u, value), equation(u, value), low, high, u)
        )
        place = rf"{condition} = 0,\; {ends[0]} < {name} < {ends[1]}"
        return rf"\left.{shown}\right|_{{{place}}}"
