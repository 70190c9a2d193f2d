"""Figures: their numbers, their words, that files are the same every time, and `sharpath figures`.

Blind to: how they look, beyond labels, colours and what tells lines apart; whole figures where they take
long: those are drawn here with fewer runs.
"""

import csv
import io
import os
import re
from fractions import Fraction
from xml.etree import ElementTree as Xml

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_hex
from matplotlib.lines import Line2D

from proofs_check.cli import main
from proofs_check.figures import (
    catalogue,
    phases,
    rebalancing,
    reduction_factor,
    tanh_pathways,
    unequal_depths,
    worst_case_return,
)
from proofs_check.figures.style import COLOURS, GREY, render, style, table
from theory import Pathways, Sharpness

#: Drawn with less to run; the same code.
SMALL = {
    "reduction-factor": lambda: reduction_factor.draw((2, 3), (1, 2, 3)),
    "rebalancing": lambda: rebalancing.draw(400, (Fraction(9, 10), Fraction(21, 10))),
    "phases-over-depth": lambda: phases.over_depth((5, 6), 13, 8000),
    "phases-over-pathways": lambda: phases.over_pathways((2, 3), 7, 300),
    "worst-case-return": lambda: worst_case_return.draw((2, 16, 17, 40, 10**6)),
    "unequal-depths": lambda: unequal_depths.draw((Fraction(6, 10), Fraction(3, 4), Fraction(9, 10)), 3003),
    "tanh": lambda: tanh_pathways.draw((Fraction(1, 2), Fraction(13, 10)), 2007),
}


@pytest.fixture(scope="module")
def drawn():
    """Every figure, small."""
    with style():
        return {name: make() for name, make in SMALL.items()}


def column(figure, name):
    return [row[figure.header.index(name)] for row in figure.rows]


def test_every_figure_of_the_catalogue_is_tried_here():
    assert set(SMALL) == set(catalogue.FIGURES)
    for entry in catalogue.FIGURES.values():
        module, _, function = entry.place.partition(":")
        assert callable(getattr(__import__(f"proofs_check.figures.{module}", fromlist=["x"]), function))


@pytest.mark.parametrize("name", SMALL)
def test_captions_say_what_was_predicted_and_what_was_measured(drawn, name):
    caption = drawn[name].caption
    assert "Predicted" in caption
    assert "Measured" in caption
    assert "{" not in caption
    assert name != "tanh" or caption.startswith("Empirical")


@pytest.mark.parametrize("name", SMALL)
def test_axes_are_labelled_with_symbols(drawn, name):
    figure = drawn[name].figure
    assert all(
        axes.get_xlabel() or axes.get_shared_x_axes().joined(axes, figure.axes[-1]) for axes in figure.axes
    )
    assert figure.axes[0].get_ylabel()
    labels = [text for axes in figure.axes for text in (axes.get_xlabel(), axes.get_ylabel()) if text]
    assert any("$" in text for text in labels)


@pytest.mark.parametrize("name", [name for name in SMALL if not name.startswith("phases")])
def test_lines_are_colour_blind_safe_and_told_apart_in_grey(drawn, name):
    allowed = {colour.lower() for colour in (*COLOURS, GREY)} | {"#000000"}
    for axes in drawn[name].figure.axes:
        named = [line for line in axes.get_lines() if not line.get_label().startswith("_")]
        assert {to_hex(line.get_color()) for line in axes.get_lines()} <= allowed
        # Without colour.
        looks = [(line.get_linestyle(), str(line._dash_pattern), line.get_marker()) for line in named]
        alike = len(looks) - len(set(looks))
        # The two linear runs of the tanh figure are a mirror image of each other.
        assert alike == (1 if name == "tanh" else 0), looks


def test_the_same_figure_gives_the_same_files_with_its_caption_in_them():
    found = []
    for _ in range(2):
        with style():
            figure = SMALL["worst-case-return"]()
            found.append(
                render(figure.figure, ("svg", "pdf", "png"), title="Title", caption=figure.caption, dpi=50)
            )
    assert found[0] == found[1]
    text = found[0]["svg"].decode()
    Xml.fromstring(text)
    told = " ".join(re.sub(r"&lt;", "<", text).split())
    assert " ".join(figure.caption.split()) in told
    assert "<dc:date>" not in text
    assert figure.caption.encode("latin-1") in found[0]["png"]
    assert found[0]["pdf"].startswith(b"%PDF")


def test_lines_and_marks_of_the_reduction_factor_meet(drawn):
    pairs = zip(
        column(drawn["reduction-factor"], "derived"),
        column(drawn["reduction-factor"], "measured"),
        strict=True,
    )
    for derived, measured in pairs:
        # Both are right to the 12 digits that are kept.
        assert abs(float(derived) - float(measured)) <= 1e-12


def test_the_worst_case_return_lies_where_it_is_said_to_lie(drawn):
    figure = drawn["worst-case-return"]
    for depth, predicted, measured, lower, upper, asymptote in figure.rows:
        # Rounded to float64 once each, and multiplied by the depth: three halves of a unit in the last place.
        assert abs(predicted - measured) <= 4 * 2**-52 * predicted
        assert predicted > 2
        assert (lower is None) == (upper is None) == (depth < 17)
        if lower is not None:
            assert lower <= predicted <= upper
        assert abs(predicted - asymptote) < 0.8
    # 2 log L is no upper bound at 16, which is why the shading begins at 17.
    assert figure.rows[1][1] > worst_case_return._at(worst_case_return.UPPER, 16)


