"""The README shows what was really printed, and its pictures what was really measured.

Blind to: how things look on a terminal; the times shown, which differ from run to run.
"""

import csv
import doctest
import re
import runpy

import pytest

from proofs_check.cli import main
from proofs_check.figures import reduction_factor as figure
from tests.shown import README, ROOT, blocks, examples, run, without_times

#: `verify` takes longest: tests/test_builtin_statements.py runs it, and looks behind its table as well.
BLOCKS = [(command, shown) for command, shown in blocks() if command != "verify"]


@pytest.mark.parametrize(("command", "shown"), BLOCKS, ids=[command for command, _ in BLOCKS])
def test_what_the_readme_shows_is_what_is_printed(command, shown):
    assert without_times(run(command)) == without_times(shown)


def test_the_readme_shows_a_table_a_theorem_and_a_refutation():
    shown = "\n".join(text for _, text in blocks())
    for needed in ("reduction-factor", "SUPPORTED", "REFUTED", "paste", "H ** (2 / L - 1)"):
        assert needed in shown


def test_the_table_is_summed_up_by_its_last_line():
    table = dict(blocks())["verify"].splitlines()
    assert f"<summary>{table[-1]}</summary>" in README.read_text()


def test_the_examples_in_python_run():
    done = doctest.DocTestRunner().run(examples())
    assert (done.failed, done.attempted) == (0, 8)


def test_what_the_readme_names_is_there():
    text = README.read_text()
    for path in re.findall(r"\]\((?!http)([^)#]+)\)", text):
        assert (ROOT / path).is_file(), path
    targets = re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert set(re.findall(r"`make ([\w-]+)`", text)) <= set(targets)


@pytest.fixture(scope="module")
def pictures():
    """What draws the pictures."""
    return runpy.run_path(str(ROOT / "docs" / "pictures.py"))


def table(path):
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_the_simulation_is_the_one_that_is_drawn(pictures, tmp_path, monkeypatch):
    monkeypatch.setattr("proofs_check.figures.simulate.draw", lambda *_: {})
    assert main([*pictures["COMMANDS"]["simulation"], "--output", str(tmp_path / "run")]) == 0
    kept, found = table(ROOT / "docs/simulation.csv"), table(tmp_path / "run/simulation.csv")
    assert len(kept) == len(found) == 601
    # Rounding differs between machines and does not grow: starts 10^-15 apart stay within 10^-12.
    for row, again in zip(kept, found, strict=True):
        numbers = {name: float(x) for name, x in row.items()}
        assert {name: float(x) for name, x in again.items()} == pytest.approx(numbers, rel=1e-6, abs=1e-12)


def test_a_row_of_the_phase_diagram_is_the_one_that_is_drawn(pictures, tmp_path, monkeypatch):
    monkeypatch.setattr("proofs_check.phase_diagram.draw", lambda *_: {})
    output = ["--depths", "6", "--jobs", "1", "--output", str(tmp_path)]
    assert main([*pictures["COMMANDS"]["phase-diagram"], *output]) == 0
    kept = table(ROOT / "docs/phase-diagram.csv")
    assert [row["depth"] for row in kept] == [str(depth) for depth in range(3, 41)]
    (found,) = table(tmp_path / "boundaries.csv")
    for name, value in found.items():
        # Runs beyond the balanced threshold are chaotic: rounding may move the first flip by a grid step.
        allowed = 0.013 if name == "first_flip" else 1e-9
        assert float(value) == pytest.approx(float(kept[3][name]), abs=allowed)


def test_the_picture_shows_what_was_measured():
    with (ROOT / "docs" / "reduction-factor.csv").open(newline="") as file:
        kept = [tuple(row) for row in csv.reader(file)][1:]
    chosen = [row for row in kept if row[0] in {"2", "3"} and row[1] in {"1", "2", "3"}]
    assert len(kept) == 24
    assert len(chosen) == 6
    for depth, pathways, derived, measured in chosen:
        H, L = int(pathways), int(depth)
        assert derived == f"{figure.derived(H, L):.12f}"
        assert measured == f"{figure.measured(H, L):.12f}"
        # Both are correct to all 12 digits shown: float64 has 16, the measurement was asked for 20.
        assert abs(float(derived) - float(measured)) <= 1e-12
