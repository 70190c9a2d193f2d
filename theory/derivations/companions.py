"""Companions: results on plain networks and on two factors.

Main results: `single_pathway_flatness`, `pathways_race`, `flow_sharpness_decreases`,
`start_small_end_flat`, `large_steps_balance`, `period_two`, `no_period_two`.
"""

from __future__ import annotations

from typing import Any

from sympy import Abs, Eq, Ge, Gt, Integer, Le, Lt, Ne, Or, Rational, Symbol, sqrt, symbols

from theory.derivation import Derivation
from theory.derivations.flow import ONE_DEPTH, kept_powers
from theory.derivations.global_flatness import ALPHA, BETA, OMEGA, flattest
from theory.derivations.layers import eq, ge, gt, le, lt, single
from theory.derivations.writer import Writer
from theory.notation import H, L, eta, j, k, s
from theory.quantities import FactorFlowSharpness, FlattestSharpness, FlowLimit, Sharpness, TargetNorm

__all__ = [
    "flow_sharpness_decreases",
    "large_steps_balance",
    "no_period_two",
    "pathways_race",
    "period_two",
    "single_pathway_flatness",
    "start_small_end_flat",
]

_two, _half = Integer(2), Rational(1, 2)
u, v = symbols("u v", positive=True)


def single_pathway_flatness(claim: Any) -> Derivation:
    """`global_flatness` at one pathway."""
    w = Writer()
    bound = next(part for part in claim.args if isinstance(part, Ge))
    one = bound.lhs.args[0]
    any_count = one.func(one.args[0], H, *one.args[2:])
    least = flattest(w, any_count)
    norm = w("norm known", w["norm"], "there is", "norm", using=(Sharpness(any_count), ALPHA, BETA, OMEGA))
    w("norm at one", ge(TargetNorm(one), 0), "substitution", norm, using=(H, 1))
    w("at one", ge(Sharpness(one), FlattestSharpness(one)), "substitution", least, using=(H, 1))
    value = eq(FlattestSharpness(one), bound.rhs)
    w("value at one", value, "definition", "norm at one")
    w("bound", bound, "rewrite", "at one", "value at one", "norm at one")
    single(w)
    w("claim", claim, "conjunction", "bound", "single")
    return w.derivation()


def pathways_race(claim: Any) -> Derivation:
    """``(w^L)^(2/L-1) = w^(2-L)``."""
    w, p = Writer(), 2 / L - 1
    w("deep", Gt(L, 2), "assume")
    kept_powers(w, j, k, Integer(1), "powers")
    names = []
    for pathway in (j, k):
        end = FlowLimit(ONE_DEPTH, pathway, 1)
        names.append(f"share {pathway}")
        w(names[-1], eq((end**L) ** p, end ** (2 - L)), "identity", f"limit {pathway} > 0", "deep")
    w(
        "claim",
        claim,
        "combination",
        "powers",
        *names,
        f"limit {j} > 0",
        f"limit {k} > 0",
        "deep",
        using=(1, 1, -1),
    )
    return w.derivation()


def _sharpness(w: Writer, quantity: Any, name: str) -> None:
    """The square of a flow's sharpness, "{name} squared", and its sign, "{name} > 0"."""
    a, b, target = quantity.args
    square = eq(quantity**2, (a**2 - b**2) ** 2 + 4 * target**2)
    why = "the flow keeps the difference of squares"
    w(f"{name} squared", square, "meaning", using=(quantity,), note=why)
    w(f"{name} > 0", Gt(quantity, 0), "meaning")


