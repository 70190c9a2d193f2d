"""`StabilityThreshold(c)`: the step size from which gradient descent leaves a minimum."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sympy import Abs, Equivalent, Gt, Implies, Lt, Symbol

from theory.arguments import must_fit
from theory.quantities.perturbation_multiplier import PerturbationMultiplier
from theory.quantities.sharpness import Sharpness
from theory.quantity import Quantity, as_configuration

__all__ = ["StabilityThreshold", "below_the_edge"]


class StabilityThreshold(Quantity):
    r"""The step size above which tiny perturbations of the minimum grow under gradient descent.

    .. math:: 2 / \lambda_{\max}(\nabla^2 \mathrm{Loss})

    A minimum is *linearly stable* iff the step is strictly below it: the Jacobian of a step is
    ``I - eta Hess``, contracting on the range of the Hessian.  Statement ``linear-stability``.

    Args:
        c: a configuration.

    Raises:
        StatementError: `c` is no configuration.

    Example:
        >>> from theory import SinglePath
        >>> StabilityThreshold(SinglePath(3, 8)).doit()
        1/24
    """

    def __new__(cls, c: Any) -> StabilityThreshold:
        """Check and make it."""
        return super().__new__(cls, as_configuration("StabilityThreshold", c))

    def closed_form(self) -> Any:
        """``2 / sharpness``."""
        return 2 / Sharpness(self.configuration).closed_form()

    def meanings(self, *parameters: Any) -> tuple[Any, ...]:
        """Where the sharpness is positive: positive; and a step ``eta > 0`` contracts iff it is smaller.

        A step of size ``eta`` is linearised to ``I - eta Hess``.  It contracts on the range of the Hessian
        iff ``|1 - eta mu| < 1``, that is ``0 < eta mu < 2``, for all eigenvalues ``mu > 0``; so iff that
        holds for the largest, that is iff ``|PerturbationMultiplier(c, eta)| < 1``.  These ``eta`` are the
        positive numbers below one positive number, the threshold.  (Without an eigenvalue above 0 there is
        none: at such a minimum every step leaves perturbations as they are.)

        Args:
            parameters: the step size, a positive symbol; or none.

        Returns:
            The propositions; the second one for a step size only.
        """
        (c,) = self.args
        contracts = (Lt(Abs(PerturbationMultiplier(c, eta)), 1, evaluate=False) for eta in parameters)
        return below_the_edge(self, Sharpness(c), parameters, contracts)


def below_the_edge(
    threshold: Any, sharpness: Any, steps: tuple[Any, ...], contracts: Iterable[Any]
) -> tuple[Any, ...]:
    """Where the sharpness is positive: the threshold is, and a step contracts iff it is below the threshold.

    Args:
        threshold: a number.
        sharpness: a number.
        steps: step sizes, positive symbols.
        contracts: for each the proposition that it contracts.

    Returns:
        Implications.
    """
    for eta in steps:
        fits = isinstance(eta, Symbol) and bool(eta.is_positive)
        must_fit("meanings()", eta, fits, "must be a positive symbol", "declare it positive=True")
    iff = (
        Equivalent(said, Lt(eta, threshold, evaluate=False))
        for eta, said in zip(steps, contracts, strict=True)
    )
    sharp = Gt(sharpness, 0, evaluate=False)
    return tuple(Implies(sharp, said) for said in (Gt(threshold, 0, evaluate=False), *iff))