@settings(max_examples=25)
@given(st.lists(st.fractions(Fraction(1, 50), 1), min_size=3, max_size=3))
def test_no_split_is_flatter_than_the_flattest(parts):
    split, least = unequal_depths.flattest_split()
    assert abs(sum(split) - 1) <= 1e-15 * 4
    shares = [part / sum(parts) for part in parts]
    value = Sharpness(Pathways(*zip((3, 5, 7), shares, strict=True))).doit()
    # The minimum itself is right to 20 digits before it is rounded to 16.
    assert float(value) >= least * (1 - 1e-14)


def test_small_steps_follow_the_flow_and_larger_ones_move_towards_the_flattest_split(drawn):
    figure = drawn["unequal-depths"]
    calm, balanced, restless = figure.rows
    split, least = unequal_depths.flattest_split()
    flow = unequal_depths._flow_limit()
    assert calm[-1] == "settled"
    assert all(abs(a - b) < 0.01 for a, b in zip(calm[1:4], flow, strict=True))
    far, near = (max(abs(a - b) for a, b in zip(row[1:4], split, strict=True)) for row in (calm, balanced))
    assert near < far
    assert float(restless[0]) > 2 / least
    assert restless[-1] != "settled"


def test_runs_of_the_rebalancing_figure(drawn):
    figure = drawn["rebalancing"]
    rows = [dict(zip(figure.header, row, strict=True)) for row in figure.rows]
    below, above = ([row for row in rows if row["relative_eta"] == x][-1] for x in (0.9, 2.1))
    assert below["share_2"] > 0.99
    assert below["sharpness"] < below["stability_edge"]
    assert abs(below["share_2"] - below["flow_share_2"]) < 0.01
    assert above["share_1"] == pytest.approx(above["share_2"], rel=1e-6)
    assert {row["step"] for row in rows} == set(range(0, 401, 5))


def test_pathways_of_tanh_become_equal_where_linear_ones_do_not(drawn):
    small, large = drawn["tanh"].rows
    assert abs(small[2] - small[3]) > 0.9
    assert abs(large[2] - large[3]) < abs(large[4] - large[5]) / 4


def test_the_table_of_the_phases_is_that_of_its_rows(drawn):
    figure = drawn["phases-over-depth"]
    assert column(figure, "depth") == [5, 6]
    # One step size of thirteen between 0.5 and 3.5, on either side.
    for found, predicted in zip(
        column(figure, "last_settled"), column(figure, "balanced_threshold"), strict=True
    ):
        assert abs(float(found) - float(predicted)) <= 0.25


@given(
    st.lists(st.tuples(st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text("a,\"'\n b")))
)
def test_tables_are_read_back(rows):
    read = list(csv.reader(io.StringIO(table(("a", "b", "c"), rows), newline="")))
    assert read[0] == ["a", "b", "c"]
    assert [(int(a), float(b), c) for a, b, c in read[1:]] == rows


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """One command in an empty folder, all figures small."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("proofs_check.figures_command.draw", lambda name: SMALL[name]())

    def command(*arguments):
        status = main(["figures", *arguments])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return command


def test_files_data_and_captions_are_written(run, tmp_path):
    status, out, err = run("worst-case-return", "-o", "f", "--format", "svg,png")
    assert (status, err) == (0, "")
    assert out == "f/worst-case-return: csv, txt, svg, png\n"
    folder = tmp_path / "f"
    assert {path.name for path in folder.iterdir()} == {
        f"worst-case-return.{e}" for e in ("csv", "txt", "svg", "png")
    }
    text = (folder / "worst-case-return.txt").read_text()
    assert text.startswith(catalogue.FIGURES["worst-case-return"].title)
    assert "Predicted" in text
    with (folder / "worst-case-return.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["L"] for row in rows] == ["2", "16", "17", "40", "1000000"]
    assert rows[0]["lower_bound"] == ""


def test_nothing_is_replaced_without_force(run, tmp_path):
    (tmp_path / "f").mkdir()
    (tmp_path / "f/tanh.txt").write_text("mine")
    status, out, err = run("tanh", "-o", "f")
    assert (status, out) == (2, "")
    assert "f/tanh.txt: exists already; remedy: name another folder with --output, or add --force" in err
    assert os.listdir(tmp_path / "f") == ["tanh.txt"]  # noqa: PTH208
    assert run("tanh", "-o", "f", "--force", "--format", "svg")[0] == 0
    assert (tmp_path / "f/tanh.txt").read_text() != "mine"


def test_the_list_and_unusable_names(run, tmp_path):
    status, out, _ = run("--list")
    assert status == 0
    assert [line.split()[0] for line in out.splitlines()] == list(catalogue.FIGURES)
    assert not list(tmp_path.iterdir())
    for arguments, message in (
        (["reduction"], "did you mean reduction-factor"),
        (["zzzz"], "--list shows every name"),
        (["tanh", "--format", "gif"], "svg, png, pdf"),
        (["tanh", "-o", "/dev/null/x"], "cannot be made a folder"),
    ):
        status, out, err = run(*arguments)
        assert (status, out, err.count("\n")) == (2, "", 1)
        assert message in err


def test_marks_are_drawn_for_what_was_measured(drawn):
    # A figure without its measured marks would show predictions only.
    for name in ("reduction-factor", "worst-case-return", "unequal-depths", "tanh"):
        lines = [line for axes in drawn[name].figure.axes for line in axes.get_lines()]
        assert any(isinstance(line, Line2D) and line.get_marker() not in {"None", "", None} for line in lines)
