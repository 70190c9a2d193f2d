"""Which step sizes leave some minima unstable and others not.

Main results: `no_stable_minimum`, `rebalancing_window`.
"""

from __future__ import annotations

from typing import Any

from sympy import Abs, And, Equivalent, Ge, Gt, Implies, Le, Lt, Or

from theory.configuration import Balanced, SinglePath
from theory.derivation import Derivation
from theory.derivations.global_flatness import flattest
from theory.derivations.layers import balanced, eq, ge, gt, le, lt, single
from theory.derivations.lemmas import monotone_exponent
from theory.derivations.stability import closed_threshold, threshold_steps
from theory.derivations.worst_case_numbers import exceeds_two
from theory.derivations.writer import Writer
from theory.notation import H, L, eta, s
from theory.quantities import (
    FlattestSharpness,
    PerturbationMultiplier,
    Sharpness,
    StabilityThreshold,
    TargetNorm,
    WorstCaseReturn,
)

__all__ = ["no_stable_minimum", "rebalancing_window"]


def no_stable_minimum(claim: Any) -> Derivation:
    """No minimum is flatter than the balanced one, so none has a higher threshold."""
    w = Writer()
    c = next(iter(claim.atoms(PerturbationMultiplier))).args[0]
    bound, least, sharp = flattest(w, c, "flat: "), FlattestSharpness(c), Sharpness(c)
    w("target", Gt(TargetNorm(c), 0), "assume")
    w("depth", Ge(c.common_depth, 2), "assume")
    value = least.closed_form()
    w("meaning", eq(least, value), "definition", "target")
    w("value > 0", gt(value, 0), "sign", "target", "depth")
    w("least > 0", gt(least, 0), "combination", "value > 0", "meaning", using=(1, 1))
    w("sharpness > 0", gt(sharp, 0), "combination", bound, "least > 0", using=(1, 1))
    threshold_steps(w, c, "sharpness > 0")
    threshold, edge = StabilityThreshold(c), 2 / least
    w("edge > 0", gt(2 / sharp, 0), "sign", "sharpness > 0")
    w("threshold > 0", Gt(threshold, 0), "combination", "edge > 0", "threshold", using=(1, 1))
    known = ("sharpness > 0", "least > 0")
    w("edges", le(2 / sharp, edge), "combination", bound, *known, using=(2 / (sharp * least),))
    w("at most", le(threshold, edge), "combination", "edges", "threshold", using=(1, -1))
    # A step of that size overshoots at least as far as it was away.
    multiplier, factor = PerturbationMultiplier(c, eta), 1 - eta * sharp
    w("large step", Ge(eta, edge), "assume")
    w(
        "overshoots",
        le(factor, -1),
        "combination",
        "large step",
        bound,
        *known,
        using=(sharp, 2 / least),
    )
    w("factor", ge(Abs(factor), 1), "contradiction", "overshoots", "then no overshoot")
    w("grows", ge(Abs(multiplier), 1), "rewrite", "factor", "multiplier")
    w("implied", Implies(Ge(eta, edge), ge(Abs(multiplier), 1)), "implication", "grows")
    w("claim", claim, "conjunction", "threshold > 0", "at most", "implied")
    return w.derivation()


def rebalancing_window(claim: Any) -> Derivation:
    """The thresholds differ by ``H^(1-2/L)``; the worst-case return is above 2."""
    w, one, many = Writer(), SinglePath(L, s), Balanced(H, L, s)
    p = 1 - 2 / L
    w("depth", Ge(L, 2), "assume")
    survived = exceeds_two(w, L)
    first, second = single(w), balanced(w)
    closed_threshold(w, one, first, "single")
    closed_threshold(w, many, second, "balanced")
    w("quotient", eq(2 / second, 2 / first * H**p), "identity")
    below, safe = (Lt(StabilityThreshold(one), edge) for edge in _edges(one, many))
    w(
        "survives",
        lt(2 / first, WorstCaseReturn(L) / first),
        "combination",
        survived,
        using=(1 / first,),
    )
    w("within the return", safe, "rewrite", "survives", "single threshold", "single")
    # From right to left.
    right = And(Ge(H, 2), Gt(L, 2))
    w("right side", right, "assume")
    w("exponent", gt(p, 0), "sign", "right side")
    monotone_exponent(w, "power", gt(H**p, 1), H, "exponent", "right side")
    thresholds = ("quotient", "single threshold", "balanced threshold")
    w(
        "wider",
        below,
        "combination",
        "power",
        *thresholds,
        using=(2 / first, 1, -1, 1),
    )
    w("from both", And(below, safe), "conjunction", "wider", "within the return")
    least = next(part for part in claim.args if part.has(StabilityThreshold))
    edges = _edges(one, many)
    w(
        "least",
        Equivalent(least, And(below, safe)),
        "least of several",
        "single: positive",
        using=(least.lhs, *edges),
    )
    w("from right", least, "modus ponens", "least", "from both")
    # From left to right.
    w("window", least, "assume")
    w("both edges", And(below, safe), "modus ponens", "least", "window")
    w("not empty", below, "part", "both edges")
    w(
        "larger power",
        gt(H**p, 1),
        "combination",
        "not empty",
        *thresholds,
        using=(first / 2, -first / 2, first / 2, -first / 2),
    )
    w("one pathway or more", Or(eq(H, 1), Ge(H, 2)), "integer cases")
    w("one pathway", eq(H, 1), "assume")
    w("power of one", eq(H**p, 1), "monotone power", "one pathway", "depth", using=(p,))
    w("not one pathway", Ge(H, 2), "contradiction", "power of one", "larger power")
    w("several pathways", Ge(H, 2), "assume")
    w("pathways", Ge(H, 2), "cases", "one pathway or more", "not one pathway", "several pathways")
    w("shallow", Le(L, 2), "assume")
    w("no exponent", le(p, 0), "sign", "shallow")
    monotone_exponent(w, "small power", le(H**p, 1), H, "no exponent")
    w("layers", Gt(L, 2), "contradiction", "small power", "larger power")
    w("from left", right, "conjunction", "pathways", "layers")
    w("claim", claim, "equivalence", "from left", "from right")
    return w.derivation()


def _edges(one: Any, many: Any) -> tuple[Any, Any]:
    """Below which the balanced minimum is stable, and below which no start changes sign."""
    return StabilityThreshold(many), WorstCaseReturn(L) / Sharpness(one)
