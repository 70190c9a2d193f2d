"""Recheck certificates: ``python recheck.py FILE...`` needs python-flint and nothing of the project.

A certificate is JSON: a claim, and numbers from which this program verifies the claim anew, in polynomials
(kind "exact") or in Arb (kind "interval").  The language, and why each method proves what it says:
docs/certificates.md.  One line for each file.  Exit status: 0 all established, 1 some not, 2 some unusable.
"""

import hashlib
import json
import re
import sys
from pathlib import Path
from typing import Any

from flint import Ordering, arb, arb_series, ctx, fmpq, fmpq_mpoly_ctx, fmpq_poly

FORMAT, VERSION = "sharpath-certificate", 1
#: Most bytes of a file, steps of work, bits of exact powers and of the precision, degree, parameters.
BYTES, WORK, BITS, DEGREE, PARAMETERS = 2**22, 4_000_000, 4096, 400, 8
WORD = re.compile("[A-Za-z][A-Za-z0-9_]{0,30}")
INFIX = {"+", "*", "/", "^", ">=", ">"}
FUNCTIONS = {"exp", "log", "sin", "cos", "atan", "tanh", "lambertw"}
FAMILY = "every integer H >= 1 and all s[1], ..., s[H] >= 0 satisfy sum_h s[h]^{0}"
#: What is claimed of families of shares s[1], ..., s[H], with an exponent that depends on L.
FAMILIES = {
    "mean": FAMILY + " >= H^(1 - {0}) * (sum_h s[h])^{0}, equal exactly where {0} = 1 or all s[h] are equal",
    "whole": FAMILY + " <= (sum_h s[h])^{0}, equal exactly where {0} = 1 or at most one s[h] is not 0",
    "pair": "all a, b >= 0 satisfy sum_(l=1..L) a^(2*(L - l)/L) * b^(2*(l - 1)/L) <= L/2 * (a^{0} + b^{0}), "
    "equal exactly where {0} <= 1 or a = b",
}


class Unusable(Exception):  # noqa: N818
    """Not a certificate that this program can read."""


class Fails(Exception):  # noqa: N818
    """The certificate does not establish its claim."""


def _must(holds: Any, otherwise: str) -> None:
    if not holds:
        raise Fails(otherwise)


_work = [WORK]


def _burn(steps: int = 1) -> None:
    _work[0] -= steps
    _must(_work[0] >= 0, "it would take too much work")


