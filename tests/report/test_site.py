"""The documentation site: the pages that are made say what there is; Sphinx builds it without a warning.

Blind to: prose; how the site looks; links that leave it.
"""

import re
import runpy
import subprocess
import sys
from importlib import util
from pathlib import Path

import pytest

from proofs_check.figures.catalogue import FIGURES
from theory.statements import all_statements

DOCS = Path(__file__).parent.parent.parent / "docs"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The pages that are made, with one figure that has been drawn."""
    root = tmp_path_factory.mktemp("site")
    (root / "figures").mkdir()
    (root / "figures/tanh.svg").write_text("<svg/>")
    (root / "figures/tanh.txt").write_text("Title.\n\nPredicted * and _measured_ <here>.\n")
    runpy.run_path(str(DOCS / "site_pages.py"))["write"](root / "generated", root / "figures")
    return root / "generated"


def test_every_statement_is_in_the_index_with_formulas_and_links_that_lead_there(folder):
    text = (folder / "statements.md").read_text()
    anchors = re.findall(r"^\((.+)\)=$", text, re.MULTILINE)
    assert anchors == [statement.id for statement in all_statements()]
    assert set(re.findall(r"\[\]\(#(.+?)\)", text)) <= set(anchors)
    assert text.count("<math") > 2 * len(anchors)
    # A formula that could not be written would be text.
    assert "<code>" not in text


def test_the_gallery_has_every_figure_and_its_caption(folder):
    text = (folder / "gallery.md").read_text()
    assert [line[3:] for line in text.splitlines() if line.startswith("## ")] == [
        f.title for f in FIGURES.values()
    ]
    assert r"Predicted \* and \_measured\_ \<here\>." in text
    assert (folder / "tanh.svg").read_text() == "<svg/>"
    assert text.count("Not drawn yet") == len(FIGURES) - 1


def test_the_tutorial_is_there_with_its_outputs(folder):
    text = (folder / "tutorial.md").read_text()
    assert text.count("```python") > 8
    assert "REFUTED" in text
    assert list(folder.glob("cell-*.svg"))


def test_every_module_of_the_reference_exists(folder):
    modules = re.findall(r"automodule:: (\S+)", (folder / "reference.md").read_text())
    assert len(modules) > 10
    assert all(util.find_spec(module) for module in modules)


def test_pages_that_did_not_change_are_not_written_again(folder):
    before = {path.name: path.stat().st_mtime_ns for path in folder.glob("*.md")}
    runpy.run_path(str(DOCS / "site_pages.py"))["write"](folder, folder.parent / "figures")
    assert {path.name: path.stat().st_mtime_ns for path in folder.glob("*.md")} == before


@pytest.mark.exhaustive
@pytest.mark.skipif(util.find_spec("sphinx") is None, reason="needs Sphinx; remedy: make docs")
def test_the_site_is_built_without_a_warning_and_asks_for_nothing(tmp_path):
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "--fail-on-warning",
        "--keep-going",
        "--quiet",
        "--builder",
        "html",
    ]
    done = subprocess.run(
        [*command, DOCS, tmp_path], capture_output=True, text=True, check=False, timeout=250
    )
    assert (done.returncode, done.stderr) == (0, "")
    for page in tmp_path.rglob("*.html"):
        asked = re.findall(r'<(?:script|link|img)[^>]*(?:src|href)="(https?:[^"]*)"', page.read_text())
        assert asked == [], page
