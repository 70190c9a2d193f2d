"""Quantities: real numbers that belong to a configuration, with a closed form.

A `Quantity` is an unevaluated SymPy expression; `Quantity.closed_form` is what theory says it equals and
`doit()` returns it.  It is declared real and finite and never positive: that would assume a theorem when
the claim is built.  A quantity is *measured* (numerics can compute it from the loss; `proofs_check.measure`
joins the two) or *defined* (there is nothing to measure: the closed form is its definition).
"""

from __future__ import annotations

from typing import Any, ClassVar

from sympy import Expr, sympify
from sympy.logic.boolalg import Boolean

from theory.configuration import Configuration
from theory.errors import StatementError

__all__ = ["Quantity", "as_configuration", "unfold"]


class Quantity(Expr):
    """A real number that belongs to a configuration; subclass it, one object to a file.

    A subclass gives `closed_form`, a docstring with the formula and its source, and says by `measured`
    whether numerics can measure it.
    """

    is_commutative = True
    is_real = True
    is_finite = True

    #: Whether there is a measurement for it; a defined quantity has a closed form only.
    measured: ClassVar[bool] = True

    def __new__(cls, *args: Any) -> Quantity:
        """Turn the arguments into SymPy objects."""
        return Expr.__new__(cls, *(sympify(arg) for arg in args))

    @property
    def configuration(self) -> Configuration:
        """The first argument."""
        return self.args[0]

    def closed_form(self) -> Any:
        """What theory says this equals, without quantities."""
        raise NotImplementedError(f"{type(self).__name__} must define closed_form()")

    @property
    def hypotheses(self) -> tuple[Boolean, ...]:
        """What must hold for the quantity to be defined, beyond what its arguments' types say."""
        return self.configuration.hypotheses

    def doit(self, **hints: Any) -> Any:
        """The closed form."""
        return self.closed_form()

    # SymPy's printers would take any class called Quantity for a physical unit.

    def _sympystr(self, printer: Any) -> str:
        return f"{type(self).__name__}({printer.stringify(self.args, ', ')})"

    def _latex(self, printer: Any, **settings: Any) -> str:
        arguments = ", ".join(printer._print(arg) for arg in self.args)
        return rf"\operatorname{{{type(self).__name__}}}\left({arguments}\right)"

    def _pretty(self, printer: Any) -> Any:
        return printer._helper_print_function(self.func, self.args, func_name=type(self).__name__)


def as_configuration(quantity: str, given: Any) -> Configuration:
    """Insist on a configuration as the argument of a quantity.

    Args:
        quantity: the name of the quantity, for the message.
        given: what the user passed.

    Returns:
        `given`.

    Raises:
        StatementError: `given` is not a configuration.
    """
    if not isinstance(given, Configuration):
        raise StatementError(
            f"the argument of {quantity}",
            "must be a configuration",
            given,
            "write SinglePath(L, s), Balanced(H, L, s), Split(L, s1, s2), Pathways(...) or Modes(...)",
        )
    return given


def unfold(expr: Any) -> Any:
    """Replace every quantity in `expr` by its closed form, and touch nothing else.

    Args:
        expr: a SymPy expression or proposition.

    Returns:
        The same without quantities.

    Example:
        >>> from sympy import Eq, symbols
        >>> from theory import Sharpness, SinglePath
        >>> L, s = symbols("L s", integer=True, positive=True)
        >>> unfold(Eq(Sharpness(SinglePath(L, s)), 1))
        Eq(L*s**(2 - 2/L), 1)
    """
    return expr.replace(lambda e: isinstance(e, Quantity), lambda e: e.closed_form())
