"""What distributing a mode over pathways does to its sharpness.

Main results: `reduction_factor`, and its corollaries `reduction_factor_below_one`,
`reduction_factor_in_pathways`, `reduction_factor_in_depth`, `reduction_factor_at_depth_two`,
`reduction_factor_deep_limit`.
"""

from __future__ import annotations

from typing import Any

from sympy import And, Ge, Gt, Integer, Le, Limit, Lt, Or, oo

from theory.configuration import Balanced, SinglePath
from theory.derivation import Derivation
from theory.derivations.layers import balanced, eq, ge, gt, le, lt, single
from theory.derivations.lemmas import limit_of_equals, monotone_exponent
from theory.derivations.writer import Writer
from theory.notation import H, L, s
from theory.quantities import Sharpness

__all__ = [
    "reduction_factor",
    "reduction_factor_at_depth_two",
    "reduction_factor_below_one",
    "reduction_factor_deep_limit",
    "reduction_factor_in_depth",
    "reduction_factor_in_pathways",
]


def _exponent(depth: Any = L) -> Any:
    """``2/L - 1``."""
    return 2 / depth - 1


def _ratio(count: Any = H, depth: Any = L) -> Any:
    return Sharpness(Balanced(count, depth, s)) / Sharpness(SinglePath(depth, s))


def _factor(w: Writer, count: Any = H, depth: Any = L, *, to: str, prefix: str = "") -> Any:
    """The step `to`: ``balanced / single = H^(2/L-1)``."""
    names = [prefix + name for name in ("single", "balanced", "closed forms")]
    if names[0] not in w:
        single(w, depth, names[0])
    value = count ** _exponent(depth)
    quotient = balanced(w, count, depth, names[1]) / w[names[0]].rhs
    w(names[2], eq(quotient, value), "identity")
    w(to, eq(_ratio(count, depth), value), "rewrite", names[2], names[0], names[1])
    return value


def reduction_factor(claim: Any) -> Derivation:
    """Both sharpnesses in closed form; ``s`` cancels."""
    w = Writer()
    _factor(w, to="factor")
    w("claim", claim, "part", "factor")
    return w.derivation()


def reduction_factor_below_one(claim: Any) -> Derivation:
    """A power of a base above 1 with a negative exponent; otherwise the base is 1 or the exponent is 0."""
    w, p = Writer(), _exponent()
    w("depth", Ge(L, 2), "assume")
    value = _factor(w, to="factor")
    below, right = Lt(_ratio(), 1), And(Ge(H, 2), Gt(L, 2))
    # From right to left.
    w("right side", right, "assume")
    w("exponent", lt(p, 0), "sign", "right side", note="L > 2")
    monotone_exponent(w, "power", lt(value, 1), H, "exponent", "right side")
    w("from right", below, "rewrite", "power", "factor")
    # From left to right.
    w("below one", below, "assume")
    w("power below one", lt(value, 1), "rewrite", "below one", "factor")
    w("one pathway or more", Or(eq(H, 1), Ge(H, 2)), "integer cases")
    w("one pathway", eq(H, 1), "assume")
    w("power of one", eq(value, 1), "monotone power", "one pathway", "depth", using=(p,))
    w("not one pathway", Ge(H, 2), "contradiction", "power of one", "power below one")
    w("several pathways", Ge(H, 2), "assume")
    w("pathways", Ge(H, 2), "cases", "one pathway or more", "not one pathway", "several pathways")
    w("shallow", Le(L, 2), "assume")
    w("exponent is not negative", ge(p, 0), "sign", "shallow")
    monotone_exponent(w, "power at least one", ge(value, 1), H, "exponent is not negative")
    w("layers", Gt(L, 2), "contradiction", "power at least one", "power below one")
    w("from left", right, "conjunction", "pathways", "layers")
    w("claim", claim, "equivalence", "from left", "from right")
    return w.derivation()


