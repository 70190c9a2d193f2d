"""Proofs about the minima, with depth and number of pathways symbolic.

Each function takes the claim of its statement and writes the proof of it down; the rules that the steps name
are those of `proofs_check.kernel`, which decides whether they follow.
"""

from __future__ import annotations

from typing import Any

from sympy import Eq, Equivalent, Ge, Gt, Le, Or, Sum, Symbol

from theory.configuration import Balanced, Modes, Pathways, SinglePath, Split
from theory.derivation import Derivation
from theory.derivations.writer import Writer
from theory.notation import H, L, ell, h, s, sigma, tau, total
from theory.predicates import AllEqual, ForAll, OneNonzero
from theory.quantities import HessianEigenvalue, Sharpness

__all__ = ["balanced_is_flattest", "mode_eigenvalue", "reduction_factor", "single_path_is_sharpest"]

_l = Symbol("l", integer=True, positive=True)
_one = Pathways(ell, sigma, H)
_two = Modes(_one, Pathways(ell, tau, H))
_split = Split(L, sigma, H)
_q = 2 - 2 / L
_p = 1 - 2 / L


def _over(term: Any) -> Any:
    return Sum(term, (h, 1, H))


def _each(condition: Any) -> Any:
    return ForAll(condition, (h, 1, H))


def _le(a: Any, b: Any) -> Any:
    return Le(a, b, evaluate=False)


def _ge(a: Any, b: Any) -> Any:
    return Ge(a, b, evaluate=False)


def _layers(depth: Any, a: Any, b: Any) -> Any:
    """``sum_l a^(2(L-l)/L) b^(2(l-1)/L)``."""
    return Sum(a ** (2 * (depth - _l) / depth) * b ** (2 * (_l - 1) / depth), (_l, 1, depth))


def _indexed_depths(w: Writer) -> None:
    """``ell[h] >= 2`` for one ``h``."""
    w("depths", _each(Ge(ell[h], 2)), "assume")
    w("one pathway", Le(h, H), "assume")
    w("depth", Ge(ell[h], 2), "instance", "depths", "one pathway", using=(h,))


def _mode_sum(w: Writer, depth: Any, share: Any, *facts: str, name: str = "layers of a pathway") -> Any:
    """The sum over the layers of one pathway for a single mode: all terms are equal."""
    one = share ** (2 - 2 / depth)
    w(
        name,
        Eq(_layers(depth, share, share), depth * one),
        "sum of equal terms",
        *facts,
        using=(one,),
        note="the exponents of the layers above and below add up to 2 - 2/L",
    )
    return depth * one


def _indexed_mode(w: Writer, c: Any, mode: int, shares: Any, name: str) -> Any:
    """``HessianEigenvalue(c, i, i) = sum_h ell_h sigma_h^(2-2/ell_h)``; needs `_indexed_depths`."""
    start, one, each, term = (f"{name}: {part}" for part in ("from the loss", "layers", "each", "summed"))
    inner = _layers(ell[h], shares[h], shares[h])
    w(start, Eq(HessianEigenvalue(c, mode, mode), _over(inner)), "Hessian at a minimum")
    value = _mode_sum(w, ell[h], shares[h], "depth", name=one)
    w(each, _each(w[one]), "for all", one)
    w(term, Eq(_over(inner), _over(value)), "termwise", each)
    w(name, Eq(HessianEigenvalue(c, mode, mode), _over(value)), "rewrite", start, term)
    return _over(value)


def mode_eigenvalue(claim: Any) -> Derivation:
    """From the loss; all layers of a pathway contribute the same."""
    w = Writer()
    _indexed_depths(w)
    _indexed_mode(w, _two, 1, sigma, "eigenvalue")
    w("claim", claim, "part", "eigenvalue")
    return w.derivation()


def _single(w: Writer) -> None:
    """``Sharpness(SinglePath(L, s)) = L s^q``; needs the fact "depth"."""
    c = SinglePath(L, s)
    w("single: sharpness", Eq(Sharpness(c), HessianEigenvalue(c, 1, 1)), "Hessian at a minimum")
    w("single: from the loss", Eq(HessianEigenvalue(c, 1, 1), _layers(L, s, s)), "Hessian at a minimum")
    _mode_sum(w, L, s, "depth", name="single: layers")
    w(
        "single",
        Eq(Sharpness(c), L * s**_q),
        "rewrite",
        "single: sharpness",
        "single: from the loss",
        "single: layers",
    )


def _balanced(w: Writer, count: Any = H, depth: Any = L, name: str = "balanced") -> None:
    """``Sharpness(Balanced(H, L, s)) = H L (s/H)^q``."""
    c, share = Balanced(count, depth, s), s / count
    first, loss, layers = (f"{name}: {part}" for part in ("sharpness", "from the loss", "layers"))
    w(first, Eq(Sharpness(c), HessianEigenvalue(c, 1, 1)), "Hessian at a minimum")
    w(loss, Eq(HessianEigenvalue(c, 1, 1), count * _layers(depth, share, share)), "Hessian at a minimum")
    _mode_sum(w, depth, share, "depth", name=layers)
    w(name, Eq(Sharpness(c), count * depth * share ** (2 - 2 / depth)), "rewrite", first, loss, layers)


