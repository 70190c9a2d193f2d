"""Names for bound indices, stable from run to run."""

from sympy import Basic, Symbol

__all__ = ["index_apart_from"]


def index_apart_from(*objects: Basic) -> Symbol:
    """A positive integer symbol ``h`` (or ``h1``, ``h2``, ...) whose name occurs nowhere in `objects`.

    Args:
        objects: SymPy objects.

    Returns:
        The symbol; the same for the same objects, unlike a `Dummy`.
    """
    used = {symbol.name for thing in objects for symbol in thing.atoms(Symbol)}
    name = next(name for name in ("h", *(f"h{k}" for k in range(1, len(used) + 2))) if name not in used)
    return Symbol(name, integer=True, positive=True)
