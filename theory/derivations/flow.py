"""Gradient flow: how pathways grow relative to each other, what is conserved, and where flow ends.

Main results: `relative_growth`, `conserves_imbalance`, `conserves_imbalance_at_equal_depth`, `final_split`.
"""

from __future__ import annotations

from typing import Any

from sympy import E, Eq, Gt, Implies, Integer, Ne, Sum

from theory.derivation import Derivation
from theory.derivations.layers import gt
from theory.derivations.writer import Writer
from theory.notation import H, L, ell, h, j, k, rho, s
from theory.point import AlignedPoint
from theory.predicates import ForAll
from theory.quantities import BoxCox, FlowLimit, FlowRate, LayerGradient

__all__ = [
    "ONE_DEPTH",
    "POINT",
    "conserved",
    "conserves_imbalance",
    "conserves_imbalance_at_equal_depth",
    "final_split",
    "kept_powers",
    "positive",
    "potential",
    "rate",
    "relative_growth",
    "substituted",
]

ONE_DEPTH = AlignedPoint(L, rho, H, s)
POINT = AlignedPoint(ell, rho, H, s)


def rate(w: Writer, point: Any, pathway: Any, exponent: Any, name: str) -> Any:
    """``FlowRate = -w^(q-1) w^(L-1) r``: the step `name`."""
    gradient, power = LayerGradient(point, pathway), point.layer_of(pathway) ** (exponent - 1)
    value = point.layer_of(pathway) ** (point.depth_of(pathway) - 1) * point.residual
    start, chain = f"{name}: gradient", f"{name}: chain rule"
    w(start, Eq(gradient, value), "meaning")
    w(chain, Eq(FlowRate(point, pathway, exponent), -power * gradient), "meaning")
    w(name, Eq(FlowRate(point, pathway, exponent), -power * value), "rewrite", chain, start)
    return -power * value


def relative_growth(claim: Any) -> Derivation:
    """The residual cancels in both ratios."""
    w = Writer()
    w("moving", Ne(ONE_DEPTH.residual, 0), "assume")
    shares = (rho[j] ** L / rho[k] ** L) ** (2 - 2 / L)
    for q, ratio in ((Integer(1), (rho[j] / rho[k]) ** (L - 1)), (L, shares)):
        name = "layers" if q == 1 else "shares"
        one, other = (rate(w, ONE_DEPTH, p, q, f"{name}: rate {p}") for p in (j, k))
        w(f"{name}: not at rest", Ne(other, 0), "sign", "moving")
        moves = Ne(FlowRate(ONE_DEPTH, k, q), 0)
        w(f"{name}: moves", moves, "rewrite", f"{name}: not at rest", f"{name}: rate {k}")
        w(f"{name}: quotient", Eq(one / other, ratio), "identity", "moving", note="the residual cancels")
        quotient = Eq(FlowRate(ONE_DEPTH, j, q) / FlowRate(ONE_DEPTH, k, q), ratio)
        rates = (f"{name}: rate {j}", f"{name}: rate {k}")
        w(name, quotient, "rewrite", f"{name}: quotient", *rates, f"{name}: moves", "moving")
    w("claim", claim, "conjunction", "layers", "shares")
    return w.derivation()


def conserved(w: Writer, point: Any, first: Any, second: Any, scale: Any, name: str) -> str:
    """The potentials of two pathways keep their difference: the step `name`; before it "{name}: rates"."""
    residuals = []
    for pathway in (first, second):
        q = 2 - point.depth_of(pathway)
        value = rate(w, point, pathway, q, f"{name}: rate {pathway}")
        w(f"{name}: residual {pathway}", Eq(value, -point.residual), "identity")
        residuals += [f"{name}: rate {pathway}", f"{name}: residual {pathway}"]
    rates = Eq(*(FlowRate(point, p, 2 - point.depth_of(p)) for p in (first, second)))
    alike = Eq(-point.residual, -point.residual, evaluate=False)
    w(f"{name}: same", alike, "identity")
    w(f"{name}: rates", rates, "rewrite", f"{name}: same", *residuals, note="all potentials change by -r")

    def gap(value: Any) -> Any:
        one, other = (BoxCox(2 - point.depth_of(p), value(p)) for p in (first, second))
        return one - other

    kept = Eq(gap(lambda p: FlowLimit(point, p, scale)), gap(lambda p: scale * point.layer_of(p)))
    why = "what has rate 0 is constant"
    w(name, kept, "conserved along gradient flow", f"{name}: rates", using=(scale,), note=why)
    return name


