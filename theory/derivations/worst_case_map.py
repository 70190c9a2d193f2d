"""Steps that proofs about the worst-case return share: what the map of one pathway does.

``f(x) = x + (gamma/L) x^(L-1) (1 - x^L)``.  Main results: `safe_below` (a bound ``X`` of one step and a flip
factor of at most 1 there make all smaller ``gamma`` safe), `unsafe_above` (a start whose flip factor is at
least 1 makes all larger ``gamma`` unsafe), and `least_log`, that logarithms rise.
"""

from __future__ import annotations

from typing import Any

from sympy import Or, Symbol, log

from theory.derivations.layers import ge, gt, le, lt
from theory.derivations.writer import Writer
from theory.notation import L
from theory.quantities import WorstCaseReturn
from theory.quantities.worst_case_return import gradient_step

__all__ = ["GAMMA", "X", "flip_factor", "least_log", "safe_below", "unsafe_above"]

#: The weight and ``gamma`` of the map, and the numbers that they are compared with.
X, GAMMA = Symbol("x", positive=True), Symbol("gamma", positive=True)
_TOP, _EDGE = Symbol("b", positive=True), Symbol("g", positive=True)


def flip_factor(x: Any, gamma: Any, L: Any) -> Any:
    """``phi(x) = (gamma/L) x^(L-2) (x^L - 1)``: ``f(x) = x (1 - phi(x))``."""
    return gamma / L * x ** (L - 2) * (x**L - 1)


def _stays_positive(w: Writer, L: Any) -> None:
    """``f(x) > 0`` for ``x <= b`` and ``gamma < g``, if ``phi(b) <= 1`` with ``g``; needs "depth"."""
    f = gradient_step(X, GAMMA, L)
    factor = X ** (L - 2) * (X**L - 1)
    w("x at most b", le(X, _TOP), "assume")
    w("gamma below g", lt(GAMMA, _EDGE), "assume")
    w("flip factor at b", le(flip_factor(_TOP, _EDGE, L), 1), "assume")
    w("x and 1", Or(le(X, 1), ge(X, 1)), "excluded middle")
    w("x below 1", le(X, 1), "assume")
    w("x^L at most 1", le(X**L, 1), "monotone power", "x below 1", "depth", using=(L,))
    w("positive below 1", gt(f, 0), "sign", "x^L at most 1")
    w("x above 1", ge(X, 1), "assume")
    w("x^L above 1", ge(X**L, 1), "monotone power", "x above 1", "depth", using=(L,))
    w("x^L", le(X**L, _TOP**L), "monotone power", "x at most b", "depth", using=(L,))
    w("x^(L-2)", le(X ** (L - 2), _TOP ** (L - 2)), "monotone power", "x at most b", "depth", using=(L - 2,))
    w(
        "x moves less than b",
        le(factor, _TOP ** (L - 2) * (_TOP**L - 1)),
        "combination",
        "x^(L-2)",
        "x^L",
        "x^L above 1",
        using=(X**L - 1, _TOP ** (L - 2)),
    )
    w(
        "flip factor below 1",
        lt(GAMMA / L * factor, 1),
        "combination",
        "x moves less than b",
        "flip factor at b",
        "gamma below g",
        using=(GAMMA / L, GAMMA / _EDGE, 1 / _EDGE),
    )
    w("positive above 1", gt(f, 0), "combination", "flip factor below 1", using=(X,))
    w("positive", gt(f, 0), "cases", "x and 1", "positive below 1", "positive above 1")


def safe_below(w: Writer, L: Any, g: Any, top: Any, bound: str, flip: str, facts: tuple[str, ...]) -> str:
    """``WorstCaseReturn(L) >= g``.

    Args:
        w: the writer; it has "depth", that ``L >= 2``.
        L: the depth.
        g: the number.
        top: ``X >= 1``.
        bound: the step that says ``f(x) <= X`` under ``x <= 1``, with ``g`` for ``gamma``.
        flip: the step that says ``phi(X) <= 1``, with ``g`` for ``gamma``.
        facts: steps from which ``g > 0`` and ``X >= 1`` follow by signs.

    Returns:
        The name of the step.
    """
    _stays_positive(w, L)
    f = gradient_step(X, GAMMA, L)
    w("x at most X", le(X, top), "assume")
    w("gamma below", lt(GAMMA, g), "assume")
    place = {_TOP: top, _EDGE: g}
    claim, name = gt(f, 0), "positive"
    for symbol, value in place.items():
        done = f"positive with {symbol}"
        uses = ("x at most X", "gamma below", flip) if symbol == _EDGE else ()
        w(done, claim, "substitution", name, *uses, *facts, using=(symbol, value))
        name = done
    rise = gradient_step(X, g, L)
    w(
        "smaller steps",
        le(f, rise),
        "combination",
        "gamma below",
        "x^L at most 1",
        using=(X ** (L - 1) * (1 - X**L) / L,),
    )
    w("bound below 1", le(f, top), "combination", "smaller steps", bound, using=(1, 1))
    w("falls above 1", le(f, X), "sign", "x^L above 1")
    w("bound above 1", le(f, top), "combination", "falls above 1", "x at most X", using=(1, 1))
    w("bounded", le(f, top), "cases", "x and 1", "bound below 1", "bound above 1")
    w("starts", ge(top, 1), "sign", *facts)
    w("some step", gt(g, 0), "sign", *facts)
    wcr, premises = WorstCaseReturn(L), (name, "bounded", "starts", "some step")
    return w("safe", ge(wcr, g), "inference", *premises, using=(wcr, g, GAMMA, X, top))


