"""The engine around the evidence: processes that die, stored witnesses, what a user's quantity may do.

Blind to: whether the evidence is right (its own tests); a machine that dies, as against a process; whether
memory really was short when a process was ended from outside.
"""

import os
import signal
import threading
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from sympy import Gt, Lt, Rational, cos, symbols

from proofs_check.collect import Source, collect
from proofs_check.engine import judge_statement, judge_statements
from proofs_check.result import Options, Result
from proofs_check.verdict import Grade
from proofs_check.workers import run_in_processes
from theory import Statement

QUICK = Options(quick=True)
n = symbols("n", integer=True, positive=True)
x = symbols("x", real=True)

#: False only where n is very close to a multiple of 2 pi, as a convergent of its continued fraction is.
NEEDLE = Statement("needle", Lt(cos(n), 1 - Rational(1, 10**16)))
POINT = {"n": Fraction(411557987)}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to stand in."""
    monkeypatch.chdir(tmp_path)
    collect.cache_clear()
    return tmp_path


def theorem(*lines: str) -> Source:
    """A file with three statements about `Odd`; the lines are what measuring the second one does first."""
    text = f"""
import os, sys, time
from pathlib import Path
from sympy import Eq, symbols
from theory import Quantity, Statement

class Odd(Quantity):
    def closed_form(self):
        return self.args[0]

    def measurement(self, values, digits):
        if values[1] == 2:
            {"; ".join(lines)}
        return values[0]

x = symbols("x", real=True)
for k in (1, 2, 3):
    Statement(f"odd-{{k}}", Eq(Odd(x, k), x))
"""
    Path("odd.py").write_text(text)
    return Source("odd.py")


def judged(source: Source, jobs: int) -> tuple[list[Result], list[str]]:
    """The results, and the ids in the order in which they came."""
    came: list[str] = []
    chosen = [(0, statement.id) for statement in collect(source)]
    results = judge_statements(
        [source], chosen, QUICK, jobs=jobs, on_result=lambda result: came.append(result.id)
    )
    return results, came


@pytest.mark.parametrize(
    ("deed", "how"),
    [
        ("os.kill(os.getpid(), 9)", "was ended by SIGKILL"),
        ("os._exit(3)", "ended by itself with exit status 3"),
        ("os._exit(0)", "ended by itself with exit status 0"),
    ],
)
def test_a_process_that_dies_takes_one_statement_along(deed: str, how: str) -> None:
    results, came = judged(theorem(deed), jobs=2)
    assert [result.grade for result in results] == [Grade.SUPPORTED, Grade.ERROR, Grade.SUPPORTED]
    assert how in results[1].verdict.reason
    assert "; remedy: run again" in results[1].verdict.reason
    assert sorted(came) == ["odd-1", "odd-2", "odd-3"]


def test_a_process_that_is_killed_from_outside_takes_one_statement_along() -> None:
    source = theorem(
        "Path('pid').write_text(str(os.getpid()))", "Path('pid').rename('known')", "time.sleep(60)"
    )

    def kill() -> None:
        while not Path("known").exists():
            time.sleep(0.01)
        os.kill(int(Path("known").read_text()), signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    results, _ = judged(source, jobs=2)
    killer.join()
    assert [result.grade for result in results] == [Grade.SUPPORTED, Grade.ERROR, Grade.SUPPORTED]
    assert "SIGKILL" in results[1].verdict.reason


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("deed", ["sys.exit(0)", "raise RecursionError", "1 / 0"])
def test_a_measurement_that_leaves_is_an_error_and_the_others_are_judged(jobs: int, deed: str) -> None:
    results, _ = judged(theorem(deed), jobs=jobs)
    assert [result.grade for result in results] == [Grade.SUPPORTED, Grade.ERROR, Grade.SUPPORTED]


@pytest.mark.parametrize("deed", ["sys.exit(0)", "1 / 0"])
def test_hypotheses_that_fail_are_an_error_and_the_others_are_judged(deed: str) -> None:
    source = theorem("pass")
    text = Path("odd.py").read_text()
    broken = f"""
    @property
    def hypotheses(self):
        {deed} if self.args[1] == 2 else None
        return ()

"""
    Path("odd.py").write_text(text.replace("x = symbols", broken + "\nx = symbols"))
    results, _ = judged(source, jobs=1)
    assert [result.grade for result in results] == [Grade.SUPPORTED, Grade.ERROR, Grade.SUPPORTED]


def half(number: int) -> int:
    if number % 5 == 4:
        os._exit(number)
    return number // 2


@pytest.mark.parametrize("jobs", [1, 2, 5])
@pytest.mark.parametrize("count", [0, 1, 7])
def test_every_task_is_done_once_or_lost_once(jobs: int, count: int) -> None:
    done: dict[int, int] = {}
    lost: dict[int, str] = {}
    run_in_processes(half, range(100, 100 + count), jobs, done.__setitem__, lost.__setitem__)
    assert done == {k: (100 + k) // 2 for k in range(count) if k % 5 != 4}
    assert lost == {k: f"ended by itself with exit status {100 + k}" for k in range(count) if k % 5 == 4}


def test_workers_end_when_the_work_is_given_up() -> None:
    pids: list[int] = []

    def give_up(position: int, pid: int) -> None:
        pids.append(pid)
        raise KeyboardInterrupt

    start = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        run_in_processes(nap, [0.0, 60.0, 60.0], 2, give_up, lambda position, how: None)
    # Far less than the naps, far more than it takes.
    assert time.monotonic() - start < 30
    with pytest.raises(ProcessLookupError):
        os.kill(pids[0], 0)


def nap(seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


def test_a_stored_witness_refutes_what_the_search_does_not() -> None:
    alone = judge_statement(NEEDLE, QUICK)
    helped = judge_statement(NEEDLE, QUICK, [POINT])
    assert alone.grade is Grade.SUPPORTED
    assert helped.grade is Grade.REFUTED
    assert helped.witness is not None
    assert helped.witness.values == {"n": "411557987"}
    assert helped.evidence[0].data["search"]["found_by"] == "a stored witness"


def same(first: Result, second: Result) -> bool:
    return (first.verdict, first.evidence) == (second.verdict, second.evidence)


OF_NO_USE: list[Callable[[], tuple[Statement, dict[str, object]]]] = [
    lambda: (Statement("found", Gt(x**2, 0)), {"x": Fraction(0)}),
    lambda: (Statement("found", Gt(x**3, 0)), {"x": Fraction(-7)}),
    lambda: (NEEDLE, {"n": Fraction(3)}),
    lambda: (NEEDLE, {"n": Fraction(-411557987)}),
    lambda: (NEEDLE, {"n": Fraction(1, 2)}),
    lambda: (NEEDLE, {"m": Fraction(411557987)}),
    lambda: (NEEDLE, {"n": (Fraction(411557987),)}),
    lambda: (NEEDLE, {}),
    lambda: (Statement("given", Lt(cos(n), 1 - Rational(1, 10**16)), given=[n < 400]), POINT),
]


@pytest.mark.parametrize("case", OF_NO_USE)
def test_a_stored_witness_of_no_use_leaves_no_trace(
    case: Callable[[], tuple[Statement, dict[str, object]]],
) -> None:
    statement, values = case()
    assert same(judge_statement(statement, QUICK, [values]), judge_statement(statement, QUICK))
