"""Writing a derivation down step by step.

Main result: `Writer`, which names steps, remembers their claims, and returns the finished `Derivation`.
"""

from __future__ import annotations

from typing import Any

from sympy import sympify

from theory.derivation import Derivation, Step

__all__ = ["Writer"]


class Writer:
    """A derivation being written.

    Example:
        >>> from sympy import Eq, Symbol
        >>> x = Symbol("x", real=True)
        >>> w = Writer()
        >>> w("twice", Eq(2 * x, x + x, evaluate=False), "identity")
        'twice'
        >>> len(w.derivation().steps)
        1
    """

    def __init__(self) -> None:
        self._steps: list[Step] = []
        self._claims: dict[str, Any] = {}

    def __call__(
        self, name: str, claim: Any, rule: str, *uses: str, using: tuple[Any, ...] = (), note: str = ""
    ) -> str:
        """Write one step.

        Args:
            name: what later steps call it.
            claim: a proposition.
            rule: the rule by which it follows.
            uses: names of earlier steps.
            using: values for the rule.
            note: why, in words.

        Returns:
            The name.
        """
        self._steps.append(Step(name, claim, rule, uses, tuple(map(sympify, using)), note))
        self._claims[name] = claim
        return name

    def __getitem__(self, name: str) -> Any:
        """The claim of an earlier step."""
        return self._claims[name]

    def __contains__(self, name: str) -> bool:
        """Whether there is such a step already."""
        return name in self._claims

    def derivation(self) -> Derivation:
        """What was written."""
        return Derivation(tuple(self._steps))
