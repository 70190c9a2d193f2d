"""The Hessian of any callable, by running it once on second-order jets.

A `Jet` is a number that carries its first and second derivatives with respect to `n` parameters, in balls.
Sums, products and powers of jets follow the rules of calculus, `elementary` adds exp, log, tanh and the like,
so a function of numbers that is fed jets returns its own gradient and Hessian (Griewank and Walther,
Evaluating Derivatives, ch. 13). Where a derivative does not exist the balls are not finite.

Main result: `hessian_of`. Cost: `n^2 / 2` operations for every one of the callable.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias, Union

from flint import arb, arb_mat, fmpq

Number: TypeAlias = int | Fraction | fmpq | arb
Value: TypeAlias = Union[Number, "Jet"]


@dataclass(frozen=True, eq=False)
class Jet:
    """A value with its first and second derivatives.

    Attributes:
        value: The value.
        slopes: The `n` first derivatives.
        curvatures: The upper triangle of the second derivatives, row by row, `n (n + 1) / 2` balls.
    """

    value: arb
    slopes: tuple[arb, ...]
    curvatures: tuple[arb, ...]

    @property
    def is_finite(self) -> bool:
        """Whether value and derivatives are all finite."""
        return all(x.is_finite() for x in (self.value, *self.slopes, *self.curvatures))

    def followed_by(self, value: arb, first: arb, second: arb) -> "Jet":
        """The jet of `f(x)` by the chain rule: `(f)_ij = f' x_ij + f'' x_i x_j`.

        Args:
            value: `f` at the value of this jet.
            first: `f'` there.
            second: `f''` there.

        Returns:
            The jet.
        """
        n, s = len(self.slopes), self.slopes
        pairs = [(i, j) for i in range(n) for j in range(i, n)]
        return Jet(
            value,
            tuple(first * x for x in s),
            tuple(
                first * c + second * (s[i] * s[j]) for (i, j), c in zip(pairs, self.curvatures, strict=True)
            ),
        )

    def _scaled(self, factor: arb) -> "Jet":
        return self.followed_by(self.value * factor, factor, arb(0))

    def __add__(self, other: Value) -> "Jet":
        if not isinstance(other, Jet):
            return Jet(self.value + _ball(other), self.slopes, self.curvatures)
        return Jet(
            self.value + other.value,
            tuple(x + y for x, y in zip(self.slopes, other.slopes, strict=True)),
            tuple(x + y for x, y in zip(self.curvatures, other.curvatures, strict=True)),
        )

    def __mul__(self, other: Value) -> "Jet":
        if not isinstance(other, Jet):
            return self._scaled(_ball(other))
        n, a, b, p, q = len(self.slopes), self.value, other.value, self.slopes, other.slopes
        pairs = [(i, j) for i in range(n) for j in range(i, n)]
        return Jet(
            a * b,
            tuple(a * y + x * b for x, y in zip(p, q, strict=True)),
            tuple(
                x * b + p[i] * q[j] + p[j] * q[i] + a * y
                for (i, j), x, y in zip(pairs, self.curvatures, other.curvatures, strict=True)
            ),
        )

    __radd__, __rmul__ = __add__, __mul__

    def __neg__(self) -> "Jet":
        return self._scaled(arb(-1))

    def __sub__(self, other: Value) -> "Jet":
        return self + (-other if isinstance(other, Jet) else -_ball(other))

    def __rsub__(self, other: Value) -> "Jet":
        return -self + other

    def __truediv__(self, other: Value) -> "Jet":
        return self * (other**-1 if isinstance(other, Jet) else 1 / _ball(other))

    def __rtruediv__(self, other: Value) -> "Jet":
        return self**-1 * other

    def __pow__(self, exponent: Value) -> "Jet":
        """An integer power; any other needs a positive value: `x^r = exp(r log x)`."""
        if isinstance(exponent, Jet):
            power: Jet = elementary("exp", exponent * elementary("log", self))
            return power
        if isinstance(exponent, Fraction | fmpq) and exponent.denominator == 1:
            exponent = int(exponent.numerator)
        if isinstance(exponent, int):
            return self.followed_by(*(_times_power(c, self.value, n) for c, n in _falling(exponent)))
        x, r = self.value, _ball(exponent)
        if not x > 0:
            return self.followed_by(arb("nan"), arb("nan"), arb("nan"))
        return self.followed_by(x**r, r * x ** (r - 1), r * (r - 1) * x ** (r - 2))

    def __rpow__(self, base: Number) -> "Jet":
        power: Jet = elementary("exp", self * _ball(base).log())
        return power


def _falling(n: int) -> tuple[tuple[int, int], ...]:
    # x^n and its two derivatives as (coefficient, exponent).
    return (1, n), (n, n - 1), (n * (n - 1), n - 2)


def _times_power(coefficient: int, x: arb, exponent: int) -> arb:
    # A coefficient 0 wins over a power of 0 that does not exist. Arb's own power of a ball around 0 is nan.
    if not coefficient:
        return arb(0)
    power = arb(1)
    for bit in f"{abs(exponent):b}":
        power = power * power * x if bit == "1" else power * power
    return coefficient * power if exponent >= 0 else coefficient / power


def _ball(value: Number) -> arb:
    if isinstance(value, Fraction):
        return arb(fmpq(value.numerator, value.denominator))
    return arb(value)


Triple: TypeAlias = tuple[arb, arb, arb]


def _from_slope(value: arb, first: arb, ratio: arb) -> Triple:
    # The second derivative as a multiple of the first.
    return value, first, ratio * first


def _tan(x: arb) -> Triple:
    t = x.tan()
    return _from_slope(t, 1 + t * t, 2 * t)


def _tanh(x: arb) -> Triple:
    t = x.tanh()
    return _from_slope(t, x.sech() ** 2, -2 * t)


def _arc(value: arb, first: arb, ratio: arb) -> Triple:
    return _from_slope(value, first, ratio * first**2)


def _lambert_w(x: arb) -> Triple:
    # Differentiate w e^w = x twice (Corless et al. 1996, section 3).
    w = x.lambertw()
    slope = (-w).exp() / (1 + w)
    return _from_slope(w, slope, -slope * (2 + w) / (1 + w))


FUNCTIONS: dict[str, Callable[[arb], Triple]] = {
    "exp": lambda x: (x.exp(),) * 3,
    "log": lambda x: _from_slope(x.log(), 1 / x, -1 / x),
    "sqrt": lambda x: _from_slope(x.sqrt(), x.rsqrt() / 2, -1 / (2 * x)),
    "sin": lambda x: (x.sin(), x.cos(), -x.sin()),
    "cos": lambda x: (x.cos(), -x.sin(), -x.cos()),
    "tan": _tan,
    "sinh": lambda x: (x.sinh(), x.cosh(), x.sinh()),
    "cosh": lambda x: (x.cosh(), x.sinh(), x.cosh()),
    "tanh": _tanh,
    "asin": lambda x: _arc(x.asin(), (1 - x * x).rsqrt(), x),
    "acos": lambda x: _arc(x.acos(), -(1 - x * x).rsqrt(), x),
    "atan": lambda x: _from_slope(x.atan(), 1 / (1 + x * x), -2 * x / (1 + x * x)),
    "asinh": lambda x: _arc(x.asinh(), (1 + x * x).rsqrt(), -x),
    "acosh": lambda x: _arc(x.acosh(), (x * x - 1).rsqrt(), -x),
    "atanh": lambda x: _from_slope(x.atanh(), 1 / (1 - x * x), 2 * x / (1 - x * x)),
    "erf": lambda x: _from_slope(x.erf(), 2 * (-x * x).exp() / arb.pi().sqrt(), -2 * x),
    "LambertW": _lambert_w,
}
"""Elementary functions: the value and two derivatives at a ball."""


def elementary(name: str, x: Value) -> Any:
    """An elementary function of a number or a jet.

    Args:
        name: One of `FUNCTIONS`.
        x: The argument.

    Returns:
        A ball for a number, a jet for a jet.

    Raises:
        ValueError: If the function is not known.

    >>> elementary("tanh", 0), elementary("exp", Jet(arb(0), (arb(3),), (arb(0),))).curvatures
    (0, (9.00000000000000,))
    """
    if name not in FUNCTIONS:
        known = ", ".join(sorted(FUNCTIONS))
        raise ValueError(f"name must be a known function, got {name!r}; use one of {known}")
    if not isinstance(x, Jet):
        return FUNCTIONS[name](_ball(x))[0]
    return x.followed_by(*FUNCTIONS[name](x.value))


def hessian_of(f: Callable[[list[Any]], Any], point: Sequence[Number]) -> arb_mat:
    """The matrix of second derivatives of `f` at a point, in balls.

    Args:
        f: A function of a list of `n` numbers, made of `+ - * / **` and `elementary`; it must return one
            number and not ask for the size of its arguments.
        point: The `n` numbers, `n >= 1`.

    Returns:
        A symmetric `n x n` matrix that contains the Hessian; not finite where there is none.

    Raises:
        ValueError: If the point is empty, or `f` returns no number.

    >>> hessian_of(lambda w: w[0] ** 2 * w[1] + 5, [1, 3])
    [6.00000000000000, 2.00000000000000]
    [2.00000000000000,                0]
    """
    n = len(point)
    if not n:
        raise ValueError("point must have at least one number, got none; give one per variable of f")
    flat = (arb(0),) * (n * (n + 1) // 2)
    jets = [Jet(_ball(x), tuple(arb(int(i == k)) for i in range(n)), flat) for k, x in enumerate(point)]
    result = f(list(jets))
    if not isinstance(result, Jet | int | float | Fraction | fmpq | arb):
        raise ValueError(f"f must return one real number, got {type(result).__name__}; mend f")
    upper = iter(result.curvatures if isinstance(result, Jet) else flat)
    entries = {(i, j): next(upper) for i in range(n) for j in range(i, n)}
    return arb_mat(n, n, [entries[min(i, j), max(i, j)] for i in range(n) for j in range(n)])
