r"""Identities that follow from the Hessian at symbolic depth (`theory.hessian`), each checked by SymPy.

Main results (`derive`):


* off the minimum ``Hess = J^T J`` plus a term in ``r`` that couples entry ``(b, a)`` of a layer to entry
  ``(a, b)`` of a later layer of the same pathway; nothing else couples;
* at a minimum the block of an ordered mode pair ``(a, b)`` is ``v v^T`` with
  ``v_hl = w_ha^(L_h-l) w_hb^(l-1)``: of its ``sum_h L_h`` eigenvalues one is ``|v|^2``, the others are 0;
* ``|v|^2``, the characteristic polynomial, the sharpness and the threshold of stability are what
  `theory.quantities` says, for the right sides of those identities *are* the quantities' closed forms;
* off the minimum the block of a single mode does not change when the layers of a pathway are permuted, so
  it reduces to ``H x H``.

What SymPy checks here is each identity; the sentences that join them (a rank-one matrix has one non-zero
eigenvalue, a block that commutes with all permutations splits) are in the notes, for the kernel to judge.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from sympy import Eq, Integer, Max, S, Sum, Symbol, cancel, expand, fraction, sqrt, together

from theory.configuration import Balanced, Modes, Pathways
from theory.hessian import (
    KINDS,
    MODES,
    Pathway,
    depth,
    entry,
    entry_of_x,
    entry_of_y,
    jacobian,
    position,
    residual,
    second_variation,
    weight,
)
from theory.quantities.characteristic_polynomial import HessianCharacteristicPolynomial
from theory.quantities.hessian_eigenvalue import HessianEigenvalue
from theory.quantities.perturbation_multiplier import PerturbationMultiplier
from theory.quantities.sharpness import Sharpness
from theory.quantities.stability_threshold import StabilityThreshold

__all__ = ["Identity", "derivation_report", "derive", "holds"]


@dataclass(frozen=True)
class Identity:
    """Two expressions that are equal for all values of their symbols.

    Attributes:
        name: what to call it; unique in `derive`.
        lhs: what was derived.
        rhs: what is claimed; a quantity's closed form, where the note says so.
        note: why it matters and what follows.
    """

    name: str
    lhs: Any
    rhs: Any
    note: str


def holds(identity: Identity) -> bool:
    """Whether SymPy brings the difference of both sides to 0.

    Two maxima are compared argument by argument; anything else by expanding the numerator of the
    difference, unless it is another number than 0 at a point.  Never by assumption: what cannot be brought
    to 0 does not hold.

    Args:
        identity: what to check.

    Returns:
        True only if exactly equal.

    Example:
        >>> from sympy import symbols
        >>> x, n = symbols("x n", positive=True)
        >>> holds(Identity("", x**n * x, x ** (n + 1), "")), holds(Identity("", x**n, x ** (n + 1), ""))
        (True, False)
    """
    left, right = identity.lhs, identity.rhs
    if isinstance(left, Max) and isinstance(right, Max):
        return _each_in(left.args, right.args) and _each_in(right.args, left.args)
    return _vanishes(left - right)


def _each_in(some: tuple[Any, ...], others: tuple[Any, ...]) -> bool:
    return all(any(_vanishes(one - other) for other in others) for one in some)


def _vanishes(difference: Any) -> bool:
    difference = difference.doit()
    return not _nonzero_at_a_point(difference) and _expands_to_zero(difference)


def _nonzero_at_a_point(difference: Any) -> bool:
    # A quick and exact "no": small integers meet every assumption made in this module.
    symbols = sorted(difference.free_symbols, key=str)
    value = difference.subs({symbol: Integer(k) for k, symbol in enumerate(symbols, 2)})
    return bool(value.is_Rational and value != 0)


def _expands_to_zero(difference: Any) -> bool:
    # SymPy leaves exponents like (2 - 2/(n+2))(n+2) as they are.
    tidy = difference.replace(lambda e: e.is_Pow, lambda e: e.base ** cancel(e.exp))
    numerator, denominator = fraction(together(expand(tidy)))
    return expand(numerator) == 0 and expand(denominator) != 0


def derive() -> tuple[Identity, ...]:
    """All identities, in the order of the argument.

    Returns:
        Off the minimum; at a minimum; the geometric sum; the quantities; stability; permutations.
    """
    return (*_entries(), *_at_minimum(), *_layer_sum(), *_quantities(), *_stability(), *_permutations())


@cache
def derivation_report() -> tuple[tuple[str, bool], ...]:
    """The name of every identity and whether it holds.

    Returns:
        Pairs in the order of `derive`.
    """
    return tuple((identity.name, holds(identity)) for identity in derive())


def _gauss_newton(pathway: Pathway, second: Any) -> Any:
    """``sum_ab v_ab(h,l) x_ab v_ab(pathway,second) y_ab``: what ``J^T J`` is as a bilinear form."""
    ell = position("l")
    return sum(
        jacobian("h", a, b, ell) * jacobian(pathway, a, b, second) * entry_of_x(a, b) * entry_of_y(a, b)
        for a in MODES
        for b in MODES
    )


def _entries() -> Iterator[Identity]:
    ell, m = position("l"), position("m")
    mirrored = sum(
        residual(a)
        * (weight("h", a) ** (depth("h") - m + ell - 1) * weight("h", b) ** (m - ell - 1))
        * (entry_of_x(b, a) * entry_of_y(a, b))
        for a in MODES
        for b in MODES
    )
    yield Identity(
        "entries-in-one-layer",
        second_variation("one layer"),
        _gauss_newton("h", ell),
        "v_ab(h,l)^2 on the diagonal; the loss is quadratic in one layer, so the residual is absent",
    )
    yield Identity(
        "entries-in-two-layers",
        second_variation("two layers"),
        _gauss_newton("h", m) + mirrored,
        "for l < m, (b,a) of layer l couples to (a,b) of layer m by r_a w_a^(L-m+l-1) w_b^(m-l-1); with "
        "entries of other modes nothing couples, so the Hessian splits into blocks of the pairs {a,b}",
    )
    yield Identity(
        "entries-in-two-pathways",
        second_variation("two pathways"),
        _gauss_newton("k", m),
        "v_ab(h,l) v_ab(k,m); pathways add up before the square, so the residual is absent",
    )


def _at_minimum() -> Iterator[Identity]:
    yield Identity(
        "rank-one-at-minimum",
        second_variation("two layers").subs({residual(i): 0 for i in MODES}),
        _gauss_newton("h", position("m")),
        "r = 0: with the other two kinds, row (h,l) of the ordered pair (a,b) is v_hl v^T and meets no other "
        "pair; so each of the d^2 blocks is v v^T, with eigenvalue |v|^2 on v and 0 on the sum_h L_h - 1 "
        "dimensions orthogonal to v",
    )


# The closed forms are compared on two pathways h, k with weights x in mode a and y in mode b.
_PATHWAYS: tuple[Pathway, ...] = ("h", "k")


def _squared_norm(a: int, b: int) -> Any:
    """``|v_ab|^2`` of the pathways h and k, from the derived entries, by telescoping (`_layer_sum`)."""
    return sum(_sum_over_layers(pathway, a, b) for pathway in _PATHWAYS)


def _sum_over_layers(pathway: Pathway, a: int, b: int) -> Any:
    """``sum_l v_ab(h,l)^2``: the sums over layers of pathway h and modes 1, 2 with other names."""
    names = {
        depth("h"): depth(pathway),
        weight("h", 1): weight(pathway, a),
        weight("h", 2): weight(pathway, b),
    }
    return (_equal_terms() if a == b else _telescoped()).subs(names, simultaneous=True)


@cache
def _equal_terms() -> Any:
    ell = position("l")
    return Sum(jacobian("h", 1, 1, ell) ** 2, (ell, 1, depth("h"))).doit()


@cache
def _telescoped() -> Any:
    ell = position("l")
    steps = Sum(_telescope(ell - 1) - _telescope(ell), (ell, 1, depth("h")))
    return steps.doit() / (weight("h", 1) ** 2 - weight("h", 2) ** 2)


def _telescope(at: Any) -> Any:
    return weight("h", 1) ** (2 * (depth("h") - at)) * weight("h", 2) ** (2 * at)


def _configuration(*modes: int) -> Any:
    """The configuration of the pathways h and k, shares ``w^L``."""
    return Modes(*(Pathways(*((depth(p), weight(p, i) ** depth(p)) for p in _PATHWAYS)) for i in modes))


def _where_shares(differ: bool, closed_form: Any) -> Any:
    """The branch of a closed form where the shares of modes 1 and 2 all differ, or are all equal."""
    shares = ((weight(p, 1) ** depth(p), weight(p, 2) ** depth(p)) for p in _PATHWAYS)
    return closed_form.xreplace({Eq(a, b): S.false if differ else S.true for a, b in shares})


def _layer_sum() -> Iterator[Identity]:
    ell = position("l")
    x, y = weight("h", 1) ** 2, weight("h", 2) ** 2
    eigenvalue = HessianEigenvalue(_configuration(1, 2), 1, 2).closed_form()
    yield Identity(
        "telescoping-term",
        (x - y) * jacobian("h", 1, 2, ell) ** 2,
        _telescope(ell - 1) - _telescope(ell),
        "(x - y) x^(L-l) y^(l-1) = x^(L-l+1) y^(l-1) - x^(L-l) y^l with x = w_a^2, y = w_b^2",
    )
    yield Identity(
        "pair-eigenvalue",
        _squared_norm(1, 2),
        _where_shares(True, eigenvalue),
        "|v|^2 summed by telescoping is HessianEigenvalue(c, 1, 2) where the shares differ",
    )
    yield Identity(
        "pair-eigenvalue-at-equal-shares",
        _squared_norm(1, 1),
        _where_shares(False, eigenvalue).subs({weight(p, 2): weight(p, 1) for p in _PATHWAYS}),
        "every term is w^(2L-2): HessianEigenvalue(c, 1, 2) where the shares are equal",
    )
    yield Identity(
        "mode-eigenvalue",
        _squared_norm(1, 1),
        HessianEigenvalue(_configuration(1), 1, 1).closed_form(),
        "|v|^2 for a = b is HessianEigenvalue(c, 1, 1)",
    )
    yield Identity(
        "pair-eigenvalue-symmetric",
        _squared_norm(2, 1),
        _where_shares(True, eigenvalue),
        "mu_ij = mu_ji: reversing the layers exchanges the modes",
    )
    n = Symbol("n", integer=True, nonnegative=True)
    s = weight("h", 1) ** (n + 2)
    crossed = Modes(Pathways((n + 2, s), (n + 2, 0)), Pathways((n + 2, 0), (n + 2, s)))
    one_end = jacobian("h", 1, 2, 1).subs(depth("h"), n + 2) ** 2
    yield Identity(
        "pair-eigenvalue-at-zero-shares",
        2 * one_end,
        HessianEigenvalue(crossed, 1, 2).closed_form(),
        "0^0 = 1: where one mode of a pathway is 0, only the layer at its end (l = 1 or l = L) contributes",
    )
    yield Identity(
        "mode-eigenvalue-at-zero-shares",
        (n + 2)
        * sum(jacobian(p, 1, 1, 1).subs(depth(p), n + 2).subs(weight("k", 1), 0) ** 2 for p in _PATHWAYS),
        HessianEigenvalue(crossed, 1, 1).closed_form(),
        "a pathway of depth at least 2 that carries nothing contributes nothing",
    )


def _quantities() -> Iterator[Identity]:
    z = Symbol("z", positive=True)
    two, ordered = _configuration(1, 2), ((1, 1), (1, 2), (2, 1), (2, 2))
    block = z ** (sum(depth(p) for p in _PATHWAYS) - 1)
    polynomial = Integer(1)
    for a, b in ordered:
        polynomial *= block * (z - _squared_norm(a, b))
    closed = HessianCharacteristicPolynomial(two, z).closed_form()
    yield Identity(
        "characteristic-polynomial",
        polynomial,
        _where_shares(True, closed),
        "one block v v^T of size n = sum_h L_h for each ordered pair: z^(n-1) (z - |v|^2); the product is "
        "HessianCharacteristicPolynomial(c, z)",
    )
    yield Identity(
        "sharpness",
        Max(*(_squared_norm(a, b) for a, b in ordered)),
        _where_shares(True, Sharpness(two).closed_form()),
        "the largest of all |v|^2, which are positive and so exceed the zeros, is Sharpness(c)",
    )
    H, L, w = Symbol("H", integer=True, positive=True), depth("h"), weight("h", 1)
    index, ell = Symbol("h", integer=True, positive=True), position("l")
    yield Identity(
        "sharpness-when-balanced",
        Sum(Sum(jacobian("h", 1, 1, ell) ** 2, (ell, 1, L)), (index, 1, H)),
        Sharpness(Balanced(H, L, H * w**L)).closed_form(),
        "H pathways with equal weights w; s* = H w^L",
    )


def _stability() -> Iterator[Identity]:
    eta, ell, m = Symbol("eta", positive=True), position("l"), position("m")
    one = _configuration(1)
    multiplier = PerturbationMultiplier(one, eta).closed_form()
    threshold = StabilityThreshold(one).closed_form()
    flat = {residual(1): 0}
    v = jacobian("h", 1, 1, ell)
    # Row (h, l) of Hess v: the sum over all layers of both pathways, by the derived entries.
    same = entry("two layers", (1, 1), (1, 1)).subs(flat)
    across = entry("two pathways", (1, 1), (1, 1)).subs(flat)
    image = Sum(same * jacobian("h", 1, 1, m), (m, 1, depth("h")))
    image += Sum(across * jacobian("k", 1, 1, m), (m, 1, depth("k")))
    yield Identity(
        "perturbation-multiplier",
        v - eta * image,
        multiplier * v,
        "a step maps delta to (I - eta Hess) delta to first order; on v it is PerturbationMultiplier(c, eta)",
    )
    yield Identity(
        "stable-below-threshold",
        1 - multiplier**2,
        eta * Sharpness(one).closed_form() ** 2 * (threshold - eta),
        "|multiplier| < 1 iff 0 < eta < StabilityThreshold(c), as sharpness is positive; strictly",
    )
    yield Identity(
        "threshold-of-the-whole-network",
        PerturbationMultiplier(_configuration(1, 2), StabilityThreshold(_configuration(1, 2))).closed_form(),
        Integer(-1),
        "at the threshold the top eigenvector changes sign at each step",
    )


def _permutations() -> Iterator[Identity]:
    L, K, w, r = depth("h"), depth("k"), weight("h", 1), residual(1)
    one, two, across = (entry(kind, (1, 1), (1, 1)) for kind in KINDS)
    constant = "the same for all l (and m), so the block of mode (1,1) commutes with permutations of layers"
    yield Identity("mode-block-in-one-layer", one, w ** (2 * L - 2), constant)
    yield Identity("mode-block-in-two-layers", two, w ** (2 * L - 2) + r * w ** (L - 2), constant)
    yield Identity("mode-block-across", across, w ** (L - 1) * weight("k", 1) ** (K - 1), constant)
    yield Identity(
        "eigenvalue-on-differences",
        one - two,
        -r * w ** (L - 2),
        "on vectors in one pathway with entries that add up to 0: multiplicity at least L_h - 1",
    )
    v_h, v_k = sqrt(L) * w ** (L - 1), sqrt(K) * weight("k", 1) ** (K - 1)
    yield Identity(
        "reduced-diagonal",
        (L * one + L * (L - 1) * two) / L,
        (L - 1) * r * w ** (L - 2) + v_h**2,
        "e_h = (1, ..., 1)/sqrt(L_h) on the layers of pathway h: e_h^T Hess e_h",
    )
    yield Identity(
        "reduced-off-diagonal",
        L * K * across / sqrt(L * K),
        v_h * v_k,
        "e_h^T Hess e_k: the other H eigenvalues are those of diag((L_h-1) r w_h^(L_h-2)) + v v^T",
    )
