"""The upper bound on the worst-case return, ``WorstCaseReturn(L) < 2 log L`` from depth 17 on: `upper`.

A start is given at which the flip factor is at least 1: 1/2 from depth 40 on, where logarithms are estimated,
and 5/8 at each depth from 17 to 39, where numbers are compared in Arb.
"""

from __future__ import annotations

from sympy import E, Ge, Integer, Or, Rational, Symbol, exp, log, sqrt

from theory.derivations.layers import eq, ge, gt, le, lt
from theory.derivations.lemmas import monotone_exponent
from theory.derivations.worst_case_map import flip_factor, least_log, unsafe_above
from theory.derivations.writer import Writer
from theory.notation import L
from theory.quantities import WorstCaseReturn
from theory.quantities.worst_case_return import gradient_step

__all__ = ["upper"]

#: A number for ``gamma``, a value, a start, a factor, and a variable that may be 0.
_G, _Y, _q, _z = (Symbol(name, positive=True) for name in ("G", "Y", "q", "z"))
_c = Symbol("c", nonnegative=True)
#: Where the bound begins, and from where on the start 1/2 shows it.
_FIRST, _LARGE = 17, 40
#: What the bound has to spare; ``sqrt(40)``, ``log 40``, ``log(40)/sqrt(40)`` and ``gamma`` there, rounded.
_SPARE, _LEAST_R = Rational(1, 100), Rational(6324, 1000)
_LEAST_L, _SLOPE, _LEAST_G = Rational(3688, 1000), Rational(5833, 10000), Rational(7366, 1000)


def upper(w: Writer) -> None:
    """The step "upper", ``WorstCaseReturn(L) < 2 log L`` under "large"; needs "depth".

    Args:
        w: the writer.
    """
    _unsafe_if_it_flips(w)
    _upper_from_40(w)
    _upper_up_to_39(w)


def _flips_if_large(w: Writer) -> None:
    """The step "flips if large": a flip factor of at least 1, for ``Y^L >= 0.477 sqrt(L)``, ``G >= 7.367``.

    Needs "depth", "r", that ``sqrt(L) >= 6.324``, and "l and r", that ``log L <= 0.5833 sqrt(L)``.
    """
    r, part, tail = sqrt(L), (L - 2) / L, L ** (-1 / L)
    first, second, third = (Rational(n, 1000) for n in (477, 907, 318))
    w("Y", ge(_Y**L, first * r), "assume")
    w("G is large", ge(_G, _LEAST_G), "assume")
    w("less than 1", le(part, 1), "sign")
    w("power of Y", ge(_Y ** (L - 2), (first * r) ** part), "monotone power", "Y", "depth", using=(part,))
    monotone_exponent(w, "power of the number", ge(first**part, first), first, "less than 1")
    w(
        "l over L",
        le(log(L) / L, _SLOPE / _LEAST_R),
        "combination",
        "l and r",
        "r",
        using=(1 / L, _SLOPE / (_LEAST_R * r)),
    )
    w("log of the tail", le(log(tail), tail - 1), "logarithm", using=(tail,))
    w("constants of the tail", ge(1 - _SLOPE / _LEAST_R, second), "sign")
    uses = ("log of the tail", "l over L", "constants of the tail")
    w("tail", ge(tail, second), "combination", *uses, using=(1, 1, 1))
    w(
        "lower power",
        ge(_Y ** (L - 2), first * second * r),
        "combination",
        "power of Y",
        "power of the number",
        "tail",
        using=(1, r * tail, first * r),
    )
    w("r > 0", gt(r, 0), "sign")
    spare = first - third - 1 / _LEAST_R
    w("above 1", ge(_Y**L - 1, third * r), "combination", "Y", "r", "r > 0", using=(1, 1 / _LEAST_R, spare))
    w("is above 1", gt(third * r, 0), "sign")
    w("Y above 1", gt(_Y**L - 1, 0), "combination", "above 1", "is above 1", using=(1, 1))
    product = first * second * third
    w("constants of the factor", gt(product * _LEAST_G, 1), "sign")
    w(
        "flips if large",
        ge(flip_factor(_Y, _G, L), 1),
        "combination",
        "lower power",
        "above 1",
        "G is large",
        "constants of the factor",
        "Y above 1",
        using=(_G / L * (_Y**L - 1), _G / L * first * second * r, product, 1),
    )


def _unsafe_if_it_flips(w: Writer) -> None:
    """The step "unsafe", ``WorstCaseReturn(L) <= G``, under "flips", "start below 1" and "start itself"."""
    w("start below 1", lt(_q**L, 1), "assume")
    w("start itself", lt(_q, 1), "assume")
    w("flips at start", ge(flip_factor(gradient_step(_q, _G, L), _G, L), 1), "assume")
    unsafe_above(w, L, _G, _q, "flips at start", ("start below 1", "start itself"))


