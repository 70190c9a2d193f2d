"""`sharpath report`: what it reads, where it writes, what it refuses.

Blind to: what stands on the page (`test_report_page.py`).
"""

import json
import os

import pytest

from proofs_check.cli import main
from tests.report.test_report_page import PROVED, data, folder

__all__ = ["data", "folder"]


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """An empty folder to stand in; figures take seconds and are drawn elsewhere."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("proofs_check.report.html_pictures.pictures", lambda ids: {})
    return tmp_path


@pytest.fixture
def run(capsys):
    """One command: exit status, standard output, standard error."""

    def command(*arguments):
        status = main(["report", *arguments])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return command


@pytest.fixture
def earlier(folder):
    """Arguments that take what was judged."""
    return ("--from", str(folder / "report.json"))


def test_formats_follow_the_name_or_the_option(run, earlier, here):
    for arguments, name, begins in (
        ((), "sharpath-report.html", "<!doctype html>"),
        (("--format", "markdown"), "sharpath-report.md", "<!-- written by sharpath"),
        (("--format", "json"), "sharpath-report.json", "{"),
        (("-o", "a.md"), "a.md", "<!-- written by sharpath"),
        (("-o", "a.json"), "a.json", "{"),
        (("-o", "a.txt"), "a.txt", "<!doctype html>"),
        (("-o", "b.json", "--format", "html"), "b.json", "<!doctype html>"),
    ):
        status, out, err = run(*earlier, *arguments)
        assert (status, err) == (1, "")
        assert out == f"{name}: 1 PROVED, 1 REFUTED; 1 did not pass\n"
        assert (here / name).read_text().startswith(begins)


def test_the_same_report_gives_the_same_bytes(run, earlier, here):
    for name in ("a.html", "b.html"):
        run(*earlier, "-o", name)
    assert (here / "a.html").read_bytes() == (here / "b.html").read_bytes()


def test_some_statements_of_a_report_and_their_status(run, earlier, folder):
    status, out, _ = run(*earlier, PROVED, "-o", "-", "--format", "json")
    assert status == 0
    assert [entry["id"] for entry in json.loads(out)["statements"]] == [PROVED]
    kept = json.loads((folder / "report.json").read_text())
    assert len(kept["statements"]) == 2


def test_an_error_and_an_unusable_file_are_status_two(run, data, here):
    failed = json.loads(json.dumps(data))
    failed["statements"][1] |= {"verdict": "ERROR", "witness": None}
    (here / "error.json").write_text(json.dumps(failed))
    unusable = json.loads(json.dumps(data)) | {
        "unusable": [{"where": "f.py", "what": "is", "remedy": "mend"}]
    }
    (here / "unusable.json").write_text(json.dumps(unusable))
    assert run("--from", "error.json", "-o", "-")[0] == run("--from", "unusable.json", "-o", "-")[0] == 2
    assert "Files that could not be used" in run("--from", "unusable.json", "-o", "-")[1]


def test_a_file_that_the_user_named_is_not_overwritten_without_force(run, earlier, here):
    (here / "mine.html").write_text("keep me")
    status, out, err = run(*earlier, "-o", "mine.html")
    assert (status, out) == (2, "")
    assert err == "sharpath: error: mine.html: exists already; remedy: name another file, or add --force\n"
    assert (here / "mine.html").read_text() == "keep me"
    assert run(*earlier, "-o", "mine.html", "--force")[0] == 1
    assert (here / "mine.html").read_text().startswith("<!doctype html>")
    # Not even a page of ours, if it was named.
    assert run(*earlier, "-o", "mine.html")[0] == 2


def test_the_default_file_replaces_an_earlier_page_but_nothing_else(run, earlier, here):
    assert run(*earlier)[0] == run(*earlier)[0] == 1
    (here / "sharpath-report.html").write_text("<!doctype html> mine")
    status, _, err = run(*earlier)
    assert status == 2
    assert "exists and is not a sharpath report" in err


def test_writing_is_complete_or_did_not_happen(run, earlier, here, monkeypatch):
    (here / "a.html").write_text("before")

    def full(*_):
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr("os.fsync", full)
    status, _, err = run(*earlier, "-o", "a.html", "--force")
    assert status == 2
    assert "No space left on device" in err
    assert (here / "a.html").read_text() == "before"
    assert os.listdir(here) == ["a.html"]  # noqa: PTH208


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--from", "missing.json"], "No such file"),
        (["--from", "other.json"], "is not a sharpath report"),
        (["--from", "old.json"], "is a report of version 1"),
        (["--from", "damaged.json"], "is a damaged sharpath report"),
        (["nonsense"], "no statement has this id"),
        (["-o", "missing/a.html"], "its directory does not exist"),
        (["-o", "."], "is a directory"),
        (["--format", "pdf"], "invalid choice"),
    ],
)
def test_what_cannot_be_used_is_one_line(run, here, arguments, message):
    (here / "other.json").write_text("[]")
    (here / "old.json").write_text('{"schema": "sharpath-report", "version": 1}')
    damaged = {"schema": "sharpath-report", "version": 2, "options": {}, "versions": {}, "statements": [{}]}
    (here / "damaged.json").write_text(json.dumps(damaged))
    status, out, err = run(*arguments)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert message in err
    assert "remedy" in err


def test_a_report_without_a_part_that_a_page_needs_is_damaged(run, data, here):
    less = json.loads(json.dumps(data))
    del less["statements"][0]["evidence"][0]["summary"]
    (here / "r.json").write_text(json.dumps(less))
    status, _, err = run("--from", "r.json")
    assert status == 2
    assert "damaged sharpath report (KeyError: 'summary')" in err


def test_an_id_that_is_not_in_the_report(run, earlier):
    status, _, err = run(*earlier, "mode-eigenvalue")
    assert status == 2
    assert "mode-eigenvalue: is not in" in err


def test_one_id_twice_is_refused(run, here):
    (here / "mine.py").write_text(
        "from sympy import Eq, Symbol\nfrom theory import Statement\n"
        f'x = Symbol("x", real=True)\nStatement("{PROVED}", Eq(x, x * (x + 1) / (x + 1)))\n'
    )
    status, _, err = run(PROVED, "mine.py")
    assert status == 2
    assert "a file has its own" in err
