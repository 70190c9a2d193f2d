"""`MomentumThreshold(c, beta)`: the step size from which heavy-ball gradient descent leaves a minimum.

Main results: `MomentumThreshold`, and `LargestRootModulus(a, b)`, on which it rests.
"""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

from sympy import Abs, And, Equivalent, Gt, Integer, Lt, Max, sqrt, true
from sympy.logic.boolalg import Boolean

from theory.quantities.sharpness import Sharpness
from theory.quantities.stability_threshold import below_the_edge
from theory.quantity import Quantity, as_configuration

__all__ = ["LargestRootModulus", "MomentumThreshold"]


class MomentumThreshold(Quantity):
    r"""The step size above which tiny perturbations of the minimum grow under heavy-ball gradient descent.

    .. math:: \frac{2 (1 + \beta)}{\lambda_{\max}(\nabla^2 \mathrm{Loss})}

    for ``V <- beta V - eta grad Loss``, ``W <- W + V``, ``-1 < beta < 1``, on the range of the Hessian.
    Statement ``momentum-threshold``; B. Polyak, Some methods of speeding up the convergence of iteration
    methods, 1964.

    Args:
        c: a configuration.
        beta: the momentum.

    Raises:
        StatementError: `c` is no configuration.

    Example:
        >>> from sympy import Rational
        >>> from theory import SinglePath
        >>> MomentumThreshold(SinglePath(3, 8), Rational(1, 2)).doit()
        1/16
    """

    def __new__(cls, c: Any, beta: Any) -> MomentumThreshold:
        """Check and make it."""
        return super().__new__(cls, as_configuration("MomentumThreshold", c), beta)

    @property
    def hypotheses(self) -> tuple[Boolean, ...]:
        """Those of the configuration, and ``-1 < beta < 1``."""
        beta: Any = self.args[1]
        within = (Gt(beta, -1), Lt(beta, 1))
        return (*super().hypotheses, *(rule for rule in within if rule != true))

    def closed_form(self) -> Any:
        """``2 (1 + beta) / sharpness``."""
        return 2 * (1 + self.args[1]) / Sharpness(self.configuration).closed_form()

    def meanings(self, *parameters: Any) -> tuple[Any, ...]:
        """Where the sharpness is positive: positive; and a step ``eta > 0`` contracts iff it is smaller.

        Linearised at a minimum, ``V <- beta V - eta grad``, ``W <- W + V`` takes ``(u_t, u_(t-1))`` along an
        eigenvector of the Hessian with eigenvalue ``mu`` to
        ``u_(t+1) = (1 + beta - eta mu) u_t - beta u_(t-1)``, so its multipliers are the roots of
        ``z^2 + (eta mu - 1 - beta) z + beta``; with ``|beta| < 1`` they are inside the unit circle iff
        ``0 < eta mu < 2 (1 + beta)`` (`LargestRootModulus.meanings`), hence for all eigenvalues but 0 iff
        for the largest.  These ``eta`` are the positive numbers below one positive number, the threshold.

        Args:
            parameters: the step size, a positive symbol; or none.

        Returns:
            The propositions; the second one for a step size only.
        """
        c: Any
        beta: Any
        (c, beta), lt = self.args, partial(Lt, evaluate=False)
        moduli = (LargestRootModulus(eta * Sharpness(c) - 1 - beta, beta) for eta in parameters)
        return below_the_edge(self, Sharpness(c), parameters, (lt(modulus, 1) for modulus in moduli))


class LargestRootModulus(Quantity):
    r"""The largest modulus of the two roots of ``z^2 + a z + b``, complex ones too.

    .. math:: \max\Big(\frac{|a| + \sqrt{\max(a^2 - 4b, 0)}}{2}, \sqrt{\max(b, 0)}\Big)

    A definition: nothing is measured.

    Args:
        a: a real number.
        b: a real number.

    Example:
        >>> LargestRootModulus(1, 1).doit(), LargestRootModulus(3, 2).doit()
        (1, 2)
    """

    measured: ClassVar[bool] = False

    def closed_form(self) -> Any:
        """By the quadratic formula."""
        a: Any
        a, b = self.args

        def larger(*numbers: Any) -> Any:
            # SymPy's Max compares its arguments at length unless they are numbers.
            return Max(*numbers, evaluate=not any(n.free_symbols for n in numbers))

        # Real roots: the first is at least the second, as the product of both is b; complex ones: the second.
        zero = Integer(0)
        return larger((Abs(a) + sqrt(larger(a**2 - 4 * b, zero))) / 2, sqrt(larger(b, zero)))

    def meanings(self, *parameters: Any) -> tuple[Any, ...]:
        """``< 1`` iff ``|a| < 1 + b`` and ``b < 1`` (Schur, Cohn).

        A theorem on the definition: both roots of ``z^2 + a z + b`` are inside the unit circle then.
        Source: E. Jury, Theory and Application of the z-Transform Method, 1964.

        Args:
            parameters: none.

        Returns:
            The proposition.
        """
        a: Any
        b: Any
        (a, b), lt = self.args, partial(Lt, evaluate=False)
        inside = And(lt(Abs(a), 1 + b), lt(b, 1), evaluate=False)
        return (Equivalent(lt(self, 1), inside),)
