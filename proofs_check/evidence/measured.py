"""Measured evidence: closed forms against measurements from the loss, and the claim on measured values.

At small points of the hypotheses every measured quantity of the claim is computed twice: by its closed form,
and by numerics from an explicit network.  The two must agree, and the claim must not be violated when
measured values are put in place of closed forms.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import islice
from typing import Any

from flint import arb

from numerics.precision import agreement_digits, bits_for, working_precision
from proofs_check.algebras import Balls, Indeterminate, TooLarge, Undefined
from proofs_check.decide import Decider
from proofs_check.domain import Account, Domain, Values
from proofs_check.evaluate import Scope, closed_form, evaluate
from proofs_check.measure import MEASUREMENTS, TooCostly, measure
from proofs_check.result import Options
from proofs_check.sampling import generator, modest_points
from proofs_check.verdict import Counts, Evidence, Kind
from proofs_check.witness import value_text
from theory import Quantity, Statement

__all__ = ["Clash", "compare_roads", "measured_quantities"]

#: Points at which quantities are measured.
WANTED, WANTED_QUICKLY = 6, 3


class Clash(Exception):  # noqa: N818 - a finding, not a mistake of the caller
    """The two roads give different numbers."""


def measured_quantities(statement: Statement) -> list[Quantity]:
    """The quantities of the claim that can be measured, in a fixed order."""
    found = {q for q in statement.claim.atoms(Quantity) if type(q) in MEASUREMENTS}
    return sorted(found, key=lambda q: str(q))


def compare_roads(
    statement: Statement, domain: Domain, options: Options, at: Iterable[Values] | None = None
) -> Evidence | None:
    """Measure the quantities of a claim at small points and compare.

    Args:
        statement: the statement.
        domain: its hypotheses.
        options: digits, seed and effort.
        at: the points to use; drawn if not given.

    Returns:
        Evidence, a failure where the roads disagree, or None where there is nothing to measure.
    """
    quantities = measured_quantities(statement)
    if not quantities:
        return None
    wanted = WANTED_QUICKLY if options.quick else WANTED
    account, claims = Account(), Counter[str]()
    agreements: dict[str, int] = {}
    provenance: dict[str, dict[str, Any]] = {}
    decider = Decider(max(15, options.digits // 3), _hook(options))
    drawn = modest_points(domain, generator(statement.id, options.seed, "measured"))
    candidates = islice(drawn, 400) if at is None else at
    used = 0
    for values in candidates:
        if not domain.admits(values, account):
            continue
        try:
            for quantity in quantities:
                _compare(quantity, values, options, agreements, provenance)
            truth = decider.decide(statement.claim, values).truth
        except (TooCostly, TooLarge, Undefined, Indeterminate):
            continue
        except Clash as clash:
            return Evidence(Kind.FAILURE, "the two roads disagree", "", message=str(clash))
        claims[str(truth)] += 1
        used += 1
        if used == wanted:
            break
    if not used:
        return None
    least = min(agreements.values())
    counts = Counts(
        true=claims["true"], equal=claims["equal"], agrees=claims["agrees"], false=claims["false"]
    )
    return Evidence(
        Kind.MEASURED,
        f"measured from the loss at {used} points, agrees to {least} digits or more",
        "; ".join(sorted({str(p["blind_to"]) for p in provenance.values()})),
        counts=counts,
        data={
            "points": used,
            "agreement_digits": dict(sorted(agreements.items())),
            "provenance": dict(sorted(provenance.items())),
            "claim_on_measured_values": dict(sorted(claims.items())),
        },
    )


def _hook(options: Options) -> Any:
    def value(quantity: Quantity, scope: Scope) -> Any:
        if type(quantity) in MEASUREMENTS:
            return measure(quantity, scope, options.digits, options.seed).value
        return evaluate(closed_form(quantity), scope)

    return value


def _compare(
    quantity: Quantity,
    values: Values,
    options: Options,
    agreements: dict[str, int],
    provenance: dict[str, dict[str, Any]],
) -> None:
    name = type(quantity).__name__
    bits = bits_for(options.digits) + 64
    scope = Scope(values, Balls(), None, Decider(options.digits)._condition)
    measurement = measure(quantity, scope, options.digits, options.seed)
    with working_precision(bits=bits):
        derived = arb(evaluate(closed_form(quantity), scope))
        if not derived.overlaps(measurement.value):
            point = ", ".join(f"{n} = {value_text(v)}" for n, v in sorted(values.items()))
            raise Clash(
                f"{name}: its closed form and its measurement must agree; given "
                f"{derived.str(20, radius=False)} derived and "
                f"{measurement.value.str(20, radius=False)} measured at {point}; "
                "remedy: correct the closed form or the measurement"
            )
        digits = agreement_digits(derived, measurement.value)
    agreements[name] = min(digits, agreements.get(name, digits))
    provenance[name] = {
        "solver": measurement.solver,
        "rigorous": measurement.rigorous,
        "digits_asked": measurement.digits,
        "weights_at_most": max(measurement.parameters, provenance.get(name, {}).get("weights_at_most", 0)),
        "blind_to": measurement.blind_to,
    }
