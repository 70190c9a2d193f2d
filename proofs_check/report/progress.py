"""A progress bar on standard error, for people who wait: only on a terminal, only after `PATIENCE`."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

__all__ = ["PATIENCE", "progress"]

#: Seconds of work before anything is shown.
PATIENCE = 1.0


@contextmanager
def progress(total: int, what: str) -> Iterator[Callable[[Any], None]]:
    """Show how far the work is while the block runs, and leave nothing behind.

    Args:
        total: how many pieces there are.
        what: a word for the work.

    Yields:
        A function to call once for every piece done; its argument is ignored.
    """
    if not sys.stderr.isatty():
        yield lambda piece: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    bar = Progress(*columns, console=Console(file=sys.stderr), transient=True, redirect_stdout=False)
    task = bar.add_task(what, total=total)
    lock, over = threading.Lock(), False

    def start() -> None:
        with lock:
            if not over:
                bar.start()

    # A timer, because the first piece may take long; the work itself never waits for it.
    timer = threading.Timer(PATIENCE, start)
    timer.daemon = True
    timer.start()
    try:
        yield lambda piece: bar.advance(task)
    finally:
        timer.cancel()
        with lock:
            over = True
            bar.stop()
