"""`Sharpness(c)`: the largest eigenvalue of the Hessian over all weights."""

from __future__ import annotations

from typing import Any

from sympy import Eq, Ge, Max, Sum, Symbol

from theory.any_minimum import AnyMinimum, ExplicitNumber, as_any_minimum
from theory.arguments import must_fit
from theory.layer_table import LayerTable
from theory.predicates import ForAll
from theory.quantities.hessian_eigenvalue import HessianEigenvalue, eigenvalue
from theory.quantities.largest_hessian_eigenvalue import largest_eigenvalue_of
from theory.quantities.target_norm import TargetNorm
from theory.quantity import Quantity, as_configuration

__all__ = ["Sharpness"]


class Sharpness(Quantity):
    r"""The largest eigenvalue of the Hessian of the loss over all ``sum_h L_h d^2`` weights.

    .. math:: \max_{i \le j} \mu_{ij}

    over all pairs of modes: that the largest sits at a single mode (``sharpness-is-largest-mode-eigenvalue``)
    is a theorem and not assumed here.  Source: Kim & Lee 2026.

    Args:
        c: a configuration.

    Raises:
        StatementError: `c` is no configuration.

    Example:
        >>> from theory import Balanced, SinglePath
        >>> Sharpness(SinglePath(3, 8)).doit(), Sharpness(Balanced(8, 3, 8)).doit()
        (48, 24)
    """

    def __new__(cls, c: Any) -> Sharpness:
        """Check and make it."""
        return super().__new__(cls, as_configuration("Sharpness", c))

    def closed_form(self) -> Any:
        """``max mu_ij``; of an `AnyMinimum` the largest eigenvalue of its `curvature`."""
        c = self.configuration
        if isinstance(c, AnyMinimum):
            return largest_eigenvalue_of(c.curvature()) if c.explicit else ExplicitNumber("curvature", c)
        modes = range(1, len(c.modes) + 1)
        return Max(*(eigenvalue(c, i, j) for i in modes for j in modes if i <= j))

    def meanings(self, *parameters: Any) -> tuple[Any, ...]:
        """The largest ``HessianEigenvalue(c, i, j)``, ``i <= j``.

        The Hessian has these eigenvalues, ``mu_ij = mu_ji``, and otherwise 0 (`HessianEigenvalue.meanings`);
        the zeros never matter, as every ``mu`` is a sum of squares.

        Args:
            parameters: none.

        Returns:
            The proposition; none where the minimum is not depth-balanced.
        """
        c = self.configuration
        if isinstance(c, AnyMinimum | LayerTable):
            return ()
        modes = range(1, len(c.modes) + 1)
        largest = Max(*(HessianEigenvalue(c, i, j) for i in modes for j in modes if i <= j))
        return (Eq(self, largest, evaluate=False),)

    def witnesses(self, alpha: Any, beta: Any, omega: Any) -> tuple[Any, ...]:
        """What some families of non-negative numbers satisfy, for an `AnyMinimum` ``c``: they exist.

        Where layer ``l`` of pathway ``h`` changes by ``X`` the map changes by ``A_hl X B_hl``, with ``A_hl``
        and ``B_hl`` the products of the layers after and before it.  So ``J J^T``, which has the same
        largest eigenvalue as the Hessian ``J^T J``, sends a matrix ``Y`` to
        ``sum_h sum_l A_hl A_hl^T Y B_hl^T B_hl``.

        Let ``u`` and ``v`` be unit vectors with ``u^T M v = s``, ``s >= 0`` the largest singular value of
        the target ``M = sum_h Omega_h``; ``alpha_hl = |A_hl^T u|^2``, ``beta_hl = |B_hl v|^2``,
        ``omega_h = |u^T Omega_h v|``.

        * The Rayleigh quotient of ``J J^T`` at ``u v^T`` is the sum of all ``alpha_hl beta_hl``, and at most
          the sharpness.
        * Nothing comes after the last layer and before the first: ``alpha_hL = |u|^2 = 1``,
          ``beta_h1 = |v|^2 = 1``.
        * As ``A_hl B_h,l+1 = Omega_h``, Cauchy-Schwarz gives
          ``omega_h^2 = ((A_hl^T u)^T (B_h,l+1 v))^2 <= alpha_hl beta_h,l+1``.
        * ``s = |sum_h u^T Omega_h v|`` is at most the sum of all ``omega_h``.

        Source: R. Horn, C. Johnson, Matrix Analysis, theorems 1.3.22 and 4.2.2 (Rayleigh, Ritz).

        Args:
            alpha: an indexed base with the indices ``h`` and ``l``.
            beta: the same.
            omega: an indexed base with the index ``h``.

        Returns:
            The propositions.
        """
        c = as_any_minimum("witnesses()", self.configuration)
        h, layer = (Symbol(name, integer=True, positive=True) for name in ("h", "l"))
        remedy = "call its symbols something else"
        must_fit("witnesses()", c, not c.free_symbols & {h, layer}, "must not speak of h and l", remedy)
        depth, every = c.depth(h), (h, 1, c.number_of_pathways)
        mixed = alpha[h, layer] * beta[h, layer + 1]
        within = ForAll(Ge(mixed, omega[h] ** 2, evaluate=False), (layer, 1, depth - 1))
        products = Sum(alpha[h, layer] * beta[h, layer], (layer, 1, depth))
        return (
            Ge(self, Sum(products, every), evaluate=False),
            ForAll(Eq(alpha[h, depth], 1, evaluate=False), every),
            ForAll(Eq(beta[h, 1], 1, evaluate=False), every),
            ForAll(within, every),
            Ge(Sum(omega[h], every), TargetNorm(c), evaluate=False),
            Ge(TargetNorm(c), 0, evaluate=False),
        )
