"""From a statement to its verdict: gather evidence of every kind, then judge.  No printing here.

`judge_statement` works on one statement; `judge_statements` on many, in processes of their own, and takes
what a cache has.  A worker collects the file again and receives only ids, so that nothing depends on what can
be pickled.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import sympy
from sympy import Limit, preorder_traversal

from proofs_check.algebras import Unsupported
from proofs_check.cache import Cache, Kept
from proofs_check.collect import Source, Unusable, collect
from proofs_check.decide import Decider, literal_digits
from proofs_check.domain import Account, Domain, Values
from proofs_check.evidence.certificate import certify
from proofs_check.evidence.emptiness import prove_empty
from proofs_check.evidence.experiment import is_experiment, make_runs
from proofs_check.evidence.instances import decide_instances
from proofs_check.evidence.measured import compare_roads
from proofs_check.evidence.necessity import necessity
from proofs_check.evidence.proof import prove
from proofs_check.evidence.sensitivity import sensitivity
from proofs_check.evidence.symbolic import derive_again
from proofs_check.evidence.tightness import tightness
from proofs_check.outcome import Truth
from proofs_check.packing import packed, unpacked
from proofs_check.result import FewerSamples, FewestSamples, HurriedSamples, Options, Result
from proofs_check.verdict import Evidence, Grade, Kind, judge
from proofs_check.workers import run_in_processes
from theory import Quantity, Statement

#: Parts of a claim above which each of its instances and wrong versions takes long to decide.
LONG = 500

__all__ = ["gather", "judge_statement", "judge_statements"]


def judge_statement(statement: Statement, options: Options, stored: Sequence[Values] = ()) -> Result:
    """Gather evidence about one statement and judge it.

    Args:
        statement: the statement.
        options: digits, seed and effort.
        stored: witnesses of earlier runs, tried where the search finds none.

    Returns:
        The result; whatever goes wrong inside becomes an ERROR verdict.
    """
    return _result(statement, _gathered(lambda: gather(statement, options, stored)))


def gather(statement: Statement, options: Options, stored: Sequence[Values] = ()) -> tuple[Evidence, ...]:
    """All evidence about one statement.

    Args:
        statement: the statement.
        options: digits, seed and effort.
        stored: witnesses of earlier runs, tried where the search finds none.

    Returns:
        The evidence, in a fixed order.
    """
    return _with_derivation(statement, _examine(statement, options, stored), options)


def _with_derivation(
    statement: Statement, evidence: tuple[Evidence, ...], options: Options
) -> tuple[Evidence, ...]:
    """Evidence completed by what many statements share and a process derives only once."""
    if any(piece.witness or piece.kind in {Kind.EMPTY, Kind.FAILURE} for piece in evidence):
        return evidence
    if options.quick and any(piece.kind is Kind.PROOF for piece in evidence):
        return evidence
    derived = derive_again(statement)
    # It stands before the evidence that is about the claim and its hypotheses.
    later = {Kind.SENSITIVITY, Kind.NECESSITY, Kind.TIGHTNESS}
    place = next((k for k, piece in enumerate(evidence) if piece.kind in later), len(evidence))
    return (*evidence[:place], *([derived] if derived else []), *evidence[place:])


def _examine(statement: Statement, options: Options, stored: Sequence[Values]) -> tuple[Evidence, ...]:
    """All evidence but the derivation."""
    written = literal_digits(statement.claim, *statement.given)
    digits = options.digits if written < options.digits // 2 else options.digits + 2 * written
    domain = Domain.of(statement, digits)
    empty = prove_empty(statement, domain)
    if empty is not None:
        return (empty,)
    decider = Decider(digits)
    if is_experiment(statement):
        return _experiment(statement, domain, decider, options)
    telling = [values for values in stored if _refutes(values, statement, domain, decider)]
    proof = prove(statement)
    # In a hurry, or where values take long or the claim is long, what is proved is sampled less.
    long = sum(1 for _ in preorder_traversal(statement.claim)) > LONG
    costly = long or any(quantity.costly for quantity in statement.claim.atoms(Quantity))
    proved = (options.quick or costly) and proof is not None and proof.kind is Kind.PROOF
    fewer = HurriedSamples if options.quick else FewerSamples
    fewer = FewestSamples if costly and statement.claim.has(Limit) else fewer
    sampling = fewer(**vars(options)) if proved else options
    instances, attack = decide_instances(statement, domain, decider, sampling, telling)
    if attack.violating is not None:
        # A violation by closed forms counts only if measurements do not contradict them there.
        at_witness = compare_roads(statement, domain, options, at=[attack.violating])
        if at_witness is not None and at_witness.kind is Kind.FAILURE:
            return (at_witness,)
        # A proof beside a witness is a defect of the checker, which the verdict reports.
        return (instances, *(piece for piece in (proof, at_witness) if piece))
    further = (
        proof,
        None if proved else certify(statement, domain, options.box, instances, attack.instances),
        compare_roads(statement, domain, options),
        # Wrong versions of what is proved are looked at where that takes no time.
        None if proved else sensitivity(statement, domain, decider, options, attack.instances),
        None if options.quick else necessity(statement, decider, sampling),
        tightness(statement, decider, attack.instances),
    )
    return (instances, *(piece for piece in further if piece))


def _experiment(
    statement: Statement, domain: Domain, decider: Decider, options: Options
) -> tuple[Evidence, ...]:
    """All evidence about a claim on what runs show: its settings are all there is."""
    runs, attack = make_runs(statement, domain, decider)
    if runs.kind is Kind.FAILURE or runs.witness is not None:
        return (runs,)
    # Criteria have slack by design: mutants of them would say nothing.
    compared = compare_roads(statement, domain, options, at=attack.instances[:1])
    return (runs, compared) if compared else (runs,)


def judge_statements(
    sources: Sequence[Source],
    chosen: Sequence[tuple[int, str]],
    options: Options,
    *,
    jobs: int,
    on_result: Callable[[Result], None] | None = None,
    cache: Cache | None = None,
) -> list[Result]:
    """Judge many statements, several at a time.

    Args:
        sources: where the statements are.
        chosen: index of the source and id of each statement.
        options: digits, seed and effort.
        jobs: how many processes.
        on_result: called as each finishes, in any order.
        cache: takes evidence that is still good from here, and keeps the rest here.

    Returns:
        The results, in the order of `chosen`.
    """
    results: dict[int, Result] = {}
    tasks: dict[int, _Task] = {}

    def finish(k: int, kept: Kept, *, cached: bool = False) -> None:
        if not cached:
            # Here and not in the workers, each of which would derive the same again.
            derived = _gathered(lambda: _with_derivation(tasks[k].statement, kept.evidence, options))
            kept = replace(kept, evidence=derived.evidence)
        results[k] = _result(tasks[k].statement, kept, cached=cached)
        if cache is not None and not cached and results[k].grade is not Grade.ERROR:
            cache.keep(tasks[k].statement, tasks[k].source.path, kept, tasks[k].stored)
        if on_result is not None:
            on_result(results[k])

    for k, (source, name) in enumerate(chosen):
        tasks[k] = _Task(sources[source], name, options)
        found = cache and cache.find(tasks[k].statement, tasks[k].source.path)
        if found:
            finish(k, found, cached=True)
        elif cache is not None:
            tasks[k] = _Task(sources[source], name, options, cache.witnesses(tasks[k].statement))
    missing = [k for k in tasks if k not in results]
    if jobs <= 1:
        for k in missing:
            finish(k, _work(tasks[k]))
    else:
        missing = _longest_first({k: tasks[k].statement for k in missing})
        run_in_processes(
            _work,
            [tasks[k] for k in missing],
            jobs,
            lambda position, kept: finish(missing[position], kept),
            lambda position, how: finish(missing[position], _lost(how)),
        )
    return [results[k] for k in range(len(chosen))]


def _longest_first(statements: Mapping[int, Statement]) -> list[int]:
    """Keys of statements in the order to begin them, so that no process is left alone with a long one."""

    # What has no proof takes longest (mutants of its claim are attacked), and more so the longer its claim.
    # How long a proof is shows before it is written down in how long its writer is.
    def size(key: int) -> tuple[bool, int]:
        claim, derivation = statements[key].claim, statements[key].derivation
        code = getattr(derivation and derivation.writer, "__code__", None)
        length = len(code.co_code) if code else sum(1 for _ in sympy.preorder_traversal(claim))
        return derivation is None, length

    return sorted(statements, key=size, reverse=True)


@dataclass(frozen=True)
class _Task:
    """What a worker is told: where the statement is, how to judge it, and what once refuted it, by name."""

    source: Source
    name: str
    options: Options
    stored: dict[str, Values] = field(default_factory=dict)

    @property
    def statement(self) -> Statement:
        return next(s for s in collect(self.source) if s.id == self.name)


def _work(task: _Task) -> Kept:
    # SymPy's caches must not make one statement's evidence depend on which came before.
    sympy.core.cache.clear_cache()
    try:
        statement = task.statement
    except (Unusable, StopIteration):
        remedy = "leave the file alone while it is judged, and run again"
        return Kept(_failure("must be in its file whenever that runs", "a file that changed", remedy), 0.0)
    return _gathered(lambda: _examine(statement, task.options, list(task.stored.values())))


def _gathered(gatherer: Callable[[], tuple[Evidence, ...]]) -> Kept:
    """The evidence as a cache would give it back, whatever goes wrong."""
    start = time.perf_counter()
    try:
        evidence = unpacked(json.loads(json.dumps(packed(gatherer()))))
    except Unsupported as error:
        evidence = _failure("must use functions that can be enclosed", str(error), "rewrite it")
    except RecursionError:
        evidence = _failure("must not be nested so deeply", "a deep expression", "split it")
    except (Exception, SystemExit) as error:
        # A user's own quantity may raise anything; the other statements are still judged.
        text = " ".join(f"{type(error).__name__}: {error}".split())
        evidence = _failure("must be possible to evaluate", text, "correct what raises")
    return Kept(evidence, time.perf_counter() - start)


def _refutes(values: Values, statement: Statement, domain: Domain, decider: Decider) -> bool:
    """Whether a stored witness still refutes: one that does not must leave no trace in the evidence."""
    families = {family.name for family in domain.families}
    if any(isinstance(value, tuple) is not (name in families) for name, value in values.items()):
        return False
    return (
        domain.fits(values)
        and domain.admits(values, Account())
        and decider.decide(statement.claim, values).truth is Truth.FALSE
    )


def _result(statement: Statement, kept: Kept, *, cached: bool = False) -> Result:
    return Result(
        id=statement.id,
        title=statement.title,
        source=statement.source,
        location=statement.location,
        claim=" ".join(_shown(lambda: [statement.claim])),
        given=_shown(lambda: statement.given),
        understood=_shown(lambda: statement.understood),
        expect=statement.expect,
        related=statement.related,
        verdict=judge(kept.evidence),
        evidence=kept.evidence,
        seconds=kept.seconds,
        cached=cached,
    )


def _shown(propositions: Callable[[], Iterable[Any]]) -> tuple[str, ...]:
    """Propositions as text; what cannot be shown could not be evaluated either, and the verdict says so."""
    try:
        return tuple(map(str, propositions()))
    except (Exception, SystemExit):
        return ("cannot be shown",)


def _lost(how: str) -> Kept:
    remedy = "run again, with --jobs 1 if memory is short; what was finished is kept"
    return Kept(_failure("must be judged by a process that lives", f"one that {how}", remedy), 0.0)


def _failure(required: str, given: str, remedy: str) -> tuple[Evidence]:
    message = f"claim: {required}; given {given}; remedy: {remedy}"
    return (Evidence(Kind.FAILURE, "could not be evaluated", "", message=message),)
