"""Layers of unequal size make a minimum sharper: AM-GM over the layers of every pathway.

Main result: `depth_balance_is_flattest_per_pathway`.
"""

from __future__ import annotations

from typing import Any

from sympy import Abs, Eq, Equivalent, Ge, IndexedBase, Integer, Le, Product, Sum, Symbol

from theory.derivation import Derivation
from theory.derivations.layers import each, eq, ge, over, q
from theory.derivations.products import LayerProducts
from theory.derivations.writer import Writer
from theory.notation import H, h
from theory.predicates import ForAll
from theory.quantities import DepthBalancedEigenvalue, HessianEigenvalue

__all__ = ["depth_balance_is_flattest_per_pathway"]

#: Names for the squared products of the layers after and before a layer of one pathway.
ALPHA, BETA = (IndexedBase(name, nonnegative=True) for name in ("alpha", "beta"))
_m = Symbol("m", integer=True)


def depth_balance_is_flattest_per_pathway(claim: Any) -> Derivation:
    """What comes after a layer times what comes before the next one is the whole pathway."""
    w = Writer()
    c = next(iter(claim.atoms(HessianEigenvalue))).configuration
    w("table", c.hypotheses[0], "assume")
    w("one pathway", Le(h, H), "assume")
    w("both ends", c.hypotheses[0].condition, "instance", "table", "one pathway", using=(h,))
    w("depth", Ge(c.depth(h), 2), "part", "both ends")
    pathway = _Pathway(w, c)
    value, inner, eigenvalue = pathway.value, pathway.sum, HessianEigenvalue(c)
    w("every pathway", each(w["pathway"]), "for all", "pathway")
    w("over pathways", ge(over(inner), over(value)), "termwise", "every pathway")
    w("from the loss", eq(eigenvalue, over(inner)), "meaning")
    w("bound", ge(eigenvalue, over(value)), "combination", "over pathways", "from the loss", using=(1, 1))
    w("values >= 0", ge(over(value), 0), "sign")
    _equality(w, pathway, eigenvalue)
    w("meaning", eq(DepthBalancedEigenvalue(c), over(value)), "definition")
    named = [
        w(
            f"named: {name}",
            w[name].xreplace({over(value): DepthBalancedEigenvalue(c)}),
            "rewrite",
            name,
            "meaning",
        )
        for name in ("values >= 0", "bound", "equality")
    ]
    w("claim", claim, "conjunction", *named)
    return w.derivation()


