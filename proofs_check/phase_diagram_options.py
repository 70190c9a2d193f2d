"""What ``sharpath phase-diagram`` may be told; loads nothing heavy."""

from __future__ import annotations

import os
import re
from argparse import ArgumentParser
from collections.abc import Callable

from proofs_check.option_types import OptionTextError, add_formats, add_seed, finite, real, whole

__all__ = ["add_phase_diagram_options"]


def add_phase_diagram_options(sub: ArgumentParser) -> None:
    """Add the options of ``phase-diagram``.

    Args:
        sub: its parser.
    """
    runs = sub.add_argument_group("the runs", "one of --depths and --pathways may be a range: the rows")
    runs.add_argument(
        "--depths", type=_span(2, 10**6, "3:40"), metavar="L|A:B", help="depth of every pathway (3:40)"
    )
    runs.add_argument("--pathways", type=_span(1, 1000, "2"), metavar="H|A:B", help="number of pathways (2)")
    runs.add_argument(
        "--between",
        type=_interval,
        default=(0.5, 3.5),
        metavar="A:B",
        help="step sizes over the single-path threshold, eta S_1/2 (0.5:3.5)",
    )
    runs.add_argument(
        "--resolution",
        type=whole(2, 10**6, "--resolution 241"),
        default=241,
        metavar="N",
        help="how many step sizes (%(default)s)",
    )
    runs.add_argument(
        "--steps",
        type=whole(256, 10**9, "--steps 20000"),
        default=20_000,
        metavar="N",
        help="most steps of a run (%(default)s)",
    )
    runs.add_argument(
        "--initial",
        type=real("a number above 0", lambda x: 1e-300 <= x <= 1e100, "--initial 1e-3"),
        default=1e-3,
        metavar="A",
        help="pathway h starts from the share A (1 + h/2), h = 0, 1, ... (%(default)s)",
    )
    runs.add_argument(
        "--spread",
        type=real("a number of at least 0 and below 1", lambda x: 0 <= x < 1, "--spread 0.1"),
        default=0.0,
        metavar="X",
        help="change these shares by random factors from 1 - X to 1 + X (0)",
    )
    add_seed(runs, "these factors")
    where = sub.add_argument_group("where they run")
    where.add_argument(
        "--jobs",
        type=whole(1, 10**4, "--jobs 2"),
        default=os.cpu_count() or 1,
        metavar="N",
        help="processes (%(default)s)",
    )
    where.add_argument("--backend", choices=("joblib", "dask"), default="joblib", help="%(default)s")
    where.add_argument("--scheduler", metavar="ADDRESS", help="of the Dask cluster, tcp://HOST:PORT")
    out = sub.add_argument_group("what is written")
    out.add_argument(
        "--output",
        default="phase-diagram",
        metavar="DIR",
        help="folder for figure, tables and finished runs, which the same command continues (%(default)s)",
    )
    add_formats(out)
    out.add_argument("--force", action="store_true", help="use the folder whatever it holds")


def _span(least: int, most: int, example: str) -> Callable[[str], tuple[int, ...]]:
    def read(text: str) -> tuple[int, ...]:
        found = re.fullmatch(r"(\d{1,9})(?::(\d{1,9}))?", text)
        first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
        if not least <= first <= last <= most or last - first >= 1000:
            required = f"a whole number from {least} to {most} or a range A:B of at most 1000"
            raise OptionTextError(required, text, f"write {example}, say")
        return tuple(range(first, last + 1))

    return read


def _interval(text: str) -> tuple[float, float]:
    low, _, high = text.partition(":")
    span = finite(low), finite(high)
    if not 0 <= span[0] < span[1] <= 1e100:
        raise OptionTextError("two numbers A:B with 0 <= A < B", text, "write --between 0.5:3.5, say")
    return span
