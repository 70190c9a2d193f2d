"""The number kinds, the working precision, and how far two numbers are known to agree.

| kind | scalar | promises |
|---|---|---|
| float64 | `float` | 53 bits, fast, no error bound |
| mpmath | `mpmath.mpf` | any precision, no error bound; portable, used as a cross-check |
| MPFR | `gmpy2.mpfr` | any precision, no error bound; ten times as fast as mpmath |
| Arb | `flint.arb` | any precision, and the exact value lies in the ball |

Main results: `working_precision` (the only place where a precision is set), `to_arb`, `to_mpf`, `to_mpfr`,
`to_float` (from exact rationals), `agreement_digits` and `known_digits`.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from numbers import Rational
from typing import Any

import gmpy2
import mpmath
from flint import arb, ctx, fmpq

BITS_PER_DIGIT = math.log2(10)


def bits_for(digits: int) -> int:
    """Bits that carry `digits` decimal digits: `ceil(digits log2(10))`.

    Args:
        digits: Number of decimal digits, at least 1.

    Returns:
        Number of bits.

    Raises:
        ValueError: If `digits` is not a positive integer.

    >>> bits_for(50)
    167
    """
    if not isinstance(digits, int) or isinstance(digits, bool) or digits < 1:
        raise ValueError(f"digits must be an integer >= 1, got {digits!r}; ask for at least one digit")
    return math.ceil(digits * BITS_PER_DIGIT)


@contextmanager
def working_precision(digits: int | None = None, *, bits: int | None = None) -> Iterator[int]:
    """Set the working precision of Arb, of mpmath and of gmpy2 (MPFR), and restore all three afterwards.

    `flint.ctx.prec` is global to the process: never use this from two threads. Blocks may be nested.
    gmpy2 gets a context of its own, without traps: MPFR numbers beyond `2^(2^30)` become inf.

    Args:
        digits: Precision in decimal digits; or
        bits: Precision in bits. Exactly one of the two.

    Yields:
        The precision in bits.

    Raises:
        ValueError: If both or none are given, or the value is not a positive integer.

    >>> with working_precision(bits=200):
    ...     ctx.prec
    200
    """
    if (digits is None) == (bits is None):
        raise ValueError("working_precision takes exactly one of digits and bits; give one of them")
    wanted = bits if digits is None else bits_for(digits)
    if not isinstance(wanted, int) or wanted < 2:
        raise ValueError(f"bits must be an integer >= 2, got {wanted!r}; give a positive precision")
    before_arb, before_mpmath, before_gmpy2 = ctx.prec, mpmath.mp.prec, gmpy2.get_context()
    ctx.prec = wanted
    mpmath.mp.prec = wanted
    gmpy2.set_context(gmpy2.context(precision=wanted))
    try:
        yield wanted
    finally:
        ctx.prec = before_arb
        mpmath.mp.prec = before_mpmath
        gmpy2.set_context(before_gmpy2)


def exact(value: object, name: str = "value") -> Fraction:
    """The exact rational that `value` stands for.

    Args:
        value: An `int`, a `Fraction` or any other `numbers.Rational`.
        name: What to call it in the message.

    Returns:
        The same number as a `Fraction`.

    Raises:
        ValueError: For anything that is not an exact rational, floats included.

    >>> exact(3)
    Fraction(3, 1)
    """
    if isinstance(value, Fraction):
        return value
    if isinstance(value, Rational):
        return Fraction(int(value.numerator), int(value.denominator))
    raise ValueError(f"{name} must be an exact rational (int or Fraction), got {value!r}; use Fraction(...)")


def to_fmpq(value: Fraction) -> fmpq:
    """`value` as FLINT's exact rational.

    Args:
        value: An exact rational.

    Returns:
        The same number.
    """
    return fmpq(value.numerator, value.denominator)


def to_arb(value: Fraction) -> arb:
    """A ball of the working precision that contains `value`.

    Args:
        value: An exact rational.

    Returns:
        The ball; exact if `value` is a dyadic number that fits.

    >>> to_arb(Fraction(1, 4)).is_exact()
    True
    """
    return arb(to_fmpq(value))


def to_mpf(value: Fraction) -> Any:
    """`value` rounded to mpmath's working precision.

    Args:
        value: An exact rational.

    Returns:
        An `mpmath.mpf`.
    """
    return mpmath.mpf(value.numerator) / value.denominator


def to_mpfr(value: Fraction) -> Any:
    """`value` rounded once to gmpy2's working precision.

    Args:
        value: An exact rational.

    Returns:
        A `gmpy2.mpfr`.

    >>> with working_precision(bits=100):
    ...     to_mpfr(Fraction(1, 4)) + 1
    mpfr('1.25',100)
    """
    return gmpy2.mpfr(gmpy2.mpq(value.numerator, value.denominator))


def to_float(value: Fraction) -> float:
    """`value` rounded to float64.

    Args:
        value: An exact rational.

    Returns:
        The nearest float.

    Raises:
        ValueError: If the value is too large for float64.
    """
    try:
        return float(value)
    except OverflowError:
        raise ValueError(
            "value must fit float64 (below 1.8e308), got a larger one; use mpmath or Arb"
        ) from None


def _digits_of_ratio(error: arb, scale: arb) -> int:
    # floor(-log10(error / scale)), between 0 and what the working precision can say.
    cap = int(ctx.prec / BITS_PER_DIGIT)
    if not (error.is_finite() and scale.is_finite()):
        return 0
    error = error.abs_upper()
    if error.is_zero():
        return cap
    if scale.is_zero():
        return 0
    digits = -(error / scale).log() / arb(10).log()
    if not digits.is_finite():
        return 0
    return max(0, min(cap, int(digits.lower().floor().unique_fmpz() or 0)))


def agreement_digits(a: arb, b: arb) -> int:
    """Number of decimal digits to which two enclosures are known to agree.

    `floor(-log10((|mid a - mid b| + rad a + rad b) / max(|mid a|, |mid b|)))`: for every `x` in `a` and `y`
    in `b`, `|x - y|` is at most `10^-result` times the larger midpoint. At least 0, at most the digits of the
    working precision, so never infinite; two exact equal numbers (zeros too) give that maximum, and
    anything non-finite gives 0.

    Args:
        a: A ball.
        b: A ball.

    Returns:
        Number of digits.

    >>> agreement_digits(arb("1", "1e-9"), arb("1", "1e-12"))
    8
    >>> agreement_digits(arb(1), arb(2))
    0
    """
    error = abs(a.mid() - b.mid()) + a.rad() + b.rad()
    return _digits_of_ratio(error, abs(a.mid()).max(abs(b.mid())))


def known_digits(a: arb) -> int:
    """Number of decimal digits to which one ball determines its number: `floor(-log10(2 rad a / |mid a|))`.

    Args:
        a: A ball.

    Returns:
        Number of digits, between 0 and those of the working precision.

    >>> known_digits(arb("1", "1e-9"))
    8
    """
    return _digits_of_ratio(2 * a.rad(), abs(a.mid()))
