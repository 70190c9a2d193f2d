"""Steps that many proofs share: from the loss to the sum over pathways of ``L_h sigma_h^(2 - 2/L_h)``.

Main results: `indexed_mode`, `single`, `balanced` and `split_sharpness` write the steps that turn a quantity
of a configuration into its closed form; `shares_are_positive` and `mode_is_positive` use that not all shares
are 0.
"""

from __future__ import annotations

from typing import Any

from sympy import Eq, Equivalent, Ge, Gt, Le, Lt, Max, Sum, Symbol

from theory.configuration import Balanced, Modes, Pathways, SinglePath, Split
from theory.derivations.writer import Writer
from theory.notation import H, L, ell, h, s, sigma, tau
from theory.predicates import ForAll
from theory.quantities import HessianEigenvalue, Sharpness

__all__ = [
    "LAYER",
    "SPLIT",
    "TWO",
    "balanced",
    "each",
    "eq",
    "ge",
    "gt",
    "indexed_depths",
    "indexed_mode",
    "layers",
    "le",
    "lt",
    "mode_is_positive",
    "mode_sum",
    "over",
    "q",
    "same_sharpness",
    "shares_are_positive",
    "single",
    "split_sharpness",
]

#: The index of a layer.
LAYER = Symbol("l", integer=True, positive=True)
#: Two modes with any shares and depths, and one mode with any shares at one depth.
TWO = Modes(Pathways(ell, sigma, H), Pathways(ell, tau, H))
SPLIT = Split(L, sigma, H)

_AT_A_MINIMUM = "the Hessian at zero residual is J^T J"
_ONE_MODE = "a single mode has a single eigenvalue that is not 0"


def q(depth: Any = L) -> Any:
    """``2 - 2/L``."""
    return 2 - 2 / depth


def over(term: Any, index: Any = h) -> Any:
    """The sum over the pathways."""
    return Sum(term, (index, 1, H))


def each(condition: Any, index: Any = h) -> Any:
    """The condition for every pathway."""
    return ForAll(condition, (index, 1, H))


def le(a: Any, b: Any) -> Any:
    """``a <= b``, as it stands."""
    return Le(a, b, evaluate=False)


def eq(a: Any, b: Any) -> Any:
    """``a = b``, as it stands: whether SymPy could decide it takes long to find out, and does not matter."""
    return Eq(a, b, evaluate=False)


def ge(a: Any, b: Any) -> Any:
    """``a >= b``, as it stands."""
    return Ge(a, b, evaluate=False)


def lt(a: Any, b: Any) -> Any:
    """``a < b``, as it stands."""
    return Lt(a, b, evaluate=False)


def gt(a: Any, b: Any) -> Any:
    """``a > b``, as it stands."""
    return Gt(a, b, evaluate=False)


def layers(depth: Any, a: Any, b: Any) -> Any:
    """``sum_l a^(2(L-l)/L) b^(2(l-1)/L)``."""
    return Sum(a ** (2 * (depth - LAYER) / depth) * b ** (2 * (LAYER - 1) / depth), (LAYER, 1, depth))


def indexed_depths(w: Writer) -> None:
    """``ell[h] >= 2`` for one ``h``: "depth"; also "one pathway"."""
    w("depths", each(Ge(ell[h], 2)), "assume")
    w("one pathway", Le(h, H), "assume")
    w("depth", Ge(ell[h], 2), "instance", "depths", "one pathway", using=(h,))


def mode_sum(w: Writer, depth: Any, share: Any, name: str = "layers of a pathway") -> Any:
    """The sum over the layers of one pathway for a single mode: all terms are equal."""
    one = share ** q(depth)
    w(
        name,
        eq(layers(depth, share, share), depth * one),
        "telescoping",
        using=(one * LAYER,),
        note="the exponents of the layers above and below add up to 2 - 2/L",
    )
    return depth * one


