"""The stand-alone checker of certificates: what it must accept, and what no change may make it say.

The truth of a printed claim is decided here at random points in mpmath, by code that shares nothing with the
checker; so these tests are blind to false claims whose counterexamples are rare.  Blind to: how certificates
are found (test_certificates.py).
"""

import ast
import copy
import itertools
import json
import random
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import mpmath
import pytest
import sympy
from flint import arb, ctx, fmpq
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from proofs_check.certificates import recheck
from proofs_check.certificates.recheck import Fails, digest, establish, read

SCRIPT = Path(recheck.__file__)
EXPONENT = ["+", 2, ["*", -2, ["^", "L", -1]]]
DIGIT = re.compile(r"[0-9]")
UNUSABLE = (Fails, ValueError, RecursionError)


def forged(kind: str, parameters: Any, holds: Any, **proof: Any) -> dict[str, Any]:
    """A certificate with a correct checksum, whatever it says."""
    content = {
        "format": "sharpath-certificate",
        "version": 1,
        "kind": kind,
        "claim": {"for": parameters, "holds": holds},
        "proof": proof,
        "made": {"for": "a-statement", "by": {"python": "3.11"}},
    }
    return repaired(content)


def repaired(content: dict[str, Any]) -> dict[str, Any]:
    return {**content, "sha256": digest(content)}


def family(bound: str, low: int, high: int, quotients: Any, e: Any = EXPONENT) -> dict[str, Any]:
    return forged("exact", {"L": ["integer", low, high]}, [bound, e], method="families", quotients=quotients)


def squares(parameters: Any, holds: Any, terms: Any) -> dict[str, Any]:
    return forged("exact", parameters, holds, method="squares", terms=terms)


def boxes(parameters: Any, holds: Any, cover: Any, **more: Any) -> dict[str, Any]:
    proof = {"bits": 96, "zero": [], "range": [2**12 + 1, 2**12 - 1, -6], "boxes": cover}
    return forged("interval", parameters, holds, method="boxes", **{**proof, **more})


HALF, QUARTER = ["/", 1, 2], ["/", 1, 4]
X_IN_UNIT = {"x": ["real", 0, 1]}
TWO_SQUARES = ["+", ["^", "x", 2], ["^", "y", 2]]
SQUARED_GAP = ["^", ["+", "x", ["*", -1, "y"]], 2]
# x (1 - x) < 1/3 on [0, 1]: by balls alone that needs boxes.
PARABOLA = [">", ["/", 1, 3], ["*", "x", ["+", 1, ["*", -1, "x"]]]]
CUTS = [0, ["/", 1, 4], ["/", 1, 2], ["/", 3, 4], 1]
QUARTERS = [[[low, high]] for low, high in itertools.pairwise(CUTS)]

# x - 1 - log x vanishes at 1, with its slope.
NEAR_ONE, LOGARITHM = {"x": ["real", ["/", 3, 4], ["/", 7, 4]]}, [">=", ["+", "x", -1], ["log", "x"]]
AT_ONE: dict[str, Any] = {"zero": ["x", 1, 2], "range": [16, 15, -4]}
HALVES = [[[["/", 3, 4], ["/", 5, 4]]], [[["/", 5, 4], ["/", 7, 4]]]]

