"""Instances: the claim decided at exact points of its hypotheses, by closed forms.

Where the hypotheses allow finitely many points all are decided, otherwise special points and drawn ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import islice
from typing import Any

from sympy.logic.boolalg import BooleanAtom

from proofs_check.decide import Decider
from proofs_check.domain import Account, Domain, Values
from proofs_check.outcome import Truth
from proofs_check.result import Options
from proofs_check.sampling import generator, points
from proofs_check.verdict import Counts, Evidence, Kind
from proofs_check.witness import value_text, witness_of
from theory import Quantity, Statement

__all__ = ["decide_instances"]

#: Finite domains of at most this many points are decided completely.
MOST_EXHAUSTIVE = 4000
#: Instances wanted, and points tried for each before giving up.
WANTED, WANTED_QUICKLY, TRIES = 300, 120, 25

_FIELDS = {
    Truth.TRUE: "true",
    Truth.EQUAL: "equal",
    Truth.AGREES: "agrees",
    Truth.FALSE: "false",
    Truth.UNDECIDED: "undecided",
    Truth.UNDEFINED: "undefined",
}


def decide_instances(
    statement: Statement, domain: Domain, decider: Decider, options: Options
) -> tuple[Evidence, Values | None]:
    """Decide the claim at points of the hypotheses until enough are decided or one is false.

    Args:
        statement: the statement.
        domain: its hypotheses.
        decider: by closed forms.
        options: seed and effort.

    Returns:
        The evidence, and the values of the witness if there is one.
    """
    ground = not statement.parameters
    count = domain.points
    exhaustive = count is not None and count <= MOST_EXHAUSTIVE
    account, counts, violating = Account(), Counter[str](), None
    stuck: Values | None = None
    wanted = WANTED_QUICKLY if options.quick else WANTED
    candidates: Iterable[Values] = domain.all_points()
    if not exhaustive:
        candidates = islice(points(domain, generator(statement.id, options.seed)), wanted * TRIES)
    for values in candidates:
        if not domain.admits(values, account):
            continue
        outcome = decider.decide(statement.claim, values)
        if outcome.truth is Truth.TOO_LARGE:
            account.satisfying -= 1
            account.unsamplable += 1
            continue
        counts[_FIELDS[outcome.truth]] += 1
        if outcome.truth is Truth.FALSE:
            violating = (values, outcome)
            break
        if outcome.truth in {Truth.UNDECIDED, Truth.UNDEFINED}:
            stuck = stuck or values
        if not exhaustive and sum(counts.values()) >= wanted:
            break
    # An undecidable or unsamplable point is a gap.
    complete = exhaustive and not account.undecidable and not account.unsamplable
    witness = None if violating is None else witness_of(statement.claim, *violating, decider)
    found = Counts(**counts)
    evidence = Evidence(
        kind=Kind.EXHAUSTIVE if complete else Kind.SAMPLED,
        summary=_summary(found, complete, ground, statement),
        blind_to=_blind_to(statement, complete, decider.digits),
        counts=found,
        witness=witness,
        ground=ground,
        folded=isinstance(statement.claim, BooleanAtom),
        data={
            "account": {name: getattr(account, name) for name in vars(account)},
            "digits": decider.digits,
            **({"first_undecided": _texts(stuck)} if stuck else {}),
        },
    )
    return evidence, None if violating is None else violating[0]


def _summary(counts: Counts, complete: bool, ground: bool, statement: Statement) -> str:
    words = [f"{getattr(counts, name)} {name}" for name in _FIELDS.values() if getattr(counts, name)]
    where = "on its one instance" if ground else "at every admissible point" if complete else "of instances"
    folded = ", folded by SymPy when it was written" if isinstance(statement.claim, BooleanAtom) else ""
    return f"{', '.join(words) or 'no instance'} {where}{folded}"


def _blind_to(statement: Statement, complete: bool, digits: int) -> str:
    blind = [] if complete else ["values between and beyond the points tried"]
    if any(quantity.measured for quantity in statement.claim.atoms(Quantity)):
        blind.append("a wrong closed form that both sides share (see the measured and symbolic evidence)")
    blind.append(f"'agrees': differences below {digits} digits")
    return "; ".join(blind)


def _texts(values: Values) -> dict[str, Any]:
    return {name: value_text(value) for name, value in sorted(values.items())}
