"""Experiments: claims about runs of gradient descent, decided on every run that the hypotheses name.

Settings, criteria and tolerances are in the statement.  All runs are made first, side by side; then the claim
is decided at each setting on what they showed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

from proofs_check.algebras import Balls, Indeterminate, TooLarge, Undefined
from proofs_check.decide import Decider
from proofs_check.domain import Domain, Values
from proofs_check.evaluate import Scope, rational_value
from proofs_check.evidence.instances import MOST_EXHAUSTIVE, Attack
from proofs_check.observe import observations, observed_value, run_beforehand
from proofs_check.verdict import Evidence, Kind
from theory import Statement
from theory.observation import Observation

__all__ = ["is_experiment", "make_runs"]

_BLIND = (
    "settings other than those named, and there is no second road: nothing but the runs; rounding errors, as "
    "runs are in float64; what a protocol assumes (the mode recursion: modes decouple, layers stay equal)"
)


def is_experiment(statement: Statement) -> bool:
    """Whether a statement speaks of what runs show.

    Args:
        statement: the statement.

    Returns:
        True if claim or hypotheses hold an `Observation`.
    """
    return bool(observations(statement.claim, *statement.given))


def make_runs(statement: Statement, domain: Domain, decider: Decider) -> tuple[Evidence, Attack]:
    """Make every run and decide the claim on it.

    Args:
        statement: the statement.
        domain: its hypotheses.
        decider: decides propositions at settings.

    Returns:
        The evidence, and the attack with the settings.
    """
    attempt = Attack(statement.claim, domain, decider)
    count = domain.points
    if count is None or count > MOST_EXHAUSTIVE:
        message = (
            f"statement {statement.id}: an experiment has at most {MOST_EXHAUSTIVE} settings; given "
            f"{'infinitely many' if count is None else count}; bound every symbol by hypotheses"
        )
        return Evidence(Kind.FAILURE, "no experiment", "", message=message), attempt
    spoken = observations(statement.claim, *statement.given)
    settings = list(_settings(domain))
    run_beforehand(pair for values in settings for pair in _wanted(spoken, values))
    attempt.sample(settings, None)
    witness, counts = attempt.conclude()
    seen = _extremes(spoken, attempt.instances)
    evidence = Evidence(
        Kind.EXPERIMENT,
        f"{counts.good} of {sum(vars(counts).values())} settings as claimed",
        _BLIND,
        counts=counts,
        witness=witness,
        message="seen: " + "; ".join(f"{name} {low:.6g} to {high:.6g}" for name, (low, high) in seen.items()),
        ground=not statement.parameters,
        data={
            "observed": {name: list(ends) for name, ends in seen.items()},
            "account": dict(vars(attempt.account)),
            "protocols": sorted({f"numerics.experiments.{o.protocol}" for o in spoken}),
        },
    )
    return evidence, attempt


def _settings(domain: Domain) -> Iterator[Values]:
    """The points at which every hypothesis that needs no run is true."""
    plain = [check for check in domain.checks if not check.has(Observation)]
    for values in domain.all_points():
        if all(domain.decider.decide(check, values).truth.holds for check in plain):
            yield values


def _extremes(spoken: list[Observation], instances: Iterable[Values]) -> dict[str, tuple[float, float]]:
    """The smallest and the largest value that each observation had."""
    seen: dict[str, list[float]] = {}
    for values in instances:
        for observation, setting in _wanted(spoken, values):
            value = observed_value(observation, setting)
            if value is not None:
                seen.setdefault(str(observation), []).append(float(value))
    return {name: (min(found), max(found)) for name, found in seen.items()}


def _wanted(spoken: list[Observation], values: Values) -> Iterator[tuple[Observation, tuple[Fraction, ...]]]:
    scope = Scope(values, Balls())
    for observation in spoken:
        try:
            setting: list[Any] = [rational_value(arg, scope) for arg in observation.args]
        except (Indeterminate, TooLarge, Undefined):
            continue
        yield observation, tuple(Fraction(int(v.p), int(v.q)) for v in setting)