class _Pathway:
    """The steps about one pathway: "pathway" is the bound, "pathway iff" its equality case."""

    def __init__(self, w: Writer, c: Any) -> None:
        self.w, self.layer, self.depth = w, c.layer_index, c.depth(h)
        self.entry, self.share = c.entry(h, _m), c.share(h)
        layer, whole = self.layer, (self.layer, 1, self.depth)
        self.term, self.first = c.other_layers(h, layer), c.other_layers(h, Integer(1))
        self.sum, self.value = Sum(self.term, whole), self.depth * Abs(self.share) ** q(self.depth)
        self.square = Product(self.entry**2, (_m, 1, self.depth))
        self.alike = ForAll(eq(self.term, self.first), whole)
        self._names()
        products = LayerProducts(w, layer, self.depth, lambda k: ALPHA[k], lambda k: BETA[k], deep="depth")
        products.terms_are_positive()
        self._mixed(products)
        layers = products.bound(self.square, Eq, "last", "first", "all mixed", "square >= 0")
        self._tidy(w[layers].rhs)
        named = eq(ALPHA[layer] * BETA[layer], self.term)
        w("named term", eq(self.term, self.term), "identity", "layer", "depth")
        w("term", named, "rewrite", "named term", "after: name", "before: name")
        w("terms", ForAll(named, whole), "for all", "term")
        w("sum of terms", eq(products.sum, self.sum), "termwise", "terms", "depth")
        bound = ge(self.sum, self.value)
        w("named pathway", bound, "combination", layers, "tidy", "sum of terms", using=(1, 1, -1))
        self._iff(products)
        for name, claim in (("pathway", bound), ("pathway iff", self.iff)):
            w(f"{name}: alpha", claim, "there is", f"named {name}", "after: every >= 0", using=(ALPHA,))
            w(name, claim, "there is", f"{name}: alpha", "before: every >= 0", using=(BETA,))

    def after(self, place: Any) -> Any:
        """``prod_{m > l} w_m^2``."""
        return Product(self.entry**2, (_m, place + 1, self.depth))

    def before(self, place: Any) -> Any:
        """``prod_{m < l} w_m^2``."""
        return Product(self.entry**2, (_m, 1, place - 1))

    def _names(self) -> None:
        """``alpha[l]`` and ``beta[l]``; both are squares, so not negative."""
        w, layer, depth = self.w, self.layer, self.depth
        w("layer", Le(layer, depth), "assume")
        for name, base, part in (("after", ALPHA, self.after), ("before", BETA, self.before)):
            term, whole = part(layer), (layer, 1, depth)
            root = Product(self.entry, term.limits[0])
            square = w(f"{name}: square", eq(term, root**2), "linearity", "layer", "depth")
            sign = w(f"{name}: square >= 0", ge(root**2, 0), "sign", square)
            w(f"{name} >= 0", ge(term, 0), "combination", sign, square, using=(1, 1))
            w(f"{name}: every >= 0", ForAll(ge(term, 0), whole), "for all", f"{name} >= 0")
            w(f"{name}: names", ForAll(eq(base[layer], term), whole), "assume")
            w(f"{name}: name", eq(base[layer], term), "instance", f"{name}: names", "layer", using=(layer,))

    def _mixed(self, products: LayerProducts) -> None:
        """``alpha[L] = 1``, ``beta[1] = 1``, ``alpha[l] beta[l+1] = sigma^2``."""
        w, layer, depth = self.w, self.layer, self.depth
        ends = (
            ("last", "after", ALPHA, self.after, depth),
            ("first", "before", BETA, self.before, Integer(1)),
        )
        for end, name, base, part, place in ends:
            w(f"{end}: empty", eq(part(place), 1), "linearity", "depth")
            here = eq(base[place], part(place))
            w(f"{end}: name", here, "instance", f"{name}: names", "depth", using=(place,))
            w(end, eq(base[place], 1), "combination", f"{end}: name", f"{end}: empty", using=(1, 1))
        w("square of the share", eq(self.square, self.share**2), "linearity", "depth")
        w("share squared", ge(self.share**2, 0), "sign", "square of the share")
        w(
            "square >= 0",
            ge(self.square, 0),
            "combination",
            "share squared",
            "square of the share",
            using=(1, 1),
        )
        w("not the last", Le(layer, depth - 1), "assume")
        w("one", ge(Integer(1), 0), "sign")
        w("within", ge(depth, layer), "combination", "not the last", "one", using=(1, 1))
        parts = eq(self.square, self.before(layer + 1) * self.after(layer))
        w("two parts", parts, "parts of a range", "within", using=(self.square, layer))
        w("both parts", eq(parts.rhs, self.square), "combination", "two parts", using=(-1,))
        here, later = eq(ALPHA[layer], self.after(layer)), eq(BETA[layer + 1], self.before(layer + 1))
        w("name here", here, "instance", "after: names", "within", using=(layer,))
        w("name of the next", later, "instance", "before: names", "not the last", using=(layer + 1,))
        named = eq(ALPHA[layer] * BETA[layer + 1], self.square)
        w("mixed", named, "rewrite", "both parts", "name here", "name of the next")
        w("all mixed", ForAll(named, products.short), "for all", "mixed")

    def _tidy(self, value: Any) -> None:
        """``L (t^(L-1))^(1/L) = L |sigma|^(2-2/L)`` with ``t = sigma^2``."""
        w, depth, p = self.w, self.depth, (self.depth - 1) / self.depth
        w("power of a square", eq(depth * (self.share**2) ** p, self.value), "identity", "depth")
        w("tidy", eq(value, self.value), "rewrite", "power of a square", "square of the share")

    def _iff(self, products: LayerProducts) -> None:
        """Equality in AM-GM, in terms of the layers."""
        w, layer, depth = self.w, self.layer, self.depth
        named = eq(ALPHA[layer] * BETA[layer], ALPHA[1] * BETA[1])
        all_named = ForAll(named, products.whole)
        mean = eq(products.product ** (1 / depth), products.sum / depth)
        w(
            "equality in AM-GM",
            Equivalent(mean, all_named),
            "AM-GM",
            "terms >= 0",
            "depth",
            "product >= 0",
            using=(products.sum,),
        )
        first = eq(ALPHA[1] * BETA[1], self.first)
        w("first term", first, "instance", "terms", "depth", using=(1,))
        alike = eq(self.term, self.first)
        equal = eq(self.sum, self.value)
        self.iff = Equivalent(equal, self.alike)
        # From left to right.
        w("equal sums", equal, "assume")
        w(
            "mean is root",
            mean,
            "combination",
            "root",
            "tidy",
            "equal sums",
            "sum of terms",
            "depth",
            using=(1, 1 / depth, -1 / depth, -1 / depth),
        )
        w("named alike", all_named, "modus ponens", "equality in AM-GM", "mean is root")
        w("named alike here", named, "instance", "named alike", "layer", using=(layer,))
        w("alike here", alike, "rewrite", "named alike here", "term", "first term")
        w("layers alike", self.alike, "for all", "alike here")
        # From right to left.
        w("alike", self.alike, "assume")
        w("one alike", alike, "instance", "alike", "layer", using=(layer,))
        w("one named alike", named, "rewrite", "one alike", "term", "first term")
        w("so named alike", all_named, "for all", "one named alike")
        w("root is mean", mean, "modus ponens", "equality in AM-GM", "so named alike")
        w(
            "then equal sums",
            equal,
            "combination",
            "root is mean",
            "root",
            "tidy",
            "sum of terms",
            "depth",
            using=(-depth, depth, 1, -1),
        )
        w("named pathway iff", self.iff, "equivalence", "layers alike", "then equal sums")


