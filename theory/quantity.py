"""Quantities: real numbers with a closed form, most of which belong to a configuration.

A `Quantity` is an unevaluated SymPy expression; `Quantity.closed_form` is what theory says it equals and
`doit()` returns it.  It is declared real and finite and never positive: that would assume a theorem when
the claim is built.  A quantity is *measured* (it has a measurement too, and the two must agree) or *defined*
(there is nothing to measure: the closed form is its definition).  Subclass `Quantity` for your own.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, ClassVar

from sympy import Expr, Float, I, Tuple, nan, oo, sympify, zoo
from sympy.core.basic import Basic
from sympy.core.sympify import SympifyError
from sympy.logic.boolalg import Boolean

from theory import display
from theory.arguments import must_fit
from theory.configuration import Configuration
from theory.errors import StatementError
from theory.inference import Inference
from theory.validation import parameters

__all__ = ["Quantity", "as_configuration", "unfold"]


class Quantity(Expr):
    r"""A real number with a closed form; subclass it, one object to a file.

    A subclass gives `closed_form`, a docstring with the formula and its source, and says by `measured`
    whether there is a measurement.  What `closed_form` returns is checked: an exact real SymPy expression
    in the symbols of the arguments.

    **Your own mathematics.**  In a theorem file a subclass brings its measurement along, which starts from
    the definition and knows nothing of the closed form::

        class ParticipationRatio(Quantity):
            def closed_form(self):
                a, b = self.args
                return (a + b)**2 / (a**2 + b**2)

            def measurement(self, values, digits):
                weights = [share / sum(values) for share in values]
                return 1 / sum(p * p for p in weights)

    ``measurement(self, values, digits)`` gets the exact values of the arguments, one for each: a `Fraction`;
    a tuple for a list of numbers or an indexed base (the last argument then says how many); for a
    configuration an object with ``depths[h]`` and ``shares[h][i]``.  `digits` are wanted, and mpmath and Arb
    are set to more than that.  It returns

    * an `int` or `Fraction`, which is exact; an Arb ball or a pair ``(low, high)``, which must contain the
      true value;
    * a `float`, which is taken to be right to 12 digits, or an `mpf`, right to the `digits` asked for or to
      3 less than its mantissa holds.  Set `accuracy` where it is more or less;
    * `NotImplemented` where measuring would take too long: that point is left out.

    It is asked where integers are small.  Where both sides disagree the verdict is ERROR.  A quantity with
    nothing to measure says ``measured = False``.

    Args:
        args: SymPy expressions, configurations, indexed bases, or lists of them.

    Raises:
        StatementError: an argument is none of these.

    Example:
        >>> from sympy import symbols
        >>> class Mean(Quantity):
        ...     def closed_form(self):
        ...         return sum(self.args) / len(self.args)
        >>> Mean(*symbols("a b", real=True)), Mean(1, 2).doit()
        (Mean(a, b), 3/2)
    """

    is_commutative = True
    is_real = True
    is_finite = True

    #: Whether there is a measurement for it; a defined quantity has a closed form only.
    measured: ClassVar[bool] = True
    #: Whether a value takes a tenth of a second or more: where a proof stands, fewer instances are tried.
    costly: ClassVar[bool] = False
    #: Whether only runs give its value (`theory.observation.Observation`): there is no closed form.
    observed: ClassVar[bool] = False
    #: Digits to which a measurement that is no enclosure is right, relative to ``max(1, |value|)``.
    accuracy: ClassVar[int | None] = None

    def __init_subclass__(cls, **keywords: Any) -> None:
        """Check what `closed_form` returns, whoever wrote it."""
        super().__init_subclass__(**keywords)
        own = vars(cls).get("closed_form")
        if own is not None:
            type.__setattr__(cls, "closed_form", _checked(own))
        if not cls.measured and "measurement" in vars(cls):
            raise StatementError(
                f"the quantity {cls.__name__}",
                "must be either measured or defined",
                "a measurement and measured = False",
                "take out one of them",
            )

    def __new__(cls, *args: Any) -> Quantity:
        """Turn the arguments into SymPy objects."""
        return Expr.__new__(cls, *(_argument(cls.__name__, k, arg) for k, arg in enumerate(args, 1)))

    @property
    def configuration(self) -> Configuration:
        """The first argument that is a configuration.

        Raises:
            StatementError: there is none.
        """
        for arg in self.args:
            if isinstance(arg, Configuration):
                return arg
        raise StatementError(
            str(self), "has no configuration among its arguments", self.args, "use self.args in its class"
        )

    def closed_form(self) -> Any:
        """What theory says this equals."""
        raise _MissingClosedFormError(
            type(self).__name__, "must define closed_form()", "none", "return what theory says it equals"
        )

    @property
    def hypotheses(self) -> tuple[Boolean, ...]:
        """What must hold for the quantity to be defined, beyond what its arguments' types say."""
        rules = (rule for arg in self.args if isinstance(arg, Configuration) for rule in arg.hypotheses)
        return tuple(dict.fromkeys(rules))

    def meanings(self, *parameters: Any) -> tuple[Any, ...]:
        """What holds of it by its definition, where its `hypotheses` do.

        These propositions are what the proof checker believes of a measured quantity (rule "meaning"): they
        begin at the loss and never state the closed form, and the docstring derives them.  It reads those
        of `theory.quantities` only, not those of a quantity that is yours.  Each of them is compared with
        measurements too, in ``tests/proofs_check/test_meanings.py``.

        Args:
            parameters: terms that they speak of besides, as the subclass says.

        Returns:
            Propositions, as they stand: SymPy has not evaluated them.
        """
        return ()

    def inferences(self, *parameters: Any) -> tuple[Inference, ...]:
        """What its definition lets conclude from facts about arbitrary numbers.

        Read by the proof checker (rule "inference") as `meanings` are, and derived in the docstring.

        Args:
            parameters: terms that they speak of, as the subclass says.

        Returns:
            The inferences.
        """
        return ()

    def doit(self, **hints: Any) -> Any:
        """The closed form."""
        return self.closed_form()

    # SymPy's printers would take any class called Quantity for a physical unit.

    def _sympystr(self, printer: Any) -> str:
        return f"{type(self).__name__}({printer.stringify(self.args, ', ')})"

    def _latex(self, printer: Any, **settings: Any) -> str:
        found = display.latex(self)
        if found is not None:
            return found
        arguments = ", ".join(printer._print(arg) for arg in self.args)
        return rf"\operatorname{{{type(self).__name__}}}\left({arguments}\right)"

    def _repr_html_(self) -> str:
        """The quantity for a notebook; SymPy gives it a `_repr_latex_`."""
        return display.quantity_html(self)

    def _pretty(self, printer: Any) -> Any:
        return printer._helper_print_function(self.func, self.args, func_name=type(self).__name__)


