"""The worst-case return with several pathways: `full_balance_is_safe`."""

from __future__ import annotations

from typing import Any

from sympy import Eq, Gt, Integer, Lt, Rational, Sum, Symbol

from theory.configuration import Balanced, SinglePath
from theory.derivation import Derivation
from theory.derivations.layers import balanced, ge, gt, le, lt, single
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
    w("in units of the single path", Eq(2 / many, 2 * H**p / one), "identity")
    w("threshold", Eq(edge, 2 * H**p / one), "rewrite", "balanced threshold", "in units of the single path")
    most = (W / 2) ** (L / (L - 2))
    w("exponent", gt(p, 0), "sign", "deep")
    w("half", gt(W / 2, 1), "combination", "exceeds two", using=(Rational(1, 2),))
    w("most", gt(most, 0), "sign", "half", "deep")
    w("power of most", Eq(most**p, W / 2), "identity", "half", "deep")
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
    """``w_h <= u^(1/L)``: no layer value grows by more than that of a single path that carries ``u``."""
    w = Writer()
    point = claim.lhs.function.atoms(LayerGradient).pop().args[0]
    layer, signal = layers[h], Sum(layers[k] ** L, (k, 1, H))
    w("below the target", le(signal, s), "assume")
    w("depth", ge(L, 2), "assume")
    w("pathway", le(h, H), "assume")
    w("share", ge(layer**L, 0), "sign")
    w("shares", ForAll(ge(layer**L, 0), (h, 1, H)), "for all", "share")
    w("signal", ge(signal, 0), "sign")
    w(
        "at most the signal",
        le(layer**L, signal),
        "a term is at most the sum",
        "shares",
        "pathway",
        using=(h,),
    )
    part = (L - 2) / L
    w(
        "power",
        le(layer ** (L - 2), signal**part),
        "monotone power",
        "at most the signal",
        "depth",
        "signal",
        using=(part,),
    )
    w(
        "gradient",
        Eq(LayerGradient(point, h), layer ** (L - 1) * (signal - s)),
        "gradient at an aligned point",
    )
    step, factor = layer - eta * LayerGradient(point, h), 1 + eta * signal**part * (s - signal)
    w("within", ge(s - signal, 0), "combination", "below the target", using=(1,))
    explicit = layer - eta * (layer ** (L - 1) * (signal - s))
    w(
        "grows",
        le(explicit, layer * factor),
        "combination",
        "power",
        "within",
        "signal",
        "depth",
        using=(eta * layer * (s - signal),),
    )
    w("factor", gt(factor, 0), "sign", "within", "signal", "depth")
    w("not negative", ge(explicit, 0), "sign", "within")
    w(
        "powers",
        le(explicit**L, (layer * factor) ** L),
        "monotone power",
        "grows",
        "not negative",
        "factor",
        "depth",
        using=(L,),
    )
    w("any product", Eq((_a * _b) ** L, _a**L * _b**L, evaluate=False), "identity")
    w(
        "product with a layer",
        Eq((layer * _b) ** L, layer**L * _b**L, evaluate=False),
        "substitution",
        "any product",
        using=(_a, layer),
    )
    product = Eq((layer * factor) ** L, layer**L * factor**L, evaluate=False)
    facts = ("factor", "signal", "depth")
    w("product", product, "substitution", "product with a layer", *facts, using=(_b, factor))
    uses = ("powers", "product", "gradient", "not negative", "factor")
    w("of a pathway", le(step**L, layer**L * factor**L), "rewrite", *uses)
    every = ForAll(le(step**L, layer**L * factor**L), (h, 1, H))
    w("of every pathway", every, "for all", "of a pathway")
    summed = Sum(layer**L * factor**L, (h, 1, H))
    w("summed", le(claim.lhs, summed), "termwise", "of every pathway")
    w("factored out", Eq(summed, factor**L * signal), "linearity", *facts)
    root = signal ** (1 / L)
    w("root", ge(root, 0), "sign", "signal")
    w(
        "root with",
        Eq((root * _b) ** L, root**L * _b**L, evaluate=False),
        "substitution",
        "any product",
        "root",
        "signal",
        using=(_a, root),
    )
    whole = Eq((root * factor) ** L, root**L * factor**L, evaluate=False)
    w("single path", whole, "substitution", "root with", "root", *facts, using=(_b, factor))
    path = claim.rhs.base
    w("of the single path", Eq(path, root * factor, evaluate=False), "identity", "signal", "depth")
    w(
        "both",
        le(claim.lhs, root**L * factor**L),
        "combination",
        "summed",
        "factored out",
        *facts,
        using=(1, -1),
    )
    w("claim", claim, "rewrite", "both", "of the single path", "single path", *facts)
    return w.derivation()
