"""What figures have in common: colours, dashes, sizes, and files that are the same every time.

Colours are those of Okabe and Ito, which the colour-blind tell apart; dashes and marks tell lines apart in
grey. Convention: lines are predicted, marks are measured.

Main results: `COLOURS`, `DASHES`, `MARKS`, `style`, `render`, `Drawn`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

__all__ = ["COLOURS", "DASHES", "GREY", "MARKS", "Drawn", "new_figure", "render", "style", "table"]

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#000000", "#E69F00", "#56B4E9")
DASHES: tuple[Any, ...] = ("-", (0, (5, 1.5)), (0, (1.5, 1)), (0, (5, 1, 1, 1)), (0, (8, 2)))
MARKS = ("o", "s", "D", "^", "v", "P", "X")
GREY = "#6b6b6b"
#: Of a page's text, in inches.
WIDTH = 7.2


@dataclass(frozen=True)
class Drawn:
    """A figure with what it shows.

    Attributes:
        figure: Matplotlib's.
        header: names of the columns of its data.
        rows: its data.
        caption: what was predicted and what was measured.
    """

    figure: Any = field(repr=False)
    header: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...] = field(repr=False)
    caption: str

    def _repr_svg_(self) -> str:
        """The picture for a notebook."""
        with style():
            return render(self.figure, ("svg",))["svg"].decode()


def style() -> AbstractContextManager[Any]:
    """Settings to draw and to save with.

    Returns:
        A context manager.
    """
    import matplotlib as mpl

    return mpl.rc_context({
        # Ids and text of an SVG must not differ from run to run.
        "svg.hashsalt": "sharpath",
        "svg.fonttype": "none",
        "pdf.fonttype": 42,
        "font.size": 9,
        "axes.titlesize": 9,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "legend.fontsize": 8,
        "legend.frameon": False,
        "lines.linewidth": 1.4,
        "lines.markersize": 4.5,
    })


def new_figure(height: float, rows: int = 1, columns: int = 1, **options: Any) -> tuple[Any, Any]:
    """A figure as wide as a page's text; within `style`.

    Args:
        height: in inches.
        rows: of panels.
        columns: of panels.
        options: of Matplotlib's ``subplots``.

    Returns:
        The figure and its panels.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    return figure, figure.subplots(rows, columns, **options)


def render(
    figure: Any, formats: Sequence[str], *, title: str = "", caption: str = "", dpi: int = 150
) -> dict[str, bytes]:
    """The files of a figure; within `style`.

    Args:
        figure: Matplotlib's.
        formats: among ``svg``, ``png``, ``pdf``.
        title: goes into the files, with the caption.
        caption: what it shows.
        dpi: of the PNG.

    Returns:
        The files by format; the same for the same figure and version of Matplotlib.
    """
    told = {"Title": title, "Description": caption} if title else {}
    metadata: dict[str, dict[str, Any]] = {
        "svg": {"Date": None, **told},
        "png": {"Software": None, **told},
        "pdf": {"CreationDate": None, **({"Title": title, "Subject": caption} if title else {})},
    }
    found = {}
    for name in formats:
        stream = io.BytesIO()
        figure.savefig(stream, format=name, dpi=dpi, metadata=metadata[name])
        found[name] = stream.getvalue()
        figure.set_layout_engine("none")  # places are found once
    return found


def table(header: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    r"""The data of a figure.

    Args:
        header: names of the columns.
        rows: numbers, text, or None for what is not there.

    Returns:
        CSV.

    Example:
        >>> table(["L", "x"], [[2, 0.5], [3, None]])
        'L,x\n2,0.5\n3,\n'
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(
        ["" if x is None else repr(float(x)) if isinstance(x, float) else x for x in row] for row in rows
    )
    return text.getvalue()
