"""The certificate language: SymPy expressions in it, and certificates put together.

Expressions are JSON: integers, ``["/", p, q]``, names, and ``[operation, part, ...]`` (docs/certificates.md).
Main results: `expression`, `certificate`, `dumps`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import sympy

from proofs_check.algebras import Unsupported
from proofs_check.certificates.recheck import FORMAT, FUNCTIONS, VERSION, WORD, digest

__all__ = ["certificate", "dumps", "expression", "number"]


def expression(expr: Any) -> Any:
    """An expression in the certificate language.

    A power whose exponent is no integer needs a base that SymPy knows not to be negative: the language
    speaks of real values only, and would pass over points where there is none.

    Args:
        expr: a SymPy expression without quantities.

    Returns:
        Integers, strings and lists.

    Raises:
        Unsupported: the language cannot say it.

    Example:
        >>> L = sympy.Symbol("L", integer=True, positive=True)
        >>> expression(2 - 2 / L)
        ['+', 2, ['*', -2, ['^', 'L', -1]]]
    """
    if expr.is_Rational:
        return number(Fraction(int(expr.p), int(expr.q)))
    if expr.is_Symbol and WORD.fullmatch(expr.name) and expr.name not in FUNCTIONS:
        return expr.name
    if expr.is_Add or expr.is_Mul:
        return ["+" if expr.is_Add else "*", *map(expression, _parts(expr))]
    if expr is sympy.E:
        return ["exp", 1]
    if isinstance(expr, sympy.exp):
        return ["exp", expression(expr.exp)]
    if expr.is_Pow and (expr.exp.is_integer or expr.base.is_nonnegative):
        return ["^", expression(expr.base), expression(expr.exp)]
    name = {"LambertW": "lambertw"}.get(type(expr).__name__, type(expr).__name__)
    if expr.is_Function and name in FUNCTIONS and len(expr.args) == 1:
        return [name, expression(expr.args[0])]
    raise Unsupported(f"{type(expr).__name__} in the certificate language")


def _parts(expr: Any) -> Sequence[Any]:
    """Summands or factors, constants first, in a fixed order."""
    return sorted(expr.args, key=lambda term: (not term.is_Rational, term.sort_key()))


def number(value: Fraction | int) -> Any:
    """An exact number in the certificate language.

    Args:
        value: the number.

    Returns:
        An integer, or ``["/", p, q]``.

    Example:
        >>> number(Fraction(3, 2)), number(Fraction(4, 2))
        (['/', 3, 2], 2)
    """
    value = Fraction(value)
    return value.numerator if value.denominator == 1 else ["/", value.numerator, value.denominator]


def certificate(
    kind: str, parameters: Mapping[str, Any], holds: Any, proof: Mapping[str, Any], statement: str
) -> dict[str, Any]:
    """Put a certificate together.

    Args:
        kind: ``exact`` or ``interval``.
        parameters: the range of each parameter.
        holds: what is claimed of them.
        proof: the method and its numbers.
        statement: the id of the statement that it is for.

    Returns:
        The certificate with its checksum; whether it establishes anything `recheck.establish` says.
    """
    from proofs_check.fingerprint import versions
    from proofs_check.report.json_report import sharpath_version

    content = {
        "format": FORMAT,
        "version": VERSION,
        "kind": kind,
        "claim": {"for": dict(parameters), "holds": holds},
        "proof": dict(proof),
        "made": {"for": statement, "by": {"sharpath": sharpath_version(), **versions()}},
    }
    return {**content, "sha256": digest(content)}


def dumps(content: Mapping[str, Any]) -> str:
    """A certificate as the text of a file.

    Args:
        content: the certificate.

    Returns:
        JSON, one line for each part and each row of numbers.
    """
    parts = {**content, "claim": content["claim"], "proof": content["proof"]}
    lines = []
    for key, part in parts.items():
        if isinstance(part, dict):
            inner = [f"  {json.dumps(k)}: {_rows(v)}" for k, v in part.items()]
            lines.append(f"{json.dumps(key)}: {{\n" + ",\n".join(inner) + "\n}")
        else:
            lines.append(f"{json.dumps(key)}: {json.dumps(part)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _rows(part: Any) -> str:
    """A list of lists gets a line for each."""
    if isinstance(part, list) and len(part) > 1 and all(isinstance(row, list) for row in part):
        return "[\n" + ",\n".join(f"    {json.dumps(row)}" for row in part) + "\n  ]"
    return json.dumps(part)
