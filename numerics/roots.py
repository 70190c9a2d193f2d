"""Certified roots of a function of one real variable: interval Newton and bisection in balls.

Formula-blind: the function is a callable, and nothing is known about it but its values on balls. Its
derivative is either given, or found by running the callable on a power series `x + e` (automatic
differentiation).

| what is shown | how |
|---|---|
| no root in a piece | the ball of values does not contain 0 |
| at most one root in a piece | the ball of derivatives does not contain 0 |
| at least one root in a piece | certain and opposite signs at the two ends |

Main results: `certified_root` (exactly one root in a bracket, to any number of digits) and `isolate_roots`
(all roots in a bracket, each alone in its piece; what could not be decided is returned, never dropped).

Blind to: whether the callable is the function that is meant, and whether it is continuous where its values
are finite balls (a floor or a sign is not).
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Any, TypeAlias

from flint import arb, arb_series, fmpq, fmpz

from numerics.precision import bits_for, exact, known_digits, to_arb, working_precision

Function: TypeAlias = Callable[[Any], Any]
"""Called with an `arb`, and with an `arb_series` where no derivative is given; the answer is of that type.
It is called at several working precisions: constants in it are exact, or made when it is called."""

Endpoint: TypeAlias = int | Fraction | arb

GUARD_BITS = 32
FIRST_BITS = 64
SPLIT = Fraction(5039, 10007)
"""Where a piece is split: not in the middle, where roots of hand-made functions like to be."""


class RootOutcome(Enum):
    """What is known about the roots in a bracket."""

    CERTIFIED = "exactly one root in the bracket, and it is in the ball"
    NO_SIGN_CHANGE = "the signs at the two ends are certain and equal: move an end"
    SEVERAL_ROOTS = "more than one root in the bracket: make it smaller, or use isolate_roots"
    DERIVATIVE_VANISHES = (
        "in some piece neither the function nor its derivative is away from 0: a multiple root"
    )
    NOT_CERTIFIED = "values are not finite or too wide, or a sign at an end is uncertain: move the ends"


@dataclass(frozen=True)
class CertifiedRoot:
    """The answer of `certified_root`.

    Attributes:
        outcome: What is known.
        root: A ball that contains the root; None unless certified.
        digits: The digits asked for.
        evaluations: How many times the function or its derivative was called.
    """

    outcome: RootOutcome
    root: arb | None
    digits: int
    evaluations: int


@dataclass(frozen=True)
class Isolation:
    """The answer of `isolate_roots`.

    Attributes:
        roots: Exact pairs (low, high), disjoint up to ends, in increasing order; each holds exactly one root.
        undecided: Exact pairs that may hold any number of roots.
        monotone: For each undecided piece, whether the derivative is away from 0 there.
        evaluations: How many times the function or its derivative was called.
    """

    roots: tuple[tuple[arb, arb], ...]
    undecided: tuple[tuple[arb, arb], ...]
    monotone: tuple[bool, ...]
    evaluations: int


class _Counted:
    # The function and its derivative on balls; a non-finite or failing value is an honest nan.
    def __init__(self, f: Function, derivative: Function | None) -> None:
        self.f, self.given, self.calls = f, derivative, 0

    def value(self, x: arb) -> arb:
        self.calls += 1
        try:
            return _real(self.f(x))
        except (ZeroDivisionError, OverflowError):
            return arb.nan()

    def slope(self, x: arb) -> arb:
        self.calls += 1
        try:
            if self.given is not None:
                return _real(self.given(x))
            answer = self.f(arb_series([x, 1], prec=2))
            return arb(answer[1]) if isinstance(answer, arb_series) else 0 * _real(answer)
        except (ZeroDivisionError, OverflowError, ValueError):  # the last: a series divided by one with 0
            return arb.nan()


def _real(answer: object) -> arb:
    if not isinstance(answer, int | float | Fraction | fmpz | fmpq | arb):
        raise ValueError(f"f must return a real number, got {answer!r}; mend f")
    return to_arb(answer) if isinstance(answer, Fraction) else arb(answer)


def _sign(ball: arb) -> int:
    # 0 for "not certain", nan included.
    return 1 if ball > 0 else -1 if ball < 0 else 0


def _endpoint(value: Endpoint, name: str) -> arb:
    ball = value if isinstance(value, arb) else to_arb(exact(value, name))
    if not ball.is_finite():
        raise ValueError(f"{name} must be finite, got {ball}; give a bounded bracket")
    return ball


def _bracket(bracket: tuple[Endpoint, Endpoint]) -> tuple[arb, arb]:
    low, high = (_endpoint(x, f"bracket[{k}]") for k, x in enumerate(bracket))
    if not low < high:
        raise ValueError(f"bracket must have low < high, got {low} and {high}; swap or widen the ends")
    return low, high


def isolate_roots(
    f: Function,
    bracket: tuple[Endpoint, Endpoint],
    *,
    derivative: Function | None = None,
    pieces: int = 4000,
    narrowest: int = 40,
) -> Isolation:
    """All roots in a bracket, by bisection; at the working precision.

    A piece is dropped when the values on it are away from 0, or when it is monotone with equal signs at its
    ends; it holds one root when it is monotone with opposite signs; otherwise it is split.

    Args:
        f: The function.
        bracket: Two ends; with balls as ends, the bracket reaches from the lowest to the highest point.
        derivative: Its derivative; without it, `f` is run on series.
        pieces: At most so many pieces are looked at; what is left is undecided.
        narrowest: A piece narrower than `2^-narrowest` times the bracket is not split any more.

    Returns:
        The isolation. Ill-formed brackets are a `ValueError`.

    >>> found = isolate_roots(lambda x: (x * x - 2) * (x - 3), (-9, 9))
    >>> len(found.roots), found.undecided
    (3, ())
    """
    ends = _bracket(bracket)
    low, high = ends[0].lower(), ends[1].upper()
    counted = _Counted(f, derivative)
    least = (high - low) * arb((1, -narrowest))
    split = to_arb(SPLIT)
    todo: list[tuple[arb, arb]] = [(low, high)]
    roots: list[tuple[arb, arb]] = []
    undecided: list[tuple[tuple[arb, arb], bool]] = []
    seen = 0
    while todo:
        low, high = piece = todo.pop()
        seen += 1
        hull = low.union(high)
        if seen <= pieces and _sign(counted.value(hull)):
            continue
        monotone = seen <= pieces and _sign(counted.slope(hull)) != 0
        if monotone:
            signs = _sign(counted.value(low)) * _sign(counted.value(high))
            if signs < 0:
                roots.append(piece)
            if signs:
                continue
        if seen > pieces or not high - low > least:
            undecided.append((piece, monotone))
            continue
        middle = (low + (high - low) * split).mid()
        todo += [(middle, high), (low, middle)]
    return Isolation(
        tuple(roots), tuple(p for p, _ in undecided), tuple(m for _, m in undecided), counted.calls
    )


def certified_root(
    f: Function,
    bracket: tuple[Endpoint, Endpoint],
    *,
    digits: int,
    derivative: Function | None = None,
    pieces: int = 4000,
) -> CertifiedRoot:
    """Show that a bracket holds exactly one root, and enclose it to `digits` digits.

    Interval Newton, `X <- X & (m - f(m)/f'(X))`, `m` the midpoint of `X`, at a precision that doubles (Moore,
    Kearfott and Cloud, Introduction to Interval Analysis, 2009, chapter 8). In a narrow bracket its first
    step lands strictly inside, which shows that there is exactly one root; otherwise existence and uniqueness
    come from signs at the ends and `isolate_roots`.

    Args:
        f: The function.
        bracket: Two ends.
        digits: The relative width of the ball is at most `10^-digits` (absolute width, if the root is 0).
        derivative: Its derivative; without it, `f` is run on series.
        pieces: The largest number of pieces looked at before giving up.

    Returns:
        The root, or why there is none. Ill-formed brackets and digits are a `ValueError`. Cost: the pieces,
        then about `2 log2(digits)` calls of the function and of its derivative; from a bracket that a float
        gave, four calls in all for 50 digits.

    >>> found = certified_root(lambda x: x * x - 2, (1, 2), digits=50)
    >>> with working_precision(digits=60):
    ...     found.outcome.name, bool(abs(found.root**2 - 2) < arb("1e-49"))
    ('CERTIFIED', True)
    """
    wanted = bits_for(digits) + GUARD_BITS
    with working_precision(bits=max(FIRST_BITS, min(wanted, 2 * FIRST_BITS))):
        low, high = _bracket(bracket)
        counted = _Counted(f, derivative)
        outcome, piece, used = _exactly_one(counted, (low, high), pieces)
    if piece is None:
        return CertifiedRoot(outcome, None, digits, used + counted.calls)
    root = _refined(counted, piece, digits, wanted)
    evaluations = used + counted.calls
    if root is None:
        return CertifiedRoot(RootOutcome.NOT_CERTIFIED, None, digits, evaluations)
    return CertifiedRoot(RootOutcome.CERTIFIED, root, digits, evaluations)


def _exactly_one(
    counted: _Counted, ends: tuple[arb, arb], pieces: int
) -> tuple[RootOutcome, arb | None, int]:
    # One step of Newton; else signs at the ends as they were given, then a scan of a bracket that may be
    # wider by a rounding.
    hull = ends[0].union(ends[1])
    slope = counted.slope(hull)
    if _sign(slope):
        middle = hull.mid()
        image = middle - counted.value(middle) / slope
        # The mean-value theorem: every root in the hull lies in the image, and one does if that is inside.
        if ends[0] < image and image < ends[1]:
            return RootOutcome.CERTIFIED, image, 0
    signs = [_sign(counted.value(x)) for x in ends]
    if signs[0] * signs[1] > 0:
        return RootOutcome.NO_SIGN_CHANGE, None, 0
    if not signs[0] * signs[1]:
        return RootOutcome.NOT_CERTIFIED, None, 0
    if _sign(slope):
        return RootOutcome.CERTIFIED, hull, 0
    scan = isolate_roots(counted.f, ends, derivative=counted.given, pieces=pieces)
    if len(scan.roots) > 1:
        return RootOutcome.SEVERAL_ROOTS, None, scan.evaluations
    if scan.undecided:
        finite = all(counted.slope(a.union(b)).is_finite() for a, b in scan.undecided)
        stuck = finite and not any(scan.monotone) and scan.evaluations < pieces
        outcome = RootOutcome.DERIVATIVE_VANISHES if stuck else RootOutcome.NOT_CERTIFIED
        return outcome, None, scan.evaluations
    low, high = scan.roots[0]
    return RootOutcome.CERTIFIED, low.union(high), scan.evaluations


def _refined(counted: _Counted, x: arb, digits: int, wanted: int) -> arb | None:
    # The derivative is away from 0 on x, and x holds exactly one root; so does everything kept here.
    # Newton doubles the bits that are right, so more than twice as many to work with would be wasted.
    bits, most = min(wanted, max(FIRST_BITS, 2 * x.rel_accuracy_bits() + GUARD_BITS)), 8 * wanted
    enough = bits_for(digits) + 2
    while True:
        with working_precision(bits=bits):
            stuck = 0
            while stuck < 2 and x.rel_accuracy_bits() < min(enough, bits - GUARD_BITS // 2):
                width = x.rad()
                slope = counted.slope(x)
                middle = x.mid()
                image = middle - counted.value(middle) / slope if _sign(slope) else x
                if image.is_finite() and image.overlaps(x):
                    x = x.intersection(image)
                # Newton squares the width; when it hardly shrinks, this precision is used up.
                stuck = stuck + 1 if x.rad() * 4 >= width else 0
            good = known_digits(x) >= digits or (x.contains(0) and x.rad() * 2 < arb(10) ** -digits)
            if good or bits >= most:
                return x if good else None
        bits = 2 * bits if bits >= wanted else min(2 * bits, wanted)
