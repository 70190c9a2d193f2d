"""Away from the balanced minimum: the Hessian off the minima, and how sharpness grows with imbalance.

`hessian-spectrum-off-minimum`, `imbalance-raises-sharpness`.
"""

from sympy import And, Eq, Ge, Gt, IndexedBase, Le, Lt, Not, Symbol

from theory.configuration import Modes
from theory.notation import H, L, ell, h, s, x
from theory.point import AlignedPoint
from theory.predicates import AllEqual, ForAll
from theory.quantities import ExcessOverImbalance, PairPolynomial, PointPolynomial, SharpnessCurvature
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

#: The direction from balance, and how near to it: the shares are as 1 + e_h/b.
e, b = IndexedBase("e", nonnegative=True), Symbol("b", positive=True)
_leading = (L - 1) / ((L - 2) * H) * (s / H) ** (2 - 4 / L)

imbalance_raises_sharpness = Statement(
    "imbalance-raises-sharpness",
    And(
        Eq(SharpnessCurvature(L, s, e, H), _leading),
        Gt(ExcessOverImbalance(L, s, b, e, H), _leading * (1 - 5 / b)),
        Lt(ExcessOverImbalance(L, s, b, e, H), _leading * (1 + 5 / b)),
    ),
    given=[Ge(L, 3), Ge(H, 2), Ge(b, 10), ForAll(Le(e[h], 1), (h, 1, H)), Not(AllEqual(e, H))],
    title="Near balance the sharpness grows with the square of the imbalance",
    source=_EXTENDS,
    remarks=(
        "The excess lambda/lambda_min - 1 of the sharpness over the squared imbalance |zeta|^2: its limit "
        "at balance is the same in every direction, and it is near that limit wherever the largest share "
        "is at most 1 + 1/b times the smallest. Shares proportional to b + e_h with 0 <= e_h <= 1 are all "
        "such splits; b >= 10 is how near to balance. By Taylor's theorem and |zeta|^2 as a sum over "
        "pairs, quotient/leading lies between (1 + 1/b)^(-4 + 2/L) and its inverse, which gives 5/b: "
        "uniform in L, H and the direction, but not the best constant.\n\n"
        "Measured: both sharpnesses, as largest eigenvalues of dense Hessians at explicit minima; zeta is "
        "read off their layer values. The limit is extrapolated from such values on both sides of "
        "balance, at distances of 10^-23, to 30 digits. Not derived by the kernel."
    ),
    related=("balanced-is-flattest", "gd-contracts-imbalance"),
)

STATEMENTS = (hessian_spectrum_off_minimum, imbalance_raises_sharpness)
