"""A step of gradient descent brings two pathways of one depth closer, in the coordinate ``w^(2-L)``.

Main results: `gd_step_of_imbalance_coordinate`, `gd_contracts_imbalance`, `gd_keeps_order`,
`gd_contracts_absolute_imbalance`.

The inequalities are about four positive numbers: layer values ``p < q`` before a step, ``P`` and ``Q`` after
it.  Both lose a part of themselves that is proportional to their power ``L - 2``:
``P/p = t Q/q + 1 - t`` with ``t = (p/q)^(L-2) < 1``.  Everything follows from this and from Bernoulli's
inequality; in the end the numbers are replaced by layer values.
"""

from __future__ import annotations

from typing import Any

from sympy import Abs, And, Eq, Equivalent, Ge, Gt, Le, Lt, Ne, Or, Sum, Symbol, symbols

from theory.derivation import Derivation
from theory.derivations.layers import eq, ge, gt, le, lt
from theory.derivations.writer import Writer
from theory.notation import H, L, eta, j, s, w
from theory.point import AlignedPoint
from theory.quantities import LayerGradient

__all__ = [
    "gd_contracts_absolute_imbalance",
    "gd_contracts_imbalance",
    "gd_keeps_order",
    "gd_step_of_imbalance_coordinate",
]

_POINT = AlignedPoint(L, w, H, s)
_RESIDUAL = Sum(w[j] ** L, (j, 1, H)) - s
_p, _q, _P, _Q = symbols("p q P Q", positive=True)
_c = Symbol("c", real=True)


def _gradient(h: int) -> Any:
    return LayerGradient(_POINT, h)


def _after(h: int) -> Any:
    return w[h] - eta * _gradient(h)


def _losses(p: Any, q: Any, P: Any, Q: Any) -> Any:
    """``P/p = t Q/q + 1 - t``."""
    t = p ** (L - 2) * q ** (2 - L)
    return eq(P / p, t * Q / q + 1 - t)


def _gap(p: Any, q: Any) -> Any:
    return p ** (2 - L) - q ** (2 - L)


def _start(writer: Writer) -> None:
    """What is assumed of the four numbers, and that ``t < 1``."""
    writer("deep", Ge(L, 3), "assume")
    writer("smaller", Lt(_p, _q), "assume")
    writer("losses", _losses(_p, _q, _P, _Q), "assume")
    writer("moves", Ne(_Q, _q), "assume")
    power = L - 2
    writer("powers", lt(_p**power, _q**power), "monotone power", "smaller", "deep", using=(power,))
    t = _p**power * _q ** (-power)
    writer("t < 1", lt(t, 1), "combination", "powers", using=(_q ** (-power),))


def _bernoulli(writer: Writer, name: str, ratio: Any, scale: Any) -> None:
    """Bernoulli's inequality at a ratio that is not 1; ``scale (ratio - 1) = P/p - Q/q`` up to sign."""
    power, bound = ratio ** (L - 1), 1 + (L - 1) * (ratio - 1)
    rule, using = "Bernoulli", (ratio, L - 1)
    writer(f"{name}: at least", ge(power, bound), rule, "deep", using=using)
    iff = Equivalent(eq(power, bound), eq(ratio, 1))
    writer(f"{name}: equality", iff, rule, "deep", using=using)
    writer(f"{name}: if not more", le(power, bound), "assume")
    writer(f"{name}: then equal", eq(power, bound), "sign", f"{name}: if not more", f"{name}: at least")
    writer(f"{name}: then one", eq(ratio, 1), "modus ponens", f"{name}: equality", f"{name}: then equal")
    left = _q / (1 - _p ** (L - 2) * _q ** (2 - L))
    still = eq(_Q, _q)
    used = ("losses", f"{name}: then one", "t < 1")
    writer(f"{name}: then still", still, "combination", *used, using=(left, scale * left))
    writer(f"{name}: more", gt(power, bound), "contradiction", f"{name}: then still", "moves")


