"""Display in notebooks, and the tutorial: run from its first cell to its last, it shows what is stored in it.

Blind to: notebook programs themselves (there is no kernel here); the pixels of the stored picture, which
differ between versions of Matplotlib.
"""

import json
import re
from xml.etree import ElementTree as Xml

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from proofs_check import notebook
from proofs_check.figures.catalogue import FIGURES
from proofs_check.result import Result
from proofs_check.verdict import Evidence, Grade, Kind, Verdict, Witness
from tests.notebook import NOTEBOOK, executed, run
from theory import Balanced, Sharpness, Statement, display
from theory.statements import all_statements

H, L = sp.symbols("H L", integer=True, positive=True)
s = sp.Symbol("s", positive=True)


@pytest.fixture
def plain():
    """Without the field's notation, as when only `theory` is imported."""
    display.use(None, None)
    yield
    display.use(notebook.latex, notebook._in_html)


def well_formed(text):
    """Parsed, as XML is stricter than HTML."""
    return Xml.fromstring(text.replace("<br>", "<br/>"))


@pytest.mark.parametrize("statement", all_statements()[:8], ids=lambda statement: statement.id)
def test_statements_show_id_title_hypotheses_and_every_part_of_the_claim(statement):
    root = well_formed(statement._repr_html_())
    text = "".join(root.itertext())
    assert text.startswith(statement.id)
    assert statement.title in text
    parts = statement.claim.args if isinstance(statement.claim, sp.And) else (statement.claim,)
    assert len(list(root.iter("math"))) == len(parts) + len(statement.hypotheses)
    line = statement._repr_latex_()
    assert line.startswith(r"$\displaystyle ")
    assert line.count(r"\qquad \text{if }") == bool(statement.hypotheses)


def test_quantities_speak_the_notation_of_the_field_where_it_is_known(plain):
    quantity = Sharpness(Balanced(H, L, s))
    assert r"\operatorname{Sharpness}" in quantity._repr_latex_()
    assert r"\operatorname{Sharpness}" in quantity._repr_html_()
    display.use(notebook.latex, notebook._in_html)
    assert quantity._repr_latex_() == r"$\displaystyle \lambda_{\max}(\mathrm{Balanced}(H, L, s))$"
    assert (
        quantity / L
    )._repr_latex_() == r"$\displaystyle \frac{\lambda_{\max}(\mathrm{Balanced}(H, L, s))}{L}$"
    assert [node.text for node in well_formed(quantity._repr_html_()).iter("mi")][:3] == [
        "λ",
        "max",
        "Balanced",
    ]


def test_statements_show_themselves_without_the_checker(plain):
    x = sp.Symbol("x", real=True)
    shown = Statement("a", sp.Lt(x, x + 1), given=[x > 0], title="1 < 2 & 3")._repr_html_()
    assert "1 &lt; 2 &amp; 3" in shown
    assert well_formed(shown).find("p").text == r"Suppose that $\displaystyle x > 0$. Then"


def made(grade, *evidence, latex=None):
    verdict = Verdict(grade, reason="why <so>", remedy="mend it")
    return Result("r", "", "", "", "x < 1", (), (), None, (), verdict, evidence, 0.5, latex or {})


def test_results_show_verdict_claim_witness_and_blind_spots():
    witness = Witness({"x": "2"}, "x < 1 fails", "enclosed", "")
    piece = Evidence(Kind.SAMPLED, "1 false", "what lies <between>", witness=witness)
    root = well_formed(made(Grade.REFUTED, piece)._repr_html_())
    text = "".join(root.itertext())
    for needed in ("r: REFUTED; why <so>; would help: mend it", "x < 1", "False at x = 2: x < 1 fails"):
        assert needed in text
    assert "sampled: 1 false. Blind to: what lies <between>." in text
    assert made(Grade.REFUTED)._repr_latex_() is None
    assert made(Grade.PROVED, latex={"claim": "x < 1"})._repr_latex_() == (
        r"$\displaystyle x < 1 \qquad \text{PROVED}$"
    )
    assert "<math" in made(Grade.PROVED, latex={"claim": "x < 1"})._repr_html_()


@given(st.text(st.characters(exclude_categories=("Cs", "Cc"))))
def test_no_text_breaks_what_is_shown(text):
    piece = Evidence(Kind.PROOF, text + "<", text)
    root = well_formed(made(Grade.PROVED, piece)._repr_html_())
    assert text + "<" in "".join(root.itertext())


def test_figures_by_name():
    with pytest.raises(ValueError, match=r"name must be one of reduction-factor, .*; got 'x'"):
        notebook.figure("x")
    assert "unequal-depths" in FIGURES


def test_a_cell_shows_what_it_prints_and_its_last_expression():
    names = {}
    assert run("x = 1", names, 1) == []
    printed, shown = run("print(x)\nx + 1", names, 2)
    assert printed["text"] == ["1\n"]
    assert shown["data"] == {"text/plain": ["2"]}
    assert shown["execution_count"] == 2


@pytest.fixture(scope="module")
def tutorial():
    """The tutorial as stored, and as it runs now."""
    stored = json.loads(NOTEBOOK.read_text())
    return stored, executed(stored)


def test_the_tutorial_shows_what_it_does(tutorial):
    stored, now = tutorial
    assert sum(cell["cell_type"] == "code" for cell in now["cells"]) > 8
    for kept, fresh in zip(stored["cells"], now["cells"], strict=True):
        if kept["cell_type"] == "code":
            assert kept["execution_count"] == fresh["execution_count"]
            assert [without_picture(o) for o in kept["outputs"]] == [
                without_picture(o) for o in fresh["outputs"]
            ]


def without_picture(output):
    data = output.get("data", {})
    # Rounding may move the last digits of what was measured, and a caption's third.
    return {**output, "data": {kind: text for kind, text in data.items() if "image" not in kind}}


def test_the_tutorial_has_every_kind_of_output_and_the_format_of_notebooks(tutorial):
    _, now = tutorial
    outputs = [output for cell in now["cells"] for output in cell.get("outputs", [])]
    kinds = {kind for output in outputs for kind in output.get("data", {})}
    assert kinds == {"text/plain", "text/html", "text/latex", "image/svg+xml"}
    text = json.dumps(outputs)
    assert all(grade in text for grade in ("PROVED", "CERTIFIED", "SUPPORTED", "REFUTED"))
    assert (now["nbformat"], now["nbformat_minor"]) == (4, 5)
    ids = [cell["id"] for cell in now["cells"]]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[\w-]{1,64}", name) for name in ids)
    for cell in now["cells"]:
        wanted = {"cell_type", "id", "metadata", "source"}
        assert set(cell) == wanted | (
            {"outputs", "execution_count"} if cell["cell_type"] == "code" else set()
        )
