"""No minimum at all is flatter than the balanced one.

Main results: `global_flatness`, and `flattest`, the steps that others use.
"""

from __future__ import annotations

from typing import Any

from sympy import Ge, Implies, IndexedBase, Integer, Le, Sum

from theory.derivation import Derivation
from theory.derivations.layers import LAYER, each, eq, ge, over, q
from theory.derivations.products import LayerProducts
from theory.derivations.unequal_depths import TAU, Balance, balance_bound, balance_is_positive
from theory.derivations.writer import Writer
from theory.notation import H, h
from theory.predicates import ForAll
from theory.quantities import FlattestSharpness, Sharpness, TargetNorm

__all__ = ["flattest", "global_flatness"]

#: Squared lengths of the singular vectors behind and before a layer, and what a pathway sends one to the
#: other.
ALPHA, BETA, OMEGA = (IndexedBase(name, nonnegative=True) for name in ("alpha", "beta", "omega"))


def pathways_bound(w: Writer, c: Any, prefix: str = "") -> tuple[str, str]:
    """``Sharpness(c) >= sum_h L_h omega_h^(2-2/L_h)``, ``sum_h omega_h >= s``, of these names."""
    depth = c.depth(h)

    def step(name: str, claim: Any, rule: str, *used: str, **more: Any) -> str:
        return w(prefix + name, claim, rule, *used, **more)

    one = step("pathway", Le(h, H), "assume")
    if c.common_depth is None:
        depths = step("depths", each(Ge(depth, 2)), "assume")
        deep = step("depth", Ge(depth, 2), "instance", depths, one, using=(h,))
    else:
        deep = step("depth", Ge(depth, 2), "assume")
    inner = Sum(ALPHA[h, LAYER] * BETA[h, LAYER], (LAYER, 1, depth))
    rayleigh = step("Rayleigh", ge(Sharpness(c), over(inner)), "assume")
    last = step("last", each(eq(ALPHA[h, depth], 1)), "assume")
    first = step("first", each(eq(BETA[h, 1], 1)), "assume")
    mixed = ge(ALPHA[h, LAYER] * BETA[h, LAYER + 1], OMEGA[h] ** 2)
    mixed_all = ForAll(mixed, (LAYER, 1, depth - 1))
    cauchy = step("Cauchy-Schwarz", each(mixed_all), "assume")
    share = step("shares", ge(over(OMEGA[h]), TargetNorm(c)), "assume")
    here = (
        step("last here", eq(ALPHA[h, depth], 1), "instance", last, one, using=(h,)),
        step("first here", eq(BETA[h, Integer(1)], 1), "instance", first, one, using=(h,)),
        step("Cauchy-Schwarz here", mixed_all, "instance", cauchy, one, using=(h,)),
    )
    products = LayerProducts(
        w,
        LAYER,
        depth,
        lambda layer: ALPHA[h, layer],
        lambda layer: BETA[h, layer],
        deep=deep,
        prefix=prefix,
    )
    products.terms_are_positive()
    layers = products.bound(OMEGA[h] ** 2, ge, *here)
    value = depth * OMEGA[h] ** q(depth)
    tidy = step("tidy", eq(w[layers].rhs, value), "identity", deep)
    bound = step("pathway bound", ge(inner, value), "combination", layers, tidy, using=(1, 1))
    every = step("every pathway", each(ge(inner, value)), "for all", bound)
    summed = step("over pathways", ge(over(inner), over(value)), "termwise", every)
    return step(
        "shares bound", ge(Sharpness(c), over(value)), "combination", rayleigh, summed, using=(1, 1)
    ), share