def _contracted(writer: Writer) -> str:
    """``P^(2-L) - Q^(2-L) < p^(2-L) - q^(2-L)``."""
    x, z = _P / _p, _Q / _q
    _bernoulli(writer, "ratio", x / z, -z)
    bound = ge(x ** (L - 1), 1 + (L - 1) * (x - 1))
    writer("at P", bound, "Bernoulli", "deep", using=(x, L - 1))
    t, scale = _p ** (L - 2) * _q ** (2 - L), _p ** (2 - L) * x ** (1 - L)
    multipliers = (t * scale * z, (1 - t) * scale, (L - 2) * scale)
    facts = ("ratio: more", "at P", "losses", "t < 1", "deep")
    claim = lt(_gap(_P, _Q), _gap(_p, _q))
    return writer("contracted", claim, "combination", *facts, using=multipliers)


def _layers_in_order(writer: Writer) -> tuple[str, ...]:
    """``0 < w_2 < w_1``, and both gradients."""
    for h in (1, 2):
        value = eq(_gradient(h), w[h] ** (L - 1) * _RESIDUAL)
        writer(f"gradient {h}", value, "meaning")
    first = writer("layer 2 > 0", Gt(w[2], 0), "assume")
    order = writer("layer 2 < layer 1", Lt(w[2], w[1]), "assume")
    second = writer("layer 1 > 0", gt(w[1], 0), "combination", first, order, using=(1, 1))
    return order, first, second


def _layer_values(writer: Writer) -> tuple[str, ...]:
    """What the four numbers need to be layer values before and after a step."""
    order, first, second = _layers_in_order(writer)
    after = [writer(f"after {h} > 0", Gt(_after(h), 0), "assume") for h in (1, 2)]
    t = w[2] ** (L - 2) * w[1] ** (2 - L)
    writer(
        "their losses",
        _losses(w[2], w[1], _after(2), _after(1)),
        "combination",
        *("gradient 2", "gradient 1", first, second),
        using=(-eta / w[2], eta * t / w[1]),
    )
    writer("no minimum", Ne(_gradient(1), 0), "assume")
    writer("if still", eq(_after(1), w[1]), "assume")
    writer("then no gradient", eq(_gradient(1), 0), "combination", "if still", using=(-1 / eta,))
    moves = Ne(_after(1), w[1], evaluate=False)
    writer("they move", moves, "contradiction", "then no gradient", "no minimum")
    return ("their losses", "they move", order, first, second, *after)


def _put(writer: Writer, name: str, facts: tuple[str, ...]) -> str:
    """The step `name` with layer values for the four numbers."""
    for variable, value in ((_p, w[2]), (_q, w[1]), (_P, _after(2)), (_Q, _after(1))):
        claim = _replaced(writer[name], variable, value)
        name = writer(f"{name}, {value}", claim, "substitution", name, *facts, using=(variable, value))
    return name


def _replaced(term: Any, old: Any, new: Any) -> Any:
    """`term` with `new` for `old`; relations are not evaluated."""
    if term == old:
        return new
    args = [_replaced(arg, old, new) for arg in term.args]
    if not args:
        return term
    logical = isinstance(term, Lt | Le | Gt | Ge | Eq | Ne | And)
    return term.func(*args, evaluate=False) if logical else term.func(*args)


def gd_contracts_imbalance(claim: Any) -> Derivation:
    """Bernoulli twice: at the quotient of what is left of both, and at what is left of the smaller."""
    writer = Writer()
    _start(writer)
    contracted = _contracted(writer)
    facts = _layer_values(writer)
    writer("claim", claim, "part", _put(writer, contracted, facts))
    return writer.derivation()


