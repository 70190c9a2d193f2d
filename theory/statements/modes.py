"""Aligned networks fall apart into modes, and gradient descent keeps them aligned and depth-balanced.

`mode-decoupling`, `gd-preserves-alignment`, `gd-preserves-depth-balance`.
"""

from sympy import And, Eq, Implies, Integer, Le, Ne, Sum

from theory.aligned_layers import AlignedLayers
from theory.derivations import modes
from theory.notation import H, L, d, ell, eta, h, i, j, k, m, n, s, t, v, w
from theory.point import AlignedPoint
from theory.quantities import GradientEntry, LayerGradient, Loss
from theory.statement import Statement

__all__ = ["STATEMENTS"]

_KIM_LEE = "Kim & Lee 2026"

_network = AlignedLayers(ell, v, H, d, t, n)
_one_depth = AlignedLayers(L, v, H, d, t)
_point = AlignedPoint(ell, w, H, s)


def _product(low, high):  # type: ignore[no-untyped-def]
    return _one_depth.product(i, h, low, high)


def _residual(network):  # type: ignore[no-untyped-def]
    """``r_i``: what all pathways carry of mode ``i``, less its target."""
    return Sum(network.product(i, k, Integer(1), network.depth(k)), (k, 1, H)) - t[i]


mode_decoupling = Statement(
    "mode-decoupling",
    Eq(Loss(_network), Sum(_residual(_network) ** 2 / 2, (i, 1, d))),
    title="On the aligned set the loss is a sum over modes, each with a residual of its own",
    source=_KIM_LEE,
    derivation=modes.mode_decoupling,
    related=("gd-preserves-alignment", "gd-preserves-depth-balance"),
    remarks="""The loss is half the squared Frobenius norm of M - M*, which orthogonal factors do not
change; between neighbouring layers they cancel. So U^T (M - M*) V is diagonal, with one residual for each
mode: what all pathways carry together, less the target.

The number of modes, the number of pathways, every depth and every diagonal entry are arbitrary; entries
may have any sign, and layers of a pathway need not be equal. Entry l of pathway h in mode i stands at
place ((i-1) H + h-1) n + l of the family v, where n is at least the largest depth.

Alignment is needed: where the inner orthogonal factors do not cancel, M mixes the modes.""",
)

gd_preserves_alignment = Statement(
    "gd-preserves-alignment",
    And(
        Eq(
            GradientEntry(_one_depth, h, m, i, i),
            _product(Integer(1), m - 1) * _product(m + 1, L) * _residual(_one_depth),
        ),
        Implies(Ne(i, j), Eq(GradientEntry(_one_depth, h, m, i, j), 0)),
    ),
    given=[Le(h, H), Le(m, L), Le(i, d), Le(j, d)],
    title="The gradient is diagonal in the aligned basis: a step keeps every orthogonal factor",
    source=_KIM_LEE,
    derivation=modes.gd_preserves_alignment,
    related=("mode-decoupling", "gd-preserves-depth-balance"),
    remarks="""A step subtracts eta times the gradient from every layer. In the basis of its layer the
gradient has the residual of the mode times the product of all other layers on the diagonal, and 0
elsewhere; so the layer stays diagonal in that basis, with the same orthogonal factors, whatever the step
size. The diagonal entry of layer m moves by -eta r_i times the product over the other layers.

With the step size infinitesimal this is gradient flow, which so keeps the alignment as well. Entries may
have any sign; the layers need not be equal. Depths are equal here only so that the five indices can be
sampled: the proof uses no more of the other pathways than what they carry.""",
)

_gradient = w[h] ** (ell[h] - 1) * (Sum(w[k] ** ell[k], (k, 1, H)) - s)

gd_preserves_depth_balance = Statement(
    "gd-preserves-depth-balance",
    And(
        Eq(GradientEntry(_point, h, m), LayerGradient(_point, h)),
        Eq(w[h] - eta * LayerGradient(_point, h), w[h] - eta * _gradient),
    ),
    given=[Le(h, H), Le(m, ell[h])],
    title="Equal layers stay equal: a pathway follows a recursion in its one layer value",
    source=_KIM_LEE,
    derivation=modes.gd_preserves_depth_balance,
    related=("mode-decoupling", "gd-preserves-alignment"),
    remarks="""The first line is about any layer m of pathway h: its gradient does not depend on m, so
layers that were equal are equal again after a step. The second is what a step makes of their common
value: the recursion w_h <- w_h - eta w_h^(L_h-1) r is exact for every step size, and pathways see each
other through the residual r only.

Depths may differ between pathways. A layer value of 0 stays 0 where L_h > 2 or the other layers are 0
too: that is why flow and descent start from positive values.""",
)

STATEMENTS = (mode_decoupling, gd_preserves_alignment, gd_preserves_depth_balance)
