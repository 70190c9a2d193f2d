"""The worst-case return with several pathways: `full_balance_is_safe`, `wcr_single_path_is_worst`."""

from __future__ import annotations

from typing import Any

from sympy import Gt, Integer, Lt, Rational, Sum, Symbol

from theory.configuration import Balanced, SinglePath
from theory.derivation import Derivation
from theory.derivations.layers import balanced, eq, ge, gt, le, lt, single
from theory.derivations.stability import closed_threshold
from theory.derivations.worst_case_numbers import exceeds_two
from theory.derivations.writer import Writer
from theory.notation import H, L, eta, h, k, s
from theory.notation import w as layers
from theory.predicates import ForAll
from theory.quantities import LayerGradient, Sharpness, StabilityThreshold, WorstCaseReturn

__all__ = ["full_balance_is_safe", "wcr_single_path_is_worst"]

_a, _b = Symbol("a", nonnegative=True), Symbol("b", positive=True)


def full_balance_is_safe(claim: Any) -> Derivation:
    """The thresholds differ by ``H^p``, ``p = 1 - 2/L``: ``2 H^p <= W`` iff ``H <= (W/2)^(1/p)``."""
    w = Writer()
    p, W = 1 - 2 / L, WorstCaseReturn(L)
    iff, shallow = sorted(claim.args, key=lambda part: isinstance(part, Lt))
    w("deep", Gt(L, 2), "assume")
    w("depth", ge(L, 2), "assume", note="of its own: below, the same is put at depth 2")
    exceeds_two(w, L)
    one, many = single(w), balanced(w)
    closed_threshold(w, Balanced(H, L, s), many, "balanced")
    edge, path = StabilityThreshold(Balanced(H, L, s)), Sharpness(SinglePath(L, s))
    w("sharpness", gt(one, 0), "sign")
    w("sharpness of the path", gt(path, 0), "combination", "sharpness", "single", using=(1, 1))
    w("in units of the single path", eq(2 / many, 2 * H**p / one), "identity")
    w("threshold", eq(edge, 2 * H**p / one), "rewrite", "balanced threshold", "in units of the single path")
    most = (W / 2) ** (L / (L - 2))
    w("exponent", gt(p, 0), "sign", "deep")
    w("half", gt(W / 2, 1), "combination", "exceeds two", using=(Rational(1, 2),))
    w("most", gt(most, 0), "sign", "half", "deep")
    w("power of most", eq(most**p, W / 2), "identity", "half", "deep")
    safe, few = le(edge, W / path), le(H, most)
    within, facts = le(2 * H**p / one, W / one), ("sharpness", "half", "deep")
    # From left to right.
    w("stable and safe", safe, "assume")
    w("within", within, "rewrite", "stable and safe", "threshold", "single", "sharpness")
    w("powers", le(H**p, most**p), "combination", "within", "power of most", *facts, using=(one / 2, -1))
    w("few", few, "monotone power", "powers", "exponent", "most", using=(p,))
    # From right to left.
    w("few pathways", few, "assume")
    w("their powers", le(H**p, most**p), "monotone power", "few pathways", "exponent", "most", using=(p,))
    factors = (2 / one, 2 / one)
    w("then within", within, "combination", "their powers", "power of most", *facts, using=factors)
    w("then safe", safe, "rewrite", "then within", "threshold", "single", "sharpness of the path")
    w("equivalence", iff, "equivalence", "few", "then safe", "most", "sharpness of the path")
    _at_depth_two(w, shallow)
    w("claim", claim, "conjunction", "equivalence", "at depth 2")
    return w.derivation()


def _at_depth_two(w: Writer, claim: Any) -> None:
    """The step "at depth 2", for every number of pathways; needs "exceeds two"."""
    two = Integer(2)
    one, many = single(w, two, "path at 2"), balanced(w, H, two, "balanced at 2")
    path = Sharpness(SinglePath(two, s))
    closed_threshold(w, Balanced(H, two, s), many, "balanced at 2")
    w("return at 2", gt(WorstCaseReturn(two), 2), "substitution", "exceeds two", using=(L, two))
    w("positive at 2", gt(one, 0), "sign")
    w("path at 2 is positive", gt(path, 0), "combination", "positive at 2", "path at 2", using=(1, 1))
    w("both at 2", lt(2 / many, WorstCaseReturn(two) / one), "combination", "return at 2", using=(1 / one,))
    uses = ("balanced at 2 threshold", "path at 2", "path at 2 is positive")
    w("at depth 2", claim, "rewrite", "both at 2", *uses)


