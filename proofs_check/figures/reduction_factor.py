"""Figure: sharpness of a balanced minimum over that of a single path, over pathways and over depth.

The lines are the closed form of theory; the marks are measured by numerics as the ratio of the largest
eigenvalues of two full Hessians, of networks with two modes and rotated inner bases. The marks know nothing
of the lines.

Main results: `derived`, `measured`, `draw`.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from numerics.quantities import sharpness
from proofs_check.figures.style import COLOURS, DASHES, MARKS, Drawn, new_figure
from theory import Balanced, Sharpness, SinglePath

__all__ = ["DEPTHS", "PATHWAYS", "derived", "draw", "measured"]

DEPTHS = (2, 3, 4, 6)
PATHWAYS = (1, 2, 3, 4, 5, 6)
#: Singular value of the mode that is distributed; a second mode of 1/4 stays in the first pathway.
STRENGTH, OTHER = Fraction(2), Fraction(1, 4)
DIGITS = 20

_CAPTION = (
    "Sharpness of a balanced minimum over that of a single path. Predicted (lines): H^(2/L-1), derived"
    " from the loss for any number of pathways H and depth L; 1 at depth 2, and 1/H in the limit of large"
    " depth. Measured (marks): ratios of the largest eigenvalues of two full Hessians, enclosed to"
    " {digits} digits, of networks with two modes and random orthogonal bases. The two {agree}."
)


def derived(H: int, L: int) -> float:
    """The closed form of the ratio.

    Args:
        H: number of pathways.
        L: depth.

    Returns:
        Balanced over single-path sharpness, in float64.

    Example:
        >>> derived(4, 4)
        0.5
    """
    s = int(STRENGTH)
    return float((Sharpness(Balanced(H, L, s)) / Sharpness(SinglePath(L, s))).doit().evalf(17))


def measured(H: int, L: int) -> float:
    """The ratio of two measured sharpnesses.

    Args:
        H: number of pathways.
        L: depth.

    Returns:
        The same, from the loss alone.
    """
    rest = tuple((OTHER if h == 0 else Fraction(0)) for h in range(H))
    shares = tuple((STRENGTH / H, rest[h]) for h in range(H))
    distributed = sharpness.measure((L,) * H, shares, DIGITS, 1).value
    concentrated = sharpness.measure((L,), ((STRENGTH, OTHER),), DIGITS, 1).value
    return float(distributed / concentrated)


def draw(depths: Sequence[int] = DEPTHS, pathways: Sequence[int] = PATHWAYS) -> Drawn:
    """Draw it; within `proofs_check.figures.style.style`.

    Args:
        depths: one line each.
        pathways: one mark each.

    Returns:
        The figure with its data, to 12 digits.
    """
    rows = [(L, H, f"{derived(H, L):.12f}", f"{measured(H, L):.12f}") for L in depths for H in pathways]
    figure, (left, right) = new_figure(3.3, 1, 2, sharey=True)
    for k, L in enumerate(depths):
        _series(left, k, [(row[1], row[2], row[3]) for row in rows if row[0] == L], f"L = {L}")
    for k, H in enumerate(pathways):
        _series(right, k, [(row[0], row[2], row[3]) for row in rows if row[1] == H], f"H = {H}")
    left.set_xlabel("number of pathways $H$")
    left.set_ylabel("sharpness over single-path sharpness")
    right.set_xlabel("depth $L$")
    left.set_xticks(pathways)
    right.set_xticks(range(min(depths), max(depths) + 1))
    left.set_ylim(0, 1.08)
    left.legend(loc="lower left", ncols=2)
    right.legend(loc="lower left", ncols=2)
    figure.suptitle("lines: derived, $H^{2/L-1}$      marks: measured from the loss", fontsize=9)
    worst = max(abs(float(row[2]) - float(row[3])) for row in rows)
    agree = f"differ by up to {worst:.1g}" if worst else "agree in all 12 digits that are kept"
    caption = _CAPTION.format(digits=DIGITS, agree=agree)
    return Drawn(figure, ("L", "H", "derived", "measured"), tuple(rows), caption)


def _series(panel: Any, k: int, points: Sequence[tuple[int, str, str]], label: str) -> None:
    places = [x for x, _, _ in points]
    colour, mark = COLOURS[k % len(COLOURS)], MARKS[k % len(MARKS)]
    dash = DASHES[k % len(DASHES)]
    panel.plot(places, [float(y) for _, y, _ in points], linestyle=dash, color=colour, linewidth=1.2)
    panel.plot(
        places, [float(y) for _, _, y in points], mark, color=colour, markerfacecolor="white", label=label
    )
