"""What the compiled engine of sweeps needs and Numba has no word for; importing this module loads Numba.

Main results: `bits`, the sign of a number without arithmetic; `shelf`, `put` and `get`, a few numbers that
stay in registers where an array would be written to memory.
"""

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

SIGN = -(2**63)
"""`bits(-0.0)`: the sign bit alone."""


@intrinsic  # type: ignore[untyped-decorator]
def bits(_context: Any, _number: Any) -> Any:
    """The 64 bits of a float64 as an integer: negative exactly where the sign bit is set, 0 for 0.0.

    Returns:
        The integer.

    >>> import numba
    >>> look = numba.njit(lambda x: bits(x))
    >>> look(0.0), look(5e-324), look(-0.0) == SIGN, look(-1.5) < 0
    (0, 1, True, True)
    """

    def build(_: Any, builder: Any, __: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], ir.IntType(64))

    return types.int64(types.float64), build


def shelf(size: int) -> Callable[[], Any]:
    """A maker of shelves for `size` float64 numbers, for compiled code.

    A shelf is made once per call of the function that asks for it, uninitialised. Loops of a fixed number of
    rounds are unrolled, its places are registers then, and the loop around them can use vector instructions.

    Args:
        size: At least 1.

    Returns:
        The maker, to be called without arguments.

    >>> import numba
    >>> new = shelf(2)
    >>> @numba.njit
    ... def swapped_difference(x, y):
    ...     kept = new()
    ...     put(kept, 0, x)
    ...     put(kept, 1, y)
    ...     return get(kept, 1) - get(kept, 0)
    >>> swapped_difference(1.0, 4.0)
    3.0
    """

    @intrinsic  # type: ignore[untyped-decorator]
    def new(_context: Any) -> Any:
        def build(_: Any, builder: Any, __: Any, ___: Any) -> Any:
            places = cgutils.alloca_once(builder, ir.ArrayType(ir.DoubleType(), size))
            return builder.bitcast(places, ir.DoubleType().as_pointer())

        return types.CPointer(types.float64)(), build

    maker: Callable[[], Any] = new
    return maker


@intrinsic  # type: ignore[untyped-decorator]
def put(_context: Any, kept: Any, _place: Any, _number: Any) -> Any:
    """Put a number in its place on a shelf, and return it; no bounds are checked."""

    def build(_: Any, builder: Any, __: Any, arguments: Any) -> Any:
        pointer, place, number = arguments
        builder.store(number, builder.gep(pointer, [place]))
        return number

    return types.float64(kept, types.intp, types.float64), build


@intrinsic  # type: ignore[untyped-decorator]
def get(_context: Any, kept: Any, _place: Any) -> Any:
    """The number in a place of a shelf; no bounds are checked."""

    def build(_: Any, builder: Any, __: Any, arguments: Any) -> Any:
        return builder.load(builder.gep(arguments[0], [arguments[1]]))

    return types.float64(kept, types.intp), build
