"""`sharpath mutate`, and the floor under sensitivity in every command.

Blind to: whether the operators make the errors that people make, and whether a mutant's fate is right (the
tests of sensitivity).
"""

import json
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from proofs_check import engine
from proofs_check.cli import main
from proofs_check.collect import Source, collect
from proofs_check.evidence.sensitivity import sensitivity
from proofs_check.mutants import mutants
from proofs_check.report.mutation import mutation_report
from proofs_check.result import Result
from proofs_check.verdict import Evidence, Grade, Kind, Verdict
from theory import Statement

Run = Callable[..., tuple[int, str, str]]

THEOREM = """
from sympy import Ge, Gt, symbols
from theory import Statement

x = symbols("x", positive=True)
m, n = symbols("m n", integer=True, positive=True)
Statement("tight", Ge(n + m, 2))
Statement("loose", Ge(n * m, m))
{more}
"""
FOLDED = 'Statement("folded", Ge(x, 0))'
FALSE = 'Statement("false", Gt(x, 1){expect})'
ERROR = """
from theory import Quantity

class Broken(Quantity):
    measured = False

    def closed_form(self):
        return {}["nothing"]

Statement("broken", Ge(Broken(x), 1))
"""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on theorem.py: exit status, standard output, standard error.

    The check of `loose` is made to miss the first mutant that it refutes.
    """

    def short_sighted(statement: Statement, *more: Any) -> Evidence | None:
        found = sensitivity(statement, *more)
        if found is None or statement.id != "loose":
            return found
        missed, *noticed = found.data["refuted_places"]
        survivors = [*found.data["survivors"], missed]
        score = f"{len(noticed)}/{len(noticed) + len(survivors)}"
        data = {"score": score, "refuted": len(noticed), "refuted_places": noticed, "survivors": survivors}
        return replace(found, data={**found.data, **data})

    monkeypatch.setattr(engine, "sensitivity", short_sighted)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SHARPATH_CACHE", str(tmp_path / "cache"))

    def command(*arguments: str, more: str = "") -> tuple[int, str, str]:
        Path("theorem.py").write_text(THEOREM.replace("{more}", more))
        collect.cache_clear()
        status = main([*arguments, "--quick", "--jobs", "1"])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return command


def blocks(out: str) -> dict[str, list[str]]:
    """For every statement the lines of its block, without the last line of the report."""
    parts = [part.splitlines() for part in out.strip().split("\n\n")[:-1]]
    return {lines[0].partition(":")[0]: lines for lines in parts}


def test_every_mutant_is_listed_once_under_its_fate(run: Run) -> None:
    status, out, err = run("mutate", "theorem.py", "--floor", "0")
    assert (status, err) == (0, "")
    for statement in collect(Source("theorem.py")):
        lines = blocks(out)[statement.id]
        shown = [line.strip() for line in lines if line.startswith("    ")]
        assert sorted(shown) == sorted(f"{m.operator}: {m.place}" for m in mutants(statement.claim))
        counted = [line for line in lines if line.startswith("  ") and not line.startswith("    ")]
        assert sum(int(line.partition("(")[2].partition(")")[0]) for line in counted) == len(shown)


def test_the_score_is_that_of_the_headline_and_the_floor_decides(run: Run) -> None:
    run("check", "theorem.py", "--json", "out.json")
    scores = {
        s["id"]: s["sensitivity"]["score"] for s in json.loads(Path("out.json").read_text())["statements"]
    }
    share = Fraction(scores["loose"])
    assert 0 < share < 1
    assert Fraction(scores["tight"]) > share
    for floor, status in ((str(share), 0), (f"{share.numerator * 10**6 + 1}/{share.denominator * 10**6}", 1)):
        found, out, _ = run("mutate", "theorem.py", "--floor", floor)
        below = "" if status == 0 else ", below the floor"
        assert found == status
        assert blocks(out)["loose"][0].startswith(
            f"loose: CERTIFIED, {scores['loose']} mutants refuted{below}"
        )
        assert ("1 below it" in out) is (status == 1)


@pytest.mark.parametrize("command", ["check", "mutate"])
@pytest.mark.parametrize(("floor", "status"), [([], 1), (["--floor", "0"], 0), (["--floor", "1"], 1)])
def test_the_floor_fails_a_headline_that_is_good_enough(
    run: Run, command: str, floor: list[str], status: int
) -> None:
    found, out, err = run(command, "theorem.py", *floor)
    assert (found, err) == (status, "")
    assert "loose" in out
    assert "CERTIFIED" in out
    assert ("below the floor" in out) is (status == 1)


def test_the_report_says_that_a_headline_is_below_the_floor(run: Run) -> None:
    assert run("check", "theorem.py", "--floor", "1", "--json", "out.json")[0] == 1
    statement = json.loads(Path("out.json").read_text())["statements"][1]
    assert (statement["verdict"], statement["passed"]) == ("CERTIFIED", False)
    assert (statement["sensitivity"]["floor"], statement["sensitivity"]["below_floor"]) == ("1", True)
    assert run("show", "loose", "--file", "theorem.py", "--floor", "1")[0] == 1
    assert run("show", "loose", "--file", "theorem.py", "--floor", "0")[0] == 0


@pytest.mark.parametrize(
    ("more", "status", "line"),
    [
        (FOLDED, 0, "folded: SUPPORTED, no score: no mutant says anything else than the claim"),
        (FALSE.format(expect=""), 1, "false: REFUTED, no score: only a claim that holds"),
        (FALSE.format(expect=', expect="REFUTED"'), 0, "false: REFUTED, no score: only a claim that holds"),
        (ERROR, 2, "broken: ERROR, no score: claim: must be possible to evaluate"),
    ],
)
def test_statements_without_a_score_say_why(run: Run, more: str, status: int, line: str) -> None:
    found, out, _ = run("mutate", "theorem.py", "--floor", "0", more=more)
    assert found == status
    assert line in out
    assert out.endswith("all reach it; 1 without a score\n")


def test_built_in_statements_and_files_go_together(run: Run) -> None:
    status, out, err = run("mutate", "reduction-factor-at-depth-two", "theorem.py", "--floor", "0")
    assert (status, err) == (0, "")
    assert list(blocks(out)) == ["reduction-factor-at-depth-two", "tight", "loose"]


def test_an_unusable_file_is_a_complaint_and_the_rest_is_shown(run: Run) -> None:
    status, out, err = run("mutate", "missing.py", "theorem.py")
    assert status == 2
    assert err.startswith("sharpath: error: missing.py: does not exist")
    assert "tight: CERTIFIED" in out


def made(name: str, score: tuple[int, int]) -> Result:
    places = [f"sign: {k}" for k in range(score[1])]
    data = {
        "score": f"{score[0]}/{score[1]}",
        "refuted_places": places[: score[0]],
        "survivors": places[score[0] :],
        "excluded_places": {"implied": ["drop: x"]},
    }
    piece = Evidence(Kind.SENSITIVITY, "score", "", data=data)
    facts = ("", "", "", "", (), (), None, ())
    return Result(name, *facts, Verdict(Grade.PROVED), (piece,), 1.0)


def test_the_report_in_full() -> None:
    assert mutation_report([made("a", (2, 3)), made("b", (1, 1))], Fraction(2, 3)) == (
        "a: PROVED, 2/3 mutants refuted\n"
        "  survivor (1): not noticed: a wrong claim like these would have passed\n"
        "    sign: 2\n"
        "  refuted (2): noticed\n"
        "    sign: 0\n"
        "    sign: 1\n"
        "  implied (1): shown to follow from the claim; not scored\n"
        "    drop: x\n"
        "\n"
        "b: PROVED, 1/1 mutants refuted\n"
        "  refuted (1): noticed\n"
        "    sign: 0\n"
        "  implied (1): shown to follow from the claim; not scored\n"
        "    drop: x\n"
        "\n"
        "2 statements: 3/4 mutants refuted (0.750); floor 2/3: all reach it"
    )
    below = mutation_report([made("a", (1999, 2000))], Fraction(1))
    assert below.startswith("a: PROVED, 1999/2000 mutants refuted, below the floor 1\n")
    # Not rounded up to all of them.
    assert below.endswith("1 statement: 1999/2000 mutants refuted (0.999); floor 1: 1 below it")
