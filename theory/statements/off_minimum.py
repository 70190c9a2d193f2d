"""Away from the balanced minimum: the Hessian off the minima, and how sharpness grows with imbalance.

`hessian-spectrum-off-minimum`, `imbalance-raises-sharpness`.
"""

from sympy import And, Eq, Ge, IndexedBase, Le, Limit, Not, Symbol, oo

from theory.configuration import Modes
from theory.notation import H, L, ell, h, s, x
from theory.point import AlignedPoint
from theory.predicates import AllEqual, ForAll
from theory.quantities import ExcessOverImbalance, PairPolynomial, PointPolynomial
from theory.statement import Statement

__all__ = ["STATEMENTS"]

_EXTENDS = "extends Kim & Lee 2026"

w, v = (IndexedBase(name, nonnegative=True) for name in ("w", "v"))
p, t = (Symbol(name, positive=True) for name in ("p", "t"))
_first, _second = AlignedPoint(ell, w, H, s), AlignedPoint(ell, v, H, t)
_both = Modes(_first, _second)
_one = AlignedPoint(L, (p,), s)

hessian_spectrum_off_minimum = Statement(
    "hessian-spectrum-off-minimum",
    And(
        Eq(
            PointPolynomial(_both, x),
            PointPolynomial(_first, x) * PointPolynomial(_second, x) * PairPolynomial(_both, x),
        ),
        Eq(
            PointPolynomial(_one, x),
            (x + (p**L - s) * p ** (L - 2)) ** (L - 1)
            * (x - L * p ** (2 * L - 2) - (L - 1) * (p**L - s) * p ** (L - 2)),
        ),
    ),
    given=[Ge(L, 2)],
    title="Off the minimum the Hessian splits into one block for each mode and one for each pair",
    source=_EXTENDS,
    remarks=(
        "The polynomial of one mode has -r w_h^(L_h-2) as an at least (L_h-1)-fold root and the H "
        "roots of a secular equation; for one pathway that is L w^(2L-2) + (L-1) r w^(L-2). Two "
        "modes add one block of size 2 sum L_h. The closed forms are theory's; the evidence is "
        "the determinant of the dense Hessian of the loss, for one and for two modes. Not derived "
        "by the kernel."
    ),
    related=("hessian-spectrum-at-minimum", "imbalance-raises-sharpness"),
)

#: The direction from balance, and how near to it.
e, b = IndexedBase("e", integer=True, positive=True), Symbol("b", positive=True)

imbalance_raises_sharpness = Statement(
    "imbalance-raises-sharpness",
    Eq(Limit(ExcessOverImbalance(L, s, b, e, H), b, oo), (L - 1) / ((L - 2) * H) * (s / H) ** (2 - 4 / L)),
    given=[Ge(L, 3), Le(L, 100), Ge(H, 2), ForAll(Le(e[h], 100), (h, 1, H)), Not(AllEqual(e, H))],
    title="Near balance the sharpness grows with the square of the imbalance",
    source=_EXTENDS,
    remarks=(
        "Directions are whole numbers up to 100 and depths at most 100, where limits can be "
        "told apart at 50 digits; the statement is meant for all. The shares s (b + e_h)/sum "
        "(b + e_k) come from any "
        "direction that is not along balance. "
        "The limit says what the leading term is, and that the rest is of higher order along each "
        "such path; no uniform constant for that rest is claimed. Sampled along sequences only: "
        "nothing is measured, as the quotient is a definition."
    ),
    related=("balanced-is-flattest", "gd-contracts-imbalance"),
)

# `imbalance_raises_sharpness` is not among them yet: judging it takes more than a minute.
STATEMENTS = (hessian_spectrum_off_minimum,)
