"""Tasks in processes of their own, one of which may die without taking the others along.

Every worker has a pipe of its own and one task at a time: when it dies, what it was doing is known, lost,
and reported; another worker takes its place.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection, wait
from typing import Any, TypeVar

__all__ = ["run_in_processes"]

T = TypeVar("T")
R = TypeVar("R")

#: Seconds after which a worker notices that nobody waits for it any more.
PATIENCE = 1.0
#: Terms are many and seldom in cycles: Python's own 700, 10, 10 look for cycles a tenth of the time.
COLLECTED = (50_000, 20, 20)


def run_in_processes(
    work: Callable[[T], R],
    tasks: Sequence[T],
    jobs: int,
    done: Callable[[int, R], None],
    lost: Callable[[int, str], None],
) -> None:
    """Do all tasks.

    Args:
        work: does one; a function of a module, which raises nothing.
        tasks: what can be pickled.
        jobs: how many processes.
        done: called in this process with the position of a task and its result, in any order.
        lost: called with the position of a task whose worker died, and how it died.
    """
    waiting = deque(range(len(tasks)))
    workers: list[_Worker] = []
    try:
        while waiting or workers:
            while waiting and len(workers) < jobs:
                # Known before it starts: an interrupt leaves no process behind that nobody ends.
                workers.append(_Worker(work))
                workers[-1].start()
                workers[-1].give(waiting.popleft(), tasks)
            ready = wait([worker.connection for worker in workers])
            for worker in [worker for worker in workers if worker.connection in ready]:
                try:
                    result = worker.connection.recv()
                except (EOFError, OSError):
                    workers.remove(worker)
                    lost(worker.task, worker.how_it_ended())
                    continue
                finished = worker.task
                # First more work, so that nobody waits for what `done` does.
                if waiting:
                    worker.give(waiting.popleft(), tasks)
                else:
                    worker.end()
                    workers.remove(worker)
                done(finished, result)
    finally:
        # Waiting for what is under way would make Ctrl-C take minutes.
        for worker in workers:
            worker.end()


class _Worker:
    """One process, its pipe, and the position of the task it is at."""

    def __init__(self, work: Callable[[Any], Any]) -> None:
        # Forked workers start with everything imported, where the system can fork.
        forks = "fork" in multiprocessing.get_all_start_methods()
        context: Any = multiprocessing.get_context("fork" if forks else "spawn")
        self.connection, self._theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(self._theirs, work, os.getpid()))
        self.task = -1

    def start(self) -> None:
        """Start the process."""
        with _without_interrupts():
            self.process.start()
        self._theirs.close()

    def give(self, task: int, tasks: Sequence[Any]) -> None:
        """Hand over a task; a worker that is dead already loses it, which the next reading shows."""
        self.task = task
        try:
            self.connection.send(tasks[task])
        except OSError:
            return

    def how_it_ended(self) -> str:
        """Why there is no result, in words."""
        self.process.join()
        self.connection.close()
        code = self.process.exitcode
        try:
            return f"was ended by {signal.Signals(-code).name}"
        except ValueError:
            return f"ended by itself with exit status {code}"

    def end(self) -> None:
        """End the process now, if it was started."""
        if self.process.pid is not None:
            self.process.terminate()
            self.process.join()
        self.connection.close()


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """Hold Ctrl-C back, so that no process starts before it can ignore it; a child keeps holding it back."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(connection: Connection, work: Callable[[Any], Any], parent: int) -> None:
    # Ctrl-C is for the parent, which then ends its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()
    gc.set_threshold(*COLLECTED)
    threading.Thread(target=_leave_with, args=(parent,), daemon=True).start()
    while True:
        try:
            task = connection.recv()
        except EOFError:
            return
        connection.send(work(task))


def _leave_with(parent: int) -> None:
    """End this process when its parent is gone, killed perhaps: nobody would take the result."""
    while os.getppid() == parent:
        time.sleep(PATIENCE)
    os._exit(1)