def _upper_from_40(w: Writer) -> None:
    """The step "upper from 40", ``WorstCaseReturn(L) < 2 l`` under "from 40", by the start ``1/2``."""
    log_L, r = log(L), sqrt(L)
    # L >= 40 itself would have powers of sums multiplied out.
    w("r", ge(r, _LEAST_R), "assume")
    w("l at least", ge(log_L, _LEAST_L), "assume")
    quotient, rho = r / _LEAST_R, log(_LEAST_R)
    w("log of r", le(log(quotient), quotient - 1), "logarithm", using=(quotient,))
    w("log of root 40", gt(rho, 1), "enclosure")
    w("slope", lt(2 * rho / _LEAST_R, _SLOPE), "enclosure")
    w(
        "l and r",
        le(log_L, _SLOPE * r),
        "combination",
        "log of r",
        "r",
        "slope",
        "log of root 40",
        using=(2, 2 * (rho - 1) / _LEAST_R, r),
    )
    _flips_if_large(w)
    value = 2 * log_L - _SPARE
    w("G at L", eq(_G, value), "assume")
    t, part, half = _G / (4 * L), (L - 2) / L, Rational(1, 2)
    reached = gradient_step(_q, _G, L)
    w("half", eq(_q**L, half), "assume")
    w("power of the start", eq(_q ** (L - 2), half**part), "monotone power", "half", "depth", using=(part,))
    monotone_exponent(w, "power of a half", ge(half**part, half), half, "less than 1")
    w(
        "goes up",
        ge(reached, _q * (1 + t)),
        "combination",
        "power of a half",
        "power of the start",
        "half",
        using=(_G * _q / (2 * L), _G * _q / (2 * L), -_G * _q ** (L - 1) / L),
    )
    w("half > 0", gt(half, 0), "sign")
    w("half of the start", lt(_q**L, 1), "combination", "half", "half > 0", using=(-1, 1))
    w("reached", gt(reached, 0), "sign", "half of the start")
    w("any factor", ge(_Y, _q * _z), "assume")
    w("any power", ge(_Y**L, (_q * _z) ** L), "monotone power", "any factor", "depth", using=(L,))
    w("powers of a product", eq((_q * _z) ** L, _q**L * _z**L), "identity")
    w("any powers", ge(_Y**L, _q**L * _z**L), "rewrite", "any power", "powers of a product")
    uses = ("goes up", "reached", "depth")
    w("power with t", ge(_Y**L, _q**L * (1 + t) ** L), "substitution", "any powers", using=(_z, 1 + t))
    powers = ge(reached**L, _q**L * (1 + t) ** L)
    w("L-th powers", powers, "substitution", "power with t", *uses, using=(_Y, reached))
    # log(1 + t) >= t - t^2/2.
    w("c above 0", gt(_c, 0), "assume")
    w("derivative", ge(1 / (1 + _c) - 1 + _c, 0), "sign", "c above 0")
    w("t > 0", gt(t, 0), "sign")
    series = log(1 + _c) - _c + _c**2 / 2
    at_t = ge(series.subs(_c, t), 0)
    w("log", at_t, "mean value", "derivative", "t > 0", using=(series, _c, 0, t))
    loss = _SPARE / 4 + _SLOPE**2 / 8
    w("number at 40", gt(_LEAST_L, 0), "sign")
    w("l at 40 > 0", gt(log_L, 0), "combination", "l at least", "number at 40", using=(1, 1))
    w("spare", ge(_SPARE, 0), "sign")
    w("G at most", le(_G, 2 * log_L), "combination", "G at L", "spare", using=(-1, 1))
    w(
        "exponents",
        le(log_L / 2 - loss, log((1 + t) ** L)),
        "combination",
        "log",
        "G at L",
        "G at most",
        "l and r",
        "l at 40 > 0",
        using=(L, Rational(1, 4), (_G + 2 * log_L) / (32 * L), (log_L + _SLOPE * r) / (8 * L)),
    )
    monotone_exponent(w, "growth", le(r * exp(-loss), (1 + t) ** L), E, "exponents")
    w("number", gt(exp(-loss) / 2, Rational(477, 1000)), "enclosure")
    w(
        "far enough",
        ge(reached**L, Rational(477, 1000) * r),
        "combination",
        "L-th powers",
        "growth",
        "number",
        "half",
        "reached",
        using=(1, half, r, (1 + t) ** L),
    )
    w("least G", ge(2 * _LEAST_L - _SPARE, _LEAST_G), "sign")
    w("G at 40", ge(_G, _LEAST_G), "combination", "G at L", "l at least", "least G", using=(1, 2, 1))
    flips = ge(flip_factor(reached, _G, L), 1)
    w("half below 1", lt(_q, 1), "monotone power", "half of the start", "depth", using=(L,))
    w(
        "flips at 1/2",
        flips,
        "substitution",
        "flips if large",
        "far enough",
        "G at 40",
        "reached",
        "depth",
        using=(_Y, reached),
    )
    facts = ("flips at 1/2", "half of the start", "half below 1", "depth")
    w("unsafe from 1/2", le(WorstCaseReturn(L), _G), "substitution", "unsafe", *facts, using=(_G, _G))
    # Where L >= 40.
    w("from 40", ge(L, _LARGE), "assume")
    least_log(w, Integer(_LARGE), "log 40", "from 40")
    w("log of 40", gt(log(_LARGE), _LEAST_L), "enclosure")
    w("l from 40", ge(log_L, _LEAST_L), "combination", "log 40", "log of 40", using=(1, 1))
    w("root of 40", ge(r, sqrt(_LARGE)), "monotone power", "from 40", using=(half,))
    w("root of 40 in numbers", gt(sqrt(_LARGE), _LEAST_R), "enclosure")
    w("r from 40", ge(r, _LEAST_R), "combination", "root of 40", "root of 40 in numbers", using=(1, 1))
    w("spare G", gt(2 * _LEAST_L - _SPARE, 0), "sign")
    w("value from 40", gt(value, 0), "combination", "l from 40", "spare G", using=(2, 1))
    W = WorstCaseReturn(L)
    facts = ("r from 40", "l from 40", "value from 40", "from 40")
    w("without the start", le(W, _G), "substitution", "unsafe from 1/2", *facts, using=(_q, half ** (1 / L)))
    w("at most the value", le(W, value), "substitution", "without the start", *facts, using=(_G, value))
    w("spared", gt(_SPARE, 0), "sign")
    w("upper from 40", lt(W, 2 * log_L), "combination", "at most the value", "spared", using=(1, 1))


