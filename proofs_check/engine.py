"""From a statement to its verdict: gather evidence of every kind, then judge.  No printing here.

`judge_statement` works on one statement; `judge_statements` on many, in processes of their own.  A worker
collects the file again and receives only ids, so that nothing depends on what can be pickled.
"""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed

import sympy

from proofs_check.algebras import Unsupported
from proofs_check.collect import Source, collect
from proofs_check.decide import Decider, literal_digits
from proofs_check.domain import Domain
from proofs_check.evidence.emptiness import prove_empty
from proofs_check.evidence.instances import decide_instances
from proofs_check.evidence.measured import compare_roads
from proofs_check.evidence.necessity import necessity
from proofs_check.evidence.sensitivity import sensitivity
from proofs_check.evidence.symbolic import derive_again
from proofs_check.evidence.tightness import tightness
from proofs_check.result import Options, Result
from proofs_check.verdict import Evidence, Kind, judge
from theory import Statement

__all__ = ["gather", "judge_statement", "judge_statements"]


def judge_statement(statement: Statement, options: Options) -> Result:
    """Gather evidence about one statement and judge it.

    Args:
        statement: the statement.
        options: digits, seed and effort.

    Returns:
        The result; whatever goes wrong inside becomes an ERROR verdict.
    """
    start = time.perf_counter()
    try:
        evidence = gather(statement, options)
    except Unsupported as error:
        evidence = (
            _failure(f"claim: must use functions that can be enclosed; given {error}; remedy: rewrite it"),
        )
    except RecursionError:
        evidence = (
            _failure("claim: must not be nested so deeply; given a deep expression; remedy: split it"),
        )
    except Exception as error:
        # A user's own quantity may raise anything; the other statements are still judged.
        text = " ".join(f"{type(error).__name__}: {error}".split())
        evidence = (
            _failure(f"claim: must be possible to evaluate; given {text}; remedy: correct what raises"),
        )
    return Result(
        id=statement.id,
        title=statement.title,
        source=statement.source,
        location=statement.location,
        claim=str(statement.claim),
        given=tuple(map(str, statement.given)),
        understood=tuple(map(str, statement.understood)),
        expect=statement.expect,
        related=statement.related,
        verdict=judge(evidence),
        evidence=evidence,
        seconds=time.perf_counter() - start,
    )


def gather(statement: Statement, options: Options) -> tuple[Evidence, ...]:
    """All evidence about one statement.

    Args:
        statement: the statement.
        options: digits, seed and effort.

    Returns:
        The evidence, in a fixed order.
    """
    written = literal_digits(statement.claim, *statement.given)
    digits = options.digits if written < options.digits // 2 else options.digits + 2 * written
    domain = Domain.of(statement, digits)
    empty = prove_empty(statement, domain)
    if empty is not None:
        return (empty,)
    decider = Decider(digits)
    instances, attack = decide_instances(statement, domain, decider, options)
    if attack.violating is not None:
        # A violation by closed forms counts only if measurements do not contradict them there.
        at_witness = compare_roads(statement, domain, options, at=[attack.violating])
        if at_witness is not None and at_witness.kind is Kind.FAILURE:
            return (at_witness,)
        return (instances, *([at_witness] if at_witness else []))
    further = (
        compare_roads(statement, domain, options),
        derive_again(statement),
        sensitivity(statement, domain, decider, options, attack.instances),
        necessity(statement, decider, options),
        tightness(statement, decider, attack.instances),
    )
    return (instances, *(piece for piece in further if piece))


def judge_statements(
    sources: Sequence[Source],
    chosen: Sequence[tuple[int, str]],
    options: Options,
    *,
    jobs: int,
    on_result: Callable[[Result], None] | None = None,
) -> list[Result]:
    """Judge many statements, several at a time.

    Args:
        sources: where the statements are.
        chosen: index of the source and id of each statement.
        options: digits, seed and effort.
        jobs: how many processes.
        on_result: called as each finishes, in any order.

    Returns:
        The results, in the order of `chosen`.
    """
    report = on_result or (lambda result: None)
    results: dict[int, Result] = {}
    if jobs <= 1 or len(chosen) <= 1:
        for k, (source, name) in enumerate(chosen):
            results[k] = _judge_one(sources[source], name, options)
            report(results[k])
    else:
        _in_processes(sources, chosen, options, jobs, results, report)
    return [results[k] for k in range(len(chosen))]


def _in_processes(
    sources: Sequence[Source],
    chosen: Sequence[tuple[int, str]],
    options: Options,
    jobs: int,
    results: dict[int, Result],
    report: Callable[[Result], None],
) -> None:
    workers = min(jobs, len(chosen))
    pool = ProcessPoolExecutor(workers, mp_context=_context(), initializer=_leave_interrupts_to_the_parent)
    try:
        futures = {
            pool.submit(_judge_one, sources[source], name, options): k
            for k, (source, name) in enumerate(chosen)
        }
        for future in as_completed(futures):
            results[futures[future]] = future.result()
            report(results[futures[future]])
        pool.shutdown()
    except BaseException:
        # Waiting for what is under way would make Ctrl-C take minutes.
        for child in multiprocessing.active_children():
            child.terminate()
        pool.shutdown(wait=False, cancel_futures=True)
        raise


def _leave_interrupts_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _judge_one(source: Source, name: str, options: Options) -> Result:
    statement = next(s for s in collect(source) if s.id == name)
    # SymPy's caches must not make one statement's evidence depend on which came before.
    sympy.core.cache.clear_cache()
    return judge_statement(statement, options)


def _context() -> multiprocessing.context.BaseContext:
    """Forked workers start with everything imported, where the system can fork."""
    return multiprocessing.get_context(
        "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
    )


def _failure(message: str) -> Evidence:
    return Evidence(Kind.FAILURE, "could not be evaluated", "", message=message)
