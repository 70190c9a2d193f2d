"""Interrupts of `proofs_check.workers`: whenever Ctrl-C comes, no process is left that nobody ends.

One left behind would keep the command from ending.  Blind to: systems that cannot fork; interrupts at other
places than these three.
"""

import multiprocessing
import signal
from collections.abc import Iterator
from multiprocessing.process import BaseProcess
from typing import Any, NoReturn

import pytest

from proofs_check import workers
from proofs_check.workers import run_in_processes


def double(number: int) -> int:
    return 2 * number


def nothing(*_: Any) -> None:
    return


@pytest.fixture
def left() -> Iterator[Any]:
    """What tells how many processes are left; they are ended in any case."""

    def count() -> int:
        return len(multiprocessing.active_children())

    assert count() == 0
    yield count
    for process in multiprocessing.active_children():
        process.kill()
        process.join()


def interrupted(jobs: int) -> None:
    with pytest.raises(KeyboardInterrupt):
        run_in_processes(double, [1, 2, 3], jobs, nothing, nothing)


@pytest.mark.parametrize("jobs", [1, 2])
def test_while_a_process_starts(left: Any, monkeypatch: pytest.MonkeyPatch, jobs: int) -> None:
    start = BaseProcess.start

    def start_and_interrupt(process: BaseProcess) -> None:
        start(process)
        # Held back until the worker can ignore it; then it reaches this process.
        if len(multiprocessing.active_children()) == jobs:
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(BaseProcess, "start", start_and_interrupt)
    interrupted(jobs)
    assert left() == 0


def test_before_a_process_starts(left: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(process: BaseProcess) -> NoReturn:
        raise KeyboardInterrupt

    monkeypatch.setattr(BaseProcess, "start", interrupt)
    interrupted(2)
    assert left() == 0


def test_before_a_process_is_ended(left: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    end, calls = workers._Worker.end, []

    def interrupt_once(worker: Any) -> None:
        calls.append(worker)
        if len(calls) == 1:
            raise KeyboardInterrupt
        end(worker)

    monkeypatch.setattr(workers._Worker, "end", interrupt_once)
    interrupted(1)
    assert left() == 0
