"""The README shows what was really printed, and its picture what was really measured.

Blind to: how things look on a terminal; the times shown, which differ from run to run.
"""

import csv
import runpy

import pytest

from tests.shown import ROOT, blocks, run, without_times


@pytest.mark.parametrize(("command", "shown"), blocks(), ids=[command for command, _ in blocks()])
def test_what_the_readme_shows_is_what_is_printed(command, shown):
    assert without_times(run(command)) == without_times(shown)


def test_the_readme_shows_a_table_a_theorem_and_a_refutation():
    shown = "\n".join(text for _, text in blocks())
    for needed in ("reduction-factor", "SUPPORTED", "REFUTED", "paste", "H ** (2 / L - 1)"):
        assert needed in shown


def test_the_picture_shows_what_was_measured():
    pictures = runpy.run_path(str(ROOT / "docs" / "pictures.py"))
    with (ROOT / "docs" / "reduction-factor.csv").open(newline="") as file:
        kept = [tuple(row) for row in csv.reader(file)][1:]
    chosen = [row for row in kept if row[0] in {"2", "3"} and row[1] in {"1", "2", "3"}]
    assert len(kept) == 24
    assert len(chosen) == 6
    for depth, pathways, derived, measured in chosen:
        H, L = int(pathways), int(depth)
        assert derived == f"{pictures['derived'](H, L):.12f}"
        assert measured == f"{pictures['measured'](H, L):.12f}"
        # Both are correct to all 12 digits shown: float64 has 16, the measurement was asked for 20.
        assert abs(float(derived) - float(measured)) <= 1e-12
