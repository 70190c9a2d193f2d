"""The equation of the worst-case return: `root_is_unique`, `wcr_equation`.

``gamma(u)`` of the worst start falls.  So the worst-case return is ``gamma(u)`` where the flip factor is 1,
and there is one such ``u`` only.
"""

from __future__ import annotations

from typing import Any

from sympy import Equivalent, Integer, Or

from theory.derivation import Derivation
from theory.derivations.layers import eq, ge, gt, le, lt
from theory.derivations.worst_case_start import FIRST, ROOT, SECOND, U, at_the_start, bounce, ratio
from theory.derivations.writer import Writer
from theory.predicates import UniqueRoot
from theory.quantities import WorstCaseReturn
from theory.quantities.worst_case_return import (
    flip_equation,
    interval,
    slope_factor,
    stationary_gamma,
)

__all__ = ["return_at_the_root", "root_is_unique", "wcr_equation"]


def gamma_falls(w: Writer, L: Any) -> None:
    """The step "gamma falls", ``gamma(u_2) < gamma(u_1)`` under "first" and "second": the ends and order."""
    low = interval(L)[0]
    one, two = (slope_factor(place, L) for place in (FIRST, SECOND))
    power = (2 - L) / L
    w("first", gt(FIRST, low), "assume")
    w("second", lt(FIRST, SECOND), "assume")
    w("D at the first", gt(one, 0), "combination", "first", "depth", using=(2 * L - 1,))
    w("D rises", gt(two, one), "combination", "second", "depth", using=(2 * L - 1,))
    w("D at the second", gt(two, 0), "combination", "D rises", "D at the first", using=(1, 1))
    w("not later", le(FIRST, SECOND), "sign", "second")
    w("exponent", le(power, 0), "sign", "depth")
    w(
        "powers fall",
        ge(FIRST**power, SECOND**power),
        "monotone power",
        "not later",
        "exponent",
        using=(power,),
    )
    w(
        "gamma falls",
        lt(stationary_gamma(SECOND, L), stationary_gamma(FIRST, L)),
        "combination",
        "powers fall",
        "D rises",
        "D at the first",
        "D at the second",
        using=(L / one, L * SECOND**power / (one * two)),
    )


def gamma_falls_from(
    w: Writer, L: Any, one: Any, two: Any, name: str, order: str, facts: tuple[str, ...]
) -> None:
    """The step `name`, ``gamma(two) < gamma(one)``, where the step `order` says ``one < two``."""
    lower, upper = stationary_gamma(two, L), stationary_gamma(FIRST, L)
    w(
        f"{name}, from any",
        lt(lower, upper),
        "substitution",
        "gamma falls",
        "D at the first",
        *facts,
        using=(SECOND, two),
    )
    claim = lt(lower, stationary_gamma(one, L))
    w(name, claim, "substitution", f"{name}, from any", order, *facts, using=(FIRST, one))