def _equality(w: Writer, pathway: _Pathway, eigenvalue: Any) -> None:
    """Equal exactly where every pathway is."""
    inner, value, alike = pathway.sum, pathway.value, pathway.alike
    equal, rest = eq(eigenvalue, over(value)), inner - value
    # From left to right.
    w("equal", equal, "assume")
    w("excess", ge(rest, 0), "combination", "pathway", using=(1,))
    w("every excess", each(ge(rest, 0)), "for all", "excess")
    w("parted", eq(over(rest), over(inner) - over(value)), "linearity", "over pathways")
    w("no excess", eq(over(rest), 0), "combination", "parted", "equal", "from the loss", using=(1, 1, -1))
    vanish = Equivalent(eq(over(rest), 0), each(eq(rest, 0)))
    w("vanishing", vanish, "a sum of nonnegative terms vanishes", "every excess", using=(over(rest),))
    w("all vanish", each(eq(rest, 0)), "modus ponens", "vanishing", "no excess")
    w("vanishes", eq(rest, 0), "instance", "all vanish", "one pathway", using=(h,))
    w("equal here", eq(inner, value), "combination", "vanishes", using=(1,))
    w("so alike", alike, "modus ponens", "pathway iff", "equal here")
    w("all alike", each(alike), "for all", "so alike")
    # From right to left.
    w("all pathways alike", each(alike), "assume")
    w("this pathway", alike, "instance", "all pathways alike", "one pathway", using=(h,))
    w("sum here", eq(inner, value), "modus ponens", "pathway iff", "this pathway")
    w("sum in every pathway", each(w["sum here"]), "for all", "sum here")
    w("sums", eq(over(inner), over(value)), "termwise", "sum in every pathway")
    w("then equal", equal, "combination", "from the loss", "sums", using=(1, 1))
    w("equality", Equivalent(equal, each(alike)), "equivalence", "all alike", "then equal")
