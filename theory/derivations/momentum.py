"""Which step sizes a minimum survives when descent has momentum.

Main result: `momentum_threshold`.
"""

from __future__ import annotations

from typing import Any

from sympy import Abs, And, Equivalent, Gt, Lt, Max, Symbol

from theory.derivation import Derivation
from theory.derivations.layers import TWO, eq, gt, indexed_depths, indexed_mode, lt, mode_is_positive
from theory.derivations.stability import threshold_is
from theory.derivations.writer import Writer
from theory.notation import eta
from theory.quantities import HessianEigenvalue, LargestRootModulus, MomentumThreshold, Sharpness

__all__ = ["momentum_threshold"]


def momentum_threshold(claim: Any) -> Derivation:
    """Schur and Cohn: ``|eta lambda - 1 - beta| < 1 + beta``, of which only one side can fail."""
    w, beta, sharpness = Writer(), Symbol("beta", real=True), Sharpness(TWO)
    _sharpness_is_positive(w)
    a, edge = eta * sharpness - 1 - beta, 2 * (1 + beta) / sharpness
    top = 1 + beta
    w("momentum > -1", Gt(beta, -1), "assume")
    w("momentum < 1", Lt(beta, 1), "assume")
    inside = Lt(LargestRootModulus(a, beta), 1)
    conditions = And(lt(Abs(a), top), lt(beta, 1), evaluate=False)
    w("roots", Equivalent(inside, conditions), "meaning", using=(LargestRootModulus(a, beta),))
    both = And(gt(a, -top), lt(a, top), evaluate=False)
    w("both sides", Equivalent(lt(Abs(a), top), both), "absolute value", using=(a, top))
    # From right to left.
    w("below the edge", lt(eta, edge), "assume")
    w("upper side", lt(a, top), "combination", "below the edge", "sharpness > 0", using=(sharpness,))
    w("lower side", gt(a, -top), "sign", "sharpness > 0")
    w("sides", both, "conjunction", "lower side", "upper side")
    w("small", lt(Abs(a), top), "modus ponens", "both sides", "sides")
    w("small both", conditions, "conjunction", "small", "momentum < 1")
    w("contracts", inside, "modus ponens", "roots", "small both")
    # From left to right.
    w("contracting", inside, "assume")
    w("then small both", conditions, "modus ponens", "roots", "contracting")
    w("then small", lt(Abs(a), top), "part", "then small both")
    w("then sides", both, "modus ponens", "both sides", "then small")
    w("then upper side", lt(a, top), "part", "then sides")
    w("then below", lt(eta, edge), "combination", "then upper side", "sharpness > 0", using=(1 / sharpness,))
    w("stable iff", Equivalent(inside, lt(eta, edge)), "equivalence", "then below", "contracts")
    w("edge is positive", gt(edge, 0), "sign", "momentum > -1", "sharpness > 0")
    threshold = MomentumThreshold(TWO, beta)

    def contracts(size: Any) -> Any:
        return lt(LargestRootModulus(size * sharpness - 1 - beta, beta), 1)

    threshold_is(w, threshold, edge, contracts, "sharpness > 0")
    stable = Equivalent(inside, lt(eta, threshold))
    w("stable", stable, "rewrite", "stable iff", "threshold")
    product = eq(threshold * sharpness, 2 * (1 + beta))
    w("product", product, "combination", "threshold", "sharpness > 0", using=(sharpness,))
    w("claim", claim, "conjunction", "stable", "product")
    return w.derivation()


def _sharpness_is_positive(w: Writer) -> None:
    """``Sharpness(TWO) > 0``: the eigenvalue of the first mode is."""
    indexed_depths(w)
    indexed_mode(w, 1, "mode 1")
    mode_is_positive(w, 1, "mode 1")
    first, pair, second = (HessianEigenvalue(TWO, i, j) for i, j in ((1, 1), (1, 2), (2, 2)))
    largest = Max(first, pair, second)
    w("sharpness", eq(Sharpness(TWO), largest), "meaning")
    w("largest > 0", Gt(largest, 0), "sign", "mode 1 > 0")
    w("sharpness > 0", Gt(Sharpness(TWO), 0), "combination", "largest > 0", "sharpness", using=(1, 1))
