"""Recheck certificates: ``python recheck.py FILE...`` needs python-flint and nothing of the project.

A certificate is JSON: a claim, and numbers from which this program verifies the claim anew, in polynomials
(kind "exact") or in Arb (kind "interval").  The language, and why each method proves what it says:
docs/certificates.md.  One line for each file.  Exit status: 0 all established, 1 some not, 2 some unusable.
"""

import contextlib
import hashlib
import itertools
import json
import re
import sys
from pathlib import Path
from typing import Any

from flint import Ordering, arb, arb_series, ctx, fmpq, fmpq_mpoly_ctx, fmpq_poly, fmpq_series

FORMAT, VERSION = "sharpath-certificate", 1
#: Most bytes of a file, steps of work, bits of exact powers and of the precision, degree, parameters, order.
BYTES, WORK, BITS, DEGREE, PARAMETERS, ORDER = 2**22, 4_000_000, 4096, 400, 8, 6
_work = [WORK]
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


class Fails(Exception):  # noqa: N818
    """The certificate does not establish its claim."""


def _must(holds: Any, otherwise: str) -> None:
    if not holds:
        raise Fails(otherwise)


def _burn(steps: int = 1) -> None:
    _work[0] -= steps
    _must(_work[0] >= 0, "it would take too much work")


