"""Strings of many expressions that are made of the same parts.

Main result: `Strings`.
"""

from __future__ import annotations

from typing import Any

from sympy.printing.str import StrPrinter

__all__ = ["Strings"]


class Strings(StrPrinter):
    """What `str` makes of expressions, each part written once: the steps of a proof share most of theirs.

    Example:
        >>> from sympy import Symbol
        >>> x = Symbol("x")
        >>> written = Strings()
        >>> written.doprint(x**2 + 1), written.doprint((x**2 + 1) / x)
        ('x**2 + 1', '(x**2 + 1)/x')
    """

    def __init__(self) -> None:
        super().__init__()
        self._written: dict[Any, str] = {}

    def _print(self, expr: Any, **options: Any) -> str:
        # With its type: 1 == True.
        key = (type(expr), expr)
        try:
            if not options and key in self._written:
                return self._written[key]
        except TypeError:
            # A list cannot be looked up.
            return str(super()._print(expr, **options))
        written = str(super()._print(expr, **options))
        if not options:
            self._written[key] = written
        return written
