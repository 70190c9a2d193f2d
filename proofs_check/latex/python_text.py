"""One expression in Python, as theorem files write them, read without running it.

Numbers, names, calls of quantities, configurations and functions, ``+ - * / **``, comparisons, tuples and
elements of families; a comparison is a relation, and a chain of them a conjunction. ``Symbol("k",
integer=True)`` and ``IndexedBase`` declare.

Main result: `read_python`.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from typing import Any

import sympy as sp

import theory
from proofs_check.latex.notation import library
from theory import notation as shared

__all__ = ["PythonTextError", "read_python", "shared_symbols"]

_BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
_RELATIONS: dict[type[ast.cmpop], Any] = {
    ast.Lt: sp.Lt,
    ast.LtE: sp.Le,
    ast.Gt: sp.Gt,
    ast.GtE: sp.Ge,
    ast.Eq: sp.Eq,
    ast.NotEq: sp.Ne,
}
_NAMES = """
    sqrt log exp sin cos tan sinh cosh tanh asin acos atan asinh acosh atanh Abs Max Min sign floor ceiling
    factorial LambertW Rational Integer Sum Product Limit Derivative Piecewise Eq Ne Lt Le Gt Ge And Or Not
    Implies Equivalent
"""
_FUNCTIONS = tuple(_NAMES.split())
_DECLARED = {"Symbol": sp.Symbol, "IndexedBase": sp.IndexedBase}
_FACTS = frozenset({
    "real",
    "integer",
    "positive",
    "nonnegative",
    "negative",
    "nonpositive",
    "nonzero",
    "even",
    "odd",
})
#: Longer texts, larger powers and factorials, and numbers with more binary digits are not worked out.
_LONGEST, _LARGEST_POWER = 2000, 10_000
_LARGEST_FACTORIAL, _MOST_DIGITS = 1000, 100_000


class PythonTextError(ValueError):
    """An expression that cannot be read; the message says why."""


def shared_symbols() -> dict[str, Any]:
    """The symbols of `theory.notation` by name.

    Returns:
        Symbols and indexed bases.
    """
    found = {name: getattr(shared, name) for name in shared.__all__}
    return {name: thing for name, thing in found.items() if isinstance(thing, sp.Symbol | sp.IndexedBase)}


def read_python(text: str, names: Mapping[str, Any]) -> Any:
    """An expression as a SymPy object.

    Args:
        text: one Python expression.
        names: what names mean, besides quantities, configurations and functions.

    Returns:
        A SymPy object.

    Raises:
        PythonTextError: it is none, or uses what is not known.

    Example:
        >>> read_python("Sharpness(SinglePath(L, s)) >= L", shared_symbols())
        Sharpness(SinglePath(L, s)) >= L
        >>> read_python("open('x')", {})
        Traceback (most recent call last):
        proofs_check.latex.python_text.PythonTextError: open is not known here
    """
    if len(text) > _LONGEST:
        raise PythonTextError(f"is longer than {_LONGEST} characters")
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise PythonTextError(f"is no Python expression: {getattr(error, 'msg', error)}") from None
    predicates = {name: getattr(theory, name) for name in ("ForAll", "AllEqual", "OneNonzero", "UniqueRoot")}
    functions = {name: getattr(sp, name) for name in _FUNCTIONS}
    known = {"pi": sp.pi, "oo": sp.oo, **functions, **predicates, **library(), **names}
    try:
        return _Reader(known).value(tree.body)
    except PythonTextError:
        raise
    except (TypeError, ValueError, AttributeError, ArithmeticError, LookupError, RecursionError) as error:
        raise PythonTextError(" ".join(str(error).split()) or type(error).__name__) from None


class _Reader:
    """Walks Python's tree."""

    def __init__(self, known: Mapping[str, Any]) -> None:
        self.known = known

    def value(self, node: ast.AST) -> Any:
        for kind, read in _NODES.items():
            if isinstance(node, kind):
                return read(self, node)
        raise PythonTextError(f"{type(node).__name__} has no place in a formula")

    def _constant(self, node: Any) -> Any:
        if isinstance(node.value, bool) or not isinstance(node.value, int):
            raise PythonTextError(f"{node.value!r} is no exact number: write Rational(1, 10), say")
        return sp.Integer(node.value)

    def _name(self, node: Any) -> Any:
        if node.id not in self.known:
            raise PythonTextError(f"{node.id} is not known here")
        return self.known[node.id]

    def _binary(self, node: Any) -> Any:
        if type(node.op) not in _BINARY:
            raise PythonTextError(f"{type(node.op).__name__} has no place in a formula")
        left, right = self.value(node.left), self.value(node.right)
        if isinstance(node.op, ast.Pow) and isinstance(right, sp.Rational) and abs(right) > _LARGEST_POWER:
            raise PythonTextError(f"the power {right} is too large")
        if isinstance(node.op, ast.Pow) and isinstance(left, sp.Rational) and isinstance(right, sp.Rational):
            digits = max(left.p.bit_length(), left.q.bit_length()) * abs(right)
            if digits > _MOST_DIGITS:
                raise PythonTextError(f"the power {right} of so large a number is too large")
        return _BINARY[type(node.op)](left, right)

    def _unary(self, node: Any) -> Any:
        if not isinstance(node.op, ast.USub):
            raise PythonTextError(f"{type(node.op).__name__} has no place in a formula")
        return -self.value(node.operand)

    def _compare(self, node: Any) -> Any:
        sides = [self.value(side) for side in (node.left, *node.comparators)]
        if any(type(op) not in _RELATIONS for op in node.ops):
            raise PythonTextError("only < <= > >= == != compare")
        pairs = [_RELATIONS[type(op)](*sides[k : k + 2]) for k, op in enumerate(node.ops)]
        return pairs[0] if len(pairs) == 1 else sp.And(*pairs)

    def _call(self, node: Any) -> Any:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name in _DECLARED:
            return self._declared(name, node)
        function = self.value(node.func)
        if not callable(function) or node.keywords:
            raise PythonTextError(f"{name or 'this'} cannot be called so")
        values = [self.value(arg) for arg in node.args]
        if function is sp.factorial and any(
            isinstance(v, sp.Integer) and v > _LARGEST_FACTORIAL for v in values
        ):
            raise PythonTextError(f"factorials beyond that of {_LARGEST_FACTORIAL} are too large")
        return function(*values)

    def _declared(self, kind: str, node: Any) -> Any:
        label = node.args[0].value if len(node.args) == 1 and isinstance(node.args[0], ast.Constant) else None
        facts = {word.arg: getattr(word.value, "value", None) for word in node.keywords}
        if not isinstance(label, str) or not set(facts) <= _FACTS or set(facts.values()) - {True}:
            raise PythonTextError(f'declare with {kind}("k", integer=True, positive=True), say')
        return _DECLARED[kind](label, **facts)

    def _element(self, node: Any) -> Any:
        base = self.value(node.value)
        if not isinstance(base, sp.IndexedBase):
            raise PythonTextError(f"{base} has no elements")
        index = self.value(node.slice)
        if index == ():
            raise PythonTextError(f"{base} needs an index")
        return base[index]

    def _tuple(self, node: Any) -> Any:
        return tuple(self.value(part) for part in node.elts)


_NODES: dict[type[ast.AST], Callable[[_Reader, Any], Any]] = {
    ast.Constant: _Reader._constant,
    ast.Name: _Reader._name,
    ast.BinOp: _Reader._binary,
    ast.UnaryOp: _Reader._unary,
    ast.Compare: _Reader._compare,
    ast.Call: _Reader._call,
    ast.Subscript: _Reader._element,
    ast.Tuple: _Reader._tuple,
}