def digest(certificate: dict[str, Any]) -> str:
    """The checksum of a certificate, of all but the checksum itself."""
    content = {key: part for key, part in certificate.items() if key != "sha256"}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def read(data: bytes) -> dict[str, Any]:
    """The certificate in some bytes; ValueError or RecursionError if there is none."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) < len(pairs):
            raise ValueError("a key is there twice")
        return dict(pairs)

    found = json.loads(data, object_pairs_hook=once)
    if not isinstance(found, dict) or (found.get("format"), found.get("version")) != (FORMAT, VERSION):
        raise ValueError(f"it is no {FORMAT} of version {VERSION}")
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
    ends_text = (f" {word} {end}" for word, end in (("from", low), ("to", high)) if end is not None)
    return f"{kind} {name}{''.join(ends_text)}"


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
    """An expression in whatever its symbols stand for: exact numbers, polynomials, balls, power series."""
    _burn()
    if type(e) is not list or e[0] == "/":
        return env[e] if type(e) is str else _number(e)
    op, *parts = [e[0], *(_value(part, env) for part in e[1:])]
    base, *exponent = parts
    if op == "^" and not isinstance(base, arb | arb_series) and type(e[2]) is int and 0 < e[2] <= DEGREE:
        op, parts = "*", [base] * e[2]
    if op in {"+", "*"}:
        total = parts[0]
        for part in parts[1:]:
            _burn(_size(total) * _size(part))
            total = total + part if op == "+" else total * part
        return total
    _must(len(exponent) == (op == "^") and op in FUNCTIONS | {"^"}, f"{op} is no function of so much")
    if exponent:
        return _power(base, *exponent)
    return getattr(arb(base) if isinstance(base, fmpq) else base, op)()


def _size(x: Any) -> int:
    return 1 if isinstance(x, arb) else x.height_bits() // 64 + 1 if isinstance(x, fmpq) else len(x) + 1


def _power(base: Any, n: Any) -> Any:
    """Where the base may be negative and the exponent is no integer: for the real values only."""
    whole = isinstance(n, fmpq) and n.q == 1
    if isinstance(base, fmpq) and whole and abs(n) * base.height_bits() <= BITS:
        return base ** int(n.p)
    if isinstance(base, fmpq_series):
        return base.inv() ** -int(n.p) if whole and -DEGREE <= n < 0 else (n * base.log()).exp()
    base = base if isinstance(base, arb | arb_series) else arb(base)
    if isinstance(base, arb) and isinstance(n, fmpq) and n > 0 and not whole and base.contains(0):
        return arb(0).union(base.upper() ** n)
    return base ** (int(n.p) if whole else n)


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
        _must(all(type(c) is int and c >= 0 for c in coefficients), "a coefficient is negative")
        _must(coefficients[0] * coefficients[-1] > 0 if n > d else not coefficients, "an end is wrong")
        factor = (1 - x) ** (1 if bound == "whole" else 2)
        _must(left == factor * fmpq_poly(coefficients), "a product is not what it should be")
    return ""


def _squares(parameters: Any, holds: Any, proof: Any) -> str:
    """Kind "exact": left - right = sum of c p g^2, c > 0, p a product of what the ranges say is >= 0."""
    (relation, left, right), known, positive = holds, [], False
    for name, (kind, *ends) in parameters.items():
        low, high = (0, None) if kind == "positive" else ends
        known += [(kind, ["+", name, ["*", -1, low]])] if low is not None else []
        known += [(kind, ["+", high, ["*", -1, name]])] if high is not None else []
    gens = fmpq_mpoly_ctx.get(tuple(parameters), Ordering.lex).gens()
    env, nothing = dict(zip(parameters, gens, strict=True)), 0 * gens[0]
    total = nothing + _value(["+", left, ["*", -1, right]], env)
    for c, used, g in proof["terms"]:
        square = nothing + _value(["^", g, 2], env)
        _must(_number(c) > 0 and square != 0 and all(k >= 0 for k in used), "a term is not >= 0")
        total -= _value(["*", c, *(known[k][1] for k in used)], env) * square
        positive |= bool(square.is_constant() and all(known[k][0] == "positive" for k in used))
    _must(total == 0 and relation in {">=", ">" if positive else ">="}, "its terms do not add up to it")
    return ""


def _boxes(parameters: Any, holds: Any, proof: Any) -> str:
    """Kind "interval": left - right, or its quotient by a known zero, is positive on boxes without gaps."""
    (relation, left, right), zero = holds, proof["zero"]
    difference = ["+", left, ["*", -1, right]]
    said = zero_of(parameters, difference, *zero) if zero else ""
    bits, (middle, radius, scale) = proof["bits"], proof["range"]
    _must({*map(type, (bits, middle, radius, scale))} == {int}, "a number is malformed")
    _must(1 < bits <= BITS and abs(scale) <= BITS, "a number is too long")
    least, most = (fmpq(n) * fmpq(2) ** scale for n in (middle - radius, middle + radius))
    _must(relation == ">=" or (relation == ">" and not zero and least > 0), "it claims something else")
    _must(least >= 0, "its range is not positive")
    region = [(_number(low), _number(high)) for _, low, high in parameters.values()]
    boxes = [[(_number(low), _number(high)) for low, high in box] for box in proof["boxes"]]
    _check_cover(region, [about[0] == "integer" for about in parameters.values()], boxes)
    with ctx.workprec(bits):
        for box in boxes:
            low, high = enclosure(difference, dict(zip(parameters, box, strict=True)), *zero)
            _must(low >= least and high <= most, "a box gives values outside of its range")
    return f"; difference{said} in ({middle} +/- {radius})*2^{scale} by {len(boxes)} boxes, {bits} bits"


def zero_of(parameters: Any, e: Any, name: str, z: Any, k: int) -> str:
    """Insist that (x - z)^k >= 0, and that the first k Taylor coefficients of e at x = z are 0."""
    _must(type(k) is int and 0 < k <= ORDER, "its order is no number, or too large")
    _must(k % 2 == 0 or _number(z) <= _number(parameters[name][1]), "its factor may be negative")
    # Rational functions of the other parameters are 0 if they are at more points than their degree.
    points = [fmpq(7 * n + 2, 7) for n in range(_degree(e, name, z, k) + 1)]
    others = [x for x in parameters if x != name]
    for values in itertools.product(points, repeat=len(others)):
        env = {x: fmpq_series([v], prec=k) for x, v in zip(others, values, strict=True)}
        taylor = _value(e, {**env, name: fmpq_series([0, 1], prec=k) + _value(z, env)})
        _must(isinstance(taylor, fmpq_series) and not any(taylor[n] for n in range(k)), "it has no such zero")
    return f" = ({name} - ({_text(z)}))^{k} * q, q"


def _degree(e: Any, name: str, z: Any, k: int) -> int:
    """At least the degree in each parameter but x of the coefficients below t^k of e at x = z + t."""
    if type(e) is not list or e[0] == "/":
        return _degree(z, "", 0, k) if e == name else int(type(e) is str)
    total = sum(_degree(part, name, z, k) for part in e[1:])
    constant = e[0] == "^" and _degree(e[2], "", 0, k) == 0
    order = k + (int(abs(_value(e[2], {})).ceil()) if constant else 0)
    return total if e[0] in {"+", "*"} else (k + 1) * order * total


def _check_cover(whole: Any, integer: list[bool], boxes: Any) -> None:
    """Insist that halving the region, again and again, gives exactly the boxes."""
    if boxes == [whole]:
        return
    for k, (a, b) in enumerate(whole):
        _burn(len(boxes) + 1)
        below = fmpq(((a + b) / 2).floor()) if integer[k] else (a + b) / 2
        above = below + 1 if integer[k] else below
        under, over = [p for p in boxes if p[k][1] <= below], [p for p in boxes if p[k][0] >= above]
        if a < b and under and over and len(under) + len(over) == len(boxes):
            _check_cover([*whole[:k], (a, below), *whole[k + 1 :]], integer, under)
            _check_cover([*whole[:k], (above, b), *whole[k + 1 :]], integer, over)
            return
    raise Fails("its boxes leave a gap, or overlap")


def enclosure(e: Any, box: dict[str, Any], name: str = "", z: Any = 0, k: int = 0) -> tuple[arb, arb]:
    """Ends between which e / (x - z)^k lies on a box: by balls, by the mean value theorem, by Taylor's."""
    fixed = {x: a for x, (a, b) in box.items() if a == b}
    wide = {x: arb(a).union(arb(b)) for x, (a, b) in box.items() if a != b}
    known, found, gap = {**fixed, **wide}, [], arb(1)
    if k:
        side, zero = arb(known[name]), arb(_value(z, {x: v for x, v in known.items() if x != name}))
        around = arb_series([side.union(zero), 1], k + 1)
        found.append(_value(e, {**known, name: around})[k])
        gap = (side - zero) ** k
    if not gap.contains(0):
        found.append(arb(_value(e, known)) / gap)
        _must(found[-1].is_finite(), "a box gives no finite range")
        with contextlib.suppress(Exception):  # where there is no derivative
            ball = arb(_value(e, {x: sum(ends) / 2 for x, ends in box.items()}))
            for x, side in wide.items():
                slope = _value(e, {**known, x: arb_series([side, 1], 2)})
                ball += slope[1] * (side - arb(sum(box[x]) / 2)) if isinstance(slope, arb_series) else 0
            found.append(ball / gap)
    ends = [(ball.lower(), ball.upper()) for ball in found if ball.is_finite()]
    _must(ends, "a box gives no finite range")
    return max(low for low, _ in ends), min(high for _, high in ends)


METHODS = {("exact", "families"): _families, ("exact", "squares"): _squares, ("interval", "boxes"): _boxes}


def check(path: str) -> tuple[int, str]:
    """Exit status and one line for a file."""
    try:
        if not Path(path).is_file() or Path(path).stat().st_size > BYTES:
            raise ValueError(f"it is no file of at most {BYTES} bytes")
        status, line = 0, f"established: {establish(read(Path(path).read_bytes()))}"
    except Fails as error:
        status, line = 1, f"NOT established: {error}"
    except (OSError, ValueError, RecursionError) as error:
        status, line = 2, f"unusable: {getattr(error, 'strerror', None) or error}"
    return status, "".join(c if c.isprintable() and c.isascii() else "?" for c in f"{path}: {line}")


if __name__ == "__main__":
    checked = [check(path) for path in sys.argv[1:] or ["no file given"]]
    print("\n".join(line for _, line in checked))
    sys.exit(max(status for status, _ in checked))
