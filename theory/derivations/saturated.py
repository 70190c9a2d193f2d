"""The flattest split where some pathways have depth 2: tangents of ``L x^(2-2/L)`` of slope at most 2.

Main result: `with_depth_two`.
"""

from __future__ import annotations

from typing import Any

from sympy import And, Equivalent, Ge, Implies, Integer, Le, Lt, Or

from theory.configuration import Pathways
from theory.derivation import Derivation
from theory.derivations.layers import each, eq, ge, gt, le, over, q
from theory.derivations.unequal_depths import TAU, pathways_sharpness
from theory.derivations.writer import Writer
from theory.notation import H, ell, h, sigma, total
from theory.quantities import Sharpness

__all__ = ["with_depth_two"]

_L, _X, _Y = ell[h], sigma[h], TAU[h]
_SPLIT = Sharpness(Pathways(ell, sigma, H))


def _value(share: Any) -> Any:
    """``L_h sigma_h^(2-2/L_h)``."""
    return _L * share ** q(_L)


class _Level:
    """The steps about one level; their names begin with a prefix.

    Args:
        w: where to write.
        level: 1, or a symbol with the step "below 1" about it.
        share: what a pathway carries there, a Piecewise: nothing at depth 2.
        prefix: of the names.
    """

    def __init__(self, w: Writer, level: Any, share: Any, prefix: str) -> None:
        self.w, self.level, self.share, self.prefix = w, level, share, prefix
        self.deep = share.args[1][0]
        self.rest = _value(_X) - _value(_Y) - 2 * level * (_X - _Y)
        self.known = () if level == 1 else ("below 1",)
        self._shares()
        self._tangents()

    def __call__(self, name: str, claim: Any, rule: str, *used: str, **more: Any) -> str:
        """A step of this level; earlier ones of it are used by their bare names, others with a dot before."""
        return self.w(self.prefix + name, claim, rule, *map(self.of, used), **more)

    def of(self, name: str) -> str:
        """The full name of a step."""
        return name if name in self.w else self.prefix + name

    def _shares(self) -> None:
        """At depth 2 the share is 0, beyond it positive with ``(L-1) sigma^(1-2/L) = c``."""
        self("names", each(eq(_Y, self.share)), "assume", note="tau[h] is a name for the share at this level")
        self("name", eq(_Y, self.share), "instance", "names", "one pathway", using=(h,))
        self("t at two", eq(self.share, 0), "piecewise", "two")
        self("tau at two", eq(_Y, 0), "combination", "name", "t at two", "two", using=(1, 1))
        self("t beyond", eq(self.share, self.deep), "piecewise", "deep")
        self("tau beyond", eq(_Y, self.deep), "combination", "name", "t beyond", "deep", using=(1, 1))
        self("share > 0", gt(self.deep, 0), "sign", "deep")
        self("tau > 0", gt(_Y, 0), "combination", "share > 0", "tau beyond", "deep", using=(1, 1))
        own = eq((_L - 1) * self.deep ** (1 - 2 / _L), self.level)
        self("slope of share", own, "identity", "deep")
        slope = eq((_L - 1) * _Y ** (1 - 2 / _L), self.level)
        self("slope", slope, "rewrite", "slope of share", "tau beyond")
        self("t at two >= 0", ge(self.share, 0), "combination", "t at two", "two", using=(1,))
        self("t beyond >= 0", ge(self.share, 0), "combination", "t beyond", "share > 0", "deep", using=(1, 1))
        self("t >= 0", ge(self.share, 0), "cases", "two or more", "t at two >= 0", "t beyond >= 0")
        self("all t >= 0", each(ge(self.share, 0)), "for all", "t >= 0")

    def _tangents(self) -> None:
        """Every term is at least 0, and so is their sum."""
        c, rest, p = self.level, self.rest, q(_L)
        for name, share in (("x", _X), ("y", _Y)):
            self(f"twice {name}", eq(2 * share, 2 * share), "identity")
            self(f"value of {name}", eq(_value(share), 2 * share), "rewrite", f"twice {name}", "two")
        self("flatter", ge((1 - c) * _X, 0), "sign", *self.known)
        at_two = ("value of x", "value of y", "tau at two")
        line = eq(rest, 2 * (1 - c) * _X)
        self("line", line, "combination", *at_two, "two", using=(1, -1, -2 * (1 - c)))
        self("tangent at two", ge(rest, 0), "combination", "line", "flatter", "two", using=(1, 2))
        t, a, b = 1 / p, _X**p, _Y**p
        young = le(a**t * b ** (1 - t), t * a + (1 - t) * b)
        self("Young", young, "weighted AM-GM", "deep", using=(a, b, t))
        used = ("Young", "slope", "deep", "tau > 0")
        factors = (2 * (_L - 1), 2 * (_X - _Y))
        self("tangent beyond", ge(rest, 0), "combination", *used, using=factors)
        self("tangent", ge(rest, 0), "cases", "two or more", "tangent at two", "tangent beyond")
        self("tangents", each(ge(rest, 0)), "for all", "tangent")
        sums = over(_value(_X)) - over(_value(_Y)) - 2 * c * (over(_X) - over(_Y))
        self("parted", eq(over(rest), sums), "linearity")
        self("sum of tangents", ge(over(rest), over(Integer(0))), "termwise", "tangents")
        self("sum of nothing", eq(over(Integer(0)), 0), "linearity")
        self(
            "at least 0", ge(over(rest), 0), "combination", "sum of tangents", "sum of nothing", using=(1, 1)
        )
        vanishing = Equivalent(eq(over(rest), 0), each(eq(rest, 0)))
        self("vanishing", vanishing, "a sum of nonnegative terms vanishes", "tangents", using=(over(rest),))
        self("shares", eq(over(_Y), over(self.share)), "termwise", "names")
        self(
            "power",
            eq(_Y ** q(_L), self.share ** q(_L)),
            "monotone power",
            "name",
            "t >= 0",
            "depth",
            using=(p,),
        )
        self("value", eq(_value(_Y), _value(self.share)), "combination", "power", using=(_L,))
        self("every value", each(self.w[self.prefix + "value"]), "for all", "value")
        self("values", eq(over(_value(_Y)), over(_value(self.share))), "termwise", "every value")

    def touching(self) -> None:
        """The step "touches": where a term is 0 beyond depth 2, the share is that of the level."""
        p, factor = q(_L), 1 / (2 * (_L - 1))
        t, a, b = 1 / p, _X**p, _Y**p
        left, right = a**t * b ** (1 - t), t * a + (1 - t) * b
        self("all vanish", each(eq(self.rest, 0)), "modus ponens", "vanishing", "is 0")
        self("vanishes", eq(self.rest, 0), "instance", "all vanish", "one pathway", using=(h,))
        used = ("vanishes", "slope", "deep", "tau > 0")
        factors = (-factor, (_X - _Y) * 2 * factor)
        self("Young is an equality", eq(left, right), "combination", *used, using=factors)
        equality = Equivalent(eq(left, right), eq(a, b))
        self("equality in Young", equality, "weighted AM-GM", "deep", using=(a, b, t))
        self("powers agree", eq(a, b), "modus ponens", "equality in Young", "Young is an equality")
        self("tau agrees", eq(_X, _Y), "monotone power", "powers agree", "deep", using=(p,))
        self("touches", eq(_X, self.share), "combination", "tau agrees", "name", "deep", using=(1, 1))