def root_is_unique(w: Writer, L: Any) -> None:
    """The step "unique root" of the equation; needs "depth".  Also writes `at_the_start`, `gamma_falls`."""
    low = interval(L)[0]
    at_the_start(w, L)
    gamma_falls(w, L)
    E = flip_equation(U, L)
    W = WorstCaseReturn(L)
    w("root at the first", eq(flip_equation(FIRST, L), 0), "assume")
    w("second below 1", lt(SECOND, 1), "assume")
    w("no less at the first", le(flip_equation(FIRST, L), 0), "sign", "root at the first")
    first, second = stationary_gamma(FIRST, L), stationary_gamma(SECOND, L)
    w(
        "at least the first",
        ge(W, first),
        "substitution",
        "safe with D",
        "first",
        "no less at the first",
        "depth",
        using=(U, FIRST),
    )
    w("not below 0", ge(flip_equation(SECOND, L), 0), "assume")
    w("second in range", gt(SECOND, low), "combination", "first", "second", using=(1, 1))
    w(
        "at most the second",
        le(W, second),
        "substitution",
        "unsafe with D",
        "second in range",
        "not below 0",
        "second below 1",
        "depth",
        using=(U, SECOND),
    )
    w(
        "gamma would rise",
        le(first, second),
        "combination",
        "at least the first",
        "at most the second",
        using=(1, 1),
    )
    for part, value in (("N", bounce(SECOND, L)), ("r", ratio(SECOND, L))):
        w(
            f"{part} at the second",
            gt(value, 0),
            "substitution",
            part,
            "second in range",
            "depth",
            using=(U, SECOND),
        )
    w(
        "no second root",
        lt(flip_equation(SECOND, L), 0),
        "contradiction",
        "gamma would rise",
        "gamma falls",
        "N at the second",
        "r at the second",
    )
    # Signs at the ends of the interval.
    N0 = (2 * L - 2) * low - (L - 2)
    r0 = 1 - (1 - low) / N0
    w("lower end", gt(low, 0), "sign", "depth")
    w("N at the end", eq(N0, L / (2 * L - 1)), "identity", "depth")
    w("N there is positive", gt(N0, 0), "combination", "a share of N", "N at the end", using=(1, 1))
    w("r at the end", eq(r0, 0), "identity", "N there is positive", "depth")
    E0 = low - r0**L - N0 * r0 ** (2 * L - 1)
    for name, power in (("r^L", L), ("r^(2L-1)", 2 * L - 1)):
        w(f"{name} at the end", eq(r0**power, 0), "monotone power", "r at the end", "depth", using=(power,))
    w(
        "above 0",
        gt(E0, 0),
        "combination",
        "lower end",
        "r^L at the end",
        "r^(2L-1) at the end",
        "N there is positive",
        "r at the end",
        "depth",
        using=(1, -1, -N0),
    )
    w("below 0", lt(flip_equation(Integer(1), L), 0), "sign")
    w("from the end on", ge(U, low), "assume")
    w(
        "N from there",
        ge(bounce(U, L), L / (2 * L - 1)),
        "combination",
        "from the end on",
        "depth",
        using=(2 * L - 2,),
    )
    w("N stays", gt(bounce(U, L), 0), "combination", "N from there", "a share of N", using=(1, 1))
    w("D stays", ge(slope_factor(U, L), 0), "combination", "from the end on", "depth", using=(2 * L - 1,))
    w("r stays", ge(ratio(U, L), 0), "combination", "D stays", "N stays", using=(1 / bounce(U, L),))
    w("ends", lt(low, 1), "sign", "depth")
    w(
        "unique root",
        UniqueRoot(E, U, (low, 1)),
        "unique root",
        "no second root",
        "above 0",
        "below 0",
        "lower end",
        "ends",
        "depth",
        "N stays",
        "r stays",
        using=(FIRST, SECOND),
    )


def _start_is_below_1(w: Writer, L: Any) -> None:
    """The step "then u below 1" under "equation above 0"."""
    N, r, E = bounce(U, L), ratio(U, L), flip_equation(U, L)
    w("u at least 1", ge(U, 1), "assume")
    w("r at least 1", ge(r, 1), "combination", "u at least 1", "N", using=(1 / N,))
    for name, power in (("r^L", L), ("r^(2L-1)", 2 * L - 1)):
        w(f"{name} at least 1", ge(r**power, 1), "monotone power", "r at least 1", "depth", using=(power,))
    parts = ("r^L at least 1", "r^(2L-1) at least 1", "u at least 1")
    w("far below 0", le(E, -L), "combination", *parts, "N", "r", "depth", using=(1, N, 2 * L - 3))
    w("L", gt(L, 0), "sign")
    w("equation below 0", lt(E, 0), "combination", "far below 0", "L", using=(1, 1))
    w("then u below 1", lt(U, 1), "contradiction", "equation below 0", "equation above 0")