def flow_sharpness_decreases(claim: Any) -> Derivation:
    """A step multiplies ``u^2 - v^2`` by ``1 - (eta r)^2``."""
    w = Writer()
    left, right = claim.args
    lower, cases = (left, right) if isinstance(left, Le) else (right, left)
    after, before = lower.args
    small = next(part for part in cases.args if isinstance(part, Le))
    same = next(part for part in cases.args if isinstance(part, Eq))
    size, gap = small.lhs, (u**2 - v**2) ** 2
    _sharpness(w, before, "before")
    _sharpness(w, after, "after")
    drop = gap * size * (2 - size)
    squares = eq(before**2 - after**2, drop)
    w("drop", squares, "combination", "before squared", "after squared", using=(1, -1))
    signs = ("before > 0", "after > 0")
    # From right to left.
    w("small step", small, "assume")
    w("no rise if small", ge(drop, 0), "sign", "small step")
    w("equal factors", same, "assume")
    w("no gap", eq(u**2 - v**2, 0), "combination", "equal factors", using=(u + v,))
    w(
        "no drop",
        eq(drop, 0),
        "combination",
        "no gap",
        using=((u**2 - v**2) * size * (2 - size),),
    )
    w("no rise if equal", ge(drop, 0), "sign", "no drop")
    w("either", cases, "assume")
    w("no rise", ge(drop, 0), "cases", "either", "no rise if equal", "no rise if small")
    w("squares fall", le(after**2, before**2), "combination", "no rise", "drop", using=(1, 1))
    w("from right", lower, "monotone power", "squares fall", *signs, using=(2,))
    # From left to right.
    w("lower", lower, "assume")
    w("squares", le(after**2, before**2), "monotone power", "lower", *signs, using=(2,))
    w("drop >= 0", ge(drop, 0), "combination", "squares", "drop", using=(1, -1))
    orders = Or(same, Lt(u, v), Gt(u, v))
    w("orders", orders, "excluded middle")
    w("right if equal", cases, "disjunction", "equal factors")
    w("large step", Gt(size, 2), "assume")
    w("two", gt(2, 0), "sign")
    w("size > 0", gt(size, 0), "combination", "large step", "two", using=(1, 1))
    ends = ["right if equal"]
    for order in (Lt(u, v), Gt(u, v)):
        unequal = w(f"unequal: {order}", order, "assume")
        apart = w(f"apart: {order}", gt(gap, 0), "sign", unequal)
        more = w(f"more: {order}", gt(gap * (size - 2), 0), "combination", "large step", apart, using=(gap,))
        rise = w(f"rise: {order}", lt(drop, 0), "combination", more, "size > 0", using=(size,))
        then = w(f"small: {order}", small, "contradiction", rise, "drop >= 0")
        ends.append(w(f"right: {order}", cases, "disjunction", then))
    w("from left", cases, "cases", "orders", *ends)
    w("claim", claim, "equivalence", "from left", "from right")
    return w.derivation()


def start_small_end_flat(claim: Any) -> Derivation:
    """``(2s)^2 <= d^2 + (2s)^2 <= (|d| + 2s)^2``."""
    w = Writer()
    sharpness = FactorFlowSharpness(u, v, s)
    _sharpness(w, sharpness, "sharpness")
    gap, most = Abs(u**2 - v**2), 2 * s + Abs(u**2 - v**2)
    w("square of the gap", ge((u**2 - v**2) ** 2, 0), "sign")
    w(
        "at least, squared",
        ge(sharpness**2, (2 * s) ** 2),
        "combination",
        "square of the gap",
        "sharpness squared",
        using=(1, 1),
    )
    w("at least", ge(sharpness, 2 * s), "monotone power", "at least, squared", "sharpness > 0", using=(2,))
    w("mixed", ge(4 * s * gap, 0), "sign")
    parts = ("mixed", "sharpness squared")
    w("at most, squared", le(sharpness**2, most**2), "combination", *parts, using=(1, -1))
    w("at most", le(sharpness, most), "monotone power", "at most, squared", "sharpness > 0", using=(2,))
    w("claim", claim, "conjunction", "at least", "at most")
    return w.derivation()


def large_steps_balance(claim: Any) -> Derivation:
    """At the minimum the sharpness is ``u^2 + v^2``."""
    w = Writer()
    sharpness = FactorFlowSharpness(u, v, u * v)
    _sharpness(w, sharpness, "sharpness")
    squares = eq(sharpness**2, (u**2 + v**2) ** 2)
    w("squares", squares, "combination", "sharpness squared", using=(1,))
    value = eq(sharpness, u**2 + v**2)
    w("value", value, "monotone power", "squares", "sharpness > 0", using=(2,))
    stable = next(part for part in claim.args if part.has(FactorFlowSharpness))
    near = next(part for part in claim.args if part != stable)
    w("stable", stable, "assume")
    w("then near", near, "combination", "stable", "value", using=(1 / eta, 1))
    w("near", near, "assume")
    w("then stable", stable, "combination", "near", "value", using=(eta, -eta))
    w("claim", claim, "equivalence", "then near", "then stable")
    return w.derivation()


