"""The non-zero spectrum of the Hessian at a minimum, from the loss.

Main results: `mode_eigenvalue`, `hessian_spectrum_at_minimum`.
"""

from __future__ import annotations

from typing import Any

from sympy import Gt, Integer, Lt, Or, Piecewise

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
    mode_is_positive,
    over,
    q,
)
from theory.derivations.writer import Writer
from theory.notation import ell, h, sigma, tau, x
from theory.predicates import ForAll
from theory.quantities import HessianCharacteristicPolynomial, HessianEigenvalue

__all__ = ["hessian_spectrum_at_minimum", "mode_eigenvalue"]


def mode_eigenvalue(claim: Any) -> Derivation:
    """From the loss; all layers of a pathway contribute the same."""
    w = Writer()
    indexed_mode(w, 1, "eigenvalue")
    w("claim", claim, "part", "eigenvalue")
    return w.derivation()


def hessian_spectrum_at_minimum(claim: Any) -> Derivation:
    """``J J^T`` is diagonal; geometric sums give its entries; each is at least a sum of powers of shares."""
    w = Writer()
    indexed_depths(w)
    polynomial = HessianCharacteristicPolynomial(TWO, x)
    mu = {(i, j): HessianEigenvalue(TWO, i, j) for i in (1, 2) for j in (1, 2)}
    degree = 4 * over(ell[h]) - 4
    product = (x - mu[1, 1]) * (x - mu[1, 2]) * (x - mu[2, 1]) * (x - mu[2, 2])
    w(
        "spectrum",
        eq(polynomial, x**degree * product),
        "meaning",
        note="the residual is 0, so the Hessian is J^T J, and J J^T is diagonal",
    )
    w(
        "pairs come twice",
        eq(mu[2, 1], mu[1, 2]),
        "meaning",
        note="reversing the order of the layers exchanges the modes",
    )
    first, second = indexed_mode(w, 1, "mode 1"), indexed_mode(w, 2, "mode 2")
    pair = _pair(w)
    in_closed_form = x**degree * (x - first) * (x - second) * (x - pair) ** 2
    w(
        "polynomial",
        eq(polynomial, in_closed_form),
        "rewrite",
        *("spectrum", "pairs come twice", "mode 1", "mode 2", "pair of modes"),
    )
    _positive(w)
    w("claim", claim, "conjunction", "polynomial", "mode 1 > 0", "mode 2 > 0", "pair > 0")
    return w.derivation()


def _pair(w: Writer) -> Any:
    """``mu_12`` in closed form: for each pathway a geometric sum, or equal terms."""
    a, b, depth = sigma[h], tau[h], ell[h]
    inner, y, z = layers(depth, a, b), a ** (2 / depth), b ** (2 / depth)
    quotient = (a**2 - b**2) / (y - z)
    value = Piecewise((depth * a ** q(depth), eq(a, b)), (quotient, True))
    sum_ = eq(inner, value)
    w("pair: from the loss", eq(HessianEigenvalue(TWO, 1, 2), over(inner)), "meaning")
    orders = {"less": Lt(a, b), "equal": eq(a, b), "more": Gt(a, b)}
    w("pair: order of the shares", Or(*orders.values()), "excluded middle")
    w("equal", orders["equal"], "assume")
    w("equal: value", eq(value, depth * a ** q(depth)), "piecewise", "equal")
    w("equal: layers", eq(inner, depth * a ** q(depth)), "rewrite", "mode 1: layers", "equal")
    w("equal: sum", sum_, "rewrite", "equal: layers", "equal: value")
    w("one layer", le(LAYER, depth), "assume")
    w("one", ge(Integer(1), 0), "sign")
    w("above the one before", ge(depth - LAYER + 1, 0), "combination", "one layer", "one", using=(1, 1))
    above = ForAll(w["above the one before"], (LAYER, 1, depth))
    w("above every one before", above, "for all", "above the one before")
    for name in ("less", "more"):
        w(name, orders[name], "assume")
        w(f"{name}: roots", orders[name].func(y, z), "monotone power", name, using=(2 / depth,))
        w(
            f"{name}: quotient",
            eq(inner, quotient),
            "telescoping",
            f"{name}: roots",
            "above every one before",
            using=(y ** (depth - LAYER) * z**LAYER / (z - y),),
            note="a geometric sum",
        )
        w(f"{name}: value", eq(value, quotient), "piecewise", name)
        w(f"{name}: sum", sum_, "rewrite", f"{name}: quotient", f"{name}: value")
    w(
        "pair: layers",
        sum_,
        "cases",
        "pair: order of the shares",
        "less: sum",
        "equal: sum",
        "more: sum",
    )
    w("pair: each", each(sum_), "for all", "pair: layers")
    w("pair: summed", eq(over(inner), over(value)), "termwise", "pair: each")
    w(
        "pair of modes",
        eq(HessianEigenvalue(TWO, 1, 2), over(value)),
        "rewrite",
        "pair: from the loss",
        "pair: summed",
    )
    return over(value)


def _positive(w: Writer) -> None:
    """Every eigenvalue is at least the sum of one mode's powers, which is positive."""
    for mode in (1, 2):
        mode_is_positive(w, mode, f"mode {mode}")
    a, b, depth = sigma[h], tau[h], ell[h]
    inner = layers(depth, a, b)
    w(
        "pair: first layer",
        le(inner.function.xreplace({LAYER: Integer(1)}), inner),
        "a term is at most the sum",
        using=(inner, 1),
        note="below the first layer there is none: 0^0 = 1",
    )
    w("pair: one power", le(a ** q(depth), inner), "combination", "pair: first layer", using=(1,))
    w("pair: in every pathway", each(w["pair: one power"]), "for all", "pair: one power")
    w("pair: at least", le(over(a ** q(depth)), over(inner)), "termwise", "pair: in every pathway")
    w(
        "pair > 0",
        Gt(HessianEigenvalue(TWO, 1, 2), 0),
        "combination",
        *("mode 1: powers", "pair: at least", "pair: from the loss"),
        using=(1, 1, 1),
    )
