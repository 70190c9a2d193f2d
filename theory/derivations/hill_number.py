"""The sharpness of a split in terms of its effective number of pathways.

Main result: `sharpness_is_hill_number`.
"""

from __future__ import annotations

from typing import Any

from sympy import E, Ge, Gt, Integer, Le, Or, Product, Sum, exp, log

from theory.derivation import Derivation
from theory.derivations.layers import SPLIT, each, eq, ge, le, over, q, split_sharpness
from theory.derivations.lemmas import monotone_exponent
from theory.derivations.single_path import powers_at_most
from theory.derivations.writer import Writer
from theory.naming import index_apart_from
from theory.notation import H, L, h, sigma, total
from theory.quantities import HillNumber, Sharpness

__all__ = ["sharpness_is_hill_number"]

_q = q()
_hill = HillNumber(SPLIT)
_k = index_apart_from(SPLIT, total)
#: The share of pathway ``k`` in the total, and its factor of the exponential of the entropy.
_p = sigma[_k] / total
_factor = _p ** (-_p)
#: The logarithm of ``H^p e^(1/H - p)``, whose product over the pathways is ``H``.
_exponent = _p * log(H) + 1 / H - _p
_range = (_k, 1, H)


def sharpness_is_hill_number(claim: Any) -> Derivation:
    """Beyond depth 2 powers of the same sum; at depth 2 the entropy, by ``log x <= x - 1``."""
    w = Writer()
    split_sharpness(w)
    w("depth", Ge(L, 2), "assume")
    powers_at_most(w)
    value = eq(Sharpness(SPLIT), L * total**_q * _hill ** (2 / L - 1))
    _positive_moment(w)
    w("definition", eq(_hill, _hill.closed_form()), "definition")
    w("depth two or more", Or(eq(L, 2), Gt(L, 2)), "integer cases", "depth")
    w("depth two", eq(L, 2), "assume")
    _entropy(w)
    w("value at depth two", value, "rewrite", "sharpness of a split", "depth two")
    w("deep", Gt(L, 2), "assume")
    _powers(w)
    w(
        "value beyond depth two",
        value,
        "combination",
        *("sharpness of a split", "power of the Hill number"),
        using=(1, -L * total**_q),
    )
    for part, proposition in (("value", value), ("at least 1", Ge(_hill, 1)), ("at most H", Le(_hill, H))):
        two, deep = (f"{name}: {part}" for name in ("entropy", "deep"))
        if part == "value":
            two, deep = "value at depth two", "value beyond depth two"
        w(part, proposition, "cases", "depth two or more", two, deep)
    w("claim", claim, "conjunction", "value", "at least 1", "at most H")
    return w.derivation()


def _positive_moment(w: Writer) -> None:
    """``sum_h sigma_h^q > 0``, without which the Hill number has no meaning."""
    powers, least = over(sigma[h] ** _q), H ** (1 - _q) * total**_q
    w("Jensen", ge(powers, least), "Jensen", "depth", using=(total, _q), note="x^q is convex")
    w("least sum", Gt(least, 0), "sign", "total")
    w("sum of powers", Gt(powers, 0), "combination", "Jensen", "least sum", using=(1, 1))


def _powers(w: Writer) -> None:
    """For ``L > 2``: ``N = M^(L/(2-L))`` with ``H^(1-q) <= M <= 1``."""
    value = _hill.closed_form().args[1][0]
    moment, p = value.args
    w("Hill number of order q", eq(_hill.closed_form(), value), "piecewise", "deep", "sum of powers")
    w("deep: Hill number", eq(_hill, value), "rewrite", "definition", "Hill number of order q")
    least = H ** (1 - _q)
    facts = ("total", "deep", "sum of powers")
    scale = total ** (-_q)
    w(
        "moment at most 1",
        le(moment, 1),
        "combination",
        *("summed", "total power", "total"),
        using=(scale, -scale),
    )
    w("moment at least", ge(moment, least), "combination", "Jensen", "total", using=(scale,))
    w("power at least 1", ge(value, 1), "monotone power", "moment at most 1", *facts, using=(p,))
    w("power at most", le(value, least**p), "monotone power", "moment at least", *facts, using=(p,))
    w("power of H", eq(least**p, H), "identity", "deep")
    w("deep: at least 1", Ge(_hill, 1), "rewrite", "power at least 1", "deep: Hill number")
    w("deep: at most H", Le(_hill, H), "rewrite", "power at most", "power of H", "deep: Hill number")
    w("power of the power", eq(value ** (2 / L - 1), moment), "identity", *facts)
    w(
        "power of the Hill number",
        eq(_hill ** (2 / L - 1), moment),
        "rewrite",
        "power of the power",
        "deep: Hill number",
    )


