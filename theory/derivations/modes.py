"""From the loss to modes, and from modes to one layer value for each pathway.

Main results: `mode_decoupling`, `gd_preserves_alignment`, `gd_preserves_depth_balance`.
"""

from __future__ import annotations

from typing import Any

from sympy import Eq, Gt, Implies, Integer, Le, Lt, Ne, Or, Sum

from theory.aligned_layers import AlignedLayers
from theory.derivation import Derivation
from theory.derivations.writer import Writer
from theory.notation import H, L, d, ell, eta, h, i, j, k, m, n, s, t, v
from theory.notation import w as layer
from theory.point import AlignedPoint
from theory.predicates import ForAll
from theory.quantities import GradientEntry, LayerGradient, Loss, ResidualEntry

__all__ = ["gd_preserves_alignment", "gd_preserves_depth_balance", "mode_decoupling"]

_NETWORK = AlignedLayers(ell, v, H, d, t, n)
_ONE_DEPTH = AlignedLayers(L, v, H, d, t)


def _residual(network: Any) -> Any:
    """``r_i``."""
    return Sum(network.product(i, k, Integer(1), network.depth(k)), (k, 1, H)) - t[i]


def mode_decoupling(claim: Any) -> Derivation:
    """The residual matrix is diagonal, so of each row of its squares one term is left."""
    w, residual = Writer(), _residual(_NETWORK)
    square, diagonal = ResidualEntry(_NETWORK, i, j) ** 2, ResidualEntry(_NETWORK, i, i)
    row = Sum(square, (j, 1, d))
    loss = Eq(Loss(_NETWORK), Sum(row, (i, 1, d)) / 2)
    w("loss", loss, "Frobenius norm", note="orthogonal factors change no Frobenius norm")
    orders = (Lt(j, i), Eq(j, i), Gt(j, i))
    w("order of the modes", Or(*orders), "excluded middle")
    left = Or(Eq(j, i), Eq(square, 0))
    w("same mode", Eq(j, i), "assume")
    w("nothing to show", left, "disjunction", "same mode")
    entry = ResidualEntry(_NETWORK, i, j)
    for name, order in (("an earlier mode", orders[0]), ("a later mode", orders[2])):
        w(name, order, "assume")
        w(f"{name}: entry", Eq(entry, 0), "product of aligned layers", name)
        w(f"{name}: square", Eq(square, 0), "combination", f"{name}: entry", using=(entry,))
        w(f"{name}: vanishes", left, "disjunction", f"{name}: square")
    vanishing = ("an earlier mode: vanishes", "a later mode: vanishes")
    w("one entry", left, "cases", "order of the modes", "nothing to show", *vanishing)
    w("every entry", ForAll(left, (j, 1, d)), "for all", "one entry")
    w("one mode", Le(i, d), "assume")
    w("row", Eq(row, diagonal**2), "a sum of one term", "every entry", "one mode", using=(i,))
    w("on the diagonal", Eq(diagonal, residual), "product of aligned layers")
    w("a row", Eq(row, residual**2), "rewrite", "row", "on the diagonal")
    w("each row", ForAll(w["a row"], (i, 1, d)), "for all", "a row")
    total = Sum(residual**2, (i, 1, d))
    w("all rows", Eq(Sum(row, (i, 1, d)), total), "termwise", "each row")
    w("half", Eq(total / 2, Sum(residual**2 / 2, (i, 1, d))), "linearity")
    w("claim", claim, "rewrite", "loss", "all rows", "half")
    return w.derivation()


def gd_preserves_alignment(claim: Any) -> Derivation:
    """The product rule, with a residual matrix that is diagonal."""
    w, residual = Writer(), _residual(_ONE_DEPTH)
    w("layer", Le(m, L), "assume")

    def around(mode: Any) -> tuple[Any, Any]:
        after = _ONE_DEPTH.product(i, h, m + 1, L)
        return after, _ONE_DEPTH.product(mode, h, Integer(1), m - 1)

    after, before = around(i)
    first = GradientEntry(_ONE_DEPTH, h, m, i, i)
    diagonal = ResidualEntry(_ONE_DEPTH, i, i)
    w("on the diagonal", Eq(first, after * diagonal * before), "product rule", "layer")
    w("residual", Eq(diagonal, residual), "product of aligned layers")
    w("entry", Eq(first, before * after * residual), "rewrite", "on the diagonal", "residual", "layer")
    after, before = around(j)
    entry, other = GradientEntry(_ONE_DEPTH, h, m, i, j), ResidualEntry(_ONE_DEPTH, i, j)
    w("off the diagonal", Eq(entry, after * other * before), "product rule", "layer")
    w("another mode", Ne(i, j), "assume")
    w("no residual", Eq(other, 0), "product of aligned layers", "another mode")
    factors = (Integer(1), after * before)
    w("no entry", Eq(entry, 0), "combination", "off the diagonal", "no residual", "layer", using=factors)
    w("aligned", Implies(Ne(i, j), Eq(entry, 0)), "implication", "no entry")
    w("claim", claim, "conjunction", "entry", "aligned")
    return w.derivation()


def gd_preserves_depth_balance(claim: Any) -> Derivation:
    """The powers before and after layer ``m`` make up ``L_h - 1``, whatever ``m`` is."""
    w, point = Writer(), AlignedPoint(ell, layer, H, s)
    residual = Sum(layer[k] ** ell[k], (k, 1, H)) - s
    value = layer[h] ** (ell[h] - 1) * residual
    one, common = GradientEntry(point, h, m), LayerGradient(point, h)
    why = "the powers of the layers before and after make up L_h - 1"
    power = layer[h] ** (ell[h] - m) * layer[h] ** (m - 1)
    factors = Eq(one, power * residual)
    w("layer", Le(m, ell[h]), "assume")
    w("from the loss", factors, "product rule", "layer")
    w("powers", Eq(power, layer[h] ** (ell[h] - 1)), "identity", "layer", note=why)
    w("one layer", Eq(one, value), "combination", "from the loss", "powers", "layer", using=(1, residual))
    w("every layer", Eq(common, value), "gradient at an aligned point")
    w("alike", Eq(one, common), "rewrite", "one layer", "every layer")
    step = Eq(layer[h] - eta * common, layer[h] - eta * value)
    w("step", step, "combination", "every layer", using=(-eta,))
    w("claim", claim, "conjunction", "alike", "step")
    return w.derivation()
