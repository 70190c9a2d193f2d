# Blind to: how long anything takes. Only that the benchmarks run, compare answers, count what they time, and
# write a file; at tiny sizes, where ratios say nothing.
import json
from dataclasses import replace

import pytest

from tests.benchmarks import command, gradient_descent, hessian, report, timing, worst_case
from tests.benchmarks.command import ROWS, main
from tests.benchmarks.measuring import measured
from tests.benchmarks.rows import Call, Contest, Fact, NotInstalledError, Row

TINY = ["spectrum-20480", "largest-81920-lobpcg", "recursion-H2", "orbit-H1", "full-matrices", "gamma-map"]


def row(prepare, target=2.0, **options):
    return Row("name", "title", {"H": 1}, 16, "regime", target, prepare, **options)


def contest(ours=1.0, theirs=(1.0,), allowed=0.0, work=1.0, **options):
    peers = {f"peer {k}": Call(lambda x=x: x, 1, "1.0") for k, x in enumerate(theirs)}
    return Contest(Call(lambda: ours, work), peers, lambda a, b: abs(a - b), allowed, **options)


@pytest.mark.parametrize("name", TINY)
def test_a_tiny_row_runs_and_both_sides_agree(name):
    (chosen,) = (r for r in ROWS if r.name == name)
    result = measured(chosen, rounds=1, tiny=True)
    assert result.status == "measured"
    assert result.agrees
    assert result.ours > 0
    assert result.theirs > 0
    assert result.value == result.theirs / result.ours
    assert result.met is None  # tiny sizes say nothing about a target


def test_names_are_unique_and_every_row_says_what_it_is():
    assert len({r.name for r in ROWS}) == len(ROWS)
    for r in ROWS:
        assert r.title
        assert r.regime
        assert r.digits in {16, 50}
        assert {"H", "L"} <= set(r.size)


def test_a_command_writes_a_file_and_prints_a_table(tmp_path, capsys):
    path = tmp_path / "deep" / "results.json"
    assert main(["--tiny", "--rounds", "1", "--row", "recursion-H1", "--json", str(path)]) == 0
    shown = capsys.readouterr()
    assert "recursion-H1" in shown.out
    assert "round 1 of 1" in shown.err
    (data,) = json.loads(path.read_text())["rows"]
    assert data["name"] == "recursion-H1"
    assert (data["H"], data["L"], data["digits"], data["target"]) == (1, 20, 50, 4)
    assert data["peer"] == "mpmath loop"
    assert data["peer_version"]
    assert data["ratio_or_value"] == pytest.approx(data["theirs_median_s"] / data["ours_median_s"])
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("arguments", [["--row", "nothing"], ["--rounds", "0"]])
def test_bad_arguments_are_named(arguments, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert arguments[0] in capsys.readouterr().err


def test_all_names_are_listed(capsys):
    assert main(["--list"]) == 0
    assert capsys.readouterr().out.count("\n") == len(command.ROWS)


def test_a_missing_peer_is_said_and_nothing_is_judged():
    result = measured(row(lambda _: contest(theirs=(), missing=("torch",))), rounds=1)
    assert (result.status, result.peer, result.met) == ("peer not installed", "torch", None)
    assert "peer not installed: torch" in report.table([result])

    def absent(_):
        raise NotInstalledError("the equation is not there")

    assert measured(row(absent)).status == "not available"


def test_peers_that_answer_something_else_are_not_beaten():
    result = measured(row(lambda _: contest(theirs=(3.0,), allowed=0.5), target=0.0), rounds=1)
    assert result.agrees is False
    assert result.met is None
    assert "DIFFERS" in report.table([result])
    assert "off by 2.0e+00" in result.note


def test_a_nan_is_a_different_answer():
    result = measured(row(lambda _: contest(theirs=(float("nan"),), allowed=0.5)), rounds=1)
    assert result.agrees is False


def test_facts_are_held_against_their_bound():
    for value, met in ((3.0, False), (1.0, True)):
        result = measured(row(lambda _, value=value: Fact(value), at_most=True))
        assert result.met is met


def fake_clock(monkeypatch, costs):
    """A clock that only calls move: `costs` by name; returns the calls."""
    now = [0.0]
    monkeypatch.setattr(timing, "perf_counter", lambda: now[0])

    def call(name):
        def run():
            now[0] += next(costs[name])
            return name

        return run

    return {name: call(name) for name in costs}


def test_times_are_medians_per_call_and_the_first_turn_does_not_count(monkeypatch):
    costs = {"a": iter([50, 0.01, *[0.01] * 2, *[0.03] * 2, *[0.02] * 2]), "b": iter([100, 1, 3, 2])}
    calls = fake_clock(monkeypatch, costs)
    # 50 s for a: too long for a second look, so each turn has one call; b likewise.
    times, answers = timing.interleaved({"b": calls["b"]}, 3)
    assert times == {"b": pytest.approx(2)}
    assert answers == {"b": "b"}


def test_short_calls_are_repeated_within_a_turn(monkeypatch):
    count = iter([0.005] * 1000)
    calls = fake_clock(monkeypatch, {"a": count})
    times, _ = timing.interleaved(calls, 3, shortest=0.02)
    assert times == {"a": pytest.approx(0.005)}
    assert 1000 - len(list(count)) == 2 + 3 * 4


def test_work_is_divided_out_and_the_fastest_peer_counts(monkeypatch):
    monkeypatch.setattr(
        "tests.benchmarks.measuring.interleaved",
        lambda calls, *_: ({"ours": 10.0, "peer 0": 6.0, "peer 1": 4.0}, dict.fromkeys(calls, 1.0)),
    )
    result = measured(row(lambda _: contest(theirs=(1.0, 1.0), work=10.0), target=4.0))
    assert (result.ours, result.theirs, result.value, result.peer) == (1.0, 4.0, 4.0, "peer 1")
    assert result.met
    assert result.others == {"peer 0": 6.0}
    assert measured(row(lambda _: contest(theirs=(1.0, 1.0), work=10.0), target=4.1)).met is False


def test_a_failed_write_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "results.json"
    path.write_text("old")
    monkeypatch.setattr(report, "as_data", lambda _: {"x": object()})
    with pytest.raises(TypeError):
        report.write(path, [])
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_wrong_answer_of_ours_is_seen():
    wrong = replace(hessian.dense(True), ours=Call(lambda: hessian.dense(True).ours.run() * (1 + 1e-9)))
    assert measured(row(lambda _: wrong), rounds=1, tiny=True).agrees is False
    assert gradient_descent.ROWS[0].prepare(True).allowed < 1e-40
    assert worst_case.ROWS[0].target == 300