def _upper_up_to_39(w: Writer) -> None:
    """The step "upper", ``WorstCaseReturn(L) < 2 l`` under "large"; needs "upper from 40", "unsafe".

    The start is ``5/8``, which at each depth from 17 to 39 is close enough to the worst one.
    """
    value, start, W = 2 * log(L) - _SPARE, Rational(5, 8) ** (1 / L), WorstCaseReturn(L)
    w("value", gt(value, 0), "assume")
    w("inverse", gt(1 / L, 0), "sign")
    monotone_exponent(w, "five eighths", lt(start, 1), Rational(5, 8), "inverse")
    with_start = w["flips at start"].lhs.xreplace({_q: start})
    w("five eighths go up", gt(gradient_step(start, _G, L), 0), "sign")
    w(
        "with the start",
        le(W, _G),
        "substitution",
        "unsafe",
        "five eighths",
        "five eighths go up",
        "depth",
        using=(_q, start),
    )
    goes_up = gradient_step(start, _G, L).xreplace({_G: value})
    w("value goes up", gt(goes_up, 0), "sign", "value")
    w(
        "with the value",
        le(W, value),
        "substitution",
        "with the start",
        "value",
        "value goes up",
        "depth",
        using=(_G, value),
    )
    w("spared below 40", gt(_SPARE, 0), "sign")
    w(
        "upper if it flips",
        lt(W, 2 * log(L)),
        "combination",
        "with the value",
        "spared below 40",
        using=(1, 1),
    )
    flip = with_start.xreplace({_G: value})
    name = "upper from 40"
    for n in range(_LARGE - 1, _FIRST - 1, -1):
        depth = Integer(n)
        w(f"value at {n}", gt(value.xreplace({L: depth}), 0), "enclosure")
        w(f"flips at {n}", ge(flip.xreplace({L: depth}), 1), "enclosure")
        claim = lt(WorstCaseReturn(depth), 2 * log(n))
        w(
            f"upper at {n}",
            claim,
            "substitution",
            "upper if it flips",
            f"value at {n}",
            f"flips at {n}",
            using=(L, depth),
        )
        w(f"depth {n}", eq(L, n), "assume")
        w(f"upper at depth {n}", lt(W, 2 * log(L)), "rewrite", f"upper at {n}", f"depth {n}")
        if n == _FIRST:
            w(f"{n} or more", Or(eq(L, n), Ge(L, n + 1)), "integer cases", "large")
        else:
            w(f"from {n}", ge(L, n), "assume")
            w(f"{n} or more", Or(eq(L, n), Ge(L, n + 1)), "integer cases", f"from {n}")
        done = "upper" if n == _FIRST else f"upper from {n}"
        w(done, lt(W, 2 * log(L)), "cases", f"{n} or more", f"upper at depth {n}", name)
        name = done
