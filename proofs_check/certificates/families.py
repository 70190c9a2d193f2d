"""Certificates for claims about shares: of one mode (`prove_mode_bounds`), of two (`prove_pair_bounds`).

A certificate has one polynomial for each depth and holds for every number of pathways and all shares.  That
a claim follows from what is certified is shown at each depth by `proofs_check.certificates.bounds`, for two
modes by comparing it with the few forms that follow pathway by pathway (docs/certificates.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy
from flint import fmpq, fmpq_poly

from proofs_check.certificates.bounds import bounds_used, nodes
from proofs_check.certificates.language import certificate, expression
from proofs_check.domain import Domain, conjuncts
from theory import ForAll, Statement
from theory.quantities.hessian_eigenvalue import layer_sum
from theory.quantity import unfold

__all__ = ["DEEPEST", "Found", "family_certificate", "prove_mode_bounds", "prove_pair_bounds"]

#: Certificates reach to this depth.
DEEPEST = 40
#: ``2 - 2/L``, in SymPy and in the certificate language.
_DEPTH = sympy.Symbol("L", integer=True, positive=True)
_EXPONENT = expression(2 - 2 / _DEPTH)


@dataclass(frozen=True)
class Found:
    """Certificates for a statement.

    Attributes:
        certificates: from which the claim follows on the region.
        region: in words.
        beyond: what of the hypotheses is outside of the region, in words, or empty.
        parts: how many of the certificates show each conjunct of the claim; empty where each needs all.
    """

    certificates: tuple[dict[str, Any], ...]
    region: str
    beyond: str = ""
    parts: tuple[int, ...] = ()


def prove_mode_bounds(statement: Statement, domain: Domain) -> Found | None:
    """Certificates for a claim that is about the shares of one mode.

    Args:
        statement: the statement.
        domain: its hypotheses.

    Returns:
        Certificates and the depths that they reach, or None where the claim is of another kind.
    """
    families = _families(statement, domain)
    if families is None or statement.claim.has(sympy.Limit):
        return None
    claim = unfold(statement.claim)
    depth = _depth(claim, domain)
    if depth is None:
        return _at_one_depth(claim, families, statement.id)
    found = domain.ranges[depth.name]
    if found.low is None or found.parity is not None:
        return None
    low, high = max(int(found.low), 2), _least(DEEPEST, found.high)
    names: set[str] = set()
    reached: list[int] = []
    for value in range(low, high + 1):
        used = bounds_used(claim.subs(depth, value), families)
        if used is not None and all(e == 2 - Fraction(2, value) for _, e in used):
            reached.append(value)
            names |= {bound for bound, _ in used}
        elif reached or value > low:
            # Depth 2 may be another matter; apart from that there are no gaps.
            break
    if not names:
        return None
    first, last = reached[0], reached[-1]
    below = f"{depth} < {first}" if found.low < first - 1 else f"{depth} = {first - 1}" if low < first else ""
    above = f"{depth} > {last}" if found.high is None or found.high > last else ""
    return Found(
        tuple(family_certificate(bound, first, last, statement.id) for bound in sorted(names)),
        f"{depth} = {_span(first, last)}, {'every H, ' if families else ''}all shares",
        " or ".join(filter(None, (below, above))),
    )


def _at_one_depth(claim: Any, families: list[Any], statement: str) -> Found | None:
    used = bounds_used(claim, families) or frozenset()
    depths = {Fraction(2) / (2 - e) if e < 2 else Fraction(0) for _, e in used}
    if len(depths) != 1 or not all(depth.denominator == 1 and depth >= 2 for depth in depths):
        return None
    depth = int(depths.pop())
    proofs = tuple(
        family_certificate(bound, depth, depth, statement) for bound in sorted({b for b, _ in used})
    )
    return Found(proofs, "every H, all shares" if families else "all shares")


def prove_pair_bounds(statement: Statement, domain: Domain) -> Found | None:
    """Certificates for a claim about the eigenvalue ``mu_12`` of a pair of modes, at any depths.

    Args:
        statement: the statement.
        domain: its hypotheses.

    Returns:
        Certificates and the depths that they reach, or None where the claim is of another kind.
    """
    depths = [f for f in domain.families if f.element.integer]
    shares = [f for f in domain.families if not f.element.integer and f.element.low == 0]
    lengths = {family.lengths for family in domain.families}
    counts = len(domain.families), len(depths), len(shares), len(lengths), *map(len, lengths)
    if counts != (3, 1, 2, 1, 1):
        return None
    (ell,), (H,) = depths, depths[0].lengths
    found = ell.element
    if found.low is None or found.low < 2 or found.parity is not None:
        return None
    s, t = sorted((f.base for f in shares), key=str)
    low, high = int(found.low), _least(DEEPEST, found.high)
    beyond = "" if found.high == high else f"depths above {high}"
    known = _pair_claims(ell.base, s, t, H)
    if low > high or not all(part in known for part in conjuncts(unfold(statement.claim))):
        return None
    proof = family_certificate("pair", low, high, statement.id)
    return Found((proof,), f"every depth {_span(low, high)}, every H, all shares", beyond)


def _pair_claims(ell: Any, s: Any, t: Any, H: Any) -> set[Any]:
    """What follows from the certified bound, pathway by pathway; ``mu_12`` as unfolding gives it."""
    h = sympy.Symbol("h", integer=True, positive=True)
    L, a, b = ell[h], s[h], t[h]
    one, two = (sympy.Sum(L * x ** (2 - 2 / L), (h, 1, H)) for x in (a, b))
    claims: set[Any] = set()
    for x, y in ((a, b), (b, a)):
        pair = sympy.Sum(layer_sum(L, x, y), (h, 1, H))
        mean = (one + two) / 2
        alike = ForAll(sympy.Implies(sympy.Ge(L, 3), sympy.Eq(x, y)), (h, 1, H))
        claims |= {sympy.Le(pair, mean), sympy.Ge(mean, pair), sympy.Equivalent(sympy.Eq(pair, mean), alike)}
        claims |= {sympy.Eq(sympy.Max(pair, one, two), sympy.Max(one, two))}
    return claims


def family_certificate(bound: str, low: int, high: int, statement: str) -> dict[str, Any]:
    """The certificate of one bound for a range of depths.

    Args:
        bound: ``mean``, ``whole`` or ``pair``.
        low: the least depth.
        high: the greatest depth.
        statement: the id of the statement that it is for.

    Returns:
        The certificate, with the polynomial ``q`` of each depth, by exact division.
    """
    quotients = [_quotient(bound, depth) for depth in range(low, high + 1)]
    proof = {"method": "families", "quotients": quotients}
    return certificate("exact", {"L": ["integer", low, high]}, [bound, _EXPONENT], proof, statement)


def _quotient(bound: str, depth: int) -> list[int]:
    e, x = 2 - fmpq(2, depth), fmpq_poly([0, 1])
    n, d = int(e.p), int(e.q)
    whole, factor = {
        "mean": (d * x**n - n * x**d + n - d, (1 - x) ** 2),
        "whole": (1 - x ** (n - d), 1 - x),
        "pair": (depth * (x ** (depth - 1) + 1) - 2 * fmpq_poly([1] * depth), (1 - x) ** 2),
    }[bound]
    return [int(c.p) for c in (whole // factor).coeffs()]


def _span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}, ..., {last}"


def _families(statement: Statement, domain: Domain) -> list[Any] | None:
    """Bases and lengths of families of shares that are not all 0; None if some family is of another kind."""
    found = []
    for family in domain.families:
        if family.element.low is None or family.element.low < 0 or len(family.lengths) != 1:
            return None
        (length,) = family.lengths
        positive = any(_says_positive(h, family.base, length) for h in statement.hypotheses)
        if not positive and not (family.element.low >= 0 and family.element.low_open):
            return None
        found.append((family.base, length))
    return found


def _says_positive(hypothesis: Any, base: Any, length: Any) -> bool:
    if (
        not isinstance(hypothesis, sympy.Gt)
        or hypothesis.rhs != 0
        or not isinstance(hypothesis.lhs, sympy.Sum)
    ):
        return False
    total = hypothesis.lhs
    return (
        len(total.limits) == 1
        and total.function == base[total.limits[0][0]]
        and total.limits[0][1:] == (1, length)
    )


def _depth(claim: Any, domain: Domain) -> Any:
    """The one integer in exponents that counts no shares, or None."""
    exponents = {s for node in nodes(claim) if node.is_Pow for s in node.exp.free_symbols}
    integers = {s for s in exponents if s.is_Symbol and s.is_integer and s.name in domain.ranges}
    integers = {s for s in integers if s.name not in domain.small}
    return integers.pop() if len(integers) == 1 else None


def _least(bound: int, other: Fraction | None) -> int:
    return bound if other is None else min(bound, int(other))