def flattest(w: Writer, c: Any, prefix: str = "") -> str:
    """``Sharpness(c) >= FlattestSharpness(c)`` at one depth."""

    def step(name: str, claim: Any, rule: str, *used: str, **more: Any) -> str:
        return w(prefix + name, claim, rule, *used, **more)

    L = c.common_depth
    bound, share = pathways_bound(w, c, prefix)
    deep = prefix + "depth"
    s, total, p = TargetNorm(c), over(OMEGA[h]), q(L)
    powers = over(OMEGA[h] ** p)
    factored = step("factor out", eq(over(L * OMEGA[h] ** p), L * powers), "linearity", deep)
    jensen = step("Jensen", ge(powers, H ** (1 - p) * total**p), "Jensen", deep, using=(total, p))
    norm = step("norm", ge(s, 0), "assume")
    grows = step("grows", ge(total**p, s**p), "monotone power", share, norm, deep, using=(p,))
    value = L * H ** (2 / L - 1) * s**p
    least = step(
        "least",
        ge(Sharpness(c), value),
        "combination",
        bound,
        jensen,
        grows,
        factored,
        norm,
        deep,
        using=(1, L, L * H ** (1 - p), 1),
    )
    means = step("meaning", eq(FlattestSharpness(c), value), "definition", norm)
    named = step("named", ge(Sharpness(c), FlattestSharpness(c)), "combination", least, means, using=(1, -1))
    return step(
        "flattest",
        ge(Sharpness(c), FlattestSharpness(c)),
        "there is",
        named,
        using=(Sharpness(c), ALPHA, BETA, OMEGA),
    )


def _at_unequal_depths(w: Writer, c: Any, least: Any) -> None:
    """``Sharpness(c) >= Sharpness(balance)`` where the balance carries at most the norm of the target."""
    balance = Balance(w, least)
    bound, share = pathways_bound(w, c, "any: ")
    above = balance_bound(w, balance, OMEGA, "any: ")
    w("any: no more", Le(TargetNorm(least), TargetNorm(c)), "assume")
    w("sums of names", eq(over(TAU[h]), over(balance.share)), "termwise", "names", "deep")
    w("target of the balance", eq(TargetNorm(least), over(balance.share)), "meaning", "sums of names")
    target = eq(TargetNorm(least), over(TAU[h]))
    w("target", target, "combination", "target of the balance", "sums of names", using=(1, -1))
    found = ge(Sharpness(c), Sharpness(least))
    common = 2 * balance.common
    w(
        "any: bound",
        found,
        "combination",
        bound,
        above,
        share,
        "any: no more",
        "target",
        "sharpness of the balance",
        using=(1, 1, common, common, common, -1),
    )
    w("any: flattest", found, "there is", "any: bound", using=(Sharpness(c), ALPHA, BETA, OMEGA))
    w("any: implied", Implies(w["any: no more"], found), "implication", "any: flattest")
    balance_is_positive(w, least)


def global_flatness(claim: Any) -> Derivation:
    """Rayleigh quotient at a singular pair, AM-GM over layers, then Jensen or tangents over pathways."""
    w = Writer()
    bound = next(p for p in claim.args if isinstance(p, Ge) and p.lhs.has(Sharpness))
    unequal = next(p for p in claim.args if isinstance(p, Implies))
    c = bound.lhs.args[0]
    at_least = flattest(w, c, "equal: ")
    value, means = w["equal: meaning"].rhs, "equal: meaning"
    w("value >= 0", ge(value, 0), "sign", "equal: norm", "equal: depth")
    w("flattest >= 0", ge(FlattestSharpness(c), 0), "combination", "value >= 0", means, using=(1, 1))
    names = (Sharpness(c), ALPHA, BETA, OMEGA)
    w("not negative", ge(FlattestSharpness(c), 0), "there is", "flattest >= 0", using=names)
    other, least = (side.args[0] for side in unequal.args[1].args)
    _at_unequal_depths(w, other, least)
    parts = [
        w(f"unnamed {k}", w[name], "there is", name, "shares >= 0", using=(TAU,))
        for k, name in enumerate(("positive", "any: implied"), 1)
    ]
    w("claim", claim, "conjunction", "not negative", at_least, *parts)
    return w.derivation()
