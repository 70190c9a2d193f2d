"""The worst-case return is within a logarithm of a logarithm of ``2 log L``: `wcr_logarithmic`.

With ``l = log L`` and ``m = log(2 l)``: ``2 (l - m) < WorstCaseReturn(L) < 2 l``.
"""

from __future__ import annotations

from typing import Any

from sympy import Abs, And, E, Equivalent, Integer, Or, Rational, Symbol, exp, log, sqrt

from theory.derivation import Derivation
from theory.derivations.layers import eq, ge, gt, le, lt
from theory.derivations.lemmas import monotone_exponent
from theory.derivations.worst_case_map import X, flip_factor, least_log, safe_below
from theory.derivations.worst_case_upper import upper
from theory.derivations.writer import Writer
from theory.notation import L
from theory.quantities import WorstCaseReturn
from theory.quantities.worst_case_return import gradient_step

__all__ = ["wcr_logarithmic"]

#: For ``gamma``, ``log L``, ``log(2 log L)``, ``e^(A/L) - 1``, ``sqrt(L/17)``, and a share.
_G, _l, _m, _k, _r, _z = (Symbol(name, positive=True) for name in ("G", "l", "m", "k", "r", "z"))
#: At least ``2 + 2 log 2``.
_A = Rational(339, 100)
#: Where the bounds begin.
_FIRST = 17


def _safe_if_small(w: Writer) -> None:
    """The step "safe": ``WorstCaseReturn(L) >= G`` under ``G e^(G K/2) <= L``, with ``K = e^(A/L)``."""
    K = exp(_A / L)
    move, t = X ** (L - 2) * (1 - X**L), _G * K / (4 * L)
    f, top, V = gradient_step(X, _G, L), exp(t), exp(_G * K / 4)
    w("size", le(_G * exp(_G * K / 2), L), "assume")
    # x^(L-2) (1 - x^L) <= K/4.
    w("start", le(X, 1), "assume")
    w("inside", lt(X, 1), "assume")
    w("its power", lt(X**L, 1), "monotone power", "inside", "depth", using=(L,))
    w("log of twice z", le(log(2 * _z), 2 * _z - 1), "logarithm", using=(2 * _z,))
    w("log of z", le(log(_z), 2 * _z - 1 - log(2)), "combination", "log of twice z", using=(1,))
    rest = 1 - X**L
    w("log of the power", le(log(X**L), 2 * X**L - 1 - log(2)), "substitution", "log of z", using=(_z, X**L))
    w(
        "log of the rest",
        le(log(rest), 2 * rest - 1 - log(2)),
        "substitution",
        "log of z",
        "its power",
        using=(_z, rest),
    )
    w("power", ge(X**L, 0), "sign")
    w("constant", lt(2 + 2 * log(2), _A), "enclosure")
    w(
        "logs",
        le(log(X ** (L - 2)) + log(1 - X**L), _A / L - 2 * log(2)),
        "combination",
        "log of the power",
        "log of the rest",
        "power",
        "constant",
        "its power",
        "depth",
        using=((L - 2) / L, 1, 4 / L, 1 / L),
    )
    monotone_exponent(w, "move", le(move, K / 4), E, "logs", "its power")
    # So f(x) <= 1 + t <= e^t.
    w("log of 1 + t", le(log(1 + t), t), "logarithm", using=(1 + t,))
    monotone_exponent(w, "e^t", le(1 + t, top), E, "log of 1 + t")
    w("move is positive", ge(move, 0), "sign", "its power")
    w(
        "bound inside",
        le(f, top),
        "combination",
        "inside",
        "move",
        "e^t",
        "move is positive",
        "its power",
        using=(1 + _G / L * move, _G / L, 1),
    )
    w("start at 1", eq(X, 1), "assume")
    w("t", ge(t, 0), "sign")
    monotone_exponent(w, "top", ge(top, 1), E, "t")
    w("top again", le(Integer(1), top), "sign", "top")
    w("bound at 1", le(f, top), "rewrite", "top again", "start at 1")
    w("inside or at 1", Or(lt(X, 1), eq(X, 1)), "excluded middle", "start")
    w("bound", le(f, top), "cases", "inside or at 1", "bound inside", "bound at 1")
    # The flip factor there.
    w("V", ge(_G * K / 4, 0), "sign")
    monotone_exponent(w, "V is at least 1", ge(V, 1), E, "V")
    w("smaller exponent", le(t * (L - 2), _G * K / 4), "sign")
    monotone_exponent(w, "power of V", le(top ** (L - 2), V), E, "smaller exponent")
    w("V > 0", gt(V, 0), "sign")
    w(
        "flip",
        le(flip_factor(top, _G, L), 1),
        "combination",
        "power of V",
        "V > 0",
        "size",
        "V is at least 1",
        using=(_G / L * (V - 1), _G / L, 1 / L),
    )
    safe_below(w, L, _G, top, "bound", "flip", ("top",))


