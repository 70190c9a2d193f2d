"""Where the lines of a sweep are run: in this process, in processes of this machine, or on a Dask cluster.

A line's result depends on its content alone, so every backend gives the same numbers; only the order differs.

Main result: `run_lines`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from numerics.sweep import Line, LineResult, run_line
from proofs_check.files import Unusable

__all__ = ["run_lines"]

#: Seconds to wait for a scheduler to answer, and for its first worker.
PATIENCE = 10.0


def run_lines(
    lines: Sequence[Line], *, jobs: int = 1, backend: str = "joblib", scheduler: str | None = None
) -> Iterator[tuple[Line, LineResult]]:
    """Run lines, in any order.

    Args:
        lines: the lines.
        jobs: processes, for "joblib".
        backend: "joblib" or "dask".
        scheduler: the address of the Dask scheduler.

    Yields:
        Every line with its result, as soon as it is there.

    Raises:
        Unusable: Dask is not installed, or the cluster cannot be reached or was lost, or a process died.
    """
    if backend == "dask":
        yield from _on_dask(lines, scheduler)
    elif jobs == 1 or len(lines) < 2:
        yield from map(_run, lines)
    else:
        from joblib import Parallel, delayed
        from joblib.externals.loky.process_executor import TerminatedWorkerError

        work = Parallel(n_jobs=min(jobs, len(lines)), return_as="generator_unordered", batch_size=1)
        try:
            yield from work(delayed(_run)(line) for line in lines)
        except TerminatedWorkerError:
            raise Unusable(
                f"--jobs {jobs}",
                "a process was ended, for want of memory perhaps",
                "run the same command again with fewer jobs: what is finished is kept",
            ) from None


def _run(line: Line) -> tuple[Line, LineResult]:
    return line, run_line(line)


def _on_dask(lines: Sequence[Line], scheduler: str | None) -> Iterator[tuple[Line, LineResult]]:
    if scheduler is None:
        raise Unusable("--backend dask", "needs a scheduler", "add --scheduler tcp://HOST:PORT")
    if not re.fullmatch(r"((tcp|tls)://)?\S+:\d{1,5}", scheduler):
        raise Unusable(f"--scheduler {scheduler}", "is no address", "write tcp://HOST:PORT")
    try:
        import logging

        from distributed import Client, KilledWorker, as_completed
    except ImportError:
        raise Unusable(
            "--backend dask", "Dask is not installed", "python -m pip install 'sharpath[cluster]'"
        ) from None
    # One line says what went wrong; Dask's own account of it is many.
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    client: Any = None
    try:
        try:
            client = Client(scheduler, timeout=PATIENCE, set_as_default=False)
        except (OSError, ValueError) as error:
            raise Unusable(
                f"--scheduler {scheduler}", f"no scheduler answers: {error}", "start one: dask scheduler"
            ) from None
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError:
            raise Unusable(
                f"--scheduler {scheduler}", "it has no workers", f"start some: dask worker {scheduler}"
            ) from None
        futures = client.map(_run, lines, key=[f"sharpath-{line.key}" for line in lines])
        for future in as_completed(futures, loop=client.loop):
            try:
                yield future.result()
            except (KilledWorker, ImportError, OSError) as error:
                raise Unusable(
                    f"--scheduler {scheduler}",
                    f"a worker failed: {type(error).__name__}: {error}",
                    "install the same sharpath on every worker and run again: what is finished is kept",
                ) from None
    finally:
        if client is not None:
            client.close(timeout=PATIENCE)
