"""Evaluating SymPy expressions at exact points by walking the tree, in either algebra of `algebras`.

Values are never substituted into SymPy trees (that would fold, expand and hang at depth ``10^9``); the walk
visits every node once with an environment.  Where the work has no end in sight it raises `TooLarge`.
Conditions inside expressions (`Piecewise`) are decided by `decide`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache, partial
from typing import Any

import sympy
from flint import arb, arb_mat, ctx, fmpq
from sympy.logic.boolalg import BooleanAtom

from numerics.hessian.enclosure import largest_eigenvalue
from numerics.precision import BITS_PER_DIGIT, working_precision
from proofs_check.algebras import Balls, Indeterminate, Radicals, TooLarge, Undefined, Unsupported
from proofs_check.by_identity import by_identity
from proofs_check.equation_root import root_ball
from proofs_check.implicit_root import implicit_root
from proofs_check.observe import observed_value
from proofs_check.radical import NotExact
from proofs_check.tails import near_the_point, sides, tail
from theory import EquationRoot, ImplicitRoot, LargestEigenvalue, Quantity
from theory.any_minimum import ExplicitNumber

__all__ = ["MOST_TERMS", "Scope", "closed_form", "evaluate", "outermost", "rational_value"]

#: The longest sum or product that is walked term by term.
MOST_TERMS = 4096
#: Bits at which the arguments of a `Max` are compared before the largest is walked exactly.
SIEVE_BITS = 256


@dataclass(frozen=True)
class Scope:
    """Where names get their values.

    Attributes:
        values: exact values of symbols and tuples of them for indexed bases.
        algebra: how to compute.
        quantity: what a quantity evaluates to; by default its closed form.
        decide: truth of a condition inside an expression (set by `proofs_check.decide`).
        intervals: balls for the unknowns of limits and root searches.
        memo: values of quantities at this point, kept from one proposition to the next.
    """

    values: Mapping[str, Any]
    algebra: Any
    quantity: Callable[[Quantity, Scope], Any] | None = None
    decide: Callable[[Any, Scope], bool] | None = None
    intervals: Mapping[str, arb] = field(default_factory=dict)
    memo: dict[Any, Any] | None = None

    def over(self, name: str, ball: arb) -> Scope:
        """The same with one more name standing for a whole ball."""
        inside = {**self.intervals, name: ball}
        return Scope(self.values, self.algebra, self.quantity, self.decide, inside)

    def bind(self, name: str, value: fmpq) -> Scope:
        """The same with one more name bound to a number."""
        return Scope({**self.values, name: value}, self.algebra, self.quantity, self.decide, self.intervals)


def evaluate(expr: Any, scope: Scope) -> Any:
    """Walk `expr` in `scope`.

    Args:
        expr: a SymPy expression.
        scope: values and algebra.

    Returns:
        A value of the algebra.

    A function not known here raises `Unsupported`; and see the module's first lines.
    """
    return _walker(expr)(scope)


def rational_value(expr: Any, scope: Scope) -> fmpq:
    """The value of `expr` if it is exactly rational.

    Args:
        expr: a SymPy expression.
        scope: values and algebra.

    Returns:
        The rational.

    Where the value is not known to be rational it raises `Indeterminate`.
    """
    return _rational(expr)(scope)


@by_identity(8192)
def _rational(expr: Any) -> Callable[[Scope], fmpq]:
    """What gives the value of `expr` as a rational, put together once."""
    if expr.is_Rational:
        number = fmpq(int(expr.p), int(expr.q))
        return lambda scope: number
    walk, name = _walker(expr), expr.name if expr.is_Symbol else None

    def value(scope: Scope) -> fmpq:
        if name is not None and name not in scope.intervals:
            return _as_fmpq(scope.values[name])
        found = scope.algebra.exact_rational(walk(scope))
        if found is None:
            raise Indeterminate(f"{expr} is not known to be rational")
        return found

    return value


@by_identity(8192)
def _walker(expr: Any) -> Callable[[Scope], Any]:
    """The walk over one expression, put together once: most are walked at hundreds of points."""
    if expr.is_Rational:
        number = fmpq(int(expr.p), int(expr.q))
        return lambda scope: scope.algebra.rational(number)
    if expr.is_Symbol:
        return partial(_symbol, expr.name)
    if expr.is_Add or expr.is_Mul:
        parts = [_walker(arg) for arg in expr.args]
        if expr.is_Add:
            return lambda scope: scope.algebra.add([part(scope) for part in parts])
        return lambda scope: scope.algebra.multiply([part(scope) for part in parts])
    if expr.is_Pow:
        base, exponent = _walker(expr.base), _walker(expr.exp)
        return lambda scope: scope.algebra.power(base(scope), exponent(scope))
    for kind, made in _MADE:
        if isinstance(expr, kind):
            return made(expr)
    for kind, walk in _NODES:
        if isinstance(expr, kind):
            return partial(walk, expr)
    if expr.is_Function:
        name, arguments = type(expr).__name__, [_walker(arg) for arg in expr.args]
        return lambda scope: scope.algebra.function(name, [argument(scope) for argument in arguments])
    return partial(_unsupported, expr)


def _unsupported(expr: Any, scope: Scope) -> Any:
    raise Unsupported(f"{type(expr).__name__} in {expr}")


def _symbol(name: str, scope: Scope) -> Any:
    if name in scope.intervals:
        return scope.intervals[name]
    return scope.algebra.rational(_as_fmpq(scope.values[name]))


def _indexed(expr: Any) -> Callable[[Scope], Any]:
    base, place = expr.base.name, _rational(expr.indices[0])

    def walk(scope: Scope) -> Any:
        position, family = place(scope), scope.values[base]
        if position.q != 1 or not 1 <= position.p <= len(family):
            raise Undefined(f"{base}[{position}] does not exist")
        return scope.algebra.rational(_as_fmpq(family[int(position.p) - 1]))

    return walk


def _ranged(expr: Any) -> Callable[[Scope], Any]:
    """A `Sum` or `Product`, outermost limits last as in SymPy."""
    is_sum = isinstance(expr, sympy.Sum)
    body, (index, low, high) = outermost(expr)
    term, first_of, last_of = _walker(body), _rational(low), _rational(high)
    depends = index in body.free_symbols

    def walk(scope: Scope) -> Any:
        algebra, first, last = scope.algebra, first_of(scope), last_of(scope)
        if first.q != 1 or last.q != 1:
            raise Undefined(f"a range from {first} to {last}")
        start, count = int(first.p), int(last.p) - int(first.p) + 1
        if not depends:
            value, number = term(scope), algebra.rational(fmpq(count))
            return algebra.multiply([number, value]) if is_sum else algebra.power(value, number)
        if abs(count) > MOST_TERMS:
            raise TooLarge(f"{abs(count)} terms")
        # SymPy reads a range that runs backwards by Karr's convention: sum_a^b = - sum_{b+1}^{a-1}.
        backwards = count < 0
        if backwards:
            start, count = start + count, -count
        terms = [term(scope.bind(index.name, fmpq(start + k))) for k in range(count)]
        if not terms:
            return algebra.rational(fmpq(0 if is_sum else 1))
        value = algebra.add(terms) if is_sum else algebra.multiply(terms)
        if not backwards:
            return value
        minus_one = algebra.rational(fmpq(-1))
        return algebra.multiply([minus_one, value]) if is_sum else algebra.power(value, minus_one)

    return walk


@lru_cache(maxsize=1024)
def outermost(expr: Any) -> tuple[Any, Any]:
    """The body of the outermost sum or product, and its limits.

    Args:
        expr: a `Sum` or `Product`, perhaps with several limits.

    Returns:
        What it adds or multiplies, and ``(index, low, high)``.
    """
    *inner, outer = expr.limits
    return (type(expr)(expr.function, *inner) if inner else expr.function), outer


def _piecewise(expr: Any) -> Callable[[Scope], Any]:
    cases = [
        (_walker(value), bool(condition) if isinstance(condition, BooleanAtom) else condition)
        for value, condition in expr.args
    ]

    def walk(scope: Scope) -> Any:
        for value, condition in cases:
            if isinstance(condition, bool):
                holds = condition
            elif scope.decide is None:
                raise Unsupported("a condition")
            else:
                holds = scope.decide(condition, scope)
            if holds:
                return value(scope)
        raise Undefined("no case of a Piecewise applies")

    return walk


def _observation(expr: Any) -> Callable[[Scope], Any]:
    settings = [_rational(setting) for setting in expr.args]

    def walk(scope: Scope) -> Any:
        shown = observed_value(
            expr, tuple(Fraction(int(v.p), int(v.q)) for v in (s(scope) for s in settings))
        )
        if shown is None:
            raise Undefined(f"{expr} is not finite")
        return scope.algebra.rational(shown)

    return walk


def _quantity(expr: Any) -> Callable[[Scope], Any]:
    if expr.observed:
        return _observation(expr)
    # The closed form may be long, and is not asked for where quantities are measured.
    found: list[Callable[[Scope], Any]] = []

    def value(scope: Scope) -> Any:
        if not found:
            found.append(_walker(closed_form(expr)))
        return found[0](scope)

    def walk(scope: Scope) -> Any:
        if scope.quantity is not None:
            return scope.quantity(expr, scope)
        if scope.memo is None:
            return value(scope)
        key = (expr, type(scope.algebra), ctx.prec)
        if key not in scope.memo:
            scope.memo[key] = value(scope)
        return scope.memo[key]

    return walk


@lru_cache(maxsize=1024)
def closed_form(quantity: Any) -> Any:
    """The closed form of a quantity, built once (SymPy's `Max` compares its arguments at length).

    Args:
        quantity: the quantity.

    Returns:
        Its closed form.
    """
    return quantity.closed_form()


def _extremum(expr: Any) -> Callable[[Scope], Any]:
    """`Max` or `Min`; exactly, only the arguments that balls cannot rule out are walked."""
    name, sign = type(expr).__name__, 1 if isinstance(expr, sympy.Max) else -1
    arguments = [_walker(arg) for arg in expr.args]

    def walk(scope: Scope) -> Any:
        if not isinstance(scope.algebra, Radicals):
            return scope.algebra.function(name, [argument(scope) for argument in arguments])
        with working_precision(bits=SIEVE_BITS):
            balls = Scope(scope.values, Balls(), scope.quantity, scope.decide, scope.intervals)
            sizes = [(arb(argument(balls)) * sign, argument) for argument in arguments]
            bar = max(size.lower() for size, _ in sizes)
            leading = [argument for size, argument in sizes if not size < bar]
        first, *others = (argument(scope) for argument in leading)
        if not all((other - first).is_zero() for other in others):
            raise NotExact("an extremum of numbers that are nearly equal")
        return first

    return walk


def _constant(expr: Any, scope: Scope) -> Any:
    if not isinstance(scope.algebra, Balls):
        raise NotExact(str(expr))
    if expr not in _CONSTANTS:
        raise Unsupported(f"the constant {expr}")
    return _CONSTANTS[expr]()


def _derivative(expr: Any, scope: Scope) -> Any:
    done = expr.doit()
    if done.has(sympy.Derivative):
        raise Unsupported(f"the derivative {expr}")
    return evaluate(done, scope)


def _limit(expr: Any, scope: Scope) -> Any:
    """A ball that contains the limit, if there is one: the function on a whole neighbourhood."""
    if not isinstance(scope.algebra, Balls):
        raise NotExact("a limit")
    if len(sides(expr)) > 1:
        # Whether both sides agree is for a claim to say.
        raise Indeterminate("a limit from both sides")
    near, name = near_the_point(expr)
    return evaluate(near, scope.over(name, tail()))


def _largest_eigenvalue(expr: Any, scope: Scope) -> Any:
    """Of an explicit matrix, from balls around its entries; the measured road encloses it in the same way."""
    if not isinstance(scope.algebra, Balls):
        raise NotExact("an eigenvalue without a formula")
    (matrix,) = expr.args
    entries = [arb(evaluate(entry, scope)) for entry in matrix]
    rows, columns = (int(size) for size in matrix.shape)
    return largest_eigenvalue(arb_mat(rows, columns, entries), int(ctx.prec / BITS_PER_DIGIT))


def _explicit_number(expr: Any, scope: Scope) -> Any:
    from proofs_check.explicit import explicit_number

    return explicit_number(expr, scope)


def _equation_root(expr: Any, scope: Scope) -> Any:
    if not isinstance(scope.algebra, Balls):
        raise NotExact("a root without a formula")
    return root_ball(expr, evaluate(expr.value, scope), int(ctx.prec / BITS_PER_DIGIT))


def _implicit_root(expr: Any, scope: Scope) -> Any:
    if not isinstance(scope.algebra, Balls):
        raise NotExact("a root without a formula")
    return implicit_root(expr, partial(_exact_or_ball, scope=scope), partial(_range_of, scope=scope))


def _exact_or_ball(expr: Any, scope: Scope, index: str = "", value: int = 0) -> fmpq | arb:
    """The value of an expression: of an integer by its looks exactly, of others as a ball."""
    inside = scope.bind(index, fmpq(value)) if index else scope
    return rational_value(expr, inside) if expr.is_integer else arb(evaluate(expr, inside))


def _range_of(limits: Any, scope: Scope) -> tuple[str, int]:
    """The name of an index and how far it runs from 1."""
    last = rational_value(limits[2], scope)
    if last.q != 1 or not 1 <= last.p <= MOST_TERMS:
        raise TooLarge(f"a range to {last}")
    return limits[0].name, int(last.p)


_CONSTANTS: dict[Any, Callable[[], arb]] = {
    sympy.pi: arb.pi,
    sympy.E: arb.const_e,
    sympy.EulerGamma: arb.const_euler,
    sympy.Catalan: arb.const_catalan,
    sympy.GoldenRatio: lambda: (1 + arb(5).sqrt()) / 2,
}

#: What is met often: walks put together once.
_MADE: tuple[tuple[Any, Callable[[Any], Callable[[Scope], Any]]], ...] = (
    (Quantity, _quantity),
    (sympy.Indexed, _indexed),
    ((sympy.Sum, sympy.Product), _ranged),
    (sympy.Piecewise, _piecewise),
    ((sympy.Max, sympy.Min), _extremum),
)

_NODES: tuple[tuple[Any, Callable[[Any, Scope], Any]], ...] = (
    (LargestEigenvalue, _largest_eigenvalue),
    (ExplicitNumber, _explicit_number),
    (EquationRoot, _equation_root),
    (ImplicitRoot, _implicit_root),
    (sympy.NumberSymbol, _constant),
    (sympy.Derivative, _derivative),
    (sympy.Limit, _limit),
)


def _as_fmpq(value: Any) -> fmpq:
    return value if isinstance(value, fmpq) else fmpq(value.numerator, value.denominator)