GOOD = {
    "mean": family("mean", 2, 6, [[], [1, 2, 3], [1, 2], [3, 6, 9, 12, 15, 10, 5], [2, 4, 6, 3]]),
    "whole": family("whole", 3, 5, [[1], [1], [1, 1, 1]]),
    "pair": family("pair", 2, 5, [[], [1], [2, 2], [3, 4, 3]]),
    "mean of squares": family("mean", 1, 2, [[1], [1]], 2),
    "square": squares(
        {"x": ["real", None, None], "y": ["real", None, None]},
        [">=", TWO_SQUARES, ["*", 2, "x", "y"]],
        [[1, [], ["+", "x", ["*", -1, "y"]]]],
    ),
    "products": squares(
        {"a": ["positive"], "n": ["integer", 3, 7]},
        [">", ["+", ["*", "a", "n"], 1], ["*", 3, "a"]],
        [[1, [0, 1], 1], [1, [], 1]],
    ),
    "upper end": squares(X_IN_UNIT, [">=", "x", ["^", "x", 2]], [[1, [0, 1], 1]]),
    "one box": boxes(X_IN_UNIT, [">", ["exp", "x"], "x"], [[[0, 1]]]),
    "quarters": boxes(X_IN_UNIT, PARABOLA, QUARTERS, range=[33, 32, -6]),
    "integers": boxes(
        {"n": ["integer", 2, 5], "a": ["real", ["/", 1, 2], 1]},
        [">", ["^", "a", ["+", 2, ["*", -2, ["^", "n", -1]]]], ["/", 1, 8]],
        [[[2, 3], [["/", 1, 2], 1]], [[4, 4], [["/", 1, 2], 1]], [[5, 5], [["/", 1, 2], 1]]],
    ),
    # (x - y)^2 (2 + x).
    "a zero on a line": boxes(
        {"x": ["real", 0, QUARTER], "y": ["real", 0, QUARTER]},
        [">=", ["*", SQUARED_GAP, ["+", 2, "x"]], 0],
        [[[0, QUARTER], [0, QUARTER]]],
        zero=["x", "y", 2],
        range=[9, 5, -2],
    ),
    "a zero": boxes(NEAR_ONE, LOGARITHM, HALVES, **AT_ONE),
    "a zero at the end": boxes(
        X_IN_UNIT, [">=", ["exp", "x"], 1], [[[0, 1]]], zero=["x", 0, 1], range=[15, 8, -3]
    ),
    # Two modes: e = 2 - 2/L, at every real depth, equal where a = 1.
    "a zero at every depth": boxes(
        {"a": ["real", ["/", 31, 32], ["/", 33, 32]], "L": ["real", 3, ["/", 13, 4]]},
        [">=", ["+", ["^", "a", EXPONENT], 1], ["*", 2, ["^", ["*", HALF, ["+", "a", 1]], EXPONENT]]],
        [[[["/", 31, 32], ["/", 33, 32]], [3, ["/", 13, 4]]]],
        zero=["a", 1, 2],
        range=[13, 12, -6],
    ),
}


@pytest.mark.parametrize("name", GOOD)
def test_what_is_right_is_established(name):
    said = establish(GOOD[name])
    assert said.startswith("for ")
    assert true_at_random_points(GOOD[name]["claim"])


def test_claims_are_printed_in_plain_notation():
    assert establish(GOOD["square"]) == "for real x, real y: ((x^2) + (y^2)) >= 2 * x * y"
    assert establish(GOOD["one box"]) == (
        "for real x from 0 to 1: exp(x) > x; difference in (4097 +/- 4095)*2^-6 by 1 boxes, 96 bits"
    )
    assert establish(GOOD["whole"]).endswith(
        "<= (sum_h s[h])^(2 + (-2) * (L^(-1))), equal exactly where (2 + (-2) * (L^(-1))) = 1 "
        "or at most one s[h] is not 0"
    )


# Truth, decided without the checker.


def number(e: Any, at: dict[str, Any]) -> Any:
    """The value of an expression in mpmath."""
    if isinstance(e, int):
        return mpmath.mpf(e)
    if isinstance(e, str):
        return at[e]
    op, *parts = e
    values = [number(part, at) for part in parts]
    if op == "/":
        return values[0] / values[1]
    if op == "+":
        return mpmath.fsum(values)
    if op == "*":
        return mpmath.fprod(values)
    return values[0] ** values[1] if op == "^" else getattr(mpmath, op)(values[0])


def drawn(about: Any, rng: random.Random) -> Any:
    """A value in the range of a parameter, its ends among them."""
    kind, *ends = about
    low, high = [None if end is None else number(end, {}) for end in ends] or [0, None]
    low = -9 if low is None else low
    high = low + 12 if high is None else high
    if kind == "integer":
        return mpmath.mpf(rng.randint(int(low), int(high)))
    share = rng.choice([0, 1, rng.random(), rng.random()]) if kind == "real" else rng.random()
    return low + (high - low) * share


def true_at_random_points(claim: dict[str, Any], points: int = 40) -> bool:
    """Whether a claim is true at random points, families included."""
    rng = random.Random(1)
    with mpmath.workdps(40):
        for _ in range(points):
            at = {name: drawn(about, rng) for name, about in claim["for"].items()}
            op, *sides = claim["holds"]
            if op in {"mean", "whole", "pair"}:
                if not family_is_true(op, sides[0], at, rng):
                    return False
                continue
            left, right = (number(side, at) for side in sides)
            if not (left >= right - mpmath.mpf(10) ** -30 if op == ">=" else left > right):
                return False
    return True