def _split_sharpness(w: Writer) -> None:
    """``Sharpness(Split(L, sigma, H)) = L sum_h sigma_h^q``; assumes ``L >= 2``."""
    w("depth", Ge(L, 2), "assume")
    w("sharpness", Eq(Sharpness(_split), HessianEigenvalue(_split, 1, 1)), "Hessian at a minimum")
    inner = _layers(L, sigma[h], sigma[h])
    w("from the loss", Eq(HessianEigenvalue(_split, 1, 1), _over(inner)), "Hessian at a minimum")
    value = _mode_sum(w, L, sigma[h], "depth")
    w("layers of every pathway", _each(w["layers of a pathway"]), "for all", "layers of a pathway")
    w("over pathways", Eq(_over(inner), _over(value)), "termwise", "layers of every pathway")
    w("factor out the depth", Eq(_over(value), L * _over(sigma[h] ** _q)), "linearity", "depth")
    w(
        "sharpness of a split",
        Eq(Sharpness(_split), L * _over(sigma[h] ** _q)),
        "rewrite",
        "sharpness",
        "from the loss",
        "over pathways",
        "factor out the depth",
    )


def single_path_is_sharpest(claim: Any) -> Derivation:
    """Every share is at most the total: ``sigma^q = sigma sigma^(q-1) <= sigma total^(q-1)``; then add up."""
    w, x, powers = Writer(), sigma[h], _over(sigma[h] ** _q)
    _split_sharpness(w)
    bound, upper = x * total**_p, L * total**_q
    w("total", Gt(total, 0), "assume")
    w("one pathway", Le(h, H), "assume")
    w("a share", _ge(x, 0), "sign")
    w("shares", _each(_ge(x, 0)), "for all", "a share")
    w("share at most total", _le(x, total), "a term is at most the sum", "shares", "one pathway", using=(h,))
    w("powers", _le(x**_p, total**_p), "monotone power", "share at most total", "depth", "total", using=(_p,))
    w("term", _le(x**_q, bound), "combination", "powers", "depth", "total", using=(x,))
    w("every term", _each(w["term"]), "for all", "term")
    w("summed", _le(powers, _over(bound)), "termwise", "every term")
    w("total power", Eq(_over(bound), total**_q), "linearity", "depth", "total")
    w(
        "bound",
        _le(Sharpness(_split), upper),
        "combination",
        "summed",
        "sharpness of a split",
        "total power",
        "depth",
        "total",
        using=(L, -1, -L),
    )
    # Equality, from right to left.
    equal = Eq(Sharpness(_split), upper)
    w("depth two", Eq(L, 2), "assume")
    w("equal at depth two", equal, "rewrite", "sharpness of a split", "depth two")
    w("one carries all", OneNonzero(sigma, H), "assume")
    alternatives = Or(Eq(x, 0), Eq(x, total))
    w("none or all", _each(alternatives), "definition", "one carries all")
    w("none or all here", alternatives, "instance", "none or all", "one pathway", using=(h,))
    w("none", Eq(x, 0), "assume")
    w("equal if none", Eq(x**_q, bound), "combination", "none", "depth", "total", using=(x**_p - total**_p,))
    w("all", Eq(x, total), "assume")
    w("powers if all", Eq(x**_p, total**_p), "monotone power", "all", "depth", "total", using=(_p,))
    w("equal if all", Eq(x**_q, bound), "combination", "powers if all", "depth", "total", using=(x,))
    w("equal term", Eq(x**_q, bound), "cases", "none or all here", "equal if none", "equal if all")
    w("equal terms", _each(w["equal term"]), "for all", "equal term")
    w("equal sums", Eq(powers, _over(bound)), "termwise", "equal terms")
    w("equal for a single path", equal, "rewrite", "sharpness of a split", "equal sums", "total power")
    right = Or(Eq(L, 2), OneNonzero(sigma, H))
    w("right side", right, "assume")
    w("from right", equal, "cases", "right side", "equal at depth two", "equal for a single path")
    # Equality, from left to right.
    w("equal", equal, "assume")
    w("two or more", Or(Eq(L, 2), Ge(L, 3)), "integer cases", "depth")
    w("right at depth two", right, "disjunction", "depth two")
    w("deep", Ge(L, 3), "assume")
    gap = bound - x**_q
    w("gap", _ge(gap, 0), "combination", "term", "depth", "total", using=(1,))
    w("gaps", _each(w["gap"]), "for all", "gap")
    w("sum of gaps", Eq(_over(gap), _over(bound) - powers), "linearity", "depth", "total")
    w(
        "no gap in all",
        Eq(_over(gap), 0),
        "combination",
        "sum of gaps",
        "total power",
        "sharpness of a split",
        "equal",
        "depth",
        "total",
        using=(1, 1, 1 / L, -1 / L),
    )
    w(
        "vanishing",
        Equivalent(w["no gap in all"], _each(Eq(gap, 0))),
        "a sum of nonnegative terms vanishes",
        "gaps",
    )
    w("no gap anywhere", _each(Eq(gap, 0)), "modus ponens", "vanishing", "no gap in all")
    w("no gap", Eq(gap, 0), "instance", "no gap anywhere", "one pathway", using=(h,))
    difference = total**_p - x**_p
    w("product", Eq(x * difference, 0, evaluate=False), "combination", "no gap", "depth", "total", using=(1,))
    w(
        "factors",
        Equivalent(w["product"], Or(Eq(x, 0), Eq(difference, 0))),
        "zero product",
        "depth",
        "total",
        using=(x, difference),
    )
    w("one factor is zero", Or(Eq(x, 0), Eq(difference, 0)), "modus ponens", "factors", "product")
    w("first factor", alternatives, "disjunction", "none", "total")
    w("second factor", Eq(difference, 0), "assume")
    w("powers agree", Eq(x**_p, total**_p), "combination", "second factor", "depth", "total", using=(-1,))
    w("share is total", Eq(x, total), "monotone power", "powers agree", "deep", "total", using=(_p,))
    w("share is total or none", alternatives, "disjunction", "share is total", "total")
    w(
        "each is none or all",
        alternatives,
        "cases",
        "one factor is zero",
        "first factor",
        "share is total or none",
    )
    w("all are none or all", _each(alternatives), "for all", "each is none or all")
    w("is single", OneNonzero(sigma, H), "definition", "all are none or all")
    w("right beyond depth two", right, "disjunction", "is single")
    w("from left", right, "cases", "two or more", "right at depth two", "right beyond depth two")
    w("equality", Equivalent(equal, right), "equivalence", "from left", "from right")
    _single(w)
    w("claim", claim, "conjunction", "bound", "equality", "single")
    return w.derivation()


