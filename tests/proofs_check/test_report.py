"""Reports made from results written by hand: the table, JSON against its schema, atomic files.

Blind to: what the engine puts into a result (test_cli runs it); colours and the progress bar on a real
terminal; a power failure between fsync and rename, which only the file system can promise.
"""

import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofs_check.files import Unusable, check_target, one_line, write_atomically
from proofs_check.floor import floor_text, read_floor
from proofs_check.report import json_report
from proofs_check.report.progress import progress
from proofs_check.report.stream import WIDTH
from proofs_check.report.terminal import verdict_table
from proofs_check.result import Options, Result
from proofs_check.verdict import Counts, Evidence, Grade, Kind, Verdict, Witness

SCHEMA: dict[str, Any] = json.loads(
    resources.files("proofs_check.report").joinpath("schema.json").read_text("utf-8")
)


def evidence(kind: Kind, summary: str = "in a few words", **more: Any) -> Evidence:
    return Evidence(kind, summary, "much", **more)


def result(name: str, verdict: Verdict, *pieces: Evidence, **more: Any) -> Result:
    facts: dict[str, Any] = {
        "title": f"About {name}",
        "source": "a paper",
        "location": f"file.py:{len(name)}",
        "claim": "x**2 >= 0",
        "given": ("x > 1",),
        "understood": (),
        "expect": None,
        "related": ("other",),
        "seconds": 1.25,
    }
    return Result(id=name, verdict=verdict, evidence=pieces, **(facts | more))


WITNESS = Witness(
    {"H": "2", "sigma": "[1, 1/2]"}, "x > 1 fails: lhs - rhs = -0.5", "enclosed", 'python -c "1"'
)
MEASURED = evidence(
    Kind.MEASURED, "measured from the loss", data={"points": 3, "agreement_digits": {"A": 50, "B": 49}}
)
RESULTS = [
    result(
        "supported",
        Verdict(Grade.SUPPORTED),
        evidence(Kind.SAMPLED, counts=Counts(true=82, equal=38)),
        MEASURED,
        evidence(Kind.SYMBOLIC, data={"identities": {"a": True, "b": True}}),
        evidence(Kind.SENSITIVITY, data={"score": "14/14", "survivors": []}),
        evidence(Kind.NECESSITY, "1 of 1 hypotheses shown necessary"),
        evidence(Kind.TIGHTNESS, "tight at equal shares"),
    ),
    result("certified", Verdict(Grade.CERTIFIED), evidence(Kind.EXHAUSTIVE, counts=Counts(true=5))),
    result("proved", Verdict(Grade.PROVED), evidence(Kind.PROOF, "12 steps")),
    result(
        "refuted", Verdict(Grade.REFUTED), evidence(Kind.SAMPLED, counts=Counts(false=1), witness=WITNESS)
    ),
    result(
        "defect",
        Verdict(Grade.REFUTED, defect="a witness stands against evidence of grade PROVED"),
        evidence(Kind.PROOF, "12 steps"),
        evidence(Kind.SAMPLED, counts=Counts(false=1), witness=replace(WITNESS, values={}, margin="exact")),
    ),
    result(
        "undecided",
        Verdict(Grade.UNDECIDED, "too-few-instances", "only 7 of the 100 instances needed were found: widen"),
        evidence(Kind.SAMPLED, counts=Counts(agrees=7)),
    ),
    result(
        "vacuous", Verdict(Grade.VACUOUS, remedy="weaken a hypothesis"), evidence(Kind.EMPTY, "no integer L")
    ),
    result(
        "error",
        Verdict(Grade.ERROR, "claim: must be real; given log(-1); remedy: add a hypothesis"),
        evidence(Kind.FAILURE, "could not be evaluated", message="claim: must be real"),
    ),
    result(
        "known-false",
        Verdict(Grade.REFUTED),
        evidence(Kind.SAMPLED, counts=Counts(false=1), witness=WITNESS),
        expect="REFUTED",
    ),
]
SURVIVORS = [f"coefficient: {k} becomes {k + 1}" for k in range(8)]
WEAK = result(
    "weak",
    Verdict(Grade.PROVED),
    evidence(Kind.PROOF, "12 steps"),
    evidence(Kind.SENSITIVITY, data={"score": "12/20", "survivors": SURVIVORS}),
)
UNUSABLE = [Unusable("bad.py:3", "is not valid Python: invalid syntax", "mend that line")]


def report(results: list[Result] = RESULTS, seconds: float = 2.5, digits: int = 50) -> str:
    return json_report.dumps(results, UNUSABLE, Options(digits=digits), Grade.SUPPORTED, seconds)


def test_report_fits_its_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(json.loads(report()), SCHEMA, jsonschema.Draft202012Validator)


