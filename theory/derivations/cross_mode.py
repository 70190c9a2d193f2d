"""Pairs of modes are never sharper than single modes.

Main results: `cross_mode_bound`, `sharpness_is_largest_mode_eigenvalue`.
"""

from __future__ import annotations

from typing import Any

from sympy import Equivalent, Ge, Implies, Integer, Max, Or, Rational, Sum

from theory.derivation import Derivation
from theory.derivations.layers import (
    LAYER,
    TWO,
    each,
    eq,
    ge,
    indexed_depths,
    indexed_mode,
    layers,
    le,
    over,
    q,
)
from theory.derivations.lemmas import maximum_without
from theory.derivations.writer import Writer
from theory.notation import ell, h, sigma, tau
from theory.predicates import ForAll
from theory.quantities import HessianEigenvalue, Sharpness

__all__ = ["cross_mode_bound", "largest_of_modes", "sharpness_is_largest_mode_eigenvalue"]

_HALF = Rational(1, 2)
_depth = ell[h]
_a, _b = sigma[h] ** q(_depth), tau[h] ** q(_depth)
_weight = (_depth - LAYER) / (_depth - 1)
_inner = layers(_depth, sigma[h], tau[h])
_term = _inner.function
_mean_term = _weight * _a + (1 - _weight) * _b
#: ``l (a + b)/2``: what the layers of a pathway are at most.
_upper = _depth * (_a + _b) / 2
_11, _12, _22 = (HessianEigenvalue(TWO, i, j) for i, j in ((1, 1), (1, 2), (2, 2)))
_mean = (_11 + _22) / 2


def _bound(w: Writer) -> None:
    """``mu_12 <= (lambda_1 + lambda_2)/2``: weighted AM-GM in each layer, then add up."""
    indexed_depths(w)
    indexed_mode(w, 1, "mode 1")
    indexed_mode(w, 2, "mode 2")
    w("pair", eq(_12, over(_inner)), "meaning")
    w("one layer", le(LAYER, _depth), "assume")
    w(
        "AM-GM",
        le(_a**_weight * _b ** (1 - _weight), _mean_term),
        "weighted AM-GM",
        "depth",
        "one layer",
        using=(_a, _b, _weight),
        note="layer l weighs the modes by (L-l)/(L-1) and (l-1)/(L-1)",
    )
    w("layer", le(_term, _mean_term), "combination", "AM-GM", "one layer", using=(1,))
    w("every layer", ForAll(w["layer"], (LAYER, 1, _depth)), "for all", "layer")
    means = Sum(_mean_term, (LAYER, 1, _depth))
    w("layers added", le(_inner, means), "termwise", "every layer")
    _sum_of_means(w, means)
    w("pathway", le(_inner, _upper), "combination", "layers added", "means", using=(1, -1))
    w("every pathway", each(w["pathway"]), "for all", "pathway")
    w("pathways added", le(over(_inner), over(_upper)), "termwise", "every pathway")
    first, second = over(_depth * _a), over(_depth * _b)
    w("both modes", eq(over(_upper), first / 2 + second / 2), "linearity")
    w(
        "bound",
        le(_12, _mean),
        "combination",
        *("pathways added", "pair", "both modes", "mode 1", "mode 2"),
        using=(1, -1, -1, _HALF, _HALF),
    )


def _sum_of_means(w: Writer, means: Sum) -> None:
    """The weights ``(L-l)/(L-1)`` add up to ``L/2``, and so do the others."""
    index = Sum(LAYER, (LAYER, 1, _depth))
    w(
        "Gauss",
        eq(index, _depth * (_depth + 1) / 2),
        "telescoping",
        using=(LAYER * (LAYER + 1) / 2,),
        note="1 + 2 + ... + L",
    )
    spread = ((_depth**2 - index) * _a + (index - _depth) * _b) / (_depth - 1)
    w("means spread out", eq(means, spread), "linearity", "depth")
    w(
        "means",
        eq(means, _upper),
        "combination",
        *("means spread out", "Gauss"),
        using=(1, (_b - _a) / (_depth - 1)),
    )


def cross_mode_bound(claim: Any) -> Derivation:
    """Weighted AM-GM in each layer; no gaps exactly where two shares agree or there are two layers."""
    w = Writer()
    _bound(w)
    equal = eq(_12, _mean)
    alike_here = Implies(Ge(_depth, 3), eq(sigma[h], tau[h]))
    alike = each(alike_here)
    w("two or more", Or(eq(_depth, 2), Ge(_depth, 3)), "integer cases", "depth")
    w("depth two", eq(_depth, 2), "assume")
    w("deep", Ge(_depth, 3), "assume")
    # From right to left.
    w("right side", alike, "assume")
    w("here", alike_here, "instance", "right side", "one pathway", using=(h,))
    same = eq(_inner, _upper)
    two = Integer(2)
    two_layers = layers(two, sigma[h], tau[h])
    w("two layers", eq(two_layers, sigma[h] + tau[h]), "linearity", note="written out")
    w("equal at depth two", same, "rewrite", "two layers", "depth two")
    w("shares agree", eq(sigma[h], tau[h]), "modus ponens", "here", "deep")
    w("equal beyond depth two", same, "rewrite", "mode 1: layers", "shares agree")
    w("equal in a pathway", same, "cases", "two or more", "equal at depth two", "equal beyond depth two")
    w("equal in every pathway", each(same), "for all", "equal in a pathway")
    w("equal sums", eq(over(_inner), over(_upper)), "termwise", "equal in every pathway")
    w(
        "from right",
        equal,
        "combination",
        *("equal sums", "pair", "both modes", "mode 1", "mode 2"),
        using=(1, 1, 1, -_HALF, -_HALF),
    )
    _alike_if_equal(w, equal)
    w("alike if deep", alike_here, "implication", "shares are equal")
    w("from left", alike, "for all", "alike if deep")
    w("equality", Equivalent(equal, alike), "equivalence", "from left", "from right")
    w("claim", claim, "conjunction", "bound", "equality")
    return w.derivation()


