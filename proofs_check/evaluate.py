"""Evaluating SymPy expressions at exact points by walking the tree: in Arb, or exactly.

Values are never substituted into SymPy trees (that would fold, expand and hang at depth ``10^9``); the walk
visits every node once with an environment.  Two algebras interpret the nodes:

* `Balls(bits)`: rationals stay exact rationals as long as they are small, everything else is an Arb ball
  that contains the true value;
* `Radicals()`: exact numbers of `proofs_check.radical`, for true equalities that balls can only overlap.

Where an expression has no real value the walk raises `Undefined`; where a ball is too wide to say,
`Indeterminate` (more bits may help); where the work has no end in sight, `TooLarge`; where a function is
not known here, `Unsupported`.  Conditions inside expressions (`Piecewise`) are decided by `decide`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Protocol

import sympy
from flint import arb, fmpq, fmpz
from sympy.logic.boolalg import BooleanAtom

from proofs_check.radical import Exact, NotExact
from theory import Quantity

__all__ = [
    "Balls",
    "Indeterminate",
    "Point",
    "Radicals",
    "Scope",
    "TooLarge",
    "Undefined",
    "Unsupported",
    "evaluate",
    "rational_value",
]

#: A value for every parameter: an exact number, or a tuple of them for an indexed base (first is index 1).
Point = Mapping[str, Fraction | tuple[Fraction, ...]]

#: The longest sum or product that is walked term by term.
MOST_TERMS = 4096
#: Rationals longer than this many bits become balls.
MOST_BITS = 4096


class Undefined(ArithmeticError):
    """The expression has no real value at this point."""


class Indeterminate(ArithmeticError):
    """A ball is too wide to say; more bits may help."""


class TooLarge(ArithmeticError):
    """Walking this would take too long."""


class Unsupported(ValueError):
    """A function that this walk does not know."""


class Algebra(Protocol):
    """How nodes are interpreted; values are opaque to the walk."""

    def rational(self, value: fmpq) -> Any:
        """The number itself."""

    def add(self, terms: list[Any]) -> Any:
        """The sum."""

    def multiply(self, factors: list[Any]) -> Any:
        """The product."""

    def power(self, base: Any, exponent: Any) -> Any:
        """``base**exponent``, with ``0**0 = 1``."""

    def function(self, name: str, arguments: list[Any]) -> Any:
        """A SymPy function by its name."""

    def exact_rational(self, value: Any) -> fmpq | None:
        """The value if it is known to be this rational."""


@dataclass(frozen=True)
class Scope:
    """Where names get their values.

    Attributes:
        values: exact values of symbols and tuples of them for indexed bases.
        algebra: how to compute.
        quantity: what a quantity evaluates to; by default its closed form.
        decide: truth of a condition inside an expression (set by `proofs_check.decide`).
        intervals: balls for the unknowns of limits and root searches.
    """

    values: Mapping[str, Any]
    algebra: Any
    quantity: Callable[[Quantity, Scope], Any] | None = None
    decide: Callable[[Any, Scope], bool] | None = None
    intervals: Mapping[str, arb] = field(default_factory=dict)

    def bind(self, name: str, value: fmpq) -> Scope:
        """The same with one more name bound to a number."""
        return Scope({**self.values, name: value}, self.algebra, self.quantity, self.decide, self.intervals)


class Balls:
    """Arb balls that contain the true value; small rationals stay exact.

    Args:
        bits: the working precision; the caller sets ``flint.ctx.prec`` to it (see `numerics.precision`).
    """

    def rational(self, value: fmpq) -> fmpq | arb:
        """The number, exact while it is short."""
        return value if _bits(value) <= MOST_BITS else arb(value)

    def exact_rational(self, value: Any) -> fmpq | None:
        """The value if it is an exact rational."""
        return value if isinstance(value, fmpq) else None

    def add(self, terms: list[Any]) -> Any:
        """The sum; rationals first, exactly."""
        total = sum((t for t in terms if isinstance(t, fmpq)), fmpq(0))
        balls = [t for t in terms if not isinstance(t, fmpq)]
        return self.rational(total) if not balls else sum(balls[1:], balls[0] + total)

    def multiply(self, factors: list[Any]) -> Any:
        """The product; an exact zero wins."""
        product: Any = fmpq(1)
        for factor in factors:
            if isinstance(factor, fmpq) and factor == 0:
                return fmpq(0)
            product = product * factor
            if isinstance(product, fmpq) and _bits(product) > MOST_BITS:
                product = arb(product)
        return product

    def power(self, base: Any, exponent: Any) -> Any:
        """``base**exponent`` for a real result."""
        if isinstance(exponent, fmpq):
            if exponent == 0:
                return fmpq(1)
            if exponent.q == 1:
                return self._integer_power(base, exponent.p)
        if isinstance(base, fmpq) and base == 0:
            return self._power_of_zero(exponent)
        ball = arb(base)
        if ball < 0:
            raise Undefined("a negative number to a power that is not an integer")
        if not ball > 0:
            raise Indeterminate
        if isinstance(exponent, fmpq) and exponent == fmpq(1, 2):
            return ball.sqrt()
        return _finite(ball ** arb(exponent))

    def _power_of_zero(self, exponent: Any) -> fmpq:
        if exponent > 0:
            return fmpq(0)
        if exponent < 0:
            raise Undefined("0 to a negative power")
        raise Indeterminate

    def _integer_power(self, base: Any, n: fmpz) -> Any:
        if isinstance(base, fmpq):
            if base == 0 and n < 0:
                raise Undefined("division by zero")
            if _bits(base) * abs(n) <= MOST_BITS or base in (0, 1, -1):
                return (
                    base ** int(n) if base not in (0, 1, -1) else (base if base != -1 or n % 2 else fmpq(1))
                )
            base = arb(base)
        if n < 0 and base.contains(0):
            raise Indeterminate
        return _finite(base ** arb(n)) if base > 0 else _finite(base**n)

    def function(self, name: str, arguments: list[Any]) -> Any:
        """Elementary functions, extrema, rounding, Lambert W."""
        if name in {"Max", "Min"}:
            return self._extremum(name, arguments)
        (argument, *rest) = arguments
        if isinstance(argument, fmpq) and not rest:
            if name == "Abs":
                return abs(argument)
            if name == "sign":
                return fmpq((argument > 0) - (argument < 0))
            if name in {"floor", "ceiling"}:
                return fmpq(argument.floor() if name == "floor" else argument.ceil())
            if name == "exp" and argument == 0:
                return fmpq(1)
            if name == "log" and argument == 1:
                return fmpq(0)
            if name == "factorial" and argument.q == 1 and argument.p > 2000:
                return _finite((arb(argument) + 1).gamma())
        return self._ball_function(name, arb(argument), [arb(r) for r in rest])

    def _ball_function(self, name: str, x: arb, rest: list[arb]) -> arb:
        if name == "log" and rest:
            return self._ball_function("log", x, []) / self._ball_function("log", rest[0], [])
        if name == "LambertW":
            if rest:
                raise Unsupported("LambertW with a branch")
            return _finite(x.lambertw())
        if name == "log":
            if x <= 0:
                raise Undefined("log of a number that is not positive")
            if not x > 0:
                raise Indeterminate
        if name in {"floor", "ceiling"}:
            return _rounded(name, x)
        if name == "sign":
            if x > 0 or x < 0:
                return arb(1 if x > 0 else -1)
            raise Indeterminate
        if name not in _BALL_FUNCTIONS or rest:
            raise Unsupported(f"the function {name}")
        return _finite(_BALL_FUNCTIONS[name](x))

    def _extremum(self, name: str, arguments: list[Any]) -> Any:
        if all(isinstance(a, fmpq) for a in arguments):
            return max(arguments) if name == "Max" else min(arguments)
        best = arb(arguments[0])
        for argument in arguments[1:]:
            best = best.max(arb(argument)) if name == "Max" else best.min(arb(argument))
        return best


class Radicals:
    """Exact numbers: radicals of rationals, and logarithms of them; see `proofs_check.radical`."""

    def rational(self, value: fmpq) -> Exact:
        """The number."""
        return Exact.of(Fraction(int(value.p), int(value.q)))

    def exact_rational(self, value: Any) -> fmpq | None:
        """The value if it is rational."""
        fraction = value.as_fraction()
        return None if fraction is None else fmpq(fraction.numerator, fraction.denominator)

    def add(self, terms: list[Any]) -> Any:
        """The sum."""
        return sum(terms[1:], terms[0])

    def multiply(self, factors: list[Any]) -> Any:
        """The product; a zero wins."""
        product = factors[0]
        for factor in factors[1:]:
            product = product * factor
        return product

    def power(self, base: Any, exponent: Any) -> Any:
        """``base**exponent`` for a rational exponent."""
        try:
            return base.power(exponent)
        except ZeroDivisionError as error:
            raise Undefined("division by zero") from error

    def function(self, name: str, arguments: list[Any]) -> Any:
        """`exp`, `log`, `Abs`, `sign`, `Max` and `Min`, where the signs are known exactly."""
        (argument, *rest) = arguments
        if name in {"exp", "log"} and not rest:
            return argument.exp() if name == "exp" else argument.log()
        if name in {"Max", "Min"}:
            best = argument
            for other in rest:
                sign = _sign(best - other)
                best = other if (sign < 0) == (name == "Max") and sign != 0 else best
            return best
        if name in {"Abs", "sign"}:
            sign = _sign(argument)
            return Exact.of(sign) if name == "sign" else argument * Exact.of(sign)
        raise NotExact(f"the function {name}")


def evaluate(expr: Any, scope: Scope) -> Any:
    """Walk `expr` in `scope`.

    Args:
        expr: a SymPy expression.
        scope: values and algebra.

    Returns:
        A value of the algebra.

    Raises:
        Undefined: no real value here.
        Unsupported: a function not known here.
        TooLarge: a sum or product with more than `MOST_TERMS` terms.
    """
    algebra = scope.algebra
    if expr.is_Rational:
        return algebra.rational(fmpq(int(expr.p), int(expr.q)))
    if expr.is_Symbol:
        return _symbol(expr, scope)
    if expr.is_Add:
        return algebra.add([evaluate(arg, scope) for arg in expr.args])
    if expr.is_Mul:
        return algebra.multiply([evaluate(arg, scope) for arg in expr.args])
    if expr.is_Pow:
        return algebra.power(evaluate(expr.base, scope), evaluate(expr.exp, scope))
    for kind, walk in _NODES:
        if isinstance(expr, kind):
            return walk(expr, scope)
    if expr.is_Function:
        return algebra.function(type(expr).__name__, [evaluate(arg, scope) for arg in expr.args])
    raise Unsupported(f"{type(expr).__name__} in {expr}")


def rational_value(expr: Any, scope: Scope) -> fmpq:
    """The value of `expr` if it is exactly rational.

    Args:
        expr: a SymPy expression.
        scope: values and algebra.

    Returns:
        The rational.

    Raises:
        Indeterminate: the value is not known to be rational.
    """
    value = scope.algebra.exact_rational(evaluate(expr, scope))
    if value is None:
        raise Indeterminate(f"{expr} is not known to be rational")
    return value


def _symbol(symbol: Any, scope: Scope) -> Any:
    if symbol.name in scope.intervals:
        return scope.intervals[symbol.name]
    return scope.algebra.rational(_as_fmpq(scope.values[symbol.name]))


def _indexed(expr: Any, scope: Scope) -> Any:
    (index,) = expr.indices
    position = rational_value(index, scope)
    family = scope.values[str(expr.base)]
    if position.q != 1 or not 1 <= position.p <= len(family):
        raise Undefined(f"{expr.base}[{position}] does not exist")
    return scope.algebra.rational(_as_fmpq(family[int(position.p) - 1]))


def _ranged(expr: Any, scope: Scope) -> Any:
    """A `Sum` or `Product`, innermost limits last as in SymPy."""
    inner, *outer = expr.limits
    body = expr.function if not outer else None
    if outer:
        body, (inner,) = type(expr)(expr.function, *expr.limits[:-1]), expr.limits[-1:]
    index, low, high = inner
    first, last = rational_value(low, scope), rational_value(high, scope)
    count = int(last.p) - int(first.p) + 1
    is_sum = isinstance(expr, sympy.Sum)
    if index not in body.free_symbols:
        value, number = evaluate(body, scope), scope.algebra.rational(fmpq(max(count, 0)))
        return scope.algebra.multiply([number, value]) if is_sum else scope.algebra.power(value, number)
    if count > MOST_TERMS:
        raise TooLarge(f"{count} terms")
    terms = [evaluate(body, scope.bind(index.name, fmpq(first.p + k))) for k in range(count)]
    if not terms:
        return scope.algebra.rational(fmpq(0 if is_sum else 1))
    return scope.algebra.add(terms) if is_sum else scope.algebra.multiply(terms)


def _piecewise(expr: Any, scope: Scope) -> Any:
    for value, condition in expr.args:
        if isinstance(condition, BooleanAtom):
            holds = bool(condition)
        elif scope.decide is None:
            raise Unsupported("a condition")
        else:
            holds = scope.decide(condition, scope)
        if holds:
            return evaluate(value, scope)
    raise Undefined("no case of a Piecewise applies")


def _quantity(expr: Any, scope: Scope) -> Any:
    if scope.quantity is not None:
        return scope.quantity(expr, scope)
    return evaluate(expr.closed_form(), scope)


def _constant(expr: Any, scope: Scope) -> Any:
    if not isinstance(scope.algebra, Balls):
        raise NotExact(str(expr))
    return arb.pi() if expr is sympy.pi else arb.const_e() if expr is sympy.E else arb.const_euler()


def _derivative(expr: Any, scope: Scope) -> Any:
    done = expr.doit()
    if done.has(sympy.Derivative):
        raise Unsupported(f"the derivative {expr}")
    return evaluate(done, scope)


_NODES: tuple[tuple[Any, Callable[[Any, Scope], Any]], ...] = (
    (Quantity, _quantity),
    (sympy.Indexed, _indexed),
    ((sympy.Sum, sympy.Product), _ranged),
    (sympy.Piecewise, _piecewise),
    (sympy.NumberSymbol, _constant),
    (sympy.Derivative, _derivative),
)

_BALL_FUNCTIONS: dict[str, Callable[[arb], arb]] = {
    "exp": arb.exp,
    "log": arb.log,
    "Abs": abs,
    "sin": arb.sin,
    "cos": arb.cos,
    "tan": arb.tan,
    "sinh": arb.sinh,
    "cosh": arb.cosh,
    "tanh": arb.tanh,
    "asin": arb.asin,
    "acos": arb.acos,
    "atan": arb.atan,
    "asinh": arb.asinh,
    "acosh": arb.acosh,
    "atanh": arb.atanh,
    "gamma": arb.gamma,
    "loggamma": arb.lgamma,
    "digamma": arb.digamma,
    "erf": arb.erf,
    "factorial": lambda x: (x + 1).gamma(),
}


def _as_fmpq(value: Any) -> fmpq:
    return value if isinstance(value, fmpq) else fmpq(value.numerator, value.denominator)


def _bits(value: fmpq) -> int:
    return int(value.height_bits())


def _finite(ball: arb) -> arb:
    if not ball.is_finite():
        raise Indeterminate
    return ball


def _rounded(name: str, x: arb) -> arb:
    rounded = x.floor() if name == "floor" else x.ceil()
    if rounded.unique_fmpz() is None:
        raise Indeterminate
    return rounded


def _sign(number: Exact) -> int:
    if number.is_zero():
        return 0
    sign = number.sign()
    if sign is None:
        raise NotExact("the sign of a sum of radicals")
    return sign
