"""Sensitivity: would the check have noticed a wrong exponent?

Every mutant of the claim is attacked like the claim itself.  It is *equivalent* or *implied* (shown by
`proofs_check.implied`), *invalid* where it has no real value, *refuted*, or a *survivor*.  The score is
refuted / (refuted + survivors); the excluded share is reported with its reasons.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from sympy.logic.boolalg import BooleanAtom

from numerics.precision import working_precision
from proofs_check.algebras import Indeterminate, TooLarge, Undefined, Unsupported
from proofs_check.decide import Decider
from proofs_check.domain import Domain, Values
from proofs_check.evidence.instances import Attack
from proofs_check.implied import relation_to_claim
from proofs_check.mutants import Mutant, mutants
from proofs_check.outcome import Truth
from proofs_check.result import Options
from proofs_check.sampling import generator
from proofs_check.verdict import Evidence, Kind
from theory import Statement

__all__ = ["fate_of", "sensitivity"]

#: Instances of the claim at which mutants are decided before searching.
FIRST = 150
#: Instances tried before asking whether the mutant is an error at all.
PROMISING = 24
#: Mutants that a quick run draws from a claim that has more.
MUTANTS_QUICKLY = 40


def sensitivity(
    statement: Statement, domain: Domain, decider: Decider, options: Options, instances: Sequence[Values]
) -> Evidence | None:
    """Attack every mutant of a claim.

    Args:
        statement: the statement.
        domain: its hypotheses.
        decider: by closed forms.
        options: seed and effort.
        instances: admissible points.

    Returns:
        Evidence, or None for a claim that SymPy folded, which has no mutants.
    """
    if isinstance(statement.claim, BooleanAtom) or not instances:
        return None
    fates: dict[str, list[str]] = {}
    order = _spread(instances)
    decider.remember(order)
    made = list(mutants(statement.claim))
    chosen = _drawn(made, statement, options)
    for mutant in chosen:
        fate = fate_of(mutant, statement, domain, decider, options, order)
        fates.setdefault(fate, []).append(f"{mutant.operator}: {mutant.place}")
    decider.remember(())
    refuted, survivors = len(fates.get("refuted", ())), fates.get("survivor", [])
    scored = refuted + len(survivors)
    if not scored:
        return None
    left_out = len(made) - len(chosen)
    outside = sorted(set(fates) - {"refuted", "survivor"})
    excluded = {name: len(fates[name]) for name in outside}
    shown = ", ".join(f"{count} {name}" for name, count in excluded.items())
    return Evidence(
        Kind.SENSITIVITY,
        f"{refuted} of {scored} mutants refuted"
        + (f" ({shown} excluded)" if shown else "")
        + (f", {len(chosen)} drawn from {len(made)}" if left_out else ""),
        "errors that no operator makes, and errors in two places that cancel"
        + ("; mutants that were not drawn" if left_out else ""),
        data={
            "score": f"{refuted}/{scored}",
            "refuted": refuted,
            "refuted_places": fates.get("refuted", []),
            "survivors": survivors,
            "excluded": excluded,
            "excluded_places": {name: fates[name] for name in excluded},
        },
    )


def _drawn(made: list[Mutant], statement: Statement, options: Options) -> list[Mutant]:
    """The mutants to attack, in the order of the claim: all, or in a quick run a sample drawn by the seed."""
    if not options.quick or len(made) <= MUTANTS_QUICKLY:
        return made
    places = generator(statement.id, options.seed, "mutants").sample(range(len(made)), MUTANTS_QUICKLY)
    return [made[k] for k in sorted(places)]


def fate_of(
    mutant: Mutant,
    statement: Statement,
    domain: Domain,
    decider: Decider,
    options: Options,
    order: list[Values],
) -> str:
    """What becomes of one mutant.

    Args:
        mutant: the mutant.
        statement: the statement it was made from.
        domain: its hypotheses.
        decider: by closed forms.
        options: seed and effort.
        order: admissible points; the one that refutes is moved to the front, for the mutants that follow.

    Returns:
        ``refuted``, ``equivalent``, ``implied``, ``invalid`` or ``survivor``.
    """
    undefined = 0
    shown = None
    seen = partial(_directions, decider, order[:PROMISING])
    try:
        for k, values in enumerate(order):
            if k == PROMISING:
                shown = relation_to_claim(statement.claim, mutant.claim, domain.ranges, seen)
                if shown:
                    return shown
            truth = decider.decide(mutant.claim, values).truth
            if truth is Truth.FALSE:
                order.insert(0, order.pop(k))
                return "refuted"
            undefined += truth is Truth.UNDEFINED
    except Unsupported:
        return "invalid"
    if undefined:
        return "invalid"
    if shown is None:
        shown = relation_to_claim(statement.claim, mutant.claim, domain.ranges, seen)
    if shown:
        return shown
    attempt = Attack(mutant.claim, domain, decider)
    attempt.weakest = order
    if domain.points is None:
        attempt.search(f"{statement.id} {mutant.place}", options, ())
    if attempt.violating is None:
        return "survivor"
    order.insert(0, attempt.violating)
    return "refuted"


def _directions(decider: Decider, points: Sequence[Values], before: Any, after: Any) -> Iterator[int]:
    """The directions in which an expression is known to move at some points when another takes its place."""
    for values in points:
        try:
            left, right = (decider.value(expr, values, decider.bits) for expr in (before, after))
        except (Undefined, Indeterminate, TooLarge, Unsupported, KeyError):
            continue
        with working_precision(bits=decider.bits):
            if not left.overlaps(right):
                yield 1 if right > left else -1


def _spread(instances: Sequence[Values]) -> list[Values]:
    """Up to `FIRST` instances from all along the sample: special ones and drawn ones."""
    stride = max(1, len(instances) // FIRST)
    return list(instances[::stride])
