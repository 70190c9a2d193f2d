"""A minimum is stable exactly if enough pathways carry every mode.

Main result: `active_pathways`.
"""

from __future__ import annotations

from typing import Any

from sympy import And, Equivalent, Ge, Gt, Implies, Integer, Max, Or

from theory.configuration import Split
from theory.derivation import Derivation
from theory.derivations.cross_mode import largest_of_modes
from theory.derivations.layers import TWO, each, eq, ge, gt, layers, le, lt, mode_sum, over, q, same_sharpness
from theory.derivations.lemmas import maximum_without
from theory.derivations.stability import threshold_steps
from theory.derivations.writer import Writer
from theory.notation import H, L, ell, h, sigma, tau
from theory.quantities import HessianEigenvalue, HillNumber, PathwaysNeeded, Sharpness, StabilityThreshold

__all__ = ["active_pathways"]

_q = q()


class _Mode:
    """One of the two modes: its shares, the sum of their powers, and what is said of it."""

    def __init__(self, w: Writer, base: Any, name: str, eta: Any) -> None:
        self.w, self.base, self.name, self.eta = w, base, name, eta
        self.total, self.powers = over(base[h]), over(base[h] ** _q)
        self.value = L * self.powers
        self.hill = HillNumber(Split(L, base, H))
        self.needed = PathwaysNeeded(L, self.total, eta)

    def step(self, part: str, claim: Any, rule: str, *uses: str, **more: Any) -> str:
        """Write one step."""
        return self.w(f"{self.name}: {part}", claim, rule, *uses, **more)

    def positive(self) -> None:
        """``sum_h sigma_h > 0``, so ``sum_h sigma_h^q > 0``: "value > 0"."""
        step = self.step
        total = step("total", Gt(self.total, 0), "assume")
        least = H ** (1 - _q) * self.total**_q
        jensen = step("Jensen", ge(self.powers, least), "Jensen", "deep", using=(self.total, _q))
        low = step("least", gt(least, 0), "sign", total)
        powers = step("powers > 0", gt(self.powers, 0), "combination", jensen, low, using=(1, 1))
        step("value > 0", gt(self.value, 0), "sign", powers)

    def at_the_depth(self, number: int) -> str:
        """``HessianEigenvalue(TWO, i, i) = L sum_h sigma_h^q`` where all depths are ``L``."""
        step, share = self.step, self.base[h]
        one = L * share**_q
        term = ell[h] * share ** q(ell[h])
        itself = step("itself", eq(one, one), "identity")
        here = step("here", eq(term, one), "rewrite", itself, "depth here")
        every = step("every", each(eq(term, one)), "for all", here)
        summed = step("summed", eq(over(term), over(one)), "termwise", every)
        out = step("factor out", eq(over(one), self.value), "linearity")
        eigenvalue = eq(HessianEigenvalue(TWO, number, number), self.value)
        return step("eigenvalue", eigenvalue, "combination", f"mode {number}", summed, out, using=(1, 1, 1))

    def enough(self) -> None:
        """``N > (eta S/2)^(L/(L-2))`` exactly if ``eta L sum_h sigma_h^q < 2``: the step "iff"."""
        step, p = self.step, L / (L - 2)
        facts = [f"{self.name}: {part}" for part in ("total", "powers > 0")] + ["deep"]
        closed = self.hill.closed_form()
        value = closed.args[1][0]
        x, y = self.total**_q / self.powers, self.eta * L * self.total**_q / 2
        means = step("definition", eq(self.hill, closed), "definition", *facts)
        order = step("order q", eq(closed, value), "piecewise", *facts)
        power = step("power", eq(value, x**p), "identity", *facts)
        hill = step(
            "Hill number", eq(self.hill, x**p), "combination", means, order, power, *facts, using=(1, 1, 1)
        )
        needed = step("needed", eq(self.needed, y**p), "definition", "single > 0", *facts)
        positive = (
            step("x > 0", gt(x, 0), "sign", *facts),
            step("y > 0", gt(y, 0), "sign", "single > 0", *facts),
        )
        below, more = lt(self.eta * self.value, 2), Gt(self.hill, self.needed)
        # From left to right.
        enough = step("enough", more, "assume")
        powers = step("larger power", gt(x**p, y**p), "rewrite", enough, hill, needed)
        bases = step("larger", gt(x, y), "monotone power", powers, *positive, "deep", using=(p,))
        scale = 2 / x
        to = step("below", below, "combination", bases, *facts, using=(scale,))
        # From right to left.
        assumed = step("flat enough", below, "assume")
        bases = step("then larger", gt(x, y), "combination", assumed, *facts, using=(1 / scale,))
        powers = step(
            "then larger power", gt(x**p, y**p), "monotone power", bases, *positive, "deep", using=(p,)
        )
        back = step("then enough", more, "rewrite", powers, hill, needed)
        step("iff", Equivalent(more, below), "equivalence", to, back)