def gd_contracts_absolute_imbalance(claim: Any) -> Derivation:
    """The function of a step lies above its tangent at the larger pathway, of slope at least -1."""
    writer = Writer()
    _start(writer)
    _contracted(writer)
    lost = 1 - _Q / _q
    steep = Le((L - 1) * lost - 1, (_Q / _q) ** (L - 1))
    writer("not too steep", steep, "assume")
    x, z = _P / _p, _Q / _q
    _bernoulli(writer, "inverse ratio", z / x, x)
    T, power = _p ** (2 - L) * _q ** (L - 2), _Q ** (2 - L)
    writer("T > 1", gt(T, 1), "combination", "powers", using=(_p ** (2 - L),))
    multipliers = (power * T * x / z, power * (T - 1) / z, -(L - 2) * power * T / z)
    facts = ("inverse ratio: more", "not too steep", "losses", "T > 1", "deep")
    above = gt(_gap(_P, _Q), -_gap(_p, _q))
    writer("from below", above, "combination", *facts, using=multipliers)
    inside = And(above, writer["contracted"], evaluate=False)
    writer("both", inside, "conjunction", "from below", "contracted")
    absolute = lt(Abs(_gap(_P, _Q)), _gap(_p, _q))
    using = (_gap(_P, _Q), _gap(_p, _q))
    writer("absolute value", Equivalent(absolute, inside), "absolute value", "smaller", using=using)
    writer("absolute", absolute, "modus ponens", "absolute value", "both")
    left = (*_layer_values(writer), _slope(writer))
    writer("claim", claim, "part", _put(writer, "absolute", left))
    return writer.derivation()


def _slope(writer: Writer) -> str:
    """The condition on the slope, in what is left of the larger layer value."""
    lost, kept, power = eta * _gradient(1) / w[1], _after(1) / w[1], L - 1
    positive = ("layer 1 > 0", "after 1 > 0")
    writer("kept", eq(kept, 1 - lost), "identity", "layer 1 > 0")
    powers = eq(kept**power, (1 - lost) ** power)
    writer("kept powers", powers, "monotone power", "kept", "deep", *positive, using=(power,))
    writer("slope", Le(power * lost - 1, (1 - lost) ** power), "assume")
    claim = Le(power * (1 - kept) - 1, kept**power)
    used = ("slope", "kept powers", "kept", *positive)
    return writer("slope of what is kept", claim, "combination", *used, using=(1, 1, power))


def gd_keeps_order(claim: Any) -> Derivation:
    """``P = p - c p^(L-1)``: for ``c > 0`` a chord of ``x^(L-1)`` is flatter than its tangent at ``q``."""
    writer, power, order = Writer(), L - 1, lt(_p - _c * _p ** (L - 1), _q - _c * _q ** (L - 1))
    writer("deep", Ge(L, 3), "assume")
    writer("smaller", Lt(_p, _q), "assume")
    writer("powers", lt(_p**power, _q**power), "monotone power", "smaller", "deep", using=(power,))
    # Below the minimum.
    writer("rising", Lt(_c, 0), "assume")
    writer("if rising", order, "combination", "smaller", "powers", "rising", using=(1, -_c))
    # Above it.
    writer("sinking", Gt(_c, 0), "assume")
    writer("flat", Le(power * _c * _q ** (L - 2), 1), "assume")
    ratio = _p / _q
    bound = ge(ratio**power, 1 + power * (ratio - 1))
    writer("tangent", bound, "Bernoulli", "deep", using=(ratio, power))
    writer("closer", gt(_q - _p, 0), "combination", "smaller", using=(1,))
    iff = Equivalent(eq(*bound.args), eq(ratio, 1))
    writer("touches", iff, "Bernoulli", "deep", using=(ratio, power))
    writer("if not above", le(*bound.args), "assume")
    writer("then on it", eq(*bound.args), "sign", "if not above", "tangent")
    writer("then one", eq(ratio, 1), "modus ponens", "touches", "then on it")
    writer("then equal", eq(_p, _q), "combination", "then one", using=(_q,))
    writer("above the tangent", gt(*bound.args), "contradiction", "then equal", "smaller")
    facts = ("above the tangent", "flat", "sinking", "closer")
    writer("if sinking", order, "combination", *facts, using=(_c * _q**power, _q - _p))
    return _order_of_layers(writer, claim)


