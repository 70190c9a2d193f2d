"""The flattest split over pathways of unequal depths: tangents of ``L x^(2-2/L)``.

Main results: `heterogeneous_balance`; `balance_bound`, that no shares with as large a sum have a smaller
``sum_h L_h x_h^(2-2/L_h)`` than the balance.
"""

from __future__ import annotations

from typing import Any

from sympy import Equivalent, Ge, Gt, Implies, Integer, Le

from theory.configuration import Pathways
from theory.derivation import Derivation
from theory.derivations.layers import each, eq, ge, gt, layers, le, mode_sum, over, q
from theory.derivations.writer import Writer
from theory.notation import H, ell, h, sigma, tau, total
from theory.quantities import HessianEigenvalue, Sharpness

__all__ = ["TAU", "Balance", "balance_bound", "balance_is_positive", "heterogeneous_balance"]

#: The names of the shares of the balance, as a family.
TAU = tau
_L = ell[h]


def _lambda(share: Any) -> Any:
    """``L_h sigma_h^(2-2/L_h)``."""
    return _L * share ** q(_L)


def pathways_sharpness(w: Writer, base: Any, name: str) -> str:
    """``Sharpness(Pathways(ell, sigma, H)) = sum_h L_h sigma_h^(2-2/L_h)``."""
    c = Pathways(ell, base, H)
    first = eq(Sharpness(c), HessianEigenvalue(c, 1, 1))
    w(f"{name}: single", first, "meaning")
    inner = layers(_L, base[h], base[h])
    w(f"{name}: from the loss", eq(HessianEigenvalue(c, 1, 1), over(inner)), "meaning")
    value = mode_sum(w, _L, base[h], f"{name}: layers")
    w(f"{name}: every pathway", each(w[f"{name}: layers"]), "for all", f"{name}: layers")
    w(f"{name}: summed", eq(over(inner), over(value)), "termwise", f"{name}: every pathway")
    steps = (f"{name}: {part}" for part in ("single", "from the loss", "summed"))
    return w(name, eq(Sharpness(c), over(value)), "rewrite", *steps)


class Balance:
    """The steps about the balance ``c`` itself; ``tau[h]`` is the name of its shares.

    Args:
        w: where to write.
        c: an `UnequalBalance`.
    """

    def __init__(self, w: Writer, c: Any) -> None:
        self.w, self.c, self.common = w, c, c.args[1]
        self.share = c.share_of(h)
        w("deep", each(Ge(_L, 3)), "assume")
        w("one pathway", Le(h, H), "assume")
        w("depth", Ge(_L, 3), "instance", "deep", "one pathway", using=(h,))
        w("names", each(eq(TAU[h], self.share)), "assume", note="tau[h] is a name for the balanced share")
        w("name", eq(TAU[h], self.share), "instance", "names", "one pathway", using=(h,))
        w("share > 0", gt(self.share, 0), "sign", "depth")
        w("tau > 0", gt(TAU[h], 0), "combination", "share > 0", "name", "depth", using=(1, 1))
        w("slope of share", eq((_L - 1) * self.share ** (1 - 2 / _L), self.common), "identity", "depth")
        w("slope", eq((_L - 1) * TAU[h] ** (1 - 2 / _L), self.common), "rewrite", "slope of share", "name")
        self._sharpness()

    def _sharpness(self) -> None:
        """``Sharpness(c) = sum_h L_h tau_h^(2-2/L_h) > 0``."""
        w, value = self.w, _lambda(TAU[h])
        named = layers(_L, TAU[h], TAU[h])
        w("layers of the balance", eq(named, named), "identity")
        shares = eq(layers(_L, self.share, self.share), named)
        w("its layers in tau", shares, "rewrite", "layers of the balance", "name", "depth")
        mode_sum(w, _L, TAU[h], "layers in tau")
        w("one layer sum", eq(shares.lhs, value), "rewrite", "its layers in tau", "layers in tau", "depth")
        w("every layer sum", each(w["one layer sum"]), "for all", "one layer sum")
        summed = eq(over(shares.lhs), over(value))
        w("layer sums", summed, "termwise", "every layer sum", "deep")
        eigenvalue = HessianEigenvalue(self.c, 1, 1)
        w("balance: single", eq(Sharpness(self.c), eigenvalue), "meaning")
        w("balance: from the loss", eq(eigenvalue, summed.lhs), "meaning", "layer sums")
        parts = ("balance: single", "balance: from the loss", "layer sums")
        w("sharpness of the balance", eq(Sharpness(self.c), over(value)), "rewrite", *parts, "deep")


