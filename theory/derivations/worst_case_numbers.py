"""Worst-case returns that are numbers, or above one: `wcr_exceeds_two`, `wcr_depth_two`."""

from __future__ import annotations

from typing import Any

from sympy import E, Ge, Integer, Rational, exp, log, sqrt

from theory.derivation import Derivation
from theory.derivations.layers import eq, ge, gt, le, lt
from theory.derivations.lemmas import monotone_exponent
from theory.derivations.worst_case_map import X, flip_factor, safe_below, unsafe_above
from theory.derivations.writer import Writer
from theory.quantities import WorstCaseReturn
from theory.quantities.worst_case_return import gradient_step

__all__ = ["exceeds_two", "wcr_depth_two", "wcr_exceeds_two"]


def exceeds_two(w: Writer, L: Any) -> str:
    """The step ``WorstCaseReturn(L) > 2``.

    For ``gamma = 9/4`` a step leads to ``X^L <= V = e^(gamma-1)/gamma`` at most, and
    ``(gamma/2) V (V - 1) < 1``.

    Args:
        w: the writer; it has "depth", that ``L >= 2``.
        L: the depth.

    Returns:
        The name of the step, "exceeds two".
    """
    g = Rational(9, 4)
    c = g - 1 - log(g)
    top, V = exp(c / L), exp(c)
    move = g / L * (1 - X**L)
    w("start below 1", le(X, 1), "assume")
    w("its power", le(X**L, 1), "monotone power", "start below 1", "depth", using=(L,))
    w("its lower power", le(X ** (L - 2), 1), "monotone power", "start below 1", "depth", using=(L - 2,))
    step = gradient_step(X, g, L)
    w(
        "without the power",
        le(step, X * (1 + move)),
        "combination",
        "its lower power",
        "its power",
        using=(X * move,),
    )
    w("log of the factor", le(log(1 + move), move), "logarithm", "its power", using=(1 + move,))
    w("log of the start", le(log(g * X**L), g * X**L - 1), "logarithm", using=(g * X**L,))
    w(
        "logs",
        le(log(X) + log(1 + move), c / L),
        "combination",
        "log of the factor",
        "log of the start",
        "its power",
        using=(1, 1 / L),
    )
    monotone_exponent(w, "powers of e", le(X * (1 + move), top), E, "logs", "its power")
    w("bound", le(step, top), "combination", "without the power", "powers of e", using=(1, 1))
    w("c", gt(c, 0), "enclosure")
    w("V (V - 1)", lt(g / 2 * V * (V - 1), 1), "enclosure")
    w("V", gt(V, 1), "enclosure")
    w("less than c", le(c * (L - 2) / L, c), "combination", "c", using=(2 / L,))
    monotone_exponent(w, "power of V", le(top ** (L - 2), V), E, "less than c")
    w("depth inverted", le(1 / L, Rational(1, 2)), "combination", "depth", using=(1 / (2 * L),))
    w(
        "flip",
        le(flip_factor(top, g, L), 1),
        "combination",
        "power of V",
        "depth inverted",
        "V (V - 1)",
        "V",
        using=(g * (V - 1) / L, g * V * (V - 1), 1),
    )
    w("c over L", ge(c / L, 0), "sign", "c")
    monotone_exponent(w, "top", ge(top, 1), E, "c over L")
    safe_below(w, L, g, top, "bound", "flip", ("top",))
    w("two", gt(g, 2), "sign")
    return w("exceeds two", gt(WorstCaseReturn(L), 2), "combination", "safe", "two", using=(1, 1))


def wcr_exceeds_two(claim: Any) -> Derivation:
    """All ``gamma < 9/4`` are safe."""
    w = Writer()
    (L,) = claim.lhs.free_symbols
    w("depth", Ge(L, 2), "assume")
    exceeds_two(w, L)
    w("claim", claim, "combination", "exceeds two", using=(Rational(1, 2),))
    return w.derivation()


def wcr_depth_two(claim: Any) -> Derivation:
    """The worst start ``sqrt(u)``, ``u = (9+2 sqrt(3))/23``, reaches ``X = gamma u^(3/2)``, and ``f(X) = 0``.

    No other goes further: ``X^2 - f(x)^2 = (gamma/2)^2 (4 u - x^2) (x^2 - u)^2``.

    Args:
        claim: the statement's claim.

    Returns:
        The derivation.
    """
    w, L, g = Writer(), Integer(2), 3 * sqrt(3) - 2
    u = (9 + 2 * sqrt(3)) / 23
    start, top = sqrt(u), g * u ** Rational(3, 2)
    step = gradient_step(X, g, L)
    w("depth", ge(L, 2), "sign")
    w("g", gt(g, 0), "enclosure")
    w("u", gt(u, Rational(1, 4)), "enclosure")
    w("u below 1", lt(u, 1), "enclosure")
    w("X", ge(top, 1), "enclosure")
    w("start below 1", le(X, 1), "assume")
    w("its square", le(X**2, 1), "monotone power", "start below 1", using=(2,))
    gap = (g / 2) ** 2 * (4 * u - X**2) * (X**2 - u) ** 2
    w("gap", eq(top**2 - step**2, gap), "identity", "u")
    w("within reach", ge(4 * u - X**2, 0), "combination", "its square", "u", using=(1, 4))
    w("gap is not negative", ge(gap, 0), "sign", "within reach")
    w("squares", le(step**2, top**2), "combination", "gap is not negative", "gap", using=(1, 1))
    w("up", ge(step, 0), "sign", "its square", "g")
    w("bound", le(step, top), "monotone power", "squares", "up", "X", using=(2,))
    w("lands on 0", eq(flip_factor(top, g, L), 1), "identity", "u")
    w("flip", le(flip_factor(top, g, L), 1), "sign", "lands on 0")
    safe_below(w, L, g, top, "bound", "flip", ("X", "g"))
    w("value reached", eq(gradient_step(start, g, L), top), "identity", "u")
    w("flip there", ge(flip_factor(top, g, L), 1), "sign", "lands on 0")
    w(
        "flips after",
        ge(flip_factor(gradient_step(start, g, L), g, L), 1),
        "rewrite",
        "flip there",
        "value reached",
    )
    w("start", gt(start, 0), "sign", "u")
    w("start below", lt(start, 1), "monotone power", "u below 1", "u", using=(Rational(1, 2),))
    unsafe_above(w, L, g, start, "flips after", ("g", "u", "u below 1", "start", "start below"))
    w("claim", claim, "sign", "safe", "unsafe")
    return w.derivation()
