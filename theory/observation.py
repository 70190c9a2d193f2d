"""`Observation`: what an experiment showed.  A number without a closed form: only running it gives one.

A protocol of `numerics.experiments` runs gradient descent under settings; an observation names the protocol
and one of the numbers that come out.  Claims about observations are claims about finitely many runs:
settings, criteria and tolerances are in the statement, and so written down before anything is run.

Main result: `Observation`; the observations that the built-in statements use are in
`theory.quantities.observations`.
"""

from __future__ import annotations

from typing import Any, ClassVar

from theory.errors import StatementError
from theory.quantity import Quantity

__all__ = ["Observation"]


class Observation(Quantity):
    """A number that runs show, as a function of their settings.

    Subclasses say which protocol runs and which of its numbers is meant; the arguments are the settings, in
    the order of the protocol, rational at every point of the hypotheses.

    Raises:
        StatementError: the number of settings is wrong, or a closed form is asked for.
    """

    measured = False
    observed = True

    #: The module of `numerics.experiments` that runs it, and the name of the number there.
    protocol: ClassVar[str] = ""
    observes: ClassVar[str] = ""
    #: What each setting is, in order.
    settings: ClassVar[tuple[str, ...]] = ()

    def __new__(cls, *args: Any) -> Observation:
        """Check and make it."""
        if len(args) != len(cls.settings):
            wanted = ", ".join(cls.settings)
            raise StatementError(cls.__name__, f"takes {wanted}", args, f"write {cls.__name__}({wanted})")
        return super().__new__(cls, *args)

    def closed_form(self) -> Any:
        """There is none."""
        raise StatementError(
            type(self).__name__, "is observed and has no closed form", self, "run it: sharpath verify"
        )

    def doit(self, **hints: Any) -> Any:
        """Itself."""
        return self
