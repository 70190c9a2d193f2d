"""The report as a page: what it says, that it stands alone, that it can be read by all.

Blind to: how it looks (`test_report_in_a_browser.py` measures some of it), whether the evidence is right, and
Markdown renderers other than the reader's.
"""

import copy
import json
import re
from pathlib import Path
from types import SimpleNamespace

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proofs_check.cli import main
from proofs_check.figures import catalogue
from proofs_check.report import html, html_style, json_report
from proofs_check.report.content import content
from proofs_check.report.details import KINDS
from proofs_check.report.html import html_page
from proofs_check.report.html_pictures import inline, pictures
from proofs_check.report.markdown import markdown_page
from proofs_check.verdict import Grade, Kind
from tests.report.pages import Page, contrast
from theory.statements import all_statements

ROOT = Path(__file__).parent.parent.parent
PROVED, REFUTED = "reduction-factor-at-depth-two", "reduction-factor"
SCHEMA = json.loads((ROOT / "proofs_check/report/schema.json").read_text())


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with `report.json`: one statement proved, one of a file refuted."""
    folder = tmp_path_factory.mktemp("report")
    file = str(ROOT / "tests/examples/wrong_exponent.py")
    effort = ["--quick", "--jobs", "1", "--no-cache"]
    assert main(["report", PROVED, file, *effort, "-o", str(folder / "report.json")]) == 1
    return folder


@pytest.fixture(scope="module")
def data(folder):
    """What is in it."""
    return json.loads((folder / "report.json").read_text())


@pytest.fixture(scope="module")
def made(data):
    """The HTML page of it."""
    return html_page(content(data, all_statements()))


@pytest.fixture(scope="module")
def page(made):
    """The same, parsed."""
    return Page(made)


def known(name):
    """A built-in statement."""
    return next(statement for statement in all_statements() if statement.id == name)


def test_elements_close_as_they_open_and_ids_are_unique(page):
    assert (page.open, page.wrong) == ([], [])
    assert len(page.ids) == len(set(page.ids)) > 20
    assert all(re.fullmatch(r"[A-Za-z][\w.+:-]*", name) for name in page.ids)


def test_links_lead_somewhere_on_the_page(page):
    targets = [attributes["href"] for tag, attributes in page.elements if tag == "a"]
    assert len(targets) > 10
    assert {target.removeprefix("#") for target in targets} <= set(page.ids)


def test_headings_are_in_order(page):
    assert page.headings[0] == 1
    assert page.headings.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(page.headings, page.headings[1:], strict=False))


def test_nothing_is_asked_of_the_network_and_no_script_is_there(made, page):
    assert not page.all(lambda tag, _: tag in {"script", "iframe", "object", "embed", "img", "base"})
    assert not page.all(lambda _, attributes: any(name.startswith("on") for name in attributes))
    asked = [a[name] for _, a in page.elements for name in ("src", "href", "srcset", "action") if name in a]
    assert all(value.startswith(("#", "data:")) for value in asked)
    assert not re.search(r"@import|url\((?!#)|https?:", made)


def test_every_verdict_piece_of_evidence_blind_spot_and_step_is_there(data, page):
    for entry in data["statements"]:
        for piece in entry["evidence"]:
            assert piece["summary"] in page.text
            assert piece["blind_to"] in page.text
    steps = next(p for p in data["statements"][0]["evidence"] if p["kind"] == "proof")["data"]["steps"]
    items = page.all(lambda tag, a: tag == "li" and a.get("id", "").startswith(f"s-{PROVED}-"))
    assert len(items) == len(steps) == 12
    notes = [step.note for step in known(PROVED).derivation.steps if step.note]
    assert [step["note"] for step in steps if step["note"]] == notes
    assert notes
    assert all(note[1:] in page.text for note in notes)
    assert "Blind to" in page.text
    witness = data["statements"][1]["witness"]
    assert "H = 2, L = 2, s = 1" in page.text
    assert witness["violation"] in page.text
    assert witness["paste"] in page.text


def test_proofs_and_details_are_folded(page):
    folded = page.all(lambda tag, _: tag == "details")
    assert folded
    assert not any("open" in attributes for _, attributes in folded)


def test_formulas_are_mathml_where_the_statement_is_known_and_text_elsewhere(data, page):
    # The file's statement is not at hand when only the report is.
    assert page.all(lambda tag, _: tag == "math")
    assert "Eq(Sharpness(Balanced(H, L, s))/Sharpness(SinglePath(L, s)), H**(-1 + 1/L))" in page.text
    other = copy.deepcopy(data)
    other["statements"][0]["claim"] += " "
    changed = Page(html_page(content(other, all_statements())))
    before = len(page.all(lambda tag, _: tag == "math"))
    assert len(changed.all(lambda tag, _: tag == "math")) < before


def test_the_box_reproduces_the_report(data, page, tmp_path, monkeypatch):
    command = next(line for line in page.text.splitlines() if line.startswith("sharpath report "))
    for needed in (
        f"--seed {data['options']['seed']}",
        "--digits 50",
        "--quick",
        PROVED,
        "wrong_exponent.py",
    ):
        assert needed in command
    for name, version in {"sharpath": data["sharpath"], **data["versions"]}.items():
        assert f"{name} {version}" in page.text
    monkeypatch.chdir(tmp_path)
    again = command.split()[1:]
    assert main([*again, "--no-cache", "--jobs", "1", "-o", "again.json"]) == 1
    found = json.loads(Path("again.json").read_text())
    timings = re.compile(r'"timing": \{[^}]*\}')
    assert timings.sub("", json.dumps(found)) == timings.sub("", json.dumps(data))


def test_the_filter_offers_what_occurs_and_the_style_sheet_carries_it_out(page):
    offered = [a["id"] for tag, a in page.elements if tag == "input"]
    assert offered == ["show-all", "show-proved", "show-refuted", "show-failed"]
    for name, kept in (("proved", ".proved"), ("refuted", ".refuted"), ("failed", ".failed")):
        rule = f"body:has(#show-{name}:checked) :is(.statement, .row):not({kept}) {{ display: none; }}"
        assert rule in page.style
    classes = [a["class"].split() for tag, a in page.elements if tag == "section"]
    assert classes == [["statement", "proved"], ["statement", "refuted", "failed"]]
    everything = page.all(lambda tag, a: tag == "input" and "checked" in a)
    assert [a["id"] for _, a in everything] == ["show-all"]


@pytest.mark.parametrize("colours", [html_style.LIGHT, html_style.DARK], ids=["light", "dark"])
def test_text_has_the_contrast_of_wcag_aa(colours):
    for text, ground in html_style.PAIRS:
        assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
    # Edges and the outline of what has the focus need 3.
    assert contrast(colours["edge"], colours["ground"]) >= 3


def test_the_measure_of_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21, abs=1e-12)
    # The example that WCAG's authors give for just failing: #777777 on white.
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=5e-4)


def test_every_colour_is_one_of_the_listed(page):
    sheet = page.style
    for colours in (html_style.LIGHT, html_style.DARK):
        for name, value in colours.items():
            assert f"--{name}: {value};" in sheet
            sheet = sheet.replace(f"--{name}: {value};", "")
    # Figures are printed on white in both modes.
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?!:)", sheet) == ["#ffffff"]


def test_every_kind_and_grade_is_explained():
    assert set(KINDS) == {kind.value for kind in Kind}
    assert set(html.GRADES) == {grade.value for grade in Grade}


#: Text of any kind that a report may carry.
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30)


@settings(max_examples=30)
@given(TEXT, TEXT, TEXT, TEXT)
def test_no_text_can_break_the_page(data, title, source, blind, value):
    other = copy.deepcopy(data)
    for entry in other["statements"]:
        entry["title"], entry["source"], entry["claim"] = title + "<i>", source + "<u>", title + "<b>&"
        entry["evidence"][0]["blind_to"] = blind + "<script>"
        if entry["witness"]:
            entry["witness"]["values"] = {"x": value + "</code>"}
    made = Page(html_page(content(other, ())))
    assert (made.open, made.wrong) == ([], [])
    assert not made.all(lambda tag, _: tag in {"script", "b", "i", "u"})
    for text in (title, source, blind, value):
        assert text.strip() in made.text
    assert markdown_page(content(other, ())).count("<details>") == 1


def test_open_assumptions_are_named():
    entry = {
        "id": "x", "title": "", "source": "", "related": [], "location": "", "claim": "x", "given": [],
        "understood": [], "expect": None, "verdict": "PROVED", "reason": "", "remedy": "", "defect": "",
        "passed": True, "sensitivity": None, "witness": None, "timing": {"seconds": 0},
        "evidence": [{
            "kind": "proof", "summary": "p", "blind_to": "b", "counts": None, "message": "",
            "data": {"oracles": [], "steps": [
                {"step": "a", "rule": "assume", "claim": "y", "uses": [], "under": [], "note": ""},
                {"step": "b", "rule": "identity", "claim": "z", "uses": ["a"], "under": ["a"], "note": "so"},
            ]},
        }],
    }  # fmt: skip
    options = {"quick": False, "digits": 50, "seed": 0, "require": "PROVED", "floor": "9/10", "box": ""}
    data = {"sharpath": "1", "options": options, "versions": {}, "statements": [entry], "unusable": []}
    found = content(data, ())
    assert [(s.uses, s.under, s.note) for s in found.sections[0].proof] == [((), (), ""), ((1,), (1,), "so")]
    assert "algebra, from (1); under (1). So." in Page(html_page(found)).text
    assert "algebra, from (1); under (1). So." in markdown_page(found)


def test_markdown_says_the_same(data):
    text = markdown_page(content(data, all_statements()))
    assert text.count("```") % 2 == 0
    assert text.replace("$$", "").count("$") % 2 == 0
    assert r"\frac{\lambda_{\max}(" in text
    assert "**Counterexample:** `H = 2, L = 2, s = 1`" in text
    assert "sharpath report " in text
    for piece in data["statements"][0]["evidence"]:
        assert f"**{piece['kind']}**" in text


def test_json_follows_its_schema(data):
    jsonschema.validate(data, SCHEMA)
    assert json_report.as_text(data).endswith("}\n")


@pytest.fixture
def drawn(monkeypatch):
    """Names of the figures that are drawn, each one an empty picture."""
    names = []
    figure = SimpleNamespace(
        savefig=lambda stream, **_: stream.write(b'<svg width="1pt"><g id="a"/></svg>'),
        set_layout_engine=lambda _: None,
    )
    monkeypatch.setattr(
        catalogue, "draw", lambda name: names.append(name) or SimpleNamespace(figure=figure, caption="<said>")
    )
    return names


def test_a_picture_stands_with_the_statement_it_illustrates(drawn, data):
    found = pictures(["mode-eigenvalue", "reduction-factor-in-depth", "wcr-equation"])
    assert drawn == ["reduction-factor", "worst-case-return"]
    assert list(found) == ["reduction-factor-in-depth", "wcr-equation"]
    shown = Page(html_page(content(data, ()), {PROVED: found["wcr-equation"]}))
    assert (shown.open, shown.wrong) == ([], [])
    assert "<said>" in shown.text
    assert "worst-case-return-a" in shown.ids


def test_of_two_pictures_for_one_statement_the_second_goes_elsewhere_or_nowhere(drawn, monkeypatch):
    entries = {name: catalogue.Entry(name, "", ids, quick=True) for name, ids in (("f", "a"), ("g", "ab"))}
    monkeypatch.setattr(catalogue, "FIGURES", entries)
    assert {name: "aria-label" in svg for name, (svg, _) in pictures(["a", "b"]).items()} == {
        "a": True,
        "b": True,
    }
    assert list(pictures(["a"])) == ["a"]
    assert drawn == ["f", "g", "f"]


def test_a_statement_of_a_file_gets_no_picture_of_a_built_in_one_of_its_name(drawn, folder, tmp_path):
    earlier = ["report", "--from", str(folder / "report.json")]
    assert main([*earlier, "-o", str(tmp_path / "p.html")]) == 1
    assert drawn == []
    assert "<figure>" not in (tmp_path / "p.html").read_text()


def test_an_inline_picture_keeps_its_references():
    svg = '<?xml v?><svg xmlns="http://w3" height="2pt"><metadata>http://x</metadata><use xlink:href="#a"/>'
    svg += '<g id="a" clip-path="url(#b)"/><g id="b"/></svg>\n'
    shown = inline(svg, "n", 'a "t"')
    assert "http" not in shown
    assert shown.count("n-a") == shown.count("n-b") == 2
    assert 'aria-label="a &quot;t&quot;"' in shown


def test_markdown_keeps_names_in_their_code(data):
    told = copy.deepcopy(data)
    entry = told["statements"][1]
    entry["witness"]["values"] = {"a`<img src=x>`b": "1"}
    entry["claim"] = "```\n<img src=x>"
    text = markdown_page(content(told, ()))
    assert "**Counterexample:** `` a`<img src=x>`b = 1 ``" in text
    assert "````text\n```\n<img src=x>\n````" in text


def test_markdown_links_to_what_is_on_the_page(data):
    text = markdown_page(content(data, all_statements()))
    links = re.findall(r"\]\(#([^)]*)\)", text)
    assert data["statements"][0]["related"]
    assert set(links) <= set(re.findall(r'<a id="([^"]*)">', text))


def test_two_symbols_are_two_on_the_whole_page():
    from sympy import Ge, symbols

    from proofs_check.report.content import _claim, _hypotheses, _writers
    from theory import Statement

    one, two = symbols("x1 x_1", positive=True)
    statement = Statement("two", Ge(one, two), given=[one > 2, two < 1])
    write, _ = _writers(statement, {})
    entry = {"given": ["x1 > 2", "x_1 < 1"], "understood": []}
    first, second = (h.latex.split()[0] for h in _hypotheses(entry, statement, write))
    assert first != second
    assert {first, second} == set(_claim({}, statement, write)[0].latex.split(r" \ge "))