class _MissingClosedFormError(StatementError, NotImplementedError):
    """A subclass without a closed form."""


def _argument(quantity: str, position: int, given: Any) -> Any:
    if isinstance(given, list | tuple):
        return Tuple(*(_argument(quantity, position, part) for part in given))
    try:
        found = sympify(given, strict=True)
    except SympifyError:
        found = None
    if isinstance(found, Basic):
        return found
    raise StatementError(
        f"argument {position} of {quantity}",
        "must be a SymPy expression, a configuration, an IndexedBase or a list of them",
        f"{given} ({type(given).__name__})",
        "make symbols with symbols()",
    )


def _checked(own: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """`closed_form` of a subclass, with every mistake in it as a `StatementError`."""

    @functools.wraps(own)
    def closed_form(self: Any) -> Any:
        name = f"closed_form() of {type(self).__name__}"
        try:
            found = own(self)
        except StatementError:
            raise
        except (Exception, SystemExit) as error:
            said = " ".join(f"{type(error).__name__}: {error}".split())
            raise StatementError(name, "must give a formula", f"{said} for {self}", "mend it") from error
        if isinstance(found, bool) or not isinstance(found, Expr | int):
            given = f"{found} ({type(found).__name__})"
            raise StatementError(name, "must return a SymPy expression", given, "return the formula")
        found = sympify(found)
        if found.has(Float):
            raise StatementError(name, "must be exact", found, "use Rational(1, 10) or an integer, not 0.1")
        if found.has(I, nan, zoo) or found in (oo, -oo):
            raise StatementError(name, "must be a real number", found, "take out I, nan, zoo and oo")
        foreign = sorted(set(map(str, parameters(found))) - set(map(str, parameters(self))))
        if foreign:
            raise StatementError(
                name, "must use the symbols of its arguments only", ", ".join(foreign), "use self.args"
            )
        return found

    return closed_form


def as_configuration(quantity: str, given: Any) -> Configuration:
    """Insist on a configuration as the argument of a quantity.

    Args:
        quantity: the name of the quantity, for the message.
        given: what the user passed.

    Returns:
        `given`.

    """
    known = isinstance(given, Configuration)
    required = "must be a minimum" if known else "must be a configuration"
    remedy = "write SinglePath(L, s), Balanced(H, L, s), Split(L, s1, s2), Pathways(...) or Modes(...)"
    return must_fit(quantity, given, known and given.is_minimum, required, remedy)


def unfold(expr: Any) -> Any:
    """Replace every quantity in `expr` by its closed form, and touch nothing else; observations stay.

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
    return expr.replace(
        lambda e: isinstance(e, Quantity) and not e.observed, lambda e: unfold(e.closed_form())
    )