def balanced_is_flattest(claim: Any) -> Derivation:
    """Jensen for ``x^q``, ``1 <= q < 2``, with its equality case."""
    w, powers = Writer(), _over(sigma[h] ** _q)
    _split_sharpness(w)
    w("total", Gt(total, 0), "assume")
    least = L * H ** (2 / L - 1) * total**_q
    jensen = H ** (1 - _q) * total**_q
    w("Jensen", _ge(powers, jensen), "Jensen", "depth", using=(total, _q))
    w(
        "bound",
        _ge(Sharpness(_split), least),
        "combination",
        "Jensen",
        "sharpness of a split",
        "depth",
        "total",
        using=(L, 1),
    )
    equal, right = Eq(Sharpness(_split), least), Or(Eq(L, 2), AllEqual(sigma, H))
    alike = _each(Eq(sigma[h], sigma[1]))
    # From right to left.
    w("depth two", Eq(L, 2), "assume")
    w("equal at depth two", equal, "rewrite", "sharpness of a split", "depth two")
    w("deep", Ge(L, 3), "assume")
    w("equality in Jensen", Equivalent(Eq(powers, jensen), alike), "Jensen", "deep", using=(total, _q))
    w("all equal", AllEqual(sigma, H), "assume")
    w("all alike", alike, "definition", "all equal")
    w("sums agree", Eq(powers, jensen), "modus ponens", "equality in Jensen", "all alike")
    w(
        "equal beyond depth two",
        equal,
        "combination",
        "sums agree",
        "sharpness of a split",
        "depth",
        "total",
        using=(L, 1),
    )
    w("two or more", Or(Eq(L, 2), Ge(L, 3)), "integer cases", "depth")
    w("equal if all equal", equal, "cases", "two or more", "equal at depth two", "equal beyond depth two")
    w("right side", right, "assume")
    w("from right", equal, "cases", "right side", "equal at depth two", "equal if all equal")
    # From left to right.
    w("equal", equal, "assume")
    w(
        "Jensen is an equality",
        Eq(powers, jensen),
        "combination",
        "equal",
        "sharpness of a split",
        "depth",
        "total",
        using=(1 / L, -1 / L),
    )
    w("so all alike", alike, "modus ponens", "equality in Jensen", "Jensen is an equality")
    w("so all equal", AllEqual(sigma, H), "definition", "so all alike")
    w("right at depth two", right, "disjunction", "depth two")
    w("right beyond depth two", right, "disjunction", "so all equal")
    w("from left", right, "cases", "two or more", "right at depth two", "right beyond depth two")
    w("equality", Equivalent(equal, right), "equivalence", "from left", "from right")
    w("claim", claim, "conjunction", "bound", "equality")
    return w.derivation()


def reduction_factor(claim: Any) -> Derivation:
    """Both sharpnesses in closed form; ``s`` cancels."""
    w = Writer()
    w("depth", Ge(L, 2), "assume")
    _single(w)
    _balanced(w)
    single, balanced = L * s**_q, H * L * (s / H) ** _q
    w("closed forms", Eq(balanced / single, H ** (2 / L - 1)), "identity", "depth")
    w("claim", claim, "rewrite", "closed forms", "single", "balanced")
    return w.derivation()
