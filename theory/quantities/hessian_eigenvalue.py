"""`HessianEigenvalue(c, i, j)`: the eigenvalue ``mu_ij`` of the Hessian along mode pair ``(i, j)``."""

from __future__ import annotations

from typing import Any

from sympy import Eq, Integer, Piecewise, Sum, Symbol

from theory.any_minimum import ExplicitNumber
from theory.errors import StatementError
from theory.layer_table import LayerTable
from theory.naming import index_apart_from
from theory.quantity import Quantity, as_configuration

__all__ = ["HessianEigenvalue", "eigenvalue", "layer_sum"]


class HessianEigenvalue(Quantity):
    r"""The eigenvalue of the Hessian whose eigenvector moves the end-to-end map along ``u_i v_j^T``.

    At an aligned depth-balanced global minimum with shares ``sigma_hi`` of mode ``i``,

    .. math:: \mu_{ij} = \sum_h \sum_{l=1}^{L_h} \sigma_{hi}^{2(L_h-l)/L_h} \sigma_{hj}^{2(l-1)/L_h},

    with ``0^0 = 1``; for ``i = j`` it is ``lambda_i = sum_h L_h sigma_hi^(2-2/L_h)``.  Derived from the
    loss in `theory.hessian`.  Source: Kim & Lee 2026; statement ``hessian-spectrum-at-minimum``.

    Args:
        c: a configuration.
        i: a mode, counted from 1 (default 1).
        j: a mode, counted from 1 (default `i`).

    Raises:
        StatementError: `c` is no configuration, or it has no such mode.

    Example:
        >>> from theory import Modes, SinglePath
        >>> HessianEigenvalue(Modes(SinglePath(3, 8), SinglePath(3, 1)), 1, 2).doit()
        21
        >>> HessianEigenvalue(SinglePath(3, 8)).doit()
        48
    """

    def __new__(cls, c: Any, i: Any = 1, j: Any = None) -> HessianEigenvalue:
        """Check and make it."""
        c = as_configuration("HessianEigenvalue", c)
        j = i if j is None else j
        count = 1 if isinstance(c, LayerTable) else len(c.modes)
        for name, mode in (("i", i), ("j", j)):
            if isinstance(mode, bool) or not isinstance(mode, int | Integer) or not 1 <= mode <= count:
                raise StatementError(
                    f"the mode {name}",
                    f"must be an integer from 1 to {count}",
                    mode,
                    "name a mode of the configuration",
                )
        return super().__new__(cls, c, Integer(i), Integer(j))

    def closed_form(self) -> Any:
        """``mu_ij``."""
        c = self.configuration
        if isinstance(c, LayerTable):
            return ExplicitNumber("mode curvature", c)
        return eigenvalue(c, int(self.args[1]), int(self.args[2]))

    def meanings(self, *parameters: Any) -> tuple[Any, ...]:
        """``mu_ij = sum_h sum_l sigma_hi^(2 (L_h - l)/L_h) sigma_hj^(2 (l - 1)/L_h)``, and ``mu_ij = mu_ji``.

        At a global minimum the residual is 0, so the Hessian is ``J^T J`` with ``J`` the derivative of the
        end-to-end map ``sum_h W_{h,L_h} ... W_{h,1}`` (the product rule).  At an aligned depth-balanced
        point every layer of pathway ``h`` is ``diag(w_h1, w_h2, ...)`` in the aligned basis,
        ``w_hi = sigma_hi^(1/L_h)``, and the map is linear in each layer: the derivative by entry ``(a, b)``
        of layer ``l`` is ``W^(L_h-l) E_ab W^(l-1) = w_ha^(L_h-l) w_hb^(l-1) E_ab``.  So ``J J^T`` is
        diagonal, with ``mu_ab = sum_h sum_l w_ha^(2(L_h-l)) w_hb^(2(l-1))`` at ``(a, b)``; ``J^T J`` has the
        same non-zero eigenvalues with the same multiplicities, and otherwise 0.  Reversing the order of the
        layers exchanges ``i`` and ``j``.

        Of a `LayerTable` ``sum_h sum_l (prod_{m < l} w_hm^2) (prod_{m > l} w_hm^2)``: in the aligned basis
        all layers are diagonal; ``J J^T`` sends the unit matrix of the mode to itself times the sum of the
        squares of what stands after and before each layer, in this mode.

        Source of the step from ``J J^T`` to ``J^T J``: R. Horn, C. Johnson, Matrix Analysis, theorem 1.3.22.

        Args:
            parameters: none.

        Returns:
            The propositions.
        """
        c: Any
        c, i, j = self.configuration, int(self.args[1]), int(self.args[2])
        if isinstance(c, LayerTable):
            return (Eq(self, c.curvature(), evaluate=False),)
        values = (_squared_length(c, i, j), _squared_length(c, j, i), HessianEigenvalue(c, j, i))
        return tuple(Eq(self, value, evaluate=False) for value in values)


def _squared_length(c: Any, i: int, j: int) -> Any:
    """``mu_ij``, layer by layer."""
    ell = Symbol("l", integer=True, positive=True)
    # Apart from the index of the pathways too, which `sum_over_pathways` names in this way.
    ell = ell if not c.has(ell) else index_apart_from(c, index_apart_from(c))

    def layers(depth: Any, *shares: Any) -> Any:
        a, b = shares[i - 1], shares[j - 1]
        return Sum(a ** (2 * (depth - ell) / depth) * b ** (2 * (ell - 1) / depth), (ell, 1, depth))

    return c.sum_over_pathways(layers)


def eigenvalue(c: Any, i: int, j: int) -> Any:
    """``mu_ij`` of configuration `c`; see `HessianEigenvalue`.

    Args:
        c: a configuration.
        i: a mode, counted from 1.
        j: a mode, counted from 1.

    Returns:
        The closed form.
    """
    return c.sum_over_pathways(lambda depth, *shares: layer_sum(depth, shares[i - 1], shares[j - 1]))


def layer_sum(L: Any, a: Any, b: Any) -> Any:
    """``sum_{l=1}^{L} a^(2(L-l)/L) b^(2(l-1)/L)``, a geometric sum, in closed form.

    With ``x = a^(2/L)``, ``y = b^(2/L)``: ``(x - y) sum x^(L-l) y^(l-1) = x^L - y^L`` by telescoping.

    Args:
        L: the depth.
        a: a share, at least 0.
        b: a share, at least 0.

    Returns:
        ``(a^2 - b^2)/(a^(2/L) - b^(2/L))`` where ``a != b`` and ``L a^(2-2/L)`` where they are equal.

    Example:
        >>> layer_sum(Integer(3), Integer(8), Integer(1))
        21
    """
    equal = L * a ** (2 - 2 / L)
    if a == b:
        return equal
    different = (a**2 - b**2) / (a ** (2 / L) - b ** (2 / L))
    return Piecewise((equal, Eq(a, b)), (different, True))