def family_is_true(bound: str, e: Any, at: dict[str, Any], rng: random.Random) -> bool:
    """The bounds as docs/certificates.md states them, at random shares; equality where it is claimed."""
    exponent, tiny = number(e, at), mpmath.mpf(10) ** -30
    if bound == "pair":
        L, a = int(at["L"]), mpmath.mpf(rng.randint(0, 3))
        b = mpmath.mpf(rng.randint(0, 3))

        def power(x: Any, k: int) -> Any:
            return x ** (mpmath.mpf(2 * k) / L) if k else mpmath.mpf(1)

        low = mpmath.fsum(power(a, L - k) * power(b, k - 1) for k in range(1, L + 1))
        high, equal = mpmath.mpf(L) / 2 * (a**exponent + b**exponent), exponent <= 1 or a == b
    else:
        shares = [mpmath.mpf(rng.choice([0, 1, 1, 2, 5])) for _ in range(rng.randint(1, 4))]
        powers, total = mpmath.fsum(s**exponent for s in shares if s), mpmath.fsum(shares) ** exponent
        if bound == "mean":
            low, high = len(shares) ** (1 - exponent) * total, powers
            equal = exponent == 1 or len(set(shares)) == 1
        else:
            low, high, equal = powers, total, exponent == 1 or sum(s != 0 for s in shares) <= 1
    return bool(low <= high + tiny and (abs(high - low) < tiny) == equal)


def test_the_judge_of_truth_notices_what_is_false():
    assert not true_at_random_points({"for": X_IN_UNIT, "holds": [">", "x", ["^", "x", 2]]})
    assert not true_at_random_points({"for": {"L": ["integer", 3, 9]}, "holds": ["mean", ["/", 1, 2]]})
    assert not true_at_random_points({"for": {"L": ["integer", 3, 9]}, "holds": ["pair", 1]})


# Tampering.


@st.composite
def tampered(draw: st.DrawFn) -> tuple[str, str, str]:
    """A certificate with one digit changed: its name, where the digit is, the text."""
    name = draw(st.sampled_from(sorted(GOOD)))
    text = json.dumps(GOOD[name])
    place = draw(st.sampled_from([m.start() for m in DIGIT.finditer(text)]))
    new = draw(st.sampled_from([d for d in "0123456789" if d != text[place]]))
    return name, text, text[:place] + new + text[place + 1 :]


@settings(max_examples=300, deadline=None)
@given(tampered())
def test_any_digit_changed_anywhere_is_noticed(case):
    _, _, changed = case
    with pytest.raises(UNUSABLE):
        establish(read(changed.encode()))


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(tampered())
def test_with_the_checksum_mended_the_claim_is_another_one_and_true(case):
    name, _, changed = case
    try:
        content = json.loads(changed)
    except ValueError:
        return
    # What is only about the making of a certificate is protected by the checksum alone: it proves nothing.
    assume(content.get("made") == GOOD[name]["made"] and content.get("sha256") == GOOD[name]["sha256"])
    content = repaired({key: part for key, part in content.items() if key != "sha256"})
    try:
        said = establish(read(json.dumps(content).encode()))
    except UNUSABLE:
        return
    assert said != establish(GOOD[name])
    assert true_at_random_points(content["claim"])