def active_pathways(claim: Any) -> Derivation:
    """The threshold is ``2/max(lambda_1, lambda_2)``, and ``lambda = S N^(2/L-1)``."""
    w = Writer()
    left = next(part for part in claim.args if part.has(StabilityThreshold))
    eta, c = left.lhs, left.rhs.args[0]
    w("deep", Ge(L, 3), "assume")
    modes = [_Mode(w, base, name, eta) for base, name in ((sigma, "first"), (tau, "second"))]
    for mode in modes:
        mode.positive()
    a, b = (mode.value for mode in modes)
    _sharpness(w, c, modes)
    _step_size(w, eta, modes[0])
    for mode in modes:
        mode.enough()
    w("largest > 0", gt(Max(a, b), 0), "sign", "first: value > 0", "second: value > 0")
    w("sharpness > 0", gt(Sharpness(c), 0), "combination", "largest > 0", "sharpness", using=(1, 1))
    threshold_steps(w, c, "sharpness > 0", prefix="step: ")
    _both(w, left, eta, Sharpness(c), a, b)
    right = And(
        *(
            w[f"{mode.name}: iff"].args[0 if w[f"{mode.name}: iff"].args[0].has(HillNumber) else 1]
            for mode in modes
        )
    )
    below = [lt(eta * value, 2) for value in (a, b)]
    # From left to right.
    w("stable", left, "assume")
    w("then both", And(*below), "modus ponens", "stable iff", "stable")
    # From right to left.
    w("enough", right, "assume")
    for mode, part in zip(modes, below, strict=True):
        more = Gt(mode.hill, mode.needed)
        w(f"{mode.name}: one", part, "part", "then both")
        w(f"{mode.name}: so enough", more, "modus ponens", f"{mode.name}: iff", f"{mode.name}: one")
        w(f"{mode.name}: carried", more, "part", "enough")
        w(f"{mode.name}: so flat", part, "modus ponens", f"{mode.name}: iff", f"{mode.name}: carried")
    w("from left", right, "conjunction", "first: so enough", "second: so enough")
    w("both flat", And(*below), "conjunction", "first: so flat", "second: so flat")
    w("from right", left, "modus ponens", "stable iff", "both flat")
    w("claim", claim, "equivalence", "from left", "from right")
    return w.derivation()


def _sharpness(w: Writer, c: Any, modes: list[_Mode]) -> None:
    """``Sharpness(c) = max(lambda_1, lambda_2)``: as at any depths, all of which are ``L`` here."""
    w("equal depths", each(eq(ell[h], L)), "assume", note="ell[h] is a name for the depth L")
    largest_of_modes(w, "sharpness of two modes")
    w("depth here", eq(ell[h], L), "instance", "equal depths", "one pathway", using=(h,))
    same_sharpness(w, TWO, c, "renamed", "depth here")
    values = [mode.at_the_depth(number) for number, mode in enumerate(modes, 1)]
    found = eq(Sharpness(c), Max(*(mode.value for mode in modes)))
    w("at any depths", found, "rewrite", "sharpness of two modes", "renamed", *values)
    w("two layers", ge(L - 2, 0), "sign", "deep")
    w("deep here", Ge(ell[h], 2), "combination", "two layers", "depth here", using=(1, 1))
    w("deep everywhere", each(Ge(ell[h], 2)), "for all", "deep here")
    w("deep implies", Implies(each(Ge(ell[h], 2)), found), "implication", "at any depths")
    w("named", found, "modus ponens", "deep implies", "deep everywhere")
    w("a layer or more", ge(L, 1), "sign")
    w("layers or more", each(ge(L, 1)), "for all", "a layer or more")
    w("sharpness", found, "there is", "named", "layers or more", using=(ell,))