def digest(certificate: dict[str, Any]) -> str:
    """The checksum of a certificate, of all but the checksum itself."""
    content = {key: part for key, part in certificate.items() if key != "sha256"}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def read(data: bytes) -> dict[str, Any]:
    """The certificate in some bytes; `Unusable` if there is none."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) < len(pairs):
            raise ValueError("a key is there twice")
        return dict(pairs)

    try:
        found = json.loads(data, object_pairs_hook=once)
    except (ValueError, RecursionError):
        raise Unusable(f"it is no JSON of at most {BYTES} bytes") from None
    if not isinstance(found, dict) or (found.get("format"), found.get("version")) != (FORMAT, VERSION):
        raise Unusable(f"it is no {FORMAT} of version {VERSION}")
    return found


def establish(certificate: dict[str, Any]) -> str:
    """The claim that a certificate establishes, in mathematical notation; `Fails` if it establishes none."""
    _work[0] = WORK
    try:
        _must(certificate["sha256"] == digest(certificate), "its checksum is another one")
        claim, proof = certificate["claim"], certificate["proof"]
        method = METHODS.get((certificate["kind"], proof["method"]))
        _must(method is not None, "this program does not know its kind of proof")
        _must(set(claim) == {"for", "holds"} and len(claim["for"]) <= PARAMETERS, "its claim is no claim")
        ranges = ", ".join(_range_text(name, *about) for name, about in claim["for"].items())
        said = f"for {ranges}: {_text(claim['holds'])}"
        return said + str(method and method(claim["for"], claim["holds"], proof))
    except Exception as error:
        malformed = Fails("it is not put together as a certificate of its kind")
        raise error if isinstance(error, Fails) else malformed from None


def _range_text(name: str, kind: str, *ends: Any) -> str:
    _must(WORD.fullmatch(name) and name not in FUNCTIONS, "a parameter has no proper name")
    _must((kind, len(ends)) in {("positive", 0), ("real", 2), ("integer", 2)}, "a parameter has no range")
    low, high = [None if end is None else _number(end) for end in ends] or (None, None)
    _must(low is None or high is None or low <= high, "a range is empty")
    _must(kind != "integer" or all(end is None or end.q == 1 for end in (low, high)), "an end is no integer")
    return (
        f"{kind} {name}" + ("" if low is None else f" from {low}") + ("" if high is None else f" to {high}")
    )


def _text(e: Any) -> str:
    """An expression as people write it; every expression that is used passes through here."""
    _burn()
    if type(e) is not list:
        return f"({e})" if type(e) is int and e < 0 else str(e)
    op, *parts = [e[0], *map(_text, e[1:])]
    if op in FAMILIES:
        return FAMILIES[op].format(*parts)
    _must(op in INFIX | FUNCTIONS, "an operation is not known")
    if op in {"*", ">=", ">"}:
        return f" {op} ".join(parts)
    return f"({(op if op in '/^' else ' + ').join(parts)})" if op in INFIX else f"{op}({', '.join(parts)})"


def _number(e: Any) -> fmpq:
    """An integer, or ["/", p, q]."""
    op, p, q = ("/", e, 1) if type(e) is int else e
    _must(op == "/" and type(p) is type(q) is int, "a number is malformed")
    return fmpq(p, q)


def _value(e: Any, env: dict[str, Any]) -> Any:
    """An expression in exact numbers, polynomials, balls or power series, whatever its symbols stand for."""
    _burn()
    if type(e) is not list or e[0] == "/":
        return env[e] if type(e) is str else _number(e)
    op, *parts = [e[0], *(_value(part, env) for part in e[1:])]
    if op in {"+", "*"}:
        total = parts[0]
        for part in parts[1:]:
            _burn(_size(total) * _size(part))
            total = total + part if op == "+" else total * part
        return total
    base, *exponent = parts
    _must(len(exponent) == (op == "^") and op in FUNCTIONS | {"^"}, f"{op} is no function of so much")
    return (
        _power(base, *exponent) if exponent else getattr(arb(base) if isinstance(base, fmpq) else base, op)()
    )


def _size(x: Any) -> int:
    return 1 if isinstance(x, arb) else x.height_bits() // 64 + 1 if isinstance(x, fmpq) else len(x) + 1


def _power(base: Any, n: Any) -> Any:
    """Where the base may be negative and the exponent is no integer: for the real values only."""
    whole = isinstance(n, fmpq) and n.q == 1
    if isinstance(base, fmpq) and whole and abs(n) * base.height_bits() <= BITS:
        return base ** int(n.p)
    if not isinstance(base, fmpq | arb | arb_series):
        _must(whole and n >= 0 and n * (base.total_degree() + 1) <= DEGREE, "a polynomial has no such power")
        _burn((len(base) + 1) ** min(int(n.p), 10) if len(base) > 1 else DEGREE)
        return base ** int(n.p)
    base = arb(base) if isinstance(base, fmpq) else base
    if isinstance(base, arb_series) or isinstance(n, arb_series):
        return base ** (int(n.p) if whole else n)
    if isinstance(n, fmpq) and n > 0 and base.contains(0):
        # Arb's own powers of balls around 0 are wide, or not finite.
        high, low = arb(0).union(base.upper() ** arb(n)), abs(base.lower()) ** arb(n)
        return high.union(low if n.p % 2 == 0 else -low) if whole else high
    return base ** arb(n)


def _families(parameters: Any, holds: Any, proof: Any) -> str:
    """Kind "exact": a bound for families of shares of any size, by one polynomial for each L."""
    (bound, e), (kind, low, high), x = holds, parameters["L"], fmpq_poly([0, 1])
    _must([*parameters] == ["L"] and kind == "integer", "it has other parameters")
    _must(bound != "pair" or e == ["+", 2, ["*", -2, ["^", "L", -1]]], "its exponent is another one")
    for depth, coefficients in zip(range(low, high + 1), proof["quotients"], strict=True):
        exponent = _value(e, {"L": fmpq(depth)})
        n, d = int(exponent.p), int(exponent.q)
        _must(d <= n <= DEGREE, "an exponent is below 1, or too large")
        left = {
            "mean": d * x**n - n * x**d + n - d,
            "whole": 1 - x ** (n - d),
            "pair": depth * (x ** (depth - 1) + 1) - 2 * fmpq_poly([1] * depth),
        }[bound]
        product = fmpq_poly(coefficients) * (1 - x if bound == "whole" else (1 - x) ** 2)
        _must(all(type(c) is int and c >= 0 for c in coefficients), "a coefficient is negative")
        _must(coefficients[0] * coefficients[-1] > 0 if n > d else not coefficients, "an end is wrong")
        _must(left == product, "a product is not what it should be")
    return ""


def _polynomial(parameters: Any, *products: Any) -> Any:
    """The sum of some products, as a polynomial in the parameters."""
    gens = fmpq_mpoly_ctx.get(tuple(parameters), Ordering.lex).gens()
    env = dict(zip(parameters, gens, strict=True))
    return sum((_value(["*", *factors], env) for factors in products), 0 * gens[0])


def _squares(parameters: Any, holds: Any, proof: Any) -> str:
    """Kind "exact": left - right = sum of c p g^2, c > 0, p a product of what the ranges say is >= 0."""
    (relation, left, right), known, positive = holds, [], False
    for name, (kind, *ends) in parameters.items():
        low, high = (0, None) if kind == "positive" else ends
        known += [(kind, ["+", name, ["*", -1, low]])] if low is not None else []
        known += [(kind, ["+", high, ["*", -1, name]])] if high is not None else []
    total = _polynomial(parameters, [left], [-1, right])
    for c, used, g in proof["terms"]:
        square = _polynomial(parameters, [g])
        _must(_number(c) > 0 and square != 0 and all(k >= 0 for k in used), "a term is not >= 0")
        total -= _polynomial(parameters, [c, *(known[k][1] for k in used), ["^", g, 2]])
        positive |= bool(square.is_constant() and all(known[k][0] == "positive" for k in used))
    _must(total == 0 and relation in {">=", ">" if positive else ">="}, "its terms do not add up to it")
    return ""


def _boxes(parameters: Any, holds: Any, proof: Any) -> str:
    """Kind "interval": left - right = factor^2 rest, with rest in a positive range on boxes without gaps."""
    (relation, left, right), factor, rest = holds, proof["factor"], proof["rest"]
    said = "" if factor == 1 else f" = ({_text(factor)})^2 * ({_text(rest)}), the last factor"
    if factor != 1 or rest != ["+", left, ["*", -1, right]]:
        identity = _polynomial(parameters, [left], [-1, right], [-1, ["^", factor, 2], rest])
        _must(relation == ">=" and identity == 0, "it has no such factor")
    bits, (middle, radius, scale) = proof["bits"], proof["range"]
    _must({*map(type, (bits, middle, radius, scale))} == {int}, "a number is malformed")
    _must(1 < bits <= BITS and abs(scale) <= BITS, "a number is too long")
    least, most = (fmpq(n) * fmpq(2) ** scale for n in (middle - radius, middle + radius))
    _must(least > 0 or (relation == ">=" and least == 0), "its range is not positive")
    _must(relation in {">", ">="}, "it claims something else")
    region = [(_number(low), _number(high)) for _, low, high in parameters.values()]
    boxes = [[(_number(low), _number(high)) for low, high in box] for box in proof["boxes"]]
    _check_cover(region, [about[0] == "integer" for about in parameters.values()], boxes)
    before, ctx.prec = ctx.prec, bits
    try:
        for box in boxes:
            low, high = enclosure(rest, dict(zip(parameters, box, strict=True)))
            _must(low >= least and high <= most, "a box gives values outside of its range")
    finally:
        ctx.prec = before
    return f"; difference{said} in ({middle} +/- {radius})*2^{scale} by {len(boxes)} boxes, {bits} bits"


def _check_cover(region: Any, integer: list[bool], boxes: Any) -> None:
    """Insist that halving the region, again and again, gives exactly the boxes."""
    waiting = [(region, boxes)]
    while waiting:
        whole, parts = waiting.pop()
        if parts == [whole]:
            continue
        for k, (a, b) in enumerate(whole):
            _burn(len(parts) + 1)
            below = fmpq(((a + b) / 2).floor()) if integer[k] else (a + b) / 2
            above = below + 1 if integer[k] else below
            under, over = [p for p in parts if p[k][1] <= below], [p for p in parts if p[k][0] >= above]
            if a < b and under and over and len(under) + len(over) == len(parts):
                waiting += [([*whole[:k], (a, below), *whole[k + 1 :]], under)]
                waiting += [([*whole[:k], (above, b), *whole[k + 1 :]], over)]
                break
        else:
            raise Fails("its boxes leave a gap, or overlap")


def enclosure(e: Any, box: dict[str, Any]) -> tuple[arb, arb]:
    """Ends between which an expression lies on a box, in balls and by the mean value theorem."""
    fixed = {name: a for name, (a, b) in box.items() if a == b}
    wide = {name: arb(a).union(arb(b)) for name, (a, b) in box.items() if a != b}
    ball = arb(_value(e, {**fixed, **wide}))
    _must(ball.is_finite(), "a box gives no finite range")
    low, high = ball.lower(), ball.upper()
    centre = {name: sum(box[name]) / 2 for name in wide}
    try:
        ball = arb(_value(e, {**fixed, **centre}))
        for name, side in wide.items():
            slope = _value(e, {**fixed, **wide, name: arb_series([side, 1], 2)})
            ball += slope[1] * (side - arb(centre[name])) if isinstance(slope, arb_series) else 0
    except Exception:  # there is no derivative, or no finite one
        return low, high
    return (low.max(ball.lower()), high.min(ball.upper())) if ball.is_finite() else (low, high)


METHODS = {("exact", "families"): _families, ("exact", "squares"): _squares, ("interval", "boxes"): _boxes}


def check(path: str) -> tuple[int, str]:
    """Exit status and one line for a file."""
    try:
        if not Path(path).is_file():
            raise Unusable("it is no file")
        with Path(path).open("rb") as stream:
            data = stream.read(BYTES + 1)
        status, line = 0, f"established: {establish(read(data if len(data) <= BYTES else b''))}"
    except Fails as error:
        status, line = 1, f"NOT established: {error}"
    except (Unusable, OSError, ValueError) as error:
        status, line = 2, f"unusable: {getattr(error, 'strerror', None) or error}"
    return status, "".join(c if c.isprintable() and c.isascii() else "?" for c in f"{path}: {line}")


if __name__ == "__main__":
    checked = [check(path) for path in sys.argv[1:] or ["no file given"]]
    print("\n".join(line for _, line in checked))
    sys.exit(max(status for status, _ in checked))