def conserves_imbalance(claim: Any) -> Derivation:
    """Both rates are minus the residual."""
    w = Writer()
    conserved(w, POINT, j, k, Integer(1), "conserved")
    w("claim", claim, "conjunction", "conserved: rates", "conserved")
    return w.derivation()


def potential(w: Writer, depth: Any, value: Any, name: str, *facts: str, deep: bool) -> None:
    """``BoxCox(2 - L, x)`` written out, beyond depth 2 or at it, where facts say which and that ``x > 0``."""
    quantity = BoxCox(2 - depth, value)
    form = quantity.closed_form()
    written = form.args[1 if deep else 0][0]
    w(f"{name}: definition", Eq(quantity, form), "definition", *facts)
    w(f"{name}: case", Eq(form, written), "piecewise", *facts)
    w(name, Eq(quantity, written), "rewrite", f"{name}: definition", f"{name}: case")


def positive(w: Writer, point: Any, pathway: Any, scale: Any, *facts: str) -> str:
    """``FlowLimit > 0``."""
    name = f"limit {pathway} > 0"
    return w(name, gt(FlowLimit(point, pathway, scale), 0), "meaning", *facts)


def kept_powers(w: Writer, first: Any, second: Any, scale: Any, name: str) -> None:
    """``F_h^(2-L) - F_k^(2-L) = (a rho_h)^(2-L) - (a rho_k)^(2-L)``; needs "deep": ``L > 2``."""
    kept, ends = conserved(w, ONE_DEPTH, first, second, scale, f"{name}: potentials"), []
    written = []
    for p in (first, second):
        limit = FlowLimit(ONE_DEPTH, p, scale)
        sign = positive(w, ONE_DEPTH, p, scale) if f"limit {p} > 0" not in w else f"limit {p} > 0"
        ends.append(limit)
        for part, value in (("end", limit), ("start", scale * rho[p])):
            written.append(f"{name}: {part} {p}")
            potential(w, L, value, written[-1], "deep", sign, deep=True)
    w(f"{name}: written out", substituted(w[kept], w, written), "rewrite", kept, *written)
    powers = Eq(
        ends[0] ** (2 - L) - ends[1] ** (2 - L),
        (scale * rho[first]) ** (2 - L) - (scale * rho[second]) ** (2 - L),
    )
    signs = (f"limit {first} > 0", f"limit {second} > 0", "deep")
    w(name, powers, "combination", f"{name}: written out", *signs, using=(2 - L,))


def substituted(claim: Any, w: Writer, equations: list[str]) -> Any:
    """The claim with every equation's right side for its left side."""
    return claim.xreplace({w[name].lhs: w[name].rhs for name in equations})


def conserves_imbalance_at_equal_depth(claim: Any) -> Derivation:
    """The potentials written out, beyond depth 2 and at depth 2."""
    w, one = Writer(), Integer(1)
    deep, two = Gt(L, 2), Eq(L, 2)
    ends = [FlowLimit(ONE_DEPTH, p, one) for p in (j, k)]
    w("deep", deep, "assume")
    kept_powers(w, j, k, one, "powers")
    w("beyond depth 2", Implies(deep, w["powers"]), "implication", "powers")
    w("depth 2", two, "assume")
    written = []
    for p, end in zip((j, k), ends, strict=True):
        for part, value in (("end", end), ("start", rho[p])):
            written.append(f"logarithm of {part} {p}")
            potential(w, L, value, written[-1], "depth 2", f"limit {p} > 0", deep=False)
    kept = substituted(w["powers: potentials"], w, written)
    w("logarithms", kept, "rewrite", "powers: potentials", *written)
    ratios = Eq(ends[0] / ends[1], rho[j] / rho[k])
    w("ratios", ratios, "monotone exponent", "logarithms", f"limit {j} > 0", f"limit {k} > 0", using=(E,))
    w("at depth 2", Implies(two, w["ratios"]), "implication", "ratios")
    w("claim", claim, "conjunction", "beyond depth 2", "at depth 2")
    return w.derivation()


def final_split(claim: Any) -> Derivation:
    """The limit is on the target and positive, and what has no rate is kept."""
    w, one = Writer(), Integer(1)
    conserved(w, POINT, j, one, one, "kept")
    w("every difference", ForAll(w["kept"], (j, 1, H)), "for all", "kept")
    positive(w, POINT, j, one)
    w("all positive", ForAll(w[f"limit {j} > 0"], (j, 1, H)), "for all", f"limit {j} > 0")
    carried = Sum(FlowLimit(POINT, h, one) ** ell[h], (h, 1, H))
    w("on the target", Eq(carried, s), "meaning", using=(FlowLimit(POINT, 1, one),))
    w("claim", claim, "conjunction", "on the target", "all positive", "every difference")
    return w.derivation()
