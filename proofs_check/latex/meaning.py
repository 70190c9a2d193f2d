"""From the tree of a formula to the SymPy object it means.

One method to a rule of the grammar; relations are not evaluated.

Main result: `Meaning`.
"""

from __future__ import annotations

from typing import Any

import sympy as sp
from lark import Token

from proofs_check.latex.arithmetic import Arithmetic
from proofs_check.latex.parts import UNBOUND, complaint, trees
from proofs_check.latex.tex import Unreadable
from proofs_check.latex.values import Chain, Members, Several
from theory import ForAll, OneNonzero, UniqueRoot

__all__ = ["Meaning"]


class Meaning(Arithmetic):
    """The rules for lists and propositions, and the whole.

    Args:
        meanings: what the words mean, by ``start_pos``.
    """

    def of(self, tree: Any) -> Any:
        """What a whole formula means.

        Args:
            tree: of the rule ``start``.

        Returns:
            A SymPy object.

        Raises:
            Unreadable: parts that do not fit, or a name that means nothing and is no bound index.
        """
        value = self.value(tree.children[0])
        if isinstance(value, Several):
            value = sp.And(*(self._truth(item, tree) for item in value.items))
        found = self._plain(value, tree)
        for symbol, tok in self.unknown.items():
            if symbol in getattr(found, "free_symbols", ()):
                raise Unreadable(tok, "has no meaning here", UNBOUND)
        return found

    def _one(self, tree: Any) -> Any:
        return self.value(tree.children[0])

    def _single(self, tree: Any) -> Any:
        return Several((self.value(tree.children[0]),))

    def _several(self, tree: Any) -> Any:
        return Several(tuple(self.value(child) for child in trees(tree)))

    def _for_all(self, tree: Any) -> Any:
        body, limits = trees(tree)
        chain = self.value(limits)
        index, low, high = self._range(chain, limits)
        return ForAll(self.truth(body), (index, low, high))

    def _range(self, chain: Any, tree: Any) -> tuple[Any, Any, Any]:
        if isinstance(chain, Chain):
            sides, signs = chain.sides, chain.signs
            if signs == ("in",) and isinstance(sides[1], Members) and len(sides[1].items) == 3:
                low, _, high = sides[1].items
                return tuple(self._number_of(part, tree) for part in (sides[0], low, high))
            if signs == ("<=", "<="):
                low, index, high = (self._number_of(side, tree) for side in sides)
                return index, low, high
        raise complaint(tree, "a range is expected here", r"write 1 \le h \le H")

    def _unique_root(self, tree: Any) -> Any:
        equation, unknown, interval = trees(tree)
        chain = self.value(equation)
        if not isinstance(chain, Chain) or chain.signs != ("=",):
            raise complaint(tree, "an equation with 0 is expected here", "write f = 0")
        ends = self.value(interval)
        if not isinstance(ends, Several) or len(ends.items) != 2:
            raise complaint(interval, "an interval is expected here", "write (0, 1), say")
        if any(isinstance(child, Token) and child not in {"(", ")"} for child in interval.children):
            raise complaint(interval, "the ends of the interval are not in it", "write (0, 1), say")
        left, right = (self._number_of(side, tree) for side in chain.sides)
        pair = tuple(self._number_of(item, interval) for item in ends.items)
        return UniqueRoot(left - right if right != 0 else left, self.number(unknown), pair)

    def _implied(self, tree: Any) -> Any:
        claim, condition = trees(tree)
        return sp.Implies(self.truth(condition), self.truth(claim))

    def _implies(self, tree: Any) -> Any:
        return sp.Implies(*(self.truth(part) for part in trees(tree)))

    def _equivalent(self, tree: Any) -> Any:
        return sp.Equivalent(*(self.truth(part) for part in trees(tree)))

    def _xor(self, tree: Any) -> Any:
        return sp.Xor(*(self.truth(part) for part in trees(tree)))

    def _either(self, tree: Any) -> Any:
        return sp.Or(*(self.truth(part) for part in trees(tree)))

    def _both(self, tree: Any) -> Any:
        return sp.And(*(self.truth(part) for part in trees(tree)))

    def _negated(self, tree: Any) -> Any:
        return sp.Not(*(self.truth(part) for part in trees(tree)))

    def _chain(self, tree: Any) -> Any:
        signs = tuple(self._meant(child) for child in tree.children if isinstance(child, Token))
        return Chain(tuple(self.value(child) for child in trees(tree)), signs)

    def _at_most_one(self, tree: Any) -> Any:
        items = self._items(trees(tree)[0])
        if len(items) != 3 or tree.children[-1] != "0":
            raise complaint(tree, "shares are expected here", r"write \sigma_1, \dots, \sigma_H")
        return OneNonzero(*self._first_to_last(items[0], items[2], tree))

    def _true(self, tree: Any) -> Any:
        return sp.true

    def _false(self, tree: Any) -> Any:
        return sp.false

    def _mapsto(self, tree: Any) -> Any:
        variables, body = map(self.value, trees(tree))
        names = variables.items if isinstance(variables, Several) else (variables,)
        plain = [self._plain(name, tree) for name in names]
        return sp.Lambda(tuple(plain), self._plain(body, tree))