def balance_bound(w: Writer, balance: Balance, shares: Any, prefix: str = "") -> str:
    """``sum_h L_h x_h^q - sum_h L_h tau_h^q >= 2 c (sum_h x_h - sum_h tau_h)`` for shares ``x``."""

    def step(name: str, claim: Any, rule: str, *used: str, **more: Any) -> str:
        return w(prefix + name, claim, rule, *used, **more)

    x, y, p, c = shares[h], TAU[h], q(_L), balance.common
    t, a, b = 1 / p, x**p, y**p
    young = step(
        "Young", le(a**t * b ** (1 - t), t * a + (1 - t) * b), "weighted AM-GM", "depth", using=(a, b, t)
    )
    rest = _lambda(x) - _lambda(y) - 2 * c * (x - y)
    tangent = step(
        "tangent",
        ge(rest, 0),
        "combination",
        young,
        "slope",
        "depth",
        "tau > 0",
        using=(2 * (_L - 1), 2 * (x - y)),
        note="the graph of L x^(2-2/L) lies above its tangent at tau",
    )
    step("tangents", each(ge(rest, 0)), "for all", tangent)
    sums = over(_lambda(x)) - over(_lambda(y)) - 2 * c * (over(x) - over(y))
    parted = step("parted", eq(over(rest), sums), "linearity")
    least = step("sum of tangents", ge(over(rest), over(Integer(0))), "termwise", prefix + "tangents")
    none = step("sum of nothing", eq(over(Integer(0)), 0), "linearity")
    return step("above", ge(sums, 0), "combination", least, parted, none, using=(1, -1, 1))


def heterogeneous_balance(claim: Any) -> Derivation:
    """The sum of tangents at the balance; where it is 0 every term is, and each touches at one point."""
    w = Writer()
    positive, _, equality, slopes = _parts(claim)
    c = positive.lhs.args[0]
    balance = Balance(w, c)
    f, common, p = balance.share, balance.common, q(_L)
    split = Sharpness(Pathways(ell, sigma, H))
    w("as much", Ge(total, c.total), "assume")
    above = balance_bound(w, balance, sigma)
    pathways_sharpness(w, sigma, "sharpness of the split")
    w("sums of shares", eq(over(TAU[h]), over(f)), "termwise", "names")
    w(
        "as much as tau",
        ge(total - over(TAU[h]), 0),
        "combination",
        "as much",
        "sums of shares",
        using=(1, -1),
    )
    closed = ("sharpness of the split", "sharpness of the balance")
    w(
        "bound",
        ge(split, Sharpness(c)),
        "combination",
        above,
        "as much as tau",
        *closed,
        using=(1, 2 * common, 1, -1),
    )
    balance_is_positive(w, c)
    # From left to right: every tangent touches.
    x, y, rest = sigma[h], TAU[h], w["tangent"].lhs
    w("equal", eq(split, Sharpness(c)), "assume")
    w(
        "at most 0",
        le(over(rest), 0),
        "combination",
        "as much as tau",
        "equal",
        "parted",
        *closed,
        using=(2 * common, -1, -1, 1, -1),
    )
    w("at least 0", ge(over(rest), 0), "combination", "sum of tangents", "sum of nothing", using=(1, 1))
    w("is 0", eq(over(rest), 0), "sign", "at most 0", "at least 0")
    w(
        "vanishing",
        Equivalent(eq(over(rest), 0), each(eq(rest, 0))),
        "a sum of nonnegative terms vanishes",
        "tangents",
        using=(over(rest),),
    )
    w("all vanish", each(eq(rest, 0)), "modus ponens", "vanishing", "is 0")
    w("vanishes", eq(rest, 0), "instance", "all vanish", "one pathway", using=(h,))
    t, a, b = 1 / p, x**p, y**p
    left, right = a**t * b ** (1 - t), t * a + (1 - t) * b
    factor = 1 / (2 * (_L - 1))
    w(
        "Young is an equality",
        eq(left, right),
        "combination",
        "vanishes",
        "slope",
        "depth",
        "tau > 0",
        using=(-factor, (x - y) * 2 * factor),
    )
    w("equality in Young", Equivalent(eq(left, right), eq(a, b)), "weighted AM-GM", "depth", using=(a, b, t))
    w("powers agree", eq(a, b), "modus ponens", "equality in Young", "Young is an equality")
    w("shares agree", eq(x, y), "monotone power", "powers agree", "depth", using=(p,))
    w("so balanced", eq(x, f), "combination", "shares agree", "name", "depth", using=(1, 1))
    deep = Ge(_L, 3)
    alike = Implies(deep, eq(x, f))
    w("if deep", alike, "implication", "so balanced", "depth")
    w("all balanced", each(alike), "for all", "if deep")
    # From right to left.
    w("balanced", each(alike), "assume")
    w("balanced here", alike, "instance", "balanced", "one pathway", using=(h,))
    w("is balanced", eq(x, f), "modus ponens", "balanced here", "depth")
    w("is tau", eq(x, TAU[h]), "combination", "is balanced", "name", "depth", using=(1, -1))
    w("term itself", eq(_lambda(x), _lambda(x)), "identity")
    w("same term", eq(_lambda(x), _lambda(y)), "rewrite", "term itself", "is tau")
    w("every same term", each(w["same term"]), "for all", "same term")
    w("same sums", eq(over(_lambda(x)), over(_lambda(y))), "termwise", "every same term")
    w(
        "then equal",
        eq(split, Sharpness(c)),
        "combination",
        closed[0],
        "same sums",
        closed[1],
        using=(1, 1, -1),
    )
    w("equality", equality, "equivalence", "all balanced", "then equal")
    _slopes(w, balance, slopes)
    parts = [
        w(f"unnamed {k}", w[name], "there is", name, "shares >= 0", using=(TAU,))
        for k, name in enumerate(("positive", "bound", "equality", "slopes"), 1)
    ]
    w("claim", claim, "conjunction", *parts)
    return w.derivation()


