"""Certificates as evidence: the claim holds on a region, and numbers are there to verify that anew.

Tried without being asked, as they are cheap: one polynomial for each depth up to 40 for claims about the
shares of any number of pathways (`proofs_check.certificates.families`); sums of squares for inequalities of
polynomials and rational functions in at most four parameters (`squares`); subdivision in Arb into at most
`CHEAP` boxes for inequalities in at most three parameters whose hypotheses bound them (`subdivision`).  With
a box from the user (``--box``) more boxes are allowed, and the region is that box.  A certificate counts once
`recheck` has established it anew, and the summary is the region of what is certified.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import islice
from typing import Any

import sympy
from flint import fmpq

from numerics.precision import working_precision
from proofs_check.algebras import Unsupported
from proofs_check.certificates.families import Found, prove_mode_bounds, prove_pair_bounds
from proofs_check.certificates.recheck import Fails, enclosure, establish
from proofs_check.certificates.region import sides_of
from proofs_check.certificates.squares import prove_exact
from proofs_check.certificates.subdivision import MOST_BOXES, prove_on_box
from proofs_check.collect import Source, collect
from proofs_check.decide import Decider
from proofs_check.domain import Domain, Values, conjuncts
from proofs_check.ranges import Range
from proofs_check.result import Options, Result
from proofs_check.verdict import Evidence, Kind
from theory import Quantity, Statement
from theory.quantity import unfold

__all__ = ["CHEAP", "certificates_of", "certify", "find_certificates"]

#: Boxes and parameters of a subdivision that nobody asked for.
CHEAP, MOST_PARAMETERS = 300, 3
#: Instances at which certified expressions are compared with the claim, and bits there.
AUDITED, BITS = 8, 128


def certify(
    statement: Statement, domain: Domain, box: str, instances: Evidence, points: Sequence[Values]
) -> Evidence | None:
    """Look for certificates from which a claim follows.

    Args:
        statement: the statement.
        domain: its hypotheses.
        box: sides of the region to be certified, ``NAME=LOW..HIGH``; empty for what is cheap.
        instances: what became of the instances; nothing is certified where some have no real value.
        points: admissible points, at which what is certified is compared with the claim.

    Returns:
        Evidence that names the region, or None.
    """
    if instances.counts is not None and instances.counts.undefined:
        return None
    found = find_certificates(statement, domain, box)
    if found is None:
        return None
    try:
        claims = [establish(certificate) for certificate in found.certificates]
    except Fails:
        # Found, but too long for the checker: then it is none.
        return None
    audited = _audit(statement, found, points)
    number = len(found.certificates)
    outside = [found.beyond] if found.beyond else []
    closed_forms = (
        ["a wrong closed form (see the measured evidence)"] if statement.claim.has(Quantity) else []
    )
    return Evidence(
        Kind.CERTIFICATE,
        f"certified: {found.region}",
        "; ".join([*outside, *closed_forms]) or "nothing: it is a proof",
        data={
            "region": found.region,
            "beyond": found.beyond,
            "certificates": number,
            "established": claims,
            "audited": audited,
        },
    )


def certificates_of(
    sources: Sequence[Source], chosen: Sequence[tuple[int, str]], results: Sequence[Result], options: Options
) -> list[Mapping[str, Any]]:
    """The certificates behind results, found again: finding them is cheap, and results may come from a cache.

    Args:
        sources: where the statements are.
        chosen: index of the source and id of each statement.
        results: their judgements.
        options: how they were judged.

    Returns:
        The certificates of all statements that are certified or proved; a quick run does not
        look for certificates of the latter.
    """
    certificates: list[Mapping[str, Any]] = []
    for (source, name), result in zip(chosen, results, strict=True):
        if any(piece.kind in {Kind.CERTIFICATE, Kind.PROOF} for piece in result.evidence):
            statement = next(s for s in collect(sources[source]) if s.id == name)
            found = find_certificates(statement, Domain.of(statement, options.digits), options.box)
            certificates += found.certificates if found is not None else ()
    return certificates


def find_certificates(statement: Statement, domain: Domain, box: str = "") -> Found | None:
    """Certificates from which a claim follows on a region.

    Args:
        statement: the statement.
        domain: its hypotheses.
        box: sides of the region, ``NAME=LOW..HIGH``; empty for what is cheap.

    Returns:
        The certificates and the region, or None.
    """
    if not statement.parameters:
        return None
    try:
        return (
            prove_mode_bounds(statement, domain)
            or prove_pair_bounds(statement, domain)
            or _prove_relations(statement, domain, box)
        )
    except (Unsupported, NotImplementedError, sympy.PolynomialError):
        return None


def _prove_relations(statement: Statement, domain: Domain, box: str) -> Found | None:
    """Every conjunct of a claim, each an inequality in real numbers and integers."""
    if domain.families:
        return None
    relations = list(conjuncts(unfold(statement.claim)))
    if not all(isinstance(r, sympy.Ge | sympy.Gt | sympy.Le | sympy.Lt) for r in relations):
        return None
    exact = [prove_exact(r, domain.ranges, statement.id) for r in relations]
    if all(exact):
        return Found(tuple(c for found in exact for c in found), "all values", parts=tuple(map(len, exact)))
    asked = sides_of(box)
    ranges = {name: _within(side, asked.get(name)) for name, side in domain.ranges.items()}
    names = sorted({str(s) for r in relations for s in r.free_symbols})
    asked_for = any(name in asked for name in names)
    if any(ranges[name].low is None or ranges[name].high is None or ranges[name].empty for name in names):
        return None
    if not asked_for and len(names) > MOST_PARAMETERS:
        return None
    found: list[tuple[dict[str, Any], ...]] = []
    for relation, known in zip(relations, exact, strict=True):
        certificates = known or prove_exact(relation, ranges, statement.id)
        if not certificates:
            box_certificate = prove_on_box(relation, ranges, statement.id, MOST_BOXES if asked_for else CHEAP)
            certificates = () if box_certificate is None else (box_certificate,)
        if not certificates:
            return None
        found.append(certificates)
    region = ", ".join(_side_text(name, ranges[name]) for name in names)
    cut = any(not _covers(ranges[name], domain.ranges[name]) for name in names)
    shown, parts = tuple(c for part in found for c in part), tuple(map(len, found))
    return Found(shown, region, "what is outside of the box" if cut else "", parts)


def _within(side: Range, asked: tuple[Fraction, Fraction] | None) -> Range:
    return side if asked is None else side.at_least(asked[0]).at_most(asked[1])


def _covers(part: Range, whole: Range) -> bool:
    return (part.low, part.high) == (whole.low, whole.high)


def _side_text(name: str, side: Range) -> str:
    if side.integer:
        return f"{name} = {side.low}, ..., {side.high}" if side.low != side.high else f"{name} = {side.low}"
    return f"{side.low} <= {name} <= {side.high}"


def _audit(statement: Statement, found: Found, points: Sequence[Values]) -> int:
    """Compare what is certified with the claim, walked independently; the number of comparisons."""
    certificates, stride, count = iter(found.certificates), max(1, len(points) // AUDITED), 0
    for relation, size in zip(conjuncts(unfold(statement.claim)), found.parts, strict=False):
        claims = [certificate["claim"] for certificate in islice(certificates, size)]
        difference, *denominator = (["+", a, ["*", -1, b]] for _, a, b in (c["holds"] for c in claims))
        if denominator:
            difference = ["*", difference, ["^", denominator[0], -1]]
        for values in points[::stride]:
            count += _agree(relation, difference, claims[0]["for"], values)
    return count


def _agree(relation: Any, difference: Any, names: Mapping[str, Any], values: Values) -> int:
    at = {name: (fmpq(v.numerator, v.denominator),) * 2 for name in names for v in [values[name]]}
    sign = 1 if isinstance(relation, sympy.Ge | sympy.Gt) else -1
    walked = Decider(30).value(sign * (relation.lhs - relation.rhs), values, BITS)
    with working_precision(bits=BITS):
        low, high = enclosure(difference, at)
        if low > walked or high < walked:
            raise ArithmeticError(f"a certificate is about {difference}, which is not the claim at {values}")
    return 1
