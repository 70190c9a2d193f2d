"""Witnesses for people: exact values as text, the size of the violation, and a line that shows it.

The line uses SymPy alone: quantities are replaced by their closed forms, sums over pathways become Python
sums, the values are exact rationals, and as many digits are printed as the violation needs.  Of what fails
only the first failing part is shown.  Large numbers are written as floats of high precision, because SymPy
would work out their powers; a limit is shown by a value near it, an interval with the wrong number of zeros
by the changes of sign that are seen there.
"""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import islice, pairwise
from typing import Any, ClassVar

import sympy
from flint import arb, fmpq
from sympy.core.relational import Relational
from sympy.logic.boolalg import BooleanAtom
from sympy.printing.str import StrPrinter

from numerics.precision import working_precision
from proofs_check.algebras import Balls, Indeterminate, TooLarge, Undefined
from proofs_check.decide import Decider, literal_digits
from proofs_check.evaluate import Scope, outermost, rational_value
from proofs_check.outcome import Outcome, Truth
from proofs_check.verdict import Witness
from theory import AllEqual, ForAll, OneNonzero, UniqueRoot
from theory.quantity import unfold

__all__ = ["describe", "paste_line", "value_text", "witness_of"]

#: More relations than this are not pasted.
MOST_RELATIONS = 8
#: Powers with larger numbers are not worked out exactly.
LARGE = 10**4
#: Digits printed at least, beyond where the sides differ, and kept beyond those that are printed.
DIGITS, FURTHER, GUARD = 30, 6, 60
#: How near to the limit point a limit is shown.
NEAR_LIMIT = "1e-30"
#: In how many places an interval is looked at for changes of sign.
PLACES = (64, 512, 4096)


def witness_of(claim: Any, values: Mapping[str, Any], outcome: Outcome, decider: Decider) -> Witness:
    """Write a violation down.

    Args:
        claim: the claim.
        values: exact values of all parameters.
        outcome: what was decided there; false.
        decider: how, for the sizes of both sides.

    Returns:
        The witness.
    """
    return Witness(
        values={name: value_text(value) for name, value in sorted(values.items())},
        violation=describe(outcome, values, decider),
        margin="exact" if outcome.exact else "enclosed",
        paste=paste_line(claim, values),
    )


def value_text(value: Any) -> str:
    """An exact value as text; a family as ``[1, 1/2]``.

    Args:
        value: a number, or a tuple of them.

    Returns:
        The text.

    Example:
        >>> from fractions import Fraction
        >>> value_text((Fraction(1), Fraction(1, 2)))
        '[1, 1/2]'
    """
    return "[" + ", ".join(map(value_text, value)) + "]" if isinstance(value, tuple) else str(value)


def describe(outcome: Outcome, values: Mapping[str, Any], decider: Decider) -> str:
    """What fails and by how much, on one line.

    Args:
        outcome: what was decided; false.
        values: exact values of all parameters.
        decider: how.

    Returns:
        The sentence.
    """
    relation = outcome.failing
    if isinstance(relation, BooleanAtom):
        return "SymPy made the claim false when it was written: it fails for every value"
    text = " ".join(str(relation).split())
    text = text if len(text) <= 120 else text[:117] + "..."
    if outcome.violation is None:
        both = isinstance(relation, Relational) and outcome.exact
        return f"{text} fails: both sides are exactly equal" if both else f"{text} is false there"
    size = f"lhs - rhs = {_short(outcome.violation)}"
    try:
        scale = abs(decider.value(relation.rhs, values, 128))
        if scale > 0:
            size += f", {_short(abs(outcome.violation) / scale)} of the right side"
    except (ArithmeticError, ValueError, KeyError):
        # The relation holds a bound index or a limit: its sides have no value of their own.
        pass
    return f"{text} fails: {size}"