def wcr_single_path_is_worst(claim: Any) -> Derivation:
    """``w_h <= p``: no layer value grows by more than that of a single path that carries ``p^L``."""
    w = Writer()
    point = claim.lhs.function.atoms(LayerGradient).pop().args[0]
    path, layer, signal = Symbol("p", positive=True), layers[h], Sum(layers[k] ** L, (k, 1, H))
    w("below the target", le(signal, s), "assume")
    w("carries the signal", le(signal, path**L), "assume")
    w("depth", ge(L, 2), "assume")
    w("pathway", le(h, H), "assume")
    w("at most the signal", le(layer**L, signal), "a term is at most the sum", "pathway", using=(signal, h))
    carried = ("at most the signal", "carries the signal")
    w("at most the path", le(layer**L, path**L), "combination", *carried, using=(1, 1))
    part, power = (L - 2) / L, le(layer ** (L - 2), path ** (L - 2))
    w("power", power, "monotone power", "at most the path", "depth", using=(part,))
    gradient = layer ** (L - 1) * (signal - s)
    w("gradient", eq(LayerGradient(point, h), gradient), "meaning")
    step, factor = layer - eta * LayerGradient(point, h), 1 + eta * path ** (L - 2) * (s - signal)
    w("within", ge(s - signal, 0), "combination", "below the target", using=(1,))
    explicit = layer - eta * gradient
    grows, by = le(explicit, layer * factor), eta * layer * (s - signal)
    w("grows", grows, "combination", "power", "within", "depth", using=(by,))
    w("factor", gt(factor, 0), "sign", "within", "depth")
    w("not negative", ge(explicit, 0), "sign", "within")
    facts = ("grows", "not negative", "factor", "depth")
    w("powers", le(explicit**L, (layer * factor) ** L), "monotone power", *facts, using=(L,))
    w("any product", eq((_a * _b) ** L, _a**L * _b**L), "identity")
    any_factor = eq((layer * _b) ** L, layer**L * _b**L)
    w("product with a layer", any_factor, "substitution", "any product", using=(_a, layer))
    product = eq((layer * factor) ** L, layer**L * factor**L)
    w("product", product, "substitution", "product with a layer", "factor", "depth", using=(_b, factor))
    uses = ("powers", "product", "gradient", "not negative", "factor")
    w("of a pathway", le(step**L, layer**L * factor**L), "rewrite", *uses)
    every = ForAll(le(step**L, layer**L * factor**L), (h, 1, H))
    w("of every pathway", every, "for all", "of a pathway")
    summed = Sum(layer**L * factor**L, (h, 1, H))
    w("summed", le(claim.lhs, summed), "termwise", "of every pathway")
    w("factored out", eq(summed, factor**L * signal), "linearity", "factor", "depth")
    single_path = ("summed", "factored out", "carries the signal", "factor", "depth")
    most = le(claim.lhs, path**L * factor**L)
    w("both", most, "combination", *single_path, using=(1, -1, factor**L))
    any_step = eq((path * _b) ** L, path**L * _b**L)
    w("product with the path", any_step, "substitution", "any product", using=(_a, path))
    whole = eq((path * factor) ** L, path**L * factor**L)
    w("single path", whole, "substitution", "product with the path", "factor", "depth", using=(_b, factor))
    (slope,) = claim.rhs.atoms(LayerGradient)
    on_path = path ** (L - 1) * (signal - s)
    w("gradient on the path", eq(slope, on_path), "meaning", "within")
    w("step on the path", eq(path - eta * on_path, path * factor), "identity", "depth")
    uses = ("gradient on the path", "step on the path", "single path", "factor", "depth")
    w("claim", claim, "rewrite", "both", *uses)
    return w.derivation()