def _entropy(w: Writer) -> None:
    """For ``L = 2``: ``N`` is the product of ``p^(-p)``, each between 1 and ``H^p e^(1/H - p)``."""
    entropy = _hill.closed_form().args[0][0]
    w("exponential of the entropy", eq(_hill.closed_form(), entropy), "piecewise", "depth two", "total")
    w("entropy: Hill number", eq(_hill, entropy), "rewrite", "definition", "exponential of the entropy")
    w("pathway k", Le(_k, H), "assume")
    w("no share or some", Or(eq(sigma[_k], 0), Gt(sigma[_k], 0)), "excluded middle")
    w("no share", eq(sigma[_k], 0), "assume")
    w("some share", Gt(sigma[_k], 0), "assume")
    _lower(w, entropy)
    _upper(w, entropy)


def _lower(w: Writer, entropy: Any) -> None:
    w("above one", ge(1 + sigma[_k], 1), "sign")
    w("factor if none", ge(_factor, 1), "rewrite", "above one", "no share", "total", note="0^0 = 1")
    w("at most total", le(sigma[_k], total), "a term is at most the sum", "pathway k", using=(total, _k))
    w("fraction", le(_p, 1), "combination", "at most total", "total", using=(1 / total,))
    w(
        "factor if some",
        ge(_factor, 1),
        "monotone power",
        "fraction",
        "some share",
        "total",
        using=(-_p,),
        note="a share is at most 1",
    )
    w("factor at least 1", ge(_factor, 1), "cases", "no share or some", "factor if none", "factor if some")
    w("factors at least 1", each(w["factor at least 1"], _k), "for all", "factor at least 1")
    ones = Product(Integer(1), _range)
    w("product at least", ge(entropy, ones), "termwise", "factors at least 1")
    w("product of ones", eq(ones, 1), "linearity")
    w(
        "entropy: at least 1",
        Ge(_hill, 1),
        "rewrite",
        "product at least",
        "product of ones",
        "entropy: Hill number",
    )


def _upper(w: Writer, entropy: Any) -> None:
    upper = exp(_exponent)
    w("reciprocal", le(0, 1 / H), "sign")
    monotone_exponent(w, "root of e", le(1, exp(1 / H)), E, "reciprocal")
    w("bound if none", le(_factor, upper), "rewrite", "root of e", "no share", "total")
    inverse = 1 / (H * _p)
    facts = ("some share", "total")
    w(
        "tangent",
        le(log(inverse), inverse - 1),
        "logarithm",
        *facts,
        using=(inverse,),
        note="the tangent at 1",
    )
    w("logarithm of the factor", le(-_p * log(_p), _exponent), "combination", "tangent", *facts, using=(_p,))
    monotone_exponent(w, "exponentials", le(exp(-_p * log(_p)), upper), E, "logarithm of the factor")
    w("bound if some", le(_factor, upper), "combination", "exponentials", using=(1,))
    w("bound", le(_factor, upper), "cases", "no share or some", "bound if none", "bound if some")
    w("every factor", each(w["bound"], _k), "for all", "bound")
    bounds, sum_ = Product(upper, _range), Sum(_exponent, _range)
    w("product at most", le(entropy, bounds), "termwise", "every factor")
    w(
        "product of exponentials",
        eq(bounds, exp(sum_)),
        "linearity",
        "total",
    )
    w("sum of exponents", eq(sum_, log(H)), "linearity", "total", note="the shares add up to the total")
    w("product of bounds", eq(bounds, H), "rewrite", "product of exponentials", "sum of exponents")
    w(
        "entropy: at most H",
        Le(_hill, H),
        "rewrite",
        "product at most",
        "product of bounds",
        "entropy: Hill number",
    )
