"""Figure: the worst-case return over depth, with its bounds and its asymptote.

Line: the root of theory's equation. Marks: measured from the map by numerics, which knows no equation for it.

Main result: `draw`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flint import arb
from sympy import Expr, LambertW, Symbol, log

from numerics import worst_case_return
from numerics.precision import working_precision
from proofs_check.algebras import Balls
from proofs_check.evaluate import Scope, evaluate
from proofs_check.figures.style import COLOURS, DASHES, GREY, Drawn, new_figure
from theory import Sharpness, SinglePath, WorstCaseReturn

__all__ = ["DEPTHS", "draw"]

DEPTHS = (
    2,
    3,
    4,
    5,
    7,
    10,
    14,
    17,
    20,
    30,
    50,
    80,
    130,
    200,
    400,
    1_000,
    3_000,
    10_000,
    100_000,
    10**6,
    10**8,
    10**10,
    10**12,
)
#: From this depth on both bounds hold.
FIRST = 17
DIGITS = 20

_L = Symbol("L", positive=True)
#: Bounds and asymptote, as theory states them.
LOWER, UPPER, ASYMPTOTE = 2 * log(_L / (2 * log(_L))), 2 * log(_L), 2 * LambertW(2 * _L)

_CAPTION = (
    "How large a step survives: the worst-case return gamma_WCR(L), the largest eta S_1 below which no"
    " start in (0, 1) of a single pathway of depth L changes sign. Predicted: the root of its equation"
    " (line), above 2 at every depth; from L = 17 on between 2 log(L/(2 log L)) and 2 log L (shaded);"
    " asymptote 2 W(2L), W Lambert's function (dotted). Measured (marks): from the map of gradient descent"
    " alone, enclosed to 20 digits. Right: what remains over the asymptote. Largest difference between"
    " prediction and measurement: {worst:.1g}."
)


def predicted(depth: int) -> float:
    """The root of theory's equation.

    Args:
        depth: `L`.

    Returns:
        It, in float64.

    Example:
        >>> round(predicted(2), 12)  # 3 sqrt(3) - 2
        3.196152422707
    """
    return _value(WorstCaseReturn(depth).closed_form())


def measured(depth: int) -> float:
    """The same from the map: a step size, in units of the single-path sharpness.

    Args:
        depth: `L`.

    Returns:
        It, in float64.
    """
    unit = _value(Sharpness(SinglePath(depth, 1)).closed_form())
    return float(worst_case_return.measure(depth, DIGITS).value) * unit


def _value(closed_form: Expr) -> float:
    with working_precision(digits=30):
        return float(arb(evaluate(closed_form, Scope({}, Balls(), None, None))).mid())


def _at(curve: Expr, depth: int) -> float:
    return float(curve.subs(_L, depth).evalf(20))


def draw(depths: Sequence[int] = DEPTHS) -> Drawn:
    """Draw it; within `proofs_check.figures.style.style`.

    Args:
        depths: where it is computed, increasing.

    Returns:
        The figure with its data.
    """
    deep = [L if L >= FIRST else None for L in depths]
    columns: dict[str, list[Any]] = {
        "predicted": [predicted(L) for L in depths],
        "measured": [measured(L) for L in depths],
        "lower_bound": [None if L is None else _at(LOWER, L) for L in deep],
        "upper_bound": [None if L is None else _at(UPPER, L) for L in deep],
        "asymptote": [_at(ASYMPTOTE, L) for L in depths],
    }
    rows = tuple(zip(depths, *columns.values(), strict=True))
    figure, (left, right) = new_figure(3.3, 1, 2)
    _left(left, depths, columns)
    over = [found - line for found, line in zip(columns["predicted"], columns["asymptote"], strict=True)]
    marks = [found - line for found, line in zip(columns["measured"], columns["asymptote"], strict=True)]
    right.plot(depths, over, color=COLOURS[0])
    right.plot(depths, marks, "o", color=COLOURS[0], markerfacecolor="white")
    right.axhline(0, color=GREY, linewidth=0.8)
    right.set_xscale("log")
    right.set_xlabel("depth $L$")
    right.set_ylabel("$\\gamma_{\\mathrm{WCR}} - 2\\,W(2L)$")
    worst = max(abs(a - b) for a, b in zip(columns["predicted"], columns["measured"], strict=True))
    return Drawn(figure, ("L", *columns), rows, _CAPTION.format(worst=worst))


def _left(panel: Any, depths: Sequence[int], columns: dict[str, list[Any]]) -> None:
    bounded = [k for k, L in enumerate(depths) if L >= FIRST]
    panel.fill_between(
        [depths[k] for k in bounded],
        [columns["lower_bound"][k] for k in bounded],
        [columns["upper_bound"][k] for k in bounded],
        color="#d9d9d9",
        linewidth=0,
        label="bounds, $L \\geq 17$",
    )
    panel.plot(depths, columns["asymptote"], color=COLOURS[1], linestyle=DASHES[2], label="$2\\,W(2L)$")
    panel.plot(depths, columns["predicted"], color=COLOURS[0], label="predicted")
    panel.plot(
        depths,
        columns["measured"],
        "o",
        color=COLOURS[0],
        markerfacecolor="white",
        label="measured from the map",
    )
    panel.axhline(2, color=GREY, linewidth=0.8, linestyle=DASHES[1])
    panel.annotate(
        "2: single-path threshold", (depths[-1], 2), ha="right", va="bottom", fontsize=7, color=GREY
    )
    panel.set_xscale("log")
    panel.set_ylim(0, None)
    panel.set_xlabel("depth $L$ (number of layers)")
    panel.set_ylabel("worst-case return  $\\gamma_{\\mathrm{WCR}} = \\eta_{\\mathrm{WCR}} S_1$")
    panel.legend(loc="upper left")
