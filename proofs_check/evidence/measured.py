"""Measured evidence: closed forms against measurements from the definition, and the claim on measured values.

At small points of the hypotheses every measured quantity of the statement is computed twice: by its closed
form, and by a measurement: numerics from an explicit network or from a loss, or what a user's `Quantity`
brings along.  The two must agree, and the claim must not be violated when measured values are put in place of
closed forms.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from flint import arb

from numerics.measurement import Measurement
from numerics.precision import agreement_digits, bits_for, working_precision
from proofs_check.algebras import Balls, Indeterminate, TooLarge, Undefined
from proofs_check.decide import Decider
from proofs_check.domain import Account, Domain, Values
from proofs_check.evaluate import Scope, closed_form, evaluate
from proofs_check.explicit_measurement import is_explicit
from proofs_check.measure import (
    MEASUREMENTS,
    OF_THE_HESSIAN,
    OF_THE_NETWORK,
    TooCostly,
    has_measurement,
    measure,
)
from proofs_check.result import Options
from proofs_check.sampling import generator, modest_points
from proofs_check.verdict import Counts, Evidence, Kind
from proofs_check.witness import value_text
from theory import Quantity, Statement, StatementError
from theory.validation import parameters

__all__ = ["Clash", "compare_roads", "measured_quantities"]

#: Points at which quantities are measured.
WANTED, WANTED_QUICKLY = 6, 3


class Clash(Exception):  # noqa: N818 - a finding, not a mistake of the caller
    """The two roads give different numbers."""


def measured_quantities(statement: Statement) -> list[Quantity]:
    """The quantities of the claim measured on the Hessian of aligned depth-balanced minima, in order."""
    found = {q for q in statement.claim.atoms(Quantity) if type(q) in OF_THE_HESSIAN and not is_explicit(q)}
    return sorted(found, key=lambda q: str(q))


def _two_sided(statement: Statement) -> list[Quantity]:
    """All measured quantities of claim and hypotheses; each must have both sides."""
    found = {q for part in (statement.claim, *statement.given) for q in part.atoms(Quantity) if q.measured}
    for quantity in sorted(found, key=str):
        if not has_measurement(quantity):
            raise StatementError(
                f"the quantity {type(quantity).__name__}",
                "must have a measurement beside its closed form",
                "only a closed form",
                "define measurement(self, values, digits), or set measured = False: then it is a definition",
            )
    return sorted(found, key=str)


def compare_roads(
    statement: Statement, domain: Domain, options: Options, at: Iterable[Values] | None = None
) -> Evidence | None:
    """Measure the quantities of a claim at small points and compare.

    Args:
        statement: the statement.
        domain: its hypotheses.
        options: digits, seed and effort.
        at: the points to use; drawn if not given, and if a user's own quantity cannot be measured there.

    Returns:
        Evidence, a failure where the roads disagree or one of them breaks down, or None where there is
        nothing to measure.
    """
    try:
        quantities = _two_sided(statement)
        if not quantities:
            return None
        own = any(type(q) not in MEASUREMENTS for q in quantities)
        comparison = _Comparison(statement, domain, options)
        drawn = islice(modest_points(domain, generator(statement.id, options.seed, "measured")), 400)
        comparison.run(quantities, drawn if at is None else at)
        if at is not None and own and not comparison.points:
            comparison.run(quantities, drawn)
    except (Clash, StatementError) as finding:
        summary = "the two roads disagree" if isinstance(finding, Clash) else "a quantity breaks down"
        return Evidence(Kind.FAILURE, summary, "", message=str(finding))
    return comparison.evidence(quantities, own)


class _Comparison:
    """Both roads at one point after another."""

    def __init__(self, statement: Statement, domain: Domain, options: Options) -> None:
        self.statement, self.domain, self.options = statement, domain, options
        self.decider = Decider(max(15, options.digits // 3), self._on_the_way)
        self.condition = Decider(options.digits)._condition
        self.points = 0
        self.claims = Counter[str]()
        self.agreements: dict[str, int] = {}
        self.provenance: dict[str, dict[str, Any]] = {}

    def run(self, quantities: list[Quantity], candidates: Iterable[Values]) -> None:
        """Compare at points until enough are done."""
        wanted = WANTED_QUICKLY if self.options.quick else WANTED
        for values in candidates:
            if self.points >= wanted:
                return
            if not self.domain.admits(values, Account()):
                continue
            try:
                for quantity in quantities:
                    # A quantity of a bound index has a value only where the walk of the claim meets it.
                    if {str(p) for p in parameters(quantity)} <= values.keys():
                        self._compare(quantity, values)
                truth = self.decider.decide(self.statement.claim, values).truth
            except (TooCostly, TooLarge, Undefined, Indeterminate):
                continue
            self.claims[str(truth)] += 1
            self.points += 1

    def _on_the_way(self, quantity: Quantity, scope: Scope) -> Any:
        """What a quantity evaluates to when the claim is decided on measured values."""
        if not quantity.measured or scope.intervals:
            return evaluate(closed_form(quantity), scope)
        return self._compare(quantity, scope.values).value

    def _compare(self, quantity: Quantity, values: Mapping[str, Any]) -> Measurement:
        name, scope = type(quantity).__name__, Scope(values, Balls(), None, self.condition)
        measurement = measure(quantity, scope, self.options.digits, self.options.seed)
        with working_precision(bits=bits_for(self.options.digits) + 64):
            derived = arb(evaluate(closed_form(quantity), scope))
            if not derived.overlaps(measurement.value):
                point = ", ".join(f"{n} = {value_text(v)}" for n, v in sorted(values.items()))
                raise Clash(
                    f"{name}: its closed form and its measurement must agree; given "
                    f"{derived.str(20, radius=False)} derived and "
                    f"{measurement.value.str(20, radius=False)} measured{f' at {point}' if point else ''}; "
                    f"remedy: correct the closed form or the measurement{_or_accuracy(measurement)}"
                )
            digits = _agreement(derived, measurement.value)
        self.agreements[name] = min(digits, self.agreements.get(name, digits))
        earlier = self.provenance.get(name, {}).get("weights_at_most", 0)
        self.provenance[name] = {
            "solver": measurement.solver,
            "rigorous": measurement.rigorous,
            "digits_asked": measurement.digits,
            "weights_at_most": max(measurement.parameters, earlier),
            "blind_to": measurement.blind_to,
        }
        return measurement

    def evidence(self, quantities: list[Quantity], own: bool) -> Evidence | None:
        """What came of it."""
        if not self.agreements:
            if not own:
                return None
            names = ", ".join(sorted({type(q).__name__ for q in quantities}))
            return Evidence(
                Kind.MEASURED,
                f"nothing was measured: {names} at no point tried",
                "a wrong closed form: simplify the arguments, so that they are rational at rational points",
                counts=Counts(),
                data={"points": 0, "agreement_digits": {}, "provenance": {}, "claim_on_measured_values": {}},
            )
        network = all(type(q) in OF_THE_NETWORK for q in quantities)
        return Evidence(
            Kind.MEASURED,
            f"measured from the {'loss' if network else 'definition'} at {self.points} points, "
            f"agrees to {min(self.agreements.values())} digits or more",
            "; ".join(sorted({str(p["blind_to"]) for p in self.provenance.values()})),
            counts=Counts(**{name: self.claims[name] for name in ("true", "equal", "agrees", "false")}),
            data={
                "points": self.points,
                "agreement_digits": dict(sorted(self.agreements.items())),
                "provenance": dict(sorted(self.provenance.items())),
                "claim_on_measured_values": dict(sorted(self.claims.items())),
            },
        )


def _agreement(derived: arb, measured: arb) -> int:
    """Digits to which both agree, relative to their size, or to 1 where that may be 0."""
    if not derived.contains(0):
        return agreement_digits(derived, measured)
    return agreement_digits(arb(1), 1 + (derived - measured))


def _or_accuracy(measurement: Measurement) -> str:
    return "" if measurement.rigorous else ", or set accuracy to the digits that it really has"