def _alike_if_equal(w: Writer, equal: Any) -> None:
    """No gap in all means no gap in any layer of any pathway; take the second layer of three or more."""
    w("equal", equal, "assume")
    gap = _upper - _inner
    w("gap", ge(gap, 0), "combination", "pathway", using=(1,))
    w("gaps", each(w["gap"]), "for all", "gap")
    w("sum of gaps", eq(over(gap), over(_upper) - over(_inner)), "linearity")
    w(
        "no gap in all",
        eq(over(gap), 0),
        "combination",
        *("sum of gaps", "equal", "pair", "both modes", "mode 1", "mode 2"),
        using=(1, -1, 1, 1, -_HALF, -_HALF),
    )
    vanishes = "a sum of nonnegative terms vanishes"
    w(
        "vanishing",
        Equivalent(w["no gap in all"], each(eq(gap, 0))),
        vanishes,
        "gaps",
        using=(over(gap),),
        note="gaps that are not negative and add up to 0 are all 0",
    )
    w("no gap in any pathway", each(eq(gap, 0)), "modus ponens", "vanishing", "no gap in all")
    w("no gap here", eq(gap, 0), "instance", "no gap in any pathway", "one pathway", using=(h,))
    small = _mean_term - _term
    everywhere = ForAll(eq(small, 0), (LAYER, 1, _depth))
    small_sum = Sum(small, (LAYER, 1, _depth))
    w("gap of a layer", ge(small, 0), "combination", "layer", "one layer", using=(1,))
    w("gaps of layers", ForAll(w["gap of a layer"], (LAYER, 1, _depth)), "for all", "gap of a layer")
    means = Sum(_mean_term, (LAYER, 1, _depth))
    w("sum over layers", eq(small_sum, means - _inner), "linearity", "depth")
    w(
        "no gap in the pathway",
        eq(small_sum, 0),
        "combination",
        *("sum over layers", "means", "no gap here"),
        using=(1, 1, 1),
    )
    w(
        "vanishing in layers",
        Equivalent(eq(small_sum, 0), everywhere),
        vanishes,
        "gaps of layers",
        using=(small_sum,),
    )
    w("no gap in any layer", everywhere, "modus ponens", "vanishing in layers", "no gap in the pathway")
    at_two = {LAYER: Integer(2)}
    weight = _weight.xreplace(at_two)
    w(
        "no gap in layer 2",
        eq(small, 0).xreplace(at_two),
        "instance",
        "no gap in any layer",
        "deep",
        using=(2,),
        note="strictly between the first layer and the last",
    )
    am_gm = eq(_a**weight * _b ** (1 - weight), weight * _a + (1 - weight) * _b)
    w("equality in AM-GM", am_gm, "combination", "no gap in layer 2", "deep", using=(-1,))
    w("AM-GM is strict", Equivalent(am_gm, eq(_a, _b)), "weighted AM-GM", "deep", using=(_a, _b, weight))
    w("powers agree", eq(_a, _b), "modus ponens", "AM-GM is strict", "equality in AM-GM")
    w(
        "shares are equal",
        eq(sigma[h], tau[h]),
        "monotone power",
        "powers agree",
        "deep",
        using=(q(_depth),),
    )


def largest_of_modes(w: Writer, name: str) -> str:
    """``Sharpness(TWO) = max(lambda_1, lambda_2)``: the pair is at most their mean, so never the largest.

    Args:
        w: where to write.
        name: of the last step.

    Returns:
        The name.
    """
    _bound(w)
    w("largest", eq(Sharpness(TWO), Max(_11, _12, _22)), "meaning")
    maximum_without(w, "pair is dominated", _12, [(_HALF, _11), (_HALF, _22)], "bound")
    return w(name, eq(Sharpness(TWO), Max(_11, _22)), "rewrite", "largest", "pair is dominated")


def sharpness_is_largest_mode_eigenvalue(claim: Any) -> Derivation:
    """By `cross_mode_bound` the pair is at most the mean of both modes, so never the largest."""
    w = Writer()
    largest_of_modes(w, "claim")
    return w.derivation()
