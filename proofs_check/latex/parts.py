"""What every part of a formula is asked for: a value, and whether that is a number or a proposition.

Main results: `Parts`, `trees`, `complaint`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sympy as sp
from lark import Token, Tree
from sympy.logic.boolalg import Boolean

from proofs_check.latex.tex import Tok, Unreadable
from proofs_check.latex.values import Chain, Dots, Factors, Members, Several, relation
from theory import AllEqual, StatementError
from theory.configuration import Configuration

__all__ = ["UNBOUND", "Parts", "complaint", "place", "trees"]

UNBOUND = "say what it is: % sharpath-notation: NAME = ..."


class Parts:
    """Works out subtrees; a subclass has one method to a rule of the grammar, by its name after ``_``.

    Args:
        meanings: what the words mean, by ``start_pos``.
    """

    def __init__(self, meanings: Sequence[Any]) -> None:
        self.meanings = meanings
        self.unknown: dict[Any, Tok] = {}

    def value(self, tree: Any) -> Any:
        """The value of a subtree: a SymPy object, or one of `proofs_check.latex.values`."""
        rule: Callable[[Any], Any] = getattr(self, f"_{tree.data}")
        try:
            return rule(tree)
        except (StatementError, TypeError, ValueError, AttributeError) as error:
            raise complaint(tree, " ".join(str(error).split()), "mend it") from error

    def _meant(self, token: Any) -> Any:
        return self.meanings[token.start_pos]

    def number(self, tree: Any) -> Any:
        """The value of a subtree that has to be an expression."""
        return self._number_of(self.value(tree), tree)

    def truth(self, tree: Any) -> Any:
        """The value of a subtree that has to be a proposition."""
        return self._truth(self.value(tree), tree)

    def _number_of(self, value: Any, tree: Any) -> Any:
        if isinstance(value, Factors):
            value = value.expr()
        if isinstance(value, sp.Expr) and not isinstance(value, sp.IndexedBase):
            return value
        if isinstance(value, sp.IndexedBase):
            raise complaint(
                tree, f"{value} stands for many numbers", f"write an element of it, {value}_1 say"
            )
        raise complaint(tree, "a number is expected here", f"this is {_kind(value)}")

    def _truth(self, value: Any, tree: Any) -> Any:
        if isinstance(value, Chain):
            return self._relations(value, tree)
        if isinstance(value, Boolean) and not isinstance(value, sp.Expr):
            return value
        raise complaint(tree, "a statement is expected here", f"write a relation; this is {_kind(value)}")

    def _plain(self, value: Any, tree: Any) -> Any:
        """A SymPy object."""
        if isinstance(value, Chain):
            return self._truth(value, tree)
        if isinstance(value, Factors):
            return value.expr()
        if isinstance(value, Several):
            return sp.Tuple(*(self._plain(item, tree) for item in value.items))
        if isinstance(value, sp.Basic | sp.MatrixBase):
            return value
        raise complaint(tree, f"{_kind(value)} has no place here", "write out what it stands for")

    def _relations(self, chain: Chain, tree: Any) -> Any:
        sides, signs = chain.sides, chain.signs
        if len(sides) == 3 and isinstance(sides[1], Dots) and signs == ("=", "="):
            base, count = self._first_to_last(sides[0], sides[2], tree)
            return AllEqual(base, count)
        if "in" in signs:
            raise complaint(tree, r"\in is read after \text{for all} only", "write inequalities")
        numbers = [self._number_of(side, tree) for side in sides]
        pairs = [relation(sign, *numbers[k : k + 2]) for k, sign in enumerate(signs)]
        return pairs[0] if len(pairs) == 1 else sp.And(*pairs)

    def _first_to_last(self, first: Any, last: Any, tree: Any) -> tuple[Any, Any]:
        ends = [end.expr() if isinstance(end, Factors) else end for end in (first, last)]
        fits = all(isinstance(end, sp.Indexed) and len(end.indices) == 1 for end in ends)
        if not fits or ends[0].base != ends[1].base or ends[0].indices[0] != 1:
            raise complaint(
                tree, "dots go from a first to a last share", r"write \sigma_1 = \dots = \sigma_H"
            )
        return ends[0].base, ends[1].indices[0]

    def _items(self, listed: Any) -> tuple[Any, ...]:
        """The items of a list; one that is a list in brackets stays one."""
        value = self.value(listed)
        return value.items if listed.data in {"several", "single"} else (value,)


def trees(tree: Any) -> list[Any]:
    """The parts of a tree that are trees, without its words."""
    return [child for child in tree.children if isinstance(child, Tree)]


def _kind(value: Any) -> str:
    for kind, words in (
        (Chain, "a relation"),
        (Several, "a list"),
        (Members, "a set"),
        (Dots, "dots"),
        (Configuration, "a configuration"),
    ):
        if isinstance(value, kind):
            return words
    if isinstance(value, sp.Expr | Factors):
        return "a number"
    return "a statement" if isinstance(value, Boolean) else "something else"


def place(token: Token) -> Tok:
    """Where a word of the grammar stands."""
    return Tok(str(token), token.line or 1, token.column or 1)


def complaint(tree: Any, what: str, remedy: str) -> Unreadable:
    """What is wrong with a subtree, at its first word."""
    token = next(iter(tree.scan_values(lambda child: isinstance(child, Token))), None)
    return Unreadable(Tok("") if token is None else place(token), what, remedy)
