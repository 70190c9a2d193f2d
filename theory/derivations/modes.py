"""From the loss to modes, and from modes to one layer value for each pathway.

Main results: `mode_decoupling`, `gd_preserves_alignment`, `gd_preserves_depth_balance`.
"""

from __future__ import annotations

from typing import Any

from sympy import Ge, Gt, Implies, Integer, Le, Ne, Sum

from theory.aligned_layers import AlignedLayers
from theory.derivation import Derivation
from theory.derivations.layers import eq
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
    diagonal = ResidualEntry(_NETWORK, i, i)
    row = Sum(ResidualEntry(_NETWORK, i, j) ** 2, (j, 1, d))
    loss = eq(Loss(_NETWORK), Sum(row, (i, 1, d)) / 2)
    w("loss", loss, "meaning", note="orthogonal factors change no Frobenius norm")
    _row(w)
    w("on the diagonal", eq(diagonal, residual), "meaning")
    w("a row", eq(row, residual**2), "rewrite", "row", "on the diagonal")
    w("each row", ForAll(w["a row"], (i, 1, d)), "for all", "a row")
    total = Sum(residual**2, (i, 1, d))
    w("all rows", eq(Sum(row, (i, 1, d)), total), "termwise", "each row")
    w("half", eq(total / 2, Sum(residual**2 / 2, (i, 1, d))), "linearity")
    w("claim", claim, "rewrite", "loss", "all rows", "half")
    return w.derivation()


def _row(w: Writer) -> None:
    """Of row ``i`` of the squares one term is left: the step "row"."""
    entry = ResidualEntry(_NETWORK, i, j)
    square, end = entry**2, d - i + 1
    w("one mode", Le(i, d), "assume")
    w("one", Gt(1, 0, evaluate=False), "sign")
    _no_residual(w, entry)
    w("no square", eq(square, 0), "combination", "no residual", using=(entry,))
    w("off the diagonal", Implies(w["another mode"], w["no square"]), "implication", "no square")
    w("every entry", ForAll(w["off the diagonal"], (j, 1, d)), "for all", "off the diagonal")

    def vanishes(name: str, at: Any, *within: str) -> str:
        here = w["off the diagonal"].xreplace({j: at})
        w(f"{name}: here", here, "instance", "every entry", *within, "one mode", using=(at,))
        return w(f"{name}: none", here.args[1], "modus ponens", f"{name}: here", f"{name}: another")

    def nothing(name: str, term: Any, low: int, high: Any, *forwards: str) -> str:
        limits = (j, low, high)
        all_, sums, empty = (f"{name}: {part}" for part in ("all", "sums", "nothing"))
        w(all_, ForAll(eq(term, 0), limits), "for all", f"{name}: none")
        w(sums, eq(Sum(term, limits), Sum(0, limits)), "termwise", all_, *forwards)
        w(empty, eq(Sum(0, limits), 0), "linearity", *forwards)
        return w(f"{name} modes", eq(Sum(term, limits), 0), "combination", sums, empty, using=(1, 1))

    w("earlier", Le(j, i - 1), "assume")
    w("earlier: within", Le(j, d), "combination", "earlier", "one mode", "one", using=(1, 1, 1))
    w("earlier: before", Gt(i, j), "combination", "earlier", "one", using=(1, 1))
    w("earlier: another", w["another mode"], "sign", "earlier: before")
    vanishes("earlier", j, "earlier: within")
    nothing("earlier", square, 1, i - 1)
    # The modes from i on are counted anew: i is the first.
    shifted = square.xreplace({j: j + i - 1})
    w("later", Le(j, end), "assume")
    w("after the first", Ge(j, 2), "assume")
    w("later: within", Le(j + i - 1, d), "combination", "later", using=(1,))
    w("later: another", Ne(i, j + i - 1, evaluate=False), "sign", "after the first")
    vanishes("later", j + i - 1, "later: within")
    nothing("later", shifted, 2, end, "one mode")
    row, rest = Sum(square, (j, 1, d)), Sum(square, (j, i, d))
    parted = eq(row, Sum(square, (j, 1, i - 1)) + rest)
    w("before the end", Ge(d, i - 1), "combination", "one mode", "one", using=(1, 1))
    w("two parts", parted, "parts of a range", "before the end", using=(row, i - 1))
    again = eq(rest, Sum(shifted, (j, 1, end)))
    w("counted anew", again, "shifted index", "before the end", using=(rest, i - 1))
    diagonal = ResidualEntry(_NETWORK, i, i) ** 2
    first = eq(again.rhs, diagonal + Sum(shifted, (j, 2, end)))
    w("first of the rest", first, "parts of a range", "one mode", using=(again.rhs, 1))
    parts = ("two parts", "counted anew", "first of the rest", "earlier modes", "later modes")
    w("row", eq(row, diagonal), "combination", *parts, using=(1, 1, 1, 1, 1))


def _no_residual(w: Writer, entry: Any) -> None:
    """An entry off the diagonal is 0: "no residual", under "another mode"."""
    w("another mode", Ne(i, j, evaluate=False), "assume")
    w("if another mode", Implies(w["another mode"], eq(entry, 0)), "meaning", using=(entry,))
    w("no residual", eq(entry, 0), "modus ponens", "if another mode", "another mode")


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
    w("on the diagonal", eq(first, after * diagonal * before), "meaning", "layer")
    w("residual", eq(diagonal, residual), "meaning")
    w("entry", eq(first, before * after * residual), "rewrite", "on the diagonal", "residual", "layer")
    after, before = around(j)
    entry, other = GradientEntry(_ONE_DEPTH, h, m, i, j), ResidualEntry(_ONE_DEPTH, i, j)
    w("off the diagonal", eq(entry, after * other * before), "meaning", "layer")
    _no_residual(w, other)
    factors = (Integer(1), after * before)
    w("no entry", eq(entry, 0), "combination", "off the diagonal", "no residual", "layer", using=factors)
    w("aligned", Implies(Ne(i, j), eq(entry, 0)), "implication", "no entry")
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
    factors = eq(one, power * residual)
    w("layer", Le(m, ell[h]), "assume")
    w("from the loss", factors, "meaning", "layer")
    w("powers", eq(power, layer[h] ** (ell[h] - 1)), "identity", "layer", note=why)
    w("one layer", eq(one, value), "combination", "from the loss", "powers", "layer", using=(1, residual))
    w("every layer", eq(common, value), "meaning")
    w("alike", eq(one, common), "rewrite", "one layer", "every layer")
    step = eq(layer[h] - eta * common, layer[h] - eta * value)
    w("step", step, "combination", "every layer", using=(-eta,))
    w("claim", claim, "conjunction", "alike", "step")
    return w.derivation()