def _step_size(w: Writer, eta: Any, mode: _Mode) -> None:
    """``S > 0``, the sharpness of the single paths, of which ``1/eta`` is a multiple."""
    (sharpness,) = eta.atoms(Sharpness)
    single = sharpness.args[0]
    first, pair, second = (HessianEigenvalue(single, i, j) for i, j in ((1, 1), (1, 2), (2, 2)))
    value = L * mode.total**_q
    w("single: sharpness", eq(sharpness, Max(first, pair, second)), "meaning")
    w("single: from the loss", eq(first, layers(L, mode.total, mode.total)), "meaning")
    mode_sum(w, L, mode.total, "single: layers")
    w("single: value", eq(first, value), "rewrite", "single: from the loss", "single: layers")
    w("single: value > 0", gt(value, 0), "sign", "first: total")
    w("single: mode > 0", gt(first, 0), "combination", "single: value > 0", "single: value", using=(1, 1))
    w("single: largest > 0", gt(Max(first, pair, second), 0), "sign", "single: mode > 0")
    positive = gt(sharpness, 0)
    w("single > 0", positive, "combination", "single: largest > 0", "single: sharpness", using=(1, 1))


def _both(w: Writer, stable: Any, eta: Any, sharpness: Any, a: Any, b: Any) -> None:
    """``eta < threshold`` exactly if ``eta a < 2`` and ``eta b < 2``, as the sharpness is the larger one."""
    both = And(lt(eta * a, 2), lt(eta * b, 2))
    w("stable here", stable, "assume")
    edge = lt(eta, 2 / sharpness)
    w("below the edge", edge, "rewrite", "stable here", "step: threshold")
    w("product", lt(eta * sharpness, 2), "combination", "below the edge", "sharpness > 0", using=(sharpness,))
    w("both below", both, "assume")
    w("either order", Or(ge(a, b), le(a, b)), "excluded middle")
    for name, order, large, small in (("first", ge(a, b), a, b), ("second", le(a, b), b, a)):
        w(f"{name} larger", order, "assume")
        w(f"{name}: smaller", le(small, large), "combination", f"{name} larger", using=(1,))
        maximum_without(w, f"{name}: maximum", small, [(Integer(1), large)], f"{name}: smaller")
        w(
            f"{name}: sharpness",
            eq(sharpness, large),
            "combination",
            "sharpness",
            f"{name}: maximum",
            using=(1, 1),
        )
        w(f"{name}: large", lt(eta * large, 2), "rewrite", "product", f"{name}: sharpness")
        w(
            f"{name}: small",
            lt(eta * small, 2),
            "combination",
            f"{name}: large",
            f"{name}: smaller",
            "single > 0",
            using=(1, eta),
        )
        w(f"{name}: both", both, "conjunction", f"{name}: large", f"{name}: small")
        w(f"{name}: flat", lt(eta * large, 2), "part", "both below")
        w(f"{name}: largest flat", lt(eta * sharpness, 2), "rewrite", f"{name}: flat", f"{name}: sharpness")
    w("then both below", both, "cases", "either order", "first: both", "second: both")
    flat = lt(eta * sharpness, 2)
    w("so flat", flat, "cases", "either order", "first: largest flat", "second: largest flat")
    w("so below the edge", edge, "combination", "so flat", "sharpness > 0", using=(1 / sharpness,))
    w("so stable", stable, "rewrite", "so below the edge", "step: threshold")
    w("stable iff", Equivalent(stable, both), "equivalence", "then both below", "so stable")