def _parts(claim: Any) -> tuple[Any, Any, Any, Any]:
    """The parts of the claim: positive, at least, equality, slopes (SymPy sorts them)."""
    found = {type(part).__name__: part for part in claim.args}
    return found["StrictGreaterThan"], found["GreaterThan"], found["Equivalent"], found["ForAll"]


def balance_is_positive(w: Writer, c: Any) -> None:
    """``Sharpness(c) > 0``, and that there are such shares."""
    term = _lambda(TAU[h])
    w("term > 0", gt(term, 0), "sign", "tau > 0", "depth")
    w("every term > 0", each(gt(term, 0)), "for all", "term > 0")
    first = term.xreplace({h: Integer(1)})
    w("first term", gt(first, 0), "instance", "every term > 0", using=(1,))
    w("first of terms", le(first, over(term)), "a term is at most the sum", using=(over(term), 1))
    w(
        "positive",
        Gt(Sharpness(c), 0),
        "combination",
        "first of terms",
        "first term",
        "sharpness of the balance",
        using=(1, 1, 1),
    )
    w("share >= 0", ge(c.share_of(h), 0), "sign", "share > 0")
    w("shares >= 0", each(ge(c.share_of(h), 0)), "for all", "share >= 0")


def _slopes(w: Writer, balance: Balance, claim: Any) -> None:
    """``(L_h - 1) sigma_h^(1-2/L_h) = c`` exactly at the balance."""
    f, common, p = balance.share, balance.common, 1 - 2 / _L
    slope, equal = eq((_L - 1) * sigma[h] ** p, common), eq(sigma[h], f)
    w("has the slope", slope, "assume")
    w("share of the balance", equal, "assume")
    w(
        "same powers",
        eq(sigma[h] ** p, f**p),
        "combination",
        "has the slope",
        "slope of share",
        "depth",
        using=(1 / (_L - 1), -1 / (_L - 1)),
    )
    w("same share", equal, "monotone power", "same powers", "depth", "share > 0", using=(p,))
    w("same slope", slope, "rewrite", "slope of share", "share of the balance")
    w("slope iff", Equivalent(slope, equal), "equivalence", "same share", "same slope")
    w("slopes", claim, "for all", "slope iff")