gamma = Symbol("gamma", positive=True)
x = Symbol("x", positive=True)
r = Symbol("r", real=True)


def _step(weight: Any) -> Any:
    return weight + gamma / 2 * weight * (1 - weight**2)


def period_two(claim: Any) -> Derivation:
    """Two numbers with ``x y = 1 - r^2 = 2/gamma`` and ``x^2 + y^2 - x y = 1``."""
    w = Writer()
    cycle, above = claim.args if isinstance(claim.args[0], Eq) else claim.args[::-1]
    w("from above -1", Gt(r, -1), "assume")
    w("to below 1", Lt(r, 1), "assume")
    w("inside", gt(1 - r**2, 0), "combination", "from above -1", "to below 1", using=(0, 1 + r))
    root = sqrt(4 - 3 * r**2)
    w("one", gt(1, 0), "sign")
    w("under the root", gt(4 - 3 * r**2, 0), "combination", "inside", "one", using=(3, 1))
    w("root > 0", gt(root, 0), "sign", "under the root")
    w("larger", gt(4 - 3 * r**2, r**2), "combination", "inside", using=(4,))
    w("product", gt((root + r) * (root - r), 0), "combination", "larger", "under the root", using=(1,))
    orders, quotient = (Lt(r, 0), eq(r, 0), Gt(r, 0)), gt(root + r, 0)
    w("orders", Or(*orders), "excluded middle")
    for order in orders:
        w(f"{order}", order, "assume")
        if order is not orders[0]:
            w(f"if {order}", quotient, "sign", f"{order}", "root > 0")
    w("other factor", gt(root - r, 0), "sign", f"{orders[0]}", "root > 0")
    parts = ("product", "other factor", "root > 0")
    w(f"if {orders[0]}", quotient, "combination", *parts, using=(1 / (root - r),))
    w("sum", quotient, "cases", "orders", *(f"if {order}" for order in orders))
    w("above", above, "combination", "sum", "under the root", using=(_half,))
    w("cycle", cycle, "identity", "under the root", "inside")
    w("claim", claim, "conjunction", "cycle", "above")
    return w.derivation()


def no_period_two(claim: Any) -> Derivation:
    """An orbit ``x, z`` would have ``gamma x z = 2`` and ``(x - z)^2 = 1 - x z <= 0``."""
    w, z, k = Writer(), Symbol("z", positive=True), gamma / 2
    stays = eq(x, 1)
    w("below the edge", Le(gamma, 2), "assume")
    w("there", eq(_step(x), z), "assume")
    w("back", eq(_step(z), x), "assume")
    product = eq((x**2 - z**2) * (k * x * z - 1), 0)
    w("product", product, "combination", "back", "there", using=(x, -z))
    circle = eq(1 - x**2 + x * z - z**2, 0)
    w("circle", circle, "combination", "there", "back", using=(1 / (k * (x + z)), 1 / (k * (x + z))))
    w("orders", Or(eq(x, z), Lt(x, z), Gt(x, z)), "excluded middle")
    w("fixed", eq(x, z), "assume")
    w("square", eq(x**2, 1), "combination", "circle", "fixed", using=(-1, z))
    w("ends: fixed", stays, "monotone power", "square", using=(2,))
    ends = ["ends: fixed"]
    for order in (Lt(x, z), Gt(x, z)):
        apart = w(f"apart: {order}", order, "assume")
        area = w(
            f"area: {order}",
            eq(k * x * z - 1, 0),
            "combination",
            "product",
            apart,
            using=(1 / (x**2 - z**2),),
        )
        facts = (area, "circle", "below the edge")
        close = w(
            f"close: {order}", le((x - z) ** 2, 0), "combination", *facts, using=(2 / gamma, 1, 1 / gamma)
        )
        distance = w(f"distance: {order}", gt((x - z) ** 2, 0), "sign", apart)
        ends.append(w(f"ends: {order}", stays, "contradiction", close, distance))
    w("at the minimum", stays, "cases", "orders", *ends)
    w("next", Gt(_step(x), 0), "assume")
    w("for an orbit", stays, "substitution", "at the minimum", "next", using=(z, _step(x)))
    w("not at the minimum", Ne(x, 1), "assume")
    w("claim", claim, "contradiction", "for an orbit", "not at the minimum")
    return w.derivation()