def changed(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(report())
    change(data)
    return data


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d.pop("unusable"),
        lambda d: d.update(version=1),
        lambda d: d.update(schema="other"),
        lambda d: d.update(host="here"),
        lambda d: d["options"].update(digits=14),
        lambda d: d["options"].update(jobs=2),
        lambda d: d["statements"][0].pop("verdict"),
        lambda d: d["statements"][0].update(verdict="PASSED"),
        lambda d: d["statements"][0].update(witness=d["statements"][3]["witness"]),
        lambda d: d["statements"][3].update(witness=None),
        lambda d: d["statements"][3]["witness"]["values"].update(H=2),
        lambda d: d["statements"][0]["evidence"][0].pop("blind_to"),
        lambda d: d["statements"][0]["evidence"][0]["counts"].update(true=-1),
        lambda d: d["statements"][0]["timing"].update(pid=7),
        lambda d: d["options"].update(floor=0.9),
        lambda d: d["statements"][0].pop("sensitivity"),
        lambda d: d["statements"][0]["sensitivity"].update(score="0.9"),
        lambda d: d["statements"][0]["sensitivity"].pop("below_floor"),
    ],
)
def test_schema_rejects_what_no_report_may_be(change: Callable[[dict[str, Any]], object]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(changed(change), SCHEMA, jsonschema.Draft202012Validator)


def test_report_says_everything_about_a_refutation() -> None:
    refuted = json.loads(report())["statements"][3]
    assert refuted["witness"] == {
        "values": {"H": "2", "sigma": "[1, 1/2]"},
        "violation": "x > 1 fails: lhs - rhs = -0.5",
        "margin": "enclosed",
        "paste": 'python -c "1"',
    }
    assert refuted["passed"] is False
    assert json.loads(report())["statements"][-1]["passed"] is True  # expect="REFUTED"


def test_report_has_the_sensitivity_of_what_was_scored() -> None:
    sensitivities = [
        s["sensitivity"] for s in json.loads(report([RESULTS[0], WEAK, RESULTS[3]]))["statements"]
    ]
    assert sensitivities == [
        {"score": "14/14", "floor": "9/10", "below_floor": False},
        {"score": "12/20", "floor": "9/10", "below_floor": True},
        None,
    ]


def test_statements_stay_in_order_and_keys_are_sorted() -> None:
    data = json.loads(report())
    assert [s["id"] for s in data["statements"]] == [r.id for r in RESULTS]
    assert list(data) == sorted(data)
    assert report().endswith("}\n")


def test_only_timings_differ_between_runs() -> None:
    def without_timings(thing: Any) -> Any:
        if isinstance(thing, dict):
            return {key: without_timings(value) for key, value in thing.items() if key != "timing"}
        return [without_timings(value) for value in thing] if isinstance(thing, list) else thing

    again = report([replace(r, seconds=9.75, cached=True) for r in RESULTS], seconds=99)
    assert again != report()
    assert without_timings(json.loads(again)) == without_timings(json.loads(report()))
    # The comparison sees other differences.
    assert without_timings(json.loads(report(digits=51))) != without_timings(json.loads(report()))


def test_report_names_no_path_of_this_machine() -> None:
    assert str(Path.cwd()) not in report()
    assert sys.prefix not in report()


def test_names_that_utf8_cannot_hold_survive(tmp_path: Path) -> None:
    strange = [replace(RESULTS[0], location="\udcff.py:1", title="λ ≥ 0")]
    write_atomically(str(tmp_path / "r.json"), report(strange))
    data = json.loads((tmp_path / "r.json").read_bytes())
    assert (data["statements"][0]["location"], data["statements"][0]["title"]) == ("\udcff.py:1", "λ ≥ 0")


TABLE = """\
STATEMENT    VERDICT    EVIDENCE                                                                        TIME
supported    SUPPORTED  82 true, 38 equal; 3 measured, 49 digits; derived; 14/14 mutants               1.2 s
certified    CERTIFIED  every point: 5 true                                                            1.2 s
proved       PROVED     12 steps                                                                       1.2 s
refuted      REFUTED    false at H = 2, sigma = [1, 1/2]                                               1.2 s
defect       REFUTED    false                                                                          1.2 s
undecided    UNDECIDED  too-few-instances; 7 agrees                                                    1.2 s
vacuous      VACUOUS    no integer L                                                                   1.2 s
error        ERROR      claim: must be real; given log(-1); remedy: add a hypothesis; could not ...    1.2 s
known-false  REFUTED    as expected: false at H = 2, sigma = [1, 1/2]                                  1.2 s

refuted: REFUTED  (file.py:7)
  witness     H = 2, sigma = [1, 1/2]
  violation   x > 1 fails: lhs - rhs = -0.5
  margin      enclosed
  paste       python -c "1"

defect: REFUTED  (file.py:6)
  witness     no free symbols
  violation   x > 1 fails: lhs - rhs = -0.5
  margin      exact
  DEFECT      a witness stands against evidence of grade PROVED: report this, the checker is wrong somewhere
  paste       python -c "1"

undecided: UNDECIDED  (file.py:9)
  reason      too-few-instances
  would help  only 7 of the 100 instances needed were found: widen

vacuous: VACUOUS  (file.py:7)
  would help  weaken a hypothesis

error: ERROR  (file.py:5)
  reason      claim: must be real; given log(-1); remedy: add a hypothesis

9 statements: 1 PROVED, 1 CERTIFIED, 1 SUPPORTED, 1 UNDECIDED, 1 VACUOUS, 1 ERROR, 3 REFUTED; \
5 did not pass; 1 file could not be used"""


def test_table_and_what_stands_below_it() -> None:
    assert verdict_table(RESULTS, UNUSABLE, Grade.SUPPORTED, width=108) == TABLE


def test_last_line_when_all_pass() -> None:
    last = verdict_table(RESULTS[:3], [], Grade.SUPPORTED).splitlines()[-1]
    assert last == "3 statements: 1 PROVED, 1 CERTIFIED, 1 SUPPORTED; all pass"


def test_a_stricter_requirement_is_named() -> None:
    text = verdict_table(RESULTS[:1], [], Grade.CERTIFIED)
    assert "required    CERTIFIED or better" in text
    assert text.endswith("1 did not pass")


WEAK_TABLE = """\
STATEMENT  VERDICT  EVIDENCE                                                                    TIME
weak       PROVED   12 steps; 12/20 mutants                                                    1.2 s

weak: PROVED  (file.py:4)
  too weak    sensitivity 12/20 is below the floor 0.9: the check would miss too many wrong claims
  missed      coefficient: 0 becomes 1
  missed      coefficient: 1 becomes 2
  missed      coefficient: 2 becomes 3
  missed      and 5 more: see sharpath mutate

1 statement: 1 PROVED; 1 did not pass"""


def test_a_headline_below_the_floor_is_reported_as_such_and_does_not_pass() -> None:
    assert verdict_table([WEAK], [], Grade.SUPPORTED, width=100) == WEAK_TABLE
    # The floor itself is enough: 12/20 is exactly 0.6.
    assert "weak:" not in verdict_table([WEAK], [], Grade.SUPPORTED, floor=Fraction(6, 10))
    assert "below the floor 0.601" in verdict_table([WEAK], [], Grade.SUPPORTED, floor=Fraction(601, 1000))


def test_an_expectation_that_is_met_passes_below_the_floor_which_is_still_reported() -> None:
    text = verdict_table([replace(WEAK, expect="SUPPORTED")], [], Grade.SUPPORTED)
    assert "sensitivity 12/20 is below the floor 0.9" in text
    assert text.endswith("all pass")


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_floors_are_read_back_exactly(a: int, b: int) -> None:
    floor = Fraction(min(a, b), b)
    assert read_floor(floor_text(floor)) == read_floor(f"{min(a, b)}/{b}") == floor


def test_kept_results_are_marked_where_times_stand() -> None:
    rows = verdict_table([replace(RESULTS[1], cached=True)], [], Grade.SUPPORTED).splitlines()
    assert rows[1].endswith("  kept")


def test_an_expectation_not_met_is_named() -> None:
    text = verdict_table([replace(RESULTS[0], expect="REFUTED")], [], Grade.SUPPORTED)
    assert "expected    REFUTED" in text
    assert text.endswith("1 did not pass")


def test_a_defect_is_reported_even_where_the_refutation_was_expected() -> None:
    text = verdict_table([replace(RESULTS[4], expect="REFUTED")], [], Grade.SUPPORTED)
    assert "report this, the checker is wrong somewhere" in text


def test_crowded_evidence_gives_totals_before_it_is_cut() -> None:
    rows = verdict_table(RESULTS[:1], [], Grade.SUPPORTED, width=80).splitlines()
    assert rows[1].split("  ")[2] == "120 instances; 3 measured, 49 digits; derived;..."
    unsure = result(
        "unsure", Verdict(Grade.UNDECIDED), evidence(Kind.SAMPLED, counts=Counts(true=1, undecided=2))
    )
    assert "1 true, 2 undecided" in verdict_table([unsure], [], Grade.SUPPORTED, width=10)


def test_long_evidence_stays_within_the_columns() -> None:
    long = result("long", Verdict(Grade.PROVED), evidence(Kind.PROOF, "word " * 60))
    rows = verdict_table([long], [], Grade.SUPPORTED).splitlines()[:2]
    assert {len(row) for row in rows} == {WIDTH}
    assert "..." in rows[1]


def test_nothing_shows_progress_where_standard_error_is_no_terminal(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with progress(2, "judging") as done:
        done(None)
    assert capfd.readouterr() == ("", "")


def test_progress_on_a_terminal_waits_for_its_moment_and_cleans_up(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("TERM", "xterm")
    for patience, work, shown in ((60.0, 0.0, False), (0.01, 0.5, True)):
        screen = Terminal()
        monkeypatch.setattr(sys, "stderr", screen)
        monkeypatch.setattr("proofs_check.report.progress.PATIENCE", patience)
        with progress(2, "judging") as done:
            done(None)
            time.sleep(work)
        assert ("judging" in screen.getvalue()) is shown


def any_file(path: Path) -> bool:
    return True


def test_writing_replaces_and_keeps_permissions_and_links(tmp_path: Path) -> None:
    target, link = tmp_path / "report.json", tmp_path / "link.json"
    target.write_text("old")
    target.chmod(0o640)
    link.symlink_to(target)
    write_atomically(str(link), "new")
    assert (target.read_text(), target.stat().st_mode & 0o777, link.is_symlink()) == ("new", 0o640, True)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["link.json", "report.json"]


def test_a_new_file_gets_the_permissions_that_the_user_asks_for(tmp_path: Path) -> None:
    old = os.umask(0o027)
    try:
        write_atomically(str(tmp_path / "report.json"), "new")
    finally:
        os.umask(old)
    assert (tmp_path / "report.json").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("broken", ["fsync", "replace"])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_failure_in_the_middle_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str, error: BaseException
) -> None:
    target = tmp_path / "report.json"
    target.write_text("old")

    def fail(*unused: object) -> None:
        raise error

    where = (os, "fsync") if broken == "fsync" else (Path, "replace")
    monkeypatch.setattr(*where, fail)
    with pytest.raises((Unusable, KeyboardInterrupt)) as caught:
        write_atomically(str(target), "new")
    if isinstance(error, OSError):
        assert "No space left on device; remedy: " in str(caught.value)
    assert (target.read_text(), len(list(tmp_path.iterdir()))) == ("old", 1)


def test_killed_in_the_middle_the_old_file_stays(tmp_path: Path) -> None:
    target = tmp_path / "report.json"
    target.write_text("old")
    script = (
        "import os, sys, time; from proofs_check import files\n"
        "def wait(fd): print('written', flush=True); time.sleep(60)\n"
        "os.fsync = wait; files.write_atomically(sys.argv[1], 'new')"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(target)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "written\n"
        process.send_signal(signal.SIGKILL)
    assert target.read_text() == "old"


@pytest.mark.parametrize(
    ("content", "force", "allowed"),
    [
        (None, False, True),
        ("", False, True),
        (report(), False, True),
        ('{"schema": "sharpath-report", "version": 99}', False, True),
        ("my precious notes", False, False),
        ('{"schema": "another"}', False, False),
        ('["sharpath-report"]', False, False),
        ('{"schema": "sharpath-rep', False, False),
        ("my precious notes", True, True),
    ],
)
def test_only_reports_are_replaced_unless_forced(
    tmp_path: Path, content: str | None, force: bool, allowed: bool
) -> None:
    target = tmp_path / "out.json"
    if content is not None:
        target.write_text(content)
    if allowed:
        check_target(str(target), json_report.is_report, force=force)
    else:
        with pytest.raises(Unusable, match=r"is not a sharpath report; remedy: .*--force"):
            check_target(str(target), json_report.is_report, force=force)
    assert [p.read_text() for p in tmp_path.iterdir()] == ([] if content is None else [content])


@pytest.mark.parametrize(
    ("path", "complaint"),
    [
        ("", "is a directory, not a file"),
        (".", "is a directory, not a file"),
        ("missing/out.json", "its directory does not exist; remedy: create it: mkdir -p missing"),
        ("file/out.json", "its directory does not exist"),
        ("pipe", "is not a regular file"),
        ("n" * 300, "cannot be written: File name too long"),
    ],
)
def test_targets_that_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, complaint: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("")
    os.mkfifo("pipe")
    with pytest.raises(Unusable) as caught:
        check_target(path, any_file, force=True)
    assert complaint in str(caught.value)
    assert len(list(tmp_path.iterdir())) == 2


def test_a_directory_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Whoever runs the tests may be allowed everything, so the system's answer is played.
    def refuse(*unused: object, **more: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "touch", refuse)
    with pytest.raises(Unusable, match=r"cannot be written: Permission denied; remedy: "):
        check_target(str(tmp_path / "out.json"), any_file, force=False)


def test_complaints_are_one_printable_line() -> None:
    text = str(Unusable("a\nb.py:1", "what\x1b[31m\r\nhappened \udcff", "x" * 1000))
    assert text.isprintable()
    assert len(one_line("x" * 1000)) <= 300
