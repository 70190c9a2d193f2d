"""Trying to refute a claim: uphill on the violation from the weakest instances, then Hypothesis.

Both start where sampling ended without a counterexample.  `uphill` moves one value at a time (scaling,
single steps, ties with other values) and keeps what brings the claim closer to failing.  `second_search`
lets Hypothesis draw values, with everything switched off that would make two runs differ.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from proofs_check.decide import Decider
from proofs_check.domain import Account, Domain, Values
from proofs_check.outcome import Truth
from proofs_check.sampling import LONGEST
from proofs_check.slack import slack

__all__ = ["second_search", "uphill"]

#: Numbers stay this short while climbing.
LONGEST_DENOMINATOR = 10**40


def uphill(
    claim: Any, domain: Domain, decider: Decider, starts: list[Values], budget: int
) -> tuple[Values | None, int]:
    """Climb towards a violation from some instances.

    Args:
        claim: the claim.
        domain: its hypotheses.
        decider: by closed forms.
        starts: instances at which the claim holds.
        budget: the most points to try.

    Returns:
        A violating point or None, and how many points were tried.
    """
    account, tried = Account(), 0
    ranked = [
        (size, k) for k, start in enumerate(starts) if (size := slack(claim, start, decider)) is not None
    ]
    for _, k in sorted(ranked)[:3]:
        here = starts[k]
        best = slack(claim, here, decider)
        step = Fraction(1, 2)
        while best is not None and step > Fraction(1, 10**6) and tried < budget:
            better = None
            for candidate in _neighbours(here, domain, step):
                tried += 1
                if not domain.admits(candidate, account):
                    continue
                size = slack(claim, candidate, decider)
                if size is not None and size <= 0 and decider.decide(claim, candidate).truth is Truth.FALSE:
                    return candidate, tried
                if size is not None and size < best:
                    best, better = size, candidate
                if tried >= budget:
                    break
            if better is None:
                step /= 8
            else:
                here = better
    return None, tried


def _neighbours(values: Values, domain: Domain, step: Fraction) -> Iterator[Values]:
    """Points that differ in one value."""
    ties = [value for value in values.values() if not isinstance(value, tuple)]
    for name in domain.drawn:
        found = domain.ranges[name]
        for value in _moves(values[name], found.integer, step, ties):
            if name not in domain.small and found.contains(value):
                yield from _completed(domain, {**values, name: value})
    for family in domain.families:
        members = values[family.name]
        for k, member in enumerate(members):
            for value in _moves(member, family.element.integer, step, [*members[:k], *members[k + 1 :]]):
                if family.element.contains(value):
                    yield from _completed(
                        domain, {**values, family.name: (*members[:k], value, *members[k + 1 :])}
                    )


def _moves(value: Fraction, integer: bool, step: Fraction, ties: list[Fraction]) -> list[Fraction]:
    if integer:
        return [value + 1, value - 1, value * 2, Fraction(value.numerator // 2), value + 10]
    grown = [value * (1 + step), value * (1 - step), value + step, value - step]
    return [v.limit_denominator(LONGEST_DENOMINATOR) for v in grown] + [t for t in ties[:4] if t != value]


def _completed(domain: Domain, values: Values) -> Iterator[Values]:
    done = domain.complete(values)
    if done is not None:
        yield done


def second_search(
    domain: Domain, judge: Callable[[Values], bool], rng: random.Random, examples: int
) -> tuple[Values | None, int]:
    """Let Hypothesis look for a violation.

    Args:
        domain: the hypotheses.
        judge: whether an instance violates the claim.
        rng: seeds the search.
        examples: how many values it may draw.

    Returns:
        A violating point or None, and how many instances were tried.
    """
    import hypothesis

    from proofs_check.quiet_hypothesis import quietly, strategy_for

    found: list[Values] = []
    account, tried = Account(), 0

    @hypothesis.seed(rng.getrandbits(64))
    @hypothesis.settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
        print_blob=False,
        report_multiple_bugs=False,
    )
    @hypothesis.given(strategy_for(domain, LONGEST))
    def run(values: Values | None) -> None:
        nonlocal tried
        if found or values is None or not domain.admits(values, account):
            return
        tried += 1
        if judge(values):
            found.append(values)

    with quietly():
        run()
    return (found[0] if found else None), tried