def indexed_mode(w: Writer, mode: int, name: str) -> Any:
    """``HessianEigenvalue(TWO, i, i) = sum_h ell_h sigma_h^(2-2/ell_h)``."""
    shares = (sigma, tau)[mode - 1]
    start, one, every, term = (f"{name}: {part}" for part in ("from the loss", "layers", "each", "summed"))
    inner = layers(ell[h], shares[h], shares[h])
    w(start, eq(HessianEigenvalue(TWO, mode, mode), over(inner)), "meaning", note=_AT_A_MINIMUM)
    value = mode_sum(w, ell[h], shares[h], one)
    w(every, each(w[one]), "for all", one)
    w(term, eq(over(inner), over(value)), "termwise", every)
    w(name, eq(HessianEigenvalue(TWO, mode, mode), over(value)), "rewrite", start, term)
    return over(value)


def shares_are_positive(w: Writer, shares: Any, name: str) -> None:
    """``sum_h sigma_h^(2-2/ell_h) > 0``, as not all shares are 0; needs `indexed_depths`."""
    x, power = shares[h], shares[h] ** q(ell[h])
    sum_, parts, rule = over(power), over(x), "a sum of nonnegative terms vanishes"

    def step(part: str, claim: Any, rule: str, *uses: str, **more: Any) -> str:
        return w(f"{name}: {part}", claim, rule, *uses, **more)

    total = step("total", Gt(parts, 0), "assume")
    if_not = step("if not", Le(sum_, 0), "assume", note="suppose the sum of powers is not positive")
    none = step("sum is 0", eq(sum_, 0), "sign", if_not, note="its terms are not negative")
    vanish = step("vanishing", Equivalent(eq(sum_, 0), each(eq(power, 0))), rule, using=(sum_,))
    zeros = step("powers are 0", each(eq(power, 0)), "modus ponens", vanish, none)
    zero = step("power is 0", eq(power, 0), "instance", zeros, "one pathway", using=(h,))
    share = step("share is 0", eq(x, 0), "monotone power", zero, "depth", using=(q(ell[h]),))
    shares_ = step("shares are 0", each(eq(x, 0)), "for all", share)
    empty = step("total is 0 iff", Equivalent(eq(parts, 0), each(eq(x, 0))), rule, using=(parts,))
    total_0 = step("total is 0", eq(parts, 0), "modus ponens", empty, shares_)
    w(name, Gt(sum_, 0), "contradiction", total, total_0, note="but the total is positive")


def mode_is_positive(w: Writer, mode: int, name: str) -> None:
    """``HessianEigenvalue(TWO, i, i) > 0``; needs `indexed_depths`, and the step `name` of `indexed_mode`."""
    shares = (sigma, tau)[mode - 1]
    power = shares[h] ** q(ell[h])
    powers, one, every, least = (
        f"{name}: {part}" for part in ("powers", "depth is at least 1", "in every pathway", "at least")
    )
    shares_are_positive(w, shares, powers)
    w(one, le(power, ell[h] * power), "sign")
    w(every, each(w[one]), "for all", one)
    w(least, le(over(power), over(ell[h] * power)), "termwise", every)
    value = HessianEigenvalue(TWO, mode, mode)
    w(f"{name} > 0", Gt(value, 0), "combination", powers, least, name, using=(1, 1, 1))


def single(w: Writer, depth: Any = L, name: str = "single") -> Any:
    """``Sharpness(SinglePath(L, s)) = L s^q``."""
    c, value = SinglePath(depth, s), depth * s ** q(depth)
    first, loss, inner = (f"{name}: {part}" for part in ("sharpness", "from the loss", "layers"))
    w(first, eq(Sharpness(c), HessianEigenvalue(c, 1, 1)), "meaning", note=_ONE_MODE)
    w(loss, eq(HessianEigenvalue(c, 1, 1), layers(depth, s, s)), "meaning", note=_AT_A_MINIMUM)
    mode_sum(w, depth, s, inner)
    w(name, eq(Sharpness(c), value), "rewrite", first, loss, inner)
    return value


