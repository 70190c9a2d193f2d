r"""Notation: what every name in a formula means, and how every object is written; one table for both ways.

Quantities and configurations have macros of their own names (``\Sharpness``), defined in
`proofs_check.latex.macros`; without macros they are written as these expand. What has no entry here is
written ``\operatorname{Name}\left(...\right)``.

Main results: `Notation`, `HEADS`, `FUNCTIONS`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import sympy as sp
from sympy.core.function import FunctionClass
from sympy.core.relational import Relational
from sympy.functions.elementary.piecewise import ExprCondPair
from sympy.logic.boolalg import BooleanAtom, BooleanFunction
from sympy.matrices.matrixbase import MatrixBase

import theory
from proofs_check.latex.names import key_of, spellings
from theory.predicates import Proposition

__all__ = ["CONSTANTS", "FUNCTIONS", "HEADS", "Notation", "library"]

#: Class name -> what its macro expands to. Other quantities and configurations: their name, upright.
HEADS = {
    "Sharpness": r"\lambda_{\max}",
    "StabilityThreshold": r"\eta_{\max}",
    "PerturbationMultiplier": r"\rho",
    "HillNumber": "N",
    "HessianCharacteristicPolynomial": r"\chi",
    "HessianEigenvalue": r"\mu",
    "WorstCaseReturn": r"\gamma_{\mathrm{WCR}}",
    "Imbalance": r"\zeta",
}

#: Functions with a control word; of several spellings the first is written.
FUNCTIONS: dict[str, Any] = {
    r"\log": sp.log,
    r"\ln": sp.log,
    r"\exp": sp.exp,
    **{rf"\{name}": getattr(sp, name) for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh", "coth")},
    **{rf"\arc{name}": getattr(sp, f"a{name}") for name in ("sin", "cos", "tan")},
    r"\max": sp.Max,
    r"\min": sp.Min,
}
#: SymPy's functions that an author may write as ``\operatorname{name}(x)``.
_MORE = "asinh acosh atanh erf sign floor ceiling factorial gamma binomial LambertW Abs Mod log1p"
_UPRIGHT_CONSTANTS = {
    "i": sp.I,
    "EulerGamma": sp.EulerGamma,
    "GoldenRatio": sp.GoldenRatio,
    "Catalan": sp.Catalan,
}
CONSTANTS = {r"\pi": sp.pi, "e": sp.E, r"\infty": sp.oo} | {
    rf"\mathrm{{{name}}}": value for name, value in _UPRIGHT_CONSTANTS.items()
}

#: What the printer has shapes for.
_KNOWN = (
    *(
        sp.Symbol,
        sp.Number,
        sp.NumberSymbol,
        type(sp.I),
        sp.Add,
        sp.Mul,
        sp.Pow,
        sp.Sum,
        sp.Product,
        sp.Limit,
    ),
    *(sp.Derivative, sp.Piecewise, ExprCondPair, sp.Tuple, sp.Lambda, sp.Indexed, sp.IndexedBase, sp.Abs),
    *(MatrixBase, Relational, BooleanAtom, BooleanFunction, Proposition, sp.exp),
)


class Notation:
    r"""Names and what they mean.

    Args:
        macros: whether quantities and configurations are written as macros.

    Example:
        >>> notation = Notation()
        >>> notation.bind(r"\lambda_1", 3)
        >>> notation.meaning(r"\lambda_{1}")
        3
    """

    def __init__(self, *, macros: bool = False) -> None:
        self.macros = macros
        self._meaning: dict[str, Any] = {}
        self._spelling: dict[Any, str] = {}

    @classmethod
    def of(
        cls,
        *objects: Any,
        names: Mapping[Any, str] | None = None,
        macros: bool = False,
        standard: bool = False,
    ) -> Notation:
        """A notation in which some objects can be written.

        Args:
            objects: expressions and propositions.
            names: what to write for some objects, configurations say.
            macros: whether quantities and configurations are written as macros.
            standard: whether to name every quantity, configuration and function that an author may use.

        Returns:
            The notation; symbols first, so that a quantity whose letter is taken is written by its name.
        """
        made = cls(macros=macros)
        for thing, letter in (names or {}).items():
            made.bind(letter, thing)
        parts = [part for thing in objects for part in _parts(thing)]
        for symbol in sorted({p for p in parts if isinstance(p, sp.Symbol | sp.IndexedBase)}, key=_order):
            made._name(symbol)
        heads = {p for p in parts if isinstance(p, type)}
        more = library() | {name: _function(name) for name in _MORE.split()} if standard else {}
        for head in sorted(
            heads | set(more.values()), key=lambda c: (c not in heads, c.__name__, c.__module__)
        ):
            made._head(head)
        return made

    def bind(self, spelling: str, thing: Any) -> None:
        """Let a name mean something; what is no name is `Unreadable`.

        Args:
            spelling: the name in LaTeX.
            thing: a SymPy object, or a class to be called.
        """
        self._meaning[key_of(spelling)] = thing
        self._spelling[thing] = spelling

    def meaning(self, key: str) -> Any:
        """What a name means.

        Args:
            key: its key (`proofs_check.latex.names.key_of`) or a spelling that is one.

        Returns:
            A SymPy object, a class, or None.
        """
        found = self._meaning.get(key)
        return CONSTANTS.get(key) if found is None else found

    def spelling(self, thing: Any) -> str | None:
        """How an object is written, if it has a name.

        Args:
            thing: a SymPy object or a class.

        Returns:
            LaTeX, or None.
        """
        return self._spelling.get(thing)

    def is_free(self, spelling: str) -> bool:
        """Whether a name means nothing yet.

        Args:
            spelling: the name in LaTeX.

        Returns:
            Whether it may be bound.
        """
        return self.meaning(key_of(spelling)) is None

    @property
    def words(self) -> frozenset[str]:
        """Control words that mean something here, and so are not expanded."""
        return frozenset(key for key in self._meaning if key[:1] == "\\" and key[1:].isalpha())

    @property
    def heads(self) -> frozenset[Any]:
        """The quantities and configurations that have a name here."""
        ours = theory.Quantity | theory.Configuration
        return frozenset(c for c in self._spelling if isinstance(c, type) and issubclass(c, ours))

    def without(self, things: Iterable[Any]) -> Notation:
        """The same notation with fewer names.

        Args:
            things: objects that lose theirs.

        Returns:
            Another notation.
        """
        made, lost = Notation(macros=self.macros), set(things)
        made._meaning = {key: thing for key, thing in self._meaning.items() if thing not in lost}
        made._spelling = {thing: spelling for thing, spelling in self._spelling.items() if thing not in lost}
        return made

    def _name(self, thing: Any) -> None:
        if thing not in self._spelling:
            label = thing.label.name if isinstance(thing, sp.IndexedBase) else thing.name
            family = isinstance(thing, sp.IndexedBase)
            self.bind(
                next(
                    s
                    for s in spellings(label)
                    # An index is a subscript, and TeX allows no second one.
                    if self.is_free(s)
                    and not self._captured(s)
                    and not (family and "_" in s.replace(r"\_", ""))
                ),
                thing,
            )

    def _captured(self, spelling: str) -> bool:
        """Whether a name with a subscript reads as an element of an indexed base."""
        stem = key_of(spelling).partition("_")[0]
        return "_" in spelling and isinstance(self._meaning.get(stem), sp.IndexedBase)

    def _head(self, cls: Any) -> None:
        name = cls.__name__
        known = next((s for s, function in FUNCTIONS.items() if function is cls), None)
        if known is not None:
            self._spelling[cls] = known
            return
        ours = issubclass(cls, theory.Quantity | theory.Configuration)
        short = (
            HEADS.get(name, rf"\mathrm{{{name}}}") if ours and getattr(theory, name, None) is cls else None
        )
        full = next(s for s in _upright(name) if self.is_free(s))
        self._meaning[key_of(full)] = cls
        self._spelling[cls] = full
        if cls is theory.HessianEigenvalue and any(key.startswith(r"\mu_") for key in self._meaning):
            # Its modes are a subscript: \mu_{12}(c) would begin with a symbol's name.
            short = None
        if short is not None and (key_of(short) == key_of(full) or self.is_free(short)):
            self._meaning[key_of(short)] = cls
            self._spelling[cls] = short
        macro = short is not None and name.isalpha() and self.is_free(f"\\{name}")
        if macro:
            self._meaning[f"\\{name}"] = cls
        if macro and self.macros and self._spelling[cls] == short:
            self._spelling[cls] = f"\\{name}"


def _upright(name: str) -> Iterator[str]:
    plain = name.replace("_", r"\_")
    marks = ""
    while True:
        yield rf"\operatorname{{{plain}}}{marks}"
        marks += "'"


def library() -> dict[str, Any]:
    """Quantities and configurations that an author may use without saying so.

    Returns:
        The classes by name.
    """
    found = {name: getattr(theory, name) for name in theory.__all__}
    return {
        name: thing
        for name, thing in found.items()
        if isinstance(thing, type)
        and issubclass(thing, theory.Quantity | theory.Configuration)
        and thing not in {theory.Quantity, theory.Configuration}
    }


def _function(name: str) -> Any:
    from sympy.codegen.cfunctions import log1p

    return log1p if name == "log1p" else getattr(sp, name)


def _parts(thing: Any) -> Iterator[Any]:
    """Symbols, indexed bases and the classes that are written as a name with arguments."""
    if isinstance(thing, FunctionClass | str) or not isinstance(thing, sp.Basic | MatrixBase):
        return
    if isinstance(thing, sp.Symbol | sp.IndexedBase):
        yield thing
        return
    if not isinstance(thing, _KNOWN):
        yield type(thing)
    yield from (part for arg in _arguments(thing) for part in _parts(arg))


def _arguments(thing: Any) -> tuple[Any, ...]:
    if isinstance(thing, MatrixBase):
        return tuple(thing)
    # The direction of a limit is no symbol of the formula.
    return thing.args[:3] if isinstance(thing, sp.Limit) else tuple(thing.args)


def _order(thing: Any) -> tuple[Any, ...]:
    base = isinstance(thing, sp.IndexedBase)
    return (not base, str(thing), sorted(thing.assumptions0.items()))
