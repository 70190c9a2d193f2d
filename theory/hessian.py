r"""The Hessian of the loss at symbolic depth, derived from the definition of the loss.

At an aligned depth-balanced point every layer of pathway ``h`` is, in the aligned basis,
``D_h = diag(w_h1, w_h2, ...)``, and ``M - M* = diag(r_1, r_2, ...)``.  Add ``t X`` to layer ``l`` of pathway
``h`` and ``u Y`` to layer ``m`` of pathway ``k``: the derivative of ``1/2 ||M - M*||_F^2`` by ``t`` and ``u``
at 0 is a bilinear form in ``X`` and ``Y`` whose coefficients are the Hessian (`second_variation`).  Depths
and positions stay symbols, since a product of layers has only three kinds of pairs: one layer twice, two
layers of one pathway, two pathways.

**Why four modes are enough.**  An entry of the Hessian names two weights, ``(a, b)`` of one layer and
``(c, e)`` of another, so at most four modes.  All other layers are diagonal, so the rows and columns of any
further mode keep their ``r_i`` and drop out of the derivative.  ``X`` and ``Y`` are general 4 x 4 matrices:
the form holds every entry, at any width.

**Why ``w > 0`` is enough.**  At integer positions both sides of an identity are polynomials in ``w`` and
``r`` (after denominators are cleared), and polynomials that agree for ``w > 0`` agree for ``w = 0``.

Main results: `second_variation`, `entry` (a coefficient of it), `jacobian` (the factors of ``J^T J``).  What
follows from them is in `theory.hessian_identities`.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Literal

from sympy import Matrix, Symbol, diag, expand, powsimp, symbols

from theory.errors import StatementError

__all__ = [
    "KINDS",
    "MODES",
    "Kind",
    "Pathway",
    "depth",
    "entry",
    "entry_of_x",
    "entry_of_y",
    "jacobian",
    "position",
    "residual",
    "second_variation",
    "weight",
]

Kind = Literal["one layer", "two layers", "two pathways"]
Pathway = Literal["h", "k"]

#: The three kinds of pairs of layers.
KINDS: tuple[Kind, ...] = ("one layer", "two layers", "two pathways")

#: The modes that two weights can name.
MODES = (1, 2, 3, 4)

_t, _u = symbols("t u", real=True)


def weight(pathway: Pathway, mode: int) -> Any:
    """``w_hi``, what every layer of pathway ``h`` multiplies mode ``i`` by.

    Args:
        pathway: ``"h"`` or ``"k"``.
        mode: from 1 to 4.

    Returns:
        A positive symbol.
    """
    return Symbol(f"w_{pathway}{mode}", positive=True)


def residual(mode: int) -> Any:
    """``r_i = sum_h w_hi^(L_h) - s*_i``.

    Args:
        mode: from 1 to 4.

    Returns:
        A real symbol.
    """
    return Symbol(f"r_{mode}", real=True)


def depth(pathway: Pathway) -> Any:
    """``L_h``.

    Args:
        pathway: ``"h"`` or ``"k"``.

    Returns:
        A positive integer symbol.
    """
    return Symbol(f"L_{pathway}", integer=True, positive=True)


def position(name: Literal["l", "m"]) -> Any:
    """The place of a layer in its pathway, ``l`` before ``m``; the layer at 1 acts first.

    Args:
        name: ``"l"`` or ``"m"``.

    Returns:
        A positive integer symbol.
    """
    return Symbol(name, integer=True, positive=True)


def jacobian(pathway: Pathway, a: int, b: int, at: Any) -> Any:
    """``v_hl = dM_ab / d(entry (a, b) of layer l of pathway h) = w_ha^(L_h-l) w_hb^(l-1)``.

    Args:
        pathway: ``"h"`` or ``"k"``.
        a: the row, a mode.
        b: the column, a mode.
        at: the position ``l`` of the layer.

    Returns:
        An expression.

    Example:
        >>> jacobian("h", 1, 2, 1)
        w_h1**(L_h - 1)
    """
    return weight(pathway, a) ** (depth(pathway) - at) * weight(pathway, b) ** (at - 1)


@cache
def second_variation(kind: Kind) -> Any:
    """The derivative of the loss by ``t`` and ``u`` when ``t X`` and ``u Y`` are added to two layers.

    Args:
        kind: ``"one layer"``: both to layer ``l`` of ``h``; ``"two layers"``: to layers ``l < m`` of ``h``;
            ``"two pathways"``: to layer ``l`` of ``h`` and layer ``m`` of ``k``.

    Returns:
        A bilinear form in the entries of ``X`` (symbols ``x_ab``) and ``Y`` (``y_ab``).
    """
    ell, m = position("l"), position("m")
    X, Y = (
        _t * Matrix(4, 4, lambda a, b: entry_of_x(a + 1, b + 1)),
        _u * Matrix(4, 4, lambda a, b: entry_of_y(a + 1, b + 1)),
    )

    def layers(pathway: Pathway, count: Any) -> Any:
        return diag(*(weight(pathway, i) ** count for i in MODES))

    L, D = depth("h"), layers("h", 1)
    if kind == "one layer":
        change = layers("h", L - ell) * (D + X + Y) * layers("h", ell - 1) - layers("h", L)
    elif kind == "two layers":
        above, between, below = layers("h", L - m), layers("h", m - ell - 1), layers("h", ell - 1)
        change = above * (D + Y) * between * (D + X) * below - layers("h", L)
    else:
        other = depth("k")
        change = layers("h", L - ell) * (D + X) * layers("h", ell - 1) - layers("h", L)
        change += layers("k", other - m) * (layers("k", 1) + Y) * layers("k", m - 1) - layers("k", other)
    difference = diag(*(residual(i) for i in MODES)) + change
    # The derivative of a sum is the sum of the derivatives; term by term it takes a tenth of the time.
    squares = (e**2 / 2 for e in difference)
    return expand(sum(square.diff(_t).subs(_t, 0).diff(_u).subs(_u, 0) for square in squares))


def entry(kind: Kind, first: tuple[int, int], second: tuple[int, int]) -> Any:
    """One entry of the Hessian off the minimum: a coefficient of `second_variation`.

    Args:
        kind: see `second_variation`.
        first: the entry ``(a, b)`` of layer ``l`` of pathway ``h``.
        second: the entry ``(c, e)`` of layer ``m`` (of ``h`` or ``k``; of layer ``l`` for ``"one layer"``).

    Returns:
        An expression in `weight`, `residual`, `depth` and `position`.

    Raises:
        StatementError: a mode is not 1, 2, 3 or 4.

    Example:
        >>> entry("two layers", (2, 1), (1, 2))
        r_1*w_h1**(L_h + l - m - 1)*w_h2**(-l + m - 1)
        >>> entry("two pathways", (1, 2), (1, 3))
        0
    """
    if not {*first, *second} <= set(MODES):
        raise StatementError(
            "the modes of entry",
            "must be from 1 to 4",
            (first, second),
            "rename them; two weights name at most 4",
        )
    return powsimp(second_variation(kind).diff(entry_of_x(*first), entry_of_y(*second)))


def entry_of_x(a: int, b: int) -> Any:
    """The entry ``(a, b)`` of ``X``, a real symbol."""
    return Symbol(f"x_{a}{b}", real=True)


def entry_of_y(a: int, b: int) -> Any:
    """The entry ``(a, b)`` of ``Y``, a real symbol."""
    return Symbol(f"y_{a}{b}", real=True)
