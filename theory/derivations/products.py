"""AM-GM over the layers of one pathway: steps shared by minima that are not depth-balanced.

Main result: `LayerProducts`, from ``alpha_l beta_{l+1} >= t``, ``alpha_L = 1``, ``beta_1 = 1`` to
``sum_l alpha_l beta_l >= L (t^(L-1))^(1/L)``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sympy import Integer, Product, Sum

from theory.derivations.layers import eq, ge, le
from theory.derivations.writer import Writer
from theory.predicates import ForAll

__all__ = ["LayerProducts"]


class LayerProducts:
    """The products ``alpha_l`` of what comes after a layer and ``beta_l`` of what comes before, at least 0.

    Args:
        w: where to write.
        layer: the index of a layer.
        depth: ``L``.
        alpha: ``alpha(l)``.
        beta: ``beta(l)``.
        deep: the step that says ``L >= 2``.
        prefix: of the names of the steps.
    """

    def __init__(
        self,
        w: Writer,
        layer: Any,
        depth: Any,
        alpha: Callable[[Any], Any],
        beta: Callable[[Any], Any],
        *,
        deep: str,
        prefix: str = "",
    ) -> None:
        self.w, self.layer, self.depth, self.deep, self.prefix = w, layer, depth, deep, prefix
        self.alpha, self.beta = alpha, beta
        self.whole, self.short = (layer, 1, depth), (layer, 1, depth - 1)
        both = alpha(layer) * beta(layer)
        self.product, self.sum = Product(both, self.whole), Sum(both, self.whole)
        self.shifted = Product(alpha(layer) * beta(layer + 1), self.short)

    def step(self, name: str, claim: Any, rule: str, *used: str, **more: Any) -> str:
        """Write one step."""
        return self.w(self.prefix + name, claim, rule, *used, **more)

    def same_product(self, last: str, first: str) -> str:
        """``prod_{l<=L} alpha_l beta_l = prod_{l<L} alpha_l beta_{l+1}``.

        Args:
            last: the step that says ``alpha_L = 1``.
            first: the step that says ``beta_1 = 1``.

        Returns:
            The name of the step, which has the sides the other way round.
        """
        a, b, later = self.alpha(self.layer), self.beta(self.layer), self.beta(self.layer + 1)
        whole, short, deep, step = self.whole, self.short, self.deep, self.step
        behind_first = Product(b, (self.layer, 2, self.depth))
        factors = eq(self.product, Product(a, whole) * Product(b, whole))
        last_one = eq(Product(a, whole), Product(a, short) * self.alpha(self.depth))
        first_one = eq(Product(b, whole), self.beta(Integer(1)) * behind_first)
        shifted = eq(behind_first, Product(later, short))
        parts = [
            step("both factors", factors, "linearity", deep),
            step("last layer", last_one, "parts of a range", deep, using=(last_one.lhs, self.depth - 1)),
            step("first layer", first_one, "parts of a range", deep, using=(first_one.lhs, 1)),
            step("shift", shifted, "shifted index", deep, using=(behind_first, 1)),
        ]
        mixed = eq(self.shifted, Product(a, short) * Product(later, short))
        mixed_ = step("mixed factors", mixed, "linearity", deep)
        return step("same product", eq(self.shifted, self.product), "rewrite", mixed_, *parts, last, first)

    def bound(
        self, t: Any, relation: Callable[[Any, Any], Any], last: str, first: str, mixed: str, *known: str
    ) -> str:
        """``sum_l alpha_l beta_l >= L (t^(L-1))^(1/L)``.

        Args:
            t: at least 0, without `layer`.
            relation: `ge` or `Eq`, between ``alpha_l beta_{l+1}`` and `t`.
            last: the step that says ``alpha_L = 1``.
            first: the step that says ``beta_1 = 1``.
            mixed: the step that says ``alpha_l beta_{l+1} R t`` for all l < L.
            known: steps that say that `t` is not negative, if its looks do not.

        Returns:
            The name of the step; "root" says how the products compare, "AM-GM" that for all layers.
        """
        step, deep, power = self.step, self.deep, t ** (self.depth - 1)
        same = self.same_product(last, first)
        least = step("every one", relation(self.shifted, Product(t, self.short)), "termwise", mixed, deep)
        constant = eq(Product(t, self.short), power)
        constant_ = step("power of t", constant, "linearity", deep)
        product = relation(self.product, power)
        bound = step("product", product, "combination", least, constant_, same, *known, using=(1, 1, -1))
        sign = step("power >= 0", ge(power, 0), "sign", deep, *known)
        positive = step("product >= 0", ge(self.product, 0), "combination", bound, sign, *known, using=(1, 1))
        p = 1 / self.depth
        root = relation(self.product**p, power**p)
        root_ = step("root", root, "monotone power", bound, positive, sign, deep, *known, using=(p,))
        mean = le(self.product**p, self.sum / self.depth)
        mean_ = step("AM-GM", mean, "AM-GM", self.prefix + "terms >= 0", deep, positive, using=(self.sum,))
        value = self.depth * power**p
        claim = ge(self.sum, value)
        used = (mean_, root_, sign, deep, *known)
        return step("layers", claim, "combination", *used, using=(self.depth, self.depth))

    def terms_are_positive(self, *uses: str, rule: str = "sign", **more: Any) -> str:
        """``alpha_l beta_l >= 0`` for all layers: the step "terms >= 0"."""
        term = ge(self.alpha(self.layer) * self.beta(self.layer), 0)
        one = self.step("term >= 0", term, rule, *uses, **more)
        return self.step("terms >= 0", ForAll(term, self.whole), "for all", one)
