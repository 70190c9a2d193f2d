"""Two ways to compute with the nodes of an expression: Arb balls, and exact radicals.

* `Balls`: rationals stay exact rationals as long as they are small, everything else is an Arb ball that
  contains the true value;
* `Radicals`: exact numbers of `proofs_check.radical`, for true equalities that balls can only overlap.

Where there is no real value they raise `Undefined`; where a ball is too wide to say, `Indeterminate` (more
bits may help); where a function is not known, `Unsupported`.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from flint import arb, fmpq, fmpz

from proofs_check.radical import Exact, NotExact

__all__ = ["Balls", "Indeterminate", "Radicals", "TooLarge", "Undefined", "Unsupported"]

#: Products of terms that one exact decision may cost.
FUEL = 500
#: Rationals longer than this many bits become balls.
MOST_BITS = 4096


class Undefined(ArithmeticError):  # noqa: N818 - outcomes of a walk, not mistakes
    """The expression has no real value at this point."""


class Indeterminate(ArithmeticError):  # noqa: N818
    """A ball is too wide to say; more bits may help."""


class TooLarge(ArithmeticError):  # noqa: N818
    """Walking this would take too long."""


class Unsupported(ValueError):  # noqa: N818
    """A function that this walk does not know."""


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
        if ball < 0 and not arb(exponent).contains_integer():
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
        if base.contains(0):
            return _by_squaring(base, n)
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
            if argument == _PLAIN_AT.get(name):
                return fmpq(_PLAIN_VALUE.get(name, 0))
            if name in {"gamma", "factorial"} and argument.q == 1 and argument <= (name == "gamma") - 1:
                raise Undefined(f"{name}({argument})")
            if name == "factorial" and argument.q == 1 and argument.p > 2000:
                return _finite((arb(argument) + 1).gamma())
        return self._ball_function(name, arb(argument), [arb(r) for r in rest])

    def _ball_function(self, name: str, x: arb, rest: list[arb]) -> arb | fmpq:
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
    """Exact numbers: radicals of rationals, and logarithms of them; see `proofs_check.radical`.

    One object serves one decision: when its `FUEL` is burnt it raises `NotExact`.
    """

    def __init__(self) -> None:
        self._fuel = FUEL

    def rational(self, value: fmpq) -> Exact:
        """The number."""
        return Exact.of(Fraction(int(value.p), int(value.q)))

    def exact_rational(self, value: Any) -> fmpq | None:
        """The value if it is rational."""
        fraction = value.as_fraction()
        return None if fraction is None else fmpq(fraction.numerator, fraction.denominator)

    def add(self, terms: list[Any]) -> Any:
        """The sum."""
        total = terms[0]
        for term in terms[1:]:
            self._burn(total.size + term.size if term.whole else total.size * term.size)
            total += term
        return total

    def multiply(self, factors: list[Any]) -> Any:
        """The product; a zero wins."""
        product = factors[0]
        for factor in factors[1:]:
            self._burn(product.size * factor.size)
            product *= factor
        return product

    def _burn(self, work: int) -> None:
        self._fuel -= work
        if self._fuel < 0:
            raise NotExact("too much work")

    def power(self, base: Any, exponent: Any) -> Any:
        """``base**exponent`` for a rational exponent."""
        self._burn(base.size * base.size)
        try:
            return base.power(exponent)
        except ZeroDivisionError as error:
            raise Undefined("division by zero") from error

    def function(self, name: str, arguments: list[Any]) -> Any:
        """`exp`, `log`, and `Abs` and `sign` where the sign is known exactly."""
        (argument, *rest) = arguments
        if name in {"exp", "log"} and not rest:
            return argument.exp() if name == "exp" else argument.log()
        if name in _PLAIN_AT and not rest and (argument - Exact.of(_PLAIN_AT[name])).is_zero():
            return Exact.of(_PLAIN_VALUE.get(name, 0))
        if name in {"Abs", "sign"}:
            sign = _sign(argument)
            return Exact.of(sign) if name == "sign" else argument * Exact.of(sign)
        raise NotExact(f"the function {name}")


#: Where an elementary function is rational, and its value there if it is not 0.
_PLAIN_AT = {
    **dict.fromkeys(("exp", "cos", "cosh", "factorial", "LambertW", "erf"), 0),
    **dict.fromkeys(("sin", "tan", "sinh", "tanh", "asin", "atan", "asinh", "atanh"), 0),
    **dict.fromkeys(("log", "acos", "acosh", "gamma", "loggamma"), 1),
}
_PLAIN_VALUE = dict.fromkeys(("exp", "cos", "cosh", "factorial", "gamma"), 1)

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


def _bits(value: fmpq) -> int:
    return int(value.height_bits())


def _by_squaring(base: arb, n: fmpz) -> arb:
    """``base**n`` for ``n >= 0``: Arb's own power of a ball around 0 is not finite."""
    power = arb(1)
    for bit in f"{int(n):b}":
        power = power * power * base if bit == "1" else power * power
    return _finite(power)


def _finite(ball: arb) -> arb:
    if not ball.is_finite():
        raise Indeterminate
    return ball


def _rounded(name: str, x: arb) -> fmpq:
    rounded = (x.floor() if name == "floor" else x.ceil()).unique_fmpz()
    if rounded is None:
        raise Indeterminate
    return fmpq(rounded)


def _sign(number: Exact) -> int:
    if number.is_zero():
        return 0
    sign = number.sign()
    if sign is None:
        raise NotExact("the sign of a sum of radicals")
    return sign
