"""The figures of `sharpath figures`, by name; each is drawn by its module when it is asked for.

Main results: `FIGURES`, `draw`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from proofs_check.figures.style import Drawn

__all__ = ["FIGURES", "Entry", "draw"]


@dataclass(frozen=True)
class Entry:
    """One figure.

    Attributes:
        title: one line.
        place: module of this package, and function in it.
        statements: ids of the statements that it illustrates.
        quick: whether it is drawn in a few seconds, so that a report may show it.
    """

    title: str
    place: str
    statements: tuple[str, ...] = ()
    quick: bool = False


FIGURES: Mapping[str, Entry] = {
    "reduction-factor": Entry(
        "Reduction of sharpness by H pathways of depth L",
        "reduction_factor:draw",
        ("reduction-factor", "reduction-factor-in-pathways", "reduction-factor-in-depth"),
        quick=True,
    ),
    "rebalancing": Entry(
        "Symmetry breaking and re-balancing of two pathways of depth 20",
        "rebalancing:draw",
        ("phase-rebalancing", "rebalancing-window", "balanced-threshold"),
        quick=True,
    ),
    "phases-over-depth": Entry(
        "Outcome of gradient descent by depth and step size, two pathways",
        "phases:over_depth",
        ("phase-boundaries",),
    ),
    "phases-over-pathways": Entry(
        "Outcome of gradient descent by number of pathways and step size, depth 20",
        "phases:over_pathways",
        ("phase-recruitment",),
        quick=True,
    ),
    "worst-case-return": Entry(
        "The worst-case return, its bounds and its asymptote",
        "worst_case_return:draw",
        ("wcr-logarithmic", "wcr-equation", "wcr-exceeds-two", "wcr-increases"),
        quick=True,
    ),
    "unequal-depths": Entry(
        "Pathways of depths 3, 5 and 7",
        "unequal_depths:draw",
        ("phase-unequal-depths", "heterogeneous-balance", "drift-targets-flattest"),
        quick=True,
    ),
    "tanh": Entry(
        "A tanh network beside the linear one (empirical)", "tanh_pathways:draw", ("tanh-pathways-rebalance",)
    ),
}


def draw(name: str) -> Drawn:
    """Draw one of `FIGURES`; within `proofs_check.figures.style.style`.

    Args:
        name: its name.

    Returns:
        The figure, its data and its caption.
    """
    module, _, function = FIGURES[name].place.partition(":")
    drawer: Callable[[], Drawn] = getattr(import_module(f"proofs_check.figures.{module}"), function)
    return drawer()