def balanced(w: Writer, count: Any = H, depth: Any = L, name: str = "balanced") -> Any:
    """``Sharpness(Balanced(H, L, s)) = H L (s/H)^q``."""
    c, share = Balanced(count, depth, s), s / count
    value = count * depth * share ** q(depth)
    first, loss, inner = (f"{name}: {part}" for part in ("sharpness", "from the loss", "layers"))
    w(first, eq(Sharpness(c), HessianEigenvalue(c, 1, 1)), "meaning", note=_ONE_MODE)
    w(
        loss,
        eq(HessianEigenvalue(c, 1, 1), count * layers(depth, share, share)),
        "meaning",
        note=_AT_A_MINIMUM,
    )
    mode_sum(w, depth, share, inner)
    w(name, eq(Sharpness(c), value), "rewrite", first, loss, inner)
    return value


def split_sharpness(w: Writer) -> None:
    """``Sharpness(Split(L, sigma, H)) = L sum_h sigma_h^q``."""
    first = eq(Sharpness(SPLIT), HessianEigenvalue(SPLIT, 1, 1))
    w("sharpness", first, "meaning", note=_ONE_MODE)
    inner = layers(L, sigma[h], sigma[h])
    w("from the loss", eq(HessianEigenvalue(SPLIT, 1, 1), over(inner)), "meaning", note=_AT_A_MINIMUM)
    value = mode_sum(w, L, sigma[h])
    w("layers of every pathway", each(w["layers of a pathway"]), "for all", "layers of a pathway")
    w("over pathways", eq(over(inner), over(value)), "termwise", "layers of every pathway")
    w("factor out the depth", eq(over(value), L * over(sigma[h] ** q())), "linearity")
    w(
        "sharpness of a split",
        eq(Sharpness(SPLIT), L * over(sigma[h] ** q())),
        "rewrite",
        "sharpness",
        "from the loss",
        "over pathways",
        "factor out the depth",
    )


def same_sharpness(w: Writer, one: Any, other: Any, name: str, *equations: str) -> str:
    """``Sharpness(one) = Sharpness(other)``: layer by layer the same eigenvalues, by equations at pathway h.

    Args:
        w: where to write.
        one: two modes over ``H`` pathways.
        other: two modes over ``H`` pathways.
        name: of the last step, and what the names of the others begin with.
        equations: steps by which depths and shares in pathway ``h`` are the same.

    Returns:
        The name.
    """
    eigenvalues, same = [], []
    for i, j in ((1, 1), (1, 2), (2, 2)):
        values = [HessianEigenvalue(c, i, j) for c in (one, other)]
        inner = [layers(c.depth(h), *(c.modes[k - 1].share_of(h) for k in (i, j))) for c in (one, other)]
        itself, here, every, summed, left, right, last = (
            f"{name}: {i}, {j}, {part}"
            for part in ("itself", "here", "every", "summed", "one", "other", "same")
        )
        w(itself, eq(inner[0], inner[0]), "identity")
        w(here, eq(*inner), "rewrite", itself, *equations)
        w(every, each(w[here]), "for all", here)
        w(summed, eq(*map(over, inner)), "termwise", every)
        w(left, eq(values[0], over(inner[0])), "meaning")
        w(right, eq(values[1], over(inner[1])), "meaning")
        same.append(w(last, eq(*values), "combination", left, summed, right, using=(1, 1, -1)))
        eigenvalues.append(values)
    largest, largest_other = (Max(*values) for values in zip(*eigenvalues, strict=True))
    means = w(f"{name}: one", eq(Sharpness(one), largest), "meaning")
    means_other = w(f"{name}: other", eq(Sharpness(other), largest_other), "meaning")
    return w(name, eq(Sharpness(one), Sharpness(other)), "rewrite", means, *same, means_other)
