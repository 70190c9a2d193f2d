"""Comparison with an earlier report: what counts as a change, and which changes are for the worse.

Blind to: whether either report is right; changes that neither verdict, witness nor sensitivity shows.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofs_check.against import Before, Change, Earlier, change_report, changes, read_report
from proofs_check.cli import main
from proofs_check.collect import collect
from proofs_check.files import Unusable
from proofs_check.report import json_report
from proofs_check.result import Options, Result
from proofs_check.verdict import Evidence, Grade, Kind, Verdict, Witness


def result(
    name: str, grade: str = "SUPPORTED", score: str = "", at: str = "", expect: str | None = None
) -> Result:
    pieces = []
    if score:
        pieces.append(Evidence(Kind.SENSITIVITY, "score", "", data={"score": score, "survivors": []}))
    if grade == "REFUTED":
        pieces.append(
            Evidence(Kind.SAMPLED, "false", "", witness=Witness({"L": at or "3"}, "fails", "exact", ""))
        )
    facts = ("", "", "file.py:1", "claim", (), ())
    return Result(name, *facts, expect, (), Verdict(Grade(grade)), tuple(pieces), 1.0)


def reported(tmp_path: Path, *results: Result, digits: int = 50) -> Earlier:
    """What is read back from a report on these results."""
    path = tmp_path / "old.json"
    path.write_text(json_report.dumps(results, [], Options(digits=digits), Grade.SUPPORTED, 1.0))
    return read_report(str(path))


TABLE = [
    ("same", result("a"), result("a"), None),
    ("same score", result("a", score="3/4"), result("a", score="3/4"), None),
    ("same witness", result("a", "REFUTED"), result("a", "REFUTED"), None),
    (
        "lower grade",
        result("a", "PROVED"),
        result("a", "SUPPORTED"),
        Change("worse", "a", "verdict PROVED -> SUPPORTED"),
    ),
    (
        "higher grade",
        result("a", "UNDECIDED"),
        result("a", "SUPPORTED"),
        Change("better", "a", "verdict UNDECIDED -> SUPPORTED"),
    ),
    (
        "refuted now",
        result("a", score="4/4"),
        result("a", "REFUTED", at="5"),
        Change("worse", "a", "verdict SUPPORTED -> REFUTED; sensitivity 4/4 -> none; witness none -> L = 5"),
    ),
    (
        "another witness",
        result("a", "REFUTED", at="3"),
        result("a", "REFUTED", at="7/2"),
        Change("changed", "a", "witness L = 3 -> L = 7/2"),
    ),
    (
        "less sensitive",
        result("a", score="20/20"),
        result("a", score="19/20"),
        Change("worse", "a", "sensitivity 20/20 -> 19/20"),
    ),
    (
        "more sensitive",
        result("a", score="18/20"),
        result("a", score="10/11"),
        Change("better", "a", "sensitivity 18/20 -> 10/11"),
    ),
    (
        "as sensitive on more mutants",
        result("a", score="9/10"),
        result("a", score="18/20"),
        Change("changed", "a", "sensitivity 9/10 -> 18/20"),
    ),
    (
        "sensitivity lost",
        result("a", score="0/3"),
        result("a"),
        Change("worse", "a", "sensitivity 0/3 -> none"),
    ),
    (
        "better verdict, worse sensitivity",
        result("a", "SUPPORTED", "4/4"),
        result("a", "PROVED", "3/4"),
        Change("worse", "a", "verdict SUPPORTED -> PROVED; sensitivity 4/4 -> 3/4"),
    ),
    (
        "expected at last",
        result("a"),
        result("a", "REFUTED", expect="REFUTED"),
        Change("better", "a", "verdict SUPPORTED -> REFUTED; witness none -> L = 3"),
    ),
    (
        "expected at last, which has no score",
        result("a", score="4/4"),
        result("a", "REFUTED", expect="REFUTED"),
        Change("better", "a", "verdict SUPPORTED -> REFUTED; sensitivity 4/4 -> none; witness none -> L = 3"),
    ),
    (
        "expected no longer",
        result("a", "REFUTED"),
        result("a", "PROVED", expect="REFUTED"),
        Change("worse", "a", "verdict REFUTED -> PROVED; witness L = 3 -> none"),
    ),
    (
        "expected, another witness",
        result("a", "REFUTED"),
        result("a", "REFUTED", at="4", expect="REFUTED"),
        Change("changed", "a", "witness L = 3 -> L = 4"),
    ),
    (
        "exceeds what is expected, less",
        result("a", "PROVED"),
        result("a", "SUPPORTED", expect="SUPPORTED"),
        Change("worse", "a", "verdict PROVED -> SUPPORTED"),
    ),
]


@pytest.mark.parametrize(("old", "new", "change"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_changes_follow_the_table(tmp_path: Path, old: Result, new: Result, change: Change | None) -> None:
    assert changes(reported(tmp_path, old), [new], None) == ([change] if change else [])


def test_new_and_vanished_statements_are_named(tmp_path: Path) -> None:
    earlier = reported(tmp_path, result("gone"), result("stays"), result("left", "PROVED"))
    found = changes(earlier, [result("new", "PROVED"), result("stays")], None)
    assert found == [
        Change("new", "new", "is PROVED"),
        Change("vanished", "gone", "was SUPPORTED"),
        Change("vanished", "left", "was PROVED"),
    ]
    assert [change.worse for change in found] == [False, True, True]


def test_what_was_not_asked_for_cannot_vanish(tmp_path: Path) -> None:
    earlier = reported(tmp_path, result("a"), result("b"))
    assert changes(earlier, [result("a")], ["a"]) == []


GRADES = list(Grade)


@given(st.sampled_from(GRADES), st.sampled_from(GRADES))
def test_a_change_of_grade_and_its_reverse_cannot_both_be_worse(old: Grade, new: Grade) -> None:
    there, back = (
        changes(Earlier({"a": _before(a)}, {}), [result("a", b.value)], None)
        for a, b in ((old, new), (new, old))
    )
    kinds = [change.kind for change in (*there, *back)]
    assert sorted(kinds) == ([] if old is new else ["better", "worse"])
    assert (kinds[:1] == ["worse"]) == (new.rank < old.rank)


def _before(grade: Grade) -> Before:
    return Before(grade, {"L": "3"} if grade is Grade.REFUTED else None, None)


def test_report_of_changes(tmp_path: Path) -> None:
    earlier = reported(tmp_path, result("first", "PROVED"), result("gone"), digits=30)
    found = changes(earlier, [result("first"), result("brand-new")], None)
    assert change_report("old.json", earlier, found, Options()) == (
        "against old.json: 1 worse, 1 new, 1 vanished\n"
        "  it was made with digits 30, now 50\n"
        "  worse     first      verdict PROVED -> SUPPORTED\n"
        "  new       brand-new  is SUPPORTED\n"
        "  vanished  gone       was SUPPORTED"
    )
    assert change_report("old.json", reported(tmp_path), [], Options()) == "against old.json: no change"


GOOD = json.loads(json_report.dumps([result("a", score="3/4")], [], Options(), Grade.SUPPORTED, 1.0))
NOT_REPORTS: list[tuple[str, Callable[[dict[str, Any]], object], str]] = [
    ("older", lambda d: d.update(version=1), "is a report of version 1, and this compares version 2"),
    ("no version", lambda d: d.pop("version"), "is a report of version None"),
    ("another schema", lambda d: d.update(schema="other"), "is not a sharpath report"),
    ("no statements", lambda d: d.pop("statements"), "is a damaged sharpath report"),
    ("statements", lambda d: d.update(statements=3), "is a damaged sharpath report"),
    ("options", lambda d: d.update(options=[]), "is a damaged sharpath report"),
    ("no id", lambda d: d["statements"][0].pop("id"), "is a damaged sharpath report"),
    ("grade", lambda d: d["statements"][0].update(verdict="GREEN"), "is a damaged sharpath report"),
    ("witness", lambda d: d["statements"][0].update(witness=[]), "is a damaged sharpath report"),
    (
        "score",
        lambda d: d["statements"][0]["sensitivity"].update(score="0/0"),
        "is a damaged sharpath report",
    ),
]


@pytest.mark.parametrize(
    ("change", "complaint"), [r[1:] for r in NOT_REPORTS], ids=[r[0] for r in NOT_REPORTS]
)
def test_what_is_no_report_of_this_version_is_unusable(
    tmp_path: Path, change: Callable[[dict[str, Any]], object], complaint: str
) -> None:
    data = json.loads(json.dumps(GOOD))
    change(data)
    path = tmp_path / "old.json"
    path.write_text(json.dumps(data))
    with pytest.raises(Unusable) as caught:
        read_report(str(path))
    assert complaint in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff", b"[" * 100_000])
def test_what_is_no_json_object_is_no_report(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "old.json"
    path.write_bytes(content)
    with pytest.raises(Unusable, match="is not a sharpath report"):
        read_report(str(path))


THEOREM = """
from sympy import Ge, symbols
from theory import Statement