def with_depth_two(claim: Any) -> Derivation:
    """Both levels, 1 and ``c < 1``; at level 1 the tangent at depth 2 is the graph itself."""
    w = Writer()
    iff, least, below = (
        next(part for part in claim.args if isinstance(part, kind)) for kind in (Equivalent, Ge, Implies)
    )
    c = next(symbol for symbol in claim.free_symbols if str(symbol) == "c")
    w("below 1", Lt(c, 1), "assume")
    w("depths", each(Ge(_L, 2)), "assume")
    w("one pathway", Le(h, H), "assume")
    w("depth", Ge(_L, 2), "instance", "depths", "one pathway", using=(h,))
    w("two", eq(_L, 2), "assume")
    w("deep", Ge(_L, 3), "assume")
    w("two or more", Or(eq(_L, 2), Ge(_L, 3)), "integer cases", "depth")
    pathways_sharpness(w, sigma, "split")
    (condition,) = iff.args[1].args[:1] if iff.args[0].is_Relational else iff.args[0].args[:1]
    parts = (*_full(w, least, iff, condition.args[1].rhs), _partly(w, below, c))
    w("claim", claim, "conjunction", *parts)
    return w.derivation()


def _full(w: Writer, least: Any, iff: Any, share: Any) -> tuple[str, str]:
    """The first two lines: level 1."""
    step = _Level(w, Integer(1), share, "full: ")
    rest, equal = step.rest, eq(_SPLIT, least.rhs)
    signs = ("parted", "split", "values", "shares")
    step("gap", eq(_SPLIT - least.rhs, over(rest)), "combination", *signs, using=(-1, 1, 1, -2))
    step("bound", least, "combination", "at least 0", "gap", using=(1, 1))
    step("equal", equal, "assume")
    step("is 0", eq(over(rest), 0), "combination", "gap", "equal", using=(-1, 1))
    step.touching()
    alike = Implies(Ge(_L, 3), eq(_X, share))
    step("if deep", alike, "implication", "touches", "depth")
    step("all alike", each(alike), "for all", "if deep")
    # From right to left.
    step("alike", each(alike), "assume")
    step("alike here", alike, "instance", "alike", "one pathway", using=(h,))
    step("is the share", eq(_X, share), "modus ponens", "alike here", "deep")
    step("is tau", eq(_X, _Y), "combination", "is the share", "name", "deep", using=(1, -1))
    step("nothing", eq(rest.xreplace({_X: _Y}), 0), "identity", "deep")
    step("0 beyond", eq(rest, 0), "rewrite", "nothing", "is tau")
    step("0 at two", eq(rest, 0), "combination", "line", "two", using=(1,))
    step("0 here", eq(rest, 0), "cases", "two or more", "0 at two", "0 beyond")
    step("all 0", each(eq(rest, 0)), "for all", "0 here")
    step("sum is 0", eq(over(rest), 0), "modus ponens", "vanishing", "all 0")
    step("then equal", equal, "combination", "gap", "sum is 0", using=(1, 1))
    step("equality", iff, "equivalence", "all alike", "then equal")
    for part in ("bound", "equality"):
        step(f"{part}: unnamed", w[step.of(part)], "there is", part, "all t >= 0", using=(TAU,))
    return step.of("bound: unnamed"), step.of("equality: unnamed")


