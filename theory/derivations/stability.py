"""Which step sizes a minimum survives.

Main results: `linear_stability`, `single_path_threshold`, `balanced_threshold`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sympy import Abs, And, Equivalent, Gt, Implies, Lt, Max, Or

from theory.configuration import Balanced, SinglePath
from theory.derivation import Derivation
from theory.derivations.layers import (
    TWO,
    balanced,
    eq,
    gt,
    indexed_depths,
    indexed_mode,
    lt,
    mode_is_positive,
    q,
    single,
)
from theory.derivations.writer import Writer
from theory.notation import H, L, eta, s
from theory.quantities import HessianEigenvalue, PerturbationMultiplier, Sharpness, StabilityThreshold

__all__ = [
    "balanced_threshold",
    "closed_threshold",
    "linear_stability",
    "single_path_threshold",
    "threshold_is",
    "threshold_steps",
]


def threshold_steps(w: Writer, c: Any, *positive: str, prefix: str = "") -> None:
    """``StabilityThreshold(c) = 2/Sharpness(c)``; needs facts from which the sharpness is positive."""
    multiplier, sharpness = PerturbationMultiplier(c, eta), Sharpness(c)
    factor = 1 - eta * sharpness
    edge = 2 / sharpness

    def step(part: str, claim: Any, rule: str, *uses: str, **more: Any) -> str:
        return w(prefix + part, claim, rule, *uses, **more)

    why = "a step is linearised to I - eta Hess, at its top eigenvector"
    multiplied = step("multiplier", eq(multiplier, factor), "meaning", note=why)
    inside = And(gt(factor, -1), lt(factor, 1))
    both = step("both signs", Equivalent(lt(Abs(factor), 1), inside), "absolute value", using=(factor, 1))
    # From right to left.
    below = step("below the edge", lt(eta, edge), "assume")
    above = step("no overshoot", gt(factor, -1), "combination", below, *positive, using=(sharpness,))
    shrinks = step("shrinks", lt(factor, 1), "sign", *positive)
    kept = step("within", inside, "conjunction", above, shrinks)
    contracts = step("contracts", lt(Abs(factor), 1), "modus ponens", both, kept)
    # From left to right.
    assumed = step("contracting", lt(Abs(factor), 1), "assume")
    bounds = step("then within", inside, "modus ponens", both, assumed)
    overshoot = step("then no overshoot", gt(factor, -1), "part", bounds)
    edge_ = step(
        "then below the edge", lt(eta, edge), "combination", overshoot, *positive, using=(1 / sharpness,)
    )
    iff = step(
        "contracts iff", Equivalent(lt(Abs(factor), 1), lt(eta, edge)), "equivalence", edge_, contracts
    )
    stable = Equivalent(Lt(Abs(multiplier), 1), lt(eta, edge))
    step("stable iff", stable, "rewrite", iff, multiplied)
    step("edge is positive", gt(edge, 0), "sign", *positive)

    def stays(size: Any) -> Any:
        return Lt(Abs(PerturbationMultiplier(c, size)), 1, evaluate=False)

    threshold_is(w, StabilityThreshold(c), edge, stays, *positive, prefix=prefix)


def threshold_is(
    w: Writer, threshold: Any, edge: Any, contracts: Callable[[Any], Any], *positive: str, prefix: str = ""
) -> None:
    """``threshold = edge``: between two different positive numbers some steps would both contract and not.

    Args:
        w: where to write; it has "stable iff" (a step contracts iff ``eta < edge``) and "edge is positive".
        threshold: a `StabilityThreshold` or `MomentumThreshold`.
        edge: a number.
        contracts: of a step size, the proposition that such a step contracts.
        positive: facts from which the sharpness is positive.
        prefix: what names of steps begin with.
    """

    def step(part: str, claim: Any, rule: str, *uses: str, **more: Any) -> str:
        return w(prefix + part, claim, rule, *uses, **more)

    def iff(size: Any, bound: Any) -> Any:
        return Equivalent(contracts(size), lt(size, bound))

    sharp = step("sharp", gt(Sharpness(threshold.args[0]), 0), "sign", *positive)

    def meant(part: str, said: Any, *more: Any) -> str:
        implied = Implies(w[sharp], said)
        step(f"{part}, if sharp", implied, "meaning", using=(threshold, *more))
        return step(part, said, "modus ponens", f"{prefix}{part}, if sharp", sharp)

    above_0 = meant("threshold is positive", gt(threshold, 0))
    means = meant("what the threshold means", iff(eta, threshold), eta)
    ours, edge_above_0 = prefix + "stable iff", prefix + "edge is positive"
    same = eq(threshold, edge)
    orders = (lt(threshold, edge), same, gt(threshold, edge))
    order = step("which is larger", Or(*orders), "excluded middle", sharp)
    # At a size that is the smaller of the two, one says that a step contracts, the other that it does not.
    cases = [step("as said", same, "assume")]
    for name, size, larger, tells, denies, known in (
        ("edge is larger", threshold, edge, ours, means, above_0),
        ("edge is smaller", edge, threshold, means, ours, edge_above_0),
    ):
        assumed = step(name, orders[0 if size == threshold else 2], "assume")
        within = step(f"{name}: within", lt(size, larger), "combination", assumed, using=(1,))
        put: dict[str, Any] = {"using": (eta, size)}
        at = step(f"{name}: here", iff(size, larger), "substitution", tells, known, sharp, **put)
        stays = step(f"{name}: contracts", contracts(size), "modus ponens", at, within)
        other = iff(size, size)
        here = step(f"{name}: elsewhere", other, "substitution", denies, known, sharp, **put)
        absurd = step(f"{name}: below itself", lt(size, size), "modus ponens", here, stays)
        cases.append(step(f"{name}: absurd", same, "contradiction", absurd))
    step("threshold", same, "cases", order, *cases)


def linear_stability(claim: Any) -> Derivation:
    """The multiplier lies between -1 and 1 exactly below ``2/sharpness``; the sharpness is positive."""
    w = Writer()
    indexed_depths(w)
    indexed_mode(w, 1, "mode 1")
    mode_is_positive(w, 1, "mode 1")
    first, pair, second = (HessianEigenvalue(TWO, i, j) for i, j in ((1, 1), (1, 2), (2, 2)))
    w("sharpness", eq(Sharpness(TWO), Max(first, pair, second)), "meaning")
    w("largest > 0", Gt(Max(first, pair, second), 0), "sign", "mode 1 > 0")
    w("sharpness > 0", Gt(Sharpness(TWO), 0), "combination", "largest > 0", "sharpness", using=(1, 1))
    threshold_steps(w, TWO, "sharpness > 0")
    edge = Sharpness(TWO) * StabilityThreshold(TWO)
    stable = w["stable iff"].xreplace({2 / Sharpness(TWO): StabilityThreshold(TWO)})
    w("stable", stable, "rewrite", "stable iff", "threshold")
    w("product", eq(edge, 2), "combination", "threshold", using=(Sharpness(TWO),))
    w("claim", claim, "conjunction", "multiplier", "stable", "product")
    return w.derivation()


def closed_threshold(w: Writer, c: Any, sharpness: Any, name: str) -> None:
    """``StabilityThreshold(c) = 2/sharpness``, where the step `name` says that this is the sharpness."""
    w(f"{name}: positive value", gt(sharpness, 0), "sign")
    w(
        f"{name}: positive",
        Gt(Sharpness(c), 0),
        "combination",
        f"{name}: positive value",
        name,
        using=(1, 1),
    )
    threshold_steps(w, c, f"{name}: positive", prefix=f"{name}: ")
    w(
        f"{name} threshold",
        eq(StabilityThreshold(c), 2 / sharpness),
        "rewrite",
        f"{name}: threshold",
        name,
    )


def single_path_threshold(claim: Any) -> Derivation:
    """``2/sharpness`` with the sharpness of the single path."""
    w = Writer()
    closed_threshold(w, SinglePath(L, s), single(w), "single")
    w("claim", claim, "part", "single threshold")
    return w.derivation()


def balanced_threshold(claim: Any) -> Derivation:
    """Both thresholds in closed form; ``s`` cancels in the quotient."""
    w = Writer()
    one, many = SinglePath(L, s), Balanced(H, L, s)
    first, second = single(w), balanced(w)
    closed_threshold(w, one, first, "single")
    closed_threshold(w, many, second, "balanced")
    value = 2 / (L * H ** (2 / L - 1) * s ** q())
    w("closed form", eq(2 / second, value), "identity")
    w("of the balanced", eq(StabilityThreshold(many), value), "rewrite", "balanced threshold", "closed form")
    w("quotient", eq((2 / second) / (2 / first), H ** (1 - 2 / L)), "identity")
    quotient = eq(StabilityThreshold(many) / StabilityThreshold(one), H ** (1 - 2 / L))
    w("of both", quotient, "rewrite", "quotient", "single threshold", "balanced threshold")
    w("claim", claim, "conjunction", "of the balanced", "of both")
    return w.derivation()