def _small(w: Writer) -> None:
    """The step "small enough", an inequality in the stand-ins."""
    w("l above", le(_l, 2 * _r + Rational(834, 1000)), "assume")
    w("m below", ge(_m, Rational(173, 100)), "assume")
    w("r below", ge(_r, 1), "assume")
    w("k above", le(_k * (17 * _r**2 - _A), _A), "assume")
    w("l below", ge(_l, Rational(28, 10)), "assume")
    least = 2 * _r - Rational(896, 1000)
    most = (2 * _r + Rational(834, 1000)) * least
    gap = 17 * _r**2 - _A
    w("l - m", le(_l - _m, least), "combination", "l above", "m below", using=(1, 1))
    w(
        "product",
        le(_l * (_l - _m) * _k, most * _k),
        "combination",
        "l - m",
        "l above",
        "r below",
        using=(_l * _k, least * _k),
    )
    w("gap", gt(gap, 0), "sign", "r below")
    w("k", le(_k, _A / gap), "combination", "k above", "gap", using=(1 / gap,))
    w("constants", le(most * _A, Rational(92, 100) * gap), "sign", "r below")
    w(
        "less",
        le(most * _k, Rational(92, 100)),
        "combination",
        "k",
        "constants",
        "r below",
        "gap",
        using=(most, 1 / gap),
    )
    w("gap at 17", ge(gap, 17 - _A), "sign", "r below")
    w(
        "k at 17",
        le(_k, _A / (17 - _A)),
        "combination",
        "k above",
        "gap at 17",
        using=(1 / (17 - _A), _k / (17 - _A)),
    )
    w("1/l", le(1 / _l, Rational(10, 28)), "combination", "l below", using=(Rational(10, 28) / _l,))
    total = Rational(92, 100) + Rational(5, 28) + (1 + _A / (17 - _A)) / 2
    w("sum", lt(total, Rational(173, 100)), "sign")
    w(
        "small enough",
        lt(_l * (_l - _m) * _k + 1 / (2 * _l) + (1 + _k) / 2, _m),
        "combination",
        "product",
        "less",
        "k at 17",
        "1/l",
        "m below",
        "sum",
        using=(1, 1, Rational(1, 2), Rational(1, 2), 1, 1),
    )