def return_at_the_root(w: Writer, L: Any) -> None:
    """The steps "at least at the root" and "at most at the root", ``WorstCaseReturn(L) = gamma(v)``.

    Under "root", "root in range" and "root below 1"; needs `at_the_start`.
    """
    E, at_root, W = flip_equation(ROOT, L), stationary_gamma(ROOT, L), WorstCaseReturn(L)
    w("root", eq(E, 0), "assume")
    w("root in range", gt(ROOT, interval(L)[0]), "assume")
    w("root below 1", lt(ROOT, 1), "assume")
    facts: tuple[str, ...] = ("root in range", "depth")
    for part, value in (("D", slope_factor(ROOT, L)), ("N", bounce(ROOT, L)), ("r", ratio(ROOT, L))):
        w(f"{part} at the root", gt(value, 0), "substitution", part, *facts, using=(U, ROOT))
    facts = ("root", "root below 1", *facts, "D at the root", "N at the root", "r at the root")
    w("at least at the root", ge(W, at_root), "substitution", "safe with D", *facts, using=(U, ROOT))
    w("at most at the root", le(W, at_root), "substitution", "unsafe with D", *facts, using=(U, ROOT))


def wcr_equation(claim: Any) -> Derivation:
    """Where the equation is above 0 the start is below the root, so its ``gamma`` is larger."""
    w = Writer()
    unique, iff = (part for kind in (UniqueRoot, Equivalent) for part in claim.args if isinstance(part, kind))
    L = unique.args[2][0].free_symbols.pop()
    w("depth", ge(L, 2), "assume")
    root_is_unique(w, L)
    E, W, gamma = flip_equation(U, L), WorstCaseReturn(L), stationary_gamma(U, L)
    # From left to right.
    w("larger", gt(gamma, W), "assume")
    w("then above 0", gt(E, 0), "contradiction", "larger", "safe with D", "D", "N", "r")
    # From right to left.
    w("equation above 0", gt(E, 0), "assume")
    _start_is_below_1(w, L)
    w("equation is not below 0", ge(E, 0), "sign", "equation above 0")
    facts = ("equation is not below 0", "then u below 1", "start", "depth", "D", "N", "r")
    w("at most here", le(W, gamma), "substitution", "unsafe with D", *facts, using=(U, U))
    return_at_the_root(w, L)
    w("root and start", Or(lt(U, ROOT), eq(U, ROOT), gt(U, ROOT)), "excluded middle")
    w("before the root", lt(U, ROOT), "assume")
    known = ("start", "root in range", "D", "D at the root", "depth")
    gamma_falls_from(w, L, U, ROOT, "falls to the root", "before the root", known)
    w("larger before", gt(gamma, W), "combination", "falls to the root", "at most at the root", using=(1, 1))
    w("at the root", eq(U, ROOT), "assume")
    w("equation there", eq(E, 0), "rewrite", "root", "at the root", "N", "r")
    w("larger at the root", gt(gamma, W), "contradiction", "equation there", "equation above 0", "D")
    w("after the root", gt(U, ROOT), "assume")
    w("turned round", lt(ROOT, U), "combination", "after the root", using=(1,))
    gamma_falls_from(w, L, ROOT, U, "falls from the root", "turned round", known)
    w(
        "smaller after",
        lt(gamma, W),
        "combination",
        "falls from the root",
        "at least at the root",
        using=(1, 1),
    )
    w("larger after", gt(gamma, W), "contradiction", "smaller after", "at most here", "D")
    w(
        "in every case",
        gt(gamma, W),
        "cases",
        "root and start",
        "larger before",
        "larger at the root",
        "larger after",
    )
    w("then larger", gt(gamma, W), "there is", "in every case", "unique root", "lower end", using=(ROOT,))
    w("equivalence", iff, "equivalence", "then above 0", "then larger", "D", "N", "r")
    w("claim", claim, "conjunction", "unique root", "equivalence")
    return w.derivation()