def unsafe_above(w: Writer, L: Any, g: Any, start: Any, flip: str, facts: tuple[str, ...]) -> str:
    """``WorstCaseReturn(L) <= g``.

    Args:
        w: the writer; it has "depth", that ``L >= 2``.
        L: the depth.
        g: the number.
        start: the start, between 0 and 1.
        flip: the step that says ``phi(f(start)) >= 1``, with ``g`` for ``gamma``.
        facts: steps from which ``0 < start < 1``, ``start^L < 1``, ``g > 0`` follow by signs.

    Returns:
        The name of the step.
    """
    top = gradient_step(start, g, L)
    power = _TOP ** (L - 2)
    # With b for the value after one step, and x for that with a larger gamma.
    w("b below x", lt(_TOP, X), "assume")
    w("g below gamma", lt(_EDGE, GAMMA), "assume")
    w("flips from b", ge(flip_factor(_TOP, _EDGE, L), 1), "assume")
    least = L / (_EDGE * power)
    w("b^L", ge(_TOP**L - 1, least), "combination", "flips from b", using=(least,))
    w("least", gt(least, 0), "sign")
    w("b^L - 1", gt(_TOP**L - 1, 0), "combination", "b^L", "least", using=(1, 1))
    w("b^L and x^L", lt(_TOP**L, X**L), "monotone power", "b below x", "depth", using=(L,))
    w("b at most x", le(_TOP, X), "sign", "b below x")
    w("lower powers", le(power, X ** (L - 2)), "monotone power", "b at most x", "depth", using=(L - 2,))
    w("x^L - 1", gt(X**L - 1, 0), "combination", "b^L and x^L", "b^L - 1", using=(1, 1))
    w(
        "x moves more than b",
        ge(X ** (L - 2) * (X**L - 1), power * (_TOP**L - 1)),
        "combination",
        "lower powers",
        "b^L and x^L",
        "x^L - 1",
        using=(X**L - 1, power),
    )
    w(
        "flip factor",
        ge(flip_factor(X, GAMMA, L), 1),
        "combination",
        "x moves more than b",
        "g below gamma",
        "flips from b",
        "b^L - 1",
        using=(GAMMA / L, power * (_TOP**L - 1) / L, 1),
    )
    w("flips", le(gradient_step(X, GAMMA, L), 0), "combination", "flip factor", using=(X,))
    w("gamma above", gt(GAMMA, g), "assume")
    there = gradient_step(start, GAMMA, L)
    rise = start ** (L - 1) * (1 - start**L) / L
    w("goes further", lt(top, there), "combination", "gamma above", *facts, using=(rise,))
    w("start goes up", gt(top, 0), "sign", *facts)
    w("start goes up further", gt(there, 0), "sign", *facts)
    name = "flips"
    for symbol, value in ((_EDGE, g), (_TOP, top), (X, there)):
        done = f"flips with {symbol}"
        claim = le(gradient_step(there if symbol == X else X, GAMMA, L), 0)
        uses = ("gamma above", "goes further", flip) if symbol == X else ()
        w(
            done,
            claim,
            "substitution",
            name,
            *uses,
            "start goes up",
            "start goes up further",
            *facts,
            using=(symbol, value),
        )
        name = done
    w("start > 0", gt(start, 0), "sign", *facts)
    w("start < 1", lt(start, 1), "sign", *facts)
    wcr, premises = WorstCaseReturn(L), (name, "start > 0", "start < 1")
    return w("unsafe", le(wcr, g), "inference", *premises, using=(wcr, g, GAMMA, start))


def least_log(w: Writer, value: Any, name: str, *facts: str) -> None:
    """The step `name`, ``log(value) <= log L``.

    Args:
        w: the writer.
        value: a number.
        name: what later steps call it.
        facts: steps; the first says that ``L >= value``.
    """
    w(f"{name}: quotient", le(log(value / L), value / L - 1), "logarithm", using=(value / L,))
    w(name, le(log(value), log(L)), "combination", f"{name}: quotient", *facts, using=(1, 1 / L))