def _lower(w: Writer) -> None:
    """The step "lower", ``WorstCaseReturn(L) > 2 (l - m)``; needs "depth", "large", "log 17", "log"."""
    _safe_if_small(w)
    _small(w)
    log_L, K, r = log(L), exp(_A / L), sqrt(L / _FIRST)
    m = log(2 * _l)
    # In the stand-ins: G e^(G K/2) <= e^l.
    small = w["small enough"]
    w("m in l below", ge(m, Rational(173, 100)), "assume")
    w("least m", gt(Rational(173, 100), 0), "sign")
    w("m in l > 0", gt(m, 0), "combination", "m in l below", "least m", using=(1, 1))
    w(
        "m in l",
        small.subs(_m, m),
        "substitution",
        "small enough",
        "m in l below",
        "m in l > 0",
        using=(_m, m),
    )
    w("G in l", eq(_G, 2 * (_l - m) + 1 / _l), "assume")
    w("log of G", le(log(_G / (2 * _l)), _G / (2 * _l) - 1), "logarithm", using=(_G / (2 * _l),))
    w(
        "log G",
        lt(log(_G) + _G * (1 + _k) / 2, _l),
        "combination",
        "m in l",
        "log of G",
        "G in l",
        using=(1 / _l, 1, -(1 + _k) / 2 - 1 / (2 * _l)),
    )
    # What the stand-ins are.
    w("root", ge(r, 1), "monotone power", "seventeenth", using=(Rational(1, 2),))
    w("log of the root", le(log(r), r - 1), "logarithm", using=(r,))
    w("log 17 is small", lt(log(_FIRST) - 2, Rational(834, 1000)), "enclosure")
    w(
        "l",
        le(log_L, 2 * r + Rational(834, 1000)),
        "combination",
        "log of the root",
        "log 17 is small",
        using=(2, 1),
    )
    w("l at 17", gt(log(_FIRST), Rational(28, 10)), "enclosure")
    w("l is large", ge(log_L, Rational(28, 10)), "combination", "log 17", "l at 17", using=(1, 1))
    w("least l", gt(Rational(28, 10), 0), "sign")
    w("l > 0", gt(log_L, 0), "combination", "l is large", "least l", using=(1, 1))
    w("log 17 > 0", gt(log(_FIRST), 0), "enclosure")
    ratio = log(_FIRST) / log_L
    w("log of logs", le(log(ratio), ratio - 1), "logarithm", "l > 0", "log 17 > 0", using=(ratio,))
    w("m at 17", gt(log(2 * log(_FIRST)), Rational(173, 100)), "enclosure")
    w(
        "m",
        ge(log(2 * log_L), Rational(173, 100)),
        "combination",
        "log of logs",
        "log 17",
        "m at 17",
        "l > 0",
        "log 17 > 0",
        "large",
        using=(1, 1 / log_L, 1),
    )
    w("rest", gt((L - _A) / L, 0), "sign", "large")
    w(
        "log of the rest of L",
        le(log((L - _A) / L), (L - _A) / L - 1),
        "logarithm",
        "rest",
        using=((L - _A) / L,),
    )
    w("without 1", le(log((L - _A) / L), -_A / L), "combination", "log of the rest of L", "rest", using=(1,))
    monotone_exponent(w, "exponential", le((L - _A) / L, exp(-_A / L)), E, "without 1", "rest")
    w("K is at most", le((K - 1) * (L - _A), _A), "combination", "exponential", using=(L * K,))
    w("K", gt(_A / L, 0), "sign")
    monotone_exponent(w, "K is above 1", gt(K, 1), E, "K")
    facts = ("l", "l is large", "l > 0", "m", "root", "K is at most", "K is above 1", "large")
    name, claim = "log G", w["log G"]
    for symbol, value in ((_k, K - 1), (_r, r), (_l, log_L)):
        claim = lt(claim.lhs.subs(symbol, value), claim.rhs.subs(symbol, value))
        done = f"{name}, {symbol}"
        w(done, claim, "substitution", name, *facts, using=(symbol, value))
        name = done
    monotone_exponent(w, "size of G", lt(_G * exp(_G * K / 2), L), E, name)
    w("size at most", le(_G * exp(_G * K / 2), L), "sign", "size of G")
    # Back to the logarithms.
    value = w["G in l"].rhs.subs(_l, log_L)
    quotient = 2 * log_L / E
    w("log of l", le(log(quotient), quotient - 1), "logarithm", "l > 0", using=(quotient,))
    w("m and l", le(log(2 * log_L), quotient), "combination", "log of l", "l > 0", "large", using=(1,))
    w("2/e", lt(2 / E, 1), "enclosure")
    w("m below l", lt(log(2 * log_L), log_L), "combination", "m and l", "2/e", "l > 0", using=(1, log_L))
    w("1/log", gt(1 / log_L, 0), "sign", "l > 0")
    w("G", gt(value, 0), "combination", "m below l", "1/log", using=(2, 1))
    size = le(value * exp(value * K / 2), L)
    w("size there", size, "substitution", "size at most", "G", "l > 0", using=(_G, value))
    W = WorstCaseReturn(L)
    w("safe there", ge(W, value), "substitution", "safe", "size there", "G", "l > 0", using=(_G, value))
    w(
        "lower",
        gt(W, 2 * log_L - 2 * log(2 * log_L)),
        "combination",
        "safe there",
        "1/log",
        "l > 0",
        using=(1, 1),
    )


def wcr_logarithmic(claim: Any) -> Derivation:
    """Both bounds; the middle between them is ``2 l - m``."""
    w = Writer()
    m = log(2 * log(L))
    inside = claim.lhs.args[0]
    # SymPy keeps one of both signs under the absolute value.
    below = inside.coeff(WorstCaseReturn(L)) < 0
    w("large", ge(L, _FIRST), "assume")
    w("depth", ge(L, 2), "assume")
    w("seventeenth", ge(L / _FIRST, 1), "combination", "large", using=(Rational(1, _FIRST),))
    least_log(w, Integer(_FIRST), "log 17", "large")
    upper(w)
    _lower(w)
    w("not far below", gt(inside, -m), "combination", "upper" if below else "lower", "l > 0", using=(1,))
    w("not far above", lt(inside, m), "combination", "lower" if below else "upper", "l > 0", using=(1,))
    both = And(gt(inside, -m), lt(inside, m))
    w("distance", Equivalent(lt(Abs(inside), m), both), "absolute value", "l > 0", using=(inside, m))
    w("both", both, "conjunction", "not far below", "not far above")
    w("claim", claim, "modus ponens", "distance", "both")
    return w.derivation()
