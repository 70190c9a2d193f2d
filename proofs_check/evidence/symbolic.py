"""Symbolic evidence: the closed forms derived again from the loss.

At symbolic depth the second derivative is taken two layers at a time and every entry is brought to the form
that the closed forms rest on (`theory.hessian_identities`).  At small explicit sizes the full Hessian is
differentiated from the loss by brute force, and its characteristic polynomial compared with the predicted one
at random integer points (`theory.network`).  An identity that SymPy cannot show only loses support;
polynomials that differ are a failure.
"""

from __future__ import annotations

from proofs_check.evidence.measured import measured_quantities
from proofs_check.verdict import Evidence, Kind
from theory import Statement
from theory.hessian_identities import derivation_report
from theory.network import brute_force_report

__all__ = ["derive_again"]


def derive_again(statement: Statement) -> Evidence | None:
    """Derive the closed forms that the claim uses from the loss.

    Args:
        statement: the statement.

    Returns:
        Evidence, a failure where brute force contradicts a closed form, or None where the claim uses no
        quantity of the Hessian.
    """
    names = sorted({type(q).__name__ for q in measured_quantities(statement)})
    if not names:
        return None
    networks = brute_force_report()
    wrong = [f"depths {n.depths}, width {n.d}" for n in networks if not n.agrees]
    if wrong:
        return Evidence(
            Kind.FAILURE,
            "brute force contradicts a closed form",
            "",
            message=f"closed form of {', '.join(names)}: must give the spectrum of the Hessian; given "
            f"another characteristic polynomial at {'; '.join(wrong)}; remedy: correct theory/quantities",
        )
    identities = derivation_report()
    shown = [name for name, holds in identities if holds]
    missing = [name for name, holds in identities if not holds]
    chance = float(max(n.failure_bound for n in networks))
    unshown = f", not shown: {', '.join(missing)}" if missing else ""
    return Evidence(
        Kind.SYMBOLIC,
        f"closed form derived from the loss ({len(shown)} of {len(identities)} identities{unshown}; "
        f"{len(networks)} networks by brute force)",
        "errors that SymPy makes in simplifying; brute force: sizes beyond the smallest, and polynomials "
        f"that agree at a random point by chance (probability below {chance:.0e})",
        data={
            "identities": dict(identities),
            "networks": [f"depths {n.depths}, width {n.d}" for n in networks],
        },
    )
