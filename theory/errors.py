"""The one kind of error that a theorem file can cause, and the sentence it is written in."""

__all__ = ["StatementError"]


class StatementError(ValueError):
    """A statement, configuration or quantity that cannot mean what its author meant.

    Its text, one line, names the argument, the rule, what was given and the remedy.

    Args:
        argument: the argument or symbol at fault.
        required: the rule, as the rest of a sentence that begins with the argument.
        given: what was given; shown with `str`.
        remedy: what to write instead.

    Example:
        >>> print(StatementError("L", "must be at least 2", 1, "give L = 2 or more"))
        L must be at least 2; given 1; remedy: give L = 2 or more
    """

    def __init__(self, argument: str, required: str, given: object, remedy: str) -> None:
        super().__init__(argument, required, str(given), remedy)

    def __str__(self) -> str:
        argument, required, given, remedy = self.args
        return f"{argument} {required}; given {given}; remedy: {remedy}"