def paste_line(claim: Any, values: Mapping[str, Any]) -> str:
    """A line that shows the violation with SymPy alone.

    Args:
        claim: the claim, false at `values`.
        values: exact values of all parameters.

    Returns:
        A shell command that prints ``lhs relation rhs`` for the relations that matter.

    Example:
        >>> a = sympy.Symbol("a", positive=True)
        >>> print(paste_line(a > 1, {"a": Fraction(1, 2)}))
        python -c "from sympy import *; a = Rational(1, 2); print(N(a, 30), '>', N(S(1), 30))"
    """
    if isinstance(claim, BooleanAtom):
        return f'python -c "print({claim})"'
    decider = Decider(50 + literal_digits(claim))
    shown = list(islice(_failing(claim, dict(values), decider), MOST_RELATIONS))
    used = {s.name for part, _ in shown for s in unfold(part).atoms(sympy.Symbol)} | set(values)
    printer = _Printer(_python_names(used))
    digits = max((_digits(part, at, decider) for part, at in shown), default=DIGITS)
    at: Mapping[str, Any] = {}
    body = ["from sympy import *"]
    for part, here in shown:
        # The value of a bound index changes from row to row.
        changed = [n for n in sorted(here) if n not in at or at[n] != here[n]]
        body += [f"{printer.names[n]} = {_python(here[n], digits)}" for n in changed]
        body.append(f"print({printer.row(part, here, digits, decider)})")
        at = here
    return 'python -c "' + "; ".join(body) + '"'


_Row = tuple[Any, dict[str, Any]]


def _failing(proposition: Any, values: dict[str, Any], decider: Decider) -> Iterator[_Row]:
    """Relations and the values at which they are looked at; of a conjunction that fails, what fails first."""
    if isinstance(proposition, AllEqual | OneNonzero):
        yield from _failing(proposition.unfold(), values, decider)
    elif isinstance(proposition, Relational | UniqueRoot):
        yield proposition, values
    elif isinstance(proposition, ForAll | sympy.And):
        parts = list(_parts(proposition, values))
        wrong = next((p for p in parts if decider.decide(*p).truth is Truth.FALSE), None)
        for part, at in parts if wrong is None else [wrong]:
            yield from _failing(part, at, decider)
    elif not isinstance(proposition, BooleanAtom):
        for part in proposition.args:
            yield from _failing(part, values, decider)


def _parts(proposition: Any, values: dict[str, Any]) -> Iterator[_Row]:
    if isinstance(proposition, sympy.And):
        yield from ((part, values) for part in proposition.args)
        return
    scope = Scope(values, Balls())
    first, last = (rational_value(end, scope) for end in proposition.bounds)
    for k in range(int(first.p), int(last.p) + 1):
        yield proposition.condition, {**values, proposition.index.name: Fraction(k)}