def all_numbers(part: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where the integers are."""
    if type(part) is int:
        return [path]
    steps = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    return [found for key, inner in steps for found in all_numbers(inner, (*path, key))]


@pytest.mark.parametrize("name", GOOD)
def test_every_number_matters(name):
    """Every integer of claim and proof, moved a little and much: refused, or another claim, and true."""
    said = establish(GOOD[name])
    for key in ("claim", "proof"):
        for path in all_numbers(GOOD[name][key]):
            for step in (-1, 1, 10, 1000):
                content = copy.deepcopy(GOOD[name])
                place = content[key]
                for part in path[:-1]:
                    place = place[part]
                place[path[-1]] += step
                try:
                    now = establish(repaired({k: v for k, v in content.items() if k != "sha256"}))
                except Fails:
                    continue
                assert now != said, path
                assert true_at_random_points(content["claim"], 10), path


REALS = {"x": ["real", None, None], "y": ["real", None, None]}
UNIT_SQUARE = {"x": ["real", 0, 1], "y": ["real", 0, 1]}
FALSE_OR_UNSHOWN = {
    "a checksum of something else": {**GOOD["mean"], "sha256": GOOD["whole"]["sha256"]},
    "no checksum": {k: v for k, v in GOOD["mean"].items() if k != "sha256"},
    "an unknown method": forged("exact", {}, 1, method="trust me"),
    "a method of another kind": forged("interval", parameters={}, holds=1, method="squares"),
    "more in a claim": repaired({**GOOD["square"], "claim": {**GOOD["square"]["claim"], "given": []}}),
    # 2 t^3 - 3 t^2 + 1 = (t - 1)^2 (2 t + 1), and nothing else.
    "another quotient": family("mean", 4, 4, [[1, 3]]),
    "a negative coefficient": family("mean", 4, 4, [[1, -2]]),
    "a rational coefficient": family("mean", 4, 4, [[["/", 1, 1], 2]]),
    "a trailing zero": family("mean", 4, 4, [[1, 2, 0]]),
    "a case too few": family("mean", 3, 4, [[1, 2, 3]]),
    "a case too many": family("mean", 3, 3, [[1, 2, 3], [1, 2]]),
    "no case": family("mean", 5, 4, []),
    "exponent below 1": family("mean", 2, 2, [[]], ["/", 1, 2]),
    "exponent 0, where s = 0 is a trap": family("mean", 2, 2, [[]], 0),
    "whole below 1": family("whole", 2, 2, [[]], ["/", 1, 2]),
    "depth 1 of a pair": family("pair", 1, 1, [[]]),
    "a pair with another exponent": family("pair", 3, 3, [[1]], 2),
    "an exponent that is a ball": family("mean", 2, 2, [[1]], ["exp", 0]),
    "a quotient that serves nothing": family("mean", 2, 2, [[1]]),
    "another parameter": forged(
        "exact",
        {"L": ["integer", 4, 4], "K": ["integer", 1, 2]},
        ["mean", EXPONENT],
        method="families",
        quotients=[[1, 2]],
    ),
    "real depths": forged(
        "exact", {"L": ["real", 4, 4]}, ["mean", EXPONENT], method="families", quotients=[[1, 2]]
    ),
    "a negative weight": squares({"x": ["real", None, None]}, [">=", 0, ["^", "x", 2]], [[-1, [], "x"]]),
    "weight 0": squares({"x": ["real", None, None]}, [">=", 0, 0], [[0, [], "x"]]),
    "a square of 0": squares({"x": ["real", None, None]}, [">=", 0, 0], [[1, [], 0]]),
    "terms that add up to less": squares(REALS, [">=", TWO_SQUARES, ["*", 2, "x", "y"]], []),
    "a strict relation without a positive term": squares(
        REALS, [">", SQUARED_GAP, 0], [[1, [], ["+", "x", ["*", -1, "y"]]]]
    ),
    "strict at the end of a range": squares(X_IN_UNIT, [">", "x", 0], [[1, [0], 1]]),
    "a relation the wrong way": squares(REALS, ["<=", SQUARED_GAP, 0], [[1, [], ["+", "x", ["*", -1, "y"]]]]),
    "an equality": squares(REALS, ["=", SQUARED_GAP, SQUARED_GAP], []),
    "no known sign": squares({"x": ["real", None, None]}, [">=", "x", 0], [[1, [0], 1]]),
    "a sign counted from the end": squares({"x": ["real", 0, None]}, [">=", "x", 0], [[1, [-1], 1]]),
    "ends left out": squares({"x": ["real"]}, [">=", "x", 0], [[1, [0], 1]]),
    "an end too many": squares({"x": ["positive", 5, None]}, [">=", "x", 5], [[1, [0], 1]]),
    "a kind of range that does not exist": squares({"x": ["negative", 0, 1]}, [">=", "x", 0], [[1, [0], 1]]),
    "a fraction of x": squares({"x": ["positive"]}, [">=", ["^", "x", -1], 0], [[1, [], ["^", "x", -1]]]),
    "not on the whole box": boxes(X_IN_UNIT, [">", "x", ["/", 1, 2]], [[[0, 1]]]),
    "a range that reaches 0, strictly": boxes(X_IN_UNIT, [">", ["exp", "x"], 1], [[[0, 1]]], range=[2, 2, 0]),
    "0 is not above 0": boxes({"n": ["integer", 0, 0]}, [">", "n", 0], [[[0, 0]]], range=[1, 1, 0]),
    "a sum is no claim": boxes(X_IN_UNIT, ["+", ["exp", "x"], "x"], [[[0, 1]]]),
    "a sum of squares is no claim": squares(
        REALS, ["+", SQUARED_GAP, 0], [[1, [], ["+", "x", ["*", -1, "y"]]]]
    ),
    "a negative range": boxes(X_IN_UNIT, [">", "x", 2], [[[0, 1]]], range=[-3, 2, 0]),
    "a radius below 0": boxes(X_IN_UNIT, [">", ["exp", "x"], "x"], [[[0, 1]]], range=[1, -1, 9]),
    "a range too narrow below": boxes(X_IN_UNIT, [">", ["exp", "x"], "x"], [[[0, 1]]], range=[3, 1, 0]),
    "a range too narrow above": boxes(X_IN_UNIT, [">", ["exp", "x"], "x"], [[[0, 1]]], range=[17, 15, -4]),
    "only a part of the region": boxes(X_IN_UNIT, [">", ["exp", "x"], "x"], [[[0, ["/", 1, 2]]]]),
    "a gap": boxes(X_IN_UNIT, PARABOLA, [QUARTERS[k] for k in (0, 1, 3)], range=[33, 32, -6]),
    "an overlap": boxes(X_IN_UNIT, PARABOLA, [*QUARTERS, QUARTERS[2]], range=[33, 32, -6]),
    "no boxes": boxes(X_IN_UNIT, PARABOLA, [], range=[33, 32, -6]),
    "a gap between integers": boxes(
        {"n": ["integer", 0, 4]}, [">", ["+", ["^", "n", 2], 1], 0], [[[0, 1]], [[3, 4]]]
    ),
    "integers cut in the middle": boxes(
        {"n": ["integer", 0, 3]}, [">", ["+", ["^", "n", 2], 1], 0], [[[0, ["/", 3, 2]]], [[["/", 3, 2], 3]]]
    ),
    "a corner left out": boxes(
        UNIT_SQUARE,
        [">", ["+", ["exp", "x"], "y"], 0],
        [[[0, h], [0, h]] for h in (["/", 1, 2],)] + [[[["/", 1, 2], 1], [0, 1]]],
    ),
    "a region without an end": boxes({"x": ["real", 0, None]}, [">", ["exp", "x"], "x"], [[[0, 1]]]),
    "a region the wrong way round": boxes({"x": ["real", 1, 0]}, [">", ["exp", "x"], "x"], [[[1, 0]]]),
    "integers between integers": boxes(
        {"n": ["integer", ["/", 1, 2], 1]}, [">", ["exp", "n"], 0], [[[["/", 1, 2], 1]]]
    ),
    "a strict claim with a zero": boxes(NEAR_ONE, [">", *LOGARITHM[1:]], HALVES, **AT_ONE),
    # (x - y) (2 + x) is 0 there, and has a slope.
    "not its order": boxes(
        UNIT_SQUARE,
        [">=", ["*", ["+", "x", ["*", -1, "y"]], ["+", 2, "x"]], 0],
        [[[0, 1], [0, 1]]],
        zero=["x", "y", 2],
        range=[32, 32, -2],
    ),
    "a factor that changes its sign": boxes(
        {"x": ["real", -1, 1]}, [">=", ["exp", "x"], 1], [[[-1, 1]]], zero=["x", 0, 1], range=[8, 7, -2]
    ),
    "a factor whose sign depends on another parameter": boxes(
        UNIT_SQUARE,
        [">=", ["exp", ["+", "x", ["*", -1, "y"]]], 1],
        [[[0, 1], [0, 1]]],
        zero=["x", "y", 1],
        range=[8, 7, -2],
    ),
    "a zero elsewhere": boxes(NEAR_ONE, LOGARITHM, HALVES, **AT_ONE | {"zero": ["x", ["/", 1001, 1000], 2]}),
    # x - 1 - log x - 10^-30: nearly 0 is not 0.
    "a zero that is none": boxes(
        NEAR_ONE, [">=", ["+", "x", -1], ["+", ["log", "x"], ["/", 1, 10**30]]], HALVES, **AT_ONE
    ),
    "a zero that moves with itself": boxes(NEAR_ONE, LOGARITHM, HALVES, **AT_ONE | {"zero": ["x", "x", 2]}),
    # 0 at the values of y that are tried first, 2/7 and 9/7, but of degree 2 in y.
    "a zero at two values of another parameter": boxes(
        {"x": ["real", 1, 2], "y": ["real", 2, 3]},
        [
            ">=",
            ["+", ["^", ["+", "y", ["/", -11, 14]], 2], ["^", ["+", "x", -1], 2]],
            QUARTER,
        ],
        [[[1, 2], [2, 3]]],
        zero=["x", 1, 2],
        range=[3, 1, -1],
    ),
    # y (y - 2/7) (y - 9/7) (x - 1): 0 at the points that are tried first, not at all.
    "a zero for some values of the others only": boxes(
        {"x": ["real", 1, 2], "y": ["real", 2, 3]},
        [
            ">=",
            [
                "+",
                ["*", *(["+", "y", ["/", -2 - 7 * k, 7]] for k in range(4))],
                ["^", ["+", "x", -1], 2],
                100,
            ],
            100,
        ],
        [[[1, 2], [2, 3]]],
        zero=["x", 1, 2],
        range=[1, 1, 5],
    ),
    # As many factors as the power says: each value of y that is tried is counted.
    "a zero at many values only": boxes(
        {"x": ["real", 1, 2], "y": ["real", 50, 60]},
        [">=", ["^", ["*", *(["+", "y", ["/", -2 - 7 * k, 7]] for k in range(8))], ["/", 4, 2]], 0],
        [[[1, 2], [50, 60]]],
        zero=["x", 1, 2],
        range=[1, 1, 5],
    ),
    "the slope of a root": boxes(
        X_IN_UNIT, [">=", ["^", "x", ["/", 3, 2]], 0], [[[0, 1]]], zero=["x", 0, 1], range=[2, 2, 0]
    ),
    "a second slope below 0": boxes(
        {"x": ["real", -1, 1]}, [">=", ["cos", "x"], 1], [[[-1, 1]]], zero=["x", 0, 2], range=[1, 1, 0]
    ),
    # On the box x^2 - 2 < 0; the second coefficient, 6 x^2 - 2, is above 0 there, but not down to 0.
    "a box away from the zero": boxes(
        {"x": ["real", 1, ["/", 9, 8]]},
        [">=", ["+", ["^", "x", 4], ["*", -2, ["^", "x", 2]]], 0],
        [[[1, ["/", 9, 8]]]],
        zero=["x", 0, 2],
        range=[11, 10, 0],
    ),
    "a range below 0": boxes(X_IN_UNIT, [">=", "x", 2], [[[0, 1]]], range=[-3, 3, 0]),
    "order 0": boxes(X_IN_UNIT, [">=", "x", 1], [[[0, 1]]], zero=["x", 1, 0], range=[1, 1, 0]),
    "an order that is no number": boxes(
        X_IN_UNIT, [">=", ["exp", "x"], 1], [[[0, 1]]], zero=["x", 0, True], range=[15, 8, -3]
    ),
    "no order": boxes(X_IN_UNIT, [">=", ["exp", "x"], 1], [[[0, 1]]], zero=["x", 0], range=[15, 8, -3]),
    "a zero of what it is not about": boxes(
        X_IN_UNIT, [">=", ["exp", "x"], 1], [[[0, 1]]], zero=["y", 0, 1], range=[15, 8, -3]
    ),
    "a relation the other way": boxes(X_IN_UNIT, ["<", ["exp", "x"], "x"], [[[0, 1]]]),
    "a division by zero": boxes(X_IN_UNIT, [">", ["^", "x", -1], ["/", 1, 4]], [[[0, 1]]]),
    "the logarithm of 0": boxes(X_IN_UNIT, [">", 1, ["log", "x"]], [[[0, 1]]]),
    "a root of what is negative": boxes(
        {"x": ["real", -2, -1]}, [">", ["+", 1, ["^", "x", ["/", 1, 2]]], 0], [[[-2, -1]]]
    ),
    "too few bits": boxes(X_IN_UNIT, [">", ["exp", "x"], "x"], [[[0, 1]]], bits=1),
    "no such function": boxes(X_IN_UNIT, [">", ["union", "x"], -5], [[[0, 1]]]),
    "a function of two": boxes({"x": ["real", 1, 2]}, [">", ["exp", "x", "x"], -5], [[[1, 2]]]),
    "a cube that may be negative": boxes(
        {"x": ["real", -1, 1]}, [">", ["+", ["/", 1, 2], ["^", "x", 3]], 0], [[[-1, 1]]]
    ),
    "a square that may be large": boxes({"x": ["real", -2, 1]}, [">", 3, ["^", "x", 2]], [[[-2, 1]]]),
    "a function of polynomials": squares(
        {"x": ["real", None, None]}, [">=", ["^", "x", 2], 0], [[1, [], ["sqrt", ["^", "x", 2]]]]
    ),
    "a symbol without a range": boxes(X_IN_UNIT, [">", ["exp", "y"], 0], [[[0, 1]]]),
    "a name that says something": squares({"x >= 5 and y": ["positive"]}, [">=", 1, 0], [[1, [], 1]]),
    "the name of a function": squares({"exp": ["positive"]}, [">", "exp", 0], [[1, [0], 1]]),
    "truth as a number": squares({"x": ["positive"]}, [">=", True, 0], [[1, [], 1]]),
    "a float": squares({"x": ["positive"]}, [">=", 1.0, 0], [[1, [], 1]]),
    "a denominator 0": squares({"x": ["positive"]}, [">=", ["/", 1, 0], 0], [[1, [], 1]]),
    "too many parameters": squares({f"x{k}": ["positive"] for k in range(50)}, [">", "x0", 0], [[1, [0], 1]]),
}


@pytest.mark.parametrize("name", FALSE_OR_UNSHOWN)
def test_what_is_false_or_not_shown_is_not_established(name):
    with pytest.raises(Fails):
        establish(FALSE_OR_UNSHOWN[name])


def test_a_key_that_is_there_twice_is_refused():
    """One reader would see the first, another the last."""
    text = json.dumps(GOOD["square"])
    assert establish(read(text.encode()))
    with pytest.raises(ValueError, match="twice"):
        read(text.replace('{"for"', '{"for": {"n": ["positive"]}, "for"', 1).encode())


@given(st.fractions("1/4", 4, max_denominator=40), st.fractions(0, 2, max_denominator=40), st.booleans())
def test_the_quotient_by_a_zero_is_enclosed(low, width, cosine):
    """(x - 1 - log x)/(x - 1)^2, and (cos x - 1 + x^2/2)/x^4, where they can be computed."""
    left = (
        ["+", ["cos", "x"], -1, ["*", HALF, ["^", "x", 2]]]
        if cosine
        else ["+", "x", -1, ["*", -1, ["log", "x"]]]
    )
    z, order = (0, 4) if cosine else (1, 2)
    high = low + width
    box = {"x": (fmpq(low.numerator, low.denominator), fmpq(high.numerator, high.denominator))}
    with ctx.workprec(96):
        least, most = recheck.enclosure(left, box, "x", z, order)
    with mpmath.workdps(60), ctx.workprec(200):
        for share in (0, mpmath.mpf(1) / 3, 1):
            x = mpmath.mpf(low.numerator) / low.denominator
            x += share * mpmath.mpf(width.numerator) / width.denominator
            if abs(x - z) > mpmath.mpf("1e-3"):
                q = number(left, {"x": x}) / (x - z) ** order
                assert arb(mpmath.nstr(q, 40)) + arb("1e-25") > least
                assert arb(mpmath.nstr(q, 40)) - arb("1e-25") < most


# The bound on degrees, on which exact zeros rest.

y = sympy.Symbol("y")
rational = st.recursive(
    st.integers(-3, 3) | st.just("y"),
    lambda parts: st.one_of(
        st.tuples(st.sampled_from("+*"), parts, parts).map(list),
        st.tuples(st.just("^"), parts, st.integers(-2, 5)).map(list),
        st.tuples(st.just("^"), parts, st.sampled_from([["/", 8, 2], ["+", 2, 5], ["*", -1, 4]])).map(list),
    ),
    max_leaves=5,
)


def in_sympy(e: Any) -> Any:
    if not isinstance(e, list):
        return y if e == "y" else sympy.Integer(e)
    one, other = map(in_sympy, e[1:])
    return {"+": one + other, "*": one * other, "/": one / other if other else 0, "^": one**other}[e[0]]


@settings(max_examples=100, deadline=None)
@given(rational, st.integers(1, 3))
@example(["^", "y", 9], 1)
@example(["^", "y", ["*", -1, 4]], 1)
def test_degrees_are_not_underestimated(e, k):
    found = recheck._degree(e, "x", 0, k)
    assume(found <= 150)
    value = in_sympy(e)
    assume(value.is_finite is not False and not value.has(sympy.nan, sympy.zoo))
    n, d = sympy.fraction(sympy.cancel(value))
    assert found >= max(sympy.degree(n, y) if n else 0, sympy.degree(d, y))


def test_degrees_of_coefficients_are_not_underestimated():
    """The coefficient of t^2 in ((y + t)/(1 + y^3))^-2, with its denominator."""
    t = sympy.Symbol("t")
    e = ["^", ["*", ["+", "y", "x"], ["^", ["+", 1, ["^", "y", 3]], -1]], -2]
    taylor = sympy.series(((y + t) / (1 + y**3)) ** -2, t, 0, 3).removeO().coeff(t, 2)
    n, d = sympy.fraction(sympy.cancel(taylor))
    assert recheck._degree(e, "x", 0, 3) >= max(sympy.degree(n, y), sympy.degree(d, y))


# Files, and whatever else is given to it.


def run(*arguments: str) -> tuple[int, list[str]]:
    """The stand-alone script, in a process that sees nothing of the project."""
    done = subprocess.run(
        [sys.executable, "-I", str(SCRIPT), *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()


def test_the_script_stands_alone(tmp_path):
    good, bad, other = (tmp_path / name for name in ("good.json", "bad.json", "other.json"))
    good.write_text(json.dumps(GOOD["a zero"], indent=1))
    bad.write_text(json.dumps(FALSE_OR_UNSHOWN["a gap"]))
    other.write_text("{}")
    assert run(str(good)) == (0, [f"{good}: established: {establish(GOOD['a zero'])}"])
    assert run(str(good), str(bad)) == (
        1,
        [
            f"{good}: established: {establish(GOOD['a zero'])}",
            f"{bad}: NOT established: its boxes leave a gap, or overlap",
        ],
    )
    status, lines = run(str(bad), str(other), str(tmp_path), str(tmp_path / "nowhere"), str(good))
    assert (status, len(lines)) == (2, 5)
    assert [": unusable: " in line for line in lines] == [False, True, True, True, False]


def test_it_imports_nothing_of_the_project_and_is_short():
    source = SCRIPT.read_text()
    imported = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            imported |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(node.module)
    assert imported - sys.stdlib_module_names == {"flint"}
    assert len(source.splitlines()) <= 300


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["L", "x", "+", "^"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(
    st.binary(max_size=200)
    | st.text(max_size=100).map(str.encode)
    | json_values.map(lambda v: json.dumps(v).encode())
)
@example(b"[" * 100_000)
@example(b'{"a":' * 100_000)
@example(b"9" * 100_000)
@example(b'{"format": "sharpath-certificate", "version": 1, "version": 1}')
@example(b'{"format": "sharpath-certificate", "version": 1, "sha256": ' + b"[" * 900 + b"]" * 900 + b"}")
@example(b'{"format": "sharpath-certificate", "version": 2}')
def test_garbage_is_unusable(data):
    with pytest.raises(UNUSABLE):
        establish(read(data))


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(sorted(GOOD)), st.data(), json_values)
def test_garbage_in_any_place_is_no_traceback(name, data, value):
    content = copy.deepcopy(GOOD[name])
    place: Any = content
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        if not keys:
            return
        key = data.draw(st.sampled_from(keys))
        if not isinstance(place[key], dict | list) or data.draw(st.booleans()):
            break
        place = place[key]
    place[key] = value
    try:
        content = repaired({k: v for k, v in content.items() if k != "sha256"})
        establish(read(json.dumps(content).encode()))
    except UNUSABLE:
        return
    assert true_at_random_points(content["claim"], 5)


def tower(height: int) -> Any:
    e: Any = "x"
    for _ in range(height):
        e = ["^", e, 400]
    return e


LONG_WORK = {
    "a tower of powers": squares({"x": ["positive"]}, [">=", tower(6), 0], [[1, [], 1]]),
    "a binomial to a high power": squares(
        {"x": ["positive"]}, [">=", ["^", ["+", "x", 1], 10**6], 0], [[1, [], 1]]
    ),
    "many variables to a power": squares(
        {f"x{k}": ["positive"] for k in range(8)},
        [">=", ["^", ["+", *(f"x{k}" for k in range(8))], 40], 0],
        [[1, [], 1]],
    ),
    "a long power of a number": squares({"x": ["positive"]}, [">=", ["^", 3, 10**13], 0], [[1, [], 1]]),
    "a number to many powers": squares(
        {"x": ["positive"]}, [">=", ["*", *[["^", 3, 2000]] * 20_000], 0], [[1, [], 1]]
    ),
    "depths without end": family("mean", 2, 10**18, [[], [1, 2, 3]]),
    "a degree without end": family("mean", 10**9, 10**9, [[1]]),
    "exponentials of exponentials": boxes(
        X_IN_UNIT, [">", ["exp", ["exp", ["exp", ["exp", ["exp", ["exp", ["+", 9, "x"]]]]]]], 0], [[[0, 1]]]
    ),
    "bits without end": boxes(X_IN_UNIT, [">", ["exp", "x"], "x"], [[[0, 1]]], bits=10**9),
    "a scale without end": boxes(X_IN_UNIT, [">", ["exp", "x"], "x"], [[[0, 1]]], range=[2, 1, 10**15]),
    "many boxes": boxes(X_IN_UNIT, [">", ["+", *[["exp", "x"]] * 2000], "x"], [[[0, 1]]] * 5000),
}


@pytest.mark.parametrize("name", LONG_WORK)
def test_work_is_bounded(name):
    start = time.perf_counter()
    with pytest.raises(Fails):
        establish(LONG_WORK[name])
    # An order of magnitude above what each takes (below 1 s); without a bound they would not end.
    assert time.perf_counter() - start < 30
