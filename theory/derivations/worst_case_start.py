"""The worst start ``u^(1/L)``, at ``gamma(u) = L u^(-(L-2)/L)/D``: `at_the_start`.

If its flip factor is at most 1 all smaller ``gamma`` are safe; if it is at least 1 all larger ones are not.
"""

from __future__ import annotations

from typing import Any

from sympy import Integer, Symbol

from theory.derivations.layers import eq, ge, gt, le, lt
from theory.derivations.worst_case_map import X, flip_factor, safe_below, unsafe_above
from theory.derivations.writer import Writer
from theory.quantities import WorstCaseReturn
from theory.quantities.worst_case_return import (
    gradient_step,
    interval,
    slope_factor,
)

__all__ = ["FIRST", "ROOT", "SECOND", "U", "at_the_start", "bounce", "ratio"]

#: The worst start to the power of the depth.
U = Symbol("u", positive=True)
#: Two of them, in order.
FIRST, SECOND = Symbol("u1", positive=True), Symbol("u2", positive=True)
#: The root of the equation.
ROOT = Symbol("v", positive=True)
_Z, _R, _N, _D = (Symbol(name, positive=True) for name in ("z", "r", "N", "D"))


def bounce(u: Any, L: Any) -> Any:
    """``N``, as in `flip_equation`."""
    return (2 * L - 2) * u - (L - 2)


def ratio(u: Any, L: Any) -> Any:
    """``r = D/N``, as in `flip_equation`."""
    return 1 - (1 - u) / bounce(u, L)


def worst_start(w: Writer, L: Any) -> None:
    """The steps "safe", ``gamma(u) <= WorstCaseReturn(L)``, and "unsafe", ``gamma(u) >= WorstCaseReturn(L)``.

    The former under "equation at most 0", the latter under "equation at least 0" and "u below 1"; both in
    `U` and the symbols ``D``, ``N`` and ``r``, under the equations that say what these are.  Needs "depth".

    Args:
        w: the writer.
        L: the depth, at least 2.
    """
    gamma = L * U ** ((2 - L) / L) / _D
    start, top = U ** (1 / L), U ** (1 / L) / _R
    w("D of u", eq(_D, slope_factor(U, L)), "assume")
    w("N of u", eq(_N, _D + 1 - U), "assume")
    w("r of u", eq(_D, _N * _R), "assume")
    _no_start_goes_further(w, L, gamma, top)
    w("gamma", gt(gamma, 0), "sign")
    _flip_factor_and_equation(w, L, le, "at most")
    safe_below(w, L, gamma, top, "bound", "flip factor at most 1", ("X", "gamma"))
    _flip_factor_and_equation(w, L, ge, "at least")
    w(
        "value reached",
        eq(gradient_step(start, gamma, L), top),
        "combination",
        "N of u",
        "r of u",
        using=(-start / _D, -start / (_R * _D)),
    )
    reached = gradient_step(start, gamma, L)
    w("X is positive", gt(top, 0), "sign")
    w("reached", gt(reached, 0), "combination", "X is positive", "value reached", using=(1, 1))
    w(
        "flip factor there",
        ge(flip_factor(reached, gamma, L), 1),
        "rewrite",
        "flip factor at least 1",
        "value reached",
        "reached",
    )
    w("u below 1", lt(U, 1), "assume")
    w("start below 1", lt(start, 1), "monotone power", "u below 1", "depth", using=(1 / L,))
    unsafe_above(w, L, gamma, start, "flip factor there", ("u below 1", "start below 1", "gamma"))


def _no_start_goes_further(w: Writer, L: Any, gamma: Any, top: Any) -> None:
    """The steps "bound", ``f(x) <= X`` for all ``x > 0``, and "X", that ``X >= 1``.

    In units of the start this is ``u B(2L-1) >= B(L-1)`` for ``B(p) = z^p - 1 - p (z - 1)``, which is not
    negative (Bernoulli), and ``B(p)/p`` grows with ``p`` (Bernoulli for ``z^(L-1)``).
    """
    start, long = U ** (1 / L), 2 * L - 1
    short = _Z ** (L - 1)
    w("Bernoulli", ge(_Z**long, 1 + long * (_Z - 1)), "Bernoulli", "depth", using=(_Z, long))
    w("exponents", ge(long / (L - 1) - 1, 0), "sign", "depth")
    w(
        "Bernoulli again",
        ge(_Z**long, 1 + long / (L - 1) * (short - 1)),
        "Bernoulli",
        "exponents",
        "depth",
        using=(short, long / (L - 1)),
    )
    w(
        "in units of the start",
        le(_D * _Z + short - U * _Z**long, _D + 1 - U),
        "combination",
        "Bernoulli",
        "Bernoulli again",
        "D of u",
        "depth",
        using=(_D / long, (L - 1) / long, (1 - _Z**long) / long),
    )
    z = X * U ** (-1 / L)
    scaled = le(_D * z + z ** (L - 1) - U * z**long, _D + 1 - U)
    w("in units of the minimum", scaled, "substitution", "in units of the start", "depth", using=(_Z, z))
    w(
        "bound",
        le(gradient_step(X, gamma, L), top),
        "combination",
        "in units of the minimum",
        "r of u",
        "N of u",
        using=(start / _D, start / (_R * _D), start / _D),
    )
    w("X", le(Integer(1), top), "substitution", "bound", using=(X, Integer(1)))


def _flip_factor_and_equation(w: Writer, L: Any, relation: Any, about: str) -> None:
    """The flip factor at ``X`` is on that side of 1 on which the equation is of 0."""
    start, gamma = U ** (1 / L), L * U ** ((2 - L) / L) / _D
    sign = 1 if relation is le else -1
    w(f"equation {about} 0", relation(U - _R**L - _N * _R ** (2 * L - 1), 0), "assume")
    w(
        f"flip factor {about} 1",
        relation(flip_factor(start / _R, gamma, L), 1),
        "combination",
        f"equation {about} 0",
        "r of u",
        using=(_R ** (2 - 2 * L) / _D, sign / _D),
    )


def at_the_start(w: Writer, L: Any) -> None:
    """The steps "safe" and "unsafe" of `worst_start` with ``D``, ``N`` and ``r`` written out.

    They stand under ``u > (L-1)/(2L-1)``, "flip equation at most 0" or "at least 0", and ``u < 1``.
    """
    low, D = interval(L)[0], slope_factor(U, L)
    N = (2 * L - 2) * U - (L - 2)
    r = 1 - (1 - U) / N
    worst_start(w, L)
    w("start", gt(U, low), "assume")
    w("D", gt(D, 0), "combination", "start", "depth", using=(2 * L - 1,))
    w("N at least", gt(N, L / (2 * L - 1)), "combination", "start", "depth", using=(2 * L - 2,))
    w("a share of N", gt(L / (2 * L - 1), 0), "sign", "depth")
    w("N", gt(N, 0), "combination", "N at least", "a share of N", using=(1, 1))
    w("r", gt(r, 0), "combination", "D", "N", using=(1 / N,))
    w("N and D", eq(N, D + 1 - U), "identity")
    w("r and D", eq(D, N * r), "identity", "N")
    for name, relation in (("safe", ge), ("unsafe", le)):
        done = name
        for symbol, value in ((_R, r), (_N, N), (_D, D)):
            gamma = L * U ** ((2 - L) / L) / (D if symbol == _D else _D)
            facts = ("D", "N", "r", "N and D", "r and D") if symbol == _D else ("N", "r")
            step = f"{name} with {symbol}"
            w(step, relation(WorstCaseReturn(L), gamma), "substitution", done, *facts, using=(symbol, value))
            done = step