def _digits(part: Any, values: Mapping[str, Any], decider: Decider) -> int:
    """How many digits show that the sides differ."""
    if isinstance(part, UniqueRoot) or part.has(sympy.Limit):
        return DIGITS
    outcome = decider.decide(part, values)
    if outcome.violation is None:
        return DIGITS
    try:
        scale = abs(decider.value(part.rhs, values, 128))
    except (ArithmeticError, ValueError):
        return DIGITS
    with working_precision(bits=64):
        size = (abs(outcome.violation) / scale.max(abs(outcome.violation))).mid()
        return max(DIGITS, FURTHER - int(size.log().floor().unique_fmpz() or 0) * 10 // 23)


def _python_names(names: set[str]) -> dict[str, str]:
    """Names that Python and SymPy leave free."""
    found: dict[str, str] = {}
    for name in sorted(names):
        word = re.sub(r"\W", "_", name, flags=re.ASCII)
        word = word if word[:1].isalpha() else f"x{word}"
        while (
            keyword.iskeyword(word)
            or hasattr(sympy, word)
            or hasattr(builtins, word)
            or word in found.values()
            or (word != name and word in names)
        ):
            word += "_"
        found[name] = word
    return found


def _python(value: Any, digits: int) -> str:
    if isinstance(value, tuple):
        return "{" + ", ".join(f"{k}: {_python(v, digits)}" for k, v in enumerate(value, 1)) + "}"
    number = (
        f"Integer({value})" if value.denominator == 1 else f"Rational({value.numerator}, {value.denominator})"
    )
    # More digits than the number has, and than are printed.
    kept = digits + GUARD + len(str(value.numerator))
    return number if abs(value) <= LARGE else f"N({number}, {kept})"


class _Printer(StrPrinter):
    """Python text in which every number stays exact and every name is free."""

    _default_settings: ClassVar[dict[str, Any]] = {**StrPrinter._default_settings, "sympy_integers": True}

    def __init__(self, names: dict[str, str]) -> None:
        super().__init__()
        self.names = names
        self.values: Mapping[str, Any] = {}

    def row(self, part: Any, values: Mapping[str, Any], digits: int, decider: Decider) -> str:
        """What to print for one relation."""
        self.values = values
        if isinstance(part, UniqueRoot):
            return self._sign_changes(part, decider)
        left, right = (self._side(side) for side in part.args)
        return f"N({left}, {digits}), '{part.rel_op}', N({right}, {digits})"

    def _side(self, expr: Any) -> str:
        plain = unfold(expr).replace(lambda e: isinstance(e, sympy.Derivative), lambda e: e.doit())
        return self.doprint(plain).replace('"', "'")

    def _sign_changes(self, part: UniqueRoot, decider: Decider) -> str:
        """Where in the interval the function changes sign: several times, if that is ever seen, or never."""
        f, x, (low, high) = part.args
        seen = {n: _changes_of_sign(part, self.values, n, decider) for n in PLACES}
        places = next(
            (n for n in PLACES if seen[n] > 1), next((n for n in PLACES if seen[n] != 1), PLACES[0])
        )
        name, low, high = self.names[x.name], self._side(low), self._side(high)
        grid = f"({low} + ({high} - ({low}))*Rational(2*k + 1, {2 * places}) for k in range({places}))"
        signs = f"[(sign(N({self._side(f)}, {DIGITS})), N({name}, 6)) for {name} in {grid}]"
        return f"(lambda s: [b[1] for a, b in zip(s, s[1:]) if a[0] != b[0]])({signs}), 'changes of sign'"

    def _print_Symbol(self, expr: Any) -> str:  # noqa: N802 - SymPy dispatches on these names
        return self.names.get(expr.name, expr.name)

    def _print_Indexed(self, expr: Any) -> str:  # noqa: N802
        return f"{self.names[str(expr.base)]}[{', '.join(map(self._print, expr.indices))}]"

    def _print_Sum(self, expr: Any) -> str:  # noqa: N802
        return self._ranged(expr, "sum")

    def _print_Product(self, expr: Any) -> str:  # noqa: N802
        return self._ranged(expr, "prod")

    def _print_Limit(self, expr: Any) -> str:  # noqa: N802
        """The function near the limit point."""
        function, variable, point, direction = expr.args
        sign = "-" if str(direction) == "-" else "+"
        step = f"Float('{NEAR_LIMIT}', {2 * GUARD})"
        ends = {sympy.oo: f"(1/{step})", -sympy.oo: f"(-1/{step})"}
        near = sympy.Symbol(f"{variable.name} near {point}")
        self.names[near.name] = ends.get(point) or f"({self._print(point)} {sign} {step})"
        return f"({self._print(function.xreplace({variable: near}))})"

    def _ranged(self, expr: Any, how: str) -> str:
        body, (index, low, high) = outermost(expr)
        text, first, last = self._print(body), self._print(low), self._print(high)
        if index not in body.free_symbols:
            count = f"({last} - ({first}) + 1)"
            return f"({count}*({text}))" if how == "sum" else f"(({text})**{count})"
        if self._backwards(low, high):
            terms = f"{how}({text} for {self.names[index.name]} in map(Integer, range({last} + 1, {first})))"
            return f"(-{terms})" if how == "sum" else f"(1/{terms})"
        return f"{how}({text} for {self.names[index.name]} in map(Integer, range({first}, {last} + 1)))"

    def _backwards(self, low: Any, high: Any) -> bool:
        scope = Scope(self.values, Balls())
        try:
            return bool(rational_value(high, scope) < rational_value(low, scope) - 1)
        except (Indeterminate, Undefined, TooLarge, KeyError):
            return False


def _changes_of_sign(part: UniqueRoot, values: Mapping[str, Any], places: int, decider: Decider) -> int:
    f, x, (low, high) = part.args
    scope = Scope(values, Balls())
    first, last = (rational_value(end, scope) for end in (low, high))
    signs = []
    for k in range(places):
        point = first + (last - first) * fmpq(2 * k + 1, 2 * places)
        at = {**values, x.name: Fraction(int(point.p), int(point.q))}
        try:
            height = decider.value(f, at, 128)
        except (Indeterminate, Undefined, TooLarge):
            return 1
        signs.append(1 if height > 0 else -1 if height < 0 else 0)
    return sum(a != b for a, b in pairwise(signs))


def _short(ball: arb) -> str:
    return str(ball.mid().str(6, radius=False))