def _order_of_layers(writer: Writer, claim: Any) -> Derivation:
    """Both cases for layer values."""
    _, smaller, larger = _layers_in_order(writer)
    writer("no minimum", Ne(_gradient(1), 0), "assume")
    pace = eta * _RESIDUAL
    known = ("gradient 1", larger)
    signs = {"rising": lt(_gradient(1), 0), "sinking": gt(_gradient(1), 0)}
    scale = eta * w[1] ** (1 - L)
    lost = eta * _gradient(1) / w[1]
    flat = Le((L - 1) * lost, 1)
    either = Or(Lt(_gradient(1), 0), flat)
    writer("given", either, "assume")
    writer("slope flat", flat, "assume")
    tangent = le((L - 1) * pace * w[1] ** (L - 2), 1)
    factor = eta * (L - 1) / w[1]
    writer("layer flat", tangent, "combination", "slope flat", *known, using=(1, factor))
    for case, sign in signs.items():
        writer(f"slope {case}", sign, "assume")
        moved, side = sign.func(pace, 0, evaluate=False), 1 if case == "rising" else -1
        writer(f"layer {case}", moved, "combination", f"slope {case}", *known, using=(scale, side * scale))
        name, facts = f"if {case}", [f"layer {case}", "layer 2 < layer 1", smaller, larger]
        facts += ["layer flat"] if case == "sinking" else []
        for variable, value in ((_p, w[2]), (_q, w[1]), (_c, pace)):
            moved = _replaced(writer[name], variable, value)
            step = f"{case}: {variable} is {value}"
            name = writer(step, moved, "substitution", name, *facts, using=(variable, value))
        gradients = ("gradient 1", "gradient 2")
        writer(f"{case}: order", claim, "combination", name, *gradients, using=(1, -eta, eta))
    writer("no zero", Or(*signs.values()), "excluded middle", "no minimum")
    writer("if flat", claim, "cases", "no zero", "rising: order", "sinking: order")
    writer("claim", claim, "cases", "given", "rising: order", "if flat")
    return writer.derivation()


def gd_step_of_imbalance_coordinate(claim: Any) -> Derivation:
    """What is left of a layer value, in the coordinate; Bernoulli's inequality for the slope."""
    writer, y = Writer(), w[1] ** (2 - L)
    value = eq(_gradient(1), w[1] ** (L - 1) * _RESIDUAL)
    writer("gradient", value, "meaning")
    writer("deep", Ge(L, 3), "assume")
    writer("layer > 0", Gt(w[1], 0), "assume")
    writer("after > 0", Gt(_after(1), 0), "assume")
    scale = w[1] ** (1 - L)
    left = eq(y - eta * _RESIDUAL, scale * _after(1))
    writer("what is left", left, "combination", "gradient", "layer > 0", using=(eta * scale,))

    writer("positive", gt(scale * _after(1), 0), "sign", "after > 0", "layer > 0")
    positive = gt(y - eta * _RESIDUAL, 0)
    writer("left is positive", positive, "combination", "positive", "what is left", using=(1, 1))

    def step(after: Any, denominator: Any) -> Any:
        return eq(after ** (2 - L), y ** (L - 1) / denominator ** (L - 2))

    writer("in the coordinate", step(_Q, scale * _Q), "identity", "layer > 0")
    put = step(_after(1), scale * _after(1))
    facts = ("after > 0", "layer > 0")
    writer("after a step", put, "substitution", "in the coordinate", *facts, using=(_Q, _after(1)))
    function = step(_after(1), y - eta * _RESIDUAL)
    writer("function", function, "rewrite", "after a step", "what is left", "left is positive", *facts)
    lost = eta * _gradient(1) / w[1]
    kept = 1 - lost
    writer("kept", gt(kept, 0), "combination", "after > 0", "layer > 0", using=(1 / w[1],))
    bernoulli = ge(kept ** (L - 1), 1 + (L - 1) * (kept - 1))
    writer("Bernoulli", bernoulli, "Bernoulli", "kept", "deep", "layer > 0", using=(kept, L - 1))
    slope = le(1 - (L - 1) * lost, kept ** (L - 1))
    writer("slope", slope, "combination", "Bernoulli", "kept", "layer > 0", using=(1,))
    writer("claim", claim, "conjunction", "function", "slope")
    return writer.derivation()