def reduction_factor_in_pathways(claim: Any) -> Derivation:
    """``x^(2/L-1)`` decreases for ``L > 2`` and is 1 for ``L = 2``."""
    w, p = Writer(), _exponent()
    few = _factor(w, to="factor")
    more = _factor(w, H + 1, to="factor with one more", prefix="one more: ")
    less, deep = Lt(_ratio(H + 1), _ratio()), Gt(L, 2)
    # From right to left.
    w("deep", deep, "assume")
    w("one more", lt(H, H + 1), "sign")
    w("powers fall", Gt(few, more), "monotone power", "one more", "deep", using=(p,))
    w("turned round", Lt(more, few), "combination", "powers fall", using=(1,))
    w("from right", less, "rewrite", "turned round", "factor", "factor with one more")
    # From left to right.
    w("reduces further", less, "assume")
    w("smaller power", Lt(more, few), "rewrite", "reduces further", "factor", "factor with one more")
    w("at most one more", le(H, H + 1), "sign")
    w("shallow", Le(L, 2), "assume")
    w("exponent is not negative", ge(p, 0), "sign", "shallow")
    w(
        "powers rise",
        le(few, more),
        "monotone power",
        "at most one more",
        "exponent is not negative",
        using=(p,),
    )
    w("from left", deep, "contradiction", "powers rise", "smaller power")
    w("claim", claim, "equivalence", "from left", "from right")
    return w.derivation()


def reduction_factor_in_depth(claim: Any) -> Derivation:
    """``H^p`` increases with ``p`` for ``H > 1``, and ``2/L - 1`` decreases with the depth."""
    w, p, r = Writer(), _exponent(), _exponent(L + 1)
    w("depth", Ge(L, 2), "assume")
    value = _factor(w, to="factor")
    deeper = _factor(w, depth=L + 1, to="factor one deeper", prefix="deeper: ")
    less, several = Lt(_ratio(depth=L + 1), _ratio()), Ge(H, 2)
    # From right to left.
    w("several pathways", several, "assume")
    w("exponents", lt(r, p), "sign")
    monotone_exponent(w, "powers", Lt(deeper, value), H, "exponents", "several pathways")
    w("from right", less, "rewrite", "powers", "factor", "factor one deeper")
    # From left to right.
    w("reduces further", less, "assume")
    w("smaller power", Lt(deeper, value), "rewrite", "reduces further", "factor", "factor one deeper")
    w("one pathway or more", Or(eq(H, 1), several), "integer cases")
    w("one pathway", eq(H, 1), "assume")
    w("power of one", eq(value, 1), "monotone power", "one pathway", "depth", using=(p,))
    w("deeper power of one", eq(deeper, 1), "monotone power", "one pathway", using=(r,))
    w("both are one", eq(value, deeper), "combination", "power of one", "deeper power of one", using=(1, -1))
    w("not one pathway", several, "contradiction", "smaller power", "both are one")
    w("from left", several, "cases", "one pathway or more", "not one pathway", "several pathways")
    w("claim", claim, "equivalence", "from left", "from right")
    return w.derivation()


def reduction_factor_at_depth_two(claim: Any) -> Derivation:
    """Both sharpnesses are ``2 s``."""
    w, two = Writer(), Integer(2)
    one_path, many = Sharpness(SinglePath(two, s)), Sharpness(Balanced(H, two, s))
    single(w, two)
    balanced(w, depth=two)
    w("the same", eq(many, one_path), "rewrite", "balanced", "single")
    w("target", gt(2 * s, 0), "sign")
    w("positive", Gt(one_path, 0), "combination", "single", "target", using=(1, 1))
    w("claim", claim, "combination", "the same", "positive", using=(1 / one_path,))
    return w.derivation()


def reduction_factor_deep_limit(claim: Any) -> Derivation:
    """``2/L - 1`` tends to -1, and powers of ``H > 0`` are continuous in the exponent."""
    w = Writer()
    value = _factor(w, to="factor")
    limit = Limit(value, L, oo)
    w("limit of powers", eq(limit, 1 / H), "limit at infinity", note="2/L tends to 0")
    limit_of_equals(w, "claim", "factor", "limit of powers")
    return w.derivation()
