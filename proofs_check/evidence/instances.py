"""Instances: the claim decided at exact points of its hypotheses, by closed forms, and attacked.

Where the hypotheses allow finitely many points all are decided.  Otherwise special points and drawn ones are
decided; if none refutes, the search climbs uphill from the weakest, then Hypothesis tries, then witnesses
stored by earlier runs, then the thin sets where the sides of a relation are equal.  A violation is shrunk.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from sympy.logic.boolalg import BooleanAtom

from proofs_check.decide import Decider
from proofs_check.domain import Account, Domain, Values
from proofs_check.outcome import Outcome, Truth
from proofs_check.result import Options
from proofs_check.sampling import generator, points
from proofs_check.search import second_search, uphill
from proofs_check.shrink import shrink
from proofs_check.verdict import Counts, Evidence, Kind, Witness
from proofs_check.witness import value_text, witness_of
from theory import Quantity, Statement

__all__ = ["Attack", "attack", "decide_instances"]

#: Finite domains of at most this many points are decided completely.
MOST_EXHAUSTIVE = 4000
#: At most so many relations inside a claim are looked at where their sides are equal, at so many points each.
MOST_THIN, THIN_POINTS = 12, 24

_FIELDS = {
    Truth.TRUE: "true",
    Truth.EQUAL: "equal",
    Truth.AGREES: "agrees",
    Truth.FALSE: "false",
    Truth.UNDECIDED: "undecided",
    Truth.UNDEFINED: "undefined",
}


class Attack:
    """One attempt to refute a claim.

    Args:
        claim: the claim.
        domain: its hypotheses.
        decider: by closed forms.
    """

    def __init__(self, claim: Any, domain: Domain, decider: Decider) -> None:
        self.claim, self.domain, self.decider = claim, domain, decider
        self.account, self.counts = Account(), Counter[str]()
        self.ways = domain.ways
        self.searched = {"uphill": 0, "hypothesis": 0, "stored": 0, "shrinking": 0}
        self.violating: Values | None = None
        self.found_by = ""
        self.first_undecided: Values | None = None
        self.weakest: list[Values] = []
        self.instances: list[Values] = []

    def violates(self, values: Values) -> bool:
        """Whether the claim is false at an admissible point."""
        return self.decider.decide(self.claim, values).truth is Truth.FALSE

    def sample(self, candidates: Iterable[Values], wanted: int | None) -> None:
        """Decide the claim at points until enough are decided or one is false."""
        for values in candidates:
            if not self.domain.admits(values, self.account):
                continue
            truth = self.decider.decide(self.claim, values).truth
            if truth is Truth.TOO_LARGE:
                self.account.satisfying -= 1
                self.account.unsamplable += 1
                continue
            self.counts[_FIELDS[truth]] += 1
            self.instances.append(values)
            if truth is Truth.FALSE:
                self.violating, self.found_by = values, "sampling"
                return
            if truth is Truth.TRUE:
                self.weakest.append(values)
            elif truth in {Truth.UNDECIDED, Truth.UNDEFINED}:
                self.first_undecided = self.first_undecided or values
            if wanted is not None and sum(self.counts.values()) >= wanted:
                return

    def search(self, name: str, options: Options, stored: Sequence[Values]) -> None:
        """Uphill, Hypothesis, stored witnesses: until one refutes."""
        rng = generator(name, options.seed, "search")
        budget = options.search
        ways = self.domain.ways
        for way in ways:
            if self.violating is None:
                climbed = uphill(self.claim, way, self.decider, self.weakest, budget // len(ways))
                self._note("uphill", "climbing", *climbed)
        for way in ways if budget else ():
            if self.violating is None:
                tried = second_search(way, self.violates, rng, max(budget // (5 * len(ways)), 12))
                self._note("hypothesis", "hypothesis", *tried)
        for values in stored if self.violating is None else ():
            fits = self.domain.fits(values) and self.domain.admits(values, Account())
            self._note("stored", "a stored witness", values if fits and self.violates(values) else None, 1)
            if self.violating is not None:
                break

    def search_thin_sets(self, name: str, options: Options) -> None:
        """Where the sides of a relation in the claim are equal, if that can be solved: no draw hits it."""
        rng = generator(name, options.seed, "thin sets")
        equalities = self.domain.boundaries_in(self.claim)[: MOST_THIN if options.search else 0]
        for way in (way for equality in equalities for way in self.domain.along(equality)):
            tried = 0
            for values in islice(points(way, rng), 4 * THIN_POINTS):
                if tried < THIN_POINTS and self.domain.admits(values, Account()):
                    tried += 1
                    if self.violates(values):
                        self.ways = (way, *self.ways)
                        self._note("thin sets", "thin sets", values, tried)
                        return
            self._note("thin sets", "", None, tried)

    def _note(self, where: str, name: str, violating: Values | None, tried: int) -> None:
        self.searched[where] = self.searched.get(where, 0) + tried
        if violating is not None:
            self.violating, self.found_by = violating, name

    def conclude(self) -> tuple[Witness | None, Counts]:
        """The shrunk witness if there is a violation, and the outcomes with that one violation."""
        outcome = self.simplify()
        if outcome is None or self.violating is None:
            return None, Counts(**self.counts)
        witness = witness_of(self.claim, self.violating, outcome, self.decider)
        return witness, Counts(**{**self.counts, "false": 1})

    def simplify(self) -> Outcome | None:
        """Shrink the violation and decide the claim there."""
        if self.violating is None:
            return None
        for way in self.ways:
            self.violating, tried = shrink(self.violating, way, self.violates)
            self._note("shrinking", "", None, tried)
        return self.decider.decide(self.claim, self.violating)


def attack(
    statement: Statement, domain: Domain, decider: Decider, options: Options, stored: Sequence[Values] = ()
) -> tuple[Attack, bool]:
    """Sample and search.

    Args:
        statement: the statement.
        domain: its hypotheses.
        decider: by closed forms.
        options: seed and effort.
        stored: witnesses of earlier runs, tried last.

    Returns:
        The attack, and whether every admissible point was decided.
    """
    attempt = Attack(statement.claim, domain, decider)
    count = domain.points
    exhaustive = count is not None and count <= MOST_EXHAUSTIVE
    if exhaustive:
        attempt.sample(domain.all_points(), None)
    else:
        drawn = points(domain, generator(statement.id, options.seed))
        attempt.sample(islice(drawn, options.draws), options.instances)
        if attempt.violating is None and attempt.counts:
            attempt.search(statement.id, options, stored)
        if attempt.violating is None and attempt.counts:
            attempt.search_thin_sets(statement.id, options)
    # An undecidable or unsamplable point is a gap.
    complete = exhaustive and not attempt.account.undecidable and not attempt.account.unsamplable
    return attempt, complete


def decide_instances(
    statement: Statement, domain: Domain, decider: Decider, options: Options, stored: Sequence[Values] = ()
) -> tuple[Evidence, Attack]:
    """Attack a statement and write down what came of it.

    Args:
        statement: the statement.
        domain: its hypotheses.
        decider: by closed forms.
        options: seed and effort.
        stored: witnesses of earlier runs, tried last.

    Returns:
        The evidence, and the attack with its instances and the shrunk witness if there is one.
    """
    attempt, complete = attack(statement, domain, decider, options, stored)
    witness, counts = attempt.conclude()
    ground = not statement.parameters
    stuck = attempt.first_undecided
    evidence = Evidence(
        kind=Kind.EXHAUSTIVE if complete else Kind.SAMPLED,
        summary=_summary(counts, complete, ground, statement),
        blind_to=_blind_to(statement, complete, decider.digits),
        counts=counts,
        witness=witness,
        ground=ground,
        folded=isinstance(statement.claim, BooleanAtom),
        data={
            "account": dict(vars(attempt.account)),
            "digits": decider.digits,
            "search": {**attempt.searched, "found_by": attempt.found_by},
            **({"first_undecided": {n: value_text(v) for n, v in sorted(stuck.items())}} if stuck else {}),
        },
    )
    return evidence, attempt


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