n, m = symbols("n m", integer=True, positive=True)
Statement("first", Ge(n * m, m))
Statement("second", Ge(n + m, {least}))
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder to stand in."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SHARPATH_CACHE", str(tmp_path / "cache"))


def check(text: str, *more: str) -> int:
    collect.cache_clear()
    Path("theorem.py").write_text(text)
    return main(["check", "theorem.py", "--quick", "--jobs", "1", "--floor", "0", *more])


def test_the_command_compares_and_its_status_says_whether_anything_is_worse(
    capsys: pytest.CaptureFixture[str],
) -> None:
    good, false = THEOREM.format(least="2 * n / n"), THEOREM.format(least="m + 2")
    fewer = good.partition('Statement("second"')[0]
    assert check(good, "--json", "old.json") == 0
    assert check(good, "--against", "old.json", "--json", "old.json") == 0
    assert capsys.readouterr().out.endswith("all pass\n\nagainst old.json: no change\n")
    assert check(fewer, "--against", "old.json") == 1
    assert capsys.readouterr().out.endswith("1 vanished\n  vanished  second  was CERTIFIED\n")
    assert check(false, "--against", "old.json", "--json", "false.json") == 1
    assert "  worse  second  verdict CERTIFIED -> REFUTED; sensitivity " in capsys.readouterr().out
    assert check(good, "--against", "false.json") == 0
    assert "  better  second  verdict REFUTED -> CERTIFIED; sensitivity " in capsys.readouterr().out


def test_an_unusable_report_is_one_line_before_anything_is_judged(capsys: pytest.CaptureFixture[str]) -> None:
    Path("old.json").write_text(json.dumps({**GOOD, "version": 1}))
    assert check("1 / 0", "--against", "old.json", "--json", "new.json") == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("sharpath: error: old.json: is a report of version 1")
    assert captured.err.count("\n") == 1
    assert not Path("new.json").exists()
