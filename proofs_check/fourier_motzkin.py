"""Systems of linear relations that no values satisfy, by Fourier-Motzkin elimination over the rationals.

Main results: `contradiction`, the sources of rows that cannot hold together, and `bounds`, the interval that
a system leaves to one variable.  Equalities are solved first, those between integers by Euclid's algorithm
on their coefficients; then one variable at a time is eliminated: a lower and an upper bound of it,
``a*x + f >= 0`` and ``-b*x + g >= 0`` with ``a, b > 0``, give ``b*f + a*g >= 0`` (strict if one of them is).
A row between integers is divided by the common divisor of its coefficients and its constant rounded.

Every derived row follows from its sources, so that a contradiction is a proof.  Finding none says nothing:
rounding is not complete for integers, and a system that outgrows `MOST_ROWS` is given up.

Schrijver 1986, Theory of Linear and Integer Programming, sec. 12.2 (elimination), 4.1 (integer equalities)
and 23.1 (rounding); Kohler 1967 for the rows that may be left out.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Set
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import count
from math import ceil, floor, gcd, lcm

__all__ = ["MOST_ROWS", "Row", "bounds", "contradiction"]

#: A system that would grow beyond this many rows is given up; beyond `MANY_ROWS` redundant rows are left out.
MOST_ROWS, MANY_ROWS = 4000, 250

Coefficients = Mapping[Hashable, Fraction]


@dataclass(frozen=True)
class Row:
    """``sum(c*x) + constant R 0`` with ``R`` one of ``=``, ``>=``, ``>``.

    Attributes:
        coefficients: by variable, none of them zero.
        constant: the constant.
        relation: ``=``, ``>=`` or ``>``.
        sources: what the row follows from.
    """

    coefficients: Coefficients
    constant: Fraction
    relation: str
    sources: frozenset[Hashable] = frozenset()

    def plus(self, factor: Fraction, other: Row) -> Row:
        """This row plus `factor` times the left side of another; the relation stays."""
        total = dict(self.coefficients)
        for variable, c in other.coefficients.items():
            total[variable] = total.get(variable, Fraction(0)) + factor * c
        coefficients = {variable: c for variable, c in total.items() if c}
        constant = self.constant + factor * other.constant
        return replace(
            self, coefficients=coefficients, constant=constant, sources=self.sources | other.sources
        )


class _Contradiction(Exception):  # noqa: N818 - a finding
    """A row without variables that is false."""

    def __init__(self, sources: frozenset[Hashable]) -> None:
        super().__init__()
        self.sources = sources


class _TooManyRows(Exception):  # noqa: N818 - a limit, not a mistake
    """The system has outgrown `MOST_ROWS`."""


def contradiction(rows: Iterable[Row], integers: Set[Hashable]) -> frozenset[Hashable] | None:
    """Sources of rows that no values satisfy together.

    Args:
        rows: linear relations.
        integers: the variables that take integers only; all others are real.

    Returns:
        The union of the sources of rows that contradict each other, or None if no contradiction was found.

    Example:
        >>> one = Fraction(1)
        >>> low = Row({"x": one}, -one, ">", frozenset("a"))  # x > 1
        >>> high = Row({"x": -one}, one, ">=", frozenset("b"))  # x <= 1
        >>> sorted(contradiction([low, high], set()))
        ['a', 'b']
    """
    try:
        inequalities, integral = _solved(list(rows), set(integers))
        _eliminated(inequalities, integral, keep=None)
    except _Contradiction as found:
        return found.sources
    except _TooManyRows:
        pass
    return None


def bounds(
    rows: Iterable[Row], integers: Set[Hashable], variable: Hashable
) -> tuple[Fraction | None, Fraction | None]:
    """The ends of an interval outside which `variable` cannot lie.

    Args:
        rows: linear relations that do not contradict each other.
        integers: the variables that take integers only.
        variable: one of the variables.

    Returns:
        The lower and the upper end; None where there is none, or none was found.

    Example:
        >>> one = Fraction(1)
        >>> sum_at_most_one = Row({"x": -one, "y": -one}, one, ">=")
        >>> bounds([sum_at_most_one, Row({"y": one}, Fraction(0), ">")], set(), "x")
        (None, Fraction(1, 1))
    """
    halves = [half for row in rows for half in _as_inequalities(row)]
    try:
        left = _eliminated(halves, integers, keep=variable)
    except (_Contradiction, _TooManyRows):
        return None, None
    ends = [(row.coefficients[variable], row.constant) for row in left if row.coefficients]
    return (
        max((-constant / c for c, constant in ends if c > 0), default=None),
        min((-constant / c for c, constant in ends if c < 0), default=None),
    )


def _as_inequalities(row: Row) -> tuple[Row, ...]:
    if row.relation != "=":
        return (row,)
    nothing = Row({}, Fraction(0), ">=", row.sources)
    return (nothing.plus(Fraction(1), row), nothing.plus(Fraction(-1), row))


def _tightened(row: Row, integers: Set[Hashable]) -> Row | None:
    """The row with coprime integer coefficients, rounded between integers; None if it is always true."""
    if not row.coefficients:
        zero, positive = row.constant == 0, row.constant > 0
        if not {"=": zero, ">=": zero or positive, ">": positive}[row.relation]:
            raise _Contradiction(row.sources)
        return None
    common = lcm(*(c.denominator for c in row.coefficients.values()))
    divisor = gcd(*(int(c * common) for c in row.coefficients.values()))
    scale = Fraction(common, divisor)
    coefficients = {variable: c * scale for variable, c in row.coefficients.items()}
    constant, relation = row.constant * scale, row.relation
    if coefficients.keys() <= integers:
        if relation == "=" and constant.denominator != 1:
            raise _Contradiction(row.sources)
        if relation == ">":
            # An integer above -constant is at least floor(-constant) + 1.
            constant, relation = Fraction(ceil(constant) - 1), ">="
        elif relation == ">=":
            constant = Fraction(floor(constant))
    return Row(coefficients, constant, relation, row.sources)


def _solved(rows: list[Row], integers: set[Hashable]) -> tuple[list[Row], set[Hashable]]:
    """Solve equalities one by one and put the solutions into the other rows."""
    fresh = 0
    while True:
        rows = [t for row in rows if (t := _tightened(row, integers)) is not None]
        equality = next((row for row in rows if row.relation == "="), None)
        if equality is None:
            return rows, integers
        coefficients = equality.coefficients
        # A real variable if there is one; between integers the least coefficient.
        variable = min(coefficients, key=lambda v: (v in integers, abs(coefficients[v])))
        least = coefficients[variable]
        if variable not in integers or abs(least) == 1:
            others = [row for row in rows if row is not equality]
            rows = [_without(row, variable, equality) for row in others]
            continue
        # A change of integer variables that leaves remainders as coefficients: x = t - sum(q*y).
        fresh += 1
        substitute = ("quotient", fresh)
        integers.add(substitute)
        quotients = {v: Fraction(c // least) for v, c in coefficients.items()}
        change = Row(quotients | {substitute: Fraction(-1)}, Fraction(0), "=")
        rows = [_without(row, variable, change) for row in rows]


def _without(row: Row, variable: Hashable, equality: Row) -> Row:
    """The row with `variable` replaced by what an equality says it is."""
    c = row.coefficients.get(variable)
    return row if c is None else row.plus(-c / equality.coefficients[variable], equality)


def _eliminated(rows: list[Row], integers: Set[Hashable], keep: Hashable | None) -> list[Row]:
    """Eliminate all variables of some inequalities but `keep`; what is left is in that alone."""
    starts = rows
    try:
        # While eliminating, the sources of a row are the numbers of the rows it was made from.
        pool = _strongest((replace(row, sources=frozenset({k})) for k, row in enumerate(starts)), integers)
        for eliminated in count(1):
            variable = _cheapest(pool, keep)
            if variable is None:
                break
            pool = _strongest(_combined(pool, variable), integers)
            if len(pool) > MANY_ROWS:
                pool = [row for row in pool if len(row.sources) <= eliminated + 1]
    except _Contradiction as found:
        raise _Contradiction(_sources_of(starts, found.sources)) from None
    return pool


def _sources_of(starts: list[Row], numbers: Iterable[Hashable]) -> frozenset[Hashable]:
    chosen = set(numbers)
    return frozenset(source for k, row in enumerate(starts) if k in chosen for source in row.sources)


def _strongest(rows: Iterable[Row], integers: Set[Hashable]) -> list[Row]:
    """Tightened rows, and of those that differ in the constant alone the strongest."""
    best: dict[frozenset[tuple[Hashable, Fraction]], Row] = {}
    for row in rows:
        tight = _tightened(row, integers)
        if tight is None:
            continue
        key = frozenset(tight.coefficients.items())
        other = best.get(key)
        # A smaller constant is stronger; of equal ones ">", which sorts before ">=".
        if other is None or (tight.constant, tight.relation) < (other.constant, other.relation):
            best[key] = tight
    return list(best.values())


def _cheapest(pool: list[Row], keep: Hashable | None) -> Hashable | None:
    """The variable whose elimination adds the fewest rows, the first of equals; None if none is left."""
    counts: dict[Hashable, list[int]] = {}
    for row in pool:
        for variable, c in row.coefficients.items():
            counts.setdefault(variable, [0, 0])[c > 0] += 1
    costs = {v: low * high - low - high for v, (high, low) in counts.items() if v != keep}
    return min(costs, key=lambda v: costs[v], default=None)


def _combined(pool: list[Row], variable: Hashable) -> list[Row]:
    lows = [row for row in pool if row.coefficients.get(variable, 0) > 0]
    highs = [row for row in pool if row.coefficients.get(variable, 0) < 0]
    rest = [row for row in pool if variable not in row.coefficients]
    if len(rest) + len(lows) * len(highs) > MOST_ROWS:
        raise _TooManyRows
    for low in lows:
        for high in highs:
            factor = -low.coefficients[variable] / high.coefficients[variable]
            relation = ">" if ">" in (low.relation, high.relation) else ">="
            rest.append(replace(low, relation=relation).plus(factor, high))
    return rest
