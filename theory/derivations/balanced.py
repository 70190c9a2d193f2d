"""No split of a mode is flatter than the balanced one.

Main result: `balanced_is_flattest`.
"""

from __future__ import annotations

from typing import Any

from sympy import Equivalent, Ge, Or

from theory.derivation import Derivation
from theory.derivations.layers import SPLIT, each, eq, ge, over, q, split_sharpness
from theory.derivations.writer import Writer
from theory.notation import H, L, h, sigma, total
from theory.predicates import AllEqual
from theory.quantities import Sharpness

__all__ = ["balanced_is_flattest"]

_q = q()


def balanced_is_flattest(claim: Any) -> Derivation:
    """Jensen for ``x^q``, ``1 <= q < 2``, with its equality case."""
    w, powers = Writer(), over(sigma[h] ** _q)
    split_sharpness(w)
    w("depth", Ge(L, 2), "assume")
    least = L * H ** (2 / L - 1) * total**_q
    jensen = H ** (1 - _q) * total**_q
    w("Jensen", ge(powers, jensen), "Jensen", "depth", using=(total, _q))
    w(
        "bound",
        ge(Sharpness(SPLIT), least),
        "combination",
        "Jensen",
        "sharpness of a split",
        using=(L, 1),
    )
    equal, right = eq(Sharpness(SPLIT), least), Or(eq(L, 2), AllEqual(sigma, H))
    alike = each(eq(sigma[h], sigma[1]))
    # From right to left.
    w("depth two", eq(L, 2), "assume")
    w("equal at depth two", equal, "rewrite", "sharpness of a split", "depth two")
    w("deep", Ge(L, 3), "assume")
    w("equality in Jensen", Equivalent(eq(powers, jensen), alike), "Jensen", "deep", using=(total, _q))
    w("all equal", AllEqual(sigma, H), "assume")
    w("all alike", alike, "part", "all equal")
    w("sums agree", eq(powers, jensen), "modus ponens", "equality in Jensen", "all alike")
    w(
        "equal beyond depth two",
        equal,
        "combination",
        "sums agree",
        "sharpness of a split",
        using=(L, 1),
    )
    w("two or more", Or(eq(L, 2), Ge(L, 3)), "integer cases", "depth")
    w("equal if all equal", equal, "cases", "two or more", "equal at depth two", "equal beyond depth two")
    w("right side", right, "assume")
    w("from right", equal, "cases", "right side", "equal at depth two", "equal if all equal")
    # From left to right.
    w("equal", equal, "assume")
    w(
        "Jensen is an equality",
        eq(powers, jensen),
        "combination",
        "equal",
        "sharpness of a split",
        using=(1 / L, -1 / L),
    )
    w("so all alike", alike, "modus ponens", "equality in Jensen", "Jensen is an equality")
    w("so all equal", AllEqual(sigma, H), "part", "so all alike")
    w("right at depth two", right, "disjunction", "depth two")
    w("right beyond depth two", right, "disjunction", "so all equal")
    w("from left", right, "cases", "two or more", "right at depth two", "right beyond depth two")
    w("equality", Equivalent(equal, right), "equivalence", "from left", "from right")
    w("claim", claim, "conjunction", "bound", "equality")
    return w.derivation()
