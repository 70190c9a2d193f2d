"""No split of a mode is sharper than the single path.

Main results: `single_path_is_sharpest`, and `powers_at_most` for other proofs.
"""

from __future__ import annotations

from typing import Any

from sympy import Equivalent, Ge, Gt, Le, Or

from theory.derivation import Derivation
from theory.derivations.layers import SPLIT, each, eq, ge, le, over, q, single, split_sharpness
from theory.derivations.writer import Writer
from theory.notation import H, L, h, sigma, total
from theory.predicates import OneNonzero
from theory.quantities import Sharpness

__all__ = ["powers_at_most", "single_path_is_sharpest"]

_q, _p = q(), 1 - 2 / L


def powers_at_most(w: Writer) -> None:
    """``sum_h sigma_h^q <= total^q``, as every share is at most the total; needs the fact "depth"."""
    x, powers = sigma[h], over(sigma[h] ** _q)
    bound = x * total**_p
    w("total", Gt(total, 0), "assume")
    w("one pathway", Le(h, H), "assume")
    w("share at most total", le(x, total), "a term is at most the sum", "one pathway", using=(total, h))
    w("powers", le(x**_p, total**_p), "monotone power", "share at most total", "depth", using=(_p,))
    w("term", le(x**_q, bound), "combination", "powers", using=(x,))
    w("every term", each(w["term"]), "for all", "term")
    w("summed", le(powers, over(bound)), "termwise", "every term")
    w("total power", eq(over(bound), total**_q), "linearity", "total")


def single_path_is_sharpest(claim: Any) -> Derivation:
    """Every share is at most the total: ``sigma^q = sigma sigma^(q-1) <= sigma total^(q-1)``; then add up."""
    w, upper = Writer(), L * total**_q
    split_sharpness(w)
    w("depth", Ge(L, 2), "assume")
    powers_at_most(w)
    w(
        "bound",
        le(Sharpness(SPLIT), upper),
        "combination",
        "summed",
        "sharpness of a split",
        "total power",
        using=(L, -1, -L),
    )
    equal, right = eq(Sharpness(SPLIT), upper), Or(eq(L, 2), OneNonzero(sigma, H))
    w("depth two", eq(L, 2), "assume")
    _equal_if_single(w, equal, right)
    _single_if_equal(w, equal, right)
    w("equality", Equivalent(equal, right), "equivalence", "from left", "from right")
    single(w)
    w("claim", claim, "conjunction", "bound", "equality", "single")
    return w.derivation()


def _equal_if_single(w: Writer, equal: Any, right: Any) -> None:
    """Every term is an equality where a share is 0 or the total."""
    x, powers, bound = sigma[h], over(sigma[h] ** _q), sigma[h] * total**_p
    w("equal at depth two", equal, "rewrite", "sharpness of a split", "depth two")
    w("one carries all", OneNonzero(sigma, H), "assume")
    alternatives = Or(eq(x, 0), eq(x, total))
    w("none or all", each(alternatives), "part", "one carries all")
    w("none or all here", alternatives, "instance", "none or all", "one pathway", using=(h,))
    w("none", eq(x, 0), "assume")
    w("equal if none", eq(x**_q, bound), "combination", "none", "depth", using=(x**_p - total**_p,))
    w("all", eq(x, total), "assume")
    w("powers if all", eq(x**_p, total**_p), "monotone power", "all", "depth", using=(_p,))
    w("equal if all", eq(x**_q, bound), "combination", "powers if all", using=(x,))
    w("equal term", eq(x**_q, bound), "cases", "none or all here", "equal if none", "equal if all")
    w("equal terms", each(w["equal term"]), "for all", "equal term")
    w("equal sums", eq(powers, over(bound)), "termwise", "equal terms")
    w("equal for a single path", equal, "rewrite", "sharpness of a split", "equal sums", "total power")
    w("right side", right, "assume")
    w("from right", equal, "cases", "right side", "equal at depth two", "equal for a single path")


def _single_if_equal(w: Writer, equal: Any, right: Any) -> None:
    """The gaps are not negative and add up to 0, so all are 0; strictly monotone powers do the rest."""
    x, powers, bound = sigma[h], over(sigma[h] ** _q), sigma[h] * total**_p
    alternatives = Or(eq(x, 0), eq(x, total))
    w("equal", equal, "assume")
    w("two or more", Or(eq(L, 2), Ge(L, 3)), "integer cases", "depth")
    w("right at depth two", right, "disjunction", "depth two")
    w("deep", Ge(L, 3), "assume")
    gap = bound - x**_q
    w("gap", ge(gap, 0), "combination", "term", using=(1,))
    w("gaps", each(w["gap"]), "for all", "gap")
    w("sum of gaps", eq(over(gap), over(bound) - powers), "linearity", "total")
    w(
        "no gap in all",
        eq(over(gap), 0),
        "combination",
        "sum of gaps",
        "total power",
        "sharpness of a split",
        "equal",
        using=(1, 1, 1 / L, -1 / L),
    )
    w(
        "vanishing",
        Equivalent(w["no gap in all"], each(eq(gap, 0))),
        "a sum of nonnegative terms vanishes",
        "gaps",
        using=(over(gap),),
    )
    w("no gap anywhere", each(eq(gap, 0)), "modus ponens", "vanishing", "no gap in all")
    w("no gap", eq(gap, 0), "instance", "no gap anywhere", "one pathway", using=(h,))
    difference = total**_p - x**_p
    w("product", eq(x * difference, 0), "combination", "no gap", "depth", using=(1,))
    w("none or some", Or(eq(x, 0), Gt(x, 0)), "excluded middle")
    w("first factor", alternatives, "disjunction", "none")
    w("some", Gt(x, 0), "assume")
    w("second factor", eq(difference, 0), "combination", "product", "some", using=(1 / x,))
    w("powers agree", eq(x**_p, total**_p), "combination", "second factor", using=(-1,))
    w("share is total", eq(x, total), "monotone power", "powers agree", "deep", using=(_p,))
    w("share is total or none", alternatives, "disjunction", "share is total")
    w(
        "each is none or all",
        alternatives,
        "cases",
        "none or some",
        "first factor",
        "share is total or none",
    )
    w("all are none or all", each(alternatives), "for all", "each is none or all")
    w("is single", OneNonzero(sigma, H), "part", "all are none or all")
    w("right beyond depth two", right, "disjunction", "is single")
    w("from left", right, "cases", "two or more", "right at depth two", "right beyond depth two")
