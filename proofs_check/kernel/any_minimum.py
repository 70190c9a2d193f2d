"""Rules that begin at the loss at minima that need not be aligned, or whose layers need not be equal.

At a minimum the Hessian is ``J^T J``, ``J`` the derivative of the end-to-end map ``sum_h W_{h,L_h} ...
W_{h,1}``.
Where layer ``l`` of pathway ``h`` changes by ``X`` the map changes by ``A_hl X B_hl``, with ``A_hl``,
``B_hl`` the
products of the layers after and before it.  So ``J J^T``, which has the same largest eigenvalue and the same
rank as ``J^T J``, sends a matrix ``Y`` to ``sum_h sum_l A_hl A_hl^T Y B_hl^T B_hl``.
Source: R. Horn, C. Johnson, Matrix Analysis, theorems 1.3.22 and 4.2.2 (Rayleigh, Ritz).
"""

from __future__ import annotations

from typing import Any

from sympy import Eq, Sum, Symbol

from proofs_check.kernel.families import is_fresh
from proofs_check.kernel.terms import eq, ge, same, sides
from proofs_check.kernel.theorem import Premises, require, rule
from theory import AnyMinimum, ForAll, HessianEigenvalue, LayerTable, Sharpness, TargetNorm
from theory.configuration import OneMode


def singular_pair(c: Any, alpha: Any, beta: Any, omega: Any) -> tuple[Any, ...]:
    """What holds at a minimum ``c`` for some non-negative numbers; see the rule "a singular pair".

    Args:
        c: an `AnyMinimum`.
        alpha: an indexed base with the indices ``h`` and ``l``.
        beta: the same.
        omega: an indexed base with the index ``h``.

    Returns:
        Propositions.
    """
    h, layer = (Symbol(name, integer=True, positive=True) for name in ("h", "l"))
    require(not c.free_symbols & {h, layer}, "{} does not contain the indices {} and {}", c, h, layer)
    depth, every = c.depth(h), (h, 1, c.number_of_pathways)
    mixed = alpha[h, layer] * beta[h, layer + 1]
    return (
        ge(Sharpness(c), Sum(Sum(alpha[h, layer] * beta[h, layer], (layer, 1, depth)), every)),
        ForAll(eq(alpha[h, depth], 1), every),
        ForAll(eq(beta[h, 1], 1), every),
        ForAll(ForAll(ge(mixed, omega[h] ** 2), (layer, 1, depth - 1)), every),
        ge(Sum(omega[h], every), TargetNorm(c)),
        ge(TargetNorm(c), 0),
    )


@rule("a singular pair", inherits=True)
def _singular_pair(claim: Any, premises: Premises) -> frozenset[Any]:
    """Premises: P, perhaps under what `singular_pair` says of a minimum c and alpha, beta, omega.

    Handed over: c and these three.  Side conditions: they are names of families of non-negative numbers that
    stand neither in P nor in another hypothesis.  Conclusion: P, under the hypotheses of c.

    Such numbers exist.  Let u and v be unit vectors with ``u^T M v = s``, s the largest singular value of the
    target M; alpha_hl = ``|A_hl^T u|^2``, beta_hl = ``|B_hl v|^2``, omega_h = ``|u^T Omega_h v|``.  The
    Rayleigh quotient
    of J J^T at ``u v^T`` is the sum of all alpha_hl beta_hl, and at most the sharpness.  Nothing comes
    after the
    last layer and before the first: alpha_hL = ``|u|^2`` = 1, beta_h1 = 1.  As ``A_hl B_h,l+1 = Omega_h``,
    Cauchy-Schwarz gives ``omega_h^2 = ((A_hl^T u)^T (B_h,l+1 v))^2 <= alpha_hl beta_h,l+1``.  And
    ``s = |sum_h u^T Omega_h v|`` is at most the sum of all omega_h.
    """  # noqa: DOC201
    c, *names = premises.handed("a minimum and three names", 4)
    require(isinstance(c, AnyMinimum), "{} is a minimum", c)
    require(same(claim, premises.first()), "the premise is the claim")
    require(len(set(map(str, names))) == len(names), "the names are different")
    known = singular_pair(c, *names)
    kept = [h for h in premises.hypotheses if not any(same(h, part) for part in known)]
    for name in names:
        require(is_fresh(name, claim, c, *kept), "{} is a name that stands in no other place", name)
    return frozenset(kept) | frozenset(c.hypotheses)


@rule("Hessian of a layer table")
def _layer_table(claim: Any, premises: Premises) -> frozenset[Any]:
    """Premises: none.  Conclusion, under the hypotheses of a `LayerTable` c: HessianEigenvalue(c, 1, 1) =
    sum_h sum_l (prod_{m < l} w_hm^2) (prod_{m > l} w_hm^2).

    In the aligned basis all layers are diagonal; ``J J^T`` sends the unit matrix of the mode to itself
    times the
    sum of the squares of what stands after and before each layer, in this mode.
    """  # noqa: D205, DOC201
    quantity, value = sides(claim, Eq)
    require(isinstance(quantity, HessianEigenvalue), "says what an eigenvalue equals")
    c = quantity.configuration
    require(isinstance(c, LayerTable), "{} is a LayerTable", c)
    require(same(value, c.curvature()), "is what the Hessian gives: {}", c.curvature())
    return frozenset(c.hypotheses)


@rule("target of an aligned minimum")
def _target(claim: Any, premises: Premises) -> frozenset[Any]:
    """Premises: none.  Conclusion, under the hypotheses of c, one mode: TargetNorm(c) = sum_h sigma_h.

    The map of an aligned minimum of one mode has that singular value, which is not negative.
    """  # noqa: DOC201
    quantity, value = sides(claim, Eq)
    require(isinstance(quantity, TargetNorm), "is about the norm of a target")
    (c,) = quantity.args
    require(isinstance(c, OneMode) and c.is_minimum, "{} is an aligned minimum of one mode", c)
    require(same(value, c.total), "concludes {}", c.total)
    return frozenset(c.hypotheses)