def _partly(w: Writer, below: Any, c: Any) -> str:
    """The last line: a level below 1."""
    enough, both = below.args
    least, iff = (next(p for p in both.args if isinstance(p, kind)) for kind in (Ge, Equivalent))
    share = enough.rhs.function
    step = _Level(w, c, share, "below: ")
    rest, equal = step.rest, eq(_SPLIT, least.rhs)
    step("enough", enough, "assume")
    step("as much", ge(total - over(_Y), 0), "combination", "enough", "shares", using=(1, -1))
    signs = ("parted", "split", "values")
    gap = eq(_SPLIT - least.rhs, over(rest) + 2 * c * (total - over(_Y)))
    step("gap", gap, "combination", *signs, using=(-1, 1, 1))
    step("bound", least, "combination", "at least 0", "as much", "gap", using=(1, 2 * c, 1))
    step("equal", equal, "assume")
    step("at most 0", le(over(rest), 0), "combination", "as much", "gap", "equal", using=(2 * c, 1, -1))
    step("is 0", eq(over(rest), 0), "sign", "at most 0", "at least 0")
    step.touching()
    step(
        "no share",
        eq(_X, 0),
        "combination",
        "vanishes",
        "line",
        "two",
        "below 1",
        using=(1 / (2 * (1 - c)), -1 / (2 * (1 - c))),
    )
    at_two, beyond = Implies(eq(_L, 2), eq(_X, 0)), Implies(Ge(_L, 3), eq(_X, step.deep))
    step("if two", at_two, "implication", "no share", "depth")
    step("touches beyond", eq(_X, step.deep), "combination", "touches", "t beyond", "deep", using=(1, 1))
    step("if deep", beyond, "implication", "touches beyond", "depth")
    step("touches here", And(at_two, beyond), "conjunction", "if two", "if deep")
    step("all touch", each(And(at_two, beyond)), "for all", "touches here")
    # From right to left.
    step("alike", each(And(at_two, beyond)), "assume")
    step("alike here", And(at_two, beyond), "instance", "alike", "one pathway", using=(h,))
    for name, case, known in (("two", at_two, "two"), ("beyond", beyond, "deep")):
        step(f"{name}: part", case, "part", "alike here")
        step(f"{name}: this", case.args[1], "modus ponens", f"{name}: part", known)
        share_there = eq(_X, share)
        there = "t at two" if name == "two" else "t beyond"
        step(f"{name}: share", share_there, "combination", f"{name}: this", there, known, using=(1, -1))
    step("same share", eq(_X, share), "cases", "two or more", "two: share", "beyond: share")
    step(
        "same power",
        eq(_X ** q(_L), share ** q(_L)),
        "monotone power",
        "same share",
        "t >= 0",
        "depth",
        using=(q(_L),),
    )
    step("same value", eq(_value(_X), _value(share)), "combination", "same power", using=(_L,))
    step("same values", each(w[step.of("same value")]), "for all", "same value")
    step("same sums", eq(over(_value(_X)), over(_value(share))), "termwise", "same values")
    step("then equal", equal, "combination", "split", "same sums", using=(1, 1))
    step("equality", iff, "equivalence", "all touch", "then equal")
    step("both", And(least, iff), "conjunction", "bound", "equality")
    step("if enough", below, "implication", "both")
    return step("unnamed", below, "there is", "if enough", "all t >= 0", using=(TAU,))
