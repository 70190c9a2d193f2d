"""The numbers in a formula: sums, products, powers, calls, and signs that bind an index.

SymPy objects are made by its evaluating constructors, a product and a sum whole.

Main result: `Arithmetic`.
"""

from __future__ import annotations

from typing import Any

import sympy as sp
from lark import Token, Tree

from proofs_check.latex.parts import UNBOUND, Parts, complaint, place, trees
from proofs_check.latex.tex import Unreadable
from proofs_check.latex.values import Chain, Dots, Factors, Members, Several
from theory import HessianEigenvalue

__all__ = ["Arithmetic"]


class Arithmetic(Parts):
    """The rules for numbers."""

    def _total(self, tree: Any) -> Any:
        return sp.Add(*(self.number(child) for child in tree.children))

    def _plus(self, tree: Any) -> Any:
        return self.number(trees(tree)[0])

    def _minus(self, tree: Any) -> Any:
        value = self.value(trees(tree)[0])
        factors = value if isinstance(value, Factors) else Factors((self._number_of(value, tree),))
        return factors.expr(-1)

    def _multiplied(self, tree: Any) -> Any:
        value = self.value(tree.children[0])
        alone = isinstance(value, Factors) and len(value.above) == 1 and not value.below
        return value.above[0] if alone else value

    def _product(self, tree: Any) -> Any:
        parts = [self.value(child) for child in trees(tree)]
        if len(parts) == 1 and isinstance(parts[0], Factors):
            return parts[0]
        loose = [part for part in parts[:-1] if isinstance(part, Factors) and part.loose]
        if loose and not any(isinstance(child, Token) for child in tree.children):
            raise complaint(tree, loose[0].loose, r"write brackets or \cdot")
        whole = Factors(())
        for part, child in zip(parts, trees(tree), strict=True):
            whole = whole.times(
                part if isinstance(part, Factors) else Factors((self._number_of(part, child),))
            )
        return whole

    def _factors(self, tree: Any) -> Any:
        parts = trees(tree)
        last = self._factor(parts[-1])
        if len(parts) == 1:
            return last
        first = self.value(parts[0])
        if _ends_with_number(parts[0]) and _begins_with_number(parts[-1]):
            raise complaint(parts[-1], "numbers side by side have two readings", r"write 10000, or \cdot")
        if first.loose and not (isinstance(parts[-1], Tree) and parts[-1].data.startswith("bare")):
            raise complaint(parts[-1], first.loose, r"write brackets or \cdot")
        return self._numbers(first, parts[0]).times(self._numbers(last, parts[-1]))

    def _times(self, tree: Any) -> Any:
        first, last = trees(tree)
        return self._numbers(self.value(first), first).times(self._numbers(self._factor(last), last))

    def _numbers(self, factors: Factors, tree: Any) -> Factors:
        """Insist that the factors of a product are numbers."""
        for factor in factors.above:
            if isinstance(factor, Several) and self.unknown:
                # Brackets with a list after a name: a call of something that is not known.
                name, tok = list(self.unknown.items())[-1]
                raise Unreadable(tok, f"{name} has no meaning here, but is written with arguments", UNBOUND)
            self._number_of(factor, tree)
        return factors

    def _over(self, tree: Any) -> Any:
        first, last = trees(tree)
        above, below = self._numbers(self.value(first), first), self._numbers(self._factor(last), last)
        return Factors(above.over(below).above, above.over(below).below, "a/b c has two readings")

    def _factor(self, tree: Any) -> Factors:
        """One factor; a single thing that is no number stays as it is."""
        value = self.value(tree)
        if isinstance(value, Factors):
            return value
        loose = ""
        if isinstance(tree, Tree) and tree.data.startswith("bare"):
            loose = "a function without brackets before a product has two readings"
        return Factors((value,), (), loose)

    def _fraction(self, tree: Any) -> Any:
        above, below = (self._as_factors(child) for child in trees(tree))
        return Factors(above.over(below).above, above.over(below).below)

    def _as_factors(self, tree: Any) -> Factors:
        value = self.value(tree)
        return value if isinstance(value, Factors) else Factors((self._number_of(value, tree),))

    def _root(self, tree: Any) -> Any:
        *degree, inside = map(self.number, trees(tree))
        return sp.Pow(inside, 1 / degree[0] if degree else sp.S.Half)

    def _power(self, tree: Any) -> Any:
        return sp.Pow(*map(self.number, trees(tree)))

    def _group(self, tree: Any) -> Any:
        value = self.value(trees(tree)[0])
        return value.expr() if isinstance(value, Factors) else value

    def _set(self, tree: Any) -> Any:
        return Members(self._items(trees(tree)[0]))

    def _absolute(self, tree: Any) -> Any:
        return sp.Abs(self.number(trees(tree)[0]))

    def _number(self, tree: Any) -> Any:
        return self._meant(tree.children[0])

    def _name(self, tree: Any) -> Any:
        token = tree.children[0]
        meaning = self._meant(token)
        if not isinstance(meaning, str):
            return meaning
        symbol = sp.Symbol(meaning.lstrip("\\"), integer=True, positive=True)
        self.unknown.setdefault(symbol, place(token))
        return symbol

    def _dots(self, tree: Any) -> Any:
        return Dots()

    def _base(self, tree: Any) -> Any:
        return self._meant(tree.children[0])

    def _element(self, tree: Any) -> Any:
        indices = self._items(trees(tree)[0])
        return self._meant(tree.children[0])[tuple(self._number_of(index, tree) for index in indices)]

    # Signs that bind, and calls.

    def _ranged_sum(self, tree: Any) -> Any:
        return self._ranged(tree, sp.Sum)

    def _ranged_product(self, tree: Any) -> Any:
        return self._ranged(tree, sp.Product)

    def _ranged(self, tree: Any, kind: Any) -> Any:
        below, above, inside = trees(tree)
        chain = self.value(below)
        if not isinstance(chain, Chain) or chain.signs != ("=",):
            raise complaint(tree, "an index with its first value is expected", r"write \sum_{h=1}^{H}")
        index, low = (self._number_of(side, below) for side in chain.sides)
        body = self.number(inside)
        if index in self.unknown and not low.is_positive:
            plain = sp.Symbol(index.name, integer=True)
            index, body = plain, body.xreplace({index: plain})
        return kind(body, (index, low, self.number(above)))

    def _limit(self, tree: Any) -> Any:
        variable, point, inside = trees(tree)
        target = self.number(point.children[0])
        direction = {"from_above": "+", "from_below": "-"}.get(point.data, "+-")
        if target.is_infinite:
            return sp.Limit(self.number(inside), self.number(variable), target)
        return sp.Limit(self.number(inside), self.number(variable), target, direction)

    def _derivative(self, tree: Any) -> Any:
        _, *along, body = trees(tree)
        counts = []
        for part in along:
            name, *order = [child for child in part.children if child.type in {"NAME", "NUMBER"}]
            counts.append((self._meant(name), self._meant(order[0]) if order else 1))
        return sp.Derivative(self.number(body), *counts)

    def _binomial(self, tree: Any) -> Any:
        return sp.binomial(*map(self.number, trees(tree)))

    def _call(self, tree: Any) -> Any:
        items = [item for listed in trees(tree) for item in self._items(listed)]
        return self._meant(tree.children[0])(*(self._plain(item, tree) for item in items))

    def _indexed_call(self, tree: Any) -> Any:
        subscript, listed = trees(tree)
        head = self._meant(tree.children[0])
        if head is not HessianEigenvalue:
            raise complaint(tree, f"{tree.children[0]} takes no subscript", "write it in the brackets")
        numbers = [self._number_of(mode, subscript) for mode in self._items(subscript)]
        if len(numbers) == 1 and numbers[0].is_Integer:
            numbers = [sp.Integer(digit) for digit in str(numbers[0])]
        return head(self._plain(self.value(listed), listed), *numbers)

    def _bare_call(self, tree: Any) -> Any:
        return self._meant(tree.children[0])(self.number(trees(tree)[0]))

    def _bare_power(self, tree: Any) -> Any:
        base, exponent = map(self.number, trees(tree))
        return self._meant(tree.children[0])(sp.Pow(base, exponent))

    def _power_of_call(self, tree: Any) -> Any:
        exponent, argument = map(self.number, trees(tree))
        if exponent == -1:
            raise complaint(tree, "f^{-1} has two readings", r"write \arcsin, or a fraction")
        return sp.Pow(self._meant(tree.children[0])(argument), exponent)

    def _cases(self, tree: Any) -> Any:
        return sp.Piecewise(*(self._case(row) for row in trees(tree)))

    def _case(self, tree: Any) -> tuple[Any, Any]:
        value, *condition = trees(tree)
        return self.number(value), self.truth(condition[0]) if condition else sp.true

    def _matrix(self, tree: Any) -> Any:
        return sp.ImmutableMatrix([[self.number(cell) for cell in trees(row)] for row in trees(tree)])


def _ends_with_number(factors: Any) -> bool:
    return bool(trees(factors)[-1].data == "number")


def _begins_with_number(factor: Any) -> bool:
    """Whether a factor is a number, a power of one, or a fraction of two."""
    if factor.data == "fraction":
        words = factor.scan_values(lambda child: isinstance(child, Token))
        return {word.type for word in words} <= {"FRAC", "OPEN", "CLOSE", "NUMBER"}
    return bool(factor.data == "number" or (factor.data == "power" and trees(factor)[0].data == "number"))
