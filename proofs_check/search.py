"""Trying to refute a claim: uphill on the violation from the weakest instances, then Hypothesis.

Both start where sampling ended without a counterexample.  `uphill` moves one value at a time (scaling,
single steps, ties with other values, short fractions, the vertex of a parabola), or all real ones together,
and keeps what brings the claim closer to failing.  `second_search` lets Hypothesis draw values, with
everything switched off that would make two runs differ.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import count, islice, product
from typing import Any

from flint import arb

from numerics.precision import working_precision
from proofs_check.decide import Decider
from proofs_check.domain import Account, Domain, Values, conjuncts
from proofs_check.outcome import Truth
from proofs_check.sampling import LONGEST, nth
from proofs_check.slack import BITS, Slack, slack

__all__ = ["second_search", "uphill"]

#: Numbers stay this short while climbing.
LONGEST_DENOMINATOR = 10**40
#: Steps are halved three times each time until they are shorter than this.
SHORTEST_STEP = Fraction(1, 10**12)
#: Below this, slack says nothing: it is computed with 192 bits, and the claim has to be decided.
NOISE = arb(2) ** -150
#: A claim may fail exactly at a short fraction only.
SHORT_DENOMINATORS = (1, 4, 30, 1000)


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
    # A conjunction fails where one of its parts does, and each part has a slope of its own.
    parts = list(conjuncts(claim))
    tried = 0
    for k, part in enumerate(parts):
        climb = _Climb(part, domain, decider, (budget - tried) // (len(parts) - k))
        climb.sweep(starts[:1], climb.budget // 3)
        ranked = [(size, n) for n, start in enumerate(starts) if (size := slack(part, start, decider))]
        for _, n in sorted(ranked)[:3]:
            climb.run(starts[n])
        tried += climb.tried
        if climb.found is not None:
            return climb.found, tried
    return None, tried


class _Climb:
    """Moves that bring a claim closer to failing, until one makes it fail or the budget is spent."""

    def __init__(self, claim: Any, domain: Domain, decider: Decider, budget: int) -> None:
        self.claim, self.domain, self.decider, self.budget = claim, domain, decider, budget
        self.account, self.tried = Account(), 0
        self.sizes: dict[Any, Slack | None] = {}
        self.found: Values | None = None

    @property
    def over(self) -> bool:
        return self.found is not None or self.tried >= self.budget

    def run(self, here: Values) -> None:
        """Climb from one instance."""
        best = slack(self.claim, here, self.decider)
        step = Fraction(1, 2)
        while best is not None and best.relative > NOISE and step > SHORTEST_STEP and not self.over:
            size, there = self._best(_neighbours(here, self.domain, step), best)
            if there is None:
                # Nothing nearer at this step: look between the neighbours, and at short fractions.
                size, there = self._best(self._between(here, step), best)
                step /= 8
            if there is not None:
                best, here = size, there

    def sweep(self, starts: list[Values], most: int) -> None:
        """Small integers one after another around an instance, in order of their sum."""
        names = [n for n in self.domain.drawn if self.domain.ranges[n].integer and n not in self.domain.small]
        if not starts or not 1 <= len(names) <= 3:
            return
        for steps in islice(_by_sum(len(names)), most):
            moved = {n: nth(self.domain.ranges[n], k) for n, k in zip(names, steps, strict=True)}
            if all(self.domain.ranges[n].contains(value) for n, value in moved.items()):
                for values in _completed(self.domain, {**starts[0], **moved}):
                    self._decide(values)
            if self.over:
                return

    def _decide(self, values: Values) -> None:
        self.tried += 1
        if (
            self.domain.admits(values, self.account)
            and self.decider.decide(self.claim, values).truth is Truth.FALSE
        ):
            self.found = values

    def _best(self, candidates: Iterator[Values], bar: Slack) -> tuple[Slack, Values | None]:
        """The candidate with the least slack below the bar, if there is one."""
        chosen = None
        for candidate in candidates:
            if self.over:
                break
            size = self._size(candidate)
            if size is not None and _lower(size, bar):
                bar, chosen = size, candidate
        return bar, chosen

    def _size(self, values: Values) -> Slack | None:
        """The slack at an admissible point; a violation is kept."""
        key = tuple(sorted(values.items()))
        if key not in self.sizes:
            self.tried += 1
            self.sizes[key] = self._new_size(values)
        return self.sizes[key]

    def _new_size(self, values: Values) -> Slack | None:
        if not self.domain.admits(values, self.account):
            return None
        size = slack(self.claim, values, self.decider)
        if (
            size is not None
            and size.relative < NOISE
            and self.decider.decide(self.claim, values).truth is Truth.FALSE
        ):
            self.found = values
        return size

    def _between(self, values: Values, step: Fraction) -> Iterator[Values]:
        """For each real number: the vertex of the parabola through three points, and simpler numbers."""
        for name in self.domain.drawn:
            found, value = self.domain.ranges[name], values[name]
            if found.integer:
                continue
            vertex = self._vertex(values, name, step)
            near = [value.limit_denominator(limit) for limit in SHORT_DENOMINATORS]
            if vertex is not None:
                near += [vertex, *(vertex.limit_denominator(limit) for limit in SHORT_DENOMINATORS)]
            for candidate in dict.fromkeys(near):
                if candidate != value and found.contains(candidate):
                    yield from _completed(self.domain, {**values, name: candidate})
        reals = [n for n in self.domain.drawn if not self.domain.ranges[n].integer]
        for limit in SHORT_DENOMINATORS if len(reals) > 1 else ():
            short = {n: values[n].limit_denominator(limit) for n in reals}
            if all(self.domain.ranges[n].contains(value) for n, value in short.items()):
                yield from _completed(self.domain, {**values, **short})

    def _vertex(self, values: Values, name: str, step: Fraction) -> Fraction | None:
        heights = []
        for move in (-step, Fraction(0), step):
            there = next(_completed(self.domain, {**values, name: values[name] + move}), None)
            size = None if there is None or self.over else self._size(there)
            if size is None:
                return None
            heights.append(size.difference)
        left, here, right = heights
        with working_precision(bits=BITS):
            bend = left - 2 * here + right
            if not bend > 0:
                return None
            shift = ((left - right) / (2 * bend)).mid()
        return (values[name] + step * _as_fraction(shift)).limit_denominator(LONGEST_DENOMINATOR)


def _lower(size: Slack, bar: Slack) -> bool:
    """Whether a slack is lower by more than rounding."""
    if abs(size.relative) == abs(bar.relative) == 1:
        # One side is 0: only the difference ranks.
        return size < bar
    with working_precision(bits=BITS):
        return bool(size.relative + NOISE < bar.relative)


def _by_sum(length: int) -> Iterator[tuple[int, ...]]:
    """Tuples of naturals, in order of their sum."""
    for total in count():
        yield from (steps for steps in product(range(total + 1), repeat=length) if sum(steps) == total)


def _as_fraction(number: arb) -> Fraction:
    mantissa, exponent = number.man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def _neighbours(values: Values, domain: Domain, step: Fraction) -> Iterator[Values]:
    """Points that differ in one value, or in the scale or place of all real ones."""
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
    yield from _moved_together(values, domain, step)


def _moved_together(values: Values, domain: Domain, step: Fraction) -> Iterator[Values]:
    """All real numbers scaled by one factor, or moved by one distance."""
    names = [n for n in domain.drawn if not domain.ranges[n].integer]
    if len(names) < 2:
        return
    moves = (lambda v: v * (1 + step), lambda v: v * (1 - step), lambda v: v + step, lambda v: v - step)
    for move in moves:
        moved = {n: move(values[n]).limit_denominator(LONGEST_DENOMINATOR) for n in names}
        if all(domain.ranges[n].contains(value) for n, value in moved.items()):
            yield from _completed(domain, {**values, **moved})


def _moves(value: Fraction, integer: bool, step: Fraction, ties: list[Fraction]) -> list[Fraction]:
    if integer:
        stride = max(1, int(abs(value) * step))
        return [value + stride, value - stride, value + 2 * stride, value - 2 * stride]
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
